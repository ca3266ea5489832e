"""The contents of a register, the registers merged into it, and its settings, as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Divergence, Record
from cddctl.places import province_of
from cddctl.register.merge import Merged
from cddctl.register.summary import Moment, Summary
from cddctl.render.data.columns import ENTRY, ENTRY_PERIOD, OFFICE, PLACE, PROVINCE
from cddctl.render.data.written import Columns, as_json, part, values_of
from cddctl.render.tables.merged import merge_warnings
from cddctl.settings import Key, Value
from cddctl.status.changes import DateMoved, RoundChange

MOMENT: Columns[Moment] = {"at": lambda moment: moment.at, "by": lambda moment: moment.by}

SETTING: Columns[Value] = {
    "value": lambda value: value.text,
    "from": lambda value: str(value.origin),
}

RECORD: Columns[Record[Entry]] = {
    "entry": lambda record: record.short_name,
    **part(lambda record: record.content, ENTRY),
    "recorded_at": lambda record: record.content.recorded_at,
    "recorded_by": lambda record: record.content.recorded_by,
}

DIFFERING: Columns[Divergence] = {
    **part(lambda divergence: divergence.ours.content, ENTRY_PERIOD),
    "stands": lambda divergence: divergence.current.short_name,
    "ours": lambda divergence: values_of(RECORD, divergence.ours),
    "theirs": lambda divergence: values_of(RECORD, divergence.theirs),
}

DATE_MOVED: Columns[DateMoved] = {
    **part(lambda moved: moved.office, OFFICE),
    "database": lambda moved: moved.period.database.id,
    "period": lambda moved: moved.period.number,
    "before": lambda moved: moved.before,
    "until": lambda moved: moved.until,
}

ROUND_CHANGE: Columns[RoundChange] = {
    **part(lambda change: change.province, PROVINCE),
    "month": lambda change: change.month,
    "opened": lambda change: change.is_opened,
    "closed": lambda change: change.is_closed,
    "note": lambda change: change.note,
    "note_before": lambda change: change.note_before,
    "dates": lambda change: [values_of(DATE_MOVED, moved) for moved in change.dates],
}

MERGED: Columns[Merged] = {
    "register": lambda merged: f"{merged.path}",
    "home_province": lambda merged: merged.home and values_of(PLACE, merged.home),
    "entries": lambda merged: merged.taken.entries,
    "acts": lambda merged: merged.taken.acts,
    "batches": lambda merged: merged.taken.batches,
    "known": lambda merged: merged.taken.known,
    "differing": lambda merged: [
        values_of(DIFFERING, each) for round_ in merged.rounds for each in round_.diverged
    ],
    "rounds": lambda merged: [values_of(ROUND_CHANGE, change) for change in merged.changes],
}


def info_json(
    path: Path,
    summary: Summary,
    backup: tuple[Path, date] | None,
    today: date,
    schedules: Path | None,
) -> str:
    """The facts about a register; provinces by code."""
    return as_json(
        {
            "path": str(path),
            "uid": summary.uid,
            "home_province": _place(summary.home) if summary.home else None,
            "created_at": summary.created,
            "provinces": [_place(code) for code in summary.provinces],
            "fiscal_years": [year.year for year in summary.years],
            "batches": summary.batches,
            "entries": summary.entries,
            "current_entries": summary.current,
            "acts": summary.acts,
            "first_recorded": summary.first and values_of(MOMENT, summary.first),
            "last_recorded": summary.last and values_of(MOMENT, summary.last),
            "last_backup": backup
            and {"path": str(backup[0]), "date": backup[1], "days": (today - backup[1]).days},
            "schedules": schedules and str(schedules),
            "format": summary.version,
            "bytes": summary.size,
        }
    )


def merge_json(merged: Sequence[Merged], *, dry_run: bool) -> str:
    """Every register with the records merged from it, and those that differed."""
    return as_json(
        {
            "dry_run": dry_run,
            "registers": [
                {**values_of(MERGED, register), "warnings": merge_warnings(register)}
                for register in merged
            ],
        }
    )


def settings_json(values: Mapping[Key, Value]) -> str:
    """Each setting by its key."""
    return as_json({key: values_of(SETTING, value) for key, value in values.items()})


def _place(code: str) -> dict[str, Any]:
    return values_of(PLACE, province_of(code))
