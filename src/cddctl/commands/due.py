"""What `cddctl due` does."""

from pathlib import Path

from cddctl.commands.gather import (
    Calendar,
    format_of,
    home,
    local_today,
    parsed_month,
    parsed_year,
    say_schedule,
)
from cddctl.commands.streams import as_text, say, show, table_width, write_out
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import find_province
from cddctl.schedules import ScheduleLibrary


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
    """Gather the schedule and its periods, and write them."""
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
    for unknown in calendar.holidays_unknown(periods):
        say(
            _("the public holidays of {year} are not known here; only weekends are noted").format(
                year=unknown
            )
        )
    if format != "table":
        from cddctl.render.text import due_csv, due_json

        write = due_json if format == "json" else due_csv
        write_out(write(schedule, periods, fiscal_year, asked), output, force=force)
        return
    from cddctl.render.terminal import due_tables

    parts = due_tables(schedule, periods, fiscal_year, asked, today=today, width=table_width())
    if output is None:
        show(*parts)
    else:
        write_out(as_text(*parts), output, force=force)
