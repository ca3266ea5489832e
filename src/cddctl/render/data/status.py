"""The status as JSON and CSV."""

from typing import Any

from cddctl.render.data.columns import (
    OFFICE,
    PERIOD,
    PROVINCE,
    RATES,
    SCHEDULE,
    STANDING,
    STATUS_LINE,
    TALLY,
    ProvincePeriod,
    StandingOn,
)
from cddctl.render.data.report import scope_values
from cddctl.render.data.written import as_csv, as_json, values_of
from cddctl.render.tables.shown import Shown
from cddctl.status.round import Status, Tally


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


def _parts(shown: Shown) -> dict[str, Any]:
    """Every office and period; over several provinces, every province and period."""
    if not shown.status.scope.is_several:
        standings = (StandingOn(standing, shown.today) for standing in shown.status.all())
        return {"standings": [values_of(STANDING, standing) for standing in standings]}
    return {"by_province": [_of_province(shown, each) for each in shown.status.of_provinces]}


def _of_province(shown: Shown, status: Status) -> dict[str, Any]:
    return {
        **values_of(PROVINCE, status.scope.province),
        "closed": shown.closed(status),
        **_tally_values(shown.tally(status.all())),
        "by_period": _by_period(shown, status),
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
