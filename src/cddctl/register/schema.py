"""The register's tables and views, and the digests that show when what they hold was altered.

What is recorded is append-only: triggers refuse UPDATE, DELETE and REPLACE. A command writes one
batch; an entry is known for ever by its batch's `uid` and its `line` in it, in whatever register it
comes to lie. `origin` is the uid of the register that a batch was recorded in, `previous` the
digest of the batch that was recorded there before, `schedule` the name of the schedule that it was
recorded under: 2561, or 2561/lampang. The latest entry of an office and period stands: by the
batch's `recorded_at`, then `uid`, then `line`.

`rounds` counts what is recorded for each province and month, so that what is read can be seen to be
all of it. `places` and `periods` name things for those who read the file with other programs; this
one does not read them. docs/register.md describes all of it.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

APPLICATION_ID = 0x43444443
"""`CDDC`, in the file's header."""

_APPEND_ONLY = {
    "register": "id = NEW.id",
    "batches": "id = NEW.id OR uid = NEW.uid",
    "entries": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
    "acts": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
}
"""The tables, and what would make a new row take the place of one that is there."""

_RECORDED = "(SELECT sum(value) FROM json_each(e.recorded))"
_STATE = f"""CASE WHEN e.not_applicable THEN 'ยังไม่ถึงเวลา/ไม่มีข้อมูล'
    WHEN {_RECORDED} < e.total THEN 'บันทึกไม่ครบถ้วน' ELSE 'ครบถ้วน' END"""

_SAYS_SOMETHING = "(e.not_applicable OR (e.total IS NOT NULL AND e.recorded <> '{}'))"


def refusal_of(change: str, table: str) -> str:
    """The trigger that refuses UPDATE, or DELETE, on a table."""
    return f"""
        CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
        """


_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
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
    *(refusal_of(change, table) for table in _APPEND_ONLY for change in ("UPDATE", "DELETE")),
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

_CURRENT_ENTRIES = f"""
    CREATE VIEW current_entries AS
    SELECT e.province AS province_code, pp.thai AS province, e.office AS office_code,
    po.thai AS office, e.fiscal_year, e.month, e.database AS database_id,
    coalesce(p.thai, e.database) AS database, e.period, {_STATE} AS state, e.total,
    {_RECORDED} AS recorded, e.recorded AS recorded_by_unit, e.note, e.received, b.recorded_at,
    b.recorded_by, b.source, substr(b.uid, 1, 8) || '/' || e.line AS entry
    FROM entries AS e JOIN batches AS b ON b.id = e.batch
    LEFT JOIN places AS pp ON pp.code = e.province LEFT JOIN places AS po ON po.code = e.office
    LEFT JOIN periods AS p ON p.province = e.province AND p.month = e.month
    AND p.database = e.database AND p.period = e.period
    WHERE {_SAYS_SOMETHING} AND NOT EXISTS (
        SELECT 1 FROM entries AS later JOIN batches AS its ON its.id = later.batch
        WHERE later.province = e.province AND later.month = e.month
        AND later.database = e.database AND later.period = e.period AND later.office = e.office
        AND (its.recorded_at, its.uid, later.line) > (b.recorded_at, b.uid, e.line)
    )
    """  # noqa: S608 (only expressions of our own are put in)

# Not from current_entries: SQLite would put all of that together for each question asked.
_CURRENT_STATUS = f"""
    CREATE VIEW current_status AS
    SELECT p.province AS province_code, pp.thai AS province, o.code AS office_code,
    o.thai AS office, substr(p.month, 1, 4) + 543 + (substr(p.month, 6) >= '10') AS fiscal_year,
    p.month, p.database AS database_id, p.thai AS database, p.period,
    coalesce((
        SELECT a.until FROM acts AS a JOIN batches AS its ON its.id = a.batch
        WHERE a.kind = 'extend' AND a.province = p.province AND a.month = p.month
        AND a.office = o.code AND coalesce(a.database, p.database) = p.database
        ORDER BY its.recorded_at DESC, its.uid DESC, a.line DESC LIMIT 1
    ), p.until) AS until,
    CASE WHEN e.id IS NULL THEN 'ยังไม่ได้บันทึก' ELSE {_STATE} END AS state, e.total,
    {_RECORDED} AS recorded, e.recorded AS recorded_by_unit, e.note, e.received, b.recorded_at,
    b.recorded_by
    FROM periods AS p JOIN places AS pp ON pp.code = p.province
    JOIN places AS o ON o.province = p.province
    AND (o.code = p.province) = (p.entered_by = 'province')
    LEFT JOIN entries AS e ON {_SAYS_SOMETHING} AND e.id = (
        SELECT one.id FROM entries AS one JOIN batches AS its ON its.id = one.batch
        WHERE one.province = p.province AND one.month = p.month
        AND one.database = p.database AND one.period = p.period AND one.office = o.code
        ORDER BY its.recorded_at DESC, its.uid DESC, one.line DESC LIMIT 1
    )
    LEFT JOIN batches AS b ON b.id = e.batch
    """  # noqa: S608 (only expressions of our own are put in)

_SECOND = (
    "DROP TRIGGER register_refuse_UPDATE",
    "ALTER TABLE register ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE rounds (
        province TEXT NOT NULL,
        month TEXT NOT NULL,
        entries INTEGER NOT NULL,
        entries_sum TEXT NOT NULL,
        acts INTEGER NOT NULL,
        acts_sum TEXT NOT NULL,
        PRIMARY KEY (province, month)
    ) STRICT
    """,
    """
    CREATE TABLE places (
        code TEXT NOT NULL PRIMARY KEY,
        province TEXT NOT NULL,
        thai TEXT NOT NULL,
        english TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE periods (
        province TEXT NOT NULL,
        month TEXT NOT NULL,
        database TEXT NOT NULL,
        period INTEGER NOT NULL,
        number INTEGER NOT NULL,
        thai TEXT NOT NULL,
        entered_by TEXT NOT NULL,
        until TEXT NOT NULL,
        PRIMARY KEY (province, month, database, period)
    ) STRICT
    """,
    "CREATE INDEX batches_by_origin ON batches (origin, recorded_at)",
    _CURRENT_ENTRIES,
    _CURRENT_STATUS,
)

STEPS = (_FIRST, _SECOND)
"""What makes a register of each version out of one of the version before, beside its content."""

VERSION = len(STEPS)

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


def register_digest(values: Iterable[Any]) -> str:
    """256 bits over what a register says of itself: uid, home province, when it was created."""
    return _digest(values)


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
