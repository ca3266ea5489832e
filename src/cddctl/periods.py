"""Months and fiscal years, and every way that people write them.

The conventions, once for the whole program: dates inside are C.E. (`datetime.date`); a fiscal year
runs from 1 October to 30 September and bears the B.E. year in which it ends (2561 = 2017-10-01 to
2018-09-30); B.E. = C.E. + 543; ranges include their start and exclude their end. As typed, a
four-digit year of 2400 or more is B.E., and a two-digit year is B.E. too (61 = 2561).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Self

from cddctl.errors import NotAMonth, UsageRefused
from cddctl.i18n import _
from cddctl.thai import arabic_digits, month_number
from cddctl.wording import BUDDHIST_ERA, cut, say_month

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The C.E. years that are accepted; anything else is a typing mistake."""

THAILAND = timezone(timedelta(hours=7))
"""Thailand's time, the whole year; the day is Thailand's, whatever zone a PC is set to."""

FISCAL_MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
"""The numbers of a fiscal year's months, in its order."""

_FISCAL_START = 10
_FIRST_BUDDHIST = 2400
_BUDDHIST_CENTURY = 2500
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SEP = r"\s*[-/]\s*"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_ERA = r"([พค])\.?ศ\.?\s*(?=[0-9])"
_NAME = r"(?P<name>[^\W\d_]\D*?)"
_MONTH_FORMS = (
    rf"(?P<year>[0-9]{{4}}){_SEP}(?P<month>[0-9]{{1,2}})",
    rf"(?P<month>[0-9]{{1,2}}){_SEP}(?P<year>[0-9]{{4}}|[0-9]{{2}})",
    rf"{_NAME}\s*[-/]?\s*{_YEAR}",
    rf"(?P<year>[0-9]{{4}})\s+{_NAME}",
)
_DATE_FORMS = (
    rf"(?P<year>[0-9]{{4}}){_SEP}(?P<month>[0-9]{{1,2}}){_SEP}(?P<day>[0-9]{{1,2}})",
    rf"(?P<day>[0-9]{{1,2}}){_SEP}(?P<month>[0-9]{{1,2}}){_SEP}(?P<year>[0-9]{{4}}|[0-9]{{2}})",
    rf"(?P<day>[0-9]{{1,2}})\s*[-/]?\s*{_NAME}\s*[-/]?\s*{_YEAR}",
)
"""Each is compiled when it is first tried: most commands come to one or two."""


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """A fiscal year, named by its B.E. year."""

    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The fiscal year that a day falls in."""
        return cls(day.year + BUDDHIST_ERA + (day.month >= _FISCAL_START))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read `2561`, `๒๕๖๑`, `61` or `2018`. Raises `UsageRefused`."""
        text = arabic_digits(typed).strip()
        if not re.fullmatch(r"[0-9]{4}|[0-9]{2}", text):
            raise _not_a_fiscal_year(typed)
        year = _common_era(text)
        if not FIRST_YEAR < year <= LAST_YEAR:
            raise _not_a_fiscal_year(typed)
        return cls(year + BUDDHIST_ERA)

    @property
    def start(self) -> date:
        """1 October, its first day."""
        return date(self.year - BUDDHIST_ERA - 1, _FISCAL_START, 1)

    @property
    def end(self) -> date:
        """The day after its last: the next 1 October."""
        return date(self.year - BUDDHIST_ERA, _FISCAL_START, 1)

    def month(self, number: int) -> "Month":
        """Its month of that calendar number: 12 of 2561 is December 2017."""
        return Month(self.year - BUDDHIST_ERA - (number >= _FISCAL_START), number)

    def months(self) -> Iterator["Month"]:
        """Its twelve months, October first."""
        return (self.month(number) for number in FISCAL_MONTHS)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return str(self.year)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a C.E. year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day falls in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read `2018-09`, `2561-09`, `9/2561`, `ก.ย. 61`, `กันยายน ๒๕๖๑` or `sep 2018`.

        Raises `NotAMonth`.
        """
        match = _first_match(_MONTH_FORMS, typed)
        number = _month_of(match) if match else None
        if match is None or number is None:
            raise NotAMonth(typed)
        year = _common_era(match["year"])
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):  # noqa: PLR2004
            raise NotAMonth(typed)
        return cls(year, number)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.next().first_day - timedelta(days=1)

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year that it belongs to."""
        return FiscalYear.of(self.first_day)

    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def buddhist(self) -> str:
        """For file names: 2561-09."""
        return f"{self.year + BUDDHIST_ERA}-{self.number:02}"

    def say(self) -> str:
        """For people: กันยายน 2561, or September 2018 (2561)."""
        return say_month(self.year, self.number)

    def __hash__(self) -> int:
        """Months are keys of everything kept by period, so this is kept as fast as possible."""
        return self.year * 12 + self.number

    def __str__(self) -> str:
        """ISO 8601: 2018-09."""
        return f"{self.year:04}-{self.number:02}"


def thai_time(moment: datetime) -> datetime:
    """A moment in Thailand's time."""
    return moment.astimezone(THAILAND)


def parse_date(typed: str) -> date:
    """Read a day: `2018-09-06`, `2561-09-06`, `6/9/2561` or `6 ก.ย. 61`. Raises `UsageRefused`.

    The year becomes C.E. before the date is built, so that 29 February is real in B.E. 2559.
    """
    match = _first_match(_DATE_FORMS, typed)
    month = _month_of(match) if match else None
    if match is None or month is None:
        raise _not_a_date(typed)
    year = _common_era(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _not_a_date(typed)
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        raise _not_a_date(typed) from None


def _not_a_fiscal_year(typed: str) -> UsageRefused:
    return UsageRefused(
        _("{typed!r} is not a fiscal year; write it like 2561, 61 or 2018").format(typed=cut(typed))
    )


def _not_a_date(typed: str) -> UsageRefused:
    return UsageRefused(
        _('{typed!r} is not a date; write it like 2018-09-06, 6/9/2561 or "6 ก.ย. 2561"').format(
            typed=cut(typed)
        )
    )


_LONGEST = 60
"""The longest text tried as a date: the patterns below are slow on far longer ones."""


def _first_match(forms: tuple[str, ...], typed: str) -> re.Match[str] | None:
    """The first pattern that fits; None where the era written contradicts the year."""
    text = arabic_digits(typed).strip()
    if len(text) > _LONGEST or not text.isprintable():
        return None
    era = re.search(_ERA, text)
    text = re.sub(_ERA, " ", text)
    tried = (re.fullmatch(form, text, re.IGNORECASE) for form in forms)
    match = next(filter(None, tried), None)
    if match and era and (era[1] == "พ") != _is_buddhist(match["year"]):
        return None
    return match


def _month_of(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if number := groups.get("month"):
        return int(number)
    name = groups["name"].strip()
    return month_number(name) or _english_month(name)


def _english_month(name: str) -> int | None:
    name = name.rstrip(".").lower()
    if len(name) < 3:  # noqa: PLR2004 (jan, feb, …)
        return None
    return next((n for n, full in enumerate(_ENGLISH_MONTHS, 1) if full.startswith(name)), None)


def _is_buddhist(year: str) -> bool:
    return len(year) == 2 or int(year) >= _FIRST_BUDDHIST  # noqa: PLR2004


def _common_era(year: str) -> int:
    if not _is_buddhist(year):
        return int(year)
    return int(year) + (_BUDDHIST_CENTURY if len(year) == 2 else 0) - BUDDHIST_ERA  # noqa: PLR2004
