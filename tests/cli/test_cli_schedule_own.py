"""Schedules that are written: `schedule report-by`, `not-yet`, `new`; and `diff`, `schema`."""

import csv
import io
import json
from pathlib import Path

import pytest

from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.schema import SCHEMA_FILE, SCHEMA_LINE

SHIPPED = ScheduleLibrary().folders[0] / "lampang" / "2561.yaml"
OWN = ("--schedules", "own", "--province", "lampang")


@pytest.fixture
def own(work):
    (work / "own").mkdir()
    return work / "own" / "lampang" / "2561.yaml"


def test_a_date_is_written_and_all_comments_stay(here, own):
    shown = here("schedule", "report-by", "--month", "2561-09", "7/9/2561", *OWN, check=0)
    assert "-  - {month: 2561-09, date: 2018-09-06}\n+  - {month: 2561-09, date: 2018-09-07}" in (
        shown.out
    )
    assert "written, and in use from now on" in shown.err
    before = SHIPPED.read_text("utf-8")
    assert own.read_text("utf-8") == SCHEMA_LINE + before.replace("2018-09-06", "2018-09-07")
    due = here("due", "--month", "2561-09", "--format", "json", *OWN, check=0)
    periods = json.loads(due.out)["periods"]
    assert {p["report_by"] for p in periods if p["on_form"]} == {"2018-09-07"}


def test_a_dry_run_shows_the_difference_and_writes_nothing(here, own):
    words = ("schedule", "report-by", "--month", "2561-09", "7/9/2561", "--dry-run", *OWN)
    assert "+  - {month: 2561-09, date: 2018-09-07}" in here(*words, check=0).out
    assert not own.exists()


def test_a_reason_is_written(here, own):
    words = ("schedule", "not-yet", "leaders", "--month", "2561-09", "--note", "รอผล", *OWN)
    here(*words, check=0)
    assert "  - {month: 2561-09, databases: [leaders], reason: รอผล}\n" in own.read_text("utf-8")


def test_a_district_is_founded_and_renamed_and_closed(here, own):
    def districts():
        return [line for line in own.read_text("utf-8").splitlines() if "{code:" in line]

    founding = ("schedule", "district", "๕๒๑๔", "แม่ใหม่", "Mae Mai", "--from", "1/6/2561", *OWN)
    here(*founding, "--dry-run", check=0)
    assert not own.exists()
    here(*founding, check=0)
    here("schedule", "district", "แม่ใหม่", "--until", "31/8/2561", *OWN, check=0)
    here("schedule", "district", "5213", "--until", "30/9/2563", *OWN, check=0)
    assert districts() == [
        "  - {code: '5214', th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}",
        "  - {code: '5214', until: 2018-08-31}",
        "  - {code: '5213', until: 2020-09-30}",
    ]
    assert [path.name for path in own.parent.glob("2*.yaml")] == ["2561.yaml"]


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("district", "5214"), 2, "cddctl schedule district CODE NAME ENGLISH --from DATE, or"),
        (("district", "5214", "แม่ใหม่", "--from", "1/6/2561"), 2, "something is missing"),
        (("district", "5214", "แม่ใหม่", "--until", "1/6/2561"), 2, "something is missing"),
        (("district", "สันใหม่", "--until", "1/6/2561"), 3, "no district of Lampang is called"),
        (("district", "9914", "ก", "x", "--from", "1/6/2561"), 5, "districts begin with 52"),
        (("report-by", "--month", "2561-08", "1/8/2561"), 5, "has a period in August 2018"),
        (("report-by", "--month", "2561-09", "soon"), 2, "is not a date"),
        (("report-by", "7/9/2561"), 2, "which month? add --month"),
        (("not-yet", "leaders", "--month", "2561-09"), 2, "the note is missing; add --note"),
        (("not-yet", "sales", "--month", "2561-09", "--note", "x"), 3, "no database is called"),
    ],
)
def test_what_would_not_hold_is_refused_and_nothing_written(here, own, words, code, error):
    refused = here("schedule", *words, *OWN)
    assert (refused.code, own.exists()) == (code, False)
    assert error in refused.err


def test_the_own_schedule_of_a_new_year_keeps_what_holds_on(here, own):
    here("schedule", "report-by", "--month", "2562-09", "6/9/2562", *OWN, check=0)
    assert own.with_name("2562.yaml").read_text("utf-8") == (
        f"{SCHEMA_LINE}fiscal_year: 2562\nprovince: lampang\n\n"
        "report_by:\n  - {month: 2562-09, date: 2019-09-06}\n"
    )
    of_year = here("schedule", "show", "--year", "2562", "--format", "json", *OWN, check=0)
    schedule = json.loads(of_year.out)
    assert schedule["source"]["letter"] == "ลป ๐๐๑๙.๔/ว ๒๒๖๖๗"
    assert schedule["databases"]["savings-groups"]["reporting"] == ["district", "province"]
    assert "not_yet" not in schedule
    assert (
        json.loads(own.with_name(SCHEMA_FILE).read_text("utf-8"))["additionalProperties"] is False
    )


@pytest.mark.parametrize("province", ["lampang", "phrae"])
@pytest.mark.usefixtures("own")
def test_own_lines_alone_are_no_schedule_of_their_year(here, province):
    of_province = ("--schedules", "own", "--province", province)
    here("schedule", "report-by", "--month", "2562-09", "6/9/2562", *of_province, check=0)
    for month in ("2562-09", "2563-09"):
        due = here("due", "--month", month, *of_province, check=0)
        assert f"no schedule for fiscal year {month[:4]}; that of 2561 is still in force" in due.err
        assert "Schedule of 2561: " in due.out
    today = here("today", "--as-of", "2019-02-01", "--format", "json", *of_province, check=0)
    assert json.loads(today.out)["without_schedule"] == 2562


def test_two_schedules_are_compared(here):
    table = here("schedule", "diff", "2561/lampang", "2561/nan", check=0).out
    assert "Leaders\n  reported by\n    - district, province\n    + district\n" in table
    lines = here("schedule", "diff", "lampang", "nan", "--format", "csv", check=0).out
    rows = list(csv.DictReader(io.StringIO(lines.removeprefix("\ufeff"))))
    assert {
        "database": "ข้อมูลผู้นำ",
        "part": "reporting",
        "before": "อำเภอ, จังหวัด",
        "after": "อำเภอ",
    } in rows
    assert json.loads(here("schedule", "diff", "lampang", "nan", "--format", "json").out) == [
        {key: value or None for key, value in row.items()} for row in rows
    ]
    same = here("schedule", "diff", SHIPPED, "2561/lampang", check=0)
    assert (same.out, same.error) == ("", "no difference")


def test_the_schema_knows_every_key_and_demands_none(here):
    schema = json.loads(here("schedule", "schema", check=0).out)
    assert "report_by" in schema["properties"]
    assert "id" not in schema["$defs"]["Database"]["properties"]
    assert '"required"' not in json.dumps(schema)


LETTER = Path(__file__).parents[1] / "intake" / "letters" / "department.txt"
OTHER_LETTER = ("--letter", "มท ๐๔๐๕.๔/ว ๑", "--date", "1/10/2561")
NEW = ("schedule", "new", "--schedules", "own", "--year")


@pytest.mark.usefixtures("own")
def test_a_new_year_out_of_a_table_is_in_use(here, work):
    here("schedule", "show", "--year", "2561", "--xlsx", "t.xlsx", check=0)
    made = here(*NEW, "2562", "--from", "t.xlsx", *OTHER_LETTER, check=0)
    assert "Due in fiscal year 2562: 15 + 12 = 27" in made.out
    assert "it is written as กำหนดการจัดเก็บและบันทึกข้อมูลศูนย์ข้อมูลกลางฯ ประจำปี ๒๕๖๒" in made.err
    assert (work / "own" / "2562.yaml").read_text("utf-8").startswith(SCHEMA_LINE)
    shown = here("schedule", "show", "--year", "2562", "--schedules", "own", check=0)
    assert "Schedule of 2562: มท ๐๔๐๕.๔/ว ๑, 1 Oct 2018" in shown.out
    assert shown.err == ""


@pytest.mark.usefixtures("own")
def test_own_lines_hold_under_a_new_letter_and_the_old_letter_does_not(here, register):
    of_register = ("--register", register)
    words = ("report-by", "--month", "2562-09", "6/9/2562", "--schedules", "own", *of_register)
    here("schedule", *words, check=0)
    made = here(*NEW, "2562", "--from", LETTER, *of_register, check=0)
    assert "Lampang has a schedule of its own for 2561, which does not hold in 2562" in made.err
    due = here("due", "--month", "2562-09", *of_register, check=0)
    assert "no schedule" not in due.err
    assert "Schedule of 2562: มท " in due.out
    assert "6 Sep 2019" in due.out


@pytest.mark.usefixtures("own")
def test_a_province_is_told_that_its_own_does_not_hold_any_more(here, register):
    words = (*NEW, "2562", "--from", LETTER, "--register", register)
    told = (
        "Lampang has a schedule of its own for 2561, which does not hold in 2562; "
        "to make one: cddctl schedule new --year 2562 --province lampang"
    )
    assert told in here(*words, check=0).err.splitlines()
    own = here(*words, "--province", "lampang", *OTHER_LETTER, check=0)
    assert "does not hold" not in own.err
    assert "does not hold" not in here(*words, "--yes", check=0).err


def test_a_folder_that_is_not_there_is_made(here, work):
    here(*NEW, "2562", "--from", LETTER, "--dry-run", check=0)
    assert not (work / "own").exists()
    made = here("schedule", "report-by", "--month", "2561-09", "7/9/2561", *OWN, check=0)
    assert (work / "own" / "lampang" / "2561.yaml").is_file()
    assert "remembered for this register" in made.err
    due = here("due", "--month", "2561-09", "--province", "lampang", check=0)
    assert "7 Sep 2018" in due.out


@pytest.mark.usefixtures("own")
def test_a_schedule_that_is_there_is_not_replaced_unasked(here, work):
    path = work / "own" / "2561.yaml"
    path.write_bytes((SHIPPED.parents[1] / "2561.yaml").read_bytes())
    refused = here(*NEW, "2561", "--from", LETTER)
    assert (refused.code, path.read_text("utf-8").startswith("# The department's")) == (2, True)
    assert "2561.yaml is there already; add --yes to replace it" in refused.err
    here(*NEW, "2561", "--from", LETTER, "--yes", check=0)
    assert path.read_text("utf-8").startswith(SCHEMA_LINE)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("schedule", "new"), "which fiscal year? Add --year"),
        ((*NEW, "2562"), "no terminal here to ask on; name the letter with --from"),
        ((*NEW, "2562", "--from", "t.xlsx"), "which letter it is of; add --letter, --date"),
    ],
)
@pytest.mark.usefixtures("own")
def test_what_is_not_said_is_asked_for(here, words, error):
    here("schedule", "show", "--year", "2561", "--xlsx", "t.xlsx", check=0)
    refused = here(*words)
    assert (refused.code, error in refused.err) == (2, True)


@pytest.mark.usefixtures("own")
def test_a_province_cannot_drop_a_database(terminal):
    child = terminal(*NEW, "2562", "--province", "lampang", *OTHER_LETTER)
    child.expect("Title of the schedule")
    child.sendline("")
    child.expect(r"1\. .*\]: ")
    child.sendline("ยกเลิก")
    child.expect("the department's schedule has it.*\\]: ")


@pytest.mark.usefixtures("own")
def test_the_questions_of_a_new_year(terminal, work):
    child = terminal(*NEW, "2562")
    child.expect("Number of the letter")
    child.sendline("มท ๐๔๐๕.๔/ว ๑")
    child.expect("Its date: ")
    child.sendline("someday")
    child.expect("is not a date")
    child.sendline("1/10/2561")
    child.expect("Title of the schedule")
    child.sendline("กลับ")
    child.expect("Its date: ")
    child.sendline("1/10/2561")
    child.expect("Title of the schedule")
    child.sendline("")
    for number in range(1, 12):
        child.expect(rf"{number}\. ")
        child.expect(r"\]: ")
        if number == 1:
            child.sendline("soon")
            child.expect("is not read as periods")
            child.expect(r"\]: ")
            child.sendline("๒ งวด ๑๕ มกราคม กรกฎาคม")
        else:
            child.sendline("dropped" if number == 3 else "")
    for question, answer in (
        (r"A new database\?.*: ", "ข้อมูลกลุ่มสตรี"),
        ("Its months and days.*: ", "๒ งวด ๑๕ มกราคม กรกฎาคม"),
        ("What is counted.*: ", "ตัว"),
        ("is no unit of the form.*What is counted.*: ", "กลุ่ม"),
        ("กลุ่ม may be groups or savings_groups.*What is counted.*: ", "กลุ่มองค์กร คน"),
        ("is no unit of the form.*What is counted.*: ", "savings groups, ตัว"),
        ("is no unit of the form.*What is counted.*: ", "groups คน"),
        ("Reported by.*: ", "nobody"),
        ("write district, province or both.*Reported by.*: ", "อำเภอ"),
        ("Its bureau .*: ", "b"),
        ("Reported by.*: ", "อำเภอ"),
        ("Its bureau .*: ", ""),
        (r"A new database\?.*: ", "ข้อมูลกลุ่มสตรี"),
        (r"has this name already.*A new database\?.*: ", "ฐานข้อมูลที่ไม่มี"),
        ("Its months and days.*: ", "ิ"),
        (r"A new database\?.*: ", ""),
    ):
        child.expect(question)
        child.sendline(answer)
    child.expect("new: ข้อมูลกลุ่มสตรี; what was not said of it is chosen")
    child.expect(r"Write this to .*\[y/n\] ")
    child.sendline("y")
    child.expect("written, and in use from now on")
    text = (work / "own" / "2562.yaml").read_text("utf-8")
    assert "\n  leaders:\n" not in text
    assert "  volunteer-leader-assessment:\n    number: 3\n" in text
    new = text.partition("  database-11:\n")[2]
    assert "    counts: [persons, groups]\n" in new
    assert (
        "    reporting: [district]\n    periods:\n      - {number: 1, month: มกราคม, day: 15}"
        in new
    )
    assert "- {number: 1, month: มกราคม, day: 15}\n      - {number: 2, month: กรกฎาคม}\n" in text
    assert "date: 2018-10-01" in text
