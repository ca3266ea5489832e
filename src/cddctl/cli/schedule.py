"""`cddctl schedule`: prints a schedule, and checks schedule files."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.help import LocalizedCommand, LocalizedGroup
from cddctl.cli.options import (
    AsOfOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
)
from cddctl.commands.paths import file_path
from cddctl.i18n import N_

app = typer.Typer(
    cls=LocalizedGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    help=N_("Print a schedule, or check schedule files."),
    epilog=N_("Example: cddctl schedule show --year 2561"),
)


@app.command(
    "show",
    cls=LocalizedCommand,
    help=N_("Print a schedule as the letter encloses it, by bureau."),
    epilog=N_("Example: cddctl schedule show --year 2561 --province lampang"),
)
def show_schedule(
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.schedule import show_schedule

    show_schedule(year=year, province=province, as_of=as_of, register=register, schedules=schedules)


@app.command(
    "check",
    cls=LocalizedCommand,
    help=N_("Check schedule files: every problem, with file, line and column."),
    epilog=N_("Example: cddctl schedule check my-schedules/2562.yaml"),
)
def check(
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", parser=file_path, help=N_("Files to check; all in use if not said.")
        ),
    ] = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.schedule import check_schedules

    raise typer.Exit(check_schedules(files or [], schedules=schedules))
