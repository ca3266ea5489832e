"""`cddctl report`: the report form of a province or district, on the terminal or as a workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month, parsed_year
from cddctl.cli.filenames import usual
from cddctl.cli.lost import say_lost, say_lost_of_several
from cddctl.cli.optional_path import LATEST, SENT, XLSX, PathCommand, path_for, path_to_make
from cddctl.cli.options import (
    DigitsOption,
    DistrictsOption,
    ForceOption,
    Format,
    FormatOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    UsualMonthOption,
    XlsxOption,
    YearOption,
    format_of,
)
from cddctl.cli.output import (
    say,
    table_width,
    working,
    write_data,
    write_made,
    write_parts,
    write_text,
)
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.scope import chosen_scope
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _, ngettext
from cddctl.ledger.acts import note_of
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope, districts
from cddctl.render.labels import Digits
from cddctl.report.form import (
    Report,
    build_report,
    entries_without_row,
    left_out,
    province_periods,
    sum_of_reports,
    year_of_reports,
)
from cddctl.wording import say_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from cddctl.cli.context import AnyRegister
    from cddctl.report.sent import Change, SentReport


@command(
    example=N_("Example: cddctl report --province lampang --month 2018-09 --xlsx"),
    cls=PathCommand,
)
def report(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    district: DistrictsOption = None,
    by: Annotated[
        Literal["province"] | None,
        typer.Option(
            "--rows",
            metavar="province",
            help=N_("With --nation or several provinces: a line for each, by database."),
        ),
    ] = None,
    month: UsualMonthOption = None,
    year: YearOption = None,
    xlsx: XlsxOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    digits: DigitsOption = None,
    signatures: Annotated[
        bool, typer.Option("--signatures", help=N_("Add places to sign to the workbook."))
    ] = False,
    notes: Annotated[
        Literal["all", "short", "none"] | None,
        typer.Option(
            "--notes",
            metavar="all|short|none",
            help=N_(
                "Notes of offices in the workbook; if short, long ones have a sheet of their own."
            ),
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note",
            metavar="TEXT",
            help=N_("Keep a note of the province for the round, which stands under the table."),
        ),
    ] = None,
    sent: Annotated[
        str | None,
        typer.Option(
            SENT,
            metavar="[N]",
            help=N_("The report as it was sent when its month was closed; the Nth, else the last."),
        ),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help=N_("What differs now from the report that was sent."))
    ] = False,
    force: ForceOption = False,
) -> None:
    """Show the form of the selected scope, or write it as a workbook."""
    context = Context.of(ctx)
    written = format_of(format, output) if xlsx is None else format
    workbook = _workbook_path(xlsx, written, output)
    _check_together(written, workbook, digits, sent=sent is not None, changes=changes)
    if workbook is None:
        _refuse_without_a_workbook({"--signatures": signatures, "--notes": notes is not None})
    asked, fiscal_year = parsed_month(month), parsed_year(year)
    _check_year(
        fiscal_year,
        {
            "--month": month, "--district": district or None, "--rows": by, "--note": note,
            "--sent": sent, "--changes": changes or None,
        },
    )  # fmt: skip
    scope = chosen_scope(
        context, province or (), nation=nation, district=district, by_province=by is not None
    )
    if scope.is_several and (sent is not None or changes):
        raise UsageRefused(
            _("a report is sent by one province: --sent and --changes take one --province")
        )
    if note is not None:
        from cddctl.cli.note import keep_note

        keep_note(context, scope, month, note, is_now=sent is None and not changes)
    each_district = workbook is not None
    differing = None
    with context.open_register() as register, register.reading():
        shown = asked or context.usual_month(register, scope.provinces)
        if sent is not None or changes:
            from cddctl.cli.sent import find_sent_report
            from cddctl.intake.counts import parse_count

            number = None if sent in {None, LATEST} else parse_count(sent or "")
            sent_report = find_sent_report(register, scope.province, shown, number)
            reports = sent_report.reports(_wanted(scope, shown, each_district=each_district))
            if changes:
                now = register.current(scope.province.code, shown)
                differing = sent_report.changes(now, scope.districts)
                acts = register.acts(scope.province.code, [shown])
                note_change = sent_report.content.report.get("note"), note_of(acts)
        else:
            sent_report, span = None, fiscal_year or shown
            with working(_("Reading")):
                reports = _reports(context, register, scope, span, each_district=each_district)
    _say_beside(reports[0], month, sent_report)
    if scope.is_several and (workbook is not None or written is Format.TABLE or by is None):
        _say_notes(reports[0])
    if sent_report is not None and differing is not None:
        _write_changes(differing, sent_report, note_change, written, output, force=force)
    elif workbook is not None:
        from cddctl.render.paper.workbook import workbook as content_of

        content = content_of(
            reports,
            digits=context.digits(digits, "thai"),
            signatures=signatures,
            by_province=by is not None,
            notes=notes or "short",
            created=(sent_report and sent_report.closing.recorded_at) or clock.utc_now(),
        )
        _write_workbook(content, workbook, reports, is_sent=sent_report is not None, force=force)
    elif written is not Format.TABLE:
        text = _data(reports, written, sent_report, by_province=by is not None)
        write_data(text, output, force=force)
    else:
        tables = _tables(reports, context.digits(digits, "arabic"), by_province=by is not None)
        write_parts(tables, output, force=force)


def _check_together(
    written: Format,
    workbook: str | None,
    digits: Digits | None,
    *,
    sent: bool,
    changes: bool,
) -> None:
    """Refuse options that do not go together."""
    if changes and (sent or workbook is not None or digits is not None or written is Format.CSV):
        raise UsageRefused(_("--changes is a list of its own, as text or json; leave the rest out"))
    if digits is not None and written is not Format.TABLE:
        raise UsageRefused(_("--digits belongs to the form; leave it out with --format"))


def _check_year(year: FiscalYear | None, options: Mapping[str, object]) -> None:
    """Refuse options, if given, that do not belong to the report of a year."""
    if year is None:
        return
    given = [option for option, value in options.items() if value is not None]
    if given:
        raise UsageRefused(
            _("--year is the report of all its months; leave out {options}").format(
                options=say_list(given)
            )
        )


def _refuse_without_a_workbook(options: Mapping[str, bool]) -> None:
    """Refuse options, if given, that only a workbook takes."""
    for option, is_given in options.items():
        if is_given:
            raise UsageRefused(
                _("{option} belongs to the workbook; add --xlsx").format(option=option)
            )


def _workbook_path(xlsx: str | None, written: Format, output: Path | None) -> str | None:
    """The workbook's path from `--xlsx` or `-o`; None if no workbook is wanted."""
    if written is Format.TABLE:
        return path_to_make(XLSX, xlsx, output)
    if xlsx is not None:
        raise UsageRefused(_("--xlsx and --format do not go together; leave one out"))
    return None


def _wanted(scope: Scope, month: Month, *, each_district: bool) -> list[Scope]:
    """The scope itself, or each of its districts; followed by all of its province if wanted."""
    if not scope.districts and not each_district:
        return [scope]
    province = scope.province
    own = [Scope.of(province, districts=[each]) for each in _districts_of(scope, month)]
    return own if scope.districts else [scope, *own]


def _districts_of(scope: Scope, month: Month) -> "Sequence[Place]":
    return scope.districts or districts(scope.province, month)


def _reports(
    context: Context,
    register: "AnyRegister",
    scope: Scope,
    month: Month | FiscalYear,
    *,
    each_district: bool,
) -> list[Report]:
    """Build the report of the scope, followed by those of its province's districts if wanted.

    That of a fiscal year is of the scope alone.

    Says which entries none of them shows.
    """
    if isinstance(month, FiscalYear):
        months = month.months()
        monthly = (_reports(context, register, scope, each, each_district=False) for each in months)
        return [year_of_reports(month, (report for [report] in monthly))]
    if scope.is_several:
        return [_sum(context, register, scope, month)]
    province = scope.province
    schedule, periods = context.calendar(province).of_month(month)
    entries = register.current(province.code, month)
    note = note_of(register.acts(province.code, [month]))
    say_lost(context.schedule_of, province, month, periods, entries)
    return [
        build_report(
            schedule,
            province,
            districts(province),
            month,
            periods,
            entries,
            district=each.district,
            note=note,
        )
        for each in _wanted(scope, month, each_district=each_district)
    ]


def _sum(context: Context, register: "AnyRegister", scope: Scope, month: Month) -> Report:
    """Build the sum of the provinces' reports. Says which of their entries are left out."""
    national, rows = context.calendar(None).of_month(month)
    reports, lost = [], {}
    for province in scope.provinces:
        schedule, periods = context.calendar(province).of_month(month)
        entries = register.current(province.code, month)
        own, chosen = districts(province), province_periods(rows, periods)
        reports.append(build_report(schedule, province, own, month, chosen, entries, chosen=True))
        lost[province] = len(entries_without_row(periods, province, own, entries))
    say_lost_of_several(month, lost)
    report = sum_of_reports(national, month, rows, reports)
    for province, period in left_out(report):
        say(
            _(
                "what {province} reported for {database}, period {number}, is not in this sum, or "
                "not all of it: the national form of this month has no such row or unit; "
                "see it with --province {id}"
            ).format(
                province=province.name,
                database=period.database.say(),
                number=period.number,
                id=province.id,
            )
        )
    return report


def _say_beside(report: Report, typed_month: str | None, sent_report: "SentReport | None") -> None:
    """Say which schedule, month and sent report were used. Refuses an empty form."""
    if not report.rows:
        raise DataRefused(_("no period falls in {month}").format(month=report.month.say()))
    say_schedule(report.schedule, report.month.fiscal_year)
    if report.year is None:
        say_month(typed_month, report.month)
    if sent_report is not None:
        from cddctl.cli.sent import say_sent_report

        say_sent_report(sent_report)


def _say_notes(report: Report) -> None:
    """Say where to see the notes of offices, which the sum does not show."""
    if report.notes:
        say(
            ngettext(
                "{count} note of an office is not on this form; see it with --province NAME",
                "{count} notes of offices are not on this form; see them with --province NAME",
                report.notes,
            ).format(count=f"{report.notes:,}")
        )


def _data(
    reports: "Sequence[Report]",
    written: Format,
    sent_report: "SentReport | None",
    *,
    by_province: bool,
) -> str:
    """The reports as JSON or CSV."""
    from cddctl.render.data.report import report_csv, report_json
    from cddctl.render.data.written import as_json

    if written is Format.JSON and sent_report is not None and not reports[0].scope.districts:
        # As it was sent, even if the schedule has changed since.
        return as_json(sent_report.content.report)
    write = report_json if written is Format.JSON else report_csv
    return write(*reports, by_province=by_province)


def _tables(
    reports: "Sequence[Report]", digits: Digits, *, by_province: bool
) -> "list[RenderableType]":
    """The reports for the terminal, one below the other."""
    if by_province:
        from cddctl.render.tables.by_province import by_province_tables

        return by_province_tables(reports[0], digits=digits, width=table_width())
    from cddctl.render.tables.report import report_tables

    tables = [report_tables(report, digits=digits, width=table_width()) for report in reports]
    return [part for number, parts in enumerate(tables) for part in ([""] * bool(number) + parts)]


def _write_changes(
    changes: "Sequence[Change]",
    sent_report: "SentReport",
    note_change: tuple[str | None, str | None],
    written: Format,
    output: Path | None,
    *,
    force: bool,
) -> None:
    from cddctl.render.data.report import changes_json
    from cddctl.render.tables.changes import changes_lines

    text = (
        changes_json(changes, sent_report.closing, note_change)
        if written is Format.JSON
        else "".join(
            f"{line}\n" for line in changes_lines(changes, sent_report.schedule, note_change)
        )
    )
    write_text(text, output, force=force)


def _write_workbook(
    content: bytes, path: str, reports: "Sequence[Report]", *, is_sent: bool, force: bool
) -> None:
    """Write a workbook and print its path, or the workbook itself to stdout for `-`."""
    report, scope = reports[0], reports[0].scope
    if scope.districts:
        own = [district for each in reports for district in each.scope.districts]
        scope = Scope.of(*scope.provinces, districts=own)
    span = str(report.year or report.month.buddhist)
    parts = ["report", scope.id, span, *(["sent"] if is_sent else [])]
    end = "-ที่ส่ง" * is_sent
    name = usual(
        f"{'-'.join(parts)}.xlsx",
        "แบบรายงาน",
        scope.file_th,
        f"{span}{end}.xlsx",
    )
    write_made(content, path_for(path, name), force=force)
