"""Damage is noticed: a bit that flips, or a file that ends too early.

`check` says so, and what is read is what was recorded, or is refused: never other sums.
"""

import random
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zlib import crc32

import pytest

from cddctl.commands.check import check_register
from cddctl.commands.gather import Calendar
from cddctl.errors import RegisterRefused
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import find_province
from cddctl.register import seal
from cddctl.register.seal import HEADER_SIZE, Header, pages_not_as_sealed, seal_of
from cddctl.register.sqlite import connect, snapshot
from cddctl.register.store import Register
from cddctl.schedule.library import ScheduleLibrary

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
OFFICES = [f"52{number:02}" for number in range(1, 14)]
MONTHS = [Month(2017, 12), Month(2018, 3), Month(2018, 6), Month(2018, 9)]
TIMES = 200


class Sound(NamedTuple):
    """A register without damage, and what is read of it."""

    content: bytes
    seal: bytes
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
        return Sound(path.read_bytes(), seal_of(path).read_bytes(), read(path))


def fill(path):
    now = NOW
    calendar = Calendar(ScheduleLibrary(), find_province("52"))
    with Register.create(path, "52", NOW) as register:

        def append(*entries, command="record", **values):
            nonlocal now
            now += timedelta(minutes=7)
            with register.writing():
                schedule = "2561/lampang"
                register.append(entries, command=command, schedule=schedule, now=now, **values)

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
    try:
        return check_register(register=path, schedules=None)
    except RegisterRefused as refused:
        return refused.exit_code


def flipped(content, chance):
    bit = chance.randrange(len(content) * 8)
    altered = bytearray(content)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered), f"bit {bit % 8} of byte {bit // 8}"


def truncated(content, chance):
    size = chance.randrange(len(content))
    return content[:size], f"cut at {size}"


def damaged(sound, harm, folder, *, times=TIMES, seal=True, seed=2561):
    """Files that were harmed, one after another, and how each was."""
    chance = random.Random(f"{harm.__name__} {seed}")
    path = folder / "register.sqlite3"
    if seal:
        seal_of(path).write_bytes(sound.seal)
    for _ in range(times):
        content, how = harm(sound.content, chance)
        path.write_bytes(content)
        yield path, how


def test_the_register_is_sound(sound, tmp_path):
    path = tmp_path / "register.sqlite3"
    path.write_bytes(sound.content)
    seal_of(path).write_bytes(sound.seal)
    assert exit_code(path) == 0
    assert read(path) == sound.read


@pytest.mark.parametrize("harm", [flipped, truncated])
def test_check_notices_all_of_it(sound, harm, light_folder):
    with light_folder() as folder:
        unnoticed = [how for path, how in damaged(sound, harm, folder) if exit_code(path) != 4]
    assert unnoticed == []


@pytest.mark.parametrize("harm", [flipped, truncated])
def test_what_is_read_is_what_was_recorded_or_is_refused(sound, harm, light_folder):
    with light_folder() as folder:
        wrong = [
            how
            for path, how in damaged(sound, harm, folder)
            if read_or_none(path) not in (None, sound.read)
        ]
    assert wrong == []


# --- The seal --------------------------------------------------------------------------------


@pytest.fixture
def path(sound, tmp_path):
    path = tmp_path / "register.sqlite3"
    path.write_bytes(sound.content)
    seal_of(path).write_bytes(sound.seal)
    return path


def write(path, number=1, *, lines=1, now=datetime(2018, 9, 20, tzinfo=UTC), pragmas=()):
    with Register.open(path) as register:
        for pragma in pragmas:
            register._connection.execute(f"PRAGMA {pragma}")
        with register.writing():
            entries = [entry("5207", MONTHS[number % 4], number + n) for n in range(lines)]
            register.append(entries, command="record", schedule="2561", now=now)


def not_as_sealed(path):
    """The pages that are not as sealed; None where the seal is of another state."""
    with closing(connect(path, mode="ro")) as connection, snapshot(connection):
        return pages_not_as_sealed(path, connection)


def unused(path, page):
    """Flip a bit of a page where nothing is kept: in the gap after its cell pointers."""
    whole = bytearray(path.read_bytes())
    start = (page - 1) * 4096
    assert whole[start] in {0x0A, 0x0D}  # a leaf
    cells = int.from_bytes(whole[start + 3 : start + 5])
    first = int.from_bytes(whole[start + 5 : start + 7])
    assert first - (8 + 2 * cells) > 0
    whole[start + first - 1] ^= 4
    path.write_bytes(whole)


def root_of(path, table):
    with closing(connect(path, mode="ro")) as connection:
        [(root,)] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchall()
    return root


def test_every_write_renews_the_seal(path):
    for number in range(30):
        write(path, number, lines=1 + number % 5)
        assert not_as_sealed(path) == []


@pytest.mark.parametrize("cache", [5, 10_000])
def test_a_large_write_renews_the_seal(path, cache):
    """Where the cache is small, SQLite writes its journal in several parts."""
    write(path, lines=4000, pragmas=[f"cache_size = {cache}", "cache_spill = 1"])
    assert not_as_sealed(path) == []
    write(path)
    assert not_as_sealed(path) == []


@pytest.mark.parametrize("size", [512, 1024, 65536])
def test_pages_of_any_size(path, size):
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA page_size = {size}")
        connection.execute("VACUUM")
    assert not_as_sealed(path) is None
    for number in range(3):
        write(path, number)
        assert not_as_sealed(path) == []
    assert exit_code(path) == 0


def test_writing_hides_no_damage_elsewhere(path):
    page = root_of(path, "batches_by_source")
    unused(path, page)
    assert not_as_sealed(path) == [page]
    write(path)  # a seal made anew would be of the page as it is now
    assert not_as_sealed(path) == [page]


def test_writing_hides_no_damage_of_what_it_writes(path):
    page = root_of(path, "rounds")
    unused(path, page)
    before = path.read_bytes()[(page - 1) * 4096 : page * 4096]
    write(path)
    write(path)
    assert path.read_bytes()[(page - 1) * 4096 : page * 4096] != before
    assert not_as_sealed(path) == [page]


def test_pages_that_were_in_no_use(path):
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(200000))")
        connection.execute("DROP TABLE t")
        assert connection.execute("PRAGMA freelist_count").fetchone() > (40,)
    for number in range(20):
        write(path, number, lines=20)
        assert not_as_sealed(path) == []


def counter_of(path):
    return Header.of(path.read_bytes()[:HEADER_SIZE]).counter


def other_program(path):
    with closing(connect(path)) as connection:
        connection.execute("CREATE VIEW ours AS SELECT 1")


def seal_lost(path):
    seal_of(path).unlink()


def seal_cut(path):
    seal_of(path).write_bytes(seal_of(path).read_bytes()[:-4])


def seal_odd(path):
    seal_of(path).write_bytes(seal_of(path).read_bytes()[:-3])


def seal_empty(path):
    seal_of(path).write_bytes(b"")


def seal_flipped(path):
    content = bytearray(seal_of(path).read_bytes())
    content[100] ^= 1
    seal_of(path).write_bytes(content)


def seal_of_other_make(path):
    content = b"CDDCSEA2" + seal_of(path).read_bytes()[8:-4]
    seal_of(path).write_bytes(content + crc32(content).to_bytes(4, sys.byteorder))


def other_register(path):
    """Another register, with as many writes, put where this one was."""
    writes = counter_of(path)
    path.unlink()
    Register.create(path, "52", NOW).close()
    with closing(connect(path)) as connection:
        [(version,)] = connection.execute("PRAGMA user_version").fetchall()
        while counter_of(path) < writes:
            connection.execute(f"PRAGMA user_version = {version}")
    assert counter_of(path) == writes


def backup_put_in_its_place(path):
    copy = path.with_name("copy")
    with closing(connect(path)) as connection, closing(sqlite3.connect(copy)) as backup:
        connection.backup(backup)
    copy.replace(path)


@pytest.mark.parametrize(
    "change",
    [
        other_program, seal_lost, seal_cut, seal_odd, seal_empty, seal_flipped, seal_of_other_make,
        other_register, backup_put_in_its_place,
    ],
)  # fmt: skip
def test_a_seal_of_another_state_says_nothing_until_it_is_made_anew(path, change):
    change(path)
    assert not_as_sealed(path) is None
    assert exit_code(path) == 0
    write(path)
    assert not_as_sealed(path) == []
    page = root_of(path, "batches_by_source")
    unused(path, page)
    assert not_as_sealed(path) == [page]  # as it is of every page
    unused(path, page)
    write(path)
    assert not_as_sealed(path) == []


def test_a_file_that_was_copied_whole_brings_its_seal(path):
    elsewhere = path.with_name("elsewhere.sqlite3")
    elsewhere.write_bytes(path.read_bytes())
    seal_of(elsewhere).write_bytes(seal_of(path).read_bytes())
    assert not_as_sealed(elsewhere) == []


def test_another_process_writes_before_the_seal_is_made(path, monkeypatch):
    """The seal is then of what that one wrote too."""
    before = seal._renewed

    def late(*args):
        monkeypatch.setattr(seal, "_renewed", before)
        write(path, 2)
        return before(*args)

    def first(*args):
        args[1].execute("ROLLBACK")  # the moment between the COMMIT and what is read after it
        return late(*args)

    monkeypatch.setattr(seal, "_renewed", first)
    write(path, 1)
    assert not_as_sealed(path) == []


def test_nothing_written_leaves_the_seal(path):
    kept = seal_of(path).read_bytes()
    with Register.open(path) as register, register.writing():
        pass
    assert (seal_of(path).read_bytes(), not_as_sealed(path)) == (kept, [])


def test_a_write_that_fails_leaves_the_seal(path):
    kept = seal_of(path).read_bytes()
    with pytest.raises(TypeError):
        write(path, now=None)
    assert (seal_of(path).read_bytes(), not_as_sealed(path)) == (kept, [])


def test_no_write_fails_for_want_of_a_seal(path):
    seal_of(path).unlink()
    seal_of(path).mkdir()
    write(path)
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, seal_of(path).name]
    assert read(path) is not None


def test_no_write_fails_where_sqlite_keeps_no_journal_of_that_name(path):
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = len(read(path)[3])
    write(path)
    assert len(read(path)[3]) == before + 1
    assert not_as_sealed(path) is None


def test_no_write_fails_for_a_seal_that_cannot_be_made_out(path, monkeypatch):
    def broken(_connection):
        raise sqlite3.OperationalError

    monkeypatch.setattr(seal, "_state", broken)
    write(path)
    monkeypatch.undo()
    assert not_as_sealed(path) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rounds SET entries_sum = 'none'",
        "UPDATE batches SET recorded_at = '9' || recorded_at",
    ],
)
def test_nothing_is_added_to_what_makes_no_sense(path, statement):
    with closing(connect(path)) as connection:
        connection.execute("DROP TRIGGER batches_refuse_UPDATE")
        connection.execute(statement)
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


def test_a_round_that_is_missing(path):
    with closing(connect(path)) as connection:
        connection.execute("DELETE FROM rounds WHERE month = '2018-06'")
    with Register.open(path) as register, pytest.raises(RegisterRefused, match="missing"):
        register.rounds()


def test_what_recorded_an_entry_was_altered(path):
    with closing(connect(path)) as connection:
        connection.execute("DROP TRIGGER batches_refuse_UPDATE")
        connection.execute("UPDATE batches SET command = 'record' WHERE command = 'undo'")
    with Register.open(path) as register, pytest.raises(RegisterRefused, match="not what was"):
        register.history("52", MONTHS)
