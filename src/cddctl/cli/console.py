"""The console: whether a stream is interactive, its width, colour support and encoding.

On Windows these are asked from the console itself: NUL counts as a terminal there, the Command
Prompt shows colour codes as letters unless told otherwise, and programs read redirected output in
the console's code page.
"""

import atexit
import codecs
import os
import stat
import sys
from functools import cache
from typing import IO, Any

_UTF8 = "utf-8"
_VIRTUAL_TERMINAL = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING: interpret colour codes."""


def is_console(stream: IO[Any] | None) -> bool:
    """Whether a stream is a terminal with a person at it."""
    if stream is None or not stream.isatty():
        return False
    return sys.platform != "win32" or _mode(stream) is not None


def takes_colour(stream: IO[Any]) -> bool:
    """Whether the stream interprets colour and cursor codes."""
    if not is_console(stream):
        return False
    if sys.platform != "win32":
        return os.environ.get("TERM") != "dumb"
    return _enable_codes(stream.fileno())


def width_of(stream: IO[Any]) -> int | None:
    """The width of the stream's terminal in columns; None without one, or where it is unknown."""
    if not is_console(stream):
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None


def is_pipe(stream: IO[Any]) -> bool:
    """Whether another program reads the stream; a file that it is redirected to is not a pipe."""
    try:
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # a stream in memory has no number
        return False


def encoding_of(stream: IO[Any]) -> str:
    """The encoding that readers of a text stream expect.

    UTF-8, except on Windows for output redirected to a file or a program: `type`, `more`, `findstr`
    and `clip` read that in the console's code page. Python's UTF-8 mode overrides it.
    """
    if sys.platform != "win32" or sys.flags.utf8_mode or is_console(stream):
        return _UTF8
    return _code_page()


def utf8_for_the_rest(error: UnicodeError) -> tuple[bytes, int]:
    """Write letters that a code page lacks as UTF-8 (an error handler for codecs)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return letters.encode(_UTF8, "backslashreplace"), error.end


codecs.register_error("cddctl-utf8", utf8_for_the_rest)


def encode_text(text: str, encoding: str) -> bytes:
    """Encode a whole text; where the encoding lacks a letter, as UTF-8 with a byte order mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        mark = b"" if encoding == _UTF8 else codecs.BOM_UTF8
        return mark + text.encode(_UTF8, "backslashreplace")


@cache
def _enable_codes(number: int) -> bool:
    """Have the Windows console interpret codes until the program ends; whether it does."""
    mode = _mode_of(number)
    if mode is None:
        return False
    if mode & _VIRTUAL_TERMINAL:
        return _obeys_codes(number)
    if not _set_mode(number, mode | _VIRTUAL_TERMINAL) or not _obeys_codes(number):
        _set_mode(number, mode)
        return False
    atexit.register(_set_mode, number, mode)
    return True


def _mode(stream: IO[Any]) -> int | None:
    try:
        return _mode_of(stream.fileno())
    except (OSError, ValueError):  # a stream in memory has no number
        return None


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)

    def _mode_of(number: int) -> int | None:
        """The console's mode for a file number; None where that is not a console."""
        mode = wintypes.DWORD()
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(number))
        return mode.value if _kernel32.GetConsoleMode(handle, ctypes.byref(mode)) else None

    def _set_mode(number: int, mode: int) -> bool:
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(number))
        return bool(_kernel32.SetConsoleMode(handle, wintypes.DWORD(mode)))

    class _Cell(ctypes.Structure):
        """The Win32 structure COORD."""

        _fields_ = (("column", ctypes.c_short), ("row", ctypes.c_short))

    class _Screen(ctypes.Structure):
        """The Win32 structure CONSOLE_SCREEN_BUFFER_INFO, used for the cursor position."""

        _fields_ = (("size", _Cell), ("cursor", _Cell), ("rest", ctypes.c_short * 7))

    def _obeys_codes(number: int) -> bool:
        """Whether a console that accepts the mode really obeys codes: the cursor must not move.

        Some accept the mode and still print the codes; the printed test is erased again.
        """
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(number))
        before, after = _Screen(), _Screen()
        code = "\x1b[0m"
        if not _kernel32.GetConsoleScreenBufferInfo(handle, ctypes.byref(before)):
            return False
        _kernel32.WriteConsoleW(handle, code, len(code), None, None)
        _kernel32.GetConsoleScreenBufferInfo(handle, ctypes.byref(after))
        if bytes(before.cursor) == bytes(after.cursor):
            return True
        _kernel32.SetConsoleCursorPosition(handle, before.cursor)
        _kernel32.WriteConsoleW(handle, " " * len(code), len(code), None, None)
        _kernel32.SetConsoleCursorPosition(handle, before.cursor)
        return False

    def _code_page() -> str:
        """The console's code page; without a console, as in a scheduled task, the default one."""
        number = _kernel32.GetConsoleOutputCP() or _kernel32.GetOEMCP()
        name = f"cp{number}"
        try:
            return codecs.lookup(name).name
        except LookupError:
            return _UTF8

else:

    def _mode_of(number: int) -> int | None:
        raise NotImplementedError

    def _set_mode(number: int, mode: int) -> bool:
        raise NotImplementedError

    def _obeys_codes(number: int) -> bool:
        raise NotImplementedError

    def _code_page() -> str:
        raise NotImplementedError
