"""`cddctl record` alone: the walk through month, database and districts, on a real terminal."""

import sys
from pathlib import Path

import pytest

from cddctl.register import Register

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

DISTRICTS = (
    "Mueang Lampang", "Mae Mo", "Ko Kha", "Soem Ngam", "Ngao", "Chae Hom", "Wang Nuea", "Thoen",
    "Mae Phrik", "Mae Tha", "Sop Prap", "Hang Chat", "Mueang Pan",
)  # fmt: skip
MONTH, NUMBER, CONFIRM = "Month [", "Number of the database (Enter to end): ", "Record this? [y/N] "
TOTAL, PERSONS, NOTE = "  total (- if not applicable yet)", "  persons", "  note"
REASON = "  reason: "


class Officer:
    """Answers the program's questions, and checks that it asks those that are expected."""

    def __init__(self, environ, cwd, *args):
        self.child = pexpect.spawn(
            sys.executable, ["-m", "cddctl", "record", *map(str, args)],
            env=environ | {"TERM": "dumb"}, cwd=str(cwd), encoding="utf-8", timeout=20,
            dimensions=(50, 100), echo=False,
        )  # fmt: skip
        self.child.delaybeforesend = None

    def sees(self, *texts):
        for text in texts:
            self.child.expect_exact(text)

    def asked(self, question):
        """Wait for a question, and leave it unanswered."""
        self.child.expect_exact(question)
        if not question.endswith(" "):
            self.child.expect("(: |\\] )$")

    def answers(self, question, answer):
        self.asked(question)
        self.child.sendline(answer)

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
def officer(environ, work, register):
    started = []

    def officer(*args):
        started.append(Officer(environ, work, "--register", register, *args))
        return started[-1]

    yield officer
    for one in started:
        one.child.close(force=True)


@pytest.fixture
def standing(register):
    """What stands in Lampang's register: by office, total, counts, not applicable and note."""

    def standing(database="leaders", period=1):
        with Register.open(register) as book:
            found = book.current("52", 2561, [(database, period)])
        return {
            entry.office: (entry.total, dict(entry.recorded), entry.not_applicable, entry.note)
            for entry in found
        }

    return standing


@pytest.fixture
def september(record):
    return lambda *args: record(*args, "--month", "2018-09")


# --- The whole walk --------------------------------------------------------------------------


def test_a_note_is_taken_away(officer, standing, september):
    september("leaders", "01", "total=50", "persons=40", "--note", "รอ")
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
    one.answers("  total (- if not applicable yet) [50]: ", "")
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
    one.sees("Enter keeps what stands, b goes back, Ctrl-C leaves without recording.")
    one.answers("Month [September 2018 (2561)]: ", "")
    one.sees("Periods of September 2018 (2561)")
    one.sees("  1. ข้อมูลผลการดำเนินงานตามระบบ มชช. (0/13)", "  2. ข้อมูลผู้นำ (2/13)")
    one.sees("  9. ข้อมูลยอดจำหน่าย OTOP ประจำเดือน (0/13)")
    one.answers(NUMBER, "2")
    one.sees("ข้อมูลผู้นำ, period 1 of September 2018 (2561)")

    one.sees("[1/13] Mueang Lampang: nothing reported")
    one.counts("๑,๒๐๐", "๑๑๘")
    one.sees("[2/13] Mae Mo: total 50, 40 persons; รอ")
    one.answers("  total (- if not applicable yet) [50]: ", "")
    one.answers("  persons [40]: ", "45")
    one.answers("  note (- for none) [รอ]: ", "")
    one.sees("[3/13] Ko Kha: total 8, 8 persons")
    one.counts("", "", "")
    one.sees("[4/13] Soem Ngam: nothing reported")
    one.counts("0", "0")
    one.sees("[5/13] Ngao: nothing reported")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.sees("[6/13] Chae Hom: nothing reported")
    one.passes(7)
    one.sees("[13/13] Mueang Pan: nothing reported")
    one.counts("3", "4", "รวมคนย้ายเข้า")

    one.sees("To be recorded:")
    one.sees("  Mueang Lampang: total 1,200, 118 persons")
    one.sees("  Mae Mo: total 50, 45 persons; รอ (before: total 50, 40 persons; รอ)")
    one.sees("  Soem Ngam: total 0, 0 persons")
    one.sees("  Ngao: not applicable yet; หลังการรับรอง")
    one.sees("  Mueang Pan: total 3, 4 persons; รวมคนย้ายเข้า")
    before = standing()
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mueang Lampang, ", "recorded: Mueang Pan, ")
    one.sees("  2. ข้อมูลผู้นำ (6/13)")
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


def test_a_walk_in_thai(officer, standing):
    one = officer("--lang", "th", "--month", "ก.ย. 61")
    one.sees("กันยายน 2561", "  2. ข้อมูลผู้นำ (0/13)")
    one.child.expect(": $")
    one.child.sendline("๒")
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
    one.sees("รายการที่จะบันทึก:", "  เมืองลำปาง: ทั้งหมด 5, 4 คน", "[y = บันทึก] ")
    one.child.sendline("ใช่")
    one.sees("บันทึกแล้ว: เมืองลำปาง")
    one.child.expect(": $")
    one.child.sendline("")
    one.ends(0)
    assert standing() == {"5201": (5, {"persons": 4}, False, None)}


def test_several_databases_in_one_walk(officer, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "yes")
    one.sees("recorded: Mueang Lampang, ข้อมูลผู้นำ")
    one.answers(NUMBER, "4")
    one.sees("[1/13] Mueang Lampang: nothing reported")
    one.answers(TOTAL, "9")
    one.answers("  networks: ", "2")
    one.answers("  groups: ", "5")
    one.answers("  places: ", "")
    one.answers(NOTE, "")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("  4. ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน (1/13)")
    one.answers(NUMBER, "")
    one.ends(0)
    assert standing() == {"5201": (2, {"persons": 1}, False, None)}
    assert standing("groups") == {"5201": (9, {"networks": 2, "groups": 5}, False, None)}


def test_the_provincial_office_is_asked_alone(officer, register):
    one = officer("--month", "2018-09", "--province", "phrae")
    one.sees("  1. ข้อมูลผลการดำเนินงานตามระบบ มชช. (0/1)", "  2. ข้อมูลผู้นำ (0/8)")
    one.answers(NUMBER, "1")
    one.sees("[1/1] Phrae: nothing reported")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.answers(CONFIRM, "y")
    one.sees("recorded: Phrae, ")
    one.answers(NUMBER, "")
    one.ends(0)
    with Register.open(register) as book:
        [entry] = book.current("54", 2561, [("cd-standards", 2)])
    assert (entry.office, entry.not_applicable, entry.note) == ("54", True, "หลังการรับรอง")


# --- Saying no, and nothing ------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["", "n", "N", "no", "x"])
def test_not_confirmed(officer, register, answer):
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, answer)
    one.sees("Nothing is recorded.")
    one.answers(NUMBER, "")
    one.ends(0)
    assert register.read_bytes() == before


def test_enter_everywhere_keeps_everything(officer, september, register):
    september("leaders", "02", "total=50", "persons=40", "--note", "รอ")
    september("leaders", "05", "--not-applicable", "--note", "หลังการรับรอง")
    before = register.read_bytes()
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
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
    one.answers(NUMBER, "2")
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
    one.answers(NUMBER, "3")
    one.sees("[1/13] Mueang Lampang")
    one.answers(TOTAL, "b")
    one.sees("Periods of September 2018 (2561)")
    one.answers(NUMBER, "2")
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
    september("leaders", "01", "total=5", "persons=1", "--note", "รอ")
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
    one.counts("10", "9")
    one.sees("[2/13] Mae Mo")
    one.answers(TOTAL, "-")
    one.answers(REASON, "หลังการรับรอง")
    one.sees("[3/13] Ko Kha")
    one.answers(TOTAL, "b")
    one.sees("[2/13] Mae Mo: not applicable yet; หลังการรับรอง")
    one.answers(TOTAL, "b")
    one.sees("[1/13] Mueang Lampang: total 10, 9 persons; รอ")
    one.answers("  total (- if not applicable yet) [10]: ", "")
    one.answers("  persons [9]: ", "8")
    one.answers(NOTE, "")
    one.passes(12)
    one.sees("  Mueang Lampang: total 10, 8 persons; รอ (before: total 5, 1 persons; รอ)")
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


@pytest.mark.parametrize("first", ["counts", "reason"])
def test_going_back_to_say_something_else(officer, standing, first):
    """Counts in place of a reason, and a reason in place of counts."""
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
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


# --- Answers that cannot be read -------------------------------------------------------------


def test_what_cannot_be_read_is_asked_again(officer, standing):
    one = officer()
    one.answers(MONTH, "13/2561")
    one.sees("'13/2561' is not a month")
    one.answers(MONTH, "9/2560")
    one.sees("from 1 October 2017 (2560) on")
    one.answers(MONTH, "ก.ย. 61")
    for wrong in ("0", "10", "x"):
        one.answers(NUMBER, wrong)
    one.sees("'x' is not a count")
    one.answers(NUMBER, "๒")
    one.answers(TOTAL, "ten")
    one.sees("'ten' is not a count: write digits only")
    one.answers(TOTAL, "-5")
    one.sees("'-5' is not a count: a count is 0 or more")
    one.answers(TOTAL, "5")
    one.answers(PERSONS, "1.5")
    one.sees("'1.5' is not a count: write a whole number")
    one.answers(PERSONS, "6")
    one.answers(NOTE, "")
    one.sees("recorded 6 is above the total 5; mend the numbers")
    one.answers(TOTAL, "6")
    one.answers(PERSONS, "6")
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
    one.answers(NUMBER, "2")
    one.answers(TOTAL, "5")
    one.answers(PERSONS, "")
    one.answers(NOTE, "")
    one.sees("how many are recorded is missing; add persons=N (0 if none)")
    one.asked(TOTAL)
    one.child.sendintr()
    one.ends(130)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--month", "2560-09"], 3, "from 1 October 2017 (2560) on"),
        (["--month", "x"], 2, "'x' is not a month"),
        (["--received", "2018-09-06"], 3, "in the future"),
    ],
)
def test_refused_at_once(officer, register, args, code, said):
    before = register.read_bytes()
    shown = officer(*args).ends(code)
    assert said in shown
    assert register.read_bytes() == before


# --- Ctrl-C ----------------------------------------------------------------------------------

STEPS = (
    (MONTH, ""),
    (NUMBER, "2"),
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
    one.child.sendintr() if how == "ctrl-c" else one.child.sendeof()
    one.ends(130)
    assert register.read_bytes() == before
    assert [path.name for path in register.parent.iterdir()] == [register.name]


def test_leaving_after_a_confirmed_one(officer, register, standing):
    one = officer("--month", "2018-09")
    one.answers(NUMBER, "2")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees("recorded: Mueang Lampang")
    one.answers(NUMBER, "3")
    one.sees("[1/13] Mueang Lampang")
    one.counts("7", "7")
    one.sees("[2/13] Mae Mo")
    one.asked(TOTAL)
    one.child.sendintr()
    one.ends(130)
    assert standing() == {"5201": (2, {"persons": 1}, False, None)}
    assert standing("volunteer-leader-assessment") == {}
    assert [path.name for path in register.parent.iterdir()] == [register.name]


def test_leaving_makes_no_first_register(environ, work, data):
    one = Officer(environ, work, "--province", "lampang")
    one.answers(MONTH, "")
    one.answers(NUMBER, "2")
    one.asked(TOTAL)
    one.child.sendintr()
    one.ends(130)
    assert not data.exists()


def test_the_first_walk_makes_the_register(environ, work, data):
    one = Officer(environ, work, "--province", "lampang", "--month", "2018-09")
    one.answers(NUMBER, "2")
    one.counts("2", "1")
    one.passes(12)
    one.answers(CONFIRM, "y")
    one.sees(f"created the register of Lampang: {data}/cddctl/register.sqlite3")
    one.sees("recorded: Mueang Lampang")
    one.answers(NUMBER, "")
    one.ends(0)
    with Register.open(data / "cddctl" / "register.sqlite3") as book:
        [entry] = book.current("52", 2561, [("leaders", 1)])
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
    one.child.sendintr()
    one.ends(130)
    assert "no period falls in May 2018 (2561)" in officer(
        "--schedules", "own", "--month", "2018-05", "--province", "phrae"
    ).ends(3)
