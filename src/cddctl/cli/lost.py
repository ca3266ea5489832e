"""Say which entries a result leaves out: those that fit no period, office or unit."""

from collections.abc import Iterable, Mapping, Sequence

from cddctl.cli.context import Context
from cddctl.cli.output import say
from cddctl.i18n import _, ngettext
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import Place, districts, office_of
from cddctl.render.words import say_database
from cddctl.report.form import entries_without_row
from cddctl.schedule.due import Period
from cddctl.wording import say_list

_FEW = 5
"""Messages name at most this many provinces, and count the others."""


def say_lost(
    context: Context,
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
                        f"{office_of(entry.office).name}: "
                        f"{say_database(entry, context.schedule_of(entry))}"
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


def _some(places: Sequence[Place]) -> str:
    """The names of a few provinces, and the number of others."""
    names = say_list(place.name for place in places[:_FEW])
    if len(places) <= _FEW:
        return names
    return _("{names} and {count} more").format(names=names, count=len(places) - _FEW)
