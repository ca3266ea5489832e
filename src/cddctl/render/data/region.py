"""Sums over provinces as JSON and CSV, for programs.

CSV has no line of sums: whoever adds its lines up again would count everything twice. The first
columns of the sum's own CSV are none that `record --from` takes for a district's counts.
"""

from typing import Any

from cddctl.places import Place
from cddctl.render.data.report import as_csv, as_json
from cddctl.render.data.status import period_values, tally_values
from cddctl.render.paper.notes import paper_note
from cddctl.render.tables.region_status import RegionShown
from cddctl.render.tables.shown import by_month
from cddctl.report.form import Report, Row
from cddctl.report.region import Region, RegionReport, RegionRow
from cddctl.status.region import ProvinceStanding

_PLACE_KEYS = ("province_code", "province_th", "province_en")
_ROW_KEYS = ("month", "number", "database_id", "database_th", "database_en", "period_number")
_END_KEYS = ("reported", "offices", "state", "note")
_TALLY_KEYS = (
    "offices", "expected", "reported", "none", "incomplete", "complete", "not_applicable",
    "on_time", "late", "overdue", "total", "recorded",
)  # fmt: skip


def region_report_json(report: RegionReport, *, by_province: bool) -> str:
    """The form's rows; with `by_province`, each with the provinces' own that it is the sum of."""
    rows = []
    for row in report.rows:
        values = _row_values(report, row)
        if isinstance(row, RegionRow):
            values |= {
                "provinces": row.provinces,
                "provinces_reported": row.provinces_reported,
                "reasons": [
                    {"text": remark.text, "offices": len(remark.offices)} for remark in row.remarks
                ],
            }
        values["note"] = _note(row)
        if by_province:
            values["by_province"] = [
                {**_place_values(place), **_counts(own), "note": _note(own)}
                for place, own in report.by_province(row)
            ]
        rows.append(values)
    return as_json(
        {
            **_region_values(report.region),
            "month": str(report.month),
            "fiscal_year": report.month.fiscal_year.year,
            "schedule": {"fiscal_year": report.schedule.fiscal_year, "province": None},
            "rows": rows,
        }
    )


def region_report_csv(report: RegionReport, *, by_province: bool) -> str:
    """A line a row of the form; with `by_province`, a line a province and row."""
    units = list(report.schedule.units)
    if by_province:
        heads = (*_PLACE_KEYS, *_ROW_KEYS, "total", *units, *_END_KEYS)
        lines = [
            [place.code, place.name_th, place.name_en, *_line(report, row, own, units)]
            for row in report.rows
            for place, own in report.by_province(row)
        ]
        return as_csv(heads, lines)
    heads = (
        "provinces", "provinces_reported", *_ROW_KEYS, "total", *units, *_END_KEYS,
    )  # fmt: skip
    return as_csv(
        heads,
        [
            [
                row.provinces,
                row.provinces_reported,
                *_line(report, row, row, units),
            ]
            for row in report.rows
            if isinstance(row, RegionRow)
        ],
    )


def region_status_json(shown: RegionShown) -> str:
    """The sums over all offices, by period, by month, and of each province."""
    found, whole = shown.found, shown.whole
    return as_json(
        {
            **_region_values(found.region),
            "month": str(whole.month) if whole.month else None,
            "fiscal_year": shown.fiscal_year.year,
            "as_of": shown.today.isoformat(),
            "schedule": {"fiscal_year": shown.schedule.fiscal_year, "province": None},
            "tally": tally_values(whole.tally(found.whole.all())),
            "by_period": [
                {**period_values(p), **tally_values(whole.tally(found.whole.of_period(p)))}
                for p in found.whole.periods
            ],
            "by_month": [
                {"month": str(month), **tally_values(whole.tally(standings))}
                for month, standings in by_month(whole)
            ],
            "by_province": [_province_values(shown, one) for one in found.provinces],
        }
    )


def region_status_csv(shown: RegionShown) -> str:
    """A line a province and period."""
    heads = (*_PLACE_KEYS, *_ROW_KEYS, "on_form", *_TALLY_KEYS, "closed")
    lines = []
    for one in shown.found.provinces:
        for period in one.status.periods:
            tally = shown.found.tally(one, period, shown.today)
            lines.append(
                [
                    one.province.code,
                    one.province.name_th,
                    one.province.name_en,
                    str(period.month),
                    period.database.number,
                    period.database.id,
                    period.database.short_name,
                    period.database.names.en,
                    period.number,
                    period.database.on_form,
                    *(getattr(tally, key) for key in _TALLY_KEYS),
                    _closed(shown, one),
                ]
            )
    return as_csv(heads, lines)


def _province_values(shown: RegionShown, one: ProvinceStanding) -> dict[str, Any]:
    return {
        **_place_values(one.province),
        "closed": _closed(shown, one),
        **tally_values(shown.found.tally(one, None, shown.today)),
        "by_period": [
            {**period_values(p), **tally_values(shown.found.tally(one, p, shown.today))}
            for p in one.status.periods
        ],
    }


def _closed(shown: RegionShown, one: ProvinceStanding) -> str | None:
    """The day on which a province's round was closed; a year has several rounds."""
    closed = one.closed if len(shown.months) == 1 else None
    return closed.isoformat() if closed else None


def _region_values(region: Region) -> dict[str, Any]:
    return {
        "region": "nation" if region.is_nation else "provinces",
        "provinces": [_place_values(place) for place in region.provinces],
    }


def _place_values(place: Place) -> dict[str, Any]:
    return {
        "code": place.code, "id": place.id, "name_th": place.name_th, "name_en": place.name_en,
    }  # fmt: skip


def _row_values(report: Report, row: Row) -> dict[str, Any]:
    database = row.period.database
    return {
        "number": row.number,
        "database": database.id,
        "name": database.short_name,
        "name_en": database.names.en,
        "month": str(report.month),
        "period": row.period.number,
        **_counts(row),
    }


def _counts(row: Row) -> dict[str, Any]:
    return {
        "total": row.total,
        "recorded": dict(row.recorded),
        "reported": row.reported,
        "offices": row.offices,
        "not_applicable": len(row.not_applicable),
        "state": row.state,
    }


def _note(row: Row) -> str | None:
    return paper_note(row, digits="arabic") or None


def _line(report: Report, row: Row, own: Row, units: list[str]) -> list[Any]:
    """A line's cells, from the month on; `own` has the counts of what stands in `row`."""
    database = row.period.database
    return [
        str(report.month),
        row.number,
        database.id,
        database.short_name,
        database.names.en,
        row.period.number,
        own.total,
        *(own.recorded.get(unit) for unit in units),
        own.reported,
        own.offices,
        own.state,
        _note(own),
    ]
