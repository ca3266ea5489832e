"""`cddctl reopen`: lets a closed month be recorded for again."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ByOption, DryRunOption, MonthOption, ProvinceOption, ReasonOption
from cddctl.i18n import N_


@command(example=N_('Example: cddctl reopen --month 2018-09 --reason "Mae Mo was wrong"'))
def reopen(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    reason: ReasonOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.rounds import reopen_round

    reopen_round(
        month=month,
        province=province,
        by=by,
        reason=reason,
        dry_run=dry_run,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
