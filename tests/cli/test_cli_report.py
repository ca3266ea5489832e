"""`cddctl report`: the form filled with what is recorded, and where it is written."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from rich.cells import cell_len

FULL = Path("/dev/full")
MONTH = ("--month", "2018-09")
XLSX = "report-lampang-2561-09.xlsx"

WINDOWS = sys.platform == "win32"


@pytest.fixture
def report(here, register):
    """The report from Lampang's register."""

    def report(*args, check=0):
        return here("report", "--register", register, *args, check=check)

    return report


@pytest.fixture
def rows(report):
    """The report's rows as the JSON has them, by database."""

    def rows(*args):
        found = json.loads(report("--format", "json", *MONTH, *args).out)
        return {row["database"]: row for row in found["rows"]}

    return rows


@pytest.fixture
def september(record):
    """Record for September 2018."""
    return lambda *args: record(*args, *MONTH)


def test_several_districts_one_after_another(september, report):
    september("leaders", "แม่เมาะ", "total=3", "persons=2")
    several = (*MONTH, "--district", "งาว", "--district", "แม่เมาะ", "--district", "05")
    forms = json.loads(report("--format", "json", *several).out)
    assert [form["district"]["name_th"] for form in forms] == ["งาว", "แม่เมาะ"]
    shown = report(*several).out
    assert shown.index("อำเภองาว") < shown.index("อำเภอแม่เมาะ")
    lines = csv.DictReader(io.StringIO(report("--format", "csv", *several).out))
    totals = [(line["district"], line["total"]) for line in lines if line["database"] == "leaders"]
    assert totals == [("5205", ""), ("5202", "3")]
    path = report("--xlsx", *several).out.strip()
    assert path == "report-lampang-ngao-mae-mo-2561-09.xlsx"
    assert load_workbook(path).sheetnames == ["งาว", "แม่เมาะ"]


# --- Sums ------------------------------------------------------------------------------------


def test_sums_over_all_districts(september, rows):
    totals = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
    persons = (1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7)
    for number, (total, count) in enumerate(zip(totals, persons, strict=True), 1):
        september("leaders", f"{number:02}", f"total={total}", f"persons={count}")
    assert rows()["leaders"] == {
        "row": 2,
        "number": 3,
        "database": "leaders",
        "name": "ข้อมูลผู้นำ",
        "period": 1,
        "total": 91,
        "recorded": {"persons": 49},
        "reported": 13,
        "expected": 13,
        "not_applicable": 0,
        "offices": 13,
        "state": "incomplete",
        "note": "บันทึกไม่ครบถ้วน 12 อำเภอ",
    }
    september("leaders", "13", "total=7")
    september("leaders", "02", "total=1", "persons=1")
    assert rows()["leaders"]["total"] == 84
    assert rows()["leaders"]["recorded"] == {"persons": 49}


def test_complete_when_all_districts_are(september, rows):
    september("leaders", "all", "total=2", "persons=2")
    assert [rows()["leaders"][key] for key in ("total", "state", "reported", "note")] == [
        26, "complete", 13, None,
    ]  # fmt: skip


def test_units_are_summed_apart(september, rows):
    september("groups", "01", "total=9", "networks=1", "groups=5")
    september("groups", "02", "total=20", "groups=7", "places=4")
    row = rows()["groups"]
    assert row["total"] == 29
    assert row["recorded"] == {"networks": 1, "groups": 12, "places": 4}
    assert (row["reported"], row["offices"], row["state"]) == (2, 13, "incomplete")
    assert row["note"] == (
        "รายงานแล้ว 2/13 อำเภอ (เครือข่าย 1/13, แห่ง 1/13); บันทึกไม่ครบถ้วน 2 อำเภอ (เมืองลำปาง, แม่เมาะ)"
    )


def test_notes_are_carried_with_those_who_say_them(september, rows):
    september("leaders", "01", "total=1", "persons=1", "--note", "ครบ")
    september("leaders", "05", "total=1", "persons=0", "--note", "รอเอกสาร")
    september("leaders", "02", "total=1", "persons=1", "--note", "ครบ")
    assert rows()["leaders"]["note"] == (
        "รายงานแล้ว 3/13 อำเภอ; บันทึกไม่ครบถ้วน 1 อำเภอ (งาว); ครบ (เมืองลำปาง, แม่เมาะ); รอเอกสาร (งาว)"
    )
    assert rows("--district", "งาว")["leaders"]["note"] == "รอเอกสาร"


def test_all_not_applicable(september, rows, report, work):
    september("มชช.", "all", "--not-applicable", "--note", "รอรับรอง")
    row = rows()["cd-standards"]
    assert (row["total"], row["state"], row["reported"], row["note"]) == (
        None, "not-applicable", 0, "รอรับรอง",
    )  # fmt: skip
    out = report(*MONTH).out
    [first] = [line for line in out.splitlines() if line.startswith("  1 ")]
    assert first.split()[-5:] == ["-"] * 5  # the total is blank
    report("--xlsx", *MONTH)
    for sheet in load_workbook(work / XLSX):
        assert numbers_of(sheet)[0][3:9] == [None, *["-"] * 5]
    assert " 1  รอรับรอง\n" in out


def test_not_applicable_beside_counts(september, rows):
    """The sum is that of the others, and they alone count as having recorded."""
    september("groups", "01", "--not-applicable", "--note", "หลังการรับรอง")
    september("groups", "02", "total=4", "networks=1", "places=0")
    row = rows()["groups"]
    assert (row["total"], row["reported"], row["state"]) == (4, 1, "incomplete")
    assert row["recorded"] == {"networks": 1, "groups": None, "places": 0}
    assert row["note"] == (
        "รายงานแล้ว 1/12 อำเภอ; บันทึกไม่ครบถ้วน 1 อำเภอ (แม่เมาะ); "
        "ยังไม่ถึงเวลา 1 อำเภอ: หลังการรับรอง (เมืองลำปาง)"
    )


OVER_AND_UNDER = (
    "จังหวัด,อำเภอ,เดือน,ฐานข้อมูล,งวด,ทั้งหมด,คน,หมายเหตุ\n"
    "ลำปาง,5201,2561-09,ผู้นำ,1,5,10,เกิน\n"
    "ลำปาง,5202,2561-09,ผู้นำ,1,10,5,\n"
) + "".join(f"ลำปาง,52{number:02},2561-09,ผู้นำ,1,10,10,\n" for number in range(3, 14))


def test_one_above_its_total_and_one_below_though_the_sums_are_equal(record, rows, report, work):
    (work / "over-and-under.csv").write_text(OVER_AND_UNDER, "utf-8")
    record("--from", "over-and-under.csv", *MONTH)
    row = rows()["leaders"]
    assert (row["total"], row["recorded"], row["state"]) == (125, {"persons": 125}, "incomplete")
    assert row["note"] == "บันทึกไม่ครบถ้วน 1 อำเภอ (แม่เมาะ); เกิน (เมืองลำปาง)"
    assert report(*MONTH).out.endswith(
        "\nNote\n 1  หลังการรับรอง\n 2  incomplete: 1 district (Mae Mo)\n    เกิน (Mueang Lampang)\n"
    )


def test_a_unit_that_only_some_have_given(september, rows, report):
    """Its sum is partial though every district has recorded."""
    september("groups", "all", "total=3", "groups=1", "networks=2")
    assert rows()["groups"]["note"] is None
    assert rows()["groups"]["recorded"] == {"networks": 26, "groups": 13, "places": None}
    september("groups", "02", "places=0")
    row = rows()["groups"]
    assert (row["reported"], row["state"], row["note"]) == (
        13, "complete", "รายงานแล้ว 13/13 อำเภอ (แห่ง 1/13)",
    )  # fmt: skip
    out = report(*MONTH).out
    assert out.endswith("\n 4  recorded by 13/13 districts (places 1/13)\n")
    assert report(*MONTH, "--lang", "th", "--digits", "thai").out.endswith(
        "\n ๔  รายงานแล้ว ๑๓/๑๓ อำเภอ (แห่ง ๑/๑๓)\n"
    )
    assert rows("--district", "02")["groups"]["note"] is None
    assert rows("--district", "01")["groups"]["note"] is None


def test_those_who_have_not_recorded_are_named_where_they_are_few(september, report):
    for number in range(1, 8):
        september("leaders", f"{number:02}", "total=1", "persons=1")
    assert report(*MONTH).out.endswith("\nNote\n 1  หลังการรับรอง\n 2  recorded by 7/13 districts\n")
    september("leaders", "13", "--not-applicable", "--note", "ยังไม่ถึงเวลา")
    assert report(*MONTH).out.endswith(
        "\nNote\n"
        " 1  หลังการรับรอง\n"
        " 2  recorded by 7/12 districts\n"
        "    not applicable yet at 1 district: ยังไม่ถึงเวลา (Mueang Pan)\n"
    )
    for number in range(8, 12):
        september("leaders", f"{number:02}", "total=1", "persons=1")
    assert report(*MONTH, "--lang", "th", "--digits", "thai").out.endswith(
        "\nหมายเหตุ\n ๑  หลังการรับรอง\n ๒  รายงานแล้ว ๑๑/๑๒ อำเภอ\n"
        "    ยังไม่ได้บันทึก: ห้างฉัตร\n    ยังไม่ถึงเวลา ๑ อำเภอ: ยังไม่ถึงเวลา (เมืองปาน)\n"
    )
    september("leaders", "12", "total=1", "persons=1")
    assert report(*MONTH).out.endswith(
        "\nNote\n 1  หลังการรับรอง\n 2  not applicable yet at 1 district: ยังไม่ถึงเวลา (Mueang Pan)\n"
    )


def test_the_heading_over_the_units(record, report):
    """Over the table on the right where the units are many, else in the column of the unit."""
    record("otop", "02", "total=40", "ราย=12", "--month", "2018-05")
    many = report(*MONTH).out.splitlines()
    at = many.index("Month: September 2018 (2561)")
    width = cell_len(many[at + 6])
    assert set(many[at + 6]) == {"-"}
    assert many[at + 1 : at + 4] == [
        "", "Recorded".rjust(width), "(unit as the database is named)".rjust(width),
    ]  # fmt: skip
    few = report("--month", "2018-05").out.splitlines()
    at = few.index("Month: May 2018 (2561)")
    head, line = few[at + 2 : at + 5], few[at + 5]
    assert set(line) == {"-"}
    assert [row.split()[-1] for row in head] == ["Recorded", "named)", "makers"]
    assert {cell_len(row) for row in head} == {cell_len(line)}
    assert few[at + 6].split()[-2:] == ["40", "12"]


# --- What the schedule in use does not show --------------------------------------------------

RENUMBERED = """\
fiscal_year: 2561
province: lampang
databases:
  cd-standards:
    reporting: [district, province]
    periods:
      - {number: 1, month: มกราคม}
      - {number: 2, month: มีนาคม}
"""


@pytest.fixture
def over(work):
    """Lay a schedule of its own over Lampang's; the options that take it."""

    def over(text):
        path = work / "own" / "lampang" / "2561.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return "--schedules", "own"

    (work / "none").mkdir()
    return over


SHIPPED = ("--schedules", "none")
"""The shipped schedules alone, whatever the register was recorded with."""


def test_periods_that_are_numbered_anew(record, report, over):
    """A count belongs to the month that it was recorded for, whatever the period's number."""
    record("มชช.", "02", "total=4", "persons=4", "--month", "2018-03")
    renumbered = over(RENUMBERED)
    january = report("--month", "2018-01", "--format", "json", *renumbered)
    [row] = [r for r in json.loads(january.out)["rows"] if r["database"] == "cd-standards"]
    assert (row["period"], row["total"], row["state"], january.err) == (1, None, "none", "")
    march = report("--month", "2018-03", "--format", "json", *renumbered)
    [row] = [r for r in json.loads(march.out)["rows"] if r["database"] == "cd-standards"]
    assert (row["period"], row["total"], row["state"]) == (2, None, "none")
    assert march.error == (
        "1 entry of March 2018 (2561) is not in this report (Mae Mo: Community "
        "development standards): the schedule in use has no such period, office or unit; "
        "is --schedules missing?"
    )
    # Recorded anew it is there; the old one is told still.
    record("มชช.", "03", "total=2", "persons=2", "--month", "2018-03", *renumbered)
    march = report("--month", "2018-03", "--format", "json", *renumbered)
    [row] = [r for r in json.loads(march.out)["rows"] if r["database"] == "cd-standards"]
    assert (row["period"], row["total"], row["reported"]) == (2, 2, 1)
    assert march.error.startswith("1 entry of March 2018 (2561) is not in this report (Mae Mo: ")


def test_entries_that_no_row_shows_are_told(record, report, over):
    """What was recorded under a schedule that is not in use now."""
    own = over(
        "fiscal_year: 2561\nprovince: lampang\ndatabases:\n"
        "  leaders: {counts: [persons, groups]}\n"
        "  fund-networks:\n    periods:\n      - {number: 1, month: สิงหาคม}\n"
    )
    record("leaders", "02", "total=9", "persons=5", "groups=1", *MONTH, *own)
    record("leaders", "03", "total=9", "groups=1", *MONTH, *own)
    record("leaders", "04", "total=9", "persons=1", *MONTH, *own)
    record("fund-networks", "02", "total=1", "networks=1", "--month", "2018-08", *own)
    assert report(*MONTH, *own).err == ""
    assert report("--month", "2018-08", *own).err == ""
    result = report(*MONTH, *SHIPPED)
    assert result.error == (
        "2 entries of September 2018 (2561) are not in this report (Mae Mo: Leaders, Ko Kha: "
        "Leaders): the schedule in use has no such period, office or unit; is --schedules missing?"
    )
    assert "fund-networks" not in result.out
    # Ngao's alone is summed: no half of another is.
    [row] = [
        row
        for row in json.loads(report(*MONTH, *SHIPPED, "--format", "json").out)["rows"]
        if row["database"] == "leaders"
    ]
    assert (row["total"], row["recorded"], row["reported"]) == (9, {"persons": 1}, 1)
    thai = report("--month", "2018-08", *SHIPPED, "--lang", "th")
    assert thai.error == (
        "มี 1 รายการของเดือนสิงหาคม 2561 ที่ไม่อยู่ในรายงานนี้ (แม่เมาะ: "
        "ข้อมูลเครือข่ายกองทุนชุมชน) "
        "เพราะกำหนดการที่ใช้อยู่ไม่มีงวด หน่วยรายงาน หรือหน่วยนับนั้น ลืมระบุ --schedules หรือไม่?"
    )


def test_entries_off_the_form_are_not_told(record, report):
    """OTOP of September has a period, though no row on the form."""
    record("otop", "02", "total=40", "ราย=12", *MONTH)
    assert report(*MONTH).err == ""


def test_json_of_a_whole_form(september, report):
    september("leaders", "01", "total=0", "persons=0")
    found = json.loads(report("--format", "json", *MONTH).out)
    assert list(found)[:4] == ["province", "district", "month", "fiscal_year"]
    assert found["province"] == {
        "code": "52", "id": "lampang", "name_th": "ลำปาง", "name_en": "Lampang",
    }  # fmt: skip
    assert (found["district"], found["month"], found["fiscal_year"]) == (None, "2018-09", 2561)
    assert [(row["row"], row["database"], row["period"]) for row in found["rows"]] == [
        (1, "cd-standards", 2),
        (2, "leaders", 1),
        (3, "volunteer-leader-assessment", 1),
        (4, "groups", 1),
        (5, "savings-groups", 4),
        (6, "poverty-alleviation", 2),
        (7, "fund-institutions", 1),
        (8, "fund-networks", 1),
    ]
    assert {row["database"]: list(row["recorded"]) for row in found["rows"]} == {
        "cd-standards": ["persons", "networks", "groups", "places"],
        "leaders": ["persons"],
        "volunteer-leader-assessment": ["persons"],
        "groups": ["networks", "groups", "places"],
        "savings-groups": ["savings_groups"],
        "poverty-alleviation": ["places"],
        "fund-institutions": ["places"],
        "fund-networks": ["networks"],
    }
    assert [row["state"] for row in found["rows"]] == [
        "not-applicable",
        "incomplete",
        *["none"] * 6,
    ]
    assert found["rows"][1]["total"] == 0
    assert found["rows"][1]["recorded"] == {"persons": 0}
    assert found["rows"][2]["total"] is None
    assert found["rows"][2]["recorded"] == {"persons": None}


def test_json_of_a_district(september, report):
    september("leaders", "01", "total=50", "persons=50")
    september("leaders", "02", "total=7", "persons=6")
    found = json.loads(report("--format", "json", *MONTH, "--district", "แม่เมาะ").out)
    assert found["district"] == {
        "code": "5202", "id": "mae-mo", "name_th": "แม่เมาะ", "name_en": "Mae Mo",
    }  # fmt: skip
    row = found["rows"][1]
    assert (row["total"], row["recorded"], row["reported"], row["offices"], row["state"]) == (
        7, {"persons": 6}, 1, 1, "incomplete",
    )  # fmt: skip


def test_a_districts_form_where_the_province_enters(here, register):
    args = ("--register", register, "--province", "phrae", *MONTH)
    here("record", "มชช.", "total=4", "persons=4", *args, check=0)
    found = json.loads(
        here("report", "--district", "long", "--format", "json", *args, check=0).out
    )["rows"][0]
    assert (found["total"], found["offices"], found["state"], found["note"]) == (
        None, 0, "not-applicable", "จังหวัดเป็นผู้บันทึก",
    )  # fmt: skip
    whole = json.loads(here("report", "--format", "json", *args, check=0).out)["rows"][0]
    assert (whole["total"], whole["reported"], whole["offices"], whole["state"]) == (
        4, 1, 1, "complete",
    )  # fmt: skip


DATABASES = {
    "cd-standards": ("persons", "networks", "groups", "places"),
    "leaders": ("persons",),
    "groups": ("networks", "groups", "places"),
    "savings-groups": ("savings_groups",),
}


@st.composite
def reported(draw):
    """What some districts report for some databases: total and counts."""
    offices = st.sampled_from([f"52{number:02}" for number in range(1, 14)])
    keys = draw(st.lists(st.tuples(st.sampled_from(sorted(DATABASES)), offices), max_size=8))
    numbers = st.one_of(st.integers(0, 50), st.just(9_999_999))
    found = {}
    for database, office in keys:
        units = draw(st.sets(st.sampled_from(DATABASES[database]), min_size=1))
        found[database, office] = (draw(numbers), {unit: draw(numbers) for unit in sorted(units)})
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_counts=reported())
def test_what_is_recorded_is_reported(here, tmp_path_factory, given_counts):
    register = tmp_path_factory.mktemp("round") / "lampang.sqlite3"
    here("init", "--province", "52", "--register", register, check=0)
    for (database, office), (total, counts) in given_counts.items():
        words = [f"{unit}={count}" for unit, count in counts.items()]
        note = ["--note", "เกิน"] if sum(counts.values()) > total else []
        here(
            "record", database, office, f"total={total}", *words, *note, *MONTH,
            "--register", register, check=0,
        )  # fmt: skip
    result = here("report", "--register", register, *MONTH, "--format", "json", check=0)
    shown = {row["database"]: row for row in json.loads(result.out)["rows"]}
    for database, units in DATABASES.items():
        mine = [value for (name, _office), value in given_counts.items() if name == database]
        assert shown[database]["reported"] == len(mine)
        assert shown[database]["total"] == (sum(total for total, _ in mine) if mine else None)
        for unit in units:
            counts = [counts[unit] for _total, counts in mine if unit in counts]
            assert shown[database]["recorded"][unit] == (sum(counts) if counts else None)


# --- The blank form --------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["lampang", "52", "ลำปาง", "จ.ลำปาง", "จังหวัดลำปาง"])
def test_a_blank_form_needs_no_register(here, everything, place):
    before = everything()
    result = here("report", "--province", place, *MONTH, "--format", "json", check=0)
    assert result.err == ""
    rows = json.loads(result.out)["rows"]
    assert len(rows) == 8
    assert {(row["total"], row["reported"], row["state"], row["note"]) for row in rows} == {
        (None, 0, "none", None),
        (None, 0, "not-applicable", "หลังการรับรอง"),
    }
    assert everything() == before


@pytest.mark.parametrize("digits", [[], ["--digits", "arabic"]])
def test_digits_on_the_terminal(report, september, digits):
    september("leaders", "02", "total=1,250", "persons=7", "--note", "รอ 3 คน")
    out = report(*MONTH, *digits).out
    assert "ประจำปี พ.ศ. 2561\n" in out
    assert "1,250" in out
    assert "\n    รอ 3 คน (Mae Mo)" in out


def test_thai_digits_on_the_terminal(report, september):
    september("leaders", "02", "total=1,250", "persons=7", "--note", "รอ 3 คน")
    out = report(*MONTH, "--digits", "thai", "--lang", "th").out
    assert "ประจำปี พ.ศ. ๒๕๖๑\n" in out
    assert "๑,๒๕๐" in out
    assert "๑ (ก.ย.)" in out
    assert "๒  รายงานแล้ว ๑/๑๓ อำเภอ" in out
    # What officers have typed stays as it is.
    assert "\n    รอ 3 คน (แม่เมาะ)" in out


# --- CSV -------------------------------------------------------------------------------------


def test_csv(report, september):
    september("groups", "02", "total=9", "networks=0", "groups=5")
    result = report("--format", "csv", *MONTH)
    assert result.raw.startswith(b"\xef\xbb\xbfprovince,province_name,district,")
    rows = list(csv.DictReader(io.StringIO(result.raw.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert rows[3] == {
        "province": "52",
        "province_name": "ลำปาง",
        "district": "",
        "district_name": "",
        "month": "2561-09",
        "row": "4",
        "number": "5",
        "database": "groups",
        "name": "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน",
        "period": "1",
        "total": "9",
        "persons": "",
        "networks": "0",
        "groups": "5",
        "savings_groups": "",
        "places": "",
        "makers": "",
        "reported": "1",
        "expected": "13",
        "not_applicable": "0",
        "offices": "13",
        "state": "incomplete",
        "note": "รายงานแล้ว 1/13 อำเภอ; บันทึกไม่ครบถ้วน 1 อำเภอ (แม่เมาะ)",
        "printed": "",
    }


@pytest.mark.parametrize("note", ["=1+1", "@x", "-1", "+66", '=HYPERLINK("http://x")'])
def test_no_note_becomes_a_formula(report, september, work, note):
    september("leaders", "02", "total=1", "persons=1", f"--note={note}")
    raw = report("--format", "csv", "--district", "02", *MONTH).raw
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[2][rows[0].index("note")] == f"'{note}"
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    report("--district", "02", "--xlsx", "note.xlsx", *MONTH)
    book = load_workbook(work / "note.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    [cell] = [cell for cell in cells if note in str(cell.value)]
    assert (cell.value, cell.data_type) == (note, "s")
    assert {cell.data_type for cell in cells} == {"s", "n"}


# --- Which month -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "month", "said"),
    [
        # This month, as it has a period on the form.
        ("2018-09-01", "2018-09", "September 2018 (2561)"),
        ("2018-03-15", "2018-03", "March 2018 (2561)"),
        # The latest past month that has one: nothing is recorded.
        ("2018-08-22", "2018-06", "June 2018 (2561)"),
        # The next, as the districts report it within 14 days.
        ("2018-08-23", "2018-09", "September 2018 (2561)"),
        ("2018-10-01", "2018-09", "September 2018 (2561)"),
        ("2019-01-20", "2018-12", "December 2018 (2561)"),
    ],
)
def test_month_if_not_said(report, today, month, said):
    result = report("--as-of", today, "--format", "json")
    assert json.loads(result.out)["month"] == month
    assert result.err.splitlines()[-1] == f"month not said: this is {said}"


def test_month_if_not_said_before_any_form(report):
    """At the start of the first schedule there is no past month with a form."""
    result = report("--as-of", "2017-10-15")
    assert "OTOP" in result.out
    assert result.error == "month not said: this is October 2017 (2560)"
    early = report("--as-of", "2017-09-30", check=3)
    assert "from 1 October 2017 (2560) on" in early.error


def test_month_if_not_said_is_the_latest_with_entries(record, report):
    record("savings-groups", "02", "total=1", "กลุ่ม=1", "--month", "2017-12")
    record("otop", "02", "total=1", "ราย=1", "--month", "2018-04")
    record("มชช.", "02", "total=1", "คน=1", "--month", "2018-03")
    result = report("--as-of", "2018-08-22", "--format", "json")
    assert json.loads(result.out)["month"] == "2018-04"
    assert result.error == "month not said: this is April 2018 (2561)"
    # But this month comes first where it has a period on the form.
    assert json.loads(report("--as-of", "2018-06-01", "--format", "json").out)["month"] == "2018-06"


def test_the_latest_with_entries_is_that_provinces(here, register):
    here(
        "record", "otop", "long", "total=1", "ราย=1", "--month", "2018-07", "--province", "phrae",
        "--register", register, check=0,
    )  # fmt: skip
    for province, month in (("phrae", "2018-07"), ("lampang", "2018-06")):
        result = here(
            "report", "--province", province, "--register", register, "--as-of", "2018-08-22",
            "--format", "json", check=0,
        )  # fmt: skip
        assert json.loads(result.out)["month"] == month


def test_month_that_is_said_needs_no_word(report):
    assert report(*MONTH).err == ""


def test_a_month_with_otop_alone_shows_otop(record, report, work):
    record("otop", "02", "total=40", "ราย=12", "--month", "2018-05")
    found = json.loads(report("--month", "2018-05", "--format", "json").out)["rows"]
    [row] = found
    assert (row["row"], row["database"], row["period"], row["total"], row["recorded"]) == (
        None, "otop-sales", 8, 40, {"makers": 12},
    )  # fmt: skip
    out = report("--month", "2018-05").out
    assert "ไม่อยู่ในแบบรายงาน" in out
    assert "makers" in out
    assert "Monthly OTOP sales" in out
    assert report("--month", "2018-05", "--xlsx").out == "report-lampang-2561-05.xlsx\n"
    sheet = load_workbook(work / "report-lampang-2561-05.xlsx").active
    assert {40, 12} <= {cell.value for row in sheet.iter_rows() for cell in row}


def test_september_leaves_otop_out(record, report):
    record("otop", "02", "total=40", "ราย=12", *MONTH)
    assert "OTOP" not in report(*MONTH).out


# --- The name of the file says the format ----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.csv", "csv"), ("A.CSV", "csv"), ("a.json", "json"), ("a.txt", "table"), ("a", "table")],
)
def test_the_name_of_a_file_says_its_format(report, september, work, name, kind):
    september("leaders", "02", "total=120", "persons=118")
    result = report(*MONTH, "-o", name)
    assert (result.out, result.err) == ("", "")
    assert (work / name).read_bytes() == report(*MONTH, "--format", kind).as_file(kind)


@pytest.mark.parametrize(
    ("kind", "name"), [("json", "a.csv"), ("csv", "a.json"), ("json", "a.txt"), ("csv", "a")]
)
def test_an_option_says_it_before_the_name(report, work, kind, name):
    report(*MONTH, "--format", kind, "-o", name)
    assert (work / name).read_bytes() == report(*MONTH, "--format", kind).raw


# --- The workbook ----------------------------------------------------------------------------


def numbers_of(sheet):
    """The rows of the table, each as the values of its cells."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [row for row in rows if isinstance(row[0], int)]


def test_workbook(september, report, work, everything):
    september("leaders", "02", "total=120", "persons=118")
    september("leaders", "05", "total=30", "persons=0")
    before = everything()
    result = report("--xlsx", *MONTH)
    assert (result.out, result.err) == (f"{XLSX}\n", "")
    assert set(everything()) - set(before) == {f"work/{XLSX}"}
    book = load_workbook(work / XLSX)
    assert book.sheetnames == [
        "จังหวัดลำปาง", "เมืองลำปาง", "แม่เมาะ", "เกาะคา", "เสริมงาม", "งาว", "แจ้ห่ม", "วังเหนือ",
        "เถิน", "แม่พริก", "แม่ทะ", "สบปราบ", "ห้างฉัตร", "เมืองปาน",
    ]  # fmt: skip
    for sheet, total, persons in (
        ("จังหวัดลำปาง", 150, 118),
        ("แม่เมาะ", 120, 118),
        ("งาว", 30, 0),
        ("เถิน", None, None),
    ):
        row = numbers_of(book[sheet])[1]
        assert (row[0], row[3], row[4]) == (2, total, persons), sheet
    assert {len(numbers_of(sheet)) for sheet in book} == {8}


def test_workbook_of_a_district(september, report, work):
    september("leaders", "02", "total=120", "persons=118")
    name = "report-lampang-mae-mo-2561-09.xlsx"
    assert report("--xlsx", "--district", "แม่เมาะ", *MONTH).out == f"{name}\n"
    book = load_workbook(work / name)
    assert book.sheetnames == ["แม่เมาะ"]
    assert numbers_of(book.active)[1][3:5] == [120, 118]


def test_workbook_says_which_month(report):
    result = report("--xlsx")
    assert result.out == f"{XLSX}\n"
    assert result.error == "month not said: this is September 2018 (2561)"


@pytest.mark.parametrize(
    ("args", "file"),
    [
        (["--xlsx", "form.xlsx"], "form.xlsx"),
        (["--xlsx=form.xlsx"], "form.xlsx"),
        (["--xlsx", "แบบรายงาน กันยายน.XLSX"], "แบบรายงาน กันยายน.XLSX"),
        (["--xlsx", "-o", "form.xlsx"], "form.xlsx"),
        (["-o", "form.xlsx", "--xlsx"], "form.xlsx"),
        (["-o", "form.xlsx"], "form.xlsx"),
        (["-o", "FORM.XLSX", "--format", "table"], "FORM.XLSX"),
        (["--xlsx", "--force"], XLSX),
    ],
)
def test_workbook_by_name(report, work, args, file):
    assert report(*args, *MONTH).out == f"{file}\n"
    assert load_workbook(work / file).sheetnames[0] == "จังหวัดลำปาง"


def test_workbook_in_another_folder(report, work):
    (work / "forms").mkdir()
    assert report("--xlsx", "forms/a.xlsx", *MONTH).out == f"{Path('forms', 'a.xlsx')}\n"
    assert [p.name for p in (work / "forms").iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("args", [["--xlsx", "-"], ["--xlsx", "-o", "-"]])
def test_workbook_to_stdout(report, everything, args):
    before = everything()
    result = report(*args, *MONTH)
    with ZipFile(io.BytesIO(result.raw)) as archive:
        assert archive.testzip() is None
    assert load_workbook(io.BytesIO(result.raw)).sheetnames[0] == "จังหวัดลำปาง"
    assert result.err == ""
    assert everything() == before


def test_an_existing_workbook_is_kept_without_force(report, september, work, everything):
    report("--xlsx", *MONTH)
    september("leaders", "02", "total=120", "persons=118")
    before = everything()
    result = report("--xlsx", *MONTH, check=3)
    assert result.out == ""
    assert result.error == (
        f"error: {XLSX} is there already; add --force to replace it, or name another file"
    )
    assert everything() == before
    assert report("--xlsx", "--force", *MONTH).out == f"{XLSX}\n"
    assert numbers_of(load_workbook(work / XLSX).active)[1][3] == 120
    assert set(everything()) == set(before)


def test_digits_of_a_workbook(report, september, work):
    september("leaders", "02", "total=1250", "persons=7")
    formats = {}
    for digits in ("thai", "arabic"):
        report("--xlsx", f"{digits}.xlsx", "--digits", digits, *MONTH)
        sheet = load_workbook(work / f"{digits}.xlsx").active
        [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == 1250]
        formats[digits] = cell.number_format
    assert formats == {"thai": "[$-D00041E]#,##0", "arabic": "#,##0"}
    report("--xlsx", "usual.xlsx", *MONTH)
    sheet = load_workbook(work / "usual.xlsx").active
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "ประจำปี พ.ศ. ๒๕๖๑" in texts


def test_signatures(report, work):
    report("--xlsx", "with.xlsx", "--signatures", *MONTH)
    report("--xlsx", "without.xlsx", *MONTH)
    for name, signed in (("with.xlsx", True), ("without.xlsx", False)):
        for sheet in load_workbook(work / name):
            text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
            assert ("ผู้รายงาน" in text, "ผู้ตรวจสอบ" in text) == (signed, signed)


# --- Where it cannot be written --------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [["--xlsx", "no/such/folder.xlsx"], ["-o", "no/such.txt"], ["--format", "csv", "-o", "no/a"]],
)
def test_a_folder_that_is_not_there(report, everything, args):
    before = everything()
    result = report(*args, *MONTH, check=3)
    assert result.out == ""
    assert result.error.startswith(f"error: {args[-1].replace('/', os.sep)} could not be written: ")
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".", ". names a folder; add the name of the file"),
        ("", "a path is empty; write the name of the file or folder"),
    ],
)
def test_what_names_no_file(report, everything, path, said):
    before = everything()
    result = report("-o", path, "--force", *MONTH, check=2)
    assert result.out == ""
    assert result.error == f"error: {said}"
    assert everything() == before


@pytest.mark.parametrize("path", ["", "form.xls", "form", "form.xlsx/", "."])
def test_a_workbook_is_named_as_one(report, everything, path):
    before = everything()
    result = report(f"--xlsx={path}", *MONTH, check=2)
    assert result.error == f"error: {path!r}: the name of this file ends in .xlsx"
    assert (result.out, everything()) == ("", before)


@pytest.mark.skipif(WINDOWS, reason="there are no pipes with names in a folder")
def test_a_pipe_is_not_replaced(report, work):
    os.mkfifo(work / "pipe")
    result = report("-o", "pipe", "--force", *MONTH, check=3)
    assert "pipe could not be written: it is not a file" in result.error
    assert (work / "pipe").is_fifo()


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("args", [["--xlsx", "a.xlsx"], ["-o", "a.xlsx"]])
def test_a_folder_in_its_place(report, work, everything, args, force):
    (work / "a.xlsx").mkdir()
    before = everything()
    result = report(*args, *force, *MONTH, check=3)
    assert result.out == ""
    assert result.error.startswith("error: a.xlsx ")
    assert everything() == before
    assert (work / "a.xlsx").is_dir()


def test_a_file_open_in_excel(report, work, everything, monkeypatch):
    """Windows refuses to replace a file that another program holds open."""
    (work / XLSX).write_bytes(b"old")
    before = everything()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    monkeypatch.setattr("os.replace", refuse)
    result = report("--xlsx", "--force", *MONTH, check=3)
    assert result.error == (
        f"error: {XLSX} could not be written: no permission, or it is open in Excel or Word; "
        "close it and try again; what stood there is unchanged"
    )
    assert everything() == before


@pytest.mark.parametrize(
    ("args", "limit"),
    [(["--xlsx"], 25_000), (["-o", XLSX], 25_000), (["-o", "a.txt"], 500), (["-o", "a.json"], 500)],
)
def test_a_full_disk(run, work, register, everything, args, limit):
    """A limit on the size of files stands for the end of the disk."""
    file = args[-1] if len(args) > 1 else XLSX
    (work / file).write_bytes(b"old")
    before = everything()
    result = run(
        "report", "--register", register, *args, *MONTH, "--force", file_limit=limit,
    )  # fmt: skip
    assert (result.code, result.out) == (3, "")
    assert result.error.startswith(f"error: {file} could not be written: ")
    assert result.error.endswith("; what stood there is unchanged")
    assert everything() == before


@pytest.fixture
def small_disk(work):
    """A disk of 16 KB, where the system lets us make one."""
    folder = work / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    allowed = sys.platform == "linux" and os.geteuid() == 0
    if not allowed or subprocess.run(mount, check=False).returncode:
        pytest.skip("needs the right to mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_really_full_disk(report, small_disk):
    (small_disk / "a.xlsx").write_bytes(b"old")
    result = report("--xlsx", small_disk / "a.xlsx", "--force", *MONTH, check=3)
    assert result.error == (
        f"error: {small_disk}/a.xlsx could not be written: the disk is full; "
        "what stood there is unchanged"
    )
    assert {p.name: p.read_bytes() for p in small_disk.iterdir()} == {"a.xlsx": b"old"}


def test_a_full_disk_for_a_first_register(here, small_disk):
    (small_disk / "filling").write_bytes(b"x" * 12000)
    path = small_disk / "lampang.sqlite3"
    result = here("init", "--province", "lampang", "--register", path)
    assert (result.code, result.out) == (4, "")
    assert result.error.startswith(f"error: the register {path} cannot be used: ")
    assert [p.name for p in small_disk.iterdir()] == ["filling"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="no permission binds the administrator"
)
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_folder_without_permission(report, work, old):
    folder = work / "closed"
    folder.mkdir()
    if old is not None:
        (folder / "a.xlsx").write_bytes(old)
    folder.chmod(0o500)
    try:
        result = report("--xlsx", "closed/a.xlsx", "--force", *MONTH, check=3)
    finally:
        folder.chmod(0o700)
    assert "could not be written: no permission" in result.error
    assert [p.read_bytes() for p in folder.iterdir()] == ([] if old is None else [old])


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("args", [[], ["--format", "json"], ["--format", "csv"], ["--xlsx", "-"]])
def test_stdout_on_a_full_disk(run, register, args):
    with FULL.open("wb") as full:
        result = run("report", "--register", register, *args, *MONTH, stdout=full)
    assert result.code == 3
    assert result.error == "error: the output could not be written: the disk is full"


# --- Refusals --------------------------------------------------------------------------------

REFUSED = {
    "xlsx-and-json": (["--xlsx", "--format", "json"], 2, "--xlsx and --format do not go together"),
    "xlsx-and-csv": (["--format=csv", "--xlsx", "a.xlsx"], 2, "--xlsx and --format do not go"),
    "two-files": (["--xlsx", "a.xlsx", "-o", "b.xlsx"], 2, "--xlsx names a file and -o another"),
    "signatures": (["--signatures"], 2, "--signatures belongs to the workbook; add --xlsx"),
    "notes": (["--notes", "all"], 2, "--notes belongs to the workbook; add --xlsx"),
    "signatures-and-json": (["--signatures", "--format", "json"], 2, "--signatures belongs to"),
    "digits": (["--digits", "roman"], 2, "--digits is thai or arabic, not 'roman'"),
    "format": (["--format", "xml"], 2, "--format is table, json or csv, not 'xml'"),
    "a-word": (["lampang"], 2, "what is 'lampang' for?"),
    "another-ending": (
        ["--xlsx", "a.xls"],
        2,
        "error: 'a.xls': the name of this file ends in .xlsx",
    ),
    "a-word-after-xlsx": (
        ["--xlsx", "ลำปาง"],
        2,
        "error: 'ลำปาง': the name of this file ends in .xlsx",
    ),
    "xlsx-and-a-csv-file": (
        ["--xlsx", "-o", "a.csv"],
        2,
        "error: 'a.csv': the name of this file ends in .xlsx",
    ),
    "digits-and-json": (
        ["--digits", "thai", "--format", "json"],
        2,
        "error: --digits belongs to the form; leave it out with --format",
    ),
    "digits-and-csv": (["--format=csv", "--digits=arabic"], 2, "--digits belongs to the form"),
    "digits-and-a-csv-file": (["--digits", "thai", "-o", "a.csv"], 2, "--digits belongs to the"),
    "json-into-a-workbook": (
        ["--format", "json", "-o", "a.xlsx", *MONTH],
        3,
        (
            "error: a.xlsx could not be written: this is text, no workbook; "
            "name it .txt, .csv or .json"
        ),
    ),
    "csv-into-a-workbook": (
        ["--format", "csv", "-o", "a.XLSX", *MONTH],
        3,
        "error: a.XLSX could not be written: this is text, no workbook",
    ),
    "month": (["--month", "13/2561"], 2, "'13/2561' is not a month"),
    "early": (["--month", "9/2560"], 3, "from 1 October 2017 (2560) on"),
    "province": (["--province", "lampan"], 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
    "bangkok": (["--province", "กรุงเทพมหานคร"], 3, "has no community development office"),
    "district": (["--district", "mae-moo"], 3, "did you mean mae-mo (แม่เมาะ)"),
    "empty-district": (["--district", ""], 3, "no district of Lampang is called ''"),
    "empty-province": (["--province", ""], 3, "no province is called ''"),
    "elsewhere": (["--district", "long"], 3, "no district of Lampang is called 'long'"),
}


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(("args", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(report, everything, args, code, said, language):
    before = everything()
    result = report(*args, "--lang", language, check=code)
    assert result.out == ""
    if language == "en":
        assert result.error.startswith("error: ")
        assert said in result.error
    else:
        assert result.error.startswith("ผิดพลาด: ")
    assert everything() == before


def test_no_province(here):
    result = here("report", *MONTH)
    assert (result.code, result.out) == (2, "")
    assert result.error.startswith("error: which province? add --province")


# --- As a process of its own -----------------------------------------------------------------


def test_report_in_its_own_process(run, here, september, register, work):
    september("leaders", "02", "total=120", "persons=118", "--note", "รอ")
    common = ("report", "--register", register, *MONTH)
    for args in ((), ("--format", "json"), ("--format", "csv"), ("--district", "02")):
        ours = here(*common, *args)
        theirs = run(*common, *args)
        assert (theirs.code, theirs.raw, theirs.err) == (ours.code, ours.raw, ours.err)
    result = run(*common, "--xlsx")
    assert (result.code, result.out, result.err) == (0, f"{XLSX}\n", "")
    assert numbers_of(load_workbook(work / XLSX).active)[1][3] == 120
    piped = run(*common, "--xlsx", "-")
    assert numbers_of(load_workbook(io.BytesIO(piped.raw)).active)[1][3] == 120
