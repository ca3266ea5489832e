"""Last year's figure: the same period number, whatever its month was."""

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.histories import entries_before, months_before

SEPTEMBER = Month(2019, 9)
SCHEDULE = ScheduleLibrary().schedule(FiscalYear(2562))
PERIODS = periods_of_month(SCHEDULE, SEPTEMBER, Holidays())
NGAO = "5205"


def entry(total, month="2561-09", *, database="leaders", year=2561, number=1, office=NGAO):
    return Entry("52", office, database, year, number, Month.parse(month), total=total)


def test_the_months_are_those_of_the_year_before():
    months = months_before(PERIODS)
    assert (months[0], months[-1], len(months)) == (Month(2017, 10), Month(2018, 9), 12)


@pytest.mark.parametrize(
    ("entries", "total"),
    [
        ([], None),
        ([entry(120)], 120),
        ([entry(120), entry(125)], 125),
        ([entry(120, "2561-08")], 120),
        ([entry(120), entry(90, "2561-08")], 120),
        ([entry(120, "2560-09", year=2560)], None),
        ([entry(120, "2562-09", year=2562)], None),
        ([entry(120, number=2)], None),
        ([entry(120, database="groups")], None),
        ([entry(120, office="5201")], None),
    ],
    ids=[
        "nothing", "one", "corrected", "another month", "two months", "two years before",
        "the same year", "another number", "another database", "another office",
    ],
)  # fmt: skip
def test_what_stood_a_year_before(entries, total):
    before = entries_before(PERIODS, entries)
    found = before.get((("leaders", SEPTEMBER, 1), NGAO))
    assert (found and found.total) == total


def test_each_period_has_its_own_number():
    entries = [entry(number, database="savings-groups", number=number) for number in range(1, 5)]
    [before] = entries_before(PERIODS, entries).values()
    assert before.total == 4
