"""Replies to a reminder as typed on a phone: tolerant of form, strict on meaning.

A text may hold the replies of several offices, and lines of others between them; each reply is a
source of its own, so that a problem in one does not block the others. Every line that is not
understood is reported, and no number is ever guessed.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cddctl.errors import CddctlError, FileRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.exchange.replies import REPLY, is_rule, printed
from cddctl.i18n import _, ngettext
from cddctl.intake.chat import Line, Sent, lines_of
from cddctl.intake.csvfile import decoded_text
from cddctl.intake.headings import has_headings
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
from cddctl.intake.xlsx.archive import ZIP_MAGIC
from cddctl.ledger.sources import MOST_PROBLEMS, Given, Position, Problem, Source, given_twice
from cddctl.notes import MAX_NOTE
from cddctl.periods import Month
from cddctl.places import Place, province_of, provinces
from cddctl.wording import cut

MAX_REPLY = 4 * 1024 * 1024
"""Larger than anything that is pasted, and than the chat of some years."""

_BACK = "กลับ"
"""The end of `REPLY`: a space may come before it."""
_LONGEST_LINE = MAX_NOTE * 2
_FIRST = 64 * 1024
"""The bytes in which a table has its headings."""
_MUCH_TEXT = 80
_LONGEST_SENDER = 6
"""The words that a time and a sender's name are looked for in."""
_MOST_LEFT = 20
"""The most messages of others that are shown; the rest is counted."""

_GREETING = re.compile(
    r"(?:(?:สวัสดี|หวัดดี)(?:ตอนเช้า|ตอนบ่าย|ตอนเย็น|ยามเช้า)?(?:ทุกท่าน|ทุกคน|ท่าน|พี่ๆ|พี่)?"
    r"|เรียน\s*(?:ท่าน|พัฒนาการ|หัวหน้า|จังหวัด|เจ้าหน้าที่|ทีมงาน|พี่|ผู้ดูแล|แอดมิน)(?:(?!ไม่|ยัง|ครบ)[^\d\s=])*+"
    r"|จึงเรียนมาเพื่อ(?:โปรด)?ทราบ|เรียนมาเพื่อ(?:โปรด)?ทราบ"
    r"|ขอบคุณ|ขอบพระคุณ|ขอบใจ|รับทราบ|ทราบแล้ว|ด้วยความเคารพ|ด้วยความนับถือ"
    r"|ขอ(?:รายงาน|ส่ง)(?:ข้อมูล|ผล)?(?:ดังนี้|ตามนี้)?|รายงานผล(?:ดังนี้|ตามนี้)?"
    r"|ทุกท่าน|ทุกคน|พี่|มาก|ล่วงหน้า|อย่างสูง|[\s.,!:()ๆ-])++"
)
_COUNTS = re.compile(r"=\s*\d|ทั้งหมด\D{0,3}\d")
"""Counts, whoever writes them: they belong to a reply."""
_PAIR = re.compile(r"\d(?: ?/ ?| )\d+\D*$")
"""Two counts at the end of a line, 118/120, which are those of a database if one is named."""


@dataclass(slots=True, eq=False)
class _Reply:
    """The reply of one office, while it is read."""

    head: Line | None = None
    office: Place | None = None
    round: Round | None = None
    lines: list[str] = field(default_factory=list)
    given: dict[int, tuple[Given, str]] = field(default_factory=dict)
    """By the place of the period in the round, with the line as it was typed."""
    wrong: list[tuple[int, Problem]] = field(default_factory=list)
    """Each with the place in `given` that the problem also concerns, or -1."""
    head_problems: list[Problem] = field(default_factory=list)
    """Problems in the line above the reply: they cannot be attributed to an office."""
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    has_lines: bool = False
    """Whether a line below the head says something, or is to be filled in."""
    sent: Sent | None = None
    """The last message of it, in a saved chat."""
    joined: list[str] = field(default_factory=list)
    """What is told of its further messages."""


def is_reply(content: bytes, province: Place | None = None) -> bool:
    """Whether a file is a reply and not a table: it has the line above a reply."""
    if len(content) > MAX_REPLY or content.startswith(ZIP_MAGIC) or _begins_as_table(content):
        return False
    text = text_of(content)
    lines = lines_of(text)
    if any(_is_head(line.text) for line in lines):
        return True
    if not any(names_office(line.text, province) for line in lines):
        return False
    return not any(map(has_headings, text.splitlines()))


def _begins_as_table(content: bytes) -> bool:
    """Whether the first lines have the headings of a table, and no line is the head of a reply."""
    if any(_BACK.encode(encoding) in content for encoding in ("utf-8", "cp874", "utf-16-le")):
        return False
    end = content.rfind(b"\n", 0, _FIRST) + 1 or _FIRST
    return any(map(has_headings, text_of(content[:end]).splitlines()))


def _is_head(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and _BACK in text and head_in(text) is not None


def text_of(content: bytes) -> str:
    """The text of a file; letters that cannot be decoded are replaced."""
    try:
        return decoded_text(content)
    except FileRefused:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def read_reply(
    name: str, sha: str, content: bytes, wanted: Wanted, *, partial: bool = False
) -> list[Source]:
    """Read the replies in a file, a source each; `partial` leaves out lines not understood.

    A file with one reply is identified by its own SHA-256; in a file with several, each reply by
    that of its text, so that the others can be recorded later.
    """
    try:
        lines = lines_of(decoded_text(content))
    except FileRefused as error:
        return [Source(name, sha, problems=(Problem("", str(error)),), is_reply=True)]
    replies = _Reader(wanted, any_round=_usual_round(wanted)).read(lines)
    return [
        _source(reply, name, sha if len(replies) == 1 else _sha(reply), partial=partial)
        for reply in replies
    ]


@dataclass(slots=True)
class _Reader:
    """Reads a text line by line: each belongs to the reply above it, or to nobody's."""

    wanted: Wanted
    replies: list[_Reply] = field(default_factory=list)
    current: _Reply | None = None
    """The reply that the next line belongs to."""
    outside: _Reply = field(default_factory=_Reply)
    """Lines outside of replies: it is reported with the next one."""
    others: _Reply = field(default_factory=_Reply)
    """Counts in messages that are no replies: they are reported, and block no reply."""
    left: list[Line] = field(default_factory=list)
    """Lines of those messages that are left aside."""
    awaiting: _Reply | None = None
    """The reply below a line that names an office alone: it is one if an answer follows."""
    alone: dict[int, Line] = field(default_factory=dict)
    """Such lines, by their number, that no answer followed."""
    is_ours: bool = False
    """Whether a line of our own follows it: then it is a heading of ours."""
    is_others: bool = False
    """Whether the lines are of a message that is no reply."""
    of_sender: dict[str, _Reply | None] = field(default_factory=dict)
    """The reply that each sender of a saved chat began this day; None where there are several."""
    any_round: Round | None = None
    """A round to know databases by: the last reply's, or before one the month's that is meant."""
    reported: int = 0
    """The number of lines that are reported."""

    def read(self, lines: Sequence[Line]) -> list[_Reply]:
        """Read all lines; the replies in them."""
        for line in lines:
            self._take(line)
            if self.reported >= MOST_PROBLEMS:
                message = _("there may be more further on; mend these first")
                problem = Problem.of(_position(line), message)
                (self.current or self.outside).wrong.append((-1, problem))
                break
        self._end()
        return self.replies

    def _take(self, line: Line) -> None:
        text = line.text
        if _is_head(text):
            self._begin(line, head_in(text))
        elif names_office(text, self.wanted.province):
            if self.current is None or line.begins or has_month(text):
                self._await(self._reply_below(line, text))
            else:  # it may as well belong to the line above
                self._begin(line, None)
        elif self.current is not None and self._is_like_head(line, self.current.round):
            self._begin(line, None)
        elif line.begins and (reply := self._continued(line)):
            self._go_on(reply, line)
        elif line.begins:
            if not (text or line.sent):  # between the messages of two days
                self.of_sender.clear()
            self._await(None)
            self.is_others = True
            self._leave(line)
        elif is_rule(text) or (text.startswith("เรียน") and _printed(text)):
            self.current, self.is_others = None, False
        elif self.is_others:
            self._leave(line)
        else:
            self._read(line)

    def _read(self, line: Line) -> None:
        """Read a line into the reply that it belongs to."""
        reply, text = self.current or self.outside, line.text
        if self.current is not None:
            reply.lines.append(text)
        if len(text) > _LONGEST_LINE:
            self._wrong(reply, line, _("the line is too long"))
            return
        if kind := printed(text):
            self.is_ours = True
            if kind == "counts":
                reply.unread.append(_shown(line))
                reply.has_lines = True
                self.reported += 1
            return
        plain = without_politeness(text)
        if not plain.strip(" .,!:()") or _GREETING.fullmatch(plain):
            return
        if self.awaiting is not None:
            self._start(self.awaiting)
            self._read(line)
        elif self.current is not None:
            self._answer(self.current, line, plain)
        elif any(letter.isdigit() for letter in plain):
            self._wrong(reply, line, _no_line_above())
        else:
            reply.unread.append(_shown(line))
            self.reported += 1

    def _answer(self, reply: _Reply, line: Line, plain: str) -> None:
        """Read one answer of a reply."""
        reply.has_lines = True
        if reply.office is None or reply.round is None:
            return  # the line above is reported already; this one cannot be judged
        try:
            period, draft = read_line(plain.rstrip(), reply.round, reply.office)
        except CddctlError as error:
            self._wrong(reply, line, str(error))
            return
        position = _position(line)
        if draft is None:
            reply.blank.append(str(position))
            return
        place = reply.round.periods.index(period)
        if place not in reply.given:
            reply.given[place] = Given(draft, position), line.text
        elif reply.given[place][0].draft != draft:
            first = reply.given[place][0].position
            self._wrong(reply, line, given_twice(draft, first), place)

    def _continued(self, line: Line) -> _Reply | None:
        """The reply that a message goes on with, if its sender began one minutes ago."""
        if line.sent is None:
            return None
        reply = self.of_sender.get(line.sent.sender)
        is_ours = self.is_ours and reply is self.awaiting
        if reply is None or is_ours or not line.sent.is_soon_after(reply.sent):
            return None
        is_more = self._is_named(line.text) if reply.head_problems else _is_answer(line.text, reply)
        return reply if is_more else None

    def _go_on(self, reply: _Reply, line: Line) -> None:
        """Read the first line of a further message of a reply."""
        if reply is not self.awaiting:
            self._await(None)
        if reply is self.awaiting or (reply.head and self.alone.pop(reply.head.number, None)):
            self._start(reply)
        self.current, reply.sent = reply, line.sent
        message = _("{where}: read as more of the reply, as its sender wrote it minutes later")
        reply.joined.append(message.format(where=_position(line)))
        self._read(line)

    def _begin(self, head: Line, rest: str | None) -> None:
        """Begin the reply of the office that its head names; None where it names none."""
        self._start(self._reply_below(head, rest))

    def _reply_below(self, head: Line, rest: str | None) -> _Reply:
        """The reply of the office that its head names, before any line of it is read."""
        reply = _Reply(head, lines=[head.text], sent=head.sent)
        if rest is None:
            why = _("which district? write it behind {reply}").format(reply=REPLY)
            message = _("{text!r} is not understood: {why}").format(text=_short(head.text), why=why)
            reply.head_problems.append(Problem.of(_position(head), message))
            return reply
        try:
            office, month = office_and_month(rest, self.wanted)
            reply.round = self.wanted.round_of(province_of(office.code), month)
            reply.office = office
        except CddctlError as error:
            reply.head_problems.append(Problem.of(_position(head), str(error)))
        return reply

    def _start(self, reply: _Reply) -> None:
        """Read the next lines into a reply."""
        self.reported += bool(self.replies) and not self.replies[-1].has_lines
        self.reported += len(reply.head_problems)
        reply.wrong, reply.unread = self.outside.wrong, self.outside.unread
        self.replies.append(reply)
        self.current, self.any_round = reply, reply.round or self.any_round
        self.outside, self.awaiting, self.is_others = _Reply(), None, False
        self._keep_sender(reply, reply)

    def _keep_sender(self, reply: _Reply, goes_on: _Reply | None) -> None:
        """Keep which reply the sender of one may go on with; None where that is not sure."""
        if reply.sent:
            sender = reply.sent.sender
            known = self.of_sender.get(sender, reply)
            self.of_sender[sender] = goes_on if known is reply else None

    def _is_like_head(self, line: Line, round_: Round | None) -> bool:
        """Whether a line within a reply may be the head of another office's reply."""
        text = line.text
        if round_ is None or not is_like_head(text):
            return False
        if len(text) > _LONGEST_LINE or is_surely_head(text):
            return True
        is_thanks = line.begins and _is_greeting(without_politeness(text), is_named=True)
        return not (is_thanks or begins_with_name(text, round_))

    def _leave(self, line: Line) -> None:
        """Leave aside a line of a message that is no reply, unless it has counts."""
        text = without_politeness(line.text)[:_LONGEST_LINE]
        if not text.strip(" .,!:()") or _is_greeting(text, is_named=line.begins) or _printed(text):
            return
        if _COUNTS.search(text) or self._is_named(text):
            self._wrong(self.others, line, _no_line_above_message())
        else:
            self.left.append(line)

    def _is_named(self, text: str) -> bool:
        """Whether a line has a number and begins with a database, or names one before a pair.

        A few words may stand before the name: a time and a sender, or that it is a correction.
        """
        if self.any_round is None or not any(letter.isdigit() for letter in text):
            return False
        words, round_ = text.split(), self.any_round
        behind = range(1, min(len(words), _LONGEST_SENDER)) if _PAIR.search(text) else ()
        return any(begins_with_name(" ".join(words[start:]), round_) for start in (0, *behind))

    def _end(self) -> None:
        """Report lines that belong to no reply, and replies without content."""
        for reply in self.replies:
            if reply.head is not None and not (reply.has_lines or reply.head_problems):
                reply.unread.append(_nothing_below(reply.head))
        self._await(None)
        if self.others.wrong or not self.replies:
            self.replies.append(self.others)
        last = self.replies[-1]
        last.wrong += self.outside.wrong
        last.unread += self.outside.unread
        last.unread += map(_nothing_below, self.alone.values())
        last.unread += map(_shown, self.left[:_MOST_LEFT])
        if (more := len(self.left) - _MOST_LEFT) > 0:
            last.unread.append(
                ngettext("{count} more line", "{count} more lines", more).format(count=f"{more:,}")
            )

    def _await(self, reply: _Reply | None) -> None:
        """Take a line for the head of a reply if an answer follows; the reply above ends."""
        waiting = self.awaiting
        if waiting is not None and self.is_ours:  # it was a heading of ours
            self._keep_sender(waiting, None)
        elif waiting is not None and waiting.head is not None:
            self.alone[waiting.head.number] = waiting.head
            self.reported += 1
        self.current, self.awaiting, self.is_ours, self.is_others = None, reply, False, False
        if reply is not None:
            self._keep_sender(reply, reply)

    def _wrong(self, reply: _Reply, line: Line, why: str, place: int = -1) -> None:
        message = _("{text!r} is not understood: {why}").format(text=_short(line.text), why=why)
        reply.wrong.append((place, Problem.of(_position(line), message)))
        self.reported += 1


def _usual_round(wanted: Wanted) -> Round | None:
    """A round to know databases by before a reply says its month; None where there is none."""
    month = wanted.month or Month.of(wanted.today)
    try:
        return wanted.round_of(wanted.province or provinces()[0], month)
    except CddctlError:
        return None


def _is_answer(text: str, reply: _Reply) -> bool:
    """Whether a line gives the counts of a database that it names."""
    if reply.office is None or reply.round is None or not begins_with_name(text, reply.round):
        return False
    try:
        _period, draft = read_line(without_politeness(text).rstrip(), reply.round, reply.office)
    except CddctlError:
        return False
    return draft is not None


def _source(reply: _Reply, name: str, sha: str, *, partial: bool) -> Source:
    """The source of a reply; with problems it is refused as a whole later, unless `partial`."""
    problems = [*reply.head_problems, *(problem for _place, problem in reply.wrong)]
    unread = [*reply.unread]
    given = reply.given
    if partial and not reply.head_problems:
        unread += map(str, problems)
        problems = []
        twice = {place for place, _problem in reply.wrong}
        unread += [
            _said_at(first.position, text)
            for place, (first, text) in given.items()
            if place in twice
        ]
        given = {place: answer for place, answer in given.items() if place not in twice}
    return Source(
        name,
        sha,
        [answer for answer, _text in given.values()],
        tuple(problems),
        tuple(unread),
        tuple(reply.blank),
        (reply.office,) if reply.office is not None else (),
        is_reply=True,
        warnings=tuple(reply.joined),
    )


def _printed(text: str) -> str:
    return printed(text) if len(text) <= _LONGEST_LINE else ""


def _is_greeting(text: str, *, is_named: bool) -> bool:
    """Whether a line only greets or thanks, perhaps behind a time and the sender's name."""
    words = text.split()
    behind = range(2, min(len(words), _LONGEST_SENDER)) if is_named else ()
    return any(_GREETING.fullmatch(" ".join(words[start:])) for start in (0, *behind))


def _sha(reply: _Reply) -> str:
    return sha256("\n".join(reply.lines).strip().encode()).hexdigest()


def _no_line_above() -> str:
    return _("no line above it says {reply} and the office").format(reply=REPLY)


def _no_line_above_message() -> str:
    return _(
        "no line above it says {reply} and the office; copy it below such a line, without its "
        "time and sender"
    ).format(reply=REPLY)


def _nothing_below(head: Line) -> str:
    return _("{where}: {text!r}, as no line below it says anything").format(
        where=_position(head), text=_short(head.text)
    )


def _shown(line: Line) -> str:
    return _said_at(_position(line), line.text)


def _said_at(position: Position, text: str) -> str:
    return _("{where}: {text!r}").format(where=position, text=_short(text))


def _position(line: Line) -> Position:
    return Position(None, line.number)


def _short(text: str) -> str:
    return cut(text.strip(), _MUCH_TEXT)
