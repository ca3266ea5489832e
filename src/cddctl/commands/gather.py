"""What commands start from: today, the register in use, the province, the schedule in force."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.commands import clock
from cddctl.commands.paths import any_path
from cddctl.commands.streams import say
from cddctl.errors import (
    CopyRefused,
    EntryRefused,
    NoScheduleYet,
    ProvinceNeeded,
    RegisterExists,
)
from cddctl.i18n import _, ngettext
from cddctl.ledger.acts import closing
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month, parse_date
from cddctl.places import Place, districts, find_province, office_of, province_of
from cddctl.report.form import Report, build_report, month_to_report, without_a_place
from cddctl.schedule.due import Period, periods_of_database, periods_of_month, periods_of_year
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Database, Schedule
from cddctl.wording import say_date, say_list

if TYPE_CHECKING:
    from cddctl.register.empty import EmptyRegister
    from cddctl.register.store import Register

_CLOCKS_DIFFER = timedelta(days=1)
"""What the clocks of two PCs may differ by; that of a time zone is less."""


def local_today(as_of: str | None) -> date:
    """Today where the program runs, or the day of `--as-of`."""
    return parse_date(as_of) if as_of is not None else clock.utc_now().astimezone().date()


def parsed_month(typed: str | None) -> Month | None:
    """The month of `--month`."""
    return None if typed is None else Month.parse(typed)


def parsed_year(typed: str | None) -> FiscalYear | None:
    """The fiscal year of `--year`."""
    return None if typed is None else FiscalYear.parse(typed)


def format_of(chosen: str, output: Path | None) -> str:
    """The format that is meant: a file named .csv or .json says it where no option does."""
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    return named if chosen == "table" and named in {"csv", "json"} else chosen


def utc_now() -> datetime:
    """This moment, for the register."""
    return clock.utc_now()


def data_folder() -> Path:
    """The program's own folder for what it keeps: CDDCTL_HOME, else in the user's data folder."""
    if chosen := os.environ.get("CDDCTL_HOME"):
        return any_path(chosen)
    from platformdirs import user_data_path

    return user_data_path("cddctl", appauthor=False)


def default_register() -> Path:
    """The register in the program's data folder."""
    return data_folder() / "register.sqlite3"


def home(register: Path | None) -> Place | None:
    """The home province of the register in use; None where it has none, or is not there yet."""
    book = open_register(register)
    if book is None:
        return None
    with book:
        return home_of(book)


def home_of(book: "Register") -> Place | None:
    """The home province of a register; None where it is for several."""
    return province_of(book.home) if book.home is not None else None


def chosen_province(typed: str | None, register: Path | None) -> Place:
    """The province that is meant: the one named, else the register's own."""
    province = find_province(typed) if typed is not None else home(register)
    if province is None:
        raise ProvinceNeeded
    return province


def open_register(register: Path | None) -> "Register | None":
    """The register to read; None where none was named and there is none yet.

    Where there was one, as its copies show, it is refused: nothing is begun anew beside them.
    """
    path = register or default_register()
    if register is None and not path.exists() and not any(path.parent.glob(f"{path.stem}-*")):
        return None
    from cddctl.register.store import Register

    return Register.open(path)


def create_register(province: Place) -> "Register":
    """Create the register in the user's data folder, saying so; another process may be first."""
    from cddctl.register.store import Register

    path = default_register()
    try:
        book = Register.create(path, province.code, utc_now())
    except RegisterExists:
        return Register.open(path)
    say(_("created the register of {province}: {path}").format(province=province.name, path=path))
    return book


@contextmanager
def writing(book: "Register") -> Iterator[None]:
    """One transaction to record in; before the first entry of a day, a copy is kept."""
    last = book.last_recorded()
    if last is not None and is_ahead(last):
        say(
            _(
                "warning: the register's last entry is dated {date}, which is still to come; "
                "look at the clock of this PC"
            ).format(date=say_date(last.astimezone().date()))
        )
    problems: list[str] = []
    with copy_of_today(book, problems) as keep_copy, book.writing(keep_copy):
        yield
    for problem in problems:  # once it is recorded: what keeps a copy away may keep that away too
        say(problem)


def is_ahead(moment: datetime) -> bool:
    """Whether something was recorded by a clock that is wrong, if the one here is right."""
    return moment > utc_now() + _CLOCKS_DIFFER


@contextmanager
def copy_of_today(book: "Register", problems: list[str]) -> Iterator[Callable[[], None]]:
    """A copy of a register that holds something, before the first that is recorded in a day.

    It is made without a lock, and kept once what is given is called. A copy that cannot be made
    does not keep anyone from recording: what is to be told of it is added to the problems.
    """
    from cddctl.register.copies import copy_of_the_day, name_of_the_day

    target = name_of_the_day(book.path, utc_now().astimezone().date())
    if target.exists() or book.last_recorded() is None:
        yield lambda: None
        return
    with copy_of_the_day(book.path, target) as keep:

        def keep_or_tell() -> None:
            try:
                keep()
            except CopyRefused as error:
                problems.append(_("warning: there is no backup of today: {why}").format(why=error))

        yield keep_or_tell


def refuse_closed(book: "Register | EmptyRegister", province: str, month: Month) -> None:
    """Refuse, with `EntryRefused`, what would change a round that was closed."""
    if (closed := closing(book.acts(province, [month]))) is not None:
        moment = closed.recorded_at or utc_now()
        raise EntryRefused(
            _("{month} was closed on {date} and its report sent; reopen it first").format(
                month=month.say(), date=say_date(moment.astimezone().date())
            )
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The schedules that hold for a province, or for the nation. Each is read once."""

    library: ScheduleLibrary
    province: Place | None
    _read: dict[FiscalYear, Schedule] = field(default_factory=dict)

    def schedule(self, year: FiscalYear) -> Schedule:
        """The schedule in force in a fiscal year."""
        if year not in self._read:
            self._read[year] = self.library.schedule(year, self.province)
        return self._read[year]

    def of_month(self, month: Month) -> tuple[Schedule, tuple[Period, ...]]:
        """The schedule in force in a month, and the month's periods."""
        schedule = self.schedule(month.fiscal_year)
        holidays = self.library.holidays({month.year, month.next().year})
        return schedule, periods_of_month(schedule, month, holidays)

    def of_year(self, year: FiscalYear) -> tuple[Schedule, tuple[Period, ...]]:
        """The schedule in force in a fiscal year, and its periods."""
        schedule = self.schedule(year)
        holidays = self.library.holidays({year.start.year, year.end.year})
        return schedule, periods_of_year(schedule, year, holidays)

    def holidays_unknown(self, periods: Iterable[Period]) -> list[int]:
        """The C.E. years of due dates whose public holidays are not known."""
        years = {period.due.year for period in periods}
        return sorted(years - self.library.holidays(years).years)

    def nearest(self, database: Database, month: Month) -> list[Period]:
        """The database's last period before a month, and its next after it."""
        periods: list[Period] = []
        for year in range(month.fiscal_year.year - 1, month.fiscal_year.year + 2):
            try:
                schedule = self.schedule(FiscalYear(year))
            except NoScheduleYet:
                continue
            if database.id in schedule.databases:
                periods += periods_of_database(
                    schedule, schedule.databases[database.id], FiscalYear(year), Holidays()
                )
        before = [period for period in periods if period.month < month]
        after = [period for period in periods if period.month > month]
        return [*before[-1:], *after[:1]]

    def has_form(self, month: Month) -> bool:
        """Whether a month has a period on the report form."""
        try:
            schedule = self.schedule(month.fiscal_year)
        except NoScheduleYet:
            return False
        return any(
            rule.month == month.number
            for database in schedule.databases.values()
            if database.on_form
            for rule in database.rules()
        )


def usual_month(this_month: Month, calendar: Calendar, book: "Register | None") -> Month:
    """The month that is meant when none is said."""
    place = calendar.province
    latest = book.latest_month(place.code) if book and place else None
    return month_to_report(this_month, calendar.has_form, latest)


def reports_of(
    place: Place,
    month: Month,
    wanted: Iterable[Place | None],
    calendar: Calendar,
    book: "Register | None",
) -> list[Report]:
    """A report for the province (None) and for each district that is wanted.

    Tells which entries none of them shows.
    """
    schedule, periods = calendar.of_month(month)
    entries = book.current(place.code, month) if book else []
    say_lost(place, month, periods, entries)
    return [
        build_report(schedule, place, districts(place), month, periods, entries, district=district)
        for district in wanted
    ]


def say_lost(
    place: Place, month: Month, periods: Iterable[Period], entries: Iterable[Entry]
) -> None:
    """Tell which of a month's current entries its periods have no place for."""
    if lost := without_a_place(periods, place, districts(place), entries):
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
                    dict.fromkeys(f"{office_of(e.office).name} {e.database}" for e in lost)
                ),
            )
        )


def say_schedule(schedule: Schedule, year: FiscalYear) -> None:
    """Tell which schedule was used, where it is that of an earlier year."""
    if schedule.fiscal_year != year.year:
        say(
            _(
                "there is no schedule for fiscal year {year}; that of {used} is still in force"
            ).format(year=year, used=schedule.fiscal_year)
        )
