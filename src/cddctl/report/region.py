"""Which rows of the provinces' own forms go into the sum of several provinces, and which do not.

A province's own schedule decides who enters in it, and in which months. What the national form has
no row for is left out of the sum and told, so that a sum is never partial in silence.
"""

from collections.abc import Iterable, Mapping

from cddctl.periods import Month
from cddctl.places import Place
from cddctl.report.form import Report, Row
from cddctl.schedule.due import Period, on_form, report_periods


def province_periods(national: Iterable[Period], own: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of a province that a sum on the national form takes the rows of, or leaves out.

    The national month says whether the rows are those on the form or all; what has a row there is
    taken however the province has it. A province's own form may have none where the national one
    has some, or some where it has none.
    """
    rows = report_periods(national)
    if not on_form(rows):
        return tuple(own)
    keys = {period.key for period in rows}
    return tuple(period for period in own if period.database.on_form or period.key in keys)


def left_out(report: Report) -> list[tuple[Place, Period]]:
    """What provinces have reported of periods or units that the rows of their sum do not have."""
    counted = {row.period.key: set(row.period.database.counts) for row in report.rows}
    return [
        (own.scope.province, row.period)
        for own in report.of_provinces
        for row in own.rows
        if row.state != "none" and not _is_summed(row, counted)
    ]


def _is_summed(row: Row, counted: Mapping[tuple[str, Month, int], set[str]]) -> bool:
    given = {unit for unit, count in row.given.items() if count}
    return row.period.key in counted and given <= counted[row.period.key]
