"""`cddctl register export`."""

from typing import Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import ForceOption, OutputOption
from cddctl.i18n import N_


@command(example=N_("Example: cddctl register export --format csv -o entries.csv"))
def export(
    ctx: typer.Context,
    *,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["csv", "json", "sqlite"] | None,
        typer.Option(
            "--format",
            metavar="csv|json|sqlite",
            help=N_("How to write it; else as the file's name ends, csv if nothing is said."),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    province: Annotated[
        str | None,
        typer.Option(
            "--province", metavar="P", help=N_("Only that of a province, by name or code.")
        ),
    ] = None,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.export import export_register

    export_register(
        format=format,
        output=output,
        force=force,
        province=province,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
