"""`cddctl history`: every entry, and what it changed."""

from typing import Annotated

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
)
from cddctl.i18n import N_


@command(example=N_("Example: cddctl history leaders mae-mo --month 2018-09"))
def history(
    ctx: typer.Context,
    *,
    database: Annotated[
        str | None,
        typer.Argument(metavar="[DATABASE]", help=N_("One database alone, by id, number or name.")),
    ] = None,
    district: Annotated[
        str | None,
        typer.Argument(metavar="[DISTRICT]", help=N_("One district alone, by name or code.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.history import show_history

    show_history(
        database=database,
        district=district,
        month=month,
        province=province,
        format=format.value,
        output=output,
        force=force,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
