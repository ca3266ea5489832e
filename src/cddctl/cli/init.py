"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.output import say
from cddctl.errors import ProvinceNeeded, UsageRefused
from cddctl.i18n import N_, _
from cddctl.places import find_province
from cddctl.register.store import Register


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
    """Create a register if there is none, and print its path."""
    path = Context.of(ctx).register_path
    clock.refuse_impossible()
    if nation:
        if province is not None:
            raise UsageRefused(_("--nation and --province do not go together; leave one out"))
        Register.create(path, None, clock.utc_now()).close()
        say(_("created the register of the nation: {path}").format(path=path))
        return
    if province is None:
        raise ProvinceNeeded
    place = find_province(province)
    Register.create(path, place.code, clock.utc_now()).close()
    say(_("created the register of {province}: {path}").format(province=place.name, path=path))
