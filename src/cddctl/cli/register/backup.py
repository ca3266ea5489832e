"""`cddctl register backup`."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import DryRunOption
from cddctl.cli.output import say, working, write_text
from cddctl.cli.paths import any_path, is_folder_meant
from cddctl.errors import OutputRefused
from cddctl.i18n import N_, _
from cddctl.periods import thai_time
from cddctl.register.copies import copy_to, name_by_hand
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
    dry_run: DryRunOption = False,
) -> None:
    """Copy the register, and say where."""
    context = Context.of(ctx)
    register = context.register_path
    clock.refuse_impossible()
    target = None if path is None else any_path(path)
    Register.open(register).close()
    is_folder = path is not None and is_folder_meant(path)
    made = name_by_hand(register, target, thai_time(clock.utc_now()), is_folder=is_folder)
    if dry_run:
        say(_("dry run: would write {path}").format(path=made))
        return
    with working(_("Copying")):
        copy_to(register, made)
    _note(context, made)
    say(_("the register was copied, and the copy verified:"))
    write_text(f"{made}\n", None)


def _note(context: Context, made: Path) -> None:
    """Note where and when a backup was made elsewhere than beside the register."""
    home = context.register_path.resolve().parent
    folder = made.resolve().parent
    if folder.is_relative_to(home):
        return
    try:
        context.settings.set("backup", str(folder))
        context.settings.set("backed_up", clock.today().isoformat())
    except OutputRefused as error:
        say(_("warning: {why}").format(why=error))
