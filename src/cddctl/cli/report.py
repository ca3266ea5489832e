"""`cddctl report`: the report form of a province or district, on the terminal or as a workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.gather import (
    Calendar,
    chosen_province,
    local_today,
    open_register,
    say_schedule,
    utc_now,
)
from cddctl.cli.help import LocalizedCommand
from cddctl.cli.options import (
    AsOfOption,
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    OutputOption,
    ProvinceOption,
    RegisterOption,
    SchedulesOption,
    parsed_month,
)
from cddctl.cli.streams import as_text, say, show, table_width, write_file, write_out
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.places import Place, districts, find_district
from cddctl.register import Register
from cddctl.report import Report, build_report, month_to_report, report_periods
from cddctl.schedules import ScheduleLibrary

if TYPE_CHECKING:
    from typer._click import Context

HELP = N_("Print the report form, filled with what is recorded, or write it as a workbook.")
EXAMPLE = N_("Example: cddctl report --province lampang --month 2018-09 --xlsx")

_XLSX = "--xlsx"
_HERE = "*"
"""What `--xlsx` alone stands for: a file of the usual name, here."""


class ReportCommand(LocalizedCommand):
    """Lets `--xlsx` stand alone, or before a path that ends in .xlsx, or before -."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Give `--xlsx` its value before the options are read."""
        words: list[str] = []
        for word in args:
            if words and words[-1] == _XLSX and (word == "-" or word.lower().endswith(".xlsx")):
                words[-1] = f"{_XLSX}={word}"
            else:
                words.append(word)
        return super().parse_args(ctx, [f"{_XLSX}={_HERE}" if w == _XLSX else w for w in words])


def report(
    *,
    province: ProvinceOption = None,
    district: Annotated[
        str | None,
        typer.Option("--district", metavar="D", help=N_("One district, by name or code.")),
    ] = None,
    month: MonthOption = None,
    xlsx: Annotated[
        str | None,
        typer.Option(
            _XLSX,
            metavar="[PATH]",
            help=N_("Write a workbook: to PATH.xlsx, to - for stdout, else under its usual name."),
        ),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    digits: Annotated[
        Literal["thai", "arabic"] | None,
        typer.Option(
            "--digits",
            metavar="thai|arabic",
            help=N_("Digits; Thai in a workbook, Arabic on the terminal if not said."),
        ),
    ] = None,
    signatures: Annotated[
        bool, typer.Option("--signatures", help=N_("Add places to sign to the workbook."))
    ] = False,
    force: ForceOption = False,
    as_of: AsOfOption = None,
    register: RegisterOption = None,
    schedules: SchedulesOption = None,
) -> None:
    """Gather the month's entries, build the form, and write it."""
    if xlsx is not None and format is not Format.TABLE:
        raise UsageRefused(_("--xlsx and --format do not go together; leave one out"))
    if xlsx is not None:
        xlsx = _workbook_path(xlsx, output)
    if signatures and xlsx is None:
        raise UsageRefused(_("--signatures belongs to the workbook; add --xlsx"))
    asked = parsed_month(month)
    place = chosen_province(province, register)
    one = find_district(district, place) if district is not None else None
    calendar = Calendar(ScheduleLibrary(schedules), place)
    book = open_register(register)
    try:
        this_month = Month.of(local_today(as_of))
        shown = asked or _usual_month(this_month, calendar, book, place)
        everyone = None if one or xlsx is None else list(districts(place))
        reports = _reports(
            calendar, book, place, shown, [one] if everyone is None else [None, *everyone]
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


def _workbook_path(xlsx: str, output: Path | None) -> str:
    """Where the workbook goes: as `--xlsx` says, or `-o` beside a bare `--xlsx`."""
    if output is not None:
        if xlsx != _HERE:
            raise UsageRefused(_("--xlsx names a file and -o another; leave one out"))
        xlsx = str(output)
    if xlsx not in {_HERE, "-"} and not xlsx.lower().endswith(".xlsx"):
        raise UsageRefused(_("{path!r}: the name of a workbook ends in .xlsx").format(path=xlsx))
    return xlsx


def _usual_month(
    this_month: Month, calendar: Calendar, book: Register | None, place: Place
) -> Month:
    """The month that is meant when none is said."""
    latest = book.latest_month(place.code) if book else None
    return month_to_report(this_month, calendar.has_form, latest)


def _reports(
    calendar: Calendar,
    book: Register | None,
    place: Place,
    month: Month,
    wanted: list[Place | None],
) -> list[Report]:
    """A report for the province (None) and for each district that is wanted."""
    schedule, periods = calendar.of_month(month)
    keys = [(period.database.id, period.number) for period in report_periods(periods)]
    entries = book.current(place.code, month.fiscal_year.year, keys) if book else []
    return [
        build_report(schedule, place, districts(place), month, periods, entries, district=district)
        for district in wanted
    ]


def _write_text(
    report: Report,
    format: Format,  # noqa: A002 (the option's name)
    output: Path | None,
    digits: Literal["thai", "arabic"],
    *,
    force: bool,
) -> None:
    if format is not Format.TABLE:
        from cddctl.render.text import report_csv, report_json  # noqa: PLC0415 (where asked for)

        write = report_json if format is Format.JSON else report_csv
        write_out(write(report), output, force=force)
        return
    from cddctl.render.terminal import report_table  # noqa: PLC0415 (rich takes 30 ms)

    parts = report_table(report, digits=digits, width=table_width())
    if output is None:
        show(*parts)
    else:
        write_out(as_text(*parts), output, force=force)


def _write_workbook(
    reports: list[Report],
    path: str,
    digits: Literal["thai", "arabic"],
    *,
    signatures: bool,
    force: bool,
) -> None:
    """Write the workbook and print its path, or the workbook itself to stdout for `-`."""
    from cddctl.render.excel import workbook  # noqa: PLC0415 (openpyxl takes 100 ms)

    content = workbook(reports, digits=digits, signatures=signatures, created=utc_now())
    if path == "-":
        write_out(content, None)
        return
    first = reports[0]
    names = [first.province.id, *([first.district.id] if first.district else [])]
    file = Path(f"report-{'-'.join(names)}-{first.month.buddhist}.xlsx" if path == _HERE else path)
    write_file(file, content, force=force)
    write_out(f"{file}\n", None)
