"""The value of a cell as a count, a text, a note, a day or a month.

A blank cell says nothing. A dash is not zero: on the form it means not applicable yet.
"""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from cddctl.errors import DataRefused
from cddctl.exchange.forms import NOT_APPLICABLE
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.intake.grid import Unreadable, Value, shown
from cddctl.notes import check_note
from cddctl.periods import Month, parse_date

DASH = -1
"""Read in place of a count."""

_DASHES = {NOT_APPLICABLE, "–", "—", "−"}
_BREAKS = re.compile(r"[\r\n\t]+")


def count_in(value: Value, words: frozenset[str] = frozenset()) -> int | None:
    """A count, or `DASH`; None where the cell is blank. Raises `DataRefused`.

    One of the `words` may follow it, as for `parse_count`.
    """
    if isinstance(value, str):
        return _count_of(value, words)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refusal(value)
    return parse_count(shown(value))


def text_in(value: Value) -> str | None:
    """A text on one line; None where it is empty. Raises `DataRefused`."""
    if value is None:
        return None
    if isinstance(value, str):
        return " ".join(line.strip(" ") for line in _BREAKS.split(value)).strip() or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _refusal(value)


def note_in(value: Value) -> str | None:
    """A note; None where there is none. Raises `DataRefused`."""
    note = text_in(value)
    if note is not None:
        check_note(note)
    return note


def date_in(value: Value) -> date | None:
    """A date, typed or stored as Excel's date. Raises `CddctlError`."""
    if isinstance(value, date):
        value = f"{value.year}-{value.month:02}-{value.day:02}"
    text = text_in(value)
    return None if text is None else parse_date(text)


def month_in(value: Value) -> Month | None:
    """A month; Excel turns one that is typed into a date. Raises `CddctlError`."""
    if isinstance(value, date):
        value = f"{value.year}-{value.month:02}"
    text = text_in(value)
    return None if text is None else Month.parse(text)


@lru_cache(maxsize=65536)
def _count_of(typed: str, words: frozenset[str]) -> int | None:
    text = typed.strip()
    if text in _DASHES:
        return DASH
    return parse_count(text, words) if text else None


def _refusal(value: Value) -> DataRefused:
    """The refusal of a cell that is neither text nor number: its value, and the value expected."""
    if isinstance(value, Unreadable):
        return DataRefused(f"{value.shown}: {value.why}")
    if isinstance(value, date | time | timedelta):
        message = _("{shown}: this is a date or time; write a number or text")
    else:
        message = _("{shown}: this is no number or text; type it anew")
    return DataRefused(message.format(shown=shown(value)))
