import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cddctl.exchange.forms import Identity
from cddctl.i18n import use_language
from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.render.paper.blank import forms_to_fill
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays

MAE_MO = "5202"
TITLES = [
    "รายงานผลการบันทึกข้อมูล",
    "ฐานข้อมูลของกรมการพัฒนาชุมชน",
    "ประจำปี พ.ศ. ๒๕๖๑",
    "อำเภอแม่เมาะ จังหวัดลำปาง",
    "งวดเดือนกันยายน ๒๕๖๑ ส่งจังหวัดภายในวันพฤหัสบดีที่ ๖ กันยายน ๒๕๖๑",
]
INSTRUCTIONS = [
    ("กรอกเฉพาะช่องสีเหลือง ช่องที่เว้นว่างถือว่ายังไม่ได้รายงาน "
    "เมื่อกรอกแล้วโปรดบันทึกและส่งไฟล์ Excel นี้กลับไปยังจังหวัด"),
    ("หากไม่มีข้อมูล ให้เลือกคำตอบ “ไม่มีข้อมูล = 0” "
    "หากยังไม่ถึงเวลา ให้เลือกคำตอบ “ยังไม่ถึงเวลา” และเขียนเหตุผลในหมายเหตุ"),
]  # fmt: skip
HEADER = [
    ["ที่", "ชื่อฐานข้อมูล", "งวดที่", "จำนวนข้อมูล\nทั้งหมด",
     "จำนวนข้อมูลที่บันทึกแล้ว(หน่วยตามชื่อฐานข้อมูล)", None, None, None, None,
     "คำตอบ", "หมายเหตุ", "รหัส"],
    [None, None, None, None, "คน", "เครือข่าย", "กลุ่ม", "กลุ่ม", "แห่ง", None, None, None],
]  # fmt: skip
FIRST_ROW, LAST_ROW = 10, 17
FIELDS = "DEFGHIJK"
YELLOW, GREY = "FFFFF9CC", "FFF2F2F2"


@pytest.fixture
def opened(created):
    """The form of a report, as openpyxl reads it."""

    def read(report):
        (made,) = forms_to_fill([report], created=created)
        return load_workbook(BytesIO(made))

    return read


@pytest.fixture
def form(opened, report):
    """The sheet of Mae Mo's form."""

    def build(*entries, **which):
        return opened(report(*entries, district=MAE_MO, **which)).active

    return build


def texts(sheet, row):
    return [cell.value for cell in sheet[row]]


def fill(cell):
    return cell.fill.start_color.rgb if cell.fill.fill_type else None


def look(cell):
    """How a cell presents itself: open, closed (grey), or neither."""
    if not cell.protection.locked:
        assert fill(cell) == YELLOW
        return "o"
    return {GREY: "x", None: "."}[fill(cell)]


def test_what_it_says_above_the_table(form):
    sheet = form()
    assert [sheet.cell(row, 1).value for row in range(1, 8)] == [*TITLES, *INSTRUCTIONS]
    assert [texts(sheet, row) for row in (8, 9)] == HEADER
    assert sheet.title == "แม่เมาะ"


def test_its_rows_are_the_report_s(form):
    sheet = form()
    rows = [texts(sheet, row) for row in range(FIRST_ROW, LAST_ROW + 1)]
    assert [[*row[:3], row[11]] for row in rows] == [
        [1, "ข้อมูลผลการดำเนินงานตามระบบ มชช.", "๒ (ก.ย.)", "cd-standards/2 พิมพ์ - ~bb800915"],
        [2, "ข้อมูลผู้นำ", "๑ (ก.ย.)", "leaders/1 พิมพ์ ว่าง"],
        [3, "ข้อมูลผลการประเมินผู้นำ อช.", "๑ (ก.ย.)", "volunteer-leader-assessment/1 พิมพ์ ว่าง"],
        [4, "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน", "๑ (ก.ย.)", "groups/1 พิมพ์ ว่าง"],
        [5, "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต", "๔ (ก.ย.)", "savings-groups/4 พิมพ์ ว่าง"],
        [6, "ข้อมูลโครงการแก้ไขปัญหา\nความยากจน (กข.คจ.)", "๒ (ก.ย.)", "poverty-alleviation/2 พิมพ์ ว่าง"],
        [7, "ข้อมูลสถาบันการจัดการเงินทุนชุมชน", "๑ (ก.ย.)", "fund-institutions/1 พิมพ์ ว่าง"],
        [8, "ข้อมูลเครือข่ายกองทุนชุมชน", "๑ (ก.ย.)", "fund-networks/1 พิมพ์ ว่าง"],
    ]
    assert rows[0][3:11] == [None] * 6 + ["ยังไม่ถึงเวลา", "หลังการรับรอง"]
    assert all(value is None for row in rows[1:] for value in row[3:11])


@pytest.mark.parametrize(
    ("row", "looks"),
    [
        # total, คน, เครือข่าย, กลุ่ม, กลุ่ม, แห่ง, คำตอบ, หมายเหตุ; x is not to be filled in
        (1, "ooooxooo"),
        (2, "ooxxxxoo"),
        (3, "ooxxxxoo"),
        (4, "oxooxooo"),
        (5, "oxxxoxoo"),
        (6, "oxxxxooo"),
        (7, "oxxxxooo"),
        (8, "oxoxxxoo"),
    ],
)
def test_open_is_what_is_to_be_filled_in_and_nothing_else(form, row, looks):
    sheet = form()
    cells = sheet[FIRST_ROW + row - 1]
    assert "".join(map(look, cells)) == f"...{looks}."
    assert all(cell.border.left.style == cell.border.top.style == "thin" for cell in cells)


def test_the_rest_is_locked_without_a_password(form):
    sheet = form()
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns
    assert not sheet.protection.formatRows
    assert not sheet.protection.selectLockedCells
    outside = [*range(1, FIRST_ROW), *range(LAST_ROW + 1, sheet.max_row + 1)]
    assert all(cell.protection.locked for row in outside for cell in sheet[row])


def test_what_the_province_enters_is_closed(form, national):
    sheet = form(schedule=national)
    assert "".join(map(look, sheet[FIRST_ROW])) == "x" * 12
    assert texts(sheet, FIRST_ROW) == [
        1, "ข้อมูลผลการดำเนินงานตามระบบ มชช.", "๒ (ก.ย.)",
        *[None] * 7, "จังหวัดเป็นผู้บันทึก", "cd-standards/2",
    ]  # fmt: skip
    assert "".join(map(look, sheet[FIRST_ROW + 1])) == "...ooxxxxoo."
    (counts, answers, notes) = sheet.data_validations.dataValidation
    for check in (counts, answers, notes):
        assert not any(f"{column}{FIRST_ROW}" in check.sqref for column in FIELDS)


@pytest.mark.parametrize(
    ("month", "title"),
    [
        (
            Month(2018, 9),
            (
                "งวดเดือนกันยายน ๒๕๖๑ ครบกำหนดวันพฤหัสบดีที่ ๒๐ กันยายน ๒๕๖๑ (ลำดับที่ ๕, ๖) "
                "และครบกำหนดวันอาทิตย์ที่ ๓๐ กันยายน ๒๕๖๑ (ลำดับที่ ๒ - ๔, ๗, ๘)"
            ),
        ),
        (Month(2018, 4), "งวดเดือนเมษายน ๒๕๖๑ ครบกำหนดวันจันทร์ที่ ๓๐ เมษายน ๒๕๖๑"),
        (Month(2017, 12), "งวดเดือนธันวาคม ๒๕๖๐ ครบกำหนดวันพุธที่ ๒๐ ธันวาคม ๒๕๖๐"),
    ],
)
def test_the_days_are_those_of_what_the_district_enters(form, national, month, title):
    """The department's, where the province has set none of its own."""
    assert form(schedule=national, month=month)["A5"].value == title


def test_what_is_typed_is_checked(form):
    counts, answers, notes = form().data_validations.dataValidation
    rows = range(FIRST_ROW, LAST_ROW + 1)
    for check, columns in ((counts, "DEFGHI"), (answers, "J"), (notes, "K")):
        covered = {cell for cell in (f"{c}{r}" for c in "ABCDEFGHIJKL" for r in range(1, 25))
                   if cell in check.sqref}  # fmt: skip
        assert covered == {f"{column}{row}" for column in columns for row in rows}
        assert check.allow_blank
        assert check.showErrorMessage
    assert (counts.type, counts.formula1, counts.formula2) == ("whole", "0", "9999999")
    assert (answers.type, answers.formula1) == (
        "list",
        '"มีข้อมูล,ไม่มีข้อมูล = 0,ยังไม่ถึงเวลา"',
    )
    assert (notes.type, notes.formula1, notes.formula2) == ("textLength", "0", "500")
    assert [check.error for check in (counts, answers, notes)] == [
        "กรอกเป็นจำนวนเต็ม ตั้งแต่ 0 ถึง 9,999,999 ด้วยเลขอารบิก เช่น 1200",
        "เลือกคำตอบจากรายการ หรือเว้นว่างไว้",
        "หมายเหตุยาวได้ไม่เกิน 500 ตัวอักษร",
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # total, คน, เครือข่าย, กลุ่ม, กลุ่ม, แห่ง, คำตอบ, หมายเหตุ; . is blank
        (1, ". . . . . . ยังไม่ถึงเวลา หลังการรับรอง"),
        (2, "1200 1200 . . . . . ."),
        (3, "1000 900 . . . . . ."),
        (4, "300 . 0 200 . 100 . =1+1"),
        (5, "950000 . . . 950000 . . ."),
        (6, "0 . . . . 0 . ."),
        (7, ". . . . . . . ."),
    ],
)
def test_current_entries_are_filled_in(opened, report, filled, row, expected):
    sheet = opened(report(*filled, district="5201")).active
    cells = [sheet[f"{column}{FIRST_ROW + row - 1}"] for column in FIELDS]
    for cell, text in zip(cells, expected.split(), strict=True):
        value = None if text == "." else int(text) if text.isdigit() else text
        assert cell.value == value
        assert cell.data_type == ("s" if isinstance(value, str) else "n")


def test_a_unit_that_was_not_given_stays_blank(form, entry):
    sheet = form(entry("groups", MAE_MO, 9, groups=8, note="นับใหม่"))
    assert [sheet[f"{column}13"].value for column in FIELDS] == [
        9, None, None, 8, None, None, None, "นับใหม่"
    ]  # fmt: skip


@pytest.mark.parametrize("note", ["=1+1", "+66", "-", "@x", "'=1", "''-1", "ก=1", "100", "5/9"])
def test_notes_are_text_and_stay_so(form, entry, note):
    sheet = form(entry("leaders", MAE_MO, 1, persons=1, note=note))
    cell = sheet[f"K{FIRST_ROW + 1}"]
    assert (cell.value, cell.data_type, cell.number_format) == (note, "s", "@")
    assert bool(cell.quotePrefix) == (note.lstrip("'")[0] in "=+-@")
    assert look(cell) == "o"


def test_a_long_note_stands_in_one_row_that_excel_can_have(form, entry):
    note = "ระบบขัดข้อง " * 41
    sheet = form(entry("leaders", MAE_MO, 1, persons=1, note=note))
    cell = sheet[f"K{FIRST_ROW + 1}"]
    assert cell.value == note
    assert cell.alignment.wrap_text
    assert 10 * 22 <= sheet.row_dimensions[FIRST_ROW + 1].height <= 409
    assert sheet[f"A{FIRST_ROW + 2}"].value == 3
    assert sheet[f"A{LAST_ROW}"].value == 8


def test_rows_have_room_for_two_lines(form):
    sheet = form()
    heights = {r: sheet.row_dimensions[r].height for r in range(FIRST_ROW, LAST_ROW + 1)}
    assert set(heights.values()) == {42, 49}
    assert [row for row, height in heights.items() if height == 49] == [
        row for row in heights if "\n" in sheet[f"B{row}"].value
    ]


def test_counts_are_numbers_in_thai_digits_that_shrink_to_fit(form, entry):
    sheet = form(entry("leaders", MAE_MO, 9_999_999, persons=1))
    for column in "DE":
        cell = sheet[f"{column}{FIRST_ROW + 1}"]
        assert cell.data_type == "n"
        assert cell.number_format == "[$-D00041E]#,##0"
        assert cell.alignment.shrink_to_fit
    assert sheet[f"A{FIRST_ROW}"].number_format == "[$-D00041E]0"


def test_it_says_which_return_it_is_twice(opened, report):
    book = opened(report(district=MAE_MO))
    identity = Identity("52", MAE_MO, Month(2018, 9), "2561/lampang")
    cell = book.active[f"A{LAST_ROW + 1}"]
    assert Identity.in_line(cell.value) == identity
    assert cell.value == identity.line
    assert cell.protection.locked
    assert cell.font.sz == 9
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties == {
        "cddctl.province": "52",
        "cddctl.district": "5202",
        "cddctl.month": "2561-09",
        "cddctl.schedule": "2561/lampang",
    }
    assert Identity.in_properties(properties.items()) == identity


def test_the_file_s_own_title(opened, report):
    properties = opened(report(district=MAE_MO)).properties
    assert properties.title == " ".join(TITLES[:4])
    assert (properties.subject, properties.keywords) == ("กันยายน ๒๕๖๑", "2561-09")


def test_the_page(form):
    sheet = form()
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_title_rows == "$8:$9"


def test_every_font_is_the_official_one(form, filled):
    sheet = form(*filled)
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"TH SarabunPSK"}


def test_otop_alone_has_a_single_unit(form, entry):
    sheet = form(entry("otop-sales", MAE_MO, 40, makers=12), only="otop-sales")
    assert texts(sheet, 9)[4] == "ราย"
    assert texts(sheet, FIRST_ROW + 1)[3:] == [40, 12, None, None, "otop-sales/12 พิมพ์ 40/12"]


def test_forms_are_thai_in_every_language(report, filled, created):
    made = []
    for language in ("th", "en"):
        use_language(language)
        made += forms_to_fill([report(*filled, district=MAE_MO)], created=created)
    assert made[0] == made[1]


def test_the_same_input_gives_the_same_bytes(report, filled, codes, created, monkeypatch):
    """Whichever forms are made with it, before it or at another time."""
    reports = [report(*filled, district=code) for code in codes]
    made = list(forms_to_fill(reports, created=created))
    assert len(set(made)) == len(codes)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    for single, bytes_ in zip(reversed(reports), reversed(made), strict=True):
        assert list(forms_to_fill([single], created=created)) == [bytes_]


def test_each_place_stands_in_its_own_form(created, national, entry):
    """Of several provinces, with what stands for one of their districts alone."""
    wanted = [
        (province, district)
        for province in map(find_province, ("lampang", "phrae", "lamphun"))
        for district in districts(province)[:3]
    ]
    month = Month(2018, 9)
    periods = periods_of_month(national, month, Holidays())
    stands = entry("leaders", "5402", 7, persons=5, note="<ครบ>")._replace(province="54")
    reports = [
        build_report(
            national, province, districts(province), month, periods, [stands], district=district
        )
        for province, district in wanted
    ]
    for (province, district), made in zip(
        wanted, forms_to_fill(reports, created=created), strict=True
    ):
        sheet = load_workbook(BytesIO(made)).active
        assert sheet.title == district.name_th
        assert sheet["A4"].value == f"อำเภอ{district.name_th} จังหวัด{province.name_th}"
        identity = Identity.of(province, district, month, "2561")
        assert sheet[f"A{LAST_ROW + 1}"].value == identity.line
        given = [sheet[f"{column}{FIRST_ROW + 1}"].value for column in "DEK"]
        assert given == ([7, 5, "<ครบ>"] if district.code == "5402" else [None] * 3)
        members = ZipFile(BytesIO(made))
        assert not any(
            mark.encode() in members.read(name)
            for name in members.namelist()
            for mark in "\ue000\ue001\ue002\ue003"
        )


def test_what_exceeds_the_total_turns_red_where_it_is_filled_in(form):
    rules = {str(each.sqref): each.rules[0] for each in form().conditional_formatting}
    assert list(rules)[1:4] == ["D11 E11", "D12 E12", "D13 F13 G13 I13"]
    assert rules["D11 E11"].formula == ["AND(ISNUMBER($D11),SUM($E11:$I11)>$D11)"]
