"""The workbook as another program reads and prints it."""

from collections import Counter

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.render.libreoffice import IS_SARABUN_HERE, SOFFICE, convert, squeezed

from cddctl.exchange.forms import Identity
from cddctl.places import office_of
from cddctl.render.paper.blank import forms_to_fill
from cddctl.render.paper.workbook import workbook

LONG_NOTE = "กำลังตรวจสอบทะเบียนกลุ่มกับสำนักงานสหกรณ์จังหวัด และจะบันทึกส่วนที่เหลือให้แล้วเสร็จโดยเร็ว"

pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed; it reads the workbook here"
)

A4_ACROSS = (842, 595)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """What LibreOffice makes of a workbook: a file of another kind."""

    def converted(made, kind):
        folder = tmp_path_factory.mktemp("libreoffice")
        (path := folder / "form.xlsx").write_bytes(made)
        [out] = convert([path], kind, folder)
        return out

    return converted


@pytest.fixture(scope="module")
def printed(converted):
    """What LibreOffice prints of a workbook: its pages."""
    return lambda made: PdfReader(converted(made, "pdf")).pages


@pytest.fixture(scope="module")
def pages(printed, report, filled, codes, created):
    reports = [report(*filled), *(report(*filled, district=code) for code in codes)]
    made = workbook(reports, digits="thai", signatures=True, created=created, notes="all")
    return printed(made)


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
        "รายงานแล้ว ๙/๑๓ อำเภอ",
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
    made = workbook(
        [report(*entries)], digits="thai", signatures=True, created=created, notes="all"
    )
    pages = printed(made)
    assert len(pages) > 1
    assert all(squeezed("ชื่อฐานข้อมูล") in words_of(page) for page in pages)
    assert sum(words_of(page).count(squeezed("ระบบขัดข้อง")) for page in pages) == 13 * 25
    assert all(squeezed(who) in words_of(pages[-1]) for who in ("ผู้รายงาน", "ผู้ตรวจสอบ"))


def size_of(page):
    """The size of most letters of a page, in points."""
    sizes = Counter()

    def count(text, matrix, line, _font, size):
        sizes[round(abs(size * line[3] * matrix[3]), 1)] += len(text.strip())

    page.extract_text(visitor_text=count)
    return sizes.most_common(1)[0][0]


@pytest.mark.skipif(
    not IS_SARABUN_HERE, reason="TH SarabunPSK is not installed; the sizes are those of that font"
)
def test_long_notes_and_places_to_sign_take_one_page_and_the_notes_two(
    printed, report, entry, codes, created
):
    notes = ("leaders", "persons", ""), ("groups", "groups", LONG_NOTE)
    entries = [
        entry(database, code, 1, note=f"{note} {code}".strip(), **{unit: 1})
        for database, unit, note in notes
        for code in codes
    ]
    reports = [report(*entries), report(district="5202")]
    pages = printed(workbook(reports, digits="thai", signatures=True, created=created))
    assert [squeezed("ผู้ตรวจสอบ") in words_of(page) for page in pages] == [True, True, False, False]
    assert size_of(pages[0]) >= 14.4
    assert size_of(pages[1]) == 16
    assert all(size_of(page) > 15.5 for page in pages[2:])


# --- The form that a district fills in -------------------------------------------------------


@pytest.fixture(scope="module")
def to_fill(report, filled, created):
    """Mueang Lampang's form, with what stands and a note like a formula."""
    (made,) = forms_to_fill([report(*filled, district="5201")], created=created)
    return made


@pytest.fixture(scope="module")
def saved_again(converted, to_fill):
    """The form as LibreOffice saves it."""
    return load_workbook(converted(to_fill, "xlsx"))


def test_the_form_s_identity_survives(saved_again, report):
    identity = Identity.of(
        report().scope.province, office_of("5201"), report().month, report().schedule.name
    )
    found = {p.name: p.value for p in saved_again.custom_doc_props.props}
    assert Identity.in_properties(found.items()) == identity
    assert Identity.in_line(saved_again.active["A18"].value) == identity


def test_the_form_s_values_survive(saved_again):
    rows = saved_again.active.iter_rows(min_row=10, max_row=17, min_col=4, values_only=True)
    assert [list(row) for row in rows] == [
        [*[None] * 6, "ยังไม่ถึงเวลา", "หลังการรับรอง", "cd-standards/2 พิมพ์ - ~bb800915"],
        [1200, 1200, *[None] * 6, "leaders/1 พิมพ์ 1200/1200"],
        [1000, 900, *[None] * 6, "volunteer-leader-assessment/1 พิมพ์ 1000/900"],
        [300, None, 0, 200, None, 100, None, "=1+1", "groups/1 พิมพ์ 300/0:200:100 ~bac90eef"],
        [950_000, *[None] * 3, 950_000, *[None] * 3, "savings-groups/4 พิมพ์ 950000/950000"],
        [0, *[None] * 4, 0, None, None, "poverty-alleviation/2 พิมพ์ 0/0"],
        [*[None] * 8, "fund-institutions/1 พิมพ์ ว่าง"],
        [*[None] * 8, "fund-networks/1 พิมพ์ ว่าง"],
    ]
    assert saved_again.active["K13"].data_type == "s"


def test_the_form_s_locks_survive(saved_again):
    sheet = saved_again.active
    assert sheet.protection.sheet
    rows = ["".join(".o"[not cell.protection.locked] for cell in row) for row in sheet["D10:L17"]]
    assert rows == [
        "oooo.ooo.", "oo....oo.", "oo....oo.", "o.oo.ooo.",
        "o...o.oo.", "o....ooo.", "o....ooo.", "o.o...oo.",
    ]  # fmt: skip


def test_the_form_s_checks_survive(saved_again):
    checks = {check.type: check for check in saved_again.active.data_validations.dataValidation}
    assert set(checks) == {"whole", "list", "textLength"}
    assert (checks["whole"].formula1, checks["whole"].formula2) == ("0", "9999999")
    assert checks["list"].formula1 == '"มีข้อมูล,ไม่มีข้อมูล = 0,ยังไม่ถึงเวลา"'
    for kind, cells in (("whole", ("D10", "I17")), ("list", ("J10", "J17"))):
        assert all(cell in checks[kind].sqref for cell in cells)


def test_the_form_is_one_page(printed, to_fill):
    (page,) = printed(to_fill)
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == A4_ACROSS
    assert "#" not in page.extract_text()
    assert "fund-networks" not in page.extract_text()
    for text in (
        "อำเภอเมืองลำปาง จังหวัดลำปาง",
        "ส่งจังหวัดภายในวันพฤหัสบดีที่ ๖ กันยายน ๒๕๖๑",
        "กรอกเฉพาะช่องสีเหลือง",
        "เขียนเหตุผลในหมายเหตุ",
        "๙๕๐,๐๐๐",
        "ยังไม่ถึงเวลา",
        "=1+1",
        "รหัสแบบ (อย่าแก้ไข): จังหวัด 52 อำเภอ 5201 เดือน 2561-09 กำหนดการ 2561/lampang",
    ):
        assert squeezed(text) in words_of(page)


def test_the_largest_counts_fit_the_form(printed, report, entry, created):
    most = entry("leaders", "5202", 9_999_999, persons=9_999_999)
    (made,) = forms_to_fill([report(most, district="5202")], created=created)
    (page,) = printed(made)
    assert page.extract_text().count("๙,๙๙๙,๙๙๙") == 2
