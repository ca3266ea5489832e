"""Paths from the command line: made absolute here, shown in messages as typed."""

import os
from pathlib import Path

from cddctl.errors import UsageRefused
from cddctl.i18n import _, printable
from cddctl.wording import one_line, say_any_of

DASH = "-"
"""Means stdin or stdout where a path is expected."""

_ON_WINDOWS = os.name == "nt"
_NO_NAMES = {"", ".."}


class TypedPath(type(Path())):  # type: ignore[misc]
    """An absolute path that messages show as it was typed, and so paths below it."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        """Format the path as it was typed."""
        for above in (self, *self.parents):
            if (typed := _as_typed.get(str(above))) is not None:
                return format(one_line(str(typed / self.relative_to(above))), how)
        return format(one_line(str(self)), how)


_as_typed: dict[str, Path] = {}
"""The paths typed on this command line, by the absolute path."""


def any_path(typed: str) -> Path:
    """Make the path of a file or folder absolute; - is left as it is. Raises `UsageRefused`.

    On Windows `E:` means the current folder of that drive.
    """
    if typed == DASH:
        return Path(DASH)
    _check(typed)
    named = os.path.expanduser(typed) if is_of_home(typed) else typed  # noqa: PTH111
    try:
        # Elsewhere .. may lead out of the target of a link.
        whole = TypedPath(os.path.abspath(named) if _ON_WINDOWS else Path(named).absolute())  # noqa: PTH100
    except (OSError, ValueError):
        raise UsageRefused(
            _("{path}: the folder that you are in is not there any more; go to another").format(
                path=printable(typed)
            )
        ) from None
    _as_typed[str(whole)] = Path(named)
    return whole


def as_typed(path: Path) -> str:
    """A path as it was typed, to be opened; to show it, use `printable`."""
    return str(_as_typed.get(str(path), path))


def file_path(typed: str) -> Path:
    """Make the path of a file absolute, like `any_path`; it needs a name. Raises `UsageRefused`."""
    path = any_path(typed)
    if not path.name or Path(typed).name in _NO_NAMES or is_folder_meant(typed):
        raise UsageRefused(
            _("{path} names a folder; add the name of the file").format(path=printable(typed))
        )
    return path


def check_ending(path: Path | str | None, *endings: str) -> None:
    """Refuse, with `UsageRefused`, a file whose name does not end like its kind; - is stdout."""
    ending = os.path.splitext(f"{path}")[1].lower()  # noqa: PTH122 (a/b.csv/ ends in no .csv)
    if path is None or str(path) == DASH or ending in endings:
        return
    raise UsageRefused(
        _("{path!r}: the name of this file ends in {endings}").format(
            path=f"{path}", endings=say_any_of(endings)
        )
    )


def is_folder_meant(typed: str) -> bool:
    """Whether a path ends like that of a folder."""
    return typed.endswith(_separators()) or (_ON_WINDOWS and typed.endswith(":"))


def is_of_home(typed: str) -> bool:
    """Whether a path starts with the home folder: the Command Prompt does not expand it."""
    return typed == "~" or typed.startswith(tuple(f"~{mark}" for mark in _separators()))


def _separators() -> tuple[str, ...]:
    return ("/", "\\") if _ON_WINDOWS else ("/",)


def _check(typed: str) -> None:
    """Refuse a text that cannot be a path."""
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
