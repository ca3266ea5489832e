"""Runs the program as people do: in a process of its own, or, where runs are many, in this one.

Neither sees the settings of the one who runs the tests: an own home, an own folder to work in, no
CDDCTL_ variable, and a day that is always said.
"""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

TODAY = "2018-09-05"

_OF_THE_PROGRAM = (
    "CDDCTL_", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING",
    "PYTHONUTF8", "XDG_", "HOME", "LOCALAPPDATA", "APPDATA", "TERM", "TTY_",
)  # fmt: skip

UTF8 = {"PYTHONUTF8": "1"} if sys.platform == "win32" else {}
"""What is redirected on Windows is in the code page of the PC, which tests of its own hold; all
others read UTF-8."""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str
    raw: bytes = b""
    """stdout as it was written."""

    def as_file(self, kind):
        """What a file holds that is written in place of this: a line of text ends in it as on any
        system; other kinds are the same everywhere.
        """
        return self.out.encode() if kind == "table" else self.raw

    @property
    def posix_out(self):
        """stdout with paths as POSIX separates them; for what holds no other backslash."""
        return self.out.replace(os.sep, "/")

    @property
    def error(self):
        """The one line on stderr."""
        [line] = self.err.splitlines()
        return line


@pytest.fixture
def home(tmp_path):
    """Where the home and data folders are: beside the folder worked in, never in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def data(home):
    """The user's data folder."""
    if sys.platform == "win32":
        return home / "AppData" / "Local"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return home / "data"


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(home, data):
    """The variables that the program sees."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(_OF_THE_PROGRAM)}
    return (
        kept
        | UTF8
        | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "XDG_DATA_HOME": str(data),
            "LOCALAPPDATA": str(data),
            "CDDCTL_HOME": str(data / "cddctl"),
            "LANG": "C.UTF-8",
            "COLUMNS": "80",
            "CDDCTL_AS_OF": TODAY,
            "CDDCTL_ASCII": "1",
            "PYTHONWARNINGS": "error::ResourceWarning",  # of what is left open, from Python 3.13 on
        }
    )


@pytest.fixture
def run(environ, work):
    """Run the program in a process of its own. A variable given as None is not set.

    `file_limit` is the size at which a file cannot grow, as at the end of a disk; a test is skipped
    where there is no such limit. Such a run is not measured: the figures would not fit either.
    """

    def run(*args, env=None, cwd=work, check=None, file_limit=None, **options):
        seen = {k: v for k, v in (environ | (env or {})).items() if v is not None}
        if file_limit is not None:
            if sys.platform == "win32":
                pytest.skip("there are no limits on the size of files")
            import resource

            limits = (file_limit, file_limit)
            options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            seen = {k: v for k, v in seen.items() if not k.startswith("COV")}
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run(
            [sys.executable, "-m", "cddctl", *map(str, args)],
            env=seen, cwd=cwd, stderr=subprocess.PIPE, check=False, timeout=60, **options,
        )  # fmt: skip
        raw = done.stdout or b""
        result = Result(
            done.returncode,
            raw.decode("utf-8", "replace").replace("\r\n", "\n"),
            done.stderr.decode("utf-8", "replace").replace("\r\n", "\n"),
            raw,
        )
        assert "Traceback" not in result.err, result.err
        assert check is None or result.code == check, result
        return result

    return run


@pytest.fixture
def terminal(environ, work):
    """Start the program on a terminal of so many columns, to be typed at: pexpect's `spawn`, or
    what stands in for it on Windows. A variable given as None is not set.
    """
    started = []

    def terminal(*args, columns=100, env=None):
        seen = environ | dict.fromkeys(UTF8) | {"TERM": "dumb"} | (env or {})
        seen = {k: v for k, v in seen.items() if v is not None}
        command = ["-m", "cddctl", *map(str, args)]
        if sys.platform == "win32":
            # What a letter is wide is for the console to say: a line goes on in the next row.
            room = columns if "COLUMNS" not in seen else 300
            child = console_of_windows().Console(
                [sys.executable, *command], env=seen, cwd=work, columns=room
            )
        else:
            pexpect = pytest.importorskip("pexpect")
            child = pexpect.spawn(
                sys.executable, command, env=seen, cwd=str(work), encoding="utf-8", timeout=20,
                dimensions=(50, columns), echo=False,
            )  # fmt: skip
            child.delaybeforesend = None
        started.append(child)
        return child

    yield terminal
    for child in started:
        child.close(force=True)


@cache
def console_of_windows():
    """The module of that name, which lies here and in no package."""
    path = Path(__file__).with_name("console_of_windows.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def here(environ, work, monkeypatch, capfdbinary):
    """Run the program in this process: quicker, and otherwise the same."""
    from cddctl.cli import app

    if sys.platform == "win32":
        monkeypatch.setattr("cddctl.cli.console._code_page", lambda: "utf-8")  # as by UTF8
    for name in os.environ:
        if name not in environ:
            monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(work)
    capfdbinary.readouterr()

    def run(*args, check=None):
        monkeypatch.setattr("cddctl.cli.paths._as_typed", {})  # another command line
        with pytest.raises(SystemExit) as ended:
            app([str(arg) for arg in args])
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = capfdbinary.readouterr()
        result = Result(
            ended.value.code,
            out.decode(errors="replace").replace("\r\n", "\n"),
            err.decode().replace("\r\n", "\n"),
            out,
        )
        assert "Traceback" not in result.err
        assert check is None or result.code == check, result
        return result

    return run


@pytest.fixture
def register(work):
    """Lampang's register, made by `init`; the path to give with --register."""
    from datetime import UTC, datetime

    from cddctl.register.store import Register

    path = work / "lampang.sqlite3"
    Register.create(path, "52", datetime(2018, 9, 1, tzinfo=UTC)).close()
    return path


@pytest.fixture
def record(here, register):
    """Record in Lampang's register; refusals fail the test."""

    def record(*args):
        return here("record", "--register", register, *args, check=0)

    return record


def files_under(folder: Path):
    """Every file, with what it holds."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture
def everything(tmp_path):
    """Every file that the program can have written, with what it holds."""
    return lambda: files_under(tmp_path)


@pytest.fixture
def answers(monkeypatch):
    """Sit an officer at a terminal, who gives these answers and then leaves."""
    asked = []

    def answers(*typed):
        left = iter(typed)

        def answer(question):
            asked.append(question)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("cddctl.cli.output.is_console", lambda _stream: True)
        monkeypatch.setattr("builtins.input", answer)
        return asked

    return answers
