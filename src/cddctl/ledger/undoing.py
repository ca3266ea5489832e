"""Plan an undo or redo of steps, and find the later records that prevent it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import (
    AnyRecord,
    Record,
    acts_of,
    is_act,
    is_entry,
    not_undone,
    reversals,
    undone,
)
from cddctl.periods import Month


class Effect(NamedTuple):
    """The effect of an undo or redo on an office and period; None is nothing reported."""

    now: Entry | None
    then: Entry | None

    @property
    def entry(self) -> Entry:
        """An entry of the office and period."""
        entry = self.now or self.then
        assert entry is not None  # noqa: S101 (it is of an entry that counts before or after)
        return entry


class Hindrance(NamedTuple):
    """A record that cannot be undone or brought back, and the later one that prevents it."""

    record: AnyRecord
    later: AnyRecord


class Reversal(NamedTuple):
    """The steps and single lines to be undone or brought back, by name."""

    kind: Kind
    targets: tuple[str, ...]


class Plan(NamedTuple):
    """The effects of an undo or redo, and the records that prevent it."""

    reversal: Reversal
    records: tuple[AnyRecord, ...]
    """The records undone or brought back, in the order recorded."""
    effects: tuple[Effect, ...]
    """Those of the entries among the records, by office and period."""
    hindrances: tuple[Hindrance, ...]

    @property
    def acts(self) -> list[Act]:
        """The acts that record it: one for each target and round."""
        rounds = {
            (target, record.content.province, record.content.month)
            for target in self.reversal.targets
            for record in self.records
            if record.is_in({target})
        }
        return [
            Act(self.reversal.kind, province, month, target=target)
            for target, province, month in sorted(rounds)
        ]


@dataclass(frozen=True)
class Steps:
    """All records of some rounds, in the order recorded, as steps that can be undone."""

    records: Sequence[AnyRecord]

    @cached_property
    def undone(self) -> frozenset[str]:
        """The lines and steps that do not count."""
        return undone(acts_of(self.records))

    @cached_property
    def _latest(self) -> dict[str, Record[Act]]:
        """The latest undo or redo of each target."""
        return reversals(acts_of(self.records))

    @cached_property
    def _done(self) -> list[AnyRecord]:
        """The records without undos and redos."""
        return [record for record in self.records if not _is_reversal(record)]

    def last(self, province: str | None, month: Month | None) -> Reversal | None:
        """The undo of the last step of a province and month that counts."""
        of_these = [record for record in self._done if _is_of(record, province, month)]
        counted = not_undone(of_these, self.undone)
        return Reversal(Kind.UNDO, (counted[-1].step,)) if counted else None

    def last_undone(self, province: str | None, month: Month | None) -> Reversal | None:
        """The redo of the last undo of a province and month, if nothing was done since."""
        for record in reversed(self.records):
            if not _is_of(record, province, month):
                continue
            if _is_reversal(record):
                if (redo := self.reverse_of(record)) and redo.kind is Kind.REDO:
                    return redo
            elif not record.is_in(self.undone):
                return None
        return None

    def reverse_of(self, record: AnyRecord) -> Reversal | None:
        """The reverse of an undo or redo; None if a later one took it back, or it changes nothing.

        Nothing changes where two registers were merged that had undone the same in different ways.
        """
        acts = [act for act in acts_of(self.records) if act.step == record.step]
        targets = tuple(
            dict.fromkeys(
                str(act.content.target)
                for act in acts
                if self._latest[str(act.content.target)].step == act.step
            )
        )
        kind = Kind.REDO if acts[0].content.kind is Kind.UNDO else Kind.UNDO
        reversal = Reversal(kind, targets)
        return reversal if self._changed(reversal) else None

    def called(self, typed: str) -> list[AnyRecord]:
        """The records that a typed name, or the beginning of one, means."""
        return [record for record in self.records if record.is_called(typed.strip().lower())]

    def latest_of(self, target: str) -> Record[Act]:
        """The latest undo or redo of a target."""
        return self._latest[target]

    def undo_after(self, record: AnyRecord) -> Record[Act]:
        """The undo after which a record does not count."""
        acts = (self._latest.get(name) for name in (record.name, record.step))
        return next(act for act in acts if act is not None and act.content.kind is Kind.UNDO)

    def undo_of(self, records: Iterable[AnyRecord]) -> Reversal:
        """The undo of those of some records that count: of whole steps, where all of one are."""
        counted = not_undone(records, self.undone)
        names = {record.name for record in counted}
        whole = {
            step: all(
                record.name in names
                for record in not_undone(self._done, self.undone)
                if record.step == step
            )
            for step in {record.step for record in counted}
        }
        return Reversal(
            Kind.UNDO,
            tuple(
                dict.fromkeys(
                    record.step if whole[record.step] else record.name for record in counted
                )
            ),
        )

    def plan(self, reversal: Reversal, is_on_report: Callable[[Entry], bool]) -> Plan:
        """Plan an undo or redo; `is_on_report` says which entries a report that was sent shows."""
        is_undo = reversal.kind is Kind.UNDO
        changed = self._changed(reversal)
        names = {record.name for record in changed}
        others = [
            record for record in not_undone(self._done, self.undone) if record.name not in names
        ]
        closing = Kind.REOPEN if is_undo else Kind.CLOSE
        hindrances = []
        for record in changed:
            closes = is_act(record) and record.content.kind is closing
            for other in others:
                if other.order() > record.order() and _rests_on(
                    other, record, is_on_report, closes=closes
                ):
                    hindrances.append(Hindrance(record, other))
                    break
        return Plan(reversal, tuple(changed), self._effects(changed, reversal), tuple(hindrances))

    def _undone_after(self, reversal: Reversal) -> frozenset[str]:
        """The lines and steps that do not count after an undo or redo."""
        targets = frozenset(reversal.targets)
        return self.undone | targets if reversal.kind is Kind.UNDO else self.undone - targets

    def _changed(self, reversal: Reversal) -> Sequence[AnyRecord]:
        """The records that an undo or redo takes back or brings back."""
        after = self._undone_after(reversal)
        return [record for record in self._done if record.is_in(self.undone) != record.is_in(after)]

    def _effects(self, changed: Iterable[AnyRecord], reversal: Reversal) -> tuple[Effect, ...]:
        entries = [record for record in self._done if is_entry(record)]
        now, then = (
            {
                record.content.period_and_office: record.content
                for record in not_undone(entries, without)
            }
            for without in (self.undone, self._undone_after(reversal))
        )
        keys = dict.fromkeys(
            record.content.period_and_office for record in changed if is_entry(record)
        )
        return tuple(Effect(now.get(key), then.get(key)) for key in keys)


def _is_reversal(record: AnyRecord) -> bool:
    return is_act(record) and record.content.target is not None


def _is_of(record: AnyRecord, province: str | None, month: Month | None) -> bool:
    content = record.content
    return province in {None, content.province} and month in {None, content.month}


def _rests_on(
    later: AnyRecord,
    record: AnyRecord,
    is_on_report: Callable[[Entry], bool],
    *,
    closes: bool,
) -> bool:
    """Whether a later record would be wrong, or hidden, without an earlier one.

    `closes` says that the round would be closed by its undo or redo.
    """
    newer, older = later.content, record.content
    if isinstance(newer, Entry) and isinstance(older, Entry):
        return newer.period_and_office == older.period_and_office
    if (newer.province, newer.month) != (older.province, older.month):
        return False
    if isinstance(newer, Entry):
        return closes and is_on_report(newer)
    if isinstance(older, Entry) or Kind.BEGIN in {newer.kind, older.kind}:
        return False
    if newer.kind is not Kind.EXTEND or older.kind is not Kind.EXTEND:
        return newer.kind is not Kind.EXTEND and older.kind is not Kind.EXTEND
    return newer.office == older.office and (
        newer.database == older.database or None in {newer.database, older.database}
    )
