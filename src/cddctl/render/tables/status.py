"""The status on the terminal: of provinces, one province, a district, or a fiscal year."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.render.tables.due import say_days_left
from cddctl.render.tables.layout import plain_table, same_widths
from cddctl.render.tables.matrix import legend, matrix_tables
from cddctl.render.tables.office import office_tables
from cddctl.render.tables.shown import (
    Shown,
    number_of,
    office_label,
    say_amounts,
    say_rate,
    say_state,
)
from cddctl.render.tables.sums import (
    offices_table,
    periods_table,
    provinces_table,
    rates_table,
    year_table,
)
from cddctl.render.words import say_period
from cddctl.schedule.due import Period, regular_date
from cddctl.status.round import Standing, Status
from cddctl.wording import say_date, say_date_short, say_list

if TYPE_CHECKING:
    from datetime import date

    from cddctl.places import Place


def status_tables(
    shown: Shown, *, is_turned: bool, is_full: bool, width: int | None
) -> list[RenderableType]:
    """The status of several provinces, a province or a district, for a month or a fiscal year.

    A row is an office, over several provinces a province, or if turned a database. Of a month it
    has as much as fits a screen, the matrix and one line of sums, unless it is to be `is_full`.
    """
    status, scope = shown.status, shown.status.scope
    year = _("fiscal year {year}").format(year=shown.fiscal_year)
    parts: list[RenderableType] = [
        f"{scope.name}, {shown.month.say() if shown.month else year}",
        _("How it stands on {date}").format(date=say_date(shown.today)),
    ]
    if closed := shown.closed(status):
        parts.append(_("The round was closed on {date}.").format(date=say_date(closed)))
    if not status.periods:
        nothing = _("There is nothing to enter.") if scope.district else ""
        return [*parts, "", nothing or _("No period falls in this month.")]
    if shown.month is None:
        parts += ["", year_table(shown, width)]
        return [*parts, "", provinces_table(shown, width)] if scope.is_several else parts
    if scope.is_several:
        parts.append(_rounds_closed(shown))
    parts += [count_line(status.periods), ""]
    if scope.district:
        return [*parts, *office_tables(shown, width)]
    matrix = matrix_tables(shown, width, is_turned=is_turned)
    if not is_full:
        return [*_heading_of_screen(shown, width), *matrix, *_sums_lines(shown), *legend(shown)]
    parts += [*matrix, "", *legend(shown), ""]
    parts += [periods_table(shown, width, with_sums=scope.is_several or not is_turned)]
    parts += [*_own_dates(shown), ""]
    if scope.is_several:
        parts += [provinces_table(shown, width), ""]
    elif is_turned:
        parts += [offices_table(shown), ""]
    parts += [rates_table(shown), ""]
    if amounts := say_amounts(shown.tally(status.all())):
        parts += [_("Recorded/total, in units: {amounts}").format(amounts=amounts)]
    lists = [] if scope.is_several else _lists(shown, width)
    return [*parts, *next_date_lines(shown), *lists]


def _heading_of_screen(shown: Shown, width: int | None) -> list[str]:
    """Place, month and day, on one line if they fit; and when the round was closed, if it is."""
    status = shown.status
    day = _("How it stands on {date}").format(date=say_date(shown.today))
    place = f"{status.scope.name}, {shown.month.say() if shown.month else ''}"
    lines = [f"{place}: {day}"]
    if width is not None and cell_len(lines[0]) > width:
        lines = [place, day]
    if closed := shown.closed(status):
        lines.append(_("The round was closed on {date}.").format(date=say_date(closed)))
    return [*lines, count_line(status.periods), ""]


def _sums_lines(shown: Shown) -> list[str]:
    """The sums over all offices, in one line; and until the round is closed the next date."""
    tally = shown.tally(shown.status.all())
    sums = _("Reported {reported}, complete {complete}; overdue: {overdue}").format(
        reported=say_rate(tally, tally.share.reported),
        complete=say_rate(tally, tally.complete),
        overdue=f"{tally.overdue:,}",
    )
    is_closed = shown.closed(shown.status) is not None and shown.status.outstanding()
    return [sums, *([] if is_closed else next_date_lines(shown))]


def outstanding_lines(shown: Shown) -> list[str]:
    """Everything outstanding, one per line; over several provinces, one line per province."""
    status = shown.status
    if status.scope.is_several:
        return [_outstanding_of(shown, each) for each in status.of_provinces if each.outstanding()]
    return [
        _("{office}: {period}: {state}, by {date} ({left})").format(
            office=standing.office.with_code,
            period=say_period(standing.period),
            state=say_state(standing),
            date=say_date(standing.until),
            left=say_days_left(standing.days_left(shown.today)),
        )
        for standing in status.outstanding()
    ]


def _outstanding_of(shown: Shown, status: Status) -> str:
    """Summarize the outstanding entries of a province."""
    tally, outstanding = shown.tally(status.all()), status.outstanding()
    first = min(standing.until for standing in outstanding)
    province = status.scope.province
    return _(
        "{province}: outstanding {outstanding}/{expected}, overdue {overdue}; "
        "first date {date} ({left})"
    ).format(
        province=province.with_code,
        outstanding=f"{len(outstanding):,}",
        expected=f"{tally.share.expected:,}",
        overdue=f"{tally.overdue:,}",
        date=say_date(first),
        left=say_days_left((first - shown.today).days),
    )


def _rounds_closed(shown: Shown) -> str:
    provinces = shown.status.of_provinces
    return _("Rounds closed: {count}/{all} provinces").format(
        count=sum(shown.closed(each) is not None for each in provinces), all=len(provinces)
    )


def _own_dates(shown: Shown) -> list[str]:
    """The provinces with dates that differ from those in the table of databases."""
    usual = {period.key: regular_date(period) for period in shown.status.periods}
    names = say_list(
        each.scope.province.name
        for each in shown.status.of_provinces
        if any(usual[period.key] != regular_date(period) for period in each.periods)
    )
    return [_("With dates of their own: {provinces}").format(provinces=names)] if names else []


def _lists(shown: Shown, width: int | None) -> list[RenderableType]:
    """The overdue, the late and the extended standings."""
    status, today = shown.status, shown.today
    standings = status.all()
    parts: list[RenderableType] = []
    lists: tuple[tuple[str, list[Standing], str, Callable[[Standing], str]], ...] = (
        (
            _("Overdue: {count}"),
            [standing for standing in standings if standing.is_overdue(today)],
            "",
            lambda standing: say_days_left(standing.days_left(today)),
        ),
        (
            _("Came late: {count}"),
            [standing for standing in standings if standing.is_late],
            _("Received"),
            lambda standing: say_date_short(standing.completed) if standing.completed else "",
        ),
        (
            _("Date extended: {count}"),
            [standing for standing in standings if standing.is_extended],
            "",
            lambda standing: (
                say_days_left(standing.days_left(today)) if standing.is_outstanding else ""
            ),
        ),
    )
    tables = [
        (title.format(count=len(listed)), _list_table(listed, status.periods, heading, last_cell))
        for title, listed, heading, last_cell in lists
        if listed
    ]
    same_widths([table for _title, table in tables], width)
    for title, table in tables:
        parts += ["", title, table]
    return parts


def next_date_lines(shown: Shown) -> list[str]:
    """The next date with anything outstanding, or a line that nothing is outstanding."""
    status, today = shown.status, shown.today
    if following := status.next_date(today):
        return [
            _("Next date: {date} ({left}); outstanding by then: {count}").format(
                date=say_date(following),
                left=say_days_left((following - today).days),
                count=f"{sum(standing.until == following for standing in status.outstanding()):,}",
            )
        ]
    return [] if status.outstanding() else [_("Nothing is outstanding.")]


def _list_table(
    standings: Sequence[Standing],
    periods: Sequence[Period],
    heading: str,
    last_cell: Callable[[Standing], str],
) -> Table:
    """A line per office, date and last cell, with the numbers of the databases that share them."""
    table = plain_table()
    for each in (_("District"), _("Databases"), _("By"), heading):
        table.add_column(each, no_wrap=True)
    lines: dict[tuple[Place, date, str], list[str]] = {}
    for standing in standings:
        place = standing.office, standing.until, last_cell(standing)
        lines.setdefault(place, []).append(number_of(standing.period, periods))
    for (office, until, last), numbers in lines.items():
        table.add_row(
            office_label(office, roomy=False), " ".join(numbers), say_date_short(until), last
        )
    return table


def count_line(periods: Sequence[Period]) -> str:
    """The number of databases on the form, and not on it."""
    of_form = sum(period.database.on_form for period in periods)
    if of_form in {0, len(periods)}:
        count = str(len(periods))
    else:
        count = _("{of_form} + {others} = {all} (on the report form + not on it)").format(
            of_form=of_form, others=len(periods) - of_form, all=len(periods)
        )
    return _("Databases: {count}").format(count=count)
