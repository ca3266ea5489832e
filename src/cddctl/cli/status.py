"""`cddctl status`: which offices have reported, by which date, on time or late."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month, parsed_year
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    YearOption,
    format_of,
)
from cddctl.cli.output import table_width, write_data, write_parts, write_text
from cddctl.cli.remarks import say_lost, say_month, say_schedule
from cddctl.cli.scope import chosen_scope, say_lost_of_several
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope, districts
from cddctl.report.form import without_a_place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.status.round import Status, build_status, sum_of_statuses

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.ledger.entries import Entry


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
    """Show the status of the selected scope; with `--check`, set the exit code by it."""
    context = Context.of(ctx)
    written = format_of(format, output)
    _check_together(month, year, district, by, written, output, check=check)
    scope = chosen_scope(
        context, province or (), nation=nation, district=district, by_province=by == "province"
    )
    if scope.is_several and by == "district":
        raise UsageRefused(
            _("the rows of several provinces are provinces; --by district takes one --province")
        )
    asked, fiscal_year = parsed_month(month), parsed_year(year)
    with context.open_register() as register, register.reading():
        months = (
            tuple(fiscal_year.months())
            if fiscal_year is not None
            else (asked or context.usual_month(register, scope.provinces),)
        )
        status = _status(context, register, scope, months, fiscal_year)
    from cddctl.render.tables.shown import Shown

    national = None if scope.is_several else scope.province
    schedule = context.calendar(national).schedule(months[0].fiscal_year)
    shown = Shown(status, schedule, months, context.today)
    say_schedule(schedule, shown.fiscal_year)
    if fiscal_year is None:
        say_month(month, months[0])
    if check:
        from cddctl.render.tables.status import outstanding_lines

        write_text("".join(f"{line}\n" for line in outstanding_lines(shown)), None)
        if status.outstanding():
            raise typer.Exit(1)
    elif written is Format.TABLE:
        from cddctl.render.tables.status import status_tables

        tables = status_tables(shown, is_turned=by == "database", width=table_width())
        write_parts(tables, output, force=force)
    else:
        from cddctl.render.data.status import status_csv, status_json

        write = status_json if written is Format.JSON else status_csv
        write_data(write(shown), output, force=force)


def _check_together(
    month: str | None,
    year: str | None,
    district: str | None,
    by: str | None,
    written: Format,
    output: Path | None,
    *,
    check: bool,
) -> None:
    """Refuse options that do not go together."""
    if month is not None and year is not None:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    if check and (by is not None or written is not Format.TABLE or output is not None):
        raise UsageRefused(_("--check writes lines to the screen; leave out --by, --format and -o"))
    if by is not None and (year is not None or district is not None or written is not Format.TABLE):
        raise UsageRefused(
            _("--by turns the table of a month; leave it out with --year, --district and --format")
        )


def _status(
    context: Context,
    register: "AnyRegister",
    scope: Scope,
    months: Sequence[Month],
    year: FiscalYear | None,
) -> Status:
    """Build the status of the scope. Says which entries are left out of it."""
    statuses, lost = [], {}
    for province in scope.provinces:
        _schedule, periods = _periods(context, province, months, year)
        entries = register.history(province.code, months)
        acts = register.acts(province.code, months)
        statuses.append(build_status(province, districts(province), periods, entries, acts))
        current = list({(entry.key, entry.office): entry for entry in entries}.values())
        if scope.is_several:
            lost[province] = len(without_a_place(periods, province, districts(province), current))
        else:
            _say_lost(province, months, periods, current)
    if not scope.is_several:
        [status] = statuses
        return status.narrowed(scope.district) if scope.district else status
    say_lost_of_several(months[0], lost)
    _schedule, periods = _periods(context, None, months, year)
    return sum_of_statuses(periods, statuses)


def _periods(
    context: Context, province: Place | None, months: Sequence[Month], year: FiscalYear | None
) -> tuple[Schedule, tuple[Period, ...]]:
    calendar = context.calendar(province)
    return calendar.of_month(months[0]) if year is None else calendar.of_year(year)


def _say_lost(
    province: Place,
    months: Sequence[Month],
    periods: Sequence[Period],
    entries: "Sequence[Entry]",
) -> None:
    for month in months:
        say_lost(province, month, periods, [entry for entry in entries if entry.month == month])
