"""The work of today, as JSON."""

from cddctl.render.data.columns import TODAY
from cddctl.render.data.written import as_json, values_of
from cddctl.status.today import Today


def today_json(today: Today) -> str:
    """The entries overdue and due soon, office by office, and the other work."""
    return as_json(values_of(TODAY, today))
