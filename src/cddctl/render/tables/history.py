"""The history of a province's entries and rounds, and the effect of an undo, as text."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len

from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Change, Undoing
from cddctl.places import office_of
from cddctl.render.words import say_content
from cddctl.schedule.model import Schedule
from cddctl.wording import say_date, say_date_short, say_list

ScheduleOf = Callable[[Entry], Schedule]
Event = Change | Act

_INDENT = "    "

_COMMANDS = {
    "record": N_("recorded"),
    "undo": N_("undone"),
    "redo": N_("redone"),
    Kind.EXTEND: N_("extended"),
    Kind.CLOSE: N_("closed"),
    Kind.REOPEN: N_("reopened"),
}


def history_lines(
    events: Sequence[Event], schedule_of: ScheduleOf, *, width: int | None
) -> list[str]:
    """Every entry and act in several lines each, separated by blank lines."""
    lines: list[str] = []
    for event in events:
        told = _act_lines(event) if isinstance(event, Act) else _entry_lines(event, schedule_of)
        head, *rest = told
        lines += ["", head] if lines else [head]
        for line in rest:
            lines += _wrapped(line, width)
    return lines or [_("Nothing is recorded.")]


def undo_lines(
    undoings: Iterable[Undoing], schedule_of: ScheduleOf, *, width: int | None
) -> list[str]:
    """The effect of an undo: office and period, the current entry, and the one to restore."""
    lines = []
    for now, then in undoings:
        lines.append(say_what(now, schedule_of(now)))
        content = say_content(now, schedule_of(now))
        lines += _wrapped(_("now: {content}").format(content=content), width)
        content = say_content(then, schedule_of(then))
        lines += _wrapped(_("then: {content}").format(content=content), width)
    return lines


def say_what(entry: Entry, schedule: Schedule) -> str:
    """Describe the office and period of an entry."""
    database = schedule.databases.get(entry.database)
    period = _("{database}, period {number} of {month}").format(
        database=database.short_name if database else entry.database,
        number=entry.period,
        month=entry.month.say(),
    )
    return f"{office_of(entry.office).name}, {period}"


def _entry_lines(change: Change, schedule_of: ScheduleOf) -> list[str]:
    (record, before), entry = change, change.record.entry
    schedule = schedule_of(entry)
    what = _COMMANDS.get(record.command, record.command)
    came = []
    if entry.received:
        came.append(_("received {date}").format(date=say_date_short(entry.received)))
    if record.source:
        said = _("what came from {file}") if record.reverses else _("from {file}")
        came.append(said.format(file=record.source))
    lines = [
        _head(record.short_name, entry.recorded_at, _(what), entry.recorded_by),
        say_what(entry, schedule),
        say_content(entry, schedule),
    ]
    if before is not None:
        lines.append(
            _("the same as before")
            if before.says_the_same(entry)
            else _("before: {content}").format(content=say_content(before, schedule))
        )
    return [*lines, say_list(came)] if came else lines


def _act_lines(act: Act) -> list[str]:
    lines = [_head("-", act.recorded_at, _(_COMMANDS[act.kind]), act.recorded_by)]
    about = [act.month.say()]
    if act.office is not None:
        about = [office_of(act.office).name, act.database or _("all databases"), *about]
    lines.append(say_list(about))
    if act.until is not None:
        lines.append(_("until {date}").format(date=say_date(act.until)))
    if act.sha256 is not None:
        lines.append(_("SHA-256 of what was sent: {sha256}…").format(sha256=act.sha256[:16]))
    if act.reason:
        lines.append(_("reason: {reason}").format(reason=act.reason))
    return lines


def _head(name: str, moment: datetime | None, what: str, by: str | None) -> str:
    """The first line: name, time, action, and who did it."""
    when = ""
    if moment is not None:
        local = moment.astimezone()
        when = f"{say_date_short(local.date())} {local:%H:%M}"
    return "  ".join(part for part in (f"{name:<10}", when, what, by) if part)


def _wrapped(text: str, width: int | None) -> list[str]:
    """Wrap a text into indented lines, breaking only at spaces."""
    if width is None:
        return [_INDENT + text]
    lines = [_INDENT]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if cell_len(longer) > width and lines[-1].strip():
            lines.append(f"{_INDENT}  {word}")
        else:
            lines[-1] = longer
    return lines
