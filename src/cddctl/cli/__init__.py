"""The command line: the app, its language, and the one place where refusals become exit codes."""

import errno
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cddctl.cli import (
    calendar,
    due,
    forms,
    history,
    init,
    record,
    register,
    remind,
    report,
    rounds,
    schedule,
    status,
    undo,
)
from cddctl.cli.help import LocalizedCommand, LocalizedGroup, usage_problem
from cddctl.cli.language import choose_language, usual_language
from cddctl.commands.streams import say_error, steady_streams
from cddctl.errors import CddctlError, DataRefused, OutputRefused, system_reason
from cddctl.i18n import N_, _, printable, use_language

INTERRUPTED = 130


class App(LocalizedGroup):
    """The program as a whole: chooses the language first, and turns every refusal into one line."""

    def main(self, args: Sequence[str] | None = None, *_args: Any, **_extra: Any) -> None:  # noqa: ANN401
        """Run the command line and exit with its code."""
        steady_streams()
        sys.exit(self._run(sys.argv[1:] if args is None else list(args)))

    def _run(self, args: list[str]) -> int:
        try:
            use_language(usual_language())
            language, rest = choose_language(args)
            use_language(language)
            return super().main(args=rest, prog_name="cddctl", standalone_mode=False) or 0
        except CddctlError as error:
            for line in str(error).splitlines():
                say_error(line)
            return error.exit_code
        except typer.TyperException as error:
            return usage_problem(error)
        except (KeyboardInterrupt, typer.Abort):
            return INTERRUPTED
        except SystemExit:  # typer's, where the reader, such as `head`, has seen enough
            return 0
        except OSError as error:
            return _system_problem(error)


def _system_problem(error: OSError) -> int:
    """Say what the system refused that nobody below has worded; the exit code."""
    why = system_reason(error)
    if error.filename is not None:
        name = printable(str(error.filename))
        say_error(_("{path} cannot be used: {why}").format(path=name, why=why))
        return DataRefused.exit_code
    # What has a name is said with it: this was stdout.
    sys.stdout = None  # or Python tries once more at the exit
    if sys.platform == "win32" and error.errno == errno.EINVAL:
        return 0  # a pipe whose reader, such as `more`, has seen enough
    say_error(_("the output could not be written: {why}").format(why=why))
    return OutputRefused.exit_code


app = typer.Typer(
    cls=App,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=N_("Example: cddctl due --month 2018-09"),
    help=N_(
        "What is due, what is recorded, and the report form, for the eleven databases of the "
        "Community Development Department."
    ),
)


def _version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"cddctl {version('cddctl')}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=N_("Show the version and exit."),
            is_eager=True,
            callback=lambda asked: _version(asked=asked),
        ),
    ] = False,
) -> None:
    pass


app.command("due", cls=LocalizedCommand, help=due.HELP, epilog=due.EXAMPLE)(due.due)
app.command("forms", cls=LocalizedCommand, help=forms.HELP, epilog=forms.EXAMPLE)(forms.forms)
app.command("record", cls=record.RecordCommand, help=record.HELP, epilog=record.EXAMPLE)(
    record.record
)
app.command("status", cls=LocalizedCommand, help=status.HELP, epilog=status.EXAMPLE)(status.status)
app.command("remind", cls=LocalizedCommand, help=remind.HELP, epilog=remind.EXAMPLE)(remind.remind)
app.command("report", cls=report.ReportCommand, help=report.HELP, epilog=report.EXAMPLE)(
    report.report
)
app.command("extend", cls=LocalizedCommand, help=rounds.EXTEND_HELP, epilog=rounds.EXTEND_EXAMPLE)(
    rounds.extend
)
app.command("close", cls=LocalizedCommand, help=rounds.CLOSE_HELP, epilog=rounds.CLOSE_EXAMPLE)(
    rounds.close
)
app.command("reopen", cls=LocalizedCommand, help=rounds.REOPEN_HELP, epilog=rounds.REOPEN_EXAMPLE)(
    rounds.reopen
)
app.command("history", cls=LocalizedCommand, help=history.HELP, epilog=history.EXAMPLE)(
    history.history
)
app.command("undo", cls=LocalizedCommand, help=undo.HELP, epilog=undo.EXAMPLE)(undo.undo)
app.command("calendar", cls=LocalizedCommand, help=calendar.HELP, epilog=calendar.EXAMPLE)(
    calendar.calendar
)
app.command("init", cls=LocalizedCommand, help=init.HELP, epilog=init.EXAMPLE)(init.init)
app.add_typer(register.app, name="register")
app.add_typer(schedule.app, name="schedule")
