"""Drafts: counts given for an office and period, before they become an entry.

A draft changes only the values that it gives: a correction of one count keeps the others.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple, Self

from cddctl.errors import EntryRefused, RoundClosed
from cddctl.i18n import _
from cddctl.ledger.doubts import Doubt
from cddctl.ledger.entries import Entry, PeriodAndOffice, check_entry, check_received
from cddctl.places import Place
from cddctl.schedule.due import Period, PeriodKey

PeriodOfProvince = tuple[str, PeriodKey]
Closed = Mapping[PeriodOfProvince, str]
"""By province and period: the message that the round is closed. Open periods are not in it."""


TOTAL, NOTE, ANSWER = "total", "note", "answer"
"""The names of a row's values beside its units."""

_DIGEST = 8


class Printed(NamedTuple):
    """The values that a row of a form or table was printed with, before anyone filled it in.

    The note is kept as its digest alone.
    """

    total: int | None = None
    recorded: Mapping[str, int] = MappingProxyType({})
    """The recorded counts, by unit."""
    not_applicable: bool = False
    note: str = ""
    """The digest of the note; empty where there is none."""

    @classmethod
    def of(cls, source: "Entry | Draft | None") -> Self:
        """The values of an entry or a draft; of no entry, those of a blank row."""
        if source is None:
            return cls()
        counts = dict(source.recorded)
        return cls(source.total, counts, source.not_applicable, digest_of(source.note))

    def value(self, name: str) -> object:
        """The value of a unit, the total, the note or the answer; None where it is blank."""
        values = {TOTAL: self.total, NOTE: self.note or None, ANSWER: self.not_applicable or None}
        return values[name] if name in values else self.recorded.get(name)


class Draft(NamedTuple):
    """The values given for an office and period; an empty note removes the current one."""

    period: Period
    office: Place
    total: int | None = None
    recorded: Mapping[str, int] = MappingProxyType({})
    not_applicable: bool = False
    note: str | None = None
    received: date | None = None
    is_complete: bool = False
    """Whether the office says that everything is recorded (ครบ), without a recorded count."""
    printed: Printed | None = None
    """The values its row was printed with, if the form or table carries them."""
    may_be_stale: bool = False
    """Whether it is of a form or table that the program filled in and that lacks `printed`.

    Its values may then be older than the register's.
    """

    def entry(self, before: Entry | None, today: date) -> Entry:
        """The entry that results from the current one, `before`; `received` defaults to today.

        Counts of the current one in units that are counted no more are left out.
        """
        total, recorded, note = self.total, self.recorded, self.note
        # A note alone changes the reason but keeps "not applicable".
        stays = before is not None and before.not_applicable and self.is_only_note
        if before is not None and not before.not_applicable and not self.not_applicable:
            total = before.total if total is None else total
            counted = self.period.database.counts
            recorded = {u: n for u, n in before.recorded.items() if u in counted} | {**recorded}
            note = before.note if note is None else note
        return Entry(
            province=self.office.province_code,
            office=self.office.code,
            database=self.period.database.id,
            fiscal_year=self.period.fiscal_year.year,
            period=self.period.number,
            month=self.period.month,
            total=total,
            recorded=recorded,
            not_applicable=self.not_applicable or stays,
            note=(note or "").strip() or None,
            received=self.received or today,
        )

    @property
    def is_only_note(self) -> bool:
        """Whether it gives nothing but a note."""
        is_said = self.not_applicable or self.is_complete
        return self.total is None and not self.recorded and not is_said

    def counted(self, before: Entry | None) -> "Draft":
        """The draft with its count filled in from the total, where it says that all is recorded.

        Raises `EntryRefused` where the total is not known, or several units are counted.
        """
        if not self.is_complete:
            return self
        current = before if before is not None and not before.not_applicable else None
        total = self.total if self.total is not None or current is None else current.total
        if total is None:
            raise EntryRefused(
                _("it says that everything is recorded, but no total is known; write the total too")
            )
        [unit, *others] = self.period.database.counts
        if not others:
            return self._replace(recorded={unit: total})
        if current is not None and current.total == total == current.recorded_sum:
            return self
        raise EntryRefused(
            _("it says that everything is recorded; write how many of each unit are recorded")
        )

    @property
    def period_and_office(self) -> PeriodAndOffice:
        """The key of its period, and the code of its office."""
        return self.period.key, self.office.code

    @property
    def period_of_province(self) -> PeriodOfProvince:
        """The code of its province, and the key of its period."""
        return self.office.province_code, self.period.key

    def contradicts(self, other: "Draft") -> bool:
        """Whether two drafts for the same office and period disagree."""
        if self.not_applicable != other.not_applicable or self.is_complete != other.is_complete:
            return True
        both = self.recorded.keys() & other.recorded.keys()
        pairs: list[tuple[object, object]] = [
            (self.total, other.total),
            (self.note, other.note),
            (self.received, other.received),
        ]
        pairs += [(self.recorded[unit], other.recorded[unit]) for unit in both]
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)


class Settled(NamedTuple):
    """A draft after checking, with the entries before and after it."""

    draft: Draft
    before: Entry | None
    entry: Entry
    doubts: tuple[Doubt, ...] = ()
    """Its doubtful counts."""

    @property
    def is_new(self) -> bool:
        """Whether there is something to record: the entry differs from the one before."""
        return self.entry is not self.before

    @property
    def status(self) -> str:
        """added, updated or unchanged."""
        if not self.is_new:
            return "unchanged"
        return "added" if self.before is None else "updated"

    @property
    def says_the_same(self) -> bool:
        """Whether it reports the same as before, even if received on another day."""
        return self.before is not None and self.before.says_the_same(self.entry)


def settle(
    drafts: Iterable[Draft],
    current: Iterable[Entry],
    today: date,
    *,
    closed: Closed = MappingProxyType({}),
) -> list[Settled]:
    """Check drafts against the current entries. Raises `EntryRefused`."""
    by_office = {entry.period_and_office: entry for entry in current}
    return [
        settle_one(
            draft, by_office.get((draft.period.key, draft.office.code)), today, closed=closed
        )
        for draft in drafts
    ]


def settle_one(
    draft: Draft,
    before: Entry | None,
    today: date,
    *,
    row_note: str | None = None,
    closed: Closed = MappingProxyType({}),
) -> Settled:
    """Check a draft against the current entry. Raises `EntryRefused`.

    `row_note` is the note in the draft's row of the file, printed or typed: one that is unchanged
    still explains.
    In a `closed` round a draft that changes nothing is accepted.
    """
    draft.office.check_exists_in(draft.period.month)
    draft = draft.counted(before)
    entry = draft.entry(before, today)
    if before and before.says_the_same(entry) and draft.received in {None, before.received}:
        entry = before
    elif (why := closed.get(draft.period_of_province)) is not None:
        raise RoundClosed(why)
    if draft.received is not None:
        check_received(draft.received, today, draft.period.fiscal_year)
    # The current note explains the counts that it was given with, not others.
    is_explained = bool(draft.note) or (
        before is not None and (before.counts == entry.counts or before.note == row_note)
    )
    is_as_given = is_explained or entry.note is None
    check_entry(entry if is_as_given else entry._replace(note=None), draft.period.database)
    return Settled(draft, before, entry)


def digest_of(note: str | None) -> str:
    """The digest of a note; empty where there is none."""
    text = (note or "").strip()
    return sha256(text.encode()).hexdigest()[:_DIGEST] if text else ""
