"""Backups, those of each day, what takes a register's place, what is counted and what is told."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from cddctl import holds
from cddctl.cli.context import Context
from cddctl.cli.writing import writing
from cddctl.errors import (
    CopyRefused,
    RegisterDamaged,
    RegisterExists,
    RegisterLocked,
    RegisterMissing,
    RegisterOutdated,
    RegisterRefused,
    RegisterUnusable,
)
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.register import copies, examine, restoring, sqlite
from cddctl.register.copies import (
    DAYS_KEPT,
    Lacking,
    copy_by_hand,
    copy_of_the_day,
    copy_to,
    copy_to_put_back,
    folder_of,
    lacking,
    last_copy,
    latest_first,
    missing,
    name_of_the_day,
)
from cddctl.register.examine import damage
from cddctl.register.exporting import all_items
from cddctl.register.restoring import Holding, create_anew, holding, prepared, put_in_place
from cddctl.register.schema import STEPS, refusal_of
from cddctl.register.sqlite import connect
from cddctl.register.store import Register
from cddctl.register.summary import Moment, summary_of

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
TODAY = date(2018, 9, 6)
SEPTEMBER = Month(2018, 9)
OLD = Path(__file__).parent / "versions" / "2.sqlite3"


def entry(persons, office="5202", **others):
    values = {"total": 120, "recorded": {"persons": persons}} | others
    return Entry(office[:2], office, "leaders", 2561, 1, SEPTEMBER, **values)


def add(path, *entries, now=NOW, by=None, acts=()):
    with Register.open(path) as book, book.writing():
        book.append([*entries, *acts], command="record", schedule="2561", now=now, by=by)


def stands(path):
    """The persons recorded, by office."""
    with Register.open(path) as book:
        return {e.office: e.recorded["persons"] for e in book.current("52", SEPTEMBER)}


def raw(path, *statements):
    """Run statements past the program, and return the last one's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def falsify(path):
    """Alter an entry so that SQLite finds nothing wrong."""
    raw(
        path,
        "DROP TRIGGER entries_refuse_UPDATE",
        "UPDATE entries SET total = 7 WHERE id = 1",
        refusal_of("UPDATE", "entries"),
    )


def keep_copy(path, target):
    with copy_of_the_day(path, target) as keep:
        keep()


def names(folder):
    """The files of a folder."""
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def path(tmp_path):
    """A register in which 97 persons stand."""
    path = tmp_path / "register.sqlite3"
    Register.create(path, "52", NOW).close()
    add(path, entry(97), by="สมหญิง")
    return path


@pytest.fixture
def full(monkeypatch):
    """Make the files that are copied to be on a full disk."""

    def full(path):
        def connect_full(one):
            connection = connect(one)
            if one != path:
                connection.execute("PRAGMA max_page_count = 3")
            return connection

        monkeypatch.setattr(copies, "connect", connect_full)

    return full


def refuse(*_args, **_options):
    """What the system says of a file that may not be changed."""
    raise PermissionError(13, "Permission denied")


# --- Copies ----------------------------------------------------------------------------------


def test_a_copy_holds_the_same(path, tmp_path):
    target = tmp_path / "ที่เก็บ สำรอง" / "สำเนา 1.sqlite3"
    copy_to(path, target)
    assert stands(target) == {"5202": 97}
    assert names(target.parent) == ["สำเนา 1.sqlite3"]


def test_a_copy_goes_over_no_file(path, tmp_path):
    target = tmp_path / "notes.txt"
    target.write_text("notes", encoding="utf-8")
    with pytest.raises(CopyRefused) as refused:
        copy_to(path, target)
    assert str(refused.value) == (
        f"the copy {target} could not be made: there is a file of that name; choose another; "
        "the register is unchanged"
    )
    assert target.read_text(encoding="utf-8") == "notes"


def test_a_full_disk_leaves_no_half_copy(path, tmp_path, full):
    before = path.read_bytes()
    full(path)
    with pytest.raises(CopyRefused, match="the disk is full; the register is unchanged"):
        copy_to(path, tmp_path / "stick" / "copy.sqlite3")
    assert names(tmp_path / "stick") == []
    assert path.read_bytes() == before


def test_why_there_is_no_copy_is_told_though_the_draft_cannot_be_deleted(
    path, tmp_path, full, monkeypatch
):
    full(path)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(CopyRefused, match="the disk is full"):
        copy_to(path, tmp_path / "copy.sqlite3")


def test_a_stick_that_vanishes(path, tmp_path, monkeypatch):
    def name_once(_draft, _path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sqlite, "name_once", name_once)
    with pytest.raises(CopyRefused, match="could not be made: the disk failed; the register"):
        copy_to(path, tmp_path / "stick" / "copy.sqlite3")
    assert names(tmp_path / "stick") == []


def test_what_sqlite_finds_wrong_is_no_copy(path, tmp_path):
    raw(path, "PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE type = 'index'")
    with pytest.raises(RegisterDamaged, match="SQLite cannot read it"):
        copy_to(path, tmp_path / "copy.sqlite3")
    assert names(tmp_path) == ["register.sqlite3"]


def test_what_was_altered_is_no_backup(path, tmp_path):
    falsify(path)
    with pytest.raises(RegisterDamaged, match=f"the register {re.escape(str(path))} is damaged"):
        copy_to(path, tmp_path / "backup.sqlite3")
    assert names(tmp_path) == ["register.sqlite3"]


def test_a_torn_register_is_no_backup(path, tmp_path):
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * 4096 + content[8192:])
    with pytest.raises(RegisterDamaged):
        copy_to(path, tmp_path / "backup.sqlite3")
    assert names(tmp_path) == ["register.sqlite3"]


def test_sqlite_cannot_read_it_while_it_copies(path, tmp_path, monkeypatch):
    class Torn:
        def __init__(self, connection):
            self._it = connection

        def __getattr__(self, name):
            return getattr(self._it, name)

        def backup(self, _copy, **_how):
            raise sqlite3.DatabaseError("torn")

    monkeypatch.setattr(
        copies, "connect", lambda one: Torn(connect(one)) if one == path else connect(one)
    )
    with pytest.raises(RegisterDamaged) as refused:
        copy_to(path, tmp_path / "copy.sqlite3")
    assert str(refused.value).startswith(f"the register {path} is damaged (torn)")


def test_a_register_that_is_not_there_is_not_copied(tmp_path):
    with pytest.raises(RegisterMissing, match="there is no register at") as refused:
        copy_to(tmp_path / "lost.sqlite3", tmp_path / "copy.sqlite3")
    assert str(tmp_path / "lost.sqlite3") in str(refused.value)
    assert names(tmp_path) == []


def test_a_lock_that_is_held_is_not_waited_for_for_ever(path, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterLocked) as refused:
            copy_to(path, tmp_path / "copy.sqlite3")
    assert str(path) in str(refused.value)
    assert names(tmp_path) == ["register.sqlite3"]


# --- By hand ---------------------------------------------------------------------------------


def test_a_dated_name_that_no_file_has(path, tmp_path):
    made = [copy_by_hand(path, None, NOW) for _ in range(3)]
    assert [copy.name for copy in made] == [
        "register-2018-09-05-0230.sqlite3",
        "register-2018-09-05-0230-2.sqlite3",
        "register-2018-09-05-0230-3.sqlite3",
    ]
    assert {copy.parent for copy in made} == {tmp_path / "register-backups"}
    stick = tmp_path / "stick"
    stick.mkdir()
    assert copy_by_hand(path, stick, NOW) == stick / "register-2018-09-05-0230.sqlite3"
    assert copy_by_hand(path, stick / "mine.db", NOW) == stick / "mine.db"
    assert names(stick) == ["mine.db", "register-2018-09-05-0230.sqlite3"]


def by_hand(path, typed):
    return copy_by_hand(path, Path(typed), NOW, is_folder=typed.endswith("/"))


@pytest.mark.parametrize(
    ("target", "made"),
    [
        ("ใหม่", "ใหม่/register-2018-09-05-0230.sqlite3"),
        ("stick/of.2561/", "stick/of.2561/register-2018-09-05-0230.sqlite3"),
        ("stick/of.2561", "stick/of.2561"),
        ("there", None),
        ("there/", None),
    ],
)
def test_what_is_a_folder_and_what_a_file(path, tmp_path, monkeypatch, target, made):
    monkeypatch.chdir(tmp_path)
    Path("there").write_text("a file", encoding="utf-8")
    if made is None:
        with pytest.raises(CopyRefused):
            by_hand(path, target)
        assert Path("there").read_text(encoding="utf-8") == "a file"
    else:
        assert by_hand(path, target) == Path(made)
        assert stands(tmp_path / made) == {"5202": 97}


# --- One a day -------------------------------------------------------------------------------


def test_those_of_the_last_days_are_kept_and_all_others(path):
    folder = folder_of(path)
    others = [
        "register-2018-08-01-0900.sqlite3", "register-2018-08-01-0900-2.sqlite3",
        "register-format-1-0a1b2c3d.sqlite3", "register-put-aside-2018-08-01-0900.sqlite3",
        "register-2018-08-01.sqlite3.bak", "register-2018-02-30.sqlite3", "register-2018-08-01.db",
        "our-register-2018-08-01.sqlite3", "register-2018-08-1.sqlite3",
    ]  # fmt: skip
    folder.mkdir()
    for name in others:
        (folder / name).write_text("x", encoding="utf-8")
    (folder / "register-2017-01-01.sqlite3").mkdir()
    days = [TODAY + timedelta(days=n) for n in range(17)]
    for day in days:
        keep_copy(path, name_of_the_day(path, day))
    kept = [f"register-{day}.sqlite3" for day in days[-DAYS_KEPT:]]
    assert names(folder) == sorted([*others, *kept, "register-2017-01-01.sqlite3"])


def test_days_to_come_do_not_push_out_today(path):
    for day in range(1, 20):
        keep_copy(path, name_of_the_day(path, date(2030, 1, day)))
    today = name_of_the_day(path, TODAY)
    keep_copy(path, today)
    assert today.exists()
    assert len(names(folder_of(path))) == DAYS_KEPT


def test_what_cannot_be_deleted_stays(path, monkeypatch):
    for day in range(1, DAYS_KEPT + 1):
        keep_copy(path, name_of_the_day(path, date(2018, 8, day)))

    def unlink(self, missing_ok=False):  # noqa: FBT002
        if self.suffix == ".sqlite3" and not self.name.startswith("."):
            raise PermissionError(13, "Permission denied")
        delete(self, missing_ok=missing_ok)

    delete = Path.unlink
    monkeypatch.setattr(Path, "unlink", unlink)
    keep_copy(path, name_of_the_day(path, TODAY))
    assert len(names(folder_of(path))) == DAYS_KEPT + 1


def test_another_process_may_be_first(path, monkeypatch):
    target = name_of_the_day(path, TODAY)
    write_copy = copies.write_copy

    def write_after_the_other(one, draft):
        target.write_bytes(b"the other's")
        write_copy(one, draft)

    monkeypatch.setattr(copies, "write_copy", write_after_the_other)
    keep_copy(path, target)
    assert names(folder_of(path)) == [target.name]
    assert target.read_bytes() == b"the other's"


def _copy(path, started):
    started.wait()
    keep_copy(path, name_of_the_day(path, TODAY))


def test_two_processes_at_once(path):
    spawned = get_context("spawn")
    started = spawned.Barrier(3)
    copying = [spawned.Process(target=_copy, args=(path, started)) for _ in range(2)]
    for process in copying:
        process.start()
    started.wait(60)
    for process in copying:
        process.join(60)
    assert [process.exitcode for process in copying] == [0, 0]
    assert names(folder_of(path)) == ["register-2018-09-06.sqlite3"]
    assert stands(name_of_the_day(path, TODAY)) == {"5202": 97}


def test_a_copy_that_fails_is_told(path):
    folder_of(path).write_text("a file", encoding="utf-8")
    with pytest.raises(CopyRefused, match="a part of its path is no folder"):
        keep_copy(path, name_of_the_day(path, TODAY))


def test_interrupted_leaves_nothing_of_that_name(path, monkeypatch):
    def refuse_damage(_path, _connection):
        raise KeyboardInterrupt

    monkeypatch.setattr(examine, "refuse_damage", refuse_damage)
    with pytest.raises(KeyboardInterrupt):
        keep_copy(path, name_of_the_day(path, TODAY))
    assert not folder_of(path).exists()


def test_a_copy_that_is_not_wanted_in_the_end_leaves_nothing(path):
    with copy_of_the_day(path, name_of_the_day(path, TODAY)):
        pass
    assert not folder_of(path).exists()


def test_no_lock_is_held_while_the_copy_of_the_day_is_verified(path, monkeypatch):
    """Another records in the meantime, and what then is recorded comes after it."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    refuse_damage = examine.refuse_damage

    def meanwhile(one, copy):
        add(path, entry(98))
        refuse_damage(one, copy)

    monkeypatch.setattr(examine, "refuse_damage", meanwhile)
    with Register.open(path) as book, writing(Context(path, None, None), book):
        assert stands(path) == {"5202": 98}
        book.append([entry(99)], command="record", schedule="2561", now=NOW)
    assert stands(path) == {"5202": 99}
    [copy] = folder_of(path).iterdir()
    assert stands(copy) == {"5202": 97}


def test_others_write_while_a_copy_is_made(path, monkeypatch):
    """It begins anew then, and keeps them out only where it would never end."""
    monkeypatch.setattr(copies, "_PAGES", 1)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    keep_out, kept_out, refused = copies._keep_writers_out, [], []

    def write(_path, source):
        kept_out.append(True)
        keep_out(_path, source)

    backup = copies.connect

    class Source(sqlite3.Connection):
        def backup(self, target, *, pages, progress):
            def written(*status):
                try:
                    add(path, entry(98), now=NOW)
                except RegisterLocked:
                    refused.append(True)
                progress(*status)

            super().backup(target, pages=pages, progress=written)

    def connect_source(one):
        if one != path:
            return backup(one)
        return sqlite3.connect(path, isolation_level=None, timeout=0.05, factory=Source)

    monkeypatch.setattr(copies, "connect", connect_source)
    monkeypatch.setattr(copies, "_keep_writers_out", write)
    copies.copy_to(path, path.with_name("copy.sqlite3"))
    assert kept_out == [True]
    assert refused
    with closing(connect(path.with_name("copy.sqlite3"))) as copy:
        assert damage(copy) == []


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([], None),
        (["register-put-aside-2018-09-09-0900.sqlite3", "register-format-1-aa.sqlite3"], None),
        (["register-2018-09-01.sqlite3"], ("register-2018-09-01.sqlite3", date(2018, 9, 1))),
        (
            ["register-2018-09-01.sqlite3", "register-2018-09-01-0830.sqlite3"],
            ("register-2018-09-01-0830.sqlite3", date(2018, 9, 1)),
        ),
        (
            ["register-2018-09-06.sqlite3", "register-2037-01-01.sqlite3"],
            ("register-2018-09-06.sqlite3", TODAY),
        ),
        (["register-2037-01-01.sqlite3"], ("register-2037-01-01.sqlite3", date(2037, 1, 1))),
    ],
)
def test_the_last_copy(path, there, expected):
    assert last_copy(path, TODAY) is None
    folder_of(path).mkdir()
    for name in there:
        (folder_of(path) / name).touch()
    found = last_copy(path, TODAY)
    assert (found and (found[0].name, found[1])) == expected


def test_what_is_in_a_copy_says_which_is_the_latest(path):
    ahead = name_of_the_day(path, date(2037, 1, 1))
    copy_to(path, ahead)  # on a day when the clock was wrong
    add(path, entry(118), now=NOW + timedelta(days=1))
    days = [name_of_the_day(path, date(2018, 9, day)) for day in (6, 7)]
    for day in days:
        copy_to(path, day)
    torn = name_of_the_day(path, date(2018, 9, 8))
    torn.write_bytes(b"notes")
    assert latest_first(path) == [*reversed(days), ahead, torn]
    assert copy_to_put_back(path) == days[1]


@pytest.mark.parametrize("suffix", [".sqlite3", ""])
def test_what_is_put_back_where_there_is_no_other(tmp_path, suffix):
    path = tmp_path / f"register{suffix}"
    assert copy_to_put_back(path) is None
    folder = folder_of(path)
    aside = folder / f"register-put-aside-2018-09-06-0900{suffix}"
    older = folder / f"register-format-1-0a1b2c3d{suffix}"
    folder.mkdir()
    for number, file in enumerate((aside, older)):
        Register.create(file, "52", NOW).close()
        add(file, entry(97), now=NOW - timedelta(days=number))
    (folder / f"{aside.name}-journal").touch()
    (folder / "other-2018-09-06.sqlite3").touch()
    assert copy_to_put_back(path) == aside
    aside.unlink()
    assert copy_to_put_back(path) == older
    assert str(missing(path)) == str(RegisterMissing(path, older))
    older.unlink()
    assert copy_to_put_back(path) is None


# --- Restore ---------------------------------------------------------------------------------


def no_links(monkeypatch):
    """As on a memory stick, where a file has but one name."""

    def link(*_names):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)


def restore(path, backup):
    with prepared(path, backup) as draft:
        return put_in_place(draft, path, NOW)


@pytest.fixture
def backup(path, tmp_path):
    """A backup of the register, in which 118 persons stand by now."""
    backup = tmp_path / "backup.sqlite3"
    copy_to(path, backup)
    add(path, entry(118))
    return backup


@pytest.mark.parametrize("links", [True, False])
def test_it_takes_the_place_and_what_stood_is_kept(path, backup, monkeypatch, links):
    if not links:
        no_links(monkeypatch)
    path.chmod(0o664)
    before = backup.read_bytes()
    aside = restore(path, backup)
    assert aside == folder_of(path) / "register-put-aside-2018-09-05-0230.sqlite3"
    assert (stands(path), stands(aside)) == ({"5202": 97}, {"5202": 118})
    assert backup.read_bytes() == before
    assert names(path.parent) == ["backup.sqlite3", "register-backups", "register.sqlite3"]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o664
    assert stands(restore(path, aside)) == {"5202": 97}
    assert stands(path) == {"5202": 118}
    add(path, entry(120))


def test_where_nothing_stands(backup, tmp_path):
    lost = tmp_path / "ใหม่" / "register.sqlite3"
    assert restore(lost, backup) is None
    assert stands(lost) == {"5202": 97}
    assert names(lost.parent) == ["register.sqlite3"]


def test_where_there_can_be_none(backup, tmp_path):
    lost = tmp_path / "backup.sqlite3" / "register.sqlite3"
    with pytest.raises(RegisterUnusable, match="a part of its path is no folder") as refused:
        restore(lost, backup)
    assert str(lost) in str(refused.value)


def test_another_creates_one_meanwhile(backup, tmp_path):
    lost = tmp_path / "new" / "register.sqlite3"
    with prepared(lost, backup) as draft, pytest.MonkeyPatch.context() as patch:
        exists = Path.exists
        patch.setattr(Path, "exists", lambda self: self != lost and exists(self))
        lost.write_bytes(b"the other's")
        with pytest.raises(RegisterExists):
            put_in_place(draft, lost, NOW)
    assert lost.read_bytes() == b"the other's"
    assert names(lost.parent) == ["register.sqlite3"]


def test_a_backup_of_an_older_version_is_upgraded_and_stays_as_it_is(path, backup, later_version):
    before = backup.read_bytes()
    later_version()
    restore(path, backup)
    assert raw(path, "PRAGMA user_version") == [(2,)]
    with Register.open(path) as book:
        assert book.rounds() == [("52", SEPTEMBER)]
    assert backup.read_bytes() == before
    assert names(folder_of(path)) == ["register-put-aside-2018-09-05-0230.sqlite3"]


def test_a_backup_in_a_format_that_is_not_read_any_more(path):
    before = path.read_bytes()
    with pytest.raises(RegisterOutdated, match="in a format that is not read any more"):
        restore(path, OLD)
    assert path.read_bytes() == before


def test_the_indexes_of_a_backup_are_made_anew(path, backup):
    [(root,)] = raw(backup, "SELECT rootpage FROM sqlite_master WHERE name = 'entries_by_month'")
    [(empty,)] = raw(backup, "SELECT rootpage FROM sqlite_master WHERE name = 'acts_by_month'")
    content = bytearray(backup.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = content[(empty - 1) * 4096 : empty * 4096]
    backup.write_bytes(content)
    assert raw(backup, "PRAGMA integrity_check") != [("ok",)]
    restore(path, backup)
    assert raw(path, "PRAGMA integrity_check") == [("ok",)]
    assert stands(path) == {"5202": 97}


WRITES = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)) as connection:
    connection.execute("BEGIN IMMEDIATE")
"""


@pytest.mark.parametrize("links", [True, False])
def test_another_process_writes_nothing_until_it_has_taken_the_place(
    path, backup, monkeypatch, links
):
    """Nor does what is kept of what stood let go of the lock on it."""
    if not links:
        no_links(monkeypatch)
    errors = []
    copymode = restoring.copymode

    def write_meanwhile(*names):
        done = subprocess.run(
            [sys.executable, "-c", WRITES, path], stderr=subprocess.PIPE, text=True, check=False
        )
        errors.append(done.stderr.splitlines()[-1:])
        copymode(*names)

    monkeypatch.setattr(restoring, "copymode", write_meanwhile)
    restore(path, backup)
    assert errors == [["sqlite3.OperationalError: database is locked"]]


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("content", [b"", b"no register", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_stood_is_kept_whatever_it_is(path, backup, monkeypatch, links, content):
    if not links:
        no_links(monkeypatch)
    path.write_bytes(content)
    path.with_name("register.sqlite3-journal").write_bytes(b"a journal")
    aside = restore(path, backup)
    assert stands(path) == {"5202": 97}
    assert aside.read_bytes() == content
    of_sqlite = content.startswith(b"SQLite")  # which puts away what is no journal
    kept = [aside.name] if of_sqlite else [aside.name, f"{aside.name}-journal"]
    assert names(folder_of(path)) == kept
    assert not path.with_name("register.sqlite3-journal").exists()


CUT_SHORT = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for number in range(3000):
    connection.execute("INSERT INTO places VALUES (?, '52', 'x', 'y', NULL, NULL)", (f"x{number}",))
os._exit(9)
"""


def cut_short(path):
    """Leave a journal beside a register, as a process that is killed does."""
    subprocess.run([sys.executable, "-c", CUT_SHORT, path], check=False)
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0


def test_a_journal_of_what_stood_is_not_applied_to_the_backup(path, backup):
    cut_short(path)
    aside = restore(path, backup)
    assert raw(path, "PRAGMA integrity_check") == [("ok",)]
    assert (stands(path), stands(aside)) == ({"5202": 97}, {"5202": 118})
    assert names(path.parent) == ["backup.sqlite3", "register-backups", "register.sqlite3"]


def test_a_journal_of_what_is_gone_is_not_applied_to_the_backup(path, backup):
    cut_short(path)
    path.unlink()
    assert restore(path, backup) is None
    assert raw(path, "PRAGMA integrity_check") == [("ok",)]
    assert stands(path) == {"5202": 97}
    assert names(folder_of(path)) == ["register-put-aside-2018-09-05-0230.sqlite3-journal"]


def test_a_register_in_wal_mode(path, backup):
    raw(path, "PRAGMA journal_mode = WAL")
    aside = restore(path, backup)
    assert (stands(path), stands(aside)) == ({"5202": 97}, {"5202": 118})
    assert names(path.parent) == ["backup.sqlite3", "register-backups", "register.sqlite3"]


def test_not_while_another_writes(path, backup, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterLocked):
            restore(path, backup)
    assert stands(path) == {"5202": 118}
    assert names(path.parent) == ["backup.sqlite3", "register.sqlite3"]


NOT_ON_WINDOWS = pytest.mark.skipif(
    sys.platform == "win32", reason="an open file is not replaced there"
)


@NOT_ON_WINDOWS
def test_who_still_has_the_old_file_open_writes_nothing_to_it(path, backup):
    with Register.open(path) as book:
        restore(path, backup)
        with pytest.raises(RegisterUnusable), book.writing():
            book.append([entry(1)], command="record", schedule="2561", now=NOW)
    assert stands(path) == {"5202": 97}


def replace_nothing(_path, *_args, **_options):
    raise refused_by(32)


def refused_by(number):
    """What Windows says, by its number; Python makes the same of it everywhere."""
    error = PermissionError(13, "Permission denied")
    error.winerror = number
    return error


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (PermissionError(13, "Permission denied"), RegisterUnusable),
        (OSError(5, "I/O"), RegisterUnusable),
        (refused_by(19), RegisterUnusable),
        (refused_by(5), RegisterLocked),  # so it says of what is open elsewhere
        (refused_by(32), RegisterLocked),
        (refused_by(33), RegisterLocked),
    ],
)
@pytest.mark.parametrize("on_windows", [True, pytest.param(False, marks=NOT_ON_WINDOWS)])
@pytest.mark.parametrize("content", [None, b"no register"])
@pytest.mark.parametrize("cleans_up", [True, False])
def test_it_cannot_be_replaced(
    path, backup, monkeypatch, error, refusal, on_windows, content, cleans_up
):
    if content is not None:
        path.write_bytes(content)
        path.with_name("register.sqlite3-journal").write_bytes(b"a journal")
    before = path.read_bytes()

    def replace(_draft, _path):
        raise error

    monkeypatch.setattr(restoring, "_ON_WINDOWS", on_windows)
    monkeypatch.setattr(holds, "sleep", lambda _seconds: None)
    with prepared(path, backup) as draft:
        monkeypatch.setattr(Path, "replace", replace)
        if not cleans_up:
            monkeypatch.setattr(Path, "unlink", replace_nothing)
            monkeypatch.setattr(Path, "rmdir", replace_nothing)
        with pytest.raises(refusal) as refused:
            put_in_place(draft, path, NOW)
        monkeypatch.undo()
    assert str(path) in str(refused.value)
    assert path.read_bytes() == before
    assert folder_of(path).exists() == (not cleans_up)
    assert path.with_name("register.sqlite3-journal").exists() == (content is not None)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda backup: backup.unlink(), "there is no backup at"),
        (lambda backup: backup.write_bytes(b"notes"), "is not a register of cddctl"),
        (lambda backup: raw(backup, "PRAGMA user_version = 9"), "was written by a newer cddctl"),
        (lambda backup: raw(backup, "PRAGMA application_id = 9"), "is not a register of cddctl"),
        (falsify, "is damaged"),
        (lambda backup: backup.write_bytes(backup.read_bytes()[:8192]), "is damaged"),
    ],
)
def test_what_is_no_backup_changes_nothing(path, backup, spoil, why):
    spoil(backup)
    with pytest.raises(RegisterRefused, match=why) as refused:
        restore(path, backup)
    assert str(backup) in str(refused.value)
    assert stands(path) == {"5202": 118}
    assert [name for name in names(path.parent) if name != backup.name] == ["register.sqlite3"]


@pytest.mark.parametrize("deletes", [True, False])
def test_no_room_to_restore(path, backup, full, monkeypatch, deletes):
    full(backup)
    if not deletes:
        monkeypatch.setattr(Path, "unlink", refuse)
    told = f"{re.escape(str(path))} cannot be used: the disk is full; nothing"
    with pytest.raises(RegisterUnusable, match=told):
        restore(path, backup)
    assert stands(path) == {"5202": 118}


def test_a_folder_in_its_place(backup, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with prepared(folder, backup) as draft, pytest.raises(RegisterUnusable, match="it is a folder"):
        put_in_place(draft, folder, NOW)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [(sqlite3.DatabaseError("torn"), None), (sqlite3.OperationalError("torn"), None)],
)
def test_sqlite_cannot_open_what_stands(path, backup, monkeypatch, wrong, expected):
    def connect_torn(one):
        if one == path:
            raise wrong
        return connect(one)

    monkeypatch.setattr(restoring, "connect", connect_torn)
    assert holding(path) is expected
    assert stands(restore(path, backup)) == {"5202": 118}


def test_what_a_register_holds(path, tmp_path):
    [(uid,)] = raw(path, "SELECT uid FROM register")
    assert holding(path) == Holding(uid, "52", 1, NOW)
    assert holding(OLD) is None
    empty = tmp_path / "empty.sqlite3"
    Register.create(empty, None, NOW).close()
    assert holding(empty)._replace(uid="") == Holding("", None, 0, None)
    path.write_bytes(b"notes")
    assert holding(path) is None


def test_a_register_of_which_it_cannot_be_said(path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterLocked) as refused:
            holding(path)
    assert str(path) in str(refused.value)
    raw(path, "PRAGMA user_version = 99")
    with pytest.raises(RegisterRefused, match="was written by a newer cddctl") as refused:
        holding(path)
    assert str(path) in str(refused.value)


# --- What it holds ---------------------------------------------------------------------------


# --- A register that was put back to an earlier state ----------------------------------------


def take_in(path, other):
    with (
        Register.open(path) as book,
        Register.staged(other) as copy,
        book.beside(copy),
        book.writing(),
    ):
        book.take_in(other)


@pytest.fixture
def put_back(path):
    """The register as it was before two entries that its copies of two days hold."""
    earlier = path.read_bytes()
    for day in (6, 7):
        add(path, entry(day), now=NOW + timedelta(days=day))
        keep_copy(path, name_of_the_day(path, date(2018, 9, day + 5)))
    path.write_bytes(earlier)
    return path


@pytest.mark.parametrize("exactly", [True, False])
def test_what_a_copy_has_and_the_register_lacks(path, put_back, exactly):
    newest = name_of_the_day(path, date(2018, 9, 12))
    assert lacking(put_back, exactly=exactly) == Lacking(newest, 2)
    take_in(path, newest)
    assert lacking(path, exactly=exactly) is None


@pytest.mark.usefixtures("put_back")
def test_what_was_recorded_since_hides_nothing(path):
    add(path, entry(5), now=NOW + timedelta(days=30))
    assert lacking(path, exactly=False) == lacking(path, exactly=True)
    assert lacking(path, exactly=True).batches == 2


def test_another_batch_that_a_copy_has_is_noticed_where_all_are_compared(path, tmp_path):
    """One that was merged in lies before the last batch of both."""
    other = tmp_path / "other.sqlite3"
    Register.create(other, "52", NOW).close()
    add(other, entry(1, "5203"), now=NOW - timedelta(days=1))
    without = path.read_bytes()
    take_in(path, other)
    keep_copy(path, name_of_the_day(path, date(2018, 9, 7)))
    path.write_bytes(without)
    assert lacking(path, exactly=False) is None
    assert lacking(path, exactly=True).batches == 1


def test_a_copy_that_is_none_lacks_nothing(path):
    folder_of(path).mkdir()
    name_of_the_day(path, date(2018, 9, 7)).write_bytes(b"notes")
    assert lacking(path, exactly=True) is None


def test_no_copy_is_deleted_that_holds_more_than_the_register(path, put_back):
    for day in range(1, DAYS_KEPT + 4):
        keep_copy(path, name_of_the_day(put_back, date(2018, 10, day)))
    left = names(folder_of(path))
    assert left[:2] == ["register-2018-09-11.sqlite3", "register-2018-09-12.sqlite3"]
    assert len(left) == 2 + DAYS_KEPT


def test_summary(path):
    add(path, entry(118), entry(5, "5203"), now=NOW + timedelta(days=1))
    with Register.open(path) as book:
        undone = [record.name for record in book.records("52", [SEPTEMBER])][-1]
    undo = Act(Kind.UNDO, "52", SEPTEMBER, target=undone)
    add(path, acts=[undo], now=NOW + timedelta(days=2))
    add(path, entry(3, "5204"), now=NOW + timedelta(days=3))
    add(
        path, entry(3, "5601"), now=NOW + timedelta(days=4), acts=[Act(Kind.CLOSE, "56", SEPTEMBER)]
    )
    found = summary_of(path)
    assert found._replace(uid="", size=0) == (
        "", "52", NOW, ["52", "56"], [FiscalYear(2561)], 5, 5, 3, 2,
        Moment(NOW, "สมหญิง"), Moment(NOW + timedelta(days=4), None), 1, 0,
    )  # fmt: skip
    assert found.size == path.stat().st_size
    with Register.open(path) as book:
        stand = [one for code, month in book.rounds() for one in book.current(code, month)]
    assert len(stand) == found.current


def test_summary_of_an_empty_register(tmp_path):
    path = tmp_path / "empty.sqlite3"
    Register.create(path, None, NOW).close()
    found = summary_of(path)
    assert (found.home, found.provinces, found.years, found.current) == (None, [], [], 0)
    assert (found.first, found.last) == (None, None)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entries_refuse_UPDATE; UPDATE entries SET month = 'May'",
        "DROP TRIGGER entries_refuse_UPDATE; UPDATE entries SET province = '99'",
        "DROP TRIGGER batches_refuse_UPDATE; UPDATE batches SET recorded_at = 'now'",
    ],
)
def test_summary_of_what_was_altered(path, statement):
    raw(path, *statement.split(";"))
    with pytest.raises(RegisterDamaged) as refused:
        summary_of(path)
    assert str(path) in str(refused.value)


# --- All that it holds -----------------------------------------------------------------------


def test_all_is_told_in_the_order_recorded(path):
    closed = Act(Kind.CLOSE, "52", SEPTEMBER, sent='{"rows":[]}')
    add(path, entry(3, "5601"), entry(118), acts=[closed])
    add(path)
    told = list(all_items(path))
    assert [kind for kind, _values in told] == [
        "register", "batch", "entry", "batch", "entry", "entry", "act", "batch",
    ]  # fmt: skip
    assert told[4][1] | {"digest": ""} == {
        "line": 1, "province": "56", "office": "5601", "database": "leaders", "fiscal_year": 2561,
        "period": 1, "month": "2018-09", "not_applicable": False, "total": 120,
        "recorded": {"persons": 3}, "note": None, "received": None, "digest": "",
    }  # fmt: skip
    assert (told[6][1]["line"], told[6][1]["sent"]) == (3, '{"rows":[]}')
    assert [values["previous"] for kind, values in told if kind == "batch"] == [
        "", told[1][1]["digest"], told[3][1]["digest"],
    ]  # fmt: skip
    of_one = list(all_items(path, "56"))
    assert [kind for kind, _values in of_one] == ["register", "batch", "entry"]
    assert of_one[1:] == told[3:5]
    with Register.open(path) as book:
        assert book.units() == ["persons"]
    assert json.dumps(told)


def test_it_is_told_first_what_register_it_is(path):
    [(uid, created_at)] = raw(path, "SELECT uid, created_at FROM register")
    told = {"format": len(STEPS), "uid": uid, "home_province": "52", "created_at": created_at}
    assert next(all_items(path)) == ("register", told | {"province": None})
    assert next(all_items(path, "56")) == ("register", told | {"province": "56"})


def test_what_was_altered_is_not_told(path):
    falsify(path)
    with pytest.raises(RegisterDamaged, match="an entry is not what was recorded"):
        list(all_items(path))


@pytest.mark.parametrize("asked", [summary_of, lambda path: list(all_items(path))])
def test_a_register_without_its_entries_is_named(path, asked):
    raw(path, "DROP TABLE entries")
    with pytest.raises(RegisterDamaged) as refused:
        asked(path)
    assert str(refused.value).startswith(f"the register {path} is damaged (no such table: ")


def test_what_is_missing_is_told(path):
    raw(path, "DROP TRIGGER entries_refuse_DELETE", "DELETE FROM entries")
    with pytest.raises(RegisterDamaged, match="an entry that was recorded is missing") as refused:
        list(all_items(path))
    assert str(path) in str(refused.value)


def test_a_register_that_another_locks_while_it_is_copied(path, tmp_path, monkeypatch):
    real = copies.connect
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def connected(file, **options):
            connection = real(file, **options)
            if file == path:
                connection.execute("PRAGMA busy_timeout = 0")
                other.execute("BEGIN EXCLUSIVE")
            return connection

        monkeypatch.setattr(copies, "connect", connected)
        (tmp_path / "draft").touch()
        with pytest.raises(RegisterLocked):
            copies.write_copy(path, tmp_path / "draft")


@pytest.mark.parametrize("is_there", [True, False])
def test_made_anew_leaves_nothing_else(tmp_path, is_there):
    path = tmp_path / "register.sqlite3"
    if is_there:
        Register.create(path, "52", NOW).close()
    create_anew(path, "56", NOW)
    with Register.open(path) as register:
        assert register.home == "56"
    assert list(tmp_path.iterdir()) == [path]
