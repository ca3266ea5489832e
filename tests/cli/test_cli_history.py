"""`cddctl history`: every entry and act, and what each changed."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register

SEPTEMBER = Month(2018, 9)


@pytest.fixture
def history(here, register):
    """What history says, names and moments aside."""

    def history(*args):
        out = here("history", "--register", register, *args, check=0).out
        return re.sub(r"[0-9a-f]{8}/(\d+)  \d+ \w+ \d{4} \d\d:\d\d", r"NAME/\1  WHEN", out)

    return history


def append(register, *entries, acts=(), command="record", **more):
    with Register.open(register) as book, book.writing():
        now = datetime(2018, 9, 5, tzinfo=UTC)
        contents = [*entries, *acts]
        book.append(contents, command=command, schedule="2561/lampang", now=now, **more)


def test_every_entry_and_what_it_changed(record, history, work):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "9/2561", "--by", "สมหญิง")
    (work / "t.csv").write_text(
        "province,district,month,database,total,persons\nlampang,mae-mo,2018-09,leaders,120,118\n",
        encoding="utf-8",
    )
    record("--from", "t.csv", "--received", "2018-09-03")
    assert history() == (
        "NAME/1  WHEN  recorded  สมหญิง\n"
        "    Mae Mo, Leaders, period 1 of September 2018 (2561)\n"
        "    total 120, 97 persons\n"
        "    received 5 Sep 2018\n"
        "\n"
        "NAME/1  WHEN  recorded\n"
        "    Mae Mo, Leaders, period 1 of September 2018 (2561)\n"
        "    total 120, 118 persons\n"
        "    before: total 120, 97 persons\n"
        "    received 3 Sep 2018, from t.csv\n"
    )


def test_nothing_is_recorded(history):
    assert history() == "Nothing is recorded yet.\n"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ([], ["120", "50", "9", "7"]),
        (["leaders"], ["120", "50"]),
        (["leaders", "mae-mo"], ["120"]),
        (["mae-mo"], ["120", "9", "7"]),
        (["02"], ["120", "9", "7"]),
        (["--month", "2018-06"], ["7"]),
        (["--month", "2018-01"], []),
        (["--province", "lamphun"], []),
    ],
)
def test_what_is_wanted(record, history, asked, shown):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    record("leaders", "ko-kha", "total=50", "persons=50", "--month", "2018-09")
    record("groups", "mae-mo", "total=9", "groups=9", "--month", "2018-09")
    record("savings-groups", "mae-mo", "total=7", "recorded=7", "--month", "2018-06")
    assert re.findall(r"total (\d+)", history(*asked)) == shown


def test_a_name_that_is_neither_database_nor_district(here, register):
    error = here("history", "--register", register, "xyz", check=3).error
    assert error.startswith("error: no database is called 'xyz'")


def test_acts_in_their_place(record, history, register):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    extension = Act(Kind.EXTEND, "52", SEPTEMBER, "5202", until=date(2018, 9, 20), reason="น้ำท่วม")
    append(register, acts=[extension], command="extend", by="สมชาย")
    append(register, acts=[Act(Kind.CLOSE, "52", SEPTEMBER, sent="{}")], command="close")
    heads = [line for line in history().splitlines() if line and not line.startswith(" ")]
    assert [re.sub(r"^.*\d\d:\d\d|^.*WHEN", "", head).split() for head in heads] == [
        ["recorded"],
        ["extended", "สมชาย"],
        ["closed"],
    ]
    assert "    Mae Mo, all databases, September 2018 (2561)\n" in history()
    assert "    until 20 September 2018 (2561)\n    reason: น้ำท่วม\n" in history()
    assert "extended" not in history("ko-kha")
    assert "closed" in history("ko-kha")


def test_of_a_database_only_the_rounds_in_which_it_has_a_period(record, history, register):
    record("savings-groups", "mae-mo", "total=7", "recorded=7", "--month", "2018-06")
    months = (Month(2018, 5), Month(2018, 6))
    closings = [Act(Kind.CLOSE, "52", month, sent="{}") for month in months]
    append(register, acts=closings, command="close")
    assert "    May 2018 (2561)\n" in history("mae-mo")
    assert "    May 2018 (2561)\n" not in history("mae-mo", "savings-groups")
    assert "    June 2018 (2561)\n" in history("mae-mo", "savings-groups")


def test_80_columns_are_enough(here, record, history):
    rows = json.loads(here("due", "--month", "2018-09", "--format", "json", check=0).out)
    note = " ".join(["รอเอกสารจากตำบล"] * 20)
    for database in [period["database"] for period in rows["periods"]]:
        record(database, "01", "--not-applicable", "--note", note, "--month", "2018-09")
    lines = history().splitlines()
    assert len(lines) > 9 * 4
    assert [line for line in lines if cell_len(line) > 80] == []
    assert "".join(lines).count("รอเอกสารจากตำบล") == 9 * 20


def test_what_no_schedule_in_use_knows(register, history):
    append(register, Entry("52", "5202", "own", 2555, 1, Month(2012, 9), 5, {"rai": 4}))
    assert "Mae Mo, own, period 1 of September 2012 (2555)\n    total 5, 4 rai\n" in history()


def test_json(record, here, register):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    record("leaders", "mae-mo", "persons=98", "--month", "2018-09", "--by", "สมหญิง")
    result = here("history", "--register", register, "--format", "json", check=0)
    _first, second = json.loads(result.out)["history"]
    assert re.fullmatch("[0-9a-f]{8}/1", second.pop("entry"))
    assert datetime.fromisoformat(second.pop("recorded_at")).tzinfo is not None
    assert second == {
        "what": "record", "recorded_by": "สมหญิง", "source": None, "source_sha256": None,
        "province": "52", "province_name": "ลำปาง", "office": "5202", "office_name": "แม่เมาะ",
        "database": "leaders", "month": "2018-09", "period": 1,
        "state": "incomplete", "total": 120, "recorded": {"persons": 98}, "note": None,
        "received": "2018-09-05",
        "before": {
            "state": "incomplete", "total": 120, "recorded": {"persons": 97}, "note": None,
            "received": "2018-09-05",
        },
    }  # fmt: skip


def test_csv_into_a_file(record, here, register, work):
    record("groups", "mae-mo", "total=9", "groups=8", "networks=1", "--month", "2018-09")
    append(register, acts=[Act(Kind.CLOSE, "52", SEPTEMBER, sent="{}")], command="close")
    here("history", "--register", register, "-o", work / "h.csv", check=0)
    text = (work / "h.csv").read_bytes().decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    found = [first[name] for name in ("what", "office", "total", "groups", "networks", "note")]
    assert found == ["record", "5202", "9", "8", "1", ""]
    assert (second["what"], second["month"], second["total"]) == ("close", "2561-09", "")
