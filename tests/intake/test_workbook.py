import io
import shutil
import subprocess
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from cddctl.errors import FileRefused
from cddctl.intake.grid import Area, Unreadable
from cddctl.intake.xlsx.styles import (
    _builtin,
    is_date,
    is_duration,
    is_misleading,
    is_percentage,
)
from cddctl.intake.xlsx.values import MAC_EPOCH, WINDOWS_EPOCH, _moment
from cddctl.intake.xlsx.workbook import read_workbook

SOFFICE = shutil.which("soffice")

FORMULA = "its result is not in the file; open it in Excel and save it, or write the number"
TYPE_IT = "a formula; type the text itself"
PERCENT = "a percentage; write the number itself"
MISLEADING = "its number format shows something else; choose the format General and look at it"
STRUCK = "part of it is struck through; type anew what is meant"
RAISED = "part of it is raised or lowered; type anew what is meant"
ERROR = "an error of Excel; write the value itself"
NO_DATE = "a number shown as a date that there is not"


def moment(*parts):
    return datetime(*parts)  # noqa: DTZ001 (Excel knows no time zones)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_of(content, sheet=0):
    return [(number, list(values)) for number, values in read_workbook(content).sheets[sheet].rows]


CELLS = {
    "a whole number": ("<v>1200</v>", {}, 1200),
    "a number with blanks around it": ("<v> 1200\n</v>", {}, 1200),
    "blanks in place of a number": ("<v> </v>", {}, None),
    "a shared text with blanks around its number": ("<v>\n 1 </v>", {"t": "s"}, "เมืองลำปาง"),
    "a written text with blanks": ("<v> ข้อมูล </v>", {"t": "str"}, " ข้อมูล "),
    "a number shown in thousands": ("<v>1200</v>", {"s": 7}, Unreadable("1200", MISLEADING)),
    "zero shown in thousands": ("<v>0</v>", {"s": 7}, 0),
    "a text in such a format": ("<v>งาว</v>", {"t": "str", "s": 7}, "งาว"),
    "a number with digits beside it": ("<v>12</v>", {"s": 8}, Unreadable("12", MISLEADING)),
    "zero": ("<v>0</v>", {}, 0),
    "a negative number": ("<v>-5</v>", {}, -5),
    "a fraction": ("<v>0.5</v>", {}, 0.5),
    "a number with an exponent": ("<v>1E3</v>", {}, 1000.0),
    "a very large number": ("<v>1e+30</v>", {}, 1e30),
    "more digits than a float has": (f"<v>{'9' * 40}</v>", {}, int("9" * 40)),
    "a number in Thai digits": ("<v>1200</v>", {"s": 4}, 1200),
    "a number with a percent sign for a letter": ("<v>5</v>", {"s": 5}, 5),
    "a percentage": ("<v>0.5</v>", {"s": 3}, Unreadable("50%", PERCENT)),
    "a percentage of an own format": ("<v>0.125</v>", {"s": 6}, Unreadable("12.5%", PERCENT)),
    "a date": ("<v>43349</v>", {"s": 1}, moment(2018, 9, 6)),
    "a time": ("<v>0.5</v>", {"s": 1}, time(12)),
    "a length of time": ("<v>1.5</v>", {"s": 2}, timedelta(hours=36)),
    "a date that there is not": ("<v>9999999999</v>", {"s": 1}, Unreadable("9999999999", NO_DATE)),
    "an infinite date": ("<v>1e999</v>", {"s": 1}, Unreadable("1e999", NO_DATE)),
    "a date in ISO 8601": ("<v>2018-09-06</v>", {"t": "d"}, date(2018, 9, 6)),
    "a moment in ISO 8601": ("<v>2018-09-06T08:30:00</v>", {"t": "d"}, moment(2018, 9, 6, 8, 30)),
    "a time in ISO 8601": ("<v>08:30:00</v>", {"t": "d"}, time(8, 30)),
    "yes": ("<v>1</v>", {"t": "b"}, True),
    "no": ("<v>0</v>", {"t": "b"}, False),
    "a shared text": ("<v>1</v>", {"t": "s"}, "เมืองลำปาง"),
    "a formatted text": ("<v>2</v>", {"t": "s"}, "หลังการรับรอง"),
    "a text with a line break": ("<v>3</v>", {"t": "s"}, "สอง\nบรรทัด"),
    "an empty shared text": ("<v>4</v>", {"t": "s"}, None),
    "an escaped character": ("<v>5</v>", {"t": "s"}, "a\rb _x000D_ _x0000_ _xD800_"),
    "a text in the cell": ("<is><t>แม่เมาะ</t></is>", {"t": "inlineStr"}, "แม่เมาะ"),
    "a formatted text in the cell": (
        "<is><r><rPr><b/></rPr><t>แม่</t></r><r><t>เมาะ</t></r></is>",
        {"t": "inlineStr"},
        "แม่เมาะ",
    ),
    "a text that is struck through in part": (
        "<is><r><rPr><strike/></rPr><t>120</t></r><r><t> 125</t></r></is>",
        {"t": "inlineStr"},
        Unreadable("120 125", STRUCK),
    ),
    "a text that is not struck through": (
        "<is><r><rPr><strike val='0'/></rPr><t>12</t></r><r><t>5</t></r></is>",
        {"t": "inlineStr"},
        "125",
    ),
    "a struck blank": (
        "<is><r><rPr><strike/></rPr><t> </t></r><r><t>125</t></r></is>",
        {"t": "inlineStr"},
        " 125",
    ),
    "a raised letter": (
        "<is><r><t>120</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></is>",
        {"t": "inlineStr"},
        Unreadable("1201", RAISED),
    ),
    "a letter at its height": (
        "<is><r><t>12</t></r><r><rPr><vertAlign val='baseline'/></rPr><t>5</t></r></is>",
        {"t": "inlineStr"},
        "125",
    ),
    "a shared text with a lowered letter": ("<v>8</v>", {"t": "s"}, Unreadable("120\r2", RAISED)),
    "a shared text behind that": ("<v>9</v>", {"t": "s"}, "แม่ทะ"),
    "an escape that was typed": ("<is><t>_x005F_x000D_</t></is>", {"t": "inlineStr"}, "_x000D_"),
    "a text with its pronunciation": (
        "<is><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></is>",
        {"t": "inlineStr"},
        "東京",
    ),
    "a shared text with its pronunciation": ("<v>6</v>", {"t": "s"}, "東京"),
    "a shared text behind it": ("<v>7</v>", {"t": "s"}, "งาว"),
    "an empty text in the cell": ("<is><t></t></is>", {"t": "inlineStr"}, None),
    "spaces": ("<is><t xml:space='preserve'>  </t></is>", {"t": "inlineStr"}, "  "),
    "a written text": ("<v>ข้อมูล</v>", {"t": "str"}, "ข้อมูล"),
    "a formula": ("<f>SUM(B1:B9)</f><v>42</v>", {}, 42),
    "a formula with a date": ("<f>TODAY()</f><v>43349</v>", {"s": 1}, moment(2018, 9, 6)),
    "a formula with a text": ("<f>B1</f><v>งาว</v>", {"t": "str"}, Unreadable("งาว", TYPE_IT)),
    "a formula that shows nothing": ('<f>IF(B1="","",B1)</f><v></v>', {"t": "str"}, None),
    "a formula without result": ("<f>SUM(B1:B9)</f>", {}, Unreadable("a formula", FORMULA)),
    "a formula with an empty result": ("<f>B1</f><v></v>", {}, Unreadable("a formula", FORMULA)),
    "an error": ("<v>#N/A</v>", {"t": "e"}, Unreadable("#N/A", ERROR)),
    "a formula with an error": ("<f>1</f><v>#REF!</v>", {"t": "e"}, Unreadable("#REF!", ERROR)),
    "nothing but a style": ("", {"s": 1}, None),
    "a style that is not there": ("<v>5</v>", {"s": 99}, 5),
}  # fmt: skip
STRINGS = (
    "แจ้ห่ม",
    "เมืองลำปาง",
    "</t><r><t>หลัง</t></r><r><rPr><b/></rPr><t>การรับรอง</t></r><t>",
    "สอง\nบรรทัด",
    "",
    "a_x000D_b _x005F_x000D_ _x0000_ _xD800_",
    "東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><t>",
    "งาว",
    "</t><r><t>120_x000D_</t></r><r><rPr><vertAlign val='subscript'/></rPr><t>2</t></r><t>",
    "แม่ทะ",
)


@pytest.mark.parametrize(("written", "attributes", "value"), CELLS.values(), ids=CELLS.keys())
def test_what_a_cell_holds(make, written, attributes, value):
    rows = rows_of(make.workbook(make.cell(written, "B3", **attributes), strings=STRINGS))
    assert rows == ([] if value is None else [(3, [None, value])])
    assert [type(v) for _, (_, v) in rows] == ([] if value is None else [type(value)])


def test_dates_that_are_counted_from_1904(make):
    content = make.workbook(make.cell("<v>41887</v>", s=make.DATE), date1904=True)
    assert rows_of(content) == [(1, [moment(2018, 9, 6)])]


ROWS = {
    "as usual": (
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>',
        [(2, [1, None, 3])],
    ),
    "without places": (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        [(1, [1, 2]), (2, [3])],
    ),
    "without some places": (
        '<row r="4"><c r="B4"><v>2</v></c><c><v>3</v></c></row><row><c><v>9</v></c></row>',
        [(4, [None, 2, 3]), (5, [9])],
    ),
    "small letters": ('<row r="1"><c r="b1"><v>2</v></c></row>', [(1, [None, 2])]),
    "cells out of order": (
        '<row r="3"><c r="B3"><v>2</v></c><c r="A3"><v>1</v></c></row>',
        [(3, [1, 2])],
    ),
    "rows out of order": (
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>0</v></c></row>',
        [(2, [0]), (3, [1])],
    ),
    "a row in two pieces": (
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>',
        [(3, [1, 2])],
    ),
    "empty rows": ('<row r="1"/><row r="5"><c r="A5"><v>1</v></c></row>', [(5, [1])]),
    "empty cells": (
        '<row r="2"><c r="A2"/><c r="B2" s="1"/></row><row r="5"><c r="A5"><v>1</v></c><c/></row>',
        [(5, [1])],
    ),
    "formatted to the right end": (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>',
        [(1, [1])],
    ),
    "formatted to the lower end": (
        '<row r="1"><c><v>1</v></c></row><row r="1048576" ht="9"><c r="A1048576" s="1"/></row>',
        [(1, [1])],
    ),
}


@pytest.mark.parametrize(("written", "rows"), ROWS.values(), ids=ROWS.keys())
def test_where_cells_stand(make, written, rows):
    assert rows_of(make.workbook(written)) == rows


def test_a_wrong_dimension_loses_no_cell(make):
    written = make.cell("<v>4</v>", "D1") + make.cell("<v>2</v>", "B9")
    content = make.workbook(written, before='<dimension ref="A1:B2"/>')
    assert rows_of(content) == [(1, [None, None, None, 4]), (9, [None, 2])]


def test_merged_cells_are_listed(make):
    areas = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:M1", "B2:C3", "b5"))
    merged = f'<mergeCells count="3">{areas}</mergeCells>'
    grid = read_workbook(make.workbook(make.cell("<v>1</v>"), after=merged)).sheets[0]
    assert grid.merged == (Area(1, 1, 1, 13), Area(2, 2, 3, 3), Area(5, 2, 5, 2))
    assert [str(area) for area in grid.merged] == ["A1:M1", "B2:C3", "B5:B5"]


def test_sheets_in_their_order_hidden_or_not(make):
    sheets = [
        (name, make.sheet_part(make.cell(f"<v>{n}</v>")), state)
        for n, (name, state) in enumerate(
            [("หนึ่ง", "visible"), ("สอง", "hidden"), ("three &amp; more", "veryHidden")]
        )
    ]
    read = read_workbook(make.workbook(sheets=sheets)).sheets
    assert [(grid.sheet, list(grid.rows)) for grid in read] == [
        ("หนึ่ง", [(1, [0])]),
        ("สอง", [(1, [1])]),
        ("three & more", [(1, [2])]),
    ]


def test_a_workbook_that_does_not_say_which_part_is_the_first(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    types = {"[Content_Types].xml": parts["[Content_Types].xml"].replace("sheet.main+xml", "x")}
    assert rows_of(make.workbook(parts=parts | types)) == [(1, [5])]


def test_a_sheet_without_a_name(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    nameless = parts["xl/workbook.xml"].replace(' name="แบบรายงาน"', "")
    [grid] = read_workbook(make.workbook(parts=parts | {"xl/workbook.xml": nameless})).sheets
    assert (grid.sheet, list(grid.rows)) == ("", [(1, [5])])


def test_a_part_in_another_encoding(make):
    part = make.sheet_part(make.cell("<is><t>งาว</t></is>", t="inlineStr"))
    utf16 = part.replace("UTF-8", "UTF-16").encode("utf-16")
    assert rows_of(make.workbook(parts={make.SHEET: utf16})) == [(1, ["งาว"])]


def test_a_workbook_without_styles_or_texts(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    rels = parts["xl/_rels/workbook.xml.rels"]
    bare = {
        "xl/_rels/workbook.xml.rels": rels[: rels.index('<Relationship Id="styles"')]
        + "</Relationships>"
    }
    without = ("xl/styles.xml", "xl/sharedStrings.xml")
    assert rows_of(make.workbook(make.cell("<v>5</v>"), parts=bare, without=without)) == [(1, [5])]


def test_the_list_of_sheets_under_another_name(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    renamed = {
        "xl/workbook22.xml": parts["xl/workbook.xml"],
        "xl/_rels/workbook22.xml.rels": parts["xl/_rels/workbook.xml.rels"],
        "[Content_Types].xml": parts["[Content_Types].xml"].replace("/workbook.", "/workbook22."),
    }
    without = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    assert rows_of(make.workbook(make.cell("<v>5</v>"), parts=renamed, without=without)) == [
        (1, [5])
    ]


@pytest.mark.parametrize(
    "rename",
    [
        str.upper,
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: name.replace("sharedS", "SharedS"),
    ],
    ids=["capitals", "backslashes", "a slash before", "one capital"],
)
def test_parts_under_other_spellings_of_their_names(make, rename):
    parts = make.parts_of(make.cell("<v>0</v>", t="s"), strings=["งาว"])
    content = make.zipped([(rename(name), part) for name, part in parts.items()])
    assert rows_of(content) == [(1, ["งาว"])]


def test_the_first_part_in_another_folder(make):
    parts = make.parts_of(make.cell("<v>5</v>"))
    moved = {
        "workbook.xml": parts.pop("xl/workbook.xml"),
        "_rels/workbook.xml.rels": parts.pop("xl/_rels/workbook.xml.rels").replace(
            "worksheets/", "xl/worksheets/"
        ),
        "_rels/.rels": parts["_rels/.rels"].replace("xl/workbook", "/workbook"),
        "[Content_Types].xml": parts["[Content_Types].xml"].replace("sheet.main+xml", "x"),
    }
    assert rows_of(make.zipped((parts | moved).items())) == [(1, [5])]


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/sharedStrings.xml"])
def test_parts_that_are_named_and_not_there(make, name):
    rows = make.cell("<v>5</v>")
    assert rows_of(make.workbook(rows, without=[name])) == [(1, [5])]


def test_a_text_whose_part_is_not_there(make):
    content = make.workbook(make.cell("<v>0</v>", t="s"), without=["xl/sharedStrings.xml"])
    with pytest.raises(FileRefused, match=r"the part sharedStrings\.xml is missing"):
        read_workbook(content)


def test_the_encoding_utf8_without_a_hyphen(make):
    head = '<?xml version="1.0" encoding="utf8"?>'
    part = make.sheet_part(make.cell("<is><t>งาว</t></is>", t="inlineStr"))
    part = head + part.partition("?>")[2]
    assert rows_of(make.workbook(parts={make.SHEET: part})) == [(1, ["งาว"])]
    assert rows_of(make.workbook(parts={make.SHEET: "\ufeff" + part})) == [(1, ["งาว"])]


def test_rows_that_are_hidden_and_cells_that_are_struck_through(make):
    written = (
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
        f'<row r="4" hidden="0"><c r="A4" s="{make.STRUCK}"><v>1</v></c><c r="B4"><v>2</v></c>'
        f'<c r="C4" s="{make.STRUCK}"/></row>'
    )
    [grid] = read_workbook(make.workbook(written)).sheets
    assert (grid.hidden, grid.struck) == ({2}, {(4, 1)})
    assert list(grid.rows) == [(2, [1]), (4, [1, 2])]


def test_a_sheet_that_cannot_be_read_takes_no_room_from_the_others(make):
    many = make.sheet_part("<row/>" * 50_001)
    sheets = [("ยาว", many), ("แบบ", make.sheet_part(make.cell("<v>5</v>")))]
    long, form = read_workbook(make.workbook(sheets=sheets)).sheets
    assert (list(form.rows), form.refused) == ([(1, [5])], "")
    assert long.refused.startswith("sheet 'ยาว' has rows beyond the 50,000 that are read")


@pytest.mark.parametrize(
    ("code", "is_so"),
    [
        ("", False),
        ("General", False),
        ("0", False),
        ("#,##0", False),
        ("#,##0.00", False),
        ("[$-D00041E]#,##0", False),
        ('#,##0" คน"', False),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', False),
        ("#,##0;-#,##0;;@", False),
        ("[Red]0", False),
        ("[$฿-41E]#,##0", False),
        ("@", False),
        ("# ?/?", False),
        ("0,", True),
        ("#,##0,", True),
        ("0,,", True),
        ('0.0,"K"', True),
        ('0"00"', True),
        ("0\\0", True),
        ("[$1-41E]0", True),
        (";;;", True),
        ('"ครบ"', True),
        ("0.0E+00", True),
        ("[>=1000]0,;0", True),
        ("[<1000]0;0,", True),
        ("0;0,", False),
    ],
)
def test_number_formats_that_show_another_number(code, is_so):
    assert is_misleading(code) is is_so


def test_properties_that_are_texts_and_sheets_that_are_charts():
    book = openpyxl.Workbook()
    book.active["A1"] = "ที่"
    book.custom_doc_props.append(StringProperty(name="cddctl", value="form 1 & 2"))
    book.custom_doc_props.append(IntProperty(name="number", value=5))
    chart = book.create_chartsheet("กราฟ")
    bars = openpyxl.chart.BarChart()
    bars.add_data(openpyxl.chart.Reference(book.active, min_col=1, min_row=1, max_row=1))
    chart.add_chart(bars)
    read = read_workbook(saved(book))
    assert read.properties == (("cddctl", "form 1 & 2"),)
    assert read.charts == ("กราฟ",)
    assert [grid.sheet for grid in read.sheets] == ["Sheet"]


def test_a_table_of_all_districts_passes(make):
    names = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(6))
    rows = "".join(
        f"<row>{names}{f'<c><v>{n}</v></c>' * 9}"
        f'<c t="inlineStr"><is><t>หมายเหตุ {n}</t></is></c></row>'
        for n in range(24_000)
    )
    read = rows_of(make.workbook(rows, strings=STRINGS))
    assert len(read) == 24_000
    assert read[-1] == (24_000, read[0][1][:6] + [23_999] * 9 + ["หมายเหตุ 23999"])


# --- Read as an independent reader reads it --------------------------------------------------

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
).filter(lambda text: "_x" not in text and "\ufffe" not in text and "\uffff" not in text)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(moment(1900, 3, 1), moment(2100, 1, 1)).map(lambda d: d.replace(microsecond=0)),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.timedeltas(timedelta(0), timedelta(days=500)).map(lambda d: timedelta(seconds=d.seconds)),
)


@given(table=st.lists(st.lists(VALUES, max_size=6), max_size=6))
@settings(max_examples=60)
def test_every_value_is_read_as_openpyxl_reads_it(table):
    book = openpyxl.Workbook()
    for row, values in enumerate(table, 1):
        for column, value in enumerate(values, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also what looks like a formula or an error
    content = saved(book)
    expected = {
        (cell.row, cell.column): cell.value
        for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
        for cell in row
        if cell.value is not None
    }
    read = {
        (number, column): value
        for number, values in rows_of(content)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    assert read == expected
    assert {at: type(value) for at, value in read.items()} == {
        at: type(value) for at, value in expected.items()
    }


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_what_libreoffice_saves_is_read_without_loss(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "แบบรายงาน"
    sheet.append(["ที่", "ชื่อฐานข้อมูล", "จำนวน", "วันที่", "ร้อยละ", "รวม", "ข้อความ", "ผิด"])
    sheet.append([1, "ข้อมูลผู้นำ\nสองบรรทัด", 1200, date(2018, 9, 6), 0.5, "=C2*2", '="ก"&"ข"', "=1/0"])
    sheet["E2"].number_format = "0%"
    sheet["C2"].number_format = "[$-D00041E]#,##0"
    sheet.merge_cells("A4:H4")
    sheet["A4"] = "ผู้รายงาน"
    book.create_sheet("ซ่อน").sheet_state = "hidden"
    book.save(tmp_path / "form.xlsx")
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out",
         tmp_path / "form.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = read_workbook((tmp_path / "out" / "form.xlsx").read_bytes())
    form, hidden = read.sheets
    assert list(form.rows) == [
        (1, ["ที่", "ชื่อฐานข้อมูล", "จำนวน", "วันที่", "ร้อยละ", "รวม", "ข้อความ", "ผิด"]),
        (2, [1, "ข้อมูลผู้นำ\nสองบรรทัด", 1200, moment(2018, 9, 6), Unreadable("50%", PERCENT), 2400,
             Unreadable("กข", TYPE_IT), Unreadable("#DIV/0!", ERROR)]),
        (4, ["ผู้รายงาน"]),
    ]  # fmt: skip
    assert form.merged == (Area(4, 1, 4, 8),)
    assert hidden.sheet == "ซ่อน"


# --- Refused, naming the place ---------------------------------------------------------------

NO_VALUE = (
    "sheet 'แบบรายงาน', cell B3 holds {!r}, which is no value; type it anew and save it again"
)


@pytest.mark.parametrize(
    ("written", "kind", "shown"),
    [
        ("NaN", "n", "NaN"), ("INF", "n", "INF"), ("-inf", "n", "-inf"), ("1e999", "n", "1e999"),
        ("1_000", "n", "1_000"), ("๕", "n", "๕"), ("5 6", "n", "5 6"), ("1,200", "n", "1,200"),
        ("9" * 301, "n", "9" * 20), ("9" * 5000, "n", "9" * 20), ("0x10", "n", "0x10"),
        ("10", "s", "10"), ("-1", "s", "-1"), ("1.0", "s", "1.0"), ("²", "s", "²"),
        ("2", "b", "2"), ("TRUE", "b", "TRUE"), ("2018-13-01", "d", "2018-13-01"), ("5", "x", "5"),
    ],
)  # fmt: skip
def test_what_is_no_value(make, written, kind, shown):
    content = make.workbook(make.cell(f"<v>{written}</v>", "B3", t=kind), strings=STRINGS)
    (grid,) = read_workbook(content).sheets
    assert (grid.refused, list(grid.rows)) == (NO_VALUE.format(shown), [])


# --- What openpyxl reads from the same numbers and formats -----------------------------------

FORMAT_CODES = (
    "", "General", "0", "#,##0", "0.00%", "@", "d/m/yy", "[$-107041E]d mmm yy", "[h]:mm",
    "[ss].00", "[Red]0", '"วัน"0', "\\d0", "_d0", "0;d/m", '[$-th-TH,D00041E]d "เดือน" m',
    "h:mm AM/PM", "[mmm]0",
)  # fmt: skip


@pytest.mark.parametrize("code", FORMAT_CODES)
def test_a_format_is_of_a_date_where_openpyxl_says_so(code):
    assert is_date(code) == is_date_format(code)
    assert is_duration(code) == is_timedelta_format(code)


@pytest.mark.parametrize("number", [*range(14, 23), *range(45, 50), *range(15), *range(37, 45)])
def test_a_format_that_is_not_written_out_is_of_its_kind(number):
    known, whole = _builtin(str(number)), BUILTIN_FORMATS[number]
    for kind in (is_date, is_duration, is_percentage):
        assert kind(known) == kind(whole)
    assert is_date(known) or is_misleading(known) == is_misleading(whole)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(59, None), (62, None), (67, is_percentage), (71, is_date), (79, is_duration), (81, is_date)],
)
def test_the_formats_of_thai_excel_are_known(number, kind):
    kinds = (is_percentage, is_duration, is_date)
    assert next((k for k in kinds if k(_builtin(str(number)))), None) == kind


@given(
    st.integers(-10, 2_950_000)
    | st.floats(-10, 2_900_000, allow_nan=False)
    | st.sampled_from([0, 0.5, 0.99999999999, 1, 59, 59.5, 60, 61]),
    st.sampled_from([WINDOWS_EPOCH, MAC_EPOCH]),
)
def test_a_number_is_the_moment_that_openpyxl_reads(days, epoch):
    assert _moment(days, epoch, is_length=False) == from_excel(days, epoch)
