"""The register's tables and views, and the digests that show when their content was altered.

What is recorded is append-only: triggers refuse UPDATE, DELETE and REPLACE. A command writes a
batch, or several: their `part_of` is the uid of the first. An entry or act is known for ever by its
batch's `uid` and its `line` in it, in whatever register it comes to lie. `origin` is the uid of the
register that a batch was recorded in, `previous` the digest of the batch that was recorded there
before, `schedule` the name of the schedule that it was recorded under: 2561, or 2561/lampang.

An act of kind `undo` or `redo` says of its `target`, a line by its name or all batches of a
`part_of`, that it does not count, or counts again; the latest holds. Of the entries of an office
and period that count the latest is current: by the batch's `recorded_at`, then `uid`, then `line`.

A digest is over texts that SQLite itself makes of a row, by `json_array`. Two indexes lead to the
lines of a province's month, so that a line that one of them lost shows by the other; and rows are
numbered from 1 by SQLite (AUTOINCREMENT), which never forgets the last number that it gave.

`places` and `periods` name things for those who read the file with other programs; this one does
not read them. docs/register.md describes all of it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x43444452
"""`CDDR`, in the file's header."""

OLD_APPLICATION_ID = 0x43444443
"""That of the formats before the first release, which are not read any more."""

BATCH_FIELDS = (
    "uid", "part_of", "origin", "command", "schedule", "recorded_at", "recorded_by", "source",
    "source_sha256",
)  # fmt: skip
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
    "target",
)
LINES = {"entries": ENTRY_FIELDS, "acts": ACT_FIELDS}
"""The tables that hold the lines of batches, with their columns beside batch and digest."""

_APPEND_ONLY = {
    "register": "id = NEW.id",
    "batches": "id = NEW.id OR uid = NEW.uid",
    "entries": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
    "acts": "id = NEW.id OR (batch = NEW.batch AND line = NEW.line)",
}
"""The tables, each with the condition under which a new row would replace another."""

_UNDONE = """
    SELECT u.target FROM acts AS u JOIN batches AS ub ON ub.id = u.batch
    WHERE u.kind = 'undo' AND NOT EXISTS (
        SELECT 1 FROM acts AS since JOIN batches AS sb ON sb.id = since.batch
        WHERE since.target = u.target
        AND (sb.recorded_at, sb.uid, since.line) > (ub.recorded_at, ub.uid, u.line)
    )
    """


def is_not_undone(line: str, batch: str) -> str:
    """The SQL condition that a line and its batch, named so, were not undone."""
    return (
        f"({batch}.part_of NOT IN ({_UNDONE}) "
        f"AND {batch}.uid || '/' || {line}.line NOT IN ({_UNDONE}))"
    )


IS_CURRENT = f"""
    {is_not_undone("e", "b")} AND NOT EXISTS (
        SELECT 1 FROM entries AS later JOIN batches AS its ON its.id = later.batch
        WHERE later.province = e.province AND later.month = e.month
        AND later.database = e.database AND later.period = e.period AND later.office = e.office
        AND (its.recorded_at, its.uid, later.line) > (b.recorded_at, b.uid, e.line)
        AND {is_not_undone("later", "its")}
    )
    """  # noqa: S608 (names of our own)
"""The SQL condition that `entries AS e` of `batches AS b` is the current one of its office and
period."""

_RECORDED = "(SELECT sum(value) FROM json_each(e.recorded))"
_STATE = f"""CASE WHEN e.not_applicable THEN 'ยังไม่ถึงเวลา/ไม่มีข้อมูล'
    WHEN {_RECORDED} < e.total THEN 'บันทึกไม่ครบถ้วน' ELSE 'ครบถ้วน' END"""


def refusal_of(change: str, table: str) -> str:
    """The trigger that refuses UPDATE, or DELETE, on a table."""
    return f"""
        CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END
        """


_TABLES = (
    """
    CREATE TABLE register (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        uid TEXT NOT NULL,
        home_province TEXT NOT NULL,
        created_at TEXT NOT NULL,
        digest TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE batches (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE,
        part_of TEXT NOT NULL,
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
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
        target TEXT,
        digest TEXT NOT NULL,
        UNIQUE (batch, line)
    ) STRICT
    """,
)

_TRIGGERS = (
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
    SELECT e.province AS province_code, pp.thai AS province, e.office AS office_code,
    po.thai AS office, e.fiscal_year, e.month, e.database AS database_id,
    coalesce(p.thai, e.database) AS database, e.period, {_STATE} AS state, e.total,
    {_RECORDED} AS recorded, e.recorded AS recorded_by_unit, e.note, e.received, b.recorded_at,
    b.recorded_by, b.source, substr(b.uid, 1, 8) || '/' || e.line AS entry
    FROM entries AS e JOIN batches AS b ON b.id = e.batch
    LEFT JOIN places AS pp ON pp.code = e.province LEFT JOIN places AS po ON po.code = e.office
    LEFT JOIN periods AS p ON p.province = e.province AND p.month = e.month
    AND p.database = e.database AND p.period = e.period
    WHERE {IS_CURRENT}
    """  # noqa: S608 (only expressions of our own are put in)

# Not from current_entries: SQLite would put all of that together for each question asked.
_CURRENT_STATUS = f"""
    SELECT p.province AS province_code, pp.thai AS province, o.code AS office_code,
    o.thai AS office, substr(p.month, 1, 4) + 543 + (substr(p.month, 6) >= '10') AS fiscal_year,
    p.month, p.database AS database_id, p.thai AS database, p.period,
    coalesce((
        SELECT a.until FROM acts AS a JOIN batches AS its ON its.id = a.batch
        WHERE a.kind = 'extend' AND a.province = p.province AND a.month = p.month
        AND a.office = o.code AND coalesce(a.database, p.database) = p.database
        AND {is_not_undone("a", "its")}
        ORDER BY its.recorded_at DESC, its.uid DESC, a.line DESC LIMIT 1
    ), p.until) AS until,
    CASE WHEN e.id IS NOT NULL THEN {_STATE} WHEN p.not_yet IS NULL THEN 'ยังไม่ได้บันทึก'
    ELSE 'ยังไม่ถึงเวลา/ไม่มีข้อมูล' END AS state, e.total, {_RECORDED} AS recorded,
    e.recorded AS recorded_by_unit, coalesce(e.note, CASE WHEN e.id IS NULL THEN p.not_yet END)
    AS note, e.received, b.recorded_at,
    b.recorded_by
    FROM periods AS p JOIN places AS pp ON pp.code = p.province
    JOIN places AS o ON o.province = p.province
    AND (o.code = p.province) = (p.entered_by = 'province')
    AND date(p.month || '-01', '+1 month', '-1 day')
    BETWEEN coalesce(o.since, '') AND coalesce(o.until, '9999')
    LEFT JOIN entries AS e ON e.id = (
        SELECT one.id FROM entries AS one JOIN batches AS its ON its.id = one.batch
        WHERE one.province = p.province AND one.month = p.month
        AND one.database = p.database AND one.period = p.period AND one.office = o.code
        AND {is_not_undone("one", "its")}
        ORDER BY its.recorded_at DESC, its.uid DESC, one.line DESC LIMIT 1
    )
    LEFT JOIN batches AS b ON b.id = e.batch
    """  # noqa: S608 (only expressions of our own are put in)

_INDEXES = (
    ("batches", "batches_by_time", ("recorded_at",)),
    ("batches", "batches_by_source", ("source_sha256",)),
    ("batches", "batches_by_origin", ("origin", "recorded_at")),
    ("entries", "entries_by_month", ("province", "month", "database", "period", "office")),
    ("entries", "entries_of_month", ("month", "province")),
    ("acts", "acts_by_month", ("province", "month")),
    ("acts", "acts_of_month", ("month", "province")),
    ("acts", "acts_by_target", ("target",)),
)

_PLACE = dict.fromkeys(("code", "province", "thai", "english", "since", "until"), str)
_PERIOD = {
    "province": str, "month": str, "database": str, "period": int, "number": int, "thai": str,
    "entered_by": str, "until": str, "not_yet": str,
}  # fmt: skip


def _first(db: "Database") -> None:
    """Make the tables of version 1."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for table in _TABLES:  # sqlite-utils declares neither AUTOINCREMENT nor CHECK
        db.execute(table)
    db.table("places").create(
        _PLACE, pk="code", not_null=_PLACE.keys() - {"since", "until"}, strict=True
    )
    keys = ("province", "month", "database", "period")
    db.table("periods").create(_PERIOD, pk=keys, not_null=_PERIOD.keys() - {"not_yet"}, strict=True)
    for table, name, columns in _INDEXES:
        db.table(table).create_index(columns, index_name=name)
    db.create_view("current_entries", _CURRENT_ENTRIES)
    db.create_view("current_status", _CURRENT_STATUS)
    for trigger in _TRIGGERS:
        db.execute(trigger)


STEPS: "list[Callable[[Database], None]]" = [_first]
"""The steps that make a register of each version out of one of the version before."""

MADE_SHA256 = "0f87c4577d45c8097b341a595ea3607f47449fb72ec759ca11f9412d1c539b1b"
"""Of all that a new register consists of: one that has it too needs no closer look."""


def json_of(table: str, fields: Iterable[str]) -> str:
    """The SQL that gives a row's text, which digests are made of."""
    return f"json_array({columns_of(table, fields)})"


def columns_of(table: str, fields: Iterable[str]) -> str:
    """The SQL that gives a row's values."""
    return ", ".join(f"{table}.{name}" for name in fields)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text_of(values: Sequence[Any]) -> str:
    """The same text of a row that is yet to be recorded."""
    return _encode(list(values))


def register_digest(text: str) -> str:
    """256 bits over the facts of a register: uid, home province, when it was created."""
    return sha256(text.encode()).hexdigest()


def line_digest(batch: str, line: str) -> str:
    """128 bits over an entry or act: the text of its batch, and its own."""
    return sha256((batch + line).encode()).hexdigest()[:32]


def batch_digest(batch: str, previous: str, lines: Iterable[str]) -> str:
    """256 bits over a batch: its text, `previous`, and the digests of its lines.

    `previous` is the digest of the batch before, so that none can be missing or out of its place.
    """
    return sha256("".join((batch, previous, *lines)).encode()).hexdigest()
