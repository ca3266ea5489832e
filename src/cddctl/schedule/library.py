"""Schedule files: find them, lay a province's own over the national one, and check them.

A schedule is `<fiscal year>.yaml`; a province's own, `<province>/<fiscal year>.yaml` beside it, is
laid over it. Holidays are `holidays/<C.E. year>.yaml`. The user's own folder takes precedence: a
file there replaces the shipped file of the same name.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cddctl.errors import (
    CddctlError,
    NoScheduleYet,
    Problem,
    ScheduleInvalid,
    ScheduleRefused,
    system_reason,
)
from cddctl.i18n import N_, _
from cddctl.libraries import choices_in
from cddctl.periods import FiscalYear
from cddctl.places import Place, find_province
from cddctl.schedule.conflicts import conflicts
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Day, Schedule, Text
from cddctl.schedule.yamlfile import Document, Where, problems_at, read_yaml
from cddctl.wording import say_any_of

_YEAR_FILE = re.compile(r"(\d{4})\.ya?ml", re.ASCII)
_HOLIDAYS = "holidays"


class ScheduleLibrary:
    """The folders with schedules; the user's own comes before the shipped one."""

    def __init__(self, own: Path | None = None, shipped: Path | None = None) -> None:
        self.folders = [folder for folder in (own, shipped or _shipped()) if folder is not None]
        if own is not None and not own.is_dir():
            raise _no_schedule(own)
        # Each file is read once.
        self._schedules: dict[tuple[Path, Path | None], Schedule] = {}
        self._days: dict[int, Mapping[date, Text]] = {}
        # And each folder is searched once for a province and year.
        self._of_year: dict[tuple[FiscalYear, Place | None], Schedule] = {}

    def schedule(self, year: FiscalYear, province: Place | None = None) -> Schedule:
        """The schedule in force in a fiscal year, with the province's own laid over it.

        The newest schedule that is not of a later year is in force; a province's own is only laid
        over a schedule of its own year or older. Raises `NoScheduleYet` before the first, and
        `ScheduleInvalid`.
        """
        key = year, province
        if key not in self._of_year:
            self._of_year[key] = self._schedule(*self._in_force(year, province), province)
        return self._of_year[key]

    def _schedule(self, base: Path, over: Path | None, province: Place | None) -> Schedule:
        if (base, over) not in self._schedules:
            document = _read(base)
            wrong = _misplaced(document, base)
            if over:
                above = _read(over)
                wrong += _misplaced(above, over)
                document = _laid(document, above)
                document.data["province"] = province.id if province else None
            self._schedules[base, over] = checked(document, wrong)
        return self._schedules[base, over]

    def first_year(self) -> FiscalYear:
        """The fiscal year of the first schedule. Raises `ScheduleRefused`."""
        years = self._years("")
        if not years:
            raise _no_schedule(self.folders[0])
        return FiscalYear(min(years))

    def holidays(self, years: Iterable[int]) -> Holidays:
        """The public holidays of those of the C.E. years that have a file."""
        files = self._years(_HOLIDAYS)
        known = sorted(set(years) & set(files))
        for year in known:
            if year not in self._days:
                self._days[year] = checked_holidays(_read(files[year]), year)
        days = {day: name for year in known for day, name in self._days[year].items()}
        return Holidays(frozenset(known), days)

    def files(self) -> list[Path]:
        """Every schedule and holiday file, and any other YAML file beside them."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for path in (*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")):
                found[path.relative_to(folder).as_posix()] = path
        return [found[name] for name in sorted(found)]

    def check(self, path: Path) -> None:
        """Check one file, a province's own as laid over its base. Raises `ScheduleInvalid`."""
        document = _read(path)
        if "holidays" in document.data:
            match = _YEAR_FILE.fullmatch(path.name)
            checked_holidays(document, int(match[1]) if match else None)
            return
        wrong = _misplaced(document, path)
        year = document.data.get("fiscal_year")
        if "province" in document.data and isinstance(year, int):
            bases = self._years("") | _years_in(path.absolute().parent.parent)
            if base := _newest(bases, year):
                document = _laid(_read(bases[base]), document)
        checked(document, wrong)

    def _in_force(self, year: FiscalYear, province: Place | None) -> tuple[Path, Path | None]:
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
            inside = [root / folder]
            try:
                if province is not None:
                    there = sorted(root.iterdir())
                    inside = [f for f in there if _is_of(province, f) and f.is_dir()]
                years |= _years_in(*inside)
            except OSError as error:
                raise ScheduleRefused(
                    _("the schedules in {folder} cannot be read: {why}").format(
                        folder=root, why=system_reason(error)
                    )
                ) from None
        return years


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


def _is_of(province: Place, folder: Path) -> bool:
    return _province_named(folder.name) == province


@cache
def _province_named(name: str) -> Place | None:
    try:
        return find_province(name)
    except CddctlError:
        return None


def _read(path: Path) -> Document:
    return read_yaml(path, f"{path}")


def _laid(base: Document, over: Document) -> Document:
    """A province's own schedule laid over a base; dates of the base's year are of no other year."""
    laid = base.laid_under(over)
    if "report_by" not in over.data and laid.data.get("fiscal_year") != base.data.get("fiscal_year"):
        laid.data.pop("report_by", None)
    return laid


def _misplaced(document: Document, path: Path) -> list[tuple[Where, str]]:
    """The places where a schedule contradicts its file's name or folder."""
    wrong: list[tuple[Where, str]] = []
    match, year = _YEAR_FILE.fullmatch(path.name), document.data.get("fiscal_year")
    if match is None:
        wrong.append(((), _("a schedule's file is named by its fiscal year, like 2562.yaml")))
    elif isinstance(year, int) and year != int(match[1]):
        wrong.append((("fiscal_year",), _("the file's name says {year}").format(year=match[1])))
    return wrong + _province_conflicts(document.data.get("province"), path.absolute().parent)


def checked(document: Document, wrong: Iterable[tuple[Where, str]] = ()) -> Schedule:
    """The schedule that a document declares. Raises `ScheduleInvalid` with all its problems."""
    found = [*wrong, *conflicts(document.data)]
    schedule = None
    try:
        schedule = Schedule.model_validate(_with_ids(document.data))
    except ValidationError as error:
        found += _explained(error)
    if found or schedule is None:
        raise ScheduleInvalid(problems_at(document, found))
    return schedule


class _HolidayFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    year: int
    holidays: dict[Day, Text]


def checked_holidays(document: Document, year: int | None) -> Mapping[date, Text]:
    """The days that a holiday file declares, all of its year. Raises `ScheduleInvalid`."""
    found: list[tuple[Where, str]] = []
    try:
        file = _HolidayFile.model_validate(document.data)
    except ValidationError as error:
        raise ScheduleInvalid(problems_at(document, _explained(error))) from None
    if file.year != year:
        found.append((("year",), _("a holiday file is named by its C.E. year, like 2018.yaml")))
    found += [
        (("holidays", str(day)), _("the day is not in {year}").format(year=file.year))
        for day in file.holidays
        if day.year != file.year
    ]
    if found:
        raise ScheduleInvalid(problems_at(document, found))
    return file.holidays


def _no_schedule(folder: Path) -> ScheduleRefused:
    return ScheduleRefused(
        _("{folder} holds no schedule; a schedule is a file like 2562.yaml in it").format(
            folder=folder
        )
    )


def _shipped() -> Path:
    """The schedules folder of the installed package, or of a checkout."""
    packaged = Path(__file__).parents[1] / "schedules"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schedules"


def _with_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with each database's key as its id."""
    databases = data.get("databases")
    if not isinstance(databases, Mapping):
        return dict(data)
    named = {
        name: {**value, "id": name} if isinstance(value, Mapping) else value
        for name, value in databases.items()
    }
    return {**data, "databases": named}


def _province_conflicts(province: object, folder: Path) -> list[tuple[Where, str]]:
    if not isinstance(province, str):
        return []
    try:
        place = find_province(province)
    except CddctlError as error:
        return [(("province",), str(error))]
    if _is_of(place, folder):
        return []
    return [
        (
            ("province",),
            _("the schedule of {province} belongs in a folder named {id}").format(
                province=place.name, id=place.id
            ),
        )
    ]


def _explained(error: ValidationError) -> list[tuple[Where, str]]:
    """Pydantic's errors, reworded to say what was expected."""
    complaints = error.errors(include_url=False)
    deeper = {e["loc"][:-1] for e in complaints}
    return [
        (
            tuple(key for key in e["loc"] if key != "[key]"),
            _said(e["type"], {"value": e["input"], **e.get("ctx", {})}),
        )
        for e in complaints
        if not (e["type"] == "too_short" and e["loc"] in deeper)
    ]


def _said(kind: str, values: Mapping[str, Any]) -> str:
    if kind == "tuple_type" and isinstance(values["value"], (str, int)):
        return _("expected a list; write it in brackets: [{value}]").format(**values)
    if kind == "literal_error":
        return _("expected {expected}").format(expected=say_any_of(choices_in(values["expected"])))
    return _(_EXPECTED.get(kind, _OTHER)).format(**values)


_OTHER = N_("is not what belongs here")
_EXPECTED = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is no key that belongs here; check its spelling"),
    "value_error": "{error}",
    "string_type": N_("expected text; put a number in quotes"),
    "int_type": N_("expected a whole number"),
    "int_parsing": N_("expected a whole number"),
    "bool_type": N_("expected true or false"),
    "tuple_type": N_("expected a list; begin each line of it with a hyphen"),
    "too_short": N_("expected at least one"),
    "mapping_type": N_("expected lines of the form `key: value`"),
    "dict_type": N_("expected lines of the form `key: value`"),
    "model_type": N_("expected lines of the form `key: value`"),
    "greater_than_equal": N_("expected {ge} or more"),
    "less_than_equal": N_("expected {le} or less"),
}
"""Our messages by pydantic's error type; pydantic's values are filled in."""
