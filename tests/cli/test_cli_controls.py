"""Control characters: whatever was typed, or stands in a file or register, none goes out."""

import csv
import io
import json
import re
import unicodedata
from datetime import UTC, date, datetime

import pytest
from rich.table import Table

from cddctl.cli.ask import ask
from cddctl.cli.output import as_text
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.register.store import Register
from cddctl.wording import without_controls

SEPTEMBER = Month(2018, 9)
NOW = datetime(2018, 9, 4, 3, tzinfo=UTC)

CONTROLS = {
    "NUL": "\0",
    "bell": "\a",
    "backspace": "\b",
    "tab": "\t",
    "line": "\n",
    "carriage return": "\r",
    "escape": "\x1b[31m",
    "delete": "\x7f",
    "next line": "\x85",
    "C1": "\x9b31m",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "isolate": "\u2067",
    "mark of direction": "\u200f",
    "Arabic mark": "\u061c",
}
HOSTILE = "a" + "b".join(CONTROLS.values()) + "z"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def controls(text):
    """The control characters in a text, but the ends of its lines."""
    text = text.replace("\r\n", "\n").replace("\n", "").removeprefix("\ufeff")
    return {
        letter
        for letter in text
        if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} or letter in _BIDI
    }


@pytest.fixture
def foreign(work):
    """A register that another program has written, with control characters in all its texts."""
    path = work / "foreign.sqlite3"
    leaders = {"total": 120, "recorded": {"persons": 97}, "note": HOSTILE}
    counted = [
        Entry("52", office, "leaders", 2561, 1, SEPTEMBER, **leaders, received=date(2018, 9, 3))
        for office in ("5202", "5203")
    ]
    of_no_unit = Entry(
        "52", "5204", "leaders", 2561, 1, SEPTEMBER, total=1, recorded={HOSTILE: 1}, note=HOSTILE
    )
    not_yet = Entry(
        "52", "5205", "fund-networks", 2561, 1, SEPTEMBER, not_applicable=True, note=HOSTILE
    )
    extended = Act(Kind.EXTEND, "52", SEPTEMBER, "5206", "leaders", date(2018, 9, 20), HOSTILE)
    with Register.create(path, "52", NOW) as register:
        for batch, acts in (
            ([counted[0]], []),
            ([*counted, not_yet], [extended]),
            ([of_no_unit], []),
        ):
            with register.writing():
                register.append(
                    [*batch, *acts],
                    command=HOSTILE,
                    schedule="2561/lampang",
                    now=NOW,
                    by=HOSTILE,
                    source=HOSTILE,
                    source_sha256="0" * 64,
                )
    return path


COMMANDS = {
    "due": ["due", "--month", "2018-09"],
    "status": ["status", "--month", "2018-09"],
    "status of a year": ["status", "--year", "2561"],
    "status of an office": ["status", "--month", "2018-09", "--district", "mae-mo"],
    "report": ["report", "--month", "2018-09"],
    "report of a district": ["report", "--month", "2018-09", "--district", "mae-mo"],
    "history": ["history", "--month", "2018-09"],
    "remind": ["remind", "--month", "2018-09"],
    "remind all": ["remind", "--month", "2018-09", "--all"],
    "info": ["register", "info"],
    "check": ["register", "check"],
    "export": ["register", "export"],
    "calendar": ["calendar", "--year", "2561", "-o", "-"],
    "record again": [
        "record", "leaders", "mae-mo", "total=120", "persons=98", "--month", "2018-09", "--dry-run",
    ],
    "undo": ["undo", "--dry-run"],
}  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_none_goes_out_of_a_register_of_another_program(here, foreign, words):
    formats = [[]]
    if words[0] in {"due", "status", "report", "history"} or words[1] == "export":
        formats += [["--format", "csv"], ["--format", "json"]]
    for how in formats:
        result = here(*words, *how, "--register", foreign, "--as-of", "2018-09-05")
        assert controls(result.raw.decode("utf-8-sig")) == set()
        assert controls(result.err) == set()


def test_none_goes_out_of_a_register_that_is_merged(here, foreign, record, register):
    record("leaders", "mae-mo", "total=120", "persons=98", "--month", "2018-09")
    for how in (["--dry-run"], ["--dry-run", "--format", "json"], ["--yes"]):
        result = here("register", "merge", foreign, "--register", register, *how, check=0)
        assert result.out
        assert controls(result.out + result.err) == set()


def test_the_note_stays_on_its_line_and_is_shown_whole(here, foreign):
    out = here("history", "--month", "2018-09", "--register", foreign, "--format", "csv").raw
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"), newline="")))
    shown = HOSTILE
    for letter in {*HOSTILE} - {*"abzm[31"}:
        shown = shown.replace(letter, f"\\u{ord(letter):04x}")
    assert rows[0]["note"] == shown


def test_in_json_the_value_stays_as_it_is(here, foreign):
    out = here("history", "--month", "2018-09", "--register", foreign, "--format", "json").out
    assert "\\u001b" in out
    assert json.loads(out)


def test_colours_are_only_the_programs_own():
    table = Table("a")
    table.add_row(HOSTILE, style="blue")
    text = as_text(table, f"[{HOSTILE}]", color=True)
    assert "\x1b[34m" in text
    assert "\x1b[31m" not in text
    assert controls(re.sub(r"\x1b\[[0-9;]+m", "", text)) == set()


def test_a_question_is_asked_without_them(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: f"{question} ")
    assert ask(f"{HOSTILE}?") == without_controls(f"{HOSTILE}?")
    assert controls(without_controls(HOSTILE)) == set()


# The system takes no NUL in a word of the command line.
TYPED = {name: control for name, control in CONTROLS.items() if name != "NUL"}
PLACES = {
    "a command": ["{}"],
    "an option": ["due", "--{}"],
    "a value": ["due", "--month", "{}"],
    "a year": ["due", "--year", "{}"],
    "a date": ["due", "--as-of", "{}"],
    "a language": ["due", "--lang", "{}"],
    "a format": ["due", "--format", "{}"],
    "a province": ["due", "--province", "{}"],
    "a district": ["status", "--province", "lampang", "--district", "{}"],
    "a database": ["record", "{}", "mae-mo", "total=1", "--province", "lampang"],
    "a count": ["record", "leaders", "mae-mo", "total={}", "--month", "2018-09"],
    "a unit": ["record", "leaders", "mae-mo", "{}=1", "--month", "2018-09"],
    "a note": ["record", "leaders", "mae-mo", "total=1", "persons=1", "--note", "{}"],
    "a name": ["record", "leaders", "mae-mo", "total=1", "persons=1", "--by", "{}"],
    "a word too many": ["due", "{}"],
    "an alarm": ["calendar", "--alarm", "{}"],
    "a folder of schedules": ["due", "--schedules", "{}"],
    "a register": ["status", "--register", "{}", "--province", "lampang"],
    "a file to read": ["record", "--from", "{}", "--month", "2018-09", "--province", "lampang"],
    "a file to write": ["due", "-o", "{}/x.csv"],
    "a calendar to write": ["calendar", "--year", "2561", "-o", "{}.ics"],
    "a schedule": ["schedule", "check", "{}"],
    "a backup": ["register", "restore", "{}", "--register", "none.sqlite3"],
}


@pytest.mark.parametrize("control", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("words", PLACES.values(), ids=PLACES)
def test_what_was_typed_is_shown_without_them(here, words, control):
    typed = f"x{control}y"
    result = here(*[word.format(typed) for word in words])
    assert controls(result.out + result.err) == set()
    [_line] = (result.err or result.out).splitlines()
