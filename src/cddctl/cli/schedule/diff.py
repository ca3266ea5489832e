"""`cddctl schedule diff`: shows the differences between two schedules."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ForceOption, Format, FormatOption, OutputOption, format_of
from cddctl.cli.output import say, write_data, write_parts
from cddctl.cli.paths import file_path
from cddctl.cli.remarks import say_schedule
from cddctl.i18n import N_, _, in_language, language
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.data.schedule import DIFFERENCE
from cddctl.render.data.written import as_csv, as_json, values_of
from cddctl.render.schedule_diff import difference_lines, differences
from cddctl.schedule.model import Schedule
from cddctl.thai import arabic_digits

_WHICH = N_("A fiscal year, a province, both (2561/lampang), or a file.")


@command(example=N_("Example: cddctl schedule diff 2561 2562"))
def diff(
    ctx: typer.Context,
    *,
    before: Annotated[str, typer.Argument(metavar="A", help=_WHICH)],
    after: Annotated[str, typer.Argument(metavar="B", help=N_("The other one."))],
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Compare two schedules, each with the province's own laid over it."""
    context = Context.of(ctx)
    written = format_of(format, output)
    compared = _schedule(context, before), _schedule(context, after)
    with in_language(language() if written is Format.TABLE else "th"):
        found = differences(*compared)
    if written is Format.JSON:
        rows = [values_of(DIFFERENCE, each) for each in found]
        write_data(as_json(rows), output, force=force)
    elif written is Format.CSV:
        write_data(as_csv(DIFFERENCE, found), output, force=force)
    elif found:
        write_parts(difference_lines(found), output, force=force)
    else:
        say(_("no difference"))


def _schedule(context: Context, typed: str) -> Schedule:
    """The schedule that is meant: a file's, or the one in force."""
    path = file_path(typed)
    if path.is_file():
        return context.calendars.library.schedule_in(path)
    first, _slash, name = typed.partition("/")
    is_year = arabic_digits(first).isdecimal()
    year = FiscalYear.parse(first) if is_year else FiscalYear.of(context.today)
    name = name if is_year else typed
    schedule = context.calendar(find_province(name) if name else context.home()).schedule(year)
    say_schedule(schedule, year)
    return schedule
