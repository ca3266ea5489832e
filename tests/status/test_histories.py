"""What an office reported before, and the doubts that no note settles."""

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, province_of
from cddctl.schedule.due import periods_of_year
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.histories import Histories, doubted, months_compared

YEAR = FiscalYear(2562)
SCHEDULE = ScheduleLibrary().schedule(YEAR)
PERIODS = periods_of_year(SCHEDULE, YEAR, Holidays())
LAMPANG = province_of("52")
OFFICE = "5202"


def period(database, number=1):
    [found] = [p for p in PERIODS if p.database.id == database and p.number == number]
    return found


def entry(total, *, database="leaders", number=1, year=2562, month="2562-09", note=None):
    units = {"leaders": "persons", "otop-sales": "makers", "savings-groups": "savings_groups"}
    return Entry(
        "52", OFFICE, database, year, number, Month.parse(month), total,
        {} if total is None else {units[database]: total}, note=note,
    )  # fmt: skip


def rules(entries, database="leaders", number=1, new=None):
    of = period(database, number)
    _entry, doubts = Histories.of([of], entries).doubts(of, OFFICE, new)
    return [doubt.rule.value for doubt in doubts if doubt.value == "total"]


LAST_YEAR = entry(120, year=2561, month="2561-09")


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([], []),
        ([entry(120)], []),
        ([LAST_YEAR, entry(121)], []),
        ([LAST_YEAR, entry(1200)], ["ten-fold"]),
        ([LAST_YEAR, entry(1200, note="ควบรวม")], []),
        ([LAST_YEAR, entry(1200), entry(1200, note="ควบรวม")], []),  # a note after all
        ([LAST_YEAR, entry(1200, note="ควบรวม"), entry(1200)], []),
        ([entry(100, note="เดิม"), entry(300, note="เดิม")], ["doubled"]),  # the note only stayed
        ([entry(120), entry(1200), entry(121)], []),  # what was wrong is mended
        ([entry(120), entry(1200, note="ควบรวม"), entry(121)], ["halved"]),
        ([entry(120), entry(None), entry(1200)], ["ten-fold"]),
    ],
)
def test_the_doubts_that_no_note_settles(entries, found):
    assert [rule.replace("a-tenth", "halved") for rule in rules(entries)] == found


def test_a_new_entry_is_doubted_as_the_register_will_have_it():
    assert rules([LAST_YEAR], new=entry(1200)) == ["ten-fold"]
    assert rules([LAST_YEAR, entry(1200)], new=entry(1200, note="ควบรวม")) == []


def test_the_last_period_is_of_the_same_year():
    december = entry(50, database="savings-groups", month="2561-12")
    before = entry(90, database="savings-groups", number=4, year=2561, month="2561-09")
    march = entry(45, database="savings-groups", number=2, month="2562-03")
    assert rules([before, december, march], "savings-groups", 2) == ["below-last-period"]
    assert rules([before, december], "savings-groups") == []


def test_six_points_of_otop_are_those_before():
    months = ["2561-10", "2561-11", "2561-12", "2562-01", "2562-02", "2562-03", "2562-04"]
    entries = [
        entry(20, database="otop-sales", number=number, month=month)
        for number, month in enumerate(months, 1)
    ]
    far = entry(200, database="otop-sales", number=7, month="2562-04")
    assert rules(entries[:6], "otop-sales", 7, far) == ["unusual"]
    assert rules(entries[1:6], "otop-sales", 7, far) == []
    assert rules([*entries[:5], far], "otop-sales", 6, None) == []


@pytest.mark.parametrize(
    ("database", "months"),
    [
        ("leaders", ["2018-09", "2019-09"]),
        ("mothers-fund", ["2018-04", "2019-04"]),
        ("poverty-alleviation", ["2018-03", "2018-09", "2019-03", "2019-09"]),
    ],
)
def test_the_months_compared_are_of_two_years(database, months):
    found = months_compared([period(database)], ScheduleLibrary().schedule)
    assert [str(month) for month in found] == months


def test_a_database_that_is_new_has_no_months_before():
    old = SCHEDULE.model_copy(update={"databases": {}})
    found = months_compared([period("leaders")], lambda year: SCHEDULE if year == YEAR else old)
    assert [str(month) for month in found] == ["2019-09"]


def test_all_of_a_province_by_period_and_office():
    entries = [LAST_YEAR, entry(1200), entry(20, database="otop-sales", month="2561-10")]
    [total, persons] = doubted(LAMPANG, districts(LAMPANG), PERIODS, entries)
    assert (total.office.code, total.period.database.id, total.entry) == (
        OFFICE, "leaders", entries[1],
    )  # fmt: skip
    assert (total.doubt.value, persons.doubt.value) == ("total", "persons")
