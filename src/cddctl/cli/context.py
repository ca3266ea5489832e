"""The context of every command: today, the register, and a province's schedules.

The help needs none of it: modules that are slow to load are imported where they are used.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cddctl.cli import clock
from cddctl.cli.common import AS_OF, REGISTER, SCHEDULES, take_option
from cddctl.cli.paths import any_path, file_path
from cddctl.errors import ProvinceNeeded, RegisterExists, RegisterLocked, RegisterMissing
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month, parse_date
from cddctl.places import DistrictChange, Place, find_province, province_of

if TYPE_CHECKING:
    from cddctl.ledger.acts import Act
    from cddctl.ledger.entries import Entry
    from cddctl.register.empty import EmptyRegister
    from cddctl.register.store import Register
    from cddctl.render.labels import Digits
    from cddctl.schedule.calendar import Calendar, Calendars
    from cddctl.schedule.model import Schedule
    from cddctl.settings import Key, Settings

    AnyRegister = Register | EmptyRegister


class Context:
    """Today, the register and the schedules that a command works with; each is read once."""

    def __init__(
        self, typed_register: Path | None, typed_schedules: Path | None, typed_today: str | None
    ) -> None:
        self.typed_register = typed_register
        self.typed_schedules = typed_schedules
        self.typed_today = typed_today

    @classmethod
    def take(cls, words: Sequence[str]) -> tuple["Context", list[str]]:
        """Build the context from the arguments and variables; also return the other arguments."""
        register, rest = take_option(REGISTER, words)
        schedules, rest = take_option(SCHEDULES, rest)
        as_of, rest = take_option(AS_OF, rest)
        return cls(
            None if register is None else file_path(register),
            None if schedules is None else any_path(schedules),
            as_of,
        ), rest

    @classmethod
    def of(cls, ctx: typer.Context) -> "Context":
        """The context that a command was called in."""
        context = ctx.obj
        assert isinstance(context, cls)  # noqa: S101 (the app gives it to each)
        return context

    @cached_property
    def today(self) -> date:
        """Today on this PC, or the date given by `--as-of`."""
        if self.typed_today is not None:
            return parse_date(self.typed_today)
        return clock.today()

    @cached_property
    def register_path(self) -> Path:
        """Where the register is, or would be created."""
        return self.typed_register or data_folder() / "register.sqlite3"

    @cached_property
    def settings(self) -> "Settings":
        """The settings of the register; warn if the file, or a value in it, cannot be used."""
        from cddctl.cli.output import say
        from cddctl.settings import Settings

        settings = Settings(self.register_path)
        if settings.problem is not None:
            say(
                _("warning: the settings in {path} are not used: {why}").format(
                    path=settings.path, why=settings.problem
                )
            )
        return settings

    def kept(self, key: "Key") -> str | None:
        """A setting of the register, if there is a register."""
        return self.settings.get(key) if self.has_register else None

    def reply_to(self, province: Place) -> str | None:
        """Where districts report to: as the setting says, else as the province's letters do."""
        return self.kept("reply_to") or self.calendars.library.reply_to(province)

    @property
    def has_register(self) -> bool:
        """Whether a register is there, as far as that can be seen."""
        return os.path.isfile(self.register_path)  # noqa: PTH113 (never raises)

    def digits(self, typed: "Digits | None", usual: "Digits") -> "Digits":
        """The digits to write with: those typed, else the setting's, else the usual ones."""
        kept = self.kept("digits")
        return typed or ("thai" if kept == "thai" else "arabic" if kept else usual)

    @cached_property
    def calendars(self) -> "Calendars":
        """The schedules in use, by province; also say which files of the user's are not read."""
        from cddctl.cli.output import say
        from cddctl.schedule.calendar import Calendars
        from cddctl.schedule.library import ScheduleLibrary

        self.say_missing_schedules()
        own = self.own_schedules
        is_used = self.typed_schedules is not None or own.is_dir()
        library = ScheduleLibrary(own if is_used else None)
        for path in library.unread():
            say(
                _(
                    "{path} is not read: its name has to be like 2562.yaml or letter.yaml "
                    "(Windows may hide the end of a name)"
                ).format(path=path)
            )
        return Calendars(library)

    @cached_property
    def own_schedules(self) -> Path:
        """The user's own folder: the one typed, else remembered, else in the data folder."""
        usual = data_folder() / "schedules"
        if self.missing_schedules is not None:
            return usual
        return self.typed_schedules or self.remembered_schedules or usual

    @cached_property
    def remembered_schedules(self) -> Path | None:
        """The folder of schedules that the register was recorded with."""
        folder = self.settings.get("schedules")
        return None if folder is None else Path(folder)

    @cached_property
    def missing_schedules(self) -> Path | None:
        """The remembered folder of schedules, where it is needed and not there."""
        folder = self.remembered_schedules
        if self.typed_schedules is not None or folder is None or has_schedules(folder):
            return None
        return folder

    def say_missing_schedules(self) -> None:
        """Warn if the schedules recorded with are missing, and say which are used instead."""
        from cddctl.cli.output import say

        if self.missing_schedules is not None:
            say(
                _("warning: {why}; the usual ones are used here").format(
                    why=_say_missing(self.missing_schedules)
                )
            )

    def refuse_missing_schedules(self) -> None:
        """Refuse, with `ScheduleRefused`, to go on without the schedules recorded with.

        Entries written with the shipped ones could be summed, closed or sent wrongly.
        """
        from cddctl.errors import ScheduleRefused

        if self.missing_schedules is not None:
            raise ScheduleRefused(_say_missing(self.missing_schedules))

    def remember_schedules(self) -> None:
        """Remember the typed folder of schedules, so that it is used from here on."""
        from cddctl.cli.output import say
        from cddctl.errors import OutputRefused

        folder = self.typed_schedules
        if folder is None or folder == self.remembered_schedules or not has_schedules(folder):
            return
        try:
            self.settings.set("schedules", str(folder))
        except OutputRefused as error:
            say(_("warning: {why}").format(why=error))
        else:
            say(_("remembered for this register: the schedules in {path}").format(path=folder))

    def district_changes(self, province: Place) -> tuple[DistrictChange, ...]:
        """The changes of districts that a province's own schedules declare."""
        return tuple(each.change for each in self.calendars.library.districts(province))

    def calendar(self, province: Place | None) -> "Calendar":
        """The calendar of a province, or that of the department."""
        return self.calendars.of(province)

    def schedule_in_force(self, content: "Entry | Act") -> "Schedule":
        """The schedule that is in force in the month of an entry or act."""
        calendar = self.calendar(province_of(content.province))
        return calendar.schedule_for_names(content.month.fiscal_year)

    def schedule_of(self, content: "Entry | Act") -> "Schedule":
        """The schedule whose names are used to describe an entry or act.

        It is the one in force, or the newest that still has its database and units.
        """
        calendar = self.calendar(province_of(content.province))
        units = getattr(content, "recorded", ())
        return calendar.schedule_naming(content.month.fiscal_year, content.database, units)

    def is_on_report(self, entry: "Entry") -> bool:
        """Whether the report of its month shows an entry; OTOP is on no report."""
        return self.calendar(province_of(entry.province)).is_on_report(entry.key)

    def open_register(self) -> "AnyRegister":
        """Open the register; an empty one if no path was given and there is none yet.

        Refused where backups show that there was a register: a new one must not start beside them.
        """
        path = self.register_path
        if (
            self.typed_register is None
            and not path.exists()
            and not any(path.parent.glob(f"{path.stem}-*"))
        ):
            from cddctl.register.empty import EmptyRegister

            return EmptyRegister(path)
        from cddctl.register.store import Register

        register = Register.open(path)
        _ = self._is_compared
        return register

    @cached_property
    def _is_compared(self) -> bool:
        """Compares the register with its newest copies, until the copy of the day is made.

        Warns if only a copy still holds some batches.
        """
        from cddctl.register.copies import lacking, name_of_the_day

        path = self.register_path
        if not name_of_the_day(path, clock.today()).exists():
            missing = lacking(path, exactly=False)
            if missing is not None:
                from cddctl.cli.lost import say_lacking

                say_lacking(path, missing)
        return True

    def open_existing_register(self) -> "Register":
        """Open the register. Raises `RegisterMissing` if there is none."""
        from cddctl.register.store import Register

        register = self.open_register()
        if not isinstance(register, Register):
            raise RegisterMissing(register.path)
        return register

    @contextmanager
    def open_register_to_write(self, province: Place | None) -> "Iterator[Register]":
        """Open the register for writing; create it for a province, and say so, if there is none."""
        from cddctl.cli.output import say
        from cddctl.register.store import Register

        register = self.open_register()
        if not isinstance(register, Register):
            if province is None:
                raise ProvinceNeeded
            clock.refuse_impossible()
            try:
                register = Register.create(register.path, province.code, clock.utc_now())
            except RegisterExists:  # another process created it first
                register = Register.open(register.path)
            else:
                say(
                    _("created the register of {province}: {path}").format(
                        province=province.name, path=register.path
                    )
                )
        with register:
            yield register

    def home(self) -> Place | None:
        """The register's home province; None if it covers several, or does not exist yet."""
        with self.open_register() as register:
            return home_of(register)

    def home_to_look_at(self) -> Place | None:
        """The register's home province, to show a schedule of; None where it is locked."""
        from cddctl.cli.output import say

        try:
            return self.home()
        except RegisterLocked as locked:
            say(
                _(
                    "{why}; shown is the department's schedule, and for a province's own add "
                    "--province"
                ).format(why=locked)
            )
            return None

    def province(self, typed: str | None) -> Place:
        """The province given on the command line, else the register's home province."""
        province = find_province(typed) if typed is not None else self.home()
        if province is None:
            raise ProvinceNeeded
        return province

    def usual_month(self, register: "AnyRegister", provinces: Iterable[Place]) -> Month:
        """The month used when none is given, for a province or for several together."""
        from cddctl.schedule.usual_month import usual_month

        provinces = tuple(provinces)
        calendar = self.calendar(provinces[0] if len(provinces) == 1 else None)

        def latest_with_entries() -> Month | None:
            months = (register.latest_month(province.code) for province in provinces)
            return max((month for month in months if month is not None), default=None)

        return usual_month(self.today, calendar.dates_on_form, latest_with_entries)


def home_of(register: "AnyRegister") -> Place | None:
    """The home province of a register; None if it covers several."""
    return province_of(register.home) if register.home is not None else None


def has_schedules(folder: Path) -> bool:
    """Whether a folder holds a schedule: one that is empty is of a drive that is not there."""
    return any(True for pattern in ("*.y*ml", "*/*.y*ml") for _file in folder.glob(pattern))


def _say_missing(folder: Path) -> str:
    return _(
        "the schedules that this register was recorded with are not there: {path}; put the folder "
        "back, name the one that holds with --schedules DIR, or forget it: "
        "cddctl config schedules --unset"
    ).format(path=folder)


def data_folder() -> Path:
    """The folder for the program's own files: CDDCTL_HOME, else in the user's data folder."""
    if chosen := os.environ.get("CDDCTL_HOME"):
        return any_path(chosen)
    from platformdirs import user_data_path

    return user_data_path("cddctl", appauthor=False)


def parsed_month(typed: str | None) -> Month | None:
    """Parse the month of `--month`."""
    return None if typed is None else Month.parse(typed)


def parsed_year(typed: str | None) -> FiscalYear | None:
    """Parse the fiscal year of `--year`."""
    return None if typed is None else FiscalYear.parse(typed)
