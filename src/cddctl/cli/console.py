"""The console: whether a person sits at a stream, its width, the colours and letters it takes.

On Windows these are asked from the console itself: NUL counts as a terminal there, the Command
Prompt shows colour codes as letters unless it is told otherwise, and what is redirected to a file
or to another program is read by the console's code page.
"""

import atexit
import codecs
import os
import sys
from functools import cache
from typing import IO, Any

_UTF8 = "utf-8"
_VIRTUAL_TERMINAL = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING: colour codes are colours."""


def is_console(stream: IO[Any] | None) -> bool:
    """Whether a stream is a terminal that a person sits at."""
    if stream is None or not stream.isatty():
        return False
    return sys.platform != "win32" or _mode(stream) is not None


def takes_colour(stream: IO[Any]) -> bool:
    """Whether colour and cursor codes sent to a stream become colours and moves."""
    if not is_console(stream):
        return False
    if sys.platform != "win32":
        return os.environ.get("TERM") != "dumb"
    return _enable_codes(stream.fileno())


def width_of(stream: IO[Any]) -> int | None:
    """The columns of the terminal that a stream is; None where it is none."""
    if not is_console(stream):
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return None


def encoding_of(stream: IO[Any]) -> str:
    """The encoding that who reads a text stream expects.

    It is UTF-8 but on Windows for what is redirected to a file or a program: `type`, `more`,
    `findstr` and `clip` read that by the console's code page. Python's UTF-8 mode overrules it.
    """
    if sys.platform != "win32" or sys.flags.utf8_mode or is_console(stream):
        return _UTF8
    return _code_page()


def utf8_for_the_rest(error: UnicodeError) -> tuple[bytes, int]:
    """An error handler of codecs: letters that a code page lacks are written as UTF-8."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return letters.encode(_UTF8, "backslashreplace"), error.end


codecs.register_error("cddctl-utf8", utf8_for_the_rest)


def encode_text(text: str, encoding: str) -> bytes:
    """Encode a whole text: UTF-8 with a byte order mark where the encoding lacks a letter of it."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        mark = b"" if encoding == _UTF8 else codecs.BOM_UTF8
        return mark + text.encode(_UTF8, "backslashreplace")


@cache
def _enable_codes(number: int) -> bool:
    """Tell the Windows console to take codes until the program ends; whether it does."""
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
        """The console's mode for a file number; None where that is no console."""
        mode = wintypes.DWORD()
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(number))
        return mode.value if _kernel32.GetConsoleMode(handle, ctypes.byref(mode)) else None

    def _set_mode(number: int, mode: int) -> bool:
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(number))
        return bool(_kernel32.SetConsoleMode(handle, wintypes.DWORD(mode)))

    class _Cell(ctypes.Structure):
        """COORD."""

        _fields_ = (("column", ctypes.c_short), ("row", ctypes.c_short))

    class _Screen(ctypes.Structure):
        """CONSOLE_SCREEN_BUFFER_INFO, of which the cursor is asked for."""

        _fields_ = (("size", _Cell), ("cursor", _Cell), ("rest", ctypes.c_short * 7))

    def _obeys_codes(number: int) -> bool:
        """Whether a console that says it takes codes does: the cursor stays where it is.

        Some take the mode and show the codes all the same; what was shown is taken back.
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
        """The console's code page; that of consoles to come where there is none, as in a task."""
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
