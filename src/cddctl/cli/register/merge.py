"""`cddctl register merge`.

Every other register is copied and verified before anything is written. Each is then taken in in a
transaction of its own: a run that is stopped has taken in whole registers, and can be run again.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.ask import is_wanted
from cddctl.cli.command import command
from cddctl.cli.context import Context, home_of
from cddctl.cli.options import Format, FormatOption, YesOption
from cddctl.cli.output import progress, say, show, table_width, write_data
from cddctl.cli.paths import file_path
from cddctl.cli.writing import copy_of_today, is_ahead, recorded_meanwhile
from cddctl.errors import EntryRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import closing
from cddctl.ledger.history import AnyRecord, Record, acts_of, acts_that_count, diverged
from cddctl.periods import Month, thai_time
from cddctl.places import districts, province_of
from cddctl.register.merge import Merged, MergedRound
from cddctl.register.store import Register
from cddctl.render.data.register import merge_json
from cddctl.render.tables.merged import change_lines, merge_table, merge_warnings
from cddctl.report.sent import SentContent, changes_since
from cddctl.status.changes import RoundChange, round_change
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
    yes: YesOption = False,
) -> None:
    """Take in the records of each of the others, and show the results.

    It asks before it opens or closes a round that is here already, or changes a date of it.
    """
    context = Context.of(ctx)
    clock.refuse_impossible()
    with ExitStack() as stack:
        register = stack.enter_context(Register.open(context.register_path))
        with progress(_("Reading"), len(others)) as read:
            copies = []
            for path in others:
                copies.append(stack.enter_context(Register.staged(path)))
                _refuse_ahead(path, copies[-1])
                read()
        changes = _changes_of_all(context, register, copies)
        is_asked = any(change.is_here for of_register in changes for change in of_register)
        if not dry_run and not yes and is_asked and not _is_wanted(others, changes):
            say(_("Nothing is taken in."))
            return
        if dry_run:  # what would be done is done to a copy
            register = stack.enter_context(Register.staged(register.path))
        problems: list[str] = []
        if not dry_run:
            with copy_of_today(register, problems) as keep_copy:
                keep_copy()
        merged: list[Merged] = []
        try:
            with progress(_("Merging"), len(others)) as done:
                for path, other, expected in zip(others, copies, changes, strict=True):
                    merged.append(_merge(context, path, other, register, expected))
                    done()
            if not dry_run:
                context.remember_schedules()
        finally:  # what was taken in is reported, whatever became of the rest
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
    for taken in merged:
        for text in merge_warnings(taken):
            say(_("warning: {file}: {text}").format(file=taken.path, text=text))


def _refuse_ahead(path: Path, other: Register) -> None:
    """Refuse a register that was recorded in by a clock ahead of this one.

    Its records would count as later than all that is recorded until then.
    """
    last = other.last_recorded()
    if last is not None and is_ahead(last):
        raise EntryRefused(
            _(
                "{path}: its last entry is dated {date}, which is still to come, so it would stand "
                "over later ones; take its counts as a table: cddctl register export, record --from"
            ).format(path=path, date=say_date(thai_time(last).date()))
        )


_Records = dict[tuple[str, Month], dict[str, AnyRecord]]
"""The records of rounds, by name."""


def _changes_of_all(
    context: Context, register: Register, others: Sequence[Register]
) -> list[list[RoundChange]]:
    """The changes of rounds and dates by each register, taken in after those before it."""
    known: _Records = {}
    changes = []
    for other in others:
        with register.beside(other), register.reading():
            changes.append(_changes(context, register, other, known))
    return changes


def _changes(
    context: Context, register: Register, other: Register, known: _Records
) -> list[RoundChange]:
    """The changes of rounds and dates by a register; its records are added to `known`."""
    changes = []
    for code, month in register.acted_on_beside():
        ours = known.get((code, month))
        if ours is None:
            ours = {record.name: record for record in register.records(code, [month])}
        both = ours | {record.name: record for record in other.records(code, [month])}
        known[code, month] = both
        before, after = (
            acts_that_count(list(acts_of(sorted(records.values(), key=Record.order))))
            for records in (ours, both)
        )
        if before == after:
            continue
        province = province_of(code)
        periods = context.calendar(province).periods_for_names(month)
        change = round_change(province, month, periods, before, after, is_here=bool(ours))
        if change is not None:
            changes.append(change)
    return changes


def _is_wanted(others: Sequence[Path], changes: Sequence[Sequence[RoundChange]]) -> bool:
    """Name the rounds opened or closed and the dates moved, and ask; refuse without a terminal."""
    for path, of_register in zip(others, changes, strict=True):
        for change in of_register:
            for line in change_lines(change, is_done=False):
                say(f"{path}: {line}")
    return is_wanted(
        _("Take it in?"),
        _(
            "nothing is taken in: it opens or closes rounds that are here, or changes their dates, "
            "and there is no terminal here to ask on; add --yes to do this"
        ),
    )


def _merge(
    context: Context,
    path: Path,
    other: Register,
    register: Register,
    expected: Sequence[RoundChange],
) -> Merged:
    """Take in one register, and find where both had recorded differently."""
    with register.beside(other), register.writing():
        changes = _changes(context, register, other, {})
        if changes != expected:
            raise recorded_meanwhile(f"{register.path}")
        both = [
            (
                province,
                month,
                diverged(*(b.records_not_undone(province, [month]) for b in (register, other))),
            )
            for province, month in register.differing()
        ]
        for _province, _month, divergences in both:
            for divergence in divergences:  # a wrong schedule is refused first
                context.schedule_of(divergence.ours.content)
        taken = register.take_in(path)
        rounds = []
        for province, month, divergences in both:
            unsent = _unsent(context, province, month, register)
            rounds.append(MergedRound(province_of(province), month, tuple(divergences), unsent))
    return Merged(path, home_of(other), taken, tuple(rounds), tuple(changes))


def _unsent(context: Context, code: str, month: Month, register: Register) -> int:
    """The number of counts that differ from those sent when the round was closed."""
    closed = closing(register.acts(code, [month]))
    if closed is None:
        return 0
    province = province_of(code)
    periods = context.calendar(province).periods_for_names(month)
    sent, now = SentContent.of(closed).entries, register.current(code, month)
    return len(changes_since(periods, province, districts(province), sent, now))
