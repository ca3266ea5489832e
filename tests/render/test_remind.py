"""Reminders: what they say, and that LINE takes them."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cddctl.exchange.replies import CLOSING, OPENING_CLOSING, closing, printed, reply_name
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import districts, find_district, find_province
from cddctl.render.remind import reminder, split_message, units_of
from cddctl.render.remind_all import collective
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
6 ออมทรัพย์ ทั้งหมด=1200 กลุ่ม=
7 กข.คจ. ทั้งหมด= แห่ง=
8 สถาบันการเงิน ทั้งหมด= แห่ง=
9 เครือข่ายกองทุน ทั้งหมด= เครือข่าย=
10 OTOP ทั้งหมด= ราย="""


def test_a_district_s_message():
    assert message(MAE_MO, entry("leaders", 5, 5), entry("savings-groups", 1200, 97, 4)) == WHOLE


def test_all_that_is_printed_above_the_reply_is_known_again():
    above = WHOLE.split("ตอบกลับ", maxsplit=1)[0]
    assert [line for line in above.splitlines() if line and not printed(line)] == []


@pytest.mark.parametrize("reply_to", ["ระบบกลุ่มไลน์ของจังหวัด", "กลุ่มไลน์ 2", "https://line.me/g?t=1"])
def test_it_says_where_to_answer_and_is_known_again(reply_to):
    asked = closing(CLOSING, reply_to)
    assert f"ขอให้แจ้งผล ทาง{reply_to} โดยเติมตัวเลข" in asked
    assert printed(asked)
    opened = closing(OPENING_CLOSING, reply_to)
    assert f"ให้จังหวัดทราบ ทาง{reply_to} ภายในกำหนด" in opened
    assert printed(opened)
    assert not printed(f"{asked} 120")


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


ALL_OUTSTANDING = """\
เรียน พัฒนาการอำเภอทุกอำเภอ
ด้วยการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือนกันยายน 2561 \
จังหวัดลำปาง มีอำเภอที่ยังบันทึกไม่ครบถ้วน 13 อำเภอ ดังนี้

ภายในวันพฤหัสบดีที่ 6 กันยายน 2561
- ผู้นำ, ประเมิน อช., กลุ่มองค์กร, ออมทรัพย์, กข.คจ., สถาบันการเงิน, เครือข่ายกองทุน: ยังไม่ได้บันทึก ทุกอำเภอ
ภายในวันจันทร์ที่ 10 กันยายน 2561
- OTOP: ยังไม่ได้บันทึก ทุกอำเภอ

จึงเรียนมาเพื่อโปรดดำเนินการ และขอให้แจ้งผลโดยเติมตัวเลขหลังเครื่องหมาย = \
แล้วส่งข้อความข้างท้ายนี้กลับไปยังจังหวัด
หากไม่มีข้อมูล ให้พิมพ์ "ไม่มี" หากยังไม่ถึงเวลา ให้พิมพ์ "ยังไม่ถึงเวลา" ตามด้วยเหตุผล

ตอบกลับ อ. 09/61
3 ผู้นำ ทั้งหมด= คน=
4 ประเมิน อช. ทั้งหมด= คน=
5 กลุ่มองค์กร ทั้งหมด= เครือข่าย= กลุ่ม= แห่ง=
6 ออมทรัพย์ ทั้งหมด= กลุ่ม=
7 กข.คจ. ทั้งหมด= แห่ง=
8 สถาบันการเงิน ทั้งหมด= แห่ง=
9 เครือข่ายกองทุน ทั้งหมด= เครือข่าย=
10 OTOP ทั้งหมด= ราย="""


def together(*entries, province=LAMPANG, chosen=None, database=None, **which):
    """The message for all, of the databases and offices that are outstanding."""
    schedule, periods, owed = standings(province, *entries, **which)
    owed = [
        standing
        for standing in owed
        if (chosen is None or standing.office in chosen)
        and (database is None or standing.period.database.id == database)
    ]
    return collective(
        schedule,
        province,
        periods,
        owed,
        HOLIDAYS,
        date(2018, 9, 5),
        districts=() if chosen else districts(province),
    )


def owed_lines(*entries, **which):
    """The lines of the message for all that tell what is outstanding."""
    return [
        line
        for text in together(*entries, **which)
        for line in text.splitlines()
        if line.startswith("- ")
    ]


def test_the_message_for_all_is_short():
    [text] = together()
    assert text == ALL_OUTSTANDING
    assert sum(max(1, -(-cell_len(line) // 80)) for line in text.splitlines()) <= 25


def test_a_message_that_is_long_tells_no_counts():
    """All is begun and nothing finished; the replies of offices have their own totals."""
    begun = [
        given._replace(total=99, note=None)
        for district in districts(LAMPANG)
        for given in with_everything(district.code)
    ]
    [text] = together(*begun)
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        f"- มชช., ผู้นำ, {REST}: บันทึกไม่ครบถ้วน ทุกอำเภอ", "- OTOP: บันทึกไม่ครบถ้วน ทุกอำเภอ"
    ]  # fmt: skip
    assert all(printed(line) for line in text.splitlines() if line.startswith("- "))
    assert sum(max(1, -(-cell_len(line) // 80)) for line in text.splitlines()) <= 25


REST = "ประเมิน อช., กลุ่มองค์กร, ออมทรัพย์, กข.คจ., สถาบันการเงิน, เครือข่ายกองทุน"
DONE = ("5201", "5203", "5205")
LEADERS_OF = {code: entry("leaders", 5, 5)._replace(office=code) for code in DONE}


def with_everything(code):
    """Entries that complete all that an office owes."""
    _schedule, periods, _owed = standings(LAMPANG)
    return [
        LEADERS_OF["5201"]._replace(
            office=code,
            database=period.database.id,
            period=period.number,
            recorded=MappingProxyType(dict.fromkeys(period.database.counts, 5)),
            note="ตรวจแล้ว",
        )
        for period in periods
    ]


@pytest.mark.parametrize(
    ("entries", "lines"),
    [
        (
            [LEADERS_OF["5201"], LEADERS_OF["5205"]],
            [
                "- ผู้นำ: ยังไม่ได้บันทึก ทุกอำเภอ ยกเว้น อ.เมืองลำปาง, อ.งาว",
                f"- {REST}: ยังไม่ได้บันทึก ทุกอำเภอ",
                "- OTOP: ยังไม่ได้บันทึก ทุกอำเภอ",
            ],
        ),
        (
            [entry("savings-groups", 1200, 97, 4)],
            [
                f"- ผู้นำ, {REST.replace('ออมทรัพย์, ', '')}: ยังไม่ได้บันทึก ทุกอำเภอ",
                "- ออมทรัพย์: ยังไม่ได้บันทึก ทุกอำเภอ ยกเว้น อ.แม่เมาะ; บันทึกไม่ครบถ้วน อ.แม่เมาะ 97/1,200",
                "- OTOP: ยังไม่ได้บันทึก ทุกอำเภอ",
            ],
        ),
        (
            # Two districts owe the same, and are as far with it: each has its own line.
            [
                given._replace(recorded=MappingProxyType({"persons": recorded}))
                if given.database == "leaders"
                else given
                for number, district in enumerate(districts(LAMPANG))
                for given in with_everything(district.code)
                for recorded in [3 if number < 2 else 5]
                if number > 1 or given.database != "groups"
            ],
            [
                "- ผู้นำ: บันทึกไม่ครบถ้วน อ.เมืองลำปาง 3/5, อ.แม่เมาะ 3/5",
                "- กลุ่มองค์กร: ยังไม่ได้บันทึก อ.เมืองลำปาง, อ.แม่เมาะ",
            ],
        ),
        (
            # Three districts owe what makes seven lists of offices: by office it is shorter.
            [
                given
                for number, district in enumerate(districts(LAMPANG))
                for place, given in enumerate(with_everything(district.code))
                if number > 2 or not place & 1 << number
            ],
            [
                "- อ.เมืองลำปาง: ยังไม่ได้บันทึก ผู้นำ, กลุ่มองค์กร, กข.คจ., เครือข่ายกองทุน",
                "- อ.แม่เมาะ: ยังไม่ได้บันทึก ประเมิน อช., กลุ่มองค์กร, สถาบันการเงิน, เครือข่ายกองทุน",
                "- อ.เกาะคา: ยังไม่ได้บันทึก ออมทรัพย์, กข.คจ., สถาบันการเงิน, เครือข่ายกองทุน",
            ],
        ),
    ],
)
def test_what_is_outstanding_is_told_together(entries, lines):
    assert owed_lines(*entries)[: len(lines)] == lines
    assert all(printed(line) for line in owed_lines(*entries))


def test_offices_chosen_by_name_are_not_called_all():
    chosen = [place for place in districts(LAMPANG) if place.code not in DONE]
    lines = owed_lines(chosen=chosen)
    assert lines[-1].startswith("- OTOP: ยังไม่ได้บันทึก อ.แม่เมาะ, อ.เสริมงาม, ")


def test_one_office_s_message_for_all_has_its_name_and_totals():
    [text] = together(entry("savings-groups", 1200, 97, 4), chosen=[MAE_MO])
    assert "ตอบกลับ อ.แม่เมาะ 09/61\n3 ผู้นำ ทั้งหมด= คน=" in text
    assert "6 ออมทรัพย์ ทั้งหมด=1200 กลุ่ม=" in text


def test_the_provincial_office_is_no_district():
    [text] = together(province=LAMPHUN)
    assert "มีหน่วยรายงานที่ยังบันทึกไม่ครบถ้วน 9 หน่วยรายงาน" in text
    assert "- มชช.: ยังไม่ได้บันทึก จ.ลำพูน" in text


def test_the_message_of_many_districts_has_no_line_too_long_to_be_read_back():
    korat = find_province("นครราชสีมา")
    entries = [
        entry("leaders", 1235, 1234)._replace(office=place.code, province="30")
        for place in districts(korat)
    ]
    texts = together(*entries, province=korat, database="leaders")
    lines = [line for text in texts for line in text.splitlines()]
    assert max(map(len, lines)) < 500
    assert sum(line.startswith("- ผู้นำ: บันทึกไม่ครบถ้วน ") for line in lines) > 1


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
