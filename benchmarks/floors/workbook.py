"""The floor's workbook: the same cells in a sheet for the province and one for each district.

Written plainly: styles are named once for the workbook and given to cells by openpyxl's own
attributes; widths, heights and the breaks of long names are those that the form comes out with.
"""

from math import ceil
from typing import Any

import plan
from floor_report import Words, notes
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

PROVINCE = (4.4, 32.3, 7.7, 11.1, 8.5, 8.5, 8.4, 8.5, 8.5, 29.1)
DISTRICT = (4.4, 32.3, 7.7, 11.1, 8.4, 8.4, 8.4, 8.4, 8.4, 29.5)
NOTE = len(PROVINCE)
NOTE_LINE = 28
LINE, NEXT_LINE = 27, 22
TITLE_GAP = 10
ON_TWO_LINES = {"poverty-alleviation"}
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WORDS = Words(
    "รายงานแล้ว {}/{} อำเภอ",
    "ยังไม่ได้บันทึก: {}",
    "บันทึกไม่ครบถ้วน {}",
    "ยังไม่ถึงเวลา {}: {}",
    "อำเภอ",
    "อำเภอ",
    "name_th",
    THAI,
)
ORDINAL, COUNT = "[$-D00041E]0", "[$-D00041E]#,##0"

PLAIN, BOLD = Font(name="TH SarabunPSK", size=16), Font(name="TH SarabunPSK", size=16, bold=True)
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TOP = Alignment(horizontal="center", vertical="top")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
GREY = PatternFill("solid", start_color="FFE6E6E6", end_color="FFE6E6E6")


def write(form: Any, reports: Any, province: Any, month: tuple[int, int]) -> str:  # noqa: ANN401
    """Write the workbook here; its file name."""
    book = Workbook()
    year = month[0] + plan.BUDDHIST_ERA
    for place, lines in reports:
        sheet = book.create_sheet() if place else book.worksheets[0]
        sheet.title = place.name_th if place else f"จังหวัด{province.name_th}"
        for column, width in enumerate(DISTRICT if place else PROVINCE, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        _fill(sheet, form, _titles(form, place, province, month), lines, month)
    book.properties.creator = "cddctl"
    book.properties.title = " ".join(_titles(form, None, province, month))
    book.properties.subject = _said(month)
    book.properties.keywords = f"{year}-{month[1]:02}"
    book.properties.language = "th-TH"
    name = f"แบบรายงาน-{province.name_th}-{year}-{month[1]:02}.xlsx"
    book.save(name)
    return name


def _titles(form: Any, place: Any, province: Any, month: tuple[int, int]) -> list[str]:  # noqa: ANN401
    last = form.district_title if place else form.province_title
    return [
        title.replace("{year}", str(plan.fiscal_year(*month)))
        .replace("{province}", province.name_th)
        .replace("{district}", place.name_th if place else "")
        .translate(THAI)
        for title in (*form.titles, last)
    ]


def _said(month: tuple[int, int]) -> str:
    return f"{plan.MONTHS[month[1] - 1]} {month[0] + plan.BUDDHIST_ERA}".translate(THAI)


def _fill(
    sheet: Any,  # noqa: ANN401
    form: Any,  # noqa: ANN401
    titles: list[str],
    lines: Any,  # noqa: ANN401
    month: tuple[int, int],
) -> None:
    for row, title in enumerate(titles, 1):
        _put(sheet, row, 1, title, TOP, BOLD)
        _merge(sheet, row, 1, row, NOTE)
        sheet.row_dimensions[row].height = NEXT_LINE + (TITLE_GAP if row == len(titles) else 0)
    header = len(titles) + 1
    headings = {key: text.th for key, text in form.headings.items()}
    for column, key in zip(
        (1, 2, 3, 4, NOTE), ("number", "database", "period", "total", "note"), strict=True
    ):
        _boxed(sheet, header, column, headings[key].replace("|", "\n"), MIDDLE, BOLD)
        _merge(sheet, header, column, header + 1, column)
    _boxed(sheet, header, 5, headings["recorded"].replace("|", ""), MIDDLE, BOLD)
    _merge(sheet, header, 5, header, NOTE - 1)
    for column, unit in enumerate(form.units, 5):
        _boxed(sheet, header + 1, column, unit.heading.th, MIDDLE, BOLD)
    for row in (header, header + 1):
        sheet.row_dimensions[row].height = LINE
    for row, line in enumerate(lines, header + 2):
        _write_line(sheet, row, line, form, month[1])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(0.5, 0.5, 0.4, 0.65, 0.3, 0.3)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{header}:{header + 1}"
    sheet.freeze_panes = f"A{header + 2}"
    footer = sheet.oddFooter
    texts = (titles[-1], f"งวดเดือน{_said(month)}", "หน้า &P/&N")
    for part, text in zip((footer.left, footer.center, footer.right), texts, strict=True):
        part.text, part.font, part.size = text, "TH SarabunPSK,Regular", 14
    sheet.sheet_view.showGridLines = False


def _write_line(sheet: Any, row: int, line: Any, form: Any, month: int) -> None:  # noqa: ANN401
    broken = line.id in ON_TWO_LINES
    _boxed(sheet, row, 1, line.number, MIDDLE).number_format = ORDINAL
    _boxed(sheet, row, 2, line.database.name.short.replace("|", "\n" if broken else ""), LEFT)
    label = f"{line.period} ({MONTHS_SHORT[month - 1]})".translate(THAI)
    _boxed(sheet, row, 3, label, MIDDLE)
    _boxed(sheet, row, 4, line.total, RIGHT).number_format = COUNT
    if line.is_not_yet:
        for column in range(5, NOTE):
            _boxed(sheet, row, column, "-", MIDDLE)
    else:
        for column, unit in enumerate(form.units, 5):
            cell = _boxed(sheet, row, column, line.counts.get(unit.unit), RIGHT)
            cell.number_format = COUNT
            if unit.unit not in line.counts:
                cell.fill = GREY
    note = "; ".join(notes(line, WORDS)) or None
    _boxed(sheet, row, NOTE, note, LEFT)
    lines = max(2 if broken else 1, ceil(len(note or "") / NOTE_LINE))
    sheet.row_dimensions[row].height = LINE + (lines - 1) * NEXT_LINE


def _put(
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    value: int | str | None,
    align: Alignment,
    font: Font = PLAIN,
) -> Any:  # noqa: ANN401
    cell = sheet.cell(row, column, value)
    cell.font = font
    cell.alignment = align
    return cell


def _boxed(
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    value: int | str | None,
    align: Alignment,
    font: Font = PLAIN,
) -> Any:  # noqa: ANN401
    cell = _put(sheet, row, column, value, align, font)
    cell.border = BOX
    return cell


def _merge(sheet: Any, top: int, left: int, bottom: int, right: int) -> None:  # noqa: ANN401
    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
