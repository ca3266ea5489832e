"""Remarks beside a result: the schedule and month that were used, and holidays not known."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from cddctl.cli.output import say
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.model import Schedule
from cddctl.wording import say_year


def say_schedule(schedule: Schedule, year: FiscalYear) -> None:
    """Say which schedule was used, if it is that of an earlier year."""
    _say_in_force(schedule.year_of_letter, [year])


def say_schedules(calendar: Calendar, years: Iterable[FiscalYear]) -> None:
    """Say which schedules were used in some years, each earlier one once for all its years."""
    years_of: dict[int, list[FiscalYear]] = {}
    for year in sorted(set(years)):
        years_of.setdefault(calendar.schedule(year).year_of_letter, []).append(year)
    for used, of_letter in years_of.items():
        _say_in_force(used, of_letter)


def _say_in_force(used: int, years: Sequence[FiscalYear]) -> None:
    if without := [year for year in years if year.year != used]:
        first, last = without[0], without[-1]
        say(
            _(
                "there is no schedule for fiscal year {years}; that of {used} is still in force; "
                "to make it: cddctl schedule new --year {last}"
            ).format(years=first if first == last else f"{first}-{last}", used=used, last=last)
        )


def say_month(typed: str | None, month: Month) -> None:
    """Say which month was used, if none was typed."""
    if typed is None:
        say(_("month not said: this is {month}").format(month=month.say()))


def say_holidays_unknown(calendar: Calendar, days: Collection[date]) -> None:
    """Say for which years the public holidays around some days are not known."""
    for unknown in calendar.holidays(days).unknown_years(days):
        say(_("not all public holidays of {year} are known here").format(year=say_year(unknown)))
