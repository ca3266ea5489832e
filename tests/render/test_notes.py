from datetime import date

import pytest

from cddctl.i18n import use_language
from cddctl.periods import Month
from cddctl.render.labels import date_label, digits_of, month_label, period_label
from cddctl.render.notes import paper_note

DISTRICTS = [f"52{n:02}" for n in range(1, 14)]
MAE_MO, KO_KHA = "5202", "5203"


def leaders(entry, *offices, note=None):
    return [entry("leaders", office, 10, persons=10, note=note) for office in offices]


def note_of(report, entries, digits="thai", **which):
    row = report(*entries, only="leaders", **which).rows[0]
    return paper_note(row, digits=digits)


@pytest.mark.parametrize(
    ("offices", "digits", "note"),
    [
        (DISTRICTS[:0], "thai", ""),
        (DISTRICTS[:1], "thai", "รายงานแล้ว ๑/๑๓ อำเภอ"),
        (DISTRICTS[:9], "thai", "รายงานแล้ว ๙/๑๓ อำเภอ"),
        (DISTRICTS[:9], "arabic", "รายงานแล้ว 9/13 อำเภอ"),
        (DISTRICTS, "thai", ""),
    ],
)
def test_a_partial_sum_says_of_how_many(report, entry, offices, digits, note):
    assert note_of(report, leaders(entry, *offices), digits) == note


@pytest.mark.parametrize(
    ("whole", "part", "digits", "note"),
    [
        (9, 0, "thai", "รายงานแล้ว ๙/๑๓ อำเภอ"),
        (9, 4, "thai", "รายงานแล้ว ๑๓/๑๓ อำเภอ (เครือข่าย ๙/๑๓)"),
        (1, 2, "thai", "รายงานแล้ว ๓/๑๓ อำเภอ (เครือข่าย ๑/๑๓)"),
        (1, 2, "arabic", "รายงานแล้ว 3/13 อำเภอ (เครือข่าย 1/13)"),
        (0, 13, "thai", ""),
        (13, 0, "thai", ""),
    ],
)
def test_a_unit_that_only_some_gave_says_of_how_many(report, entry, whole, part, digits, note):
    entries = [
        *(entry("groups", d, 9, networks=1, groups=8) for d in DISTRICTS[:whole]),
        *(entry("groups", d, 8, groups=8) for d in DISTRICTS[whole : whole + part]),
    ]
    (row,) = report(*entries, only="groups").rows
    assert paper_note(row, digits=digits) == note
    use_language("th")
    assert paper_note(row, digits=digits) == note


def test_units_that_some_gave_stand_in_the_order_of_the_database_before_the_remarks(report, entry):
    entries = [
        entry("groups", MAE_MO, 1, places=1, note="นับใหม่"),
        entry("groups", KO_KHA, 9, groups=8, networks=1),
    ]
    (row,) = report(*entries, only="groups").rows
    assert paper_note(row, digits="thai") == (
        "รายงานแล้ว ๒/๑๓ อำเภอ (เครือข่าย ๑/๑๓, กลุ่ม ๑/๑๓, แห่ง ๑/๑๓); นับใหม่ (แม่เมาะ)"
    )


def test_offices_with_a_reason_in_place_of_counts_are_not_counted(report, entry):
    later = [entry("leaders", office, note="หลังการรับรอง") for office in DISTRICTS]
    assert note_of(report, later) == "หลังการรับรอง"
    some = [*later[:2], *leaders(entry, *DISTRICTS[2:])]
    not_yet = "ยังไม่ถึงเวลา ๒ อำเภอ: หลังการรับรอง (เมืองลำปาง, แม่เมาะ)"
    assert note_of(report, some) == not_yet
    assert note_of(report, some[:-1]) == (f"รายงานแล้ว ๑๐/๑๑ อำเภอ; ยังไม่ได้บันทึก: เมืองปาน; {not_yet}")


@pytest.mark.parametrize(
    ("reasons", "note"),
    [
        (["รอ"] * 3, "ยังไม่ถึงเวลา ๓ อำเภอ: รอ (เมืองลำปาง, แม่เมาะ, เกาะคา)"),
        (["รอ"] * 4, "ยังไม่ถึงเวลา ๔ อำเภอ: รอ"),
        (["รอ"] * 4 + ["ก"], "ยังไม่ถึงเวลา ๕ อำเภอ: รอ ๔, ก (งาว)"),
        (["รอ"] * 4 + ["ก"] * 9, "ยังไม่ถึงเวลา ๑๓ อำเภอ: ก ๙, รอ ๔"),
    ],
)
def test_offices_for_which_it_is_not_yet_are_counted_apart(report, entry, reasons, note):
    count = len(reasons)
    entries = [
        *(entry("leaders", o, note=reason) for o, reason in zip(DISTRICTS, reasons, strict=False)),
        *leaders(entry, *DISTRICTS[count:]),
    ]
    assert note_of(report, entries) == note


@pytest.mark.parametrize(
    ("recorded", "note"),
    [
        ([10] * 13, ""),
        ([9] + [10] * 12, "บันทึกไม่ครบถ้วน ๑ อำเภอ (เมืองลำปาง)"),
        ([9] * 4 + [10] * 9, "บันทึกไม่ครบถ้วน ๔ อำเภอ"),
        (
            [5, 15] + [10] * 11,  # the sums are equal
            "บันทึกไม่ครบถ้วน ๑ อำเภอ (เมืองลำปาง); เกิน (แม่เมาะ)",
        ),
        (
            [5] * 4 + [15] * 4 + [10] * 5,
            "บันทึกไม่ครบถ้วน ๔ อำเภอ; เกิน (๔ อำเภอ)",
        ),
    ],
)
def test_what_is_incomplete_is_said_though_sums_be_equal(report, entry, recorded, note):
    entries = [
        entry("leaders", office, 10, persons=count, note="เกิน" if count > 10 else None)
        for office, count in zip(DISTRICTS, recorded, strict=True)
    ]
    assert note_of(report, entries) == note


def test_a_single_office_needs_no_count_of_offices(report, entry, national):
    some = entry("cd-standards", "52", 4, persons=3, note="รอ")
    row = report(some, schedule=national, only="cd-standards").rows[0]
    assert paper_note(row, digits="thai") == "รอ"


def test_a_note_names_those_who_say_it(report, entry):
    entries = [
        *leaders(entry, MAE_MO, KO_KHA, note="ระบบขัดข้อง 2 วัน"),
        *leaders(entry, "5204", note="=1+1"),
        *leaders(entry, "5205"),
    ]
    assert note_of(report, entries) == (
        "รายงานแล้ว ๔/๑๓ อำเภอ; ระบบขัดข้อง 2 วัน (แม่เมาะ, เกาะคา); =1+1 (เสริมงาม)"
    )


def test_a_note_that_all_share_names_none(report, entry):
    assert note_of(report, leaders(entry, *DISTRICTS, note="ครบแล้ว")) == "ครบแล้ว"
    some = leaders(entry, *DISTRICTS[:2], note="ครบแล้ว")
    assert note_of(report, some).endswith("; ครบแล้ว (เมืองลำปาง, แม่เมาะ)")


def test_a_district_s_note_stands_alone(report, entry):
    entries = leaders(entry, MAE_MO, note="รอข้อมูล")
    assert note_of(report, entries, district=MAE_MO) == "รอข้อมูล"
    assert note_of(report, entries, district=KO_KHA) == ""


def test_a_district_s_form_says_what_the_province_enters(report, national):
    row = report(schedule=national, only="cd-standards", district=MAE_MO).rows[0]
    assert paper_note(row, digits="thai") == "จังหวัดเป็นผู้บันทึก"


def test_the_note_of_the_schedule_is_not_the_form_s(report, national):
    row = report(schedule=national, only="savings-groups").rows[0]
    assert row.period.database.note is not None
    assert paper_note(row, digits="thai") == ""


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(("digits", "label"), [("thai", "๔ (ก.ย.)"), ("arabic", "4 (ก.ย.)")])
def test_period_labels_are_thai_in_every_language(report, language, digits, label):
    use_language(language)
    period = report(only="savings-groups").rows[0].period
    assert period_label(period, digits=digits) == label


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("digits", "month", "day"),
    [
        ("thai", "กันยายน ๒๕๖๑", "๖ กันยายน ๒๕๖๑"),
        ("arabic", "กันยายน 2561", "6 กันยายน 2561"),
    ],
)
def test_months_and_dates_are_thai_in_every_language(language, digits, month, day):
    use_language(language)
    assert month_label(Month(2018, 9), digits=digits) == month
    assert date_label(date(2018, 9, 6), digits=digits) == day


@pytest.mark.parametrize(
    ("text", "digits", "written"),
    [(2561, "thai", "๒๕๖๑"), ("1,200 ราย", "thai", "๑,๒๐๐ ราย"), (1200, "arabic", "1200")],
)
def test_digits(text, digits, written):
    assert digits_of(text, digits) == written
