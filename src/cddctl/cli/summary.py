"""`cddctl summary`: a month or a fiscal year for the head of an office, as a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month, parsed_year
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free
from cddctl.cli.options import (
    DigitsOption,
    ForceOption,
    NationOption,
    ProvincesOption,
    UsualMonthOption,
    YearOption,
    output_option,
)
from cddctl.cli.output import write_made
from cddctl.cli.paths import check_ending
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.scope import chosen_scope
from cddctl.cli.statuses import status_of
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.status.summary import summary_of


@command(example=N_("Example: cddctl summary --month 2018-09"))
def summary(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    month: UsualMonthOption = None,
    year: YearOption = None,
    output: Annotated[Path | None, output_option(N_("The workbook, or - for stdout."))] = None,
    digits: DigitsOption = None,
    force: ForceOption = False,
) -> None:
    """Write the summary of a month, or of a fiscal year, and print its path."""
    if month is not None and year is not None:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    check_ending(output, ".xlsx")
    context = Context.of(ctx)
    asked, fiscal_year = parsed_month(month), parsed_year(year)
    scope = chosen_scope(context, province or (), nation=nation, district=None, by_province=False)
    with context.open_register() as register, register.reading():
        shown = asked or context.usual_month(register, scope.provinces)
        of_year = fiscal_year or shown.fiscal_year
        name = str(fiscal_year) if fiscal_year else shown.buddhist
        path = output or Path(
            usual(f"summary-{scope.id}-{name}.xlsx", "สรุปผล", scope.file_th, f"{name}.xlsx")
        )
        check_free(path, force=force)
        status = status_of(context, register, scope, of_year, is_in_use=True)
    calendar = context.calendar(None if scope.is_several else scope.province)
    say_schedule(calendar.schedule(of_year), of_year)
    if fiscal_year is None:
        say_month(month, shown)
    made = summary_of(status, fiscal_year or shown, context.today)
    if not made.status.periods:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    from cddctl.render.paper.summary import summary_workbook

    content = summary_workbook(made, digits=context.digits(digits, "thai"), created=clock.utc_now())
    write_made(content, path, force=force)
