"""The columns of every CSV and JSON: the only place that names them and gets their values.

`docs/data.md` documents them; a test compares it with these tables.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from cddctl.exchange.forms import printed_code
from cddctl.ledger.history import short_name
from cddctl.ledger.printed import Printed
from cddctl.places import Place, office_of, province_of
from cddctl.render.data.written import RECORDED, Columns, only, part, values_of
from cddctl.render.notes import paper_note
from cddctl.schedule.due import regular_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from cddctl.ledger.acts import Act
    from cddctl.ledger.drafts import Settled
    from cddctl.ledger.entries import Entry, Share
    from cddctl.ledger.history import Change, Record
    from cddctl.ledger.settling import Outcome, Problem
    from cddctl.render.schedule_diff import Difference
    from cddctl.report.form import Report
    from cddctl.report.rows import Row
    from cddctl.schedule.due import Period
    from cddctl.schedule.model import Database, Schedule
    from cddctl.status.due_period import DuePeriod
    from cddctl.status.round import Standing, Status, Tally
    from cddctl.status.today import Today


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _iso_moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


PLACE: Columns[Place] = {
    "code": lambda place: place.code,
    "id": lambda place: place.id,
    "name_th": lambda place: place.name_th,
    "name_en": lambda place: place.name_en,
}

PROVINCE: Columns[Place] = {
    "province_code": lambda place: place.code,
    "province_th": lambda place: place.name_th,
    "province_en": lambda place: place.name_en,
}
"""The province in a CSV over several; its headings are unknown to `record --from`."""

SHARE: "Columns[Share]" = {
    "reported": lambda share: share.reported,
    "expected": lambda share: share.expected,
    "not_applicable": lambda share: share.not_applicable,
    "offices": lambda share: share.offices,
}
"""n/N, the offices that reported of those expected; `offices` adds those not applicable."""

SCHEDULE: "Columns[Schedule]" = {
    "fiscal_year": lambda schedule: schedule.fiscal_year,
    "province": lambda schedule: schedule.province,
}


# --- due ---------------------------------------------------------------------------------------


def _if_known(columns: "Columns[Share]") -> "Columns[DuePeriod]":
    """The columns of a share, empty if it is not known."""

    def known(value: "Callable[[Share], object]") -> "Callable[[DuePeriod], object]":
        return lambda due: value(due.tally.share) if due.tally else None

    return {name: known(value) for name, value in columns.items()}


DUE: "Columns[DuePeriod]" = {
    "database": lambda due: due.period.database.id,
    "number": lambda due: due.period.database.number,
    "name": lambda due: due.period.database.name,
    "bureau": lambda due: due.period.bureau.th,
    "period": lambda due: due.period.number,
    "periods": lambda due: due.period.of,
    "content": lambda due: due.period.content.th if due.period.content else None,
    "covers": lambda due: due.period.covers,
    "due": lambda due: due.period.due.isoformat(),
    "next_working_day": lambda due: _iso(due.period.next_working_day),
    "report_by": lambda due: _iso(due.period.report_by),
    "until": lambda due: regular_date(due.period).isoformat(),
    "closed": lambda due: _iso(due.closed),
    "not_yet": lambda due: due.period.not_yet,
    "reporting": lambda due: list(due.period.database.reporting),
    "account": lambda due: due.period.database.account,
    "on_form": lambda due: due.period.database.on_form,
    "state": lambda due: due.tally.state if due.tally else None,
    **_if_known(SHARE),
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
    "province": lambda line: line.report.scope.province.id,
    "district": lambda line: line.report.scope.district and line.report.scope.district.id,
    "month": lambda line: line.report.month,
    **part(lambda line: line.row, REPORT_ROW),
    "printed": lambda line: _printed(line.row),
}

_ONLY_SHOWN = {"expected", "not_applicable"}
"""What a report says of its offices, and a form that one of them fills in does not."""

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
    **part(lambda line: line.province, PLACE),
    **part(lambda line: line.own, _COUNTS),
}

_NAMED_PERIOD: "Columns[Period]" = {
    "database_id": lambda period: period.database.id,
    "database_th": lambda period: period.database.short_name,
    "database_en": lambda period: period.database.names.en,
    "period_number": lambda period: period.number,
}
"""A period in a CSV over several provinces; its headings are unknown to `record --from`."""

_NAMED_ROW: "Columns[Row]" = {
    **only(_ROW, "month", "row", "number"),
    **part(lambda row: row.period, _NAMED_PERIOD),
}
SUM_LINE: "Columns[Row]" = {
    **only(_ROW, "provinces", "provinces_reported"), **_NAMED_ROW, **_COUNTS,
}  # fmt: skip

PROVINCE_LINE: Columns[OfProvince] = {
    **part(lambda line: line.province, PROVINCE),
    **part(lambda line: line.row, _NAMED_ROW),
    **part(lambda line: line.own, _COUNTS),
}


def _printed(row: "Row") -> str | None:
    """What a district's row is made with, so that only what is changed in it is taken later."""
    if row.scope.district is None or not row.answers:
        return None
    (answer,) = row.answers
    return f"{answer.office.code} {printed_code(row.period, Printed.of(answer.counted))}"


# --- status ------------------------------------------------------------------------------------

PERIOD: "Columns[Period]" = {
    "database": lambda period: period.database.id,
    "number": lambda period: period.database.number,
    "month": lambda period: period.month,
    "period": lambda period: period.number,
    "on_form": lambda period: period.database.on_form,
}

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
    "province": lambda standing: standing.office.province_code,
    "office": lambda standing: standing.office.code,
    "office_name": lambda standing: standing.office.name_th,
    "month": lambda standing: standing.period.month,
    "database": lambda standing: standing.period.database.id,
    "number": lambda standing: standing.period.database.number,
    "name": lambda standing: standing.period.database.short_name,
    "period": lambda standing: standing.period.number,
    "on_form": lambda standing: standing.period.database.on_form,
    "state": lambda standing: str(standing.state),
    "total": lambda standing: standing.entry.total if standing.entry else None,
    RECORDED: lambda standing: dict(standing.entry.recorded) if standing.entry else {},
    "until": lambda standing: standing.until.isoformat(),
    "extended": lambda standing: standing.is_extended,
    "received": lambda standing: _iso(standing.entry.received) if standing.entry else None,
    "completed": lambda standing: _iso(standing.completed),
    "late": lambda standing: standing.is_late,
}

STANDING: Columns[StandingOn] = {
    **part(lambda on: on.standing, _STANDING),
    "overdue": lambda on: on.standing.is_overdue(on.today),
    "days_left": lambda on: on.standing.days_left(on.today) if on.standing.is_outstanding else None,
    "note": lambda on: on.standing.counted.note if on.standing.counted else None,
}


def _backup(today: "Today") -> dict[str, object] | None:
    if today.backup is None:
        return None
    return {"date": _iso(today.backup), "days": (today.day - today.backup).days}


TODAY: "Columns[Today]" = {
    "date": lambda today: _iso(today.day),
    "province": lambda today: today.province.code,
    "overdue": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.overdue
    ],
    "due_soon": lambda today: [
        values_of(STANDING, StandingOn(each, today.day)) for each in today.due_soon
    ],
    "inbox": lambda today: list(today.inbox.files) if today.inbox else None,
    "ready": lambda today: list(today.ready),
    "backup": _backup,
    "without_schedule": lambda today: today.without_schedule and today.without_schedule.year,
    "without_holidays": lambda today: list(today.without_holidays),
    "next": lambda today: list(today.commands),
}
"""What is to be done today."""


class ProvincePeriod(NamedTuple):
    """The standing of a province in a period, in a CSV over several provinces."""

    status: "Status"
    period: "Period"
    tally: "Tally"
    closed: date | None


STATUS_LINE: Columns[ProvincePeriod] = {
    **part(lambda line: line.status.scope.province, PROVINCE),
    "month": lambda line: line.period.month,
    "number": lambda line: line.period.database.number,
    **part(lambda line: line.period, _NAMED_PERIOD),
    "on_form": lambda line: line.period.database.on_form,
    **part(lambda line: line.tally, TALLY),
    "closed": lambda line: _iso(line.closed),
}


# --- entries and acts --------------------------------------------------------------------------

ENTRY: "Columns[Entry]" = {
    "total": lambda entry: entry.total,
    RECORDED: lambda entry: dict(entry.recorded),
    "not_applicable": lambda entry: entry.not_applicable,
    "note": lambda entry: entry.note,
    "received": lambda entry: _iso(entry.received),
}
"""The content of an entry, the same in every output."""

HISTORY_CONTENT: "Columns[Entry]" = {
    "state": lambda entry: entry.state,
    **only(ENTRY, "total", RECORDED, "note", "received"),
}

HISTORY_ENTRY: "Columns[Change]" = {
    "what": lambda change: change.record.command,
    "entry": lambda change: change.record.short_name,
    "recorded_at": lambda change: _iso_moment(change.record.content.recorded_at),
    "recorded_by": lambda change: change.record.content.recorded_by,
    "source": lambda change: change.record.source,
    "source_sha256": lambda change: change.record.source_sha256,
    "office": lambda change: change.record.content.office,
    "database": lambda change: change.record.content.database,
    "month": lambda change: change.record.content.month,
    "period": lambda change: change.record.content.period,
    **part(lambda change: change.record.content, HISTORY_CONTENT),
}

HISTORY_ACT: "Columns[Record[Act]]" = {
    "what": lambda act: act.content.kind,
    "entry": lambda act: act.short_name,
    "recorded_at": lambda act: _iso_moment(act.content.recorded_at),
    "recorded_by": lambda act: act.content.recorded_by,
    "office": lambda act: act.content.office,
    "database": lambda act: act.content.database,
    "month": lambda act: act.content.month,
    "until": lambda act: _iso(act.content.until),
    "reason": lambda act: act.content.reason,
    "sent_sha256": lambda act: act.content.sha256,
    "target": lambda act: act.content.target and short_name(act.content.target),
}

HISTORY_LINE = (
    "entry", "recorded_at", "recorded_by", "what", "office", "database", "month", "period",
    "state", "total", RECORDED, "note", "received", "source", "source_sha256", "until", "reason",
    "target",
)  # fmt: skip
"""The columns of an entry or an act: a line leaves those of the other kind empty."""


def _district_name(code: str) -> str | None:
    """The Thai name of a district, which is its province's only one; None for a province."""
    office = office_of(code)
    return None if office.is_province else office.name_th


class Exported(NamedTuple):
    """An entry, and its database from the schedule of its year, if there is one."""

    entry: "Entry"
    database: "Database | None"


EXPORTED: Columns[Exported] = {
    "province": lambda line: province_of(line.entry.office).name_th,
    "district": lambda line: _district_name(line.entry.office),
    "month": lambda line: line.entry.month,
    "number": lambda line: line.database.number if line.database else None,
    "database": lambda line: line.entry.database,
    "name": lambda line: line.database.short_name if line.database else None,
    "period": lambda line: line.entry.period,
    "total": lambda line: line.entry.total,
    RECORDED: lambda line: line.entry.recorded,
    "state": lambda line: line.entry.state,
    "note": lambda line: line.entry.note,
    "received": lambda line: line.entry.received,
}
"""The headings that `record --from` accepts."""


# --- record --from -----------------------------------------------------------------------------

IMPORTED_ENTRY: "Columns[Settled]" = {
    "office": lambda change: change.entry.office,
    "database": lambda change: change.entry.database,
    "period": lambda change: change.entry.period,
    "month": lambda change: change.entry.month,
    "status": lambda change: change.status,
    **part(lambda change: change.entry, ENTRY),
    "before": lambda change: (
        values_of(ENTRY, change.before) if change.is_new and change.before else None
    ),
}

PROBLEM: "Columns[Problem]" = {
    "where": lambda problem: problem.where or None,
    "message": lambda problem: problem.message,
}


class Imported(NamedTuple):
    """The outcome of a file, and the warnings about it."""

    outcome: "Outcome"
    warnings: list[str]


_OUTCOME: "Columns[Outcome]" = {
    "file": lambda outcome: outcome.source.name,
    "sha256": lambda outcome: outcome.source.sha256,
    "status": lambda outcome: outcome.status,
    "added": lambda outcome: outcome.added,
    "updated": lambda outcome: len(outcome.updated),
    "unchanged": lambda outcome: outcome.unchanged,
    "as_printed": lambda outcome: outcome.as_printed,
    "offices": lambda outcome: [office.code for office in outcome.source.offices],
    "entries": lambda outcome: [values_of(IMPORTED_ENTRY, change) for change in outcome.settled],
    "problems": lambda outcome: [values_of(PROBLEM, problem) for problem in outcome.problems],
    "blank": lambda outcome: list(outcome.source.blank),
    "not_read": lambda outcome: list(outcome.unread),
}

IMPORTED: Columns[Imported] = {
    **part(
        lambda file: file.outcome,
        only(
            _OUTCOME,
            "file", "sha256", "status", "added", "updated", "unchanged", "as_printed", "offices",
            "entries",
        ),
    ),
    "warnings": lambda file: file.warnings,
    **part(lambda file: file.outcome, only(_OUTCOME, "problems", "blank", "not_read")),
}  # fmt: skip
