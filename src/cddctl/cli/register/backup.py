"""`cddctl register backup`."""

from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.output import say, write_text
from cddctl.cli.paths import any_path, is_folder_meant
from cddctl.i18n import N_, _
from cddctl.periods import thai_time
from cddctl.register.copies import copy_by_hand
from cddctl.register.store import Register


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
    """Copy the register, and say where."""
    register = Context.of(ctx).register_path
    clock.refuse_impossible()
    target = None if path is None else any_path(path)
    Register.open(register).close()
    made = copy_by_hand(
        register,
        target,
        thai_time(clock.utc_now()),
        is_folder=path is not None and is_folder_meant(path),
    )
    say(_("the register was copied, and the copy verified:"))
    write_text(f"{made}\n", None)
