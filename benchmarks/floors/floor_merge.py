"""The least that a merge comes to: `INSERT ... SELECT` of the same rows, register by register.

`floor_merge REGISTER...`, into the register that CDDCTL_REGISTER names, which is there and empty.
It has the same tables, indexes and triggers, and is as safe (`synchronous=EXTRA`, a transaction for
each). It believes everything: no copy, no digest, no sum, no look at what differs.
"""

import os
import sqlite3
import sys

SAFE = "PRAGMA synchronous = EXTRA"
LAST = "SELECT coalesce(max(id), 0) FROM main.batches"
BATCHES = "uid, part_of, origin, command, schedule, recorded_at, recorded_by, source, source_sha256, previous, digest"  # noqa: E501
LINES = {
    "entries": "line, province, office, database, fiscal_year, period, month, not_applicable, total, recorded, note, received, digest",  # noqa: E501
    "acts": "line, kind, province, month, office, database, until, reason, sent, target, digest",
}
NAMES = ("places", "periods")


def main() -> int:
    """Take in each of the registers."""
    connection = sqlite3.connect(os.environ["CDDCTL_REGISTER"], isolation_level=None)
    connection.execute(SAFE)
    for path in sys.argv[1:]:
        connection.execute("ATTACH ? AS other", (path,))
        connection.execute("BEGIN IMMEDIATE")
        (last,) = connection.execute(LAST).fetchone()
        connection.execute(
            f"INSERT INTO main.batches SELECT id + ?, {BATCHES} FROM other.batches", (last,)
        )
        for lines, fields in LINES.items():
            connection.execute(
                f"INSERT INTO main.{lines} (batch, {fields}) SELECT batch + ?, {fields} "
                f"FROM other.{lines}",
                (last,),
            )
        for names in NAMES:
            connection.execute(f"INSERT OR IGNORE INTO main.{names} SELECT * FROM other.{names}")
        connection.execute("COMMIT")
        connection.execute("DETACH other")
    connection.close()
    return 0
