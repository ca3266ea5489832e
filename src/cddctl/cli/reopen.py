"""`cddctl reopen`: allows recording again for a closed month."""

from contextlib import nullcontext

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import (
    ByOption,
    DryRunOption,
    MonthOption,
    ProvinceOption,
    ReasonOption,
    YesOption,
)
from cddctl.cli.output import say
from cddctl.cli.rounds import append_acts, open_round
from cddctl.cli.writing import writing
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind, closing


@command(example=N_('Example: cddctl reopen --month 2018-09 --reason "Mae Mo was wrong"'))
def reopen(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    reason: ReasonOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Allow recording again for a closed round; the report that was sent is kept."""
    context = Context.of(ctx)
    if reason is None:
        raise UsageRefused(_("why is it reopened? Add --reason"))
    opening = open_round(context, month, province, yes=yes or dry_run, may_be_closed=True)
    with opening as (register, round_):
        code = round_.province.code
        with nullcontext() if dry_run else writing(context, register):
            if closing(register.acts(code, [round_.month])) is None:
                raise DataRefused(
                    _("{month} is not closed, so there is nothing to reopen").format(
                        month=round_.month.say()
                    )
                )
            if not dry_run:
                act = Act(Kind.REOPEN, code, round_.month, reason=reason)
                append_acts(register, "reopen", round_, [act], by)
    say(
        _("{lead}: {month}, {province}; what was sent stays: cddctl report --sent").format(
            lead=_("would reopen") if dry_run else _("reopened"),
            month=round_.month.say(),
            province=round_.province.name,
        )
    )
