"""Several processes at one register at once: all is recorded, once, and nobody sees half of it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

from cddctl.periods import Month
from cddctl.register.examine import damage, examine
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)
PROCESSES = 4
TIMES = 200
OFFICES = ("5201", "5202", "5203")

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from cddctl.errors import RegisterLocked
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register

path, by, offices = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(",")
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, int(sys.argv[4]) + 1):
    entries = [
        Entry(
            "52", office, "leaders", 2561, 1, Month(2018, 9),
            total=number, recorded={"persons": number},
        )
        for office in offices
    ]
    while True:
        try:
            with Register.open(path) as register, register.writing():
                register.append(
                    entries, command="record", schedule="2561", by=by,
                    now=datetime(2018, 9, 5, tzinfo=UTC),
                )
            break
        except RegisterLocked:  # a slow machine: try again, as it says
            pass
"""

READER = """
import json, sys, threading, time
from itertools import groupby
from pathlib import Path

from cddctl.errors import RegisterLocked
from cddctl.periods import Month
from cddctl.register.store import Register

path, offices = Path(sys.argv[1]), sys.argv[2].split(",")
print("ready", flush=True)
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
seen = []
while not ended.is_set() or not seen:
    try:
        with Register.open(path) as register, register.reading():
            history = register.records_not_undone("52", [Month(2018, 9)])
            current = register.current("52", Month(2018, 9))
    except RegisterLocked:  # as for a writer
        continue
    batches = [list(batch) for _, batch in groupby(history, lambda record: record.batch)]
    for batch in batches:
        assert [record.content.office for record in batch] == offices, batch
        said = {(record.content.total, record.content.recorded_by) for record in batch}
        assert len(said) == 1, batch
    if batches:
        assert current == [record.content for record in batches[-1]], current
    seen.append(len(batches))
    time.sleep(0.05)
assert seen == sorted(seen)
print(json.dumps(seen))
"""

CHECKER = """
import json, sqlite3, sys, threading, time
from contextlib import closing
from pathlib import Path

from cddctl.register.examine import examine
from cddctl.register.sqlite import connect

path = Path(sys.argv[1])
print("ready", flush=True)
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
seen = []
while not ended.is_set() or not seen:
    try:
        with closing(connect(path, mode="ro")) as connection:
            examined = examine(connection)
    except sqlite3.OperationalError as error:
        assert error.sqlite_errorname == "SQLITE_BUSY", error  # as for a writer
        continue
    assert examined.damage == [], examined.damage
    seen.append(examined.batches)
    time.sleep(0.05)
assert seen == sorted(seen)
print(json.dumps(seen))
"""


@pytest.fixture
def path(light_folder):
    with light_folder() as folder:
        path = folder / "register.sqlite3"
        Register.create(path, "52", NOW).close()
        yield path


@pytest.fixture
def start():
    """Start a script in a process of its own, once it is ready for it."""
    started = []

    def start(script, *args):
        process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, args)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout.readline().rstrip() == b"ready"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


PATIENCE = 300 if sys.platform == "win32" else 60
"""Seconds; a lock on Windows costs many times what it does elsewhere."""


def ended(process):
    """What a process printed, once it has ended well."""
    out, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors.decode()) == (0, "")
    return out


def test_four_writers_a_reader_and_a_checker(path, start):
    watching = [start(READER, path, ",".join(OFFICES)), start(CHECKER, path)]
    writers = [
        start(WRITER, path, f"writer {number}", ",".join(OFFICES), TIMES)
        for number in range(PROCESSES)
    ]
    for writer in writers:
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    for writer in writers:
        ended(writer)
    # While they wrote, and not only before or after.
    for watcher in watching:
        seen = json.loads(ended(watcher))
        assert any(0 < batches < PROCESSES * TIMES for batches in seen), seen
    with Register.open(path) as register:
        history = register.records_not_undone("52", [SEPTEMBER])
        rounds = register.rounds()
    assert rounds == [("52", SEPTEMBER)]
    assert len({record.batch for record in history}) == PROCESSES * TIMES
    for number in range(PROCESSES):
        own = [
            (record.content.total, record.content.office)
            for record in history
            if record.content.recorded_by == f"writer {number}"
        ]
        assert own == [(n, office) for n in range(1, TIMES + 1) for office in OFFICES]
    with closing(sqlite3.connect(path)) as connection:
        examined = examine(connection, now=datetime.now(UTC))
        chain = connection.execute("SELECT previous, digest FROM batches ORDER BY id").fetchall()
    assert (examined.damage, examined.remarks) == ([], [])
    assert [previous for previous, _ in chain] == ["", *(digest for _, digest in chain[:-1])]


def test_a_write_that_is_not_done_yet_is_seen_by_nobody(path):
    with Register.open(path) as one, Register.open(path) as two:
        assert two.history("52", [SEPTEMBER]) == []
        with one.writing():
            one.append([], command="close", schedule="2561", now=NOW)
            assert two.rounds() == []
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute("SELECT count(*) FROM batches").fetchone() == (0,)
                assert damage(connection) == []
