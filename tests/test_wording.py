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
