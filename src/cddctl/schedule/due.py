"""Which periods a month or a fiscal year holds, and when each is due."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, in_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Database, PeriodRule, Schedule, Text

PeriodKey = tuple[str, Month, int]
"""Database, month and number of a period."""


class Period(NamedTuple):
    """One occurrence of a database's rule.

    `month` is the one that the rule names; `due` falls in it unless due dates are rolled on.
    """

    database: Database
    bureau: Text
    fiscal_year: FiscalYear
    number: int
    of: int
    """The number of the database's periods in the year."""
    month: Month
    due: date
    holiday: Text | None
    is_day_off: bool
    """Whether the due date is a weekend or public holiday, as far as known."""
    next_working_day: date | None
    """The next working day after a day off; None where the holidays until then are not known."""
    report_by: date | None
    not_yet: str | None
    """The reason, where the schedule declares that there is nothing to enter yet."""
    content: Text | None
    covers: Month | None
    """The month whose data are entered, where it is the one before."""

    @property
    def key(self) -> PeriodKey:
        """Database, month and number: the key of its entries.

        The month is included because a province's own schedule may number its periods anew.
        """
        return self.database.id, self.month, self.number

    def days_left(self, today: date) -> int:
        """Days to the date that holds for the province: 0 on the day itself, negative after it."""
        return (regular_date(self) - today).days


def periods_of_year(schedule: Schedule, year: FiscalYear, holidays: Holidays) -> tuple[Period, ...]:
    """All periods of a fiscal year, by due date."""
    periods = (
        _period(schedule, database, rule, year, holidays)
        for database in schedule.ordered()
        for rule in database.rules()
    )
    return tuple(sorted(periods, key=lambda period: (period.due, period.database.number)))


def periods_of_month(schedule: Schedule, month: Month, holidays: Holidays) -> tuple[Period, ...]:
    """The periods of a month, in the order of the schedule."""
    year = month.fiscal_year
    return tuple(
        _period(schedule, database, rule, year, holidays)
        for database in schedule.ordered()
        for rule in database.rules()
        if rule.month == month.number
    )


def periods_of_database(
    schedule: Schedule, database: Database, year: FiscalYear, holidays: Holidays
) -> tuple[Period, ...]:
    """The periods of one database in a fiscal year, in order."""
    return tuple(_period(schedule, database, rule, year, holidays) for rule in database.rules())


def on_form(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods that have a row on the report form."""
    return tuple(period for period in periods if period.database.on_form)


def report_periods(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods that have a row in a report: those on the form, or all where none is."""
    periods = tuple(periods)
    return on_form(periods) or periods


def offices_of(period: Period, province: Place, districts: Sequence[Place]) -> tuple[Place, ...]:
    """The offices that enter a period: the districts of its month, or the provincial office."""
    if period.database.entered_by == "province":
        return (province,)
    return in_month(districts, period.month)


def check_enters(database: Database, office: Place) -> None:
    """Refuse, with `DataRefused`, an office for a database that it does not enter."""
    if database.entered_by == "province" and not office.is_province:
        message = _("{database} is entered by the provincial office; leave the district out")
        raise DataRefused(message.format(database=database.say()))
    if database.entered_by == "district" and office.is_province:
        message = _("{database} is entered by the districts; say which one")
        raise DataRefused(message.format(database=database.say()))


def regular_date(period: Period) -> date:
    """The date for an office without an extension."""
    return period.report_by or period.due


def _period(
    schedule: Schedule, database: Database, rule: PeriodRule, year: FiscalYear, holidays: Holidays
) -> Period:
    month = year.month(rule.month)
    due = month.first_day.replace(day=rule.day) if rule.day else month.last_day
    if (database.roll or schedule.roll) == "next-working-day" and not holidays.is_working_day(due):
        due = holidays.first_day_after(due)
    is_day_off = not holidays.is_working_day(due)
    return Period(
        database=database,
        bureau=schedule.bureaus[database.bureau],
        fiscal_year=year,
        number=rule.number,
        of=len(database.rules()),
        month=month,
        due=due,
        holiday=holidays.holiday(due),
        is_day_off=is_day_off,
        next_working_day=holidays.next_working_day(due) if is_day_off else None,
        report_by=schedule.report_date(database, month),
        not_yet=schedule.reason_not_yet(database, month),
        content=rule.content,
        covers=month.previous() if rule.covers else None,
    )
