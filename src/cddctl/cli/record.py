"""`cddctl record`: records the counts of an office for a period."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial as partial_of
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.help import LocalizedCommand
from cddctl.cli.names import ALL, database_then_district
from cddctl.cli.options import (
    ByOption,
    DistrictsOption,
    DryRunOption,
    MonthOption,
    ProvinceOption,
    YesOption,
)
from cddctl.cli.output import is_interactive, say
from cddctl.cli.paths import any_path
from cddctl.cli.recording import Recording
from cddctl.cli.remarks import say_schedule
from cddctl.cli.rounds import no_period
from cddctl.cli.scope import find_office
from cddctl.errors import DataRefused, EntryRefused, ProvinceNeeded, UnknownName, UsageRefused
from cddctl.i18n import N_, _, language
from cddctl.intake.counts import parse_count, unit_names, words_after
from cddctl.ledger.drafts import Draft, Settled
from cddctl.periods import Month
from cddctl.places import Place, districts, find_district, find_district_anywhere, province_of
from cddctl.render.words import say_place
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Database, Schedule
from cddctl.thai import folded
from cddctl.wording import say_any_of, say_list

if TYPE_CHECKING:
    from cddctl.cli.returns import After
    from cddctl.libraries import TyperContext

FORM = N_("cddctl record DISTRICT DATABASE total=N persons=N --month M")


class RecordCommand(LocalizedCommand):
    """Shows the syntax of its arguments in the usage line."""

    def collect_usage_pieces(self, ctx: "TyperContext") -> list[str]:  # noqa: ARG002, D102
        return ["[OPTIONS]", "[DISTRICT]", "[DATABASE]", "[KEY=VALUE]..."]


@command(
    example=N_("Example: cddctl record mae-mo leaders total=120 persons=118 --month 2018-09"),
    cls=RecordCommand,
)
def record(
    ctx: typer.Context,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DISTRICT] [DATABASE] [KEY=VALUE]...",
            help=N_(
                "The district by name or code, or all of them (all); the database by id, number or "
                "name; and the counts: total=N and a unit each, as in persons=N (recorded=N where "
                "there is one)."
            ),
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="PATH...",
            help=N_("Record from files: returned forms, tables, folders of them, or - for stdin."),
        ),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    district: DistrictsOption = None,
    nation: Annotated[
        bool, typer.Option("--nation", help=N_("With --from: returns of every province."))
    ] = False,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="N", help=N_("The period, where a month has several of a database.")
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="T", help=N_("A note for the form's last column.")),
    ] = None,
    not_applicable: Annotated[
        bool,
        typer.Option(
            "--not-applicable", help=N_("There is nothing to enter yet; say why with --note.")
        ),
    ] = False,
    received: Annotated[
        str | None,
        typer.Option(
            "--received", metavar="DATE", help=N_("The day the office reported; today if not said.")
        ),
    ] = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help=N_("With --from: leave out the lines of a reply that are not understood."),
        ),
    ] = False,
    theirs: Annotated[
        bool,
        typer.Option(
            "--theirs",
            help=N_("With --from: a form is right where the register was changed too."),
        ),
    ] = False,
    replies: Annotated[
        Path | None,
        typer.Option(
            "--replies",
            metavar="DIR",
            parser=any_path,
            help=N_("With --from: write a text for LINE to each office whose file is refused."),
        ),
    ] = None,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["table", "json"] | None,
        typer.Option(
            "--format",
            metavar="table|json",
            help=N_("With --from: how to write the summary; a table if not said."),
        ),
    ] = None,
) -> None:
    """Record arguments or files, or ask for everything when nothing is given."""
    context = Context.of(ctx)
    for path in source or []:
        if path.startswith("-") and path != "-":
            raise UsageRefused(
                _("{option} stands where a path belongs; write --from last").format(option=path)
            )
    _check_together(
        source,
        words,
        district=district,
        for_words={"--period": period, "--note": note, "--not-applicable": not_applicable or None},
        for_files={
            "--nation": nation or None,
            "--partial": partial or None,
            "--theirs": theirs or None,
            "--replies": replies,
            "--format": format,
        },
    )
    if nation and province is not None:
        raise UsageRefused(_("--nation is every province; leave out --province"))
    asked = parsed_month(month)
    recording = Recording.checked(context, received, by, dry_run=dry_run, yes=yes)
    if source:
        from cddctl.cli.returns import record_files

        home = None if nation else context.province(province)
        paths = [*source, *(words or [])]
        code = record_files(
            recording,
            paths,
            home,
            asked,
            partial=partial,
            theirs=theirs,
            as_json=format == "json",
            after=_writing_requests(context, replies),
        )
        raise typer.Exit(code)
    names = [word for word in words or [] if "=" not in word]
    pairs = [word for word in words or [] if "=" in word]
    if names:
        place, names = _place_and_names(context, province, names)
        chosen, district_named = _period_and_district(context, place, names, asked, period)
        schedule = context.calendar(place).schedule(chosen.fiscal_year)
        total, counts = _counts(pairs, chosen.database, schedule)
        if not (pairs or not_applicable or note is not None):
            raise EntryRefused(
                _("nothing to record was given; the form is: {form}").format(form=_(FORM))
            )
        offices = _offices(chosen, district_named, place, is_home=province is None)
        answer = Draft(chosen, place, total, counts, not_applicable, note, recording.received)
        drafts = [answer._replace(office=office) for office in offices]
        recorded = _recorded(recording, drafts)
        for settled in recorded:
            say(recording.say_settled(settled))
        recording.say_doubts(recorded)
        return
    if is_interactive() and (pairs or period or note is not None or not_applicable):
        raise UsageRefused(_("the database is missing; the form is: {form}").format(form=_(FORM)))
    _ask(recording, province, asked, district)


def _ask(
    recording: Recording, province: str | None, month: Month | None, typed: Sequence[str] | None
) -> None:
    """Ask step by step, for all databases of some districts if they are given."""
    if not is_interactive():
        raise UsageRefused(
            _("there is no terminal here to ask on; give it all at once: {form}").format(
                form=_(FORM)
            )
        )
    from cddctl.cli.interview import interview

    place = recording.context.province(province)
    offices = [*dict.fromkeys(find_office(name, place) for name in typed or ())]
    interview(recording, place, month, offices)


def _writing_requests(context: Context, folder: Path | None) -> "After | None":
    """The function that writes the texts of `--replies` once the files were read."""
    if folder is None:
        return None
    from cddctl.cli.mending import write_requests

    return partial_of(write_requests, context, folder)


def _recorded(recording: Recording, drafts: Sequence[Draft]) -> list[Settled]:
    """Record the answer of an office, or one for all, but for those with counts already."""
    if len(drafts) == 1:
        return recording.record(drafts)
    period, province = drafts[0].period, province_of(drafts[0].office.code)
    entries = recording.current(province, period.month)
    current = {entry.period_and_office: entry for entry in entries}
    counts = {
        entry.office: entry
        for entry in entries
        if entry.key == period.key and not entry.not_applicable
    }
    for draft in drafts:
        if entry := counts.get(draft.office.code):
            say(
                _("left as it is: {office}: {content}").format(
                    office=draft.office.name, content=recording.say_content(entry)
                )
            )
    others = [draft for draft in drafts if draft.office.code not in counts]
    return recording.record(others, shown=current) if others else []


def _check_together(
    source: list[str] | None,
    words: list[str] | None,
    *,
    district: Sequence[str] | None,
    for_words: Mapping[str, object],
    for_files: Mapping[str, object],
) -> None:
    """Refuse options that have no effect together."""
    if district and (source or words):
        raise UsageRefused(
            _("--district asks for all databases of a district; leave the other words out")
        )
    for option, value in (for_words if source else for_files).items():
        if value is not None:
            raise UsageRefused(
                _("{option} does not go with --from; leave one out").format(option=option)
                if source
                else _("{option} goes with --from PATH; leave it out, or add that").format(
                    option=option
                )
            )


def _place_and_names(
    context: Context, typed: str | None, names: Sequence[str]
) -> tuple[Place, list[str]]:
    """The names with the database first, and the province.

    It is the one given, else the register's, else that of a uniquely named district.
    """
    if len(names) > 2:  # noqa: PLR2004 (a database and a district)
        raise UsageRefused(
            _("what is {words} for? The form is: {form}").format(
                words=say_list(names[2:]), form=_(FORM)
            )
        )
    try:
        place = context.province(typed)
    except ProvinceNeeded:
        names = database_then_district(names, None)
        district = find_district_anywhere(names[1]) if len(names) > 1 else None
        if district is None:
            raise
        return province_of(district.code), names
    return place, database_then_district(names, place)


def _period_and_district(
    context: Context, province: Place, names: Sequence[str], month: Month | None, number: str | None
) -> tuple[Period, Sequence[str]]:
    """The period, and the district as typed; where neither is one, either may be the database."""
    try:
        return _period(context, province, names[0], month, number), names[1:]
    except UnknownName:
        with suppress(UnknownName):
            return _period(context, province, names[-1], month, number), names[:-1]
        raise


def _period(
    context: Context, province: Place, typed: str, month: Month | None, number: str | None
) -> Period:
    """The period of the database to record for; never guess between several."""
    calendar = context.calendar(province)
    when = month or Month.of(context.today)
    schedule, periods = calendar.of_month(when)
    database = schedule.find(typed)
    fitting = [period for period in periods if period.database.id == database.id]
    if not fitting:
        return _period_of_another_month(
            database, when, calendar.nearest(database, when), is_guess=month is None
        )
    say_schedule(schedule, when.fiscal_year)
    if number is not None:
        wanted = parse_count(number)
        fitting = [period for period in fitting if period.number == wanted]
        if not fitting:
            raise EntryRefused(
                _("{database} has no period {number} in {month}").format(
                    database=database.say(), number=wanted, month=when.say()
                )
            )
    if len(fitting) > 1:
        raise UsageRefused(
            _("{database} has several periods in {month}; add --period {numbers}").format(
                database=database.say(),
                month=when.say(),
                numbers=say_any_of(period.number for period in fitting),
            )
        )
    return fitting[0]


def _period_of_another_month(
    database: Database, month: Month, nearest: Sequence[Period], *, is_guess: bool
) -> Period:
    """Ask which period to record, when no month was typed and this one has none."""
    if not is_guess:
        raise no_period(database, month, _say_as_typed)
    if not is_interactive():
        raise UsageRefused(
            _(
                "{database} has no period in {month}; say which is meant with --month: {nearest}"
            ).format(
                database=database.say(),
                month=month.say(),
                nearest=say_any_of(_say_as_typed(period.month) for period in nearest),
            )
        )
    from cddctl.cli.interview import choose_period

    return choose_period(nearest)


def _say_as_typed(month: Month) -> str:
    """A month as it is typed, and as it is shown."""
    typed = month.buddhist if language() == "th" else str(month)
    return _("{month}, that is {said}").format(month=typed, said=month.say())


def _offices(
    period: Period, typed: Sequence[str], province: Place, *, is_home: bool
) -> Sequence[Place]:
    """The office that is typed, or all that enter the period."""
    if typed and folded(typed[0]) in ALL and period.database.entered_by == "district":
        return offices_of(period, province, districts(province))
    return [_office(period.database, typed, province, is_home=is_home)]


def _office(database: Database, typed: Sequence[str], province: Place, *, is_home: bool) -> Place:
    """Find the office that enters: the named district, or the provincial office.

    Without a typed province it must belong to the register's own: another province's is refused.
    """
    if database.entered_by == "province":
        if typed:
            raise EntryRefused(
                _("{database} is entered by the provincial office; leave {district} out").format(
                    database=database.say(), district=typed[0]
                )
            )
        return province
    if not typed:
        raise EntryRefused(
            _("{database} is entered by the districts; say which one, as in: {form}").format(
                database=database.say(), form=_(FORM)
            )
        )
    try:
        return find_district(typed[0], province)
    except UnknownName:
        elsewhere = find_district_anywhere(typed[0])
        if not is_home or elsewhere is None:
            raise
        raise DataRefused(
            _(
                "{place} is not in {home}, the province of this register; "
                "if it is meant, name its province with --province"
            ).format(place=say_place(elsewhere), home=province.name)
        ) from None


def _counts(
    pairs: Sequence[str], database: Database, schedule: Schedule
) -> tuple[int | None, dict[str, int]]:
    """Parse `key=value` arguments into the total and the counts by unit."""
    total: int | None = None
    recorded: dict[str, int] = {}
    seen: set[str] = set()
    for pair in pairs:
        typed, value = pair.split("=", 1)
        key = _unit(typed.strip(), database, schedule)
        if key in seen:
            raise EntryRefused(_("{key} is given twice; leave one out").format(key=key))
        seen.add(key)
        count = parse_count(value, words_after(key, database, schedule))
        if key == "total":
            total = count
        else:
            recorded[key] = count
    return total, recorded


def _unit(typed: str, database: Database, schedule: Schedule) -> str:
    """Find the key: total, a unit by one of its names, or `recorded` if there is only one unit."""
    key = folded(typed)
    if key in {"total", "ทั้งหมด"}:
        return "total"
    if key in {"recorded", "บันทึก", "บันทึกแล้ว"}:
        if len(database.counts) == 1:
            return database.counts[0]
        raise EntryRefused(
            _("{database} counts several units; say which: {units}").format(
                database=database.say(),
                units=say_any_of(f"{unit}=N" for unit in database.counts),
            )
        )
    called = [unit for unit in database.counts if key in unit_names(unit, schedule)]
    if len(called) > 1:
        raise EntryRefused(
            _("{typed} may be {units}; write the one that is meant").format(
                typed=typed, units=say_any_of(called)
            )
        )
    return called[0] if called else typed
