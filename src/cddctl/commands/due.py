"""What `cddctl due` does."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.commands.gather import (
    Calendar,
    format_of,
    home,
    local_today,
    open_register,
    parsed_month,
    parsed_year,
    say_schedule,
)
from cddctl.commands.streams import say, table_width, write_data, write_parts
from cddctl.errors import RegisterRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import Place, districts, find_province
from cddctl.schedule.due import Period
from cddctl.schedule.library import ScheduleLibrary

if TYPE_CHECKING:
    from cddctl.status.round import PeriodKey, Tally


def show_due(
    *,
    month: str | None,
    year: str | None,
    province: str | None,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather the schedule, its periods and who has reported them, and write them."""
    if month and year:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    format = format_of(format, output)  # noqa: A001
    today = local_today(as_of)
    place = find_province(province) if province is not None else home(register)
    calendar = Calendar(ScheduleLibrary(schedules), place)
    asked = None
    if fiscal_year := parsed_year(year):
        schedule, periods = calendar.of_year(fiscal_year)
    else:
        asked = parsed_month(month) or Month.of(today)
        fiscal_year = asked.fiscal_year
        schedule, periods = calendar.of_month(asked)
    say_schedule(schedule, fiscal_year)
    say_holidays_unknown(calendar, periods)
    standing = _standing(place, periods, register, today) if place is not None else None
    if format != "table":
        from cddctl.render.data.report import due_csv, due_json

        write = due_json if format == "json" else due_csv
        write_data(write(schedule, periods, fiscal_year, asked, standing), output, force=force)
        return
    from cddctl.render.tables.report import due_tables

    parts = due_tables(
        schedule,
        periods,
        fiscal_year,
        asked,
        today=today,
        width=table_width(),
        standing=standing,
    )
    write_parts(parts, output, force=force)


def say_holidays_unknown(calendar: Calendar, periods: Iterable[Period]) -> None:
    """Tell of which years the public holidays are not known."""
    for unknown in calendar.holidays_unknown(periods):
        say(
            _("the public holidays of {year} are not known here; only weekends are noted").format(
                year=unknown
            )
        )


def _standing(
    place: Place, periods: Sequence[Period], register: Path | None, today: date
) -> "dict[PeriodKey, Tally] | None":
    """How many offices have reported, period by period; None without a register that says so.

    What is due can be shown without: a register that cannot be used is told, and no refusal.
    """
    try:
        book = open_register(register)
        if book is None:
            return None
        with book:
            from cddctl.ledger.history import counting

            months = {period.month for period in periods}
            records = counting(book.history(place.code, months))
            acts = book.acts(place.code, months)
    except RegisterRefused as refused:
        say(_("{why}; so who has reported is not shown").format(why=refused))
        return None
    from cddctl.status.round import Tally, build_status

    entries = [record.entry for record in records]
    status = build_status(place, districts(place), periods, entries, acts)
    return {period.key: Tally.of(status.of_period(period), today) for period in periods}
