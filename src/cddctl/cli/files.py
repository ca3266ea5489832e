"""Write files completely or not at all, and never overwrite without permission."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cddctl.errors import DataRefused, OutputHeld, OutputRefused, system_reason
from cddctl.holds import discard, name_once, patiently, write_whole
from cddctl.i18n import _
from cddctl.waiting import wait_for_nothing


class _Run:
    is_dry = False
    would_write: Callable[[Path], None] = staticmethod(lambda _path: None)


@contextmanager
def run(would_write: Callable[[Path], None]) -> Iterator[None]:
    """A run of a command: in a dry one, `would_write` is told each file in place of writing it."""
    before, _Run.is_dry = _Run.is_dry, False
    _Run.would_write = staticmethod(would_write)
    try:
        yield
    finally:
        _Run.is_dry = before


def write_nothing() -> None:
    """From here on only check the files to write: write none, and wait for no lock."""
    _Run.is_dry = True
    wait_for_nothing()


def is_dry() -> bool:
    """Whether no file is written."""
    return _Run.is_dry


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file completely or not at all. Raises `DataRefused`."""
    write_pieces(path, [content], force=force)


def write_pieces(path: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file from pieces, completely or not at all. Raises `DataRefused`."""
    check_free(path, force=force)
    if _Run.is_dry:
        _Run.would_write(path)
        return
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
    if _Run.is_dry:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputRefused(folder, _("it is not a folder")) from None
    except OSError as error:
        raise OutputRefused(folder, system_reason(error)) from None


def free_path(folder: Path, name: str, *, also: str = "") -> Path:
    """A path in a folder that no file has yet; nor one whose name goes on with `also`."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number, path = 1, folder / name
    while path.exists() or path.with_name(path.name + also).exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def move_beside_others(path: Path, folder: Path, name: str | None = None) -> Path:
    """Move a file into a folder under a free name, and return it. Raises `OSError`.

    A file that takes the name at the same moment is never replaced.
    """
    make_folder(folder)
    while True:
        target = free_path(folder, name or path.name)
        try:
            if os.name == "nt":
                patiently(partial(path.rename, target))
            else:
                name_once(path, target)
        except FileExistsError:
            continue
        if os.name != "nt":
            discard(path)
        return target
