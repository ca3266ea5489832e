"""The file is deleted or replaced while it is in use; or what has its name is no file at all."""

import os
import shutil
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from cddctl.errors import RegisterMissing, RegisterUnusable
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.examine import damage
from cddctl.register.sqlite import identity
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a file that is open, and has no pipes of names"
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "register.sqlite3"
    Register.create(path, "52", NOW).close()
    shutil.copy(path, tmp_path / "other.sqlite3")
    return path


def delete(path):
    path.unlink()


def replace(path):
    path.with_name("other.sqlite3").replace(path)


def append(register):
    entry = Entry("52", "5202", "leaders", 2561, 1, SEPTEMBER, total=1, recorded={"persons": 1})
    register.append([entry], command="record", schedule="2561", now=NOW)


REFUSED = {
    delete: (RegisterMissing, "there is no register at"),
    replace: (RegisterUnusable, "another file has taken its place meanwhile; nothing was changed"),
}


@pytest.fixture(params=REFUSED, ids=lambda move: move.__name__)
def move(request, path):
    """Do it; and hold afterwards that nothing was written to what has the name now."""
    yield request.param
    if path.exists():
        with Register.open(path) as register:
            assert register.history("52", [SEPTEMBER]) == []
            assert damage(register._connection) == []


@contextmanager
def refused(move, path):
    kind, text = REFUSED[move]
    with pytest.raises(kind, match=text) as told:
        yield
    assert str(path) in str(told.value)


def test_before_a_write(path, move):
    """As where a backup is restored while this waits for the lock."""
    with Register.open(path) as register:
        move(path)
        with refused(move, path), register.writing():
            append(register)


def test_before_the_first_of_what_is_appended(path, move):
    with Register.open(path) as register, refused(move, path), register.writing():
        move(path)
        append(register)


def test_before_the_end_of_a_write(path, move):
    with Register.open(path) as register, refused(move, path), register.writing():
        append(register)
        move(path)


def test_deleted_at_the_end_of_a_write(path):
    with Register.open(path) as register:
        register._connection.set_trace_callback(
            lambda statement: path.unlink() if statement == "COMMIT" else None
        )
        with refused(delete, path), register.writing():
            append(register)
    assert identity(path) is None


def test_two_files_are_two_though_they_had_one_name(path, tmp_path):
    moved = path.rename(tmp_path / "moved.sqlite3")
    shutil.copy(moved, path)
    assert identity(path) not in {identity(moved), None}


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, device])
def test_what_is_no_file_is_not_read(tmp_path, make):
    path = tmp_path / "register.sqlite3"
    make(path)
    with pytest.raises(RegisterUnusable, match="it is not a file; nothing was changed") as told:
        Register.open(path)
    assert str(path) in str(told.value)
