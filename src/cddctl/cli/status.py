"""`cddctl status`: which offices have reported, by which date, on time or late."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.clipboard import CopyOption, check_copy, show_text
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month, parsed_year
from cddctl.cli.options import (
    DistrictsOption,
    ForceOption,
    Format,
    FormatOption,
    NationOption,
    OutputOption,
    ProvincesOption,
    UsualMonthOption,
    YearOption,
    format_of,
)
from cddctl.cli.output import table_width, write_data, write_parts, write_text
from cddctl.cli.remarks import say_month, say_schedule, say_schedules
from cddctl.cli.scope import chosen_scope
from cddctl.cli.statuses import doubts_in, open_status, say_doubts, status_of
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import Scope
from cddctl.status.histories import Doubted, entries_doubted
from cddctl.status.open import open_rounds

if TYPE_CHECKING:
    from cddctl.render.tables.shown import Shown


@command(example=N_("Example: cddctl status --province lampang --month 2018-09"))
def status(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    district: DistrictsOption = None,
    month: UsualMonthOption = None,
    year: YearOption = None,
    by: Annotated[
        Literal["district", "province", "database"] | None,
        typer.Option(
            "--rows",
            metavar="district|province|database",
            help=N_("What the rows are; districts if not said, provinces of several."),
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help=N_(
                "List what is outstanding, a line each, of a month or of all that are open; exit 1 "
                "if there is any."
            ),
        ),
    ] = False,
    full: Annotated[
        bool,
        typer.Option("--full", help=N_("All tables of a month, not only what fits on a screen.")),
    ] = False,
    line: Annotated[
        bool,
        typer.Option("--line", help=N_("The standing in ten lines at most, as a text for LINE.")),
    ] = False,
    copy: CopyOption = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Show the status of the selected scope; with `--check`, set the exit code by it."""
    context = Context.of(ctx)
    written = format_of(format, output)
    _check_together(month, year, district, by, written, output, check=check)
    _check_line(year, by, format, line=line, others=check or full)
    check_copy(copy, is_possible=line, otherwise=_("--copy is for the text of --line; add it"))
    scope = chosen_scope(
        context, province or (), nation=nation, district=district, by_province=by == "province"
    )
    if scope.is_several and by == "district":
        raise UsageRefused(
            _("the rows of several provinces are provinces; --rows district takes one --province")
        )
    asked, fiscal_year = parsed_month(month), parsed_year(year)
    if check and asked is None and fiscal_year is None:
        _check_open(context, scope)
        return
    with context.open_register() as register, register.reading():
        span = fiscal_year or asked or context.usual_month(register, scope.provinces)
        status = status_of(context, register, scope, span)
        doubts = doubts_in(context, register, status)
    say_doubts(doubts, scope, span)
    months = tuple(span.months()) if isinstance(span, FiscalYear) else (span,)
    from cddctl.render.tables.shown import Shown

    national = None if scope.is_several else scope.province
    schedule = context.calendar(national).schedule(months[0].fiscal_year)
    shown = Shown(status, schedule, months, context.today)
    say_schedule(schedule, shown.fiscal_year)
    if fiscal_year is None:
        say_month(month, months[0])
    if line:
        if scope.is_several:
            raise UsageRefused(_("--line is of one province; name it with --province"))
        if not status.periods:
            raise DataRefused(_("no period falls in {month}").format(month=months[0].say()))
        from cddctl.render.announce import day_summary

        show_text(f"{day_summary(status, context.today)}\n", output, copy=copy, force=force)
    elif check:
        from cddctl.render.tables.status import outstanding_lines

        write_text("".join(f"{line}\n" for line in outstanding_lines(shown)), None)
        if status.outstanding():
            raise typer.Exit(1)
    elif written is Format.TABLE:
        from cddctl.render.tables.status import status_tables

        tables = status_tables(shown, is_turned=by == "database", is_full=full, width=table_width())
        write_parts(tables, output, force=force)
    else:
        write_data(_data(shown, doubts, written), output, force=force)


def _data(shown: "Shown", doubts: Sequence[Doubted], written: Format) -> str:
    """The status as JSON or CSV."""
    from cddctl.render.data.status import status_csv, status_json

    if written is Format.JSON:
        return status_json(shown, entries_doubted(doubts))
    return status_csv(shown)


def _check_open(context: Context, scope: Scope) -> None:
    """List all that is open since use began, oldest first; exit 1 if there is any."""
    from cddctl.render.tables.shown import Shown
    from cddctl.render.tables.status import outstanding_lines

    with context.open_register() as register, register.reading():
        status = open_status(context, register, scope)
    rounds = open_rounds(status)
    calendar = context.calendar(None if scope.is_several else scope.province)
    say_schedules(calendar, (month.fiscal_year for month in status.months()))
    for round_ in rounds:
        [month] = round_.months()
        shown = Shown(round_, calendar.schedule(month.fiscal_year), (month,), context.today)
        write_text("".join(f"{line}\n" for line in outstanding_lines(shown)), None)
    if rounds:
        raise typer.Exit(1)


def _check_line(
    year: str | None,
    by: str | None,
    written: Format,
    *,
    line: bool,
    others: bool,
) -> None:
    """Refuse `--line` with options that are not for a text of one month."""
    if line and (others or year is not None or by is not None or written is not Format.TABLE):
        raise UsageRefused(
            _("--line is a text of a month; leave out --year, --rows, --full, --check and --format")
        )


def _check_together(
    month: str | None,
    year: str | None,
    district: Sequence[str] | None,
    by: str | None,
    written: Format,
    output: Path | None,
    *,
    check: bool,
) -> None:
    """Refuse options that do not go together."""
    if month is not None and year is not None:
        raise UsageRefused(_("--month and --year do not go together; leave one out"))
    if check and (by is not None or written is not Format.TABLE or output is not None):
        raise UsageRefused(
            _("--check writes lines to the screen; leave out --rows, --format and -o")
        )
    if by is not None and (year is not None or district or written is not Format.TABLE):
        raise UsageRefused(
            _(
                "--rows turns the table of a month; leave it out with --year, --district and "
                "--format"
            )
        )
