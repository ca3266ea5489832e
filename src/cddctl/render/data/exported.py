"""The content of a register as CSV or JSON, in pieces, since it may cover the nation."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cddctl.ledger.entries import Entry
from cddctl.render.data.entry_columns import EXPORTED, Exported
from cddctl.render.data.written import csv_head, csv_lines
from cddctl.schedule.model import Schedule


def entries_csv(
    rounds: Iterable[tuple[Schedule | None, Sequence[Entry]]], units: Sequence[str]
) -> Iterator[str]:
    """The current entries, one per line; those of a round come with the schedule of its year."""
    yield csv_head(EXPORTED, units)
    for schedule, entries in rounds:
        databases = schedule.databases if schedule else {}
        lines = (Exported(entry, databases.get(entry.database)) for entry in entries)
        yield csv_lines(EXPORTED, lines, units)


def register_json(history: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Everything in the register, with one line for each batch, entry and act."""
    history = iter(history)
    _kind, itself = next(history)
    yield "{" + "".join(f"\n  {_json(key)}: {_json(itself[key])}," for key in itself)
    yield '\n  "batches": ['
    within, batches, lines = "", 0, 0
    for kind, values in history:
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
    """The brackets that close a batch."""
    return '], "acts": []}' if within == "entry" else "]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
