"""The clipboard of Windows: texts by its own functions, pictures by PowerShell."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.output import say, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.wording import without_controls

CopyOption = Annotated[
    bool, typer.Option("--copy", help=N_("Put it on the clipboard of Windows too, to paste it."))
]

_POWERSHELL = "System32/WindowsPowerShell/v1.0/powershell.exe"
"""Where every Windows has it: looked for by name, one in the current folder would come first."""
_OPTIONS = ("-NoLogo", "-NoProfile", "-NonInteractive", "-STA", "-Command")
"""The clipboard is for threads of a single-threaded apartment (STA) alone."""
_PICTURE = "PICTURE_TO_COPY"
_COPY_PICTURE = (
    "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Windows.Forms, System.Drawing; "
    f"$picture = [System.Drawing.Image]::FromFile($env:{_PICTURE}); "
    "[System.Windows.Forms.Clipboard]::SetImage($picture)"
)
"""The path is handed over in the environment, which no quote or Thai letter in it can break."""
_NO_WINDOW = 0x08000000
"""CREATE_NO_WINDOW: PowerShell leaves our console's title, font and keys as they are."""

_TIMES, _PAUSE = 10, 0.05
"""Other programs hold the clipboard for moments."""


def check_copy(copy: bool, *, is_possible: bool, otherwise: str) -> None:  # noqa: FBT001
    """Refuse `--copy`, with `UsageRefused`, without a clipboard, or where it is not possible."""
    if not copy:
        return
    if sys.platform != "win32":
        raise UsageRefused(
            _("--copy needs the clipboard of Windows, which is not here; leave it out")
        )
    if not is_possible:
        raise UsageRefused(otherwise)


def show_text(text: str, output: Path | None, *, copy: bool, force: bool = False) -> None:
    """Write a text for people to the screen or a file, and on the clipboard if wanted."""
    write_text(text, output, force=force)
    if copy:
        copy_text(without_controls(text))


def copy_text(text: str) -> None:
    """Put a text on the clipboard, and say so. Raises `DataRefused`."""
    for _again in range(_TIMES):
        if _put_text(text.replace("\n", "\r\n")):
            _say_copied()
            return
        time.sleep(_PAUSE)
    raise DataRefused(_("another program holds the clipboard; try again"))


def copy_picture(path: Path) -> None:
    """Put the picture of a file on the clipboard, and say so. Raises `DataRefused`."""
    import subprocess

    powershell = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / _POWERSHELL
    try:
        subprocess.run(  # noqa: S603 (all of the command is ours)
            [str(powershell), *_OPTIONS, _COPY_PICTURE],
            env={**os.environ, _PICTURE: str(path.absolute())},
            stdin=subprocess.DEVNULL,  # or it would wait for the end of ours
            capture_output=True,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
            check=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        raise DataRefused(
            _("{path} is made, but PowerShell could not put it on the clipboard").format(path=path)
        ) from None
    _say_copied()


def _say_copied() -> None:
    say(_("on the clipboard: paste it with Ctrl+V"))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _UNICODE_TEXT, _MOVEABLE = 13, 0x0002
    _MESSAGE_ONLY = wintypes.HWND(-3)

    _user32 = ctypes.WinDLL("user32", use_last_error=True)
    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    _user32.CreateWindowExW.restype = wintypes.HWND
    _user32.OpenClipboard.argtypes = [wintypes.HWND]
    _user32.DestroyWindow.argtypes = [wintypes.HWND]
    _user32.SetClipboardData.argtypes = [wintypes.UINT, wintypes.HANDLE]
    _user32.SetClipboardData.restype = wintypes.HANDLE
    _kernel32.GlobalAlloc.argtypes = [wintypes.UINT, ctypes.c_size_t]
    _kernel32.GlobalAlloc.restype = wintypes.HGLOBAL
    _kernel32.GlobalLock.argtypes = [wintypes.HGLOBAL]
    _kernel32.GlobalLock.restype = wintypes.LPVOID
    _kernel32.GlobalUnlock.argtypes = [wintypes.HGLOBAL]

    def _put_text(text: str) -> bool:
        """Put a text on the clipboard; whether it was free. It needs an owner, a hidden window."""
        window = _user32.CreateWindowExW(
            0, "STATIC", None, 0, 0, 0, 0, 0, _MESSAGE_ONLY, None, None, None
        )
        try:
            if not _user32.OpenClipboard(window):
                return False
            try:
                _user32.EmptyClipboard()
                return bool(_user32.SetClipboardData(_UNICODE_TEXT, _in_memory(text)))
            finally:
                _user32.CloseClipboard()
        finally:
            _user32.DestroyWindow(window)

    def _in_memory(text: str) -> int:
        """A text in memory that the system takes over."""
        content = ctypes.create_unicode_buffer(text)
        size = ctypes.sizeof(content)
        handle: int = _kernel32.GlobalAlloc(_MOVEABLE, size)
        ctypes.memmove(_kernel32.GlobalLock(handle), content, size)
        _kernel32.GlobalUnlock(handle)
        return handle

else:

    def _put_text(text: str) -> bool:
        raise NotImplementedError
