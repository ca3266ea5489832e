"""Tables that compare the provinces, one for each database of the form."""

from rich.console import RenderableType

from cddctl.i18n import _
from cddctl.ledger.entries import State
from cddctl.render.labels import Digits, digits_of
from cddctl.render.tables.layout import joined
from cddctl.render.tables.matrix import grid_table, legend_lines, measure
from cddctl.render.tables.report import say_count, say_total, title_lines
from cddctl.render.tables.shown import STATES, province_label, say_share
from cddctl.render.words import say_period
from cddctl.report.form import Report
from cddctl.report.rows import Row

_MARKS = {
    State.NONE: ".", State.INCOMPLETE: "<", State.COMPLETE: "ok", State.NOT_APPLICABLE: "-",
}  # fmt: skip
"""Short marks for states, where there is no room for words."""

_PART = "*"
"""Marks a sum that only some of the offices that have reported contribute to."""


def by_province_tables(
    report: Report, *, digits: Digits, width: int | None
) -> list[RenderableType]:
    """The title lines, then for each row of the form a table of the provinces and their sum."""
    parts: list[RenderableType] = [*title_lines(report, digits)]
    is_marked = False
    for row in report.rows:
        number = "" if row.number is None else f"{row.number}. "
        title = f"{number}{say_period(row.period)}"
        columns, marked = _columns(report, row, digits, width)
        is_marked |= marked
        parts += ["", digits_of(title, digits), grid_table(columns, range(1, len(columns) - 1))]
    return [*parts, "", *_legend(report, is_marked=is_marked)]


def _legend(report: Report, *, is_marked: bool) -> list[str]:
    """The meaning of the marks; those for states only if the table uses them."""
    items = [(_("n/N"), _("reported, of those expected"))]
    # A sum over provinces is marked whenever that of one of them is.
    if any(row.fewer for row in report.rows):
        items.append((_PART, _("given by only some of the offices that have reported")))
    if is_marked:
        items += [(mark, _(STATES[state])) for state, mark in _MARKS.items()]
    return legend_lines(items)


def _columns(
    report: Report, row: Row, digits: Digits, width: int | None
) -> tuple[list[list[str]], bool]:
    """The columns of a table, headings first; and whether marks replace states to save room."""
    columns: list[list[str]] = []
    marked = False
    for roomy, marked in ((True, False), (False, False), (False, True)):
        columns = _layout(report, row, digits, roomy=roomy, marked=marked)
        if measure(columns) <= (width or measure(columns)):
            break
    return columns, marked


def _layout(
    report: Report, row: Row, digits: Digits, *, roomy: bool, marked: bool
) -> list[list[str]]:
    provinces = report.by_province(row)
    rows = [*(own for _place, own in provinces), row]
    names = [digits_of(province_label(place, roomy=roomy), digits) for place, _own in provinces]
    return [
        [_("Province"), *names, _("Together")],
        [
            joined(report.schedule.form.headings.total.pieces),
            *(say_total(r, digits) for r in rows),
        ],
        *(
            [str(report.schedule.units[unit]), *(_unit_cell(r, unit, digits) for r in rows)]
            for unit in row.period.database.counts
        ),
        [_("n/N"), *(digits_of(say_share(r.share), digits) for r in rows)],
        [
            "" if marked else _("State"),
            *(_MARKS[r.state] if marked else _(STATES[r.state]) for r in rows),
        ],
    ]


def _unit_cell(row: Row, unit: str, digits: Digits) -> str:
    """A sum over offices, marked if some that have reported did not give this unit."""
    count = say_count(row, row.recorded.get(unit), digits)
    return count + _PART if row.is_part(unit) else count
