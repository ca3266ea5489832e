from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import coordinate_to_tuple

from cddctl.exchange.forms import Answer, Identity, Round, code_of
from cddctl.intake.form import identity_in, looks_like_form, read_form
from cddctl.intake.grid import Area, Grid, Unreadable
from cddctl.intake.rows import Reading
from cddctl.intake.xlsx.workbook import read_workbook
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Record
from cddctl.ledger.settling import current_by_office, records_of, settle_source
from cddctl.ledger.sources import Source
from cddctl.periods import Month
from cddctl.places import districts, find_province, office_of
from cddctl.render.paper.blank import forms_to_fill
from cddctl.report.form import build_report, build_return
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.thai import folded

LIBRARY = ScheduleLibrary()
SEPTEMBER = Month(2018, 9)
SENT = datetime(2018, 9, 1, tzinfo=UTC)


@cache
def round_of(province, month):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


def sent(code, month, entries=()):
    """The sheet of a form as it was sent."""
    province, district = find_province(code[:2]), office_of(code)
    found = round_of(province, month)
    report = build_report(
        found.schedule, province, districts(province), month, found.periods, entries,
        district=district,
    )  # fmt: skip
    (made,) = forms_to_fill([report], created=SENT)
    (grid,) = read_workbook(made).sheets
    return Grid(grid.sheet, tuple(grid.rows), grid.merged)


class Form:
    """A form that is written in: Mae Mo's of September 2561 unless another is said."""

    sent = staticmethod(cache(sent))

    def __init__(self, code="5202", month=SEPTEMBER):
        self.province, self.district = find_province(code[:2]), office_of(code)
        self.round = round_of(self.province, month)
        grid = self.sent(code, month)
        self.sheet, self.merged = grid.sheet, list(grid.merged)
        self.rows = {row: [*values] for row, values in grid.rows}

    def put(self, **cells):
        """Write into cells: put(D11=120, E11=97)."""
        for name, value in cells.items():
            row, column = coordinate_to_tuple(name)
            values = self.rows.setdefault(row, [])
            values += [None] * (column - len(values))
            values[column - 1] = value
        return self

    def without(self, *columns):
        """Delete columns, and move the rest together."""
        for values in self.rows.values():
            for column in sorted(columns, reverse=True):
                del values[column - 1 : column]
        return self

    def with_column(self, column, *, top="", heading_row=8):
        """Insert a column before another; what is merged is not looked at."""
        self.merged = []
        for row, values in self.rows.items():
            values.insert(column - 1, top if row == heading_row else None)
        return self

    def moved(self, below):
        """Insert an empty row."""
        self.rows = {row + (row > below): values for row, values in self.rows.items()}
        self.merged = [
            area._replace(
                top=area.top + (area.top > below), bottom=area.bottom + (area.top > below)
            )
            for area in self.merged
        ]
        return self

    def in_order(self, *rows):
        """Put rows in the place of the table's, in this order."""
        picked = [self.rows[row] for row in rows]
        for row in [row for row in self.rows if 10 <= row <= 17]:
            del self.rows[row]
        self.rows |= dict(enumerate(picked, 10))
        return self

    @property
    def grid(self):
        rows = [(row, values) for row, values in sorted(self.rows.items()) if any(values)]
        return Grid(self.sheet, tuple(rows), tuple(self.merged))

    def read(self):
        reading = Reading()
        read_form(self.grid, self.round, self.province, self.district, reading)
        return reading

    @property
    def taken(self):
        """What it gives, where nothing is wrong: by code, in words."""
        reading = self.read()
        assert reading.problems == []
        return {code_of(draft.period): said(draft) for draft, _position in reading.given}

    @property
    def problems(self):
        """What is wrong in it, by place."""
        return {
            problem.where.removeprefix(f"sheet {self.sheet!r}, "): problem.message
            for problem in self.read().problems
        }

    @property
    def blank(self):
        """The rows that are left blank, by name."""
        return self.read().blank

    @property
    def unread(self):
        reading = self.read()
        assert reading.problems == []
        return [text.removeprefix(f"sheet {self.sheet!r}") for text in reading.unread]


def said(draft):
    """What a draft says: 120, persons 97; รอเอกสาร."""
    counts = [f"{unit} {count}" for unit, count in draft.recorded.items()]
    what = ", ".join(["-" if draft.not_applicable else str(draft.total), *counts])
    return f"{what}; {draft.note}" if draft.note else what


STANDARDS, LEADERS, ASSESSMENT, GROUPS, SAVINGS, POVERTY, INSTITUTIONS, NETWORKS = (
    "Community development standards",
    "Leaders",
    "Volunteer leader assessment",
    "Groups, networks and communities",
    "Savings groups for production",
    "Poverty alleviation project",
    "Community fund management institutions",
    "Community fund networks",
)
OTOP = "Monthly OTOP sales"
ALL = (STANDARDS, LEADERS, ASSESSMENT, GROUPS, SAVINGS, POVERTY, INSTITUTIONS, NETWORKS)


def all_but(*names):
    return [name for name in ALL if name not in names]


FILLED = {"D11": 120, "E11": 97}
"""The leaders of Mae Mo."""
OF_LEADERS = {"leaders/1": "120, persons 97"}


# --- What it says ----------------------------------------------------------------------------


def test_a_form_that_comes_back_as_it_was_sent():
    reading = Form().read()
    assert (reading.given, reading.problems) == ([], [])
    assert (reading.unread, reading.blank) == ([], list(ALL))
    assert list(reading.offices) == ["5202"]


def test_every_row():
    form = Form().put(
        D10="-", E10="-", F10="-", G10="-", I10="-", K10="หลังการรับรองผล",
        D11=120, E11=97, J11=Answer.DATA,
        D12="๑,๒๐๐", E12=" 900 ",
        D13=30, F13=1, G13=2.0, I13="ไม่มี", K13="=1+1",
        D14=7, H14=7,
        J15=Answer.ZERO,
        J16=Answer.NOT_YET, K16="รอระบบ",
        D17=0, F17=0,
    )  # fmt: skip
    assert form.taken == {
        "cd-standards/2": "-; หลังการรับรองผล",
        "leaders/1": "120, persons 97",
        "volunteer-leader-assessment/1": "1200, persons 900",
        "groups/1": "30, networks 1, groups 2, places 0; =1+1",
        "savings-groups/4": "7, savings_groups 7",
        "poverty-alleviation/2": "0, places 0",
        "fund-institutions/1": "-; รอระบบ",
        "fund-networks/1": "0, networks 0",
    }
    assert (form.unread, form.blank) == ([], [])
    assert {draft.office.code for draft, _position in form.read().given} == {"5202"}


def test_where_each_row_stands():
    (given_,) = Form().put(**FILLED).read().given
    assert str(given_.position) == "sheet 'แม่เมาะ', cell D11"


STANDING = [
    Entry("52", "5202", "leaders", 2561, 1, SEPTEMBER, total=120, recorded={"persons": 97}),
    Entry("52", "5202", "groups", 2561, 1, SEPTEMBER, total=9, recorded={"groups": 5, "places": 0},
          note="+5 รออนุมัติ"),
    Entry("52", "5202", "cd-standards", 2561, 2, SEPTEMBER, not_applicable=True,
          note="หลังการรับรอง"),
]  # fmt: skip


def test_a_form_that_comes_back_as_it_was_printed_says_nothing():
    form, reading = Form(), Reading()
    grid = sent("5202", SEPTEMBER, STANDING)
    read_form(grid, form.round, form.province, form.district, reading)
    source = Source("form.xlsx", "", reading.given, tuple(reading.problems))
    records = records_of(Record(entry, "b/1", "b", "record") for entry in STANDING)
    outcome = settle_source(source, current_by_office(STANDING), date(2018, 9, 5), records=records)
    assert (outcome.settled, outcome.as_printed, outcome.problems) == ((), 2, ())
    assert STANDARDS in reading.blank  # it says what the schedule declares


def test_every_cell_that_is_wrong_is_told_at_its_place():
    form = Form().put(
        D10="-", G10=5, D11=1.5, E11="ห้า", F11=3, D12=Unreadable("#REF!", "a broken reference"),
        J13="ไม่รู้", J14=Answer.NOT_YET, D15=True, D16=date(2018, 9, 6), D17=-1,
    )  # fmt: skip
    found = form.problems
    assert [*found] == [
        f"cell {cell}"
        for cell in ("D10", "D11", "E11", "F11", "D12", "J13", "K14", "D15", "D16", "D17")
    ]
    assert found["cell D11"].startswith("'1.5' is not a count: write a whole number")
    assert found["cell F11"] == "3 is given, but Leaders does not count this unit; clear it"
    assert found["cell K14"].startswith("the reason is missing")


# --- However it was changed ------------------------------------------------------------------


def test_rows_in_another_order():
    form = Form().put(**FILLED, J17=Answer.ZERO, D14=7, H14=6).in_order(17, 11, 10, 14)
    assert form.taken == {"fund-networks/1": "0, networks 0", **OF_LEADERS,
                          "savings-groups/4": "7, savings_groups 6"}  # fmt: skip
    assert form.unread == [f": the row is gone: {ASSESSMENT}, {GROUPS}, {POVERTY}, {INSTITUTIONS}"]
    assert form.blank == [STANDARDS]


def test_columns_in_another_order():
    form = Form().put(**FILLED, K11="รอเอกสาร", D13=9, G13=5)
    order = [12, 11, 10, 9, 8, 7, 6, 5, 4, 2]
    form.rows = {
        row: [(values + [None] * 12)[column - 1] for column in order] if row > 7 else values
        for row, values in form.rows.items()
    }
    # The two columns of กลุ่ม are message apart by their order alone.
    assert form.problems == {
        "cell F13": f"5 is given, but {GROUPS} does not count this unit; clear it"
    }
    form.put(F13=None, E13=5)
    assert form.taken == {"leaders/1": "120, persons 97; รอเอกสาร", "groups/1": "9, groups 5"}


def test_columns_that_are_gone_or_added():
    assert Form().put(**FILLED).without(1, 3).taken == OF_LEADERS
    form = Form().put(**FILLED).with_column(5, top="ปีก่อน")
    assert form.taken == OF_LEADERS
    form.put(E11=110, N12="โทร. 1", P11=" ")
    assert form.taken == OF_LEADERS
    assert form.unread == [", cell E8: 'ปีก่อน'", ", cell E11: '110'", ", cell N12: 'โทร. 1'"]


def test_cells_that_repeat_the_code_and_were_written_over():
    form = Form().put(**FILLED, A11=7, B11="ผู้นำ (เพิ่มเติม)", C11=120, M9="ติดต่อ 081")
    assert form.taken == OF_LEADERS
    assert form.unread == [
        ", cell M9: 'ติดต่อ 081'",
        ", cell A11: '7'",
        ", cell B11: 'ผู้นำ (เพิ่มเติม)'",
        ", cell C11: '120'",
    ]


@pytest.mark.parametrize(
    "cells", [{"C11": 1}, {"C11": "๑"}, {"A11": "๒"}, {"A11": None, "B11": None, "C11": None}]
)
def test_cells_that_repeat_the_code_written_otherwise(cells):
    form = Form().put(**FILLED, **cells)
    assert (form.taken, form.unread) == (OF_LEADERS, [])


def test_a_form_whose_rows_are_all_gone_is_that_of_its_district():
    form = Form().in_order()
    assert form.read().offices == {"5202": form.district}


def test_rows_added():
    form = Form().put(**FILLED, B20="ผู้รายงาน", D20="นายอำเภอ", A22=5, D21="x")
    assert form.taken == OF_LEADERS
    assert form.unread == [
        ", row 20: 'ผู้รายงาน นายอำเภอ'",
        ", row 21: 'x'",
        ", row 22: '5'",
    ]
    assert form.blank == all_but(LEADERS)


def test_rows_moved_down():
    form = Form().put(**FILLED)
    assert form.moved(0).moved(3).moved(14).put(A1="บันทึกข้อความ").taken == OF_LEADERS
    assert str(form.read().given[0].position) == "sheet 'แม่เมาะ', cell D13"


def test_a_row_without_its_code_is_known_by_its_name():
    assert Form().put(**FILLED, L11=None).taken == OF_LEADERS
    assert Form().put(**FILLED, L11="?", B11=" ข้อมูล ผู้นํา ").taken == OF_LEADERS
    assert Form().put(**FILLED, L12=None, L11=None).taken == OF_LEADERS


def test_a_row_without_its_name_is_known_by_its_code():
    assert Form().put(**FILLED, B11=None).taken == OF_LEADERS
    assert Form().put(**FILLED, B11="ผู้นำ (แก้ไข)", L11=" Leaders / 1 ").taken == OF_LEADERS


@pytest.mark.parametrize("cell", ["A20", "B20"])
def test_a_row_of_sums_is_left_out_and_named(cell):
    form = Form().put(**FILLED, D20=120, E20=97, **{cell: "รวมทั้งสิ้น"})
    assert form.taken == OF_LEADERS
    assert [text for text in form.read().unread if "row 20" in text] == [
        "sheet 'แม่เมาะ', row 20: 'รวมทั้งสิ้น 120 97'"
    ]


LOST = "nothing says which database this row is for; it lost its code"


@pytest.mark.parametrize("value", [120, "๑๒๐", "-", "ไม่มี", 0])
@pytest.mark.parametrize("column", "DEI")
def test_a_row_without_either_but_with_counts(value, column):
    form = Form().put(B11=None, L11=None, **{f"{column}11": value})
    assert form.problems == {"cell L11": LOST}


def test_a_row_without_either_and_without_counts():
    form = Form().put(B11="x", L11=None)
    assert form.unread == [", row 11: '2 x ๑ (ก.ย.)'", f": the row is gone: {LEADERS}"]
    assert form.blank == all_but(LEADERS)
    # What cannot be a count does not say that it is one.
    assert Form().put(B20="รวม", D20="=SUM").unread[0] == ", row 20: 'รวม =SUM'"


def test_a_database_without_a_period_in_the_month_is_lost():
    form = Form().put(B20="ข้อมูลผลตรวจสุขภาพกองทุนแม่ของแผ่นดิน")
    assert form.unread[0].startswith(", row 20: ")
    assert form.put(D20=5).problems == {"cell L20": LOST}


def test_name_and_code_of_different_databases():
    form = Form().put(**FILLED, B11="ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต")
    assert form.problems == {
        "cell B11": "the row is that of Leaders, but its name is "
        "'ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต'; put them right"
    }


@pytest.mark.parametrize("cells", [{"L12": "leaders/1", "B12": None}, {"B18": "ข้อมูลผู้นำ"}])
def test_a_row_that_comes_twice(cells):
    form = Form().put(**FILLED, **cells)
    row = 12 if "L12" in cells else 18
    assert form.problems == {
        f"cell L{row}": "Leaders is here twice, in row 11 too; keep the one that is right"
    }


# --- Headings and titles ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "heading"),
    [
        ("B8", "ชื่อฐานข้อมูล"),
        ("D8", "จำนวนข้อมูลทั้งหมด"),
        ("E9", "คน"),
        ("I9", "แห่ง"),
        ("H9", "กลุ่ม"),
        ("J8", "คำตอบ"),
        ("K8", "หมายเหตุ"),
        ("L8", "รหัส"),
    ],
)
def test_a_heading_that_is_missing(cell, heading):
    message = f"the heading {heading} is missing; send the form with its headings as they were"
    for value in (None, "อื่น"):
        reading = Form().put(**FILLED, **{cell: value}).read()
        assert [str(problem) for problem in reading.problems] == [
            f"sheet 'แม่เมาะ', row 8: {message}"
        ]
        assert reading.given == []


def test_headings_that_are_all_missing():
    form = Form().put(**FILLED)
    del form.rows[8], form.rows[9]
    assert form.problems == {
        "row 1": "the heading ชื่อฐานข้อมูล, จำนวนข้อมูลทั้งหมด, คน, เครือข่าย, กลุ่ม, กลุ่ม, แห่ง, "
        "คำตอบ, หมายเหตุ, รหัส is missing; send the form with its headings as they were"
    }


def test_headings_on_one_row_or_with_a_row_between():
    form = Form().put(**FILLED, E8="คน", F8="เครือข่าย", G8="กลุ่ม", H8="กลุ่ม", I8="แห่ง")
    del form.rows[9]
    assert form.taken == OF_LEADERS
    assert Form().put(**FILLED).moved(8).taken == OF_LEADERS


def test_a_heading_far_below_the_others_is_none():
    message = "the heading รหัส is missing; send the form with its headings as they were"
    form = Form().put(**FILLED, L8=None).moved(9).moved(9)
    assert form.put(L11="รหัส").problems == {"row 8": message}


def test_headings_broken_otherwise():
    form = Form().put(**FILLED, D8="จำนวน ข้อมูล\nทั้งหมด ", B8="ชื่อ\nฐานข้อมูล", J8=" คำตอบ")
    assert form.taken == OF_LEADERS


def test_numbers_and_dates_among_the_headings_are_nothing():
    assert Form().put(**FILLED, M8=2561, M9=date(2018, 9, 6), M3=5).taken == OF_LEADERS


@pytest.mark.parametrize(
    ("title", "is_right"),
    [
        ("อำเภอแม่เมาะ จังหวัดลำปาง", True),
        ("อำเภอ แม่เมาะ  จังหวัด ลำปาง", True),
        (None, True),
        ("(ร่าง) อำเภอแม่เมาะ", True),
        ("(ร่าง) อำเภอเกาะคา", True),
        ("อ.เกาะคา จ.ลำปาง", True),
        ("อำเภอแม่เมาะ โทร 054", True),
        ("นายสมพล แม่ทะ", True),
        ("อำเภอแม่ทะ โทร 054", False),
        ("อำเภอเกาะคา จังหวัดลำปาง", False),
        ("อำเภอแม่เมาะ จังหวัดลำพูน", False),
        ("อำเภอเกาะคา", False),
    ],
)
@pytest.mark.parametrize("cell", ["A4", "C2"])
def test_a_title_changed_to_that_of_another_district(title, is_right, cell):
    form = Form().put(**FILLED, **{cell: title})
    message = f"the title says {title!r}, but this is the form of 'อำเภอแม่เมาะ จังหวัดลำปาง'"
    assert form.problems == ({} if is_right else {f"cell {cell}": message})


@pytest.mark.parametrize(
    ("title", "is_right"),
    [
        ("งวดเดือนกันยายน๒๕๖๑", True),
        ("งวดเดือนกันยายน ๒๕๖๑ ส่งจังหวัดภายในวันที่ ๖ กันยายน ๒๕๖๑", True),
        ("งวดเดือน กันยายน 2561", True),
        ("งวดเดือนกันยายน ๒๕๖๑ ส่งจังหวัดภายในวันที่ ๙ กันยายน ๒๕๖๑", True),
        (None, True),
        ("งวดเดือนมิถุนายน ๒๕๖๑ ส่งจังหวัดภายในวันที่ ๖ กันยายน ๒๕๖๑", False),
        ("งวดเดือนกันยายน ๒๕๖๒", False),
        ("งวดเดือนหน้า ๒๕๖๑", False),
    ],
)
def test_a_title_changed_to_that_of_another_month(title, is_right):
    form = Form().put(**FILLED, A5=title)
    message = f"the title says {title!r}, but this is the form of 'September 2018 (2561)'"
    assert form.problems == ({} if is_right else {"cell A5": message})


def test_what_was_added_above_the_headings_is_named():
    form = Form().put(**FILLED, A1="บันทึกข้อความ", M3=5, B6="อ. แม่เมาะ")
    assert form.taken == OF_LEADERS
    assert form.unread == [
        ", cell A1: 'บันทึกข้อความ'",
        ", cell M3: '5'",
        ", cell B6: 'อ. แม่เมาะ'",
    ]
    assert Form().put(**FILLED).unread == []


def test_what_is_below_the_headings_is_no_title():
    assert Form().put(**FILLED, K12="อำเภอเกาะคา ช่วยบันทึก").taken["leaders/1"] == "120, persons 97"


def test_a_schedule_whose_title_begins_with_a_name():
    form = Form().put(**FILLED, A4="อำเภอเกาะคา")
    named = form.round.schedule.form.model_copy(update={"district_title": "{district}"})
    schedule = form.round.schedule.model_copy(update={"form": named})
    form.round = Round(SEPTEMBER, schedule, form.round.periods)
    assert form.taken == OF_LEADERS
    assert form.unread == [", cell A4: 'อำเภอเกาะคา'"]


# --- Merged cells ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "where"),
    [
        (Area(11, 4, 12, 4), "D11"),
        (Area(11, 4, 11, 5), "D11"),
        (Area(11, 5, 11, 10), "E11"),
        (Area(13, 10, 14, 11), "J13"),
        (Area(9, 11, 12, 11), "K10"),
        (Area(1, 1, 40, 12), "D10"),
        # Cells in which nothing is to stand, and words.
        (Area(11, 6, 11, 9), None),
        (Area(11, 4, 11, 4), None),
        (Area(10, 2, 17, 3), None),
        (Area(10, 12, 17, 12), None),
        (Area(1, 1, 8, 12), None),
        (Area(18, 1, 18, 12), None),
    ],
)
def test_merged_cells(area, where):
    form = Form().put(**FILLED)
    form.merged.append(area)
    message = f"the cells {area} are merged; unmerge them, and write each value anew"
    assert form.problems == ({f"cell {where}": message} if where else {})


# --- What the provincial office enters -------------------------------------------------------

OF_MUEANG = "5001"


def test_what_the_provincial_office_enters_stays_clear():
    form = Form(OF_MUEANG).put(**FILLED)
    assert form.rows[10][10] == "จังหวัดเป็นผู้บันทึก"
    assert form.taken == OF_LEADERS
    assert (form.unread, form.blank) == ([], all_but(STANDARDS, LEADERS))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("D10", 5), ("E10", 0), ("I10", "-"), ("H10", 1), ("J10", Answer.ZERO), ("D10", True)],
)
def test_what_a_district_writes_there_is_refused(cell, value):
    form = Form(OF_MUEANG).put(**FILLED, **{cell: value})
    message = f"{STANDARDS} is entered by the provincial office; clear this cell"
    assert form.problems == {f"cell {cell}": message}


def test_such_a_row_may_be_gone():
    form = Form(OF_MUEANG).put(**FILLED, D10=" ", K10="ทราบ")
    assert form.unread == [", cell K10: 'ทราบ'"]
    del form.rows[10]
    assert (form.unread, form.blank) == ([], all_but(STANDARDS, LEADERS))


# --- Other months ----------------------------------------------------------------------------


def returned(month=SEPTEMBER, code="5202"):
    """The sheet of a return as it is sent, with the rows that are not on the report form."""
    province, district = find_province(code[:2]), office_of(code)
    given = round_of(province, month)
    report = build_return(
        given.schedule, province, districts(province), month, given.periods, (), office=district
    )
    (made,) = forms_to_fill([report], created=SENT)
    (grid,) = read_workbook(made).sheets
    form = Form(code, month)
    form.merged, form.rows = list(grid.merged), {row: [*values] for row, values in grid.rows}
    return form


@pytest.mark.parametrize(
    "month", [Month.of(date(2017 + n // 12, n % 12 + 1, 1)) for n in range(9, 21)]
)
def test_otop_is_on_every_return_below_its_own_heading(month):
    form = returned(month)
    texts = {row: values[1] for row, values in form.rows.items() if len(values) > 1}
    heading = next(row for row, text in texts.items() if text == "ไม่อยู่ในแบบรายงาน")
    assert folded(texts[heading + 1]) == folded("ข้อมูลยอดจำหน่าย OTOP ประจำเดือน")
    assert form.rows[heading + 1][0] is None
    assert form.read().unread == []
    period = f"otop-sales/{(month.number - 10) % 12 + 1}"
    cells = {f"D{heading + 1}": 40, f"E{heading + 1}": 38}
    assert form.put(**cells).taken == {period: "40, makers 38"}


def test_otop_beside_the_rows_of_the_form():
    form = returned().put(D11=120, E11=97, D19=40, E19=38, F19=1)
    assert form.problems == {
        "cell F19": f"1 is given, but {OTOP} does not count this unit; clear it"
    }
    form.put(F19=None)
    assert form.taken == {**OF_LEADERS, "otop-sales/12": "40, makers 38"}
    assert form.rows[18][4] == "ราย"
    [_leaders, otop] = form.read().given
    assert otop.position.columns["makers"] == (
        5,
        "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน, ราย",
    )  # under the heading of persons
    del form.rows[19]
    assert form.unread == [f": the row is gone: {OTOP}"]


def test_a_month_that_has_databases_off_the_form_alone():
    form = Form(month=Month(2018, 7))
    assert form.put(D11=40, E11=38).taken == {"otop-sales/10": "40, makers 38"}


def test_a_row_added_for_a_database_that_is_not_on_the_form():
    message = "nothing says which database this row is for; it lost its code"
    assert Form().put(**FILLED, B20="OTOP", D20=5).problems == {"cell L20": message}
    assert Form().put(**FILLED, B20="3", D20=5).problems == {"cell L20": message}


@pytest.mark.parametrize("code", ["savings-groups/3", "leader/1", "leaders/12"])
def test_a_code_that_the_month_has_not(code):
    message = f"this month's form has no row {code!r}; put the code right"
    assert Form().put(**FILLED, L14=code).problems == {"cell L14": message}


# --- Which form it is ------------------------------------------------------------------------

MAE_MO = Identity("52", "5202", SEPTEMBER, "2561/lampang")


def test_the_identity_of_a_form():
    form = Form()
    assert identity_in(form.grid) == MAE_MO
    assert form.rows[18][0] == MAE_MO.line
    assert identity_in(form.put(A18=None).grid) is None
    assert identity_in(form.put(C30=f"x {MAE_MO.line}").grid) == MAE_MO
    assert identity_in(Form(OF_MUEANG).grid) == Identity("50", "5001", SEPTEMBER, "2561")


def test_the_first_that_can_be_read_is_it():
    form = Form().put(A1="รหัสแบบ: จังหวัด ๕๒", B1=52)
    assert identity_in(form.grid) == MAE_MO


def test_what_looks_like_a_form():
    form = Form().put(A18=None)
    assert looks_like_form(form.grid)
    assert looks_like_form(form.put(J8=" คำ ตอบ").grid)
    assert not looks_like_form(form.put(J8=None).grid)
    assert not looks_like_form(Form().put(L8=5).grid)


def test_the_line_is_no_row_that_lost_its_code():
    form = Form().put(**FILLED, D18=5)
    assert form.taken == OF_LEADERS
    assert (form.unread, form.blank) == ([], all_but(LEADERS))


# --- Whatever it holds -----------------------------------------------------------------------

VALUES = st.one_of(
    st.none(),
    st.sampled_from(["", "-", "ไม่มี", "leaders/1", "กลุ่ม", "รหัส", MAE_MO.line, *ALL, *Answer]),
    st.integers(-1, 200),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(max_size=5),
    st.just(Unreadable("#N/A", "an error of Excel")),
)
CELLS = st.builds(
    "{}{}".format, st.sampled_from("ABCDEFGHIJKLMN"), st.integers(1, 21) | st.integers(10, 17)
)
AREAS = st.builds(
    lambda top, left, down, right: Area(top, left, top + down, left + right),
    *[st.integers(1, 18), st.integers(1, 14), st.integers(0, 3), st.integers(0, 3)],
)


@given(st.dictionaries(CELLS, VALUES, max_size=12), st.lists(AREAS, max_size=2))
@example({"B13": None, "L13": None}, [])
@settings(max_examples=300)
def test_any_cells_are_read_or_refused(cells, merged):
    form = Form().put(**cells)
    form.merged += merged
    reading = form.read()
    codes = [code_of(draft.period) for draft, _position in reading.given]
    assert len(codes) == len(set(codes))
    assert all(problem.where and problem.message for problem in reading.problems)
    # Every row is given, left blank, gone or wrong: none is passed over.
    gone = [text for text in reading.unread if "the row is gone" in text]
    if not reading.problems:
        named = sum(name in text.partition("gone: ")[2] for text in gone for name in ALL)
        extra = sum(code.startswith("otop") for code in codes)
        assert len(codes) - extra + len(reading.blank) + named == len(ALL)
    assert len(gone) <= 1
