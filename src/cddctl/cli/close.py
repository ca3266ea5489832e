"""`cddctl close`: marks the report of a month as sent."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ByOption, DryRunOption, MonthOption, ProvinceOption, ReasonOption
from cddctl.i18n import N_


@command(example=N_("Example: cddctl close --month 2018-09 --by Somsak"))
def close(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help=N_("Close it though something is outstanding; say why.")),
    ] = False,
    reason: ReasonOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.rounds import close_round

    close_round(
        month=month,
        province=province,
        by=by,
        incomplete=incomplete,
        reason=reason,
        dry_run=dry_run,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
