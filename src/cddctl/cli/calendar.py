"""`cddctl calendar`: the periods of a fiscal year as a calendar file."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.options import (
    AsOfOption,
    ForceOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
)
from cddctl.commands.paths import file_path
from cddctl.i18n import N_

HELP = N_("Write the periods of a fiscal year as a calendar file (.ics).")
EXAMPLE = N_("Example: cddctl calendar --year 2561 --province lampang --alarm 7d,1d")


def calendar(
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
    alarm: Annotated[
        str | None,
        typer.Option(
            "--alarm",
            metavar="7d,1d",
            help=N_("Ring so many days before, at 08:30; 0d is the day itself."),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            parser=file_path,
            help=N_("The file, or - for stdout."),
        ),
    ] = None,
    force: ForceOption = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.calendar import write_calendar

    write_calendar(
        year=year,
        province=province,
        alarm=alarm,
        output=output,
        force=force,
        as_of=as_of,
        register=register,
        schedules=schedules,
    )
