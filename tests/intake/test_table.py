from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import EntryRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.intake.csvfile import read_csv
from cddctl.intake.grid import Area, Grid, Unreadable
from cddctl.intake.rows import Reading
from cddctl.intake.table import read_table
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Record
from cddctl.ledger.settling import current_by_office, records_of, settle_source
from cddctl.ledger.sources import Source
from cddctl.notes import check_note
from cddctl.periods import Month
from cddctl.places import districts, find_district, find_province
from cddctl.render.data.report import forms_csv, report_csv
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

LIBRARY = ScheduleLibrary()
LAMPANG, CHIANG_MAI = find_province("lampang"), find_province("chiang mai")
MAE_MO = find_district("แม่เมาะ", LAMPANG)
SEPTEMBER = Month(2018, 9)
TODAY = date(2018, 9, 5)


@cache
def round_of(province, month):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


OF_LAMPANG = Wanted(LAMPANG, SEPTEMBER, round_of)
OF_CHIANG_MAI = Wanted(CHIANG_MAI, SEPTEMBER, round_of)
OF_ALL = Wanted(None, None, round_of)


def cells(line):
    return [text.strip() or None for text in line.split("|")]


def table(*lines, wanted=OF_LAMPANG, sheet="ตาราง", merged=()):
    """What is read of a table, given as lines with | between cells, or as rows of values."""
    rows = [(n, cells(line) if isinstance(line, str) else line) for n, line in enumerate(lines, 1)]
    if sheet is None:  # there, all lines are of one length
        width = max(len(row) for _n, row in rows)
        rows = [(n, row + [""] * (width - len(row))) for n, row in rows]
    reading = Reading()
    grid = Grid(sheet, iter([(n, row) for n, row in rows if any(row)]), tuple(merged))
    assert read_table(grid, wanted, reading)
    return reading


def said(draft):
    """A draft in words: 5202 leaders/1 of 2561-09: 120, persons 97; รอเอกสาร."""
    counts = [f"{unit} {count}" for unit, count in draft.recorded.items()]
    what = ["-" if draft.not_applicable else str(draft.total), *counts]
    period = f"{draft.period.database.id}/{draft.period.number} of {draft.period.month.buddhist}"
    note = f"; {draft.note}" if draft.note else ""
    return f"{draft.office.code} {period}: {', '.join(what)}{note}"


def taken(*lines, **options):
    """What a table gives that nothing is wrong with, and of which all is read."""
    reading = table(*lines, **options)
    assert (reading.problems, reading.unread) == ([], [])
    return [said(draft) for draft, _position in reading.given]


def problems(*lines, **options):
    """What is wrong in a table, by place; without the sheet's name."""
    reading = table(*lines, **options)
    return {f.where.removeprefix("sheet 'ตาราง', "): f.message for f in reading.problems}


def unread(*lines, **options):
    reading = table(*lines, **options)
    assert reading.problems == []
    return reading.unread


HEADS = "อำเภอ | ฐานข้อมูล | ทั้งหมด | คน | กลุ่ม | กลุ่ม | หมายเหตุ"
LEADERS = "แม่เมาะ | ข้อมูลผู้นำ | 120 | 97"
OF_LEADERS = "5202 leaders/1 of 2561-09: 120, persons 97"


# --- Headings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        (HEADS, LEADERS),
        ("district | database | total | persons", "mae mo | leaders | 120 | 97"),
        ("persons | total | database | district", "97 | 120 | 3 | 5202"),
        ("จังหวัด | อำเภอ | เดือน | ที่ | ชื่อฐานข้อมูล | งวดที่ | จำนวนข้อมูลทั้งหมด | คน",
         "ลำปาง | อำเภอแม่เมาะ | กันยายน ๒๕๖๑ | ๒ | ข้อมูลผู้นำ | ๑ (ก.ย.) | ๑๒๐ | ๙๗"),
        ("province | district | month | database | name | period | total | persons",
         "52 | 02 | 2018-09 | leaders | ข้อมูลผู้นำ | 1 | 120 | 97"),
        ("province | district | database | total | persons", "| อ.แม่เมาะ | ผู้นำ | 120 | 97"),
        ("district | database | total | recorded", "แม่เมาะ | leaders | 120 | 97"),
        ("อำเภอ | ฐานข้อมูล | ทั้งหมด | บันทึกแล้ว", "แม่เมาะ | leaders | 120 | 97"),
        ("", "", HEADS, "", LEADERS),
    ],
)  # fmt: skip
def test_headings_in_either_language_and_any_order(lines):
    assert taken(*lines) == [OF_LEADERS]
    assert taken(*lines, sheet=None) == [OF_LEADERS]


def test_cells_of_a_workbook():
    heads = ["district", "month", "database", "period", "total", "persons", "received"]
    row = [5202.0, date(2018, 9, 1), 3.0, 1.0, 120.0, 97, date(2561, 9, 4)]
    (given_,) = table(heads, row).given
    assert said(given_.draft) == OF_LEADERS
    assert given_.draft.received == date(2018, 9, 4)
    assert str(given_.position) == "sheet 'ตาราง', cell E2"


@pytest.mark.parametrize(
    ("heads", "line", "recorded"),
    [
        ("กลุ่ม | กลุ่ม", "groups | 10 | 5 |", "groups 5"),
        ("กลุ่ม | กลุ่ม", "savings-groups | 10 | | 5", "savings_groups 5"),
        ("กลุ่ม | กลุ่ม", "savings-groups | 10 | 0 | 5", "savings_groups 5"),
        ("กลุ่ม", "groups | 10 | 5", "groups 5"),
        ("กลุ่ม", "savings-groups | 10 | 5", "savings_groups 5"),
        ("savings groups | กลุ่ม", "savings-groups | 10 | 5", "savings_groups 5"),
        ("แห่ง | เครือข่าย | กลุ่ม", "groups | 10 | 1 | 2 | 3", "places 1, networks 2, groups 3"),
        ("แห่ง", "poverty-alleviation | 10 | 1", "places 1"),
        ("recorded", "savings-groups | 10 | 5", "savings_groups 5"),
        # Whatever a column is called, the letters of the unit's own have the count.
        ("recorded | places", "fund-institutions | 10 | | 5", "places 5"),
        ("ราย", "otop-sales | 10 | 5", "makers 5"),
    ],
)
def test_columns_of_units(heads, line, recorded):
    (found,) = taken(f"district | database | total | {heads}", f"5202 | {line}")
    assert found.endswith(f": 10, {recorded}")


@pytest.mark.parametrize(
    ("heads", "line", "wrong"),
    [
        ("กลุ่ม | กลุ่ม", "groups | 10 | | 5", "E2"),
        ("กลุ่ม | กลุ่ม", "savings-groups | 10 | 5", "D2"),
        ("recorded", "groups | 10 | 5", "D2"),
        ("recorded | persons", "leaders | 10 | 5 | 5", "D2"),
        ("คน | แห่ง", "leaders | 10 | 5 | 1", "E2"),
    ],
)
def test_a_count_in_a_column_that_is_not_its_own(heads, line, wrong):
    found = problems(f"district | database | total | {heads}", f"5202 | {line}")
    assert list(found) == [f"cell {wrong}"]
    assert "does not count this unit; clear it" in found[f"cell {wrong}"]


@pytest.mark.parametrize(
    ("heads", "missing"),
    [
        ("database | total | persons", "district / อำเภอ"),
        ("อำเภอ | ฐานข้อมูล | คน", "total / ทั้งหมด"),
        ("ชื่อฐานข้อมูล | งวดที่ | คน", "district / อำเภอ, total / ทั้งหมด"),
    ],
)
def test_a_heading_that_is_missing(heads, missing):
    told = f"the heading {missing} is missing; add it, and what belongs below it"
    reading = table("", heads, "leaders | 120 | 97")
    assert [str(problem) for problem in reading.problems] == [f"sheet 'ตาราง', row 2: {told}"]
    assert (reading.given, reading.unread) == ([], [])
    assert problems("", heads, sheet=None) == {"line 2": told}


@pytest.mark.parametrize(
    "lines", [(), ("อำเภอ | ทั้งหมด | คน", LEADERS), ("ลำปาง",), ("แม่เมาะ | leaders | 120",)]
)
@pytest.mark.parametrize("sheet", [None, "ตาราง"])
def test_no_table(lines, sheet):
    reading = Reading()
    rows = [(n, cells(line)) for n, line in enumerate(lines, 1)]
    assert not read_table(Grid(sheet, iter(rows)), OF_LAMPANG, reading)
    assert reading == Reading()


def test_a_heading_that_comes_twice():
    told = "the heading is here twice; delete one of the columns, or rename it"
    lines = ("district | database | total | persons | Total | อำเภอ", "5202 | 3 | 120 | 97 | 99")
    assert problems(*lines) == {"cell E1": told, "cell F1": told}
    assert problems(*lines, sheet=None) == {
        "line 1, column Total": told,
        "line 1, column อำเภอ": told,
    }


def test_rows_above_the_headings_are_named():
    assert unread("รายงาน | | ๒๕๖๑", ["ก" * 60], ["ข" * 61], HEADS, LEADERS) == [
        "sheet 'ตาราง', row 1: 'รายงาน ๒๕๖๑'",
        f"sheet 'ตาราง', row 2: '{'ก' * 60}'",
        f"sheet 'ตาราง', row 3: '{'ข' * 60}…'",
    ]
    assert unread("รายงาน", HEADS, LEADERS, sheet=None) == ["line 1: 'รายงาน'"]


def test_columns_that_were_not_read_are_named_if_anything_stands_there():
    lines = (
        "district | database | total | persons | โทร. | ว่าง | ราคา",
        "5202 | leaders | 120 | 97 | 054-1 | |",
        "5203 | leaders | 60 | 60 | | | 5",
    )
    assert unread(*lines) == [
        "sheet 'ตาราง', cell E1: 'โทร.'",
        "sheet 'ตาราง', cell G1: 'ราคา'",
    ]
    assert unread(*lines, sheet=None) == [
        "line 1, column โทร.: 'โทร.'",
        "line 1, column ราคา: 'ราคา'",
    ]


def test_columns_that_say_what_follows_from_the_rest_are_not_named():
    lines = (
        "number | district | database | name | total | persons | reported | offices | state",
        "2 | 5202 | leaders | ข้อมูลผู้นำ | 120 | 97 | 1 | 1 | partial",
    )
    assert taken(*lines) == [OF_LEADERS]


def test_cells_beyond_the_headings():
    heads = "district | database | total | persons"
    assert unread(heads, "5202 | leaders | 120 | 97 | | ก ข") == ["sheet 'ตาราง', cell E2: 'ก ข'"]
    assert unread(heads, "5202 | leaders | 120") == []


@pytest.mark.parametrize(
    ("line", "cells_told"),
    [
        ("5202,leaders,120,97", None),
        ("5202,leaders,120,97,,", 6),
        ('5202,leaders,"1,200",97', None),
        ("5202,leaders,1,200,97", 5),
        ("5202,leaders,120", 3),
        ("5202,leaders", 2),
        ("5202,leaders,120,97,,x", 6),
        ("", None),
        (",,,", None),
    ],
)
def test_a_line_of_a_csv_file_has_as_many_cells_as_there_are_headings(line, cells_told):
    reading = Reading()
    content = f"district,database,total,persons\n5203,leaders,1,1\n{line}\n".encode()
    assert read_table(read_csv(content), OF_LAMPANG, reading)
    told = (
        f"line 3: {cells_told} cells below 4 headings; is the line cut short, or is there a comma "
        "in a number or note without quotes around it?"
    )
    assert [str(problem) for problem in reading.problems] == ([told] if cells_told else [])


@pytest.mark.parametrize(
    ("heads", "lines", "refused"),
    [
        ("district,database,total,persons,note", ["5202,leaders,120,97,,"], [2]),
        ("district,database,total,persons,note,", ["5202,leaders,120,97,,"], []),
        ("district,database,total,persons,note",
         ["5202,leaders,120,97,,", "5203,leaders,1,1,,", "5204,leaders,1,1,,"], []),
        ("district,database,total,persons,note",
         ["5202,leaders,120,97,,", "5203,leaders,1,1,,,"], [2, 3]),
        ("district,database,total,persons,note",
         ["5202,leaders,120,97,,", "5203,leaders,1,1,", "5204,leaders,1,1,"], [2]),
    ],
)  # fmt: skip
def test_blank_cells_beyond_the_headings_are_those_of_every_line(heads, lines, refused):
    """A comma in a number pushes a line's last cells beyond its headings, blank as they may be."""
    reading = Reading()
    assert read_table(read_csv("\n".join([heads, *lines]).encode()), OF_LAMPANG, reading)
    assert [problem.where for problem in reading.problems] == [f"line {n}" for n in refused]
    assert all("is there a comma in a number" in problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    ("line_", "number"),
    [
        ("5202,leaders,1,040,รอ", "1,040"),
        ("5202,leaders,๑,๐๔๐,", "1,040"),
        ("5202,leaders,12,000,", "12,000"),
        ("5202,leaders,1200,040,", None),
        ("5202,leaders,0,000,", None),
        ("5202,leaders,120,118,รอ 200", None),
    ],
)
def test_a_number_that_its_comma_has_torn_apart_is_refused(line_, number):
    reading = Reading()
    content = f"district,database,total,persons,note\n{line_}\n".encode()
    assert read_table(read_csv(content), OF_LAMPANG, reading)
    message = f"is {number} one number, torn apart by its comma? write it in one cell"
    assert [message in problem.message for problem in reading.problems] == [True] * bool(number)


@pytest.mark.parametrize(
    ("line_", "number"),
    [
        ("5202,leaders,5000,1,000", "000"),
        ("5202,leaders,5000,1,200", "200"),
        ("5202,leaders,500,100,5", "5"),
        ("5202,leaders,100,500,5", None),
        ("5202,leaders,120,118,๒๕๖๑", "2561"),
        ("5202,leaders,,,2561", None),
        ("5202,leaders,120,118,รอ 200", None),
        ("5202,leaders,120,118,-", None),
    ],
)
@pytest.mark.parametrize("sheet", [None, "ตาราง"])
def test_a_number_in_place_of_the_note_behind_a_count_is_refused(line_, number, sheet):
    heads = "district | database | total | persons | note"
    told = [*problems(heads, line_.replace(",", " | "), sheet=sheet).values()]
    message = f"{number} is no note: is it a count, or the end of one with a comma in it?"
    assert told == ([message] if number else [])


@pytest.mark.parametrize("name", ["รวม", "รวมทั้งสิ้น", "ยอดรวม", "รวม 2 อำเภอ", "Total"])
@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("sheet", [None, "ตาราง"])
def test_a_line_of_sums_is_left_out_and_named(name, column, sheet):
    sums = [name, "", "120", "97"] if column == 0 else ["", name, "120", "97"]
    reading = table("district | database | total | persons", LEADERS, sums, sheet=sheet)
    assert ([said(draft) for draft, _position in reading.given], reading.problems) == (
        [OF_LEADERS],
        [],
    )
    where = "line 3" if sheet is None else "sheet 'ตาราง', row 3"
    assert reading.unread == [f"{where}: '{name} 120 97'"]


@pytest.mark.parametrize(
    "text",
    [
        "district,database,total,persons,5202,leaders,120,97",
        "district,database,total,persons\u00855202,leaders,120,97",
        "district,database,total,persons\u20285202,leaders,120,97\n",
        "district,database,total,persons\x0b5202,leaders,120,97\n",
        "district,database,total,persons\n,,,\n",
        "district,database,total,persons",
    ],
)
def test_a_table_without_a_line_is_refused(text):
    reading = Reading()
    assert read_table(read_csv(text.encode("utf-8-sig")), OF_LAMPANG, reading)
    assert reading.given == []
    assert ["no line stands below the headings" in p.message for p in reading.problems] == [True]


def test_a_sheet_without_a_line_is_named():
    [where] = unread("district | database | total | persons")
    assert where.startswith("sheet 'ตาราง', row 1: no line stands below the headings")


@pytest.mark.parametrize(
    ("cells_", "wrong"),
    [
        (["120 คน", "97คน"], None),
        (["120 หน่วย", "97 persons"], None),
        (["120", "97 กลุ่ม"], "persons"),
        (["120 เครือข่าย", "97"], "total"),
    ],
)
def test_a_count_in_a_cell_may_have_its_own_unit(cells_, wrong):
    lines = ("district | database | total | persons", ["5202", "leaders", *cells_])
    for sheet, column in ((None, f"line 2, column {wrong}"), ("ตาราง", None)):
        found = problems(*lines, sheet=sheet)
        assert len(found) == bool(wrong)
        assert column is None or wrong is None or list(found) == [column]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("6/9/18", "the received date 6 September 1975 (2518) is before fiscal year 2561"),
        ("30/9/2560", "is before fiscal year 2561"),
        ("6/9/2562", "the received date 6 September 2019 (2562) is in the future"),
        ("6/9/2561", None),
    ],
)
def test_a_received_day_that_cannot_be_is_told_at_its_column(day, message):
    reading = Reading(today=date(2018, 9, 12))
    content = f"district,database,total,persons,received\n5202,leaders,120,97,{day}\n".encode()
    assert read_table(read_csv(content), OF_LAMPANG, reading)
    assert [p.where for p in reading.problems] == ["line 2, column received"] * bool(message)
    assert message is None or message in reading.problems[0].message


# --- Names -----------------------------------------------------------------------------------

LINE = {
    "province": "lampang", "district": "5202", "month": "2561-09", "database": "leaders",
    "name": None, "period": None, "total": 120, "persons": 97,
}  # fmt: skip


def line(wanted=OF_LAMPANG, sheet=None, **changed):
    """What is wrong in a line, by heading, and what it gives."""
    row = LINE | changed
    reading = table([*row], [*row.values()], wanted=wanted, sheet=sheet)
    where = [problem.where.removeprefix("line 2, column ") for problem in reading.problems]
    wrong = dict(zip(where, (problem.message for problem in reading.problems), strict=True))
    return wrong, [said(draft) for draft, _position in reading.given]


def wrong(**changed):
    """What is wrong in a line, by heading."""
    found, _given = line(**changed)
    return found


@pytest.mark.parametrize(
    ("period", "is_right"),
    [
        ("4", True),
        (4, True),
        (4.0, True),
        ("๔", True),
        ("๔ (ก.ย.)", True),
        ("4(ก.ย.)", True),
        (None, True),
        ("1", False),
        ("4 5", False),
        ("ก.ย.", False),
        ("40", False),
    ],
)
def test_the_number_of_a_period(period, is_right):
    changed = {"database": "savings-groups", "period": period, "persons": None}
    if is_right:
        found, given_ = line(**changed)
        assert (found, given_) == ({}, ["5202 savings-groups/4 of 2561-09: 120"])
    else:
        assert wrong(**changed) == {
            "period": f"there is no period {period!r} in September 2018 (2561); it is 4"
        }


def test_a_database_with_several_periods_in_a_month():
    def twice(province, month):
        found = round_of(province, month)
        again = [p._replace(number=p.number + 1) for p in found.of_database("leaders")]
        return Round(month, found.schedule, (*found.periods, *again))

    once = cache(twice)
    wanted = Wanted(LAMPANG, SEPTEMBER, once)
    assert wrong(wanted=wanted) == {"period": "which period? 1 or 2"}
    assert wrong(wanted=wanted, period="3") == {
        "period": "there is no period '3' in September 2018 (2561); it is 1 or 2"
    }
    assert line(wanted=wanted, period="2")[1] == [OF_LEADERS.replace("/1", "/2")]


@pytest.mark.parametrize(
    ("changed", "heading", "told"),
    [
        ({"province": "ลำปา"}, "province",
         "no province is called 'ลำปา'; did you mean lampang (ลำปาง)"),
        ({"province": "กรุงเทพ"}, "province", "Bangkok"),
        ({"province": "ลำพูน", "district": "5101"}, "province",
         "this line is of Lamphun; taken here is Lampang alone"),
        ({"district": "แม่มาะ"}, "district",
         "no district of Lampang is called 'แม่มาะ'; did you mean mae-mo (แม่เมาะ)"),
        ({"district": "5101"}, "district", "no district of Lampang is called '5101'"),
        ({"district": None}, "district",
         "Leaders is entered by the districts; say which one"),
        ({"month": "2561-08"}, "month",
         "this line is of August 2018 (2561); taken here is September 2018 (2561) alone"),
        ({"month": "กันยา"}, "month", "'กันยา' is not a month"),
        ({"month": Unreadable("#N/A", "an error of Excel")}, "month", "#N/A: an error of Excel"),
        ({"database": "leader"}, "database",
         "no database is called 'leader'; did you mean leaders (Leaders)?"),
        ({"database": None}, "database",
         "which database? write its id, its number or its name"),
        ({"database": "leaders", "name": "กลุ่มออมทรัพย์"}, "database",
         ("the line names two databases, Leaders and Savings groups for production; "
         "put it right")),
        ({"database": "mothers-fund"}, "database",
         "Mothers' fund health check has no period in September 2018 (2561)"),
        ({"period": "2"}, "period", "there is no period '2' in September 2018 (2561); it is 1"),
        ({"total": "ร้อย"}, "total", "'ร้อย' is not a count"),
        ({"persons": -1}, "persons", "'-1' is not a count: a count is 0 or more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_cell(changed, heading, told):
    found = wrong(**changed)
    assert list(found) == [heading]
    assert told in found[heading]
    column = [*LINE].index(heading)
    (where,) = line(**changed, sheet="ตาราง")[0]
    assert where == f"sheet 'ตาราง', cell {'ABCDEFGH'[column]}2"


def test_all_that_is_wrong_in_a_line_is_told():
    found = wrong(province="ลำพูน", district="แม่เมาะ", month="2561-08", total="x", persons="x")
    assert [*found] == ["province", "district", "month", "total"]
    assert [*wrong(district="?", period="9")] == ["district", "period"]
    # The counts too, where they can be looked at.
    assert [*wrong(district="?", total="x", persons=-1)] == ["district", "total", "persons"]


def test_all_that_can_be_judged_in_a_line_of_an_unknown_database_is_told():
    heads = "district | database | total | persons | state | note | received"
    line = ["5202", "chiefs", "x", "y", "maybe", "ก\u2028ข", "soon"]
    assert [*problems(heads, line)] == [f"cell {column}2" for column in "BCEFG"]
    columns = ("database", "total", "state", "note", "received")
    assert [*problems(heads, line, sheet=None)] == [f"line 2, column {name}" for name in columns]
    assert [*problems("district | database | total", line[:3])] == ["cell B2", "cell C2"]


@pytest.mark.parametrize(
    "place",
    [
        "52 | ลำปาง | 5202 | แม่เมาะ",
        "52 | | 5202 |",
        " | ลำปาง | | แม่เมาะ",
        "lampang | จ.ลำปาง | 02 | อ.แม่เมาะ",
        "| | ๕๒๐๒ | Mae Mo",
    ],
)
def test_a_place_by_its_code_its_name_or_both(place):
    heads = "province | province_name | district | district_name | database | total | persons"
    assert taken(heads, f"{place} | leaders | 120 | 97") == [
        "5202 leaders/1 of 2561-09: 120, persons 97"
    ]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("52 | พะเยา | 5202 | แม่เมาะ",
         {"cell B2":
          "this is Phayao, but 52 beside it is Lampang; put one of them right"}),
        ("52 | ลำปาง | 5202 | งาว",
         {"cell D2":
          "this is Ngao, but 5202 beside it is Mae Mo; put one of them right"}),
        ("52 | ลำปาง | 5202 | ไม่มี", {"cell D2": "no district of Lampang is called 'ไม่มี'"}),
    ],
)  # fmt: skip
def test_a_code_and_a_name_that_disagree_are_refused_at_the_name(place, told):
    heads = "province | province_name | district | district_name | database | total | persons"
    found = problems(heads, f"{place} | leaders | 120 | 97")
    assert found.keys() == told.keys()
    for where, message in told.items():
        assert found[where].startswith(message)


def test_where_there_is_no_such_heading_the_line_is_told():
    heads = "district | database | total | persons"
    anywhere = {"line 2": "which province? write it on every line"}
    assert problems(heads, "5202 | leaders | 1 | 1", wanted=OF_ALL, sheet=None) == anywhere
    assert problems(
        f"province | {heads}", "52 | 5202 | leaders | 1 | 1", wanted=OF_ALL, sheet=None
    ) == {"line 2": "which month? write it on every line, as in 2561-09"}
    told = problems("name | district | total | persons", "ผู้นำา | 5202 | 1 | 1", sheet=None)
    assert list(told) == ["line 2, column name"]


def test_a_month_without_a_schedule():
    told = wrong(month="2560-09", wanted=OF_ALL)
    assert [*told] == ["month"]
    assert told["month"].startswith("there is no schedule for fiscal year 2560")


def test_all_provinces_and_months():
    lines = (
        "province | district | month | database | total | แห่ง | กลุ่ม",
        "ลำปาง | เมืองลำปาง | ก.ย. 61 | poverty-alleviation | 5 | 5",
        "เชียงใหม่ | เมือง | 2561-09 | poverty-alleviation | 6 | 6",
        "52 | 01 | มี.ค. 61 | savings-groups | 7 | | 7",
        "52 | 5201 | 2018-09 | fund-institutions | 8 | 8",
    )
    assert taken(*lines, wanted=OF_ALL) == [
        "5201 poverty-alleviation/2 of 2561-09: 5, places 5",
        "5001 poverty-alleviation/2 of 2561-09: 6, places 6",
        "5201 savings-groups/2 of 2561-03: 7, savings_groups 7",
        "5201 fund-institutions/1 of 2561-09: 8, places 8",
    ]


def test_lines_of_one_database_are_each_of_their_own_month():
    lines = (
        "province | district | month | database | total | กลุ่ม",
        "ลำปาง | 5201 | ก.ย. 61 | savings-groups | 5 | 5",
        "ลำปาง | 5201 | มี.ค. 61 | savings-groups | 6 | 6",
        "เชียงใหม่ | 5001 | มี.ค. 61 | savings-groups | 7 | 7",
    )
    assert taken(*lines, wanted=OF_ALL) == [
        "5201 savings-groups/4 of 2561-09: 5, savings_groups 5",
        "5201 savings-groups/2 of 2561-03: 6, savings_groups 6",
        "5001 savings-groups/2 of 2561-03: 7, savings_groups 7",
    ]


def test_what_the_provincial_office_enters():
    heads = "province | district | database | total | persons"
    wanted = OF_CHIANG_MAI
    assert taken(heads, "50 | | cd-standards | 9 | 9", wanted=wanted) == [
        "50 cd-standards/2 of 2561-09: 9, persons 9"
    ]
    assert problems(heads, "50 | 5001 | cd-standards | 9 | 9", wanted=wanted) == {
        "cell B2": "Community development standards is entered by the provincial office; "
        "leave the district out"
    }
    assert problems(heads, "50 | | leaders | 9 | 9", wanted=wanted) == {
        "cell B2": "Leaders is entered by the districts; say which one"
    }


@pytest.mark.parametrize(
    ("cells_", "is_told"),
    [
        ("| | |", False),
        ("| | | none", False),
        ("| | จังหวัดเป็นผู้บันทึก | not-applicable", False),
        ("0 | | |", True),
        ("| 0 | |", True),
        ("| | รอเอกสาร |", True),
        ("| | | complete", True),
    ],
)
def test_what_a_districts_report_says_of_what_the_provincial_office_enters(cells_, is_told):
    heads = "district | database | total | persons | note | state"
    reading = table(heads, f"5001 | cd-standards | {cells_}", wanted=OF_CHIANG_MAI)
    assert [problem.where for problem in reading.problems] == ["sheet 'ตาราง', cell A2"] * is_told
    assert is_told or reading.blank == []


def test_districts_of_one_name():
    wanted = Wanted(find_province("อยุธยา"), SEPTEMBER, round_of)
    heads = "district | database | total | persons"
    told = problems(heads, "Bang Sai | leaders | 1 | 1", wanted=wanted)["cell A2"]
    assert "1404" in told
    assert "1413" in told
    assert taken(heads, "1413 | leaders | 1 | 1", wanted=wanted) == [
        "1413 leaders/1 of 2561-09: 1, persons 1"
    ]


# --- Lines -----------------------------------------------------------------------------------


def test_lines_that_come_twice():
    lines = (HEADS, LEADERS, "เกาะคา | leaders | 60 | 60", "5202 | 3 | 120 | 98")
    told = "Mae Mo, Leaders is here twice, at {} too; keep the right one"
    assert problems(*lines) == {"cell C4": told.format("sheet 'ตาราง', cell C2")}
    there = "line 2, column ทั้งหมด"
    assert problems(*lines, sheet=None) == {"line 4, column ทั้งหมด": told.format(there)}


@pytest.mark.parametrize("heads", ["persons | คน", "คน | คน", "persons | persons | โทร."])
def test_two_columns_of_one_unit(heads):
    line = "5202 | leaders | 120 | 97 | 12"
    told = "the heading is here twice; delete one of the columns, or rename it"
    assert problems(f"district | database | total | {heads}", line) == {"cell E1": told}


def test_a_line_that_comes_twice_and_is_blank_once():
    lines = (HEADS, "แม่เมาะ | leaders", LEADERS)
    assert problems(*lines) == {}


def test_the_month_written_otherwise_is_the_same():
    heads = "district | month | database | total | persons"
    lines = (heads, "5202 | 2561-09 | 3 | 1 | 1", "5202 | ก.ย. ๖๑ | ผู้นำ | 1 | 1")
    assert list(problems(*lines)) == ["cell D3"]


def test_lines_in_which_nothing_is_reported():
    blank = "{} | leaders | | | | |"
    lines = (HEADS, LEADERS, *(blank.format(code) for code in (5203, 5204, 5205)), "")
    lines += ("5206 | leaders | 5 | 5", "5207 | leaders", "5208 | leaders | 0 | 0")
    lines += ("5209 | leaders | | | | | รอ", "5210 | leaders | | ", "5211 | leaders")
    assert table(*lines, sheet=None).blank == [f"line {n}" for n in (3, 4, 5, 8, 11, 12)]
    assert table(*lines).blank[0] == "sheet 'ตาราง', row 3"
    assert unread(*lines) == []
    assert table(HEADS, "แม่เมาะ | leaders | x").blank == []


def test_a_line_with_only_a_note():
    lines = (HEADS, "แม่เมาะ | leaders | | | | | รอเอกสาร")
    assert taken(*lines) == ["5202 leaders/1 of 2561-09: None; รอเอกสาร"]
    [(_draft, position)] = table(*lines).given
    assert str(position) == "sheet 'ตาราง', cell G2"


@pytest.mark.parametrize(
    ("state", "given_"),
    [
        ("none", []),
        ("ไม่มีข้อมูล = 0", ["5202 leaders/1 of 2561-09: 0, persons 0; ตรวจแล้ว"]),
        ("not-applicable", ["5202 leaders/1 of 2561-09: -; ตรวจแล้ว"]),
        ("ยังไม่ถึงเวลา", ["5202 leaders/1 of 2561-09: -; ตรวจแล้ว"]),
    ],
)
def test_answers(state, given_):
    note = "ตรวจแล้ว" if given_ else ""
    reading = table(
        "district | database | total | persons | คำตอบ | note",
        f"5202 | leaders | | | {state} | {note}",
    )
    assert [said(draft) for draft, _position in reading.given] == given_


# --- Merged cells ----------------------------------------------------------------------------


def test_merged_names_are_those_of_each_line():
    lines = (
        "จังหวัด | อำเภอ | เดือน | ชื่อฐานข้อมูล | งวดที่ | ทั้งหมด | คน",
        "ลำปาง | แม่เมาะ | ก.ย. 61 | ข้อมูลผู้นำ | 1 | 120 | 97",
        "| | | ข้อมูลผลการประเมินผู้นำ อช. | | 5 | 5",
        "| เกาะคา | | ข้อมูลผู้นำ | | 60 | 60",
    )
    merged = [Area(2, 1, 4, 1), Area(2, 2, 3, 2), Area(2, 3, 4, 3), Area(2, 5, 4, 5)]
    assert taken(*lines, merged=merged, wanted=OF_ALL) == [
        OF_LEADERS,
        "5202 volunteer-leader-assessment/1 of 2561-09: 5, persons 5",
        "5203 leaders/1 of 2561-09: 60, persons 60",
    ]


@pytest.mark.parametrize(
    ("area", "where"),
    [
        (Area(2, 3, 3, 3), "cell C2"),
        (Area(2, 7, 3, 7), "cell G2"),
        (Area(2, 3, 2, 4), "cell C2"),
        (Area(3, 1, 3, 2), "cell A3"),
        (Area(2, 6, 2, 9), "cell F2"),
        (Area(3, 4, 9, 4), None),
    ],
)
def test_other_merged_cells_are_refused(area, where):
    lines = (HEADS, LEADERS, "เกาะคา | leaders | 60 | 60")
    told = f"the cells {area} are merged; unmerge them, and write each value anew"
    assert problems(*lines, merged=[area]) == ({where: told} if where else {})


def test_merged_cells_outside_the_lines_are_nothing():
    merged = [Area(1, 1, 1, 7), Area(3, 8, 4, 9), Area(7, 1, 9, 2)]
    assert unread("รายงาน", HEADS, LEADERS, "เกาะคา | leaders | 60 | 60", merged=merged) == [
        "sheet 'ตาราง', row 1: 'รายงาน'"
    ]


# --- Whatever it holds -----------------------------------------------------------------------

VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "-", "52", "5202", "แม่เมาะ", "leaders", "ข้อมูลผู้นำ", "2561-09", "1", "ก.ย. 61", "zero",
         *(name for heads in (LINE, HEADS.split(" | ")) for name in heads)]
    ),
    st.integers(-1, 5300),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.text(max_size=5),
    st.just(Unreadable("#N/A", "an error of Excel")),
)  # fmt: skip


@given(
    st.lists(st.lists(VALUES, max_size=9), max_size=5),
    st.lists(st.builds(Area, *[st.integers(1, 6)] * 4), max_size=3),
    st.sampled_from([None, "ตาราง"]),
    st.sampled_from([OF_LAMPANG, OF_CHIANG_MAI, OF_ALL]),
    st.booleans(),
)
@settings(max_examples=300)
def test_any_cells_are_read_or_refused(lines, merged, sheet, wanted, has_headings):
    rows = [(n, line_) for n, line_ in enumerate([[*LINE], *lines] if has_headings else lines, 1)]
    reading = Reading()
    is_table = read_table(Grid(sheet, iter(rows), tuple(merged)), wanted, reading)
    assert is_table or (not has_headings and reading == Reading())
    assert {draft.office.code for draft, _position in reading.given} <= set(reading.offices)
    assert all(problem.where and problem.message for problem in reading.problems)


# --- What the program writes, read back ------------------------------------------------------

OF_MAE_MO = {
    "leaders": {"total": 120, "recorded": {"persons": 97}},
    "groups": {"total": 12, "recorded": {"groups": 5, "networks": 0}, "note": 'รอ, "เอกสาร"'},
    "savings-groups": {"total": 0, "recorded": {"savings_groups": 0}},
    "cd-standards": {"not_applicable": True, "note": "หลังการรับรอง"},
    "fund-networks": {"total": 3, "recorded": {"networks": 4}, "note": "=ตั้งใหม่ 1"},
}  # fmt: skip


def entries_of(values, office="5202"):
    periods = {p.database.id: p for p in round_of(LAMPANG, SEPTEMBER).periods}
    return [
        Entry("52", office, database, 2561, periods[database].number, SEPTEMBER, **said_)
        for database, said_ in values.items()
    ]


def reports(entries, *, province=LAMPANG, places=None):
    found = round_of(province, SEPTEMBER)
    return [
        build_report(
            found.schedule, province, districts(province), SEPTEMBER, found.periods, entries,
            district=place,
        )
        for place in places or districts(province)
    ]  # fmt: skip


def read_back(text, wanted=OF_LAMPANG):
    reading = Reading()
    assert read_table(read_csv(text.encode()), wanted, reading)
    assert reading.problems == []
    return reading


def settled(source, entries):
    records = records_of(Record(entry, "b/1", "b", "record") for entry in entries)
    return settle_source(source, current_by_office(entries), TODAY, records=records)


def test_the_report_of_a_district_changes_nothing():
    entries = entries_of(OF_MAE_MO)
    (report,) = reports(entries, places=[MAE_MO])
    for wanted in (OF_LAMPANG, OF_ALL):
        reading = read_back(report_csv(report), wanted)
        source = Source("report.csv", "", reading.given)
        outcome = settled(source, entries)
        assert (outcome.settled, outcome.as_printed, outcome.problems) == ((), 4, ())
        assert (reading.unread, reading.blank) == ([], ["line 2", "line 4", "line 7", "line 8"])


def test_the_table_to_fill_in_is_blank():
    reading = read_back(forms_csv(reports([])))
    assert (reading.given, reading.unread) == ([], [])
    assert reading.blank == [f"line {n}" for n in range(2, 2 + 13 * 8)]
    assert list(reading.offices.values()) == list(districts(LAMPANG))


def test_the_table_to_fill_in_has_the_current_entries():
    entries = entries_of(OF_MAE_MO)
    reading = read_back(forms_csv(reports(entries)))
    source = Source("forms.csv", "", reading.given)
    outcome = settled(source, entries)
    assert (outcome.settled, outcome.as_printed, outcome.problems) == ((), 4, ())


def test_the_table_of_a_province_whose_office_enters_some_databases():
    reading = read_back(forms_csv(reports([], province=CHIANG_MAI)), OF_CHIANG_MAI)
    assert (reading.given, reading.unread) == ([], [])
    assert reading.blank == [f"line {n}" for n in range(2, 2 + 25 * 7)]


def test_a_table_of_all_provinces():
    text = forms_csv([*reports([]), *reports([], province=CHIANG_MAI)])
    reading = read_back(text, OF_ALL)
    assert (reading.given, reading.unread) == ([], [])
    assert len(reading.blank) == 13 * 8 + 25 * 7
    assert list(reading.offices.values()) == [*districts(LAMPANG), *districts(CHIANG_MAI)]


def is_note(text):
    try:
        check_note(text)
    except EntryRefused:
        return False
    return text == " ".join(text.split())


@given(
    st.one_of(
        st.text(alphabet="=+-@'\", ก1", min_size=1, max_size=6), st.text(min_size=1, max_size=20)
    ).filter(is_note)
)
@settings(max_examples=100)
def test_a_note_survives_the_way_out_and_back(note):
    entries = entries_of({"leaders": {"total": 120, "recorded": {"persons": 97}, "note": note}})
    for text in (report_csv(*reports(entries, places=[MAE_MO])), forms_csv(reports(entries))):
        given = read_back(text).given
        (found,) = (one for one in given if one.draft.period.database.id == "leaders")
        assert found.draft.note == note


COUNTS = st.fixed_dictionaries(
    {"total": st.integers(0, 9_999_999), "persons": st.integers(0, 9_999_999)}
)


@given(st.dictionaries(st.sampled_from([d.code for d in districts(LAMPANG)]), COUNTS))
@settings(max_examples=50)
def test_counts_survive_the_way_out_and_back(counts):
    entries = [
        entry
        for code, said_ in counts.items()
        for entry in entries_of(
            {"leaders": {"total": said_["total"], "recorded": {"persons": said_["persons"]}}}, code
        )
    ]
    drafts = [draft for draft, _position in read_back(forms_csv(reports(entries))).given]
    assert {
        draft.office.code: {"total": draft.total, **draft.recorded} for draft in drafts
    } == counts
