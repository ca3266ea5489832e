"""The width of Thai text on paper, and where its lines break.

Widths are in digits of the font, Excel's unit for columns. They are those of TH SarabunPSK, rounded
up to a tenth: space left over looks better than text cut off. The forms of a month have much the
same text, so layouts are cached.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cddctl.thai import broken

_ORDINARY, _FULL = 1.1, 2.2
_BY_WIDTH = {
    0.4: "!'Ii",
    0.5: ".,:;j|",
    0.6: ' "()-[]`flr{}เๅ',
    0.7: "tโใไ‘’",
    0.8: "*/?J\\sง",
    0.9: "cgkxzราำ",
    1.0: "$0123456789EFLSY_avyจฐธวะ",
    1.2: "&+<=>CDGHNXZ^~ฆฎฏทนบปภฦษห฿",
    1.3: "Uฑพฟฬ๏๐๑๒๓๔๕๖๗๘๙",
    1.4: "OQw…",
    1.5: "@Mฌญฒณ๚",
    1.7: "Wm%",
    2.0: "๛",
}
"""The letters of TH SarabunPSK by width; others are ordinary."""
_WIDTHS = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
_MARKS = {"Mn", "Me", "Cf"}


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
    return tuple(
        line for paragraph in text.split("\n") for line in broken(paragraph, width, width_of)
    )


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


def shortened(parts: Sequence[str], width: float, most: int, more: str) -> str:
    """The first parts of a note in at most so many lines, followed by `more` where not all fit.

    No word is cut: of a part without a space at a good place nothing is told but `more`.
    """
    whole = "; ".join(parts)
    if len(wrapped(whole, width)) <= most:
        return whole
    for count in range(len(parts) - 1, 0, -1):
        text = "; ".join([*parts[:count], more])
        if len(wrapped(text, width)) <= most:
            return text
    beginning = "".join(wrapped(parts[0], width)[:most])
    longest = len(beginning)
    while (space := beginning.rfind(" ")) > longest // 3:
        beginning = beginning[:space]
        if len(wrapped(text := f"{beginning}… {more}", width)) <= most:
            return text
    return more


def _in_two(pieces: Sequence[str]) -> list[list[str]]:
    """Every way to break pieces into two lines; a single piece stays on one line."""
    if len(pieces) == 1:
        return [[pieces[0].strip()]]
    return [
        ["".join(pieces[:at]).strip(), "".join(pieces[at:]).strip()] for at in range(1, len(pieces))
    ]


@lru_cache(maxsize=1024)
def _width(character: str) -> float:
    if (width := _WIDTHS.get(character)) is not None:
        return width
    if unicodedata.category(character) in _MARKS:
        return 0
    return _FULL if unicodedata.east_asian_width(character) in "WF" else _ORDINARY
