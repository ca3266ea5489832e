"""Remarks beside a result: the schedule and month that were used, and holidays not known."""

from collections.abc import Collection
from datetime import date

from cddctl.cli.output import say
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.model import Schedule
from cddctl.wording import say_year


def say_schedule(schedule: Schedule, year: FiscalYear) -> None:
    """Say which schedule was used, if it is that of an earlier year."""
    if schedule.fiscal_year != year.year:
        say(
            _(
                "there is no schedule for fiscal year {year}; that of {used} is still in force; "
                "to make it: cddctl schedule new --year {year}"
            ).format(year=year, used=schedule.fiscal_year)
        )


def say_month(typed: str | None, month: Month) -> None:
    """Say which month was used, if none was typed."""
    if typed is None:
        say(_("month not said: this is {month}").format(month=month.say()))


def say_holidays_unknown(calendar: Calendar, days: Collection[date]) -> None:
    """Say for which years the public holidays around some days are not known."""
    for unknown in calendar.holidays(days).unknown_years(days):
        say(_("not all public holidays of {year} are known here").format(year=say_year(unknown)))
