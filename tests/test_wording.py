from datetime import date

import pytest

from cddctl import wording
from cddctl.i18n import language, ngettext, use_language


@pytest.mark.parametrize(
    ("say", "arguments", "english", "thai"),
    [
        (wording.say_month, (2018, 9), "September 2018 (2561)", "กันยายน 2561"),
        (wording.say_month, (2017, 12), "December 2017 (2560)", "ธันวาคม 2560"),
        (wording.say_month_name, (9,), "September", "กันยายน"),
        (wording.say_month_short, (9,), "Sep", "ก.ย."),
        (wording.say_month_short, (6,), "Jun", "มิ.ย."),
        (wording.say_date, (date(2018, 9, 6),), "6 September 2018 (2561)", "6 กันยายน 2561"),
        (wording.say_date_short, (date(2018, 9, 6),), "6 Sep 2018", "6 ก.ย. 61"),
        (wording.say_date_short, (date(2057, 1, 31),), "31 Jan 2057", "31 ม.ค. 00"),
        (wording.say_weekday, (date(2018, 9, 30),), "Sunday", "วันอาทิตย์"),
        (wording.say_weekday, (date(2018, 10, 1),), "Monday", "วันจันทร์"),
        (wording.say_year, (2018,), "2018 (2561)", "พ.ศ. 2561"),
        (wording.say_list, ([1, "b", 3],), "1, b, 3", "1, b, 3"),
        (wording.say_list, ([],), "", ""),
        (wording.say_any_of, (["a"],), "a", "a"),
        (wording.say_any_of, ([],), "", ""),
    ],
)
def test_in_both_languages(say, arguments, english, thai):
    assert say(*arguments) == english
    use_language("th")
    assert say(*arguments) == thai


@pytest.mark.parametrize(("items", "said"), [([1, 2], "1 or 2"), (iter("abc"), "a, b or c")])
def test_say_any_of(items, said):
    assert wording.say_any_of(items) == said


def test_language():
    assert language() == "en"
    use_language("th")
    assert language() == "th"


@pytest.mark.parametrize(("number", "expected"), [(1, "a day"), (0, "days"), (2, "days")])
def test_numbers_choose_the_form(number, expected):
    assert ngettext("a day", "days", number) == expected


@pytest.mark.parametrize(
    ("text", "shown", "line"),
    [
        ("ก ข\u200bค\u00a0ง\u00ad\ufeff", None, None),
        ("a\nb\r\nc\n", None, "a\\u000ab\\u000ac\\u000a"),
        ("a\rb\r", "a\\u000db\\u000d", "a\\u000db\\u000d"),
        ("\0\t\x1b\x7f\x85\x9f", r"\u0000\u0009\u001b\u007f\u0085\u009f", None),
        ("\u2028\u2029\u202e\u2069\u061c", r"\u2028\u2029\u202e\u2069\u061c", None),
        ("\ud800", r"\ud800", None),
    ],
)
def test_control_characters_are_shown(text, shown, line):
    """`None` where it is as before."""
    shown = text if shown is None else shown
    assert wording.without_controls(text) == shown
    assert wording.one_line(text) == (shown if line is None else line)
    assert wording.has_controls(text) is (wording.one_line(text) != text)


@pytest.mark.parametrize(
    ("part", "whole", "places", "said"),
    [
        (0, 3, 0, "0"),
        (1, 3, 0, "33"),
        (2, 3, 0, "67"),
        (1, 8, 0, "13"),  # 12.5, rounded half up
        (1, 1000, 0, "1"),
        (999, 1000, 0, "99"),
        (3, 3, 0, "100"),
        (4, 3, 0, "133"),
        (20, 26, 1, "76.9"),
        (1, 20, 1, "5.0"),
        (1, 10_000, 1, "0.1"),
        (9999, 10_000, 1, "99.9"),
        (102, 104, 2, "98.08"),
        (104, 104, 2, "100.00"),
    ],
)
def test_a_percentage(part, whole, places, said):
    assert wording.percent(part, whole, places=places) == said
