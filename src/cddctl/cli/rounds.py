"""The round that a command extends, closes or reopens, and how acts on it are recorded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import typer

from cddctl.cli import clock
from cddctl.cli.ask import confirm_months, is_wanted
from cddctl.cli.context import Context, home_of
from cddctl.cli.output import say
from cddctl.cli.remarks import say_schedule
from cddctl.cli.writing import check_ready, refuse_closed
from cddctl.errors import DataRefused, ProvinceNeeded
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

    Refused before anything is written: an impossible clock, missing schedules, no or a wrong
    province, a month without periods, and a closed round. Where no month is given, the usual one
    is asked about, and never taken unasked.
    """
    check_ready(context)
    with context.open_existing_register() as register:
        given = None if month is None else Month.parse(month)
        place = find_province(province) if province is not None else home_of(register)
        if place is None:
            raise ProvinceNeeded
        chosen = given or _usual_month(context, register, place)
        schedule, periods = context.calendar(place).of_month(chosen)
        if not periods:
            raise DataRefused(_("no period falls in {month}").format(month=chosen.say()))
        if not may_be_closed:
            refuse_closed(register, place.code, chosen)
        say_schedule(schedule, chosen.fiscal_year)
        confirm_months([chosen], context.today, yes=yes)
        yield register, ChosenRound(place, chosen, schedule, periods)


def _usual_month(context: Context, register: Register, province: Place) -> Month:
    """The usual month, once the officer has said that it is meant."""
    usual = context.usual_month(register, [province])
    question = _("No month is given. Is {month} meant?").format(month=usual.say())
    if not is_wanted(question, _("which month? add --month, as in --month 2018-09")):
        say(_("Nothing is done."))
        raise typer.Exit
    return usual


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
