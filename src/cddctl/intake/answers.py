"""What a row of a return says of an office and period: cells in, a draft out.

Blank says nothing. A dash is no zero: on the form it stands for what is not applicable yet.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import TypeVar

from cddctl.errors import DataRefused, UsageRefused
from cddctl.exchange.forms import NOT_APPLICABLE, Answer
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.intake.grid import Unreadable, Value, shown
from cddctl.ledger.drafts import Draft
from cddctl.ledger.entries import check_note, is_reason
from cddctl.periods import Month, parse_date
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.thai import folded
from cddctl.wording import say_any_of

_DASHES = {NOT_APPLICABLE, "–", "—", "−"}
_BREAKS = re.compile(r"[\r\n\t]+")

_ANSWERS: dict[str, Answer | None] = {
    **{folded(answer): answer for answer in Answer},
    **dict.fromkeys(("ไม่มีข้อมูล", "ไม่มี", "zero"), Answer.ZERO),
    "data": Answer.DATA,
    "notapplicable": Answer.NOT_YET,
    # The states of a report's rows, and the letter's words for them: they follow from the counts,
    # and so answer nothing.
    **dict.fromkeys(
        (
            "none",
            "partial",
            "incomplete",
            "complete",
            "ยังไม่ได้บันทึก",
            "บันทึกไม่ครบถ้วน",
            "ครบถ้วน",
        ),
        None,
    ),
}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells of a row stand, for a database; columns count from 0."""

    total: int
    counted: tuple[tuple[str, int], ...]
    """The units that the database counts."""
    uncounted: tuple[int, ...]
    """Columns of other units, where nothing is to stand."""
    answer: int | None = None
    note: int | None = None
    received: int | None = None

    @property
    def read(self) -> list[int]:
        """All columns that something is read from."""
        columns = (self.total, *dict(self.counted).values(), self.answer, self.note, self.received)
        return [column for column in columns if column is not None]


Wrong = list[tuple[int, str]]
"""Columns, counted from 0, and what is wrong there."""


def read_answer(
    values: Sequence[Value], cells: Cells, period: Period, office: Place, wrong: Wrong
) -> Draft | None:
    """The draft that a row gives; None where it is blank, or wrong, which is added to `wrong`.

    `values` reach as far as the columns of `cells` do.
    """
    before = len(wrong)
    total = _read(count_in, values, cells.total, wrong)
    recorded = {}
    dashes = [cells.total] if total == _DASH else []
    for unit, column in cells.counted:
        count = _read(count_in, values, column, wrong)
        if count == _DASH:
            dashes.append(column)
        elif count is not None:
            recorded[unit] = count
    for column in cells.uncounted:
        if values[column]:
            _check_uncounted(values, column, period, wrong)
    answer = _read(_answer_in, values, cells.answer, wrong)
    note = _read(note_in, values, cells.note, wrong)
    received = _read(date_in, values, cells.received, wrong)
    if len(wrong) > before:
        return None
    draft = Draft(
        period, office, None if total == _DASH else total, recorded, note=note, received=received
    )
    if answer is None and not dashes:
        return None if draft.is_only_note and note is None else draft
    return _answered(draft, answer, dashes, cells, wrong)


def look_at(
    values: Sequence[Value], total: int, answer: int, note: int, received: int, wrong: Wrong
) -> None:
    """Read cells for what is wrong in them alone."""
    _read(count_in, values, total, wrong)
    _read(_answer_in, values, answer, wrong)
    _read(note_in, values, note, wrong)
    _read(date_in, values, received, wrong)


def count_in(value: Value) -> int | None:
    """A count, or `_DASH`; None where the cell is blank. Raises `CountRefused`."""
    if isinstance(value, str):
        return _count_of(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refusal(value)
    return parse_count(shown(value))


def text_in(value: Value) -> str | None:
    """A text on one line; None where there is nothing. Raises `DataRefused`."""
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
    """A day, whether it is typed or a date of Excel's. Raises `CddctlError`."""
    if isinstance(value, date):
        value = f"{value.year}-{value.month:02}-{value.day:02}"
    text = text_in(value)
    return None if text is None else parse_date(text)


def month_in(value: Value) -> Month | None:
    """A month; Excel makes a date of one that is typed. Raises `CddctlError`."""
    if isinstance(value, date):
        value = f"{value.year}-{value.month:02}"
    text = text_in(value)
    return None if text is None else Month.parse(text)


def _answered(
    draft: Draft, answer: Answer | None, dashes: Sequence[int], cells: Cells, wrong: Wrong
) -> Draft | None:
    """A draft as its answer has it; dashes in place of all counts answer too."""
    at = cells.total if answer is None or cells.answer is None else cells.answer
    has_counts = draft.total is not None or bool(draft.recorded)
    if answer is Answer.NOT_YET or (answer is None and not has_counts):
        if has_counts:
            wrong.append((at, _("it says that it is not time yet, but counts are given")))
        elif not is_reason(draft.note):
            why = _("the reason is missing: why it is not time yet, as in หลังการรับรอง")
            wrong.append((at if cells.note is None else cells.note, why))
        else:
            return draft._replace(not_applicable=True)
    elif dashes:
        why = _("- stands for what it is not time for yet; write 0, or leave the cell blank")
        wrong += [(column, why) for column in dashes]
    elif answer is Answer.ZERO:
        if draft.total or any(draft.recorded.values()):
            wrong.append((at, _("it says that there are none, but counts above 0 are given")))
        else:
            zeros = dict.fromkeys(draft.period.database.counts, 0)
            return draft._replace(total=0, recorded=zeros)
    elif not has_counts:
        wrong.append((at, _("it says that there are data, but no count is given")))
    else:
        return draft
    return None


def _read(
    read: Callable[[Value], _T], values: Sequence[Value], column: int | None, wrong: Wrong
) -> _T | None:
    """What a cell holds; None where there is none, or it is wrong, which is added to `wrong`."""
    if column is None or (value := values[column]) is None or value == "":
        return None
    try:
        return read(value)
    except (DataRefused, UsageRefused) as error:
        wrong.append((column, str(error)))
        return None


_DASH = -1
"""Read in place of a count."""


@lru_cache(maxsize=65536)
def _count_of(typed: str) -> int | None:
    text = typed.strip()
    if text in _DASHES:
        return _DASH
    return parse_count(text) if text else None


def _answer_in(value: Value) -> Answer | None:
    text = text_in(value)
    if text is None:
        return None
    try:
        return _ANSWERS[folded(text)]
    except KeyError:
        raise DataRefused(
            _("{typed!r} is no answer; choose {answers}").format(
                typed=text, answers=say_any_of(Answer)
            )
        ) from None


def _check_uncounted(values: Sequence[Value], column: int, period: Period, wrong: Wrong) -> None:
    """Nothing that counts may stand for a unit that the database does not count."""
    try:
        nothing = count_in(values[column]) in {None, 0, _DASH}
    except DataRefused:
        nothing = False
    if not nothing:
        wrong.append(
            (
                column,
                _("{shown} is given, but {database} does not count this unit; clear it").format(
                    shown=shown(values[column]), database=period.database.short_name
                ),
            )
        )


def _refusal(value: Value) -> DataRefused:
    """What stands in a cell that is neither text nor number, and what is expected."""
    if isinstance(value, Unreadable):
        return DataRefused(f"{value.shown}: {value.why}")
    if isinstance(value, date | time | timedelta):
        what = _("{shown}: this is a date or time; write a number or text")
    else:
        what = _("{shown}: this is no number or text; type it anew")
    return DataRefused(what.format(shown=shown(value)))
