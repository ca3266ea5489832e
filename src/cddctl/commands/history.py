"""What `cddctl history` does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cddctl.commands.gather import Calendar, chosen_province, format_of, open_register, parsed_month
from cddctl.commands.streams import table_width, write_data, write_parts
from cddctl.errors import NoScheduleYet, UnknownName
from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Change, changes
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, find_district, province_of
from cddctl.schedule.due import Period, periods_of_month, report_periods
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule


@dataclass(frozen=True, slots=True)
class Schedules:
    """The schedules that entries are said in the words of."""

    library: ScheduleLibrary
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _sent: dict[tuple[str, Month], set[tuple[str, Month, int]]] = field(default_factory=dict)

    def of(self, entry: Entry) -> Schedule:
        """The schedule of an entry."""
        return self.in_year(province_of(entry.province), entry.month.fiscal_year)

    def is_sent(self, entry: Entry) -> bool:
        """Whether the report of its month shows an entry; OTOP's is in none."""
        shown = entry.province, entry.month
        if shown not in self._sent:
            periods = self.periods(province_of(entry.province), entry.month)
            self._sent[shown] = {period.key for period in report_periods(periods)}
        return entry.key in self._sent[shown]

    def periods(self, province: Place, month: Month) -> tuple[Period, ...]:
        """The periods of a month; before the first schedule, those that this has."""
        schedule = self.in_year(province, month.fiscal_year)
        return periods_of_month(schedule, month, Holidays())

    def in_year(self, province: Place, year: FiscalYear) -> Schedule:
        """The schedule in force; before the first one, that, for its words."""
        calendar = self._calendar(province)
        try:
            return calendar.schedule(year)
        except NoScheduleYet:  # recorded under a schedule of one's own that is not in use
            return calendar.schedule(self.library.first_year())

    def _calendar(self, province: Place) -> Calendar:
        return self._calendars.setdefault(province.code, Calendar(self.library, province))


def show_history(
    *,
    database: str | None,
    district: str | None,
    month: str | None,
    province: str | None,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    force: bool,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather the entries and acts, choose those that are wanted, and write them."""
    from cddctl.render.data.history import history_csv, history_json
    from cddctl.render.tables.history import history_lines

    format = format_of(format, output)  # noqa: A001
    asked = parsed_month(month)
    place = chosen_province(province, register)
    words = Schedules(ScheduleLibrary(schedules))
    found, acts, months = _gathered(place, asked, register)
    year = max(months).fiscal_year if months else words.library.first_year()
    one, office = _wanted(database, district, place, words.in_year(place, year))
    events: list[Change | Act] = [
        change
        for change in found
        if one in {None, change.record.entry.database}
        and office in {None, change.record.entry.office}
    ]
    events += [
        act
        for act in acts
        if (one is None or act.database in {None, one})
        and (office is None or act.office in {None, office})
    ]
    events.sort(key=_moment)  # steady: entries of one moment stay in their order
    if format != "table":
        write = history_json if format == "json" else history_csv
        write_data(write(place, events), output, force=force)
        return
    lines = history_lines(events, words.of, width=table_width())
    write_parts(lines, output, force=force)


def _gathered(
    place: Place, asked: Month | None, register: Path | None
) -> tuple[list[Change], Sequence[Act], list[Month]]:
    """What was recorded in a month, or in all, and the months."""
    book = open_register(register)
    if book is None:
        return [], [], [asked] if asked else []
    with book:
        months = [asked] if asked else [m for code, m in book.rounds() if code == place.code]
        return changes(book.history(place.code, months)), book.acts(place.code, months), months


def _wanted(
    database: str | None, district: str | None, place: Place, schedule: Schedule
) -> tuple[str | None, str | None]:
    """The database and the office that are meant; a district may stand alone."""
    if database is not None and district is None:
        try:
            return schedule.find(database).id, None
        except UnknownName:
            try:
                return None, find_district(database, place).code
            except UnknownName:
                pass
            raise
    one = None if database is None else schedule.find(database).id
    return one, None if district is None else find_district(district, place).code


def _moment(event: Change | Act) -> datetime:
    moment = event.recorded_at if isinstance(event, Act) else event.record.entry.recorded_at
    return moment or datetime.min.replace(tzinfo=UTC)
