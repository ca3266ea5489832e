"""What comes back on a form: what was filled in, and what is still as it was printed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.ledger.drafts import Draft, Printed
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import Record
from cddctl.ledger.settling import current_by_office, records_of, settle_source, settle_sources
from cddctl.ledger.sources import Given, Position, Source
from cddctl.periods import FiscalYear, Month
from cddctl.places import office_of
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

TODAY = date(2018, 9, 5)
SEPTEMBER = Month(2018, 9)
SCHEDULE = ScheduleLibrary().schedule(FiscalYear(2561))
[LEADERS] = (
    period
    for period in periods_of_month(SCHEDULE, SEPTEMBER, Holidays())
    if period.database.id == "leaders"
)
MAE_MO = office_of("5202")
POSITION = Position(
    "แม่เมาะ",
    11,
    4,
    "",
    {"total": (4, ""), "persons": (5, ""), "answer": (10, ""), "note": (11, "")},
)


def values(text):
    """The values that a text names: 120/115; รอ, or - for not applicable yet, or nothing."""
    counts, _semicolon, note = (part.strip() for part in text.partition(";"))
    total, _slash, persons = counts.partition("/")
    return {
        "total": int(total) if total.isdigit() else None,
        "recorded": {"persons": int(persons)} if persons else {},
        "not_applicable": counts == "-",
        "note": note or None,
    }


def entry(text):
    return Entry(
        "52", "5202", "leaders", 2561, 1, SEPTEMBER, **values(text), received=date(2018, 9, 1)
    )


def records(*texts, source=None):
    """What was recorded for the leaders of Mae Mo, one after the other."""
    return [
        Record(entry(text), f"b{n}/1", f"b{n}", "record", source) for n, text in enumerate(texts)
    ]


def form(text, printed=None, name="form.xlsx"):
    """A form whose row says something; without `printed` it is one of version 0.1.0."""
    draft = Draft(LEADERS, MAE_MO, **values(text))
    if printed is None:
        draft = draft._replace(may_be_stale=True)
    else:
        draft = draft._replace(printed=Printed.of(entry(printed)) if printed else Printed())
    return Source(name, f"sha of {name}", [Given(draft, POSITION)])


def settled(source, recorded, *, theirs=False):
    standing = [recorded[-1].content] if recorded else []
    return settle_source(
        source, current_by_office(standing), TODAY, records=records_of(recorded), theirs=theirs
    )


def result(outcome):
    """What becomes of a row: its values as text, or "as printed", or what is wrong."""
    if outcome.problems:
        return [str(problem).partition(": here it is ")[2] for problem in outcome.problems]
    if outcome.as_printed:
        return "as printed"
    [change] = outcome.settled
    if not change.is_new:
        return "unchanged"
    counts = "".join(f"/{count}" for count in change.entry.recorded.values())
    note = f"; {change.entry.note}" if change.entry.note else ""
    return ("-" if change.entry.not_applicable else f"{change.entry.total}{counts}") + note


@pytest.mark.parametrize(
    ("printed", "comes_back", "recorded", "expected"),
    [
        # As it was printed, it says nothing, whatever the register holds now.
        ("120/115", "120/115", ["120/115"], "as printed"),
        ("120/115", "120/115", ["120/115", "120/110"], "as printed"),
        ("120/115", "120/115", ["120/115", "130/130; ย้ายมา"], "as printed"),
        ("120/115", "120/115", ["120/115", "-; รอ"], "as printed"),
        ("120/115; รอ", "120/115; รอ", ["120/115; รอ", "120/115"], "as printed"),
        ("-; หลังการรับรอง", "-; หลังการรับรอง", ["-; หลังการรับรอง", "9/9"], "as printed"),
        ("-; รอ", "; รอ", ["-; รอ"], "as printed"),
        # A cell that was filled in counts, those beside it say nothing.
        ("", "120/115", [], "120/115"),
        ("120/115", "120/118", ["120/115"], "120/118"),
        ("120/115", "120/118", ["120/115", "125/115"], "125/118"),
        ("120/115; รอ", "120/118; รอ", ["120/115; รอ", "120/115; ครบ"], "120/118; ครบ"),
        ("120/115", "120/115; รอ", ["120/115", "120/110"], "120/110; รอ"),
        ("120/115", "-; รอ", ["120/115"], "-; รอ"),
        ("-; รอ", "120/115; รอ", ["-; รอ"], "120/115"),
        ("-; รอ", "-; รอนาน", ["-; รอ"], "-; รอนาน"),
        # Both say the same by now.
        ("120/115", "120/118", ["120/115", "120/118"], "unchanged"),
        ("", "120/115", ["120/115"], "unchanged"),
        ("120/115", "-; รอ", ["120/115", "-; รอ"], "unchanged"),
        # Nothing was ever recorded: what is printed is news.
        ("120/115", "120/115", [], "120/115"),
    ],
)
def test_only_what_was_filled_in_counts(printed, comes_back, recorded, expected):
    assert result(settled(form(comes_back, printed), records(*recorded))) == expected


BOTH = "; find out which is right"


@pytest.mark.parametrize(
    ("printed", "comes_back", "recorded", "told", "taken"),
    [
        ("120/115", "120/118", ["120/115", "120/110"], [("E", "118", "110")], "120/118"),
        ("120/115", "125/118", ["120/115", "130/110"],
         [("D", "125", "130"), ("E", "118", "110")], "125/118"),
        ("", "120/118", ["120/110"], [("E", "118", "110")], "120/118"),
        ("120/115; ก", "120/115; ข", ["120/115; ก", "120/115; ค"], [("K", "ข", "ค")], "120/115; ข"),
        ("120/115", "-; รอ", ["120/115", "130/130"], [("J", "not applicable yet", "130")], "-; รอ"),
        ("120/115", "120/118", ["120/115", "-; รอ"], [("J", "120", "not applicable yet")],
         "120/118"),
    ],
)  # fmt: skip
def test_what_was_changed_on_both_sides_is_told_and_taken_only_when_asked(
    printed, comes_back, recorded, told, taken
):
    source = form(comes_back, printed)
    outcome = settled(source, records(*recorded))
    lead = "changed since this was made, here and in the register"
    assert [str(problem) for problem in outcome.problems] == [
        f"sheet 'แม่เมาะ', cell {column}11: {lead}: "
        f"here it is {theirs}, in the register {ours}{BOTH}"
        for column, theirs, ours in told
    ]
    assert outcome.has_conflicts
    assert result(settled(source, records(*recorded), theirs=True)) == taken


def test_a_later_return_of_the_same_form_replaces_the_earlier_one():
    earlier = records("120/100", source="แม่เมาะ.xlsx")
    assert result(settled(form("120/118", ""), earlier)) == "120/118"
    both = ["118, in the register 100" + BOTH]
    assert result(settled(form("120/118", "", name="ตาราง.csv"), earlier)) == both
    by_reply = records("120/100", source="line.txt")
    assert result(settled(form("120/118", "", name="line.txt"), by_reply)) == both


def table(*offices, name="all.csv", named_for=None):
    """A table with lines of several districts, of which Mae Mo's counts were changed."""
    lines = [form("120/118", "").given[0]]
    lines += [
        Given(draft._replace(office=office_of(office)), position)
        for office in offices
        for draft, position in lines[:1]
    ]
    return Source(name, "sha", lines, named_for=named_for)


NGAO = "5205"


@pytest.mark.parametrize(
    ("later", "earlier", "is_taken"),
    [
        (table(name="b.csv"), ["5202"], True),
        (table(NGAO, name="b.csv"), ["5202"], False),
        (table(NGAO, name="a.csv"), ["5202"], True),
        (table(NGAO, name="b.csv"), ["5202", NGAO], True),
        (table(NGAO, name="b.csv"), ["5202", NGAO, "5203"], False),
        (table(name="b.csv"), ["5202", NGAO], True),
        (table(name="b.csv", named_for=office_of(NGAO)), ["5202"], False),
    ],
    ids=[
        "its own", "another's beside its", "of the same name", "of the same two", "of fewer",
        "its own after that of several", "named for another",
    ],
)  # fmt: skip
def test_a_file_of_another_district_does_not_replace_a_return(later, earlier, is_taken):
    recorded = [
        Record(entry("120/100")._replace(office=office), f"b/{n}", "b", "record", "a.csv")
        for n, office in enumerate(earlier, 1)
    ]
    standing = current_by_office([record.content for record in recorded])
    outcome = settle_source(later, standing, TODAY, records=records_of(recorded))
    told = [problem for problem in outcome.problems if "118, in the register 100" in str(problem)]
    assert (not outcome.problems, bool(told)) == (is_taken, not is_taken)


@pytest.mark.parametrize(
    ("comes_back", "recorded", "expected", "named"),
    [
        ("120/115", ["120/115", "120/110"], "as printed", ["E11: 115"]),
        ("120/115", ["120/115", "130/110"], "as printed", ["D11: 120", "E11: 115"]),
        ("120/118", ["120/115", "130/110"], "130/118", ["D11: 120"]),
        ("120/115; รอ", ["120/115; รอ", "120/115"], "as printed", ["K11: รอ"]),
        ("-; รอ", ["-; รอ", "9/9"], "as printed", ["J11: not applicable yet"]),
        # What no earlier entry had was filled in.
        ("120/118", ["120/115", "120/110"], "120/118", []),
        ("120/110", ["120/115", "120/110"], "unchanged", []),
        ("-; รอ", ["120/115", "9/9"], "-; รอ", []),
        ("120/115", ["120/110"], "120/115", []),
        ("120/115", [], "120/115", []),
    ],
)
def test_a_form_that_carries_nothing(comes_back, recorded, expected, named):
    outcome = settled(form(comes_back), records(*recorded))
    assert list(outcome.unread) == [
        f"sheet 'แม่เมาะ', cell {text}, as an earlier entry had it that was replaced since"
        for text in named
    ]
    assert result(outcome) == expected


def test_a_form_that_carries_nothing_is_taken_whole_when_asked():
    outcome = settled(form("120/115"), records("120/115", "120/110"), theirs=True)
    assert (result(outcome), outcome.unread) == ("120/115", ())


def test_what_the_schedule_declares_is_printed_and_says_nothing():
    declared = LEADERS._replace(not_yet="หลังการรับรอง")
    draft = Draft(declared, MAE_MO, not_applicable=True, note="หลังการรับรอง")
    given = Given(draft._replace(printed=Printed.of(draft)), POSITION)
    outcome = settled(Source("form.xlsx", "sha", [given]), [])
    assert (outcome.settled, outcome.as_printed) == ((), 1)
    counts = given.draft._replace(total=9, recorded={"persons": 9}, not_applicable=False)
    outcome = settled(Source("form.xlsx", "sha", [Given(counts, POSITION)]), [])
    assert result(outcome) == "9/9"


def test_a_stale_value_disagrees_with_no_other_file():
    recorded = records("120/115", "120/110")
    old, new = form("120/115", "120/115", name="a.xlsx"), form("120/118", "120/110", name="b.xlsx")
    outcomes = settle_sources(
        [old, new],
        current_by_office([recorded[-1].content]),
        TODAY,
        {},
        records=records_of(recorded),
    )
    assert [result(outcome) for outcome in outcomes] == ["as printed", "120/118"]


def test_a_note_that_came_back_as_printed_still_explains():
    recorded = records("5/6; ย้ายมา")
    assert result(settled(form("5/7; ย้ายมา", "5/6; ย้ายมา"), recorded)) == "5/7; ย้ายมา"
    [problem] = settled(form("5/7", "5/6; ย้ายมา"), recorded).problems
    assert "recorded 7 is above the total 5" in str(problem)


COUNTS = st.one_of(
    st.just(""),
    st.builds("{}/{}".format, st.integers(118, 120), st.integers(116, 118)),
    st.builds("{}/{}; {}".format, st.just(120), st.integers(116, 118), st.sampled_from("กข")),
    st.builds("-; {}".format, st.sampled_from("กข")),
)


@given(
    printed=COUNTS, comes_back=COUNTS.filter(bool), held=st.lists(COUNTS.filter(bool), max_size=3)
)
@settings(max_examples=300)
def test_no_value_is_taken_that_nobody_filled_in(printed, comes_back, held):
    recorded = records(*held)
    current = recorded[-1].content if held else None
    outcome = settled(form(comes_back, printed), recorded)
    texts = (comes_back, printed, held[-1] if held else "")
    theirs, was, now = (Printed.of(entry(text)) for text in texts)
    if outcome.problems:
        assert outcome.settled == ()
        return
    assert outcome.as_printed + len(outcome.settled) == 1
    after = Printed.of(outcome.settled[0].entry if outcome.settled else current)
    if not held or after.not_applicable or theirs.not_applicable or now.not_applicable:
        return
    for name in ("total", "persons"):
        if theirs.value(name) in {was.value(name), None}:
            assert after.value(name) == now.value(name)  # nobody changed it here
        elif now.value(name) in {was.value(name), theirs.value(name)}:
            assert after.value(name) == theirs.value(name)  # nobody changed it there
        else:
            raise AssertionError("changed on both sides, and taken without a word")
