"""`cddctl status`: who has reported what, by which date, on time or late."""

from typing import Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    YearOption,
)
from cddctl.i18n import N_


@command(example=N_("Example: cddctl status --province lampang --month 2018-09"))
def status(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    district: Annotated[
        str | None,
        typer.Option("--district", metavar="D", help=N_("One district, by name or code.")),
    ] = None,
    month: MonthOption = None,
    year: YearOption = None,
    by: Annotated[
        Literal["district", "province", "database"] | None,
        typer.Option(
            "--by",
            metavar="district|province|database",
            help=N_("What the rows are; districts if not said, provinces of several."),
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=N_("List what is outstanding, a line each; exit 1 if there is any.")
        ),
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.status import show_status

    is_outstanding = show_status(
        provinces=province or [],
        nation=nation,
        district=district,
        month=month,
        year=year,
        by=by,
        check=check,
        format=format.value,
        output=output,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
    if check and is_outstanding:
        raise typer.Exit(1)
