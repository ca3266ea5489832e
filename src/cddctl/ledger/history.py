"""The history of entries and acts: the changes that each made, and which of them count.

A step is all that was done at once: by one command, or from one file or pasted text. An undo says
of a step, or of one line of it, that it does not count; a redo says that it counts again. The
latest of both holds. Of the entries of an office and period that count, the last is current.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeGuard, TypeVar

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry, PeriodAndOffice

_SHOWN = 8
"""The number of digits of a batch's uid that are shown."""

_NEVER = datetime.min.replace(tzinfo=UTC)

Content = TypeVar("Content", bound=Entry | Act)
Content_co = TypeVar("Content_co", bound=Entry | Act, covariant=True)


class Record(NamedTuple, Generic[Content_co]):
    """An entry or act, with when and how it was recorded."""

    content: Content_co
    name: str
    """Its name: its batch's uid, and its line."""
    step: str
    """The uid of the first batch of its step."""
    command: str
    source: str | None = None
    source_sha256: str | None = None

    def order(self) -> tuple[datetime, str, int]:
        """The sort key: when it was recorded, then batch, then line."""
        return self.content.recorded_at or _NEVER, self.batch, int(self.name.partition("/")[2])

    @property
    def batch(self) -> str:
        """The uid of its batch."""
        return self.name.partition("/")[0]

    @property
    def short_name(self) -> str:
        """The name that is shown: the beginning of its batch's uid, and its line."""
        return short_name(self.name)

    def is_called(self, typed: str) -> bool:
        """Whether a typed name, or the beginning of its batch's uid, means it or its batch."""
        batch, slash, line = typed.partition("/")
        is_line = not slash or self.name.endswith(f"/{line}")
        return bool(batch) and self.batch.startswith(batch) and is_line

    def is_in(self, targets: Collection[str]) -> bool:
        """Whether it is one of the lines, or of the steps, with these names."""
        return self.name in targets or self.step in targets


AnyRecord = Record[Entry | Act]


def short_name(name: str) -> str:
    """The name of a line or step as it is shown."""
    batch, slash, line = name.partition("/")
    return batch[:_SHOWN] + slash + line


class Change(NamedTuple):
    """An entry, and the one before it for the same office and period."""

    record: Record[Entry]
    before: Entry | None


class Reversed(NamedTuple):
    """An undo or redo, and the entries and acts of its round that it is about."""

    record: Record[Act]
    records: tuple[AnyRecord, ...]


Event = Change | Reversed | Record[Act]


class Divergence(NamedTuple):
    """An office and period that two registers recorded differently, independently of each other.

    The later of the two is current.
    """

    ours: Record[Entry]
    theirs: Record[Entry]

    @property
    def current(self) -> Record[Entry]:
        """The record that is current after the merge."""
        return max(self, key=Record.order)


def reversals(acts: Iterable[Record[Act]]) -> dict[str, Record[Act]]:
    """The latest undo or redo of each target; `acts` are in the order recorded."""
    return {act.content.target: act for act in acts if act.content.target is not None}


def undone(acts: Iterable[Record[Act]]) -> frozenset[str]:
    """The lines and steps, by name, that do not count; `acts` are in the order recorded."""
    latest = reversals(acts)
    return frozenset(name for name, act in latest.items() if act.content.kind is Kind.UNDO)


def not_undone(
    records: Iterable[Record[Content]], undone: Collection[str]
) -> list[Record[Content]]:
    """The records that were not undone."""
    return [record for record in records if not record.is_in(undone)]


def acts_that_count(acts: Sequence[Record[Act]]) -> list[Act]:
    """The acts that were not undone, without undos and redos; in the order recorded."""
    return [act.content for act in not_undone(acts, undone(acts)) if act.content.target is None]


def is_act(record: AnyRecord) -> TypeGuard[Record[Act]]:
    """Whether a record is of an act."""
    return isinstance(record.content, Act)


def is_entry(record: AnyRecord) -> TypeGuard[Record[Entry]]:
    """Whether a record is of an entry."""
    return isinstance(record.content, Entry)


def acts_of(records: Iterable[AnyRecord]) -> Iterator[Record[Act]]:
    """The acts among records."""
    return (record for record in records if is_act(record))


def events_of(records: Sequence[AnyRecord]) -> list[Event]:
    """Records in order: entries with the one before, undos and redos with their records."""
    before: dict[PeriodAndOffice, list[Record[Entry]]] = {}
    undone: set[str] = set()
    events: list[Event] = []
    for record in records:
        if is_entry(record):
            entries = before.setdefault(record.content.period_and_office, [])
            counted = not_undone(entries, undone)
            events.append(Change(record, counted[-1].content if counted else None))
            entries.append(record)
        elif is_act(record):
            act = record.content
            if act.target is None:
                events.append(record)
                continue
            (undone.add if act.kind is Kind.UNDO else undone.discard)(act.target)
            of_target = (other for other in records if other.is_in({act.target}))
            events.append(Reversed(record, tuple(filter(_of_round(act), of_target))))
    return events


def _of_round(act: Act) -> Callable[[AnyRecord], bool]:
    round_ = act.province, act.month
    return lambda record: (record.content.province, record.content.month) == round_


def diverged(ours: Iterable[Record[Entry]], theirs: Iterable[Record[Entry]]) -> list[Divergence]:
    """The offices and periods that two registers report differently.

    Listed where each register's last entry is missing from the other and the two differ. Both
    arguments are in the order recorded.
    """
    mine, yours = list(ours), list(theirs)
    known = {record.name for record in mine}, {record.name for record in yours}
    latest = {record.content.period_and_office: record for record in mine}
    divergences = []
    for key, their in {record.content.period_and_office: record for record in yours}.items():
        our = latest.get(key)
        if (
            our is not None
            and our.name not in known[1]
            and their.name not in known[0]
            and not our.content.says_the_same(their.content)
        ):
            divergences.append(Divergence(our, their))
    return divergences
