"""September 2561 in Lampang, played day by day on one register, as its officers live it.

The letter of 31 August asks for the eight databases of the form by 6 September; OTOP's day is the
10th. Of a district, "the form" below is its eight databases, and OTOP stands apart.
"""

import json
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

MONTH = ("--month", "2018-09")
UNITS = {
    "cd-standards": "persons",
    "leaders": "persons",
    "volunteer-leader-assessment": "persons",
    "groups": "groups",
    "savings-groups": "savings_groups",
    "poverty-alleviation": "places",
    "fund-institutions": "places",
    "fund-networks": "networks",
    "otop-sales": "makers",
}
"""A unit to count each database by."""

OTOP = ["otop-sales"]
FORM = [database for database in UNITS if database not in OTOP]
BY_PHONE = (
    "สวัสดีค่ะ",
    "ตอบกลับ อ.เสริมงาม 09/61",
    "2 มชช. ทั้งหมด=๑๐ คน=๔ เครือข่าย=๓ กลุ่ม=๒ แห่ง=๑",
    "3 ผู้นำ ทั้งหมด=1,200 คน=1,200 ค่ะ",
    "4 ประเมิน อช. ทั้งหมด 20 คน 20",
    "9 เครือข่ายกองทุน ไม่มี",
    "5 กลุ่มองค์กร ทั้งหมด=10 เครือข่าย=3 กลุ่ม=3 แห่ง=4",
    "6 ออมทรัพย์ ทั้งหมด=10 กลุ่ม=10",
    "7 กข.คจ. ทั้งหมด=10 แห่ง=10",
    "8 สถาบันการเงิน ทั้งหมด=10 แห่ง=10",
    "ขอบคุณค่ะ",
)
CLOSED = (
    "error: September 2018 (2561) was closed on 1 October 2018 (2561) and its report sent; "
    "to change it, reopen it: cddctl reopen --month 2561-09 --reason T"
)
INCOMPLETE = (
    "error: September 2018 (2561) is not complete; databases still outstanding: Hang Chat 7; "
    "to send it so, add --incomplete --reason T"
)


class Seen(NamedTuple):
    """What the commands say at the end of a day."""

    reported: str
    """n/N, offices and databases; those for which it is not applicable yet left out, among them
    each district's cd-standards until it gives counts."""
    complete: int
    on_time: int
    late: dict[int, int]
    """By district, how many databases came complete after the date that held."""
    overdue: dict[int, int]
    """By district, how many databases are overdue: to `status` and to `remind` alike."""
    check: int
    """Exit code of `status --check`."""
    outstanding: int
    """How many lines it prints."""
    following: str
    """What `status` says of the next date."""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """Whatever is done to the round is done on 1 October, wherever it is run."""
    moment = datetime(2018, 10, 1, 10, tzinfo=UTC)
    monkeypatch.setattr("cddctl.cli.clock.utc_now", lambda: moment)


class Office:
    """The province's office: its register, and the day that it is."""

    def __init__(self, here, register, work):
        self.here, self.register, self.work = here, register, work
        self.day = "2018-08-31"

    def does(self, command, *args, check=0, month=MONTH):
        return self.here(
            command, "--register", self.register, "--as-of", self.day, *month, *args, check=check
        )

    def types(self, district, databases, recorded=10):
        """Record by words on the command line."""
        for database in databases:
            counts = ("total=10", f"{UNITS[database]}={recorded}")
            self.does("record", database, f"{district:02}", *counts)

    def reads(self, name, lines, *args, check=0):
        """Record from what a district sent."""
        path = self.work / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self.does("record", "--from", path, *args, check=check, month=())

    def reads_table(self, districts, databases, *args):
        """Record from a table with a line a district and database, all complete."""
        units = list(dict.fromkeys(UNITS.values()))
        lines = [",".join(["province", "district", "month", "database", "total", *units])]
        for district in districts:
            for database in databases:
                counts = ["10" if unit == UNITS[database] else "" for unit in units]
                lines.append(
                    ",".join(["52", f"52{district:02}", "2561-09", database, "10", *counts])
                )
        return self.reads(f"table-{self.day}.csv", lines, *args)

    def standings(self):
        return json.loads(self.does("status", "--format", "json").out)

    def sees(self):
        """What is said of the day, with the two that tell who is overdue agreeing on it."""
        found = self.standings()
        tally, check = found["tally"], self.does("status", "--check", check=None)
        late, overdue = (_by_district(found, word) for word in ("late", "overdue"))
        assert self.reminded("--overdue") == overdue
        assert (tally["late"], tally["overdue"]) == (sum(late.values()), sum(overdue.values()))
        return Seen(
            f"{tally['reported']}/{tally['expected']}",
            tally["complete"], tally["on_time"], late, overdue,
            check.code, len(check.out.splitlines()),
            _following(self.does("status").out),
        )  # fmt: skip

    def reminded(self, *args):
        """By district, how many databases a message asks for."""
        self.does("remind", *args, "-o", self.work / "remind", "--force")
        found = {}
        for path in (self.work / "remind").glob("*.txt"):
            answer = path.read_text(encoding="utf-8-sig").split("ตอบกลับ ")[1]
            found[int(path.name.split("-")[2]) - 5200] = len(answer.strip().splitlines()) - 1
            path.unlink()
        return found


def _by_district(found, word):
    """How many of a district's databases are so."""
    counts = {}
    for one in found["standings"]:
        if one[word]:
            number = int(one["office"]) - 5200
            counts[number] = counts.get(number, 0) + 1
    return counts


def _following(text):
    """The line of the next date, shortened."""
    for line in text.splitlines():
        if line.startswith("Next date: "):
            date, count = line.removeprefix("Next date: ").split("; outstanding by then: ")
            return f"{date.replace(' 2018 (2561)', '').replace('(', '').replace(')', '')}: {count}"
    return NO_DATE_LEFT


# --- What happens on each day ----------------------------------------------------------------


def letter_goes_out(_office):
    """Nothing is in."""


def four_come_in(office):
    """In three ways: typed in, a table sent back, a message typed on a phone."""
    office.types(1, [*FORM, *OTOP])
    office.reads_table([2, 3], FORM)
    office.reads("reply.txt", BY_PHONE)


def one_comes_on_the_day(office):
    office.reads_table([5], FORM)


def two_come_the_day_after(office):
    """And what came on the day itself is keyed in only now."""
    office.reads_table([6, 7], FORM)
    office.reads_table([9], FORM, "--received", "2018-09-06")


def a_third_comes_late(office):
    office.reads_table([8], FORM)


def one_is_given_more_time(office):
    """On OTOP's day, on which six more send OTOP's."""
    office.reads_table([2, 3, 4, 5, 6, 7], OTOP)
    done = office.does("extend", "mueang-pan", "--until", "14 ก.ย. 61", "--reason", "น้ำท่วม")
    assert len(done.err.splitlines()) == len(FORM + OTOP)


def otop_comes_the_day_after(office):
    office.reads_table([8], OTOP)


def the_extended_one_comes_on_its_day(office):
    """With all but the last of its leaders."""
    office.reads_table([13], [database for database in [*FORM, *OTOP] if database != "leaders"])
    office.types(13, ["leaders"], recorded=9)


def its_day_has_passed(_office):
    """Nothing comes."""


def most_have_come(office):
    office.reads_table([10, 11], [*FORM, *OTOP])
    office.types(13, ["leaders"])


def the_last_begins(office):
    """Of Hang Chat one is incomplete, and one not applicable yet."""
    office.types(12, ["leaders"], recorded=9)
    office.does("record", "cd-standards", "12", "--not-applicable", "--note", "หลังการรับรอง")


def the_report_is_due(_office):
    """Nothing comes."""


# --- What is said on each day ----------------------------------------------------------------

LATE = {6: 8, 7: 8, 8: 8}
LATER = {6: 8, 7: 8, 8: 9}
LATEST = {**LATER, 10: 9, 11: 9, 13: 1}
NO_DATE_LEFT = ""

SEPTEMBER = {
    "2018-08-31": (
        letter_goes_out,
        Seen("0/104", 0, 0, {}, {}, 1, 104, "6 September in 6 days: 91"),
    ),
    "2018-09-03": (
        four_come_in,
        Seen("33/108", 33, 33, {}, {}, 1, 75, "6 September in 3 days: 63"),
    ),
    "2018-09-06": (
        one_comes_on_the_day,
        Seen("41/109", 41, 41, {}, {}, 1, 68, "6 September today: 56"),
    ),
    "2018-09-07": (
        two_come_the_day_after,
        Seen(
            "65/112", 65, 49, {6: 8, 7: 8}, {8: 7, 10: 7, 11: 7, 12: 7, 13: 7}, 1, 47,
            "10 September in 3 days: 12",
        ),
    ),
    "2018-09-08": (
        a_third_comes_late,
        Seen(
            "73/113", 73, 49, LATE, {10: 7, 11: 7, 12: 7, 13: 7}, 1, 40,
            "10 September in 2 days: 12",
        ),
    ),
    "2018-09-10": (
        one_is_given_more_time,
        Seen("79/113", 79, 55, LATE, {10: 7, 11: 7, 12: 7}, 1, 34, "10 September today: 5"),
    ),
    "2018-09-11": (
        otop_comes_the_day_after,
        Seen(
            "80/113", 80, 55, LATER, {9: 1, 10: 8, 11: 8, 12: 8}, 1, 33,
            "14 September in 3 days: 8",
        ),
    ),
    "2018-09-14": (
        the_extended_one_comes_on_its_day,
        Seen(
            "89/114", 88, 63, LATER, {9: 1, 10: 8, 11: 8, 12: 8}, 1, 26, "14 September today: 1"
        ),
    ),
    "2018-09-15": (
        its_day_has_passed,
        Seen("89/114", 88, 63, LATER, {9: 1, 10: 8, 11: 8, 12: 8, 13: 1}, 1, 26, NO_DATE_LEFT),
    ),
    "2018-09-20": (
        most_have_come,
        Seen("107/116", 107, 63, LATEST, {9: 1, 12: 8}, 1, 9, NO_DATE_LEFT),
    ),
    "2018-09-30": (
        the_last_begins,
        Seen("108/116", 107, 63, LATEST, {9: 1, 12: 8}, 1, 9, NO_DATE_LEFT),
    ),
    "2018-10-01": (
        the_report_is_due,
        Seen("108/116", 107, 63, LATEST, {9: 1, 12: 8}, 1, 9, NO_DATE_LEFT),
    ),
}  # fmt: skip
AT_LAST = SEPTEMBER["2018-10-01"][1]


@pytest.fixture
def office(here, register, work):
    return Office(here, register, work)


@pytest.fixture
def october(office):
    """The office on 1 October, with all of September behind it."""
    for day, (happens, _seen) in SEPTEMBER.items():
        office.day = day
        happens(office)
    return office


# --- September -------------------------------------------------------------------------------


def test_each_day_says_the_right_thing(office):
    seen = {}
    for day, (happens, _seen) in SEPTEMBER.items():
        office.day = day
        happens(office)
        seen[day] = office.sees()
    assert seen == {day: said for day, (_happens, said) in SEPTEMBER.items()}


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        ("2018-09-06", {}),
        ("2018-09-07", dict.fromkeys(range(1, 14), 7)),
        ("2018-09-10", dict.fromkeys(range(1, 14), 7)),
        ("2018-09-11", dict.fromkeys(range(1, 14), 8)),
    ],
)
def test_the_day_itself_is_in_time_with_nothing_in(office, day, overdue):
    office.day = day
    seen = office.sees()
    assert (seen.overdue, seen.check, seen.outstanding) == (overdue, 1, 104)


@pytest.mark.parametrize(
    ("day", "left"), [("2018-09-30", "24 days late"), ("2018-10-01", "25 days late")]
)
def test_the_last_of_september(october, day, left):
    october.day = day
    text = october.does("status").out.splitlines()
    [hang_chat] = (line for line in text if line.startswith("12 ") and "|" in line)
    assert hang_chat.split() == [
        "12", "Hang", "Chat", "-", "90!", *[".!"] * 6, "|", ".!", "1/8", "9/10",
    ]  # fmt: skip
    checked = october.does("status", "--check", check=1).out.splitlines()
    assert checked[0].startswith("5209 Mae Phrik: Monthly OTOP sales, period 12 of ")
    assert checked[1] == (
        "5212 Hang Chat: Leaders, period 1 of September 2018 (2561): incomplete 9/10, "
        f"by 6 September 2018 (2561) ({left})"
    )


# --- October ---------------------------------------------------------------------------------


def test_closing_wants_to_know_why_it_is_not_complete(october):
    before = october.register.read_bytes()
    assert october.does("close", check=3).error == INCOMPLETE
    assert october.does("close", "--incomplete", check=2).error.endswith("add --reason")
    october.does("close", "--incomplete", "--reason", "น้ำท่วม", "--dry-run")
    assert october.register.read_bytes() == before


def test_what_is_closed_takes_nothing(october):
    stood = october.standings()
    october.does("close", "--incomplete", "--reason", "น้ำท่วม", "--by", "สมศักดิ์")
    assert october.standings() == stood
    before = october.register.read_bytes()
    october.day = "2018-10-03"
    leaders = ("leaders", "12", "total=10", "persons=10")
    assert october.does("record", *leaders, check=3).error == CLOSED
    later = [BY_PHONE[1], "3 ผู้นำ ทั้งหมด=1,200 คน=1,199"]
    assert (
        "to change it, reopen it: cddctl reopen" in october.reads("later.txt", later, check=3).err
    )
    until = ("--until", "2018-10-14", "--reason", "น้ำท่วม")
    assert october.does("extend", "hang-chat", *until, check=3).error == CLOSED
    told = october.here("history", "--register", october.register, "--format", "json", check=0).out
    name = next(e["entry"] for e in json.loads(told)["history"] if e["what"] == "record")
    undone = october.here("undo", "--register", october.register, name, "--yes", check=3)
    assert undone.error == CLOSED
    assert october.does("close", "--incomplete", "--reason", "น้ำท่วม", check=3).error == CLOSED
    assert october.register.read_bytes() == before
    assert october.does("report", "--changes").out == "nothing differs from what was sent\n"
    said = october.does("status").out.splitlines()
    assert said[1] == "The round was closed on 1 October 2018 (2561)."
    assert len(october.does("status", "--check", check=1).out.splitlines()) == AT_LAST.outstanding


def test_a_late_correction(october):
    october.does("close", "--incomplete", "--reason", "น้ำท่วม", "--by", "สมศักดิ์")
    sent = october.does("report", "--sent", "--format", "json").out
    october.day = "2018-10-03"
    october.does("reopen", "--reason", "แม่เมาะแก้จำนวน")
    october.does("record", "leaders", "แม่เมาะ", "total=9", "persons=9", "--note", "ซ้ำ 1 คน")
    assert october.does("report", "--sent", "--format", "json").out == sent
    assert october.does("report", "--changes").out.splitlines() == [
        "Leaders, period 1 of September 2018 (2561)",
        "  Mae Mo: total 10, 10 persons -> total 9, 9 persons; ซ้ำ 1 คน",
    ]
    # A correction makes no one late: Mae Mo was complete on 3 September.
    assert october.sees() == AT_LAST
    assert october.does("close", check=3).error == INCOMPLETE
    october.does("close", "--incomplete", "--reason", "น้ำท่วม")
    assert october.does("report", "--changes").out == "nothing differs from what was sent\n"
    assert october.does("report", "--sent", "--format", "json").out != sent
    assert october.does("record", "leaders", "แม่เมาะ", "total=8", check=3).error == CLOSED


def test_at_last_all_is_in(october):
    """Nothing is outstanding: the check is content, no one is reminded, closing asks nothing."""
    october.does("close", "--incomplete", "--reason", "น้ำท่วม")
    october.does("reopen", "--reason", "ห้างฉัตรส่งแล้ว")
    october.day = "2018-10-03"
    october.reads_table([12], [*FORM, *OTOP])
    october.reads_table([9], OTOP)
    late = {**LATEST, 9: 1, 12: 9}
    assert october.sees() == Seen("117/117", 117, 63, late, {}, 0, 0, NO_DATE_LEFT)
    assert "Nothing is outstanding." in october.does("status").out.splitlines()
    changes = json.loads(october.does("report", "--changes", "--format", "json").out)["changes"]
    assert [(one["office"], one["database"]) for one in changes] == [
        ("5212", database) for database in FORM
    ]
    assert october.does("close").error.startswith("closed: September 2018 (2561), Lampang; ")
