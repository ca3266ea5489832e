from datetime import date

import pytest
from pydantic import ValidationError

from cddctl.errors import DataRefused, UnknownName
from cddctl.i18n import use_language
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import (
    Database,
    EveryMonth,
    Label,
    PeriodRule,
    ReportBy,
    Source,
    Text,
    month_name_or_number,
    read_day,
    read_month,
)

LEADERS = {
    "id": "leaders",
    "number": 1,
    "name": {"long": "ข้อมูล|ผู้นำ", "short": "ผู้นำ", "en": "Leaders"},
    "bureau": "planning",
    "periods": [{"number": 1, "month": "กันยายน"}],
    "reporting": ["district"],
    "account": "province",
    "counts": ["persons"],
    "on_form": True,
}


def database(**changes):
    return Database.model_validate(LEADERS | changes)


@pytest.fixture(scope="module")
def of_2561():
    return ScheduleLibrary().schedule(FiscalYear(2561))


def test_the_eleven_databases(of_2561):
    assert [
        (d.number, d.id, d.bureau, d.entered_by, d.account, d.counts, d.on_form)
        for d in of_2561.ordered()
    ] == [
        (1, "volunteer-leader-day", "empowerment", "province", "province", ("places",), True),
        (
            2,
            "cd-standards",
            "empowerment",
            "province",
            "province",
            ("persons", "networks", "groups", "places"),
            True,
        ),
        (3, "leaders", "empowerment", "district", "province", ("persons",), True),
        (
            4,
            "volunteer-leader-assessment",
            "empowerment",
            "district",
            "province",
            ("persons",),
            True,
        ),
        (
            5,
            "groups",
            "empowerment",
            "district",
            "province",
            ("networks", "groups", "places"),
            True,
        ),
        (6, "savings-groups", "capital", "district", "province", ("savings_groups",), True),
        (7, "poverty-alleviation", "capital", "district", "province", ("places",), True),
        (8, "fund-institutions", "capital", "district", "province", ("places",), True),
        (9, "fund-networks", "capital", "district", "province", ("networks",), True),
        (10, "otop-sales", "enterprise", "district", "district", ("makers",), False),
        (11, "mothers-fund", "planning", "district", "province", ("places",), True),
    ]


def test_the_department_ticks_district_province_or_both(of_2561):
    ticked = {d.number: d.reporting for d in of_2561.ordered()}
    assert [n for n, offices in ticked.items() if offices == ("province",)] == [1, 2]
    assert [n for n, offices in ticked.items() if offices == ("district",)] == [3, 4, 6, 7, 8, 9]
    assert [n for n, offices in ticked.items() if len(offices) == 2] == [5, 10, 11]


def test_the_entry_system_of_6_to_9_is_being_improved(of_2561):
    assert [d.number for d in of_2561.ordered() if d.note] == [6, 7, 8, 9]
    use_language("th")
    assert {str(d.note) for d in of_2561.ordered() if d.note} == {"อยู่ระหว่างการปรับปรุงระบบบันทึก"}


def test_names_without_their_breaks(of_2561):
    standards = of_2561.databases["cd-standards"]
    assert standards.names.long == (
        "ข้อมูลผลการดำเนินงาน",
        "ตามระบบมาตรฐาน",
        "การพัฒนาชุมชน",
    )
    assert standards.name == "ข้อมูลผลการดำเนินงานตามระบบมาตรฐานการพัฒนาชุมชน"
    assert standards.short_name == "ข้อมูลผลการดำเนินงานตามระบบ มชช."


def test_the_form_has_two_columns_headed_alike(of_2561):
    columns = of_2561.form.units
    assert [column.unit for column in columns] == [
        "persons",
        "networks",
        "groups",
        "savings_groups",
        "places",
    ]
    use_language("th")
    assert [column.heading.pieces for column in columns] == [
        ("คน",),
        ("เครือข่าย",),
        ("กลุ่ม",),
        ("กลุ่ม",),
        ("แห่ง",),
    ]


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("leaders", "leaders"),
        ("3", "leaders"),
        ("๓", "leaders"),
        ("ข้อมูลผู้นำ", "leaders"),
        ("ผู้น\u0e4dา", "leaders"),
        ("Leaders", "leaders"),
        ("มชช", "cd-standards"),
        ("มชช.", "cd-standards"),
        ("กข.คจ.", "poverty-alleviation"),
        ("กขคจ", "poverty-alleviation"),
        ("otop", "otop-sales"),
        ("savings groups", "savings-groups"),
        ("กองทุนแม่", "mothers-fund"),
        ("11", "mothers-fund"),
    ],
)
def test_find(of_2561, typed, id_):
    assert of_2561.find(typed).id == id_


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("leader", "; did you mean leaders (Leaders)"),
        ("xyz", "; see: cddctl schedule show"),
        ("12", "; see: cddctl schedule show"),
        ("๑๑๑", "; see: cddctl schedule show"),
        ("", "; see: cddctl schedule show"),
    ],
)
def test_find_nothing(of_2561, typed, told):
    with pytest.raises(UnknownName) as refused:
        of_2561.find(typed)
    assert str(refused.value).startswith(f"no database is called {typed!r}{told}")


def test_the_three_nearest_are_offered(of_2561):
    alike = {f"sales-{x}": database(id=f"sales-{x}", number=n) for n, x in enumerate("abcd", 1)}
    schedule = of_2561.model_copy(update={"databases": alike})
    with pytest.raises(UnknownName) as refused:
        schedule.find("sales")
    assert str(refused.value).count("sales-") == 3


def test_find_two(of_2561):
    both = of_2561.model_copy(
        update={
            "databases": {
                "leaders": database(also=("ผน.",)),
                "fans": database(id="fans", number=2, also=("ผน.",)),
            }
        }
    )
    with pytest.raises(DataRefused, match=r"'ผน'.*1 Leaders or 2 Leaders"):
        both.find("ผน")


def test_ordered_is_by_number_however_the_file_is_ordered(of_2561):
    backwards = dict(reversed(of_2561.databases.items()))
    schedule = of_2561.model_copy(update={"databases": backwards})
    assert [d.number for d in schedule.ordered()] == list(range(1, 12))


@pytest.mark.parametrize(
    ("reporting", "office"),
    [
        (["district"], "district"),
        (["province"], "province"),
        (["province", "district"], "district"),
    ],
)
def test_the_lowest_office_ticked_enters(reporting, office):
    assert database(reporting=reporting).entered_by == office


@pytest.mark.parametrize("reporting", [["district"], ["province"], ["district", "province"]])
@pytest.mark.parametrize("office", ["district", "province"])
def test_the_office_declared_enters(reporting, office):
    assert database(reporting=reporting, entered_by=office).entered_by == office
    assert database(reporting=reporting, entered_by=office).reporting == tuple(reporting)


@pytest.mark.parametrize(
    ("database", "units", "has"),
    [
        ("leaders", ["persons"], True),
        ("leaders", ["persons", "cows"], False),
        ("cows", [], False),
        (None, ["persons"], True),
        (None, ["cows"], False),
    ],
)
def test_what_a_schedule_has_a_name_for(of_2561, database, units, has):
    assert of_2561.has(database, units) is has


def test_a_schedules_name(of_2561):
    assert of_2561.name == "2561"
    assert of_2561.model_copy(update={"province": "lampang"}).name == "2561/lampang"


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_month, "2561-09", Month(2018, 9)),
        (read_month, "ก.ย. 61", Month(2018, 9)),
        (read_month, "2561-13", None),
        (read_month, "", None),
        (read_month, 2561, None),
        (read_month, None, None),
        (read_day, "6/9/2561", date(2018, 9, 6)),
        (read_day, "31/9/2561", None),
        (read_day, ["6/9/2561"], None),
    ],
)
def test_what_a_text_of_the_file_names(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("value", "read"),
    [("กันยายน", 9), ("ก.ย.", 9), (9, 9), (13, 13), ("กันยา", "กันยา"), ("sep", "sep"), (None, None)],
)
def test_month_name_or_number(value, read):
    assert month_name_or_number(value) == read


def test_rules_of_every_month_are_numbered_in_the_order_of_the_fiscal_year():
    content = {"th": "ยอด", "en": "sales"}
    monthly = database(
        periods=[], every_month={"day": 10, "covers": "previous-month", "content": content}
    )
    assert [(r.number, r.month, r.day, r.covers, str(r.content)) for r in monthly.rules()] == [
        (number, month, 10, "previous-month", "sales")
        for number, month in enumerate((10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9), 1)
    ]


def test_rules_of_periods_are_those_declared():
    rules = database().rules()
    assert rules == (PeriodRule(number=1, month=9),)
    assert rules[0].day is None


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (PeriodRule, {"number": 0, "month": 9}),
        (PeriodRule, {"number": "1", "month": 9}),
        (PeriodRule, {"number": True, "month": 9}),
        (PeriodRule, {"number": 1, "month": 0}),
        (PeriodRule, {"number": 1, "month": 13}),
        (PeriodRule, {"number": 1, "month": "กันยา"}),
        (PeriodRule, {"number": 1, "month": ""}),
        (PeriodRule, {"number": 1, "month": "9"}),
        (PeriodRule, {"number": 1, "month": "sep"}),
        (PeriodRule, {"number": 1, "month": 9, "day": 0}),
        (PeriodRule, {"number": 1, "month": 9, "day": 32}),
        (PeriodRule, {"number": 1, "month": 9, "covers": "next-month"}),
        (PeriodRule, {"number": 1, "month": 9, "date": 1}),
        (EveryMonth, {"day": 29}),
        (EveryMonth, {"day": "10"}),
        (Database, LEADERS | {"reporting": []}),
        (Database, LEADERS | {"reporting": ["village"]}),
        (Database, LEADERS | {"counts": []}),
        (Database, LEADERS | {"on_form": "no"}),
        (Database, LEADERS | {"account": "national"}),
        (Database, LEADERS | {"entered_by": "village"}),
        (Database, LEADERS | {"entered_by": ["district"]}),
        (Database, LEADERS | {"roll": "back"}),
        (ReportBy, {"month": "2561-13", "date": "2018-09-06"}),
        (ReportBy, {"month": None, "date": "2018-09-06"}),
        (ReportBy, {"month": "2561-09", "date": "2018-09-31"}),
        (ReportBy, {"month": "2561-09", "date": 1}),
        (ReportBy, {"month": "2561-09", "date": None}),
        (ReportBy, {"month": "2561-09", "date": [2018, 9, 6]}),
    ],
)
def test_refused(model, values):
    with pytest.raises(ValidationError):
        model.model_validate(values)


@pytest.mark.parametrize("month", [9, "กันยายน", "ก.ย.", "ก.ย"])
def test_a_rules_month_is_a_number_or_a_thai_name(month):
    assert PeriodRule.model_validate({"number": 1, "month": month}).month == 9


@pytest.mark.parametrize("day", ["2018-08-31", "31/8/2561", "31 ส.ค. 61", date(2018, 8, 31)])
def test_dates_are_read_as_on_the_command_line(day):
    source = {"letter": "ว ๑", "date": day, "from": "กรม", "title": "กำหนดการ"}
    assert Source.model_validate(source).date == date(2018, 8, 31)


@pytest.mark.parametrize("month", ["2561-09", "ก.ย. 61", Month(2018, 9)])
def test_months_are_read_as_on_the_command_line(month):
    rule = ReportBy.model_validate({"month": month, "date": "2018-09-06"})
    assert rule.month == Month(2018, 9)


def test_texts_are_in_the_language_in_use():
    text, label = Text(th="คน", en="persons"), Label(th="จำนวน|ทั้งหมด", en="To|tal")
    assert (str(text), label.pieces, str(label)) == ("persons", ("To", "tal"), "Total")
    use_language("th")
    assert (str(text), label.pieces, str(label)) == ("คน", ("จำนวน", "ทั้งหมด"), "จำนวนทั้งหมด")


def test_declarations_are_frozen():
    with pytest.raises(ValidationError):
        database().number = 2


SEPTEMBER, AUGUST = Month(2018, 9), Month(2018, 8)


@pytest.mark.parametrize(
    ("rules", "month", "on_form", "off_form"),
    [
        ([], SEPTEMBER, None, None),
        ([{"month": "2561-09", "date": "6/9/2561"}], SEPTEMBER, 6, None),
        ([{"month": "2561-09", "date": "6/9/2561"}], AUGUST, None, None),
        ([{"month": "2561-09", "date": "6/9/2561", "databases": ["sales"]}], SEPTEMBER, None, 6),
        ([{"month": "2561-09", "date": "6/9/2561", "databases": []}], SEPTEMBER, None, None),
        (
            [
                {"month": "2561-09", "date": "7/9/2561", "databases": ["leaders"]},
                {"month": "2561-09", "date": "6/9/2561", "databases": ["leaders", "sales"]},
            ],
            SEPTEMBER,
            7,
            6,
        ),
    ],
)
def test_report_date(of_2561, rules, month, on_form, off_form):
    schedule = of_2561.model_copy(
        update={"report_by": tuple(ReportBy.model_validate(rule) for rule in rules)}
    )
    found = (
        schedule.report_date(database(), month),
        schedule.report_date(database(id="sales", on_form=False), month),
    )
    assert tuple(day and day.day for day in found) == (on_form, off_form)
