"""The sheet of a month that comes back: districts by databases, under the rules of any form.

Rows are known by the code of their district and columns by theirs, so that both may be moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from cddctl.errors import CddctlError
from cddctl.exchange.forms import (
    CODE_HEADING,
    LAST_YEAR,
    PRINTED,
    Identity,
    Round,
    columns_of,
    last_year_code,
)
from cddctl.i18n import _
from cddctl.intake.answers import Cells
from cddctl.intake.grid import Grid, Value, shown
from cddctl.intake.rows import Reading, Row, padded
from cddctl.ledger.drafts import NOTE, TOTAL
from cddctl.places import Place, find_district
from cddctl.schedule.due import Period, PeriodKey
from cddctl.wording import say_list


class _Header(NamedTuple):
    """The row of codes, and the columns that it names; columns count from 0."""

    row: int
    code: int
    columns: Mapping[str, int]
    """By the codes of the columns, in the order of the sheet."""

    @property
    def width(self) -> int:
        return max(self.columns.values()) + 1


def read_month_sheet(grid: Grid, round_: Round, province: Place, reading: Reading) -> None:
    """Read the sheet of a month; its drafts and problems go into `reading`."""
    rows = list(grid.rows)
    header = _header(rows, round_)
    if header is None:
        message = _("the hidden row of codes is missing; fill in the sheet as it was made")
        reading.wrong(grid.position(1), message)
        return
    periods = round_.periods
    cells = {period.key: _cells(period, header, round_) for period in periods}
    sheet = _Sheet(grid, header, province, reading)
    for number, values in rows:
        if number > header.row:
            sheet.read(Row(grid, number, padded(values, header.width)), periods, cells)
    sheet.report_missing(periods, cells)


def _header(rows: Sequence[tuple[int, Sequence[Value]]], round_: Round) -> _Header | None:
    """The row that has the codes of columns, with that of the districts' codes."""
    known = {code for period in round_.periods for code in columns_of(period).values()}
    for number, values in rows:
        texts = [value.strip() if isinstance(value, str) else "" for value in values]
        columns = {text: column for column, text in enumerate(texts) if text in known}
        if columns and CODE_HEADING in texts:
            return _Header(number, texts.index(CODE_HEADING), columns)
    return None


def _cells(period: Period, header: _Header, round_: Round) -> Cells | None:
    """The columns of a period; None where one of them is missing."""
    codes = columns_of(period)
    if any(code not in header.columns for code in codes.values()):
        return None
    at = {key: header.columns[code] for key, code in codes.items()}
    units = [(unit, at[unit]) for unit in period.database.counts]
    cells = Cells(at[TOTAL], note=at[NOTE], printed=at[PRINTED], may_be_stale=True)
    return cells.of(period, units, round_.schedule)


@dataclass(slots=True)
class _Sheet:
    """The rows below the codes."""

    grid: Grid
    header: _Header
    province: Place
    reading: Reading
    seen: set[str] = field(default_factory=set)
    """The codes of the offices that have a row."""

    def read(
        self, row: Row, periods: Sequence[Period], cells: Mapping[PeriodKey, Cells | None]
    ) -> None:
        """Read a row: an office's, last year's figures, or one that says nothing."""
        code = shown(row.values[self.header.code]).strip()
        if code.startswith(LAST_YEAR):
            self._check_last_year(row, code)
        elif any(isinstance(v, str) and Identity.in_line(v) for v in row.values):
            return
        elif (office := self._office(row, code)) is not None:
            self.seen.add(office.code)
            for period in periods:
                of_period = cells[period.key]
                if of_period is None:
                    continue
                if not _enters(office, period):
                    self.reading.refuse_filled(row, of_period.read, period.database)
                elif not self.reading.take(row, of_period, period, office):
                    self.reading.blank.append(f"{office.name}, {period.database.say()}")
            self._report_others(row)

    def report_missing(
        self, periods: Sequence[Period], cells: Mapping[PeriodKey, Cells | None]
    ) -> None:
        """Name the databases of which a column is gone; their figures are not read."""
        gone = [
            period.database.say()
            for period in periods
            if cells[period.key] is None
            and (period.database.entered_by == "district" or self.province.code in self.seen)
        ]
        if gone:
            message = _("sheet {sheet!r}: the columns are gone: {databases}")
            self.reading.unread.append(
                message.format(sheet=self.grid.sheet, databases=say_list(gone))
            )

    def _office(self, row: Row, code: str) -> Place | None:
        """The office of a row; None, and reported, where there is none or another is named."""
        if not code:
            self.reading.left(row.position(), row.values)
            return None
        name_at = self.header.code + 1
        name = shown(row.values[name_at]).strip()
        try:
            office = (
                self.province if code == self.province.code else find_district(code, self.province)
            )
        except CddctlError as error:
            self.reading.wrong(row.position(self.header.code), str(error))
            return None
        if name and not office.is_called(name):
            message = _("the row is that of {row}, but its name is {name!r}; put them right")
            of = office.name
            self.reading.wrong(row.position(name_at), message.format(row=of, name=name))
            return None
        return office

    def _check_last_year(self, row: Row, code: str) -> None:
        """Name a row of last year's figures in which something was typed."""
        office = code.removeprefix(LAST_YEAR).strip().partition(" ")[0]
        figures = tuple(
            row.values[column] if row.values[column] != "" else None
            for _code, column in sorted(self.header.columns.items(), key=itemgetter(1))
        )
        if last_year_code(office, figures) != code:
            self.reading.left(row.position(), row.values)

    def _report_others(self, row: Row) -> None:
        """Name the values in columns that are not read."""
        known = {self.header.code, self.header.code + 1, *self.header.columns.values()}
        for column, value in enumerate(row.values):
            if column not in known:
                self.reading.left(row.position(column), [value])


def _enters(office: Place, period: Period) -> bool:
    return office.is_province == (period.database.entered_by == "province")
