"""What the floors of record and report share: the register opened and read by sqlite3."""

import json
import os
import sqlite3
from collections.abc import Iterable
from hashlib import sha256
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


def text_of(values: Iterable[Any]) -> str:
    """The text that a digest of values is over."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def digest(*texts: str) -> str:
    """A digest as the program checks it when it reads."""
    return sha256("".join(texts).encode()).hexdigest()


def standing(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Of rows in the order recorded, the latest of each database and office, its counts read."""
    latest = {(row["database"], row["office"]): row for row in rows}
    for row in latest.values():
        row["recorded"] = json.loads(row["recorded"])
    return latest
