"""The table `rounds`: how many entries and acts each province and month has, and their sum.

What is read of a round has to come to the same: an index that lost a line shows. The sum is that of
the lines' digests taken as numbers, modulo 2 to the 128th, so that it is the same in any order.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

_TABLES = ("entries", "acts")
_NOTHING = "0" * 32


class Sum(NamedTuple):
    """A number of lines, and the sum of their digests in hex."""

    lines: int = 0
    digests: str = _NOTHING

    def plus(self, digests: Iterable[str]) -> "Sum":
        """This and more lines."""
        numbers = [int(digest, 16) for digest in digests]
        total = (int(self.digests, 16) + sum(numbers)) % (1 << 128)
        return Sum(self.lines + len(numbers), f"{total:032x}")


def count_in(
    connection: sqlite3.Connection, table: str, lines: Iterable[tuple[str, str, str]]
) -> None:
    """Count new lines of `entries` or `acts` in: the province, month and digest of each."""
    rounds: dict[tuple[str, str], list[str]] = {}
    for province, month, digest in lines:
        rounds.setdefault((province, month), []).append(digest)
    for (province, month), digests in rounds.items():
        before = sum_of(connection, table, province, [month]).get(month, Sum())
        values = {name: Sum() for name in _TABLES} | {table: before.plus(digests)}
        connection.execute(
            f"""
            INSERT INTO rounds VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (province, month)
            DO UPDATE SET {table} = excluded.{table}, {table}_sum = excluded.{table}_sum
            """,  # noqa: S608 (only names of our own are put in)
            (province, month, *values["entries"], *values["acts"]),
        )


def sum_of(
    connection: sqlite3.Connection, table: str, province: str, months: Iterable[str]
) -> dict[str, Sum]:
    """What was counted of `entries` or `acts` in a province's months."""
    months = list(months)
    rows = connection.execute(
        f"""
        SELECT month, {table}, {table}_sum FROM rounds
        WHERE province = ? AND month IN ({", ".join("?" * len(months))})
        """,  # noqa: S608 (only names of our own are put in)
        [province, *months],
    )
    return {month: Sum(*counted) for month, *counted in rows}
