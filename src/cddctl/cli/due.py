"""`cddctl due`: the periods due in a month or a fiscal year."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month, parsed_year
from cddctl.cli.options import (
    MONTH,
    ForceOption,
    Format,
    FormatOption,
    OutputOption,
    ProvinceOption,
    YearOption,
    format_of,
)
from cddctl.cli.output import say, table_width, write_data, write_parts
from cddctl.cli.remarks import say_holidays_unknown, say_schedule
from cddctl.errors import RegisterRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.places import Place, districts, find_province
from cddctl.schedule.due import Period
from cddctl.status.due_period import DuePeriod
from cddctl.waiting import wait_for_nothing

_THIS_MONTH = N_("If not said, this month.")


@command(example=N_("Example: cddctl due --month 2018-09 --province lampang"))
def due(
    ctx: typer.Context,
    *,
    month: Annotated[
        str | None, typer.Option("--month", metavar="M", help=f"{MONTH}\n{_THIS_MONTH}")
    ] = None,
    year: YearOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Show the periods, and how many offices have reported for each."""
    if month and year:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    context = Context.of(ctx)
    wait_for_nothing()
    written = format_of(format, output)
    place = find_province(province) if province is not None else context.home_to_look_at()
    calendar = context.calendar(place)
    asked = None
    if fiscal_year := parsed_year(year):
        schedule, periods = calendar.of_year(fiscal_year)
    else:
        asked = parsed_month(month) or Month.of(context.today)
        fiscal_year = asked.fiscal_year
        schedule, periods = calendar.of_month(asked)
    say_schedule(schedule, fiscal_year)
    say_holidays_unknown(calendar, [period.due for period in periods])
    due_periods = _due_periods(context, place, periods)
    if written is not Format.TABLE:
        from cddctl.render.data.schedule import due_csv, due_json

        text = (
            due_json(schedule, due_periods, fiscal_year, asked)
            if written is Format.JSON
            else due_csv(due_periods)
        )
        write_data(text, output, force=force)
        return
    from cddctl.render.tables.due import due_tables

    parts = due_tables(
        schedule, due_periods, fiscal_year, asked, today=context.today, width=table_width()
    )
    write_parts(parts, output, force=force)


def _due_periods(
    context: Context, place: Place | None, periods: Sequence[Period]
) -> list[DuePeriod]:
    """The periods, with who has reported where there is a usable register.

    Due dates can be shown without it, so an unusable register gives a warning, not an error.
    """
    unknown = [DuePeriod(period) for period in periods]
    if place is None:
        return unknown
    try:
        with context.open_register() as register:
            if not register.is_there:
                return unknown
            months = {period.month for period in periods}
            entries = register.history(place.code, months)
            acts = register.acts(place.code, months)
    except RegisterRefused as refused:
        say(_("{why}; so who has reported is not shown").format(why=refused))
        return unknown
    from cddctl.report.sent import keys_closed
    from cddctl.status.round import Tally, build_status

    status = build_status(place, districts(place), periods, entries, acts)
    calendar, sent = context.calendar(place), keys_closed(acts)
    return [
        DuePeriod(
            period,
            Tally.of(status.of_period(period), context.today),
            status.closed_in(period.month)
            if calendar.is_on_report(period.key) or period.key in sent
            else None,
        )
        for period in periods
    ]
