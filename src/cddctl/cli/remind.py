"""`cddctl remind`: messages for LINE about outstanding entries."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.clipboard import CopyOption, check_copy, show_text
from cddctl.cli.command import command
from cddctl.cli.common import MONTH_RULE
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free, make_folder
from cddctl.cli.options import (
    DistrictsOption,
    ForceOption,
    OpenMonthOption,
    ProvinceOption,
    output_option,
)
from cddctl.cli.output import say, write_all
from cddctl.cli.remarks import (
    say_holidays_unknown,
    say_month,
    say_schedule,
    say_schedules,
)
from cddctl.cli.scope import named_districts
from cddctl.cli.statuses import open_status, status_of
from cddctl.cli.writing import say_closed
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.intake.counts import parse_count
from cddctl.periods import Month
from cddctl.places import Place, Scope, districts
from cddctl.render.announce import opening
from cddctl.render.remind import joined, reminder, text_file
from cddctl.render.remind_all import collective
from cddctl.schedule.due import Period, regular_date
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule
from cddctl.status.open import open_rounds
from cddctl.status.round import Standing, Status
from cddctl.wording import say_list

_OPENING = N_("Announce the round: what is to be entered by when.")


@command(example=N_("Example: cddctl remind --month 2018-09 --overdue"))
def remind(
    ctx: typer.Context,
    *,
    month: OpenMonthOption = None,
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
        typer.Option("--opening", help=f"{_OPENING}\n{MONTH_RULE}"),
    ] = False,
    output: Annotated[
        Path | None,
        output_option(N_("Write a text file an office into a folder."), "DIR"),
    ] = None,
    copy: CopyOption = False,
    force: ForceOption = False,
) -> None:
    """Write messages to the offices that have outstanding entries."""
    check_copy(
        copy,
        is_possible=output is None,
        otherwise=_("--copy is for one text and -o writes files; leave one out"),
    )
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
    days = None if within is None else parse_count(within)
    asked = parsed_month(month)
    place = context.province(province)
    wanted = {*named_districts(district, place)}
    if opening_:
        with context.open_register() as register:
            shown = asked or context.usual_month(register, [place])
            closed = say_closed(register, place.code, shown)
        say_month(month, shown)
        if closed is not None:
            say(closed)
        _print(_opening(context, place, shown), copy=copy)
        return
    rounds = _rounds(context, place, asked)
    meant = {
        round_.months()[0]: standings
        for round_ in rounds
        if (
            standings := [
                standing
                for standing in round_.outstanding()
                if (not wanted or standing.office in wanted)
                and _is_meant(standing, context.today, days, overdue=overdue)
            ]
        )
    }
    if not meant:
        is_any = any(round_.outstanding() for round_ in rounds)
        _say_nothing(asked, _narrowing(wanted, days, overdue=overdue) if is_any else [])
        return
    if everyone:
        texts = [
            _collective(context, place, month, standings, () if wanted else districts(place, month))
            for month, standings in meant.items()
        ]
        _print([part for parts in texts for part in parts], copy=copy)
        return
    messages = {
        (office, month): parts
        for month, standings in meant.items()
        for office, parts in _reminders(context, place, month, standings).items()
    }
    if output is None:
        _print([part for parts in messages.values() for part in parts], copy=copy)
    else:
        _write(messages, place, output, force=force)


def _rounds(context: Context, place: Place, asked: Month | None) -> list[Status]:
    """The round of the month that was asked for, else all that are open, oldest first."""
    scope = Scope.of(place)
    if asked is not None:
        _periods(context, place, asked)
    with context.open_register() as register, register.reading():
        if asked is not None:
            status = status_of(context, register, scope, asked)
            closed = say_closed(register, place.code, asked)
            if closed is not None and status.outstanding():
                say(closed)
            return [status]
        rounds = open_rounds(open_status(context, register, scope))
    years = (round_.months()[0].fiscal_year for round_ in rounds)
    say_schedules(context.calendar(place), years)
    return rounds


def _periods(context: Context, place: Place, month: Month) -> tuple[Schedule, tuple[Period, ...]]:
    """The schedule and periods of a month, which must have some; says it if it is an old one."""
    schedule, periods = context.calendar(place).of_month(month)
    if not periods:
        raise DataRefused(_("no period falls in {month}").format(month=month.say()))
    say_schedule(schedule, month.fiscal_year)
    return schedule, periods


def _holidays(context: Context, place: Place, days: Collection[date]) -> Holidays:
    calendar = context.calendar(place)
    say_holidays_unknown(calendar, days)
    return calendar.holidays(days)


def _opening(context: Context, place: Place, month: Month) -> list[str]:
    """Announce a round."""
    _schedule, periods = _periods(context, place, month)
    holidays = _holidays(context, place, {regular_date(period) for period in periods})
    reply_to = context.reply_to(place)
    return opening(place, periods, holidays, context.today, reply_to=reply_to)


def _collective(
    context: Context,
    place: Place,
    month: Month,
    standings: Sequence[Standing],
    districts_meant: Sequence[Place],
) -> list[str]:
    """One message for all together on a round."""
    schedule, periods = context.calendar(place).of_month(month)
    holidays = _holidays(context, place, {standing.until for standing in standings})
    return collective(
        schedule,
        place,
        periods,
        standings,
        holidays,
        context.today,
        districts=districts_meant,
        reply_to=context.reply_to(place),
    )


def _reminders(
    context: Context, place: Place, month: Month, standings: Sequence[Standing]
) -> dict[Place, list[str]]:
    """A message on a round for each office."""
    schedule, periods = context.calendar(place).of_month(month)
    holidays = _holidays(context, place, {standing.until for standing in standings})
    reply_to = context.reply_to(place)
    return {
        office: reminder(
            schedule,
            periods,
            [standing for standing in standings if standing.office == office],
            holidays,
            context.today,
            reply_to=reply_to,
        )
        for office in dict.fromkeys(standing.office for standing in standings)
    }


def _say_nothing(month: Month | None, options: Sequence[str]) -> None:
    """Say that there is nobody to remind, or that the options exclude everything outstanding."""
    if month is None and options:
        message = _("nothing is outstanding that was asked for; leave out {options}")
    elif month is None:
        message = _("nothing is outstanding; there is no one to remind")
    elif options:
        message = _("nothing of {month} is outstanding that was asked for; leave out {options}")
    else:
        message = _("nothing of {month} is outstanding; there is no one to remind")
    say(message.format(month=month.say() if month else "", options=say_list(options)))


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


def _print(parts: Sequence[str], *, copy: bool) -> None:
    show_text(joined(parts), None, copy=copy)


def _write(
    messages: dict[tuple[Place, Month], list[str]], province: Place, folder: Path, *, force: bool
) -> None:
    """Write a file per office and month, and print the paths; none if one would be overwritten."""
    names = {
        (office, month): usual(
            "-".join(
                dict.fromkeys(["remind", province.id, office.code, office.id, month.buddhist])
            ),
            "ข้อความแจ้ง",
            office.name_th,
            month.buddhist,
        )
        for office, month in messages
    }
    paths = {key: folder / f"{name}.txt" for key, name in names.items()}
    for path in paths.values():
        check_free(path, force=force)
    make_folder(folder)
    contents = [(paths[key], text_file(parts)) for key, parts in messages.items()]
    write_all(contents, force=force)
