"""Write files completely or not at all, and never overwrite without permission."""

from collections.abc import Iterable
from pathlib import Path

from cddctl.errors import DataRefused, OutputHeld, OutputRefused, system_reason
from cddctl.holds import write_whole
from cddctl.i18n import _


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file completely or not at all. Raises `DataRefused`."""
    write_pieces(path, [content], force=force)


def write_pieces(path: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file from pieces, completely or not at all. Raises `DataRefused`."""
    check_free(path, force=force)
    try:
        write_whole(path, pieces)
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
