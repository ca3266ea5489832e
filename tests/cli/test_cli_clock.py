"""The day is Thailand's, and nothing is written by a clock that cannot be right."""

from datetime import UTC, date, datetime

import pytest

from cddctl.cli import clock
from cddctl.schedule.library import ScheduleLibrary

MONTH = ("--month", "2018-09")
LEADERS = ("record", "leaders", "mae-mo", "total=12", "persons=12", *MONTH)


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda *moment: monkeypatch.setattr(
        clock, "utc_now", lambda: datetime(*moment, tzinfo=UTC)
    )


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_the_day_is_thailand_s(here, record, register, monkeypatch, at, zone):
    """At 03:00 in Bangkok it is still the day before in London, and later the same day in Tokyo."""
    monkeypatch.setenv("TZ", zone)
    monkeypatch.delenv("CDDCTL_AS_OF")
    at(2018, 9, 5, 20, 0)
    record(*LEADERS[1:])
    told = here("history", "--register", register, check=0).out
    assert "6 Sep 2018 03:00  recorded" in told
    assert "received 6 Sep 2018" in told


IMPOSSIBLE = [
    (2561, 9, 5),  # the Buddhist year
    (2200, 1, 1),
    (2017, 9, 30),  # the day before the first schedule
    (1970, 1, 1),
]
DOORS = [
    LEADERS,
    ("record", "--from", "table.csv"),
    ("extend", "mae-mo", "--until", "2018-10-05", "--reason", "น้ำท่วม", *MONTH),
    ("close", "--incomplete", "--reason", "ส่งก่อน", *MONTH),
    ("reopen", "--reason", "ผิด", "--month", "2018-06"),
    ("undo", "--yes"),
    ("redo", "--yes"),
    ("register", "merge", "other.sqlite3"),
    ("register", "backup"),
    ("register", "restore", "other.sqlite3", "--yes"),
]


@pytest.fixture
def prepared(here, record, register, work):
    """A register with something to undo and to bring back, a closed round, and another register."""
    record(*LEADERS[1:])
    use = ("--register", register)
    here("close", "--incomplete", "--reason", "x", "--month", "2018-06", *use, check=0)
    record("leaders", "ngao", "total=1", "persons=1", *MONTH)
    here("undo", "--yes", *use, check=0)
    (work / "other.sqlite3").write_bytes(register.read_bytes())
    (work / "table.csv").write_text(
        "district,database,month,total,persons\n5203,leaders,2561-09,4,4\n", encoding="utf-8"
    )


@pytest.mark.parametrize("moment", IMPOSSIBLE)
@pytest.mark.parametrize("words", DOORS, ids=lambda words: "-".join(words[:2]))
@pytest.mark.usefixtures("prepared")
def test_an_impossible_clock_is_refused_at_every_door(
    here, register, everything, at, words, moment
):
    before = everything()
    at(*moment)
    refused = here(*words, "--register", register, check=3)
    assert refused.error.startswith("error: the clock of this PC says ")
    assert "nothing was written" in refused.error
    assert everything() == before


@pytest.mark.parametrize("words", [("init", "--province", "lampang"), LEADERS])
def test_no_register_is_made_either(here, data, at, words):
    at(2561, 9, 5)
    words = (*words, *(("--province", "lampang") if words is LEADERS else ()))
    assert "the clock of this PC says" in here(*words, check=3).error
    assert not data.exists()


def test_the_first_day_is_that_of_the_first_schedule(at):
    first = ScheduleLibrary().first_year().start
    assert first == date(2017, 10, 1)
    at(first.year, first.month, first.day)
    clock.refuse_impossible()
