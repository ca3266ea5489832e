"""A standing as JSON and CSV, for programs."""

from datetime import date
from typing import Any

from cddctl.places import Place
from cddctl.render.data.report import as_csv, as_json
from cddctl.render.tables.shown import Shown, by_month
from cddctl.schedule.due import Period
from cddctl.status.round import Standing, Tally

_FIRST_KEYS = (
    "province", "office", "office_name", "month", "database", "number", "name", "period",
    "on_form", "state", "total",
)  # fmt: skip
_LAST_KEYS = (
    "until", "extended", "received", "completed", "late", "overdue", "days_left", "note",
)  # fmt: skip


def status_json(shown: Shown) -> str:
    """Every office and period, and the sums by office, by period and by month."""
    status = shown.status
    return as_json(
        {
            "province": _place_values(status.province),
            "district": _place_values(shown.district) if shown.district else None,
            "month": str(shown.month) if shown.month else None,
            "fiscal_year": shown.fiscal_year.year,
            "as_of": shown.today.isoformat(),
            "schedule": {
                "fiscal_year": shown.schedule.fiscal_year,
                "province": shown.schedule.province,
            },
            "tally": tally_values(shown.tally(status.all())),
            "by_office": [
                {"office": office.code, **tally_values(shown.tally(status.of_office(office)))}
                for office in status.offices
            ],
            "by_period": [
                {**period_values(period), **tally_values(shown.tally(status.of_period(period)))}
                for period in status.periods
            ],
            "by_month": [
                {"month": str(month), **tally_values(shown.tally(standings))}
                for month, standings in by_month(shown)
            ],
            "standings": [
                {
                    **_first_values(one),
                    "recorded": dict(one.entry.recorded) if one.entry else {},
                    **_last_values(one, shown.today),
                }
                for one in status.all()
            ],
        }
    )


def status_csv(shown: Shown) -> str:
    """Every office and period, a line each, with a column for each unit of the schedule."""
    units = list(shown.schedule.units)
    rows = [
        [
            *_first_values(one).values(),
            *(one.entry.recorded.get(unit) if one.entry else None for unit in units),
            *_last_values(one, shown.today).values(),
        ]
        for one in shown.status.all()
    ]
    return as_csv((*_FIRST_KEYS, *units, *_LAST_KEYS), rows)


def _first_values(standing: Standing) -> dict[str, Any]:
    """What comes before the counts."""
    database = standing.period.database
    values = (
        standing.office.code[:2],
        standing.office.code,
        standing.office.name_th,
        str(standing.period.month),
        database.id,
        database.number,
        database.short_name,
        standing.period.number,
        database.on_form,
        str(standing.state),
        standing.entry.total if standing.entry else None,
    )
    return dict(zip(_FIRST_KEYS, values, strict=True))


def _last_values(standing: Standing, today: date) -> dict[str, Any]:
    """What comes after the counts; days are left only while something is to come."""
    entry = standing.entry
    values = (
        standing.until.isoformat(),
        standing.is_extended,
        entry.received.isoformat() if entry and entry.received else None,
        standing.completed.isoformat() if standing.completed else None,
        standing.is_late,
        standing.is_overdue(today),
        standing.days_left(today) if standing.is_outstanding else None,
        entry.note if entry else None,
    )
    return dict(zip(_LAST_KEYS, values, strict=True))


def tally_values(tally: Tally) -> dict[str, Any]:
    """The sums, and the rates over those expected; null where none is."""
    names = (
        "offices", "expected", "reported", "none", "incomplete", "complete", "not_applicable",
        "on_time", "late", "overdue", "total", "recorded",
    )  # fmt: skip
    rates = {
        name: float(rate) if (rate := tally.rate(getattr(tally, name))) is not None else None
        for name in ("reported", "complete", "on_time")
    }
    return {name: getattr(tally, name) for name in names} | {"rates": rates}


def period_values(period: Period) -> dict[str, Any]:
    """What names a period."""
    return {
        "database": period.database.id,
        "number": period.database.number,
        "month": str(period.month),
        "period": period.number,
        "on_form": period.database.on_form,
    }


def _place_values(place: Place) -> dict[str, str]:
    return {
        "code": place.code, "id": place.id, "name_th": place.name_th, "name_en": place.name_en,
    }  # fmt: skip
