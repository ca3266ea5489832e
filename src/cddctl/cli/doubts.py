"""`cddctl doubts`: the counts that may be typing errors, and that no note settles."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import (
    ByOption,
    DistrictsOption,
    DryRunOption,
    ForceOption,
    Format,
    FormatOption,
    OpenMonthOption,
    OutputOption,
    ProvinceOption,
    format_of,
)
from cddctl.cli.output import say, write_data, write_parts
from cddctl.cli.scope import named_districts
from cddctl.cli.statuses import open_doubts
from cddctl.i18n import N_, _
from cddctl.render.data.status import DOUBT
from cddctl.render.data.written import as_csv, as_json, values_of
from cddctl.render.doubts import doubt_lines


@command(example=N_("Example: cddctl doubts --month 2561-09"))
def doubts(
    ctx: typer.Context,
    *,
    month: OpenMonthOption = None,
    province: ProvinceOption = None,
    district: DistrictsOption = None,
    settling: Annotated[
        bool,
        typer.Option("--settle", help=N_("Ask for a note to each, one after another.")),
    ] = False,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """List them, of a month or of all months that are open."""
    context = Context.of(ctx)
    place = context.province(province)
    offices = named_districts(district, place)
    with context.open_register() as register, register.reading():
        found = open_doubts(context, register, place, parsed_month(month))
    found = [each for each in found if not offices or each.office in offices]
    written = format_of(format, output)
    if settling and found:
        from cddctl.cli.recording import Recording
        from cddctl.cli.settle import settle

        settle(Recording.checked(context, None, by, dry_run=dry_run, yes=False), place, found)
    elif written is Format.JSON:
        write_data(as_json([values_of(DOUBT, each) for each in found]), output, force=force)
    elif written is Format.CSV:
        write_data(as_csv(DOUBT, found), output, force=force)
    elif not found:
        say(_("no doubt is left that no note settles"))
    else:
        write_parts(doubt_lines(found, context.schedule_of), output, force=force)
        say(
            _(
                "where a count is right, a note that says why settles it: "
                "cddctl record DISTRICT DATABASE --month M --note T; one after another: "
                "cddctl doubts --settle"
            )
        )
