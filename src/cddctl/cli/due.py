"""`cddctl due`: which periods a month or a fiscal year holds."""

from cddctl.cli.gather import Calendar, home, local_today, say_schedule
from cddctl.cli.options import (
    AsOfOption,
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    OutputOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    YearOption,
    parsed_month,
    parsed_year,
)
from cddctl.cli.streams import as_text, say, show, table_width, write_out
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.places import find_province
from cddctl.schedules import ScheduleLibrary

HELP = N_("Show which periods are due in a month, or in a fiscal year.")
EXAMPLE = N_("Example: cddctl due --month 2018-09 --province lampang")


def due(
    *,
    month: MonthOption = None,
    year: YearOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Gather the schedule and its periods, and write them."""
    if month and year:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
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
    if format is not Format.TABLE:
        from cddctl.render.text import due_csv, due_json  # noqa: PLC0415 (only where it is asked for)

        write = due_json if format is Format.JSON else due_csv
        write_out(write(schedule, periods, fiscal_year, asked), output, force=force)
        return
    from cddctl.render.terminal import due_tables  # noqa: PLC0415 (rich takes 30 ms)

    parts = due_tables(schedule, periods, fiscal_year, asked, today=today, width=table_width())
    if output is None:
        show(*parts)
    else:
        write_out(as_text(*parts), output, force=force)
