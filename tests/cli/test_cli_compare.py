"""`cddctl compare` and `report --year`: what they say, in each format."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

NOW, THEN = ("--month", "2019-09"), ("--month", "2018-09")
LATER = ("--as-of", "2019-09-25")
OLD = (
    "there is no schedule for fiscal year 2562; that of 2561 is still in force; to make it: "
    "cddctl schedule new --year 2562\n"
)
WITH = "compared with the same periods of fiscal year 2561\n"


@pytest.fixture
def two_years(record, register):
    """Leaders of Mae Mo and Ngao in 2561, and of Mae Mo in 2562."""
    record("leaders", "mae-mo", "total=100", "persons=90", "--note", "x", *THEN, *LATER)
    record("leaders", "ngao", "total=50", "persons=50", *THEN, *LATER)
    record("leaders", "mae-mo", "total=120", "persons=96", "--note", "x", *NOW, *LATER)
    return register


@pytest.fixture
def compared(here, two_years):
    def compared(*words, **options):
        return here("compare", *words, *LATER, "--register", two_years, **options)

    return compared


def test_the_table(compared):
    result = compared(*NOW, check=0)
    assert result.err == OLD + WITH
    lines = result.out.splitlines()
    assert lines[0] == "Lampang: September 2019 (2562) compared"
    at = next(number for number, line in enumerate(lines) if line.startswith("Leaders"))
    assert [line.split() for line in lines[at : at + 3]] == [
        ["Leaders", "reports", "1", "2", "-1", "-50.0"],
        ["with", "period", "1", "(Sep", "2561)", "total", "120", "150", "-30", "-20.0"],
        ["recorded", "96", "140", "-44", "-31.4"],
    ]
    assert lines[-2:] == ["Reported then, and not now:", "  Leaders: Ngao"]
    assert max(map(len, lines)) <= 80


def test_the_table_of_districts_is_in_thai_too(compared):
    result = compared(*NOW, "--rows", "district", "--lang", "th", check=0)
    assert "รวม (หน่วย)" in result.out
    assert "แม่เมาะ" in result.out
    assert "เสริมงาม" not in result.out  # which reported nothing, now and then


def test_json_and_csv_have_the_same_rows(compared):
    found = json.loads(compared(*NOW, "--format", "json", check=0).out)
    rows = list(
        csv.DictReader(io.StringIO(compared(*NOW, "-o", "-", "--format", "csv", check=0).out))
    )
    assert len(rows) == len(found["rows"]) == 9
    assert (rows[1]["database"], rows[1]["total_difference"]) == ("leaders", "-30")
    assert found["rows"][1]["with_month"] == "2018-09"
    assert found["sum"]["recorded_percent"] == -31.4
    assert found["missing"] == [
        {
            "province": "52", "province_name": "ลำปาง", "office": "5205", "office_name": "งาว",
            "database": "leaders", "period": 1,
        }
    ]  # fmt: skip


def test_the_workbook(compared, work):
    assert compared(*NOW, "--format", "xlsx", check=0).out == "compare-lampang-2562-09.xlsx\n"
    rows, missing = load_workbook(work / "compare-lampang-2562-09.xlsx")
    assert rows["A2"].value == "จังหวัดลำปาง งวดเดือนกันยายน ๒๕๖๒"
    values = [[cell.value for cell in row] for row in rows.iter_rows(min_row=6)]
    assert values[1][:3] == ["ข้อมูลผู้นำ", "๑ (ก.ย.)", "๑ (กันยายน ๒๕๖๑)"]
    assert values[1][3:] == [120, 150, -30, -0.2, 96, 140, -44, -44 / 140, 1, 2]
    assert [cell.value for cell in missing[6]] == [
        "งาว", "ข้อมูลผู้นำ", "งวดก่อนรายงาน งวดนี้ไม่มีรายงาน",
    ]  # fmt: skip
    assert rows.page_setup.fitToWidth == 1


def test_the_nation_and_another_month(compared):
    result = compared(*NOW, "--with", "2018-09", "--nation", "--format", "json", check=0)
    assert result.err == OLD
    found = json.loads(result.out)
    assert (found["region"], found["sum"]["total_then"]) == ("nation", 150)


def test_nothing_to_compare_with_is_said(here):
    result = here("compare", "--province", "lampang", *THEN, *LATER, check=0)
    assert result.err == "nothing to compare with\n"
    assert "nothing to compare with" in result.out


def test_a_month_is_not_compared_with_itself(compared):
    assert "--with is the month to compare with" in compared(*NOW, "--with", "9/62", check=2).error


# --- The report of a year ---------------------------------------------------------------------


@pytest.fixture
def year(here, two_years):
    def year(*words, **options):
        return here("report", "--year", "2561", *words, *LATER, "--register", two_years, **options)

    return year


def test_the_report_of_a_year_on_the_terminal(year):
    result = year(check=0)
    assert result.err == ""
    lines = result.out.splitlines()
    assert lines[4] == "Fiscal year: 2561"
    assert any(line.split() == ["4", "Leaders", "1", "(Sep)", "150", "140"] for line in lines)
    assert " 4  recorded by 2/13 districts" in lines


def test_the_report_of_a_year_in_data(year):
    found = json.loads(year("--format", "json", check=0).out)
    assert (found["month"], found["fiscal_year"], len(found["rows"])) == (None, 2561, 15)
    assert found["rows"][7]["month"] == "2018-03"
    rows = list(csv.DictReader(io.StringIO(year("--format", "csv", check=0).out)))
    assert [rows[7]["month"], rows[7]["database"]] == ["2561-03", "savings-groups"]


def test_the_report_of_a_year_on_one_sheet(year, work):
    assert year("--xlsx", check=0).out == "report-lampang-2561.xlsx\n"
    sheet = load_workbook(work / "report-lampang-2561.xlsx").worksheets[0]
    assert sheet["A3"].value == "ประจำปี พ.ศ. ๒๕๖๑"
    assert sheet.oddFooter.center.text == "ปีงบประมาณ พ.ศ. ๒๕๖๑"
    assert [cell.value for cell in sheet[10]][:5] == [4, "ข้อมูลผู้นำ", "๑ (ก.ย.)", 150, 140]


@pytest.mark.parametrize(
    "words",
    [THEN, ("--district", "ngao"), ("--note", "x"), ("--sent",), ("--changes",)],
    ids=lambda words: words[0],
)
def test_what_belongs_to_a_month_is_refused(year, words):
    error = year(*words, check=2).error
    assert error == f"error: --year is the report of all its months; leave out {words[0]}"
