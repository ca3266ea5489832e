"""What `cddctl report` does."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from cddctl.commands import USUAL_NAME
from cddctl.commands.files import write_file
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
from cddctl.commands.paths import file_path
from cddctl.commands.sent import Sending, sending_of, tell_sending
from cddctl.commands.streams import say, table_width, write_data, write_parts, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import districts, find_district
from cddctl.render.data.report import as_json
from cddctl.render.paper.notes import Digits
from cddctl.report.form import Report
from cddctl.report.sent import Change
from cddctl.schedule.library import ScheduleLibrary

if TYPE_CHECKING:
    from cddctl.report.region import Region


def show_report(
    *,
    provinces: Sequence[str],
    nation: bool,
    by_province: bool,
    district: str | None,
    month: str | None,
    xlsx: str | None,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    digits: Digits | None,
    signatures: bool,
    sent: bool,
    changes: bool,
    force: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather the month's entries, build the form, and write it."""
    format = format_of(format, output) if xlsx is None else format  # noqa: A001
    xlsx = _workbook_path(xlsx, format, output)
    _check_together(format, xlsx, digits, signatures=signatures, sent=sent, changes=changes)
    region = _region(provinces, nation=nation, district=district, by_province=by_province)
    if region is not None:
        from cddctl.commands.nation import show_region_report

        if sent or changes:
            raise UsageRefused(
                _("a report is sent by one province: --sent and --changes take one --province")
            )
        show_region_report(
            region,
            by_province=by_province,
            month=month,
            xlsx=xlsx,
            format=format,
            output=output,
            digits=digits,
            signatures=signatures,
            force=force,
            as_of=as_of,
            register=register,
            schedules=schedules,
        )
        return
    asked = parsed_month(month)
    place = chosen_province(provinces[0] if provinces else None, register)
    one = find_district(district, place) if district is not None else None
    wanted = [one] if one or xlsx is None else [None, *districts(place)]
    calendar = Calendar(ScheduleLibrary(schedules), place)
    sending, differing = None, None
    with ExitStack() as stack:
        book = open_register(register)
        if book is not None:
            stack.enter_context(book)
        shown = asked or usual_month(Month.of(local_today(as_of)), calendar, book)
        if sent or changes:
            sending = sending_of(place, shown, calendar, book)
            differing = sending.changes(book, one) if changes and book else None
            reports = sending.reports(wanted)
        else:
            reports = reports_of(place, shown, wanted, calendar, book)
    if not reports[0].rows:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    say_schedule(reports[0].schedule, shown.fiscal_year)
    if asked is None:
        say(_("month not said: this is {month}").format(month=shown.say()))
    if sending is not None:
        tell_sending(sending)
    if sending is not None and differing is not None:
        _write_changes(differing, sending, format, output, force=force)
    elif xlsx is not None:
        _write_workbook(
            reports, xlsx, digits or "thai", signatures=signatures, force=force, sending=sending
        )
    else:
        _write_text(reports[0], format, output, digits or "arabic", force=force, sending=sending)


def _region(
    provinces: Sequence[str], *, nation: bool, district: str | None, by_province: bool
) -> "Region | None":
    """The provinces that are meant, where they are several."""
    if not (nation or by_province or len(provinces) > 1):
        return None
    from cddctl.commands.nation import chosen_region  # 8 ms that one province does not need

    return chosen_region(provinces, nation=nation, district=district, by_province=by_province)


def _check_together(
    format: str,  # noqa: A002 (the option's name)
    xlsx: str | None,
    digits: Digits | None,
    *,
    signatures: bool,
    sent: bool,
    changes: bool,
) -> None:
    """Refuse options that do not go together."""
    if changes and (sent or xlsx is not None or digits is not None or format == "csv"):
        raise UsageRefused(_("--changes is a list of its own, as text or json; leave the rest out"))
    if digits is not None and format != "table":
        raise UsageRefused(_("--digits belongs to the form; leave it out with --format"))
    if signatures and xlsx is None:
        raise UsageRefused(_("--signatures belongs to the workbook; add --xlsx"))


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
        xlsx = f"{output}"
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
    sending: Sending | None,
) -> None:
    if format == "json" and sending is not None and report.district is None:
        # As it was kept, whatever has become of the schedule.
        write_data(as_json(sending.sent.report), output, force=force)
        return
    if format != "table":
        from cddctl.render.data.report import report_csv, report_json

        write = report_json if format == "json" else report_csv
        write_data(write(report), output, force=force)
        return
    from cddctl.render.tables.report import report_table

    parts = report_table(report, digits=digits, width=table_width())
    write_parts(parts, output, force=force)


def _write_changes(
    changes: Sequence[Change],
    sending: Sending,
    format: str,  # noqa: A002 (the option's name)
    output: Path | None,
    *,
    force: bool,
) -> None:
    from cddctl.render.tables.changes import changes_json, changes_lines

    text = (
        changes_json(changes, sending.closing)
        if format == "json"
        else "".join(f"{line}\n" for line in changes_lines(changes, sending.schedule))
    )
    write_text(text, output, force=force)


def _write_workbook(
    reports: list[Report],
    path: str,
    digits: Digits,
    *,
    signatures: bool,
    force: bool,
    sending: Sending | None,
) -> None:
    """Write the workbook and print its path, or the workbook itself to stdout for `-`."""
    from cddctl.render.paper.workbook import workbook

    created = sending.closing.recorded_at if sending else None
    content = workbook(reports, digits=digits, signatures=signatures, created=created or utc_now())
    if path == "-":
        write_data(content, None)
        return
    first = reports[0]
    names = [first.province.id, *([first.district.id] if first.district else [])]
    name = "-".join(["report", *names, first.month.buddhist, *(["sent"] if sending else [])])
    file = Path(f"{name}.xlsx") if path == USUAL_NAME else file_path(path)
    write_file(file, content, force=force)
    write_text(f"{file}\n", None)
