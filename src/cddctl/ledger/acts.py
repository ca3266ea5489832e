"""Acts on a round besides recording: extend a date, note something, close, reopen, undo.

`begin` is about the register itself: the month when its use began.

Like entries, acts are appended to the register and never change.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from cddctl.periods import Month


class Kind(StrEnum):
    """The kinds of act."""

    EXTEND = "extend"
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"
    UNDO = "undo"
    REDO = "redo"
    BEGIN = "begin"


class Act(NamedTuple):
    """One act for a province's round of a month."""

    kind: Kind
    province: str
    month: Month
    office: str | None = None
    """The office whose date is extended."""
    database: str | None = None
    """The database that it applies to; None for all that the office enters."""
    until: date | None = None
    """The new date; reporting on that day counts as on time. None withdraws an extension."""
    reason: str | None = None
    """Why; of a note, its text."""
    sent: str | None = None
    """The report that was sent when the round was closed."""
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    target: str | None = None
    """The target of an undo or redo: the uid of a step's first batch, or the name of a line."""

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the report that was sent."""
        return sha256(self.sent.encode()).hexdigest() if self.sent is not None else None

    @property
    def check_code(self) -> str | None:
        """The beginning of the SHA-256, to tell two reports apart by eye."""
        return self.sha256[:8] if self.sha256 is not None else None


def note_of(acts: Iterable[Act]) -> str | None:
    """The province's own note for the round: the latest."""
    last = _last(acts, Kind.NOTE)
    return last.reason if last is not None else None


def closing(acts: Iterable[Act]) -> Act | None:
    """The act that closed a round, unless it was reopened since; `acts` in the order recorded."""
    last = _last(acts, Kind.CLOSE, Kind.REOPEN)
    return last if last is not None and last.kind is Kind.CLOSE else None


def last_closing(acts: Iterable[Act]) -> Act | None:
    """The latest act that closed a round, whether or not it was reopened since."""
    return _last(acts, Kind.CLOSE)


def reopening(acts: Iterable[Act]) -> Act | None:
    """The act that reopened a round, unless it was closed again since."""
    last = _last(acts, Kind.CLOSE, Kind.REOPEN)
    return last if last is not None and last.kind is Kind.REOPEN else None


def beginning(acts: Iterable[Act]) -> Month | None:
    """The month when use began, if recorded; the latest record applies."""
    last = _last(acts, Kind.BEGIN)
    return last.month if last is not None else None


def _last(acts: Iterable[Act], *kinds: Kind) -> Act | None:
    return next((act for act in reversed(list(acts)) if act.kind in kinds), None)
