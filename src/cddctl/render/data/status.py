"""The status, the work of today, and doubtful counts, as JSON and CSV."""

from datetime import date
from typing import Any, NamedTuple

from cddctl.render.data.columns import (
    OFFICE,
    PERIOD,
    PLACE,
    PROVINCE,
    SCHEDULE,
    SHARE,
    scope_values,
)
from cddctl.render.data.written import (
    RECORDED,
    Columns,
    as_csv,
    as_json,
    only,
    part,
    values_of,
)
from cddctl.render.tables.shown import Shown
from cddctl.schedule.due import Period
from cddctl.status.histories import Doubted
from cddctl.status.round import Standing, Status, Tally
from cddctl.status.today import Today


class StandingOn(NamedTuple):
    """The standing of an office in a period, as of a day."""

    standing: Standing
    today: date


class ProvincePeriod(NamedTuple):
    """The standing of a province in a period, in a CSV over several provinces."""

    status: Status
    period: Period
    tally: Tally
    closed: date | None


TALLY: Columns[Tally] = {
    **part(lambda tally: tally.share, only(SHARE, "offices", "expected", "reported")),
    "none": lambda tally: tally.none,
    "incomplete": lambda tally: tally.incomplete,
    "complete": lambda tally: tally.complete,
    "not_applicable": lambda tally: tally.share.not_applicable,
    "on_time": lambda tally: tally.on_time,
    "late": lambda tally: tally.late,
    "overdue": lambda tally: tally.overdue,
    "total": lambda tally: tally.total,
    "recorded": lambda tally: tally.recorded,
}


def _rate(tally: Tally, part: int) -> float | None:
    rate = tally.rate(part)
    return float(rate) if rate is not None else None


RATES: Columns[Tally] = {
    "reported": lambda tally: _rate(tally, tally.share.reported),
    "complete": lambda tally: _rate(tally, tally.complete),
    "on_time": lambda tally: _rate(tally, tally.on_time),
}

_STANDING: Columns[Standing] = {
    **part(lambda standing: standing.office, OFFICE),
    **part(lambda standing: standing.period, PERIOD),
    "state": lambda standing: str(standing.state),
    "total": lambda standing: standing.entry.total if standing.entry else None,
    RECORDED: lambda standing: dict(standing.entry.recorded) if standing.entry else {},
    "until": lambda standing: standing.until,
    "extended": lambda standing: standing.is_extended,
    "received": lambda standing: standing.entry.received if standing.entry else None,
    "completed": lambda standing: standing.completed,
    "late": lambda standing: standing.is_late,
}

STANDING: Columns[StandingOn] = {
    **part(lambda on: on.standing, _STANDING),
    "overdue": lambda on: on.standing.is_overdue(on.today),
    "days_left": lambda on: on.standing.days_left(on.today) if on.standing.is_outstanding else None,
    "note": lambda on: on.standing.effective_entry.note if on.standing.effective_entry else None,
}

STATUS_LINE: Columns[ProvincePeriod] = {
    **part(lambda line: line.status.scope.province, PROVINCE),
    **part(lambda line: line.period, PERIOD),
    **part(lambda line: line.tally, TALLY),
    "closed": lambda line: line.closed,
}

TODAY: Columns[Today] = {
    "date": lambda today: today.day,
    "province": lambda today: (
        None if today.scope.is_several else values_of(PLACE, today.scope.province)
    ),
    "overdue": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.overdue
    ],
    "due_soon": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.due_soon
    ],
    "inbox": lambda today: list(today.inbox.files) if today.inbox else None,
    "doubts": lambda today: today.doubts,
    "ready": lambda today: list(today.ready),
    "backup": lambda today: (
        {"date": today.backup, "days": (today.day - today.backup).days} if today.backup else None
    ),
    "without_schedule": lambda today: today.without_schedule and today.without_schedule.year,
    "without_holidays": lambda today: list(today.without_holidays),
    "next": lambda today: list(today.commands),
}
"""The work of today, as counts and lists."""

DOUBT: Columns[Doubted] = {
    **part(lambda doubted: doubted.office, OFFICE),
    **part(lambda doubted: doubted.period, PERIOD),
    "rule": lambda doubted: doubted.doubt.rule,
    "value": lambda doubted: doubted.doubt.value,
    "now": lambda doubted: doubted.doubt.now,
    "then": lambda doubted: doubted.doubt.then,
    "last_year": lambda doubted: doubted.doubt.is_last_year,
    "other": lambda doubted: doubted.doubt.other or None,
}


def status_json(shown: Shown, doubts: int) -> str:
    """The sums over all offices, by period and by month; then every office, or every province.

    `doubts` are the entries with a count that may be wrong.
    """
    status = shown.status
    return as_json(
        {
            **scope_values(status.scope),
            "month": shown.month,
            "fiscal_year": shown.fiscal_year.year,
            "as_of": shown.today,
            "schedule": values_of(SCHEDULE, shown.schedule),
            "doubts": doubts,
            "tally": _tally_values(shown.tally(status.all())),
            **({} if status.scope.is_several else {"by_office": _by_office(shown)}),
            "by_period": _by_period(shown, status),
            "by_month": [
                {"month": month, **_tally_values(shown.tally(standings))}
                for month, standings in status.by_month()
            ],
            **_parts(shown),
        }
    )


def status_csv(shown: Shown) -> str:
    """One line for each office and period; over several provinces, for each province and period."""
    if not shown.status.scope.is_several:
        lines = [StandingOn(standing, shown.today) for standing in shown.status.all()]
        return as_csv(STANDING, lines, list(shown.schedule.units))
    return as_csv(
        STATUS_LINE,
        [
            ProvincePeriod(
                status, period, shown.tally(status.of_period(period)), shown.closed(status)
            )
            for status in shown.status.of_provinces
            for period in status.periods
        ],
    )


def today_json(today: Today) -> str:
    """The entries overdue and due soon, office by office, and the other work."""
    return as_json(values_of(TODAY, today))


def _parts(shown: Shown) -> dict[str, Any]:
    """Every office and period; over several provinces, every province and period."""
    if not shown.status.scope.is_several:
        standings = (StandingOn(standing, shown.today) for standing in shown.status.all())
        return {"standings": [values_of(STANDING, standing) for standing in standings]}
    return {
        "by_province": [
            {
                **values_of(PROVINCE, status.scope.province),
                "closed": shown.closed(status),
                **_tally_values(shown.tally(status.all())),
                "by_period": _by_period(shown, status),
            }
            for status in shown.status.of_provinces
        ]
    }


def _by_office(shown: Shown) -> list[dict[str, Any]]:
    return [
        {**values_of(OFFICE, office), **_tally_values(shown.tally(shown.status.of_office(office)))}
        for office in shown.status.offices
    ]


def _by_period(shown: Shown, status: Status) -> list[dict[str, Any]]:
    return [
        {**values_of(PERIOD, period), **_tally_values(shown.tally(status.of_period(period)))}
        for period in status.periods
    ]


def _tally_values(tally: Tally) -> dict[str, Any]:
    """The sums, and the rates of those expected; null where none is expected."""
    return values_of(TALLY, tally) | {"rates": values_of(RATES, tally)}
