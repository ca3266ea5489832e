"""Options shared by several commands, each declared once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cddctl.cli.common import MONTH_RULE
from cddctl.cli.context import Context
from cddctl.cli.optional_path import XLSX
from cddctl.cli.paths import any_path, file_path
from cddctl.i18n import N_
from cddctl.notes import check_name, check_reason
from cddctl.waiting import wait_for_nothing


class Format(StrEnum):
    """The output format of a result."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def format_of(chosen: Format, output: Path | None) -> Format:
    """The output format: the option's, else by the file's extension, .csv or .json."""
    named = output.suffix.lower().removeprefix(".") if output is not None else ""
    return Format(named) if chosen is Format.TABLE and named in {"csv", "json"} else chosen


def output_option(help_text: str, metavar: str = "FILE") -> Any:  # noqa: ANN401 (typer's own is private)
    """The option `-o` for one file, or `-` for stdout; `DIR` or `FILE|DIR` may be a folder too."""
    reader = file_path if metavar == "FILE" else any_path
    return typer.Option("-o", "--output", metavar=metavar, parser=reader, help=help_text)


MONTH = N_("A month: 2018-09, 2561-09, 9/2561, ก.ย. 61.")
MonthOption = Annotated[str | None, typer.Option("--month", metavar="M", help=MONTH)]
UsualMonthOption = Annotated[
    str | None, typer.Option("--month", metavar="M", help=f"{MONTH}\n{MONTH_RULE}")
]
"""Of a command that takes the usual month where none is said."""
_ALL_OPEN = N_("If not said, all that are open.")
OpenMonthOption = Annotated[
    str | None, typer.Option("--month", metavar="M", help=f"{MONTH}\n{_ALL_OPEN}")
]
YearOption = Annotated[
    str | None,
    typer.Option("--year", metavar="FY", help=N_("A fiscal year: 2561, 61, 2018.")),
]
ProvinceOption = Annotated[
    str | None,
    typer.Option(
        "--province", metavar="P", help=N_("A province by name or code; else the register's own.")
    ),
]
ProvincesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--province",
        metavar="P",
        help=N_("A province by name or code; else the register's own. Several are summed."),
    ),
]
DistrictsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--district", metavar="D", help=N_("Only this district; may be given several times.")
    ),
]
NationOption = Annotated[bool, typer.Option("--nation", help=N_("All 76 provinces together."))]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="table|json|csv",
        show_default=False,
        help=N_("How to write it; a table if not said."),
    ),
]
TableOrJsonOption = Annotated[
    Literal["table", "json"],
    typer.Option(
        "--format",
        metavar="table|json",
        show_default=False,
        help=N_("How to write it; a table if not said."),
    ),
]
XlsxOption = Annotated[
    str | None,
    typer.Option(
        XLSX,
        metavar="[PATH]",
        help=N_("Write a workbook: to PATH.xlsx, to - for stdout, else under its usual name."),
    ),
]
OutputOption = Annotated[Path | None, output_option(N_("Write to a file, not to the screen."))]
ForceOption = Annotated[
    bool, typer.Option("--force", help=N_("Replace a file that is there already."))
]
DocumentOption = Annotated[Path | None, output_option(N_("The document, or - for stdout."))]
NoEnclosuresOption = Annotated[
    bool, typer.Option("--no-enclosures", help=N_("The letter alone, without what it encloses."))
]
DigitsOption = Annotated[
    Literal["thai", "arabic"] | None,
    typer.Option(
        "--digits",
        metavar="thai|arabic",
        help=N_("Digits; if not said the setting, else Thai on paper and Arabic on the terminal."),
    ),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        parser=check_name,
        envvar="CDDCTL_BY",
        show_envvar=False,
        callback=lambda ctx, name: name if name is not None else Context.of(ctx).kept("by"),
        help=N_("Who does it; else CDDCTL_BY, else the setting."),
    ),
]


def _only_look(*, value: bool) -> bool:
    if value:
        wait_for_nothing()
    return value


DryRunOption = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        callback=lambda value: _only_look(value=value),
        help=N_("Show what would be done, do nothing."),
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help=N_("Do it without asking."))]
ReasonOption = Annotated[
    str | None,
    typer.Option(
        "--reason",
        metavar="T",
        parser=check_reason,
        help=N_("Why, in a few words; it is kept."),
    ),
]
