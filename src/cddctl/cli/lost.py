"""Say which entries a result leaves out, and which batches a register has lost."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.cli.output import say
from cddctl.i18n import _, ngettext
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import Place, districts, office_of
from cddctl.render.words import ScheduleOf, say_database
from cddctl.report.form import entries_without_row
from cddctl.schedule.due import Period
from cddctl.wording import say_list

if TYPE_CHECKING:
    from cddctl.register.copies import Lacking

_FEW = 5
"""Messages name at most this many provinces, and count the others."""


def say_lost(
    schedule_of: ScheduleOf,
    place: Place,
    month: Month,
    periods: Iterable[Period],
    entries: Iterable[Entry],
) -> None:
    """Say which of a month's current entries fit no period, office or unit of its schedule."""
    if lost := entries_without_row(periods, place, districts(place), entries):
        say(
            ngettext(
                "{count} entry of {month} is not in this report ({which}): the schedule in use "
                "has no such period, office or unit; is --schedules missing?",
                "{count} entries of {month} are not in this report ({which}): the schedule in use "
                "has no such period, office or unit; is --schedules missing?",
                len(lost),
            ).format(
                count=len(lost),
                month=month.say(),
                which=say_list(
                    dict.fromkeys(
                        f"{office_of(entry.office).name}: {say_database(entry, schedule_of(entry))}"
                        for entry in lost
                    )
                ),
            )
        )


def say_lost_of_several(month: Month, lost: Mapping[Place, int]) -> None:
    """Say how many entries fit no period, office or unit of the provinces' schedules."""
    if not any(lost.values()):
        return
    count = sum(lost.values())
    places = [place for place, entries in lost.items() if entries]
    say(
        ngettext(
            "{count} entry of {month} is not in this sum ({provinces}): the schedule in use has "
            "no such period, office or unit; see it with --province {id}; is --schedules missing?",
            "{count} entries of {month} are not in this sum ({provinces}): the schedule in use has "
            "no such period, office or unit; see them with --province {id}; "
            "is --schedules missing?",
            count,
        ).format(
            count=f"{count:,}",
            month=month.say(),
            provinces=_some(places),
            id=places[0].id,
        )
    )


def say_lacking(path: Path, lacking: "Lacking") -> None:
    """Warn that a copy holds batches that the register lacks, and say how to take them in."""
    say(
        ngettext(
            "warning: the register lacks {count} batch that a backup holds: an earlier state of it "
            'was put back; take in what is missing: cddctl register merge "{copy}" --register '
            '"{path}"',
            "warning: the register lacks {count} batches that a backup holds: an earlier state of "
            'it was put back; take in what is missing: cddctl register merge "{copy}" --register '
            '"{path}"',
            lacking.batches,
        ).format(count=f"{lacking.batches:,}", copy=lacking.copy, path=path)
    )


def _some(places: Sequence[Place]) -> str:
    """The names of a few provinces, and the number of others."""
    names = say_list(place.name for place in places[:_FEW])
    if len(places) <= _FEW:
        return names
    return _("{names} and {count} more").format(names=names, count=len(places) - _FEW)
