from datetime import date
from fractions import Fraction

import pytest

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, province_of
from cddctl.schedule.due import periods_of_year
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.league import league
from cddctl.status.round import build_status, sum_of_statuses
from cddctl.status.trend import trend

LAMPANG, PHAYAO = province_of("52"), province_of("56")
MAE_MO, NGAO, THOEN = "5202", "5205", "5208"
OFFICES = tuple(place for place in districts(LAMPANG) if place.code in {MAE_MO, NGAO, THOEN})
YEAR = FiscalYear(2561)
SCHEDULE = ScheduleLibrary().schedule(YEAR, LAMPANG)
PERIODS = periods_of_year(SCHEDULE, YEAR, Holidays())


def otop(office, number, result, *, province="52"):
    """The entry of an office for OTOP's month, due on the 10th: on time, late, part or reason."""
    month = [*YEAR.months()][number - 1]
    day = {"on time": 10, "late": 11}.get(result, 9)
    return Entry(
        province, office, "otop-sales", 2561, number, month,
        total=None if result == "reason" else 10,
        recorded={} if result == "reason" else {"makers": 5 if result == "part" else 10},
        not_applicable=result == "reason",
        note="ไม่มีผู้ผลิต" if result == "reason" else None,
        received=date(month.year, month.number, day),
    )  # fmt: skip


def of_otop(*results, office=MAE_MO):
    """The entries of an office for the first months of the year; None where it reports nothing."""
    return [otop(office, n, result) for n, result in enumerate(results, 1) if result is not None]


def status(entries, acts=(), *, offices=OFFICES, province=LAMPANG):
    periods = [period for period in PERIODS if period.database.id == "otop-sales"]
    return build_status(province, offices, periods, entries, acts)


def placing(entries, acts=(), *, today, office=MAE_MO):
    [found] = (each for each in league(status(entries, acts), today) if each.place.code == office)
    return found


JANUARY_11 = date(2018, 1, 11)
"""The first four of OTOP's dates have passed."""


@pytest.mark.parametrize(
    ("results", "expected", "reported", "complete", "on_time"),
    [
        ((), 4, 0, 0, 0),
        (("on time", "on time", "on time", "on time"), 4, 4, 4, 4),
        (("on time", "late", "part", None), 4, 3, 2, 1),
        (("on time", "on time", "on time", "reason"), 3, 3, 3, 3),
        (("reason", "reason", "reason", "reason"), 0, 0, 0, 0),
        (("on time", "on time", "on time", "on time", "part"), 4, 4, 4, 4),  # February is not due
        (("on time", "on time", "on time", "on time", "on time"), 5, 5, 5, 5),  # it came early
    ],
)
def test_what_the_league_counts(results, expected, reported, complete, on_time):
    tally = placing(of_otop(*results), today=JANUARY_11).tally
    counts = (tally.share.expected, tally.share.reported, tally.complete, tally.on_time)
    assert counts == (expected, reported, complete, on_time)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2017, 10, 10), 0), (date(2017, 10, 11), 1), (date(2018, 1, 10), 3), (JANUARY_11, 4)],
)
def test_what_may_still_come_is_not_held_against_an_office(today, expected):
    assert placing([], today=today).tally.share.expected == expected


@pytest.mark.parametrize(
    ("until", "received", "on_time", "expected"),
    [
        (date(2017, 10, 15), "late", 4, 4),  # received on the 11th: on time by the extension
        (None, "late", 3, 4),
        (date(2018, 1, 31), None, 3, 3),  # the extension still runs
        (date(2018, 1, 10), None, 3, 4),  # it has passed
    ],
)
def test_an_extension_counts_as_on_time(until, received, on_time, expected):
    acts = [Act(Kind.EXTEND, "52", Month(2017, 10), MAE_MO, None, until=until, reason="น้ำท่วม")] * (
        until is not None
    )
    entries = of_otop(received, "on time", "on time", "on time")
    tally = placing(entries, acts, today=JANUARY_11).tally
    assert (tally.on_time, tally.share.expected) == (on_time, expected)


@pytest.mark.parametrize(
    ("of_mae_mo", "of_ngao", "of_thoen", "ranks"),
    [
        (4, 3, 2, {MAE_MO: 1, NGAO: 2, THOEN: 3}),
        (2, 3, 4, {THOEN: 1, NGAO: 2, MAE_MO: 3}),
        (3, 3, 2, {MAE_MO: 1, NGAO: 1, THOEN: 3}),  # a tie takes the next rank too
        (2, 3, 3, {NGAO: 1, THOEN: 1, MAE_MO: 3}),
        (0, 0, 0, {MAE_MO: 1, NGAO: 1, THOEN: 1}),
    ],
)
def test_ties_share_a_rank(of_mae_mo, of_ngao, of_thoen, ranks):
    entries = [
        entry
        for office, count in ((MAE_MO, of_mae_mo), (NGAO, of_ngao), (THOEN, of_thoen))
        for entry in of_otop(*["on time"] * count, office=office)
    ]
    placings = league(status(entries), JANUARY_11)
    assert {each.place.code: each.rank for each in placings} == ranks
    assert list(ranks) == [each.place.code for each in placings]


def test_equal_shares_of_different_numbers_are_a_tie():
    entries = [
        *of_otop("on time", "on time", "on time", "on time"),
        *of_otop("on time", "on time", "on time", "reason", office=NGAO),
    ]
    ranks = {each.place.code: each.rank for each in league(status(entries), JANUARY_11)}
    assert (ranks[MAE_MO], ranks[NGAO], ranks[THOEN]) == (1, 1, 3)


def test_an_office_of_fewer_than_three_periods_is_not_ranked():
    entries = of_otop("on time", "on time", "reason", "reason")
    placings = league(status(entries), JANUARY_11)
    assert [(each.place.code, each.rank) for each in placings] == [
        (NGAO, 1), (THOEN, 1), (MAE_MO, None),
    ]  # fmt: skip
    assert placings[-1].share == 1


def test_the_share_of_nothing_is_none():
    assert placing(of_otop(*["reason"] * 4), today=JANUARY_11).share is None


def test_over_several_provinces_provinces_are_ranked():
    of_phayao = [otop("5601", n, "on time", province="56") for n in range(1, 5)]
    first = status(of_otop("on time", "late"))
    second = status(of_phayao, offices=districts(PHAYAO)[:2], province=PHAYAO)
    placings = league(sum_of_statuses(PERIODS, [first, second]), JANUARY_11)
    assert [(each.place, each.rank, each.share) for each in placings] == [
        (PHAYAO, 1, Fraction(4, 8)),
        (LAMPANG, 2, Fraction(1, 12)),
    ]


# --- The trend -------------------------------------------------------------------------------


def test_the_rounds_of_a_year_in_order():
    whole_year = build_status(LAMPANG, OFFICES, PERIODS, of_otop("on time", "late"))
    rounds = trend(whole_year, JANUARY_11)
    assert [(each.month.number, each.on_form, each.others) for each in rounds] == [
        (10, 0, 1), (11, 0, 1), (12, 1, 1), (1, 0, 1), (2, 1, 1), (3, 3, 1),
        (4, 1, 1), (5, 0, 1), (6, 1, 1), (7, 0, 1), (8, 0, 1), (9, 8, 1),
    ]  # fmt: skip
    assert sum(each.on_form + each.others for each in rounds) == 27
    assert [each.tally.share.expected for each in rounds] == [
        3, 3, 6, 3, 6, 12, 6, 3, 6, 3, 3, 24,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "result", "today", "has_begun", "is_open"),
    [
        (1, None, date(2017, 10, 10), False, True),
        (1, "on time", date(2017, 10, 10), True, True),  # two offices may still report on time
        (1, None, date(2017, 10, 11), True, False),
        (1, "late", date(2017, 10, 11), True, False),
        (2, None, date(2017, 10, 11), False, True),
    ],
)
def test_a_round_begins_with_a_report_or_with_its_date(number, result, today, has_begun, is_open):
    entries = [otop(MAE_MO, number, result)] if result else []
    found = trend(status(entries), today)[number - 1]
    assert (found.has_begun, found.is_open) == (has_begun, is_open)


def test_a_month_of_a_year_is_its_round():
    september = Month(2018, 9)
    acts = [
        Act(Kind.CLOSE, "52", september, recorded_at=None, sent="{}"),
        Act(Kind.EXTEND, "52", Month(2018, 3), MAE_MO, until=date(2018, 4, 1), reason="น้ำท่วม"),
    ]
    year = build_status(LAMPANG, OFFICES, PERIODS, of_otop("on time"), acts)
    round_ = year.in_month(september)
    assert [period.database.number for period in round_.periods] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert (len(round_.all()), round_.acts) == (27, tuple(acts[:1]))
    both = sum_of_statuses(PERIODS, [year]).in_month(Month(2017, 10))
    assert [len(each.all()) for each in both.of_provinces] == [3]
    assert both.all()[0].completed == date(2017, 10, 10)
