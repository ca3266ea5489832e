"""The sent report and the changes since, as lines of text."""

from collections.abc import Sequence

from cddctl.i18n import _
from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.render.words import say_content, say_moment, say_period
from cddctl.report.sent import Change
from cddctl.schedule.model import Schedule


def say_sending(closing: Act, month: Month) -> str:
    """Say when and by whom a report was sent."""
    text = _("the report of {month} as it was sent on {date}, check code {code}").format(
        month=month.say(), date=say_moment(closing.recorded_at), code=closing.check_code
    )
    if closing.recorded_by:
        text += _(", by {name}").format(name=closing.recorded_by)
    if closing.reason:
        text += _("; sent incomplete: {reason}").format(reason=closing.reason)
    return text


def changes_lines(
    changes: Sequence[Change], schedule: Schedule, note: tuple[str | None, str | None]
) -> list[str]:
    """The changes by period, one line per office: as sent -> as it is now; the note comes first."""
    lines: list[str] = []
    if note[0] != note[1]:
        lines.append(_("note of the round: {change}").format(change=say_note_change(*note)))
    elif not changes:
        return [_("nothing differs from what was sent")]
    period = None
    for change in changes:
        if change.period != period:
            period = change.period
            lines.append(say_period(period))
        lines.append(
            _("  {office}: {before} -> {now}").format(
                office=change.office.name,
                before=_content(change.before, schedule),
                now=_content(change.now, schedule),
            )
        )
    return lines


def say_note_change(before: str | None, now: str | None) -> str:
    """The note of a round before and now."""
    return _("{before} -> {now}").format(before=before or _("none"), now=now or _("none"))


def _content(entry: Entry | None, schedule: Schedule) -> str:
    return say_content(entry, schedule) if entry is not None else _("nothing reported")
