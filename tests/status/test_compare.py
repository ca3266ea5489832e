"""A round compared: with which period, the sums, and what is missing."""

from fractions import Fraction

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.compare import Change, Earlier, compare
from cddctl.status.round import build_status, sum_of_statuses

LAMPANG, PHAYAO = find_province("lampang"), find_province("phayao")
MAE_MO, NGAO = "5202", "5205"
SEPTEMBER = Month(2019, 9)
PERIODS = [
    period
    for period in periods_of_month(
        ScheduleLibrary().schedule(FiscalYear(2561), LAMPANG), SEPTEMBER, Holidays()
    )
    if period.database.id in {"leaders", "groups", "savings-groups"}
]


def entry(database, month, total, number=1, office=MAE_MO, **recorded):
    month = Month.parse(month)
    return Entry(
        office[:2], office, database, month.fiscal_year.year, number, month, total, recorded
    )


def compared(*entries, with_month=None, province=LAMPANG):
    now = [each for each in entries if each.month == SEPTEMBER]
    status = build_status(province, districts(province), PERIODS, now)
    return compare(status, SEPTEMBER, entries, with_month)


THREE = (
    entry("savings-groups", "2018-09", 10, 4, savings_groups=8),
    entry("savings-groups", "2019-03", 11, 2, savings_groups=9),
    entry("savings-groups", "2019-06", 12, 3, savings_groups=10),
)


@pytest.mark.parametrize(
    ("entries", "with_month", "earlier"),
    [
        (THREE, None, Earlier(Month(2018, 9), 4)),
        (THREE[1:], None, Earlier(Month(2019, 6), 3)),
        (THREE, Month(2019, 3), Earlier(Month(2019, 3), 2)),
        (THREE, Month(2019, 4), None),
        ((), None, None),
    ],
)
def test_with_which_period(entries, with_month, earlier):
    comparison = compared(*entries, with_month=with_month)
    rows = {row.period.database.id: row for row in comparison.by_database()}
    assert rows["savings-groups"].earlier == earlier
    assert rows["leaders"].earlier is None
    assert not rows["leaders"].has_then


def test_a_period_compared_with_another_than_that_of_a_year_before_is_named():
    (period,) = compared(*THREE[1:]).not_year_before()
    assert period.database.id == "savings-groups"
    assert compared(*THREE).not_year_before() == []


BOTH = (
    entry("leaders", "2018-09", 100, persons=90),
    entry("leaders", "2018-09", 50, office=NGAO, persons=50),
    entry("leaders", "2019-09", 120, persons=96),
    entry("groups", "2018-09", 30, groups=20, networks=4),
    entry("groups", "2019-09", 30, groups=30),
)


def test_the_sums_of_a_database():
    leaders = compared(*BOTH).by_database()[0]
    assert (leaders.reports, leaders.total, leaders.recorded) == (
        Change(1, 2), Change(120, 150), Change(96, 140),
    )  # fmt: skip
    assert (leaders.total.difference, leaders.total.share) == (-30, Fraction(-1, 5))
    assert Change(3, 0).share is None


def test_the_sums_of_an_office():
    rows = {row.place.code: row for row in compared(*BOTH).by_place()}
    assert rows[MAE_MO].total == Change(150, 130)
    assert (rows[NGAO].total, rows[NGAO].is_blank) == (Change(0, 50), False)
    assert rows["5201"].is_blank
    assert compared(*BOTH).total().total == Change(150, 180)


def test_sums_leave_out_what_has_nothing_to_compare_with():
    comparison = compared(*BOTH[:4])
    assert [period.database.id for period in comparison.not_compared()] == []
    comparison = compared(*BOTH[:3], entry("groups", "2019-09", 30, groups=30))
    assert [period.database.id for period in comparison.not_compared()] == ["groups"]
    assert comparison.total().total == Change(120, 150)
    rows = {row.place.code: row.total for row in comparison.by_place()}
    assert (rows[MAE_MO], rows[NGAO]) == (Change(120, 100), Change(0, 50))


def test_where_nothing_is_compared_sums_have_no_then():
    comparison = compared(entry("groups", "2019-09", 30, groups=30))
    assert comparison.not_compared() == []
    assert (comparison.total().total.now, comparison.total().has_then) == (30, False)


def test_what_is_not_applicable_yet_is_not_compared():
    yet = BOTH[2]._replace(office=NGAO, total=None, recorded={}, not_applicable=True, note="x")
    comparison = compared(*BOTH[:3], yet)
    assert comparison.missing() == []
    assert comparison.by_database()[0].total == Change(120, 100)
    alone = compared(BOTH[1], yet).by_database()[0]
    assert (alone.has_then, alone.is_blank) == (False, True)


def test_what_was_there_and_is_not():
    comparison = compared(*BOTH)
    assert [(p.office.code, p.period.database.id) for p in comparison.missing()] == [
        (NGAO, "leaders")
    ]
    assert [(p.office.code, p.lost_units) for p in comparison.with_lost_units()] == [
        (MAE_MO, ("networks",))
    ]


def test_the_rows_of_several_provinces_are_provinces():
    entries = (*BOTH, entry("leaders", "2019-09", 7, office="5601", persons=7))
    now = [each for each in entries if each.month == SEPTEMBER]
    statuses = [
        build_status(place, districts(place), PERIODS, [e for e in now if e.province == place.code])
        for place in (LAMPANG, PHAYAO)
    ]
    comparison = compare(sum_of_statuses(PERIODS, statuses), SEPTEMBER, entries)
    assert {row.place.id: row.total for row in comparison.by_place()} == {
        "lampang": Change(150, 180), "phayao": Change(7, 0),
    }  # fmt: skip
