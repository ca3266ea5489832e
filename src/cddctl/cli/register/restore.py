"""`cddctl register restore`."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.commands.paths import file_path
from cddctl.i18n import N_


@command(
    example=N_("Example: cddctl register restore register-backups/register-2018-09-06.sqlite3")
)
def restore(
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=file_path, help=N_("The backup."))],
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do it without asking."))] = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.copies import restore

    restore(file=file, yes=yes, register=context.typed_register)
