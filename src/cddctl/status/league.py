"""The league of a fiscal year: offices by the share of their reports that came complete on time.

Counted are the reports that are due: complete ones, and others once their date has passed. A
report that may still come in time, under an extension too, is not held against an office, and one
that is not applicable yet is in neither number. Over several provinces the rows are provinces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.status.round import Standing, Status, Tally

FEWEST_PERIODS = 3
"""A share of fewer periods than this is too much a matter of luck to be ranked."""


@dataclass(frozen=True, slots=True)
class Placing:
    """An office's place in the league, or a province's."""

    place: Place
    tally: Tally
    """The sums of the reports that are due."""
    periods: int
    """The number of periods that they belong to."""
    rank: int | None = None
    """From 1; equal shares share a rank. None where there are too few periods to rank it."""

    @property
    def share(self) -> Fraction | None:
        """The share of reports complete on time; None where none is due."""
        return self.tally.rate(self.tally.on_time)

    @property
    def is_ranked(self) -> bool:
        """Whether there are enough periods to rank it."""
        return self.periods >= FEWEST_PERIODS


def league(status: Status, today: date) -> tuple[Placing, ...]:
    """The league of a fiscal year's status, best first; those that cannot be ranked come last."""
    placings = [_placing(place, standings, today) for place, standings in status.by_place()]
    ranked = [placing for placing in placings if placing.is_ranked]
    ranked.sort(key=lambda placing: (-(placing.share or 0), placing.place.code))
    shares = [placing.share for placing in ranked]
    return (
        *(
            Placing(each.place, each.tally, each.periods, shares.index(each.share) + 1)
            for each in ranked
        ),
        *(placing for placing in placings if not placing.is_ranked),
    )


def is_due(standing: Standing, today: date) -> bool:
    """Whether a report counts: it is complete, or its date has passed."""
    return standing.state is State.COMPLETE or standing.is_overdue(today)


def _placing(place: Place, standings: Sequence[Standing], today: date) -> Placing:
    due = [standing for standing in standings if is_due(standing, today)]
    periods = {standing.period.key for standing in due}
    return Placing(place, Tally.of(due, today), len(periods))
