"""The options that several commands share, each declared once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cddctl.commands.paths import any_path, file_path
from cddctl.i18n import N_


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="M", help=N_("A month: 2018-09, 2561-09, 9/2561, ก.ย. 61.")),
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
NationOption = Annotated[bool, typer.Option("--nation", help=N_("All 76 provinces together."))]
SchedulesOption = Annotated[
    Path | None,
    typer.Option(
        "--schedules",
        metavar="DIR",
        parser=any_path,
        envvar="CDDCTL_SCHEDULES",
        show_envvar=False,
        help=N_("Your own schedules, used before the shipped ones; else CDDCTL_SCHEDULES."),
    ),
]
RegisterOption = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="PATH",
        parser=file_path,
        envvar="CDDCTL_REGISTER",
        show_envvar=False,
        help=N_("The register; else CDDCTL_REGISTER, else the one in your data folder."),
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        envvar="CDDCTL_AS_OF",
        show_envvar=False,
        help=N_("Take this date for today; else CDDCTL_AS_OF."),
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="table|json|csv",
        show_default=False,
        help=N_("How to write it; a table if not said."),
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        parser=file_path,
        help=N_("Write to a file, not to the screen."),
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help=N_("Replace a file that is there already."))
]
