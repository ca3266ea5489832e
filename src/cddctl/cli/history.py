"""`cddctl history`: every entry and act, and its changes."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.names import database_then_district
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    OutputOption,
    ProvinceOption,
    format_of,
)
from cddctl.cli.output import table_width, write_data, write_parts
from cddctl.errors import UnknownName
from cddctl.i18n import N_
from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import AnyRecord, Change, Event, Reversed, events_of
from cddctl.periods import Month
from cddctl.places import Place, find_district
from cddctl.render.data.entries import history_csv, history_json
from cddctl.render.tables.history import history_lines
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.model import Schedule


@command(example=N_("Example: cddctl history mae-mo leaders --month 2018-09"))
def history(
    ctx: typer.Context,
    *,
    district: Annotated[
        str | None,
        typer.Argument(metavar="[DISTRICT]", help=N_("One district alone, by name or code.")),
    ] = None,
    database: Annotated[
        str | None,
        typer.Argument(metavar="[DATABASE]", help=N_("One database alone, by id, number or name.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Show the selected entries and acts in the order they were recorded."""
    context = Context.of(ctx)
    written = format_of(format, output)
    asked = parsed_month(month)
    place = context.province(province)
    records, months = _recorded(context, place, asked)
    year = max(months).fiscal_year if months else context.calendars.library.first_year()
    schedule = context.calendar(place).schedule_for_names(year)
    words = [word for word in (district, database) if word is not None]
    wanted, office = _wanted(words, place, schedule)
    calendar = context.calendar(place)
    events = [event for event in events_of(records) if _is_about(event, wanted, office, calendar)]
    if written is Format.TABLE:
        write_parts(
            history_lines(events, context.schedule_of, width=table_width()), output, force=force
        )
    else:
        write = history_json if written is Format.JSON else history_csv
        write_data(write(place, events), output, force=force)


def _recorded(
    context: Context, place: Place, asked: Month | None
) -> tuple[list[AnyRecord], list[Month]]:
    """Read all records of a month, or of all months; also return the months."""
    with context.open_register() as register:
        months = [asked] if asked else [m for code, m in register.rounds() if code == place.code]
        return register.records(place.code, months), months


def _is_about(event: Event, database: str | None, office: str | None, calendar: Calendar) -> bool:
    """Whether an event is about a database and an office; None means any."""
    if isinstance(event, Reversed):
        records: Sequence[AnyRecord] = event.records
    else:
        records = [event.record if isinstance(event, Change) else event]
    return any(_concerns(record.content, database, office, calendar) for record in records)


def _concerns(
    content: Entry | Act, database: str | None, office: str | None, calendar: Calendar
) -> bool:
    """Whether an entry or act concerns a database and an office; an act may concern all of them."""
    if isinstance(content, Act) and content.database is None and database is not None:
        if not _has_period(database, content.month, calendar):
            return False
    elif database not in {None, content.database}:
        return False
    is_of_all = isinstance(content, Act) and content.office is None
    return is_of_all or office in {None, content.office}


def _has_period(database: str, month: Month, calendar: Calendar) -> bool:
    schedule = calendar.schedule_naming(month.fiscal_year, database)
    rules = schedule.databases[database].rules() if database in schedule.databases else ()
    return month.number in {rule.month for rule in rules}


def _wanted(
    words: Sequence[str], place: Place, schedule: Schedule
) -> tuple[str | None, str | None]:
    """Find the database and the office given; either may be given alone."""
    match database_then_district(words, place):
        case [database, district]:
            return schedule.find(database).id, find_district(district, place).code
        case [word]:
            try:
                return schedule.find(word).id, None
            except UnknownName:
                with suppress(UnknownName):
                    return None, find_district(word, place).code
                raise
    return None, None
