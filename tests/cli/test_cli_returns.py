"""`cddctl record --from`: what districts send, in whatever state, goes into the register."""

import csv
import hashlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.register.store import Register

MONTH = ("--month", "2018-09")
CODES = [district.code for district in districts(find_province("lampang"))]
LEADERS = {"D11": 120, "E11": 118}
SHEET = "แม่เมาะ"
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
WINDOWS = sys.platform == "win32"
without_signals = pytest.mark.skipif(WINDOWS, reason="no signal goes to another process there")
KILLED = 1 if WINDOWS else -signal.SIGKILL
"""What a process that was killed leaves."""


@pytest.fixture
def blank(here, work):
    """A form as the program makes it, as bytes; each is made once."""
    made = {}

    def blank(code="5202", month="2018-09", province="52"):
        key = code, month, province
        if key not in made:
            folder = work.parent / "made"
            here(
                "forms", "--province", province, "--district", code, "--month", month,
                "-o", folder, "--force", check=0,
            )  # fmt: skip
            [path] = folder.glob(f"*-{code}-*.xlsx")
            made[key] = path.read_bytes()
            path.unlink()
        return made[key]

    return blank


@pytest.fixture
def form(blank, work):
    """Write a form with cells filled in; `alter` may do anything to its workbook."""

    def form(name, cells=LEADERS, code="5202", alter=None, **which):
        book = load_workbook(io.BytesIO(blank(code, **which)))
        for cell, value in cells.items():
            book.worksheets[0][cell] = value
        if alter is not None:
            alter(book)
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    return form


@pytest.fixture
def take(here, register):
    def take(*args, **options):
        return here("record", "--register", register, "--from", *args, **options)

    return take


@pytest.fixture
def standing(register):
    """What stands in the register, by database and office."""

    def standing(path=register, province="52"):
        with Register.open(path) as book:
            found = book.current(province, Month(2018, 9))
        return {
            (e.database, e.office): (e.total, dict(e.recorded), e.not_applicable, e.note)
            for e in found
        }

    return standing


@pytest.fixture
def batches(register):
    """A row a batch: the register's own words."""

    def batches(path=register):
        with closing(sqlite3.connect(path)) as book:
            return book.execute(
                "SELECT source, source_sha256, recorded_by, command, "
                "(SELECT count(*) FROM entries WHERE batch = batches.id) FROM batches ORDER BY id"
            ).fetchall()

    return batches


def flat(*rows):
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


HEADS = ("district", "month", "database", "total", "persons", "note")
TABLE = flat(HEADS, ("mae-mo", "2018-09", "leaders", 120, 118, ""))
TAKEN = (120, {"persons": 118}, False, None)
LEADERS_OF_MAE_MO = {("leaders", "5202"): TAKEN}


def summary(result):
    """The files of the JSON, by name."""
    return {Path(file["file"]).name: file for file in json.loads(result.out)["files"]}


def errors(result):
    return [line for line in result.err.splitlines() if line.startswith("error: ")]


# --- What is taken ---------------------------------------------------------------------------


def test_a_form(form, take, standing):
    form("a.xlsx")
    result = take("a.xlsx", check=0)
    assert result.out.splitlines()[2].split() == [
        "1", "0", "0", "8", "recorded", "Mae", "Mo", "a.xlsx",
    ]  # fmt: skip
    assert result.out.splitlines()[-1] == "1 file: 1 added, 0 updated, 0 unchanged"
    assert result.err == ""
    assert standing() == LEADERS_OF_MAE_MO


def test_a_row_that_is_cleared_is_named_and_what_is_recorded_stays(
    here, register, record, take, standing, work
):
    record("leaders", "mae-mo", "total=120", "persons=118", "--month", "2018-09")
    of = ("--month", "2018-09", "--district", "mae-mo", "--register", register)
    made = here("forms", *of, "-o", ".", check=0).out.strip()
    book = load_workbook(work / made)
    book.worksheets[0]["D11"] = book.worksheets[0]["E11"] = None
    book.save(work / "a.xlsx")
    result = take("a.xlsx", check=0)
    assert "warning: a.xlsx: sheet 'แม่เมาะ', row 11: Mae Mo, Leaders: all that was" in result.err
    assert standing() == LEADERS_OF_MAE_MO


NOT_YET = (None, {}, True, "หลังการรับรอง")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"D11": "๑๒๐", "E11": "๑๑๘"}, TAKEN),
        ({"D11": " 1,200 ", "E11": "๑๒๐๐"}, (1200, {"persons": 1200}, False, None)),
        ({"D11": "๑,๒๐๐", "E11": "１１８"}, (1200, {"persons": 118}, False, None)),
        ({"D11": 120.0, "E11": "\u00a0118\n"}, TAKEN),
        ({"D11": "007", "E11": 0}, (7, {"persons": 0}, False, None)),
        ({"D11": "ไม่มี", "E11": "ไม่มี"}, (0, {"persons": 0}, False, None)),
        ({"D11": 5, "E11": "ไม่มีข้อมูล"}, (5, {"persons": 0}, False, None)),
        ({"J11": "ไม่มีข้อมูล = 0"}, (0, {"persons": 0}, False, None)),
        ({"J11": " ไม่มีข้อมูล=๐ "}, (0, {"persons": 0}, False, None)),
        ({"J11": "มีข้อมูล", **LEADERS}, TAKEN),
        ({"D11": "-", "E11": "-", "K11": "หลังการรับรอง"}, NOT_YET),
        ({"D11": "–", "K11": "หลังการรับรอง"}, NOT_YET),
        ({"J11": "ยังไม่ถึงเวลา", "K11": " หลังการรับรอง"}, NOT_YET),
        ({**LEADERS, "K11": "รอ\n๒ คน"}, (120, {"persons": 118}, False, "รอ ๒ คน")),
        ({**LEADERS, "G11": "-", "I11": 0}, TAKEN),
        ({"D11": 5, "E11": 6, "K11": "ย้ายมา"}, (5, {"persons": 6}, False, "ย้ายมา")),
    ],
)
def test_cells_as_people_write_them(form, take, standing, cells, expected):
    form("a.xlsx", cells)
    take("a.xlsx", check=0)
    assert standing() == {("leaders", "5202"): expected}


def _sheet_before(book):
    book.create_sheet("จด", 0)["A1"] = "โทร."


def _renamed(book):
    book.worksheets[0].title = "Sheet1"


def _reversed(book):
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet["A10:L17"]]
    for row, values in zip(sheet["A10:L17"], reversed(rows), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def _hidden(book):
    book.worksheets[0].row_dimensions[12].hidden = True
    book.worksheets[0].column_dimensions["E"].hidden = True


def _rows_deleted(book):
    book.worksheets[0].delete_rows(12, 6)


def _without_its_line(book):
    sheet = book.worksheets[0]
    sheet.unmerge_cells("A20:L20")
    sheet["A20"] = None


def _without_properties(book):
    for name in [one.name for one in book.custom_doc_props.props]:
        del book.custom_doc_props[name]


def _row_above(book):
    sheet = book.worksheets[0]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(1)


def _code_gone(book):
    book.worksheets[0]["L11"] = None


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (_sheet_before, "not read: a.xlsx: sheet 'จด'\n"),
        (_renamed, ""),
        (_reversed, ""),
        (_hidden, ""),
        (_without_its_line, ""),
        (_without_properties, ""),
        (_row_above, ""),
        (_code_gone, ""),
    ],
)
def test_a_form_in_whatever_state(form, take, standing, alter, told):
    form("a.xlsx", alter=alter)
    result = take("a.xlsx", check=0)
    assert standing() == LEADERS_OF_MAE_MO
    assert result.err == told


def test_a_row_that_is_hidden_is_not_read_and_named(form, take, standing):
    def hide(book):
        book.worksheets[0].row_dimensions[11].hidden = True

    form("a.xlsx", LEADERS | {"D17": 3, "F17": 3}, alter=hide)
    result = take("a.xlsx", check=0)
    assert standing() == {("fund-networks", "5202"): (3, {"networks": 3}, False, None)}
    assert result.err == f"not read: a.xlsx: sheet {SHEET!r}, row 11 is hidden: '120 118'\n"


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("lampang-5203-ko-kha-2561-09.xlsx", "Ko Kha"),
        ("แบบรายงาน อ.เกาะคา.xlsx", "Ko Kha"),
        ("Ko-Kha.xlsx", "Ko Kha"),
        ("lampang-5202-mae-mo-2561-09.xlsx", None),
        ("แม่เมาะ (แบบของเกาะคา).xlsx", None),
        ("2561-09 ก.ย. 15203.xlsx", None),
    ],
)
def test_a_form_under_the_name_of_another_district_is_told(form, take, standing, name, named):
    form(name)
    result = take(name, check=0)
    assert standing() == LEADERS_OF_MAE_MO
    warning = f"the file is named for {named}, and holds the return of Mae Mo; is it right?"
    assert result.err == (f"warning: {name}: {warning}\n" if named else "")


def test_rows_that_are_gone_are_named(form, take, standing):
    form("a.xlsx", alter=_rows_deleted)
    result = take("a.xlsx", check=0)
    assert standing() == LEADERS_OF_MAE_MO
    assert result.error.startswith(f"not read: a.xlsx: sheet {SHEET!r}: the row is gone: ")
    assert "Community fund networks" in result.error


def test_a_remark_beside_the_form_is_named(form, take):
    form("a.xlsx", LEADERS | {"N11": "ดูข้อมูลปีก่อน", "C22": "ลงชื่อ"})
    told = take("a.xlsx", check=0).err.splitlines()
    assert told == [
        f"not read: a.xlsx: sheet {SHEET!r}, cell N11: 'ดูข้อมูลปีก่อน'",
        f"not read: a.xlsx: sheet {SHEET!r}, row 22: 'ลงชื่อ'",
    ]


def test_a_note_alone_is_named_and_not_recorded(form, take, standing):
    form("a.xlsx", {"K11": "รอเจ้าหน้าที่"})
    result = take("a.xlsx", check=0)
    assert standing() == {}
    assert "the note 'รอเจ้าหน้าที่', as nothing is reported beside it" in result.error


def test_what_is_blank_is_counted(form, take):
    form("a.xlsx", {})
    result = take("a.xlsx", "--format", "json", check=0)
    [file] = json.loads(result.out)["files"]
    assert (file["added"], file["updated"], file["unchanged"]) == (0, 0, 0)
    assert (file["status"], len(file["blank"]), file["as_printed"]) == ("blank", 9, 0)
    table = take("a.xlsx", check=0).out.splitlines()
    assert table[2].split()[:5] == ["0", "0", "0", "9", "blank"]


# --- Forms that come back late --------------------------------------------------------------


@pytest.fixture
def made(here, register, work):
    """A form made from the register, with cells written in; as a table where its name is one's."""

    def made(name, cells=None, kind="forms"):
        where = ("--register", register, *MONTH, "--district", "02", "-o")
        if name.endswith(".csv"):
            words = ("--csv",) if kind == "forms" else ("--format", "csv")
            here(kind, *where, name, *words, check=0)
            return
        here("forms", *where, work / "made", check=0)
        [path] = (work / "made").iterdir()
        book = load_workbook(path)
        for cell, value in (cells or {}).items():
            book.active[cell] = value
        book.save(work / name)
        path.unlink()

    return made


NOW = (120, {"persons": 110}, False, None)


def corrected(record):
    record("leaders", "02", "total=120", "persons=115", *MONTH)
    yield
    record("leaders", "02", "persons=110", *MONTH)
    yield


@pytest.mark.parametrize(
    ("name", "kind"), [("a.xlsx", "forms"), ("a.csv", "forms"), ("a.csv", "report")]
)
def test_what_comes_back_as_printed_undoes_no_correction(made, take, record, standing, name, kind):
    steps = corrected(record)
    next(steps)
    made(name, {"D14": 10, "H14": 10}, kind)
    next(steps)
    result = take(name, check=0)
    assert result.err == ""
    assert ", 1 as printed\n" in result.out
    filled = {("savings-groups", "5202"): (10, {"savings_groups": 10}, False, None)}
    assert standing() == {("leaders", "5202"): NOW, **(filled if name == "a.xlsx" else {})}


def test_what_was_changed_on_both_sides_waits_for_a_word(made, take, record, standing):
    steps = corrected(record)
    next(steps)
    made("a.xlsx", {"E11": 118, "D14": 10, "H14": 10})
    next(steps)
    result = take("a.xlsx", check=3)
    assert errors(result) == [
        (
            f"error: a.xlsx: sheet {SHEET!r}, cell E11: changed since this was made, here and in "
            "the register: here it is 118, in the register 110; find out which is right"
        )
    ]
    assert result.err.splitlines()[-1] == "where the form is right, record it again with --theirs"
    assert standing() == {("leaders", "5202"): NOW}
    take("a.xlsx", "--theirs", check=0)
    assert standing()["leaders", "5202"] == (120, {"persons": 118}, False, None)


@pytest.mark.parametrize("answer", ["ยังไม่ถึงเวลา", "มีข้อมูล", None])
def test_counts_stand_beside_the_answer_that_was_printed(made, take, standing, answer):
    made("a.xlsx", {"D10": 9, "G10": 9, "J10": answer})
    take("a.xlsx", check=0)
    assert standing() == {("cd-standards", "5202"): (9, {"groups": 9}, False, None)}


def test_an_answer_that_was_chosen_contradicts_counts(made, take):
    made("a.xlsx", {"D11": 9, "E11": 9, "J11": "ยังไม่ถึงเวลา"})
    [error] = errors(take("a.xlsx", check=3))
    assert error.endswith("cell J11: it says that it is not time yet, but counts are given")


def test_a_form_of_an_earlier_version_brings_nothing_back(take, record, standing):
    for _step in corrected(record):
        pass
    path = Path(__file__).parents[1] / "intake" / "cases" / "stale-form.xlsx"
    result = take(path, check=0)
    assert result.err == (
        f"not read: {path}: sheet {SHEET!r}, cell E11: 115, as an earlier entry had it that was "
        "replaced since\n"
    )
    assert standing() == {
        ("leaders", "5202"): NOW,
        ("savings-groups", "5202"): (10, {"savings_groups": 10}, False, None),
    }


# --- Tables ----------------------------------------------------------------------------------

TABLES = {
    "english": (HEADS, ("mae-mo", "2018-09", "leaders", 120, 118, "")),
    "thai": (
        ("จังหวัด", "อำเภอ", "เดือน", "ฐานข้อมูล", "งวดที่", "ทั้งหมด", "บันทึกแล้ว", "หมายเหตุ"),
        ("ลำปาง", "อ.แม่เมาะ", "ก.ย. 2561", "ข้อมูลผู้นำ", "๑ (ก.ย.)", "๑๒๐", "๑๑๘", ""),
    ),
    "thai-unit": (
        ("ที่", "อำเภอ", "ชื่อฐานข้อมูล", "จำนวนข้อมูลทั้งหมด", "คน", "แห่ง"),
        (1, "แม่เมาะ", "ข้อมูลผู้นำ", "120", " 118", ""),
    ),
    "other-order": (
        ("persons", "total", "database", "district"), ("118", "120", "3", "5202"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("kind", ["csv", "cp874", "semicolons", "utf-16", "xlsx"])
def test_a_table(take, standing, work, rows, kind):
    path = work / ("a.xlsx" if kind == "xlsx" else "a.csv")
    if kind == "xlsx":
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
    else:
        text = flat(*rows).decode("utf-8-sig")
        text = text.replace(",", ";") if kind == "semicolons" else text
        encoding = {"cp874": "cp874", "utf-16": "utf-16"}.get(kind, "utf-8-sig")
        path.write_bytes(text.encode(encoding))
    take(path.name, *MONTH, check=0)
    assert standing() == LEADERS_OF_MAE_MO


def test_the_template_filled_in(here, take, work, standing):
    here("forms", "--province", "52", *MONTH, "--csv", "-o", "t.csv", check=0)
    rows = list(csv.reader(io.StringIO((work / "t.csv").read_text("utf-8-sig"))))
    column = {name: number for number, name in enumerate(rows[0])}
    for number, row in enumerate(rows[1:]):
        if row[column["database"]] == "leaders":
            row[column["total"]], row[column["persons"]] = f"1,{number:03}", str(number)
    (work / "t.csv").write_bytes(flat(*rows))
    take("t.csv", check=0)
    assert standing() == {
        ("leaders", code): (1001 + 9 * n, {"persons": 1 + 9 * n}, False, None)
        for n, code in enumerate(CODES)
    }


def test_a_report_of_a_district_reads_back(here, record, register, take, standing, work):
    record("leaders", "02", "total=1200", "persons=0", "--note", "=รอ", *MONTH)
    record("มชช.", "02", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    record("groups", "02", "total=0", "groups=0", *MONTH)
    here(
        "report", "--register", register, *MONTH, "--district", "02", "--format", "csv",
        "-o", "r.csv", check=0,
    )  # fmt: skip
    before = standing()
    result = take("r.csv", check=0)
    assert result.out.splitlines()[-1] == ("1 file: 0 added, 0 updated, 0 unchanged, 2 as printed")
    assert standing() == before
    other = work / "other.sqlite3"
    here("init", "--province", "lampang", "--register", other, check=0)
    here("record", "--register", other, "--from", "r.csv", check=0)
    again = here(
        "report", "--register", other, *MONTH, "--district", "02", "--format", "csv", check=0
    )
    assert again.raw == (work / "r.csv").read_bytes()


# --- Refusals: a whole file, all its problems --------------------------------------------------

BAD = {
    "D10": 1.5, "E10": "สิบ", "D11": -3, "E11": 5, "H11": 9, "D12": 5, "E12": "9",
    "D13": True, "J14": "มี", "D15": "1,2", "D16": "-", "D17": "=D16+1",
}  # fmt: skip


def test_every_problem_is_listed_with_its_cell(form, take, everything):
    form("a.xlsx", BAD)
    form("b.xlsx", code="5203")
    form("c.xlsx", {"D11": "x"}, code="5204")
    before = everything()
    result = take("a.xlsx", "c.xlsx", check=3)
    where = f"error: a.xlsx: sheet {SHEET!r}, cell"
    reasons = {
        "D10": "'1.5' is not a count: write a whole number, without fraction or sign",
        "E10": "'สิบ' is not a count: write digits only, as in 120, 1,200 or ๑๒๐",
        "D11": "'-3' is not a count: a count is 0 or more",
        "H11": "9 is given, but Leaders does not count this unit; clear it",
        "D12": "recorded 9 is above the total 5; mend the numbers, or say why in a note",
        "D13": "TRUE: this is no number or text; type it anew",
        "J14": (
            "'มี' is no answer; choose มีข้อมูล, ไม่มีข้อมูล = 0 or ยังไม่ถึงเวลา"
        ),
        "D15": (
            "'1,2' is not a count: the commas do not stand at the thousands; "
            "write 1200 or 1,200"
        ),
        "K16": "the reason is missing: why it is not time yet, as in หลังการรับรอง",
        "D17": (
            "a formula: its result is not in the file; "
            "open it in Excel and save it, or write the number"
        ),
    }  # fmt: skip
    assert sorted(errors(result)) == sorted(
        [
            *(f"{where} {cell}: {why}" for cell, why in reasons.items()),
            (
                "error: c.xlsx: sheet 'เสริมงาม', cell D11: 'x' is not a count: "
                "write digits only, as in 120, 1,200 or ๑๒๐"
            ),
        ]
    )
    assert everything() == before


def test_a_refused_file_stops_no_other(form, take, standing, batches):
    form("a.xlsx", LEADERS | {"D12": "x"})
    form("b.xlsx", code="5203")
    form("c.xlsx", {"D11": "x"}, code="5204")
    form("d.xlsx", code="5205")
    result = take("a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx", check=3)
    assert standing() == {("leaders", "5203"): TAKEN, ("leaders", "5205"): TAKEN}
    assert [source for source, *_rest in batches()] == ["b.xlsx", "d.xlsx"]
    assert result.out.splitlines()[-1] == (
        "4 files: 2 added, 0 updated, 0 unchanged; 2 files refused"
    )
    assert len(errors(result)) == 2


def _merged_counts(book):
    book.worksheets[0].merge_cells("D11:D12")


def _row_twice(book):
    sheet = book.worksheets[0]
    sheet["L12"] = sheet["L11"].value
    sheet["B12"] = sheet["B11"].value


def _form_twice(book):
    book.copy_worksheet(book.worksheets[0])


def _heading_gone(book):
    book.worksheets[0]["J8"] = None


def _other_title(book):
    book.worksheets[0]["A4"] = "อำเภอเกาะคา จังหวัดลำปาง"


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (_merged_counts, f"sheet {SHEET!r}, cell D11: the cells D11:D12 are merged; unmerge them"),
        (_row_twice, f"sheet {SHEET!r}, cell L12: Leaders is here twice, in row 11 too"),
        (_form_twice, f"row 1: this form is in sheet {SHEET!r} too; delete the one"),
        (_heading_gone, f"sheet {SHEET!r}, row 8: the heading คำตอบ is missing"),
        (_other_title, f"sheet {SHEET!r}, cell A4: the title says 'อำเภอเกาะคา จังหวัดลำปาง', but"),
    ],
)
def test_forms_that_cannot_be_known(form, take, everything, alter, said):
    form("a.xlsx", alter=alter)
    before = everything()
    result = take("a.xlsx", check=3)
    assert any(said in line for line in errors(result)), result.err
    assert everything() == before


def test_a_table_s_problems_with_line_and_column(take, work, everything):
    (work / "a.csv").write_bytes(
        flat(
            HEADS,
            ("mae-mo", "2018-09", "leaders", 120, 118, ""),
            ("xyz", "2018-09", "leaders", 1, 1, ""),
            ("ko-kha", "2018-08", "leaders", 1, 1, ""),
            ("ko-kha", "2018-09", "nope", 1, 1, ""),
            ("thoen", "2018-09", "leaders", "1.5", "x", ""),
            ("mae-mo", "2018-09", "leaders", 121, 118, ""),
            ("ngao", "2018-09", "leaders", 1, 2, ""),
        )
    )
    before = everything()
    result = take("a.csv", check=3)
    found = [line.removeprefix("error: a.csv: ").split(": ", 1) for line in errors(result)]
    expected = [
        ("line 3, column district", "no district of Lampang is called 'xyz'"),
        ("line 4, column database", "Leaders has no period in August 2018 (2561)"),
        ("line 5, column database", "no database is called 'nope'"),
        ("line 6, column persons", "'x' is not a count"),
        ("line 6, column total", "'1.5' is not a count"),
        ("line 7, column total", "Mae Mo, Leaders is here twice, at line 2, column total too"),
        ("line 8, column total", "recorded 2 is above the total 1"),
    ]
    assert [where for where, _why in sorted(found)] == [where for where, _why in expected]
    for (_where, why), (_there, begins) in zip(sorted(found), expected, strict=True):
        assert why.startswith(begins)
    assert everything() == before


OTHERS = {
    "no-headings": (flat(("a", "b"), (1, 2)), "no line of it has the headings of a table"),
    "empty": (b"", "the file is empty"),
    "pdf": (PDF, "it is a PDF; ask for the workbook itself"),
    "no-district": (flat(("database", "total"), ("leaders", 1)), "the heading district"),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", "it is a web page (HTML)"),
    "nul": (b"district,database\0", "a character that no text has (NUL)"),
    "cut": (b"PK\x03\x04" + b"x" * 200, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), OTHERS.values(), ids=OTHERS)
def test_files_that_are_none(take, work, everything, content, said):
    (work / "a.csv").write_bytes(content)
    before = everything()
    result = take("a.csv", check=3)
    assert result.error.startswith("error: a.csv: ")
    assert said in result.error
    assert everything() == before


# --- What a return is of -----------------------------------------------------------------------


def test_a_return_of_another_province(form, take, everything):
    form("a.xlsx", code="5403", province="54")
    before = everything()
    result = take("a.xlsx", check=3)
    assert result.error == (
        "error: a.xlsx: sheet 'ลอง': it is the return of Long in Phrae; taken here is Lampang alone"
    )
    assert everything() == before


def test_a_return_of_another_month(form, take, everything):
    form("a.xlsx")
    before = everything()
    result = take("a.xlsx", "--month", "2018-08", check=3)
    assert result.error == (
        f"error: a.xlsx: sheet {SHEET!r}: it is the return of Mae Mo for September 2018 (2561); "
        "taken here is August 2018 (2561) alone"
    )
    assert everything() == before


def test_a_return_made_by_an_older_schedule(form, take, everything):
    """The province had none of its own when the form was made."""

    def made_before(book):
        book.worksheets[0]["A20"] = book.worksheets[0]["A20"].value.removesuffix("/lampang")
        book.custom_doc_props["cddctl.schedule"].value = "2561"

    form("a.xlsx", alter=made_before)
    before = everything()
    result = take("a.xlsx", check=3)
    assert result.error == (
        f"error: a.xlsx: sheet {SHEET!r}: it was made by schedule 2561, and 2561/lampang is in use "
        "now; make the form anew, and copy the numbers"
    )
    assert everything() == before


def test_a_return_of_another_month_is_refused_though_it_was_taken_before(form, take, everything):
    form("a.xlsx")
    take("a.xlsx", check=0)
    before = everything()
    result = take("a.xlsx", "--month", "2018-08", check=3)
    assert "it is the return of Mae Mo for September 2018 (2561)" in "\n".join(errors(result))
    assert everything() == before


def test_returns_that_disagree_are_both_refused(form, take, standing):
    form("a.xlsx")
    form("b.xlsx", LEADERS | {"D11": 121})
    form("c.xlsx", code="5203")
    form("d.xlsx", {"D12": 3, "E12": 3})
    result = take("a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx", check=3)
    cell = f"sheet {SHEET!r}, cell D11"
    assert errors(result) == [
        (
            f"error: a.xlsx: {cell}: Mae Mo, Leaders: b.xlsx says otherwise at {cell}; "
            "keep the one that is right"
        ),
        (
            f"error: b.xlsx: {cell}: Mae Mo, Leaders: a.xlsx says otherwise at {cell}; "
            "keep the one that is right"
        ),
    ]
    assert standing() == {
        ("leaders", "5203"): TAKEN,
        ("volunteer-leader-assessment", "5202"): (3, {"persons": 3}, False, None),
    }


def test_returns_that_agree_are_both_taken(form, take, standing):
    form("a.xlsx")
    form("b.xlsx", LEADERS | {"D12": 3, "E12": 3})
    files = summary(take("a.xlsx", "b.xlsx", "--format", "json", check=0))
    assert [(f["added"], f["unchanged"]) for f in files.values()] == [(1, 0), (1, 1)]
    assert len(standing()) == 2


# --- The same again, corrections and warnings ----------------------------------------------------


def test_the_same_file_again_adds_nothing(form, take, everything, work):
    path = form("a.xlsx")
    take("a.xlsx", check=0)
    (work / "สำเนา.xlsx").write_bytes(path.read_bytes())
    before = everything()
    for name in ("a.xlsx", "สำเนา.xlsx"):
        result = take(name, check=0)
        assert result.out.splitlines()[-1] == "1 file: 0 added, 0 updated, 1 unchanged"
    both = take("a.xlsx", "สำเนา.xlsx", "./a.xlsx", check=0)
    assert both.out.splitlines()[-1] == "2 files: 0 added, 0 updated, 2 unchanged"
    assert everything() == before


def test_a_correction_stands_when_the_same_file_comes_again(form, take, record, everything):
    form("a.xlsx", LEADERS | {"D12": 3, "E12": 3})
    take("a.xlsx", check=0)
    record("leaders", "02", "total=125", "persons=119", *MONTH)
    before = everything()
    result = take("a.xlsx", check=0)
    assert "1 entry has been corrected since" in result.error
    assert everything() == before


def test_a_correction_stands_where_the_file_only_confirmed_what_stood(
    form, take, record, everything
):
    record("leaders", "02", "total=120", "persons=118", *MONTH)
    form("a.xlsx")
    take("a.xlsx", check=0)
    record("leaders", "02", "total=125", "persons=119", *MONTH)
    before = everything()
    result = take("a.xlsx", check=0)
    assert result.out.splitlines()[-1].startswith("1 file: 0 added, 0 updated, ")
    assert everything() == before


def test_a_note_that_was_not_read_is_no_correction(form, take):
    form("a.xlsx", LEADERS | {"K12": "รอ"})
    first, again = take("a.xlsx", check=0), take("a.xlsx", check=0)
    assert "the note 'รอ'" in first.error
    assert again.err == first.err


def test_a_newer_file_takes_the_place_of_what_stood(form, take, standing):
    form("a.xlsx")
    take("a.xlsx", check=0)
    form("b.xlsx", {"D11": 130, "E11": 120})
    result = take("b.xlsx", check=0)
    assert result.out.splitlines()[-2:] == [
        "Updated:",
        (
            "Mae Mo, Leaders, period 1 of September 2018 (2561): total 130, 120 persons "
            "(before: total 120, 118 persons)"
        ),
    ]
    assert result.err == ""
    assert standing()["leaders", "5202"] == (130, {"persons": 120}, False, None)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D11": 120, "E11": 100}, ["persons falls from 118 to 100"]),
        ({"D11": 156, "E11": 118}, []),
        ({"D11": 157, "E11": 118}, ["total 157 differs from 120 (before) by more than 30 %"]),
        (
            {"D11": 84, "E11": 84},
            ["total falls from 120 to 84", "persons falls from 118 to 84"],
        ),
        (
            {"D11": 83, "E11": 83},
            ["total 83 differs from 120 (before) by more than 30 %",
             "persons falls from 118 to 83"],
        ),
    ],
)  # fmt: skip
def test_warnings(form, take, standing, cells, said):
    form("a.xlsx")
    take("a.xlsx", check=0)
    form("b.xlsx", cells)
    dry = take("b.xlsx", "--dry-run", check=0)
    result = take("b.xlsx", check=0)
    assert result.err == dry.err
    start = "warning: b.xlsx: Mae Mo, Leaders, period 1 of September 2018 (2561): "
    hint = ["where a count is right, a note that says why settles it"] if said else []
    assert result.err.splitlines() == [start + text for text in said] + hint
    assert standing()["leaders", "5202"][0] == cells["D11"]


# --- The dry run, the register and the JSON -------------------------------------------------------


def test_a_dry_run_shows_what_the_real_run_does(form, take, record, everything):
    record("leaders", "05", "total=200", "persons=190", *MONTH)
    form("f/a.xlsx", LEADERS, alter=_sheet_before)
    form("f/b.xlsx", {"D11": "x"}, code="5203")
    form("f/c.xlsx", {"D11": 100, "E11": 90}, code="5205")
    form("f/d.xlsx", {"D11": 5}, code="5206")
    before = everything()
    dry, dry_json = (
        take("f", "--theirs", "--dry-run", check=3),
        take("f", "--theirs", "--dry-run", "--format=json", check=3),
    )
    assert everything() == before
    real = take("f", "--theirs", check=3)
    assert "2 files refused (dry run: nothing was recorded)\n" in dry.out
    words = dry.out.replace("to record", "recorded").replace(" (dry run: nothing was recorded)", "")
    assert words.replace("-", "").split() == real.out.replace("-", "").split()
    assert dry.err == real.err
    told = json.loads(dry_json.out)
    assert told["dry_run"] is True
    assert [file["added"] for file in told["files"]] == [1, 0, 0, 0]
    assert [file["status"] for file in told["files"]] == [
        "recorded", "refused", "recorded", "refused",
    ]  # fmt: skip


def test_a_dry_run_makes_no_register(form, here, everything):
    form("a.xlsx")
    before = everything()
    here("record", "--from", "a.xlsx", "--province", "lampang", "--dry-run", check=0)
    assert everything() == before


def test_where_an_entry_came_from(form, take, batches):
    one, two = form("x/a.xlsx", LEADERS | {"D12": 1, "E12": 1}), form("x/b.xlsx", code="5203")
    take("x", "--by", "สมศรี", check=0)
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, two)]
    assert batches() == [
        ("a.xlsx", sums[0], "สมศรี", "record", 2),
        ("b.xlsx", sums[1], "สมศรี", "record", 1),
    ]


def test_the_day_it_was_received(form, take, register, work):
    form("a.xlsx")
    (work / "b.csv").write_bytes(
        flat(
            ("อำเภอ", "ฐานข้อมูล", "ทั้งหมด", "คน", "วันที่รับ"),
            ("เกาะคา", "ผู้นำ", 1, 1, "1 ก.ย. 2561"),
            ("งาว", "ผู้นำ", 1, 1, ""),
        )
    )
    take("a.xlsx", "b.csv", *MONTH, "--received", "3/9/2561", check=0)
    with Register.open(register) as book:
        found = {e.office: str(e.received) for e in book.current("52", Month(2018, 9))}
    assert found == {"5202": "2018-09-03", "5203": "2018-09-01", "5205": "2018-09-03"}


def test_the_json(form, take, record):
    record("leaders", "02", "total=110", "persons=110", *MONTH)
    path = form("f/a.xlsx", LEADERS | {"D12": 3, "E12": 2, "K12": "รอ"})
    form("f/b.xlsx", {"D11": "x"}, code="5203")
    (path.parent / "letter.pdf").write_bytes(PDF)
    result = take("f", "--theirs", "--format", "json", check=3)
    told = json.loads(result.out)
    assert told["dry_run"] is False
    assert told["not_read"] == [str(Path("f", "letter.pdf"))]
    one, two = told["files"]
    assert one["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (one["status"], one["added"], one["updated"], one["unchanged"]) == ("recorded", 1, 1, 0)
    assert [(e["database"], e["status"], e["total"], e["note"]) for e in one["entries"]] == [
        ("leaders", "updated", 120, None),
        ("volunteer-leader-assessment", "added", 3, "รอ"),
    ]
    assert one["entries"][0]["before"]["total"] == 110
    assert (two["status"], two["entries"], two["file"]) == (
        "refused", [], str(Path("f", "b.xlsx")),
    )  # fmt: skip
    assert two["problems"] == [
        {
            "where": "sheet 'เกาะคา', cell D11",
            "message": "'x' is not a count: write digits only, as in 120, 1,200 or ๑๒๐",
        }
    ]


# --- Paths ---------------------------------------------------------------------------------------


def test_folders_patterns_and_words(form, take, standing, work):
    form("f/ใน/a.xlsx")
    form("f/~$a.xlsx", code="5213")
    (work / "f" / "รายงาน.pdf").write_bytes(PDF)
    (work / "f" / "t.CSV").write_bytes(TABLE)
    (work / "f" / ".~lock.t.CSV#").write_bytes(b",user,")
    form("b-1.xlsx", code="5203")
    form("b-2.xlsx", code="5204")
    form("c.xlsx", code="5205")
    result = take("f", "b-*.xlsx", "c.xlsx", check=0)
    assert {code for _database, code in standing()} == {"5202", "5203", "5204", "5205"}
    assert result.err.splitlines() == [
        f"not read: {Path('f', '.~lock.t.CSV#')}",
        f"not read: {Path('f', '~$a.xlsx')}",
        f"not read: {Path('f', 'รายงาน.pdf')}",
    ]


def test_in_a_pattern_only_two_signs_are_special(form, take, standing):
    form("ส่ง [2]/a-1.xlsx")
    form("ส่ง [2]/b-1.xlsx", code="5203")
    form("ส่ง 2/a-1.xlsx", code="5204")
    take("ส่ง [2]/?-1.xlsx", check=0)
    assert {code for _database, code in standing()} == {"5202", "5203"}


def test_what_excel_puts_beside_an_open_file_fits_no_pattern(form, take, standing):
    form("f/a.xlsx")
    form("f/~$a.xlsx", code="5213")
    form("f/._a.xlsx", code="5213")
    form("f/g/b.xlsx", code="5203")
    form("f/g/~$b.xlsx", code="5213")
    result = take("f/*", check=0)
    assert {code for _database, code in standing()} == {"5202", "5203"}
    hidden = [f"not read: {Path('f', name)}" for name in ("~$a.xlsx", "g/~$b.xlsx")]
    assert set(hidden) <= set(result.err.splitlines())
    assert not errors(result)


def test_where_only_such_a_file_fits(form, take):
    form("f/~$a.xlsx", code="5213")
    [error] = errors(take("f/*.xlsx", check=3))
    assert "no file fits this pattern" in error


def test_paths_wherever_they_stand(form, here, register, standing):
    starred = "d.xlsx" if WINDOWS else "d*.xlsx"  # no name on Windows has a star
    for number, name in enumerate(["a [1].xlsx", "b.xlsx", "-c.xlsx", starred]):
        form(name, code=CODES[number])
    here(
        "record", "--from", "a [1].xlsx", "--month", "2018-09", "b.xlsx", "--register", register,
        "--from", "./-c.xlsx", "d*.xlsx", check=0,
    )  # fmt: skip
    assert sorted(code for _database, code in standing()) == CODES[:4]


def test_a_file_meant_twice_is_read_once(form, take):
    form("f/a.xlsx")
    assert len(summary(take("f", "f/a.xlsx", "f/*.xlsx", "--format", "json", check=0))) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.xlsx", "error: none.xlsx: it cannot be read: "),
        ("none-*.xlsx", "error: none-*.xlsx: no file fits this pattern; look at the folder and"),
        ("none-?.xlsx", "error: none-?.xlsx: no file fits this pattern; look at the folder and"),
        ("none-[1].xlsx", "error: none-[1].xlsx: it cannot be read: "),
        ("empty", "error: empty: the folder holds no workbook or CSV file"),
        ("only-pdf", "error: only-pdf: the folder holds no workbook or CSV file"),
    ],
)
def test_paths_where_nothing_is(take, work, everything, name, said):
    (work / "empty").mkdir()
    (work / "only-pdf").mkdir()
    (work / "only-pdf" / "a.pdf").write_bytes(PDF)
    before = everything()
    result = take(name, check=3)
    assert [line for line in result.err.splitlines() if line.startswith(said)], result.err
    assert everything() == before


@pytest.mark.parametrize("missing", ["none.xlsx", "none-*.xlsx", "empty"])
def test_a_path_where_nothing_is_stops_no_other(form, take, standing, work, missing):
    (work / "empty").mkdir()
    form("a.xlsx")
    result = take(missing, "a.xlsx", check=3)
    assert len(errors(result)) == 1
    assert standing() == LEADERS_OF_MAE_MO


def test_an_empty_path_is_not_the_folder_worked_in(form, take, everything):
    form("a.xlsx")
    before = everything()
    result = take("")
    assert result.code in {2, 3}
    assert "a.xlsx" not in result.out
    assert everything() == before


def test_a_name_that_no_file_can_have_stops_no_other(form, take, standing):
    form("a.xlsx")
    result = take("x" * 5000, "a.xlsx", check=3)
    assert result.error.startswith(f"error: {'x' * 5000}: it cannot be read: ")
    assert standing() == LEADERS_OF_MAE_MO


@pytest.mark.skipif(WINDOWS, reason="no pipes with names there, and links for administrators alone")
@pytest.mark.parametrize("kind", ["pipe", "link-to-nothing", "link-to-a-folder"])
def test_what_is_no_file_in_a_folder_is_named_or_read(form, take, work, kind):
    form("f/a.xlsx")
    form("g/b.xlsx", code="5203")
    odd = work / "f" / "odd.xlsx"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to("nothing.xlsx" if kind == "link-to-nothing" else work / "g")
    result = take("f")
    assert "odd.xlsx" in result.out + result.err


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="no permission binds the administrator"
)
def test_a_file_without_permission(form, take, standing):
    form("a.xlsx").chmod(0)
    form("b.xlsx", code="5203")
    result = take("a.xlsx", "b.xlsx", check=3)
    assert result.error.startswith("error: a.xlsx: it cannot be read (")
    assert list(standing()) == [("leaders", "5203")]


@pytest.mark.skipif(WINDOWS, reason="there are no pipes with names in a folder")
def test_a_pipe_among_files_is_not_waited_for(form, run, register, work, standing):
    os.mkfifo(work / "pipe.csv")
    form("a.xlsx")
    result = run("record", "--register", register, "--from", "pipe.csv", "a.xlsx", check=3)
    assert result.error == (
        "error: pipe.csv: it is no file but a folder or device; name the file itself"
    )
    assert standing() == LEADERS_OF_MAE_MO


@pytest.mark.parametrize("kind", ["csv", "workbook"])
def test_stdin(form, run, register, standing, batches, kind):
    content = TABLE if kind == "csv" else form("a.xlsx").read_bytes()
    result = run(
        "record", "--register", register, "--from", "-", stdin=None, input=content, check=0
    )
    assert standing() == LEADERS_OF_MAE_MO
    assert result.err == ""
    assert batches() == [("-", hashlib.sha256(content).hexdigest(), None, "record", 1)]


def test_stdin_without_anything(run, register):
    before = register.read_bytes()
    result = run("record", "--register", register, "--from", "-", check=3)
    assert result.error == "error: -: the file is empty"
    assert register.read_bytes() == before


@pytest.mark.skipif(WINDOWS, reason="the shell there closes no stream")
def test_a_closed_stdin(run, register):
    before = register.read_bytes()
    result = run("record", "--register", register, "--from", "-", preexec_fn=lambda: os.close(0))
    assert (result.code, len(result.err.splitlines())) == (3, 1), result
    assert result.error.startswith("error: -: ")
    assert register.read_bytes() == before


# --- Usage ---------------------------------------------------------------------------------------

USAGE = {
    "period": (["--from", "a.xlsx", "--period", "1"], "--period does not go with --from"),
    "note": (["--from", "a.xlsx", "--note", ""], "--note does not go with --from"),
    "not-applicable": (
        ["--from", "a.xlsx", "--not-applicable"], "--not-applicable does not go with --from",
    ),
    "nation-alone": (["leaders", "02", "total=1", "--nation"], "--nation goes with --from PATH"),
    "format-alone": (["leaders", "02", "total=1", "--format=json"], "--format goes with --from"),
    "nation-and-province": (
        ["--from", "a.xlsx", "--nation", "--province", "52"], "--nation is every province",
    ),
    "format": (["--from", "a.xlsx", "--format", "xml"], "--format"),
    "month": (["--from", "a.xlsx", "--month", "sept"], "'sept' is not a month"),
    "received": (["--from", "a.xlsx", "--received", "31/9/61"], "is not a date"),
    "no-path": (["--from"], "--from"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(("words", "said"), USAGE.values(), ids=USAGE)
def test_options_that_do_not_fit(form, here, register, everything, words, said, language):
    form("a.xlsx")
    before = everything()
    result = here("record", "--register", register, *words, "--lang", language)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert language == "th" or said in result.error
    assert everything() == before


@pytest.mark.parametrize("received", ["2018-09-06", "2017-09-30"])
def test_a_day_that_cannot_be(form, take, everything, received):
    form("a.xlsx")
    before = everything()
    result = take("a.xlsx", "--received", received, check=3)
    assert "the received date" in result.error
    assert everything() == before


# --- Which register ------------------------------------------------------------------------------


def test_the_first_return_makes_the_register(form, here, data, standing):
    form("a.xlsx")
    result = here("record", "--from", "a.xlsx", "--province", "lampang", check=0)
    path = data / "cddctl" / "register.sqlite3"
    assert result.error == f"created the register of Lampang: {path}"
    assert standing(path) == LEADERS_OF_MAE_MO


@pytest.mark.parametrize("cells", [{"D11": "x"}, {}])
def test_where_nothing_is_taken_no_register_is_made(form, here, everything, cells):
    form("a.xlsx", cells)
    before = everything()
    result = here("record", "--from", "a.xlsx", "--province", "lampang")
    assert result.code == (3 if cells else 0)
    assert everything() == before


@pytest.mark.parametrize("words", [[], ["--nation"]])
def test_no_register_and_no_province(form, here, everything, words):
    form("a.xlsx")
    before = everything()
    result = here("record", "--from", "a.xlsx", *words)
    assert (result.code, result.out) == (2, "")
    assert "which province?" in result.error
    assert everything() == before


def test_the_nation(form, take, standing, register):
    form("a.xlsx")
    form("b.xlsx", code="5403", province="54")
    take("a.xlsx", "b.xlsx", "--nation", check=0)
    assert standing() == LEADERS_OF_MAE_MO
    assert standing(province="54") == {("leaders", "5403"): TAKEN}
    with closing(sqlite3.connect(register)) as book:
        schedules = book.execute("SELECT schedule FROM batches ORDER BY id").fetchall()
    assert schedules == [("2561/lampang",), ("2561",)]


@pytest.mark.parametrize("is_named", [True, False])
def test_the_nation_in_a_register_of_the_nation(form, here, work, data, standing, is_named):
    path = work / "nation.sqlite3" if is_named else data / "cddctl" / "register.sqlite3"
    named = ["--register", path] if is_named else []
    form("a.xlsx")
    form("b.xlsx", code="5403", province="54")
    here("init", "--nation", *named, check=0)
    for _time in range(2):  # what is recorded already stays
        here("record", *named, "--nation", "--from", "a.xlsx", "b.xlsx", check=0)
        assert standing(path) == LEADERS_OF_MAE_MO
        assert standing(path, province="54") == {("leaders", "5403"): TAKEN}
    refused = here("record", *named, "--from", "a.xlsx", check=2)
    assert "which province?" in refused.error


def test_a_register_that_another_holds(form, take, register, monkeypatch, standing):
    form("a.xlsx")
    monkeypatch.setattr("cddctl.register.sqlite.BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(register, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = take("a.xlsx")
        assert (result.code, result.out) == (4, "")
        assert str(register) in result.error
        dry = take("a.xlsx", "--dry-run", check=0)
        assert "dry run: nothing was recorded" in dry.out
    assert standing() == {}
    take("a.xlsx", check=0)
    assert standing() == LEADERS_OF_MAE_MO


def test_a_register_that_another_holds_for_a_moment(form, take, register, standing):
    form("a.xlsx")
    options = {"isolation_level": None, "check_same_thread": False}
    with closing(sqlite3.connect(register, **options)) as other:
        other.execute("BEGIN IMMEDIATE")
        released = threading.Timer(0.5, other.execute, ["ROLLBACK"])
        released.start()
        try:
            take("a.xlsx", check=0)
        finally:
            released.join()
    assert standing() == LEADERS_OF_MAE_MO


# --- Many files, terminals and interruptions -----------------------------------------------------


@pytest.fixture
def many(work):
    """So many returns, in the folder `many`."""

    def many(count):
        (work / "many").mkdir()
        for number in range(count):
            row = (CODES[number % 13], "2018-09", "leaders", 100, 50, "")
            (work / "many" / f"{number:03}.csv").write_bytes(flat(HEADS, row))

    return many


def test_no_bar_in_a_pipe(many, run, register):
    many(20)
    result = run("record", "--register", register, "--from", "many", check=0)
    assert result.err == ""
    assert "\x1b" not in result.out


@pytest.fixture
def started(environ, work, register):
    """A run in a process of its own that goes on beside the test."""
    children = []

    def started(*args):
        command = [
            sys.executable, "-m", "cddctl", "record", "--register", register, "--from", *args
        ]  # fmt: skip
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        children.append(subprocess.Popen(command, env=environ, cwd=work, **pipes))
        return children[-1]

    yield started
    for child in children:
        child.kill()
        child.communicate()


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param("SIGINT", marks=without_signals),
        pytest.param("SIGTERM", marks=without_signals),
        "kill",
    ],
)
def test_a_run_that_is_stopped_while_it_reads(many, started, take, register, standing, stop):
    many(40)
    child = started("many", "-")
    child.stdin.write(b" " * 1_000_000)  # more than a pipe holds: it has come to read it
    time.sleep(0.3)  # Python misses a Ctrl-C in the instant between two pieces
    before = register.read_bytes()
    if stop == "kill":
        child.kill()
    else:
        child.send_signal(getattr(signal, stop))
    child.wait(timeout=20)
    said = child.stderr.read()
    assert b"Traceback" not in said
    if stop == "SIGINT":
        assert child.returncode == 130
    assert register.read_bytes() == before
    assert standing() == {}
    take("many", check=0)
    assert len(standing()) == 13


def test_a_run_that_is_killed_while_it_records(many, started, take, register, standing):
    """Someone who reads keeps it from ending its transaction, so that it stands half-written."""
    many(40)
    with closing(sqlite3.connect(register, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        child = started("many")
        journal = register.with_name(f"{register.name}-journal")
        until = time.monotonic() + 60
        while not journal.exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert journal.exists()
        child.kill()
        child.wait(timeout=20)
        assert child.returncode == KILLED
    assert standing() == {}
    take("many", check=0)
    assert len(standing()) == 13


@pytest.mark.parametrize("after", [0.1, 0.3, 0.5, 0.7])
def test_a_run_that_is_killed_at_any_time(many, started, take, standing, after):
    many(100)
    child = started("many")
    time.sleep(after)
    child.kill()
    child.wait(timeout=20)
    assert len(standing()) in {0, 13}
    take("many", check=0)
    assert len(standing()) == 13


# --- Surroundings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment", [{"LANG": "C"}, {"LANG": "C", "COLUMNS": "40"}, {"COLUMNS": ""}]
)
def test_surroundings_change_no_letter(form, run, register, environment):
    form("แบบ อำเภอแม่เมาะ.xlsx", LEADERS | {"D12": "x"})
    form("b.xlsx", code="5203")
    args = (
        "record",
        "--register",
        register,
        "--from",
        "แบบ อำเภอแม่เมาะ.xlsx",
        "b.xlsx",
        "--dry-run",
    )
    usual, other = run(*args, check=3), run(*args, env=environment, check=3)
    assert (other.out, other.err) == (usual.out, usual.err)
    assert "แบบ อำเภอแม่เมาะ.xlsx" in usual.out


def test_a_pipe_that_closes(many, environ, work, register, standing):
    many(30)
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cddctl", "record", "--register", register, "--from", "many"],
            env=environ, cwd=work, stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.PIPE,
            check=False, timeout=60,
        )  # fmt: skip
    finally:
        os.close(write)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert len(standing()) == 13


def test_in_thai_the_same_happens(form, here, register, standing):
    form("a.xlsx")
    form("b.xlsx", {"D11": "x"}, code="5203")
    result = here("--lang", "th", "record", "--register", register, "--from", "a.xlsx", "b.xlsx")
    assert result.code == 3
    assert result.error.startswith("ผิดพลาด: b.xlsx: ")
    assert "D11" in result.error
    assert standing() == LEADERS_OF_MAE_MO


# --- Anything at all -----------------------------------------------------------------------------

CONTENTS = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(str.encode),
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from([*HEADS, "02", "leaders", "1", "-", "๑", "=1", "2018-09"]),
                st.text(st.characters(codec="utf-8"), max_size=8),
            ),
            max_size=7,
        ),
        max_size=5,
    ).map(lambda rows: flat(HEADS, *rows)),
    st.tuples(st.integers(0, 20_000), st.integers(0, 255), st.integers(1, 20_000)),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=CONTENTS, name=st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes(blank, take, register, work, content, name):
    if isinstance(content, tuple):  # a form, altered in one place and cut
        place, byte, length = content
        altered = bytearray(blank())
        altered[place % len(altered)] = byte
        content = bytes(altered[:length])
    (work / name).write_bytes(content)
    before = register.read_bytes()
    result = take(name)
    assert result.code in {0, 3}
    assert bool(errors(result)) == (result.code == 3)
    if result.code == 3:
        assert register.read_bytes() == before


def test_a_table_without_months_may_be_given_for_another_month(take, work, register):
    (work / "a.csv").write_bytes(
        flat(("district", "database", "total", "makers"), ("02", 10, 5, 5))
    )
    for month in ("2018-08", "2018-09"):
        done = take("a.csv", "--month", month, check=0)
        assert done.out.splitlines()[-1] == "1 file: 1 added, 0 updated, 0 unchanged"
    again = take("a.csv", "--month", "2018-08", check=0)
    assert again.out.splitlines()[-1] == "1 file: 0 added, 0 updated, 1 unchanged"
    with Register.open(register) as book:
        assert [len(book.current("52", Month(2018, month))) for month in (8, 9)] == [1, 1]


@pytest.mark.parametrize("option", ["--dry-run", "--month", "-o"])
def test_an_option_is_no_path(here, register, work, option, standing):
    (work / "a.csv").write_bytes(
        flat(("district", "database", "total", "persons"), ("02", 3, 5, 5))
    )
    done = here("record", "--register", register, "--from", option, "a.csv", *MONTH, check=2)
    assert done.error == f"error: {option} stands where a path belongs; write --from last"
    assert standing() == {}


@pytest.mark.skipif(WINDOWS, reason="no name there has a control character")
def test_a_table_named_under_an_odd_name(take, work):
    rows = flat(("district", "database", "total", "persons"), ("02", 3, 5, 5))
    (work / "a\x1b[31m.csv").write_bytes(rows)
    assert "a\\x1b[31m.csv" in take("a\x1b[31m.csv", *MONTH, check=0).out
