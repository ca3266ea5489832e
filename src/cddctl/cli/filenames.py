"""The usual names of files for people: in Thai, or in English with `--ascii`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "CDDCTL_ASCII"


class _Run:
    is_ascii = False


@contextmanager
def run() -> Iterator[None]:
    """A run of a command, which names files in Thai unless the variable or option says else."""
    before, _Run.is_ascii = _Run.is_ascii, bool(os.environ.get(VARIABLE))
    try:
        yield
    finally:
        _Run.is_ascii = before


def use_ascii() -> None:
    """From here on name files in English."""
    _Run.is_ascii = True


def usual(english: str, *thai: str) -> str:
    """The name of a file or folder: in English, or of Thai parts without spaces."""
    if _Run.is_ascii:
        return english
    return "-".join("".join(part.replace(",", "-").split()) for part in thai)
