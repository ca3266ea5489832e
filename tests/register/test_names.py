"""What a register says of places and periods, for those who read it with other programs."""

from contextlib import closing
from datetime import UTC, datetime

import pytest

from cddctl.periods import Month
from cddctl.places import districts, province_of
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
