"""A register that was put back to an earlier state is noticed, and what is missing taken in."""

from datetime import UTC, datetime, timedelta

import pytest

from cddctl.register.copies import folder_of

MONTH = ("--month", "2018-09")
FIRST_DAY = datetime(2018, 9, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def on_day(monkeypatch):
    """Set the clock to a day: on_day(0) is the first."""

    def on_day(number):
        now = FIRST_DAY + timedelta(days=number)
        monkeypatch.setattr("cddctl.cli.clock.utc_now", lambda: now)

    return on_day


@pytest.fixture
def put_back(record, register, on_day):
    """The register of the first day in place of that of the third, on the fourth."""
    for day, persons in enumerate((97, 98, 99, 100)):
        on_day(day)
        record("leaders", "mae-mo", "total=120", f"persons={persons}", *MONTH)
        if day == 0:
            earlier = register.read_bytes()
    register.write_bytes(earlier)
    on_day(4)
    return register


@pytest.fixture
def lacks(put_back):
    copy = folder_of(put_back) / f"{put_back.stem}-2018-09-13.sqlite3"
    return (
        "warning: the register lacks 2 batches that a backup holds: an earlier state of it was put "
        f'back; take in what is missing: cddctl register merge "{copy}" --register "{put_back}"\n'
    )


@pytest.mark.parametrize(
    "words",
    [
        ("report", *MONTH),
        ("record", "leaders", "ngao", "total=1", "persons=1", *MONTH),
        ("undo", "--dry-run"),
        ("extend", "ngao", "--until", "2018-10-05", "--reason", "น้ำท่วม", *MONTH),
        ("history",),
    ],
)
def test_the_first_command_of_a_day_warns(here, put_back, lacks, words):
    assert lacks in here(*words, "--register", put_back, check=0).err


def test_once_the_day_has_its_copy_it_warns_no_more(here, record, put_back, lacks):
    record("leaders", "ngao", "total=1", "persons=1", *MONTH)
    assert lacks not in here("report", *MONTH, "--register", put_back, check=0).err


def test_check_fails_and_info_warns(here, put_back, lacks):
    checked = here("register", "check", "--register", put_back, check=1)
    assert checked.err.endswith(f"all as recorded\n{lacks}")
    assert lacks in here("register", "info", "--register", put_back, check=0).err


def test_what_it_lacks_is_taken_in(here, put_back):
    [*_others, copy] = sorted(folder_of(put_back).iterdir())
    told = here("register", "merge", copy, "--register", put_back, check=0)
    assert "taken in: 2 entries of 1 register" in told.out
    assert "lacks" not in told.err
    assert here("register", "check", "--register", put_back, check=0).err.count("\n") == 1
