"""Write files completely or not at all, and never overwrite without permission."""

import os
from collections.abc import Iterable
from pathlib import Path

from cddctl.errors import DataRefused, OutputHeld, OutputRefused, system_reason
from cddctl.holds import discard, open_file, replace
from cddctl.i18n import _


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file completely or not at all. Raises `DataRefused`."""
    write_pieces(path, [content], force=force)


def write_pieces(path: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file from pieces, completely or not at all. Raises `DataRefused`.

    It is written to a temporary file and moved into place: a full disk, or a file that is open in
    Excel, leaves the previous file unchanged.
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
            path, _("no permission, or it is open in Excel or Word; close it and try again")
        ) from None
    except OSError as error:
        raise OutputRefused(path, system_reason(error)) from None


def check_free(path: Path, *, force: bool) -> None:
    """Refuse to overwrite a file, with `DataRefused`; stdout, `-`, is always free."""
    if str(path) == "-":
        return
    try:
        is_there = path.exists()
    except OSError as error:
        raise OutputRefused(path, system_reason(error)) from None
    if is_there and not path.is_file():  # a folder or a device is never replaced
        raise OutputRefused(path, _("it is not a file"))
    if is_there and not force:
        raise DataRefused(
            _("{path} is there already; add --force to replace it, or name another file").format(
                path=path
            )
        )


def make_folder(folder: Path) -> None:
    """Make a folder if there is none. Raises `OutputRefused`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputRefused(folder, _("it is not a folder")) from None
    except OSError as error:
        raise OutputRefused(folder, system_reason(error)) from None
