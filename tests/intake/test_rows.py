from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import CddctlError, DataRefused
from cddctl.exchange.forms import Answer
from cddctl.intake.answers import Cells, read_answer
from cddctl.intake.grid import Unreadable
from cddctl.intake.values import count_in, date_in, month_in, note_in, text_in
from cddctl.ledger.entries import MAX_COUNT
from cddctl.notes import MAX_NOTE
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.thai import thai_digits

PERIODS = {
    period.database.id: period
    for period in periods_of_month(
        ScheduleLibrary().schedule(FiscalYear(2561)), Month(2018, 9), Holidays()
    )
}
MAE_MO = office_of("5202")
COLUMNS = ("total", "persons", "networks", "groups", "places", "answer", "note", "received")
CELLS = Cells(
    total=0, counted=(("networks", 2), ("groups", 3), ("places", 4)), uncounted=(1,),
    answer=5, note=6, received=7,
)  # fmt: skip
HALF = Unreadable("#N/A", "an error of Excel; write the number itself")


def read(cells=CELLS, **said):
    """The draft of a row of groups, and what is wrong in it, by column."""
    values = [said.get(column) for column in COLUMNS]
    draft, wrong = read_answer(values, cells, PERIODS["groups"], MAE_MO)
    return draft, {COLUMNS[column]: why for column, why in wrong}


def taken(**said):
    """What the draft of a row of groups says, where nothing in it is wrong."""
    draft, wrong = read(**said)
    assert wrong == {}
    assert (draft.period, draft.office) == (PERIODS["groups"], MAE_MO)
    return draft


def refused(cells=CELLS, **said):
    """What is wrong in a row, which gives nothing then."""
    draft, wrong = read(cells, **said)
    assert draft is None
    return wrong


# --- Counts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (120, 120),
        (120.0, 120),
        (1200.0000000000002, 1200),
        (-0.0, 0),
        ("120.0", 120),
        (MAX_COUNT, MAX_COUNT),
        ("120", 120),
        (" 120 ", 120),
        ("\n120\n", 120),
        ("๑๒๐", 120),
        ("１２０", 120),
        ("1,200", 1200),
        ("๑,๒๐๐", 1200),
        ("\u00a01,200\u200b", 1200),
        ("0", 0),
        ("ไม่มี", 0),
        (" ไม่มี ", 0),
        ("ไม่มีข้อมูล", 0),
        ("ไม่ มี ข้อมูล", 0),
        ("", None),
        ("  ", None),
        ("\n", None),
        ("\u00a0", None),
    ],
)
def test_counts(value, count):
    assert count_in(value) == count


WHOLE = "write a whole number, without fraction or sign"
APART = "a space stands in it: is it one number or two? write one, as in 1200 or 1,200"
DIGITS = "write digits only, as in 120, 1,200 or ๑๒๐"
TOO_MANY = "more than 9,999,999 cannot be meant; check the digits"
COMMAS = "the commas do not stand at the thousands; write 1200 or 1,200"
A_DAY = "this is a date or time; write a number or text"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.5, f"'1.5' is not a count: {WHOLE}"),
        (0.1 + 0.2, f"'0.30000000000000004' is not a count: {WHOLE}"),
        (-5, "'-5' is not a count: a count is 0 or more"),
        (-5.0, "'-5' is not a count: a count is 0 or more"),
        (10**30, f"'1000000000000000000000000000000' is not a count: {TOO_MANY}"),
        (1e30, f"'1000000000000000019884624838656' is not a count: {TOO_MANY}"),
        (MAX_COUNT + 1, f"'10000000' is not a count: {TOO_MANY}"),
        (1e-9, f"'1e-09' is not a count: {WHOLE}"),
        (float("nan"), f"'nan' is not a count: {DIGITS}"),
        (float("inf"), f"'inf' is not a count: {DIGITS}"),
        (float("-inf"), f"'-inf' is not a count: {DIGITS}"),
        (True, "TRUE: this is no number or text; type it anew"),
        (False, "FALSE: this is no number or text; type it anew"),
        (date(2018, 9, 6), f"6 September 2018 (2561): {A_DAY}"),
        (datetime(2018, 9, 6, 12, 30), f"6 September 2018 (2561): {A_DAY}"),  # noqa: DTZ001
        (time(12, 30), f"12:30:00: {A_DAY}"),
        (timedelta(hours=30), f"1 day, 6:00:00: {A_DAY}"),
        (HALF, "#N/A: an error of Excel; write the number itself"),
        ("5 คน", f"'5 คน' is not a count: {DIGITS}"),
        ("ห้า", f"'ห้า' is not a count: {DIGITS}"),
        ("12,00", f"'12,00' is not a count: {COMMAS}"),
        ("1.1", f"'1.1' is not a count: {WHOLE}"),
        ("-5", "'-5' is not a count: a count is 0 or more"),
        ("- 5", "'- 5' is not a count: a count is 0 or more"),
        ("1 200", f"'1 200' is not a count: {APART}"),
        ("\u00a01\u00a0200", f"'1\\xa0200' is not a count: {APART}"),
        ("--", f"'--' is not a count: {DIGITS}"),
    ],
)
def test_what_is_no_count_is_told_with_what_is_expected(value, told):
    with pytest.raises(DataRefused) as error:
        count_in(value)
    assert str(error.value) == told


@given(st.integers(0, MAX_COUNT))
@settings(max_examples=50)
def test_a_count_is_the_same_however_it_is_written(count):
    written = [count, float(count), str(count), f" {count:,} ", thai_digits(f"{count:,}")]
    assert [count_in(value) for value in written] == [count] * 5


@given(
    st.one_of(
        st.text(max_size=8), st.floats(), st.integers(), st.booleans(), st.dates(), st.times()
    )
)
@settings(max_examples=200)
def test_whatever_a_cell_holds_it_is_a_count_or_refused(value):
    try:
        count = count_in(value)
    except DataRefused:
        return
    assert count is None or -1 <= count <= MAX_COUNT


# --- Texts and dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (" \r\n\t ", None),
        ("รอเอกสาร", "รอเอกสาร"),
        ("  รอ\nเอกสาร\r\n จาก\tอบต. ", "รอ เอกสาร จาก อบต."),
        (2561, "2561"),
        (2561.0, "2561"),
        (0, "0"),
        (12.5, "12.5"),
        ("=1+1", "=1+1"),
    ],
)
def test_texts(value, text):
    assert text_in(value) == text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (date(2018, 9, 6), f"6 September 2018 (2561): {A_DAY}"),
        (time(8), f"08:00:00: {A_DAY}"),
        (HALF, "#N/A: an error of Excel; write the number itself"),
    ],
)
def test_what_is_no_text(value, told):
    with pytest.raises(DataRefused) as error:
        text_in(value)
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("ก" * (MAX_NOTE + 1), "the note is 501 characters long; 500 is the most"),
        ("รอ\u202eเอกสาร", "the note has a control character in it"),
        ("รอ\x07เอกสาร", "the note has a control character in it"),
    ],
)
def test_notes_that_would_not_print_as_they_are_read(value, told):
    with pytest.raises(DataRefused, match=told):
        note_in(value)
    assert note_in("ก" * MAX_NOTE) == "ก" * MAX_NOTE
    assert note_in("") is None


THE_SIXTH = date(2018, 9, 6)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (None, None),
        ("  ", None),
        ("2018-09-06", THE_SIXTH),
        ("6/9/2561", THE_SIXTH),
        ("๖ ก.ย. ๖๑", THE_SIXTH),
        (THE_SIXTH, THE_SIXTH),
        (datetime(2018, 9, 6, 13, 45), THE_SIXTH),  # noqa: DTZ001
        # What is typed as a day of B.E. 2561 becomes one of C.E. 2561 in Excel.
        (date(2561, 9, 6), THE_SIXTH),
        (date(2559, 2, 28), date(2016, 2, 28)),
    ],
)
def test_dates(value, day):
    assert date_in(value) == day


@pytest.mark.parametrize(
    ("value", "month"),
    [
        (None, None),
        ("", None),
        ("2561-09", Month(2018, 9)),
        ("ก.ย. 61", Month(2018, 9)),
        ("กันยายน ๒๕๖๑", Month(2018, 9)),
        (date(2018, 9, 1), Month(2018, 9)),
        (datetime(2561, 9, 1), Month(2018, 9)),  # noqa: DTZ001
        # As Excel saves 2018-09 in a CSV.
        ("Sep-18", Month(2018, 9)),
        ("ก.ย.-18", Month(2018, 9)),
        ("Oct-17", Month(2017, 10)),
        ("1/9/2018", Month(2018, 9)),
        ("01/09/2018", Month(2018, 9)),
        ("1/9/18", Month(2018, 9)),
        ("2018-09-01", Month(2018, 9)),
        ("1/9/2561", Month(2018, 9)),
        ("๑/๙/๑๘", Month(2018, 9)),
        # A year of two digits is of the Buddhist era wherever that can be.
        ("Sep-61", Month(2018, 9)),
        ("ก.ย.-61", Month(2018, 9)),
        ("1/9/61", Month(2018, 9)),
        # In American order: the day first would be no first day.
        ("9/1/2018", Month(2018, 9)),
        ("12/1/2561", Month(2018, 12)),
        ("9/1/18", Month(2018, 9)),
        ("1/1/2018", Month(2018, 1)),
        ("9/61", Month(2018, 9)),
        ("ก.ย. 60", Month(2017, 9)),
    ],
)
def test_months(value, month):
    assert month_in(value) == month


@pytest.mark.parametrize("value", [43349, 9, "กันยายน", "31/2/2561", True, HALF, time(9)])
def test_what_is_neither_month_nor_day(value):
    for read_it in (date_in, month_in):
        with pytest.raises(CddctlError):
            read_it(value)


@pytest.mark.parametrize(
    "value", ["6/9/2018", "2018-09-06", "30/9/61", "13/1/2018", "9 ม.ค. 2561", "2018-01-09"]
)
def test_a_day_is_no_month_unless_it_is_the_first(value):
    with pytest.raises(CddctlError, match="is a day, and its month is meant"):
        month_in(value)


# --- Rows: counts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "total", "recorded"),
    [
        ({"total": 10, "groups": 5, "places": 3}, 10, {"groups": 5, "places": 3}),
        ({"total": "๑๐", "networks": "ไม่มี"}, 10, {"networks": 0}),
        ({"total": 0, "networks": 0, "groups": 0, "places": 0}, 0,
         {"networks": 0, "groups": 0, "places": 0}),
        # What is said stands for itself; what is missing may stand already.
        ({"total": 12}, 12, {}),
        ({"groups": 6}, None, {"groups": 6}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("answer", [None, "มีข้อมูล", "partial"])
def test_counts_of_a_row(said, total, recorded, answer):
    draft = taken(**said, answer=answer)
    assert (draft.total, draft.recorded, draft.not_applicable) == (total, recorded, False)
    assert (draft.note, draft.received) == (None, None)


def test_note_and_day_of_a_row():
    draft = taken(total=10, groups=5, note=" รอ\nเอกสาร ", received="6 ก.ย. 61")
    assert (draft.note, draft.received) == ("รอ เอกสาร", THE_SIXTH)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"total": " ", "groups": "", "note": "\n", "answer": " "},
        {"received": THE_SIXTH},
        {"persons": 0},
        {"persons": "-"},
        *({"answer": state} for state in ("none", "partial", "incomplete", "complete")),
    ],
)
def test_a_row_that_says_nothing(said):
    assert read(**said) == (None, {})


def test_a_row_with_only_a_note():
    draft = taken(note="รอเอกสาร")
    assert draft.is_only_note
    assert (draft.note, draft.recorded) == ("รอเอกสาร", {})


def test_every_cell_that_is_wrong_is_told():
    wrong = refused(
        total=1.5, persons=3, networks=-1, groups="ห้า", places=HALF,
        answer="ไม่ทราบ", note=date(2018, 9, 6), received="เมื่อวาน",
    )  # fmt: skip
    assert wrong == {
        "total": f"'1.5' is not a count: {WHOLE}",
        "networks": "'-1' is not a count: a count is 0 or more",
        "groups": f"'ห้า' is not a count: {DIGITS}",
        "places": "#N/A: an error of Excel; write the number itself",
        "persons": (
            "3 is given, but Groups, networks and communities does not count this unit; clear it"
        ),
        "answer": ("'ไม่ทราบ' is no answer; choose มีข้อมูล, ไม่มีข้อมูล = 0 or ยังไม่ถึงเวลา"),
        "note": f"6 September 2018 (2561): {A_DAY}",
        "received": (
            "'เมื่อวาน' is not a date; write it like 2018-09-06, 6/9/2561 or \"6 ก.ย. 2561\""
        ),
    }


# --- Rows: units that are not counted --------------------------------------------------------


@pytest.mark.parametrize("value", [None, "", " ", 0, 0.0, "0", "๐", "-", "–", "ไม่มี"])
def test_nothing_may_stand_for_a_unit_that_is_not_counted(value):
    assert taken(total=10, groups=5, persons=value).recorded == {"groups": 5}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1"),
        (1.5, "1.5"),
        ("๕", "๕"),
        ("ห้าคน", "ห้าคน"),
        (True, "TRUE"),
        (HALF, "#N/A"),
        (-1, "-1"),
        (date(2018, 9, 6), "6 September 2018 (2561)"),
    ],
)
def test_anything_else_may_not(value, shown):
    assert refused(total=10, groups=5, persons=value) == {
        "persons": (
            f"{shown} is given, but Groups, networks and communities "
            "does not count this unit; clear it"
        )
    }


# --- Rows: answers ---------------------------------------------------------------------------

ZEROS = {"networks": 0, "groups": 0, "places": 0}
NO_REASON = "the reason is missing: why it is not time yet, as in หลังการรับรอง"
NOT_YET_BUT_COUNTS = "it says that it is not time yet, but counts are given"
NONE_BUT_COUNTS = "it says that there are none, but counts above 0 are given"
DATA_BUT_NONE = "it says that there are data, but no count is given"
A_DASH = "- stands for what it is not time for yet; write 0, or leave the cell blank"


@pytest.mark.parametrize(
    "answer", [Answer.ZERO, "ไม่มีข้อมูล=0", " ไม่มีข้อมูล = ๐ ", "ไม่มีข้อมูล", "ไม่มี", "zero", "ZERO"]
)
@pytest.mark.parametrize(
    "said", [{}, {"total": 0}, {"groups": 0, "places": "๐"}, {"persons": 0}, {"total": "ไม่มี"}]
)
def test_that_there_are_none(answer, said):
    draft = taken(answer=answer, **said)
    assert (draft.total, draft.recorded, draft.not_applicable) == (0, ZEROS, False)
    assert taken(answer=answer, note="ไม่มีในพื้นที่", **said).note == "ไม่มีในพื้นที่"


@pytest.mark.parametrize("said", [{"total": 1}, {"groups": 1}, {"total": 0, "networks": 2}])
def test_that_there_are_none_beside_counts(said):
    assert refused(answer=Answer.ZERO, **said) == {"answer": NONE_BUT_COUNTS}


@pytest.mark.parametrize("answer", [Answer.NOT_YET, "not-applicable", "Not applicable"])
@pytest.mark.parametrize("said", [{}, {"total": "-"}, {"total": "-", "groups": "—"}])
def test_that_it_is_not_time_yet(answer, said):
    draft = taken(answer=answer, note="หลังการรับรอง", **said)
    assert (draft.total, draft.recorded) == (None, {})
    assert (draft.not_applicable, draft.note) == (True, "หลังการรับรอง")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, {"note": NO_REASON}),
        ({"note": " "}, {"note": NO_REASON}),
        ({"note": "-"}, {"note": NO_REASON}),
        ({"note": "2561"}, {"note": NO_REASON}),
        ({"note": "หลังการรับรอง", "total": 0}, {"answer": NOT_YET_BUT_COUNTS}),
        ({"note": "หลังการรับรอง", "groups": 4}, {"answer": NOT_YET_BUT_COUNTS}),
        ({"groups": 4}, {"answer": NOT_YET_BUT_COUNTS}),
    ],
)
def test_that_it_is_not_time_yet_without_a_reason_or_with_counts(said, wrong):
    assert refused(answer=Answer.NOT_YET, **said) == wrong


@pytest.mark.parametrize("answer", [Answer.DATA, "data", "Data"])
def test_that_there_are_data(answer):
    assert taken(answer=answer, total=3, groups=0).recorded == {"groups": 0}
    assert refused(answer=answer) == {"answer": DATA_BUT_NONE}
    assert refused(answer=answer, note="รอเอกสาร") == {"answer": DATA_BUT_NONE}


@pytest.mark.parametrize("answer", ["ไม่ทราบ", "มี", "yes", "=", "0", 0, 1, "ไม่มีข้อมูล = 1"])
def test_an_unknown_answer(answer):
    assert refused(answer=answer, total=3, groups=0) == {
        "answer": (f"{str(answer)!r} is no answer; choose มีข้อมูล, ไม่มีข้อมูล = 0 or ยังไม่ถึงเวลา")
    }


# --- Rows: dashes ----------------------------------------------------------------------------


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", " - ", "-\n"])
@pytest.mark.parametrize(
    "where", [("total", "networks", "groups", "places"), ("total",), ("groups",)]
)
@pytest.mark.parametrize("answer", [None, "none", Answer.NOT_YET])
def test_dashes_in_place_of_all_counts(dash, where, answer):
    said = dict.fromkeys(where, dash)
    draft = taken(**said, answer=answer, note="หลังการรับรอง")
    assert (draft.total, draft.recorded) == (None, {})
    assert (draft.not_applicable, draft.note) == (True, "หลังการรับรอง")
    assert refused(**said, answer=answer) == {"note": NO_REASON}


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"total": 5, "groups": "-"}, {"groups"}),
        ({"total": "-", "groups": 5}, {"total"}),
        ({"total": 5, "networks": "-", "groups": 0, "places": "–"}, {"networks", "places"}),
        ({"total": "-", "groups": 5, "answer": Answer.DATA}, {"total"}),
        ({"total": "-", "answer": Answer.DATA}, {"total"}),
        ({"total": "-", "answer": Answer.ZERO}, {"total"}),
        ({"total": 0, "groups": "-", "answer": Answer.ZERO}, {"groups"}),
    ],
)
def test_a_dash_is_no_zero(said, where):
    assert refused(**said, note="หลังการรับรอง") == dict.fromkeys(where, A_DASH)


def test_a_dash_where_there_is_no_column_for_an_answer_or_a_note():
    with_note = Cells(total=0, counted=CELLS.counted, uncounted=(), note=6)
    without = Cells(total=0, counted=CELLS.counted, uncounted=())
    said = {"total": "-", "note": "หลังการรับรอง"}
    assert read(with_note, **said)[0].not_applicable
    assert refused(with_note, total="-") == {"note": NO_REASON}
    assert refused(without, **said) == {"total": NO_REASON}
    assert refused(without, **said, groups=1) == {"total": A_DASH}
    with_answer = Cells(total=0, counted=CELLS.counted, uncounted=(), answer=5)
    assert refused(with_answer, groups="-") == {"total": NO_REASON}
    assert refused(with_answer, answer=Answer.NOT_YET) == {"answer": NO_REASON}


def test_the_columns_that_something_is_read_from():
    assert CELLS.read == [0, 2, 3, 4, 5, 6, 7]
    assert Cells(3, (("persons", 4),), (5,)).read == [3, 4]


# --- Laws ------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.none(),
    st.integers(-2, 20),
    st.sampled_from(["", "-", "ไม่มี", "๕", "1,200", "x", 1.5, 2.0, True, HALF, *Answer, "none"]),
)


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, VALUES)))
@settings(max_examples=300)
def test_a_row_gives_a_draft_or_says_what_is_wrong_or_is_blank(said):
    draft, wrong = read(**said)
    assert draft is None or not wrong
    if draft is not None:
        has_counts = draft.total is not None or bool(draft.recorded)
        assert has_counts + draft.not_applicable + draft.is_only_note == 1
        assert not draft.not_applicable or draft.note
        assert set(draft.recorded) <= set(ZEROS)
