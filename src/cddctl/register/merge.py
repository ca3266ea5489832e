"""Takes in the batches of other registers: a union, so that nothing is ever overwritten.

A batch is the same in whatever register it lies, known by its uid; of several registers it does not
matter which is merged into which, in what order, or how often.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cddctl.errors import RegisterDamaged
from cddctl.i18n import _
from cddctl.ledger.history import Divergence
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.schema import BATCH_FIELDS, LINES
from cddctl.register.sqlite import uri_of

if TYPE_CHECKING:
    from cddctl.status.changes import RoundChange


class Taken(NamedTuple):
    """The numbers of records that a register has taken in of another."""

    batches: int
    entries: int
    acts: int
    known: int
    """Batches that it had already."""


class MergedRound(NamedTuple):
    """A province's month on which both registers had entries that differ."""

    province: Place
    month: Month
    diverged: tuple[Divergence, ...]
    unsent: int
    """How many counts now differ from the report that was sent, if the round is closed."""


class Merged(NamedTuple):
    """The result of merging one register."""

    path: Path
    home: Place | None
    taken: Taken
    rounds: tuple[MergedRound, ...]
    changes: "tuple[RoundChange, ...]"
    """The rounds that it opens or closes, or of which it changes a date."""


def attach(connection: sqlite3.Connection, other: Path) -> None:
    """Attach another register as `other`, outside of any transaction."""
    connection.execute("ATTACH ? AS other", (uri_of(other, "ro"),))


def detach(connection: sqlite3.Connection) -> None:
    """Detach the other register."""
    connection.execute("DETACH other")


def differing(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The provinces and months that both registers have something for, and not the same."""
    rounds = {
        row
        for table in LINES
        for row in connection.execute(
            f"SELECT DISTINCT province, month FROM other.{table}"  # noqa: S608 (names of our own)
        )
    }
    return sorted(round_ for round_ in rounds if _differs(connection, round_))


def acted_on(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The provinces and months that the other register has acts on."""
    sql = "SELECT DISTINCT province, month FROM other.acts ORDER BY province, month"
    return connection.execute(sql).fetchall()


def _differs(connection: sqlite3.Connection, round_: tuple[str, str]) -> bool:
    ours, theirs = (
        {
            digest
            for table in LINES
            for (digest,) in connection.execute(
                f"SELECT digest FROM {place}.{table} "  # noqa: S608 (names of our own)
                "WHERE province = ? AND month = ?",
                round_,
            )
        }
        for place in ("main", "other")
    )
    return bool(ours) and ours != theirs


def take_in(path: Path, connection: sqlite3.Connection) -> Taken:
    """Add all batches that are new here, within an immediate transaction."""
    [(known, altered)] = connection.execute(
        """
        SELECT count(*), count(*) FILTER (WHERE o.digest <> m.digest)
        FROM other.batches AS o JOIN main.batches AS m USING (uid)
        """
    ).fetchall()
    if altered:
        raise RegisterDamaged(path, _("a batch of it differs from the same batch in another"))
    [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM main.batches").fetchall()
    columns = ", ".join((*BATCH_FIELDS, "previous", "digest"))
    batches = connection.execute(
        f"""
        INSERT INTO main.batches ({columns}) SELECT {columns} FROM other.batches
        WHERE uid NOT IN (SELECT uid FROM main.batches) ORDER BY recorded_at, uid
        """  # noqa: S608 (only names of our own are put in)
    ).rowcount
    lines = {table: _take_lines(connection, table, last) for table in LINES}
    connection.execute("INSERT OR IGNORE INTO main.places SELECT * FROM other.places")
    connection.execute(
        """
        INSERT INTO main.periods SELECT * FROM other.periods AS o WHERE NOT EXISTS (
            SELECT 1 FROM main.periods AS m WHERE m.province = o.province AND m.month = o.month
        )
        """
    )
    return Taken(batches, lines["entries"], lines["acts"], known)


def _take_lines(connection: sqlite3.Connection, table: str, last: int) -> int:
    """Add the lines of the batches that were added after the one of a number."""
    fields = (*LINES[table], "digest")
    return connection.execute(
        f"""
        INSERT INTO main.{table} (batch, {", ".join(fields)})
        SELECT m.id, {", ".join(f"l.{field}" for field in fields)}
        FROM main.batches AS m CROSS JOIN other.batches AS o ON o.uid = m.uid
        CROSS JOIN other.{table} AS l ON l.batch = o.id
        WHERE m.id > ?
        """,  # noqa: S608 (only names of our own are put in)
        (last,),
    ).rowcount
