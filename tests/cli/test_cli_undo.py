"""`cddctl undo` and `redo`: what was done is taken back, and brought back again."""

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register

SEPTEMBER = Month(2018, 9)
MONTH = ("--month", "2018-09")
HEADS = "province,district,month,database,total,persons\n"


@pytest.fixture
def undo(here, register):
    return lambda *args, **options: here("undo", "--register", register, *args, **options)


@pytest.fixture
def redo(here, register):
    return lambda *args, **options: here("redo", "--register", register, *args, **options)


@pytest.fixture
def leaders(record):
    """Record leaders of a district: leaders("mae-mo", 97) of 120."""
    return lambda district, persons: record(
        "leaders", district, "total=120", f"persons={persons}", *MONTH
    )


@pytest.fixture
def table(work):
    """Write a table of leaders: table("a.csv", mae_mo=97)."""

    def table(name, **districts):
        lines = [
            f"lampang,{d.replace('_', '-')},2018-09,leaders,120,{districts[d]}\n" for d in districts
        ]
        path = work / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADS + "".join(lines), encoding="utf-8")
        return path

    return table


@pytest.fixture
def stands(register):
    """The leaders recorded, by district."""

    def stands():
        with Register.open(register) as book:
            return {e.office: e.recorded["persons"] for e in book.current("52", SEPTEMBER)}

    return stands


@pytest.fixture
def names(here, register):
    """The names of all entries, in order."""

    def names():
        found = json.loads(here("history", "--register", register, "--format", "json", check=0).out)
        return [one["entry"] for one in found["history"] if one["what"] == "record"]

    return names


def test_the_last_is_undone_and_brought_back(undo, redo, leaders, stands, here, register):
    leaders("mae-mo", 97)
    leaders("mae-mo", 118)
    result = undo("--last", "--yes", "--by", "สมหญิง", check=0)
    head, *others = result.out.splitlines(keepends=True)
    assert re.fullmatch(r"[0-9a-f]{8}/1  \d+ \w+ \d{4} \d\d:\d\d  recorded\n", head)
    assert "".join(others) == (
        "Mae Mo, Leaders, period 1 of September 2018 (2561)\n"
        "    now: total 120, 118 persons\n"
        "    then: total 120, 97 persons\n"
    )
    assert result.err == "undone: 1 entry\n"
    assert stands() == {"5202": 97}
    assert redo("--yes", check=0).err == "brought back: 1 entry\n"
    assert stands() == {"5202": 118}
    told = here("history", "--register", register, check=0).out
    assert re.findall("recorded|undone  สมหญิง|redone", told) == [
        "recorded", "recorded", "undone  สมหญิง", "redone",
    ]  # fmt: skip


def test_undo_goes_back_whatever_was_done(undo, redo, leaders, here, register, table, stands):
    """An entry, a file, an extension, a closing and a reopening, each undone, and brought back."""
    use = ("--register", register)
    leaders("mae-mo", 97)
    here("record", *use, "--from", table("a.csv", ko_kha=1, thoen=2), check=0)
    here("extend", *use, "mae-mo", "--until", "2018-10-05", "--reason", "flood", *MONTH, check=0)
    here("close", *use, "--incomplete", "--reason", "sent", *MONTH, check=0)
    here("reopen", *use, "--reason", "wrong", *MONTH, check=0)
    month = "September 2018 (2561)"
    done = [
        f"reopened, {month}",
        f"closed, {month}",
        f"extended, Mae Mo, all databases, {month}",
        "2 entries",
        "1 entry",
    ]
    for what in done:
        assert undo("--yes", check=0).err == f"undone: {what}\n"
    assert stands() == {}
    assert undo("--yes", check=3).error == "error: there is nothing to undo; see: cddctl history"
    for what in reversed(done):
        assert redo("--yes", check=0).err == f"brought back: {what}\n"
    assert stands() == {"5202": 97, "5203": 1, "5208": 2}
    assert redo("--yes", check=3).error == (
        "error: there is nothing to bring back: nothing was undone, or more was done since"
    )


def test_everything_in_the_history_has_a_name_that_undo_takes(
    undo, leaders, here, register, stands
):
    use = ("--register", register)
    leaders("mae-mo", 97)
    here("extend", *use, "mae-mo", "--until", "2018-10-05", "--reason", "flood", *MONTH, check=0)
    undo("--yes", check=0)
    for times in range(4):
        told = here("history", *use, "--format", "json", check=0).out
        name = json.loads(told)["history"][-1]["entry"]
        expected = ("brought back", "undone")[times % 2]
        extended = "extended, Mae Mo, all databases, September 2018 (2561)"
        assert undo(name, "--yes", check=0).err == f"{expected}: {extended}\n"
    assert stands() == {"5202": 97}


def test_a_reopening_on_which_entries_rest_is_not_undone(undo, leaders, here, register, stands):
    use = ("--register", register)
    here("close", *use, "--incomplete", "--reason", "sent", *MONTH, check=0)
    here("reopen", *use, "--reason", "wrong", *MONTH, check=0)
    told = json.loads(here("history", *use, "--format", "json", check=0).out)
    leaders("mae-mo", 97)
    error = undo(told["history"][-1]["entry"], "--yes", check=3).error
    assert re.search(r"\(reopened, September 2018 \(2561\)\) was overtaken by [0-9a-f]{8}/1", error)
    assert stands() == {"5202": 97}


def test_what_was_pasted_at_once_is_undone_as_one(undo, redo, here, register, work, stands):
    """Replies of two districts in one text, which are two batches."""
    path = work / "two-districts.txt"
    path.write_text(
        "ตอบกลับ อ.งาว 09/61\n3 ผู้นำ ทั้งหมด=10 คน=9\nตอบกลับ อ.เถิน 09/61\n3 ผู้นำ ทั้งหมด=11 คน=9\n",
        encoding="utf-8",
    )
    for words in (["--from", "two-districts.txt"], ["--from", path], []):
        here("record", "--register", register, "--from", path, check=0)
        assert stands() == {"5205": 9, "5208": 9}
        assert undo(*words, "--yes", check=0).err == "undone: 2 entries\n"
        assert stands() == {}
    redo("--yes", check=0)
    assert stands() == {"5205": 9, "5208": 9}
    again = here("record", "--register", register, "--from", path, check=0)
    assert "0 added, 0 updated, 2 unchanged" in again.out


def test_each_file_of_a_folder_is_one_thing(undo, record, stands, table, work):
    for name, district in (("a", "mae_mo"), ("b", "ko_kha")):
        table(f"f/{name}.csv", **{district: 1})
    record("--from", work / "f")
    undo("--yes", check=0)
    assert stands() == {"5202": 1}


def test_where_nothing_stood_nothing_is_reported(undo, leaders, here, register, stands):
    said = here("report", "--register", register, *MONTH, check=0).out
    leaders("mae-mo", 97)
    result = undo("--yes", check=0)
    assert "    then: nothing reported\n" in result.out
    assert stands() == {}
    assert here("report", "--register", register, *MONTH, check=0).out == said


def test_what_is_recorded_after_an_undo(undo, leaders, here, register, table, work):
    leaders("mae-mo", 97)
    undo("--yes", check=0)
    (work / "note.csv").write_text(
        "province,district,month,database,total,persons,note\n"
        "lampang,mae-mo,2018-09,leaders,,,รอ\n",
        encoding="utf-8",
    )
    noted = here("record", "--register", register, "--from", "note.csv")
    assert "the note 'รอ', as nothing is reported beside it" in noted.err
    taken = here("record", "--register", register, "--from", table("a.csv", mae_mo=5), check=0)
    assert "\n1 file: 1 added, 0 updated, 0 unchanged\n" in taken.out
    undo("--yes", check=0)
    error = here("record", "--register", register, "leaders", "02", "persons=5", *MONTH).error
    assert error.startswith("error: the total is missing")
    said = here(
        "record", "--register", register, "leaders", "02", "total=6", "persons=5", *MONTH, check=0
    ).error
    assert said.endswith(": total 6, 5 persons")


def test_one_entry_and_one_batch_by_name(undo, record, leaders, stands, names, table):
    record("--from", table("a.csv", mae_mo=1, ko_kha=2))
    leaders("thoen", 3)
    first, second, _third = names()
    undo(second, "--yes", check=0)
    assert stands() == {"5202": 1, "5208": 3}
    undo(first.split("/")[0], "--yes", check=0)  # what of it was not yet undone
    assert stands() == {"5208": 3}
    assert "undone already by" in undo(second, "--yes", check=3).error


@pytest.fixture
def uids(monkeypatch):
    """Give batches uids of choice, one after another."""

    def uids(*given):
        left = iter(given)
        monkeypatch.setattr("cddctl.register.store.new_uid", lambda: next(left))

    return uids


@pytest.mark.parametrize("name", ["abcdefgh12", "abcdefgh12/1", "abcdefgh1" + "2" * 23 + "/1"])
def test_a_name_may_be_as_long_as_it_takes(undo, register, uids, stands, name):
    uids("abcdefgh1" + "2" * 23, "abcdefgh1" + "3" * 23)
    append(register, "5202", 97)
    append(register, "5205", 12)
    refused = undo("abcdefgh/1", "--yes", check=3).error
    assert refused == (
        "error: 'abcdefgh/1' is the beginning of several names; type more of one: "
        f"abcdefgh1{'2' * 23} or abcdefgh1{'3' * 23}"
    )
    assert stands() == {"5202": 97, "5205": 12}
    uids("f" * 32)
    undo(name, "--yes", check=0)
    assert stands() == {"5205": 12}


@pytest.mark.parametrize("name", ["/1", "abcdefgh/2", "abcdefgh/11", "bcdefgh/1"])
def test_what_is_no_name(undo, register, uids, name):
    uids("abcdefgh" + "2" * 24)
    append(register, "5202", 97)
    assert undo(name, "--yes", check=3).error == (
        f"error: nothing is called {name!r}; see: cddctl history"
    )


def append(register, office, persons):
    with Register.open(register) as book, book.writing():
        entry = Entry(
            "52", office, "leaders", 2561, 1, SEPTEMBER, total=120, recorded={"persons": persons}
        )
        now = datetime(2018, 9, 5, tzinfo=UTC)
        book.append([entry], command="record", schedule="2561/lampang", now=now)


@pytest.mark.parametrize("how", ["content", "name", "renamed"])
def test_a_file_is_undone_and_may_come_again(undo, record, leaders, stands, table, work, how):
    path = table("a.csv", mae_mo=1, ko_kha=2)
    leaders("mae-mo", 9)
    record("--from", path)
    leaders("thoen", 3)
    kept = path.rename(work / "kept.csv") if how != "content" else path
    named = {"content": path, "name": "a.csv", "renamed": kept}[how]
    undo("--from", named, "--yes", check=0)
    assert stands() == {"5202": 9, "5208": 3}
    assert "nothing that stands was recorded from" in undo("--from", named, check=3).error
    again = record("--from", kept)
    assert "\n1 file: 1 added, 1 updated, 0 unchanged\n" in again.out
    assert stands() == {"5202": 1, "5203": 2, "5208": 3}


def test_a_file_that_is_brought_back_is_taken_again(undo, redo, record, leaders, stands, table):
    path = table("a.csv", mae_mo=1)
    record("--from", path)
    undo("--last", "--yes", check=0)
    redo("--yes", check=0)
    leaders("mae-mo", 2)
    record("--from", path)
    assert stands() == {"5202": 2}


def test_a_file_of_which_a_part_is_undone_stays_taken(undo, record, stands, names, table):
    path = table("a.csv", mae_mo=1, ko_kha=2)
    record("--from", path)
    undo(names()[0], "--yes", check=0)
    record("--from", path)
    assert stands() == {"5203": 2}


def test_a_file_that_was_changed_since(undo, record, stands, table):
    record("--from", table("a.csv", mae_mo=1))
    result = undo("--from", table("a.csv", mae_mo=2), "--yes", check=0)
    assert "was changed since it was recorded from" in result.err
    assert stands() == {}


def test_files_of_one_name(undo, record, table, stands):
    record("--from", table("a.csv", mae_mo=1))
    path = table("a.csv", ko_kha=2)
    record("--from", path)
    path.unlink()
    error = undo("--from", "a.csv", "--yes", check=3).error
    [first, _second] = re.findall("cddctl undo ([0-9a-f]{8})", error)
    undo(first, "--yes", check=0)
    assert stands() == {"5203": 2}


def test_a_file_that_gave_nothing_new_is_passed_over(undo, record, leaders, stands, table):
    leaders("mae-mo", 97)
    record("--from", table("a.csv", mae_mo=97))
    undo("--last", "--yes", check=0)
    assert stands() == {}


# --- Refused ---------------------------------------------------------------------------------


def test_only_current_entries(undo, leaders, names, register):
    leaders("mae-mo", 1)
    leaders("mae-mo", 2)
    before = register.read_bytes()
    first, second = names()
    about = "Mae Mo, Leaders, period 1 of September 2018 (2561)"
    error = undo(first, "--yes", check=3).error
    assert error.startswith(f"error: {first} ({about}) was overtaken by {second} of ")
    assert register.read_bytes() == before
    undo(second, "--yes", check=0)
    error = undo(second, "--yes", check=3).error
    assert re.match(
        rf"error: {second} \({re.escape(about)}\) was undone already by [0-9a-f]{{8}}/1 of ", error
    )


def test_not_in_a_closed_round(undo, leaders, register, names):
    leaders("mae-mo", 1)
    [name] = names()
    with Register.open(register) as book, book.writing():
        closed = Act(Kind.CLOSE, "52", SEPTEMBER, sent="{}")
        now = datetime(2018, 9, 5, tzinfo=UTC)
        book.append([closed], command="close", schedule="2561", now=now)
    before = register.read_bytes()
    for args in (["--yes"], ["--dry-run"]):
        assert "September 2018 (2561) was closed on " in undo(name, *args, check=3).error
    assert register.read_bytes() == before


def test_what_is_in_no_report_can_be_undone_after_it_was_sent(undo, record, register):
    with Register.open(register) as book, book.writing():
        closed = Act(Kind.CLOSE, "52", SEPTEMBER, sent="{}")
        now = datetime(2018, 9, 5, tzinfo=UTC)
        book.append([closed], command="close", schedule="2561", now=now)
    record("otop-sales", "mae-mo", "total=2", "makers=1", "--month", "2018-09")
    assert "undone: 1 entry" in undo("--last", "--yes", check=0).err


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--last", "--from", "a.csv"], 2, "--last, a name and --from do not go together"),
        (["1a2b3c4d/1", "--last"], 2, "--last, a name and --from do not go together"),
        (["1a2b3c4d/1"], 3, "nothing is called '1a2b3c4d/1'; see: cddctl history"),
        (["--from", "a.csv"], 3, "nothing that stands was recorded from a.csv"),
        ([*MONTH[:1], "2018-06"], 3, "there is nothing to undo; see: cddctl history"),
        (["--province", "lamphun"], 3, "there is nothing to undo; see: cddctl history"),
        ([], 2, "nothing is undone: there is no terminal here to ask on; add --yes"),
    ],
)
def test_refused(undo, leaders, register, args, code, said):
    leaders("mae-mo", 1)
    before = register.read_bytes()
    assert undo(*args, check=code).error.startswith(f"error: {said}")
    assert register.read_bytes() == before


def test_no_register(here, data):
    error = here("undo", "--province", "lampang", "--yes", check=3).error
    assert error == "error: there is no register yet, so there is nothing to undo"
    assert not data.exists()


def test_a_dry_run_shows_and_does_nothing(undo, leaders, register):
    leaders("mae-mo", 1)
    before = register.read_bytes()
    result = undo("--dry-run", check=0)
    assert register.read_bytes() == before
    assert result.error == "would be undone: 1 entry"
    assert undo("--yes", check=0).out == result.out


def test_what_another_recorded_meanwhile_is_seen_first(
    undo, leaders, stands, monkeypatch, register
):
    leaders("mae-mo", 1)
    with Register.open(register) as book:
        [other] = book.current("52", SEPTEMBER)

    def asked():
        with Register.open(register) as book, book.writing():
            now = datetime(2018, 9, 5, tzinfo=UTC)
            new = other._replace(recorded={"persons": 2})
            book.append([new], command="record", schedule="2561", now=now)
        return True

    monkeypatch.setattr("cddctl.cli.reversing._is_wanted", lambda _plan: asked())
    assert "recorded by another meanwhile; nothing is done" in undo(check=3).error
    assert stands() == {"5202": 2}


@pytest.mark.parametrize(("answer", "left"), [("y", {}), ("n", {"5202": 1})])
def test_on_a_terminal_it_asks(terminal, leaders, register, stands, answer, left):
    leaders("mae-mo", 1)
    child = terminal("undo", "--register", register)
    child.expect_exact("then: nothing reported")
    child.expect_exact("Undo this? [y/n] ")
    child.sendline("what?")
    child.expect_exact("Undo this? [y/n] ")
    child.sendline(answer)
    child.read()
    child.close()
    assert child.exitstatus == 0
    assert stands() == left


# --- The law ---------------------------------------------------------------------------------

COUNTS = st.tuples(st.sampled_from(["mae-mo", "ko-kha"]), st.integers(0, 2))
ONE = COUNTS.map(lambda count: [count])
FILE = st.lists(COUNTS, min_size=2, max_size=2, unique_by=lambda count: count[0])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ONE | FILE | st.none(), max_size=4), ONE | FILE)
def test_an_undo_restores_the_report(here, tmp_path_factory, table, before, last):
    path = tmp_path_factory.mktemp("law") / "r.sqlite3"
    Register.create(path, "52", datetime(2018, 9, 1, tzinfo=UTC)).close()
    use = ("--register", path)

    def report():
        return here("report", *use, *MONTH, "--format", "json", check=0).out

    def do(step):
        if step is None:
            here("undo", *use, "--yes")  # at the beginning there is nothing yet
        elif len(step) == 1:
            [(district, persons)] = step
            words = ("leaders", district, "total=120", f"persons={persons}", *MONTH)
            here("record", *use, *words, check=0)
        else:
            districts = {name.replace("-", "_"): persons for name, persons in step}
            here("record", *use, "--from", table("law.csv", **districts), check=0)

    for step in before:
        do(step)
    said = report()
    do(last)
    after = report()
    assume(after != said)  # what stood already is not recorded again
    here("undo", *use, "--yes", check=0)
    assert report() == said
    here("redo", *use, "--yes", check=0)
    assert report() == after
