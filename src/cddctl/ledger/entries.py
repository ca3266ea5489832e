"""Entries: the counts that an office has reported for a period, and the rules for a valid entry.

Three things are never mixed: nothing reported (no entry), zero (a count of 0), and not applicable
yet (a reason in place of counts).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from cddctl.errors import EntryRefused
from cddctl.i18n import _
from cddctl.notes import check_note, check_reason
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.due import Period, PeriodKey
from cddctl.schedule.model import Database
from cddctl.wording import say_any_of, say_date

MAX_COUNT = 9_999_999
"""More than any province can have."""


PeriodAndOffice = tuple[PeriodKey, str]
"""The key of a period, and the code of an office."""


class State(StrEnum):
    """An office's state: nothing reported, incomplete, complete, or not applicable yet."""

    NONE = "none"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    NOT_APPLICABLE = "not-applicable"

    @property
    def has_counts(self) -> bool:
        """Whether counts were reported."""
        return self in {State.INCOMPLETE, State.COMPLETE}

    @property
    def is_outstanding(self) -> bool:
        """Whether something is still to be reported."""
        return self in {State.NONE, State.INCOMPLETE}


class Share(NamedTuple):
    """n of N: of the offices that have something to enter, the number that have given counts.

    Offices for which it is not applicable yet are in neither.
    """

    reported: int = 0
    expected: int = 0
    not_applicable: int = 0

    @classmethod
    def of(cls, states: Iterable[State]) -> "Share":
        """The share over offices, or over offices and periods, by their states."""
        counts = Counter(states)
        not_applicable = counts.pop(State.NOT_APPLICABLE, 0)
        expected = counts.total()
        return cls(expected - counts[State.NONE], expected, not_applicable)

    @property
    def offices(self) -> int:
        """The number of all offices, whether or not they have something to enter."""
        return self.expected + self.not_applicable

    def state(self, complete: int) -> State:
        """The state of these offices together, of which so many are complete."""
        if not self.expected:
            return State.NOT_APPLICABLE
        if not self.reported:
            return State.NONE
        return State.COMPLETE if complete == self.expected else State.INCOMPLETE


class Entry(NamedTuple):
    """The report of one office for one period: total and counts, or why there are none yet."""

    province: str
    office: str
    """The code of the district, or of the province if the provincial office enters."""
    database: str
    fiscal_year: int
    period: int
    month: Month
    total: int | None = None
    """None where it is not applicable."""
    recorded: Mapping[str, int] = MappingProxyType({})
    """Counts by unit; a missing unit was not reported."""
    not_applicable: bool = False
    note: str | None = None
    received: date | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None

    @property
    def key(self) -> PeriodKey:
        """The key of its period."""
        return self.database, self.month, self.period

    @property
    def period_and_office(self) -> PeriodAndOffice:
        """The key of its period, and its office."""
        return self.key, self.office

    @property
    def state(self) -> State:
        """The office's state for the period, according to the entry."""
        if self.not_applicable:
            return State.NOT_APPLICABLE
        return State.COMPLETE if self.recorded_sum >= (self.total or 0) else State.INCOMPLETE

    @property
    def recorded_sum(self) -> int:
        """The sum of the recorded counts over all units (หน่วย)."""
        return sum(self.recorded.values())

    def says_the_same(self, other: "Entry") -> bool:
        """Whether two entries report the same, regardless of who recorded them and when."""
        return (self.counts, self.note) == (other.counts, other.note)

    @property
    def counts(self) -> tuple[int | None, dict[str, int], bool]:
        """The values without the note: total, counts, and whether it is not applicable yet."""
        return self.total, dict(self.recorded), self.not_applicable


def is_shown_whole(entry: Entry, database: Database) -> bool:
    """Whether a schedule's database counts every unit of an entry.

    Where it does not, as under another schedule, callers leave the whole entry out and name it:
    part of it would be a wrong sum.
    """
    return set(database.counts).issuperset(entry.recorded)


def entry_or_not_yet(entry: Entry | None, period: Period, office: Place) -> Entry | None:
    """An office's entry; where it reported nothing, "not applicable yet" if the schedule says so.

    Every output that shows an office's state uses this: the form, the status, reminders, n of N.
    """
    if period.not_yet is None or entry is not None:
        return entry
    return Entry(
        province=office.province_code,
        office=office.code,
        database=period.database.id,
        fiscal_year=period.fiscal_year.year,
        period=period.number,
        month=period.month,
        not_applicable=True,
        note=period.not_yet,
    )


def check_entry(entry: Entry, database: Database) -> None:
    """Refuse an invalid entry with `EntryRefused`."""
    if entry.note is not None:
        check_note(entry.note)
    check_units(entry.recorded, database)
    if entry.not_applicable:
        _check_not_applicable(entry)
        return
    if entry.total is None:
        raise EntryRefused(_("the total is missing: how many there are ({values})"), ["total"])
    if not entry.recorded:
        raise EntryRefused(
            _("how many are recorded is missing: {values} (0 if none)"), database.counts
        )
    if entry.recorded_sum > entry.total:
        check_reason(
            entry.note,
            _(
                "recorded {recorded} is above the total {total}; mend the numbers, "
                "or say why in a note"
            ).format(recorded=f"{entry.recorded_sum:,}", total=f"{entry.total:,}"),
        )


def check_received(received: date, today: date, year: FiscalYear | None = None) -> None:
    """Refuse, with `EntryRefused`, a day in the future or before the period's fiscal year."""
    if received > today:
        raise EntryRefused(
            _("the received date {date} is in the future; today is {today}").format(
                date=say_date(received), today=say_date(today)
            )
        )
    if year is not None and received < year.start:
        raise EntryRefused(
            _("the received date {date} is before fiscal year {year}; check it").format(
                date=say_date(received), year=year
            )
        )


def check_units(
    units: Mapping[str, int],
    database: Database,
    names: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Refuse, with `EntryRefused`, a unit that the database does not count.

    The message names units by `names` where given, else by their ids.
    """
    for unit in units:
        if unit not in database.counts:
            raise EntryRefused(
                _("{database} does not count {unit}; it counts {units}").format(
                    database=database.say(),
                    unit=names.get(unit, unit),
                    units=say_any_of(names.get(counted, counted) for counted in database.counts),
                )
            )


def _check_not_applicable(entry: Entry) -> None:
    if entry.total is not None or entry.recorded:
        raise EntryRefused(_("what is not applicable yet has no counts; leave one of them out"))
    check_reason(
        entry.note, _("what is not applicable yet needs its reason in a note, as in หลังการรับรอง")
    )
