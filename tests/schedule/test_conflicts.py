import pytest

from cddctl.exchange.forms import ANSWER_HEADING, CODE_HEADING
from cddctl.periods import FiscalYear
from cddctl.schedule.conflicts import conflicts
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule
from cddctl.schedule.names import OWN_HEADINGS

# Each problem with its line and column is in test_schedules.py.


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"databases": None, "bureaus": [], "units": "x", "form": None, "report_by": None},
        {"databases": []},
        {"databases": {"leaders": "x"}},
        {"databases": {}, "form": {"units": "x"}},
        {"report_by": ["x", 5, {"databases": 5}]},
        {"not_yet": ["x", 5, {"databases": 5}, {"databases": [[]]}, {"month": "2561-99"}]},
        {"not_yet": [{"month": "2561-09", "databases": [[], {}, 5, None]}]},
        {"form": {"units": ["x", 5, {"heading": {}}], "headings": {"note": 5}, "titles": [5]}},
        {"units": {"x": 5, "y": {"th": 5, "en": " "}}},
        {"report_by": [{"month": "2561-99"}, {"month": 9, "date": "2018-09-06"}, {}]},
        {"databases": {"x": {"number": 1, "every_month": {}, "reporting": [5, None]}}},
        {"databases": {"x": {"number": 1, "every_month": {}, "reporting": "district"}}},
    ],
)
def test_parts_of_another_shape_are_passed_over(data):
    assert list(conflicts(data)) == []


def test_a_whole_schedule_has_no_conflicts():
    of_2561 = ScheduleLibrary().schedule(FiscalYear(2561))
    data = of_2561.model_dump()
    for declared in data["databases"].values():
        del declared["id"]
    assert list(conflicts(data)) == []
    assert Schedule.model_validate(of_2561.model_dump(by_alias=True)) == of_2561


def test_the_programs_own_headings_of_a_form():
    assert OWN_HEADINGS == (ANSWER_HEADING, CODE_HEADING)
