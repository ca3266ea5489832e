"""`cddctl register backup`."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.i18n import N_


@command(example=N_("Example: cddctl register backup E:\\"))
def backup(
    ctx: typer.Context,
    *,
    path: Annotated[
        str | None,  # of a Path the separator at its end would be lost
        typer.Argument(
            metavar="PATH",
            help=N_("A file that is not there yet, or a folder; beside the register if not said."),
        ),
    ] = None,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.copies import back_up

    back_up(path=path, register=context.typed_register)
