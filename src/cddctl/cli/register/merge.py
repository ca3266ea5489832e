"""`cddctl register merge`."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import Format, FormatOption
from cddctl.commands.paths import file_path
from cddctl.i18n import N_


@command(example=N_("Example: cddctl register merge mae-mo.sqlite3 ngao.sqlite3 --dry-run"))
def merge(
    ctx: typer.Context,
    *,
    others: Annotated[
        list[Path],
        typer.Argument(metavar="OTHER...", parser=file_path, help=N_("The registers to take in.")),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be done, and do nothing."))
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.merge import merge_registers

    merge_registers(
        others=others,
        dry_run=dry_run,
        format=format.value,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
