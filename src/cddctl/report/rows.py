"""A row of the form: a period, and the answer of each office that enters it.

A province's row is the sum over the offices that enter the database, and a row of several provinces
the sum over theirs; a district's row is its own entry. Units of different kinds are never added up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cddctl.ledger.entries import Entry, Share, State, entry_or_not_yet
from cddctl.places import Place, Scope, province_of
from cddctl.schedule.due import Period
from cddctl.schedule.model import Text

BY_PROVINCE = "จังหวัดเป็นผู้บันทึก"
"""The remark on a district's form for a database that the provincial office enters."""


class Remark(NamedTuple):
    """A note, and the offices that gave it."""

    text: str
    offices: tuple[Place, ...]


@dataclass(frozen=True)
class OfficeAnswer:
    """An office's answer for a period that it enters."""

    office: Place
    period: Period
    """The period in the schedule of the office's province."""
    entry: Entry | None
    """None where nothing is reported."""

    @cached_property
    def effective_entry(self) -> Entry | None:
        """The entry or, where nothing is reported, the schedule's "not applicable yet"."""
        return entry_or_not_yet(self.entry, self.period, self.office)

    @cached_property
    def state(self) -> State:
        """The office's state."""
        return self.effective_entry.state if self.effective_entry is not None else State.NONE

    @property
    def has_counts(self) -> bool:
        """Whether the office gave counts, not a reason in their place."""
        return self.state.has_counts

    @property
    def total(self) -> int | None:
        """The total, if reported."""
        return self.entry.total if self.entry is not None else None

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """The recorded counts by unit."""
        return self.entry.recorded if self.entry is not None and self.has_counts else {}

    @property
    def note(self) -> str | None:
        """The office's note, or the reason that the schedule declares."""
        return self.effective_entry.note if self.effective_entry is not None else None


@dataclass(frozen=True)
class Row:
    """One row of the form: a period, and the answer of each office that enters it."""

    scope: Scope
    number: int | None
    """Its number on the form; None where it is not on the form, as OTOP's."""
    period: Period
    unit_names: Mapping[str, Text]
    answers: tuple[OfficeAnswer, ...]
    """One for each office in the scope that enters the period.

    There is none on a district's form where the provincial office enters the database.
    """

    @cached_property
    def total(self) -> int | None:
        """The sum of the totals; None where nothing was reported."""
        return _sum(answer.total for answer in self.answers if answer.has_counts)

    @cached_property
    def recorded(self) -> Mapping[str, int | None]:
        """The recorded sum for each unit that the database counts; None where not reported."""
        units = self.period.database.counts
        return {unit: _sum(a.recorded.get(unit) for a in self.answers) for unit in units}

    @cached_property
    def given(self) -> Mapping[str, int]:
        """For each unit, the number of offices that reported it."""
        units = self.period.database.counts
        return {unit: sum(unit in a.recorded for a in self.answers) for unit in units}

    @cached_property
    def share(self) -> Share:
        """The share of the offices that have reported."""
        return Share.of(answer.state for answer in self.answers)

    @property
    def fewer(self) -> tuple[tuple[Text, int], ...]:
        """The units that only some of these offices reported, and how many did: partial sums."""
        return tuple(
            (self.unit_names[unit], count)
            for unit, count in self.given.items()
            if self.is_part(unit)
        )

    def is_part(self, unit: str) -> bool:
        """Whether only some of the offices that gave counts reported this unit."""
        return 0 < self.given.get(unit, 0) < self.share.reported

    @property
    def is_partial(self) -> bool:
        """Whether it covers only some of the offices, with counts or with reasons for none."""
        share = self.share
        is_begun = share.reported > 0 or share.not_applicable > 0
        return is_begun and (share.reported < share.expected or bool(self.fewer))

    @cached_property
    def state(self) -> State:
        """The state over all offices that have something to enter."""
        return self.share.state(len(self._offices_with(State.COMPLETE)))

    @property
    def missing(self) -> tuple[Place, ...]:
        """The offices that have not reported anything."""
        return self._offices_with(State.NONE)

    @property
    def incomplete(self) -> tuple[Place, ...]:
        """The offices whose entry is incomplete."""
        return self._offices_with(State.INCOMPLETE)

    @property
    def not_applicable(self) -> tuple[Place, ...]:
        """The offices that gave a reason in place of counts."""
        return self._offices_with(State.NOT_APPLICABLE)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The notes beside counts, in the order of the offices; equal notes are joined."""
        return _remarks(answer for answer in self.answers if answer.has_counts)

    @property
    def reasons(self) -> tuple[Remark, ...]:
        """The reasons in place of counts, most frequent first."""
        reasons = _remarks(a for a in self.answers if a.state is State.NOT_APPLICABLE)
        return tuple(sorted(reasons, key=lambda remark: (-len(remark.offices), remark.text)))

    @property
    def notes(self) -> int:
        """The number of offices with a note beside their counts."""
        return sum(answer.note is not None for answer in self.answers if answer.has_counts)

    @property
    def districts(self) -> int:
        """The number of districts with something to enter; provincial offices are not counted."""
        return sum(
            not answer.office.is_province
            for answer in self.answers
            if answer.state is not State.NOT_APPLICABLE
        )

    @property
    def provinces(self) -> int:
        """The number of provinces that have the period."""
        return len(self._by_province)

    @property
    def provinces_reported(self) -> int:
        """The number of provinces where an office has given counts."""
        return sum(share.reported > 0 for share in self._share_of_provinces)

    @property
    def provinces_expected(self) -> int:
        """The number of provinces where an office has something to enter."""
        return sum(share.expected > 0 for share in self._share_of_provinces)

    @property
    def silent_provinces(self) -> tuple[Place, ...]:
        """The provinces where no office has reported anything."""
        return tuple(
            province_of(code)
            for code, answers in self._by_province.items()
            if all(answer.state is State.NONE for answer in answers)
        )

    @cached_property
    def _by_province(self) -> Mapping[str, list[OfficeAnswer]]:
        answers: dict[str, list[OfficeAnswer]] = {}
        for answer in self.answers:
            answers.setdefault(answer.office.province_code, []).append(answer)
        return answers

    @property
    def _share_of_provinces(self) -> list[Share]:
        return [
            Share.of(answer.state for answer in answers) for answers in self._by_province.values()
        ]

    def _offices_with(self, state: State) -> tuple[Place, ...]:
        return tuple(answer.office for answer in self.answers if answer.state is state)


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of the reported counts; None where there are none."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _remarks(answers: Iterable[OfficeAnswer]) -> tuple[Remark, ...]:
    by_text: dict[str, list[Place]] = {}
    for answer in answers:
        if answer.note:
            by_text.setdefault(answer.note, []).append(answer.office)
    return tuple(Remark(text, tuple(offices)) for text, offices in by_text.items())
