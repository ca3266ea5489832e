"""The columns of every CSV and JSON: the only place that names them and gets their values.

Those of entries, acts and registers are in `entry_columns`. `docs/data.md` documents both; a test
compares it with these tables.
"""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from cddctl.exchange.forms import printed_code
from cddctl.ledger.printed import Printed
from cddctl.places import Place, find_province, province_of
from cddctl.render.data.written import RECORDED, Columns, only, part, values_of
from cddctl.render.notes import paper_note
from cddctl.schedule.due import regular_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from cddctl.ledger.entries import Share
    from cddctl.render.schedule_diff import Difference
    from cddctl.report.form import Report
    from cddctl.report.rows import Row
    from cddctl.schedule.due import Period
    from cddctl.schedule.model import Schedule
    from cddctl.settings import Value
    from cddctl.status.compare import Change as SumChange
    from cddctl.status.compare import Compared, Comparison
    from cddctl.status.due_period import DuePeriod
    from cddctl.status.histories import Doubted
    from cddctl.status.round import Standing, Status, Tally
    from cddctl.status.today import Today


PLACE: Columns[Place] = {
    "code": lambda place: place.code,
    "id": lambda place: place.id,
    "name_th": lambda place: place.name_th,
    "name_en": lambda place: place.name_en,
}

PROVINCE: Columns[Place] = {
    "province": lambda place: place.province_code,
    "province_name": lambda place: province_of(place.code).name_th,
}
OFFICE: Columns[Place] = {
    **PROVINCE,
    "office": lambda office: office.code,
    "office_name": lambda office: office.name_th,
}
DISTRICT: Columns[Place | None] = {
    "district": lambda place: place.code if _is_district(place) else None,
    "district_name": lambda place: place.name_th if _is_district(place) else None,
}
"""A district in a CSV that `record --from` takes; blank for the provincial office."""


def _is_district(place: Place | None) -> TypeGuard[Place]:
    return place is not None and not place.is_province


SHARE: "Columns[Share]" = {
    "reported": lambda share: share.reported,
    "expected": lambda share: share.expected,
    "not_applicable": lambda share: share.not_applicable,
    "offices": lambda share: share.offices,
}
"""n/N, the offices that reported of those expected; `offices` adds those not applicable."""


def _of_own_province(value: "Callable[[Place], object]") -> "Callable[[Schedule], object]":
    """A column of the province whose own schedule it is; empty for the department's."""
    return lambda schedule: value(find_province(schedule.province)) if schedule.province else None


SCHEDULE: "Columns[Schedule]" = {
    "fiscal_year": lambda schedule: schedule.fiscal_year,
    **{name: _of_own_province(value) for name, value in PROVINCE.items()},
}

PERIOD: "Columns[Period]" = {
    "month": lambda period: period.month,
    "number": lambda period: period.database.number,
    "database": lambda period: period.database.id,
    "name": lambda period: period.database.short_name,
    "period": lambda period: period.number,
    "on_form": lambda period: period.database.on_form,
}


# --- due ---------------------------------------------------------------------------------------


def _if_known(columns: "Columns[Share]") -> "Columns[DuePeriod]":
    """The columns of a share, empty if it is not known."""

    def known(value: "Callable[[Share], object]") -> "Callable[[DuePeriod], object]":
        return lambda due: value(due.tally.share) if due.tally else None

    return {name: known(value) for name, value in columns.items()}


DUE: "Columns[DuePeriod]" = {
    **part(lambda due: due.period, PERIOD),
    "full_name": lambda due: due.period.database.name,
    "bureau": lambda due: due.period.bureau.th,
    "periods": lambda due: due.period.of,
    "content": lambda due: due.period.content.th if due.period.content else None,
    "covers": lambda due: due.period.covers,
    "due": lambda due: due.period.due,
    "next_working_day": lambda due: due.period.next_working_day,
    "report_by": lambda due: due.period.report_by,
    "until": lambda due: regular_date(due.period),
    "closed": lambda due: due.closed,
    "not_yet": lambda due: due.period.not_yet,
    "reporting": lambda due: list(due.period.database.reporting),
    "account": lambda due: due.period.database.account,
    "state": lambda due: due.tally.state if due.tally else None,
    **_if_known(SHARE),
}


DOUBT: "Columns[Doubted]" = {
    **part(lambda doubted: doubted.office, OFFICE),
    **part(lambda doubted: doubted.period, PERIOD),
    "rule": lambda doubted: doubted.doubt.rule,
    "value": lambda doubted: doubted.doubt.value,
    "now": lambda doubted: doubted.doubt.now,
    "then": lambda doubted: doubted.doubt.then,
    "last_year": lambda doubted: doubted.doubt.is_last_year,
    "other": lambda doubted: doubted.doubt.other or None,
}

DIFFERENCE: "Columns[Difference]" = {
    "database": lambda difference: difference.database,
    "part": lambda difference: difference.part,
    "before": lambda difference: difference.before,
    "after": lambda difference: difference.after,
}


# --- report, forms -----------------------------------------------------------------------------


def _note(row: "Row") -> str | None:
    return paper_note(row, digits="arabic") or None


_ROW: "Columns[Row]" = {
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
    "note": _note,
}

REPORT_ROW = only(
    _ROW,
    "row", "number", "database", "name", "period", "total", RECORDED, *SHARE, "state", "note",
)  # fmt: skip

SUM_ROW = _ROW
"""A row of a report over several provinces."""

_COUNTS = only(_ROW, "total", RECORDED, *SHARE, "state", "note")


class Line(NamedTuple):
    """A row of a report, in a CSV that gives the report's place on each line."""

    report: "Report"
    row: "Row"


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
    "row": lambda line: line.row.number if line.row.period.database.on_form else None,
    "reported": lambda _line: None,
    "offices": lambda _line: None,
    "state": lambda line: line.row.state if line.row.state == "not-applicable" else None,
}
"""A row of the form to be filled in, with the values of its entry."""


class OfProvince(NamedTuple):
    """A province's own row, beside the row that sums all provinces."""

    row: "Row"
    province: Place
    own: "Row"


PROVINCE_ROW: Columns[OfProvince] = {
    **part(lambda line: line.province, PROVINCE),
    **part(lambda line: line.own, _COUNTS),
}

_NAMED_ROW = only(_ROW, "month", "row", "number", "database", "name", "name_en", "period")

SUM_LINE: "Columns[Row]" = {
    **only(_ROW, "provinces", "provinces_reported"), **_NAMED_ROW, **_COUNTS,
}  # fmt: skip

PROVINCE_LINE: Columns[OfProvince] = {
    **part(lambda line: line.province, PROVINCE),
    **part(lambda line: line.row, _NAMED_ROW),
    **part(lambda line: line.own, _COUNTS),
}


def _printed(row: "Row") -> str | None:
    """The values a district's row is made with, so that only changed ones are taken later."""
    if row.scope.district is None or not row.answers:
        return None
    (answer,) = row.answers
    return f"{answer.office.code} {printed_code(row.period, Printed.of(answer.effective_entry))}"


# --- status ------------------------------------------------------------------------------------

TALLY: "Columns[Tally]" = {
    **part(lambda tally: tally.share, only(SHARE, "offices", "expected", "reported")),
    "none": lambda tally: tally.none,
    "incomplete": lambda tally: tally.incomplete,
    "complete": lambda tally: tally.complete,
    "not_applicable": lambda tally: tally.share.not_applicable,
    "on_time": lambda tally: tally.on_time,
    "late": lambda tally: tally.late,
    "overdue": lambda tally: tally.overdue,
    "total": lambda tally: tally.total,
    "recorded": lambda tally: tally.recorded,
}


def _rate(tally: "Tally", part: int) -> float | None:
    rate = tally.rate(part)
    return float(rate) if rate is not None else None


RATES: "Columns[Tally]" = {
    "reported": lambda tally: _rate(tally, tally.share.reported),
    "complete": lambda tally: _rate(tally, tally.complete),
    "on_time": lambda tally: _rate(tally, tally.on_time),
}


class StandingOn(NamedTuple):
    """The standing of an office in a period, as of a day."""

    standing: "Standing"
    today: date


_STANDING: "Columns[Standing]" = {
    **part(lambda standing: standing.office, OFFICE),
    **part(lambda standing: standing.period, PERIOD),
    "state": lambda standing: str(standing.state),
    "total": lambda standing: standing.entry.total if standing.entry else None,
    RECORDED: lambda standing: dict(standing.entry.recorded) if standing.entry else {},
    "until": lambda standing: standing.until,
    "extended": lambda standing: standing.is_extended,
    "received": lambda standing: standing.entry.received if standing.entry else None,
    "completed": lambda standing: standing.completed,
    "late": lambda standing: standing.is_late,
}

STANDING: Columns[StandingOn] = {
    **part(lambda on: on.standing, _STANDING),
    "overdue": lambda on: on.standing.is_overdue(on.today),
    "days_left": lambda on: on.standing.days_left(on.today) if on.standing.is_outstanding else None,
    "note": lambda on: on.standing.effective_entry.note if on.standing.effective_entry else None,
}


class ComparedIn(NamedTuple):
    """A row of a comparison, and the comparison."""

    comparison: "Comparison"
    row: "Compared"


def _change(change: "SumChange") -> dict[str, object]:
    share = change.share
    return {
        "now": change.now,
        "then": change.then,
        "difference": change.difference,
        "percent": None if share is None else round(float(100 * share), 1),
    }


_COMPARED: "Columns[Compared]" = {
    "database": lambda row: row.period and row.period.database.id,
    "number": lambda row: row.period and row.period.database.number,
    "name": lambda row: row.period and row.period.database.short_name,
    "period": lambda row: row.period and row.period.number,
    "with_month": lambda row: row.earlier and row.earlier.month,
    "with_period": lambda row: row.earlier and row.earlier.number,
}


def _place_of(line: ComparedIn, value: "Callable[[Place], object]") -> object:
    return value(line.row.place) if line.row.place else None


def _compared_place(value: "Callable[[Place], object]") -> "Callable[[ComparedIn], object]":
    return lambda line: _place_of(line, value)


def _compared_office(value: "Callable[[Place], object]") -> "Callable[[ComparedIn], object]":
    """A column of the office of a row; empty where the row is a province of several."""
    return lambda line: None if line.comparison.scope.is_several else _place_of(line, value)


_COMPARED_PLACE: Columns[ComparedIn] = {
    **{name: _compared_place(value) for name, value in PROVINCE.items()},
    "office": _compared_office(OFFICE["office"]),
    "office_name": _compared_office(OFFICE["office_name"]),
}
"""A row by database has no place."""


def _changes(name: str, of: "Callable[[Compared], SumChange]") -> "Columns[Compared]":
    """The columns of a sum in this round and in the earlier one."""

    def value(key: str) -> "Callable[[Compared], object]":
        return lambda row: _change(of(row))[key]

    return {f"{name}_{key}": value(key) for key in ("now", "then", "difference", "percent")}


COMPARED: Columns[ComparedIn] = {
    **_COMPARED_PLACE,
    "month": lambda line: line.comparison.month,
    **part(
        lambda line: line.row,
        {
            **_COMPARED,
            **_changes("reports", lambda row: row.reports),
            **_changes("total", lambda row: row.total),
            **_changes("recorded", lambda row: row.recorded),
        },
    ),
}


def _backup(today: "Today") -> dict[str, object] | None:
    if today.backup is None:
        return None
    return {"date": today.backup, "days": (today.day - today.backup).days}


TODAY: "Columns[Today]" = {
    "date": lambda today: today.day,
    "province": lambda today: (
        None if today.scope.is_several else values_of(PLACE, today.scope.province)
    ),
    "overdue": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.overdue
    ],
    "due_soon": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.due_soon
    ],
    "inbox": lambda today: list(today.inbox.files) if today.inbox else None,
    "doubts": lambda today: today.doubts,
    "ready": lambda today: list(today.ready),
    "backup": _backup,
    "without_schedule": lambda today: today.without_schedule and today.without_schedule.year,
    "without_holidays": lambda today: list(today.without_holidays),
    "next": lambda today: list(today.commands),
}
"""The work of today, as counts and lists."""


class ProvincePeriod(NamedTuple):
    """The standing of a province in a period, in a CSV over several provinces."""

    status: "Status"
    period: "Period"
    tally: "Tally"
    closed: date | None


STATUS_LINE: Columns[ProvincePeriod] = {
    **part(lambda line: line.status.scope.province, PROVINCE),
    **part(lambda line: line.period, PERIOD),
    **part(lambda line: line.tally, TALLY),
    "closed": lambda line: line.closed,
}


SETTING: "Columns[Value]" = {
    "value": lambda value: value.text,
    "from": lambda value: str(value.origin),
}
