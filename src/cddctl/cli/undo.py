"""`cddctl undo`: takes back the last step, or the entry, act or step that is named."""

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import ByOption, DryRunOption, MonthOption, ProvinceOption, YesOption
from cddctl.cli.output import say
from cddctl.cli.paths import any_path
from cddctl.cli.reversing import Options, reverse, say_hindrance, say_recorded
from cddctl.errors import DataRefused, EntryRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.intake.files import read_bytes
from cddctl.intake.reply import is_reply
from cddctl.ledger.history import AnyRecord, is_act, not_undone, short_name
from cddctl.ledger.undoing import Reversal, Steps
from cddctl.wording import say_any_of

_MOST_NAMED = 5
"""The most batches or steps listed where a name is ambiguous."""


@command(example=N_("Example: cddctl undo --from mae-mo.xlsx --dry-run"))
def undo(
    ctx: typer.Context,
    *,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help=N_("What to undo, by the name that history shows: 1a2b3c4d/3, 1a2b3c4d."),
        ),
    ] = None,
    last: Annotated[
        bool, typer.Option("--last", help=N_("What was done last; so too if nothing is said."))
    ] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help=N_("All that was recorded from a file.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Find the records that are meant, show the changes, and record the undo if confirmed."""
    context = Context.of(ctx)
    if sum((last, name is not None, source is not None)) > 1:
        raise UsageRefused(_("--last, a name and --from do not go together; leave one out"))
    asked = parsed_month(month)
    # A name or a file may be of any province.
    is_last = name is None and source is None
    place = context.province(province) if province is not None or is_last else None
    code = place.code if place else None

    def choose(steps: Steps) -> Reversal:
        if name is not None:
            return _named(context, steps, name)
        if source is not None:
            of_file = _of_file(steps, source)
            return steps.undo_of(
                record
                for record in of_file
                if asked in {None, record.content.month} and code in {None, record.content.province}
            )
        if (reversal := steps.last(code, asked)) is None:
            raise DataRefused(_("there is nothing to undo; see: cddctl history"))
        return reversal

    reverse(context, choose, Options(by, dry_run, yes))


def _named(context: Context, steps: Steps, typed: str) -> Reversal:
    """The undo of the entry, act or step with that name; or of an undo itself."""
    called = steps.called(typed)
    if not called:
        raise DataRefused(_("nothing is called {name!r}; see: cddctl history").format(name=typed))
    if len(batches := sorted({record.batch for record in called})) > 1:
        raise DataRefused(
            _("{name!r} is the beginning of several names; type more of one: {names}").format(
                name=typed, names=say_any_of(batches[:_MOST_NAMED])
            )
        )
    record = called[0]
    if is_act(record) and record.content.target is not None:
        if (reversal := steps.reverse_of(record)) is not None:
            return reversal
        later = steps.latest_of(record.content.target)
        if later.step == record.step:
            raise EntryRefused(
                _("taking back {entry} changes nothing; see: cddctl history").format(
                    entry=record.short_name
                )
            )
    else:
        if "/" not in typed:
            called = [other for other in steps.records if other.step == record.step]
        reversal = steps.undo_of(called)
        if reversal.targets:
            return reversal
        later = steps.undo_after(record)
    raise EntryRefused(
        say_hindrance(
            context, _("{entry} ({what}) was undone already by {later} of {date}"), record, later
        )
    )


def _of_file(steps: Steps, typed: str) -> Sequence[AnyRecord]:
    """The records of a file that were not undone: by its content, else by its name."""
    given = [
        record for record in not_undone(steps.records, steps.undone) if record.source is not None
    ]
    path = any_path(typed)
    is_file = os.path.isfile(path)  # noqa: PTH113 (of any name, without raising)
    content = sha256(read_bytes(path)).hexdigest() if is_file else None
    if records := [record for record in given if record.source_sha256 == content]:
        return records
    records = [record for record in given if record.source == path.name]
    if not records:
        raise DataRefused(
            _("nothing that stands was recorded from {file}; see: cddctl history").format(
                file=typed
            )
        )
    steps_of_it = {record.step: record for record in records}
    if len(steps_of_it) > 1:
        raise DataRefused(
            _(
                "files called {file} were recorded from several times; undo one of them: {names}"
            ).format(
                file=typed,
                names=say_any_of(
                    f"cddctl undo {short_name(step)} ({say_recorded(record)})"
                    for step, record in list(steps_of_it.items())[:_MOST_NAMED]
                ),
            )
        )
    if is_file and not is_reply(read_bytes(path)):  # each reply of a text has a SHA-256 of its own
        say(
            _("{file} was changed since it was recorded from; what it gave then is meant").format(
                file=typed
            )
        )
    return records
