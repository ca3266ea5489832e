"""The tables `places` and `periods`: names, for those who read the file with other programs.

This program does not read them: it asks the package of places, and the schedule. They are written
only where they say something else.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from cddctl.places import Place, districts
from cddctl.schedule.due import Period, regular_date


def name_places(connection: sqlite3.Connection, province: Place) -> None:
    """Name a province and its districts."""
    rows = [
        (
            place.code, province.code, place.name_th, place.name_en,
            place.since and place.since.isoformat(), place.until and place.until.isoformat(),
        )
        for place in (province, *districts(province))
    ]  # fmt: skip
    _replace_rows(connection, "places", "province = ?", [province.code], rows)


def name_periods(
    connection: sqlite3.Connection, province: Place, periods: Iterable[Period]
) -> None:
    """Store the periods of a province's months, in place of those stored before."""
    months: dict[str, list[tuple[Any, ...]]] = {}
    for period in periods:
        month = str(period.month)
        row = (
            province.code, month, period.database.id, period.number, period.database.number,
            period.database.name, period.database.entered_by, regular_date(period).isoformat(),
            period.not_yet,
        )  # fmt: skip
        months.setdefault(month, []).append(row)
    for month, rows in months.items():
        _replace_rows(
            connection, "periods", "province = ? AND month = ?", [province.code, month], rows
        )


def _replace_rows(
    connection: sqlite3.Connection,
    table: str,
    where: str,
    values: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Replace a table's rows where they differ."""
    there = connection.execute(f"SELECT * FROM {table} WHERE {where}", values)  # noqa: S608 (ours)
    if set(there) != set(rows):
        connection.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 (as above)
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
