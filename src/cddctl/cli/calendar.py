"""`cddctl calendar`: the periods of a fiscal year as a calendar file."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_year
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free
from cddctl.cli.options import ForceOption, ProvinceOption, YearOption, output_option
from cddctl.cli.output import say, write_made
from cddctl.cli.paths import check_ending
from cddctl.cli.remarks import say_holidays_unknown, say_schedule
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.calendar import calendar_file
from cddctl.thai import arabic_digits
from cddctl.waiting import wait_for_nothing

MOST_DAYS = 365
"""An alarm more days ahead than this is taken for a typing error."""


@command(example=N_("Example: cddctl calendar --year 2561 --province lampang --alarm 7d,1d"))
def calendar(
    ctx: typer.Context,
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
    alarm: Annotated[
        str | None,
        typer.Option(
            "--alarm",
            metavar="7d,1d",
            help=N_("Ring so many days before, at 08:30; 0d is the day itself."),
        ),
    ] = None,
    output: Annotated[Path | None, output_option(N_("The file, or - for stdout."))] = None,
    force: ForceOption = False,
) -> None:
    """Write the periods of a fiscal year as a calendar, and print its path."""
    context = Context.of(ctx)
    wait_for_nothing()
    alarms = _alarms(alarm) if alarm is not None else ()
    check_ending(output, ".ics")
    today = context.today
    asked = parsed_year(year)
    place = find_province(province) if province is not None else context.home_to_look_at()
    dates = context.calendar(place)
    shown = asked or FiscalYear.of(today)
    whose = place.name_th if place else "ทั่วประเทศ"
    english = f"cddctl-{place.id if place else 'national'}-{shown}.ics"
    path = output or Path(usual(english, "ปฏิทิน", whose, f"{shown}.ics"))
    check_free(path, force=force)
    schedule, periods = dates.of_year(shown)
    if not periods:
        raise DataRefused(_("no period falls in fiscal year {year}").format(year=shown))
    days = [day for period in periods for day in (period.due, period.report_by) if day]
    content = calendar_file(
        schedule, place, shown, periods, dates.holidays(days), alarms=alarms, today=today
    )
    say_schedule(schedule, shown)
    if asked is None:
        say(_("fiscal year not said: this is {year}").format(year=shown))
    say_holidays_unknown(dates, days)
    write_made(content, path, force=force)


def _alarms(typed: str) -> tuple[int, ...]:
    """Parse `7d,1d` into days before, without repeats, the earliest alarm first.

    Raises `UsageRefused`.
    """
    days = set()
    for part in arabic_digits(typed).split(","):
        match = re.fullmatch(r"\s*([0-9]{1,3})d\s*", part)
        if match is None or int(match[1]) > MOST_DAYS:
            raise UsageRefused(
                _(
                    "{typed!r} is no alarm; write days before the date, from 0d to {most}d, "
                    "as in --alarm 7d,1d"
                ).format(typed=part.strip(), most=MOST_DAYS)
            )
        days.add(int(match[1]))
    return tuple(sorted(days, reverse=True))
