"""Files that another program has open: retry, and report in full why Windows refuses to open one.

On Windows a file that is open elsewhere cannot be replaced, deleted or even read. Virus scanners,
backups and Excel hold files for moments; a file held for longer is reported.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import BinaryIO, TypeVar, cast

T = TypeVar("T")

PAUSES = (0.05, 0.1, 0.15, 0.3, 0.6, 0.8)
"""Seconds to wait before each further try: two in all."""

_DENIED = 5
_IN_USE = {32, 33, 1224}  # sharing violation, lock violation, a mapped section
_LONGEST_NAME = 255
_LONGEST_PATH = 259


def is_held(error: OSError) -> bool:
    """Whether Windows refused because another program has the file open."""
    return getattr(error, "winerror", None) in _IN_USE


def patiently(do: Callable[[], T], *, held: Callable[[OSError], bool] = is_held) -> T:
    """Do something with a file; while another program holds it, retry for up to two seconds."""
    for pause in PAUSES:
        try:
            return do()
        except OSError as error:
            if not held(error):
                raise
        sleep(pause)
    return do()


class HeldFile(PermissionError):
    """A file that cannot be replaced because another program has it open."""

    winerror = 32


def replace(draft: Path, path: Path) -> None:
    """Move a file to `path`, replacing any file there. Raises `HeldFile` or `OSError`.

    Windows reports a file that is open elsewhere as it reports a missing permission.
    """

    def is_open(error: OSError) -> bool:
        is_denied = getattr(error, "winerror", None) == _DENIED
        return is_held(error) or (is_denied and path.is_file() and os.access(path, os.W_OK))

    try:
        patiently(lambda: draft.replace(path), held=is_open)
    except OSError as error:
        if is_open(error):
            raise HeldFile(error.errno, error.strerror, str(path)) from None
        raise


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file from pieces, completely or not at all. Raises `OSError`.

    It is written to a temporary file and moved into place: a full disk, or a file that is open in
    Excel, leaves the previous file unchanged.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open_file(draft, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        replace(draft, path)
    finally:
        discard(draft)


def name_once(draft: Path, path: Path) -> None:
    """Give a file its name, unless another has it. Raises `FileExistsError`."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on a memory stick
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def unlink(path: Path) -> None:
    """Delete a file."""
    patiently(path.unlink)


def discard(path: Path) -> None:
    """Delete a file if possible: for cleaning up after an error that is already reported."""
    with suppress(OSError):
        unlink(path)


def open_file(path: Path, mode: str = "rb") -> BinaryIO:
    """Open a file. Raises `OSError`, on Windows with the system's own, more precise reason."""

    def opened() -> BinaryIO:
        with _explained(path, mode):
            return cast("BinaryIO", path.open(mode))

    return patiently(opened)


def facts_of(path: Path) -> os.stat_result:
    """A file's `stat`. Raises `OSError`, as `open_file` does."""
    with _explained(path, "rb"):
        return path.stat()


@contextmanager
def _explained(path: Path, mode: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if (reason := refusal_of(path, mode, error)) is not None:
            raise reason from None
        raise


def holder_of(path: Path) -> OSError | None:
    """The error that shows that another program holds a file; None if it is not held."""
    if sys.platform != "win32" or not path.is_file():
        return None
    reason = _error(_refused(path, "r+b"), path)
    return reason if is_held(reason) else None


def wait_for(path: Path) -> None:
    """Wait for up to two seconds while another program prevents writing to a file."""
    if sys.platform != "win32" or str(path) in _held_for_long:
        return

    def tried() -> None:
        try:
            path.open("r+b").close()
        except OSError:
            if (reason := holder_of(path)) is not None:
                raise reason from None

    try:
        patiently(tried)
    except OSError:
        _held_for_long.add(str(path))


_held_for_long: set[str] = set()
"""Files waited for in vain: anyone who only reads them need not wait again."""


def refusal_of(path: Path, mode: str, error: OSError) -> OSError | None:
    """The error with which Windows refuses to open a file; None elsewhere, or if it does not."""
    if sys.platform != "win32":
        return None
    if (why := _by_its_name(path)) is not None:
        return OSError(why, os.strerror(why), str(path))
    code = _refused(path, mode)
    return _error(code, path) if code else error


def _error(code: int, path: Path) -> OSError:
    return OSError(None, os.strerror(errno.EACCES), str(path), code)


def _by_its_name(path: Path) -> int | None:
    """The error number for a path that Windows gives no reason for, or an ambiguous one."""
    if len(path.name) > _LONGEST_NAME:
        return errno.ENAMETOOLONG
    if path.is_dir():
        return errno.EISDIR
    if any(parent.is_file() for parent in path.parents):
        return errno.ENOTDIR
    if len(os.path.abspath(path)) > _LONGEST_PATH and not path.exists():  # noqa: PTH100
        return errno.ENAMETOOLONG
    return None


def _refused(path: Path, mode: str) -> int:
    """The number with which Windows refuses to open a file, or 0. Changes nothing."""
    if sys.platform != "win32":
        return 0
    import ctypes  # noqa: PLC0415 (5 ms that are needed where something fails)
    from ctypes import wintypes  # noqa: PLC0415

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    create = kernel.CreateFileW
    create.restype = wintypes.HANDLE
    create.argtypes = [
        wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD,
        wintypes.DWORD, wintypes.HANDLE,
    ]  # fmt: skip
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    access, share_both, (disposition, flags) = _READ, 3, _EXISTING
    if mode != "rb":
        access |= _WRITE
        if not path.exists():
            access, (disposition, flags) = access | _DELETE, _NEW_AND_GONE
    handle = create(str(path), access, share_both, None, disposition, flags, None)
    if handle == wintypes.HANDLE(-1).value:
        return ctypes.get_last_error()
    kernel.CloseHandle(handle)
    return 0


_READ, _WRITE, _DELETE = 0x80000000, 0x40000000, 0x00010000
_EXISTING = 3, 0
_NEW_AND_GONE = 1, 0x04000000  # CREATE_NEW, and deleted when it is closed
