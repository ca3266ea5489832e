"""A comparison of a round with an earlier one, as JSON and CSV."""

from collections.abc import Sequence

from cddctl.render.data.columns import COMPARED, OFFICE, ComparedIn
from cddctl.render.data.report import scope_values
from cddctl.render.data.written import as_csv, as_json, values_of
from cddctl.status.compare import Compared, Comparison, Pair


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
