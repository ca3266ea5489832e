"""The text of the form's cells: always Thai, like official documents."""

import re
from datetime import date
from typing import Literal

from cddctl.periods import Month
from cddctl.report.rows import BY_PROVINCE, Remark, Row
from cddctl.schedule.due import Period
from cddctl.thai import MONTHS, MONTHS_SHORT, thai_digits
from cddctl.wording import BUDDHIST_ERA, cut

Digits = Literal["thai", "arabic"]
"""The digits for the program's own numbers; text typed by officers is left as it is."""

_REASONS, _REASON = 3, 40
"""How many reasons a sum over provinces shows, and how much of each."""

AS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""The beginning of text that Excel takes for a formula once it is edited, or ' is removed."""


def paper_note(row: Row, *, digits: Digits) -> str:
    """The text of the note cell: how many offices the sum covers, then the offices' notes.

    Over several provinces it has only the reasons; other notes are on the provinces' own forms.
    """
    if row.scope.district is not None and not row.answers:
        return BY_PROVINCE
    parts = [digits_of(_share(row), digits)] if tells_share(row) else []
    if not row.scope.is_several:
        parts += [_said(remark, row.share.offices) for remark in row.remarks]
    elif row.not_applicable:
        parts.append(_reasons(row, digits))
    return "; ".join(parts)


def tells_share(row: Row) -> bool:
    """Whether the note tells how many offices the sum covers: if not all of them.

    A sum over provinces also tells it if none has given counts, but some have given reasons.
    """
    return row.is_partial or (
        row.scope.is_several and row.state == "partial" and row.share.reported < row.share.expected
    )


def reasons_of(row: Row) -> tuple[list[tuple[str, int]], int]:
    """The reasons given most often, shortened, with how many offices; and the number of others."""
    reasons = row.reasons
    others = sum(len(reason.offices) for reason in reasons[_REASONS:])
    return [(cut(r.text, _REASON), len(r.offices)) for r in reasons[:_REASONS]], others


def period_label(period: Period, *, digits: Digits) -> str:
    """The number and month of a period: ๒ (ก.ย.)."""
    return f"{digits_of(period.number, digits)} ({MONTHS_SHORT[period.month.number - 1]})"


def month_label(month: Month, *, digits: Digits) -> str:
    """A month with its year: กันยายน ๒๕๖๑."""
    return digits_of(f"{MONTHS[month.number - 1]} {month.year + BUDDHIST_ERA}", digits)


def date_label(day: date, *, digits: Digits) -> str:
    """A date in full: ๖ กันยายน ๒๕๖๑."""
    return f"{digits_of(day.day, digits)} {month_label(Month.of(day), digits=digits)}"


def digits_of(text: object, digits: Digits) -> str:
    """Write the program's own text or number with the chosen digits."""
    return thai_digits(text) if digits == "thai" else str(text)


def _share(row: Row) -> str:
    """How many offices the sum covers, and in how many provinces."""
    expected = row.share.expected
    share = f"รายงานแล้ว {row.share.reported:,}/{expected:,} "
    if row.districts == expected:
        share += "อำเภอ"
    else:
        share += "หน่วยรายงาน" if row.districts else "จังหวัด"
    if row.scope.is_several and row.districts:
        share += f" จาก {row.provinces_reported}/{row.provinces_expected} จังหวัด"
    units = ", ".join(f"{unit.th} {count:,}/{expected:,}" for unit, count in row.fewer)
    return f"{share} ({units})" if units else share


def _reasons(row: Row, digits: Digits) -> str:
    """The reasons why offices of several provinces have no counts yet."""
    reasons, others = reasons_of(row)
    texts = ", ".join(f"{text} {digits_of(f'{n:,}', digits)}" for text, n in reasons)
    if others:
        texts += digits_of(f", เหตุผลอื่น {others:,}", digits)
    count = digits_of(f"{len(row.not_applicable):,}", digits)
    return f"ยังไม่ถึงเวลา/ไม่มีข้อมูล {count} แห่ง: {texts}"


def _said(remark: Remark, offices: int) -> str:
    """A note, with the offices that gave it unless all did."""
    if len(remark.offices) == offices:
        return remark.text
    names = ", ".join(office.name_th for office in remark.offices)
    return f"{remark.text} ({names})"
