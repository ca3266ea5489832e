"""Rows of a return: from cells to an office's draft for a period, with every problem reported.

A blank cell says nothing. A dash is not zero: on the form it means not applicable yet.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, Self, TypeVar

from cddctl.errors import DataRefused, EntryRefused, FileRefused, UsageRefused
from cddctl.exchange.forms import Answer, printed_in
from cddctl.i18n import _
from cddctl.intake.counts import words_after
from cddctl.intake.grid import Grid, Value, shown
from cddctl.intake.values import DASH, count_in, date_in, note_in, text_in
from cddctl.ledger.drafts import ANSWER, NOTE, TOTAL, Draft, Printed
from cddctl.ledger.entries import check_received, entry_or_not_yet
from cddctl.ledger.sources import MOST_PROBLEMS, Given, Position, Problem
from cddctl.notes import is_reason
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import arabic_digits, folded
from cddctl.wording import cut, say_any_of

_NOWHERE = Place("", "", "")

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

_T = TypeVar("_T")


Wrong = list[tuple[int, str]]
"""Columns, counted from 0, and the problem in each."""


class Row(NamedTuple):
    """A row of a sheet, or a line of a CSV file; columns count from 0."""

    grid: Grid
    number: int
    values: Sequence[Value]
    headings: Mapping[int, str] = MappingProxyType({})

    def position(self, column: int | None = None) -> Position:
        """The position of a cell in it, or of the row itself."""
        if column is None:
            return self.grid.position(self.number)
        return self.grid.position(self.number, column + 1, self.headings.get(column, ""))

    def columns(self, by_value: Mapping[str, int]) -> Mapping[str, tuple[int, str]]:
        """The columns of values as positions have them, with their headings."""
        return _one_of_each(
            tuple(
                (name, (column + 1, self.headings.get(column, "")))
                for name, column in by_value.items()
            )
        )


@lru_cache(maxsize=1024)
def _one_of_each(
    columns: tuple[tuple[str, tuple[int, str]], ...],
) -> Mapping[str, tuple[int, str]]:
    """Columns by value; the rows of all forms and tables share them, to save memory."""
    return dict(columns)


@dataclass(frozen=True, slots=True)
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

    @property
    def by_value(self) -> dict[str, int]:
        """The columns of the values, by their names; one without a column is shown at the total."""
        others = ((ANSWER, self.answer), (NOTE, self.note))
        named = {name: column for name, column in others if column is not None}
        return {TOTAL: self.total, **dict(self.counted), **named}

    @property
    def read(self) -> list[int]:
        """All columns that are read."""
        columns = (self.total, *dict(self.counted).values(), self.answer, self.note, self.received)
        return [column for column in columns if column is not None]

    @property
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


@dataclass(slots=True)
class Reading:
    """Gathers the drafts and problems of a file, so that all are reported at once."""

    given: list[Given] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    """Positions where something could be reported and nothing is."""
    warnings: list[str] = field(default_factory=list)
    offices: dict[str, Place] = field(default_factory=dict)
    """The offices that the file is from, by code."""
    seen: dict[tuple[int, str], Position] = field(default_factory=dict)
    """Positions of the drafts, by period and office; periods are those of one reading."""
    today: date = date.max
    """The last day on which something can have been received."""

    def take(self, row: Row, cells: Cells, period: Period, office: Place | None) -> bool:
        """Read a row's draft for an office, if that is known; False where the row is blank.

        A row that is hidden or struck through is named and not read: its sender does not show it.
        """
        if self._leave_out(row, cells):
            return True
        draft, wrong = self._draft_in(row, cells, period, office)
        self._tell(row, wrong)
        if office is not None:
            self.offices[office.code] = office
        if draft is not None and office is not None:
            position = row.position(cells.note if draft.is_only_note else cells.total)
            position = position._replace(columns=row.columns(cells.by_value))
            self.given.append(Given(draft, position))
            if (first := self.seen.setdefault((id(period), office.code), position)) is not position:
                self.wrong(position, given_twice(draft, first))
        return draft is not None or bool(wrong)

    def _draft_in(
        self, row: Row, cells: Cells, period: Period, office: Place | None
    ) -> tuple[Draft | None, Wrong]:
        """A row's draft, with the values it was printed with; None where it is blank or wrong."""
        printed = _printed_in(row, cells, period, office) if cells.may_be_stale else None
        if printed is not None and printed.not_applicable and _has_counts(row, cells):
            cells = _without_printed_answer(row, cells)
        draft, wrong = read_answer(row.values, cells, period, office or _NOWHERE)
        if draft is None and not wrong and office is not None:
            self._tell_cleared(row, period, office, printed)
        if draft is None or (printed is not None and _is_as_declared(draft, printed)):
            return None, wrong
        if draft.received is not None and cells.received is not None:
            try:
                check_received(draft.received, self.today, period.fiscal_year)
            except EntryRefused as refused:
                return None, [(cells.received, str(refused))]
        if cells.may_be_stale:
            draft = draft._replace(printed=printed, may_be_stale=printed is None)
        return draft, wrong

    def _tell_cleared(
        self, row: Row, period: Period, office: Place, printed: Printed | None
    ) -> None:
        """Warn of a blank row that was printed with values, but for a reason that is declared."""
        declared = Printed.of(entry_or_not_yet(None, period, office))
        if printed in (None, declared, Printed()):
            return
        message = _(
            "{where}: {office}, {database}: all that was printed here was cleared; what is "
            "recorded stays, and 0 would say that there is none"
        )
        self.warnings.append(
            message.format(where=row.position(), office=office.name, database=period.database.say())
        )

    def _leave_out(self, row: Row, cells: Cells) -> bool:
        """Name a row that is hidden or struck through, and refuse one that is so in part."""
        grid = row.grid
        columns = [
            column
            for column in (*cells.read, *cells.uncounted)
            if shown(row.values[column]).strip()
        ]
        struck = [column for column in columns if (row.number, column + 1) in grid.struck]
        text = " ".join(shown(row.values[column]).strip() for column in columns)
        if columns and row.number in grid.hidden:
            message = _("{where} is hidden: {text!r}")
        elif columns and columns == struck:
            message = _("{where} is struck through: {text!r}")
        else:
            message = _("it is struck through; clear it, or type anew what is meant")
            self._tell(row, [(column, message) for column in struck])
            return bool(struck)
        self.unread.append(message.format(where=row.position(), text=cut(text)))
        return True

    def look(self, row: Row, cells: Cells) -> None:
        """Report the problems in a row whose period is unknown."""
        wrong: Wrong = []
        _read_all(row.values, cells, wrong)
        self._tell(row, wrong)

    def wrong(self, position: Position, message: str) -> None:
        """Add a problem that has to be mended."""
        self.problems.append(Problem.of(position, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise FileRefused(_("there may be more further on; mend these first"))

    def left(self, position: Position, values: Iterable[Value]) -> None:
        """Note values that were not read, unless they are blank."""
        text = " ".join(text for value in values if (text := shown(value).strip()))
        if text:
            message = _("{where}: {text!r}")
            self.unread.append(message.format(where=position, text=cut(text)))

    def _tell(self, row: Row, wrong: Wrong) -> None:
        for column, why in wrong:
            self.wrong(row.position(column), why)


def _printed_in(row: Row, cells: Cells, period: Period, office: Place | None) -> Printed | None:
    """The values a row was printed with, if it has them for this office and period."""
    if cells.printed is None or office is None:
        return None
    text = shown(row.values[cells.printed]).strip().removeprefix(office.code)
    return printed_in(text, period)


def _is_as_declared(draft: Draft, printed: Printed) -> bool:
    """Whether a row only repeats the reason that its schedule declares, and so is blank."""
    declared = entry_or_not_yet(None, draft.period, draft.office)
    return declared is not None and printed == Printed.of(draft) == Printed.of(declared)


def _has_counts(row: Row, cells: Cells) -> bool:
    return any(shown(row.values[column]).strip() for column in cells.counts)


def _without_printed_answer(row: Row, cells: Cells) -> Cells:
    """The cells without the answer "not yet": where it was printed, counts beside it hold."""
    answer = "" if cells.answer is None else folded(shown(row.values[cells.answer]))
    return replace(cells, answer=None) if _ANSWERS.get(answer) is Answer.NOT_YET else cells


def given_twice(draft: Draft, first: Position) -> str:
    """The message where an office and period appear twice."""
    return _("{office}, {database} is here twice, at {other} too; keep the right one").format(
        office=draft.office.name, database=draft.period.database.say(), other=first
    )


def check_enters(database: Database, office: Place) -> None:
    """Refuse, with `DataRefused`, an office for a database that it does not enter."""
    if database.entered_by == "province" and not office.is_province:
        message = _("{database} is entered by the provincial office; leave the district out")
        raise DataRefused(message.format(database=database.say()))
    if database.entered_by == "district" and office.is_province:
        message = _("{database} is entered by the districts; say which one")
        raise DataRefused(message.format(database=database.say()))


def padded(values: Sequence[Value], width: int) -> Sequence[Value]:
    """A row filled up to the width of the headings; it may end earlier, with its last value."""
    return values if len(values) >= width else (*values, *[None] * (width - len(values)))


def read_answer(
    values: Sequence[Value], cells: Cells, period: Period, office: Place
) -> tuple[Draft | None, Wrong]:
    """A row's draft, None where it is blank or wrong; and the problems in it.

    `values` are at least as wide as the columns of `cells`.
    """
    wrong: Wrong = []
    total, recorded, answer, note, received = _read_all(values, cells, wrong)
    for column in cells.uncounted:
        if values[column]:
            _check_uncounted(values, column, period, wrong)
    # More recorded than the total is the problem to report, not the number in the note.
    is_above = total is not None and sum(recorded.values()) > total
    _check_whole(values, cells, None if is_above else cells.note, wrong)
    if wrong:
        return None, wrong
    dashes = [cells.total] if total == DASH else []
    dashes += [column for unit, column in cells.counted if recorded.get(unit) == DASH]
    draft = Draft(
        period,
        office,
        None if total == DASH else total,
        {unit: count for unit, count in recorded.items() if count != DASH},
        note=note,
        received=received,
    )
    if answer is None and not dashes:
        return (None if draft.is_only_note and note is None else draft), wrong
    return _answered(draft, answer, dashes, cells, wrong), wrong


def _read_all(
    values: Sequence[Value], cells: Cells, wrong: Wrong
) -> tuple[int | None, dict[str, int], Answer | None, str | None, date | None]:
    """Total, counts, answer, note and date; problems in cells are added to `wrong`."""

    def count(key: str, column: int) -> int | None:
        words = cells.words.get(key, frozenset())
        return _read(lambda value: count_in(value, words), values, column, wrong)

    total = count(TOTAL, cells.total)
    counts = ((unit, count(unit, column)) for unit, column in cells.counted)
    recorded = {unit: count for unit, count in counts if count is not None}
    return (
        total,
        recorded,
        _read(_answer_in, values, cells.answer, wrong),
        _read(note_in, values, cells.note, wrong),
        _read(date_in, values, cells.received, wrong),
    )


def _answered(
    draft: Draft, answer: Answer | None, dashes: Sequence[int], cells: Cells, wrong: Wrong
) -> Draft | None:
    """The draft that follows from the answer; dashes in place of all counts are an answer too."""
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
    """A cell's value; None where it is blank, or wrong, which is added to `wrong`."""
    if column is None or (value := values[column]) is None or value == "":
        return None
    try:
        return read(value)
    except (DataRefused, UsageRefused) as error:
        wrong.append((column, str(error)))
        return None


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


def _check_whole(values: Sequence[Value], cells: Cells, note: int | None, wrong: Wrong) -> None:
    """Refuse a number torn apart by its comma: 1,040 in two cells, and a number in the `note`."""
    columns = cells.counts
    for column in columns:
        after = column + 1
        if after == len(values) or not values[after]:
            continue
        first, second = (arabic_digits(shown(values[n]).strip()) for n in (column, after))
        if after == note:
            if first and _DIGITS.fullmatch(second):
                message = _(
                    "{number} is no note: is it a count, or the end of one with a comma in it?"
                )
                wrong.append((after, message.format(number=second)))
        elif _FIRST.fullmatch(first) and _ZERO_FIRST.fullmatch(second):
            message = _(
                "is {number} one number, torn apart by its comma? write it in one cell, without "
                "the comma"
            )
            wrong.append((column, message.format(number=f"{first},{second}")))


_FIRST, _ZERO_FIRST, _DIGITS = (
    re.compile(form, re.ASCII) for form in (r"[1-9]\d{0,2}", r"0\d{2}", r"[\d,]+")
)


def _check_uncounted(values: Sequence[Value], column: int, period: Period, wrong: Wrong) -> None:
    """Refuse a count for a unit that the database does not count."""
    try:
        nothing = count_in(values[column]) in {None, 0, DASH}
    except DataRefused:
        nothing = False
    if not nothing:
        wrong.append(
            (
                column,
                _("{shown} is given, but {database} does not count this unit; clear it").format(
                    shown=shown(values[column]), database=period.database.say()
                ),
            )
        )
