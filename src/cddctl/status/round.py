"""The standing of a round: who has reported what, by which date, on time or late.

An office's date for a period is its extension, else the province's `report_by`, else the due date;
the day itself is still in time. It was on time if what completed it was received by then: the
first time that it was complete, whatever was corrected afterwards. What was taken back since, so
that nothing was reported any more, does not count. Rates are over the offices that are expected,
those for which it is not applicable left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import takewhile

from cddctl.ledger.acts import Act, Kind, closing
from cddctl.ledger.entries import Entry, Share, State
from cddctl.periods import Month
from cddctl.places import Place, Scope
from cddctl.schedule.due import Period, offices_of, regular_date

PeriodKey = tuple[str, Month, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an office stands with a period."""

    period: Period
    office: Place
    entry: Entry | None
    """What stands, if anything was ever reported."""
    until: date
    """The date that holds."""
    is_extended: bool
    completed: date | None
    """When what first completed it was received, if it is complete."""

    @property
    def state(self) -> State:
        """Its state, in the words of Lampang's letter."""
        return self.entry.state if self.entry is not None else State.NONE

    @property
    def is_expected(self) -> bool:
        """Whether it is to report."""
        return self.state is not State.NOT_APPLICABLE

    @property
    def is_outstanding(self) -> bool:
        """Whether something is still to come."""
        return self.state in {State.NONE, State.INCOMPLETE}

    @property
    def is_late(self) -> bool:
        """Whether it came complete, but after the date that held."""
        return self.completed is not None and self.completed > self.until

    def days_left(self, today: date) -> int:
        """Days to the date that holds: 0 on the day itself, negative once it is past."""
        return (self.until - today).days

    def is_overdue(self, today: date) -> bool:
        """Whether something is still to come, and the date has passed."""
        return self.is_outstanding and today > self.until


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over offices and periods; counts are in หน่วย, whatever each database counts."""

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
        """The sums over standings."""
        found = list(standings)
        states = [one.state for one in found]
        entries = [one.entry for one in found if one.entry is not None]
        return cls(
            share=Share.of(states),
            none=states.count(State.NONE),
            incomplete=states.count(State.INCOMPLETE),
            complete=states.count(State.COMPLETE),
            on_time=sum(one.state is State.COMPLETE and not one.is_late for one in found),
            overdue=sum(one.is_overdue(today) for one in found),
            total=sum(entry.total or 0 for entry in entries),
            recorded=sum(entry.recorded_sum for entry in entries),
        )

    @property
    def late(self) -> int:
        """How many came complete after their date."""
        return self.complete - self.on_time

    def rate(self, part: int) -> Fraction | None:
        """A part of those expected; None where none is."""
        return Fraction(part, self.share.expected) if self.share.expected else None


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of the offices of a scope with its periods."""

    scope: Scope
    periods: tuple[Period, ...]
    offices: tuple[Place, ...]
    """The districts, and the provincial offices where they enter something."""
    standings: Mapping[tuple[PeriodKey, str], Standing]
    """By period and office; none where the office does not enter the period."""
    acts: tuple[Act, ...] = ()
    """What was done to the rounds of the province, in the order recorded."""
    of_provinces: tuple["Status", ...] = ()
    """The status of each of several provinces, in order of code."""

    @property
    def closed(self) -> date | None:
        """The day on which the round was closed, if it is; of a year, any of its rounds."""
        act = closing(self.acts)
        moment = act.recorded_at if act is not None else None
        return moment.astimezone().date() if moment is not None else None

    def all(self) -> list[Standing]:
        """Every standing, office by office."""
        return [one for office in self.offices for one in self.of_office(office)]

    def of(self, period: Period, office: Place) -> Standing | None:
        """How an office stands with a period, if it enters it."""
        return self.standings.get((period.key, office.code))

    def of_office(self, office: Place) -> list[Standing]:
        """How an office stands, period by period."""
        found = (self.of(period, office) for period in self.periods)
        return [one for one in found if one is not None]

    def of_period(self, period: Period) -> list[Standing]:
        """How the offices stand with a period."""
        found = (self.of(period, office) for office in self.offices)
        return [one for one in found if one is not None]

    def outstanding(self) -> list[Standing]:
        """What is still to come, office by office."""
        return [one for one in self.all() if one.is_outstanding]

    def next_date(self, today: date) -> date | None:
        """The next date by which something is still to come, today's included."""
        return min((one.until for one in self.outstanding() if one.until >= today), default=None)

    def narrowed(self, office: Place) -> "Status":
        """The standing of one office alone, with what it enters."""
        own = {key: one for key, one in self.standings.items() if one.office == office}
        periods = tuple(period for period in self.periods if (period.key, office.code) in own)
        scope = Scope.of(self.scope.province, district=office)
        offices = (office,) if own else ()
        return replace(self, scope=scope, periods=periods, offices=offices, standings=own)


def build_status(
    province: Place,
    districts: Sequence[Place],
    periods: Sequence[Period],
    history: Iterable[Entry],
    acts: Iterable[Act] = (),
) -> Status:
    """The standing of a province's offices.

    `history` is every entry of the periods in the order recorded, the latest last; entries of other
    periods and offices are left aside. `acts` are the round's, in the order recorded: of several
    extensions the latest holds.
    """
    entries: dict[tuple[PeriodKey, str], list[Entry]] = {}
    for entry in history:
        entries.setdefault((entry.key, entry.office), []).append(entry)
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
    """The standing of the offices of several provinces; what only a province has stands last."""
    of_provinces = tuple(sorted(statuses, key=lambda status: status.scope.province.code))
    all_periods = {period.key: period for status in of_provinces for period in status.periods}
    first = {period.key: period for period in periods}
    others = {key: all_periods[key] for key in sorted(all_periods.keys() - first.keys())}
    return Status(
        Scope.of(*(status.scope.province for status in of_provinces)),
        tuple(period for key, period in (first | others).items() if key in all_periods),
        tuple(office for status in of_provinces for office in status.offices),
        {key: one for status in of_provinces for key, one in status.standings.items()},
        of_provinces=of_provinces,
    )


def _standing(
    period: Period, office: Place, entries: Sequence[Entry], extensions: Sequence[Act]
) -> Standing:
    until, is_extended = regular_date(period), False
    for extension in extensions:
        if (
            extension.until is not None
            and extension.office == office.code
            and extension.month == period.month
            and extension.database in {None, period.database.id}
        ):
            until, is_extended = extension.until, True
    last = entries[-1] if entries else None
    completed = _completed(entries) if last and last.state is State.COMPLETE else None
    return Standing(period, office, last, until, is_extended, completed)


def _completed(entries: Sequence[Entry]) -> date | None:
    """When what first completed a period was received.

    Where the same was recorded again at once for another day received, the earlier day counts: it
    was put right, or it changes nothing.
    """
    since = 0
    for place, entry in enumerate(entries):
        if entry.state is State.NONE:
            since = place + 1
    first = next(
        place for place in range(since, len(entries)) if entries[place].state is State.COMPLETE
    )
    same = takewhile(entries[first].says_the_same, entries[first:])
    return min((entry.received for entry in same if entry.received), default=None)
