import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.i18n import use_language
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import Scope, districts, office_of, province_of, provinces
from cddctl.report.form import (
    build_report,
    entries_without_row,
    left_out,
    province_periods,
    sum_of_reports,
    year_of_reports,
)
from cddctl.report.rows import Remark
from cddctl.schedule.due import offices_of, periods_of_month, report_periods
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Form, PeriodRule

OF_2561 = FiscalYear(2561)
SEPTEMBER, AUGUST, JUNE = Month(2018, 9), Month(2018, 8), Month(2018, 6)
PROVINCE = province_of("52")
DISTRICTS = districts(PROVINCE)
NATIONAL = ScheduleLibrary().schedule(OF_2561)
LAMPANG = ScheduleLibrary().schedule(OF_2561, PROVINCE)


def periods_of(schedule, month):
    return periods_of_month(schedule, month, Holidays())


def entry(office, database, period=1, *, year=2561, month=SEPTEMBER, **values):
    return Entry("52", office, database, year, period, month, **values)


def counts(total, **recorded):
    return {"total": total, "recorded": recorded}


def report(entries=(), *, schedule=LAMPANG, month=SEPTEMBER, district=None):
    return build_report(
        schedule,
        PROVINCE,
        DISTRICTS,
        month,
        periods_of(schedule, month),
        entries,
        district=district,
    )


def row_of(built, database):
    (row,) = (row for row in built.rows if row.period.database.id == database)
    return row


@pytest.mark.parametrize(
    ("month", "numbers"), [(SEPTEMBER, [2, 3, 4, 5, 6, 7, 8, 9]), (AUGUST, [10])]
)
def test_the_periods_of_a_province_that_a_sum_includes(month, numbers):
    """Those on its form; where the nation's report shows others, since there are none, all."""
    included = province_periods(periods_of(NATIONAL, month), periods_of(LAMPANG, month))
    assert [period.database.number for period in included] == numbers


def test_what_a_sum_of_provinces_leaves_out():
    own = report([entry("5202", "leaders", **counts(120, persons=118))])
    leaders = row_of(own, "leaders").period
    others = [period for period in periods_of(NATIONAL, SEPTEMBER) if period.key != leaders.key]
    whole = sum_of_reports(NATIONAL, SEPTEMBER, periods_of(NATIONAL, SEPTEMBER), [own])
    assert row_of(whole, "leaders").total == 120
    assert left_out(whole) == []
    assert left_out(sum_of_reports(NATIONAL, SEPTEMBER, others, [own])) == [(PROVINCE, leaders)]


def test_the_rows_of_september_2561():
    built = report()
    assert [(r.number, r.period.database.short_name, r.period.number) for r in built.rows] == [
        (1, "ข้อมูลผลการดำเนินงานตามระบบ มชช.", 2),
        (2, "ข้อมูลผู้นำ", 1),
        (3, "ข้อมูลผลการประเมินผู้นำ อช.", 1),
        (4, "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน", 1),
        (5, "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต", 4),
        (6, "ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.)", 2),
        (7, "ข้อมูลสถาบันการจัดการเงินทุนชุมชน", 1),
        (8, "ข้อมูลเครือข่ายกองทุนชุมชน", 1),
    ]
    assert [column.unit for column in built.units] == [
        "persons",
        "networks",
        "groups",
        "savings_groups",
        "places",
    ]


def test_nothing_reported_zero_and_not_applicable_are_three_things():
    built = report(
        [
            *(entry(d.code, "leaders", **counts(0, persons=0)) for d in DISTRICTS),
            *(
                entry(d.code, "cd-standards", 2, not_applicable=True, note="หลังการรับรอง")
                for d in DISTRICTS
            ),
        ]
    )
    found = {
        name: (row.total, row.recorded, row.share, row.state, row.reasons)
        for name in ("groups", "leaders", "cd-standards")
        if (row := row_of(built, name))
    }
    assert found == {
        "groups": (
            None,
            {"networks": None, "groups": None, "places": None},
            (0, 13, 0),
            "none",
            (),
        ),
        "leaders": (0, {"persons": 0}, (13, 13, 0), "complete", ()),
        "cd-standards": (
            None,
            {"persons": None, "networks": None, "groups": None, "places": None},
            (0, 0, 13),
            "not-applicable",
            (Remark("หลังการรับรอง", DISTRICTS),),
        ),
    }


PART, DONE = counts(4, persons=3), counts(4, persons=4)
LATER = {"not_applicable": True, "note": "ยังไม่ถึงเวลา"}


@pytest.mark.parametrize(
    ("offices", "reported", "state"),
    [
        ([], 0, "none"),
        ([DONE], 1, "incomplete"),
        ([DONE] * 12, 12, "incomplete"),
        ([DONE] * 12 + [PART], 13, "incomplete"),
        ([DONE] * 13, 13, "complete"),
        ([DONE] * 12 + [LATER], 12, "complete"),
        ([DONE] + [LATER] * 12, 1, "complete"),
        ([LATER] * 13, 0, "not-applicable"),
        ([LATER] * 12, 0, "none"),
        ([LATER] * 12 + [PART], 1, "incomplete"),
        ([counts(0, persons=0)] * 13, 13, "complete"),
        ([counts(1, persons=2) | {"note": "มีเพิ่ม"}] * 13, 13, "complete"),
    ],
)
def test_state_of_a_provinces_row(offices, reported, state):
    row = row_of(
        report(
            entry(d.code, "leaders", **values)
            for d, values in zip(DISTRICTS, offices, strict=False)
        ),
        "leaders",
    )
    expected = 13 - offices.count(LATER)
    assert row.share == (reported, expected, offices.count(LATER))
    assert (row.share.offices, row.state) == (13, state)


def test_sums_keep_units_apart_and_leave_what_was_not_reported():
    built = report(
        [
            entry("5201", "groups", **counts(10, networks=1, groups=5)),
            entry("5202", "groups", **counts(20, groups=7)),
            entry("5204", "groups", **LATER),
        ]
    )
    row = row_of(built, "groups")
    assert (row.total, row.recorded) == (30, {"networks": 1, "groups": 12, "places": None})
    assert (row.share.reported, row.share.offices, row.state) == (2, 13, "incomplete")


def test_which_offices_are_missing_and_which_units_are_of_fewer():
    built = report(
        [
            *(entry(d.code, "groups", **counts(9, networks=1, groups=5)) for d in DISTRICTS[:9]),
            *(entry(d.code, "groups", **counts(9, groups=5)) for d in DISTRICTS[9:11]),
        ]
    )
    row = row_of(built, "groups")
    assert [(str(unit), count) for unit, count in row.fewer] == [("networks", 9)]
    assert row.missing == (office_of("5212"), office_of("5213"))
    assert row.is_partial
    nothing = row_of(built, "leaders")
    assert (nothing.fewer, nothing.missing, nothing.is_partial) == ((), DISTRICTS, False)


@pytest.mark.parametrize(
    ("offices", "fewer", "missing", "is_partial"),
    [
        ([], [], 13, False),
        ([counts(2, groups=1)], [], 12, True),
        ([counts(2, groups=1)] * 12, [], 1, True),
        ([counts(2, groups=1)] * 13, [], 0, False),
        (
            [counts(2, groups=1)] * 12 + [counts(2, places=1)],
            [("groups", 12), ("places", 1)],
            0,
            True,
        ),
        ([counts(2, groups=0, places=0)] + [counts(2, groups=1)] * 12, [("places", 1)], 0, True),
        ([counts(2, groups=1)] * 12 + [{"not_applicable": True, "note": "ก"}], [], 0, False),
        ([counts(2, groups=1)] * 11 + [{"not_applicable": True, "note": "ก"}], [], 1, True),
        ([{"not_applicable": True, "note": "ก"}] * 13, [], 0, False),
        ([{"not_applicable": True, "note": "ก"}] * 12, [], 1, True),
    ],
)
def test_whether_sums_are_of_some_offices_alone(offices, fewer, missing, is_partial):
    entries = [
        entry(d.code, "groups", **values) for d, values in zip(DISTRICTS, offices, strict=False)
    ]
    row = row_of(report(entries), "groups")
    assert [(str(unit), count) for unit, count in row.fewer] == fewer
    assert row.missing == DISTRICTS[13 - missing :]
    assert row.is_partial == is_partial


def test_the_units_of_a_districts_row_are_never_of_fewer():
    entries = [entry("5201", "groups", **counts(9, groups=5))]
    row = row_of(report(entries, district=office_of("5201")), "groups")
    assert (row.fewer, row.missing, row.is_partial) == ((), (), False)
    other = row_of(report(entries, district=office_of("5202")), "groups")
    assert (other.fewer, other.missing, other.is_partial) == ((), (office_of("5202"),), False)


# --- Entries of a schedule that numbers, counts or enters otherwise -----------------------------


def changed(**databases):
    """Lampang's schedule with some databases changed, by id with _ for -."""
    changes = {id_.replace("_", "-"): values for id_, values in databases.items()}
    return LAMPANG.model_copy(
        update={
            "databases": {
                id_: database.model_copy(update=changes.get(id_, {}))
                for id_, database in LAMPANG.databases.items()
            }
        }
    )


def placeless(entries, *, schedule=LAMPANG, month=SEPTEMBER):
    return entries_without_row(periods_of(schedule, month), PROVINCE, DISTRICTS, entries)


RENUMBERED = changed(
    savings_groups={
        "periods": (
            PeriodRule(number=1, month=3, day=20),
            PeriodRule(number=2, month=6, day=20),
            PeriodRule(number=3, month=9, day=20),
        )
    }
)


def test_an_entry_of_another_month_is_never_shown_though_it_bears_the_number():
    june = entry("5201", "savings-groups", 3, month=JUNE, **counts(9, savings_groups=8))
    shown = row_of(report([june], month=JUNE), "savings-groups")
    assert (shown.period.number, shown.total) == (3, 9)
    # Where September has become number 3, the entry of June is still that of June.
    row = row_of(report([june], schedule=RENUMBERED), "savings-groups")
    assert (row.period.number, row.total, row.share.reported) == (3, None, 0)
    assert row.missing == DISTRICTS
    # And in June, which is number 2 now, it has no row: it is named, and not lost.
    row = row_of(report([june], schedule=RENUMBERED, month=JUNE), "savings-groups")
    assert (row.period.number, row.total) == (2, None)
    assert placeless([june], month=JUNE) == []
    assert placeless([june], schedule=RENUMBERED, month=JUNE) == [june]
    assert placeless([june], schedule=RENUMBERED, month=SEPTEMBER) == [june]


@pytest.mark.parametrize(
    ("one", "is_shown"),
    [
        (entry("5201", "leaders", **counts(4, persons=3)), True),
        (entry("5201", "leaders", **LATER), True),
        (entry("5201", "cd-standards", 2, **counts(4, persons=3, places=0)), True),
        (entry("5201", "otop-sales", 12, **counts(4, makers=3)), True),
        (entry("52", "leaders", **counts(4, persons=3)), False),
        (entry("5301", "leaders", **counts(4, persons=3)), False),
        (entry("5201", "leaders", 2, **counts(4, persons=3)), False),
        (entry("5201", "leaders", month=AUGUST, **counts(4, persons=3)), False),
        (entry("5201", "chiefs", **counts(4, persons=3)), False),
        (entry("5201", "mothers-fund", **counts(4, places=3)), False),
        (entry("5201", "leaders", **counts(4, places=3)), False),
        (entry("5201", "leaders", **counts(4, persons=3, places=0)), False),
        (entry("52", "leaders", **LATER), False),
    ],
)
def test_what_no_row_shows_is_named(one, is_shown):
    assert placeless([one]) == ([] if is_shown else [one])


def test_what_the_districts_recorded_is_named_where_the_province_enters():
    of_district = entry("5201", "cd-standards", 2, **counts(4, persons=3))
    of_province = entry("52", "cd-standards", 2, **counts(5, persons=5))
    both = [of_district, of_province]
    assert placeless(both, schedule=NATIONAL) == [of_district]
    assert placeless(both) == [of_province]
    declared = changed(cd_standards={"entered_by_level": "province"})
    assert placeless(both, schedule=declared) == [of_district]
    row = row_of(report(both, schedule=declared), "cd-standards")
    assert (row.total, row.share.offices) == (5, 1)


def test_a_unit_that_is_counted_no_more_is_not_summed_and_named():
    whole = entry("5201", "groups", **counts(10, groups=4, places=3))
    other = entry("5202", "groups", **counts(10, groups=4))
    schedule = changed(groups={"counts": ("networks", "groups")})
    row = row_of(report([whole, other], schedule=schedule), "groups")
    assert (row.total, row.recorded) == (10, {"networks": None, "groups": 4})
    assert row.share.reported == 1
    assert placeless([whole, other], schedule=schedule) == [whole]
    assert placeless([whole, other]) == []


def test_what_is_more_than_the_total_is_not_capped():
    row = row_of(report([entry("5201", "leaders", **counts(5, persons=8))]), "leaders")
    assert (row.total, row.recorded) == (5, {"persons": 8})


def test_equal_notes_stand_once_with_their_offices():
    built = report(
        [
            entry("5203", "leaders", **counts(1, persons=1), note="ข"),
            entry("5201", "leaders", **counts(1, persons=1), note="ก"),
            entry("5205", "leaders", **counts(1, persons=1), note="ก"),
            entry("5202", "leaders", **counts(1, persons=1)),
        ]
    )
    assert row_of(built, "leaders").remarks == (
        Remark("ก", (office_of("5201"), office_of("5205"))),
        Remark("ข", (office_of("5203"),)),
    )


def test_entries_of_other_offices_periods_and_databases_are_left_aside():
    built = report(
        [
            entry("5301", "leaders", **counts(9, persons=9)),
            entry("52", "leaders", **counts(9, persons=9)),
            entry("5201", "leaders", 2, **counts(9, persons=9)),
            entry("5201", "leaders", month=AUGUST, **counts(9, persons=9)),
            entry("5201", "otop-sales", 12, **counts(9, makers=9)),
        ]
    )
    assert {row.total for row in built.rows} == {None}
    assert {row.share.reported for row in built.rows} == {0}


def test_where_only_the_province_is_ticked_the_provincial_office_enters():
    entries = [
        entry("52", "cd-standards", 2, **counts(3, persons=1, places=1)),
        entry("5201", "cd-standards", 2, **counts(9, persons=9)),
    ]
    row = row_of(report(entries, schedule=NATIONAL), "cd-standards")
    assert (row.total, row.share.reported, row.share.offices, row.state) == (3, 1, 1, "incomplete")
    assert row.recorded == {"persons": 1, "networks": None, "groups": None, "places": 1}

    in_lampang = row_of(report(entries), "cd-standards")
    assert (in_lampang.total, in_lampang.share.reported, in_lampang.share.offices) == (9, 1, 13)


def test_a_districts_form_has_its_own_counts_alone():
    mae_mo = office_of("5202")
    built = report(
        [
            entry("5201", "leaders", **counts(10, persons=10)),
            entry("5202", "leaders", **counts(5, persons=5)),
            entry("5203", "groups", **counts(5, groups=5)),
        ],
        district=mae_mo,
    )
    leaders, groups = row_of(built, "leaders"), row_of(built, "groups")
    assert (leaders.total, leaders.share.reported, leaders.share.offices, leaders.state) == (
        5,
        1,
        1,
        "complete",
    )
    assert (groups.total, groups.share.reported, groups.share.offices, groups.state) == (
        None,
        0,
        1,
        "none",
    )


def test_on_a_districts_form_what_the_provincial_office_enters_does_not_apply():
    built = report(
        [entry("52", "cd-standards", 2, **counts(3, persons=3))],
        schedule=NATIONAL,
        district=office_of("5202"),
    )
    row = row_of(built, "cd-standards")
    assert (row.total, row.share.reported, row.share.offices, row.state) == (
        None,
        0,
        0,
        "not-applicable",
    )
    assert row.remarks == ()


def test_offices_of():
    by_database = {
        period.database.id: offices_of(period, PROVINCE, DISTRICTS)
        for period in periods_of(NATIONAL, SEPTEMBER)
    }
    assert by_database["cd-standards"] == (PROVINCE,)
    assert by_database["leaders"] == DISTRICTS


@pytest.mark.parametrize(
    ("month", "databases"),
    [
        (SEPTEMBER, [2, 3, 4, 5, 6, 7, 8, 9]),
        (AUGUST, [10]),
        (Month(2017, 12), [6]),
        (Month(2018, 4), [11]),
    ],
)
def test_a_month_with_nothing_on_the_form_reports_what_there_is(month, databases):
    periods = report_periods(iter(periods_of(LAMPANG, month)))
    assert [period.database.number for period in periods] == databases


def test_off_the_form_the_columns_are_the_units_counted():
    built = report(
        [entry("5201", "otop-sales", 11, month=AUGUST, **counts(8, makers=6))], month=AUGUST
    )
    assert [column.unit for column in built.units] == ["makers"]
    assert [column.heading.pieces for column in built.units] == [("makers",)]
    use_language("th")
    assert [column.heading.pieces for column in built.units] == [("ราย",)]
    (row,) = built.rows
    assert (row.number, row.total, row.recorded) == (None, 8, {"makers": 6})
    assert built.titles[-2:] == ("ไม่อยู่ในแบบรายงาน", "จังหวัดลำปาง")
    assert "ไม่อยู่ในแบบรายงาน" not in built._replace(is_return=True).titles
    assert report_periods(()) == ()


@pytest.mark.parametrize(
    ("district", "last"),
    [(None, "จังหวัดลำปาง"), (office_of("5202"), "อำเภอแม่เมาะ จังหวัดลำปาง")],
)
def test_titles_are_thai_in_either_language(district, last):
    for language in ("en", "th"):
        use_language(language)
        assert report(district=district).titles == (
            "รายงานผลการบันทึกข้อมูล",
            "ฐานข้อมูลของกรมการพัฒนาชุมชน",
            "ประจำปี พ.ศ. 2561",
            last,
        )


def test_titles_keep_other_braces():
    form = LAMPANG.form.model_copy(update={"titles": ("{0} {x} {year}", "{", "{district}")})
    assert isinstance(form, Form)
    built = report(schedule=LAMPANG.model_copy(update={"form": form}))
    assert built.titles == ("{0} {x} 2561", "{", "", "จังหวัดลำปาง")


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        (Scope.of(PROVINCE), "จังหวัดลำปาง"),
        (Scope.of(PROVINCE, districts=[office_of("5202")]), "แม่เมาะ"),
        (Scope.of(PROVINCE, province_of("56")), "รวม 2 จังหวัด"),
        (Scope.of(*provinces()), "ทั่วประเทศ"),
    ],
)
def test_the_name_of_the_sheet(scope, name):
    assert report()._replace(scope=scope).paper_name == name


# --- Sums under random entries ---------------------------------------------------------------

numbers = st.integers(0, 200)


@st.composite
def any_values(draw, units):
    """What an office may have sent: nothing, a total alone, counts of some units, or a reason."""
    if draw(st.booleans()):
        return {"not_applicable": True, "note": "ยังไม่ถึงเวลา"}
    recorded = draw(st.dictionaries(st.sampled_from(units), numbers, min_size=1))
    return {"total": draw(numbers), "recorded": recorded}


@st.composite
def any_entries(draw):
    return [
        entry(office.code, p.database.id, p.number, **draw(any_values(p.database.counts)))
        for p in periods_of(LAMPANG, SEPTEMBER)
        for office in draw(st.lists(st.sampled_from(DISTRICTS), unique=True, max_size=13))
    ]


@given(any_entries())
@settings(max_examples=50)
def test_a_provinces_row_is_the_sum_over_its_offices(entries):
    built = report(entries)
    for row in built.rows:
        own = [e for e in entries if e.key == row.period.key]
        totals = [e.total for e in own if not e.not_applicable]
        assert row.total == (sum(totals) if totals else None)
        assert list(row.recorded) == list(row.period.database.counts)
        for unit, count in row.recorded.items():
            given_ = [e.recorded[unit] for e in own if unit in e.recorded]
            assert count == (sum(given_) if given_ else None)
        assert (row.share.reported, row.share.offices) == (len(totals), 13)
        silent = [d.code for d in DISTRICTS if d.code not in {e.office for e in own}]
        assert [o.code for o in row.missing] == (silent if row.period.not_yet is None else [])
        given_by = {u: sum(u in e.recorded for e in own) for u in row.recorded}
        assert row.fewer == tuple(
            (LAMPANG.units[u], n) for u, n in given_by.items() if 0 < n < len(totals)
        )
        is_begun = bool(totals) or row.not_applicable != ()
        assert row.is_partial == (is_begun and (bool(row.missing) or row.fewer != ()))
        assert (row.state == "none") == (not totals and row.missing != ())
        if row.state == "complete":
            assert all(sum(e.recorded.values()) >= (e.total or 0) for e in own)
            assert row.missing == ()


@given(any_entries())
@settings(max_examples=30)
def test_a_provinces_row_is_the_sum_of_its_districts_reports(entries):
    whole = report(entries)
    parts = [report(entries, district=district) for district in DISTRICTS]

    def added(values):
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    for index, row in enumerate(whole.rows):
        rows = [part.rows[index] for part in parts]
        assert {r.period for r in rows} == {row.period}
        assert row.total == added(r.total for r in rows)
        for unit in row.recorded:
            assert row.recorded[unit] == added(r.recorded[unit] for r in rows)
        assert row.share.reported == sum(r.share.reported for r in rows)
        assert row.share.offices == sum(r.share.offices for r in rows)


@given(any_entries(), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_the_entries_changes_nothing(entries, random):
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert report(shuffled) == report(entries)
    assert placeless(entries) == []


# --- Declared "not yet" by the schedule --------------------------------------------------------


def test_a_row_is_not_applicable_until_an_office_gives_counts():
    """As on the letter's blank form; then the office that gave counts is alone in n and N."""
    blank = report([]).rows[0]
    assert (blank.state, blank.total, blank.share) == ("not-applicable", None, (0, 0, 13))
    assert [(remark.text, len(remark.offices)) for remark in blank.reasons] == [("หลังการรับรอง", 13)]
    given = report([entry("5202", "cd-standards", 2, total=4, recorded={"persons": 3})]).rows[0]
    assert (given.state, given.total, given.share) == ("incomplete", 4, (1, 1, 12))


def test_the_report_of_a_year_has_a_row_for_each_period_on_a_form():
    march, september = Month(2018, 3), SEPTEMBER
    entries = [
        entry("5202", "savings-groups", 2, month=march, **counts(7, savings_groups=6)),
        entry("5202", "savings-groups", 4, month=september, **counts(9, savings_groups=9)),
    ]
    built = year_of_reports(
        OF_2561,
        [
            report([e for e in entries if e.month == month], month=month)
            for month in OF_2561.months()
        ],
    )
    assert (built.year, built.month, built.note) == (OF_2561, SEPTEMBER, None)
    assert [column.heading.th for column in built.units] == [
        column.heading.th for column in report().units
    ]
    assert [
        (row.number, row.period.database.id, row.period.number, row.total) for row in built.rows
    ] == [
        (1, "volunteer-leader-day", 1, None),
        (2, "cd-standards", 1, None),
        (3, "cd-standards", 2, None),
        (4, "leaders", 1, None),
        (5, "volunteer-leader-assessment", 1, None),
        (6, "groups", 1, None),
        (7, "savings-groups", 1, None),
        (8, "savings-groups", 2, 7),
        (9, "savings-groups", 3, None),
        (10, "savings-groups", 4, 9),
        (11, "poverty-alleviation", 1, None),
        (12, "poverty-alleviation", 2, None),
        (13, "fund-institutions", 1, None),
        (14, "fund-networks", 1, None),
        (15, "mothers-fund", 1, None),
    ]
