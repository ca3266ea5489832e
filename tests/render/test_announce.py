"""The announcement of a round, and the day's standing: what they say, in how many lines."""

from datetime import date
from types import MappingProxyType

import pytest

from cddctl.exchange.replies import printed
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.render.announce import day_summary, opening
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

LIBRARY = ScheduleLibrary()
HOLIDAYS = LIBRARY.holidays({2018})
LAMPANG = find_province("lampang")
DISTRICTS = districts(LAMPANG)
SEPTEMBER = Month(2018, 9)
PERIODS = periods_of_month(LIBRARY.schedule(SEPTEMBER.fiscal_year, LAMPANG), SEPTEMBER, HOLIDAYS)

OPENING = """\
เรียน พัฒนาการอำเภอทุกอำเภอ
ขอแจ้งกำหนดการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือนกันยายน 2561 \
จังหวัดลำปาง จำนวน 9 ฐานข้อมูล ดังนี้

ภายในวันพฤหัสบดีที่ 6 กันยายน 2561
2. ข้อมูลผลการดำเนินงานตามระบบ มชช. งวดที่ 2: ยังไม่ต้องบันทึก (หลังการรับรอง)
3. ข้อมูลผู้นำ: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
4. ข้อมูลผลการประเมินผู้นำ อช.: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
5. ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
6. ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต งวดที่ 4: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
7. ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.) งวดที่ 2: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
8. ข้อมูลสถาบันการจัดการเงินทุนชุมชน: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด
9. ข้อมูลเครือข่ายกองทุนชุมชน: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับจังหวัด

ภายในวันจันทร์ที่ 10 กันยายน 2561
10. ข้อมูลยอดจำหน่าย OTOP ประจำเดือน งวดที่ 12: อำเภอเป็นผู้บันทึก ด้วยบัญชีระดับอำเภอ

จึงเรียนมาเพื่อโปรดบันทึกข้อมูลให้ครบถ้วน และรายงานผลให้จังหวัดทราบภายในกำหนด"""


def test_the_announcement_of_a_round():
    [text] = opening(LAMPANG, PERIODS, HOLIDAYS, date(2018, 8, 31))
    assert text == OPENING
    assert [line for line in text.splitlines() if line and not printed(line)] == []


def entry(code, database, total, persons):
    counts = MappingProxyType({"persons": persons})
    day = date(2018, 9, 5)
    return Entry("52", code, database, 2561, 1, SEPTEMBER, total, counts, received=day)


@pytest.mark.parametrize(
    ("entries", "day", "expected"),
    [
        (
            [],
            5,
            """\
ผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง งวดเดือนกันยายน 2561 จังหวัดลำปาง
ณ วันพุธที่ 5 กันยายน 2561
รายงานแล้ว 0/104 รายการ (0 %)
ครบถ้วน 0/104 รายการ (0 %)
ยังไม่ได้บันทึก: ทุกอำเภอ
กำหนดถัดไป วันพฤหัสบดีที่ 6 กันยายน 2561""",
        ),
        (
            [entry("5201", "leaders", 7, 7), entry("5202", "leaders", 7, 6)],
            11,
            """\
ผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง งวดเดือนกันยายน 2561 จังหวัดลำปาง
ณ วันอังคารที่ 11 กันยายน 2561
รายงานแล้ว 2/104 รายการ (2 %)
ครบถ้วน 1/104 รายการ (1 %)
เกินกำหนด 103 รายการ
บันทึกไม่ครบถ้วน: อ.เมืองลำปาง, อ.แม่เมาะ
ยังไม่ได้บันทึก: ทุกอำเภอ ยกเว้น อ.เมืองลำปาง, อ.แม่เมาะ""",
        ),
    ],
)
def test_the_standing_of_a_day(entries, day, expected):
    status = build_status(LAMPANG, DISTRICTS, PERIODS, entries)
    text = day_summary(status, date(2018, 9, day))
    assert text == expected
    assert len(text.splitlines()) <= 10


def test_the_standing_of_one_district():
    status = build_status(LAMPANG, DISTRICTS, PERIODS, [entry("5202", "leaders", 7, 6)])
    lines = day_summary(status.narrowed(DISTRICTS[1]), date(2018, 9, 5)).splitlines()
    assert lines[0].endswith("อำเภอแม่เมาะ")
    assert lines[-2:] == ["บันทึกไม่ครบถ้วน: อ.แม่เมาะ", "กำหนดถัดไป วันพฤหัสบดีที่ 6 กันยายน 2561"]
