"""`cddctl record` alone: the walk through month, database and districts, on a real terminal."""

import re
import time
from pathlib import Path

import pytest

from cddctl.periods import Month
from cddctl.register.store import Register

DISTRICTS = (
    "Mueang Lampang", "Mae Mo", "Ko Kha", "Soem Ngam", "Ngao", "Chae Hom", "Wang Nuea", "Thoen",
    "Mae Phrik", "Mae Tha", "Sop Prap", "Hang Chat", "Mueang Pan",
)  # fmt: skip
MONTH, NUMBER, CONFIRM = (
    "Month [", "Database or district, by number or name (Enter to end): ", "Record this? [y/n] ",
)  # fmt: skip
LEAVE = "Leave without recording? [y/n] "
FORM = "cddctl record DISTRICT DATABASE total=N persons=N --month M"
THAI_FORM = "cddctl record อำเภอ ฐานข้อมูล total=N persons=N --month เดือน"
STOPPED = "Stopped: what was not confirmed is not recorded.\n"
TOTAL, PERSONS, NOTE = "  total (- if not applicable yet; b back, s save)", "  persons", "  note"
WHY = "  why: "
REASON = "  reason: "


class Officer:
    """Answers the program's questions, and checks that it asks those that are expected."""

    def __init__(self, child):
        self.child = child

    def sees(self, *texts):
        """Wait for texts, which a line may end in anywhere between words."""
        for text in texts:
            words = re.escape(text).replace("\\ ", r"\s+")
            self.child.expect(words.replace("\\\r\\\n", r"\r?\n"))  # in cells a line has no \r

    def asked(self, question):
        """Wait for a question, and leave it unanswered."""
        self.child.expect_exact(question)
        if not question.endswith(" "):
            self.child.expect("(: |\\] )$")

    def answers(self, question, answer):
        self.asked(question)
        self.child.sendline(answer)

    def interrupts(self):
        """Press Ctrl-C, no sooner than a person can: Python misses one in the instant between its
        prompt and its reading.
        """
        time.sleep(0.2)
        self.child.sendintr()

    def counts(self, total, persons, note=""):
        self.answers(TOTAL, total)
        self.answers(PERSONS, persons)
        self.answers(NOTE, note)

    def passes(self, offices):
        """Press Enter at so many offices."""
        for _ in range(offices):
            self.answers(TOTAL, "")

    def ends(self, code):
        """The program's last words."""
        shown = self.child.read()
        self.child.close()
        assert "Traceback" not in shown
        assert (self.child.exitstatus, self.child.signalstatus) == (code, None), shown
        return shown.replace("\r\n", "\n")


@pytest.fixture
def officer(terminal, register):
    return lambda *args: Officer(terminal("record", "--register", register, *args))


@pytest.fixture
def standing(register):
    """What stands in Lampang's register: by office, total, counts, not applicable and note."""

    def standing(database="leaders"):
        with Register.open(register) as book:
            found = book.current("52", Month(2018, 9))
        return {
            entry.office: (entry.total, dict(entry.recorded), entry.not_applicable, entry.note)
            for entry in found
            if entry.database == database
        }

    return standing


@pytest.fixture
def september(record):
    return lambda *args: record(*args, "--month", "2018-09")


# --- The whole walk --------------------------------------------------------------------------


def test_a_note_is_taken_away(officer, standing, september):
    september("leaders", "01", "total=50", "persons=40", "--note", "รอ")
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.answers("  total (- if not applicable yet; b back, s save) [50]: ", "")
    one.answers("  persons [40]: ", "")
    one.answers("  note (- for none) [รอ]: ", "-")
    one.passes(12)
    one.sees("  Mueang Lampang: total 50, 40 persons (before: total 50, 40 persons; รอ)")
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {"5201": (50, {"persons": 40}, False, None)}


def test_a_whole_walk(officer, standing, september):
    september("leaders", "02", "total=50", "persons=40", "--note", "รอ")
    september("leaders", "03", "total=8", "persons=8")
    one = officer()
    one.sees("Enter keeps what stands, b goes back, s saves what is whole and leaves, ")
    one.answers("Month [September 2018 (2561)]: ", "")
    one.sees("Periods of September 2018 (2561)")
    one.sees("   2. Community development standards (-)", "   3. Leaders (2/13)")
    one.sees("  10. Monthly OTOP sales (0/13)")
    one.answers(NUMBER, "3")
    one.sees("Leaders, period 1 of September 2018 (2561)")

    one.sees("[1/13] Mueang Lampang: nothing reported")
    one.counts("๑,๒๐๐", "๑๑๘")
    one.sees("[2/13] Mae Mo: total 50, 40 persons; รอ")
    one.answers("  total (- if not applicable yet; b back, s save) [50]: ", "")
    one.answers("  persons [40]: ", "45")
    one.answers("  note (- for none) [รอ]: ", "")
    one.sees("[3/13] Ko Kha: total 8, 8 persons")
    one.passes(1)
    one.sees("[4/13] Soem Ngam: nothing reported")
    one.counts("0", "0")
    one.sees("[5/13] Ngao: nothing reported")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.sees("[6/13] Chae Hom: nothing reported")
    one.passes(7)
    one.sees("[13/13] Mueang Pan: nothing reported")
    one.answers(TOTAL, "3")
    one.answers(PERSONS, "4")
    one.answers(WHY, "รวมคนย้ายเข้า")

    one.sees("To be recorded:")
    one.sees("  Mueang Lampang: total 1,200, 118 persons")
    one.sees("  Mae Mo: total 50, 45 persons; รอ (before: total 50, 40 persons; รอ)")
    one.sees("  Soem Ngam: total 0, 0 persons")
    one.sees("  Ngao: not applicable yet; หลังการรับรอง")
    one.sees("  Mueang Pan: total 3, 4 persons; รวมคนย้ายเข้า")
    before = standing()
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mueang Lampang, ", "recorded: Mueang Pan, ")
    one.sees("   3. Leaders (5/12)")
    one.answers(NUMBER, "")
    one.ends(0)

    assert before == {
        "5202": (50, {"persons": 40}, False, "รอ"),
        "5203": (8, {"persons": 8}, False, None),
    }
    assert standing() == {
        "5201": (1200, {"persons": 118}, False, None),
        "5202": (50, {"persons": 45}, False, "รอ"),
        "5203": (8, {"persons": 8}, False, None),
        "5204": (0, {"persons": 0}, False, None),
        "5205": (None, {}, True, "หลังการรับรอง"),
        "5213": (3, {"persons": 4}, False, "รวมคนย้ายเข้า"),
    }


def test_the_month_proposed_is_the_one_that_other_commands_show(officer, record):
    record("otop-sales", "02", "total=5", "makers=5", "--month", "2018-08")
    one = officer("--as-of", "2018-08-20")
    one.answers("Month [August 2018 (2561)]: ", "")
    one.sees("Periods of August 2018 (2561)")
    one.answers(NUMBER, "")
    one.ends(0)


def test_a_walk_in_thai(officer, standing):
    one = officer("--lang", "th", "--month", "ก.ย. 61")
    one.sees("กันยายน 2561", "   3. ข้อมูลผู้นำ (0/13)")
    one.child.expect(": $")
    one.child.sendline("๓")
    one.sees("[1/13] เมืองลำปาง: ")
    for answer in ("๕", "๔", ""):
        one.child.expect(": $")
        one.child.sendline(answer)
    for number, name in enumerate(("แม่เมาะ", "เกาะคา"), 2):
        one.sees(f"[{number}/13] {name}: ")
        one.child.expect(": $")
        one.child.sendline("")
    for _ in range(10):
        one.child.expect(": $")
        one.child.sendline("")
    one.sees("รายการที่จะบันทึก:", "  เมืองลำปาง: ทั้งหมด 5, 4 คน", "บันทึกหรือไม่ [y = ใช่, n = ไม่ใช่] ")
    one.child.sendline("ใช่")
    one.sees("บันทึกแล้ว: เมืองลำปาง")
    one.child.expect(": $")
    one.child.sendline("")
    one.ends(0)
    assert standing() == {"5201": (5, {"persons": 4}, False, None)}


def test_several_databases_in_one_walk(officer, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "yes")
    one.sees("recorded: Mueang Lampang, Leaders")
    one.answers(NUMBER, "5")
    one.sees("[1/13] Mueang Lampang: nothing reported")
    one.answers(TOTAL, "9")
    one.answers("  networks: ", "2")
    one.answers("  groups: ", "5")
    one.answers("  places: ", "")
    one.answers(NOTE, "")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("   5. Groups, networks and communities (1/13)")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {"5201": (2, {"persons": 1}, False, None)}
    assert standing("groups") == {"5201": (9, {"networks": 2, "groups": 5}, False, None)}


def test_the_provincial_office_is_asked_alone(officer, register):
    one = officer("--month", "2018-09", "--province", "phrae")
    one.sees("   2. Community development standards (0/1)", "   3. Leaders (0/8)")
    one.answers(NUMBER, "2")
    one.sees("[1/1] Phrae: nothing reported")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.answers(CONFIRM, "y")
    one.sees("recorded: Phrae, ")
    one.answers(NUMBER, "")
    one.ends(0)
    with Register.open(register) as book:
        [entry] = book.current("54", Month(2018, 9))
    assert (entry.database, entry.period, entry.office) == ("cd-standards", 2, "54")
    assert (entry.not_applicable, entry.note) == (True, "หลังการรับรอง")


# --- Saying no, and nothing ------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["n", "N", "no", "ไม่", "ไม่ใช่"])
def test_not_confirmed(officer, register, answer):
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, answer)
    one.sees("Nothing is recorded.")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_neither_yes_nor_no_is_asked_again(officer, register, standing):
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    for neither in ("", "x", "yn", "1"):
        one.answers(CONFIRM, neither)
        one.sees("y for yes, n for no")
    one.asked(CONFIRM)
    assert register.read_bytes() == before
    one.child.sendline("ใช่")
    one.sees("recorded: Mueang Lampang")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {"5201": (2, {"persons": 1}, False, None)}


def test_enter_everywhere_keeps_everything(officer, september, register):
    september("leaders", "02", "total=50", "persons=40", "--note", "รอ")
    september("leaders", "05", "--not-applicable", "--note", "หลังการรับรอง")
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.passes(1)
    one.sees("[2/13] Mae Mo: total 50, 40 persons; รอ")
    one.counts("", "", "")
    one.passes(2)
    one.sees("[5/13] Ngao: not applicable yet; หลังการรับรอง")
    one.passes(9)
    one.sees("Nothing has changed; nothing is recorded.")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_dry_run(officer, register):
    before = register.read_bytes()
    one = officer("--month", "2018-09", "--dry-run")
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("would record: Mueang Lampang, ")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


# --- Going back ------------------------------------------------------------------------------


def test_back_through_every_question(officer, standing):
    one = officer()
    one.answers(MONTH, "b")  # there is nothing before
    one.answers(MONTH, "2018-03")
    one.sees("Periods of March 2018 (2561)")
    one.answers(NUMBER, "b")
    one.answers(MONTH, "9/2561")
    one.sees("Periods of September 2018 (2561)")
    one.answers(NUMBER, "4")
    one.sees("[1/13] Mueang Lampang")
    one.answers(TOTAL, "b")
    one.sees("Periods of September 2018 (2561)")
    one.answers(NUMBER, "3")
    one.sees("[1/13] Mueang Lampang")
    one.counts("10", "9")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "7")
    one.answers(PERSONS, "b")
    one.answers(TOTAL, "กลับ")
    one.sees("[1/13] Mueang Lampang")
    one.answers(TOTAL, "20")
    one.answers(PERSONS, "19")
    one.answers(NOTE, "<")
    one.answers(PERSONS, "18")
    one.answers(NOTE, "")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "-")
    one.answers(REASON, "back")
    one.answers(TOTAL, "4")
    one.answers(PERSONS, "4")
    one.answers(NOTE, "")
    one.passes(11)
    one.answers(CONFIRM, "b")
    one.sees("[13/13] Mueang Pan")
    one.answers(TOTAL, "1")
    one.answers(PERSONS, "1")
    one.answers(NOTE, "")
    one.answers(CONFIRM, "Y")
    one.sees("recorded: Mueang Pan")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {
        "5201": (20, {"persons": 18}, False, None),
        "5202": (4, {"persons": 4}, False, None),
        "5213": (1, {"persons": 1}, False, None),
    }


def test_going_back_keeps_what_was_answered(officer, standing, september):
    """Enter at an office that was answered before keeps the answer."""
    september("leaders", "01", "total=8", "persons=5", "--note", "รอ")
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("10", "9")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.sees("[3/13] Ko Kha")
    one.answers(TOTAL, "b")
    one.sees("[2/13] Mae Mo: not applicable yet; หลังการรับรอง")
    one.answers(TOTAL, "b")
    one.sees("[1/13] Mueang Lampang: total 10, 9 persons; รอ")
    one.answers("  total (- if not applicable yet; b back, s save) [10]: ", "")
    one.answers("  persons [9]: ", "8")
    one.answers(NOTE, "")
    one.passes(12)
    one.sees("  Mueang Lampang: total 10, 8 persons; รอ (before: total 8, 5 persons; รอ)")
    one.sees("  Mae Mo: not applicable yet; หลังการรับรอง")
    one.answers(CONFIRM, "b")
    one.sees("[13/13] Mueang Pan: nothing reported")
    one.answers(TOTAL, "")
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {
        "5201": (10, {"persons": 8}, False, "รอ"),
        "5202": (None, {}, True, "หลังการรับรอง"),
    }


def test_a_doubt_asks_for_a_note_or_enter(officer, standing, september):
    """A note settles it, Enter leaves it open, b goes back to mend it."""
    for office in ("01", "02"):
        september("leaders", office, "total=120", "persons=118")
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    why = "  a note that says why, Enter if it is right, b to mend it: "
    one.answers("total (- if not applicable yet; b back, s save) [120]: ", "1200")
    one.answers("persons [118]: ", "")
    one.answers(NOTE, "")
    one.sees("is it right? total 1,200 is ten times 120 (before) or more")
    one.answers(why, "ควบรวม")
    one.answers("total (- if not applicable yet; b back, s save) [120]: ", "12")
    one.answers("persons [118]: ", "12")
    one.answers(NOTE, "")
    one.sees("is it right? total 12 is a tenth of 120 (before) or less")
    one.answers(why, "b")
    one.answers("total (- if not applicable yet; b back, s save) [12]: ", "")
    one.answers("persons [12]: ", "11")
    one.answers(NOTE, "")
    one.answers(why, "")
    one.passes(11)
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing()["5201"] == (1200, {"persons": 118}, False, "ควบรวม")
    assert standing()["5202"] == (12, {"persons": 11}, False, None)


@pytest.mark.parametrize("first", ["counts", "reason"])
def test_going_back_to_say_something_else(officer, standing, first):
    """Counts in place of a reason, and a reason in place of counts."""
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    for kind in ("counts", "reason") if first == "counts" else ("reason", "counts"):
        one.sees("[1/13] Mueang Lampang")
        if kind == "counts":
            one.counts("10", "9")
        else:
            one.answers(TOTAL, "-")
            one.answers(REASON, "หลังการรับรอง")
        one.sees("[2/13] Mae Mo")
        if kind == first:
            one.answers(TOTAL, "b")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    expected = {
        "counts": (None, {}, True, "หลังการรับรอง"),
        "reason": (10, {"persons": 9}, False, None),
    }
    assert standing() == {"5201": expected[first]}


@pytest.mark.parametrize("typed", ["leaders", "ผู้นำ", "ข้อมูลผู้นำ", "Leaders", "๓", "3"])
def test_a_database_by_number_or_name(officer, typed):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, typed)
    one.sees("Leaders, period 1 of September 2018 (2561)", "[1/13] Mueang Lampang")
    one.asked(TOTAL)
    one.interrupts()
    assert one.ends(130).endswith(STOPPED)


def test_back_at_the_first_office_does_not_lose_what_was_given(officer, register, standing):
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("10", "9")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "b")
    one.answers("  total (- if not applicable yet; b back, s save) [10]: ", "b")
    one.answers(LEAVE, "")
    one.sees("y for yes, n for no")
    for stay in ("n", "b"):
        one.answers(LEAVE, stay)
        one.sees("[1/13] Mueang Lampang: total 10, 9 persons")
        one.answers("  total (- if not applicable yet; b back, s save) [10]: ", "b")
    one.answers(LEAVE, "n")
    one.counts("", "", "")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mueang Lampang")
    assert standing() == {"5201": (10, {"persons": 9}, False, None)}
    before = register.read_bytes()
    one.answers(NUMBER, "4")
    one.counts("3", "3")
    one.answers(TOTAL, "b")
    one.answers(TOTAL, "b")
    one.answers(LEAVE, "y")
    one.sees("Periods of September 2018 (2561)")
    one.answers(NUMBER, "4")
    one.sees("[1/13] Mueang Lampang: nothing reported")
    one.answers(TOTAL, "b")  # nothing was given: no question
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_leaving_is_asked_in_thai(officer):
    one = officer("--month", "ก.ย. 61", "--lang", "th")
    one.answers("ฐานข้อมูลหรืออำเภอ ลำดับที่หรือชื่อ (กด Enter เพื่อจบ): ", "3")
    for prompt, answer in (
        ("  จำนวนทั้งหมด (- หากยังไม่ถึงเวลา, b ย้อนกลับ, s บันทึก): ", "10"),
        ("  คน: ", "9"),
        ("  หมายเหตุ (- หากไม่มี): ", ""),
        ("  จำนวนทั้งหมด (- หากยังไม่ถึงเวลา, b ย้อนกลับ, s บันทึก): ", "กลับ"),
        ("  จำนวนทั้งหมด (- หากยังไม่ถึงเวลา, b ย้อนกลับ, s บันทึก) [10]: ", "กลับ"),
        ("ออกโดยไม่บันทึกหรือไม่ [y = ใช่, n = ไม่ใช่] ", "x"),
    ):
        one.answers(prompt, answer)
    one.sees("โปรดพิมพ์ y (ใช่) หรือ n (ไม่ใช่)")
    one.asked("ออกโดยไม่บันทึกหรือไม่ [y = ใช่, n = ไม่ใช่] ")
    one.interrupts()
    assert one.ends(130) == "\nหยุดแล้ว รายการที่ยังไม่ได้ยืนยันไม่ถูกบันทึก\n"


# --- Another terminal ------------------------------------------------------------------------


def test_another_records_the_same_office_meanwhile(officer, september, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("10", "9")
    one.counts("4", "4")
    one.passes(11)
    one.sees("  Mueang Lampang: total 10, 9 persons\r\n")
    one.asked(CONFIRM)
    september("leaders", "01", "total=7", "persons=7")
    one.child.sendline("y")
    one.sees("Mueang Lampang: recorded by another meanwhile; nothing is done, look at it again\r\n")
    one.sees("To be recorded:")
    one.sees("  Mueang Lampang: total 10, 9 persons (before: total 7, 7 persons)\r\n")
    one.sees("  Mae Mo: total 4, 4 persons\r\n")
    one.asked(CONFIRM)
    assert standing() == {"5201": (7, {"persons": 7}, False, None)}
    one.child.sendline("y")
    one.sees("recorded: Mueang Lampang, ", "recorded: Mae Mo, ")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {
        "5201": (10, {"persons": 9}, False, None),
        "5202": (4, {"persons": 4}, False, None),
    }


def test_another_records_the_very_same_meanwhile(officer, september, register):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("10", "9")
    one.passes(12)
    one.asked(CONFIRM)
    september("leaders", "01", "total=10", "persons=9")
    before = register.read_bytes()
    one.child.sendline("y")
    one.sees("Mueang Lampang: recorded by another meanwhile; nothing is done, look at it again")
    one.sees("Nothing has changed; nothing is recorded.")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_another_records_other_offices_meanwhile(officer, september, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("10", "9")
    one.passes(12)
    one.asked(CONFIRM)
    september("leaders", "02", "total=7", "persons=7")
    september("groups", "01", "total=1", "groups=1")
    one.child.sendline("y")
    one.sees("recorded: Mueang Lampang, ")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {
        "5201": (10, {"persons": 9}, False, None),
        "5202": (7, {"persons": 7}, False, None),
    }


def test_what_cannot_stand_beside_anothers_is_asked_again(officer, september, standing):
    """The units of both are put together, and are more than the total."""
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "5")
    for question, answer in (
        (TOTAL, "5"), ("  networks: ", ""), ("  groups: ", "5"), ("  places: ", ""), (NOTE, ""),
    ):  # fmt: skip
        one.answers(question, answer)
    one.passes(12)
    one.asked(CONFIRM)
    september("groups", "01", "total=9", "networks=4")
    one.child.sendline("y")
    one.sees("recorded 9 is above the total 5; mend the numbers, or say why in a note")
    one.sees("[1/13] Mueang Lampang: total 5, 4 networks, 5 groups (not reported: places)")
    one.answers("  total (- if not applicable yet; b back, s save) [5]: ", "9")
    for question in ("  networks [4]: ", "  groups [5]: ", "  places: ", NOTE):
        one.answers(question, "")
    one.passes(12)
    one.sees(
        "  Mueang Lampang: total 9, 4 networks, 5 groups (not reported: places) "
        "(before: total 9, 4 networks (not reported: groups, places))"
    )
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing("groups") == {"5201": (9, {"networks": 4, "groups": 5}, False, None)}


# --- When it was received --------------------------------------------------------------------


def test_enter_with_another_received_date_records_nothing(officer, september, register):
    september("leaders", "01", "total=50", "persons=40", "--note", "รอ")
    september("leaders", "02", "--not-applicable", "--note", "หลังการรับรอง")
    before = register.read_bytes()
    one = officer("--month", "2018-09", "--received", "2018-09-03")
    one.answers(NUMBER, "3")
    one.counts("", "", "")
    one.passes(12)
    one.sees("Nothing has changed; nothing is recorded.")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_received_is_that_of_what_was_given(officer, september, register):
    september("leaders", "01", "total=50", "persons=40")
    one = officer("--month", "2018-09", "--received", "3 ก.ย. 61")
    one.answers(NUMBER, "3")
    one.counts("", "", "")
    one.counts("2", "1")
    one.passes(11)
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mae Mo")
    one.answers(NUMBER, "")
    one.ends(0)
    with Register.open(register) as book:
        found = {entry.office: str(entry.received) for entry in book.current("52", Month(2018, 9))}
    assert found == {"5201": "2018-09-05", "5202": "2018-09-03"}


def test_received_before_the_fiscal_year(officer, register):
    before = register.read_bytes()
    one = officer("--month", "2018-09", "--received", "2017-09-30")
    shown = one.ends(3)
    assert shown.endswith(
        "error: the received date 30 September 2017 (2560) is before fiscal year 2561; check it\n"
    )
    assert register.read_bytes() == before


# --- Answers that cannot be read -------------------------------------------------------------


def test_what_cannot_be_read_is_asked_again(officer, standing):
    one = officer()
    one.answers(MONTH, "13/2561")
    one.sees("'13/2561' is not a month")
    one.answers(MONTH, "9/2560")
    one.sees("from 1 October 2017 (2560) on")
    one.answers(MONTH, "ก.ย. 61")
    for wrong in ("0", "12", "99", "x"):
        one.answers(NUMBER, wrong)
        one.sees(f"no database is called '{wrong}'; see: cddctl schedule show\r\n")
    for early in ("1", "กองทุนแม่"):
        one.answers(NUMBER, early)
        one.sees(" has no period in September 2018 (2561)\r\n")
    one.answers(NUMBER, "๓")
    one.answers(TOTAL, "ten")
    one.sees("'ten' is not a count: write digits only")
    one.answers(TOTAL, "-5")
    one.sees("'-5' is not a count: a count is 0 or more")
    one.answers(TOTAL, "5")
    one.answers(PERSONS, "1.5")
    one.sees("'1.5' is not a count: write a whole number")
    one.answers(PERSONS, "6")
    one.sees("recorded 6 is above the total 5: say why, or b to mend it")
    one.answers(WHY, "")
    one.sees("the reason is empty; say why in a few words")
    one.answers(WHY, "-")
    one.sees("the reason is empty; say why in a few words")
    one.answers(WHY, "b")
    one.answers("  persons [6]: ", "b")
    one.answers("  total (- if not applicable yet; b back, s save) [5]: ", "6")
    one.answers("  persons [6]: ", "")
    one.answers(NOTE, "ก" * 501)
    one.sees("the note is 501 characters long; 500 is the most")
    one.answers(NOTE, "ครบ")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "-")
    one.answers(REASON, "")
    one.sees("say why, as in หลังการรับรอง; or b to go back")
    one.answers(REASON, "หลังการรับรอง")
    one.passes(11)
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {
        "5201": (6, {"persons": 6}, False, "ครบ"),
        "5202": (None, {}, True, "หลังการรับรอง"),
    }


def test_a_count_without_total_is_asked_again(officer):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.answers(TOTAL, "5")
    one.answers(PERSONS, "")
    one.answers(NOTE, "")
    one.sees("how many are recorded is missing (persons); write 0 if there are none")
    one.asked(PERSONS)
    one.interrupts()
    one.ends(130)


def test_answers_are_kept_when_they_are_asked_again(officer, standing):
    """A note that stands explains the counts that it was given with, not others."""
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.answers(TOTAL, "5")
    one.answers(PERSONS, "6")
    one.sees("recorded 6 is above the total 5: say why, or b to mend it")
    one.answers(WHY, "รวมคนย้ายเข้า")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "b")
    one.answers("  total (- if not applicable yet; b back, s save) [5]: ", "")
    one.answers("  persons [6]: ", "7")
    one.sees("recorded 7 is above the total 5: say why, or b to mend it")
    one.answers("  why [รวมคนย้ายเข้า]: ", "b")
    one.answers("  persons [7]: ", "b")
    one.answers("  total (- if not applicable yet; b back, s save) [5]: ", "7")
    one.answers("  persons [7]: ", "")
    one.answers("  note (- for none) [รวมคนย้ายเข้า]: ", "")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {"5201": (7, {"persons": 7}, False, "รวมคนย้ายเข้า")}


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--month", "2560-09"], 3, "from 1 October 2017 (2560) on"),
        (["--month", "x"], 2, "'x' is not a month"),
        (["--received", "2018-09-06"], 3, "in the future"),
        (["--received", ""], 2, "'' is not a date"),
        (["total=1", "persons=1"], 2, f"the database is missing; the form is: {FORM}"),
        (["--note", "x"], 2, f"the database is missing; the form is: {FORM}"),
        (["--not-applicable", "--note", "x"], 2, "the database is missing; the form is: "),
        (["--period", "1"], 2, "the database is missing; the form is: "),
        (["--period", "1", "--lang", "th"], 2, f"ยังไม่ได้ระบุฐานข้อมูล รูปแบบคือ: {THAI_FORM}"),
    ],
)
def test_refused_at_once(officer, register, args, code, said):
    before = register.read_bytes()
    shown = officer(*args).ends(code)
    assert said in " ".join(shown.split())
    assert register.read_bytes() == before


# --- Ctrl-C ----------------------------------------------------------------------------------

STEPS = (
    (MONTH, ""),
    (NUMBER, "3"),
    (TOTAL, "2"),
    (PERSONS, "1"),
    (NOTE, "x"),
    *((TOTAL, ""),) * 12,
    (CONFIRM, None),
)


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5, 10, 17])
@pytest.mark.parametrize("how", ["ctrl-c", "ctrl-d"])
def test_leaving_before_the_summary_is_confirmed(officer, register, at, how):
    before = register.read_bytes()
    one = officer()
    for question, answer in STEPS[:at]:
        one.answers(question, answer)
    one.asked(STEPS[at][0])
    one.interrupts() if how == "ctrl-c" else one.child.sendeof()
    assert one.ends(130).endswith(STOPPED)
    assert register.read_bytes() == before
    assert [path.name for path in register.parent.iterdir()] == [register.name]


def test_leaving_after_a_confirmed_one(officer, register, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mueang Lampang")
    one.answers(NUMBER, "4")
    one.sees("[1/13] Mueang Lampang")
    one.counts("7", "7")
    one.sees("[2/13] Mae Mo")
    one.asked(TOTAL)
    one.interrupts()
    one.ends(130)
    assert standing() == {"5201": (2, {"persons": 1}, False, None)}
    assert standing("volunteer-leader-assessment") == {}
    beside = {path.name for path in register.parent.iterdir()}
    assert beside == {register.name}


def test_leaving_makes_no_first_register(terminal, data):
    one = Officer(terminal("record", "--province", "lampang"))
    one.answers(MONTH, "")
    one.answers(NUMBER, "3")
    one.asked(TOTAL)
    one.interrupts()
    one.ends(130)
    assert not data.exists()


def test_the_first_walk_makes_the_register(terminal, data):
    one = Officer(terminal("record", "--province", "lampang", "--month", "2018-09"))
    one.answers(NUMBER, "3")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees(f"created the register of Lampang: {data / 'cddctl' / 'register.sqlite3'}")
    one.sees("recorded: Mueang Lampang")
    one.answers(NUMBER, "")
    one.ends(0)
    with Register.open(data / "cddctl" / "register.sqlite3") as book:
        [entry] = book.current("52", Month(2018, 9))
    assert (entry.office, entry.total) == ("5201", 2)


def test_a_month_without_any_period(officer, work):
    shipped = Path(__file__).parents[2] / "schedules" / "2561.yaml"
    text = shipped.read_text(encoding="utf-8")
    start, end = text.index("  otop-sales:\n"), text.index("  mothers-fund:\n")
    (work / "own").mkdir()
    text = text[:start] + text[end:].replace("number: 11", "number: 10", 1)
    text = text.replace("  makers: {th: ราย, en: makers}\n", "")
    (work / "own" / "2561.yaml").write_text(text, encoding="utf-8")
    one = officer("--schedules", "own")
    one.answers(MONTH, "2018-05")
    one.sees("no period falls in May 2018 (2561)")
    one.asked(MONTH)
    one.interrupts()
    one.ends(130)
    assert "no period falls in May 2018 (2561)" in officer(
        "--schedules", "own", "--month", "2018-05", "--province", "phrae"
    ).ends(3)
