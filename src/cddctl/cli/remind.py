"""`cddctl remind`: messages for LINE about what is outstanding."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ForceOption, MonthOption, ProvinceOption
from cddctl.commands.paths import any_path
from cddctl.i18n import N_


@command(example=N_("Example: cddctl remind --month 2018-09 --overdue"))
def remind(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    within: Annotated[
        str | None,
        typer.Option(
            "--within", metavar="DAYS", help=N_("Only what falls due within so many days.")
        ),
    ] = None,
    overdue: Annotated[
        bool,
        typer.Option("--overdue", help=N_("Only what is past its date; with --within, that too.")),
    ] = False,
    district: Annotated[
        list[str] | None,
        typer.Option(
            "--district", metavar="D", help=N_("One district alone; may be given several times.")
        ),
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--all", help=N_("One message for all together, as for a group."))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            parser=any_path,
            help=N_("Write a text file an office into a folder."),
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.remind import write_reminders

    write_reminders(
        month=month,
        province=province,
        within=within,
        overdue=overdue,
        district=district or (),
        everyone=everyone,
        output=output,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
