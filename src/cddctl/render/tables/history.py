"""The history of a province's entries and rounds, and the effect of an undo, as text."""

from collections.abc import Callable, Sequence
from datetime import datetime

from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import AnyRecord, Change, Event, Record, Reversed, is_act
from cddctl.ledger.undoing import Plan
from cddctl.periods import thai_time
from cddctl.places import office_of
from cddctl.render.tables.layout import hanging
from cddctl.render.words import say_content, say_database
from cddctl.schedule.model import Schedule
from cddctl.wording import say_date, say_date_short, say_list

ScheduleOf = Callable[[Entry | Act], Schedule]

_INDENT = "    "
_MOST = 5
"""The most entries of an undo that are listed."""

_COMMANDS = {
    "record": N_("recorded"),
    Kind.EXTEND: N_("extended"),
    Kind.NOTE: N_("note kept"),
    Kind.CLOSE: N_("closed"),
    Kind.REOPEN: N_("reopened"),
    Kind.UNDO: N_("undone"),
    Kind.REDO: N_("redone"),
    Kind.BEGIN: N_("use begins"),
}


def history_lines(
    events: Sequence[Event], schedule_of: ScheduleOf, *, width: int | None
) -> list[str]:
    """Every entry and act in several lines each, separated by blank lines."""
    lines: list[str] = []
    for event in events:
        head, *rest = _event_lines(event, schedule_of)
        lines += ["", head] if lines else [head]
        for line in rest:
            lines += _wrapped(line, width)
    return lines or [_("Nothing is recorded yet.")]


def plan_lines(plan: Plan, schedule_of: ScheduleOf, *, width: int | None) -> list[str]:
    """The records undone or brought back, and the effect: the entry now, and the one after it."""
    lines = []
    steps = {record.step: record for record in reversed(plan.records)}
    for record in sorted(steps.values(), key=Record.order):
        lines.append(_head_of(record))
        if record.source:
            lines += _wrapped(_("from {file}").format(file=record.source), width)
    for record in plan.records:
        if is_act(record):
            for line in _act_lines(record.content, schedule_of):
                lines += _wrapped(line, width)
    for effect in plan.effects:
        schedule = schedule_of(effect.entry)
        lines.append(say_office_and_period(effect.entry, schedule))
        for text, entry in ((_("now: {content}"), effect.now), (_("then: {content}"), effect.then)):
            content = say_content(entry, schedule) if entry else _("nothing reported")
            lines += _wrapped(text.format(content=content), width)
    return lines


def say_record(record: AnyRecord, schedule_of: ScheduleOf) -> str:
    """Describe the office and period, or act and round, of a record."""
    content = record.content
    if isinstance(content, Entry):
        return say_office_and_period(content, schedule_of(content))
    return say_list([_say_done(record), *_about(content, schedule_of)])


def say_office_and_period(entry: Entry, schedule: Schedule) -> str:
    """Describe the office and period of an entry."""
    period = _("{database}, period {number} of {month}").format(
        database=say_database(entry, schedule),
        number=entry.period,
        month=entry.month.say(),
    )
    return f"{office_of(entry.office).name}, {period}"


def _event_lines(event: Event, schedule_of: ScheduleOf) -> list[str]:
    if isinstance(event, Change):
        return _entry_lines(event, schedule_of)
    if isinstance(event, Reversed):
        named = [
            f"{record.short_name}: {say_record(record, schedule_of)}" for record in event.records
        ]
        if len(named) > _MOST:
            more = _("and {count} more").format(count=f"{len(named) - _MOST + 1:,}")
            named = [*named[: _MOST - 1], more]
        return [_head_of(event.record), *named]
    return [_head_of(event), *_act_lines(event.content, schedule_of)]


def _entry_lines(change: Change, schedule_of: ScheduleOf) -> list[str]:
    record, before = change
    entry = record.content
    schedule = schedule_of(entry)
    came = []
    if entry.received:
        came.append(_("received {date}").format(date=say_date_short(entry.received)))
    if record.source:
        came.append(_("from {file}").format(file=record.source))
    lines = [_head_of(record), say_office_and_period(entry, schedule), say_content(entry, schedule)]
    if before is not None:
        lines.append(
            _("the same as before")
            if before.says_the_same(entry)
            else _("before: {content}").format(content=say_content(before, schedule))
        )
    return [*lines, say_list(came)] if came else lines


def _act_lines(act: Act, schedule_of: ScheduleOf) -> list[str]:
    lines = [say_list(_about(act, schedule_of))]
    if act.until is not None:
        lines.append(_("until {date}").format(date=say_date(act.until)))
    if act.check_code is not None:
        lines.append(_("check code of what was sent: {code}").format(code=act.check_code))
    if act.reason and act.kind is Kind.NOTE:
        lines.append(act.reason)
    elif act.reason:
        lines.append(_("reason: {reason}").format(reason=act.reason))
    return lines


def _about(act: Act, schedule_of: ScheduleOf) -> list[str]:
    if act.office is None:
        return [act.month.say()]
    name = _("all databases")
    if act.database is not None:
        name = say_database(act, schedule_of(act))
    return [office_of(act.office).name, name, act.month.say()]


def _say_done(record: AnyRecord) -> str:
    """The action, in a word or two."""
    content = record.content
    if isinstance(content, Act):
        if content.kind is Kind.EXTEND and content.until is None:
            return _("extension withdrawn")
        return _(_COMMANDS[content.kind])
    return _(_COMMANDS.get(record.command, record.command))


def _head_of(record: AnyRecord) -> str:
    content = record.content
    action = _say_done(record)
    return _head(record.short_name, content.recorded_at, action, content.recorded_by)


def _head(name: str, moment: datetime | None, action: str, by: str | None) -> str:
    """The first line: name, time, action, and who did it."""
    when = ""
    if moment is not None:
        local = thai_time(moment)
        when = f"{say_date_short(local.date())} {local:%H:%M}"
    return "  ".join(part for part in (f"{name:<10}", when, action, by) if part)


def _wrapped(text: str, width: int | None) -> list[str]:
    """Wrap a text into indented lines."""
    return hanging(_INDENT, text, width, further=_INDENT + "  ")
