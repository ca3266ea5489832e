"""`cddctl redo`: brings back the records that were undone last."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import ByOption, DryRunOption, MonthOption, ProvinceOption, YesOption
from cddctl.cli.reversing import Options, reverse
from cddctl.errors import DataRefused
from cddctl.i18n import N_, _
from cddctl.ledger.undoing import Reversal, Steps


@command(example=N_("Example: cddctl redo --dry-run"))
def redo(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Find the last undo, show its changes, and record that it is taken back if confirmed."""
    context = Context.of(ctx)
    asked = parsed_month(month)
    place = context.province(province)

    def choose(steps: Steps) -> Reversal:
        if (reversal := steps.last_undone(place.code, asked)) is None:
            raise DataRefused(
                _("there is nothing to bring back: nothing was undone, or more was done since")
            )
        return reversal

    reverse(context, choose, Options(by, dry_run, yes))
