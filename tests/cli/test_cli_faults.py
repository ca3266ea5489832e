"""What the system refuses, and what others hold: one line, exit code 4, and all as it was.

Each fault meets each command. The commands, and the process that has faults in it, are those of
benchmarks/faults.py.
"""

import importlib
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REGISTER = "register.sqlite3"
NO_BACKUP = "warning: there is no backup of today: "


def _imported(name):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        return importlib.import_module(name)


faults, faulty = _imported("faults"), _imported("faulty")
pytestmark = pytest.mark.skipif(faulty.why_not() is not None, reason=str(faulty.why_not()))

WRITING = ("record", "record --from", "close", "undo", "merge")
MORE = {
    "init": ("init", "--province", "lampang", "--register", "new.sqlite3"),
    "check": ("register", "check"),
    "info": ("register", "info"),
    "export": ("register", "export"),
    "export csv": ("register", "export", "-o", "all.csv"),
    "export sqlite": ("register", "export", "-o", "all.sqlite3"),
    "report": ("report", "--month", "2018-09"),
}
OF_REGISTER = (*WRITING, "backup", "restore", "check", "info", "export", "report")
"""What is done to a register that is there."""
OUTPUT = {"export csv"}
"""What writes no register: another exit code is for that, as for a report."""


@pytest.fixture(scope="module")
def bench():
    with faults.Bench(MEMORY if MEMORY.is_dir() else None) as bench:
        yield bench


@pytest.fixture
def tried(bench):
    """Run a command with a fault, and hold that it is refused as it should be."""

    def tried(command, *, code=4, named=REGISTER, there=True, **fault):
        before = faults.content(bench.work / REGISTER) if there else None
        fault.setdefault("fault", "none")
        ended = bench.run(*words(bench, command), **fault)
        assert "Traceback" not in ended.err
        assert ended.code == code, ended
        errors = [line for line in ended.err.splitlines() if line.startswith("error: ")]
        if code:
            last = ended.err.splitlines()[-1]
            assert errors == [last], ended.err
            assert named in last
            done = faults.COMMANDS.get(command)
            assert not (done and re.search(done.said, ended.out + ended.err))
        else:
            assert errors == []
        return ended, before

    return tried


@pytest.fixture
def as_it_was(bench):
    """That nothing was changed, and nothing of what was begun lies about."""

    def as_it_was(before):
        assert faults.content(bench.work / REGISTER) == before
        checked = bench.run("register", "check", fault="none")
        assert checked.code == 0, checked
        assert [path.name for path in faults.signs(bench.work)] == []

    return as_it_was


def words(bench, command):
    if command in MORE:
        return MORE[command]
    return bench.words(faults.COMMANDS[command])


def renew(bench, command):
    bench.renew(faults.COMMANDS.get(command, faults.COMMANDS["record"]))


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- The system refuses whatever is written --------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("full", r"the disk is full|cannot be opened"),
        ("readonly", r"read-only"),
        ("broken", r"failed|cannot be opened|[Ii]nput/output error"),
    ],
)
@pytest.mark.parametrize(
    "command", [*WRITING, "backup", "restore", "init", "export csv", "export sqlite"]
)
def test_nothing_can_be_written(bench, tried, as_it_was, command, fault, why):
    renew(bench, command)
    before = files(bench.work)
    named = {"init": "new.sqlite3", "export csv": "all.csv", "export sqlite": "all.sqlite3"}
    ended, content = tried(
        command,
        code=3 if command in OUTPUT else 4,
        named=named.get(command, "register"),
        fault=fault,
        step=1,
    )
    assert re.search(why, ended.err.splitlines()[-1]), ended.err
    assert {name: before.get(name) for name in files(bench.work)} == before
    as_it_was(content)


@pytest.mark.parametrize("fault", ["full", "readonly", "broken"])
@pytest.mark.parametrize("command", ["check", "info", "export", "report"])
def test_what_only_reads_needs_nothing_to_be_written(bench, tried, command, fault):
    renew(bench, command)
    tried(command, code=0, fault=fault, step=1)


@pytest.mark.parametrize("command", [*WRITING, "upgrade", "backup", "restore"])
def test_from_some_step_on_nothing_can_be_written(bench, command):
    """All or nothing, and it says which; of several registers some, whole."""
    command = faults.COMMANDS[command]
    states = faults.States.of(bench, command)
    steps = faults.steps_to_kill(faults.steps_of(bench, command), 1)
    for number, step in enumerate(steps):
        bench.renew(command)
        fault = ("full", "broken")[number % 2]
        ended = bench.run(*bench.words(command), fault=fault, step=step)
        assert "Traceback" not in ended.err
        assert ended.code in {0, 4}, (step, ended)
        if ended.code == 4:
            errors = [line for line in ended.err.splitlines() if line.startswith("error: ")]
            assert errors == ended.err.splitlines()[-1:], (step, ended.err)
        checked = bench.run("register", "check", fault="none")
        assert checked.code == 0, (step, checked)
        now = faults.content(bench.work / REGISTER)
        assert now in states, step
        assert now == states.after or ended.code == 4, (step, ended)
        if ended.code == 4 and now == states.after != states.before:
            pytest.fail(f"step {step}: refused and yet done: {ended}")


@pytest.mark.parametrize("command", WRITING)
def test_no_file_can_grow(bench, tried, as_it_was, command):
    """By the system's own limit, which also meets what Python writes."""
    renew(bench, command)
    size = (bench.work / REGISTER).stat().st_size
    # What is merged is copied first, to where the limit is met already.
    named = ".sqlite3" if command == "merge" else REGISTER
    _ended, content = tried(command, named=named, limit=size // 2)
    as_it_was(content)


# --- Permissions -----------------------------------------------------------------------------


@pytest.fixture
def set_mode():
    """Change permissions until the test ends."""
    changed = []

    def set_mode(path, mode):
        changed.append((path, path.stat().st_mode & 0o777))
        path.chmod(mode)

    yield set_mode
    for path, mode in reversed(changed):
        path.chmod(mode)


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize(("name", "mode"), [(REGISTER, 0o400), (".", 0o500)])
def test_a_read_only_file_or_folder(bench, tried, as_it_was, set_mode, command, name, mode):
    renew(bench, command)
    before = files(bench.work)
    set_mode(bench.work / name, mode)
    ended, content = tried(command, bound=True)
    assert "cannot be used: " in ended.err
    assert files(bench.work)[REGISTER] == before[REGISTER]
    bench.work.chmod(0o700)
    (bench.work / REGISTER).chmod(0o600)
    as_it_was(content)


@pytest.mark.parametrize("command", ["check", "info", "export", "report"])
@pytest.mark.parametrize(("name", "mode"), [(REGISTER, 0o400), (".", 0o500)])
def test_a_read_only_register_can_be_read(bench, tried, set_mode, command, name, mode):
    renew(bench, command)
    set_mode(bench.work / name, mode)
    tried(command, code=0, bound=True)


@pytest.mark.parametrize("command", ["backup", "restore", "init", "export sqlite"])
def test_a_read_only_folder_takes_no_new_file(bench, tried, set_mode, command):
    renew(bench, command)
    before = files(bench.work)
    set_mode(bench.work, 0o500)
    named = {"init": "new.sqlite3", "export sqlite": "all.sqlite3"}
    tried(command, named=named.get(command, "register"), bound=True)
    assert files(bench.work) == before


@pytest.mark.parametrize("command", OF_REGISTER)
@pytest.mark.parametrize("name", [REGISTER, "within"])
def test_no_permission_at_all(bench, tried, set_mode, command, name):
    renew(bench, command)
    (bench.work / "within").mkdir()
    shutil.copy(bench.work / REGISTER, bench.work / "within")
    before = files(bench.work)
    path = REGISTER if name == REGISTER else f"within/{REGISTER}"
    set_mode(bench.work / name, 0)
    tried(command, named=path, bound=True, env={"CDDCTL_REGISTER": path})
    (bench.work / name).chmod(0o700)
    assert files(bench.work) == before


# --- What stands in the register's place -----------------------------------------------------


def _nothing(path):
    path.unlink()


def _folder(path):
    path.unlink()
    path.mkdir()


def _pipe(path):
    path.unlink()
    os.mkfifo(path)


def _device(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def _text(path):
    path.write_text("2561", encoding="utf-8")


def _below_a_file(path):
    path.unlink()
    path.symlink_to(f"earlier.sqlite3/{REGISTER}")


@pytest.mark.parametrize("command", [one for one in OF_REGISTER if one != "restore"])
@pytest.mark.parametrize("put", [_nothing, _folder, _pipe, _device, _text, _below_a_file])
def test_something_else_in_its_place(bench, tried, command, put):
    renew(bench, command)
    put(bench.work / REGISTER)
    tried(command, there=False)


@pytest.mark.parametrize("put", [_folder, _pipe, _device])
def test_a_backup_does_not_take_the_place_of_what_is_no_file(bench, tried, put):
    renew(bench, "restore")
    put(bench.work / REGISTER)
    mode = (bench.work / REGISTER).lstat().st_mode
    tried("restore", named="", there=False)
    assert (bench.work / REGISTER).lstat().st_mode == mode


@pytest.mark.parametrize("command", WRITING)
def test_it_vanishes_while_it_is_written_to(bench, command):
    """Deleted, or moved away; the system would let it be written for nobody to find."""
    command = faults.COMMANDS[command]
    steps = faults.steps_of(bench, command)
    last = max(n for n, step in enumerate(steps, 1) if step == f"sqlite unlink {REGISTER}-journal")
    for step in (1, last // 2, last):
        bench.renew(command)
        victim = str(bench.work / REGISTER)
        ended = bench.run(*bench.words(command), fault="vanish", step=step, victim=victim)
        assert ended.code == 4, (step, ended)
        assert ended.err.splitlines()[-1].startswith(f"error: there is no register at {REGISTER}")
        assert not re.search(command.said, ended.out + ended.err)
        assert sorted(path.name for path in bench.work.glob(f"*{REGISTER}*")) == []


# --- Locks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", OF_REGISTER)
def test_another_holds_it_for_too_long(bench, tried, as_it_was, command):
    renew(bench, command)
    before = files(bench.work)
    content = faults.content(bench.work / REGISTER)
    with closing(sqlite3.connect(bench.work / REGISTER, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ended, _content = tried(command, busy=0.05, there=False)
        assert files(bench.work) == before
    assert f"{REGISTER} is in use by another program; close it and try again" in ended.err
    as_it_was(content)


@pytest.mark.parametrize("command", WRITING)
def test_someone_who_reads_for_too_long(bench, tried, as_it_was, command):
    renew(bench, command)
    with closing(sqlite3.connect(bench.work / REGISTER, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entries").fetchone()
        ended, content = tried(command, busy=0.05)
    assert "is in use by another program; close it and try again" in ended.err
    as_it_was(content)


@pytest.mark.parametrize("command", OF_REGISTER)
@pytest.mark.parametrize("fault", ["nolocks", "unsupported"])
def test_a_file_system_without_locks(bench, tried, as_it_was, command, fault):
    renew(bench, command)
    before = files(bench.work)
    _ended, content = tried(command, fault=fault, busy=0.05)
    assert files(bench.work) == before
    as_it_was(content)


@pytest.mark.parametrize("fault", ["nolocks", "unsupported"])
def test_no_register_is_made_where_nothing_can_be_locked(bench, tried, fault):
    renew(bench, "init")
    before = files(bench.work)
    tried("init", named="new.sqlite3", fault=fault, busy=0.05)
    assert files(bench.work) == before
