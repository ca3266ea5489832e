"""`cddctl summary`: a month or a fiscal year for the head of an office, as a workbook."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
SEPTEMBER = ("--month", "2018-09")
LAMPANG = ("--province", "lampang")
ON_THE_9TH = ("--as-of", "2018-09-09")


@pytest.mark.parametrize(
    ("args", "name", "place"),
    [
        (SEPTEMBER, "summary-lampang-2561-09.xlsx", "จังหวัดลำปาง งวดเดือนกันยายน ๒๕๖๑"),
        (("--year", "2561"), "summary-lampang-2561.xlsx", "จังหวัดลำปาง ปีงบประมาณ พ.ศ. ๒๕๖๑"),
        ((*SEPTEMBER, "-o", "สรุป.xlsx"), "สรุป.xlsx", "จังหวัดลำปาง งวดเดือนกันยายน ๒๕๖๑"),
        (
            (*SEPTEMBER, "--digits", "arabic"),
            "summary-lampang-2561-09.xlsx",
            "จังหวัดลำปาง งวดเดือนกันยายน 2561",
        ),
    ],
)
def test_the_file_and_its_path(here, work, args, name, place):
    result = here("summary", *args, *LAMPANG, *ON_THE_9TH, check=0)
    assert (result.out, result.err) == (f"{name}\n", "")
    assert load_workbook(work / name)["สรุป"]["A2"].value == place


@pytest.mark.parametrize(
    ("args", "name", "place"),
    [
        (("--nation",), "summary-nation-2561-09.xlsx", "ทั่วประเทศ (๗๖ จังหวัด) งวดเดือนกันยายน ๒๕๖๑"),
        (
            (*LAMPANG, "--province", "phayao"),
            "summary-lampang-phayao-2561-09.xlsx",
            "จังหวัดลำปาง, พะเยา งวดเดือนกันยายน ๒๕๖๑",
        ),
    ],
)
def test_several_provinces(here, work, args, name, place):
    result = here("summary", *args, *SEPTEMBER, *ON_THE_9TH, check=0)
    assert (result.out, result.err) == (f"{name}\n", "")
    assert load_workbook(work / name)["สรุป"]["A2"].value == place


def test_to_stdout(here, work):
    result = here("summary", *SEPTEMBER, *LAMPANG, *ON_THE_9TH, "-o", "-", check=0)
    assert load_workbook(io.BytesIO(result.raw)).sheetnames == ["สรุป", "อันดับ", "แนวโน้ม", "ค้าง"]
    assert list(work.iterdir()) == []


def test_a_file_that_is_there_is_kept(here, work):
    kept = work / "summary-lampang-2561-09.xlsx"
    kept.write_bytes(b"kept")
    command = ("summary", *SEPTEMBER, *LAMPANG, *ON_THE_9TH)
    result = here(*command)
    assert (result.code, result.out, kept.read_bytes()) == (3, "", b"kept")
    here(*command, "--force", check=0)
    assert kept.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("-o", "a.pdf"), 2, "'a.pdf': the name of this file ends in .xlsx"),
        (("--year", "2561"), 2, "--month and --year do not go together"),
        (("--month", "2017-01"), 3, "there is no schedule for fiscal year 2560"),
    ],
)
def test_what_is_refused(here, work, args, code, message):
    month = () if "--month" in args else SEPTEMBER
    result = here("summary", *month, *LAMPANG, *ON_THE_9TH, *args)
    assert (result.code, result.out) == (code, "")
    assert message in result.error
    assert list(work.iterdir()) == []


def test_the_month_is_said_where_none_was_typed(here):
    result = here("summary", *LAMPANG, *ON_THE_9TH, check=0)
    assert result.err == "month not said: this is September 2018 (2561)\n"


def test_its_numbers_are_those_of_the_status(here, register, record, work):
    record("leaders", "mae-mo", "total=5", "persons=4", *SEPTEMBER, *ON_THE_9TH)
    record("groups", "mae-mo", "total=5", "groups=5", *SEPTEMBER, *ON_THE_9TH)
    common = (*SEPTEMBER, *ON_THE_9TH, "--register", register)
    here("summary", *common, "-o", "a.xlsx", check=0)
    tally = json.loads(here("status", *common, "--format", "json", check=0).out)["tally"]
    *_rows, total = load_workbook(work / "a.xlsx")["สรุป"].iter_rows(min_col=4, values_only=True)
    names = ("expected", "reported", "complete", "on_time", "overdue", "recorded", "total")
    expected, reported, complete, on_time, share, overdue, recorded, whole = total
    values = (expected, reported, complete, on_time, overdue, recorded, whole)
    assert dict(zip(names, values, strict=True)) == {name: tally[name] for name in names}
    assert share == on_time / expected


def test_a_month_without_a_period(here, work):
    text = (ROOT / "schedules" / "2561.yaml").read_text(encoding="utf-8")
    own = text.replace("every_month: {day: 10}", "periods: [{number: 1, month: กันยายน, day: 10}]")
    (work / "own").mkdir()
    (work / "own" / "2561.yaml").write_text(own, encoding="utf-8")
    result = here("summary", "--month", "2018-07", *LAMPANG, *ON_THE_9TH, "--schedules", "own")
    assert (result.code, result.error) == (3, "error: no period falls in July 2018 (2561)")
    assert [path.name for path in work.iterdir()] == ["own"]


def test_nothing_is_expected_before_use_began(here, work, register):
    """The register of these tests began in September 2561."""
    common = ("--year", "2561", "--as-of", "2018-10-01", "--register", register)
    here("summary", *common, "-o", "a.xlsx", check=0)
    trend = load_workbook(work / "a.xlsx")["แนวโน้ม"]
    months = [row[0] for row in trend.iter_rows(min_row=6, max_row=17, values_only=True) if row[0]]
    assert months == ["ก.ย. ๖๑"]
