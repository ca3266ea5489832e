"""Flat tables, one line per office and database, written by `report` or made by people.

From top to bottom: the headings, in English or Thai and in any order; then for each line its place,
month and period, and the counts. Each name is looked up once, however many lines have it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

from cddctl.errors import CddctlError, DataRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.i18n import _
from cddctl.intake.answers import Cells
from cddctl.intake.grid import Grid, Value, shown, unmarked
from cddctl.intake.headings import Headings
from cddctl.intake.rows import Reading, Row, padded
from cddctl.intake.values import month_in, text_in
from cddctl.places import Place, find_district, find_province, province_of
from cddctl.report.rows import BY_PROVINCE
from cddctl.schedule.due import Period, check_enters
from cddctl.schedule.model import Schedule
from cddctl.schedule.names import is_sum
from cddctl.thai import arabic_digits, month_number
from cddctl.wording import say_list

_PLACES = ("province", "province_name", "district", "district_name")

_SPREAD = (*_PLACES, "month", "database", "name", "period")
"""Columns in which a merged cell gives its value to each of its rows."""

_NAMES = (*_PLACES, "month", "row", "number", "database", "name", "period")
"""Columns in which a line of sums says that it is one."""

_OF_PROVINCE = {"", "none", "not-applicable"}
"""The states that a district's report may give for a database entered by the provincial office."""

_NUMBER = re.compile(r"(\d+)\s*(?:\((.*)\))?", re.ASCII)


def read_table(grid: Grid, wanted: Wanted, reading: Reading) -> bool:
    """Read a table into `reading`; False where there is no table and nothing was read."""
    rows = iter(grid.rows)
    above = []
    for number, values in rows:
        if (headings := Headings.of(number, values)) is not None:
            break
        above.append((number, values))
    else:
        return False
    for number, values in above:
        reading.left(grid.position(number), values)
    if headings.missing:
        message = _("the heading {headings} is missing; add it, and what belongs below it")
        message = message.format(headings=say_list(headings.missing))
        reading.wrong(grid.position(headings.row), message)
        return True
    table = _Table(grid, wanted, headings, reading)
    for number, values in table.spread(rows) if grid.merged else rows:
        table.read(number, values)
    table.report_unread_columns()
    return True


_Wrong = list[tuple[str, str]]
"""Headings, as in `HEADINGS`, and the problem below each."""

_FindPeriod = Callable[[Value, Value, Value], tuple[Period, Cells] | _Wrong]
"""Finds the period of a line, and its cells' columns, by the cells that name it."""


class _Table:
    """The lines below the headings."""

    def __init__(self, grid: Grid, wanted: Wanted, headings: Headings, reading: Reading) -> None:
        self.grid, self.wanted, self.headings, self.reading = grid, wanted, headings, reading
        self.names = [headings.at[key] for key in _NAMES if key in headings.at]
        self.is_sum = cache(lambda value: is_sum(shown(value)))
        self.places_at = [headings.at.get(key) for key in _PLACES]
        self.period_at = [headings.at.get(key) for key in ("database", "name", "period")]
        self.find_places = cache(self._find_places)
        self.find_round = cache(self._find_round)
        self.finders: dict[tuple[str, str], _FindPeriod] = {}
        """By schedule and month: provinces of one schedule share periods."""
        self.units: dict[str, list[tuple[str, int]]] = {}
        """The columns of units, by schedule."""
        self.unknown: set[int] = set()
        """Columns that matched no unit in a schedule looked at so far."""
        self.filled: set[int] = set()
        """Those of the unknown columns that are filled in on some line."""
        self.lines = 0
        self.longer: dict[int, int] = {}
        """The lines with blank cells beyond the headings, and how many cells each has."""

    def read(self, number: int, values: Sequence[Value]) -> None:
        """Read a line."""
        self.lines += 1
        if len(values) != self.headings.width:
            values = self._fitted(number, values)
        if self.grid.sheet is not None:  # perhaps a CSV file of ours, saved as a workbook
            values = [unmarked(value) for value in values]
        row = Row(self.grid, number, values, self.headings.texts)
        if any(map(self.is_sum, _cells_at(self.names, values))):
            self.reading.left(row.position(), values)
            return
        province, district, wrong = self.find_places(*_cells_at(self.places_at, values))
        self._report(row, wrong)
        if province is not None:
            self._read_for(row, province, district, is_told=bool(wrong))
        if self.unknown:
            self.filled.update(column for column in self.unknown if values[column])

    def spread(
        self, rows: Iterable[tuple[int, Sequence[Value]]]
    ) -> Iterable[tuple[int, Sequence[Value]]]:
        """The rows, with each merged name repeated in its rows; merged counts are refused."""
        width = self.headings.width
        names = {self.headings.at.get(key) for key in _SPREAD}
        lines = {row: [*padded(values, width)] for row, values in rows}
        for area in self.grid.merged:
            inside = [row for row in lines if area.top <= row <= area.bottom]
            columns = range(area.left - 1, min(area.right, width))
            if len(columns) == 1 and columns[0] in names:
                for row in inside:
                    lines[row][columns[0]] = lines[inside[0]][columns[0]]
            elif len(inside) * len(columns) > 1:
                message = _("the cells {area} are merged; unmerge them, and write each value anew")
                position = self.grid.position(inside[0], columns[0] + 1)
                self.reading.wrong(position, message.format(area=area))
        return lines.items()

    def report_unread_columns(self) -> None:
        """Report the columns that were not read, and refuse those that repeat another.

        So are lines that are longer than the others, as a comma in a number makes them.
        """
        if not self.lines:
            self._report_no_lines()
        if self.lines == 1 or len({*self.longer.values()}) > 1 or len(self.longer) < self.lines:
            for number, count in self.longer.items():
                self._shifted(number, count)
        heads = Row(self.grid, self.headings.row, (), self.headings.texts)
        repeated = {*self.headings.repeated}
        for units in self.units.values():
            first = dict(reversed(units))
            repeated |= {column for unit, column in units if first[unit] != column}
        for column in sorted(repeated):
            message = _("the heading is here twice; delete one of the columns, or rename it")
            self.reading.wrong(heads.position(column), message)
        for column in sorted(self.filled & self.unknown):
            self.reading.left(heads.position(column), [self.headings.texts[column]])

    # --- A line

    def _fitted(self, number: int, values: Sequence[Value]) -> Sequence[Value]:
        """A line fitted to the width of the headings; in a CSV file, no other length is taken."""
        width = self.headings.width
        beyond = values[width:]
        if self.grid.sheet is not None:
            self.reading.left(self.grid.position(number, width + 1), beyond)
        elif any(beyond) or len(values) < width:
            self._shifted(number, len(values))
        elif len(values) > self.headings.cells:
            self.longer[number] = len(values)
        return padded(values[:width], width)

    def _report_no_lines(self) -> None:
        """Report a table without a line: refused, but for a sheet that may be one of several."""
        position = self.grid.position(self.headings.row)
        message = _(
            "no line stands below the headings; each line of data belongs in a line of its own"
        )
        if self.grid.sheet is None:
            self.reading.wrong(position, message)
        else:
            self.reading.unread.append(f"{position}: {message}")

    def _shifted(self, number: int, count: int) -> None:
        message = _(
            "{count} cells below {headings} headings; is the line cut short, or is there a "
            "comma in a number or note without quotes around it?"
        )
        message = message.format(count=count, headings=self.headings.width)
        self.reading.wrong(self.grid.position(number), message)

    def _cell(self, row: Row, key: str) -> Value:
        """The cell below one of `HEADINGS`; None where there is no such column."""
        column = self.headings.at.get(key)
        return None if column is None else row.values[column]

    def _read_for(
        self, row: Row, province: Place, district: Place | None, *, is_told: bool
    ) -> None:
        """Read a line for its place; `is_told` where a problem with that is already reported."""
        named = self._period(row, province)
        if isinstance(named, list):
            self._report(row, named)
            self.reading.look(row, self._cells())
            return
        period, cells = named
        office: Place | None = province
        if period.database.entered_by == "district":
            office = district
        elif district is not None and self._is_of_province(row):
            return  # as in the report of a district
        try:
            check_enters(period.database, district or province)
        except DataRefused as refused:
            if office is not None or not is_told:
                self._report(row, [("district", str(refused))])
        if not self.reading.take(row, cells, period, office):
            self.reading.blank.append(str(row.position()))

    def _is_of_province(self, row: Row) -> bool:
        """Whether a line says only that the provincial office enters it."""
        units = (shown(row.values[column]).strip() for column in self.headings.free)
        total, note, state = (
            shown(self._cell(row, key)).strip() for key in ("total", "note", "state")
        )
        is_empty = not any(units) and not total
        return is_empty and note in {"", BY_PROVINCE} and state in _OF_PROVINCE

    def _report(self, row: Row, wrong: _Wrong) -> None:
        for key, message in wrong:
            self.reading.wrong(row.position(self.headings.at.get(key)), message)

    # --- Its place

    def _find_places(self, *written: Value) -> tuple[Place | None, Place | None, _Wrong]:
        """The province and district of a line, by code or name, and the problems with either."""
        wrong: _Wrong = []
        province = self._province(written[:2], wrong)
        district = None
        if province is not None:
            in_it = partial(find_district, province=province)
            district = _place("district", written[2:], in_it, wrong)
        return province, district, wrong

    def _province(self, written: Sequence[Value], wrong: _Wrong) -> Place | None:
        province = _place("province", written, find_province, wrong)
        if wrong:
            return province
        province = province or self.wanted.province
        try:
            if province is None:
                raise DataRefused(_("which province? write it on every line"))
            self.wanted.check_province(province)
        except CddctlError as error:
            wrong.append(("province", str(error)))
        return province

    # --- Its period

    def _period(self, row: Row, province: Place) -> tuple[Period, Cells] | _Wrong:
        """The period of a line and its cells' columns, or the problems with it."""
        find_period = self.find_round(province.code, self._cell(row, "month"))
        if isinstance(find_period, list):
            return find_period
        return find_period(*_cells_at(self.period_at, row.values))

    def _find_round(self, province: str, written: Value) -> _FindPeriod | _Wrong:
        """The function that finds periods of a line's month, each only once."""
        try:
            month = month_in(written) or self.wanted.month
            if month is None:
                raise DataRefused(_("which month? write it on every line, as in 2561-09"))
            self.wanted.check_month(month)
            round_ = self.wanted.round_of(province_of(province), month)
            find_period = cache(partial(self._find_period, round_))
            return self.finders.setdefault((round_.schedule.name, str(month)), find_period)
        except CddctlError as error:
            return [("month", str(error))]

    def _find_period(
        self, round_: Round, database: Value, name: Value, number: Value
    ) -> tuple[Period, Cells] | _Wrong:
        heading = "database" if "database" in self.headings.at else "name"
        try:
            texts = [text for written in (database, name) if (text := text_in(written))]
            databases = [round_.schedule.find(text) for text in texts]
            if not databases:
                raise DataRefused(_("which database? write its id, its number or its name"))
            if databases[0] != databases[-1]:
                message = _("the line names two databases, {one} and {other}; put it right")
                first, second = (database.say() for database in databases)
                raise DataRefused(message.format(one=first, other=second))
            round_.check_has(databases[0])
            heading = "period"
            period = _numbered(round_, databases[0].id, text_in(number))
        except CddctlError as error:
            return [(heading, str(error))]
        return period, self._cells().of(
            period, self._units(period, round_.schedule), round_.schedule
        )

    def _units(self, period: Period, schedule: Schedule) -> list[tuple[str, int]]:
        """The columns of units; the column "recorded" serves a single unit that has no other."""
        if schedule.name not in self.units:
            units = self.units[schedule.name] = self.headings.units(schedule)
            unknown = self.unknown if len(self.units) > 1 else {*self.headings.free}
            self.unknown = unknown - {column for _unit, column in units}
        units = self.units[schedule.name]
        if (recorded := self.headings.at.get("recorded")) is None:
            return units
        counts = period.database.counts
        is_unit = len(counts) == 1 and counts[0] not in dict(units)
        return [*units, (counts[0] if is_unit else "", recorded)]

    def _cells(self) -> Cells:
        """The columns that every line has."""
        at = self.headings.at
        return Cells(
            at["total"],
            answer=at.get("state"),
            note=at.get("note"),
            received=at.get("received"),
            printed=at.get("printed"),
            may_be_stale="printed" in at or "offices" in at,  # these the program writes
            headings=self.headings.texts,
        )


def _cells_at(columns: Sequence[int | None], values: Sequence[Value]) -> list[Value]:
    """The cells in some columns of a line; None where the table has no such column."""
    return [None if column is None else values[column] for column in columns]


def _place(
    heading: str, written: Sequence[Value], find: Callable[[str], Place], wrong: _Wrong
) -> Place | None:
    """The place with the code below a heading and the name below the next; one of them will do.

    A contradiction is reported at the name.
    """
    places = []
    for key, value in zip((heading, f"{heading}_name"), written, strict=True):
        try:
            if typed := text_in(value):
                places.append(find(typed))
        except CddctlError as error:
            wrong.append((key, str(error)))
    if places and places[0] != places[-1]:
        message = _("this is {name}, but {code} beside it is {place}; put one of them right")
        code, name = places
        wrong.append(
            (f"{heading}_name", message.format(name=name.name, code=code.code, place=code.name))
        )
    return places[0] if places else None


def _numbered(round_: Round, database: str, typed: str | None) -> Period:
    """The period with that number: 4, or as the form prints it, ๔ (ก.ย.)."""
    if typed is None:
        return round_.period_of(database)
    match = _NUMBER.fullmatch(arabic_digits(typed))
    is_month = match and (match[2] is None or month_number(match[2]) == round_.month.number)
    return round_.period_of(database, typed, int(match[1]) if match and is_month else 0)
