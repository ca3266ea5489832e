"""The sheet of a month to fill in: a row for each office, columns for each database.

Current entries are filled in, and last year's figures are in grey below them. The rest is locked,
without a password, and carries the values that each cell was printed with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.exchange.forms import (
    CODE_HEADING,
    MONTH_TITLE,
    NOT_APPLICABLE,
    PRINTED,
    Identity,
    columns_of,
    last_year_code,
    printed_code,
)
from cddctl.ledger.drafts import NOTE, TOTAL, Printed
from cddctl.ledger.entries import MAX_COUNT, Entry, PeriodAndOffice
from cddctl.places import Place
from cddctl.render.labels import month_label
from cddctl.render.paper.form import LINE_HEIGHT, PAGE_WIDTH
from cddctl.render.paper.sheet import (
    BOX,
    GREY,
    LEFT,
    MIDDLE,
    NUMBER_FORMATS,
    RIGHT,
    font,
    merged,
    new_workbook,
    properties,
    put,
    saved,
    set_up_page,
    set_widths,
    span_of,
    style_of,
    write_footer,
)
from cddctl.render.paper.widths import width_of
from cddctl.report.form import Report
from cddctl.report.rows import OfficeAnswer
from cddctl.schedule.due import Period, PeriodKey

_INSTRUCTION = (
    "กรอกเฉพาะช่องสีเหลือง ช่องว่างถือว่ายังไม่ได้รายงาน หากไม่มีข้อมูลให้ใส่ 0 "
    "หากยังไม่ถึงเวลาให้ใส่ - ในช่องทั้งหมด และเขียนเหตุผลในหมายเหตุ ตัวเลขสีเทาคือปีก่อน"
)
_WRONG_COUNT = f"กรอกเป็นจำนวนเต็ม ตั้งแต่ 0 ถึง {MAX_COUNT:,} ด้วยเลขอารบิก เช่น 1200"
_HEADER = 3
"""The first of the two rows of headings; below them is the hidden row of codes."""
_WIDTHS = {TOTAL: 11.0, NOTE: 20.0, PRINTED: 10.0}
_COUNT_WIDTH = 10.0
_YELLOW = PatternFill("solid", start_color="FFFFF9CC", end_color="FFFFF9CC")
_PALE = "FF808080"
_UNBROKEN = Alignment(horizontal="left", vertical="center")
_NAME_WIDTH, _BESIDE_NAME = 16.0, 3.0
_PAGES_WIDE = 3
_LEAST_SCALE = 40
_PAGE_WIDTH = 0.97 * PAGE_WIDTH
"""Programs round widths up or down."""


class _Styles:
    """The styles of the sheet's cells."""

    def __init__(self, sheet: Worksheet) -> None:
        field = {"border": BOX, "fill": _YELLOW, "protection": Protection(locked=False)}
        count = NUMBER_FORMATS["arabic"][1]
        pale = {"border": BOX, "font": font(size=14, color=_PALE)}
        self.title = style_of(sheet, _UNBROKEN, font=font(bold=True))
        self.instruction = style_of(sheet, _UNBROKEN)
        self.heading = style_of(sheet, MIDDLE, font=font(bold=True), border=BOX)
        self.name = style_of(sheet, LEFT, border=BOX)
        self.count = style_of(sheet, RIGHT, **field, number_format=count)
        self.note = style_of(sheet, LEFT, **field, number_format="@")
        self.closed = style_of(sheet, MIDDLE, border=BOX, fill=GREY)
        self.code = style_of(sheet, _UNBROKEN, font=font(size=9, color=_PALE))
        self.last_year = style_of(sheet, RIGHT, **pale, number_format=count)
        self.last_year_name = style_of(sheet, LEFT, **pale)


def month_sheet(
    reports: Sequence[Report],
    year_before: Mapping[PeriodAndOffice, Entry],
    *,
    created: datetime,
) -> bytes:
    """Make the workbook of a province's offices; the same input gives the same bytes."""
    book = new_workbook()
    sheet = book.worksheets[0]
    sheet.title = "ทุกอำเภอ"
    _Sheet(sheet, reports, year_before).write()
    book.properties = properties(reports[0], "arabic", created)
    return saved(book, created)


class _Sheet:
    """Writes the sheet from the top down; columns are those of `columns_of` each period."""

    def __init__(
        self,
        sheet: Worksheet,
        reports: Sequence[Report],
        year_before: Mapping[PeriodAndOffice, Entry],
    ) -> None:
        self.sheet, self.reports, self.year_before = sheet, reports, year_before
        self.styles = _Styles(sheet)
        self.place = f"จังหวัด{reports[0].scope.province.name_th}"
        names = [width_of(report.paper_name) + _BESIDE_NAME for report in reports]
        self.name_width = max(_NAME_WIDTH, *names)
        entered = {row.period.key for report in reports for row in report.rows if row.answers}
        periods = [row.period for row in reports[0].rows if row.period.key in entered]
        self.columns: list[tuple[Period, str, str]] = [
            (period, key, code) for period in periods for key, code in columns_of(period).items()
        ]

    def write(self) -> None:
        """Write titles, headings, a row for each office, and the identity."""
        first = self.reports[0]
        month = month_label(first.month, digits="arabic")
        title = f"{self.place} {MONTH_TITLE}{month}"
        put(self.sheet, 1, 2, title, self.styles.title)
        put(self.sheet, 2, 2, _INSTRUCTION, self.styles.instruction)
        self._write_headings()
        row = _HEADER + 3
        for report in self.reports:
            row = self._write_office(report, row)
        identity = Identity(first.scope.province.code, "", first.month, first.schedule.name)
        put(self.sheet, row, 2, identity.line, self.styles.code)
        self._finish(row)

    def _write_headings(self) -> None:
        sheet, styles, at = self.sheet, self.styles, _HEADER
        merged(sheet, (at, 1, at + 1, 1), CODE_HEADING, styles.heading)
        merged(sheet, (at, 2, at + 1, 2), "หน่วยรายงาน", styles.heading)
        put(sheet, at + 2, 1, CODE_HEADING, styles.code)
        column = 3
        for period in dict.fromkeys(period.key for period, _key, _code in self.columns):
            of_period = [c for c in self.columns if c[0].key == period]
            name = of_period[0][0].database.short_name
            merged(sheet, (at, column, at, column + len(of_period) - 1), name, styles.heading)
            for offset, (_period, key, code) in enumerate(of_period):
                put(sheet, at + 1, column + offset, self._label(key), styles.heading)
                put(sheet, at + 2, column + offset, code, styles.code)
            column += len(of_period)

    def _label(self, key: str) -> str:
        labels = {TOTAL: "ทั้งหมด", NOTE: "หมายเหตุ", PRINTED: CODE_HEADING}
        return labels.get(key) or self.reports[0].schedule.units[key].th

    def _write_office(self, report: Report, row: int) -> int:
        """Write an office's row, and below it last year's figures if there are any."""
        office = report.scope.district or report.scope.province
        answers = {each.period.key: each.answers[0] for each in report.rows if each.answers}
        put(self.sheet, row, 1, office.code, self.styles.code)
        put(self.sheet, row, 2, report.paper_name, self.styles.name)
        for column, (period, key, _code) in enumerate(self.columns, 3):
            answer = answers.get(period.key)
            style = self._style(key) if answer else self.styles.closed
            put(self.sheet, row, column, _value(answer, key) if answer else None, style)
        figures = tuple(self._figure(office, period, key) for period, key, _c in self.columns)
        if all(figure is None for figure in figures):
            return row + 1
        code = last_year_code(office.code, figures)
        put(self.sheet, row + 1, 1, code, self.styles.code)
        put(self.sheet, row + 1, 2, "ปีก่อน", self.styles.last_year_name)
        for column, figure in enumerate(figures, 3):
            put(self.sheet, row + 1, column, figure, self.styles.last_year)
        return row + 2

    def _style(self, key: str) -> StyleArray:
        if key == PRINTED:
            return self.styles.code
        return self.styles.note if key == NOTE else self.styles.count

    def _figure(self, office: Place, period: Period, key: str) -> int | None:
        entry = self.year_before.get((period.key, office.code))
        if entry is None or key in {NOTE, PRINTED}:
            return None
        return entry.total if key == TOTAL else entry.recorded.get(key)

    def _finish(self, last: int) -> None:
        """Set widths, hide and lock cells, and have Excel refuse invalid values."""
        sheet = self.sheet
        widths = [_WIDTHS.get(key, _COUNT_WIDTH) for _period, key, _code in self.columns]
        set_widths(sheet, [8, self.name_width, *widths])
        check = DataValidation("whole", 0, MAX_COUNT, error=_WRONG_COUNT)
        check.allow_blank = check.showErrorMessage = True
        for column, (_period, key, _code) in enumerate(self.columns, 3):
            letter = get_column_letter(column)
            if key == PRINTED:
                sheet.column_dimensions[letter].hidden = True
            elif key not in {TOTAL, NOTE}:  # a total may be -
                check.add(f"{letter}{_HEADER + 3}:{letter}{last}")
        sheet.add_data_validation(check)
        sheet.column_dimensions["A"].hidden = True
        sheet.row_dimensions[_HEADER + 2].hidden = True
        sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False)
        self._set_up_pages(last)
        sheet.freeze_panes = f"C{_HEADER + 3}"
        for row in (*range(1, _HEADER + 2), *range(_HEADER + 3, last + 1)):
            sheet.row_dimensions[row].height = LINE_HEIGHT

    def _set_up_pages(self, last: int) -> None:
        """Print the table alone, named by its footer, with no database on two pages."""
        sheet = self.sheet
        set_up_page(sheet, _HEADER)
        write_footer(sheet, self.place, span_of(self.reports[0], "arabic"))
        scale, ends = self._divided()
        # A scale of its own: Excel takes no page break of ours where it fits a sheet to pages.
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
        sheet.page_setup.scale = scale
        for end in ends[:-1]:
            sheet.col_breaks.append(Break(id=end))
        sheet.print_title_cols = "A:B"
        sheet.print_area = f"B{_HEADER}:{get_column_letter(len(self.columns) + 2)}{last}"

    def _divided(self) -> tuple[int, list[int]]:
        """The scale in percent by which the databases take few pages, and each page's last column.

        It is the greatest one.
        """
        widths: dict[PeriodKey, float] = {}
        ends: dict[PeriodKey, int] = {}
        for column, (period, kind, _code) in enumerate(self.columns, 3):
            width = 0 if kind == PRINTED else _WIDTHS.get(kind, _COUNT_WIDTH)
            widths[period.key] = widths.get(period.key, 0) + width
            ends[period.key] = column
        for scale in range(100, _LEAST_SCALE, -1):
            room = _PAGE_WIDTH * 100 / scale - self.name_width
            pages, used = [0], 0.0
            for key, width in widths.items():
                if used and used + width > room:
                    pages.append(0)
                    used = 0
                used += width
                pages[-1] = ends[key]
            if len(pages) <= _PAGES_WIDE:
                break
        return scale, pages


def _value(answer: OfficeAnswer, key: str) -> int | str | None:
    """The value that a cell is filled with."""
    entry = answer.effective_entry
    if key == PRINTED:
        return f"{answer.office.code} {printed_code(answer.period, Printed.of(entry))}"
    if entry is None:
        return None
    if key == NOTE:
        return entry.note
    if entry.not_applicable:
        return NOT_APPLICABLE if key == TOTAL else None
    return entry.total if key == TOTAL else entry.recorded.get(key)
