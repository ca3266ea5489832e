"""The seal of a register: a small file beside it with a checksum of every page of it.

Digests cover what is recorded, and SQLite looks through what it keeps; neither sees a bit that
flips where nothing is kept. `check` does, by the seal. It is renewed after each write of this
program, at a cost that does not grow with the register: which pages a transaction changes is known
from SQLite's rollback journal (sqlite.org/fileformat2.html, section 3), which holds them as they
were. A page that was not as sealed then keeps its old checksum, so that writing hides no damage.

The seal is of one state of one register: by its change counter, uid and last batch. Where the file
was copied here or written by another program it is of another state, and says nothing. It may be
lost at any time; a write makes it anew, of the whole file. Nothing fails for want of it.

On POSIX, closing a file lets go of all locks that the process has on it: the register is read here
only when SQLite has no more to do in its transaction, never before a COMMIT.
"""

import sqlite3
import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from os import SEEK_CUR
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

from cddctl.holds import discard, replace
from cddctl.register.sqlite import immediate, new_uid, snapshot

HEADER_SIZE = 100
_HEADER = struct.Struct(">16xH6xII60xI4x")
_HEAD = struct.Struct(">8sII32s")  # magic, page size, change counter, of what; then the checksums
_MAGIC = b"CDDCSEA1"
_JOURNAL = struct.Struct(">8sIIIII")  # magic, records, nonce, pages before, sector, page size


class Header(NamedTuple):
    """What the first 100 bytes of a register say of the file."""

    page_size: int
    counter: int
    pages: int
    counter_of_pages: int
    """The change counter at which `pages` was written."""

    @classmethod
    def of(cls, head: bytes) -> "Header":
        """Read it. Raises `struct.error` where there are no 100 bytes."""
        size, counter, pages, of_pages = _HEADER.unpack(head)
        return cls(65536 if size == 1 else size, counter, pages, of_pages)


class _Seal(NamedTuple):
    page_size: int
    counter: int
    of: bytes
    sums: "array[int]"


def seal_of(path: Path) -> Path:
    """Where the seal of a register is."""
    return path.with_name(f"{path.name}.seal")


@contextmanager
def sealed(path: Path, connection: sqlite3.Connection) -> Iterator[None]:
    """One immediate transaction, as `immediate` makes it, and a new seal after it."""
    before: tuple[bytes, int] | None = None
    changed: Mapping[int, int] = {}
    with immediate(connection):
        lines = connection.total_changes
        with suppress(sqlite3.Error):
            before = _state(connection)
        yield
        if connection.total_changes != lines:
            # The first page changes with every write, but only at its end: this brings it forward.
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute(f"PRAGMA user_version = {version}")
            with suppress(OSError, struct.error):
                changed = _changed(path)
    if changed:
        with suppress(OSError, struct.error, sqlite3.Error):
            with snapshot(connection):
                seal = _renewed(path, connection, before, changed)
            _write(seal, seal_of(path))


def pages_not_as_sealed(
    path: Path, connection: sqlite3.Connection, file: BinaryIO | None = None
) -> list[int] | None:
    """The numbers of pages that are not as sealed; None where the seal is of another state.

    Within a transaction that reads; `file` is the register, held open where that goes on. Raises
    `OSError`.
    """
    if file is None:
        with path.open("rb") as own:
            return pages_not_as_sealed(path, connection, own)
    seal = _read(path)
    file.seek(0)
    counter = Header.of(file.read(HEADER_SIZE)).counter
    if seal is None or (seal.counter, seal.of) != (counter, _state(connection)[0]):
        return None
    now = _sums(file, seal.page_size, range(len(seal.sums)))
    return [n + 1 for n, (was, is_) in enumerate(zip(seal.sums, now, strict=True)) if was != is_]


def _state(connection: sqlite3.Connection) -> tuple[bytes, int]:
    """What a seal is of, and how many pages of the file are in no use."""
    state = connection.execute(
        "SELECT uid, (SELECT digest FROM batches ORDER BY id DESC LIMIT 1) FROM register"
    ).fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    return sha256(repr(state).encode()).digest(), free


def _changed(path: Path) -> Mapping[int, int]:
    """The pages, from 0, that a transaction has changed so far, and checksums of what they were.

    Until its end the last part of a journal does not say how many records it has.
    """
    pages: dict[int, int] = {}
    with path.with_name(f"{path.name}-journal").open("rb") as file:
        while head := file.read(_JOURNAL.size):
            _magic, records, _nonce, _before, sector, size = _JOURNAL.unpack(head)
            file.seek(sector - _JOURNAL.size, SEEK_CUR)
            while record := file.read(size + 8):
                pages[int.from_bytes(record[:4]) - 1] = crc32(record[4:-4])
                records -= 1
                if records == 0:
                    file.seek(-file.tell() % sector, SEEK_CUR)
                    break
    return pages


def _renewed(
    path: Path,
    connection: sqlite3.Connection,
    before: tuple[bytes, int] | None,
    changed: Mapping[int, int],
) -> _Seal:
    """The seal of what stands now: of all the file, where the one before does not fit.

    Nor does it where pages were in no use: such a one is taken into use without a record.
    """
    (of, _free), seal = _state(connection), _read(path)
    with path.open("rb", buffering=0) as file:
        size, counter, pages, _ = Header.of(file.read(HEADER_SIZE))
        fits = (size, counter - 1, before)
        if seal is None or (seal.page_size, seal.counter, (seal.of, 0)) != fits:
            return _Seal(size, counter, of, array("I", _sums(file, size, range(pages))))
        sums, known = seal.sums, range(len(seal.sums))
        for number, was in changed.items():
            if number in known and was == sums[number]:
                [sums[number]] = _sums(file, size, [number])
        sums.extend(_sums(file, size, range(len(sums), pages)))
    return _Seal(size, counter, of, sums)


def _sums(file: BinaryIO, size: int, pages: Iterable[int]) -> Iterator[int]:
    for number in pages:
        file.seek(number * size)
        yield crc32(file.read(size))


def _read(path: Path) -> _Seal | None:
    """The seal that is there, if it is whole."""
    try:
        content = seal_of(path).read_bytes()
        magic, size, counter, of = _HEAD.unpack_from(content)
        *sums, itself = array("I", content[_HEAD.size :])
    except (OSError, ValueError, struct.error):
        return None
    if magic != _MAGIC or itself != crc32(content[:-4]):
        return None
    return _Seal(size, counter, of, array("I", sums))


def _write(seal: _Seal, path: Path) -> None:
    content = _HEAD.pack(_MAGIC, seal.page_size, seal.counter, seal.of) + seal.sums.tobytes()
    draft = path.with_name(f".{path.name}.{new_uid()[:8]}")
    try:
        draft.write_bytes(content + array("I", [crc32(content)]).tobytes())
        replace(draft, path)
    finally:
        discard(draft)
