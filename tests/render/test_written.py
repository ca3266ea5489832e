"""How values are written in a CSV and in JSON, and that what Excel makes of them is read back."""

from datetime import datetime

import pytest

from cddctl.intake.values import month_in
from cddctl.periods import FiscalYear, Month
from cddctl.render.data.written import as_csv, as_json

COLUMN = {"month": lambda month: month}


@pytest.mark.parametrize(
    ("month", "in_json", "in_csv"),
    [
        (Month(2018, 9), "2018-09", "2561-09"),
        (Month(2017, 10), "2017-10", "2560-10"),
        (None, None, '""'),
    ],
)
def test_a_month(month, in_json, in_csv):
    written = "null" if in_json is None else f'"{in_json}"'
    assert as_json({"month": month}) == f'{{\n  "month": {written}\n}}\n'
    assert as_csv(COLUMN, [month, "x"]) == f"\ufeffmonth\r\n{in_csv}\r\nx\r\n"


@pytest.mark.parametrize("month", [*FiscalYear(2561).months(), *FiscalYear(2570).months()], ids=str)
def test_a_month_of_a_csv_is_read_back_also_as_excel_keeps_it(month):
    written = as_csv(COLUMN, [month]).splitlines()[1]
    year, number = map(int, written.split("-"))
    as_a_date = datetime(year, number, 1)  # noqa: DTZ001 (as a cell of a workbook has it)
    for kept in (written, as_a_date, f"{as_a_date:%b-%y}", f"1/{number}/{year}"):
        assert month_in(kept) == month, kept


def test_nothing_else_is_made_text_of_without_a_rule():
    with pytest.raises(TypeError):
        as_json({"year": FiscalYear(2561)})
