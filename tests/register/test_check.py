"""What `check` finds in a register's content, and what it lets pass."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cddctl.i18n import use_language
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register import check
from cddctl.register.check import (
    damage,
    entries_of,
    examine,
    is_overtaken,
    last_recorded,
    unreadable,
)
from cddctl.register.findings import MOST, Touched
from cddctl.register.rows import row_of
from cddctl.register.schema import BATCH_FIELDS, ENTRY_FIELDS, batch_digest, entry_digest
from cddctl.register.seal import seal_of
from cddctl.register.sqlite import connect, stamp
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)
OLD = Path(__file__).with_name("versions") / "1.sqlite3"

MAE_MO = Touched("52", "2018-09", "5202", "leaders")
KO_KHA = Touched("52", "2018-09", "5203", "leaders")
EXTENDED = Touched("52", "2018-09", "5202", None)
ROUND = Touched("52", "2018-09")


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
                    entries, command="record", schedule="2561", now=NOW, by="สมหญิง", acts=acts
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
        return unreadable(error, path)


def nameless(text):
    return re.sub(r"\b[0-9a-f]{8}\b", "NAME", text)


def found(path, /, **how):
    return [(nameless(what), list(touched)) for what, touched in seen(path, **how).damage]


def remarks(path, /, **how):
    return [nameless(remark) for remark in seen(path, **how).remarks]


# --- Sound -----------------------------------------------------------------------------------


def test_a_sound_register(path):
    whole = seen(path, path=path, now=NOW)
    assert (whole.damage, whole.remarks, whole.more) == ([], [], 0)
    assert (whole.batches, whole.entries, whole.acts) == (3, 3, 2)


def test_a_register_without_anything(tmp_path):
    Register.create(tmp_path / "new.sqlite3", None, NOW).close()
    assert found(tmp_path / "new.sqlite3") == []


def test_a_register_of_the_first_version():
    with closing(connect(OLD, mode="ro")) as connection:
        assert damage(connection) == []
        assert examine(connection).entries == 10


def test_a_damaged_register_of_the_first_version(tmp_path):
    path = tmp_path / "old.sqlite3"
    path.write_bytes(OLD.read_bytes())
    alter(path, "UPDATE entries SET note = 'another' WHERE id = 1")
    [(what, [touched])] = found(path)
    assert what == "entry NAME/1 is not what was recorded"
    assert touched.province == "52"


# --- Damage ----------------------------------------------------------------------------------

ALTERED_BATCH = "batch NAME is not what was recorded"
NOT_COUNTED = ("what is recorded is not what was counted when it was recorded", [ROUND])


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
            [("entry NAME/2 is not what was recorded", [KO_KHA]), NOT_COUNTED],
        ),
        (
            ["UPDATE batches SET command = 'undo' WHERE id = 1"],
            [(ALTERED_BATCH, [MAE_MO, KO_KHA])],
        ),
        (
            ["UPDATE batches SET recorded_by = 'สมชาย' WHERE id = 3"],
            [("entry NAME/1 is not what was recorded", [EXTENDED])],
        ),
        (
            ["DELETE FROM entries WHERE id = 2"],
            [(ALTERED_BATCH, [MAE_MO]), NOT_COUNTED],
        ),
        (
            ["DELETE FROM acts WHERE id = 2", "DELETE FROM batches WHERE id = 3"],
            [NOT_COUNTED],
        ),
        (
            ["DELETE FROM entries WHERE batch = 1", "DELETE FROM batches WHERE id = 1"],
            [("the batch before NAME is missing", [MAE_MO, EXTENDED]), NOT_COUNTED],
        ),
        (
            ["UPDATE rounds SET entries = 4"],
            [NOT_COUNTED],
        ),
        (
            ["UPDATE rounds SET month = '2018-08'"],
            [
                (NOT_COUNTED[0], [Touched("52", "2018-08")]),
                NOT_COUNTED,
            ],
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
                NOT_COUNTED,
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
            ["CREATE TRIGGER more AFTER INSERT ON acts BEGIN DELETE FROM rounds; END"],
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


def test_a_trigger_that_is_missing(path):
    raw(path, "DROP TRIGGER entries_refuse_DELETE")
    assert found(path) == [("the trigger entries_refuse_DELETE is missing or altered", [])]


@pytest.mark.parametrize("version", [0, 3, -1])
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
    *others, (what, touched) = found(path, path=path)
    assert others
    assert found(path) == [(what, touched)]
    assert (what, touched) == ("SQLite cannot read it: database disk image is malformed", [])


def test_a_table_that_is_missing(path):
    raw(path, "PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE name = 'acts'")
    [(what, _touched)] = found(path, path=path)
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


def batch(path, *, at=SOON, lines=(1,), previous=None, origin=None):
    """Add a batch whose digests hold, counted in its round."""
    [(last, own)] = raw(path, "SELECT digest, origin FROM batches ORDER BY id DESC LIMIT 1")
    uid = f"{len(raw(path, 'SELECT 1 FROM batches')):032}"
    values = (
        uid, origin or own, "record", "2561", at, None, None, None,
        last if previous is None else previous,
    )  # fmt: skip
    rows = [row_of(line, entry("5204")) for line in lines]
    digests = [entry_digest((uid, at, None), row) for row in rows]
    marks = ", ".join("?" * (len(BATCH_FIELDS) + 1))
    number = raw(path, "SELECT max(id) + 1 FROM batches")[0][0]
    [(sum_,)] = raw(path, "SELECT entries_sum FROM rounds")
    total = sum(int(digest, 16) for digest in (sum_, *digests)) % (1 << 128)
    fields = ("batch", *ENTRY_FIELDS, "digest")
    insert = f"INSERT INTO entries ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"
    alter(
        path,
        (
            f"INSERT INTO batches ({', '.join(BATCH_FIELDS)}, digest) VALUES ({marks})",
            (*values, batch_digest(values, digests)),
        ),
        *((insert, (number, *row, digest)) for row, digest in zip(rows, digests, strict=True)),
        (
            "UPDATE rounds SET entries = entries + ?, entries_sum = ?",
            (len(rows), f"{total:032x}"),
        ),
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
    ],
)
def test_batches(path, values, findings):
    batch(path, **values)
    assert found(path, now=NOW) == findings


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
    assert [*(one.what for one in whole.damage), *whole.remarks] == [f"{what} ไม่ใช่ของโปรแกรมนี้"]


def test_many_remarks(path):
    raw(path, *(f"CREATE VIEW v{number} AS SELECT 1" for number in range(MOST + 1)))
    assert len(seen(path).remarks) == MOST


SEALED_NOT = (
    "the file has no seal of its own: it is new, was copied here, was last written by another "
    "program, or two wrote at once; what is recorded was verified, the unused parts of the file "
    "were not; the next entry seals it"
)

# --- The file --------------------------------------------------------------------------------


def patched(path, at, content):
    whole = bytearray(path.read_bytes())
    whole[at : at + len(content)] = content
    path.write_bytes(whole)


def test_a_file_that_ends_too_early(path):
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:20_000])
    assert found(path, path=path) == [
        (f"the file is 20,000 bytes long and should be {size:,}", []),
        ("SQLite cannot read it: database disk image is malformed", []),
    ]


def test_a_file_that_goes_on(path):
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + bytes(4096))
    expected = f"the file is {size + 4096:,} bytes long and should be {size:,}"
    assert found(path, path=path) == [(expected, [])]


@pytest.mark.parametrize("at", [24, 92])
def test_a_header_that_does_not_agree(path, at):
    patched(path, at, b"\x7f")
    assert ("the header does not agree with itself", []) in found(path, path=path)


def test_a_file_that_ends_within_its_header(path):
    path.write_bytes(path.read_bytes()[:99])
    error = sqlite3.DatabaseError("file is not a database")
    assert [what for what, _touched in unreadable(error, path).damage] == [
        "the file ends within its header",
        "SQLite cannot read it: file is not a database",
    ]


def test_a_file_that_is_cut_once_it_is_open(path):
    with closing(connect(path, mode="ro")) as connection:
        path.write_bytes(path.read_bytes()[:99])
        whats = [what for what, _touched in examine(connection, path=path).damage]
    assert whats == [
        "the file ends within its header",
        "SQLite cannot read it: database disk image is malformed",
    ]


def test_a_file_without_a_seal(path):
    seal_of(path).unlink()
    assert found(path, path=path) == []
    assert remarks(path, path=path) == [SEALED_NOT]


def test_a_page_that_is_not_as_sealed(path):
    patched(path, 4096 * 4 - 1, b"?")
    [(root,)] = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = 'rounds'")
    whole = path.read_bytes()
    at = next(n for n in range(root * 4096 - 2000, root * 4096) if whole[n] == 0)
    patched(path, at, b"?")  # between what the page begins with and what it ends with
    assert (
        f"the file is not as it was written, on 2 of its pages: {4}, {root}",
        [],
    ) in found(path, path=path)


COMMITS = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)) as connection:
    connection.execute("UPDATE places SET english = 'x'")
"""


def test_another_process_writes_nothing_until_all_was_looked_through(path, monkeypatch):
    """The file is read beside SQLite, and to close it would let go of SQLite's lock."""
    errors = []
    check_sqlite = check._check_sqlite

    def write_meanwhile(*args):
        done = subprocess.run(
            [sys.executable, "-c", COMMITS, path], stderr=subprocess.PIPE, text=True, check=False
        )
        errors.append(done.stderr.splitlines()[-1:])
        check_sqlite(*args)

    monkeypatch.setattr(check, "_check_sqlite", write_meanwhile)
    assert found(path, path=path) == []
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


# --- What else is read -----------------------------------------------------------------------


def test_entries_and_which_of_them_stand(path):
    with closing(connect(path, mode="ro")) as connection:
        there = [
            (nameless(name), one.office, one.recorded_sum, is_overtaken(connection, number))
            for number, name, one in entries_of(connection)
        ]
        whose = {one.recorded_by for _number, _name, one in entries_of(connection)}
        last = last_recorded(connection)
    assert whose == {"สมหญิง"}
    assert there == [
        ("NAME/1", "5202", 97, True),
        ("NAME/2", "5203", 97, False),
        ("NAME/1", "5202", 98, False),
    ]
    assert last == NOW + timedelta(microseconds=2)


def test_nothing_was_recorded(tmp_path):
    Register.create(tmp_path / "new.sqlite3", None, NOW).close()
    with closing(connect(tmp_path / "new.sqlite3", mode="ro")) as connection:
        assert last_recorded(connection) is None
