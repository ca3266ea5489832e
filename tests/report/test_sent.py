"""What is kept of a report that was sent, and what differs from it since."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import MAX_COUNT, Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import Scope, districts, province_of
from cddctl.report.form import build_report
from cddctl.report.sent import (
    SentContent,
    SentReport,
    changes_since,
    entries_sent,
    keys_closed,
)
from cddctl.schedule.due import periods_of_month, report_periods
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule

SEPTEMBER = Month(2018, 9)
PROVINCE = province_of("52")
DISTRICTS = districts(PROVINCE)
LAMPANG = ScheduleLibrary().schedule(FiscalYear(2561), PROVINCE)
PERIODS = periods_of_month(LAMPANG, SEPTEMBER, Holidays())
DAY = date(2018, 9, 5)
NUMBERS = {period.database.id: period.number for period in PERIODS}


def entry(office="5202", database="leaders", **values):
    number = NUMBERS[database]
    return Entry("52", office, database, 2561, number, SEPTEMBER, received=DAY, **values)


def counted(persons, total=9, **others):
    return entry(total=total, recorded={"persons": persons}, **others)


def later(note="หลังการรับรอง"):
    return entry(not_applicable=True, note=note)


def kept(entries):
    return entries_sent(PERIODS, PROVINCE, DISTRICTS, entries)


def changed(before, now):
    return changes_since(PERIODS, PROVINCE, DISTRICTS, before, now)


def closing(entries, report=None):
    text = SentContent(LAMPANG, report or {}, kept(entries)).text
    return Act(Kind.CLOSE, "52", SEPTEMBER, sent=text)


def built(entries, district=None):
    return build_report(
        LAMPANG, PROVINCE, DISTRICTS, SEPTEMBER, PERIODS, entries, district=district
    )


def test_the_periods_of_closed_rounds_are_those_that_were_sent():
    rows = [{"database": "leaders", "period": 1}, {"database": "savings-groups", "period": 4}]
    closed = closing([], {"rows": rows})
    keys = {("leaders", SEPTEMBER, 1), ("savings-groups", SEPTEMBER, 4)}
    of_august = closed._replace(month=Month(2018, 8), sent=closing([]).sent)
    assert keys_closed([closed, of_august]) == keys
    assert keys_closed([closed, Act(Kind.REOPEN, "52", SEPTEMBER)]) == frozenset()
    assert keys_closed([]) == frozenset()


def test_the_text_that_is_kept():
    act = closing([counted(8, note="น้ำท่วม")], {"rows": []})
    assert json.loads(act.sent) == {
        "schedule": LAMPANG.kept(),
        "report": {"rows": []},
        "entries": [
            {
                "office": "5202",
                "database": "leaders",
                "period": 1,
                "total": 9,
                "recorded": {"persons": 8},
                "not_applicable": False,
                "note": "น้ำท่วม",
                "received": "2018-09-05",
            }
        ],
    }
    assert "น้ำท่วม" in act.sent


@pytest.mark.parametrize(
    ("entries", "offices"),
    [
        ([], []),
        ([counted(1), counted(1, office="5201")], ["5201", "5202"]),
        ([counted(1, office="5299")], []),
        ([counted(1)._replace(month=Month(2017, 9))], []),
        ([counted(1)._replace(period=7)], []),
        ([entry(database="otop-sales", total=1, recorded={"makers": 1})], []),  # not on the form
    ],
)
def test_what_the_form_shows_is_kept_in_its_order(entries, offices):
    assert [one.office for one in kept(entries)] == offices


def test_where_none_is_on_the_form_all_are_kept():
    october = Month(2017, 10)
    periods = periods_of_month(LAMPANG, october, Holidays())
    one = Entry("52", "5202", "otop-sales", 2561, periods[0].number, october, 1, {"makers": 1})
    assert entries_sent(periods, PROVINCE, DISTRICTS, [one]) == (one,)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([], []),
        ([counted(8)], [counted(8)]),
        ([counted(8)], [counted(8)._replace(received=date(2018, 9, 9), recorded_by="สมชาย")]),
        ([], [counted(1, office="5299")]),
    ],
)
def test_what_differs_in_nothing(before, now):
    assert changed(before, now) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (None, counted(8)),
        (None, counted(0, total=0)),
        (None, later()),
        (counted(8), None),
        (counted(8), counted(9)),
        (counted(8), counted(8, total=10)),
        (counted(8), counted(8, note="น้ำท่วม")),
        (counted(8), later()),
        (later(), later("รอผล")),
    ],
)
def test_what_differs(before, now):
    [change] = changed([before] if before else [], [now] if now else [])
    assert (change.before, change.now) == (before, now)
    assert (change.office.code, change.period.database.id) == ("5202", "leaders")


def test_what_differs_is_in_the_order_of_the_form():
    now = [
        entry("5201", "groups", total=1, recorded={"groups": 1}),
        counted(1, office="5203"),
        counted(1),
    ]
    assert [(c.period.database.id, c.office.code) for c in changed([], now)] == [
        ("leaders", "5202"), ("leaders", "5203"), ("groups", "5201"),
    ]  # fmt: skip


# --- Laws ------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), min_size=1, max_size=20)
COUNTS = st.integers(0, MAX_COUNT)


@st.composite
def some_entry(draw):
    period = draw(st.sampled_from(report_periods(PERIODS)))
    place = {
        "office": draw(st.sampled_from(DISTRICTS)).code,
        "database": period.database.id,
    }
    if draw(st.booleans()):
        return entry(**place, not_applicable=True, note=draw(TEXTS))
    units = draw(st.sets(st.sampled_from(period.database.counts), min_size=1))
    recorded = {unit: draw(COUNTS) for unit in units}
    note = draw(st.none() | TEXTS)
    return entry(**place, total=draw(COUNTS), recorded=recorded, note=note)


ROUNDS = st.lists(
    some_entry(), max_size=12, unique_by=lambda one: (one.office, one.database)
)  # fmt: skip


@given(ROUNDS)
def test_what_is_kept_gives_the_same_report(entries):
    sent = SentContent.of(closing(entries))
    for district in (None, DISTRICTS[1]):
        assert built(sent.entries, district) == built(entries, district)
    assert SentContent(LAMPANG, {}, sent.entries).text == closing(entries[::-1]).sent
    assert sent.schedule == LAMPANG


@given(ROUNDS, ROUNDS)
def test_the_changes_lead_from_the_entries_sent_to_the_current_ones(before, now):
    def places(entries):
        return {(entry.database, entry.office): entry for entry in entries}

    led = places(before)
    for change in changed(before, now):
        place = change.period.database.id, change.office.code
        assert led.pop(place, None) == change.before
        if change.now is not None:
            led[place] = change.now
    assert led == places(now)


# --- The schedule that is kept ---------------------------------------------------------------


@pytest.mark.parametrize("schedule", [LAMPANG, ScheduleLibrary().schedule(FiscalYear(2561))])
def test_a_schedule_is_kept_whole(schedule):
    """Names with their breaks, units, headings, dates of its own and what is not yet due."""
    assert Schedule.model_validate(json.loads(json.dumps(schedule.kept()))) == schedule


def test_a_report_is_rebuilt_under_the_schedule_that_it_was_sent_under():
    [sent_report] = [SentReport.of(PROVINCE, [closing([counted(8)], {"rows": []})])]
    assert sent_report.reports([Scope.of(PROVINCE)]) == [built([counted(8)])]
