"""Dates and offices of a round's standing that the register seldom has."""

from datetime import date

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import Scope, districts, office_of, province_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

PROVINCE = province_of("52")
SEPTEMBER = Month(2018, 9)
PERIODS = periods_of_month(
    ScheduleLibrary().schedule(FiscalYear(2561), PROVINCE), SEPTEMBER, Holidays()
)
[LEADERS] = (period for period in PERIODS if period.database.id == "leaders")
NGAO, THOEN = office_of("5205"), office_of("5208")


def status(*received):
    """The standing where Ngao has recorded 10 of 10, once for each day received."""
    history = [
        Entry(
            "52", NGAO.code, "leaders", 2561, 1, SEPTEMBER,
            total=10, recorded={"persons": 10}, received=day and date(2018, 9, day),
        )
        for day in received
    ]  # fmt: skip
    return build_status(PROVINCE, districts(PROVINCE), PERIODS, history)


@pytest.mark.parametrize(
    ("received", "completed", "late"),
    [
        ([None], None, False),
        ([None, None], None, False),
        ([7, None], 7, True),
        ([None, 7], 7, True),
        ([7, None, 6], 6, False),
    ],
)
def test_what_bears_no_day_received_is_late_by_no_day(received, completed, late):
    found = status(*received).of(LEADERS, NGAO)
    assert (found.completed, found.is_late) == (completed and date(2018, 9, completed), late)
    assert not found.is_outstanding


def test_the_standing_of_a_province_is_of_it():
    assert status().scope == Scope.of(PROVINCE)


def test_narrowed_to_an_office_nothing_is_said_of_another():
    whole = status(5)
    own = whole.narrowed(NGAO)
    assert own.of(LEADERS, NGAO) == whole.of(LEADERS, NGAO)
    assert (whole.of(LEADERS, THOEN) is None, own.of(LEADERS, THOEN)) == (False, None)
