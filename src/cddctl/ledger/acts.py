"""What is done to a round beside recording: a later date for an office, closing, reopening.

Acts are appended to the register as entries are, and never change.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from cddctl.periods import Month


class Kind(StrEnum):
    """What an act does."""

    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen"


class Act(NamedTuple):
    """One act for a province's round of a month."""

    kind: Kind
    province: str
    month: Month
    office: str | None = None
    """Whose date is extended."""
    database: str | None = None
    """For which database; None for all that the office enters."""
    until: date | None = None
    """The date that holds instead; the day itself is in time."""
    reason: str | None = None
    sent: str | None = None
    """The report as it was sent when the round was closed."""
    recorded_at: datetime | None = None
    recorded_by: str | None = None

    @property
    def sha256(self) -> str | None:
        """Of the report as it was sent."""
        return sha256(self.sent.encode()).hexdigest() if self.sent is not None else None


def closing(acts: Iterable[Act]) -> Act | None:
    """The act that closed a round, if it has not been reopened; `acts` in the order recorded."""
    last = _last(acts, Kind.CLOSE, Kind.REOPEN)
    return last if last is not None and last.kind is Kind.CLOSE else None


def last_closing(acts: Iterable[Act]) -> Act | None:
    """The latest act that closed a round, reopened since or not."""
    return _last(acts, Kind.CLOSE)


def reopening(acts: Iterable[Act]) -> Act | None:
    """The act that reopened a round, if it has not been closed again."""
    last = _last(acts, Kind.CLOSE, Kind.REOPEN)
    return last if last is not None and last.kind is Kind.REOPEN else None


def _last(acts: Iterable[Act], *kinds: Kind) -> Act | None:
    return next((act for act in reversed(list(acts)) if act.kind in kinds), None)
