"""Paths as they are typed: made whole once, here, and said in messages as they were typed."""

import os
from pathlib import Path

from cddctl.errors import UsageRefused
from cddctl.i18n import _, printable

DASH = "-"
"""Stands for stdin or stdout where a path is asked for."""

_ON_WINDOWS = os.name == "nt"
_NO_NAMES = {"", ".."}


class TypedPath(type(Path())):  # type: ignore[misc]
    """An absolute path. In a message it stands as it was typed, and so does what lies below it."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        """It as it was typed."""
        for above in (self, *self.parents):
            if (typed := _as_typed.get(str(above))) is not None:
                return format(str(typed / self.relative_to(above)), how)
        return format(str(self), how)


_as_typed: dict[str, Path] = {}
"""What was typed on this command line, by the path that it means."""


def any_path(typed: str) -> Path:
    """The path of a file or folder, made absolute; - is left alone. Raises `UsageRefused`.

    On Windows `E:` is the folder that is the current one there.
    """
    if typed == DASH:
        return Path(DASH)
    _check(typed)
    named = os.path.expanduser(typed) if is_of_home(typed) else typed  # noqa: PTH111
    try:
        # Elsewhere .. may lead out of where a link has led to.
        whole = TypedPath(os.path.abspath(named) if _ON_WINDOWS else Path(named).absolute())  # noqa: PTH100
    except (OSError, ValueError):
        raise UsageRefused(
            _("{path}: the folder that you are in is not there any more; go to another").format(
                path=printable(typed)
            )
        ) from None
    _as_typed[str(whole)] = Path(named)
    return whole


def file_path(typed: str) -> Path:
    """The path of a file, as of any; it must have a name. Raises `UsageRefused`."""
    path = any_path(typed)
    if not path.name or Path(typed).name in _NO_NAMES or is_folder_meant(typed):
        raise UsageRefused(
            _("{path} names a folder; add the name of the file").format(path=printable(typed))
        )
    return path


def is_folder_meant(typed: str) -> bool:
    """Whether a path ends as those of folders do."""
    return typed.endswith(_separators()) or (_ON_WINDOWS and typed.endswith(":"))


def is_of_home(typed: str) -> bool:
    """Whether a path begins at the home folder: the Command Prompt leaves that to the program."""
    return typed == "~" or typed.startswith(tuple(f"~{mark}" for mark in _separators()))


def _separators() -> tuple[str, ...]:
    return ("/", "\\") if _ON_WINDOWS else ("/",)


def _check(typed: str) -> None:
    """Refuse what can be no path."""
    if not typed.strip():
        raise UsageRefused(_("a path is empty; write the name of the file or folder"))
    if "\0" in typed:
        raise UsageRefused(
            _("{path!r} has a character in it that no name may have").format(path=typed)
        )
    if _ON_WINDOWS and '"' in typed:
        raise UsageRefused(
            _(
                '{path}: a " stands in it, which no name may have: a \\ before the closing " makes '
                'it part of the name; leave out that \\, as in "C:\\my folder"'
            ).format(path=printable(typed))
        )
