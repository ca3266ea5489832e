"""What `cddctl forms` does."""

from collections.abc import Sequence
from pathlib import Path

from cddctl.commands.files import check_free, make_folder
from cddctl.commands.gather import (
    Calendar,
    chosen_province,
    local_today,
    open_register,
    parsed_month,
    reports_of,
    say_schedule,
    usual_month,
    utc_now,
)
from cddctl.commands.several import write_all
from cddctl.commands.streams import say, write_data, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import Place, districts, find_district, provinces
from cddctl.register.store import Register
from cddctl.report.form import Report
from cddctl.schedule.library import ScheduleLibrary


def write_forms(
    *,
    province: str | None,
    nation: bool,
    month: str | None,
    district: Sequence[str],
    output: Path | None,
    csv: bool,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather what stands, build a report for each district, and write its form."""
    if nation and (province is not None or district):
        raise UsageRefused(_("--nation is every province; leave out --province and --district"))
    csv = csv or (output is not None and output.suffix.lower() == ".csv")
    if not csv and output is not None and (str(output) == "-" or output.suffix.lower() == ".xlsx"):
        raise UsageRefused(
            _("-o names the folder of the workbooks, not {path}").format(path=output)
        )
    asked = parsed_month(month)
    place = None if nation else chosen_province(province, register)
    wanted = dict.fromkeys(find_district(typed, place) for typed in district) if place else {}
    calendar = Calendar(ScheduleLibrary(schedules), place)
    book = open_register(register)
    try:
        shown = asked or usual_month(Month.of(local_today(as_of)), calendar, book)
        reports = _reports(calendar, book, shown, tuple(wanted))
    finally:
        if book is not None:
            book.close()
    if not reports:
        raise DataRefused(_("the districts enter nothing in {month}").format(month=shown.say()))
    say_schedule(calendar.schedule(shown.fiscal_year), shown.fiscal_year)
    if asked is None:
        say(_("month not said: this is {month}").format(month=shown.say()))
    name = "-".join(["forms", *([place.id] if place else []), shown.buddhist])
    if csv:
        _write_table(reports, output or Path(f"{name}.csv"), force=force)
    else:
        _write_workbooks(reports, output or Path(name), apart=nation, force=force)


def _reports(
    calendar: Calendar, book: Register | None, month: Month, wanted: Sequence[Place]
) -> list[Report]:
    """The reports of the districts that enter anything in a month."""
    reports = []
    for place in [calendar.province] if calendar.province else provinces():
        own = Calendar(calendar.library, place)
        reports += reports_of(place, month, wanted or districts(place), own, book)
    return [report for report in reports if any(row.offices for row in report.rows)]


def _write_table(reports: Sequence[Report], path: Path, *, force: bool) -> None:
    """Write one table for all, and print its path unless it went to stdout."""
    from cddctl.render.data.report import forms_csv

    write_data(forms_csv(reports), path, force=force)
    if str(path) != "-":
        write_text(f"{path}\n", None)


def _write_workbooks(reports: Sequence[Report], folder: Path, *, apart: bool, force: bool) -> None:
    """Write a workbook for each, in a folder a province if `apart`, and print their paths.

    None is written where one that is not to be replaced is there.
    """
    from cddctl.render.paper.blank import forms_to_fill

    paths = [
        (folder / report.province.id if apart else folder) / _name(report) for report in reports
    ]
    for path in paths:
        check_free(path, force=force)
    for path in dict.fromkeys(path.parent for path in paths):
        make_folder(path)
    contents = forms_to_fill(reports, created=utc_now())
    write_all(zip(paths, contents, strict=True), force=force)


def _name(report: Report) -> str:
    """A file's name: with the code, for two districts of a province may have one name."""
    district = report.district
    parts = [report.province.id, *([district.code, district.id] if district else [])]
    return f"{'-'.join(parts)}-{report.month.buddhist}.xlsx"
