"""`cddctl record`: what it takes, what it refuses, and that a refusal changes nothing."""

import json
import os
import sqlite3
import sys
from contextlib import closing

import pytest

from cddctl.periods import FiscalYear
from cddctl.register.store import Register

FORM = "cddctl record DISTRICT DATABASE total=N persons=N --month M"


@pytest.fixture
def standing(register):
    """What stands in the register, by database and office."""

    def standing(province="52", year=2561, path=register):
        with Register.open(path) as book:
            months = [FiscalYear(year).month(number) for number in range(1, 13)]
            found = [entry for month in months for entry in book.current(province, month)]
        return {(entry.database, entry.office): entry for entry in found}

    return standing


def counts(entry):
    return entry.total, dict(entry.recorded), entry.not_applicable, entry.note


# --- What is taken ---------------------------------------------------------------------------


def test_an_entry(record, standing):
    result = record("leaders", "mae-mo", "total=120", "persons=118", "--month", "2018-09")
    assert result.out == ""
    assert result.error == (
        "recorded: Mae Mo, Leaders, period 1 of September 2018 (2561): total 120, 118 persons"
    )
    [(key, entry)] = standing().items()
    assert key == ("leaders", "5202")
    assert counts(entry) == (120, {"persons": 118}, False, None)
    assert (entry.province, entry.fiscal_year, entry.period) == ("52", 2561, 1)
    assert (str(entry.month), str(entry.received)) == ("2018-09", "2018-09-05")


def test_an_entry_in_thai(record):
    result = record(
        "ข้อมูลผู้นำ", "อ.แม่เมาะ", "ทั้งหมด=๑,๒๐๐", "คน=๑๑๘", "--month", "ก.ย. ๒๕๖๑", "--lang", "th"
    )
    assert result.out == ""
    assert result.error == ("บันทึกแล้ว: แม่เมาะ ข้อมูลผู้นำ งวดที่ 1 (กันยายน 2561): ทั้งหมด 1,200, 118 คน")


@pytest.mark.parametrize(
    ("typed", "database"),
    [
        ("leaders", "leaders"),
        ("LEADERS", "leaders"),
        ("Leaders", "leaders"),
        ("3", "leaders"),
        ("๓", "leaders"),
        ("ข้อมูลผู้นำ", "leaders"),
        ("ผู้นำ", "leaders"),
        ("ข้อมูลผู้น\u0e4d\u0e32", "leaders"),
        ("4", "volunteer-leader-assessment"),
        ("ประเมิน อช.", "volunteer-leader-assessment"),
        ("อช.", "volunteer-leader-assessment"),
        ("มชช.", "cd-standards"),
        ("มชช", "cd-standards"),
        ("กข.คจ.", "poverty-alleviation"),
        ("กขคจ", "poverty-alleviation"),
        ("๗", "poverty-alleviation"),
        ("ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.)", "poverty-alleviation"),
        ("ออมทรัพย์", "savings-groups"),
        ("savings groups", "savings-groups"),
        ("กลุ่มองค์กร", "groups"),
        ("Community fund networks", "fund-networks"),
        ("OTOP", "otop-sales"),
        ("โอทอป", "otop-sales"),
        ("10", "otop-sales"),
    ],
)
def test_database_as_people_call_it(record, standing, typed, database):
    record(typed, "02", "--not-applicable", "--note", "x", "--month", "2018-09")
    assert list(standing()) == [(database, "5202")]


@pytest.mark.parametrize(
    "typed",
    ["5202", "๕๒๐๒", "02", "๐๒", "mae-mo", "Mae Mo", "MAE MO", "maemo", "แม่เมาะ", "อ.แม่เมาะ",
     "อ. แม่เมาะ", "อำเภอแม่เมาะ", "เเม่เมาะ", "amphoe mae mo"],
)  # fmt: skip
def test_district_as_people_call_it(record, standing, typed):
    record("leaders", typed, "total=1", "persons=1", "--month", "2018-09")
    assert list(standing()) == [("leaders", "5202")]


@pytest.mark.parametrize("typed", ["เมือง", "อ.เมือง", "เมืองลำปาง", "mueang", "muang", "5201"])
def test_the_capitals_district(record, standing, typed):
    record("leaders", typed, "total=1", "persons=1", "--month", "2018-09")
    assert list(standing()) == [("leaders", "5201")]


@pytest.mark.parametrize(
    ("database", "words", "total", "recorded"),
    [
        ("leaders", ["total=120", "persons=118"], 120, {"persons": 118}),
        ("leaders", ["total=๑,๒๐๐", "persons=๑๑๘"], 1200, {"persons": 118}),
        ("leaders", ["total=1,200", "recorded=1200"], 1200, {"persons": 1200}),
        ("leaders", ["total= 1,200 ", "persons=0"], 1200, {"persons": 0}),
        ("leaders", ["ทั้งหมด=5", "คน=5"], 5, {"persons": 5}),
        ("leaders", ["Total=5", "PERSONS=5"], 5, {"persons": 5}),
        ("leaders", ["total=0", "persons=0"], 0, {"persons": 0}),
        ("leaders", ["total=9999999", "persons=1"], 9999999, {"persons": 1}),
        ("leaders", ["total=007", "บันทึกแล้ว=7"], 7, {"persons": 7}),
        ("savings-groups", ["total=5", "savings_groups=5"], 5, {"savings_groups": 5}),
        ("savings-groups", ["total=5", "กลุ่ม=5"], 5, {"savings_groups": 5}),
        ("savings-groups", ["total=5", "recorded=4"], 5, {"savings_groups": 4}),
        ("groups", ["total=9", "กลุ่ม=5"], 9, {"groups": 5}),
        (
            "groups",
            ["total=9", "เครือข่าย=1", "กลุ่ม=5", "แห่ง=3"],
            9,
            {"networks": 1, "groups": 5, "places": 3},
        ),
        ("cd-standards", ["total=4", "persons=1", "networks=1", "groups=1", "places=1"], 4,
         {"persons": 1, "networks": 1, "groups": 1, "places": 1}),
        ("otop-sales", ["total=40", "makers=12"], 40, {"makers": 12}),
        ("otop-sales", ["total=40", "ราย=12"], 40, {"makers": 12}),
    ],
)  # fmt: skip
def test_counts_as_people_write_them(record, standing, database, words, total, recorded):
    record(database, "mae-mo", *words, "--month", "2018-09")
    assert counts(standing()[database, "5202"]) == (total, recorded, False, None)


def test_words_in_any_order(record, standing):
    record("total=3", "--note", "ครบ", "leaders", "persons=3", "--month=2018-09", "thoen")
    assert counts(standing()["leaders", "5208"]) == (3, {"persons": 3}, False, "ครบ")


def test_provincial_office_enters_where_the_schedule_says(here, standing):
    result = here(
        "record", "มชช.", "total=4", "persons=2", "--month", "2018-09", "--province", "phrae",
        "--register", "lampang.sqlite3", check=0,
    )  # fmt: skip
    assert result.error.startswith("recorded: Phrae, Community development standards, period 2")
    assert list(standing("54")) == [("cd-standards", "54")]
    assert standing() == {}


@pytest.fixture(autouse=True)
def _register(register):
    """Every test here has Lampang's register, lampang.sqlite3 in the folder worked in."""


# --- Zero, not applicable and nothing --------------------------------------------------------


@pytest.fixture
def rows(here, register):
    """The report's rows as the JSON has them, by database."""

    def rows(*args):
        result = here(
            "report", "--register", register, "--month", "2018-09", "--format", "json", *args,
            check=0,
        )  # fmt: skip
        return {row["database"]: row for row in json.loads(result.out)["rows"]}

    return rows


def test_zero_not_applicable_and_nothing_stay_apart(record, rows):
    record("leaders", "02", "total=0", "persons=0", "--month", "2018-09")
    record("มชช.", "02", "--not-applicable", "--note", "หลังการรับรอง", "--month", "2018-09")
    found = rows("--district", "mae-mo")
    for database, total, state, reported, note in (
        ("leaders", 0, "complete", 1, None),
        ("cd-standards", None, "not-applicable", 0, "หลังการรับรอง"),
        ("groups", None, "none", 0, None),
    ):
        row = found[database]
        assert (row["total"], row["state"], row["reported"], row["note"]) == (
            total, state, reported, note,
        ), database  # fmt: skip
    assert found["leaders"]["recorded"] == {"persons": 0}
    assert found["cd-standards"]["recorded"] == dict.fromkeys(
        ("persons", "networks", "groups", "places")
    )
    assert found["groups"]["recorded"] == dict.fromkeys(("networks", "groups", "places"))


def test_the_three_on_the_form(record, here, register):
    record("leaders", "02", "total=0", "persons=0", "--month", "2018-09")
    record("มชช.", "02", "--not-applicable", "--note", "หลังการรับรอง", "--month", "2018-09")
    form = here(
        "report", "--register", register, "--month", "2018-09", "--district", "02", check=0
    ).out.splitlines()
    lines = [line for line in form if "(Sep)" in line]
    cells = {int(line.split()[0]): line.partition(")")[2].split() for line in lines}
    assert cells[2] == ["0", "0"]
    assert cells[1] == ["-"] * 5  # and the total blank
    assert cells[4] == []


# --- One answer for all ----------------------------------------------------------------------


@pytest.mark.parametrize("word", ["all", "ALL", "ทุกอำเภอ"])
def test_one_answer_for_all_offices_is_one_batch(record, standing, here, register, word):
    record("มชช.", "02", "total=4", "persons=4", "--month", "2018-09")
    record("มชช.", "03", "--not-applicable", "--note", "รอ", "--month", "2018-09")
    later = ("--not-applicable", "--note", "รอรับรอง", "--month", "2018-09")
    result = record("มชช.", word, *later)
    lines = result.err.splitlines()
    assert (
        lines[0]
        == "left as it is: Mae Mo: total 4, 4 persons (not reported: networks, groups, places)"
    )
    assert len(lines) == 13
    found = {office: counts(entry) for (_database, office), entry in standing().items()}
    assert found.pop("5202") == (4, {"persons": 4}, False, None)
    assert list(found.values()) == [(None, {}, True, "รอรับรอง")] * 12
    here("undo", "--last", "--yes", "--register", register, check=0)
    assert {office: counts(entry)[3] for (_database, office), entry in standing().items()} == {
        "5202": None, "5203": "รอ",
    }  # fmt: skip


def test_one_answer_where_all_have_given_counts_changes_nothing(record, standing):
    for number in range(1, 14):
        record(
            "leaders", f"{number:02}", f"total={number}", f"persons={number}", "--month", "2018-09"
        )
    before = standing()
    result = record("leaders", "all", "total=0", "persons=0", "--month", "2018-09")
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["left as it is"] * 13
    assert standing() == before


def test_one_answer_for_all_is_of_districts(here, register):
    result = here(
        "record", "มชช.", "all", "total=1", "persons=1", "--month", "2018-09",
        "--province", "phrae", "--register", register, check=3,
    )  # fmt: skip
    assert "is entered by the provincial office; leave all out" in result.error


# --- Corrections -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected", "said"),
    [
        (["persons=119"], (120, {"persons": 119}, False, "รอ"), "total 120, 119 persons; รอ"),
        (["total=130"], (130, {"persons": 118}, False, "รอ"), "total 130, 118 persons; รอ"),
        (["--note", "ครบ"], (120, {"persons": 118}, False, "ครบ"), "total 120, 118 persons; ครบ"),
        (["--note", ""], (120, {"persons": 118}, False, None), "total 120, 118 persons"),
        (
            ["--not-applicable", "--note", "ยกเลิก"],
            (None, {}, True, "ยกเลิก"),
            "not applicable yet; ยกเลิก",
        ),
    ],
)
def test_a_correction_keeps_what_was_not_given(record, standing, words, expected, said):
    record("leaders", "02", "total=120", "persons=118", "--note", "รอ", "--month", "2018-09")
    result = record("leaders", "02", *words, "--month", "2018-09")
    assert counts(standing()["leaders", "5202"]) == expected
    assert result.error == (
        f"recorded: Mae Mo, Leaders, period 1 of September 2018 (2561): {said} "
        "(before: total 120, 118 persons; รอ)"
    )


def test_a_correction_keeps_the_other_units(record, standing):
    record("groups", "02", "total=9", "groups=5", "networks=1", "--month", "2018-09")
    record("groups", "02", "groups=6", "places=2", "--month", "2018-09")
    assert counts(standing()["groups", "5202"]) == (
        9, {"networks": 1, "groups": 6, "places": 2}, False, None,
    )  # fmt: skip


def test_units_that_are_not_reported_are_said(record):
    """In the order of the schedule, as the counts are."""
    words = ("groups", "02", "--month", "2018-09")
    said = "recorded: Mae Mo, Groups, networks and communities, period 1 of September 2018 (2561): "
    assert record(*words, "total=9", "groups=5").error == (
        f"{said}total 9, 5 groups (not reported: networks, places)"
    )
    assert record(*words, "places=0").error == (
        f"{said}total 9, 5 groups, 0 places (not reported: networks) "
        "(before: total 9, 5 groups (not reported: networks, places))"
    )
    assert record(*words, "networks=1", "--note", "ครบ", "--lang", "th").error == (
        "บันทึกแล้ว: แม่เมาะ ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน งวดที่ 1 (กันยายน 2561): "
        "ทั้งหมด 9, 1 เครือข่าย, 5 กลุ่ม, 0 แห่ง; ครบ "
        "(เดิม: ทั้งหมด 9, 5 กลุ่ม, 0 แห่ง (ยังไม่ได้แจ้ง: เครือข่าย))"
    )


@pytest.mark.parametrize("words", [["persons=8"], ["total=4"], ["total=6", "persons=8"]])
def test_a_note_that_stands_explains_no_other_counts(here, record, register, standing, words):
    record("leaders", "02", "total=5", "persons=7", "--note", "รวมคนย้ายเข้า", "--month", "2018-09")
    before = register.read_bytes()
    args = ("record", "--register", register, "leaders", "02", *words, "--month", "2018-09")
    result = here(*args)
    assert result.code == 3
    assert result.error.endswith("; mend the numbers, or say why in a note")
    assert register.read_bytes() == before
    here(*args, "--note", "รวมคนย้ายเข้า", check=0)
    assert standing()["leaders", "5202"].note == "รวมคนย้ายเข้า"


def test_a_note_that_stands_is_kept_with_its_counts(record, standing):
    args = ("leaders", "02", "--month", "2018-09")
    record(*args, "total=5", "persons=7", "--note", "รวมคนย้ายเข้า")
    assert record(*args, "persons=7").error.startswith("unchanged: ")
    record(*args, "persons=5")
    assert counts(standing()["leaders", "5202"]) == (5, {"persons": 5}, False, "รวมคนย้ายเข้า")


def test_counts_after_not_applicable_start_afresh(record, standing):
    record("leaders", "02", "--not-applicable", "--note", "หลังการรับรอง", "--month", "2018-09")
    record("leaders", "02", "total=3", "persons=1", "--month", "2018-09")
    assert counts(standing()["leaders", "5202"]) == (3, {"persons": 1}, False, None)


def test_every_entry_is_kept_and_the_latest_stands(record, register, standing):
    for persons in (1, 2, 3):
        record("leaders", "02", "total=9", f"persons={persons}", "--month", "2018-09")
    assert standing()["leaders", "5202"].recorded == {"persons": 3}
    with sqlite3.connect(register) as db:
        kept = db.execute("SELECT recorded FROM entries ORDER BY id").fetchall()
    db.close()
    assert [json.loads(row[0])["persons"] for row in kept] == [1, 2, 3]


@pytest.mark.parametrize("words", [["total=120", "persons=118"], ["persons=118"], ["total=120"]])
def test_the_same_again_changes_nothing(record, register, words):
    record("leaders", "02", "total=120", "persons=118", "--month", "2018-09")
    before = register.read_bytes()
    result = record("leaders", "02", *words, "--month", "2018-09", "--by", "another")
    assert result.error == (
        "unchanged: Mae Mo, Leaders, period 1 of September 2018 (2561): total 120, 118 persons"
    )
    assert register.read_bytes() == before


def test_recorded_above_total_stands_with_a_note(record, rows):
    record("leaders", "02", "total=5", "persons=7", "--note", "รวมคนย้ายเข้า", "--month", "2018-09")
    row = rows("--district", "02")["leaders"]
    assert (row["total"], row["recorded"], row["state"], row["note"]) == (
        5, {"persons": 7}, "complete", "รวมคนย้ายเข้า",
    )  # fmt: skip


def test_a_correction_is_checked_as_a_whole(here, record, register):
    record("leaders", "02", "total=5", "persons=5", "--month", "2018-09")
    before = register.read_bytes()
    result = here("record", "--register", register, "leaders", "02", "total=4", "--month", "9/61")
    assert result.code == 3
    assert "recorded 5 is above the total 4" in result.error
    assert register.read_bytes() == before


# --- Who, when, and rehearsals ---------------------------------------------------------------


def test_who_and_when(record, standing, monkeypatch):
    record(
        "leaders", "02", "total=1", "persons=1", "--month", "2018-09",
        "--received", "3 ก.ย. 61", "--by", "สมศรี",
    )  # fmt: skip
    entry = standing()["leaders", "5202"]
    assert (str(entry.received), entry.recorded_by) == ("2018-09-03", "สมศรี")
    monkeypatch.setenv("CDDCTL_BY", "สมชาย")
    record("leaders", "02", "total=2", "persons=1", "--month", "2018-09")
    assert standing()["leaders", "5202"].recorded_by == "สมชาย"


def test_another_received_date_is_another_entry(record, register, standing):
    args = ("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    record(*args)
    first = register.read_bytes()
    for same in ((), ("--received", "2018-09-05"), ("--as-of", "2018-09-20")):
        assert record(*args, *same).error.startswith("unchanged: ")
        assert register.read_bytes() == first
    result = record(*args, "--received", "2018-09-03")
    assert result.error == (
        "recorded: Mae Mo, Leaders, period 1 of September 2018 (2561): total 1, 1 persons "
        "(before: total 1, 1 persons)"
    )
    assert str(standing()["leaders", "5202"].received) == "2018-09-03"
    assert record(*args).error.startswith("unchanged: ")
    # A correction without a date of its own was received today.
    record("leaders", "02", "persons=0", "--month", "2018-09")
    assert str(standing()["leaders", "5202"].received) == "2018-09-05"


@pytest.mark.parametrize(("received", "code"), [("2017-09-30", 3), ("2017-10-01", 0)])
def test_received_from_the_first_day_of_the_fiscal_year(here, register, received, code):
    result = here(
        "record", "--register", register, "leaders", "02", "total=1", "persons=1",
        "--month", "2018-09", "--received", received,
    )  # fmt: skip
    assert result.code == code


def test_dry_run_writes_nothing(record, register):
    before = register.read_bytes()
    result = record("leaders", "02", "total=1", "persons=1", "--month", "2018-09", "--dry-run")
    assert result.error == (
        "would record: Mae Mo, Leaders, period 1 of September 2018 (2561): total 1, 1 persons"
    )
    assert register.read_bytes() == before


def test_dry_run_shows_the_current_entry(record, register):
    record("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    before = register.read_bytes()
    result = record("leaders", "02", "persons=0", "--month", "2018-09", "--dry-run")
    line, *doubts = result.err.splitlines()
    assert line.endswith("total 1, 0 persons (before: total 1, 1 persons)")
    assert doubts == [
        "warning: Mae Mo, Leaders, period 1 of September 2018 (2561): persons falls from 1 to 0",
        "where a count is right, a note that says why settles it",
    ]
    assert register.read_bytes() == before


def test_dry_run_refuses_as_a_real_one(here, register):
    result = here(
        "record", "--register", register, "leaders", "02", "total=1", "persons=2",
        "--month", "2018-09", "--dry-run",
    )  # fmt: skip
    assert result.code == 3
    assert "recorded 2 is above the total 1" in result.error


def test_dry_run_creates_no_register(here, everything):
    before = everything()
    here(
        "record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09",
        "--province", "lampang", "--dry-run", check=0,
    )  # fmt: skip
    assert everything() == before


# --- Which register --------------------------------------------------------------------------


def test_the_first_entry_creates_the_register_in_the_data_folder(here, data, standing):
    words = ("record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    path = data / "cddctl" / "register.sqlite3"
    result = here(*words, "--province", "lampang", check=0)
    assert result.out == ""
    assert result.err.splitlines() == [
        f"created the register of Lampang: {path}",
        "recorded: Mae Mo, Leaders, period 1 of September 2018 (2561): total 1, 1 persons",
    ]
    assert list(standing(path=path)) == [("leaders", "5202")]
    assert {p.name for p in path.parent.iterdir()} == {"register.sqlite3"}
    # Its province is the default from now on.
    again = here("record", "groups", "02", "total=1", "groups=1", "--month", "2018-09", check=0)
    assert again.error.startswith("recorded: Mae Mo, ")
    assert set(standing(path=path)) == {("leaders", "5202"), ("groups", "5202")}


COUNTED = ["total=1", "persons=1", "--month", "2018-09"]


@pytest.mark.parametrize("district", ["mae-mo", "แม่เมาะ", "5202"])
def test_a_district_that_is_one_of_its_name_says_the_province(here, data, district):
    result = here("record", "leaders", district, *COUNTED, check=0)
    [path] = data.rglob("register.sqlite3")
    assert result.err.splitlines()[0] == f"created the register of Lampang: {path}"


@pytest.mark.parametrize("district", ["เฉลิมพระเกียรติ", "เมือง", "02", "nowhere"])
def test_a_district_of_many_provinces_does_not(here, everything, district):
    before = everything()
    result = here("record", "leaders", district, *COUNTED, check=2)
    assert result.error.startswith("error: which province? add --province")
    assert everything() == before


def test_a_refused_first_entry_creates_none(here, everything):
    before = everything()
    result = here(
        "record", "leaders", "02", "total=1", "persons=2", "--month", "2018-09",
        "--province", "lampang",
    )  # fmt: skip
    assert result.code == 3
    assert everything() == before


def test_register_by_environment(here, register, standing, monkeypatch):
    monkeypatch.setenv("CDDCTL_REGISTER", str(register))
    here("record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09", check=0)
    assert list(standing()) == [("leaders", "5202")]


def test_register_option_before_environment(here, register, standing, monkeypatch):
    monkeypatch.setenv("CDDCTL_REGISTER", "none.sqlite3")
    here(
        "record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09",
        "--register", register, check=0,
    )  # fmt: skip
    assert list(standing()) == [("leaders", "5202")]


@pytest.mark.parametrize("name", ["none.sqlite3", "no/such/folder/register.sqlite3"])
@pytest.mark.parametrize("province", [[], ["--province", "lampang"]])
def test_a_register_that_is_not_there_is_never_made(here, everything, name, province):
    before = everything()
    result = here(
        "record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09",
        "--register", name, *province,
    )  # fmt: skip
    assert (result.code, result.out) == (4, "")
    assert result.error.startswith("error: there is no register at ")
    assert result.error.endswith("create it: cddctl init --province NAME --register PATH")
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a register of cddctl; nothing was changed, check the path"),
        (b"PK\x03\x04 a workbook", "is not a register of cddctl"),
        (b"SQLite format 3\x00" + b"\x00" * 2000, "is damaged"),
    ],
)
def test_a_file_that_is_no_register(here, work, everything, content, said):
    (work / "other.sqlite3").write_bytes(content)
    before = everything()
    for command in (
        ("record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09"),
        ("report", "--month", "2018-09"),
        ("due",),
        ("schedule", "show"),
    ):
        result = here(*command, "--register", "other.sqlite3")
        assert (result.code, result.out) == (4, "")
        assert said in result.error
    assert everything() == before


def test_a_foreign_sqlite_file(here, work, everything):
    with closing(sqlite3.connect(work / "other.sqlite3", isolation_level=None)) as db:
        db.execute("CREATE TABLE entries (a)")
    before = everything()
    result = here("report", "--month", "2018-09", "--register", "other.sqlite3")
    assert (result.code, result.out) == (4, "")
    assert "other.sqlite3 is not a register of cddctl" in result.error
    assert everything() == before


def test_a_newer_register(here, register):
    with closing(sqlite3.connect(register)) as db:
        db.execute("PRAGMA user_version = 99")
    before = register.read_bytes()
    result = here("report", "--month", "2018-09", "--register", register)
    assert (result.code, result.out) == (4, "")
    assert "was written by a newer cddctl (format 99, this one knows 1)" in result.error
    assert register.read_bytes() == before


def test_an_altered_entry_is_noticed(here, record, register):
    record("leaders", "02", "total=120", "persons=118", "--month", "2018-09")
    with closing(sqlite3.connect(register, isolation_level=None)) as db:
        db.execute("DROP TRIGGER entries_refuse_UPDATE")
        db.execute("UPDATE entries SET total = 119")
    for command, why in (
        (("report", "--month", "2018-09"), "an entry is not what was recorded"),
        (
            ("record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09"),
            "the trigger entries_refuse_UPDATE is missing or altered",  # as the day's copy shows
        ),
    ):
        result = here(*command, "--register", register)
        assert (result.code, result.out) == (4, "")
        assert f"is damaged ({why})" in result.error


def test_a_register_that_is_in_use(here, register, monkeypatch):
    monkeypatch.setattr("cddctl.register.sqlite.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(register, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        result = here(
            "record", "--register", register, "leaders", "02", "total=1", "persons=1",
            "--month", "2018-09",
        )  # fmt: skip
    assert (result.code, result.out) == (4, "")
    assert "is in use by another program; close it and try again" in result.error


# --- Which period ----------------------------------------------------------------------------


def test_this_month_if_the_database_has_a_period_in_it(record, standing):
    record("leaders", "02", "total=1", "persons=1", "--as-of", "2018-09-30")
    record("otop", "02", "total=1", "makers=1", "--as-of", "2018-08-01")
    found = standing()
    assert str(found["leaders", "5202"].month) == "2018-09"
    assert (found["otop-sales", "5202"].period, str(found["otop-sales", "5202"].month)) == (
        11, "2018-08",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("database", "today", "nearest"),
    [
        ("leaders", "2018-08-05", "2018-09, that is September 2018 (2561)"),
        (
            "leaders",
            "2018-10-01",
            "2018-09, that is September 2018 (2561) or 2019-09, that is September 2019 (2562)",
        ),
        (
            "savings-groups",
            "2018-01-15",
            "2017-12, that is December 2017 (2560) or 2018-03, that is March 2018 (2561)",
        ),
        (
            "มชช.",
            "2018-08-31",
            "2018-03, that is March 2018 (2561) or 2018-09, that is September 2018 (2561)",
        ),
    ],
)
def test_a_script_must_say_which_period(here, register, database, today, nearest):
    before = register.read_bytes()
    result = here(
        "record", "--register", register, database, "02", "total=1", "persons=1", "--as-of", today
    )
    assert (result.code, result.out) == (2, "")
    assert result.error.endswith(f"; say which is meant with --month: {nearest}")
    assert register.read_bytes() == before


def test_period_of_a_month_that_has_it(record, standing):
    record("savings-groups", "02", "total=1", "กลุ่ม=1", "--month", "2018-03", "--period", "๒")
    assert standing()["savings-groups", "5202"].period == 2


def test_two_periods_in_a_month_need_a_number(here, register, work, standing):
    """As a province may have it: two due dates in September."""
    over = work / "schedules" / "lampang" / "2561.yaml"
    over.parent.mkdir(parents=True)
    over.write_text(
        "fiscal_year: 2561\nprovince: lampang\n"
        "databases:\n  leaders:\n    periods:\n"
        "      - {number: 1, month: กันยายน, day: 10}\n"
        "      - {number: 2, month: กันยายน, day: 20}\n",
        encoding="utf-8",
    )
    words = (
        "record", "--register", register, "--schedules", "schedules", "leaders", "02", "total=1",
        "persons=1", "--month", "2018-09",
    )  # fmt: skip
    result = here(*words)
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        "error: Leaders has several periods in September 2018 (2561); add --period 1 or 2"
    )
    here(*words, "--period", "2", check=0)
    assert standing()["leaders", "5202"].period == 2


def test_a_later_year_under_a_schedule_still_in_force(record, standing):
    result = record("leaders", "02", "total=1", "persons=1", "--month", "2019-09")
    assert result.err.splitlines() == [
        (
            "there is no schedule for fiscal year 2562; that of 2561 is still in force; "
            "to make it: cddctl schedule new --year 2562"
        ),
        "recorded: Mae Mo, Leaders, period 1 of September 2019 (2562): total 1, 1 persons",
    ]
    assert standing(year=2562)["leaders", "5202"].fiscal_year == 2562
    assert standing() == {}


# --- Refusals --------------------------------------------------------------------------------

NEXT = "2018-09, that is September 2018 (2561)"

LEADERS = ["leaders", "02"]
ONE = [*LEADERS, "total=1", "persons=1"]

REFUSED = {
    # no period in the month
    "no-period": (
        [*ONE, "--month", "2018-08"], 3,
        f"Leaders has no period in August 2018 (2561); its periods are {NEXT}",
    ),
    "no-period-of-several": (
        ["savings-groups", "02", "total=1", "กลุ่ม=1", "--month", "2018-08"], 3,
        (
            "its periods are 2017-12, that is December 2017 (2560), 2018-03, that is March 2018 "
            f"(2561), 2018-06, that is June 2018 (2561), {NEXT}"
        ),
    ),
    "no-such-number": (
        [*ONE, "--month", "2018-09", "--period", "2"], 3,
        "Leaders has no period 2 in September 2018 (2561)",
    ),
    "no-schedule-yet": (
        [*ONE, "--month", "2017-09"], 3,
        "the first is that of 2561, from 1 October 2017 (2560) on",
    ),
    # counts
    "above-total": (
        [*LEADERS, "total=1", "persons=2"], 3,
        "recorded 2 is above the total 1; mend the numbers, or say why in a note",
    ),
    "sum-above-total": (
        ["groups", "02", "total=5", "groups=3", "networks=3"], 3,
        "recorded 6 is above the total 5",
    ),
    "other-unit": (
        [*LEADERS, "total=5", "groups=2"], 3,
        "Leaders does not count groups; it counts persons",
    ),
    "other-unit-in-thai": (
        [*LEADERS, "total=5", "แห่ง=2"], 3, "Leaders does not count แห่ง; it counts persons",
    ),
    "no-such-unit": (
        ["groups", "02", "total=5", "people=2"], 3,
        "does not count people; it counts networks, groups or places",
    ),
    "recorded-of-several": (
        ["groups", "02", "total=5", "recorded=2"], 3,
        "counts several units; say which: networks=N, groups=N or places=N",
    ),
    "negative": ([*LEADERS, "total=-1", "persons=0"], 3, "'-1' is not a count: a count is 0"),
    "fraction": ([*LEADERS, "total=1.5", "persons=0"], 3, "'1.5' is not a count: write a whole"),
    "absurd": (
        [*LEADERS, "total=10000000", "persons=0"], 3,
        "'10000000' is not a count: more than 9,999,999 cannot be meant",
    ),
    "very-absurd": ([*LEADERS, f"total={'9' * 5000}", "persons=0"], 3, "cannot be meant"),
    "words": ([*LEADERS, "total=ten", "persons=0"], 3, "'ten' is not a count: write digits only"),
    "underscore": ([*LEADERS, "total=1_000", "persons=0"], 3, "'1_000' is not a count"),
    "superscript": ([*LEADERS, "total=²", "persons=0"], 3, "'²' is not a count"),
    "commas": ([*LEADERS, "total=1,00", "persons=0"], 3, "the commas do not stand at the"),
    "empty": ([*LEADERS, "total=", "persons=0"], 3, "it is empty; write 0 if there are none"),
    "twice": ([*LEADERS, "total=1", "ทั้งหมด=2", "persons=0"], 3, "total is given twice"),
    "unit-twice": ([*LEADERS, "total=1", "recorded=1", "คน=1"], 3, "persons is given twice"),
    "no-total": ([*LEADERS, "persons=1"], 3, "the total is missing: how many there are (total=N)"),
    "no-recorded": (
        ["groups", "02", "total=1"], 3,
        "how many are recorded is missing: networks=N, groups=N or places=N (0 if none)",
    ),
    "nothing": (LEADERS, 3, f"nothing to record was given; the form is: {FORM}"),
    "note-alone": ([*LEADERS, "--note", "x"], 3, "the total is missing"),
    # not applicable
    "no-reason": (
        [*LEADERS, "--not-applicable"], 3,
        "what is not applicable yet needs its reason in a note, as in หลังการรับรอง",
    ),
    "empty-reason": ([*LEADERS, "--not-applicable", "--note", ""], 3, "needs its reason"),
    "both": (
        [*LEADERS, "--not-applicable", "total=1", "--note", "x"], 3,
        "what is not applicable yet has no counts; leave one of them out",
    ),
    # databases and places
    "no-database": (["nope", "02", "total=1"], 3, "called 'nope'; see: cddctl schedule show"),
    "near-database": (["leader", "02", "total=1"], 3, "did you mean leaders (Leaders)?"),
    "near-database-in-thai": (["ข้อมูลผูนำ", "02", "total=1"], 3, "did you mean leaders (Leaders)"),
    "database-99": (["99", "02", "total=1"], 3, "called '99'; see: cddctl schedule show"),
    "database-111": (["๑๑๑", "02", "total=1"], 3, "called '๑๑๑'; see: cddctl schedule show"),
    "database-12": (["12", "02", "total=1"], 3, "no database is called '12'"),
    "no-district": (
        ["leaders", "xyz", "total=1"], 3,
        "no district of Lampang is called 'xyz'; its districts are 5201 Mueang Lampang, ",
    ),
    "no-district-first": (["xyz", "leaders", "total=1"], 3, "no district of Lampang is called"),
    "neither": (["xyz", "zyx", "total=1"], 3, "no database is called 'xyz'"),
    "near-district": (["leaders", "mae-moo", "total=1"], 3, "did you mean mae-mo (แม่เมาะ)"),
    "near-district-in-thai": (["leaders", "แม่เมา", "total=1"], 3, "did you mean mae-mo (แม่เมาะ)"),
    "district-14": (["leaders", "14", "total=1"], 3, "no district of Lampang is called '14'"),
    "no-district-given": (
        ["leaders", "total=1", "persons=1"], 3,
        f"Leaders is entered by the districts; say which one, as in: {FORM}",
    ),
    "elsewhere": (
        ["leaders", "long", "total=1", "persons=1"], 3,
        (
            "Long (Phrae) is not in Lampang, the province of this register; "
            "if it is meant, name its province with --province"
        ),
    ),
    "elsewhere-by-code": (
        ["leaders", "5403", "total=1", "persons=1"], 3, "(Phrae) is not in Lampang, the province",
    ),
    "district-of-several-provinces": (
        ["leaders", "เฉลิมพระเกียรติ", "total=1", "persons=1"], 3, "no district of Lampang is called",
    ),
    "ambiguous": (
        ["leaders", "bang-sai", "total=1", "persons=1", "--province", "ayutthaya"], 3,
        "'bang-sai' is the name of several: give the number of one, 1404 บางไทร or 1413 บางซ้าย",
    ),
    "office-does-not-enter": (
        ["มชช.", "01", "total=1", "persons=1", "--province", "phrae"], 3,
        "Community development standards is entered by the provincial office; leave 01 out",
    ),
    "no-province": (
        [*ONE, "--province", "xyz"], 3,
        "no province is called 'xyz'",
    ),
    "bangkok": (
        [*ONE, "--province", "10"], 3,
        "Bangkok (กรุงเทพมหานคร) has no community development office",
    ),
    # notes and dates
    "newline": (
        [*ONE, "--note", "a\nb"], 3,
        "the note has a control character in it, 'a\\nb'; type it as one line of text",
    ),
    "escape": ([*ONE, "--note", "\x1b[31mx"], 3, "control character"),
    "tab": ([*ONE, "--note", "a\tb"], 3, "control character"),
    "line-separator": ([*ONE, "--note", "a\u2028b"], 3, "control"),
    "reordering": ([*ONE, "--note", "a\u202eb"], 3, "control"),
    "long-note": (
        [*ONE, "--note", "x" * 501], 3,
        "the note is 501 characters long; 500 is the most",
    ),
    "future": (
        [*ONE, "--received", "2018-09-06"], 3,
        (
            "the received date 6 September 2018 (2561) is in the future; "
            "today is 5 September 2018 (2561)"
        ),
    ),
    "before-the-year": (
        [*ONE, "--received", "30/9/2560"], 3,
        "the received date 30 September 2017 (2560) is before fiscal year 2561; check it",
    ),
    "no-received": (
        [*ONE, "--received", ""], 2,
        "'' is not a date; write it like 2018-09-06, 6/9/2561 or \"6 ก.ย. 2561\"",
    ),
    "received-in-quotes": (
        [*ONE, "--received", "6"], 2,
        "'6' is not a date; write it like 2018-09-06, 6/9/2561 or \"6 ก.ย. 2561\"",
    ),
    "who-on-two-lines": ([*ONE, "--by", "a\nb"], 3, "'a\\nb' is no name; write it on one line"),
    "who-in-no-letters": ([*ONE, "--by", "\udcff"], 3, "is no name"),
    "who-without-end": ([*ONE, "--by", "x" * 101], 3, "is no name; write it on one line, of 100"),
    "note-in-no-letters": ([*ONE, "--note", "\udcff"], 3, "the note has a control character"),
    "empty-province": ([*ONE, "--province", ""], 3, "no province is called ''"),
    "empty-district": (["leaders", "", "total=1", "persons=1"], 3, "no district of Lampang is"),
    "no-date": ([*ONE, "--received", "31/9/61"], 2, "is not a date"),
    # how it is written
    "no-month": (
        [*ONE, "--month", "sept"], 2,
        "'sept' is not a month; write it like 2018-09, 2561-09, 9/2561 or \"ก.ย. 2561\"",
    ),
    "a-word-more": (
        [*LEADERS, "118", "total=1"], 2, f"what is 118 for? The form is: {FORM}",
    ),
    "no-value": ([*LEADERS, "total=1", "--note"], 2, "--note is not complete"),
    "no-option": ([*LEADERS, "total=1", "--notes", "x"], 2, "did you mean --note?"),
    "no-option-alike": ([*LEADERS, "total=1", "--undone"], 2, "no option --undone; see: "),
    "only-counts": (["total=1", "persons=1"], 2, "there is no terminal here to ask on"),
    "alone": ([], 2, f"there is no terminal here to ask on; give it all at once: {FORM}"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(here, record, register, everything, words, code, said):
    record("groups", "03", "total=1", "groups=1", "--month", "2018-09")
    before = everything()
    result = here("record", "--register", register, *words)
    assert (result.code, result.out) == (code, "")
    assert result.error.startswith("error: ")
    assert said in result.error
    assert everything() == before


@pytest.mark.parametrize(("words", "code"), [v[:2] for v in REFUSED.values()], ids=REFUSED)
def test_refused_in_thai(here, register, everything, words, code):
    before = everything()
    result = here("--lang", "th", "record", "--register", register, *words)
    assert (result.code, result.out) == (code, "")
    assert result.error.startswith("ผิดพลาด: ")
    assert everything() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            [*ONE, "--month", "2018-08"],
            "ข้อมูลผู้นำ ไม่มีงวดในเดือนสิงหาคม 2561 งวดที่มีคือ 2561-09 (กันยายน 2561)",
        ),
        (
            ["savings-groups", "02", "total=1", "กลุ่ม=1", "--as-of", "2018-01-15"],
            (
                "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต ไม่มีงวดในเดือนมกราคม 2561 โปรดระบุงวดด้วย --month: "
                "2560-12 (ธันวาคม 2560) หรือ 2561-03 (มีนาคม 2561)"
            ),
        ),
        (
            [*LEADERS, "total=1", "persons=2"],
            "จำนวนที่บันทึกแล้ว 2 มากกว่าจำนวนทั้งหมด 1 โปรดแก้ตัวเลข หรือบอกเหตุผลในหมายเหตุ",
        ),
        ([*LEADERS, "persons=1"], "ยังไม่ได้ระบุจำนวนทั้งหมด (total=N)"),
        ([*LEADERS, "total=1"], "ยังไม่ได้ระบุจำนวนที่บันทึกแล้ว: persons=N หากไม่มีโปรดใส่ 0"),
        (
            [*LEADERS, "--not-applicable"],
            "งวดที่ยังไม่ถึงเวลาต้องมีเหตุผลในหมายเหตุ เช่น หลังการรับรอง",
        ),
        (
            [*ONE, "--received", "30/9/2560"],
            "วันที่รับรายงาน 30 กันยายน 2560 อยู่ก่อนปีงบประมาณ 2561 โปรดตรวจสอบ",
        ),
        (
            [*ONE, "--received", ""],
            (
                "'' ไม่ใช่วันที่ โปรดพิมพ์แบบ 6/9/2561, 2018-09-06 หรือ \"6 ก.ย. 2561\" "
                "(บนบรรทัดคำสั่งต้องใส่เครื่องหมายคำพูด)"
            ),
        ),
        (["99", "02", "total=1"], "ไม่มีฐานข้อมูลที่ชื่อ '99' ดูได้ที่ cddctl schedule show"),
        (
            [],
            (
                "ไม่ได้เปิดผ่านหน้าต่างคำสั่ง จึงถามตอบไม่ได้ โปรดระบุให้ครบในคำสั่งเดียว: "
                "cddctl record อำเภอ ฐานข้อมูล total=N persons=N --month เดือน"
            ),
        ),
    ],
)
def test_what_is_said_in_thai(here, register, words, said):
    result = here("--lang", "th", "record", "--register", register, *words)
    assert result.error == f"ผิดพลาด: {said}"


def test_a_unit_that_may_be_two(here, register, work, standing):
    """As a province may count both, which are called the same in Thai."""
    over = work / "schedules" / "lampang" / "2561.yaml"
    over.parent.mkdir(parents=True)
    over.write_text(
        "fiscal_year: 2561\nprovince: lampang\n"
        "databases:\n  leaders: {counts: [groups, savings_groups]}\n",
        encoding="utf-8",
    )
    words = (
        "record", "--register", register, "--schedules", "schedules", "leaders", "02", "total=9",
        "--month", "2018-09",
    )  # fmt: skip
    before = register.read_bytes()
    for typed in ("กลุ่ม", " กลุ่ม "):
        result = here(*words, f"{typed}=5")
        assert (result.code, result.out) == (3, "")
        assert result.error == (
            "error: กลุ่ม may be groups or savings_groups; write the one that is meant"
        )
    assert here(*words, "กลุ่ม=5", "--lang", "th").error == (
        "ผิดพลาด: กลุ่ม อาจหมายถึง groups หรือ savings_groups โปรดระบุให้ชัด"
    )
    assert register.read_bytes() == before
    here(*words, "savings_groups=5", check=0)
    assert standing()["leaders", "5202"].recorded == {"savings_groups": 5}


def test_no_province_and_no_register(here, everything):
    before = everything()
    result = here("record", "leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        "error: which province? add --province, as in --province lampang, "
        "or create its register once: cddctl init --province lampang"
    )
    assert everything() == before


def test_another_province_when_asked_for(record, standing):
    record("leaders", "long", "total=1", "persons=1", "--month", "2018-09", "--province", "แพร่")
    assert list(standing("54")) == [("leaders", "5403")]


# --- As a process of its own -----------------------------------------------------------------


@pytest.mark.parametrize("typed", [b"", b"1\n", b"2018-09\n1\n5\ny\n"])
def test_never_waits_for_input_without_a_terminal(run, register, typed):
    before = register.read_bytes()
    result = run("record", "--register", register, stdin=None, input=typed)
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        f"error: there is no terminal here to ask on; give it all at once: {FORM}"
    )
    assert register.read_bytes() == before


def test_record_in_its_own_process(run, register, standing):
    result = run("record", "--register", register, "3", "02", "total=๕", "คน=๔", check=0)
    assert result.raw == b""
    assert result.error == (
        "recorded: Mae Mo, Leaders, period 1 of September 2018 (2561): total 5, 4 persons"
    )
    assert counts(standing()["leaders", "5202"]) == (5, {"persons": 4}, False, None)


def test_first_entry_in_its_own_process(run, data):
    result = run(
        "record", "leaders", "02", "total=1", "persons=1", "--province", "lampang", check=0
    )
    path = data / "cddctl" / "register.sqlite3"
    assert result.err.splitlines()[0] == f"created the register of Lampang: {path}"
    assert path.is_file()


def test_a_full_disk_leaves_the_register(run, record, register, standing):
    """A limit on the size of files stands for the end of the disk."""
    record("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    result = run(
        "record", "--register", register, "leaders", "02", "total=9", "persons=9",
        "--note", "ก" * 500, file_limit=4096,
    )  # fmt: skip
    assert (result.code, result.out) == (4, "")
    assert result.error.startswith(f"error: the register {register} cannot be used: ")
    assert counts(standing()["leaders", "5202"]) == (1, {"persons": 1}, False, None)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="no permission binds the administrator"
)
def test_a_register_without_permission_to_write(here, register):
    register.parent.chmod(0o500)
    register.chmod(0o400)
    try:
        result = here(
            "record", "--register", register, "leaders", "02", "total=1", "persons=1",
            "--month", "2018-09",
        )  # fmt: skip
    finally:
        register.parent.chmod(0o700)
    assert (result.code, result.out) == (4, "")
    assert "cannot be used" in result.error
