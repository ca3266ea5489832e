"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli.options import RegisterOption
from cddctl.i18n import N_

HELP = N_("Create the register of a province, once.")
EXAMPLE = N_("Example: cddctl init --province lampang")


def init(
    *,
    province: Annotated[
        str | None,
        typer.Option("--province", metavar="P", help=N_("The province, by name or code.")),
    ] = None,
    register: RegisterOption = None,
) -> None:
    """Declare what may be typed."""
    from cddctl.commands.init import create_register

    create_register(province=province, register=register)
