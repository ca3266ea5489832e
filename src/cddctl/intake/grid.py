"""Grids: the cells of a file, whatever kind of file it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cddctl.ledger.sources import Position, cell_name
from cddctl.wording import say_date


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value cannot be read: the text that it shows, and the reason."""

    shown: str
    why: str


Value = str | int | float | bool | date | time | timedelta | Unreadable | None
"""A cell's value; None where it is empty. A `datetime` is a `date`."""


class Area(NamedTuple):
    """A merged range; rows and columns count from 1 and include the last."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = cell_name(self.top, self.left), cell_name(self.bottom, self.right)
        return f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a workbook, or a CSV file.

    Rows come with their number, or in a CSV file with the line that they begin on; both count from
    1, as columns do. Empty rows may be left out. A workbook's row ends with its last value; a CSV
    row keeps its written length, with empty cells as empty texts, and CSV rows can be iterated only
    once.
    """

    sheet: str | None
    """The sheet's name; None in a CSV file."""
    rows: Iterable[tuple[int, Sequence[Value]]]
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()
    """The rows that are hidden."""
    struck: frozenset[tuple[int, int]] = frozenset()
    """The cells, by row and column, that are struck through."""
    has_pictures: bool = False
    """Whether pictures, charts or text boxes lie over the cells; they are not read."""
    refused: str = ""
    """Why the sheet cannot be read; then it has no rows."""

    @property
    def texts(self) -> Iterable[str]:
        """The texts in its cells, in their order."""
        return (value for _row, values in self.rows for value in values if isinstance(value, str))

    def position(self, row: int, column: int | None = None, heading: str = "") -> Position:
        """The position of a row or cell in this grid."""
        return Position(self.sheet, row, column, heading)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The content of a workbook: its sheets, and those custom properties that are texts."""

    sheets: tuple[Grid, ...]
    properties: tuple[tuple[str, str], ...] = ()
    charts: tuple[str, ...] = ()
    """Sheets with a chart and no cells."""
    has_comments: bool = False
    """Whether cells have comments, which are not read."""


def shown(value: Value) -> str:
    """A cell's value as a spreadsheet shows it."""
    match value:
        case str():
            pass
        case None:
            return ""
        case Unreadable():
            return value.shown
        case datetime() | date():
            return say_date(value)
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def unmarked(value: Value) -> Value:
    """A value without the apostrophe that `report` puts before a text that looks like a formula."""
    return value[1:] if isinstance(value, str) and _MARKED.match(value) else value


_MARKED = re.compile(r"'+[=+\-@\t\r]")
