from datetime import date, timedelta

import pytest

from cddctl.periods import Month
from cddctl.schedule.usual_month import usual_month

SEPTEMBER, AUGUST, JUNE = Month(2018, 9), Month(2018, 8), Month(2018, 6)
APRIL, OCTOBER = Month(2018, 4), Month(2018, 10)
AUGUST_31 = date(2018, 8, 31)


@pytest.mark.parametrize(
    ("today", "dates", "with_entries", "meant"),
    [
        # This month has a period on the form.
        (date(2018, 9, 5), {SEPTEMBER: 6}, None, SEPTEMBER),
        (date(2018, 9, 30), {SEPTEMBER: 6, JUNE: 20}, OCTOBER, SEPTEMBER),
        # Another month's date is today, or at most 14 days away.
        (AUGUST_31, {SEPTEMBER: 6}, JUNE, SEPTEMBER),
        (date(2018, 8, 23), {SEPTEMBER: 6}, None, SEPTEMBER),
        (date(2018, 8, 22), {SEPTEMBER: 6}, APRIL, APRIL),
        (AUGUST_31, {SEPTEMBER: 30, APRIL: 30}, None, APRIL),
        (date(2018, 10, 1), {SEPTEMBER: 31}, APRIL, SEPTEMBER),  # rolled to 1 October
        (date(2018, 10, 2), {SEPTEMBER: 31}, APRIL, APRIL),
        # Else the latest with entries, else the latest past one on the form, else this month.
        (AUGUST_31, {JUNE: 20}, APRIL, APRIL),
        (AUGUST_31, {JUNE: 20, APRIL: 30}, None, JUNE),
        (AUGUST_31, {Month(2017, 8): 20}, None, Month(2017, 8)),
        (AUGUST_31, {Month(2017, 7): 20}, None, AUGUST),
        (AUGUST_31, {}, None, AUGUST),
        (AUGUST_31, {}, OCTOBER, OCTOBER),
    ],
)
def test_the_month_that_is_meant_where_none_is_said(today, dates, with_entries, meant):
    def dates_on_form(month):
        return {month.first_day + timedelta(days=dates[month] - 1)} if month in dates else set()

    assert usual_month(today, dates_on_form, lambda: with_entries) == meant
