"""What each entry changed, what undos are about, and what two registers recorded differently."""

from datetime import UTC, datetime

import pytest

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import (
    Change,
    Divergence,
    Record,
    Reversed,
    diverged,
    events_of,
    not_undone,
    undone,
)
from cddctl.periods import Month

SEPTEMBER = Month(2018, 9)


def entry(persons, office="5202"):
    return Entry("52", office, "leaders", 2561, 1, SEPTEMBER, 100, {"persons": int(persons)})


def record(number, content, line=1, step=None):
    return Record(content, f"batch{number}/{line}", step or f"batch{number}", "record")


def act(number, kind, target=None, month=SEPTEMBER, line=1):
    return record(number, Act(kind, "52", month, target=target), line)


def test_what_each_entry_changed():
    records = [
        record(1, entry(10)),
        record(2, entry(5, office="5203")),
        record(3, entry(20)),
        act(4, Kind.UNDO, "batch3"),
        record(5, entry(30)),
        act(6, Kind.REDO, "batch3"),
        record(7, entry(40)),
        record(8, entry(7)._replace(month=Month(2017, 9))),
    ]
    before = [event.before for event in events_of(records) if isinstance(event, Change)]
    assert [entry and entry.recorded["persons"] for entry in before] == [
        None, None, 10, 10, 30, None
    ]  # fmt: skip


def test_what_an_undo_is_about():
    """A step of several batches and two months, of which each act is about one."""
    june = Month(2018, 6)
    records = [
        record(1, entry(10)),
        record(2, entry(11, "5203")._replace(month=june), step="batch1"),
        record(3, entry(9)),
        act(4, Kind.UNDO, "batch1"),
        act(4, Kind.UNDO, "batch1", june, line=2),
        act(5, Kind.UNDO, "batch3/1"),
        act(6, Kind.CLOSE),
    ]
    *_entries, first, second, third, fourth = events_of(records)
    assert [
        [record.name for record in event.records]
        for event in (first, second, third)
        if isinstance(event, Reversed)
    ] == [["batch1/1"], ["batch2/1"], ["batch3/1"]]
    assert fourth == records[-1]


@pytest.mark.parametrize(
    ("acts", "left"),
    [
        ("", "1/1 2/1 3/1"),
        ("undo:1", "3/1"),  # both batches of the step
        ("undo:2/1", "1/1 3/1"),
        ("undo:1 redo:1", "1/1 2/1 3/1"),
        ("undo:1 redo:1 undo:1", "3/1"),
        ("undo:2/1 undo:1 redo:1", "1/1 3/1"),  # the line stays undone
        ("redo:3", "1/1 2/1 3/1"),
    ],
)
def test_what_counts(acts, left):
    entries = [
        record(1, entry(10)),
        record(2, entry(11, "5203"), step="batch1"),
        record(3, entry(9)),
    ]
    words = [word.split(":") for word in acts.split()]
    done = [act(n, Kind(kind), f"batch{of}") for n, (kind, of) in enumerate(words, 4)]
    names = [record.name for record in not_undone(entries, undone(done))]
    assert names == [f"batch{name}" for name in left.split()]


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
            record(n, entry(persons)._replace(recorded_at=datetime(2018, 9, int(n), tzinfo=UTC)))
            for n, persons in pairs
        ]

    divergences = diverged(records(ours), records(theirs))
    assert [(each.ours.batch, each.theirs.batch) for each in divergences] == (
        [tuple(f"batch{n}" for n in differ.split())] if differ else []
    )
    for each in divergences:
        assert each.current is each.theirs


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
        return Record(entry(10)._replace(recorded_at=at), name, name[0], "record")

    first, second = recorded(*earlier), recorded(*later)
    assert Divergence(first, second).current is Divergence(second, first).current is second


def test_offices_that_both_have_but_not_of_one_kind_do_not_differ():
    assert diverged([record(1, entry(10))], [record(2, entry(20, office="5203"))]) == []
