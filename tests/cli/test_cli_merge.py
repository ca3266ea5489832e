"""`cddctl register merge`, and `init --nation`, as people use them."""

import json

import pytest

from cddctl.register.store import Register

LAMPANG = {"code": "52", "id": "lampang", "name_th": "ลำปาง", "name_en": "Lampang"}


@pytest.fixture
def book(here, work):
    """Make a register and record in it: name, home province, then what `record` takes."""

    def book(name, province, *recorded):
        path = work / name
        here("init", "--province", province, "--register", path, check=0)
        for one in recorded:
            here("record", "--register", path, "--month", "2018-09", *one.split(), check=0)
        return path

    return book


@pytest.fixture
def merge(here, register):
    def merge(*args, check=0):
        return here("register", "merge", *args, "--register", register, check=check)

    return merge


def report(here, path, province, *args):
    result = here(
        "report", "--register", path, "--province", province, "--month", "2018-09", "--format",
        "json", *args, check=0,
    )  # fmt: skip
    return json.loads(result.out)


def test_districts_into_their_province(here, register, merge, book):
    mae_mo = book("mae-mo.sqlite3", "lampang", "leaders mae-mo total=12 persons=12")
    ngao = book("ngao.sqlite3", "lampang", "leaders ngao total=30 persons=28")
    result = merge(mae_mo, ngao)
    lines = result.out.splitlines()
    assert lines[0].split() == ["Entries", "Acts", "Batches", "Known", "Province", "Register"]
    rows = [line.split()[:5] for line in lines if " Lampang " in line]
    assert rows == [["1", "0", "1", "0", "Lampang"]] * 2
    assert lines[-1] == "taken in: 2 entries of 2 registers"
    leaders = report(here, register, "lampang")["rows"][1]
    assert (leaders["total"], leaders["recorded"]["persons"]) == (42, 40)


def test_provinces_into_the_nation(here, work, book):
    nation = work / "nation.sqlite3"
    made = here("init", "--nation", "--register", nation, check=0)
    assert made.err == f"created the register of the nation: {nation}\n"
    others = [
        book("lampang.sqlite3", "lampang", "leaders mae-mo total=12 persons=12"),
        book("phayao.sqlite3", "phayao", "leaders chun total=5 persons=5"),
    ]
    here("register", "merge", *others, "--register", nation, check=0)
    for province, total in (("lampang", 12), ("phayao", 5)):
        assert report(here, nation, province)["rows"][1]["total"] == total
    needed = here("report", "--register", nation, "--month", "2018-09", check=2)
    assert needed.error.startswith("error: which province? add --province")
    needed = here("close", "--register", nation, "--month", "2018-09", check=2)
    assert needed.error.startswith("error: which province? add --province")


def test_init_of_the_nation_takes_no_province(here, work):
    refused = here(
        "init", "--nation", "--province", "phayao", "--register", work / "x.sqlite3", check=2
    )
    assert "--nation and --province do not go together" in refused.error
    assert list(work.iterdir()) == []


def test_what_two_recorded_differently_is_named_and_the_later_stands(
    here, record, register, merge, book
):
    other = book("other.sqlite3", "lampang", "leaders mae-mo total=12 persons=11 --by สมชาย")
    record("leaders", "mae-mo", "total=12", "persons=12", "--month", "2018-09")
    result = merge(other)
    lines = result.out.splitlines()
    start = lines.index("Recorded differently in two registers; the later stands:")
    assert lines[start + 1] == "Mae Mo, Leaders, period 1 of September 2018 (2561)"
    assert lines[start + 2].startswith("    stands: total 12, 12 persons (this register, ")
    assert lines[start + 3].startswith("    instead of: total 12, 11 persons (other.sqlite3, ")
    assert lines[start + 3].endswith(", สมชาย)")
    assert report(here, register, "lampang")["rows"][1]["recorded"] == {"persons": 12}
    again = json.loads(merge(other, "--format", "json").out)["registers"][0]
    assert (again["entries"], again["known"], again["differing"]) == (0, 1, [])


def test_as_json(merge, record, book):
    other = book("other.sqlite3", "lampang", "leaders mae-mo total=12 persons=11")
    record("leaders", "mae-mo", "total=12", "persons=12", "--month", "2018-09")
    found = json.loads(merge(other, "--dry-run", "--format", "json").out)
    [one] = found["registers"]
    [differing] = one.pop("differing")
    assert (found["dry_run"], one) == (
        True,
        {
            "register": str(other), "home_province": LAMPANG, "entries": 1, "acts": 0, "batches": 1,
            "known": 0, "rounds": [], "warnings": [],
        },
    )  # fmt: skip
    assert differing["stands"] == differing["ours"]["entry"]
    assert (differing["office"], differing["ours"]["recorded"]) == ("5202", {"persons": 12})
    assert differing["theirs"]["recorded"] == {"persons": 11}


def test_a_dry_run_changes_nothing(merge, book, everything):
    other = book("other.sqlite3", "phayao", "leaders chun total=5 persons=5")
    before = everything()
    result = merge(other, "--dry-run")
    assert "would take in: 1 entry of 1 register" in result.out
    assert everything() == before


def test_the_others_stay_as_they_are(merge, book):
    other = book("other.sqlite3", "phayao", "leaders chun total=5 persons=5")
    before = other.read_bytes()
    merge(other)
    assert other.read_bytes() == before


def test_an_extension_and_a_closing_come_along(here, register, merge, book):
    other = book("other.sqlite3", "lampang", "leaders mae-mo total=12 persons=12")
    here(
        "extend", "ngao", "--month", "2018-09", "--until", "2018-09-20", "--reason", "น้ำท่วม",
        "--register", other, check=0,
    )  # fmt: skip
    here(
        "close", "--month", "2018-09", "--incomplete", "--reason", "ส่งก่อน", "--register", other,
        check=0,
    )  # fmt: skip
    merge(other)
    sent = here("report", "--sent", "--month", "2018-09", "--register", register, check=0)
    assert sent.out == here("report", "--month", "2018-09", "--register", other, check=0).out
    refused = here(
        "record", "leaders", "ngao", "total=1", "persons=1", "--month", "2018-09", "--register",
        register, check=3,
    )  # fmt: skip
    assert "was closed on" in refused.error


def test_a_round_that_was_sent_and_then_changed_by_a_merge(here, register, merge, book):
    other = book("other.sqlite3", "lampang", "leaders ngao total=12 persons=12")
    here(
        "close", "--month", "2018-09", "--incomplete", "--reason", "ส่งก่อน", "--register",
        register, check=0,
    )  # fmt: skip
    assert merge(other).err == (
        f"warning: {other}: September 2018 (2561) of Lampang is closed, and 1 count now stands "
        "otherwise than it was sent; see: cddctl report --changes\n"
    )
    changes = here("report", "--changes", "--month", "2018-09", "--register", register, check=0)
    assert "Ngao: nothing reported -> total 12, 12 persons" in changes.out


@pytest.fixture
def sent_elsewhere(here, record, book):
    """Another's register of the round that is here: Ngao extended, and the report sent."""
    record("leaders", "mae-mo", "total=12", "persons=12", "--month", "2018-09")
    other = book("other.sqlite3", "lampang")
    of = ("--month", "2018-09", "--register", other)
    here("extend", "ngao", "leaders", "--until", "2018-10-05", "--reason", "น้ำท่วม", *of, check=0)
    here("close", "--incomplete", "--reason", "ส่งก่อน", *of, check=0)
    return other


MOVED = "Ngao, Leaders, period 1 of September 2018 (2561): until "
EXTENDED = f"{MOVED}5 October 2018 (2561) (before: 6 September 2018 (2561))"


def test_what_is_closed_and_moved_by_a_merge_is_named_first(merge, sent_elsewhere, everything):
    before = everything()
    refused = merge(sent_elsewhere, check=2)
    assert everything() == before
    *named, why = refused.err.splitlines()
    closes = f"{sent_elsewhere}: would be closed: September 2018 (2561) of Lampang, as sent on "
    assert named[0].startswith(closes)
    assert named[1:] == [f"{sent_elsewhere}: date would change: {EXTENDED}"]
    assert why == (
        "error: nothing is taken in: it opens or closes rounds that are here, or changes their "
        "dates, and there is no terminal here to ask on; add --yes to do this"
    )
    assert f"date would change: {EXTENDED}" in merge(sent_elsewhere, "--dry-run").out
    done = merge(sent_elsewhere, "--yes")
    assert "\nclosed: September 2018 (2561) of Lampang, as sent on " in done.out
    assert f"\ndate changed: {EXTENDED}\n" in done.out
    again = json.loads(merge(sent_elsewhere, "--format", "json").out)
    assert again["registers"][0]["rounds"] == []


def test_what_was_not_here_is_named_and_not_asked_about(here, merge, book):
    """Two registers at once that act on the same round, as each of their districts did."""
    others = []
    for name, until in (("a.sqlite3", "2018-09-25"), ("b.sqlite3", "2018-09-26")):
        others.append(book(name, "lampang"))
        here("extend", "mae-mo", "--until", until, "--reason", "น้ำท่วม", "--month", "2018-07",
             "--register", others[-1], check=0)  # fmt: skip
    assert (
        "date changed: Mae Mo, Monthly OTOP sales, period 10 of July 2018 (2561): until 25 "
        "September 2018 (2561) (before: 10 July 2018 (2561))"
    ) in merge(others[0]).out
    here("init", "--province", "lampang", "--register", "new.sqlite3", check=0)
    both = here("register", "merge", *others, "--register", "new.sqlite3", check=2)
    assert "would change: Mae Mo" in both.err  # of what the first brings
    here("register", "merge", *others, "--register", "new.sqlite3", "--yes", check=0)


def test_what_is_opened_by_a_merge_is_named(here, merge, sent_elsewhere):
    of = ("--month", "2018-09", "--register", sent_elsewhere)
    merge(sent_elsewhere, "--yes")
    here("reopen", "--reason", "ผิด", *of, check=0)
    here("extend", "ngao", "leaders", "--withdraw", *of, check=0)
    merge(sent_elsewhere, check=2)
    told = json.loads(merge(sent_elsewhere, "--yes", "--format", "json").out)
    assert told["registers"][0]["rounds"] == [
        {
            "province": "52", "province_name": "ลำปาง", "month": "2018-09",
            "opened": True, "closed": False, "note": None, "note_before": None,
            "dates": [
                {
                    "province": "52", "province_name": "ลำปาง",
                    "office": "5205", "office_name": "งาว", "database": "leaders", "period": 1,
                    "before": "2018-10-05", "until": "2018-09-06",
                }
            ],
        }
    ]  # fmt: skip


def test_what_another_undid_is_named_too(here, merge, sent_elsewhere):
    merge(sent_elsewhere, "--yes")
    here("undo", "--yes", "--register", sent_elsewhere, check=0)
    refused = merge(sent_elsewhere, check=2)
    assert "would be opened again: September 2018 (2561) of Lampang\n" in refused.err


@pytest.mark.parametrize(("answer", "is_taken"), [("y", True), ("n", False)])
def test_it_asks_on_a_terminal(terminal, here, register, sent_elsewhere, answer, is_taken):
    child = terminal("register", "merge", sent_elsewhere, "--register", register)
    child.expect(r"would\s+be\s+closed:\s+September\s+2018\s+\(2561\)\s+of\s+Lampang")
    child.expect_exact("Take it in? [y/n] ")
    child.sendline(answer)
    child.read()
    child.close()
    assert child.exitstatus == 0
    here("report", "--sent", "--month", "2018-09", "--register", register, check=3 * (not is_taken))


def test_of_several_registers_each_says_what_it_changes_after_those_before(
    here, merge, sent_elsewhere, work
):
    later = work / "later.sqlite3"
    later.write_bytes(sent_elsewhere.read_bytes())
    here("reopen", "--reason", "ผิด", "--month", "2018-09", "--register", later, check=0)
    refused = merge(sent_elsewhere, later, check=2)
    assert f"{sent_elsewhere}: would be closed" in refused.err
    assert f"{later}: would be opened again" in refused.err
    assert merge(sent_elsewhere, later, "--yes").out.count("opened again") == 1


def test_a_clock_that_runs_ahead(here, register, merge, book):
    from datetime import UTC, datetime, timedelta

    from cddctl.ledger.entries import Entry
    from cddctl.periods import Month

    other = book("other.sqlite3", "lampang")
    ahead = datetime.now(UTC) + timedelta(days=400)
    with Register.open(other) as ours, ours.writing():
        one = Entry("52", "5202", "leaders", 2561, 1, Month(2018, 9), 1, {"persons": 1})
        ours.append([one], command="record", schedule="2561", now=ahead)
    result = merge(other, check=3)
    assert result.error.startswith(f"error: {other}: its last entry is dated ")
    assert "which is still to come" in result.error
    # Its own counts can still be taken over as a table, and the PC itself is warned.
    warned = here(
        "record", "leaders", "ngao", "total=1", "persons=1", "--month", "2018-09", "--register",
        other, check=0,
    )  # fmt: skip
    assert warned.err.startswith("warning: the register's last entry is dated ")
    here("register", "export", "-o", "table.csv", "--register", other, check=0)
    assert "2 added" in here("record", "--from", "table.csv", "--register", register, check=0).out


@pytest.mark.parametrize("unread", ["first", "last"])
def test_what_was_taken_in_is_told_though_the_rest_cannot_be(
    here, record, register, merge, book, work, unread
):
    """A schedule that cannot be read is told before anything of a register is taken in."""
    differing = book("differing.sqlite3", "lampang", "leaders mae-mo total=12 persons=11")
    other = book("other.sqlite3", "phayao", "leaders chun total=5 persons=5")
    record("leaders", "mae-mo", "total=12", "persons=12", "--month", "2018-09")
    schedules = work / "schedules"
    schedules.mkdir()
    (schedules / "2561.yaml").write_text("fiscal_year: x\n", encoding="utf-8")
    others = [differing, other] if unread == "first" else [other, differing]
    result = merge(*others, "--schedules", schedules, check=5)
    told = [line for line in result.out.splitlines() if " Phayao " in line]
    assert len(told) == (unread == "last")
    assert len(report(here, register, "lampang")["rows"]) == 8
    again = merge(differing)
    assert "Recorded differently in two registers" in again.out


@pytest.mark.parametrize("bad", ["missing", "folder", "notes", "damaged"])
def test_one_bad_register_and_none_is_taken_in(merge, register, book, work, everything, bad):
    good = book("good.sqlite3", "phayao", "leaders chun total=5 persons=5")
    other = work / "bad.sqlite3"
    if bad == "folder":
        other.mkdir()
    elif bad == "notes":
        other.write_bytes(b"notes")
    elif bad == "damaged":
        content = good.read_bytes()
        assert content.count(b'{"persons":5}') == 1
        other.write_bytes(content.replace(b'{"persons":5}', b'{"persons":6}'))
    before = everything()
    result = merge(good, other, check=4)
    assert str(other) in result.error
    assert everything() == before
    assert register.is_file()


def test_there_has_to_be_a_register_to_merge_into(here, book, data):
    other = book("other.sqlite3", "phayao")
    assert "there is no register at" in here("register", "merge", other, check=4).error
    assert not data.exists()


def test_a_note_that_a_merge_changes_is_told(here, merge, book):
    other = book("other.sqlite3", "lampang", "leaders mae-mo total=5 persons=5")
    merge(other)
    here("report", "--note", "ร่าง", "--month", "2018-09", "--register", other, check=0)
    refused = merge(other, check=2)
    assert "note would change: September 2018 (2561) of Lampang: none -> ร่าง" in refused.err
    assert "note changed: September 2018 (2561) of Lampang" in merge(other, "--yes").out
