"""Copies of a register: made by SQLite's backup, looked through, and only then given their name.

The folder beside a register holds, by their names: the copy of each of the last days
(`register-2018-09-06`), those made by hand (`register-2018-09-06-1432`), what stood before a
restore (`register-put-aside-…`), and what stood before an upgrade (`register-format-1-…`). Only the
first are ever deleted.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from cddctl.errors import CopyRefused, RegisterDamaged, system_reason
from cddctl.i18n import _
from cddctl.register.sqlite import (
    connect,
    drafted,
    kind_of,
    make_folder,
    new_uid,
    said_plainly,
    why_refused,
)

DAYS_KEPT = 14
"""How many of the copies that are made by themselves, one a day, are kept."""

_OF_THE_COPY = {"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM"}
"""What SQLite says while it copies when it cannot write."""


def folder_of(path: Path) -> Path:
    """Where the copies of a register are kept: beside it."""
    return path.with_name(f"{path.stem}-backups")


def copy_to(path: Path, target: Path) -> None:
    """Copy a register to where no file is, if it holds what was recorded, all of it.

    Raises `CopyRefused`, or another of `RegisterRefused` where it is due to the register.
    """
    with _said_of_copy(target):
        make_folder(target.parent)
        with drafted(target) as draft:
            write_copy(path, draft)
            with closing(connect(draft)) as copy:
                refuse_damage(path, copy)


def refuse_damage(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse, with `RegisterDamaged`, a copy that does not hold what was recorded in a register."""
    from cddctl.register.check import damage  # noqa: PLC0415 (5 ms that recording seldom needs)

    if found := damage(connection):
        raise RegisterDamaged(path, found[0].what)


def write_copy(path: Path, draft: Path) -> None:
    """Copy a register into an empty file.

    Raises `sqlite3.Error` where it is due to the copy, and `RegisterRefused` to the register.
    """
    with closing(connect(draft)) as copy:
        with said_plainly(path):
            source = connect(path)
        with closing(source):
            with said_plainly(path):
                source.execute("BEGIN")
                # Waits for a lock as long as it should; the copying itself would for ever.
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            try:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            except sqlite3.Error as error:
                if kind_of(error) in _OF_THE_COPY:
                    raise
                with said_plainly(path):
                    raise


def copy_before_upgrade(path: Path, version: int) -> Path:
    """Keep a register as it is before its tables are changed; the copy stays for ever."""
    target = folder_of(path) / f"{path.stem}-format-{version}-{new_uid()[:8]}{path.suffix}"
    copy_to(path, target)
    return target


def copy_by_hand(path: Path, target: Path | None, now: datetime) -> Path:
    """Copy a register to a file that is not there yet, into a folder, or into its own folder."""
    if target is None or target.is_dir():
        target = free_name(target or folder_of(path), path, f"{now:%Y-%m-%d-%H%M}")
    copy_to(path, target)
    return target


def name_of_the_day(path: Path, today: date) -> Path:
    """Where the copy of a day is."""
    return folder_of(path) / f"{path.stem}-{today}{path.suffix}"


def copy_of_the_day(path: Path, target: Path) -> None:
    """Copy a register under the name of a day, and delete the oldest of such copies."""
    try:
        copy_to(path, target)
    except CopyRefused:
        if not target.exists():  # else another process was first
            raise
    _prune(path, target)


def last_copy(path: Path) -> tuple[Path, date] | None:
    """The latest copy in the folder beside a register, and its day; what was put aside is none."""
    found = [(name, file) for file, name in _named(path)]
    if not found:
        return None
    name, file = max(found)
    return file, date.fromisoformat(name[:10])


def free_name(folder: Path, path: Path, said: str) -> Path:
    """A name in a folder for a copy of a register that no file has; `said` tells it from others."""
    names = (f"{path.stem}-{said}{number}{path.suffix}" for number in _numbers())
    return next(folder / name for name in names if not (folder / name).exists())


def _numbers() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _named(path: Path) -> list[tuple[Path, str]]:
    """The copies of a register that bear a day, each with that day, and what follows it."""
    pattern = re.compile(
        rf"{re.escape(path.stem)}-(\d{{4}}-\d\d-\d\d(?:-\d{{4}}(?:-\d+)?)?){re.escape(path.suffix)}",
        re.ASCII,
    )
    try:
        files = sorted(folder_of(path).iterdir())
    except OSError:
        return []
    named = [(file, match[1]) for file in files if (match := pattern.fullmatch(file.name))]
    return [(file, name) for file, name in named if _is_day(name[:10]) and file.is_file()]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _prune(path: Path, newest: Path) -> None:
    """Delete the oldest copies that were made by themselves; `newest` stays whatever its day."""
    of_days = [file for file, name in _named(path) if _is_day(name) and file != newest]
    with suppress(OSError):  # what cannot be deleted is too much, and not too little
        for file in of_days[: max(0, len(of_days) - DAYS_KEPT + 1)]:
            file.unlink()


@contextmanager
def _said_of_copy(target: Path) -> Iterator[None]:
    """Turn what the system says into refusals, of the copy."""
    try:
        yield
    except FileExistsError:
        raise CopyRefused(target, _("there is a file of that name; choose another")) from None
    except OSError as error:
        raise CopyRefused(target, system_reason(error)) from error
    except sqlite3.Error as error:
        raise CopyRefused(target, why_refused(error)) from error
