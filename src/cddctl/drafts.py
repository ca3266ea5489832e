"""Drafts: what was given for an office and period, before it becomes an entry.

What a draft does not say stays as it stands: a correction of one count keeps the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cddctl.due import Period
from cddctl.entries import Entry, check_entry
from cddctl.places import Place, province_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What was given; an empty note takes the standing one away."""

    period: Period
    office: Place
    received: date
    total: int | None = None
    recorded: Mapping[str, int] = field(default_factory=dict)
    not_applicable: bool = False
    note: str | None = None

    def entry(self, before: Entry | None) -> Entry:
        """The entry that results where `before` stands."""
        database, fiscal_year, number = self.period.key
        entry = Entry(
            province=province_of(self.office.code).code,
            office=self.office.code,
            database=database,
            fiscal_year=fiscal_year,
            period=number,
            month=self.period.month,
            total=self.total,
            recorded=self.recorded,
            not_applicable=self.not_applicable,
            note=self.note,
            received=self.received,
        )
        if before is not None and not before.not_applicable and not self.not_applicable:
            entry = replace(
                entry,
                total=before.total if self.total is None else self.total,
                recorded={**before.recorded, **self.recorded},
                note=before.note if self.note is None else self.note,
            )
        return replace(entry, note=entry.note or None)


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a draft: the entry that stood, and the one that is to stand."""

    draft: Draft
    before: Entry | None
    entry: Entry

    @property
    def is_new(self) -> bool:
        """Whether there is something to record: the draft says more than what stood."""
        return self.entry is not self.before


def settle(drafts: Iterable[Draft], standing: Mapping[str, Entry], today: date) -> list[Settled]:
    """Check drafts against what stands, by office. Raises `EntryRefused` where one cannot stand."""
    settled = []
    for draft in drafts:
        before = standing.get(draft.office.code)
        entry = draft.entry(before)
        check_entry(entry, draft.period.database, today)
        if before is not None and before.says_the_same(entry):
            entry = before
        settled.append(Settled(draft, before, entry))
    return settled
