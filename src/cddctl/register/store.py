"""The one store: opens and creates the register, and holds all its SQL.

The journal is SQLite's rollback journal with `synchronous=EXTRA`: what a command has said is
recorded survives a power cut. Every write happens in an immediate transaction, so that what it read
first cannot change before it writes.
"""

import errno
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

from cddctl.acts import Act, Kind
from cddctl.entries import Entry, State
from cddctl.errors import (
    NotAMonth,
    NotARegister,
    RegisterDamaged,
    RegisterExists,
    RegisterLocked,
    RegisterMissing,
    RegisterNewer,
    RegisterUnusable,
    system_reason,
)
from cddctl.history import UNDO, Record
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.register.schema import (
    ACT_FIELDS,
    APPLICATION_ID,
    BATCH_FIELDS,
    ENTRY_FIELDS,
    SCHEMA,
    VERSION,
    batch_digest,
    entry_digest,
)

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

_MAGIC = b"SQLite format 3\x00"
_LOCKED = {"SQLITE_BUSY", "SQLITE_LOCKED"}
_REFUSED = {
    "SQLITE_FULL": N_("the disk is full"),
    "SQLITE_READONLY": N_("it is read-only"),
    "SQLITE_CANTOPEN": N_("it cannot be opened; check permissions and the folder"),
    "SQLITE_PERM": N_("no permission"),
    "SQLITE_IOERR": N_("the disk or the network failed"),
}
_DAMAGED = {
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_ERROR",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
}


class Register:
    """An open register. A context manager that closes it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, home: str) -> None:
        self.path = path
        self.home = home
        """The code of the province that it was created for."""
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a register that is there. Raises one of `RegisterRefused`."""
        _check_is_register(path)
        with _said_plainly(path):
            connection = _connect(path)
        try:
            with _said_plainly(path):
                home = _home(path, connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection, home)

    @classmethod
    def create(cls, path: Path, home: str, now: datetime) -> Self:
        """Create a register where no file is, and open it. Raises one of `RegisterRefused`.

        It is made whole under another name first: no half-made register ever bears its name.
        """
        with _said_plainly(path):
            if path.exists():
                raise RegisterExists(path)
            draft = path.with_name(f".{path.name}.{_uid()[:8]}")
            _make_folder(path.parent)
            draft.touch(exist_ok=False)
            try:
                connection = _connect(draft)
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    for statement in SCHEMA:
                        connection.execute(statement)
                    connection.execute(
                        "INSERT INTO register VALUES (1, ?, ?, ?)",
                        (_uid(), home, _stamp(now)),
                    )
                    connection.execute("COMMIT")
                finally:
                    connection.close()
                _name_once(draft, path)
            finally:
                draft.unlink(missing_ok=True)
        return cls.open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One immediate transaction: all that is appended in it, or nothing."""
        with _said_plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def append(
        self,
        entries: Sequence[Entry],
        *,
        command: str,
        schedule: str,
        now: datetime,
        by: str | None = None,
        source: str | None = None,
        source_sha256: str | None = None,
        acts: Sequence[Act] = (),
    ) -> None:
        """Append a batch of entries and acts, within `writing()`.

        `now` is moved on where it does not lie after all batches before, so that the order in
        which entries were recorded stands even where the PC's clock was set back.
        """
        from sqlite_utils import Database  # noqa: PLC0415 (50 ms that reading never needs)

        origin, before, previous = self._connection.execute(
            """
            SELECT uid, (SELECT max(recorded_at) FROM batches),
            (SELECT digest FROM batches ORDER BY id DESC LIMIT 1) FROM register
            """
        ).fetchone()
        if before is not None:
            now = max(now, datetime.fromisoformat(before) + timedelta(microseconds=1))
        uid, recorded_at = _uid(), _stamp(now)
        values = (
            uid, origin, command, schedule, recorded_at, by, source, source_sha256, previous or "",
        )  # fmt: skip
        batch = dict(zip(BATCH_FIELDS, values, strict=True))
        rows = [_row(line, entry) for line, entry in enumerate(entries, 1)]
        digests = [entry_digest((uid, recorded_at, by), row) for row in rows]
        done = [_act_row(line, act) for line, act in enumerate(acts, len(rows) + 1)]
        sealed = [entry_digest((uid, recorded_at, by), row) for row in done]
        batch["digest"] = batch_digest(values, [*digests, *sealed])
        db = Database(self._connection, execute_plugins=False)
        number = db.table("batches").insert(batch).last_pk
        fields = ("batch", *ENTRY_FIELDS, "digest")
        self._connection.executemany(  # insert_all takes four times as long for many entries
            f"INSERT INTO entries ({', '.join(fields)}) "  # noqa: S608 (names of our own)
            f"VALUES ({', '.join('?' * len(fields))})",
            ((number, *row, digest) for row, digest in zip(rows, digests, strict=True)),
        )

        for row, digest in zip(done, sealed, strict=True):
            columns = dict(zip(ACT_FIELDS, row, strict=True))
            db.table("acts").insert({"batch": number, **columns, "digest": digest})

    def taken(self, sources: Mapping[str, Collection[tuple[str, Month]]]) -> dict[str, datetime]:
        """When files, by SHA-256, were recorded from, of those that were and were not undone.

        Each with the provinces and months that it gives something for now: a table that does not
        say its month may be given for another.
        """
        found = {}
        with _said_plainly(self.path):
            for source, rounds in sources.items():
                given = {(province, str(month)) for province, month in rounds}
                batches = self._connection.execute(
                    """
                    SELECT DISTINCT b.recorded_at, b.uid, b.command, e.province, e.month
                    FROM batches AS b LEFT JOIN entries AS e ON e.batch = b.id
                    WHERE b.source_sha256 = ? ORDER BY b.recorded_at, b.uid
                    """,
                    (source,),
                ).fetchall()
                of_these = [b for b in batches if b[3] is None or (b[3], b[4]) in given]
                if of_these and of_these[-1][2] != UNDO:
                    found[source] = datetime.fromisoformat(of_these[-1][0])
        return found

    def current(self, province: str, month: Month) -> list[Entry]:
        """The entries that stand for a month of a province's offices, one an office and period.

        Where the latest one says that nothing is reported, as after an undo, none stands.
        """
        found = self._select("WHERE e.province = ? AND e.month = ?", [province, str(month)])
        latest = {(entry.key, entry.office): entry for entry in found}
        return [entry for entry in latest.values() if entry.state is not State.NONE]

    def history(self, province: str, months: Iterable[Month]) -> list[Record]:
        """Every entry of a province's months in the order recorded, the latest last."""
        marks = [str(month) for month in months]
        where = f"WHERE e.province = ? AND e.month IN ({', '.join('?' * len(marks))})"
        return list(self._records(where, [province, *marks]))

    def rounds(self) -> list[tuple[str, Month]]:
        """The provinces, by code, and months that there is something for, in their order."""
        with _said_plainly(self.path):
            rows = self._connection.execute(
                "SELECT province, month FROM entries UNION SELECT province, month FROM acts"
            ).fetchall()
        try:
            return sorted((province, Month.parse(month)) for province, month in rows)
        except NotAMonth:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None

    def acts(self, province: str, months: Iterable[Month]) -> list[Act]:
        """What was done to a province's rounds, in the order recorded."""
        marks = [str(month) for month in months]
        fields = ", ".join(f"a.{field}" for field in ACT_FIELDS)
        with _said_plainly(self.path):
            rows = self._connection.execute(
                f"""
                SELECT a.digest, b.uid, b.recorded_at, b.recorded_by, {fields}
                FROM acts AS a LEFT JOIN batches AS b ON b.id = a.batch
                WHERE a.province = ? AND a.month IN ({", ".join("?" * len(marks))})
                ORDER BY b.recorded_at, b.uid, a.line
                """,  # noqa: S608 (only names of our own are put in)
                [province, *marks],
            ).fetchall()
        found = []
        for digest, uid, recorded_at, recorded_by, *content in rows:
            if uid is None or digest != entry_digest((uid, recorded_at, recorded_by), content):
                raise RegisterDamaged(self.path, _("an entry is not what was recorded"))
            found.append(_act(content, recorded_at, recorded_by))
        return found

    def latest_month(self, province: str) -> Month | None:
        """The latest month that a province has entries for."""
        with _said_plainly(self.path):
            (month,) = self._connection.execute(
                "SELECT max(month) FROM entries WHERE province = ?", (province,)
            ).fetchone()
        try:
            return Month.parse(month) if month else None
        except NotAMonth:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None

    def _select(self, where: str, values: Sequence[Any]) -> Iterator[Entry]:
        """Entries in the order recorded."""
        return (record.entry for record in self._records(where, values))

    def _records(self, where: str, values: Sequence[Any]) -> Iterator[Record]:
        """Entries in the order recorded, each checked against its digest."""
        fields = ", ".join(f"e.{field}" for field in ENTRY_FIELDS)
        with _said_plainly(self.path):
            rows = self._connection.execute(
                f"""
                SELECT e.digest, b.command, b.source, b.source_sha256, b.uid, b.recorded_at,
                b.recorded_by, {fields}
                FROM entries AS e LEFT JOIN batches AS b ON b.id = e.batch
                {where}
                ORDER BY b.recorded_at, b.uid, e.line
                """,  # noqa: S608 (only names of our own are put in)
                values,
            ).fetchall()
        for digest, command, source, sha256, uid, recorded_at, recorded_by, *content in rows:
            if uid is None or digest != entry_digest((uid, recorded_at, recorded_by), content):
                raise RegisterDamaged(self.path, _("an entry is not what was recorded"))
            entry = _entry(content, recorded_at, recorded_by)
            yield Record(entry, f"{uid[:8]}/{content[0]}", command, source, sha256)


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file that is there; `mode=rw` never makes one."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )
    for pragma in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "foreign_keys = ON",
        "synchronous = EXTRA",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
    return connection


def _home(path: Path, connection: sqlite3.Connection) -> str:
    """The home province of a register that this program can use."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise NotARegister(path)
    if version > VERSION:
        raise RegisterNewer(path, version, VERSION)
    row = connection.execute("SELECT home_province FROM register").fetchone()
    if row is None:
        raise RegisterDamaged(path, _("it does not say its province"))
    return str(row[0])


def _check_is_register(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise RegisterMissing(path) from None
    except OSError as error:
        raise RegisterUnusable(path, system_reason(error)) from None
    if magic != _MAGIC:
        raise NotARegister(path)


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into refusals."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        primary = "_".join(name.split("_")[:2])
        if primary in _LOCKED:
            raise RegisterLocked(path) from error
        if primary in _DAMAGED or not name:
            raise RegisterDamaged(path, str(error)) from error
        raise RegisterUnusable(path, _(_REFUSED.get(primary, str(error)))) from error
    except FileExistsError:
        raise RegisterExists(path) from None
    except OSError as error:
        raise RegisterUnusable(path, system_reason(error)) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # of a file in the folder's place, not of the register
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _name_once(draft: Path, path: Path) -> None:
    """Give a file its name, unless another has it. Raises `FileExistsError`."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on a memory stick
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def _uid() -> str:
    return os.urandom(16).hex()


def _stamp(moment: datetime) -> str:
    """A moment in UTC, of a fixed width so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _row(line: int, entry: Entry) -> tuple[Any, ...]:
    """An entry's columns, in the order of `ENTRY_FIELDS`."""
    return (
        line,
        entry.province,
        entry.office,
        entry.database,
        entry.fiscal_year,
        entry.period,
        str(entry.month),
        int(entry.not_applicable),
        entry.total,
        _counts(entry.recorded),
        entry.note,
        entry.received.isoformat() if entry.received else None,
    )


def _counts(recorded: Mapping[str, int]) -> str:
    """Counts as JSON, in order of unit."""
    return "{" + ",".join([f"{_quoted(unit)}:{recorded[unit]}" for unit in sorted(recorded)]) + "}"


_quoted = cache(json.dumps)


def _act_row(line: int, act: Act) -> tuple[Any, ...]:
    """An act's columns, in the order of `ACT_FIELDS`."""
    until = act.until.isoformat() if act.until else None
    return (
        line, str(act.kind), act.province, str(act.month), act.office, act.database, until,
        act.reason, act.sent,
    )  # fmt: skip


def _act(content: Sequence[Any], recorded_at: str, recorded_by: str | None) -> Act:
    _line, kind, province, month, office, database, until, reason, sent = content
    return Act(
        Kind(kind),
        province,
        Month.parse(month),
        office,
        database,
        date.fromisoformat(until) if until else None,
        reason,
        sent,
        datetime.fromisoformat(recorded_at),
        recorded_by,
    )


def _entry(content: Sequence[Any], recorded_at: str, recorded_by: str | None) -> Entry:
    row = dict(zip(ENTRY_FIELDS, content, strict=True))
    del row["line"]
    return Entry(
        **row
        | {
            "month": Month.parse(row["month"]),
            "not_applicable": bool(row["not_applicable"]),
            "recorded": json.loads(row["recorded"]),
            "received": date.fromisoformat(row["received"]) if row["received"] else None,
        },
        recorded_at=datetime.fromisoformat(recorded_at),
        recorded_by=recorded_by,
    )
