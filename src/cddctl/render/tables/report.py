"""Terminal tables: complete at 80 columns, with names broken only where the schedule allows it.

Each function returns the parts to print, in order: lines and rich tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table

from cddctl.i18n import _, ngettext
from cddctl.periods import FiscalYear, Month
from cddctl.places import find_province
from cddctl.render.paper.notes import Digits, digits_of, reasons_of, tells_share
from cddctl.report.form import Remark, Report, Row
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, OfficeLevel, Schedule
from cddctl.wording import (
    say_date_short,
    say_list,
    say_month_name,
    say_month_short,
    say_weekday,
)

if TYPE_CHECKING:
    from cddctl.status.round import PeriodKey, Tally

_WIDE = 80
_ANY_WIDTH = 1000
_NAME_AT_80 = 24
_FORM_NAME_AT_80 = 22
_DATE = 14
_RULE = 17
_NUMBER = 3
_FEW, _FEW_NAMES = 2, 5
"""The most units that each repeat the heading "recorded"; the most silent offices named."""

_RULED = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
"""Columns separated by a space, a line under the headings: in ASCII, for every console."""


def due_tables(
    schedule: Schedule,
    periods: Sequence[Period],
    year: FiscalYear,
    month: Month | None,
    *,
    today: date,
    width: int | None,
    standing: "Mapping[PeriodKey, Tally] | None" = None,
) -> list[RenderableType]:
    """The periods of a month, those on the form first; or those of a year by date.

    With `standing`, each tells how many of its offices have reported.
    """
    standing = standing or {}
    of_form = [period for period in periods if period.database.on_form]
    others = [period for period in periods if not period.database.on_form]
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
    for title, section in sections:
        if section:
            parts += [title] if title else []
            table = _due_table(section, today, width, standing, mark_off_form=month is None)
            parts += [table, ""]
    return [*parts, *_day_notes(periods)]


def report_tables(report: Report, *, digits: Digits, width: int | None) -> list[RenderableType]:
    """The report form: title lines, the table, and the notes under it.

    If the sums of several provinces do not fit the width, the counts are listed below each other.
    """
    form = report.schedule.form
    table = _form_table(report, digits, width)
    if report.scope.is_several and not fits(table, width):
        table = _listed(report, digits, width)
    notes = [
        f"{digits_of(row.number, digits):>2}  {digits_of(note, digits) if own else note}"
        for row in report.rows
        for own, note in _notes(row, digits)
    ]
    parts: list[RenderableType] = [*title_lines(report, digits), "", table]
    return [*parts, "", str(form.headings.note), *notes] if notes else parts


def title_lines(report: Report, digits: Digits) -> list[str]:
    """The title lines of a form, and its month."""
    when = _("Month: {month}").format(month=report.month.say())
    return [digits_of(line, digits) for line in (*report.titles, when)]


def say_count(row: Row, count: int | None, digits: Digits) -> str:
    """The text of a count: blank if not reported, 0 for zero, - if not applicable yet."""
    if row.state == "not-applicable":
        return "-"
    return "" if count is None else digits_of(f"{count:,}", digits)


def _form_table(report: Report, digits: Digits, width: int | None) -> Table:
    """The rows of the form, a column for each unit."""
    head = report.schedule.form.headings
    table = plain_table(gap=1)
    if len(report.units) > _FEW:
        table.title, table.title_style = joined(head.recorded.pieces), ""
        table.title_justify = "right"
    table.add_column(joined(head.number.pieces), justify="right", no_wrap=True)
    table.add_column(joined(head.database.pieces), no_wrap=True)
    table.add_column(joined(head.period.pieces), no_wrap=True)
    table.add_column(joined(head.total.pieces), justify="right", no_wrap=True)
    for column in report.units:
        over = () if len(report.units) > _FEW else head.recorded.pieces
        heading = joined((*over, *column.heading.pieces))
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.rows:
        table.add_row(
            *_first_cells(row, digits, width),
            *(say_count(row, row.recorded.get(column.unit), digits) for column in report.units),
        )
    return table


def _listed(report: Report, digits: Digits, width: int | None) -> Table:
    """The rows of the form, with the counts of a row below each other, each before its unit."""
    head = report.schedule.form.headings
    table = plain_table(gap=1)
    for label in (head.number, head.database, head.period, head.total, head.recorded):
        is_count = label in {head.number, head.total}
        table.add_column(
            joined(label.pieces), justify="right" if is_count else "left", no_wrap=True
        )
    counts = [
        [(unit, say_count(row, row.recorded[unit], digits)) for unit in row.recorded]
        for row in report.rows
    ]
    most = max(len(count) for of_row in counts for _unit, count in of_row)
    for row, of_row in zip(report.rows, counts, strict=True):
        table.add_row(
            *_first_cells(row, digits, width),
            "\n".join(
                f"{count:>{most}} {report.schedule.units[unit]}" for unit, count in of_row if count
            ),
        )
    return table


def _first_cells(row: Row, digits: Digits, width: int | None) -> tuple[str, str, str, str]:
    """Number, database, period and total of a row."""
    return (
        digits_of(row.number, digits),
        broken_name(row.period.database.names.short, width, _FORM_NAME_AT_80),
        digits_of(f"{row.period.number} ({say_month_short(row.period.month.number)})", digits),
        say_total(row, digits),
    )


def say_total(row: Row, digits: Digits) -> str:
    """The total of a row; blank if nothing is reported."""
    return "" if row.total is None else digits_of(f"{row.total:,}", digits)


def schedule_tables(schedule: Schedule, *, width: int | None) -> list[RenderableType]:
    """A schedule in the layout of the letter's enclosure: by bureau, with the offices ticked."""
    parts: list[RenderableType] = [schedule.source.title, _schedule_line(schedule)]
    for key, bureau in schedule.bureaus.items():
        databases = [d for d in schedule.ordered() if d.bureau == key]
        if databases:
            parts += ["", str(bureau), _schedule_table(databases, width)]
    if schedule.report_by or schedule.not_yet:
        parts.append("")
    parts += [
        _("{month}: report to the province by {date} ({weekday})").format(
            month=rule.month.say(), date=say_date_short(rule.date), weekday=say_weekday(rule.date)
        )
        for rule in schedule.report_by
    ]
    for declared in schedule.not_yet:
        names = [schedule.databases[id_].short_name for id_ in declared.databases]
        parts += [
            _("{month}: not applicable yet, {reason}:").format(
                month=declared.month.say(), reason=declared.reason
            ),
            *(f"  {name}" for name in names),
        ]
    return parts


def plain_table(*, gap: int = 2) -> Table:
    """A table in the program's style: no frame, a line under the headings."""
    return Table(box=_RULED, padding=(0, gap - 1, 0, 0), pad_edge=False, show_edge=False)


def fits(table: Table, width: int | None) -> bool:
    """Whether a table fits the width, if there is one."""
    return width is None or Console(width=_ANY_WIDTH).measure(table).maximum <= width


def broken_name(pieces: Sequence[str], width: int | None, at_80: int = _NAME_AT_80) -> str:
    """Break a name between pieces, into as few lines as its column allows."""
    room = at_80 + max(0, (width or 2 * _WIDE) - _WIDE)
    lines: list[str] = []
    for piece in pieces:
        if lines and cell_len(lines[-1] + piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return "\n".join(line.strip() for line in lines)


def say_days_left(days: int) -> str:
    """The number of days until a due date, or since."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days).format(n=f"{days:,}")
    return ngettext("{n} day late", "{n} days late", -days).format(n=f"{-days:,}")


def _schedule_line(schedule: Schedule) -> str:
    letter = _("Schedule of {year}: {letter}, {date}").format(
        year=schedule.fiscal_year,
        letter=schedule.source.letter,
        date=say_date_short(schedule.source.date),
    )
    if schedule.province:
        letter += f" ({find_province(schedule.province).name})"
    return letter


def _due_table(
    periods: Sequence[Period],
    today: date,
    width: int | None,
    standing: "Mapping[PeriodKey, Tally]",
    *,
    mark_off_form: bool,
) -> Table:
    with_report_by = any(period.report_by for period in periods)
    table = plain_table()
    table.add_column(_("No."), justify="right", no_wrap=True, min_width=_NUMBER)
    table.add_column(_("Database"), no_wrap=True, min_width=_NAME_AT_80)
    table.add_column(_("Period"), no_wrap=True)
    table.add_column(_("Due"), no_wrap=True, min_width=_DATE)
    if with_report_by:
        table.add_column(_("Report by"), no_wrap=True)
    table.add_column(_("Entered by\n(account)"), no_wrap=True)
    for period in periods:
        extra = _about(period)
        if mark_off_form and not period.database.on_form:
            extra.append(_("(not on the form)"))
        if tally := standing.get(period.key):
            extra += _reported(tally)
        name = broken_name(period.database.names.short, width)
        table.add_row(
            str(period.database.number),
            "\n".join([name, *extra]),
            f"{period.number}/{period.of}",
            f"{say_date_short(period.due)}{'*' if period.is_day_off else ''}\n"
            f"{say_days_left(period.days_left(today))}",
            *(
                [say_date_short(period.report_by) if period.report_by else ""]
                if with_report_by
                else []
            ),
            f"{_office(period.database.entered_by)}\n({_level(period.database.account)})",
        )
    return table


def _about(period: Period) -> list[str]:
    """The content of a period, and the month that it covers."""
    about = [f"- {period.content}"] if period.content else []
    if period.covers:
        about.append(_("- of {month}").format(month=period.covers.say()))
    return about


def _reported(tally: "Tally") -> list[str]:
    """How many of the offices have reported, and how many have given a reason for no counts yet."""
    said = [
        _("- reported: {reported}/{offices}").format(
            reported=tally.share.reported, offices=tally.share.expected
        )
    ]
    if tally.share.not_applicable:
        said.append(_("- not applicable yet: {count}").format(count=tally.share.not_applicable))
    return said


def _office(level: OfficeLevel) -> str:
    return _("districts") if level == "district" else _("province")


def _level(level: OfficeLevel) -> str:
    return _("district") if level == "district" else _("province")


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
    table.add_column(_("Database"), no_wrap=True, min_width=_NAME_AT_80)
    table.add_column(_("To be recorded"), no_wrap=True, min_width=_RULE)
    table.add_column(_("District"), justify="center", no_wrap=True)
    table.add_column(_("Province"), justify="center", no_wrap=True)
    table.add_column(_("Note"), no_wrap=True)
    for database in databases:
        table.add_row(
            str(database.number),
            broken_name(database.names.long, width),
            "\n".join(_rule_lines(database)),
            "/" if "district" in database.reporting else "",
            "/" if "province" in database.reporting else "",
            "\n".join(database.note.pieces) if database.note else "",
        )
    return table


def _rule_lines(database: Database) -> list[str]:
    """A rule in the letter's words, with a line for each period that has a day or content."""
    if every := database.every_month:
        if every.day is None:
            return [_("the last day"), _("of every month")]
        return [_("day {day} of every month").format(day=every.day)]
    count = len(database.periods)
    lines = [ngettext("{n} period", "{n} periods", count).format(n=count)]
    for rule in database.periods:
        when = say_month_name(rule.month)
        if rule.day is not None:
            when = f"{rule.day} {when}"
        lines.append(f"{rule.number}: {when}" if count > 1 else when)
        if rule.content:
            lines.append(f"  {rule.content}")
    return lines


def _notes(row: Row, digits: Digits) -> list[tuple[bool, str]]:
    """The notes of a row, each with whether the program wrote it."""
    if row.scope.district is not None and not row.answers:
        return [(True, _("the provincial office enters this one"))]
    notes = []
    if tells_share(row):
        notes.append((True, _share(row)))
        silent = row.silent_provinces if row.scope.is_several else row.missing
        if 0 < len(silent) <= _FEW_NAMES:
            names = say_list(place.name for place in silent)
            notes.append(
                (True, _("nothing yet from: {provinces}").format(provinces=names))
                if row.scope.is_several
                else (True, _("not yet: {offices}").format(offices=names))
            )
    if not row.scope.is_several:
        notes += [(False, _remark(remark, row.share.offices)) for remark in row.remarks]
    elif row.not_applicable:
        notes.append((False, _reasons(row, digits)))
    return notes


def _share(row: Row) -> str:
    """How many offices the sum covers, and in how many provinces."""
    if not row.scope.is_several:
        share = _("recorded by {reported}/{offices} districts")
    elif row.districts == row.share.expected:
        share = _("recorded by {reported}/{offices} districts of {some}/{all} provinces")
    elif row.districts:
        share = _("recorded by {reported}/{offices} offices of {some}/{all} provinces")
    else:
        share = _("recorded by {some}/{all} provinces")
    share = share.format(
        reported=f"{row.share.reported:,}",
        offices=f"{row.share.expected:,}",
        some=row.provinces_reported,
        all=row.provinces_expected,
    )
    units = say_list(f"{unit} {count:,}/{row.share.expected:,}" for unit, count in row.fewer)
    return f"{share} ({units})" if units else share


def _remark(remark: Remark, offices: int) -> str:
    """A note, with the offices that gave it unless all did."""
    if len(remark.offices) == offices:
        return remark.text
    return f"{remark.text} ({say_list(office.name for office in remark.offices)})"


def _reasons(row: Row, digits: Digits) -> str:
    """The reasons why offices of several provinces have no counts yet."""
    reasons, others = reasons_of(row)
    listed = [f"{text} {digits_of(f'{count:,}', digits)}" for text, count in reasons]
    if others:
        count = digits_of(f"{others:,}", digits)
        listed.append(_("other reasons {count}").format(count=count))
    return _("not applicable yet at {count}: {reasons}").format(
        count=digits_of(f"{len(row.not_applicable):,}", digits), reasons=say_list(listed)
    )


def joined(pieces: Sequence[str]) -> str:
    """Put the pieces of a heading on separate lines."""
    return "\n".join(piece.strip() for piece in pieces)
