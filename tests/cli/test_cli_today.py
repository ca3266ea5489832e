"""`cddctl today`: what waits, and what to type next."""

import json
import re
import shlex
import sys

import pytest

from cddctl.settings import Settings

THE_DAY = ("--as-of", "2018-09-07")


@pytest.fixture
def today(here, register):
    def today(*args, check=0):
        return here("today", "--register", register, *args, check=check)

    return today


def test_what_waits(today, register, golden):
    said = today(*THE_DAY)
    golden("today.txt", said.out.replace(str(register), "lampang.sqlite3"))
    lines = said.out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines[:-3])) <= 80
    assert said.err == ""


def test_what_waits_in_thai(here, register, golden):
    said = here("--lang", "th", "today", "--register", register, *THE_DAY, check=0)
    golden("today.th.txt", said.out.replace(str(register), "lampang.sqlite3"))


def test_the_worst_day_fits_a_screen(here, register, today, record):
    """Everything waits: years of it, a file in the inbox, a complete round, an old backup."""
    here("init", "--province", "lampang", "--register", register, "--from", "2560-11")
    record("otop-sales", "all", "total=1", "makers=1", "--month", "2018-08")
    record("savings-groups", "all", "total=1", "savings_groups=1", "--month", "2017-12")
    record("mothers-fund", "all", "total=1", "places=1", "--month", "2018-04")
    for district, until in [("02", "08"), ("03", "09"), ("04", "11")]:
        here(
            "extend", district, "--month", "2018-09", "--until", f"2018-09-{until}", "--reason",
            "flood", "--register", register, check=0,
        )  # fmt: skip
    settings = Settings(register)
    inbox = register.parent / "in"
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(b"x")
    settings.set("inbox", str(inbox))
    settings.set("backup", str(register.parent))
    settings.set("backed_up", "2018-08-30")
    said = today(*THE_DAY)
    lines = said.out.splitlines()
    assert len(lines) <= 24
    for text in (
        "Overdue: ", "Due within 7 days: ", "Inbox: 1 file waits", "Complete and not closed: ",
        "The last backup elsewhere is 8 days old", "Fiscal year 2562 has no schedule yet",
        "cddctl inbox", "cddctl remind --overdue", "cddctl close --month 2560-12",
    ):  # fmt: skip
        assert text in said.out
    assert max(map(len, lines[:-3])) <= 80


def words_of(command):
    """The words of a command, as the system's own shell parts them."""
    if sys.platform != "win32":
        return shlex.split(command)
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]


def test_the_commands_work_as_typed(here, register, today, everything):
    settings = Settings(register)
    settings.set("backup", str(register.parent / "else where"))
    said = json.loads(today("--format", "json", "--as-of", "2018-09-05").out)
    commands = [words_of(command) for command in said["next"]]
    assert [" ".join(words[:3]) for words in commands] == [
        "cddctl register backup", "cddctl remind --within", "cddctl schedule new",
    ]  # fmt: skip
    *commands, asking = commands
    for _cddctl, *words in commands:
        here(*words, "--as-of", "2018-09-05", check=0)
    assert "no terminal" in here(*asking[1:], "--as-of", "2018-09-05", check=2).error
    assert today("--as-of", "2018-09-05", "--format", "json").out != ""
    assert any(name.startswith("work/else where/") for name in everything())


def test_a_backup_elsewhere_is_remembered(here, register, today, tmp_path):
    def last(day):
        return json.loads(today("--format", "json", "--as-of", day).out)["backup"]

    assert last("2018-09-05") is None
    here("register", "backup", "--register", register, check=0)  # beside it
    assert last("2018-09-05") is None
    here("register", "backup", tmp_path / "stick", "--register", register, check=0)
    from cddctl.cli import clock

    day = clock.today()
    assert last(day.isoformat()) == {"date": day.isoformat(), "days": 0}


def test_check(today):
    assert "Overdue" in today("--check", *THE_DAY, check=1).out
    assert today("--check", "--as-of", "2018-09-05").out.count("Due within 7 days") == 1
    # OTOP of August was due by the 10th, before use began.
    assert today("--check", "--as-of", "2018-08-12").out == ""
    assert "Nothing" not in today("--as-of", "2018-08-12").out  # there is no backup elsewhere


def test_alone_it_is_today_once_there_is_a_register(here, register, monkeypatch):
    assert here().out.startswith("Usage: cddctl ")
    monkeypatch.setenv("CDDCTL_REGISTER", str(register))
    said = here(check=0)
    assert said.out.startswith("Wednesday 5 September 2018 (2561), Lampang")
    assert "--register" not in said.out  # the variable names it


def test_in_a_register_of_the_nation_it_is_of_all_provinces(here, monkeypatch):
    monkeypatch.setenv("CDDCTL_REGISTER", "nation.sqlite3")
    here("init", "--nation", check=0)
    here("init", "--province", "lampang", "--register", "own.sqlite3", "--from", "2561-09", check=0)
    here("register", "merge", "own.sqlite3", check=0)
    said = here(*THE_DAY, check=0).out.splitlines()
    assert said[0] == "Friday 7 September 2018 (2561), The nation (76 provinces)"
    assert said[1] == "Overdue: 91 reports, of 1 province"
    assert said[2] == "  52 Lampang: 91 reports, since 6 Sep 2018 (1 day late)"
    commands = [line.split() for line in said[-3:]]
    assert commands[0] == ["cddctl", "status", "--check", "--nation"]
    for (_cddctl, *words), code in zip(commands, (1, 0, 0), strict=True):
        here(*words, *THE_DAY, check=code)
    nation = json.loads(here("today", "--format", "json", *THE_DAY).out)
    assert (nation["province"], len(nation["overdue"])) == (None, 91)


def test_the_commands_name_a_province_that_is_not_the_registers_own(here, monkeypatch):
    monkeypatch.setenv("CDDCTL_REGISTER", "nation.sqlite3")
    here("init", "--nation", check=0)
    said = here("today", "--province", "nan", *THE_DAY, check=0).out
    assert "  cddctl status --province nan\n" in said


@pytest.mark.parametrize(
    ("day", "year"), [("2018-07-31", None), ("2018-08-01", 2562), ("2018-10-01", 2562)]
)
def test_the_schedule_of_next_year_is_missed_from_august_on(today, day, year):
    said = json.loads(today("--format", "json", "--as-of", day).out)
    assert said["without_schedule"] == year
    assert said["without_holidays"] == []


def test_holidays_that_are_not_known(today):
    said = json.loads(today("--format", "json", "--as-of", "2027-08-01").out)
    assert said["without_holidays"] == [2028]
