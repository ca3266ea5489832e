"""The layout of the report form on paper: the text, width and height of every cell.

It is independent of the file format. Heights are in points, widths in digits of the font, so that
they follow the font if another replaces it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from cddctl.render.labels import Digits, digits_of, period_label
from cddctl.render.notes import Notes, paper_notes
from cddctl.render.paper.widths import cut, laid, narrowest, shortened, width_of, wrapped
from cddctl.report.form import Report
from cddctl.report.rows import Row

LINE_HEIGHT, NEXT_LINE = 27, 22
"""The height of a cell with one line, and of each further one, or of a title, in points: a line of
TH SarabunPSK at 16 points takes 20.75."""
GAP = 10
"""Between the titles and the table, in points."""

ATTACHED = "หมายเหตุแนบท้าย"
"""The sheet with the notes that a form has no room for."""
_SEE_ATTACHED = f"ดู{ATTACHED}"

_LINES_IN_ROW = 13
"""Excel has no row higher than 409 points, and the place to sign needs a row with it on a page."""

_EDGES = 1.4
"""The borders of a column and the space beside them."""
_INDENT = 1.4
_NUMBER = 3.0
_NAME = (29.5, 44.0)
_UNIT = 7.0
_NOTE = 20.0
_NOTE_TO_FILL = 52.0

PAGE_WIDTH, PAGE_HEIGHT = 127.0, 519.0
"""A4 landscape at full size, within the margins: its width in digits, its height in points."""
_ROUNDED = tuple(part / 400 for part in range(380, 405))
"""The part of a page's height that rows fill: programs round sizes up or down."""
_HARDLY_SMALLER = (0.98, 0.96, 0.94, 0.92, 0.9)
_SMALLER = (0.88, 0.86, 0.84, 0.82, 0.8)
"""The scales at which a form is printed that does not fit one page at full size."""
SCALES = (1.0, *_HARDLY_SMALLER, *_SMALLER)
MOST_PAGES = 2
"""What does not fit one page is printed smaller for so many."""
_SHORTER = (8, 6, 5, 4, 3, 2)
"""The lines that long notes are shortened to, in turn, until the form fits its page."""
_ON_SEVERAL_PAGES = 4
"""The lines of a long note on a form of several pages."""
_MOST_MORE = 60
"""How much higher rows may become, in points, so that the last goes along to another page."""


def height_of(lines: int) -> int:
    """The height of a cell with so many lines of text, in points."""
    return LINE_HEIGHT + (lines - 1) * NEXT_LINE


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
    attached: tuple[str, ...] = ()
    """The parts of the whole note, where the form has only the first of it."""
    remarks: tuple[str, ...] = ()
    """Those of them that offices wrote, which are the last."""

    @property
    def heading(self) -> str:
        """The database and its period, on one line."""
        return f"{''.join(self.row.period.database.names.short)} งวดที่ {self.period}"


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
    note: str
    """The province's own note for the round, below the table; blank for none."""
    pages: int = 0
    """The pages that it fits with the part below it, one or two; 0 where it takes more."""

    @property
    def title_height(self) -> int:
        """The height of the titles, in points."""
        return len(self.titles) * NEXT_LINE + GAP

    @property
    def note_height(self) -> int:
        """The height of the note below the table, in points."""
        return height_of(len(wrapped(self.note, sum(self.widths) - _INDENT))) if self.note else 0

    @property
    def height(self) -> int:
        """The height of the form with its titles, in points."""
        rows = sum(sum(line.heights) for line in self.lines)
        return self.title_height + sum(self.header_heights) + rows + self.note_height


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a report is laid out: the digits, how much of its notes, and the room below it."""

    digits: Digits
    below: int
    notes: Notes


def forms(
    reports: Sequence[Report], *, digits: Digits, below: int, notes: Notes = "short"
) -> list[Form]:
    """Lay out the forms of a month's reports, each for itself, with `below` points under it."""
    layout = _Layout(digits, below, notes)
    return [_fitted(report, layout) for report in reports]


def _fitted(report: Report, layout: _Layout) -> Form:
    """Lay out a form to fit one page, if it can, else on several.

    Where it does not fit at full size, the note column becomes wider, and so all is printed
    smaller. Unless all notes are wanted, they become as short as full size takes, or else as short
    as a size takes that is hardly smaller.
    """
    widths = _widths(report, layout.digits)
    shorter = (None, *_SHORTER) if layout.notes == "short" else (None,)
    for scale, most in (
        *product((1.0,), shorter),
        *((scale, most) for most in shorter for scale in _HARDLY_SMALLER),
        *product(_SMALLER, shorter[-1:]),
    ):
        form = _form(report, _widened(widths, scale), layout, most)
        if (_height_to_fit(form, most) + layout.below) * scale <= PAGE_HEIGHT:
            return replace(form, pages=1)
    return _on_several_pages(report, widths, layout)


def _on_several_pages(report: Report, widths: tuple[float, ...], layout: _Layout) -> Form:
    """Lay out a form on two pages, if it fits them printed smaller, else at full size.

    With all notes it is printed as small as takes the fewest pages.
    """
    most = _ON_SEVERAL_PAGES if layout.notes == "short" else None
    laid_out: list[tuple[int, Form, float]] = []
    for scale in SCALES:
        form, page = _form(report, _widened(widths, scale), layout, most), PAGE_HEIGHT / scale
        pages, _is_alone = _pages(form, layout.below, page)
        if pages <= MOST_PAGES:
            form = _accompanied(form, layout.below, page)
            if _pages(form, layout.below, page)[0] <= MOST_PAGES:
                return replace(form, pages=MOST_PAGES)
        laid_out.append((pages, form, page))
    if layout.notes == "all":
        laid_out.sort(key=lambda made: made[0])
    _pages_taken, form, page = laid_out[0]
    return _accompanied(form, layout.below, page)


def _widened(widths: tuple[float, ...], scale: float) -> tuple[float, ...]:
    """The widths with all that is over on a page of that scale given to the note."""
    return (*widths[:-1], widths[-1] + max(0, PAGE_WIDTH / scale - sum(widths)))


def _height_to_fit(form: Form, most: int | None) -> int:
    """The height of a form with notes of at most so many lines.

    A note that is only referred to counts as much, so that a form shows all that it has room for.
    """
    if most is None:
        return form.height
    untold = [line for line in form.lines if line.notes == (_SEE_ATTACHED,)]
    return form.height + sum(max(0, height_of(most) - line.heights[0]) for line in untold)


def _accompanied(form: Form, below: int, page: float) -> Form:
    """Keep the part below a form of several pages from being alone on the last.

    Excel takes no page break of ours where it fits a sheet to the page's width. So where only what
    is below would go to another page, all rows become higher, until the last goes along.
    """
    for more in range(_MOST_MORE if below else 0):
        lines = tuple(
            replace(line, heights=tuple(height + more for height in line.heights))
            for line in form.lines
        )
        taller = replace(form, lines=lines)
        if not any(_pages(taller, below, page * part)[1] for part in _ROUNDED):
            return taller
    return form


def _pages(form: Form, below: int, page: float) -> tuple[int, bool]:
    """The pages of that height a form takes, and whether the text below it is alone on one."""
    room = page - sum(form.header_heights)
    heights = chain.from_iterable(line.heights for line in form.lines)
    pages, used = pages_taken(heights, form.title_height, room)
    is_alone = used + form.note_height + below > room
    return pages + is_alone, is_alone


def pages_taken(heights: Iterable[float], above: float, room: float) -> tuple[int, float]:
    """The pages that rows take, below something on the first, and the height used of the last."""
    pages, used = 1, above
    for height in heights:
        used += height
        if used > room:
            pages, used = pages + 1, height
    return pages, used


def notes_together(
    lines: Iterable[Line],
) -> Iterator[tuple[list[tuple[Line, str]], tuple[str, ...]]]:
    """The attached notes: lines of the offices that wrote the same note, and the note.

    With each line comes the rest of its note, such as what its sum lacks.
    """
    groups: dict[object, list[Line]] = {}
    for line in lines:
        if line.attached:
            groups.setdefault(line.remarks or line.row.period.key, []).append(line)
    for group in groups.values():
        yield [(line, _own_part(line)) for line in group], group[0].remarks


def _own_part(line: Line) -> str:
    return "; ".join(line.attached[: len(line.attached) - len(line.remarks)])


def form_to_fill(report: Report, *, digits: Digits) -> Form:
    """Lay out the form that a district fills in: with room for a note on any page width."""
    widths = (*_widths(report, digits)[:-1], _NOTE_TO_FILL)
    return _form(report, widths, _Layout(digits, 0, "all"))


def _widths(report: Report, digits: Digits) -> tuple[float, ...]:
    """The widths of the columns; the rest of the page goes to the note."""
    headings, units, rows = report.schedule.form.headings, report.units, report.rows
    names = {row.period.database.names.short for row in rows}
    periods = {period_label(row.period, digits=digits) for row in rows}
    number = max(_NUMBER, narrowest(headings.number.th))
    name = min(max(_NAME[0], *map(narrowest, names)), _NAME[1]) + _INDENT
    period = max(narrowest(headings.period.th), *map(width_of, periods))
    total = max(narrowest(headings.total.th), _widest((row.total for row in rows), digits))
    least = max(_UNIT, narrowest(headings.recorded.th) / len(units))
    counts = [
        max(
            least,
            narrowest(column.heading.th),
            _widest((row.recorded.get(column.unit) for row in rows), digits),
        )
        for column in units
    ]
    fixed = [w + _EDGES for w in (number, name, period, total, *counts)]
    return (*fixed, max(_NOTE, PAGE_WIDTH - sum(fixed)))


def _widest(counts: Iterable[int | None], digits: Digits) -> float:
    texts = (digits_of(f"{count:,}", digits) for count in counts if count is not None)
    return max(map(width_of, texts), default=0) + _INDENT


def _form(
    report: Report, widths: tuple[float, ...], layout: _Layout, most: int | None = None
) -> Form:
    """Lay out a form with these widths, with at most so many lines of a note."""
    digits = layout.digits
    headings, inner = report.schedule.form.headings, [width - _EDGES for width in widths]
    single = (headings.number, headings.database, headings.period, headings.total, headings.note)
    singles = list(zip(single, (*inner[:4], inner[-1]), strict=True))
    over = sum(widths[4:-1]) - _EDGES
    recorded = laid(headings.recorded.th, over)
    units = [
        laid(column.heading.th, width)
        for column, width in zip(report.units, inner[4:-1], strict=True)
    ]
    whole = max(_height(laid(heading.th, width), width) for heading, width in singles)
    lower = max(_height(unit, width) for unit, width in zip(units, inner[4:-1], strict=True))
    return Form(
        report=report,
        widths=widths,
        titles=tuple(digits_of(line, digits) for line in report.titles),
        headings=tuple(laid(heading.th, width) for heading, width in singles),
        recorded=recorded,
        units=tuple(units),
        header_heights=(max(_height(recorded, over), whole - lower), lower),
        lines=tuple(
            _line(row, inner[1] - _INDENT, inner[-1] - _INDENT, layout, most) for row in report.rows
        ),
        note=f"{''.join(headings.note.th)}: {report.note}" if report.note else "",
    )


def _line(
    row: Row, name_width: float, note_width: float, layout: _Layout, most: int | None
) -> Line:
    name = laid(row.period.database.names.short, name_width)
    parts = paper_notes(row, digits=layout.digits, with_remarks=layout.notes != "none")
    note = whole = "; ".join(parts)
    if most is not None:
        note = shortened(parts, note_width, most, _SEE_ATTACHED)
    notes = tuple(cut(note, note_width, _LINES_IN_ROW))
    first, *more = (_height(text, note_width) for text in notes)
    return Line(
        row=row,
        name=name,
        period=period_label(row.period, digits=layout.digits),
        notes=notes,
        heights=(max(first, _height(name, name_width)), *more),
        attached=tuple(parts) if note != whole else (),
        remarks=tuple(parts[len(_without_remarks(row, layout)) :]) if note != whole else (),
    )


def _without_remarks(row: Row, layout: _Layout) -> list[str]:
    return paper_notes(row, digits=layout.digits, with_remarks=False)


def _height(text: str, width: float) -> int:
    return height_of(len(wrapped(text, width)))
