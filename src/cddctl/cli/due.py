"""`cddctl due`: which periods a month or a fiscal year holds."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    OutputOption,
    ProvinceOption,
    YearOption,
)
from cddctl.i18n import N_


@command(example=N_("Example: cddctl due --month 2018-09 --province lampang"))
def due(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    year: YearOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.due import show_due

    show_due(
        month=month,
        year=year,
        province=province,
        format=format.value,
        output=output,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
