"""`cddctl completion`: the scripts, and what may stand in place of a word."""

import shutil
import subprocess

import pytest


@pytest.fixture
def complete(here, register):
    def complete(line):
        """The candidates for the last word of a line; a blank at its end begins a new one."""
        words = line.split()
        at = len(words) - (not line.endswith(" ") and bool(words))
        said = here(
            "completion", "words", "--at", at, "--register", register, "--", *words, check=0
        )
        return said.out.splitlines()

    return complete


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("st", ["status"]),
        ("re", ["record", "remind", "reopen", "report", "redo", "register"]),
        ("register ", ["info", "check", "backup", "restore", "export", "merge"]),
        ("status --ro", ["--rows"]),
        ("status --rows ", ["district", "province", "database"]),
        ("status --format j", ["json"]),
        ("status --district mae-", ["mae-mo", "mae-phrik", "mae-tha"]),
        ("status --district แม่", ["แม่พริก", "แม่ทะ", "แม่เมาะ"]),
        ("status --province phrae --district ร", ["ร้องกวาง"]),
        ("status --province lamp", ["lampang", "lamphun"]),
        ("status --month ", ["2561-09", "2561-08"]),
        ("record แม่เ", ["แม่เมาะ"]),
        ("record mae-mo le", ["leaders"]),
        ("record แม่เมาะ ผู้", ["ผู้นำ"]),
        ("record แม่เมาะ กองทุน", ["กองทุนแม่"]),
        ("record แม่เมาะ ผลการดำเนิน", ["ผลการดำเนินงานตามระบบมชช."]),
        ("config in", ["inbox"]),
        ("status --sch", ["--schedules"]),
        ("zzz ", None),
    ],
)
def test_candidates(complete, line, expected):
    found = complete(line)
    assert sorted(found) == sorted(expected) if expected is not None else "status" in found


def test_without_a_register_no_name_is_guessed(here):
    said = here("completion", "words", "--at", "2", "--", "status", "--district", check=0)
    assert (said.out, said.err) == ("", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_script_of_bash(here, tmp_path):
    script = here("completion", "bash", check=0).out
    (tmp_path / "cddctl").write_text("#!/bin/sh\necho status; echo 'two words'\n")
    (tmp_path / "cddctl").chmod(0o755)
    asked = (
        f"{script}\nPATH={tmp_path}:$PATH\nCOMP_WORDS=(cddctl st)\nCOMP_CWORD=1\n_cddctl\n"
        "printf '%s,' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "status,two words,"


def test_the_script_of_powershell(here):
    assert "Register-ArgumentCompleter" in here("completion", "powershell", check=0).out
