"""What the form's cells say in words: always Thai, as official paper is."""

import re
from datetime import date
from typing import Literal

from cddctl.due import Period
from cddctl.periods import Month
from cddctl.report import BY_PROVINCE, Remark, Row
from cddctl.thai import MONTHS, MONTHS_SHORT, thai_digits
from cddctl.wording import BUDDHIST_ERA

Digits = Literal["thai", "arabic"]
"""In which digits our own numbers are written; what officers have typed stays as it is."""

AS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that Excel takes for a formula once it is edited, or once ' is taken off."""


def paper_note(row: Row, *, digits: Digits) -> str:
    """The text of the note cell: how many offices the sum is of, then what the offices say."""
    if not row.offices:
        return BY_PROVINCE
    parts = []
    if row.is_partial:
        said = f"บันทึกแล้ว {row.reported}/{row.offices} อำเภอ"
        units = ", ".join(f"{unit.th} {count}/{row.offices}" for unit, count in row.fewer)
        parts.append(digits_of(f"{said} ({units})" if units else said, digits))
    parts += [_said(remark, row.offices) for remark in row.remarks]
    return "; ".join(parts)


def period_label(period: Period, *, digits: Digits) -> str:
    """Number and month of a period: ๒ (ก.ย.)."""
    return f"{digits_of(period.number, digits)} ({MONTHS_SHORT[period.month.number - 1]})"


def month_label(month: Month, *, digits: Digits) -> str:
    """A month with its year: กันยายน ๒๕๖๑."""
    return digits_of(f"{MONTHS[month.number - 1]} {month.year + BUDDHIST_ERA}", digits)


def date_label(day: date, *, digits: Digits) -> str:
    """A date in full: ๖ กันยายน ๒๕๖๑."""
    return f"{digits_of(day.day, digits)} {month_label(Month.of(day), digits=digits)}"


def digits_of(text: object, digits: Digits) -> str:
    """A text or number of our own, its digits as wanted."""
    return thai_digits(text) if digits == "thai" else str(text)


def _said(remark: Remark, offices: int) -> str:
    """A note, with those who say it unless all do."""
    if len(remark.offices) == offices:
        return remark.text
    names = ", ".join(office.name_th for office in remark.offices)
    return f"{remark.text} ({names})"
