"""The whole round with LibreOffice: it fills the forms in, as districts do, and saves them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing, suppress
from html import escape
from pathlib import Path

import pytest

from cddctl.places import districts, find_province

SOFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed; it fills the forms in here"
)

MONTH = ("--month", "2018-09")
FORMS = "forms-lampang-2561-09"
XLSX, ODS, CSV = "Calc MS Excel 2007 XML", "calc8", "Text - txt - csv (StarCalc)"
CSV_OPTIONS = "44,34,76,1"
"""Commas, quotes, UTF-8, from the first line on."""

# --- LibreOffice, told what to do in its own Basic ----------------------------------------------

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element
 library:name="Round"/></library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Round"
 script:language="StarBasic">{}</script:module>"""
_BASIC = """
Function Opened(path As String, filter As String, options As String)
  Dim told(2) As New com.sun.star.beans.PropertyValue
  told(0).Name = "Hidden" : told(0).Value = True
  told(1).Name = "FilterName" : told(1).Value = filter
  told(2).Name = "FilterOptions" : told(2).Value = options
  Opened = StarDesktop.loadComponentFromURL(ConvertToURL(path), "_blank", 0, told())
End Function

Sub Save(book, path As String, filter As String, options As String)
  Dim told(1) As New com.sun.star.beans.PropertyValue
  told(0).Name = "FilterName" : told(0).Value = filter
  told(1).Name = "FilterOptions" : told(1).Value = options
  book.storeToURL(ConvertToURL(path), told())
  book.close(True)
End Sub

Sub Descending(area)
  Dim field As New com.sun.star.table.TableSortField
  field.Field = 0
  field.IsAscending = False
  Dim told(1) As New com.sun.star.beans.PropertyValue
  told(0).Name = "SortFields" : told(0).Value = Array(field)
  told(1).Name = "ContainsHeader" : told(1).Value = False
  area.sort(told())
End Sub

Sub Main(log As String)
  Dim said As String
  On Error GoTo Wrong
  {calls}
  said = "done"
  GoTo Finished
Wrong:
  said = "line " & Erl & ": " & Error$
Finished:
  Open log For Output As #1
  Print #1, said
  Close #1
  StarDesktop.terminate()
End Sub
"""


def quoted(text):
    return '"' + str(text).replace('"', '""') + '"'


class Hand:
    """What is done with one file, one after the other."""

    def __init__(self, path, kind="", options=""):
        self.lines = []
        self.opens(path, kind, options)

    def opens(self, path, kind="", options=""):
        opened = f"Opened({quoted(path)}, {quoted(kind)}, {quoted(options)})"
        self.lines += [f"book = {opened}", "sheet = book.Sheets.getByIndex(0)"]
        return self

    def does(self, *lines):
        self.lines += lines
        return self

    def writes(self, cell, value):
        """A number, a formula, or else a text, which stays one."""
        how, typed = "setString", quoted(value)
        if isinstance(value, int | float):
            how, typed = "setValue", str(value)
        elif value.startswith("="):
            how = "setFormula"
        return self.does(f"sheet.getCellRangeByName({quoted(cell)}).{how}({typed})")

    def saves(self, path, kind=XLSX, options=""):
        return self.does(f"Save(book, {quoted(path)}, {quoted(kind)}, {quoted(options)})")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Let LibreOffice do what hands do, in one run of it."""
    folder = tmp_path_factory.mktemp("office")
    command = [
        SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--norestore",
    ]  # fmt: skip

    def runs(*args):
        """Run it to its end, or end it with all that it started."""
        quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        child = subprocess.Popen([*command, *args], **quiet, start_new_session=True)
        try:
            assert child.wait(timeout=60) == 0
        finally:
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)

    # The first run makes the profile, and an empty library in it.
    runs("--terminate_after_init")
    library = folder / "profile" / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")

    def office(*hands):
        subs = [
            f"Sub Do{n}\n" + "\n".join(hand.lines) + "\nEnd Sub" for n, hand in enumerate(hands)
        ]
        calls = "\n  ".join(f"Do{number}" for number in range(len(hands)))
        basic = "\n".join([*subs, _BASIC.replace("{calls}", calls)])
        (library / "Round.xba").write_text(_MODULE.format(escape(basic)), encoding="utf-8")
        log = folder / "log.txt"
        log.unlink(missing_ok=True)
        runs(f"macro:///Standard.Round.Main({log})")
        assert log.read_text(encoding="utf-8").strip() == "done"

    return office


# --- What the districts have, kept apart from what they write -----------------------------------

ROWS = {
    "cd-standards": (10, {"persons": "E", "networks": "F", "groups": "G", "places": "I"}),
    "leaders": (11, {"persons": "E"}),
    "volunteer-leader-assessment": (12, {"persons": "E"}),
    "groups": (13, {"networks": "F", "groups": "G", "places": "I"}),
    "savings-groups": (14, {"savings_groups": "H"}),
    "poverty-alleviation": (15, {"places": "I"}),
    "fund-institutions": (16, {"places": "I"}),
    "fund-networks": (17, {"networks": "F"}),
}
"""The databases of the form, their rows, and the columns of their units."""

NOT_YET = "หลังการรับรองเดือนกันยายน"
CODES = [district.code for district in districts(find_province("lampang"))]


def _have(number):
    """What the district of a number has: total and recorded, by database."""
    have = {
        database: (
            sum(sizes := [1000 + 100 * row + 7 * number + unit for unit, _ in enumerate(units)]),
            dict(zip(units, [size - number for size in sizes], strict=True)),
        )
        for database, (row, units) in ROWS.items()
    }
    have["fund-networks"] = 30 + number, {"networks": 30 + number}
    if number in {5, 6}:
        have["cd-standards"] = None, {}
        have["fund-networks"] = 0, {"networks": 0}
    if number == 8:
        del have["fund-institutions"]
    return have


ACCOUNT = {code: _have(number) for number, code in enumerate(CODES, 1)}
"""By district and database; a total of None is not applicable yet."""

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WRITTEN = {
    "5202": lambda count: str(count).translate(THAI_DIGITS),
    "5203": lambda count: f"{count:,}",
    "5204": lambda count: f"  {count:,} ",
    "5205": lambda count: count or "ไม่มี",
    "5207": lambda count: f"={count - 5}+5",
    "5213": lambda count: f"{count:,}".translate(THAI_DIGITS),
}
"""How counts are written where it is not as plain numbers."""


def filled(hand, code):
    """Write what a district has into its form, in its own way."""
    written = WRITTEN.get(code, lambda count: count)
    for database, (total, recorded) in ACCOUNT[code].items():
        row, units = ROWS[database]
        if total is None:
            hand.writes(f"K{row}", NOT_YET)
            if code == "5206":
                hand.writes(f"J{row}", "ยังไม่ถึงเวลา")
            else:
                for column in ("D", *units.values()):
                    hand.writes(f"{column}{row}", "-")
        elif total == 0 and code == "5206":
            hand.writes(f"J{row}", "ไม่มีข้อมูล = 0")
        else:
            hand.writes(f"D{row}", written(total))
            for unit, count in recorded.items():
                hand.writes(f"{units[unit]}{row}", written(count))
    return hand


UNLOCK = 'sheet.unprotect("")'


@pytest.fixture
def returned(office, here, register, work):
    """The forms as they come back; two of them are wrong."""
    here("forms", "--register", register, *MONTH, check=0)
    came = work / "ส่งกลับ"
    came.mkdir()
    hands = {}
    for path in sorted((work / FORMS).iterdir()):
        code = path.name.split("-")[1]
        hands[code] = filled(Hand(path), code)
    hands["5201"].writes("K11", "ตรวจแล้ว").saves(came / "แบบเมืองลำปาง (ส่งครั้งที่ 1).xlsx")
    hands["5206"].writes("J11", "มีข้อมูล")
    hands["5208"].does(UNLOCK, "sheet.Rows.getByIndex(15).IsVisible = False")
    hands["5209"].does(
        'book.Sheets.insertNewByName("บันทึกช่วยจำ", 0)',
        'book.Sheets.getByIndex(0).getCellRangeByName("A1").setString("โทร. ถามตำบล")',
    )
    hands["5210"].does(UNLOCK, 'Descending(sheet.getCellRangeByName("A10:L17"))')
    between = work / "between.ods"
    hands["5211"].saves(between, ODS).opens(between)
    hands["5212"].writes("D11", 12.5)
    total, _recorded = ACCOUNT["5213"]["savings-groups"]
    hands["5213"].writes("H14", f"{total + 1}")
    for code, hand in hands.items():
        if code != "5201":
            hand.saves(came / f"{code}.xlsx")
    office(*hands.values())
    between.unlink()
    return came


@pytest.fixture
def taken(here, register):
    def taken(*args, **options):
        return here("record", "--register", register, "--from", *args, **options)

    return taken


@pytest.fixture
def reported(here, register):
    """The report's total and recorded of each database that has any."""

    def reported(*args):
        result = here("report", "--register", register, *MONTH, "--format", "json", *args, check=0)
        found = {}
        for row in json.loads(result.out)["rows"]:
            if row["database"] in ROWS and row["total"] is not None:
                counts = {unit: n for unit, n in row["recorded"].items() if n is not None}
                found[row["database"]] = row["total"], counts
        return found

    return reported


def sums(codes):
    """The account's sums over districts."""
    totals, counts = Counter(), {database: Counter() for database in ROWS}
    for code in codes:
        for database, (total, recorded) in ACCOUNT[code].items():
            totals[database] += total or 0
            counts[database].update(recorded)
    return {database: (totals[database], dict(counts[database])) for database in ROWS}


def test_a_round(returned, taken, reported, office, register, work):
    assert len(list(returned.iterdir())) == 13
    # Two are refused, with their cells; the others are taken.
    first = taken("ส่งกลับ", check=3)
    refused = [line for line in first.err.splitlines() if line.startswith("error: ")]
    total, _recorded = ACCOUNT["5213"]["savings-groups"]
    assert refused == [
        (
            f"error: {Path('ส่งกลับ', '5212.xlsx')}: sheet 'ห้างฉัตร', cell D11: "
            "'12.5' is not a count: write a whole number, without fraction or sign"
        ),
        (
            f"error: {Path('ส่งกลับ', '5213.xlsx')}: sheet 'เมืองปาน', cell D14: "
            f"recorded {total + 1:,} is above the total {total:,}; "
            "mend the numbers, or say why in a note"
        ),
    ]
    assert "\n13 files: 87 added, 0 updated, 0 unchanged; 2 files refused\n" in first.out
    told = [line for line in first.err.splitlines() if line not in refused]
    assert told == [f"not read: {Path('ส่งกลับ', '5209.xlsx')}: sheet 'บันทึกช่วยจำ'"]
    assert reported() == sums(CODES[:11])
    # They are mended.
    count = ACCOUNT["5212"]["leaders"][0]
    mended = [
        Hand(returned / "5212.xlsx").writes("D11", count).saves(returned / "5212.xlsx"),
        Hand(returned / "5213.xlsx").writes("H14", total - 13).saves(returned / "5213.xlsx"),
    ]
    office(*mended)
    before = register.read_bytes()
    dry = taken("ส่งกลับ", "--dry-run", check=0)
    assert register.read_bytes() == before
    second = taken("ส่งกลับ", check=0)
    assert (
        dry.out.replace("to record", "recorded ")
        .replace(" (dry run: nothing was recorded)", "")
        .split()
        == second.out.split()
    )
    assert dry.err == second.err
    assert reported() == sums(CODES)
    for code in CODES:
        assert reported("--district", code) == {
            database: (total, recorded)
            for database, (total, recorded) in ACCOUNT[code].items()
            if total is not None
        }
    # The same once more, under other names too, adds nothing.
    before = register.read_bytes()
    for number, path in enumerate(sorted(returned.iterdir())):
        path.rename(work / f"{number}.xlsx")
    third = taken("*.xlsx", check=0)
    assert register.read_bytes() == before
    assert "\n13 files: 0 added, 0 updated, 103 unchanged\n" in third.out
    with closing(sqlite3.connect(register)) as book:
        (stood,) = book.execute("SELECT count(*) FROM entries").fetchone()
    assert stood == sum(map(len, ACCOUNT.values())) == 103


# --- Tables, opened and saved by LibreOffice --------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_of_the_program_filled_in(office, here, register, taken, reported, work, kind):
    here("forms", "--register", register, *MONTH, "--csv", "-o", work / "table.csv", check=0)
    heads = "ABCDEFGHIJKLMNOP"
    columns = dict(
        zip(("persons", "networks", "groups", "savings_groups", "places"), heads[11:], strict=True)
    )
    hand = Hand(work / "table.csv", CSV, CSV_OPTIONS)
    line = 1
    for code in CODES:
        for database in ROWS:
            line += 1
            total, recorded = ACCOUNT[code].get(database, (None, {}))
            if total is not None:
                hand.writes(f"K{line}", f"{total:,}" if code == "5203" else total)
            for unit, count in recorded.items():
                hand.writes(f"{columns[unit]}{line}", count)
        line += 1  # OTOP's
    saved = work / f"filled.{kind}"
    hand.saves(saved, *([CSV, CSV_OPTIONS] if kind == "csv" else [XLSX]))
    office(hand)
    taken(saved, check=0)
    assert reported() == sums(CODES)


def test_a_report_s_table_comes_back_the_same(office, here, register, taken, work):
    for database, words in (
        ("leaders", ["total=1200", "persons=1100", "--note", "รอ ๓ คน"]),
        ("groups", ["total=9", "groups=8", "networks=1", "--note", "=รอ"]),
        ("มชช.", ["--not-applicable", "--note", NOT_YET]),
        ("กข.คจ.", ["total=0", "places=0"]),
    ):
        here("record", "--register", register, database, "02", *words, *MONTH, check=0)
    table = work / "report.csv"
    here(
        "report", "--register", register, *MONTH, "--district", "02", "--format", "csv",
        "-o", table, check=0,
    )  # fmt: skip
    saved = [work / "saved.xlsx", work / "saved.csv"]
    office(
        Hand(table, CSV, CSV_OPTIONS).saves(saved[0]),
        Hand(table, CSV, CSV_OPTIONS).saves(saved[1], CSV, CSV_OPTIONS),
    )
    for path in (table, *saved):
        result = taken(path, check=0)
        assert "\n1 file: 0 added, 0 updated, 0 unchanged, 4 as printed\n" in result.out
        assert "warning" not in result.err


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (ODS, "a.ods", "it is an OpenDocument spreadsheet (.ods); open it in LibreOffice"),
        (ODS, "a.xlsx", "it is an OpenDocument spreadsheet (.ods); open it in LibreOffice"),
        ("MS Excel 97", "a.xls", "it is a workbook of the old kind (.xls); open it in Excel"),
        ("calc_pdf_Export", "a.pdf", "it is a PDF; ask for the workbook itself (.xlsx)"),
    ],
)
def test_a_form_saved_as_another_kind(office, here, register, taken, work, kind, name, said):
    here("forms", "--register", register, *MONTH, "--district", "02", check=0)
    [path] = (work / FORMS).iterdir()
    office(Hand(path).writes("D11", 5).writes("E11", 5).saves(work / name, kind))
    before = register.read_bytes()
    result = taken(name, check=3)
    assert result.error.startswith(f"error: {name}: {said}")
    assert register.read_bytes() == before
