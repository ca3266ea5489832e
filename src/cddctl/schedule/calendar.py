"""The calendar of a province: the schedule in force, and the periods of a month or year."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from cddctl.errors import NoScheduleYet, ScheduleRefused
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.due import (
    Period,
    PeriodKey,
    on_form,
    periods_of_database,
    periods_of_month,
    periods_of_year,
    regular_date,
    report_periods,
)
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Database, Schedule

_Periods = dict[tuple[str, Month | FiscalYear, Holidays], tuple[Period, ...]]
"""Periods by the name of the schedule, the month or fiscal year, and the holidays."""


class Calendars:
    """The calendars of all provinces; those under one schedule share their periods."""

    def __init__(self, library: ScheduleLibrary) -> None:
        self.library = library
        self._periods: _Periods = {}

    def of(self, province: Place | None) -> "Calendar":
        """The calendar of a province, or the department's own."""
        return Calendar(self.library, province, self._periods)


class Calendar:
    """The schedules for a province or the nation, and the periods that follow from them."""

    def __init__(
        self, library: ScheduleLibrary, province: Place | None, periods: _Periods | None = None
    ) -> None:
        self.library = library
        self.province = province
        self._periods = {} if periods is None else periods

    def schedule(self, year: FiscalYear) -> Schedule:
        """The schedule in force in a fiscal year."""
        return self.library.schedule(year, self.province)

    def schedule_for_names(self, year: FiscalYear) -> Schedule:
        """The schedule in force, to take names from; before the first schedule, the first.

        Entries recorded under a schedule that is no longer in use still have to be named.
        """
        try:
            return self.schedule(year)
        except NoScheduleYet:
            return self.schedule(self.library.first_year())

    def schedule_naming(
        self, year: FiscalYear, database: str | None, units: Collection[str] = ()
    ) -> Schedule:
        """The schedule in force, or the newest that has a database and units which it lacks."""
        current = self.schedule_for_names(year)
        if current.has(database, units) or self.province is None:
            return current
        for other_year in reversed(self.library.years(self.province)):
            with suppress(ScheduleRefused):  # a wrong file names nothing
                if (other := self.schedule(other_year)).has(database, units):
                    return other
        return current

    def periods_for_names(self, month: Month) -> tuple[Period, ...]:
        """The periods of a month, to take names from; before the first schedule, by the first."""
        return self._periods_of(self.schedule_for_names(month.fiscal_year), month)

    def of_month(self, month: Month) -> tuple[Schedule, tuple[Period, ...]]:
        """The schedule in force in a month, and the month's periods."""
        schedule = self.schedule(month.fiscal_year)
        return schedule, self._periods_of(schedule, month)

    def of_year(self, year: FiscalYear) -> tuple[Schedule, tuple[Period, ...]]:
        """The schedule in force in a fiscal year, and its periods."""
        schedule = self.schedule(year)
        holidays = self.library.holidays({year.start.year, year.end.year}, self.province)
        key = schedule.name, year, holidays
        if key not in self._periods:
            self._periods[key] = periods_of_year(schedule, year, holidays)
        return schedule, self._periods[key]

    def is_on_report(self, key: PeriodKey) -> bool:
        """Whether a period, by its key, is on the report of its month; OTOP's never is.

        Of a database that the schedule in force dropped, the schedule that had it says so.
        """
        database, month, _number = key
        schedule = self.schedule_naming(month.fiscal_year, database)
        periods = self._periods_of(schedule, month)
        return any(period.key == key for period in report_periods(periods))

    def holidays(self, days: Iterable[date]) -> Holidays:
        """The public holidays around some days, as far as known."""
        return self._holidays_around({Month.of(day) for day in days})

    def nearest(self, database: Database, month: Month) -> list[Period]:
        """The database's last period before a month, and the next after it."""
        periods: list[Period] = []
        for year in range(month.fiscal_year.year - 1, month.fiscal_year.year + 2):
            try:
                schedule = self.schedule(FiscalYear(year))
            except NoScheduleYet:
                continue
            if database.id in schedule.databases:
                periods += periods_of_database(
                    schedule, schedule.databases[database.id], FiscalYear(year), Holidays()
                )
        before = [period for period in periods if period.month < month]
        after = [period for period in periods if period.month > month]
        return [*before[-1:], *after[:1]]

    def dates_on_form(self, month: Month) -> tuple[date, ...]:
        """The dates of a month's periods on the report form; none before the first schedule."""
        try:
            _schedule, periods = self.of_month(month)
        except NoScheduleYet:
            return ()
        return tuple(regular_date(period) for period in on_form(periods))

    def _periods_of(self, schedule: Schedule, month: Month) -> tuple[Period, ...]:
        holidays = self._holidays_around({month})
        key = schedule.name, month, holidays
        if key not in self._periods:
            self._periods[key] = periods_of_month(schedule, month, holidays)
        return self._periods[key]

    def _holidays_around(self, months: Collection[Month]) -> Holidays:
        """The public holidays of months, and of those after, where the next working day may be."""
        years = {shown.year for month in months for shown in (month, month.next())}
        return self.library.holidays(years, self.province)
