"""Paths as they are typed: made whole once, said as they were typed, refused in one line."""

import os
import sys
from pathlib import Path

import pytest

from cddctl.cli import paths
from cddctl.cli.paths import TypedPath, any_path, file_path
from cddctl.errors import UsageRefused

ON_WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="only Windows has drives")
MONTH = ("--month", "2018-09")

TAKING_A_FILE = {
    "--register": ("due", *MONTH, "--province", "lampang", "--register"),
    "init": ("init", "--province", "lampang", "--register"),
    "due": ("due", *MONTH, "-o"),
    "calendar": ("calendar", "--year", "2561", "-o"),
    "picture": ("picture", *MONTH, "-o"),
    "summary": ("summary", *MONTH, "-o"),
    "restore": ("register", "restore"),
    "merge": ("register", "merge"),
    "export": ("register", "export", "-o"),
    "schedule check": ("schedule", "check"),
}
TAKING_ANY = {
    "--schedules": ("due", *MONTH, "--schedules"),
    "forms": ("forms", "--province", "lampang", *MONTH, "-o"),
    "remind": ("remind", "--province", "lampang", *MONTH, "-o"),
    "backup": ("register", "backup"),
    "--from": ("record", "--province", "lampang", "--from"),
    "undo": ("undo", "--from"),
}
TAKING = TAKING_A_FILE | TAKING_ANY


def refusal(make, typed):
    with pytest.raises(UsageRefused) as refused:
        make(typed)
    return str(refused.value)


@pytest.mark.parametrize("make", [any_path, file_path])
@pytest.mark.parametrize("typed", ["a.csv", "ส่งกลับ/แม่เมาะ.xlsx", "../a.csv", "./a.csv", "-a"])
def test_a_path_is_absolute_and_said_as_it_was_typed(make, tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    path = make(typed)
    assert path.is_absolute()
    assert f"{path}" == f"{path}" == str(Path(typed))
    assert os.path.abspath(path) == os.path.abspath(typed)  # noqa: PTH100


def test_what_lies_below_is_said_so_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = any_path("forms")
    assert f"{folder / 'lampang' / 'a.xlsx'}" == str(Path("forms/lampang/a.xlsx"))
    assert f"{folder.with_name('other')}" == str(tmp_path / "other")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "2561.yaml").touch()
    assert [f"{path}" for path in folder.glob("*.yaml")] == [str(Path("forms/2561.yaml"))]
    assert f"{TypedPath(tmp_path / 'b')}" == str(tmp_path / "b")


def test_an_absolute_path_and_a_dash_stay(tmp_path):
    path = file_path(str(tmp_path / "a.csv"))
    assert (path, f"{path}") == (tmp_path / "a.csv", str(tmp_path / "a.csv"))
    assert (str(any_path("-")), str(file_path("-"))) == ("-", "-")


@pytest.mark.parametrize("typed", ["~", "~/a/b.csv"])
def test_the_home_folder(tmp_path, monkeypatch, typed):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert any_path(typed) == tmp_path / typed[2:]
    assert any_path("~else").name == "~else"


@pytest.mark.parametrize("on_windows", [True, False])
def test_a_backslash_leads_on_from_the_home_folder_on_windows(monkeypatch, on_windows):
    monkeypatch.setattr(paths, "_ON_WINDOWS", on_windows)
    assert paths.is_of_home("~\\a") == on_windows
    assert paths.is_of_home("~/a")
    assert paths.is_folder_meant("a\\") == on_windows
    assert paths.is_folder_meant("E:") == on_windows
    assert paths.is_folder_meant("a/")


@pytest.mark.parametrize("typed", ["/", ".", "..", "a/", "a/.."])
def test_a_file_has_a_name(typed):
    assert refusal(file_path, typed) == f"{typed} names a folder; add the name of the file"
    assert any_path(typed).is_absolute()


@pytest.mark.parametrize("make", [any_path, file_path])
def test_what_can_be_no_path(make, monkeypatch):
    for typed in ("", "  "):
        assert refusal(make, typed) == "a path is empty; write the name of the file or folder"
    assert refusal(make, "a\0b") == r"'a\x00b' has a character in it that no name may have"
    monkeypatch.setattr(paths, "_ON_WINDOWS", False)
    assert make('a"b').name == 'a"b'
    monkeypatch.setattr(paths, "_ON_WINDOWS", True)
    assert refusal(make, 'E:\\my forms" --month 2561-09') == (
        'E:\\my forms" --month 2561-09: a " stands in it, which no name may have: '
        'a \\ before the closing " makes it part of the name; '
        'leave out that \\, as in "C:\\my folder"'
    )


def test_the_folder_that_one_is_in_is_gone(monkeypatch):
    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    if sys.platform != "win32":
        assert refusal(any_path, "a") == (
            "a: the folder that you are in is not there any more; go to another"
        )


@pytest.mark.parametrize("command", TAKING)
def test_every_path_is_looked_at(here, register, command):
    result = here(*TAKING[command], "", env_register(register, command), check=2)
    assert result.error.startswith("error: a path is empty")


@pytest.mark.parametrize("command", TAKING)
def test_a_quote_that_swallowed_what_follows(here, register, command, monkeypatch):
    monkeypatch.setattr(paths, "_ON_WINDOWS", True)
    typed = 'folder" --month 2561-09'
    result = here(*TAKING[command], typed, env_register(register, command), check=2)
    assert result.error.startswith(f'error: {typed}: a " stands in it')


@pytest.mark.parametrize("command", TAKING_A_FILE)
def test_a_path_without_a_name(here, register, command):
    result = here(*TAKING_A_FILE[command], "..", env_register(register, command), check=2)
    assert result.error == "error: .. names a folder; add the name of the file"


def env_register(register, command):
    """The register, where the path that is tried is not its own."""
    is_own = command in {"--register", "init", "calendar", "schedule check"}
    return (
        "--as-of=2018-09-05"
        if command == "calendar"
        else ("--lang=en" if is_own else f"--register={register}")
    )


@ON_WINDOWS
@pytest.mark.parametrize("command", TAKING)
@pytest.mark.parametrize("typed", ["Q:", "Q:\\", "Q:a.b", "Q:\\a.b", "\\\\no\\such"])
def test_drives_end_in_one_line(here, register, command, typed):
    result = here(*TAKING[command], typed, env_register(register, command))
    assert result.code in {0, 2, 3, 4, 5}
    assert len([line for line in result.err.splitlines() if line.startswith("error: ")]) <= 1


@ON_WINDOWS
def test_a_drive_is_its_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drive = tmp_path.drive
    assert any_path(drive) == tmp_path
    assert any_path(f"{drive}a.csv") == tmp_path / "a.csv"
    assert any_path("\\a.csv") == Path(f"{drive}\\a.csv")
    assert f"{any_path(drive) / 'a.csv'}" == f"{drive}a.csv"
