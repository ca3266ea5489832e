"""Sees to it that a register holds what was recorded, all of it, and nothing else.

What is read is verified as it is read: each line by its digest, and that none is missing by two
indexes that have to agree. The batches, and how they follow each other, are verified where all is
looked through: by `register check`, and before anything is done with a copy.

Damage is what cannot be so in a sound register. A remark is what can, and yet is worth a look.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.register import schema
from cddctl.register.schema import (
    APPLICATION_ID,
    BATCH_FIELDS,
    LINES,
    batch_digest,
    columns_of,
    json_of,
    line_digest,
    register_digest,
)
from cddctl.register.sqlite import connect, says_damage, snapshot, stamp
from cddctl.wording import say_date

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 200
"""No more findings are kept; they are counted."""

_OWN = json_of("register", ("uid", "home_province", "created_at"))
_BATCH = json_of("batches", BATCH_FIELDS)


# --- What is read ----------------------------------------------------------------------------


class Line(NamedTuple):
    """An entry or act as the register keeps it."""

    batch: Sequence[Any]
    """In the order of `BATCH_FIELDS`."""
    content: Sequence[Any]
    """In the order of `ENTRY_FIELDS` or `ACT_FIELDS`."""


def lines_of(
    path: Path, connection: sqlite3.Connection, table: str, province: str, months: Iterable[str]
) -> list[Line]:
    """The entries or acts of a province's months in the order recorded, each verified.

    Within a transaction. Raises `RegisterDamaged`.
    """
    values = (province, *months)
    wanted = f"province = ? AND month IN ({', '.join('?' * (len(values) - 1))})"
    rows = connection.execute(
        f"""
        SELECT {_BATCH}, {json_of(table, LINES[table])}, {table}.digest,
        {columns_of("batches", BATCH_FIELDS)}, {columns_of(table, LINES[table])}
        FROM {table} INDEXED BY {table}_by_month LEFT JOIN batches ON batches.id = {table}.batch
        WHERE {wanted} ORDER BY batches.recorded_at, batches.uid, {table}.line
        """,  # noqa: S608 (only names of our own are put in)
        values,
    ).fetchall()
    if any(digest != line_digest(batch, text) for batch, text, digest, *_rest in rows):
        raise RegisterDamaged(path, _("an entry is not what was recorded"))
    [(count,)] = connection.execute(
        f"SELECT count(*) FROM {table} INDEXED BY {table}_of_month WHERE {wanted}",  # noqa: S608
        values,
    ).fetchall()
    # A row that is read twice, in place of another, has the same digest twice.
    if len(rows) != count or len({row[2] for row in rows}) != count:
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))
    begin = 3 + len(BATCH_FIELDS)
    return [Line(row[3:begin], row[begin:]) for row in rows]


def rounds_of(path: Path, connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The provinces and months that there is something for, in their order."""
    by_month, of_month = (
        {
            row
            for table in LINES
            for row in connection.execute(
                f"SELECT DISTINCT province, month FROM {table} "  # noqa: S608 (names of our own)
                f"INDEXED BY {table}_{index} ORDER BY {order}"
            )
        }
        for index, order in (("by_month", "province, month"), ("of_month", "month, province"))
    )
    if by_month != of_month:
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))
    return sorted(by_month, key=str)  # a damaged one may be no text


def refuse_lost(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse, with `RegisterDamaged`, a register in which fewer lines are than were recorded."""
    if any(lost for _table, lost in _lost(connection, LINES)):
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))


def _lost(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[tuple[str, int]]:
    """How many rows are missing of each table; they are numbered from 1, and never deleted."""
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in tables:
        [(count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
        yield table, last.get(table, 0) - count


def home_of(path: Path, connection: sqlite3.Connection) -> str | None:
    """The home province of a register; None where it is for several."""
    row = connection.execute(f"SELECT home_province, digest, {_OWN} FROM register").fetchone()  # noqa: S608
    if row is None or row[1] != register_digest(row[2]):
        raise RegisterDamaged(path, _("it does not say its province"))
    return str(row[0]) or None


def is_of_register(connection: sqlite3.Connection) -> bool:
    """Whether a file says of itself what a register does, whatever its header says."""
    try:
        rows = connection.execute(f"SELECT digest, {_OWN} FROM register").fetchall()  # noqa: S608
    except sqlite3.Error:
        return False
    return any(digest == register_digest(text) for digest, text in rows)


# --- What is found where all is looked through -----------------------------------------------


class Touched(NamedTuple):
    """What a finding is about, as far as it can be read: codes, ids and a month, or None."""

    province: str
    month: str
    office: str | None = None
    database: str | None = None


class Finding(NamedTuple):
    """What is wrong, and which counts it touches."""

    what: str
    touched: tuple[Touched, ...] = ()


@dataclass
class Examined:
    """What was found, and how much was looked through."""

    damage: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    batches: int = 0
    entries: int = 0
    acts: int = 0
    more: int = 0
    """Findings of damage beyond those kept."""

    def found(self, what: str, touched: Iterable[Touched] = ()) -> None:
        """Add what is wrong."""
        if len(self.damage) < MOST:
            self.damage.append(Finding(what, tuple(dict.fromkeys(touched))))
        else:
            self.more += 1

    def remark(self, what: str) -> None:
        """Add what is worth a look."""
        if len(self.remarks) < MOST:
            self.remarks.append(what)


def damage(connection: sqlite3.Connection) -> list[Finding]:
    """What is wrong with what a copy of a register holds.

    What its indexes hold is not looked at: they are made anew where a copy is put back.
    """
    seen = Examined()
    with _told(seen), snapshot(connection):
        _say_pages(connection.execute("PRAGMA quick_check(20)"), seen)
        if _check_schema(connection, seen):
            _check_content(connection, seen, None)
    return seen.damage


def refuse_damage(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse, with `RegisterDamaged`, a copy that does not hold what was recorded in a register."""
    if found := damage(connection):
        raise RegisterDamaged(path, found[0].what)


def examine(connection: sqlite3.Connection, *, now: datetime | None = None) -> Examined:
    """Look a register through; it is only read.

    Raises `sqlite3.Error` where the register cannot be read for another reason than damage, as
    where it is locked.
    """
    seen, pages = Examined(), Examined()
    with _told(seen), snapshot(connection), ThreadPoolExecutor(1) as beside:
        # Nobody writes from here on, so that both are of one moment.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        [(_number, _name, path)] = connection.execute("PRAGMA database_list").fetchall()
        checking = beside.submit(_checked_pages, Path(path))
        with _told(seen):
            if _check_schema(connection, seen):
                _check_content(connection, seen, now)
        _say_pages(checking.result() or connection.execute(_INTEGRITY), pages)
    seen.damage[:0] = pages.damage
    return seen


@contextmanager
def _told(seen: Examined) -> Iterator[None]:
    """Add what SQLite cannot read to what was found. Raises what is no damage."""
    try:
        yield
    except sqlite3.Error as error:
        seen.damage += [
            finding for finding in unreadable(error).damage if finding not in seen.damage
        ]


def unreadable(error: sqlite3.Error) -> Examined:
    """What it says of a register that SQLite cannot read it; raised again if that is no damage."""
    if not says_damage(error):
        raise error
    seen = Examined()
    seen.found(_("SQLite cannot read it: {what}").format(what=error))
    return seen


_INTEGRITY = "PRAGMA integrity_check(20)"


def _checked_pages(path: Path) -> list[tuple[str]] | None:
    """What SQLite says of a file's pages, beside what is looked through: a third of all the work.

    None where another program already waits to write, and lets nobody begin to read.
    """
    with closing(connect(path, mode="ro")) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            return connection.execute(_INTEGRITY).fetchall()
        except sqlite3.OperationalError as error:
            if says_damage(error):
                raise
            return None


def _say_pages(said: Iterable[tuple[str]], seen: Examined) -> None:
    for (text,) in said:
        if text != "ok":
            seen.found(_("SQLite says: {what}").format(what=" ".join(str(text).split())))


def _check_content(connection: sqlite3.Connection, seen: Examined, now: datetime | None) -> None:
    """Check all that is recorded."""
    for table, row, *_other in connection.execute("PRAGMA foreign_key_check"):
        touched = connection.execute(
            f"SELECT province, month, office, database FROM {table} WHERE id = ?",  # noqa: S608
            (row,),
        )
        what = _("row {row} of {table} belongs to no batch").format(row=row, table=table)
        seen.found(what, [Touched(*values) for values in touched])
    _check_batches(connection, seen, now)
    _check_own(connection, seen)
    _check_lost(connection, seen)


# --- The tables ------------------------------------------------------------------------------

_Schema = dict[tuple[str, str], tuple[str, str]]
"""By kind and name: the table, and what it was made by."""


def sha256_of(made: _Schema) -> str:
    """A digest of what the parts of a register were made by."""
    return sha256(repr(sorted(made.items())).encode()).hexdigest()


def _check_schema(connection: sqlite3.Connection, seen: Examined) -> bool:
    """Compare tables, indexes, triggers and views with a new register's; whether it is readable."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        seen.found(_("it is not marked as a register"))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not 1 <= version <= len(schema.STEPS):
        seen.found(_("its format is {version}, which is none").format(version=version))
        return False
    there = _made_by(connection)
    if sha256_of(there) == schema.MADE_SHA256:
        return True
    expected = _as_made(tuple(schema.STEPS[:version]))
    for (kind, name), sql in expected.items():
        if there.get((kind, name)) != sql:
            what = _("the {kind} {name} is missing or altered")
            seen.found(what.format(kind=_kind(kind), name=name))
    for kind, name in there.keys() - expected.keys():
        what = _("the {kind} {name} is none of this program's").format(kind=_kind(kind), name=name)
        if kind == "trigger":  # it may alter what is recorded
            seen.found(what)
        else:
            seen.remark(what)
    return True


def _kind(kind: str) -> str:
    names = {"table": _("table"), "index": _("index"), "trigger": _("trigger"), "view": _("view")}
    return names.get(kind, kind)


@cache
def _as_made(steps: tuple[Callable[["Database"], None], ...]) -> _Schema:
    """What a new register consists of that takes these steps."""
    from sqlite_utils import Database  # noqa: PLC0415 (50 ms that reading never needs)

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for step in steps:
            step(Database(made, execute_plugins=False))
        return _made_by(made)


def _made_by(connection: sqlite3.Connection) -> _Schema:
    """What each part was made by, but for blanks and quotes, which sqlite-utils may change."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
    return {(kind, name): (of, re.sub(r'[\s"]', "", sql or "")) for kind, name, of, sql in rows}


# --- The batches -----------------------------------------------------------------------------


class _Batch(NamedTuple):
    """A batch as it is verified."""

    number: int
    text: str
    digest: str
    previous: str
    origin: str
    recorded_at: str

    @property
    def name(self) -> str:
        """What it is called by."""
        return str(json.loads(self.text)[0])[:8]


_Text = tuple[int, str, str]
"""A line as it is verified: the number of its batch, the text that its digest is of, and that."""


def _check_batches(connection: sqlite3.Connection, seen: Examined, now: datetime | None) -> None:
    """Check every batch with its lines, and how they follow each other."""
    chain = _Chain(connection, seen, now)
    columns = columns_of("batches", ("digest", "previous", "origin", "recorded_at"))
    batches = connection.execute(f"SELECT id, {_BATCH}, {columns} FROM batches ORDER BY id")  # noqa: S608
    in_order = "WHERE typeof(batch) = 'integer' ORDER BY batch, line"
    entries = _texts(connection, "entries", in_order)
    with_acts = {batch for (batch,) in connection.execute("SELECT DISTINCT batch FROM acts")}
    entry = next(entries, None)
    for row in batches:
        batch = _Batch(*row)
        lines = []
        while entry is not None and entry[0] <= batch.number:
            if entry[0] == batch.number:  # else it is of no batch, which shows already
                lines.append(entry)
            entry = next(entries, None)
        if batch.number in with_acts:
            lines += _texts(connection, "acts", "WHERE batch = ? ORDER BY line", batch.number)
        digests = [digest for _batch, _text, digest in lines]
        if (
            digests != [line_digest(batch.text, text) for _batch, text, _digest in lines]
            or batch.digest != batch_digest(batch.text, str(batch.previous), digests)
            or (lines and _number_of(lines[-1]) != str(len(lines)))
        ):
            _say_altered(connection, batch, lines, seen)
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
    """What the lines of a batch are about, by their numbers."""
    return {
        str(line): Touched(*about)
        for table in LINES
        for line, *about in connection.execute(
            f"SELECT line, province, month, office, database FROM {table} "  # noqa: S608 (ours)
            "WHERE batch = ? ORDER BY line",
            (batch.number,),
        )
    }


def _say_altered(
    connection: sqlite3.Connection, batch: _Batch, lines: Sequence[_Text], seen: Examined
) -> None:
    """Say what of a batch is not what was recorded."""
    touched = _touched(connection, batch)
    altered = [line for line in lines if line[2] != line_digest(batch.text, line[1])]
    digest = batch_digest(batch.text, str(batch.previous), [str(line[2]) for line in lines])
    if digest != batch.digest and len(altered) in {0, len(lines)}:
        what = _("batch {batch} is not what was recorded")
        seen.found(what.format(batch=batch.name), touched.values())
        return
    for number in map(_number_of, altered):
        what = _("entry {entry} is not what was recorded")
        about = [touched[number]] if number in touched else touched.values()
        seen.found(what.format(entry=f"{batch.name}/{number}"), about)
    if not altered:
        what = _("the lines of batch {batch} are not numbered one by one")
        seen.found(what.format(batch=batch.name), touched.values())


class _Chain:
    """How the batches of each register that they were recorded in follow each other."""

    def __init__(
        self, connection: sqlite3.Connection, seen: Examined, now: datetime | None
    ) -> None:
        self._connection = connection
        self._seen = seen
        self._latest = None if now is None else stamp(now + timedelta(days=1))
        self._last: dict[str, str] = {}
        """The digest of the last batch, by its origin."""
        self._others: list[_Batch] = []
        """Those that do not follow the one that lies before them, as after a merge."""

    def add(self, batch: _Batch) -> None:
        """Take the next one, in whatever order."""
        if not _is_stamp(batch.recorded_at):
            what = _("batch {batch} does not say when it was recorded")
            touched = _touched(self._connection, batch).values()
            self._seen.found(what.format(batch=batch.name), touched)
        elif self._latest is not None and batch.recorded_at > self._latest:
            day = datetime.fromisoformat(batch.recorded_at).date()
            self._seen.remark(
                _(
                    "batch {batch} says that it was recorded on {date}, which is still to come; "
                    "the later entry stands, so look at the clock of the PC that it comes from"
                ).format(batch=batch.name, date=say_date(day))
            )
        if batch.previous != self._last.get(batch.origin, ""):
            self._others.append(batch)
        self._last[batch.origin] = batch.digest

    def end(self) -> None:
        """Say which batches are missing, and which follow one that another follows too."""
        if not self._others:
            return
        rows = self._connection.execute("SELECT origin, previous, digest FROM batches").fetchall()
        known = {(origin, digest) for origin, _previous, digest in rows}
        followed = Counter((origin, previous) for origin, previous, _digest in rows)
        for batch in self._others:
            before = batch.origin, batch.previous
            if batch.previous and before not in known:
                what = _("the batch before {batch} is missing")
                touched = _touched(self._connection, batch).values()
                self._seen.found(what.format(batch=batch.name), touched)
            if followed.pop(before, 1) > 1:
                self._seen.remark(
                    _(
                        "batch {batch} follows one that another follows too: the register was "
                        "copied, and both copies were written to; what both recorded is here"
                    ).format(batch=batch.name)
                )


_STAMP_LENGTH = len("2018-09-05T02:30:00.000000+00:00")


def _is_stamp(text: Any) -> bool:  # noqa: ANN401 (a damaged file may hold anything)
    """Whether it is a moment as this program writes it, in text that sorts as time does."""
    try:
        datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return len(text) == _STAMP_LENGTH and text.endswith("+00:00")


def _check_own(connection: sqlite3.Connection, seen: Examined) -> None:
    if not is_of_register(connection):
        seen.found(_("what it says of itself, its province and when it was made, was altered"))


def _check_lost(connection: sqlite3.Connection, seen: Examined) -> None:
    for table, lost in _lost(connection, ("batches", *LINES)):
        if lost:
            what = _("{table} has not all that was recorded: {count} rows too few")
            seen.found(what.format(table=table, count=f"{lost:,}"))
