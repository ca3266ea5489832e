"""Shared by the workbooks: fonts, cells, titles, header, page setup and file.

Text stays text whatever it begins with, and the same input gives the same bytes.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
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
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from cddctl.exchange.forms import MONTH_TITLE
from cddctl.libraries import font_of, set_default_font, set_style_numbers, style_numbers
from cddctl.render.labels import Digits, digits_of, month_label
from cddctl.render.paper.form import GAP, NEXT_LINE, Form
from cddctl.report.form import Report

FONT = "TH SarabunPSK"
FIRST_UNIT = 5
"""The column of the first unit, after number, name, period and total."""

NUMBER_FORMATS = {
    "thai": ("[$-D00041E]0", "[$-D00041E]#,##0"),
    "arabic": ("0", "#,##0"),
}
"""The number formats of an ordinal and of a count."""

LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GREY = PatternFill("solid", start_color="FFF2F2F2", end_color="FFF2F2F2")
"""For cells that are not used: light, so that a copy of the paper stays legible."""

TOP = Alignment(horizontal="center", vertical="top")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)

_MARGIN, _ABOVE, _BELOW = 0.5, 0.4, 0.65
"""The margins at the sides, above, and below, where the footer is; in inches."""
_LONGEST_SHEET_TITLE = 31
_NOT_IN_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]|^'+|'+$")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_YEAR_OF_ZIP = 1980


def new_workbook() -> Workbook:
    """Make a workbook with one sheet, in the font of official documents."""
    book = Workbook()
    set_default_font(book, font())
    return book


def font(*, size: int = 16, bold: bool = False, color: str | None = None) -> Font:
    """The font of official documents."""
    return font_of(name=FONT, size=size, bold=bold, color=color)


def style_of(sheet: Worksheet, alignment: Alignment, **parts: Any) -> StyleArray:  # noqa: ANN401
    """Register a cell style in the sheet's workbook; `parts` are named like a cell's attributes."""
    cell: Any = Cell(sheet, row=1, column=1)
    for part, value in {"font": font(), "alignment": alignment, **parts}.items():
        setattr(cell, part, value)
    return style_numbers(cell)


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a form's cells, made once for a workbook."""

    title: StyleArray
    heading: StyleArray
    ordinal: StyleArray
    text: StyleArray
    centred: StyleArray
    count: StyleArray
    uncounted: StyleArray
    signature: StyleArray
    below: StyleArray

    @classmethod
    def of(cls, sheet: Worksheet, digits: Digits) -> "Styles":
        """The styles of a sheet's workbook."""
        ordinal, count = NUMBER_FORMATS[digits]
        return cls(
            title=style_of(sheet, TOP, font=font(bold=True)),
            heading=style_of(sheet, MIDDLE, font=font(bold=True), border=BOX),
            ordinal=style_of(sheet, MIDDLE, border=BOX, number_format=ordinal),
            text=style_of(sheet, LEFT, border=BOX),
            centred=style_of(sheet, MIDDLE, border=BOX),
            count=style_of(sheet, RIGHT, border=BOX, number_format=count),
            uncounted=style_of(sheet, RIGHT, border=BOX, number_format=count, fill=GREY),
            signature=style_of(
                sheet, Alignment(horizontal="center", vertical="top", wrap_text=True)
            ),
            below=style_of(sheet, LEFT),
        )


def put(
    sheet: Worksheet, row: int, column: int, value: float | date | str | None, style: StyleArray
) -> None:
    """Write a cell: a number, a date, or text."""
    cell: Any = sheet.cell(row, column)
    set_style_numbers(cell, style)
    if isinstance(value, str):
        cell.value = NOT_IN_XML.sub("", value)
        cell.data_type = "s"  # or text that begins with = would be a formula
    elif value is not None:
        cell.value = value


def merged(sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: StyleArray) -> None:
    """Write a cell over an area: top, left, bottom, right."""
    top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            first = (row, column) == (top, left)
            put(sheet, row, column, text if first else None, style)
    if (top, left) != (bottom, right):
        sheet.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the columns."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = round(width, 2)


def write_lines(sheet: Worksheet, lines: Sequence[tuple[str, StyleArray]], last: int) -> None:
    """Write lines above the table, each across all columns up to `last`."""
    for row, (text, style) in enumerate(lines, 1):
        merged(sheet, (row, 1, row, last), text, style)
        sheet.row_dimensions[row].height = NEXT_LINE
    sheet.row_dimensions[len(lines)].height += GAP


def write_header(
    sheet: Worksheet, form: Form, row: int, after: Sequence[str], style: StyleArray
) -> None:
    """Write the header of two rows; `after` are the headings to the right of the units."""
    end = FIRST_UNIT + len(form.units)
    singles = [*enumerate(form.headings[: FIRST_UNIT - 1], 1), *enumerate(after, end)]
    for column, text in singles:
        merged(sheet, (row, column, row + 1, column), text, style)
    merged(sheet, (row, FIRST_UNIT, row, end - 1), form.recorded, style)
    for column, text in enumerate(form.units, FIRST_UNIT):
        put(sheet, row + 1, column, text, style)
    for at, height in enumerate(form.header_heights, row):
        sheet.row_dimensions[at].height = height


def set_up_page(
    sheet: Worksheet, header: int | None, *, lines: int = 2, portrait: bool = False
) -> None:
    """Set up the page: A4, one page wide, the lines of the header repeated on every page."""
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, _ABOVE, _BELOW, 0.3, 0.3)
    sheet.print_options.horizontalCentered = True
    if header is not None:
        sheet.print_title_rows = f"{header}:{header + lines - 1}"
        sheet.freeze_panes = f"A{header + lines}"
    sheet.sheet_view.showGridLines = False


def write_footer(sheet: Worksheet, left: str, middle: str) -> None:
    """Write the footer of a page: two texts, such as the place and the month, and its number.

    The number is in Arabic digits: a footer takes no number format, and a sheet's pages are
    numbered by the program that prints it.
    """
    footer: Any = sheet.oddFooter  # whose type takes it for missing
    for part, text in (
        (footer.left, left.replace("&", "&&")),
        (footer.center, middle.replace("&", "&&")),
        (footer.right, "หน้า &P/&N"),
    ):
        write_margin(part, text)


def write_month_footer(sheet: Worksheet, report: Report, digits: Digits) -> None:
    """Write the footer of a report: its place, its month, and the number of the page."""
    place = digits_of(report.titles[-1], digits)
    write_footer(sheet, place, span_of(report, digits))


def span_of(report: Report, digits: Digits) -> str:
    """The month of a report, or its fiscal year: งวดเดือนกันยายน ๒๕๖๑."""
    if report.year is not None:
        return digits_of(f"ปีงบประมาณ พ.ศ. {report.year}", digits)
    return f"{MONTH_TITLE}{month_label(report.month, digits=digits)}"


def write_margin(part: Any, text: str) -> None:  # noqa: ANN401 (of a type without attributes)
    """Write a part of a page's header or footer."""
    part.text, part.font, part.size = text, f"{FONT},Regular", 14


def sheet_title(report: Report, taken: Collection[str] = ()) -> str:
    """A valid sheet title from the place's name, different from those taken."""
    return free_title(report.paper_name, taken)


def free_title(name: str, taken: Collection[str] = ()) -> str:
    """A valid sheet title from a name, different from those taken."""
    name = _NOT_IN_SHEET_TITLE.sub("", NOT_IN_XML.sub("", name))[:_LONGEST_SHEET_TITLE]
    others = {title.casefold() for title in taken}
    title, number = name, 1
    while title.casefold() in others:
        number += 1
        ending = f" ({number})"
        title = name[: _LONGEST_SHEET_TITLE - len(ending)] + ending
    return title


def properties(report: Report, digits: Digits, created: datetime) -> DocumentProperties:
    """The document properties of a report's file."""
    title = " ".join(digits_of(line, digits) for line in report.titles)
    subject = span_of(report, digits).removeprefix(MONTH_TITLE)
    made = document_properties(title, subject, created)
    made.keywords = str(report.year or report.month.buddhist)
    return made


def document_properties(title: str, subject: str, created: datetime) -> DocumentProperties:
    """A file's document properties."""
    stamp = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    return DocumentProperties(
        creator="cddctl",
        title=title,
        subject=subject,
        language="th-TH",
        created=stamp,
        modified=stamp,
    )


def saved(book: Workbook, created: datetime) -> bytes:
    """Save the workbook as bytes, like `Workbook.save`, but without the time of saving."""
    return archived(parts_of(book), created)


def parts_of(book: Workbook) -> dict[str, bytes]:
    """The files inside a workbook, by name."""
    parts = _Parts()
    ExcelWriter(book, parts).save()  # type: ignore[arg-type]
    return parts.written


def archived(parts: Mapping[str, bytes], created: datetime) -> bytes:
    """Zip the files of a workbook, all with the same time."""
    year = max(created.year, _FIRST_YEAR_OF_ZIP)
    stamp = (year, created.month, created.day, created.hour, created.minute, created.second)
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, stamp), content, ZIP_DEFLATED)
    return file.getvalue()


class _Parts:
    """Collects in memory the files that openpyxl would write to a zip file."""

    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    def writestr(self, name: str, data: str | bytes) -> None:
        self.written[name] = data.encode() if isinstance(data, str) else data

    def write(self, filename: str, name: str) -> None:
        self.written[name] = Path(filename).read_bytes()

    def namelist(self) -> list[str]:
        return list(self.written)

    def close(self) -> None:
        pass
