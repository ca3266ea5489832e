"""What `cddctl report` does."""

from pathlib import Path

from cddctl.commands import USUAL_NAME
from cddctl.commands.gather import (
    Calendar,
    chosen_province,
    format_of,
    local_today,
    open_register,
    parsed_month,
    reports_of,
    say_schedule,
    usual_month,
    utc_now,
)
from cddctl.commands.streams import as_text, say, show, table_width, write_file, write_out
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import districts, find_district
from cddctl.render.notes import Digits
from cddctl.report import Report
from cddctl.schedules import ScheduleLibrary


def show_report(
    *,
    province: str | None,
    district: str | None,
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
    """Gather the month's entries, build the form, and write it."""
    format = format_of(format, output) if xlsx is None else format  # noqa: A001
    xlsx = _workbook_path(xlsx, format, output)
    if digits is not None and format != "table":
        raise UsageRefused(_("--digits belongs to the form; leave it out with --format"))
    if signatures and xlsx is None:
        raise UsageRefused(_("--signatures belongs to the workbook; add --xlsx"))
    asked = parsed_month(month)
    place = chosen_province(province, register)
    one = find_district(district, place) if district is not None else None
    calendar = Calendar(ScheduleLibrary(schedules), place)
    book = open_register(register)
    try:
        shown = asked or usual_month(Month.of(local_today(as_of)), calendar, book)
        everyone = None if one or xlsx is None else list(districts(place))
        reports = reports_of(
            place, shown, [one] if everyone is None else [None, *everyone], calendar, book
        )
    finally:
        if book is not None:
            book.close()
    if not reports[0].rows:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    say_schedule(reports[0].schedule, shown.fiscal_year)
    if asked is None:
        say(_("month not said: this is {month}").format(month=shown.say()))
    if xlsx is not None:
        _write_workbook(reports, xlsx, digits or "thai", signatures=signatures, force=force)
    else:
        _write_text(reports[0], format, output, digits or "arabic", force=force)


def _workbook_path(xlsx: str | None, format: str, output: Path | None) -> str | None:  # noqa: A002
    """Where a workbook goes, as `--xlsx` or `-o` says; None where none is wanted."""
    if xlsx is None:
        if format != "table" or output is None or output.suffix.lower() != ".xlsx":
            return None
        xlsx = USUAL_NAME  # who names a workbook wants one
    if format != "table":
        raise UsageRefused(_("--xlsx and --format do not go together; leave one out"))
    if output is not None:
        if xlsx != USUAL_NAME:
            raise UsageRefused(_("--xlsx names a file and -o another; leave one out"))
        xlsx = str(output)
    if xlsx not in {USUAL_NAME, "-"} and not xlsx.lower().endswith(".xlsx"):
        raise UsageRefused(_("{path!r}: the name of a workbook ends in .xlsx").format(path=xlsx))
    return xlsx


def _write_text(
    report: Report,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    digits: Digits,
    *,
    force: bool,
) -> None:
    if format != "table":
        from cddctl.render.text import report_csv, report_json

        write = report_json if format == "json" else report_csv
        write_out(write(report), output, force=force)
        return
    from cddctl.render.terminal import report_table

    parts = report_table(report, digits=digits, width=table_width())
    if output is None:
        show(*parts)
    else:
        write_out(as_text(*parts), output, force=force)


def _write_workbook(
    reports: list[Report],
    path: str,
    digits: Digits,
    *,
    signatures: bool,
    force: bool,
) -> None:
    """Write the workbook and print its path, or the workbook itself to stdout for `-`."""
    from cddctl.render.excel import workbook

    content = workbook(reports, digits=digits, signatures=signatures, created=utc_now())
    if path == "-":
        write_out(content, None)
        return
    first = reports[0]
    names = [first.province.id, *([first.district.id] if first.district else [])]
    file = Path(
        f"report-{'-'.join(names)}-{first.month.buddhist}.xlsx" if path == USUAL_NAME else path
    )
    write_file(file, content, force=force)
    write_out(f"{file}\n", None)
