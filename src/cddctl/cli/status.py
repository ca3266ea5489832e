"""`cddctl status`: who has reported what, by which date, on time or late."""

from typing import Annotated, Literal

import typer

from cddctl.cli.options import (
    AsOfOption,
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
)
from cddctl.i18n import N_

HELP = N_("Show who has reported what: offices by databases, what is overdue, what came late.")
EXAMPLE = N_("Example: cddctl status --province lampang --month 2018-09")


def status(
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
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Declare what may be typed."""
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
        as_of=as_of,
        register=register,
        schedules=schedules,
    )
    if check and is_outstanding:
        raise typer.Exit(1)
