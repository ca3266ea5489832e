"""Open and name a register's file; put the errors of SQLite and the system in plain words.

The journal is SQLite's rollback journal with `synchronous=EXTRA`: what a command has said is
recorded survives a power cut. Every write happens in an immediate transaction, so that what it read
first cannot change before it writes.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from cddctl.errors import (
    NotARegister,
    RegisterDamaged,
    RegisterExists,
    RegisterLocked,
    RegisterMissing,
    RegisterRefused,
    RegisterUnusable,
    system_reason,
)
from cddctl.holds import discard, holder_of, is_held, name_once, open_file, wait_for
from cddctl.i18n import N_, _
from cddctl.waiting import at_most, only_looks, told_if_long

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "synchronous = EXTRA",  # it reads the file
)
_MAGIC = b"SQLite format 3\x00"
_LOCKED = {"SQLITE_BUSY", "SQLITE_LOCKED"}
_REFUSED = {
    "SQLITE_FULL": N_("the disk is full"),
    "SQLITE_READONLY": N_("it is read-only"),
    "SQLITE_CANTOPEN": N_("it cannot be opened; check permissions and the folder"),
    "SQLITE_PERM": N_("no permission"),
    "SQLITE_IOERR": N_("the disk or the network failed"),
}
_PERHAPS_HELD = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR"}
"""The errors of SQLite if another program, such as a virus scanner, has the file open."""
_BROKEN = {"SQLITE_CORRUPT": N_("parts of the file do not fit together")}
_DAMAGED = {
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_ERROR",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
}


def uri_of(path: Path, mode: str) -> str:
    """How SQLite wants a file named: one on a server has its name after an empty authority."""
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):
        uri = uri.replace("file://", "file:////", 1)
    return f"{uri}?mode={mode}"


def connect(path: Path, *, mode: str = "rw", patience: float | None = None) -> sqlite3.Connection:
    """Open a file that is there; no mode in use, `rw` or `ro`, ever makes one.

    For another process that is writing it waits `patience` seconds, here and later on; as long as
    usual if none are given.

    What only looks reads a file also while another program has it alone, if nothing is written.
    """
    if mode == "rw" and not only_looks():
        wait_for(path)  # else SQLite would only read it
    try:
        return _connected(uri_of(path, mode), patience)
    except sqlite3.OperationalError as error:
        is_written = path.with_name(f"{path.name}-journal").exists()
        if kind_of(error) not in _LOCKED or not only_looks() or is_written:
            raise
    return _connected(f"{uri_of(path, 'ro')}&immutable=1", patience)


def _connected(uri: str, patience: float | None) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=at_most(BUSY_SECONDS if patience is None else patience),
        isolation_level=None,
    )
    try:
        with told_if_long():
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError:  # of what SQLite says, where a table's name is no text any more
        connection.close()
        raise sqlite3.DatabaseError(_("its tables cannot be made out")) from None
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that keeps other writers out: all that is done in it, or nothing."""
    with told_if_long():
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # the error before it is the one to report
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read within is of one moment."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):  # nothing was written that would have to be taken back
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def identity(path: Path) -> tuple[int, int] | None:
    """The identity of a file, unlike that of any other with its name; None where there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def moved(path: Path) -> RegisterRefused:
    """The refusal to write to a file that has not the register's name any more."""
    if identity(path) is None:
        return RegisterMissing(path)
    return RegisterUnusable(path, _("another file has taken its place meanwhile"))


def check_is_register(path: Path) -> None:
    """Refuse a file that is not of SQLite."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise RegisterUnusable(path, _("it is not a file"))  # to read of a pipe may not end
        with open_file(path) as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise RegisterMissing(path) from None
    except OSError as error:
        raise refused(path, error) from None
    if magic != _MAGIC:
        raise NotARegister(path)


@contextmanager
def as_refusals(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the system into `RegisterRefused`."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        primary = "_".join(name.split("_")[:2])
        if primary in _LOCKED or (primary in _PERHAPS_HELD and holder_of(path) is not None):
            raise RegisterLocked(path) from error
        if name == "SQLITE_READONLY_DBMOVED":
            raise moved(path) from error
        if says_damage(error):
            raise RegisterDamaged(path, _(_BROKEN.get(primary, str(error)))) from error
        raise RegisterUnusable(path, _(_REFUSED.get(primary, str(error)))) from error
    except FileExistsError:
        raise RegisterExists(path) from None
    except OSError as error:
        raise refused(path, error) from error


def refused(path: Path, error: OSError) -> RegisterRefused:
    """The refusal of a register that the system refuses: it is held, or cannot be used."""
    return RegisterLocked(path) if is_held(error) else RegisterUnusable(path, system_reason(error))


def says_damage(error: sqlite3.Error) -> bool:
    """Whether it says that the content of a file was not written by SQLite or this program."""
    name = getattr(error, "sqlite_errorname", "")
    return not name or "_".join(name.split("_")[:2]) in _DAMAGED


def kind_of(error: sqlite3.Error) -> str:
    """The kind of an error of SQLite: SQLITE_FULL; empty where Python made it."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])


def why_refused(error: sqlite3.Error) -> str:
    """Why a file could not be read or written, in words for people where it is a usual reason."""
    return _(_REFUSED.get(kind_of(error), str(error)))


def make_folder(folder: Path) -> None:
    """Make a folder where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # of a file in the folder's place, not of the register
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """An empty file beside a path that takes its name at the end, unless another has it by then.

    Raises `FileExistsError`; what was drafted is gone then, as after any other failure.
    """
    draft = draft_of(path)
    open_file(draft, "xb").close()
    try:
        yield draft
        name_once(draft, path)
    finally:
        discard(draft)


def draft_of(path: Path) -> Path:
    """The path of a draft beside a file, until it is given the file's name."""
    return path.with_name(f".{path.name}.{new_uid()[:8]}")


def new_uid() -> str:
    """128 random bits, in hex."""
    return os.urandom(16).hex()


def stamp(moment: datetime) -> str:
    """A moment in UTC, of a fixed width so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
