"""The one store: opens and creates the register, appends to it, and reads what was recorded."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from cddctl.errors import (
    NotAMonth,
    RegisterDamaged,
    RegisterExists,
    RegisterMissing,
    RegisterUnusable,
)
from cddctl.i18n import _
from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry, State
from cddctl.ledger.history import UNDO, Record
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.copies import copy_to, copy_to_put_back, missing
from cddctl.register.lines import Line, check_batches, lines_of
from cddctl.register.merge import Taken, attach, detach, differing, take_in
from cddctl.register.migrations import build, check_version, opened
from cddctl.register.names import name_periods, name_places
from cddctl.register.rounds import count_in
from cddctl.register.rows import act_of, act_row_of, entry_of, row_of
from cddctl.register.schema import (
    ACT_FIELDS,
    BATCH_FIELDS,
    ENTRY_FIELDS,
    batch_digest,
    entry_digest,
    register_digest,
)
from cddctl.register.seal import sealed
from cddctl.register.sqlite import (
    check_is_register,
    connect,
    drafted,
    identity,
    immediate,
    make_folder,
    moved,
    new_uid,
    said_plainly,
    snapshot,
    stamp,
)
from cddctl.schedule.due import Period


class Register:
    """An open register. A context manager that closes it."""

    is_there = True

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        home: str | None,
        file: tuple[int, int] | None,
    ) -> None:
        self.path = path
        self.home = home
        """The code of the province that it was created for; None where it is for several."""
        self._connection = connection
        self._file = file
        """Which file it is, as it was before it was opened."""
        self._before: Callable[[], None] = lambda: None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a register that is there, upgraded if it is old. Raises one of `RegisterRefused`."""
        file = identity(path)
        try:
            connection = opened(path)
        except RegisterMissing:
            raise missing(path) from None
        try:
            with said_plainly(path):
                return cls(path, connection, _home(path, connection), file)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def create(cls, path: Path, home: str | None, now: datetime) -> Self:
        """Create a register where no file is, and open it. Raises one of `RegisterRefused`.

        Not where one was lost: its copies would be deleted in time, and SQLite would write what a
        journal of it has into the new one. It is made whole under another name first: no half-made
        register ever bears its name.
        """
        with said_plainly(path):
            if path.exists():
                raise RegisterExists(path)
            _refuse_lost(path)
            make_folder(path.parent)
            with drafted(path) as draft:
                connection = connect(draft)
                try:
                    with immediate(connection):
                        build(connection, new_uid(), home or "", stamp(now))
                finally:
                    connection.close()
        return cls.open(path)

    @classmethod
    @contextmanager
    def staged(cls, path: Path) -> Iterator[Self]:
        """A verified copy of a register, so that nothing is done to the file itself."""
        check_is_register(path)
        with said_plainly(path), closing(connect(path)) as connection:
            check_version(path, connection)
        with TemporaryDirectory(prefix="cddctl-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / path.name
            copy_to(path, copy)
            with cls.open(copy) as register:
                yield register

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    @contextmanager
    def writing(self, before: Callable[[], None] = lambda: None) -> Iterator[None]:
        """One immediate transaction: all that is appended in it, or nothing.

        `before` is called once something is to be appended, while all is as it was.
        """
        self._before = before
        with said_plainly(self.path):
            with sealed(self.path, self._connection):
                self._refuse_moved()
                yield
                self._refuse_moved()
            if identity(self.path) is None:
                raise moved(self.path)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read within is of one moment; writers wait for the end of it."""
        with said_plainly(self.path), snapshot(self._connection):
            yield

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
        self._before()
        self._before = lambda: None
        from sqlite_utils import Database  # noqa: PLC0415 (50 ms that reading never needs)

        origin, before, previous = self._connection.execute(
            """
            SELECT uid, (SELECT max(recorded_at) FROM batches),
            (SELECT b.digest FROM batches AS b WHERE b.origin = register.uid
            ORDER BY b.recorded_at DESC, b.uid DESC LIMIT 1) FROM register
            """
        ).fetchone()
        if before is not None:
            now = max(now, self._moment(before) + timedelta(microseconds=1))
        uid, recorded_at = new_uid(), stamp(now)
        values = (
            uid, origin, command, schedule, recorded_at, by, source, source_sha256, previous or "",
        )  # fmt: skip
        batch = dict(zip(BATCH_FIELDS, values, strict=True))
        rows = [row_of(line, entry) for line, entry in enumerate(entries, 1)]
        digests = [entry_digest((uid, recorded_at, by), row) for row in rows]
        done = [act_row_of(line, act) for line, act in enumerate(acts, len(rows) + 1)]
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
        self._count_in("entries", entries, digests)
        self._count_in("acts", acts, sealed)

    @contextmanager
    def beside(self, other: "Register") -> Iterator[None]:
        """Lay another register beside, so that `take_in` can be called within `writing()`."""
        with said_plainly(other.path):
            attach(self._connection, other.path)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # what was refused before it is what is told
                detach(self._connection)

    def differing(self) -> list[tuple[str, Month]]:
        """The provinces and months that the register beside has also, and not the same."""
        return [(province, self._month(month)) for province, month in differing(self._connection)]

    def take_in(self, path: Path) -> Taken:
        """Add what the register that lies beside holds and this one does not; `path` is its name.

        Raises `RegisterDamaged`, of `path`, where both have a batch and it is not the same.
        """
        return take_in(path, self._connection)

    def declare(self, province: Place, periods: Iterable[Period]) -> None:
        """Keep what a round's periods are, within `writing()`.

        For those who read the file with other programs; this one asks the schedule.
        """
        name_periods(self._connection, province, periods)
        name_places(self._connection, province)

    def taken(self, sources: Mapping[str, Collection[tuple[str, Month]]]) -> dict[str, datetime]:
        """When files, by SHA-256, were recorded from, of those that were and were not undone.

        Each with the provinces and months that it gives something for now: a table that does not
        say its month may be given for another.
        """
        found = {}
        with said_plainly(self.path):
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
                    found[source] = self._moment(of_these[-1][0])
        return found

    def current(self, province: str, month: Month) -> list[Entry]:
        """The entries that stand for a month of a province's offices, one an office and period.

        Where the latest one says that nothing is reported, as after an undo, none stands.
        """
        lines = self._lines("entries", province, [month])
        found = [entry_of(content, at, by) for (_uid, at, by), content in lines]
        latest = {(entry.key, entry.office): entry for entry in found}
        return [entry for entry in latest.values() if entry.state is not State.NONE]

    def history(self, province: str, months: Iterable[Month]) -> list[Record]:
        """Every entry of a province's months in the order recorded, the latest last."""
        about, months = ("command", "source", "source_sha256"), list(months)
        with self.reading():
            lines = self._lines("entries", province, months, about)
            check_batches(self.path, self._connection, province, months)
        return [
            Record(
                entry_of(content, recorded_at, recorded_by),
                f"{uid[:8]}/{content[0]}",
                *others,
            )
            for (uid, recorded_at, recorded_by, *others), content in lines
        ]

    def acts(self, province: str, months: Iterable[Month]) -> list[Act]:
        """What was done to a province's rounds, in the order recorded."""
        return [
            act_of(content, recorded_at, recorded_by)
            for (_uid, recorded_at, recorded_by), content in self._lines("acts", province, months)
        ]

    def rounds(self) -> list[tuple[str, Month]]:
        """The provinces, by code, and months that there is something for, in their order."""
        with self.reading():
            rows = self._connection.execute("SELECT province, month FROM rounds").fetchall()
            # Rows are numbered from 1 and never deleted: their last number is their number.
            [counted, there] = self._connection.execute(
                """
                SELECT total(entries), total(acts) FROM rounds UNION ALL
                SELECT (SELECT max(id) FROM entries), (SELECT max(id) FROM acts)
                """
            ).fetchall()
        if counted != tuple(number or 0 for number in there):
            raise RegisterDamaged(self.path, _("an entry that was recorded is missing"))
        return sorted((province, self._month(month)) for province, month in rows)

    def latest_month(self, province: str) -> Month | None:
        """The latest month that a province has entries for."""
        with said_plainly(self.path):
            (month,) = self._connection.execute(
                "SELECT max(month) FROM rounds WHERE province = ? AND entries > 0", (province,)
            ).fetchone()
        return self._month(month) if month else None

    def _lines(
        self, table: str, province: str, months: Iterable[Month], about: Sequence[str] = ()
    ) -> list[Line]:
        with self.reading():
            return lines_of(self.path, self._connection, table, province, months, about)

    def _refuse_moved(self) -> None:
        """Refuse to write to a file that has not the register's name any more.

        The system lets it be written, for nobody to find, once it was deleted or a backup has taken
        its place while this waited for the lock.
        """
        if identity(self.path) != self._file:
            raise moved(self.path)

    def units(self) -> list[str]:
        """Every unit that something was counted in, in order of name."""
        with said_plainly(self.path):
            rows = self._connection.execute(
                "SELECT DISTINCT u.key FROM entries AS e, json_each(e.recorded) AS u ORDER BY u.key"
            ).fetchall()
        return [unit for (unit,) in rows]

    def last_recorded(self) -> datetime | None:
        """When the last batch was recorded, by the clock of the PC that it was recorded on."""
        with said_plainly(self.path):
            [(last,)] = self._connection.execute("SELECT max(recorded_at) FROM batches").fetchall()
        return self._moment(last) if last is not None else None

    def _month(self, month: str) -> Month:
        try:
            return Month.parse(month)
        except NotAMonth:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None

    def _moment(self, moment: str) -> datetime:
        try:
            return datetime.fromisoformat(moment)
        except ValueError:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None

    def _count_in(self, table: str, lines: Iterable[Entry | Act], digests: Iterable[str]) -> None:
        counted = [
            (line.province, str(line.month), digest)
            for line, digest in zip(lines, digests, strict=True)
        ]
        try:
            count_in(self._connection, table, counted)
        except ValueError:  # the sum before is no number
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None


def _refuse_lost(path: Path) -> None:
    """Refuse to begin a register anew where copies of one lie, or a journal of one."""
    backup, journal = copy_to_put_back(path), _journal_of(path)
    if path.exists():  # of another process since: what lies beside is its own
        return
    if backup is not None:
        raise RegisterMissing(path, backup)
    if journal is not None:
        raise RegisterUnusable(
            path,
            _(
                "{name} is left of a register that is gone; "
                "restore a backup of that one, or move the file away"
            ).format(name=journal.name),
        )


def _journal_of(path: Path) -> Path | None:
    """What SQLite would take for unfinished work of the file of that name, if it is there."""
    beside = (path.with_name(path.name + end) for end in ("-journal", "-wal"))
    return next((file for file in beside if file.exists()), None)


def _home(path: Path, connection: sqlite3.Connection) -> str | None:
    """The home province of a register."""
    row = connection.execute(
        "SELECT uid, home_province, created_at, digest FROM register"
    ).fetchone()
    if row is None or row[-1] != register_digest(row[:-1]):
        raise RegisterDamaged(path, _("it does not say its province"))
    return str(row[1]) or None
