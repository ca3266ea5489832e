"""The contents of a register and its last backup, as JSON."""

from datetime import date
from pathlib import Path
from typing import Any

from cddctl.places import province_of
from cddctl.register.summary import Summary
from cddctl.render.data.columns import PLACE
from cddctl.render.data.entry_columns import MOMENT
from cddctl.render.data.written import as_json, values_of


def info_json(
    path: Path,
    summary: Summary,
    backup: tuple[Path, date] | None,
    today: date,
    schedules: Path | None,
) -> str:
    """The facts about a register; provinces by code."""
    values: dict[str, Any] = {
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
        and {
            "path": str(backup[0]),
            "date": backup[1],
            "days": (today - backup[1]).days,
        },
        "schedules": schedules and str(schedules),
        "format": summary.version,
        "bytes": summary.size,
    }
    return as_json(values)


def _place(code: str) -> dict[str, Any]:
    return values_of(PLACE, province_of(code))
