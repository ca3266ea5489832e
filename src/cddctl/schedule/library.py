"""Schedule files: find them, lay a province's own over the national one, and check them.

A schedule is `<fiscal year>.yaml`; a province's own, `<province>/<fiscal year>.yaml` beside it, is
laid over it. The user's own folder takes precedence: a schedule there replaces the shipped one of
the same name. Holidays are `holidays/<C.E. year>.yaml`; those of the user's own folder, and of a
province's in either, are added. What a province's letters need is `<province>/letter.yaml`.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.errors import (
    CddctlError,
    NoScheduleYet,
    Problem,
    ScheduleInvalid,
    ScheduleRefused,
    system_reason,
)
from cddctl.i18n import _
from cddctl.periods import FiscalYear
from cddctl.places import Place, find_province
from cddctl.schedule.checking import MISSING, checked, checked_holidays
from cddctl.schedule.districts import checked_districts, district_conflicts, place_conflicts
from cddctl.schedule.holidays import Holiday, HolidayFile, Holidays
from cddctl.schedule.model import OF_ONE_YEAR, DistrictDeclared, Schedule
from cddctl.schedule.yamlfile import Document, Where, parse_yaml, read_yaml

if TYPE_CHECKING:
    from cddctl.schedule.letter import LetterSettings

_YEAR_FILE = re.compile(r"(\d{4})\.ya?ml", re.ASCII)
_LIKE_A_FILE = r"\d{4}(?!\d).*|letter\.ya?ml.*"
_HOLIDAYS = "holidays"

LETTER_FILE = "letter.yaml"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""The beginnings of the kinds of picture that a document takes."""


class ScheduleLibrary:
    """The folders with schedules; the user's own comes before the shipped one."""

    def __init__(self, own: Path | None = None, shipped: Path | None = None) -> None:
        self.folders = [folder for folder in (own, shipped or _shipped()) if folder is not None]
        if own is not None and not own.is_dir():
            raise no_schedule(own)
        # Each file is read once.
        self._schedules: dict[tuple[Path, Path | None], Schedule] = {}
        self._holiday_files: dict[tuple[Path, bool], HolidayFile] = {}
        # And each folder is searched once for a province and year.
        self._of_year: dict[tuple[FiscalYear, Place | None], Schedule] = {}
        self._days_of_year: dict[tuple[int, Place | None], dict[date, Holiday] | None] = {}
        self._holidays: dict[tuple[frozenset[int], Place | None], Holidays] = {}
        self._districts: dict[Place, tuple[DistrictDeclared, ...]] = {}

    def schedule(self, year: FiscalYear, province: Place | None = None) -> Schedule:
        """The schedule in force in a fiscal year, with the province's own laid over it.

        The newest schedule that is not of a later year is in force; a province's own is only laid
        over a schedule of its own year or older. Raises `NoScheduleYet` before the first, and
        `ScheduleInvalid`.
        """
        key = year, province
        if key not in self._of_year:
            schedule = self._schedule(*self.in_force(year, province), province)
            if province is not None and (declared := self.districts(province)):
                schedule = schedule.model_copy(update={"districts": declared})
            self._of_year[key] = schedule
        return self._of_year[key]

    def districts(self, province: Place) -> tuple[DistrictDeclared, ...]:
        """The changes of districts that a province's own schedules of all years declare.

        A district founded in one year is there in the next, whose schedule need not repeat it.
        """
        if province not in self._districts:
            files = sorted(self._years(province.id, province).items())
            documents = [_read(path) for _year, path in files]
            self._districts[province] = checked_districts(documents, province)
        return self._districts[province]

    def _schedule(self, base: Path, over: Path | None, province: Place | None) -> Schedule:
        if (base, over) not in self._schedules:
            document = _read(base)
            wrong = _misplaced(document, base)
            if over:
                above = _read(over)
                wrong += _misplaced(above, over)
                years = range(int(base.stem), int(over.stem))
                document = self._laid_on(document, above, years, province)
                document.data["province"] = province.id if province else None
            if over or base.parent != self.folders[-1]:  # a shipped one is checked by tests
                wrong += place_conflicts(document.data, province if over else None)
            schedule = checked(document, wrong)
            letter_file = Path(document.mark(("source", "letter")).file)
            self._schedules[base, over] = schedule.under_letter_of(int(letter_file.stem))
        return self._schedules[base, over]

    def first_year(self) -> FiscalYear:
        """The fiscal year of the first schedule. Raises `ScheduleRefused`."""
        years = self._years("")
        if not years:
            raise no_schedule(self.folders[0])
        return FiscalYear(min(years))

    def years(self, province: Place) -> list[FiscalYear]:
        """The fiscal years that have a schedule, the nation's or a province's own."""
        years = self._years("") | self._years(province.id, province)
        return [FiscalYear(year) for year in sorted(years)]

    def holidays(self, years: Iterable[int], province: Place | None = None) -> Holidays:
        """The public holidays of C.E. years, as far as known, for a province or the nation."""
        key = frozenset(years), province
        if key not in self._holidays:
            self._holidays[key] = self._holidays_of(*key)
        return self._holidays[key]

    def _holidays_of(self, years: Iterable[int], province: Place | None) -> Holidays:
        known: set[int] = set()
        days: dict[date, Holiday] = {}
        for year in sorted(years):
            key = year, province
            if key not in self._days_of_year:
                self._days_of_year[key] = self._days(year, province)
            if (of_year := self._days_of_year[key]) is not None:
                known.add(year)
                days |= of_year
        return Holidays(
            frozenset(known),
            {day: holiday for day, holiday in days.items() if holiday.certain},
            frozenset(day for day, holiday in days.items() if not holiday.certain),
        )

    def _days(self, year: int, province: Place | None) -> dict[date, Holiday] | None:
        """The holidays of a year; None where there is no file of the nation's."""
        roots = list(reversed(self.folders))
        national = self._files_of(year, [[root / _HOLIDAYS] for root in roots])
        if not national:
            return None
        own = [self._folders_of(province, root) for root in roots] if province else []
        provincial = self._files_of(year, [[f / _HOLIDAYS for f in folders] for folders in own])
        days: dict[date, Holiday] = {}
        for path in (*national, *provincial):
            file = self._holiday_file(path, year, with_provinces=province is not None)
            for day, holiday in file.holidays.items():
                if holiday is None:
                    days.pop(day, None)
                elif _is_held(holiday, province):
                    days[day] = holiday
        return days

    def _files_of(self, year: int, layers: Iterable[list[Path]]) -> list[Path]:
        files = [_years_in(*folders).get(year) for folders in layers]
        return [path for path in files if path is not None]

    def _holiday_file(self, path: Path, year: int, *, with_provinces: bool) -> HolidayFile:
        key = path, with_provinces
        if key not in self._holiday_files:
            self._holiday_files[key] = checked_holidays(
                _read(path), year, with_provinces=with_provinces
            )
        return self._holiday_files[key]

    def letter_file(self, province: Place) -> Path | None:
        """The file with the settings of a province's letters, the user's own first."""
        paths = (
            folder / LETTER_FILE
            for root in self.folders
            for folder in self._folders_of(province, root)
        )
        return next((path for path in paths if path.is_file()), None)

    def letter(self, path: Path) -> "tuple[LetterSettings, bytes | None]":
        """The settings in a `letter.yaml`, and the picture that it names.

        Raises `ScheduleInvalid`.
        """
        from cddctl.schedule.letter import checked_letter  # noqa: PLC0415 (few commands need it)

        document = _read(path)
        picture, wrong = read_picture(document.data.get("garuda"), path.parent)
        return checked_letter(document, wrong), picture

    def reply_to(self, province: Place) -> str | None:
        """Where a province's letters ask to report to; None where that cannot be read.

        What is wrong in their file is told by `letter` and `check`, and holds up nothing else.
        """
        from cddctl.schedule.letter import problems_of_letter  # noqa: PLC0415 (few commands need it)

        path = self.letter_file(province)
        try:
            data = _read(path).data if path else {}
        except ScheduleInvalid:
            return None
        return None if problems_of_letter(data, ("reply_to",)) else data["reply_to"]

    def files(self) -> list[Path]:
        """Every schedule and holiday file, and any other YAML file beside them."""
        files: dict[tuple[str, str], Path] = {}
        for folder in reversed(self.folders):
            for pattern in ("*.y*ml", "*/*.y*ml", f"*/{_HOLIDAYS}/*.y*ml"):
                for path in folder.glob(pattern):
                    name = path.relative_to(folder)
                    added_to = str(folder) if _HOLIDAYS in name.parts else ""
                    files[name.as_posix(), added_to] = path
        return [files[key] for key in sorted(files)]

    def unread(self) -> list[Path]:
        """The files of the user's own folder whose names are nearly those that are read.

        Windows hides the end of a name, so that 2562.yaml.txt is shown as 2562.yaml.
        """
        return sorted(
            path
            for folder in self.folders[:-1]
            for pattern in ("*", "*/*", f"*/{_HOLIDAYS}/*")
            for path in folder.glob(pattern)
            if re.fullmatch(_LIKE_A_FILE, path.name, re.IGNORECASE)
            and not _YEAR_FILE.fullmatch(path.name)
            and path.name != LETTER_FILE
            and path.is_file()
        )

    def check(self, path: Path, text: str | None = None) -> None:
        """Check one file, a province's own as laid over its base. Raises `ScheduleInvalid`.

        With `text`, check what the file would hold.
        """
        if path.name == LETTER_FILE:
            self.letter(path)
            return
        document = _read(path) if text is None else parse_yaml(text, f"{path}")
        if "holidays" in document.data:
            match = _YEAR_FILE.fullmatch(path.name)
            checked_holidays(document, int(match[1]) if match else None)
        else:
            self._schedule_in(document, path)

    def schedule_in(self, path: Path, text: str | None = None) -> Schedule:
        """The schedule of a file, a province's own as laid over its base; `text` as in `check`.

        Raises `ScheduleInvalid`.
        """
        document = _read(path) if text is None else parse_yaml(text, f"{path}")
        return self._schedule_in(document, path)

    def _schedule_in(self, document: Document, path: Path) -> Schedule:
        wrong = _misplaced(document, path)
        year = document.data.get("fiscal_year")
        named = _province_named(path.absolute().parent.name)
        wrong += district_conflicts(document, named, self._others_beside(path, named))
        is_over = "province" in document.data or named
        if is_over and isinstance(year, int):
            bases = self._years("") | _years_in(path.absolute().parent.parent)
            if base := _newest(bases, year):
                document = self._laid_on(_read(bases[base]), document, range(base, year), named)
        wrong += place_conflicts(document.data, named)
        return checked(document, wrong)

    def _laid_on(
        self, base: Document, above: Document, years: range, province: Place | None
    ) -> Document:
        """A province's own file laid over a base; `years` are from the base's until before its own.

        One that names no letter has lines alone, and is laid over the own one before it.
        """
        if "source" not in above.data and province is not None:
            owns = self._years(province.id, province)
            if earlier := [year for year in years if year in owns]:
                before, until = _read(owns[earlier[-1]]), range(years.start, earlier[-1])
                base = self._laid_on(base, before, until, province)
        return _laid(base, above)

    def _others_beside(self, path: Path, province: Place | None) -> list[Document]:
        """A province's files of other years."""
        files = self._years(province.id, province) if province is not None else {}
        return [_read(other) for year, other in sorted(files.items()) if f"{year}" != path.stem]

    def in_force(self, year: FiscalYear, province: Place | None) -> tuple[Path, Path | None]:
        """The file in force in a fiscal year, and the province's own that is laid over it."""
        bases = self._years("")
        base = _newest(bases, year.year)
        if base is None:
            first = self.first_year()
            raise NoScheduleYet(year.year, first.year, first.start)
        overs = self._years(province.id, province) if province else {}
        over = _newest(overs, year.year)
        return bases[base], overs[over] if over and over >= base else None

    def _years(self, folder: str, province: Place | None = None) -> dict[int, Path]:
        """The files of a folder by the year in their name; a province's by any of its names."""
        years: dict[int, Path] = {}
        for root in reversed(self.folders):
            inside = [root / folder] if province is None else self._folders_of(province, root)
            try:
                years |= _years_in(*inside)
            except OSError as error:
                raise _unreadable(root, error) from None
        return years

    def _folders_of(self, province: Place, root: Path) -> list[Path]:
        """The folders below a root that are named for a province."""
        try:
            return [f for f in sorted(root.iterdir()) if province.is_called(f.name) and f.is_dir()]
        except OSError as error:
            raise _unreadable(root, error) from None


def _unreadable(folder: Path, error: OSError) -> ScheduleRefused:
    return ScheduleRefused(
        _("the schedules in {folder} cannot be read: {why}").format(
            folder=folder, why=system_reason(error)
        )
    )


def _newest(years: Iterable[int], last: int) -> int | None:
    """The newest of some years up to the last one given."""
    return max((year for year in years if year <= last), default=None)


def _years_in(*folders: Path) -> dict[int, Path]:
    """The files of folders by the year in their name. Raises `ScheduleInvalid` on two of one."""
    years: dict[int, Path] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.y*ml")):
        if match := _YEAR_FILE.fullmatch(path.name):
            if (year := int(match[1])) in years:
                other = years[year].name if years[year].parent == path.parent else years[year]
                message = _("{other} is of the same year; one of them has to go")
                raise ScheduleInvalid([Problem(f"{path}", 1, 1, message.format(other=other))])
            years[year] = path
    return years


def _is_held(holiday: Holiday, province: Place | None) -> bool:
    if holiday.provinces is None:
        return True
    return province is not None and any(map(province.is_called, holiday.provinces))


def _province_named(name: str) -> Place | None:
    try:
        return find_province(name)
    except CddctlError:
        return None


def _read(path: Path) -> Document:
    return read_yaml(path, f"{path}")


def _laid(base: Document, over: Document) -> Document:
    """A province's own schedule laid over a base, without the parts of the base's year alone."""
    laid = base.laid_under(over)
    if laid.data.get("fiscal_year") != base.data.get("fiscal_year"):
        for part in OF_ONE_YEAR - over.data.keys():
            laid.data.pop(part, None)
    return laid


def _misplaced(document: Document, path: Path) -> list[tuple[Where, str]]:
    """The places where a schedule contradicts its file's name or folder."""
    wrong: list[tuple[Where, str]] = []
    match, year = _YEAR_FILE.fullmatch(path.name), document.data.get("fiscal_year")
    if match is None:
        wrong.append(((), _("a schedule's file is named by its fiscal year, like 2562.yaml")))
    elif year is None:
        wrong.append((("fiscal_year",), _(MISSING)))
    elif isinstance(year, int) and year != int(match[1]):
        wrong.append((("fiscal_year",), _("the file's name says {year}").format(year=match[1])))
    return wrong + _province_conflicts(document.data.get("province"), path.absolute().parent)


def read_picture(name: object, folder: Path) -> tuple[bytes | None, list[tuple[Where, str]]]:
    """The content of the picture that a `letter.yaml` names, or the problems with it."""
    if not isinstance(name, str) or not name.strip():
        return None, []
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        message = _("the picture cannot be read: {why}").format(why=system_reason(error))
        return None, [(("garuda",), message)]
    if not content.startswith(_PICTURES):
        return None, [(("garuda",), _("is no picture that Word takes; save it as PNG or JPEG"))]
    return content, []


def no_schedule(folder: Path) -> ScheduleRefused:
    """The refusal of a folder in which no schedule is."""
    return ScheduleRefused(
        _("{folder} holds no schedule; a schedule is a file like 2562.yaml in it").format(
            folder=folder
        )
    )


def _shipped() -> Path:
    """The schedules folder of the installed package, or of a checkout."""
    packaged = Path(__file__).parents[1] / "schedules"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schedules"


def _province_conflicts(province: object, folder: Path) -> list[tuple[Where, str]]:
    if not isinstance(province, str):
        return []
    try:
        place = find_province(province)
    except CddctlError as error:
        return [(("province",), str(error))]
    if place.is_called(folder.name):
        return []
    return [
        (
            ("province",),
            _("the schedule of {province} belongs in a folder named {id}").format(
                province=place.name, id=place.id
            ),
        )
    ]
