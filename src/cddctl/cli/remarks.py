"""Remarks beside a result: the schedule and month that were used, and what is left out."""

from collections.abc import Collection, Iterable
from datetime import date

from cddctl.cli.output import say
from cddctl.i18n import _, ngettext
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, districts, office_of
from cddctl.report.form import without_a_place
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.wording import say_list, say_year


def say_schedule(schedule: Schedule, year: FiscalYear) -> None:
    """Say which schedule was used, if it is that of an earlier year."""
    if schedule.fiscal_year != year.year:
        say(
            _(
                "there is no schedule for fiscal year {year}; that of {used} is still in force"
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


def say_lost(
    place: Place, month: Month, periods: Iterable[Period], entries: Iterable[Entry]
) -> None:
    """Say which of a month's current entries fit no period, office or unit of its schedule."""
    if lost := without_a_place(periods, place, districts(place), entries):
        say(
            ngettext(
                "{count} entry of {month} is not in this report ({which}): the schedule in use "
                "has no such period, office or unit; is --schedules missing?",
                "{count} entries of {month} are not in this report ({which}): the schedule in use "
                "has no such period, office or unit; is --schedules missing?",
                len(lost),
            ).format(
                count=len(lost),
                month=month.say(),
                which=say_list(
                    dict.fromkeys(f"{office_of(e.office).name} {e.database}" for e in lost)
                ),
            )
        )
