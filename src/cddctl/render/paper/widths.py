"""The width of Thai text on paper, and where its lines break.

Widths are in digits of the font, Excel's unit for columns. They are those of TH SarabunPSK, rounded
up: space left over looks better than text cut off. The forms of a month have much the same text, so
layouts are cached.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_ORDINARY = 1.2
_NARROW, _SLIM, _WIDE, _FULL = 0.65, 0.95, 1.7, 2.2
_WIDTHS = (
    dict.fromkeys(" .,;:'!|()[]/-\"iIjltrfเโใไๅ", _NARROW)
    | dict.fromkeys("าำงรวabcdeghknopqsuvxyzEFJLSTZ?*", _SLIM)
    | dict.fromkeys("0123456789", 1.05)
    | dict.fromkeys("๐๑๒๓๔๕๖๗๘๙", 1.3)
    | dict.fromkeys("ฌญฒณ๛MWOQmw%@", _WIDE)
)
_MARKS = {"Mn", "Me", "Cf"}

# Thai is written without spaces; finding word ends takes a dictionary. Words are taken to have
# this many letters, each with the vowels and tone marks above and below it.
_WORD_LETTERS = 7
_WORDS = re.compile(
    rf"(?:[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e59]"
    rf"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*){{1,{_WORD_LETTERS}}} *"
    r"|[^ \u0e01-\u0e59]+ *|.",
    re.DOTALL,
)


def width_of(text: str) -> float:
    """The width of a line of text; marks above and below a letter have no width."""
    return sum(map(_width, text))


def narrowest(pieces: Sequence[str]) -> float:
    """The least width that fits a text on at most two lines, broken between its pieces."""
    return min(max(map(width_of, lines)) for lines in _in_two(pieces))


@lru_cache(maxsize=256)
def laid(pieces: tuple[str, ...], width: float) -> str:
    """Lay a text on one line if it fits, else break it between its pieces into the best two."""
    whole = "".join(pieces).strip()
    if width_of(whole) <= width:
        return whole
    return "\n".join(min(_in_two(pieces), key=lambda lines: max(map(width_of, lines))))


@lru_cache(maxsize=512)
def wrapped(text: str, width: float) -> tuple[str, ...]:
    """The lines that a text takes in a cell of that width, estimated high rather than low."""
    lines = [""]
    for paragraph in text.split("\n"):
        for word in _words(paragraph, width):
            if lines[-1] and width_of((lines[-1] + word).rstrip()) > width:
                lines.append("")
            lines[-1] += word
        lines.append("")
    return tuple(lines[:-1])


def cut(text: str, width: float, most: int) -> list[str]:
    """Cut a text into parts of at most so many lines each, after a note or between words."""
    parts = []
    while len(lines := wrapped(text, width)) > most:
        fitting = "".join(lines[:most])
        ends = (fitting.rfind(mark) + len(mark) for mark in ("; ", " "))
        at = next((end for end in ends if end > len(fitting) // 2), len(fitting))
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text]


def _in_two(pieces: Sequence[str]) -> list[list[str]]:
    """Every way to break pieces into two lines; a single piece stays on one line."""
    if len(pieces) == 1:
        return [[pieces[0].strip()]]
    return [
        ["".join(pieces[:at]).strip(), "".join(pieces[at:]).strip()] for at in range(1, len(pieces))
    ]


def _words(text: str, width: float) -> Iterator[str]:
    """Split text where it may break: about every Thai word, otherwise at spaces if that fits."""
    for word in _WORDS.findall(text):
        if width_of(word.rstrip()) <= width:
            yield word
        else:
            yield from word


@lru_cache(maxsize=1024)
def _width(character: str) -> float:
    if (width := _WIDTHS.get(character)) is not None:
        return width
    if unicodedata.category(character) in _MARKS:
        return 0
    return _FULL if unicodedata.east_asian_width(character) in "WF" else _ORDINARY
