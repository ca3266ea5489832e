"""Ayutthaya's two districts called Bang Sai in English, told apart wherever they are shown."""

import pytest

MONTH = ("--month", "2561-09")


@pytest.fixture
def ayutthaya(here):
    """Run a command in English on Ayutthaya's register, where one of the two has reported."""

    def ayutthaya(*args, check=0):
        day = ("--lang", "en", "--as-of", "2018-09-08")
        return here(*args, "--register", "14.sqlite", *day, check=check)

    ayutthaya("init", "--province", "ayutthaya")
    ayutthaya("record", "leaders", "1413", "total=2", "persons=1", *MONTH, "--by", "x")
    return ayutthaya


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("status", *MONTH), "13 Bang Sai 1413  "),
        (("status", *MONTH, "--district", "13"), "Bang Sai 1413, September 2018 (2561)"),
        (("status", *MONTH, "--check"), "1404 Bang Sai: Leaders, period 1"),
        (("status", *MONTH, "--format", "json", "--district", "13"), '"name_en": "Bang Sai 1413"'),
        (("status", *MONTH, "--format", "json", "--district", "13"), '"id": "bang-sai-1413"'),
        (("history",), "Bang Sai 1413, Leaders"),
        (("report", *MONTH, "--format", "csv", "--district", "13"), ",1413,"),
        (("report", *MONTH, "--format", "json", "--district", "13"), '"name_en": "Bang Sai 1413"'),
        (
            ("extend", "bang-sai-1413", *MONTH, "--until", "2018-10-05", "--reason", "flood",
             "--by", "x", "--yes"),
            "Bang Sai 1413",
        ),
        (
            ("record", "leaders", "Bang Sai (1413)", "total=2", "persons=2", *MONTH, "--by", "x"),
            "Bang Sai 1413, Leaders, period 1",
        ),
    ],
    ids=lambda value: " ".join(value[:1]) if isinstance(value, tuple) else value,
)  # fmt: skip
def test_it_bears_its_code(ayutthaya, args, text):
    result = ayutthaya(*args, check=None)
    assert text in result.out + result.err


def test_reports_of_the_two_have_files_of_their_own(ayutthaya, work):
    for district in ("04", "13"):
        ayutthaya("report", *MONTH, "--district", district, "--xlsx")
    assert sorted(path.name for path in work.glob("*.xlsx")) == [
        "report-phra-nakhon-si-ayutthaya-bang-sai-1404-2561-09.xlsx",
        "report-phra-nakhon-si-ayutthaya-bang-sai-1413-2561-09.xlsx",
    ]
