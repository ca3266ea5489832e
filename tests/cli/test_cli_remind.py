"""`cddctl remind`: who is written to, about what, and where the messages go."""

import codecs
import re

import pytest

from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.register.store import Register

MONTH = ("--month", "2018-09")
RULE = "-" * 20
DISTRICTS = districts(find_province("lampang"))


@pytest.fixture
def remind(here, register):
    def remind(*args, check=0):
        usual = () if "--register" in args else ("--register", register)
        return here("remind", *usual, *MONTH, *args, check=check)

    return remind


@pytest.fixture
def all_in(record, work):
    """Everything of Mae Mo is in."""

    def all_in(code="5202"):
        heads = "district,database,total,reported,state"
        lines = [heads, *(f"{code},{number},,,ไม่มีข้อมูล" for number in range(2, 11))]
        path = work / f"{code}.csv"
        path.write_text("\n".join(lines), "utf-8-sig")
        record("--from", path, *MONTH)

    return all_in


def dear(result):
    """Who is written to."""
    lines = result.out.splitlines()
    return [line.removeprefix("เรียน ") for line in lines if line.startswith("เรียน ")]


def numbers(result):
    """The databases that the reply asks for."""
    below = result.out.split("ตอบกลับ", maxsplit=1)[1].splitlines()[1:]
    return [int(line.split()[0]) for line in below]


def test_every_district_is_written_to(remind):
    result = remind()
    assert dear(result) == [f"พัฒนาการอำเภอ{district.name_th}" for district in DISTRICTS]
    assert result.out.splitlines().count(RULE) == len(DISTRICTS) - 1
    assert result.err == ""


@pytest.mark.parametrize("kind", [(), ("--all",), ("--opening",)])
def test_it_says_where_to_answer_as_the_letters_do(remind, here, register, work, kind):
    own = work / "schedules" / "lampang" / "letter.yaml"
    own.parent.mkdir(parents=True)
    schedules = ("--schedules", work / "schedules")
    assert "ทางระบบกลุ่มไลน์ของจังหวัด " in remind(*kind).out
    own.write_text("garuda: lost.png\nreply_to: กลุ่มไลน์ของอำเภอ\n", "utf-8")
    assert "ทางกลุ่มไลน์ของอำเภอ " in remind(*kind, *schedules).out
    for wrong in ("reply_to: []\n", "reply_to: [\n"):
        own.write_text(wrong, "utf-8")
        assert " ทาง" not in remind(*kind, *schedules).out
    here("config", "--register", register, "reply_to", "โทรสาร", check=0)
    assert "ทางโทรสาร " in remind(*kind, *schedules).out


def test_entries_that_fit_no_unit_of_the_schedule_are_named(remind, record, work):
    """Their office is written to as if it had entered nothing, so the officer is told."""
    own = work / "own" / "lampang" / "2561.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "fiscal_year: 2561\nprovince: lampang\ndatabases:\n  leaders: {counts: [groups]}\n", "utf-8"
    )
    record("leaders", "mae-mo", "total=9", "groups=9", *MONTH, "--schedules", "own")
    assert remind("--schedules", "own").err == ""
    (work / "lampang.sqlite3.settings.json").unlink()
    assert remind().err.startswith(
        "1 entry of September 2018 (2561) is not in this report (Mae Mo: Leaders): "
    )


def test_only_what_is_outstanding_is_asked_for(remind, record):
    record("leaders", "mae-mo", "total=5", "persons=5", *MONTH)
    record("4", "mae-mo", "total=5", "persons=4", *MONTH)
    result = remind("--district", "mae-mo")
    assert numbers(result) == [4, 5, 6, 7, 8, 9, 10]
    assert "4. ข้อมูลผลการประเมินผู้นำ อช.: บันทึกไม่ครบถ้วน 4/5" in result.out


def test_who_has_reported_all_is_left_alone(remind, all_in):
    all_in()
    assert "พัฒนาการอำเภอแม่เมาะ" not in dear(remind())
    result = remind("--district", "mae-mo")
    said = "nothing of September 2018 (2561) is outstanding that was asked for; "
    assert (result.out, result.error) == ("", f"{said}leave out --district")


@pytest.mark.parametrize(
    ("today", "options", "asked"),
    [
        ("2018-09-05", ("--within", "0"), []),
        ("2018-09-05", ("--within", "1"), [3, 4, 5, 6, 7, 8, 9]),
        ("2018-09-05", ("--within", "๕"), [3, 4, 5, 6, 7, 8, 9, 10]),
        ("2018-09-06", ("--overdue",), []),
        ("2018-09-07", ("--overdue",), [3, 4, 5, 6, 7, 8, 9]),
        ("2018-09-07", ("--within", "3"), [10]),
        ("2018-09-07", ("--within", "2"), []),
        ("2018-09-07", ("--within", "3", "--overdue"), [3, 4, 5, 6, 7, 8, 9, 10]),
        ("2018-09-11", ("--overdue",), [3, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_only_what_falls_due_or_is_overdue(remind, today, options, asked):
    result = remind("--district", "mae-mo", "--as-of", today, *options)
    if asked:
        assert numbers(result) == asked
    else:
        assert result.out == ""
        assert "is outstanding" in result.error


def test_all_together(remind, all_in):
    all_in("5201")
    result = remind("--all")
    assert dear(result) == ["พัฒนาการอำเภอทุกอำเภอ"]
    assert "ยังไม่ได้บันทึก ทุกอำเภอ ยกเว้น อ.เมืองลำปาง" in result.out
    assert len(result.out.splitlines()) <= 25
    assert numbers(result) == [3, 4, 5, 6, 7, 8, 9, 10]


def test_the_round_is_announced(remind):
    result = remind("--opening")
    assert dear(result) == ["พัฒนาการอำเภอทุกอำเภอ"]
    assert "ขอแจ้งกำหนดการบันทึกข้อมูล" in result.out
    assert "ตอบกลับ" not in result.out


def test_a_file_an_office(remind, work):
    result = remind("--district", "mae-mo", "--district", "03", "-o", "ส่ง")
    names = ["remind-lampang-5202-mae-mo-2561-09.txt", "remind-lampang-5203-ko-kha-2561-09.txt"]
    assert result.out.replace("\\", "/").splitlines() == [f"ส่ง/{name}" for name in names]
    content = (work / "ส่ง" / names[0]).read_bytes()
    assert content.startswith(codecs.BOM_UTF8)
    assert content.decode("utf-8-sig").replace("\r\n", "\n") == remind("--district", "mae-mo").out


def test_a_file_that_is_there_stays_unless_forced(remind, work):
    remind("--district", "03", "-o", "out")
    [path] = (work / "out").iterdir()
    path.write_text("mine")
    result = remind("-o", "out", check=3)
    assert "is there already; add --force" in result.error
    assert list((work / "out").iterdir()) == [path]
    assert path.read_text() == "mine"
    remind("-o", "out", "--force")
    assert len(list((work / "out").iterdir())) == len(DISTRICTS)
    assert path.read_text("utf-8-sig") != "mine"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--all", "-o", "out"), 2, "--all is one message and -o a file an office"),
        (("--all", "--opening"), 2, "--opening is one message for all"),
        (("-o", "x.txt"), 2, "-o names the folder of the text files"),
        (("-o", "-"), 2, "-o names the folder of the text files"),
        (("--within", "soon"), 3, "'soon' is not a count"),
        (("--within", "-1"), 3, "'-1' is not a count"),
        (("--district", "nowhere"), 3, "no district of Lampang is called 'nowhere'"),
        (("--province", "bangkok"), 3, "Bangkok"),
        (("--as-of", "x"), 2, "'x' is not a date"),
        (("--register", "none.sqlite3"), 4, "there is no register"),
        (("--schedules", "none"), 5, "none"),
    ],
)
def test_refusals(remind, work, options, code, said):
    result = remind(*options, check=code)
    assert result.out == ""
    assert said in result.error
    assert not (work / "out").exists()


def test_without_a_month_all_open_months_are_meant(here, register, work):
    def months(*args):
        said = here("remind", "--register", register, "--district", "03", *args, check=0)
        return re.findall("งวดเดือน(.+?) ", said.out)

    assert months() == ["กันยายน"]
    assert months("--as-of", "2018-11-05") == ["กันยายน", "ตุลาคม", "พฤศจิกายน"]
    assert months("--as-of", "2018-11-05", "--overdue") == ["กันยายน", "ตุลาคม"]
    here(
        "remind", "--register", register, "--district", "03", "--as-of", "2018-11-05", "-o", "out",
        check=0,
    )  # fmt: skip
    assert [path.stem[-7:] for path in sorted((work / "out").iterdir())] == [
        "2561-09", "2561-10", "2561-11",
    ]  # fmt: skip


def test_an_announcement_is_of_the_month_that_is_meant(here, register):
    said = here("remind", "--opening", "--register", register, "--as-of", "2018-08-31", check=0)
    assert said.error == "month not said: this is September 2018 (2561)"


def test_the_schedule_of_another_year_is_told(here, register):
    result = here(
        "remind", "--register", register, "--month", "2562-09", "--district", "03", check=0
    )
    assert "that of 2561 is still in force" in result.error


def test_no_register_is_needed_and_none_is_made(here, everything):
    before = everything()
    result = here("remind", "--province", "ลำปาง", *MONTH, check=0)
    assert len(dear(result)) == len(DISTRICTS)
    assert everything() == before


def test_the_messages_are_thai_in_either_language(here, remind, register):
    english = remind("--district", "03")
    thai = here("--lang", "th", "remind", "--register", register, *MONTH, "--district", "03")
    assert thai.out == english.out


def test_nothing_is_recorded(remind, register):
    remind("--all")
    with Register.open(register) as book:
        assert book.history("52", [Month(2018, 9)]) == []
