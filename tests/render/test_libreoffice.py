"""The workbook as another program reads and prints it."""

import shutil
import subprocess
import unicodedata

import pytest
from pypdf import PdfReader

from cddctl.render.excel import workbook

SOFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed; it reads the workbook here"
)

A4_ACROSS = (842, 595)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What LibreOffice prints of a workbook: its pages."""

    def convert(made):
        folder = tmp_path_factory.mktemp("libreoffice")
        (folder / "form.xlsx").write_bytes(made)
        command = [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            folder / "form.xlsx",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return PdfReader(folder / "form.pdf").pages

    return convert


@pytest.fixture(scope="module")
def pages(printed, report, filled, codes, created):
    reports = [report(*filled), *(report(*filled, district=code) for code in codes)]
    return printed(workbook(reports, digits="thai", signatures=True, created=created))


def squeezed(text):
    """A text without what a PDF does not keep: spaces, the order of marks, and า, the half of ำ."""
    dropped = {"Mn", "Zs", "Cc"}
    return "".join(c for c in text if unicodedata.category(c) not in dropped and c not in "าำ")


def words_of(page):
    return squeezed(page.extract_text())


def test_a_sheet_is_one_page(pages):
    assert len(pages) == 14
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {
        A4_ACROSS
    }


@pytest.mark.parametrize(
    "text",
    [
        "รายงานผลการบันทึกข้อมูล",
        "ประจำปี พ.ศ. ๒๕๖๑",
        "จังหวัดลำปาง",
        "จำนวนข้อมูลที่บันทึกแล้ว(หน่วยตามชื่อฐานข้อมูล)",
        "เครือข่าย",
        "ข้อมูลผลการดำเนินงานตามระบบ มชช.",
        "หลังการรับรอง",
        "๒ (ก.ย.)",
        "๑๕,๖๐๐",
        "๑๒,๓๕๐,๐๐๐",
        "บันทึกแล้ว ๙/๑๓ อำเภอ",
        "=1+1 (เมืองลำปาง)",
        "20 กันยายน 2561 เนื่องจากระบบขัดข้องหลายวัน (แม่เมาะ, เสริมงาม)",
        "ผู้รายงาน",
        "ผู้ตรวจสอบ",
    ],
)
def test_the_province_s_page_says(pages, text):
    assert squeezed(text) in words_of(pages[0])


def test_the_districts_pages_follow(pages):
    for page, name in ((1, "เมืองลำปาง"), (2, "แม่เมาะ"), (13, "เมืองปาน")):
        assert squeezed(f"อำเภอ{name} จังหวัดลำปาง") in words_of(pages[page])
        assert "๑,๒๐๐" in words_of(pages[page])


def test_nothing_is_too_wide_for_its_cell(pages):
    """A number too wide for its column is printed as ###."""
    assert not any("#" in page.extract_text() for page in pages)


@pytest.mark.parametrize(("digits", "number"), [("thai", "๙,๙๙๙,๙๙๙"), ("arabic", "9,999,999")])
def test_the_largest_numbers_fit(printed, report, entry, created, digits, number):
    most = entry("leaders", "5202", 9_999_999, persons=9_999_999)
    built = report(most, district="5202")
    (page,) = printed(workbook([built], digits=digits, signatures=False, created=created))
    assert page.extract_text().count(number) == 2
    assert "#" not in page.extract_text()


def test_the_header_is_on_every_page(printed, report, entry, codes, created):
    note = "ระบบขัดข้อง " * 25
    entries = [
        entry("leaders", code, 1, persons=1, note=f"{place} {note}")
        for place, code in enumerate(codes)
    ]
    pages = printed(workbook([report(*entries)], digits="thai", signatures=True, created=created))
    assert len(pages) > 1
    assert all(squeezed("ชื่อฐานข้อมูล") in words_of(page) for page in pages)
    assert sum(words_of(page).count(squeezed("ระบบขัดข้อง")) for page in pages) == 13 * 25
    assert all(squeezed(who) in words_of(pages[-1]) for who in ("ผู้รายงาน", "ผู้ตรวจสอบ"))
