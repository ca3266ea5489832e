from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry, Share, State
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, province_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import Tally, build_status

PROVINCE = province_of("52")
DISTRICTS = districts(PROVINCE)
SEPTEMBER, OCTOBER = Month(2018, 9), Month(2018, 10)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
LAMPANG = ScheduleLibrary().schedule(FiscalYear(2561), PROVINCE)
NGAO, THOEN = "5205", "5208"
ANY_DAY = date(2018, 9, 5)


def day(text):
    """A day of September, or with its month: 6, 10-01."""
    month, _, number = str(text).rpartition("-")
    return date(2018, int(month or 9), int(number))


def entry(office, database, total=None, count=None, received=None, *, reason=None, period=1):
    unit = LAMPANG.databases[database].counts[0]
    return Entry(
        "52", office, database, 2561, period, SEPTEMBER,
        total=total,
        recorded={} if count is None else {unit: count},
        not_applicable=reason is not None,
        note=reason,
        received=day(received) if received else None,
    )  # fmt: skip


def leaders(*steps, office=NGAO):
    """Entries of an office for the leaders: (total, recorded, received)."""
    return [entry(office, "leaders", *step) for step in steps]


def extend(until, *, office=NGAO, database=None, month=SEPTEMBER):
    return Act(Kind.EXTEND, "52", month, office, database, until=day(until), reason="น้ำท่วม")


def standing(history=(), acts=(), *, schedule=LAMPANG, database="leaders", office=NGAO):
    periods = periods_of_month(schedule, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, history, acts)
    [period] = (p for p in periods if p.database.id == database)
    [found] = (one for one in status.of_period(period) if one.office.code == office)
    return found


# --- The date that holds ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "acts", "until", "extended"),
    [
        (NATIONAL, [], 30, False),  # the due date
        (LAMPANG, [], 6, False),  # the province's own, before it
        (LAMPANG, [extend(10)], 10, True),
        (NATIONAL, [extend("10-05")], "10-05", True),
        (LAMPANG, [extend(10, database="leaders")], 10, True),
        (LAMPANG, [extend(10, database="groups")], 6, False),
        (LAMPANG, [extend(10, office=THOEN)], 6, False),
        (LAMPANG, [extend(10, month=OCTOBER)], 6, False),
        (LAMPANG, [extend(20), extend(10)], 10, True),  # the latest given holds, not the furthest
        (LAMPANG, [extend(20, database="leaders"), extend(10)], 10, True),
        (LAMPANG, [Act(Kind.CLOSE, "52", SEPTEMBER, until=day(20))], 6, False),
    ],
)
def test_the_date_that_holds(schedule, acts, until, extended):
    found = standing(acts=acts, schedule=schedule)
    assert (found.until, found.is_extended) == (day(until), extended)


# --- Overdue, both sides of the day ----------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "acts", "today", "overdue", "left"),
    [
        (LAMPANG, [], 5, False, 1),
        (LAMPANG, [], 6, False, 0),
        (LAMPANG, [], 7, True, -1),
        (LAMPANG, [extend(10)], 10, False, 0),
        (LAMPANG, [extend(10)], 11, True, -1),
        (NATIONAL, [], 30, False, 0),  # the fiscal year's last day
        (NATIONAL, [], "10-01", True, -1),
    ],
)
@pytest.mark.parametrize("history", [[], leaders((10, 9, 1))])
def test_overdue_from_the_day_after(schedule, acts, today, overdue, left, history):
    found = standing(history, acts, schedule=schedule)
    assert found.is_overdue(day(today)) is overdue
    assert found.days_left(day(today)) == left


@pytest.mark.parametrize(
    "history", [leaders((10, 10, 6)), [entry(NGAO, "leaders", reason="หลังการรับรอง")]]
)
def test_what_is_not_outstanding_is_never_overdue(history):
    found = standing(history)
    assert (found.is_outstanding, found.is_overdue(date(2030, 1, 1))) == (False, False)


# --- On time or late -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "acts", "received", "late"),
    [
        (LAMPANG, [], 6, False),
        (LAMPANG, [], 7, True),
        (LAMPANG, [extend(10)], 10, False),
        (LAMPANG, [extend(10)], 11, True),
        (NATIONAL, [], 7, False),  # no date of the province's
        (NATIONAL, [], 30, False),
        (NATIONAL, [], "10-01", True),
        (NATIONAL, [extend("10-01")], "10-01", False),
    ],
)
def test_late_from_the_day_after(schedule, acts, received, late):
    found = standing(leaders((10, 10, received)), acts, schedule=schedule)
    assert (found.completed, found.is_late) == (day(received), late)
    tally = Tally.of([found], day("10-20"))
    assert (tally.on_time, tally.late) == (not late, late)


HISTORIES = {
    # total, recorded, received; then the state and when it was completed
    "at once": ([(10, 10, 5)], State.COMPLETE, 5),
    "by and by": ([(10, 4, 3), (10, 10, 7)], State.COMPLETE, 7),
    "a later correction": ([(10, 10, 5), (12, 12, 20)], State.COMPLETE, 5),
    "incomplete again": ([(10, 10, 5), (12, 10, 20)], State.INCOMPLETE, None),
    "and mended": ([(10, 10, 5), (12, 10, 8), (12, 12, 20)], State.COMPLETE, 5),
    "the day put right": ([(10, 10, 20), (10, 10, 5)], State.COMPLETE, 5),
    "the same once more": ([(10, 10, 5), (10, 10, 20)], State.COMPLETE, 5),
    "an earlier day for other counts": ([(10, 10, 20), (12, 12, 5)], State.COMPLETE, 20),
    "zero of zero": ([(0, 0, 6)], State.COMPLETE, 6),
    "zero of some": ([(10, 0, 6)], State.INCOMPLETE, None),
    "above the total": ([(10, 11, 6)], State.COMPLETE, 6),
    "nothing": ([], State.NONE, None),
}


@pytest.mark.parametrize(("steps", "state", "completed"), HISTORIES.values(), ids=HISTORIES)
def test_what_completed_it(steps, state, completed):
    found = standing(leaders(*steps))
    assert found.state is state
    assert found.completed == (day(completed) if completed else None)


def test_a_reason_and_then_counts():
    reason = entry(NGAO, "leaders", reason="หลังการรับรอง", received=3)
    assert Share.of([standing([reason]).state]) == (0, 0, 1)
    found = standing([reason, *leaders((10, 10, 6))])
    assert Share.of([found.state]) == (1, 1, 0)
    assert (found.completed, found.is_late) == (day(6), False)


def test_entries_of_others_are_left_aside():
    of_others = [
        *leaders((10, 10, 5), office=THOEN),
        entry(NGAO, "groups", 3, 3, 5),
        entry(NGAO, "leaders", 3, 3, 5, period=2),
        entry(NGAO, "leaders", 3, 3, 5)._replace(month=OCTOBER),
    ]
    assert standing(of_others).state is State.NONE


# --- Sums and rates --------------------------------------------------------------------------


def test_a_tally():
    history = [
        *leaders((10, 10, 6)),
        *leaders((10, 12, 7), office=THOEN),
        *leaders((10, 4, 7), office="5201"),
        entry("5202", "leaders", reason="หลังการรับรอง"),
    ]
    periods = [
        p for p in periods_of_month(LAMPANG, SEPTEMBER, Holidays()) if p.database.id == "leaders"
    ]
    status = build_status(PROVINCE, DISTRICTS, periods, history)
    tally = Tally.of(status.of_period(periods[0]), day(7))
    assert tally == Tally(
        share=Share(reported=3, expected=12, not_applicable=1),
        none=9, incomplete=1, complete=2, on_time=1, overdue=10, total=30, recorded=26,
    )  # fmt: skip
    assert (tally.share.expected, tally.share.reported, tally.late) == (12, 3, 1)
    assert tally.rate(tally.share.reported) == Fraction(1, 4)
    assert tally.rate(tally.recorded) == Fraction(26, 12)  # never capped


def test_no_rate_where_nothing_is_expected():
    assert Tally().rate(0) is None
    assert Tally(share=Share(not_applicable=2)).rate(0) is None


def test_the_next_date():
    periods = periods_of_month(LAMPANG, SEPTEMBER, Holidays())
    acts = [extend(12, database="leaders")]
    status = build_status(PROVINCE, DISTRICTS, periods, [], acts)
    found = {text: status.next_date(day(text)) for text in (5, 6, 7, 10, 11, 12, 13)}
    assert {text: at.day if at else None for text, at in found.items()} == {
        5: 6, 6: 6, 7: 10, 10: 10, 11: 12, 12: 12, 13: None,
    }  # fmt: skip


def test_the_provincial_office_is_there_where_it_enters():
    periods = periods_of_month(NATIONAL, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, [])
    assert status.offices == (*DISTRICTS, PROVINCE)
    assert [one.period.database.id for one in status.of_office(PROVINCE)] == ["cd-standards"]
    february = periods_of_month(NATIONAL, Month(2018, 2), Holidays())
    only = [p for p in february if p.database.id == "volunteer-leader-day"]
    assert build_status(PROVINCE, DISTRICTS, only, []).offices == (PROVINCE,)


def test_narrowed_to_an_office():
    periods = periods_of_month(NATIONAL, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, leaders((10, 10, 6)))
    own = status.narrowed(DISTRICTS[4])
    assert own.offices == (DISTRICTS[4],)
    assert own.all() == status.of_office(DISTRICTS[4])
    assert len(own.periods) == len(periods) - 1  # without what the provincial office enters
    only = [p for p in periods if p.database.id == "cd-standards"]
    nothing = build_status(PROVINCE, DISTRICTS, only, []).narrowed(DISTRICTS[4])
    assert (nothing.offices, nothing.periods, nothing.all()) == ((), (), [])


def test_narrowed_to_several_offices():
    periods = periods_of_month(NATIONAL, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, leaders((10, 10, 6)))
    own = status.narrowed(DISTRICTS[4], DISTRICTS[1])
    assert own.offices == (DISTRICTS[1], DISTRICTS[4])
    assert own.all() == status.of_office(DISTRICTS[1]) + status.of_office(DISTRICTS[4])
    assert (own.scope.district, own.scope.districts) == (None, (DISTRICTS[4], DISTRICTS[1]))


# --- Laws ------------------------------------------------------------------------------------

_ENTRIES = st.lists(
    st.builds(
        lambda office, database, counts, received: entry(
            office,
            database,
            *(counts or (None, None)),
            received,
            reason="หลังการรับรอง" if counts is None else None,
        ),
        st.sampled_from([place.code for place in DISTRICTS]),
        st.sampled_from(["leaders", "groups", "fund-networks"]),
        st.none() | st.tuples(st.integers(0, 5), st.integers(0, 6)) | st.just((None, None)),
        st.integers(1, 30),
    ),
    max_size=60,
)
_ACTS = st.lists(
    st.builds(
        extend,
        st.integers(1, 30),
        office=st.sampled_from([place.code for place in DISTRICTS]),
        database=st.sampled_from([None, "leaders", "groups"]),
    ),
    max_size=5,
)
_TODAY = st.integers(-10, 40).map(lambda days: ANY_DAY + timedelta(days=days))


@given(_ENTRIES, _ACTS, _TODAY, st.sampled_from([LAMPANG, NATIONAL]))
def test_states_partition_and_counts_add_up(history, acts, today, schedule):
    periods = periods_of_month(schedule, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, history, acts)
    every = Tally.of(status.all(), today)
    assert every.share.offices == len(status.standings)
    assert every.share.expected == sum((every.none, every.incomplete, every.complete))
    assert every.share.reported == every.incomplete + every.complete
    assert every.on_time + every.late == every.complete
    assert 0 <= every.overdue <= every.none + every.incomplete
    assert every.share.reported <= every.share.expected
    by_office = [Tally.of(status.of_office(office), today) for office in status.offices]
    by_period = [Tally.of(status.of_period(period), today) for period in status.periods]
    assert _summed(by_office) == every == _summed(by_period)


@given(_ENTRIES, _ACTS, _TODAY)
def test_an_office_alone_stands_as_among_the_others(history, acts, today):
    periods = periods_of_month(LAMPANG, SEPTEMBER, Holidays())
    status = build_status(PROVINCE, DISTRICTS, periods, history, acts)
    alone = [Tally.of(status.narrowed(office).all(), today) for office in DISTRICTS]
    assert _summed(alone) == Tally.of(status.all(), today)


@given(_ENTRIES, _ACTS, st.integers(1, 30), st.integers(1, 60))
def test_a_later_correction_that_stays_complete_changes_no_lateness(history, acts, first, later):
    history = [*history, *leaders((9, 9, first))]
    before = standing(history, acts)
    correction = history[-1]._replace(
        total=8, recorded={"persons": 8}, received=ANY_DAY + timedelta(days=later)
    )
    after = standing([*history, correction], acts)
    assert (after.completed, after.is_late) == (before.completed, before.is_late)
    assert after.state is State.COMPLETE


def _summed(tallies):
    names = [name for name in Tally.__slots__ if name != "share"]
    return Tally(
        share=Share(*map(sum, zip(*(tally.share for tally in tallies), strict=True))),
        **{name: sum(getattr(tally, name) for tally in tallies) for name in names},
    )
