"""Steps are undone and brought back; what rests on others is not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Record, is_entry, not_undone
from cddctl.ledger.undoing import Reversal, Steps
from cddctl.periods import Month

SEPTEMBER = Month(2018, 9)
BEGIN = datetime(2018, 9, 5, tzinfo=UTC)
DATABASES = {"l": "leaders", "g": "groups", "o": "otop-sales"}


def is_on_report(entry):
    return entry.database != "otop-sales"


def records_of(text):
    """Records from words, a batch each: `l2=10` is leaders of office 5202, `e2` and `e2l` extend
    all or leaders of it, `close`, `reopen`, `U` undoes the last, `R` brings back, `U3` and `R3`
    undo and bring back batch 3; `M3` is an undo that another register made of it, before both were
    merged. Words joined by + are one step.
    """
    records = []
    number = 0
    for step in text.split():
        first = number + 1
        for word in step.split("+"):
            number += 1
            at = BEGIN + timedelta(minutes=number)
            for line, content in enumerate(contents_of(word, records), 1):
                recorded = content._replace(recorded_at=at)
                records.append(Record(recorded, f"{number}/{line}", str(first), "record"))
    return records


def contents_of(word, records):
    if word[0] in "UR":
        steps = Steps(records)
        if word[1:]:
            kind = Kind.UNDO if word[0] == "U" else Kind.REDO
            reversal = Reversal(kind, (word[1:],))
        else:
            reversal = (steps.last if word == "U" else steps.last_undone)(None, None)
        return steps.plan(reversal, is_on_report).acts
    if word[0] == "M":
        others = Steps([r for r in records if getattr(r.content, "target", None) is None])
        return others.plan(Reversal(Kind.UNDO, (word[1:],)), is_on_report).acts
    if word in {"close", "reopen"}:
        return [Act(Kind(word), "52", SEPTEMBER)]
    if word[0] == "e":
        database = DATABASES[word[2]] if word[2:] else None
        return [Act(Kind.EXTEND, "52", SEPTEMBER, f"520{word[1]}", database, date(2018, 10, 5))]
    return [
        Entry(
            "52", f"520{word[1]}", DATABASES[word[0]], 2561, 1, SEPTEMBER, 100,
            {"persons": int(word[3:])},
        )
    ]  # fmt: skip


def stands(records):
    """The current counts, and the batches of the acts that count."""
    left = not_undone(records, Steps(records).undone)
    entries = {
        record.content.period_and_office: record.content.recorded["persons"]
        for record in left
        if is_entry(record)
    }
    acts = [r.batch for r in left if isinstance(r.content, Act) and r.content.target is None]
    return sorted(entries.values()), acts


@pytest.mark.parametrize(
    ("text", "counts", "acts"),
    [
        ("l2=10", [10], ""),
        ("l2=10 U", [], ""),
        ("l2=10 l2=20 U", [10], ""),
        ("l2=10 l2=20 U U", [], ""),
        ("l2=10 l2=20 U U R", [10], ""),
        ("l2=10 l2=20 U U R R", [20], ""),
        ("l2=10 l2=20 U R U U", [], ""),
        ("l2=10 U l2=20 U", [], ""),  # past what is undone already
        ("l2=10 U l2=20 U R", [20], ""),
        ("l2=10+l3=11 l4=12 U U", [], ""),  # several batches, one step
        ("l2=10+l3=11 U R", [10, 11], ""),
        ("l2=10 e2 U", [10], ""),
        ("l2=10 e2 U U R R", [10], "2"),
        ("l2=10 close U", [10], ""),
        ("l2=10 close reopen U", [10], "2"),
        ("l2=10 close reopen U U R R", [10], "2 3"),
        ("l2=10 l3=11 U1", [11], ""),  # by name, out of turn
        ("l2=10 l3=11 U1 U", [], ""),
        ("l2=10 l3=11 U1 R", [10, 11], ""),
        ("l2=10 l3=11 U1 R1", [10, 11], ""),
        ("l2=10+l3=11 U2/1", [10], ""),
        ("l2=10+l3=11 U2/1 U", [], ""),
        ("l2=10+l3=11 U2/1 U R", [10], ""),
        ("l2=10+l3=11 U1 M2/1", [], ""),  # the same twice, in two registers
        ("l2=10+l3=11 U1 M2/1 R", [10], ""),  # what brings something back
        ("l2=10+l3=11 U1 M2/1 R R", [10, 11], ""),
    ],
)
def test_undo_goes_back_and_redo_forward(text, counts, acts):
    assert stands(records_of(text)) == (counts, acts.split())


@pytest.mark.parametrize(
    ("text", "undo", "redo"),
    [
        ("", None, None),
        ("l2=10", "1", None),
        ("l2=10 U", None, "1"),
        ("l2=10 U R", "1", None),
        ("l2=10 U l3=11", "3", None),  # something was done since
        ("l2=10 U l3=11 U", None, "3"),
        ("l2=10 U l3=11 U R", "3", None),
        ("l2=10 l3=11 U U R", "1", "2"),
    ],
)
def test_what_is_next(text, undo, redo):
    steps = Steps(records_of(text))
    for reversal, kind, target in (
        (steps.last("52", SEPTEMBER), Kind.UNDO, undo),
        (steps.last_undone("52", SEPTEMBER), Kind.REDO, redo),
    ):
        assert reversal == (Reversal(kind, (target,)) if target else None)


def test_of_another_province_or_month_nothing_is_next():
    steps = Steps(records_of("l2=10 l3=11 U"))
    for province, month in (("53", None), (None, Month(2018, 6))):
        assert steps.last(province, month) is steps.last_undone(province, month) is None


@pytest.mark.parametrize(
    ("text", "kind", "target", "later"),
    [
        ("l2=10 l2=20", "undo", "1", "2"),
        ("l2=10 l3=20", "undo", "1", None),
        ("l2=10 g2=20", "undo", "1", None),
        ("l2=10 U l2=20", "redo", "1", "3"),
        ("l2=10+l3=11 l3=20", "undo", "1", "3"),
        ("close reopen", "undo", "1", "2"),
        ("close reopen l2=10", "undo", "2", "3"),  # it would be closed with what was not sent
        ("close reopen o2=10", "undo", "2", None),  # which no report shows
        ("close U l2=10", "redo", "1", "3"),
        ("l2=10 close", "undo", "2", None),
        ("close e2", "undo", "1", None),
        ("e2 e2l", "undo", "1", "2"),
        ("e2l e2g", "undo", "1", None),
        ("e2l e2", "undo", "1", "2"),
        ("e2 e3", "undo", "1", None),
        ("e2 close", "undo", "1", None),
        ("e2 l2=10", "undo", "1", None),
        ("l2=10 e2", "undo", "1", None),
    ],
)
def test_what_others_rest_on(text, kind, target, later):
    plan = Steps(records_of(text)).plan(Reversal(Kind(kind), (target,)), is_on_report)
    assert [hindrance.later.batch for hindrance in plan.hindrances] == ([later] if later else [])


@pytest.mark.parametrize(
    ("text", "of", "targets"),
    [
        ("l2=10+l3=11 g2=5", ["1/1", "2/1"], ("1",)),
        ("l2=10+l3=11 g2=5", ["2/1", "3/1"], ("2/1", "3")),
        ("l2=10+l3=11 U2/1", ["1/1", "2/1"], ("1",)),  # what of it is left
        ("l2=10 U", ["1/1"], ()),
    ],
)
def test_a_whole_step_is_undone_as_one(text, of, targets):
    steps = Steps(records_of(text))
    chosen = [record for record in steps.records if record.name in of]
    assert steps.undo_of(chosen) == Reversal(Kind.UNDO, targets)


@pytest.mark.parametrize(
    ("text", "named", "reverse"),
    [
        ("l2=10 U", "2", Reversal(Kind.REDO, ("1",))),
        ("l2=10 U R", "3", Reversal(Kind.UNDO, ("1",))),
        ("l2=10 U R", "2", None),
        ("l2=10+l3=11 U1 M2/1", "4", None),  # it stays undone by the other
    ],
)
def test_an_undo_is_taken_back_by_its_name(text, named, reverse):
    steps = Steps(records_of(text))
    [record] = steps.called(named)
    assert steps.reverse_of(record) == reverse


def test_what_an_undo_changes():
    plan = Steps(records_of("l2=10 l2=20+l3=5")).plan(Reversal(Kind.UNDO, ("2",)), is_on_report)
    assert [
        (effect.now.recorded["persons"], effect.then and effect.then.recorded["persons"])
        for effect in plan.effects
    ] == [(20, 10), (5, None)]
    assert [effect.entry.office for effect in plan.effects] == ["5202", "5203"]
    assert plan.acts == [Act(Kind.UNDO, "52", SEPTEMBER, target="2")]


def test_the_undo_after_which_something_does_not_count():
    steps = Steps(records_of("l2=10 U"))
    [record, undo] = steps.records
    assert steps.undo_after(record) is steps.latest_of("1") is undo


# --- Laws ------------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["l2=1", "l2=2", "l3=3", "g2=4", "l2=5+l3=6", "e2", "close", "reopen"]),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(WORDS)
def test_all_can_be_undone_one_after_the_other_and_brought_back(words):
    """At each step what stands is what stood when it had been done."""
    count = len(words.split())
    stood = [stands(records_of(" ".join(words.split()[:n]))) for n in range(count + 1)]
    for undone in range(1, count + 1):
        undos = " U" * undone
        assert stands(records_of(words + undos)) == stood[count - undone]
        assert stands(records_of(words + undos + " R" * undone)) == stood[count]
    assert Steps(records_of(words + " U" * count)).last(None, None) is None


@given(WORDS, st.randoms(use_true_random=False))
def test_what_counts_does_not_depend_on_where_an_undo_lies(words, random):
    """As after a merge, which may lay an undo anywhere behind what it is about."""
    records = records_of(words + " U")
    undo = [record for record in records if record.step == records[-1].step]
    others = records[: -len(undo)]
    target = undo[0].content.target
    last = max(n for n, record in enumerate(others) if record.is_in({target}))
    place = random.randint(last + 1, len(others))
    assert stands([*others[:place], *undo, *others[place:]]) == stands(records)
