from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

from cddctl.exchange.forms import Round, Wanted, code_of
from cddctl.intake.returned import read_returns
from cddctl.ledger.sources import Source
from cddctl.periods import Month
from cddctl.places import districts, find_province, office_of
from cddctl.render.data.report import forms_csv
from cddctl.render.paper.blank import forms_to_fill
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

LIBRARY = ScheduleLibrary()
LAMPANG, CHIANG_MAI = find_province("lampang"), find_province("chiang mai")
SEPTEMBER = Month(2018, 9)


@cache
def round_of(province, month):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


OF_LAMPANG = Wanted(LAMPANG, SEPTEMBER, round_of)
OF_ALL = Wanted(None, None, round_of)


@cache
def sent(code="5202", month=SEPTEMBER):
    """A form as it was sent."""
    province = find_province(code[:2])
    found = round_of(province, month)
    report = build_report(
        found.schedule, province, districts(province), month, found.periods, (),
        district=office_of(code),
    )  # fmt: skip
    return next(forms_to_fill([report], created=datetime(2018, 9, 1, tzinfo=UTC)))


def opened(code="5202", month=SEPTEMBER, **cells):
    """A form that is open, with these cells written in."""
    book = load_workbook(BytesIO(sent(code, month)))
    for name, value in ({"D11": 120, "E11": 97} | cells).items():
        book.active[name] = value
    return book


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def tables(*sheets):
    """A workbook of tables; each is a name and lines with | between cells."""
    book = Workbook()
    book.remove(book.active)
    for name, *lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append([text.strip() or None for text in line.split("|")])
    return book


def read(content, wanted=OF_LAMPANG, name="form.xlsx"):
    content = content if isinstance(content, bytes) else saved(content)
    [source] = read_returns(name, "5ha", content, wanted)
    return source


def given_by(source):
    return [f"{d.office.code} {code_of(d.period)} {d.total}" for d, _position in source.given]


def taken(content, wanted=OF_LAMPANG, **options):
    """What a file gives that nothing is wrong with."""
    source = read(content, wanted, **options)
    assert source.problems == ()
    return given_by(source)


def problems(content, wanted=OF_LAMPANG, **options):
    return [str(problem) for problem in read(content, wanted, **options).problems]


LEADERS = ["5202 leaders/1 120"]
HEADS = "district | database | total | persons"
LINE = "5202 | leaders | 120 | 97"


CASES = Path(__file__).parent / "cases"
FORM = {
    "cd-standards/2": (None, {}, "หลังการรับรอง"),
    "leaders/1": (1200, {"persons": 1180}, None),
    "volunteer-leader-assessment/1": (0, {"persons": 0}, None),
    "groups/1": (57, {"networks": 3, "groups": 40, "places": 10}, None),
    "savings-groups/4": (25, {"savings_groups": 25}, None),
    "poverty-alleviation/2": (12, {"places": 0}, None),
    "fund-institutions/1": (7, {"places": 7}, None),
}
"""What the forms of Mae Mo among the cases say; the eighth row is blank."""


@pytest.mark.parametrize(
    ("name", "unread"),
    [
        ("encoding-without-hyphen.xlsx", []),
        ("part-names-backslash.xlsx", []),
        ("part-names-case.xlsx", []),
        ("styles-part-absent.xlsx", []),
        ("xlsm-without-macros.xlsm", []),
        ("unit-word-in-cell.xlsx", []),
        (
            "own-sheet-wide.xlsx",
            [
                "sheet 'งานอื่น', cell BM1 lies far outside a form or table; delete what is there",
            ],
        ),
    ],
)
def test_forms_that_other_programs_and_hands_have_been_at(name, unread):
    source = read((CASES / name).read_bytes(), name=name)
    assert (source.problems, list(source.unread)) == ((), unread)
    assert len(source.blank) == 1
    assert {
        code_of(draft.period): (draft.total, draft.recorded, draft.note)
        for draft, _position in source.given
    } == FORM


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "struck-through.xlsx",
            (
                "sheet 'แม่เมาะ', cell D11: 120 125: part of it is struck through; type anew what "
                "is meant"
            ),
        ),
        (
            "heading-renamed.xlsx",
            (
                "sheet 'แม่เมาะ', row 8: the heading จำนวนข้อมูลทั้งหมด is missing; send the form "
                "with its headings as they were"
            ),
        ),
        (
            "xml-spreadsheet-2003.xls",
            "it is an XML spreadsheet of Excel 2003; open it in Excel and save it as .xlsx",
        ),
        (
            "mojibake.csv",
            (
                "its Thai letters are garbled: it was once opened in the wrong encoding and saved "
                "so; ask for the file from before that, and save it as .xlsx or CSV UTF-8"
            ),
        ),
    ],
)
def test_files_that_are_refused_for_what_they_are(name, problem):
    assert problems((CASES / name).read_bytes(), name=name) == [problem]


def test_a_garbled_workbook():
    book = tables(("ตาราง", "อำเภอ | ทั้งหมด".encode().decode("cp874", "replace")))
    [problem] = problems(book)
    assert problem.startswith("its Thai letters are garbled")


def struck(book, *names):
    for name in names:
        book.active[name].font = Font(strike=True)
    return book


def test_a_row_that_is_hidden_is_named_and_not_read():
    book = opened(D14=7, H14=7, D12=None)
    book.active.row_dimensions[11].hidden = True
    book.active.row_dimensions[12].hidden = True
    source = read(book)
    assert (given_by(source), source.problems) == (["5202 savings-groups/4 7"], ())
    assert list(source.unread) == ["sheet 'แม่เมาะ', row 11 is hidden: '120 97'"]
    assert len(source.blank) == 6


@pytest.mark.parametrize("cells", [("D11", "E11"), ("A11", "B11", "C11", "D11", "E11", "L11")])
def test_a_row_that_is_struck_through_is_named_and_not_read(cells):
    source = read(struck(opened(D14=7, H14=7), *cells))
    assert (given_by(source), source.problems) == (["5202 savings-groups/4 7"], ())
    assert list(source.unread) == ["sheet 'แม่เมาะ', row 11 is struck through: '120 97'"]


def test_a_cell_that_is_struck_through_is_refused():
    message = "it is struck through; clear it, or type anew what is meant"
    assert problems(struck(opened(), "D11")) == [f"sheet 'แม่เมาะ', cell D11: {message}"]
    assert taken(struck(opened(), "B11", "F11")) == LEADERS


def test_lines_of_a_table_that_are_hidden_or_struck_through():
    book = tables(("ตาราง", HEADS, LINE, "5203 | leaders | 9 | 9", "5204 | leaders | 8 | 8"))
    book.active.row_dimensions[2].hidden = True
    source = read(struck(book, "A4", "B4", "C4", "D4"))
    assert (given_by(source), source.problems) == (["5203 leaders/1 9"], ())
    assert list(source.unread) == [
        "sheet 'ตาราง', row 2 is hidden: '120 97'",
        "sheet 'ตาราง', row 4 is struck through: '8 8'",
    ]


def test_pictures_and_charts_over_the_cells_are_named():
    book = opened()
    book.active.add_chart(BarChart(), "N2")
    source = read(book)
    assert (given_by(source), list(source.unread)) == (
        LEADERS,
        ["sheet 'แม่เมาะ': the pictures, charts or text boxes over its cells"],
    )


def test_a_table_beside_a_sheet_that_cannot_be_read():
    far = ("อื่น", "x")
    book = tables(far, ("ตาราง", HEADS, LINE))
    book["อื่น"]["BM1"] = "x"
    message = "sheet 'อื่น', cell BM1 lies far outside a form or table; delete what is there"
    source = read(book)
    assert (given_by(source), list(source.unread)) == (LEADERS, [message])
    del book["ตาราง"]
    assert problems(book) == [message]


# --- Forms -----------------------------------------------------------------------------------


def test_a_form():
    source = read(opened())
    assert (source.name, source.sha256, source.problems) == ("form.xlsx", "5ha", ())
    assert given_by(source) == LEADERS
    assert str(source.given[0].position) == "sheet 'แม่เมาะ', cell D11"
    assert [office.code for office in source.offices] == ["5202"]
    assert (len(source.blank), source.unread) == (7, ())


def test_a_form_as_it_was_sent_gives_nothing():
    assert taken(sent()) == []


@pytest.mark.parametrize("wanted", [OF_ALL, Wanted(CHIANG_MAI, None, round_of)])
def test_the_form_of_a_province_without_a_schedule_of_its_own(wanted):
    assert taken(opened("5002"), wanted) == ["5002 leaders/1 120"]


def test_other_sheets_and_charts_are_named():
    book = opened()
    notes = book.create_sheet("บันทึก")
    notes["B2"] = "x"
    book.create_sheet("ว่าง")
    more = book.create_sheet("ตาราง")
    for line in (HEADS, LINE.replace("120", "500")):
        more.append([text.strip() for text in line.split("|")])
    book.create_chartsheet("กราฟ").add_chart(BarChart())
    source = read(book)
    assert (given_by(source), source.problems) == (LEADERS, ())
    assert list(source.unread) == ["sheet 'บันทึก'", "sheet 'ตาราง'", "sheet 'กราฟ'"]


def test_several_forms_in_one_file():
    book, other = opened(), opened("5203", D11=60, E11=60).active
    sheet = book.create_sheet("เกาะคา")
    for row in other.iter_rows():
        for cell in row:
            sheet[cell.coordinate] = cell.value
    assert taken(book) == [*LEADERS, "5203 leaders/1 60"]


def test_one_form_in_two_sheets():
    book = opened()
    book.copy_worksheet(book.active).title = "สำเนา"
    assert problems(book) == [
        "sheet 'สำเนา', row 1: this form is in sheet 'แม่เมาะ' too; delete the one that is wrong"
    ]


def test_a_form_without_its_line_is_known_by_the_properties_of_the_file():
    book = opened(A18=None)
    book.create_sheet("อื่น")["A1"] = "x"
    source = read(book)
    assert (given_by(source), source.problems) == (LEADERS, ())
    assert list(source.unread) == ["sheet 'อื่น'"]


def test_several_sheets_that_the_properties_may_mean_are_refused():
    book = opened(A18=None)
    book.copy_worksheet(book.active).title = "สำเนา"
    told = "sheet 'สำเนา', row 1: this form is in sheet 'แม่เมาะ' too; delete the one that is wrong"
    assert problems(book) == [told]


def test_comments_are_named():
    book = opened()
    book.active["D11"].comment = Comment("จริง ๆ คือ 4", "อำเภอ")
    source = read(book)
    assert (given_by(source), list(source.unread)) == (LEADERS, ["the comments on cells"])


def test_a_form_without_its_properties_is_known_by_its_line():
    book = opened()
    for name in book.custom_doc_props.names:
        del book.custom_doc_props[name]
    assert taken(book) == LEADERS
    book = opened()
    del book.custom_doc_props["cddctl.month"]
    assert taken(book) == LEADERS


def test_a_form_without_either_is_none():
    book = opened(A18=None)
    for name in book.custom_doc_props.names:
        del book.custom_doc_props[name]
    assert problems(book) == [
        (
            "sheet 'แม่เมาะ', row 8: the heading district / อำเภอ is missing; "
            "add it, and what belongs below it"
        )
    ]


def test_a_form_without_its_line_nor_the_headings_of_one():
    book = opened(A18=None, L8=None)
    assert "the heading district / อำเภอ is missing" in problems(book)[0]


def test_a_line_that_says_otherwise_than_the_properties():
    other = load_workbook(BytesIO(sent("5203"))).active["A18"].value
    assert problems(opened(A18=other, A4="อำเภอเกาะคา จังหวัดลำปาง")) == [
        (
            "sheet 'แม่เมาะ', row 1: the sheet is another form than the file was made as; "
            "make the form anew"
        )
    ]


def test_the_title_of_another_district():
    assert problems(opened(A4="อำเภอเกาะคา จังหวัดลำปาง")) == [
        (
            "sheet 'แม่เมาะ', cell A4: the title says 'อำเภอเกาะคา จังหวัดลำปาง', "
            "but this is the form of 'อำเภอแม่เมาะ จังหวัดลำปาง'"
        )
    ]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted(CHIANG_MAI, SEPTEMBER, round_of),
         "it is the return of Mae Mo in Lampang; taken here is Chiang Mai alone"),
        (Wanted(LAMPANG, Month(2018, 6), round_of),
         ("it is the return of Mae Mo for September 2018 (2561); "
         "taken here is June 2018 (2561) alone")),
        (Wanted(CHIANG_MAI, Month(2018, 6), round_of),
         "it is the return of Mae Mo in Lampang; taken here is Chiang Mai alone"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_wanted(wanted, told):
    source = read(opened(), wanted)
    assert [str(problem) for problem in source.problems] == [f"sheet 'แม่เมาะ': {told}"]
    assert source.given == []


def test_a_form_made_by_another_schedule():
    def national(_province, month):
        schedule = LIBRARY.schedule(month.fiscal_year)
        return Round(month, schedule, periods_of_month(schedule, month, Holidays()))

    assert problems(opened(), Wanted(LAMPANG, None, national)) == [
        (
            "sheet 'แม่เมาะ': it was made by schedule 2561/lampang, and 2561 is in use now; "
            "make the form anew, and copy the numbers"
        )
    ]


def altered(**changed):
    """A form that says another identity."""
    values = {"province": "52", "district": "5202", "month": "2561-09", "schedule": "2561/lampang"}
    province, district, month, schedule = (values | changed).values()
    line = f"รหัสแบบ: จังหวัด {province} อำเภอ {district} เดือน {month} กำหนดการ {schedule}"
    book = opened(A18=line)
    for name in book.custom_doc_props.names:
        del book.custom_doc_props[name]
    return book


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"district": "5301"}, "no district of Lampang is called '5301'"),
        ({"district": "5299"}, "no district of Lampang is called '5299'"),
        ({"province": "99"}, "no province is called '99'"),
        ({"province": "10"}, "Bangkok"),
        ({"month": "2560-09", "schedule": "2560"}, "there is no schedule for fiscal year 2560"),
    ],
)
def test_an_identity_that_is_none_of_ours(changed, told):
    (problem,) = problems(altered(**changed), OF_ALL)
    assert problem.startswith("sheet 'แม่เมาะ': ")
    assert told in problem


def test_an_identity_in_thai_digits():
    assert taken(altered(province="๕๒", district="๕๒๐๒", month="๒๕๖๑-๐๙")) == LEADERS


def test_one_form_that_is_wrong_refuses_the_file_with_the_others():
    book, other = opened(), opened("5001").active
    sheet = book.create_sheet("เมือง")
    for row in other.iter_rows():
        for cell in row:
            sheet[cell.coordinate] = cell.value
    assert problems(book) == [
        (
            "sheet 'เมือง': it is the return of Mueang Chiang Mai in Chiang Mai; "
            "taken here is Lampang alone"
        )
    ]


# --- Tables ----------------------------------------------------------------------------------


def test_a_table_in_a_workbook():
    assert taken(tables(("Sheet1", HEADS, LINE))) == LEADERS


def test_tables_in_several_sheets():
    book = tables(
        ("แม่เมาะ", HEADS, LINE),
        ("เกาะคา", "รายงาน", HEADS, "5203 | leaders | 60 | 60"),
        ("ปก", "จังหวัดลำปาง"),
        ("ว่าง",),
    )
    source = read(book)
    assert (given_by(source), source.problems) == ([*LEADERS, "5203 leaders/1 60"], ())
    assert list(source.unread) == ["sheet 'เกาะคา', row 1: 'รายงาน'", "sheet 'ปก'"]


NEEDS = "district, database and total, or อำเภอ, ฐานข้อมูล and ทั้งหมด"


@pytest.mark.parametrize("sheets", [[("ก", "จังหวัดลำปาง")], [("ก",), ("ข",)]])
def test_a_workbook_without_form_or_table(sheets):
    source = read(tables(*sheets))
    assert [str(problem) for problem in source.problems] == [
        f"no sheet of it is a form of this program, nor has the headings of a table: {NEEDS}"
    ]
    assert source.unread == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file(encoding, delimiter):
    text = delimiter.join(["อำเภอ", "ฐานข้อมูล", "ทั้งหมด", "คน"]) + "\r\n"
    text += delimiter.join(["แม่เมาะ", "ข้อมูลผู้นำ", '"1,200"', "97"]) + "\r\n"
    source = read(text.encode(encoding), name="ตาราง.csv")
    assert (given_by(source), source.problems) == (["5202 leaders/1 1200"], ())
    assert str(source.given[0].position) == "line 2, column ทั้งหมด"


@pytest.mark.parametrize(
    ("printed", "is_own"),
    [
        ("5202 leaders/1 พิมพ์ 120/115", True),
        ("leaders/1 พิมพ์ ว่าง", True),
        ("", True),
        ("ของเดิม", True),
        ("5203 leaders/1 พิมพ์ 120/115", False),
        ("5202 groups/1 พิมพ์ ว่าง", False),
    ],
)
def test_a_line_that_was_made_for_another_office_or_database_is_refused(printed, is_own):
    """As where cells of one column alone were sorted, or a line was copied."""
    heading = "อำเภอ,ฐานข้อมูล,ทั้งหมด,คน,printed"
    source = read(f"{heading}\n5202,leaders,130,97,{printed}\n".encode(), name="x.csv")
    why = f"line 2, column printed: the row was made for {printed[:14].strip()!r}"
    assert given_by(source) == (["5202 leaders/1 130"] if is_own else [])
    assert [str(each).split(";")[0] for each in source.problems] == ([] if is_own else [why])


def test_a_csv_file_without_a_table():
    assert problems("แม่เมาะ,120\n".encode(), name="x.csv") == [
        (
            "no line of it has the headings of a table; it needs district, database and total, "
            "or อำเภอ, ฐานข้อมูล and ทั้งหมด"
        )
    ]


def test_what_is_found_before_a_csv_file_breaks_off_is_told_too():
    content = 'district,database,total,persons\n5202,leaders,x,97\n5203,leaders,"1,1\n'
    assert problems(content.encode(), name="x.csv") == [
        "line 2, column total: 'x' is not a count: write digits only, as in 120, 1,200 or ๑๒๐",
        "the quotes opened on line 3 are never closed; close or delete them",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.4", "it is a PDF; ask for the workbook itself"),
        (b"PK\x03\x04 broken", ""),
    ],
)
def test_a_file_that_cannot_be_read(content, told):
    source = read(content)
    assert source == Source("form.xlsx", "5ha", [], source.problems, ())
    (problem,) = source.problems
    assert problem.where == ""
    assert told in str(problem)


def test_the_table_that_goes_out_comes_in():
    found = round_of(LAMPANG, SEPTEMBER)
    reports = [
        build_report(
            found.schedule, LAMPANG, districts(LAMPANG), SEPTEMBER, found.periods, (),
            district=place,
        )
        for place in districts(LAMPANG)
    ]  # fmt: skip
    text = forms_csv(reports).replace(
        "แม่เมาะ,2561-09,2,3,leaders,ข้อมูลผู้นำ,1,,",
        "แม่เมาะ,2561-09,2,3,leaders,ข้อมูลผู้นำ,1,120,97",
    )
    assert taken(text.encode(), name="forms.csv") == LEADERS


def test_one_line_in_two_sheets():
    book = tables(("ก", HEADS, LINE), ("ข", HEADS, "5202 | leaders | 120 | 5"))
    assert problems(book) == [
        (
            "sheet 'ข', cell C2: Mae Mo, Leaders is here twice, at sheet 'ก', cell C2 too; "
            "keep the right one"
        )
    ]


def test_a_form_saved_as_csv():
    rows = opened().active.iter_rows(values_only=True)
    content = "".join(",".join(f'"{value or ""}"' for value in row) + "\n" for row in rows)
    told = "it is a form that was saved as CSV; send the workbook itself (.xlsx)"
    assert problems(content.encode(), name="form.csv") == [told]


def test_a_csv_file_of_ours_that_was_saved_as_a_workbook():
    book = tables(("report", f"{HEADS} | note", f"{LINE} | '=รอ"))
    assert read(book).given[0].draft.note == "=รอ"


def test_the_row_of_the_provincial_office_in_the_report_of_a_district():
    wanted = Wanted(find_province("50"), SEPTEMBER, round_of)
    heads = "district | database | total | places | state | note"
    line = "5007 | มชช. | | | not-applicable | จังหวัดเป็นผู้บันทึก"
    assert taken(tables(("report", heads, line)), wanted) == []
    filled = line.replace("| | | not-applicable", "| 5 | 5 |")
    (told,) = problems(tables(("report", heads, filled)), wanted)
    assert "is entered by the provincial office; leave the district out" in told


@pytest.mark.parametrize(
    "text",
    [
        "งวดเดือน" + " " * 3000 + "x",
        "รหัสแบบ" + "จังหวัด 52 " * 250 + "อำเภอ 5205 " * 250 + "เดือน 2561-09 " * 250,
        "1" * 20_000 + "x",
        "ก" + " " * 10_000 + "x",
        "-" * 20_000,
    ],
    ids=["title", "identity", "count", "name", "dashes"],
)
@pytest.mark.parametrize("cell", ["N1", "D12", "J12", "L12", "B12"])
def test_a_text_that_is_long_is_read_all_the_same(text, cell):
    source = read(opened(**{cell: text}))
    assert source.given or source.problems


@pytest.mark.parametrize("column", range(5))
def test_a_long_text_in_a_table_is_refused(column):
    line = ["5202", "leaders", "120", "97", "2561-09"]
    line[column] = "ก" + " " * 10_000 + "x" * 50_000
    assert problems(tables(("t", f"{HEADS} | month", " | ".join(line))), OF_LAMPANG)


def test_a_file_with_very_many_flaws_is_not_read_to_its_end():
    lines = [f"ไม่มี{n} | leaders | x | 5" for n in range(2000)]
    found = problems(tables(("t", HEADS, *lines)))
    assert len(found) == 1001
    assert found[-1] == "there may be more further on; mend these first"
