"""The program is killed while it writes; benchmarks/faults.py does the same many times more."""

import importlib
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PROCESSES = 4
TIMES = 5


def _imported(name):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        return importlib.import_module(name)


faults, faulty = _imported("faults"), _imported("faulty")
here_alone = pytest.mark.skipif(faulty.why_not() is not None, reason=str(faulty.why_not()))


@pytest.fixture(scope="module")
def bench():
    with faults.Bench(MEMORY if MEMORY.is_dir() else None) as bench:
        yield bench


@here_alone
@pytest.mark.parametrize("name", faults.COMMANDS)
def test_killed_at_any_step_it_did_all_or_nothing(bench, name):
    """At the last of each kind of step: before a write, in the middle of it, and after it."""
    command = faults.COMMANDS[name]
    steps = faults.steps_to_kill(faults.steps_of(bench, command), 1)
    verdicts = list(faults.by_step(bench, command, [*steps[::3], steps[-1]]))
    assert [verdict.wrong for verdict in verdicts if verdict.wrong] == []
    # The kills did fall while it wrote, and after it had.
    assert {"during", "after"} <= {verdict.fell for verdict in verdicts}
    if name not in {"backup", "restore"}:
        assert any(verdict.hot for verdict in verdicts)


@here_alone
def test_half_a_write_would_be_seen(bench):
    """Were it not taken back: without the journal that a killed process has left."""
    command = faults.COMMANDS["record --from"]
    states = faults.States.of(bench, command)
    steps = faults.steps_of(bench, command)
    writes = [n for n, step in enumerate(steps, 1) if step == "sqlite write register.sqlite3"]
    bench.renew(command)
    ended = bench.run(*bench.words(command), fault="kill", step=writes[len(writes) // 2])
    (bench.work / "register.sqlite3-journal").unlink()
    try:
        wrong = faults.judge(bench, command, states, ended.out + ended.err).wrong
    except sqlite3.DatabaseError as error:
        wrong = [str(error)]
    assert wrong != []


def test_four_officers_record_at_once_the_first_of_a_day(environ, work, register, record, here):
    """Each also finds that there is no backup of the day yet."""
    record("groups", "01", "total=1", "groups=1", "--month", "2018-09")
    for path in sorted(work.rglob("lampang-backups/*")):
        path.unlink()
    running = []
    for number in range(PROCESSES * TIMES):
        words = [
            "record", "--register", str(register), "leaders", f"{number % PROCESSES + 1:02}",
            f"total={number + 1}", f"persons={number + 1}", "--month", "2018-09",
        ]  # fmt: skip
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "cddctl", *words],
                env=environ,
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        if len(running) == PROCESSES:
            for process in running:
                _out, errors = process.communicate(timeout=60)
                assert process.returncode == 0, errors
                said = errors.decode()  # a doubt of the count, too
                assert not re.search("error:|no backup", said), said
            running.clear()
    with closing(sqlite3.connect(register)) as connection:
        totals = [total for (total,) in connection.execute("SELECT total FROM entries")]
        assert sorted(totals) == sorted([1, *range(1, PROCESSES * TIMES + 1)])
    assert here("register", "check", "--register", register, check=0)
    [backup] = work.glob("lampang-backups/*")  # one, and no draft
    assert re.fullmatch(r"lampang-\d{4}-\d\d-\d\d\.sqlite3", backup.name)
    assert here("register", "check", "--register", backup, check=0)
