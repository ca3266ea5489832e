"""Reads the lines of a round, and sees to it that they are what was recorded, and all of it.

An entry or act is compared with its digest, a round with the sum of these, and where it matters
what recorded a batch, and from which file, the batch with its own digest.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.register.rounds import Sum, sum_of
from cddctl.register.schema import (
    ACT_FIELDS,
    BATCH_FIELDS,
    ENTRY_FIELDS,
    batch_digest,
    entry_digest,
)

FIELDS = {"entries": ENTRY_FIELDS, "acts": ACT_FIELDS}
"""The columns of a line, by its table."""

Line = tuple[Sequence[Any], Sequence[Any]]
"""Of its batch uid, `recorded_at`, `recorded_by` and what else is asked for; and its content."""


def lines_of(
    path: Path,
    connection: sqlite3.Connection,
    table: str,
    province: str,
    months: Iterable[Month],
    about: Sequence[str] = (),
) -> list[Line]:
    """The entries or acts of a province's months in the order recorded, within a transaction.

    `about` are columns of the batch. Raises `RegisterDamaged`.
    """
    wanted, fields = [str(month) for month in months], FIELDS[table]
    batch = ("uid", "recorded_at", "recorded_by", *about)
    sums = sum_of(connection, table, province, wanted)
    rows = connection.execute(
        f"""
        SELECT {", ".join(f"b.{name}" for name in batch)},
        {", ".join(f"l.{name}" for name in ("digest", *fields))}
        FROM {table} AS l LEFT JOIN batches AS b ON b.id = l.batch
        WHERE l.province = ? AND l.month IN ({", ".join("?" * len(wanted))})
        ORDER BY b.recorded_at, b.uid, l.line
        """,  # noqa: S608 (only names of our own are put in)
        [province, *wanted],
    )
    month, own = fields.index("month"), len(batch)
    digests: dict[str, list[str]] = {}
    found = []
    for row in rows:
        batch_of, digest, content = row[:own], row[own], row[own + 1 :]
        if batch_of[0] is None or digest != entry_digest(batch_of[:3], content):
            raise RegisterDamaged(path, _("an entry is not what was recorded"))
        digests.setdefault(content[month], []).append(digest)
        found.append((batch_of, content))
    for one in {*sums, *digests}:
        if sums.get(one, Sum()) != Sum().plus(digests.get(one, [])):
            raise RegisterDamaged(path, _("an entry that was recorded is missing"))
    return found


def check_batches(
    path: Path, connection: sqlite3.Connection, province: str, months: Iterable[Month]
) -> None:
    """Check the batches of a province's entries. Raises `RegisterDamaged`."""
    wanted = [str(month) for month in months]
    digests = (
        f"(SELECT group_concat(digest, char(31)) FROM (SELECT digest FROM {table} "  # noqa: S608
        "WHERE batch = b.id ORDER BY line))"
        for table in FIELDS
    )
    batches = connection.execute(
        f"""
        SELECT {", ".join(digests)}, b.digest, {", ".join(f"b.{name}" for name in BATCH_FIELDS)}
        FROM batches AS b WHERE b.id IN (
            SELECT batch FROM entries
            WHERE province = ? AND month IN ({", ".join("?" * len(wanted))})
        )
        """,  # noqa: S608 (only names of our own are put in)
        [province, *wanted],
    )
    for entries, acts, digest, *batch in batches:
        if digest != batch_digest(batch, filter(None, (entries, acts))):
            raise RegisterDamaged(path, _("an entry is not what was recorded"))
