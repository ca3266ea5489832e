"""What a register holds, as CSV or JSON: piece by piece, since it may be of a nation."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from cddctl.ledger.entries import Entry
from cddctl.places import districts, office_of, province_of
from cddctl.render.data.report import as_csv, csv_lines
from cddctl.schedule.model import Schedule


def entries_csv(
    rounds: Iterable[tuple[Schedule | None, Sequence[Entry]]], units: Sequence[str]
) -> Iterator[str]:
    """The entries that stand, a line each, in the headings that `record --from` takes.

    Those of a round come with the schedule of its year, if there is one. A month is said in the
    Buddhist era: of any other Excel makes a date.
    """
    yield as_csv(
        (
            "province", "district", "month", "number", "database", "name", "period", "total",
            *units, "state", "note", "received",
        ),
        [],
    )  # fmt: skip
    for schedule, entries in rounds:
        yield csv_lines(_line(entry, schedule, units) for entry in entries)


def register_json(told: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """All that was told of a register, a line for each batch, entry and act."""
    told = iter(told)
    _kind, itself = next(told)
    yield "{" + "".join(f"\n  {_json(key)}: {_json(itself[key])}," for key in itself)
    yield '\n  "batches": ['
    within, batches, lines = "", 0, 0
    for kind, values in told:
        if kind == "batch":
            yield (_end_of(within) + "," if batches else "") + "\n    " + _json(values)[:-1]
            yield ', "entries": ['
            within, batches, lines = "entry", batches + 1, 0
            continue
        if kind != within:
            yield _end_of_entries(lines)
            within, lines = kind, 0
        yield ("," if lines else "") + "\n      " + _json(values)
        lines += 1
    yield (_end_of(within) if batches else "") + "\n  ]\n}\n"


def _end_of_entries(lines: int) -> str:
    return ("\n    " if lines else "") + '], "acts": ['


def _end_of(within: str) -> str:
    """What closes a batch."""
    return '], "acts": []}' if within == "entry" else "]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _line(entry: Entry, schedule: Schedule | None, units: Sequence[str]) -> list[Any]:
    database = schedule.databases.get(entry.database) if schedule else None
    return [
        *_place(entry.office),
        entry.month.buddhist,
        database.number if database else None,
        entry.database,
        database.short_name if database else None,
        entry.period,
        entry.total,
        *(entry.recorded.get(unit) for unit in units),
        entry.state,
        entry.note,
        entry.received,
    ]


@cache
def _place(code: str) -> tuple[str, str | None]:
    """The Thai names of a province and district; a code where another district has the name."""
    province, office = province_of(code), office_of(code)
    if office == province:
        return province.name_th, None
    same = [place for place in districts(province) if place.name_th == office.name_th]
    return province.name_th, office.name_th if len(same) == 1 else office.code
