"""The matrix of offices, or provinces, by periods.

Its marks are ASCII and readable without colour; the legend explains them in words.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.tables.layout import broken_name, plain_table, to_the_right
from cddctl.render.tables.shown import (
    Shown,
    number_of,
    office_label,
    province_label,
    say_amounts,
    say_share,
    short_code,
)
from cddctl.schedule.due import Period, PeriodKey
from cddctl.status.round import Standing, Tally
from cddctl.wording import percent

NAME_AT_80 = 38
_WIDE = 80

_MANY = 8
"""From this many provinces on, the turned table names its rows only by number."""

_Column = list[str]
"""A heading and the cells under it."""


class _Line(NamedTuple):
    """A row of the matrix: an office, or one of several provinces."""

    place: Place
    cells: Mapping[PeriodKey, str]
    """The cells by period; a period that the place does not enter has none."""
    tally: Tally


def matrix_tables(shown: Shown, width: int | None, *, is_turned: bool) -> list[RenderableType]:
    """Offices or provinces by periods, or turned, in as many tables as the width requires."""
    lines = _lines_of(shown)
    columns: list[_Column] = []
    for roomy, folded in ((True, False), (True, True), (False, False), (False, True)):
        if is_turned:
            columns = _turned(shown, lines, roomy=roomy, folded=folded)
        else:
            columns = _grid(shown, lines, roomy=roomy, folded=folded)
        if measure(columns) <= (width or measure(columns)):
            break
    return grid_tables(columns, width)


def grid_tables(columns: list[_Column], width: int | None) -> list[RenderableType]:
    """Lay columns out in as many tables as the width requires, each with the first column."""
    parts: list[RenderableType] = []
    for part in _parts(columns, width):
        parts += ["", grid_table(part)]
    return parts[1:]


def measure(columns: Sequence[_Column]) -> int:
    """The width of a table of these columns, with a space between them."""
    lines = ([line for cell in column for line in cell.split("\n")] for column in columns)
    return sum(max(map(cell_len, column)) + 1 for column in lines) - 1


def apart(periods: Sequence[Period]) -> list[Period | None]:
    """The periods on the form, then the others, with None between."""
    of_form: list[Period | None] = [period for period in periods if period.database.on_form]
    others: list[Period | None] = [period for period in periods if not period.database.on_form]
    return [*of_form, None, *others] if of_form and others else [*of_form, *others]


def numbered(period: Period, periods: Sequence[Period], width: int | None) -> str:
    """The name of a period's database after its number."""
    number = number_of(period, periods)
    lines = broken_name(period.database.pieces(), width, NAME_AT_80).split("\n")
    return f"{number:>2} " + "\n   ".join(lines)


def legend(shown: Shown) -> list[str]:
    """The meaning of the marks in the matrix, on lines of at most 80 columns."""
    status = shown.status
    used = {mark for line in _lines_of(shown) for cell in line.cells.values() for mark in cell}
    if status.scope.is_several:
        items = [(_("n/N"), _("reported, of those expected")), ("-", _("not applicable yet"))]
        if any(len(each.periods) < len(status.periods) for each in status.of_provinces):
            items.append((_("blank"), _("its schedule has no such period")))
        return legend_lines(items)
    marks = (
        (".", _("nothing reported"), used & {"."}),
        ("67", _("incomplete: recorded, in percent"), used & {*"0123456789"}),
        (_("ok"), _("complete"), used & {*_("ok")}),
        ("-", _("not applicable yet"), used & {"-"}),
        ("!", _("overdue"), used & {"!"}),
        ("*", _("came late"), used & {"*"}),
        ("+", _("recorded above the total"), used & {"+"}),
        ("n/N", _("reported, of those expected"), True),
    )
    items = [(mark, meaning) for mark, meaning, is_used in marks if is_used]
    if len(status.standings) < len(status.offices) * len(status.periods):
        items.append((_("blank"), _("this office does not enter it")))
    return legend_lines(items)


def legend_lines(items: Iterable[tuple[str, str]]) -> list[str]:
    """Marks and their meanings, on lines of at most 80 columns."""
    lines = [""]
    for mark, meaning in items:
        item = f"{mark} = {meaning}"
        joined = f"{lines[-1]}   {item}" if lines[-1] else item
        if cell_len(joined) <= _WIDE:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines


def _lines_of(shown: Shown) -> list[_Line]:
    """One line per office with its marks; over several provinces, per province with its shares."""
    is_several = shown.status.scope.is_several
    lines = []
    for place, standings in shown.status.by_place():
        by_period: dict[PeriodKey, list[Standing]] = {}
        for standing in standings:
            by_period.setdefault(standing.period.key, []).append(standing)
        cells = {
            key: say_share(shown.tally(own).share) if is_several else _mark(own[0], shown.today)
            for key, own in by_period.items()
        }
        lines.append(_Line(place, cells, shown.tally(standings)))
    return lines


def _grid(shown: Shown, lines: Sequence[_Line], *, roomy: bool, folded: bool) -> list[_Column]:
    """The columns: the places, the marks of each period, and the sums of each place.

    `roomy` writes names in full, `folded` the sums on two lines.
    """
    is_several, periods = shown.status.scope.is_several, shown.status.periods
    label = province_label if is_several else office_label
    return [
        [
            _("Province") if is_several else _("District"),
            *(label(line.place, roomy=roomy) for line in lines),
        ],
        *(
            ["|"] * (1 + len(lines))
            if period is None
            else [
                number_of(period, periods),
                *(line.cells.get(period.key, "") for line in lines),
            ]
            for period in apart(periods)
        ),
        *([] if is_several else _sums([line.tally for line in lines], folded=folded)),
    ]


def _turned(shown: Shown, lines: Sequence[_Line], *, roomy: bool, folded: bool) -> list[_Column]:
    """The same, with a row for each period and a column for each place."""
    status = shown.status
    is_several, periods = status.scope.is_several, apart(status.periods)
    is_named = roomy and not (is_several and len(lines) >= _MANY)
    names = [
        ""
        if period is None
        else numbered(period, status.periods, None)
        if is_named
        else number_of(period, status.periods)
        for period in periods
    ]
    tallies = [shown.tally(status.of_period(p)) if p else Tally() for p in periods]
    return [
        [_("Database") if roomy and not is_several else _("No."), *names],
        *(
            [
                line.place.code if is_several else short_code(line.place),
                *("" if p is None else line.cells.get(p.key, "") for p in periods),
            ]
            for line in lines
        ),
        *([] if is_several else _sums(tallies, folded=folded)),
    ]


def _sums(tallies: Sequence[Tally], *, folded: bool) -> list[_Column]:
    return [
        to_the_right([_("n/N"), *(say_share(tally.share) for tally in tallies)]),
        to_the_right(
            [
                _("Recorded/total").replace("/", "/\n" if folded else "/"),
                *(say_amounts(tally, folded=folded) for tally in tallies),
            ]
        ),
    ]


def _parts(columns: list[_Column], width: int | None) -> list[list[_Column]]:
    """Split the columns into parts that fit, each starting with the column of names."""
    names, *rest = columns
    parts = [[names]]
    for column in rest:
        if width is not None and measure([*parts[-1], column]) > width and len(parts[-1]) > 1:
            parts.append([names])
        parts[-1].append(column)
    return parts


def grid_table(columns: Sequence[_Column], right: Container[int] = ()) -> Table:
    """The table of columns; those to the `right` are justified so."""
    table = plain_table(gap=1)
    for number, (heading, *_cells) in enumerate(columns):
        table.add_column(heading, justify="right" if number in right else "left", no_wrap=True)
    for row in zip(*(cells for _heading, *cells in columns), strict=True):
        table.add_row(*row)
    return table


def _mark(standing: Standing, today: date) -> str:
    """The mark of a state: . 67 ok -, followed by ! overdue, + above the total, * late."""
    entry = standing.entry
    if standing.state is State.NOT_APPLICABLE:
        mark = "-"
    elif entry is None:
        mark = "."
    elif standing.state is State.INCOMPLETE:
        mark = percent(entry.recorded_sum, entry.total or 0)
    else:
        mark = _("ok") + "+" * (entry.recorded_sum > (entry.total or 0))
    return mark + "!" * standing.is_overdue(today) + "*" * standing.is_late
