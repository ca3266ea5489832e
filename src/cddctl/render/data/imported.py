"""The results of importing files as JSON."""

from collections.abc import Sequence

from cddctl.ledger.sources import Outcome
from cddctl.render.data.entry_columns import IMPORTED, Imported
from cddctl.render.data.written import as_json, values_of
from cddctl.render.doubts import say_doubts_of, say_warnings
from cddctl.render.words import ScheduleOf


def import_json(
    outcomes: Sequence[Outcome], left: Sequence[str], schedule_of: ScheduleOf, *, dry_run: bool
) -> str:
    """Every file with its entries, warnings and problems, and the parts that were not read.

    `left` are the files of folders that were not read at all.
    """
    files = (
        Imported(outcome, [*say_warnings(outcome), *say_doubts_of(outcome, schedule_of)])
        for outcome in outcomes
    )
    return as_json(
        {
            "dry_run": dry_run,
            "not_read": list(left),
            "files": [values_of(IMPORTED, file) for file in files],
        }
    )
