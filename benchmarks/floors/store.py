"""What the floors of record and report share: the register opened and read by sqlite3."""

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def opened() -> tuple[sqlite3.Connection, str]:
    """The register of CDDCTL_REGISTER, which must be there, and its home province."""
    connection = sqlite3.connect(
        f"{Path(os.environ['CDDCTL_REGISTER']).absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=10,
        isolation_level=None,
    )
    for pragma in ("foreign_keys = ON", "synchronous = EXTRA"):
        connection.execute(f"PRAGMA {pragma}")
    (home,) = connection.execute("SELECT home_province FROM register").fetchone()
    return connection, home


def count_in(connection: sqlite3.Connection, lines: Iterable[tuple[str, str, str]]) -> None:
    """Count entries into their rounds, by province, month and digest, as the program checks."""
    sums: dict[tuple[str, str], list[int]] = {}
    for province, month, digest in lines:
        sums.setdefault((province, month), []).append(int(digest, 16))
    for (province, month), numbers in sums.items():
        there = connection.execute(
            "SELECT entries, entries_sum FROM rounds WHERE province = ? AND month = ?",
            (province, month),
        ).fetchone() or (0, "0")
        total = (int(there[1], 16) + sum(numbers)) % (1 << 128)
        connection.execute(
            "INSERT INTO rounds VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (province, month) "
            "DO UPDATE SET entries = excluded.entries, entries_sum = excluded.entries_sum",
            (province, month, there[0] + len(numbers), f"{total:032x}", "0" * 32),
        )


def standing(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Of rows in the order recorded, the latest of each database and office, its counts read."""
    latest = {(row["database"], row["office"]): row for row in rows}
    for row in latest.values():
        row["recorded"] = json.loads(row["recorded"])
    return latest
