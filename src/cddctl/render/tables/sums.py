"""The tables of a status: sums by month, province, database and office, and the rates."""

from typing import TYPE_CHECKING

from rich.table import Table

from cddctl.i18n import _
from cddctl.render.tables.layout import broken_name, fits, plain_table
from cddctl.render.tables.matrix import NAME_AT_80
from cddctl.render.tables.shown import (
    Shown,
    number_of,
    office_label,
    province_label,
    say_amounts,
    say_rate,
    say_share,
)
from cddctl.schedule.due import regular_date
from cddctl.wording import percent, say_date_short

if TYPE_CHECKING:
    from collections.abc import Callable

    from cddctl.status.round import Tally


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


def offices_table(shown: Shown) -> Table:
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
