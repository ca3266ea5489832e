"""The schedule as a workbook, in the layout of the letters' enclosure."""

from datetime import datetime

from openpyxl.styles import Alignment, Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.render import schedule as cells
from cddctl.render.paper.form import GAP, LINE_HEIGHT, height_of
from cddctl.render.paper.sheet import (
    BOX,
    MIDDLE,
    NUMBER_FORMATS,
    TOP,
    document_properties,
    font,
    free_title,
    merged,
    new_workbook,
    put,
    saved,
    set_up_page,
    set_widths,
    style_of,
)
from cddctl.render.paper.widths import wrapped
from cddctl.schedule.model import Schedule
from cddctl.thai import thai_digits

_WIDTHS = (5.0, 36.0, 30.0, 8.0, 8.0, 16.0)
_EDGES = 2.8
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)


def schedule_workbook(schedule: Schedule, created: datetime) -> bytes:
    """Make the workbook of a schedule; the same input gives the same bytes."""
    book = new_workbook()
    sheet = book.worksheets[0]
    title = thai_digits(schedule.source.title)
    sheet.title = free_title(f"กำหนดการ {schedule.fiscal_year}")
    set_widths(sheet, _WIDTHS)
    merged(sheet, (1, 1, 1, cells.COLUMNS), title, style_of(sheet, TOP, font=_bold()))
    sheet.row_dimensions[1].height = LINE_HEIGHT + GAP
    _write_header(sheet)
    _write_rows(sheet, schedule)
    set_up_page(sheet, 2)
    sheet.page_setup.orientation = "portrait"
    book.properties = document_properties(title, thai_digits(schedule.fiscal_year), created)
    return saved(book, created)


def _write_header(sheet: Worksheet) -> None:
    style = style_of(sheet, MIDDLE, font=_bold(), border=BOX)
    for (top, left, bottom, right), text in cells.HEADINGS:
        merged(sheet, (top + 2, left + 1, bottom + 2, right + 1), text, style)
    for row in (2, 3):
        sheet.row_dimensions[row].height = LINE_HEIGHT


def _write_rows(sheet: Worksheet, schedule: Schedule) -> None:
    ordinal, _count = NUMBER_FORMATS["thai"]
    text = style_of(sheet, _LEFT, border=BOX)
    centred = style_of(sheet, _CENTRE, border=BOX, number_format=ordinal)
    bureau = style_of(sheet, _LEFT, font=_bold(), border=BOX)
    row = 4
    for section in cells.schedule_sections(schedule):
        merged(sheet, (row, 1, row, cells.COLUMNS), section.title, bureau)
        sheet.row_dimensions[row].height = LINE_HEIGHT
        for line in section.lines:
            row += 1
            _write_line(sheet, row, line, text, centred)
        row += 1


def _write_line(
    sheet: Worksheet, row: int, line: cells.Line, text: StyleArray, centred: StyleArray
) -> None:
    name, rule, note = "".join(line.name), "\n".join(line.rule), line.note
    values: tuple[tuple[int | str, StyleArray], ...] = (
        (line.number, centred),
        (name, text),
        (rule, text),
        (line.district, centred),
        (line.province, centred),
        (note, text),
    )
    for column, (value, style) in enumerate(values, 1):
        put(sheet, row, column, value, style)
    wide = ((name, _WIDTHS[1]), (rule, _WIDTHS[2]), (note, _WIDTHS[5]))
    lines = max(len(wrapped(value, width - _EDGES)) for value, width in wide)
    sheet.row_dimensions[row].height = height_of(lines)


def _bold() -> Font:
    return font(bold=True)
