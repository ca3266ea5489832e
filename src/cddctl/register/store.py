"""The one store: opens and creates the register, appends to it, and reads from it."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from itertools import chain
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
from cddctl.ledger.acts import Act, beginning
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import (
    AnyRecord,
    Record,
    acts_that_count,
    not_undone,
    undone,
)
from cddctl.periods import Month, thai_time
from cddctl.places import Place
from cddctl.register.copies import copy_to, copy_to_put_back, missing
from cddctl.register.merge import Taken, acted_on, attach, detach, differing, take_in
from cddctl.register.migrations import build, check_version, opened
from cddctl.register.names import name_periods, name_places
from cddctl.register.rows import act_of, act_row_of, entry_of, record_of, row_of
from cddctl.register.schema import (
    BATCH_FIELDS,
    LINES,
    batch_digest,
    is_not_undone,
    line_digest,
    text_of,
)
from cddctl.register.sqlite import (
    as_refusals,
    check_is_register,
    connect,
    drafted,
    identity,
    immediate,
    make_folder,
    moved,
    new_uid,
    snapshot,
    stamp,
)
from cddctl.register.verify import Line, home_of, lines_of, refuse_lost, rounds_of
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
        self._complete_at: int | None = None
        """The version of the file, by SQLite, at which no line was missing."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a register that is there, upgraded if it is old. Raises one of `RegisterRefused`."""
        file = identity(path)
        try:
            connection = opened(path)
        except RegisterMissing:
            raise missing(path) from None
        try:
            with as_refusals(path):
                return cls(path, connection, home_of(path, connection), file)
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
        with as_refusals(path):
            if path.exists():
                raise RegisterExists(path)
            _refuse_where_one_was_lost(path)
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
        with as_refusals(path), closing(connect(path)) as connection:
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
        """Close the file."""
        self._connection.close()

    @contextmanager
    def writing(self, before: Callable[[], None] = lambda: None) -> Iterator[None]:
        """One immediate transaction: all that is appended in it, or nothing.

        `before` is called once something is to be appended, while all is as it was.
        """
        self._before = before
        with as_refusals(self.path):
            with immediate(self._connection):
                self._refuse_moved()
                yield
                self._refuse_moved()
            if identity(self.path) is None:
                raise moved(self.path)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read within is of one moment; writers wait for the end of it."""
        with as_refusals(self.path), snapshot(self._connection):
            yield

    def append(
        self,
        contents: Sequence[Entry | Act],
        *,
        command: str,
        schedule: str,
        now: datetime,
        by: str | None = None,
        source: str | None = None,
        source_sha256: str | None = None,
        part_of: str | None = None,
    ) -> str:
        """Append a batch of entries, then acts, within `writing()`; return its uid.

        `part_of` is the uid of the first batch of what is recorded at once. `now` is moved on where
        it does not lie after all batches before, so that the order in which entries were recorded
        stands even where the PC's clock was set back.
        """
        self._before()
        self._before = lambda: None
        origin, before, previous = self._connection.execute(
            """
            SELECT uid, (SELECT max(recorded_at) FROM batches),
            (SELECT b.digest FROM batches AS b WHERE b.origin = register.uid
            ORDER BY b.recorded_at DESC, b.uid DESC LIMIT 1) FROM register
            """
        ).fetchone()
        if before is not None:
            now = max(now, self._moment(before) + timedelta(microseconds=1))
        uid = new_uid()
        values = (
            uid, part_of or uid, origin, command, schedule, stamp(now), by, source, source_sha256
        )  # fmt: skip
        batch, previous = text_of(values), previous or ""
        lines = list(enumerate(contents, 1))
        rows = {
            "entries": [row_of(line, each) for line, each in lines if isinstance(each, Entry)],
            "acts": [act_row_of(line, each) for line, each in lines if isinstance(each, Act)],
        }
        digests = {
            table: [line_digest(batch, text_of(row)) for row in of_table]
            for table, of_table in rows.items()
        }
        digest = batch_digest(batch, previous, chain.from_iterable(digests.values()))
        number = self._insert(
            "batches", (*BATCH_FIELDS, "previous", "digest"), [(*values, previous, digest)]
        )
        for table, of_table in rows.items():
            self._insert(
                table,
                ("batch", *LINES[table], "digest"),
                [(number, *row, d) for row, d in zip(of_table, digests[table], strict=True)],
            )
        return uid

    def _insert(
        self, table: str, fields: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> int | None:
        """Add rows to a table; the number of the one, where it is one."""
        sql = (
            f"INSERT INTO {table} ({', '.join(fields)}) "  # noqa: S608 (names of our own)
            f"VALUES ({', '.join('?' * len(fields))})"
        )
        if len(rows) == 1:
            return self._connection.execute(sql, rows[0]).lastrowid
        self._connection.executemany(sql, rows)
        return None

    @contextmanager
    def beside(self, other: "Register") -> Iterator[None]:
        """Attach another register, so that `take_in` can be called within `writing()`."""
        with as_refusals(other.path):
            attach(self._connection, other.path)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # the error before it is the one to report
                detach(self._connection)

    def differing(self) -> list[tuple[str, Month]]:
        """The provinces and months that the register beside has also, and not the same."""
        rounds = differing(self._connection)
        return [(province, self._month(month)) for province, month in rounds]

    def acted_on_beside(self) -> list[tuple[str, Month]]:
        """The provinces and months that the register beside has acts on."""
        rounds = acted_on(self._connection)
        return [(province, self._month(month)) for province, month in rounds]

    def take_in(self, path: Path) -> Taken:
        """Add the batches of the attached register that this one lacks; `path` is its name.

        Raises `RegisterDamaged`, of `path`, where both have a batch and it is not the same.
        """
        return take_in(path, self._connection)

    def declare(self, province: Place, periods: Iterable[Period]) -> None:
        """Store the names of a round's periods and places, within `writing()`.

        For those who read the file with other programs; this one asks the schedule.
        """
        name_periods(self._connection, province, periods)
        name_places(self._connection, province)

    def taken(self, sources: Mapping[str, Collection[tuple[str, Month]]]) -> dict[str, datetime]:
        """When each file, by SHA-256, was last recorded; without those never recorded, or undone.

        `sources` has the provinces and months that each gives something for now: a table that does
        not say its month may be given for another.
        """
        taken = {}
        with as_refusals(self.path):
            for source, rounds in sources.items():
                given = {(province, str(month)) for province, month in rounds}
                lines = self._connection.execute(
                    f"""
                    SELECT b.recorded_at, e.province, e.month
                    FROM batches AS b LEFT JOIN entries AS e ON e.batch = b.id
                    WHERE b.source_sha256 = ? AND (e.id IS NULL OR {is_not_undone("e", "b")})
                    ORDER BY b.recorded_at
                    """,  # noqa: S608 (a condition of our own)
                    (source,),
                ).fetchall()
                moments = [at for at, *round_ in lines if tuple(round_) in {*given, (None, None)}]
                if moments:
                    taken[source] = self._moment(moments[-1])
        return taken

    def current(self, province: str, month: Month) -> list[Entry]:
        """The current entries of a province's month, one an office and period."""
        latest = {entry.period_and_office: entry for entry in self.history(province, [month])}
        return list(latest.values())

    def history(self, province: str, months: Iterable[Month]) -> list[Entry]:
        """The entries of a province's months that count, in the order recorded."""
        return [record.content for record in self.records_not_undone(province, months)]

    def records_not_undone(self, province: str, months: Iterable[Month]) -> list[Record[Entry]]:
        """Those entries as records, with how each was recorded."""
        months = list(months)
        with self.reading():
            entries = self._entries(province, months)
            return not_undone(entries, undone(self._acts(province, months))) if entries else []

    def acts(self, province: str, months: Iterable[Month]) -> list[Act]:
        """The acts on a province's rounds that were not undone, in the order recorded."""
        return acts_that_count(self._acts(province, months))

    def records(self, province: str, months: Iterable[Month]) -> list[AnyRecord]:
        """All entries and acts of a province's months, in the order recorded."""
        months = list(months)
        with self.reading():
            records: list[AnyRecord] = [
                *self._entries(province, months),
                *self._acts(province, months),
            ]
        return sorted(records, key=Record.order)

    def _entries(self, province: str, months: Iterable[Month]) -> list[Record[Entry]]:
        return [
            record_of(line, entry_of(line)) for line in self._lines("entries", province, months)
        ]

    def _acts(self, province: str, months: Iterable[Month]) -> list[Record[Act]]:
        return [record_of(line, act_of(line)) for line in self._lines("acts", province, months)]

    def rounds(self) -> list[tuple[str, Month]]:
        """The provinces, by code, and months that there is something for, in their order."""
        with self.reading():
            self._refuse_lost()
            rounds = rounds_of(self.path, self._connection)
        return [(province, self._month(month)) for province, month in rounds]

    def latest_month(self, province: str) -> Month | None:
        """The latest month that a province has entries for."""
        with as_refusals(self.path):
            (month,) = self._connection.execute(
                "SELECT max(month) FROM entries WHERE province = ?", (province,)
            ).fetchone()
        return self._month(month) if month else None

    def began(self, province: str) -> Month:
        """The month when a province's use began: as it was said, else when it was created.

        Nothing before it is expected.
        """
        with self.reading():
            [(created,)] = self._connection.execute("SELECT created_at FROM register").fetchall()
            months = self._connection.execute(
                "SELECT DISTINCT month FROM acts WHERE province = ?", (province,)
            ).fetchall()
            acts = self.acts(province, [self._month(month) for (month,) in months])
        return beginning(acts) or Month.of(thai_time(self._moment(created)).date())

    def _lines(self, table: str, province: str, months: Iterable[Month]) -> list[Line]:
        with self.reading():
            self._refuse_lost()
            wanted = [str(month) for month in months]
            return lines_of(self.path, self._connection, table, province, wanted)

    def _refuse_lost(self) -> None:
        """Refuse a register in which lines are missing; counted once as long as none is added."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._complete_at:
            refuse_lost(self.path, self._connection)
            self._complete_at = version

    def _refuse_moved(self) -> None:
        """Refuse to write to a file that has not the register's name any more.

        The system lets it be written, for nobody to find, once it was deleted or a backup has taken
        its place while this waited for the lock.
        """
        if identity(self.path) != self._file:
            raise moved(self.path)

    def units(self) -> list[str]:
        """Every unit that something was counted in, in order of name."""
        with as_refusals(self.path):
            rows = self._connection.execute(
                "SELECT DISTINCT u.key FROM entries AS e, json_each(e.recorded) AS u ORDER BY u.key"
            ).fetchall()
        return [unit for (unit,) in rows]

    def last_recorded(self) -> datetime | None:
        """When the last batch was recorded, by the clock of the PC that it was recorded on."""
        with as_refusals(self.path):
            [(last,)] = self._connection.execute("SELECT max(recorded_at) FROM batches").fetchall()
        return self._moment(last) if last is not None else None

    def _month(self, month: str) -> Month:
        try:
            return Month.parse(str(month))
        except NotAMonth:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None

    def _moment(self, moment: str) -> datetime:
        try:
            return datetime.fromisoformat(moment)
        except ValueError:
            raise RegisterDamaged(self.path, _("an entry is not what was recorded")) from None


def _refuse_where_one_was_lost(path: Path) -> None:
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
    """The file that SQLite would take for unfinished work of the file of that name, if any."""
    beside = (path.with_name(path.name + end) for end in ("-journal", "-wal"))
    return next((file for file in beside if file.exists()), None)
