"""The results of merging registers, as JSON."""

from collections.abc import Sequence

from cddctl.register.merge import Merged
from cddctl.render.data.entry_columns import MERGED
from cddctl.render.data.written import as_json, values_of
from cddctl.render.tables.merged import merge_warnings


def merge_json(merged: Sequence[Merged], *, dry_run: bool) -> str:
    """Every register with the records merged from it, and those that differed."""
    return as_json(
        {
            "dry_run": dry_run,
            "registers": [
                {**values_of(MERGED, register), "warnings": merge_warnings(register)}
                for register in merged
            ],
        }
    )
