from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import Scope, districts, find_province, provinces
from cddctl.render.notes import paper_note
from cddctl.render.paper.workbook import workbook
from cddctl.report.form import build_report, left_out, province_periods, sum_of_reports
from cddctl.schedule.due import offices_of, on_form, periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import Tally, build_status, sum_of_statuses

SEPTEMBER = Month(2018, 9)
TODAY = date(2018, 9, 25)
LIBRARY = ScheduleLibrary()
NATIONAL = LIBRARY.schedule(FiscalYear(2561))
PERIODS = periods_of_month(NATIONAL, SEPTEMBER, Holidays())
LAMPANG, PHAYAO, PHUKET, TRAT = map(find_province, ("lampang", "phayao", "phuket", "trat"))
SOME = (LAMPANG, PHAYAO, PHUKET, TRAT)


def own(province):
    """A province's schedule and periods."""
    schedule = LIBRARY.schedule(FiscalYear(2561), province)
    return schedule, periods_of_month(schedule, SEPTEMBER, Holidays())


OWN = {province: own(province) for province in SOME}
PLACES = [
    (province, office, period)
    for province in SOME
    for period in OWN[province][1]
    for office in offices_of(period, province, districts(province))
]


def moved(**months):
    """The national schedule with databases in other months, in a single period each."""
    data = NATIONAL.model_dump(by_alias=True)
    for database, month in months.items():
        data["databases"][database.replace("_", "-")]["periods"] = [{"number": 1, "month": month}]
    return type(NATIONAL).model_validate(data)


VARIED = {
    LAMPANG: OWN[LAMPANG][0],
    PHAYAO: moved(leaders=5, mothers_fund=5),
    PHUKET: NATIONAL,
    TRAT: moved(leaders=4, fund_networks=5),
}
"""Schedules of which one has a form in May, where there is none, and none in April."""


def places_of(month):
    return [
        (province, office, period)
        for province, schedule in VARIED.items()
        for period in periods_of_month(schedule, month, Holidays())
        for office in offices_of(period, province, districts(province))
    ]


def entry(
    province, office, database, total=None, *,
    note=None, later=False, period=1, month=SEPTEMBER, **counts,
):  # fmt: skip
    return Entry(
        province.code, office.code, database, 2561, period, month,
        total=total, recorded=counts, not_applicable=later, note=note, received=date(2018, 9, 5),
    )  # fmt: skip


def report_of(province, entries=(), schedule=None, periods=None):
    usual = OWN.get(province) or (NATIONAL, PERIODS)
    mine = [one for one in entries if one.province == province.code]
    rows = province_periods(PERIODS, periods or usual[1])
    return build_report(
        schedule or usual[0], province, districts(province), SEPTEMBER, rows, mine, chosen=True
    )


def region_report(places, entries=()):
    reports = [report_of(place, entries) for place in places]
    return sum_of_reports(NATIONAL, SEPTEMBER, PERIODS, reports)


def row_of(report, database):
    [row] = (row for row in report.rows if row.period.database.id == database)
    return row


# --- Which provinces -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "thai", "english", "id_", "title"),
    [
        (provinces(), "ทั่วประเทศ (76 จังหวัด)", "The nation (76 provinces)", "nation",
         "ทั่วประเทศ (76 จังหวัด)"),
        ((PHAYAO, LAMPANG, PHAYAO), "ลำปาง, พะเยา", "Lampang, Phayao", "lampang-phayao",
         "จังหวัดลำปาง จังหวัดพะเยา"),
        (provinces()[:75], "75 จังหวัด", "75 provinces", "75-provinces", "75 จังหวัด"),
    ],
)  # fmt: skip
def test_what_a_region_is_called(places, thai, english, id_, title):
    scope = Scope.of(*places)
    assert (scope.name_th, scope.name_en) == (thai, english)
    assert scope.id == id_
    assert region_report(set(places)).titles == (
        "รายงานผลการบันทึกข้อมูล", "ฐานข้อมูลของกรมการพัฒนาชุมชน", "ประจำปี พ.ศ. 2561", title,
    )  # fmt: skip


# --- The sum ---------------------------------------------------------------------------------


def test_who_enters_is_as_each_province_has_it():
    nation = region_report(provinces())
    by_database = {row.period.database.id: row for row in nation.rows}
    assert len(by_database) == 8
    # Lampang's districts enter it; elsewhere the provincial office does.
    standards = by_database.pop("cd-standards")
    assert (standards.share.offices, standards.provinces) == (75 + 13, 76)
    # In Lampang's September it is not yet time, so there no district is expected to report.
    assert (standards.share.expected, standards.districts) == (75, 0)
    assert {(row.share.offices, row.districts) for row in by_database.values()} == {(878, 878)}


def test_nothing_zero_and_not_applicable_stay_three_things():
    found = region_report(
        (PHAYAO, PHUKET),
        [
            *(entry(p, p, "cd-standards", period=2, later=True, note="หลังการรับรอง")
              for p in (PHAYAO, PHUKET)),
            *(entry(p, d, "leaders", 0, persons=0)
              for p in (PHAYAO, PHUKET) for d in districts(p)),
        ],
    )  # fmt: skip
    said = {
        name: (row.total, set(row.recorded.values()), row.state)
        for name in ("cd-standards", "leaders", "groups")
        if (row := row_of(found, name))
    }
    assert said == {
        "cd-standards": (None, {None}, "not-applicable"),
        "leaders": (0, {0}, "complete"),
        "groups": (None, {None}, "none"),
    }


DONE = {"total": 4, "persons": 4}
PART = {"total": 4, "persons": 3}
LATER = {"later": True, "note": "รอ"}
NO_TRAT = "ยังไม่ได้บันทึก: ตราด"


@pytest.mark.parametrize(
    ("phuket", "trat", "state", "note"),
    [
        ([], [], "none", ""),
        ([DONE], [], "incomplete", f"รายงานแล้ว 1/10 อำเภอ จาก 1/2 จังหวัด; {NO_TRAT}"),
        ([DONE] * 3, [], "incomplete", f"รายงานแล้ว 3/10 อำเภอ จาก 1/2 จังหวัด; {NO_TRAT}"),
        ([DONE] * 3, [DONE] * 7, "complete", ""),
        ([DONE] * 3, [PART] * 7, "incomplete", "บันทึกไม่ครบถ้วน 7 อำเภอ"),
        (
            [LATER] * 3, [], "none",
            f"รายงานแล้ว 0/7 อำเภอ จาก 0/1 จังหวัด; {NO_TRAT}; ยังไม่ถึงเวลา 3 อำเภอ: รอ",
        ),
        ([LATER] * 3, [DONE] * 7, "complete", "ยังไม่ถึงเวลา 3 อำเภอ: รอ"),
        ([LATER] * 3, [LATER] * 7, "not-applicable", "รอ"),
    ],
)  # fmt: skip
def test_state_and_note(phuket, trat, state, note):
    entries = [
        entry(province, office, "leaders", **given)
        for province, all_given in ((PHUKET, phuket), (TRAT, trat))
        for office, given in zip(districts(province), all_given, strict=False)
    ]
    row = row_of(region_report((PHUKET, TRAT), entries), "leaders")
    assert (row.state, paper_note(row, digits="arabic")) == (state, note)


def test_a_unit_that_only_some_have_given_is_said():
    entries = [
        entry(province, office, "groups", 9, networks=1, groups=2, **more)
        for province, more in ((PHUKET, {"places": 6}), (TRAT, {}))
        for office in districts(province)
    ]
    row = row_of(region_report((PHUKET, TRAT), entries), "groups")
    assert [(unit.en, count) for unit, count in row.fewer] == [("places", 3)]
    assert row.is_partial


def test_notes_of_offices_are_counted_and_reasons_are_grouped():
    first, second, third = districts(PHUKET)
    entries = [
        entry(PHUKET, first, "leaders", 4, persons=4, note="ตรวจแล้ว"),
        entry(PHUKET, second, "leaders", later=True, note="รอ"),
        *(
            entry(TRAT, office, "leaders", later=True, note=note)
            for office, note in zip(
                districts(TRAT), ["รอ", "รอ", "ก", "ข", "ค", "ง", "จ"], strict=True
            )
        ),
    ]
    found = region_report((PHUKET, TRAT), entries)
    row = row_of(found, "leaders")
    assert found.notes == 1
    assert [(remark.text, len(remark.offices)) for remark in row.reasons][:2] == [
        ("รอ", 3), ("ก", 1),
    ]  # fmt: skip
    assert paper_note(row, digits="thai") == (
        "รายงานแล้ว ๑/๒ อำเภอ จาก ๑/๑ จังหวัด; ยังไม่ได้บันทึก: ถลาง; "
        "ยังไม่ถึงเวลา ๘ อำเภอ: รอ ๓, ก ๑, ข ๑, เหตุผลอื่น ๓"
    )
    assert third in row.missing


def test_what_the_national_schedule_has_no_row_for_is_left_out_and_told():
    data = NATIONAL.model_dump(by_alias=True)
    leaders = data["databases"]["leaders"]
    leaders["periods"] = [{"number": 3, "month": 9}]
    changed = type(NATIONAL).model_validate(data)
    other = periods_of_month(changed, SEPTEMBER, Holidays())
    office = districts(PHUKET)[0]
    given = entry(PHUKET, office, "leaders", 4, persons=4, period=3)
    reports = [report_of(PHUKET, [given], changed, other), report_of(TRAT)]
    found = sum_of_reports(NATIONAL, SEPTEMBER, PERIODS, reports)
    assert [(p, period.database.id, period.number) for p, period in left_out(found)] == [
        (PHUKET, "leaders", 3)
    ]
    assert row_of(found, "leaders").total is None
    assert row_of(found, "leaders").provinces == 1


@pytest.mark.parametrize(
    ("pieces", "title"),
    [
        (["ข้อมูลผู้นำ"], "2 ข้อมูลผู้นำ"),
        (["ข้อมูลผู้นำ", "ชุมชน"], "2 ข้อมูลผู้นำชุมชน"),
        (["ข้อมูลผู้นำ", "ที่ได้รับการพัฒนาศักยภาพ", "ชุมชน"], "2 ข้อมูลผู้นำ"),
    ],
)
def test_the_name_of_a_sheet_breaks_off_where_there_is_no_room(pieces, title):
    data = NATIONAL.model_dump(by_alias=True)
    data["databases"]["leaders"]["name"]["short"] = tuple(pieces)
    changed = type(NATIONAL).model_validate(data)
    periods = periods_of_month(changed, SEPTEMBER, Holidays())
    found = sum_of_reports(changed, SEPTEMBER, periods, [report_of(PHUKET), report_of(TRAT)])
    content = workbook(
        [found], digits="thai", signatures=False, by_province=True,
        created=datetime(2018, 9, 25, tzinfo=UTC),
    )  # fmt: skip
    assert load_workbook(BytesIO(content)).sheetnames[2] == title


# --- What holds of every sum -----------------------------------------------------------------


@st.composite
def given_entries(draw, places=PLACES):
    entries = []
    for province, office, period in places:
        kind = draw(st.sampled_from(["none", "none", "counts", "later"]))
        at = {"period": period.number, "month": period.month}
        if kind == "later":
            entries.append(entry(province, office, period.database.id, later=True, note="รอ", **at))
        elif kind == "counts":
            units = draw(st.lists(st.sampled_from(period.database.counts), min_size=1, unique=True))
            counts = {unit: draw(st.integers(0, 9)) for unit in units}
            total = sum(counts.values()) + draw(st.integers(0, 1))
            entries.append(entry(province, office, period.database.id, total, **at, **counts))
    return entries


def plain_sum(counts):
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


@settings(max_examples=25)
@given(entries=given_entries(), places=st.permutations(SOME), count=st.integers(1, 4))
def test_the_sum_is_that_of_each_provinces_own_report(entries, places, count):
    places = places[:count]
    found = region_report(places, entries)
    assert found == region_report(sorted(places, key=lambda place: place.code), entries)
    reports = [report_of(place, entries) for place in places]
    for row in found.rows:
        own = [r for report in reports for r in report.rows if r.period.key == row.period.key]
        assert row.total == plain_sum(r.total for r in own)
        assert dict(row.recorded) == {
            unit: plain_sum(r.recorded[unit] for r in own) for unit in row.recorded
        }
        assert row.share.reported == sum(r.share.reported for r in own)
        assert row.share.offices == sum(r.share.offices for r in own)
        assert set(row.missing) == {office for r in own for office in r.missing}


@settings(max_examples=25)
@given(entries=given_entries())
def test_the_sum_is_that_of_the_entries_themselves(entries):
    found = region_report(SOME, entries)
    for row in found.rows:
        mine = [e for e in entries if e.key == row.period.key]
        counted = [e for e in mine if not e.not_applicable]
        assert row.total == plain_sum(e.total for e in counted)
        for unit, recorded in row.recorded.items():
            assert recorded == plain_sum(e.recorded.get(unit) for e in counted)
        declared = [a for a in row.answers if a.entry is None and a.period.not_yet is not None]
        assert {a.note for a in declared} <= {"หลังการรับรอง"}
        assert (row.share.reported, len(row.not_applicable)) == (
            len(counted),
            len(mine) - len(counted) + len(declared),
        )
        assert row.share.not_applicable == len(row.not_applicable)
        assert row.share.expected == row.share.reported + len(row.missing)
        assert (row.state == "none") == (not counted and row.missing != ())
        assert (row.state in {"complete", "not-applicable"}) == (
            len(mine) + len(declared) == row.share.offices
            and all(str(e.state) != "incomplete" for e in mine)
        )


@pytest.mark.parametrize("number", [4, 5, 9])
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_not_in_the_sum_is_told(number, data):
    """Whatever months the provinces' own schedules have a database, and a form, in."""
    month = Month(2018, number)
    national = periods_of_month(NATIONAL, month, Holidays())
    entries = data.draw(given_entries(places_of(month)))
    reports, formed = [], set()
    for province, schedule in VARIED.items():
        periods = periods_of_month(schedule, month, Holidays())
        formed |= {(province.code, period.key) for period in on_form(periods)}
        rows = province_periods(national, periods)
        mine = [one for one in entries if one.province == province.code]
        reports.append(
            build_report(schedule, province, districts(province), month, rows, mine, chosen=True)
        )
    found = sum_of_reports(NATIONAL, month, national, reports)
    for row in found.rows:
        counted = [e for e in entries if e.key == row.period.key and not e.not_applicable]
        assert row.total == plain_sum(e.total for e in counted)
        for unit, recorded in row.recorded.items():
            assert recorded == plain_sum(e.recorded.get(unit) for e in counted)
    summed = {row.period.key for row in found.rows}
    assert {(province.code, period.key) for province, period in left_out(found)} == {
        (e.province, e.key)
        for e in entries
        if e.key not in summed and (not on_form(national) or (e.province, e.key) in formed)
    }


def test_a_region_of_all_provinces_is_the_nation():
    entries = [
        entry(province, office, "leaders", 5, persons=4)
        for province in provinces()
        for office in districts(province)[:2]
    ]
    turned = region_report(tuple(reversed(provinces())), entries)
    nation = region_report(provinces(), entries)
    assert turned == nation
    assert turned.scope.is_nation
    assert row_of(nation, "leaders").total == 5 * 76 * 2


# --- The standing ----------------------------------------------------------------------------


def standing(province, entries=(), acts=()):
    mine = [one for one in entries if one.province == province.code]
    periods = OWN[province][1]
    return build_status(province, districts(province), periods, mine, acts)


@settings(max_examples=15)
@given(entries=given_entries(), places=st.permutations(SOME))
def test_the_standing_of_all_is_the_sum_of_each(entries, places):
    found = sum_of_statuses(PERIODS, [standing(place, entries) for place in places])
    whole = Tally.of(found.all(), TODAY)
    each = [Tally.of(one.all(), TODAY) for one in found.of_provinces]
    assert whole.share.offices == sum(tally.share.offices for tally in each)
    for name in ("complete", "incomplete", "none", "overdue", "total", "recorded"):
        assert getattr(whole, name) == sum(getattr(tally, name) for tally in each)
    for period in on_form(PERIODS):
        together = Tally.of(found.of_period(period), TODAY)
        of_each = [Tally.of(one.of_period(period), TODAY) for one in found.of_provinces]
        assert together.share.reported == sum(tally.share.reported for tally in of_each)
    own = tuple(one.scope.province for one in found.of_provinces)
    assert own == found.scope.provinces == Scope.of(*places).provinces


def test_a_period_that_only_a_province_has_stands_after_the_national_ones():
    data = NATIONAL.model_dump(by_alias=True)
    data["databases"]["leaders"]["periods"] = [{"number": 3, "month": 9}]
    other = periods_of_month(type(NATIONAL).model_validate(data), SEPTEMBER, Holidays())
    one = build_status(PHUKET, districts(PHUKET), other, [])
    found = sum_of_statuses(PERIODS, [one, standing(TRAT)])
    assert [period.key for period in found.periods] == [
        *(period.key for period in PERIODS),
        ("leaders", SEPTEMBER, 3),
    ]
    assert len(found.of_period(found.periods[-1])) == 3


@pytest.mark.parametrize(("kinds", "closed"), [("", False), ("c", True), ("cr", False)])
def test_a_province_is_closed_until_it_is_reopened(kinds, closed):
    names = {"c": Kind.CLOSE, "r": Kind.REOPEN}
    acts = [
        Act(names[kind], PHUKET.code, SEPTEMBER, recorded_at=datetime(2018, 9, day, 5, tzinfo=UTC))
        for day, kind in enumerate(kinds, 6)
    ]
    assert standing(PHUKET, acts=acts).closed == (date(2018, 9, 6) if closed else None)
