"""Tables of the periods that are due, and of a schedule."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import RenderableType
from rich.table import Table

from cddctl.i18n import _, ngettext
from cddctl.periods import FiscalYear, Month
from cddctl.places import find_province
from cddctl.render.schedule import rule_lines, ticks
from cddctl.render.tables.layout import (
    NAME_AT_80,
    broken_name,
    plain_table,
    same_widths,
    within,
)
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.status.due_period import DuePeriod
from cddctl.wording import (
    cut,
    say_date_short,
    say_weekday,
)

_DATE = 14
_DATE_ALONE = 12

_RULE = 17


_NUMBER = 3
_REASON = 20
"""The most letters of a reason."""


def due_tables(
    schedule: Schedule,
    periods: Sequence[DuePeriod],
    year: FiscalYear,
    month: Month | None,
    *,
    today: date,
    width: int | None,
) -> list[RenderableType]:
    """The periods of a month, those on the form first; or those of a year by date."""
    of_form = [due for due in periods if due.period.database.on_form]
    others = [due for due in periods if not due.period.database.on_form]
    count = str(len(periods))
    if of_form and others:
        count = _("{of_form} + {others} = {all} (on the report form + not on it)").format(
            of_form=len(of_form), others=len(others), all=len(periods)
        )
    parts: list[RenderableType] = [
        _("Due in {month}: {count}").format(month=month.say(), count=count)
        if month
        else _("Due in fiscal year {year}: {count}").format(year=year, count=count),
        _schedule_line(schedule),
        "",
    ]
    if not periods:
        return [*parts, _("No period falls in this month.")]
    if month is None:
        sections = [("", list(periods))]
    else:
        sections = [
            (_("On the report form: {count}").format(count=len(of_form)), of_form),
            (_("Not on the form: {count}").format(count=len(others)), others),
        ]
    with_report_by = any(due.period.report_by for due in periods)
    sections = [(title, section) for title, section in sections if section]
    for is_narrow in (False, True):
        tables = [
            _due_table(
                section,
                today,
                width,
                mark_off_form=month is None,
                with_report_by=with_report_by,
                is_narrow=is_narrow,
            )
            for _title, section in sections
        ]
        if same_widths(tables, width):
            break
    for (title, _section), table in zip(sections, tables, strict=True):
        parts += [*([title] if title else []), table, ""]
    return [*parts, *_day_notes(due.period for due in periods)]


def schedule_tables(schedule: Schedule, *, width: int | None) -> list[RenderableType]:
    """A schedule in the layout of the letter's enclosure: by bureau, with the offices ticked."""
    parts: list[RenderableType] = [schedule.source.title, _schedule_line(schedule)]
    tables: list[Table] = []
    for key, bureau in schedule.bureaus.items():
        databases = [d for d in schedule.ordered() if d.bureau == key]
        if databases:
            tables.append(_schedule_table(databases, width))
            parts += ["", str(bureau), tables[-1]]
    same_widths(tables, width)
    if schedule.report_by or schedule.not_yet:
        parts.append("")
    parts += [
        _("{month}: report to the province by {date} ({weekday})").format(
            month=rule.month.say(), date=say_date_short(rule.date), weekday=say_weekday(rule.date)
        )
        for rule in schedule.report_by
    ]
    for declared in schedule.not_yet:
        names = [schedule.databases[id_].say() for id_ in declared.databases]
        parts += [
            _("{month}: not applicable yet, {reason}:").format(
                month=declared.month.say(), reason=declared.reason
            ),
            *(f"  {name}" for name in names),
        ]
    return parts


def say_days_left(days: int) -> str:
    """The number of days until a due date, or since."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days).format(n=f"{days:,}")
    return ngettext("{n} day late", "{n} days late", -days).format(n=f"{-days:,}")


def _schedule_line(schedule: Schedule) -> str:
    letter = _("Schedule of {year}: {letter}, {date}").format(
        year=schedule.year_of_letter,
        letter=schedule.source.letter,
        date=say_date_short(schedule.source.date),
    )
    if schedule.province:
        letter += f" ({find_province(schedule.province).name})"
    return letter


def _due_table(
    periods: Sequence[DuePeriod],
    today: date,
    width: int | None,
    *,
    mark_off_form: bool,
    with_report_by: bool,
    is_narrow: bool,
) -> Table:
    """The table of some periods; where it `is_narrow`, the days left are broken at their spaces."""
    entered_by = {"district": _("districts"), "province": _("province")}
    accounts = {"district": _("district"), "province": _("province")}
    table = plain_table()
    table.add_column(_("No."), justify="right", no_wrap=True, min_width=_NUMBER)
    table.add_column(_("Database"), no_wrap=True, min_width=NAME_AT_80)
    table.add_column(_("Period"), no_wrap=True)
    table.add_column(_("Due"), no_wrap=True, min_width=0 if is_narrow else _DATE)
    if with_report_by:
        table.add_column(_("Report by"), no_wrap=True)
    table.add_column(_("Entered by\n(account)"), no_wrap=True)
    for due in periods:
        period = due.period
        extra = [*_about(period), *_reported(due)]
        if mark_off_form and not period.database.on_form:
            extra.append(_("(not on the form)"))
        name = broken_name(period.database.pieces(), width)
        by = [f"{say_date_short(period.due)}{'*' if period.is_day_off else ''}"]
        if with_report_by:
            by.append(say_date_short(period.report_by) if period.report_by else "")
        left = within([_left(due, today)], _DATE_ALONE if is_narrow else None)
        by[1 if period.report_by else 0] += f"\n{left}"
        table.add_row(
            str(period.database.number),
            "\n".join([name, *extra]),
            f"{period.number}/{period.of}",
            *by,
            f"{entered_by[period.database.entered_by]}\n({accounts[period.database.account]})",
        )
    return table


def _left(due: DuePeriod, today: date) -> str:
    """The days to the date that holds for the province, while something is outstanding."""
    if due.closed is not None:
        return _("closed")
    if due.tally is not None and due.tally.is_complete:
        return _("complete")
    if _is_not_yet(due):
        return ""
    return say_days_left(due.period.days_left(today))


def _is_not_yet(due: DuePeriod) -> bool:
    """Whether no office has anything to enter yet."""
    if due.tally is None:
        return due.period.not_yet is not None
    return due.tally.is_not_applicable


def _about(period: Period) -> list[str]:
    """The content of a period, and the month that it covers."""
    about = [f"- {period.content}"] if period.content else []
    if period.covers:
        about.append(_("- of {month}").format(month=period.covers.say()))
    return about


def _reported(due: DuePeriod) -> list[str]:
    """How many of the offices have reported, and how many have nothing to enter yet."""
    lines = []
    if due.tally is not None and due.tally.share.expected:
        lines.append(
            _("- reported: {reported}/{offices}").format(
                reported=due.tally.share.reported, offices=due.tally.share.expected
            )
        )
    if due.tally is not None and due.tally.share.not_applicable:
        count = due.tally.share.not_applicable
        lines.append(_("- not applicable yet: {count}").format(count=count))
    elif _is_not_yet(due):
        lines.append(_("- not applicable yet"))
    if due.period.not_yet is not None and len(lines) > 0:
        lines.append(f"  {cut(due.period.not_yet, _REASON)}")
    return lines


def _day_notes(periods: Iterable[Period]) -> list[str]:
    """The meaning of the stars: each due date that is not a working day, once."""
    notes = {}
    for period in periods:
        if period.is_day_off:
            date = say_date_short(period.due)
            why = str(period.holiday) if period.holiday else say_weekday(period.due)
            following = period.next_working_day
            if following is None:
                note = _("* {date} is {why}; the next working day is not known")
                notes[period.due] = note.format(date=date, why=why)
                continue
            note = _("* {date} is {why}; the next working day is {next}").format(
                date=date, why=why, next=say_date_short(following)
            )
            if FiscalYear.of(following) != FiscalYear.of(period.due):
                note += _(", in fiscal year {year}").format(year=FiscalYear.of(following))
            notes[period.due] = note
    return list(notes.values())


def _schedule_table(databases: Iterable[Database], width: int | None) -> Table:
    table = plain_table(gap=1)
    table.add_column(_("No."), justify="right", no_wrap=True, min_width=_NUMBER)
    table.add_column(_("Database"), no_wrap=True, min_width=NAME_AT_80)
    table.add_column(_("To be recorded"), no_wrap=True, min_width=_RULE)
    table.add_column(_("District"), justify="center", no_wrap=True)
    table.add_column(_("Province"), justify="center", no_wrap=True)
    table.add_column(_("Note"), no_wrap=True)
    for database in databases:
        table.add_row(
            str(database.number),
            broken_name(database.pieces(is_long=True), width),
            "\n".join(rule_lines(database)),
            *ticks(database),
            "\n".join(database.note.pieces) if database.note else "",
        )
    return table
