"""A comparison of a round with an earlier one as a workbook, in official Thai."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from cddctl.render.labels import Digits, date_label, digits_of, month_label, period_label
from cddctl.render.paper.sheet import document_properties, new_workbook, saved
from cddctl.render.paper.table_sheet import Column, Heads, TableSheet
from cddctl.schedule.model import Schedule
from cddctl.status.compare import Change, Compared, Comparison, Earlier, Pair
from cddctl.wording import say_list

TITLE = "เปรียบเทียบผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน"
SHEETS = ("เปรียบเทียบ", "ไม่พบในงวดนี้")


def comparison_workbook(
    comparison: Comparison,
    rows: Sequence[Compared],
    schedule: Schedule,
    today: date,
    *,
    digits: Digits,
    created: datetime,
) -> bytes:
    """Make the workbook; the same input gives the same bytes."""
    book = new_workbook()
    month = f"งวดเดือน{month_label(comparison.month, digits=digits)}"
    heads = Heads(
        TITLE,
        f"{digits_of(comparison.scope.title_th, digits)} {month}",
        f"ข้อมูล ณ วันที่ {date_label(today, digits=digits)}",
    )
    book.worksheets[0].title = SHEETS[0]
    _write_rows(TableSheet.of(book.worksheets[0], heads, digits), comparison, rows)
    if comparison.missing() or comparison.with_lost_units():
        sheet = TableSheet.of(book.create_sheet(SHEETS[1]), heads, digits)
        _write_missing(sheet, comparison, schedule)
    title = f"{TITLE} {comparison.scope.title_th}"
    book.properties = document_properties(title, month, created)
    return saved(book, created)


def _write_rows(sheet: TableSheet, comparison: Comparison, rows: Sequence[Compared]) -> None:
    digits = sheet.digits
    is_by_database = any(row.period for row in rows)
    columns = (
        *(_of_database(digits) if is_by_database else _of_place(comparison)),
        *_changes("จำนวนทั้งหมด", lambda row: row.total),
        *_changes("บันทึกแล้ว", lambda row: row.recorded),
        Column("รายงาน\nงวดนี้", 10, "count", lambda row: row.reports.now),
        Column("รายงาน\nงวดก่อน", 10, "count", lambda row: row.reports.then),
    )
    line = "จำนวนของหลายฐานข้อมูลรวมกันเป็นจำนวนรวมทุกหน่วยนับ ร้อยละเทียบกับงวดก่อน"
    _heading, end = sheet.write_table(columns, rows, [line])
    if len(rows) > 1:
        sheet.write(end + 1, columns, comparison.total(), bold=True)
    sheet.set_up_page(repeated=_heading)


def _of_database(digits: Digits) -> tuple[Column, ...]:
    return (
        Column(
            "ฐานข้อมูล", 40, "text",
            lambda row: row.period.database.short_name if row.period else "รวมทุกหน่วยนับ",
        ),
        Column(
            "งวดที่", 10, "centred",
            lambda row: period_label(row.period, digits=digits) if row.period else None,
        ),
        Column("เทียบกับงวดที่", 20, "centred", lambda row: _earlier(row.earlier, digits)),
    )  # fmt: skip


def _earlier(earlier: Earlier | None, digits: Digits) -> str | None:
    if earlier is None:
        return None
    return f"{digits_of(earlier.number, digits)} ({month_label(earlier.month, digits=digits)})"


def _of_place(comparison: Comparison) -> tuple[Column, ...]:
    heading = "จังหวัด" if comparison.scope.is_several else "หน่วยรายงาน"
    return (
        Column(heading, 34, "text", lambda row: row.place.name_th if row.place else "รวมทุกหน่วยนับ"),
    )


def _changes(name: str, of: Callable[[Compared], Change]) -> tuple[Column, ...]:
    def share(row: Compared) -> float | None:
        value = of(row).share
        return None if value is None else float(value)

    return (
        Column(f"{name}\nงวดนี้", 15, "count", lambda row: of(row).now),
        Column(f"{name}\nงวดก่อน", 15, "count", lambda row: of(row).then if row.has_then else None),
        Column("เพิ่ม/ลด", 12, "count", lambda row: of(row).difference if row.has_then else None),
        Column("ร้อยละ", 11, "percent", share),
    )


def _write_missing(sheet: TableSheet, comparison: Comparison, schedule: Schedule) -> None:
    """The offices, then the units, that were reported in the earlier round only."""

    def missing(pair: Pair) -> str:
        if pair.now is None:
            return "งวดก่อนรายงาน งวดนี้ไม่มีรายงาน"
        units = say_list(schedule.units[unit].th for unit in pair.lost_units)
        return f"งวดนี้ไม่มีหน่วยนับ: {units}"

    columns = (
        Column("หน่วยรายงาน", 30, "text", lambda pair: pair.office.name_th),
        Column("ฐานข้อมูล", 44, "text", lambda pair: pair.period.database.short_name),
        Column("รายการที่ไม่พบ", 44, "text", missing),
    )
    pairs = [*comparison.missing(), *comparison.with_lost_units()]
    heading, _end = sheet.write_table(columns, pairs, ["รายการที่มีในงวดก่อน และไม่พบในงวดนี้"])
    sheet.set_up_page(repeated=heading)
