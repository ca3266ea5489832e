"""The status of one office in detail on the terminal: database by database, with its notes."""

from datetime import date

from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _
from cddctl.ledger.entries import Entry, State
from cddctl.render.tables.due import say_days_left
from cddctl.render.tables.layout import broken_name, fits, hanging, plain_table, within
from cddctl.render.tables.shown import (
    STATES,
    Shown,
    number_of,
    say_rate,
)
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing
from cddctl.wording import say_date_short

_OWN_NAME_AT_80 = 22
_STATE_AND_DATE = (16, 12)
"""The widths that the state and the date of an office's table are broken to where they must be."""


def office_tables(shown: Shown, width: int | None) -> list[RenderableType]:
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
