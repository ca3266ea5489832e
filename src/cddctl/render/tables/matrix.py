"""The matrix of offices and periods.

Its marks are ASCII and read without colour; what they mean is said in words by the legend.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import State
from cddctl.render.tables.report import broken_name, plain_table
from cddctl.render.tables.shown import (
    Shown,
    number_of,
    office_label,
    percent,
    say_amounts,
    say_share,
    short_code,
)
from cddctl.schedule.due import Period
from cddctl.status.round import Standing, Tally

By = Literal["district", "database"]
"""What the rows are."""

NAME_AT_80 = 38
_WIDE = 80

_Column = list[str]
"""A heading and the cells under it."""


def matrix_tables(shown: Shown, by: By, width: int | None) -> list[RenderableType]:
    """Offices by periods, or periods by offices, in as many tables as the width asks for."""
    columns: list[_Column] = []
    for roomy, folded in ((True, False), (True, True), (False, False), (False, True)):
        columns = _grid(shown, by, roomy=roomy, folded=folded)
        if measure(columns) <= (width or measure(columns)):
            break
    return grid_tables(columns, width)


def grid_tables(columns: list[_Column], width: int | None) -> list[RenderableType]:
    """Columns in as many tables as the width asks for, each with the first one before it."""
    return _joined([_grid_table(part) for part in _parts(columns, width)])


def measure(columns: Sequence[_Column]) -> int:
    """How wide a table of these columns is, a space between them."""
    lines = ([line for cell in column for line in cell.split("\n")] for column in columns)
    return sum(max(map(cell_len, column)) + 1 for column in lines) - 1


def apart(periods: Sequence[Period]) -> list[Period | None]:
    """The periods on the form, then the others, with None between."""
    of_form: list[Period | None] = [period for period in periods if period.database.on_form]
    others: list[Period | None] = [period for period in periods if not period.database.on_form]
    return [*of_form, None, *others] if of_form and others else [*of_form, *others]


def numbered(period: Period, periods: Sequence[Period], width: int | None) -> str:
    """The name of a period's database behind its number."""
    number = number_of(period, periods)
    lines = broken_name(period.database.names.short, width, NAME_AT_80).split("\n")
    return f"{number:>2} " + "\n   ".join(lines)


def legend(shown: Shown) -> list[str]:
    """What the marks mean, on lines of 80."""
    items = [
        (".", _("nothing reported")),
        ("67", _("incomplete: recorded, in percent")),
        ("ok", _("complete")),
        ("-", _("not applicable yet")),
        ("!", _("overdue")),
        ("*", _("came late")),
        ("+", _("recorded above the total")),
        ("n/N", _("reported, of those expected")),
    ]
    status = shown.status
    if len(status.standings) < len(status.offices) * len(status.periods):
        items.append((_("blank"), _("this office does not enter it")))
    return legend_lines(items)


def legend_lines(items: Iterable[tuple[str, str]]) -> list[str]:
    """Marks and what they mean, on lines of 80."""
    lines = [""]
    for mark, meaning in items:
        item = f"{mark} = {meaning}"
        joined = f"{lines[-1]}   {item}" if lines[-1] else item
        if cell_len(joined) <= _WIDE:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines


def _grid(shown: Shown, by: By, *, roomy: bool, folded: bool) -> list[_Column]:
    """The matrix column by column: the names, the marks, and the sums of each row.

    `roomy` writes names in full, `folded` the sums on two lines.
    """
    status = shown.status
    periods = apart(status.periods)
    if by == "district":
        names = [office_label(office, roomy=roomy) for office in status.offices]
        tallies = [shown.tally(status.of_office(office)) for office in status.offices]
        columns = [
            ["|"] * (1 + len(names))
            if period is None
            else [
                number_of(period, status.periods),
                *(_mark(status.of(period, office), shown.today) for office in status.offices),
            ]
            for period in periods
        ]
        heading = _("District")
    else:
        names = [
            ""
            if period is None
            else numbered(period, status.periods, None)
            if roomy
            else number_of(period, status.periods)
            for period in periods
        ]
        tallies = [shown.tally(status.of_period(p)) if p else Tally() for p in periods]
        columns = [
            [
                short_code(office),
                *(
                    "" if period is None else _mark(status.of(period, office), shown.today)
                    for period in periods
                ),
            ]
            for office in status.offices
        ]
        heading = _("Database") if roomy else _("No.")
    return [
        [heading, *names],
        *columns,
        [_("n/N"), *(say_share(tally) for tally in tallies)],
        [
            _("Recorded/total").replace("/", "/\n" if folded else "/"),
            *(say_amounts(tally, folded=folded) for tally in tallies),
        ],
    ]


def _parts(columns: list[_Column], width: int | None) -> list[list[_Column]]:
    """The columns in parts that fit, each with the names before it."""
    names, *rest = columns
    parts = [[names]]
    for column in rest:
        if width is not None and measure([*parts[-1], column]) > width and len(parts[-1]) > 1:
            parts.append([names])
        parts[-1].append(column)
    return parts


def _grid_table(columns: Sequence[_Column]) -> Table:
    table = plain_table(gap=1)
    for heading, *_cells in columns:
        table.add_column(heading, no_wrap=True)
    for row in zip(*(cells for _heading, *cells in columns), strict=True):
        table.add_row(*row)
    return table


def _mark(standing: Standing | None, today: date) -> str:
    """A standing as a mark: . 67 ok - and behind it ! overdue, + above the total, * late."""
    if standing is None:
        return ""
    entry = standing.entry
    if entry is None or standing.state is State.NONE:
        mark = "."
    elif standing.state is State.NOT_APPLICABLE:
        mark = "-"
    elif standing.state is State.INCOMPLETE:
        mark = str(percent(entry.recorded_sum, entry.total or 0))
    else:
        mark = "ok+" if entry.recorded_sum > (entry.total or 0) else "ok"
    return mark + "!" * standing.is_overdue(today) + "*" * standing.is_late


def _joined(tables: Sequence[Table]) -> list[RenderableType]:
    """Tables with a line between."""
    parts: list[RenderableType] = []
    for table in tables:
        parts += [*([""] if parts else []), table]
    return parts
