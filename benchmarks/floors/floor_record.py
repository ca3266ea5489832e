"""The floor of `cddctl record DATABASE DISTRICT KEY=VALUE… --month M`: one entry in a register.

The district is looked up by geothai. The row carries the same digests, so that the program reads
what this wrote.
"""

import json
import secrets
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import geothai
import plan
import store
import typer
from pydantic import BaseModel
from sqlite_utils import Database

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

STANDING = """
    SELECT database, office, total, recorded, note FROM entries
    WHERE province = ? AND month = ? AND database = ? AND period = ? AND office = ?
    ORDER BY id
"""


class Schedule(BaseModel):
    """What an entry is checked against."""

    databases: dict[str, plan.Database]
    units: dict[str, plan.Text]


@app.command()
def record(
    database: str,
    district: str,
    counts: list[str],
    month: Annotated[str, typer.Option(metavar="M", help="A month.")],
) -> None:
    """Record what an office has reported."""
    year, number = plan.month_of(month)
    fiscal_year = plan.fiscal_year(year, number)
    connection, home = store.opened()
    province = geothai.province(home)
    assert province is not None
    slug = province.name_en.lower().replace(" ", "-")
    schedule = Schedule.model_validate(plan.read_schedule(fiscal_year, slug))
    declared = schedule.databases[database]
    period = declared.in_month(number)
    office = next(
        place
        for place in geothai.districts(home)
        if district in (place.code, place.name_th, place.name_en.lower().replace(" ", "-"))
    )
    given = {key: int(value) for key, value in (pair.split("=") for pair in counts)}
    total = given.pop("total")
    if period is None or not set(given) <= set(declared.counts) or sum(given.values()) > total:
        raise typer.BadParameter("this cannot be recorded")
    db = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    rows = db.query(STANDING, [home, f"{year}-{number:02}", database, period.number, office.code])
    before = store.standing(rows).get((database, office.code))
    if before is None or (before["total"], before["recorded"]) != (total, given):
        today = datetime.now(UTC).astimezone().date().isoformat()
        _append(
            db,
            f"{fiscal_year}/{slug}",
            {
                "line": 1,
                "province": home,
                "office": office.code,
                "database": database,
                "fiscal_year": fiscal_year,
                "period": period.number,
                "month": f"{year}-{number:02}",
                "not_applicable": 0,
                "total": total,
                "recorded": json.dumps(given, sort_keys=True, separators=(",", ":")),
                "note": before["note"] if before else None,
                "received": today,
            },
        )
    connection.execute("COMMIT")
    connection.close()
    units = "".join(f", {count:,} {schedule.units[unit].en}" for unit, count in given.items())
    month_said = f"{datetime(year, number, 1, tzinfo=UTC):%B %Y} ({year + plan.BUDDHIST_ERA})"
    print(
        f"recorded: {office.name_en}, {declared.name.en}, "
        f"period {period.number} of {month_said}: total {total:,}{units}",
        file=sys.stderr,
    )


def _append(db: Database, schedule: str, row: dict[str, Any]) -> None:
    (origin,) = db.execute("SELECT uid FROM register").fetchone()
    last = db.execute("SELECT digest FROM batches ORDER BY id DESC LIMIT 1").fetchone()
    uid = secrets.token_hex(16)
    batch = {
        "uid": uid,
        "part_of": uid,
        "origin": origin,
        "command": "record",
        "schedule": schedule,
        "recorded_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "recorded_by": None,
        "source": None,
        "source_sha256": None,
    }
    text = store.text_of(batch.values())
    row["digest"] = store.digest(text, store.text_of(row.values()))[:32]
    batch["previous"] = last[0] if last else ""
    batch["digest"] = store.digest(text, batch["previous"], row["digest"])
    number = db.table("batches").insert(batch).last_pk
    db.table("entries").insert({"batch": number, **row})


def main() -> None:
    """Run the command."""
    app()
