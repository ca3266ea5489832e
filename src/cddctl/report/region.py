"""Which rows of the provinces' own forms are included in the sum of several provinces.

A province's own schedule decides who enters, and in which months. Periods without a row on the
national form are left out of the sum and reported, so that no sum is silently partial.
"""

from collections.abc import Iterable, Mapping

from cddctl.places import Place
from cddctl.report.form import Report
from cddctl.report.rows import Row
from cddctl.schedule.due import Period, PeriodKey, on_form, report_periods


def province_periods(national: Iterable[Period], own: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of a province whose rows a national sum includes, or reports as left out.

    If the national rows are those of the form, these are the province's periods on its own form and
    any others with a national row; if not, all of the province's.
    """
    rows = report_periods(national)
    if not on_form(rows):
        return tuple(own)
    keys = {period.key for period in rows}
    return tuple(period for period in own if period.database.on_form or period.key in keys)


def left_out(report: Report) -> list[tuple[Place, Period]]:
    """The provinces' reported periods that the sum leaves out, or some units of which it does."""
    counted = {row.period.key: set(row.period.database.counts) for row in report.rows}
    return [
        (own.scope.province, row.period)
        for own in report.of_provinces
        for row in own.rows
        if any(answer.entry for answer in row.answers) and not _is_summed(row, counted)
    ]


def _is_summed(row: Row, counted: Mapping[PeriodKey, set[str]]) -> bool:
    given = {unit for unit, count in row.given.items() if count}
    return row.period.key in counted and given <= counted[row.period.key]
