"""The styles of a workbook that change what a cell says: by number format, or struck through."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cddctl.intake.xlsx.markup import MAIN, Attributes, is_on, parse_part, whole

# The literal parts of a number format: in quotes, after a backslash, a currency in brackets.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]')
# Colours and conditions in brackets, the width of a letter, a letter to fill the cell with.
_AROUND = re.compile(r"\[[^\]]*\]|[_*].")
_PLACES = re.compile(r"[0#?]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_DIGITS = "\ue000"
"""Stands for a literal with digits in it."""
# A length of time, and all in the format of a date that is shown as it is or not at all.
_LENGTH = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_NOT_OF_A_DATE = re.compile(rf'"[^"]*"|[_\\].|(?!{_LENGTH.pattern})\[[^\]]*\]', re.IGNORECASE)
_OF_A_DATE = re.compile("[dmhys]", re.IGNORECASE)
_EXPONENT = re.compile(r"E[+-]", re.IGNORECASE)


_BUILTIN = {
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    **dict.fromkeys((14, 15, 16, 17, 71, 72, 73, 74, 81), "d/m/yy"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47, 75, 76, 78, 80), "h:mm:ss"),
    **dict.fromkeys((22, 77), "d/m/yy h:mm"),
    **dict.fromkeys((46, 79), "[h]:mm:ss"),
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((67, 68), "t0%"),
}
"""The formats that are not written out in a file, of those that show no plain number, by number.

Thai Excel has its own from 59 on. Of dates only the kind matters (ECMA-376, part 1, 18.8.30)."""


class CellStyles(NamedTuple):
    """The styles, by number, that change what a cell says."""

    dates: frozenset[int] = frozenset()
    """They show a number as a date or time."""
    durations: frozenset[int] = frozenset()
    """Those of the `dates` that show a length of time."""
    percents: frozenset[int] = frozenset()
    misleading: frozenset[int] = frozenset()
    """They show another number than the cell holds: in thousands, or none at all."""
    struck: frozenset[int] = frozenset()
    """Their text is struck through."""


@lru_cache(maxsize=4)
def read_styles(part: bytes, name: str) -> CellStyles:
    """Read the styles in a part, once for all forms of a round, whose styles are equal."""
    styles = _Styles()
    parse_part(part, name, styles.opened, styles.closed)
    return CellStyles(
        dates=styles.having(is_date),
        durations=styles.having(is_duration),
        percents=styles.having(is_percentage),
        misleading=styles.having(is_misleading),
        struck=styles.struck,
    )


@dataclass
class _Styles:
    """Collects the styles of cells from their part, by the order in which cells number them."""

    _custom: dict[str, str] = field(default_factory=dict)
    _fonts: list[bool] = field(default_factory=list)
    """For each font, whether it is struck through."""
    _used: list[tuple[str, str]] = field(default_factory=list)
    """For each style, the numbers of its format and its font."""
    _list: str = ""
    """The list that is open: the same elements mean something else outside of it."""

    @property
    def opened(self) -> Mapping[str, Callable[[Attributes], None]]:
        """The handlers of opening tags."""
        return {
            **{f"{MAIN} {name}": self._open(name) for name in ("numFmts", "fonts", "cellXfs")},
            f"{MAIN} numFmt": self._add_format,
            f"{MAIN} font": self._add_font,
            f"{MAIN} strike": self._strike_font,
            f"{MAIN} xf": self._add_style,
        }

    @property
    def closed(self) -> Mapping[str, Callable[[str], None]]:
        """The handlers of closing tags."""
        return {f"{MAIN} {name}": self._close for name in ("numFmts", "fonts", "cellXfs")}

    @property
    def formats(self) -> list[str]:
        """The number format of each style."""
        return [self._custom.get(number) or _builtin(number) for number, _font in self._used]

    @property
    def struck(self) -> frozenset[int]:
        """The styles whose text is struck through."""
        return frozenset(
            style
            for style, (_format, font) in enumerate(self._used)
            if (number := whole(font)) is not None
            and number < len(self._fonts)
            and self._fonts[number]
        )

    def having(self, is_so: Callable[[str], bool]) -> frozenset[int]:
        """The styles whose number format has a property."""
        return frozenset(style for style, code in enumerate(self.formats) if is_so(code))

    def _open(self, name: str) -> Callable[[Attributes], None]:
        def opened(_attributes: Attributes) -> None:
            self._list = name

        return opened

    def _close(self, _text: str) -> None:
        self._list = ""

    def _add_format(self, attributes: Attributes) -> None:
        if self._list == "numFmts":
            self._custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _add_font(self, _attributes: Attributes) -> None:
        if self._list == "fonts":
            self._fonts.append(False)

    def _strike_font(self, attributes: Attributes) -> None:
        if self._list == "fonts" and self._fonts:
            self._fonts[-1] = is_on(attributes)

    def _add_style(self, attributes: Attributes) -> None:
        if self._list == "cellXfs":
            self._used.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))


def is_date(code: str) -> bool:
    """Whether a number format shows a date, a time, or a length of time."""
    return _OF_A_DATE.search(_NOT_OF_A_DATE.sub("", code.split(";", maxsplit=1)[0])) is not None


def is_duration(code: str) -> bool:
    """Whether a number format shows a length of time."""
    return _LENGTH.search(code.split(";", maxsplit=1)[0]) is not None


def is_percentage(code: str) -> bool:
    """Whether a number format shows a percentage."""
    return "%" in _LITERAL.sub("", code)


def is_misleading(code: str) -> bool:
    """Whether a number format shows another number than the cell holds, or none.

    As `0,` shows thousands, `0"00"` hundreds, and `;;;` nothing. The format of negative numbers and
    of zero does not matter, unless conditions choose among the parts.
    """
    if not code:
        return False
    parts = _LITERAL.sub(_mark_digits, code).split(";")
    has_conditions = any(sign in code for sign in ("[<", "[>", "[="))
    return any(map(_is_misleading, parts if has_conditions else parts[:1]))


def _is_misleading(part: str) -> bool:
    if _DIGITS in part:
        return True
    part = _AROUND.sub("", part)
    if "general" in part.lower() or "@" in part:
        return False
    return (
        not _PLACES.search(part)
        or _SCALED.search(part) is not None
        or _EXPONENT.search(part) is not None
    )


def _mark_digits(literal: re.Match[str]) -> str:
    """A mark in place of a literal that has digits; nothing for any other."""
    text = "".join(filter(None, literal.groups()))
    return _DIGITS if any(map(str.isdigit, text)) else ""


def _builtin(number: str) -> str:
    return _BUILTIN.get(whole(number) or 0, "")
