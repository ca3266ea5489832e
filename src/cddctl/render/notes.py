"""What the form's cells say in words: always Thai, as official paper is."""

from typing import Literal

from cddctl.due import Period
from cddctl.report import Remark, Row
from cddctl.thai import MONTHS_SHORT, thai_digits

Digits = Literal["thai", "arabic"]
"""In which digits our own numbers are written; what officers have typed stays as it is."""


def paper_note(row: Row, *, digits: Digits) -> str:
    """The text of the note cell: how many offices the sum is of, then what the offices say."""
    if not row.offices:
        return "จังหวัดเป็นผู้บันทึก"
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


def digits_of(text: object, digits: Digits) -> str:
    """A text or number of our own, its digits as wanted."""
    return thai_digits(text) if digits == "thai" else str(text)


def _said(remark: Remark, offices: int) -> str:
    """A note, with those who say it unless all do."""
    if len(remark.offices) == offices:
        return remark.text
    names = ", ".join(office.name_th for office in remark.offices)
    return f"{remark.text} ({names})"
