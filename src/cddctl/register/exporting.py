"""All that a register holds, line by line, for use without SQLite."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.register import schema
from cddctl.register.migrations import opened
from cddctl.register.schema import (
    BATCH_FIELDS,
    LINES,
    batch_digest,
    columns_of,
    json_of,
    line_digest,
)
from cddctl.register.sqlite import as_refusals, snapshot
from cddctl.register.verify import refuse_lost

if TYPE_CHECKING:
    from sqlite_utils import Database

Item = tuple[str, dict[str, Any]]
"""`register` once, then each `batch`, and after it each `entry` and `act` of it."""

_KINDS = {"entries": "entry", "acts": "act"}


def all_items(path: Path, province: str | None = None) -> Generator[Item, None, None]:
    """The history whole, or a province's, in the order recorded.

    Raises one of `RegisterRefused`; `RegisterDamaged` where it was altered.
    """
    from sqlite_utils import Database  # noqa: PLC0415 (50 ms)

    connection = opened(path)
    with closing(connection), as_refusals(path), snapshot(connection):
        refuse_lost(path, connection)
        db = Database(connection, execute_plugins=False)
        [itself] = db.query("SELECT uid, home_province, created_at FROM register")
        itself["home_province"] = itself["home_province"] or None
        yield "register", {"format": len(schema.STEPS), **itself, "province": province}
        for batch in db.query(*_batches(province)):
            yield from _items_of(path, db, batch, province)


def _batches(province: str | None) -> tuple[str, dict[str, str | None]]:
    limit = (
        "WHERE id IN (SELECT batch FROM entries WHERE province = :province "
        "UNION SELECT batch FROM acts WHERE province = :province)"
        if province is not None
        else ""
    )
    columns = columns_of("batches", ("id", *BATCH_FIELDS, "previous", "digest"))
    text = json_of("batches", BATCH_FIELDS)
    sql = (
        f"SELECT {columns}, {text} AS text FROM batches {limit} "  # noqa: S608 (names of our own)
        "ORDER BY recorded_at, uid"
    )
    return sql, {"province": province}


def _items_of(
    path: Path, db: "Database", batch: dict[str, Any], province: str | None
) -> Iterator[Item]:
    """A batch, and its lines, each checked against its digest, and all against the batch's."""
    number, text = batch.pop("id"), batch.pop("text")
    yield "batch", batch
    digests = []
    for table, fields in LINES.items():
        columns = columns_of(table, (*fields, "digest"))
        for line in db.query(
            f"SELECT {columns}, {json_of(table, fields)} AS text FROM {table} "  # noqa: S608 (ours)
            "WHERE batch = ? ORDER BY line",
            [number],
        ):
            if line["digest"] != line_digest(text, line.pop("text")):
                raise RegisterDamaged(path, _("an entry is not what was recorded"))
            digests.append(line["digest"])
            if province is None or line["province"] == province:
                yield _KINDS[table], _plain(line)
    if batch["digest"] != batch_digest(text, batch["previous"], digests):
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    """An entry's counts and answer in their own types, not as SQLite keeps them."""
    if "recorded" not in line:
        return line
    return line | {
        "recorded": json.loads(line["recorded"]),
        "not_applicable": bool(line["not_applicable"]),
    }
