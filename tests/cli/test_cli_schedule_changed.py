"""A schedule that changes after counts were recorded: what was sent stays as it was sent, and an
entry that the new schedule cannot show whole is named, never counted in part.
"""

import json
from functools import partial
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("cases")
SEPTEMBER = ("--month", "2569-09", "--as-of", "2026-09-05")
CHANGED = ["schedule-2569-drops-leaders.yaml", "schedule-2569-other-unit.yaml"]


@pytest.fixture
def lampang(here, register):
    """Run a command for Lampang, in which Mae Mo's leaders are recorded."""

    def lampang(*words, check=0):
        month = SEPTEMBER if words[0] not in {"register", "inbox"} else SEPTEMBER[2:]
        return here(*words, *month, "--register", register, check=check)

    lampang.here = partial(here, "--register", register, *SEPTEMBER[2:])
    lampang("record", "leaders", "mae-mo", "total=120", "persons=118")
    return lampang


@pytest.fixture(params=CHANGED)
def changed(request, work):
    """The options for the schedule that came into force later."""
    folder = work / "schedules"
    folder.mkdir()
    (folder / "2569.yaml").write_bytes((CASES / request.param).read_bytes())
    return ("--schedules", folder)


@pytest.mark.parametrize("kind", ["table", "json", "csv"])
def test_a_report_that_was_sent_is_printed_as_it_was_sent(lampang, changed, kind):
    lampang("close", "--incomplete", "--reason", "น้ำท่วม")
    sent = lampang("report", "--sent", "--format", kind)
    assert "118" in sent.out
    assert lampang("report", "--sent", "--format", kind, *changed).out == sent.out


def test_an_entry_that_cannot_be_shown_whole_is_named(lampang, changed):
    assert "118" in lampang("report").out
    report = lampang("report", *changed)
    assert ("118" in report.out, "120" in report.out) == (False, False)
    assert "1 entry of September 2026 (2569) is not in this report (Mae Mo: Leaders)" in report.err


def test_a_round_is_not_closed_while_an_entry_cannot_be_shown(lampang, changed):
    refused = lampang("close", *changed, check=3)
    assert "not closed, as the report would not show all that was recorded" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        ("report",),
        ("status",),
        ("remind", "--all"),
        ("close", "--incomplete", "--reason", "น้ำท่วม", "--dry-run"),
        ("history",),
        ("undo", "--dry-run"),
        ("register", "check"),
    ],
    ids=" ".join,
)
def test_what_is_in_the_schedule_no_more_bears_its_name_all_the_same(lampang, changed, words):
    """The names of a database and its units are then those of an earlier year's schedule."""
    shown = lampang(*words, *changed, "--lang", "th")
    text = shown.out + shown.err
    assert "ผู้นำ" in text
    assert "leaders" not in text.replace("volunteer-leaders", "")
    assert "persons" not in text


def test_what_was_sent_is_not_undone_though_no_report_shows_it_now(lampang, changed):
    lampang("close", "--incomplete", "--reason", "น้ำท่วม")
    lampang("undo", "--yes", *changed)  # the closing
    lampang("redo", "--yes", *changed)
    history = lampang("history", *changed).out
    [entry] = [line.split()[0] for line in history.splitlines() if "  recorded" in line]
    refused = lampang.here("undo", entry, "--yes", *changed, check=3)
    assert "was closed on" in refused.err


@pytest.mark.parametrize("moved", ["off", "onto"])
def test_a_closed_round_is_judged_by_what_was_sent_and_by_the_schedule_in_use(lampang, work, moved):
    """A database that was on the form, or is now, takes no count in either case."""
    (work / "t.csv").write_text("district,database,total,persons\n02,3,120,119\n", encoding="utf-8")
    for folder, on_form in (("off", "false"), ("onto", "true")):
        own = work / folder / "lampang" / "2569.yaml"
        own.parent.mkdir(parents=True)
        leaders = f"databases:\n  leaders: {{on_form: {on_form}}}\n"
        own.write_text(f"fiscal_year: 2569\nprovince: lampang\n{leaders}", encoding="utf-8")
    changed = ("--schedules", work / moved)
    before = ("--schedules", work / ("onto" if moved == "off" else "off"))
    lampang("close", "--incomplete", "--reason", "น้ำท่วม", *before)
    entry = next(
        line.split()[0] for line in lampang("history").out.splitlines() if "  recorded" in line
    )
    for words in (
        ("record", "leaders", "mae-mo", "total=120", "persons=119"),
        ("record", "--from", "t.csv"),
    ):
        refused = lampang(*words, *changed, check=3)
        assert "was closed on" in refused.err
    lampang.here("undo", entry, "--yes", *changed, check=3)
    due = json.loads(lampang("due", "--format", "json", *changed).out)
    [leaders] = [each for each in due["periods"] if each["database"] == "leaders"]
    assert leaders["closed"] is not None


@pytest.mark.parametrize("door", ["words", "file"])
def test_an_entry_in_a_unit_that_is_counted_no_more_can_be_mended(lampang, work, door):
    """What it had in that unit is left out, not kept beside the new counts."""
    folder = work / "schedules"
    folder.mkdir()
    (folder / "2569.yaml").write_bytes((CASES / CHANGED[1]).read_bytes())
    (work / "t.csv").write_text("district,database,total,places\n02,3,100,90\n", encoding="utf-8")
    words = {
        "words": ("leaders", "mae-mo", "total=100", "places=90"),
        "file": ("--from", "t.csv"),
    }[door]
    lampang("record", *words, "--schedules", folder)
    report = lampang("report", "--schedules", folder)
    assert "90" in report.out
    assert "not in this report" not in report.err
