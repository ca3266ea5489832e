"""The only place that reads this PC's clock."""

from datetime import UTC, date, datetime

from cddctl.errors import DataRefused
from cddctl.i18n import _
from cddctl.periods import LAST_YEAR, thai_time
from cddctl.wording import say_date

_FIRST_DAY = date(2017, 10, 1)
"""The first day of the first schedule: this program is younger."""


def utc_now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Thailand."""
    return thai_time(utc_now()).date()


def refuse_impossible() -> None:
    """Refuse to write, with `DataRefused`, while the clock cannot be right.

    A record with a wrong time would count as later, or earlier, than all the rest.
    """
    day = today()
    if day < _FIRST_DAY or day.year > LAST_YEAR:
        raise DataRefused(
            _(
                "the clock of this PC says {date}, which cannot be; nothing was written; "
                "set it right (its year is C.E.) and try again"
            ).format(date=say_date(day))
        )
