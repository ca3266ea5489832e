"""The words of a command, a district and a database, in either order."""

import pytest

from cddctl.cli.names import district_first
from cddctl.errors import UsageRefused
from cddctl.places import province_of


@pytest.mark.parametrize("province", [None, province_of("52")])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mae-mo leaders", True),
        ("leaders mae-mo", False),
        ("แม่เมาะ ผู้นำ", True),
        ("ผู้นำ แม่เมาะ", False),
        ("02 leaders", True),
        ("leaders 02", False),
        ("02 3", True),
        ("3 02", False),
        ("๐๒ ๓", True),
        ("02 10", True),
        ("10 02", False),
        ("99 02", False),
        ("5205 10", True),
        ("10 5205", False),
        ("ngao 10", True),
        ("10 ngao", False),
        ("all leaders", True),
        ("leaders all", False),
        ("ทุกอำเภอ 10", True),
        ("leaders leaders", False),  # neither is a district, which is told later
        ("mae-mo ngao", False),
    ],
)
def test_either_order(words, expected, province):
    assert district_first(words.split(), province) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("แม่เมา ผู้นำ", True), ("ผู้นำ แม่เมา", False), ("mae-moh leaders", True), ("xyz leaders", False)],
)
def test_a_district_that_is_mistyped(words, expected):
    assert district_first(words.split(), province_of("52")) is expected


@pytest.mark.parametrize("words", ["10 12", "11 10"])
def test_two_numbers_of_two_digits_are_refused(words):
    with pytest.raises(UsageRefused, match="which is the district"):
        district_first(words.split(), None)


def test_a_name_that_several_have_is_a_district():
    assert district_first(["เฉลิมพระเกียรติ", "ผู้นำ"], None)
