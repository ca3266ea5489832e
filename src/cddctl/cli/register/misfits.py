"""Finds entries of a register that do not fit the schedules in force."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from cddctl.cli.context import Context
from cddctl.errors import CddctlError, EntryRefused, NoScheduleYet
from cddctl.i18n import _
from cddctl.ledger.entries import Entry, check_entry, check_units
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, office_of, province_of
from cddctl.register.examine import Touched
from cddctl.register.schema import IS_CURRENT
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule
from cddctl.wording import say_list

MOST = 20
"""No more findings, places or entries are listed; the others are counted."""

_ENTRIES = """
    SELECT id, province, office, database, fiscal_year, period, month, total, recorded,
    not_applicable, note FROM entries ORDER BY id
    """
_NAME = f"""
    SELECT substr(b.uid, 1, 8) || '/' || e.line
    FROM entries AS e JOIN batches AS b ON b.id = e.batch WHERE e.id = ? AND {IS_CURRENT}
    """  # noqa: S608 (a condition of our own)
"""The name of an entry, if it is current."""


class _Placed(NamedTuple):
    """A period, as entries are compared with it."""

    period: Period
    offices: frozenset[str]
    """The codes of the offices that enter it."""
    units: frozenset[str]
    """The units that its database counts."""


_Periods = dict[tuple[str, str, int], _Placed]
"""The periods of a year by database, month and number."""


@dataclass
class Misfits:
    """The current entries of a register that do not fit the schedules in force."""

    context: Context
    lines: list[str] = field(default_factory=list)
    """The first of them, each with the reason."""
    count: int = 0
    without: set[int] = field(default_factory=set)
    """The fiscal years without a schedule."""
    _periods: dict[tuple[str, int], _Periods] = field(default_factory=dict)

    def check(self, connection: sqlite3.Connection) -> None:
        """Check the current entries; one that has been recorded anew does not matter."""
        for number, *values in connection.execute(_ENTRIES):
            if (why := self._misfit(*values)) is None:
                continue
            for (name,) in connection.execute(_NAME, (number,)).fetchall():
                self.count += 1
                if self.count <= MOST:
                    province, office, database, _year, _period, month, *_counts = values
                    about = Touched(province, month, office, database)
                    self.lines.append(f"{name} {self.say_about(about)}: {why}")

    def say_about(self, touched: Touched) -> str:
        """Describe the counts that a finding concerns, by name if possible, else as they are."""
        words = [_name_of(touched), *self._database(touched)]
        try:
            words.append(Month.parse(str(touched.month)).say())
        except CddctlError:
            words.append(str(touched.month))
        return say_list(words)

    def _database(self, touched: Touched) -> list[str]:
        if touched.database is None:
            return []
        try:
            calendar = self.context.calendar(province_of(touched.province))
            year = Month.parse(str(touched.month)).fiscal_year
            schedule = calendar.schedule_naming(year, touched.database)
            return [schedule.databases[touched.database].say()]
        except (CddctlError, *_UNKNOWN):
            return [str(touched.database)]

    def _misfit(
        self, province: str, office: str, database: str, year: int, number: int, month: str,
        *counts: object,
    ) -> str | None:  # fmt: skip
        """Why an entry does not fit its schedule; None if it does."""
        periods = self._periods.get((province, year)) or self._of_year(province, year)
        placed = periods.get((database, month, number))
        if placed is None:
            if year in self.without:
                return None
            return _("the schedule has no period {number} of that database in that month").format(
                number=number
            )
        if office not in placed.offices:
            return _("that office does not enter that database")
        return _why_refused(placed, self.context.schedule_of, office, *counts)  # type: ignore[arg-type]

    def _of_year(self, province: str, year: int) -> _Periods:
        """The periods of a province's fiscal year, each with the offices that enter it."""
        place = province_of(province)
        try:
            _schedule, periods = self.context.calendar(place).of_year(FiscalYear(year))
        except NoScheduleYet:
            self.without.add(year)
            periods = ()
        placed = self._periods[province, year] = {
            (period.database.id, str(period.month), period.number): _Placed(
                period,
                frozenset(office.code for office in offices_of(period, place, districts(place))),
                frozenset(period.database.counts),
            )
            for period in periods
        }
        return placed


_UNKNOWN = (KeyError, ValueError, TypeError, AttributeError, IndexError)
"""The errors that an invalid id or code leads to."""


_decode = json.JSONDecoder().raw_decode


def _why_refused(
    placed: _Placed, schedule_of: Callable[[Entry], Schedule], office: str, total: int | None,
    recorded: str, not_applicable: int, note: str | None,
) -> str | None:  # fmt: skip
    """Why an entry would be refused today; None if it would not."""
    counts, _end = _decode(recorded)
    is_plain = note is None and total is not None and counts  # as nearly all are
    if is_plain and placed.units.issuperset(counts) and sum(counts.values()) <= total:
        return None
    period = placed.period
    key = (period.database.id, period.fiscal_year.year, period.number, period.month)
    entry = Entry(office[:2], office, *key, total, counts, bool(not_applicable), note)
    try:
        check_units(counts, period.database, schedule_of(entry).units)
        check_entry(entry, period.database)
    except EntryRefused as error:
        return str(error)
    return None


def _name_of(touched: Touched) -> str:
    """The name of an office or province, or its code if no such place is in the province."""
    code = touched.office or touched.province
    with suppress(*_UNKNOWN):
        if (place := office_of(code)).code == code and code[:2] == touched.province:
            return place.name
    return str(code)
