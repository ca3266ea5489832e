"""The rules of doubtful counts, each at its edge."""

import pytest

from cddctl.ledger.doubts import History, Rule, doubts_of, is_explained
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.library import ScheduleLibrary

SCHEDULE = ScheduleLibrary().schedule(FiscalYear(2561))
LEADERS = SCHEDULE.databases["leaders"]
GROUPS = SCHEDULE.databases["groups"]


def entry(total=100, *, note=None, month="2561-09", not_applicable=False, **recorded):
    """An entry; without counts, one in which all is recorded."""
    units = recorded or ({} if total is None else {"persons": total})
    return Entry(
        "52", "5202", "leaders", 2561, 1, Month.parse(month), total, units, not_applicable, note
    )


def told(now, database=LEADERS, **history):
    return [
        (doubt.rule.value, doubt.value, doubt.then)
        for doubt in doubts_of(now, History(**history), database)
    ]


@pytest.mark.parametrize(
    ("now", "then", "rule"),
    [
        (100, 100, None),
        (130, 100, None),  # 30 % is not more than 30 %
        (131, 100, "changed"),
        (70, 100, None),
        (69, 100, "changed"),
        (199, 100, "changed"),
        (200, 100, "doubled"),
        (50, 100, "halved"),
        (51, 100, "changed"),
        (1000, 100, "ten-fold"),
        (999, 100, "doubled"),
        (10, 100, "a-tenth"),
        (11, 100, "halved"),
        (8, 4, "changed"),  # double, by less than 5
        (10, 5, "doubled"),
        (10, 1, "ten-fold"),
        (5, 0, "changed"),
        (0, 0, None),
        (9_999_999, 1, "ten-fold"),
    ],
)
@pytest.mark.parametrize("against", ["replaced", "last_year"])
def test_a_total_that_changes(now, then, rule, against):
    before = entry(then, persons=0)
    found = told(entry(now, persons=0), **{against: before})
    rules = [name for name, value, _then in found if value == "total"]
    expected = {rule} - {None}
    if against == "replaced" and rule is None and now < then:
        expected = {"falls"}
    if against == "last_year" and now == then > 0:
        expected = {"same-as-last-year"}
    assert set(rules) == expected


@pytest.mark.parametrize(
    ("now", "replaced", "found"),
    [
        ({"persons": 100}, {"persons": 50}, []),  # it grows while the total stays
        ({"persons": 100}, {"persons": 1}, []),
        ({"persons": 49}, {"persons": 50}, [("falls", "persons", 50)]),
        ({"persons": 25}, {"persons": 50}, [("halved", "persons", 50)]),
        ({"persons": 5}, {"persons": 50}, [("a-tenth", "persons", 50)]),
        ({"persons": 0}, {"persons": 50}, [("falls", "persons", 50)]),
        ({"groups": 7}, {"persons": 50}, [("falls", "persons", 50)]),
        ({"persons": 0}, {"persons": 0}, []),
    ],
)
def test_recorded_counts_against_the_entry_replaced(now, replaced, found):
    assert told(entry(100, **now), replaced=entry(100, **replaced)) == found


def test_a_recorded_count_that_grows_with_its_total_is_doubted():
    found = told(entry(240, persons=240), replaced=entry(120, persons=120))
    assert found == [("doubled", "total", 120), ("doubled", "persons", 120)]


def test_a_count_above_the_total_is_not_still_being_entered():
    found = told(entry(100, persons=500), replaced=entry(100, persons=50))
    assert found == [("ten-fold", "persons", 50)]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({"persons": 40}, []),  # not everything is recorded yet
        ({"persons": 0}, [("blank", "persons", 110)]),
        ({"groups": 1}, [("blank", "persons", 110)]),
        ({"persons": 100}, []),
    ],
)
def test_recorded_counts_against_last_year(now, found):
    assert told(entry(100, **now), last_year=entry(110, persons=110)) == found


def test_a_total_of_0_is_blank():
    found = told(entry(0, persons=0), last_year=entry(3, persons=0))
    assert found == [("blank", "total", 3)]


@pytest.mark.parametrize(
    ("now", "then", "is_same"),
    [
        (entry(100, persons=98), entry(100, persons=98), True),
        (entry(100, persons=97), entry(100, persons=98), False),
        (entry(101, persons=98), entry(100, persons=98), False),
        (entry(0, persons=0), entry(0, persons=0), False),
        (entry(100, persons=98, groups=0), entry(100, persons=98), False),
    ],
)
def test_all_figures_of_last_year(now, then, is_same):
    rules = [rule for rule, _value, _then in told(now, last_year=then)]
    assert (rules == ["same-as-last-year"]) == is_same


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({"networks": 20, "groups": 4, "places": 6}, [("swapped", "groups", 20)]),
        ({"networks": 4, "groups": 20, "places": 6}, []),
        ({"networks": 20, "groups": 6, "places": 4}, ["changed"]),
        ({"networks": 20, "groups": 4}, [("swapped", "groups", 20)]),
    ],
)
def test_units_that_are_swapped(now, found):
    then = entry(31, networks=4, groups=20, places=6)
    swapped = [each for each in told(entry(31, **now), GROUPS, replaced=then) if "swapped" in each]
    assert swapped == [each for each in found if "swapped" in each]


def test_below_the_last_period():
    assert told(entry(99), last_period=entry(100)) == [("below-last-period", "total", 100)]
    assert told(entry(100), last_period=entry(100)) == []


@pytest.mark.parametrize(
    ("points", "now", "is_unusual"),
    [
        ([10, 10, 10, 10, 10, 10], 15, False),  # 0.6745 * 5 / 1
        ([10, 10, 10, 10, 10, 10], 16, True),  # 0.6745 * 6 / 1
        ([10, 10, 10, 10, 10], 1000, False),  # too few points
        ([100, 100, 100, 100, 100, 100], 151, False),  # the least spread is a tenth of the median
        ([100, 100, 100, 100, 100, 100], 152, True),
        ([80, 90, 100, 110, 120, 130], 180, False),  # median 105, spread 15
        ([80, 90, 100, 110, 120, 130], 183, True),
        ([80, 90, 100, 110, 120, 130], 27, True),
    ],
)
def test_far_from_what_is_usual(points, now, is_unusual):
    earlier = tuple(entry(point) for point in points)
    rules = {rule for rule, _value, _then in told(entry(now), earlier=earlier)}
    assert rules == ({"unusual"} if is_unusual else set())


def test_what_is_recorded_in_part_is_not_unusual():
    earlier = tuple(entry(100) for _ in range(6))
    assert told(entry(100, persons=1), earlier=earlier) == []


@pytest.mark.parametrize(
    ("total", "persons", "found"),
    [
        (400, 0, []),
        (401, 0, [("limits", "total", 400)]),
        (9, 9, [("limits", "total", 10), ("limits", "persons", 8)]),
    ],
)
def test_limits_of_the_schedule(total, persons, found):
    limited = LEADERS.model_copy(update={"limited": (("total", 10, 400), ("persons", 0, 8))})
    assert told(entry(total, persons=persons), limited) == found


def test_the_same_doubt_against_both_is_told_once():
    before = entry(100)
    assert told(entry(1000), replaced=before, last_year=before) == [
        ("ten-fold", "total", 100),
        ("ten-fold", "persons", 100),
    ]


@pytest.mark.parametrize(
    "now", [entry(None, not_applicable=True, note="หลังการรับรอง"), entry(5, groups=5)]
)
def test_an_entry_without_counts_is_no_doubt(now):
    history = History(last_year=entry(100)) if not now.recorded else History()
    assert doubts_of(now, history, LEADERS) == ()


@pytest.mark.parametrize(
    ("note", "before", "explained"),
    [
        (None, None, False),
        ("น้ำท่วม", None, True),
        ("น้ำท่วม", entry(note=None), True),
        ("น้ำท่วม", entry(note="เดิม"), True),
        ("น้ำท่วม", entry(note="น้ำท่วม"), False),  # it only stayed
    ],
)
def test_a_note_explains_what_it_came_with(note, before, explained):
    assert is_explained(entry(note=note), before) is explained


def test_every_rule_is_tested_here():
    rules = {"ten-fold", "a-tenth", "doubled", "halved", "changed", "falls", "swapped", "blank"}
    assert rules | {"same-as-last-year", "below-last-period", "unusual", "limits"} == set(Rule)
