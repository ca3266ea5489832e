"""Returned forms: the workbook that a district was sent, however it was changed since.

Rows are known by their code and columns by their heading, so that both may be moved.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cddctl.errors import DataRefused
from cddctl.exchange.forms import (
    ANSWER_HEADING,
    CODE_HEADING,
    INSTRUCTIONS,
    MONTH_TITLE,
    Identity,
    Round,
    code_in,
    code_of,
)
from cddctl.i18n import _
from cddctl.intake.answers import Cells
from cddctl.intake.grid import Grid, Value, shown
from cddctl.intake.rows import Reading, Row, padded
from cddctl.intake.values import count_in
from cddctl.places import Place, Scope
from cddctl.report.form import NOT_ON_FORM, return_columns, titles_of
from cddctl.report.rows import BY_PROVINCE
from cddctl.schedule.due import Period, offices_of, on_form, report_periods
from cddctl.schedule.model import read_month
from cddctl.schedule.names import is_sum
from cddctl.thai import MONTHS_SHORT, arabic_digits, folded
from cddctl.wording import cut, say_list

_HEADER_ROWS = 3
_SEVERAL = 2
_MONTH_TITLE = re.compile(MONTH_TITLE + r"([^\d]+)(\d{4})", re.ASCII)
_LONGEST_TITLE = 200
_PROVINCE = "จังหวัด"
_CODE_LIKE = re.compile(r"[\w-]+/\d+", re.ASCII)
_TOTAL, _ANSWER, _NOTE, _CODE, _NAME = "total", "answer", "note", "code", "name"


def identity_in(grid: Grid) -> Identity | None:
    """The identity written on a sheet; None where it is neither a form nor the sheet of a month."""
    return next(filter(None, map(Identity.in_line, grid.texts)), None)


def looks_like_form(grid: Grid) -> bool:
    """Whether a sheet has the headings that only forms have."""
    return {folded(ANSWER_HEADING), folded(CODE_HEADING)} <= {*map(folded, grid.texts)}


def read_form(
    grid: Grid, round_: Round, province: Place, district: Place, reading: Reading
) -> None:
    """Read a district's form; its drafts and problems go into `reading`."""
    rows = list(grid.rows)
    headings = _headings(round_)
    header = _header(rows, round_, headings)
    if missing := [name for name, key in headings if key not in header.columns]:
        message = _(
            "the heading {headings} is missing; send the form with its headings as they were"
        )
        reading.wrong(grid.position(header.top), message.format(headings=say_list(missing)))
        return
    titles = _Titles(grid, round_, province, district, reading)
    for row, values in rows:
        if row < header.top:
            titles.read(row, values)
        elif row <= header.bottom:
            for column, value in enumerate(values):
                if (row, column) not in header.known:
                    reading.left(grid.position(row, column + 1), [value])
    reading.offices[district.code] = district
    body = _Body(grid, round_, province, district, header, reading)
    for row, values in rows:
        if row > header.bottom:
            body.read(row, padded(values, header.width))
    body.check_merged()
    body.report_missing()


@dataclass(frozen=True, slots=True)
class _Header:
    """The positions of the headings; columns count from 0."""

    top: int
    bottom: int
    columns: Mapping[str, int]
    """By their content: name, total, a unit, answer, note, code; number and period."""
    known: frozenset[tuple[int, int]]
    """The rows and columns of all headings."""
    printed: Sequence[tuple[str, str]]
    """The headings that a form must have, and the content of the column below each."""
    keys: Mapping[int, str]
    """The content by column; the first, where units that are not on the form share one."""

    @property
    def width(self) -> int:
        return max(self.columns.values()) + 1


def _headings(round_: Round) -> list[tuple[str, str]]:
    """The headings that a form must have, and the content of the column below each."""
    texts = round_.schedule.form.headings
    columns, _others = return_columns(round_.schedule, round_.periods)
    return [
        ("".join(texts.database.th), _NAME),
        ("".join(texts.total.th), _TOTAL),
        *(("".join(column.heading.th), column.unit) for column in columns),
        (ANSWER_HEADING, _ANSWER),
        ("".join(texts.note.th), _NOTE),
        (CODE_HEADING, _CODE),
    ]


def _header(
    rows: Sequence[tuple[int, Sequence[Value]]], round_: Round, headings: Sequence[tuple[str, str]]
) -> _Header:
    """The heading rows, starting with the first that has the total's heading or two others.

    Where two headings are equal, as those of two units may be, they are taken in the form's order.
    """
    texts = round_.schedule.form.headings
    awaited = [(folded(name), key) for name, key in headings]
    awaited += [(folded("".join(texts.number.th)), "number")]
    awaited += [(folded("".join(texts.period.th)), "period")]
    names = {name for name, _key in awaited}
    total = folded("".join(texts.total.th))
    top = bottom = 0
    over = folded("".join(texts.recorded.th))
    columns: dict[str, int] = {}
    known = set()
    for row, values in rows:
        written = [folded(value) if isinstance(value, str) else "" for value in values]
        if not top and total not in written and len(names.intersection(written)) < _SEVERAL:
            continue
        top = top or row
        if row >= top + _HEADER_ROWS or any(map(round_.of_code, written)):
            break
        for column, text in enumerate(written):
            match = next((heading for heading in awaited if heading[0] == text), None)
            if match is not None:
                awaited.remove(match)
                columns[match[1]] = column
                bottom = row
            if match is not None or text == over:
                known.add((row, column))
    form_columns, others = return_columns(round_.schedule, round_.periods)
    for unit, number in others.items():  # below a heading of their own, in a column of the form
        if (unit_there := form_columns[number].unit) in columns:
            columns[unit] = columns[unit_there]
    keys = {column: key for key, column in reversed(columns.items())}
    return _Header(top or 1, bottom, columns, frozenset(known), headings, keys)


class _Titles:
    """The lines above the headings: original, changed, or added."""

    def __init__(
        self, grid: Grid, round_: Round, province: Place, district: Place, reading: Reading
    ) -> None:
        self._grid, self._month, self._reading = grid, round_.month, reading
        self._district = folded(district.name_th)
        titles = titles_of(round_.schedule, Scope.of(province, districts=[district]), round_.month)
        self._place = titles[-1]
        self._opening = round_.schedule.form.district_title.partition("{")[0]
        self._ours = {folded(text) for text in (*titles, *INSTRUCTIONS)}

    def read(self, row: int, values: Sequence[Value]) -> None:
        """Refuse a line changed to another district or month, and report an added line."""
        for column, value in enumerate(values, 1):
            text, position = shown(value).strip(), self._grid.position(row, column)
            expected = self._expected(text)
            if expected is not None:
                message = _("the title says {found!r}, but this is the form of {expected!r}")
                self._reading.wrong(position, message.format(found=cut(text), expected=expected))
            elif folded(text) not in self._ours and not text.startswith(MONTH_TITLE):
                self._reading.left(position, [value])

    def _expected(self, text: str) -> str | None:
        """The correct text, where this one names another district or month."""
        if when := _MONTH_TITLE.match(arabic_digits(text[:_LONGEST_TITLE])):
            is_right = read_month(f"{when[1].strip()} {when[2]}") == self._month
            return None if is_right else self._month.say()
        if folded(text) == folded(self._place):
            return None
        if not self._opening or not text.startswith(self._opening):
            return None
        if _PROVINCE in text:
            return self._place
        return None if folded(text).startswith(self._district) else self._place


@dataclass(slots=True)
class _Body:
    """The rows below the headings."""

    grid: Grid
    round: Round
    province: Place
    district: Place
    header: _Header
    reading: Reading
    places: dict[str, int] = field(default_factory=dict)
    """The sheet rows read so far, by code."""
    cells: dict[int, Cells] = field(default_factory=dict)
    """The columns of each row's cells."""
    has_others: bool = False
    """Whether it has the heading of the rows that are not on the report form."""

    def read(self, row: int, values: Sequence[Value]) -> None:
        """Read a row below the headings."""
        period = self._period(row, values)
        if period is None:
            return
        name, code, columns = period.database.say(), code_of(period), self.header.columns
        if code in self.places:
            message = _("{database} is here twice, in row {other} too; keep the one that is right")
            self._wrong(row, _CODE, message.format(database=name, other=self.places[code]))
            return
        self.places[code] = row
        known = self._known(period)
        for column, value in enumerate(values):
            key = self.header.keys.get(column)
            if key is None or (key in known and folded(shown(value)) not in known[key]):
                self.reading.left(self.grid.position(row, column + 1), [value])
        units = [(unit, columns[unit]) for unit in self.round.schedule.units if unit in columns]
        headings = self._headings_of(period)
        cells = Cells(
            columns[_TOTAL],
            answer=columns[_ANSWER],
            note=columns[_NOTE],
            printed=columns[_CODE],
            may_be_stale=True,
            headings=headings,
        ).of(period, units, self.round.schedule)
        if self.district not in offices_of(period, self.province, (self.district,)):
            to_be_blank = dict.fromkeys(columns[key] for key in (_TOTAL, *dict(units), _ANSWER))
            self.reading.refuse_filled(Row(self.grid, row, values), to_be_blank, period.database)
            note = values[columns[_NOTE]]
            if shown(note).strip() != BY_PROVINCE:
                self.reading.left(self.grid.position(row, columns[_NOTE] + 1), [note])
            return
        self.cells[row] = cells
        whole = Row(self.grid, row, values, headings)
        if not self.reading.take(whole, cells, period, self.district):
            self.reading.blank.append(name)

    def _headings_of(self, period: Period) -> dict[int, str]:
        """The database and the heading of each column; a period's units may have their own."""
        columns, printed = self.header.columns, self.header.printed
        own = set(period.database.counts) - {key for _name, key in printed}
        headings = [
            *((key, name) for name, key in printed),
            *((unit, self.round.schedule.units[unit].th) for unit in own),
        ]
        database = period.database.short_name
        return {columns[key]: f"{database}, {name}" for key, name in headings if key in columns}

    def check_merged(self) -> None:
        """Refuse merged cells where it is unclear which cell a value is for."""
        for area in self.grid.merged:
            inside = [
                (row, column)
                for row, cells in self.cells.items()
                for column in cells.read
                if area.top <= row <= area.bottom and area.left <= column + 1 <= area.right
            ]
            if len(inside) > 1:
                row, column = inside[0]
                message = _("the cells {area} are merged; unmerge them, and write each value anew")
                self.reading.wrong(self.grid.position(row, column + 1), message.format(area=area))

    def report_missing(self) -> None:
        """Report the rows that were deleted."""
        # A form of an earlier version has no rows but those of the report form.
        awaited = self.round.periods if self.has_others else report_periods(self.round.periods)
        gone = [
            period.database.say()
            for period in awaited
            if code_of(period) not in self.places
            and self.district in offices_of(period, self.province, (self.district,))
        ]
        if gone:
            message = _("sheet {sheet!r}: the row is gone: {databases}")
            self.reading.unread.append(
                message.format(sheet=self.grid.sheet, databases=say_list(gone))
            )

    def _period(self, row: int, values: Sequence[Value]) -> Period | None:
        """The period that a row is for; None where there is none, which is reported."""
        columns = self.header.columns
        texts = [value if isinstance(value, str) else "" for value in values]
        code, name = texts[columns[_CODE]], texts[columns[_NAME]]
        named = self._named(name)
        if period := self.round.of_code(code):
            if named and period not in named:
                message = _("the row is that of {row}, but its name is {name!r}; put them right")
                of = period.database.say()
                self._wrong(row, _NAME, message.format(row=of, name=name.strip()))
                return None
            return period
        if _CODE_LIKE.fullmatch(code_in(code)):
            message = _("this month's form has no row {code!r}; put the code right")
            self._wrong(row, _CODE, message.format(code=code_in(code)))
            return None
        if len(named) == 1:
            return named[0]
        if self._is_ours(texts):
            return None
        counts = [columns[_TOTAL], *(columns[u] for u in self.round.schedule.units if u in columns)]
        has_data = bool(named) or any(map(_counts, (values[column] for column in counts)))
        if has_data and not (is_sum(name) or is_sum(texts[0])):
            message = _("nothing says which database this row is for; it lost its code")
            self._wrong(row, _CODE, message)
        else:
            self.reading.left(self.grid.position(row), values)
        return None

    def _is_ours(self, texts: Sequence[str]) -> bool:
        """Whether a row without a code is the identity, or the heading of the other rows."""
        is_heading = folded(NOT_ON_FORM) in map(folded, texts)
        self.has_others = self.has_others or is_heading
        return is_heading or any(map(Identity.in_line, texts))

    def _known(self, period: Period) -> dict[str, set[str]]:
        """The texts expected in the cells of a row that repeat its code in words, folded."""
        rows = [code_of(row) for row in on_form(self.round.periods)]
        code = code_of(period)
        number = rows.index(code) + 1 if code in rows else ""
        month = MONTHS_SHORT[period.month.number - 1]
        return {
            "number": {"", str(number)},
            "period": {"", str(period.number), folded(f"{period.number} ({month})")},
            _NAME: {"", folded(period.database.short_name), folded(period.database.name)},
        }

    def _named(self, name: str) -> list[Period]:
        """The periods of the database with that name on the form."""
        typed = folded(name)
        return [
            period
            for period in self.round.periods
            if typed in {folded(period.database.short_name), folded(period.database.name)}
        ]

    def _wrong(self, row: int, key: str, message: str) -> None:
        self.reading.wrong(self.grid.position(row, self.header.columns[key] + 1), message)


def _counts(value: Value) -> bool:
    """Whether a cell holds a count."""
    try:
        return value is not None and count_in(value) is not None
    except DataRefused:
        return False
