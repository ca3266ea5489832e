"""`cddctl schedule`: prints a schedule, and checks schedule files."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.gather import Calendar, home, local_today, say_schedule
from cddctl.cli.help import LocalizedCommand, LocalizedGroup
from cddctl.cli.options import (
    AsOfOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
    parsed_year,
)
from cddctl.cli.streams import say, show, table_width, write_out
from cddctl.errors import Problem, ScheduleInvalid
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.schedules import ScheduleLibrary

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
    """Gather the schedule in force and print it."""
    from cddctl.render.terminal import schedule_tables  # noqa: PLC0415 (rich takes 30 ms)

    asked = parsed_year(year) or FiscalYear.of(local_today(as_of))
    place = find_province(province) if province is not None else home(register)
    schedule = Calendar(ScheduleLibrary(schedules), place).schedule(asked)
    say_schedule(schedule, asked)
    show(*schedule_tables(schedule, width=table_width()))


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
        typer.Argument(metavar="FILE", help=N_("Files to check; all in use if not said.")),
    ] = None,
    schedules: SchedulesOption = None,
) -> None:
    """Check files; every problem goes to stdout, one a line."""
    library = ScheduleLibrary(schedules)
    paths = files or library.files()
    problems: list[Problem] = []
    for path in paths:
        try:
            library.check(path)
        except ScheduleInvalid as error:
            problems += error.problems
    if problems:
        write_out("".join(f"{problem}\n" for problem in problems), None)
        raise typer.Exit(ScheduleInvalid.exit_code)
    say(_("{count} files checked, no problem found").format(count=len(paths)))
