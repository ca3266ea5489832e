"""The contents of a schedule: databases, their period rules, who enters them, the report form.

Frozen values, each checked when it is built; `conflicts` checks that they agree.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainSerializer,
    PrivateAttr,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import core_schema

from cddctl.errors import CddctlError, UnknownName, ambiguous
from cddctl.i18n import _, language
from cddctl.notes import check_reason
from cddctl.periods import FISCAL_MONTHS, Month, parse_date
from cddctl.places import DistrictChange
from cddctl.thai import folded, month_number
from cddctl.wording import say_offered

OfficeLevel = Literal["district", "province"]
Roll = Literal["none", "next-working-day"]

BREAK = "|"
OF_ONE_YEAR = frozenset({"report_by", "not_yet"})
"""The parts of a schedule that hold for the months of its own year alone."""

_LONGEST = 100
"""The longest text that is compared with similar database names."""

_T = TypeVar("_T")


def _read_by(parse: Callable[[str], object]) -> GetPydanticSchema:
    """Read a text of the file as the command line does, and write it as `str` does."""

    def read(value: object) -> object:
        if isinstance(value, (date, Month)):
            return value
        try:
            return parse("" if value is None else str(value))
        except CddctlError as error:
            raise ValueError(str(error)) from None

    schema = core_schema.no_info_plain_validator_function(
        read, serialization=core_schema.to_string_ser_schema()
    )
    return GetPydanticSchema(lambda _type, _handler: schema)


def read_month(value: object) -> Month | None:
    """The month that a text of the file means; None if it means none."""
    return _read_or_none(Month.parse, value)


def read_day(value: object) -> date | None:
    """The day that a text of the file means; None if it means none."""
    return _read_or_none(parse_date, value)


def _read_or_none(parse: Callable[[str], _T], value: object) -> _T | None:
    try:
        return parse(value) if isinstance(value, str) else None
    except CddctlError:
        return None


def month_name_or_number(value: object) -> object:
    """The month number for a Thai name; anything else unchanged."""
    return (month_number(value) or value) if isinstance(value, str) else value


MAX_TEXT = 300
"""The longest text: one that fits a title line of the form, with room."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError(_("is empty; write a text, or leave the line out"))
    if len(text) > MAX_TEXT:
        raise ValueError(_("is longer than {most} characters").format(most=MAX_TEXT))
    return text


Words = Annotated[str, AfterValidator(_filled)]
"""A text that is not blank."""


def _pieces(value: object) -> object:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str):
        raise ValueError(_("expected text; put a number in quotes"))  # noqa: TRY004 (pydantic's way)
    _filled(value.replace(BREAK, ""))
    return tuple(value.split(BREAK))


def _joined(pieces: tuple[str, ...]) -> str:
    # Not `BREAK.join` itself: pydantic is slow to read what a function of C takes.
    return BREAK.join(pieces)


_TEXT = WithJsonSchema({"type": "string"})
"""How it is written in a file, for editors."""

Phrase = Annotated[tuple[str, ...], BeforeValidator(_pieces), PlainSerializer(_joined), _TEXT]
"""A text in pieces between which a line may break; the file separates them by |."""

Day = Annotated[date, _read_by(parse_date), _TEXT]
MonthOfYear = Annotated[Month, _read_by(Month.parse), _TEXT]


def _month_number_of(value: object) -> object:
    if isinstance(value, str) and month_number(value) is None:
        raise ValueError(_("expected a month: its Thai name, or a number from 1 to 12"))
    return month_name_or_number(value)


_MonthNumber = Annotated[
    StrictInt,
    BeforeValidator(_month_number_of),
    Field(ge=1, le=12),
    WithJsonSchema({"type": ["string", "integer"]}),
]


def _limits(value: object) -> object:
    """Limits as a hashable tuple; malformed ones are skipped, as `conflicts` reports them."""
    if not isinstance(value, Mapping):
        raise ValueError(_("expected lines of the form `key: value`"))  # noqa: TRY004 (as above)
    return tuple((key, *pair) for key, pair in value.items() if is_least_and_most(pair))


def is_least_and_most(value: object) -> bool:
    """Whether it is a list of two whole numbers."""
    is_list = isinstance(value, (list, tuple)) and len(value) == 2  # noqa: PLR2004
    return is_list and all(type(limit) is int for limit in value)  # type: ignore[attr-defined]


_PAIR = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
Limited = Annotated[
    tuple[tuple[str, StrictInt, StrictInt], ...],
    BeforeValidator(_limits),
    PlainSerializer(lambda limits: {value: [least, most] for value, least, most in limits}),
    WithJsonSchema({"type": "object", "additionalProperties": _PAIR}),
]
"""Counts by name, the total or a unit, each with the least and the most that it is."""


class Declaration(BaseModel):
    """What a file declares: frozen, and with no key that is not known."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )


class Text(Declaration):
    """A text in both languages."""

    th: Words
    en: Words

    def __str__(self) -> str:
        return self.th if language() == "th" else self.en


class Label(Declaration):
    """A text for a narrow space, in both languages, in pieces between which a line may break."""

    th: Phrase
    en: Phrase

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its pieces in the language in use."""
        return self.th if language() == "th" else self.en

    def __str__(self) -> str:
        return "".join(self.pieces)


class Source(Declaration):
    """The letter that a schedule comes from."""

    letter: Words
    date: Day
    issuer: Words = Field(alias="from")
    title: Words


class Names(Declaration):
    """The names of a database: in the schedule, on the form, over a column, and in English."""

    long: Phrase
    short: Phrase
    brief: Phrase | None = None
    en: Words


class PeriodRule(Declaration):
    """One period a year: on the last day of a month, or on a given day of it."""

    number: StrictInt = Field(ge=1)
    month: _MonthNumber
    day: StrictInt | None = Field(default=None, ge=1, le=31)
    content: Text | None = None
    note: Label | None = None
    """What the letter's table says of it beside its month."""
    covers: Literal["previous-month"] | None = None


class EveryMonth(Declaration):
    """Twelve periods a year: on a given day of every month, or on its last."""

    day: StrictInt | None = Field(default=None, ge=1, le=28)
    content: Text | None = None
    covers: Literal["previous-month"] | None = None


class Database(Declaration):
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
    entered_by_level: OfficeLevel | None = Field(default=None, alias="entered_by")
    account: OfficeLevel
    counts: tuple[str, ...] = Field(min_length=1)
    on_form: StrictBool
    note: Label | None = None
    limited: Limited = Field(default=(), alias="limits")

    @property
    def limits(self) -> dict[str, tuple[int, int]]:
        """The least and the most by total or unit; a count outside them is doubtful."""
        return {value: (least, most) for value, least, most in self.limited}

    @property
    def name(self) -> str:
        """Its Thai name, as the schedule prints it."""
        return "".join(self.names.long)

    @property
    def short_name(self) -> str:
        """Its Thai name, as the form prints it."""
        return "".join(self.names.short)

    def say(self) -> str:
        """Its name in the language in use, as the form prints it if that is Thai."""
        return "".join(self.pieces()).strip()

    def pieces(self, *, is_long: bool = False) -> tuple[str, ...]:
        """Its name in the language in use, in pieces between which a line may break."""
        if language() == "th":
            return self.names.long if is_long else self.names.short
        return tuple(f"{word} " for word in self.names.en.split())

    @property
    def brief_name(self) -> tuple[str, ...]:
        """Its Thai name over a narrow column, in pieces between which a line may break."""
        return self.names.brief or self.names.short

    @property
    def entered_by(self) -> OfficeLevel:
        """The level of office that enters: as declared, else the lowest level ticked."""
        lowest: OfficeLevel = "district" if "district" in self.reporting else "province"
        return self.entered_by_level or lowest

    def rules(self) -> tuple[PeriodRule, ...]:
        """Its single rules, in the order of the fiscal year."""
        if (every := self.every_month) is None:
            return self.periods
        # Not checked again: each value was, where the file was read.
        return tuple(
            PeriodRule.model_construct(
                number=number,
                month=month,
                day=every.day,
                content=every.content,
                covers=every.covers,
            )
            for number, month in enumerate(FISCAL_MONTHS, 1)
        )


class ReportBy(Declaration):
    """A date that a province sets for its districts to report a round by.

    Without `databases` it applies to those on the form.
    """

    month: MonthOfYear
    date: Day
    databases: tuple[str, ...] | None = None


class NotYet(Declaration):
    """Databases for which the offices have nothing to enter in a month yet, and why.

    It holds for each office until it gives counts. The form prints the reason in its note.
    """

    month: MonthOfYear
    databases: tuple[str, ...] = Field(min_length=1)
    reason: Annotated[str, _read_by(check_reason), _TEXT]


class DistrictDeclared(Declaration):
    """A district that a province founds or renames from a day, or closes after one."""

    code: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    th: Words | None = None
    en: Words | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @property
    def change(self) -> DistrictChange:
        """The change, for `places`."""
        return DistrictChange(self.code, self.th, self.en, self.since, self.until)


class UnitColumn(Declaration):
    """A column of the form for one unit."""

    unit: str
    heading: Label


class Headings(Declaration):
    """The headings of the form's other columns."""

    number: Label
    database: Label
    period: Label
    total: Label
    recorded: Label
    note: Label


class Form(Declaration):
    """The report form as printed in the letter."""

    titles: tuple[Words, ...]
    province_title: Words
    district_title: Words
    headings: Headings
    units: tuple[UnitColumn, ...]


class Schedule(Declaration):
    """The schedule of a fiscal year, perhaps with a province's own laid over it."""

    fiscal_year: StrictInt = Field(ge=2500, le=2700)
    province: str | None = None
    source: Source
    roll: Roll = "none"
    bureaus: Mapping[str, Text]
    units: Mapping[str, Text]
    databases: Annotated[Mapping[str, Database], Field(min_length=1)]
    report_by: tuple[ReportBy, ...] = ()
    not_yet: tuple[NotYet, ...] = ()
    districts: tuple[DistrictDeclared, ...] = ()
    """Of a province, whatever year declares them."""
    form: Form
    _year_of_letter: int | None = PrivateAttr(None)

    @property
    def year_of_letter(self) -> int:
        """The fiscal year that its letter was first in force in.

        An earlier one than its own where a province has only added lines to last year's schedule.
        """
        return self._year_of_letter or self.fiscal_year

    def under_letter_of(self, year: int) -> "Schedule":
        """The same schedule; of an earlier year's letter, as one that adds lines to it."""
        if year == self.fiscal_year:
            return self
        schedule = self.model_copy()
        schedule._year_of_letter = year  # noqa: SLF001 (a copy of its own)
        return schedule

    @property
    def name(self) -> str:
        """Its name: 2561, or 2561/lampang."""
        return f"{self.fiscal_year}/{self.province}" if self.province else str(self.fiscal_year)

    @property
    def district_changes(self) -> tuple[DistrictChange, ...]:
        """The changes of districts that the province declares."""
        return tuple(declared.change for declared in self.districts)

    def kept(self) -> dict[str, Any]:
        """Everything it declares, as `Schedule.model_validate` reads it back."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def ordered(self) -> tuple[Database, ...]:
        """The databases in the order of their numbers."""
        return tuple(sorted(self.databases.values(), key=lambda database: database.number))

    def has(self, database: str | None, units: Collection[str] = ()) -> bool:
        """Whether it names a database, if one is meant, and units."""
        return (database is None or database in self.databases) and self.units.keys() >= {*units}

    def find(self, typed: str) -> Database:
        """The database with that id, number, name or abbreviation.

        Raises `UnknownName`, or `DataRefused` where a schedule gives two the same abbreviation.
        """
        key = name_key(typed)
        matches = [database for database in self.ordered() if key in _spellings(database)]
        if len(matches) > 1:
            raise ambiguous(typed, (f"{d.number} {d.say()}" for d in matches))
        if matches:
            return matches[0]
        spelt = {key: database for database in self.ordered() for key in _spellings(database)}
        close = (
            []
            if key.isdigit() or len(key) > _LONGEST
            else get_close_matches(key, spelt, n=3, cutoff=0.6)
        )
        near = dict.fromkeys(spelt[name] for name in close)
        raise UnknownName(
            _("database"),
            typed,
            [say_offered(database.id, database.say()) for database in near],
            _("see: cddctl schedule show"),
        )

    def report_date(self, database: Database, month: Month) -> date | None:
        """The date that the province has set for reporting, if any."""
        return next(
            (
                rule.date
                for rule in self.report_by
                if rule.month == month
                and (database.on_form if rule.databases is None else database.id in rule.databases)
            ),
            None,
        )

    def reason_not_yet(self, database: Database, month: Month) -> str | None:
        """The reason why there is nothing to enter for a database in a month yet, if declared."""
        return next(
            (
                declared.reason
                for declared in self.not_yet
                if declared.month == month and database.id in declared.databases
            ),
            None,
        )


def name_key(typed: str) -> str:
    """The name of a database as it is compared: without ข้อมูล, spaces and hyphens."""
    return folded(typed).removeprefix("ข้อมูล")


def _spellings(database: Database) -> set[str]:
    names = (
        database.id,
        str(database.number),
        database.name,
        database.short_name,
        "".join(database.brief_name),
        database.names.en,
    )
    return {name_key(name) for name in (*names, *database.also)}
