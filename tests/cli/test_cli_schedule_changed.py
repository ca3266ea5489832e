"""A schedule that changes after counts were recorded: what was sent stays as it was sent, and an
entry that the new schedule cannot show whole is named, never counted in part.
"""

from pathlib import Path

import pytest

CASES = Path(__file__).with_name("cases")
SEPTEMBER = ("--month", "2569-09", "--as-of", "2026-09-05")
CHANGED = ["schedule-2569-drops-leaders.yaml", "schedule-2569-other-unit.yaml"]


@pytest.fixture
def lampang(here, register):
    """Run a command for Lampang, in which Mae Mo's leaders are recorded."""

    def lampang(*words, check=0):
        return here(*words, *SEPTEMBER, "--register", register, check=check)

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
    assert "1 entry of September 2026 (2569) is not in this report (Mae Mo leaders)" in report.err


def test_a_round_is_not_closed_while_an_entry_cannot_be_shown(lampang, changed):
    refused = lampang("close", *changed, check=3)
    assert "not closed, as the report would not show all that was recorded" in refused.err
