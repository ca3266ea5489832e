"""`cddctl register check`."""

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.i18n import N_


@command(example=N_("Example: cddctl register check"))
def check(
    ctx: typer.Context,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.check import check_register

    raise typer.Exit(
        check_register(register=context.typed_register, schedules=context.typed_schedules)
    )
