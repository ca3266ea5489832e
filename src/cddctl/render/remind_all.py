"""The reminder for a LINE group: all outstanding databases in few lines, and lines to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.cells import cell_len

from cddctl.exchange import replies
from cddctl.exchange.replies import period_name, place_label, several_of
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.paper.notes import month_label
from cddctl.render.remind import by_day, split_message, standings_by_date, to_fill_in
from cddctl.schedule.due import Period, PeriodKey
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing

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
        for until, owed in standings_by_date(standings)
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
    """The lines of one date: databases not reported at all, then incomplete ones."""
    nothing = [standing for standing in owed if standing.state is State.NONE]
    return [
        *min(
            (_by_database(nothing, names, districts), _by_office(nothing, names, districts)),
            key=_printed_lines,
        ),
        *_incomplete([standing for standing in owed if standing.state is not State.NONE], names),
    ]


def _by_database(
    standings: Sequence[Standing], names: Mapping[PeriodKey, str], districts: Sequence[Place]
) -> list[str]:
    """A line a database with the offices that owe it; databases of the same offices together."""
    offices: dict[PeriodKey, list[Place]] = {}
    for standing in standings:
        offices.setdefault(standing.period.key, []).append(standing.office)
    alike: dict[tuple[Place, ...], list[str]] = {}
    for key, owing in offices.items():
        alike.setdefault(tuple(owing), []).append(names[key])
    return [
        line
        for owing, databases in alike.items()
        for line in _listed(", ".join(databases), named_districts(owing, districts))
    ]


def _by_office(
    standings: Sequence[Standing], names: Mapping[PeriodKey, str], districts: Sequence[Place]
) -> list[str]:
    """A line an office with the databases it owes; offices that owe the same together."""
    databases: dict[Place, list[str]] = {}
    for standing in standings:
        databases.setdefault(standing.office, []).append(names[standing.period.key])
    alike: dict[tuple[str, ...], list[Place]] = {}
    for office, owed in sorted(databases.items(), key=lambda pair: pair[0].code):
        alike.setdefault(tuple(owed), []).append(office)
    return [
        line
        for owed, owing in alike.items()
        for line in _listed(named_districts(owing, districts), ", ".join(owed))
    ]


def _listed(one: str, others: str) -> list[str]:
    return [
        replies.LISTED_NONE.format(one=one, others=part)
        for part in _short_parts(others.split(", "))
    ]


def _incomplete(standings: Sequence[Standing], names: Mapping[PeriodKey, str]) -> list[str]:
    """A line a database with the offices that are incomplete, and their recorded and total."""
    shares: dict[str, list[str]] = {}
    for standing in standings:
        entry = standing.entry
        recorded, total = (entry.recorded_sum, entry.total or 0) if entry else (0, 0)
        share = f"{place_label(standing.office)} {recorded:,}/{total:,}"
        shares.setdefault(names[standing.period.key], []).append(share)
    return [
        replies.LISTED_PART.format(one=name, shares=part)
        for name, each in shares.items()
        for part in _short_parts(each)
    ]


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
