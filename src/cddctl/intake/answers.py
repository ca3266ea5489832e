"""The answer in a row of cells: an office's draft for a period, or every problem in it.

A blank cell says nothing. A dash is not zero: on the form it means not applicable yet.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Self, TypeVar

from cddctl.errors import DataRefused, UsageRefused
from cddctl.exchange.forms import Answer
from cddctl.i18n import _
from cddctl.intake.counts import words_after
from cddctl.intake.grid import Value, shown
from cddctl.intake.values import DASH, count_in, date_in, note_in, text_in
from cddctl.ledger.drafts import ANSWER, NOTE, TOTAL, Draft, Printed
from cddctl.notes import is_reason
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import arabic_digits, folded
from cddctl.wording import say_any_of

_T = TypeVar("_T")

Wrong = list[tuple[int, str]]
"""Columns, counted from 0, and the problem in each."""

_FIRST, _ZERO_FIRST, _DIGITS = (
    re.compile(form, re.ASCII) for form in (r"[1-9]\d{0,2}", r"0\d{2}", r"[\d,]+")
)

_BLANK = (None, "")

_ANSWERS: dict[str, Answer | None] = {
    **{folded(answer): answer for answer in Answer},
    **dict.fromkeys(("ไม่มีข้อมูล", "ไม่มี", "zero"), Answer.ZERO),
    "data": Answer.DATA,
    "notapplicable": Answer.NOT_YET,
    # The states in a report's rows, and the letter's words for them: they follow from the counts,
    # and so are not answers.
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


@dataclass(frozen=True)
class Cells:
    """The columns of a row's cells for a database; they count from 0."""

    total: int
    counted: tuple[tuple[str, int], ...] = ()
    """The units that the database counts, with their columns."""
    uncounted: tuple[int, ...] = ()
    """Columns of other units, which must be empty."""
    answer: int | None = None
    note: int | None = None
    received: int | None = None
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The words that may follow the total, and the count of each unit."""
    printed: int | None = None
    """The column with the values that the row was printed with."""
    may_be_stale: bool = False
    """Whether the row may have been filled in by the program before it was sent out."""
    headings: Mapping[int, str] = field(default_factory=dict)
    """The texts of the columns' headings."""

    @cached_property
    def by_value(self) -> dict[str, int]:
        """The columns of the values, by their names; one without a column is shown at the total."""
        others = ((ANSWER, self.answer), (NOTE, self.note))
        named = {name: column for name, column in others if column is not None}
        return {TOTAL: self.total, **dict(self.counted), **named}

    @cached_property
    def places(self) -> Mapping[str, tuple[int, str]]:
        """The columns of the values as positions have them, with their headings."""
        headings = self.headings
        return _one_of_each(
            tuple((name, (at + 1, headings.get(at, ""))) for name, at in self.by_value.items())
        )

    @property
    def read(self) -> list[int]:
        """All columns that are read."""
        columns = (self.total, *dict(self.counted).values(), self.answer, self.note, self.received)
        return [column for column in columns if column is not None]

    @cached_property
    def counts(self) -> set[int]:
        """The columns of the total and of all units."""
        return {self.total, *dict(self.counted).values(), *self.uncounted}

    def of(self, period: Period, units: Sequence[tuple[str, int]], schedule: Schedule) -> Self:
        """These cells for a period; `units` are the columns of all units."""
        database = period.database
        counted = tuple((unit, column) for unit, column in units if unit in database.counts)
        others = {column for _unit, column in units} - {column for _unit, column in counted}
        words = {key: words_after(key, database, schedule) for key in (TOTAL, *database.counts)}
        return replace(self, counted=counted, uncounted=tuple(others), words=words)

    def without_not_yet(self, values: Sequence[Value]) -> Self:
        """The cells without the answer "not yet"."""
        answer = "" if self.answer is None else folded(shown(values[self.answer]))
        return replace(self, answer=None) if _ANSWERS.get(answer) is Answer.NOT_YET else self


@lru_cache(maxsize=1024)
def _one_of_each(
    columns: tuple[tuple[str, tuple[int, str]], ...],
) -> Mapping[str, tuple[int, str]]:
    """Columns by value; the rows of all forms and tables share them, to save memory."""
    return dict(columns)


def read_answer(
    values: Sequence[Value],
    cells: Cells,
    period: Period,
    office: Place,
    printed: Printed | None = None,
) -> tuple[Draft | None, Wrong]:
    """A row's draft, None where it is blank or wrong; and the problems in it.

    `values` are at least as wide as the columns of `cells`; `printed` are those it was printed
    with, if it has them.
    """
    row = _Values(values, cells)
    return row.draft(period, office, printed), row.wrong


def problems_in(values: Sequence[Value], cells: Cells) -> Wrong:
    """The problems in the cells of a row whose period is unknown."""
    return _Values(values, cells).wrong


class _Values:
    """The values in the cells of a row; each problem with them is added to `wrong`."""

    def __init__(self, values: Sequence[Value], cells: Cells) -> None:
        self.values, self.cells = values, cells
        self.wrong: Wrong = []
        self.counts: dict[str, int] = {}
        """The total, and the count of each unit, or `DASH`."""
        for key, column in ((TOTAL, cells.total), *cells.counted):
            count = self._read(count_in, column, cells.words.get(key, frozenset()))
            if count is not None:
                self.counts[key] = count
        self.answer = self._read(_answer_in, cells.answer)
        self.note = self._read(note_in, cells.note)
        self.received = self._read(date_in, cells.received)

    def draft(self, period: Period, office: Place, printed: Printed | None) -> Draft | None:
        """The draft for a period and office; None where the row is blank or wrong."""
        self._check_uncounted(period.database)
        self._check_whole()
        if self.wrong:
            return None
        given = {key: count for key, count in self.counts.items() if count != DASH}
        total = given.pop(TOTAL, None)
        draft = Draft(
            period,
            office,
            total,
            given,
            note=self.note,
            received=self.received,
            printed=printed,
            may_be_stale=self.cells.may_be_stale and printed is None,
        )
        if self.answer is None and DASH not in self.counts.values():
            return None if draft.is_only_note and draft.note is None else draft
        return self._answered(draft)

    def _answered(self, draft: Draft) -> Draft | None:
        """The draft that follows from the answer; dashes instead of counts are an answer too."""
        answer, cells = self.answer, self.cells
        at = cells.total if answer is None or cells.answer is None else cells.answer
        has_counts = draft.total is not None or bool(draft.recorded)
        if answer is Answer.NOT_YET or (answer is None and not has_counts):
            if has_counts:
                why = _("it says that it is not time yet, but counts are given")
                self.wrong.append((at, why))
            elif not is_reason(draft.note):
                why = _("the reason is missing: why it is not time yet, as in หลังการรับรอง")
                self.wrong.append((at if cells.note is None else cells.note, why))
            else:
                return draft._replace(not_applicable=True)
        elif DASH in self.counts.values():
            why = _("- stands for what it is not time for yet; write 0, or leave the cell blank")
            columns = {TOTAL: cells.total, **dict(cells.counted)}
            self.wrong += [(columns[key], why) for key, n in self.counts.items() if n == DASH]
        elif answer is Answer.ZERO:
            if draft.total or any(draft.recorded.values()):
                why = _("it says that there are none, but counts above 0 are given")
                self.wrong.append((at, why))
            else:
                zeros = dict.fromkeys(draft.period.database.counts, 0)
                return draft._replace(total=0, recorded=zeros)
        elif not has_counts:
            self.wrong.append((at, _("it says that there are data, but no count is given")))
        else:
            return draft
        return None

    def _read(
        self, read: Callable[..., _T], column: int | None, *options: frozenset[str]
    ) -> _T | None:
        """A cell's value, read with options; None where it is blank or wrong."""
        if column is None or (value := self.values[column]) is None or value == "":
            return None
        try:
            return read(value, *options)
        except (DataRefused, UsageRefused) as error:
            self.wrong.append((column, str(error)))
            return None

    def _check_whole(self) -> None:
        """Refuse a number torn apart by its comma, 1,040 in two cells, and one in the note.

        But more recorded than the total is the problem to report, not the number in the note.
        """
        values, width = self.values, len(self.values)
        for column in self.cells.counts:
            after = column + 1
            if after == width or not values[after] or values[column] in _BLANK:
                continue
            first, second = (arabic_digits(shown(values[n]).strip()) for n in (column, after))
            if after == self.cells.note and not self._is_above_total():
                if first and _DIGITS.fullmatch(second):
                    message = _(
                        "{number} is no note: is it a count, or the end of one with a comma in it?"
                    )
                    self.wrong.append((after, message.format(number=second)))
            elif _FIRST.fullmatch(first) and _ZERO_FIRST.fullmatch(second):
                message = _(
                    "is {number} one number, torn apart by its comma? write it in one cell, "
                    "without the comma"
                )
                self.wrong.append((column, message.format(number=f"{first},{second}")))

    def _is_above_total(self) -> bool:
        recorded = {**self.counts}
        total = recorded.pop(TOTAL, None)
        return total is not None and sum(recorded.values()) > total

    def _check_uncounted(self, database: Database) -> None:
        """Refuse a count for a unit that the database does not count."""
        for column in self.cells.uncounted:
            if (value := self.values[column]) and not _is_nothing(value):
                message = _("{shown} is given, but {database} does not count this unit; clear it")
                why = message.format(shown=shown(value), database=database.say())
                self.wrong.append((column, why))


def _is_nothing(value: Value) -> bool:
    try:
        return count_in(value) in {None, 0, DASH}
    except DataRefused:
        return False


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
