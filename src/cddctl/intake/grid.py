"""Grids: what a file holds, cell by cell, whatever kind of file it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cddctl.ledger.settling import Spot, cell_name
from cddctl.wording import say_date


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value cannot be taken: what it shows, and why not."""

    shown: str
    why: str


Value = str | int | float | bool | date | time | timedelta | Unreadable | None
"""What a cell holds; None where it is empty. A `datetime` is a `date`."""


class Area(NamedTuple):
    """Merged cells; rows and columns count from 1, the last ones included."""

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

    Rows come with their number, or in a CSV file the line that they begin on; both count from 1,
    as do columns. Empty rows may be left out. A row of a workbook ends where its last value does;
    one of a CSV file is as long as it is written, empty cells being empty texts, and can be gone
    through once.
    """

    sheet: str | None
    """The sheet's name; None in a CSV file."""
    rows: Iterable[tuple[int, Sequence[Value]]]
    merged: tuple[Area, ...] = ()

    def spot(self, row: int, column: int | None = None, heading: str = "") -> Spot:
        """A place in it."""
        return Spot(self.sheet, row, column, heading)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook holds: its sheets, and the custom properties that are texts."""

    sheets: tuple[Grid, ...]
    properties: tuple[tuple[str, str], ...] = ()
    charts: tuple[str, ...] = ()
    """Sheets that hold a chart and no cells."""
    has_comments: bool = False
    """Whether something is written beside cells, which is not read."""


def shown(value: Value) -> str:
    """A cell's value as people see it."""
    match value:
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
    """A value without the apostrophe that `report` puts before what would become a formula."""
    return value[1:] if isinstance(value, str) and _MARKED.match(value) else value


_MARKED = re.compile(r"'+[=+\-@\t\r]")
