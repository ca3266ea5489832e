"""The status of a scope, from the entries of the register."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cddctl.cli.context import Context
from cddctl.cli.lost import say_lost, say_lost_of_several
from cddctl.cli.output import say, working
from cddctl.errors import NoScheduleYet
from cddctl.i18n import _, ngettext
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, Scope, districts, province_of
from cddctl.report.form import entries_without_row
from cddctl.schedule.due import Period
from cddctl.status.histories import Doubted, doubted, entries_doubted, months_compared
from cddctl.status.open import months_in_use, still_open
from cddctl.status.round import Status, build_status, sum_of_statuses
from cddctl.wording import say_list

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.ledger.entries import Entry

_NAMED = 5
"""The most provinces that are named in a line."""


def status_of(
    context: Context,
    register: "AnyRegister",
    scope: Scope,
    span: Month | FiscalYear,
    *,
    is_in_use: bool = False,
) -> Status:
    """Build the status of a scope for a month, or a year; says which entries are left out of it.

    With `is_in_use`, nothing is expected before the month when use began.
    """
    with working(_("Reading")):
        return _status_of(context, register, scope, span, is_in_use=is_in_use)


def _status_of(
    context: Context,
    register: "AnyRegister",
    scope: Scope,
    span: Month | FiscalYear,
    *,
    is_in_use: bool,
) -> Status:
    months = (span,) if isinstance(span, Month) else tuple(span.months())
    statuses, lost = [], {}
    for province in scope.provinces:
        periods = _periods(context, province, span)
        if is_in_use:
            periods = _expected(register, province, periods)
        status, entries = _built(register, province, months, periods)
        statuses.append(status)
        current = _current(entries)
        if scope.is_several:
            lost[province] = len(
                entries_without_row(periods, province, districts(province), current)
            )
        else:
            _say_lost(context, province, months, periods, current)
    if scope.is_several:
        say_lost_of_several(months[0], lost)
    return _of_scope(context, scope, statuses, [span])


def open_status(context: Context, register: "AnyRegister", scope: Scope) -> Status:
    """Build the status of all that is open since use began: no report that shows it was sent.

    Where there is no register yet, it is that of the usual month.
    """
    statuses = []
    lost: dict[Month, dict[Place, int]] = {}
    for province in scope.provinces:
        months = _months_in_use(context, register, province)
        periods = [each for month in months for each in _periods(context, province, month)]
        built, entries = _built(register, province, months, periods)
        status = still_open(built)
        statuses.append(status)
        open_ = [entry for entry in _current(entries) if entry.month in status.months()]
        if not scope.is_several:
            _say_lost(context, province, status.months(), periods, open_)
        elif without := entries_without_row(periods, province, districts(province), open_):
            for month in {entry.month for entry in without}:
                of_month = sum(entry.month == month for entry in without)
                lost.setdefault(month, {})[province] = of_month
    for month, by_province in sorted(lost.items()):
        say_lost_of_several(month, by_province)
    in_use = sorted({month for status in statuses for month in status.months()})
    return _of_scope(context, scope, statuses, in_use)


def _of_scope(
    context: Context,
    scope: Scope,
    statuses: Sequence[Status],
    spans: "Iterable[Month | FiscalYear]",
) -> Status:
    """The statuses of a scope's provinces as one: added up, or narrowed to its districts."""
    if scope.is_several:
        periods = [each for span in spans for each in _periods(context, None, span)]
        return sum_of_statuses(periods, statuses)
    [status] = statuses
    return status.narrowed(*scope.districts) if scope.districts else status


def open_doubts(
    context: Context, register: "AnyRegister", province: Place, month: Month | None
) -> list[Doubted]:
    """The doubts that no note settles, of a month or of all that is open since use began."""
    if month is None:
        return doubts_in(context, register, open_status(context, register, Scope.of(province)))
    return _doubts(context, register, province, _periods(context, province, month))


def doubts_in(context: Context, register: "AnyRegister", status: Status) -> list[Doubted]:
    """The doubts that no note settles, of a status's periods and districts."""
    districts = status.scope.districts
    return [
        doubt
        for each in status.of_provinces or (status,)
        for doubt in _doubts(context, register, each.scope.province, each.periods)
        if not districts or doubt.office in districts
    ]


def _doubts(
    context: Context, register: "AnyRegister", province: Place, periods: Sequence[Period]
) -> list[Doubted]:
    months = months_compared(periods, context.calendar(province).schedule_for_names)
    entries = register.history(province.code, months)
    return list(doubted(province, districts(province), periods, entries))


def say_doubts(doubts: Sequence[Doubted], scope: Scope, month: Month | FiscalYear) -> None:
    """Say how many counts of a month may be wrong, and how they are seen."""
    if not doubts or isinstance(month, FiscalYear):
        return
    count = entries_doubted(doubts)
    if scope.is_several:
        message = ngettext(
            "{count} entry of {month} may have a wrong count, and no note says why: {provinces}; "
            "see it: cddctl doubts --month {typed} --province NAME",
            "{count} entries of {month} may have a wrong count, and no note says why: {provinces}; "
            "see them: cddctl doubts --month {typed} --province NAME",
            count,
        )
    else:
        message = ngettext(
            "{count} entry of {month} may have a wrong count, and no note says why; "
            "see it: cddctl doubts --month {typed}",
            "{count} entries of {month} may have a wrong count, and no note says why; "
            "see them: cddctl doubts --month {typed}",
            count,
        )
    provinces = [*dict.fromkeys(province_of(each.office.province_code).name for each in doubts)]
    names = say_list(provinces[:_NAMED])
    if len(provinces) > _NAMED:
        more = len(provinces) - _NAMED
        names = _("{names} and {count} more provinces").format(names=names, count=more)
    say(
        message.format(
            count=f"{count:,}",
            month=month.say(),
            typed=month.buddhist,
            provinces=names,
        )
    )


def _months_in_use(context: Context, register: "AnyRegister", province: Place) -> list[Month]:
    began = register.began(province.code)
    if began is None:
        return [context.usual_month(register, [province])]
    try:
        next_ones = _periods(context, province, Month.of(context.today).next())
    except NoScheduleYet:
        next_ones = ()
    return months_in_use(began, context.today, next_ones)


def _expected(
    register: "AnyRegister", province: Place, periods: Sequence[Period]
) -> tuple[Period, ...]:
    """The periods without months before use began, unless something is recorded for them.

    If use began after all of them, it is all of them.
    """
    began = register.began(province.code)
    before = {period.month for period in periods if began is not None and period.month < began}
    recorded = {entry.month for entry in register.history(province.code, before)}
    expected = [period for period in periods if period.month not in before - recorded]
    return tuple(expected or periods)


def _built(
    register: "AnyRegister", province: Place, months: Sequence[Month], periods: Sequence[Period]
) -> "tuple[Status, list[Entry]]":
    entries = register.history(province.code, months)
    acts = register.acts(province.code, months)
    return build_status(province, districts(province), periods, entries, acts), entries


def _current(history: "Iterable[Entry]") -> "list[Entry]":
    return list({entry.period_and_office: entry for entry in history}.values())


def _periods(
    context: Context, province: Place | None, span: Month | FiscalYear
) -> tuple[Period, ...]:
    calendar = context.calendar(province)
    of_span = calendar.of_month(span) if isinstance(span, Month) else calendar.of_year(span)
    return of_span[1]


def _say_lost(
    context: Context,
    province: Place,
    months: Sequence[Month],
    periods: Sequence[Period],
    entries: "Sequence[Entry]",
) -> None:
    for month in months:
        say_lost(
            context.schedule_of,
            province,
            month,
            periods,
            [entry for entry in entries if entry.month == month],
        )
