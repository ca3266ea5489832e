"""Messages in lines that fit a terminal, broken at spaces and never inside a path or option."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

from cddctl.thai import broken

_UNITS = re.compile(
    r"""
    '[^'\n]*'\S* | "[^"\n]*"\S*                              # in quotes
    | (?:[A-Za-z]:\\|\\\\|~?/)[^:;,'"\n]*?\.\w{2,8}(?=[\s:;,)]|$)\S*  # a path, with spaces too
    | cddctl(?:\ (?!-)[a-z-]+){1,2}(?:\ --[\w-]+(?:\ [\w-]+)?)*[^\s]*  # a command to type
    | --[\w-]+\ [A-Z0-9]\S*                                  # an option with its value
    | \S+
    """,
    re.VERBOSE,
)
"""The parts that stay on one line."""

_THAI = re.compile("[\u0e01-\u0e4e]{4}")


def indented(text: str, width: int) -> list[str]:
    """The lines of a text, each wrapped if it is longer, as far indented as it is itself."""
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        if cell_len(line) <= width:
            lines.append(line)
        else:
            lines += [indent + part for part in wrapped(line, width - len(indent))]
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most that width, but for a path or option that is longer."""
    lines = [""]
    for unit, is_new in _parts(text, width):
        joined = f"{lines[-1]} {unit}" if lines[-1] else unit
        if not is_new and cell_len(joined) <= width:
            lines[-1] = joined
        elif lines == [""]:
            lines = [unit]
        else:
            lines.append(unit)
    return lines


def _parts(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """The units of a text, and whether each has to begin a line: the rest of one too long."""
    for unit in _UNITS.findall(text):
        if cell_len(unit) <= width or not _THAI.search(unit) or "/" in unit or "\\" in unit:
            yield unit, False
            continue
        for number, piece in enumerate(broken(unit, width, cell_len)):
            yield piece, number > 0
