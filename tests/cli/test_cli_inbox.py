"""`cddctl inbox`: files are recorded, and moved to where they belong; none is lost."""

import json
import os
import time

import pytest

from cddctl.cli import inbox as module
from cddctl.settings import Settings

HEAD = "district,database,month,total,persons\n"
GOOD = HEAD + "mae-mo,leaders,2561-09,120,118\n"
BAD = HEAD + "mae-mo,leaders,2561-09,120,x\n"
OTHER = HEAD + "ngao,leaders,2561-09,5,5\n"
TAKEN, REFUSED = "รับแล้ว/2561-09", "ไม่รับ"


@pytest.fixture
def folder(work):
    folder = work / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def put(folder):
    """Put a file into the inbox, written a while ago."""

    def put(name, content, age=60):
        path = folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content, encoding="utf-8")
        then = time.time() - age
        os.utime(path, (then, then))
        return path

    return put


@pytest.fixture
def inbox(here, register, folder):
    Settings(register).set("inbox", str(folder))

    def inbox(*args, check=0):
        return here("inbox", "--register", register, *args, check=check)

    return inbox


@pytest.fixture
def names(folder):
    def names():
        return sorted(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )

    return names


@pytest.fixture
def count(here, register):
    def count(district="mae-mo"):
        said = here(
            "status", "--register", register, "--month", "2561-09", "--district", district,
            "--format", "json", check=0,
        )  # fmt: skip
        standings = json.loads(said.out)["standings"]
        [leaders] = (each for each in standings if each["database"] == "leaders")
        return leaders["recorded"].get("persons")

    return count


def test_a_folder_is_said_once(here, register, put, folder, names):
    refused = here("inbox", "--register", register, check=2)
    assert "which folder" in refused.error
    assert "no folder" in here("inbox", "none", "--register", register, check=3).error
    put("a.csv", GOOD)
    said = here("inbox", "in", "--register", register, check=0)
    assert "remembered: files come to in" in said.err
    assert names() == [f"{TAKEN}/a.csv"]
    put("b.csv", OTHER)
    said = here("inbox", "--register", register, check=0)
    assert said.out.splitlines()[-1] == str(folder / TAKEN / "b.csv")
    assert "nothing waits" in here("inbox", "--register", register, check=0).err


def test_what_is_refused_is_moved_with_the_reasons(inbox, put, folder, names, count):
    put("a.csv", GOOD)
    put("b.csv", BAD.replace("mae-mo", "ngao"))
    inbox(check=3)
    assert names() == [f"{TAKEN}/a.csv", f"{REFUSED}/b.csv", f"{REFUSED}/b.csv.txt"]
    reasons = (folder / REFUSED / "b.csv.txt").read_text("utf-8-sig")
    assert "เรียน พัฒนาการอำเภองาว" in reasons
    assert "'x'" in reasons
    assert (count("mae-mo"), count("ngao")) == (118, None)


def test_a_chat_of_several_replies_is_moved_as_any_file(inbox, put, names, count):
    replies = "ตอบกลับ อ.แม่เมาะ 09/61\nผู้นำ 118/120\nตอบกลับ อ.งาว 09/61\nผู้นำ {count}/5\n"
    put("a.txt", replies.format(count=5))
    put("b.txt", replies.format(count="x").replace("แม่เมาะ", "แม่ทะ"))
    inbox(check=3)
    assert names() == [f"{TAKEN}/a.txt", f"{REFUSED}/b.txt", f"{REFUSED}/b.txt.txt"]
    assert (count("mae-mo"), count("ngao"), count("mae-tha")) == (118, 5, 118)


def test_a_blank_form_is_sent_back(here, register, inbox, folder, names):
    here(
        "forms", "--month", "2561-09", "--district", "mae-mo", "--csv", "-o", folder / "a.csv",
        "--register", register, check=0,
    )  # fmt: skip
    then = time.time() - 60
    os.utime(folder / "a.csv", (then, then))
    inbox()
    assert names() == [f"{REFUSED}/a.csv", f"{REFUSED}/a.csv.txt"]
    reasons = (folder / REFUSED / "a.csv.txt").read_text("utf-8-sig")
    assert "ไฟล์ a.csv ที่ส่งมายังไม่ได้กรอกข้อมูล" in reasons


def test_nothing_is_overwritten(inbox, put, folder, names):
    put(f"{TAKEN}/a.csv", "of before")
    put(f"{REFUSED}/b.csv", "of before")
    put(f"{REFUSED}/b-2.csv.txt", "of before")
    put("a.csv", GOOD)
    put("b.csv", BAD)
    inbox(check=3)
    put("b.csv", BAD)
    inbox(check=3)
    assert names() == [
        f"{TAKEN}/a-2.csv", f"{TAKEN}/a.csv", f"{REFUSED}/b-2.csv.txt",
        f"{REFUSED}/b-3.csv", f"{REFUSED}/b-3.csv.txt", f"{REFUSED}/b-4.csv",
        f"{REFUSED}/b-4.csv.txt", f"{REFUSED}/b.csv",
    ]  # fmt: skip
    before = [
        path for path in folder.rglob("*") if path.is_file() and b"of before" in path.read_bytes()
    ]
    assert len(before) == 3


def test_two_of_one_name_from_folders_below(inbox, put, names):
    put("a/x.csv", GOOD)
    put("b/x.csv", OTHER)
    inbox()
    assert names() == [f"{TAKEN}/x-2.csv", f"{TAKEN}/x.csv"]


def test_killed_before_it_was_moved(here, register, inbox, put, names, count, monkeypatch):
    put("a.csv", GOOD)

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "move_beside_others", killed)
        inbox(check=130)
    assert names() == ["a.csv"]
    # It was corrected since: the file is moved, and undoes nothing.
    here(
        "record", "leaders", "mae-mo", "total=120", "persons=119", "--month", "2561-09",
        "--register", register, check=0,
    )  # fmt: skip
    said = inbox()
    assert "recorded before, and moved now: " in said.err
    assert names() == [f"{TAKEN}/a.csv"]
    assert count() == 119


@pytest.mark.parametrize("age", [0, 2, -30])
def test_a_file_still_being_written_waits(inbox, put, names, age):
    """But not one of a clock that is ahead: it would wait for ever."""
    put("a.csv", GOOD, age)
    said = inbox()
    assert ("left for the next time" in said.err) == (age >= 0)
    assert names() == (["a.csv"] if age >= 0 else [f"{TAKEN}/a.csv"])


def test_a_file_that_is_open_in_excel_waits(inbox, put, names):
    put("a.csv", GOOD)
    put("~$a.csv", "")
    assert "left for the next time" in inbox().err
    assert names() == ["a.csv", "~$a.csv"]


def test_a_file_that_changes_while_it_is_recorded_stays(inbox, put, names, count, monkeypatch):
    """The newer one is read before it is moved."""
    put("a.csv", GOOD)
    moved = module.in_thai

    def changed(outcomes, again):
        put("a.csv", GOOD.replace("118", "119"))
        return moved(outcomes, again)

    with monkeypatch.context() as patch:
        patch.setattr(module, "in_thai", changed)
        assert "changed meanwhile" in inbox().err
    assert (names(), count()) == (["a.csv"], 118)
    inbox()
    assert (names(), count()) == ([f"{TAKEN}/a.csv"], 119)


def test_what_cannot_be_moved_is_told_and_moved_later(inbox, put, names, count, monkeypatch):
    put("a.csv", GOOD)
    put("b.csv", OTHER)

    def held(path, *_args):
        raise PermissionError(13, "held", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(module, "move_beside_others", held)
        assert inbox().err.count("could not be moved") == 2
    assert (names(), count()) == (["a.csv", "b.csv"], 118)
    inbox()
    assert len(names()) == 2


def test_a_dry_run_moves_nothing(here, register, put, folder, names, count):
    put("a.csv", GOOD)
    put("b.csv", BAD)
    said = here("inbox", folder, "--dry-run", "--register", register, check=3)
    assert "'x'" in said.err
    assert (names(), count()) == (["a.csv", "b.csv"], None)
    assert Settings(register).get("inbox") is None


def test_other_files_stay(inbox, put, names):
    put("photo.jpg", "x")
    put("note.txt", "hello")
    for name in ("~$a.xlsx", "Thumbs.db"):
        put(name, "x")
    told = inbox().err.splitlines()
    assert told[:2] == ["not read: note.txt", "not read: photo.jpg"]
    assert not any("~$" in line or "Thumbs" in line for line in told)
    assert names() == ["Thumbs.db", "note.txt", "photo.jpg", "~$a.xlsx"]
