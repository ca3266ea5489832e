"""Entries and acts as rows of the register, and back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Content, Record
from cddctl.periods import Month
from cddctl.register.schema import BATCH_FIELDS, ENTRY_FIELDS
from cddctl.wording import one_line

if TYPE_CHECKING:
    from cddctl.register.verify import Line


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
        act.reason, act.sent, act.target,
    )  # fmt: skip


def act_of(line: "Line") -> Act:
    """The act of a line."""
    _line, kind, province, month, office, database, until, reason, sent, target = line.content
    batch = dict(zip(BATCH_FIELDS, line.batch, strict=True))
    return Act(
        Kind(kind),
        province,
        _month(month),
        office,
        database,
        date.fromisoformat(until) if until else None,
        _text(reason),
        sent,
        datetime.fromisoformat(batch["recorded_at"]),
        _text(batch["recorded_by"]),
        target,
    )


def entry_of(line: "Line") -> Entry:
    """The entry of a line."""
    row = dict(zip(ENTRY_FIELDS, line.content, strict=True))
    batch = dict(zip(BATCH_FIELDS, line.batch, strict=True))
    del row["line"]
    return Entry(
        **row
        | {
            "month": _month(row["month"]),
            "not_applicable": bool(row["not_applicable"]),
            "recorded": {_text(unit): n for unit, n in json.loads(row["recorded"]).items()},
            "note": _text(row["note"]),
            "received": date.fromisoformat(row["received"]) if row["received"] else None,
        },
        recorded_at=datetime.fromisoformat(batch["recorded_at"]),
        recorded_by=_text(batch["recorded_by"]),
    )


def _text(text: Any) -> Any:  # noqa: ANN401 (a text, or none)
    """A text on one line: another program may have written anything into the register."""
    return text if text is None else one_line(text)


def record_of(line: "Line", content: Content) -> Record[Content]:
    """The entry or act of a line, with how it was recorded."""
    batch = dict(zip(BATCH_FIELDS, line.batch, strict=True))
    return Record(
        content,
        f"{batch['uid']}/{line.content[0]}",
        batch["part_of"],
        _text(batch["command"]),
        _text(batch["source"]),
        batch["source_sha256"],
    )
