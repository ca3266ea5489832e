"""A comparison of a round with an earlier one, as JSON and CSV."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cddctl.places import Place
from cddctl.render.data.columns import OFFICE, PROVINCE, scope_values
from cddctl.render.data.written import Columns, as_csv, as_json, only, part, values_of
from cddctl.status.compare import Change, Compared, Comparison, Pair


class ComparedIn(NamedTuple):
    """A row of a comparison, and the comparison."""

    comparison: Comparison
    row: Compared

    @property
    def office(self) -> Place | None:
        """The office of the row; None where it is a province of several, or a database."""
        return None if self.comparison.scope.is_several else self.row.place


_CHANGE: Columns[Change] = {
    "now": lambda change: change.now,
    "then": lambda change: change.then,
    "difference": lambda change: change.difference,
    "percent": lambda change: None if change.share is None else round(float(100 * change.share), 1),
}


def _changes(name: str, change_of: Callable[[Compared], Change]) -> Columns[ComparedIn]:
    """The columns of a sum in this round and in the earlier one."""
    columns: Columns[ComparedIn] = part(lambda line: change_of(line.row), _CHANGE)
    return {f"{name}_{key}": value for key, value in columns.items()}


COMPARED: Columns[ComparedIn] = {
    **part(lambda line: line.row.place, PROVINCE),
    **part(lambda line: line.office, only(OFFICE, "office", "office_name")),
    "month": lambda line: line.comparison.month,
    **part(
        lambda line: line.row.period,
        {
            "database": lambda period: period.database.id,
            "number": lambda period: period.database.number,
            "name": lambda period: period.database.short_name,
            "period": lambda period: period.number,
        },
    ),
    **part(
        lambda line: line.row.earlier,
        {
            "with_month": lambda earlier: earlier.month,
            "with_period": lambda earlier: earlier.number,
        },
    ),
    **_changes("reports", lambda row: row.reports),
    **_changes("total", lambda row: row.total),
    **_changes("recorded", lambda row: row.recorded),
}
"""A row by database has no place, one by place no database."""


def comparison_json(comparison: Comparison, rows: Sequence[Compared]) -> str:
    """The rows and their sum, and the offices and units reported in the earlier round only."""
    return as_json(
        {
            **scope_values(comparison.scope),
            "month": comparison.month,
            "rows": [values_of(COMPARED, ComparedIn(comparison, row)) for row in rows],
            "sum": values_of(COMPARED, ComparedIn(comparison, comparison.total())),
            "missing": [_pair(pair) for pair in comparison.missing()],
            "lost_units": [
                {**_pair(pair), "units": list(pair.lost_units)}
                for pair in comparison.with_lost_units()
            ],
        }
    )


def comparison_csv(comparison: Comparison, rows: Sequence[Compared]) -> str:
    """The rows, without their sum."""
    return as_csv(COMPARED, [ComparedIn(comparison, row) for row in rows])


def _pair(pair: Pair) -> dict[str, object]:
    return {
        **values_of(OFFICE, pair.office),
        "database": pair.period.database.id,
        "period": pair.period.number,
    }
