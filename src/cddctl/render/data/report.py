"""JSON and CSV: for programs, so with keys in English and dates in ISO 8601 in every language.

CSV is UTF-8 with a byte order mark, which Excel on a Thai Windows needs, and no cell of it can
become a formula there.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cddctl.exchange.forms import table_headings
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, districts
from cddctl.render.paper.notes import AS_A_FORMULA, paper_note
from cddctl.report.form import Report, Row
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule

if TYPE_CHECKING:
    from cddctl.status.round import PeriodKey, Tally

_BYTE_ORDER_MARK = "\ufeff"


def due_json(
    schedule: Schedule,
    periods: Iterable[Period],
    year: FiscalYear,
    month: Month | None,
    standing: "Mapping[PeriodKey, Tally] | None" = None,
) -> str:
    """The periods of a month, or of a fiscal year (`month` null).

    Without `standing`, how many have reported is null.
    """
    standing = standing or {}
    return as_json(
        {
            "month": str(month) if month else None,
            "fiscal_year": year.year,
            "schedule": {"fiscal_year": schedule.fiscal_year, "province": schedule.province},
            "periods": [_period_values(period, standing.get(period.key)) for period in periods],
        }
    )


def due_csv(
    _schedule: Schedule,
    periods: Iterable[Period],
    _year: FiscalYear,
    _month: Month | None,
    standing: "Mapping[PeriodKey, Tally] | None" = None,
) -> str:
    """The periods, a line each; several values in one cell are separated by a space."""
    standing = standing or {}
    rows = [_period_values(period, standing.get(period.key)) for period in periods]
    for row in rows:
        row["reporting"] = " ".join(row["reporting"])
    return as_csv(_PERIOD_KEYS, [list(row.values()) for row in rows])


def report_json(report: Report) -> str:
    """The form's rows; a unit that the database does not count is absent, one not reported null."""
    return as_json(
        {
            "province": _place_values(report.province),
            "district": _place_values(report.district) if report.district else None,
            "month": str(report.month),
            "fiscal_year": report.month.fiscal_year.year,
            "schedule": {
                "fiscal_year": report.schedule.fiscal_year,
                "province": report.schedule.province,
            },
            "rows": [
                {
                    "number": row.number,
                    "database": row.period.database.id,
                    "name": row.period.database.short_name,
                    "period": row.period.number,
                    "total": row.total,
                    "recorded": dict(row.recorded),
                    "reported": row.reported,
                    "offices": row.offices,
                    "state": row.state,
                    "note": paper_note(row, digits="arabic") or None,
                }
                for row in report.rows
            ],
        }
    )


def report_csv(report: Report) -> str:
    """The form's rows, with a column for each unit that the schedule knows."""
    units = list(report.schedule.units)
    place = report.district.id if report.district else None
    return as_csv(
        table_headings(units),
        [
            [
                *_what_is_counted(report, str(report.month), place, row, units),
                row.reported,
                row.offices,
                row.state,
                paper_note(row, digits="arabic"),
            ]
            for row in report.rows
        ],
    )


def forms_csv(reports: Sequence[Report]) -> str:
    """A line for each row that a district enters, to be filled in; reports are the districts'."""
    units = list(dict.fromkeys(unit for report in reports for unit in report.schedule.units))
    return as_csv(
        table_headings(units),
        [
            [
                # Excel makes a date of a month, and shows it with two digits of its year, which are
                # then taken for those of a Buddhist one.
                *_what_is_counted(report, report.month.buddhist, _district_key(report), row, units),
                None,
                None,
                row.state if row.state == "not-applicable" else None,
                paper_note(row, digits="arabic"),
            ]
            for report in reports
            for row in report.rows
            if row.offices
        ],
    )


def _what_is_counted(
    report: Report, month: str, district: str | None, row: Row, units: Sequence[str]
) -> list[Any]:
    """The first cells of a line, up to the counts."""
    database = row.period.database
    return [
        report.province.id,
        district,
        month,
        row.number,
        database.id,
        database.short_name,
        row.period.number,
        row.total,
        *(row.recorded.get(unit) for unit in units),
    ]


def _district_key(report: Report) -> str | None:
    """The district's id, or its code where another of the province has the same id."""
    if (district := report.district) is None:
        return None
    same = [place for place in districts(report.province) if place.id == district.id]
    return district.id if len(same) == 1 else district.code


_PERIOD_KEYS = (
    "database", "number", "name", "bureau", "period", "periods", "content", "covers", "due",
    "next_working_day", "report_by", "reporting", "account", "on_form",
    "reported", "offices",
)  # fmt: skip


def _period_values(period: Period, tally: "Tally | None") -> dict[str, Any]:
    database = period.database
    values = (
        database.id,
        database.number,
        database.name,
        period.bureau.th,
        period.number,
        period.of,
        period.content.th if period.content else None,
        str(period.covers) if period.covers else None,
        period.due.isoformat(),
        _iso(period.next_working_day),
        _iso(period.report_by),
        list(database.reporting),
        database.account,
        database.on_form,
        tally.reported if tally else None,
        tally.offices if tally else None,
    )
    return dict(zip(_PERIOD_KEYS, values, strict=True))


def _place_values(place: Place) -> dict[str, str]:
    return {
        "code": place.code,
        "id": place.id,
        "name_th": place.name_th,
        "name_en": place.name_en,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_json(value: object) -> str:
    """JSON as all of the program's is: readable, and Thai as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV as all of the program's is: no cell can become a formula in Excel."""
    return _BYTE_ORDER_MARK + csv_lines([heads]) + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Lines of CSV, to be put behind others."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """A value as a cell; what Excel would take for a formula gets an apostrophe before it.

    So does what has one already: to take a single one off gives the text back.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and AS_A_FORMULA.match(value):
        return f"'{value}"
    return value
