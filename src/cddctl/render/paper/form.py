"""The layout of the report form on paper: the text, width and height of every cell.

It is independent of the file format. Heights are in points, widths in digits of the font, so that
they follow the font if another replaces it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cddctl.render.notes import paper_note
from cddctl.render.paper.notes import Digits, digits_of, period_label
from cddctl.render.paper.widths import cut, laid, narrowest, width_of, wrapped
from cddctl.report.form import Report
from cddctl.report.rows import Row

# A line of TH SarabunPSK at 16 points is 21 high, in LibreOffice's substitute font up to 27.
LINE_HEIGHT = 27
GAP = 10
"""Between the titles and the table, in points."""

_LINES_IN_ROW = 15
"""Excel has no row higher than 409 points."""

_EDGES = 1.4
"""The borders of a column and the space beside them."""
_INDENT = 1.4
_NUMBER = 3.0
_NAME = (31.5, 44.0)
_UNIT = 7.5
_NOTE = 24.0
_NOTE_TO_FILL = 40.0

# A4 landscape with half-inch margins, at full size. It is 523 points high; programs round the
# width of a digit, and so the size that fits a page, a few percent up or down.
_PAGE_WIDTH = 127.0
_PAGE_HEIGHT = 490.0
_SMALLEST = 0.8
"""The smallest scale that a form is printed at to fit one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its text broken into lines, and its heights.

    A note that is too long for one row of a sheet continues in further rows, one height each.
    """

    row: Row
    name: str
    period: str
    notes: tuple[str, ...]
    heights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A report laid out for paper."""

    report: Report
    widths: tuple[float, ...]
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    """The headings of number, name, period and total, and of the last column, the note."""
    recorded: str
    units: tuple[str, ...]
    header_heights: tuple[int, int]
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """The height of the form with its titles, in points."""
        rows = sum(sum(line.heights) for line in self.lines)
        return len(self.titles) * LINE_HEIGHT + GAP + sum(self.header_heights) + rows


def forms(reports: Sequence[Report], *, digits: Digits, below: int) -> list[Form]:
    """Lay out the forms of a month's reports, all with the same column widths.

    As wide as the page, or wider where that lets a form and `below` points under it fit on one
    page: printed to the page's width, they become smaller, but not by much.
    """
    widths = _widths(reports, digits)
    plain = [_form(report, widths, digits) for report in reports]
    shape = (max(form.height for form in plain) + below) / _PAGE_HEIGHT
    stretch = min(shape * _PAGE_WIDTH / sum(widths), 1 / _SMALLEST)
    if stretch <= 1:
        return plain
    wider = tuple(width * stretch for width in widths)
    return [_form(report, wider, digits) for report in reports]


def form_to_fill(report: Report, *, digits: Digits) -> Form:
    """Lay out the form that a district fills in: with room for a note on any page width."""
    return _form(report, (*_widths([report], digits)[:-1], _NOTE_TO_FILL), digits)


def _widths(reports: Sequence[Report], digits: Digits) -> tuple[float, ...]:
    headings, units = reports[0].schedule.form.headings, reports[0].units
    rows = [row for report in reports for row in report.rows]
    names = {row.period.database.names.short for row in rows}
    periods = {period_label(row.period, digits=digits) for row in rows}
    number = max(_NUMBER, narrowest(headings.number.th))
    name = min(max(_NAME[0], *map(narrowest, names)), _NAME[1]) + _INDENT
    period = max(narrowest(headings.period.th), *map(width_of, periods))
    total = max(narrowest(headings.total.th), _widest((row.total for row in rows), digits))
    unit = max(
        _UNIT,
        narrowest(headings.recorded.th) / len(units),
        *(narrowest(column.heading.th) for column in units),
        _widest((count for row in rows for count in row.recorded.values()), digits),
    )
    fixed = [w + _EDGES for w in (number, name, period, total, *[unit] * len(units))]
    return (*fixed, max(_NOTE, _PAGE_WIDTH - sum(fixed)))


def _widest(counts: Iterable[int | None], digits: Digits) -> float:
    texts = (digits_of(f"{count:,}", digits) for count in counts if count is not None)
    return max(map(width_of, texts), default=0) + _INDENT


def _form(report: Report, widths: tuple[float, ...], digits: Digits) -> Form:
    headings, inner = report.schedule.form.headings, [width - _EDGES for width in widths]
    single = (headings.number, headings.database, headings.period, headings.total, headings.note)
    singles = list(zip(single, (*inner[:4], inner[-1]), strict=True))
    over = sum(widths[4:-1]) - _EDGES
    recorded = laid(headings.recorded.th, over)
    units = [laid(column.heading.th, inner[4]) for column in report.units]
    whole = max(_height(laid(heading.th, width), width) for heading, width in singles)
    lower = max(_height(unit, inner[4]) for unit in units)
    return Form(
        report=report,
        widths=widths,
        titles=tuple(digits_of(line, digits) for line in report.titles),
        headings=tuple(laid(heading.th, width) for heading, width in singles),
        recorded=recorded,
        units=tuple(units),
        header_heights=(max(_height(recorded, over), whole - lower), lower),
        lines=tuple(
            _line(row, inner[1] - _INDENT, inner[-1] - _INDENT, digits) for row in report.rows
        ),
    )


def _line(row: Row, name_width: float, note_width: float, digits: Digits) -> Line:
    name = laid(row.period.database.names.short, name_width)
    notes = tuple(cut(paper_note(row, digits=digits), note_width, _LINES_IN_ROW))
    first, *more = (_height(note, note_width) for note in notes)
    return Line(
        row=row,
        name=name,
        period=period_label(row.period, digits=digits),
        notes=notes,
        heights=(max(first, _height(name, name_width)), *more),
    )


def _height(text: str, width: float) -> int:
    return len(wrapped(text, width)) * LINE_HEIGHT
