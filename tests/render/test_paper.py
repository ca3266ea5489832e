import pytest
from hypothesis import given
from hypothesis import strategies as st

from cddctl.render.paper.widths import cut, laid, narrowest, shortened, width_of, wrapped

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200)


@pytest.mark.parametrize(
    ("text", "as_wide_as"),
    [("ผู้นำ", "ผนำ"), ("ที่", "ท"), ("ก็", "ก"), ("e\u0301", "e"), ("a\u200bb", "ab")],
)
def test_marks_have_no_width(text, as_wide_as):
    assert width_of(text) == width_of(as_wide_as)


def test_wide_letters_are_wider():
    assert width_of("i") < width_of("a") < width_of("ก") < width_of("W") < width_of("漢")
    assert width_of("1234") < width_of("๑๒๓๔")


NAME = ("ข้อมูลโครงการแก้ไขปัญหา", "ความยากจน ", "(กข.คจ.)")


@pytest.mark.parametrize(
    ("pieces", "width", "lines"),
    [
        (NAME, 60, "ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.)"),
        (NAME, 30, "ข้อมูลโครงการแก้ไขปัญหา\nความยากจน (กข.คจ.)"),
        (NAME, 1, "ข้อมูลโครงการแก้ไขปัญหา\nความยากจน (กข.คจ.)"),
        (("ข้อมูล", "ผู้นำ"), 1, "ข้อมูล\nผู้นำ"),
        (("ข้อมูลผู้นำ",), 1, "ข้อมูลผู้นำ"),
    ],
)
def test_a_name_breaks_between_its_pieces_where_it_must(pieces, width, lines):
    assert laid(pieces, width) == lines


def test_the_narrowest_width_is_that_of_the_best_two_lines():
    assert narrowest(NAME) == width_of("ข้อมูลโครงการแก้ไขปัญหา")
    assert narrowest(("ข้อมูลผู้นำ",)) == width_of("ข้อมูลผู้นำ")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("หลังการรับรอง", 20, ["หลังการรับรอง"]),
        ("one two three", 9, ["one two ", "three"]),
        ("one\ntwo", 20, ["one", "two"]),
        ("abcdefgh", 4.5, ["abcd", "efgh"]),
        ("ab abcdefgh", 6, ["ab abc", "defgh"]),
    ],
)
def test_wrapped(text, width, lines):
    assert list(wrapped(text, width)) == lines


@given(texts, st.floats(3, 40))
def test_wrapping_loses_nothing_and_fits(text, width):
    lines = wrapped(text, width)
    assert "".join(lines) == text
    assert all(width_of(line.rstrip()) <= width for line in lines)


@given(texts, st.floats(3, 40), st.integers(1, 4))
def test_cutting_loses_nothing_but_space_and_fits(text, width, most):
    parts = cut(text, width, most)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(wrapped(part, width)) <= most for part in parts)


def test_a_text_is_cut_after_a_note_or_else_a_word():
    assert cut("aaaa; bb bb", 4, 2) == ["aaaa;", "bb bb"]
    assert cut("aaa bbb ccc", 4, 2) == ["aaa bbb", "ccc"]


@pytest.mark.parametrize(
    ("parts", "short"),
    [
        (["aaa bbb"], "aaa bbb"),
        (["aaa", "bbb"], "aaa; bbb"),
        (["aaa", "bbb ccc ddd eee"], "aaa; see it"),
        (["aaa bbb ccc ddd eee"], "aaa bbb… see it"),
        (["aaaaaaaaaaaaaaaaaaaaa"], "see it"),
        (["a aaaaaaaaaaaaaaaaaaaa"], "see it"),
    ],
)
def test_a_note_is_shortened_after_a_part_or_a_word(parts, short):
    assert shortened(parts, 9, 2, "see it") == short
