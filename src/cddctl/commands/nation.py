"""What `cddctl report` and `cddctl status` do for several provinces: the nation, or a region."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.commands import USUAL_NAME
from cddctl.commands.files import write_file
from cddctl.commands.gather import (
    Calendar,
    local_today,
    open_register,
    parsed_month,
    parsed_year,
    say_schedule,
    utc_now,
)
from cddctl.commands.paths import file_path
from cddctl.commands.streams import say, table_width, write_data, write_parts, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import _, ngettext
from cddctl.ledger.history import counting
from cddctl.periods import Month
from cddctl.places import Place, districts, find_province
from cddctl.places import provinces as all_provinces
from cddctl.render.paper.notes import Digits
from cddctl.report.form import build_report, month_to_report, without_a_place
from cddctl.report.region import Region, RegionReport, build_region_report, province_periods
from cddctl.schedule.due import Period
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule
from cddctl.status.region import ProvinceStanding, RegionStatus, build_region_status
from cddctl.status.round import build_status
from cddctl.wording import say_list

if TYPE_CHECKING:
    from cddctl.ledger.acts import Act
    from cddctl.ledger.entries import Entry
    from cddctl.register.store import Register
    from cddctl.render.tables.region_status import RegionShown

_FEW = 5
"""Of more provinces than these, a message says how many they are beside the first."""


def chosen_region(
    typed: Sequence[str], *, nation: bool, district: str | None, by_province: bool
) -> Region | None:
    """The provinces that are meant, where they are several or all; None for one, or none named."""
    if nation and (typed or district is not None):
        raise UsageRefused(_("--nation is all provinces; leave --province and --district out"))
    places = all_provinces() if nation else [find_province(one) for one in typed]
    region = Region.of(places)
    if len(region.provinces) > 1:
        if district is not None:
            raise UsageRefused(_("--district belongs to one province; name one --province with it"))
        return region
    if by_province:
        raise UsageRefused(
            _("--by province belongs to several provinces: add --nation, or --province twice")
        )
    return None


def show_region_report(
    region: Region,
    *,
    by_province: bool,
    month: str | None,
    xlsx: str | None,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    digits: Digits | None,
    signatures: bool,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather the entries of each province, sum their forms, and write the sum."""
    asked = parsed_month(month)
    library = ScheduleLibrary(schedules)
    with ExitStack() as stack:
        book = open_register(register)
        if book is not None:
            stack.enter_context(book)
            stack.enter_context(book.reading())  # all provinces as of one moment
        shown = asked or _usual_month(Month.of(local_today(as_of)), region, library, book)
        report = _report_of(region, shown, library, book)
    if not report.rows:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    say_schedule(report.schedule, shown.fiscal_year)
    if asked is None:
        say(_("month not said: this is {month}").format(month=shown.say()))
    if xlsx is not None or format == "table" or not by_province:
        _say_notes(report)
    if xlsx is not None:
        _write_workbook(
            report,
            xlsx,
            digits or "thai",
            signatures=signatures,
            by_province=by_province,
            force=force,
        )
    elif format != "table":
        from cddctl.render.data.region import region_report_csv, region_report_json

        write = region_report_json if format == "json" else region_report_csv
        write_data(write(report, by_province=by_province), output, force=force)
    else:
        from cddctl.render.tables.region import by_province_tables, region_tables

        write_table = by_province_tables if by_province else region_tables
        parts = write_table(report, digits=digits or "arabic", width=table_width())
        write_parts(parts, output, force=force)


def show_region_status(
    region: Region,
    *,
    month: str | None,
    year: str | None,
    by: str | None,
    check: bool,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> bool:
    """Gather each province's standing and write them together; whether anything is to come."""
    if by == "district":
        raise UsageRefused(
            _("the rows of several provinces are provinces; --by district takes one --province")
        )
    from cddctl.render.tables.region_status import RegionShown, outstanding_provinces

    today = local_today(as_of)
    library = ScheduleLibrary(schedules)
    asked, fiscal_year = parsed_month(month), parsed_year(year)
    with ExitStack() as stack:
        book = open_register(register)
        if book is not None:
            stack.enter_context(book)
            stack.enter_context(book.reading())  # all provinces as of one moment
        months = (
            [asked or _usual_month(Month.of(today), region, library, book)]
            if fiscal_year is None
            else list(fiscal_year.months())
        )
        calendars = _Periods(library, months, year=fiscal_year is not None)
        found = _status_of(region, months, calendars, book)
    shown = RegionShown(found, calendars.national[0], tuple(months), today)
    say_schedule(shown.schedule, shown.fiscal_year)
    if month is None and year is None:
        say(_("month not said: this is {month}").format(month=months[0].say()))
    if check:
        write_text("".join(f"{line}\n" for line in outstanding_provinces(shown)), None)
    else:
        _write_status(shown, format, output, turned=by == "database", force=force)
    return bool(found.whole.outstanding())


def _usual_month(
    this_month: Month, region: Region, library: ScheduleLibrary, book: "Register | None"
) -> Month:
    """The month that is meant when none is said."""
    calendar = Calendar(library, None)
    if book is None or calendar.has_form(this_month):
        return month_to_report(this_month, calendar.has_form, None)
    months = (book.latest_month(place.code) for place in region.provinces)
    latest = max((month for month in months if month is not None), default=None)
    return month_to_report(this_month, calendar.has_form, latest)


class _Periods:
    """The schedule and periods of each province; made once for all that have none of their own."""

    def __init__(self, library: ScheduleLibrary, months: Sequence[Month], *, year: bool) -> None:
        self._library = library
        self._month = months[0]
        self._is_year = year
        self._national = self._of(Calendar(library, None))

    def of(self, province: Place) -> tuple[Schedule, tuple[Period, ...]]:
        """Those of a province."""
        schedule = self._library.schedule(self._month.fiscal_year, province)
        if schedule is self._national[0]:
            return self._national
        return self._of(Calendar(self._library, province))

    @property
    def national(self) -> tuple[Schedule, tuple[Period, ...]]:
        """Those of the department."""
        return self._national

    def _of(self, calendar: Calendar) -> tuple[Schedule, tuple[Period, ...]]:
        if self._is_year:
            return calendar.of_year(self._month.fiscal_year)
        return calendar.of_month(self._month)


def _report_of(
    region: Region, month: Month, library: ScheduleLibrary, book: "Register | None"
) -> RegionReport:
    """The sum of the provinces' reports. Tells what of their entries is not in it."""
    calendars = _Periods(library, [month], year=False)
    reports, lost = [], {}
    for province in region.provinces:
        schedule, periods = calendars.of(province)
        entries = book.current(province.code, month) if book else []
        own = districts(province)
        rows = province_periods(calendars.national[1], periods)
        reports.append(build_report(schedule, province, own, month, rows, entries, chosen=True))
        if unplaced := without_a_place(periods, province, own, entries):
            lost[province] = len(unplaced)
    _say_lost(month, lost)
    report = build_region_report(calendars.national[0], month, calendars.national[1], reports)
    for province, period in report.left_out:
        say(
            _(
                "what {province} reported for {database}, period {number}, is not in this sum, or "
                "not all of it: the national form of this month has no such row or unit; "
                "see it with --province {id}"
            ).format(
                province=province.name,
                database=period.database.short_name,
                number=period.number,
                id=province.id,
            )
        )
    return report


def _status_of(
    region: Region, months: Sequence[Month], calendars: _Periods, book: "Register | None"
) -> RegionStatus:
    """The standing of each province and of all. Tells what of their entries is not in it."""
    found, lost = [], {}
    for province in region.provinces:
        _schedule, periods = calendars.of(province)
        own = districts(province)
        entries: Sequence[Entry] = ()
        acts: Sequence[Act] = ()
        if book is not None:
            entries = [record.entry for record in counting(book.history(province.code, months))]
            acts = book.acts(province.code, months)
        current = {(entry.key, entry.office): entry for entry in entries}.values()
        if unplaced := without_a_place(periods, province, own, current):
            lost[province] = len(unplaced)
        status = build_status(province, own, periods, entries, acts)
        found.append(ProvinceStanding(status, tuple(acts)))
    _say_lost(months[0], lost)
    return build_region_status(calendars.national[1], found)


def _say_lost(month: Month, lost: Mapping[Place, int]) -> None:
    """Tell how many entries the provinces' schedules have no place for."""
    if not lost:
        return
    count = sum(lost.values())
    say(
        ngettext(
            "{count} entry of {month} is not in this sum ({provinces}): the schedule in use has "
            "no such period, office or unit; see it with --province {id}; is --schedules missing?",
            "{count} entries of {month} are not in this sum ({provinces}): the schedule in use has "
            "no such period, office or unit; see them with --province {id}; "
            "is --schedules missing?",
            count,
        ).format(
            count=f"{count:,}",
            month=month.say(),
            provinces=_some(list(lost)),
            id=next(iter(lost)).id,
        )
    )


def _say_notes(report: RegionReport) -> None:
    """Tell where the notes of offices are, which do not stand on the sum."""
    if report.notes:
        say(
            ngettext(
                "{count} note of an office is not on this form; see it with --province NAME",
                "{count} notes of offices are not on this form; see them with --province NAME",
                report.notes,
            ).format(count=f"{report.notes:,}")
        )


def _some(places: Sequence[Place]) -> str:
    """The names of some provinces, and how many there are beside them."""
    names = say_list(place.name for place in places[:_FEW])
    if len(places) <= _FEW:
        return names
    return _("{names} and {count} more").format(names=names, count=len(places) - _FEW)


def _write_workbook(
    report: RegionReport,
    path: str,
    digits: Digits,
    *,
    signatures: bool,
    by_province: bool,
    force: bool,
) -> None:
    """Write the workbook and print its path, or the workbook itself to stdout for `-`."""
    from cddctl.render.paper.region import region_workbook

    content = region_workbook(
        report, digits=digits, signatures=signatures, by_province=by_province, created=utc_now()
    )
    if path == "-":
        write_data(content, None)
        return
    name = f"report-{report.region.id}-{report.month.buddhist}.xlsx"
    file = Path(name) if path == USUAL_NAME else file_path(path)
    write_file(file, content, force=force)
    write_text(f"{file}\n", None)


def _write_status(
    shown: "RegionShown",
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    *,
    turned: bool,
    force: bool,
) -> None:
    if format != "table":
        from cddctl.render.data.region import region_status_csv, region_status_json

        write = region_status_json if format == "json" else region_status_csv
        write_data(write(shown), output, force=force)
        return
    from cddctl.render.tables.region_status import region_status_tables

    parts = region_status_tables(shown, turned=turned, width=table_width())
    write_parts(parts, output, force=force)
