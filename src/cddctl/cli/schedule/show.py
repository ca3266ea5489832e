"""`cddctl schedule show`: prints a schedule, or writes it as the letters enclose it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_year
from cddctl.cli.files import write_file
from cddctl.cli.optional_path import DOCX, USUAL_NAME, XLSX, PathCommand
from cddctl.cli.options import ForceOption, OutputOption, ProvinceOption, YearOption
from cddctl.cli.output import table_width, write_data, write_parts, write_text
from cddctl.cli.paths import file_path
from cddctl.cli.remarks import say_schedule
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.tables.due import schedule_tables

if TYPE_CHECKING:
    from cddctl.schedule.model import Schedule

_SUFFIXES = {XLSX: ".xlsx", DOCX: ".docx"}


@command(
    example=N_("Example: cddctl schedule show --year 2561 --province lampang"), cls=PathCommand
)
def show(
    ctx: typer.Context,
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
    xlsx: Annotated[
        str | None,
        typer.Option(
            XLSX,
            metavar="[PATH]",
            help=N_("Write a workbook: to PATH.xlsx, to - for stdout, else under its usual name."),
        ),
    ] = None,
    docx: Annotated[
        str | None,
        typer.Option(
            DOCX,
            metavar="[PATH]",
            help=N_("Write a Word document, as --xlsx writes a workbook."),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Print the schedule in force, or write it with Thai digits as the letters enclose it."""
    context = Context.of(ctx)
    given = {option: path for option, path in ((XLSX, xlsx), (DOCX, docx)) if path is not None}
    chosen = _chosen(given, output)
    asked = parsed_year(year) or FiscalYear.of(context.today)
    place = find_province(province) if province is not None else context.home()
    schedule = context.calendar(place).schedule(asked)
    say_schedule(schedule, asked)
    if chosen is None:
        write_parts(schedule_tables(schedule, width=table_width()), output, force=force)
        return
    option, path = chosen
    content = _workbook(schedule) if option == XLSX else _document(schedule)
    if path == "-":
        write_data(content, None)
        return
    name = f"schedule-{schedule.name.replace('/', '-')}{_SUFFIXES[option]}"
    target = Path(name) if path == USUAL_NAME else file_path(path)
    write_file(target, content, force=force)
    write_text(f"{target}\n", None)


def _chosen(given: dict[str, str], output: Path | None) -> tuple[str, str] | None:
    """The kind of file that is wanted, and its path; None for the table as text."""
    if len(given) > 1:
        raise UsageRefused(_("--xlsx and --docx do not go together; leave one out"))
    suffix = output.suffix.lower() if output is not None else ""
    named = next((option for option, own in _SUFFIXES.items() if own == suffix), None)
    option = next(iter(given), named)
    if option is None:
        return None
    path = given.get(option, USUAL_NAME)
    if output is not None:
        if path != USUAL_NAME:
            message = _("{option} names a file and -o another; leave one out")
            raise UsageRefused(message.format(option=option))
        path = f"{output}"
    if path not in {USUAL_NAME, "-"} and not path.lower().endswith(_SUFFIXES[option]):
        message = _("{path!r}: the name of this file ends in {suffix}")
        raise UsageRefused(message.format(path=path, suffix=_SUFFIXES[option]))
    return option, path


def _workbook(schedule: "Schedule") -> bytes:
    from cddctl.render.paper.schedule import schedule_workbook

    return schedule_workbook(schedule, clock.utc_now())


def _document(schedule: "Schedule") -> bytes:
    from cddctl.render.letter.document import saved
    from cddctl.render.letter.enclosures import schedule_document

    return saved(schedule_document(schedule), clock.utc_now())
