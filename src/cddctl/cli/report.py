"""`cddctl report`: the report form of a province or district, on the terminal or as a workbook."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.help import LocalizedCommand
from cddctl.cli.options import (
    ForceOption,
    Format,
    FormatOption,
    MonthOption,
    NationOption,
    OutputOption,
    ProvincesOption,
)
from cddctl.commands import USUAL_NAME
from cddctl.i18n import N_

_XLSX = "--xlsx"


if TYPE_CHECKING:
    from cddctl.libraries import TyperContext


class ReportCommand(LocalizedCommand):
    """Lets `--xlsx` stand alone, or before a path, or before -."""

    def parse_args(self, ctx: "TyperContext", args: list[str]) -> list[str]:
        """Give `--xlsx` its value before the options are read."""
        words: list[str] = []
        for word in args:
            if words and words[-1] == _XLSX and (word == "-" or not word.startswith("-")):
                words[-1] = f"{_XLSX}={word}"
            else:
                words.append(word)
        return super().parse_args(
            ctx, [f"{_XLSX}={USUAL_NAME}" if w == _XLSX else w for w in words]
        )


@command(
    example=N_("Example: cddctl report --province lampang --month 2018-09 --xlsx"),
    cls=ReportCommand,
)
def report(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    district: Annotated[
        str | None,
        typer.Option("--district", metavar="D", help=N_("One district, by name or code.")),
    ] = None,
    by: Annotated[
        Literal["province"] | None,
        typer.Option(
            "--by",
            metavar="province",
            help=N_("With --nation or several provinces: a line for each, by database."),
        ),
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
    sent: Annotated[
        bool,
        typer.Option("--sent", help=N_("The report as it was sent when its month was closed.")),
    ] = False,
    changes: Annotated[
        bool, typer.Option("--changes", help=N_("What differs now from the report that was sent."))
    ] = False,
    force: ForceOption = False,
) -> None:
    """Declare what may be typed."""
    context = Context.of(ctx)
    from cddctl.commands.report import show_report

    show_report(
        provinces=province or [],
        nation=nation,
        by_province=by == "province",
        district=district,
        month=month,
        xlsx=xlsx,
        format=format.value,
        output=output,
        digits=digits,
        signatures=signatures,
        sent=sent,
        changes=changes,
        force=force,
        as_of=context.typed_today,
        register=context.typed_register,
        schedules=context.typed_schedules,
    )
