"""The program's own folder: where CDDCTL_HOME says, else where the system keeps a user's data.

The tests rest on it: no run of theirs comes to the register of the one who runs them.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cddctl.cli.context import Context, data_folder

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RECORD = ("record", "leaders", "02", "total=5", "persons=4", "--month", "2018-09")


def test_what_is_not_asked_for_elsewhere_is_written_there_alone(run, everything, tmp_path, data):
    before = everything()
    run(*RECORD, "--province", "lampang", check=0)
    ours = (data / "cddctl").relative_to(tmp_path).as_posix()
    new = sorted(everything().keys() - before.keys())
    assert new[0] == f"{ours}/register.sqlite3"
    assert all(name.startswith(f"{ours}/") for name in new)


def test_another_folder_is_made_with_all_above_it(run, work, everything):
    folder = work / "ข้อมูล" / "ของ cddctl"
    run("init", "--province", "lampang", env={"CDDCTL_HOME": str(folder)}, check=0)
    assert list(everything()) == ["work/ข้อมูล/ของ cddctl/register.sqlite3"]


@pytest.mark.parametrize("said", [None, ""])
def test_without_it_the_systems_folder_is_taken(monkeypatch, tmp_path, said):
    asked = []

    def user_data_path(*args, **options):
        asked.append((args, options))
        return tmp_path / "of the system"

    monkeypatch.setattr("platformdirs.user_data_path", user_data_path)
    if said is None:
        monkeypatch.delenv("CDDCTL_HOME")
    else:
        monkeypatch.setenv("CDDCTL_HOME", said)
    assert data_folder() == tmp_path / "of the system"
    assert (
        Context(None, None, None).register_path == tmp_path / "of the system" / "register.sqlite3"
    )
    assert asked == [(("cddctl",), {"appauthor": False})] * 2


# --- What keeps the tests away from the user's own -----------------------------------------------


def test_every_test_has_a_folder_of_nobody(nobodys_folder):
    assert data_folder() == nobodys_folder
    asked = "from cddctl.cli.context import data_folder; print(ascii(str(data_folder())))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert said.stdout.decode().strip() == ascii(str(nobodys_folder))


CHANGES = {
    "new": lambda path: path.with_name("register-2018-09-05.sqlite3").touch(),
    "longer": lambda path: path.write_bytes(b"entries, and more"),
    "later": lambda path: path.touch(),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_that_is_written_in_is_noticed(left_alone, tmp_path, change):
    (tmp_path / "register.sqlite3").write_bytes(b"entries")
    os.utime(tmp_path / "register.sqlite3", (1_500_000_000, 1_500_000_000))
    with left_alone(tmp_path):
        (tmp_path / "register.sqlite3").read_bytes()

    def written():
        with left_alone(tmp_path):
            CHANGES[change](tmp_path / "register.sqlite3")

    with pytest.raises(AssertionError, match="written in"):
        written()


@pytest.mark.parametrize(
    ("name", "bench"), [("startup", "Bench"), ("nation", "Nation"), ("returns", "Nation")]
)
def test_a_benchmark_has_a_folder_of_its_own(monkeypatch, tmp_path, name, bench):
    monkeypatch.syspath_prepend(BENCHMARKS)
    spec = importlib.util.spec_from_file_location(f"of_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look for it there
    spec.loader.exec_module(module)
    environment = getattr(module, bench)(tmp_path).environment
    assert Path(environment["CDDCTL_HOME"]).is_relative_to(tmp_path)
