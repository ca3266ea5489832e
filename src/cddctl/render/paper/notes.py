"""What the form's cells say in words: always Thai, as official paper is."""

import re
from datetime import date
from typing import Literal

from cddctl.periods import Month
from cddctl.report.form import BY_PROVINCE, Remark, Row
from cddctl.report.region import RegionRow
from cddctl.schedule.due import Period
from cddctl.thai import MONTHS, MONTHS_SHORT, thai_digits
from cddctl.wording import BUDDHIST_ERA, cut

Digits = Literal["thai", "arabic"]
"""In which digits our own numbers are written; what officers have typed stays as it is."""

_REASONS, _REASON = 3, 40
"""How many reasons a sum over provinces shows, and how much of each."""

AS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that Excel takes for a formula once it is edited, or once ' is taken off."""


def paper_note(row: Row, *, digits: Digits) -> str:
    """The text of the note cell: how many offices the sum is of, then what the offices say."""
    if isinstance(row, RegionRow):
        return _region_note(row, digits)
    if not row.offices:
        return BY_PROVINCE
    parts = []
    if row.is_partial:
        said = f"บันทึกแล้ว {row.reported}/{row.offices} อำเภอ"
        parts.append(digits_of(said + _fewer(row), digits))
    parts += [_said(remark, row.offices) for remark in row.remarks]
    return "; ".join(parts)


def is_part(row: Row, unit: str) -> bool:
    """Whether only some of those that have given counts have given this unit."""
    return 0 < row.given.get(unit, 0) < row.reported


def tells_share(row: Row) -> bool:
    """Whether a sum over provinces says of how many offices it is: where it is not all."""
    return row.is_partial or (row.state == "partial" and row.reported < row.offices)


def reasons_of(row: Row) -> tuple[list[tuple[str, int]], int]:
    """The reasons that most offices give, shortened, with how many; and how many give others."""
    shown = row.remarks[:_REASONS]
    others = sum(len(remark.offices) for remark in row.remarks[_REASONS:])
    return [(cut(remark.text, _REASON), len(remark.offices)) for remark in shown], others


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


def _region_note(row: RegionRow, digits: Digits) -> str:
    """How many offices of how many provinces the sum is of, and why others have no counts."""
    parts = []
    if tells_share(row):
        said = f"บันทึกแล้ว {row.reported:,}/{row.offices:,} "
        spread = f" จาก {row.provinces_reported}/{row.provinces} จังหวัด"
        if row.districts == row.offices:
            said += f"อำเภอ{spread}"
        else:
            said += f"หน่วยรายงาน{spread}" if row.districts else "จังหวัด"
        parts.append(digits_of(said + _fewer(row), digits))
    if row.not_applicable:
        reasons, others = reasons_of(row)
        said = ", ".join(f"{text} {digits_of(f'{n:,}', digits)}" for text, n in reasons)
        if others:
            said += digits_of(f", เหตุผลอื่น {others:,}", digits)
        count = digits_of(f"{len(row.not_applicable):,}", digits)
        parts.append(f"ยังไม่ถึงเวลา/ไม่มีข้อมูล {count} แห่ง: {said}")
    return "; ".join(parts)


def _fewer(row: Row) -> str:
    """The units that only some have given."""
    units = ", ".join(f"{unit.th} {count:,}/{row.offices:,}" for unit, count in row.fewer)
    return f" ({units})" if units else ""


def _said(remark: Remark, offices: int) -> str:
    """A note, with those who say it unless all do."""
    if len(remark.offices) == offices:
        return remark.text
    names = ", ".join(office.name_th for office in remark.offices)
    return f"{remark.text} ({names})"
