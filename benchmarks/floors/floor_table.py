"""The floors of `cddctl record --from TABLE.csv`: its rows put into a register of the same schema.

`raw` takes the rows out of a register that has them and, when they are ready in memory, puts them
into another; it prints how long that alone took. `program` reads the table by csv.reader and works
the rows out, with their digests, so that `cddctl` reads what it wrote; it checks nothing.
"""

import csv
import json
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import plan
import store

BATCH = (
    "uid", "part_of", "origin", "command", "schedule", "recorded_at", "recorded_by", "source",
    "source_sha256", "previous", "digest",
)  # fmt: skip
ENTRY = (
    "batch", "line", "province", "office", "database", "fiscal_year", "period", "month",
    "not_applicable", "total", "recorded", "note", "received", "digest",
)  # fmt: skip
NOT_UNITS = {
    "province", "district", "month", "number", "database", "name", "period", "total", "reported",
    "offices", "state", "note",
}  # fmt: skip


def put(connection: Connection, table: str, fields: tuple[str, ...], rows: Iterable[Any]) -> None:
    """Insert rows."""
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})", rows
    )


def raw() -> None:
    """Put the rows of the register that is named into that of CDDCTL_REGISTER."""
    import sqlite3  # noqa: PLC0415 (store has it already)

    source = sqlite3.connect(sys.argv[1])
    batches = source.execute(f"SELECT {', '.join(BATCH)} FROM batches ORDER BY id").fetchall()
    entries = source.execute(f"SELECT {', '.join(ENTRY)} FROM entries ORDER BY id").fetchall()
    source.close()
    connection, _ = store.opened()
    wall, cpu = time.perf_counter(), time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    put(connection, "batches", BATCH, batches)
    put(connection, "entries", ENTRY, entries)
    connection.execute("COMMIT")
    print(time.perf_counter() - wall, time.process_time() - cpu)


def program() -> None:
    """Put the rows of the table that is named into the register of CDDCTL_REGISTER."""
    path = Path(sys.argv[1])
    connection, _ = store.opened()
    with path.open(encoding="utf-8-sig", newline="") as file:
        by_schedule: dict[str, list[list[Any]]] = {}
        for schedule, row in _rows(csv.reader(file)):
            by_schedule.setdefault(schedule, []).append(row)
    content = sha256(path.read_bytes()).hexdigest()
    connection.execute("BEGIN IMMEDIATE")
    (origin,) = connection.execute("SELECT uid FROM register").fetchone()
    previous = ""
    for number, (schedule, rows) in enumerate(by_schedule.items(), 1):
        uid, stamp = secrets.token_hex(16), datetime.now(UTC).isoformat(timespec="microseconds")
        batch = (uid, uid, origin, "record", schedule, stamp, None, path.name, content)
        text = store.text_of(batch)
        for line, row in enumerate(rows, 1):
            row[0] = line
            row.append(store.digest(text, store.text_of(row))[:32])
        digest = store.digest(text, previous, *[row[-1] for row in rows])
        put(connection, "batches", BATCH, [(*batch, previous, digest)])
        put(connection, "entries", ENTRY, ((number, *row) for row in rows))
        previous = digest
    connection.execute("COMMIT")


def _rows(lines: Iterator[list[str]]) -> Iterator[tuple[str, list[Any]]]:
    """The entries, still without the number of their line, and the schedule that each is under."""
    heads = next(lines)
    at = {head: column for column, head in enumerate(heads)}
    units = [(at[unit], json.dumps(unit)) for unit in sorted(set(heads) - NOT_UNITS)]
    wanted = [at[key] for key in ("province", "district", "month", "database", "period", "total")]
    places, today = _places(), os.environ["CDDCTL_AS_OF"]
    for values in lines:
        province, district, month, database, period, total = [values[column] for column in wanted]
        code, office, own = places[province, district]
        counts = [f"{name}:{values[column]}" for column, name in units if values[column]]
        year = plan.fiscal_year(int(month[:4]), int(month[5:]))
        yield own, [
            0, code, office, database, year, int(period), month, 0, int(total),
            "{" + ",".join(counts) + "}", None, today,
        ]  # fmt: skip


def _places() -> dict[tuple[str, str], tuple[str, str, str]]:
    """By the names in the table: the codes of province and office, and the schedule's name."""
    import re  # noqa: PLC0415 (only here)

    import geothai  # noqa: PLC0415 (as above)

    def name(place: Any) -> str:  # noqa: ANN401
        return re.sub(r"[^a-z]+", "-", place.name_en.lower()).strip("-")

    found = {}
    for province in geothai.provinces():
        own = next(iter(sorted((plan.FOLDER / name(province)).glob("*.yaml"))), None)
        schedule = f"{own.stem}/{name(province)}" if own else "2561"
        found[name(province), ""] = province.code, province.code, schedule
        for district in geothai.districts(province.code):
            for key in (name(district), f"{name(district)}-{district.code}"):
                found[name(province), key] = province.code, district.code, schedule
    return found
