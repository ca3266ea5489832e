"""All that a register holds, line by line, for use without SQLite."""

import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.register.migrations import opened
from cddctl.register.schema import (
    ACT_FIELDS,
    BATCH_FIELDS,
    ENTRY_FIELDS,
    VERSION,
    batch_digest,
    entry_digest,
)
from cddctl.register.sqlite import said_plainly, snapshot

Told = tuple[str, dict[str, Any]]
"""`register` once, then each `batch`, and after it each `entry` and `act` of it."""

_LINES = {"entry": ("entries", ENTRY_FIELDS), "act": ("acts", ACT_FIELDS)}


def all_told(path: Path, province: str | None = None) -> Generator[Told, None, None]:
    """The history whole, or a province's, in the order recorded.

    Raises one of `RegisterRefused`; `RegisterDamaged` where it is not what was recorded.
    """
    connection = opened(path)
    with closing(connection), said_plainly(path), snapshot(connection):
        [itself] = connection.execute(
            "SELECT uid, home_province, created_at FROM register"
        ).fetchall()
        yield (
            "register",
            {"format": VERSION, "uid": itself[0], "home_province": itself[1] or None}
            | {"created_at": itself[2], "province": province},
        )
        for number, values, digest in _batches(connection, province):
            yield "batch", dict(zip((*BATCH_FIELDS, "digest"), (*values, digest), strict=True))
            yield from _lines(path, connection, number, values, digest, province)


def _batches(
    connection: sqlite3.Connection, province: str | None
) -> Iterator[tuple[int, Sequence[Any], str]]:
    limit = (
        "WHERE id IN (SELECT batch FROM entries WHERE province = :province "
        "UNION SELECT batch FROM acts WHERE province = :province)"
        if province is not None
        else ""
    )
    rows = connection.execute(
        f"SELECT id, {', '.join(BATCH_FIELDS)}, digest FROM batches {limit} "  # noqa: S608 (ours)
        "ORDER BY recorded_at, uid",
        {"province": province},
    )
    for number, *values, digest in rows:
        yield number, values, digest


def _lines(
    path: Path,
    connection: sqlite3.Connection,
    number: int,
    values: Sequence[Any],
    digest: str,
    province: str | None,
) -> Iterator[Told]:
    """The lines of a batch, each checked against its digest, and all against the batch's."""
    batch = dict(zip(BATCH_FIELDS, values, strict=True))
    of = (batch["uid"], batch["recorded_at"], batch["recorded_by"])
    digests = []
    for kind, (table, fields) in _LINES.items():
        rows = connection.execute(
            f"SELECT digest, {', '.join(fields)} FROM {table} "  # noqa: S608 (names of our own)
            "WHERE batch = ? ORDER BY line",
            (number,),
        )
        for written, *content in rows:
            if written != entry_digest(of, content):
                raise RegisterDamaged(path, _("an entry is not what was recorded"))
            digests.append(written)
            line = dict(zip(fields, content, strict=True))
            if province is None or line["province"] == province:
                yield kind, _plain(line) | {"digest": written}
    if digest != batch_digest(values, digests):
        raise RegisterDamaged(path, _("an entry that was recorded is missing"))


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    """An entry's counts and answer as what they are, and not as SQLite keeps them."""
    if "recorded" not in line:
        return line
    return line | {
        "recorded": json.loads(line["recorded"]),
        "not_applicable": bool(line["not_applicable"]),
    }
