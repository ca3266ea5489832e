"""Schedules as a province may write them, each with what is wrong in it: tests/schedule/cases."""

from pathlib import Path

import pytest

from cddctl.errors import ScheduleInvalid
from cddctl.schedule.library import ScheduleLibrary

CASES = Path(__file__).with_name("cases")


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("also-taken", [
            "77:13: databases.cd-standards.also.0: '3' means leaders already; give each its own",
            ("77:18: databases.cd-standards.also.1: 'leaders' means leaders already; give each its "
            "own"),
        ]),
        ("escape-in-name", ["95:14: a control character stands here; take it out"]),
        ("quote-not-closed", [
            "96:11: the quote that opens here is not closed on its line; close it",
        ]),
        ("report-by-of-another-year", [
            ("257:13: report_by.0.month: September 2018 (2561) is in fiscal year 2561, and this is "
            "the schedule of 2562"),
            ("257:28: report_by.0.date: 6 September 2018 (2561) is in fiscal year 2561, and this "
            "is the schedule of 2562"),
        ]),
        ("reporting-no-list", [
            f"{line}:16: databases.{database}.reporting: expected a list; write it in brackets: "
            "[district]"
            for line, database in (
                (100, "leaders"), (115, "volunteer-leader-assessment"), (148, "savings-groups"),
                (165, "poverty-alleviation"), (181, "fund-institutions"), (197, "fund-networks"),
            )
        ]),
        ("unknown-placeholder", [
            "240:7: form.titles.2: {yearx} is not known here; known is {year}",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(tmp_path, name, problems):
    path = tmp_path / "2562.yaml"
    path.write_bytes((CASES / f"schedule-{name}.yaml").read_bytes())
    with pytest.raises(ScheduleInvalid) as refused:
        ScheduleLibrary().check(path)
    assert str(refused.value).splitlines() == [f"{path}:{problem}" for problem in problems]
