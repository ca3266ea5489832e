"""`cddctl forms`: the forms that the districts fill in."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.ask import confirm_months
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free, is_dry, make_folder
from cddctl.cli.lost import say_lost
from cddctl.cli.options import (
    DistrictsOption,
    ForceOption,
    ProvinceOption,
    UsualMonthOption,
    YesOption,
    output_option,
)
from cddctl.cli.output import say, write_all, write_made
from cddctl.cli.paths import check_ending
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.scope import named_districts
from cddctl.cli.writing import refuse_closed, say_closed
from cddctl.errors import (
    DataRefused,
    FileRefused,
    OutputRefused,
    UsageRefused,
    system_reason,
)
from cddctl.exchange.forms import Round, Wanted
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.places import provinces as all_provinces
from cddctl.report.form import Report, build_return
from cddctl.status.histories import entries_before, months_before

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister


@command(example=N_("Example: cddctl forms --province lampang --month 2018-09"))
def forms(
    ctx: typer.Context,
    *,
    province: ProvinceOption = None,
    nation: Annotated[
        bool, typer.Option("--nation", help=N_("All provinces, each in a folder of its own."))
    ] = False,
    district: DistrictsOption = None,
    month: UsualMonthOption = None,
    output: Annotated[
        Path | None,
        output_option(
            N_("The folder to write into; with --csv or --sheet the file, or - for stdout."),
            "PATH",
        ),
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help=N_("Write one table for all in place of workbooks."))
    ] = False,
    sheet: Annotated[
        bool,
        typer.Option(
            "--sheet",
            help=N_("Write one workbook for all districts: a row each, last year's figures below."),
        ),
    ] = False,
    force: ForceOption = False,
    yes: YesOption = False,
) -> None:
    """Write a form for each district, filled with its current entries."""
    if nation and (province is not None or district):
        raise UsageRefused(_("--nation is every province; leave out --province and --district"))
    csv = csv or (output is not None and output.suffix.lower() == ".csv")
    _check_output(output, csv=csv, sheet=sheet, nation=nation)
    context = Context.of(ctx)
    context.refuse_missing_schedules()
    asked = parsed_month(month)
    place = None if nation else context.province(province)
    wanted = named_districts(district, place) if place else []
    provinces = (place,) if place else all_provinces()
    with context.open_register() as register:
        shown = asked or context.usual_month(register, provinces)
        if place is not None:
            refuse_closed(register, place.code, shown)
        confirm_months([shown], context.today, yes=yes)
        reports = [
            report
            for each in provinces
            if place is not None or _is_open(register, each, shown)
            for report in _reports(context, register, each, shown, wanted, with_province=sheet)
        ]
    if not reports:
        raise DataRefused(_("the districts enter nothing in {month}").format(month=shown.say()))
    say_schedule(context.calendar(place).schedule(shown.fiscal_year), shown.fiscal_year)
    say_month(month, shown)
    name = usual(
        "-".join(["forms", *([place.id] if place else []), shown.buddhist]),
        "แบบรายงาน",
        place.name_th if place else "ทั่วประเทศ",
        shown.buddhist,
    )
    wanted_back = Wanted(place, shown, lambda *which: _round(context, *which), context.today)
    if csv or sheet:
        path = output or Path(f"{name}{'.xlsx' if sheet else '.csv'}")
        if force:
            _keep_filled_in(path, wanted_back)
        if sheet:
            _write_sheet(context, reports, path, force=force)
        else:
            _write_table(reports, path, force=force)
    else:
        _write_workbooks(reports, output or Path(name), wanted_back, apart=nation, force=force)


def _check_output(output: Path | None, *, csv: bool, sheet: bool, nation: bool) -> None:
    """Refuse a path that is not of the kind that is written, and kinds that exclude each other."""
    if sheet and (csv or nation):
        raise UsageRefused(_("--sheet is one workbook of a province; leave --csv and --nation out"))
    if sheet:
        check_ending(output, ".xlsx")
    elif (
        not csv and output is not None and (str(output) == "-" or output.suffix.lower() == ".xlsx")
    ):
        raise UsageRefused(
            _("-o names the folder of the workbooks, not {path}").format(path=output)
        )


def _is_open(register: "AnyRegister", province: Place, month: Month) -> bool:
    """Whether districts of a province still report for a month; say so where it is closed."""
    closed = say_closed(register, province.code, month)
    if closed is not None:
        say(_("{province} is left out: {why}").format(province=province.name, why=closed))
    return closed is None


def _reports(
    context: Context,
    register: "AnyRegister",
    province: Place,
    month: Month,
    wanted: Sequence[Place],
    *,
    with_province: bool,
) -> Iterator[Report]:
    """The reports of a province's districts that have something to enter in a month.

    `with_province`: and that of the provincial office, if it has.
    """
    schedule, periods = context.calendar(province).of_month(month)
    entries = register.current(province.code, month)
    say_lost(context.schedule_of, province, month, periods, entries)
    own = districts(province, month)
    for office in wanted or (*own, *([province] if with_province else [])):
        report = build_return(schedule, province, own, month, periods, entries, office=office)
        if any(row.answers for row in report.rows):
            yield report


def _write_table(reports: Sequence[Report], path: Path, *, force: bool) -> None:
    """Write one table for all districts, and print its path unless it went to stdout."""
    from cddctl.render.data.report import forms_csv

    write_made(forms_csv(reports), path, force=force)


def _write_sheet(context: Context, reports: Sequence[Report], path: Path, *, force: bool) -> None:
    """Write one workbook for all districts, with last year's figures, and print its path."""
    from cddctl.render.paper.month_sheet import month_sheet

    check_free(path, force=force)
    periods = [row.period for row in reports[0].rows]
    with context.open_register() as register:
        earlier = register.history(reports[0].scope.province.code, months_before(periods))
    before = entries_before(periods, earlier)
    write_made(month_sheet(reports, before, created=clock.utc_now()), path, force=force)


def _write_workbooks(
    reports: Sequence[Report], folder: Path, wanted: Wanted, *, apart: bool, force: bool
) -> None:
    """Write a workbook for each district, and print the paths; `apart`: in a folder per province.

    None is written if one of them may not be overwritten.
    """
    from cddctl.render.paper.blank import forms_to_fill

    paths = [
        (folder / report.scope.province.id if apart else folder) / _name(report)
        for report in reports
    ]
    for path in paths:
        check_free(path, force=force)
    for path in dict.fromkeys(path.parent for path in paths):
        make_folder(path)
    contents = forms_to_fill(reports, created=clock.utc_now())

    def free() -> Iterator[tuple[Path, bytes]]:
        for path, content in zip(paths, contents, strict=True):
            if force:
                _keep_filled_in(path, wanted)
            yield path, content

    write_all(free(), force=force)


def _round(context: Context, province: Place, month: Month) -> Round:
    return Round(month, *context.calendar(province).of_month(month))


def _keep_filled_in(path: Path, wanted: Wanted) -> None:
    """Rename a form in which something was filled in, so that it is not replaced; tell so."""
    from cddctl.intake.files import read_bytes
    from cddctl.intake.returned import read_return

    if str(path) == "-" or not path.is_file():
        return
    try:
        content = read_bytes(path)
    except FileRefused as error:
        raise OutputRefused(path, str(error)) from None
    if read_return(path.name, "", content, wanted).is_as_printed:
        return
    kept = _free_name(path, wanted.today)
    try:
        if not is_dry():
            path.rename(kept)
    except OSError as error:
        raise OutputRefused(path, system_reason(error)) from None
    say(_("{path} was filled in; it is kept as {kept}").format(path=path, kept=kept.name))


def _free_name(path: Path, day: date) -> Path:
    """A name beside a file, with the day, that no other file has."""
    names = (f"{path.stem}-{day}{f'-{n}' if n else ''}{path.suffix}" for n in count())
    return next(other for name in names if not (other := path.with_name(name)).exists())


def _name(report: Report) -> str:
    """A file name with the code: two districts of a province may have the same name."""
    district = report.scope.district
    parts = [report.scope.province.id, *([district.code, district.id] if district else [])]
    return usual(
        f"{'-'.join(parts)}-{report.month.buddhist}.xlsx",
        "แบบรายงาน",
        report.scope.file_th,
        f"{report.month.buddhist}.xlsx",
    )
