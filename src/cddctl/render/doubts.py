"""Doubts, and other warnings about files, in words."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from cddctl.i18n import N_, _, ngettext
from cddctl.ledger.doubts import TOTAL, Doubt, Rule
from cddctl.ledger.drafts import Settled
from cddctl.ledger.sources import Outcome
from cddctl.periods import thai_time
from cddctl.render.words import ScheduleOf, say_period
from cddctl.schedule.model import Schedule, Text
from cddctl.status.histories import Doubted
from cddctl.wording import say_date

_MESSAGES = {
    Rule.TENFOLD: N_("{value} {now} is ten times {then} ({when}) or more"),
    Rule.TENTH: N_("{value} {now} is a tenth of {then} ({when}) or less"),
    Rule.DOUBLED: N_("{value} {now} is double {then} ({when}) or more"),
    Rule.HALVED: N_("{value} {now} is half of {then} ({when}) or less"),
    Rule.CHANGED: N_("{value} {now} differs from {then} ({when}) by more than 30 %"),
    Rule.FALLS: N_("{value} falls from {then} to {now}"),
    Rule.SWAPPED: N_("{value} and {other} stand in each other's place ({when})"),
    Rule.BLANK: N_("{value} is blank or 0, and was {then} last year"),
    Rule.SAME: N_("all figures are those of last year"),
    Rule.BELOW: N_("{value} {now} is below {then} of the last period"),
    Rule.UNUSUAL: N_("{value} {now} is far from the usual {then}"),
    Rule.LIMITS: N_("{value} {now} is beyond the limit {then} of the schedule"),
}


def say_doubt(doubt: Doubt, units: Mapping[str, Text]) -> str:
    """A doubt in one line, without office and period."""

    def name(value: str) -> str:
        return _("total") if value == TOTAL else str(units.get(value, value))

    return _(_MESSAGES[doubt.rule]).format(
        value=name(doubt.value),
        other=name(doubt.other),
        now=_("none") if doubt.now is None else f"{doubt.now:,}",
        then=f"{doubt.then:,}" if doubt.then is not None else "",
        when=_("last year") if doubt.is_last_year else _("before"),
    )


def say_doubts(change: Settled, schedule: Schedule) -> list[str]:
    """The doubts about recorded entries, each with its office and period."""
    return [
        _("{office}, {period}: {what}").format(
            office=change.draft.office.name,
            period=say_period(change.draft.period),
            what=say_doubt(doubt, schedule.units),
        )
        for doubt in change.doubts
    ]


def say_doubts_of(outcome: Outcome, schedule_of: ScheduleOf) -> list[str]:
    """The doubts about the entries recorded from a file."""
    return [
        line
        for change in outcome.new
        if change.doubts
        for line in say_doubts(change, schedule_of(change.entry))
    ]


def say_warnings(outcome: Outcome) -> list[str]:
    """Warnings about a file that was recorded, but for the doubts about its counts."""
    lines = [*outcome.source.warnings]
    if outcome.taken is not None and outcome.overtaken:
        lines.append(
            ngettext(
                "this file was recorded on {date}; {count} entry has been corrected since, "
                "and the correction stands",
                "this file was recorded on {date}; {count} entries have been corrected since, "
                "and the corrections stand",
                outcome.overtaken,
            ).format(date=say_date(thai_time(outcome.taken).date()), count=outcome.overtaken)
        )
    return lines


def doubt_lines(doubted: Iterable[Doubted], schedule_of: ScheduleOf) -> list[str]:
    """The doubts that no note settles, under their office and period."""
    lines: list[str] = []
    for office, of_office in groupby(doubted, lambda each: each.office):
        lines.append(office.name)
        for period, doubts in groupby(of_office, lambda each: each.period):
            lines.append(f"  {say_period(period)}")
            lines += [
                f"    {say_doubt(each.doubt, schedule_of(each.entry).units)}" for each in doubts
            ]
    return lines
