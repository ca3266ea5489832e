"""Entries and acts as rows of the register, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.schema import ENTRY_FIELDS


def row_of(line: int, entry: Entry) -> tuple[Any, ...]:
    """An entry's columns, in the order of `ENTRY_FIELDS`."""
    return (
        line,
        entry.province,
        entry.office,
        entry.database,
        entry.fiscal_year,
        entry.period,
        str(entry.month),
        int(entry.not_applicable),
        entry.total,
        _counts(entry.recorded),
        entry.note,
        entry.received.isoformat() if entry.received else None,
    )


def _counts(recorded: Mapping[str, int]) -> str:
    """Counts as JSON, in order of unit."""
    return "{" + ",".join([f"{_quoted(unit)}:{recorded[unit]}" for unit in sorted(recorded)]) + "}"


_quoted = cache(json.dumps)
_month = cache(Month.parse)


def act_row_of(line: int, act: Act) -> tuple[Any, ...]:
    """An act's columns, in the order of `ACT_FIELDS`."""
    until = act.until.isoformat() if act.until else None
    return (
        line, str(act.kind), act.province, str(act.month), act.office, act.database, until,
        act.reason, act.sent,
    )  # fmt: skip


def act_of(content: Sequence[Any], recorded_at: str, recorded_by: str | None) -> Act:
    """The act that columns hold."""
    _line, kind, province, month, office, database, until, reason, sent = content
    return Act(
        Kind(kind),
        province,
        _month(month),
        office,
        database,
        date.fromisoformat(until) if until else None,
        reason,
        sent,
        datetime.fromisoformat(recorded_at),
        recorded_by,
    )


def entry_of(content: Sequence[Any], recorded_at: str, recorded_by: str | None) -> Entry:
    """The entry that columns hold."""
    row = dict(zip(ENTRY_FIELDS, content, strict=True))
    del row["line"]
    return Entry(
        **row
        | {
            "month": _month(row["month"]),
            "not_applicable": bool(row["not_applicable"]),
            "recorded": json.loads(row["recorded"]),
            "received": date.fromisoformat(row["received"]) if row["received"] else None,
        },
        recorded_at=datetime.fromisoformat(recorded_at),
        recorded_by=recorded_by,
    )
