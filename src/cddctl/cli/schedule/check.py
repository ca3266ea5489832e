"""`cddctl schedule check`: checks schedule files."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.output import say, write_text
from cddctl.cli.paths import file_path
from cddctl.errors import Problem, ScheduleInvalid
from cddctl.i18n import N_, ngettext


@command(example=N_("Example: cddctl schedule check my-schedules/2562.yaml"))
def check(
    ctx: typer.Context,
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", parser=file_path, help=N_("Files to check; all in use if not said.")
        ),
    ] = None,
) -> None:
    """Check files, or all schedules in use; print every problem to stdout, one per line."""
    library = Context.of(ctx).calendars.library
    paths = files or library.files()
    problems: list[Problem] = []
    for path in paths:
        try:
            library.check(path)
        except ScheduleInvalid as error:
            problems += error.problems
    if problems:
        write_text("".join(f"{problem}\n" for problem in problems))
        raise typer.Exit(ScheduleInvalid.exit_code)
    if not files and library.unread():  # which are named already
        raise typer.Exit(1)
    checked = ngettext(
        "{count} file checked, no problem found",
        "{count} files checked, no problem found",
        len(paths),
    )
    say(checked.format(count=len(paths)))
