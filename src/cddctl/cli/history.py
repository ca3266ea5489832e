"""`cddctl history`: every entry and act, and what it changed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
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
from cddctl.ledger.history import Change, changes
from cddctl.periods import Month
from cddctl.places import Place, find_district
from cddctl.render.data.history import history_csv, history_json
from cddctl.render.tables.history import history_lines
from cddctl.schedule.model import Schedule


@command(example=N_("Example: cddctl history leaders mae-mo --month 2018-09"))
def history(
    ctx: typer.Context,
    *,
    database: Annotated[
        str | None,
        typer.Argument(metavar="[DATABASE]", help=N_("One database alone, by id, number or name.")),
    ] = None,
    district: Annotated[
        str | None,
        typer.Argument(metavar="[DISTRICT]", help=N_("One district alone, by name or code.")),
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
    recorded, acts, months = _recorded(context, place, asked)
    year = max(months).fiscal_year if months else context.calendars.library.first_year()
    schedule = context.calendar(place).schedule_for_words(year)
    wanted, office = _wanted(database, district, place, schedule)
    events: list[Change | Act] = [
        change
        for change in recorded
        if wanted in {None, change.record.entry.database}
        and office in {None, change.record.entry.office}
    ]
    events += [
        act
        for act in acts
        if (wanted is None or act.database in {None, wanted})
        and (office is None or act.office in {None, office})
    ]
    events.sort(key=_moment)  # stable: entries with the same time keep their order
    if written is Format.TABLE:
        write_parts(
            history_lines(events, context.schedule_of, width=table_width()), output, force=force
        )
    else:
        write = history_json if written is Format.JSON else history_csv
        write_data(write(place, events), output, force=force)


def _recorded(
    context: Context, place: Place, asked: Month | None
) -> tuple[list[Change], Sequence[Act], list[Month]]:
    """Read the history of a month, or of all months; also return the months."""
    with context.open_register() as register:
        months = [asked] if asked else [m for code, m in register.rounds() if code == place.code]
        return (
            changes(register.history(place.code, months)),
            register.acts(place.code, months),
            months,
        )


def _wanted(
    database: str | None, district: str | None, place: Place, schedule: Schedule
) -> tuple[str | None, str | None]:
    """Find the database and the office given; a district may be given alone."""
    if database is not None and district is None:
        try:
            return schedule.find(database).id, None
        except UnknownName:
            try:
                return None, find_district(database, place).code
            except UnknownName:
                pass
            raise
    return (
        None if database is None else schedule.find(database).id,
        None if district is None else find_district(district, place).code,
    )


def _moment(event: Change | Act) -> datetime:
    moment = event.recorded_at if isinstance(event, Act) else event.record.entry.recorded_at
    return moment or datetime.min.replace(tzinfo=UTC)
