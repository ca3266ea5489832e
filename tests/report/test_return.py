"""What a district fills in: the rows of its report, then those that are not on the form."""

import pytest

from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province, office_of
from cddctl.report.form import build_return, return_columns
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

SCHEDULE = ScheduleLibrary().schedule(FiscalYear(2561))
FORM = ["persons", "networks", "groups", "savings_groups", "places"]


def periods_of(month):
    return periods_of_month(SCHEDULE, Month.parse(month), Holidays())


@pytest.mark.parametrize(
    ("month", "columns", "others"),
    [("2561-09", FORM, {"makers": 0}), ("2561-07", ["makers"], {})],
)
def test_otop_is_the_last_row_and_its_unit_in_a_column_of_the_form(month, columns, others):
    province, periods = find_province("nan"), periods_of(month)
    district = office_of("5501")
    made = build_return(
        SCHEDULE, province, districts(province), Month.parse(month), periods, (), office=district
    )
    assert made.rows[-1].period.database.id == "otop-sales"
    assert [column.unit for column in made.units] == columns
    assert return_columns(SCHEDULE, periods)[1] == others


def test_the_return_of_the_provincial_office_has_what_it_enters():
    province = find_province("nan")
    made = build_return(
        SCHEDULE, province, districts(province), Month.parse("2561-09"),
        periods_of("2561-09"), (), office=province,
    )  # fmt: skip
    answered = {row.period.database.id: row.answers[0].office for row in made.rows if row.answers}
    assert answered == {"cd-standards": province}


def test_each_unit_has_a_column_where_the_form_has_too_few():
    form = SCHEDULE.form.model_copy(update={"units": SCHEDULE.form.units[:1]})
    schedule = SCHEDULE.model_copy(update={"form": form})
    leaders, otop = (
        period
        for period in periods_of("2561-09")
        if period.database.id in {"leaders", "otop-sales"}
    )
    twice = otop.database.model_copy(update={"counts": ("makers", "persons")})
    otop = otop._replace(database=twice)
    columns, others = return_columns(schedule, [leaders, otop])
    assert ([column.unit for column in columns], others) == (["persons", "makers"], {})
