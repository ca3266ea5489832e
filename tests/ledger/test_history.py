from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Divergence, Record, changes, counting, diverged, plan_undo
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, province_of
from cddctl.render.data.report import report_json
from cddctl.report.form import build_report
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

SEPTEMBER = Month(2018, 9)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
LAMPANG = province_of("52")
NOTHING = "-"


def entry(persons, office="5202", database="leaders", day=5):
    """What an office has, or with NOTHING that nothing is reported."""
    blank = Entry("52", office, database, 2561, 1, SEPTEMBER)
    if persons == NOTHING:
        return blank
    return blank._replace(
        total=100, recorded={"persons": int(persons)}, received=date(2018, 9, day)
    )


def record(number, entry, command="record", line=1):
    return Record(entry, f"batch{number}/{line}", command, None, None)


def said(one):
    return str(one.recorded["persons"]) if one.recorded else NOTHING


def undone(records, *names):
    """The records, and those that an undo of some of them appends."""
    plan = plan_undo(records, names)
    assert plan.overtaken == plan.undone == ()
    command = "redo" if any(r.command == "undo" for r in records if r.name in names) else "undo"
    batch = len(records) + 1
    lines = enumerate((undoing.then for undoing in plan.undoings), 1)
    return [*records, *(record(batch, then, command, line) for line, then in lines)]


def story(text):
    """One office's records: `10 20 U2 30` is two entries, an undo of the second, an entry."""
    records = []
    for word in text.split():
        if word.startswith("U"):
            records = undone(records, f"batch{word[1:]}/1")
        else:
            records.append(record(len(records) + 1, entry(word)))
    return records


@pytest.mark.parametrize(
    ("told", "stands", "counts"),
    [
        ("", "", ""),
        ("10", "10", "10"),
        ("10 U1", "10 -", ""),
        ("10 20 U2", "10 20 10", "10"),
        ("10 U1 20", "10 - 20", "20"),
        ("10 U1 20 U3", "10 - 20 -", ""),
        ("10 20 U2 U3", "10 20 10 20", "10 20"),  # the undo is undone
        ("10 20 U2 U3 U4", "10 20 10 20 10", "10"),
        ("10 20 U2 U3 U2", "10 20 10 20 10", "10"),  # by the entry's own name
        ("10 20 U2 30 U4", "10 20 10 30 10", "10"),
        ("10 20 U2 U1", "10 20 10 -", ""),
        ("10 20 U2 U1 U4", "10 20 10 - 10", "10"),
        ("10 20 10 U3", "10 20 10 20", "10 20"),
        ("10 20 10 U3 U2", "10 20 10 20 10", "10"),
    ],
)
def test_an_undo_brings_back_what_stood_before(told, stands, counts):
    records = story(told)
    assert [said(one.entry) for one in records] == stands.split()
    assert [said(one.entry) for one in counting(records)] == counts.split()


@pytest.mark.parametrize(
    ("told", "chosen", "overtaken", "undone"),
    [
        ("10 20", 1, (1, 2), None),
        ("10 20 30", 1, (1, 2), None),
        ("10 U1", 1, None, (1, 2)),
        ("10 20 U2 30", 2, None, (2, 3)),
        ("10 20 U2 30", 3, (3, 4), None),
        ("10 20 U2 30", 1, (1, 4), None),
    ],
)
def test_only_what_stands_can_be_undone(told, chosen, overtaken, undone):
    plan = plan_undo(story(told), {f"batch{chosen}/1"})
    assert plan.undoings == ()
    for found, numbers in ((plan.overtaken, overtaken), (plan.undone, undone)):
        names = [(one.name, later.name) for one, later in found]
        assert names == ([tuple(f"batch{n}/1" for n in numbers)] if numbers else [])


def test_the_day_received_comes_back_too():
    records = [record(1, entry("10", day=1)), record(2, entry("10", day=4))]
    [(now, then)] = plan_undo(records, {"batch2/1"}).undoings
    assert (now.received, then.received) == (date(2018, 9, 4), date(2018, 9, 1))


def test_several_of_one_office_are_undone_together():
    assert plan_undo(story("10 20 30"), {"batch2/1", "batch3/1"}).undoings == (
        (entry("30"), entry("10")),
    )


def test_what_is_back_where_it_was_needs_no_undo():
    assert plan_undo(story("10 20 10"), {"batch2/1", "batch3/1"}).undoings == ()


def test_what_is_to_stand_is_not_yet_recorded():
    stood = entry("10")._replace(recorded_at=datetime(2018, 9, 5, tzinfo=UTC), recorded_by="สมหญิง")
    [(_now, then)] = plan_undo([record(1, stood), record(2, entry("20"))], {"batch2/1"}).undoings
    assert then == entry("10")


def test_what_cannot_be_undone_does_not_keep_the_rest_from_it():
    """An office each: what hinders it, and the last, which nothing does."""
    of = {number: f"520{number}" for number in range(1, 6)}
    records = [
        record(1, entry("10", of[1]), line=1),  # overtaken
        record(1, entry("10", of[2]), line=2),  # undone
        record(1, entry(NOTHING, of[3]), "undo", line=3),  # an undo, overtaken
        record(2, entry("10", of[4]), line=1),  # not chosen
        record(1, entry("10", of[5]), line=4),
        record(3, entry("20", of[1]), line=1),
        record(3, entry(NOTHING, of[2]), "undo", line=2),
        record(3, entry("20", of[3]), line=3),
    ]
    plan = plan_undo(records, {f"batch1/{line}" for line in range(1, 5)})
    assert [one.record.entry.office for one in plan.overtaken] == [of[1], of[3]]
    assert [one.record.entry.office for one in plan.undone] == [of[2]]
    assert plan.undoings == ((entry("10", of[5]), entry(NOTHING, of[5])),)


def test_what_each_entry_changed():
    records = [
        record(1, entry("10")),
        record(2, entry("5", office="5203")),
        record(3, entry("20")),
        record(4, entry("7")._replace(month=Month(2017, 9))),
    ]
    assert [one.before and said(one.before) for one in changes(records)] == [None, None, "10", None]


# --- Laws ------------------------------------------------------------------------------------

ENTRIES = st.builds(
    entry,
    st.integers(0, 3).map(str),
    st.sampled_from(["5201", "5202", "5203"]),
    st.sampled_from(["leaders", "volunteer-leader-assessment"]),
    st.integers(1, 2),
)
BATCHES = st.lists(
    st.lists(ENTRIES, min_size=1, max_size=4, unique_by=lambda e: (e.office, e.database)),
    min_size=1,
    max_size=6,
)
PERIODS = periods_of_month(NATIONAL, SEPTEMBER, Holidays())


def standing(records):
    return {(one.entry.office, one.entry.key): one.entry for one in records}


def report(records):
    entries = standing(records).values()
    built = build_report(NATIONAL, LAMPANG, districts(LAMPANG), SEPTEMBER, PERIODS, entries)
    return report_json(built)


def recorded(batches):
    """The records of batches; what stands already is left out, as it is when it is recorded."""
    records = []
    for number, batch in enumerate(batches, 1):
        stood = standing(records)
        new = [one for one in batch if stood.get((one.office, one.key)) != one]
        records += [record(f"{number}-", one, line=line) for line, one in enumerate(new, 1)]
    return records


def last(records):
    return [one.name for one in records if one.batch == records[-1].batch]


@given(BATCHES)
def test_undo_restores_the_report_and_redo_what_was_undone(batches):
    records = recorded(batches)
    before = [one for one in records if one.name not in last(records)]
    back = undone(records, *last(records))
    assert report(back) == report(before)
    again = undone(back, *last(back))
    assert report(again) == report(records)
    assert counting(again) == records


@given(BATCHES)
def test_all_can_be_undone_one_after_the_other(batches):
    records = recorded(batches)
    while left := counting(records):
        records = undone(records, *last(left))
        assert report(records) == report(counting(records))
        assert len(counting(records)) < len(left)
    assert report(records) == report([])


# --- Of registers that were merged -----------------------------------------------------------


def laid_together(text):
    """One office's records as a merge lays them, whoever made them: `20 u10 r20` says what each
    says, an undo or a redo by its letter.
    """
    commands = {"u": "undo", "r": "redo"}
    return [
        record(number, entry(word.lstrip("ur")), commands.get(word[0], "record"))
        for number, word in enumerate(text.split(), 1)
    ]


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ("10 20 30 u10", "10"),  # another's 20 or 30 came between
        ("10 20 u- u10", "10"),  # both took something back
        ("10 u- 30 r10", "10"),
        ("10 u- 30 r20", "20"),  # what it brings back lies elsewhere
        ("10 20 u- r20", "10 20"),
        ("u-", ""),
        ("r-", ""),
        ("u10 20", "10 20"),
    ],
)
def test_what_counts_where_others_were_merged_in(told, counts):
    assert " ".join(said(r.entry) for r in counting(laid_together(told))) == counts


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ("u10", "-"),
        ("r20", "-"),
        ("10 r20", "10"),
        ("10 u-", "10"),
    ],
)
def test_an_undo_of_what_lies_elsewhere_is_undone(told, stands):
    records = laid_together(told)
    [(_now, then)] = plan_undo(records, {records[-1].name}).undoings
    assert said(then) == stands


WORDS = st.builds(
    str.__add__, st.sampled_from(["", "u", "r"]), st.sampled_from(["10", "20", "30", NOTHING])
)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_what_stands_is_the_last_that_counts_however_they_are_laid_together(words):
    records = laid_together(" ".join(word for word in words if word != NOTHING) or "10")
    stands = records[-1].entry
    found = [one.entry for one in counting(records)]
    assert found[-1:] == ([stands] if stands.recorded else [])


@pytest.mark.parametrize(
    ("ours", "theirs", "differ"),
    [
        ("1:10", "2:20", "1 2"),
        ("1:10", "2:10", ""),  # both say the same
        ("1:10", "1:10", ""),
        ("1:10", "1:10 2:20", ""),  # they knew of ours
        ("1:10 2:20", "1:10", ""),
        ("1:10 2:20", "1:10 3:30", "2 3"),
        ("1:10 2:20", "2:20 3:30", ""),
        ("", "1:10", ""),
        ("1:10", "", ""),
    ],
)
def test_what_two_registers_recorded_differently(ours, theirs, differ):
    """Each is `batch:persons`, in the order recorded."""

    def records(text):
        pairs = (word.split(":") for word in text.split())
        return [
            record(
                int(n), entry(persons)._replace(recorded_at=datetime(2018, 9, int(n), tzinfo=UTC))
            )
            for n, persons in pairs
        ]

    found = diverged(records(ours), records(theirs))
    assert [(d.ours.batch, d.theirs.batch) for d in found] == (
        [tuple(f"batch{n}" for n in differ.split())] if differ else []
    )
    for one in found:
        assert one.stands is one.theirs


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("5 09:00", "b/1"), ("5 09:01", "a/1")),
        (("5 09:00", "a/1"), ("5 09:00", "b/1")),
        (("5 09:00", "a/9"), ("5 09:00", "a/10")),
        ((None, "b/1"), ("5 09:00", "a/1")),
    ],
)
def test_the_later_of_two_stands(earlier, later):
    """By the moment, then the batch, then the line, whichever of the two registers has it."""

    def recorded(at, name):
        at = at and datetime.fromisoformat(f"2018-09-0{at}+00:00")
        return Record(entry("10")._replace(recorded_at=at), name, "record", None, None)

    one, other = recorded(*earlier), recorded(*later)
    assert Divergence(one, other).stands is Divergence(other, one).stands is other


def test_offices_that_both_have_but_not_of_one_kind_do_not_differ():
    one, other = record(1, entry("10")), record(2, entry("20", office="5203"))
    assert diverged([one], [other]) == []
