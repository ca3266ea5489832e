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
from cddctl.render.paper.form import LINE_HEIGHT, Form, Line, forms
from cddctl.render.paper.notes import Digits
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
)
from cddctl.report.form import Report

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

_DOTS = "." * 56
_SIGNED_BY = ("ผู้รายงาน", "ผู้ตรวจสอบ")
_TO_SIGN = (f"(ลงชื่อ){_DOTS}{{}}", f"({_DOTS})", f"ตำแหน่ง{_DOTS}", f"วันที่{_DOTS}")


def workbook(
    reports: Sequence[Report],
    *,
    digits: Digits,
    signatures: bool,
    created: datetime,
    by_province: bool = False,
) -> bytes:
    """Make the workbook of a month's reports; the same input gives the same bytes.

    `reports` are the province's and then its districts'; `signatures` adds places to sign below
    each table. `by_province` adds to the sum of several provinces a sheet for each database.
    """
    book = new_workbook()
    below = (1 + len(_TO_SIGN)) * LINE_HEIGHT if signatures else 0
    sheet = book.worksheets[0]
    styles = Styles.of(sheet, digits)
    titles: list[str] = []
    for form in forms(reports, digits=digits, below=below):
        sheet = book.create_sheet() if titles else sheet
        sheet.title = sheet_title(form.report, titles)
        titles.append(sheet.title)
        _write(sheet, form, styles, signatures=signatures)
    if by_province:
        write_province_sheets(book, reports[0], styles, digits)
    book.properties = properties(reports[0], digits, created)
    return saved(book, created)


def _write(sheet: Worksheet, form: Form, styles: Styles, *, signatures: bool) -> None:
    set_widths(sheet, form.widths)
    write_lines(sheet, [(title, styles.title) for title in form.titles], len(form.widths))
    header = len(form.titles) + 1
    write_header(sheet, form, header, form.headings[-1:], styles.heading)
    row = header + 2
    for line in form.lines:
        _write_line(sheet, line, styles, row, form)
        row += len(line.heights)
    if signatures:
        _write_signatures(sheet, form, styles, row)
    set_up_page(sheet, header)


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
    text = "\n".join(_TO_SIGN)
    for (left, right), name in zip(
        ((1, middle), (middle + 1, len(widths))), _SIGNED_BY, strict=True
    ):
        merged(sheet, (row + 1, left, row + 1, right), text.format(name), styles.signature)
    sheet.row_dimensions[row].height = LINE_HEIGHT
    sheet.row_dimensions[row + 1].height = len(_TO_SIGN) * LINE_HEIGHT
