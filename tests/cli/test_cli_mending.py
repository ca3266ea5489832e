"""`record --from … --replies DIR`: what an office is asked to mend, in Thai, and where that is."""

import io
import sys
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

MONTH = ("--month", "2018-09")
HEAD = "ตอบกลับ อ.แม่เมาะ 09/61"


@pytest.fixture
def take(here, register):
    def take(*args, check=3):
        return here("record", "--register", register, *MONTH, "--from", *args, check=check)

    return take


def texts(folder):
    return {path.name: path.read_text("utf-8-sig") for path in folder.iterdir()}


@pytest.mark.parametrize("language", ["en", "th"])
def test_an_office_is_told_in_thai_what_to_mend(take, work, language):
    folder = work / "ส่งกลับ"
    folder.mkdir()
    lines = ["district,database,total,persons", "mae-mo,leaders,12.5,5", "mae-mo,groups,5,"]
    (folder / "5202.csv").write_text("\n".join(lines), "utf-8")
    result = take("ส่งกลับ", "--replies", "แก้ไข", "--lang", language)
    assert result.out.replace("\\", "/").splitlines()[-1] == "แก้ไข/mend-lampang-5202-mae-mo.txt"
    [text] = texts(work / "แก้ไข").values()
    assert text.splitlines() == [
        "เรียน พัฒนาการอำเภอแม่เมาะ",
        "",
        "ไฟล์ 5202.csv ที่ส่งมายังบันทึกลงทะเบียนไม่ได้ โปรดแก้ไข 2 แห่ง ดังนี้",
        ("1. บรรทัดที่ 2 คอลัมน์ total: '12.5' ไม่ใช่จำนวนที่ใช้ได้: โปรดพิมพ์เป็นจำนวนเต็ม ไม่มีทศนิยมหรือเครื่องหมาย"),
        ("2. บรรทัดที่ 3 คอลัมน์ total: ยังไม่ได้ระบุจำนวนที่บันทึกแล้ว: เครือข่าย, กลุ่ม หรือ แห่ง หากไม่มีโปรดใส่ 0"),
        "",
        "เมื่อแก้ไขแล้วโปรดส่งกลับมายังจังหวัดอีกครั้ง ทางระบบกลุ่มไลน์ของจังหวัด",
        "ขอบคุณ",
    ]


def test_no_office_is_asked_to_mend_what_a_closed_round_refuses(here, register, take, work):
    """Only what is wrong in the file itself is the office's to mend."""
    here("close", "--register", register, *MONTH, "--incomplete", "--reason", "น้ำท่วม", check=0)
    head = "district,database,total,persons\n"
    (work / "a.csv").write_text(f"{head}mae-mo,leaders,5,5\n", "utf-8")
    closed = take("a.csv", "--replies", "mend")
    assert "no text to mend a.csv: its round is closed" in closed.err
    assert not (work / "mend").exists()
    (work / "a.csv").write_text(f"{head}mae-mo,leaders,5,5\nngao,leaders,5.5,5\n", "utf-8")
    take("a.csv", "--replies", "mend")
    text = texts(work / "mend")["mend-lampang-5205-ngao.txt"]
    assert "โปรดแก้ไข 1 แห่ง" in text
    assert "reopen" not in text


def test_a_cell_of_a_form_is_told_with_its_heading(here, take, work):
    here("forms", "--province", "lampang", *MONTH, "--district", "02", "-o", "out", check=0)
    [path] = (work / "out").iterdir()
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    [row] = [cells[0].row for cells in sheet.iter_rows() if "ข้อมูลผู้นำ" in [c.value for c in cells]]
    sheet.cell(row, 5).value = "12 13"
    workbook.save(work / "form.xlsx")
    take("form.xlsx", "--replies", "mend")
    [text] = texts(work / "mend").values()
    assert f"1. แผ่นงาน 'แม่เมาะ' เซลล์ E{row} (ข้อมูลผู้นำ, คน): '12 13' " in text


def test_a_pasted_reply_is_told_too_and_an_earlier_text_stays(take, work, monkeypatch):
    for _again in range(2):
        pasted = io.BytesIO(f"{HEAD}\n4 ประเมิน 30".encode())
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pasted, isatty=lambda: False))
        take("-", "--replies", "out")
    found = texts(work / "out")
    assert sorted(found) == ["mend-lampang-5202-mae-mo-2.txt", "mend-lampang-5202-mae-mo.txt"]
    text = found["mend-lampang-5202-mae-mo.txt"]
    assert "ข้อความที่ตอบกลับมายังบันทึกลงทะเบียนไม่ได้ โปรดแก้ไข 1 แห่ง ดังนี้" in text
    assert "1. บรรทัดที่ 2:" in text


def test_where_nothing_is_refused_nothing_is_written(take, work):
    (work / "a.csv").write_text("district,database,total,persons\nmae-mo,leaders,5,5\n")
    take("a.csv", "--replies", "out", check=0)
    assert not (work / "out").exists()


def test_a_file_of_nobody_known_is_named(take, work):
    (work / "a.csv").write_text("x,y\n1,2\n")
    result = take("a.csv", "--replies", "out")
    assert "no text to mend a.csv: whose it is is not known" in result.err
    assert not (work / "out").exists()


def test_it_goes_with_files(here, register):
    words = ("leaders", "mae-mo", "total=5", "persons=5", *MONTH, "--replies", "out")
    result = here("record", "--register", register, *words, check=2)
    assert "--replies goes with --from" in result.error
