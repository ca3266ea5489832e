"""Doubtful counts: possible typing errors in an entry, found by comparison with earlier ones.

A doubt refuses nothing. A note that is given with the counts settles it.

A recorded count that is still being entered is not doubtful: one that grows while the total stays
the same, or one below last year's while the entry is incomplete.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from cddctl.ledger.entries import Entry, State
from cddctl.schedule.model import Database

TOTAL = "total"
"""The name of the total among the values of an entry; the others are units."""

_LEAST_DIFFERENCE = 5
"""A doubled or halved count is doubtful only if it differs by at least this much."""
_MOST_CHANGE = 30
"""A total that changes by more than this many percent is doubtful."""
_LEAST_EARLIER = 6
"""The least number of earlier counts needed to call a count unusual."""


class Rule(StrEnum):
    """Why a count is doubtful."""

    TENFOLD = "ten-fold"
    TENTH = "a-tenth"
    DOUBLED = "doubled"
    HALVED = "halved"
    CHANGED = "changed"
    FALLS = "falls"
    SWAPPED = "swapped"
    BLANK = "blank"
    SAME = "same-as-last-year"
    BELOW = "below-last-period"
    UNUSUAL = "unusual"
    LIMITS = "limits"


class Doubt(NamedTuple):
    """A value of an entry that may be wrong, and the value it was compared with."""

    rule: Rule
    value: str = TOTAL
    """The total, or a unit."""
    now: int | None = None
    then: int | None = None
    """The earlier value, the usual one, or the limit."""
    is_last_year: bool = False
    """Whether `then` is last year's; else of the entry replaced, an earlier period, or a limit."""
    other: str = ""
    """The unit that it is swapped with."""


class History(NamedTuple):
    """The earlier entries of an office for a database; entries without counts are left out."""

    replaced: Entry | None = None
    """The latest earlier entry of the same period that has counts and no doubt."""
    last_year: Entry | None = None
    """That of the same period number of the fiscal year before."""
    last_period: Entry | None = None
    """That of the last period in the same fiscal year."""
    earlier: tuple[Entry, ...] = ()
    """Those of earlier periods, of this fiscal year and the one before."""


def is_explained(entry: Entry, replaced: Entry | None) -> bool:
    """Whether a new note came with an entry: one carried over explains only its own counts."""
    return entry.note is not None and (replaced is None or replaced.note != entry.note)


def doubts_of(entry: Entry, history: History, database: Database) -> tuple[Doubt, ...]:
    """All that is doubtful about an entry's counts, whether or not a note explains it."""
    if not entry.state.has_counts:
        return ()
    doubts = [
        *_against(entry, history.last_year, is_last_year=True),
        *_against(entry, history.replaced, is_last_year=False),
        *_of_last_year(entry, history.last_year),
        *_of_other_periods(entry, history),
        *_of_limits(entry, database),
    ]
    if not doubts:
        return ()
    first = {(doubt.rule, doubt.value, doubt.then): doubt for doubt in reversed(doubts)}
    return tuple(sorted(first.values(), key=doubts.index))


def values_of(entry: Entry) -> dict[str, int]:
    """The total and the recorded counts of an entry, by name."""
    return {TOTAL: entry.total or 0, **entry.recorded}


def _against(entry: Entry, before: Entry | None, *, is_last_year: bool) -> Iterator[Doubt]:
    """Values that changed more than counts usually do."""
    if before is None:
        return
    now, then = values_of(entry), values_of(before)
    swapped = list(_swapped(entry.recorded, before.recorded))
    for unit, other in swapped:
        yield Doubt(Rule.SWAPPED, unit, now[unit], then[unit], is_last_year, other)
    in_pairs = {unit for pair in swapped for unit in pair}
    for value in then:
        if value in in_pairs or _is_still_being_entered(
            value, entry, before, is_last_year=is_last_year
        ):
            continue
        rule = _rule(value, now.get(value), then[value], is_last_year=is_last_year)
        if rule is not None:
            yield Doubt(rule, value, now.get(value), then[value], is_last_year)


def _is_still_being_entered(value: str, entry: Entry, before: Entry, *, is_last_year: bool) -> bool:
    """Whether a recorded count is as it is because not everything is recorded yet."""
    if value == TOTAL or value not in entry.recorded:
        return False
    now, then = entry.recorded[value], before.recorded[value]
    if is_last_year:
        return entry.state is State.INCOMPLETE and now < then
    fits = entry.total is not None and entry.recorded_sum <= entry.total
    return now > then and entry.total == before.total and fits


def _rule(value: str, now: int | None, then: int, *, is_last_year: bool) -> Rule | None:
    """The rule that a value breaks against an earlier one, the gravest alone."""
    if not now:
        return Rule.FALLS if then and not is_last_year else None  # or it is blank
    difference = abs(now - then)
    is_large = then > 0 and difference >= _LEAST_DIFFERENCE
    for rule, is_broken in (
        (Rule.TENFOLD, 0 < then * 10 <= now),
        (Rule.TENTH, now * 10 <= then),
        (Rule.DOUBLED, is_large and now >= then * 2),
        (Rule.HALVED, is_large and now * 2 <= then),
        (Rule.CHANGED, value == TOTAL and difference * 100 > then * _MOST_CHANGE),
        (Rule.FALLS, now < then and not is_last_year),
    ):
        if is_broken:
            return rule
    return None


def _swapped(now: Mapping[str, int], then: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The pairs of units whose counts are exchanged."""
    for one, other in combinations(sorted(now.keys() & then.keys()), 2):
        if then[one] != then[other] and (now[one], now[other]) == (then[other], then[one]):
            yield one, other


def _of_last_year(entry: Entry, last_year: Entry | None) -> Iterator[Doubt]:
    """Values that are missing but were there last year, or that were copied from it."""
    if last_year is None:
        return
    now = values_of(entry)
    for value, then in values_of(last_year).items():
        if then and not now.get(value):
            yield Doubt(Rule.BLANK, value, now.get(value), then, is_last_year=True)
    if entry.total and entry.counts == last_year.counts:
        yield Doubt(Rule.SAME, now=entry.total, then=last_year.total, is_last_year=True)


def _of_other_periods(entry: Entry, history: History) -> Iterator[Doubt]:
    """Values lower than in the last period of the year, or far from the usual ones."""
    total = entry.total or 0
    if (last := history.last_period) is not None and total < (last.total or 0):
        yield Doubt(Rule.BELOW, TOTAL, total, last.total)
    if len(history.earlier) < _LEAST_EARLIER:
        return
    points: dict[str, list[int]] = {}
    for earlier in history.earlier:
        for value, count in values_of(earlier).items():
            points.setdefault(value, []).append(count)
    for value, now in values_of(entry).items():
        of_value = points.get(value, [])
        if len(of_value) < _LEAST_EARLIER:
            continue
        usual = _median(of_value)
        spread = _median(abs(point - usual) for point in of_value)
        spread = max(spread, Fraction(1), usual / 10)
        is_less = value != TOTAL and entry.state is State.INCOMPLETE and now < usual
        # Modified z-score above 3.5: 0.6745 · |count - median| / median absolute deviation.
        if abs(now - usual) * Fraction(6745, 10_000) / spread > Fraction(35, 10) and not is_less:
            yield Doubt(Rule.UNUSUAL, value, now, round(usual))


def _median(values: Iterable[int | Fraction]) -> Fraction:
    ordered = sorted(map(Fraction, values))
    half = len(ordered) // 2
    return (ordered[half] + ordered[~half]) / 2


def _of_limits(entry: Entry, database: Database) -> Iterator[Doubt]:
    """Values outside the limits that the schedule sets."""
    if not database.limits:
        return
    for value, now in values_of(entry).items():
        least, most = database.limits.get(value, (now, now))
        if not least <= now <= most:
            yield Doubt(Rule.LIMITS, value, now, least if now < least else most)
