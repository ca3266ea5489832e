"""`cddctl schedule show`: prints a schedule in the layout of the letter's enclosure."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_year
from cddctl.cli.options import ProvinceOption, YearOption
from cddctl.cli.output import show as show_on_screen
from cddctl.cli.output import table_width
from cddctl.cli.remarks import say_schedule
from cddctl.i18n import N_
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.tables.due import schedule_tables


@command(example=N_("Example: cddctl schedule show --year 2561 --province lampang"))
def show(ctx: typer.Context, *, year: YearOption = None, province: ProvinceOption = None) -> None:
    """Print the schedule in force."""
    context = Context.of(ctx)
    asked = parsed_year(year) or FiscalYear.of(context.today)
    place = find_province(province) if province is not None else context.home()
    schedule = context.calendar(place).schedule(asked)
    say_schedule(schedule, asked)
    show_on_screen(*schedule_tables(schedule, width=table_width()))
