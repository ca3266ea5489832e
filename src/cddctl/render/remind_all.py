"""The reminder for a LINE group: all outstanding databases in few lines, and lines to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.cells import cell_len

from cddctl.exchange import replies
from cddctl.exchange.replies import period_name, place_label, several_of
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.paper.notes import month_label
from cddctl.render.remind import by_day, split_message, to_fill_in
from cddctl.schedule.due import Period, PeriodKey
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, by_date

_WIDE = 80
"""The columns by which it is judged how many lines a text takes."""
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
    dates = [
        "\n".join([by_day(until, holidays, today), *_lines_of(owed, names, districts)])
        for until, owed in by_date(standings)
    ]
    only = offices[0] if len(offices) == 1 else None
    return split_message(
        [
            f"{replies.DEAR_ALL}\n{lead}",
            "\n".join(dates),
            f"{replies.closing(replies.CLOSING, reply_to)}\n{replies.HOW}",
            to_fill_in(schedule, periods, standings, only),
        ]
    )


def named_districts(offices: Iterable[Place], districts: Sequence[Place]) -> str:
    """Offices by name; as "all", or "all but", where that is shorter."""
    offices = list(dict.fromkeys(offices))
    others = [district for district in districts if district not in offices]
    if any(office not in districts for office in offices) or len(others) >= len(offices):
        return _names(offices)
    if not others:
        return replies.ALL_DISTRICTS
    return replies.ALL_BUT.format(names=_names(others))


def _lines_of(
    owed: Sequence[Standing], names: Mapping[PeriodKey, str], districts: Sequence[Place]
) -> list[str]:
    """The lines of one date: a line a database or an office, whichever is shorter."""
    return min(
        (_by_database(owed, names, districts), _by_office(owed, names, districts)),
        key=_printed_lines,
    )


def _by_database(
    owed: Sequence[Standing], names: Mapping[PeriodKey, str], districts: Sequence[Place]
) -> list[str]:
    """A line a database with the offices that owe it; databases of the same offices together."""
    nothing: dict[PeriodKey, list[Place]] = {}
    part: dict[PeriodKey, list[str]] = {}
    for standing in owed:
        key, office = standing.period.key, standing.office
        offices, shares = nothing.setdefault(key, []), part.setdefault(key, [])
        if standing.state is State.NONE:
            offices.append(office)
        else:
            shares.append(f"{place_label(office)} {_share(standing)}")
    alike: dict[tuple[tuple[Place, ...], tuple[str, ...]], list[str]] = {}
    for key, offices in nothing.items():
        alike.setdefault((tuple(offices), tuple(part[key])), []).append(names[key])
    return [
        line
        for (owing, shares), databases in alike.items()
        for line in _listed(", ".join(databases), named_districts(owing, districts), shares)
    ]


def _by_office(
    owed: Sequence[Standing], names: Mapping[PeriodKey, str], districts: Sequence[Place]
) -> list[str]:
    """A line an office with the databases it owes; offices that owe the same together."""
    nothing: dict[Place, list[str]] = {}
    part: dict[Place, list[str]] = {}
    for standing in owed:
        name, office = names[standing.period.key], standing.office
        databases, shares = nothing.setdefault(office, []), part.setdefault(office, [])
        if standing.state is State.NONE:
            databases.append(name)
        else:
            shares.append(f"{name} {_share(standing)}")
    alike: dict[tuple[object, ...], list[Place]] = {}
    for office, databases in sorted(nothing.items(), key=lambda pair: pair[0].code):
        whose = office if part[office] else None  # equal counts of two would look like their sum
        alike.setdefault((*databases, whose), []).append(office)
    return [
        line
        for owing in alike.values()
        for line in _listed(
            named_districts(owing, districts), ", ".join(nothing[owing[0]]), part[owing[0]]
        )
    ]


def _listed(one: str, nothing: str, shares: Sequence[str]) -> list[str]:
    """What is owed of one database or by one office: a line, or if it is too long several."""
    both = replies.LISTED_BOTH.format(one=one, others=nothing, shares=", ".join(shares))
    if nothing and shares and len(both) < _LONGEST:
        return [both]
    return [
        *(
            replies.LISTED_NONE.format(one=one, others=part)
            for part in _short_parts(nothing.split(", ") if nothing else [])
        ),
        *(replies.LISTED_PART.format(one=one, shares=part) for part in _short_parts(shares)),
    ]


def _share(standing: Standing) -> str:
    """The recorded count and the total of what is incomplete."""
    entry = standing.entry
    recorded, total = (entry.recorded_sum, entry.total or 0) if entry else (0, 0)
    return f"{recorded:,}/{total:,}"


def _short_parts(items: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for item in items:
        if parts and len(parts[-1]) + len(item) < _LONGEST:
            parts[-1] += f", {item}"
        else:
            parts.append(item)
    return parts


def _printed_lines(lines: Sequence[str]) -> tuple[int, int]:
    """How many lines of 80 columns some lines take, and then how long they are."""
    widths = [cell_len(line) for line in lines]
    return sum(-(-width // _WIDE) for width in widths), sum(widths)


def _names(places: Iterable[Place]) -> str:
    return ", ".join(place_label(place) for place in places)
