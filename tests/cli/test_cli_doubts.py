"""`cddctl doubts`, and what other commands say of doubtful counts."""

import csv
import io
import json

import pytest

SEPTEMBER = ("--month", "2561-09")
HINT = "where a count is right, a note that says why settles it"
OF = "Mae Mo, Leaders, period 1 of September 2018 (2561): "


@pytest.fixture
def lampang(here, register):
    """Run a command for Lampang, whose total for Mae Mo's leaders became ten-fold."""

    def lampang(*words, check=0):
        return here(*words, "--register", register, check=check)

    for total in ("total=120", "total=1200"):
        lampang("record", "leaders", "mae-mo", total, "persons=118", "--month", "2561-09")
    return lampang


@pytest.mark.parametrize("month", [("--month", "2561-09"), ()])
def test_a_doubt_is_listed_until_a_note_settles_it(lampang, month):
    listed = lampang("doubts", *month)
    assert listed.out.splitlines() == [
        "Mae Mo",
        "  Leaders, period 1 of September 2018 (2561)",
        "    total 1,200 is ten times 120 (before) or more",
    ]
    assert listed.error.startswith(f"{HINT}: cddctl record DISTRICT DATABASE --month M --note T")
    lampang("record", "leaders", "mae-mo", "--note", "ควบรวม", "--month", "2561-09")
    settled = lampang("doubts", *month)
    assert (settled.out, settled.error) == ("", "no doubt is left that no note settles")


def test_one_after_another_is_asked_for_a_note(lampang, answers):
    for office in ("soem-ngam", "ngao", "wang-nuea"):
        for total in ("total=12", "total=120"):
            lampang("record", office, "leaders", total, "persons=9", *SEPTEMBER)
    no_terminal = lampang("doubts", "--settle", *SEPTEMBER, check=2)
    assert "no terminal here to ask on" in no_terminal.err
    typed = ("", "1", "ควบรวม", "b", "ปรับข้อมูล", "=", "s")
    asked = answers(*typed, *typed)
    assert "would record 2 notes" in lampang("doubts", "--settle", "--dry-run", *SEPTEMBER).err
    settled = lampang("doubts", "--settle", *SEPTEMBER)
    assert asked == ["  note: "] * len(typed) * 2
    assert "the reason is empty" in settled.err
    assert "recorded 2 notes" in settled.err
    left = json.loads(lampang("doubts", "--format", "json").out)
    assert [doubt["office_name"] for doubt in left] == ["แม่เมาะ", "วังเหนือ"]
    shown = lampang("history", "ngao", "--format", "json").out
    assert shown.count("ปรับข้อมูล") == 1


def test_notes_are_recorded_all_or_none(here, answers, work, monkeypatch):
    """Also where they are of several months, and another changes an entry of the last."""

    def lampang(*words, check=0):
        return here(*words, "--register", work / "own.sqlite3", check=check)

    lampang("init", "--province", "lampang", "--from", "2561-07")
    for month, total in (("2561-07", 100), ("2561-08", 10), ("2561-09", 5)):
        lampang("record", "mae-mo", "otop-sales", f"total={total}", "makers=1", "--month", month)
    answers()
    notes = iter(("ควบรวม", "ปรับข้อมูล"))

    def answer(_question):
        lampang("record", "mae-mo", "otop-sales", "total=6", *SEPTEMBER)
        return next(notes)

    monkeypatch.setattr("builtins.input", answer)
    assert "nothing is done" in lampang("doubts", "--settle", check=3).error
    left = json.loads(lampang("doubts", "--format", "json").out)
    assert {doubt["month"] for doubt in left} == {"2018-08", "2018-09"}


def test_to_mend_the_count_settles_it_too(lampang):
    mended = lampang("record", "leaders", "mae-mo", "total=121", "--month", "2561-09")
    assert HINT not in mended.err
    assert lampang("doubts", "--month", "2561-09").out == ""


def test_in_json_and_csv(lampang):
    doubt = {
        "province": "52",
        "province_name": "ลำปาง",
        "office": "5202",
        "office_name": "แม่เมาะ",
        "month": "2018-09",
        "number": 3,
        "database": "leaders",
        "name": "ข้อมูลผู้นำ",
        "period": 1,
        "on_form": True,
        "rule": "ten-fold",
        "value": "total",
        "now": 1200,
        "then": 120,
        "last_year": False,
        "other": None,
    }
    assert json.loads(lampang("doubts", "--format", "json").out) == [doubt]
    lines = lampang("doubts", "--format", "csv").out.removeprefix("\ufeff")
    [line] = csv.DictReader(io.StringIO(lines))
    assert (line["rule"], line["month"], line["other"]) == ("ten-fold", "2561-09", "")
    assert lampang("doubts", "--district", "03", "--format", "json").out == "[]\n"


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--month", "2561-09"),
        ("close", "--month", "2561-09", "--incomplete", "--reason", "x", "--dry-run"),
    ],
)
def test_status_and_close_count_them(lampang, words):
    told = (
        "1 entry of September 2018 (2561) may have a wrong count, and no note says why; "
        "see it: cddctl doubts --month 2561-09"
    )
    assert told in lampang(*words).err.splitlines()
    lampang("record", "leaders", "mae-mo", "--note", "ควบรวม", "--month", "2561-09")
    assert told not in lampang(*words).err


def test_today_and_the_json_count_them(lampang):
    day = ("--as-of", "2018-09-05")
    assert (
        json.loads(lampang("status", "--month", "2561-09", "--format", "json").out)["doubts"] == 1
    )
    for district, count in (("02", 1), ("03", 0)):
        narrowed = lampang("status", *SEPTEMBER, "--district", district, "--format", "json").out
        assert json.loads(narrowed)["doubts"] == count
    assert json.loads(lampang("today", "--format", "json", *day).out)["doubts"] == 1
    assert "1 entry may have a wrong count: cddctl doubts\n" in lampang("today", *day).out
    lampang("record", "leaders", "mae-mo", "--note", "ควบรวม", "--month", "2561-09")
    assert "wrong count" not in lampang("today", *day).out


def test_over_the_nation_they_are_counted_by_province(lampang):
    for total in ("total=1", "total=10"):
        lampang("record", "--province", "nan", "leaders", "02", total, "persons=1", *SEPTEMBER)
    told = (
        "2 entries of September 2018 (2561) may have a wrong count, and no note says why: "
        "Lampang, Nan; see them: cddctl doubts --month 2561-09 --province NAME"
    )
    status = lampang("status", "--nation", *SEPTEMBER, "--format", "json")
    assert told in status.err.splitlines()
    assert json.loads(status.out)["doubts"] == 2


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_of_many_the_first_are_told(lampang, work, words):
    """In a dry run all: `doubts` has none of them."""
    codes = [f"52{number:02}" for number in range(1, 14)]
    head = "district,month,database,total,persons\n"
    for name, total in (("a", 100), ("b", 10)):
        lines = [
            f"{code},2561-09,{database},{total},{total}\n"
            for code in codes
            for database in ("leaders", "volunteer-leader-assessment")
        ]
        (work / f"{name}.csv").write_text(head + "".join(lines), encoding="utf-8")
    lampang("record", "--from", "a.csv")
    told = lampang("record", "--from", "b.csv", *words).err.splitlines()
    warnings = [line for line in told if line.startswith("warning: ")]
    more = [line for line in told if line.startswith("and ")]
    assert (len(warnings), more) == (
        (52, []) if words else (20, ["and 32 more warnings: cddctl doubts"])
    )


def test_typed_counts_are_told_in_thai_too(lampang):
    words = ("record", "leaders", "mae-mo", "total=12", "--note", "-", "--month", "2561-09")
    refused = lampang(*words, check=3)
    assert "above the total" in refused.err
    told = lampang("record", "leaders", "03", "total=500", "persons=500", "--month", "2561-09")
    assert HINT not in told.err
    fallen = lampang("record", "leaders", "03", "persons=400", "--month", "2561-09", "--lang", "th")
    assert "คำเตือน: เกาะคา ข้อมูลผู้นำ" in fallen.err
    assert "คน ลดลงจาก 500 เป็น 400" in fallen.err


def test_the_limits_of_a_schedule(here, register, work):
    own = work / "own" / "lampang" / "2561.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "fiscal_year: 2561\nprovince: lampang\ndatabases:\n"
        "  leaders: {limits: {total: [0, 400]}}\n",
        encoding="utf-8",
    )
    told = here(
        "record", "leaders", "02", "total=401", "persons=1", "--month", "2561-09",
        "--schedules", "own", "--register", register, check=0,
    )  # fmt: skip
    assert f"warning: {OF}total 401 is beyond the limit 400 of the schedule" in told.err
