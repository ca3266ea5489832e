"""What a schedule declares: databases, their period rules, who enters them, and the report form.

Frozen values, checked as they are built. What holds between the parts of a schedule (a bureau that
exists, numbers without a gap) is checked by `conflicts`, on the plain data, so that every problem
of a file is found at once however broken its other parts are.
"""

import calendar
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from cddctl.errors import AmbiguousName, CddctlError, UnknownName
from cddctl.i18n import _, language
from cddctl.periods import Month, parse_date
from cddctl.thai import folded, month_number
from cddctl.wording import say_any_of, say_list, say_month_name

Path = tuple[str | int, ...]
"""Where in a schedule something stands: ("databases", "leaders", "periods", 0)."""

OfficeLevel = Literal["district", "province"]
Roll = Literal["none", "next-working-day"]

BREAK = "|"


def _read_by(parse: Callable[[str], object]) -> BeforeValidator:
    """Read a text of the file the way that the command line does."""

    def read(value: object) -> object:
        if isinstance(value, (date, Month)):
            return value
        try:
            return parse("" if value is None else str(value))
        except CddctlError as error:
            raise ValueError(str(error)) from None

    return BeforeValidator(read)


def _month_name_or_number(value: object) -> object:
    return month_number(value) or value if isinstance(value, str) else value


def _pieces(value: object) -> object:
    return tuple(value.split(BREAK)) if isinstance(value, str) else value


Phrase = Annotated[tuple[str, ...], BeforeValidator(_pieces)]
"""A text in the pieces that it may be broken into; in the file, | stands between them."""

Day = Annotated[date, _read_by(parse_date)]
_MonthNumber = Annotated[StrictInt, BeforeValidator(_month_name_or_number), Field(ge=1, le=12)]


class _Declaration(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(_Declaration):
    """A text in both languages."""

    th: str
    en: str

    def __str__(self) -> str:
        return self.th if language() == "th" else self.en


class Label(_Declaration):
    """A text for a narrow place, in both languages and in the pieces that it may be broken into."""

    th: Phrase
    en: Phrase

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its pieces in the language in use."""
        return self.th if language() == "th" else self.en

    def __str__(self) -> str:
        return "".join(self.pieces)


class Source(_Declaration):
    """The letter that a schedule comes from."""

    letter: str
    date: Day
    issuer: str = Field(alias="from")
    title: str


class Names(_Declaration):
    """What a database is called: as in the schedule, as on the form, and in English."""

    long: Phrase
    short: Phrase
    en: str


class PeriodRule(_Declaration):
    """One period a year: in a month (its last day), or on a day of it."""

    number: StrictInt = Field(ge=1)
    month: _MonthNumber
    day: StrictInt | None = Field(default=None, ge=1, le=31)
    content: Text | None = None
    covers: Literal["previous-month"] | None = None


class EveryMonth(_Declaration):
    """Twelve periods a year: on a day of every month, or on its last."""

    day: StrictInt | None = Field(default=None, ge=1, le=28)
    content: Text | None = None
    covers: Literal["previous-month"] | None = None


class Database(_Declaration):
    """One of the eleven databases."""

    id: str
    number: StrictInt = Field(ge=1)
    names: Names = Field(alias="name")
    also: tuple[str, ...] = ()
    bureau: str
    periods: tuple[PeriodRule, ...] = ()
    every_month: EveryMonth | None = None
    roll: Roll | None = None
    reporting: tuple[OfficeLevel, ...] = Field(min_length=1)
    account: OfficeLevel
    counts: tuple[str, ...] = Field(min_length=1)
    on_form: StrictBool
    note: Label | None = None

    @property
    def name(self) -> str:
        """Its Thai name, as the schedule prints it."""
        return "".join(self.names.long)

    @property
    def short_name(self) -> str:
        """Its Thai name, as the form prints it."""
        return "".join(self.names.short)

    @property
    def entered_by(self) -> OfficeLevel:
        """The lowest office ticked: the one that enters."""
        return "district" if "district" in self.reporting else "province"

    def rules(self) -> tuple[PeriodRule, ...]:
        """Its rules one by one, in the order of the fiscal year."""
        if (every := self.every_month) is None:
            return self.periods
        return tuple(
            PeriodRule(
                number=number,
                month=(number + 8) % 12 + 1,
                day=every.day,
                content=every.content,
                covers=every.covers,
            )
            for number in range(1, 13)
        )


class ReportBy(_Declaration):
    """A province's own date to have a round's report from its districts.

    Without `databases` it holds for those on the form.
    """

    month: Annotated[Month, _read_by(Month.parse)]
    date: Day
    databases: tuple[str, ...] | None = None


class UnitColumn(_Declaration):
    """A column of the form for one unit."""

    unit: str
    heading: Label


class Headings(_Declaration):
    """The headings of the form's other columns."""

    number: Label
    database: Label
    period: Label
    total: Label
    recorded: Label
    note: Label


class Form(_Declaration):
    """The report form as the letter prints it."""

    titles: tuple[str, ...]
    province_title: str
    district_title: str
    headings: Headings
    units: tuple[UnitColumn, ...]


class Schedule(_Declaration):
    """The schedule of a fiscal year, perhaps with a province's own laid over it."""

    fiscal_year: StrictInt = Field(ge=2500, le=2700)
    province: str | None = None
    source: Source
    roll: Roll = "none"
    bureaus: Mapping[str, Text]
    units: Mapping[str, Text]
    databases: Mapping[str, Database]
    report_by: tuple[ReportBy, ...] = ()
    form: Form

    def ordered(self) -> tuple[Database, ...]:
        """Its databases by number."""
        return tuple(sorted(self.databases.values(), key=lambda database: database.number))

    def find(self, typed: str) -> Database:
        """The database of that id, number, name or abbreviation.

        Raises `UnknownName`, or `AmbiguousName` where a schedule gives two the same abbreviation.
        """
        key = _name_key(typed)
        found = [database for database in self.ordered() if key in _spellings(database)]
        if len(found) > 1:
            raise AmbiguousName(typed, (f"{d.number} {d.short_name}" for d in found))
        if found:
            return found[0]
        spelt = {key: database for database in self.ordered() for key in _spellings(database)}
        near = dict.fromkeys(spelt[k] for k in get_close_matches(key, spelt, n=3, cutoff=0.6))
        raise UnknownName(
            _("database"),
            typed,
            [f"{database.id} ({database.short_name})" for database in near],
            "cddctl schedule show",
        )

    def report_date(self, database: Database, month: Month) -> date | None:
        """The province's own date to report by, where it has set one."""
        return next(
            (
                rule.date
                for rule in self.report_by
                if rule.month == month
                and (database.on_form if rule.databases is None else database.id in rule.databases)
            ),
            None,
        )


def _name_key(typed: str) -> str:
    return folded(typed).removeprefix("ข้อมูล")


def _spellings(database: Database) -> set[str]:
    names = (
        database.id,
        str(database.number),
        database.name,
        database.short_name,
        database.names.en,
    )
    return {_name_key(name) for name in (*names, *database.also)}


def conflicts(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """What does not fit together in a schedule's plain data: where, and what was expected.

    Parts of another shape than declared are passed over: the models report those.
    """
    bureaus, units = _keys(data.get("bureaus")), _keys(data.get("units"))
    databases = data.get("databases")
    databases = databases if isinstance(databases, Mapping) else {}
    yield from _number_conflicts(databases)
    for name, database in databases.items():
        if isinstance(database, Mapping):
            at: Path = ("databases", name)
            if "id" in database:  # its name is its id
                yield (*at, "id"), _("is no key that belongs here; check its spelling")
            bureau = database.get("bureau")
            if isinstance(bureau, str) and bureau not in bureaus:
                yield (*at, "bureau"), _unknown(_("bureau"), bureau, bureaus)
            yield from _unknown_names((*at, "counts"), database.get("counts"), _("unit"), units)
            yield from _rule_conflicts(at, database)
    for index, rule in enumerate(_list(data.get("report_by"))):
        if isinstance(rule, Mapping):
            at = ("report_by", index, "databases")
            yield from _unknown_names(at, rule.get("databases"), _("database"), set(databases))
    form = data.get("form")
    columns: list[object] = [_get(column, "unit") for column in _list(_get(form, "units"))]
    for index, unit in enumerate(columns):
        if not isinstance(unit, str):
            continue
        if unit not in units:
            yield ("form", "units", index, "unit"), _unknown(_("unit"), unit, units)
        elif unit in columns[:index]:
            yield (
                ("form", "units", index, "unit"),
                _("{unit} has a column already").format(unit=unit),
            )
    printed = {unit for unit in columns if isinstance(unit, str) and unit in units}
    yield from _uncounted_on_form(databases, printed)


def _uncounted_on_form(
    databases: Mapping[str, Any], columns: set[str]
) -> Iterator[tuple[Path, str]]:
    for name, database in databases.items():
        if _get(database, "on_form") is True:
            for index, unit in enumerate(_list(_get(database, "counts"))):
                if columns and isinstance(unit, str) and unit not in columns:
                    yield (
                        ("databases", name, "counts", index),
                        _("the database is on the form, which has no column for {unit}").format(
                            unit=unit
                        ),
                    )


def _number_conflicts(databases: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    numbers = {
        name: database["number"]
        for name, database in databases.items()
        if isinstance(database, Mapping) and isinstance(database.get("number"), int)
    }
    expected = range(1, len(databases) + 1)
    free = sorted(set(expected) - set(numbers.values()))
    seen: set[int] = set()
    for name, number in numbers.items():
        if number in seen or number not in expected:
            yield (
                ("databases", name, "number"),
                _("the number {number} is taken or leaves a gap; free is {free}").format(
                    number=number, free=say_any_of(free)
                ),
            )
        seen.add(number)


def _rule_conflicts(at: Path, database: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    periods = database.get("periods")
    if bool(periods) == (database.get("every_month") is not None):
        yield at, _("a database has either periods or every_month, and not both")
    rules = _list(periods)
    days = [_day_of_year(rule) for rule in rules]
    for index, (rule, day) in enumerate(zip(rules, days, strict=True)):
        here = (*at, "periods", index)
        given = _get(rule, "number")
        if given != index + 1 and isinstance(given, int):
            yield (
                (*here, "number"),
                _("periods are numbered from 1 without a gap: this is {number}").format(
                    number=index + 1
                ),
            )
        if day is None:
            continue
        month, number = day
        if number > _shortest(month):
            yield (
                (*here, "day"),
                _(
                    "{month} never has a day {day}, or not every year; without a day it is the last"
                ).format(day=number, month=say_month_name(month)),
            )
        if day in days[:index]:
            yield here, _("two periods fall on one date; give each a date of its own")
        elif any(d and _fiscal_order(d) > _fiscal_order(day) for d in days[:index]):
            yield here, _("periods stand in the order of the fiscal year, October first")


def _day_of_year(rule: object) -> tuple[int, int] | None:
    """Month and day, the last day of the shortest such month where none is given."""
    month, day = _month_name_or_number(_get(rule, "month")), _get(rule, "day")
    if not isinstance(month, int) or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    if day is None:
        return month, _shortest(month)
    return (month, day) if isinstance(day, int) else None


def _shortest(month: int) -> int:
    """The days of a month in a common year."""
    return calendar.monthrange(2001, month)[1]


def _fiscal_order(day: tuple[int, int]) -> tuple[int, int]:
    return (day[0] + 2) % 12, day[1]


def _unknown_names(
    at: Path, names: object, what: str, known: set[str]
) -> Iterator[tuple[Path, str]]:
    listed = _list(names)
    repeated = Counter(str(name) for name in listed)
    for index, name in enumerate(listed):
        if isinstance(name, str) and name not in known:
            yield (*at, index), _unknown(what, name, known)
        elif repeated[str(name)] > 1 and name in listed[:index]:
            yield (*at, index), _("{name} stands here twice").format(name=name)


def _unknown(what: str, name: str, known: set[str]) -> str:
    return _("there is no {what} {name!r}; declared are {known}").format(
        what=what, name=name, known=say_list(sorted(known)) or "-"
    )


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _keys(value: object) -> set[str]:
    return set(value) if isinstance(value, Mapping) else set()
