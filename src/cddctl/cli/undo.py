"""`cddctl undo`: takes back what was recorded."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import MonthOption, ProvinceOption
from cddctl.i18n import N_


@command(example=N_("Example: cddctl undo --import mae-mo.xlsx --dry-run"))
def undo(
    ctx: typer.Context,
    *,
    entry: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENTRY]", help=N_("An entry by the name that history shows: 1a2b3c4d/3.")
        ),
    ] = None,
    last: Annotated[
        bool, typer.Option("--last", help=N_("What was recorded last; so too if nothing is said."))
    ] = False,
    source: Annotated[
        str | None,
        typer.Option("--import", metavar="FILE", help=N_("All that was recorded from a file.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            envvar="CDDCTL_BY",
            show_envvar=False,
            help=N_("Who takes it back; else CDDCTL_BY."),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be done, and do nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do it without asking."))] = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.undo import undo_entries

    undo_entries(
        entry=entry,
        last=last,
        source=source,
        month=month,
        province=province,
        by=by,
        dry_run=dry_run,
        yes=yes,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
