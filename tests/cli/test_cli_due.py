"""`cddctl due`: which periods a month or a fiscal year holds."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest
from rich.cells import cell_len

LEADERS = {
    "month": "2018-09",
    "number": 3,
    "database": "leaders",
    "name": "ข้อมูลผู้นำ",
    "period": 1,
    "on_form": True,
    "full_name": "ข้อมูลผู้นำ",
    "bureau": "สำนักเสริมสร้างความเข้มแข็งชุมชน",
    "periods": 1,
    "content": None,
    "covers": None,
    "due": "2018-09-30",
    "next_working_day": "2018-10-01",
    "report_by": None,
    "until": "2018-09-30",
    "closed": None,
    "not_yet": None,
    "reporting": ["district"],
    "account": "province",
    "state": None,
    "reported": None,
    "expected": None,
    "not_applicable": None,
    "offices": None,
}
SAVINGS = {
    "month": "2018-09",
    "number": 6,
    "database": "savings-groups",
    "name": "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต",
    "period": 4,
    "on_form": True,
    "full_name": "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต",
    "bureau": "สำนักพัฒนาทุนและองค์กรการเงินชุมชน",
    "periods": 4,
    "content": None,
    "covers": None,
    "due": "2018-09-20",
    "next_working_day": None,
    "report_by": None,
    "until": "2018-09-20",
    "closed": None,
    "not_yet": None,
    "reporting": ["district"],
    "account": "province",
    "state": None,
    "reported": None,
    "expected": None,
    "not_applicable": None,
    "offices": None,
}
STANDARDS = {
    "month": "2018-09",
    "number": 2,
    "database": "cd-standards",
    "name": "ข้อมูลผลการดำเนินงานตามระบบ มชช.",
    "period": 2,
    "on_form": True,
    "full_name": "ข้อมูลผลการดำเนินงานตามระบบมาตรฐานการพัฒนาชุมชน",
    "bureau": "สำนักเสริมสร้างความเข้มแข็งชุมชน",
    "periods": 2,
    "content": "ผู้ผ่านการรับรอง",
    "covers": None,
    "due": "2018-09-30",
    "next_working_day": "2018-10-01",
    "report_by": None,
    "until": "2018-09-30",
    "closed": None,
    "not_yet": None,
    "reporting": ["province"],
    "account": "province",
    "state": None,
    "reported": None,
    "expected": None,
    "not_applicable": None,
    "offices": None,
}
OTOP = {
    "month": "2018-09",
    "number": 10,
    "database": "otop-sales",
    "name": "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน",
    "period": 12,
    "on_form": False,
    "full_name": "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน",
    "bureau": "สำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน",
    "periods": 12,
    "content": None,
    "covers": None,
    "due": "2018-09-10",
    "next_working_day": None,
    "report_by": None,
    "until": "2018-09-10",
    "closed": None,
    "not_yet": None,
    "reporting": ["district", "province"],
    "account": "district",
    "state": None,
    "reported": None,
    "expected": None,
    "not_applicable": None,
    "offices": None,
}

BY_LAMPANG = {
    "report_by": "2018-09-06", "until": "2018-09-06", "reporting": ["district", "province"],
}  # fmt: skip


@pytest.fixture
def periods(here):
    def periods(*args):
        return json.loads(here("due", "--format", "json", *args, check=0).out)["periods"]

    return periods


# --- JSON ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_json(here, language):
    result = here("due", "--month", "2018-09", "--format", "json", "--lang", language, check=0)
    found = json.loads(result.out)
    assert list(found) == ["month", "fiscal_year", "schedule", "periods"]
    assert found["month"] == "2018-09"
    assert found["fiscal_year"] == 2561
    assert found["schedule"] == {
        "fiscal_year": 2561, "province": None, "province_name": None,
    }  # fmt: skip
    assert [(p["number"], p["period"]) for p in found["periods"]] == [
        (2, 2), (3, 1), (4, 1), (5, 1), (6, 4), (7, 2), (8, 1), (9, 1), (10, 12),
    ]  # fmt: skip
    shown = {p["database"]: p for p in found["periods"]}
    for expected in (LEADERS, SAVINGS, STANDARDS, OTOP):
        assert shown[expected["database"]] == expected
        assert list(shown[expected["database"]]) == list(expected)
    assert [p["on_form"] for p in found["periods"]] == [True] * 8 + [False]


def test_json_of_lampang(here):
    result = here("due", "--month", "2018-09", "--province", "52", "--format", "json", check=0)
    found = json.loads(result.out)
    assert found["schedule"] == {
        "fiscal_year": 2561, "province": "52", "province_name": "ลำปาง",
    }  # fmt: skip
    shown = {p["database"]: p for p in found["periods"]}
    assert shown["leaders"] == LEADERS | BY_LAMPANG
    assert shown["cd-standards"] == STANDARDS | BY_LAMPANG | {"not_yet": "หลังการรับรอง"}
    assert shown["otop-sales"] == OTOP
    assert Counter(p["report_by"] for p in found["periods"]) == {"2018-09-06": 8, None: 1}


def test_json_of_a_year(here):
    found = json.loads(here("due", "--year", "2561", "--format", "json", check=0).out)
    assert found["month"] is None
    assert found["fiscal_year"] == 2561
    periods = found["periods"]
    assert len(periods) == 27
    assert [p["due"] for p in periods] == sorted(p["due"] for p in periods)
    assert Counter(p["due"][:7] for p in periods) == {
        "2017-10": 1, "2017-11": 1, "2017-12": 2, "2018-01": 1, "2018-02": 2, "2018-03": 4,
        "2018-04": 2, "2018-05": 1, "2018-06": 2, "2018-07": 1, "2018-08": 1, "2018-09": 9,
    }  # fmt: skip
    assert {p["due"]: p["next_working_day"] for p in periods if p["next_working_day"]} == {
        "2017-12-10": "2017-12-12",
        "2018-02-10": "2018-02-12",
        "2018-03-10": "2018-03-12",
        "2018-03-31": "2018-04-02",
        "2018-06-10": "2018-06-11",
        "2018-09-30": "2018-10-01",
    }
    first = next(p for p in periods if p["database"] == "savings-groups")
    assert (first["period"], first["due"]) == (1, "2017-12-20")


def test_months_of_a_year_hold_what_the_year_holds(periods):
    year = periods("--year", "2561")
    months = [f"2017-{n}" for n in (10, 11, 12)] + [f"2018-{n:02}" for n in range(1, 10)]
    by_month = [p for month in months for p in periods("--month", month)]
    assert sorted(map(str, by_month)) == sorted(map(str, year))


# --- CSV -------------------------------------------------------------------------------------


def test_csv(here):
    result = here("due", "--month", "2018-09", "--province", "lampang", "--format", "csv", check=0)
    assert result.raw.startswith(b"\xef\xbb\xbfmonth,number,database,name,")
    rows = list(csv.DictReader(io.StringIO(result.raw.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert rows[1] == {
        "month": "2561-09",
        "number": "3",
        "database": "leaders",
        "name": "ข้อมูลผู้นำ",
        "full_name": "ข้อมูลผู้นำ",
        "bureau": "สำนักเสริมสร้างความเข้มแข็งชุมชน",
        "period": "1",
        "periods": "1",
        "content": "",
        "covers": "",
        "due": "2018-09-30",
        "next_working_day": "2018-10-01",
        "report_by": "2018-09-06",
        "until": "2018-09-06",
        "closed": "",
        "not_yet": "",
        "reporting": "district province",
        "account": "province",
        "on_form": "true",
        "state": "",
        "reported": "",
        "expected": "",
        "not_applicable": "",
        "offices": "",
    }
    assert rows[8]["on_form"] == "false"
    assert rows[8]["next_working_day"] == ""


# --- Tables ----------------------------------------------------------------------------------


def test_september_is_eight_and_one(here):
    out = here("due", "--month", "2018-09", check=0).out
    assert "Due in September 2018 (2561): 8 + 1" in out
    form, _, other = out.partition("Not on the form: 1")
    assert "On the report form: 8" in form
    assert "OTOP" not in form
    assert "OTOP" in other
    assert "* 30 Sep 2018 is Sunday; the next working day is 1 Oct 2018, in fiscal year 2562" in out


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2018-09-19", "in 1 day"),
        ("2018-09-20", "today"),
        ("2018-09-21", "1 day late"),
        ("2018-10-01", "11 days late"),
    ],
)
def test_days_left(here, today, said):
    out = here("due", "--month", "2018-09", "--as-of", today, check=0).out
    [line] = [
        line
        for before, line in zip(out.splitlines(), out.splitlines()[1:], strict=False)
        if "Savings groups" in before
    ]
    assert re.split(r"  +", line.strip())[1] == said


@pytest.mark.parametrize(
    ("today", "said"),
    [("2018-09-05", "in 1 day"), ("2018-09-06", "today"), ("2018-09-07", "1 day late")],
)
def test_days_left_to_the_date_of_the_province(here, today, said):
    out = here("due", "--month", "9/61", "--province", "52", "--as-of", today, check=0).out
    assert out.count(f" {said} ") == 7  # the due date is the 20th or 30th; cd-standards is not yet
    assert "หลังการรับรอง" in out


def test_a_period_that_is_complete_or_closed_says_so(here, record, register):
    record("leaders", "all", "total=1", "persons=1", "--month", "2018-09")
    september = ("due", "--month", "2018-09", "--register", register)
    lines = here(*september, check=0).out.splitlines()
    [at] = [n for n, line in enumerate(lines) if " Leaders  " in line]
    assert "complete" in lines[at + 1]
    assert sum("complete" in line for line in lines) == 1
    here(
        "close", "--month", "2018-09", "--incomplete", "--reason", "น้ำท่วม",
        "--register", register, check=0,
    )  # fmt: skip
    lines = here(*september, check=0).out.splitlines()
    assert sum("  closed " in line for line in lines) == 8  # and OTOP is on no report
    found = json.loads(here(*september, "--format", "json", check=0).out)["periods"]
    assert [(one["state"], one["closed"] is None) for one in found] == [
        ("not-applicable", False), ("complete", False), *[("none", False)] * 6, ("none", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("month", "lines"),
    [
        ("2018-05", ["Due in May 2018 (2561): 1", "Not on the form: 1"]),
        (
            "2017-12",
            [
                "Due in December 2017 (2560): 1 + 1 = 2 (on the report form + not on it)",
                "On the report form: 1",
            ],
        ),
        (
            "2018-03",
            [
                "Due in March 2018 (2561): 3 + 1 = 4 (on the report form + not on it)",
                "On the report form: 3",
            ],
        ),
    ],
)
def test_other_months(here, month, lines):
    out = here("due", "--month", month, check=0).out
    assert [line for line in lines if line not in out.splitlines()] == []


@pytest.mark.parametrize(
    ("month", "known"), [("2561-09", True), ("2570-12", True), ("2574-09", False)]
)
def test_a_year_whose_holidays_are_not_known_is_told(here, month, known):
    err = here("due", "--month", month, check=0).err
    told = "not all public holidays of 2031 (2574) are known here"
    assert (told not in err) is known


def test_no_next_working_day_is_stated_where_the_holidays_are_not_known(here):
    result = here("due", "--month", "2028-09", check=0)
    assert "30 Sep 2028*" in result.out
    assert "* 30 Sep 2028 is Saturday; the next working day is not known" in result.out
    result = here("due", "--month", "2028-09", "--lang", "th", check=0)
    assert "* 30 ก.ย. 71 ตรงกับวันเสาร์ ยังไม่ทราบวันทำการถัดไป" in result.out
    assert "ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. 2571 ครบถ้วน" in result.err
    periods = json.loads(here("due", "--month", "2028-09", "--format", "json").out)["periods"]
    assert {period["next_working_day"] for period in periods} == {None}


def test_holidays_by_name(here):
    assert "* 10 Dec 2017 is Constitution Day; the next working day is 12 Dec 2017" in (
        here("due", "--month", "12/2560", check=0).out
    )
    assert "* 10 ธ.ค. 60 ตรงกับวันรัฐธรรมนูญ" in (
        here("due", "--month", "ธ.ค. 60", "--lang", "th", check=0).out
    )


# --- How the round stands --------------------------------------------------------------------


@pytest.fixture
def under_way(record):
    """Nine districts have recorded their leaders, two of them not all; two groups wait."""
    for number in range(1, 10):
        counts = ("total=10", f"persons={9 if number <= 2 else 10}")
        record("leaders", f"52{number:02}", *counts, "--month", "2018-09")
    for district in ("mae-mo", "thoen"):
        reason = ("--not-applicable", "--note", "รอรับรอง")
        record("groups", district, *reason, "--month", "2018-09")
    record("otop-sales", "mae-mo", "total=7", "makers=7", "--month", "2018-08")


def reported(periods):
    return {
        (p["database"], p["due"][:7]): (p["reported"], p["offices"])
        for p in periods
        if p["reported"] or p["database"] == "cd-standards"
    }


@pytest.mark.usefixtures("under_way")
def test_how_many_have_reported(periods, register):
    month = periods("--month", "2018-09", "--register", register)
    assert reported(month) == {
        ("cd-standards", "2018-09"): (0, 13),
        ("leaders", "2018-09"): (9, 13),
    }
    assert {p["offices"] for p in month} == {13}
    shares = {p["database"]: (p["expected"], p["not_applicable"]) for p in month}
    assert (shares["groups"], shares["leaders"]) == ((11, 2), (13, 0))
    assert shares["cd-standards"] == (0, 13)  # as Lampang's schedule declares
    year = periods("--year", "2561", "--register", register)
    assert reported(year) == {
        ("cd-standards", "2018-03"): (0, 13),
        ("cd-standards", "2018-09"): (0, 13),
        ("leaders", "2018-09"): (9, 13),
        ("otop-sales", "2018-08"): (1, 13),
    }
    other = periods("--month", "2018-09", "--register", register, "--province", "phrae")
    shown = {p["database"]: (p["reported"], p["offices"]) for p in other}
    assert (shown["leaders"], shown["cd-standards"]) == ((0, 8), (0, 1))


@pytest.mark.usefixtures("under_way")
def test_how_many_have_reported_in_csv(here, register):
    result = here("due", "--month", "9/61", "--register", register, "--format", "csv", check=0)
    head, _, leaders, *_ = csv.reader(io.StringIO(result.raw.decode("utf-8-sig")))
    assert (head[-4:], leaders[2], leaders[-4:]) == (
        ["reported", "expected", "not_applicable", "offices"],
        "leaders",
        ["9", "13", "0", "13"],
    )


@pytest.mark.usefixtures("under_way")
@pytest.mark.parametrize("asked", [("--month", "2018-09"), ("--year", "2561")])
def test_the_table_says_how_many_have_reported(here, register, asked):
    out = here("due", *asked, "--register", register, check=0).out
    lines = [line.strip() for line in out.splitlines()]
    at = [n for n, line in enumerate(lines) if " Leaders  " in line]
    assert len(at) == 1
    assert lines[at[0] + 1].startswith("- reported: 9/13 ")
    assert sum("- not applicable yet: 2" in line for line in lines) == 1
    assert sum("- reported:" in line for line in lines) == (8 if "--month" in asked else 26)


@pytest.mark.usefixtures("under_way")
@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("asked", [("--month", "2018-09"), ("--year", "2561")])
def test_the_table_fits_with_them(here, register, language, asked):
    out = here("due", *asked, "--register", register, "--lang", language, check=0).out
    assert "9/13" in out
    assert [line for line in out.splitlines() if cell_len(line) > 80] == []


def test_a_table_without_a_register_says_nothing_of_it(here):
    assert "reported" not in here("due", "--province", "lampang", check=0).out


LEFT_OUT = "; so who has reported is not shown"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no register at other.sqlite3"),
        (b"PK\x03\x04 a workbook", "other.sqlite3 is not a register of cddctl"),
        (b"SQLite format 3\x00" + b"\x00" * 2000, "the register other.sqlite3 is damaged"),
    ],
)
def test_a_register_that_cannot_be_used_stops_nothing(here, work, everything, content, why):
    if content is not None:
        (work / "other.sqlite3").write_bytes(content)
    before = everything()
    asked = ("due", "--month", "2018-09", "--province", "lampang")
    result = here(*asked, "--register", "other.sqlite3", check=0)
    assert result.error.startswith(why)
    assert result.error.endswith(LEFT_OUT)
    assert result.out == here(*asked, check=0).out
    assert everything() == before


def test_an_altered_register_stops_nothing(here, record, register):
    record("leaders", "02", "total=120", "persons=118", "--month", "2018-09")
    with closing(sqlite3.connect(register, isolation_level=None)) as db:
        db.execute("DROP TRIGGER entries_refuse_UPDATE")
        db.execute("UPDATE entries SET total = 119")
    result = here("due", "--month", "2018-09", "--register", register, check=0)
    assert "is damaged (an entry is not what was recorded)" in result.error
    assert result.error.endswith(LEFT_OUT)
    assert result.out == here("due", "--month", "2018-09", "--province", "lampang", check=0).out


def test_a_register_in_use_stops_nothing(here, register, monkeypatch):
    monkeypatch.setattr("cddctl.register.sqlite.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(register, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        db.execute("CREATE TABLE half (written)")
        result = here("due", "--province", "lampang", "--register", register, check=0)
    assert "is in use by another program" in result.error
    assert result.error.endswith(LEFT_OUT)
    assert "Leaders" in result.out


def test_status_and_store_are_loaded_only_for_a_register(environ, work, register):
    code = (
        "import sys\nfrom cddctl.cli import app\ntry:\n    app(sys.argv[1:])\nfinally:\n"
        "    names = ('cddctl.status.round', 'cddctl.register.store', 'icalendar', 'typst')\n"
        "    print([n for n in names if n in sys.modules], file=sys.stderr)"
    )

    def loaded(*args):
        command = [sys.executable, "-c", code, "due", "--month", "2018-09", *map(str, args)]
        done = subprocess.run(command, env=environ, cwd=work, capture_output=True, check=True)
        return done.stderr.decode().strip()

    assert loaded("--province", "lampang") == "[]"
    assert loaded("--register", register) == "['cddctl.status.round', 'cddctl.register.store']"


# --- Which month, year and place -------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["2018-09", "2561-09", "09/2561", "9/2018", "ก.ย. 2561", "ก.ย. 61", "ก.ย 61", "กันยายน ๒๕๖๑",
     "sep 2018", "๒๕๖๑-๐๙"],
)  # fmt: skip
def test_month_as_people_write_it(here, typed):
    found = json.loads(here("due", "--month", typed, "--format", "json", check=0).out)
    assert found["month"] == "2018-09"


@pytest.mark.parametrize("typed", ["2561", "๒๕๖๑", "61", "2018"])
def test_year_as_people_write_it(here, typed):
    found = json.loads(here("due", "--year", typed, "--format", "json", check=0).out)
    assert found["fiscal_year"] == 2561


def test_the_current_month_if_not_said(here):
    found = json.loads(here("due", "--format", "json", "--as-of", "30 ก.ย. 2561", check=0).out)
    assert found["month"] == "2018-09"


def test_home_province_of_the_register(here, register):
    found = json.loads(here("due", "--format", "json", "--register", register, check=0).out)
    assert found["schedule"]["province"] == "52"
    other = here("due", "--format", "json", "--register", register, "--province", "แพร่", check=0)
    assert json.loads(other.out)["schedule"]["province"] is None


def test_a_later_year_says_whose_schedule_is_used(here):
    result = here("due", "--year", "2565", "--format", "json", check=0)
    assert result.error == (
        "there is no schedule for fiscal year 2565; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2565"
    )
    found = json.loads(result.out)
    assert found["fiscal_year"] == 2565
    assert found["schedule"]["fiscal_year"] == 2561
    assert len(found["periods"]) == 27


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        (("--month", "2018-09", "--year", "2561"), 2, "do not go together; leave one out"),
        (
            ("--month", "2018-13"),
            2,
            "'2018-13' is not a month; write it like 2018-09, 2561-09, 9/2561 or \"ก.ย. 2561\"",
        ),
        (("--month", ""), 2, "'' is not a month"),
        (("--year", "256"), 2, "'256' is not a fiscal year; write it like 2561, 61 or 2018"),
        (("--year", ""), 2, "'' is not a fiscal year"),
        (
            ("--as-of", "30/2/2561"),
            2,
            ("'30/2/2561' is not a date; write it like 2018-09-06, 6/9/2561 or \"6 ก.ย. 2561\""),
        ),
        (("--as-of", ""), 2, "'' is not a date"),
        (
            ("-o", "due.xlsx"),
            3,
            (
                "due.xlsx could not be written: this is text, no workbook; "
                "name it .txt, .csv or .json"
            ),
        ),
        (("--format", "csv", "-o", "DUE.XLSX"), 3, "DUE.XLSX could not be written: this is text"),
        (
            ("--month", "2017-09"),
            3,
            (
                "there is no schedule for fiscal year 2560; "
                "the first is that of 2561, from 1 October 2017 (2560) on; "
                "to make it: cddctl schedule new --year 2560"
            ),
        ),
        (("--year", "2560"), 3, "from 1 October 2017 (2560) on"),
        (("--province", "lampan"), 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
        (("--province", "bangkok"), 3, "Bangkok (กรุงเทพมหานคร) has no community development"),
        (("--province", "กทม."), 3, "name one of the 76 other provinces"),
        (("--register", "none.sqlite3"), 4, "there is no register at none.sqlite3"),
    ],
)
def test_refused(here, everything, args, code, error):
    before = everything()
    result = here("due", *args)
    assert (result.code, result.out) == (code, "")
    assert result.error.startswith("error: ")
    assert error in result.error
    assert everything() == before


# --- Where it is written ---------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_output_to_a_file(here, work, format_):
    to_screen = here("due", "--month", "2018-09", "--format", format_, check=0)
    in_a_file = to_screen.as_file(format_)
    to_file = here("due", "--month", "2018-09", "--format", format_, "-o", "due.out", check=0)
    assert (to_file.out, to_file.err) == ("", "")
    assert (work / "due.out").read_bytes() == in_a_file
    again = here("due", "--month", "2018-08", "--format", format_, "-o", "due.out")
    assert again.code == 3
    assert again.error == (
        "error: due.out is there already; add --force to replace it, or name another file"
    )
    assert (work / "due.out").read_bytes() == in_a_file
    forced = here("due", "--month", "2018-08", "--format", format_, "-o", "due.out", "--force")
    assert forced.code == 0
    assert (work / "due.out").read_bytes() != in_a_file


@pytest.mark.parametrize(
    ("name", "kind"), [("due.csv", "csv"), ("DUE.JSON", "json"), ("due.txt", "table")]
)
def test_the_name_of_a_file_says_its_format(here, work, name, kind):
    here("due", "--month", "2018-09", "-o", name, check=0)
    whole = here("due", "--month", "2018-09", "--format", kind, check=0)
    assert (work / name).read_bytes() == whole.as_file(kind)
    here("due", "--month", "2018-09", "--format", "json", "-o", "other.csv", check=0)
    assert json.loads((work / "other.csv").read_bytes())["month"] == "2018-09"


def test_output_to_stdout_by_name(here):
    whole = here("due", "--format", "json", check=0)
    assert here("due", "--format", "json", "-o", "-", check=0).raw == whole.raw


def test_due_in_its_own_process(run, here):
    for args in (("due",), ("due", "--format", "csv", "--lang", "th"), ("due", "--year", "61")):
        ours = here(*args)
        theirs = run(*args)
        assert (theirs.code, theirs.raw, theirs.err) == (ours.code, ours.raw, ours.err)
