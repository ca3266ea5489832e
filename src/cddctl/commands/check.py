"""What `cddctl register check` does."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cddctl.commands.gather import Calendar, default_register, utc_now
from cddctl.commands.streams import say, say_error, write_text
from cddctl.errors import (
    CddctlError,
    EntryRefused,
    NoScheduleYet,
    NotARegister,
    RegisterDamaged,
    RegisterMissing,
    RegisterNewer,
)
from cddctl.i18n import _, ngettext
from cddctl.ledger.entries import Entry, check_entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, office_of, province_of
from cddctl.register.check import (
    damage,
    entries_of,
    examine,
    is_overtaken,
    last_recorded,
    unreadable,
)
from cddctl.register.copies import folder_of, latest_first, missing
from cddctl.register.findings import Examined, Touched
from cddctl.register.migrations import check_version
from cddctl.register.seal import pages_not_as_sealed, seal_of
from cddctl.register.sqlite import check_is_register, connect, said_plainly
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.library import ScheduleLibrary
from cddctl.wording import say_date, say_list

_MOST = 20
"""No more findings, places or entries are listed; the others are counted."""


def check_register(*, register: Path | None, schedules: Path | None) -> int:
    """Look the register through, say what is wrong and what to do; the exit code.

    Damage is a failure. An entry that does not fit its schedule is not: it is what was recorded,
    and the schedule may be another by now.
    """
    path = register or default_register()
    fit = _Fit(ScheduleLibrary(schedules))
    with said_plainly(path):
        seen = _examined(path, fit)
    for remark in seen.remarks:
        say(_("note: {remark}").format(remark=remark))
    if seen.damage:
        _tell_damage(path, seen, fit)
        return RegisterDamaged.exit_code
    _tell_misfits(fit)
    say(
        _("the register {path} is whole: {what}, all as recorded").format(
            path=path,
            what=say_list(
                [
                    _counted(
                        ngettext("{count} batch", "{count} batches", seen.batches), seen.batches
                    ),
                    _counted(
                        ngettext("{count} entry", "{count} entries", seen.entries), seen.entries
                    ),
                    _counted(ngettext("{count} act", "{count} acts", seen.acts), seen.acts),
                ]
            ),
        )
    )
    return 0


def _counted(text: str, count: int) -> str:
    return text.format(count=f"{count:,}")


def _examined(path: Path, fit: "_Fit") -> Examined:
    """What is found in a register, and, where it is whole, what does not fit its schedule."""
    try:
        check_is_register(path)
    except RegisterMissing:
        raise missing(path) from None
    except NotARegister:
        if not (seal_of(path).exists() or folder_of(path).exists()):
            raise
        seen = Examined()
        seen.found(_("it does not begin as a register does"))
        return seen
    try:
        with closing(connect(path, mode=_mode(path))) as connection:
            try:
                check_version(path, connection)
            except (NotARegister, RegisterNewer):
                # Where the seal shows that the header was altered, what it says is of no matter.
                if not pages_not_as_sealed(path, connection):
                    raise
            seen = examine(connection, path=path, now=utc_now())
            if not seen.damage:
                fit.check(connection)
    except sqlite3.Error as error:
        seen = unreadable(error, path)
    return seen


def _mode(path: Path) -> str:
    """Read-only, unless a killed process left half a write, which has to be rolled back first."""
    return "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"


# --- What does not fit -----------------------------------------------------------------------


@dataclass
class _Fit:
    """How the entries of a register fit the schedules in force."""

    library: ScheduleLibrary
    misfits: list[str] = field(default_factory=list)
    """The first of those that do not, and why."""
    count: int = 0
    without: set[int] = field(default_factory=set)
    """The fiscal years that there is no schedule for."""
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _periods: dict[tuple[str, int], "_Periods"] = field(default_factory=dict)

    def check(self, connection: sqlite3.Connection) -> None:
        """Check the entries that stand; one that has been recorded anew is of no matter."""
        for number, name, entry in entries_of(connection):
            if entry.fiscal_year in self.without:
                continue
            if (why := self._misfit(entry)) is None or is_overtaken(connection, number):
                continue
            self.count += 1
            if self.count <= _MOST:
                about = Touched(entry.province, str(entry.month), entry.office, entry.database)
                self.misfits.append(f"{name} {self.said(about)}: {why}")

    def said(self, one: Touched) -> str:
        """What a finding is about, in names where there are some: a damaged file may hold none."""
        said = [_name_of(one), *self._database(one)]
        try:
            said.append(Month.parse(str(one.month)).say())
        except CddctlError:
            said.append(str(one.month))
        return say_list(said)

    def _database(self, one: Touched) -> list[str]:
        if one.database is None:
            return []
        try:
            schedule = self._calendar(one.province).schedule(
                Month.parse(str(one.month)).fiscal_year
            )
            return [schedule.databases[one.database].short_name]
        except (CddctlError, *_UNKNOWN):
            return [str(one.database)]

    def _misfit(self, entry: Entry) -> str | None:
        """Why an entry does not fit its schedule, if it does not."""
        try:
            periods = self._of_year(entry.province, entry.fiscal_year)
        except NoScheduleYet:
            self.without.add(entry.fiscal_year)
            return None
        if (found := periods.get(entry.key)) is None:
            return _("the schedule has no period {number} of that database in that month").format(
                number=entry.period
            )
        period, offices = found
        if entry.office not in offices:
            return _("that office does not enter that database")
        if entry.total is None and not entry.recorded and not entry.not_applicable:
            return None  # what an undo leaves
        try:
            check_entry(entry, period.database)
        except EntryRefused as error:
            return str(error)
        return None

    def _of_year(self, province: str, year: int) -> "_Periods":
        """The periods of a province's fiscal year, each with the offices that enter it."""
        if (province, year) not in self._periods:
            place = province_of(province)
            _schedule, periods = self._calendar(province).of_year(FiscalYear(year))
            self._periods[province, year] = {
                period.key: (
                    period,
                    frozenset(one.code for one in offices_of(period, place, districts(place))),
                )
                for period in periods
            }
        return self._periods[province, year]

    def _calendar(self, province: str) -> Calendar:
        if province not in self._calendars:
            self._calendars[province] = Calendar(self.library, province_of(province))
        return self._calendars[province]


_Periods = dict[tuple[str, Month, int], tuple[Period, frozenset[str]]]

_UNKNOWN = (KeyError, TypeError)
"""What looking up raises for a code that is none, or no text at all."""


def _name_of(one: Touched) -> str:
    """The name of an office or province, or its code where that is none, or of elsewhere."""
    code = one.office or one.province
    with suppress(*_UNKNOWN):
        if (place := office_of(code)).code == code and code[:2] == one.province:
            return place.name
    return str(code)


# --- What is said ----------------------------------------------------------------------------


def _tell_misfits(fit: _Fit) -> None:
    if fit.without:
        said = _(
            "the fiscal years {years} are before the first schedule; what is recorded for them was "
            "not compared with one"
        ).format(years=say_list(sorted(fit.without)))
        say(_("note: {remark}").format(remark=said))
    if fit.misfits:
        _write(fit.misfits, fit.count)
        say(
            _(
                "note: what is listed is as it was recorded, but does not fit the schedule in use; "
                "is --schedules missing? if not, record it anew"
            )
        )


def _tell_damage(path: Path, seen: Examined, fit: _Fit) -> None:
    """Say what is wrong, which counts it touches, and what to do."""
    _write([finding.what for finding in seen.damage], len(seen.damage) + seen.more)
    touched = dict.fromkeys(one for finding in seen.damage for one in finding.touched)
    said = dict.fromkeys(fit.said(one) for one in touched)
    if said:
        say(_("these counts are touched; ask those who reported them:"))
        for line in list(said)[:_MOST]:
            say(f"  {line}")
        if len(said) > _MOST:
            say(_("  and {count} more").format(count=f"{len(said) - _MOST:,}"))
    say_error(
        ngettext(
            "the register {path} is damaged: {count} finding",
            "the register {path} is damaged: {count} findings",
            len(seen.damage) + seen.more,
        ).format(path=path, count=f"{len(seen.damage) + seen.more:,}")
    )
    if (good := _latest_good(path)) is None:
        say(
            _(
                "keep the file, record nothing in it, and use a backup that you have elsewhere: "
                "cddctl register restore FILE; there is no good one beside it"
            )
        )
        return
    backup, last = good
    command = f'cddctl register restore "{backup}" --register "{path}"'
    if last is None:
        say(_("the latest good backup holds no entry yet: {command}").format(command=command))
    else:
        day = say_date(last.astimezone().date())
        holds = _("the latest good backup holds what was recorded until {date}: {command}")
        say(holds.format(date=day, command=command))
    say(_("the damaged file is kept aside then; record anew what came after"))


def _write(lines: Iterable[str], count: int) -> None:
    """Write the first lines on stdout, and how many there are beyond them."""
    shown = list(lines)[:_MOST]
    if count > len(shown):
        shown.append(_("and {count} more").format(count=f"{count - len(shown):,}"))
    write_text("".join(f"{line}\n" for line in shown), None)


def _latest_good(path: Path) -> tuple[Path, datetime | None] | None:
    """The latest backup beside a register that is whole, and when it was last recorded in."""
    for backup in latest_first(path):
        with suppress(CddctlError, sqlite3.Error, OSError):
            check_is_register(backup)
            with closing(connect(backup, mode="ro")) as connection:
                check_version(backup, connection)
                if not damage(connection):
                    return backup, last_recorded(connection)
    return None
