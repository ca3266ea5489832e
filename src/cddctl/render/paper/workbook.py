"""The report form as an Excel workbook: a sheet for the province, then one for each district.

The layout is the letter's: title lines, a header of two rows, a row for each database. Numbers stay
numbers; Thai digits are a number format.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl.worksheet.worksheet import Worksheet

from cddctl.exchange.forms import NOT_APPLICABLE
from cddctl.ledger.entries import State
from cddctl.render.labels import Digits
from cddctl.render.notes import Notes
from cddctl.render.paper.attached import write_attached_notes
from cddctl.render.paper.form import Form, Line, forms, height_of
from cddctl.render.paper.region import write_province_sheets
from cddctl.render.paper.sheet import (
    Styles,
    merged,
    new_workbook,
    properties,
    put,
    saved,
    set_up_page,
    set_widths,
    sheet_title,
    write_header,
    write_lines,
    write_month_footer,
)
from cddctl.report.form import Report

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

_DOTS = "." * 56
_SPACE = "\u00a0"
_SIGNED_BY = {"ผู้รายงาน": 3, "ผู้ตรวจสอบ": 5}
"""Who signs, and the spaces before (ลงชื่อ) that make both ends of the line equally wide."""
_TO_SIGN = (
    "\n{before}(ลงชื่อ){dots}{who}",  # two lines for the pen
    "({dots})",
    "ตำแหน่ง{dots}" + _SPACE * 10,
    "วันที่{dots}" + _SPACE * 5,
)
"""The lines are centred: their dots are in line where both sides of them are equally wide."""
_LINES_TO_SIGN = len(_TO_SIGN) + 1


def workbook(
    reports: Sequence[Report],
    *,
    digits: Digits,
    signatures: bool,
    created: datetime,
    by_province: bool = False,
    notes: Notes = "short",
) -> bytes:
    """Make the workbook of a month's reports; the same input gives the same bytes.

    `reports` are the province's and then its districts'; `signatures` adds places to sign below
    each table. `by_province` adds to the sum of several provinces a sheet for each database.
    Notes that a form has no room for are on a sheet of their own.
    """
    book = new_workbook()
    below = height_of(_LINES_TO_SIGN) if signatures else 0
    sheet = book.worksheets[0]
    styles = Styles.of(sheet, digits)
    titles: list[str] = []
    laid_out = forms(reports, digits=digits, below=below, notes=notes)
    for form in laid_out:
        sheet = book.create_sheet() if titles else sheet
        sheet.title = sheet_title(form.report, titles)
        titles.append(sheet.title)
        _write(sheet, form, styles, digits, signatures=signatures)
    if by_province:
        write_province_sheets(book, reports[0], styles, digits)
    if any(line.attached for form in laid_out for line in form.lines):
        write_attached_notes(book, laid_out, styles, digits)
    book.properties = properties(reports[0], digits, created)
    return saved(book, created)


def _write(
    sheet: Worksheet, form: Form, styles: Styles, digits: Digits, *, signatures: bool
) -> None:
    columns = len(form.widths)
    set_widths(sheet, form.widths)
    write_lines(sheet, [(title, styles.title) for title in form.titles], columns)
    header = len(form.titles) + 1
    write_header(sheet, form, header, form.headings[-1:], styles.heading)
    row = header + 2
    for line in form.lines:
        _write_line(sheet, line, styles, row, form)
        row += len(line.heights)
    if form.note:
        merged(sheet, (row, 1, row, columns), form.note, styles.below)
        sheet.row_dimensions[row].height = form.note_height
        row += 1
    if signatures:
        _write_signatures(sheet, form, styles, row)
    set_up_page(sheet, header)
    sheet.page_setup.fitToHeight = form.pages
    write_month_footer(sheet, form.report, digits)


def _write_line(sheet: Worksheet, line: Line, styles: Styles, row: int, form: Form) -> None:
    """Write a row of the table; a note too long for one row of the sheet continues below it."""
    entered, count = line.row, styles.count
    cells: list[tuple[int | str | None, StyleArray]] = [
        (entered.number, styles.ordinal),
        (line.name, styles.text),
        (line.period, styles.centred),
    ]
    if entered.state is State.NOT_APPLICABLE:
        cells.append((None, count))  # as in the letter: the total stays blank
        cells += [(NOT_APPLICABLE, styles.centred)] * len(form.units)
    else:
        cells.append((entered.total, count))
        for unit in (column.unit for column in form.report.units):
            counted = unit in entered.recorded
            cells.append((entered.recorded[unit], count) if counted else (None, styles.uncounted))
    for at, (note, height) in enumerate(zip(line.notes, line.heights, strict=True), row):
        for column, (value, style) in enumerate(cells, 1):
            put(sheet, at, column, value if at == row else None, style)
        put(sheet, at, len(form.widths), note or None, styles.text)
        sheet.row_dimensions[at].height = height


def _write_signatures(sheet: Worksheet, form: Form, styles: Styles, row: int) -> None:
    """Write two places to sign side by side, in one row so that no page break separates them."""
    widths = form.widths
    half = sum(widths) / 2
    middle = min(range(1, len(widths)), key=lambda column: abs(sum(widths[:column]) - half))
    halves = ((1, middle), (middle + 1, len(widths)))
    for (left, right), (who, spaces) in zip(halves, _SIGNED_BY.items(), strict=True):
        text = "\n".join(_TO_SIGN).format(before=_SPACE * spaces, dots=_DOTS, who=who)
        merged(sheet, (row, left, row, right), text, styles.signature)
    sheet.row_dimensions[row].height = height_of(_LINES_TO_SIGN)
