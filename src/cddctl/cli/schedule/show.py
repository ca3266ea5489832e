"""`cddctl schedule show`: prints a schedule, or writes it as the letters enclose it."""

from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_year
from cddctl.cli.filenames import usual
from cddctl.cli.optional_path import DOCX, XLSX, PathCommand, path_for, path_to_make
from cddctl.cli.options import (
    ForceOption,
    OutputOption,
    ProvinceOption,
    TableOrJsonOption,
    XlsxOption,
    YearOption,
)
from cddctl.cli.output import table_width, write_data, write_made, write_parts
from cddctl.cli.remarks import say_schedule
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.tables.due import schedule_tables

if TYPE_CHECKING:
    from cddctl.schedule.model import Schedule


@command(
    example=N_("Example: cddctl schedule show --year 2561 --province lampang"), cls=PathCommand
)
def show(
    ctx: typer.Context,
    *,
    year: YearOption = None,
    province: ProvinceOption = None,
    xlsx: XlsxOption = None,
    docx: Annotated[
        str | None,
        typer.Option(
            DOCX,
            metavar="[PATH]",
            help=N_("Write a Word document, as --xlsx writes a workbook."),
        ),
    ] = None,
    format: TableOrJsonOption = "table",  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Print the schedule in force, or write it with Thai digits as the letters enclose it."""
    context = Context.of(ctx)
    if xlsx is not None and docx is not None:
        raise UsageRefused(_("--xlsx and --docx do not go together; leave one out"))
    is_json = format == "json"
    if is_json and (xlsx is not None or docx is not None):
        raise UsageRefused(_("--format is for the screen; leave --xlsx and --docx out"))
    workbook = None if docx is not None or is_json else path_to_make(XLSX, xlsx, output)
    document = None if xlsx is not None or is_json else path_to_make(DOCX, docx, output)
    asked = parsed_year(year) or FiscalYear.of(context.today)
    place = find_province(province) if province is not None else context.home()
    schedule = context.calendar(place).schedule(asked)
    say_schedule(schedule, asked)
    whose = (find_province(schedule.province).name_th,) if schedule.province else ()
    name = usual(
        f"schedule-{schedule.name.replace('/', '-')}",
        "กำหนดการ",
        *whose,
        f"{schedule.fiscal_year}",
    )
    if workbook is not None:
        write_made(_workbook(schedule), path_for(workbook, f"{name}.xlsx"), force=force)
    elif document is not None:
        write_made(_document(schedule), path_for(document, f"{name}.docx"), force=force)
    elif is_json:
        from cddctl.render.data.written import as_json

        write_data(as_json(schedule.kept()), output, force=force)
    else:
        write_parts(schedule_tables(schedule, width=table_width()), output, force=force)


def _workbook(schedule: "Schedule") -> bytes:
    from cddctl.render.paper.schedule import schedule_workbook

    return schedule_workbook(schedule, clock.utc_now())


def _document(schedule: "Schedule") -> bytes:
    from cddctl.render.letter.document import saved
    from cddctl.render.letter.enclosures import schedule_document

    return saved(schedule_document(schedule), clock.utc_now())
