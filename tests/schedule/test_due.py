from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import DataRefused
from cddctl.i18n import use_language
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of, province_of
from cddctl.schedule.due import (
    check_enters,
    on_form,
    periods_of_database,
    periods_of_month,
    periods_of_year,
)
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import EveryMonth, PeriodRule

OF_2561 = FiscalYear(2561)
SEPTEMBER = Month(2018, 9)

NATIONAL = ScheduleLibrary().schedule(OF_2561)
LAMPANG = ScheduleLibrary().schedule(OF_2561, province_of("52"))
HOLIDAYS = ScheduleLibrary().holidays([2017, 2018])


def changed(schedule, *, roll="none", **databases):
    """The schedule with some databases changed, by id with _ for -."""
    changes = {id_.replace("_", "-"): values for id_, values in databases.items()}
    return schedule.model_copy(
        update={
            "roll": roll,
            "databases": {
                id_: database.model_copy(update=changes.get(id_, {}))
                for id_, database in schedule.databases.items()
            },
        }
    )


@pytest.mark.parametrize(
    ("database", "office", "refusal"),
    [
        ("leaders", "5202", None),
        ("volunteer-leader-day", "52", None),
        ("leaders", "52", "is entered by the districts; say which one"),
        ("volunteer-leader-day", "5202", "by the provincial office; leave the district out"),
    ],
)
def test_who_enters_a_database(database, office, refusal):
    declared = NATIONAL.databases[database]
    if refusal is None:
        check_enters(declared, office_of(office))
        return
    with pytest.raises(DataRefused, match=refusal):
        check_enters(declared, office_of(office))


def test_every_period_of_2561():
    periods = periods_of_year(NATIONAL, OF_2561, HOLIDAYS)
    assert [f"{p.due} {p.database.id} {p.number}/{p.of}" for p in periods] == [
        "2017-10-10 otop-sales 1/12",
        "2017-11-10 otop-sales 2/12",
        "2017-12-10 otop-sales 3/12",
        "2017-12-20 savings-groups 1/4",
        "2018-01-10 otop-sales 4/12",
        "2018-02-10 otop-sales 5/12",
        "2018-02-28 volunteer-leader-day 1/1",
        "2018-03-10 otop-sales 6/12",
        "2018-03-20 savings-groups 2/4",
        "2018-03-20 poverty-alleviation 1/2",
        "2018-03-31 cd-standards 1/2",
        "2018-04-10 otop-sales 7/12",
        "2018-04-30 mothers-fund 1/1",
        "2018-05-10 otop-sales 8/12",
        "2018-06-10 otop-sales 9/12",
        "2018-06-20 savings-groups 3/4",
        "2018-07-10 otop-sales 10/12",
        "2018-08-10 otop-sales 11/12",
        "2018-09-10 otop-sales 12/12",
        "2018-09-20 savings-groups 4/4",
        "2018-09-20 poverty-alleviation 2/2",
        "2018-09-30 cd-standards 2/2",
        "2018-09-30 leaders 1/1",
        "2018-09-30 volunteer-leader-assessment 1/1",
        "2018-09-30 groups 1/1",
        "2018-09-30 fund-institutions 1/1",
        "2018-09-30 fund-networks 1/1",
    ]


def test_27_periods_by_month():
    periods = periods_of_year(NATIONAL, OF_2561, HOLIDAYS)
    by_month = Counter(Month.of(period.due) for period in periods)
    assert len(periods) == 27
    assert [by_month[month] for month in OF_2561.months()] == [1, 1, 2, 1, 2, 4, 2, 1, 2, 1, 1, 9]


@pytest.mark.parametrize("schedule", [NATIONAL, LAMPANG], ids=["national", "lampang"])
def test_september_2018_has_the_8_on_the_form_and_otop(schedule):
    periods = periods_of_month(schedule, SEPTEMBER, HOLIDAYS)
    assert [p.database.number for p in periods] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [p.database.id for p in periods if p not in on_form(periods)] == ["otop-sales"]
    assert [(p.database.number, p.number) for p in on_form(periods)] == [
        (2, 2),
        (3, 1),
        (4, 1),
        (5, 1),
        (6, 4),
        (7, 2),
        (8, 1),
        (9, 1),
    ]


def test_savings_groups_1_of_2561_is_due_in_december_2017():
    periods = periods_of_database(NATIONAL, NATIONAL.databases["savings-groups"], OF_2561, HOLIDAYS)
    assert [(p.number, p.due) for p in periods] == [
        (1, date(2017, 12, 20)),
        (2, date(2018, 3, 20)),
        (3, date(2018, 6, 20)),
        (4, date(2018, 9, 20)),
    ]
    assert [p.key for p in periods] == [
        ("savings-groups", Month(2017, 12), 1),
        ("savings-groups", Month(2018, 3), 2),
        ("savings-groups", Month(2018, 6), 3),
        ("savings-groups", Month(2018, 9), 4),
    ]


def test_otop_is_due_on_the_10th_from_october_2017_to_september_2018():
    periods = periods_of_database(NATIONAL, NATIONAL.databases["otop-sales"], OF_2561, HOLIDAYS)
    assert [p.due for p in periods] == [m.first_day.replace(day=10) for m in OF_2561.months()]
    assert (periods[0].due, periods[-1].due) == (date(2017, 10, 10), date(2018, 9, 10))
    assert [p.month for p in periods] == list(OF_2561.months())


def test_the_standards_periods_end_with_quarters_2_and_4():
    periods = periods_of_database(NATIONAL, NATIONAL.databases["cd-standards"], OF_2561, HOLIDAYS)
    assert [(p.month, p.due) for p in periods] == [
        (Month(2018, 3), date(2018, 3, 31)),
        (Month(2018, 9), date(2018, 9, 30)),
    ]
    assert [str(p.content) for p in periods] == ["applicants", "those certified"]
    use_language("th")
    assert [str(p.content) for p in periods] == ["ผู้สมัคร", "ผู้ผ่านการรับรอง"]


def test_due_dates_that_are_no_working_days_stay_and_say_the_next():
    periods = periods_of_year(NATIONAL, OF_2561, HOLIDAYS)
    noted = {
        p.due: (p.holiday and str(p.holiday), p.next_working_day)
        for p in periods
        if p.next_working_day
    }
    assert noted == {
        date(2017, 12, 10): ("Constitution Day", date(2017, 12, 12)),
        date(2018, 2, 10): (None, date(2018, 2, 12)),
        date(2018, 3, 10): (None, date(2018, 3, 12)),
        date(2018, 3, 31): (None, date(2018, 4, 2)),
        date(2018, 6, 10): (None, date(2018, 6, 11)),
        date(2018, 9, 30): (None, date(2018, 10, 1)),
    }
    assert [p.holiday for p in periods if not p.next_working_day] == [None] * 16
    assert date(2018, 10, 1) not in OF_2561


def test_a_holiday_on_a_working_day_of_the_week():
    schedule = changed(NATIONAL, leaders={"periods": (PeriodRule(number=1, month=4, day=12),)})
    (period,) = periods_of_database(schedule, schedule.databases["leaders"], OF_2561, HOLIDAYS)
    assert str(period.holiday) == "Special public holiday"
    assert (period.due, period.next_working_day) == (date(2018, 4, 12), date(2018, 4, 17))


@pytest.mark.parametrize(
    ("schedule", "rolled"),
    [
        (NATIONAL, set()),
        (changed(NATIONAL, roll="next-working-day"), {2, 3, 4, 5, 8, 9}),
        (changed(NATIONAL, leaders={"roll": "next-working-day"}), {3}),
        (changed(NATIONAL, roll="next-working-day", leaders={"roll": "none"}), {2, 4, 5, 8, 9}),
    ],
    ids=["none", "all", "one", "all but one"],
)
def test_roll_moves_due_dates_to_the_next_working_day(schedule, rolled):
    periods = periods_of_month(schedule, SEPTEMBER, HOLIDAYS)
    assert {p.database.number for p in periods if p.due == date(2018, 10, 1)} == rolled
    assert [p.month for p in periods] == [SEPTEMBER] * 9
    for period in periods:
        if period.database.number in rolled:
            assert (period.holiday, period.next_working_day) == (None, None)


def test_roll_over_constitution_day():
    schedule = changed(NATIONAL, roll="next-working-day")
    december = periods_of_month(schedule, Month(2017, 12), HOLIDAYS)
    assert [(p.database.number, p.due) for p in december] == [
        (6, date(2017, 12, 20)),
        (10, date(2017, 12, 12)),
    ]


def test_covers_is_shown_where_the_schedule_sets_it():
    assert {p.covers for p in periods_of_year(NATIONAL, OF_2561, HOLIDAYS)} == {None}
    every = EveryMonth(day=10, covers="previous-month")
    schedule = changed(NATIONAL, otop_sales={"every_month": every})
    periods = periods_of_database(schedule, schedule.databases["otop-sales"], OF_2561, HOLIDAYS)
    assert [p.covers for p in periods] == [Month(2017, 9), *list(OF_2561.months())[:11]]


def test_lampang_wants_the_8_of_the_form_by_6_september_2018():
    periods = periods_of_month(LAMPANG, SEPTEMBER, HOLIDAYS)
    assert {p.report_by for p in on_form(periods)} == {date(2018, 9, 6)}
    assert [p.report_by for p in periods if p.database.id == "otop-sales"] == [None]
    year = periods_of_year(LAMPANG, OF_2561, HOLIDAYS)
    assert {p.report_by for p in year if p.month != SEPTEMBER} == {None}
    national = periods_of_year(NATIONAL, OF_2561, HOLIDAYS)
    assert {p.report_by for p in national} == {None}


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2018, 9, 20), 0),
        (date(2018, 9, 19), 1),
        (date(2018, 9, 21), -1),
        (date(2018, 8, 31), 20),
        (date(2017, 9, 20), 365),
    ],
)
def test_days_left(today, left):
    periods = periods_of_month(NATIONAL, SEPTEMBER, HOLIDAYS)
    (period,) = (p for p in periods if p.database.id == "savings-groups")
    assert period.days_left(today) == left


def test_the_bureau_of_each():
    periods = periods_of_month(NATIONAL, SEPTEMBER, HOLIDAYS)
    use_language("th")
    assert {str(p.bureau) for p in periods} == {
        "สำนักเสริมสร้างความเข้มแข็งชุมชน",
        "สำนักพัฒนาทุนและองค์กรการเงินชุมชน",
        "สำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน",
    }


@given(st.integers(2561, 2700).map(FiscalYear))
@settings(max_examples=60)
def test_in_every_later_year_the_months_hold_the_same_periods(year):
    periods = periods_of_year(NATIONAL, year, Holidays())
    assert len(periods) == 27
    assert len({p.key for p in periods}) == 27
    assert all(p.due in year for p in periods)
    assert all(p.month.first_day <= p.due <= p.month.last_day for p in periods)
    assert {p.fiscal_year for p in periods} == {year}
    assert [p.due for p in periods] == sorted(p.due for p in periods)
    by_month = [periods_of_month(NATIONAL, month, Holidays()) for month in year.months()]
    assert sorted(p.key for month in by_month for p in month) == sorted(p.key for p in periods)
    assert [len(month) for month in by_month] == [1, 1, 2, 1, 2, 4, 2, 1, 2, 1, 1, 9]
    (february,) = (p for p in periods if p.database.id == "volunteer-leader-day")
    assert (february.due + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("year", "due"),
    [(2562, date(2019, 2, 28)), (2563, date(2020, 2, 29)), (2567, date(2024, 2, 29))],
)
def test_the_last_day_of_february(year, due):
    database = NATIONAL.databases["volunteer-leader-day"]
    (period,) = periods_of_database(NATIONAL, database, FiscalYear(year), Holidays())
    assert period.due == due
