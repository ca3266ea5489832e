"""`cddctl register check`: what an officer is told of a register, whole or not."""

import os
import random
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

import pytest

from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.copies import folder_of
from cddctl.register.store import Register

OLD = Path(__file__).parents[1] / "register" / "versions" / "2.sqlite3"
SEPTEMBER = ("--month", "9/2561")
NOW = datetime(2018, 9, 5, tzinfo=UTC)


@pytest.fixture
def check(here, register):
    """What check says of Lampang's register, names aside."""

    def check(*args, code, path=register):
        result = here("register", "check", "--register", path, *args, check=code)
        named = [re.sub(r"\b[0-9a-f]{8}\b", "NAME", text) for text in (result.out, result.err)]
        plain = [text.replace(str(path.parent), "FOLDER").replace(os.sep, "/") for text in named]
        return tuple(text.splitlines() for text in plain)

    return check


@pytest.fixture
def filled(record, register):
    """Two entries, and no backup."""
    record("leaders", "mae-mo", "total=120", "persons=97", *SEPTEMBER)
    record("leaders", "ko-kha", "total=50", "persons=50", *SEPTEMBER)
    rmtree(folder_of(register), ignore_errors=True)
    return register


def raw(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def recorded(path):
    """All that is recorded, read by no index."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY id").fetchall()
            for table in ("register", "batches", "entries", "acts")
        ]


def append(path, *entries):
    with Register.open(path) as book, book.writing():
        book.append(entries, command="record", schedule="2561", now=NOW)


def entry(**values):
    usual = {
        "province": "52", "office": "5202", "database": "leaders", "fiscal_year": 2561,
        "period": 1, "month": Month(2018, 9), "total": 9, "recorded": {"persons": 9},
    }  # fmt: skip
    return Entry(**(usual | values))


def flip(path, text, by):
    """Put another text of the same length where it stands last in the file."""
    content = path.read_bytes()
    at = content.rindex(text)
    path.write_bytes(content[:at] + by + content[at + len(text) :])


# --- Whole -----------------------------------------------------------------------------------


def test_all_is_well(check, filled):
    before = filled.read_bytes()
    assert check(code=0) == (
        [],
        [
            (
                "the register FOLDER/lampang.sqlite3 is whole: "
                "2 batches, 2 entries, 0 acts, all as recorded"
            )
        ],
    )
    assert filled.read_bytes() == before


def test_one_of_each(check, record, here, register):
    record("leaders", "mae-mo", "total=120", "persons=97", *SEPTEMBER)
    here("extend", "mae-mo", *SEPTEMBER, "--until", "2018-10-09", "--reason", "น้ำท่วม",
         "--register", register, check=0)  # fmt: skip
    [said] = check(code=0)[1]
    assert said.endswith(": 2 batches, 1 entry, 1 act, all as recorded")


def test_a_new_register(check):
    _out, [whole] = check(code=0)
    assert whole.endswith(": 0 batches, 0 entries, 0 acts, all as recorded")


def test_a_register_in_a_format_that_is_not_read_any_more(check, tmp_path):
    path = tmp_path / "old.sqlite3"
    path.write_bytes(OLD.read_bytes())
    out, [error] = check(path=path, code=4)
    assert error.startswith("error: FOLDER/old.sqlite3 was written by an earlier cddctl, in a ")
    assert out == []
    assert path.read_bytes() == OLD.read_bytes()


def test_half_a_write_of_a_killed_process_is_rolled_back(check, filled, tmp_path):
    path = tmp_path / "killed.sqlite3"
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(400000))")
        path.write_bytes(filled.read_bytes())
        journal = filled.with_name(f"{filled.name}-journal")
        path.with_name("killed.sqlite3-journal").write_bytes(journal.read_bytes())
        connection.execute("ROLLBACK")
    assert path.read_bytes() != filled.read_bytes()
    out, [whole] = check(path=path, code=0)
    assert out == []
    assert whole.endswith(": 2 batches, 2 entries, 0 acts, all as recorded")
    assert path.read_bytes() == filled.read_bytes()


# --- Refused ---------------------------------------------------------------------------------


def test_no_register(here, work):
    assert here("register", "check", check=4).error.startswith("error: there is no register at ")
    path = work / "none.sqlite3"
    here("register", "check", "--register", path, check=4)
    assert not path.exists()


@pytest.mark.parametrize(
    "args",
    [
        ("register", "check"),
        ("register", "info"),
        ("register", "backup"),
        ("init", "--province", "lampang"),
        ("init", "--nation"),
        ("report", *SEPTEMBER),
        ("record", "leaders", "mae-mo", "persons=5", *SEPTEMBER),
    ],
)
def test_a_register_that_was_lost(here, record, register, everything, args):
    record("leaders", "mae-mo", "total=120", "persons=97", *SEPTEMBER)
    here("register", "backup", "--register", register, check=0)
    [copy] = folder_of(register).iterdir()
    register.unlink()
    before = everything()
    assert here(*args, "--register", register, check=4).error == (
        f"error: there is no register at {register}, but there are backups of one; "
        f'put the latest back: cddctl register restore "{copy}" --register "{register}"; '
        "to begin anew, move that folder away first"
    )
    assert everything() == before


def test_the_usual_register_that_was_lost(here, data, everything):
    recording = ("record", "leaders", "mae-mo", *SEPTEMBER, "--province", "lampang")
    here(*recording, "total=120", "persons=97", check=0)
    here("register", "backup", check=0)
    path = data / "cddctl" / "register.sqlite3"
    path.unlink()
    before = everything()
    refused = here(*recording, "total=120", "persons=98", check=4).error
    assert refused.startswith(f"error: there is no register at {path}, but there are backups of")
    assert everything() == before


def test_no_register_of_this_program(here, work):
    (work / "notes").write_text("notes")
    error = here("register", "check", "--register", "notes", check=4).error
    assert "is not a register of cddctl" in error
    raw(work / "other.sqlite3", "CREATE TABLE t (x)")
    error = here("register", "check", "--register", "other.sqlite3", check=4).error
    assert "is not a register of cddctl" in error


def test_a_newer_register(check, filled):
    raw(filled, "PRAGMA user_version = 99")
    out, [error] = check(code=4)
    assert out == []
    assert "was written by a newer cddctl (format 99, " in error


def test_a_register_in_use(check, filled, monkeypatch):
    monkeypatch.setattr("cddctl.register.sqlite.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        out, [error] = check(code=4)
    assert out == []
    assert "is in use by another program" in error


# --- Damaged ---------------------------------------------------------------------------------

NO_BACKUP = (
    "keep the file, record nothing in it, and use a backup that you have elsewhere: "
    "cddctl register restore FILE; there is no good one beside it"
)


def test_damage_and_whom_to_ask(check, filled):
    raw(
        filled,
        "DROP TRIGGER entries_refuse_UPDATE",
        "UPDATE entries SET total = 121 WHERE id = 1",
    )
    assert check(code=4) == (
        [
            "the trigger entries_refuse_UPDATE is missing or altered",
            "entry NAME/1 is not what was recorded",
        ],
        [
            "these counts are touched; ask those who reported them:",
            "  Mae Mo, Leaders, September 2018 (2561)",
            "error: the register FOLDER/lampang.sqlite3 is damaged: 2 findings",
            NO_BACKUP,
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("office = '5299'", "5299, Leaders, September 2018 (2561)"),
        ("office = '4202'", "4202, Leaders, September 2018 (2561)"),
        ("office = '52', database = 'lxaders'", "Lampang, lxaders, September 2018 (2561)"),
        ("office = 'x', province = '99'", "x, leaders, September 2018 (2561)"),
        ("month = '2018-99'", "Mae Mo, leaders, 2018-99"),
        ("month = '1918-09'", "Mae Mo, Leaders, September 1918 (2461)"),
    ],
)  # fmt: skip
def test_whom_to_ask_as_far_as_it_can_be_read(check, filled, changes, said):
    raw(
        filled,
        "DROP TRIGGER entries_refuse_UPDATE",
        f"UPDATE entries SET {changes} WHERE id = 1",
    )
    _out, err = check(code=4)
    assert f"  {said}" in err


def test_much_damage_is_not_told_at_length(check, register):
    append(
        register,
        *(
            entry(office=f"52{n:02}", month=Month(2018, month))
            for n in range(1, 14)
            for month in (8, 9)
        ),
    )
    raw(register, "DROP TRIGGER entries_refuse_UPDATE", "UPDATE entries SET total = 10")
    out, err = check(code=4)
    assert (len(out), out[-1]) == (21, "and 7 more")
    assert "  and 6 more" in err
    assert "error: the register FOLDER/lampang.sqlite3 is damaged: 27 findings" in err


def test_one_finding(check, filled):
    raw(filled, "DROP INDEX acts_by_month")
    out, err = check(code=4)
    assert out == ["the index acts_by_month is missing or altered"]
    assert err == [
        "error: the register FOLDER/lampang.sqlite3 is damaged: 1 finding",
        NO_BACKUP,
    ]


@pytest.mark.parametrize(
    ("at", "finding"),
    [
        (0, "it does not begin as a register does"),
        (68, "it is not marked as a register"),
    ],
)
def test_a_header_that_was_altered(check, filled, at, finding):
    """Where there are backups, there was a register."""
    folder_of(filled).mkdir()
    content = bytearray(filled.read_bytes())
    content[at] ^= 64
    filled.write_bytes(content)
    out, err = check(code=4)
    assert finding in out
    assert err[-1] == NO_BACKUP
    assert filled.read_bytes() == content


@pytest.mark.parametrize(("page", "at"), [(0, 100), (1, 0)])
def test_a_page_that_is_none(check, filled, page, at):
    """That of the tables themselves, and that of what the register says of itself."""
    content = bytearray(filled.read_bytes())
    content[page * 4096 + at] = 0
    filled.write_bytes(content)
    out, err = check(code=4)
    assert out[-1] == "SQLite cannot read it: database disk image is malformed"
    assert err[-1] == NO_BACKUP


@pytest.fixture
def backups(filled):
    """Four backups: an older and a newer good one, a damaged one, and what is none."""
    folder = folder_of(filled)
    folder.mkdir()
    for day in ("02", "03", "04"):
        (folder / f"lampang-2018-09-{day}.sqlite3").write_bytes(filled.read_bytes())
    flip(folder / "lampang-2018-09-04.sqlite3", b"persons", b"parsons")
    (folder / "lampang-2018-09-05.sqlite3").write_bytes(b"notes")
    (folder / "lampang-2018-09-06.sqlite3").mkdir()
    (folder / "lampang-put-aside.sqlite3").write_bytes(filled.read_bytes())
    return folder


@pytest.mark.usefixtures("backups")
def test_the_latest_good_backup_is_named(check, filled):
    filled.write_bytes(filled.read_bytes()[:-1])
    _out, err = check(code=4)
    good = "FOLDER/lampang-backups/lampang-2018-09-03.sqlite3"
    [said] = [line for line in err if line.startswith("the latest good backup")]
    assert said.endswith(f': cddctl register restore "{good}" --register "FOLDER/lampang.sqlite3"')
    assert err[-1] == "the damaged file is kept aside then; record anew what came after"
    assert NO_BACKUP not in err


def test_the_latest_is_told_by_what_is_in_it(check, filled):
    """A copy of the day before, made when the clock was years ahead."""
    folder = folder_of(filled)
    folder.mkdir()
    (folder / "lampang-2037-01-01.sqlite3").write_bytes(filled.read_bytes())
    append(filled, entry())
    (folder / "lampang-2018-09-06.sqlite3").write_bytes(filled.read_bytes())
    filled.write_bytes(filled.read_bytes()[:-1])
    _out, err = check(code=4)
    [said] = [line for line in err if line.startswith("the latest good backup")]
    assert 'restore "FOLDER/lampang-backups/lampang-2018-09-06.sqlite3" --register ' in said


def test_a_good_backup_without_entries(check, filled):
    folder = folder_of(filled)
    folder.mkdir()
    Register.create(folder / "lampang-2018-09-01.sqlite3", "52", NOW).close()
    filled.write_bytes(filled.read_bytes()[:5000])
    _out, err = check(code=4)
    assert any(line.startswith("the latest good backup holds no entry yet: ") for line in err)


# --- What does not fit its schedule ----------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "misfit"),
    [
        (
            {"office": "52"},
            ("NAME/1 Lampang, Leaders, September 2018 (2561): "
            "that office does not enter that database"),
        ),
        (
            {"period": 2},
            ("NAME/1 Mae Mo, Leaders, September 2018 (2561): "
            "the schedule has no period 2 of that database in that month"),
        ),
        (
            {"month": Month(2018, 8)},
            ("NAME/1 Mae Mo, Leaders, August 2018 (2561): "
            "the schedule has no period 1 of that database in that month"),
        ),
        (
            {"database": "herds"},
            ("NAME/1 Mae Mo, herds, September 2018 (2561): "
            "the schedule has no period 1 of that database in that month"),
        ),
        (
            {"recorded": {"groups": 4}},
            ("NAME/1 Mae Mo, Leaders, September 2018 (2561): "
            "Leaders does not count groups; it counts persons"),
        ),
        (
            {"recorded": {"persons": 10}},
            ("NAME/1 Mae Mo, Leaders, September 2018 (2561): "
            "recorded 10 is above the total 9; mend the numbers, or say why in a note"),
        ),
        ({"recorded": {"persons": 10}, "note": "ย้ายเข้า"}, None),
        ({"total": None, "recorded": {}, "not_applicable": True, "note": "หลังการรับรอง"}, None),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_is_no_damage(check, register, values, misfit):
    append(register, entry(**values))
    out, err = check(code=0)
    assert out == ([misfit] if misfit else [])
    assert err[-1].endswith(": 1 batch, 1 entry, 0 acts, all as recorded")
    assert ("is --schedules missing?" in "".join(err)) == bool(misfit)


def test_what_was_recorded_anew_is_of_no_matter(check, register):
    append(register, entry(recorded={"persons": 10}))
    append(register, entry(recorded={"persons": 8}))
    assert check(code=0)[0] == []


def test_much_that_does_not_fit_is_not_told_at_length(check, register):
    append(register, *(entry(period=number) for number in range(2, 27)))
    out, _err = check(code=0)
    assert (len(out), out[-1]) == (21, "and 5 more")


def test_years_without_a_schedule(check, register):
    append(
        register,
        entry(fiscal_year=2560, month=Month(2017, 9)),
        entry(fiscal_year=2560, month=Month(2017, 9), office="5203"),
        entry(fiscal_year=2559, month=Month(2016, 9)),
    )
    out, err = check(code=0)
    assert out == []
    assert err[0] == (
        "note: the fiscal years 2559, 2560 are before the first schedule; what is recorded for "
        "them was not compared with one"
    )


# --- Whatever the bytes ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_a_report_is_the_same_or_is_refused(here, filled, seed):
    """Of a sample: tests/register/test_damage.py has many more."""
    report = ["report", *SEPTEMBER, "--format", "json", "--register", filled]
    sound = here(*report, check=0).out
    whole, content, chance = recorded(filled), filled.read_bytes(), random.Random(seed)
    codes = set()
    for _ in range(5):
        bit = chance.randrange(len(content) * 8)
        altered = bytearray(content)
        altered[bit // 8] ^= 1 << bit % 8
        filled.write_bytes(altered)
        result = here(*report)
        codes.add(result.code)
        assert (result.code, result.out) in [(0, sound), (4, "")], f"bit {bit}"
        checked = here("register", "check", "--register", filled).code
        # Where it is well, the bit lies where nothing is recorded.
        assert checked == 4 or (result.code, recorded(filled)) == (0, whole), f"bit {bit}"
    assert codes <= {0, 4}
