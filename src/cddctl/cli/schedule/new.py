"""`cddctl schedule new`: makes the schedule of a year, asked for or read from a letter's table."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.ask import ask_again, ask_in_turn, is_wanted, is_yes
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import DryRunOption, YesOption
from cddctl.cli.output import is_interactive, say, show, table_width
from cddctl.cli.paths import file_path
from cddctl.cli.schedule.asking import HOW_TO_ANSWER, database_questions, letter_questions
from cddctl.cli.schedule.own import calendars_to_write, write_schedule
from cddctl.errors import UsageRefused
from cddctl.i18n import N_, _
from cddctl.intake.enclosure import read_enclosure
from cddctl.intake.files import read_bytes
from cddctl.periods import FiscalYear, parse_date
from cddctl.places import Place, find_province
from cddctl.render.schedule_diff import difference_lines, differences
from cddctl.render.tables.due import due_tables
from cddctl.schedule.calendar import Calendar, Calendars
from cddctl.schedule.due import periods_of_year
from cddctl.schedule.editing import with_parts_of
from cddctl.schedule.model import Schedule
from cddctl.schedule.newfile import as_file
from cddctl.schedule.newyear import (
    Enclosure,
    last_year,
    overlay,
    with_enclosure,
)
from cddctl.schedule.yamlfile import read_text
from cddctl.status.due_period import DuePeriod
from cddctl.thai import thai_digits
from cddctl.wording import say_list


@command(example=N_("Example: cddctl schedule new --year 2562 --from letter.txt"))
def new(
    ctx: typer.Context,
    *,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="FY", help=N_("The fiscal year of the new schedule.")),
    ] = None,
    province: Annotated[
        str | None,
        typer.Option(
            "--province", metavar="P", help=N_("A province's own; else the department's.")
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            parser=file_path,
            help=N_("The letter or its table: .xlsx, .docx or .txt; else it is asked for."),
        ),
    ] = None,
    letter: Annotated[
        str | None,
        typer.Option(
            "--letter", metavar="T", help=N_("The letter's number, as in มท ๐๔๐๕.๔/ว ๐๖๒๖.")
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help=N_("The date of the letter."))
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Make a schedule from the last one and a letter, check it, and put it to use."""
    context = Context.of(ctx)
    if year is None:
        raise UsageRefused(_("which fiscal year? Add --year, as in --year 2562"))
    of_year = FiscalYear.parse(year)
    place = find_province(province) if province is not None else None
    if source is None and not is_interactive():
        raise UsageRefused(_("there is no terminal here to ask on; name the letter with --from"))
    calendars = calendars_to_write(context)
    last = calendars.of(place).schedule_for_names(of_year)
    enclosure = Enclosure(()) if source is None else read_enclosure(read_bytes(source))
    data = with_enclosure(last_year(last, of_year), enclosure, place)
    title = _title(data["source"]["title"], enclosure, of_year)
    given = _given(enclosure, letter, date, title)
    data["source"] = {**data["source"], **given}
    questions = letter_questions({"letter", "date", "title"} - given.keys(), title)
    national = last_year(calendars.of(None).schedule(of_year), of_year)
    if source is None:
        fixed = () if place is None else national["databases"]
        questions += database_questions(last, fixed)
        say(_("Enter keeps what stands in brackets; b goes back to the question before."))
        say(_(HOW_TO_ANSWER))
    data = ask_again(lambda: ask_in_turn(data, questions))
    chosen = [id_ for id_ in data["databases"] if id_ not in last.databases]
    if place is not None:
        data = overlay(data, national, place)
    text = as_file(data, last.fiscal_year, enclosure.rows, chosen)
    path = context.own_schedules / (place.id if place else "") / f"{of_year}.yaml"
    if path.exists():
        text = with_parts_of(text, read_text(path, f"{path}"))
    made = calendars.library.schedule_in(path, text)
    _show(context, calendars.of(place), last, made)
    for id_ in chosen:
        message = _(
            "new: {database}; what was not said of it is chosen (unit, account, on the form): "
            "look at it in the file"
        )
        say(message.format(database=made.databases[id_].say()))
    is_asked = (path.exists() or source is None) and not dry_run and not yes
    if is_asked and not _is_to_be_written(path):
        say(_("Nothing is written."))
        return
    if place is None and (home := context.home_to_look_at()) is not None:
        _say_own(calendars, home, of_year)  # as it holds before this one is written
    write_schedule(context, path, text, dry_run=dry_run)


def _is_to_be_written(path: Path) -> bool:
    """Ask whether a schedule is written, which may replace one that is there."""
    if not path.exists():
        return is_yes(_("Write this to {path}?").format(path=path))
    question = _("{path} is there already. Replace it?").format(path=path)
    otherwise = _("{path} is there already; add --yes to replace it").format(path=path)
    return is_wanted(question, otherwise)


def _say_own(calendars: Calendars, province: Place, year: FiscalYear) -> None:
    """Say that a province's own schedule of an earlier year does not hold any more."""
    _base, own = calendars.library.in_force(year, province)
    if own is None:
        return
    schedule, earlier = calendars.of(province).schedule(year), int(own.stem)
    if schedule.source != calendars.of(None).schedule(year).source and earlier == year.year:
        earlier = schedule.year_of_letter  # of its own year it has lines alone
    if earlier != year.year:
        message = _(
            "{province} has a schedule of its own for {earlier}, which does not hold in {year}; "
            "to make one: cddctl schedule new --year {year} --province {id}"
        )
        names = {"province": province.name, "earlier": earlier, "year": year, "id": province.id}
        say(message.format(**names))


def _show(context: Context, calendar: Calendar, last: Schedule, made: Schedule) -> None:
    """Show the differences of the schedule from the last one, and the periods of its year."""
    year = FiscalYear(made.fiscal_year)
    show(*difference_lines(differences(last, made)), "")
    years = {year.start.year, year.end.year}
    holidays = calendar.library.holidays(years, calendar.province)
    periods = [DuePeriod(period) for period in periods_of_year(made, year, holidays)]
    show(*due_tables(made, periods, year, None, today=context.today, width=table_width()))


def _given(
    enclosure: Enclosure, letter: str | None, date: str | None, title: str
) -> dict[str, str]:
    """The letter's values from its table or options; missing ones can be asked for."""
    day = date or enclosure.day
    given = {
        "letter": letter or enclosure.letter,
        "date": parse_date(day).isoformat() if day else None,
        "title": title if enclosure.title or not is_interactive() else None,
    }
    missing = [f"--{key}" for key in ("letter", "date") if not given[key]]
    if missing and not is_interactive():
        message = _("the file does not say which letter it is of; add {options}")
        raise UsageRefused(message.format(options=say_list(missing)))
    return {key: value for key, value in given.items() if value}


def _title(last: str, enclosure: Enclosure, year: FiscalYear) -> str:
    """The title of the table, else last year's; with the fiscal year at its end."""
    title = _of_year(enclosure.title or last, year)
    if enclosure.title not in {None, title}:
        say(
            _("the title of the table is of another year; it is written as {title}").format(
                title=title
            )
        )
    return title


def _of_year(title: str, year: FiscalYear) -> str:
    """The title of a schedule with the fiscal year at its end."""
    return re.sub(r"[0-9๐-๙]{4}\s*$", thai_digits(year), title)
