"""The round that a command extends, closes or reopens, and how acts on it are recorded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from cddctl.cli import clock
from cddctl.cli.ask import confirm_months
from cddctl.cli.context import Context, home_of
from cddctl.cli.remarks import say_schedule
from cddctl.cli.writing import check_ready, refuse_closed
from cddctl.errors import DataRefused, ProvinceNeeded, UsageRefused
from cddctl.i18n import _
from cddctl.ledger.acts import Act
from cddctl.periods import Month
from cddctl.places import Place, find_province
from cddctl.register.store import Register
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database, Schedule
from cddctl.wording import say_list


class ChosenRound(NamedTuple):
    """A province's round of a month."""

    province: Place
    month: Month
    schedule: Schedule
    periods: tuple[Period, ...]


@contextmanager
def open_round(
    context: Context,
    month: str | None,
    province: str | None,
    *,
    yes: bool,
    may_be_closed: bool = False,
) -> Iterator[tuple[Register, ChosenRound]]:
    """Open the register for a command that changes a round, once all is there for it.

    Refused before anything is asked or written: an impossible clock, missing schedules, no month
    (a command that writes never guesses it), no or a wrong province, a month without periods, and a
    closed round.
    """
    check_ready(context)
    with context.open_existing_register() as register:
        if month is None:
            raise UsageRefused(_("which month? add --month, as in --month 2018-09"))
        chosen = Month.parse(month)
        place = find_province(province) if province is not None else home_of(register)
        if place is None:
            raise ProvinceNeeded
        schedule, periods = context.calendar(place).of_month(chosen)
        if not periods:
            raise DataRefused(_("no period falls in {month}").format(month=chosen.say()))
        if not may_be_closed:
            refuse_closed(register, place.code, chosen)
        say_schedule(schedule, chosen.fiscal_year)
        confirm_months([chosen], context.today, yes=yes)
        yield register, ChosenRound(place, chosen, schedule, periods)


def append_acts(
    register: Register, command: str, round_: ChosenRound, acts: Sequence[Act], by: str | None
) -> None:
    """Record acts on a round, within `writing()`."""
    register.declare(round_.province, round_.periods)
    register.append(
        acts, command=command, schedule=round_.schedule.name, now=clock.utc_now(), by=by
    )


def no_period(database: Database, month: Month, say: Callable[[Month], str]) -> DataRefused:
    """The error for a database without a period in a month; `say` formats the months it has."""
    months = (month.fiscal_year.month(rule.month) for rule in database.rules())
    return DataRefused(
        _("{database} has no period in {month}; its periods are {periods}").format(
            database=database.say(), month=month.say(), periods=say_list(map(say, months))
        )
    )
