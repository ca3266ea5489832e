"""`cddctl register info`."""

from typing import Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.i18n import N_


@command(example=N_("Example: cddctl register info"))
def info(
    ctx: typer.Context,
    *,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["table", "json"],
        typer.Option(
            "--format",
            metavar="table|json",
            show_default=False,
            help=N_("How to write it; a table if not said."),
        ),
    ] = "table",
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.info import show_info

    show_info(format=format, register=context.typed_register)
