"""Which month is meant where none is said."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

from cddctl.periods import Month

NEAR = timedelta(days=14)
"""How far away the date of a round of another month may be for it to be the one that is meant."""


def usual_month(
    today: date,
    dates_on_form: Callable[[Month], Collection[date]],
    latest_with_entries: Callable[[], Month | None],
) -> Month:
    """The month that is meant where none is said, by the dates of months' periods on the form.

    This month if it has one; else the month with a date from today to `NEAR` ahead; else the latest
    month with entries; else the latest within the past year with a period on the form; else this.
    """
    this_month = Month.of(today)
    if dates_on_form(this_month):
        return this_month
    near = [
        (day, month)
        for month in (this_month.previous(), this_month.next())
        for day in dates_on_form(month)
        if today <= day <= today + NEAR
    ]
    if near:
        return min(near)[1]
    if (latest := latest_with_entries()) is not None:
        return latest
    month = this_month
    for _number in range(12):
        month = month.previous()
        if dates_on_form(month):
            return month
    return this_month
