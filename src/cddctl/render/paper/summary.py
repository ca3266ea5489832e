"""The summary for the head of an office as an Excel workbook: sums, league, trend, debts.

Numbers stay numbers; Thai digits are a number format. The charts are Excel's own. Over several
provinces the rows are provinces.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import NamedTuple

from openpyxl.packaging.core import DocumentProperties

from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.labels import Digits, date_label, digits_of, period_label
from cddctl.render.paper.charts import bar_chart, line_chart
from cddctl.render.paper.region import STATES
from cddctl.render.paper.sentences import sentences, span_label
from cddctl.render.paper.sheet import NUMBER_FORMATS, new_workbook, saved
from cddctl.render.paper.table_sheet import CHART_ROWS, FORMATS, Column, Heads, TableSheet
from cddctl.status.league import FEWEST_PERIODS, Placing
from cddctl.status.round import Standing, Tally
from cddctl.status.summary import DatabaseSums, Summary
from cddctl.status.trend import RoundSums
from cddctl.thai import MONTHS_SHORT
from cddctl.wording import BUDDHIST_ERA

_LEAST_PART = Fraction(1, 1000)
"""The least share that the format does not show as nothing."""
TITLE = "สรุปผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน"
SHEETS = ("สรุป", "อันดับ", "แนวโน้ม", "ค้าง")

_MOST_ABOVE_A_CHART = 14
"""With more rows, a table and its chart take several pages."""
_BESIDE_BARS = 5
"""The rows of a chart for its title and axis; each bar has one."""
_MOST_IN_A_CHART = 40
"""More bars than this cannot be told apart on a page; then there is only the table."""


def _rate(tally: Tally, part: int) -> float | None:
    """The share; but the format, to a tenth of a percent, shows 100.0 for the whole alone."""
    rate = tally.rate(part)
    if rate is None or rate in {0, 1}:
        return rate if rate is None else float(rate)
    return float(min(max(rate, _LEAST_PART), 1 - _LEAST_PART))


_COUNTS = (
    Column("ที่ต้อง\nรายงาน", 12, "count", lambda row: row.tally.share.expected),
    Column("รายงานแล้ว", 12, "count", lambda row: row.tally.share.reported),
    Column("ครบถ้วน", 12, "count", lambda row: row.tally.complete),
    Column("ครบถ้วน\nทันกำหนด", 12, "count", lambda row: row.tally.on_time),
)
_ON_TIME = Column("ร้อยละ\nทันกำหนด", 12, "percent", lambda row: _rate(row.tally, row.tally.on_time))
_OVERDUE = Column("เกินกำหนด", 12, "count", lambda row: row.tally.overdue)
_SUMS = (*_COUNTS, _ON_TIME, _OVERDUE)
"""The columns of every table of sums: those of a row with a tally."""


def summary_workbook(summary: Summary, *, digits: Digits, created: datetime) -> bytes:
    """Make the workbook; the same input gives the same bytes."""
    book = new_workbook()
    scope = summary.status.scope
    heads = Heads(
        TITLE,
        f"{digits_of(scope.title_th, digits)} {span_label(summary, digits=digits)}",
        f"ข้อมูล ณ วันที่ {date_label(summary.today, digits=digits)}",
    )
    write_owed = _write_owing_provinces if scope.is_several else _write_outstanding
    writers = (_write_sums, _write_league, _write_trend, write_owed)
    for number, (title, write) in enumerate(zip(SHEETS, writers, strict=True)):
        sheet = book.create_sheet(title) if number else book.worksheets[0]
        sheet.title = title
        write(TableSheet.of(sheet, heads, digits), summary)
    stamp = created.astimezone(UTC).replace(tzinfo=None)
    book.properties = DocumentProperties(
        creator="cddctl",
        title=f"{TITLE} {scope.title_th}",
        subject=span_label(summary, digits=digits),
        language="th-TH",
        created=stamp,
        modified=stamp,
    )
    return saved(book, created)


class _Sums(NamedTuple):
    """A row of the sums: a database, or a sum of several."""

    tally: Tally
    name: str
    number: int | None = None
    periods: str | None = None


def _write_sums(paper: TableSheet, summary: Summary) -> None:
    """The sums by database: on the form, and apart those that are not."""
    digits = paper.digits
    columns = (
        Column("ที่", 5, "ordinal", lambda row: row.number),
        Column("ฐานข้อมูล", 44, "text", lambda row: row.name),
        Column("งวดที่", 12, "centred", lambda row: row.periods),
        *_SUMS,
        Column("บันทึกแล้ว\n(รวมทุกหน่วยนับ)", 16, "count", lambda row: row.tally.recorded),
        Column("ทั้งหมด\n(รวมทุกหน่วยนับ)", 16, "count", lambda row: row.tally.total),
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
            periods = _periods_label(each, digits)
            paper.write(row, columns, _Sums(each.tally, each.database.short_name, number, periods))
        if charted == heading:
            charted = row
        if len(sums) > 1:
            row += 1
            total = _Sums(summary.total(on_form=on_form), f"รวมที่{name}")
            paper.write(row, columns, total, bold=True)
    if charted < row:
        row += 1
        paper.write(row, columns, _Sums(summary.total(), "รวมทั้งหมด"), bold=True)
    chart = bar_chart(
        "จำนวนรายการที่รายงาน จำแนกตามฐานข้อมูล",
        data=paper.cells(5, 7, heading, charted),
        names=paper.cells(2, 2, heading + 1, charted),
        number_format=NUMBER_FORMATS[digits][1],
    )
    paper.add_chart(chart, row, columns, on_next_page=True)
    paper.set_up_page()


def _periods_label(sums: DatabaseSums, digits: Digits) -> str:
    *others, last = sums.periods
    if others:
        return digits_of(f"{len(sums.periods)} งวด", digits)
    return period_label(last, digits=digits)


def _write_league(paper: TableSheet, summary: Summary) -> None:
    """The league of the fiscal year."""
    year = _year_label(paper, summary)
    is_several = summary.status.scope.is_several

    def name(placing: Placing) -> str:
        return placing.place.name_th if is_several else _office_name(placing.place)

    columns = (
        Column("อันดับ", 10, "ordinal", lambda placing: placing.rank),
        Column("จังหวัด" if is_several else "หน่วยรายงาน", 34, "text", name),
        *_SUMS,
    )
    lines = (
        f"อันดับการรายงานครบถ้วนทันกำหนด {year} นับเฉพาะรายการที่ครบถ้วนแล้วหรือพ้นกำหนดแล้ว",
        digits_of(f"จัดอันดับเมื่อมีตั้งแต่ {FEWEST_PERIODS} งวดขึ้นไป ร้อยละเท่ากันได้อันดับเดียวกัน", paper.digits),
    )
    heading, end = paper.write_table(columns, summary.placings, lines)
    ranked = heading + sum(placing.rank is not None for placing in summary.placings)
    is_long = end - heading > _MOST_ABOVE_A_CHART
    if heading < ranked <= heading + _MOST_IN_A_CHART:
        chart = bar_chart(
            f"ร้อยละของรายการที่ครบถ้วนทันกำหนด {year}",
            data=paper.cells(7, 7, heading, ranked),
            names=paper.cells(2, 2, heading + 1, ranked),
            number_format=FORMATS[paper.digits]["percent"],
        )
        rows = max(CHART_ROWS, ranked - heading + _BESIDE_BARS)
        on_next_page = is_long and not paper.has_room(rows, heading, end, columns)
        paper.add_chart(chart, end, columns, on_next_page=on_next_page, rows=rows)
    if is_long:
        paper.set_up_page(repeated=heading, upright=True)
    else:
        paper.set_up_page(one_page=True)


def _office_name(office: Place) -> str:
    return f"{'สพจ.' if office.is_province else 'อำเภอ'}{office.name_th}"


def _year_label(paper: TableSheet, summary: Summary) -> str:
    return digits_of(f"ปีงบประมาณ พ.ศ. {summary.fiscal_year}", paper.digits)


def _write_trend(paper: TableSheet, summary: Summary) -> None:
    """The rounds of the fiscal year; a round that has not begun has no rates."""

    def label(sums: RoundSums) -> str:
        month = sums.month
        year = (month.year + BUDDHIST_ERA) % 100
        return digits_of(f"{MONTHS_SHORT[month.number - 1]} {year:02}", paper.digits)

    def rate(sums: RoundSums, part: int) -> float | None:
        return _rate(sums.tally, part) if sums.has_begun else None

    columns = (
        Column("รอบเดือน", 14, "centred", label),
        Column("อยู่ใน\nแบบรายงาน", 12, "count", lambda sums: sums.on_form),
        Column("ไม่อยู่ใน\nแบบรายงาน", 12, "count", lambda sums: sums.others),
        *_COUNTS,
        _OVERDUE,
        Column(
            "ร้อยละ\nรายงานแล้ว", 13, "percent", lambda sums: rate(sums, sums.tally.share.reported)
        ),
        Column("ร้อยละ\nครบถ้วน", 13, "percent", lambda sums: rate(sums, sums.tally.complete)),
        Column("ร้อยละ\nทันกำหนด", 13, "percent", lambda sums: rate(sums, sums.tally.on_time)),
    )
    title = f"แนวโน้มการรายงาน {_year_label(paper, summary)}"
    heading, end = paper.write_table(columns, summary.rounds, [title])
    chart = line_chart(
        title,
        data=paper.cells(9, 11, heading, end),
        names=paper.cells(1, 1, heading + 1, end),
        number_format=FORMATS[paper.digits]["percent"],
    )
    paper.add_chart(chart, end, columns, on_next_page=False)
    paper.set_up_page(one_page=True)


def _write_outstanding(paper: TableSheet, summary: Summary) -> None:
    """The outstanding entries, the earliest date first."""
    digits, today = paper.digits, summary.today
    outstanding = list(enumerate(summary.outstanding(), 1))
    columns = (
        Column("ที่", 6, "ordinal", lambda row: row[0]),
        Column("หน่วยรายงาน", 26, "text", lambda row: _office_name(row[1].office)),
        Column("ฐานข้อมูล", 44, "text", lambda row: row[1].period.database.short_name),
        Column("งวดที่", 12, "centred", lambda row: period_label(row[1].period, digits=digits)),
        Column("สถานะ", 20, "centred", lambda row: STATES[row[1].state]),
        Column("บันทึกแล้ว", 12, "count", lambda row: _counts(row[1])[0]),
        Column("ทั้งหมด", 12, "count", lambda row: _counts(row[1])[1]),
        Column("กำหนด", 15, "date", lambda row: row[1].until),
        Column(
            "เกินกำหนด\n(วัน)", 12, "overdue",
            lambda row: -row[1].days_left(today) if row[1].is_overdue(today) else None,
        ),
        Column("หมายเหตุ", 14, "centred", lambda row: "ขยายเวลา" if row[1].is_extended else None),
    )  # fmt: skip
    _write_owed(paper, columns, outstanding, "รายการที่ยังไม่ครบถ้วน จำนวน {count} รายการ")


def _write_owing_provinces(paper: TableSheet, summary: Summary) -> None:
    """The provinces with outstanding entries, the earliest date first."""
    owing = list(enumerate(summary.owing_provinces(), 1))
    columns = (
        Column("ที่", 6, "ordinal", lambda row: row[0]),
        Column("จังหวัด", 26, "text", lambda row: row[1].province.name_th),
        Column("รายการที่ยัง\nไม่ครบถ้วน", 16, "count", lambda row: row[1].outstanding),
        Column("ยังไม่ได้\nบันทึก", 16, "count", lambda row: row[1].tally.none),
        Column("บันทึก\nไม่ครบถ้วน", 16, "count", lambda row: row[1].tally.incomplete),
        Column("เกินกำหนด", 16, "overdue", lambda row: row[1].tally.overdue or None),
        Column("หน่วยรายงาน\nที่ค้าง", 16, "count", lambda row: row[1].offices),
        Column("กำหนดแรกสุด", 16, "date", lambda row: row[1].earliest),
    )
    _write_owed(paper, columns, owing, "จังหวัดที่มีรายการยังไม่ครบถ้วน จำนวน {count} จังหวัด")


def _write_owed(
    paper: TableSheet, columns: tuple[Column, ...], rows: Sequence[tuple[int, object]], line: str
) -> None:
    count = digits_of(f"{len(rows):,}", paper.digits)
    lines = [line.format(count=count) if rows else "ไม่มีรายการค้าง"]
    heading, _end = paper.write_table(columns, rows, lines)
    paper.set_up_page(repeated=heading)


def _counts(standing: Standing) -> tuple[int | None, int | None]:
    """Recorded and total, of an entry that is not complete."""
    entry = standing.entry
    if entry is None or standing.state is not State.INCOMPLETE:
        return None, None
    return entry.recorded_sum, entry.total
