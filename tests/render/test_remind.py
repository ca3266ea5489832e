"""Reminders: what they say, and that LINE takes them."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.exchange.replies import printed, reply_name
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import districts, find_district, find_province
from cddctl.render.remind import LIMIT, collective, reminder, split_message, units_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

LIBRARY = ScheduleLibrary()
HOLIDAYS = LIBRARY.holidays({2017, 2018})
LAMPANG, LAMPHUN = find_province("lampang"), find_province("lamphun")
MAE_MO = find_district("แม่เมาะ", LAMPANG)
SEPTEMBER = Month(2018, 9)


def entry(database, total, recorded, number=1):
    unit = {"leaders": "persons", "savings-groups": "savings_groups"}[database]
    counts = MappingProxyType({unit: recorded})
    day = date(2018, 9, 3)
    return Entry("52", "5202", database, 2561, number, SEPTEMBER, total, counts, received=day)


def standings(province, *entries, month=SEPTEMBER, acts=()):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    periods = periods_of_month(schedule, month, HOLIDAYS)
    status = build_status(province, districts(province), periods, entries, acts)
    return schedule, periods, status.outstanding()


def message(office, *entries, province=LAMPANG, today=date(2018, 9, 5), **which):
    schedule, periods, found = standings(province, *entries, **which)
    own = [one for one in found if one.office == office]
    [text] = reminder(schedule, periods, own, HOLIDAYS, today)
    return text


WHOLE = """\
เรียน พัฒนาการอำเภอแม่เมาะ
ด้วยอำเภอแม่เมาะยังบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือนกันยายน 2561 \
ไม่ครบถ้วน จำนวน 7 ฐานข้อมูล ดังนี้

ภายในวันพฤหัสบดีที่ 6 กันยายน 2561
4. ข้อมูลผลการประเมินผู้นำ อช.: ยังไม่ได้บันทึก
5. ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน: ยังไม่ได้บันทึก
6. ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต งวดที่ 4: บันทึกไม่ครบถ้วน 97/1,200
7. ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.) งวดที่ 2: ยังไม่ได้บันทึก
8. ข้อมูลสถาบันการจัดการเงินทุนชุมชน: ยังไม่ได้บันทึก
9. ข้อมูลเครือข่ายกองทุนชุมชน: ยังไม่ได้บันทึก

ภายในวันจันทร์ที่ 10 กันยายน 2561
10. ข้อมูลยอดจำหน่าย OTOP ประจำเดือน งวดที่ 12: ยังไม่ได้บันทึก

จึงเรียนมาเพื่อโปรดดำเนินการ และขอให้แจ้งผลโดยเติมตัวเลขหลังเครื่องหมาย = \
แล้วส่งข้อความข้างท้ายนี้กลับไปยังจังหวัด
หากไม่มีข้อมูล ให้พิมพ์ "ไม่มี" หากยังไม่ถึงเวลา ให้พิมพ์ "ยังไม่ถึงเวลา" ตามด้วยเหตุผล
ขอบคุณ

ตอบกลับ อ.แม่เมาะ 09/61
4 ประเมิน อช. ทั้งหมด= คน=
5 กลุ่มองค์กร ทั้งหมด= เครือข่าย= กลุ่ม= แห่ง=
6 ออมทรัพย์ ทั้งหมด= กลุ่ม=
7 กข.คจ. ทั้งหมด= แห่ง=
8 สถาบันการเงิน ทั้งหมด= แห่ง=
9 เครือข่ายกองทุน ทั้งหมด= เครือข่าย=
10 OTOP ทั้งหมด= ราย="""


def test_a_district_s_message():
    assert message(MAE_MO, entry("leaders", 5, 5), entry("savings-groups", 1200, 97, 4)) == WHOLE


def test_all_that_is_printed_above_the_reply_is_known_again():
    above = WHOLE.split("ตอบกลับ", maxsplit=1)[0]
    assert [line for line in above.splitlines() if line and not printed(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "3. ข้อมูลผู้นำ: ยังไม่ได้บันทึก 120",
        "3. ข้อมูลผู้นำ: บันทึก 97/120",
        "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561 120",
        "ขอบคุณ 120",
        "เรียน พัฒนาการอำเภอแม่เมาะ 120",
    ],
)
def test_what_was_added_to_a_printed_line_is_seen(line):
    assert not printed(line)


@pytest.mark.parametrize(
    ("today", "line"),
    [
        (date(2018, 9, 6), "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561"),
        (date(2018, 9, 7), "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561 (เกินกำหนด 1 วัน)"),
        (date(2018, 10, 1), "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561 (เกินกำหนด 25 วัน)"),
        (date(2022, 9, 6), "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561 (เกินกำหนด 1,461 วัน)"),
    ],
)
def test_what_is_overdue_says_so_from_the_day_after(today, line):
    assert line in message(MAE_MO, today=today).splitlines()


def test_a_date_on_a_sunday_names_the_next_working_day_in_the_next_fiscal_year():
    assert (
        "ภายในวันอาทิตย์ที่ 30 กันยายน 2561 (ตรงกับวันหยุดราชการ วันทำการถัดไปคือ"
        "วันจันทร์ที่ 1 ตุลาคม 2561 ซึ่งอยู่ในปีงบประมาณถัดไป)"
    ) in message(find_district("ป่าซาง", LAMPHUN), province=LAMPHUN).splitlines()


def test_a_holiday_is_named():
    text = message(MAE_MO, month=Month(2017, 12), today=date(2017, 12, 1))
    [line] = [line for line in text.splitlines() if line.startswith("ภายในวันอาทิตย์ที่ 10 ธันวาคม 2560")]
    assert "วันรัฐธรรมนูญ" in line
    assert "วันทำการถัดไปคือวันอังคารที่ 12 ธันวาคม 2560)" in line
    assert printed(line)


@pytest.mark.parametrize(
    ("until", "line"),
    [
        (
            date(2028, 9, 30),
            (
                "ภายในวันเสาร์ที่ 30 กันยายน 2571 (ตรงกับวันหยุดราชการ ยังไม่ทราบวันทำการถัดไป "
                "เนื่องจากยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. 2571 ครบถ้วน)"
            ),
        ),
        (
            date(2028, 9, 29),
            "ภายในวันศุกร์ที่ 29 กันยายน 2571 (ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. 2571 ครบถ้วน)",
        ),
    ],
)
def test_where_the_holidays_are_not_known_it_says_so_and_names_no_day(until, line):
    act = Act(Kind.EXTEND, "52", SEPTEMBER, "5202", "leaders", until, "น้ำท่วม")
    assert line in message(MAE_MO, acts=[act]).splitlines()
    assert printed(line)


def test_an_extension_is_the_date_that_holds():
    act = Act(Kind.EXTEND, "52", SEPTEMBER, "5202", "leaders", date(2018, 9, 12), "น้ำท่วม")
    text = message(MAE_MO, acts=[act])
    assert "ภายในวันพุธที่ 12 กันยายน 2561\n3. ข้อมูลผู้นำ: ยังไม่ได้บันทึก" in text


def test_the_provincial_office_is_asked_for_what_it_enters():
    text = message(LAMPHUN, province=LAMPHUN)
    assert text.startswith("เรียน ผู้รับผิดชอบฐานข้อมูล สพจ.ลำพูน\n")
    assert text.endswith("ตอบกลับ จ.ลำพูน 09/61\n2 มชช. ทั้งหมด= คน= เครือข่าย= กลุ่ม= แห่ง=")


def test_the_collective_message_goes_by_district_and_fits():
    schedule, periods, found = standings(LAMPANG)
    texts = collective(schedule, LAMPANG, periods, found, HOLIDAYS, date(2018, 9, 5))
    assert [text.splitlines()[0] for text in texts] == [
        f"({number}/{len(texts)})" for number in range(1, len(texts) + 1)
    ]
    assert all(units_of(text) <= LIMIT for text in texts)
    whole = "\n".join(texts)
    assert whole.count("3. ข้อมูลผู้นำ: ยังไม่ได้บันทึก") == 13
    assert "จังหวัดลำปาง มีหน่วยรายงานที่ยังบันทึกไม่ครบถ้วน 13 หน่วยรายงาน" in whole
    assert "ตอบกลับ อ. 09/61\n3 ผู้นำ ทั้งหมด=" in whole
    for text in texts:  # split between offices
        assert text.splitlines()[1].startswith(("เรียน", "อ.", "จึง", "ตอบกลับ"))


def test_every_database_has_a_name_that_means_it_alone():
    schedule = LIBRARY.schedule(SEPTEMBER.fiscal_year, LAMPANG)
    names = {d.id: reply_name(d, schedule) for d in schedule.ordered()}
    assert len(set(names.values())) == len(names)
    assert [schedule.find(name).id for name in names.values()] == list(names)


blocks = st.lists(st.text(alphabet="กา 1😀\n", max_size=60), min_size=1, max_size=12)


@given(blocks, st.integers(20, 90))
def test_no_message_is_longer_than_line_takes_and_nothing_is_lost(texts, limit):
    parts = split_message(texts, limit)
    assert all(units_of(part) <= limit for part in parts)
    if len(parts) == 1:
        assert parts == ["\n\n".join(texts)]
    else:
        heads = [part.split("\n", maxsplit=1)[0] for part in parts]
        assert heads == [f"({n}/{len(parts)})" for n in range(1, len(parts) + 1)]
        rest = "".join(part.split("\n", maxsplit=1)[1] for part in parts)
        assert rest.replace("\n", "") == "".join(texts).replace("\n", "")


def test_a_block_that_fits_is_never_broken():
    assert split_message(["a" * 20, "b\n" * 9 + "b", "c" * 20], 40) == [
        "(1/3)\n" + "a" * 20,
        "(2/3)\n" + "b\n" * 9 + "b",
        "(3/3)\n" + "c" * 20,
    ]
