"""Looks through a register: that it holds what was recorded, all of it, and nothing else.

Damage is what cannot be so in a sound register. A remark is what can, and yet is worth a look.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from cddctl.holds import open_file
from cddctl.i18n import _
from cddctl.ledger.entries import Entry
from cddctl.register.chain import Rounds, check_batches
from cddctl.register.findings import Examined, Finding, Touched
from cddctl.register.rounds import Sum
from cddctl.register.rows import entry_of
from cddctl.register.schema import (
    APPLICATION_ID,
    ENTRY_FIELDS,
    STEPS,
    refusal_of,
    register_digest,
)
from cddctl.register.seal import HEADER_SIZE, Header, pages_not_as_sealed
from cddctl.register.sqlite import says_damage, snapshot
from cddctl.wording import say_list

_PAGES_SAID = 8


def damage(connection: sqlite3.Connection) -> list[Finding]:
    """What is wrong with a register's content, of whatever version; of a copy or a backup too."""
    return examine(connection).damage


def examine(
    connection: sqlite3.Connection, *, path: Path | None = None, now: datetime | None = None
) -> Examined:
    """Look a register through, and its file and seal where a path is given; it is only read.

    Raises `sqlite3.Error` where the register cannot be read for another reason than damage, as
    where it is locked, and `OSError`.
    """
    seen = Examined()
    try:
        with ExitStack() as stack:
            # Closed last: to close it lets go of the lock, and another could write meanwhile.
            file = stack.enter_context(open_file(path)) if path is not None else None
            stack.enter_context(snapshot(connection))
            if path is not None and file is not None:
                _check_file(path, file, connection, seen)
            _check_sqlite(connection, seen)
            version = _check_schema(connection, seen)
            rounds = check_batches(connection, seen, now)
            if version > 1:
                _check_own(connection, seen)
                _check_rounds(connection, rounds, seen)
    except sqlite3.Error as error:
        more = unreadable(error, path).damage
        seen.damage += [finding for finding in more if finding not in seen.damage]
    return seen


def unreadable(error: sqlite3.Error, path: Path | None) -> Examined:
    """What it says of a register that SQLite cannot read it; raised again if that is no damage."""
    if not says_damage(error):
        raise error
    seen = Examined()
    if path is not None:
        with open_file(path) as file:
            what = _wrong_header(file)
        if what is not None:
            seen.found(what)
    seen.found(_("SQLite cannot read it: {what}").format(what=error))
    return seen


def entries_of(connection: sqlite3.Connection) -> Iterator[tuple[int, str, Entry]]:
    """Every entry of a register without damage: its row, what it is called by, and itself."""
    columns = ", ".join(f"e.{name}" for name in ENTRY_FIELDS)
    rows = connection.execute(
        f"""
        SELECT e.id, b.uid, b.recorded_at, b.recorded_by, {columns}
        FROM entries AS e JOIN batches AS b ON b.id = e.batch ORDER BY e.id
        """  # noqa: S608 (names of our own)
    )
    for number, uid, recorded_at, recorded_by, *content in rows:
        yield number, f"{uid[:8]}/{content[0]}", entry_of(content, recorded_at, recorded_by)


def is_overtaken(connection: sqlite3.Connection, number: int) -> bool:
    """Whether a later entry for the same office and period stands, by an entry's row."""
    [(found,)] = connection.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM entries AS e JOIN batches AS b ON b.id = e.batch
            JOIN entries AS later ON later.province = e.province AND later.month = e.month
            AND later.database = e.database AND later.period = e.period
            AND later.office = e.office JOIN batches AS its ON its.id = later.batch
            WHERE e.id = ?
            AND (its.recorded_at, its.uid, later.line) > (b.recorded_at, b.uid, e.line)
        )
        """,
        (number,),
    )
    return bool(found)


def last_recorded(connection: sqlite3.Connection) -> datetime | None:
    """When the last batch of a register without damage was recorded."""
    [(last,)] = connection.execute("SELECT max(recorded_at) FROM batches")
    return None if last is None else datetime.fromisoformat(last)


def _check_file(path: Path, file: BinaryIO, connection: sqlite3.Connection, seen: Examined) -> None:
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # no writer from here on
    if (what := _wrong_header(file)) is not None:
        seen.found(what)
        return
    pages = pages_not_as_sealed(path, connection, file)
    if pages:
        said = say_list(f"{page:,}" for page in pages[:_PAGES_SAID])
        what = _("the file is not as it was written, on {count} of its pages: {pages}")
        seen.found(what.format(count=f"{len(pages):,}", pages=said))
    if pages is None:
        seen.remark(
            _(
                "the file has no seal of its own: it is new, was copied here, was last written "
                "by another program, or two wrote at once; what is recorded was verified, the "
                "unused parts of the file were not; the next entry seals it"
            )
        )


def _wrong_header(file: BinaryIO) -> str | None:
    """What in the file's header does not fit the file. Raises `OSError`."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    head = file.read(HEADER_SIZE)
    if len(head) < HEADER_SIZE:
        return _("the file ends within its header")
    header = Header.of(head)
    if header.counter != header.counter_of_pages:
        return _("the header does not agree with itself")
    if size != header.pages * header.page_size:
        return _("the file is {size} bytes long and should be {expected}").format(
            size=f"{size:,}", expected=f"{header.pages * header.page_size:,}"
        )
    return None


def _check_sqlite(connection: sqlite3.Connection, seen: Examined) -> None:
    for (said,) in connection.execute("PRAGMA integrity_check(20)"):
        if said != "ok":
            seen.found(_("SQLite says: {what}").format(what=" ".join(str(said).split())))
    for table, row, *_other in connection.execute("PRAGMA foreign_key_check"):
        seen.found(
            _("row {row} of {table} belongs to no batch").format(row=row, table=table),
            _touched_by(connection, table, row),
        )


def _touched_by(connection: sqlite3.Connection, table: str, row: int) -> list[Touched]:
    found = connection.execute(
        f"SELECT province, month, office, database FROM {table} WHERE id = ?",  # noqa: S608 (ours)
        (row,),
    )
    return [Touched(*one) for one in found]


def _check_schema(connection: sqlite3.Connection, seen: Examined) -> int:
    """Check tables, indexes, triggers and views against a new register's; its version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        seen.found(_("it is not marked as a register"))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not 1 <= version <= len(STEPS):
        seen.found(_("its format is {version}, which is none").format(version=version))
        return 0
    expected, there = _as_made(version), _schema(connection)
    for (kind, name), sql in expected.items():
        if there.get((kind, name)) != sql:
            seen.found(
                _("the {kind} {name} is missing or altered").format(kind=_kind(kind), name=name)
            )
    for kind, name in there.keys() - expected.keys():
        what = _("the {kind} {name} is none of this program's").format(kind=_kind(kind), name=name)
        if kind == "trigger":  # it may alter what is recorded
            seen.found(what)
        else:
            seen.remark(what)
    return int(version)


def _kind(kind: str) -> str:
    names = {"table": _("table"), "index": _("index"), "trigger": _("trigger"), "view": _("view")}
    return names.get(kind, kind)


_Schema = dict[tuple[str, str], tuple[str, str | None]]
"""By kind and name: the table, and what it was made by."""


@cache
def _as_made(version: int) -> _Schema:
    """What a new register of a version consists of."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for step in STEPS[:version]:
            for statement in step:
                made.execute(statement)
        if version > 1:
            made.execute(refusal_of("UPDATE", "register"))
        return _schema(made)


def _schema(connection: sqlite3.Connection) -> _Schema:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
    return {(kind, name): (table, sql) for kind, name, table, sql in rows}


def _check_own(connection: sqlite3.Connection, seen: Examined) -> None:
    rows = connection.execute("SELECT uid, home_province, created_at, digest FROM register")
    if [digest == register_digest(own) for *own, digest in rows] != [True]:
        seen.found(_("what it says of itself, its province and when it was made, was altered"))


def _check_rounds(connection: sqlite3.Connection, rounds: Rounds, seen: Examined) -> None:
    """Check that the table `rounds` says the same as what is recorded."""
    rows = connection.execute(
        "SELECT province, month, entries, entries_sum, acts, acts_sum FROM rounds"
    )
    there = {
        (province, month): {"entries": Sum(*sums[:2]), "acts": Sum(*sums[2:])}
        for province, month, *sums in rows
    }
    for one in {**there, **rounds}:
        if there.get(one) != rounds.get(one):
            seen.found(
                _("what is recorded is not what was counted when it was recorded"), [Touched(*one)]
            )
