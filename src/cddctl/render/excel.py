"""The report form as an Excel workbook: a sheet for the province, then one for each district.

Laid out as the letter has it: title lines, a header of two rows, a row for each database. Numbers
stay numbers, Thai digits being a number format, and text stays text whatever it begins with.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from cddctl.render.form import GAP, LINE_HEIGHT, Form, Line, forms
from cddctl.render.notes import Digits, digits_of
from cddctl.report import Report
from cddctl.thai import MONTHS
from cddctl.wording import BUDDHIST_ERA

_FIRST_UNIT = 5
_NOT_APPLICABLE = "-"
_NUMBER_FORMATS = {
    "thai": ("[$-D00041E]0", "[$-D00041E]#,##0"),
    "arabic": ("0", "#,##0"),
}

_DOTS = "." * 56
_SIGNED_BY = ("ผู้รายงาน", "ผู้ตรวจสอบ")
_TO_SIGN = (f"(ลงชื่อ){_DOTS}{{}}", f"({_DOTS})", f"ตำแหน่ง{_DOTS}", f"วันที่{_DOTS}")

_MARGIN = 0.5
_LONGEST_SHEET_TITLE = 31
_NOT_IN_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]|^'+|'+$")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_YEAR_OF_ZIP = 1980


def workbook(
    reports: Sequence[Report], *, digits: Digits, signatures: bool, created: datetime
) -> bytes:
    """The workbook of a month's reports, the same bytes for the same input.

    `reports` are the province's and then its districts'; `signatures` adds places to sign below
    each table.
    """
    book = Workbook()
    # The font of every cell left alone, and the measure of the columns' widths.
    book._fonts = IndexedList([_font()])  # type: ignore[attr-defined]  # noqa: SLF001
    below = (1 + len(_TO_SIGN)) * LINE_HEIGHT if signatures else 0
    sheet = book.worksheets[0]
    styles = _Styles.of(sheet, digits)
    titles: list[str] = []
    for form in forms(reports, digits=digits, below=below):
        sheet = book.create_sheet() if titles else sheet
        sheet.title = _sheet_title(form.report, titles)
        titles.append(sheet.title)
        _write(sheet, form, styles, signatures=signatures)
    book.properties = _properties(reports[0], digits, created)
    return _saved(book, created)


@dataclass(frozen=True, slots=True)
class _Styles:
    """The cells' styles, made once for a workbook."""

    title: StyleArray
    heading: StyleArray
    ordinal: StyleArray
    text: StyleArray
    centred: StyleArray
    count: StyleArray
    uncounted: StyleArray
    signature: StyleArray

    @classmethod
    def of(cls, sheet: Worksheet, digits: Digits) -> "_Styles":
        ordinal, count = _NUMBER_FORMATS[digits]
        line = Side(style="thin")
        box = Border(left=line, right=line, top=line, bottom=line)
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        top = Alignment(horizontal="center", vertical="top")
        left = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
        right = Alignment(horizontal="right", vertical="center", indent=1)
        spread = Alignment(horizontal="center", vertical="distributed", wrap_text=True)
        grey = PatternFill("solid", start_color="FFE6E6E6", end_color="FFE6E6E6")

        def style(alignment: Alignment, *, bold: bool = False, **parts: Any) -> StyleArray:  # noqa: ANN401
            cell: Any = Cell(sheet, row=1, column=1)
            cell.font = _font(bold=bold)
            cell.alignment = alignment
            for part, value in parts.items():
                setattr(cell, part, value)
            numbers: StyleArray = cell._style  # noqa: SLF001
            return numbers

        return cls(
            title=style(top, bold=True),
            heading=style(middle, bold=True, border=box),
            ordinal=style(middle, border=box, number_format=ordinal),
            text=style(left, border=box),
            centred=style(middle, border=box),
            count=style(right, border=box, number_format=count),
            uncounted=style(right, border=box, number_format=count, fill=grey),
            signature=style(spread),
        )


def _font(*, bold: bool = False) -> Font:
    return Font(name="TH SarabunPSK", size=16, bold=bold)


def _write(sheet: Worksheet, form: Form, styles: _Styles, *, signatures: bool) -> None:
    note = len(form.widths)
    for column, width in enumerate(form.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = round(width, 2)
    for row, title in enumerate(form.titles, 1):
        _merged(sheet, (row, 1, row, note), title, styles.title)
        sheet.row_dimensions[row].height = LINE_HEIGHT
    sheet.row_dimensions[len(form.titles)].height = LINE_HEIGHT + GAP
    header = len(form.titles) + 1
    _write_header(sheet, form, styles, header)
    row = header + 2
    for line in form.lines:
        _write_line(sheet, line, styles, row, form)
        row += len(line.heights)
    if signatures:
        _write_signatures(sheet, form, styles, row)
    _set_up_page(sheet, header)


def _write_header(sheet: Worksheet, form: Form, styles: _Styles, row: int) -> None:
    note = len(form.widths)
    for column, text in zip((1, 2, 3, 4, note), form.headings, strict=True):
        _merged(sheet, (row, column, row + 1, column), text, styles.heading)
    _merged(sheet, (row, _FIRST_UNIT, row, note - 1), form.recorded, styles.heading)
    for column, text in enumerate(form.units, _FIRST_UNIT):
        _put(sheet, row + 1, column, text, styles.heading)
    for at, height in enumerate(form.header_heights, row):
        sheet.row_dimensions[at].height = height


def _write_line(sheet: Worksheet, line: Line, styles: _Styles, row: int, form: Form) -> None:
    """A row of the table; below it, its note goes on where that is too long for one."""
    said, count = line.row, styles.count
    cells: list[tuple[int | str | None, StyleArray]] = [
        (said.number, styles.ordinal),
        (line.name, styles.text),
        (line.period, styles.centred),
    ]
    if said.state == "not-applicable":
        cells.append((None, count))  # as the letter has it: the total stays blank
        cells += [(_NOT_APPLICABLE, styles.centred)] * len(form.units)
    else:
        cells.append((said.total, count))
        for unit in (column.unit for column in form.report.units):
            counted = unit in said.recorded
            cells.append((said.recorded[unit], count) if counted else (None, styles.uncounted))
    for at, (note, height) in enumerate(zip(line.notes, line.heights, strict=True), row):
        for column, (value, style) in enumerate(cells, 1):
            _put(sheet, at, column, value if at == row else None, style)
        _put(sheet, at, len(form.widths), note or None, styles.text)
        sheet.row_dimensions[at].height = height


def _write_signatures(sheet: Worksheet, form: Form, styles: _Styles, row: int) -> None:
    """Two places to sign, side by side, in a single row so that no page break comes between."""
    widths = form.widths
    half = sum(widths) / 2
    middle = min(range(1, len(widths)), key=lambda column: abs(sum(widths[:column]) - half))
    text = "\n".join(_TO_SIGN)
    for (left, right), name in zip(
        ((1, middle), (middle + 1, len(widths))), _SIGNED_BY, strict=True
    ):
        _merged(sheet, (row + 1, left, row + 1, right), text.format(name), styles.signature)
    sheet.row_dimensions[row].height = LINE_HEIGHT
    sheet.row_dimensions[row + 1].height = len(_TO_SIGN) * LINE_HEIGHT


def _set_up_page(sheet: Worksheet, header: int) -> None:
    """A4 across, one page wide, the header again on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN, 0.3, 0.3)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{header}:{header + 1}"
    sheet.sheet_view.showGridLines = False


def _put(
    sheet: Worksheet, row: int, column: int, value: int | str | None, style: StyleArray
) -> None:
    cell: Any = sheet.cell(row, column)
    cell._style = style  # noqa: SLF001 (setting its parts costs more than all the rest)
    if isinstance(value, str):
        cell.value = _NOT_IN_XML.sub("", value)
        cell.data_type = "s"  # or what begins with = would be a formula
    elif value is not None:
        cell.value = value


def _merged(
    sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: StyleArray
) -> None:
    """Write a cell over an area: top, left, bottom, right."""
    top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            first = (row, column) == (top, left)
            _put(sheet, row, column, text if first else None, style)
    if (top, left) != (bottom, right):
        sheet.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def _sheet_title(report: Report, taken: Collection[str]) -> str:
    """The place's name as a sheet may be called, and as none is yet."""
    place = report.district
    name = place.name_th if place else f"จังหวัด{report.province.name_th}"
    name = _NOT_IN_SHEET_TITLE.sub("", _NOT_IN_XML.sub("", name))[:_LONGEST_SHEET_TITLE]
    others = {title.casefold() for title in taken}
    title, number = name, 1
    while title.casefold() in others:
        number += 1
        ending = f" ({number})"
        title = name[: _LONGEST_SHEET_TITLE - len(ending)] + ending
    return title


def _properties(report: Report, digits: Digits, created: datetime) -> DocumentProperties:
    month = report.month
    said = f"{MONTHS[month.number - 1]} {month.year + BUDDHIST_ERA}"
    stamp = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    return DocumentProperties(
        creator="cddctl",
        title=" ".join(digits_of(line, digits) for line in report.titles),
        subject=digits_of(said, digits),
        keywords=month.buddhist,
        language="th-TH",
        created=stamp,
        modified=stamp,
    )


class _Archive(ZipFile):
    """A zip file whose members all bear one time."""

    def __init__(self, file: BytesIO, stamp: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        year = max(stamp.year, _FIRST_YEAR_OF_ZIP)
        self._stamp = (year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        name = zinfo_or_arcname
        info = ZipInfo(name if isinstance(name, str) else name.filename, self._stamp)
        super().writestr(info, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        self.writestr(arcname, Path(filename).read_bytes())


def _saved(book: Workbook, created: datetime) -> bytes:
    """The workbook's bytes: as `Workbook.save` has them, but without the time of saving."""
    file = BytesIO()
    ExcelWriter(book, _Archive(file, created)).save()
    return file.getvalue()
