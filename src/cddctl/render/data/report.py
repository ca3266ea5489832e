"""Periods due, and the report form, as JSON and CSV."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cddctl.places import Scope
from cddctl.render.data.columns import (
    DUE,
    FORM_LINE,
    PLACE,
    PROVINCE_LINE,
    PROVINCE_ROW,
    REPORT_LINE,
    REPORT_ROW,
    SCHEDULE,
    SUM_LINE,
    SUM_ROW,
    Line,
    OfProvince,
)
from cddctl.render.data.written import as_csv, as_json, values_of
from cddctl.report.form import Report
from cddctl.report.rows import Row

if TYPE_CHECKING:
    from cddctl.periods import FiscalYear, Month
    from cddctl.schedule.model import Schedule
    from cddctl.status.due_period import DuePeriod


def due_json(
    schedule: "Schedule",
    periods: "Iterable[DuePeriod]",
    year: "FiscalYear",
    month: "Month | None",
) -> str:
    """The periods of a month, or of a fiscal year (`month` null)."""
    return as_json(
        {
            "month": month,
            "fiscal_year": year.year,
            "schedule": values_of(SCHEDULE, schedule),
            "periods": [values_of(DUE, due) for due in periods],
        }
    )


def due_csv(
    _schedule: "Schedule",
    periods: "Iterable[DuePeriod]",
    _year: "FiscalYear",
    _month: "Month | None",
) -> str:
    """The periods, one per line; several values in one cell are separated by a space."""
    return as_csv(DUE, periods)


def report_values(report: Report, *, by_province: bool = False) -> dict[str, Any]:
    """The form's rows; a unit that the database does not count is absent, one not reported is null.

    With `by_province`, each row includes the rows of the provinces that it sums.
    """
    columns = SUM_ROW if report.scope.is_several else REPORT_ROW
    if report.year:
        columns = {"month": lambda row: row.period.month, **columns}
    rows = [values_of(columns, row) for row in report.rows]
    if by_province:
        for row, values in zip(report.rows, rows, strict=True):
            values["by_province"] = [
                values_of(PROVINCE_ROW, line) for line in _by_province(report, row)
            ]
    return {
        **scope_values(report.scope),
        "month": None if report.year else report.month,
        "fiscal_year": report.month.fiscal_year.year,
        "schedule": values_of(SCHEDULE, report.schedule),
        **({} if report.scope.is_several else {"note": report.note}),
        "rows": rows,
    }


def report_json(*reports: Report, by_province: bool = False) -> str:
    """The form as JSON; the forms of several districts as a list."""
    values = [report_values(report, by_province=by_province) for report in reports]
    return as_json(values if len(values) > 1 else values[0])


def report_csv(*reports: Report, by_province: bool = False) -> str:
    """The forms, one row per line; with `by_province`, one line for each province and row.

    There is a column for each unit of the schedule. A CSV over several provinces has no line of
    sums: adding up its lines would count everything twice.
    """
    report = reports[0]
    units = list(report.schedule.units)
    if by_province:
        lines = [line for row in report.rows for line in _by_province(report, row)]
        return as_csv(PROVINCE_LINE, lines, units)
    if report.scope.is_several:
        return as_csv(SUM_LINE, report.rows, units)
    rows = [Line(report, row) for report in reports for row in report.rows]
    return as_csv(REPORT_LINE, rows, units)


def forms_csv(reports: Sequence[Report]) -> str:
    """The rows that districts enter, one per line, to be filled in; reports are the districts'."""
    units = list(dict.fromkeys(unit for report in reports for unit in report.schedule.units))
    lines = [Line(report, row) for report in reports for row in report.rows if row.answers]
    return as_csv(FORM_LINE, lines, units)


def scope_values(scope: Scope) -> dict[str, Any]:
    """The scope of a report or a status; `districts` where it is narrowed to several."""
    places = [values_of(PLACE, province) for province in scope.provinces]
    if scope.is_several:
        return {"region": "nation" if scope.is_nation else "provinces", "provinces": places}
    district = values_of(PLACE, scope.district) if scope.district else None
    several = (
        [values_of(PLACE, each) for each in scope.districts] if len(scope.districts) > 1 else []
    )
    return {
        "province": places[0],
        "district": district,
        **({"districts": several} if several else {}),
    }


def _by_province(report: Report, row: Row) -> list[OfProvince]:
    return [OfProvince(row, province, own) for province, own in report.by_province(row)]
