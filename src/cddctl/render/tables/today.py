"""The work of today, as lines for a screen of 24 lines and 80 columns."""

from typing import TYPE_CHECKING

from cddctl.i18n import _, ngettext
from cddctl.periods import Month
from cddctl.render.tables.due import say_days_left
from cddctl.render.tables.layout import hanging
from cddctl.status.round import by_date
from cddctl.status.today import Today, by_place
from cddctl.wording import say_date, say_date_short, say_list, say_weekday, say_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cddctl.status.round import Standing

_WIDE = 80
_OFFICES = 6
_DATES = 3
_ROUNDS = 2


def today_lines(today: Today) -> list[str]:
    """The work to do, the most urgent first, and the commands to type next."""
    scope = today.scope
    head = _("{weekday} {date}, {place}") if scope.is_several else _("{weekday} {date}, {province}")
    head = head.format(
        weekday=say_weekday(today.day),
        date=say_date(today.day),
        place=scope.name,
        province=scope.name,
    )
    lines = [head, *_overdue(today), *_due_soon(today), *_others(today)]
    if len(lines) == 1:
        lines.append(_("Nothing is to be done today."))
    if today.commands:
        lines.append(_("To type next:"))
        lines += [f"  {command}" for command in today.commands]
    return lines


def _overdue(today: Today) -> list[str]:
    if not today.overdue:
        return []
    is_several = today.scope.is_several
    offices = by_place(today.overdue, of_provinces=is_several)
    lines = [
        _("Overdue: {count}, of {offices}").format(
            count=_say_items(today.overdue), offices=_say_places(today, today.overdue)
        )
    ]
    shown = offices if len(offices) <= _OFFICES else offices[: _OFFICES - 1]
    for office, own in shown:
        oldest = own[0]
        line = _("  {office}: {count}, since {date} ({left})").format(
            office=office.with_code,
            count=_say_items(own),
            date=say_date_short(oldest.until),
            left=say_days_left(oldest.days_left(today.day)),
        )
        lines += hanging("  ", line.strip(), _WIDE)
    if len(shown) < len(offices):
        more = (
            _("  and {count} more provinces")
            if is_several
            else _("  and {count} more offices: cddctl status --check")
        )
        lines.append(more.format(count=len(offices) - len(shown)))
    return lines


def _due_soon(today: Today) -> list[str]:
    if not today.due_soon:
        return []
    lines = [_("Due within 7 days: {count}").format(count=_say_items(today.due_soon))]
    dates = by_date(today.due_soon)
    shown = dates if len(dates) <= _DATES else dates[: _DATES - 1]
    for day, own in shown:
        lines.append(
            _("  {date} ({left}): {count}, of {offices}").format(
                date=say_date_short(day),
                left=say_days_left((day - today.day).days),
                count=_say_items(own),
                offices=_say_places(today, own),
            )
        )
    if len(shown) < len(dates):
        lines.append(_("  and {count} more dates").format(count=len(dates) - len(shown)))
    return lines


def _others(today: Today) -> list[str]:
    lines = []
    if today.inbox is not None and today.inbox.files:
        count = len(today.inbox.files)
        lines.append(
            ngettext("Inbox: {count} file waits", "Inbox: {count} files wait", count).format(
                count=count
            )
        )
    if today.doubts:
        text = ngettext(
            "{count} entry may have a wrong count: {command}",
            "{count} entries may have a wrong count: {command}",
            today.doubts,
        )
        command = "cddctl doubts"
        if today.scope.is_several:
            command += " --province " + _("NAME")
        lines.append(text.format(count=f"{today.doubts:,}", command=command))
    if today.ready:
        lines.append(_("Complete and not closed: {months}").format(months=_say_months(today.ready)))
    if today.backup is None:
        lines.append(_("No backup elsewhere yet: cddctl register backup FOLDER"))
    elif not today.is_backed_up:
        days = (today.day - today.backup).days
        lines.append(
            ngettext(
                "The last backup elsewhere is {count} day old",
                "The last backup elsewhere is {count} days old",
                days,
            ).format(count=f"{days:,}")
        )
    if today.without_schedule is not None:
        lines.append(
            _("Fiscal year {year} has no schedule yet").format(year=today.without_schedule)
        )
    if today.without_holidays:
        years = say_list(map(say_year, today.without_holidays))
        lines.append(_("Not all public holidays of {years} are known").format(years=years))
    return lines


def _say_months(months: tuple[Month, ...]) -> str:
    names = say_list(month.say() for month in months[:_ROUNDS])
    if len(months) <= _ROUNDS:
        return names
    return _("{names} and {count} more months").format(names=names, count=len(months) - _ROUNDS)


def _say_places(today: Today, standings: "Sequence[Standing]") -> str:
    """How many offices they are of, or provinces."""
    count = len(by_place(standings, of_provinces=today.scope.is_several))
    text = (
        ngettext("{count} province", "{count} provinces", count)
        if today.scope.is_several
        else ngettext("{count} office", "{count} offices", count)
    )
    return text.format(count=f"{count:,}")


def _say_items(standings: "Sequence[Standing]") -> str:
    count = len(standings)
    return ngettext("{count} report", "{count} reports", count).format(count=f"{count:,}")
