"""Replies to a reminder as typed on a phone: tolerant of form, strict on meaning.

A file may hold the replies of several offices; each is a source of its own, so that a problem in
one does not block the others. Every line that is not understood is reported, and no number is ever
guessed: each must follow the name of its count.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cddctl.errors import CddctlError, DataRefused, FileRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.exchange.replies import REPLY, is_rule, printed
from cddctl.i18n import _
from cddctl.intake.csvfile import UTF16_MARKS, decoded_text
from cddctl.intake.line import begins_with_name, read_line
from cddctl.intake.rows import given_twice
from cddctl.ledger.settling import Given, Position, Problem, Source
from cddctl.notes import MAX_NOTE
from cddctl.periods import Month
from cddctl.places import (
    Place,
    find_district,
    find_district_anywhere,
    find_province,
    province_of,
)
from cddctl.thai import MONTHS, MONTHS_SHORT, arabic_digits, normalized

MAX_REPLY = 1024 * 1024
"""Larger than anything that is pasted."""

_MUCH_TEXT = 80
_BACK = "กลับ"
"""The end of `REPLY`: a space may come before it."""
_LONGEST_LINE = MAX_NOTE * 2

# Copied from LINE, the first line of a message starts with its time and sender.
_SENT = r"(?:\d{1,2}[:.]\d{2}(?:\s*น\.?)?\s+[^=]{0,60}?)?"
_REPLY = r"ตอบ ?กลับ"
_HEAD = re.compile(rf"\W*{_SENT}{_REPLY}(?!\s*(?:ด้วย|หน่อย|แล้ว))(?P<rest>.*)")

# What may be meant as the line above a reply, however little it looks like it.
_OFFICE = r"(?:อ ?\.|อ\s|อำเภอ|จ ?\.|จ\s|จังหวัด|พัฒนาการอำเภอ|สำนักงานพัฒนาชุมชน|สพอ)"
_LIKE_HEAD = re.compile(
    rf"\W*(?:\d{{1,2}}\W+)?{_OFFICE}|.*{_REPLY}|\W*\d{{1,2}}[:.]\d{{2}}\s.*\s{_OFFICE}"
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
_PROVINCE = re.compile(r"(?<!\S)(?:จ\.|จังหวัด|จ\s)\s*(?P<name>\S+)")
_DISTRICT = re.compile(
    r"^(?:พัฒนาการ|สำนักงานพัฒนาชุมชน|พช\.?|สพ(?=อ))?\s*(?:อำเภอ|อ\s*\.|อ(?=\s|$))\s*"
)
_POLITE = re.compile(r"(?:นะ|น่ะ)?(?:ครับผม|ครับ|คร้าบ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ)(?:ๆ)?(?=[\s.,!)]|$)")
_GREETING = re.compile(
    r"(?:(?:สวัสดี|หวัดดี)(?:ตอนเช้า|ตอนบ่าย|ตอนเย็น|ยามเช้า)?(?:ทุกท่าน|ทุกคน|ท่าน|พี่ๆ|พี่)?"
    r"|เรียน\s*(?:ท่าน|พัฒนาการ|หัวหน้า|จังหวัด|เจ้าหน้าที่|ทีมงาน|พี่|ผู้ดูแล|แอดมิน)(?:(?!ไม่|ยัง|ครบ)[^\d\s=])*+"
    r"|จึงเรียนมาเพื่อ(?:โปรด)?ทราบ|เรียนมาเพื่อ(?:โปรด)?ทราบ"
    r"|ขอบคุณ|ขอบพระคุณ|ขอบใจ|รับทราบ|ทราบแล้ว|ด้วยความเคารพ|ด้วยความนับถือ"
    r"|ขอ(?:รายงาน|ส่ง)(?:ข้อมูล|ผล)?(?:ดังนี้|ตามนี้)?|รายงานผล(?:ดังนี้|ตามนี้)?"
    r"|ทุกท่าน|ทุกคน|พี่|มาก|ล่วงหน้า|อย่างสูง|[\s.,!:()ๆ-])++"
)


@dataclass(slots=True)
class _Part:
    """The reply of one office, while it is read."""

    office: Place | None
    round: Round | None
    lines: list[str] = field(default_factory=list)
    given: dict[int, tuple[Given, str]] = field(default_factory=dict)
    """By period, with the line as it was typed."""
    wrong: list[tuple[int, Problem]] = field(default_factory=list)
    """Each with the period in `given` that the problem also concerns, or -1."""
    head: list[Problem] = field(default_factory=list)
    """Flaws in the line above the reply: they cannot be attributed to an office."""
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)


def is_reply(content: bytes) -> bool:
    """Whether a file is a reply and not a table: it has the line above a reply."""
    if len(content) > MAX_REPLY:
        return False
    if not content.startswith(UTF16_MARKS) and not any(
        _BACK.encode(name) in content for name in ("utf-8", "cp874")
    ):
        return False
    try:
        lines = decoded_text(content).splitlines()
    except FileRefused:
        lines = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").splitlines()
    return any(_head_in(_spaced(_readable(line))) for line in lines)


def read_reply(
    name: str, sha: str, content: bytes, wanted: Wanted, *, partial: bool = False
) -> list[Source]:
    """Read the replies in a file, a source each; `partial` leaves out lines not understood.

    A file with one reply is identified by its own SHA-256; in a file with several, each reply by
    that of its text, so that the others can be recorded later.
    """
    try:
        lines = decoded_text(content).splitlines()
    except FileRefused as error:
        return [Source(name, sha, problems=(Problem("", str(error)),), is_reply=True)]
    parts = _parts(lines, wanted)
    return [
        _source(part, name, sha if len(parts) == 1 else _sha(part), partial=partial)
        for part in parts
    ]


def _parts(lines: Sequence[str], wanted: Wanted) -> list[_Part]:
    """The replies, one after the other; lines between two belong to the next."""
    parts: list[_Part] = []
    current: _Part | None = None
    outside = _Part(None, None)
    for number, line in enumerate(lines, 1):
        readable = _readable(line)
        text = _spaced(readable)
        position = Position(None, number)
        found = _head_in(text)
        if found or (current is not None and _is_like_head(text, current)):
            current = _head(found["rest"], position, wanted) if found else _no_head(text, position)
            current.wrong[:0], current.unread[:0] = outside.wrong, outside.unread
            parts.append(current)
            outside = _Part(None, None)
            current.lines.append(readable)
            continue
        if is_rule(text) or (text.lstrip().startswith("เรียน") and _printed(text)):
            current = None  # another message begins: the lines that follow are not from this office
            continue
        if current is not None:
            current.lines.append(readable)
        _take(current or outside, text, position, is_inside=current is not None)
    if parts:
        parts[-1].wrong += outside.wrong
        parts[-1].unread += outside.unread
    return parts


def _take(part: _Part, text: str, position: Position, *, is_inside: bool) -> None:
    """Read a line into the reply that it belongs to."""
    if len(text) > _LONGEST_LINE:
        _wrong(part, position, text, _("the line is too long"))
        return
    if kind := printed(text):
        if kind == "counts":
            part.unread.append(_("{where}: {text!r}").format(where=position, text=_short(text)))
        return
    plain = _POLITE.sub(" ", text)
    if not plain.strip(" .,!:()") or _GREETING.fullmatch(plain):
        return
    if is_inside:
        _take_answer(part, text, plain, position)
    elif any(letter.isdigit() for letter in plain):
        why = _("no line above it says {reply} and the office").format(reply=REPLY)
        _wrong(part, position, text, why)
    else:
        part.unread.append(_("{where}: {text!r}").format(where=position, text=_short(text)))


def _take_answer(part: _Part, text: str, plain: str, position: Position) -> None:
    """Read one answer of a reply."""
    if part.office is None or part.round is None:
        return  # the line above is reported already; this one cannot be judged
    try:
        period, draft = read_line(plain.rstrip(), part.round, part.office)
    except CddctlError as error:
        _wrong(part, position, text, str(error))
        return
    if draft is None:
        part.blank.append(str(position))
        return
    place = part.round.periods.index(period)
    if place not in part.given:
        part.given[place] = Given(draft, position), text
    elif part.given[place][0].draft != draft:
        _wrong(part, position, text, given_twice(draft, part.given[place][0].position), place)


def _wrong(part: _Part, position: Position, text: str, why: str, place: int = -1) -> None:
    message = _("{text!r} is not understood: {why}").format(text=_short(text), why=why)
    part.wrong.append((place, Problem.of(position, message)))


def _source(part: _Part, name: str, sha: str, *, partial: bool) -> Source:
    """The source of a reply; with problems it is refused as a whole later, unless `partial`."""
    problems = [*part.head, *(problem for _place, problem in part.wrong)]
    unread = [*part.unread]
    given = part.given
    if partial and not part.head:
        unread += [str(problem) for problem in problems]
        problems = []
        twice = {place for place, _flaw in part.wrong}
        unread += [
            _("{where}: {text!r}").format(where=found.position, text=_short(text))
            for place, (found, text) in given.items()
            if place in twice
        ]
        given = {place: found for place, found in given.items() if place not in twice}
    return Source(
        name,
        sha,
        [found for found, _text in given.values()],
        tuple(problems),
        tuple(unread),
        tuple(part.blank),
        (part.office,) if part.office is not None else (),
        is_reply=True,
    )


def _sha(part: _Part) -> str:
    return sha256("\n".join(part.lines).strip().encode()).hexdigest()


def _head(rest: str, position: Position, wanted: Wanted) -> _Part:
    """The reply's office and month; problems in either are reported."""
    text = _POLITE.sub(" ", rest)
    part = _Part(None, None)
    try:
        month, text = _month_in(text)
        if month is None:
            month = wanted.month
        if month is None:
            raise DataRefused(
                _("which month? write it behind the office, as in 09/61, or add --month")
            )
        wanted.check_month(month)
        office = _office_in(text, wanted)
        province = province_of(office.code)
        part.round = wanted.round_of(province, month)
        part.office = office
    except CddctlError as error:
        part.head.append(Problem.of(position, str(error)))
    return part


def _head_in(text: str) -> re.Match[str] | None:
    """Match the line above a reply; a line that is too long never matches."""
    return _HEAD.match(text) if len(text) <= _LONGEST_LINE else None


def _is_like_head(text: str, part: _Part) -> bool:
    """Whether a line within a reply may be the head of another office's reply."""
    if part.round is None or not _LIKE_HEAD.match(text):
        return False
    if len(text) > _LONGEST_LINE or _SURELY_HEAD.search(text):
        return True
    return not begins_with_name(text, part.round)


def _no_head(text: str, position: Position) -> _Part:
    """A reply of an unknown office: the lines below are not from the office above."""
    why = _("which district? write it behind {reply}").format(reply=REPLY)
    message = _("{text!r} is not understood: {why}").format(text=_short(text), why=why)
    return _Part(None, None, head=[Problem.of(position, message)])


def _month_in(text: str) -> tuple[Month | None, str]:
    """The month in a text, and the text without it. Raises `NotAMonth`."""
    found = _MONTH.search(text)
    if found is None:
        return None, text
    if found["year"]:
        typed = f"{found['year']}-{found['number']}"
    elif found["first"]:
        typed = f"{found['first']}/{found['then']}"
    else:
        name = re.sub(r"[\s.]", "", found["name"])
        names = [n for names in (MONTHS, MONTHS_SHORT) for n in names]
        typed = next(n for n in names if n.replace(".", "") == name) + f" {found['named']}"
    return Month.parse(typed), text[: found.start()] + " " + text[found.end() :]


def _office_in(text: str, wanted: Wanted) -> Place:
    """The district in a text, or the provincial office. Raises `CddctlError`."""
    province = wanted.province
    if found := _PROVINCE.search(text):
        named = find_province(found["name"])
        wanted.check_province(named)
        province = named
        text = text[: found.start()] + " " + text[found.end() :]
    text = text.strip(" .,:=-/()")
    if not text and province is not None and found:
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


def _readable(line: str) -> str:
    """A line in one spelling, with Arabic digits and without decoration."""
    text = arabic_digits(normalized(line.replace("\ufeff", "")))
    return "".join(" " if _decorates(letter) else letter for letter in text)


def _spaced(text: str) -> str:
    """A text with each run of spaces made one, so that no pattern is slow over it."""
    return re.sub(r"\s+", " ", text)


def _printed(text: str) -> str:
    return printed(text) if len(text) <= _LONGEST_LINE else ""


def _decorates(letter: str) -> bool:
    return unicodedata.category(letter) in _DECORATION or "\ufe00" <= letter <= "\ufe0f"


_DECORATION = {"So", "Sk", "Cf", "Cs", "Co", "Cn", "Me", "Cc"}


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _MUCH_TEXT else text[:_MUCH_TEXT] + "…"
