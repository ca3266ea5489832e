"""`cddctl record --from` with what districts typed in answer to a reminder."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from cddctl.periods import Month
from cddctl.register.store import Register

HEAD = "ตอบกลับ อ.แม่เมาะ 09/61"
LEADERS = "3 ผู้นำ ทั้งหมด=120 คน=118"
BAD = "4 ประเมิน 30"
UNDERSTOOD = (
    "understood: Mae Mo, Leaders, period 1 of September 2018 (2561): total 120, 118 persons"
)
TAKEN = {("leaders", "5202"): (120, {"persons": 118}, False, None)}


@pytest.fixture
def reply(work):
    def reply(*lines, name="reply.txt"):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), "utf-8")
        return path

    return reply


@pytest.fixture
def take(here, register):
    def take(*args, check=0):
        return here("record", "--register", register, "--from", *args, check=check)

    return take


@pytest.fixture
def standing(register):
    def standing():
        with Register.open(register) as book:
            return {
                (e.database, e.office): (e.total, dict(e.recorded), e.not_applicable, e.note)
                for e in book.current("52", Month(2018, 9))
            }

    return standing


def test_a_reply_is_recorded_and_what_was_understood_is_shown(take, reply, standing):
    result = take(reply("สวัสดีครับ", HEAD, LEADERS, "2 มชช. ยังไม่ถึงเวลา หลังการรับรอง", "ขอบคุณครับ"))
    assert result.err.splitlines() == [
        UNDERSTOOD,
        (
            "understood: Mae Mo, Community development standards, period 2 of September 2018 "
            "(2561): not applicable yet; หลังการรับรอง"
        ),
    ]
    assert "1 reply: 2 added, 0 updated, 0 unchanged" in result.out
    assert standing() == {**TAKEN, ("cd-standards", "5202"): (None, {}, True, "หลังการรับรอง")}


def test_a_reminder_filled_in_comes_back(here, register, take, work, standing):
    here("remind", "--register", register, "--month", "2018-09", "--district", "02", "-o", "out")
    [path] = (work / "out").iterdir()
    text = path.read_bytes().decode("utf-8-sig")
    path.write_bytes(text.replace("3 ผู้นำ ทั้งหมด= คน=", LEADERS).encode("utf-8-sig"))
    result = take(path)
    assert result.err.splitlines() == [UNDERSTOOD]
    assert standing() == TAKEN


def test_nothing_of_a_reply_is_recorded_until_it_is_mended(take, reply, standing):
    result = take(reply(HEAD, LEADERS, BAD), check=3)
    shown, error = result.err.splitlines()
    assert shown == UNDERSTOOD
    assert f"line 3: {BAD!r} is not understood: 30 stands behind no name" in error
    assert standing() == {}
    take(reply(HEAD, LEADERS, "4 ประเมิน ทั้งหมด 30 คน 30"))
    assert len(standing()) == 2


def test_partial_records_the_rest_and_shows_what_is_left_out(take, reply, standing):
    path = reply(HEAD, LEADERS, BAD)
    result = take(path, "--partial")
    assert result.err.splitlines()[0] == UNDERSTOOD
    assert result.err.splitlines()[1].startswith(f"not read: {path}: line 3: {BAD!r} is not")
    assert standing() == TAKEN
    again = take(path, check=3)
    assert "is not understood" in again.err
    assert standing() == TAKEN


def test_partial_does_not_record_what_no_district_is_known_for(take, reply, standing):
    result = take(reply("ตอบกลับ อ.ไม่มีจริง 09/61", LEADERS), "--partial", check=3)
    assert "line 1: no district of Lampang is called 'ไม่มีจริง'" in result.error
    assert standing() == {}


@pytest.mark.parametrize("head", ["1. อ.งาว 09/61", "พี่ตอบ กลับ อ.งาว 09/61"])
def test_partial_records_nothing_under_the_office_above(take, reply, standing, head):
    result = take(reply(HEAD, LEADERS, head, "4 ประเมิน ทั้งหมด=3 คน=3"), "--partial", check=3)
    assert f"line 3: {head!r} is not understood: which district?" in result.err
    assert standing() == TAKEN


@pytest.mark.parametrize("line", ["3 ผู้นำ - ครบแล้ว", "3 ผู้นำ ทั้งหมด=- คน=- ครบแล้ว"])
def test_done_is_not_taken_for_not_applicable(take, reply, standing, line):
    take(reply(HEAD, LEADERS))
    take(reply(HEAD, line, name="later.txt"), check=3)
    assert standing() == TAKEN


def test_one_district_s_mistake_holds_up_no_other(take, reply, standing):
    path = reply(HEAD, LEADERS, "ตอบกลับ อ.เถิน 09/61", BAD)
    result = take(path, check=3)
    assert "2 replies: 1 added, 0 updated, 0 unchanged; 1 reply refused" in result.out
    assert standing() == TAKEN
    take(reply(HEAD, LEADERS, "ตอบกลับ อ.เถิน 09/61", "4 ประเมิน ทั้งหมด=3 คน=3"))
    assert set(standing()) == {*TAKEN, ("volunteer-leader-assessment", "5208")}


def test_partial_after_a_refusal_records_what_the_first_run_did_not(take, reply, standing):
    path = reply(HEAD, LEADERS, "ตอบกลับ อ.เถิน 09/61", "3 ผู้นำ ทั้งหมด=1 คน=1", BAD)
    take(path, check=3)
    take(path, "--partial")
    assert set(standing()) == {*TAKEN, ("leaders", "5208")}


BOTH = (HEAD, LEADERS, "ตอบกลับ อ.เถิน 09/61", "3 ผู้นำ ทั้งหมด=11 คน=9")


def test_one_paste_is_one_thing_and_is_undone_as_one(here, register, take, reply, standing):
    path = reply(*BOTH)
    take(path)
    assert len(standing()) == 2
    undone = here("undo", "--register", register, "--from", path.name, "--yes", check=0)
    assert "undone: 2 entries" in undone.err
    assert standing() == {}
    # Then it may be recorded from again.
    take(path)
    assert len(standing()) == 2


def test_a_reply_of_several_is_known_again(take, reply, record, standing):
    """A correction since stands, though another reply beside it was mended."""
    take(reply(*BOTH))
    record("leaders", "mae-mo", "persons=120", "--month", "2018-09")
    result = take(reply(*BOTH[:3], "3 ผู้นำ ทั้งหมด=11 คน=10"))
    assert "1 entry has been corrected since" in result.err
    assert standing() == {
        ("leaders", "5202"): (120, {"persons": 120}, False, None),
        ("leaders", "5208"): (11, {"persons": 10}, False, None),
    }


def test_replies_that_disagree_are_refused(take, reply, standing):
    result = take(reply(HEAD, LEADERS, HEAD, "3 ผู้นำ ทั้งหมด=120 คน=119"), check=3)
    assert result.err.count("says otherwise at line") == 2
    assert standing() == {}


def test_what_cannot_stand_is_refused_at_its_line(take, reply, standing):
    result = take(reply(HEAD, "3 ผู้นำ ทั้งหมด=120 คน=121"), check=3)
    assert "line 2: recorded 121 is above the total 120" in result.err
    result = take(reply(HEAD, "3 ผู้นำ ทั้งหมด=120"), check=3)
    assert "line 2: how many are recorded is missing" in result.err
    assert standing() == {}


def test_a_reply_may_complete_the_current_entry(take, reply, record, standing):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    result = take(reply(HEAD, "3 ผู้นำ ทั้งหมด= คน=118"))
    assert (
        "understood: Mae Mo, Leaders, period 1 of September 2018 (2561): 118 persons" in result.err
    )
    assert standing() == TAKEN


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3 ผู้นำ ทั้งหมด=120 คน=", (125, 97)),
        ("3 ผู้นำ ทั้งหมด=125 คน=", (125, 97)),
        ("3 ผู้นำ ทั้งหมด=120 คน=118", (125, 118)),
        ("3 ผู้นำ ทั้งหมด=125 คน=118", (125, 118)),
        ("3 ผู้นำ ทั้งหมด=130 คน=118", (130, 118)),
        ("3 ผู้นำ ทั้งหมด=120 ครบ", (120, 120)),
    ],
)
def test_a_total_that_a_reminder_printed_undoes_no_correction(
    take, reply, record, standing, line, expected
):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    record("leaders", "mae-mo", "total=125", "--month", "2018-09")
    result = take(reply(HEAD, line))
    total, persons = expected
    assert standing() == {("leaders", "5202"): (total, {"persons": persons}, False, None)}
    is_told = "total=120 คน" in line.replace("ทั้งหมด", "total")
    told = "line 2: 120, as an earlier entry had it that was replaced since"
    assert (told in result.err) is is_told


@pytest.mark.parametrize("line", ["3 ผู้นำ 97/120", "3 ผู้นำ ทั้งหมด=120 คน=97"])
@pytest.mark.parametrize("correction", ["total=125", "persons=98"])
def test_a_reply_that_was_corrected_since_undoes_no_correction(
    take, reply, record, standing, line, correction
):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    record("leaders", "mae-mo", correction, "--month", "2018-09")
    corrected = standing()
    result = take(reply(HEAD, line))
    assert standing() == corrected
    for count in ("120", "97"):
        assert f"line 2: {count}, as an earlier entry had it that was replaced since" in result.err
    take(reply(HEAD, line), "--theirs")
    assert standing() == {("leaders", "5202"): (120, {"persons": 97}, False, None)}


def test_a_total_alone_that_is_current_is_not_received_anew(take, reply, record, register):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    take(reply(HEAD, "3 ผู้นำ ทั้งหมด=120 คน="), "--received", "2018-09-02")
    with Register.open(register) as book:
        assert len(book.history("52", [Month(2018, 9)])) == 1


@pytest.mark.parametrize(
    ("line", "office", "understood", "entry"),
    [
        ("3 ผู้นำ ครบค่ะ", "แม่เมาะ", "everything is recorded", (120, {"persons": 120}, False, None)),
        ("3 ผู้นำ ครบ หมายเหตุ ตรวจแล้ว", "แม่เมาะ", "everything is recorded; ตรวจแล้ว",
         (120, {"persons": 120}, False, "ตรวจแล้ว")),
        ("3 ผู้นำ ทั้งหมด=9 ครบ", "งาว", "total 9, 9 persons", (9, {"persons": 9}, False, None)),
    ],
)  # fmt: skip
def test_everything_is_recorded_where_the_total_stands(
    take, reply, record, standing, line, office, understood, entry
):
    record("leaders", "mae-mo", "total=120", "persons=97", "--month", "2018-09")
    result = take(reply(f"ตอบกลับ {office} 09/61", line))
    assert result.err.splitlines()[0].endswith(f": {understood}")
    assert standing()["leaders", "5202" if office == "แม่เมาะ" else "5205"] == entry


def test_everything_is_recorded_is_refused_where_that_says_no_numbers(take, reply, standing):
    result = take(reply(HEAD, "3 ผู้นำ ครบ", "5 กลุ่มองค์กร ทั้งหมด=9 ครบ"), check=3)
    no_total, several = result.err.splitlines()[-2:]
    assert "line 2: it says that everything is recorded, but no total is known" in no_total
    assert (
        "line 3: it says that everything is recorded; write how many of each unit are recorded"
        in several
    )
    assert standing() == {}


def test_everything_of_several_units_is_recorded_where_it_stands_so(take, reply, record, standing):
    counts = ("total=6", "groups=1", "networks=2", "places=3")
    record("groups", "mae-mo", *counts, "--month", "2018-09")
    before = standing()
    assert "1 unchanged" in take(reply(HEAD, "5 กลุ่มองค์กร ครบ")).out
    assert standing() == before


def test_a_text_that_is_no_reply_is_told_how_one_begins(take, reply):
    for line in ("3 ผู้นำ ทั้งหมด=1 คน=1", "10:32\tพช.งาว\t3 ผู้นำ ทั้งหมด=1 คน=1"):
        error = take(reply(line), "--month", "2561-09", check=3).error
        assert "it is no reply, which begins with the district and the month, as in ตอบกลับ" in error
    error = take(reply("a,b", "1,2", name="x.csv"), check=3).error
    assert "no line of it has the headings of a table" in error


def test_a_reply_that_was_taken_undoes_no_correction(take, reply, record, standing):
    path = reply(HEAD, LEADERS)
    take(path)
    record("leaders", "mae-mo", "persons=120", "--month", "2018-09")
    result = take(path)
    assert "1 entry has been corrected since" in result.err
    assert standing() == {("leaders", "5202"): (120, {"persons": 120}, False, None)}


def test_a_reply_is_pasted_through_a_pipe(take, standing, monkeypatch):
    pasted = io.BytesIO(f"{HEAD}\n{LEADERS}".encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pasted, isatty=lambda: False))
    result = take("-")
    assert result.err.splitlines() == [UNDERSTOOD]
    assert standing() == TAKEN


def test_of_a_folder_only_replies_are_read_of_its_texts(take, reply, work, standing):
    reply(HEAD, LEADERS, name="box/a.txt")
    reply("a note, 5", name="box/readme.txt")
    result = take(work / "box")
    assert result.err.splitlines() == [UNDERSTOOD, f"not read: {work / 'box' / 'readme.txt'}"]
    assert standing() == TAKEN


def test_a_dry_run_records_nothing(take, reply, standing):
    result = take(reply(HEAD, LEADERS), "--dry-run")
    assert result.err.splitlines() == [UNDERSTOOD]
    assert "nothing was recorded" in result.out
    assert standing() == {}


def test_the_month_may_be_said_for_all(take, reply, standing):
    path = reply("ตอบกลับ แม่เมาะ", LEADERS)
    assert "line 1: which month?" in take(path, check=3).error
    take(path, "--month", "2018-09")
    assert standing() == TAKEN
    result = take(reply(HEAD, LEADERS), "--month", "2018-03", check=3)
    assert "line 1: this line is of September 2018 (2561)" in result.error


def test_a_closed_round_takes_no_reply_and_asks_nothing(take, reply, standing, register, answers):
    from datetime import UTC, datetime

    from cddctl.ledger.acts import Act, Kind

    with Register.open(register) as book, book.writing():
        act = Act(Kind.CLOSE, "52", Month(2018, 9), sent="{}")
        now = datetime(2018, 9, 4, tzinfo=UTC)
        book.append([act], command="close", schedule="2561/lampang", now=now)
    asked = answers("y")
    result = take(reply(HEAD, LEADERS), check=3)
    assert "was closed on" in result.err
    assert (asked, standing()) == ([], {})


def test_the_summary_as_json(take, reply):
    result = take(reply(HEAD, LEADERS, "ตอบกลับ อ.เถิน 09/61", BAD), "--format", "json", check=3)
    files = json.loads(result.out)["files"]
    assert [
        ([office["office"] for office in file["offices"]], file["status"]) for file in files
    ] == [
        (["5202"], "recorded"),
        (["5208"], "refused"),
    ]
    assert [problem["where"] for problem in files[1]["problems"]] == ["line 4"]


def test_partial_goes_with_from_alone(here, register):
    result = here("record", "--register", register, "3", "02", "total=1", "--partial", check=2)
    assert result.error == "error: --partial goes with --from PATH; leave it out, or add that"
