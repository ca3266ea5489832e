"""Verifies entries and acts as they are read.

Each line is verified by its digest, and two indexes that have to agree show that none is missing.
The batches, and how they follow each other, are verified by `examine`.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.register.schema import (
    BATCH_FIELDS,
    ENTRY_FIELDS,
    LINES,
    columns_of,
    json_of,
    line_digest,
    register_digest,
)

_OWN = json_of("register", ("uid", "home_province", "created_at"))
BATCH_TEXT = json_of("batches", BATCH_FIELDS)
"""The SQL that gives the text of a batch, which digests are made of."""


class Line(NamedTuple):
    """An entry or act as the register keeps it."""

    batch: Sequence[Any]
    """In the order of `BATCH_FIELDS`."""
    content: Sequence[Any]
    """In the order of `ENTRY_FIELDS` or `ACT_FIELDS`."""


def lines_of(
    path: Path, connection: sqlite3.Connection, table: str, province: str, months: Iterable[str]
) -> list[Line]:
    """The entries or acts of a province's months in the order recorded, each verified.

    Within a transaction. Raises `RegisterDamaged`.
    """
    values = (province, *months)
    wanted = f"province = ? AND month IN ({', '.join('?' * (len(values) - 1))})"
    rows = connection.execute(
        f"""
        SELECT {BATCH_TEXT}, {json_of(table, LINES[table])}, {table}.digest,
        {columns_of("batches", BATCH_FIELDS)}, {columns_of(table, LINES[table])}
        FROM {table} INDEXED BY {table}_by_month LEFT JOIN batches ON batches.id = {table}.batch
        WHERE {wanted} ORDER BY batches.recorded_at, batches.uid, {table}.line
        """,  # noqa: S608 (only names of our own are put in)
        values,
    ).fetchall()
    begin = 3 + len(BATCH_FIELDS)
    lines = [Line(row[3:begin], row[begin:]) for row in rows]
    if any(digest != line_digest(batch, text) for batch, text, digest, *_rest in rows) or (
        table == "entries" and any(map(_says_nothing, lines))
    ):
        raise RegisterDamaged(path, _("an entry is not what was recorded"))
    [(count,)] = connection.execute(
        f"SELECT count(*) FROM {table} INDEXED BY {table}_of_month WHERE {wanted}",  # noqa: S608
        values,
    ).fetchall()
    # A row that is read twice, in place of another, has the same digest twice.
    if len(rows) != count or len({row[2] for row in rows}) != count:
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))
    return lines


def _says_nothing(entry: Line) -> bool:
    """Whether an entry has neither counts nor a reason for none, which no command records."""
    values = dict(zip(ENTRY_FIELDS, entry.content, strict=True))
    return not values["not_applicable"] and (values["total"] is None or values["recorded"] == "{}")


def rounds_of(path: Path, connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The provinces and months that there is something for, in their order."""
    by_month, of_month = (
        {
            row
            for table in LINES
            for row in connection.execute(
                f"SELECT DISTINCT province, month FROM {table} "  # noqa: S608 (names of our own)
                f"INDEXED BY {table}_{index} ORDER BY {order}"
            )
        }
        for index, order in (("by_month", "province, month"), ("of_month", "month, province"))
    )
    if by_month != of_month:
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))
    return sorted(by_month, key=str)  # a damaged one may be no text


def refuse_lost(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse, with `RegisterDamaged`, a register in which fewer lines are than were recorded."""
    if any(lost for _table, lost in rows_lost(connection, LINES)):
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))


def rows_lost(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[tuple[str, int]]:
    """How many rows are missing of each table; they are numbered from 1, and never deleted."""
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in tables:
        [(count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
        yield table, last.get(table, 0) - count


def home_of(path: Path, connection: sqlite3.Connection) -> str | None:
    """The home province of a register; None where it is for several."""
    row = connection.execute(f"SELECT home_province, digest, {_OWN} FROM register").fetchone()  # noqa: S608
    if row is None or row[1] != register_digest(row[2]):
        raise RegisterDamaged(path, _("it does not say its province"))
    return str(row[0]) or None


def is_of_register(connection: sqlite3.Connection) -> bool:
    """Whether a file describes itself as a register, whatever its header says."""
    try:
        rows = connection.execute(f"SELECT digest, {_OWN} FROM register").fetchall()  # noqa: S608
    except sqlite3.Error:
        return False
    return any(digest == register_digest(text) for digest, text in rows)
