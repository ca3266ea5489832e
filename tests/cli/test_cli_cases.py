"""Small files that came from districts, each with what is right for it: tests/intake/cases."""

import json
from pathlib import Path

import pytest

from cddctl.periods import Month
from cddctl.register.store import Register

CASES = Path(__file__).parents[1] / "intake" / "cases"
LEADERS_OF_MAE_MO = {"5202 leaders": (120, {"persons": 118})}


@pytest.fixture
def take(here, register):
    """Record a case: the exit code, the current entries, and what is said of the file."""

    def take(name, *options):
        words = ("record", "--register", register, "--month", "2561-09", "--format", "json")
        result = here(*words, *options, "--from", CASES / name)
        with Register.open(register) as book:
            entries = {
                f"{entry.office} {entry.database}": (entry.total, dict(entry.recorded))
                for entry in book.current("52", Month(2018, 9))
            }
        return result.code, entries, json.loads(result.out)["files"]

    return take


@pytest.mark.parametrize("name", ["invisible-in-count.csv", "counts-with-decimals.csv"])
def test_what_is_read(take, name):
    code, entries, _files = take(name)
    assert (code, entries) == (0, LEADERS_OF_MAE_MO)


@pytest.mark.parametrize(
    ("name", "where", "message"),
    [
        ("two-numbers.csv", "line 2, column ทั้งหมด",
         "a space stands in it: is it one number or two?"),
        ("thousands-unquoted-recorded.csv", "line 2",
         "8 cells below 7 headings; is the line cut short, or is there a comma in a number"),
        ("thousands-unquoted-total.csv", "line 2, column ทั้งหมด",
         "recorded 500 is above the total 2; mend the numbers, or say why in a note"),
        ("received-day-wrong.csv", "line 2, column received",
         "the received date 6 September 1975 (2518) is before fiscal year 2561"),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(take, name, where, message):
    code, entries, [file] = take(name)
    assert (code, entries) == (3, {})
    assert message in {problem["where"]: problem["message"] for problem in file["problems"]}[where]
