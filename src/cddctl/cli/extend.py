"""`cddctl extend`: gives an office a later date."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ByOption, DryRunOption, MonthOption, ProvinceOption, ReasonOption
from cddctl.i18n import N_


@command(
    example=N_(
        "Example: cddctl extend mae-mo leaders --month 2018-09 --until 2018-09-14 --reason flood"
    )
)
def extend(
    ctx: typer.Context,
    *,
    district: Annotated[
        str | None,
        typer.Argument(metavar="DISTRICT", help=N_("The district, by name or code.")),
    ] = None,
    database: Annotated[
        str | None,
        typer.Argument(
            metavar="DATABASE", help=N_("One database; all that the district enters if not said.")
        ),
    ] = None,
    month: MonthOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            help=N_("The date that holds instead; the day itself is in time."),
        ),
    ] = None,
    reason: ReasonOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.rounds import extend_date

    extend_date(
        district=district,
        database=database,
        month=month,
        until=until,
        reason=reason,
        province=province,
        by=by,
        dry_run=dry_run,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
