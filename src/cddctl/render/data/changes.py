"""The changes since a report was sent, as JSON."""

from collections.abc import Sequence

from cddctl.ledger.acts import Act
from cddctl.places import province_of
from cddctl.render.data.columns import PLACE
from cddctl.render.data.entry_columns import SINCE_SENT
from cddctl.render.data.written import as_json, values_of
from cddctl.report.sent import Change


def changes_json(
    changes: Sequence[Change], closing: Act, note: tuple[str | None, str | None]
) -> str:
    """The changes, each with the entry as sent and as it is now; null is nothing reported."""
    return as_json(
        {
            "province": values_of(PLACE, province_of(closing.province)),
            "month": closing.month,
            "sent_at": closing.recorded_at,
            "sent_by": closing.recorded_by,
            "sha256": closing.sha256,
            "note": {"sent": note[0], "now": note[1]},
            "changes": [values_of(SINCE_SENT, change) for change in changes],
        }
    )
