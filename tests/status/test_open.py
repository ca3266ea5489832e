"""What is open of all months since use began."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, province_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.open import months_in_use, open_rounds, still_open
from cddctl.status.round import build_status

LAMPANG = province_of("52")
SCHEDULE = ScheduleLibrary().schedule(FiscalYear(2561), LAMPANG)
AUGUST, SEPTEMBER, OCTOBER = Month(2018, 8), Month(2018, 9), Month(2018, 10)


def periods(*months):
    return [each for month in months for each in periods_of_month(SCHEDULE, month, Holidays())]


@pytest.mark.parametrize(
    ("began", "today", "next_month", "months"),
    [
        (AUGUST, date(2018, 9, 5), OCTOBER, [AUGUST, SEPTEMBER]),
        (SEPTEMBER, date(2018, 9, 30), OCTOBER, [SEPTEMBER, OCTOBER]),  # 10 October is near
        (AUGUST, date(2018, 8, 22), SEPTEMBER, [AUGUST]),
        (AUGUST, date(2018, 8, 23), SEPTEMBER, [AUGUST, SEPTEMBER]),  # 6 September
        (SEPTEMBER, date(2018, 8, 31), SEPTEMBER, [SEPTEMBER]),  # what is before is not expected
        (OCTOBER, date(2018, 8, 22), SEPTEMBER, [OCTOBER]),
    ],
)
def test_months_in_use(began, today, next_month, months):
    assert months_in_use(began, today, periods(next_month)) == months


def done(period, office):
    counts = dict.fromkeys(period.database.counts, 0)
    return Entry(
        "52", office.code, period.database.id, 2561, period.number, period.month,
        total=0, recorded=counts,
    )  # fmt: skip


def status(but=(), acts=()):
    """All is reported of August and September but what is left out."""
    entries = [
        done(period, office)
        for period in periods(AUGUST, SEPTEMBER)
        for office in districts(LAMPANG)
        if (period.month, period.database.id, office.code) not in but
    ]
    return build_status(LAMPANG, districts(LAMPANG), periods(AUGUST, SEPTEMBER), entries, acts)


OWED = [
    (AUGUST, "otop-sales", "5201"), (SEPTEMBER, "otop-sales", "5202"),
    (SEPTEMBER, "leaders", "5202"),
]  # fmt: skip


def open_items(status):
    return [
        (standing.period.month, standing.period.database.id, standing.office.code)
        for round_ in open_rounds(still_open(status))
        for standing in round_.outstanding()
    ]


def test_open_rounds_oldest_first():
    assert open_items(status()) == []
    assert set(open_items(status(OWED))) == set(OWED)
    assert [round_.months() for round_ in open_rounds(status(OWED))] == [[AUGUST], [SEPTEMBER]]


def test_what_is_on_a_report_that_was_sent_is_not_open():
    at = datetime(2018, 9, 7, tzinfo=UTC)
    close = Act(Kind.CLOSE, "52", SEPTEMBER, recorded_at=at)
    closed = status(OWED, [close])
    assert open_items(closed) == OWED[:2]  # OTOP is on no report of September
    assert [round_.closed for round_ in open_rounds(still_open(closed))] == [None, None]
    reopened = replace(closed, acts=(*closed.acts, Act(Kind.REOPEN, "52", SEPTEMBER)))
    assert set(open_items(reopened)) == set(OWED)
