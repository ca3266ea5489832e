"""`cddctl schedule district`: declares a district founded, renamed or closed."""

import re
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import DryRunOption, ProvinceOption
from cddctl.cli.schedule.own import calendars_to_write, change_own
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear, parse_date
from cddctl.places import DistrictChange, Place, find_district
from cddctl.schedule.editing import with_district
from cddctl.thai import arabic_digits

_FORM = N_("cddctl schedule district CODE NAME ENGLISH --from DATE, or CODE --until DATE")


@command(
    example=N_('Example: cddctl schedule district 5214 แม่ใหม่ "Mae Mai" --from 1/10/2561'),
)
def district(
    ctx: typer.Context,
    *,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE", help=N_("The district's code: a new one founds it. Or its name.")
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=N_("The name in Thai, without อำเภอ."))
    ] = None,
    english: Annotated[
        str | None, typer.Argument(metavar="ENGLISH", help=N_("The name in English."))
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help=N_("The day from which it has this name.")),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=N_("Its last day, to close it."))
    ] = None,
    province: ProvinceOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write it into the province's own schedule, in place of the same that was there."""
    context = Context.of(ctx)
    is_named = name is not None and english is not None and since is not None
    is_closed = name is since is None and until is not None
    if code is None or not (is_named or is_closed):
        raise UsageRefused(_("something is missing; the form is: {form}").format(form=_(_FORM)))
    place = context.province(province)
    first, last = (parse_date(each) if each is not None else None for each in (since, until))
    change = DistrictChange(_code(code, place), name, english, first, last)
    day = first or last
    assert day is not None  # noqa: S101 (one of them is there)
    # It holds in later years too: it makes no file of a year that has no schedule yet.
    base, own = calendars_to_write(context).library.in_force(FiscalYear.of(day), place)
    change_own(
        context,
        place,
        FiscalYear(int((own or base).stem)),
        lambda text: with_district(text, change),
        dry_run=dry_run,
    )


def _code(typed: str, province: Place) -> str:
    """The code that is typed, which may be a new one, or that of the district so called."""
    digits = arabic_digits(typed).strip()
    return digits if re.fullmatch(r"\d{4}", digits) else find_district(typed, province).code
