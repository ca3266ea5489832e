"""Drafts: what was given for an office and period, before it becomes an entry.

What a draft does not say stays as it stands: a correction of one count keeps the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cddctl.due import Period
from cddctl.entries import Entry, check_entry, check_received
from cddctl.places import Place, province_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What was given; an empty note takes the standing one away."""

    period: Period
    office: Place
    total: int | None = None
    recorded: Mapping[str, int] = field(default_factory=dict)
    not_applicable: bool = False
    note: str | None = None
    received: date | None = None

    def entry(self, before: Entry | None, today: date) -> Entry:
        """The entry that results where `before` stands; received today where no day is given."""
        entry = Entry(
            province=province_of(self.office.code).code,
            office=self.office.code,
            database=self.period.database.id,
            fiscal_year=self.period.fiscal_year.year,
            period=self.period.number,
            month=self.period.month,
            total=self.total,
            recorded=self.recorded,
            not_applicable=self.not_applicable,
            note=self.note,
            received=self.received or today,
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


def settle(drafts: Iterable[Draft], standing: Iterable[Entry], today: date) -> list[Settled]:
    """Check drafts against what stands. Raises `EntryRefused` where one cannot stand."""
    by_office = {(entry.key, entry.office): entry for entry in standing}
    return [
        _settled(draft, by_office.get((draft.period.key, draft.office.code)), today)
        for draft in drafts
    ]


def _settled(draft: Draft, before: Entry | None, today: date) -> Settled:
    entry = draft.entry(before, today)
    if draft.received is not None:
        check_received(draft.received, today, draft.period.fiscal_year)
    same_counts = before is not None and before.counts == entry.counts
    # A note that stands explains the counts that it was given with, not others.
    explained = entry if same_counts else replace(entry, note=draft.note or None)
    check_entry(explained, draft.period.database)
    if before and before.says_the_same(entry) and draft.received in {None, before.received}:
        entry = before
    return Settled(draft, before, entry)
