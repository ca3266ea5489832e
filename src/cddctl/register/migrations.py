"""Brings a register to this version of its tables, step by step; a new one takes every step.

Records are never rewritten: their digests hold in every version.
"""

import sqlite3
from pathlib import Path

from cddctl.errors import NotARegister, RegisterOutdated, RegisterRefused, RegisterUnusable
from cddctl.i18n import _
from cddctl.register import schema
from cddctl.register.copies import copy_before_upgrade
from cddctl.register.sqlite import as_refusals, check_is_register, connect, immediate, kind_of


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a register that is there, upgraded if it is old."""
    check_is_register(path)
    with as_refusals(path):
        connection = connect(path)
        try:
            if check_version(path, connection) < len(schema.STEPS):
                _upgrade_file(path, connection)
        except BaseException:
            connection.close()
            raise
    return connection


def check_version(path: Path, connection: sqlite3.Connection) -> int:
    """The version of a register that this program can use."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == schema.OLD_APPLICATION_ID:
        raise RegisterOutdated(path)
    if application != schema.APPLICATION_ID or version < 1:
        raise NotARegister(path)
    if version > len(schema.STEPS):
        raise RegisterRefused(
            _(
                "{path} was written by a newer cddctl (format {version}, this one knows {known}); "
                "install the newer version"
            ).format(path=path, version=version, known=len(schema.STEPS))
        )
    return int(version)


def build(connection: sqlite3.Connection, uid: str, home: str, created_at: str) -> None:
    """Make the tables of a new register, within a transaction."""
    upgrade(connection)
    own = (uid, home, created_at)
    digest = schema.register_digest(schema.text_of(own))
    connection.execute("INSERT INTO register VALUES (1, ?, ?, ?, ?)", (*own, digest))


def upgrade(connection: sqlite3.Connection) -> None:
    """Take the steps that are left, within a transaction."""
    from sqlite_utils import Database  # noqa: PLC0415 (50 ms that an upgrade alone needs)

    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, step in enumerate(schema.STEPS[version:], version + 1):
        step(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {number}")


def _upgrade_file(path: Path, connection: sqlite3.Connection) -> None:
    """Upgrade a register once a copy of it is kept."""
    try:
        # Nobody else can write from here on: what is copied is what is upgraded.
        with immediate(connection):
            version = check_version(path, connection)
            if version < len(schema.STEPS):  # another process may have been first
                # Refused where it is read-only, before a copy is made in vain.
                connection.execute(f"PRAGMA user_version = {version}")
                copy_before_upgrade(path, version)
                upgrade(connection)
    except sqlite3.Error as error:
        if kind_of(error) != "SQLITE_READONLY":
            raise
        message = _(
            "an older cddctl wrote it, so it must be upgraded once, but it is read-only; "
            "copy it to where it can be written"
        )
        raise RegisterUnusable(path, message) from error
