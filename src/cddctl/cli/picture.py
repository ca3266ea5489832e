"""`cddctl picture`: the round, the league or the trend of a year as a picture for LINE."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.clipboard import CopyOption, check_copy, copy_picture
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.filenames import usual
from cddctl.cli.files import check_free
from cddctl.cli.options import (
    ForceOption,
    NationOption,
    ProvinceOption,
    UsualMonthOption,
    output_option,
)
from cddctl.cli.output import working, write_made
from cddctl.cli.paths import check_ending
from cddctl.cli.remarks import say_month, say_schedule
from cddctl.cli.scope import chosen_scope
from cddctl.cli.statuses import status_of
from cddctl.errors import DataRefused
from cddctl.i18n import N_, _
from cddctl.periods import Month
from cddctl.render.picture.draw import Format, What

if TYPE_CHECKING:
    from datetime import date

    from cddctl.render.picture.pages import Page
    from cddctl.status.round import Status

_THAI = {"status": "ภาพผลการรายงาน", "league": "ภาพลำดับอำเภอ", "trend": "ภาพแนวโน้ม"}
"""The Thai names of the pictures in file names."""
_FORMATS: dict[str, Format] = {".png": "png", ".pdf": "pdf"}


@command(example=N_("Example: cddctl picture --month 2018-09 -o september.png"))
def picture(
    ctx: typer.Context,
    *,
    province: ProvinceOption = None,
    nation: NationOption = False,
    month: UsualMonthOption = None,
    what: Annotated[
        What,
        typer.Option(
            "--what",
            metavar="status|league|trend",
            show_default=False,
            help=N_("The month's round, or of its fiscal year the league of offices or the trend."),
        ),
    ] = "status",
    output: Annotated[
        Path | None, output_option(N_("The file, .png or .pdf, or - for stdout."))
    ] = None,
    copy: CopyOption = False,
    force: ForceOption = False,
) -> None:
    """Draw the round of a month, or the league or trend of its year, and print the path."""
    context = Context.of(ctx)
    form = _format_of(output)
    check_copy(
        copy,
        is_possible=form == "png" and str(output) != "-",
        otherwise=_("--copy is for a picture file, .png; name one with -o"),
    )
    asked = parsed_month(month)
    scope = chosen_scope(
        context, [province] if province else (), nation=nation, district=None, by_province=False
    )
    with context.open_register() as register, register.reading():
        shown = asked or context.usual_month(register, scope.provinces)
        span = shown if what == "status" else shown.fiscal_year
        name = span.buddhist if isinstance(span, Month) else str(span)
        path = output or Path(
            usual(f"{what}-{scope.id}-{name}.png", _THAI[what], scope.file_th, f"{name}.png")
        )
        check_free(path, force=force)
        status = status_of(context, register, scope, span, is_in_use=what != "status")
    calendar = context.calendar(None if scope.is_several else scope.province)
    say_schedule(calendar.schedule(shown.fiscal_year), shown.fiscal_year)
    say_month(month, shown)
    if not status.periods:
        raise DataRefused(_("no period falls in {month}").format(month=shown.say()))
    from cddctl.render.picture.draw import draw

    with working(_("Drawing")):
        content = draw(what, _page(what, status, shown, context.today), form, clock.utc_now())
    write_made(content, path, force=force)
    if copy:
        copy_picture(path)


def _format_of(output: Path | None) -> Format:
    """The format by the file's name."""
    check_ending(output, *_FORMATS)
    return _FORMATS.get(output.suffix.lower() if output is not None else "", "png")


def _page(what: What, status: "Status", month: Month, today: "date") -> "Page":
    from cddctl.render.picture.pages import league_page, status_page, trend_page

    if what == "status":
        return status_page(status, month, today)
    year = month.fiscal_year
    if what == "league":
        from cddctl.status.league import league

        return league_page(league(status, today), status.scope, year, today)
    from cddctl.status.trend import trend

    return trend_page(trend(status, today), status.scope, year, today)
