"""What `check` finds in a register's content, and what it lets pass."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import pytest

from cddctl.errors import RegisterDamaged
from cddctl.i18n import use_language
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register import examine as examining
from cddctl.register import schema
from cddctl.register import sqlite as opening
from cddctl.register.examine import MOST, Touched, damage, examine, unreadable
from cddctl.register.exporting import all_items
from cddctl.register.rows import row_of
from cddctl.register.schema import (
    BATCH_FIELDS,
    ENTRY_FIELDS,
    batch_digest,
    line_digest,
    text_of,
)
from cddctl.register.sqlite import connect, snapshot, stamp
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)

MAE_MO = Touched("52", "2018-09", "5202", "leaders")
KO_KHA = Touched("52", "2018-09", "5203", "leaders")
EXTENDED = Touched("52", "2018-09", "5202", None)


def entry(office, persons=97):
    return Entry(
        "52", office, "leaders", 2561, 1, SEPTEMBER, total=120, recorded={"persons": persons}
    )


@pytest.fixture
def path(tmp_path):
    """Three batches: two entries, an entry with an act, and an act."""
    path = tmp_path / "register.sqlite3"
    act = Act(Kind.EXTEND, "52", SEPTEMBER, "5202", None, NOW.date(), "น้ำท่วม")
    with Register.create(path, "52", NOW) as register:
        for entries, acts in (
            ([entry("5202"), entry("5203")], []),
            ([entry("5202", 98)], [act]),
            ([], [act]),
        ):
            with register.writing():
                register.append(
                    entries + acts, command="record", schedule="2561", now=NOW, by="สมหญิง"
                )
    return path


def alter(path, *statements):
    """Run statements past the program's triggers, which stand again afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(*([statement] if isinstance(statement, str) else statement))
        for _name, sql in triggers:
            connection.execute(sql)


def raw(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def seen(path, /, **how):
    try:
        with closing(connect(path, mode="ro")) as connection:
            return examine(connection, **how)
    except sqlite3.Error as error:
        return unreadable(error)


def nameless(text):
    return re.sub(r"\b[0-9a-f]{8}\b", "NAME", text)


def found(path, /, **how):
    return [(nameless(what), list(touched)) for what, touched in seen(path, **how).damage]


def remarks(path, /, **how):
    return [nameless(remark) for remark in seen(path, **how).remarks]


# --- Sound -----------------------------------------------------------------------------------


def test_a_sound_register(path):
    whole = seen(path, now=NOW)
    assert (whole.damage, whole.remarks, whole.more) == ([], [], 0)
    assert (whole.batches, whole.entries, whole.acts) == (3, 3, 2)


def test_a_register_without_anything(tmp_path):
    Register.create(tmp_path / "new.sqlite3", None, NOW).close()
    assert found(tmp_path / "new.sqlite3") == []


def test_what_a_register_consists_of_is_known_by_its_digest():
    assert examining.sha256_of(examining._as_made(tuple(schema.STEPS))) == schema.MADE_SHA256


# --- Damage ----------------------------------------------------------------------------------

ALTERED_BATCH = "batch NAME is not what was recorded"


def too_few(table, count=1):
    return f"{table} has not all that was recorded: {count} rows too few", []


@pytest.mark.parametrize(
    ("statements", "findings"),
    [
        (
            ["UPDATE entries SET total = 121 WHERE id = 1"],
            [("entry NAME/1 is not what was recorded", [MAE_MO])],
        ),
        (
            ["UPDATE acts SET reason = 'ฝน' WHERE id = 1"],
            [("entry NAME/2 is not what was recorded", [EXTENDED])],
        ),
        (
            ["UPDATE entries SET digest = 'none' WHERE id = 2"],
            [("entry NAME/2 is not what was recorded", [KO_KHA])],
        ),
        (
            ["UPDATE batches SET command = 'undo' WHERE id = 1"],
            [(ALTERED_BATCH, [MAE_MO, KO_KHA])],
        ),
        (
            ["UPDATE batches SET recorded_by = 'สมชาย' WHERE id = 3"],
            [(ALTERED_BATCH, [EXTENDED])],
        ),
        (
            ["DELETE FROM entries WHERE id = 2"],
            [(ALTERED_BATCH, [MAE_MO]), too_few("entries")],
        ),
        (
            ["DELETE FROM acts WHERE id = 2", "DELETE FROM batches WHERE id = 3"],
            [too_few("batches"), too_few("acts")],
        ),
        (
            ["DELETE FROM entries WHERE batch = 1", "DELETE FROM batches WHERE id = 1"],
            [
                ("the batch before NAME is missing", [MAE_MO, EXTENDED]),
                too_few("batches"),
                too_few("entries", 2),
            ],
        ),
        (
            ["UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'entries'"],
            [too_few("entries")],
        ),
        (
            ["UPDATE register SET home_province = '57'"],
            [("what it says of itself, its province and when it was made, was altered", [])],
        ),
        (
            ["DELETE FROM register"],
            [("what it says of itself, its province and when it was made, was altered", [])],
        ),
        (
            ["PRAGMA foreign_keys = OFF", "UPDATE entries SET batch = 9 WHERE id = 2"],
            [
                ("row 2 of entries belongs to no batch", [KO_KHA]),
                (ALTERED_BATCH, [MAE_MO]),
            ],
        ),
        (
            ["DROP INDEX entries_by_month"],
            [("the index entries_by_month is missing or altered", [])],
        ),
        (
            ["DROP VIEW current_status", "CREATE VIEW current_status AS SELECT 1"],
            [("the view current_status is missing or altered", [])],
        ),
        (
            ["CREATE TRIGGER more AFTER INSERT ON acts BEGIN DELETE FROM places; END"],
            [("the trigger more is none of this program's", [])],
        ),
        (["PRAGMA application_id = 1"], [("it is not marked as a register", [])]),
    ],
)  # fmt: skip
def test_damage(path, statements, findings):
    alter(path, *statements)
    assert found(path) == findings
    with closing(connect(path, mode="ro")) as connection:
        assert len(damage(connection)) == len(findings)


@pytest.mark.parametrize("value", ["NULL", "x'00'", "1.5", "'x'"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("batches", "recorded_at"), ("batches", "previous"), ("batches", "digest"),
        ("batches", "uid"), ("batches", "origin"), ("entries", "batch"), ("entries", "line"),
        ("entries", "month"), ("entries", "digest"), ("acts", "line"), ("acts", "province"),
    ],
)  # fmt: skip
def test_what_no_table_would_take(path, table, column, value):
    """As where a bit flips in what a row says of its columns."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(replace(replace(sql, 'TEXT NOT NULL', 'TEXT'), "
            "'INTEGER NOT NULL', 'INTEGER'), ') STRICT', ')') WHERE name = ?",
            (table,),
        )
    alter(path, f"UPDATE {table} SET {column} = {value} WHERE id = 1")
    whats = [what for what, _touched in found(path)]
    assert f"the table {table} is missing or altered" in whats
    assert len(whats) > 1
    with Register.open(path) as register:
        for read in (
            lambda: register.history("52", [SEPTEMBER]),
            lambda: register.acts("52", [SEPTEMBER]),
            register.rounds,
        ):
            with suppress(RegisterDamaged):  # and nothing else is raised
                read()


def test_a_trigger_that_is_missing(path):
    raw(path, "DROP TRIGGER entries_refuse_DELETE")
    assert found(path) == [("the trigger entries_refuse_DELETE is missing or altered", [])]


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_is_none(path, version):
    raw(path, f"PRAGMA user_version = {version}")
    assert found(path) == [(f"its format is {version}, which is none", [])]


def test_what_sqlite_finds(path):
    at = path.read_bytes().index(b"522018-09leaders")  # as it stands in an index alone
    patched(path, at, b"522018-08leaders")
    whats = [what for what, _touched in found(path)]
    assert whats
    assert all(re.match(r"SQLite says: row \d+ missing from index ", what) for what in whats)


def test_what_cannot_be_read(path):
    """A table's first page that is none, and then no table at all."""
    [(root,)] = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = 'entries'")
    patched(path, (root - 1) * 4096, b"\x00")
    [(what, touched)] = found(path)
    assert (what, touched) == ("SQLite cannot read it: database disk image is malformed", [])


def test_a_table_that_is_missing(path):
    raw(path, "PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE name = 'acts'")
    [(what, _touched)] = found(path)
    assert what.startswith("SQLite cannot read it: malformed database schema")


def test_many_findings_are_counted(tmp_path):
    path = tmp_path / "many.sqlite3"
    with Register.create(path, "52", NOW) as register, register.writing():
        entries = [entry("5202", number) for number in range(MOST + 30)]
        register.append(entries, command="record", schedule="2561", now=NOW)
    alter(path, "UPDATE entries SET total = 7")
    whole = seen(path)
    assert (len(whole.damage), whole.more) == (MOST, 30)


# --- Batches that were written with digests, but not by this program ---------------------------


SOON = stamp(NOW + timedelta(hours=1))


def batch(path, *, at=SOON, lines=(1,), previous=None, origin=None, **of):
    """Add a batch whose digests hold."""
    [(last, own)] = raw(path, "SELECT digest, origin FROM batches ORDER BY id DESC LIMIT 1")
    uid = f"{len(raw(path, 'SELECT 1 FROM batches')):032}"
    previous = last if previous is None else previous
    values = (uid, uid, origin or own, "record", "2561", at, None, None, None)
    text = text_of(values)
    rows = [row_of(line, entry("5204")._replace(**of)) for line in lines]
    digests = [line_digest(text, text_of(row)) for row in rows]
    number = raw(path, "SELECT max(id) + 1 FROM batches")[0][0]
    fields = ("batch", *ENTRY_FIELDS, "digest")
    insert = f"INSERT INTO entries ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"
    marks = ", ".join("?" * (len(BATCH_FIELDS) + 2))
    alter(
        path,
        (
            f"INSERT INTO batches ({', '.join(BATCH_FIELDS)}, previous, digest) VALUES ({marks})",
            (*values, previous, batch_digest(text, previous, digests)),
        ),
        *((insert, (number, *row, digest)) for row, digest in zip(rows, digests, strict=True)),
    )


NGAO = Touched("52", "2018-09", "5204", "leaders")


@pytest.mark.parametrize(
    ("values", "findings"),
    [
        ({}, []),
        ({"lines": (1, 2, 3)}, []),
        ({"lines": (2, 3)}, [("the lines of batch NAME are not numbered one by one", [NGAO])]),
        ({"lines": (1, 3)}, [("the lines of batch NAME are not numbered one by one", [NGAO])]),
        ({"at": "5/9/2561"}, [("batch NAME does not say when it was recorded", [NGAO])]),
        (
            {"at": "2018-09-05T12:30:00.000000+07:00"},
            [("batch NAME does not say when it was recorded", [NGAO])],
        ),
        (
            {"at": "2018-09-05T12:30:00+00:00"},
            [("batch NAME does not say when it was recorded", [NGAO])],
        ),
        ({"previous": "f" * 64}, [("the batch before NAME is missing", [NGAO])]),
        ({"origin": "another register", "previous": ""}, []),
        ({"origin": "another register"}, [("the batch before NAME is missing", [NGAO])]),
        ({"total": None}, [("an entry is not what was recorded", [NGAO])]),
        ({"recorded": {}}, [("an entry is not what was recorded", [NGAO])]),
        ({"total": None, "recorded": {}, "not_applicable": True, "note": "รอ"}, []),
    ],
)
def test_batches(path, values, findings):
    batch(path, **values)
    assert found(path, now=NOW) == findings


@pytest.mark.parametrize("values", [{"total": None}, {"recorded": {}}])
def test_an_entry_without_counts_or_a_reason_is_not_read(path, values):
    batch(path, **values)
    with Register.open(path) as register, pytest.raises(RegisterDamaged):
        register.current("52", Month(2018, 9))


def test_a_batch_may_lie_before_the_one_that_it_follows(path):
    """As in a register that others were merged into."""
    number = raw(path, "SELECT max(id) FROM batches")[0][0]
    alter(
        path,
        "PRAGMA foreign_keys = OFF",
        f"UPDATE batches SET id = -1 WHERE id = {number}",
        f"UPDATE acts SET batch = -1 WHERE batch = {number}",
    )
    assert found(path) == []


# --- Remarks ---------------------------------------------------------------------------------


def test_both_copies_of_a_register_were_written_to(path):
    [(first, origin)] = raw(path, "SELECT digest, origin FROM batches ORDER BY id LIMIT 1")
    batch(path, previous=first, origin=origin)
    assert found(path) == []
    [said] = remarks(path)
    assert said == (
        "batch NAME follows one that another follows too: the register was copied, and both "
        "copies were written to; what both recorded is here"
    )


@pytest.mark.parametrize(
    ("ahead", "said"), [(timedelta(hours=23), False), (timedelta(hours=25), True)]
)
def test_a_batch_of_a_day_to_come(path, ahead, said):
    batch(path, at=stamp(NOW + ahead))
    expected = (
        "batch NAME says that it was recorded on 6 September 2018 (2561), which is still to come; "
        "the later entry stands, so look at the clock of the PC that it comes from"
    )
    assert (found(path, now=NOW), remarks(path, now=NOW)) == ([], [expected] if said else [])
    assert remarks(path) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE VIEW ours AS SELECT 1", "the view ours"),
        ("CREATE INDEX ours ON entries (office)", "the index ours"),
        ("CREATE TABLE ours (a)", "the table ours"),
    ],
)
def test_what_somebody_added(path, statement, what):
    raw(path, statement)
    assert (found(path), remarks(path)) == ([], [f"{what} is none of this program's"])


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE VIEW ours AS SELECT 1", "มุมมอง ours"),
        ("CREATE INDEX ours ON entries (office)", "ดัชนี ours"),
        ("CREATE TABLE ours (a)", "ตาราง ours"),
        ("CREATE TRIGGER ours AFTER INSERT ON acts BEGIN SELECT 1; END", "ทริกเกอร์ ours"),
    ],
)
def test_what_somebody_added_in_thai(path, statement, what):
    raw(path, statement)
    use_language("th")
    whole = seen(path)
    assert [*(finding.message for finding in whole.damage), *whole.remarks] == [
        f"{what} ไม่ใช่ของโปรแกรมนี้"
    ]


def test_many_remarks(path):
    raw(path, *(f"CREATE VIEW v{number} AS SELECT 1" for number in range(MOST + 1)))
    assert len(seen(path).remarks) == MOST


# --- The file --------------------------------------------------------------------------------


def patched(path, at, content):
    whole = bytearray(path.read_bytes())
    whole[at : at + len(content)] = content
    path.write_bytes(whole)


def test_a_file_that_ends_too_early(path):
    path.write_bytes(path.read_bytes()[:20_000])
    assert found(path) == [("SQLite cannot read it: database disk image is malformed", [])]


def test_a_file_that_is_cut_once_it_is_open(path):
    with closing(connect(path, mode="ro")) as connection:
        path.write_bytes(path.read_bytes()[:99])
        whats = [what for what, _touched in examine(connection).damage]
    assert whats == ["SQLite cannot read it: database disk image is malformed"]


COMMITS = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)) as connection:
    connection.execute("UPDATE places SET english = 'x'")
"""


def test_another_process_writes_nothing_until_all_was_looked_through(path, monkeypatch):
    errors = []
    check_schema = examining._check_schema

    def write_meanwhile(*args):
        done = subprocess.run(
            [sys.executable, "-c", COMMITS, path], stderr=subprocess.PIPE, text=True, check=False
        )
        errors.append(done.stderr.splitlines()[-1:])
        return check_schema(*args)

    monkeypatch.setattr(examining, "_check_schema", write_meanwhile)
    assert found(path) == []
    assert errors == [["sqlite3.OperationalError: database is locked"]]


def test_what_is_no_damage_is_raised(path):
    with (
        closing(connect(path)) as writer,
        closing(connect(path, mode="ro")) as connection,
    ):
        connection.execute("PRAGMA busy_timeout = 0")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            examine(connection)


def test_a_line_of_no_batch(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as register:
        columns = [name for _, name, *_ in register.execute("PRAGMA table_info(entries)")]
        others = ", ".join(name for name in columns if name not in {"id", "batch"})
        register.execute(
            f"INSERT INTO entries (batch, {others}) SELECT 0, {others} FROM entries LIMIT 1"
        )
    with closing(connect(path, mode="ro")) as register:
        assert damage(register) != []


def test_more_remarks_than_are_kept():
    seen = examining.Examined()
    for number in range(MOST + 1):
        seen.add_remark(str(number))
    assert len(seen.remarks) == MOST


def test_the_pages_are_left_out_where_another_keeps_all_out(path, monkeypatch):
    """Another program that holds the file alone while its pages are to be looked at."""
    real = examining.connect
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def connected(*args, **options):
            connection = real(*args, **options)
            other.execute("BEGIN EXCLUSIVE")
            return connection

        monkeypatch.setattr(examining, "connect", connected)
        assert examining._checked_pages(path, "PRAGMA quick_check") is None
        other.execute("ROLLBACK")
        monkeypatch.setattr(examining, "connect", real)
    assert examining._checked_pages(path, "PRAGMA quick_check") == [("ok",)]


def test_the_pages_do_not_wait_for_who_waits_for_the_snapshot(path, monkeypatch):
    waited = []
    monkeypatch.setattr(opening, "at_most", lambda seconds: waited.append(seconds) or 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert examining._checked_pages(path, "PRAGMA quick_check") is None
    assert waited == [0]


@pytest.mark.parametrize(
    ("error", "is_told"),
    [("SQLITE_CORRUPT", True), ("SQLITE_BUSY", False)],
)
def test_what_keeps_the_pages_from_being_looked_at(path, monkeypatch, error, is_told):
    class Broken:
        def execute(self, statement):
            if statement == "PRAGMA quick_check":
                raised = sqlite3.OperationalError("no")
                raised.sqlite_errorname = error
                raise raised

        def close(self):
            pass

    monkeypatch.setattr(examining, "connect", lambda *_args, **_options: Broken())
    if is_told:
        with pytest.raises(sqlite3.OperationalError):
            examining._checked_pages(path, "PRAGMA quick_check")
    else:
        assert examining._checked_pages(path, "PRAGMA quick_check") is None


def test_a_snapshot_that_is_ended_within(path):
    with closing(connect(path)) as connection:
        with snapshot(connection):
            connection.execute("ROLLBACK")
        assert not connection.in_transaction


def test_an_export_of_a_batch_whose_lines_are_not_its_own(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as register:
        register.execute("DROP TRIGGER batches_refuse_UPDATE")
        register.execute("UPDATE batches SET digest = 'of other lines' WHERE id = 1")
    with pytest.raises(RegisterDamaged, match="is missing"), closing(all_items(path)) as told:
        list(told)


def test_a_copy_of_no_known_format(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as register:
        register.execute("PRAGMA user_version = 99")
    with closing(connect(path, mode="ro")) as register:
        [finding] = damage(register)
    assert "99" in finding.message
