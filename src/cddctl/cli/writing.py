"""Write to the register: in one transaction, after the daily backup, never in a closed round."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cddctl.cli import clock
from cddctl.cli.output import say
from cddctl.errors import CopyRefused, EntryRefused, RoundClosed
from cddctl.i18n import _
from cddctl.ledger.acts import closing
from cddctl.periods import Month, thai_time
from cddctl.places import province_of
from cddctl.register.copies import copy_of_the_day, name_of_the_day
from cddctl.wording import say_date

if TYPE_CHECKING:
    from cddctl.cli.context import Context
    from cddctl.register.empty import EmptyRegister
    from cddctl.register.store import Register

_CLOCKS_DIFFER = timedelta(days=1)
"""How much the clocks of two PCs may differ; time zones differ by less."""


@contextmanager
def writing(context: "Context", register: "Register") -> Iterator[None]:
    """Run one transaction for recording; before the first entry of a day, keep a backup.

    It needs the schedules that the register was recorded with; those typed are remembered.
    """
    check_ready(context)
    last = register.last_recorded()
    if last is not None and is_ahead(last):
        say(
            _(
                "warning: the register's last entry is dated {date}, which is still to come; "
                "look at the clock of this PC"
            ).format(date=say_date(thai_time(last).date()))
        )
    problems: list[str] = []
    with copy_of_today(register, problems) as keep_copy, register.writing(keep_copy):
        yield
    for problem in problems:  # after recording: what prevents a backup may prevent that too
        say(problem)
    context.remember_schedules()


def is_ahead(moment: datetime) -> bool:
    """Whether a time is so far in the future that a clock must be wrong, then or now."""
    return moment > clock.utc_now() + _CLOCKS_DIFFER


@contextmanager
def copy_of_today(register: "Register", problems: list[str]) -> Iterator[Callable[[], None]]:
    """Back up a register that holds entries, before the first recording of a day.

    The copy is made without a lock, and is kept when the yielded function is called. A failed copy
    does not prevent recording: a warning is added to `problems`.
    """
    target = name_of_the_day(register.path, clock.today())
    if target.exists() or register.last_recorded() is None:
        yield lambda: None
        return
    with copy_of_the_day(register.path, target) as keep:

        def keep_or_tell() -> None:
            try:
                keep()
            except CopyRefused as error:
                problems.append(_("warning: there is no backup of today: {why}").format(why=error))

        yield keep_or_tell


def check_ready(context: "Context") -> None:
    """Refuse to write while the clock is impossible, or the register's schedules are missing."""
    clock.refuse_impossible()
    context.refuse_missing_schedules()


def say_closed(register: "Register | EmptyRegister", province: str, month: Month) -> str | None:
    """Describe that a round is closed, and the command that helps; None where it is open."""
    if (closed := closing(register.acts(province, [month]))) is None:
        return None
    moment = closed.recorded_at or clock.utc_now()
    of = "" if register.home == province else f" --province {province_of(province).id}"
    return _(
        "{month} was closed on {date} and its report sent; to change it, reopen it: "
        "cddctl reopen --month {typed} --reason T"
    ).format(
        month=month.say(),
        date=say_date(thai_time(moment).date()),
        typed=f"{month.buddhist}{of}",
    )


def refuse_closed(register: "Register | EmptyRegister", province: str, month: Month) -> None:
    """Refuse, with `RoundClosed`, to change a round that is closed."""
    if (why := say_closed(register, province, month)) is not None:
        raise RoundClosed(why)


def recorded_meanwhile(what: str) -> EntryRefused:
    """The refusal to go on after others recorded something that the user has not seen."""
    return EntryRefused(
        _("{what}: recorded by another meanwhile; nothing is done, look at it again").format(
            what=what
        )
    )
