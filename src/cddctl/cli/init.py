"""`cddctl init`: creates a register with its home province."""

from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, home_of
from cddctl.cli.output import say
from cddctl.errors import ProvinceNeeded, RegisterExists, RegisterRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.places import Place, find_province
from cddctl.register.restoring import create_anew
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
    context = Context.of(ctx)
    path = context.register_path
    clock.refuse_impossible()
    if nation and province is not None:
        raise UsageRefused(_("--nation and --province do not go together; leave one out"))
    if not nation and province is None:
        raise ProvinceNeeded
    place = find_province(province) if province is not None else None
    code = place.code if place else None
    try:
        Register.create(path, code, clock.utc_now()).close()
    except RegisterExists:
        with Register.open(path) as register:
            home, is_empty = home_of(register), register.last_recorded() is None
        if home == place:
            context.remember_schedules()
            say(_("the register is ready: {path}, {whose}").format(path=path, whose=_whose(home)))
            return
        if not is_empty:
            raise RegisterRefused(
                _(
                    "{path} is the register of {whose}, and stays as it is; "
                    "for another one name another file: --register PATH"
                ).format(path=path, whose=_whose(home))
            ) from None
        create_anew(path, code, clock.utc_now())
    context.remember_schedules()
    if place is None:
        say(_("created the register of the nation: {path}").format(path=path))
    else:
        say(_("created the register of {province}: {path}").format(province=place.name, path=path))


def _whose(home: Place | None) -> str:
    return home.name if home is not None else _("the nation")
