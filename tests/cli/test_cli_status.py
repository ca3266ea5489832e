"""`cddctl status`: the matrix, one office, a year, and the check for a scheduled task."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len

from cddctl.cli.remarks import say_schedules
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.register.store import Register
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.library import ScheduleLibrary

MONTH = ("--month", "2018-09")
DATABASES = {
    "cd-standards": "persons",
    "leaders": "persons",
    "volunteer-leader-assessment": "persons",
    "groups": "groups",
    "savings-groups": "savings_groups",
    "poverty-alleviation": "places",
    "fund-institutions": "places",
    "fund-networks": "networks",
    "otop-sales": "makers",
}


@pytest.fixture
def status(here, register):
    """The standing in Lampang's register."""

    def status(*args, check=0):
        return here("status", "--register", register, *args, check=check)

    return status


@pytest.fixture
def report_all(register):
    """Record everything for districts, on a day of September."""

    def report_all(numbers, day, *, but=()):
        periods = {"cd-standards": 2, "savings-groups": 4, "poverty-alleviation": 2}
        periods["otop-sales"] = 12
        entries = [
            Entry(
                "52", f"52{number:02}", database, 2561, periods.get(database, 1), Month(2018, 9),
                10, {unit: 10}, received=date(2018, 9, day),
            )
            for number in numbers
            for database, unit in DATABASES.items()
            if database not in but
        ]  # fmt: skip
        with Register.open(register) as book, book.writing():
            now = datetime(2018, 9, day, 5, tzinfo=UTC)
            book.append(entries, command="record", schedule="2561", now=now)

    return report_all


@pytest.fixture
def done(register):
    """Append acts to Lampang's register."""

    def done(*acts):
        with Register.open(register) as book, book.writing():
            now = datetime(2018, 9, 6, 5, tzinfo=UTC)
            book.append(acts, command="extend", schedule="2561", now=now)

    return done


def extension(office, until, database=None):
    return Act(
        Kind.EXTEND, "52", Month(2018, 9), office, database,
        until=date(2018, 9, until), reason="น้ำท่วม",
    )  # fmt: skip


def tally(result):
    return json.loads(result.out)["tally"]


# --- The check -------------------------------------------------------------------------------


def test_check_with_everything_outstanding(status):
    result = status("--check", *MONTH, check=1)
    assert len(result.out.splitlines()) == 13 * 8  # cd-standards is not yet to be reported
    assert result.err == ""
    assert result.out.splitlines()[0] == (
        "5201 Mueang Lampang: Leaders, period 1 of September 2018 (2561): nothing reported, "
        "by 6 September 2018 (2561) (in 1 day)"
    )


def test_check_with_nothing_outstanding(status, record):
    record("otop-sales", "all", "total=3", "makers=3", "--month", "2018-08")
    result = status("--check", "--month", "2018-08")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert "Nothing is outstanding." in status("--month", "2018-08").out.splitlines()


def test_check_of_one_district(status, report_all, record):
    report_all([5], 5, but=["leaders", "cd-standards"])
    record("cd-standards", "05", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    record("leaders", "05", "total=9", "persons=8", *MONTH)
    own = ("--check", "--district", "ngao", *MONTH)
    for day, left in ((5, "in 1 day"), (6, "today"), (7, "1 day late")):
        result = status(*own, "--as-of", f"2018-09-{day:02}", check=1)
        assert result.out == (
            "5205 Ngao: Leaders, period 1 of September 2018 (2561): incomplete 8/9, "
            f"by 6 September 2018 (2561) ({left})\n"
        )
    record("leaders", "05", "total=9", "persons=9", *MONTH, "--as-of", "2018-09-07")
    assert status(*own).out == ""
    record("leaders", "05", "total=10", "persons=9", *MONTH, "--as-of", "2018-09-08")
    assert len(status(*own, check=1).out.splitlines()) == 1


def test_check_without_a_month_is_of_all_open_months(status, report_all):
    def months(as_of):
        lines = status("--check", "--as-of", as_of, check=1).out.splitlines()
        return list(dict.fromkeys(re.search(r"of (\w+) 20\d\d", line)[1] for line in lines))

    assert months("2018-08-20") == ["September"]  # use begins in it
    assert months("2018-09-05") == ["September"]
    assert months("2018-10-01") == ["September", "October"]
    assert "(25 days late)" in status("--check", "--as-of", "2018-10-01", check=1).out
    report_all(range(1, 14), 5, but=["cd-standards"])
    assert months("2018-10-01") == ["October"]
    status("--check", "--month", "2018-08", check=1)  # as ever


@pytest.mark.parametrize(("as_of", "left"), [("2018-09-30", "today"), ("2018-10-01", "1 day late")])
def test_the_end_of_the_fiscal_year(here, as_of, left):
    result = here("status", "--province", "phrae", "--check", *MONTH, "--as-of", as_of, check=1)
    [line] = (line for line in result.out.splitlines() if line.startswith("54 Phrae"))
    assert line.endswith(f"by 30 September 2018 (2561) ({left})")


def test_check_in_its_own_process(run, register):
    result = run("status", "--register", register, "--check", *MONTH, check=1)
    assert (len(result.out.splitlines()), result.err) == (104, "")


# --- Day by day ------------------------------------------------------------------------------


def test_a_round_day_by_day(status, report_all, done):
    said = {}

    def look(day):
        values = tally(status("--format", "json", *MONTH, "--as-of", day))
        said[day] = [
            values[key] for key in ("none", "complete", "on_time", "late", "overdue")
        ]  # fmt: skip

    look("2018-08-31")
    report_all(range(1, 5), 3)
    look("2018-09-03")
    report_all(range(5, 11), 6)
    look("2018-09-06")
    look("2018-09-07")
    done(extension("5213", 20))
    look("2018-09-10")
    report_all([11, 13], 20)
    look("2018-09-20")
    look("2018-10-01")
    assert said == {
        "2018-08-31": [104, 0, 0, 0, 0],
        "2018-09-03": [72, 36, 36, 0, 0],
        "2018-09-06": [24, 90, 90, 0, 0],
        "2018-09-07": [24, 90, 90, 0, 21],  # OTOP's day is the 10th
        "2018-09-10": [24, 90, 90, 0, 14],  # the extended office is in time
        "2018-09-20": [8, 108, 99, 9, 8],
        "2018-10-01": [8, 108, 99, 9, 8],
    }


def test_what_was_undone_completed_nothing(status, record, here, register):
    record("leaders", "05", "total=9", "persons=8", *MONTH, "--as-of", "2018-09-03")
    record("leaders", "05", "total=9", "persons=9", *MONTH, "--as-of", "2018-09-05")
    found = [tally(status("--format", "json", *MONTH))]
    here("undo", "--last", "--yes", "--register", register, check=0)
    found.append(tally(status("--format", "json", *MONTH)))
    record("leaders", "05", "total=9", "persons=9", *MONTH, "--as-of", "2018-09-08")
    found.append(tally(status("--format", "json", *MONTH)))
    keys = ("incomplete", "complete", "on_time", "late")
    assert [[one[key] for key in keys] for one in found] == [
        [0, 1, 1, 0],
        [1, 0, 0, 0],
        [0, 1, 0, 1],
    ]


def test_a_closed_round_says_so(status, done):
    done(Act(Kind.CLOSE, "52", Month(2018, 9), sent="แบบรายงาน"))
    assert status(*MONTH).out.splitlines()[1] == "The round was closed on 6 September 2018 (2561)."
    done(Act(Kind.REOPEN, "52", Month(2018, 9), reason="แก้ไข"))
    assert "closed" not in status(*MONTH).out


# --- One office ------------------------------------------------------------------------------


def test_one_office_in_full(status, record, done):
    record("leaders", "05", "total=1200", "persons=1100", "--note", "รอหมู่บ้าน", *MONTH)
    record("groups", "05", "total=9", "groups=9", *MONTH, "--as-of", "2018-09-08")
    record("groups", "05", "total=10", "groups=8", "places=2", *MONTH, "--as-of", "2018-09-09")
    done(extension("5205", 20, "leaders"))
    text = status("--district", "05", *MONTH, "--as-of", "2018-09-10").out
    blocks = text.split("\n  4 ")
    assert [line.split() for line in blocks[0].splitlines()[-3:]] == [
        ["3", "Leaders", "incomplete", "total", "1,200", "20", "Sep", "2018"],
        ["received", "5", "Sep", "2018", "1,100", "persons", "(extended)"],
        ["in", "10", "days"],
    ]
    for words in ("received 9 Sep 2018", "first complete 8 Sep 2018", "late", "2 places"):
        assert words in blocks[1].split("\n  6 ")[0], words
    assert " 3  รอหมู่บ้าน" in text
    assert text.splitlines()[-1] == (
        "Reported 2/8 (25 %), complete 1/8 (13 %), on time 0/8 (0 %); overdue: 5"
    )


def test_a_district_does_not_answer_for_the_provincial_office(here):
    result = here("status", "--province", "phrae", "--district", "long", "--check", *MONTH, check=1)
    assert {line[:9] for line in result.out.splitlines()} == {"5403 Long"}
    assert len(result.out.splitlines()) == 8


# --- A year ----------------------------------------------------------------------------------


def test_a_row_a_month(status, report_all):
    report_all([1], 5)
    lines = status("--year", "2561", "--as-of", "2018-09-12").out.splitlines()
    assert [line.split("  ")[0] for line in lines[5:]] == [
        "October 2017 (2560)", "November 2017 (2560)", "December 2017 (2560)",
        "January 2018 (2561)", "February 2018 (2561)", "March 2018 (2561)", "April 2018 (2561)",
        "May 2018 (2561)", "June 2018 (2561)", "July 2018 (2561)", "August 2018 (2561)",
        "September 2018 (2561)", "Together",
    ]  # fmt: skip
    assert lines[-2].split()[3:] == ["8", "+", "1", "9/105", "9", "9", "0", "96"]
    assert lines[-1].split()[1:] == ["15", "+", "12", "9/339", "9", "9", "0", "330"]


def test_a_year_of_one_district(status, report_all):
    report_all([5], 5)
    found = tally(status("--year", "2561", "--district", "05", "--format", "json"))
    assert (found["offices"], found["complete"], found["on_time"]) == (27, 9, 9)


# --- Formats and files -----------------------------------------------------------------------


def test_csv_and_json(status, record):
    record("leaders", "05", "total=12", "persons=11", "--note", "=1+1", *MONTH)
    found = status("--format", "csv", *MONTH).raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(found)))
    [row] = (row for row in rows if row["total"])
    assert (row["office"], row["persons"], row["note"]) == ("5205", "11", "'=1+1")
    values = json.loads(status("--format", "json", *MONTH).out)
    [one] = (one for one in values["standings"] if one["total"] is not None)
    assert (one["office"], one["recorded"], one["note"]) == ("5205", {"persons": 11}, "=1+1")
    assert (values["month"], values["as_of"]) == ("2018-09", "2018-09-05")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json"])
def test_to_a_file(status, work, name):
    assert status(*MONTH, "-o", name).out == ""
    written = (work / name).read_bytes()
    formats = {"a.txt": "table", "a.csv": "csv", "a.json": "json"}
    kind = formats[name]
    assert written == status(*MONTH, "--format", kind).as_file(kind)
    result = status(*MONTH, "-o", name, check=3)
    assert result.error.startswith(f"error: {name} is there already; add --force")
    status(*MONTH, "-o", name, "--force")


def test_without_a_register(here):
    found = tally(here("status", "--province", "lampang", "--format", "json", *MONTH, check=0))
    assert (found["none"], found["expected"], found["offices"]) == (104, 104, 117)


def test_reading_changes_nothing(status, everything, record):
    record("leaders", "05", "total=12", "persons=11", *MONTH)
    before = everything()
    for args in ((), ("--rows", "database"), ("--district", "05"), ("--format", "json")):
        status(*args, *MONTH)
    status("--check", *MONTH, check=1)
    assert everything() == before


# --- Refusals --------------------------------------------------------------------------------

REFUSED = {
    "month-and-year": (["--month", "2018-09", "--year", "2561"], 2, "--month and --year do not go"),
    "check-and-json": (["--check", "--format", "json"], 2, "--check writes lines to the screen"),
    "check-and-file": (["--check", "-o", "a.txt"], 2, "--check writes lines to the screen"),
    "check-and-by": (["--check", "--rows", "database"], 2, "--check writes lines to the screen"),
    "by-and-year": (
        ["--rows", "database", "--year", "2561"],
        2,
        "--rows turns the table of a month",
    ),
    "by-and-district": (["--rows", "district", "--district", "05"], 2, "--rows turns the table"),
    "by-and-csv": (
        ["--rows", "district", "--format", "csv"],
        2,
        "--rows turns the table of a month",
    ),
    "line-and-full": (["--line", "--full"], 2, "--line is a text of a month; leave out"),
    "line-and-several": (
        ["--line", *MONTH, "--province", "lampang", "--province", "lamphun"],
        2,
        "--line is of one province",
    ),
    "by-what": (["--rows", "month"], 2, "--rows is district, province or database, not 'month'"),
    "month": (["--month", "13/2561"], 2, "'13/2561' is not a month"),
    "early": (["--month", "9/2560"], 3, "from 1 October 2017 (2560) on"),
    "early-year": (["--year", "2560"], 3, "from 1 October 2017 (2560) on"),
    "district": (["--district", "mae-moo"], 3, "did you mean mae-mo (แม่เมาะ)"),
    "province": (["--province", "lampan"], 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
}


@pytest.mark.parametrize(("args", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(status, everything, args, code, said):
    before = everything()
    result = status(*args, check=code)
    assert (result.out, result.error[:7]) == ("", "error: ")
    assert said in result.error
    assert everything() == before


def test_no_province(here):
    result = here("status", *MONTH, check=2)
    assert result.error.startswith("error: which province? add --province")


def test_the_standing_as_a_text_for_line(status, record):
    record("leaders", "mae-mo", "total=7", "persons=7", *MONTH)
    lines = status(*MONTH, "--line").out.splitlines()
    assert lines[2] == "รายงานแล้ว 1/104 รายการ (1 %)"
    assert len(lines) <= 10


# --- As it stands on the screen --------------------------------------------------------------

LANGUAGES = ["en", "th"]
SCREENS = {
    "status-2018-09": MONTH,
    "status-2018-09-full": (*MONTH, "--full"),
    "status-2018-09-turned": (*MONTH, "--rows", "database", "--full"),
    "status-2018-09-ngao": (*MONTH, "--district", "05"),
    "status-2561": ("--year", "2561"),
}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_golden(status, report_all, record, done, golden, monkeypatch, name, language, width):
    report_all([1, 3], 5, but=["cd-standards"])
    report_all([5], 8, but=["cd-standards", "leaders"])
    record("cd-standards", "all", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    for number in range(1, 14):
        record("leaders", f"{number:02}", f"total={number * 100}", f"persons={number * 99}", *MONTH)
    record("groups", "08", "total=9", "groups=10", "--note", "รวมกลุ่มใหม่", *MONTH)
    done(extension("5205", 20, "leaders"), extension("5210", 12))
    monkeypatch.setenv("COLUMNS", str(width))
    result = status(*SCREENS[name], "--as-of", "2018-09-12", "--lang", language)
    others = [line for line in result.err.splitlines() if "cddctl doubts --month" not in line]
    assert others == []
    assert max(map(cell_len, result.out.splitlines())) <= width
    golden(f"{name}.{language}.{width}.txt", result.out)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_month_of_13_districts_is_one_screen(
    status, record, done, language, is_closed, monkeypatch
):
    """Of 24 lines, the last of which is to type on."""
    monkeypatch.setenv("COLUMNS", "80")
    record("leaders", "mae-mo", "total=7", "persons=5", *MONTH)
    record("leaders", "thoen", "total=7", "persons=8", "--note", "เพิ่ม", *MONTH)
    record("groups", "thoen", "total=7", "groups=7", *MONTH)
    if is_closed:
        done(Act(Kind.CLOSE, "52", Month(2018, 9), reason="เร่งด่วน"))
    lines = status(*MONTH, "--as-of", "2018-09-12", "--lang", language).out.splitlines()
    assert len(lines) <= 23
    assert max(map(cell_len, lines)) <= 80


def test_years_without_a_schedule_are_named_once(capsys):
    say_schedules(Calendar(ScheduleLibrary(), None), map(FiscalYear, (2561, 2562, 2565, 2564)))
    assert capsys.readouterr().err == (
        "there is no schedule for fiscal year 2562-2565; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2565\n"
    )
