"""Files that are written: whole or not at all, and over nothing that is not to be replaced."""

import os
from collections.abc import Iterable
from pathlib import Path

from cddctl.errors import OutputExists, OutputHeld, OutputRefused, system_reason
from cddctl.holds import discard, open_file, replace
from cddctl.i18n import _


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file whole or not at all. Raises `OutputExists` or `OutputRefused`."""
    write_pieces(path, [content], force=force)


def write_pieces(path: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file whole or not at all, piece by piece. Raises `OutputExists` or `OutputRefused`.

    It is written beside its place first and moved there in one step: a full disk or a file that is
    open in Excel leaves what stood there.
    """
    check_free(path, force=force)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with open_file(draft, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            replace(draft, path)
        finally:
            discard(draft)
    except PermissionError:
        raise OutputHeld(
            path, _("no permission, or it is open in Excel; close it and try again")
        ) from None
    except OSError as error:
        raise OutputRefused(path, system_reason(error)) from None


def check_free(path: Path, *, force: bool) -> None:
    """Refuse, with `OutputExists` or `OutputRefused`, what is not to be written over."""
    try:
        is_there = path.exists()
    except OSError as error:
        raise OutputRefused(path, system_reason(error)) from None
    if is_there and not path.is_file():  # a folder or a device is never replaced
        raise OutputRefused(path, _("it is not a file"))
    if is_there and not force:
        raise OutputExists(path)


def make_folder(folder: Path) -> None:
    """Make a folder where there is none. Raises `OutputRefused`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputRefused(folder, _("it is not a folder")) from None
    except OSError as error:
        raise OutputRefused(folder, system_reason(error)) from None
