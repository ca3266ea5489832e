"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli.gather import default_register, utc_now
from cddctl.cli.options import RegisterOption
from cddctl.cli.streams import say
from cddctl.errors import ProvinceNeeded
from cddctl.i18n import N_, _
from cddctl.places import find_province
from cddctl.register import Register

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
    """Create a register where none is."""
    if province is None:
        raise ProvinceNeeded
    place = find_province(province)
    path = register or default_register()
    Register.create(path, place.code, utc_now()).close()
    say(_("created the register of {province}: {path}").format(province=place.name, path=path))
