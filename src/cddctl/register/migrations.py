"""Brings a register to this version of its tables, step by step; a new one takes every step.

What is recorded is never rewritten: its digests hold in every version.
"""

import sqlite3
from pathlib import Path

from cddctl.errors import NotARegister, RegisterNewer, RegisterUnusable
from cddctl.i18n import _
from cddctl.places import province_of
from cddctl.register.copies import copy_before_upgrade
from cddctl.register.names import name_places
from cddctl.register.rounds import count_in
from cddctl.register.schema import APPLICATION_ID, STEPS, VERSION, refusal_of, register_digest
from cddctl.register.sqlite import check_is_register, connect, immediate, kind_of, said_plainly


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a register that is there, upgraded if it is old."""
    check_is_register(path)
    with said_plainly(path):
        connection = connect(path)
        try:
            if check_version(path, connection) < VERSION:
                _upgrade_file(path, connection)
        except BaseException:
            connection.close()
            raise
    return connection


def check_version(path: Path, connection: sqlite3.Connection) -> int:
    """The version of a register that this program can use."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise NotARegister(path)
    if version > VERSION:
        raise RegisterNewer(path, version, VERSION)
    return int(version)


def build(connection: sqlite3.Connection, uid: str, home: str, created_at: str) -> None:
    """Make the tables of a new register, within a transaction."""
    _step(connection, 1)
    connection.execute("INSERT INTO register VALUES (1, ?, ?, ?)", (uid, home, created_at))
    upgrade(connection)


def upgrade(connection: sqlite3.Connection) -> None:
    """Take the steps that are left, within a transaction."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for step in range(version + 1, VERSION + 1):
        _step(connection, step)
        _FILLS[step](connection)


def _upgrade_file(path: Path, connection: sqlite3.Connection) -> None:
    """Upgrade a register once a copy of it is kept."""
    try:
        # Nobody else can write from here on: what is copied is what is upgraded.
        with immediate(connection):
            version = check_version(path, connection)
            if version < VERSION:  # another process may have been first
                # Refused where it is read-only, before a copy is made in vain.
                connection.execute(f"PRAGMA user_version = {version}")
                copy_before_upgrade(path, version)
                upgrade(connection)
    except sqlite3.Error as error:
        if kind_of(error) != "SQLITE_READONLY":
            raise
        what = _(
            "an older cddctl wrote it, so it must be upgraded once, but it is read-only; "
            "copy it to where it can be written"
        )
        raise RegisterUnusable(path, what) from error


def _step(connection: sqlite3.Connection, version: int) -> None:
    for statement in STEPS[version - 1]:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")


def _fill_second(connection: sqlite3.Connection) -> None:
    [itself] = connection.execute("SELECT uid, home_province, created_at FROM register").fetchall()
    connection.execute("UPDATE register SET digest = ?", (register_digest(itself),))
    connection.execute(refusal_of("UPDATE", "register"))
    for table in ("entries", "acts"):
        lines = connection.execute(
            f"SELECT province, month, digest FROM {table}"  # noqa: S608 (names of our own)
        )
        count_in(connection, table, lines.fetchall())
    for (province,) in connection.execute("SELECT DISTINCT province FROM rounds").fetchall():
        name_places(connection, province_of(province))


_FILLS = {2: _fill_second}
"""What gives the tables of each version after the first their content."""
