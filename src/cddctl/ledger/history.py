"""The history of entries: what each changed, and how to undo some of them.

An undo appends: it repeats the entry before, or an entry that says that nothing is reported. The
undone entry stays in the register but no longer counts, unless the undo is itself undone. Merging
registers interleaves their records; in any case, the last record of an office and period is
current.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from cddctl.ledger.entries import Entry, State
from cddctl.periods import Month

UNDO = "undo"
REDO = "redo"
"""The command that undoes an undo."""

_SHOWN = 8
"""The number of digits of a batch's uid that are shown."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Record(NamedTuple):
    """An entry, with when and how it was recorded."""

    entry: Entry
    name: str
    """Its name: its batch's uid, and its line."""
    command: str
    source: str | None
    source_sha256: str | None

    def order(self) -> tuple[datetime, str, int]:
        """The sort key: when it was recorded, then batch, then line."""
        return self.entry.recorded_at or _NEVER, self.batch, int(self.name.partition("/")[2])

    @property
    def batch(self) -> str:
        """The uid of its batch."""
        return self.name.partition("/")[0]

    @property
    def short_name(self) -> str:
        """The name that is shown: the beginning of its batch's uid, and its line."""
        batch, _slash, line = self.name.partition("/")
        return f"{batch[:_SHOWN]}/{line}"

    def is_called(self, typed: str) -> bool:
        """Whether a typed name, or the beginning of its batch's uid, means it or its batch."""
        batch, slash, line = typed.partition("/")
        is_line = not slash or self.name.endswith(f"/{line}")
        return bool(batch) and self.batch.startswith(batch) and is_line

    @property
    def reverses(self) -> bool:
        """Whether it was recorded by an undo."""
        return self.command in {UNDO, REDO}


class Change(NamedTuple):
    """An entry, and the one before it for the same office and period."""

    record: Record
    before: Entry | None


class Undoing(NamedTuple):
    """The effect of an undo on an office and period."""

    now: Entry
    """The current entry."""
    then: Entry
    """The entry after the undo."""


class Hindrance(NamedTuple):
    """An entry that cannot be undone, and the later entry that prevents it."""

    record: Record
    later: Record


class Divergence(NamedTuple):
    """An office and period that two registers recorded differently, independently of each other.

    The later of the two is current.
    """

    ours: Record
    theirs: Record

    @property
    def stands(self) -> Record:
        """The record that is current after the merge."""
        return max(self, key=Record.order)


@dataclass(frozen=True, slots=True)
class Plan:
    """The effects of an undo, and the entries that it cannot undo."""

    undoings: tuple[Undoing, ...] = ()
    overtaken: tuple[Hindrance, ...] = ()
    """Entries followed by another record."""
    undone: tuple[Hindrance, ...] = ()
    """Entries that were undone already."""


def changes(records: Iterable[Record]) -> list[Change]:
    """The records in order, each with the entry before it."""
    standing: dict[_Key, Entry] = {}
    found = []
    for record in records:
        key = _key(record)
        found.append(Change(record, standing.get(key)))
        standing[key] = record.entry
    return found


def counting(records: Iterable[Record]) -> list[Record]:
    """The records that count: those not undone, and without the undos."""
    records = list(records)
    names = {one.name for thread in _threads(records) for one in _counting_after_each(thread)[-1]}
    return [record for record in records if record.name in names]


def diverged(ours: Iterable[Record], theirs: Iterable[Record]) -> list[Divergence]:
    """The offices and periods that two registers report differently.

    Both recorded last something that the other does not have. Both are in the order recorded.
    """
    mine, yours = list(ours), list(theirs)
    known = {record.name for record in mine}, {record.name for record in yours}
    latest = {_key(record): record for record in mine}
    found = []
    for key, their in {_key(record): record for record in yours}.items():
        our = latest.get(key)
        if (
            our is not None
            and our.name not in known[1]
            and their.name not in known[0]
            and not our.entry.says_the_same(their.entry)
        ):
            found.append(Divergence(our, their))
    return found


def plan_undo(records: Iterable[Record], chosen: Collection[str]) -> Plan:
    """Plan how to undo the records with the `chosen` names.

    `records` are all records of the offices and periods concerned, in the order recorded.
    """
    undoings: list[Undoing] = []
    overtaken: list[Hindrance] = []
    undone: list[Hindrance] = []
    for thread in _threads(records):
        wanted = [number for number, one in enumerate(thread) if one.name in chosen]
        if not wanted:
            continue
        counted = _counting_after_each(thread)
        last = wanted[-1]
        before: Record | None
        if thread[last].reverses:
            if last != len(thread) - 1:
                overtaken.append(Hindrance(thread[last], thread[last + 1]))
                continue
            before = thread[last - 1] if last else None
        else:
            stands = counted[-1]
            first = next((n for n, one in enumerate(stands) if one.name in chosen), None)
            if first is None:
                undone.append(Hindrance(thread[last], _undone_by(thread, counted, last)))
                continue
            later = next((one for one in stands[first:] if one.name not in chosen), None)
            if later is not None:
                overtaken.append(Hindrance(stands[first], later))
                continue
            before = stands[first - 1] if first else None
        now = thread[-1].entry
        then = _again(before.entry) if before is not None else _nothing(now)
        if not _says_all_the_same(now, then):
            undoings.append(Undoing(now, then))
    return Plan(tuple(undoings), tuple(overtaken), tuple(undone))


_Key = tuple[str, tuple[str, Month, int]]


def _key(record: Record) -> _Key:
    return record.entry.office, record.entry.key


def _threads(records: Iterable[Record]) -> list[list[Record]]:
    """The records of each office and period."""
    threads: dict[_Key, list[Record]] = {}
    for record in records:
        threads.setdefault(_key(record), []).append(record)
    return list(threads.values())


def _counting_after_each(thread: Sequence[Record]) -> list[tuple[Record, ...]]:
    """The records that counted after each of the records of an office and period.

    An undo keeps the records up to the one that it repeats; a redo brings back those that the undo
    removed. After a merge, that record may be missing: then the undo or redo itself counts.
    """
    found: list[tuple[Record, ...]] = []
    for record in thread:
        stood = found[-1] if found else ()
        if not record.reverses:
            found.append((*stood, record))
            continue
        if record.command == UNDO:
            earlier = [stood[: n + 1] for n in reversed(range(len(stood) - 1))]
        else:
            earlier = [then for then in reversed(found[:-1]) if then]
        again = next((then for then in earlier if _is_equal(then[-1], record)), None)
        if again is None:
            again = () if record.entry.state is State.NONE else (record,)
        found.append(again)
    return found


def _undone_by(
    thread: Sequence[Record], counted: Sequence[Sequence[Record]], number: int
) -> Record:
    """The undo after which a record no longer counts."""
    name = thread[number].name
    last = max(n for n, stands in enumerate(counted) if any(one.name == name for one in stands))
    return thread[last + 1]


def _is_equal(one: Record, other: Record) -> bool:
    return _says_all_the_same(one.entry, other.entry)


def _says_all_the_same(one: Entry, other: Entry) -> bool:
    return one.says_the_same(other) and one.received == other.received


def _again(entry: Entry) -> Entry:
    return entry._replace(recorded_at=None, recorded_by=None)


def _nothing(entry: Entry) -> Entry:
    """An entry for the same office and period that says that nothing is reported."""
    return Entry(
        entry.province, entry.office, entry.database, entry.fiscal_year, entry.period, entry.month
    )
