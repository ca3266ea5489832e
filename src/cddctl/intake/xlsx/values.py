"""Convert the text written for a cell of a workbook to its value."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from cddctl.i18n import _
from cddctl.intake.grid import Unreadable, Value
from cddctl.intake.xlsx.archive import damaged
from cddctl.intake.xlsx.markup import whole
from cddctl.intake.xlsx.styles import CellStyles

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
# No program writes a longer number, and nearly all have at most `_SHORT` characters.
_LONGEST, _SHORT = 300, 15
_BOOLEANS = {"1": True, "0": False, "true": True, "false": False}
BLANKS = " \t\r\n"
WINDOWS_EPOCH, MAC_EPOCH = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
"""Day 0 of the two calendars of Excel."""
_NOT_THERE = 60
"""The number of 29 February 1900, a day that there was not, but that Excel counts."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Book:
    """Shared by the cells of all sheets: texts by number, and styles by number."""

    strings: Sequence[str | Unreadable] | None
    """None where their part is missing."""
    styles: CellStyles
    epoch: datetime


def value_of(kind: str, text: str, style: int, book: Book, *, is_formula: bool) -> Value:
    """The value of a cell that is not empty. Raises `ValueError` if it is invalid."""
    reader = _READERS.get(kind)
    if reader is None:
        raise ValueError(kind)
    value = reader(text, style, book)
    if is_formula and type(value) is str:
        return Unreadable(value, _("a formula; type the text itself"))
    return value


def without_result() -> Unreadable:
    """The value of a formula without a calculated result."""
    return Unreadable(
        _("a formula"),
        _("its result is not in the file; open it in Excel and save it, or write the number"),
    )


def unescaped(text: str) -> str:
    """A text as typed: a few characters are written as `_x000D_` in the file."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _number(text: str, style: int, book: Book) -> Value:
    value: int | float
    if len(text) <= _SHORT and text.isascii() and text.isdecimal():
        value = int(text)
    elif len(text) <= _LONGEST and _NUMBER.fullmatch(text):
        value = int(text) if text.lstrip("+-").isdecimal() else float(text)
    else:
        raise ValueError(text)
    if style in book.styles.dates:
        try:
            read: Value = _moment(value, book.epoch, is_length=style in book.styles.durations)
        except (OverflowError, ValueError):
            return Unreadable(text, _("a number shown as a date that there is not"))
        return read
    if not isfinite(value):
        raise ValueError(text)
    if style in book.styles.percents:
        return Unreadable(f"{value * 100:.15g}%", _("a percentage; write the number itself"))
    if value and style in book.styles.misleading:
        return Unreadable(
            text,
            _("its number format shows something else; choose the format General and look at it"),
        )
    return value


def _moment(days: float, epoch: datetime, *, is_length: bool) -> datetime | time | timedelta:
    """The date and time of a number of days, to the millisecond. Raises `OverflowError`."""
    if is_length:
        return timedelta(milliseconds=round(timedelta(days=days) / timedelta(milliseconds=1)))
    day, part = divmod(days, 1)
    rest = timedelta(milliseconds=round(part * timedelta(days=1) / timedelta(milliseconds=1)))
    if not day and not rest.days:
        return (WINDOWS_EPOCH + rest).time()
    is_before = 0 < days < _NOT_THERE and epoch == WINDOWS_EPOCH
    return epoch + timedelta(days=day + is_before) + rest


def _shared(text: str, _style: int, book: Book) -> Value:
    index = whole(text)
    if book.strings is None:
        raise damaged(_("the part {part} is missing").format(part="sharedStrings.xml"))
    if index is None or index >= len(book.strings):
        raise ValueError(text)
    return book.strings[index] or None


def _text(text: str, _style: int, _book: Book) -> Value:
    return unescaped(text)


def _boolean(text: str, _style: int, _book: Book) -> Value:
    if text not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text]


def _error(text: str, _style: int, _book: Book) -> Value:
    return Unreadable(text[:_SHORT], _("an error of Excel; write the value itself"))


def _date(text: str, _style: int, _book: Book) -> Value:
    if ":" not in text:
        return date.fromisoformat(text)
    if "-" not in text:
        return time.fromisoformat(text).replace(tzinfo=None)
    return datetime.fromisoformat(text).replace(tzinfo=None)


TEXT_KINDS = {"str", "inlineStr"}
"""The kinds of cells that hold a text, with its blanks."""

_READERS: dict[str, Callable[[str, int, Book], Value]] = {
    "n": _number,
    "s": _shared,
    "str": _text,
    "inlineStr": _text,
    "b": _boolean,
    "e": _error,
    "d": _date,
}


def _character(match: re.Match[str]) -> str:
    """The character of an escape; one that no text may contain stays escaped."""
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r" else match[0]
