"""Working days: neither weekend nor public holiday of government offices, as far as known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cddctl.schedule.model import Text

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of some C.E. years; in other years, only weekends are known."""

    years: frozenset[int] = frozenset()
    days: Mapping[date, Text] = field(default_factory=dict)

    def holiday(self, day: date) -> Text | None:
        """The public holiday on a day, if any."""
        return self.days.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is neither Saturday, Sunday nor a known public holiday."""
        return day.weekday() < _SATURDAY and day not in self.days

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day
