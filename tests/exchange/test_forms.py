import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.exchange.forms import (
    Answer,
    Identity,
    Round,
    code_in,
    code_of,
    printed_code,
    printed_in,
)
from cddctl.ledger.drafts import Printed
from cddctl.periods import FIRST_YEAR, LAST_YEAR, FiscalYear, Month
from cddctl.places import districts, find_province, office_of, provinces
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.thai import thai_digits

SEPTEMBER = Month(2018, 9)
LAMPANG = find_province("lampang")
MAE_MO = Identity("52", "5202", SEPTEMBER, "2561/lampang")
LINE = "รหัสแบบ (อย่าแก้ไข): จังหวัด 52 อำเภอ 5202 เดือน 2561-09 กำหนดการ 2561/lampang"
PROPERTIES = {
    "cddctl.province": "52",
    "cddctl.district": "5202",
    "cddctl.month": "2561-09",
    "cddctl.schedule": "2561/lampang",
}


def september(schedule=None):
    schedule = schedule or ScheduleLibrary().schedule(FiscalYear(2561))
    return Round(SEPTEMBER, schedule, periods_of_month(schedule, SEPTEMBER, Holidays()))


# --- Which return a form is ------------------------------------------------------------------


def test_what_a_form_says_of_itself():
    assert Identity.of(LAMPANG, office_of("5202"), SEPTEMBER, "2561/lampang") == MAE_MO
    assert MAE_MO.line == LINE
    assert MAE_MO.properties == PROPERTIES


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        thai_digits(LINE),
        f"  {LINE}  ",
        LINE.replace(" ", "  "),
        LINE.replace(" (อย่าแก้ไข):", ""),
        LINE.replace("อำเภอ", "อําเภอ"),
        LINE.replace("อำเภอ", "/ อำเภอ"),
        f"{LINE} ส่งแล้ว",
        f"{LINE}.",
    ],
)
def test_the_line_however_it_comes_back(text):
    assert Identity.in_line(text) == MAE_MO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "อำเภอแม่เมาะ จังหวัดลำปาง",
        "รหัสแบบ",
        LINE.replace("รหัสแบบ", "รหัส"),
        LINE.replace("52 ", "ลำปาง ", 1),
        LINE.replace("5202", "52021"),
        LINE.replace("2561-09", "2561-13"),
        LINE.replace("2561-09", "ก.ย. 2561"),
        LINE.replace("เดือน", "งวด"),
        LINE.partition("กำหนดการ")[0],
    ],
)
def test_what_is_no_such_line(text):
    assert Identity.in_line(text) is None


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, MAE_MO),
        ({"Author": "x", "cddctl.version": "9"}, MAE_MO),
        ({"cddctl.month": "2018-09"}, MAE_MO),
        ({"cddctl.month": "13"}, None),
        ({"cddctl.month": ""}, None),
        *(({name: None}, None) for name in PROPERTIES),
    ],
)
def test_the_properties_of_a_workbook(changed, found):
    given_ = {name: text for name, text in (PROPERTIES | changed).items() if text is not None}
    assert Identity.in_properties(iter(given_.items())) == found


identities = st.builds(
    lambda province, number, month, year, own: Identity(
        province.code,
        districts(province)[number % len(districts(province))].code,
        month,
        f"{year}/{province.id}" if own else f"{year}",
    ),
    st.sampled_from(provinces()),
    st.integers(0, 30),
    st.builds(Month, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12)),
    st.integers(2500, 2700),
    st.booleans(),
)


@given(identities)
@settings(max_examples=200)
def test_every_identity_is_read_back(identity):
    assert Identity.in_line(identity.line) == identity
    assert Identity.in_line(thai_digits(identity.line)) == identity
    assert Identity.in_properties(identity.properties.items()) == identity


def test_what_is_told_differs_where_the_form_does():
    others = [
        Identity("50", "5002", SEPTEMBER, "2561"),
        Identity("52", "5203", SEPTEMBER, "2561/lampang"),
        Identity("52", "5202", Month(2018, 8), "2561/lampang"),
        Identity("52", "5202", SEPTEMBER, "2561"),
    ]
    assert len({one.line for one in [MAE_MO, *others]}) == 5
    assert len({tuple(one.properties.values()) for one in [MAE_MO, *others]}) == 5


# --- What is reported in a month -------------------------------------------------------------


def test_a_row_s_code():
    assert [code_of(period) for period in september().periods] == [
        "cd-standards/2",
        "leaders/1",
        "volunteer-leader-assessment/1",
        "groups/1",
        "savings-groups/4",
        "poverty-alleviation/2",
        "fund-institutions/1",
        "fund-networks/1",
        "otop-sales/12",
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("savings-groups/4", "savings-groups/4"),
        (" Savings-Groups / 4 ", "savings-groups/4"),
        ("savings-\ngroups/๔", "savings-groups/4"),
        ("savings-groups/3", None),
        ("savings-groups", None),
        ("mothers-fund/1", None),
        ("4", None),
        ("", None),
    ],
)
def test_the_period_of_a_code(typed, code):
    period = september().of_code(typed)
    assert (code_of(period) if period else None) == code


def test_the_periods_of_a_database():
    found = september()
    assert [code_of(period) for period in found.of_database("savings-groups")] == [
        "savings-groups/4"
    ]
    assert found.of_database("mothers-fund") == []


def test_the_answers_in_the_words_of_the_form_s_list():
    assert list(Answer) == ["มีข้อมูล", "ไม่มีข้อมูล = 0", "ยังไม่ถึงเวลา"]
    # Excel takes a list of no more, and a comma would part an answer in two.
    assert len(",".join(Answer)) <= 255
    assert not any("," in answer for answer in Answer)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (Printed(), "ว่าง"),
        (Printed(120, {"networks": 8, "groups": 0}), "120/8:0:"),
        (Printed(120, {"networks": 8, "groups": 0, "places": 9}, note="0a1b2c3d"),
         "120/8:0:9 ~0a1b2c3d"),
        (Printed(not_applicable=True, note="0a1b2c3d"), "- ~0a1b2c3d"),
        (Printed(note="0a1b2c3d"), "/:: ~0a1b2c3d"),
    ],
)  # fmt: skip
def test_what_a_row_is_printed_with_is_read_again(printed, text):
    period = september().period_of("groups")
    written = printed_code(period, printed)
    assert written == f"groups/1 พิมพ์ {text}"
    assert (code_in(written), printed_in(written, period)) == ("groups/1", printed)


@pytest.mark.parametrize(
    "text",
    ["groups/1", "groups/1 พิมพ์", "groups/1 พิมพ์ 5", "groups/1 พิมพ์ 5/1", "leaders/1 พิมพ์ ว่าง",
     "groups/1 พิมพ์ 5/1:1:1 ~xyz", "พิมพ์ ว่าง", ""],
)  # fmt: skip
def test_what_does_not_say_what_a_row_was_printed_with(text):
    period = september().period_of("groups")
    assert printed_in(text, period) is None
