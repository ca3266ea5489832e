"""The effects of acts on a round: whether it is closed, its note, the dates of its offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cddctl.ledger.acts import Act, closing, note_of
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.schedule.due import Period
from cddctl.status.round import build_status


class DateMoved(NamedTuple):
    """An office's date for a period, before and after."""

    office: Place
    period: Period
    before: date
    until: date


@dataclass(frozen=True, slots=True)
class RoundChange:
    """How a round differs between two lists of acts."""

    province: Place
    month: Month
    closing: Act | None
    """The act that closes it now."""
    was_closed: Act | None
    """The act that closed it before."""
    dates: tuple[DateMoved, ...]
    note: str | None
    """The province's own note for it."""
    note_before: str | None
    is_here: bool = True
    """Whether there was anything of the round before."""

    @property
    def is_opened(self) -> bool:
        """Whether it was closed and is not any more."""
        return self.was_closed is not None and self.closing is None

    @property
    def is_closed(self) -> bool:
        """Whether it is closed now, by another act than before."""
        return self.closing is not None and self.closing != self.was_closed


def round_change(
    province: Place,
    month: Month,
    periods: Sequence[Period],
    before: Sequence[Act],
    after: Sequence[Act],
    *,
    is_here: bool = True,
) -> RoundChange | None:
    """The difference that acts make to a round; None if they make none."""
    then, now = (
        {
            (standing.office.code, standing.period.key): standing
            for standing in build_status(province, districts(province), periods, (), acts).all()
        }
        for acts in (before, after)
    )
    dates = tuple(
        DateMoved(standing.office, standing.period, then[key].until, standing.until)
        for key, standing in now.items()
        if then[key].until != standing.until
    )
    notes = note_of(after), note_of(before)
    change = RoundChange(
        province, month, closing(after), closing(before), dates, *notes, is_here=is_here
    )
    is_changed = dates or change.is_opened or change.is_closed or change.note != change.note_before
    return change if is_changed else None
