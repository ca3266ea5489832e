"""A round compared with an earlier one: totals and recorded counts.

Each period is compared with that of the same number a fiscal year before; where nothing was
reported then, with the last period before it of the same database. Counts of several kinds together
are in หน่วย.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cddctl.ledger.entries import Entry, State
from cddctl.periods import Month
from cddctl.places import Place, Scope, office_of
from cddctl.schedule.due import Period, PeriodKey
from cddctl.status.histories import entries_before
from cddctl.status.round import Status


@dataclass(frozen=True, slots=True)
class Change:
    """A sum in this round and in the earlier one."""

    now: int
    then: int

    @property
    def difference(self) -> int:
        """By how much it has grown; negative if it fell."""
        return self.now - self.then

    @property
    def share(self) -> Fraction | None:
        """The difference as a part of the earlier sum; None where that was 0."""
        return Fraction(self.difference, self.then) if self.then else None


@dataclass(frozen=True, slots=True)
class Pair:
    """An office's entry for a period, and the one it is compared with; those that have counts."""

    period: Period
    office: Place
    now: Entry | None
    then: Entry | None

    @property
    def lost_units(self) -> tuple[str, ...]:
        """The units that the earlier entry has and this one lacks; none where either is missing."""
        if self.now is None or self.then is None:
            return ()
        return tuple(unit for unit in self.then.recorded if unit not in self.now.recorded)


@dataclass(frozen=True, slots=True)
class Compared:
    """The sums of a database, office or province, in this round and in the earlier one."""

    place: Place | None
    period: Period | None
    """The period of a database; None for a sum over several."""
    earlier: "Earlier | None"
    """The period it is compared with; None where there is none, and for a sum over several."""
    reports: Change
    total: Change
    recorded: Change
    has_then: bool
    """Whether there is something to compare with."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was reported, in this round and in the earlier one."""
        return not (self.reports.now or self.reports.then)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The period of a database that another is compared with."""

    month: Month
    number: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The round of a month, compared."""

    scope: Scope
    month: Month
    periods: tuple[Period, ...]
    earlier: Mapping[PeriodKey, Earlier]
    """The earlier period that each is compared with; missing where there is none."""
    pairs: tuple[Pair, ...]

    def not_year_before(self) -> list[Period]:
        """The periods that are compared with another than theirs of a fiscal year before."""
        return [
            period
            for period in self.periods
            if (earlier := self.earlier.get(period.key)) is not None
            and (earlier.month.fiscal_year.year, earlier.number)
            != (period.fiscal_year.year - 1, period.number)
        ]

    def not_compared(self) -> list[Period]:
        """The periods with reports and nothing to compare with: sums that compare leave them out.

        None where nothing at all is compared.
        """
        reported = {pair.period.key for pair in self.pairs if pair.now is not None}
        return [
            period
            for period in self.periods
            if self.earlier and period.key in reported and period.key not in self.earlier
        ]

    def by_database(self) -> list[Compared]:
        """The sums of each period."""
        return [
            _compared([pair for pair in self.pairs if pair.period is period], None, period, self)
            for period in self.periods
        ]

    def by_place(self) -> list[Compared]:
        """The sums of each office, or of each of several provinces."""
        pairs: dict[Place, list[Pair]] = {}
        provinces = {province.code: province for province in self.scope.provinces}
        for pair in self._summed():
            province = provinces[pair.office.code[:2]]
            place = province if self.scope.is_several else pair.office
            pairs.setdefault(place, []).append(pair)
        ordered = sorted(pairs.items(), key=lambda item: (item[0].is_province, item[0].code))
        return [_compared(own, place, None, self) for place, own in ordered]

    def total(self) -> Compared:
        """The sums of all."""
        return _compared(self._summed(), None, None, self)

    def _summed(self) -> list[Pair]:
        """The pairs in sums over several databases: those compared, or all if none is."""
        if not self.earlier:
            return list(self.pairs)
        return [pair for pair in self.pairs if pair.period.key in self.earlier]

    def missing(self) -> list[Pair]:
        """The pairs reported in the earlier round only."""
        return [pair for pair in self.pairs if pair.now is None and pair.then is not None]

    def with_lost_units(self) -> list[Pair]:
        """The pairs reported both times where this round lacks a unit."""
        return [pair for pair in self.pairs if pair.lost_units]


def compare(
    status: Status, month: Month, entries: Iterable[Entry], with_month: Month | None = None
) -> Comparison:
    """Compare the round of a month with earlier entries, which are in the order recorded.

    With `with_month`, every period is compared with the database's period of that month.
    """
    entries = [entry for entry in entries if entry.month != month]
    before = entries_before(status.periods, entries)
    earlier: dict[PeriodKey, Earlier] = {}
    pairs: list[Pair] = []
    for period in status.periods:
        of_database = [entry for entry in entries if entry.database == period.database.id]
        if with_month is None:
            then = {office: entry for (key, office), entry in before.items() if key == period.key}
            if not any(map(_has_counts, then.values())):
                then = _of_last([entry for entry in of_database if entry.month < period.month])
        else:
            then = _of_last([entry for entry in of_database if entry.month == with_month])
        then = {office: entry for office, entry in then.items() if _has_counts(entry)}
        of_period = list(_pairs(status, period, then))
        if example := next((pair.then for pair in of_period if pair.then is not None), None):
            earlier[period.key] = Earlier(example.month, example.period)
        pairs += of_period
    return Comparison(status.scope, month, status.periods, earlier, tuple(pairs))


def _pairs(status: Status, period: Period, then: Mapping[str, Entry]) -> Iterable[Pair]:
    """The offices of a period with those that were there then and are not any more.

    Without those for which it is not applicable yet: they have neither lost nor gained anything.
    """
    standings = {standing.office.code: standing for standing in status.of_period(period)}
    for code in sorted(standings.keys() | then.keys()):
        standing = standings.get(code)
        if standing is not None and standing.state is State.NOT_APPLICABLE:
            continue
        office = standing.office if standing else office_of(code)
        now = standing.entry if standing and _has_counts(standing.entry) else None
        yield Pair(period, office, now, then.get(code))


def _of_last(entries: Sequence[Entry]) -> dict[str, Entry]:
    """By office, the current entries of the last period that anything was reported for."""
    current = {(entry.month, entry.period, entry.office): entry for entry in entries}
    periods = {(month, number) for (month, number, _office), e in current.items() if _has_counts(e)}
    if not periods:
        return {}
    last = max(periods)
    return {office: entry for (*key, office), entry in current.items() if tuple(key) == last}


def _has_counts(entry: Entry | None) -> bool:
    return entry is not None and entry.state.has_counts


def _compared(
    pairs: Iterable[Pair], place: Place | None, period: Period | None, comparison: Comparison
) -> Compared:
    pairs = list(pairs)
    now = [pair.now for pair in pairs if pair.now is not None]
    then = [pair.then for pair in pairs if pair.then is not None]
    return Compared(
        place,
        period,
        comparison.earlier.get(period.key) if period else None,
        reports=Change(len(now), len(then)),
        total=Change(*(sum(entry.total or 0 for entry in entries) for entries in (now, then))),
        recorded=Change(*(sum(entry.recorded_sum for entry in entries) for entries in (now, then))),
        has_then=period.key in comparison.earlier if period else bool(comparison.earlier),
    )
