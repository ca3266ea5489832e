"""`cddctl forms`: the forms that the districts fill in."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.files import check_free, make_folder
from cddctl.cli.options import ForceOption, MonthOption, ProvinceOption
from cddctl.cli.output import write_all, write_data, write_text
from cddctl.cli.paths import any_path
from cddctl.cli.remarks import say_lost, say_month, say_schedule
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.places import Place, districts, find_district
from cddctl.places import provinces as all_provinces
from cddctl.report.form import Report, build_report

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
    district: Annotated[
        list[str] | None,
        typer.Option(
            "--district", metavar="D", help=N_("One district alone; may be given several times.")
        ),
    ] = None,
    month: MonthOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            parser=any_path,
            help=N_("The folder to write into; with --csv the file, or - for stdout."),
        ),
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help=N_("Write one table for all in place of workbooks."))
    ] = False,
    force: ForceOption = False,
) -> None:
    """Write a form for each district, filled with its current entries."""
    if nation and (province is not None or district):
        raise UsageRefused(_("--nation is every province; leave out --province and --district"))
    csv = csv or (output is not None and output.suffix.lower() == ".csv")
    if not csv and output is not None and (str(output) == "-" or output.suffix.lower() == ".xlsx"):
        raise UsageRefused(
            _("-o names the folder of the workbooks, not {path}").format(path=output)
        )
    context = Context.of(ctx)
    asked = parsed_month(month)
    place = None if nation else context.province(province)
    wanted = dict.fromkeys(find_district(typed, place) for typed in district or ()) if place else {}
    provinces = (place,) if place else all_provinces()
    with context.open_register() as register:
        shown = asked or context.usual_month(register, provinces)
        reports = [
            report
            for each in provinces
            for report in _reports(context, register, each, shown, tuple(wanted))
        ]
    if not reports:
        raise DataRefused(_("the districts enter nothing in {month}").format(month=shown.say()))
    say_schedule(context.calendar(place).schedule(shown.fiscal_year), shown.fiscal_year)
    say_month(month, shown)
    name = "-".join(["forms", *([place.id] if place else []), shown.buddhist])
    if csv:
        _write_table(reports, output or Path(f"{name}.csv"), force=force)
    else:
        _write_workbooks(reports, output or Path(name), apart=nation, force=force)


def _reports(
    context: Context,
    register: "AnyRegister",
    province: Place,
    month: Month,
    wanted: Sequence[Place],
) -> Iterator[Report]:
    """The reports of a province's districts that have something to enter in a month."""
    schedule, periods = context.calendar(province).of_month(month)
    entries = register.current(province.code, month)
    say_lost(province, month, periods, entries)
    own = districts(province)
    for district in wanted or own:
        report = build_report(schedule, province, own, month, periods, entries, district=district)
        if any(row.answers for row in report.rows):
            yield report


def _write_table(reports: Sequence[Report], path: Path, *, force: bool) -> None:
    """Write one table for all districts, and print its path unless it went to stdout."""
    from cddctl.render.data.report import forms_csv

    write_data(forms_csv(reports), path, force=force)
    if str(path) != "-":
        write_text(f"{path}\n", None)


def _write_workbooks(reports: Sequence[Report], folder: Path, *, apart: bool, force: bool) -> None:
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
    write_all(zip(paths, contents, strict=True), force=force)


def _name(report: Report) -> str:
    """A file name with the code: two districts of a province may have the same name."""
    district = report.scope.district
    parts = [report.scope.province.id, *([district.code, district.id] if district else [])]
    return f"{'-'.join(parts)}-{report.month.buddhist}.xlsx"
