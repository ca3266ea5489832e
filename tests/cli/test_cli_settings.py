"""The folder of schedules that a register was recorded with is remembered, and missed."""

import json
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("cases")
SEPTEMBER = ("--month", "2569-09", "--as-of", "2026-09-05")
COUNT = ("record", "leaders", "mae-mo", "total=120")


@pytest.fixture
def own(work):
    """A folder with a schedule in which leaders are counted in another unit."""
    folder = work / "own"
    folder.mkdir()
    schedule = (CASES / "schedule-2569-other-unit.yaml").read_bytes()
    (folder / "2569.yaml").write_bytes(schedule)
    return folder


@pytest.fixture
def lampang(here, register):
    def lampang(*words, check=0):
        return here(*words, "--register", register, check=check)

    return lampang


@pytest.fixture
def recorded(lampang, own):
    return lampang(*COUNT, "places=118", *SEPTEMBER, "--schedules", own)


def test_a_folder_of_schedules_is_typed_once(lampang, own, recorded):
    assert f"remembered for this register: the schedules in {own}" in recorded.err
    again = lampang("record", "leaders", "ngao", "total=5", "places=5", *SEPTEMBER)
    assert "remembered" not in again.err
    assert "123" in lampang("report", *SEPTEMBER).out
    assert str(own) in lampang("register", "info").out.replace("\n", "")
    assert json.loads(lampang("register", "info", "--format", "json").out)["schedules"] == str(own)


@pytest.mark.usefixtures("recorded")
def test_another_folder_that_is_written_with_takes_its_place(lampang, own, work):
    other = own.rename(work / "other")
    lampang("due", *SEPTEMBER, "--schedules", other)
    lampang(*COUNT, "places=117", *SEPTEMBER, check=5)
    lampang(*COUNT, "places=117", *SEPTEMBER, "--schedules", other)
    lampang(*COUNT, "places=116", *SEPTEMBER)


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "words",
    [
        (*COUNT, "persons=118", *SEPTEMBER),
        ("close", "--incomplete", "--reason", "flood", *SEPTEMBER),
        ("extend", "mae-mo", "--until", "2026-10-09", "--reason", "flood", *SEPTEMBER),
        ("forms", *SEPTEMBER),
        ("undo", "--yes"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_is_written_with_others_in_place_of_a_missing_folder(lampang, own, work, words):
    own.rename(work / "gone")
    refused = lampang(*words, check=5)
    assert f"schedules that this register was recorded with are not there: {own}" in refused.err
    assert lampang("history").out.count("118") == 1


@pytest.mark.usefixtures("recorded")
def test_what_only_shows_goes_on_and_warns(lampang, own):
    (own / "2569.yaml").unlink()
    report = lampang("report", *SEPTEMBER)
    assert report.err.count("the usual ones are used here") == 1
    assert "the usual ones are used here" in lampang("register", "info").err


def test_init_remembers_and_a_dry_run_does_not(lampang, own, register):
    lampang("init", "--province", "lampang")
    lampang(*COUNT, "places=1", *SEPTEMBER, "--schedules", own, "--dry-run")
    assert not list(register.parent.glob("*.json"))
    lampang("init", "--province", "lampang", "--schedules", own)
    lampang(*COUNT, "places=1", *SEPTEMBER)


@pytest.mark.usefixtures("recorded")
def test_a_broken_file_of_settings_stops_no_command(lampang, register):
    register.with_name(f"{register.name}.settings.json").write_bytes(b"{")
    shown = lampang("due", *SEPTEMBER)
    assert shown.err.count("are not used: it is not a file of settings") == 1
