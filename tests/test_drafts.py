from dataclasses import replace
from datetime import date

import pytest

from cddctl.drafts import Draft, settle
from cddctl.due import periods_of_month
from cddctl.entries import Entry
from cddctl.errors import EntryRefused
from cddctl.holidays import Holidays
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of
from cddctl.schedules import ScheduleLibrary

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
LATER = replace(STANDING, total=None, recorded={}, not_applicable=True, note="ยังไม่ถึงเวลา")


def draft(**values):
    return Draft(GROUPS, office_of("5202"), TODAY, **values)


def settled(one, standing=None):
    found = {} if standing is None else {standing.office: standing}
    (result,) = settle([one], found, TODAY)
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
