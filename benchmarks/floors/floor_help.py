"""The floors of `cddctl --help`: a typer app with the same commands and options, which do nothing.

`main` also loads the two libraries that a program of this kind has at its top; `lean` does not, as
help can be printed without them.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Example: cddctl due --month 2018-09",
    help="What is due, what is recorded, and the report form, for the eleven databases of the "
    "Community Development Department.",
)
book = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    book,
    name="register",
    short_help="Look after the register: check it, copy it, put registers together.",
)
schedule = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(schedule, name="schedule", short_help="Print a schedule, or check schedule files.")


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Lang = Annotated[
    str,
    typer.Option(
        "--lang", metavar="[th|en]", help="Language; else CDDCTL_LANG, else the system's."
    ),
]
Month = Annotated[str | None, typer.Option("--month", metavar="M", help="A month.")]
Year = Annotated[str | None, typer.Option("--year", metavar="FY", help="A fiscal year.")]
Province = Annotated[str | None, typer.Option("--province", metavar="P", help="A province.")]
Provinces = Annotated[list[str] | None, typer.Option("--province", metavar="P", help="Provinces.")]
Nation = Annotated[bool, typer.Option("--nation", help="All of them.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="So.")]
Schedules = Annotated[
    Path | None,
    typer.Option("--schedules", metavar="DIR", envvar="CDDCTL_SCHEDULES", help="Your schedules."),
]
Register = Annotated[
    Path | None,
    typer.Option("--register", metavar="PATH", envvar="CDDCTL_REGISTER", help="The register."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", envvar="CDDCTL_AS_OF", help="Take this for today."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write it.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="A file.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Words = Annotated[list[str] | None, typer.Argument(help="Database, district and counts.")]
Files = Annotated[list[Path] | None, typer.Argument(help="Files to check.")]


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Show the version and exit.")
    ] = False,
    lang: Lang = "",
) -> None:
    """Nothing."""


@app.command(short_help="Show which periods are due in a month, or in a fiscal year.")
def due(
    *,
    month: Month = None,
    year: Year = None,
    province: Province = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Write the forms for the districts to fill in, a workbook each.")
def forms(
    *,
    province: Province = None,
    nation: Annotated[bool, typer.Option("--nation", help="All provinces.")] = False,
    district: Annotated[list[str] | None, typer.Option(metavar="D", help="One district.")] = None,
    month: Month = None,
    output: Output = None,
    csv: Annotated[bool, typer.Option("--csv", help="One table.")] = False,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Record what an office has reported. Alone, on a terminal, it asks for everything "
    "step by step."
)
def record(
    *,
    words: Words = None,
    month: Month = None,
    province: Province = None,
    period: Annotated[str | None, typer.Option(metavar="N", help="The period.")] = None,
    note: Annotated[str | None, typer.Option(metavar="T", help="A note.")] = None,
    not_applicable: Annotated[bool, typer.Option("--not-applicable", help="Nothing yet.")] = False,
    received: Annotated[str | None, typer.Option(metavar="DATE", help="The day.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Record nothing.")] = False,
    source: Annotated[list[str] | None, typer.Option("--from", help="Files.")] = None,
    nation: Annotated[bool, typer.Option("--nation", help="All provinces.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Leave lines out.")] = False,
    summary: Annotated[Literal["table", "json"] | None, typer.Option("--format")] = None,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Show who has reported what: offices by databases, what is overdue, what came late."
)
def status(
    *,
    province: Provinces = None,
    nation: Nation = False,
    district: Annotated[str | None, typer.Option("--district", metavar="X", help="One.")] = None,
    month: Month = None,
    year: Year = None,
    by: Annotated[str | None, typer.Option("--by", metavar="X", help="One.")] = None,
    check: Annotated[bool, typer.Option("--check", help="So.")] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Write messages for LINE to the offices that have something outstanding.")
def remind(
    *,
    month: Month = None,
    province: Province = None,
    within: Annotated[str | None, typer.Option("--within", metavar="X", help="One.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="So.")] = False,
    district: Annotated[list[str] | None, typer.Option("--district", help="Some.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="So.")] = False,
    output: Output = None,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Print the report form, filled with what is recorded, or write it as a workbook."
)
def report(
    *,
    province: Provinces = None,
    nation: Nation = False,
    by: Annotated[Literal["province"] | None, typer.Option("--by", metavar="X", help="So.")] = None,
    district: Annotated[str | None, typer.Option(metavar="D", help="One district.")] = None,
    month: Month = None,
    xlsx: Annotated[str | None, typer.Option(metavar="[PATH]", help="A workbook.")] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    digits: Annotated[Literal["thai", "arabic"] | None, typer.Option(help="Digits.")] = None,
    signatures: Annotated[bool, typer.Option("--signatures", help="Places to sign.")] = False,
    sent: Annotated[bool, typer.Option("--sent", help="As it was sent.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="What differs.")] = False,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Give a district a later date, for one database or for all that it enters.")
def extend(
    *,
    district: Annotated[str | None, typer.Argument(help="A name.")] = None,
    database: Annotated[str | None, typer.Argument(help="A name.")] = None,
    month: Month = None,
    until: Annotated[str | None, typer.Option("--until", metavar="X", help="One.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="X", help="One.")] = None,
    province: Province = None,
    by: Annotated[str | None, typer.Option("--by", metavar="X", help="One.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="So.")] = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Mark a month's report as sent: keep it as it is, and refuse further entries."
)
def close(
    *,
    month: Month = None,
    province: Province = None,
    incomplete: Annotated[bool, typer.Option("--incomplete", help="So.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="X", help="One.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="X", help="One.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="So.")] = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Let a closed month be recorded for again; the report that was sent stays.")
def reopen(
    *,
    month: Month = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="X", help="One.")] = None,
    province: Province = None,
    by: Annotated[str | None, typer.Option("--by", metavar="X", help="One.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="So.")] = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Show every entry: who recorded it, when, from which file, and what it changed."
)
def history(
    *,
    database: Annotated[str | None, typer.Argument(help="A name.")] = None,
    district: Annotated[str | None, typer.Argument(help="A name.")] = None,
    month: Month = None,
    province: Province = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(
    short_help="Take back what was recorded last, one entry, or all that came from a file."
)
def undo(
    *,
    entry: Annotated[str | None, typer.Argument(help="A name.")] = None,
    last: Annotated[bool, typer.Option("--last", help="So.")] = False,
    source: Annotated[str | None, typer.Option("--import", metavar="X", help="One.")] = None,
    month: Month = None,
    province: Province = None,
    by: Annotated[str | None, typer.Option("--by", metavar="X", help="One.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="So.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="So.")] = False,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Write the periods of a fiscal year as a calendar file (.ics).")
def calendar(
    *,
    year: Year = None,
    province: Province = None,
    alarm: Annotated[str | None, typer.Option("--alarm", metavar="X", help="One.")] = None,
    output: Output = None,
    force: Force = False,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@app.command(short_help="Create the register of a province, or of the nation, once.")
def init(*, province: Province = None, nation: Nation = False, register: Register = None) -> None:
    """Nothing."""


@book.command()
def info(*, format: FormatOption = Format.TABLE, register: Register = None) -> None:  # noqa: A002
    """Nothing."""


@book.command("check")
def check_register(*, register: Register = None, schedules: Schedules = None) -> None:
    """Nothing."""


@book.command()
def backup(
    *,
    path: Annotated[Path | None, typer.Argument(help="Where to.")] = None,
    register: Register = None,
) -> None:
    """Nothing."""


@book.command()
def restore(
    *,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="So.")] = False,
    register: Register = None,
) -> None:
    """Nothing."""


@book.command()
def export(
    *,
    format: Annotated[Literal["csv", "json", "sqlite"] | None, typer.Option(help="How.")] = None,  # noqa: A002
    output: Output = None,
    force: Force = False,
    province: Province = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@book.command()
def merge(
    *,
    others: Annotated[list[Path], typer.Argument(help="The registers.")],
    dry_run: DryRun = False,
    format: FormatOption = Format.TABLE,  # noqa: A002
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@schedule.command()
def show(
    *,
    year: Year = None,
    province: Province = None,
    as_of: AsOf = None,
    register: Register = None,
    schedules: Schedules = None,
) -> None:
    """Nothing."""


@schedule.command()
def check(*, files: Files = None, schedules: Schedules = None) -> None:
    """Nothing."""


def main() -> None:
    """Print the help with typer, pydantic and yaml loaded."""
    from pydantic import BaseModel  # noqa: F401, PLC0415
    from yaml import CSafeLoader  # noqa: F401, PLC0415

    lean()


def lean() -> None:
    """Print the help with typer alone."""
    app(prog_name="cddctl")
