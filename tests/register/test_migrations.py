"""A register is upgraded to a later version, here one that is made up; `conftest.py` has its step.

`versions/` holds files of the formats that are not read any more, and of the last of them what the
program that wrote it exported of Lampang.
"""

import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from cddctl.cli import app
from cddctl.errors import CopyRefused, RegisterDamaged, RegisterOutdated, RegisterUnusable
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register import copies, migrations
from cddctl.register.examine import damage
from cddctl.register.exporting import all_items
from cddctl.register.schema import STEPS, refusal_of
from cddctl.register.sqlite import connect
from cddctl.register.store import Register

VERSIONS = Path(__file__).with_name("versions")
VERSION = len(STEPS)
NOW = datetime(2018, 9, 6, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)


def raw(path, *statements):
    """Run statements past the program, and return the last one's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def schema(path):
    rows = raw(path, "SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(kind, name): (table, sql) for kind, name, table, sql in rows}


def kept(path):
    """The copies beside a register."""
    return sorted((path.parent / f"{path.stem}-backups").glob("*"))


def entry(persons, **values):
    values = values or {"total": 50, "recorded": {"persons": persons}}
    return Entry("52", "5203", "leaders", 2561, 1, SEPTEMBER, **values)


# --- Formats that are not read any more ------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("use", [Register.open, lambda path: Register.staged(path).__enter__()])
def test_an_old_format_is_refused_with_how_to_take_it_over(tmp_path, version, use):
    path = tmp_path / "register.sqlite3"
    copyfile(VERSIONS / f"{version}.sqlite3", path)
    assert raw(path, "PRAGMA user_version") == [(version,)]
    before = path.read_bytes()
    with pytest.raises(RegisterOutdated) as refused:
        use(path)
    assert str(refused.value) == (
        f"{path} was written by an earlier cddctl, in a format that is not read any more; nothing "
        "was changed; take its counts over: with that cddctl cddctl register export -o old.csv, "
        "with this one cddctl record --from old.csv"
    )
    assert path.read_bytes() == before
    assert kept(path) == []


def test_what_it_exported_is_recorded_as_it_stood(tmp_path):
    register = tmp_path / "register.sqlite3"
    Register.create(register, "52", NOW).close()
    words = ["record", "--from", str(VERSIONS / "2.csv"), "--register", str(register)]
    with pytest.raises(SystemExit) as ended:
        app(words)
    assert not ended.value.code
    with Register.open(register) as book:
        stands = {
            f"{province} {month}": {
                f"{e.office} {e.database} {e.period}": [*e.counts]
                for e in book.current(province, month)
            }
            for province, month in book.rounds()
        }
    told = json.loads((VERSIONS / "1.json").read_text(encoding="utf-8"))["current"]
    assert stands == {of: entries for of, entries in told.items() if of.startswith("52 ")}


# --- The upgrade -----------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path, later_version):
    """A register of this version, and the program one of the next."""
    path = tmp_path / "register.sqlite3"
    write_old(path)
    later_version()
    return path


def write_old(path):
    extended = Act(Kind.EXTEND, "52", SEPTEMBER, "5203", None, date(2018, 10, 2), "น้ำท่วม")
    with Register.create(path, "52", NOW) as book, book.writing():
        for hours, values in enumerate(
            (
                {"given": [entry(1), entry(2)], "source": "ก.xlsx", "source_sha256": "ab" * 32},
                {"given": [entry(0, not_applicable=True, note="ยังไม่มี")], "by": "สมชาย"},
                {"given": [extended]},
                {"given": [entry(40), Act(Kind.CLOSE, "52", SEPTEMBER, sent="{}")]},
            )
        ):
            now = NOW + timedelta(hours=hours)
            book.append(
                values.pop("given"), **values, command="record", schedule="2561/lampang", now=now
            )


@pytest.fixture
def expected(tmp_path):
    path = tmp_path / "expected" / "register.sqlite3"
    write_old(path)
    return Content.of(path)


class Content:
    """What a register holds, but for what differs whenever the same is recorded again."""

    @staticmethod
    def of(path):
        volatile = {"uid", "part_of", "origin", "previous", "digest"}
        return [
            (kind, {name: value for name, value in values.items() if name not in volatile})
            for kind, values in all_items(path)
            if kind != "register"
        ]


def test_all_that_was_recorded_is_there(old):
    tables = ("register", "batches", "entries", "acts")
    before = [raw(old, f"SELECT * FROM {table} ORDER BY id") for table in tables]
    Register.open(old).close()
    assert raw(old, "PRAGMA user_version") == [(VERSION + 1,)]
    assert [raw(old, f"SELECT * FROM {table} ORDER BY id") for table in tables] == before
    with closing(sqlite3.connect(old)) as connection:
        assert damage(connection) == []


def test_what_is_read_is_the_same(old, expected):
    with Register.open(old) as book:
        assert [one.recorded for one in book.current("52", SEPTEMBER)] == [{"persons": 40}]
        assert [act.kind for act in book.acts("52", [SEPTEMBER])] == [Kind.EXTEND, Kind.CLOSE]
        assert list(book.taken({"ab" * 32: [("52", SEPTEMBER)]})) == ["ab" * 32]
    assert Content.of(old) == expected


def test_its_tables_are_those_of_a_new_one(old, tmp_path):
    Register.open(old).close()
    Register.create(tmp_path / "new.sqlite3", "52", NOW).close()
    assert schema(old) == schema(tmp_path / "new.sqlite3")


def test_a_copy_of_it_is_kept(old):
    before, tables = old.read_bytes(), schema(old)
    Register.open(old).close()
    [copy] = kept(old)
    assert copy.name.startswith(f"register-format-{VERSION}-")
    assert raw(copy, "PRAGMA user_version", "PRAGMA integrity_check") == [("ok",)]
    assert raw(copy, "PRAGMA user_version") == [(VERSION,)]
    assert schema(copy) == tables
    assert len(copy.read_bytes()) == len(before)
    Register.open(old).close()
    assert kept(old) == [copy]


def test_it_is_written_to_afterwards(old):
    with Register.open(old) as book:
        with book.writing():
            book.append([entry(3)], command="record", schedule="2561/lampang", now=NOW)
        assert [one.recorded for one in book.current("52", SEPTEMBER)] == [{"persons": 3}]
    with closing(sqlite3.connect(old)) as connection:
        assert damage(connection) == []


LATER = """
from cddctl.register import migrations, schema

def make_later(db):
    db.table("places").add_column("region", str)
    db.execute("UPDATE places SET region = 'north'")
    db.table("remarks").create({"id": int, "text": str}, pk="id", strict=True)
    db.create_view("regions", "SELECT DISTINCT region FROM places")

schema.STEPS = [*schema.STEPS, make_later]
"""
"""What `later_version` does, in another process."""


def _open(path, started):
    exec(LATER, {})
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


KILLED = (
    LATER
    + """
import os, sys
from pathlib import Path
from cddctl.register.store import Register
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
upgrade = migrations.upgrade
def upgraded(connection):
    import sqlite_utils
    given = sqlite_utils.Database
    class Database(given):
        def __init__(self, one, **how):
            super().__init__(one._it, **how)
            self.conn = one
    sqlite_utils.Database = Database
    upgrade(connection)
migrations.upgrade = upgraded
Register.open(Path(sys.argv[1])).close()
print(count)
"""
)


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

    done = upgrade(0)
    assert done.stderr == ""
    statements = int(done.stdout)
    committed = statements - 1  # after it the register says its province
    for killed_at in range(1, statements + 1):
        assert upgrade(killed_at).returncode == (9 if sys.platform == "win32" else -9)
        is_old = raw(path, "PRAGMA user_version") != [(VERSION + 1,)]
        assert is_old == (killed_at <= committed)
        assert (schema(path) == schema(old)) == is_old
    assert Content.of(path) == expected


def test_a_step_that_fails_leaves_the_old_one(old, later_version):
    def nonsense(db):
        db.execute("CREATE TABLE more (x)")
        db.execute("CREATE nonsense")

    before = old.read_bytes()
    later_version(nonsense)
    with pytest.raises(RegisterDamaged) as refused:
        Register.open(old)
    assert len(str(refused.value).splitlines()) == 1
    assert old.read_bytes() == before


def test_what_is_damaged_is_not_upgraded(old):
    raw(
        old,
        "DROP TRIGGER entries_refuse_UPDATE",
        "UPDATE entries SET total = 99 WHERE id = 1",
        refusal_of("UPDATE", "entries"),
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
