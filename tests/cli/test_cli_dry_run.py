"""`--dry-run` of what writes files: nothing is written, and what would be refused is refused."""

import pytest

MONTH = ("--month", "2018-09")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["forms", *MONTH], 13),
        (["forms", *MONTH, "--csv"], 1),
        (["remind", *MONTH, "-o", "out"], 13),
        (["report", *MONTH, "--xlsx"], 1),
        (["report", *MONTH, "--format", "csv", "-o", "a.csv"], 1),
        (["summary", *MONTH], 1),
        (["picture", *MONTH], 1),
        (["calendar", "--year", "2561"], 1),
        (["status", *MONTH, "-o", "a.txt"], 1),
        (["register", "export", "-o", "a.json"], 1),
        (["schedule", "show", "--year", "2561", "--xlsx"], 1),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else None,
)
def test_nothing_is_written(here, register, everything, words, count):
    before = everything()
    said = here(*words, "--dry-run", "--register", register, check=0)
    assert said.err.count("dry run: would write ") == count
    assert everything() == before


def test_what_would_be_refused_is_refused(here, register, work):
    (work / "a.csv").write_text("mine")
    words = ("report", *MONTH, "--format", "csv", "-o", "a.csv", "--register", register)
    assert here(*words, "--dry-run").error == here(*words).error
    assert here(*words, "--dry-run").code == 3


def test_a_note_and_a_copy_of_a_register(here, register, everything):
    before = everything()
    said = here("report", *MONTH, "--note", "x", "--register", register, "--dry-run", check=0)
    assert "the note would be kept: x" in said.err
    assert "add --month" in here("report", "--note", "x", "--register", register, "--dry-run").error
    here("register", "export", "-o", "a.sqlite3", "--register", register, "--dry-run", check=0)
    assert everything() == before


def test_init(here, everything):
    before = everything()
    said = here("init", "--province", "phrae", "--register", "x", "--from", "2561-09", "--dry-run")
    assert said.err.splitlines() == [
        "would create the register x: Phrae", "use would begin in September 2018 (2561)",
    ]  # fmt: skip
    assert everything() == before


def test_it_is_in_the_help(here):
    assert "--dry-run" in here("forms", "--help").out
    assert "--dry-run" not in here("register", "check", "--help").out


def test_backup_and_restore(here, register, everything):
    words = ("--register", register)
    here("register", "backup", "copy.sqlite3", *words, check=0)
    before = everything()
    assert "would write elsewhere/lampang-" in here(
        "register", "backup", "elsewhere", *words, "--dry-run", check=0
    ).err.replace("\\", "/")
    refused = here("register", "backup", "copy.sqlite3", *words, check=4).error
    assert here("register", "backup", "copy.sqlite3", *words, "--dry-run").error == refused
    said = here("register", "restore", "copy.sqlite3", *words, "--dry-run", check=0)
    assert "would restore: " in said.err.splitlines()[-1]
    assert everything() == before
