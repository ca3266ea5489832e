"""The floors of `cddctl report --month M`: the entries summed into the form, and one rich table.

`main` reads the register by sqlite_utils, as the benchmark's floor is agreed to; `lean` by sqlite3
alone, which is all that reading takes. With `--xlsx` both write the workbook instead.
"""

from collections.abc import Callable, Iterable
from sqlite3 import Connection
from typing import Annotated, Any, NamedTuple

import geothai
import plan
import store
import typer
from pydantic import BaseModel

Rows = Iterable[dict[str, Any]]
FEW = 3
"""At most so many districts are named; more are counted."""
ROWS = """
    SELECT database, office, not_applicable, total, recorded, note FROM entries
    WHERE province = ? AND month = ? ORDER BY id
"""


class Column(BaseModel):
    """A column of the form for one unit."""

    unit: str
    heading: plan.Text


class Form(BaseModel):
    """The form's texts."""

    titles: list[str]
    province_title: str
    district_title: str
    headings: dict[str, plan.Text]
    units: list[Column]


class NotYet(BaseModel):
    """Databases that have nothing to enter in a month yet, and why."""

    month: str
    databases: list[str]
    reason: str


class Schedule(BaseModel):
    """What the form needs of a schedule."""

    databases: dict[str, plan.Database]
    not_yet: list[NotYet] = []
    form: Form


class Line(NamedTuple):
    """A row of the form: its number, the database and period, the sums, and what the note tells."""

    number: int
    id: str
    database: plan.Database
    period: int
    offices: int
    answered: int
    missing: list[Any]
    incomplete: list[Any]
    not_applicable: list[Any]
    total: int | None
    counts: dict[str, int | None]
    reasons: dict[str, list[Any]]
    remarks: dict[str, list[Any]]

    @property
    def is_not_yet(self) -> bool:
        """Whether no office has anything to enter yet."""
        return len(self.not_applicable) == self.offices


def read(connection: Connection, home: str, month: str) -> Rows:
    """The month's rows by sqlite_utils."""
    from sqlite_utils import Database  # noqa: PLC0415 (the other floor goes without)

    return Database(connection, execute_plugins=False).query(ROWS, [home, month])


def read_lean(connection: Connection, home: str, month: str) -> Rows:
    """The month's rows by sqlite3."""
    cursor = connection.execute(ROWS, [home, month])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def summed(
    schedule: Schedule,
    month: str,
    offices: list[Any],
    rows: dict[tuple[str, str], dict[str, Any]],
) -> list[Line]:
    """The form's rows for some offices."""
    lines: list[Line] = []
    year, number = plan.month_of(month)
    buddhist = f"{year + plan.BUDDHIST_ERA}-{number:02}"
    reasons = {
        name: not_yet.reason
        for not_yet in schedule.not_yet
        if not_yet.month == buddhist
        for name in not_yet.databases
    }
    for name, database in sorted(schedule.databases.items(), key=lambda item: item[1].number):
        period = database.in_month(number)
        if not period or not database.on_form:
            continue
        declared = {"not_applicable": 1, "note": reasons[name]} if name in reasons else None
        given = [(office, rows.get((name, office.code), declared)) for office in offices]
        empty = [(office, row) for office, row in given if row and row["not_applicable"]]
        counted = [(office, row) for office, row in given if row and not row["not_applicable"]]
        lines.append(
            Line(
                number=len(lines) + 1,
                id=name,
                database=database,
                period=period.number,
                offices=len(offices),
                answered=len(counted),
                missing=[office for office, row in given if not row],
                incomplete=[
                    office
                    for office, row in counted
                    if sum(row["recorded"].values()) < row["total"]
                ],
                not_applicable=[office for office, _ in empty],
                total=_sum(row["total"] for _, row in counted),
                counts={
                    unit: _sum(row["recorded"].get(unit) for _, row in counted)
                    for unit in database.counts
                },
                reasons=_by_note(empty),
                remarks=_by_note(counted),
            )
        )
    return lines


def _by_note(rows: list[tuple[Any, dict[str, Any]]]) -> dict[str, list[Any]]:
    offices: dict[str, list[Any]] = {}
    for office, row in rows:
        if row["note"]:
            offices.setdefault(row["note"], []).append(office)
    return offices


class Words(NamedTuple):
    """The words of a note in one language."""

    share: str
    missing: str
    incomplete: str
    not_applicable: str
    district: str
    districts: str
    name: str
    """The field of a district that is its name."""
    digits: dict[int, int]
    """The digits to write numbers with, if not these."""

    def count(self, offices: list[Any]) -> str:
        """So many districts."""
        unit = self.district if len(offices) == 1 else self.districts
        return f"{len(offices)} {unit}".translate(self.digits)


ENGLISH = Words(
    "recorded by {}/{} districts",
    "not yet: {}",
    "incomplete: {}",
    "not applicable yet at {}: {}",
    "district",
    "districts",
    "name_en",
    {},
)


def notes(line: Line, words: Words) -> list[str]:
    """The parts of the note of a row."""
    if line.offices == 1:
        return [*line.reasons, *line.remarks]
    parts = []
    expected = line.offices - len(line.not_applicable)
    if line.answered < expected and expected - line.answered < line.offices:
        parts.append(words.share.format(line.answered, expected).translate(words.digits))
        if len(line.missing) <= FEW:
            parts.append(words.missing.format(_names(line.missing, words)))
    if line.incomplete:
        parts.append(words.incomplete.format(words.count(line.incomplete)))
        if len(line.incomplete) <= FEW:
            parts[-1] += f" ({_names(line.incomplete, words)})"
    if line.reasons and not line.is_not_yet:
        reasons = ", ".join(_told(reason, words) for reason in line.reasons.items())
        count = words.count(line.not_applicable)
        parts.append(words.not_applicable.format(count, reasons))
    elif line.reasons:
        parts += line.reasons
    return [*parts, *(_told(remark, words) for remark in line.remarks.items())]


def _told(note: tuple[str, list[Any]], words: Words) -> str:
    text, offices = note
    few = len(offices) <= FEW
    return f"{text} ({_names(offices, words) if few else words.count(offices)})"


def _names(offices: list[Any], words: Words) -> str:
    return ", ".join(getattr(office, words.name) for office in offices)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def report(
    reader: Callable[[Connection, str, str], Rows],
    month: str,
    *,
    xlsx: bool,
) -> None:
    """Gather, sum and print the form."""
    year, number = plan.month_of(month)
    fiscal_year = plan.fiscal_year(year, number)
    connection, home = store.opened()
    province = geothai.province(home)
    assert province is not None
    schedule = Schedule.model_validate(
        plan.read_schedule(fiscal_year, province.name_en.lower().replace(" ", "-"))
    )
    rows = store.standing(reader(connection, home, month))
    connection.close()
    districts = geothai.districts(home)
    if xlsx:
        from workbook import write  # noqa: PLC0415 (openpyxl takes 100 ms)

        places = [None, *districts]
        reports = [
            (place, summed(schedule, month, [place] if place else districts, rows))
            for place in places
        ]
        print(write(schedule.form, reports, province, (year, number)))
        return
    import tables  # noqa: PLC0415 (a workbook needs no rich)

    form = schedule.form
    lines = summed(schedule, month, districts, rows)
    table = tables.table(gap=1)
    table.title, table.title_style = form.headings["recorded"].en.replace("|", "\n"), ""
    table.title_justify = "right"
    for key in ("number", "database", "period", "total"):
        table.add_column(
            form.headings[key].en.replace("|", "\n"),
            justify="right" if key in ("number", "total") else "left",
            no_wrap=True,
        )
    for column in form.units:
        table.add_column(column.heading.en.replace("|", "\n"), justify="right", no_wrap=True)
    month_short = f"{plan.ENGLISH_MONTHS[number - 1][:3]}"
    below = []
    for line in lines:
        counts = [_cell(line, column.unit) for column in form.units]
        table.add_row(
            str(line.number),
            line.database.name.en,
            f"{line.period} ({month_short})",
            "" if line.total is None else f"{line.total:,}",
            *counts,
        )
        below += [
            f"{'' if number else line.number:>2}  {note}"
            for number, note in enumerate(notes(line, ENGLISH))
        ]
    titles = [
        title.replace("{year}", str(fiscal_year)).replace("{province}", province.name_th)
        for title in (*form.titles, form.province_title)
    ]
    month_said = f"{plan.ENGLISH_MONTHS[number - 1]} {year} ({year + plan.BUDDHIST_ERA})"
    below = ["", form.headings["note"].en, *below] if below else []
    tables.show(*titles, f"Month: {month_said}", "", table, *below)


def _cell(line: Line, unit: str) -> str:
    if line.is_not_yet:
        return "-"
    count = line.counts.get(unit)
    return "" if count is None else f"{count:,}"


def _run(reader: Callable[[Connection, str, str], Rows]) -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

    @app.command("report")
    def command(
        *,
        month: Annotated[str, typer.Option(metavar="M", help="A month.")],
        xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook.")] = False,
    ) -> None:
        report(reader, month, xlsx=xlsx)

    app()


def main() -> None:
    """Run the command, the register read by sqlite_utils."""
    _run(read)


def lean() -> None:
    """Run the command, the register read by sqlite3."""
    _run(read_lean)
