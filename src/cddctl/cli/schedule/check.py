"""`cddctl schedule check`."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.commands.paths import file_path
from cddctl.i18n import N_


@command(example=N_("Example: cddctl schedule check my-schedules/2562.yaml"))
def check(
    ctx: typer.Context,
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", parser=file_path, help=N_("Files to check; all in use if not said.")
        ),
    ] = None,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.schedule import check_schedules

    raise typer.Exit(check_schedules(files or [], schedules=context.typed_schedules))
