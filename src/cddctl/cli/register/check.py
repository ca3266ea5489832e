"""`cddctl register check`: looks a register through, and says what is wrong and what to do."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.output import say, say_error, write_text
from cddctl.errors import (
    CddctlError,
    EntryRefused,
    NoScheduleYet,
    NotARegister,
    RegisterDamaged,
    RegisterMissing,
)
from cddctl.i18n import N_, _, ngettext
from cddctl.ledger.entries import Entry, check_entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, office_of, province_of
from cddctl.register.copies import folder_of, latest_first, missing
from cddctl.register.migrations import check_version
from cddctl.register.sqlite import check_is_register, connect, said_plainly
from cddctl.register.verify import Examined, Touched, damage, examine, is_of_register, unreadable
from cddctl.schedule.due import Period, offices_of
from cddctl.wording import say_date, say_list

_MOST = 20
"""No more findings, places or entries are listed; the others are counted."""


@command(example=N_("Example: cddctl register check"))
def check(ctx: typer.Context) -> None:
    """Look the register through, say what is wrong and what to do.

    Damage is a failure. An entry that does not fit its schedule is not: it is what was recorded,
    and the schedule may be another by now.
    """
    context = Context.of(ctx)
    path = context.register_path
    fit = _Fit(context)
    with said_plainly(path):
        seen = _examined(path, fit)
    for remark in seen.remarks:
        say(_("note: {remark}").format(remark=remark))
    if seen.damage:
        _tell_damage(path, seen, fit)
        raise typer.Exit(RegisterDamaged.exit_code)
    _tell_misfits(fit)
    counts = (
        ngettext("{count} batch", "{count} batches", seen.batches).format(
            count=f"{seen.batches:,}"
        ),
        ngettext("{count} entry", "{count} entries", seen.entries).format(
            count=f"{seen.entries:,}"
        ),
        ngettext("{count} act", "{count} acts", seen.acts).format(count=f"{seen.acts:,}"),
    )
    whole = _("the register {path} is whole: {what}, all as recorded")
    say(whole.format(path=path, what=say_list(counts)))


def _examined(path: Path, fit: "_Fit") -> Examined:
    """What is found in a register, and, where it is whole, what does not fit its schedule."""
    try:
        check_is_register(path)
    except RegisterMissing:
        raise missing(path) from None
    except NotARegister:
        if not folder_of(path).exists():
            raise
        seen = Examined()
        seen.found(_("it does not begin as a register does"))
        return seen
    try:
        with closing(connect(path, mode=_mode(path))) as connection:
            try:
                check_version(path, connection)
            except NotARegister:
                if not is_of_register(connection):  # else its header was altered
                    raise
            seen = examine(connection, now=clock.utc_now())
            if not seen.damage:
                fit.check(connection)
    except sqlite3.Error as error:
        seen = unreadable(error)
    return seen


def _mode(path: Path) -> str:
    """Read-only, unless a killed process left half a write, which has to be rolled back first."""
    return "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"


# --- What does not fit -----------------------------------------------------------------------

_ENTRIES = """
    SELECT id, province, office, database, fiscal_year, period, month, total, recorded,
    not_applicable, note FROM entries ORDER BY id
    """
_NAME = """
    SELECT substr(b.uid, 1, 8) || '/' || e.line
    FROM entries AS e JOIN batches AS b ON b.id = e.batch WHERE e.id = ? AND NOT EXISTS (
        SELECT 1 FROM entries AS later JOIN batches AS its ON its.id = later.batch
        WHERE later.province = e.province AND later.month = e.month
        AND later.database = e.database AND later.period = e.period AND later.office = e.office
        AND (its.recorded_at, its.uid, later.line) > (b.recorded_at, b.uid, e.line)
    )
    """
"""What an entry is called by, if it stands."""


class _Placed(NamedTuple):
    """A period that an entry may be of."""

    period: Period
    offices: frozenset[str]
    """Those that enter it."""
    units: frozenset[str]
    """What is counted."""


_Periods = dict[tuple[str, str, int], _Placed]
"""The periods of a year by database, month and number."""


@dataclass
class _Fit:
    """How the entries of a register fit the schedules in force."""

    context: Context
    misfits: list[str] = field(default_factory=list)
    """The first of those that do not, and why."""
    count: int = 0
    without: set[int] = field(default_factory=set)
    """The fiscal years that there is no schedule for."""
    _periods: dict[tuple[str, int], _Periods] = field(default_factory=dict)

    def check(self, connection: sqlite3.Connection) -> None:
        """Check the entries that stand; one that has been recorded anew is of no matter."""
        for number, *values in connection.execute(_ENTRIES):
            if (why := self._misfit(*values)) is None:
                continue
            for (name,) in connection.execute(_NAME, (number,)).fetchall():
                self.count += 1
                if self.count <= _MOST:
                    province, office, database, _year, _period, month, *_counts = values
                    about = Touched(province, month, office, database)
                    self.misfits.append(f"{name} {self.say_about(about)}: {why}")

    def say_about(self, touched: Touched) -> str:
        """What a finding is about, in names where there are some: a damaged file may hold none."""
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
            schedule = calendar.schedule(Month.parse(str(touched.month)).fiscal_year)
            return [schedule.databases[touched.database].short_name]
        except (CddctlError, *_UNKNOWN):
            return [str(touched.database)]

    def _misfit(
        self, province: str, office: str, database: str, year: int, number: int, month: str,
        *counts: object,
    ) -> str | None:  # fmt: skip
        """Why an entry does not fit its schedule, if it does not."""
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
        return _why_refused(placed, office, *counts)  # type: ignore[arg-type]

    def _of_year(self, province: str, year: int) -> _Periods:
        """The periods of a province's fiscal year, each with the offices that enter it."""
        place = province_of(province)
        try:
            _schedule, periods = self.context.calendar(place).of_year(FiscalYear(year))
        except NoScheduleYet:
            self.without.add(year)
            periods = ()
        found = self._periods[province, year] = {
            (period.database.id, str(period.month), period.number): _Placed(
                period,
                frozenset(office.code for office in offices_of(period, place, districts(place))),
                frozenset(period.database.counts),
            )
            for period in periods
        }
        return found


_UNKNOWN = (KeyError, ValueError, TypeError, AttributeError, IndexError)
"""What comes of an id or code that is none."""


_decode = json.JSONDecoder().raw_decode


def _why_refused(
    placed: _Placed, office: str, total: int | None, recorded: str, not_applicable: int,
    note: str | None,
) -> str | None:  # fmt: skip
    """Why an entry would be refused today; None for what an undo leaves."""
    counts, _end = _decode(recorded)
    if total is None and not counts and not not_applicable:
        return None
    is_plain = note is None and total is not None and counts  # as nearly all are
    if is_plain and placed.units.issuperset(counts) and sum(counts.values()) <= total:
        return None
    period = placed.period
    key = (period.database.id, period.fiscal_year.year, period.number, period.month)
    entry = Entry(office[:2], office, *key, total, counts, bool(not_applicable), note)
    try:
        check_entry(entry, period.database)
    except EntryRefused as error:
        return str(error)
    return None


def _name_of(touched: Touched) -> str:
    """The name of an office or province, or its code where that is none, or of elsewhere."""
    code = touched.office or touched.province
    with suppress(*_UNKNOWN):
        if (place := office_of(code)).code == code and code[:2] == touched.province:
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
    touched = dict.fromkeys(about for finding in seen.damage for about in finding.touched)
    said = dict.fromkeys(fit.say_about(about) for about in touched)
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
                    [(last,)] = connection.execute("SELECT max(recorded_at) FROM batches")
                    return backup, None if last is None else datetime.fromisoformat(last)
    return None
