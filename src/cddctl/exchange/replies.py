"""The texts of a reminder and of the reply that it asks for: to print, and to recognize.

Always Thai, as official paper is, with digits as they are typed on a phone.
"""

import re
from collections.abc import Iterable
from typing import Literal

from cddctl.errors import CddctlError
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.wording import BUDDHIST_ERA

REPLY = "ตอบกลับ"
"""The beginning of the line above a reply; the office follows."""

TOTAL = "ทั้งหมด"
PERIOD = "งวด"
RULE = "-" * 20
"""The separator between messages."""

PART = "({part}/{parts})"
DEAR_DISTRICT = "เรียน พัฒนาการอำเภอ{name}"
DEAR_PROVINCE = "เรียน ผู้รับผิดชอบฐานข้อมูล สพจ.{name}"
DEAR_ALL = "เรียน พัฒนาการอำเภอทุกอำเภอ"
LEAD = (
    "ด้วย{place}ยังบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือน{month} "
    "ไม่ครบถ้วน จำนวน {count} ฐานข้อมูล ดังนี้"
)
LEAD_ALL = (
    "ด้วยการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือน{month} "
    "จังหวัด{place} มี{kind}ที่ยังบันทึกไม่ครบถ้วน {count} {kind} ดังนี้"
)
BY = "ภายใน{day}{remarks}"
DAY = "{weekday}ที่ {date}"
NOT_REPORTED = "{number}. {database}: ยังไม่ได้บันทึก"
INCOMPLETE = "{number}. {database}: บันทึกไม่ครบถ้วน {recorded}/{total}"
LISTED_NONE = "- {one}: ยังไม่ได้บันทึก {others}"
"""A database and the offices that have not reported it, or an office and its databases."""
LISTED_PART = "- {one}: บันทึกไม่ครบถ้วน {shares}"
LISTED_BOTH = "- {one}: ยังไม่ได้บันทึก {others}; บันทึกไม่ครบถ้วน {shares}"
ALL_DISTRICTS = "ทุกอำเภอ"
ALL_BUT = "ทุกอำเภอ ยกเว้น {names}"
OVERDUE = " (เกินกำหนด {days} วัน)"
NO_WORKING_DAY = " (ตรงกับ{holiday} วันทำการถัดไปคือ{day}{remark})"
NO_WORKING_DAY_KNOWN = (
    " (ตรงกับ{holiday} ยังไม่ทราบวันทำการถัดไป เนื่องจากยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. {year} ครบถ้วน)"
)
HOLIDAYS_UNKNOWN = " (ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. {year} ครบถ้วน)"
HOLIDAY = "วันหยุดราชการ"
NEXT_YEAR = " ซึ่งอยู่ในปีงบประมาณถัดไป"
OPENING = (
    "ขอแจ้งกำหนดการบันทึกข้อมูลศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน งวดเดือน{month} "
    "จังหวัด{place} จำนวน {count} ฐานข้อมูล ดังนี้"
)
TO_ENTER = "{number}. {database}: {kind}เป็นผู้บันทึก ด้วยบัญชีระดับ{account}"
NOT_YET_TO_ENTER = "{number}. {database}: ยังไม่ต้องบันทึก ({reason})"
OPENING_CLOSING = "จึงเรียนมาเพื่อโปรดบันทึกข้อมูลให้ครบถ้วน และรายงานผลให้จังหวัดทราบ{through}ภายในกำหนด"
CLOSING = (
    "จึงเรียนมาเพื่อโปรดดำเนินการ และขอให้แจ้งผล{through}โดยเติมตัวเลขหลังเครื่องหมาย = "
    "แล้วส่งข้อความข้างท้ายนี้กลับไปยังจังหวัด"
)
MENDED = "เมื่อแก้ไขแล้วโปรดส่งกลับมายังจังหวัดอีกครั้ง{through}"
HOW = 'หากไม่มีข้อมูล ให้พิมพ์ "ไม่มี" หากยังไม่ถึงเวลา ให้พิมพ์ "ยังไม่ถึงเวลา" ตามด้วยเหตุผล'
THANKS = "ขอบคุณ"

_COUNT = r"[\d,]+"
_WORDS = r"[^\d=]+"
_LABEL = r"[^=]+"
_PERIOD = r"งวด \d{1,2}(?=[:,;]|$)"
_NAMES = rf"(?:[^=:\d]|{_PERIOD})++"
"""Names without a digit: a count that was added to a printed line must be seen."""
_OTHERS = rf"(?:[^=:;\d]|{_PERIOD})++"
_SHARES = rf"(?:[^=:\d]|{_PERIOD}|[\d,]+/\d+(?:,\d{{3}})*)++"
_A_DAY = r"วัน\S+ที่ \d{1,2} \S+ \d{4}"
_KINDS = {
    "part": _COUNT, "parts": _COUNT, "count": _COUNT, "recorded": _COUNT, "total": _COUNT,
    "number": r"\d{1,2}", "month": r"\S+ \d{4}", "name": _WORDS, "place": _WORDS,
    "database": _LABEL, "day": _A_DAY, "remarks": r"( \([^()]+\))*",
    "one": _NAMES, "others": _OTHERS, "shares": _SHARES, "kind": _WORDS,
    "account": _WORDS, "reason": r"[^=]+", "through": r"(?: ทาง.+ )?",
}  # fmt: skip
_TEXTS = (
    PART, DEAR_DISTRICT, DEAR_PROVINCE, DEAR_ALL, LEAD, LEAD_ALL, BY, NOT_REPORTED, LISTED_NONE,
    CLOSING, HOW, THANKS, OPENING, TO_ENTER, NOT_YET_TO_ENTER, OPENING_CLOSING,
)  # fmt: skip


def _form(text: str) -> str:
    """A pattern for a printed text with any values filled in."""
    return re.sub(r"\\\{(\w+)\\\}", lambda field: f"(?:{_KINDS[field[1]]})", re.escape(text))


_PRINTED = re.compile("|".join((*map(_form, _TEXTS), "-{3,}")))
_WITH_COUNTS = re.compile("|".join(map(_form, (INCOMPLETE, LISTED_PART, LISTED_BOTH))))


def printed(text: str) -> Literal["words", "counts", ""]:
    """The kind of a line that a reminder prints: fixed words, or the counts at that time."""
    text = re.sub(r"\s+", " ", text).strip()
    if _WITH_COUNTS.fullmatch(text):
        return "counts"
    return "words" if _PRINTED.fullmatch(text) else ""


def closing(text: str, reply_to: str | None) -> str:
    """A closing text with the way that districts report by, if it is set."""
    return text.format(through=f" ทาง{reply_to} " if reply_to else "").rstrip()


def is_rule(text: str) -> bool:
    """Whether a line is a separator between messages."""
    return re.fullmatch(r"\s*-{3,}\s*", text) is not None


def place_label(office: Place) -> str:
    """The short name of an office: อ.แม่เมาะ, or จ.ลำปาง."""
    return f"{'จ' if office.is_province else 'อ'}.{office.name_th}"


def reply_head(office: Place | None, month: Month) -> str:
    """The line above a reply: ตอบกลับ อ.แม่เมาะ 09/61; without an office, a blank for it."""
    where = place_label(office) if office else "อ."
    return f"{REPLY} {where} {month.number:02}/{(month.year + BUDDHIST_ERA) % 100:02}"


def reply_line(
    period: Period, schedule: Schedule, *, numbered: bool, total: int | None = None
) -> str:
    """The line to fill in for a period: 3 ผู้นำ ทั้งหมด= คน=, with the total if it is known.

    It is `numbered` where the month has several periods of the database.
    """
    database = period.database
    units = " ".join(f"{unit}=" for unit in unit_labels(database, schedule).values())
    name = period_name(period, schedule, numbered=numbered)
    return f"{database.number} {name} {TOTAL}={'' if total is None else total} {units}"


def period_name(period: Period, schedule: Schedule, *, numbered: bool) -> str:
    """A period by the shortest name of its database: ผู้นำ, or if `numbered` ผู้นำ งวด 1."""
    which = f" {PERIOD} {period.number}" if numbered else ""
    return f"{reply_name(period.database, schedule)}{which}"


def reply_name(database: Database, schedule: Schedule) -> str:
    """A database's shortest usual name that no other database has.

    A dash at its end would be read as an answer.
    """
    plain = database.short_name.removeprefix("ข้อมูล")
    for name in sorted((*database.also, plain), key=len):
        if len(name) >= _SHORTEST and _means(name, database, schedule):
            return name.rstrip("- ")
    return database.short_name


def unit_labels(database: Database, schedule: Schedule) -> dict[str, str]:
    """The name of each unit of a database in a reply: its Thai name, if no other unit has it."""
    names = [schedule.units[unit].th for unit in database.counts]
    return {
        unit: name if names.count(name) == 1 else unit
        for unit, name in zip(database.counts, names, strict=True)
    }


def several_of(periods: Iterable[Period]) -> set[str]:
    """The ids of the databases that have several of these periods."""
    ids = [period.database.id for period in periods]
    return {database for database in ids if ids.count(database) > 1}


_SHORTEST = 4


def _means(name: str, database: Database, schedule: Schedule) -> bool:
    try:
        return schedule.find(name) == database
    except CddctlError:
        return False
