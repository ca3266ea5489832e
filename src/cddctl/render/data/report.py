"""The report form, the forms to fill in, and the changes since a report was sent."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cddctl.exchange.forms import printed_code
from cddctl.ledger.acts import Act
from cddctl.ledger.drafts import Printed
from cddctl.places import Place, province_of
from cddctl.render.data.columns import (
    DISTRICT,
    OFFICE,
    PLACE,
    PROVINCE,
    SCHEDULE,
    SHARE,
    entry_or_none,
    scope_values,
)
from cddctl.render.data.written import (
    RECORDED,
    Columns,
    as_csv,
    as_json,
    only,
    part,
    values_of,
)
from cddctl.render.notes import paper_note
from cddctl.report.form import Report
from cddctl.report.rows import Row
from cddctl.report.sent import Change


class Line(NamedTuple):
    """A row of a report, in a CSV that gives the report's place on each line."""

    report: Report
    row: Row


class OfProvince(NamedTuple):
    """A province's own row, beside the row that sums all provinces."""

    row: Row
    province: Place
    own: Row


SUM_ROW: Columns[Row] = {
    "row": lambda row: row.number,
    "number": lambda row: row.period.database.number,
    "database": lambda row: row.period.database.id,
    "name": lambda row: row.period.database.short_name,
    "name_en": lambda row: row.period.database.names.en,
    "month": lambda row: row.period.month,
    "period": lambda row: row.period.number,
    "total": lambda row: row.total,
    RECORDED: lambda row: dict(row.recorded),
    **part(lambda row: row.share, SHARE),
    "state": lambda row: row.state,
    "provinces": lambda row: row.provinces,
    "provinces_reported": lambda row: row.provinces_reported,
    "reasons": lambda row: [
        {"text": reason.text, "offices": len(reason.offices)} for reason in row.reasons
    ],
    "note": lambda row: paper_note(row, digits="arabic") or None,
}
"""A row of a report over several provinces."""

REPORT_ROW = only(
    SUM_ROW,
    "row", "number", "database", "name", "period", "total", RECORDED, *SHARE, "state", "note",
)  # fmt: skip


def _printed(row: Row) -> str | None:
    """The values a district's row is made with, so that only changed ones are taken later."""
    if row.scope.district is None or not row.answers:
        return None
    (answer,) = row.answers
    return f"{answer.office.code} {printed_code(row.period, Printed.of(answer.effective_entry))}"


REPORT_LINE: Columns[Line] = {
    **part(lambda line: line.report.scope.province, PROVINCE),
    **part(lambda line: line.report.scope.district, DISTRICT),
    "month": lambda line: line.row.period.month,
    **part(lambda line: line.row, REPORT_ROW),
    "printed": lambda line: _printed(line.row),
}

_ONLY_SHOWN = {"expected", "not_applicable"}
"""Columns of a report on its offices, which a form that one of them fills in lacks."""

FORM_LINE: Columns[Line] = {
    **{name: value for name, value in REPORT_LINE.items() if name not in _ONLY_SHOWN},
    "reported": lambda _line: None,
    "offices": lambda _line: None,
    "state": lambda line: line.row.state if line.row.state == "not-applicable" else None,
}
"""A row of the form to be filled in, with the values of its entry."""

_NAMED_ROW = only(SUM_ROW, "month", "row", "number", "database", "name", "name_en", "period")
_COUNTS = only(SUM_ROW, "total", RECORDED, *SHARE, "state", "note")

PROVINCE_ROW: Columns[OfProvince] = {
    **part(lambda line: line.province, PROVINCE),
    **part(lambda line: line.own, _COUNTS),
}

SUM_LINE: Columns[Row] = {
    **only(SUM_ROW, "provinces", "provinces_reported"), **_NAMED_ROW, **_COUNTS,
}  # fmt: skip

PROVINCE_LINE: Columns[OfProvince] = {
    **part(lambda line: line.province, PROVINCE),
    **part(lambda line: line.row, _NAMED_ROW),
    **part(lambda line: line.own, _COUNTS),
}

SINCE_SENT: Columns[Change] = {
    **part(lambda change: change.office, OFFICE),
    "database": lambda change: change.period.database.id,
    "period": lambda change: change.period.number,
    "sent": lambda change: entry_or_none(change.before),
    "now": lambda change: entry_or_none(change.now),
}


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


def changes_json(
    changes: Sequence[Change], closing: Act, note: tuple[str | None, str | None]
) -> str:
    """The changes, each with the entry as sent and as it is now; null is nothing reported."""
    return as_json(
        {
            "province": values_of(PLACE, province_of(closing.province)),
            "month": closing.month,
            "sent_at": closing.recorded_at,
            "sent_by": closing.recorded_by,
            "sha256": closing.sha256,
            "note": {"sent": note[0], "now": note[1]},
            "changes": [values_of(SINCE_SENT, change) for change in changes],
        }
    )


def _by_province(report: Report, row: Row) -> list[OfProvince]:
    return [OfProvince(row, province, own) for province, own in report.by_province(row)]
