"""Damage is noticed: a bit that flips, or a file that ends too early.

`check` says so, and what is read is what was recorded, or is refused: never other sums.
"""

import random
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from cddctl.cli import app
from cddctl.errors import RegisterRefused
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import find_province
from cddctl.register.schema import BATCH_FIELDS, LINES
from cddctl.register.sqlite import connect
from cddctl.register.store import Register
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.library import ScheduleLibrary

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
OFFICES = [f"52{number:02}" for number in range(1, 14)]
MONTHS = [Month(2017, 12), Month(2018, 3), Month(2018, 6), Month(2018, 9)]
TIMES = 200


class Sound(NamedTuple):
    """A register without damage, and what is read of it."""

    content: bytes
    read: object


def entry(office, month, number, **values):
    values = values or {"total": 900 + number, "recorded": {"savings_groups": 7 * number}}
    period = MONTHS.index(month) + 1
    return Entry("52", office, "savings-groups", 2561, period, month, **values)


@pytest.fixture(scope="module")
def sound(light_folder):
    """A register as a province comes to have it: several batches, corrections, acts, an undo."""
    with light_folder() as folder:
        path = folder / "register.sqlite3"
        fill(path)
        return Sound(path.read_bytes(), read(path))


def fill(path):
    now = NOW
    calendar = Calendar(ScheduleLibrary(), find_province("52"))
    with Register.create(path, "52", NOW) as register:

        def append(*entries, acts=(), command="record", **values):
            nonlocal now
            now += timedelta(minutes=7)
            with register.writing():
                schedule = "2561/lampang"
                contents = [*entries, *acts]
                register.append(contents, command=command, schedule=schedule, now=now, **values)

        for month in MONTHS:
            with register.writing():
                register.declare(calendar.province, calendar.of_month(month)[1])
            source = {"source": f"returns {month}.xlsx", "source_sha256": "c0ffee" * 10 + "0123"}
            append(*(entry(o, month, n) for n, o in enumerate(OFFICES)), **source)
            for number, office in enumerate(OFFICES * 3):
                append(entry(office, month, number, total=80, recorded={"savings_groups": number}))
            append(entry("5203", month, 0, not_applicable=True, note="ยังไม่มีกลุ่ม"), by="สมหญิง")
            append(entry("5203", month, 3), command="undo")
            until = date(2018, 10, 2)
            append(acts=[Act(Kind.EXTEND, "52", month, o, None, until, "น้ำท่วม") for o in OFFICES])
            append(acts=[Act(Kind.CLOSE, "52", month, sent='{"rows": []}' * 600)])


def read(path):
    """All that commands read of a register."""
    with Register.open(path) as register:
        rounds = register.rounds()
        return (
            register.home,
            rounds,
            register.latest_month("52"),
            register.history("52", [month for _province, month in rounds]),
            register.acts("52", [month for _province, month in rounds]),
            [register.current("52", month) for month in MONTHS],
        )


def read_or_none(path):
    try:
        return read(path)
    except RegisterRefused:
        return None


def exit_code(path):
    """How `register check` ends."""
    with pytest.raises(SystemExit) as ended:
        app(["register", "check", "--register", str(path)])
    return ended.value.code or 0


def flipped(content, chance):
    bit = chance.randrange(len(content) * 8)
    altered = bytearray(content)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered), f"bit {bit % 8} of byte {bit // 8}"


def truncated(content, chance):
    size = chance.randrange(len(content))
    return content[:size], f"cut at {size}"


def damaged(sound, harm, folder, *, times=TIMES, seed=2561):
    """Files that were harmed, one after another, and how each was."""
    chance = random.Random(f"{harm.__name__} {seed}")
    path = folder / "register.sqlite3"
    for _ in range(times):
        content, how = harm(sound.content, chance)
        path.write_bytes(content)
        yield path, how


def test_the_register_is_sound(sound, tmp_path):
    path = tmp_path / "register.sqlite3"
    path.write_bytes(sound.content)
    assert exit_code(path) == 0
    assert read(path) == sound.read


def test_check_notices_every_file_that_is_cut_short(sound, light_folder):
    with light_folder() as folder:
        unnoticed = [how for path, how in damaged(sound, truncated, folder) if exit_code(path) != 4]
    assert unnoticed == []


def test_check_notices_every_bit_of_what_is_recorded(sound, light_folder):
    """Where it notices none, every table holds what it held: nothing is recorded there."""
    with light_folder() as folder:
        unnoticed = [
            how
            for path, how in damaged(sound, flipped, folder)
            if exit_code(path) != 4 and recorded(path) != recorded_in(sound, folder)
        ]
    assert unnoticed == []


def recorded(path):
    """All that is recorded, read by no index."""
    with closing(connect(path, mode="ro")) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY id").fetchall()
            for table in ("register", "batches", *LINES)
        ]


def recorded_in(sound, folder):
    whole = folder / "whole.sqlite3"
    whole.write_bytes(sound.content)
    return recorded(whole)


@pytest.mark.parametrize("harm", [flipped, truncated])
def test_what_is_read_is_what_was_recorded_or_is_refused(sound, harm, light_folder):
    with light_folder() as folder:
        wrong = [
            how
            for path, how in damaged(sound, harm, folder)
            if read_or_none(path) not in (None, sound.read)
        ]
    assert wrong == []


# --- One by one ------------------------------------------------------------------------------


@pytest.fixture
def path(sound, tmp_path):
    path = tmp_path / "register.sqlite3"
    path.write_bytes(sound.content)
    return path


def altered(path, *statements):
    """Run statements past the program's triggers, which stand again afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0
        for _name, sql in triggers:
            connection.execute(sql)


def flip_in_table(path, table, column, other):
    """Alter a value in a table alone, as a bit that flips does: no index knows of it."""
    own = f"type = 'index' AND sql IS NOT NULL AND tbl_name = '{table}'"
    with closing(sqlite3.connect(path)) as connection:
        indexes = connection.execute(f"SELECT * FROM sqlite_master WHERE {own}").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"DELETE FROM sqlite_master WHERE {own}")
        connection.commit()
    altered(
        path,
        "PRAGMA ignore_check_constraints = ON",
        f"UPDATE {table} SET {column} = {other} WHERE id = {ROW[table]}",
    )
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        marks = ", ".join("?" * len(indexes[0]))
        connection.executemany(f"INSERT INTO sqlite_master VALUES ({marks})", indexes)
        connection.commit()


ROW = {"batches": 2, "entries": 30, "acts": 14}
"""One of each table that is of a month that is read: of acts, one that closed it."""

COLUMNS = [
    (table, column)
    for table, columns in {"batches": (*BATCH_FIELDS, "previous"), **LINES}.items()
    for column in (*columns, "digest")
]
IN_AN_INDEX = {"province", "month", "database", "period", "office"}
BESIDE_NO_COUNT = {("batches", "previous"), ("batches", "digest")}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_bit_that_flips_in_a_column(sound, path, table, column):
    """In the last byte of what is there; where there is nothing, something takes its place."""
    with closing(sqlite3.connect(path)) as connection:
        [(value,)] = connection.execute(
            f"SELECT {column} FROM {table} WHERE id = ?", (ROW[table],)
        ).fetchall()
    if isinstance(value, int):
        other = str(value ^ 1)
    elif value:
        other = f"'{value[:-1]}{chr(ord(value[-1]) ^ 1)}'"
    else:
        other = "1" if column == "total" else "'x'"
    flip_in_table(path, table, column, other)
    assert exit_code(path) == 4
    if (table, column) in BESIDE_NO_COUNT:
        assert read(path) == sound.read
    elif table != "batches" and column in IN_AN_INDEX:  # which may be read in its place
        assert read_or_none(path) in (None, sound.read)
    else:
        with pytest.raises(RegisterRefused, match="is damaged"):
            read(path)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("entries", "province", "53"), ("entries", "month", "2018-08"),
        ("acts", "province", "53"), ("acts", "month", "2018-08"),
    ],
)  # fmt: skip
def test_a_line_that_is_moved_to_another_round(path, table, column, value):
    """By another program, with all indexes: it is refused there, and found by `check`."""
    altered(path, f"UPDATE {table} SET {column} = '{value}' WHERE id = {ROW[table]}")
    assert exit_code(path) == 4
    province = value if column == "province" else "52"
    month = MONTHS[0] if column == "province" else Month(2018, 8)
    with Register.open(path) as register, pytest.raises(RegisterRefused, match="is damaged"):
        getattr(register, {"entries": "history"}.get(table, table))(province, [month])


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM entries WHERE id = 30"],
        ["DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)"],
        ["DELETE FROM acts WHERE kind = 'close' AND month = '2018-09'"],
        ["DELETE FROM entries WHERE batch = 30", "DELETE FROM batches WHERE id = 30"],
        [
            "DELETE FROM acts WHERE batch = (SELECT max(id) FROM batches)",
            "DELETE FROM batches WHERE id = (SELECT max(id) FROM batches)",
        ],
    ],
)
def test_lines_that_are_gone_from_tables_and_indexes_alike(path, statements):
    altered(path, *statements)
    assert exit_code(path) == 4
    with pytest.raises(RegisterRefused, match="an entry that was recorded is missing"):
        read(path)


def leaf_of(content, path, name):
    """Where the page begins that the last rows of a table or index are on."""
    with closing(sqlite3.connect(path)) as connection:
        [(root,)] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchall()
    start = (root - 1) * 4096
    while content[start] in {0x02, 0x05}:  # it points to others: the last of them
        start = (int.from_bytes(content[start + 8 : start + 12]) - 1) * 4096
    return start


OF_LINES = [
    name for table in LINES for name in (table, f"{table}_by_month", f"{table}_of_month")
]  # fmt: skip


@pytest.mark.parametrize("name", OF_LINES)
def test_a_row_that_a_table_or_an_index_has_lost(path, name):
    """The number of rows on a page is one too low: then all else fits together."""
    content = bytearray(path.read_bytes())
    start = leaf_of(content, path, name)
    count = int.from_bytes(content[start + 3 : start + 5])
    content[start + 3 : start + 5] = (count - 1).to_bytes(2)
    path.write_bytes(content)
    assert exit_code(path) == 4
    with pytest.raises(RegisterRefused, match="is damaged"):
        read(path)


@pytest.mark.parametrize("name", [*OF_LINES, "batches"])
def test_a_page_that_is_lost(path, name):
    content = bytearray(path.read_bytes())
    start = leaf_of(content, path, name)
    content[start : start + 4096] = bytes(4096)
    path.write_bytes(content)
    assert exit_code(path) == 4
    with pytest.raises(RegisterRefused, match="is damaged"):
        read(path)


@pytest.mark.parametrize("name", [name for name in OF_LINES if name not in LINES])
def test_a_key_that_flips_in_an_index(path, name):
    """The row is there still, and found no more under its month."""
    content = bytearray(path.read_bytes())
    start = leaf_of(content, path, name)
    at = content.rindex(b"2018-09", start, start + 4096)
    content[at + 6] ^= 1
    path.write_bytes(content)
    assert exit_code(path) == 4
    with pytest.raises(RegisterRefused, match="an entry that was recorded is missing"):
        read(path)


def write(path, number=1):
    with Register.open(path) as register, register.writing():
        entries = [entry("5207", MONTHS[number % 4], number)]
        now = datetime(2018, 9, 20, tzinfo=UTC)
        register.append(entries, command="record", schedule="2561", now=now)


def test_nothing_is_added_to_what_makes_no_sense(path):
    altered(path, "UPDATE batches SET recorded_at = '9' || recorded_at")
    with pytest.raises(RegisterRefused, match="damaged"):
        write(path)


def test_tables_that_cannot_be_made_out(path):
    """What SQLite says of them is then no text either."""
    content = path.read_bytes()
    content = content.replace(b"viewcurrent_status", b"viewcurrent\xe6status")
    path.write_bytes(content.replace(b"CREATE VIEW current_status", b"CREATE VOEW current_status"))
    with pytest.raises(RegisterRefused, match="its tables cannot be made out"):
        read(path)
    assert exit_code(path) == 4


def test_what_recorded_an_entry_was_altered(path):
    with closing(connect(path)) as connection:
        connection.execute("DROP TRIGGER batches_refuse_UPDATE")
        connection.execute("UPDATE batches SET command = 'record' WHERE command = 'undo'")
    with Register.open(path) as register, pytest.raises(RegisterRefused, match="not what was"):
        register.history("52", MONTHS)
