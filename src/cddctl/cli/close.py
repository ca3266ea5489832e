"""`cddctl close`: marks the report of a month as sent."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from cddctl.cli.ask import ask_until_read, is_yes
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.lost import say_lost
from cddctl.cli.options import (
    ByOption,
    DryRunOption,
    MonthOption,
    ProvinceOption,
    ReasonOption,
    YesOption,
)
from cddctl.cli.output import is_interactive, say
from cddctl.cli.rounds import ChosenRound, append_acts, open_round
from cddctl.cli.statuses import open_doubts, say_doubts
from cddctl.cli.writing import recorded_meanwhile, refuse_closed, writing
from cddctl.errors import EntryRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind, note_of
from cddctl.ledger.entries import Entry, Share, State
from cddctl.notes import check_reason
from cddctl.places import Scope, districts
from cddctl.render.data.report import report_json
from cddctl.render.words import say_period
from cddctl.report.form import build_report, entries_without_row
from cddctl.report.sent import SentContent, entries_sent
from cddctl.schedule.due import report_periods
from cddctl.status.round import Standing, Status, build_status
from cddctl.wording import say_list


@command(example=N_("Example: cddctl close --month 2018-09 --by Somsak"))
def close(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help=N_("Close it though something is outstanding; say why.")),
    ] = False,
    reason: ReasonOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Keep the report as it is sent; nothing is recorded for its round until it is reopened."""
    context = Context.of(ctx)
    if incomplete and reason is None:
        raise UsageRefused(_("--incomplete needs to say why; add --reason"))
    with open_round(context, month, province, yes=yes or dry_run) as (register, round_):
        place = round_.province
        shown = register.current(place.code, round_.month)
        note = note_of(register.acts(place.code, [round_.month]))
        status = build_status(place, districts(place), report_periods(round_.periods), shown)
        missing = status.outstanding()
        doubts = open_doubts(context, register, place, round_.month)
        say_doubts(doubts, Scope.of(place), round_.month)
        lost = entries_without_row(round_.periods, place, districts(place), shown)
        if lost and not incomplete:
            say_lost(context.schedule_of, place, round_.month, round_.periods, shown)
            raise EntryRefused(
                _(
                    "not closed, as the report would not show all that was recorded; use the "
                    "schedule that it was recorded under (--schedules), or add "
                    "--incomplete --reason T"
                )
            )
        if missing and not incomplete:
            _tell_missing(status, round_)
            if not dry_run and not is_yes(_("Close it all the same?")):
                say(_("not closed"))
                return
            if not dry_run and reason is None:
                reason = ask_until_read(_("Why is it sent incomplete? "), check_reason)
        elif missing:
            _say_missing(status, round_)
        act = Act(
            Kind.CLOSE, place.code, round_.month,
            reason=reason if missing or lost else None,
            sent=_sent(context, round_, shown, note).text,
        )  # fmt: skip
        if not dry_run:
            with writing(context, register):
                refuse_closed(register, place.code, round_.month)
                now = register.current(place.code, round_.month)
                if now != shown or note_of(register.acts(place.code, [round_.month])) != note:
                    raise recorded_meanwhile(round_.month.say())
                append_acts(register, "close", round_, [act], by)
    say(
        _("{lead}: {month}, {province}; check code {code}").format(
            lead=_("would close") if dry_run else _("closed"),
            month=round_.month.say(),
            province=place.name,
            code=act.check_code,
        )
        + (_(", by {name}").format(name=by) if by else "")
    )


def _sent(
    context: Context, round_: ChosenRound, entries: Sequence[Entry], note: str | None
) -> SentContent:
    """Build the report as it is now."""
    place, month, periods = round_.province, round_.month, round_.periods
    say_lost(context.schedule_of, place, month, periods, entries)
    report = build_report(
        round_.schedule, place, districts(place), month, periods, entries, note=note
    )
    kept = entries_sent(periods, place, districts(place), entries)
    return SentContent(round_.schedule, json.loads(report_json(report)), kept)


def _tell_missing(status: Status, round_: ChosenRound) -> None:
    """Show the outstanding entries if there is a terminal to ask on; refuse otherwise."""
    if not is_interactive():
        offices: dict[str, int] = {}
        for standing in status.outstanding():
            offices[standing.office.name] = offices.get(standing.office.name, 0) + 1
        raise EntryRefused(
            _(
                "{month} is not complete; databases still outstanding: {offices}; "
                "to send it so, add --incomplete --reason T"
            ).format(
                month=round_.month.say(),
                offices=say_list(f"{office} {count}" for office, count in offices.items()),
            )
        )
    _say_missing(status, round_)


def _say_missing(status: Status, round_: ChosenRound) -> None:
    say(_("Still outstanding in {month}:").format(month=round_.month.say()))
    for period in status.periods:
        if missing := _states(status.of_period(period)):
            say(f"  {say_period(period)}: {missing}")


def _states(standings: Sequence[Standing]) -> str:
    """List the offices that reported nothing, and those whose entries are incomplete."""
    share = Share.of(standing.state for standing in standings)
    none = [standing.office.name for standing in standings if standing.state is State.NONE]
    part = [standing.office.name for standing in standings if standing.state is State.INCOMPLETE]
    if len(none) == share.expected > 1:
        return _("nothing reported by all {count} offices").format(count=share.expected)
    parts = []
    if none:
        parts.append(_("nothing reported by {offices}").format(offices=say_list(none)))
    if part:
        parts.append(_("incomplete from {offices}").format(offices=say_list(part)))
    return "; ".join(parts)
