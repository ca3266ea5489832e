"""`cddctl register merge`.

Every other register is copied and verified before anything is written. Each is then taken in in a
transaction of its own: a run that is stopped has taken in whole registers, and can be run again.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, home_of
from cddctl.cli.options import Format, FormatOption
from cddctl.cli.output import progress, say, show, table_width, write_data
from cddctl.cli.paths import file_path
from cddctl.cli.writing import copy_of_today, is_ahead
from cddctl.errors import EntryRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import closing
from cddctl.ledger.history import diverged
from cddctl.periods import Month
from cddctl.places import districts, province_of
from cddctl.register.merge import Merged, MergedRound
from cddctl.register.store import Register
from cddctl.render.data.merged import merge_json
from cddctl.render.tables.merged import merge_table, merge_warnings
from cddctl.report.sent import Sent, changes_since
from cddctl.wording import say_date


@command(example=N_("Example: cddctl register merge mae-mo.sqlite3 ngao.sqlite3 --dry-run"))
def merge(
    ctx: typer.Context,
    *,
    others: Annotated[
        list[Path],
        typer.Argument(metavar="OTHER...", parser=file_path, help=N_("The registers to take in.")),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be done, and do nothing."))
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 (the option's name)
) -> None:
    """Take in what each of the others holds, and say what came of it."""
    context = Context.of(ctx)
    with ExitStack() as stack:
        register = stack.enter_context(context.open_existing_register())
        with progress(_("Reading"), len(others)) as read:
            copies = []
            for path in others:
                copies.append(stack.enter_context(Register.staged(path)))
                _refuse_ahead(path, copies[-1])
                read()
        if dry_run:  # what would be done is done to a copy
            register = stack.enter_context(Register.staged(register.path))
        problems: list[str] = []
        if not dry_run:
            with copy_of_today(register, problems) as keep_copy:
                keep_copy()
        merged: list[Merged] = []
        try:
            with progress(_("Merging"), len(others)) as done:
                for path, other in zip(others, copies, strict=True):
                    merged.append(_merge(context, path, other, register))
                    done()
        finally:  # what was taken in is told, whatever became of the rest, if it is still there
            if merged and register.path.exists():
                _tell(context, merged, format, dry_run=dry_run)
                for problem in problems:
                    say(problem)


def _tell(
    context: Context,
    merged: Sequence[Merged],
    format: Format,  # noqa: A002 (the option's name)
    *,
    dry_run: bool,
) -> None:
    if format is Format.JSON:
        write_data(merge_json(merged, dry_run=dry_run), None)
    else:
        show(*merge_table(merged, context.schedule_of, dry_run=dry_run, width=table_width()))
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


def _merge(context: Context, path: Path, other: Register, register: Register) -> Merged:
    """Take in one register, and look at what both had and not the same."""
    with register.beside(other), register.writing():
        both = [
            (province, month, diverged(*(b.counting(province, [month]) for b in (register, other))))
            for province, month in register.differing()
        ]
        for _province, _month, found in both:
            for one in found:  # what is wrong with a schedule is told before anything is taken in
                context.schedule_of(one.ours.content)
        taken = register.take_in(path)
        rounds = []
        for province, month, found in both:
            unsent = _unsent(context, province, month, register)
            rounds.append(MergedRound(province_of(province), month, tuple(found), unsent))
    return Merged(path, home_of(other), taken, tuple(rounds))


def _unsent(context: Context, code: str, month: Month, register: Register) -> int:
    """How many counts stand otherwise than they were sent when the round was closed."""
    closed = closing(register.acts(code, [month]))
    if closed is None:
        return 0
    province = province_of(code)
    periods = context.calendar(province).periods_for_words(month)
    sent, now = Sent.of(closed).entries, register.current(code, month)
    return len(changes_since(periods, province, districts(province), sent, now))
