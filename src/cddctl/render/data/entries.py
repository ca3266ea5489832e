"""Entries and acts as JSON and CSV: their history, a whole register, the results of imports."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from cddctl.ledger.acts import Act
from cddctl.ledger.drafts import Settled
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Change, Event, Record, Reversed, short_name
from cddctl.ledger.sources import Outcome, Problem
from cddctl.places import Place, office_of, province_of
from cddctl.render.data.columns import (
    DISTRICT,
    ENTRY,
    ENTRY_PERIOD,
    OFFICE,
    PLACE,
    PROVINCE,
    entry_or_none,
)
from cddctl.render.data.written import (
    RECORDED,
    Columns,
    as_csv,
    as_json,
    csv_head,
    csv_lines,
    part,
    values_of,
)
from cddctl.render.doubts import say_doubts_of, say_warnings
from cddctl.render.words import ScheduleOf
from cddctl.schedule.model import Database, Schedule

# --- history -----------------------------------------------------------------------------------

HISTORY_ENTRY: Columns[Change] = {
    "what": lambda change: change.record.command,
    "entry": lambda change: change.record.short_name,
    "recorded_at": lambda change: change.record.content.recorded_at,
    "recorded_by": lambda change: change.record.content.recorded_by,
    "source": lambda change: change.record.source,
    "source_sha256": lambda change: change.record.source_sha256,
    **part(lambda change: change.record.content, {**ENTRY_PERIOD, **ENTRY}),
}

HISTORY_ACT: Columns[Record[Act]] = {
    "what": lambda act: act.content.kind,
    "entry": lambda act: act.short_name,
    "recorded_at": lambda act: act.content.recorded_at,
    "recorded_by": lambda act: act.content.recorded_by,
    **part(lambda act: province_of(act.content.province), PROVINCE),
    "office": lambda act: act.content.office,
    "office_name": lambda act: act.content.office and office_of(act.content.office).name_th,
    "month": lambda act: act.content.month,
    "database": lambda act: act.content.database,
    "until": lambda act: act.content.until,
    "reason": lambda act: act.content.reason,
    "sent_sha256": lambda act: act.content.sha256,
    "target": lambda act: act.content.target and short_name(act.content.target),
}

HISTORY_LINE = (
    "entry", "recorded_at", "recorded_by", "what", *ENTRY_PERIOD, *ENTRY, "source",
    "source_sha256", "until", "reason", "target",
)  # fmt: skip
"""The columns of an entry or an act: a line leaves those of the other kind empty."""


def history_json(province: Place, events: Iterable[Event]) -> str:
    """Every entry and act; `what` tells them apart, and `before` is the entry that was replaced."""
    return as_json(
        {"province": values_of(PLACE, province), "history": [_values(event) for event in events]}
    )


def history_csv(_province: Place, events: Sequence[Event]) -> str:
    """Every entry and act, one per line, with a column for each unit."""
    lines = [_values(event) for event in events]
    units = sorted({unit for line in lines for unit in line.get(RECORDED, {})})
    columns: Columns[dict[str, Any]] = {name: _value(name) for name in HISTORY_LINE}
    return as_csv(columns, lines, units)


def _value(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda line: line.get(name)


def _values(event: Event) -> dict[str, Any]:
    if isinstance(event, Change):
        return {**values_of(HISTORY_ENTRY, event), "before": entry_or_none(event.before)}
    return values_of(HISTORY_ACT, event.record if isinstance(event, Reversed) else event)


# --- register export, in pieces, since it may cover the nation -----------------------------------


class Exported(NamedTuple):
    """An entry, and its database from the schedule of its year, if there is one."""

    entry: Entry
    database: Database | None


EXPORTED: Columns[Exported] = {
    **part(lambda line: province_of(line.entry.office), PROVINCE),
    **part(lambda line: office_of(line.entry.office), DISTRICT),
    "month": lambda line: line.entry.month,
    "number": lambda line: line.database.number if line.database else None,
    "database": lambda line: line.entry.database,
    "name": lambda line: line.database.short_name if line.database else None,
    "period": lambda line: line.entry.period,
    **part(lambda line: line.entry, ENTRY),
}
"""The headings that `record --from` accepts."""


def entries_csv(
    rounds: Iterable[tuple[Schedule | None, Sequence[Entry]]], units: Sequence[str]
) -> Iterator[str]:
    """The current entries, one per line; those of a round come with the schedule of its year."""
    yield csv_head(EXPORTED, units)
    for schedule, entries in rounds:
        databases = schedule.databases if schedule else {}
        lines = (Exported(entry, databases.get(entry.database)) for entry in entries)
        yield csv_lines(EXPORTED, lines, units)


def register_json(items: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Everything in the register, with one line for each batch, entry and act."""
    _kind, register = next(items)
    yield "{" + "".join(f"\n  {_json(key)}: {_json(value)}," for key, value in register.items())
    yield '\n  "batches": ['
    batch = ""
    lines: dict[str, list[str]] = {"entry": [], "act": []}
    for kind, values in chain(items, [("end", {})]):
        if kind in lines:
            lines[kind].append(f"\n      {_json(values)}")
            continue
        if batch:
            yield batch + _lines(**lines) + ("," if kind == "batch" else "")
        batch, lines = f"\n    {_json(values)[:-1]}", {"entry": [], "act": []}
    yield "\n  ]\n}\n"


def _lines(entry: Sequence[str], act: Sequence[str]) -> str:
    """The entries and acts of a batch, and its end."""
    gap = "\n    " if entry and act else ""
    return f', "entries": [{",".join(entry)}{gap}], "acts": [{",".join(act)}]}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


# --- record --from -----------------------------------------------------------------------------

IMPORTED_ENTRY: Columns[Settled] = {
    **part(lambda change: change.entry, ENTRY_PERIOD),
    "status": lambda change: change.status,
    **part(lambda change: change.entry, ENTRY),
    "before": lambda change: entry_or_none(change.before) if change.is_new else None,
}

PROBLEM: Columns[Problem] = {
    "where": lambda problem: problem.where or None,
    "message": lambda problem: problem.message,
}


class Imported(NamedTuple):
    """The outcome of a file, and the warnings about it."""

    outcome: Outcome
    warnings: list[str]


IMPORTED: Columns[Imported] = {
    "file": lambda file: file.outcome.source.name,
    "sha256": lambda file: file.outcome.source.sha256,
    "status": lambda file: file.outcome.status,
    "added": lambda file: file.outcome.added,
    "updated": lambda file: len(file.outcome.updated),
    "unchanged": lambda file: file.outcome.unchanged,
    "as_printed": lambda file: file.outcome.as_printed,
    "offices": lambda file: [values_of(OFFICE, office) for office in file.outcome.source.offices],
    "entries": lambda file: [values_of(IMPORTED_ENTRY, each) for each in file.outcome.settled],
    "warnings": lambda file: file.warnings,
    "problems": lambda file: [values_of(PROBLEM, problem) for problem in file.outcome.problems],
    "blank": lambda file: list(file.outcome.source.blank),
    "not_read": lambda file: list(file.outcome.unread),
}


def import_json(
    outcomes: Sequence[Outcome], left: Sequence[str], schedule_of: ScheduleOf, *, dry_run: bool
) -> str:
    """Every file with its entries, warnings and problems, and the parts that were not read.

    `left` are the files of folders that were not read at all.
    """
    files = (
        Imported(outcome, [*say_warnings(outcome), *say_doubts_of(outcome, schedule_of)])
        for outcome in outcomes
    )
    return as_json(
        {
            "dry_run": dry_run,
            "not_read": list(left),
            "files": [values_of(IMPORTED, file) for file in files],
        }
    )
