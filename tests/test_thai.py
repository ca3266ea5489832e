import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl import thai
from cddctl.places import districts, provinces
from cddctl.thai import broken, clusters

PLACES = [*provinces(), *(d for p in provinces() for d in districts(p))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (2561, "๒๕๖๑"),
        ("0123456789", "๐๑๒๓๔๕๖๗๘๙"),
        ("บันทึกแล้ว 9/13 อำเภอ", "บันทึกแล้ว ๙/๑๓ อำเภอ"),
        ("๑", "๑"),
        ("", ""),
    ],
)
def test_thai_digits(text, expected):
    assert thai.thai_digits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("๐๑๒๓๔๕๖๗๘๙", "0123456789"),
        ("０１２３４５６７８９", "0123456789"),
        ("ก.ย. ๒๕๖๑", "ก.ย. 2561"),
        ("٣²", "٣²"),
    ],
)
def test_arabic_digits(text, expected):
    assert thai.arabic_digits(text) == expected


@given(st.integers(min_value=0))
@settings(max_examples=50)
def test_thai_digits_are_read_back(number):
    assert thai.arabic_digits(thai.thai_digits(number)) == str(number)


@pytest.mark.parametrize("number", range(1, 13))
def test_month_number_of_every_name(number):
    full, short = thai.MONTHS[number - 1], thai.MONTHS_SHORT[number - 1]
    assert [thai.month_number(name) for name in (full, short, short.rstrip("."))] == [number] * 3


def test_abbreviations_are_those_of_the_schedule():
    assert " ".join(thai.MONTHS_SHORT) == (
        "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
    )


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("เมษายน", 4),
        ("มิ.ย.", 6),
        ("sep", None),
        ("กันยา", None),
        ("กย", None),
        ("ก.ย.X", None),
        ("9", None),
        ("", None),
    ],
)
def test_month_number(name, number):
    assert thai.month_number(name) == number


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ลำปาง", "ลำปาง"),
        ("ล\u0e4dาปาง", "ลำปาง"),
        ("น\u0e4d\u0e49า", "น\u0e49\u0e33"),
        ("น\u0e49\u0e4dา", "น\u0e49\u0e33"),
        ("เเม่เมาะ", "แม่เมาะ"),
        ("กา\u0e33", "กา\u0e33"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_normalized(typed, expected):
    assert thai.normalized(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("จังหวัดลำปาง", "ลำปาง"),
        ("จ.ลำปาง", "ลำปาง"),
        (" จ. ลำปาง ", "ลำปาง"),
        ("จ.ล\u0e4dาปาง", "ลำปาง"),
        ("อ.เมือง ปาน", "เมืองปาน"),
        ("อำเภอเเม่เมาะ", "แม่เมาะ"),
        ("แม่\u200bเมาะ", "แม่เมาะ"),
        ("Lop Buri", "lopburi"),
        ("lop-buri", "lopburi"),
        ("Changwat Lop Buri", "lopburi"),
        ("amphoe Mae Mo", "maemo"),
        ("อช.", "อช"),
        ("จอมทอง", "จอมทอง"),
        ("อมก๋อย", "อมก๋อย"),
        ("๕๒", "52"),
        ("", ""),
    ],
)
def test_folded(typed, expected):
    assert thai.folded(typed) == expected


@given(
    place=st.sampled_from(PLACES),
    prefix=st.sampled_from(["", "จังหวัด", "จ.", "จ. ", "อำเภอ", "อ.", " อ. "]),
    between=st.sampled_from(["", " ", "-", "\u200b", "\u00a0"]),
    english=st.booleans(),
)
@settings(max_examples=100)
def test_however_a_place_is_written_it_folds_to_one_name(place, prefix, between, english):
    name = place.name_en if english else place.name_th
    if between and english:
        name = name.replace(" ", between)
    folded = thai.folded(f"{prefix}{name}{between}")
    assert folded == thai.folded(name)
    assert thai.folded(folded) == folded


def test_names_that_are_told_apart_stay_apart():
    for province in provinces():
        names = [thai.folded(d.name_th) for d in districts(province)]
        assert len(set(names)) == len(names)


def test_no_line_breaks_within_a_cluster():
    assert clusters("เก็บน้ำผึ้งฯ ๆ") == ["เก็", "บ", "น้ำ", "ผึ้", "งฯ", " ๆ"]
    assert broken("แม่เมาะ", 2, len) == ["แม่", "เมาะ"]


def test_lines_break_at_spaces_and_between_thai_and_other_words():
    assert broken("รายงานแล้ว ๙/๑๓ อำเภอ (แม่เมาะ)", 20, len) == [
        "รายงานแล้ว ๙/๑๓ ",
        "อำเภอ (แม่เมาะ)",
    ]
    assert broken("ระบบOTOPล่ม", 4, len) == ["ระบบ", "OTOP", "ล่ม"]


thai_texts = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), st.sampled_from(" ab1(.,)")
    )
)


@given(thai_texts, st.integers(1, 30))
def test_no_line_of_any_text_breaks_within_a_cluster(text, width):
    lines = broken(text, width, len)
    assert "".join(lines) == text
    for before, after in pairwise(lines):
        assert before[-1] not in "เแโใไ"
        assert after[0] not in "ะาำๅๆฯ"
        assert unicodedata.category(after[0]) != "Mn"
    assert all(len(line.rstrip()) <= width or len(clusters(line.rstrip())) == 1 for line in lines)
