"""The results of merging registers, as JSON."""

from collections.abc import Sequence
from typing import Any

from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Divergence, Record
from cddctl.register.merge import Merged
from cddctl.render.data.written import as_json
from cddctl.render.tables.merged import merge_warnings
from cddctl.status.changes import RoundChange


def merge_json(merged: Sequence[Merged], *, dry_run: bool) -> str:
    """Every register with what was merged from it, and what differed in it."""
    return as_json(
        {
            "dry_run": dry_run,
            "registers": [
                {
                    "register": f"{register.path}",
                    "province": register.home.code if register.home else None,
                    "entries": register.taken.entries,
                    "acts": register.taken.acts,
                    "batches": register.taken.batches,
                    "known": register.taken.known,
                    "differing": [
                        _values(each) for round_ in register.rounds for each in round_.diverged
                    ],
                    "rounds": [_change(change) for change in register.changes],
                    "warnings": merge_warnings(register),
                }
                for register in merged
            ],
        }
    )


def _change(change: RoundChange) -> dict[str, Any]:
    return {
        "province": change.province.code,
        "month": change.month,
        "opened": change.is_opened,
        "closed": change.is_closed,
        "dates": [
            {
                "office": moved.office.code,
                "database": moved.period.database.id,
                "period": moved.period.number,
                "before": moved.before.isoformat(),
                "until": moved.until.isoformat(),
            }
            for moved in change.dates
        ],
    }


def _values(divergence: Divergence) -> dict[str, Any]:
    entry = divergence.ours.content
    return {
        "province": entry.province,
        "office": entry.office,
        "database": entry.database,
        "month": entry.month,
        "period": entry.period,
        "stands": divergence.current.short_name,
        "ours": _content(divergence.ours),
        "theirs": _content(divergence.theirs),
    }


def _content(record: Record[Entry]) -> dict[str, Any]:
    entry = record.content
    return {
        "entry": record.short_name,
        "total": entry.total,
        "recorded": dict(sorted(entry.recorded.items())),
        "not_applicable": entry.not_applicable,
        "note": entry.note,
        "recorded_at": entry.recorded_at.isoformat() if entry.recorded_at else None,
        "recorded_by": entry.recorded_by,
    }
