"""`cddctl schedule show`."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ProvinceOption, YearOption
from cddctl.i18n import N_


@command(example=N_("Example: cddctl schedule show --year 2561 --province lampang"))
def show(
    ctx: typer.Context,
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.schedule import show_schedule

    show_schedule(
        year=year,
        province=province,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
