"""Locks: told after a second, waited for, and not at all by what only looks."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest

from cddctl import waiting
from cddctl.errors import RegisterLocked, RegisterRefused
from cddctl.ledger.acts import Act, Kind
from cddctl.periods import Month
from cddctl.register.store import Register
from cddctl.waiting import at_most, patience, wait_for_nothing

NOW = datetime(2018, 9, 5, tzinfo=UTC)
NOTE = Act(Kind.NOTE, "52", Month(2018, 9), reason="x")


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.sqlite3"
    Register.create(path, "52", NOW).close()
    return path


@pytest.fixture
def other(register):
    with closing(sqlite3.connect(register, isolation_level=None, check_same_thread=False)) as other:
        yield other


def note(register):
    with Register.open(register) as book, book.writing():
        book.append([NOTE], command="note", schedule="2561", now=NOW)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_lock_is_told_once_and_waited_for(register, other, monkeypatch, lock):
    monkeypatch.setattr(waiting, "TOLD_AFTER", 0.02)
    other.execute(f"BEGIN {lock}")
    told = []

    def tell():
        told.append(lock)
        other.execute("ROLLBACK")

    with patience(tell):
        note(register)
    assert told == [lock]
    with Register.open(register) as book:
        assert len(book.acts("52", [Month(2018, 9)])) == 1


def test_what_is_quick_is_not_told(register, monkeypatch):
    monkeypatch.setattr(waiting, "TOLD_AFTER", 60)
    told = []
    with patience(lambda: told.append(1)):
        note(register)
    assert told == []


def test_what_only_looks_reads_what_another_has_alone(register, other):
    note(register)
    other.execute("BEGIN EXCLUSIVE")
    with patience(lambda: None):
        wait_for_nothing()
        with Register.open(register) as book:
            assert len(book.acts("52", [Month(2018, 9)])) == 1


def test_what_only_looks_does_not_read_what_is_half_written(register, other):
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE half (written)")  # there is a journal from here on
    with patience(lambda: None):
        wait_for_nothing()
        assert at_most(10) < 1
        begun = time.monotonic()
        with pytest.raises(RegisterLocked):
            Register.open(register)
        assert time.monotonic() - begun < 1
    assert at_most(10) == 10


def test_what_is_no_lock_is_refused_at_once(register):
    register.write_bytes(register.read_bytes()[:100])
    with patience(lambda: None):
        wait_for_nothing()
        with pytest.raises(RegisterRefused, match="damaged"):
            Register.open(register)
