"""`cddctl record` step by step, in this process: names that lead elsewhere, saving, last year."""

import pytest

from cddctl.periods import Month
from cddctl.register.store import Register

MAE_MO = ("--district", "แม่เมาะ", "--month", "2018-09")
SEPTEMBER = ("--month", "2018-09")
TOTAL = "  total (- if not applicable yet; b back, s save)"
LIST = "Database or district, by number or name (Enter to end): "


@pytest.fixture
def walk(here, register, answers):
    """Answer the questions of `record`; the questions, and what is printed."""

    def walk(options, *typed, check=130):
        asked = answers(*typed)
        result = here("record", "--register", register, *options, check=check)
        return asked, result

    return walk


@pytest.fixture
def standing(register):
    """What stands, by office and database: total, then counts."""

    def standing(month=SEPTEMBER[1]):
        with Register.open(register) as book:
            entries = book.current("52", Month.parse(month))
        return {
            (e.office, e.database): (e.total, *e.recorded.values())
            if e.total is not None
            else e.note
            for e in entries
        }

    return standing


def test_one_district_through_all_its_databases(walk, standing):
    leaders, assessment = ("5", "4", ""), ("-", "หลังการรับรอง")
    asked, result = walk(MAE_MO, "", *leaders, *assessment, *[""] * 6, "y", check=0)
    assert asked.count(f"{TOTAL}: ") == 9
    assert asked[-1] == "Record this? [y/n] "
    assert result.out.startswith("Mae Mo\n[1/9] ")
    assert "[2/9] Leaders: nothing reported\n" in result.out
    assert "  Mae Mo, Leaders: total 5, 4 persons\n" in result.out
    assert standing() == {
        ("5202", "leaders"): (5, 4),
        ("5202", "volunteer-leader-assessment"): "หลังการรับรอง",
    }


def test_several_districts_one_after_another(walk, standing):
    june = ("--month", "2018-06", "--district", "ngao", "--district", "02", "--district", "งาว")
    groups, makers = ("5", "4", ""), ("3", "3", "")
    _asked, result = walk(june, *groups, *makers, "y", *groups, *makers, "y", check=0)
    assert result.out.index("Ngao\n[1/2] ") < result.out.index("Mae Mo\n[1/2] ")
    assert standing("2018-06") == {
        (office, database): counts
        for office in ("5205", "5202")
        for database, counts in (("savings-groups", (5, 4)), ("otop-sales", (3, 3)))
    }


def test_back_before_the_second_district_ends_at_the_list(walk):
    june = ("--month", "2018-06", "--district", "ngao", "--district", "02")
    asked, _result = walk(june, "", "", "b", "", check=0)
    assert asked[-1] == LIST


def test_the_provincial_office_through_all_its_databases(walk):
    of_phrae = ("--province", "แพร่", "--district", "แพร่", *SEPTEMBER)
    _asked, result = walk(of_phrae, "-", "รอผล", "y", check=0)
    assert "[1/1] Community development standards: " in result.out


@pytest.mark.parametrize("save", ["s", "S", "บันทึก", "ห", "ฆ", "save"])
def test_s_saves_what_is_whole_and_leaves(walk, standing, save):
    _asked, result = walk(MAE_MO, "", "5", "4", "", "9", save, check=0)
    assert standing() == {("5202", "leaders"): (5, 4)}
    assert "recorded: Mae Mo, Leaders" in result.err
    assert (
        "left out: Mae Mo, Volunteer leader assessment: how many are recorded is missing"
        in result.err
    )


GROUPS = (*SEPTEMBER, "--district", "แม่เมาะ")


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        (("groups", "9", "5", "s"), {}),  # of three units, one
        (("groups", "9", "5", "ngao", "s"), {}),  # left half answered by a name
        (("groups", "9", "5", "", "s"), {}),
        (("groups", "9", "5", "", "", "s"), {("5202", "groups"): (9, 5)}),  # Enter: not reported
    ],
)
def test_s_leaves_out_an_office_that_is_half_answered(walk, standing, typed, recorded):
    _asked, result = walk(GROUPS, *typed, check=0)
    assert standing() == recorded
    left_out = "left out: Mae Mo, Groups, networks and communities: half answered: "
    assert (left_out in result.err) == (not recorded)


def test_s_after_one_count_of_an_office_that_stands_whole(walk, standing, record):
    record("mae-mo", "groups", "total=9", "groups=5", "networks=2", "places=1", *SEPTEMBER)
    walk(GROUPS, "groups", "10", "s", check=0)
    assert standing() == {("5202", "groups"): (10, 5, 2, 1)}


def test_s_where_nothing_was_typed_leaves(walk, standing):
    assert walk(SEPTEMBER, "s", check=0)[0] == [LIST]
    assert "Nothing has changed" in walk(MAE_MO, "s", check=0)[1].err
    assert walk((), "s", check=0)[0][-1].startswith("Month [")
    assert standing() == {}


def test_s_at_the_summary_is_yes(walk, standing):
    walk(MAE_MO, "", "5", "4", "", *[""] * 7, "s", check=0)
    assert standing() == {("5202", "leaders"): (5, 4)}


@pytest.mark.parametrize(
    ("first", "jump", "shown"),
    [
        ("leaders", "แม่เมาะ", "[2/13] Mae Mo: "),
        ("leaders", "อ.งาว", "[5/13] Ngao: "),
        ("leaders", "ออมทรัพย์", "Savings groups for production, period 4 of "),
        ("แม่เมาะ", "groups", "[4/9] Groups, networks and communities: "),
        ("แม่เมาะ", "งาว", "Ngao\n[1/9] "),
        ("leaders", ("7", "6", "งาว"), "[5/13] Ngao: "),
    ],
)
def test_a_name_goes_there_and_what_was_typed_stays(walk, standing, first, jump, shown):
    """A first answer, the jump at the next question, and s there."""
    before = [""] if first == "แม่เมาะ" else []
    jump = jump if isinstance(jump, tuple) else (jump,)
    _asked, result = walk(SEPTEMBER, first, *before, "5", "4", "", *jump, "s", check=0)
    assert shown in result.out
    office = "5202" if before else "5201"
    expected = {(office, "leaders"): (5, 4)}
    if len(jump) > 1:  # at the note, of an office that is whole
        expected["5202", "leaders"] = (7, 6)
    assert standing() == expected


def test_a_name_where_a_doubt_asks_for_a_note_goes_there_too(walk, standing, record):
    record("mae-mo", "leaders", "total=120", "persons=118", *SEPTEMBER)
    typed = ("leaders", "แม่เมาะ", "1200", "", "", "งาว", "s")
    _asked, result = walk(SEPTEMBER, *typed, check=0)
    assert "[5/13] Ngao: " in result.out
    assert standing() == {("5202", "leaders"): (1200, 118)}


def test_a_jump_in_the_midst_of_an_office_keeps_what_was_typed_there(walk, standing):
    typed = ("leaders", "5", "งาว", "7", "6", "", "เมืองลำปาง", "", "4", "", *[""] * 14, "y", "")
    walk(SEPTEMBER, *typed, check=0)
    assert standing() == {("5201", "leaders"): (5, 4), ("5205", "leaders"): (7, 6)}


@pytest.mark.parametrize("typed", ["-5", "x", "1.5", "12 13", "ปัว", "กองทุนแม่"])
def test_what_is_neither_count_nor_name_is_asked_again(walk, typed):
    asked, result = walk(SEPTEMBER, "leaders", typed)
    assert asked == [LIST, f"{TOTAL}: ", f"{TOTAL}: "]
    assert "[2/13]" not in result.out


@pytest.mark.parametrize(
    ("yes", "is_recorded"),
    [
        ("y", True), ("ใช่", True), ("ตกลง", True), ("ั", True), ("ํ", True),
        ("n", False), ("ไม่", False), ("ื", False), ("์", False),
    ],
)  # fmt: skip
def test_the_keys_of_a_thai_keyboard_at_yes_or_no(walk, standing, yes, is_recorded):
    walk(MAE_MO, "", "5", "4", "", *[""] * 7, yes, check=0)
    assert bool(standing()) == is_recorded


@pytest.mark.parametrize("back", ["b", "กลับ", "ย้อนกลับ", "ิ", "ฺ", "<"])
def test_the_keys_that_go_back(walk, back):
    asked, _result = walk(MAE_MO, "", "5", back)
    assert asked[1:] == [f"{TOTAL}: ", "  persons: ", f"{TOTAL} [5]: "]


def test_enter_passes_complete_entries_and_asks_for_the_others(walk, record):
    record("leaders", "01", "total=5", "persons=5", *SEPTEMBER)
    record("leaders", "02", "total=5", "persons=4", *SEPTEMBER)
    asked, _result = walk(SEPTEMBER, "leaders", "", "")
    assert asked[1:] == [f"{TOTAL} [5]: ", f"{TOTAL} [5]: ", "  persons [4]: "]


def test_last_year_s_figure_stands_beside_the_question(walk, record, here, register):
    """Of the same period number, in the year before."""
    record("savings-groups", "02", "total=7", "savings_groups=6", "--month", "2018-06")
    june, of = ("--month", "2019-06", "--as-of", "2019-06-05"), ("--register", register)
    asked, _result = walk((*june, "--district", "02"), "s", check=0)
    assert asked == [f"{TOTAL} (last year 7): "]
    here("record", "savings-groups", "02", "total=9", "savings_groups=6", *june, *of, check=0)
    asked.clear()
    walk((*june, "--district", "02"), "10")
    assert asked == [f"{TOTAL} [9] (last year 7): ", "  savings groups [6] (last year 6): "]


def test_above_the_total_only_the_reason_is_asked_for(walk, standing):
    """A number is no reason, and is asked again; what was typed before is not."""
    asked, _result = walk(MAE_MO, "", "5", "6", "7", "ย้ายเข้า", "s", check=0)
    assert asked[1:] == [f"{TOTAL}: ", "  persons: ", "  why: ", "  why: ", f"{TOTAL}: "]
    assert standing() == {("5202", "leaders"): (5, 6)}


def test_a_closed_round_is_told_before_the_month_is_asked(walk, here, register):
    of = ("--register", register, "--as-of", "2018-10-01", "--month", "2018-09")
    here("close", *of, "--incomplete", "--reason", "T", check=0)
    asked, result = walk(())
    assert asked == ["Month [September 2018 (2561)]: "]
    assert "September 2018 (2561) was closed on" in result.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--district", "แม่เมาะ", "leaders"), "--district asks for all databases of a district"),
        (("--district", "แม่เมาะ", "--from", "a.xlsx"), "--district asks for all databases"),
        (("--district", "จุน"), "no district of Lampang is called"),
    ],
)
def test_what_does_not_go_with_a_district(walk, words, message):
    _asked, result = walk((*SEPTEMBER, *words), check=3 if words[1] == "จุน" else 2)
    assert message in result.err
