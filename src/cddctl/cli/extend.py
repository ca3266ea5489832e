"""`cddctl extend`: gives an office a later date, and withdraws one."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.names import district_first
from cddctl.cli.options import (
    ByOption,
    DryRunOption,
    MonthOption,
    ProvinceOption,
    ReasonOption,
    YesOption,
)
from cddctl.cli.output import say
from cddctl.cli.rounds import ChosenRound, append_acts, no_period, open_round
from cddctl.cli.scope import find_office
from cddctl.cli.writing import refuse_closed, writing
from cddctl.errors import EntryRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind
from cddctl.periods import Month, parse_date
from cddctl.places import Place, districts
from cddctl.register.store import Register
from cddctl.render.words import say_period
from cddctl.schedule.due import regular_date
from cddctl.schedule.model import Database
from cddctl.status.round import Standing, build_status
from cddctl.wording import say_date

_FORM = N_("cddctl extend DISTRICT [DATABASE] --month M --until DATE --reason T, or --withdraw")


@command(
    example=N_(
        "Example: cddctl extend mae-mo leaders --month 2018-09 --until 2018-09-14 --reason flood"
    )
)
def extend(
    ctx: typer.Context,
    *,
    district: Annotated[
        str | None,
        typer.Argument(metavar="DISTRICT", help=N_("The district, by name or code.")),
    ] = None,
    database: Annotated[
        str | None,
        typer.Argument(
            metavar="DATABASE", help=N_("One database; all that the district enters if not said.")
        ),
    ] = None,
    month: MonthOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            help=N_("The date that holds instead; the day itself is in time."),
        ),
    ] = None,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help=N_("Withdraw a later date: that for all holds again.")),
    ] = False,
    reason: ReasonOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Give an office a later date, or withdraw it, for one database or for all that it enters."""
    context = Context.of(ctx)
    if withdraw and until is not None:
        raise UsageRefused(_("--withdraw and --until do not go together; leave one out"))
    if district is None or (not withdraw and (until is None or reason is None)):
        raise UsageRefused(_("something is missing; the form is: {form}").format(form=_(_FORM)))
    day = parse_date(until) if until is not None else None
    with open_round(context, month, province, yes=yes or dry_run) as (register, round_):
        if database is not None and district_first([database, district], round_.province):
            district, database = database, district
        office = find_office(district, round_.province)
        wanted = round_.schedule.find(database) if database is not None else None
        if day is not None:
            _check_far(day, round_.month)
        with nullcontext() if dry_run else writing(context, register):
            refuse_closed(register, round_.province.code, round_.month)
            standings = _of_office(register, round_, office, wanted)
            changed = _changed(standings, office, day)
            # One act for the office if the date holds for all its databases; else one for each.
            ids: Iterable[str | None] = dict.fromkeys(
                standing.period.database.id for standing in changed
            )
            if wanted is None and (
                day is None or all(regular_date(standing.period) < day for standing in standings)
            ):
                ids = [None]
            acts = [
                Act(
                    Kind.EXTEND, round_.province.code, round_.month, office.code, id_, day, reason
                )
                for id_ in ids
            ]  # fmt: skip
            if not dry_run:
                append_acts(register, "extend", round_, acts, by)
    for standing in changed:
        date_ = day or regular_date(standing.period)
        say(
            _("{lead}: {office}, {period}: until {date} (before: {before})").format(
                lead=_say_lead(standing, day, dry_run=dry_run),
                office=office.name,
                period=say_period(standing.period),
                date=say_date(date_),
                before=say_date(standing.until),
            )
        )


def _say_lead(standing: Standing, day: date | None, *, dry_run: bool) -> str:
    """The change of a date: extended, moved back, or its extension withdrawn."""
    if day is None:
        return _("would be withdrawn") if dry_run else _("extension withdrawn")
    if day < standing.until:
        return _("would move back") if dry_run else _("moved back")
    return _("would extend") if dry_run else _("extended")


def _check_far(day: date, month: Month) -> None:
    """Refuse a date so late that it must be a typing error."""
    year = month.fiscal_year
    if day >= year.end.replace(year=year.end.year + 1):
        raise EntryRefused(
            _("{date} is more than a year after fiscal year {year}; check it").format(
                date=say_date(day), year=year
            )
        )


def _of_office(
    register: Register, round_: ChosenRound, office: Place, wanted: Database | None
) -> list[Standing]:
    """The office's periods in the round, with the dates that apply to them."""
    place, month = round_.province, round_.month
    if wanted and all(period.database.id != wanted.id for period in round_.periods):
        raise no_period(wanted, month, Month.say)
    acts = register.acts(place.code, [month])
    status = build_status(place, districts(place), round_.periods, (), acts)
    own = [
        standing
        for standing in status.of_office(office)
        if wanted is None or standing.period.database.id == wanted.id
    ]
    if not own:
        raise EntryRefused(
            _("{office} does not enter {database}; its date cannot be extended").format(
                office=office.name, database=wanted.say()
            )
            if wanted
            else _("{office} enters nothing in {month}").format(
                office=office.name, month=month.say()
            )
        )
    return own


def _changed(standings: Sequence[Standing], office: Place, day: date | None) -> list[Standing]:
    """The periods whose date becomes `day`, which is after their regular one; None withdraws it."""
    if day is None:
        if extended := [standing for standing in standings if standing.is_extended]:
            return extended
        raise EntryRefused(
            _("{office} was given no later date, so there is none to withdraw").format(
                office=office.name
            )
        )
    # No date of a database changes where that for all is not before it: of its periods one counts.
    fixed = {s.period.database.id for s in standings if regular_date(s.period) >= day}
    of_these = [s for s in standings if s.period.database.id not in fixed]
    if changed := [standing for standing in of_these if standing.until != day]:
        return changed
    if of_these:
        raise EntryRefused(
            _("{office} has until {date} already; to change it, give another date").format(
                office=office.name, date=say_date(day)
            )
        )
    raise EntryRefused(
        _(
            "{date} is not after {due}, the date for all; give a later date, "
            "or withdraw an extension: --withdraw"
        ).format(
            date=say_date(day),
            due=say_date(min(regular_date(standing.period) for standing in standings)),
        )
    )
