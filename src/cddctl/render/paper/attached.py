"""The sheet of a workbook with the notes that its forms have no room for, each as a whole."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.render.labels import Digits
from cddctl.render.paper.form import (
    ATTACHED,
    GAP,
    LINE_HEIGHT,
    MOST_PAGES,
    NEXT_LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SCALES,
    Form,
    notes_together,
    pages_taken,
)
from cddctl.render.paper.sheet import (
    BOX,
    LEFT,
    Styles,
    font,
    free_title,
    merged,
    put,
    set_up_page,
    set_widths,
    style_of,
    write_lines,
    write_month_footer,
)
from cddctl.render.paper.widths import cut, wrapped

_NUMBER = 6.0
_EDGES = 2.8
_LINES_IN_ROW = 13


class _Row(NamedTuple):
    """A row of the sheet: a place, or a database with its number, or a part of its note."""

    text: str
    height: int
    number: int | None = None
    is_heading: bool = False


def write_attached_notes(
    book: Workbook, forms: Sequence[Form], styles: Styles, digits: Digits
) -> None:
    """Add the sheet: the notes of each form, database by database, each in rows of its own."""
    titles = [sheet.title for sheet in book.worksheets]
    sheet = book.create_sheet(free_title(ATTACHED, titles))
    first = forms[0]
    lines = (ATTACHED, *first.titles)
    above = len(lines) * NEXT_LINE + GAP
    note_width, rows, is_fitted = _fitted(forms, above)
    set_widths(sheet, (_NUMBER, note_width))
    write_lines(sheet, [(line, styles.title) for line in lines], 2)
    header = len(lines) + 1
    number, name, *_counts, note = (heading.replace("\n", "") for heading in first.headings)
    for column, heading in enumerate((number, f"{name} และ{note}"), 1):
        put(sheet, header, column, heading, styles.heading)
    sheet.row_dimensions[header].height = LINE_HEIGHT
    heading_style = style_of(sheet, LEFT, font=font(bold=True), border=BOX)
    for at, row in enumerate(rows, header + 1):
        _write(sheet, at, row, styles, heading_style)
    set_up_page(sheet, header, lines=1)
    sheet.page_setup.fitToHeight = MOST_PAGES if is_fitted else 0
    write_month_footer(sheet, first.report, digits)


def _fitted(forms: Sequence[Form], above: int) -> tuple[float, list[_Row], bool]:
    """The width of the notes, the rows, and whether they fit the pages by being printed smaller."""
    for scale in SCALES:
        width = (PAGE_WIDTH - 2) / scale - _NUMBER  # so that all programs print it at full size
        rows = list(_rows(forms, width))
        heights = [row.height for row in rows]
        if pages_taken(heights, above, PAGE_HEIGHT / scale - LINE_HEIGHT)[0] <= MOST_PAGES:
            return width, rows, True
    width = PAGE_WIDTH - 2 - _NUMBER
    return width, list(_rows(forms, width)), False


def _rows(forms: Sequence[Form], width: float) -> Iterator[_Row]:
    first = forms[0]
    whole = {line.row.period.key for line in first.lines if line.attached}
    for form in forms:
        # What is in the notes of the province is not told again for a district.
        lines = [
            line
            for line in form.lines
            if line.attached and (form is first or line.row.period.key not in whole)
        ]
        if lines and form is not first:
            yield _Row(form.titles[-1], LINE_HEIGHT, is_heading=True)
        for group, remarks in notes_together(lines):
            for line, rest in group:
                heading = f"{line.heading}: {rest}" if rest else line.heading
                first_row, *more = _parts(heading, width)
                height = first_row.height + LINE_HEIGHT - NEXT_LINE
                yield first_row._replace(height=height, number=line.row.number, is_heading=True)
                yield from more
            for remark in remarks:
                yield from _parts(remark, width)


def _parts(text: str, width: float) -> Iterator[_Row]:
    """A text in rows short enough for a sheet."""
    for part in cut(text, width - _EDGES, _LINES_IN_ROW):
        yield _Row(part, len(wrapped(part, width - _EDGES)) * NEXT_LINE)


def _write(sheet: Worksheet, at: int, row: _Row, styles: Styles, heading: StyleArray) -> None:
    sheet.row_dimensions[at].height = row.height
    if row.is_heading and row.number is None:
        merged(sheet, (at, 1, at, 2), row.text, styles.heading)
        return
    put(sheet, at, 1, row.number, styles.ordinal)
    put(sheet, at, 2, row.text, heading if row.is_heading else styles.text)
