"""The letters: what they say, how they are laid out, and what they enclose."""

import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from docx2python import docx2python
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.render.libreoffice import HAS_WRITER, IS_SARABUN_HERE, convert

from cddctl.errors import DataRefused
from cddctl.i18n import language, use_language
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import districts, find_district, find_province
from cddctl.render import schedule as table
from cddctl.render.letter.compose import LetterRound, letter_to_all, letter_to_office
from cddctl.render.letter.document import saved
from cddctl.render.letter.enclosures import (
    enclose_form,
    enclose_login,
    enclose_schedule,
    schedule_document,
)
from cddctl.render.letter.pages import letter_pages, memo_pages
from cddctl.render.letter.report import letter_up, memo_of
from cddctl.render.paper.schedule import schedule_workbook
from cddctl.report.form import build_report
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.due import report_periods
from cddctl.schedule.letter import LetterKind, OwnTexts, names_an_account
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

LIBRARY = ScheduleLibrary()
LAMPANG = find_province("lampang")
OFFICES = districts(LAMPANG)
MAE_MO, NGAO = (find_district(name, LAMPANG) for name in ("mae-mo", "ngao"))
SEPTEMBER = Month(2018, 9)
SETTINGS, _NO_GARUDA = LIBRARY.letter(LIBRARY.letter_file(LAMPANG))
SCHEDULE, PERIODS = Calendars(LIBRARY).of(LAMPANG).of_month(SEPTEMBER)
NATIONAL = Calendars(LIBRARY).of(None).of_month(SEPTEMBER)
CREATED = datetime(2018, 8, 31, 2, tzinfo=UTC)
FOLLOW_UP, OPEN, THANKS = LetterKind.FOLLOW_UP, LetterKind.OPEN, LetterKind.THANKS
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
"""A picture of one dot."""


def entry(database, office, total, recorded):
    unit = SCHEDULE.databases[database].counts[0]
    number = next(p.number for p in PERIODS if p.database.id == database)
    return Entry(
        "52", office.code, database, 2561, number, SEPTEMBER, total, {unit: recorded},
        received=date(2018, 8, 30),
    )  # fmt: skip


SOME = [entry("leaders", MAE_MO, 120, 118), entry("savings-groups", MAE_MO, 1500, 1500)]
ALL = [
    entry(period.database.id, office, 10, 10)
    for period in report_periods(PERIODS)
    for office in OFFICES
    if period.not_yet is None
]
CLOSED = Act(Kind.CLOSE, "52", SEPTEMBER, recorded_at=datetime(2018, 9, 30, tzinfo=UTC))


def extended(office, until):
    return Act(Kind.EXTEND, "52", SEPTEMBER, office=office.code, until=until, reason="น้ำท่วม")


def round_(entries=(), acts=(), today=date(2018, 8, 31), periods=PERIODS, schedule=SCHEDULE):
    periods = [p for p in report_periods(periods) if p.database.entered_by == "district"]
    status = build_status(LAMPANG, OFFICES, periods, entries, acts)
    return LetterRound(schedule, SEPTEMBER, status, today)


def body(letter):
    return [f"{part.number} {part.text}".strip() for part in letter.body]


def to_all(kind, *entries, enclosed=True, settings=SETTINGS, **options):
    return letter_to_all(round_(entries, **options), kind, settings, is_enclosed=enclosed)


def text_of(document):
    with docx2python(BytesIO(saved(document, CREATED))) as content:
        return content.text


# --- Which kind -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "acts", "today", "kind"),
    [
        ([], (), date(2018, 8, 31), OPEN),
        ([], (), date(2018, 9, 6), OPEN),
        ([], (), date(2018, 9, 7), FOLLOW_UP),
        (SOME, (), date(2018, 8, 31), FOLLOW_UP),
        (SOME, (CLOSED,), date(2018, 9, 30), THANKS),
        (ALL, (), date(2018, 9, 5), THANKS),
    ],
)
def test_the_kind_follows_the_day_and_the_standing(entries, acts, today, kind):
    assert round_(entries, acts, today).usual_kind() is kind


# --- What they say ----------------------------------------------------------------------------


def test_the_follow_up_is_lampangs_letter():
    letter = to_all(FOLLOW_UP, *SOME)
    assert letter._replace(body=()) == (
        "ลป ๐๐๑๙.๔/ว",
        ("ศาลากลางจังหวัดลำปาง", "ถนนวชิราวุธดำเนิน ลป ๕๒๐๐๐"),
        "๓๑ สิงหาคม ๒๕๖๑",
        "ศูนย์ข้อมูลกลางเพื่อการบริหารจัดเก็บและใช้ประโยชน์ กรมการพัฒนาชุมชน ปี พ.ศ. ๒๕๖๑",
        "นายอำเภอทุกอำเภอ",
        ("หนังสือจังหวัดลำปาง ที่ ลป ๐๐๑๙.๔/ว ๑๖๑๑๙ ลงวันที่ ๒๐ มิถุนายน ๒๕๖๑",),
        (
            "กำหนดการจัดเก็บและบันทึกข้อมูลศูนย์ข้อมูลกลางฯ ประจำปี พ.ศ. ๒๕๖๑",
            "วิธีเข้าสู่ระบบศูนย์ข้อมูลกลางเพื่อการบริหารจัดเก็บและใช้ประโยชน์",
            "แบบรายงานผลการบันทึกฐานข้อมูลฯ",
        ),
        (),
        "",
        ("พัฒนาการจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดลำปาง"),
        ("สำนักงานพัฒนาชุมชนจังหวัด", "กลุ่มงานสารสนเทศการพัฒนาชุมชน", "โทร. ๐ ๕๔๒๖ ๕๐๕๕"),
    )
    assert body(letter) == [
        (
            "ตามหนังสือที่อ้างถึง จังหวัดได้แจ้งให้สำนักงานพัฒนาชุมชนอำเภอดำเนินการบันทึกข้อมูลศูนย์ข้อมูลกลางฯ "
            "ปี พ.ศ. ๒๕๖๑ ตามงวดรายงานของฐานข้อมูลที่กรมการพัฒนาชุมชนกำหนด นั้น"
        ),
        (
            "ในการนี้ จังหวัดได้ตรวจสอบข้อมูลจากศูนย์ข้อมูลกลางฯ ดังกล่าว ปรากฏว่ามีอำเภอที่ยังไม่ได้บันทึกข้อมูล "
            "จำนวน ๑๒ อำเภอ และบันทึกข้อมูลแล้วไม่ครบถ้วนสมบูรณ์ จำนวน ๑ อำเภอ "
            "จึงขอให้อำเภอมอบหมายให้สำนักงานพัฒนาชุมชนอำเภอดำเนินการบันทึกข้อมูล "
            "ตามกำหนดการบันทึกข้อมูลงวดเดือนกันยายน ๒๕๖๑ จำนวน ๘ ฐานข้อมูล "
            "โดยบันทึกผ่านทางระบบอินเทอร์เน็ต (Online) เว็บไซต์กรมการพัฒนาชุมชน เรื่องบริการภายใน "
            "หัวข้อศูนย์ข้อมูลกลางฯ และรายงานผลการบันทึกข้อมูลฯ ให้จังหวัดทราบ ภายในวันที่ ๖ กันยายน ๒๕๖๑ "
            "ทางระบบกลุ่มไลน์ของจังหวัด เพื่อตรวจสอบความถูกต้องครบถ้วน "
            "ในการรายงานผลการบันทึกให้กรมการพัฒนาชุมชนทราบต่อไป รายละเอียดตามสิ่งที่ส่งมาด้วย"
        ),
        "จึงเรียนมาเพื่อพิจารณาดำเนินการ",
    ]


@pytest.mark.parametrize(
    ("kind", "entries", "options", "said", "not_said"),
    [
        (OPEN, [], {}, "จังหวัดขอแจ้งว่า ถึงกำหนดการบันทึกข้อมูลศูนย์ข้อมูลกลางฯ", "ปรากฏว่า"),
        (FOLLOW_UP, [], {}, "ยังไม่ได้บันทึกข้อมูล จำนวน ๑๓ อำเภอ จึงขอให้", "ไม่ครบถ้วนสมบูรณ์"),
        (FOLLOW_UP, ALL[:-1], {}, "ไม่ครบถ้วนสมบูรณ์ จำนวน ๑ อำเภอ จึงขอให้", "ยังไม่ได้บันทึกข้อมูล"),
        (FOLLOW_UP, [], {"today": date(2018, 9, 7)},
         "โดยด่วน ทางระบบกลุ่มไลน์ของจังหวัด เนื่องจากครบกำหนดแล้วเมื่อวันที่ ๖ กันยายน ๒๕๖๑", "ภายในวันที่"),
        (FOLLOW_UP, [], {"enclosed": False}, "ทราบต่อไป", "สิ่งที่ส่งมาด้วย"),
        (FOLLOW_UP, [], {"settings": SETTINGS.model_copy(update={"references": ()})},
         "ตามที่จังหวัดได้แจ้งให้สำนักงาน", "อ้างถึง"),
        (FOLLOW_UP, [], {"periods": NATIONAL[1], "schedule": NATIONAL[0]},
         "ภายในวันที่ ๒๐ กันยายน ๒๕๖๑ (๒ ฐานข้อมูล) และวันที่ ๓๐ กันยายน ๒๕๖๑ (๕ ฐานข้อมูล) ทาง", "๖ กันยายน"),
        (THANKS, ALL, {}, "จำนวน ๘ ฐานข้อมูล ครบถ้วนทุกอำเภอแล้ว จังหวัดขอขอบคุณ", "รายงานผลการบันทึกให้กรม"),
        (THANKS, ALL, {"acts": (CLOSED,)},
         "ครบถ้วนทุกอำเภอแล้ว และจังหวัดได้รายงานผลการบันทึกให้กรมการพัฒนาชุมชนทราบแล้ว", "พิจารณาดำเนินการ"),
        (THANKS, SOME, {"acts": (CLOSED,)}, "เสร็จสิ้นแล้ว และจังหวัดได้รายงาน", "ครบถ้วน"),
    ],
)  # fmt: skip
def test_what_a_letter_says(kind, entries, options, said, not_said):
    text = "\n".join(body(to_all(kind, *entries, **options)))
    assert said in text
    assert not_said not in text


def test_a_database_that_is_not_due_yet_is_owed_by_nobody():
    assert body(to_all(FOLLOW_UP, *ALL[:-1]))[1].count("จำนวน ๑ อำเภอ") == 1
    assert round_(ALL).usual_kind() is THANKS


def test_who_may_wait_owes_nothing():
    status = round_([], [extended(MAE_MO, date(2018, 9, 20))]).status
    assert MAE_MO not in status.owing(date(2018, 9, 20)).offices
    assert MAE_MO in status.owing(date(2018, 9, 21)).none
    assert len(status.owed(date(2018, 9, 20))) == 12 * 7


def test_what_an_office_owes_is_listed():
    letter = letter_to_office(round_(SOME), FOLLOW_UP, SETTINGS, MAE_MO, is_enclosed=False)
    assert letter.to == "นายอำเภอแม่เมาะ"
    assert body(letter)[1:-2] == [
        (
            "ในการนี้ จังหวัดได้ตรวจสอบข้อมูลจากศูนย์ข้อมูลกลางฯ ดังกล่าว ปรากฏว่าอำเภอแม่เมาะ"
            "บันทึกข้อมูลงวดเดือนกันยายน ๒๕๖๑ ยังไม่ครบถ้วน จำนวน ๖ ฐานข้อมูล ดังนี้"
        ),
        "๑. ข้อมูลผู้นำ: บันทึกไม่ครบถ้วน (๑๑๘ จาก ๑๒๐)",
        (
            "๒. ยังไม่ได้บันทึก จำนวน ๕ ฐานข้อมูล ได้แก่ ข้อมูลผลการประเมินผู้นำ อช., "
            "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน, ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.) งวดที่ ๒, "
            "ข้อมูลสถาบันการจัดการเงินทุนชุมชน, ข้อมูลเครือข่ายกองทุนชุมชน"
        ),
    ]


def test_what_an_office_owes_is_asked_for_in_short():
    request = (
        "จึงขอให้อำเภอบันทึกข้อมูลให้ครบถ้วน และรายงานผลให้จังหวัดทราบ ภายในวันที่ ๖ กันยายน ๒๕๖๑ "
        "ทางระบบกลุ่มไลน์ของจังหวัด"
    )
    assert body(_to(MAE_MO, is_enclosed=False))[-2] == request
    enclosed = f"{request} รายละเอียดตามสิ่งที่ส่งมาด้วย"
    assert body(_to(MAE_MO, is_enclosed=True))[-2] == enclosed


def test_texts_of_the_offices_own_are_filled_in():
    own = (
        "{month} {year} {count}",
        "{none}/{part} {deadline} {reply_to}",
        "จบ",
    )
    texts = OwnTexts.model_validate({"follow-up": own})
    settings = SETTINGS.model_copy(update={"texts": texts})
    filled = ["กันยายน ๒๕๖๑ ๒๕๖๑ ๘", "๑๒/๑ ๖ กันยายน ๒๕๖๑ ระบบกลุ่มไลน์ของจังหวัด", "จบ"]
    assert body(to_all(FOLLOW_UP, *SOME, settings=settings)) == filled
    letter = letter_to_office(round_(SOME), FOLLOW_UP, settings, NGAO, is_enclosed=False)
    assert body(letter)[:2] + body(letter)[-1:] == filled
    assert body(letter)[2].startswith("ฐานข้อมูลงวดเดือนกันยายน ๒๕๖๑ ที่อำเภองาวยังบันทึกไม่ครบถ้วน จำนวน ๗")


# --- What goes up -----------------------------------------------------------------------------


def report(*entries):
    return build_report(SCHEDULE, LAMPANG, OFFICES, SEPTEMBER, PERIODS, entries)


ORDER = NATIONAL[0].source


def test_the_memorandum_says_what_is_incomplete_and_why():
    kept = [
        e for e in ALL if (e.database, e.office) not in {("leaders", "5202"), ("groups", "5201")}
    ]
    kept.append(entry("leaders", MAE_MO, 120, 118))
    memo = memo_of(report(*kept), "ระบบขัดข้อง", ORDER, SETTINGS, date(2018, 10, 1))
    assert (memo.number, memo.to, memo.position) == (
        "ลป ๐๐๑๙.๔/", "ผู้ว่าราชการจังหวัดลำปาง", ("พัฒนาการจังหวัดลำปาง",),
    )  # fmt: skip
    assert body(memo) == [
        (
            "ตามหนังสือกรมการพัฒนาชุมชน ที่ มท ๐๔๐๕.๔/ว ๐๖๒๖ ลงวันที่ ๒๓ มีนาคม ๒๕๖๑ ให้จังหวัดดำเนินการบันทึกข้อมูล"
            "ศูนย์ข้อมูลกลางเพื่อการบริหารจัดเก็บและใช้ประโยชน์ ตามกำหนดการ และรายงานผลการบันทึกข้อมูล นั้น"
        ),
        (
            "สำนักงานพัฒนาชุมชนจังหวัดได้ดำเนินการบันทึกข้อมูลงวดเดือนกันยายน ๒๕๖๑ ตามแบบรายงาน จำนวน ๘ ฐานข้อมูล "
            "แบ่งเป็น บันทึกครบถ้วน ๕ ฐานข้อมูล ยังไม่ถึงเวลาบันทึก ๑ ฐานข้อมูล และบันทึกไม่ครบถ้วน ๒ ฐานข้อมูล "
            "เนื่องจากระบบขัดข้อง รายละเอียดตามแบบรายงานผลการบันทึกข้อมูลที่แนบมาพร้อมนี้ จำนวน ๑ ชุด สรุปได้ดังนี้"
        ),
        "๑. ข้อมูลผลการดำเนินงานตามระบบ มชช.: ยังไม่ถึงเวลา (หลังการรับรอง)",
        "๒. ข้อมูลผู้นำ: บันทึกไม่ครบถ้วน ๑ อำเภอ (แม่เมาะ)",
        "๓. ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน: ยังไม่ได้บันทึก ๑ อำเภอ (เมืองลำปาง)",
        "จึงเรียนมาเพื่อโปรดทราบ",
    ]


def test_the_letter_up_goes_to_the_director_general():
    standards = [entry("cd-standards", office, 3, 3) for office in OFFICES]
    letter = letter_up(report(*ALL, *standards), None, ORDER, SETTINGS, date(2018, 10, 1))
    assert letter.to == "อธิบดีกรมการพัฒนาชุมชน"
    assert letter.references == ("หนังสือกรมการพัฒนาชุมชน ที่ มท ๐๔๐๕.๔/ว ๐๖๒๖ ลงวันที่ ๒๓ มีนาคม ๒๕๖๑",)
    assert body(letter)[1] == (
        "จังหวัดลำปางได้ดำเนินการบันทึกข้อมูลงวดเดือนกันยายน ๒๕๖๑ ตามแบบรายงาน จำนวน ๘ ฐานข้อมูล "
        "ครบถ้วนทุกฐานข้อมูล รายละเอียดตามสิ่งที่ส่งมาด้วย"
    )


def test_many_offices_are_counted_and_a_few_named():
    letter = letter_up(report(*SOME), "ช้า", ORDER, SETTINGS, date(2018, 10, 1))
    assert "๒. ข้อมูลผู้นำ: ยังไม่ได้บันทึก ๑๒ อำเภอ บันทึกไม่ครบถ้วน ๑ อำเภอ (แม่เมาะ)" in body(letter)


def test_a_reason_that_tells_a_password_does_not_go_out():
    with pytest.raises(DataRefused, match="account or a password"):
        memo_of(report(*SOME), "รหัสผ่าน 1234 ใช้ไม่ได้", ORDER, SETTINGS, date(2018, 10, 1))


# --- The documents ----------------------------------------------------------------------------


def whole(kind=FOLLOW_UP, entries=SOME, garuda=None):
    document = letter_pages(to_all(kind, *entries), garuda)
    enclose_schedule(document, SCHEDULE)
    enclose_login(document, SCHEDULE, SETTINGS)
    enclose_form(document, report())
    return document


@pytest.fixture(scope="module")
def made():
    return saved(whole(), CREATED)


def xml_of(content, name="word/document.xml"):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return ET.fromstring(archive.read(name))


def test_the_same_gives_the_same_bytes(made):
    assert saved(whole(), CREATED) == made


def test_every_text_is_set_for_thai(made):
    """Else Word prints it in another font, and in 10 points."""
    parts = [xml_of(made), xml_of(made, "word/header1.xml")]
    runs = [run for part in parts for run in part.iter(f"{W}r")]
    assert len(runs) > 200
    for run in runs:
        properties = run.find(f"{W}rPr")
        assert set(properties.find(f"{W}rFonts").attrib.values()) == {"TH SarabunPSK"}
        assert properties.find(f"{W}szCs").attrib == properties.find(f"{W}sz").attrib
        assert (properties.find(f"{W}b") is None) == (properties.find(f"{W}bCs") is None)
        assert properties.find(f"{W}lang").get(f"{W}bidi") == "th-TH"


def test_no_table_touches_another_or_ends_a_document(made):
    """Word joins the first, and mends the second."""
    memo = memo_of(report(*SOME), "ช้า", ORDER, SETTINGS, date(2018, 10, 1))
    for content in (made, saved(memo_pages(memo, None), CREATED)):
        tags = [element.tag.removeprefix(W) for element in xml_of(content).find(f"{W}body")]
        assert "tbl" in tags
        assert all(after == "p" for tag, after in pairwise(tags) if tag == "tbl")


def centimetres(length):
    return round(length / 360000, 1)


def test_the_pages_are_to_the_figure(made):
    first, *others = docx.Document(BytesIO(made)).sections
    assert [
        centimetres(m) for m in (first.left_margin, first.right_margin, first.bottom_margin)
    ] == [3, 2, 2]
    assert centimetres(first.top_margin) == 1.5  # where the garuda begins
    assert (centimetres(first.page_width), centimetres(first.page_height)) == (21, 29.7)
    assert [centimetres(section.page_width) for section in others] == [21, 21, 29.7]
    assert [section.different_first_page_header_footer for section in (first, *others)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert "".join(p.text for p in first.header.paragraphs) == "- ๒ -"
    assert all(not p.text for section in others for p in section.header.paragraphs)


def test_word_numbers_further_pages_in_thai_digits(made):
    """The section says so, and the field holds one until Word counts the pages."""
    header = xml_of(made, "word/header1.xml")
    parts = [(part.tag.removeprefix(W), part.text) for part in header.iter() if part.text]
    assert parts == [("t", "- "), ("instrText", " PAGE "), ("t", "๒"), ("t", " -")]
    first, *_others = xml_of(made).iter(f"{W}sectPr")
    assert first.find(f"{W}pgNumType").get(f"{W}fmt") == "thaiNumbers"


def test_paragraphs_are_spread_and_indented():
    document = letter_pages(to_all(FOLLOW_UP, *SOME), None)
    for paragraph in document.paragraphs[-3:]:
        form = paragraph.paragraph_format
        assert form.alignment.name == "THAI_JUSTIFY"
        assert (centimetres(form.first_line_indent), form.space_before.pt) == (2.5, 6)
    assert document.paragraphs[-1].paragraph_format.keep_with_next


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        (("ถนนวชิราวุธดำเนิน", "ลป 52000"), "ถนนวชิราวุธดำเนิน ลป ๕๒๐๐๐"),
        (("ถนนราชดำเนิน ตำบลในเมือง", "อำเภอเมืองนครศรีธรรมราช", "นศ 80000"),
         "ถนนราชดำเนิน ตำบลในเมือง\nอำเภอเมืองนครศรีธรรมราช\nนศ ๘๐๐๐๐"),
    ],
)  # fmt: skip
def test_an_address_of_one_line_or_of_the_lines_given(address, printed):
    head = SETTINGS.letterhead.model_copy(update={"address": address})
    letter = to_all(OPEN, settings=SETTINGS.model_copy(update={"letterhead": head}))
    assert letter.letterhead[1] == printed


def test_the_register_number_is_left_open():
    assert re.search(r"ที่  ลป ๐๐๑๙\.๔/ว\n", text_of(whole())) is not None


def test_the_garuda_is_three_centimetres_high_and_small_on_a_memorandum():
    picture = whole(garuda=DOT).inline_shapes[0]
    assert centimetres(picture.height) == 3
    memo = memo_of(report(*SOME), "ช้า", ORDER, SETTINGS, date(2018, 10, 1))
    assert centimetres(memo_pages(memo, DOT).inline_shapes[0].height) == 1.5


def test_a_damaged_garuda_is_refused():
    with pytest.raises(DataRefused, match="the picture of the garuda is damaged"):
        whole(garuda=DOT[:20])


def test_the_memorandum_has_its_headings():
    memo = memo_of(report(*SOME), "ช้า", ORDER, SETTINGS, date(2018, 10, 1))
    document = memo_pages(memo, None)
    sizes = {
        run.text: (run.font.size.pt, run.font.bold)
        for t in document.tables
        for cell in t._cells
        for p in cell.paragraphs
        for run in p.runs
    }
    assert sizes["บันทึกข้อความ"] == (29, True)
    assert {sizes[head] for head in ("ส่วนราชการ", "ที่", "วันที่", "เรื่อง")} == {(20, True)}
    assert sizes["ลป ๐๐๑๙.๔/"] == (16, None)


# --- What is enclosed -------------------------------------------------------------------------

TICKED = ("/", "/")
OF_LAMPANG = [
    ("๑", "ข้อมูลการดำเนินกิจกรรมวันครบรอบโครงการพัฒนาผู้นำอาสาพัฒนาชุมชน", ["๑ งวด (กุมภาพันธ์)"]),
    ("๒", "ข้อมูลผลการดำเนินงานตามระบบมาตรฐานการพัฒนาชุมชน", [
        "๒ งวด (มีนาคม และ กันยายน)", "หมายเหตุ",
        "- มีนาคม บันทึกผู้สมัคร", "ภายในไตรมาส ๒",
        "- กันยายน บันทึกข้อมูล", "ผู้ผ่านการรับรอง", "ภายในไตรมาส ๔",
    ]),
    ("๓", "ข้อมูลผู้นำ", ["๑ งวด (กันยายน)"]),
    ("๔", "ข้อมูลผลการประเมินผู้นำ อช.", ["๑ งวด (กันยายน)"]),
    ("๕", "ข้อมูลกลุ่มองค์กร เครือข่าย และชุมชน", ["๑ งวด (กันยายน)"]),
    ("๖", "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต", [
        "๔ งวด", "งวดที่ ๑ : ๒๐ ธันวาคม", "งวดที่ ๒ : ๒๐ มีนาคม",
        "งวดที่ ๓ : ๒๐ มิถุนายน", "งวดที่ ๔ : ๒๐ กันยายน",
    ]),
    ("๗", "ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.)",
     ["๒ งวด", "งวดที่ ๑ : ๒๐ มีนาคม", "งวดที่ ๒ : ๒๐ กันยายน"]),
    ("๘", "ข้อมูลสถาบันการจัดการเงินทุนชุมชน", ["๑ งวด (กันยายน)"]),
    ("๙", "ข้อมูลเครือข่ายกองทุนชุมชน", ["๑ งวด (กันยายน)"]),
    ("๑๐", "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน", ["ทุกวันที่ ๑๐ ของเดือน"]),
    ("๑๑", "ข้อมูลผลการตรวจสอบสภาพกองทุนแม่ของแผ่นดิน", ["๑ งวด (เมษายน)"]),
]  # fmt: skip
BUREAUS = [
    "ฐานข้อมูลสำนักเสริมสร้างความเข้มแข็งชุมชน",
    "ฐานข้อมูลสำนักพัฒนาทุนและองค์กรการเงินชุมชน",
    "ฐานข้อมูลสำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน",
    "ฐานข้อมูลกองแผนงาน",
]


def rows_of(word_table):
    return [[cell.text for cell in row.cells] for row in word_table.rows]


def test_the_schedule_is_the_letters_table_cell_by_cell():
    [word_table] = schedule_document(SCHEDULE).tables
    header, below, *rows = rows_of(word_table)
    assert header == [
        "ชื่อฐานข้อมูล",
        "ชื่อฐานข้อมูล",
        "กำหนดการ\nบันทึกข้อมูล",
        "หน่วยรายงาน",
        "หน่วยรายงาน",
        "หมายเหตุ",
    ]
    assert below[3:5] == ["อำเภอ", "จังหวัด"]
    assert [row[0] for row in rows if len(set(row)) == 1] == BUREAUS
    cells = [row for row in rows if len(set(row)) > 1]
    assert [
        (no, name, [line.strip() for line in rule.split("\n")]) for no, name, rule, *_ in cells
    ] == OF_LAMPANG
    assert {tuple(row[3:]) for row in cells} == {(*TICKED, "")}


def test_the_departments_schedule_has_its_ticks_and_notes():
    [word_table] = schedule_document(NATIONAL[0]).tables
    cells = [row for row in rows_of(word_table)[2:] if len(set(row)) > 1]
    ticks = {row[0]: (row[3], row[4]) for row in cells}
    assert (ticks["๒"], ticks["๓"], ticks["๕"]) == (("", "/"), ("/", ""), ("/", "/"))
    noted = {row[0] for row in cells if row[5] == "อยู่ระหว่างการปรับปรุงระบบบันทึก"}
    assert noted == {"๖", "๗", "๘", "๙"}


def test_the_workbook_of_the_schedule_is_the_same_table():
    sheet = load_workbook(BytesIO(schedule_workbook(SCHEDULE, CREATED))).worksheets[0]
    assert sheet["A1"].value == "กำหนดการจัดเก็บและบันทึกข้อมูลศูนย์ข้อมูลกลางฯ ประจำปี พ.ศ.๒๕๖๑"
    assert [sheet["D2"].value, sheet["D3"].value, sheet["E3"].value] == [
        "หน่วยรายงาน",
        "อำเภอ",
        "จังหวัด",
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(4, sheet.max_row)]
    assert [row[0] for row in rows if row[1] is None] == BUREAUS
    cells = [row for row in rows if row[1] is not None]
    assert [row[0] for row in cells] == list(range(1, 12))
    found = [(row[1], [line.strip() for line in row[2].split("\n")]) for row in cells]
    assert found == [(name, rule) for _no, name, rule in OF_LAMPANG]
    assert sheet["A5"].number_format == "[$-D00041E]0"


def test_what_the_table_says_does_not_depend_on_the_language_of_the_screen():
    use_language("en")
    first = table.schedule_sections(SCHEDULE)[0]
    assert [line.rule[0] for line in first.lines[:2]] == [
        "๑ งวด (กุมภาพันธ์)", "๒ งวด (มีนาคม และ กันยายน)",
    ]  # fmt: skip
    assert language() == "en"


def test_how_to_log_in_says_which_level_enters_which():
    text = text_of(whole())
    login = text[text.index("เปิดเว็บไซต์กรมการพัฒนาชุมชน") :]
    assert re.search(
        r"ระดับจังหวัด\s+๑\. ข้อมูลการดำเนิน.*๙\. .*๑๑\. .*ระดับอำเภอ\s+๑๐\. ", login, re.DOTALL
    )
    assert "โปรดสอบถามสำนักงานพัฒนาชุมชนจังหวัด กลุ่มงานสารสนเทศการพัฒนาชุมชน โทร. ๐ ๕๔๒๖ ๕๐๕๕" in login


def test_nothing_that_goes_out_looks_like_an_account():
    assert not any(map(names_an_account, text_of(whole()).splitlines()))


def test_the_blank_form_is_the_letters():
    form = rows_of(whole().tables[-1])
    assert form[0][:4] == ["ที่", "ชื่อฐานข้อมูล", "งวดที่", "จำนวนข้อมูล\nทั้งหมด"]
    assert form[1][4:9] == ["คน", "เครือข่าย", "กลุ่ม", "กลุ่ม", "แห่ง"]
    assert [row[2] for row in form[2:]] == [f"{number} (ก.ย.)" for number in "๒๑๑๑๔๒๑๑"]
    assert form[2][3:] == ["", "-", "-", "-", "-", "-", "หลังการรับรอง"]
    assert {tuple(row[3:]) for row in form[3:]} == {("",) * 7}


def test_a_form_as_it_was_sent_has_its_counts():
    document = letter_pages(to_all(FOLLOW_UP, *SOME), None)
    enclose_form(document, report(*SOME))
    leaders = rows_of(document.tables[-1])[3]
    assert leaders[3:5] == ["๑๒๐", "๑๑๘"]
    assert leaders[-1].startswith("รายงานแล้ว ๑/๑๓ อำเภอ")


NOTE = "อยู่ระหว่างรอข้อมูลจากตำบลที่ประสบอุทกภัย และจะบันทึกให้แล้วเสร็จโดยเร็ว ภายในเดือนตุลาคม"


def with_notes():
    """A letter with a form whose notes are attached."""
    entries = [e._replace(note=f"{NOTE} {e.office}") for e in ALL]
    document = letter_pages(to_all(FOLLOW_UP, *SOME), None)
    enclose_form(document, report(*entries)._replace(note="จังหวัดจะรายงานเพิ่มเติม"))
    return document


def test_notes_that_the_form_has_no_room_for_are_attached():
    document = with_notes()
    form = rows_of(document.tables[-1])
    assert {row[-1].endswith("ดูหมายเหตุแนบท้าย") for row in form[3:]} == {True}
    below = [paragraph.text for paragraph in document.paragraphs]
    below = below[below.index("หมายเหตุ: จังหวัดจะรายงานเพิ่มเติม") :]
    assert below[1:7] == [
        "หมายเหตุแนบท้าย", "รายงานผลการบันทึกข้อมูล", "ฐานข้อมูลของกรมการพัฒนาชุมชน",
        "ประจำปี พ.ศ. ๒๕๖๑", "จังหวัดลำปาง", "๒.  ข้อมูลผู้นำ งวดที่ ๑ (ก.ย.)",
    ]  # fmt: skip
    told_once = [f"{NOTE} {office.code} ({office.name_th})" for office in OFFICES]
    assert below[-13:] == told_once
    assert below[-14] == "๘.  ข้อมูลเครือข่ายกองทุนชุมชน งวดที่ ๑ (ก.ย.)"


def test_the_signature_stays_with_the_item_and_paragraph_before_it():
    up = letter_up(report(*SOME), "ระบบขัดข้อง", ORDER, SETTINGS, date(2018, 10, 1))
    paragraphs = [paragraph for paragraph in letter_pages(up, None).paragraphs if paragraph.text]
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in paragraphs]
    assert paragraphs[-1].text == "จึงเรียนมาเพื่อโปรดทราบ"
    assert re.match(r"\S\.  ข้อมูล", paragraphs[-2].text)
    assert kept == [None] * (len(kept) - 2) + [True, True]


# --- As printed -------------------------------------------------------------------------------


def _to_print():
    long = [f"{'ข้อความของสำนักงาน ' * 60}"] * 2
    texts = OwnTexts.model_validate({"follow-up": [*long, "จึงเรียนมา"]})
    settings = SETTINGS.model_copy(update={"texts": texts})
    up = letter_up(report(*SOME), "ระบบขัดข้อง", ORDER, SETTINGS, date(2018, 10, 1))
    return {
        "follow-up": letter_pages(to_all(FOLLOW_UP, *SOME), DOT),
        "to one that owes all": letter_pages(_to(NGAO, is_enclosed=True, today=OVERDUE), None),
        "to one that owes a part": letter_pages(_to(MAE_MO, is_enclosed=True, today=OVERDUE), None),
        "up": letter_pages(up, None),
        "with what is enclosed": whole(),
        "long": letter_pages(to_all(FOLLOW_UP, *SOME, settings=settings), None),
        "schedule": schedule_document(NATIONAL[0]),
        "with notes": with_notes(),
    }


OVERDUE = date(2018, 9, 7)


def _is_across(page):
    return page.mediabox.width > page.mediabox.height


def _to(office, *, is_enclosed, today=date(2018, 8, 31)):
    round_of_day = round_(SOME, today=today)
    return letter_to_office(round_of_day, FOLLOW_UP, SETTINGS, office, is_enclosed=is_enclosed)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The pages that LibreOffice makes of all documents."""
    if not HAS_WRITER:
        pytest.skip("LibreOffice has no Writer here (or is not installed); it prints documents")
    folder = tmp_path_factory.mktemp("letters")
    documents = _to_print()
    paths = [folder / f"{name}.docx" for name in documents]
    for path, document in zip(paths, documents.values(), strict=True):
        path.write_bytes(saved(document, CREATED))
    made = convert(paths, "pdf", folder)
    return {path.stem: PdfReader(path).pages for path in made}


@pytest.mark.slow
def test_further_pages_are_numbered_and_no_signature_is_alone(printed):
    """LibreOffice knows no Thai digits for pages, and prints - 2 - for Word's - ๒ -."""
    first, *others = (page.extract_text() for page in printed["long"])
    assert not first.startswith("-")
    assert [re.match(r"- [2๒3๓] -", text) is not None for text in others] == [True] * len(others)
    assert others[-1].index("จึงเรียนมา") < others[-1].index("พัฒนาการจังหวัด")
    form = printed["with what is enclosed"][-1].extract_text()
    assert not re.match(r"\s*- \S+ -", form)


@pytest.mark.slow
@pytest.mark.skipif(
    not IS_SARABUN_HERE, reason="TH SarabunPSK is not installed; letters are laid out for it"
)
def test_how_many_pages_they_take(printed):
    assert {name: len(pages) for name, pages in printed.items()} == {
        "follow-up": 1,
        "to one that owes all": 1,
        "to one that owes a part": 1,
        "up": 1,
        "with what is enclosed": 4,
        "long": 2,
        "schedule": 1,
        "with notes": 4,
    }
    enclosed = printed["with what is enclosed"]
    assert list(map(_is_across, enclosed)) == [False, False, False, True]
    assert list(map(_is_across, printed["with notes"])) == [False, True, False, False]
    fonts = {font["/BaseFont"] for page in enclosed for font in _fonts(page)}
    assert all("THSarabunPSK" in font for font in fonts)


def _fonts(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def test_the_test_font_is_no_part_of_the_program():
    source = Path(__file__).parents[2] / "src"
    assert list(source.rglob("*.ttf")) == []
