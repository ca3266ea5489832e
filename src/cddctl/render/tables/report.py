"""Terminal tables: complete at 80 columns, with names broken only where the schedule allows it.

Each function returns the parts to print, in order: lines and rich tables.
"""

from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import State
from cddctl.render.labels import Digits, digits_of
from cddctl.render.notes import note_lines
from cddctl.render.tables.layout import broken_name, fits, hanging, joined, plain_table
from cddctl.report.form import Report
from cddctl.report.rows import Row
from cddctl.wording import (
    say_month_short,
)

_FORM_NAME_AT_80 = 22
_FEW = 2
"""The most units that each repeat the heading "recorded"."""


def report_tables(report: Report, *, digits: Digits, width: int | None) -> list[RenderableType]:
    """The report form: title lines, the table, and the notes under it.

    If the sums do not fit the width, the counts are listed below each other.
    """
    form = report.schedule.form
    table = _form_table(report, digits, width)
    if not fits(table, width):
        table = _listed(report, digits, width)
    notes = [
        line
        for row in report.rows
        for number, note in enumerate(note_lines(row, digits=digits))
        for line in hanging(
            f"{'' if number else digits_of(row.number or '', digits):>2}  ", note, width
        )
    ]
    if report.note:
        notes += hanging("", _("Of the province: {note}").format(note=report.note), width)
    parts: list[RenderableType] = [*title_lines(report, digits), "", table]
    return [*parts, "", str(form.headings.note), *notes] if notes else parts


def title_lines(report: Report, digits: Digits) -> list[str]:
    """The title lines of a form, and its month."""
    when = _("Month: {month}").format(month=report.month.say())
    if report.year is not None:
        when = _("Fiscal year: {year}").format(year=report.year)
    return [digits_of(line, digits) for line in (*report.titles, when)]


def say_count(row: Row, count: int | None, digits: Digits) -> str:
    """The text of a count: blank if not reported, 0 for zero, - if not applicable yet."""
    if row.state is State.NOT_APPLICABLE:
        return "-"
    return "" if count is None else digits_of(f"{count:,}", digits)


def _form_table(report: Report, digits: Digits, width: int | None) -> Table:
    """The rows of the form, a column for each unit."""
    head = report.schedule.form.headings
    table = plain_table(gap=1)
    if len(report.units) > _FEW:
        table.title, table.title_style = joined(head.recorded.pieces), ""
        table.title_justify = "right"
    table.add_column(joined(head.number.pieces), justify="right", no_wrap=True)
    table.add_column(joined(head.database.pieces), no_wrap=True)
    table.add_column(joined(head.period.pieces), no_wrap=True)
    table.add_column(joined(head.total.pieces), justify="right", no_wrap=True)
    for column in report.units:
        over = () if len(report.units) > _FEW else head.recorded.pieces
        heading = joined((*over, *column.heading.pieces))
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.rows:
        table.add_row(
            *_first_cells(row, digits, width),
            *(say_count(row, row.recorded.get(column.unit), digits) for column in report.units),
        )
    return table


def _listed(report: Report, digits: Digits, width: int | None) -> Table:
    """The rows of the form, with the counts of a row below each other, each before its unit."""
    head = report.schedule.form.headings
    table = plain_table(gap=1)
    for label in (head.number, head.database, head.period, head.total, head.recorded):
        is_count = label in {head.number, head.total}
        table.add_column(
            joined(label.pieces), justify="right" if is_count else "left", no_wrap=True
        )
    counts = [
        [(unit, say_count(row, row.recorded[unit], digits)) for unit in row.recorded]
        for row in report.rows
    ]
    most = max(len(count) for of_row in counts for _unit, count in of_row)
    for row, of_row in zip(report.rows, counts, strict=True):
        table.add_row(
            *_first_cells(row, digits, width),
            "\n".join(
                f"{count:>{most}} {report.schedule.units[unit]}" for unit, count in of_row if count
            ),
        )
    return table


def _first_cells(row: Row, digits: Digits, width: int | None) -> tuple[str, str, str, str]:
    """Number, database, period and total of a row."""
    return (
        digits_of(row.number or "", digits),
        broken_name(row.period.database.pieces(), width, _FORM_NAME_AT_80),
        digits_of(f"{row.period.number} ({say_month_short(row.period.month.number)})", digits),
        say_total(row, digits),
    )


def say_total(row: Row, digits: Digits) -> str:
    """The total of a row; blank if nothing is reported."""
    return "" if row.total is None else digits_of(f"{row.total:,}", digits)
