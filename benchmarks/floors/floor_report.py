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


class Schedule(BaseModel):
    """What the form needs of a schedule."""

    databases: dict[str, plan.Database]
    form: Form


class Line(NamedTuple):
    """A row of the form: its number, the database and period, and the sums."""

    number: int
    id: str
    database: plan.Database
    period: int
    offices: int
    answered: int
    missing: list[Any]
    not_applicable: bool
    total: int | None
    counts: dict[str, int | None]
    remarks: dict[str, list[Any]]


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
    schedule: Schedule, number: int, offices: list[Any], rows: dict[tuple[str, str], dict[str, Any]]
) -> list[Line]:
    """The form's rows for some offices."""
    lines: list[Line] = []
    for name, database in sorted(schedule.databases.items(), key=lambda item: item[1].number):
        period = database.in_month(number)
        if not period or not database.on_form:
            continue
        found = [
            (office, rows[name, office.code]) for office in offices if (name, office.code) in rows
        ]
        remarks: dict[str, list[Any]] = {}
        for office, row in found:
            if row["note"]:
                remarks.setdefault(row["note"], []).append(office)
        lines.append(
            Line(
                number=len(lines) + 1,
                id=name,
                database=database,
                period=period.number,
                offices=len(offices),
                answered=sum(not row["not_applicable"] for _, row in found),
                missing=[office for office in offices if (name, office.code) not in rows],
                not_applicable=bool(found) and all(row["not_applicable"] for _, row in found),
                total=_sum(row["total"] for _, row in found),
                counts={
                    unit: _sum(row["recorded"].get(unit) for _, row in found)
                    for unit in database.counts
                },
                remarks=remarks,
            )
        )
    return lines


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
            (place, summed(schedule, number, [place] if place else districts, rows))
            for place in places
        ]
        print(write(schedule.form, reports, province, (year, number)))
        return
    import tables  # noqa: PLC0415 (a workbook needs no rich)

    form = schedule.form
    lines = summed(schedule, number, districts, rows)
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
    notes = []
    for line in lines:
        counts = [
            _cell(line, line.counts[c.unit]) if c.unit in line.counts else "" for c in form.units
        ]
        table.add_row(
            str(line.number),
            line.database.name.short.replace("|", ""),
            f"{line.period} ({month_short})",
            "" if line.total is None else f"{line.total:,}",
            *counts,
        )
        if 0 < line.answered < line.offices:
            notes.append(f"{line.number:>2}  recorded by {line.answered}/{line.offices} districts")
            if 0 < len(line.missing) < 6:  # noqa: PLR2004
                names = ", ".join(office.name_en for office in line.missing)
                notes.append(f"{line.number:>2}  not yet: {names}")
        for text, offices in line.remarks.items():
            names = ", ".join(office.name_en for office in offices)
            notes.append(f"{line.number:>2}  {text} ({names})")
    titles = [
        title.replace("{year}", str(fiscal_year)).replace("{province}", province.name_th)
        for title in (*form.titles, form.province_title)
    ]
    month_said = f"{plan.ENGLISH_MONTHS[number - 1]} {year} ({year + plan.BUDDHIST_ERA})"
    below = ["", form.headings["note"].en, *notes] if notes else []
    tables.show(*titles, f"Month: {month_said}", "", table, *below)


def _cell(line: Line, count: int | None) -> str:
    if line.not_applicable:
        return "-"
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
