"""`cddctl calendar`: the periods of a fiscal year as a calendar file."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ForceOption, ProvinceOption, YearOption
from cddctl.i18n import N_


@command(example=N_("Example: cddctl calendar --year 2561 --province lampang --alarm 7d,1d"))
def calendar(
    ctx: typer.Context,
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
        typer.Option("-o", "--output", metavar="FILE", help=N_("The file, or - for stdout.")),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.calendar import write_calendar

    write_calendar(
        year=year,
        province=province,
        alarm=alarm,
        output=output,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
