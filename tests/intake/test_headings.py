import pytest

from cddctl.exchange.forms import ANSWER_HEADING, CODE_HEADING
from cddctl.intake.grid import Unreadable
from cddctl.intake.headings import HEADINGS, Headings
from cddctl.periods import FiscalYear
from cddctl.render.data.report import FORM_LINE
from cddctl.render.data.written import headings_of
from cddctl.schedule.library import ScheduleLibrary

NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))


def headings(line):
    """The headings of a row: headings("อำเภอ | ฐานข้อมูล | ทั้งหมด | คน")."""
    return Headings.of(3, [text.strip() or None for text in line.split("|")])


@pytest.mark.parametrize(
    "name", [(key, name) for key, names in HEADINGS.items() for name in names], ids="-".join
)
@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n"])
def test_every_heading_under_each_of_its_names(name, written):
    key, text = name
    found = Headings.of(3, ["x", written.format(text), "database", "name", "ที่"])
    assert found.row == 3
    assert found.at.get(key) == 1
    others = {"database": 2, "name": 3, "row": 4} | {key: 1}
    assert {other: found.at.get(other) for other in others} == others


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("district | database | total", {"district": 0, "database": 1, "total": 2}),
        ("total | database | district", {"total": 0, "database": 1, "district": 2}),
        ("DISTRICT | Database | Total ", {"district": 0, "database": 1, "total": 2}),
        ("| อำเภอ || ฐาน ข้อมูล |", {"district": 1, "database": 3}),
        ("ชื่อฐานข้อมูล | งวดที่", {"name": 0, "period": 1}),
        ("ชื่ออำเภอ | ชื่อฐานข้อมูล | จำนวนข้อมูลทั้งหมด", {"district_name": 0, "name": 1, "total": 2}),
        ("เดือน | ฐานข้อมูล | วันที่รับ | คำตอบ | หมายเหตุ",
         {"month": 0, "database": 1, "received": 2, "state": 3, "note": 4}),
        # Thai letters that look the same but are written otherwise.
        ("ฐานข้อมูล | จำนวนทั้งหมด | จํานวนข้อมูลที่บันทึกแล้ว",
         {"database": 0, "total": 1, "recorded": 2}),
    ],
)  # fmt: skip
def test_headings_in_any_order(line, at):
    found = headings(line)
    assert found.at == at
    assert found.width == line.rstrip(" |").count("|") + 1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ฐานข้อมูล",
        "database | database",
        "district | total",
        "จังหวัดลำปาง | ๒๕๖๑",
        "รายงานผลการบันทึกข้อมูล",
        "แม่เมาะ | leaders | 120",
        "คน | กลุ่ม | แห่ง",
        # What names leave out is no heading.
        "ฐานข้อมูล | จ. | อ. | - | ()",
    ],
)
def test_rows_that_are_no_headings(line):
    assert headings(line) is None


def test_cells_that_are_no_text_are_headings_of_no_meaning():
    found = Headings.of(1, ["database", 2561, None, 1.0, Unreadable("#REF!", "x"), "total", True])
    assert found.texts == {0: "database", 1: "2561", 3: "1", 4: "#REF!", 5: "total", 6: "TRUE"}
    assert found.free == (1, 3, 4, 6)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("district | database | total", []),
        ("name | อำเภอ | ทั้งหมด", []),
        ("district | database", ["total / ทั้งหมด"]),
        ("database | total", ["district / อำเภอ"]),
        ("database | period", ["district / อำเภอ", "total / ทั้งหมด"]),
    ],
)
def test_what_no_table_goes_without(line, missing):
    assert headings(line).missing == missing


@pytest.mark.parametrize(
    ("line", "repeated"),
    [
        ("district | database | total", ()),
        ("district | database | total | total", (3,)),
        ("อำเภอ | district | database | ทั้งหมด | รหัสอำเภอ", (1, 4)),
        ("district | database | name | total", ()),
        ("district | database | total | กลุ่ม | กลุ่ม", ()),
    ],
)
def test_headings_that_come_twice(line, repeated):
    found = headings(line)
    assert found.repeated == repeated
    assert found.at["district"] == 0


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("คน | เครือข่าย | แห่ง | ราย", "persons 3, networks 4, places 5, makers 6"),
        ("persons | networks | makers", "persons 3, networks 4, makers 5"),
        ("Persons | NETWORKS", "persons 3, networks 4"),
        ("groups | savings_groups", "groups 3, savings_groups 4"),
        ("groups | Savings groups", "groups 3, savings_groups 4"),
        # Two units are called กลุ่ม: in the schedule's order, and one column is for either.
        ("กลุ่ม | กลุ่ม", "groups 3, savings_groups 4"),
        ("กลุ่ม | คน | กลุ่ม", "groups 3, savings_groups 5, persons 4"),
        ("กลุ่ม", "groups 3, savings_groups 3"),
        ("กลุ่ม | กลุ่ม | กลุ่ม", "groups 3, savings_groups 4, savings_groups 5"),
        ("savings groups | กลุ่ม", "savings_groups 3, groups 4"),
        ("คน | persons", "persons 3, persons 4"),
        ("เบอร์โทร | 2561", ""),
        ("", ""),
    ],
)
def test_columns_of_units(line, units):
    found = headings(f"district | database | total | {line}")
    assert ", ".join(f"{unit} {column}" for unit, column in found.units(NATIONAL)) == units


def test_the_headings_of_what_goes_out_are_known_when_they_come_in():
    found = Headings.of(1, headings_of(FORM_LINE, list(NATIONAL.units)))
    assert found.missing == []
    assert dict(found.units(NATIONAL)) == {unit: 11 + n for n, unit in enumerate(NATIONAL.units)}
    assert found.free == tuple(range(11, 17))


def test_those_of_the_form_are_headings_too():
    texts = NATIONAL.form.headings
    row = ["".join(label.th) for label in (texts.number, texts.database, texts.period, texts.total)]
    found = Headings.of(8, [*row, None, ANSWER_HEADING, "".join(texts.note.th), CODE_HEADING])
    assert found.missing == ["district / อำเภอ"]
    assert found.free == (7,)
