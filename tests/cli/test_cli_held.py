"""What another program has open: a register, a report, a reminder; and what nobody has worded."""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from cddctl import holds
from cddctl.errors import RegisterLocked, RegisterUnusable
from cddctl.register import sqlite

ON_WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses an open file")
MONTH = ("--month", "2018-09")
IN_USE = "is in use by another program; close it and try again"


def windows_error(number, *about):
    error = PermissionError(13, "what the system says", *about)
    error.winerror = number
    return error


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(holds, "sleep", lambda _seconds: None)


@pytest.mark.parametrize("number", [32, 33])
def test_a_register_that_another_program_has_alone(here, register, monkeypatch, number):
    opened = Path.open

    def open_(path, *args, **options):
        if path.name == register.name:
            raise windows_error(number, str(path))
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(holds, "refusal_of", lambda *_about: None)
    result = here("status", *MONTH, "--register", register, check=4)
    assert result.error == f"error: the register {register} {IN_USE}"


@pytest.mark.parametrize("kind", ["READONLY", "CANTOPEN", "IOERR", "PERM"])
@pytest.mark.parametrize("is_held", [True, False])
def test_what_sqlite_says_of_one(tmp_path, monkeypatch, kind, is_held):
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorname = f"SQLITE_{kind}"
    held = windows_error(32) if is_held else None
    monkeypatch.setattr(sqlite, "holder_of", lambda _path: held)
    with (
        pytest.raises(RegisterLocked if is_held else RegisterUnusable),
        sqlite.as_refusals(tmp_path),
    ):
        raise error


def test_a_transaction_that_cannot_be_taken_back_hides_no_reason():
    class Failing:
        in_transaction = True

        def execute(self, statement):
            if statement == "ROLLBACK":
                raise sqlite3.OperationalError("it cannot be taken back")

    with pytest.raises(KeyError), sqlite.immediate(Failing()):
        raise KeyError
    with pytest.raises(KeyError), sqlite.snapshot(Failing()):
        raise KeyError


def test_a_reminder_that_is_open_elsewhere_does_not_keep_the_rest(
    here, register, work, monkeypatch
):
    remind = ("remind", *MONTH, "--register", register, "-o", "out")
    here(*remind, check=0)
    first, *rest = sorted((work / "out").iterdir())
    for path in (first, *rest):
        path.write_bytes(b"old")
    replaced = Path.replace

    def replace(draft, path):
        if path.name == first.name:
            raise windows_error(5)
        return replaced(draft, path)

    monkeypatch.setattr(Path, "replace", replace)
    result = here(*remind, "--force", check=3)
    assert sorted(result.out.splitlines()) == [str(Path("out", path.name)) for path in rest]
    assert result.err.splitlines()[-1].startswith(
        f"error: {Path('out', first.name)} could not be written: "
    )
    assert first.read_bytes() == b"old"
    assert b"old" not in {path.read_bytes() for path in rest}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            windows_error(21, "E:\\แบบ.xlsx"),
            r"E:\แบบ.xlsx cannot be used: there is no disk in the ",
        ),
        (OSError(5, "I/O", "a\nb"), r"a\nb cannot be used: the disk failed"),
    ],
)
def test_what_nobody_has_worded_is_not_blamed_on_the_output(here, monkeypatch, error, said):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("cddctl.cli.due.write_data", fail)
    result = here("due", *MONTH, "--province", "lampang", "--format", "json", check=3)
    assert result.error.startswith(f"error: {said}")


@pytest.fixture
def alone():
    """Have a file open so that nobody else can, or that others may read it."""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    handles = []

    def alone(path, share):
        handles.append(kernel.CreateFileW(str(path), 0x80000000, share, None, 3, 0, None))

    yield alone
    for handle in handles:
        kernel.CloseHandle(handle)


@pytest.fixture
def backup(here, register, work):
    here("register", "backup", "backup.sqlite3", "--register", register, check=0)
    return work / "backup.sqlite3"


@ON_WINDOWS
def test_nothing_is_restored_while_another_program_has_the_register(
    here, register, backup, everything
):
    before = everything()
    with closing(sqlite3.connect(register)) as other:
        other.execute("SELECT count(*) FROM entries").fetchall()
        result = here("register", "restore", backup, "--yes", "--register", register, check=4)
        assert everything() == before
    assert result.err.splitlines()[-1] == f"error: the register {register} {IN_USE}"
    here("register", "restore", backup, "--yes", "--register", register, check=0)


@ON_WINDOWS
@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize("command", ["record", "restore"])
def test_a_scanner_that_has_the_register_open(here, register, backup, alone, work, share, command):
    alone(register, share)
    words = {
        "record": ("record", "leaders", "mae-mo", "total=120", "persons=118", *MONTH),
        "restore": ("register", "restore", backup, "--yes"),
    }
    result = here(*words[command], "--register", register, check=4)
    assert result.err.splitlines()[-1] == f"error: the register {register} {IN_USE}"
    assert sorted(path.name for path in work.iterdir()) == [backup.name, register.name]


@pytest.mark.parametrize("is_half_written", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ["due", *MONTH],
        ["calendar", "--year", "2561", "-o", "-"],
        ["record", "leaders", "02", "total=1", "persons=1", *MONTH, "--dry-run"],
        ["close", *MONTH, "--incomplete", "--reason", "x", "--dry-run"],
    ],
)
def test_what_only_looks_waits_for_no_lock(here, register, words, is_half_written):
    """Ten seconds would be too long for a test, too."""
    needs_the_register = words[-1] == "--dry-run" and is_half_written
    with closing(sqlite3.connect(register, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        if is_half_written:
            other.execute("CREATE TABLE half (written)")
        begun = time.monotonic()
        shown = here(*words, "--register", register, check=4 if needs_the_register else 0)
        assert time.monotonic() - begun < 5
    assert (IN_USE in shown.err) is is_half_written
    assert ("6 Sep 2018" in shown.out) is (words[0] == "due" and not is_half_written)
