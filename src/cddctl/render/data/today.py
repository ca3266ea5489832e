"""What is to be done today, as JSON."""

from cddctl.render.data.columns import TODAY
from cddctl.render.data.written import as_json, values_of
from cddctl.status.today import Today


def today_json(today: Today) -> str:
    """What is overdue and due soon, office by office, and what else waits."""
    return as_json(values_of(TODAY, today))
