"""`cddctl schedule report-by`: sets a province's own date to report a month by."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import DryRunOption, MonthOption, ProvinceOption
from cddctl.cli.schedule.own import change_own, month_meant
from cddctl.i18n import N_
from cddctl.periods import parse_date
from cddctl.schedule.editing import with_report_by


@command(example=N_("Example: cddctl schedule report-by --month 2561-09 6/9/2561"))
def report_by(
    ctx: typer.Context,
    *,
    day: Annotated[
        str, typer.Argument(metavar="DATE", help=N_("The day: 2018-09-06 or 6/9/2561."))
    ],
    month: MonthOption = None,
    province: ProvinceOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write the date into the province's own schedule, in place of the one it had."""
    context = Context.of(ctx)
    meant, date = month_meant(parsed_month(month)), parse_date(day)
    change_own(
        context,
        context.province(province),
        meant.fiscal_year,
        lambda text: with_report_by(text, meant, date),
        dry_run=dry_run,
    )
