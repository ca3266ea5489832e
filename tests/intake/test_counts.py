import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cddctl.errors import DataRefused
from cddctl.intake.counts import parse_count, words_after
from cddctl.ledger.entries import MAX_COUNT
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.schedule.library import ScheduleLibrary
from cddctl.thai import thai_digits
from cddctl.wording import cut

BLANK = " \t\r\n\u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u202f\u2060-\u2069\u3000\ufeff"
WRITTEN = {
    "plain": str,
    "grouped": "{:,}".format,
    "Thai": thai_digits,
    "Thai grouped": lambda n: thai_digits(f"{n:,}"),
    "full-width": lambda n: str(n).translate({ord("0") + d: 0xFF10 + d for d in range(10)}),
    "blanks around": " {}\n".format,
    "invisible letters around": "\ufeff\u00a0{:,}\u200b\u202f".format,
    "zeros in front": "{:09}".format,
}


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("0", 0),
        ("120", 120),
        ("1,200", 1200),
        ("๑,๒๐๐", 1200),
        ("１２０", 120),
        ("๑2０", 120),
        ("007", 7),
        ("000", 0),
        (" 5\u00a0", 5),
        ("\u30005", 5),
        ("5\n", 5),
        ("\t5\u200b", 5),
        ("ไม่มี", 0),
        (" ไม่มี ข้อมูล ", 0),
        ("9,999,999", 9_999_999),
        ("0009999999", 9_999_999),
        ("120.0", 120),
        ("1,200.00", 1200),
        ("๑๒๐.๐", 120),
        ("1200.0000000000002", 1200),
        ("1199.9999999999998", 1200),
        ("0.0", 0),
        ("\u200e120\u2069", 120),
    ],
)
def test_counts(typed, count):
    assert parse_count(typed) == count


WORDS = frozenset({"คน", "persons"})


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("120 คน", 120),
        ("120คน", 120),
        ("๑,๒๐๐ คน ", 1200),
        ("120\u00a0คน", 120),
        ("120.0 Persons", 120),
        ("0 คน", 0),
        ("120", 120),
    ],
)
def test_a_count_may_be_followed_by_its_unit(typed, count):
    assert parse_count(typed, WORDS) == count


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("120 กลุ่ม", "'กลุ่ม' is not what is counted here; write the number alone"),
        ("120 คน (ประมาณ)", "'คน (ประมาณ)' is not what is counted here; write the number alone"),
        ("12O", "'O' is not what is counted here; write the number alone"),
        (
            "120 125 คน",
            "a space stands in it: is it one number or two? write one, as in 1200 or 1,200",
        ),
        ("12,00 คน", "the commas do not stand at the thousands; write 1200 or 1,200"),
        ("คน 120", "write digits only, as in 120, 1,200 or ๑๒๐"),
        ("คน", "write digits only, as in 120, 1,200 or ๑๒๐"),
        ("1.5 คน", "write a whole number, without fraction or sign"),
        ("99999999 คน", "more than 9,999,999 cannot be meant; check the digits"),
    ],
)
def test_no_other_word_may_follow_it(typed, why):
    with pytest.raises(DataRefused) as refused:
        parse_count(typed, WORDS)
    assert str(refused.value) == f"{typed!r} is not a count: {why}"


LAMPANG = ScheduleLibrary().schedule(FiscalYear(2561), find_province("lampang"))


@pytest.mark.parametrize(
    ("database", "key", "words"),
    [
        ("leaders", "persons", {"persons", "คน"}),
        ("leaders", "total", {"persons", "คน", "หน่วย"}),
        ("savings-groups", "savings_groups", {"savings_groups", "savingsgroups", "กลุ่ม"}),
        ("groups", "total", {"groups", "กลุ่ม", "networks", "เครือข่าย", "places", "แห่ง", "หน่วย"}),
    ],
)
def test_the_words_of_a_count_are_those_of_its_unit(database, key, words):
    assert words_after(key, LAMPANG.databases[database], LAMPANG) == words


EMPTY = "it is empty; write 0 if there are none"
COMMAS = "the commas do not stand at the thousands; write 1200 or 1,200"
APART = "a space stands in it: is it one number or two? write one, as in 1200 or 1,200"
DIGITS = "write digits only, as in 120, 1,200 or ๑๒๐"
NEGATIVE = "a count is 0 or more"
WHOLE = "write a whole number, without fraction or sign"
TOO_MANY = "more than 9,999,999 cannot be meant; check the digits"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", EMPTY),
        ("  ", EMPTY),
        ("12,00", COMMAS),
        ("1,2000", COMMAS),
        ("1200,", COMMAS),
        (",200", COMMAS),
        (",", COMMAS),
        ("1,,200", COMMAS),
        ("-5", NEGATIVE),
        ("−5", NEGATIVE),
        ("–5", NEGATIVE),
        ("-0", NEGATIVE),
        ("-๑,๒๐๐", NEGATIVE),
        ("-" + "1" * 39, NEGATIVE),
        ("-" + "1" * 40, DIGITS),
        ("+5", WHOLE),
        ("1.5", WHOLE),
        ("1.05", WHOLE),
        ("120.000000001", WHOLE),
        ("1.", DIGITS),
        (".5", WHOLE),
        ("1e3", WHOLE),
        ("5%", WHOLE),
        ("1_000", DIGITS),
        ("٥", DIGITS),
        ("²", DIGITS),
        ("๕ คน", DIGITS),
        ("120.0 125.0", APART),
        ("twelve", DIGITS),
        ("-", DIGITS),
        ("1/2", DIGITS),
        ("0x10", DIGITS),
        ("=1+1", DIGITS),
        ("1 200", APART),
        ("120 125", APART),
        ("๑\u00a0๒๐๐", APART),
        ("1\u202f200", APART),
        ("1,200\n1,300", APART),
        ("1\t2", APART),
        ("1 " * 40_000, APART),
        ("ไม่มี 5", DIGITS),
        ("10000000", TOO_MANY),
        ("10,000,000", TOO_MANY),
        ("9" * 5000, TOO_MANY),
        ("1" * 20_000 + "x", DIGITS),
    ],
)
def test_refused(typed, why):
    with pytest.raises(DataRefused) as refused:
        parse_count(typed)
    assert str(refused.value) == f"{cut(typed)!r} is not a count: {why}"


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
@given(count=st.integers(0, MAX_COUNT))
@settings(max_examples=50)
def test_every_written_form_gives_the_count_back(written, count):
    assert parse_count(written(count)) == count


@given(
    count=st.integers(0, MAX_COUNT).map(str),
    mark=st.sampled_from("+-−–._eE%/²½①٠١٢٣٤٥٦٧٨٩۰۱۲०१"),
    data=st.data(),
)
@settings(max_examples=100)
def test_no_sign_fraction_underscore_or_other_digit_is_taken(count, mark, data):
    at = data.draw(st.integers(0, len(count)))
    written = count[:at] + mark + count[at:]
    assume(not re.fullmatch(r"\d+\.0+", written))  # 71.0 is the count 71
    with pytest.raises(DataRefused, match=" is not a count: "):
        parse_count(written)


@given(
    count=st.integers(10, MAX_COUNT).map(str),
    blank=st.sampled_from(" \t\n\u00a0\u202f\u3000\u200b"),
    data=st.data(),
)
@settings(max_examples=100)
def test_a_blank_inside_makes_two_numbers_of_one(count, blank, data):
    at = data.draw(st.integers(1, len(count) - 1))
    with pytest.raises(DataRefused, match="is it one number or two"):
        parse_count(count[:at] + blank + count[at:])


@given(
    st.text(alphabet="0123456789๐๑๙０１９,. +-_²٣eก\u00a0\n", max_size=12) | st.text(max_size=12)
)
@settings(max_examples=100)
def test_what_is_taken_has_only_digits_and_commas_and_means_what_it_says(typed):
    try:
        count = parse_count(typed)
    except DataRefused:
        return
    whole = re.fullmatch(rf"[\s{BLANK}]*([0-9๐-๙０-９,]+)([.][0๐０]+)?[\s{BLANK}]*", typed)
    assert count == int("".join(c for c in whole[1] if c.isdigit()))
