"""How JSON and CSV are written: for programs, so with keys in English and dates in ISO 8601.

CSV is UTF-8 with a byte order mark, which Excel on a Thai Windows needs, and no cell of it can
become a formula there.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from cddctl.render.paper.notes import AS_A_FORMULA

T = TypeVar("T")
Whole = TypeVar("Whole")

Columns = Mapping[str, Callable[[T], object]]
"""What is told of a thing: by the name of a column, or of a key in JSON, how its value is got."""

RECORDED = "recorded"
"""What is recorded: by unit, a value with a key for each in JSON; in a CSV that is given the units,
a column for each."""

_BYTE_ORDER_MARK = "\ufeff"


def part(part_of: Callable[[Whole], T], columns: Columns[T]) -> Columns[Whole]:
    """The columns of a part of a thing, as columns of the whole."""

    def through(value: Callable[[T], object]) -> Callable[[Whole], object]:
        return lambda whole: value(part_of(whole))

    return {name: through(value) for name, value in columns.items()}


def only(columns: Columns[T], *names: str) -> Columns[T]:
    """Some of the columns, in this order."""
    return {name: columns[name] for name in names}


def values_of(columns: Columns[T], thing: T) -> dict[str, Any]:
    """The values of a thing, by name."""
    return {name: value(thing) for name, value in columns.items()}


def as_json(value: object) -> str:
    """JSON as all of the program's is: readable, and Thai as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(columns: Columns[T], things: Iterable[T], units: Sequence[str] | None = None) -> str:
    """CSV as all of the program's is: a line of headings, then a line for each thing."""
    return csv_head(columns, units) + csv_lines(columns, things, units)


def csv_head(columns: Columns[T], units: Sequence[str] | None = None) -> str:
    """What a CSV begins with: the line of headings."""
    return _BYTE_ORDER_MARK + _lines([headings_of(columns, units)])


def headings_of(columns: Columns[T], units: Sequence[str] | None = None) -> list[str]:
    """The headings of a CSV."""
    headings: list[str] = []
    for name in columns:
        headings += units if name == RECORDED and units is not None else [name]
    return headings


def csv_lines(columns: Columns[T], things: Iterable[T], units: Sequence[str] | None = None) -> str:
    """Lines of CSV, to be put behind others."""
    return _lines(list(_cells(columns, thing, units)) for thing in things)


def _cells(columns: Columns[T], thing: T, units: Sequence[str] | None) -> Iterator[object]:
    for name, value_of in columns.items():
        value = value_of(thing)
        if name == RECORDED and units is not None:
            counts = value if isinstance(value, Mapping) else {}
            yield from (counts.get(unit) for unit in units)
        else:
            yield _cell(value)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """A value as a cell; what Excel would take for a formula gets an apostrophe before it.

    So does what has one already: to take a single one off gives the text back.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, str) and AS_A_FORMULA.match(value):
        return f"'{value}"
    return value
