"""The value of a cell as a count, a text, a note, a day or a month.

A blank cell says nothing. A dash is not zero: on the form it means not applicable yet.
"""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from cddctl.errors import DataRefused, UsageRefused
from cddctl.exchange.forms import NOT_APPLICABLE
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.intake.grid import Unreadable, Value, shown
from cddctl.notes import check_note
from cddctl.periods import Month, parse_date
from cddctl.thai import arabic_digits
from cddctl.wording import BUDDHIST_ERA

_DECEMBER = 12

DASH = -1
"""Read in place of a count."""

_DASHES = {NOT_APPLICABLE, "–", "—", "−"}
_SHORT_YEAR = re.compile(r"(?<!\d)\d{2}$")
_BEFORE_ANY_SCHEDULE = 2560
_BUDDHIST_CENTURY = 500
"""61 is 2561 in the Buddhist era, and 18 is 2018 in the Common Era: not 2518, which is 1975."""
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
    """A month, also as Excel writes one: a date, Sep-18, ก.ย.-18, 1/9/2018 or 9/1/2018.

    Raises `CddctlError`. A year of two digits that would lie before any schedule is C.E.
    """
    if isinstance(value, date):
        value = f"{value.year}-{value.month:02}"
    text = text_in(value)
    return None if text is None else _month_of(text)


@lru_cache(maxsize=1024)  # the same few, for every line of every table
def _month_of(text: str) -> Month:
    month = _month_of_date(text) or Month.parse(text)
    is_short = _SHORT_YEAR.search(arabic_digits(text)) is not None
    if is_short and month.fiscal_year.year < _BEFORE_ANY_SCHEDULE:
        return Month(month.year + BUDDHIST_ERA - _BUDDHIST_CENTURY, month.number)
    return month


def _month_of_date(text: str) -> Month | None:
    """The month of a date that is its first day, as Excel makes of a month.

    Excel in American English puts the month first: 9/1/2018. It is read where the day first would
    be no first day.
    """
    try:
        day = parse_date(text)
    except UsageRefused:
        return None
    if day.day == 1:
        return Month.of(day)
    if "/" in text and day.month == 1 and day.day <= _DECEMBER:
        return Month(day.year, day.day)
    raise DataRefused(
        _(
            "{typed!r} is a day, and its month is meant; write the month alone, as in 2561-09"
        ).format(typed=text)
    )


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
