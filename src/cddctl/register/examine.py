"""Looks a register, or a copy of one, through: whether it holds all that was recorded, unaltered.

Damage is what cannot occur in a sound register. A remark is what can occur in one, but is worth a
look.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.ledger.history import short_name
from cddctl.register import schema
from cddctl.register.schema import (
    APPLICATION_ID,
    LINES,
    batch_digest,
    columns_of,
    json_of,
    line_digest,
)
from cddctl.register.sqlite import connect, says_damage, snapshot, stamp
from cddctl.register.verify import BATCH_TEXT, is_of_register, rows_lost
from cddctl.wording import say_date

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 200
"""No more findings are kept; the others are counted."""


class Touched(NamedTuple):
    """The counts that a finding concerns, as far as they can be read: codes, ids and a month."""

    province: str
    month: str
    office: str | None = None
    database: str | None = None


class Finding(NamedTuple):
    """A piece of damage, and the counts that it touches."""

    message: str
    touched: tuple[Touched, ...] = ()


@dataclass
class Examined:
    """The findings, and how much was looked through."""

    damage: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    batches: int = 0
    entries: int = 0
    acts: int = 0
    more: int = 0
    """Findings of damage beyond those kept."""

    def add_damage(self, message: str, touched: Iterable[Touched] = ()) -> None:
        """Add a finding of damage."""
        if len(self.damage) < MOST:
            self.damage.append(Finding(message, tuple(dict.fromkeys(touched))))
        else:
            self.more += 1

    def add_remark(self, message: str) -> None:
        """Add a remark."""
        if len(self.remarks) < MOST:
            self.remarks.append(message)


def damage(connection: sqlite3.Connection) -> list[Finding]:
    """The damage in a copy of a register.

    Its indexes are not compared with its tables: they are made anew where a copy is put back.
    """
    seen = Examined()
    with _unreadable_found(seen), snapshot(connection):
        # In this thread: Windows would hold the copy, which is deleted where it is damaged.
        _add_pages(connection.execute("PRAGMA quick_check(20)"), seen)
        if _check_schema(connection, seen):
            _check_content(connection, seen, None)
    return seen.damage


def refuse_damage(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse, with `RegisterDamaged`, a copy that lacks or alters records of a register."""
    if findings := damage(connection):
        raise RegisterDamaged(path, findings[0].message)


def examine(
    connection: sqlite3.Connection,
    *,
    now: datetime | None = None,
    beside: Callable[[sqlite3.Connection], None] = lambda _connection: None,
) -> Examined:
    """Look a register through, without writing to it.

    `beside` is called if no damage was found in its content, while its pages are still being
    checked. Raises `sqlite3.Error` where it cannot be read for another reason than damage: it is
    locked.
    """
    seen = Examined()
    with _unreadable_found(seen), _pages_beside(connection, "integrity_check", seen):
        if _check_schema(connection, seen):
            _check_content(connection, seen, now)
        if not seen.damage:
            beside(connection)
    return seen


@contextmanager
def _pages_beside(connection: sqlite3.Connection, pragma: str, seen: Examined) -> Iterator[None]:
    """Let SQLite check the pages of a file in a second thread, in the same snapshot.

    Its findings come first; that it cannot read the file, last.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (5 ms of every start)

    check = f"PRAGMA {pragma}(20)"
    with snapshot(connection), ThreadPoolExecutor(1) as thread:
        # Nobody writes from here on.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _number, _name, path = connection.execute("PRAGMA database_list").fetchone()
        checking = thread.submit(_checked_pages, Path(path), check)
        with _unreadable_found(seen):
            yield
        pages = Examined()
        _add_pages(checking.result() or connection.execute(check), pages)
        seen.damage[:0] = pages.damage


@contextmanager
def _unreadable_found(seen: Examined) -> Iterator[None]:
    """Add damage if SQLite cannot read the register. Raises any other error."""
    try:
        yield
    except sqlite3.Error as error:
        seen.damage += [
            finding for finding in unreadable(error).damage if finding not in seen.damage
        ]


def unreadable(error: sqlite3.Error) -> Examined:
    """The damage that an error of SQLite tells of; the error is raised if it is no damage."""
    if not says_damage(error):
        raise error
    seen = Examined()
    seen.add_damage(_("SQLite cannot read it: {what}").format(what=error))
    return seen


def _checked_pages(path: Path, check: str) -> list[tuple[str]] | None:
    """The result of a check of SQLite's own, which is up to a third of all the work.

    None where another program already waits to write: nobody can begin to read then, and to wait
    for it would be in vain, as it waits for the snapshot of the caller.
    """
    try:
        with closing(connect(path, mode="ro", patience=0)) as connection:
            return connection.execute(check).fetchall()
    except sqlite3.OperationalError as error:
        if says_damage(error):
            raise
        return None


def _add_pages(messages: Iterable[tuple[str]], seen: Examined) -> None:
    for (text,) in messages:
        if text != "ok":
            seen.add_damage(_("SQLite says: {what}").format(what=" ".join(str(text).split())))


def _check_content(connection: sqlite3.Connection, seen: Examined, now: datetime | None) -> None:
    """Check all rows."""
    for table, row, *_other in connection.execute("PRAGMA foreign_key_check"):
        touched = connection.execute(
            f"SELECT province, month, office, database FROM {table} WHERE id = ?",  # noqa: S608
            (row,),
        )
        message = _("row {row} of {table} belongs to no batch").format(row=row, table=table)
        seen.add_damage(message, [Touched(*values) for values in touched])
    _check_batches(connection, seen, now)
    _check_counts(connection, seen)
    _check_own(connection, seen)
    _check_lost(connection, seen)


# --- The tables ------------------------------------------------------------------------------

_Schema = dict[tuple[str, str], tuple[str, str]]
"""By kind and name: the table, and the SQL that made it."""


def sha256_of(made: _Schema) -> str:
    """A digest of the statements that tables, indexes, triggers and views were made by."""
    return sha256(repr(sorted(made.items())).encode()).hexdigest()


def _check_schema(connection: sqlite3.Connection, seen: Examined) -> bool:
    """Compare tables, indexes, triggers and views with a new register's; whether it is readable."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        seen.add_damage(_("it is not marked as a register"))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not 1 <= version <= len(schema.STEPS):
        seen.add_damage(_("its format is {version}, which is none").format(version=version))
        return False
    there = _made_by(connection)
    if sha256_of(there) == schema.MADE_SHA256:
        return True
    expected = _as_made(tuple(schema.STEPS[:version]))
    for (kind, name), sql in expected.items():
        if there.get((kind, name)) != sql:
            message = _("the {kind} {name} is missing or altered")
            seen.add_damage(message.format(kind=_kind(kind), name=name))
    for kind, name in there.keys() - expected.keys():
        message = _("the {kind} {name} is none of this program's").format(
            kind=_kind(kind), name=name
        )
        if kind == "trigger":  # it may alter what is recorded
            seen.add_damage(message)
        else:
            seen.add_remark(message)
    return True


def _kind(kind: str) -> str:
    names = {"table": _("table"), "index": _("index"), "trigger": _("trigger"), "view": _("view")}
    return names.get(kind, kind)


@cache
def _as_made(steps: tuple[Callable[["Database"], None], ...]) -> _Schema:
    """The tables, indexes, triggers and views of a new register."""
    from sqlite_utils import Database  # noqa: PLC0415 (50 ms that reading never needs)

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for step in steps:
            step(Database(made, execute_plugins=False))
        return _made_by(made)


def _made_by(connection: sqlite3.Connection) -> _Schema:
    """The statement that made each, without blanks and quotes: sqlite-utils changes these."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
    return {(kind, name): (of, re.sub(r'[\s"]', "", sql or "")) for kind, name, of, sql in rows}


# --- The batches -----------------------------------------------------------------------------


class _Batch(NamedTuple):
    """A batch, with the values needed to verify it."""

    number: int
    text: str
    digest: str
    previous: str
    origin: str
    recorded_at: str

    @property
    def name(self) -> str:
        """Its name as shown: the beginning of its uid."""
        return short_name(str(json.loads(self.text)[0]))


_Text = tuple[int, str, str]
"""A line: the number of its batch, the text that its digest is made of, and its digest."""


def _check_batches(connection: sqlite3.Connection, seen: Examined, now: datetime | None) -> None:
    """Check every batch with its lines, and how they follow each other."""
    chain = _Chain(connection, seen, now)
    columns = columns_of("batches", ("digest", "previous", "origin", "recorded_at"))
    batches = connection.execute(f"SELECT id, {BATCH_TEXT}, {columns} FROM batches ORDER BY id")  # noqa: S608
    in_order = "WHERE typeof(batch) = 'integer' ORDER BY batch, line"
    entries = _texts(connection, "entries", in_order)
    with_acts = {batch for (batch,) in connection.execute("SELECT DISTINCT batch FROM acts")}
    entry = next(entries, None)
    for batch in map(_Batch._make, batches):
        number, text, digest, previous, *_of_chain = batch
        lines = []
        while entry is not None and entry[0] <= number:
            if entry[0] == number:  # else it is of no batch, which shows already
                lines.append(entry)
            entry = next(entries, None)
        if number in with_acts:
            lines += _texts(connection, "acts", "WHERE batch = ? ORDER BY line", number)
        digests = [line[2] for line in lines]
        if (
            digests != [line_digest(text, line[1]) for line in lines]
            or digest != batch_digest(text, str(previous), digests)
            or (lines and not lines[-1][1].startswith(f"[{len(lines)},"))
        ):
            _add_altered(connection, batch, lines, seen)
        chain.add(batch)
        seen.batches += 1
    chain.end()
    for table in LINES:
        [(count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
        setattr(seen, table, count)


def _texts(connection: sqlite3.Connection, table: str, which: str, *values: int) -> Iterator[_Text]:
    text = json_of(table, LINES[table])
    return connection.execute(f"SELECT batch, {text}, digest FROM {table} {which}", values)  # noqa: S608


def _number_of(line: _Text) -> str:
    """The number of a line in its batch, which its text begins with; a damaged one may be none."""
    return line[1][1 : line[1].index(",")]


def _touched(connection: sqlite3.Connection, batch: _Batch) -> dict[str, Touched]:
    """The counts that the lines of a batch concern, by the numbers of the lines."""
    return {
        str(line): Touched(*about)
        for table in LINES
        for line, *about in connection.execute(
            f"SELECT line, province, month, office, database FROM {table} "  # noqa: S608 (ours)
            "WHERE batch = ? ORDER BY line",
            (batch.number,),
        )
    }


def _add_altered(
    connection: sqlite3.Connection, batch: _Batch, lines: Sequence[_Text], seen: Examined
) -> None:
    """Add which lines of a batch were altered, or that the batch itself was."""
    touched = _touched(connection, batch)
    altered = [line for line in lines if line[2] != line_digest(batch.text, line[1])]
    digest = batch_digest(batch.text, str(batch.previous), [str(line[2]) for line in lines])
    if digest != batch.digest and len(altered) in {0, len(lines)}:
        message = _("batch {batch} is not what was recorded")
        seen.add_damage(message.format(batch=batch.name), touched.values())
        return
    for number in map(_number_of, altered):
        message = _("entry {entry} is not what was recorded")
        about = [touched[number]] if number in touched else touched.values()
        seen.add_damage(message.format(entry=f"{batch.name}/{number}"), about)
    if not altered:
        message = _("the lines of batch {batch} are not numbered one by one")
        seen.add_damage(message.format(batch=batch.name), touched.values())


class _Chain:
    """Checks that each batch follows another of the register that both were recorded in."""

    def __init__(
        self, connection: sqlite3.Connection, seen: Examined, now: datetime | None
    ) -> None:
        self._connection = connection
        self._seen = seen
        self._latest = None if now is None else stamp(now + timedelta(days=1))
        self._last: dict[str, str] = {}
        """The digest of the last batch, by its origin."""
        self._others: list[_Batch] = []
        """Batches that do not follow the one before them here, as after a merge."""

    def add(self, batch: _Batch) -> None:
        """Add the next batch."""
        if not _is_stamp(batch.recorded_at):
            message = _("batch {batch} does not say when it was recorded")
            touched = _touched(self._connection, batch).values()
            self._seen.add_damage(message.format(batch=batch.name), touched)
        elif self._latest is not None and batch.recorded_at > self._latest:
            day = datetime.fromisoformat(batch.recorded_at).date()
            self._seen.add_remark(
                _(
                    "batch {batch} says that it was recorded on {date}, which is still to come; "
                    "the later entry stands, so look at the clock of the PC that it comes from"
                ).format(batch=batch.name, date=say_date(day))
            )
        if batch.previous != self._last.get(batch.origin, ""):
            self._others.append(batch)
        self._last[batch.origin] = batch.digest

    def end(self) -> None:
        """Add the batches that are missing, and those that follow one that another follows too."""
        if not self._others:
            return
        rows = self._connection.execute("SELECT origin, previous, digest FROM batches").fetchall()
        known = {(origin, digest) for origin, _previous, digest in rows}
        followed = Counter((origin, previous) for origin, previous, _digest in rows)
        for batch in self._others:
            before = batch.origin, batch.previous
            if batch.previous and before not in known:
                message = _("the batch before {batch} is missing")
                touched = _touched(self._connection, batch).values()
                self._seen.add_damage(message.format(batch=batch.name), touched)
            if followed.pop(before, 1) > 1:
                self._seen.add_remark(
                    _(
                        "batch {batch} follows one that another follows too: the register was "
                        "copied, and both copies were written to; what both recorded is here"
                    ).format(batch=batch.name)
                )


_STAMP_LENGTH = len("2018-09-05T02:30:00.000000+00:00")


def _is_stamp(text: Any) -> bool:  # noqa: ANN401 (a damaged file may hold anything)
    """Whether a text is a time as this program writes it, which sorts as time does."""
    try:
        datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return len(text) == _STAMP_LENGTH and text.endswith("+00:00")


def _check_counts(connection: sqlite3.Connection, seen: Examined) -> None:
    """Check that each entry has counts, or a reason for none."""
    touched = connection.execute(
        "SELECT province, month, office, database FROM entries "
        "WHERE NOT not_applicable AND (total IS NULL OR recorded = '{}')"
    ).fetchall()
    if touched:
        message = _("an entry is not what was recorded")
        seen.add_damage(message, [Touched(*values) for values in touched])


def _check_own(connection: sqlite3.Connection, seen: Examined) -> None:
    if not is_of_register(connection):
        seen.add_damage(_("what it says of itself, its province and when it was made, was altered"))


def _check_lost(connection: sqlite3.Connection, seen: Examined) -> None:
    for table, lost in rows_lost(connection, ("batches", *LINES)):
        if lost:
            message = _("{table} has not all that was recorded: {count} rows too few")
            seen.add_damage(message.format(table=table, count=f"{lost:,}"))
