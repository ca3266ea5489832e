"""`cddctl setup`: the daily task of Windows."""

import sys
from types import SimpleNamespace

import pytest

from cddctl.cli import setup as module

ON_WINDOWS = r"C:\Program Files\cddctl\cddctl.exe"


@pytest.fixture
def calls(monkeypatch):
    """As on Windows: what is run there, and what comes of it."""
    calls = []
    monkeypatch.setattr(module, "_ON_WINDOWS", True)
    monkeypatch.setattr(module, "_program", lambda: [ON_WINDOWS])

    def run(words, **_options):
        calls.append(words)
        return SimpleNamespace(returncode=0, stderr=b"")

    monkeypatch.setattr(module.subprocess, "run", run)
    return calls


def test_the_command_on_any_system(here, monkeypatch):
    monkeypatch.setattr(module, "_program", lambda: [ON_WINDOWS])
    said = here("setup", "--dry-run", check=0)
    task = r"\"C:\Program Files\cddctl\cddctl.exe\" today --check --wait"
    assert said.out == f'schtasks /Create /F /SC DAILY /ST 08:30 /TN cddctl /TR "{task}"\n'
    assert here("setup", "--remove", "--dry-run").out == "schtasks /Delete /F /TN cddctl\n"


def test_on_windows(here, calls, register):
    said = here("setup", "--at", "๗.๐๕", "--register", register, check=0)
    assert said.error == "each day at 07:05 what is to be done is shown, if anything is"
    [words] = calls
    assert words[:8] == ["schtasks", "/Create", "/F", "/SC", "DAILY", "/ST", "07:05", "/TN"]
    assert words[-1].endswith(f"today --check --wait --register {register}")
    assert here("setup", "--remove", check=0).error == "the daily task is gone"


@pytest.mark.usefixtures("calls")
def test_what_windows_refuses_is_told(here, monkeypatch):
    refusal = SimpleNamespace(returncode=1, stderr=b"ERROR: Access is\r\ndenied.\r\n")
    monkeypatch.setattr(module.subprocess, "run", lambda *_words, **_options: refusal)
    monkeypatch.setattr(module, "_OEM", "ascii")
    refused = here("setup", check=3)
    assert refused.error.startswith("error: Windows did not make the task: ERROR: Access is")


@pytest.mark.skipif(sys.platform == "win32", reason="it would make a task")
def test_elsewhere_it_is_told_in_a_line(here):
    assert "on Windows alone" in here("setup", check=2).error


@pytest.mark.parametrize("typed", ["8", "25:00", "08:60", "x"])
def test_a_time_that_is_none(here, typed):
    assert "is not a time" in here("setup", "--at", typed, "--dry-run", check=2).error
