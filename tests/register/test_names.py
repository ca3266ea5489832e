"""What a register says of places and periods, for those who read it with other programs."""

from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from cddctl.periods import Month
from cddctl.places import DistrictChange, districts, province_of, use_declared
from cddctl.register.sqlite import connect
from cddctl.register.store import Register
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

SEPTEMBER = Month(2018, 9)
LAMPANG = province_of("52")


def periods(month=SEPTEMBER, province=LAMPANG):
    schedule = ScheduleLibrary().schedule(month.fiscal_year, province)
    return periods_of_month(schedule, month, Holidays())


@pytest.fixture
def register(tmp_path):
    with Register.create(tmp_path / "register.db", "52", datetime(2018, 9, 5, tzinfo=UTC)) as book:
        yield book


def said(register, sql):
    with closing(connect(register.path)) as connection:
        return connection.execute(sql).fetchall()


def declare(register, *args):
    with register.writing():
        register.declare(*args)
        return register._connection.total_changes


def test_the_province_and_its_districts(register):
    declare(register, LAMPANG, periods())
    assert said(register, "SELECT code, thai, english FROM places ORDER BY code") == [
        (place.code, place.name_th, place.name_en) for place in (LAMPANG, *districts(LAMPANG))
    ]


def test_a_district_is_in_the_months_at_whose_end_it_is_there(register):
    founded = DistrictChange("5214", "แม่ใหม่", "Mae Mai", since=date(2018, 7, 1))
    closed = DistrictChange("5213", until=date(2018, 7, 30))
    with use_declared(lambda _province: (founded, closed)):
        for month in (6, 7, 8):
            declare(register, LAMPANG, periods(Month(2018, month)))
    offices = said(register, "SELECT month, office_code FROM current_status")
    there = {month: {code for when, code in offices if when == month} for month, _code in offices}
    assert "5213" in there["2018-06"]
    assert "5214" not in there["2018-06"]
    assert "5213" not in there["2018-07"] | there["2018-08"]
    assert "5214" in there["2018-07"] & there["2018-08"]
    assert [len(there[month]) for month in sorted(there)] == [13, 13, 13]
    dates = "SELECT since, until FROM places WHERE code BETWEEN '5212' AND '5214' ORDER BY code"
    assert said(register, dates) == [(None, None), (None, "2018-07-30"), ("2018-07-01", None)]


def test_the_periods_with_the_date_that_holds(register):
    declare(register, LAMPANG, periods())
    rows = said(register, "SELECT number, database, period, entered_by, until FROM periods")
    assert len(rows) == 9
    assert (3, "leaders", 1, "district", "2018-09-06") in rows
    assert (10, "otop-sales", 12, "district", "2018-09-10") in rows


def test_what_is_said_already_is_not_written_again(register):
    first = declare(register, LAMPANG, periods())
    assert declare(register, LAMPANG, periods()) == first > 0


def test_a_schedule_that_was_changed_takes_the_place_of_the_one_before(register):
    declare(register, LAMPANG, periods(Month(2018, 6)))
    declare(register, LAMPANG, periods())
    declare(register, LAMPANG, periods()[:2])
    assert said(register, "SELECT month, count(*) FROM periods GROUP BY month") == [
        ("2018-06", 2),
        ("2018-09", 2),
    ]
