"""`cddctl compare`: a round compared with the same one a fiscal year before, or with another."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free
from cddctl.cli.options import (
    ForceOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    UsualMonthOption,
)
from cddctl.cli.output import say, table_width, write_data, write_made, write_parts
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.scope import chosen_scope
from cddctl.cli.statuses import status_of
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear, Month
from cddctl.status.compare import Comparison
from cddctl.status.compare import compare as compared
from cddctl.wording import say_list

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.ledger.entries import Entry
    from cddctl.places import Scope


class _Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@command(example=N_("Example: cddctl compare --month 2018-09"))
def compare(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    month: UsualMonthOption = None,
    with_: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="M", help=N_("The month to compare with; else a fiscal year before.")
        ),
    ] = None,
    rows: Annotated[
        Literal["database", "district"],
        typer.Option(
            "--rows",
            metavar="database|district",
            show_default=False,
            help=N_("What the rows are; databases if not said."),
        ),
    ] = "database",
    format: Annotated[  # noqa: A002 (the option's name)
        _Format | None,
        typer.Option(
            "--format",
            metavar="table|json|csv|xlsx",
            show_default=False,
            help=N_("How to write it; a table if not said."),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Compare a round with an earlier one: differences, and missing offices and units."""
    context = Context.of(ctx)
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    written = format or (_Format(named) if named in list(_Format) else _Format.TABLE)
    asked, other = parsed_month(month), parsed_month(with_)
    scope = chosen_scope(context, province or (), nation=nation, district=None, by_province=False)
    if other is not None and other == asked:
        raise UsageRefused(_("--with is the month to compare with; name another than --month"))
    with context.open_register() as register, register.reading():
        shown = asked or context.usual_month(register, scope.provinces)
        status = status_of(context, register, scope, shown)
        entries = _earlier_entries(register, scope, shown, other)
    schedule = context.calendar(None if scope.is_several else scope.province).schedule(
        shown.fiscal_year
    )
    say_schedule(schedule, shown.fiscal_year)
    say_month(month, shown)
    if not status.periods:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    comparison = compared(status, shown, entries, other)
    if other is None:
        _say_with(comparison)
    compared_rows = comparison.by_place() if rows == "district" else comparison.by_database()
    if written is _Format.TABLE:
        from cddctl.render.tables.compare import comparison_tables

        write_parts(
            comparison_tables(comparison, compared_rows, schedule, table_width()),
            output,
            force=force,
        )
    elif written is _Format.XLSX:
        from cddctl.render.paper.compare import comparison_workbook

        name = f"{shown.buddhist}.xlsx"
        path = output or Path(usual(f"compare-{scope.id}-{name}", "เปรียบเทียบ", scope.file_th, name))
        check_free(path, force=force)
        content = comparison_workbook(
            comparison,
            compared_rows,
            schedule,
            context.today,
            digits="thai",
            created=clock.utc_now(),
        )
        write_made(content, path, force=force)
    else:
        from cddctl.render.data.compare import comparison_csv, comparison_json

        write = comparison_json if written is _Format.JSON else comparison_csv
        write_data(write(comparison, compared_rows), output, force=force)


def _earlier_entries(
    register: "AnyRegister", scope: "Scope", month: Month, other: Month | None
) -> "list[Entry]":
    """The entries of the month to compare with, or of all from a fiscal year before on."""
    year = month.fiscal_year
    months = [each for number in (year.year - 1, year.year) for each in FiscalYear(number).months()]
    wanted = [other] if other is not None else [each for each in months if each < month]
    return [
        entry for province in scope.provinces for entry in register.history(province.code, wanted)
    ]


def _say_with(comparison: Comparison) -> None:
    """Say which periods the round is compared with."""
    if not comparison.earlier:
        say(_("nothing to compare with"))
    if left_out := comparison.not_compared():
        names = say_list(period.database.say() for period in left_out)
        say(_("not in the sums, with nothing to compare with: {databases}").format(databases=names))
    others = comparison.not_year_before()
    if len(others) < len(comparison.earlier):
        year = comparison.month.fiscal_year.year - 1
        say(_("compared with the same periods of fiscal year {year}").format(year=year))
    if others:
        say(
            _(
                "compared with the period before, as nothing is there of a year before: {databases}"
            ).format(databases=say_list(period.database.say() for period in others))
        )
