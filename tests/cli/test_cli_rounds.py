"""`cddctl extend`, `close`, `reopen`, and `report --sent` and `--changes`."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cddctl.ledger.acts import Kind
from cddctl.periods import Month
from cddctl.register.store import Register

MONTH = ("--month", "2018-09")
FORM = "cddctl extend DISTRICT [DATABASE] --month M --until DATE --reason T, or --withdraw"
CLOSED_AT = datetime(2018, 10, 1, 12, 0, tzinfo=UTC)
CLOSED = (
    "error: September 2018 (2561) was closed on 1 October 2018 (2561) and its report sent; "
    "to change it, reopen it: cddctl reopen --month 2561-09 --reason T\n"
)
INCOMPLETE = ("--incomplete", "--reason", "น้ำท่วม")


@pytest.fixture(autouse=True)
def _clock(monkeypatch, environ):
    """The rounds of these tests are closed on 1 October, wherever they are run."""
    monkeypatch.setattr("cddctl.cli.clock.utc_now", lambda: CLOSED_AT)
    environ["CDDCTL_AS_OF"] = "2018-10-01"


@pytest.fixture
def acts(register):
    """What the register holds of September's round."""

    def acts():
        with Register.open(register) as book:
            return book.acts("52", [Month(2018, 9)])

    return acts


@pytest.fixture
def does(here, register):
    """Run a command on Lampang's register, for September unless another month is said."""

    def does(command, *args, check=0, month=MONTH):
        return here(command, "--register", register, *month, *args, check=check)

    return does


@pytest.fixture
def leaders(does):
    """Record a district's leaders."""

    def leaders(office, total, persons, *note, check=0):
        counts = (f"total={total}", f"persons={persons}", *note)
        return does("record", "leaders", office, *counts, check=check)

    return leaders


@pytest.fixture
def closed(does, leaders):
    """September closed with Mae Mo's leaders in, and nothing else."""
    leaders("mae-mo", 120, 97)
    return does("close", *INCOMPLETE, "--by", "สมศักดิ์")


def everything_in(does):
    """Record all that is on September's form, zero of zero."""
    units = {
        "cd-standards": ("persons", "networks", "groups", "places"),
        "leaders": ("persons",),
        "volunteer-leader-assessment": ("persons",),
        "groups": ("networks", "groups", "places"),
        "savings-groups": ("savings_groups",),
        "poverty-alleviation": ("places",),
        "fund-institutions": ("places",),
        "fund-networks": ("networks",),
    }
    for database, counted in units.items():
        does("record", database, "all", "total=0", *(f"{unit}=0" for unit in counted))


# --- extend ----------------------------------------------------------------------------------


def test_a_later_date_for_one_database(does, acts):
    done = does("extend", "แม่เมาะ", "leaders", "--until", "14 ก.ย. 2561", "--reason", "น้ำท่วม",
                "--by", "สมศักดิ์")  # fmt: skip
    assert (done.out, done.error) == (
        "",
        (
            "extended: Mae Mo, Leaders, period 1 of September 2018 (2561): "
            "until 14 September 2018 (2561) (before: 6 September 2018 (2561))"
        ),
    )
    [act] = acts()
    assert (act.kind, act.office, act.database) == (Kind.EXTEND, "5202", "leaders")
    assert (act.until, act.reason, act.recorded_by) == (date(2018, 9, 14), "น้ำท่วม", "สมศักดิ์")


OF_FORM = [
    "cd-standards", "leaders", "volunteer-leader-assessment", "groups",
    "savings-groups", "poverty-alleviation", "fund-institutions", "fund-networks",
]  # fmt: skip


@pytest.mark.parametrize(
    ("until", "databases"),
    [
        ("2018-09-11", [None]),
        ("2018-09-10", OF_FORM),  # OTOP's own date
        ("2018-09-09", OF_FORM),  # before OTOP's, which is left as it is
    ],
)  # fmt: skip
def test_a_later_date_for_all_takes_no_days_away(does, acts, until, databases):
    does("extend", "mae-mo", "--until", until, "--reason", "น้ำท่วม")
    assert [act.database for act in acts()] == databases
    assert {act.until for act in acts()} == {date.fromisoformat(until)}


def test_an_extension_that_was_mistyped_is_put_right_by_another(does, acts):
    does("extend", "mae-mo", "leaders", "--until", "2018-09-24", "--reason", "น้ำท่วม")
    not_after = "6 September 2018 (2561) is not after 6 September 2018 (2561), the date for all"
    already = "until 24 September 2018 (2561) already"
    of = "Mae Mo, Leaders, period 1 of September 2018 (2561)"
    before = "until 14 September 2018 (2561) (before: 24 September 2018 (2561))"
    for day, code, said in (
        ("06", 3, f"error: {not_after}; give a later date, or withdraw an extension: --withdraw"),
        ("24", 3, f"error: Mae Mo has {already}; to change it, give another date"),
        ("14", 0, f"moved back: {of}: {before}"),
    ):  # fmt: skip
        to = ("--until", f"2018-09-{day}", "--reason", "T")
        done = does("extend", "mae-mo", "leaders", *to, check=code)
        assert done.error == said
    assert [act.until.day for act in acts()] == [24, 14]


def test_an_extension_is_withdrawn(does, acts, here, register):
    """That of one database, and then that of all; the date for all holds again."""
    does("extend", "mae-mo", "--until", "2018-09-24", "--reason", "น้ำท่วม")
    done = does("extend", "mae-mo", "leaders", "--withdraw", "--by", "สมศักดิ์")
    assert done.error == (
        "extension withdrawn: Mae Mo, Leaders, period 1 of September 2018 (2561): "
        "until 6 September 2018 (2561) (before: 24 September 2018 (2561))"
    )
    assert does("extend", "mae-mo", "--withdraw", "--dry-run").err.count("would be withdrawn") == 8
    assert does("extend", "mae-mo", "--withdraw").err.count("extension withdrawn") == 8
    told = here("status", "--register", register, "--month", "2018-09", "--format", "json").out
    assert '"extended": true' not in told
    refused = does("extend", "mae-mo", "--withdraw", check=3)
    assert refused.error == ("error: Mae Mo was given no later date, so there is none to withdraw")
    assert [(act.database, act.until and act.until.day) for act in acts()] == [
        (None, 24), ("leaders", None), (None, None)
    ]  # fmt: skip


UNTIL = ("--until", "2018-09-14")
WHY = ("--reason", "น้ำท่วม")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, f"something is missing; the form is: {FORM}"),
        (("mae-mo", *UNTIL), 2, f"something is missing; the form is: {FORM}"),
        (("mae-mo", *WHY), 2, f"something is missing; the form is: {FORM}"),
        ((*UNTIL, *WHY), 2, f"something is missing; the form is: {FORM}"),
        (("mae-mo", "--until", "soon", *WHY), 2, "'soon' is not a date"),
        (("mae-mo", *UNTIL, "--reason", " "), 3, "the reason is empty"),
        (("mae-mo", *UNTIL, "--reason", "-"), 3, "the reason is empty"),
        (("mae-mo", *UNTIL, "--reason", "a\nb"), 3, "the note has a control character"),
        (("mae-mo", *UNTIL, "--reason", "x" * 501), 3, "the note is 501 characters long"),
        (("mae-mo", *UNTIL, *WHY, "--by", "a\tb"), 3, "is no name"),
        (("nowhere", *UNTIL, *WHY), 3, "no district of Lampang is called 'nowhere'"),
        (("mae-mo", "nothing", *UNTIL, *WHY), 3, "no database is called 'nothing'"),
        (("mae-mo", "mothers-fund", *UNTIL, *WHY), 3,
         "has no period in September 2018 (2561); its periods are April 2018 (2561)"),
        (("lampang", "leaders", *UNTIL, *WHY), 3, "Lampang does not enter Leaders"),
        (("lampang", *UNTIL, *WHY), 3, "Lampang enters nothing in September 2018 (2561)"),
        (("mae-mo", "--until", "2018-09-06", *WHY), 3,
         "6 September 2018 (2561) is not after 6 September 2018 (2561), the date for all"),
        (("mae-mo", "leaders", "--until", "2018-09-05", *WHY), 3,
         "5 September 2018 (2561) is not after 6 September 2018 (2561), the date for all"),
        (("mae-mo", *UNTIL, "--withdraw"), 2, "--withdraw and --until do not go together"),
        (("--withdraw",), 2, f"something is missing; the form is: {FORM}"),
        (("mae-mo", "--withdraw"), 3, "Mae Mo was given no later date"),
        (("mae-mo", "--until", "2019-10-01", *WHY), 3,
         "1 October 2019 (2562) is more than a year after fiscal year 2561; check it"),
    ],
)  # fmt: skip
def test_an_extension_that_is_refused(does, acts, args, code, said):
    done = does("extend", *args, check=code)
    assert (done.out, said in done.error) == ("", True), done.error
    assert acts() == []


def test_the_last_day_that_can_be_meant(does):
    does("extend", "mae-mo", "--until", "2019-09-30", *WHY)


def test_the_provincial_office_is_extended_by_the_province_s_name(here, work):
    path = work / "phuket.sqlite3"
    here("init", "--province", "phuket", "--register", path, check=0)
    to = ("--register", path, *MONTH, "--until", "2018-10-05", *WHY)
    done = here("extend", "ภูเก็ต", "cd-standards", *to, check=0)
    assert done.error.startswith("extended: Phuket, Community development standards, period 2")
    refused = here("extend", "thalang", "cd-standards", *to, check=3)
    assert "Thalang does not enter" in refused.error


@pytest.mark.usefixtures("closed")
def test_an_extension_of_a_closed_round_is_refused(does, acts):
    done = does("extend", "mae-mo", *UNTIL, *WHY, check=3)
    assert (done.err, len(acts())) == (CLOSED, 1)


# --- close -----------------------------------------------------------------------------------


def test_a_complete_round_is_closed(does, acts):
    everything_in(does)
    done = does("close", "--by", "สมศักดิ์")
    [act] = acts()
    assert done.error == (
        "closed: September 2018 (2561), Lampang; check code "
        f"{sha256(act.sent.encode()).hexdigest()[:8]}, by สมศักดิ์"
    )
    assert (act.kind, act.recorded_by, act.reason) == (Kind.CLOSE, "สมศักดิ์", None)
    sent = json.loads(act.sent)
    assert sent["schedule"]["province"] == "lampang"
    assert len(sent["entries"]) == 8 * 13
    assert [row["state"] for row in sent["report"]["rows"]] == ["complete"] * 8


def test_what_is_outstanding_is_not_closed_unasked(does, leaders, acts):
    everything_in(does)
    leaders("ngao", 5, 4, "--note", "สมาชิกย้าย")
    leaders("thoen", 5, 0, "--note", "สมาชิกย้าย")
    does("record", "fund-networks", "ngao", "total=1", "networks=0", "--note", "ยุบ")
    refused = does("close", check=3)
    assert refused.error == (
        "error: September 2018 (2561) is not complete; databases still outstanding: "
        "Ngao 2, Thoen 1; to send it so, add --incomplete --reason T"
    )
    assert acts() == []
    lines = does("close", *INCOMPLETE).err.splitlines()
    assert lines[:3] == [
        "Still outstanding in September 2018 (2561):",
        "  Leaders, period 1 of September 2018 (2561): incomplete from Ngao, Thoen",
        "  Community fund networks, period 1 of September 2018 (2561): incomplete from Ngao",
    ]
    assert acts()[0].reason == "น้ำท่วม"


def test_who_has_reported_nothing(does, leaders):
    leaders("mae-mo", 5, 5)
    lines = does("close", *INCOMPLETE, "--dry-run").err.splitlines()
    assert ": nothing reported by Mueang Lampang, Ko Kha, Soem Ngam, " in lines[1]
    assert "Mae Mo" not in lines[1]
    assert lines[2].endswith(": nothing reported by all 13 offices")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--incomplete",), 2, "--incomplete needs to say why; add --reason"),
        (("--incomplete", "--reason", ""), 3, "the reason is empty"),
        (("--reason", "น้ำท่วม"), 3, "is not complete"),
        (("--month", "2560-01", *INCOMPLETE), 3, "there is no schedule for fiscal year 2560"),
        ((*INCOMPLETE, "--province", "nowhere"), 3, "no province is called"),
    ],
)
def test_a_closing_that_is_refused(does, acts, args, code, said):
    month = () if "--month" in args else MONTH
    assert said in does("close", *args, check=code, month=month).error
    assert acts() == []


@pytest.mark.usefixtures("closed")
def test_a_closed_round_is_not_closed_again(does, acts):
    assert does("close", *INCOMPLETE, check=3).err == CLOSED
    assert len(acts()) == 1


@pytest.mark.parametrize("by", ["words", "note", "not-applicable", "dry-run"])
@pytest.mark.usefixtures("closed")
def test_nothing_is_recorded_in_a_closed_round(does, register, by):
    before = register.read_bytes()
    args = {
        "words": ("total=5", "persons=5"),
        "note": ("--note", "ใหม่"),
        "not-applicable": ("--not-applicable", "--note", "ใหม่"),
        "dry-run": ("total=5", "persons=5", "--dry-run"),
    }[by]
    assert does("record", "leaders", "ngao", *args, check=3).err == CLOSED
    assert register.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (("remind",), True),
        (("remind", "--opening"), True),
        (("letter", "--kind", "follow-up"), True),
        (("letter", "--kind", "open"), True),
        (("letter", "--kind", "thanks"), False),
    ],
)
@pytest.mark.usefixtures("closed")
def test_who_writes_of_a_closed_round_is_told_the_command_that_helps(does, words, is_told):
    assert (CLOSED.removeprefix("error: ") in does(*words).err) is is_told


@pytest.mark.usefixtures("closed")
def test_what_changes_nothing_of_a_closed_round_is_unchanged(does, leaders, work):
    """The same file once more, the same counts in another file, in a reply and by hand."""
    does("reopen", "--reason", "T")
    head = "district,database,total,persons\n"
    files = {
        "first.csv": f"{head}ngao,leaders,50,50\n",
        "again.csv": f"{head}ngao,leaders,50,50\nmae-mo,leaders,120,97\n",
        "reply.txt": "ตอบกลับ งาว ก.ย. 2561\nข้อมูลผู้นำ, ทั้งหมด 50, บันทึกแล้ว 50\n",
        "refused.csv": f"{head}ngao,leaders,50,50\nmae-mo,leaders,120,98\nmae-tha,leaders,1,2\n",
    }
    for name, text in files.items():
        (work / name).write_text(text, encoding="utf-8")
    does("record", "--from", "first.csv")
    does("close", *INCOMPLETE)
    before = does("report", "--format", "json").out
    for name in ("first.csv", "again.csv", "reply.txt"):
        result = does("record", "--from", name)
        assert "was closed" not in result.err, name
        assert "nothing" in result.out or "unchanged" in result.out, result.out
    assert leaders("mae-mo", 120, 97).err.startswith("unchanged: Mae Mo")
    assert does("record", "--from", "refused.csv", check=3).error == CLOSED.strip().replace(
        "error: ", "error: refused.csv: "
    )
    assert leaders("mae-mo", 120, 121, check=3).err == CLOSED
    assert does("report", "--format", "json").out == before


@pytest.mark.usefixtures("closed")
def test_nothing_is_recorded_from_a_file_in_a_closed_round(here, does, register, work):
    table = work / "ngao.csv"
    table.write_text(
        "province,district,month,database,period,total,persons\n"
        "lampang,ngao,2018-09,leaders,1,5,5\n",
        encoding="utf-8",
    )
    before = register.read_bytes()
    done = here("record", "--from", table, "--register", register, check=3)
    assert done.error == CLOSED.strip().replace("error: ", f"error: {table}: ")
    assert register.read_bytes() == before
    does("reopen", "--reason", "T")
    here("record", "--from", table, "--register", register, check=0)


def test_another_month_and_another_province_are_not_closed_with_it(here, does, register):
    otop = ("otop-sales", "mae-mo", "total=5", "recorded=5")
    does("record", *otop, month=("--month", "2018-08"))
    here("record", "leaders", "thalang", "total=5", "persons=5", "--province", "phuket",
         "--register", register, *MONTH, check=0)  # fmt: skip


def test_what_was_recorded_meanwhile_is_looked_at_again(does, leaders, acts, monkeypatch):
    leaders("mae-mo", 5, 5)
    standing = Register.current
    looks = []

    def current(book, *args):
        looks.append(1)
        return standing(book, *args) if len(looks) == 1 else []

    monkeypatch.setattr(Register, "current", current)
    done = does("close", *INCOMPLETE, check=3)
    assert "recorded by another meanwhile; nothing is done" in done.err
    assert acts() == []


# --- reopen ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("closed")
def test_a_reopened_round_is_recorded_for_and_closed_again(does, leaders, acts):
    done = does("reopen", "--reason", "แม่เมาะแก้ไข", "--by", "สมชาย")
    assert done.error == (
        "reopened: September 2018 (2561), Lampang; what was sent stays: cddctl report --sent"
    )
    leaders("ngao", 5, 5)
    does("close", *INCOMPLETE)
    kinds = [(act.kind, act.reason, act.recorded_by) for act in acts()]
    assert kinds == [
        (Kind.CLOSE, "น้ำท่วม", "สมศักดิ์"),
        (Kind.REOPEN, "แม่เมาะแก้ไข", "สมชาย"),
        (Kind.CLOSE, "น้ำท่วม", None),
    ]


@pytest.mark.usefixtures("closed")
def test_what_is_not_closed_is_not_reopened(does, acts):
    said = "error: September 2018 (2561) is not closed, so there is nothing to reopen"
    does("reopen", "--reason", "T")
    assert does("reopen", "--reason", "T", check=3).error == said
    assert does("reopen", check=2).error == "error: why is it reopened? Add --reason"
    assert len(acts()) == 2


# --- What the three have in common -----------------------------------------------------------

THREE = {
    "extend": ("mae-mo", "leaders", *UNTIL, *WHY),
    "close": INCOMPLETE,
    "reopen": ("--reason", "T"),
}


@pytest.mark.parametrize("command", THREE)
def test_a_dry_run_writes_nothing(does, leaders, register, command):
    leaders("mae-mo", 5, 5)
    if command == "reopen":
        does("close", *INCOMPLETE)
    before = register.read_bytes()
    shown = does(command, *THREE[command], "--dry-run").err.splitlines()[-1]
    assert register.read_bytes() == before
    assert shown.startswith(f"would {command}: ")
    done = does(command, *THREE[command]).err.splitlines()[-1]
    assert done.split(": ", 1)[1] == shown.split(": ", 1)[1]


@pytest.mark.parametrize("command", THREE)
def test_without_a_register(here, command, everything):
    done = here(command, *MONTH, *THREE[command], check=4)
    assert done.error.startswith("error: there is no register at ")
    assert "cddctl init --province NAME" in done.error
    assert everything() == {}


@pytest.mark.parametrize("command", THREE)
def test_the_month_is_never_guessed(does, leaders, acts, command):
    leaders("mae-mo", 5, 5)
    done = does(command, *THREE[command], month=(), check=2)
    assert done.error == "error: which month? add --month, as in --month 2018-09"
    assert acts() == []


@pytest.mark.parametrize(("typed", "count"), [("n", 0), ("y", 1)])
def test_on_a_terminal_the_usual_month_is_asked_about(does, leaders, acts, answers, typed, count):
    leaders("mae-mo", 5, 5)
    asked = answers(typed)
    done = does("extend", "mae-mo", *UNTIL, *WHY, month=())
    assert asked == ["No month is given. Is September 2018 (2561) meant? [y/n] "]
    assert (len(acts()), "Nothing is done." in done.err) == (count, count == 0)


@pytest.mark.parametrize("month", ["2018-09", "2561-09", "9/2561", "ก.ย. 61", "กันยายน ๒๕๖๑"])
def test_the_month_as_it_is_typed(does, acts, month):
    does("close", *INCOMPLETE, month=("--month", month))
    assert [act.month for act in acts()] == [Month(2018, 9)]


# --- report --sent ---------------------------------------------------------------------------


@pytest.mark.usefixtures("closed")
def test_the_report_as_it_was_sent(does, leaders, acts):
    before = {kind: does("report", "--format", kind).out for kind in ("table", "json", "csv")}
    does("reopen", "--reason", "แม่เมาะแก้ไข")
    leaders("mae-mo", 130, 130)
    for kind, text in before.items():
        assert does("report", "--sent", "--format", kind).out == text
        assert does("report", "--format", kind).out != text
    first, second = does("report", "--sent").err.splitlines()
    assert first.startswith("the report of September 2018 (2561) as it was sent on 1 October 2018")
    assert f"check code {acts()[0].sha256[:8]}, by สมศักดิ์; sent incomplete: น้ำท่วม" in first
    assert second.startswith("the month was reopened on 1 October 2018 (2561) at ")
    assert second.endswith(": แม่เมาะแก้ไข")


@pytest.mark.usefixtures("closed")
def test_a_district_s_report_as_it_was_sent(does, leaders):
    before = does("report", "--district", "mae-mo", "--format", "json").out
    does("reopen", "--reason", "T")
    leaders("mae-mo", 130, 130)
    assert does("report", "--sent", "--district", "mae-mo", "--format", "json").out == before


@pytest.mark.usefixtures("closed")
def test_the_workbook_as_it_was_sent(does, leaders, work):
    first = does("report", "--sent", "--xlsx")
    assert first.out == "report-lampang-2561-09-sent.xlsx\n"
    path = work / "report-lampang-2561-09-sent.xlsx"
    before = load_workbook(path)
    parts = _parts(path)
    does("reopen", "--reason", "T")
    leaders("mae-mo", 130, 130)
    does("report", "--sent", "--xlsx", "--force")
    assert _parts(path) == parts
    assert len(before.sheetnames) == 14
    does("report", "--xlsx", work / "now.xlsx")
    assert _cells(work / "now.xlsx") != _cells(path)


def _parts(path):
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _cells(path):
    book = load_workbook(path)
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


@pytest.mark.usefixtures("closed")
def test_of_two_closings_the_latest_counts(does, leaders):
    does("reopen", "--reason", "T")
    leaders("mae-mo", 130, 130)
    does("close", *INCOMPLETE, "--by", "สมชาย")
    done = does("report", "--sent", "--format", "csv")
    [row] = [r for r in csv.DictReader(io.StringIO(done.out[1:])) if r["database"] == "leaders"]
    assert (row["total"], row["persons"]) == ("130", "130")
    assert done.error.count("by สมชาย") == 1


@pytest.mark.parametrize("option", ["--sent", "--changes"])
def test_before_a_report_is_sent(here, does, option):
    assert does("report", option, check=3).error == (
        "error: no report of September 2018 (2561) was marked as sent; "
        "when it is sent, say so: cddctl close"
    )
    alone = here("report", option, "--province", "lampang", *MONTH, check=4)
    assert "cddctl init" in alone.error


@pytest.mark.parametrize(
    ("is_", "becomes"),
    [
        (r"ข้อมูลเครือข่าย\|กองทุนชุมชน|Community fund networks", "ข้อมูลกองทุน"),  # a name
        (r"(?s)(  leaders:.*?on_form: )true", r"\1false"),  # a row
        ("{th: คน, en: persons}", "{th: ราย, en: heads}"),  # a unit, and its heading
    ],
)
@pytest.mark.usefixtures("closed")
def test_what_was_sent_is_printed_as_it_was_whatever_the_schedule_says_now(
    does, work, is_, becomes
):
    forms = (["--lang", "th"], ["--format", "csv"], ["--format", "json"], ["--district", "mae-mo"])
    before = [does("report", "--sent", *words).out for words in forms]
    does("report", "--sent", "--xlsx=before.xlsx")
    folder = work / "own"
    folder.mkdir()
    shipped = Path(__file__).parents[2] / "schedules"
    (folder / "lampang").mkdir()
    for name in ("2561.yaml", "lampang/2561.yaml"):
        text = (shipped / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(is_, becomes, text, count=9), encoding="utf-8")
    own = ("--schedules", folder)
    assert does("report", *own, "--lang", "th").out != before[0]
    assert [does("report", "--sent", *own, *words).out for words in forms] == before
    does("report", "--sent", *own, "--xlsx=after.xlsx")
    assert (work / "before.xlsx").read_bytes() == (work / "after.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("is_", "becomes"),
    [
        (r"(?s)(  leaders:.*?counts: )\[persons\]", r"\1[places]"),  # another unit
        (r"(?s)(  leaders:.*?month: )กันยายน", r"\1สิงหาคม"),  # another month
    ],
)
def test_a_round_is_not_closed_while_its_schedule_cannot_show_an_entry_whole(
    does, leaders, acts, work, is_, becomes
):
    leaders("mae-mo", 120, 97)
    leaders("ko-kha", 5, 5)
    folder = work / "own"
    folder.mkdir()
    text = (Path(__file__).parents[2] / "schedules" / "2561.yaml").read_text(encoding="utf-8")
    (folder / "2561.yaml").write_text(re.sub(is_, becomes, text, count=1), encoding="utf-8")
    own = ("--schedules", folder)
    rows = json.loads(does("report", *own, "--format", "json").out)["rows"]
    assert {row["total"] for row in rows} == {None}
    refused = does("close", *own, "--reason", "น้ำท่วม", check=3).err.splitlines()
    assert "(Mae Mo: Leaders, Ko Kha: Leaders)" in refused[0]
    assert refused[1].startswith("error: not closed, as the report would not show all")
    assert acts() == []
    tally = json.loads(does("status", *own, "--format", "json").out)["tally"]
    assert tally["reported"] == 0
    does("close", *own, *INCOMPLETE)
    assert len(acts()) == 1


@pytest.mark.usefixtures("closed")
def test_an_earlier_sent_report(does, leaders):
    does("reopen", "--reason", "แม่เมาะแก้จำนวน")
    first = does("report", "--sent").out
    leaders("mae-mo", 120, 118)
    does("close", *INCOMPLETE)
    last = does("report", "--sent").out
    assert first != last
    assert [does("report", *words).out for words in (["--sent", "1"], ["--sent=๑"])] == [first] * 2
    assert [does("report", "--sent", n).out for n in ("2", "๒")] == [last] * 2
    assert "the month was reopened on" in does("report", "--sent", "1").err
    for number in ("0", "3"):
        assert does("report", "--sent", number, check=3).error.endswith(
            f"the report of September 2018 (2561) was sent 2 times; there is no report {number}"
        )
    assert "is not a count" in does("report", "--sent=x", check=3).error


# --- report --changes ------------------------------------------------------------------------


@pytest.mark.usefixtures("closed")
def test_nothing_differs(does):
    done = does("report", "--changes")
    assert done.out == "nothing differs from what was sent\n"
    assert json.loads(does("report", "--changes", "--format", "json").out)["changes"] == []


@pytest.mark.usefixtures("closed")
def test_what_differs_since(does, leaders, acts):
    does("reopen", "--reason", "T")
    leaders("mae-mo", 120, 118)
    leaders("ngao", 5, 5)
    does("record", "groups", "mae-mo", "--not-applicable", "--note", "รอผล")
    does("record", "otop-sales", "mae-mo", "total=5", "recorded=5")  # not on the form
    assert does("report", "--changes").out.splitlines() == [
        "Leaders, period 1 of September 2018 (2561)",
        "  Mae Mo: total 120, 97 persons -> total 120, 118 persons",
        "  Ngao: nothing reported -> total 5, 5 persons",
        "Groups, networks and communities, period 1 of September 2018 (2561)",
        "  Mae Mo: nothing reported -> not applicable yet; รอผล",
    ]
    one = does("report", "--changes", "--district", "ngao").out.splitlines()
    assert one[1:] == ["  Ngao: nothing reported -> total 5, 5 persons"]
    found = json.loads(does("report", "--changes", "--format", "json").out)
    assert (found["sha256"], found["sent_by"]) == (acts()[0].sha256, "สมศักดิ์")
    assert found["sent_at"] == "2018-10-01T12:00:00+00:00"
    assert [(c["office"], c["database"]) for c in found["changes"]] == [
        ("5202", "leaders"), ("5205", "leaders"), ("5202", "groups"),
    ]  # fmt: skip
    assert found["changes"][1]["sent"] is None
    assert found["changes"][0]["sent"]["recorded"] == {"persons": 97}
    assert found["changes"][0]["now"]["recorded"] == {"persons": 118}


@pytest.mark.parametrize(
    "args",
    [("--sent",), ("--xlsx",), ("-o", "a.xlsx"), ("--format", "csv"), ("--digits", "thai")],
)
@pytest.mark.usefixtures("closed")
def test_what_does_not_go_with_changes(does, args, everything):
    before = everything()
    done = does("report", "--changes", *args, check=2)
    assert done.error.startswith("error: --changes is a list of its own")
    assert everything() == before


@pytest.mark.usefixtures("closed")
def test_the_changes_in_a_file(does, work):
    does("report", "--changes", "-o", "changes.json")
    assert json.loads((work / "changes.json").read_text(encoding="utf-8"))["changes"] == []


# --- The law ---------------------------------------------------------------------------------


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    done=st.lists(
        st.tuples(
            st.sampled_from(["5201", "5202", "5205"]), st.integers(0, 200), st.integers(0, 200)
        ),
        max_size=3,
    )
)
def test_whatever_is_recorded_since_what_was_sent_never_changes(does, leaders, request, done):
    if not hasattr(request.node, "sent"):
        leaders("mae-mo", 120, 97)
        does("close", *INCOMPLETE)
        request.node.sent = does("report", "--sent").out
        does("reopen", "--reason", "T")
    for office, total, persons in done:
        leaders(office, max(total, persons), persons)
    assert does("report", "--sent").out == request.node.sent


# --- On a terminal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "count"),
    [("y", 0, 1), ("ใช่", 0, 1), ("n", 0, 0), ("ไม่", 0, 0), (None, 130, 0)],
)
def test_on_a_terminal_it_asks(terminal, register, acts, answer, code, count):
    child = terminal("close", *MONTH, "--register", register, columns=200)
    child.expect_exact("Still outstanding in September 2018 (2561):")
    child.expect_exact("nothing reported by all 13 offices")
    child.expect_exact("Close it all the same? [y/n] ")
    child.sendeof() if answer is None else child.sendline(answer)
    if count:
        child.expect_exact("Why is it sent incomplete? ")
        child.sendline("-")
        child.expect_exact("Why is it sent incomplete? ")
        child.sendline("น้ำท่วม")
    shown = child.read()
    child.close()
    assert (child.exitstatus, len(acts())) == (code, count), shown
    assert [act.reason for act in acts()] == ["น้ำท่วม"] * count
    assert ("not closed" in shown) == (code == 0 and count == 0)


@pytest.mark.usefixtures("closed")
def test_a_closed_round_is_told_before_the_first_question(terminal, register):
    before = register.read_bytes()
    child = terminal("record", *MONTH, "--register", register, columns=200)
    child.expect_exact("Database or district, by number or name (Enter to end): ")
    child.sendline("3")
    child.expect_exact("was closed on 1 October 2018 (2561) and its report sent")
    child.expect_exact("cddctl reopen --month 2561-09")
    child.expect_exact("Database or district, by number or name (Enter to end): ")
    child.sendline("10")  # which is on no report
    child.expect_exact("[1/13]")
    child.sendintr()
    child.read()
    child.close()
    assert register.read_bytes() == before


def test_nothing_typed_is_lost_when_the_register_is_in_use(terminal, register):
    child = terminal("record", *MONTH, "--register", register, columns=200)
    child.expect_exact("Database or district, by number or name (Enter to end): ")
    child.sendline("3")
    for answer in ("5", "5", "", *[""] * 12):
        child.expect(r"  (total|persons|note)\b.*: $")
        child.sendline(answer)
    child.expect_exact("Record this? [y/n] ")
    with closing(sqlite3.connect(register, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        child.sendline("y")
        child.expect_exact("is in use by another program")
        child.expect_exact("Record this? [y/n] ")
    child.sendline("y")
    child.expect_exact("recorded: Mueang Lampang")
    child.expect_exact("(Enter to end): ")
    child.sendline("")
    child.read()
    child.close()
    assert child.exitstatus == 0


def test_what_is_in_no_sent_report_is_recorded_all_the_same(does, work, acts):
    does("close", *INCOMPLETE)
    does("record", "otop", "mae-mo", "total=5", "makers=5")
    (work / "a.csv").write_text("district,database,total,makers\n03,otop,7,7\n", encoding="utf-8")
    does("record", "--from", "a.csv")
    (work / "b.csv").write_text("district,database,total,persons\n03,3,7,7\n", encoding="utf-8")
    assert "was closed on" in does("record", "--from", "b.csv", check=3).err
    assert len(acts()) == 1


# --- The province's own note ------------------------------------------------------------------

NOTE = "อยู่ระหว่างติดตามอำเภอที่ยังไม่ได้บันทึก"
KEPT = "note kept: September 2018 (2561), Lampang; to take it back: cddctl undo\n"


def note_shown(does, *options):
    return json.loads(does("report", "--format", "json", *options).out)["note"]


def test_a_note_is_kept_and_the_last_holds(does, acts):
    assert note_shown(does) is None
    shown = does("report", "--note", "ร่าง")
    assert shown.err == KEPT
    assert shown.out.endswith("\nOf the province: ร่าง\n")
    does("report", "--note", f" {NOTE} ", "--xlsx", "form.xlsx")
    assert note_shown(does) == NOTE
    assert [(act.kind, act.reason) for act in acts()] == [(Kind.NOTE, "ร่าง"), (Kind.NOTE, NOTE)]
    sheet = load_workbook("form.xlsx").worksheets
    texts = [[cell.value for row in page.iter_rows() for cell in row] for page in sheet[:2]]
    assert f"หมายเหตุ: {NOTE}" in texts[0]
    assert f"หมายเหตุ: {NOTE}" not in texts[1]
    assert note_shown(does, "--district", "mae-mo") is None


def test_an_undo_takes_a_note_back(does):
    for note in ("ร่าง", NOTE):
        does("report", "--note", note)
    assert NOTE in does("undo", "--yes").out
    assert note_shown(does) == "ร่าง"
    does("redo", "--yes")
    assert note_shown(does) == NOTE
    does("undo", "--yes")
    does("undo", "--yes")
    assert note_shown(does) is None
    assert does("history", check=0).out.count("note kept") >= 2


def test_a_note_is_part_of_what_was_sent(does):
    does("report", "--note", NOTE)
    does("close", *INCOMPLETE)
    refused = does("report", "--note", "อื่น", check=3)
    assert (refused.out, refused.err) == ("", CLOSED)
    does("reopen", "--reason", "แก้ไข")
    does("report", "--note", "อื่น")
    assert note_shown(does) == "อื่น"
    assert note_shown(does, "--sent") == NOTE
    assert f"note of the round: {NOTE} -> อื่น" in does("report", "--changes").out
    changed = json.loads(does("report", "--changes", "--format", "json").out)
    assert (changed["note"], changed["changes"]) == ({"sent": NOTE, "now": "อื่น"}, [])


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--note", ""], 3, "the note is empty; write it in a few words"),
        (["--note", "12"], 3, "the note is empty; write it in a few words"),
        (["--note", "ก\x1b[0m"], 3, "the note has a control character in it"),
        (["--note", "ก" * 501], 3, "the note is 501 characters long"),
        (["--note", NOTE, "--district", "mae-mo"], 2, "a note is kept for the round of one"),
        (["--note", NOTE, "--sent"], 2, "a note is kept for the round of one province"),
        (["--note", NOTE, "--changes"], 2, "a note is kept for the round of one province"),
        (["--note", NOTE, "--nation"], 2, "a note is kept for the round of one province"),
    ],
)
def test_no_note_of_another_kind_is_kept(does, acts, options, code, message):
    refused = does("report", *options, check=code)
    assert refused.err.startswith(f"error: {message}")
    assert acts() == []


def test_a_note_needs_its_month(here, register):
    refused = here("report", "--register", register, "--note", NOTE, check=2)
    assert "add --month" in refused.err


# --- Told before anything is asked -------------------------------------------------------------


def test_the_command_that_a_closed_round_advises_works(does):
    """Of another province than the register's own it names that."""
    does("close", *INCOMPLETE, "--province", "พะเยา")
    for refused in (
        does("close", *INCOMPLETE, "--province", "พะเยา", check=3),
        does("forms", "--province", "พะเยา", check=3),
        does("record", "leaders", "จุน", "total=1", "persons=1", "--province", "พะเยา", check=3),
        does("extend", "จุน", "--until", "2018-10-20", "--reason", "น้ำท่วม",
             "--province", "พะเยา", check=3),
    ):  # fmt: skip
        [advised] = re.findall("cddctl (reopen .*) T$", refused.error)
    does(*advised.split(), "น้ำท่วม", month=())
    does("record", "leaders", "จุน", "total=1", "persons=1", "--province", "พะเยา")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("close", ()),
        ("extend", ("ngao", "--until", "2020-10-20", "--reason", "T")),
        ("forms", ()),
        ("record", ("leaders", "ngao", "total=1", "persons=1")),
        ("record", ("--from", "ngao.csv")),
    ],
)
def test_a_closed_round_comes_before_a_month_far_ahead(does, work, command, words):
    """Nothing is asked where the answer would be of no use."""
    ahead = ("--month", "2563-09", "--yes")
    table = "district,database,total,persons\nngao,leaders,1,1\n"
    (work / "ngao.csv").write_text(table, encoding="utf-8")
    does("close", *INCOMPLETE, month=ahead)
    refused = does(command, *words, check=3, month=ahead[:2])
    assert "September 2020 (2563) was closed on" in refused.err.splitlines()[-1]
