"""One rule, every door: what holds for a count, a reason, an entry or an answer holds wherever it
is given: in words, in answers to questions, in a cell, in a line of CSV, in a reply.
"""

import io

import pytest
from openpyxl import Workbook, load_workbook

from cddctl.periods import Month
from cddctl.places import provinces as all_provinces
from cddctl.register.store import Register

SEPTEMBER = ("--month", "2018-09")
DISTRICTS = 13


@pytest.fixture
def of(here, register):
    return lambda *words, **options: here(*words, "--register", register, **options)


@pytest.fixture
def stands(register):
    """The current entries of the leaders: by office, total, persons, and the note."""

    def stands():
        with Register.open(register) as book:
            entries = book.current("52", Month(2018, 9))
        return {e.office[2:]: (e.total, e.recorded.get("persons"), e.note) for e in entries}

    return stands


class Doors:
    """The ways in which Mae Mo's leaders are recorded: each gives the same total, count and note.

    Without a total it says that it is not time yet.
    """

    def __init__(self, of, answers, work):
        self.of, self.answers, self.work = of, answers, work

    def words(self, total, persons, note, *options):
        given = ["--not-applicable"] if total is None else [f"total={total}", f"persons={persons}"]
        noted = [] if note is None else ["--note", note]
        return self.of("record", "leaders", "mae-mo", *given, *noted, *SEPTEMBER, *options)

    def questions(self, total, persons, note, *options):
        given = ["-", note] if total is None else [total, persons, note or ""]
        rest = [""] * (DISTRICTS - 2)
        self.answers("leaders", "", *given, *rest, "y", "")
        return self.of("record", *SEPTEMBER, *options)

    def _row(self, total, persons, note):
        state = "ยังไม่ถึงเวลา" if total is None else None
        return ["แม่เมาะ", "leaders", total, persons, state, note]

    HEADS = ("อำเภอ", "ฐานข้อมูล", "ทั้งหมด", "คน", "คำตอบ", "หมายเหตุ")

    def cells(self, total, persons, note, *options):
        book = Workbook()
        for row in (self.HEADS, self._row(total, persons, note)):
            book.active.append(row)
        book.save(self.work / "table.xlsx")
        return self.of("record", "--from", "table.xlsx", *SEPTEMBER, *options)

    def print_form(self):
        if not FORM:
            self.of("forms", "--district", "mae-mo", *SEPTEMBER, "-o", "made", check=0)
            FORM.extend(path.read_bytes() for path in (self.work / "made").glob("*.xlsx"))

    def form(self, total, persons, note, *options):
        self.print_form()
        book = load_workbook(io.BytesIO(FORM[0]))
        [row] = [cell.row for (cell,) in book.worksheets[0]["B7:B30"] if cell.value == "ข้อมูลผู้นำ"]
        state = self._row(total, persons, note)[4]
        for column, value in {"D": total, "E": persons, "J": state, "K": note}.items():
            book.worksheets[0][f"{column}{row}"] = value
        book.save(self.work / "form.xlsx")
        return self.of("record", "--from", "form.xlsx", *SEPTEMBER, *options)

    def csv(self, total, persons, note, *options):
        row = (f'"{value or ""}"' for value in self._row(total, persons, note))
        text = ",".join(self.HEADS) + "\n" + ",".join(row) + "\n"
        (self.work / "table.csv").write_text(text, "utf-8")
        return self.of("record", "--from", "table.csv", *SEPTEMBER, *options)

    def reply(self, total, persons, note, *options):
        if total is None:
            line = f"3 ผู้นำ ยังไม่ถึงเวลา {note or ''}"
        else:
            line = f"3 ผู้นำ ทั้งหมด={total} คน={persons}" + (f" หมายเหตุ {note}" if note else "")
        (self.work / "reply.txt").write_text(f"ตอบกลับ แม่เมาะ 09/61\n{line}\n", "utf-8")
        return self.of("record", "--from", "reply.txt", *options)


FORM = []
"""A form as the program makes it, made once."""

EVERY = ("words", "questions", "cells", "form", "csv", "reply")


@pytest.fixture(params=EVERY)
def door(request, of, answers, work):
    doors = Doors(of, answers, work)
    if request.param == "form":
        doors.print_form()  # for a round that is closed none is printed
    return getattr(doors, request.param)


# --- Reading a count -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("0", 0),
        ("118", 118),
        ("๑๑๘", 118),
        ("１１８", 118),
        ("1,200", 1200),
        ("๑,๒๐๐", 1200),
        (" 118 ", 118),
        ("\u200b118\u00a0", 118),
        ("007", 7),
        ("118.0", 118),
        ("118.0000000000002", 118),
        ("118 คน", 118),
        ("118คน", 118),
        ("118 กลุ่ม", None),
        ("118 120 คน", None),
        ("118.5", None),
        ("ไม่มี", 0),
        ("120 125", None),
        ("1 200", None),
        ("1\u00a0200", None),
        ("12,00", None),
        ("1,2000", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("1_000", None),
        ("٥", None),
        ("²", None),
        ("5%", None),
        ("ห้า", None),
        ("10000000", None),
    ],
)
def test_a_count_is_read_the_same(door, stands, typed, count):
    door("9999999", typed, None)
    assert stands() == ({} if count is None else {"02": (9_999_999, count, None)})


# --- A reason --------------------------------------------------------------------------------

SAYS_NOTHING = ["", " ", "-", "...", "2561", "\u200b"]


@pytest.mark.parametrize("total", [None, "3"])
@pytest.mark.parametrize("reason", ["น้ำท่วม", " น้ำท่วม ", *SAYS_NOTHING])
def test_a_reason_is_given_or_not(door, stands, total, reason):
    """Why it is not time yet, and why more is recorded than there is."""
    door(total, None if total is None else "4", reason)
    counts = (None, None) if total is None else (3, 4)
    assert stands() == ({} if reason in SAYS_NOTHING else {"02": (*counts, "น้ำท่วม")})


@pytest.mark.parametrize("reason", ["น้ำท่วม", *SAYS_NOTHING])
@pytest.mark.parametrize(
    "words",
    [
        ("extend", "mae-mo", "--until", "2018-10-05", "--reason"),
        ("close", "--incomplete", "--reason"),
        ("reopen", "--reason"),
    ],
)
def test_what_is_done_to_a_round_needs_a_reason_too(of, register, words, reason):
    if words[0] == "reopen":
        of("close", *SEPTEMBER, "--incomplete", "--reason", "T", check=0)
    done = of(*words, reason, *SEPTEMBER, check=3 if reason in SAYS_NOTHING else 0)
    assert ("the reason is empty" in done.err) == (reason in SAYS_NOTHING)
    with Register.open(register) as book:
        last = book.acts("52", [Month(2018, 9)])[-1:]
    assert [act.reason for act in last] == (
        ["น้ำท่วม"] if reason not in SAYS_NOTHING else ["T"] * (words[0] == "reopen")
    )


# --- What may be recorded --------------------------------------------------------------------


def test_what_can_stand_is_recorded(door, stands):
    door("120", "118", None)
    assert stands() == {"02": (120, 118, None)}


REFUSED_AT = {
    "words": "",
    "cells": "table.xlsx: sheet 'Sheet', cell C2: ",
    "form": "form.xlsx: sheet 'แม่เมาะ', cell D11: ",
    "csv": "table.csv: line 2, column ทั้งหมด: ",
    "reply": "reply.txt: line 2: ",
}


def test_more_than_there_is_can_not(door, stands):
    result = door("3", "4", None)
    above = "recorded 4 is above the total 3"
    if door.__name__ == "questions":
        assert f"\n{above}: say why, or b to mend it\n" in result.err
    else:
        where = REFUSED_AT[door.__name__]
        refusal = f"error: {where}{above}; mend the numbers, or say why in a note"
        assert result.err.splitlines()[-1] == refusal
    assert stands() == {}


def test_nothing_is_recorded_in_a_round_that_was_sent(door, of, stands):
    of("close", *SEPTEMBER, "--incomplete", "--reason", "T", check=0)
    result = door("120", "118", None)
    assert "September 2018 (2561) was closed on " in result.err
    assert stands() == {}


@pytest.mark.parametrize("day", ["2018-09-06", "2017-09-30"])
def test_a_day_that_is_to_come_or_of_another_year_can_not(door, stands, day):
    result = door("120", "118", None, "--received", day)
    assert "error: the received date " in result.err or ": the received date " in result.err
    assert stands() == {}


@pytest.mark.parametrize("name", ["words", "cells", "csv", "reply"])
def test_a_unit_that_is_not_counted_can_not(of, answers, work, stands, name):
    """Questions and forms have no place for one."""
    doors = Doors(of, answers, work)
    doors.HEADS = tuple("เครือข่าย" if head == "คน" else head for head in Doors.HEADS)
    if name == "words":
        result = of("record", "leaders", "mae-mo", "total=9", "networks=5", *SEPTEMBER)
    elif name == "reply":
        (work / "reply.txt").write_text("ตอบกลับ แม่เมาะ 09/61\n3 ผู้นำ ทั้งหมด=9 เครือข่าย=5", "utf-8")
        result = of("record", "--from", "reply.txt")
    else:
        result = getattr(doors, name)("9", "5", None)
    assert (result.code, stands()) == (3, {})


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.csv", "อำเภอ,ฐานข้อมูล,คน\nแม่เมาะ,leaders,5\n"),
        ("a.csv", "อำเภอ,ฐานข้อมูล,ทั้งหมด,คน\nแม่เมาะ,leaders,,5\n"),
        ("a.txt", "ตอบกลับ แม่เมาะ 09/61\n3 ผู้นำ คน=5\n"),
        (None, None),
    ],
)
def test_a_count_without_the_total_can_not(of, work, stands, file, content):
    if file is None:
        result = of("record", "leaders", "mae-mo", "persons=5", *SEPTEMBER)
    else:
        (work / file).write_text(content, "utf-8")
        result = of("record", "--from", file, *SEPTEMBER)
    assert "total" in result.err
    assert (result.code, stands()) == (3, {})


@pytest.mark.parametrize("kind", [(), ("--csv", "-o", "made.csv")])
def test_no_form_is_written_for_a_round_that_was_sent(of, work, kind):
    of("close", *SEPTEMBER, "--incomplete", "--reason", "T", check=0)
    before = sorted(work.rglob("*"))
    result = of("forms", *SEPTEMBER, *kind, check=3)
    assert "was closed on " in result.error
    assert result.error.endswith("reopen it: cddctl reopen --month 2561-09 --reason T")
    assert sorted(work.rglob("*")) == before
    of("reopen", *SEPTEMBER, "--reason", "T", check=0)
    of("forms", *SEPTEMBER, *kind, check=0)


def test_all_provinces_get_forms_but_those_that_sent_their_report(of, work):
    of("close", *SEPTEMBER, "--incomplete", "--reason", "T", check=0)
    result = of("forms", "--nation", *SEPTEMBER, "--csv", "-o", "all.csv", check=0)
    assert "Lampang is left out: September 2018 (2561) was closed on " in result.err
    table = (work / "all.csv").read_text("utf-8-sig")
    provinces = {line.split(",")[0] for line in table.splitlines()[1:]}
    assert provinces == {province.code for province in all_provinces()} - {"52"}


def test_a_closed_round_is_told_before_the_first_question(of, answers):
    """OTOP, which is on no report, can still be recorded."""
    of("close", *SEPTEMBER, "--incomplete", "--reason", "T", check=0)
    asked = answers()
    result = of("record", *SEPTEMBER)
    assert "September 2018 (2561) was closed on " in result.err.splitlines()[1]
    assert asked == ["Database or district, by number or name (Enter to end): "]


# --- Yes and no ------------------------------------------------------------------------------


def _reply(of, work):
    (work / "a.txt").write_text("ตอบกลับ แม่เมาะ 09/61\n3 ผู้นำ ทั้งหมด=9 คน=8\n", "utf-8")
    return ["record", "--from", "a.txt"], [], lambda: "02" in of.stands()


def _interview(of, _work):
    begin = ["3", "9", "8", "", *[""] * (DISTRICTS - 1)]
    return ["record", *SEPTEMBER], begin, lambda: "01" in of.stands()


def _close(of, _work):
    return ["close", *SEPTEMBER], [], lambda: bool(of.acts())


def _undo(of, _work):
    of("record", "leaders", "mae-mo", "total=9", "persons=8", *SEPTEMBER, check=0)
    return ["undo"], [], lambda: of.stands() == {}


def _restore(of, _work):
    of("register", "backup", "copy.sqlite3", check=0)
    of("record", "leaders", "mae-mo", "total=9", "persons=8", *SEPTEMBER, check=0)
    return ["register", "restore", "copy.sqlite3"], [], lambda: of.stands() == {}


class Program:
    def __init__(self, of, stands, register):
        self._of, self.stands, self._register = of, stands, register

    def __call__(self, *words, **options):
        return self._of(*words, **options)

    def acts(self):
        with Register.open(self._register) as book:
            return book.acts("52", [Month(2018, 9)])


@pytest.mark.parametrize("asking", [_reply, _interview, _close, _undo, _restore])
@pytest.mark.parametrize(
    ("typed", "is_done"),
    [
        (["y"], True),
        (["YES"], True),
        (["ใช่"], True),
        (["n"], False),
        ([" no "], False),
        (["ไม่"], False),
        (["ไม่ใช่"], False),
        (["", "maybe", "1", "y"], True),
        (["", "maybe", "1", "n"], False),
        (["maybe"], None),
    ],
)
def test_yes_and_no_are_asked_the_same(of, stands, register, work, answers, asking, typed, is_done):
    program = Program(of, stands, register)
    words, before, has_happened = asking(program, work)
    asked = answers(*before, *typed, *(["น้ำท่วม"] if asking is _close and is_done else [""]))
    if is_done is None:
        asked = answers(*before, *typed)
    result = of(*words)
    assert [question.endswith("[y/n] ") for question in asked].count(True) == len(typed) + (
        is_done is None
    )
    assert has_happened() == bool(is_done)
    assert result.code == (130 if is_done is None else 0)


# --- A month far ahead -----------------------------------------------------------------------

FAR = "September 2026 (2569) is more than a year ahead"
WRITING = [
    ("record", "leaders", "mae-mo", "total=1", "persons=1"),
    ("record", "--from", "table.csv"),
    ("record", "--from", "reply.txt"),
    ("forms", "--csv", "-o", "made.csv"),
    ("extend", "mae-mo", "--until", "2026-10-05", "--reason", "T"),
    ("close", "--incomplete", "--reason", "T"),
]


@pytest.fixture
def far(of, work):
    """Run a command that writes for a month far ahead, which a file may say itself."""
    (work / "table.csv").write_text("อำเภอ,ฐานข้อมูล,ทั้งหมด,คน\nแม่เมาะ,leaders,1,1\n", "utf-8")
    (work / "reply.txt").write_text("ตอบกลับ แม่เมาะ 09/69\n3 ผู้นำ ทั้งหมด=1 คน=1\n", "utf-8")
    return lambda words, *options: of(*words, *options, "--month", "2569-09")


@pytest.fixture
def is_done(register, work):
    """Whether anything was written for that month."""

    def is_done():
        with Register.open(register) as book:
            month = Month(2026, 9)
            written = book.current("52", month) or book.acts("52", [month])
        return bool(written) or (work / "made.csv").exists()

    return is_done


@pytest.mark.parametrize("words", WRITING, ids=lambda words: "-".join(words[:3]))
def test_a_month_far_ahead_is_asked_for_once_more(far, is_done, answers, words):
    refused = far(words)
    assert (refused.code, FAR in refused.err, is_done()) == (2, True, False)
    answers("n")
    declined = far(words)
    assert (declined.code, "Nothing is done." in declined.err, is_done()) == (0, True, False)
    answers(*["y"] * 2)
    assert (far(words).code, is_done()) == (0, True)


@pytest.mark.parametrize("words", WRITING, ids=lambda words: "-".join(words[:3]))
def test_a_month_far_ahead_is_meant_where_that_is_said(far, is_done, words):
    result = far(words, "--yes")
    assert (result.code, FAR in result.err, is_done()) == (0, False, True)


@pytest.mark.parametrize(("month", "is_asked"), [("2562-09", False), ("2562-10", True)])
def test_a_month_is_far_ahead_after_a_year(of, month, is_asked):
    result = of("record", "otop-sales", "mae-mo", "total=1", "makers=1", "--month", month)
    assert (result.code, "more than a year ahead" in result.err) == (
        (2, True) if is_asked else (0, False)
    )


def test_questions_ask_for_a_month_far_ahead_once(of, answers):
    asked = answers("y", "3", "1", "1", "", *[""] * (DISTRICTS - 1), "y", "")
    of("record", "--month", "2569-09", check=0)
    assert sum(FAR in question for question in asked) == 1
