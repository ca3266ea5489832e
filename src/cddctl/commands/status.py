"""What `cddctl status` does."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cddctl.commands.gather import (
    Calendar,
    chosen_province,
    format_of,
    local_today,
    open_register,
    parsed_month,
    parsed_year,
    say_lost,
    say_schedule,
    usual_month,
)
from cddctl.commands.streams import say, table_width, write_data, write_parts, write_text
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.ledger.history import counting
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, districts, find_district
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cddctl.ledger.acts import Act
    from cddctl.ledger.entries import Entry
    from cddctl.register.store import Register
    from cddctl.render.tables.matrix import By
    from cddctl.render.tables.shown import Shown


def show_status(
    *,
    provinces: "Sequence[str]",
    nation: bool,
    district: str | None,
    month: str | None,
    year: str | None,
    by: Literal["district", "province", "database"] | None,
    check: bool,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> bool:
    """Gather what was reported and done, and write how it stands; whether anything is to come."""
    format = format_of(format, output)  # noqa: A001
    _check_options(month, year, district, by, format, output, check=check)
    region = None
    if nation or by == "province" or len(provinces) > 1:  # as in report
        from cddctl.commands.nation import chosen_region, show_region_status

        region = chosen_region(
            provinces, nation=nation, district=district, by_province=by == "province"
        )
    if region is not None:
        return show_region_status(
            region,
            month=month,
            year=year,
            by=by,
            check=check,
            format=format,
            output=output,
            force=force,
            as_of=as_of,
            register=register,
            schedules=schedules,
        )
    today = local_today(as_of)
    place = chosen_province(provinces[0] if provinces else None, register)
    one = find_district(district, place) if district is not None else None
    calendar = Calendar(ScheduleLibrary(schedules), place)
    book = open_register(register)
    try:
        shown = _gathered(place, one, parsed_month(month), parsed_year(year), calendar, book, today)
    finally:
        if book is not None:
            book.close()
    say_schedule(shown.schedule, shown.fiscal_year)
    if month is None and year is None:
        say(_("month not said: this is {month}").format(month=Month.say(shown.months[0])))
    if check:
        from cddctl.render.tables.status import outstanding_lines

        write_text("".join(f"{line}\n" for line in outstanding_lines(shown)), None)
    else:
        _write(shown, "database" if by == "database" else "district", format, output, force=force)
    return bool(shown.status.outstanding())


def _check_options(
    month: str | None,
    year: str | None,
    district: str | None,
    by: str | None,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    *,
    check: bool,
) -> None:
    """Refuse, with `UsageRefused`, options that do not go together."""
    if month is not None and year is not None:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    if check and (by is not None or format != "table" or output is not None):
        raise UsageRefused(_("--check writes lines to the screen; leave out --by, --format and -o"))
    if by is not None and (year is not None or district is not None or format != "table"):
        raise UsageRefused(
            _("--by turns the table of a month; leave it out with --year, --district and --format")
        )


def _gathered(
    place: Place,
    district: Place | None,
    month: Month | None,
    year: FiscalYear | None,
    calendar: Calendar,
    book: "Register | None",
    today: date,
) -> "Shown":
    """The standing of a month, or of a fiscal year; of a province, or of one district of it."""
    from cddctl.render.tables.shown import Shown

    if year is None:
        month = month or usual_month(Month.of(today), calendar, book)
        schedule, periods = calendar.of_month(month)
        months = [month]
    else:
        schedule, periods = calendar.of_year(year)
        months = list(year.months())
    entries: Sequence[Entry] = ()
    acts: Sequence[Act] = ()
    if book is not None:
        with book.reading():
            entries = [record.entry for record in counting(book.history(place.code, months))]
            acts = book.acts(place.code, months)
    current = {(entry.key, entry.office): entry for entry in entries}.values()
    for each in months:
        say_lost(place, each, periods, [entry for entry in current if entry.month == each])
    status = build_status(place, districts(place), periods, entries, acts)
    return Shown(
        status=status.narrowed(district) if district else status,
        schedule=schedule,
        fiscal_year=year or months[0].fiscal_year,
        months=tuple(months),
        district=district,
        acts=tuple(acts),
        today=today,
    )


def _write(
    shown: "Shown",
    by: "By",
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    *,
    force: bool,
) -> None:
    if format != "table":
        from cddctl.render.data.status import status_csv, status_json

        write = status_json if format == "json" else status_csv
        write_data(write(shown), output, force=force)
        return
    from cddctl.render.tables.status import status_tables

    parts = status_tables(shown, by=by, width=table_width())
    write_parts(parts, output, force=force)
