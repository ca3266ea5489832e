"""Write JSON and CSV: for programs, so with keys in English and dates in ISO 8601.

CSV is UTF-8 with a byte order mark, which Excel on a Thai Windows needs, and none of its cells can
become a formula there.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from cddctl.periods import Month
from cddctl.render.labels import AS_A_FORMULA

T = TypeVar("T")
Whole = TypeVar("Whole")

Columns = Mapping[str, Callable[[T], object]]
"""Columns of a CSV, or keys in JSON: how to get each value, by name."""

RECORDED = "recorded"
"""The recorded counts by unit: one object in JSON; a column each in a CSV given the units."""

_BYTE_ORDER_MARK = "\ufeff"


def part(part_of: Callable[[Whole], T | None], columns: Columns[T]) -> Columns[Whole]:
    """Turn the columns of a part into columns of the whole; empty where it lacks that part."""

    def through(value: Callable[[T], object]) -> Callable[[Whole], object]:
        return lambda whole: None if (of := part_of(whole)) is None else value(of)

    return {name: through(value) for name, value in columns.items()}


def only(columns: Columns[T], *names: str) -> Columns[T]:
    """Select some of the columns, in this order."""
    return {name: columns[name] for name in names}


def values_of(columns: Columns[T], thing: T) -> dict[str, Any]:
    """The values of a thing, by name."""
    return {name: value(thing) for name, value in columns.items()}


def as_json(value: object) -> str:
    """Write JSON in the program's style: indented, Thai letters unescaped, months as 2018-09."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_written) + "\n"


def _written(value: object) -> str:
    """A month, a day or a moment as text."""
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def as_csv(columns: Columns[T], things: Iterable[T], units: Sequence[str] | None = None) -> str:
    """Write CSV in the program's style: a line of headings, then one line per item."""
    return csv_head(columns, units) + csv_lines(columns, things, units)


def csv_head(columns: Columns[T], units: Sequence[str] | None = None) -> str:
    """The beginning of a CSV: the line of headings."""
    return _BYTE_ORDER_MARK + _lines([headings_of(columns, units)])


def headings_of(columns: Columns[T], units: Sequence[str] | None = None) -> list[str]:
    """The headings of a CSV."""
    headings: list[str] = []
    for name in columns:
        headings += units if name == RECORDED and units is not None else [name]
    return headings


def csv_lines(columns: Columns[T], things: Iterable[T], units: Sequence[str] | None = None) -> str:
    """Lines of CSV without the headings."""
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
    """A value as a cell; text that Excel would take for a formula gets an apostrophe in front.

    So does text that already has one: removing a single apostrophe restores the text.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Month):
        # Excel shows a month as a date with a year of two digits, which is then taken for one of
        # the Buddhist era: of 2561-09 it makes Sep-61, of 2018-09 Sep-18.
        return value.buddhist
    if isinstance(value, date):
        return _written(value)
    if isinstance(value, str) and AS_A_FORMULA.match(value):
        return f"'{value}"
    return value
