"""The forms of provinces beside each other: for each database of the form, a table of them."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.paper.notes import Digits, digits_of, is_part
from cddctl.render.tables.matrix import legend_lines, measure
from cddctl.render.tables.report import broken_name, fits, plain_table, report_table
from cddctl.render.tables.shown import STATES, place_label
from cddctl.render.words import say_period
from cddctl.report.form import Row
from cddctl.report.region import RegionReport
from cddctl.wording import say_month_short

ROW_STATES = {
    "none": State.NONE,
    "partial": State.INCOMPLETE,
    "complete": State.COMPLETE,
    "not-applicable": State.NOT_APPLICABLE,
}
"""The state of a row, as that of an office."""

_MARKS = {"none": ".", "partial": "<", "complete": "ok", "not-applicable": "-"}
"""What stands for a state where there is no room for words."""

_PART = "*"
"""What stands behind a sum that only some of those that have reported have given."""

_NAME_AT_80 = 22


def region_tables(
    report: RegionReport, *, digits: Digits, width: int | None
) -> list[RenderableType]:
    """The form of a region; where its sums are too wide for the width, with counts listed."""
    parts = report_table(report, digits=digits, width=width)
    return [
        _listed(report, digits, width)
        if isinstance(part, Table) and not fits(part, width)
        else part
        for part in parts
    ]


def by_province_tables(
    report: RegionReport, *, digits: Digits, width: int | None
) -> list[RenderableType]:
    """The title lines, then for each row of the form a table of the provinces and their sum."""
    when = _("Month: {month}").format(month=report.month.say())
    parts: list[RenderableType] = [
        *(digits_of(line, digits) for line in report.titles),
        digits_of(when, digits),
    ]
    is_marked = False
    for row in report.rows:
        title = f"{row.number}. {say_period(row.period)}"
        columns, marked = _columns(report, row, digits, width)
        is_marked |= marked
        parts += ["", digits_of(title, digits), _table(columns)]
    return [*parts, "", *_legend(report, is_marked=is_marked)]


def count_cell(row: Row, count: int | None) -> int | str | None:
    """A count as it is shown: nothing where nothing is reported, - where not applicable yet."""
    return "-" if row.state == "not-applicable" else count


def _legend(report: RegionReport, *, is_marked: bool) -> list[str]:
    """What the marks mean; those of the states only where they stand for words."""
    items = [(_("n/N"), _("reported, of all offices"))]
    # A sum over provinces is marked wherever that of one of them is.
    if any(is_part(row, unit) for row in report.rows for unit in row.recorded):
        items.append((_PART, _("given by only some of the offices that have reported")))
    if is_marked:
        items += [(mark, _(STATES[ROW_STATES[state]])) for state, mark in _MARKS.items()]
    return legend_lines(items)


def _listed(report: RegionReport, digits: Digits, width: int | None) -> Table:
    """The rows of the form, each with its counts below each other, the unit behind each."""
    head = report.schedule.form.headings
    table = plain_table(gap=1)
    for label in (head.number, head.database, head.period, head.total, head.recorded):
        is_count = label in {head.number, head.total}
        pieces = "\n".join(piece.strip() for piece in label.pieces)
        table.add_column(pieces, justify="right" if is_count else "left", no_wrap=True)
    counts = [
        [(unit, _said(count_cell(row, row.recorded[unit]), digits)) for unit in row.recorded]
        for row in report.rows
    ]
    most = max(len(count) for of_row in counts for _unit, count in of_row)
    for row, of_row in zip(report.rows, counts, strict=True):
        month = say_month_short(row.period.month.number)
        table.add_row(
            digits_of(row.number, digits),
            broken_name(row.period.database.names.short, width, _NAME_AT_80),
            digits_of(f"{row.period.number} ({month})", digits),
            "" if row.total is None else _said(row.total, digits),
            "\n".join(
                f"{count:>{most}} {report.schedule.units[unit]}" for unit, count in of_row if count
            ),
        )
    return table


def _said(count: int | str | None, digits: Digits) -> str:
    if count is None:
        return ""
    return digits_of(count if isinstance(count, str) else f"{count:,}", digits)


def _columns(
    report: RegionReport, row: Row, digits: Digits, width: int | None
) -> tuple[list[list[str]], bool]:
    """The columns of a table, headings first; and whether states are marks, for want of room."""
    found = report.by_province(row)
    columns: list[list[str]] = []
    marked = False
    for roomy, marked in ((True, False), (False, False), (False, True)):
        columns = _layout(report, row, found, digits, roomy=roomy, marked=marked)
        if measure(columns) <= (width or measure(columns)):
            break
    return columns, marked


def _layout(
    report: RegionReport,
    row: Row,
    found: Sequence[tuple[Place, Row]],
    digits: Digits,
    *,
    roomy: bool,
    marked: bool,
) -> list[list[str]]:
    rows = [*(own for _place, own in found), row]
    names = [digits_of(place_label(place, roomy=roomy), digits) for place, _own in found]

    return [
        [_("Province"), *names, _("Together")],
        [
            "\n".join(piece.strip() for piece in report.schedule.form.headings.total.pieces),
            *("" if r.total is None else _said(r.total, digits) for r in rows),
        ],
        *(
            [
                str(report.schedule.units[unit]),
                *(_unit_cell(r, unit, digits) for r in rows),
            ]
            for unit in row.period.database.counts
        ),
        [_("n/N"), *(digits_of(f"{r.reported:,}/{r.offices:,}", digits) for r in rows)],
        [
            "" if marked else _("State"),
            *(_MARKS[r.state] if marked else _(STATES[ROW_STATES[r.state]]) for r in rows),
        ],
    ]


def _unit_cell(row: Row, unit: str, digits: Digits) -> str:
    """A sum over offices, marked where some of those that have reported have not given it."""
    said = _said(count_cell(row, row.recorded.get(unit)), digits)
    return said + _PART if is_part(row, unit) else said


def _table(columns: Sequence[Sequence[str]]) -> Table:
    table = plain_table(gap=1)
    for number, (heading, *_cells) in enumerate(columns):
        is_count = 0 < number < len(columns) - 1
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for cells in zip(*(cells for _heading, *cells in columns), strict=True):
        table.add_row(*cells)
    return table
