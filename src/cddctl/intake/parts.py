"""The parts of a text with replies: each reply from its head on, and what stands between them.

Only the heads are read here. A line belongs to the part above it; in a saved chat, a message that
gives further counts goes on with the reply that its sender began minutes before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from cddctl.errors import CddctlError
from cddctl.exchange.forms import Round, Wanted
from cddctl.exchange.replies import REPLY, is_rule, printed
from cddctl.i18n import _
from cddctl.intake.chat import Line, Sent
from cddctl.intake.heads import (
    has_month,
    head_in,
    is_like_head,
    is_surely_head,
    names_office,
    office_and_month,
    without_politeness,
)
from cddctl.intake.line import begins_with_name, read_line
from cddctl.notes import MAX_NOTE
from cddctl.periods import Month
from cddctl.places import Place, province_of, provinces

LONGEST_LINE = MAX_NOTE * 2

BACK = "กลับ"
"""The end of `REPLY`: a space may come before it."""
_LONGEST_SENDER = 6
"""The words that a time and a sender's name are looked for in."""

_GREETING = re.compile(
    r"(?:(?:สวัสดี|หวัดดี)(?:ตอนเช้า|ตอนบ่าย|ตอนเย็น|ยามเช้า)?(?:ทุกท่าน|ทุกคน|ท่าน|พี่ๆ|พี่)?"
    r"|เรียน\s*(?:ท่าน|พัฒนาการ|หัวหน้า|จังหวัด|เจ้าหน้าที่|ทีมงาน|พี่|ผู้ดูแล|แอดมิน)(?:(?!ไม่|ยัง|ครบ)[^\d\s=])*+"
    r"|จึงเรียนมาเพื่อ(?:โปรด)?ทราบ|เรียนมาเพื่อ(?:โปรด)?ทราบ"
    r"|ขอบคุณ|ขอบพระคุณ|ขอบใจ|รับทราบ|ทราบแล้ว|ด้วยความเคารพ|ด้วยความนับถือ"
    r"|ขอ(?:รายงาน|ส่ง)(?:ข้อมูล|ผล)?(?:ดังนี้|ตามนี้)?|รายงานผล(?:ดังนี้|ตามนี้)?"
    r"|ทุกท่าน|ทุกคน|พี่|มาก|ล่วงหน้า|อย่างสูง|[\s.,!:()ๆ-])++"
)
_PAIR = re.compile(r"\d(?: ?/ ?| )\d+\D*$")
"""Two counts at the end of a line, 118/120, which are those of a database if one is named."""

LineKind = Literal["head", "long", "words", "counts", "greeting", "answer"]
"""The head of a part, and other lines: too long, printed by us as words or counts, or typed."""


class PartKind(Enum):
    """Whose lines a part has."""

    REPLY = auto()
    """An office's."""
    NAMED = auto()
    """Nobody's yet, below a line that names an office alone: a reply if an answer follows."""
    OURS = auto()
    """The same, with lines that we print: that line is a heading of ours if no answer follows."""
    NOBODYS = auto()
    OTHERS = auto()
    """Those of messages that are no replies."""


@dataclass(slots=True, eq=False)
class Part:
    """Lines of a text that belong together."""

    kind: PartKind
    names: Round | None
    """A round to know databases by: its own, or that of the parts above."""
    problem: str = ""
    """The problem in its head, with which its lines cannot be attributed to an office."""
    office: Place | None = None
    round: Round | None = None
    lines: list[tuple[Line, LineKind]] = field(default_factory=list)
    """Its head, if it has one, and those below."""
    sent: Sent | None = None
    """Its last message, in a saved chat."""
    joined: list[Line] = field(default_factory=list)
    """The first lines of its further messages."""

    @property
    def says_anything(self) -> bool:
        """Whether a line says something, or is to be filled in."""
        return any(kind in {"answer", "counts"} for _line, kind in self.lines)

    def add(self, line: Line) -> None:
        """Add a line, which may show what the part is."""
        kind = _kind_of(line.text)
        self.lines.append((line, kind))
        if self.kind in {PartKind.NAMED, PartKind.OURS} and kind == "answer":
            self.kind = PartKind.REPLY
        elif self.kind is PartKind.NAMED and kind in {"words", "counts"}:
            self.kind = PartKind.OURS


def parts_of(lines: Iterable[Line], wanted: Wanted) -> list[Part]:
    """Part a text; what stands above its first reply is nobody's."""
    parting = _Parting(wanted)
    for line in lines:
        parting.take(line)
    return parting.parts


class _Parting:
    """Parts a text line by line."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.part = Part(PartKind.NOBODYS, _usual_round(wanted))
        """The part that the next line belongs to."""
        self.parts = [self.part]
        self.of_sender: dict[str, Part | None] = {}
        """The reply that each sender of a chat began this day; None where there are several."""

    def take(self, line: Line) -> None:
        """Take the next line, which begins a part or belongs to one."""
        text, part = line.text, self.part
        if says_reply(text):
            if part.kind is PartKind.NAMED and not line.begins:
                part.kind = PartKind.NOBODYS  # the name of the office stands above its reply
            self._begin_reply(PartKind.REPLY, line, head_in(text))
        elif names_office(text, self.wanted.province):
            if part.kind is not PartKind.REPLY or line.begins or has_month(text):
                self._begin_reply(PartKind.NAMED, line, text)
            else:  # it may as well belong to the line above
                self._begin_reply(PartKind.REPLY, line, None)
        elif part.kind is PartKind.REPLY and _is_like_head(line, part.round):
            self._begin_reply(PartKind.REPLY, line, None)
        elif line.begins:
            self._take_first(line)
        elif is_rule(text) or (text.startswith("เรียน") and _kind_of(text) in {"words", "counts"}):
            if part.kind in {PartKind.REPLY, PartKind.OTHERS}:
                self._begin(Part(PartKind.NOBODYS, part.names))
        else:
            part.add(line)

    def _take_first(self, line: Line) -> None:
        """Take the first line of a message: more of a reply, or no reply."""
        if part := self._continued(line):
            part.sent = line.sent
            part.joined.append(line)
            self.part = part
        else:
            if not (line.text or line.sent):  # between the messages of two days
                self.of_sender.clear()
            self._begin(Part(PartKind.OTHERS, self.part.names))
        self.part.add(line)

    def _begin(self, part: Part) -> None:
        self.parts.append(part)
        self.part = part

    def _begin_reply(self, kind: PartKind, head: Line, rest: str | None) -> None:
        """Begin the reply of the office that its head names; `rest` is None where it names none."""
        part = Part(kind, self.part.names, lines=[(head, "head")], sent=head.sent)
        try:
            if rest is None:
                why = _("which district? write it behind {reply}").format(reply=REPLY)
                part.problem = not_understood(head, why)
            else:
                office, month = office_and_month(rest, self.wanted)
                part.round = self.wanted.round_of(province_of(office.code), month)
                part.office, part.names = office, part.round
        except CddctlError as error:
            part.problem = str(error)
        self._begin(part)
        if head.sent:
            known = self.of_sender.get(head.sent.sender, part)
            self.of_sender[head.sent.sender] = part if known is part else None

    def _continued(self, line: Line) -> Part | None:
        """The reply that a message goes on with, if its sender began one minutes ago."""
        if line.sent is None:
            return None
        part = self.of_sender.get(line.sent.sender)
        if part is None or part.kind is PartKind.OURS or not line.sent.is_soon_after(part.sent):
            return None
        is_more = gives_counts(line.text, part.names) if part.problem else _is_answer(line, part)
        return part if is_more else None


def says_reply(text: str) -> bool:
    """Whether a line is the head of a reply: it says ตอบกลับ."""
    return len(text) <= LONGEST_LINE and BACK in text and head_in(text) is not None


def gives_counts(text: str, round_: Round | None) -> bool:
    """Whether a line has a number and begins with a database, or names one before a pair.

    A few words may stand before the name: a time and a sender, or that it is a correction.
    """
    if round_ is None or not any(letter.isdigit() for letter in text):
        return False
    words = text.split()
    behind = range(1, min(len(words), _LONGEST_SENDER)) if _PAIR.search(text) else ()
    return any(begins_with_name(" ".join(words[start:]), round_) for start in (0, *behind))


def is_greeting(text: str, *, is_named: bool) -> bool:
    """Whether a line only greets or thanks, perhaps behind a time and the sender's name."""
    words = text.split()
    behind = range(2, min(len(words), _LONGEST_SENDER)) if is_named else ()
    return any(_GREETING.fullmatch(" ".join(words[start:])) for start in (0, *behind))


def not_understood(line: Line, why: str) -> str:
    """The message for a line that cannot be read."""
    return _("{text!r} is not understood: {why}").format(text=line.short, why=why)


def _kind_of(text: str) -> LineKind:
    if len(text) > LONGEST_LINE:
        return "long"
    if kind := printed(text):
        return kind
    plain = without_politeness(text)
    is_empty = not plain.strip(" .,!:()")
    return "greeting" if is_empty or _GREETING.fullmatch(plain) else "answer"


def _is_like_head(line: Line, round_: Round | None) -> bool:
    """Whether a line within a reply may be the head of another office's reply."""
    text = line.text
    if round_ is None or not is_like_head(text):
        return False
    if len(text) > LONGEST_LINE or is_surely_head(text):
        return True
    is_thanks = line.begins and is_greeting(without_politeness(text), is_named=True)
    return not (is_thanks or begins_with_name(text, round_))


def _is_answer(line: Line, part: Part) -> bool:
    """Whether a line gives the counts of a database that it names."""
    text, office = line.text, part.office
    if office is None or part.round is None or not begins_with_name(text, part.round):
        return False
    try:
        _period, draft = read_line(without_politeness(text).rstrip(), part.round, office)
    except CddctlError:
        return False
    return draft is not None


def _usual_round(wanted: Wanted) -> Round | None:
    """A round to know databases by before a reply says its month; None where there is none."""
    month = wanted.month or Month.of(wanted.today)
    try:
        return wanted.round_of(wanted.province or provinces()[0], month)
    except CddctlError:
        return None
