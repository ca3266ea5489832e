"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli.options import RegisterOption
from cddctl.i18n import N_

HELP = N_("Create the register of a province, or of the nation, once.")
EXAMPLE = N_("Example: cddctl init --province lampang")


def init(
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
    register: RegisterOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.init import create_register

    create_register(province=province, nation=nation, register=register)
