"""n of N is one rule at every door: N are the offices that have something to enter, n those with
counts; offices for which it is not applicable yet are in neither, and are named apart."""

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

MONTH = ("--month", "2018-09")
REGION = ("--province", "52", "--province", "56")
LATER = ("5201", "5202", "5203", "5204")
WITH_COUNTS = tuple(f"52{number:02}" for number in range(5, 12))
SILENT = ("5212", "5213")
"""Of Lampang's thirteen districts, four have nothing to enter yet: 7 of 9 have reported."""


@pytest.fixture
def asked(here, register, record):
    """Run a command on September, in which one of those with counts is incomplete."""
    for code in LATER:
        record("leaders", code, "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    for code in WITH_COUNTS:
        done = 4 if code == WITH_COUNTS[0] else 5
        record("leaders", code, "total=5", f"persons={done}", *MONTH)

    def asked(*words, check=0):
        return here(*words, *MONTH, "--register", register, check=check)

    return asked


def json_of(result):
    return json.loads(result.out)


def row_of(rows):
    [row] = [row for row in rows if row["database"] == "leaders"]
    return row


def lines_of(result):
    return list(csv.DictReader(io.StringIO(result.out.removeprefix("\ufeff"))))


def share_of(row):
    return tuple(int(row[name]) for name in ("reported", "expected", "not_applicable", "offices"))


def test_the_form(asked):
    screen = asked("report").out
    assert (
        " 2  recorded by 7/9 districts\n    not yet: Hang Chat, Mueang Pan\n"
        "    incomplete: 1 district (Ngao)\n"
        "    not applicable yet at 4 districts: หลังการรับรอง\n"
    ) in screen


def test_the_workbook(asked, work):
    asked("report", "--xlsx", "form.xlsx")
    notes = [str(cell.value) for cell in load_workbook(work / "form.xlsx").worksheets[0]["J"]]
    assert (
        "รายงานแล้ว ๗/๙ อำเภอ; ยังไม่ได้บันทึก: ห้างฉัตร, เมืองปาน; "
        "บันทึกไม่ครบถ้วน ๑ อำเภอ (งาว); ยังไม่ถึงเวลา ๔ อำเภอ: หลังการรับรอง"
    ) in notes


@pytest.mark.parametrize(
    ("words", "rows", "offices"),
    [
        (("report",), "rows", 13),
        (("report", *REGION), "rows", 22),
        (("report", "--nation"), "rows", 878),
        (("due",), "periods", 13),
        (("status",), "by_period", 13),
        (("status", *REGION), "by_period", 22),
        (("status", "--nation"), "by_period", 878),
    ],
)
def test_json(asked, words, rows, offices):
    row = row_of(json_of(asked(*words, "--format", "json"))[rows])
    assert share_of(row) == (7, offices - 4, 4, offices)


def test_json_of_each_province(asked):
    row = row_of(
        json_of(asked("report", *REGION, "--rows", "province", "--format", "json"))["rows"]
    )
    of_status = json_of(asked("status", *REGION, "--format", "json"))["by_province"]
    assert [share_of(own) for own in row["by_province"]] == [(7, 9, 4, 13), (0, 9, 0, 9)]
    assert [share_of(row_of(own["by_period"])) for own in of_status] == [
        (7, 9, 4, 13),
        (0, 9, 0, 9),
    ]


@pytest.mark.parametrize(
    ("words", "offices"),
    [
        (("report",), 13),
        (("report", *REGION), 22),
        (("report", *REGION, "--rows", "province"), 13),
        (("due",), 13),
        (("status", *REGION), 13),
    ],
)
def test_csv(asked, words, offices):
    lines = [
        line for line in lines_of(asked(*words, "--format", "csv")) if "leaders" in line.values()
    ]
    assert share_of(lines[0]) == (7, offices - 4, 4, offices)


def test_csv_of_offices(asked):
    states = [
        line["state"] for line in lines_of(asked("status", "--format", "csv"))
        if line["database"] == "leaders"
    ]  # fmt: skip
    expected = [state for state in states if state != "not-applicable"]
    assert (len(expected) - expected.count("none"), len(expected)) == (7, 9)


def test_due(asked):
    due = asked("due").out
    assert re.search(r"- reported: 7/9\b.*\n.*- not applicable yet: 4\b", due)


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        (("status", "--full"), r"3 +Leaders +7/9 "),
        (("status", "--full", *REGION), r"3 +Leaders +7/18 "),
        (("status", "--full", "--nation"), r"3 +Leaders +7/874 "),
        (("report", *REGION, "--rows", "province"), r"52 Lampang +35 +34 +7/9 "),
        (("report", *REGION), r"2 +recorded by 7/18 districts of 1/2 provinces"),
        (("report", "--nation"), r"2 +recorded by 7/874 districts of 1/76 provinces"),
    ],
)
def test_the_screens(asked, words, shares):
    assert re.search(shares, asked(*words).out)


def test_the_sheets_of_the_provinces(asked, work):
    asked("report", *REGION, "--rows", "province", "--xlsx", "sum.xlsx")
    [leaders] = [s for s in load_workbook(work / "sum.xlsx").worksheets if s.title.startswith("2 ")]
    lines = [[cell.value for cell in line] for line in leaders.iter_rows()]
    headings = next(line for line in lines if "ที่ต้องรายงาน" in line)
    at = headings.index("ที่ต้องรายงาน")
    assert [line[at - 1 : at + 1] for line in lines[-3:]] == [[7, 9], [0, 9], [7, 18]]


def test_the_message_of_close(asked, here, register):
    said = asked("close", "--incomplete", "--reason", "น้ำท่วม", "--dry-run").err
    assert "Leaders, period 1" in said
    assert "nothing reported by Hang Chat, Mueang Pan; incomplete from Ngao" in said
    for code in LATER:
        here(
            "record", "groups", code, "--not-applicable", "--note", "หลังการรับรอง", *MONTH,
            "--register", register, check=0,
        )  # fmt: skip
    said = asked("close", "--incomplete", "--reason", "น้ำท่วม", "--dry-run").err
    assert re.search(r"networks and communities.*: nothing reported by all 9 offices\n", said)


def test_where_nobody_has_anything_to_enter_yet(here, register, record):
    record("groups", "all", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    words = ("report", *MONTH, "--register", register)
    [row] = [
        row for row in json_of(here(*words, "--format", "json", check=0))["rows"]
        if row["database"] == "groups"
    ]  # fmt: skip
    assert share_of(row) == (0, 0, 13, 13)
    assert row["state"] == "not-applicable"
    assert "recorded by 0/0" not in here(*words, check=0).out
