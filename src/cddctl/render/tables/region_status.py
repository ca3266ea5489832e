"""The standing of the provinces of a region on the terminal: a row a province, and all together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.render.tables.matrix import apart, grid_tables, legend_lines, measure, numbered
from cddctl.render.tables.report import plain_table, say_days_left
from cddctl.render.tables.shown import (
    Shown,
    number_of,
    percent,
    place_label,
    say_amounts,
    say_share,
)
from cddctl.render.tables.status import (
    count_line,
    next_date_lines,
    periods_table,
    rates_table,
    year_table,
)
from cddctl.schedule.due import regular_date
from cddctl.schedule.model import Schedule
from cddctl.status.region import ProvinceStanding, RegionStatus
from cddctl.status.round import Tally
from cddctl.wording import say_date, say_date_short, say_list


@dataclass(frozen=True, slots=True)
class RegionShown:
    """The standing of a region, and what it is shown with."""

    found: RegionStatus
    schedule: Schedule
    months: tuple[Month, ...]
    """One, or all of the fiscal year."""
    today: date

    @property
    def fiscal_year(self) -> FiscalYear:
        """The year that the months are of."""
        return self.months[0].fiscal_year

    @property
    def whole(self) -> Shown:
        """All its offices together."""
        return Shown(
            self.found.whole, self.schedule, self.fiscal_year, self.months, None, (), self.today
        )

    @property
    def closed(self) -> list[ProvinceStanding]:
        """The provinces that have closed their round."""
        return [one for one in self.found.provinces if one.closed]


def region_status_tables(
    shown: RegionShown, *, turned: bool, width: int | None
) -> list[RenderableType]:
    """A month: provinces by databases, or turned; then the sums. Of a year, the sums alone."""
    whole, found = shown.whole, shown.found
    year = _("fiscal year {year}").format(year=shown.fiscal_year)
    parts: list[RenderableType] = [
        f"{whole.place.name}, {whole.month.say() if whole.month else year}",
        _("How it stands on {date}").format(date=say_date(shown.today)),
    ]
    if not found.whole.periods:
        return [*parts, "", _("No period falls in this month.")]
    if whole.month is None:
        return [*parts, "", year_table(whole, width), "", _sums_table(shown, width)]
    parts += [
        _("Rounds closed: {count}/{all} provinces").format(
            count=len(shown.closed), all=len(found.provinces)
        ),
        count_line(found.whole.periods),
        "",
        *_matrix(shown, width, turned=turned),
        "",
        *_legend(shown),
        "",
        periods_table(whole, width, with_sums=True),
        *_own_dates(shown),
        "",
        _sums_table(shown, width),
        "",
        rates_table(whole),
        "",
    ]
    if amounts := say_amounts(whole.tally(found.whole.all())):
        parts.append(_("Recorded/total, in units: {amounts}").format(amounts=amounts))
    return [*parts, *next_date_lines(whole)]


def outstanding_provinces(shown: RegionShown) -> list[str]:
    """The provinces in which something is still to come, a line each."""
    lines = []
    for one in shown.found.provinces:
        if outstanding := one.status.outstanding():
            tally = shown.found.tally(one, None, shown.today)
            first = min(standing.until for standing in outstanding)
            lines.append(
                _(
                    "{province}: outstanding {outstanding}/{expected}, overdue {overdue}; "
                    "first date {date} ({left})"
                ).format(
                    province=f"{one.province.code} {one.province.name}",
                    outstanding=f"{len(outstanding):,}",
                    expected=f"{tally.expected:,}",
                    overdue=f"{tally.overdue:,}",
                    date=say_date(first),
                    left=say_days_left((first - shown.today).days),
                )
            )
    return lines


def _matrix(shown: RegionShown, width: int | None, *, turned: bool) -> list[RenderableType]:
    columns: list[list[str]] = []
    for roomy in (True, False):
        columns = _turned(shown, roomy=roomy) if turned else _grid(shown, roomy=roomy)
        if measure(columns) <= (width or measure(columns)):
            break
    return grid_tables(columns, width)


def _grid(shown: RegionShown, *, roomy: bool) -> list[list[str]]:
    """A row a province, a column a database."""
    found = shown.found
    names = [place_label(one.province, roomy=roomy) for one in found.provinces]
    return [
        [_("Province"), *names],
        *(
            ["|"] * (1 + len(names))
            if period is None
            else [
                number_of(period, found.whole.periods),
                *(say_share(found.tally(one, period, shown.today)) for one in found.provinces),
            ]
            for period in apart(found.whole.periods)
        ),
    ]


def _turned(shown: RegionShown, *, roomy: bool) -> list[list[str]]:
    """A row a database, a column a province."""
    found = shown.found
    periods = apart(found.whole.periods)
    names = [
        ""
        if period is None
        else numbered(period, found.whole.periods, None)
        if roomy and len(found.provinces) < _MANY
        else number_of(period, found.whole.periods)
        for period in periods
    ]
    return [
        [_("No."), *names],
        *(
            [
                one.province.code,
                *(say_share(found.tally(one, p, shown.today)) if p else "" for p in periods),
            ]
            for one in found.provinces
        ),
    ]


def _own_dates(shown: RegionShown) -> list[str]:
    """The provinces whose dates are others than those of the table of databases."""
    usual = {period.key: regular_date(period) for period in shown.found.whole.periods}
    places = [
        one.province
        for one in shown.found.provinces
        if any(usual[period.key] != regular_date(period) for period in one.status.periods)
    ]
    names = say_list(place.name for place in places)
    return [_("With dates of their own: {provinces}").format(provinces=names)] if places else []


_MANY = 8
"""Of as many provinces, the turned table names its rows by number alone."""


def _legend(shown: RegionShown) -> list[str]:
    items = [(_("n/N"), _("reported, of those expected")), ("-", _("not applicable yet"))]
    whole = shown.found.whole.periods
    if any(len(one.status.periods) < len(whole) for one in shown.found.provinces):
        items.append((_("blank"), _("its schedule has no such period")))
    return legend_lines(items)


def _sums_table(shown: RegionShown, width: int | None) -> Table:
    """A row a province: how its offices stand with all databases together."""
    found = shown.found
    tallies = [(one, found.tally(one, None, shown.today)) for one in found.provinces]
    with_closed = len(shown.months) == 1
    columns: list[list[str]] = []
    for roomy in (True, False):
        columns = [
            [_("Province"), *(place_label(one.province, roomy=roomy) for one, _t in tallies)],
            [_("n/N"), *(say_share(tally) for _one, tally in tallies)],
            [_("Complete"), *(f"{tally.complete:,}" for _one, tally in tallies)],
            [_("Part"), *(f"{tally.incomplete:,}" for _one, tally in tallies)],
            [_("Nothing"), *(f"{tally.none:,}" for _one, tally in tallies)],
            [_("On time"), *(_share(tally, tally.on_time) for _one, tally in tallies)],
            [_("Overdue"), *(f"{tally.overdue:,}" for _one, tally in tallies)],
        ]
        if with_closed:
            days = [say_date_short(one.closed) if one.closed else "" for one, _t in tallies]
            columns.append([_("Closed"), *days])
        if measure(columns) <= (width or measure(columns)):
            break
    return _table(columns, left={0, len(columns) - 1} if with_closed else {0})


def _share(tally: Tally, part: int) -> str:
    return f"{percent(part, tally.expected)} %" if tally.expected else "-"


def _table(columns: Sequence[Sequence[str]], left: set[int]) -> Table:
    table = plain_table(gap=1)
    for number, (heading, *_cells) in enumerate(columns):
        table.add_column(heading, justify="left" if number in left else "right", no_wrap=True)
    for cells in zip(*(cells for _heading, *cells in columns), strict=True):
        table.add_row(*cells)
    return table
