"""The status of a round: who has reported, by which date, on time or late.

An office's date for a period is its extension, else the province's `report_by`, else the due date;
reporting on that day counts as on time. A report is on time if the entry that first completed it
was received by that date, whatever was corrected later. Entries withdrawn since, so that nothing
was reported any more, do not count. Rates are over the offices that are expected, without those for
which it is not applicable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import groupby, takewhile
from typing import NamedTuple

from cddctl.ledger.acts import Act, Kind, closing
from cddctl.ledger.entries import (
    Entry,
    PeriodAndOffice,
    Share,
    State,
    is_shown_whole,
)
from cddctl.periods import Month, thai_time
from cddctl.places import Place, Scope
from cddctl.report.rows import OfficeAnswer
from cddctl.schedule.due import Period, offices_of, regular_date


@dataclass(frozen=True)
class Standing(OfficeAnswer):
    """The status of one office for one period: its answer, and by when."""

    until: date
    """The office's date for the period."""
    is_extended: bool
    completed: date | None
    """The date received of the entry that first completed it, if it is complete."""

    @property
    def is_outstanding(self) -> bool:
        """Whether the report is not complete yet."""
        return self.state.is_outstanding

    @property
    def is_late(self) -> bool:
        """Whether the report was completed after its date."""
        return self.completed is not None and self.completed > self.until

    def days_left(self, today: date) -> int:
        """Days to its date: 0 on that day, negative after it."""
        return (self.until - today).days

    def may_wait(self, today: date) -> bool:
        """Whether its date was extended and has not passed yet."""
        return self.is_extended and today <= self.until

    def is_overdue(self, today: date) -> bool:
        """Whether the report is not complete and its date has passed."""
        return self.is_outstanding and today > self.until


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over offices and periods; counts are in หน่วย, of whatever kind."""

    share: Share = field(default_factory=Share)
    none: int = 0
    incomplete: int = 0
    complete: int = 0
    on_time: int = 0
    overdue: int = 0
    total: int = 0
    recorded: int = 0

    @classmethod
    def of(cls, standings: Iterable[Standing], today: date) -> "Tally":
        """Add up the standings of offices and periods."""
        standings = list(standings)
        states = [standing.state for standing in standings]
        entries = [standing.entry for standing in standings if standing.entry is not None]
        return cls(
            share=Share.of(states),
            none=states.count(State.NONE),
            incomplete=states.count(State.INCOMPLETE),
            complete=states.count(State.COMPLETE),
            on_time=sum(
                standing.state is State.COMPLETE and not standing.is_late for standing in standings
            ),
            overdue=sum(standing.is_overdue(today) for standing in standings),
            total=sum(entry.total or 0 for entry in entries),
            recorded=sum(entry.recorded_sum for entry in entries),
        )

    @property
    def state(self) -> State:
        """The state of these offices together."""
        return self.share.state(self.complete)

    @property
    def is_complete(self) -> bool:
        """Whether all that have something to enter have entered all of it."""
        return self.state is State.COMPLETE

    @property
    def is_not_applicable(self) -> bool:
        """Whether none has anything to enter yet."""
        return self.state is State.NOT_APPLICABLE

    @property
    def late(self) -> int:
        """The number of reports completed after their date."""
        return self.complete - self.on_time

    def rate(self, part: int) -> Fraction | None:
        """A part of the expected reports; None where none is expected."""
        return Fraction(part, self.share.expected) if self.share.expected else None


class Owing(NamedTuple):
    """The offices with something outstanding: with nothing entered, and with a part entered."""

    none: tuple[Place, ...]
    part: tuple[Place, ...]

    @property
    def offices(self) -> tuple[Place, ...]:
        """All of them, in order of code."""
        return tuple(sorted((*self.none, *self.part), key=lambda office: office.code))


@dataclass(frozen=True, slots=True)
class Status:
    """The status of each office of a scope for each period."""

    scope: Scope
    periods: tuple[Period, ...]
    offices: tuple[Place, ...]
    """The districts, and the provincial offices where they enter something."""
    standings: Mapping[PeriodAndOffice, Standing]
    """By period and office; missing where the office does not enter the period."""
    acts: tuple[Act, ...] = ()
    """The acts on the province's rounds, in the order recorded."""
    of_provinces: tuple["Status", ...] = ()
    """The status of each of several provinces, in order of code."""

    @property
    def closed(self) -> date | None:
        """The day when the round was closed, if it is; for a year, when any of its rounds was."""
        return _day_closed(self.acts)

    def closed_in(self, month: Month) -> date | None:
        """The day when the round of a month was closed, if it is."""
        return _day_closed(act for act in self.acts if act.month == month)

    def all(self) -> list[Standing]:
        """Every standing, office by office."""
        return [standing for office in self.offices for standing in self.of_office(office)]

    def of(self, period: Period, office: Place) -> Standing | None:
        """The standing of an office for a period, if it enters it."""
        return self.standings.get((period.key, office.code))

    def of_office(self, office: Place) -> list[Standing]:
        """The standings of an office, period by period."""
        standings = (self.of(period, office) for period in self.periods)
        return [standing for standing in standings if standing is not None]

    def by_place(self) -> list[tuple[Place, list[Standing]]]:
        """Each office, or each of several provinces, with its standings."""
        if self.scope.is_several:
            return [(status.scope.province, status.all()) for status in self.of_provinces]
        return [(office, self.of_office(office)) for office in self.offices]

    def of_period(self, period: Period) -> list[Standing]:
        """The standings of the offices for a period."""
        standings = (self.of(period, office) for office in self.offices)
        return [standing for standing in standings if standing is not None]

    def months(self) -> list[Month]:
        """The months that its periods fall due in."""
        return sorted({period.month for period in self.periods})

    def by_month(self) -> list[tuple[Month, list[Standing]]]:
        """The standings month by month, without empty months."""
        standings = sorted(self.all(), key=lambda standing: standing.period.month)
        groups = groupby(standings, lambda standing: standing.period.month)
        return [(month, list(of_month)) for month, of_month in groups]

    def in_month(self, month: Month) -> "Status":
        """The part of a year's status that is one month's round, in the schedule's order."""
        periods = sorted(
            (period for period in self.periods if period.month == month),
            key=lambda period: (period.database.number, period.number),
        )
        keys = {period.key for period in periods}
        standings = {key: standing for key, standing in self.standings.items() if key[0] in keys}
        entering = {office for _period, office in standings}
        return replace(
            self,
            periods=tuple(periods),
            offices=tuple(office for office in self.offices if office.code in entering),
            standings=standings,
            acts=tuple(act for act in self.acts if act.month == month),
            of_provinces=tuple(status.in_month(month) for status in self.of_provinces),
        )

    def outstanding(self) -> list[Standing]:
        """The standings that are not complete yet, office by office."""
        return [standing for standing in self.all() if standing.is_outstanding]

    def owed(self, today: date) -> list[Standing]:
        """The outstanding standings, without those whose extension still runs."""
        return [standing for standing in self.outstanding() if not standing.may_wait(today)]

    def owing(self, today: date) -> "Owing":
        """The offices with something outstanding, not counting extensions that still run."""
        none: list[Place] = []
        part: list[Place] = []
        for office in self.offices:
            own = [standing for standing in self.of_office(office) if not standing.may_wait(today)]
            if any(standing.is_outstanding for standing in own):
                is_none = {standing.state for standing in own} <= {State.NONE, State.NOT_APPLICABLE}
                (none if is_none else part).append(office)
        return Owing(tuple(none), tuple(part))

    def next_date(self, today: date) -> date | None:
        """The next date of an incomplete report, today's included."""
        return min(
            (standing.until for standing in self.outstanding() if standing.until >= today),
            default=None,
        )

    def narrowed(self, *offices: Place) -> "Status":
        """The status of some offices alone, with the periods that they enter."""
        own = {
            key: standing for key, standing in self.standings.items() if standing.office in offices
        }
        entered = {period for period, _office in own}
        entering = {office for _period, office in own}
        periods = tuple(period for period in self.periods if period.key in entered)
        scope = Scope.of(self.scope.province, districts=offices)
        offices = tuple(office for office in self.offices if office.code in entering)
        return replace(self, scope=scope, periods=periods, offices=offices, standings=own)


def by_date(standings: Iterable[Standing]) -> list[tuple[date, list[Standing]]]:
    """Standings by the office's date, those of a date in the order of the schedule."""
    ordered = sorted(standings, key=lambda each: (each.until, each.period.database.number))
    return [(day, list(own)) for day, own in groupby(ordered, key=lambda each: each.until)]


def _day_closed(acts: Iterable[Act]) -> date | None:
    act = closing(acts)
    moment = act.recorded_at if act is not None else None
    return thai_time(moment).date() if moment is not None else None


def build_status(
    province: Place,
    districts: Sequence[Place],
    periods: Sequence[Period],
    history: Iterable[Entry],
    acts: Iterable[Act] = (),
) -> Status:
    """Build the status of a province's offices.

    `history` has every entry of the periods in the order recorded; entries of other periods and
    offices are ignored. `acts` are the round's, in the order recorded: of several extensions the
    latest applies.
    """
    entries: dict[PeriodAndOffice, list[Entry]] = {}
    for entry in history:
        entries.setdefault(entry.period_and_office, []).append(entry)
    acts = tuple(acts)
    extensions = [act for act in acts if act.kind is Kind.EXTEND]
    standings = {
        (period.key, office.code): _standing(
            period, office, entries.get((period.key, office.code), []), extensions
        )
        for period in periods
        for office in offices_of(period, province, districts)
    }
    entering = {office for _period, office in standings}
    offices = tuple(place for place in (*districts, province) if place.code in entering)
    return Status(Scope.of(province), tuple(periods), offices, standings, acts)


def sum_of_statuses(periods: Sequence[Period], statuses: Iterable[Status]) -> Status:
    """Add up the statuses of several provinces; periods that only a province has come last."""
    of_provinces = tuple(sorted(statuses, key=lambda status: status.scope.province.code))
    all_periods = {period.key: period for status in of_provinces for period in status.periods}
    first = {period.key: period for period in periods}
    others = {key: all_periods[key] for key in sorted(all_periods.keys() - first.keys())}
    return Status(
        Scope.of(*(status.scope.province for status in of_provinces)),
        tuple(period for key, period in (first | others).items() if key in all_periods),
        tuple(office for status in of_provinces for office in status.offices),
        {key: standing for status in of_provinces for key, standing in status.standings.items()},
        of_provinces=of_provinces,
    )


def _standing(
    period: Period, office: Place, entries: Sequence[Entry], extensions: Sequence[Act]
) -> Standing:
    until, is_extended = regular_date(period), False
    for extension in extensions:
        if (
            extension.office == office.code
            and extension.month == period.month
            and extension.database in {None, period.database.id}
        ):
            is_extended = extension.until is not None
            until = extension.until or regular_date(period)
    last = entries[-1] if entries and is_shown_whole(entries[-1], period.database) else None
    completed = _completed(entries) if last and last.state is State.COMPLETE else None
    return Standing(office, period, last, until, is_extended, completed)


def _completed(entries: Sequence[Entry]) -> date | None:
    """The date received of the entry that first completed a period.

    Where the same counts were recorded again at once with another date received, the earlier date
    counts: it was a correction, or it changes nothing.
    """
    first = next(i for i, entry in enumerate(entries) if entry.state is State.COMPLETE)
    same = takewhile(entries[first].says_the_same, entries[first:])
    return min((entry.received for entry in same if entry.received), default=None)
