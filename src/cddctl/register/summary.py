"""The contents of a register, counted by SQLite: quick however many they are."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cddctl.errors import NotAMonth, RegisterDamaged
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.places import province_of
from cddctl.register.migrations import check_version, opened
from cddctl.register.schema import is_not_undone
from cddctl.register.sqlite import as_refusals, snapshot
from cddctl.register.store import Register
from cddctl.register.verify import rounds_of

_CURRENT = f"""
    SELECT count(*) FROM (
        SELECT DISTINCT e.province, e.month, e.database, e.period, e.office
        FROM entries AS e JOIN batches AS b ON b.id = e.batch WHERE {is_not_undone("e", "b")}
    )
    """  # noqa: S608 (a condition of our own)
"""The number of offices and periods with an entry that was not undone."""


class Moment(NamedTuple):
    """When something was recorded, and by whom."""

    at: datetime
    by: str | None


class Summary(NamedTuple):
    """The contents of a register, in numbers."""

    uid: str
    home: str | None
    created: datetime
    provinces: Sequence[str]
    """By code, in their order."""
    years: Sequence[FiscalYear]
    batches: int
    entries: int
    current: int
    """The number of current entries: neither corrected nor undone."""
    acts: int
    first: Moment | None
    last: Moment | None
    version: int
    size: int
    """In bytes."""


def summary_of(path: Path) -> Summary:
    """Count the contents of a register. Raises one of `RegisterRefused`."""
    with Register.open(path):  # which sees that it says its own province
        connection = opened(path)
    with closing(connection), as_refusals(path), snapshot(connection):
        try:
            return _counted(path, connection)
        except (TypeError, ValueError, KeyError, NotAMonth):
            raise RegisterDamaged(path, _("an entry is not what was recorded")) from None


def _counted(path: Path, connection: sqlite3.Connection) -> Summary:
    [(uid, home, created)] = connection.execute(
        "SELECT uid, home_province, created_at FROM register"
    ).fetchall()
    rounds = rounds_of(path, connection)
    batches, entries, acts = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (ours)
        for table in ("batches", "entries", "acts")
    )
    [(current,)] = connection.execute(_CURRENT).fetchall()
    return Summary(
        uid,
        home or None,
        datetime.fromisoformat(created),
        [province_of(code).code for code in sorted({row[0] for row in rounds})],
        sorted({Month.parse(month).fiscal_year for month in {row[1] for row in rounds}}),
        batches,
        entries,
        current,
        acts,
        _moment(connection, "ASC"),
        _moment(connection, "DESC"),
        check_version(path, connection),
        path.stat().st_size,
    )


def _moment(connection: sqlite3.Connection, order: str) -> Moment | None:
    row = connection.execute(
        "SELECT recorded_at, recorded_by FROM batches "  # noqa: S608 (a word of our own)
        f"ORDER BY recorded_at {order}, uid {order} LIMIT 1"
    ).fetchone()
    return Moment(datetime.fromisoformat(row[0]), row[1]) if row is not None else None
