"""The reminder for a LINE group: all outstanding databases in few lines, and lines to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from cddctl.exchange import replies
from cddctl.exchange.replies import period_name, place_label, several_of
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.labels import month_label
from cddctl.render.remind import by_day, split_message, to_fill_in
from cddctl.schedule.due import Period, PeriodKey
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, by_date

_WIDE = 80
"""The columns by which it is judged how many lines a text takes."""
_MOST_LINES = 25
"""A message that takes more is told without the counts of what is incomplete."""
_LONGEST = 400
"""A longer line is continued on another: a reply that it comes back in is read line by line."""


def collective(
    schedule: Schedule,
    province: Place,
    periods: Sequence[Period],
    standings: Sequence[Standing],
    holidays: Holidays,
    today: date,
    *,
    districts: Sequence[Place],
    reply_to: str | None = None,
) -> list[str]:
    """Write the messages for all offices together; the lines to fill in are the same for each.

    `districts` are those that "all" means; none where offices were chosen by name.
    """
    offices = list(dict.fromkeys(standing.office for standing in standings))
    lead = replies.LEAD_ALL.format(
        month=month_label(standings[0].period.month, digits="arabic"),
        place=province.name_th,
        kind="หน่วยรายงาน" if any(office.is_province for office in offices) else "อำเภอ",
        count=len(offices),
    )
    several = several_of(periods)
    names = {
        period.key: period_name(period, schedule, numbered=period.database.id in several)
        for period in periods
    }
    only = offices[0] if len(offices) == 1 else None

    def blocks(*, with_counts: bool) -> list[str]:
        lines = _Lines(names, districts, with_counts)
        dates = [
            line
            for until, owed in by_date(standings)
            for line in (by_day(until, holidays, today), *lines.of(owed))
        ]
        return [
            f"{replies.DEAR_ALL}\n{lead}",
            "\n".join(dates),
            f"{replies.closing(replies.CLOSING, reply_to)}\n{replies.HOW}",
            to_fill_in(schedule, periods, standings, only),
        ]

    whole, short = blocks(with_counts=True), blocks(with_counts=False)
    lines_of_whole, lines_of_short = (
        _printed_lines("\n\n".join(text).split("\n"))[0] for text in (whole, short)
    )
    return split_message(whole if lines_of_whole <= max(_MOST_LINES, lines_of_short) else short)


def named_districts(offices: Iterable[Place], districts: Sequence[Place]) -> str:
    """Offices by name; as "all", or "all but", where that is shorter."""
    offices = list(dict.fromkeys(offices))
    others = [district for district in districts if district not in offices]
    if any(office not in districts for office in offices) or len(others) >= len(offices):
        return _names(offices)
    if not others:
        return replies.ALL_DISTRICTS
    return replies.ALL_BUT.format(names=_names(others))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the databases and offices that owe something by a date."""

    names: Mapping[PeriodKey, str]
    districts: Sequence[Place]
    with_counts: bool
    """Whether they tell how far each office is with what is incomplete."""

    def of(self, owed: Sequence[Standing]) -> list[str]:
        """A line a database or an office, whichever is shorter."""
        return min((self._by_database(owed), self._by_office(owed)), key=_printed_lines)

    def _by_database(self, owed: Sequence[Standing]) -> list[str]:
        """A line a database with the offices that owe it; databases of the same together."""
        groups: dict[PeriodKey, list[Standing]] = {}
        for standing in owed:
            groups.setdefault(standing.period.key, []).append(standing)
        alike: dict[tuple[str, str], list[str]] = {}
        for key, standings in groups.items():
            nothing, part = _divided(standings)
            names = self._offices(part)
            if self.with_counts:
                names = ", ".join(f"{place_label(each.office)} {_share(each)}" for each in part)
            alike.setdefault((self._offices(nothing), names), []).append(self.names[key])
        return [
            line
            for (nothing_of, part_of), databases in alike.items()
            for line in _listed(", ".join(databases), nothing_of, part_of)
        ]

    def _by_office(self, owed: Sequence[Standing]) -> list[str]:
        """A line an office with the databases it owes; offices that owe the same together."""
        groups: dict[Place, list[Standing]] = {}
        for standing in sorted(owed, key=lambda standing: standing.office.code):
            groups.setdefault(standing.office, []).append(standing)
        alike: dict[tuple[str, str, Place | None], list[Place]] = {}
        for office, standings in groups.items():
            nothing, part = _divided(standings)
            names = [self.names[each.period.key] for each in part]
            if self.with_counts:
                names = [f"{name} {_share(each)}" for name, each in zip(names, part, strict=True)]
            # Equal counts of two offices would look like their sum.
            whose = office if part and self.with_counts else None
            databases = ", ".join(self.names[each.period.key] for each in nothing)
            alike.setdefault((databases, ", ".join(names), whose), []).append(office)
        return [
            line
            for (nothing_of, part_of, _whose), offices in alike.items()
            for line in _listed(named_districts(offices, self.districts), nothing_of, part_of)
        ]

    def _offices(self, standings: Iterable[Standing]) -> str:
        return named_districts([standing.office for standing in standings], self.districts)


def _divided(standings: Iterable[Standing]) -> tuple[list[Standing], list[Standing]]:
    """Those with nothing reported, and the incomplete ones."""
    nothing: list[Standing] = []
    part: list[Standing] = []
    for standing in standings:
        (nothing if standing.state is State.NONE else part).append(standing)
    return nothing, part


def _listed(one: str, nothing: str, part: str) -> list[str]:
    """The owed databases of offices, or offices of databases: a line, or if too long several."""
    both = replies.LISTED_BOTH.format(one=one, others=nothing, shares=part)
    if nothing and part and len(both) < _LONGEST:
        return [both]
    return [
        *(replies.LISTED_NONE.format(one=one, others=names) for names in _short_parts(nothing)),
        *(replies.LISTED_PART.format(one=one, shares=names) for names in _short_parts(part)),
    ]


def _share(standing: Standing) -> str:
    """The recorded count and the total of an incomplete entry."""
    entry = standing.entry
    recorded, total = (entry.recorded_sum, entry.total or 0) if entry else (0, 0)
    return f"{recorded:,}/{total:,}"


def _short_parts(names: str) -> list[str]:
    parts: list[str] = []
    for name in names.split(", ") if names else ():
        if parts and len(parts[-1]) + len(name) < _LONGEST:
            parts[-1] += f", {name}"
        else:
            parts.append(name)
    return parts


def _printed_lines(lines: Sequence[str]) -> tuple[int, int]:
    """How many lines of 80 columns some lines take, and then how long they are."""
    widths = [cell_len(line) for line in lines]
    return sum(max(1, -(-width // _WIDE)) for width in widths), sum(widths)


def _names(places: Iterable[Place]) -> str:
    return ", ".join(place_label(place) for place in places)
