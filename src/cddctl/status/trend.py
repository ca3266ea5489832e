"""The trend of a fiscal year: its rounds in order, each with its sums."""

from dataclasses import dataclass
from datetime import date

from cddctl.periods import Month
from cddctl.schedule.due import on_form
from cddctl.status.round import Status, Tally


@dataclass(frozen=True, slots=True)
class RoundSums:
    """The sums of the round of one month."""

    month: Month
    on_form: int
    """The number of its periods that are on the report form."""
    others: int
    """The number of its other periods, as OTOP's."""
    tally: Tally
    outstanding: int
    """The number of reports that are not complete."""

    @property
    def has_begun(self) -> bool:
        """Whether anything is reported or overdue; before that a rate says nothing."""
        return self.tally.share.reported > 0 or self.tally.overdue > 0

    @property
    def is_open(self) -> bool:
        """Whether a report that is not complete can still come on time."""
        return self.outstanding > self.tally.overdue


def trend(status: Status, today: date) -> tuple[RoundSums, ...]:
    """The rounds of a fiscal year's status, month by month."""
    rounds = []
    for month, standings in status.by_month():
        periods = tuple({standing.period.key: standing.period for standing in standings}.values())
        form = on_form(periods)
        rounds.append(
            RoundSums(
                month=month,
                on_form=len(form),
                others=len(periods) - len(form),
                tally=Tally.of(standings, today),
                outstanding=sum(standing.is_outstanding for standing in standings),
            )
        )
    return tuple(rounds)
