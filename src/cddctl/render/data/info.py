"""The contents of a register and its last backup, as JSON."""

from datetime import date
from pathlib import Path
from typing import Any

from cddctl.register.summary import Moment, Summary
from cddctl.render.data.written import as_json


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
        "home_province": summary.home,
        "created_at": summary.created.isoformat(timespec="seconds"),
        "provinces": list(summary.provinces),
        "fiscal_years": [year.year for year in summary.years],
        "batches": summary.batches,
        "entries": summary.entries,
        "current_entries": summary.standing,
        "acts": summary.acts,
        "first_recorded": _moment_values(summary.first),
        "last_recorded": _moment_values(summary.last),
        "last_backup": backup
        and {
            "path": str(backup[0]),
            "date": backup[1].isoformat(),
            "days": (today - backup[1]).days,
        },
        "schedules": schedules and str(schedules),
        "format": summary.version,
        "bytes": summary.size,
    }
    return as_json(values)


def _moment_values(moment: Moment | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    return {"at": moment.at.isoformat(timespec="seconds"), "by": moment.by}
