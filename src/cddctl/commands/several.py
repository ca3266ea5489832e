"""Several files that a command writes at once."""

from collections.abc import Iterable
from pathlib import Path

from cddctl.commands.files import write_file
from cddctl.commands.streams import write_text
from cddctl.errors import OutputHeld, OutputRefused, SeveralRefused


def write_all(contents: Iterable[tuple[Path, bytes]], *, force: bool) -> None:
    """Write files, and print the paths of those that were written. Raises `SeveralRefused`.

    One that is open elsewhere does not keep the rest from being written. Whatever else is refused,
    as on a full disk, would be refused to all the rest.
    """
    written: list[Path] = []
    refused: list[OutputRefused] = []
    try:
        for path, content in contents:
            try:
                write_file(path, content, force=force)
            except OutputHeld as error:
                refused.append(error)
            else:
                written.append(path)
    except OutputRefused as error:
        refused.append(error)
    write_text("".join(f"{path}\n" for path in written), None)
    if refused:
        raise SeveralRefused(refused)
