"""Shared by `report` and `status`: the selected provinces, and the entries left out of the sum."""

from collections.abc import Mapping, Sequence

from cddctl.cli.context import Context
from cddctl.cli.output import say
from cddctl.errors import UsageRefused
from cddctl.i18n import _, ngettext
from cddctl.periods import Month
from cddctl.places import Place, Scope, find_district, find_province, provinces
from cddctl.wording import say_list

_FEW = 5
"""Messages name at most this many provinces, and count the others."""


def chosen_scope(
    context: Context,
    typed: Sequence[str],
    *,
    nation: bool,
    district: str | None,
    by_province: bool,
) -> Scope:
    """The selected provinces or district; without options, the register's own province."""
    if nation and (typed or district is not None):
        raise UsageRefused(_("--nation is all provinces; leave --province and --district out"))
    if nation:
        return Scope.of(*provinces())
    scope = Scope.of(*map(find_province, typed))
    if scope.is_several:
        if district is not None:
            raise UsageRefused(_("--district belongs to one province; name one --province with it"))
        return scope
    if by_province:
        raise UsageRefused(
            _("--by province belongs to several provinces: add --nation, or --province twice")
        )
    province = context.province(typed[0] if typed else None)
    named = find_district(district, province) if district is not None else None
    return Scope.of(province, district=named)


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
