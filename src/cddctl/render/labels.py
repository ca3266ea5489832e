"""Labels of periods, months, days and numbers on paper: always Thai, like official documents."""

import re
from datetime import date
from typing import Literal

from cddctl.periods import Month
from cddctl.schedule.due import Period
from cddctl.thai import MONTHS, MONTHS_SHORT, WEEKDAYS, thai_digits
from cddctl.wording import BUDDHIST_ERA

Digits = Literal["thai", "arabic"]
"""The digits for the program's own numbers; text typed by officers is left as it is."""

AS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""The beginning of text that Excel takes for a formula once it is edited, or ' is removed."""


def period_label(period: Period, *, digits: Digits) -> str:
    """The number and month of a period: ๒ (ก.ย.)."""
    return f"{digits_of(period.number, digits)} ({MONTHS_SHORT[period.month.number - 1]})"


def month_label(month: Month, *, digits: Digits) -> str:
    """A month with its year: กันยายน ๒๕๖๑."""
    return digits_of(f"{MONTHS[month.number - 1]} {month.year + BUDDHIST_ERA}", digits)


def date_label(day: date, *, digits: Digits) -> str:
    """A date in full: ๖ กันยายน ๒๕๖๑."""
    return f"{digits_of(day.day, digits)} {month_label(Month.of(day), digits=digits)}"


def weekday_label(day: date, *, digits: Digits) -> str:
    """A date in full with its weekday: วันพฤหัสบดีที่ ๖ กันยายน ๒๕๖๑."""
    return f"{WEEKDAYS[day.weekday()]}ที่ {date_label(day, digits=digits)}"


def digits_of(text: object, digits: Digits) -> str:
    """Write the program's own text or number with the chosen digits."""
    return thai_digits(text) if digits == "thai" else str(text)
