"""The floor of `cddctl due --month M`: the schedule and holidays read, a table for each section."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import plan
import tables
import typer
from platformdirs import user_data_path
from pydantic import BaseModel
from rich.cells import cell_len

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
SATURDAY = 5


class Source(BaseModel):
    """The letter that a schedule comes from."""

    letter: str
    date: date


class Schedule(BaseModel):
    """What the tables need of a schedule."""

    fiscal_year: int
    source: Source
    databases: dict[str, plan.Database]


@app.command()
def due(month: Annotated[str, typer.Option(metavar="M", help="A month.")]) -> None:
    """Show which periods are due in a month."""
    year, number = plan.month_of(month)
    if (user_data_path("cddctl", appauthor=False) / "register.sqlite3").exists():
        raise typer.BadParameter("this floor knows no register's own province")
    schedule = Schedule.model_validate(plan.read_schedule(plan.fiscal_year(year, number)))
    holidays: dict[date, dict[str, str]] = {}
    for file_year in (year, year + 1) if number == 12 else (year,):  # noqa: PLR2004
        holidays |= plan.read(f"holidays/{file_year}.yaml")["holidays"]
    today = datetime.now(UTC).astimezone().date()
    found = [
        (database, rule)
        for database in sorted(schedule.databases.values(), key=lambda database: database.number)
        if (rule := database.in_month(number))
    ]
    first = date(year, number, 1)
    last_day = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    dates = {
        database.number: first.replace(day=rule.day) if rule.day else last_day
        for database, rule in found
    }
    of_form = [(database, rule) for database, rule in found if database.on_form]
    others = [(database, rule) for database, rule in found if not database.on_form]
    source = schedule.source
    counts = f"{len(of_form)} + {len(others)} = {len(found)} (on the report form + not on it)"
    parts: list[str | Table] = [
        f"Due in {first:%B} {year} ({year + plan.BUDDHIST_ERA}): {counts}",
        f"Schedule of {schedule.fiscal_year}: {source.letter}, {said(source.date)}",
        "",
    ]
    widest = max(cell_len(database.name.en) for database, _ in found)
    for title, section in (("On the report form", of_form), ("Not on the form", others)):
        table = tables.table(gap=2)
        table.add_column("No.", justify="right", no_wrap=True)
        table.add_column("Database", no_wrap=True, min_width=max(24, widest))
        table.add_column("Period", no_wrap=True)
        table.add_column("Due", no_wrap=True, min_width=14)
        table.add_column("Entered by\n(account)", no_wrap=True)
        for database, rule in section:
            day = dates[database.number]
            name = database.name.en
            table.add_row(
                str(database.number),
                f"{name}\n- {rule.content.en}" if rule.content else name,
                f"{rule.number}/{12 if database.every_month else len(database.periods)}",
                f"{said(day)}{'' if is_working_day(day, holidays) else '*'}\n{left(day, today)}",
                f"{'districts' if 'district' in database.reporting else 'province'}\n"
                f"({database.account})",
            )
        parts += [f"{title}: {len(section)}", table, ""]
    for day in dict.fromkeys(dates.values()):
        if not is_working_day(day, holidays):
            following = day + timedelta(days=1)
            while not is_working_day(following, holidays):
                following += timedelta(days=1)
            why = holidays[day]["en"] if day in holidays else f"{day:%A}"
            note = f"* {said(day)} is {why}; the next working day is {said(following)}"
            fiscal_year = plan.fiscal_year(following.year, following.month)
            if fiscal_year != plan.fiscal_year(year, number):
                note += f", in fiscal year {fiscal_year}"
            parts.append(note)
    tables.show(*parts)


def is_working_day(day: date, holidays: Mapping[date, object]) -> bool:
    """Neither weekend nor holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def said(day: date) -> str:
    """A date as a table has it."""
    return f"{day.day} {day:%b} {day.year}"


def left(day: date, today: date) -> str:
    """How long until a day, or since."""
    days = (day - today).days
    if days == 0:
        return "today"
    count = f"{abs(days):,} {'day' if abs(days) == 1 else 'days'}"
    return f"in {count}" if days > 0 else f"{count} late"


def main() -> None:
    """Run the command."""
    app()
