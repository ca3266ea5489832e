"""Replies as they are typed on a phone: what is understood of them, and what never is."""

import re
from datetime import date
from functools import cache
from hashlib import sha256
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.exchange.forms import Round, Wanted
from cddctl.exchange.replies import printed, reply_head, reply_line, reply_name, several_of
from cddctl.intake.reply import MAX_REPLY, is_reply, read_reply
from cddctl.intake.returned import read_returns
from cddctl.ledger.entries import MAX_COUNT
from cddctl.ledger.sources import MOST_PROBLEMS
from cddctl.periods import Month
from cddctl.places import districts, find_district, find_province
from cddctl.render.remind import reminder
from cddctl.render.remind_all import collective
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status
from cddctl.thai import thai_digits

LIBRARY = ScheduleLibrary()
LAMPANG, LAMPHUN = find_province("lampang"), find_province("lamphun")
MAE_MO = find_district("แม่เมาะ", LAMPANG)
SEPTEMBER = Month(2018, 9)
HEAD = "ตอบกลับ อ.แม่เมาะ 09/61"


@cache
def round_of(province, month):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


OF_LAMPANG = Wanted(LAMPANG, None, round_of)
OF_SEPTEMBER = Wanted(LAMPANG, SEPTEMBER, round_of)
OF_ALL = Wanted(None, None, round_of)


def read(*lines, wanted=OF_LAMPANG, partial=False):
    return read_reply("r.txt", "sha", "\n".join(lines).encode(), wanted, partial=partial)


def said(draft):
    """A draft in words: leaders 120, persons 118; a note."""
    if draft.not_applicable:
        return f"{draft.period.database.id} -; {draft.note}"
    counts = "".join(f", {unit} {count}" for unit, count in draft.recorded.items())
    counts += " complete" * draft.is_complete
    note = f"; {draft.note}" if draft.note else ""
    return f"{draft.period.database.id} {'?' if draft.total is None else draft.total}{counts}{note}"


def drafts(source):
    return [said(draft) for draft, _position in source.given]


LEADERS = "leaders 120, persons 118"
STANDARDS = "cd-standards 50, persons 20, networks 5, groups 10, places 15"


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("3 ผู้นำ ทั้งหมด=120 คน=118", LEADERS),
        ("3 ผู้นำ ทั้งหมด=๑๒๐ คน=๑๑๘", LEADERS),
        ("๓ ผู้นำ ทั้งหมด １２０ คน 118 ครับ", LEADERS),
        ("3. ผู้นำ ทั้งหมด120คน118", LEADERS),
        ("3) ข้อมูลผู้นำ: ทั้งหมด : 120, คน : 118 นะคะ", LEADERS),
        ("ข้อ 3 ผู้นำ คน=118 ทั้งหมด=120", LEADERS),
        ("ผู้นำ ทั้งหมด 120 คน บันทึกแล้ว 118 คนค่ะ", LEADERS),
        ("ผู้นำ จำนวนทั้งหมด 120 คน และบันทึกแล้ว คน 118", LEADERS),
        ("- ผู้นำ - ทั้งหมด 120 คน 118", LEADERS),
        ("3 ผู้นำ ทั้งหมด......120 คน___118 🙏", LEADERS),
        ("3️⃣ ผู้นํา ทั้งหมด=120 คน=118 ✅", LEADERS),
        ("leaders total=120 persons=118", LEADERS),
        ("Leaders Total=120 PERSONS=118", LEADERS),
        ("3 ผู้นำ\ufeff ทั้งหมด=120 คน=118", LEADERS),
        ("3 ผู้นำ ทั้งหมด ทั้งหมด 120 คน 118", LEADERS),
        ("3 ผู้นำ งวดที่ 1 ทั้งหมด=120 คน=118", LEADERS),
        ("3 ผู้นำ ทั้งหมด=1,200 คน=๑,๑๐๐", "leaders 1200, persons 1100"),
        ("3 ผู้นำ ทั้งหมด=120 คน=", "leaders 120"),
        ("3 ผู้นำ คน= ทั้งหมด=120", "leaders 120"),
        ("3 ผู้นำ ทั้งหมด= คน=118", "leaders ?, persons 118"),
        ("3 ผู้นำ ไม่มี", "leaders 0, persons 0"),
        ("3 ผู้นำ ไม่มีข้อมูลครับ", "leaders 0, persons 0"),
        ("3 ผู้นำ ไม่มี ทั้งหมด= คน=", "leaders 0, persons 0"),
        ("3 ผู้นำ ไม่มี หมายเหตุ ตรวจแล้ว", "leaders 0, persons 0; ตรวจแล้ว"),
        ("3 ผู้นำ ทั้งหมด=120 คน=ไม่มี", "leaders 120, persons 0"),
        ("3 ผู้นำ คน=ไม่มี", "leaders ?, persons 0"),
        ("3 ผู้นำ ทั้งหมด 120 คน 118 หมายเหตุ รอเอกสาร 2 ราย", f"{LEADERS}; รอเอกสาร 2 ราย"),
        ("3 ผู้นำ ทั้งหมด 120 คน 118 (หมายเหตุ: รอเอกสาร)", f"{LEADERS}; รอเอกสาร"),
        ("4 ประเมิน ทั้งหมด=3 คน=3", "volunteer-leader-assessment 3, persons 3"),
        ("8 สถาบัน ทั้งหมด=3 แห่ง=3", "fund-institutions 3, places 3"),
        ("2 มชช ทั้งหมด=50 คน=20 เครือข่าย=5 กลุ่ม=10 แห่ง=15", STANDARDS),
        ("มชช. แห่ง 15 กลุ่ม 10 ทั้งหมด 50 คน 20 เครือข่าย 5",
         "cd-standards 50, places 15, groups 10, persons 20, networks 5"),
        ("5 กลุ่มองค์กร ทั้งหมด=9 กลุ่ม=9", "groups 9, groups 9"),
        ("5 กลุ่มองค์กร ทั้งหมด 9 กลุ่ม เครือข่าย 5 แห่ง 3", "groups 9, networks 5, places 3"),
        ("6 กลุ่มออมทรัพย์ ทั้งหมด=9 กลุ่ม=8", "savings-groups 9, savings_groups 8"),
        ("6 savings groups total=9 savings groups=8", "savings-groups 9, savings_groups 8"),
        ("9 เครือข่ายกองทุน ทั้งหมด=3 เครือข่าย=3", "fund-networks 3, networks 3"),
        ("7 กข คจ ทั้งหมด=3 แห่ง=3", "poverty-alleviation 3, places 3"),
        ("โครงการแก้ไขปัญหาความยากจน (กข.คจ.) งวด 2 ทั้งหมด=3 แห่ง=3",
         "poverty-alleviation 3, places 3"),
        ("otop ทั้งหมด=3 ราย=3", "otop-sales 3, makers 3"),
        ("3-ผู้นำ ทั้งหมด=120 คน=118", LEADERS),
        ("2 มชช. (ยังไม่ถึงเวลา) หลังการรับรอง", "cd-standards -; หลังการรับรอง"),
        ("2 มชช. - ยังไม่ถึงเวลา หลังการรับรอง", "cd-standards -; หลังการรับรอง"),
        ("2 มชช. ยังไม่ถึงเวลา หลังการรับรองครับ", "cd-standards -; หลังการรับรอง"),
        ("2 มชช. ยังไม่ถึงเวลา หมายเหตุ หลังการรับรอง", "cd-standards -; หลังการรับรอง"),
        ("2 มชช. ทั้งหมด=- คน=- กลุ่ม=- รอการรับรอง", "cd-standards -; รอการรับรอง"),
        ("2 มชช. ทั้งหมด=- คน=- (รอการรับรอง)", "cd-standards -; รอการรับรอง"),
        ("2 มชช. ทั้งหมด=- หมายเหตุ รอการรับรอง", "cd-standards -; รอการรับรอง"),
        ("2 มชช. ทั้งหมด= คน= ยังไม่ถึงเวลา (รอผล 30 ก.ย.)", "cd-standards -; รอผล 30 ก.ย."),
        ("2 มชช. ทั้งหมด=- คน=- ยังไม่มีคนผ่าน", "cd-standards -; ยังไม่มีคนผ่าน"),
        ("3 ผู้นำ" + " " * 2000 + "ทั้งหมด=120 คน=118", LEADERS),
        ("3 ผู้นำ ทั้งหมด=120,118 คน=118,000", "leaders 120118, persons 118000"),
        ("3 ผู้นำ ทั้งหมด=120118", "leaders 120118"),
        ("ผู้นำ ทั้งหมด=120 คน=118 หมายเหตุ รอตอบกลับจากจังหวัด", f"{LEADERS}; รอตอบกลับจากจังหวัด"),
        ("4 อ.ช. ทั้งหมด=3 คน=3", "volunteer-leader-assessment 3, persons 3"),
        ("10 โอทอ ทั้งหมด=3 ราย=3 หมายเหตุ รอ เอกสาร", "otop-sales 3, makers 3; รอ เอกสาร"),
        ("3 ผู้นำ 118/120", LEADERS),
        ("3 ผู้นำ' ทั้งหมด=120 คน=118", LEADERS),
        # The number of the form's row, beside the name.
        ("2. ข้อมูลผู้นำ 118/120", LEADERS),
        ("3. ประเมินผู้นำ อช. 118/120", "volunteer-leader-assessment 120, persons 118"),
        ("3 ผู้นำ: 118 / 120 คนค่ะ", LEADERS),
        ("3 ผู้นำ (๑๑๘/๑๒๐)", LEADERS),
        ("3 ผู้นำ บันทึกแล้ว 118 จาก 120 คน", LEADERS),
        ("3 ผู้นำ ได้ 118 คน จากทั้งหมด 120 คน", LEADERS),
        ("3 ผู้นำ 118/120 หมายเหตุ รอเอกสาร", f"{LEADERS}; รอเอกสาร"),
        ("3 ผู้นำ 118 120", LEADERS),
        ("3 ผู้นำ 120 118", LEADERS),
        ("3 ผู้นำ 120 คน 118 คน", LEADERS),
        ("3 ผู้นำ 1,200 1,200", "leaders 1200, persons 1200"),
        ("3 ผู้นำ 120.0/120.0", "leaders 120, persons 120"),
        ("3 ผู้นำ 120/120 ครบแล้วค่ะ", "leaders 120, persons 120"),
        ("3 ผู้นำ 4\ufe0f\u20e35\u20e3/4️⃣7️⃣", "leaders 47, persons 45"),
        ("3 ผู้นำ 120 คน 120 คน ครบถ้วน", "leaders 120, persons 120"),
        ("6 ออมทรัพย์ งวด 4 47 47", "savings-groups 47, savings_groups 47"),
        ("3 ผู้นำ ทั้งหมด=120 คน คน=118 คน", LEADERS),
        ("3 ผู้นำ ทั้งหมด=120.0 คน=118.0", LEADERS),
        ("3 ผู้นำ ครบ", "leaders ? complete"),
        ("3 ผู้นำ ครบแล้วค่ะ", "leaders ? complete"),
        ("3 ผู้นำ บันทึกครบถ้วนแล้ว", "leaders ? complete"),
        ("3 ผู้นำ ทั้งหมด=120 ครบ", "leaders 120 complete"),
        ("5 กลุ่มองค์กร ครบ หมายเหตุ ตรวจแล้ว", "groups ? complete; ตรวจแล้ว"),
        ("4 ประเมินผู้นำ อช. ทั้งหมด=3 คน=3", "volunteer-leader-assessment 3, persons 3"),
        ("ประเมินผู้นำ อช. ทั้งหมด=3 คน=3", "volunteer-leader-assessment 3, persons 3"),
        ("ตามระบบ มชช. ทั้งหมด=50 คน=20", "cd-standards 50, persons 20"),
        ("6 กลุ่มออมทรัพย์เพื่อการผลิต ทั้งหมด=9 กลุ่ม=9", "savings-groups 9, savings_groups 9"),
        ("6 ออมทรัพย์เพื่อการผลิตทั้งหมด9กลุ่ม9", "savings-groups 9, savings_groups 9"),
        ("9 ทั้งหมด=3 เครือข่าย=3", "fund-networks 3, networks 3"),
        ("10 ทั้งหมด=3 ราย=3", "otop-sales 3, makers 3"),
        ("3 ผู้นำ ทั้งหมด=3 คน=3 หมายเหตุ ย้ายไป อ.งาว (1 ราย)",
         "leaders 3, persons 3; ย้ายไป อ.งาว (1 ราย)"),
        ("3 ผู้นำ ทั้งหมด=3 คน=3 หมายเหตุ: รอผล 30 ก.ย.", "leaders 3, persons 3; รอผล 30 ก.ย."),
        ("3 ผู้นำ ทั้งหมด=3 คน=3 (หมายเหตุ ย้าย (1 ราย))", "leaders 3, persons 3; ย้าย (1 ราย)"),
        ("3 ผู้นำ ทั้งหมด=3 คน=3 หมายเหตุ -", "leaders 3, persons 3"),
        ("2 มชช. ยังไม่ถึงเวลา รอผล (30 ก.ย.)", "cd-standards -; รอผล (30 ก.ย.)"),
    ],
)  # fmt: skip
def test_what_is_understood(line, understood):
    [source] = read(HEAD, line)
    assert (drafts(source), source.problems) == ([understood], ())
    [found] = source.given
    assert (found.draft.office, str(found.position)) == (MAE_MO, "line 2")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("3 ผู้นำ 120 118 5",
         "120 stands behind no name; write it as in ทั้งหมด=120 คน=118"),
        ("3 ผู้นำ 120/118",
         "120/118: how many are recorded comes first, then how many there are"),
        ("3 ผู้นำ 118/120 กลุ่ม", "what is 'กลุ่ม'? a note begins with หมายเหตุ"),
        ("3 ผู้นำ 45/47 (ขาด 2 ราย)", "what is '(ขาด 2 ราย)'? a note begins with หมายเหตุ"),
        ("3 ผู้นำ 45/47 ครบ", "it says that everything is recorded, but counts are given too"),
        ("2 45/47", "2 is two things here: row 2 of the form is Leaders"),
        ("3 ผู้นำ 4\u200b5", "4 stands behind no name"),  # which would be 4 of 5
        ("3 ผู้นำ 4\x075/47", "4 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด=4\u00ad7 คน=45", "what is '?'?"),
        ("3 ผู้นำ บันทึกแล้ว 45 47", "47 stands behind no name"),
        ("3 ผู้นำ 12,5/47", "'12,5' is not a count"),
        ("3 ผู้นำ 120,118", "120,118 stands behind no name"),
        ("5 กลุ่มองค์กร 45/47", "45 stands behind no name"),
        ("5 กลุ่มองค์กร 45 47", "45 stands behind no name"),
        ("3 ผู้นำ 118 คน", "118 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด 120 118", "118 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด=1 200 คน=118", "200 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด=12O คน=118", "what is 'O'?"),
        ("3 ผู้นำ ทั้งหมด=-5 คน=1", "what is '-'?"),
        ("3 ผู้นำ ทั้งหมด=12.5 คน=1", "'12.5' is not a count"),
        ("3 ผู้นำ ทั้งหมด=12,5 คน=1", "'12,5' is not a count"),
        ("3 ผู้นำ ทั้งหมด 120 คน 118 กลุ่ม 3", "what is 'กลุ่ม'?"),
        ("3 ผู้นำ ทั้งหมด=120 คน=118 คน=117", "คน is here twice"),
        ("3 ผู้นำ ทั้งหมด=120 ทั้งหมด=118", "ทั้งหมด is here twice"),
        ("3 ผู้นำ ทั้งหมด= คน= ทั้งหมด=120", "ทั้งหมด is here twice"),
        ("3 ผู้นำ ทั้งหมด=120 คน=118 =", "what is '='?"),
        ("3 ผู้นำ ทั้งหมด=120 คน=118 บันทึกแล้ว 117", "117 is here twice"),
        ("3 ผู้นำ ไม่มีการเปลี่ยนแปลง", "what is 'ไม่มีการเปลี่ยนแปลง'?"),
        ("3 ผู้นำ ยังไม่ได้บันทึก", "what is 'ยังไม่ได้บันทึก'?"),
        ("3 ผู้นำ ไม่ครบ", "what is 'ไม่ครบ'?"),
        ("3 ผู้นำ ยังไม่ครบ", "what is 'ยังไม่ครบ'?"),
        ("3 ผู้นำ ครบวันศุกร์", "what is 'ครบวันศุกร์'?"),
        ("3 ผู้นำ คน=ครบ", "what is 'ครบ'?"),
        ("3 ผู้นำ ทั้งหมด=120 คน=118 ครบ",
         "it says that everything is recorded, but counts are given too; leave one out"),
        ("3 ผู้นำ ไม่มี ครบ", "it says that there are none, but counts above 0 are given"),
        ("3 ผู้นำ ครบ ยังไม่ถึงเวลา รอ", "not time yet, but counts are given"),
        ("3 ผู้นำ ทั้งหมดประมาณ 120 คน 118", "what is 'ประมาณ'?"),
        ("3 ผู้นำ ทั้งหมด= คน= ไม่มี", "is it that there are none, or that none is recorded?"),
        ("3 ผู้นำ ไม่มี ทั้งหมด=3 คน=0", "it says that there are none, but counts above 0"),
        ("3 ผู้นำ ยังไม่ถึงเวลา ทั้งหมด=3", "not time yet, but counts are given"),
        ("3 ผู้นำ ทั้งหมด=3 ยังไม่ถึงเวลา รอ", "not time yet, but counts are given"),
        ("2 มชช. - ไม่แน่ใจ ยังไม่ถึงเวลา รอผล", "what is 'ไม่แน่ใจ'?"),
        ("3 ผู้นำ ยังไม่ถึงเวลา 5", "not time yet, but counts are given"),
        ("2 มชช. ทั้งหมด=- คน=- รอ 30 ราย", "not time yet, but counts are given"),
        ("3 ผู้นำ - รวม 120 บันทึก 118", "what does - stand for?"),
        ("3 ผู้นำ บันทึกแล้ว - รอผล", "what does - stand for?"),
        ("3 ผู้นำ - ครบแล้ว", "what does - stand for?"),
        ("2 มชช. - หลังการรับรอง", "what does - stand for?"),
        ("2 มชช. - หมายเหตุ หลังการรับรอง", "what does - stand for?"),
        ("3 ผู้นำ ทั้งหมด=- คน=- ครบแล้ว", "what is 'ครบ'?"),
        ("3 ผู้นำ ทั้งหมด=- คน=- เรียบร้อยค่ะ", "what is 'เรียบร้อย'?"),
        ("3 ผู้นำ ยังไม่ถึงเวลา ส่งแล้ว", "what is 'ส่งแล้ว'?"),
        ("3 ผู้นำ ยังไม่ถึงเวลา หมายเหตุ ลงบันทึกไว้", "what is 'บันทึก'?"),
        ("3 ผู้นำ บันทึกแล้วทั้งหมด 100 คน", "100 stands behind no name"),
        ("3 ผู้นำ บันทึกข้อมูลแล้วทั้งสิ้น 100 คน", "100 stands behind no name"),
        ("3 ผู้นำ บันทึกทั้งหมด=100", "100 stands behind no name"),
        ("3 ผู้นำ คน= บันทึกแล้วทั้งหมด 100", "100 stands behind no name"),
        ("3 ผู้นำ บันทึกแล้วทั้งหมด คน 100", "100 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด คน 120", "120 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด คน=120", "120 stands behind no name"),
        ("3 ผู้นำ ทั้งหมดบันทึกแล้ว 120 คน", "120 stands behind no name"),
        ("3 ผู้นำ คน ทั้งหมด 120", "120 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด=120 หมายเหตุ คน=118", "the note has a count in it, 'คน=118'"),
        ("3 ผู้นำ ทั้งหมด=1 คน=1 หมายเหตุ: 4 ประเมิน อช. ทั้งหมด=3 คน=3", "in it, 'ทั้งหมด=3'"),
        ("3 ผู้นำ ทั้งหมด=120 หมายเหตุ บันทึกแล้ว 118", "in it, 'บันทึกแล้ว 118'"),
        ("3 ผู้นำ ทั้งหมด=120 หมายเหตุ PERSONS 118", "in it, 'PERSONS 118'"),
        ("3 ผู้นำ ทั้งหมด=120,118", "is 120,118 one number or two?"),
        ("3 ผู้นำ ทั้งหมด= คน=120,118", "is 120,118 one number or two?"),
        ("3 ผู้นำ - 120", "120 stands behind no name"),
        ("3 ผู้นำ ทั้งหมด=- คน=118", "- stands for what it is not time for yet"),
        ("2 มชช. -", "what does - stand for?"),
        ("2 มชช. ทั้งหมด=- คน=-", "the reason is missing"),
        ("2 มชช. ยังไม่ถึงเวลาครับ", "the reason is missing"),
        ("5 กลุ่มองค์กร บันทึกแล้ว 30 กลุ่ม 5 เครือข่าย 15 แห่ง", "30 stands behind no name"),
        ("5 กลุ่มองค์กร ทั้งหมด 50 กลุ่ม 30 เครือข่าย",
         "เครือข่าย stands behind the number of another unit"),
        ("4 ผู้นำ ทั้งหมด=3 คน=3",
         "the line names two databases, Volunteer leader assessment and Leaders"),
        ("ผู้นำ อช. ทั้งหมด=3 คน=3", "what is 'อช.'?"),
        ("ประเมินผล ทั้งหมด=3 คน=3", "which database?"),
        ("กองทุน ทั้งหมด=3 แห่ง=3", "which database?"),
        ("4 ทั้งหมด=3 คน=3",
         "4 is two things here: row 4 of the form is Groups, networks and communities, and number"),
        ("4 ทั้งหมด=3 คน=3", "of the schedule is Volunteer leader assessment; write the name"),
        ("2. ทั้งหมด=120 คน=118", "row 2 of the form is Leaders, and number 2 of the schedule is"),
        ("4 47/47", "4 is two things here"),
        ("4 ครบ", "4 is two things here"),
        ("4 ยังไม่ถึงเวลา รอผล", "4 is two things here"),
        ("5 ประเมิน ทั้งหมด=3 กลุ่ม=3", "what is 'ประเมิน'?"),
        ("5 กองทุน ทั้งหมด=3 กลุ่ม=3", "what is 'กองทุน'?"),
        ("10 โอท ทั้งหมด=3 ราย=3", "what is 'โอท'?"),
        ("12 ผู้นำ ทั้งหมด=3 คน=3", "no database is called '12'"),
        ("1 วันครบรอบ ทั้งหมด=3 แห่ง=3", "has no period in September 2018"),
        ("6 ออมทรัพย์ งวดที่ 3 ทั้งหมด=3 กลุ่ม=3",
         "there is no period '3' in September 2018 (2561); it is 4"),
        ("11 ทั้งหมด=3 แห่ง=3", "Mothers' fund health check has no period in September 2018"),
        ("120", "which database?"),
        ("10", "what is '10'?"),
        ("10 ราย", "what is '10 ราย'?"),
        ("ทั้งหมด 120 คน 118", "which database?"),
        ("ทุกฐานไม่มีข้อมูล", "which database?"),
        ("ส่งแล้วเมื่อ 5 ก.ย.", "which database?"),
        ("3 ผู้นำ ทั้งหมด=99999999 คน=1", "cannot be meant"),
        ("3 ผู้นำ " + "ก" * 2000, "too long"),
        ("เรียน " + "ก" * 2000, "too long"),
    ],
)  # fmt: skip
def test_what_is_not_understood(line, why):
    [source] = read(HEAD, line, "4 ประเมิน ทั้งหมด=3 คน=3")
    [problem] = source.problems
    assert (problem.where, why in problem.message) == ("line 2", True), problem
    assert drafts(source) == ["volunteer-leader-assessment 3, persons 3"]


@pytest.mark.parametrize(
    "line",
    [
        "", "ครับ", "ขอบคุณครับ 🙏🙏", "สวัสดีค่ะ", "สวัสดีครับ พี่ ๆ ทุกท่าน",
        "เรียนพัฒนาการจังหวัดลำปาง", "จึงเรียนมาเพื่อทราบ ขอบพระคุณมากค่ะ", "รายงานผลดังนี้ครับ",
        "(1/2)", "3. ข้อมูลผู้นำ: ยังไม่ได้บันทึก", "ภายในวันพฤหัสบดีที่ 6 กันยายน 2561",
    ],
)  # fmt: skip
def test_what_is_no_problem(line):
    [source] = read(HEAD, "3 ผู้นำ ทั้งหมด=120 คน=118", line)
    assert (drafts(source), source.problems, source.unread) == ([LEADERS], (), ())


def test_a_printed_line_with_counts_is_shown_for_it_may_have_been_changed():
    [source] = read(HEAD, "3. ข้อมูลผู้นำ: บันทึกไม่ครบถ้วน 97/120")
    assert (drafts(source), source.problems) == ([], ())
    assert source.unread == ("line 2: '3. ข้อมูลผู้นำ: บันทึกไม่ครบถ้วน 97/120'",)


@pytest.mark.parametrize(
    ("head", "office"),
    [
        ("ตอบกลับ อ.แม่เมาะ 09/61", "5202"),
        ("ตอบกลับ อ แม่เมาะ ๙/๒๕๖๑ ครับ", "5202"),
        ("ตอบกลับอำเภอแม่เมาะ เดือนกันยายน 2561", "5202"),
        ("ตอบกลับ: แม่เมาะ ก.ย.61", "5202"),
        ("ตอบกลับ แม่เมาะ กย 61", "5202"),
        ("ตอบกลับ 5202 2561-09", "5202"),
        ("ตอบกลับ 02 09/61", "5202"),
        ("ตอบกลับ อ.เมือง จ.ลำปาง 09 61", "5201"),
        ("ตอบกลับ พัฒนาการอำเภอแม่เมาะ 9.61", "5202"),
        ("✅ ตอบกลับ mae mo sep 2018", "5202"),
        ("10:32 สมชาย ตอบกลับ อ.แม่เมาะ 09/61", "5202"),
        ("10:32 สมชาย2 ตอบกลับ อ.แม่เมาะ 09/61", "5202"),
        ("ตอบ กลับ อ.แม่เมาะ 09/61", "5202"),
        ("ตอบ \u200b กลับ" + " " * 12000 + "อ.แม่เมาะ 09/61", "5202"),
    ],
)  # fmt: skip
def test_the_line_above(head, office):
    wanted = OF_SEPTEMBER if "sep" in head else OF_LAMPANG
    head = head.replace(" sep 2018", "")
    [source] = read(head, "3 ผู้นำ ทั้งหมด=1 คน=1", wanted=wanted)
    assert source.problems == ()
    [(draft, _position)] = source.given
    assert (draft.office.code, draft.period.month) == (office, SEPTEMBER)


@pytest.mark.parametrize(
    ("head", "office"),
    [
        ("อ.แม่เมาะ 09/61", "5202"),
        ("แม่เมาะ ๙/๒๕๖๑ ค่ะ", "5202"),
        ("สพอ.แม่เมาะ กย 61", "5202"),
        ("สพอ แม่เมาะ ก.ย.61", "5202"),
        ("พช.แม่เมาะ เดือนกันยายน 2561", "5202"),
        ("สนง.พช.อ.แม่เมาะ 09/61", "5202"),
        ("พัฒนาการอำเภอแม่เมาะ 2561-09", "5202"),
        ("อ.แม่เมาะ จ.ลำปาง 09/61", "5202"),
        ("- อ.แม่เมาะ: 09/61", "5202"),
        ("Mae Mo 09/61", "5202"),
        ("อ.เมือง จ.ลำปาง 09/61", "5201"),
        ("🌸 อ.แม่เมาะ 09/61 🌸", "5202"),
    ],
)
def test_the_first_word_may_be_left_out_above_a_reply(head, office):
    lines = (head, "3 ผู้นำ ทั้งหมด=1 คน=1")
    assert is_reply("\n".join(lines).encode(), LAMPANG)
    [source] = read("สวัสดีค่ะ", *lines)
    assert source.problems == ()
    assert [draft.office.code for draft, _position in source.given] == [office]
    # So too below the reply of another.
    first, second = read("ตอบกลับ อ.เถิน 09/61", "3 ผู้นำ ทั้งหมด=2 คน=2", *lines)
    assert [draft.office.name_en for draft, _position in first.given] == ["Thoen"]
    assert [draft.office.code for draft, _position in second.given] == [office]


@pytest.mark.parametrize("name", ["อ.งาว", "งาว"])
@pytest.mark.parametrize("partial", [False, True])
def test_an_office_alone_within_a_reply_needs_its_month(name, partial):
    """It may be the end of a note that was typed in two lines."""
    lines = (HEAD, "3 ผู้นำ ทั้งหมด=1 คน=1 หมายเหตุ ย้ายไป", name, "4 ประเมิน ทั้งหมด=2 คน=2")
    first, second = read(*lines, wanted=OF_SEPTEMBER, partial=partial)
    assert drafts(first) == ["leaders 1, persons 1; ย้ายไป"]
    assert (drafts(second), [problem.where for problem in second.problems]) == ([], ["line 3"])


def test_the_provincial_office_may_be_called_by_its_own_name():
    of_lamphun = Wanted(LAMPHUN, None, round_of)
    for head in ("สพจ.ลำพูน 09/61", "สำนักงานพัฒนาชุมชนจังหวัดลำพูน 09/61", "จ.ลำพูน 09/61"):
        [source] = read(head, "2 มชช. ทั้งหมด=1 คน=1", wanted=of_lamphun)
        assert [draft.office for draft, _position in source.given] == [LAMPHUN]


@pytest.mark.parametrize(
    "text",
    [
        "3 ผู้นำ ทั้งหมด=1 คน=1",
        "อ.งาว ส่งแล้ว 3 ไฟล์\n3 ผู้นำ ทั้งหมด=1 คน=1",
        "5202\n3 ผู้นำ ทั้งหมด=1 คน=1",
        "อ.ไม่มีจริง 09/61\n3 ผู้นำ ทั้งหมด=1 คน=1",
        "อ.งาว\nอำเภอ,ฐานข้อมูล,ทั้งหมด,คน\nงาว,leaders,1,1",
        "แม่เมาะ;leaders;1",
    ],
)
def test_what_names_no_office_above_it_is_no_reply(text):
    assert not is_reply(text.encode(), LAMPANG)


def test_a_head_without_a_line_below_it_is_named():
    first, second = read(HEAD, "ขอบคุณค่ะ", "อ.งาว 09/61", "3 ผู้นำ ทั้งหมด=1 คน=1", "อ.เถิน 09/61")
    below = ", as no line below it says anything"
    assert first.unread == (f"line 1: {HEAD!r}{below}",)
    assert second.unread == (f"line 5: 'อ.เถิน 09/61'{below}",)
    assert drafts(second) == ["leaders 1, persons 1"]


# --- What others wrote -----------------------------------------------------------------------

ANSWER = "3 ผู้นำ ทั้งหมด=1 คน=1"


@pytest.mark.parametrize(
    "lines",
    [
        ["10:35 พช.เถิน ส่งแล้วนะคะ 3 ไฟล์"],
        ["10:35 พช.เถิน ประชุม 13/9 ห้อง 2", "ชั้น 3 ค่ะ"],
        ["10:35 AM Somchai ok 5"],
    ],
)
def test_what_others_write_ends_a_reply_and_is_left_aside(lines):
    [source] = read(HEAD, ANSWER, *lines)
    assert (drafts(source), source.problems) == (["leaders 1, persons 1"], ())
    assert [text.split("'")[1] for text in source.unread] == lines


@pytest.mark.parametrize("name", ["สมชาย", "พช. แม่เมาะ", "คุณ สมชาย ใจดี พช.", "คุณ พช.เถิน"])
def test_that_others_have_taken_note_is_not_worth_a_word(name):
    [source] = read(HEAD, ANSWER, f"10:35 {name} รับทราบค่ะ", "ขอบคุณค่ะ")
    assert (drafts(source), source.problems, source.unread) == (["leaders 1, persons 1"], (), ())


@pytest.mark.parametrize(
    "line",
    ["4 ประเมิน ทั้งหมด=3 คน=3", "4 ประเมิน อช. 3/3", "ทั้งหมด 3"],
)
@pytest.mark.parametrize("partial", [False, True])
def test_counts_in_what_others_write_are_told_and_hold_up_no_reply(line, partial):
    first, second = read(HEAD, ANSWER, "10:35 สมชาย รับทราบค่ะ", line, partial=partial)
    assert (drafts(first), first.problems) == (["leaders 1, persons 1"], ())
    why = f"line 4: {line!r} is not understood: no line above it says ตอบกลับ and the office"
    why += "; copy it below such a line, without its time and sender"
    told = second.unread if partial else [str(problem) for problem in second.problems]
    assert why in told
    assert bool(second.problems) is not partial
    assert (drafts(second), second.offices) == ([], ())


def test_only_some_of_what_is_left_aside_is_shown():
    others = [f"10:35 สมชาย ข้อความที่ {n}" for n in range(50)]
    [source] = read(HEAD, ANSWER, *others)
    assert (len(source.unread), source.unread[-1]) == (21, "30 more lines")


CHAT = """[LINE] ประวัติการแชทในกลุ่ม team it Lampang
บันทึกเมื่อ: 2018/09/05 16:00

2018.09.05 วันพุธ
10:32\tพช.แม่เมาะ\t"ตอบกลับ อ.แม่เมาะ 09/61
3 ผู้นำ ทั้งหมด=1 คน=1
4 ประเมิน อช. 2/3 หมายเหตุ ""รอ"" ผล"
10:35\tพช.เถิน\tรับทราบค่ะ
Thu, 6/9/2018
10:40\tพช.งาว\t"อ.งาว 09/61

3 ผู้นำ ครบ"
10:41\tพช.งาว\t[สติกเกอร์]
10:42\tพช.งาว\tส่งแล้วนะคะ 3 ไฟล์
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_chat_that_line_saved(end):
    content = CHAT.replace("\n", end).encode("utf-8-sig")
    assert is_reply(content, LAMPANG)
    first, second = read_reply("r.txt", "sha", content, OF_LAMPANG)
    assert (first.offices, second.offices) == ((MAE_MO,), (find_district("งาว", LAMPANG),))
    assert drafts(first) == [
        "leaders 1, persons 1",
        'volunteer-leader-assessment 3, persons 2; "รอ" ผล',
    ]
    assert [str(position) for _draft, position in first.given] == ["line 6", "line 7"]
    assert drafts(second) == ["leaders ? complete"]
    assert (first.problems, second.problems, first.unread) == ((), (), ())
    assert second.unread == ("line 13: '[สติกเกอร์]'", "line 14: 'ส่งแล้วนะคะ 3 ไฟล์'")


def test_a_message_of_a_chat_ends_where_the_next_begins():
    """Whatever its quotes say."""
    chat = f'10:32\tก\t"{HEAD}\n{ANSWER}\n10:35\tข\t4 ประเมิน อช. 3/3\n'
    first, second = read(*chat.splitlines())
    assert drafts(first) == ["leaders 1, persons 1"]
    assert [problem.where for problem in second.problems] == ["line 3"]


def test_what_line_tells_of_a_member_is_no_line_of_a_reply():
    chat = f'10:32\tก\t"{HEAD}\n{ANSWER}"\n10:35\tข ยกเลิกข้อความแล้ว\n10:36\tข\tรับทราบ\n'
    [reply] = read(*chat.splitlines())
    assert (drafts(reply), reply.problems) == (["leaders 1, persons 1"], ())
    assert reply.unread == ("line 3: 'ข ยกเลิกข้อความแล้ว'",)


MORE = "4 ประเมิน อช. 2/3"
TAKEN = ["leaders 1, persons 1", "volunteer-leader-assessment 3, persons 2"]


@pytest.mark.parametrize(
    ("messages", "joined"),
    [
        (["10:32\tก\t{head}\n{answer}", "10:35\tก\t{more}"], [3]),
        (["10:32\tก\t{head}\n{answer}", "10:34\tข\tรับทราบ", "10:42\tก\t{more}"], [4]),
        (["10:32\tก\tอ.แม่เมาะ 09/61", "10:33\tก\t{answer}\n{more}"], [2]),
        (["10:32\tก\tอ.แม่เมาะ 09/61", "10:32\tข\tค่ะ", "10:33\tก\t{answer}\n{more}"], [3]),
        (["11:59 AM\tก\t{head}\n{answer}", "12:03 PM\tก\t{more}"], [3]),
    ],
)
def test_a_reply_goes_on_in_its_sender_s_next_messages(messages, joined):
    [reply] = read(*_chat(messages))
    assert (drafts(reply), reply.problems, reply.unread) == (TAKEN, (), ())
    why = "read as more of the reply, as its sender wrote it minutes later"
    assert reply.warnings == tuple(f"line {number}: {why}" for number in joined)


@pytest.mark.parametrize(
    "messages",
    [
        ["10:32\tก\t{head}\n{answer}", "10:35\tข\t{more}"],
        ["10:32\tก\t{head}\n{answer}", "10:43\tก\t{more}"],
        ["10:32\tก\t{head}\n{answer}", "2018.09.06 วันพฤหัสบดี", "10:33\tก\t{more}"],
        ["10:32\tก\t{head}\n{answer}", "10:33\tก\tอ.งาว 09/61", "10:34\tก\t{more}"],
        ["10:32\tก\t{head}\n{answer}", "10:33\tก\tแก้ไข 4 ประเมิน ทั้งหมด=3 คน=2"],
    ],
    ids=["another sender", "later", "the next day", "of two districts", "no answer"],
)
def test_what_may_be_no_more_of_a_reply_is_refused_and_holds_it_up_not(messages):
    lines = _chat(messages)
    first, second = read(*lines)
    assert (drafts(first), first.problems, first.warnings) == (TAKEN[:1], (), ())
    [problem] = second.problems
    assert (problem.where, drafts(second)) == (f"line {len(lines)}", [])
    # What it advises works: that message below a line of its own, without time and sender.
    mended = [*lines[:-1], "ตอบกลับ อ.เถิน 09/61", lines[-1].split("\t")[-1].removeprefix("แก้ไข ")]
    first, second = read(*mended)
    assert (drafts(first), drafts(second)) == (TAKEN[:1], TAKEN[1:])


@pytest.mark.parametrize(
    ("head", "why"), [("อ.แม่เมาะ", "which month?"), ("ตอบกลับ อ.ไม่มี 09/61", "no district")]
)
def test_more_of_a_reply_is_held_up_by_what_is_wrong_above_it(head, why):
    [reply] = read(f"10:32\tก\t{head}", f"10:33\tก\t{MORE}")
    [problem] = reply.problems
    assert (problem.where, why in problem.message, drafts(reply)) == ("line 1", True, [])


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (["10:35\tก\tสวัสดี"], f"10:36\tข\t{MORE}"),
        (["10:35\tก\tสวัสดี"], f"10:36\tข\tขอแก้ไข {MORE}"),
        (["10:35 สมชาย ใจดี สวัสดี", HEAD, ANSWER], f"10:36 สมชาย ใจดี {MORE}"),
    ],
)
def test_counts_of_a_database_behind_a_sender_are_refused_whoever_wrote_them(before, line):
    *_replies, last = read(*before, line, wanted=OF_SEPTEMBER)
    [problem] = last.problems
    assert problem.where == f"line {len(before) + 1}"


def test_a_reply_does_not_go_on_below_a_heading_of_ours():
    chat = ["10:32\tก\tอ.แม่เมาะ 09/61\n3. ข้อมูลผู้นำ: ยังไม่ได้บันทึก", "10:33\tก\t{answer}"]
    [source] = read(*_chat(chat), wanted=OF_SEPTEMBER)
    assert (drafts(source), [problem.where for problem in source.problems]) == ([], ["line 3"])


def test_a_chat_that_line_saved_on_a_pc_has_spaces_in_place_of_tabs():
    lines = ("[LINE] ประวัติการแชท", "บันทึกเมื่อ: 2018/09/05 16:00", "2018.09.05 วันพุธ")
    answers = (f"10:32 พช.แม่เมาะ {HEAD}", ANSWER, "2018.09.06 วันพฤหัสบดี", "10:33 พช.เถิน รับทราบ")
    [reply] = read(*lines, *answers)
    assert (drafts(reply), reply.problems, reply.unread) == (TAKEN[:1], (), ())


def test_more_of_a_reply_that_contradicts_it_is_refused():
    chat = ["10:32\tก\t{head}\n{answer}", "10:35\tก\t3 ผู้นำ 1/2"]
    [problem] = read(*_chat(chat))[0].problems
    assert "Leaders is here twice, at line 2 too" in problem.message


def test_a_reply_goes_on_below_that_of_another_office():
    other = "10:33\tข\tตอบกลับ อ.เถิน 09/61\n{more}"
    chat = ["10:32\tก\tอ.แม่เมาะ 09/61", other, "10:34\tก\t{answer}"]
    first, second = read(*_chat(chat), wanted=OF_SEPTEMBER)
    assert (first.offices[0].name_en, drafts(first)) == ("Mae Mo", TAKEN[:1])
    assert (second.offices[0].name_en, drafts(second)) == ("Thoen", TAKEN[1:])


def test_an_office_that_is_named_alone_in_an_earlier_message_is_told():
    chat = ["10:32\tก\tอ.แม่เมาะ 09/61", "10:33\tข\tตอบกลับ อ.เถิน 09/61\n{answer}"]
    [reply] = read(*_chat(chat), wanted=OF_SEPTEMBER)
    assert reply.unread == ("line 1: 'อ.แม่เมาะ 09/61', as no line below it says anything",)


def _chat(messages: list[str]) -> list[str]:
    """The lines of a saved chat; a message of several lines is in quotes."""
    return [
        line
        for message in messages
        for line in re.sub(r"\t([^\t]*\n[^\t]*)$", r'\t"\1"', message)
        .format(head=HEAD, answer=ANSWER, more=MORE)
        .splitlines()
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [HEAD, *[f"{n} ?" for n in range(3000)]],
        [line for _n in range(3000) for line in ("ตอบกลับ อ.ไม่มี 09/61", ANSWER)],
        [line for _n in range(3000) for line in ("ตอบกลับ", ANSWER)],
    ],
    ids=["lines", "districts", "heads"],
)
def test_at_most_a_thousand_problems_are_told(lines):
    problems = [problem for source in read(*lines) for problem in source.problems]
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].message == "there may be more further on; mend these first"


@pytest.mark.parametrize(
    ("head", "wanted", "why"),
    [
        ("ตอบกลับ อ.แม่เมา 09/61", OF_LAMPANG, "did you mean mae-mo (แม่เมาะ)?"),
        ("ตอบกลับ 09/61", OF_LAMPANG, "which district?"),
        ("ตอบกลับ อ. 09/61", OF_LAMPANG, "which district?"),
        ("ตอบกลับ อ. จ.ลำปาง 09/61", OF_LAMPANG, "which district?"),
        ("ตอบกลับ อ.แม่เมาะ", OF_LAMPANG, "which month?"),
        ("ตอบกลับ อ.แม่เมาะ 13/61", OF_LAMPANG, "is not a month"),
        ("ตอบกลับ อ.แม่เมาะ 08/61", OF_SEPTEMBER, "taken here is September 2018 (2561) alone"),
        ("ตอบกลับ อ.แม่เมาะ แม่ทะ 09/61", OF_LAMPANG, "no district of Lampang"),
        ("ตอบกลับ อ.ป่าซาง จ.ลำพูน 09/61", OF_LAMPANG, "taken here is Lampang alone"),
        ("ตอบกลับ อ.เฉลิมพระเกียรติ 09/61", OF_ALL, "names no one district"),
    ],
)
def test_a_line_above_that_names_no_one_holds_up_all_below(head, wanted, why):
    for partial in (False, True):
        [source] = read(head, "3 ผู้นำ ทั้งหมด=1 คน=1", wanted=wanted, partial=partial)
        [problem] = source.problems
        assert (problem.where, why in problem.message) == ("line 1", True), problem
        assert drafts(source) == []


@pytest.mark.parametrize(
    "head",
    [
        "- อ งาว", "1. อ.งาว 09/61", "อำเภองาว", "จ.ลำพูน 09/61", "จังหวัดลำพูน",
        "10:25 สมชาย อ.งาว 09/61",
        "2. สพอ.งาว 09/61", "พัฒนาการอำเภองาว", "ขอตอบกลับ อ.งาว 09/61", "ตอบกลับแล้วค่ะ",
        "3 ก.ย. ตอบกลับ อ.งาว 09/61", "10:25 ตอบกลับด้วย อ.งาว", "ผู้นำ ตอบกลับ อ.งาว 09/61",
        "3 ผู้นำ ขอตอบ กลับ 09/61", "อ.งาว " + "ก" * 2000, "ตอบกลับ " + "ก" * 2000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("partial", [False, True])
def test_what_may_be_another_office_s_ends_a_reply(head, partial):
    lines = (HEAD, "3 ผู้นำ ทั้งหมด=1 คน=1", head, "4 ประเมิน ทั้งหมด=2 คน=2")
    first, second = read(*lines, partial=partial)
    assert (drafts(first), first.problems) == (["leaders 1, persons 1"], ())
    [problem] = second.problems
    assert (problem.where, drafts(second), second.offices) == ("line 3", [], ())


def test_what_may_be_another_office_s_is_told():
    _first, second = read(HEAD, "1. อ.งาว 09/61")
    told = "is not understood: which district? write it behind ตอบกลับ"
    assert [str(problem) for problem in second.problems] == [f"line 2: '1. อ.งาว 09/61' {told}"]


def test_a_line_of_many_spaces_takes_no_time():
    lines = ["ตอบกลับ " + " " * 200_000 + "x", "=" + "\t " * 100_000 + "x", " " * 200_000 + "เรียน"]
    begun = perf_counter()
    for line in lines:
        is_reply(line.encode(), LAMPANG)
        read(HEAD, line)
    assert perf_counter() - begun < 5


def test_of_all_provinces_the_district_says_which():
    head = "ตอบกลับ อ.{} 09/61"
    sources = read(head.format("แม่เมาะ"), head.format("เฉลิมพระเกียรติ จ.สระบุรี"), wanted=OF_ALL)
    assert [[office.code for office in source.offices] for source in sources] == [
        ["5202"],
        ["1913"],
    ]


def test_the_provincial_office_enters_what_no_district_does():
    of_lamphun = Wanted(LAMPHUN, None, round_of)
    line = "2 มชช. ทั้งหมด=1 คน=1"
    [source] = read("ตอบกลับ จ.ลำพูน 09/61", line, wanted=of_lamphun)
    assert [draft.office for draft, _position in source.given] == [LAMPHUN]
    [source] = read("ตอบกลับ อ.ป่าซาง 09/61", line, wanted=of_lamphun)
    assert "Community development standards is entered by the provincial office" in (
        source.problems[0].message
    )
    [source] = read("ตอบกลับ จ.ลำพูน 09/61", "3 ผู้นำ ทั้งหมด=1 คน=1", wanted=of_lamphun)
    assert "Leaders is entered by the districts" in source.problems[0].message


def test_a_name_that_two_databases_have():
    schedule = round_of(LAMPANG, SEPTEMBER).schedule
    named = {
        id_: database.model_copy(update={"also": ("ชุดใหม่",)})
        for id_, database in schedule.databases.items()
        if id_ in {"leaders", "volunteer-leader-assessment"}
    }
    schedule = schedule.model_copy(update={"databases": {**schedule.databases, **named}})
    changed = Round(SEPTEMBER, schedule, periods_of_month(schedule, SEPTEMBER, Holidays()))
    wanted = Wanted(LAMPANG, None, lambda _province, _month: changed)
    [source] = read(HEAD, "ชุดใหม่ ทั้งหมด=3 คน=3", wanted=wanted)
    told = "'ชุดใหม่' is the name of several databases; write the number of one"
    assert told in source.problems[0].message
    names = [reply_name(schedule.databases[id_], schedule) for id_ in named]
    assert names == ["ผู้นำ", "ผลการประเมินผู้นำ อช."]


def test_the_line_to_fill_in():
    found = round_of(LAMPANG, SEPTEMBER)
    [leaders], [groups] = found.of_database("leaders"), found.of_database("groups")
    alike = groups.database.model_copy(update={"counts": ("groups", "savings_groups", "places")})
    databases = {**found.schedule.databases, "groups": alike}
    changed = found.schedule.model_copy(update={"databases": databases})
    lines = [
        reply_line(leaders, found.schedule, numbered=False),
        reply_line(leaders, found.schedule, numbered=True),
        reply_line(groups._replace(database=alike), changed, numbered=False),
    ]
    assert lines == [
        "3 ผู้นำ ทั้งหมด= คน=",
        "3 ผู้นำ งวด 1 ทั้งหมด= คน=",
        "5 กลุ่มองค์กร ทั้งหมด= groups= savings_groups= แห่ง=",
    ]


def test_a_month_with_two_periods_of_a_database():
    found = round_of(LAMPANG, SEPTEMBER)
    again = [period._replace(number=2) for period in found.of_database("leaders")]
    twice = Round(SEPTEMBER, found.schedule, (*found.periods, *again))
    wanted = Wanted(LAMPANG, None, lambda _province, _month: twice)
    [source] = read(HEAD, "3 ผู้นำ งวด 2 ทั้งหมด=120 คน=118", wanted=wanted)
    assert [draft.period.number for draft, _position in source.given] == [2]
    assert several_of(twice.periods) == {"leaders"}
    [source] = read(HEAD, "3 ผู้นำ ทั้งหมด=120 คน=118", "3 ผู้นำ งวด 3 ทั้งหมด=120 คน=118", wanted=wanted)
    assert [problem.message.rpartition(": ")[2] for problem in source.problems] == [
        "which period? 1 or 2",
        "there is no period '3' in September 2018 (2561); it is 1 or 2",
    ]


THREE = (
    "สวัสดีค่ะ",
    "ตอบกลับ อ.แม่เมาะ 09/61",
    "3 ผู้นำ ทั้งหมด=1 คน=1",
    "ตอบกลับ อ.แม่ทะ 09/61",
    "3 ผู้นำ ทั้งหมด=2 คน=2",
    "4 ประเมิน 5",
    "ตอบกลับ อ.เถิน 09/61",
    "3 ผู้นำ ทั้งหมด=3 คน=3",
)


def test_each_reply_of_a_paste_stands_for_itself():
    sources = read(*THREE)
    assert [source.offices[0].name_en for source in sources] == ["Mae Mo", "Mae Tha", "Thoen"]
    assert [[problem.where for problem in source.problems] for source in sources] == [
        [],
        ["line 6"],
        [],
    ]
    assert len({source.sha256 for source in sources}) == 3
    text = "\n".join(THREE[3:6])
    assert sources[1].sha256 == sha256(text.encode()).hexdigest()
    [alone] = read(*THREE[6:])
    assert alone.sha256 == sources[2].sha256, "known again in a chat that has grown"


def test_what_is_left_out_is_shown():
    _first, second, _third = read(*THREE, partial=True)
    assert (drafts(second), second.problems) == (["leaders 2, persons 2"], ())
    assert [text.split(" is not")[0] for text in second.unread] == ["line 6: '4 ประเมิน 5'"]


def test_what_is_said_twice_is_refused_unless_it_is_the_same():
    line = "3 ผู้นำ ทั้งหมด=1 คน=1"
    [source] = read(HEAD, line, line)
    assert (drafts(source), source.problems) == (["leaders 1, persons 1"], ())
    other = "3 ผู้นำ ทั้งหมด=2 คน=1"
    [source] = read(HEAD, line, other)
    told = "Mae Mo, Leaders is here twice, at line 2 too; keep the right one"
    assert told in source.problems[0].message
    [source] = read(HEAD, line, other, partial=True)
    assert (drafts(source), source.problems, len(source.unread)) == ([], (), 2)
    assert source.unread[1] == f"line 2: {line!r}"


def test_what_follows_another_message_s_greeting_is_of_nobody():
    lines = (HEAD, "3 ผู้นำ ทั้งหมด=1 คน=1", "เรียน พัฒนาการอำเภอเถิน", "4 ประเมิน ทั้งหมด=2 คน=2")
    [source] = read(*lines)
    assert drafts(source) == ["leaders 1, persons 1"]
    assert [problem.where for problem in source.problems] == ["line 4"]


def test_words_above_the_first_reply_are_shown_and_numbers_are_refused():
    answer = "3 ผู้นำ ทั้งหมด=1 คน=1"
    [source] = read("ถึงพี่แดง", HEAD, answer)
    assert (source.problems, source.unread) == ((), ("line 1: 'ถึงพี่แดง'",))
    [source] = read("ก" * 80, "ข" * 81, HEAD, answer)
    assert source.unread == (f"line 1: '{'ก' * 80}'", f"line 2: '{'ข' * 80}…'")
    [source] = read("ทั้งหมด 120", HEAD)
    told = "is not understood: no line above it says ตอบกลับ and the office"
    assert [str(problem) for problem in source.problems] == [f"line 1: 'ทั้งหมด 120' {told}"]


def test_lines_left_as_printed_are_blank():
    [source] = read(HEAD, "3 ผู้นำ ทั้งหมด= คน=", "4 ประเมิน อช. ทั้งหมด คน")
    assert (drafts(source), source.problems, source.blank) == ([], (), ("line 2", "line 3"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_a_reply_is_known_by_the_line_above_it(encoding):
    content = f"สวัสดี\r\n{HEAD}\r\n3 ผู้นำ ทั้งหมด=๑๒๐ คน=118\r\n".encode(encoding)
    assert is_reply(content, LAMPANG)
    [source] = read_returns("r.txt", "sha", content, OF_LAMPANG)
    assert (drafts(source), source.problems, source.is_reply) == ([LEADERS], (), True)


@pytest.mark.parametrize(
    "content",
    [
        "district,database,total,note\nmae-mo,leaders,1,รอตอบกลับ 09/61\n".encode(),
        "โปรดตอบกลับด้วย\n".encode(),
        b"PK\x03\x04",
        b"",
        b"\xff\xfe\xff",
    ],
)
def test_other_files_are_no_replies(content):
    assert not is_reply(content, LAMPANG)


def test_what_is_longer_than_any_paste_is_no_reply():
    head = f"{HEAD}\n".encode()
    assert is_reply(head.ljust(MAX_REPLY), LAMPANG)
    assert not is_reply(head.ljust(MAX_REPLY + 1), LAMPANG)


def test_a_reply_that_is_no_text_is_refused():
    [source] = read_returns("r.txt", "sha", HEAD.encode() + b"\n\xff\n", OF_LAMPANG)
    assert len(source.problems) == 1


counts = st.one_of(st.none(), st.integers(0, MAX_COUNT))
ROUND = round_of(LAMPANG, SEPTEMBER)


@st.composite
def filled(draw):
    """The lines of a reminder, each filled in or left; and what was filled in."""
    lines, given_ = [], {}
    for period in ROUND.periods:
        line = reply_line(period, ROUND.schedule, numbered=draw(st.booleans()))
        values = [draw(counts) for _n in range(1 + len(period.database.counts))]
        *before, last = line.split("=")
        write = thai_digits if draw(st.booleans()) else str
        # With a count left out, 120,118 might be two.
        form = "{}" if None in values else draw(st.sampled_from(["{}", "{:,}"]))
        gap = draw(st.sampled_from(["=", " ", " = ", ": "]))
        shown = [write(form.format(v)) if v is not None else "" for v in values]
        if gap == " " and None in values:
            gap = "="
        text = "".join(f"{b}{gap}{s}" for b, s in zip(before, shown, strict=True)) + last
        lines.append(text + draw(st.sampled_from(["", " ครับ", " ค่ะ", " 🙏"])))
        if values != [None] * len(values):
            units = zip(period.database.counts, values[1:], strict=True)
            given_[period.database.id] = values[0], {u: v for u, v in units if v is not None}
    return draw(st.permutations(lines)), given_


@given(filled())
def test_what_was_filled_in_is_read_back(reply):
    lines, given_ = reply
    [source] = read(reply_head(MAE_MO, SEPTEMBER), *lines)
    assert source.problems == ()
    read_back = {d.period.database.id: (d.total, dict(d.recorded)) for d, _position in source.given}
    assert read_back == given_


@given(st.sampled_from(districts(LAMPANG)), st.sampled_from([Month(2018, 3), SEPTEMBER]))
@settings(max_examples=20)
def test_a_message_sent_back_as_it_is_says_nothing(office, month):
    round_ = round_of(LAMPANG, month)
    status = build_status(LAMPANG, districts(LAMPANG), round_.periods, [])
    own = status.of_office(office)
    today = date(2018, 9, 12)
    [text] = reminder(round_.schedule, round_.periods, own, Holidays(), today)
    assert is_reply(text.encode(), LAMPANG)
    [source] = read(*text.splitlines())
    assert (source.given, source.problems, source.unread) == ([], (), ())
    assert len(source.blank) == len(own)


def test_the_collective_message_asks_who_answers():
    status = build_status(LAMPANG, districts(LAMPANG), ROUND.periods, [])
    texts = collective(
        ROUND.schedule,
        LAMPANG,
        ROUND.periods,
        status.outstanding(),
        Holidays(),
        date(2018, 9, 5),
        districts=districts(LAMPANG),
    )
    lines = "\n".join(texts).splitlines()
    [source] = read(*lines)
    assert ["which district?" in problem.message for problem in source.problems] == [True]
    filled_in = [line.replace("อ. 09", "อ.งาว 09").replace("คน=", "คน=3") for line in lines]
    [source] = read(*(line.replace("ผู้นำ ทั้งหมด=", "ผู้นำ ทั้งหมด=4") for line in filled_in))
    assert drafts(source) == ["leaders 4, persons 3", "volunteer-leader-assessment ?, persons 3"]
    assert (source.problems, source.unread) == ((), ())


@given(st.text(max_size=60))
def test_a_line_with_a_number_is_never_passed_over(text):
    """It gives something, or is told of; printed lines apart."""
    line = text.replace("\n", " ") + " 7"
    [source, *others] = read(HEAD, line)
    told = source.given or source.problems or source.unread or others
    assert told or printed(line)
