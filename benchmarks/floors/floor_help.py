"""The floors of `cddctl --help`: a typer app with the same commands and options, which do nothing.

`main` also loads the two libraries that a program of this kind has at its top; `lean` does not, as
help can be printed without them.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

SECTIONS = {
    "Begin": ("init", "config", "setup", "completion", "schedule"),
    "Each day and round": (
        "today", "due", "forms", "record", "inbox", "status", "doubts", "remind", "extend",
        "close", "reopen",
    ),
    "Hand out": ("report", "letter", "memo", "compare", "picture", "summary", "calendar"),
    "Look after": ("history", "undo", "redo", "register"),
}  # fmt: skip
NATION = [
    ("init --nation", "A register of no province of its own, to merge others into."),
    ("register merge", "Take in registers of colleagues or provinces."),
    ("status --nation", "Show who has reported what, a line a province."),
    ("report --nation", "The form summed over all provinces, or some: --province twice."),
]
MEANT = (
    "If no month is said: this one if it has a row on the form, or the one next to it with a date "
    "at most 14 days away; else the latest with entries; else the latest past one on the form.\n\n"
    "due takes this month alone; what records or closes asks, or has to be told.\n\n"
    "cddctl help COMMAND explains a command."
)


class Grouped(TyperGroup):
    """The commands by when they are used."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write a section of each."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.commands[name].short_help) for name in names])
        with formatter.section("The nation"):
            formatter.write_dl(NATION)
        formatter.write_paragraph()
        formatter.write_text(MEANT)


app = typer.Typer(
    cls=Grouped,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Example: cddctl due --month 2018-09",
    help="What is due, what is recorded, and the report form, for the eleven databases of the "
    "Community Development Department.",
)
book = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
plan = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Month = Annotated[str | None, typer.Option("--month", metavar="M", help="A month.")]
Year = Annotated[str | None, typer.Option("--year", metavar="FY", help="A fiscal year.")]
Province = Annotated[str | None, typer.Option("--province", metavar="P", help="A province.")]
Provinces = Annotated[list[str] | None, typer.Option("--province", metavar="P", help="Provinces.")]
Nation = Annotated[bool, typer.Option("--nation", help="All of them.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write it.")]
TableOrJson = Annotated[Literal["table", "json"] | None, typer.Option("--format", help="How.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="A file.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", envvar="CDDCTL_BY", help="Who.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="T", help="Why.")]
Workbook = Annotated[str | None, typer.Option("--xlsx", metavar="[PATH]", help="A workbook.")]
Document = Annotated[str | None, typer.Option("--docx", metavar="[PATH]", help="A document.")]
Word = Annotated[str | None, typer.Argument(help="A name.")]


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("-V", "--version", is_eager=True, help="Show the version and exit.")
    ] = False,
    register: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="The register; else CDDCTL_REGISTER, else the one in your data folder.",
        ),
    ] = None,
    schedules: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Your own schedules, used before the shipped ones; else CDDCTL_SCHEDULES.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Take this date for today; else CDDCTL_AS_OF."),
    ] = None,
    lang: Annotated[
        str,
        typer.Option(metavar="[th|en]", help="Language; else CDDCTL_LANG, else the system's."),
    ] = "",
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
) -> None:
    """Nothing."""


@app.command(short_help="Write the forms for the districts to fill in, a workbook each.")
def forms(
    *,
    province: Province = None,
    nation: Nation = False,
    district: Annotated[
        list[str] | None, typer.Option("--district", metavar="D", help="One.")
    ] = None,
    month: Month = None,
    output: Output = None,
    csv: Annotated[bool, typer.Option("--csv", help="So.")] = False,
    force: Force = False,
    yes: Yes = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Record what an office has reported. Alone, on a terminal, it asks for everything "
    "step by step."
)
def record(
    *,
    words: Annotated[list[str] | None, typer.Argument(help="Names.")] = None,
    source: Annotated[
        list[str] | None, typer.Option("--from", metavar="PATH...", help="One.")
    ] = None,
    month: Month = None,
    province: Province = None,
    nation: Nation = False,
    period: Annotated[str | None, typer.Option("--period", metavar="N", help="One.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="T", help="One.")] = None,
    not_applicable: Annotated[bool, typer.Option("--not-applicable", help="So.")] = False,
    received: Annotated[str | None, typer.Option("--received", metavar="DATE", help="One.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    partial: Annotated[bool, typer.Option("--partial", help="So.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="So.")] = False,
    format: TableOrJson = None,  # noqa: A002
) -> None:
    """Nothing."""


@app.command(
    short_help="Show who has reported what: offices by databases, what is overdue, what came late."
)
def status(
    *,
    province: Provinces = None,
    nation: Nation = False,
    district: Annotated[str | None, typer.Option("--district", metavar="D", help="One.")] = None,
    month: Month = None,
    year: Year = None,
    by: Annotated[
        Literal["district", "province", "database"] | None,
        typer.Option("--by", metavar="district|province|database", help="One."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="So.")] = False,
    full: Annotated[bool, typer.Option("--full", help="So.")] = False,
    line: Annotated[bool, typer.Option("--line", help="So.")] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(short_help="Write messages for LINE to the offices that have something outstanding.")
def remind(
    *,
    month: Month = None,
    province: Province = None,
    within: Annotated[str | None, typer.Option("--within", metavar="DAYS", help="One.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="So.")] = False,
    district: Annotated[
        list[str] | None, typer.Option("--district", metavar="D", help="One.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="So.")] = False,
    opening_: Annotated[bool, typer.Option("--opening", help="So.")] = False,
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(short_help="Write the official letters of a round as Word documents.")
def letter(
    *,
    month: Month = None,
    province: Province = None,
    kind: Annotated[
        Literal["open", "follow-up", "thanks"] | None,
        typer.Option("--kind", metavar="open|follow-up|thanks", help="One."),
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="all|owing|D", help="One.")
    ] = None,
    up: Annotated[bool, typer.Option("--up", help="So.")] = False,
    no_enclosures: Annotated[bool, typer.Option("--no-enclosures", help="So.")] = False,
    output: Output = None,
    setup: Annotated[bool, typer.Option("--setup", help="So.")] = False,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Print the report form, filled with what is recorded, or write it as a workbook."
)
def report(
    *,
    province: Provinces = None,
    nation: Nation = False,
    district: Annotated[str | None, typer.Option("--district", metavar="D", help="One.")] = None,
    by: Annotated[
        Literal["province"] | None, typer.Option("--by", metavar="province", help="One.")
    ] = None,
    month: Month = None,
    xlsx: Workbook = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    digits: Annotated[
        Literal["thai", "arabic"] | None,
        typer.Option("--digits", metavar="thai|arabic", help="One."),
    ] = None,
    signatures: Annotated[bool, typer.Option("--signatures", help="So.")] = False,
    sent: Annotated[str | None, typer.Option("--sent", metavar="[N]", help="One.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="So.")] = False,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Draw who has reported what, the league or the trend, as a picture for LINE."
)
def picture(
    *,
    province: Province = None,
    nation: Nation = False,
    month: Month = None,
    what: Annotated[
        Literal["status", "league", "trend"] | None,
        typer.Option("--what", metavar="status|league|trend", help="One."),
    ] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Write the summary of a month or a year for the head of an office, with charts."
)
def summary(
    *,
    province: Province = None,
    month: Month = None,
    year: Year = None,
    output: Output = None,
    digits: Annotated[
        Literal["thai", "arabic"] | None,
        typer.Option("--digits", metavar="thai|arabic", help="One."),
    ] = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Give a district a later date, or withdraw it, for one database or for all."
)
def extend(
    *,
    district: Word = None,
    database: Word = None,
    month: Month = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="One.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="So.")] = False,
    reason: Reason = None,
    province: Province = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
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
    reason: Reason = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Nothing."""


@app.command(short_help="Write the memorandum (บันทึกข้อความ) on a report that was closed.")
def memo(
    *,
    month: Month = None,
    province: Province = None,
    no_enclosures: Annotated[bool, typer.Option("--no-enclosures", help="So.")] = False,
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(short_help="Let a closed month be recorded for again; the report that was sent stays.")
def reopen(
    *,
    month: Month = None,
    reason: Reason = None,
    province: Province = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Nothing."""


@app.command(
    short_help="Show every entry: who recorded it, when, from which file, and what it changed."
)
def history(
    *,
    database: Word = None,
    district: Word = None,
    month: Month = None,
    province: Province = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(short_help="Take back what was done last, of whatever kind; or one thing, or a file.")
def undo(
    *,
    name: Word = None,
    last: Annotated[bool, typer.Option("--last", help="So.")] = False,
    source: Annotated[str | None, typer.Option("--import", metavar="FILE", help="One.")] = None,
    month: Month = None,
    province: Province = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Nothing."""


@app.command(short_help="Bring back what was undone last.")
def redo(
    *,
    month: Month = None,
    province: Province = None,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Nothing."""


@app.command(short_help="Write the periods of a fiscal year as a calendar file (.ics).")
def calendar(
    *,
    year: Year = None,
    province: Province = None,
    alarm: Annotated[str | None, typer.Option("--alarm", metavar="7d,1d", help="One.")] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@app.command(short_help="Create the register of a province, or of the nation, once.")
def init(
    *,
    province: Province = None,
    nation: Nation = False,
) -> None:
    """Nothing."""


@app.command(short_help="Show what is to be done today, and what to type next.")
def today(
    *,
    province: Province = None,
    check: Annotated[bool, typer.Option("--check", help="So.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="So.")] = False,
    format: TableOrJson = None,  # noqa: A002
) -> None:
    """Nothing."""


@app.command(short_help="Record what lies in a folder, and move each file to taken or refused.")
def inbox(
    *,
    folder: Word = None,
    month: Month = None,
    province: Province = None,
    received: Annotated[str | None, typer.Option("--received", metavar="DATE", help="One.")] = None,
    theirs: Annotated[bool, typer.Option("--theirs", help="So.")] = False,
    by: By = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    format: TableOrJson = None,  # noqa: A002
) -> None:
    """Nothing."""


@app.command(short_help="Let Windows show each day what is to be done.")
def setup(
    *,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="One.")] = "08:30",
    remove: Annotated[bool, typer.Option("--remove", help="So.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Nothing."""


@app.command(short_help="Show the settings of the register, keep one, or forget it.")
def config(
    *,
    key: Word = None,
    value: Word = None,
    unset: Annotated[bool, typer.Option("--unset", help="So.")] = False,
    dry_run: DryRun = False,
    format: TableOrJson = None,  # noqa: A002
) -> None:
    """Nothing."""


@app.command(short_help="Compare a round with that of a fiscal year before, or with another.")
def compare(
    *,
    province: Provinces = None,
    nation: Nation = False,
    month: Month = None,
    other: Annotated[str | None, typer.Option("--with", metavar="M", help="One.")] = None,
    rows: Annotated[
        Literal["database", "district"], typer.Option("--rows", help="Rows.")
    ] = "database",
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Nothing."""


@app.command(short_help="List the counts that may be wrong, and that no note explains.")
def doubts(
    *,
    month: Month = None,
    province: Province = None,
    district: Annotated[str | None, typer.Option("--district", metavar="D", help="One.")] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002
    output: Output = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Nothing."""


@app.command(short_help="Print the script that lets a shell complete commands and names.")
def completion(*, shell: Word = None) -> None:
    """Nothing."""


@book.command()
def info(
    *,
    format: TableOrJson = None,  # noqa: A002
) -> None:
    """Nothing."""


@book.command()
def check() -> None:
    """Nothing."""


@book.command()
def backup(
    *,
    path: Word = None,
) -> None:
    """Nothing."""


@book.command()
def restore(
    *,
    file: Annotated[Path, typer.Argument(help="Names.")],
    yes: Yes = False,
) -> None:
    """Nothing."""


@book.command()
def export(
    *,
    format: Annotated[  # noqa: A002
        Literal["csv", "json", "sqlite"] | None,
        typer.Option("--format", metavar="csv|json|sqlite", help="One."),
    ] = None,
    output: Output = None,
    force: Force = False,
    province: Province = None,
) -> None:
    """Nothing."""


@book.command()
def merge(
    *,
    others: Annotated[list[Path], typer.Argument(help="Names.")],
    dry_run: DryRun = False,
    format: FormatOption = Format.TABLE,  # noqa: A002
    yes: Yes = False,
) -> None:
    """Nothing."""


@plan.command()
def show(
    *,
    year: Year = None,
    province: Province = None,
    xlsx: Workbook = None,
    docx: Document = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Nothing."""


@plan.command("check")
def check_schedule(
    *,
    files: Annotated[list[Path] | None, typer.Argument(help="Names.")] = None,
) -> None:
    """Nothing."""


app.add_typer(
    book,
    name="register",
    short_help="Look after the register: check it, copy it, put registers together.",
)
app.add_typer(plan, name="schedule", short_help="Print, compare, check and change schedules.")


def main() -> None:
    """Print the help with typer, pydantic and yaml loaded."""
    from pydantic import BaseModel  # noqa: F401, PLC0415
    from yaml import CSafeLoader  # noqa: F401, PLC0415

    lean()


def lean() -> None:
    """Print the help with typer alone."""
    app(prog_name="cddctl")
