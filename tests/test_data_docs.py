"""`docs/data.md` against the tables of columns, and against what the commands write."""

import csv
import io
import json
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from cddctl.cli import app
from cddctl.intake.headings import HEADINGS, Headings
from cddctl.render.data import columns, compare, entries, register, report, schedule, status
from cddctl.render.data.written import RECORDED
from cddctl.schedule.names import NOT_UNITS
from cddctl.thai import folded

DATA = (Path(__file__).parents[1] / "docs" / "data.md").read_text(encoding="utf-8")
SECTIONS = {
    text.split("\n", 1)[0].strip(): text for text in re.split(r"^## ", DATA, flags=re.MULTILINE)[1:]
}

TABLES = {
    "SHARE": "n of N",
    "PLACE": "A place",
    "SCHEDULE": "A schedule",
    "DUE": "Due",
    "DOUBT": "Doubts",
    "DIFFERENCE": "Schedules compared",
    "REPORT_ROW": "Report",
    "REPORT_LINE": "Report, CSV",
    "FORM_LINE": "Forms, CSV",
    "SUM_ROW": "Report of several provinces",
    "PROVINCE_ROW": "Report of several provinces, a province's own",
    "SUM_LINE": "Report of several provinces, CSV",
    "PROVINCE_LINE": "Report by province, CSV",
    "STANDING": "Status",
    "TODAY": "Today",
    "COMPARED": "Compared",
    "SETTING": "Settings",
    "PERIOD": "A period",
    "TALLY": "Sums",
    "STATUS_LINE": "Status of several provinces",
    "ENTRY": "What an entry says",
    "HISTORY_ENTRY": "History, an entry",
    "HISTORY_ACT": "History, an act",
    "HISTORY_LINE": "History, CSV",
    "EXPORTED": "Export, CSV",
    "IMPORTED": "What was recorded from files",
    "IMPORTED_ENTRY": "What was recorded from files, an entry",
    "PROBLEM": "What was recorded from files, a problem",
    "SINCE_SENT": "Changes",
    "MERGED": "Merge",
    "DIFFERING": "Merge, counts that differ",
    "RECORD": "Merge, one of the two",
    "ROUND_CHANGE": "Merge, a round",
    "DATE_MOVED": "Merge, a date",
}
NOT_ALONE = {
    "PROVINCE": "a part of other tables",
    "OFFICE": "a part of other tables",
    "DISTRICT": "a part of other tables",
    "ENTRY_PERIOD": "a part of other tables",
    "RATES": "`rates` of the sums",
    "MOMENT": "a part of Info",
}
COLUMNS = {
    name: table
    for module in (columns, compare, entries, register, report, schedule, status)
    for name, table in vars(module).items()
}


def names_of(section):
    """The names in the table of a section."""
    return re.findall(r"^\| `(\w+)` \| .+ \|$", SECTIONS[section], re.MULTILINE)


@pytest.mark.parametrize(("table", "section"), TABLES.items())
def test_a_section_names_the_columns_of_its_table(table, section):
    assert names_of(section) == list(COLUMNS[table])


def test_every_table_of_columns_has_its_section():
    tables = {
        name
        for name, value in COLUMNS.items()
        if name.isupper() and not name.startswith("_") and isinstance(value, Mapping | tuple)
    }
    assert tables == set(TABLES) | set(NOT_ALONE)
    assert set(TABLES.values()) <= set(SECTIONS)


def test_the_rates_are_named():
    for name in status.RATES:
        assert f"`{name}`" in SECTIONS["Sums"]


@pytest.mark.parametrize("table", ["REPORT_LINE", "FORM_LINE", "EXPORTED"])
def test_what_goes_back_into_the_register_has_headings_that_are_known(table):
    names = [name for name in COLUMNS[table] if name != RECORDED]
    assert Headings.of(1, names).free == ()


def test_no_unit_may_be_named_as_another_column_of_a_table():
    tables = [table for table in COLUMNS.values() if isinstance(table, dict)]
    beside_units = {name for table in tables if RECORDED in table for name in table}
    headings = {heading for names in HEADINGS.values() for heading in names}
    assert {folded(name) for name in beside_units | headings} <= {folded(n) for n in NOT_UNITS}


# --- What the commands write -----------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a command on a register in which an entry, a correction and a closing are recorded."""
    path = tmp_path_factory.mktemp("data") / "lampang.sqlite3"

    def run(*words):
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
        common = ("--register", path, "--as-of", "2018-09-12", "--lang", "en")
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            app([str(word) for word in (*words, *common)])
        assert ended.value.code == 0, err.getvalue()
        out.flush()
        return out.buffer.getvalue().decode("utf-8-sig")

    run("init", "--province", "lampang")
    month = ("--month", "2018-09")
    for total in (5, 6):
        run("record", "leaders", "mae-mo", f"total={total}", "persons=5", *month)
    run("close", *month, "--incomplete", "--reason", "x")
    run("reopen", *month, "--reason", "x")
    run("record", "leaders", "mae-mo", "total=7", "persons=7", *month)
    table = path.with_name("table.csv")
    table.write_text("district,database,month,total,persons\n5201,leaders,2561-09,4,4\n")
    other = path.with_name("other.sqlite3")
    other.write_bytes(path.read_bytes())
    run.table, run.other = table, other
    return run


MONTH = ("--month", "2018-09")
SEVERAL = ("--province", "52", "--province", "56")
UNITS = {"persons", "networks", "groups", "savings_groups", "places", "makers"}
"""Of which each has a column in place of `recorded`."""


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (("due", *MONTH), "Due"),
        (("report", *MONTH), "Report, CSV"),
        (("report", *MONTH, *SEVERAL), "Report of several provinces, CSV"),
        (("report", *MONTH, *SEVERAL, "--rows", "province"), "Report by province, CSV"),
        (("status", *MONTH), "Status"),
        (("status", *MONTH, *SEVERAL), "Status of several provinces"),
        (("history", *MONTH), "History, CSV"),
        (("register", "export"), "Export, CSV"),
    ],
)
def test_the_columns_of_a_csv(run, words, section):
    heads = next(csv.reader(io.StringIO(run(*words, "--format", "csv"))))
    assert [head for head in heads if head not in UNITS] == [
        name for name in names_of(section) if name != RECORDED or RECORDED in heads
    ]


def test_the_columns_of_the_forms(run):
    heads = next(csv.reader(io.StringIO(run("forms", *MONTH, "--csv", "-o", "-"))))
    assert [head for head in heads if head not in UNITS] == [
        name for name in names_of("Forms, CSV") if name != RECORDED
    ]


@pytest.mark.parametrize(
    ("words", "section", "parts"),
    [
        (("due", *MONTH), "Due", {"periods": "Due"}),
        (("report", *MONTH), "Report", {"rows": "Report"}),
        (
            ("report", *MONTH, *SEVERAL, "--rows", "province"), "Report of several provinces",
            {"provinces": "A place", "rows": "Report of several provinces"},
        ),
        (("status", *MONTH), "Status", {"standings": "Status", "by_period": "Sums"}),
        (
            ("status", *MONTH, *SEVERAL), "Status of several provinces",
            {"by_province": "Sums", "by_period": "A period"},
        ),
        (("history", *MONTH), "History, an entry", {"history": "History, an entry"}),
        (("report", *MONTH, "--changes"), "Changes", {"changes": "Changes"}),
        (("register", "info"), "Info", {}),
        (("register", "export"), "Export, JSON", {}),
        (("register", "merge", "OTHER", "--dry-run"), "Merge", {"registers": "Merge"}),
        (
            ("record", "--from", "TABLE", "--dry-run"), "What was recorded from files",
            {"files": "What was recorded from files"},
        ),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_the_keys_of_a_json(run, words, section, parts):
    places = {"TABLE": run.table, "OTHER": run.other}
    whole = json.loads(run(*(places.get(word, word) for word in words), "--format", "json"))
    assert [key for key in whole if f"`{key}`" not in SECTIONS[section]] == []
    for key, of in parts.items():
        [first, *_others] = whole[key]
        if names := names_of(of):
            assert set(names) <= set(first)
        else:
            assert [name for name in first if f"`{name}`" not in SECTIONS[of]] == []
