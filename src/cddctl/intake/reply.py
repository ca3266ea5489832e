"""Replies to a reminder as typed on a phone: tolerant of form, strict on meaning.

A text may hold the replies of several offices, and lines of others between them; each reply is a
source of its own, so that a problem in one does not block the others. Every line that is not
understood is reported, and no number is ever guessed.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cddctl.errors import CddctlError, FileRefused
from cddctl.exchange.forms import Wanted
from cddctl.exchange.replies import REPLY, printed
from cddctl.i18n import _, ngettext
from cddctl.intake.chat import Line, lines_of
from cddctl.intake.csvfile import decoded_text
from cddctl.intake.headings import has_headings
from cddctl.intake.heads import names_office, without_politeness
from cddctl.intake.line import read_line
from cddctl.intake.parts import (
    BACK,
    LONGEST_LINE,
    LineKind,
    Part,
    PartKind,
    gives_counts,
    is_greeting,
    not_understood,
    parts_of,
    says_reply,
)
from cddctl.intake.xlsx.archive import ZIP_MAGIC
from cddctl.ledger.sources import MOST_PROBLEMS, Given, Problem, Source, given_twice
from cddctl.places import Place

MAX_REPLY = 4 * 1024 * 1024
"""Larger than anything that is pasted, and than the chat of some years."""

_FIRST = 64 * 1024
"""The bytes in which a table has its headings."""
_MOST_LEFT = 20
"""The most messages of others that are shown; the rest is counted."""

_COUNTS = re.compile(r"=\s*\d|ทั้งหมด\D{0,3}\d")
"""Counts, whoever writes them: they belong to a reply."""

_NOBODYS = Part(PartKind.NOBODYS, None)


def is_reply(content: bytes, province: Place | None = None) -> bool:
    """Whether a file is a reply and not a table: it has the line above a reply."""
    if len(content) > MAX_REPLY or content.startswith(ZIP_MAGIC) or _begins_as_table(content):
        return False
    text = text_of(content)
    lines = lines_of(text)
    if any(says_reply(line.text) for line in lines):
        return True
    if not any(names_office(line.text, province) for line in lines):
        return False
    return not any(map(has_headings, text.splitlines()))


def _begins_as_table(content: bytes) -> bool:
    """Whether the first lines have the headings of a table, and no line is the head of a reply."""
    if any(BACK.encode(encoding) in content for encoding in ("utf-8", "cp874", "utf-16-le")):
        return False
    end = content.rfind(b"\n", 0, _FIRST) + 1 or _FIRST
    return any(map(has_headings, text_of(content[:end]).splitlines()))


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

    Each is identified by the SHA-256 of its text: the same in a chat that has grown since, and
    whatever becomes of the others in its file.
    """
    try:
        lines = lines_of(decoded_text(content))
    except FileRefused as error:
        return [Source(name, sha, problems=(Problem("", str(error)),), is_reply=True)]
    replies = _Reader().read(parts_of(lines, wanted))
    return [reply.source(name, partial=partial) for reply in replies]


@dataclass(slots=True)
class _Reply:
    """The answers in a reply, and the lines of it that are reported."""

    part: Part
    given: dict[int, tuple[Given, Line]] = field(default_factory=dict)
    """By the place of the period in the round."""
    wrong: list[tuple[int, Problem]] = field(default_factory=list)
    """Each with the place in `given` that the problem also concerns, or -1."""
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)

    @property
    def sha(self) -> str:
        """The SHA-256 of its text."""
        text = "\n".join(line.text for line, _kind in self.part.lines)
        return sha256(text.strip().encode()).hexdigest()

    def source(self, name: str, *, partial: bool) -> Source:
        """Its source; with problems it is refused as a whole later, unless `partial`."""
        problems = [problem for _place, problem in self.wrong]
        unread, given, office = [*self.unread], self.given, self.part.office
        if partial and not self.part.problem:
            unread += map(str, problems)
            problems = []
            twice = {place for place, _problem in self.wrong}
            unread += [_shown(line) for place, (_first, line) in given.items() if place in twice]
            given = {place: answer for place, answer in given.items() if place not in twice}
        return Source(
            name,
            self.sha,
            [answer for answer, _line in given.values()],
            tuple(problems),
            tuple(unread),
            tuple(self.blank),
            () if office is None else (office,),
            is_reply=True,
            warnings=tuple(map(_joined, self.part.joined)),
        )


class _Reader:
    """Reads the parts of a text, and reports each line that is not understood."""

    def __init__(self) -> None:
        self.replies: list[_Reply] = []
        self.outside = _Reply(_NOBODYS)
        """Lines outside of replies: they are reported with the next one."""
        self.others = _Reply(_NOBODYS)
        """Counts in messages that are no replies: they are reported, and block no reply."""
        self.left: list[Line] = []
        """Lines of those messages that are left aside."""
        self.alone: list[str] = []
        """What is told of lines that name an office alone, with no answer below."""
        self.reported = 0
        """The number of lines that are reported."""

    def read(self, parts: Iterable[Part]) -> list[_Reply]:
        """Read all parts, unless very many lines are reported; the replies in them."""
        for part in parts:
            reply = self._reply_of(part)
            for line, kind in part.lines:
                self._read(reply, line, kind)
                if self.reported >= MOST_PROBLEMS:
                    message = _("there may be more further on; mend these first")
                    reply.wrong.append((-1, Problem.of(line.position, message)))
                    return self._all()
            if part.kind is PartKind.REPLY and not (part.problem or part.says_anything):
                self._tell(reply, _nothing_below(part))
        return self._all()

    def _reply_of(self, part: Part) -> _Reply:
        """The reply that reports the lines of a part."""
        if part.kind is PartKind.OTHERS:
            self.others.part = part
            return self.others
        if part.kind is PartKind.NAMED:
            self.reported += 1
            self.alone.append(_nothing_below(part))
        if part.kind is not PartKind.REPLY:
            return self.outside
        reply = _Reply(part, wrong=self.outside.wrong, unread=self.outside.unread)
        self.replies.append(reply)
        self.outside = _Reply(_NOBODYS)
        return reply

    def _all(self) -> list[_Reply]:
        """All replies, of which the last one reports the lines that belong to none."""
        if self.others.wrong or not self.replies:
            self.replies.append(self.others)
        last = self.replies[-1]
        last.wrong += self.outside.wrong
        last.unread += [*self.outside.unread, *self.alone, *map(_shown, self.left[:_MOST_LEFT])]
        if (more := len(self.left) - _MOST_LEFT) > 0:
            last.unread.append(
                ngettext("{count} more line", "{count} more lines", more).format(count=f"{more:,}")
            )
        return self.replies

    def _read(self, reply: _Reply, line: Line, kind: LineKind) -> None:
        """Read a line of a reply, or of nobody's."""
        if reply is self.others:
            self._read_of_others(line)
        elif kind == "head" and reply.part.problem:
            self._add(reply, line, reply.part.problem)
        elif kind == "long":
            self._wrong(reply, line, _("the line is too long"))
        elif kind == "counts":
            self._tell(reply, _shown(line))
        elif kind == "answer" and reply is not self.outside:
            self._read_answer(reply, line)
        elif kind == "answer" and any(letter.isdigit() for letter in line.text):
            message = _("no line above it says {reply} and the office")
            self._wrong(reply, line, message.format(reply=REPLY))
        elif kind == "answer":
            self._tell(reply, _shown(line))

    def _read_answer(self, reply: _Reply, line: Line) -> None:
        """Read one answer of a reply."""
        office, round_ = reply.part.office, reply.part.round
        if office is None or round_ is None:
            return  # its head is reported already; this one cannot be judged
        try:
            period, draft = read_line(without_politeness(line.text).rstrip(), round_, office)
        except CddctlError as error:
            self._wrong(reply, line, str(error))
            return
        if draft is None:
            reply.blank.append(str(line.position))
            return
        place = round_.periods.index(period)
        first, _line = reply.given.setdefault(place, (Given(draft, line.position), line))
        if first.draft != draft:
            self._wrong(reply, line, given_twice(draft, first.position), place)

    def _read_of_others(self, line: Line) -> None:
        """Leave aside a line of a message that is no reply, unless it has counts."""
        text = without_politeness(line.text)[:LONGEST_LINE]
        if not text.strip(" .,!:()") or is_greeting(text, is_named=line.begins) or printed(text):
            return
        if _COUNTS.search(text) or gives_counts(text, self.others.part.names):
            message = _(
                "no line above it says {reply} and the office; copy it below such a line, without "
                "its time and sender"
            )
            self._wrong(self.others, line, message.format(reply=REPLY))
        else:
            self.left.append(line)

    def _wrong(self, reply: _Reply, line: Line, why: str, place: int = -1) -> None:
        self._add(reply, line, not_understood(line, why), place)

    def _add(self, reply: _Reply, line: Line, message: str, place: int = -1) -> None:
        reply.wrong.append((place, Problem.of(line.position, message)))
        self.reported += 1

    def _tell(self, reply: _Reply, text: str) -> None:
        reply.unread.append(text)
        self.reported += 1


def _nothing_below(part: Part) -> str:
    head, _kind = part.lines[0]
    message = _("{where}: {text!r}, as no line below it says anything")
    return message.format(where=head.position, text=head.short)


def _joined(line: Line) -> str:
    message = _("{where}: read as more of the reply, as its sender wrote it minutes later")
    return message.format(where=line.position)


def _shown(line: Line) -> str:
    return _("{where}: {text!r}").format(where=line.position, text=line.short)
