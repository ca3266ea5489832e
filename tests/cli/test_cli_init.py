"""`cddctl init`: a register of a province, made once."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cddctl.register.store import Register


def test_in_the_data_folder(here, data):
    path = data / "cddctl" / "register.sqlite3"
    result = here("init", "--province", "lampang", check=0)
    assert (result.out, result.error) == ("", f"created the register of Lampang: {path}")
    with Register.open(path) as book:
        assert book.home == "52"
    assert [p.name for p in path.parent.iterdir()] == ["register.sqlite3"]
    # Its province is the default from now on.
    assert "(Lampang)" in here("due", "--month", "2018-09", check=0).out


@pytest.mark.parametrize("typed", ["52", "๕๒", "Lampang", "ลำปาง", "จ.ลำปาง", "ล\u0e4d\u0e32ปาง"])
def test_where_it_is_said(here, work, typed):
    path = Path("new", "here.sqlite3")
    result = here("init", "--province", typed, "--register", path, check=0)
    assert result.error == f"created the register of Lampang: {path}"
    with Register.open(work / "new" / "here.sqlite3") as book:
        assert book.home == "52"


def test_where_the_environment_says(here, work, monkeypatch):
    monkeypatch.setenv("CDDCTL_REGISTER", "ours.sqlite3")
    here("init", "--province", "phrae", check=0)
    assert (work / "ours.sqlite3").is_file()
    assert [p.name for p in work.iterdir()] == ["ours.sqlite3"]


def test_again_for_the_same_province_it_is_ready(here, record, register, everything):
    for recorded in (False, True):
        if recorded:
            record("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
        before = everything()
        said = here("init", "--province", "lampang", "--register", register, check=0)
        assert said.error == f"the register is ready: {register}, Lampang"
        assert everything() == before


@pytest.mark.parametrize(
    ("words", "code", "made"),
    [(["--province", "phrae"], "54", "Phrae"), (["--nation"], None, "the nation")],
)
def test_for_another_province_an_empty_one_is_made_anew(here, register, words, code, made):
    said = here("init", *words, "--register", register, check=0)
    assert said.error == f"created the register of {made}: {register}"
    with Register.open(register) as book:
        assert book.home == code
    assert [path.name for path in register.parent.iterdir()] == [register.name]


@pytest.mark.parametrize("words", [["--province", "phrae"], ["--nation"]])
def test_one_with_entries_stays(here, record, register, everything, words):
    record("leaders", "02", "total=1", "persons=1", "--month", "2018-09")
    before = everything()
    refused = here("init", *words, "--register", register, check=4)
    assert refused.error == (
        f"error: {register} is the register of Lampang, and stays as it is; "
        "for another one name another file: --register PATH"
    )
    assert everything() == before


@pytest.mark.parametrize("content", [b"", b"a letter"])
def test_any_file_that_is_there_stays(here, work, everything, content):
    (work / "letter.txt").write_bytes(content)
    before = everything()
    result = here("init", "--province", "lampang", "--register", "letter.txt")
    assert (result.code, result.out) == (4, "")
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "a path is empty; write the name of the file or folder"),
        (".", ". names a folder; add the name of the file"),
        ("..", ".. names a folder; add the name of the file"),
        ("/", "/ names a folder; add the name of the file"),
    ],
)
def test_what_names_no_file(here, everything, path, said):
    before = everything()
    result = here("init", "--province", "lampang", "--register", path)
    assert (result.code, result.out) == (2, "")
    assert result.error == f"error: {said}"
    assert everything() == before


def test_a_folder_is_no_file(here, work, everything):
    (work / "folder").mkdir()
    before = everything()
    result = here("init", "--province", "lampang", "--register", "folder")
    assert (result.code, result.out) == (4, "")
    assert result.error.startswith("error: the register folder cannot be used: it is a folder")
    assert everything() == before


def test_below_a_file_nothing_is_made(here, work, everything):
    (work / "letter.txt").write_bytes(b"")
    before = everything()
    result = here("init", "--province", "lampang", "--register", "letter.txt/register.sqlite3")
    assert (result.code, result.out) == (4, "")
    assert "cannot be used: a part of its path is no folder" in result.error
    assert everything() == before


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "which province? add --province, as in --province lampang"),
        (["--province", "lampan"], 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
        (["--province", "bangkok"], 3, "has no community development office"),
        (["--province", "5202"], 3, "no province is called '5202'"),
        (["lampang"], 2, "what is 'lampang' for?"),
    ],
)
def test_refused(here, everything, args, code, said):
    before = everything()
    result = here("init", *args)
    assert (result.code, result.out) == (code, "")
    assert said in result.error
    assert everything() == before


def test_triggers_hold(register):
    with closing(sqlite3.connect(register)) as db:
        for statement in ("UPDATE register SET home_province = '54'", "DELETE FROM register"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(statement)


def test_init_in_its_own_process(run, data):
    path = data / "cddctl" / "register.sqlite3"
    result = run("init", "--province", "ลำปาง", "--lang", "th", check=0)
    assert result.raw == b""
    assert str(path) in result.error
    assert path.is_file()


# --- The month when use begins ---------------------------------------------------------------


def open_months(here, register, *args):
    said = here("status", "--register", register, "--check", "--as-of", "2018-11-05", *args)
    months = re.findall(r"of (\w+ \d{4}) \(", said.out)
    return list(dict.fromkeys(months))


def test_it_is_said_and_said_anew(here, register):
    init = ("init", "--province", "lampang", "--register", register)
    assert open_months(here, register)[0] == "September 2018"  # it was made then
    for month, first in [("2561-10", "October 2018"), ("2561-08", "August 2018")]:
        said = here(*init, "--from", month, check=0)
        assert said.err.splitlines() == [
            f"the register is ready: {register}, Lampang",
            f"use begins in {first} (2561): nothing before it is expected",
        ]
        assert open_months(here, register)[0] == first
    before = register.read_bytes()
    here("init", "--register", register, "--from", "8/2561", check=0)  # its own province is meant
    assert register.read_bytes() == before  # it is so already
    here("undo", "--register", register, "--yes", check=0)
    assert open_months(here, register)[0] == "October 2018"
    assert "use begins" in here("history", "--register", register, "--month", "2561-10").out


def test_it_is_said_of_a_new_register(here, work):
    words = ("--register", work / "new.sqlite3")
    here("init", "--province", "phrae", *words, "--from", "2561-09", check=0)
    assert open_months(here, work / "new.sqlite3")[0] == "September 2018"
    # Nothing was recorded yet: it may be of another province.
    said = here("init", "--province", "lampang", *words, check=0)
    assert said.error.startswith("created the register of Lampang")


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["--nation", "--from", "2561-09"], 2, "--from is of one province"),
        (["--province", "phrae", "--from", "2559-01"], 3, "no schedule"),
        (["--province", "phrae", "--from", "x"], 2, "is not a month"),
    ],
)
def test_a_month_that_cannot_be(here, work, words, code, error):
    refused = here("init", *words, "--register", "new.sqlite3", check=code)
    assert error in refused.error
    assert not list(work.iterdir())
