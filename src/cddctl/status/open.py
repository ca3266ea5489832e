"""The periods still open of all months since use began."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cddctl.periods import Month
from cddctl.report.sent import keys_closed
from cddctl.schedule.due import Period, regular_date, report_periods
from cddctl.schedule.usual_month import NEAR
from cddctl.status.round import Status


def months_in_use(began: Month, today: date, periods_of_next: Iterable[Period]) -> list[Month]:
    """The months since use began, and the next one if a date in it is near.

    Where use is still to begin, it is that month alone.
    """
    this_month = Month.of(today)
    months = [began]
    while months[-1] < this_month:
        months.append(months[-1].next())
    is_near = any(regular_date(period) <= today + NEAR for period in periods_of_next)
    if is_near and months[-1] == this_month:
        months.append(this_month.next())
    return months


def still_open(status: Status) -> Status:
    """A province's status of several months, without the periods on reports that were sent."""
    closed = {month for month in status.months() if status.closed_in(month) is not None}
    sent = {
        period.key
        for month in closed
        for period in report_periods(each for each in status.periods if each.month == month)
    } | keys_closed(status.acts)
    return replace(
        status,
        periods=tuple(period for period in status.periods if period.key not in sent),
        standings={key: each for key, each in status.standings.items() if key[0] not in sent},
        acts=tuple(act for act in status.acts if act.month not in closed),
    )


def open_rounds(status: Status) -> list[Status]:
    """The months with something outstanding, oldest first, each a status of its own."""
    rounds = map(status.in_month, status.months())
    return [round_ for round_ in rounds if round_.outstanding()]
