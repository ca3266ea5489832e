"""What the console of Windows shows, read back from the cells of its screen."""

import ctypes
import os
import sys

import pytest

from cddctl.cli.console import encode_text

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="there is no such console here")

COMMANDS = {
    "due": ("due", "--month", "2018-09", "--province", "lampang"),
    "report": ("report", "--month", "2018-09"),
    "status": ("status", "--month", "2018-09"),
}
COLUMNS = 120


def letters(lines):
    """All that is written, without the blanks that only lay it out."""
    return "".join("".join(lines).split())


def headings(lines):
    """The lines that stand above the rule of each table, down from the last blank one or text."""
    rules = [at for at, line in enumerate(lines) if line and not line.strip("- ")]
    return [line for at in rules for line in lines[at - 1 : at]]


@pytest.fixture
def shown(terminal, register, record):
    """Run a command in a console of 120 columns; the rows of its screen, and its exit code."""
    month = ("--month", "2018-09")
    record("leaders", "01", "total=1200", "persons=1180", *month)
    record("leaders", "02", "--not-applicable", "--note", "กำลังตรวจสอบ ณ ที่ว่าการอำเภอ", *month)

    def shown(*args):
        # As an office PC has it: nothing in the environment says what the console can do.
        bare = dict.fromkeys(("COLUMNS", "TERM", "NO_COLOR", "FORCE_COLOR"))
        child = terminal(*args, "--register", register, columns=COLUMNS, env=bare)
        child.read()
        rows, code = child.rows()
        return rows, code

    return shown


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_cells_hold_the_table_and_nothing_else(
    shown, here, register, monkeypatch, command, language
):
    args = (*COMMANDS[command], "--lang", language)
    rows, code = shown(*args)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    expected = here(*args, "--register", register, check=code).out.splitlines()
    whole = "\n".join(rows)
    assert "\x1b" not in whole
    assert "←" not in whole  # as some fonts show it
    assert "[0m" not in whole
    assert letters(rows) == letters(expected)
    assert headings(expected)
    assert [line for line in headings(expected) if line not in rows] == []


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_redirected_is_in_the_code_page_of_the_pc(run, here, register, command, language):
    args = (*COMMANDS[command], "--lang", language, "--register", register)
    kernel = ctypes.windll.kernel32
    number = kernel.GetConsoleOutputCP() or kernel.GetOEMCP()
    text = here(*args, check=0).out.replace("\n", os.linesep)
    assert run(*args, env={"PYTHONUTF8": None}).raw == encode_text(text, f"cp{number}")
