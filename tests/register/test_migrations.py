"""Registers of every released version open for ever; `versions/` holds one of each.

`N.sqlite3` is as that version wrote it, and `N.json` what was read from it without this program.
"""

import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest

from cddctl.errors import CopyRefused, RegisterDamaged, RegisterUnusable
from cddctl.ledger.acts import Kind
from cddctl.ledger.acts import closing as closing_of
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register import copies, migrations
from cddctl.register.check import damage
from cddctl.register.exporting import all_told
from cddctl.register.schema import VERSION
from cddctl.register.sqlite import connect
from cddctl.register.store import Register
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.library import ScheduleLibrary

VERSIONS = Path(__file__).with_name("versions")
OLD = range(1, VERSION)
NOW = datetime(2018, 9, 6, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)


def raw(path, *statements):
    """Run statements past the program, and return the last one's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def content(path):
    """All that is recorded, as `N.json` has it."""
    batches = []
    for kind, values in all_told(path):
        if kind == "batch":
            batches.append(values | {"entries": [], "acts": []})
        elif kind != "register":
            batches[-1]["entries" if kind == "entry" else "acts"].append(values)
    [own] = raw(path, "SELECT uid, home_province, created_at FROM register")
    return {
        "register": dict(zip(("uid", "home_province", "created_at"), own, strict=True)),
        "batches": batches,
    }


def schema(path):
    rows = raw(path, "SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(kind, name): (table, sql) for kind, name, table, sql in rows}


def kept(path):
    """The copies beside a register."""
    return sorted((path.parent / f"{path.stem}-backups").glob("*"))


@pytest.fixture(params=OLD)
def version(request):
    return request.param


@pytest.fixture
def old(version, tmp_path):
    path = tmp_path / "register.sqlite3"
    copyfile(VERSIONS / f"{version}.sqlite3", path)
    return path


@pytest.fixture
def expected(version):
    return json.loads((VERSIONS / f"{version}.json").read_text(encoding="utf-8"))


def test_there_is_a_register_of_every_version():
    assert {path.name for path in VERSIONS.iterdir()} == {
        f"{number}.{end}" for number in OLD for end in ("sqlite3", "json")
    }
    for number in OLD:
        assert raw(VERSIONS / f"{number}.sqlite3", "PRAGMA user_version") == [(number,)]


def test_all_that_was_recorded_is_there(old, expected):
    Register.open(old).close()
    assert raw(old, "PRAGMA user_version") == [(VERSION,)]
    assert content(old) == {key: expected[key] for key in ("register", "batches")}
    with closing(sqlite3.connect(old)) as connection:
        assert damage(connection) == []


def test_what_stands(old, expected):
    with Register.open(old) as book:
        stands = {
            f"{province} {month}": {
                f"{e.office} {e.database} {e.period}": [*e.counts]
                for e in book.current(province, month)
            }
            for province, month in book.rounds()
        }
    assert stands == expected["current"]


def test_histories_and_acts(old, expected):
    with Register.open(old) as book:
        months = [Month(2018, 6), SEPTEMBER]
        names = [record.name for code in ("52", "56") for record in book.history(code, months)]
        kinds = [act.kind for act in book.acts("52", months)]
        closed = closing_of(book.acts("52", [Month(2018, 6)]))
        taken = book.taken({expected["batches"][4]["source_sha256"]: [("52", SEPTEMBER)]})
    assert names == [
        f"{batch['uid'][:8]}/{entry['line']}"
        for batch in expected["batches"]
        for entry in batch["entries"]
    ]
    assert kinds == [Kind.EXTEND, Kind.CLOSE, Kind.REOPEN, Kind.CLOSE]
    assert closed.sent == expected["batches"][12]["acts"][0]["sent"]
    assert list(taken) == [expected["batches"][4]["source_sha256"]]


def test_the_report_is_the_one_that_was_sent(old, expected):
    month, lampang = Month(2018, 6), province_of("52")
    library = ScheduleLibrary(None)
    schedule = library.schedule(month.fiscal_year, lampang)
    periods = periods_of_month(schedule, month, library.holidays({2018}))
    with Register.open(old) as book:
        report = build_report(
            schedule, lampang, districts(lampang), month, periods, book.current("52", month)
        )
    [sent] = [
        row
        for row in json.loads(expected["batches"][12]["acts"][0]["sent"])["report"]["rows"]
        if row["database"] == "savings-groups"
    ]
    [row] = [row for row in report.rows if row.period.database.id == "savings-groups"]
    assert (row.total, dict(row.recorded), row.share.reported) == (
        sent["total"],
        sent["recorded"],
        sent["reported"],
    )


def test_its_tables_are_those_of_a_new_one(old, tmp_path):
    Register.open(old).close()
    Register.create(tmp_path / "new.sqlite3", "52", NOW).close()
    assert schema(old) == schema(tmp_path / "new.sqlite3")


def test_a_copy_of_it_is_kept(old, version):
    before = old.read_bytes()
    Register.open(old).close()
    [copy] = kept(old)
    assert copy.name.startswith(f"register-format-{version}-")
    assert raw(copy, "PRAGMA user_version", "PRAGMA integrity_check") == [("ok",)]
    assert schema(copy) == schema(VERSIONS / f"{version}.sqlite3")
    assert len(copy.read_bytes()) == len(before)
    Register.open(old).close()
    assert kept(old) == [copy]


def test_it_is_written_to_afterwards(old):
    with Register.open(old) as book:
        one = Entry("52", "5203", "leaders", 2561, 1, SEPTEMBER, total=3, recorded={"persons": 2})
        with book.writing():
            book.append([one], command="record", schedule="2561/lampang", now=NOW)
        assert len(book.current("52", SEPTEMBER)) == 4
    with closing(sqlite3.connect(old)) as connection:
        assert damage(connection) == []


def _open(path, started):
    started.wait()
    Register.open(path).close()


def test_two_processes_upgrade_it_once(old):
    spawned = multiprocessing.get_context("spawn")
    started = spawned.Barrier(3)
    opening = [spawned.Process(target=_open, args=(old, started)) for _ in range(2)]
    for process in opening:
        process.start()
    started.wait(60)
    for process in opening:
        process.join(60)
    assert [process.exitcode for process in opening] == [0, 0]
    assert len(kept(old)) == 1


KILLED = """
import os, sys
from pathlib import Path
from cddctl.register.store import Register
from cddctl.register import migrations
count = 0
class Connection:
    def __init__(self, connection): self._it = connection
    def __getattr__(self, name): return getattr(self._it, name)
    def execute(self, *args):
        global count
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), 9)  # on Windows too it ends at once, with this code
        return self._it.execute(*args)
connect = migrations.connect
migrations.connect = lambda path: Connection(connect(path))
Register.open(Path(sys.argv[1])).close()
print(count)
"""


def test_killed_at_any_statement(old, tmp_path, expected):
    path = tmp_path / "killed.sqlite3"

    def upgrade(killed_at):
        path.unlink(missing_ok=True)
        copyfile(old, path)
        return subprocess.run(
            [sys.executable, "-c", KILLED, path, str(killed_at)],
            capture_output=True, text=True, check=False,
            env={k: v for k, v in os.environ.items() if not k.startswith("COV")},
        )  # fmt: skip

    statements = int(upgrade(0).stdout)
    committed = statements - 1  # after it the register says its province
    for killed_at in (*range(1, committed, 6), committed, statements):
        assert upgrade(killed_at).returncode == (9 if sys.platform == "win32" else -9)
        is_old = raw(path, "PRAGMA user_version") != [(VERSION,)]
        assert is_old == (killed_at <= committed)
        assert (schema(path) == schema(old)) == is_old
    assert content(path) == {key: expected[key] for key in ("register", "batches")}


@pytest.mark.parametrize("broken_at", range(1, VERSION))
def test_a_step_that_fails_leaves_the_old_one(old, monkeypatch, broken_at):
    before = old.read_bytes()
    steps = list(migrations.STEPS)
    steps[broken_at] = (*steps[broken_at], "CREATE nonsense")
    monkeypatch.setattr(migrations, "STEPS", tuple(steps))
    with pytest.raises(RegisterDamaged) as refused:
        Register.open(old)
    assert len(str(refused.value).splitlines()) == 1
    assert old.read_bytes() == before


def test_what_is_damaged_is_not_upgraded(old):
    raw(
        old,
        "DROP TRIGGER entries_refuse_UPDATE",
        "UPDATE entries SET total = 99 WHERE id = 1",
        migrations.refusal_of("UPDATE", "entries"),
    )
    before = old.read_bytes()
    with pytest.raises(RegisterDamaged, match="is damaged"):
        Register.open(old)
    assert old.read_bytes() == before
    assert kept(old) == []


def test_no_folder_for_the_copy(old):
    before = old.read_bytes()
    old.with_name("register-backups").write_text("a file", encoding="utf-8")
    with pytest.raises(
        CopyRefused, match="could not be made: a part of its path is no folder; the"
    ):
        Register.open(old)
    assert old.read_bytes() == before


def test_no_room_for_the_copy(old, monkeypatch):
    def on_a_full_disk(path):
        connection = connect(path)
        if path != old:
            connection.execute("PRAGMA max_page_count = 2")
        return connection

    before = old.read_bytes()
    monkeypatch.setattr(copies, "connect", on_a_full_disk)
    with pytest.raises(CopyRefused, match="could not be made: the disk is full; the register is"):
        Register.open(old)
    assert old.read_bytes() == before
    assert kept(old) == []


def test_no_room_for_the_upgrade(old, monkeypatch):
    def on_a_full_disk(path):
        connection = connect(path)
        [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    before = old.read_bytes()
    monkeypatch.setattr(migrations, "connect", on_a_full_disk)
    with pytest.raises(RegisterUnusable, match="the disk is full; nothing was changed"):
        Register.open(old)
    assert old.read_bytes() == before


def test_read_only(old, monkeypatch):
    monkeypatch.setattr(migrations, "connect", lambda path: connect(path, mode="ro"))
    with pytest.raises(RegisterUnusable) as refused:
        Register.open(old)
    assert str(refused.value) == (
        f"the register {old} cannot be used: an older cddctl wrote it, so it must be upgraded "
        "once, but it is read-only; copy it to where it can be written; nothing was changed"
    )


def test_another_was_first(old, monkeypatch):
    """What is found old before the lock is taken may be new by then."""
    check = migrations.check_version
    with closing(connect(old)) as connection:
        answers = iter([check(old, connection)])
    Register.open(old).close()
    copies_before = kept(old)
    monkeypatch.setattr(
        migrations, "check_version", lambda *given: next(answers, None) or check(*given)
    )
    Register.open(old).close()
    assert kept(old) == copies_before
