"""What every command does alike: language, help, usage errors, streams, exit codes, provinces."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.pofile import read_po
from rich.cells import cell_len

from cddctl.cli import HELPS, SECTIONS
from cddctl.cli.common import MONTH_RULE
from cddctl.cli.output import steady_streams, write_data
from cddctl.periods import Month
from cddctl.places import districts, provinces
from cddctl.register.store import Register

CATALOG = Path(__file__).parents[2] / "src/cddctl/locale/th/LC_MESSAGES/cddctl.po"

COMMANDS = [
    (),
    ("due",),
    ("record",),
    ("report",),
    ("init",),
    ("schedule",),
    ("schedule", "show"),
    ("schedule", "check"),
]

FULL = Path("/dev/full")
WINDOWS = sys.platform == "win32"
CLOSING = pytest.mark.skipif(WINDOWS, reason="the shell there closes no stream")
TERMINAL = pytest.mark.skipif(WINDOWS, reason="test_cli_console.py reads the cells there")
SIGNALS = pytest.mark.skipif(WINDOWS, reason="no signal goes to another process there")

ENGLISH = "Due in September 2018 (2561): 8 + 1 = 9 (on the report form + not on it)\n"
THAI = "งวดที่ครบกำหนดในเดือนกันยายน 2561: 8 + 1 = 9 (อยู่ในแบบรายงาน + ไม่อยู่ในแบบรายงาน)\n"


# --- Language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "environment", "first"),
    [
        ([], {}, ENGLISH),
        (["--lang", "th"], {}, THAI),
        (["--lang=th"], {}, THAI),
        (["--lang", "TH"], {}, THAI),
        ([], {"CDDCTL_LANG": "th"}, THAI),
        ([], {"CDDCTL_LANG": ""}, ENGLISH),
        (["--lang", "en"], {"CDDCTL_LANG": "th"}, ENGLISH),
        ([], {"LANG": "th_TH.UTF-8"}, THAI),
        ([], {"LANG": "th_TH.TIS-620"}, THAI),
        ([], {"LANG": "Thai_Thailand.874"}, THAI),
        ([], {"LANG": "C.UTF-8", "LC_ALL": "th_TH"}, THAI),
        ([], {"LANG": "C.UTF-8", "LC_MESSAGES": "th_TH"}, THAI),
        ([], {"LANG": "th_TH.UTF-8", "LC_ALL": "en_US.UTF-8"}, ENGLISH),
        ([], {"LANG": "th_TH.UTF-8", "CDDCTL_LANG": "en"}, ENGLISH),
        ([], {"LANG": "de_DE.UTF-8"}, ENGLISH),
        ([], {"LANG": "C"}, ENGLISH),
    ],
)
def test_language(here, monkeypatch, args, environment, first):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert here("due", *args, check=0).out.startswith(first)


@pytest.mark.parametrize("option", ["--register", "--schedules", "--as-of"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_what_every_command_takes_stands_anywhere(here, register, option, before):
    """Before the command's name or after it; a command that has no use for it takes no notice."""
    value = {"--register": register, "--schedules": "none", "--as-of": "2018-09-05"}[option]
    words = (option, value, "init") if before else ("init", option, value)
    result = here(*words, "--nation")
    made = register if option == "--register" else "cddctl/register.sqlite3"
    assert result.code == 0
    assert Path(made).as_posix() in result.err.replace("\\", "/")


@pytest.mark.parametrize("option", ["--register", "--schedules", "--as-of"])
def test_what_every_command_takes_wants_a_value(here, option):
    assert here("due", option).error == (
        f"error: {option} is not complete: a value belongs after it; see: cddctl --help"
    )


@pytest.mark.parametrize(
    "args",
    [["--lang", "th", "due"], ["due", "--lang", "th"], ["due", "--month", "9/61", "--lang=th"]],
)
def test_language_may_stand_anywhere(here, args):
    assert here(*args, check=0).out.startswith(THAI)


@pytest.mark.parametrize("language", ["fr", "thai", ""])
def test_unknown_language(here, language):
    result = here("due", f"--lang={language}")
    assert (result.code, result.out) == (2, "")
    assert result.error.endswith(
        f"{language!r} is not a language here; write --lang th or --lang en"
    )


@pytest.mark.parametrize(
    ("environment", "thai"),
    [
        ({}, False),
        ({"CDDCTL_LANG": "th"}, True),
        ({"LANG": "th_TH.UTF-8"}, True),
        ({"LANG": "th_TH.UTF-8", "CDDCTL_LANG": "en"}, False),
        ({"LANG": "thai-lookalike"}, True),
        ({"LANG": "the"}, False),
    ],
)
def test_unknown_language_is_told_in_the_usual_one(here, monkeypatch, environment, thai):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for args in (("due", "--lang", "xx"), ("--lang=xx", "due"), ("due", "--lang=xx", "--mnth")):
        result = here(*args)
        assert (result.code, result.out) == (2, "")
        assert result.error == (
            "ผิดพลาด: ไม่มีภาษา 'xx' โปรดใช้ --lang th หรือ --lang en"
            if thai
            else "error: 'xx' is not a language here; write --lang th or --lang en"
        )


def test_language_is_no_word_after_two_dashes(here):
    result = here("due", "--", "--lang", "th")
    assert (result.code, result.out) == (2, "")
    assert result.error.startswith("error: what is '--lang th' for?")


def test_language_without_value(here):
    result = here("due", "--lang")
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        "error: --lang is not complete: a value belongs after it; see: cddctl --help"
    )


def test_unknown_language_of_the_environment(here, monkeypatch):
    monkeypatch.setenv("CDDCTL_LANG", "fr")
    result = here("due")
    assert (result.code, result.out) == (2, "")
    assert "'fr' is not a language here" in result.error
    assert here("due", "--lang", "en").code == 0


def test_data_is_the_same_in_every_language(here):
    for args in (("due", "--year", "2561"), ("report", "--province", "lampang", "--month", "9/61")):
        for kind in ("json", "csv"):
            thai = here(*args, "--format", kind, "--lang", "th", check=0)
            english = here(*args, "--format", kind, "--lang", "en", check=0)
            assert thai.raw == english.raw


@pytest.mark.parametrize(
    ("typed", "thai", "english"),
    [
        (("--month", "9/2560"), "1 ตุลาคม 2560", "1 October 2017 (2560)"),
        (("--month", "x"), "'x'", "'x'"),
        (("--register", "none"), "none", "none"),
    ],
)
def test_errors_in_both_languages(here, typed, thai, english):
    for language, start, said in (("th", "ผิดพลาด: ", thai), ("en", "error: ", english)):
        result = here("due", *typed, "--lang", language)
        assert result.code in {2, 3, 4}
        assert result.error.startswith(start)
        assert said in result.error


# --- Help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help(here, command, language):
    result = here(*command, "--help", "--lang", language, check=0)
    assert result.err == ""
    example = {"en": "Example: ", "th": "ตัวอย่าง: "}[language]
    lines = result.out.splitlines()
    last = [line for line in lines if line][-1]
    assert last.startswith(f"{example}{' '.join(('cddctl', *command))}")
    common = ["--register PATH", "--schedules DIR", "--as-of DATE", "--lang [th|en]"]
    assert [row for row in common if row in result.out] == ([] if command else common)
    assert "--help" in result.out
    assert [line for line in lines if cell_len(line) > 80 or "…" in line] == []
    assert not re.search(r"<(list|str|class|Path)", result.out)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_examples_work(here, command, language, work):
    """What the help shows can be done."""
    out = here(*command, "--help", "--lang", language, check=0).out
    [example] = re.findall(r"^(?:Example|ตัวอย่าง): cddctl (.*)$", out, re.MULTILINE)
    (work / "my-schedules").mkdir()
    shipped = Path(__file__).parents[2] / "schedules" / "2561.yaml"
    text = shipped.read_text(encoding="utf-8").replace("fiscal_year: 2561", "fiscal_year: 2562")
    (work / "my-schedules" / "2562.yaml").write_text(text, encoding="utf-8")
    words = example.split()
    if words[0] == "record":
        here("init", "--province", "lampang", check=0)
    here(*words, check=0)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_in_thai_is_thai_throughout(here, command):
    """No message of the catalog is left in English."""
    thai = " ".join(here(*command, "--help", "--lang", "th", check=0).out.split())
    with CATALOG.open("rb") as file:
        messages = [m for m in read_po(file) if isinstance(m.id, str) and m.id]
    assert len(messages) > 150
    left = [
        message.id
        for message in messages
        if " " in message.id
        and message.string != message.id
        and " ".join(message.id.split()) in thai
        and " ".join(message.id.split()) not in " ".join(message.string.split())
    ]
    assert left == []
    told = re.sub(
        r"^(Usage|วิธีใช้).*$", "", here(*command, "--help", "--lang", "th").out, flags=re.MULTILINE
    )
    sentences = re.findall(r"(?:\b[A-Za-z]+\b[ ,.;]+){4,}", re.sub(r"cddctl [^\n]*", "", told))
    assert sentences == []


@pytest.mark.parametrize(("command", "thai"), [((), "cddctl"), (("schedule",), "cddctl schedule")])
def test_alone_it_shows_its_help(here, command, thai):
    alone = here(*command)
    asked = here(*command, "--help")
    assert (alone.code, alone.err) == (0, "")
    assert alone.out == asked.out
    assert f"Usage: {thai} [OPTIONS] COMMAND" in alone.out


def test_every_command_is_in_the_help_by_when_it_is_used(here):
    out = here("--help", check=0).out
    assert re.findall(r"^(\w.*):$", out, re.MULTILINE)[1:] == [*SECTIONS.values(), "The nation"]
    commands = re.findall(r"^  ([a-z]+)  ", out.partition("Begin:")[2], re.MULTILINE)
    assert commands[0] == "init"
    assert commands == list(HELPS)


@pytest.mark.parametrize("words", [("-h",), ("help",)])
def test_other_ways_to_the_help(here, words):
    assert here(*words, check=0).out == here("--help").out
    assert here("register", "merge", "-h").out == here("help", "register", "merge").out
    assert "Usage: cddctl register merge" in here("help", "register", "merge", check=0).out


def test_options_of_before_are_understood_and_told_by_their_new_name(here):
    new = here("status", "--province", "lampang", "--rows", "database", check=0)
    for words in (["--by", "database"], ["--by=database"]):
        old = here("status", "--province", "lampang", *words, check=0)
        assert old.out == new.out
        assert old.err == f"--by is called --rows now\n{new.err}"
    assert "now" not in here("history", "--province", "lampang", "--", "--by").err


def test_version(here):
    from importlib.metadata import version

    result = here("--version", check=0)
    assert here("-V").out == result.out
    assert (result.out, result.err) == (f"cddctl {version('cddctl')}\n", "")


# --- Usage errors ----------------------------------------------------------------------------

MISTYPED = [
    (["deu"], "there is no command 'deu'; did you mean due? see: cddctl --help"),
    (["recrod"], "there is no command 'recrod'; did you mean record or redo? see: cddctl --help"),
    (["zzz"], "there is no command 'zzz'; see: cddctl --help"),
    (
        ["schedule", "shwo"],
        "there is no command 'shwo'; did you mean show? see: cddctl schedule --help",
    ),
    (
        ["due", "--mnth", "9/61"],
        "there is no option --mnth; did you mean --month? see: cddctl due --help",
    ),
    (["due", "--zzz"], "there is no option --zzz; see: cddctl due --help"),
    (["--zzz"], "there is no option --zzz; see: cddctl --help"),
    (["due", "--month"], "--month is not complete: a value belongs after it"),
    (
        ["due", "--format", "xml"],
        "--format is table, json or csv, not 'xml'; see: cddctl due --help",
    ),
    (
        ["due", "--month", "9/61", "--month=2018-09"],
        "--month is given twice; give it once; see: cddctl due --help",
    ),
    (["close", "--province", "52", "--province", "51"], "--province is given twice; give it once"),
    (["due", "-o", "a.csv", "--output", "b.csv"], "--output is given twice; give it once"),
    (
        ["schedule", "show", "--year", "61", "--year", "62"],
        "--year is given twice; give it once; see: cddctl schedule show --help",
    ),
    (
        ["due", "--as-of", "2018-09-05", "--as-of=2018-09-06"],
        "--as-of is given twice; give it once; see: cddctl --help",
    ),
    (["--lang", "th", "due", "--lang", "th"], "--lang is given twice"),
    (["due", "--force=yes"], "--force stands alone: no value belongs to it"),
    (["report", "--signatures="], "--signatures stands alone: no value belongs to it"),
    (["record", "--dry-run=1"], "--dry-run stands alone: no value belongs to it"),
    (["record", "--not-applicable=x"], "--not-applicable stands alone: no value belongs to it"),
    (["--version=1"], "--version stands alone: no value belongs to it"),
    (["schedule", "show", "x"], "what is 'x' for?"),
    (["init", "--province"], "--province is not complete: a value belongs after it"),
    (["register", "restore"], "FILE is missing; see: cddctl register restore --help"),
    (["register", "merge"], "OTHER is missing; see: cddctl register merge --help"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "said"), MISTYPED)
def test_mistyped(here, args, said):
    result = here(*args)
    assert (result.code, result.out) == (2, "")
    assert result.error.startswith(f"error: {said}")


@pytest.mark.parametrize("args", [args for args, _ in MISTYPED])
def test_mistyped_in_thai(here, monkeypatch, args):
    monkeypatch.setenv("CDDCTL_LANG", "th")
    result = here(*args)
    assert (result.code, result.out) == (2, "")
    assert result.error.startswith("ผิดพลาด: ")
    english = re.search(r"(?:\b[A-Za-z]+\b[ ,.;]+){4,}", re.sub(r"cddctl .*", "", result.error))
    assert english is None


def test_mistyped_in_its_own_process(run):
    result = run("deu")
    assert (result.code, result.out) == (2, "")
    assert result.error == "error: there is no command 'deu'; did you mean due? see: cddctl --help"


# --- Streams ---------------------------------------------------------------------------------


@pytest.fixture
def table(here):
    """What `due` shows in this process."""
    return here("due", "--province", "lampang", check=0).raw


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C"},
        {"LANG": None},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "cp874"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii:strict"},
        pytest.param(
            {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            marks=pytest.mark.skipif(WINDOWS, reason="the code page of the PC is taken there"),
        ),
    ],
    ids=str,
)
def test_any_encoding_of_the_streams(run, table, environment):
    environment = {"CDDCTL_LANG": "en"} | environment  # whatever that of the PC is
    result = run("due", "--province", "lampang", env=environment, check=0)
    assert result.raw == table
    wrong = run("due", "--province", "lampan", env=environment | {"CDDCTL_LANG": "th"})
    assert wrong.code == 3
    assert "หมายถึง ลำปาง หรือ ลำพูน" in wrong.error


@pytest.mark.parametrize("environment", [{"LANG": "C"}, {"LANG": None}], ids=str)
def test_thai_arguments_without_a_locale(run, table, environment):
    args = ("due", "--province", "จ.ลำปาง", "--lang", "en")
    assert run(*args, env=environment, check=0).raw == table


@pytest.mark.parametrize("args", [("due",), ("schedule", "show"), ("report", "--province", "52")])
def test_no_escape_codes_in_a_pipe(run, args):
    for environment in ({}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}):
        assert b"\x1b" not in run(*args, env=environment, check=0).raw


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (("due", "--year", "2561"), 11),
        (("due", "--month", "2018-09"), 9),
        (("report", "--province", "lampang"), 8),
        (("schedule", "show"), 11),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_pipe_gets_whole_names(run, args, names):
    from cddctl.periods import FiscalYear
    from cddctl.schedule.library import ScheduleLibrary

    out = run(*args, env={"COLUMNS": None, "TERM": "dumb"}, check=0).out
    assert "…" not in out
    shown = [
        database
        for database in ScheduleLibrary().schedule(FiscalYear(2561)).ordered()
        if any(
            " ".join(name.split()) in " ".join(line.split())
            for line in out.splitlines()
            for name in (database.name, database.short_name, database.names.en)
        )
    ]
    assert len(shown) == names


@pytest.mark.parametrize("columns", ["20", "0", "-1", "x", "80", "79"])
def test_a_narrow_terminal_loses_nothing(here, monkeypatch, table, columns):
    """It is laid out for 80 columns; the terminal itself breaks the lines."""
    monkeypatch.setenv("COLUMNS", columns)
    assert here("due", "--province", "lampang", check=0).raw == table


def test_a_very_wide_terminal(here, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    out = here("due", check=0).out
    assert "Community fund management institutions" in out
    assert max(map(cell_len, out.splitlines())) < 120


@pytest.mark.parametrize(
    "args",
    [("due", "--year", "2561"), ("due", "--format", "json"), ("--help",), ("schedule", "check")],
    ids=" ".join,
)
def test_a_reader_that_has_gone(run, args):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        result = run(*args, stdout=pipe)
    assert result.code == 0
    assert "rror" not in result.err


def test_head(environ, work):
    first = f'"{sys.executable}" -c "print(input(), flush=True)"'
    done = subprocess.run(
        f'"{sys.executable}" -m cddctl due --year 2561 | {first}',
        shell=True, env=environ, cwd=work, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.decode().splitlines() == [
        "Due in fiscal year 2561: 15 + 12 = 27 (on the report form + not on it)"
    ]
    assert done.stderr == b""


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "args", [("due",), ("due", "--format", "csv"), ("--help",), ("--version",)]
)
def test_stdout_on_a_full_disk(run, args):
    with FULL.open("wb") as full:
        result = run(*args, stdout=full)
    assert result.code == 3
    assert result.error == "error: the output could not be written: the disk is full"


def test_unbuffered_output_that_is_taken_in_parts_is_whole(monkeypatch):
    """As on a disk that is nearly full; the next part is then refused."""

    class InParts(io.RawIOBase):
        parts = b""

        def writable(self):
            return True

        def write(self, piece):
            self.parts += bytes(piece[:3])
            return len(piece[:3])

    stream = InParts()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream, "utf-8", write_through=True))
    write_data("ทั้งหมด 120", None)
    assert stream.parts.decode() == "ทั้งหมด 120"


def in_a_shell(environ, work, words):
    return subprocess.run(
        f"{sys.executable} -m cddctl {words}",
        shell=True, env=environ, cwd=work, capture_output=True, check=False, timeout=60,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@CLOSING
@pytest.mark.parametrize(
    "words",
    ["due", "due --format json", "report --province lampang --month 9/61", "--help", "--version",
     "report --province lampang --month 9/61 --xlsx -", "schedule show"],
)  # fmt: skip
@pytest.mark.parametrize("closed", [">&-", ">&- <&-"])
def test_stdout_that_is_closed(environ, work, words, closed):
    done = in_a_shell(environ, work, f"{words} {closed}")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@CLOSING
def test_streams_that_are_closed_leave_files_alone(environ, work, register):
    """No file of ours is taken for a stream that is not there."""
    words = f"record leaders 02 total=5 persons=4 --month 9/61 --register {register}"
    done = in_a_shell(environ, work, f"{words} >&- 2>&- <&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    done = in_a_shell(environ, work, f"report --register {register} --month 9/61 --xlsx a.xlsx >&-")
    assert (done.returncode, done.stderr) == (0, b"")
    with ZipFile(work / "a.xlsx") as archive:
        assert archive.testzip() is None
    done = in_a_shell(environ, work, f"{words.replace('persons=4', 'persons=9')} 2>&-")
    assert (done.returncode, done.stdout) == (3, b"")
    with Register.open(register) as book:
        [entry] = book.current("52", Month(2018, 9))
    assert (entry.total, entry.recorded) == (5, {"persons": 4})


def test_nothing_is_said_on_stdout_but_data(here, register):
    """What is said beside the data goes to stderr."""
    result = here("report", "--register", register, "--format", "json", "--as-of", "2019-10-01")
    assert json.loads(result.out)["month"] == "2019-09"
    assert result.err.splitlines() == [
        (
            "there is no schedule for fiscal year 2562; that of 2561 is still in force; "
            "to make it: cddctl schedule new --year 2562"
        ),
        "month not said: this is September 2019 (2562)",
    ]


# --- A terminal ------------------------------------------------------------------------------


@pytest.fixture
def shown_on(terminal):
    """Run the program on a terminal of so many columns; what it showed, and its exit code."""

    def shown_on(*args, columns=80, env=None):
        seen = {"TERM": "xterm-256color", "COLUMNS": None} | (env or {})
        child = terminal(*args, columns=columns, env=seen)
        shown = child.read()
        child.close()
        return shown.replace("\r\n", "\n"), child.exitstatus

    return shown_on


@TERMINAL
@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminals_width(shown_on, here, monkeypatch, columns):
    shown, code = shown_on("due", columns=columns, env={"NO_COLOR": "1"})
    monkeypatch.setenv("COLUMNS", str(columns))
    assert (shown, code) == (here("due").out, 0)


@TERMINAL
@pytest.mark.parametrize("args", [("due",), ("report", "--province", "lampang", "--month", "9/61")])
def test_colour_is_only_for_a_terminal(shown_on, here, args):
    shown, _ = shown_on(*args)
    plain, _ = shown_on(*args, env={"NO_COLOR": "1"})
    assert "\x1b" not in plain
    without = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()]
    assert without == plain.splitlines() == here(*args).out.splitlines()


def test_a_terminal_is_asked_which_period(terminal, register):
    before = register.read_bytes()
    child = terminal(
        "record", "savings-groups", "02", "total=5", "recorded=5", "--as-of", "2018-04-10",
        "--register", register,
    )  # fmt: skip
    child.expect_exact("There is no period this month. Which one is meant?")
    child.expect_exact("1. Savings groups for production, period 2 of March 2018 (2561)")
    child.expect_exact("2. Savings groups for production, period 3 of June 2018 (2561)")
    child.expect_exact("Number: ")
    child.sendline("b")
    child.expect_exact("Number: ")
    child.sendline("3")
    child.expect_exact("a number from 1 to 2 is needed")
    child.expect_exact("Number: ")
    assert register.read_bytes() == before
    child.sendline("2")
    child.expect_exact("recorded: Mae Mo, Savings groups for production, period 3 of June 2018")
    child.read()
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize(
    ("answer", "period", "year"),
    [("1", "September 2018 (2561)", 2561), ("2", "September 2019 (2562)", 2562)],
)
def test_the_period_picked_is_the_one_recorded(terminal, work, register, answer, period, year):
    """Where the next year numbers its databases anew, 3 is that of the year which is typed in."""
    shipped = Path(__file__).parents[2] / "schedules" / "2561.yaml"
    text = shipped.read_text(encoding="utf-8").replace("fiscal_year: 2561", "fiscal_year: 2562")
    swapped = {"    number: 3\n": "    number: 9\n", "    number: 9\n": "    number: 3\n"}
    text = re.sub("    number: [39]\n", lambda found: swapped[found[0]], text)
    (work / "own").mkdir()
    (work / "own" / "2562.yaml").write_text(text, encoding="utf-8")
    child = terminal(
        "record", "3", "02", "total=5", "recorded=4", "--as-of", "2018-10-20",
        "--schedules", "own", "--register", register, columns=200,
    )  # fmt: skip
    child.expect_exact("There is no period this month. Which one is meant?")
    child.expect_exact("1. Community fund networks, period 1 of September 2018 (2561)")
    child.expect_exact("2. Community fund networks, period 1 of September 2019 (2562)")
    child.expect_exact("Number: ")
    child.sendline(answer)
    child.expect_exact("recorded: Mae Mo, Community fund networks, period 1 of ")
    assert child.read().startswith(f"{period}: total 5, 4 networks")
    child.close()
    assert child.exitstatus == 0
    with Register.open(register) as book:
        [entry] = book.current("52", Month(year - 543, 9))
    assert (entry.database, entry.fiscal_year, entry.recorded) == (
        "fund-networks", year, {"networks": 4},
    )  # fmt: skip


@SIGNALS
def test_ctrl_c(environ, work):
    """At whatever moment it comes, it is no traceback."""
    for wait in (0.3, 0.6):
        process = subprocess.Popen(
            [sys.executable, "-c", STUCK], env=environ, cwd=work,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout.readline() == b"waiting\n"
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (130, b"")


STUCK = """
import time
from cddctl.cli import app
from cddctl.cli.context import Context
def stuck(*_):
    print("waiting", flush=True)
    time.sleep(30)
Context.home = stuck
app(["due"])
"""


# --- Any province ----------------------------------------------------------------------------


def test_there_are_76():
    assert len(provinces()) == 76
    assert "10" not in {province.code for province in provinces()}


def test_due_in_every_province(here):
    for province in provinces():
        result = here("due", "--province", province.id, "--format", "json", check=0)
        found = json.loads(result.out)
        assert len(found["periods"]) == 9, province
        assert found["schedule"]["province"] == ("52" if province.id == "lampang" else None), (
            province
        )


def test_report_of_every_province(here):
    for province in provinces():
        result = here(
            "report", "--province", province.name_th, "--month", "2018-09", "--format", "json",
            check=0,
        )  # fmt: skip
        found = json.loads(result.out)
        assert found["province"]["code"] == province.code
        assert {row["offices"] for row in found["rows"][1:]} == {len(districts(province))}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("จ.ลำปาง", "52"),
        ("จังหวัดลำปาง", "52"),
        ("ล\u0e4d\u0e32ปาง", "52"),
        ("LAMPANG", "52"),
        ("lop buri", "16"),
        ("Lopburi", "16"),
        ("อยุธยา", "14"),
        ("phra nakhon si ayutthaya", "14"),
        ("phra-nakhon-si-ayutthaya", "14"),
        ("โคราช", "30"),
        ("นครราชสีมา", "30"),
        ("เเพร่", "54"),
        ("๕๔", "54"),
        ("54", "54"),
    ],
)
def test_a_province_by_any_usual_spelling(here, typed, code):
    result = here("report", "--province", typed, "--month", "9/61", "--format", "json", check=0)
    assert json.loads(result.out)["province"]["code"] == code


@pytest.mark.parametrize(
    "typed", ["bangkok", "Bangkok", "10", "กรุงเทพมหานคร", "กทม", "กทม.", "กรุงเทพฯ"]
)
@pytest.mark.parametrize("command", ["due", "report", "init", "schedule show"])
def test_bangkok_has_none(here, everything, command, typed):
    before = everything()
    result = here(*command.split(), "--province", typed)
    assert (result.code, result.out) == (3, "")
    assert result.error == (
        "error: Bangkok (กรุงเทพมหานคร) has no community development office; "
        "name one of the 76 other provinces"
    )
    assert everything() == before


def test_streams_need_no_terminal_wrapper(monkeypatch):
    """Where the streams are not files, as in a notebook, they are left as they are."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    steady_streams()
    assert sys.stdout is stream


# --- Words without an option, and options by another name ------------------------------------


@pytest.mark.parametrize(
    ("words", "typed", "option"),
    [
        (["due", "2561-09"], "2561-09", "--month 2561-09"),
        (["remind", "ก.ย. 61"], "ก.ย. 61", "--month ก.ย. 61"),
        (["calendar", "2561"], "2561", "--year 2561"),
        (["report", "ลำปาง"], "ลำปาง", "--province ลำปาง"),
        (["status", "mae-mo"], "mae-mo", "--district mae-mo"),
    ],
)
def test_a_word_without_its_option_is_told_the_option(here, words, typed, option):
    error = here(*words, check=2).error
    assert error.startswith(f"error: what is '{typed}' for? Type {option}; see: ")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["report", "--excel"], "--xlsx"),
        (["due", "--csv"], "--format"),
        (["record", "--remark", "x"], "--note"),
        (["extend", "--why", "x"], "--reason"),
        (["status", "--today", "x"], "--as-of"),
        (["due", "--mont", "9/61"], "--month"),
    ],
)
def test_a_near_option_is_one_of_the_same_meaning(here, words, meant):
    assert f"; did you mean {meant}?" in here(*words, check=2).error


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        *(
            [name, "--help"]
            for name in (
                "status", "report", "summary", "picture", "compare", "forms", "remind", "letter",
                "memo",
            )
        ),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_may_guess_a_month_tells_which(here, words):
    assert " ".join(MONTH_RULE.split()) in " ".join(here(*words, check=0).out.split())


@pytest.mark.parametrize("command", ["close", "extend", "reopen", "record"])
def test_what_writes_guesses_no_month(here, command):
    assert "If no month is said" not in here(command, "--help", check=0).out
