"""The results of merging registers: a table, and its details."""

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from cddctl.i18n import _, ngettext
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Divergence, Record
from cddctl.register.merge import Merged
from cddctl.render.tables.changes import say_note_change
from cddctl.render.tables.history import say_office_and_period
from cddctl.render.tables.layout import plain_table
from cddctl.render.words import say_content, say_moment, say_period
from cddctl.schedule.model import Schedule
from cddctl.status.changes import RoundChange
from cddctl.wording import say_date

ScheduleOf = Callable[[Entry], Schedule]

_BEFORE = 40
"""The width of the columns before the register's path, in cells."""
_NARROWEST = 20


def merge_table(
    merged: Sequence[Merged], schedule_of: ScheduleOf, *, dry_run: bool, width: int | None
) -> list[RenderableType]:
    """One row per register; then every count that differed between two of them."""
    table = plain_table(gap=1)
    for heading in (_("Entries"), _("Acts"), _("Batches"), _("Known")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(_("Province"), no_wrap=True)
    left = None if width is None else max(_NARROWEST, width - _BEFORE)
    table.add_column(_("Register"), max_width=left, overflow="fold")
    for register in merged:
        counts = (
            register.taken.entries,
            register.taken.acts,
            register.taken.batches,
            register.taken.known,
        )
        home = register.home.name if register.home else "-"
        table.add_row(*(f"{count:,}" for count in counts), home, Text(f"{register.path}"))
    parts: list[RenderableType] = [table, "", _sum(merged, dry_run=dry_run)]
    lines = [
        line
        for register in merged
        for round_ in register.rounds
        for each in round_.diverged
        for line in _lines(each, register.path, schedule_of)
    ]
    if lines:
        parts += ["", _("Recorded differently in two registers; the later stands:"), *lines]
    if changes := [
        line
        for register in merged
        for change in register.changes
        for line in change_lines(change, is_done=not dry_run)
    ]:
        parts += ["", *changes]
    return parts


def change_lines(change: RoundChange, *, is_done: bool) -> list[str]:
    """The round that a register opens or closes, and the dates that it changes."""
    lines = []
    round_ = _("{month} of {province}").format(
        month=change.month.say(), province=change.province.name
    )
    if change.is_opened:
        lead = _("opened again") if is_done else _("would be opened again")
        lines.append(_("{lead}: {what}").format(lead=lead, what=round_))
    if change.is_closed and change.closing is not None:
        lead = _("closed") if is_done else _("would be closed")
        sent = _("{round}, as sent on {date}").format(
            round=round_, date=say_moment(change.closing.recorded_at)
        )
        lines.append(_("{lead}: {what}").format(lead=lead, what=sent))
    if change.note != change.note_before:
        lead = _("note changed") if is_done else _("note would change")
        note = say_note_change(change.note_before, change.note)
        lines.append(_("{lead}: {what}").format(lead=lead, what=f"{round_}: {note}"))
    lead = _("date changed") if is_done else _("date would change")
    lines += [
        _("{lead}: {office}, {period}: until {date} (before: {before})").format(
            lead=lead,
            office=moved.office.name,
            period=say_period(moved.period),
            date=say_date(moved.until),
            before=say_date(moved.before),
        )
        for moved in change.dates
    ]
    return lines


def merge_warnings(merged: Merged) -> list[str]:
    """Warnings about entries of a register that were merged, but should be checked."""
    return [
        ngettext(
            "{month} of {province} is closed, and {count} count now stands otherwise than it was "
            "sent; see: cddctl report --changes",
            "{month} of {province} is closed, and {count} counts now stand otherwise than they "
            "were sent; see: cddctl report --changes",
            round_.unsent,
        ).format(month=round_.month.say(), province=round_.province.name, count=round_.unsent)
        for round_ in merged.rounds
        if round_.unsent
    ]


def _sum(merged: Sequence[Merged], *, dry_run: bool) -> str:
    entries = sum(register.taken.entries for register in merged)
    lead = _("would take in") if dry_run else _("taken in")
    return ngettext(
        "{lead}: {count} entry of {registers}", "{lead}: {count} entries of {registers}", entries
    ).format(
        lead=lead,
        count=f"{entries:,}",
        registers=ngettext("{count} register", "{count} registers", len(merged)).format(
            count=f"{len(merged):,}"
        ),
    )


def _lines(divergence: Divergence, path: Path, schedule_of: ScheduleOf) -> list[str]:
    current = divergence.current
    other = divergence.ours if current is divergence.theirs else divergence.theirs
    return [
        say_office_and_period(current.content, schedule_of(current.content)),
        *(
            "    "
            + _("{lead}: {content} ({source}, {moment})").format(
                lead=lead,
                content=say_content(record.content, schedule_of(record.content)),
                source=path.name if record is divergence.theirs else _("this register"),
                moment=_say_recorded(record),
            )
            for lead, record in ((_("stands"), current), (_("instead of"), other))
        ),
    ]


def _say_recorded(record: Record[Entry]) -> str:
    when = say_moment(record.content.recorded_at)
    return f"{when}, {record.content.recorded_by}" if record.content.recorded_by else when
