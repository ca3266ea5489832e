"""Working days: neither weekend nor public holiday of government offices, as far as known.

The holidays of a year are known where there is a file of them. Where there is none, only weekends
are known, and `next_working_day` is None.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from pydantic import StrictBool, StrictInt

from cddctl.schedule.model import Day, Declaration, Text

_SATURDAY = 5


class Holidays(NamedTuple):
    """The public holidays of some C.E. years, for a province or the nation."""

    years: frozenset[int] = frozenset()
    days: Mapping[date, Text] = MappingProxyType({})
    uncertain: frozenset[date] = frozenset()
    """Days of which it is not known whether they are holidays."""

    def __hash__(self) -> int:
        """Two provinces with the same holidays share their periods."""
        return hash((self.years, frozenset(self.days), self.uncertain))

    def holiday(self, day: date) -> Text | None:
        """The public holiday on a day, if any."""
        return self.days.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is neither Saturday, Sunday nor a known public holiday."""
        return day.weekday() < _SATURDAY and day not in self.days

    def first_day_after(self, day: date) -> date:
        """The first day after a day that is no weekend and no known public holiday."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date | None:
        """The first working day after a day; None where the holidays until then are not known."""
        following = self.first_day_after(day)
        return None if self._unknown(day + timedelta(days=1), following) else following

    def unknown_years(self, days: Iterable[date]) -> list[int]:
        """The years whose holidays are needed to describe these days, and are not known."""
        return sorted(
            {
                unknown.year
                for day in days
                for unknown in self._unknown(
                    day, day if self.is_working_day(day) else self.first_day_after(day)
                )
            }
        )

    def _unknown(self, first: date, last: date) -> list[date]:
        """The days of which it is not known whether they are holidays."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if day.year not in self.years or day in self.uncertain]


class Holiday(Text):
    """A public holiday, of the nation or of some provinces alone."""

    provinces: tuple[str, ...] | None = None
    """By any of their names; the nation's calendar does without looking them up."""
    certain: StrictBool = True
    """False for a day that may be the holiday, or may not."""


class HolidayFile(Declaration):
    """The public holidays of a C.E. year; None takes away one of the shipped file."""

    year: StrictInt
    holidays: dict[Day, Holiday | None]
