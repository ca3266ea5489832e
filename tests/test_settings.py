"""Settings beside a register: read whatever lies there, written without losing anything."""

import json
from pathlib import Path

import pytest

from cddctl.errors import OutputRefused, UsageRefused
from cddctl.settings import Origin, Settings, Value


@pytest.fixture
def register(tmp_path):
    return tmp_path / "lampang.sqlite3"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lampang.sqlite3.settings.json"


def test_what_is_set_is_there_the_next_time(register, file):
    settings = Settings(register)
    settings.set("language", "th")
    settings.set("by", "สมศรี")
    settings.unset("language")
    assert settings.get("by") == Settings(register).get("by") == "สมศรี"
    assert json.loads(file.read_text("utf-8")) == {"by": "สมศรี"}


def test_a_folder_below_the_registers_moves_with_it(register, tmp_path):
    Settings(register).set("schedules", str(tmp_path / "กำหนดการ" / "2562"))
    elsewhere = str(Path("/elsewhere").absolute())
    Settings(register).set("inbox", elsewhere)
    moved = tmp_path / "moved"
    moved.mkdir()
    for path in tmp_path.glob("*.json"):
        path.rename(moved / path.name)
    settings = Settings(moved / register.name)
    assert settings.get("schedules") == str(moved / "กำหนดการ" / "2562")
    assert settings.get("inbox") == elsewhere


@pytest.mark.parametrize(
    ("option", "variable", "setting", "value"),
    [
        ("th", "en", "en", Value("th", Origin.OPTION)),
        (None, "th", "en", Value("th", Origin.ENVIRONMENT)),
        (None, "", "th", Value("th", Origin.SETTING)),
        (None, None, None, Value("en", Origin.DEFAULT)),
    ],
)
def test_the_first_that_gives_a_value_holds(
    register, monkeypatch, option, variable, setting, value
):
    monkeypatch.delenv("CDDCTL_LANG", raising=False)
    if variable is not None:
        monkeypatch.setenv("CDDCTL_LANG", variable)
    settings = Settings(register)
    if setting is not None:
        settings.set("language", setting)
    assert settings.value("language", option, "en") == value


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is not a file of settings"),
        (b"\xff\xfe{", "it is not a file of settings"),
        (b"[1]", "it is not a file of settings"),
        (b"[" * 100_000, "it is not a file of settings"),
        (b'{"language": "fr"}', "the value of language makes no sense"),
        (b'{"by": 7}', "the value of by makes no sense"),
        (b'{"by": "a\\u001bb"}', "the value of by makes no sense"),
    ],
)
def test_what_cannot_be_used_leaves_the_default(register, file, content, problem):
    file.write_bytes(content)
    settings = Settings(register)
    assert settings.problem == problem
    assert (settings.get("language"), settings.get("by")) == (None, None)


def test_a_folder_in_the_files_place_is_no_file(register, file):
    file.mkdir()
    assert Settings(register).problem == "it is not a file of settings"
    with pytest.raises(OutputRefused):
        Settings(register).set("by", "Somsri")


def test_what_is_not_known_here_is_kept(register, file):
    file.write_text('\ufeff{"colour": ["red"], "odd": "\\ud800", "language": "fr"}', "utf-8")
    Settings(register).set("by", "Somsri")
    assert json.loads(file.read_text("utf-8")) == {
        "colour": ["red"],
        "odd": "\ud800",
        "language": "fr",
        "by": "Somsri",
    }


def test_what_another_command_has_set_meanwhile_is_kept(register):
    early = Settings(register)
    Settings(register).set("language", "th")
    early.set("by", "Somsri")
    assert early.get("language") == "th"


def test_a_file_that_cannot_be_read_is_put_aside(register, file):
    file.write_text("{half")
    Settings(register).set("by", "Somsri")
    assert file.with_name(f"{file.name}.unread").read_text() == "{half"
    assert Settings(register).problem is None


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("language", "fr", "'fr' is no value of language; it may be th or en"),
        ("by", " ", "' ' is no value of by"),
        ("by", "a\x1bb", r"'a\x1bb' is no value of by"),
    ],
)
def test_a_value_that_makes_no_sense_is_not_kept(register, file, key, text, message):
    with pytest.raises(UsageRefused) as refused:
        Settings(register).set(key, text)
    assert str(refused.value) == message
    assert not file.exists()
