"""`cddctl remind`: messages for LINE about outstanding entries."""

import codecs
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.files import check_free, make_folder
from cddctl.cli.options import (
    DistrictsOption,
    ForceOption,
    MonthOption,
    ProvinceOption,
    output_option,
)
from cddctl.cli.output import say, write_all, write_text
from cddctl.cli.remarks import say_holidays_unknown, say_month, say_schedule
from cddctl.cli.statuses import status_of
from cddctl.errors import DataRefused, UsageRefused
from cddctl.exchange.replies import RULE
from cddctl.i18n import N_, _
from cddctl.intake.counts import parse_count
from cddctl.periods import Month
from cddctl.places import Place, Scope, districts, find_district
from cddctl.render.announce import opening
from cddctl.render.remind import reminder
from cddctl.render.remind_all import collective
from cddctl.schedule.due import regular_date
from cddctl.status.round import Standing
from cddctl.wording import say_list, without_controls


@command(example=N_("Example: cddctl remind --month 2018-09 --overdue"))
def remind(
    ctx: typer.Context,
    *,
    month: MonthOption = None,
    province: ProvinceOption = None,
    within: Annotated[
        str | None,
        typer.Option(
            "--within", metavar="DAYS", help=N_("Only what falls due within so many days.")
        ),
    ] = None,
    overdue: Annotated[
        bool,
        typer.Option("--overdue", help=N_("Only what is past its date; with --within, that too.")),
    ] = False,
    district: DistrictsOption = None,
    everyone: Annotated[
        bool, typer.Option("--all", help=N_("One message for all together, as for a group."))
    ] = False,
    opening_: Annotated[
        bool,
        typer.Option("--opening", help=N_("Announce the round: what is to be entered by when.")),
    ] = False,
    output: Annotated[
        Path | None,
        output_option(N_("Write a text file an office into a folder."), "DIR"),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write messages to the offices that have outstanding entries."""
    if everyone and output is not None:
        raise UsageRefused(_("--all is one message and -o a file an office; leave one out"))
    if opening_ and (everyone or overdue or district or within is not None or output is not None):
        raise UsageRefused(
            _(
                "--opening is one message for all; leave out --all, --overdue, --within, "
                "--district, -o"
            )
        )
    if output is not None and (str(output) == "-" or output.suffix.lower() == ".txt"):
        raise UsageRefused(
            _("-o names the folder of the text files, not {path}").format(path=output)
        )
    context = Context.of(ctx)
    today = context.today
    days = None if within is None else parse_count(within)
    asked = parsed_month(month)
    place = context.province(province)
    wanted = {find_district(typed, place) for typed in district or ()}
    calendar = context.calendar(place)
    with context.open_register() as register:
        shown = asked or context.usual_month(register, [place])
        status = status_of(context, register, Scope.of(place), shown)
    schedule, periods = calendar.of_month(shown)
    if not periods:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    say_schedule(schedule, shown.fiscal_year)
    say_month(month, shown)
    if opening_:
        days_due = {regular_date(period) for period in periods}
        say_holidays_unknown(calendar, days_due)
        _print(opening(place, periods, calendar.holidays(days_due), today))
        return
    standings = [
        standing
        for standing in status.outstanding()
        if (not wanted or standing.office in wanted)
        and _is_meant(standing, today, days, overdue=overdue)
    ]
    if not standings:
        _say_nothing(
            shown, _narrowing(wanted, days, overdue=overdue) if status.outstanding() else []
        )
        return
    if status.closed is not None:
        message = _("the round of {month} is closed; replies are refused until it is reopened")
        say(message.format(month=shown.say()))
    dates = {standing.until for standing in standings}
    holidays = calendar.holidays(dates)
    say_holidays_unknown(calendar, dates)
    if everyone:
        those_meant = () if wanted else districts(place, shown)
        _print(
            collective(schedule, place, periods, standings, holidays, today, districts=those_meant)
        )
        return
    messages = {
        office: reminder(
            schedule, periods, [o for o in standings if o.office == office], holidays, today
        )
        for office in dict.fromkeys(standing.office for standing in standings)
    }
    if output is None:
        _print([part for parts in messages.values() for part in parts])
    else:
        _write(messages, place, shown, output, force=force)


def _say_nothing(month: Month, options: Sequence[str]) -> None:
    """Say that there is nobody to remind, or that the options exclude everything outstanding."""
    if options:
        message = _("nothing of {month} is outstanding that was asked for; leave out {options}")
        say(message.format(month=month.say(), options=say_list(options)))
    else:
        message = _("nothing of {month} is outstanding; there is no one to remind")
        say(message.format(month=month.say()))


def _narrowing(wanted: Collection[Place], days: int | None, *, overdue: bool) -> list[str]:
    """The given options that narrow the selection."""
    given = {"--district": bool(wanted), "--within": days is not None, "--overdue": overdue}
    return [option for option, is_given in given.items() if is_given]


def _is_meant(standing: Standing, today: date, days: int | None, *, overdue: bool) -> bool:
    """Whether the options select an outstanding period; without options, all are selected."""
    if days is None and not overdue:
        return True
    if standing.until < today:
        return overdue
    return days is not None and (standing.until - today).days <= days


def _text(parts: Sequence[str]) -> str:
    return f"\n{RULE}\n".join(parts) + "\n"


def _print(parts: Sequence[str]) -> None:
    write_text(_text(parts), None)


def _write(
    messages: dict[Place, list[str]], province: Place, month: Month, folder: Path, *, force: bool
) -> None:
    """Write one file per office, and print the paths; none if one may not be overwritten."""
    names = {
        office: "-".join(
            dict.fromkeys(["remind", province.id, office.code, office.id, month.buddhist])
        )
        for office in messages
    }
    paths = {office: folder / f"{name}.txt" for office, name in names.items()}
    for path in paths.values():
        check_free(path, force=force)
    make_folder(folder)
    contents = [(paths[office], text_file(parts)) for office, parts in messages.items()]
    write_all(contents, force=force)


def text_file(parts: Sequence[str]) -> bytes:
    """The content of a text file with the parts of a message, as Notepad reads it."""
    text = _text(parts)
    return codecs.BOM_UTF8 + without_controls(text).replace("\n", "\r\n").encode()
