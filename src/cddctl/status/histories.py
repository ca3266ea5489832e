"""The earlier entries of each office, and the doubts that no note settles."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cddctl.ledger.doubts import Doubt, History, doubts_of, is_explained
from cddctl.ledger.entries import Entry, PeriodAndOffice
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule


class Doubted(NamedTuple):
    """An office's entry of a period, and a doubt about it."""

    period: Period
    office: Place
    entry: Entry
    doubt: Doubt


def months_before(periods: Iterable[Period]) -> tuple[Month, ...]:
    """The months of the fiscal year before that of each period."""
    years = sorted({period.fiscal_year.year - 1 for period in periods})
    return tuple(month for year in years for month in FiscalYear(year).months())


def entries_before(
    periods: Iterable[Period], entries: Iterable[Entry]
) -> dict[PeriodAndOffice, Entry]:
    """For each period and office, the latest entry of the period with its number a year before.

    `entries` are those of `months_before`, in the order recorded. The period's month may have been
    another then; where the number was given to two months, the same month counts.
    """
    by_number: dict[tuple[str, int, int], list[Entry]] = {}
    for entry in entries:
        key = entry.database, entry.fiscal_year, entry.period
        by_number.setdefault(key, []).append(entry)
    before: dict[PeriodAndOffice, Entry] = {}
    for period in periods:
        key = period.database.id, period.fiscal_year.year - 1, period.number
        of_number = by_number.get(key, ())
        for entry in sorted(of_number, key=lambda e: e.month.number == period.month.number):
            before[period.key, entry.office] = entry
    return before


def months_compared(
    periods: Iterable[Period], schedule_of: Callable[[FiscalYear], Schedule]
) -> list[Month]:
    """The months whose entries doubts need: those of the same databases, of two fiscal years."""
    periods = tuple(periods)
    months = {period.month for period in periods}
    names: dict[FiscalYear, set[str]] = {}
    for period in periods:
        for year in (FiscalYear(period.fiscal_year.year - 1), period.fiscal_year):
            names.setdefault(year, set()).add(period.database.id)
    for year, of_year in names.items():
        databases = schedule_of(year).databases
        for database in (databases[name] for name in of_year if name in databases):
            months |= {year.month(rule.month) for rule in database.rules()}
    return sorted(months)


def entries_doubted(doubts: Iterable[Doubted]) -> int:
    """How many entries are doubted: one may be for several reasons."""
    return len({(each.period.key, each.office) for each in doubts})


@dataclass(frozen=True, slots=True)
class Histories:
    """The earlier entries of a province's offices, from entries in the order recorded."""

    _last_year: dict[PeriodAndOffice, Entry]
    _recorded: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    """By office and database."""

    @classmethod
    def of(cls, periods: Iterable[Period], entries: Iterable[Entry]) -> "Histories":
        """The histories for some periods, from the entries of `months_compared`."""
        periods, entries = tuple(periods), list(entries)
        before = set(months_before(periods))
        last_year = entries_before(periods, [e for e in entries if e.month in before])
        histories = cls(last_year)
        for entry in entries:
            histories._recorded.setdefault((entry.office, entry.database), []).append(entry)
        return histories

    def doubts(
        self, period: Period, office: str, new: Entry | None = None
    ) -> tuple[Entry | None, tuple[Doubt, ...]]:
        """An office's current entry, or a new one, and its doubts that no note settles.

        A doubtful entry is not compared with, so that correcting it raises no new doubt.
        """
        own = [entry for entry in self._own(period, office) if entry.key == period.key]
        trusted: Entry | None = None
        last: Entry | None = None
        doubts: tuple[Doubt, ...] = ()
        for entry in own if new is None else (*own, new):
            if is_explained(entry, last):
                doubts = ()
            elif last is None or entry.counts != last.counts:
                history = self._history(period, office, trusted)
                doubts = doubts_of(entry, history, period.database)
            if entry.state.has_counts and not doubts:
                trusted = entry
            last = entry
        return last, doubts

    def _own(self, period: Period, office: str) -> Sequence[Entry]:
        return self._recorded.get((office, period.database.id), ())

    def _history(self, period: Period, office: str, replaced: Entry | None) -> History:
        current = {(e.month, e.period): e for e in self._own(period, office)}
        earlier = [current[key] for key in sorted(current) if key < (period.month, period.number)]
        counted = tuple(entry for entry in earlier if entry.state.has_counts)
        last_year = self._last_year.get((period.key, office))
        year = period.fiscal_year.year
        of_year = [entry for entry in counted if entry.fiscal_year == year]
        return History(
            replaced,
            last_year if last_year is not None and last_year.state.has_counts else None,
            of_year[-1] if of_year else None,
            counted,
        )


def doubted(
    province: Place,
    districts: Sequence[Place],
    periods: Iterable[Period],
    entries: Iterable[Entry],
) -> Iterator[Doubted]:
    """All doubts about the current entries that no note settles, office by office."""
    periods = tuple(periods)
    histories = Histories.of(periods, entries)
    offices_and_periods = [
        (office, period) for period in periods for office in offices_of(period, province, districts)
    ]
    for office, period in sorted(offices_and_periods, key=lambda pair: pair[0].code):
        entry, doubts = histories.doubts(period, office.code)
        if entry is not None:
            yield from (Doubted(period, office, entry, doubt) for doubt in doubts)
