"""The line above a reply: ตอบกลับ อ.แม่เมาะ 09/61, or the office alone, however it is called."""

import re

from cddctl.errors import DataRefused
from cddctl.exchange.forms import Wanted
from cddctl.exchange.replies import REPLY
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import (
    CAPITAL_ALONE,
    Place,
    districts_by_spelling,
    find_district,
    find_district_anywhere,
    find_province,
    provinces,
)
from cddctl.thai import MONTHS, MONTHS_SHORT, folded

# Copied from LINE, the first line of a message starts with its time and sender.
_SENT = r"(?:\d{1,2}[:.]\d{2}(?:\s*น\.?)?\s+[^=]{0,60}?)?"
_REPLY = r"ตอบ ?กลับ"
_HEAD = re.compile(rf"\W*{_SENT}{_REPLY}(?!\s*(?:ด้วย|หน่อย|แล้ว))(?P<rest>.*)")

# What may be meant as the line above a reply, however little it looks like it.
_OFFICE = r"(?:อ ?\.|อ\s|อำเภอ|จ ?\.|จ\s|จังหวัด|พัฒนาการอำเภอ|สำนักงานพัฒนาชุมชน|สพอ|สพจ|พช ?\.)"
_LIKE_HEAD = re.compile(
    rf"\W*(?:\d{{1,2}}\W+)?{_OFFICE}|.*{_REPLY}"
    rf"|\W*\d{{1,2}}[:.]\d{{2}}\s.*\s{_OFFICE}\s?\S+(?:\s\S*\d\S*)?$"
)
_SURELY_HEAD = re.compile(rf"{_REPLY}(?:\W*{_OFFICE}|.*\d)")

_NAMES = "|".join(
    re.escape(name.rstrip(".")).replace(r"\.", r"\.?\s*") + r"\.?"
    for name in sorted((*MONTHS, *MONTHS_SHORT), key=len, reverse=True)
)
_YEAR = r"(?:\d{4}|\d{2})(?!\d)"
_MONTH = re.compile(
    r"(?:(?:ประจำ|งวด)?เดือน|งวด|ประจำ)?\s*(?:"
    r"(?P<year>\d{4})\s*[-/]\s*(?P<number>\d{1,2})(?!\d)"
    rf"|(?<!\d)(?P<first>\d{{1,2}})\s*[-/. ]\s*(?P<then>{_YEAR})(?!\s*[-/])"
    rf"|(?P<name>{_NAMES})\s*(?:ปี)?\s*(?:พ\.?ศ\.?)?\s*(?P<named>{_YEAR})"
    r")"
)
_PROVINCE = re.compile(r"(?<!\S)(?:สำนักงานพัฒนาชุมชนจังหวัด|สพจ\s*\.?|จ\.|จังหวัด|จ\s)\s*(?P<name>\S+)")
_DISTRICT = re.compile(
    r"^(?:พัฒนาการ|สำนักงานพัฒนาชุมชน|(?:สนง\s*\.?\s*)?พช\s*\.?|สพ(?=อ))?\s*"
    r"(?:อำเภอ|อ\s*\.|อ(?=\s|$))?\s*"
)
_POLITE = re.compile(r"(?:นะ|น่ะ)?(?:ครับผม|ครับ|คร้าบ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ)(?:ๆ)?(?=[\s.,!)]|$)")
_AROUND = " .,:=-/()"
_LONGEST = 120
"""The longest line that may name an office and no more."""


def head_in(text: str) -> str | None:
    """The text after ตอบกลับ in the line above a reply; None where it is no such line."""
    match = _HEAD.match(text)
    return match["rest"] if match else None


def is_like_head(text: str) -> bool:
    """Whether a line may be meant as the line above a reply."""
    return _LIKE_HEAD.match(text) is not None


def is_surely_head(text: str) -> bool:
    """Whether a line is meant as the line above a reply, whatever else it may look like."""
    return _SURELY_HEAD.search(text) is not None


def names_office(text: str, province: Place | None) -> bool:
    """Whether a line names an office, perhaps with a month, and says nothing else."""
    if len(text) > _LONGEST or "=" in text:
        return False
    rest = _MONTH.sub(" ", without_politeness(text), count=1)
    match = _PROVINCE.search(rest)
    if match:
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    name = folded(_DISTRICT.sub("", rest.strip(_AROUND)))
    if not name:
        return match is not None and not rest.strip(_AROUND)
    return not name.isdigit() and _is_a_district(name, province)


def has_month(text: str) -> bool:
    """Whether a line names a month."""
    return _MONTH.search(text) is not None


def _is_a_district(name: str, province: Place | None) -> bool:
    """Whether a folded name is that of a district of a province, or of any."""
    of = provinces() if province is None else (province,)
    return name in CAPITAL_ALONE or any(name in districts_by_spelling(place) for place in of)


def office_and_month(text: str, wanted: Wanted) -> tuple[Place, Month]:
    """The office and the month that a line above a reply names. Raises `CddctlError`."""
    month, rest = _month_in(without_politeness(text))
    month = month or wanted.month
    if month is None:
        raise DataRefused(_("which month? write it behind the office, as in 09/61, or add --month"))
    wanted.check_month(month)
    return _office_in(rest, wanted), month


def without_politeness(text: str) -> str:
    """A text without ครับ and ค่ะ."""
    return _POLITE.sub(" ", text)


def _month_in(text: str) -> tuple[Month | None, str]:
    """The month in a text, and the text without it. Raises `NotAMonth`."""
    match = _MONTH.search(text)
    if match is None:
        return None, text
    if match["year"]:
        typed = f"{match['year']}-{match['number']}"
    elif match["first"]:
        typed = f"{match['first']}/{match['then']}"
    else:
        name = re.sub(r"[\s.]", "", match["name"])
        names = [n for names in (MONTHS, MONTHS_SHORT) for n in names]
        typed = next(n for n in names if n.replace(".", "") == name) + f" {match['named']}"
    return Month.parse(typed), f"{text[: match.start()]} {text[match.end() :]}"


def _office_in(text: str, wanted: Wanted) -> Place:
    """The district in a text, or the provincial office. Raises `CddctlError`."""
    province = wanted.province
    if match := _PROVINCE.search(text):
        province = find_province(match["name"])
        wanted.check_province(province)
        text = f"{text[: match.start()]} {text[match.end() :]}"
    text = text.strip(_AROUND)
    if not text and province is not None and match:
        return province
    name = _DISTRICT.sub("", text).strip()
    if not name:
        raise DataRefused(_("which district? write it behind {reply}").format(reply=REPLY))
    if province is None:
        district = find_district_anywhere(name)
        if district is None:
            raise DataRefused(
                _("{typed!r} names no one district; write its province too, as in จ.ลำปาง").format(
                    typed=name
                )
            )
        return district
    return find_district(name, province)
