"""The summary for the head of an office as an Excel workbook: sums, league, trend, what is owed.

Numbers stay numbers; Thai digits are a number format. The charts are Excel's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.paper.charts import bar_chart, line_chart
from cddctl.render.paper.form import GAP, LINE_HEIGHT, height_of
from cddctl.render.paper.notes import Digits, date_label, digits_of, period_label
from cddctl.render.paper.region import STATES
from cddctl.render.paper.sentences import sentences, span_label
from cddctl.render.paper.sheet import (
    BOX,
    LEFT,
    MIDDLE,
    NUMBER_FORMATS,
    RIGHT,
    TOP,
    font,
    merged,
    new_workbook,
    put,
    saved,
    set_up_page,
    set_widths,
    style_of,
    write_footer,
    write_margin,
)
from cddctl.render.paper.widths import wrapped
from cddctl.status.league import FEWEST_PERIODS
from cddctl.status.round import Standing, Tally
from cddctl.status.summary import DatabaseSums, Summary
from cddctl.thai import MONTHS_SHORT
from cddctl.wording import BUDDHIST_ERA

TITLE = "สรุปผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน"
SHEETS = ("สรุป", "อันดับ", "แนวโน้ม", "ค้าง")

_FORMATS = {
    "thai": {"percent": "[$-D00041E]0.0%", "date": "[$-D07041E]d mmm yy"},
    "arabic": {"percent": "0.0%", "date": "[$-107041E]d mmm yy"},
}
_CHART_ROWS, _CHART_ROW = 22, 20
"""The rows that a chart lies over, and their height."""

_MOST_ABOVE_A_CHART = 14
"""With more rows of a table above it, a chart gets a page of its own."""
_RED = "8F1414"
"""As in the picture for LINE: only what is overdue is red."""

Value = int | float | date | str | None


class Column(NamedTuple):
    """A column of a table: its heading, its width in digits, and the kind of its values."""

    heading: str
    width: float
    kind: str


_SUMS = (
    Column("ที่ต้อง\nรายงาน", 12, "count"),
    Column("รายงานแล้ว", 12, "count"),
    Column("ครบถ้วน", 12, "count"),
    Column("ครบถ้วน\nทันกำหนด", 12, "count"),
    Column("ร้อยละ\nทันกำหนด", 12, "percent"),
    Column("เกินกำหนด", 12, "count"),
)


def summary_workbook(summary: Summary, *, digits: Digits, created: datetime) -> bytes:
    """Make the workbook; the same input gives the same bytes."""
    book = new_workbook()
    writers = (_write_sums, _write_league, _write_trend, _write_outstanding)
    for number, (title, write) in enumerate(zip(SHEETS, writers, strict=True)):
        sheet = book.create_sheet(title) if number else book.worksheets[0]
        sheet.title = title
        write(_Paper.of(sheet, summary, digits))
    stamp = created.astimezone(UTC).replace(tzinfo=None)
    place = f"จังหวัด{summary.status.scope.province.name_th}"
    book.properties = DocumentProperties(
        creator="cddctl",
        title=f"{TITLE} {place}",
        subject=span_label(summary, digits=digits),
        language="th-TH",
        created=stamp,
        modified=stamp,
    )
    return saved(book, created)


@dataclass(frozen=True)
class _Paper:
    """A sheet to write on, with the styles of its cells."""

    sheet: Worksheet
    summary: Summary
    digits: Digits
    styles: dict[str, StyleArray]

    @classmethod
    def of(cls, sheet: Worksheet, summary: Summary, digits: Digits) -> "_Paper":
        ordinal, count = NUMBER_FORMATS[digits]
        percent, day = _FORMATS[digits]["percent"], _FORMATS[digits]["date"]
        cells: dict[str, tuple[Alignment, str]] = {
            "ordinal": (MIDDLE, ordinal),
            "text": (LEFT, "General"),
            "centred": (MIDDLE, "General"),
            "count": (RIGHT, count),
            "overdue": (RIGHT, count),
            "percent": (RIGHT, percent),
            "date": (MIDDLE, day),
        }
        styles = {
            f"{kind}{' bold' * bold}": style_of(
                sheet,
                alignment,
                border=BOX,
                number_format=number_format,
                font=font(bold=bold, color=_RED if kind == "overdue" else None),
            )
            for kind, (alignment, number_format) in cells.items()
            for bold in (False, True)
        }
        free = Alignment(horizontal="left", vertical="top", wrap_text=True)
        styles["title"] = style_of(sheet, TOP, font=font(bold=True))
        styles["heading"] = style_of(sheet, MIDDLE, font=font(bold=True), border=BOX)
        styles["line"] = style_of(sheet, free)
        return cls(sheet, summary, digits, styles)

    def begin(self, columns: Sequence[Column], lines: Sequence[str]) -> int:
        """Write titles, lines of text and the heading of a table; return the heading's row."""
        sheet, digits = self.sheet, self.digits
        widths = [column.width for column in columns]
        set_widths(sheet, widths)
        province = self.summary.status.scope.province.name_th
        place = f"จังหวัด{province} {span_label(self.summary, digits=digits)}"
        day = f"ข้อมูล ณ วันที่ {date_label(self.summary.today, digits=digits)}"
        for row, title in enumerate((TITLE, place, day), 1):
            merged(sheet, (row, 1, row, len(columns)), title, self.styles["title"])
            sheet.row_dimensions[row].height = LINE_HEIGHT
        row = 4
        for line in lines:
            merged(sheet, (row, 1, row, len(columns)), line, self.styles["line"])
            sheet.row_dimensions[row].height = height_of(len(wrapped(line, sum(widths))))
            row += 1
        sheet.row_dimensions[row - 1].height += GAP
        for number, column in enumerate(columns, 1):
            put(sheet, row, number, column.heading, self.styles["heading"])
        sheet.row_dimensions[row].height = 2 * LINE_HEIGHT
        sheet.freeze_panes = f"A{row + 1}"
        self._write_margins(place, day)
        return row

    def write(
        self, row: int, columns: Sequence[Column], values: Sequence[Value], *, bold: bool = False
    ) -> None:
        """Write a row of a table."""
        lines = 1
        for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            style = self.styles[f"{column.kind}{' bold' * bold}"]
            put(self.sheet, row, number, value, style)
            if isinstance(value, str):
                lines = max(lines, len(wrapped(value, column.width)))
        self.sheet.row_dimensions[row].height = height_of(lines)

    def write_across(self, row: int, columns: Sequence[Column], text: str) -> None:
        """Write a text over a whole row of a table."""
        merged(self.sheet, (row, 1, row, len(columns)), text, self.styles["text bold"])
        self.sheet.row_dimensions[row].height = LINE_HEIGHT

    def set_up_page(self, *, repeated: int | None = None, one_page: bool = False) -> None:
        """Set up the page: landscape with a row that is repeated, or all of it on one upright."""
        set_up_page(self.sheet, repeated, lines=1, portrait=one_page)
        self.sheet.page_setup.fitToHeight = int(one_page)
        self.sheet.page_margins.top = self.sheet.page_margins.bottom = 0.75

    def add_chart(
        self,
        chart: BarChart | LineChart,
        last: int,
        columns: Sequence[Column],
        *,
        on_next_page: bool,
    ) -> None:
        """Add a chart below the table, as wide as it."""
        below = last + 2
        for row in range(below + 1, below + _CHART_ROWS + 1):
            self.sheet.row_dimensions[row].height = _CHART_ROW
        anchor: Any = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=0, row=below),
            to=AnchorMarker(col=len(columns), row=below + _CHART_ROWS),
        )
        chart.anchor = anchor  # whose type takes it for the name of a cell
        if on_next_page:
            self.sheet.row_breaks.append(Break(id=below - 1))
        self.sheet.add_chart(chart)

    def cells(self, first: int, last: int, row: int, end: int) -> Reference:
        """The cells of columns `first` to `last` in the rows `row` to `end`."""
        return Reference(self.sheet, min_col=first, max_col=last, min_row=row, max_row=end)

    def _write_margins(self, place: str, day: str) -> None:
        """Write the header and footer of the page."""
        header: Any = self.sheet.oddHeader  # whose type takes it for missing
        write_margin(header.left, TITLE)
        write_margin(header.right, day)
        write_footer(self.sheet, place, self.sheet.title)


def _write_sums(paper: _Paper) -> None:
    """The sums by database: on the form, and apart those that are not."""
    summary, digits = paper.summary, paper.digits
    columns = (
        Column("ที่", 5, "ordinal"),
        Column("ฐานข้อมูล", 44, "text"),
        Column("งวดที่", 12, "centred"),
        *_SUMS,
        Column("บันทึกแล้ว\n(รวมทุกหน่วยนับ)", 16, "count"),
        Column("ทั้งหมด\n(รวมทุกหน่วยนับ)", 16, "count"),
    )
    heading = row = paper.begin(columns, sentences(summary, digits=digits))
    charted = heading
    for on_form, name in ((True, "อยู่ในแบบรายงาน"), (False, "ไม่อยู่ในแบบรายงาน")):
        sums = summary.databases(on_form=on_form)
        if sums and row > heading:
            row += 1
            paper.write_across(row, columns, name)
        for number, each in enumerate(sums, 1):
            row += 1
            paper.write(row, columns, _database_values(number, each, digits))
        if charted == heading:
            charted = row
        if len(sums) > 1:
            row += 1
            total = summary.total(on_form=on_form)
            paper.write(row, columns, [None, f"รวมที่{name}", None, *_values(total)], bold=True)
    if charted < row:
        row += 1
        paper.write(row, columns, [None, "รวมทั้งหมด", None, *_values(summary.total())], bold=True)
    chart = bar_chart(
        "จำนวนรายการที่รายงาน จำแนกตามฐานข้อมูล",
        data=paper.cells(5, 7, heading, charted),
        names=paper.cells(2, 2, heading + 1, charted),
        number_format=NUMBER_FORMATS[digits][1],
    )
    paper.add_chart(chart, row, columns, on_next_page=True)
    paper.set_up_page()


def _database_values(number: int, sums: DatabaseSums, digits: Digits) -> list[Value]:
    *others, last = sums.periods
    label = (
        digits_of(f"{len(sums.periods)} งวด", digits)
        if others
        else period_label(last, digits=digits)
    )
    return [number, sums.database.short_name, label, *_values(sums.tally)]


def _values(tally: Tally) -> list[Value]:
    return [*_sums(tally), tally.recorded, tally.total]


def _sums(tally: Tally) -> list[Value]:
    """The values of the columns that every table has."""
    return [
        tally.share.expected,
        tally.share.reported,
        tally.complete,
        tally.on_time,
        _rate(tally, tally.on_time),
        tally.overdue,
    ]


def _rate(tally: Tally, part: int) -> float | None:
    rate = tally.rate(part)
    return None if rate is None else float(rate)


def _write_league(paper: _Paper) -> None:
    """The league of the fiscal year."""
    year = digits_of(f"ปีงบประมาณ พ.ศ. {paper.summary.fiscal_year}", paper.digits)
    columns = (Column("อันดับ", 10, "ordinal"), Column("หน่วยรายงาน", 34, "text"), *_SUMS)
    lines = (
        f"อันดับการรายงานครบถ้วนทันกำหนด {year} นับเฉพาะรายการที่ครบถ้วนแล้วหรือพ้นกำหนดแล้ว",
        digits_of(f"จัดอันดับเมื่อมีตั้งแต่ {FEWEST_PERIODS} งวดขึ้นไป ร้อยละเท่ากันได้อันดับเดียวกัน", paper.digits),
    )
    heading = row = paper.begin(columns, lines)
    ranked = heading
    for row, placing in enumerate(paper.summary.placings, heading + 1):
        name = _office_name(placing.place)
        paper.write(row, columns, [placing.rank, name, *_sums(placing.tally)])
        ranked = row if placing.rank is not None else ranked
    is_long = row - heading > _MOST_ABOVE_A_CHART
    if ranked > heading:
        chart = bar_chart(
            f"ร้อยละของรายการที่ครบถ้วนทันกำหนด {year}",
            data=paper.cells(7, 7, heading, ranked),
            names=paper.cells(2, 2, heading + 1, ranked),
            number_format=_FORMATS[paper.digits]["percent"],
        )
        paper.add_chart(chart, row, columns, on_next_page=is_long)
    paper.set_up_page(one_page=not is_long)


def _office_name(office: Place) -> str:
    return f"{'สพจ.' if office.is_province else 'อำเภอ'}{office.name_th}"


def _write_trend(paper: _Paper) -> None:
    """The rounds of the fiscal year; what has not begun has no rates."""
    year = digits_of(f"ปีงบประมาณ พ.ศ. {paper.summary.fiscal_year}", paper.digits)
    columns = (
        Column("รอบเดือน", 14, "centred"),
        Column("อยู่ใน\nแบบรายงาน", 12, "count"),
        Column("ไม่อยู่ใน\nแบบรายงาน", 12, "count"),
        *(column for column in _SUMS if column.kind == "count"),
        Column("ร้อยละ\nรายงานแล้ว", 13, "percent"),
        Column("ร้อยละ\nครบถ้วน", 13, "percent"),
        Column("ร้อยละ\nทันกำหนด", 13, "percent"),
    )
    heading = row = paper.begin(columns, [f"แนวโน้มการรายงาน {year}"])
    for row, each in enumerate(paper.summary.rounds, heading + 1):
        tally, month = each.tally, each.month
        label = f"{MONTHS_SHORT[month.number - 1]} {(month.year + BUDDHIST_ERA) % 100:02}"
        expected, reported, complete, on_time, _share, overdue = _sums(tally)
        parts = (tally.share.reported, tally.complete, tally.on_time)
        rates = [_rate(tally, part) if each.has_begun else None for part in parts]
        counts = [each.on_form, each.others, expected, reported, complete, on_time, overdue]
        paper.write(row, columns, [digits_of(label, paper.digits), *counts, *rates])
    chart = line_chart(
        f"แนวโน้มการรายงาน {year}",
        data=paper.cells(9, 11, heading, row),
        names=paper.cells(1, 1, heading + 1, row),
        number_format=_FORMATS[paper.digits]["percent"],
    )
    paper.add_chart(chart, row, columns, on_next_page=False)
    paper.set_up_page(one_page=True)


def _write_outstanding(paper: _Paper) -> None:
    """What is not complete, the earliest date first."""
    columns = (
        Column("ที่", 6, "ordinal"),
        Column("หน่วยรายงาน", 26, "text"),
        Column("ฐานข้อมูล", 44, "text"),
        Column("งวดที่", 12, "centred"),
        Column("สถานะ", 20, "centred"),
        Column("บันทึกแล้ว", 12, "count"),
        Column("ทั้งหมด", 12, "count"),
        Column("กำหนด", 15, "date"),
        Column("เกินกำหนด\n(วัน)", 12, "overdue"),
        Column("หมายเหตุ", 14, "centred"),
    )
    outstanding = paper.summary.outstanding()
    count = digits_of(f"{len(outstanding):,}", paper.digits)
    line = f"รายการที่ยังไม่ครบถ้วน จำนวน {count} รายการ" if outstanding else "ไม่มีรายการค้าง"
    heading = paper.begin(columns, [line])
    paper.set_up_page(repeated=heading)
    for number, standing in enumerate(outstanding, 1):
        values = _outstanding_values(standing, paper.summary.today, paper.digits)
        paper.write(heading + number, columns, [number, *values])


def _outstanding_values(standing: Standing, today: date, digits: Digits) -> list[Value]:
    office, period, entry = standing.office, standing.period, standing.entry
    has_counts = standing.state is State.INCOMPLETE and entry is not None
    return [
        _office_name(office),
        period.database.short_name,
        period_label(period, digits=digits),
        STATES[standing.state],
        entry.recorded_sum if has_counts and entry else None,
        entry.total if has_counts and entry else None,
        standing.until,
        -standing.days_left(today) if standing.is_overdue(today) else None,
        "ขยายเวลา" if standing.is_extended else None,
    ]
