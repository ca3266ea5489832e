"""docs/register.md against a register: what it says, its queries and its recipe hold."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import MAX_COUNT, Entry
from cddctl.notes import MAX_NAME, MAX_NOTE
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register.copies import DAYS_KEPT
from cddctl.register.schema import APPLICATION_ID, OLD_APPLICATION_ID, STEPS
from cddctl.register.sqlite import BUSY_SECONDS
from cddctl.register.store import Register
from cddctl.report.form import build_report
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.library import ScheduleLibrary

DOCUMENT = (Path(__file__).parents[1] / "docs" / "register.md").read_text(encoding="utf-8")
NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)
LAMPANG = province_of("52")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)


def section(heading):
    [text] = re.findall(rf"^### {heading}\n(.*?)(?=^##)", DOCUMENT, re.DOTALL | re.MULTILINE)
    return text


def rows_of(heading):
    """The rows of the table below a heading, without the backticks."""
    lines = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return [[cell.strip().replace("`", "") for cell in line.split("|")[1:-1]] for line in lines]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A register in which everything has happened."""
    path = tmp_path_factory.mktemp("register") / "register.sqlite3"
    now = NOW

    def entry(office, database="leaders", period=1, **values):
        return Entry("52", office, database, 2561, period, SEPTEMBER, **values)

    with Register.create(path, "52", NOW) as register:

        def append(*entries, acts=(), command="record", **values):
            nonlocal now
            now += timedelta(minutes=1)
            with register.writing():
                periods = Calendar(ScheduleLibrary(), LAMPANG).of_month(SEPTEMBER)[1]
                register.declare(LAMPANG, periods)
                values = {"schedule": "2561/lampang", "command": command, "now": now} | values
                register.append([*entries, *acts], **values)

        first = entry("5203", total=80, recorded={"persons": 80}, received=date(2018, 9, 5))
        append(first, entry("5202", total=9, recorded={"persons": 0}), source="ก.xlsx")
        append(first._replace(recorded={"persons": 71}, note="รอเอกสาร"), by="สมชาย ใจดี")
        append(entry("5201", "groups", total=7, recorded={"networks": 2, "groups": 3}))
        append(entry("5202", "groups", total=7, recorded={"networks": 5}))
        append(entry("5201", "cd-standards", 2, not_applicable=True, note="หลังการรับรอง"))
        [undone] = [
            r.name
            for r in register.records("52", [SEPTEMBER])
            if r.source and r.content.office == "5202"
        ]
        append(acts=[Act(Kind.UNDO, "52", SEPTEMBER, target=undone)], command="undo")
        extended = Act(Kind.EXTEND, "52", SEPTEMBER, "5201", None, date(2018, 10, 5), "น้ำท่วม")
        append(acts=[extended], command="extend")
        closed = Act(Kind.CLOSE, "52", SEPTEMBER, reason="ส่งก่อน", sent='{"entries":[]}')
        append(acts=[closed], command="close", by="สมหญิง")
    return path


@pytest.fixture
def connection(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def named(connection, kind):
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))
    return {name for (name,) in rows if not name.startswith("sqlite_")}


def test_every_table_and_view_has_its_heading_and_no_other(connection):
    headings = set(re.findall(r"^### `(\w+)`$", DOCUMENT, re.MULTILINE))
    assert headings == named(connection, "table") | named(connection, "view")


TABLES = ("register", "batches", "entries", "acts", "places", "periods")


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_as_they_are(connection, table):
    is_ = [
        [name, kind, "never" if needed else "may be"]
        for _n, name, kind, needed, *_ in connection.execute(f"PRAGMA table_info({table})")
    ]
    assert [row[:3] for row in rows_of(f"`{table}`")] == is_


@pytest.mark.parametrize("view", ["current_entries", "current_status"])
def test_columns_of_a_view_are_as_they_are(connection, view):
    columns = connection.execute(f"SELECT * FROM {view}").description
    assert [row[0] for row in rows_of(f"`{view}`")] == [name for name, *_ in columns]


def test_indexes_are_as_they_are(connection):
    is_ = [
        [name, table, ", ".join(r[2] for r in connection.execute(f"PRAGMA index_info({name})"))]
        for name, table in connection.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
    ]
    assert sorted(row[:3] for row in rows_of("Indexes")) == sorted(is_)


def test_triggers_are_as_they_are(connection):
    assert {row[0] for row in rows_of("Triggers")} == named(connection, "trigger")
    assert len(rows_of("Triggers")) == len(named(connection, "trigger"))


@pytest.mark.parametrize("row", rows_of("Triggers"), ids=lambda row: row[0])
def test_each_trigger_refuses(path, row):
    table, _refuse, change = row[0].split("_")
    with closing(sqlite3.connect(path)) as connection:
        columns = [r[1] for r in connection.execute(f"PRAGMA table_info({table})")]
        statement = {
            "UPDATE": f"UPDATE {table} SET digest = 'x'",
            "DELETE": f"DELETE FROM {table}",
            "replace": f"INSERT OR REPLACE INTO {table} SELECT {', '.join(columns)} FROM {table}",
        }[change]
        with pytest.raises(sqlite3.IntegrityError, match="the register is append-only"):
            connection.execute(statement)


@pytest.mark.parametrize("query", blocks("sql"))
def test_queries_run_and_find_something(connection, query):
    assert connection.execute(query).fetchall()


def test_the_query_of_sums_says_what_the_report_says(connection, path):
    [query] = [query for query in blocks("sql") if "json_each" in query]
    found = {(row[0], row[2]): row[3] for row in connection.execute(query)}
    schedule, periods = Calendar(ScheduleLibrary(), LAMPANG).of_month(SEPTEMBER)
    with Register.open(path) as register:
        entries = register.current("52", SEPTEMBER)
    report = build_report(schedule, LAMPANG, districts(LAMPANG), SEPTEMBER, periods, entries)
    assert found == {
        (row.period.database.id, unit): count
        for row in report.rows
        for unit, count in row.recorded.items()
        if count is not None
    }


def test_the_queries_of_the_state_count_all_offices_and_databases(connection):
    counted, outstanding, *_ = [connection.execute(q).fetchall() for q in blocks("sql")]
    assert len(counted) == 13
    assert {(row[1], sum(row[2:])) for row in counted} == {(9, 8)}  # one not applicable
    assert sum(row[3] + row[4] for row in counted) == len(outstanding) == 13 * 8
    assert ("2018-10-05", "เมืองลำปาง", "ข้อมูลผู้นำ", "ยังไม่ได้บันทึก") in outstanding


def test_the_query_of_the_history_has_the_latest_last(connection):
    [query] = [query for query in blocks("sql") if "e.line;" in query]
    rows = connection.execute(query).fetchall()
    assert [row[4] for row in rows] == ['{"persons":80}', '{"persons":71}']


@pytest.mark.parametrize(
    "wanted",
    [
        "current_entries WHERE province_code = '52' AND month = '2018-09'",
        "current_status WHERE province_code = '52' AND month = '2018-09'",
        "current_status WHERE province = 'ลำปาง' AND month = '2018-09'",
        "current_status WHERE office = 'เกาะคา'",
    ],
)
def test_a_filtered_view_does_not_go_through_all_entries(connection, wanted):
    plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {wanted}").fetchall()
    steps = [step[3] for step in plan]
    assert any(step.startswith("SEARCH e USING") for step in steps), steps
    assert not any(step.startswith(("SCAN e", "SCAN later", "MATERIALIZE")) for step in steps)


@pytest.fixture(scope="module")
def verify():
    """The recipe, as it stands in the document."""
    [recipe] = blocks("python")
    names = {}
    exec(compile(recipe, "docs/register.md", "exec"), names)
    return names["verify"]


ALTERED = (
    "UPDATE entries SET total = 81 WHERE id = 1",
    "UPDATE entries SET note = NULL WHERE note IS NOT NULL AND NOT not_applicable",
    "UPDATE acts SET reason = 'x' WHERE kind = 'close'",
    "UPDATE batches SET recorded_by = 'x' WHERE id = 1",
    "UPDATE batches SET source = 'ข.xlsx' WHERE id = 1",
    "UPDATE register SET home_province = '53'",
    "UPDATE sqlite_sequence SET seq = seq + 1",
    "DELETE FROM entries WHERE id = 1",
    "DELETE FROM acts WHERE kind = 'close'",
    "DELETE FROM batches WHERE id = 3",
    "DELETE FROM batches WHERE id = (SELECT max(id) FROM batches)",
)


def copied(path, folder):
    copy = folder / "copy.sqlite3"
    copy.write_bytes(path.read_bytes())
    return copy


def test_the_recipe_verifies_a_register(verify, path):
    assert verify(path) == []


@pytest.mark.parametrize("statement", ALTERED)
def test_the_recipe_finds_what_was_altered(verify, path, tmp_path, statement):
    copy = copied(path, tmp_path)
    with closing(sqlite3.connect(copy)) as connection:
        for trigger in named(connection, "trigger"):
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(statement).rowcount > 0
        connection.commit()
    assert verify(copy) != []


def test_the_recipe_verifies_what_was_merged(verify, path, tmp_path):
    with (
        Register.create(tmp_path / "other.sqlite3", None, NOW) as other,
        Register.staged(path) as copy,
    ):
        entry = Entry("83", "8301", "leaders", 2561, 1, SEPTEMBER, 5, {"persons": 5})
        with other.writing():
            other.append([entry], command="record", schedule="2561", now=NOW)
        with other.beside(copy), other.writing():
            other.take_in(path)
    assert verify(tmp_path / "other.sqlite3") == []


def test_figures_are_the_program_s():
    assert f"version of its tables: {len(STEPS)}." in DOCUMENT
    assert (
        f"`application_id` 0x{APPLICATION_ID:x} (`{APPLICATION_ID.to_bytes(4).decode()}`)"
        in DOCUMENT
    )
    assert f"`application_id` 0x{OLD_APPLICATION_ID:x}" in DOCUMENT
    assert f"gives up after {BUSY_SECONDS:.0f} seconds" in DOCUMENT
    assert f"more than {DAYS_KEPT} |" in DOCUMENT
    assert f"at most {MAX_COUNT:,}; a note {MAX_NOTE} characters, a name {MAX_NAME}." in DOCUMENT
