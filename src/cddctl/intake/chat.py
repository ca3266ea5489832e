"""A pasted text, or a chat that LINE saved, as lines; and where a message begins.

In a saved chat a message follows its time and its sender's name, separated by tabs, and in
quotes if it has several lines. Saved on a PC it has spaces in their place, as what is pasted.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from cddctl.intake.counts import INVISIBLE
from cddctl.ledger.sources import Position
from cddctl.thai import arabic_digits, normalized
from cddctl.wording import cut

_TIME = r"\d{1,2}[:.]\d{2}(?:\s?[AaPp][Mm])?"
_SAVED = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s?(?P<half>[AaPp])[Mm])?"
    r"\t(?P<sender>[^\t]*)\t(?P<text>.*)"
)
_EVENT = re.compile(rf"{_TIME}\t(?P<text>[^\t]+)")
"""Lines of LINE on a member, as that a message was taken back."""
_TITLE = "[LINE]"
_BETWEEN_MESSAGES = re.compile(
    r"\[LINE\]|บันทึกเมื่อ|Saved on|\s*$"
    r"|(?:วัน)?\S{0,12},?\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\s*\(?\S{0,12}\)?)?\s*$"
    r"|วัน\S+ที่ \d{1,2} \S+ \d{4}\s*$"
)
"""Lines of a saved chat between its messages: its title, when it was saved, and days."""
_TIMED = re.compile(r"\W*\d{1,2}(?::\d{2}(?:\s?[AaPp][Mm])?|[:.]\d{2}\s?น\.?)\s+\S")
"""The beginning of a message that was copied with its time and its sender's name."""
_KEYCAP = re.compile(r"(?<=\d)\ufe0f?\u20e3")
"""The key drawn around a digit: 3️⃣."""
_WITHIN = re.compile(rf"(?<=\d)[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f]+(?=\d)")
"""Invisible characters within a number, which may make two of it."""
_DECORATION = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cn", "Me", "Cc"})


_MUCH_TEXT = 80
_FEW = 10
"""The minutes within which a sender may go on with a reply in a further message."""


class Sent(NamedTuple):
    """Who sent a message of a saved chat, and the minute of the day."""

    sender: str
    minute: int

    def is_soon_after(self, earlier: "Sent | None") -> bool:
        """Whether it was sent by the same person as an earlier message, a few minutes later."""
        if earlier is None or self.sender != earlier.sender:
            return False
        return 0 <= self.minute - earlier.minute <= _FEW


class Line(NamedTuple):
    """A line with one spelling, Arabic digits, single spaces, and no decoration."""

    number: int
    text: str
    begins: bool = False
    """Whether a message begins with it: the lines above may be of somebody else."""
    sent: Sent | None = None
    """Known in a saved chat, where a line is of a message."""

    @property
    def position(self) -> Position:
        """Its position in the text."""
        return Position(None, self.number)

    @property
    def short(self) -> str:
        """Its text as messages show it."""
        return cut(self.text.strip(), _MUCH_TEXT)


def is_of_saved_chat(line: str) -> bool:
    """Whether a line begins a message of a chat that LINE saved."""
    return _SAVED.match(line) is not None


def lines_of(text: str) -> list[Line]:
    """The lines of a text but the blank ones; those of a saved chat without times and names."""
    text = _WITHIN.sub("?", _KEYCAP.sub("", normalized(text)))  # "?" is in no count
    lines = text.splitlines()
    table = str.maketrans(
        {letter: " " for letter in set(text) if _decorates(letter)} | {"\t": "\t"}
    )
    lines = [arabic_digits(line.translate(table)) for line in lines]
    if any(map(_SAVED.match, lines)):
        return [*_of_saved_chat(lines)]
    has_days = any(line.startswith(_TITLE) for line in lines)
    return [
        Line(number, "", begins=True)
        if has_days and _BETWEEN_MESSAGES.match(line)
        else Line(number, _single_spaced(line), _TIMED.match(line) is not None)
        for number, line in enumerate(lines, 1)
        if line and not line.isspace()
    ]


def _of_saved_chat(lines: list[str]) -> Iterator[Line]:
    in_quotes, sent = False, None
    for number, line in enumerate(lines, 1):
        saved = _SAVED.match(line)
        match = saved or (None if in_quotes else _EVENT.fullmatch(line))
        text = match["text"] if match else line
        if not (match or in_quotes) and _BETWEEN_MESSAGES.match(line):
            yield Line(number, "", begins=True)
            continue
        if match or not in_quotes:  # else it is of the message above
            in_quotes, sent = text.startswith('"'), _sent(saved) if saved else None
            text = text.removeprefix('"')
        if in_quotes and _is_closed(text):
            in_quotes, text = False, text.rstrip().removesuffix('"')
        yield Line(number, _single_spaced(text.replace('""', '"')), match is not None, sent)


def _sent(match: re.Match[str]) -> Sent:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    return Sent(_single_spaced(match["sender"]), hour * 60 + int(match["minute"]))


def _is_closed(text: str) -> bool:
    """Whether a text ends in a quote that is not written twice, as one within a message is."""
    text = text.rstrip()
    return (len(text) - len(text.rstrip('"'))) % 2 == 1


def _single_spaced(text: str) -> str:
    """A text with each run of spaces made one, so that no pattern is slow over it."""
    return " ".join(text.split())


def _decorates(letter: str) -> bool:
    return unicodedata.category(letter) in _DECORATION or "\ufe00" <= letter <= "\ufe0f"
