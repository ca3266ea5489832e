"""The status on the terminal: of provinces, one province, a district, or a fiscal year."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import Entry, State
from cddctl.render.tables.due import say_days_left
from cddctl.render.tables.layout import broken_name, fits, hanging, plain_table, same_widths, within
from cddctl.render.tables.matrix import NAME_AT_80, legend, matrix_tables
from cddctl.render.tables.shown import (
    STATES,
    Shown,
    number_of,
    office_label,
    province_label,
    say_amounts,
    say_rate,
    say_share,
    say_state,
)
from cddctl.render.words import say_period
from cddctl.schedule.due import Period, regular_date
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, Status, Tally
from cddctl.wording import percent, say_date, say_date_short, say_list

if TYPE_CHECKING:
    from cddctl.places import Place

_OWN_NAME_AT_80 = 22
_STATE_AND_DATE = (16, 12)
"""The widths that the state and the date of an office's table are broken to where they must be."""


def status_tables(
    shown: Shown, *, is_turned: bool, is_full: bool, width: int | None
) -> list[RenderableType]:
    """The status of several provinces, a province or a district, for a month or a fiscal year.

    A row is an office, over several provinces a province, or if turned a database. Of a month it
    is what fits on a screen, the matrix and one line of sums, unless it is to be `is_full`.
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
        return [*parts, *_office_tables(shown, width)]
    matrix = matrix_tables(shown, width, is_turned=is_turned)
    if not is_full:
        return [*_heading_of_screen(shown, width), *matrix, *_sums_lines(shown), *legend(shown)]
    parts += [*matrix, "", *legend(shown), ""]
    parts += [periods_table(shown, width, with_sums=scope.is_several or not is_turned)]
    parts += [*_own_dates(shown), ""]
    if scope.is_several:
        parts += [provinces_table(shown, width), ""]
    elif is_turned:
        parts += [_offices_table(shown), ""]
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


def provinces_table(shown: Shown, width: int | None) -> Table:
    """One row per province: the sums of its offices over all databases."""
    table = _provinces_table(shown, roomy=True)
    return table if fits(table, width) else _provinces_table(shown, roomy=False)


def _provinces_table(shown: Shown, *, roomy: bool) -> Table:
    table = plain_table(gap=1)
    table.add_column(_("Province"), no_wrap=True)
    for heading in (
        _("n/N"), _("Complete"), _("Part"), _("Nothing"), _("On time"), _("Overdue"),
    ):  # fmt: skip
        table.add_column(heading, justify="right", no_wrap=True)
    if shown.month:
        table.add_column(_("Closed"), no_wrap=True)
    for each in shown.status.of_provinces:
        tally, closed = shown.tally(each.all()), shown.closed(each)
        on_time = (
            f"{percent(tally.on_time, tally.share.expected)} %" if tally.share.expected else "-"
        )
        table.add_row(
            province_label(each.scope.province, roomy=roomy),
            say_share(tally.share),
            *(f"{part:,}" for part in (tally.complete, tally.incomplete, tally.none)),
            on_time,
            f"{tally.overdue:,}",
            *([say_date_short(closed) if closed else ""] if shown.month else []),
        )
    return table


def periods_table(shown: Shown, width: int | None, *, with_sums: bool) -> Table:
    """The databases' numbers, names and dates; long sums on two lines."""
    table = _periods_table(shown, width, with_sums=with_sums, folded=False)
    if fits(table, width):
        return table
    return _periods_table(shown, width, with_sums=with_sums, folded=True)


def _periods_table(shown: Shown, width: int | None, *, with_sums: bool, folded: bool) -> Table:
    table = plain_table(gap=1)
    table.add_column(_("No."), justify="right", no_wrap=True)
    table.add_column(_("Database"), no_wrap=True)
    if with_sums:
        table.add_column(_("n/N"), justify="right", no_wrap=True)
        table.add_column(_("Recorded/total"), justify="right", no_wrap=True)
    table.add_column(_("By"), no_wrap=True)
    periods = shown.status.periods
    for period in periods:
        tally = shown.tally(shown.status.of_period(period))
        name = broken_name(period.database.pieces(), width, NAME_AT_80)
        if not period.database.on_form:
            name += "\n" + _("(not on the form)")
        table.add_row(
            number_of(period, periods),
            name,
            *([say_share(tally.share), say_amounts(tally, folded=folded)] if with_sums else []),
            say_date_short(regular_date(period)),
        )
    return table


def _offices_table(shown: Shown) -> Table:
    """The offices' codes, names and sums."""
    table = plain_table(gap=1)
    table.add_column(_("District"), no_wrap=True)
    for heading in (_("n/N"), _("Recorded/total")):
        table.add_column(heading, justify="right", no_wrap=True)
    for office in shown.status.offices:
        tally = shown.tally(shown.status.of_office(office))
        table.add_row(office_label(office, roomy=True), say_share(tally.share), say_amounts(tally))
    return table


def rates_table(shown: Shown) -> Table:
    """The rates of reporting, on the form, not on it, and together."""
    standings = shown.status.all()
    groups = [
        (
            _("On the form"),
            [standing for standing in standings if standing.period.database.on_form],
        ),
        (
            _("Not on it"),
            [standing for standing in standings if not standing.period.database.on_form],
        ),
    ]
    groups = [group for group in groups if group[1]]
    if len(groups) > 1:
        groups.append((_("Together"), standings))
    tallies = [shown.tally(of_group) for _heading, of_group in groups]
    table = plain_table()
    table.add_column(_("Offices and databases"), no_wrap=True)
    for heading, _found in groups:
        table.add_column(heading, justify="right", no_wrap=True)
    rows: tuple[tuple[str, Callable[[Tally], str]], ...] = (
        (_("reported"), lambda tally: say_rate(tally, tally.share.reported)),
        (_("complete"), lambda tally: say_rate(tally, tally.complete)),
        (_("complete on time"), lambda tally: say_rate(tally, tally.on_time)),
        (_("came late"), lambda tally: f"{tally.late:,}"),
        (_("overdue"), lambda tally: f"{tally.overdue:,}"),
        (_("not applicable yet"), lambda tally: f"{tally.share.not_applicable:,}"),
    )
    for name, value in rows:
        table.add_row(name, *(value(tally) for tally in tallies))
    return table


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


def _office_tables(shown: Shown, width: int | None) -> list[RenderableType]:
    """One office in detail, database by database, and the notes under it."""
    standings = shown.status.all()
    periods = shown.status.periods
    table = _office_table(shown, width, (None, None))
    if not fits(table, width):
        table = _office_table(shown, width, _STATE_AND_DATE)
    notes = [
        line
        for standing in standings
        if standing.effective_entry and standing.effective_entry.note
        for line in hanging(
            f"{number_of(standing.period, periods):>2}  ", standing.effective_entry.note, width
        )
    ]
    tally = shown.tally(standings)
    sums = _("Reported {reported}, complete {complete}, on time {on_time}; overdue: {overdue}")
    parts: list[RenderableType] = [table, ""]
    if notes:
        parts += [_("Notes"), *notes, ""]
    return [
        *parts,
        sums.format(
            reported=say_rate(tally, tally.share.reported),
            complete=say_rate(tally, tally.complete),
            on_time=say_rate(tally, tally.on_time),
            overdue=tally.overdue,
        ),
    ]


def _office_table(shown: Shown, width: int | None, rooms: tuple[int | None, int | None]) -> Table:
    """A row a database; `rooms` are those of its state and of its date, if they are short."""
    table = plain_table(gap=1)
    table.add_column(_("No."), justify="right", no_wrap=True)
    for heading in (_("Database"), _("State"), _("Counts"), _("By")):
        table.add_column(heading, no_wrap=True)
    for standing in shown.status.all():
        name = broken_name(standing.period.database.pieces(), width, _OWN_NAME_AT_80)
        if not standing.period.database.on_form:
            name += "\n" + _("(not on the form)")
        table.add_row(
            number_of(standing.period, shown.status.periods),
            name,
            within(_state_lines(standing), rooms[0]),
            "\n".join(_counts(standing.effective_entry, shown.schedule)),
            within(_by_lines(standing, shown.today), rooms[1]),
        )
    return table


def _state_lines(standing: Standing) -> list[str]:
    """A state, with the relevant days."""
    lines = [_(STATES[standing.state])]
    received = standing.entry.received if standing.entry else None
    if received:
        lines.append(_("received {date}").format(date=say_date_short(received)))
    if standing.completed and standing.completed != received:
        lines.append(_("first complete {date}").format(date=say_date_short(standing.completed)))
    if standing.state is State.COMPLETE:
        lines.append(_("late") if standing.is_late else _("on time"))
    return lines


def _by_lines(standing: Standing, today: date) -> list[str]:
    """The date that applies, and while the entry is outstanding the days left."""
    lines = [say_date_short(standing.until)]
    if standing.is_extended:
        lines.append(_("(extended)"))
    if standing.is_outstanding:
        lines.append(say_days_left(standing.days_left(today)))
    return lines


def _counts(entry: Entry | None, schedule: Schedule) -> list[str]:
    """The counts of an entry, one per line; blank if there are none, - if not applicable yet."""
    if entry is None:
        return []
    if entry.state is State.NOT_APPLICABLE:
        return ["-"]
    units = schedule.databases[entry.database].counts
    return [
        _("total {count}").format(count=f"{entry.total:,}"),
        *(
            _("{count} {unit}").format(count=f"{entry.recorded[unit]:,}", unit=schedule.units[unit])
            for unit in units
            if unit in entry.recorded
        ),
    ]


def year_table(shown: Shown, width: int | None) -> Table:
    """One row per month, and the sums; databases on the form + not on it; offices by database."""
    table = _year_table(shown, gap=2)
    return table if fits(table, width) else _year_table(shown, gap=1)


def _year_table(shown: Shown, *, gap: int) -> Table:
    table = plain_table(gap=gap)
    table.add_column(_("Month"), no_wrap=True)
    for heading in (
        _("Databases"), _("n/N"), _("Complete"), _("On time"), _("Late"), _("Overdue"),
    ):  # fmt: skip
        table.add_column(heading, justify="right", no_wrap=True)
    rows = [(month.say(), standings) for month, standings in shown.status.by_month()]
    for name, standings in [*rows, (_("Together"), shown.status.all())]:
        tally = shown.tally(standings)
        on_form = {
            standing.period.key: standing.period.database.on_form for standing in standings
        }.values()
        counts = [count for count in (sum(on_form), len(on_form) - sum(on_form)) if count]
        table.add_row(
            name,
            " + ".join(map(str, counts)),
            say_share(tally.share),
            *(f"{part:,}" for part in (tally.complete, tally.on_time, tally.late, tally.overdue)),
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
