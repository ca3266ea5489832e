"""`cddctl schedule not-yet`: declares that a database has nothing to enter in a month yet."""

from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import DryRunOption, MonthOption, ProvinceOption
from cddctl.cli.schedule.own import calendars_to_write, change_own, month_meant
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.notes import check_reason
from cddctl.schedule.editing import with_not_yet


@command(
    example=N_("Example: cddctl schedule not-yet cd-standards --month 2561-09 --note หลังการรับรอง")
)
def not_yet(
    ctx: typer.Context,
    *,
    database: Annotated[
        str,
        typer.Argument(metavar="DATABASE", help=N_("The database by id, number or name.")),
    ],
    month: MonthOption = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="T", parser=check_reason, help=N_("Why, as the form prints it.")
        ),
    ] = None,
    province: ProvinceOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write it into the province's own schedule; the form has - and the note until counts come."""
    context = Context.of(ctx)
    meant, place = month_meant(parsed_month(month)), context.province(province)
    if note is None:
        raise UsageRefused(_("the note is missing; add --note with the reason that is printed"))
    id_ = calendars_to_write(context).of(place).schedule(meant.fiscal_year).find(database).id
    change_own(
        context,
        place,
        meant.fiscal_year,
        lambda text: with_not_yet(text, meant, id_, note),
        dry_run=dry_run,
    )
