"""The periods that are due, and the differences between schedules, as JSON and CSV."""

from collections.abc import Iterable

from cddctl.periods import FiscalYear, Month
from cddctl.render.data.columns import PERIOD, SCHEDULE, SHARE
from cddctl.render.data.written import Columns, as_csv, as_json, part, values_of
from cddctl.render.schedule_diff import Difference
from cddctl.schedule.due import regular_date
from cddctl.schedule.model import Schedule
from cddctl.status.due_period import DuePeriod

DUE: Columns[DuePeriod] = {
    **part(lambda due: due.period, PERIOD),
    "full_name": lambda due: due.period.database.name,
    "bureau": lambda due: due.period.bureau.th,
    "periods": lambda due: due.period.of,
    "content": lambda due: due.period.content.th if due.period.content else None,
    "covers": lambda due: due.period.covers,
    "due": lambda due: due.period.due,
    "next_working_day": lambda due: due.period.next_working_day,
    "report_by": lambda due: due.period.report_by,
    "until": lambda due: regular_date(due.period),
    "closed": lambda due: due.closed,
    "not_yet": lambda due: due.period.not_yet,
    "reporting": lambda due: list(due.period.database.reporting),
    "account": lambda due: due.period.database.account,
    "state": lambda due: due.tally.state if due.tally else None,
    **part(lambda due: due.tally.share if due.tally else None, SHARE),
}

DIFFERENCE: Columns[Difference] = {
    "database": lambda difference: difference.database,
    "part": lambda difference: difference.part,
    "before": lambda difference: difference.before,
    "after": lambda difference: difference.after,
}


def due_json(
    schedule: Schedule, periods: Iterable[DuePeriod], year: FiscalYear, month: Month | None
) -> str:
    """The periods of a month, or of a fiscal year (`month` null)."""
    return as_json(
        {
            "month": month,
            "fiscal_year": year.year,
            "schedule": values_of(SCHEDULE, schedule),
            "periods": [values_of(DUE, due) for due in periods],
        }
    )


def due_csv(periods: Iterable[DuePeriod]) -> str:
    """The periods, one per line; several values in one cell are separated by a space."""
    return as_csv(DUE, periods)
