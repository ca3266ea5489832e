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


@pytest.mark.parametrize(
    "name",
    [
        "invisible-in-count.csv",
        "counts-with-decimals.csv",
        "month-resaved-by-excel.csv",
        "sum-row.csv",
    ],
)
def test_what_is_read(take, name):
    code, entries, _files = take(name)
    assert (code, entries) == (0, LEADERS_OF_MAE_MO)


def test_a_line_of_sums_is_named(take):
    _code, _entries, [file] = take("sum-row.csv")
    assert file["not_read"] == ["line 3: 'รวม 120 118'"]


def test_one_above_and_one_below_are_both_recorded(take):
    """That their sums are equal makes neither complete: see the form."""
    code, entries, [file] = take("over-and-under.csv")
    assert (code, file["added"]) == (0, 13)
    assert entries["5201 leaders"] == (5, {"persons": 10})
    assert entries["5202 leaders"] == (10, {"persons": 5})


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("name-in-part.txt", {"5205 volunteer-leader-assessment": (20, {"persons": 18})}),
        ("line-saved-chat.txt", {
            "5202 leaders": (120, {"persons": 118}),
            "5202 volunteer-leader-assessment": (20, {"persons": 20}),
            "5205 leaders": (50, {"persons": 50}),
        }),
        ("two-districts.txt", {
            "5205 leaders": (10, {"persons": 9}),
            "5208 leaders": (11, {"persons": 9}),
        }),
    ],
)  # fmt: skip
def test_replies_that_are_read(take, name, entries):
    code, recorded, files = take(name)
    assert (code, recorded) == (0, entries)
    assert [file["problems"] for file in files] == [[]] * len(files)


def test_the_rest_of_a_chat_is_left_aside_and_named(take):
    _code, _entries, files = take("line-saved-chat.txt")
    assert [file["not_read"] for file in files] == [
        [],
        [
            "line 11: '[สติกเกอร์]'",
            "line 12: 'ส่งแล้วนะคะ 3 ไฟล์'",
            "line 13: 'ยกเลิกข้อความ'",
        ],
    ]


def test_a_note_is_whole(take):
    _code, _entries, [file] = take("note-bracket.txt")
    assert [entry["note"] for entry in file["entries"]] == ["ย้ายไป อ.งาว (1 ราย)"]


def test_a_bare_number_that_is_another_row_of_the_form_is_refused(take):
    code, entries, [file] = take("form-row-numbers.txt")
    assert (code, entries) == (3, {})
    assert [problem["where"] for problem in file["problems"]] == ["line 2", "line 3"]
    assert "2 is two things here: row 2 of the form is Leaders" in file["problems"][0]["message"]
    assert file["problems"][0]["message"].endswith("write the name")


def test_two_replies_of_one_paste_are_undone_as_one(here, register, take):
    take("two-districts.txt")
    done = here("undo", "--register", register, "--from", "two-districts.txt", "--yes", check=0)
    assert "undone: 2 entries" in done.err


@pytest.mark.parametrize(
    ("name", "where", "message"),
    [
        ("two-numbers.csv", "line 2, column ทั้งหมด",
         "a space stands in it: is it one number or two?"),
        ("thousands-unquoted-recorded.csv", "line 2",
         "8 cells below 7 headings; is the line cut short, or is there a comma in a number"),
        ("thousands-unquoted-total.csv", "line 2, column ทั้งหมด",
         "recorded 500 is above the total 2; mend the numbers, or say why in a note"),
        ("headings-glued.csv", "line 1", "no line stands below the headings"),
        ("line-ends-nel.csv", "line 1", "no line stands below the headings"),
        ("mojibake.csv", None, "its Thai letters are garbled"),
        ("received-day-wrong.csv", "line 2, column received",
         "the received date 6 September 1975 (2518) is before fiscal year 2561"),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(take, name, where, message):
    code, entries, [file] = take(name)
    assert (code, entries) == (3, {})
    assert message in {problem["where"]: problem["message"] for problem in file["problems"]}[where]
