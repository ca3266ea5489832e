"""The sheet of a workbook with the notes that its forms have no room for, each as a whole."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.render.paper.form import (
    ATTACHED,
    LINE_HEIGHT,
    NEXT_LINE,
    PAGE_WIDTH,
    Form,
    Line,
    height_of,
)
from cddctl.render.paper.notes import Digits
from cddctl.render.paper.sheet import (
    Styles,
    free_title,
    merged,
    put,
    set_up_page,
    set_widths,
    write_lines,
    write_month_footer,
)
from cddctl.render.paper.widths import cut, wrapped

_NUMBER, _NAME, _PERIOD = 6.0, 36.0, 11.0
_NOTE = PAGE_WIDTH - _NUMBER - _NAME - _PERIOD - 2  # so that all programs print it at full size
_WIDTHS = (_NUMBER, _NAME, _PERIOD, _NOTE)
_EDGES = 2.8
_LINES_IN_ROW = 13


def write_attached_notes(
    book: Workbook, forms: Sequence[Form], styles: Styles, digits: Digits
) -> None:
    """Add the sheet: the notes of each form, row by row, each part of a note in its own row."""
    titles = [sheet.title for sheet in book.worksheets]
    sheet = book.create_sheet(free_title(ATTACHED, titles))
    set_widths(sheet, _WIDTHS)
    first = forms[0]
    write_lines(sheet, [(line, styles.title) for line in (ATTACHED, *first.titles)], len(_WIDTHS))
    header = len(first.titles) + 2
    headings = (*first.headings[:3], first.headings[-1])
    for column, heading in enumerate(headings, 1):
        put(sheet, header, column, heading.replace("\n", ""), styles.heading)
    sheet.row_dimensions[header].height = LINE_HEIGHT
    row = header + 1
    whole = {line.row.period.key for line in first.lines if line.attached}
    for form in forms:
        # What is in the notes of the province is not told again for a district.
        lines = [
            line
            for line in form.lines
            if line.attached and (form is first or line.row.period.key not in whole)
        ]
        if lines and form is not first:
            merged(sheet, (row, 1, row, len(_WIDTHS)), form.titles[-1], styles.heading)
            sheet.row_dimensions[row].height = LINE_HEIGHT
            row += 1
        for line in lines:
            row = _write_note(sheet, row, line, styles)
    set_up_page(sheet, header, lines=1)
    write_month_footer(sheet, first.report, digits)


def _write_note(sheet: Worksheet, row: int, line: Line, styles: Styles) -> int:
    """Write the whole note of a row of a form; return the next free row."""
    name = "".join(line.row.period.database.names.short)
    for number, part in enumerate(_parts(line.attached)):
        cells = (line.row.number, name, line.period) if number == 0 else (None, None, None)
        looks = (styles.ordinal, styles.text, styles.centred)
        for column, (value, style) in enumerate(zip(cells, looks, strict=True), 1):
            put(sheet, row, column, value, style)
        put(sheet, row, len(_WIDTHS), part, styles.text)
        texts = ((name if number == 0 else "", _NAME), (part, _WIDTHS[-1]))
        lines = max(len(wrapped(text, width - _EDGES)) for text, width in texts)
        sheet.row_dimensions[row].height = height_of(lines) if number == 0 else lines * NEXT_LINE
        row += 1
    return row


def _parts(parts: Iterable[str]) -> Iterable[str]:
    """The parts of a note, each short enough for a row of a sheet."""
    for part in parts:
        yield from cut(part, _WIDTHS[-1] - _EDGES, _LINES_IN_ROW)
