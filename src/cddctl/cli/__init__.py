"""The command line: the app, its language, and the mapping of errors to exit codes."""

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cddctl.cli import filenames, files
from cddctl.cli.command import Commands
from cddctl.cli.common import COMMON_OPTIONS, MONTH_RULE
from cddctl.cli.context import Context
from cddctl.cli.help import LocalizedGroup, usage_problem
from cddctl.cli.language import typed_language, usual_language
from cddctl.cli.output import say, say_error, steady_streams
from cddctl.errors import (
    CddctlError,
    DataRefused,
    OutputRefused,
    system_reason,
)
from cddctl.i18n import N_, _, printable, use_language
from cddctl.places import use_declared
from cddctl.waiting import patience

INTERRUPTED = 130

HELPS = {
    "init": N_("Create the register of a province, or of the nation, once."),
    "config": N_("Show the settings of the register, keep one, or forget it."),
    "setup": N_("Let Windows show each day what is to be done."),
    "completion": N_("Print the script that lets a shell complete commands and names."),
    "schedule": N_("Print, compare, check and change schedules."),
    "today": N_("Show what is to be done today, and what to type next."),
    "due": N_("Show which periods are due in a month, or in a fiscal year."),
    "forms": N_("Write the forms for the districts to fill in, a workbook each."),
    "record": N_(
        "Record what an office has reported. Alone, on a terminal, it asks for everything step by "
        "step."
    ),
    "inbox": N_("Record what lies in a folder, and move each file to taken or refused."),
    "status": N_(
        "Show who has reported what: offices by databases, what is overdue, what came late."
    ),
    "doubts": N_("List the counts that may be wrong, and that no note explains."),
    "remind": N_("Write messages for LINE to the offices that have something outstanding."),
    "extend": N_("Give a district a later date, or withdraw it, for one database or for all."),
    "close": N_("Mark a month's report as sent: keep it as it is, and refuse further entries."),
    "reopen": N_("Let a closed month be recorded for again; the report that was sent stays."),
    "report": N_("Print the report form, filled with what is recorded, or write it as a workbook."),
    "letter": N_("Write the official letters of a round as Word documents."),
    "memo": N_("Write the memorandum (บันทึกข้อความ) on a report that was closed."),
    "compare": N_("Compare a round with that of a fiscal year before, or with another."),
    "picture": N_("Draw who has reported what, the league or the trend, as a picture for LINE."),
    "summary": N_("Write the summary of a month or a year for the head of an office, with charts."),
    "calendar": N_("Write the periods of a fiscal year as a calendar file (.ics)."),
    "history": N_("Show every entry: who recorded it, when, from which file, and what it changed."),
    "undo": N_("Take back what was done last, of whatever kind; or one thing, or a file."),
    "redo": N_("Bring back what was undone last."),
    "register": N_("Look after the register: check it, copy it, put registers together."),
}
"""The commands in the order of the help, with one sentence each; each has its own module here."""

SECTIONS = {
    "init": N_("Begin"),
    "today": N_("Each day and round"),
    "report": N_("Hand out"),
    "history": N_("Look after"),
}
"""The sections of the help, by when the commands are used; each begins with a command above."""

_OF_THE_NATION = {
    "init --nation": N_("A register of no province of its own, to merge others into."),
    "register merge": N_("Take in registers of colleagues or provinces."),
    "status --nation": N_("Show who has reported what, a line a province."),
    "report --nation": N_("The form summed over all provinces, or some: --province twice."),
}


class App(LocalizedGroup):
    """The whole program: chooses the language first, and reports every error on one line."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings | {"commands": Commands(__name__, HELPS)})

    def main(self, args: Sequence[str] | None = None, *_args: Any, **_extra: Any) -> None:  # noqa: ANN401
        """Run the command line and exit with its code."""
        steady_streams()
        sys.exit(self._run(sys.argv[1:] if args is None else list(args)))

    def _run(self, args: list[str]) -> int:
        try:
            use_language(usual_language())
            language, rest = typed_language(args)
            use_language(language or usual_language())
            context, rest = Context.take(rest)
            if language is None and (kept := context.kept("language")) is not None:
                use_language("th" if kept == "th" else "en")
            with (
                use_declared(context.district_changes),
                patience(_say_waiting),
                files.run(_say_would_write),
                filenames.run(),
            ):
                return self._call(rest, context)
        except CddctlError as error:
            for line in error.lines:
                say_error(line)
            return error.exit_code
        except typer.TyperException as error:
            return usage_problem(error)
        except (KeyboardInterrupt, typer.Abort):
            return INTERRUPTED
        except SystemExit:  # typer's, when the reader, such as `head`, has closed the pipe
            return 0
        except OSError as error:
            return _system_problem(error)

    def _call(self, words: list[str], context: Context) -> int:
        """Call a command; without one, `today` where there is a register."""
        if words[:1] == ["help"]:
            words = [*words[1:], "--help"]
        if not words and context.has_register:
            words = ["today"]
        result = super().main(args=words, prog_name="cddctl", standalone_mode=False, obj=context)
        return result or 0

    def sections(self) -> dict[str, list[tuple[str, str]]]:
        """The commands by when they are used, each with one sentence of help."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, text in HELPS.items():
            if name in SECTIONS:
                rows = sections.setdefault(SECTIONS[name], [])
            rows.append((name, text))
        return sections | {N_("The nation"): list(_OF_THE_NATION.items())}

    def format_epilog(self, ctx, formatter) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, D102
        formatter.write_paragraph()
        formatter.write_text(_(MONTH_RULE))
        super().format_epilog(ctx, formatter)

    def rows_of_options(self) -> list[tuple[str, str]]:
        """The options that every command takes, shown only in the program's own help."""
        return [(f"{option.name} {option.metavar}", _(option.help)) for option in COMMON_OPTIONS]


def _say_waiting() -> None:
    say(_("another program is writing to the register; waiting for it ..."))


def _say_would_write(path: Path) -> None:
    say(_("dry run: would write {path}").format(path=path))


def _system_problem(error: OSError) -> int:
    """Report a system error that no layer below has reported; return the exit code."""
    why = system_reason(error)
    if error.filename is not None:
        name = printable(str(error.filename))
        say_error(_("{path} cannot be used: {why}").format(path=name, why=why))
        return DataRefused.exit_code
    # An error with a file name is reported with that name; without one it was stdout.
    sys.stdout = None  # or Python writes again, and fails again, at exit
    if sys.platform == "win32" and error.errno == errno.EINVAL:
        return 0  # a pipe whose reader, such as `more`, has closed it
    say_error(_("the output could not be written: {why}").format(why=why))
    return OutputRefused.exit_code


app = typer.Typer(
    cls=App,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=N_(
        "due takes this month alone; what records or closes asks, or has to be told.\n"
        "cddctl help COMMAND explains a command.\n\n"
        "Example: cddctl due --month 2018-09"
    ),
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
            "-V",
            help=N_("Show the version and exit."),
            is_eager=True,
            callback=lambda asked: _version(asked=asked),
        ),
    ] = False,
) -> None:
    pass
