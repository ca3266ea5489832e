"""The status of a scope, from what the register holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cddctl.cli.context import Context
from cddctl.cli.lost import say_lost, say_lost_of_several
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope, districts
from cddctl.report.form import without_a_place
from cddctl.schedule.due import Period
from cddctl.status.round import Status, build_status, sum_of_statuses

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.ledger.entries import Entry


def status_of(
    context: Context, register: "AnyRegister", scope: Scope, span: Month | FiscalYear
) -> Status:
    """Build the status of a scope for a month, or a year; says which entries are left out of it."""
    months = (span,) if isinstance(span, Month) else tuple(span.months())
    statuses, lost = [], {}
    for province in scope.provinces:
        periods = _periods(context, province, span)
        entries = register.history(province.code, months)
        acts = register.acts(province.code, months)
        statuses.append(build_status(province, districts(province), periods, entries, acts))
        current = list({(entry.key, entry.office): entry for entry in entries}.values())
        if scope.is_several:
            lost[province] = len(without_a_place(periods, province, districts(province), current))
        else:
            _say_lost(province, months, periods, current)
    if not scope.is_several:
        [status] = statuses
        return status.narrowed(scope.district) if scope.district else status
    say_lost_of_several(months[0], lost)
    return sum_of_statuses(_periods(context, None, span), statuses)


def _periods(
    context: Context, province: Place | None, span: Month | FiscalYear
) -> tuple[Period, ...]:
    calendar = context.calendar(province)
    of_span = calendar.of_month(span) if isinstance(span, Month) else calendar.of_year(span)
    return of_span[1]


def _say_lost(
    province: Place,
    months: Sequence[Month],
    periods: Sequence[Period],
    entries: "Sequence[Entry]",
) -> None:
    for month in months:
        say_lost(province, month, periods, [entry for entry in entries if entry.month == month])
