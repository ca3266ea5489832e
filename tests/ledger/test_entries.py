from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import EntryRefused
from cddctl.ledger.entries import (
    Entry,
    State,
    check_entry,
    check_received,
    check_units,
    entry_or_not_yet,
)  # fmt: skip
from cddctl.notes import MAX_NOTE, check_name, check_note, check_reason
from cddctl.periods import FiscalYear, Month
from cddctl.places import find_district, find_province
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

GROUPS = ScheduleLibrary().schedule(FiscalYear(2561)).databases["groups"]
TODAY = date(2018, 9, 5)


def entry(**values):
    return Entry(
        province="52",
        office="5202",
        database="groups",
        fiscal_year=2561,
        period=1,
        month=Month(2018, 9),
        **values,
    )


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"total": 10, "recorded": {"groups": 0}}, State.INCOMPLETE),
        ({"total": 10, "recorded": {"groups": 9}}, State.INCOMPLETE),
        ({"total": 10, "recorded": {"groups": 6, "networks": 3}}, State.INCOMPLETE),
        ({"total": 10, "recorded": {"groups": 6, "networks": 4}}, State.COMPLETE),
        ({"total": 10, "recorded": {"groups": 10}}, State.COMPLETE),
        ({"total": 10, "recorded": {"groups": 11}}, State.COMPLETE),
        ({"total": 0, "recorded": {"groups": 0}}, State.COMPLETE),
        ({"not_applicable": True, "note": "หลังการรับรอง"}, State.NOT_APPLICABLE),
    ],
)
def test_state(values, state):
    assert entry(**values).state is state


def test_state_in_words():
    assert [str(state) for state in State] == ["none", "incomplete", "complete", "not-applicable"]


def test_key_and_sum():
    whole = entry(total=10, recorded={"groups": 6, "networks": 3})
    assert whole.key == ("groups", Month(2018, 9), 1)
    assert whole.recorded_sum == 9
    assert entry().recorded_sum == 0


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"recorded_by": "สมชาย"}, True),
        ({"recorded_at": datetime(2018, 9, 5, tzinfo=UTC)}, True),
        ({"received": date(2018, 9, 4)}, True),
        ({"recorded": {"networks": 1, "groups": 2}}, True),
        ({"recorded": {"groups": 2}}, False),
        ({"recorded": {"groups": 2, "networks": 0}}, False),
        ({"total": 4}, False),
        ({"total": None}, False),
        ({"note": "แก้ไข"}, False),
        ({"not_applicable": True}, False),
    ],
)
def test_says_the_same(change, same):
    one = entry(total=3, recorded={"groups": 2, "networks": 1})
    assert one.says_the_same(one._replace(**change)) is same


@pytest.mark.parametrize(
    "values",
    [
        {"total": 10, "recorded": {"groups": 3}},
        {"total": 0, "recorded": {"groups": 0}},
        {"total": 10, "recorded": {"networks": 1, "groups": 2, "places": 3}},
        {"total": 10, "recorded": {"groups": 11}, "note": "มีกลุ่มตั้งใหม่"},
        {"total": 10, "recorded": {"groups": 1}, "received": TODAY},
        {"total": 10, "recorded": {"groups": 1}, "note": "ก" * MAX_NOTE},
        {"not_applicable": True, "note": "หลังการรับรอง"},
    ],
)
def test_entries_that_stand(values):
    check_entry(entry(**values), GROUPS)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "the total is missing: how many there are (total=N)"),
        ({"recorded": {"groups": 1}}, "the total is missing: how many there are (total=N)"),
        (
            {"total": 10},
            "how many are recorded is missing: networks=N, groups=N or places=N (0 if none)",
        ),
        (
            {"total": 1000, "recorded": {"groups": 600, "networks": 600}},
            "recorded 1,200 is above the total 1,000; mend the numbers, or say why in a note",
        ),
        (
            {"total": 0, "recorded": {"groups": 1}, "note": ""},
            "recorded 1 is above the total 0; mend the numbers, or say why in a note",
        ),
        (
            {"total": 0, "recorded": {"groups": 1}, "note": "- 2561."},
            "recorded 1 is above the total 0; mend the numbers, or say why in a note",
        ),
        (
            {"total": 10, "recorded": {"persons": 3}},
            (
                "Groups, networks and communities does not count persons; "
                "it counts networks, groups or places"
            ),
        ),
        (
            {"not_applicable": True, "note": "ยัง", "total": 0},
            "what is not applicable yet has no counts; leave one of them out",
        ),
        (
            {"not_applicable": True, "note": "ยัง", "recorded": {"groups": 0}},
            "what is not applicable yet has no counts; leave one of them out",
        ),
        (
            {"not_applicable": True},
            "what is not applicable yet needs its reason in a note, as in หลังการรับรอง",
        ),
        (
            {"total": 1, "recorded": {"groups": 1}, "note": "a\nb"},
            "the note has a control character in it, 'a\\nb'; type it as one line of text",
        ),
    ],
)
def test_refused(values, told):
    with pytest.raises(EntryRefused) as refused:
        check_entry(entry(**values), GROUPS)
    assert str(refused.value) == told


OF_2561 = FiscalYear(2561)


@pytest.mark.parametrize(
    ("received", "year", "told"),
    [
        (TODAY, OF_2561, None),
        (date(2018, 9, 4), OF_2561, None),
        (date(2017, 10, 1), OF_2561, None),
        (date(2017, 9, 30), FiscalYear(2560), None),
        (date(1999, 1, 1), None, None),
        (
            date(2018, 9, 6),
            OF_2561,
            (
                "the received date 6 September 2018 (2561) is in the future; "
                "today is 5 September 2018 (2561)"
            ),
        ),
        (
            date(2018, 9, 6),
            None,
            (
                "the received date 6 September 2018 (2561) is in the future; "
                "today is 5 September 2018 (2561)"
            ),
        ),
        (
            date(2017, 9, 30),
            OF_2561,
            "the received date 30 September 2017 (2560) is before fiscal year 2561; check it",
        ),
        (
            date(1475, 9, 4),
            OF_2561,
            "the received date 4 September 1475 (2018) is before fiscal year 2561; check it",
        ),
    ],
)
def test_received(received, year, told):
    if told is None:
        check_received(received, TODAY, year)
        return
    with pytest.raises(EntryRefused) as refused:
        check_received(received, TODAY, year)
    assert str(refused.value) == told


def test_units_of_no_counts():
    check_units({}, GROUPS)
    check_units(dict.fromkeys(GROUPS.counts, 0), GROUPS)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\t",
        "\n",
        "\r",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        chr(0xD800),
        "\ue000",
        "\ufffe",
        "\u0378",
        "\u200e",
        "\u200f",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
    ],
)
def test_notes_with_characters_that_do_not_print(character):
    with pytest.raises(EntryRefused, match="the note has a control character in it"):
        check_note(f"หลัง{character}การรับรอง")


@pytest.mark.parametrize(
    "note",
    ["", "หลังการรับรอง", "บันทึกแล้ว ๙/๑๓ อำเภอ", "=1+1", "[/] 'x' \"y\"", "ก\u200bข", "😀", "é"],
)
def test_notes_that_print(note):
    check_note(note)


@pytest.mark.parametrize("typed", ["น้ำท่วม", " น้ำท่วม ", "T", "ย้าย 3 คน"])
def test_a_reason_is_kept_without_what_is_around_it(typed):
    assert check_reason(typed) == typed.strip()


@pytest.mark.parametrize("typed", [None, "", "  ", "-", "–", "...", "2561", "๓", "\u200b", "?!"])
def test_what_says_nothing_is_no_reason(typed):
    with pytest.raises(EntryRefused) as refused:
        check_reason(typed)
    assert str(refused.value) == "the reason is empty; say why in a few words"
    with pytest.raises(EntryRefused, match=r"^say why$"):
        check_reason(typed, "say why")


@pytest.mark.parametrize("typed", ["น้ำ\nท่วม", "ก" * 501])
def test_a_reason_prints_as_a_note_does(typed):
    with pytest.raises(EntryRefused, match="the note "):
        check_reason(typed)


def test_a_note_may_be_500_characters_long():
    check_note("ก" * 500)
    with pytest.raises(EntryRefused) as refused:
        check_note("ก" * 501)
    assert str(refused.value) == "the note is 501 characters long; 500 is the most"


@pytest.mark.parametrize("name", ["สมหญิง ใจดี", "x" * 100, "O'Brien"])
def test_names(name):
    check_name(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [("a\nb", r"'a\nb'"), ("x" * 101, f"'{'x' * 100}'"), ("\u202ea", r"'\u202ea'")],
)
def test_names_that_are_none(name, said):
    with pytest.raises(EntryRefused) as refused:
        check_name(name)
    assert str(refused.value) == (
        f"{said} is no name; write it on one line, of 100 characters at most"
    )


LAMPANG = find_province("lampang")
MAE_MO = find_district("mae-mo", LAMPANG)


def period_of(database):
    """Its period of September, as Lampang's schedule has it: cd-standards is not yet."""
    schedule = ScheduleLibrary().schedule(FiscalYear(2561), LAMPANG)
    periods = periods_of_month(schedule, Month(2018, 9), Holidays())
    return next(period for period in periods if period.database.id == database)


NOT_YET = entry(not_applicable=True, note="หลังการรับรอง")._replace(database="cd-standards", period=2)
GIVEN = entry(total=9, recorded={"groups": 0})
REASON = entry(not_applicable=True, note="รอผล")


@pytest.mark.parametrize(
    ("database", "reported", "counts_as"),
    [
        ("cd-standards", None, NOT_YET),
        ("cd-standards", GIVEN, GIVEN),
        ("cd-standards", REASON, REASON),
        ("groups", None, None),
        ("groups", GIVEN, GIVEN),
    ],
)
def test_nothing_reported_is_not_applicable_where_the_schedule_says_so(
    database, reported, counts_as
):
    assert entry_or_not_yet(reported, period_of(database), MAE_MO) == counts_as


@given(
    total=st.integers(0, 50),
    recorded=st.dictionaries(st.sampled_from(GROUPS.counts), st.integers(0, 50), min_size=1),
    note=st.sampled_from([None, "มีเหตุ"]),
)
@settings(max_examples=100)
def test_more_recorded_than_there_are_needs_a_note(total, recorded, note):
    found = entry(total=total, recorded=recorded, note=note)
    above = sum(recorded.values()) > total
    assert (found.state is State.COMPLETE) == (sum(recorded.values()) >= total)
    if above and note is None:
        with pytest.raises(EntryRefused):
            check_entry(found, GROUPS)
    else:
        check_entry(found, GROUPS)
