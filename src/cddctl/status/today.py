"""The work of today, of all that is open since use began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from cddctl.ledger.entries import State
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope, province_of
from cddctl.schedule.due import on_form
from cddctl.status.round import Standing, Status

SOON = timedelta(days=7)
"""How far ahead due dates are listed; a backup older than this is too old."""

_TO_NEXT_YEAR = timedelta(days=61)
"""From August on the next fiscal year is one to prepare for."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The folder that returns are recorded from, and the files that wait there."""

    folder: Path
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The work: overdue, due soon, to be closed, recorded, backed up and prepared."""

    day: date
    scope: Scope
    overdue: tuple[Standing, ...]
    """Oldest month first."""
    due_soon: tuple[Standing, ...]
    ready: tuple[Month, ...]
    """The rounds with all counts in, not closed yet."""
    inbox: Inbox | None
    doubts: int
    """The open entries with a count that may be wrong, which no note explains."""
    backup: date | None
    """The last backup elsewhere than beside the register, as far as known."""
    without_schedule: FiscalYear | None
    """The fiscal year, this or the next, that has no schedule of its own."""
    without_holidays: tuple[int, ...]
    """The C.E. years of which not all holidays are known."""
    commands: tuple[str, ...] = ()
    """The commands to type next."""

    @property
    def is_backed_up(self) -> bool:
        """Whether a backup elsewhere is not too old."""
        return self.backup is not None and self.day - self.backup <= SOON

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits for the officer today."""
        waiting = self.inbox is not None and self.inbox.files
        return not (self.overdue or self.due_soon or self.ready or waiting)


def overdue_of(rounds: Iterable[Status], today: date) -> tuple[Standing, ...]:
    """The overdue entries of some rounds."""
    return tuple(
        each for round_ in rounds for each in round_.outstanding() if each.is_overdue(today)
    )


def due_soon_of(rounds: Iterable[Status], today: date) -> tuple[Standing, ...]:
    """The entries due within a few days in some rounds."""
    return tuple(
        each
        for round_ in rounds
        for each in round_.outstanding()
        if today <= each.until <= today + SOON
    )


def ready_rounds(status: Status) -> tuple[Month, ...]:
    """The months whose form is complete; `status` is without those that were closed."""
    return tuple(month for month in status.months() if _is_ready(status.in_month(month)))


def _is_ready(round_: Status) -> bool:
    states = {each.state for period in on_form(round_.periods) for each in round_.of_period(period)}
    return State.COMPLETE in states and not any(state.is_outstanding for state in states)


def by_place(
    standings: Iterable[Standing], *, of_provinces: bool
) -> list[tuple[Place, list[Standing]]]:
    """Standings by office, or by province, in order of code; of each the oldest first."""

    def place(standing: Standing) -> Place:
        office = standing.office
        return province_of(office.province_code) if of_provinces else office

    ordered = sorted(standings, key=lambda each: (place(each).code, each.until))
    return [(office, list(own)) for office, own in groupby(ordered, place)]


def year_to_prepare(today: date) -> FiscalYear:
    """The fiscal year whose schedule is needed by now: from August on the next."""
    return FiscalYear.of(today + _TO_NEXT_YEAR)
