"""Puts a backup in the place of a register; the file that was there is kept, whatever it is.

The backup itself is not touched: a copy of it is made beside the register, brought to this version,
looked through, and takes the register's name in one step. Until then the old file keeps its name; a
second name is given to it first. Other writers are kept out meanwhile.

A journal that lies beside a register belongs to the old file: SQLite would write it into the one
that takes its place.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copymode
from typing import NamedTuple

from cddctl.errors import (
    NotARegister,
    RegisterDamaged,
    RegisterMissing,
    RegisterOutdated,
    RegisterRefused,
)
from cddctl.holds import discard, name_once, replace
from cddctl.i18n import _
from cddctl.register.copies import folder_of, free_name, write_copy
from cddctl.register.examine import refuse_damage
from cddctl.register.migrations import check_version, upgrade
from cddctl.register.sqlite import (
    as_refusals,
    check_is_register,
    connect,
    draft_of,
    drafted,
    immediate,
    make_folder,
    says_damage,
)
from cddctl.register.store import Register

_ON_WINDOWS = os.name == "nt"
_BESIDE = ("-journal", "-wal", "-shm")
"""The files that SQLite keeps beside a file, and takes for those of any file with its name."""


class Holding(NamedTuple):
    """The contents of a register, in short."""

    uid: str
    """The register's name for ever; a copy has the same."""
    home: str | None
    entries: int
    last: datetime | None
    """When something was last recorded."""


@contextmanager
def prepared(path: Path, backup: Path) -> Iterator[Path]:
    """A copy of a backup beside a register, of this version and looked through."""
    try:
        check_is_register(backup)
    except RegisterMissing:
        raise RegisterRefused(
            _("there is no backup at {path}; check the path, or see: cddctl register info").format(
                path=backup
            )
        ) from None
    with as_refusals(path):
        make_folder(path.parent)
        draft = draft_of(path)
        draft.touch(exist_ok=False)
    try:
        with as_refusals(path):
            write_copy(backup, draft)
        with as_refusals(backup), closing(connect(draft)) as copy:
            check_version(backup, copy)
            refuse_damage(backup, copy)
            copy.execute("REINDEX")  # that of a backup is not looked through
            with as_refusals(path), immediate(copy):
                upgrade(copy)
        yield draft
    finally:
        discard(draft)


def holding(path: Path) -> Holding | None:
    """The contents of a register of any version; None where it cannot be read."""
    try:
        check_is_register(path)
        with as_refusals(path), closing(connect(path)) as connection:
            check_version(path, connection)
            [(uid, home, entries, last)] = connection.execute(
                """
                SELECT uid, home_province, (SELECT count(*) FROM entries),
                (SELECT max(recorded_at) FROM batches) FROM register
                """
            ).fetchall()
            when = datetime.fromisoformat(last) if last else None
            return Holding(uid, home or None, entries, when)
    except (NotARegister, RegisterDamaged, RegisterOutdated, ValueError):
        return None


def create_anew(path: Path, home: str | None, now: datetime) -> None:
    """Put a new register in the place of one in which nothing was recorded."""
    draft = draft_of(path)
    try:
        Register.create(draft, home, now).close()
        aside = put_in_place(draft, path, now)
    finally:
        discard(draft)
    if aside is not None:
        with suppress(OSError):  # what else is kept there stays
            discard(aside)
            aside.parent.rmdir()


def put_in_place(draft: Path, path: Path, now: datetime) -> Path | None:
    """Give a draft the name of a register; return where a file that had it is kept."""
    with as_refusals(path), ExitStack() as stack:
        if not path.exists():
            _move_beside(path, _name_aside(path, now))
            name_once(draft, path)
            return None
        held = _held(path)
        if held is not None:
            stack.enter_context(closing(held))
        aside = _keep_aside(path, held, now)
        moved = _move_beside(path, aside) if held is None else []
        try:
            copymode(path, draft)
            if _ON_WINDOWS:  # an open file cannot be replaced there
                stack.close()
            replace(draft, path)
        except BaseException:
            for there, kept in moved:
                with suppress(OSError):
                    kept.rename(there)
            discard(aside)
            with suppress(OSError):  # what else is kept there stays
                aside.parent.rmdir()
            raise
        return aside


def _held(path: Path) -> sqlite3.Connection | None:
    """A connection that keeps all others out; None where SQLite cannot read the file.

    To open it writes back what a journal has of a transaction that was cut short.
    """
    try:
        check_is_register(path)
        connection = connect(path)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except BaseException:
            connection.close()
            raise
    except NotARegister:
        return None
    except sqlite3.Error as error:
        if says_damage(error):
            return None
        raise
    return connection


def _keep_aside(path: Path, held: sqlite3.Connection | None, now: datetime) -> Path:
    """Give the file that is there a second name, or copy it where a file can have but one.

    A copy on Windows too: a second name of a file that another program has open could not be taken
    away again.
    """
    aside = _name_aside(path, now)
    make_folder(aside.parent)
    if not _ON_WINDOWS:
        with suppress(OSError):
            os.link(path, aside)
            return aside
    # To open and close the file would let go of the lock on it.
    content = path.read_bytes() if held is None else held.serialize()
    with drafted(aside) as draft, draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return aside


def _move_beside(path: Path, aside: Path) -> list[tuple[Path, Path]]:
    """Move SQLite's files beside a file to beside its other name: from where, and to where."""
    moved = []
    for end in _BESIDE:
        there = path.with_name(path.name + end)
        if there.exists():
            kept = aside.with_name(aside.name + end)
            make_folder(kept.parent)
            there.rename(kept)
            moved.append((there, kept))
    return moved


def _name_aside(path: Path, now: datetime) -> Path:
    return free_name(folder_of(path), path, f"put-aside-{now:%Y-%m-%d-%H%M}")
