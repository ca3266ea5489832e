"""A period that is due, with how many offices have reported, if known, as `due` shows it."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cddctl.schedule.due import Period

if TYPE_CHECKING:
    from cddctl.status.round import Tally


class DuePeriod(NamedTuple):
    """A period, with the tally of its offices and the day its round was closed, if known."""

    period: Period
    tally: "Tally | None" = None
    closed: date | None = None
