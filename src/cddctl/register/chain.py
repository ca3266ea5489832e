"""The batches of a register: their digests, and how they follow each other.

They are read one by one. What is kept of the entries is a sum for each round, of a batch a hash.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from cddctl.i18n import _
from cddctl.register.findings import Examined, Touched
from cddctl.register.rounds import Sum
from cddctl.register.schema import (
    ACT_FIELDS,
    BATCH_FIELDS,
    ENTRY_FIELDS,
    batch_digest,
    entry_digest,
)
from cddctl.register.sqlite import stamp
from cddctl.wording import say_date

Rounds = dict[tuple[Any, Any], dict[str, Sum]]
"""What each province and month has, by the name of the table."""


def check_batches(connection: sqlite3.Connection, seen: Examined, now: datetime | None) -> Rounds:
    """Check every batch with its lines, and how they follow each other; the rounds they make."""
    rounds: Rounds = {}
    chain = _Chain(seen, now)
    for batch in _batches(connection):
        _check_batch(batch, seen)
        chain.add(batch)
        seen.batches += 1
        seen.entries += len(batch.entries)
        seen.acts += len(batch.acts)
        _count_in(rounds, "entries", ENTRY_FIELDS, batch.entries)
        _count_in(rounds, "acts", ACT_FIELDS, batch.acts)
    chain.end()
    return rounds


_Line = tuple[Any, Sequence[Any]]
"""The digest that is written, and the content."""


class _Batch(NamedTuple):
    content: tuple[Any, ...]
    """In the order of `BATCH_FIELDS`."""
    digest: Any
    entries: Sequence[_Line]
    acts: Sequence[_Line]

    def of(self, field: str) -> Any:  # noqa: ANN401 (a damaged file may hold anything)
        """One of its fields."""
        return self.content[BATCH_FIELDS.index(field)]

    @property
    def name(self) -> str:
        """What it is called by."""
        return str(self.of("uid"))[:8]

    @property
    def touched(self) -> list[Touched]:
        """What its lines are about."""
        entries = [_place(ENTRY_FIELDS, line) for _digest, line in self.entries]
        return entries + [_place(ACT_FIELDS, line) for _digest, line in self.acts]


def _check_batch(batch: _Batch, seen: Examined) -> None:
    """Check a batch's digests, and that its lines are numbered one by one."""
    made = (batch.of("uid"), batch.of("recorded_at"), batch.of("recorded_by"))
    lines = (*batch.entries, *batch.acts)
    right = [digest == entry_digest(made, line) for digest, line in lines]
    if not all(right):
        for (_digest, line), place, is_right in zip(lines, batch.touched, right, strict=True):
            if not is_right:
                what = _("entry {entry} is not what was recorded")
                seen.found(what.format(entry=f"{batch.name}/{line[0]}"), [place])
        return
    if batch.digest != batch_digest(batch.content, [digest for digest, _line in lines]):
        what = _("batch {batch} is not what was recorded")
        seen.found(what.format(batch=batch.name), batch.touched)
    if [line[0] for _digest, line in lines] != list(range(1, len(lines) + 1)):
        what = _("the lines of batch {batch} are not numbered one by one")
        seen.found(what.format(batch=batch.name), batch.touched)


class _Chain:
    """How the batches of each register that they were recorded in follow each other."""

    def __init__(self, seen: Examined, now: datetime | None) -> None:
        self._seen = seen
        self._latest = None if now is None else stamp(now + timedelta(days=1))
        # Hashes, since there may be as many batches as entries.
        self._known: set[int] = set()
        self._followed: set[int] = set()
        self._awaited: dict[int, _Batch] = {}

    def add(self, batch: _Batch) -> None:
        """Take the next one, in whatever order."""
        at, origin, previous = batch.of("recorded_at"), batch.of("origin"), batch.of("previous")
        if not _is_stamp(at):
            what = _("batch {batch} does not say when it was recorded")
            self._seen.found(what.format(batch=batch.name), batch.touched)
        elif self._latest is not None and at > self._latest:
            self._seen.remark(
                _(
                    "batch {batch} says that it was recorded on {date}, which is still to come; "
                    "the later entry stands, so look at the clock of the PC that it comes from"
                ).format(batch=batch.name, date=say_date(datetime.fromisoformat(at).date()))
            )
        before = hash((origin, previous))
        if before in self._followed:
            self._seen.remark(
                _(
                    "batch {batch} follows one that another follows too: the register was copied, "
                    "and both copies were written to; what both recorded is here"
                ).format(batch=batch.name)
            )
        self._followed.add(before)
        self._known.add(hash((origin, batch.digest)))
        if previous != "" and before not in self._known:
            self._awaited.setdefault(before, batch)

    def end(self) -> None:
        """Say which batches are missing."""
        for before, batch in self._awaited.items():
            if before not in self._known:
                what = _("the batch before {batch} is missing")
                self._seen.found(what.format(batch=batch.name), batch.touched)


def _batches(connection: sqlite3.Connection) -> Iterator[_Batch]:
    own = len(BATCH_FIELDS) + 2
    with_acts = {batch for (batch,) in connection.execute("SELECT DISTINCT batch FROM acts")}
    rows = connection.execute(
        f"""
        SELECT b.id, {_named("b", BATCH_FIELDS)}, b.digest, e.id, e.digest,
        {_named("e", ENTRY_FIELDS)}
        FROM batches AS b LEFT JOIN entries AS e ON e.batch = b.id ORDER BY b.id, e.line
        """  # noqa: S608 (names of our own)
    )
    for number, group in groupby(rows, itemgetter(0)):
        found = list(group)
        entries = [(row[own + 1], row[own + 2 :]) for row in found if row[own] is not None]
        acts = _acts(connection, number) if number in with_acts else []
        yield _Batch(found[0][1 : own - 1], found[0][own - 1], entries, acts)


def _named(table: str, fields: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in fields)


def _acts(connection: sqlite3.Connection, batch: int) -> list[_Line]:
    rows = connection.execute(
        f"SELECT digest, {', '.join(ACT_FIELDS)} FROM acts "  # noqa: S608 (names of our own)
        "WHERE batch = ? ORDER BY line",
        (batch,),
    )
    return [(row[0], row[1:]) for row in rows]


def _place(fields: Sequence[str], line: Sequence[Any]) -> Touched:
    row = dict(zip(fields, line, strict=True))
    return Touched(row["province"], row["month"], row["office"], row["database"])


def _is_stamp(text: object) -> bool:
    """Whether it is a moment as this program writes it."""
    try:
        moment = datetime.fromisoformat(str(text))
        return moment.tzinfo is UTC and stamp(moment) == text
    except (ValueError, OverflowError):
        return False


def _count_in(rounds: Rounds, kind: str, fields: Sequence[str], lines: Iterable[_Line]) -> None:
    """Count lines into the rounds that they are of; a digest that is no number shows already."""
    place = itemgetter(fields.index("province"), fields.index("month"))
    for round_, group in groupby(lines, lambda line: place(line[1])):
        sums = rounds.setdefault(round_, {"entries": Sum(), "acts": Sum()})
        with suppress(TypeError, ValueError):
            sums[kind] = sums[kind].plus([digest for digest, _line in group])
