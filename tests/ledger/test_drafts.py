from datetime import date

import pytest

from cddctl.errors import EntryRefused
from cddctl.ledger.drafts import Draft, settle
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

TODAY = date(2018, 9, 5)
SEPTEMBER = Month(2018, 9)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
(GROUPS,) = (
    period
    for period in periods_of_month(NATIONAL, SEPTEMBER, Holidays())
    if period.database.id == "groups"
)
STANDING = Entry(
    "52",
    "5202",
    "groups",
    2561,
    1,
    SEPTEMBER,
    total=10,
    recorded={"groups": 5, "networks": 1},
    note="รอเอกสาร",
    received=date(2018, 9, 1),
    recorded_by="สมหญิง",
)
LATER = STANDING._replace(total=None, recorded={}, not_applicable=True, note="ยังไม่ถึงเวลา")


def draft(**values):
    return Draft(GROUPS, office_of("5202"), **values)


def settled(one, standing=None):
    (result,) = settle([one], [] if standing is None else [standing], TODAY)
    assert (result.draft, result.before) == (one, standing)
    return result


@pytest.mark.parametrize(
    ("given", "before", "said"),
    [
        (
            {"total": 7, "recorded": {"groups": 3}},
            None,
            {"total": 7, "recorded": {"groups": 3}, "note": None},
        ),
        (
            {"recorded": {"groups": 6}},
            STANDING,
            {"total": 10, "recorded": {"groups": 6, "networks": 1}, "note": "รอเอกสาร"},
        ),
        (
            {"total": 12, "note": "ครบ"},
            STANDING,
            {"total": 12, "recorded": {"groups": 5, "networks": 1}, "note": "ครบ"},
        ),
        (
            {"recorded": {"places": 0}, "note": ""},
            STANDING,
            {"total": 10, "recorded": {"groups": 5, "networks": 1, "places": 0}, "note": None},
        ),
        (
            {"note": "  "},
            STANDING,
            {"total": 10, "recorded": {"groups": 5, "networks": 1}, "note": None},
        ),
        (
            {"not_applicable": True, "note": "หลังการรับรอง"},
            STANDING,
            {"total": None, "recorded": {}, "not_applicable": True, "note": "หลังการรับรอง"},
        ),
        (
            {"total": 7, "recorded": {"groups": 7}},
            LATER,
            {"total": 7, "recorded": {"groups": 7}, "not_applicable": False, "note": None},
        ),
    ],
)
def test_what_a_draft_does_not_say_stays_as_it_stands(given, before, said):
    result = settled(draft(**given), before)
    assert result.is_new
    assert result.entry.key == GROUPS.key
    assert (result.entry.province, result.entry.office) == ("52", "5202")
    assert (result.entry.month, result.entry.received) == (SEPTEMBER, TODAY)
    assert {name: getattr(result.entry, name) for name in said} == said


@pytest.mark.parametrize(
    ("given", "before"),
    [
        ({}, STANDING),
        ({"total": 10}, STANDING),
        ({"recorded": {"groups": 5}, "note": "รอเอกสาร"}, STANDING),
        ({"not_applicable": True, "note": "ยังไม่ถึงเวลา"}, LATER),
    ],
)
def test_a_draft_that_says_nothing_new_leaves_the_entry_that_stood(given, before):
    result = settled(draft(**given), before)
    assert result.entry is before
    assert not result.is_new


@pytest.mark.parametrize(
    ("given", "before", "told"),
    [
        ({}, None, "the total is missing"),
        ({"total": 7}, None, "how many are recorded is missing"),
        ({"total": 7}, LATER, "how many are recorded is missing"),
        ({"total": 3, "note": ""}, STANDING, "recorded 6 is above the total 3"),
        ({"recorded": {"persons": 1}}, STANDING, "does not count"),
        ({"not_applicable": True}, STANDING, "needs its reason"),
    ],
)
def test_a_draft_that_cannot_stand(given, before, told):
    with pytest.raises(EntryRefused, match=told):
        settled(draft(**given), before)


ABOVE = STANDING._replace(total=3)


def test_a_standing_note_does_not_explain_counts_that_change():
    assert settled(draft(recorded={"groups": 5}), ABOVE).entry is ABOVE
    for values in ({"recorded": {"groups": 6}}, {"total": 4}):
        with pytest.raises(EntryRefused, match=r"is above the total .*; mend the numbers, or say"):
            settled(draft(**values), ABOVE)
        with pytest.raises(EntryRefused, match="is above the total"):
            settled(draft(**values, note=""), ABOVE)
        assert settled(draft(**values, note="นับใหม่"), ABOVE).entry.note == "นับใหม่"
        # The note that stands may be given again: then it is of these counts too.
        assert settled(draft(**values, note="รอเอกสาร"), ABOVE).entry.note == "รอเอกสาร"
    with pytest.raises(EntryRefused, match="recorded 6 is above the total 3"):
        settled(draft(note=""), ABOVE)


def test_a_standing_note_stays_with_counts_that_need_none():
    result = settled(draft(total=6), ABOVE)
    assert (result.entry.total, result.entry.note) == (6, "รอเอกสาร")


@pytest.mark.parametrize(
    ("given", "before", "received"),
    [
        (None, None, TODAY),
        (date(2018, 9, 3), None, date(2018, 9, 3)),
        (TODAY, None, TODAY),
        (date(2017, 10, 1), None, date(2017, 10, 1)),
        (date(2018, 9, 3), STANDING, date(2018, 9, 3)),
    ],
)
def test_when_it_was_received(given, before, received):
    values = {"total": 7, "recorded": {"groups": 3}}
    assert settled(draft(**values, received=given), before).entry.received == received


@pytest.mark.parametrize(
    ("received", "is_new"),
    [(None, False), (date(2018, 9, 1), False), (date(2018, 8, 31), True), (TODAY, True)],
)
def test_another_received_date_makes_a_new_entry(received, is_new):
    result = settled(draft(recorded={"groups": 5}, received=received), STANDING)
    assert result.is_new == is_new
    assert result.entry.received == (received or STANDING.received)
    assert result.entry.says_the_same(STANDING)
    assert (result.entry is STANDING) != is_new


@pytest.mark.parametrize("before", [None, STANDING])
@pytest.mark.parametrize(
    ("received", "told"),
    [
        (date(2018, 9, 6), "the received date 6 September 2018 .* is in the future; today is 5 "),
        (date(2017, 9, 30), "30 September 2017 .* is before fiscal year 2561; check it"),
    ],
)
def test_a_received_date_that_cannot_be(before, received, told):
    with pytest.raises(EntryRefused, match=told):
        settled(draft(total=7, recorded={"groups": 3}, received=received), before)


OTHER_OFFICE = STANDING._replace(office="5203", total=11)
OTHER_NUMBER = STANDING._replace(period=2, total=12)
OTHER_MONTH = STANDING._replace(month=Month(2018, 8), total=13)
OTHER_DATABASE = STANDING._replace(database="leaders", total=14)


def test_only_the_current_entry_of_office_and_period_is_before():
    others = [OTHER_OFFICE, OTHER_NUMBER, OTHER_MONTH, OTHER_DATABASE]
    of_ko_kha = Draft(GROUPS, office_of("5203"), recorded={"groups": 6})
    found = settle(iter([draft(total=9), of_ko_kha]), iter([*others, STANDING]), TODAY)
    assert [(one.before, one.entry.total) for one in found] == [(STANDING, 9), (OTHER_OFFICE, 11)]
    with pytest.raises(EntryRefused, match="the total is missing"):
        settle([draft(recorded={"groups": 1})], others, TODAY)
    (first,) = settle([draft(total=7, recorded={"groups": 1})], others, TODAY)
    assert first.before is None
    assert first.entry.recorded == {"groups": 1}


# --- What two drafts say of each other -------------------------------------------------------

NOT_YET = {"not_applicable": True, "note": "หลังการรับรอง"}


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        ({}, {}, False),
        ({"total": 10}, {"total": 10}, False),
        ({"total": 10}, {"total": 11}, True),
        ({"total": 0}, {"total": 10}, True),
        ({"total": 10}, {}, False),
        ({"recorded": {"groups": 5}}, {"recorded": {"groups": 5, "networks": 1}}, False),
        ({"recorded": {"groups": 5}}, {"recorded": {"groups": 0}}, True),
        ({"recorded": {"groups": 5}}, {"recorded": {"networks": 6}}, False),
        ({"total": 10, "recorded": {"groups": 5}}, {"recorded": {"groups": 5}}, False),
        ({"note": "รอ"}, {"note": "รอ"}, False),
        ({"note": "รอ"}, {"note": "ครบ"}, True),
        ({"note": "รอ"}, {"total": 10}, False),
        (NOT_YET, NOT_YET, False),
        (NOT_YET, NOT_YET | {"note": "ระบบขัดข้อง"}, True),
        (NOT_YET, {"total": 10}, True),
        (NOT_YET, {"note": "หลังการรับรอง"}, True),
        ({"total": 10, "received": TODAY}, {"total": 10, "received": date(2018, 9, 1)}, True),
        ({"total": 10, "received": TODAY}, {"total": 10}, False),
    ],
)
def test_drafts_that_cannot_both_be_meant(one, other, contradicts):
    assert draft(**one).contradicts(draft(**other)) == contradicts
    assert draft(**other).contradicts(draft(**one)) == contradicts


@pytest.mark.parametrize(
    ("given", "is_only_note"),
    [
        ({"note": "รอ"}, True),
        ({}, True),
        ({"note": "รอ", "received": TODAY}, True),
        ({"total": 0, "note": "รอ"}, False),
        ({"recorded": {"groups": 0}, "note": "รอ"}, False),
        (NOT_YET, False),
    ],
)
def test_a_draft_that_is_only_a_note(given, is_only_note):
    assert draft(**given).is_only_note == is_only_note
