from datetime import date, timedelta

import pytest
from holidays.countries import Thailand
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.places import find_province, provinces
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

YEARS = range(2017, 2028)

# What the package lacks: the cabinet's special holidays, and the substitute of King Chulalongkorn
# Day that the cabinet moved from the Monday after to the Friday before.
ADDED = {date(2018, 4, 12), date(2019, 4, 12), date(2019, 12, 30), date(2021, 10, 22)}
MOVED_AWAY = {date(2021, 10, 25)}

# What it has besides: no holidays of government offices.
CHILDRENS_DAY = {
    date(2017, 1, 14),
    date(2018, 1, 13),
    date(2019, 1, 12),
    date(2020, 1, 11),
    date(2021, 1, 9),
    date(2022, 1, 8),
    date(2023, 1, 14),
    date(2024, 1, 13),
    date(2025, 1, 11),
    date(2026, 1, 10),
    date(2027, 1, 9),
}
LABOUR_DAY = {date(year, 5, 1) for year in YEARS}
LABOUR_DAY_IN_LIEU = {date(2021, 5, 3), date(2022, 5, 2), date(2027, 5, 3)}


LIBRARY = ScheduleLibrary()


@pytest.fixture(scope="module")
def known():
    return LIBRARY.holidays(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_the_files_are_the_packages_days_with_the_corrections(known, year):
    package = Thailand(years=year, categories=("public", "government"), language="en_US")
    ours = {day for day in known.days if day.year == year}
    assert ours - set(package) == {day for day in ADDED if day.year == year}
    dropped = CHILDRENS_DAY | LABOUR_DAY | LABOUR_DAY_IN_LIEU | MOVED_AWAY
    assert set(package) - ours == {day for day in dropped if day.year == year}
    assert {package[day] for day in set(package) - ours} <= {
        "National Children's Day",
        "National Labor Day",
        "National Labor Day (in lieu)",
        "HM King Chulalongkorn Memorial Day (in lieu)",
    }


def test_every_holiday_has_a_name_in_both_languages(known):
    assert known.years == frozenset(YEARS)
    for name in known.days.values():
        assert name.th.strip()
        assert name.en.isascii()
        assert name.en.strip()


@pytest.mark.parametrize(
    ("day", "english"),
    [
        (date(2017, 12, 5), "National Father's Day"),
        (date(2017, 12, 10), "Constitution Day"),
        (date(2017, 12, 11), "Constitution Day (in lieu)"),
        (date(2018, 4, 12), "Special public holiday"),
        (date(2018, 4, 13), "Songkran Festival"),
        (date(2019, 12, 30), "Special public holiday"),
        (date(2021, 3, 26), None),
        (date(2021, 5, 10), "Royal Ploughing Ceremony Day"),
        (date(2021, 10, 6), None),
        (date(2021, 10, 21), None),
        (date(2018, 9, 6), None),
        (date(2018, 9, 30), None),
        (date(2021, 10, 22), "King Chulalongkorn Memorial Day (in lieu)"),
        (date(2021, 10, 23), "King Chulalongkorn Memorial Day"),
        (date(2021, 10, 25), None),
    ],
)
def test_holiday(known, day, english):
    name = known.holiday(day)
    assert (name and name.en) == english


@pytest.mark.parametrize(
    ("day", "works", "following"),
    [
        (date(2017, 12, 8), True, date(2017, 12, 12)),
        (date(2017, 12, 10), False, date(2017, 12, 12)),
        (date(2018, 2, 10), False, date(2018, 2, 12)),
        (date(2018, 3, 10), False, date(2018, 3, 12)),
        (date(2018, 3, 31), False, date(2018, 4, 2)),
        (date(2018, 4, 11), True, date(2018, 4, 17)),
        (date(2018, 6, 10), False, date(2018, 6, 11)),
        (date(2018, 9, 6), True, date(2018, 9, 7)),
        (date(2018, 9, 30), False, date(2018, 10, 1)),
        (date(2019, 12, 29), False, date(2020, 1, 2)),
        (date(2018, 5, 1), True, date(2018, 5, 2)),
        (date(2021, 10, 21), True, date(2021, 10, 25)),
        (date(2021, 10, 22), False, date(2021, 10, 25)),
        (date(2021, 10, 25), True, date(2021, 10, 26)),
    ],
)
def test_working_days(known, day, works, following):
    assert known.is_working_day(day) is works
    assert known.next_working_day(day) == following


@given(st.dates(date(2017, 1, 1), date(2027, 12, 29)))
@settings(max_examples=100)
def test_the_next_working_day_is_the_first_one_after(day):
    known = ScheduleLibrary().holidays({day.year, day.year + 1})
    following = known.next_working_day(day)
    assert following > day
    assert known.is_working_day(following)
    between = (day + timedelta(n) for n in range(1, (following - day).days))
    assert not any(known.is_working_day(d) for d in between)


def test_without_a_years_file_weekends_alone_are_known():
    nothing = Holidays()
    assert nothing.is_working_day(date(2017, 12, 5))
    assert not nothing.is_working_day(date(2017, 12, 10))
    assert nothing.holiday(date(2017, 12, 10)) is None
    assert nothing.years == frozenset()
    assert nothing.first_day_after(date(2017, 12, 9)) == date(2017, 12, 11)
    assert nothing.next_working_day(date(2017, 12, 9)) is None


@pytest.mark.parametrize(
    ("years", "day", "following", "unknown"),
    [
        ({2026, 2027}, date(2026, 12, 31), date(2027, 1, 4), []),
        ({2027}, date(2027, 12, 26), date(2027, 12, 27), []),
        ({2027}, date(2027, 12, 31), None, [2028]),
        ({2027}, date(2028, 1, 1), None, [2028]),
        ({2027}, date(2028, 1, 3), None, [2028]),
        (set(), date(2022, 12, 31), None, [2022, 2023]),
    ],
)
def test_no_next_working_day_beyond_what_is_known(years, day, following, unknown):
    holidays = ScheduleLibrary().holidays(years)
    assert holidays.next_working_day(day) == following
    assert holidays.unknown_years([day]) == unknown


# --- Holidays of some provinces --------------------------------------------------------------

SOUTHERNMOST = ("pattani", "yala", "narathiwat", "satun", "songkhla")


REGIONS = {
    date(2021, 3, 26): ("Holiday of the North", 17, "lampang", "loei"),
    date(2021, 10, 6): ("Holiday of the South", 14, "chumphon", "phetchaburi"),
    date(2021, 10, 21): ("Holiday of the Central region", 25, "trat", "lampang"),
}
"""With how many provinces, one of them, and one of another region. Bangkok is none of the 76."""


@pytest.mark.parametrize(("day", "expected"), REGIONS.items(), ids=str)
def test_a_regional_holiday(day, expected):
    english, count, one_of_them, another = expected
    having = [
        p.id for p in provinces() if (name := of_province(p).holiday(day)) and name.en == english
    ]
    assert len(having) == count
    assert one_of_them in having
    assert another not in having


def of_province(province, year=2021):
    return LIBRARY.holidays([year, year + 1], province)


def test_no_province_is_of_two_regions():
    counts = {p.id: sum(day in of_province(p).days for day in REGIONS) for p in provinces()}
    northeast = {p.id for p in provinces() if p.code[0] in "34"}  # its day is the nation's, too
    assert counts == {name: int(name not in northeast) for name in counts}


@pytest.mark.parametrize("name", SOUTHERNMOST)
@pytest.mark.parametrize(
    ("day", "english"),
    [
        (date(2017, 1, 30), "Chinese New Year (in lieu)"),
        (date(2018, 2, 16), "Chinese New Year"),
        (date(2018, 8, 22), "Eid al-Adha"),
        (date(2019, 8, 13), "Eid al-Adha (in lieu)"),
        (date(2020, 5, 25), "Eid al-Fitr (in lieu)"),
    ],
)
def test_a_holiday_of_the_southernmost_provinces(name, day, english):
    assert of_province(find_province(name), day.year).holiday(day).en == english
    for other in (None, find_province("phatthalung")):
        assert of_province(other, day.year).is_working_day(day)


@pytest.mark.parametrize(
    ("day", "following", "unknown"),
    [
        (date(2018, 6, 13), date(2018, 6, 14), []),
        (date(2018, 6, 14), None, []),
        (date(2018, 6, 15), None, [2018]),
        (date(2018, 6, 16), None, [2018]),
        (date(2018, 6, 18), date(2018, 6, 19), [2018]),
        (date(2018, 6, 23), date(2018, 6, 25), []),
    ],
)
def test_next_to_a_day_that_may_be_a_holiday_nothing_is_stated(day, following, unknown):
    """Eid al-Fitr 2018 was on 15 or 16 June, a Saturday, with Monday in lieu."""
    pattani = of_province(find_province("pattani"), 2018)
    assert pattani.next_working_day(day) == following
    assert pattani.unknown_years([day]) == unknown
    assert of_province(None, 2018).unknown_years([day]) == []


@pytest.mark.parametrize(
    ("days", "years"),
    [
        ([date(2018, 9, 30)], {2018}),
        ([date(2018, 11, 30)], {2018}),
        ([date(2018, 12, 10)], {2018, 2019}),
        ([date(2018, 9, 30), date(2017, 12, 20)], {2017, 2018}),
        ([], set()),
    ],
)
def test_of_december_the_next_year_is_read_too(days, years):
    assert Calendar(LIBRARY, None).holidays(days).years == years
