import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import (
    NotARegister,
    RegisterDamaged,
    RegisterExists,
    RegisterLocked,
    RegisterMissing,
    RegisterRefused,
    RegisterUnusable,
)
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import MAX_COUNT, Entry
from cddctl.periods import Month
from cddctl.register import schema, sqlite, store
from cddctl.register.rows import row_of
from cddctl.register.schema import (
    APPLICATION_ID,
    BATCH_FIELDS,
    STEPS,
    batch_digest,
    line_digest,
    text_of,
)
from cddctl.register.sqlite import stamp
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
VERSION = len(STEPS)
RECORDED = {"command": "record", "schedule": "2561/lampang", "now": NOW}
SEPTEMBER = Month(2018, 9)
AUGUST = Month(2018, 8)
ODD_NAME = "a#b;c%20d" if sys.platform == "win32" else "a#b?c%20d"
"""What would mean something in an address; Windows has no name with a question mark."""


def home_of(path):
    with Register.open(path) as again:
        return again.home


def entry(office="5202", database="leaders", period=1, **values):
    if not values:
        values = {"total": 120, "recorded": {"persons": 97}}
    return Entry("52", office, database, 2561, period, SEPTEMBER, **values)


def counted(persons, **others):
    return entry(**others, total=200, recorded={"persons": persons})


def as_recorded(one, at=NOW, by=None):
    return one._replace(recorded_at=at, recorded_by=by)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "register.db"


@pytest.fixture
def register(path):
    with Register.create(path, "52", NOW) as register:
        yield register


def append(register, *entries, acts=(), now=NOW, **values):
    with register.writing():
        register.append([*entries, *acts], **(RECORDED | {"now": now} | values))


def raw(path, *statements):
    """Run statements past the program, and return the last one's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


# --- Create and open -------------------------------------------------------------------------


def test_create_and_open(path):
    with Register.create(path, "52", NOW) as created:
        assert (created.home, created.path) == ("52", path)
    with Register.open(path) as opened:
        assert opened.home == "52"
        assert opened.current("52", SEPTEMBER) == []
    assert [file.name for file in path.parent.iterdir()] == ["register.db"]


def test_create_makes_the_folder(tmp_path):
    path = tmp_path / "ข้อมูล 2561" / ODD_NAME / "register.db"
    Register.create(path, "52", NOW).__exit__()
    assert home_of(path) == "52"


@pytest.mark.usefixtures("register")
def test_the_file_is_marked_as_ours_and_says_when_it_was_made(path):
    assert raw(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert APPLICATION_ID.to_bytes(4) == b"CDDR"
    assert raw(path, "PRAGMA user_version") == [(VERSION,)]
    assert raw(path, "SELECT home_province, created_at FROM register") == [
        ("52", "2018-09-05T02:30:00.000000+00:00")
    ]


@pytest.mark.parametrize("code", ["52", "57"])
def test_it_keeps_its_home_province(path, code):
    Register.create(path, code, NOW).close()
    assert home_of(path) == code


def test_missing(path):
    with pytest.raises(RegisterMissing) as refused:
        Register.open(path)
    assert str(refused.value) == (
        f"there is no register at {path}; check the path, or create it: "
        "cddctl init --province NAME --register PATH"
    )
    assert list(path.parent.iterdir()) == []


def test_one_that_was_lost_is_not_begun_anew(path):
    Register.create(path, "52", NOW).close()
    copies = path.with_name("register-backups")
    copies.mkdir()
    copy = path.rename(copies / "register-2018-09-05.db")
    for use in (Register.open, lambda path: Register.create(path, "52", LATER)):
        with pytest.raises(RegisterMissing) as refused:
            use(path)
        assert str(refused.value) == (
            f"there is no register at {path}, but there are backups of one; put the latest back: "
            f'cddctl register restore "{copy}" --register "{path}"; '
            "to begin anew, move that folder away first"
        )
    assert not path.exists()
    copies.rename(path.with_name("elsewhere"))
    Register.create(path, "57", LATER).close()
    assert home_of(path) == "57"


@pytest.mark.parametrize("end", ["-journal", "-wal"])
def test_what_is_left_of_one_that_is_gone_is_not_written_into_a_new_one(path, end):
    left = path.with_name(path.name + end)
    left.write_bytes(b"pages")
    with pytest.raises(RegisterUnusable) as refused:
        Register.create(path, "52", NOW)
    assert str(refused.value) == (
        f"the register {path} cannot be used: register.db{end} is left of a register that is gone; "
        "restore a backup of that one, or move the file away; nothing was changed"
    )
    assert list(path.parent.iterdir()) == [left]


def test_what_another_has_made_since_is_no_loss(path, monkeypatch):
    """What lies beside a register that another process has created by now is its own."""

    def copy_to_put_back(path):
        path.write_bytes(b"the other's")
        return path.with_name("the other's copy")

    monkeypatch.setattr(store, "copy_to_put_back", copy_to_put_back)
    with pytest.raises(RegisterExists):
        Register.create(path, "52", NOW)


@pytest.mark.parametrize("content", [None, b"", b"notes"])
def test_what_is_there_already_stays(path, content):
    if content is None:
        Register.create(path, "52", NOW).__exit__()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(RegisterExists) as refused:
        Register.create(path, "57", LATER)
    assert str(path) in str(refused.value)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_in_its_place(tmp_path):
    with pytest.raises(RegisterUnusable, match="cannot be used: it is a folder; nothing was"):
        Register.open(tmp_path)
    with pytest.raises(RegisterExists):
        Register.create(tmp_path, "52", NOW)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("file/register.db", "a part of its path is no folder"),
        ("file/folder/register.db", "a part of its path is no folder"),
        ("x" * 300, "its name is too long"),
    ],
)
def test_paths_that_cannot_be(tmp_path, name, why):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    path = tmp_path / name
    for use in (Register.open, lambda path: Register.create(path, "52", NOW)):
        with pytest.raises(RegisterUnusable) as refused:
            use(path)
        assert str(refused.value) == (
            f"the register {path} cannot be used: {why}; nothing was changed"
        )
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


class OnAServer:
    """A path as Windows has it where a folder of another PC is shared."""

    def absolute(self):
        return PureWindowsPath(r"\\server\ข้อมูล\register.sqlite3")


def test_a_register_on_a_server_is_named_as_sqlite_wants_it():
    """SQLite takes no authority: the server belongs to the path."""
    name = "file:////server/%E0%B8%82%E0%B9%89%E0%B8%AD%E0%B8%A1%E0%B8%B9%E0%B8%A5/register.sqlite3"
    assert sqlite.uri_of(OnAServer(), "rw") == f"{name}?mode=rw"


def test_a_path_that_cannot_be(tmp_path):
    with pytest.raises(RegisterUnusable, match="its name is too long"):
        Register.open(tmp_path / ("x" * 300))


def test_on_a_file_system_without_links(path, monkeypatch):
    def link(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    Register.create(path, "52", NOW).__exit__()
    assert home_of(path) == "52"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("links", [True, False])
def test_another_may_create_it_meanwhile(path, monkeypatch, links):
    connect, link = store.connect, os.link

    def connect_after_the_other(draft):
        path.write_bytes(b"the other's")
        return connect(draft)

    def maybe_link(*names):
        if not links:
            raise PermissionError(1, "Operation not permitted")
        link(*names)

    monkeypatch.setattr(store, "connect", connect_after_the_other)
    monkeypatch.setattr(os, "link", maybe_link)
    with pytest.raises(RegisterExists):
        Register.create(path, "52", NOW)
    assert path.read_bytes() == b"the other's"
    assert list(path.parent.iterdir()) == [path]


def test_a_half_made_register_leaves_nothing(path, monkeypatch):
    def nonsense(db):
        STEPS[0](db)
        db.execute("CREATE nonsense")

    monkeypatch.setattr(schema, "STEPS", [nonsense])
    with pytest.raises(RegisterDamaged):
        Register.create(path, "52", NOW)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"SQLite", b"notes\n", b"SQLite format 3\n" + b"\0" * 84, b"PK\x03\x04" + b"\0" * 96],
)
def test_not_sqlite(path, content):
    path.write_bytes(content)
    with pytest.raises(NotARegister) as refused:
        Register.open(path)
    assert str(refused.value) == (
        f"{path} is not a register of cddctl; nothing was changed, check the path"
    )
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "pragmas",
    [
        [],
        ["PRAGMA user_version = 1"],
        [f"PRAGMA application_id = {APPLICATION_ID}"],
        ["PRAGMA application_id = 1", "PRAGMA user_version = 1"],
    ],
)
def test_another_programs_sqlite_file(path, pragmas):
    raw(path, "CREATE TABLE register (home_province TEXT)", *pragmas)
    before = path.read_bytes()
    with pytest.raises(NotARegister):
        Register.open(path)
    assert path.read_bytes() == before


@pytest.mark.usefixtures("register")
def test_newer(path):
    raw(path, "PRAGMA user_version = 7")
    with pytest.raises(RegisterRefused) as refused:
        Register.open(path)
    assert str(refused.value) == (
        f"{path} was written by a newer cddctl (format 7, this one knows {VERSION}); "
        "install the newer version"
    )


# --- Entries ---------------------------------------------------------------------------------


def test_what_is_appended_is_current(path, register):
    one = entry(note="ครบทุกหมู่บ้าน", received=date(2018, 9, 4), total=5, recorded={"persons": 5})
    append(register, one, by="สมหญิง")
    expected = [as_recorded(one, by="สมหญิง")]
    assert register.current("52", SEPTEMBER) == expected
    with Register.open(path) as again:
        assert again.current("52", SEPTEMBER) == expected


def test_recorded_at_is_kept_in_utc(register):
    bangkok = timezone(timedelta(hours=7))
    append(register, entry(), now=NOW.astimezone(bangkok))
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded_at == NOW
    assert found.recorded_at.utcoffset() == timedelta(0)


def test_what_is_recorded_says_utc_whatever_zone_the_pc_is_in(zone):
    zone("ICT-7")
    assert NOW.astimezone().hour == 9
    assert stamp(NOW) == "2018-09-05T02:30:00.000000+00:00"


def test_a_correction_stands(register):
    append(register, counted(10), counted(1, office="5203"))
    append(register, counted(11), now=LATER)
    assert register.current("52", SEPTEMBER) == [
        as_recorded(counted(11), LATER),
        as_recorded(counted(1, office="5203")),
    ]


def test_the_later_line_of_a_batch_stands(register):
    append(register, counted(10), counted(12), counted(11))
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 11}


def test_the_order_stands_though_the_clock_is_set_back(path, register):
    for persons, now in ((1, LATER), (2, NOW), (3, NOW), (4, NOW - timedelta(days=9))):
        append(register, counted(persons), now=now)
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 4}
    assert found.recorded_at == LATER + timedelta(microseconds=3)
    times = [at for (at,) in raw(path, "SELECT recorded_at FROM batches ORDER BY id")]
    assert times == sorted(set(times))


def test_only_what_is_asked_for(register):
    append(
        register,
        counted(1),
        counted(2, database="groups"),
        counted(3)._replace(month=AUGUST),
        counted(4)._replace(province="53", office="5301"),
        counted(5, period=2),
        counted(6)._replace(month=Month(2017, 9), fiscal_year=2560),
        counted(7, office="52"),
    )

    def persons(*arguments):
        return [e.recorded["persons"] for e in register.current(*arguments)]

    assert persons("52", SEPTEMBER) == [1, 2, 5, 7]
    assert persons("52", AUGUST) == [3]
    assert persons("52", Month(2017, 9)) == [6]
    assert persons("53", SEPTEMBER) == [4]
    assert persons("53", AUGUST) == []
    assert persons("52", Month(2018, 10)) == []


def test_a_period_is_known_by_its_month_too(register):
    """A schedule that numbers otherwise gives an entry of another month the same number."""
    august = counted(1)._replace(month=AUGUST)
    append(register, august, schedule="2561")
    append(register, counted(2), now=LATER)
    assert register.current("52", AUGUST) == [as_recorded(august)]
    assert register.current("52", SEPTEMBER) == [as_recorded(counted(2), LATER)]
    assert august.key == ("leaders", AUGUST, 1)


def write_batch(path, number, uid, at, *entries, first_id=None, backwards=False):
    """Write a batch past the program, whole and with the right digests, under an id of choice."""
    ((origin,),) = raw(path, "SELECT uid FROM register")
    batch = [uid, uid, origin, "record", "2561/lampang", stamp(at), None, None, None]
    text = text_of(batch)
    rows = [list(row_of(line, one)) for line, one in enumerate(entries, 1)]
    for row in rows:
        row.append(line_digest(text, text_of(row)))
    batch += ["", batch_digest(text, "", [row[-1] for row in rows])]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT INTO batches VALUES ({marks(12)})", [number, *batch])
        for place, row in enumerate(reversed(rows) if backwards else rows):
            id_ = None if first_id is None else first_id + place
            connection.execute(f"INSERT INTO entries VALUES ({marks(15)})", [id_, number, *row])
        for table in ("batches", "entries"):  # as many as if they were numbered one by one
            connection.execute(
                f"UPDATE sqlite_sequence SET seq = (SELECT count(*) FROM {table}) WHERE name = ?",
                (table,),
            )


ROUNDS = [("52", SEPTEMBER), ("52", AUGUST)]


def marks(count):
    return ", ".join("?" * count)


@pytest.mark.parametrize("number", [1, 9])
def test_the_latest_recorded_stands_whatever_the_ids(path, register, number):
    write_batch(path, number, "b" * 32, LATER, counted(1), first_id=number * 10)
    write_batch(path, 5, "c" * 32, NOW, counted(2), first_id=50)
    (found,) = register.current("52", SEPTEMBER)
    assert (found.recorded, found.recorded_at) == ({"persons": 1}, LATER)


@pytest.mark.parametrize("number", [1, 9])
def test_of_one_moment_the_greater_uid_stands_whatever_the_ids(path, register, number):
    write_batch(path, number, "b" * 32, NOW, counted(1), first_id=number * 10)
    write_batch(path, 5, "a" * 32, NOW, counted(2), counted(3), first_id=50)
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 1}


def test_of_one_batch_the_later_line_stands_whatever_the_ids(path, register):
    lines = [counted(1), counted(2, office="5203"), counted(3)]
    write_batch(path, 1, "b" * 32, NOW, *lines, first_id=1, backwards=True)
    assert raw(path, "SELECT line FROM entries ORDER BY id") == [(3,), (2,), (1,)]
    assert register.current("52", SEPTEMBER) == [
        as_recorded(counted(3)),
        as_recorded(counted(2, office="5203")),
    ]


def test_what_is_appended_comes_after_the_latest_recorded_whatever_its_id(path, register):
    write_batch(path, 1, "f" * 32, LATER, counted(1))
    write_batch(path, 2, "0" * 32, NOW, counted(2))
    append(register, counted(3), now=NOW + timedelta(minutes=1))
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 3}
    assert found.recorded_at == LATER + timedelta(microseconds=1)
    ((last,),) = raw(path, "SELECT digest FROM batches WHERE id = 1")
    assert raw(path, "SELECT id, previous FROM batches WHERE id > 2") == [(3, last)]


def test_now_stands_where_it_lies_after_all_before(register):
    append(register, counted(1))
    append(register, counted(2), now=NOW + timedelta(microseconds=1))
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded_at == NOW + timedelta(microseconds=1)


def test_latest_month(register):
    assert register.latest_month("52") is None
    append(register, entry()._replace(month=Month(2018, 6)), entry()._replace(month=SEPTEMBER))
    append(register, entry()._replace(month=Month(2017, 12)), now=LATER)
    assert register.latest_month("52") == SEPTEMBER
    assert register.latest_month("53") is None


def test_when_use_began(register):
    assert register.began("52") == Month.of(NOW.date())  # when it was created
    append(register, acts=[Act(Kind.BEGIN, "52", Month(2018, 6)), CLOSED])
    append(register, acts=[Act(Kind.BEGIN, "52", Month(2018, 2))], now=LATER)
    append(register, acts=[Act(Kind.BEGIN, "53", Month(2018, 7))], now=LATER)
    assert register.began("52") == Month(2018, 2)  # said last
    assert register.began("53") == Month(2018, 7)
    assert register.began("54") == Month.of(NOW.date())


def test_a_batch_says_where_it_comes_from_and_which_was_before(path, register):
    append(register, entry(), by="สมหญิง", source="ก.xlsx", source_sha256="ab" * 32)
    append(register, entry(), entry(office="5203"), now=LATER, schedule="2561")
    columns = (*BATCH_FIELDS, "previous", "digest", "id")
    first, second = (
        dict(zip(columns, row, strict=True))
        for row in raw(path, f"SELECT {', '.join(columns)} FROM batches ORDER BY id")
    )
    ((origin,),) = raw(path, "SELECT uid FROM register")
    assert len(origin) == 32
    assert (first["origin"], second["origin"]) == (origin, origin)
    assert (first["schedule"], second["schedule"]) == ("2561/lampang", "2561")
    assert (first["command"], first["recorded_by"]) == ("record", "สมหญิง")
    assert (first["source"], first["source_sha256"]) == ("ก.xlsx", "ab" * 32)
    assert (first["previous"], second["previous"]) == ("", first["digest"])
    for batch in (first, second):
        lines = raw(path, f"SELECT digest FROM entries WHERE batch = {batch['id']} ORDER BY line")
        text = text_of([batch[field] for field in BATCH_FIELDS])
        digests = [digest for (digest,) in lines]
        assert batch["digest"] == batch_digest(text, batch["previous"], digests)


def test_files_that_were_recorded_from(path, register):
    one, other, never = ("ab" * 32, "cd" * 32, "ef" * 32)
    append(register, entry(), source="ก.xlsx", source_sha256=one)
    append(register, counted(1), source="a.csv", source_sha256=other)
    append(register, counted(2), now=LATER)
    assert register.taken(dict.fromkeys([one, never, other, ""], ROUNDS)) == {
        one: NOW,
        other: NOW + timedelta(microseconds=1),
    }
    # Under another name, and with what is left of it: the last time counts.
    append(register, counted(3), now=LATER, source="ข.xlsx", source_sha256=one)
    with Register.open(path) as again:
        assert again.taken({one: ROUNDS}) == {one: LATER + timedelta(microseconds=1)}
    assert register.taken({}) == {}
    assert register.taken({one: [("52", Month(2018, 7))]}) == {}
    assert raw(path, "SELECT source, source_sha256 FROM batches ORDER BY id") == [
        ("ก.xlsx", one),
        ("a.csv", other),
        (None, None),
        ("ข.xlsx", one),
    ]


def test_a_file_of_which_nothing_was_recorded_was_not_taken(register):
    def work():
        with register.writing():
            register.append([entry()], **RECORDED, source="ก.xlsx", source_sha256="ab" * 32)
            assert register.taken({"ab" * 32: ROUNDS}) == {"ab" * 32: NOW}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert register.taken({"ab" * 32: ROUNDS}) == {}


def test_what_was_recorded_from_in_a_damaged_register(path, register):
    raw(path, "DROP TABLE batches")
    with pytest.raises(RegisterDamaged):
        register.taken({"ab" * 32: ROUNDS})


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("กำ้แ๑'\"[]=;😀"), max_size=30
)
counts = st.integers(0, MAX_COUNT)
entries = st.builds(
    Entry,
    province=st.just("52"),
    office=st.sampled_from(["52", "5201", "5202", "5213"]),
    database=st.sampled_from(["leaders", "groups"]),
    fiscal_year=st.just(2561),
    period=st.integers(1, 3),
    month=st.sampled_from([SEPTEMBER, AUGUST])
    | st.builds(Month, st.integers(1900, 2199), st.integers(1, 12)),
    total=st.just(1),
    recorded=st.just({"persons": 1}),
    not_applicable=st.just(False),
    note=st.none() | texts,
    received=st.none() | st.dates(),
    recorded_at=st.none(),
    recorded_by=st.none(),
) | st.just(entry())


@st.composite
def any_entry(draw):
    one = draw(entries)
    if draw(st.booleans()):
        return one._replace(total=None, recorded={}, not_applicable=True, note=draw(texts))
    units = st.dictionaries(st.sampled_from(["persons", "groups", "places"]), counts, min_size=1)
    return one._replace(total=draw(counts), recorded=draw(units))


@given(st.lists(st.lists(any_entry(), min_size=1, max_size=4), max_size=4), texts)
@settings(max_examples=40)
def test_round_trip(tmp_path_factory, batches, by):
    path = tmp_path_factory.mktemp("register") / "register.db"
    standing = {}
    with Register.create(path, "52", NOW) as register:
        for batch in batches:
            append(register, *batch, by=by)
            standing |= {(e.key, e.office): e for e in batch}
    with Register.open(path) as register:
        months = {e.month for batch in batches for e in batch}
        found = [e for month in months for e in register.current("52", month)]
        assert register.latest_month("52") == max(
            (e.month for batch in batches for e in batch), default=None
        )
    assert {(e.key, e.office): e._replace(recorded_at=None, recorded_by=None) for e in found} == (
        standing
    )
    assert len(found) == len(standing)
    assert {e.recorded_by for e in found} <= {by}


# --- Append-only, all or nothing -------------------------------------------------------------


@pytest.mark.parametrize("table", ["register", "batches", "entries"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = 9", "DELETE FROM {}"])
def test_nothing_is_ever_changed_or_deleted(path, register, table, change):
    append(register, entry())
    before = raw(path, f"SELECT * FROM {table}")
    assert len(before) == 1
    with pytest.raises(sqlite3.IntegrityError, match="the register is append-only"):
        raw(path, change.format(table))
    assert raw(path, f"SELECT * FROM {table}") == before


REGISTER = "1, 'x', '57', 'x', 'x'"
BATCH = "'x', 'x', 'record', '2561', 'x', NULL, NULL, NULL, '', 'x'"
ENTRY = "'52', '5202', 'leaders', 2561, 1, '2018-09', 0, 9, '{}', NULL, NULL, 'x'"


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("register", REGISTER),
        ("batches", f"1, 'x', {BATCH}"),
        ("batches", f"9, (SELECT uid FROM batches), {BATCH}"),
        ("entries", f"1, 1, 9, {ENTRY}"),
        ("entries", f"9, 1, 1, {ENTRY}"),
    ],
)
@pytest.mark.parametrize("insert", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT"])
def test_nothing_is_ever_replaced(path, register, table, values, insert):
    append(register, entry())
    before = raw(path, f"SELECT * FROM {table}")
    assert len(before) == 1
    with pytest.raises(sqlite3.IntegrityError, match="the register is append-only"):
        raw(path, f"{insert} INTO {table} VALUES ({values})")
    assert raw(path, f"SELECT * FROM {table}") == before


def test_nor_is_there_room_for_a_second_register(path, register):
    append(register, entry())
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        raw(path, f"INSERT OR REPLACE INTO register VALUES (2{REGISTER[1:]})")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 3), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1)],
)
def test_an_open_register_is_as_safe_as_sqlite_can_make_it(path, register, pragma, value):
    with Register.open(path) as opened:
        for one in (register, opened):
            assert one._connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
            assert one._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_no_entry_is_taken_without_its_batch(register):
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint failed"):
        register._connection.execute(f"INSERT INTO entries VALUES (1, 7, 1, {ENTRY})")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_written_when_the_work_fails(register, error):
    append(register, counted(1))

    def work():
        with register.writing():
            register.append([counted(2)], **RECORDED)
            raise error

    with pytest.raises(error):
        work()
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 1}
    append(register, counted(3), now=LATER)
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 3}


def test_several_batches_in_one_transaction(register):
    with register.writing():
        register.append([counted(1)], **RECORDED)
        register.append([counted(2)], **RECORDED)
    (found,) = register.current("52", SEPTEMBER)
    assert found.recorded == {"persons": 2}


def test_what_the_tables_refuse_is_not_written(register):
    broken = entry(total=-1, recorded={"persons": 1})
    with pytest.raises(RegisterDamaged):
        append(register, counted(1), broken)
    with pytest.raises(RegisterDamaged):
        append(register, entry(not_applicable=True))
    assert register.current("52", SEPTEMBER) == []


def test_a_transaction_that_sqlite_has_ended_itself(register):
    def work():
        with register.writing():
            register._connection.execute("ROLLBACK")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    append(register, entry())


@pytest.mark.parametrize(
    ("pragma", "why"),
    [("query_only = ON", "it is read-only"), ("max_page_count = 1", "the disk is full")],
)
def test_a_disk_that_takes_no_more(register, pragma, why):
    register._connection.execute(f"PRAGMA {pragma}")
    long = [entry(note="ก" * 500, total=1, recorded={"persons": 1})] * 50
    with pytest.raises(RegisterUnusable, match=f"cannot be used: {why}; nothing was changed"):
        append(register, *long)
    assert register.current("52", SEPTEMBER) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_read_only_folder(path, register):
    path.parent.chmod(0o500)
    try:
        with pytest.raises(RegisterUnusable):
            append(register, entry())
        with pytest.raises(RegisterUnusable):
            Register.create(path.with_name("second.db"), "52", NOW)
    finally:
        path.parent.chmod(0o700)


# --- Damage ----------------------------------------------------------------------------------

OPEN_TRIGGER = "DROP TRIGGER entries_refuse_UPDATE"
NOT_RECORDED = "an entry is not what was recorded"


@pytest.mark.parametrize(
    "change",
    [
        "total = total + 1",
        "total = NULL",
        "recorded = '{\"persons\":98}'",
        "recorded = 'x'",
        "note = 'ก'",
        "received = '2018-09-01'",
        "month = '2018-08'",
        "line = 2",
        "digest = 'x'",
    ],
)
def test_a_tampered_entry(path, register, change):
    append(register, entry())
    raw(path, OPEN_TRIGGER, f"UPDATE entries SET {change}")
    with pytest.raises(RegisterDamaged) as refused:
        register.current("52", AUGUST if change.startswith("month") else SEPTEMBER)
    assert str(refused.value) == (
        f"the register {path} is damaged ({NOT_RECORDED}); keep the file; "
        "cddctl register check says which backup to use"
    )


def test_a_count_changed_in_the_bytes_of_the_file(path, register):
    append(register, entry())
    content = path.read_bytes()
    assert content.count(b'{"persons":97}') == 1
    path.write_bytes(content.replace(b'{"persons":97}', b'{"persons":79}'))
    with Register.open(path) as opened, pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        opened.current("52", SEPTEMBER)


def test_an_entry_without_its_batch(path, register):
    append(register, entry())
    raw(path, "DROP TRIGGER batches_refuse_DELETE", "DELETE FROM batches")
    with pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        register.current("52", SEPTEMBER)


def test_an_entry_moved_to_another_batch(path, register):
    append(register, counted(1))
    append(register, counted(2), counted(3, office="5203"), now=LATER)
    raw(path, OPEN_TRIGGER, "UPDATE entries SET batch = 1 WHERE line = 2")
    with pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        register.current("52", SEPTEMBER)


def test_a_month_that_is_none(path, register):
    append(register, entry())
    raw(path, OPEN_TRIGGER, "UPDATE entries SET month = '2018-99'")
    with pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        register.latest_month("52")
    with pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        register.rounds()


READINGS = {
    "current": lambda register: register.current("52", SEPTEMBER),
    "history": lambda register: register.history("52", [SEPTEMBER]),
    "acts": lambda register: register.acts("52", [SEPTEMBER]),
    "rounds": lambda register: register.rounds(),
    "latest_month": lambda register: register.latest_month("52"),
    "began": lambda register: register.began("52"),
    "taken": lambda register: register.taken({"ab" * 32: ROUNDS}),
}


@pytest.mark.parametrize(
    ("what", "altered"),
    [
        ("current", "DELETE FROM entries"),
        ("history", "UPDATE batches SET command = 'undo'"),
        ("acts", "DELETE FROM acts"),
        ("rounds", "DELETE FROM acts"),
        ("began", "UPDATE acts SET kind = 'begin'"),
        ("began", "DELETE FROM acts"),
        ("rounds", "UPDATE acts SET month = '2018-99'"),
        ("latest_month", "UPDATE entries SET month = '2018-99'"),
        ("current", "DELETE FROM batches"),
        ("current", "DELETE FROM entries WHERE id = 2"),
        ("current", "UPDATE sqlite_sequence SET seq = seq + 1"),
        ("current", "DROP INDEX entries_of_month"),
        ("current", "DROP INDEX entries_by_month"),
        ("taken", "UPDATE batches SET recorded_at = 'now'"),
        ("taken", "DROP TABLE batches"),
    ],
)
def test_what_is_damaged_is_named(path, register, what, altered):
    append(register, entry(), entry(office="5203"), acts=[CLOSED], source_sha256="ab" * 32)
    triggers = raw(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    raw(path, *(f"DROP TRIGGER {name}" for (name,) in triggers), altered)
    with pytest.raises(RegisterDamaged) as refused:
        READINGS[what](register)
    assert str(refused.value).startswith(f"the register {path} is damaged (")


@pytest.mark.usefixtures("register")
def test_a_register_without_its_province(path):
    raw(path, "DROP TRIGGER register_refuse_DELETE", "DELETE FROM register")
    with pytest.raises(RegisterDamaged) as refused:
        Register.open(path)
    assert f"the register {path} is damaged (it does not say its province)" in str(refused.value)


def test_a_register_without_its_tables(path):
    raw(
        path,
        "CREATE TABLE other (id)",
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {VERSION}",
    )
    with pytest.raises(RegisterDamaged, match="no such table"):
        Register.open(path)


def test_damaged_pages(path, register):
    append(register, *(counted(n, office=f"{5201 + n}") for n in range(13)))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(RegisterDamaged, match="cddctl register check says which backup to use"):
        Register.open(path)


@pytest.mark.parametrize("name", ["entries", "entries_by_month", "entries_of_month"])
def test_damaged_pages_of_the_entries_alone(path, register, name):
    append(register, *(counted(n, office=f"{5201 + n}") for n in range(13)))
    ((root,),) = raw(path, f"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'")
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with Register.open(path) as opened:
        assert opened.home == "52"
        with pytest.raises(RegisterDamaged):
            opened.current("52", SEPTEMBER)
        with pytest.raises(RegisterDamaged):
            append(opened, entry())


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("kept", [100, 512, 4096])
def test_a_file_cut_short(path, kept):
    content = path.read_bytes()
    path.write_bytes(content[:kept])
    with pytest.raises(RegisterDamaged):
        Register.open(path)


# --- Acts ------------------------------------------------------------------------------------

EXTENDED = Act(
    Kind.EXTEND, "52", SEPTEMBER, "5202", "leaders", date(2018, 9, 14), "น้ำท่วม"
)  # fmt: skip
CLOSED = Act(Kind.CLOSE, "52", SEPTEMBER, reason="บางส่วน", sent='{"note":"แม่เมาะ"}')
REOPENED = Act(Kind.REOPEN, "52", SEPTEMBER, reason="แก้ไข")


def test_acts_come_back_as_they_were_in_their_order(path, register):
    append(register, acts=[EXTENDED, CLOSED], by="สมศักดิ์")
    append(register, entry(), acts=[REOPENED], now=LATER)
    with Register.open(path) as opened:
        found = opened.acts("52", [SEPTEMBER])
        assert opened.current("52", SEPTEMBER) == [as_recorded(entry(), LATER)]
    assert found == [
        EXTENDED._replace(recorded_at=NOW, recorded_by="สมศักดิ์"),
        CLOSED._replace(recorded_at=NOW, recorded_by="สมศักดิ์"),
        REOPENED._replace(recorded_at=LATER),
    ]
    assert found[1].sha256 == CLOSED.sha256


def test_only_the_acts_that_are_asked_for(register):
    others = [CLOSED._replace(month=AUGUST), CLOSED._replace(province="50")]
    append(register, acts=[CLOSED, *others])
    for months, count in (([], 0), ([SEPTEMBER], 1), ([SEPTEMBER, AUGUST], 2)):
        assert len(register.acts("52", months)) == count
    assert [act.province for act in register.acts("50", [SEPTEMBER])] == ["50"]


def test_an_act_stands_in_no_history_of_entries(register):
    append(register, entry(), acts=[CLOSED])
    assert [entry.office for entry in register.history("52", [SEPTEMBER])] == ["5202"]


@pytest.mark.parametrize(
    "change",
    ["sent = 'x'", "sent = NULL", "kind = 'reopen'", "reason = 'x'", "line = 2", "digest = 'x'"],
)
def test_a_tampered_act(path, register, change):
    append(register, acts=[CLOSED])
    raw(path, "DROP TRIGGER acts_refuse_UPDATE", f"UPDATE acts SET {change}")
    with pytest.raises(RegisterDamaged, match=NOT_RECORDED):
        register.acts("52", [SEPTEMBER])


@pytest.mark.parametrize("change", ["UPDATE acts SET sent = 'x'", "DELETE FROM acts"])
def test_no_act_is_ever_changed_or_deleted(path, register, change):
    append(register, acts=[CLOSED])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(path, change)
    assert register.acts("52", [SEPTEMBER]) == [CLOSED._replace(recorded_at=NOW)]


def test_an_act_fails_with_the_work_that_it_is_part_of(register):
    def fail():
        with register.writing():
            register.append([entry(), CLOSED], **RECORDED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (register.acts("52", [SEPTEMBER]), register.current("52", SEPTEMBER)) == ([], [])


# --- Several at once -------------------------------------------------------------------------


@pytest.fixture
def held(path, monkeypatch):
    """The path of a register that another connection is writing to."""
    Register.create(path, "52", NOW).__exit__()
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield path
        other.execute("ROLLBACK")


def test_locked(held):
    with pytest.raises(RegisterLocked) as refused:
        Register.open(held)
    assert str(refused.value) == (
        f"the register {held} is in use by another program; close it and try again"
    )


@pytest.mark.usefixtures("register")
def test_locked_while_open(path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with (
        Register.open(path) as one,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert one.current("52", SEPTEMBER) == []
        with pytest.raises(RegisterLocked):
            append(one, entry())
        other.execute("ROLLBACK")
        append(one, entry())
        assert one.current("52", SEPTEMBER) == [as_recorded(entry())]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("what", READINGS)
def test_what_is_locked_is_named(path, monkeypatch, what):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with (
        Register.open(path) as one,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterLocked) as refused:
            READINGS[what](one)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "refusal", "why"),
    [
        ("SQLITE_BUSY_RECOVERY", RegisterLocked, "in use by another program"),
        ("SQLITE_LOCKED_SHAREDCACHE", RegisterLocked, "in use by another program"),
        ("SQLITE_CORRUPT_INDEX", RegisterDamaged, "parts of the file do not fit together"),
        ("SQLITE_CONSTRAINT_CHECK", RegisterDamaged, "as SQLite says it"),
        ("SQLITE_IOERR_FSYNC", RegisterUnusable, "the disk or the network failed"),
        ("SQLITE_READONLY_DIRECTORY", RegisterUnusable, "it is read-only"),
        ("SQLITE_CANTOPEN_ISDIR", RegisterUnusable, "it cannot be opened"),
        ("SQLITE_FULL", RegisterUnusable, "the disk is full"),
        ("SQLITE_TOOBIG", RegisterUnusable, "as SQLite says it"),
        ("", RegisterDamaged, "as SQLite says it"),  # of Python's own, as of a text that is none
    ],
)
def test_what_sqlite_says_in_plain_words(path, name, refusal, why):
    error = sqlite3.OperationalError("as SQLite says it")
    if name:
        error.sqlite_errorname = name
    with pytest.raises(refusal, match=why) as refused, sqlite.as_refusals(path):
        raise error
    assert str(path) in str(refused.value)
    if refusal is RegisterUnusable:
        assert why in sqlite.why_refused(error)


def test_from_its_first_moment_a_write_keeps_others_from_writing(path, register):
    with (
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other,
        register.writing(),
    ):
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM entries").fetchone() == (0,)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register

path, office = Path(sys.argv[1]), sys.argv[2]
for number in range(1, 26):
    with Register.open(path) as register, register.writing():
        entry = Entry(
            "52", office, "leaders", 2561, number, Month(2018, 9),
            total=number, recorded={"persons": number},
        )
        register.append(
            [entry], command="record", schedule="2561", now=datetime(2018, 9, 5, tzinfo=UTC)
        )
"""


def test_two_processes_writing_at_once_lose_nothing(path, register):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), office], stderr=subprocess.PIPE)
        for office in ("5201", "5202")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, b"")
    found = register.current("52", SEPTEMBER)
    assert sorted((e.office, e.period, e.total) for e in found) == [
        (office, number, number) for office in ("5201", "5202") for number in range(1, 26)
    ]
    batches = raw(path, "SELECT recorded_at, previous, digest FROM batches ORDER BY id")
    assert len({at for at, _, _ in batches}) == 50
    assert [at for at, _, _ in batches] == sorted(at for at, _, _ in batches)
    assert [previous for _, previous, _ in batches] == ["", *(d for _, _, d in batches[:-1])]


CORRECTOR = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register

path, by = Path(sys.argv[1]), sys.argv[2]
with Register.open(path) as register:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(1, 21):
        with register.writing():
            entry = Entry(
                "52", "5202", "leaders", 2561, 1, Month(2018, 9),
                total=200, recorded={"persons": number},
            )
            register.append(
                [entry], command="record", schedule="2561", by=by,
                now=datetime(2018, 9, 5, tzinfo=UTC),
            )
"""


def test_of_two_processes_correcting_one_office_the_later_stands_and_none_is_lost(path, register):
    append(register, counted(99), by="ก่อน")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CORRECTOR, str(path), by],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for by in ("one", "two")
    ]
    for process in processes:
        assert process.stdout.readline().strip() == b"ready"
    for process in processes:
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, b"")
    batches = raw(
        path,
        """
        SELECT recorded_at, recorded_by, recorded, previous, b.digest
        FROM batches AS b JOIN entries AS e ON e.batch = b.id ORDER BY b.id
        """,
    )
    for by in ("one", "two"):
        own = [recorded for _, who, recorded, _, _ in batches if who == by]
        assert own == [f'{{"persons":{number}}}' for number in range(1, 21)]
    assert len(batches) == len({at for at, *_ in batches}) == 41
    assert [at for at, *_ in batches] == sorted(at for at, *_ in batches)
    assert [b[3] for b in batches] == ["", *(b[4] for b in batches[:-1])]
    (found,) = register.current("52", SEPTEMBER)
    assert (stamp(found.recorded_at), found.recorded_by) == batches[-1][:2]
    assert found.recorded == {"persons": 20}


def test_the_later_of_two_stands_though_both_had_read_what_stood_before(path, register):
    append(register, counted(1))
    with Register.open(path) as one, Register.open(path) as two:
        assert one.current("52", SEPTEMBER) == two.current("52", SEPTEMBER)
        append(two, counted(2), now=LATER, by="two")
        append(one, counted(3), now=NOW, by="one")
        (found,) = two.current("52", SEPTEMBER)
        assert (found.recorded, found.recorded_by) == ({"persons": 3}, "one")
        assert found.recorded_at == LATER + timedelta(microseconds=1)
    assert raw(path, "SELECT recorded_by FROM batches ORDER BY id") == [(None,), ("two",), ("one",)]


def test_paths_are_taken_relative_to_the_folder_one_is_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Register.create(Path("register.db"), "52", NOW).__exit__()
    with Register.open(Path("register.db")) as register:
        append(register, entry())
    assert home_of(tmp_path / "register.db") == "52"


def test_the_rounds_that_there_is_something_for(register):
    append(register, counted(1), counted(2)._replace(month=AUGUST))
    append(register, counted(3)._replace(province="53", office="5301"), now=LATER)
    assert register.rounds() == [("52", AUGUST), ("52", SEPTEMBER), ("53", SEPTEMBER)]
