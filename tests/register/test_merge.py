"""Merging is a union: the same whatever is merged into which, in what order, and how often."""

from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import (
    NotARegister,
    RegisterDamaged,
    RegisterLocked,
    RegisterMissing,
    RegisterRefused,
    RegisterUnusable,
)
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Record, diverged
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register import sqlite
from cddctl.register.schema import ACT_FIELDS, BATCH_FIELDS, ENTRY_FIELDS
from cddctl.register.sqlite import connect
from cddctl.register.store import Register

NOW = datetime(2018, 9, 5, 2, 30, tzinfo=UTC)
SEPTEMBER = Month(2018, 9)
PROVINCES = ("52", "56", "57")


def entry(persons, office="5202", month=SEPTEMBER, database="leaders"):
    counts = {"total": 200, "recorded": {"persons": persons}}
    return Entry(office[:2], office, database, 2561, 1, month, **counts)


def append(register, *entries, acts=(), now=NOW, command="record", **values):
    with register.writing():
        register.append([*entries, *acts], command=command, schedule="2561", now=now, **values)


def merge(register, other):
    with Register.staged(other.path) as copy, register.beside(copy), register.writing():
        return register.take_in(other.path)


def contents(register):
    """All that is recorded, whatever the numbers that SQLite gives to rows."""
    with closing(connect(register.path)) as connection:
        batches = connection.execute(
            f"SELECT {', '.join(BATCH_FIELDS)}, previous, digest FROM batches ORDER BY uid"
        ).fetchall()
        lines = [
            connection.execute(
                f"SELECT uid, {', '.join(f'l.{f}' for f in (*fields, 'digest'))} FROM {table} AS l "
                "JOIN batches AS b ON b.id = l.batch ORDER BY uid, line"
            ).fetchall()
            for table, fields in (("entries", ENTRY_FIELDS), ("acts", ACT_FIELDS))
        ]
    return batches, lines, register.rounds()


def standing(register):
    return [
        one
        for province, month in register.rounds()
        for one in sorted(register.current(province, month), key=attrgetter("office", "key"))
    ]


@pytest.fixture
def make(tmp_path):
    numbers, made = count(), []

    def make(home="52"):
        made.append(Register.create(tmp_path / f"{next(numbers)}.db", home, NOW))
        return made[-1]

    yield make
    for register in made:
        register.close()


def test_all_that_another_holds_comes_along(make):
    ours, theirs = make(), make("56")
    closed = Act(Kind.CLOSE, "56", SEPTEMBER, sent="{}")
    append(ours, entry(1))
    append(theirs, entry(2, "5601"), entry(3, "5602"), by="สมชาย", source="ก.xlsx")
    append(theirs, entry(4, "5601"), acts=[closed], now=NOW + timedelta(1))
    taken = merge(ours, theirs)
    assert (taken.batches, taken.entries, taken.acts, taken.known) == (2, 3, 1, 0)
    assert ours.last_recorded() == NOW + timedelta(1)
    assert ours.current("56", SEPTEMBER) == theirs.current("56", SEPTEMBER)
    assert ours.history("56", [SEPTEMBER]) == theirs.history("56", [SEPTEMBER])
    assert ours.acts("56", [SEPTEMBER]) == theirs.acts("56", [SEPTEMBER]) != []
    assert len(ours.current("52", SEPTEMBER)) == 1


def test_what_is_recorded_after_stands_after_all_that_was_merged_in(make):
    ours, theirs = make(), make()
    append(theirs, entry(2), now=NOW + timedelta(days=1))
    merge(ours, theirs)
    append(ours, entry(3))
    assert [one.recorded for one in ours.current("52", SEPTEMBER)] == [{"persons": 3}]


def test_each_register_keeps_a_chain_of_its_own(make):
    ours, theirs = make(), make()
    append(ours, entry(1))
    append(theirs, entry(2), now=NOW + timedelta(days=1))
    merge(ours, theirs)
    append(ours, entry(3), now=NOW + timedelta(days=2))
    with closing(connect(ours.path)) as connection:
        first, _theirs, last = connection.execute(
            "SELECT origin, previous, digest FROM batches ORDER BY recorded_at"
        ).fetchall()
    assert (first[0], first[1], last[1]) == (last[0], "", first[2])


def test_the_later_stands_whichever_way_they_are_merged(make):
    ours, theirs = make(), make()
    append(ours, entry(1), now=NOW + timedelta(minutes=1))
    append(theirs, entry(2))
    merge(ours, theirs)
    merge(theirs, ours)
    for register in (ours, theirs):
        assert [e.recorded for e in register.current("52", SEPTEMBER)] == [{"persons": 1}]
        assert len(register.history("52", [SEPTEMBER])) == 2


def test_rounds_that_another_has_acts_on(make):
    ours, theirs = make(), make("56")
    append(theirs, entry(2, "5601"))
    append(theirs, Act(Kind.CLOSE, "56", Month(2018, 6), sent="{}"))
    with ours.beside(theirs):
        assert ours.acted_on_beside() == [("56", Month(2018, 6))]


def test_rounds_that_both_have_and_not_the_same(make):
    ours, theirs = make(), make("56")
    append(ours, entry(1), entry(1, "5601"), entry(1, month=Month(2018, 6)))
    merge(theirs, ours)
    append(theirs, entry(2, "5601"), entry(2, "5701"), now=NOW + timedelta(1))
    with ours.beside(theirs):
        assert ours.differing() == [("56", SEPTEMBER)]
    merge(ours, theirs)
    with ours.beside(theirs):
        assert ours.differing() == []


def test_names_for_other_programs_come_along(make):
    ours, theirs = make(), make("56")
    append(theirs, entry(2, "5601"))
    with theirs.writing():
        theirs.declare(province_of("56"), [])
    merge(ours, theirs)
    with closing(connect(ours.path)) as connection:
        rows = connection.execute(
            "SELECT province, office, state, total, recorded FROM current_entries"
        ).fetchall()
    office = next(d for d in districts(province_of("56")) if d.code == "5601")
    assert rows == [("พะเยา", office.name_th, "บันทึกไม่ครบถ้วน", 200, 2)]


def test_a_batch_that_is_not_the_same_in_both(make):
    ours, theirs = make(), make()
    append(theirs, entry(1))
    merge(ours, theirs)
    with closing(connect(ours.path)) as connection:
        connection.execute("DROP TRIGGER batches_refuse_UPDATE")
        connection.execute("UPDATE batches SET digest = 'x'")
    with pytest.raises(RegisterDamaged, match="differs from the same batch in another") as refused:
        merge(ours, theirs)
    assert str(theirs.path) in str(refused.value)


@pytest.mark.parametrize(
    ("content", "refusal"), [(None, RegisterMissing), (b"notes", NotARegister)]
)
def test_what_is_no_register(make, tmp_path, content, refusal):
    path = tmp_path / "other.sqlite3"
    if content:
        path.write_bytes(content)
    with pytest.raises(refusal, match=path.name), Register.staged(path):
        pass
    newer = make()
    with closing(connect(newer.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with (
        pytest.raises(RegisterRefused, match=f"{newer.path.name} was written by a newer"),
        Register.staged(newer.path),
    ):
        pass


def test_a_register_that_another_program_holds(make, monkeypatch):
    theirs = make()
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(connect(theirs.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterLocked) as refused, Register.staged(theirs.path):
            pass
    assert str(theirs.path) in str(refused.value)


def test_a_register_that_is_gone_when_it_is_to_lie_beside(make):
    ours, theirs = make(), make()
    theirs.close()
    theirs.path.unlink()
    with (
        pytest.raises(RegisterUnusable, match="it cannot be opened") as refused,
        ours.beside(theirs),
    ):
        pass
    assert str(theirs.path) in str(refused.value)


# --- Laws ------------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.integers(0, 2),  # who records
        st.sampled_from([f"{province}0{n}" for province in PROVINCES for n in (1, 2)]),
        st.integers(0, 5),  # how many
        st.integers(0, 3),  # at what minute
        st.integers(-1, 2),  # whom it merges in before, if anybody
    ),
    max_size=12,
)


@contextmanager
def recorded(folder, steps):
    """Three registers that recorded, and took in one another, as the steps say."""
    with ExitStack() as stack:
        registers = [
            stack.enter_context(Register.create(folder / f"{p}.db", p, NOW)) for p in PROVINCES
        ]
        for who, office, persons, minute, other in steps:
            if other not in {-1, who}:
                merge(registers[who], registers[other])
            append(registers[who], entry(persons, office), now=NOW + timedelta(minutes=minute))
        yield registers


def merged(stack, path, *sources):
    """A register into which others were merged, open until the stack is unwound."""
    target = stack.enter_context(Register.create(path, None, NOW))
    for source in sources:
        merge(target, source)
    return target


@given(steps=steps)
@settings(max_examples=40)
def test_a_union(light_folder, steps):
    with (
        light_folder() as folder,
        recorded(folder, steps) as (one, two, three),
        ExitStack() as stack,
    ):
        both = merged(stack, folder / "both.db", one, two)
        all_ = [
            merged(stack, folder / "forth.db", one, two, three),
            merged(stack, folder / "back.db", three, two, one),
            merged(stack, folder / "twice.db", one, two, one, three, two, three),
            merged(stack, folder / "grouped.db", both, three),
            merged(stack, folder / "ungrouped.db", three, both),
        ]
        before = contents(one), standing(one)
        merge(one, one)
        assert (contents(one), standing(one)) == before
        for other in all_[1:]:
            assert contents(other) == contents(all_[0])
            assert standing(other) == standing(all_[0])
        batches = {row for source in (one, two, three) for row in contents(source)[0]}
        assert set(contents(all_[0])[0]) == batches


@given(steps=steps)
@settings(max_examples=40)
def test_what_two_recorded_differently_is_named_by_both_alike(light_folder, steps):
    with light_folder() as folder, recorded(folder, steps) as (one, two, _three):
        for province in PROVINCES:
            ours, theirs = (book.records_not_undone(province, [SEPTEMBER]) for book in (one, two))
            found = diverged(ours, theirs)
            assert {(d.theirs.name, d.ours.name) for d in diverged(theirs, ours)} == {
                (d.ours.name, d.theirs.name) for d in found
            }
            together = sorted((*ours, *theirs), key=Record.order)
            latest = {record.content.office: record.name for record in together}
            for each in found:
                assert each.current.name == latest[each.ours.content.office]
