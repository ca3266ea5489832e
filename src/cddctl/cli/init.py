"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.i18n import N_


@command(example=N_("Example: cddctl init --province lampang"))
def init(
    ctx: typer.Context,
    *,
    province: Annotated[
        str | None,
        typer.Option("--province", metavar="P", help=N_("The province, by name or code.")),
    ] = None,
    nation: Annotated[
        bool,
        typer.Option(
            "--nation", help=N_("A register of no province of its own, to merge others into.")
        ),
    ] = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.init import create_register

    create_register(province=province, nation=nation, register=context.typed_register)
