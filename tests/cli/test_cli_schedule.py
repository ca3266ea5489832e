"""`cddctl schedule show` and `check`, and schedules of a user's own."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from cddctl.schedule.library import ScheduleLibrary

SHIPPED = ScheduleLibrary().folders[0]

BROKEN = """\
fiscal_year: 2562
province: lampang
colour: red
databases:
  leaders:
    bureau: plans
    counts: [persons, shops]
    periods:
      - {number: 1, month: กุมภาพันธ์, day: 31}
"""

OVER = "fiscal_year: 2562\nprovince: lampang\ndatabases:\n  leaders: {account: district}\n"


@pytest.fixture
def own(work):
    """Write a schedule of the user's own, in the folder `own`."""

    def own(name, text):
        path = work / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return own


# --- show ------------------------------------------------------------------------------------


def test_by_bureau(here):
    lines = here("schedule", "show", "--lang", "th", check=0).out.splitlines()
    bureaus = [line for line in lines if line.startswith(("สำนัก", "กอง"))]
    assert bureaus == [
        "สำนักเสริมสร้างความเข้มแข็งชุมชน",
        "สำนักพัฒนาทุนและองค์กรการเงินชุมชน",
        "สำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน",
        "กองแผนงาน",
    ]
    numbers = [int(line.split()[0]) for line in lines if line[:3].strip().isdigit()]
    assert numbers == list(range(1, 12))


def ticks(out):
    """By database number, how many offices are ticked."""
    rows = [line for line in out.splitlines() if line[:3].strip().isdigit()]
    return {int(line.split()[0]): line.split().count("/") for line in rows}


def test_offices_ticked(here):
    assert ticks(here("schedule", "show", check=0).out) == {
        1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1, 7: 1, 8: 1, 9: 1, 10: 2, 11: 2,
    }  # fmt: skip
    assert ticks(here("schedule", "show", "--province", "lampang", check=0).out) == dict.fromkeys(
        range(1, 12), 2
    )


def test_the_letter_and_the_day_to_report_by(here):
    national = here("schedule", "show", check=0).out
    lampang = here("schedule", "show", "--province", "lampang", check=0).out
    assert "Schedule of 2561: มท ๐๔๐๕.๔/ว ๐๖๒๖, 23 Mar 2018\n" in national
    assert "report to the province" not in national
    assert "Schedule of 2561: ลป ๐๐๑๙.๔/ว ๒๒๖๖๗, 31 Aug 2018 (Lampang)\n" in lampang
    assert lampang.endswith(
        "September 2018 (2561): report to the province by 6 Sep 2018 (Thursday)\n"
        "September 2018 (2561): not applicable yet, หลังการรับรอง:\n"
        "  Community development standards\n"
    )


def test_home_province(here, register):
    assert "(Lampang)" in here("schedule", "show", "--register", register, check=0).out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--year", "2561"], ""),
        (["--as-of", "2018-10-01"],
         ("there is no schedule for fiscal year 2562; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2562\n")),
        (["--year", "๒๕๗๐"],
         ("there is no schedule for fiscal year 2570; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2570\n")),
    ],
)  # fmt: skip
def test_which_year(here, args, said):
    result = here("schedule", "show", *args, check=0)
    assert result.err == said
    assert "Schedule of 2561" in result.out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--year", "2560"], 3, "the first is that of 2561, from 1 October 2017 (2560) on"),
        (["--year", "x"], 2, "'x' is not a fiscal year"),
        (["--province", "bangkok"], 3, "has no community development office"),
        (["--schedules", "none"], 5, "none holds no schedule; a schedule is a file like 2562.yaml"),
    ],
)
def test_show_refused(here, args, code, said):
    result = here("schedule", "show", *args)
    assert (result.code, result.out) == (code, "")
    assert said in result.error


def test_show_in_its_own_process(run, here):
    ours = here("schedule", "show", "--province", "lampang")
    theirs = run("schedule", "show", "--province", "lampang")
    assert (theirs.code, theirs.raw, theirs.err) == (0, ours.raw, "")


# --- check -----------------------------------------------------------------------------------


def test_all_shipped_are_whole(here):
    result = here("schedule", "check", check=0)
    count = len(ScheduleLibrary().files())
    assert (result.out, result.error) == ("", f"{count} files checked, no problem found")


def test_one_file(here, own):
    path = own("lampang/2562.yaml", OVER)
    result = here("schedule", "check", path, check=0)
    assert result.out == ""
    assert result.err.startswith("1 file")


def test_every_problem_with_file_line_and_column(here, own):
    path = own("lampang/2562.yaml", BROKEN)
    result = here("schedule", "check", "own/lampang/2562.yaml")
    assert result.code == 5
    assert result.err == ""
    places = [line.split(": ")[:2] for line in result.posix_out.splitlines()]
    assert places == [
        ["own/lampang/2562.yaml:3:9", "colour"],
        ["own/lampang/2562.yaml:6:13", "databases.leaders.bureau"],
        ["own/lampang/2562.yaml:7:23", "databases.leaders.counts.1"],
        ["own/lampang/2562.yaml:7:23", "databases.leaders.counts.1"],
        ["own/lampang/2562.yaml:9:45", "databases.leaders.periods.0.day"],
    ]
    assert path.read_text(encoding="utf-8") == BROKEN


def test_problems_of_several_files(here, own):
    own("lampang/2562.yaml", BROKEN)
    own("2563.yaml", "fiscal_year: 2563\n" * 2)
    own("notes.yaml", "a: [1\n")
    result = here("schedule", "check", "--schedules", "own")
    assert result.code == 5
    files = {line.split(":")[0] for line in result.posix_out.splitlines()}
    assert files == {"own/lampang/2562.yaml", "own/2563.yaml", "own/notes.yaml"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", ":2:1: "),
        ("a: &x 1\n", ":1:4: "),
        ("a: !!python/object:os.system x\n", ":1:4: "),
        ("[" * 30000, "too deep"),
        ("a: '\x00'\n", ": "),
        ("# " + "x" * 2_000_000, "larger than"),
        ("", ":1:1: "),
        ("- a\n", "expected lines of the form"),
    ],
    ids=["duplicate", "anchor", "tag", "depth", "control", "size", "empty", "list"],
)
def test_what_is_no_schedule_is_refused_in_one_line(here, own, text, said):
    own("2562.yaml", text)
    result = here("schedule", "check", "own/2562.yaml")
    assert (result.code, result.err) == (5, "")
    [line] = result.posix_out.splitlines()
    assert line.startswith("own/2562.yaml:")
    assert said in line


def test_a_file_that_is_not_utf_8(here, own):
    own("2562.yaml", "").write_bytes("# กำหนดการ\n".encode("cp874"))
    result = here("schedule", "check", "own/2562.yaml")
    assert result.code == 5
    assert result.posix_out == "own/2562.yaml:1:3: the file is not UTF-8; save it as UTF-8\n"


@pytest.mark.parametrize("name", ["none.yaml", "own"])
def test_a_file_that_cannot_be_read(here, work, name):
    (work / "own").mkdir()
    result = here("schedule", "check", name)
    assert result.code == 5
    [line] = result.out.splitlines()
    assert line.startswith(f"{name}:1:1: the file cannot be read: ")


def test_check_in_thai(here, own):
    own("lampang/2562.yaml", BROKEN)
    result = here("schedule", "check", "own/lampang/2562.yaml", "--lang", "th")
    assert result.code == 5
    assert all(any("ก" <= letter <= "๙" for letter in line) for line in result.out.splitlines())


LAMPANG = "fiscal_year: 2562\nprovince: lampang\n"
OTOP_ON_THE_7TH = "databases:\n  otop-sales: {every_month: {day: 7}}\n"
LEADERS = "databases:\n  leaders: {account: district}\n"


@pytest.fixture
def next_year(own):
    """The schedule of 2562 in the folder `own`, for a province's to be laid over."""
    text = (SHIPPED / "2561.yaml").read_text(encoding="utf-8")
    return own("2562.yaml", text.replace("fiscal_year: 2561", "fiscal_year: 2562"))


ALIKE = {
    "report-by": (
        "lampang/2562.yaml",
        (
            f"{LAMPANG}report_by:\n"
            "  - {month: 2562-08, date: 2019-08-06}\n"
            "  - {month: 2562-09, date: 2021-09-06}\n"
            "  - {month: 2562-09, date: 2019-09-06}\n"
            "  - {month: 2562-09, date: 2019-09-06, databases: [otop-sales]}\n"
            "  - {month: 2562-06, date: 2019-06-06, databases: [leaders]}\n"
            "  - {month: 2562-03, date: 2019-03-06, databases: [leaders, shops]}\n"
        ),
        [
            ":4:5: report_by.0: none of its databases has a period in August 2019 (2562)",
            (
                ":5:28: report_by.1.date: 6 September 2021 (2564) is in fiscal year 2564, "
                "and this is the schedule of 2562"
            ),
            ":6:5: report_by.2: September 2019 (2562) has a date to report by already",
            ":8:52: report_by.4.databases.0: leaders has no period in June 2019 (2562)",
            ":9:52: report_by.5.databases.0: leaders has no period in March 2019 (2562)",
            ":9:61: report_by.5.databases.1: there is no database 'shops'; declared are",
        ],
    ),
    "other-year": (
        "lampang/2562.yaml",
        f"fiscal_year: 2563\nprovince: lampang\n{LEADERS}",
        [":1:14: fiscal_year: the file's name says 2562"],
    ),
    "other-province": (
        "lampang/2562.yaml",
        f"fiscal_year: 2562\nprovince: phrae\n{LEADERS}",
        [":2:11: province: the schedule of Phrae belongs in a folder named phrae"],
    ),
    "no-month": (
        "lampang/2562.yaml",
        f"{LAMPANG}databases:\n  leaders: {{periods: [{{number: 1, month: sept}}]}}\n",
        [
            (
                ":4:42: databases.leaders.periods.0.month: "
                "expected a month: its Thai name, or a number from 1 to 12"
            )
        ],
    ),
    "no-office": (
        "lampang/2562.yaml",
        f"{LAMPANG}databases:\n  leaders: {{reporting: [district, shop]}}\n",
        [":4:35: databases.leaders.reporting.1: expected district or province"],
    ),
    "office-twice": (
        "lampang/2562.yaml",
        f"{LAMPANG}databases:\n  leaders: {{reporting: [district, district]}}\n",
        [":4:35: databases.leaders.reporting.1: district stands here twice"],
    ),
    "year-twice": (
        "2562.yml",
        None,
        [":1:1: 2562.yaml is of the same year; one of them has to go"],
    ),
}


@pytest.mark.parametrize(("name", "text", "problems"), ALIKE.values(), ids=ALIKE)
def test_what_is_checked_is_what_stops_the_commands(here, own, next_year, name, text, problems):
    own(name, text or next_year.read_text(encoding="utf-8"))
    checked = here("schedule", "check", "--schedules", "own")
    assert (checked.code, checked.err) == (5, "")
    found = checked.out.splitlines()
    path = Path("own", name)
    assert [line.startswith(f"{path}{p}") for line, p in zip(found, problems, strict=True)] == (
        [True] * len(problems)
    ), found
    used = here("due", "--schedules", "own", "--province", "lampang", "--year", "2562")
    assert (used.code, used.out) == (5, "")
    assert used.err.splitlines() == [f"error: {line}" for line in found]


@pytest.mark.usefixtures("next_year")
def test_problems_of_report_by_in_thai(here, own):
    own(*ALIKE["report-by"][:2])
    out = here("schedule", "check", "own/lampang/2562.yaml", "--lang", "th").out.splitlines()
    assert [line.split(": ", 2)[2] for line in out[:3]] == [
        "ไม่มีฐานข้อมูลใดที่มีงวดในเดือนสิงหาคม 2562",
        "6 กันยายน 2564 อยู่ในปีงบประมาณ 2564 แต่กำหนดการนี้เป็นของปีงบประมาณ 2562",
        "เดือนกันยายน 2562 มีวันส่งรายงานอยู่แล้ว",
    ]


@pytest.mark.usefixtures("next_year")
@pytest.mark.parametrize("folder", ["lampang", "ลำปาง", "52", "Lampang"])
def test_a_provinces_folder_by_any_of_its_names(here, own, folder):
    own(
        f"{folder}/2562.yaml",
        LAMPANG + "databases:\n  otop-sales:\n    every_month: {day: 15}\n",
    )
    here("schedule", "check", "--schedules", "own", check=0)
    for province, due in (("lampang", "2019-05-15"), ("phrae", "2019-05-10")):
        found = json.loads(
            here("due", "--month", "2019-05", "--province", province, "--schedules", "own",
                 "--format", "json", check=0).out
        )  # fmt: skip
        assert [p["due"] for p in found["periods"]] == [due]


@pytest.mark.usefixtures("next_year")
def test_a_file_is_checked_from_its_own_folder(here, own, monkeypatch):
    path = own("lampang/2562.yaml", LAMPANG + LEADERS)
    monkeypatch.chdir(path.parent)
    assert here("schedule", "check", "2562.yaml", check=0).error.startswith("1 file")


CASES = {
    "also-taken": (
        ("also: [มชช., มาตรฐานการพัฒนาชุมชน, ", 'also: [ "3", "leaders", '),
        [
            ":80:13: databases.cd-standards.also.0: '3' means leaders already; give each its own",
            (
                ":80:18: databases.cd-standards.also.1: 'leaders' means leaders already; "
                "give each its own"
            ),
        ],
    ),
    "escape-in-name": (
        ("short: ข้อมูลผู้นำ\n", 'short: "ข้อมูล\\e[31mผู้นำ"\n'),
        [":102:14: a control character stands here; take it out"],
    ),
    "unknown-placeholder": (
        ("พ.ศ. {year}", "พ.ศ. {yearx}"),
        [":256:7: form.titles.2: {yearx} is not known here; known is {year}"],
    ),
    "report-by-of-another-year": (
        ("\nform:\n", "\nreport_by:\n  - {month: 2561-09, date: 2018-09-06}\nform:\n"),
        [
            (
                ":253:13: report_by.0.month: September 2018 (2561) is in fiscal year 2561, "
                "and this is the schedule of 2562"
            ),
            (
                ":253:28: report_by.0.date: 6 September 2018 (2561) is in fiscal year 2561, "
                "and this is the schedule of 2562"
            ),
        ],
    ),
    "reporting-no-list": (
        ("reporting: [district]\n", "reporting: district\n"),
        [
            (
                f":{line}:16: databases.{database}.reporting: "
                "expected a list; write it in brackets: [district]"
            )
            for line, database in (
                (108, "leaders"),
                (124, "volunteer-leader-assessment"),
                (159, "savings-groups"),
                (177, "poverty-alleviation"),
                (194, "fund-institutions"),
                (211, "fund-networks"),
            )
        ],
    ),
    "quote-not-closed": (
        ("en: Leaders\n", 'en: "Leaders\n'),
        [":104:11: the quote that opens here is not closed on its line; close it"],
    ),
}


@pytest.mark.parametrize(("change", "problems"), CASES.values(), ids=CASES)
def test_a_schedule_that_no_command_could_use(here, own, next_year, change, problems):
    text = next_year.read_text(encoding="utf-8")
    assert change[0] in text
    own("2562.yaml", text.replace(*change))
    told = [f"{Path('own/2562.yaml')}{problem}" for problem in problems]
    checked = here("schedule", "check", "own/2562.yaml")
    assert (checked.code, checked.out.splitlines()) == (5, told)
    used = here("due", "--schedules", "own", "--year", "2562")
    assert (used.code, used.out) == (5, "")
    assert used.err.splitlines() == [f"error: {line}" for line in told]


@pytest.mark.parametrize("command", [("schedule", "check"), ("due", "--month", "2562-09")])
def test_a_schedule_whose_name_ends_otherwise_is_named_as_not_read(here, own, command):
    """Notepad saves 2562.yaml.txt, and Windows shows it as 2562.yaml."""
    own("2562.yaml.txt", "fiscal_year: 2562\n")
    result = here(*command, "--schedules", "own", check=int(command[0] == "schedule"))
    assert result.err.splitlines()[0] == (
        f"{Path('own/2562.yaml.txt')} is not read: its name has to be like 2562.yaml "
        "or letter.yaml "
        "(Windows may hide the end of a name)"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_a_pipe_in_place_of_a_schedule(here, work):
    (work / "own").mkdir()
    os.mkfifo(work / "own/2562.yaml")
    told = "own/2562.yaml:1:1: it is a pipe or device; name a file"
    assert here("schedule", "check", "own/2562.yaml", check=5).out == f"{told}\n"
    assert here("due", "--schedules", "own", "--year", "2562", check=5).error == f"error: {told}"


def test_a_provinces_own_holidays(here, own):
    day = "2018-09-07: {th: วันหยุดประจำจังหวัด, en: Holiday of Lampang}"
    own("lampang/holidays/2018.yaml", f"year: 2018\nholidays:\n  {day}\n")
    own("lampang/2561.yaml", LAMPANG.replace("2562", "2561") + OTOP_ON_THE_7TH)
    own("phrae/2561.yaml", "fiscal_year: 2561\nprovince: phrae\n" + OTOP_ON_THE_7TH)
    note = "* 7 Sep 2018 is Holiday of Lampang; the next working day is 10 Sep 2018"
    for province, is_told in (("lampang", True), ("phrae", False)):
        out = here("due", "--month", "2018-09", "--province", province, "--schedules", "own").out
        assert (note in out.splitlines()) is is_told
    here("schedule", "check", "--schedules", "own", check=0)


# --- A user's own ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("due", "--year", "2562"),
        ("schedule", "show", "--year", "2562"),
        ("report", "--month", "2019-09"),
        ("record", "leaders", "02", "total=1", "persons=1", "--month", "2019-09"),
    ],
    ids=["due", "show", "report", "record"],
)
def test_a_broken_schedule_stops_every_command(here, own, everything, command):
    path = own("lampang/2562.yaml", BROKEN)
    before = everything()
    result = here(*command, "--province", "lampang", "--schedules", "own")
    assert (result.code, result.out) == (5, "")
    lines = result.err.splitlines()
    assert len(lines) == 5
    assert [line.startswith(f"error: {path.relative_to(path.parents[2])}:") for line in lines] == (
        [True] * 5
    )
    assert everything() == before


def test_a_broken_schedule_of_another_province_or_year_is_let_be(here, own):
    own("lampang/2562.yaml", BROKEN)
    for args in (("--province", "phrae"), ("--province", "lampang", "--month", "2018-09"), ()):
        here("due", "--schedules", "own", *args, check=0)


def test_next_years_schedule_without_touching_the_program(here, own, monkeypatch):
    text = (SHIPPED / "2561.yaml").read_text(encoding="utf-8")
    text = text.replace("fiscal_year: 2561", "fiscal_year: 2562")
    text = text.replace(
        "letter: มท ๐๔๐๕.๔/ว ๐๖๒๖\n  date: 2018-03-23", "letter: มท ๑\n  date: 2019-02-01"
    )
    own("2562.yaml", text.replace("every_month: {day: 10}", "every_month: {day: 15}"))
    for how in (("--schedules", "own"), ()):
        if not how:
            monkeypatch.setenv("CDDCTL_SCHEDULES", "own")
        result = here("due", "--month", "2019-05", "--format", "json", *how, check=0)
        assert result.err == ""
        found = json.loads(result.out)
        assert found["schedule"]["fiscal_year"] == 2562
        assert [p["due"] for p in found["periods"]] == ["2019-05-15"]
    assert "Schedule of 2562: มท ๑, 1 Feb 2019" in here("schedule", "show", "--year", "62").out
    # That of 2561 still holds for 2561.
    found = json.loads(here("due", "--month", "2018-05", "--format", "json", check=0).out)
    assert [p["due"] for p in found["periods"]] == ["2018-05-10"]
    result = here("schedule", "check", check=0)
    assert result.error == f"{len(ScheduleLibrary().files()) + 1} files checked, no problem found"


def test_a_provinces_own_schedule(here, own):
    own(
        "phrae/2561.yaml",
        "fiscal_year: 2561\nprovince: phrae\nroll: next-working-day\n"
        "report_by:\n  - {month: 2561-09, date: 2018-09-25, databases: [leaders]}\n"
        "databases:\n  otop-sales:\n    every_month: {day: 10, covers: previous-month}\n",
    )
    found = json.loads(
        here("due", "--month", "2018-09", "--province", "phrae", "--schedules", "own",
             "--format", "json", check=0).out
    )  # fmt: skip
    assert found["schedule"]["province_name"] == "แพร่"
    shown = {p["database"]: p for p in found["periods"]}
    leaders, otop = shown["leaders"], shown["otop-sales"]
    assert (leaders["due"], leaders["next_working_day"]) == ("2018-10-01", None)
    assert {p["database"]: p["report_by"] for p in shown.values() if p["report_by"]} == {
        "leaders": "2018-09-25"
    }
    assert otop["covers"] == "2018-08"
    out = here("due", "--month", "2018-09", "--province", "phrae", "--schedules", "own").out
    assert "- of August 2018 (2561)" in out


def test_a_copied_folder_may_be_used_whole(here, work):
    shutil.copytree(SHIPPED, work / "own")
    ours = here("due", "--year", "2561", "--province", "lampang", check=0)
    theirs = here("due", "--year", "2561", "--province", "lampang", "--schedules", "own", check=0)
    assert theirs.raw == ours.raw


WITHOUT_OTOP = """\
fiscal_year: 2561
source: {letter: ว ๑, date: 2018-01-01, from: กรม, title: กำหนดการ}
bureaus:
  planning: {th: กองแผนงาน, en: Planning}
units:
  persons: {th: คน, en: persons}
databases:
  leaders:
    number: 1
    name: {long: ข้อมูล|ผู้นำ, short: ผู้นำ, en: Leaders}
    bureau: planning
    periods:
      - {number: 1, month: กันยายน}
    reporting: [district]
    account: province
    counts: [persons]
    on_form: true
form:
  titles: [รายงาน]
  province_title: จังหวัด{province}
  district_title: อำเภอ{district}
  headings:
    number: {th: ที่, en: No.}
    database: {th: ฐานข้อมูล, en: Database}
    period: {th: งวด, en: Period}
    total: {th: ทั้งหมด, en: Total}
    recorded: {th: บันทึกแล้ว, en: Recorded}
    note: {th: หมายเหตุ, en: Note}
  units:
    - {unit: persons, heading: {th: คน, en: persons}}
"""


@pytest.fixture
def small(own):
    """A schedule with a single period: September."""
    own("2561.yaml", WITHOUT_OTOP)
    return "--schedules", "own"


def test_a_month_without_any_period(here, small):
    result = here("due", "--month", "2018-05", *small, check=0)
    assert result.out.splitlines() == [
        "Due in May 2018 (2561): 0",
        "Schedule of 2561: ว ๑, 1 Jan 2018",
        "",
        "No period falls in this month.",
    ]
    found = json.loads(here("due", "--month", "2018-05", "--format", "json", *small).out)
    assert found["periods"] == []
    assert "Due in September 2018 (2561): 1\n" in here("due", "--month", "9/61", *small).out


@pytest.mark.parametrize("how", [["--format", "json"], ["--format", "csv"], [], ["--xlsx"]])
def test_no_report_of_a_month_without_any_period(here, small, everything, how):
    before = everything()
    result = here("report", "--month", "2018-05", "--province", "phrae", *small, *how)
    assert (result.code, result.out) == (3, "")
    assert result.error == "error: no period falls in May 2018 (2561)"
    assert everything() == before


def test_the_last_day_of_every_month(here, own):
    text = (SHIPPED / "2561.yaml").read_text(encoding="utf-8")
    own("2561.yaml", text.replace("every_month: {day: 10}", "every_month: {}"))
    out = here("schedule", "show", "--schedules", "own", check=0).out
    assert "the last day" in out
    assert "of every month" in out
    found = json.loads(
        here("due", "--month", "2018-02", "--format", "json", "--schedules", "own", check=0).out
    )
    assert [p["due"] for p in found["periods"]] == ["2018-02-28", "2018-02-28"]


def test_the_schedule_in_force_as_json(here):
    shown = here("schedule", "show", "--province", "lampang", "--format", "json", check=0)
    schedule = json.loads(shown.out)
    assert (schedule["fiscal_year"], schedule["province"]) == (2561, "lampang")
    assert schedule["databases"]["leaders"]["number"] == 3
    both = here("schedule", "show", "--format", "json", "--xlsx", "t.xlsx")
    assert (both.code, both.error) == (
        2, "error: --format is for the screen; leave --xlsx and --docx out",
    )  # fmt: skip
