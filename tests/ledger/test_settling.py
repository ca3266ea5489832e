from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.ledger.drafts import Draft
from cddctl.ledger.entries import Entry
from cddctl.ledger.settling import (
    current_by_office,
    settle_source,
    settle_sources,
    with_disagreements,
)
from cddctl.ledger.sources import (
    MOST_PROBLEMS,
    Given,
    Position,
    Problem,
    Source,
    cell_name,
    rounds_of,
)
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

TODAY = date(2018, 9, 5)
BEFORE = date(2018, 9, 1)
SEPTEMBER = Month(2018, 9)
TAKEN = datetime(2018, 9, 3, 2, 0, tzinfo=UTC)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
PERIODS = {p.database.id: p for p in periods_of_month(NATIONAL, SEPTEMBER, Holidays())}


def entry(office="5202", database="leaders", total=120, note=None, **recorded):
    """An entry that stands: entry(persons=97); with total=None, not applicable."""
    return Entry(
        "52", office, database, 2561, PERIODS[database].number, SEPTEMBER, total=total,
        recorded=recorded, note=note, received=BEFORE, not_applicable=total is None,
    )  # fmt: skip


def draft(office="5202", database="leaders", total=None, note=None, received=None, **recorded):
    """A draft: draft(total=120, persons=97)."""
    return Draft(
        PERIODS[database], office_of(office), total, recorded, note=note, received=received
    )


def not_yet(office="5202", database="leaders", note="หลังการรับรอง"):
    return Draft(PERIODS[database], office_of(office), not_applicable=True, note=note)


def source(*drafts, name="a.xlsx", problems=(), unread=()):
    """A file whose drafts stand in lines 2, 3, …"""
    lines = [Given(one, Position(None, line)) for line, one in enumerate(drafts, 2)]
    return Source(name, f"sha of {name}", lines, tuple(problems), tuple(unread))


def settled(*drafts, standing=(), taken=None, **more):
    return settle_source(source(*drafts, **more), current_by_office(standing), TODAY, taken)


def tally(outcome):
    return outcome.status, outcome.added, len(outcome.updated), outcome.unchanged


# --- Places in a file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (Position(None, 7), "line 7"),
        (Position(None, 7, 3, "total"), "line 7, column total"),
        (Position(None, 7, 3), "line 7, column 3"),
        (Position("แม่เมาะ", 7), "sheet 'แม่เมาะ', row 7"),
        (Position("แม่เมาะ", 7, 3), "sheet 'แม่เมาะ', cell C7"),
        (Position("แม่เมาะ", 7, 3, "total"), "sheet 'แม่เมาะ', cell C7"),
    ],
)
def test_a_place_in_a_file(position, text):
    assert str(position) == text


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        (1, 1, "A1"),
        (5, 3, "C5"),
        (9, 26, "Z9"),
        (9, 27, "AA9"),
        (9, 52, "AZ9"),
        (9, 53, "BA9"),
        (9, 702, "ZZ9"),
        (1048576, 703, "AAA1048576"),
        (1, 16384, "XFD1"),
    ],
)
def test_the_name_of_a_cell(row, column, name):
    assert cell_name(row, column) == name


def test_a_flaw_with_and_without_a_place():
    assert str(Problem("line 3", "too many")) == "line 3: too many"
    assert str(Problem("", "the file is empty")) == "the file is empty"


# --- What becomes of a file ------------------------------------------------------------------

LEADERS, GROUPS = entry(persons=97), entry(database="groups", total=10, groups=5)


@pytest.mark.parametrize(
    ("drafts", "standing", "told"),
    [
        ([], [], ("unchanged", 0, 0, 0)),
        ([draft(total=120, persons=97)], [], ("recorded", 1, 0, 0)),
        ([draft(total=120, persons=98)], [LEADERS], ("recorded", 0, 1, 0)),
        ([draft(persons=98)], [LEADERS], ("recorded", 0, 1, 0)),
        ([draft(note="รอ")], [LEADERS], ("recorded", 0, 1, 0)),
        ([not_yet()], [LEADERS], ("recorded", 0, 1, 0)),
        ([draft(total=120, persons=97)], [LEADERS], ("unchanged", 0, 0, 1)),
        ([draft(total=120)], [LEADERS], ("unchanged", 0, 0, 1)),
        ([draft(total=120, persons=97)], [GROUPS], ("recorded", 1, 0, 0)),
        (
            [draft(total=120, persons=97), draft(database="groups", groups=6), not_yet("5203")],
            [LEADERS, GROUPS],
            ("recorded", 1, 1, 1),
        ),
        ([not_yet()], [entry(total=None, note="หลังการรับรอง")], ("unchanged", 0, 0, 1)),
    ],
)
def test_what_becomes_of_a_file(drafts, standing, told):
    outcome = settled(*drafts, standing=standing)
    assert tally(outcome) == told
    assert (outcome.problems, outcome.unread, outcome.taken, outcome.overtaken) == ((), (), None, 0)
    assert len(outcome.new) == told[1] + told[2]


def test_the_entries_that_are_current_from_then_on():
    standing = current_by_office([LEADERS, GROUPS])
    drafts = [draft(persons=98), draft("5203", total=60, persons=60)]
    outcome = settle_source(source(*drafts), standing, TODAY)
    assert {
        office: entry.recorded
        for (period, office), entry in standing.items()
        if period[0] == "leaders"
    } == {
        "5202": {"persons": 98},
        "5203": {"persons": 60},
    }
    assert standing[("groups", SEPTEMBER, 1), "5202"] is GROUPS
    assert [one.entry.received for one in outcome.new] == [TODAY, TODAY]
    # What one file gives stands for the next.
    assert tally(settle_source(source(*drafts), standing, TODAY)) == ("unchanged", 0, 0, 2)
    assert tally(settle_source(source(draft("5203", persons=59)), standing, TODAY))[:3] == (
        "recorded",
        0,
        1,
    )


def test_a_file_is_refused_whole_with_every_problem():
    standing = current_by_office([LEADERS])
    before = dict(standing)
    drafts = [
        draft(persons=98),
        draft("5203", total=60),
        draft("5204", total=5, persons=6),
        draft("5205", total=5, persons=5, received=date(2018, 9, 6)),
        draft("5206", total=5, persons=5),
    ]
    wrong = Problem("line 9", "'x' is not a count")
    outcome = settle_source(source(*drafts, problems=[wrong], unread=["line 1"]), standing, TODAY)
    assert tally(outcome) == ("refused", 0, 0, 0)
    assert [str(problem) for problem in outcome.problems] == [
        "line 9: 'x' is not a count",
        "line 3: how many are recorded is missing: persons=N (0 if none)",
        "line 4: recorded 6 is above the total 5; mend the numbers, or say why in a note",
        (
            "line 5: the received date 6 September 2018 (2561) is in the future; "
            "today is 5 September 2018 (2561)"
        ),
    ]
    assert outcome.unread == ("line 1",)
    assert standing == before


def test_what_is_missing_in_a_row_has_the_words_of_its_headings():
    headings = {"total": (3, "จำนวนข้อมูล\nทั้งหมด"), "persons": (4, "คน")}
    position = Position(None, 2, columns=headings)
    given = [Given(draft(total=60), position), Given(draft("5203", persons=6), position)]
    outcome = settle_source(source()._replace(given=given), current_by_office([]), TODAY)
    assert [problem.message for problem in outcome.problems] == [
        "how many are recorded is missing: คน (0 if none)",
        "the total is missing: how many there are (จำนวนข้อมูล ทั้งหมด)",
    ]


def test_a_file_with_a_single_problem_gives_nothing():
    standing = {}
    outcome = settle_source(
        source(draft(total=5, persons=5), problems=[Problem("", "x")]), standing, TODAY
    )
    assert (outcome.status, outcome.settled, standing) == ("refused", (), {})


def test_a_note_where_nothing_stands_is_not_read():
    standing = {}
    drafts = [draft(note="รอเอกสาร"), draft("5203", total=5, persons=5)]
    outcome = settle_source(source(*drafts, unread=["line 1: 'x'"]), standing, TODAY)
    assert tally(outcome) == ("recorded", 1, 0, 0)
    assert outcome.unread == (
        "line 1: 'x'",
        "line 2: the note 'รอเอกสาร', as nothing is reported beside it",
    )
    assert list(standing) == [(("leaders", SEPTEMBER, 1), "5203")]


def test_a_note_where_something_stands_changes_its_note():
    standing = current_by_office([LEADERS])
    outcome = settle_source(source(draft(note="รอเอกสาร")), standing, TODAY)
    (one,) = outcome.new
    assert (one.before, one.entry.counts, one.entry.note) == (LEADERS, LEADERS.counts, "รอเอกสาร")
    assert settled(draft(note="รอเอกสาร"), standing=standing.values()).status == "unchanged"


# --- A file that was taken before ------------------------------------------------------------


def test_a_file_that_was_taken_before_changes_nothing():
    corrected = entry(persons=99)
    standing = current_by_office([corrected, GROUPS])
    before = dict(standing)
    drafts = [draft(total=120, persons=97), draft(database="groups", total=10, groups=5)]
    outcome = settle_source(source(*drafts, unread=["line 1"]), standing, TODAY, TAKEN)
    assert tally(outcome) == ("unchanged", 0, 0, 1)
    assert (outcome.overtaken, outcome.taken, outcome.problems) == (1, TAKEN, ())
    assert outcome.unread == ("line 1",)
    assert standing == before


@pytest.mark.parametrize(
    ("standing", "overtaken"),
    [
        ([LEADERS], 0),
        ([entry(persons=98)], 1),
        ([entry(total=121, persons=97)], 1),
        ([entry(total=None, note="ยังไม่ถึงเวลา")], 1),
        # A correction that the file could no longer be recorded over.
        ([entry(total=90, persons=90)], 1),
        ([], 1),
    ],
)
def test_what_has_been_corrected_since(standing, overtaken):
    outcome = settled(draft(total=120, persons=97), standing=standing, taken=TAKEN)
    assert (outcome.status, outcome.new, outcome.overtaken) == ("unchanged", [], overtaken)


def test_a_file_that_could_not_be_recorded_now_but_was():
    outcome = settled(draft(total=120), standing=[], taken=TAKEN)
    assert (outcome.status, outcome.problems, outcome.overtaken) == ("unchanged", (), 1)


@pytest.mark.parametrize(
    ("standing", "overtaken"), [([LEADERS], 0), ([entry(persons=98)], 1), ([], 0)]
)
def test_a_note_or_another_day_is_no_correction_of_a_file_that_was_taken(standing, overtaken):
    drafts = [draft(total=120, persons=97, received=TODAY), draft("5203", note="later")]
    drafts = drafts if standing else drafts[1:]
    outcome = settled(*drafts, standing=standing, taken=TAKEN)
    assert (outcome.status, outcome.overtaken) == ("unchanged", overtaken)


def test_a_file_that_was_taken_is_refused_all_the_same_for_what_is_wrong_in_it():
    wrong = Problem("", "it is the return of another month")
    outcome = settled(draft(total=120, persons=97), problems=[wrong], taken=TAKEN)
    assert (outcome.status, outcome.problems) == ("refused", (wrong,))


# --- Several files ---------------------------------------------------------------------------


def become(*sources, standing=(), taken=()):
    known = {f"sha of {name}": TAKEN for name in taken}
    outcomes = settle_sources(sources, current_by_office(standing), TODAY, known)
    return [f"{one.source.name} {one.status}" for one in outcomes]


def test_a_file_that_was_taken_disagrees_with_none():
    old = source(draft(total=120, persons=97))
    new = source(draft(total=120, persons=99), name="b.xlsx")
    assert become(old, new) == ["a.xlsx refused", "b.xlsx refused"]
    told = become(old, new, standing=[LEADERS], taken=["a.xlsx"])
    assert told == ["a.xlsx unchanged", "b.xlsx recorded"]


def test_a_file_may_need_what_a_later_one_gives():
    part = source(draft(database="groups", networks=2))
    whole = source(draft(database="groups", total=10, groups=5), name="b.xlsx")
    assert become(part) == ["a.xlsx refused"]
    assert become(part, whole) == ["a.xlsx recorded", "b.xlsx recorded"]
    assert become(whole, part) == ["b.xlsx recorded", "a.xlsx recorded"]


# --- Files that disagree ---------------------------------------------------------------------


def flaws_of(*sources):
    return [[str(problem) for problem in one.problems] for one in with_disagreements(sources)]


def test_two_files_that_disagree():
    one = source(draft(total=120, persons=97), draft(database="groups", total=10, groups=5))
    other = source(draft("5203", total=1, persons=1), draft(persons=98), name="b.xlsx")
    told = "{}: Mae Mo, Leaders: {} says otherwise at {}; keep the one that is right"
    assert flaws_of(one, other) == [
        [told.format("line 2", "b.xlsx", "line 3")],
        [told.format("line 3", "a.xlsx", "line 2")],
    ]
    first, second = with_disagreements([one, other])
    assert (first.given, second.given) == (one.given, other.given)
    assert settle_source(first, {}, TODAY).status == "refused"


def test_each_two_of_three_files_that_disagree():
    sources = [
        source(draft(persons=n), name=f"{n}.csv", problems=[Problem("", "x")]) for n in (1, 2, 3)
    ]
    problems = flaws_of(*sources)
    assert [len(own) for own in problems] == [3, 3, 3]
    assert [own[0] for own in problems] == ["x", "x", "x"]
    for number, own in enumerate(problems, 1):
        assert {line.split(": ")[2].split()[0] for line in own[1:]} == {
            f"{other}.csv" for other in {1, 2, 3} - {number}
        }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (draft(total=120, persons=97), draft(total=120, persons=97)),
        (draft(total=120, persons=97), draft(persons=97, note="ครบ")),
        (draft(database="groups", total=9, groups=5), draft(database="groups", places=1)),
        (draft(total=120), draft("5203", total=121)),
        (draft(total=120), draft(database="groups", total=121)),
        (not_yet(), not_yet()),
    ],
)
def test_files_that_do_not_disagree(one, other):
    assert flaws_of(source(one), source(other, name="b.xlsx")) == [[], []]
    assert flaws_of(source(other), source(one, name="b.xlsx")) == [[], []]


def test_files_that_each_give_a_part_are_both_taken():
    standing = {}
    parts = [
        source(draft(database="groups", total=10, groups=5)),
        source(draft(database="groups", places=3, note="ครบ"), name="b.xlsx"),
    ]
    outcomes = [settle_source(one, standing, TODAY) for one in with_disagreements(parts)]
    assert [tally(outcome) for outcome in outcomes] == [
        ("recorded", 1, 0, 0),
        ("recorded", 0, 1, 0),
    ]
    (stands,) = standing.values()
    assert (stands.total, stands.recorded, stands.note) == (10, {"groups": 5, "places": 3}, "ครบ")


def test_a_single_file_is_what_it_was():
    one = source(draft(total=1, persons=1), problems=[Problem("", "x")])
    assert with_disagreements([one]) == [one]
    assert with_disagreements([]) == []


# --- What is needed of the register ----------------------------------------------------------


def test_current_entries_by_office_and_period():
    other = entry("5203", persons=97)
    assert current_by_office(iter([LEADERS, GROUPS, other])) == {
        (("leaders", SEPTEMBER, 1), "5202"): LEADERS,
        (("groups", SEPTEMBER, 1), "5202"): GROUPS,
        (("leaders", SEPTEMBER, 1), "5203"): other,
    }


def test_the_provinces_and_months_of_files():
    august = PERIODS["otop-sales"]._replace(month=Month(2018, 8), number=11)
    of_august = Draft(august, office_of("5001"), total=1)
    files = [source(draft(), draft("5203")), source(draft("50", database="cd-standards")), source()]
    assert rounds_of(files) == {("52", SEPTEMBER), ("50", SEPTEMBER)}
    assert rounds_of([source(of_august)]) == {("50", Month(2018, 8))}
    assert rounds_of([]) == set()


# --- Laws ------------------------------------------------------------------------------------

OFFICES, UNITS = ("5201", "5202", "5203"), ("networks", "groups", "places")
NOTES = st.sampled_from([None, "รอเอกสาร", "นับใหม่"])
COUNTS = st.dictionaries(st.sampled_from(UNITS), st.integers(0, 3), max_size=3)
TOTALS = st.none() | st.integers(0, 6)


@st.composite
def drafts(draw, note=NOTES):
    """A draft for any of some offices."""
    office = draw(st.sampled_from(OFFICES))
    if draw(st.integers(0, 5)) == 0:
        return not_yet(office, "groups", draw(note))
    return draft(office, "groups", draw(TOTALS), draw(note), **draw(COUNTS))


def files():
    """Files, each with an office at most once."""
    one = st.lists(drafts(), max_size=3, unique_by=lambda one: one.office.code)
    return st.lists(one, min_size=1, max_size=4).map(
        lambda lists: [source(*own, name=f"{n}.csv") for n, own in enumerate(lists)]
    )


@given(files())
@settings(max_examples=200)
def test_what_is_settled_twice_adds_nothing(sources):
    standing = {}
    for one in sources:
        first = settle_source(one, standing, TODAY)
        stands = dict(standing)
        again = settle_source(one, standing, TODAY)
        assert again.new == []
        assert standing == stands
        assert (again.status, again.unchanged) == (
            ("refused", 0) if first.problems else ("unchanged", len(first.settled))
        )


@given(files())
@settings(max_examples=200)
def test_a_file_is_taken_whole_or_not_at_all(sources):
    standing = {}
    for one in sources:
        before = dict(standing)
        outcome = settle_source(one, standing, TODAY)
        changed = {key for key in standing if standing[key] is not before.get(key)}
        assert len(changed) == len(outcome.new)
        assert not (outcome.problems and outcome.settled)
        assert len(outcome.settled) + len(outcome.unread) == len(one.given) or outcome.problems


@given(files())
@settings(max_examples=100)
def test_what_was_taken_before_changes_nothing_whatever_stands(sources):
    standing = {}
    for one in sources:
        settle_source(one, standing, TODAY)
    before = dict(standing)
    for one in sources:
        outcome = settle_source(one, standing, TODAY, TAKEN)
        assert (outcome.new, outcome.problems, standing) == ([], (), before)


@given(
    whole=st.fixed_dictionaries(dict.fromkeys(OFFICES, st.fixed_dictionaries(
        {unit: st.integers(0, 3) for unit in UNITS}))),
    said=st.lists(
        st.tuples(st.sampled_from(OFFICES), st.sets(st.sampled_from(UNITS), min_size=1),
                  st.sampled_from([None, "รอเอกสาร"])),
        min_size=2, max_size=6,
    ),
    data=st.data(),
)  # fmt: skip
@settings(max_examples=200)
def test_the_order_of_files_that_do_not_disagree_does_not_matter(whole, said, data):
    """Each gives the total, which each has to where it is the first, and some of the counts."""
    sources = [
        source(
            draft(office, "groups", 9, note, **{unit: whole[office][unit] for unit in units}),
            name=f"{number}.csv",
        )
        for number, (office, units, note) in enumerate(said)
    ]
    shuffled = data.draw(st.permutations(sources))
    assert not any(one.problems for one in with_disagreements(shuffled))

    def stands(order):
        standing = {}
        assert not any(settle_source(one, standing, TODAY).problems for one in order)
        return standing

    assert stands(sources) == stands(shuffled)


@given(files(), st.data())
@settings(max_examples=200)
def test_who_disagrees_is_the_same_in_any_order(sources, data):
    shuffled = data.draw(st.permutations(sources))
    refused = {one.name for one in with_disagreements(sources) if one.problems}
    assert refused == {one.name for one in with_disagreements(shuffled) if one.problems}
    named = {
        (one.name, problem.message.split(": ")[1].split()[0])
        for one in with_disagreements(sources)
        for problem in one.problems
    }
    # Each names the other.
    assert named == {(other, one) for one, other in named}


def test_a_file_with_very_many_entries_that_cannot_stand_is_not_settled_to_its_end():
    outcome = settled(*[draft(total=1, persons=2)] * (MOST_PROBLEMS + 5))
    assert len(outcome.problems) == MOST_PROBLEMS + 1
    assert outcome.problems[-1].message == "there may be more further on; mend these first"
