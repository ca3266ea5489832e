"""The register's tables, and the digests that show when what they hold is not what was written.

Everything is append-only: triggers refuse UPDATE, DELETE and REPLACE. A command writes one batch;
an entry is known for ever by its batch's `uid` and its `line` in it, in whatever register it comes
to lie. `origin` is the uid of the register that a batch was recorded in, `schedule` the name of the
schedule that it was recorded under: 2561, or 2561/lampang. The latest entry of an office and period
stands: by the batch's `recorded_at`, then `uid`, then `line`.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

APPLICATION_ID = 0x43444443
"""`CDDC`, in the file's header."""

VERSION = 1

_APPEND_ONLY = {
    "register": "id = NEW.id",
    "batches": "id = NEW.id OR uid = NEW.uid",
    "entries": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
    "acts": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
}
"""The tables, and what would make a new row take the place of one that is there."""

SCHEMA = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
    """
    CREATE TABLE register (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        uid TEXT NOT NULL,
        home_province TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE batches (
        id INTEGER NOT NULL PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        command TEXT NOT NULL,
        schedule TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        recorded_by TEXT,
        source TEXT,
        source_sha256 TEXT,
        previous TEXT NOT NULL,
        digest TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE entries (
        id INTEGER NOT NULL PRIMARY KEY,
        batch INTEGER NOT NULL REFERENCES batches (id),
        line INTEGER NOT NULL,
        province TEXT NOT NULL,
        office TEXT NOT NULL,
        database TEXT NOT NULL,
        fiscal_year INTEGER NOT NULL,
        period INTEGER NOT NULL,
        month TEXT NOT NULL,
        not_applicable INTEGER NOT NULL CHECK (not_applicable IN (0, 1)),
        total INTEGER CHECK (total >= 0),
        recorded TEXT NOT NULL,
        note TEXT,
        received TEXT,
        digest TEXT NOT NULL,
        UNIQUE (batch, line),
        CHECK (NOT not_applicable OR (total IS NULL AND recorded = '{}' AND note IS NOT NULL))
    ) STRICT
    """,
    """
    CREATE TABLE acts (
        id INTEGER NOT NULL PRIMARY KEY,
        batch INTEGER NOT NULL REFERENCES batches (id),
        line INTEGER NOT NULL,
        kind TEXT NOT NULL,
        province TEXT NOT NULL,
        month TEXT NOT NULL,
        office TEXT,
        database TEXT,
        until TEXT,
        reason TEXT,
        sent TEXT,
        digest TEXT NOT NULL,
        UNIQUE (batch, line)
    ) STRICT
    """,
    "CREATE INDEX batches_by_time ON batches (recorded_at)",
    "CREATE INDEX batches_by_source ON batches (source_sha256) WHERE source_sha256 IS NOT NULL",
    "CREATE INDEX acts_by_month ON acts (province, month)",
    "CREATE INDEX entries_by_month ON entries (province, month, database, period, office)",
    *(
        f"""
        CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
        """
        for table in _APPEND_ONLY
        for change in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE deletes what it replaces without asking the triggers above.
    *(
        f"""
        CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
        """  # noqa: S608 (only names of our own are put in)
        for table, same in _APPEND_ONLY.items()
    ),
)

ENTRY_FIELDS = (
    "line", "province", "office", "database", "fiscal_year", "period", "month",
    "not_applicable", "total", "recorded", "note", "received",
)  # fmt: skip
ACT_FIELDS = (
    "line",
    "kind",
    "province",
    "month",
    "office",
    "database",
    "until",
    "reason",
    "sent",
)
BATCH_FIELDS = (
    "uid", "origin", "command", "schedule", "recorded_at", "recorded_by", "source",
    "source_sha256", "previous",
)  # fmt: skip


def entry_digest(batch: tuple[str, str, str | None], values: Iterable[Any]) -> str:
    """128 bits over an entry or act: its batch's uid, `recorded_at` and `recorded_by`, and content.

    `values` are in the order of `ENTRY_FIELDS`, or of `ACT_FIELDS`.
    """
    return _digest((*batch, *values))[:32]


def batch_digest(values: Iterable[Any], entries: Iterable[str]) -> str:
    """256 bits over a batch, `values` in the order of `BATCH_FIELDS`, and its lines' digests.

    `previous` is the digest of the batch before, so that none can be missing or out of its place.
    """
    return _digest((*values, *entries))


def _digest(values: Iterable[Any]) -> str:
    """SHA-256 of values as text, a unit separator between them; a null is a single null byte."""
    return sha256("\x1f".join(["\0" if v is None else str(v) for v in values]).encode()).hexdigest()
