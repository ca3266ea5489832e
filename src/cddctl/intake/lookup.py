"""What the names on a table's lines mean, each looked up once however many lines have it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cddctl.errors import CddctlError, DataRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.i18n import _
from cddctl.intake.answers import Cells, month_in, text_in
from cddctl.intake.grid import Value
from cddctl.intake.headings import Headings
from cddctl.intake.reading import cells_of
from cddctl.places import Place, find_district, find_province
from cddctl.schedule.due import Period
from cddctl.thai import arabic_digits, month_number
from cddctl.wording import say_any_of

_NUMBER = re.compile(r"(\d+)\s*(?:\((.*)\))?", re.ASCII)

Wrong = list[tuple[str, str]]
"""Headings, as `HEADINGS` has them, and what is wrong below them."""


@dataclass(frozen=True, slots=True)
class Where:
    """The province and district that a line names, and what is wrong with them."""

    province: Place | None
    district: Place | None
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class What:
    """The period that a line names, where its cells stand, and what is wrong with it."""

    period: Period | None
    cells: Cells | None
    wrong: Wrong
    by_province: bool = False
    """Whether the provincial office enters it, and no district."""


class Lookup:
    """Looks up the names on the lines of one table."""

    def __init__(self, wanted: Wanted, headings: Headings) -> None:
        self._wanted, self._headings = wanted, headings
        self._where: dict[tuple[Value, Value], Where] = {}
        self._rounds: dict[tuple[str, Value], Round | What] = {}
        self._what: dict[tuple[Value, ...], What] = {}
        self._units: dict[int, list[tuple[str, int]]] = {}
        self.free = headings.free()
        """Columns that no schedule has had a unit for yet."""
        self.repeated: set[int] = set()
        """Columns of a unit that another column is for."""

    @property
    def units(self) -> bool:
        """Whether a schedule has been looked at for units."""
        return bool(self._units)

    def where(self, province: Value, district: Value) -> Where:
        """The places that a line names."""
        names = province, district
        if (found := self._where.get(names)) is None:
            wrong: Wrong = []
            place = self._province(province, wrong)
            found = self._where[names] = Where(place, _district(district, place, wrong), wrong)
        return found

    def what(
        self, province: Place, month: Value, database: Value, name: Value, number: Value
    ) -> What:
        """The period that a line names, and where its cells stand."""
        when = province.code, month
        if (round_ := self._rounds.get(when)) is None:
            round_ = self._rounds[when] = self._round(province, month)
        if not isinstance(round_, Round):
            return round_
        names = id(round_), database, name, number
        if (found := self._what.get(names)) is None:
            wrong: Wrong = []
            period = self._period(round_, database, name, number, wrong)
            if period is None:
                found = What(None, None, wrong)
            else:
                by_province = period.database.entered_by == "province"
                found = What(period, self._cells(period, round_), wrong, by_province)
            self._what[names] = found
        return found

    def _province(self, said: Value, wrong: Wrong) -> Place | None:
        meant = self._wanted.province
        try:
            typed = text_in(said)
            province = find_province(typed) if typed else meant
        except CddctlError as error:
            wrong.append(("province", str(error)))
            return None
        if province is None:
            wrong.append(("province", _("which province? write it on every line")))
        elif meant is not None and province != meant:
            what = _("this line is of {province}; taken here is {meant} alone")
            wrong.append(("province", what.format(province=province.name, meant=meant.name)))
        return province

    def _round(self, province: Place, said: Value) -> Round | What:
        """What is reported in the month that a line names, or what is wrong with it."""
        meant = self._wanted.month
        try:
            month = month_in(said) or meant
            if month is None:
                raise DataRefused(_("which month? write it on every line, as in 2561-09"))
            if meant not in {None, month}:
                what = _("this line is of {month}; taken here is {meant} alone")
                raise DataRefused(
                    what.format(month=month.say(), meant=meant.say() if meant else "")
                )
            return self._wanted.round_of(province, month)
        except CddctlError as error:
            return What(None, None, [("month", str(error))])

    def _period(
        self, round_: Round, database: Value, name: Value, number: Value, wrong: Wrong
    ) -> Period | None:
        heading = "name" if self._headings.column("database") is None else "database"
        try:
            periods = _periods(round_, database, name)
            heading = "period"
            return _numbered(periods, text_in(number))
        except CddctlError as error:
            wrong.append((heading, str(error)))
            return None

    def _cells(self, period: Period, round_: Round) -> Cells:
        heads, schedule = self._headings, round_.schedule
        if (units := self._units.get(id(schedule))) is None:
            units = self._units[id(schedule)] = heads.units(schedule)
            self.free = [c for c in self.free if c not in {column for _unit, column in units}]
            first = dict(reversed(units))
            self.repeated |= {column for unit, column in units if first[unit] != column}
        if (recorded := heads.column("recorded")) is not None:
            counts = period.database.counts
            is_unit = len(counts) == 1 and counts[0] not in dict(units)
            units = [*units, (counts[0] if is_unit else "", recorded)]
        return cells_of(
            period,
            heads.at["total"],
            units,
            answer=heads.column("state"),
            note=heads.column("note"),
            received=heads.column("received"),
        )


def _district(said: Value, province: Place | None, wrong: Wrong) -> Place | None:
    try:
        typed = text_in(said)
        return find_district(typed, province) if typed and province else None
    except CddctlError as error:
        wrong.append(("district", str(error)))
        return None


def _periods(round_: Round, database: Value, name: Value) -> list[Period]:
    """The month's periods of a database by its id or number, or by its name."""
    texts = [text for said in (database, name) if (text := text_in(said))]
    found = [round_.schedule.find(text) for text in texts]
    if not found:
        raise DataRefused(_("which database? write its id, its number or its name"))
    if found[0] != found[-1]:
        what = _("the line names two databases, {one} and {other}; put it right")
        raise DataRefused(what.format(one=found[0].short_name, other=found[-1].short_name))
    periods = round_.of_database(found[0].id)
    if not periods:
        what = _("{database} has no period in {month}")
        raise DataRefused(what.format(database=found[0].short_name, month=round_.month.say()))
    return periods


def _numbered(periods: Sequence[Period], typed: str | None) -> Period:
    """The period of that number: 4, or as the form prints it, ๔ (ก.ย.)."""
    numbers = say_any_of(period.number for period in periods)
    if typed is None:
        if len(periods) == 1:
            return periods[0]
        raise DataRefused(_("which period? {numbers}").format(numbers=numbers))
    match = _NUMBER.fullmatch(arabic_digits(typed))
    found = [
        period
        for period in periods
        if match
        and period.number == int(match[1])
        and (match[2] is None or month_number(match[2]) == period.month.number)
    ]
    if not found:
        what = _("there is no period {typed!r} in {month}; it is {numbers}")
        raise DataRefused(what.format(typed=typed, month=periods[0].month.say(), numbers=numbers))
    return found[0]
