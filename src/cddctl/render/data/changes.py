"""The changes since a report was sent, as JSON."""

from collections.abc import Sequence

from cddctl.ledger.acts import Act
from cddctl.render.data.columns import ENTRY
from cddctl.render.data.written import as_json, values_of
from cddctl.report.sent import Change


def changes_json(changes: Sequence[Change], closing: Act) -> str:
    """The changes, each with the entry as sent and as it is now; null is nothing reported."""
    at = closing.recorded_at
    return as_json(
        {
            "province": closing.province,
            "month": closing.month,
            "sent_at": at.isoformat(timespec="seconds") if at else None,
            "sent_by": closing.recorded_by,
            "sha256": closing.sha256,
            "changes": [
                {
                    "office": change.office.code,
                    "database": change.period.database.id,
                    "period": change.period.number,
                    "sent": values_of(ENTRY, change.before) if change.before else None,
                    "now": values_of(ENTRY, change.now) if change.now else None,
                }
                for change in changes
            ],
        }
    )
