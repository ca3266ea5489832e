"""Flat tables: one line an office and database, as `report` writes them and as people make them.

There may be a quarter of a million lines, so what is done for each is kept to the least.
"""

from collections.abc import Iterable, Sequence

from cddctl.exchange.forms import Wanted
from cddctl.i18n import _
from cddctl.intake.grid import Grid, Value, shown, unmarked
from cddctl.intake.headings import Headings
from cddctl.intake.lookup import Lookup, Where, Wrong
from cddctl.intake.reading import Reading, padded
from cddctl.places import Place
from cddctl.report.form import BY_PROVINCE
from cddctl.schedule.due import Period
from cddctl.wording import say_list

Row = tuple[int, Sequence[Value]]

_OF_PROVINCE = {"", "none", "not-applicable"}
"""What the report of a district may say of the state of what the provincial office enters."""

_SPREAD = ("province", "district", "month", "database", "name", "period")
"""Where merged cells mean that each of their rows has the value."""


def read_table(grid: Grid, wanted: Wanted, reading: Reading) -> bool:
    """Read a table into `reading`; False where there is none, and nothing was read."""
    rows = iter(grid.rows)
    above = []
    for row, values in rows:
        if (headings := Headings.of(row, values)) is not None:
            break
        above.append((row, values))
    else:
        return False
    for number, said in above:
        reading.left(grid.spot(number), said)
    if headings.missing:
        what = _("the heading {headings} is missing; add it, and what belongs below it")
        reading.wrong(grid.spot(row), what.format(headings=say_list(headings.missing)))
        return True
    table = _Table(grid, wanted, headings, reading)
    for number, said in table.spread(rows) if grid.merged else rows:
        table.read(number, said)
    table.tell_what_is_left()
    return True


class _Table:
    """The lines below the headings. Columns count from 0; where there is none, a cell is empty."""

    def __init__(self, grid: Grid, wanted: Wanted, headings: Headings, reading: Reading) -> None:
        self._grid, self._headings, self._reading = grid, headings, reading
        self._at, self._width = headings.at, headings.width
        self._lookup = Lookup(wanted, headings)
        self._free = headings.free()
        self._used: set[int] = set()

    def read(self, row: int, values: Sequence[Value]) -> None:
        """Read a line."""
        if len(values) != self._width:
            values = self._fitted(row, values)
        if self._grid.sheet is not None:  # perhaps a CSV file of ours, saved as a workbook
            values = [unmarked(value) for value in values]
        at, values = self._at, (*values, None)
        where = self._lookup.where(values[at["province"]], values[at["district"]])
        if where.wrong:
            self._wrong(row, where.wrong)
        if where.province is not None:
            self._read_rest(row, values, where, where.province)
        if self._lookup.free and self._lookup.units:
            self._used.update(column for column in self._lookup.free if values[column])

    def spread(self, rows: Iterable[Row]) -> Iterable[Row]:
        """The rows, with merged names in each that they stand for; merged counts are refused."""
        names = {self._at[key] for key in _SPREAD}
        lines = {row: [*padded(values, self._width)] for row, values in rows}
        for area in self._grid.merged:
            inside = [row for row in lines if area.top <= row <= area.bottom]
            columns = range(area.left - 1, min(area.right, self._width))
            if len(columns) == 1 and columns[0] in names:
                for row in inside:
                    lines[row][columns[0]] = lines[inside[0]][columns[0]]
            elif len(inside) * len(columns) > 1:
                what = _("the cells {area} are merged; unmerge them, and write each value anew")
                spot = self._grid.spot(inside[0], columns[0] + 1)
                self._reading.wrong(spot, what.format(area=area))
        return lines.items()

    def tell_what_is_left(self) -> None:
        """Name the columns that were not read, and refuse those that say a thing twice."""
        for column in sorted({*self._headings.repeated, *self._lookup.repeated}):
            what = _("the heading is here twice; delete one of the columns, or rename it")
            text = self._headings.texts[column]
            self._reading.wrong(self._grid.spot(self._headings.row, column + 1, text), what)
        for column in sorted(self._used.intersection(self._lookup.free)):
            text = self._headings.texts[column]
            self._reading.left(self._grid.spot(self._headings.row, column + 1, text), [text])

    def _read_rest(self, row: int, values: Sequence[Value], where: Where, province: Place) -> None:
        """Read what a line says for its place."""
        at = self._at
        what = self._lookup.what(
            province,
            values[at["month"]],
            values[at["database"]],
            values[at["name"]],
            values[at["period"]],
        )
        if what.by_province and where.district is not None and self._is_of_province(values):
            return  # as the report of a district has it
        if what.wrong:
            self._wrong(row, what.wrong)
            self._reading.look(self._grid, row, values, self._at, self._headings.texts)
        if what.period is not None and what.cells is not None:
            office = self._office(row, where, what.period, by_province=what.by_province)
            if not self._reading.take(
                self._grid, row, values, what.cells, what.period, office, self._headings.texts
            ):
                self._reading.blank.append(str(self._grid.spot(row)))

    def _is_of_province(self, values: Sequence[Value]) -> bool:
        """Whether a line says nothing but that the provincial office enters it."""
        said = (shown(values[column]).strip() for column in self._free)
        note, state = (shown(values[self._at[key]]).strip() for key in ("note", "state"))
        return (
            not any(said)
            and not shown(values[self._at["total"]]).strip()
            and note in {"", BY_PROVINCE}
            and (state in _OF_PROVINCE)
        )

    def _office(self, row: int, where: Where, period: Period, *, by_province: bool) -> Place | None:
        """The office that a line is for; None where it cannot be known, which is told."""
        office = where.province if by_province else where.district
        if by_province and where.district is not None:
            what = _("{database} is entered by the provincial office; leave the district out")
            self._wrong(row, [("district", what.format(database=period.database.short_name))])
        if office is None:
            if not where.wrong:
                what = _("{database} is entered by the districts; say which one")
                self._wrong(row, [("district", what.format(database=period.database.short_name))])
            return None
        return office

    def _fitted(self, row: int, values: Sequence[Value]) -> Sequence[Value]:
        """A line with as many cells as there are headings; in a CSV file, others are wrong."""
        beyond = values[self._width :]
        if self._grid.sheet is not None:
            self._reading.left(self._grid.spot(row, self._width + 1), beyond)
        elif any(beyond) or len(values) < self._width:
            what = _(
                "{count} cells below {headings} headings; is the line cut short, or is there a "
                "comma in a number or note without quotes around it?"
            )
            what = what.format(count=len(values), headings=self._width)
            self._reading.wrong(self._grid.spot(row), what)
        return padded(values[: self._width], self._width)

    def _wrong(self, row: int, wrong: Wrong) -> None:
        for key, message in wrong:
            column = self._headings.column(key)
            if column is None:
                self._reading.wrong(self._grid.spot(row), message)
            else:
                text = self._headings.texts[column]
                self._reading.wrong(self._grid.spot(row, column + 1, text), message)
