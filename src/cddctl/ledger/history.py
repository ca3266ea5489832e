"""The history of entries: what each changed, and what it takes to undo some of them.

An undo appends: what stood before stands again, or an entry that says that nothing is reported.
What was undone stays in the register but counts no longer, unless the undo is undone in its turn.
Registers that were merged lay their records among each other; whatever comes of that, the last
record of an office and period is what stands.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from cddctl.ledger.entries import Entry, State
from cddctl.periods import Month

UNDO = "undo"
REDO = "redo"
"""The commands that reverse: an undo, and the undo of an undo."""

_SHOWN = 8
"""How many digits of a batch's uid are shown."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Record(NamedTuple):
    """An entry with what is known of its recording."""

    entry: Entry
    name: str
    """What it is known by: its batch's uid, and its line."""
    command: str
    source: str | None
    source_sha256: str | None

    def order(self) -> tuple[datetime, str, int]:
        """When it was recorded; of one moment by batch, then line."""
        return self.entry.recorded_at or _NEVER, self.batch, int(self.name.partition("/")[2])

    @property
    def batch(self) -> str:
        """The uid of its batch."""
        return self.name.partition("/")[0]

    @property
    def short_name(self) -> str:
        """What it is called by to people: the beginning of its batch's uid, and its line."""
        batch, _slash, line = self.name.partition("/")
        return f"{batch[:_SHOWN]}/{line}"

    def is_called(self, typed: str) -> bool:
        """Whether it, or its batch, is called by a name, or by the beginning of its batch's."""
        batch, slash, line = typed.partition("/")
        is_line = not slash or self.name.endswith(f"/{line}")
        return bool(batch) and self.batch.startswith(batch) and is_line

    @property
    def reverses(self) -> bool:
        """Whether it was recorded by an undo."""
        return self.command in {UNDO, REDO}


class Change(NamedTuple):
    """An entry, and the one of its office and period that stood before it."""

    record: Record
    before: Entry | None


class Undoing(NamedTuple):
    """What an undo does for an office and period."""

    now: Entry
    """What stands."""
    then: Entry
    """What is to stand."""


class Hindrance(NamedTuple):
    """An entry that cannot be undone, and the later one that it is due to."""

    record: Record
    later: Record


class Divergence(NamedTuple):
    """An office and period that two registers recorded differently, neither knowing of the other's.

    The later of the two stands.
    """

    ours: Record
    theirs: Record

    @property
    def stands(self) -> Record:
        """The one that stands once they are put together."""
        return max(self, key=Record.order)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an undo would do, and what it cannot do."""

    undoings: tuple[Undoing, ...] = ()
    overtaken: tuple[Hindrance, ...] = ()
    """What something else has been recorded after."""
    undone: tuple[Hindrance, ...] = ()
    """What was undone already."""


def changes(records: Iterable[Record]) -> list[Change]:
    """Each of the records, in their order, with what stood before it."""
    standing: dict[_Key, Entry] = {}
    found = []
    for record in records:
        key = _key(record)
        found.append(Change(record, standing.get(key)))
        standing[key] = record.entry
    return found


def counting(records: Iterable[Record]) -> list[Record]:
    """The records without those that were undone, and without the undoing."""
    records = list(records)
    names = {one.name for thread in _threads(records) for one in _counting_after_each(thread)[-1]}
    return [record for record in records if record.name in names]


def diverged(ours: Iterable[Record], theirs: Iterable[Record]) -> list[Divergence]:
    """What two registers say differently of the same office and period.

    Each last recorded something there that the other has not got. Both are in the order recorded.
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
    """What it takes to undo the records of the `chosen` names.

    `records` are all of the offices and periods that these are of, in the order recorded.
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
    """What counted once each of an office and period's records was there.

    An undo leaves those up to the one that it repeats; a redo brings back what the undo took. In a
    register that others were merged into, neither may be there any more: then it counts itself.
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
    """The undo since which a record counts no longer."""
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
