"""Files that must not get in, each refused for what is really wrong with it, and at little cost."""

import json
import random
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from cddctl.errors import FileRefused
from cddctl.intake.files import read_file
from cddctl.intake.grid import Grid

MEGABYTE = 1024 * 1024
LOL = (
    "<!DOCTYPE lolz [<!ENTITY lol0 'lol'>"
    + "".join(f"<!ENTITY lol{n + 1} '{f'&lol{n};' * 10}'>" for n in range(9))
    + "]>"
)
TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"
RELATIONS_OF_SHEETS = "xl/_rels/workbook.xml.rels"
PICTURE = "it is a picture; ask for the workbook itself (.xlsx), or type in what it shows"
OLD = "it is a workbook of the old kind (.xls); open it in Excel and save it as .xlsx"
GARBLED = "its Thai letters are garbled: it was once opened in the wrong encoding and saved so"
NEITHER = "it is neither a workbook nor a table; send an Excel workbook (.xlsx) or a CSV file"
DAMAGED = "the workbook is cut short or damaged ["
HARMFUL = "it holds declarations that no workbook has and that can do harm [{}]"
CHARACTER = "it holds a character that no file may have [{}]"
PASSWORD = "it is protected with a password; take that off in Excel"
TOO_LARGE = "unpacked it is far larger than a form or table; delete the empty rows and columns"
MANY_ROWS = (
    "has rows beyond the 50,000 that are read; delete the empty rows below the table and save it"
)
SHEET = "sheet 'แบบรายงาน'"

CASES = {}


def case(name, file_name, words):
    """A file, what it is called, and words of what is said of it."""

    def add(build):
        CASES[name] = (build, file_name, words)
        return build

    return add


def cases(file_name, **builds):
    """Several at once: a file and words for each."""
    for name, (build, words) in builds.items():
        case(name.replace("_", " "), file_name, words)(build)


def in_sheet(make, rows, **given):
    return make.workbook(rows, **given)


def noise(count):
    return random.Random(5201).randbytes(count)


# --- What is no workbook at all --------------------------------------------------------------

cases(
    "form.xlsx",
    nothing=(lambda _: b"", "the file is empty"),
    nothing_but_lines=(lambda _: b"\xef\xbb\xbf \r\n\r\n", "the file is empty"),
    noise=(lambda _: noise(20_000), NEITHER),
    a_picture=(lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise(500), PICTURE),
    a_photo=(lambda _: b"\xff\xd8\xff\xe1\0\x18Exif" + noise(500), PICTURE),
    a_photo_of_a_phone=(lambda _: b"\0\0\0\x24ftypheic\0\0\0\0" + noise(500), PICTURE),
    a_PDF=(
        lambda _: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        "it is a PDF; ask for the workbook itself (.xlsx), or type in what it shows",
    ),
    the_workbook_head_and_noise=(lambda _: b"PK\x03\x04" + noise(20_000), DAMAGED),
    a_web_page=(
        lambda _: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "it is a web page (HTML) under the name of a workbook; open it in Excel and save it as",
    ),
    a_web_page_with_a_mark=(
        lambda _: "<!DOCTYPE html>\n<html>".encode("utf-16"),
        "it is a web page (HTML) under the name of a workbook",
    ),
    a_CSV_file=(
        lambda _: "ที่,จำนวน\n1,5\n".encode(),
        "it is text, such as CSV, under the name of a workbook; name it .csv, or open it in Excel",
    ),
    an_XML_spreadsheet=(
        lambda _: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "it is an XML spreadsheet of Excel 2003; open it in Excel and save it as .xlsx",
    ),
    other_XML=(
        lambda _: b'<?xml version="1.0"?><Book/>',
        "it is text, such as CSV, under the name of a workbook",
    ),
    a_flat_OpenDocument_spreadsheet=(
        lambda _: (
            b'<?xml version="1.0"?>\n<office:document xmlns:office='
            b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
        ),
        "it is an OpenDocument spreadsheet",
    ),
    a_web_page_in_one_file=(
        lambda _: (
            b"From: <Saved by Excel>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
        ),
        "it is a web page in one file (.mht); open it in Excel and save it as .xlsx",
    ),
    an_old_workbook=(lambda make: make.old_office("Workbook"), OLD),
    an_older_workbook=(lambda make: make.old_office("Book"), OLD),
    an_old_workbook_in_capitals=(lambda make: make.old_office("WORKBOOK"), OLD),
    a_workbook_of_Excel_2=(lambda _: b"\x09\0\x04\0\x02\0\x10\0" + noise(99), OLD),
    a_workbook_of_Excel_3=(lambda _: b"\x09\x02\x06\0\0\0\x10\0" + noise(99), OLD),
    a_workbook_of_Excel_4=(lambda _: b"\x09\x04\x06\0\0\0\x10\0" + noise(99), OLD),
    an_old_letter=(
        lambda make: make.old_office("WordDocument"),
        "it is not a workbook but a file of another program",
    ),
    a_workbook_with_a_password=(
        lambda make: make.old_office("EncryptionInfo", "EncryptedPackage"),
        PASSWORD,
    ),
    a_Word_document=(
        lambda make: make.zipped([(TYPES, "<Types/>"), ("word/document.xml", "<document/>")]),
        "it is a Word document; send the workbook, saved as .xlsx",
    ),
    a_PowerPoint_file=(
        lambda make: make.zipped([(TYPES, "<Types/>"), ("ppt/presentation.xml", "<p/>")]),
        "it is a PowerPoint file",
    ),
    an_OpenDocument_spreadsheet=(
        lambda make: make.zipped(
            [
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", "<document/>"),
            ]
        ),
        "it is an OpenDocument spreadsheet (.ods); open it in LibreOffice or Excel",
    ),
    a_Numbers_file=(
        lambda make: make.zipped([("Index/Document.iwa", noise(50))]),
        "it is a Numbers or Pages file; export it as an Excel workbook (.xlsx)",
    ),
    a_binary_workbook=(
        lambda make: make.zipped([(TYPES, "<Types/>"), ("xl/workbook.bin", noise(50))]),
        "it is a binary workbook (.xlsb); open it in Excel and save it as .xlsx",
    ),
    a_packed_folder=(
        lambda make: make.zipped([("เมืองลำปาง/form.xlsx", make.workbook())]),
        "it is a packed folder (zip), not a workbook; unpack it",
    ),
    a_strict_workbook=(
        lambda make: make.workbook(
            parts={
                "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'
                ' conformance="strict"><sheets/></workbook>'
            }
        ),
        'it is a workbook of the kind "Strict Open XML"; save it in Excel as "Excel Workbook',
    ),
)

# --- What a workbook brings with it ----------------------------------------------------------

cases(
    "form.xlsx",
    macros=(
        lambda make: make.workbook(parts={"xl/vbaProject.bin": noise(99)}),
        "it holds macros; open it in Excel and save it as .xlsx, which leaves them out",
    ),
    macros_under_another_spelling=(
        lambda make: make.workbook(parts={"xl\\VBAPROJECT.BIN": noise(99)}),
        "it holds macros",
    ),
    a_sheet_of_macros=(
        lambda make: make.workbook(
            parts={
                RELATIONS_OF_SHEETS: make.parts_of()[RELATIONS_OF_SHEETS].replace(
                    f"{make.OFFICE}/relationships/worksheet",
                    "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
                )
            }
        ),
        "it holds macros",
    ),
    links=(
        lambda make: make.workbook(parts={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
        "it takes values from other workbooks; in Excel choose Data, Edit Links, Break Link",
    ),
    connections=(
        lambda make: make.workbook(parts={"xl/connections.xml": "<connections/>"}),
        "it takes data from elsewhere; in Excel delete them under Data, Queries & Connections",
    ),
)  # fmt: skip

# --- The archive -----------------------------------------------------------------------------


def many_tags():
    """More than are gone through, in a part that packs no tighter than an honest one."""
    tags = ["<b/>" * 40 + noise(300).hex()[n % 500 :][:4] for n in range(130_000)]
    return f"<a>{''.join(tags)}</a>"


@case("a part that tells less than its size", "form.xlsx", DAMAGED)
def _(make):
    big = make.workbook("<row/>" * 40_000)
    return make.altered(big, make.SHEET, 24, "<I", 300)


@case("a part that tells more than its size", "form.xlsx", "sheet1.xml has another size]")
def _(make):
    return make.altered(make.workbook(), make.SHEET, 24, "<I", 100_000)


@case("a bomb that tells a small size", "form.xlsx", DAMAGED)
def _(make):
    bomb = make.workbook(parts={make.SHEET: make.sheet_part(" " * 60 * MEGABYTE)})
    return make.altered(bomb, make.SHEET, 24, "<I", 5_000)


@case("an altered part", "form.xlsx", "Bad CRC-32")
def _(make):
    return make.altered(make.workbook(), make.SHEET, 16, "<I", 5201)


@case("a part with a password", "form.xlsx", PASSWORD)
def _(make):
    return make.altered(make.workbook(), make.SHEET, 8, "<H", 1)


@case("parts that lie over each other", "form.xlsx", "lies over another]")
def _(make):
    return make.altered(make.workbook(), "xl/sharedStrings.xml", 42, "<I", 0)


@case("a part packed in another way", "form.xlsx", "[Content_Types].xml is packed oddly]")
def _(make):
    return make.zipped(make.parts_of().items(), pack=zipfile.ZIP_LZMA)


@case("many parts without an end to count them", "form.xlsx", DAMAGED)
def _(make):
    return make.zipped([(f"xl/{n}.xml", "") for n in range(1_500)])[:-22]


cases(
    "form.xlsx",
    cut_short=(lambda make: make.workbook()[:-200], DAMAGED),
    cut_at_half=(lambda make: make.workbook()[:1500], DAMAGED),
    noise_after_a_good_head=(lambda make: make.workbook()[:1000] + noise(20_000), DAMAGED),
    noise_within=(
        lambda make: make.workbook()[:900] + noise(200) + make.workbook()[1100:],
        DAMAGED,
    ),
    a_bomb=(
        lambda make: make.workbook(parts={make.SHEET: make.sheet_part(" " * 12 * MEGABYTE)}),
        TOO_LARGE,
    ),
    a_bomb_of_many_parts=(
        lambda make: make.workbook(
            parts={f"xl/media/{n}.xml": " " * (MEGABYTE - 1) for n in range(45)}
        ),
        TOO_LARGE,
    ),
    half_a_million_texts=(
        lambda make: make.workbook(
            parts={
                "xl/sharedStrings.xml": f'<sst xmlns="{make.MAIN}">{"<si/>" * 500_000}'
                f"<!--{noise(20_000).hex()}--></sst>"
            }
        ),
        TOO_LARGE,
    ),
    millions_of_tags=(
        lambda make: make.workbook(parts={"docProps/app.xml": many_tags()}),
        TOO_LARGE,
    ),
    a_tag_with_very_many_attributes=(
        lambda make: make.workbook(
            parts={"docProps/app.xml": "<a " + " ".join(f"a{n}=''" for n in range(10**6)) + "/>"}
        ),
        TOO_LARGE,
    ),
    a_bomb_in_a_bomb=(
        lambda make: make.workbook(
            parts={"xl/embeddings/a.xlsx": make.zipped([("b", b"\0" * 50 * MEGABYTE)]) * 99}
        ),
        TOO_LARGE,
    ),
    very_many_parts=(
        lambda make: make.workbook(parts={f"xl/{n}.xml": "" for n in range(60_000)}),
        "it holds more than 2,000 parts, and a workbook has a few; copy the sheet",
    ),
    a_part_twice=(
        lambda make: make.zipped(
            [*make.parts_of().items(), (make.SHEET, make.sheet_part(make.cell("<v>9</v>")))]
        ),
        "the part xl/worksheets/sheet1.xml is in it twice]",
    ),
    a_part_twice_in_other_letters=(
        lambda make: make.workbook(parts={"XL/Worksheets/Sheet1.XML": make.sheet_part()}),
        "the part XL/Worksheets/Sheet1.XML is in it twice]",
    ),
    no_list_of_sheets=(
        lambda make: make.workbook(without=["xl/workbook.xml"]),
        "the part xl/workbook.xml is missing]",
    ),
    a_sheet_that_is_missing=(
        lambda make: make.workbook(without=[make.SHEET]),
        SHEET + " is missing]",
    ),
    a_sheet_that_is_something_else=(
        lambda make: make.workbook(parts={make.SHEET: make.sheet_part(root="dialogsheet")}),
        DAMAGED + "xl/worksheets/sheet1.xml]",
    ),
    no_sheet=(
        lambda make: make.workbook(
            parts={"xl/workbook.xml": f'<workbook xmlns="{make.MAIN}"><sheets/></workbook>'}
        ),
        "it has no sheet]",
    ),
)

# --- Names that would spoil the message ------------------------------------------------------

cases(
    "form.xlsx",
    a_part_of_many_lines=(
        lambda make: make.zipped([*make.parts_of().items(), ("a\n\x1b[2J.xml", "<a>")]),
        DAMAGED + "a??[2J.xml, line 1]",
    ),
    a_list_of_sheets_of_many_lines=(
        lambda make: make.workbook(
            parts={
                RELATIONS: make.parts_of()[RELATIONS].replace(
                    "xl/workbook", "xl/&#10;" + "w" * 9999
                )
            },
            without=["xl/workbook.xml"],
        ),
        DAMAGED + "the part xl/?www",
    ),
    a_sheet_of_a_very_long_name=(
        lambda make: make.workbook(
            sheets=[("&#10;" + "ก" * 9999, make.sheet_part(make.cell("<v>x</v>")))]
        ),
        "ก', cell A1 holds 'x', which is no value",
    ),
    a_cell_of_many_lines=(
        lambda make: in_sheet(make, '<row r="1"><c r="&#10;A1"/></row>'),
        SHEET + " has a cell '\\nA1' in row 1",
    ),
    a_row_of_many_lines=(lambda make: in_sheet(make, '<row r="&#10;1"/>'), "has a row '\\n1',"),
)

# --- The markup ------------------------------------------------------------------------------

SHEET_PART = "xl/worksheets/sheet1.xml"


def encoded(name):
    return f'<?xml version="1.0" encoding="{name}"?><a>\\d</a>'


def deep(count):
    return "<a>" * count + "</a>" * count


cases(
    "form.xlsx",
    entities_that_grow_in_a_sheet=(
        lambda make: make.workbook(
            parts={make.SHEET: LOL + f'<worksheet xmlns="{make.MAIN}">&lol9;</worksheet>'}
        ),
        HARMFUL.format(SHEET_PART),
    ),
    entities_that_grow_in_the_texts=(
        lambda make: make.workbook(
            parts={"xl/sharedStrings.xml": LOL + f'<sst xmlns="{make.MAIN}">&lol9;</sst>'}
        ),
        HARMFUL.format("xl/sharedStrings.xml"),
    ),
    entities_that_grow_where_nothing_is_read=(
        lambda make: make.workbook(parts={"docProps/app.xml": LOL + "<a>&lol9;</a>"}),
        HARMFUL.format("docProps/app.xml"),
    ),
    an_entity_from_a_file=(
        lambda make: make.workbook(
            parts={
                make.SHEET: '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                f'<worksheet xmlns="{make.MAIN}">&a;</worksheet>'
            }
        ),
        HARMFUL.format(SHEET_PART),
    ),
    a_document_type_without_entities=(
        lambda make: make.workbook(
            parts={"xl/styles.xml": f'<!DOCTYPE styleSheet><styleSheet xmlns="{make.MAIN}"/>'}
        ),
        HARMFUL.format("xl/styles.xml"),
    ),
    an_entity_of_nowhere=(
        lambda make: in_sheet(make, make.cell("<v>&nbsp;</v>")),
        DAMAGED + "xl/worksheets/sheet1.xml, line 2]",
    ),
    markup_cut_short=(
        lambda make: make.workbook(parts={make.SHEET: make.sheet_part("<row/>" * 9)[:-20]}),
        DAMAGED + "xl/worksheets/sheet1.xml, line 2]",
    ),
    markup_closed_in_another_order=(
        lambda make: in_sheet(make, "<row><c></row></c>"),
        DAMAGED + "xl/worksheets/sheet1.xml, line 2]",
    ),
    a_part_without_anything=(
        lambda make: make.workbook(parts={"docProps/core.xml": ""}),
        DAMAGED + "docProps/core.xml, line 1]",
    ),
    a_hundred_levels=(
        lambda make: in_sheet(make, deep(100)),
        "too tangled: xl/worksheets/sheet1.xml]",
    ),
    very_many_names_of_tags=(
        lambda make: make.workbook(
            parts={"docProps/app.xml": f"<a>{''.join(f'<a{n}/>' for n in range(10**6))}</a>"}
        ),
        "too tangled: docProps/app.xml]",
    ),
    very_many_names_of_attributes=(
        lambda make: make.workbook(
            parts={
                "docProps/app.xml": "<a>"
                + "".join(f"<b c{n}='{n}'/>" for n in range(10**6))
                + "</a>"
            }
        ),
        "too tangled: docProps/app.xml]",
    ),
    very_many_namespaces=(
        lambda make: make.workbook(
            parts={
                "docProps/app.xml": "<a>"
                + "".join(f"<b xmlns:c{n}='{n}'/>" for n in range(10**6))
                + "</a>"
            }
        ),
        "too tangled: docProps/app.xml]",
    ),
    a_million_levels=(
        lambda make: make.workbook(
            parts={"xl/theme/theme1.xml": deep(MEGABYTE) + noise(40_000).hex()}
        ),
        "too tangled: xl/theme/theme1.xml]",
    ),
    an_encoding_that_there_is_not=(
        lambda make: make.workbook(parts={"xl/styles.xml": encoded("TTF-8")}),
        DAMAGED + "xl/styles.xml, line 1]",
    ),
    an_encoding_of_several_bytes=(
        lambda make: make.workbook(parts={"xl/styles.xml": encoded("gb18030")}),
        DAMAGED + "xl/styles.xml, line 1]",
    ),
    an_encoding_that_is_no_text=(
        lambda make: make.workbook(parts={"docProps/app.xml": encoded("zlib_codec")}),
        DAMAGED + "docProps/app.xml, line 1]",
    ),
    an_encoding_that_runs_escapes=(
        lambda make: make.workbook(parts={"docProps/app.xml": encoded("unicode_escape")}),
        DAMAGED + "docProps/app.xml, line 1]",
    ),
    a_NUL_in_a_text=(
        lambda make: in_sheet(make, make.cell("<is><t>a\0b</t></is>", t="inlineStr")),
        CHARACTER.format("xl/worksheets/sheet1.xml, line 2"),
    ),
    a_NUL_by_its_number=(
        lambda make: in_sheet(make, make.cell("<is><t>a&#0;b</t></is>", t="inlineStr")),
        CHARACTER.format("xl/worksheets/sheet1.xml, line 2"),
    ),
    half_a_character_by_its_number=(
        lambda make: in_sheet(make, make.cell("<is><t>&#xD800;</t></is>", t="inlineStr")),
        CHARACTER.format("xl/worksheets/sheet1.xml, line 2"),
    ),
    half_a_character=(
        lambda make: make.workbook(
            parts={
                "xl/sharedStrings.xml": f'<sst xmlns="{make.MAIN}"><si><t>'.encode()
                + b"\xed\xa0\x80</t></si></sst>"
            }
        ),
        CHARACTER.format("xl/sharedStrings.xml, line 1"),
    ),
    Thai_Windows_letters_said_to_be_UTF8=(
        lambda make: make.workbook(
            parts={make.SHEET: make.sheet_part(make.cell("<v>ก</v>", t="str")).encode("cp874")}
        ),
        CHARACTER.format("xl/worksheets/sheet1.xml, line 2"),
    ),
)  # fmt: skip

# --- Cells -----------------------------------------------------------------------------------


def filled(rows, columns):
    row = "<row>" + "<c><v>1</v></c>" * columns + "</row>"
    return row * rows


cases(
    "form.xlsx",
    a_cell_in_the_last_corner=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "XFD1048576")),
        SHEET + ", cell XFD1048576 lies far outside a form or table; delete what is there",
    ),
    a_cell_far_to_the_right=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "BM5")),
        SHEET + ", cell BM5 lies far outside",
    ),
    a_cell_far_down=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "A50001")),
        SHEET + ", cell A50001 lies far outside",
    ),
    a_formula_far_away=(
        lambda make: in_sheet(make, make.cell("<f>1</f>", "XFD7")),
        SHEET + ", cell XFD7 lies far outside",
    ),
    a_column_beyond_the_last=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "XFE1")),
        SHEET + " has a cell 'XFE1' in row 1, which no workbook can have",
    ),
    a_column_of_four_letters=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "AAAA1")),
        SHEET + " has a cell 'AAAA1' in row 1",
    ),
    a_row_beyond_the_last=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "A1048577")),
        SHEET + " has a row '1048577', which no workbook can have",
    ),
    a_row_of_very_great_number=(
        lambda make: in_sheet(make, make.cell("<v>1</v>", "A1000000000000")),
        SHEET + " has a row '1000000000000', which no workbook can have",
    ),
    a_row_of_no_number=(lambda make: in_sheet(make, '<row r="-1"/>'), SHEET + " has a row '-1',"),
    a_row_zero=(lambda make: in_sheet(make, '<row r="0"/>'), SHEET + " has a row '0',"),
    a_cell_in_another_row=(
        lambda make: in_sheet(make, '<row r="5"><c r="B7"><v>1</v></c></row>'),
        SHEET + " has a cell 'B7' in row 5, which no workbook can have",
    ),
    a_cell_of_no_place=(
        lambda make: in_sheet(make, '<row r="5"><c r="5B"><v>1</v></c></row>'),
        SHEET + " has a cell '5B' in row 5",
    ),
    a_cell_of_no_row=(
        lambda make: in_sheet(make, '<row r="5"/><c r="B5"><v>1</v></c>'),
        SHEET + ", a cell outside its row]",
    ),
    a_cell_in_a_cell=(
        lambda make: in_sheet(make, "<row><c><c><v>1</v></c></c></row>"),
        SHEET + ", a cell outside its row]",
    ),
    a_cell_twice=(
        lambda make: in_sheet(make, '<row r="1">' + '<c r="B1"><v>1</v></c>' * 2 + "</row>"),
        SHEET + ", cell B1 is in the file twice; open it in Excel and save it again",
    ),
    a_cell_twice_once_empty=(
        lambda make: in_sheet(make, '<row r="1"><c r="B1"><v>1</v></c><c r="B1"/></row>'),
        SHEET + ", cell B1 is in the file twice",
    ),
    a_cell_twice_in_a_row_that_comes_twice=(
        lambda make: in_sheet(make, make.cell("<v>1</v>") + make.cell("<v>2</v>")),
        SHEET + ", cell A1 is in the file twice",
    ),
    a_cell_twice_without_its_place=(
        lambda make: in_sheet(make, '<row r="1"><c r="B1"><v>1</v></c><c r="A1"/><c/></row>'),
        SHEET + ", cell B1 is in the file twice",
    ),
    not_a_number=(
        lambda make: in_sheet(make, make.cell("<v>NaN</v>", "H9")),
        SHEET + ", cell H9 holds 'NaN', which is no value; type it anew",
    ),
    an_infinite_number=(
        lambda make: in_sheet(make, make.cell("<v>1e400</v>", "H9")),
        SHEET + ", cell H9 holds '1e400', which is no value",
    ),
    a_text_that_is_not_there=(
        lambda make: in_sheet(make, make.cell("<v>7</v>", "H9", t="s")),
        SHEET + ", cell H9 holds '7', which is no value",
    ),
    a_million_empty_rows=(lambda make: in_sheet(make, "<row/>" * 10**6), TOO_LARGE),
    a_million_numbered_empty_rows=(
        lambda make: in_sheet(make, "".join(f'<row r="{n}"/>' for n in range(1, 10**6))),
        SHEET + " " + MANY_ROWS,
    ),
    rows_spread_over_sheets=(
        lambda make: make.workbook(
            sheets=[(f"s{n}", make.sheet_part("<row/>" * 2_000)) for n in range(40)]
        ),
        "sheet 's25' " + MANY_ROWS,
    ),
    very_many_cells=(
        lambda make: in_sheet(make, "".join(
            f'<row r="{n}">' + f'<c s="{n % 7}"/>' * 40 + "</row>" for n in range(1, 12_000)
        )),
        SHEET + " has cells beyond the 400,000 that are read; delete the rows and columns",
    ),
    many_merged_cells=(
        lambda make: in_sheet(make, "", after="".join(
            f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 9_000)
        )),
        SHEET + ", merged cells]",
    ),
    merged_cells_of_no_place=(
        lambda make: in_sheet(make, "", after='<mergeCell ref="A1:5"/>'),
        SHEET + ", merged cells]",
    ),
    merged_cells_without_a_place=(
        lambda make: in_sheet(make, "", after="<mergeCell/>"),
        SHEET + ", merged cells]",
    ),
    a_thousand_sheets=(
        lambda make: make.workbook(sheets=[(f"s{n}", make.sheet_part()) for n in range(1_000)]),
        "it has more than 50 sheets; copy those that are meant into a new workbook",
    ),
)  # fmt: skip

# --- Text ------------------------------------------------------------------------------------

HEAD = b"province,district,persons\n"
THAI = "ลำปาง,เมืองลำปาง,5\n"

cases(
    "table.csv",
    nothing_in_a_table=(lambda _: b"\xff\xfe", "the file is empty"),
    noise_as_a_table=(lambda _: noise(20_000), NEITHER),
    a_picture_as_a_table=(lambda _: b"\xff\xd8\xff\xe0" + noise(500), PICTURE),
    Thai_that_was_read_as_Thai_Windows=(
        lambda _: "อำเภอ,ฐานข้อมูล\n".encode().decode("cp874", "replace").encode(),
        GARBLED,
    ),
    a_web_page_as_a_table=(
        lambda _: b"<!-- x --><table><tr><td>1</td></tr></table>",
        "it is a web page (HTML); open it in Excel and save it as .xlsx",
    ),
    comments_without_end=(lambda _: b"<!---->" * 500, "it is a web page (HTML)"),
    a_NUL_in_a_table=(
        lambda _: HEAD + THAI.encode() + b"a,b\0,c\n",
        "line 3 holds a character that no text has (NUL)",
    ),
    a_NUL_in_a_table_of_two_byte_letters=(
        lambda _: "a,b\nc,\0\n".encode("utf-16"),
        "line 2 holds a character that no text has (NUL)",
    ),
    half_a_character_in_a_table=(
        lambda _: b"\xff\xfea\0\0\xd8b\0",
        "the text is cut short or damaged; save it again as CSV UTF-8",
    ),
    half_a_character_in_UTF8=(
        lambda _: HEAD + THAI.encode() + b"a,\xed\xa0\x80,c\n",
        "line 3 is in another character encoding than the lines before it",
    ),
    Thai_Windows_after_UTF8=(
        lambda _: HEAD + THAI.encode() * 3 + THAI.encode("cp874"),
        "line 5 is in another character encoding than the lines before it",
    ),
    UTF8_after_Thai_Windows=(
        lambda _: HEAD + THAI.encode("cp874") * 3 + THAI.encode() + THAI.encode("cp874"),
        "line 5 is in another character encoding than the lines before it",
    ),
    Thai_Windows_after_the_mark_of_UTF8=(
        lambda _: b"\xef\xbb\xbf" + HEAD + THAI.encode("cp874"),
        "line 2 is in another character encoding than the lines before it",
    ),
    no_known_encoding=(
        lambda _: HEAD + b"a,\xdb\xdc,c\n",
        "line 2 is neither UTF-8 nor Thai Windows text",
    ),
    cut_within_a_letter=(
        lambda _: HEAD + THAI.encode() + "ก".encode()[:2],
        "line 3 is in another character encoding than the lines before it",
    ),
    quotes_never_closed=(
        lambda _: HEAD + b'a,b,1\na,"b,2\n' + b"a,b,3\n" * 20,
        "the quotes opened on line 3 are never closed; close or delete them",
    ),
    quotes_never_closed_in_a_long_table=(
        lambda _: HEAD + b'a,"b,2\n' + b"a,b,3\n" * 100_000,
        "the text that begins on line 2 is too long; are its quotes closed?",
    ),
    text_after_quotes=(
        lambda _: HEAD + b'a,"b" c,2\n',
        "line 2: there is text after closing quotes",
    ),
    very_many_columns=(
        lambda _: HEAD + b"a," * 70 + b"\n",
        "line 2 has 71 columns, more than a table has (64); delete the columns to the right",
    ),
    a_million_columns=(lambda _: HEAD + b"," * 10**6, "line 2 has 1,000,001 columns"),
    a_million_empty_lines=(
        lambda _: HEAD + b"\n" * 10**6,
        "it has more than 300,000 lines; delete the empty lines below the table",
    ),
    a_million_lines_of_commas=(
        lambda _: HEAD + b",,,,\r\n" * 10**6,
        "it has more than 300,000 lines",
    ),
    a_very_long_text=(
        lambda _: HEAD + b"a," + b"b" * 10**7,
        "the text that begins on line 2 is too long",
    ),
)


def read_whole(content, name):
    held = read_file(content, name)
    if isinstance(held, Grid):
        return list(held.rows)
    for grid in held.sheets:
        if grid.refused:
            raise FileRefused(grid.refused)
    return held.sheets


@pytest.fixture(scope="module")
def built(make):
    """The file of a case."""
    return cache(lambda name: CASES[name][0](make))


@pytest.mark.parametrize("name", CASES)
def test_refused_for_what_is_wrong_with_it(built, name):
    _build, file_name, words = CASES[name]
    with pytest.raises(FileRefused) as refused:
        read_whole(built(name), file_name)
    message = str(refused.value)
    assert words in message
    assert message.isprintable()
    assert len(message) < 300


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """Reads a file in a process with little memory and time, and tells what became of it."""
    script = Path(__file__).with_name("within_limits.py")
    folder = tmp_path_factory.mktemp("hostile")
    with subprocess.Popen(
        [sys.executable, script, "200"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def read(content, file_name):
            path = folder / file_name
            path.write_bytes(content)
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield read
        process.stdin.close()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured on Linux")
@pytest.mark.parametrize("name", CASES)
def test_refused_at_little_cost(built, reader, name):
    _build, file_name, words = CASES[name]
    result = reader(built(name), file_name)
    assert words in (result["refused"] or str(result))
    assert result["megabytes"] < 200
