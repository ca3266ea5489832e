import time
from datetime import datetime, timedelta, timezone
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cddctl.i18n import use_language
from cddctl.places import Place, Scope
from cddctl.render.paper import workbook as excel
from cddctl.render.paper.form import PAGE_WIDTH, forms

TITLES = [
    "รายงานผลการบันทึกข้อมูล",
    "ฐานข้อมูลของกรมการพัฒนาชุมชน",
    "ประจำปี พ.ศ. ๒๕๖๑",
    "จังหวัดลำปาง",
]
HEADER = [
    ["ที่", "ชื่อฐานข้อมูล", "งวดที่", "จำนวนข้อมูล\nทั้งหมด",
     "จำนวนข้อมูลที่บันทึกแล้ว(หน่วยตามชื่อฐานข้อมูล)", None, None, None, None, "หมายเหตุ"],
    [None, None, None, None, "คน", "เครือข่าย", "กลุ่ม", "กลุ่ม", "แห่ง", None],
]  # fmt: skip
MERGED = {
    *("A1:J1", "A2:J2", "A3:J3", "A4:J4"),
    *("A5:A6", "B5:B6", "C5:C6", "D5:D6", "E5:I5", "J5:J6"),
}
FIRST_ROW = 7
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
UNIT_COLUMNS = "EFGHI"
THAI, ARABIC = ("[$-D00041E]0", "[$-D00041E]#,##0"), ("0", "#,##0")
GREY = "FFF2F2F2"


@pytest.fixture
def opened(created):
    """The workbook of some reports, as openpyxl reads it."""

    def read(*reports, digits="thai", signatures=False, notes="short"):
        made = excel.workbook(
            reports, digits=digits, signatures=signatures, created=created, notes=notes
        )
        return load_workbook(BytesIO(made))

    return read


def texts(sheet, row):
    return [cell.value for cell in sheet[row]]


def merged(sheet):
    return {str(area) for area in sheet.merged_cells.ranges}


def is_grey(cell):
    return cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == GREY


def test_titles_and_header_are_the_letter_s(opened, report):
    sheet = opened(report()).active
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == TITLES
    assert [texts(sheet, row) for row in (5, 6)] == HEADER
    assert merged(sheet) == MERGED
    for row in range(1, 7):
        for cell in sheet[row]:
            if cell.value:
                assert cell.font.b
                assert cell.alignment.horizontal == "center"


def test_the_blank_form_of_september(opened, report):
    sheet = opened(report()).active
    rows = [texts(sheet, row) for row in range(FIRST_ROW, sheet.max_row + 1)]
    assert [row[:3] for row in rows] == [
        [1, "ข้อมูลผลการดำเนินงานตามระบบ มชช.", "๒ (ก.ย.)"],
        [2, "ข้อมูลผู้นำ", "๑ (ก.ย.)"],
        [3, "ข้อมูลผลการประเมินผู้นำ อช.", "๑ (ก.ย.)"],
        [4, "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน", "๑ (ก.ย.)"],
        [5, "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต", "๔ (ก.ย.)"],
        [6, "ข้อมูลโครงการแก้ไขปัญหา\nความยากจน (กข.คจ.)", "๒ (ก.ย.)"],
        [7, "ข้อมูลสถาบันการจัดการเงินทุนชุมชน", "๑ (ก.ย.)"],
        [8, "ข้อมูลเครือข่ายกองทุนชุมชน", "๑ (ก.ย.)"],
    ]
    assert rows[0][3:] == [None, "-", "-", "-", "-", "-", "หลังการรับรอง"]
    assert all(value is None for row in rows[1:] for value in row[3:])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # total, คน, เครือข่าย, กลุ่ม, กลุ่ม, แห่ง; x is a unit that the database does not count
        (1, ". - - - - -"),
        (2, "15600 15600 x x x x"),
        (3, "9000 8100 x x x x"),
        (4, "3900 x 0 2600 x 1300"),
        (5, "12350000 x x x 12350000 x"),
        (6, "0 x x x x 0"),
        (7, ". x x x x ."),
        (8, ". x . x x x"),
    ],
)
def test_blank_zero_and_not_applicable_are_three_things(opened, report, filled, row, expected):
    sheet = opened(report(*filled)).active
    cells = [sheet.cell(FIRST_ROW + row - 1, column) for column in range(4, 10)]
    for cell, text in zip(cells, expected.split(), strict=True):
        assert is_grey(cell) == (text == "x")
        if text == "-":
            assert (cell.value, cell.data_type) == ("-", "s")
            assert cell.alignment.horizontal == "center"
        elif text in {".", "x"}:
            assert cell.value is None
        else:
            assert (cell.value, cell.data_type) == (int(text), "n")


@pytest.mark.parametrize(("digits", "formats"), [("thai", THAI), ("arabic", ARABIC)])
def test_numbers_stay_numbers(opened, report, filled, digits, formats):
    sheet = opened(report(*filled), digits=digits).active
    for row in range(FIRST_ROW, sheet.max_row + 1):
        number, *_, total = sheet[row][:4]
        assert (number.data_type, number.number_format) == ("n", formats[0])
        units = [sheet[f"{column}{row}"] for column in UNIT_COLUMNS]
        counts = [total, *(cell for cell in units if cell.value != "-")]
        assert len(counts) == (1 if row == FIRST_ROW else 6)
        assert {cell.number_format for cell in counts} == {formats[1]}


@pytest.mark.parametrize(
    ("digits", "year", "period", "note"),
    [
        ("thai", "ประจำปี พ.ศ. ๒๕๖๑", "๑ (ก.ย.)", "รายงานแล้ว ๙/๑๓ อำเภอ; บันทึกไม่ครบถ้วน ๙ อำเภอ"),
        ("arabic", "ประจำปี พ.ศ. 2561", "1 (ก.ย.)", "รายงานแล้ว 9/13 อำเภอ; บันทึกไม่ครบถ้วน 9 อำเภอ"),
    ],
)
def test_our_own_digits_in_text(opened, report, filled, digits, year, period, note):
    sheet = opened(report(*filled), digits=digits, notes="all").active
    assert (sheet["A3"].value, sheet["C9"].value, sheet["J9"].value) == (year, period, note)
    assert "20 กันยายน 2561" in sheet["J10"].value


def test_paper_is_thai_in_every_language(report, filled, created):
    made = []
    for language in ("th", "en"):
        use_language(language)
        made.append(
            excel.workbook([report(*filled)], digits="thai", signatures=True, created=created)
        )
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("=1+1", "=1+1"),
        ('=HYPERLINK("http://example.com","x")', '=HYPERLINK("http://example.com","x")'),
        ("+1", "+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("#N/A", "#N/A"),
        ("2561-09-06", "2561-09-06"),
        ("100", "100"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("  ก  ", "  ก  "),
        ("bell\x07and\ud800half", "bellandhalf"),
    ],
)
def test_notes_stay_text(opened, report, entry, note, kept):
    built = report(entry("leaders", "5202", 1, persons=1, note=note), district="5202")
    sheet = opened(built).active
    assert (sheet["J8"].value, sheet["J8"].data_type) == (kept, "s")


def test_no_cell_is_a_formula(opened, report, filled):
    for sheet in opened(report(*filled), report(*filled, district="5201")):
        types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
        assert types == {"n", "s"}


def test_every_font_is_the_official_one(opened, report, filled):
    sheet = opened(report(*filled), signatures=True).active
    unwritten = sheet.cell(99, 99)
    cells = [unwritten, *(cell for row in sheet.iter_rows() for cell in row)]
    assert {(cell.font.name, cell.font.sz) for cell in cells} == {("TH SarabunPSK", 16)}


def test_every_cell_of_the_table_is_bordered(opened, report, filled):
    sheet = opened(report(*filled)).active
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            border = cell.border
            sides = (border.left, border.right, border.top, border.bottom)
            if cell.coordinate in sheet.merged_cells:
                assert any(side.style == "thin" for side in sides)
            else:
                assert all(side.style == "thin" for side in sides)


def test_the_page(opened, report):
    sheet = opened(report()).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.freeze_panes == "A7"
    footer = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
    assert [part.text for part in footer] == ["จังหวัดลำปาง", "งวดเดือนกันยายน ๒๕๖๑", "หน้า &P/&N"]
    assert sheet.print_options.horizontalCentered
    assert 0.3 <= sheet.page_margins.left == sheet.page_margins.right <= 1


def test_a_sheet_for_the_province_and_one_for_each_district(opened, report, filled, codes):
    reports = [report(*filled), *(report(*filled, district=code) for code in codes)]
    book = opened(*reports, notes="none")
    assert book.sheetnames == [
        "จังหวัดลำปาง", "เมืองลำปาง", "แม่เมาะ", "เกาะคา", "เสริมงาม", "งาว", "แจ้ห่ม", "วังเหนือ",
        "เถิน", "แม่พริก", "แม่ทะ", "สบปราบ", "ห้างฉัตร", "เมืองปาน",
    ]  # fmt: skip
    assert all(merged(sheet) == MERGED for sheet in book)
    assert book["แม่เมาะ"]["A4"].value == "อำเภอแม่เมาะ จังหวัดลำปาง"
    assert texts(book["แม่เมาะ"], 8)[3:5] == [1200, 1200]


def test_what_the_province_enters_is_not_applicable_to_a_district(opened, report, national):
    sheet = opened(report(schedule=national, district="5202")).active
    assert texts(sheet, 7)[3:] == [None, *["-"] * 5, "จังหวัดเป็นผู้บันทึก"]


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["บางไทร", "บางไทร", "บางไทร"], ["บางไทร", "บางไทร (2)", "บางไทร (3)"]),
        (["Bang Sai", "BANG SAI"], ["Bang Sai", "BANG SAI (2)"]),
        (["'ก/ข:[ค]*?\\'"], ["กขค"]),
        (["ก" * 40, "ก" * 40], ["ก" * 31, "ก" * 27 + " (2)"]),
    ],
)
def test_sheet_titles_are_valid_and_unlike(opened, report, names, titles):
    whole = report()
    places = [Place(f"52{n:02}", name, name) for n, name in enumerate(names, 1)]
    reports = [
        whole._replace(scope=Scope.of(*whole.scope.provinces, districts=[place]))
        for place in places
    ]
    assert opened(*reports).sheetnames == titles


def test_otop_alone_has_a_single_unit(opened, report, entry):
    built = report(entry("otop-sales", "5202", 1200, makers=1100), only="otop-sales")
    sheet = opened(built).active
    assert sheet["A4"].value == "ไม่อยู่ในแบบรายงาน"
    assert texts(sheet, 6)[3:] == [
        "จำนวนข้อมูล\nทั้งหมด",
        "จำนวนข้อมูลที่บันทึกแล้ว\n(หน่วยตามชื่อฐานข้อมูล)",
        "หมายเหตุ",
    ]
    assert texts(sheet, 7)[4] == "ราย"
    assert not any(area.startswith("E") for area in merged(sheet))
    assert texts(sheet, 8) == [
        None, "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน", "๑๒ (ก.ย.)", 1200, 1100,
        "รายงานแล้ว ๑/๑๓ อำเภอ; บันทึกไม่ครบถ้วน ๑ อำเภอ (แม่เมาะ)",
    ]  # fmt: skip
    assert sheet["C8"].value.count("(") == 1


def test_rows_are_as_high_as_their_lines(opened, report, filled):
    """27 points for a line and 22 for each further one."""
    sheet = opened(report(*filled)).active
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    assert heights[:6] == [22, 22, 22, 32, 27, 27]
    names = [27 + 22 * cell.value.count("\n") for cell in sheet["B"][6:]]
    notes = {n: height for n, height in enumerate(heights[6:], 1) if height != names[n - 1]}
    assert notes.keys() == {3, 4}
    assert {(height - 27) % 22 for height in notes.values()} == {0}
    assert "\n" in sheet["B12"].value
    assert heights[11] == 49


def widths(sheet):
    return [dimension.width for dimension in sheet.column_dimensions.values()]


def test_width_that_is_over_goes_to_the_note(opened, report, entry):
    """Each sheet for itself: as wide as the page at full size."""
    few, many = (
        widths(opened(report(entry("leaders", "5202", count, persons=count))).active)
        for count in (1, 9_000_000)
    )
    assert round(sum(few)) == round(sum(many)) == 127
    assert few[4] < many[4]
    assert few[9] > many[9] >= 20
    assert few[5:9] == many[5:9]


def test_a_note_too_long_for_a_row_goes_on_below(opened, report, entry, codes):
    notes = [f"หมายเหตุที่ {n} " + "ระบบขัดข้อง " * 20 for n in range(13)]
    entries = [
        entry("leaders", code, 1, persons=1, note=note)
        for code, note in zip(codes, notes, strict=True)
    ]
    sheet = opened(report(*entries), notes="all").active
    numbers = [cell.value for cell in sheet["A"][6:]]
    assert [number for number in numbers if number] == [1, 2, 3, 4, 5, 6, 7, 8]
    going_on = [row for row in range(8, sheet.max_row) if sheet.cell(row + 1, 1).value is None]
    assert len(going_on) >= 3
    rows = [8, *(row + 1 for row in going_on)]
    whole = " ".join(sheet.cell(row, 10).value for row in rows)
    assert [n for n in range(13) if f"หมายเหตุที่ {n} " in whole] == list(range(13))
    assert all(sheet.row_dimensions[row].height <= 409 for row in rows)


def test_signatures_are_kept_together_in_two_columns(opened, report):
    plain, signed = (opened(report(), signatures=with_them).active for with_them in (False, True))
    assert plain.max_row == 14
    row = signed.max_row
    left, right = sorted(str(a) for a in signed.merged_cells.ranges if a.min_row == row)
    assert left.startswith("A")
    assert right.endswith(f"J{row}")
    for area, name in ((left, "ผู้รายงาน"), (right, "ผู้ตรวจสอบ")):
        lines = signed[area.split(":")[0]].value.split("\n")
        assert [line.replace(".", "").strip("\u00a0") for line in lines] == [
            "", f"(ลงชื่อ){name}", "()", "ตำแหน่ง", "วันที่"
        ]  # fmt: skip
        assert {line.count(".") for line in lines} == {0, 56}
    assert signed.row_dimensions[row].height >= 5 * 22


NOTES = [f"หมายเหตุที่ {n} " + "ระบบขัดข้อง " * 6 for n in range(13)]


@pytest.fixture
def long(report, entry, codes):
    """The reports of the province and of Mae Mo, with long notes of every district."""
    entries = [
        entry(database, code, 1, note=note.strip(), **{unit: 1})
        for database, unit in (("leaders", "persons"), ("fund-networks", "networks"))
        for code, note in zip(codes, NOTES, strict=True)
    ]
    return [report(*entries), report(*entries, district="5202")]


def test_long_notes_have_a_sheet_of_their_own(opened, long):
    book = opened(*long, signatures=True)
    assert book.sheetnames == ["จังหวัดลำปาง", "แม่เมาะ", "หมายเหตุแนบท้าย"]
    whole, district, attached = book
    assert whole["J8"].value.startswith("หมายเหตุที่ 0 ระบบขัดข้อง")
    assert whole["J8"].value.endswith("ดูหมายเหตุแนบท้าย")
    assert whole.page_setup.fitToHeight == 1
    assert district["J8"].value == NOTES[1].strip()
    rows = [[cell.value for cell in row] for row in attached.iter_rows(min_row=6)]
    assert rows[0] == ["ที่", "ชื่อฐานข้อมูล และหมายเหตุ"]
    assert rows[1:3] == [
        [2, "ข้อมูลผู้นำ งวดที่ ๑ (ก.ย.)"],
        [8, "ข้อมูลเครือข่ายกองทุนชุมชน งวดที่ ๑ (ก.ย.)"],
    ]
    notes = [text.split(" (")[0] for number, text in rows[3:]]
    assert notes == [note.strip() for note in NOTES]
    assert rows[4][1].endswith("(แม่เมาะ)")


def test_what_offices_wrote_of_a_single_row_is_attached_with_it(opened, report, entry, codes):
    entries = [
        entry(database, code, 2, note=f"{note}{more}".strip(), persons=1)
        for database, more in (("leaders", ""), ("volunteer-leader-assessment", "มาก"))
        for code, note in zip(codes[1:], NOTES[1:], strict=True)
    ]
    attached = opened(report(*entries), signatures=True)["หมายเหตุแนบท้าย"]
    rows = [[cell.value for cell in row] for row in attached.iter_rows(min_row=7)]
    of_leaders = [f"{note.strip()} (" for note in NOTES[1:]]
    lacking = "รายงานแล้ว ๑๒/๑๓ อำเภอ; ยังไม่ได้บันทึก: เมืองลำปาง; บันทึกไม่ครบถ้วน ๑๒ อำเภอ"
    assert rows[0] == [2, f"ข้อมูลผู้นำ งวดที่ ๑ (ก.ย.): {lacking}"]
    assert all(row[1].startswith(note) for row, note in zip(rows[1:13], of_leaders, strict=True))
    assert rows[13] == [3, f"ข้อมูลผลการประเมินผู้นำ อช. งวดที่ ๑ (ก.ย.): {lacking}"]
    assert rows[-1][1] == f"{NOTES[12]}มาก (เมืองปาน)"


@pytest.mark.parametrize(
    ("notes", "sheets", "says"), [("all", 2, True), ("none", 2, False), ("short", 3, True)]
)
def test_as_much_of_the_notes_as_is_wanted(opened, long, notes, sheets, says):
    book = opened(*long, notes=notes)
    assert len(book.sheetnames) == sheets
    texts = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(text).startswith("หมายเหตุที่ 0 ") for text in texts) is says
    whole = "".join(str(text) for text in texts)
    assert all(note.strip() in whole for note in NOTES) is says


def test_without_notes_a_sum_still_says_what_it_lacks(opened, report, entry):
    built = report(entry("leaders", "5202", 2, persons=1, note="ระบบขัดข้อง"))
    sheet = opened(built, notes="none").active
    assert sheet["J8"].value == "รายงานแล้ว ๑/๑๓ อำเภอ; บันทึกไม่ครบถ้วน ๑ อำเภอ (แม่เมาะ)"
    assert sheet["J7"].value == "หลังการรับรอง"


def test_the_province_s_own_note_is_below_its_table(opened, report):
    built = report()._replace(note="รายงานเพิ่มเติมภายในเดือนตุลาคม")
    sheet = opened(built, signatures=True).active
    assert sheet["A15"].value == "หมายเหตุ: รายงานเพิ่มเติมภายในเดือนตุลาคม"
    assert "A15:J15" in merged(sheet)
    assert "(ลงชื่อ)" in sheet["A16"].value


def pages_of(form, below, height):
    """The rows of each page, as a program breaks them; what is below is a row too."""
    header = sum(form.header_heights)
    rows = [height for line in form.lines for height in line.heights] + [below]
    pages, room = [[]], height - header - form.title_height
    for row in rows:
        if sum(pages[-1]) + row > room:
            pages.append([])
            room = height - header
        pages[-1].append(row)
    return pages


@pytest.mark.parametrize("length", range(70, 500, 40))
def test_a_signature_never_stands_alone(report, entry, codes, length):
    """Whether a program makes rows a little higher or lower than another."""
    note = ("ระบบขัดข้อง " * 50)[:length].strip()
    entries = [entry("leaders", c, 1, persons=1, note=f"{c} {note}") for c in codes]
    (form,) = forms([report(*entries)], digits="thai", below=115, notes="all")
    scale = min(1, PAGE_WIDTH / sum(form.widths))
    pages = [pages_of(form, 115, height / scale) for height in (494, 500, 510, 519, 524)]
    assert form.pages == 1 or all(len(each[-1]) > 1 for each in pages)
    assert form.pages != 2 or len(pages[3]) == 2


def test_fonts_are_written_in_the_order_of_the_schema(report, created):
    """Of the Open XML SDK: size, colour and name come after what makes letters bold."""
    made = excel.workbook([report()], digits="thai", signatures=True, created=created)
    styles = ET.fromstring(ZipFile(BytesIO(made)).read("xl/styles.xml"))
    order = [[part.tag.split("}")[1] for part in font] for font in styles.iter(f"{MAIN}font")]
    assert [parts for parts in order if "b" in parts]
    assert all(parts == [p for p in ("b", "sz", "color", "name") if p in parts] for parts in order)


def test_properties(opened, report):
    properties = opened(report(), report(district="5202")).properties
    assert properties.creator == "cddctl"
    assert properties.title == " ".join(TITLES)
    assert properties.subject == "กันยายน ๒๕๖๑"
    assert properties.keywords == "2561-09"
    assert properties.language == "th-TH"
    assert properties.created == properties.modified == datetime(2018, 9, 6, 1, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2018, 9, 6, 1, 30),  # noqa: DTZ001 (a naive time is UTC)
        datetime(2018, 9, 6, 8, 30, tzinfo=timezone(timedelta(hours=7))),
    ],
)
def test_times_are_utc(report, moment):
    made = excel.workbook([report()], digits="thai", signatures=False, created=moment)
    assert b">2018-09-06T01:30:00Z<" in ZipFile(BytesIO(made)).read("docProps/core.xml")


def test_the_same_input_gives_the_same_bytes(report, filled, created, monkeypatch):
    def make():
        reports = [report(*filled), report(*filled, district="5202")]
        return excel.workbook(reports, digits="thai", signatures=True, created=created)

    made = make()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert make() == made
