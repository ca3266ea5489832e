"""The word and the look of a cell in the picture of a round.

Each look has a colour of its own lightness, so that they are told apart by colour-blind people and
in black and white; the word beside it says the same. Only overdue cells are red.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cddctl.ledger.entries import State
from cddctl.status.round import Standing, Tally
from cddctl.thai import MONTHS_SHORT
from cddctl.wording import percent

COMPLETE, LATE, NOTHING, NOT_APPLICABLE = "ครบ", "ช้า", "ยัง", "–"
UNTIL = "ถึง {day}"
"""The note of an extension that still runs."""

ABOVE = "+"
"""Follows the word where more is recorded than there is in all."""


class Look(StrEnum):
    """How a cell looks."""

    COMPLETE = "complete"
    LATE = "late"
    PART = "part"
    NOTHING = "nothing"
    NOT_APPLICABLE = "not-applicable"
    OVERDUE = "overdue"


COLOURS = {
    Look.COMPLETE: {"fill": "#7ccba8", "ink": "#10241c"},
    Look.LATE: {"fill": "#ffd24d", "ink": "#2b2000"},
    Look.PART: {"fill": "#3f76ad", "ink": "#ffffff"},
    Look.NOTHING: {"fill": "#efefef", "ink": "#404040"},
    Look.NOT_APPLICABLE: {"fill": "#ffffff", "ink": "#606060"},
    Look.OVERDUE: {"fill": "#8f1414", "ink": "#ffffff"},
}
"""The colours of a cell and of the word in it."""


class Cell(NamedTuple):
    """A cell: its word, its look, and a note in small letters under the word."""

    word: str
    look: Look
    note: str = ""


def office_cell(standing: Standing, today: date) -> Cell:
    """The cell of an office and period."""
    overdue = standing.is_overdue(today)
    entry = standing.entry
    match standing.state:
        case State.NOT_APPLICABLE:
            return Cell(NOT_APPLICABLE, Look.NOT_APPLICABLE)
        case State.COMPLETE:
            is_above = entry is not None and entry.recorded_sum > (entry.total or 0)
            word = (LATE if standing.is_late else COMPLETE) + ABOVE * is_above
            return Cell(word, Look.LATE if standing.is_late else Look.COMPLETE)
        case State.INCOMPLETE if entry is not None and entry.total:
            cell = Cell(f"{percent(entry.recorded_sum, entry.total)} %", Look.PART)
        case _:
            cell = Cell(NOTHING, Look.NOTHING)
    if overdue:
        return cell._replace(look=Look.OVERDUE)
    if standing.is_extended:
        return cell._replace(note=UNTIL.format(day=short_day(standing.until)))
    return cell


def province_cell(standings: Sequence[Standing], today: date) -> Cell:
    """The cell of a province and period, over its offices."""
    tally = Tally.of(standings, today)
    match tally.state:
        case State.NOT_APPLICABLE:
            return Cell(NOT_APPLICABLE, Look.NOT_APPLICABLE)
        case State.COMPLETE:
            return Cell(LATE, Look.LATE) if tally.late else Cell(COMPLETE, Look.COMPLETE)
        case State.INCOMPLETE:
            cell = Cell(f"{tally.complete}/{tally.share.expected}", Look.PART)
        case _:
            cell = Cell(NOTHING, Look.NOTHING)
    return cell._replace(look=Look.OVERDUE) if tally.overdue else cell


def short_day(day: date) -> str:
    """A day within a year: 6 ก.ย."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]}"
