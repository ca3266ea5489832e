"""What `cddctl register merge` does.

Every other register is copied and verified before anything is written. Each is then taken in in a
transaction of its own: a run that is stopped has taken in whole registers, and can be run again.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from cddctl.commands.gather import (
    default_register,
    home_of,
    is_ahead,
    keep_copy_of_the_day,
    open_register,
)
from cddctl.commands.history import Schedules
from cddctl.commands.streams import progress, say, show, table_width, write_data
from cddctl.errors import EntryRefused, RegisterMissing
from cddctl.i18n import _
from cddctl.ledger.acts import closing
from cddctl.ledger.history import diverged
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register.store import Register
from cddctl.render.tables.merged import Merged, MergedRound, merge_json, merge_table, merge_warnings
from cddctl.report.sent import Sent, changes_since
from cddctl.schedule.library import ScheduleLibrary
from cddctl.wording import say_date


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
                _refuse_ahead(path, copies[-1])
                read()
        if dry_run:  # what would be done is done to a copy
            book = stack.enter_context(Register.staged(book.path))
        problems = [] if dry_run else keep_copy_of_the_day(book)
        words = Schedules(library)
        merged: list[Merged] = []
        try:
            with progress(_("Merging"), len(others)) as done:
                for path, other in zip(others, copies, strict=True):
                    merged.append(_merge(path, other, book, words))
                    done()
        finally:  # what was taken in is told, whatever became of the rest, if it is still there
            if merged and book.path.exists():
                _tell(merged, words, format, dry_run=dry_run)
                for problem in problems:
                    say(problem)


def _tell(
    merged: Sequence[Merged],
    words: Schedules,
    format: str,  # noqa: A002 (the option's name)
    *,
    dry_run: bool,
) -> None:
    if format == "json":
        write_data(merge_json(merged, dry_run=dry_run), None)
    else:
        show(*merge_table(merged, words.of, dry_run=dry_run, width=table_width()))
    for one in merged:
        for text in merge_warnings(one):
            say(_("warning: {file}: {text}").format(file=one.path, text=text))


def _refuse_ahead(path: Path, other: Register) -> None:
    """Refuse a register that was recorded in by a clock ahead of this one.

    What it holds would stand over all that is recorded until then, and so would what comes after.
    """
    last = other.last_recorded()
    if last is not None and is_ahead(last):
        raise EntryRefused(
            _(
                "{path}: its last entry is dated {date}, which is still to come, so it would stand "
                "over later ones; take its counts as a table: cddctl register export, record --from"
            ).format(path=path, date=say_date(last.astimezone().date()))
        )


def _merge(path: Path, other: Register, book: Register, words: Schedules) -> Merged:
    """Take in one register, and look at what both had and not the same."""
    with book.beside(other), book.writing():
        both = [
            (province, month, diverged(*(b.history(province, [month]) for b in (book, other))))
            for province, month in book.differing()
        ]
        for _province, _month, found in both:
            for one in found:  # what is wrong with a schedule is told before anything is taken in
                words.of(one.ours.entry)
        taken = book.take_in(path)
        rounds = [
            MergedRound(
                province_of(province), month, tuple(found), _unsent(province, month, book, words)
            )
            for province, month, found in both
        ]
    return Merged(path, home_of(other), taken, tuple(rounds))


def _unsent(code: str, month: Month, book: Register, words: Schedules) -> int:
    """How many counts stand otherwise than they were sent when the round was closed."""
    closed = closing(book.acts(code, [month]))
    if closed is None:
        return 0
    province = province_of(code)
    periods, offices = words.periods(province, month), districts(province)
    sent, now = Sent.of(closed).entries, book.current(code, month)
    return len(changes_since(periods, province, offices, sent, now))
