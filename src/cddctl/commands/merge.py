"""What `cddctl register merge` does.

Every other register is copied and verified before anything is written. Each is then taken in in a
transaction of its own: a run that is stopped has taken in whole registers, and can be run again.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from cddctl.acts import closing
from cddctl.commands.gather import (
    Calendar,
    default_register,
    home_of,
    keep_copy_of_the_day,
    open_register,
    utc_now,
)
from cddctl.commands.history import Schedules
from cddctl.commands.streams import progress, say, show, table_width, write_out
from cddctl.errors import RegisterMissing
from cddctl.history import diverged
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register import Register
from cddctl.render.merged import Merged, MergedRound, merge_json, merge_table, merge_warnings
from cddctl.schedules import ScheduleLibrary
from cddctl.sent import Sent, changes_since

_CLOCKS_DIFFER = timedelta(days=1)


def merge_registers(
    *,
    others: Sequence[Path],
    dry_run: bool,
    format: str,  # noqa: A002 (the option's name)
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Take in what each of the others holds, and say what came of it."""
    library = ScheduleLibrary(schedules)
    with ExitStack() as stack:
        book = open_register(register)
        if book is None:
            raise RegisterMissing(default_register())
        stack.enter_context(book)
        with progress(_("Reading"), len(others)) as read:
            copies = []
            for path in others:
                copies.append(stack.enter_context(Register.staged(path)))
                read()
        if dry_run:  # what would be done is done to a copy
            book = stack.enter_context(Register.staged(book.path))
        else:
            keep_copy_of_the_day(book)
        merged = []
        with progress(_("Merging"), len(others)) as done:
            for path, other in zip(others, copies, strict=True):
                merged.append(_merge(path, other, book, library))
                done()
    words = Schedules(library)
    if format == "json":
        write_out(merge_json(merged, dry_run=dry_run), None)
    else:
        show(*merge_table(merged, words.of, dry_run=dry_run, width=table_width()))
    for one in merged:
        for text in merge_warnings(one):
            say(_("warning: {file}: {text}").format(file=one.path, text=text))


def _merge(path: Path, other: Register, book: Register, library: ScheduleLibrary) -> Merged:
    """Take in one register, and look at what both had and not the same."""
    with book.beside(other), book.writing():
        both = [
            (province, month, diverged(*(b.history(province, [month]) for b in (book, other))))
            for province, month in book.differing()
        ]
        taken = book.take_in(path)
        rounds = [
            MergedRound(
                province_of(province), month, tuple(found), _unsent(province, month, book, library)
            )
            for province, month, found in both
        ]
    ahead = taken.latest is not None and taken.latest > utc_now() + _CLOCKS_DIFFER
    return Merged(path, home_of(other), taken, tuple(rounds), taken.latest if ahead else None)


def _unsent(code: str, month: Month, book: Register, library: ScheduleLibrary) -> int:
    """How many counts stand otherwise than they were sent when the round was closed."""
    closed = closing(book.acts(code, [month]))
    if closed is None:
        return 0
    province = province_of(code)
    _schedule, periods = Calendar(library, province).of_month(month)
    now = book.current(code, month)
    sent = Sent.of(closed).entries
    return len(changes_since(periods, province, districts(province), sent, now))
