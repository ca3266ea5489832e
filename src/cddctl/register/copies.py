"""Copies of a register: made by SQLite's backup, looked through, and only then given their name.

The folder beside a register holds, by their names: the copy of each of the last days
(`register-2018-09-06`), those made by hand (`register-2018-09-06-1432`), the file that a restore
replaced (`register-put-aside-…`), and the register before an upgrade (`register-format-1-…`). Only
the first are ever deleted, and none that holds what the register lacks: the register may have been
put back to an earlier state.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from cddctl.errors import CopyRefused, RegisterLocked, RegisterMissing, system_reason
from cddctl.holds import discard, name_once
from cddctl.i18n import _
from cddctl.register.sqlite import (
    as_refusals,
    connect,
    draft_of,
    drafted,
    identity,
    kind_of,
    make_folder,
    new_uid,
    uri_of,
    why_refused,
)

DAYS_KEPT = 14
"""How many of the copies that are made by themselves, one a day, are kept."""

_COMPARED = 3
"""How many of the newest copies a register is compared with."""

_PAGES = 2000
"""How many pages are copied at once, while others wait to write: 8 MB."""
_TRIES = 4
"""Once a copy took this many times the register's pages, writers are kept out until it is done."""

_OF_THE_COPY = {"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM"}
"""The errors of SQLite when it cannot write the copy."""


def folder_of(path: Path) -> Path:
    """Where the copies of a register are kept: beside it."""
    return path.with_name(f"{path.stem}-backups")


def copy_to(path: Path, target: Path) -> None:
    """Copy a register to where no file is, if it holds all records unaltered.

    Raises `CopyRefused`, or another of `RegisterRefused` where it is due to the register.
    """
    with _said_of_copy(target):
        make_folder(target.parent)
        with drafted(target) as draft:
            _write_verified(path, draft)


def _write_verified(path: Path, draft: Path) -> None:
    from cddctl.register.examine import refuse_damage  # noqa: PLC0415 (few commands copy)

    write_copy(path, draft)
    with closing(connect(draft)) as copy:
        refuse_damage(path, copy)


def write_copy(path: Path, draft: Path) -> None:
    """Copy a register into an empty file; others may write to it meanwhile.

    Raises `sqlite3.Error` where it is due to the copy, and `RegisterRefused` to the register.
    """
    with closing(connect(draft)) as copy:
        if identity(path) is None:
            raise RegisterMissing(path)
        with as_refusals(path):
            source = connect(path)
        with closing(source):
            steps = 0

            def progress(status: int, left: int, pages: int) -> None:
                nonlocal steps
                steps += 1
                if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                    raise RegisterLocked(path)
                # It begins anew whenever another writes, and would never end where many do.
                if left and steps * _PAGES > _TRIES * pages and not source.in_transaction:
                    _keep_writers_out(path, source)

            try:
                source.backup(copy, pages=_PAGES, progress=progress)
                copy.execute("PRAGMA journal_mode = DELETE")
            except sqlite3.Error as error:
                if kind_of(error) in _OF_THE_COPY:
                    raise
                with as_refusals(path):
                    raise


def _keep_writers_out(path: Path, source: sqlite3.Connection) -> None:
    with as_refusals(path):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()


def copy_before_upgrade(path: Path, version: int) -> Path:
    """Keep a register as it is before its tables are changed; the copy stays for ever."""
    target = folder_of(path) / f"{path.stem}-format-{version}-{new_uid()[:8]}{path.suffix}"
    copy_to(path, target)
    return target


def copy_by_hand(
    path: Path, target: Path | None, now: datetime, *, is_folder: bool = False
) -> Path:
    """Copy a register to a file that is not there yet, into a folder, or into its own folder.

    A folder that is not there yet is made: it is one if that is said, or the name has no suffix.
    """
    made = name_by_hand(path, target, now, is_folder=is_folder)
    copy_to(path, made)
    return made


def name_by_hand(
    path: Path, target: Path | None, now: datetime, *, is_folder: bool = False
) -> Path:
    """Where a copy that is made by hand is put. Raises `CopyRefused` where a file is."""
    made = folder_of(path) if target is None else target
    if target is None or is_folder or _is_folder(target):
        return free_name(made, path, f"{now:%Y-%m-%d-%H%M}")
    if made.exists():
        raise CopyRefused(made, _("there is a file of that name; choose another"))
    return made


def name_of_the_day(path: Path, today: date) -> Path:
    """Where the copy of a day is."""
    return folder_of(path) / f"{path.stem}-{today}{path.suffix}"


@contextmanager
def copy_of_the_day(path: Path, target: Path) -> Iterator[Callable[[], None]]:
    """Copy a register without a lock; the function that is yielded gives it the name of its day.

    Then the oldest of such copies is deleted; `CopyRefused` is raised only then. Another of
    `RegisterRefused` is raised at once where it is due to the register.
    """
    draft = draft_of(target)
    refusal: CopyRefused | None = None
    try:
        try:
            with _said_of_copy(target):
                make_folder(target.parent)
                draft.touch(exist_ok=False)
                _write_verified(path, draft)
        except CopyRefused as refused:
            refusal = refused

        def keep() -> None:
            if refusal is not None:
                raise refusal
            with _said_of_copy(target), suppress(FileExistsError):  # another process was first
                name_once(draft, target)
            _prune(path, target)

        yield keep
    finally:
        discard(draft)
        with suppress(OSError):  # what is kept there stays
            target.parent.rmdir()


def last_copy(path: Path, today: date) -> tuple[Path, date] | None:
    """The latest copy beside a register, and its day; not a file that a restore replaced.

    One of a day to come was made by a clock that was wrong: it is the last if there is no other.
    """
    copies = [(name[:10] <= str(today), name, file) for file, name in _named(path)]
    if not copies:
        return None
    _is_past, name, file = max(copies)
    return file, date.fromisoformat(name[:10])


def latest_first(path: Path) -> list[Path]:
    """The copies beside a register by when was last recorded in them: their days may be wrong."""
    copies = [(_recorded_in(file), name, file) for file, name in _named(path)]
    return [file for *_when, file in sorted(copies, reverse=True)]


class Lacking(NamedTuple):
    """A copy of a register that holds more than the register does."""

    copy: Path
    batches: int
    """How many batches it holds that the register lacks."""


def lacking(path: Path, *, exactly: bool) -> Lacking | None:
    """The first of the newest copies with batches that the register lacks, if there is one.

    A register that was put back to an earlier state lacks the last batch of a newer copy; only
    `exactly`, all batches are compared.
    """
    for copy in latest_first(path)[:_COMPARED]:
        if batches := _held_beyond(copy, path, exactly=exactly):
            return Lacking(copy, batches)
    return None


def _held_beyond(copy: Path, path: Path, *, exactly: bool) -> int:
    """The number of batches of a copy that are not in a register; 0 where either is not read."""
    try:
        with closing(connect(path, mode="ro")) as connection:
            connection.execute("ATTACH ? AS copy", (uri_of(copy, "ro"),))
            if not exactly and connection.execute(_BEYOND + _LAST).fetchone() == (0,):
                return 0
            [(count,)] = connection.execute(_BEYOND)
    except (sqlite3.Error, OSError):
        return 0
    return int(count)


_BEYOND = """
    SELECT count(*) FROM copy.batches AS c WHERE NOT EXISTS (
        SELECT 1 FROM main.batches AS m WHERE m.id = c.id AND m.uid = c.uid AND m.digest = c.digest
    ) AND NOT EXISTS (
        SELECT 1 FROM main.batches AS m WHERE m.uid = c.uid AND m.digest = c.digest
    )
    """
"""The first condition decides for most, and faster: in a copy they have the same numbers."""
_LAST = " AND c.recorded_at = (SELECT max(recorded_at) FROM copy.batches)"


def copy_to_put_back(path: Path) -> Path | None:
    """The latest copy beside a register; else a file put aside, or kept before an upgrade."""
    if copies := latest_first(path):
        return copies[0]
    kept = _in_folder(path, r"(?:put-aside|format)-[\da-f-]+")
    return max(((_recorded_in(file), file) for file, _name in kept), default=(None, None))[1]


def missing(path: Path) -> RegisterMissing:
    """The refusal of a register that is not there; it names the copy to put back, if any is."""
    return RegisterMissing(path, copy_to_put_back(path))


def free_name(folder: Path, path: Path, label: str) -> Path:
    """A free name in a folder for a copy of a register; `label` tells it from other copies."""
    names = (f"{path.stem}-{label}{number}{path.suffix}" for number in _numbers())
    return next(folder / name for name in names if not (folder / name).exists())


def _numbers() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _named(path: Path) -> list[tuple[Path, str]]:
    """The copies of a register whose label begins with a day, each with its label."""
    named = _in_folder(path, r"\d{4}-\d\d-\d\d(?:-\d{4}(?:-\d+)?)?")
    return [(file, name) for file, name in named if _is_day(name[:10])]


def _in_folder(path: Path, label: str) -> list[tuple[Path, str]]:
    """The files kept beside a register with such a label in their name, each with its label."""
    pattern = re.compile(rf"{re.escape(path.stem)}-({label}){re.escape(path.suffix)}", re.ASCII)
    try:
        files = sorted(folder_of(path).iterdir())
    except OSError:
        return []
    named = [(file, match[1]) for file in files if (match := pattern.fullmatch(file.name))]
    return [(file, name) for file, name in named if file.is_file()]


def _recorded_in(copy: Path) -> str:
    """When was last recorded in a copy, as it says it; empty where that cannot be read."""
    try:
        with closing(connect(copy, mode="ro")) as connection:
            [(last,)] = connection.execute("SELECT max(recorded_at) FROM batches")
    except (sqlite3.Error, OSError):
        return ""
    return str(last or "")


def _is_folder(target: Path) -> bool:
    """Whether a folder is meant: it is there, or is to be made."""
    return target.is_dir() or not (target.suffix or target.exists())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _prune(path: Path, newest: Path) -> None:
    """Delete the oldest copies that were made by themselves; `newest` stays whatever its day.

    One that holds more than `newest` stays too.
    """
    of_days = [file for file, name in _named(path) if _is_day(name) and file != newest]
    for file in of_days[: max(0, len(of_days) - DAYS_KEPT + 1)]:
        if not _held_beyond(file, newest, exactly=True):
            discard(file)  # what cannot be deleted is too much, and not too little


@contextmanager
def _said_of_copy(target: Path) -> Iterator[None]:
    """Turn errors of the system into `CopyRefused`."""
    try:
        yield
    except FileExistsError:
        raise CopyRefused(target, _("there is a file of that name; choose another")) from None
    except OSError as error:
        raise CopyRefused(target, system_reason(error)) from error
    except sqlite3.Error as error:
        raise CopyRefused(target, why_refused(error)) from error
