"""`cddctl forms`: the forms that the districts fill in."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ForceOption, MonthOption, ProvinceOption
from cddctl.commands.paths import any_path
from cddctl.i18n import N_


@command(example=N_("Example: cddctl forms --province lampang --month 2018-09"))
def forms(
    ctx: typer.Context,
    *,
    province: ProvinceOption = None,
    nation: Annotated[
        bool, typer.Option("--nation", help=N_("All provinces, each in a folder of its own."))
    ] = False,
    district: Annotated[
        list[str] | None,
        typer.Option(
            "--district", metavar="D", help=N_("One district alone; may be given several times.")
        ),
    ] = None,
    month: MonthOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            parser=any_path,
            help=N_("The folder to write into; with --csv the file, or - for stdout."),
        ),
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help=N_("Write one table for all in place of workbooks."))
    ] = False,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.forms import write_forms

    write_forms(
        province=province,
        nation=nation,
        month=month,
        district=district or (),
        output=output,
        csv=csv,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
