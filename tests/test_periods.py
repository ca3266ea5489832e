from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import NotAMonth, UsageRefused
from cddctl.i18n import quoted, use_language
from cddctl.periods import FIRST_YEAR, LAST_YEAR, FiscalYear, Month, parse_date
from cddctl.thai import MONTHS, MONTHS_SHORT, thai_digits
from cddctl.wording import cut

ENGLISH = "january february march april may june july august september october november december"

years = st.integers(FIRST_YEAR, LAST_YEAR)
months = st.builds(Month, years, st.integers(1, 12))
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
fiscal_years = st.integers(FIRST_YEAR + 544, LAST_YEAR + 543).map(FiscalYear)
laws = settings(max_examples=100)


@pytest.mark.parametrize(
    "typed",
    [
        "2018-09",
        "2018-9",
        "2018/09",
        "2561-09",
        "2561/9",
        "09/2561",
        "9/2018",
        "9-61",
        "9/61",
        "2018 - 09",
        " 2018-09 ",
        f"{'2018':57}-09",
        "๙/๒๕๖๑",
        "๒๕๖๑-๐๙",
        "２０１８-０９",
        "ก.ย. 2561",
        "ก.ย 2561",
        "ก.ย. 61",
        "ก.ย.61",
        "ก.ย.-61",
        "ก.ย. ๖๑",
        "กันยายน ๒๕๖๑",
        "กันยายน 2018",
        "กันยายน พ.ศ. 2561",
        "กันยายน พ.ศ.๒๕๖๑",
        "กันยายน พศ 2561",
        "กันยายน ค.ศ. 2018",
        "2561 ก.ย.",
        "sep 2018",
        "Sep. 2018",
        "SEPT 2018",
        "September 2561",
        "september-2018",
        "sep-61",
        "2018 sep",
    ],
)
def test_september_2018_however_it_is_written(typed):
    assert Month.parse(typed) == Month(2018, 9)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1/1900", Month(1900, 1)),
        ("12/2199", Month(2199, 12)),
        ("2742-12", Month(2199, 12)),
        ("1/00", Month(1957, 1)),
        ("1/99", Month(2056, 1)),
        ("jun 2018", Month(2018, 6)),
        ("jul 2018", Month(2018, 7)),
        ("may 2018", Month(2018, 5)),
        ("เมษายน 61", Month(2018, 4)),
    ],
)
def test_months(typed, month):
    assert Month.parse(typed) == month


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "2018",
        "sep",
        "ก.ย.",
        "0/2018",
        "13/2018",
        "2018-00",
        "2018-13",
        "9/201",
        "9/20180",
        "กันยายน 561",
        "12/1899",
        "1/2200",
        "2300-01",
        "2743-01",
        "2018-09-01",
        "1-9-2018",
        "2018--09",
        "-09-2018",
        "2018.09",
        "se 2018",
        "ju 2018",
        "sepx 2018",
        "SEPX 2018",
        "x/2018",
        "ก ย 2561",
        "พ.ศ. 2561",
        "september 2018 2018",
        "²/2018",
        "2018\n-09",
        "2018\u200b-09",
        f"{'2018':58}-09",
        "กันยายน พ.ศ. 2018",
        "กันยายน ค.ศ. 2561",
        "ก.ย. ค.ศ. 61",
        "٩/2018",
    ],
)
def test_no_month(typed):
    with pytest.raises(NotAMonth) as refused:
        Month.parse(typed)
    assert str(refused.value) == (
        f'{cut(typed)!r} is not a month; write it like 2018-09, 2561-09, 9/2561 or "ก.ย. 2561"'
    )


@given(months, st.data())
@laws
def test_every_written_form_gives_the_month_back(month, data):
    year, number = month.year, month.number
    buddhist = year + 543
    names = (MONTHS[number - 1], MONTHS_SHORT[number - 1], MONTHS_SHORT[number - 1].rstrip("."))
    english = ENGLISH.split()[number - 1]
    forms = [
        str(month),
        month.buddhist,
        f"{year}-{number}",
        f"{number}/{buddhist}",
        f"{number:02}/{year}",
        thai_digits(f"{number}/{buddhist}"),
        *(f"{name} {buddhist}" for name in names),
        *(thai_digits(f"{name} พ.ศ. {buddhist}") for name in names),
        f"{english} {year}",
        f"{english[:3].title()} {year}",
    ]
    if 2500 <= buddhist < 2600:
        forms += [f"{number}/{buddhist % 100:02}", f"{names[1]} {buddhist % 100:02}"]
    assert Month.parse(data.draw(st.sampled_from(forms))) == month


@given(months)
@laws
def test_months_follow_each_other_without_gap_or_overlap(month):
    after = month.next()
    assert after.previous() == month
    assert month.previous().next() == month
    assert month < after
    assert month.last_day + timedelta(days=1) == after.first_day
    assert Month.of(month.first_day) == Month.of(month.last_day) == month


@given(days)
@laws
def test_a_day_lies_in_its_month_and_fiscal_year(day):
    month, year = Month.of(day), FiscalYear.of(day)
    assert month.first_day <= day <= month.last_day
    assert year.start <= day < year.end
    assert day in year
    assert month.fiscal_year == year
    assert [m for m in year.months() if m.first_day <= day <= m.last_day] == [month]


@given(fiscal_years)
@laws
def test_a_fiscal_year_is_its_twelve_months_and_touches_the_next(year):
    twelve = list(year.months())
    assert [m.number for m in twelve] == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert all(a.next() == b for a, b in pairwise(twelve))
    assert twelve[0].first_day == year.start
    assert twelve[-1].last_day + timedelta(days=1) == year.end
    held = sum((m.last_day - m.first_day).days + 1 for m in twelve)
    assert held == (year.end - year.start).days in (365, 366)
    assert year.end == FiscalYear(year.year + 1).start
    assert year.end not in year
    assert {m.fiscal_year for m in twelve} == {year}
    assert [year.month(m.number) for m in twelve] == twelve


def test_fiscal_year_2561():
    year = FiscalYear(2561)
    assert (year.start, year.end) == (date(2017, 10, 1), date(2018, 10, 1))
    assert year.month(12) == Month(2017, 12)
    assert year.month(9) == Month(2018, 9)
    assert str(year) == "2561"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2017, 9, 30), 2560),
        (date(2017, 10, 1), 2561),
        (date(2017, 12, 31), 2561),
        (date(2018, 1, 1), 2561),
        (date(2018, 9, 30), 2561),
        (date(2018, 10, 1), 2562),
    ],
)
def test_fiscal_year_of_a_day(day, year):
    assert FiscalYear.of(day) == FiscalYear(year)
    assert (day in FiscalYear(2561)) == (year == 2561)


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2561", 2561),
        ("๒๕๖๑", 2561),
        ("２５６１", 2561),
        (" 61 ", 2561),
        ("๖๑", 2561),
        ("2018", 2561),
        ("00", 2500),
        ("99", 2599),
        ("1901", 2444),
        ("2444", 2444),
        ("2199", 2742),
        ("2742", 2742),
    ],
)
def test_fiscal_years(typed, year):
    assert FiscalYear.parse(typed) == FiscalYear(year)


@pytest.mark.parametrize(
    "typed",
    ["", "256", "25611", "abc", "-61", "+561", "6.1", "2561-09", "²5", "1900", "2443", "2743"],
)
def test_no_fiscal_year(typed):
    with pytest.raises(UsageRefused) as refused:
        FiscalYear.parse(typed)
    assert str(refused.value) == (f"{typed!r} is not a fiscal year; write it like 2561, 61 or 2018")


@pytest.mark.parametrize(
    "typed",
    [
        "2018-09-06",
        "2018-9-6",
        "2018/09/06",
        "2561-09-06",
        "6/9/2561",
        "6/9/61",
        "06-09-2018",
        "๖/๙/๒๕๖๑",
        "6 ก.ย. 61",
        "6 ก.ย. 2561",
        "6ก.ย.61",
        "6-ก.ย.-61",
        "๖ กันยายน ๒๕๖๑",
        "๖ กันยายน พ.ศ. ๒๕๖๑",
        "6 sep 2018",
        "6-Sep-2018",
        "6 September 2561",
    ],
)
def test_6_september_2018_however_it_is_written(typed):
    assert parse_date(typed) == date(2018, 9, 6)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("29/2/2555", date(2012, 2, 29)),
        ("29/2/2559", date(2016, 2, 29)),
        ("29 ก.พ. 63", date(2020, 2, 29)),
        ("2567-02-29", date(2024, 2, 29)),
        ("1/1/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_dates(typed, day):
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6/9",
        "2018-09",
        "20180906",
        "29/2/2556",
        "29/2/2560",
        "29 ก.พ. 61",
        "31/4/2561",
        "0/9/2561",
        "32/1/2561",
        "6/13/2018",
        "6/0/2018",
        "31/12/1899",
        "1/1/2200",
        "6 foo 2018",
        "6 se 2018",
        "6.9.2561",
        "sep 6 2018",
        "2018-09-06T00:00",
        "2018\n-09-06",
    ],
)
def test_no_date(typed):
    with pytest.raises(UsageRefused) as refused:
        parse_date(typed)
    assert str(refused.value) == (
        f'{typed!r} is not a date; write it like 2018-09-06, 6/9/2561 or "6 ก.ย. 2561"'
    )


@given(days, st.data())
@laws
def test_every_written_form_gives_the_day_back(day, data):
    buddhist = day.year + 543
    forms = (
        day.isoformat(),
        f"{buddhist}-{day.month:02}-{day.day:02}",
        f"{day.day}/{day.month}/{buddhist}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {buddhist}",
        thai_digits(f"{day.day} {MONTHS_SHORT[day.month - 1]} {buddhist}"),
        f"{day.day} {ENGLISH.split()[day.month - 1]} {day.year}",
    )
    assert parse_date(data.draw(st.sampled_from(forms))) == day


@given(st.text(alphabet="0129/- .กยพศ๑๒sepx\n", max_size=12) | st.text(max_size=12))
@laws
def test_any_text_is_read_or_refused(typed):
    for parse, refusal in (
        (Month.parse, NotAMonth),
        (FiscalYear.parse, UsageRefused),
        (parse_date, UsageRefused),
    ):
        try:
            parse(typed)
        except refusal as error:
            assert quoted(typed) in str(error)  # noqa: PT017


def test_months_in_words_and_file_names():
    month = Month(2018, 9)
    assert (str(month), month.buddhist) == ("2018-09", "2561-09")
    assert month.say() == "September 2018 (2561)"
    use_language("th")
    assert month.say() == "กันยายน 2561"
