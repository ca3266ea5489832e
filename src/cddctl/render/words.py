"""The wording of places, periods and entries in a sentence."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from cddctl.i18n import _
from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry
from cddctl.periods import thai_time
from cddctl.places import Place, province_of
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.wording import say_date, say_list

if TYPE_CHECKING:
    from cddctl.ledger.drafts import Settled

ScheduleOf = Callable[[Entry], Schedule]


def say_place(place: Place) -> str:
    """Describe a place, a district with its province: Mae Mo (Lampang)."""
    province = province_of(place.code)
    return place.name if place == province else f"{place.name} ({province.name})"


def say_moment(moment: datetime | None) -> str:
    """A date and time in Thailand; ? where it is not known."""
    if moment is None:
        return "?"
    moment = thai_time(moment)
    return _("{date} at {time}").format(date=say_date(moment.date()), time=f"{moment:%H:%M}")


def say_database(content: Entry | Act, schedule: Schedule) -> str:
    """The name of an entry's or act's database; its id where no schedule has it."""
    database = schedule.databases.get(content.database or "")
    return database.say() if database else str(content.database)


def say_period(period: Period) -> str:
    """Describe a period by database, number and month."""
    return _("{database}, period {number} of {month}").format(
        database=period.database.say(), number=period.number, month=period.month.say()
    )


def say_content(entry: Entry, schedule: Schedule) -> str:
    """Describe the content of an entry: total 120, 118 persons; note."""
    if entry.total is None and not entry.not_applicable:
        return _("nothing reported")
    if entry.not_applicable:
        content = _("not applicable yet")
    else:
        total = _("total {count}").format(count=f"{entry.total:,}")
        content = say_list([total, *_counts(entry, schedule)])
        database = schedule.databases.get(entry.database)
        counted = database.counts if database else ()
        if missing := [str(schedule.units[unit]) for unit in counted if unit not in entry.recorded]:
            content += _(" (not reported: {units})").format(units=say_list(missing))
    return f"{content}; {entry.note}" if entry.note else content


def say_given(entry: Entry, schedule: Schedule) -> str:
    """Describe the values given, perhaps only a part of an entry: 118 persons; note."""
    if entry.total is not None or entry.not_applicable:
        return say_content(entry, schedule)
    counts = say_list(_counts(entry, schedule))
    return "; ".join(part for part in (counts, entry.note) if part)


def _counts(entry: Entry, schedule: Schedule) -> list[str]:
    """Each recorded count with its unit; last those of units that the schedule does not have."""
    units = [unit for unit in schedule.units if unit in entry.recorded]
    units += [unit for unit in entry.recorded if unit not in units]
    return [
        _("{count} {unit}").format(
            count=f"{entry.recorded[unit]:,}", unit=schedule.units.get(unit, unit)
        )
        for unit in units
    ]


def say_change(change: "Settled", schedule: Schedule) -> str:
    """Describe the entry recorded for an office and period, and the one that it replaces."""
    line = _("{office}, {period}: {what}").format(
        office=change.draft.office.name,
        period=say_period(change.draft.period),
        what=say_content(change.entry, schedule),
    )
    if change.before is None or not change.is_new:
        return line
    return line + say_before(change.before, schedule)


def say_before(entry: Entry, schedule: Schedule) -> str:
    """The entry before a change, as text to append."""
    return _(" (before: {content})").format(content=say_content(entry, schedule))
