"""`cddctl undo`: reverses recorded entries by recording the previous ones again."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.ask import is_wanted
from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.options import MonthOption, ProvinceOption
from cddctl.cli.output import say, show, table_width
from cddctl.cli.paths import any_path
from cddctl.cli.writing import refuse_closed, writing
from cddctl.errors import DataRefused, EntryRefused, UsageRefused
from cddctl.i18n import N_, _, ngettext
from cddctl.intake.files import read_bytes
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import REDO, UNDO, Hindrance, Record, Undoing, counting, plan_undo
from cddctl.notes import check_name
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.store import Register
from cddctl.render.tables.history import say_what, undo_lines
from cddctl.wording import say_any_of, say_date

_SHORTEST_SHA256 = 8
"""The fewest digits of a SHA-256 that identify a file."""

_MOST_NAMED = 5
"""The most batches listed where a name is ambiguous."""


@command(example=N_("Example: cddctl undo --import mae-mo.xlsx --dry-run"))
def undo(
    ctx: typer.Context,
    *,
    entry: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENTRY]", help=N_("An entry by the name that history shows: 1a2b3c4d/3.")
        ),
    ] = None,
    last: Annotated[
        bool, typer.Option("--last", help=N_("What was recorded last; so too if nothing is said."))
    ] = False,
    source: Annotated[
        str | None,
        typer.Option("--import", metavar="FILE", help=N_("All that was recorded from a file.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            envvar="CDDCTL_BY",
            show_envvar=False,
            help=N_("Who takes it back; else CDDCTL_BY."),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be done, and do nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=N_("Do it without asking."))] = False,
) -> None:
    """Find the entries, show the changes, and make them if confirmed."""
    context = Context.of(ctx)
    if sum((last, entry is not None, source is not None)) > 1:
        raise UsageRefused(_("--last, an entry and --import do not go together; leave one out"))
    check_name(by or "")
    asked = parsed_month(month)
    # An entry or a file may be of any province; the latest batch is of one province.
    is_last = entry is None and source is None
    place = context.province(province) if province is not None or is_last else None
    wanted = _Wanted(context, entry, source, asked, place)
    with context.open_register() as register:
        if not isinstance(register, Register):
            raise DataRefused(_("there is no register yet, so there is nothing to undo"))
        seen = wanted.plan(register)
        show(*undo_lines(seen.undoings, context.schedule_of, width=table_width()))
        count = len(seen.undoings)
        if dry_run:
            say(
                ngettext(
                    "would change {count} entry (dry run: nothing was undone)",
                    "would change {count} entries (dry run: nothing was undone)",
                    count,
                ).format(count=count)
            )
            return
        if not yes and not _is_wanted():
            say(_("Nothing is undone."))
            return
        with writing(register):
            # Read again within the transaction: nobody else can change it before this is recorded.
            plan = wanted.plan(register)
            if plan != seen:
                raise EntryRefused(
                    _("something else was recorded meanwhile; nothing is undone, look at it again")
                )
            _append(context, register, plan, by)
    say(ngettext("undone: {count} entry", "undone: {count} entries", count).format(count=count))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The changes to make, and the file that may be imported again after them."""

    undoings: tuple[Undoing, ...]
    command: str
    source: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The entries selected to be undone."""

    context: Context
    entry: str | None
    source: str | None
    month: Month | None
    place: Place | None

    def plan(self, register: Register) -> _Plan:
        """Plan the changes that undo them. Raises `DataRefused` if that is not possible."""
        records = _records(register, self.place)
        chosen = [
            record for record in self._chosen(records) if self.month in {None, record.entry.month}
        ]
        if not chosen:
            raise DataRefused(_("there is nothing to undo; see: cddctl history"))
        entries = [record.entry for record in chosen if self.context.is_on_report(record.entry)]
        for province, month in sorted({(entry.province, entry.month) for entry in entries}):
            refuse_closed(register, province, month)
        plan = plan_undo(records, {record.name for record in chosen})
        if plan.overtaken:
            raise EntryRefused(
                self._say(
                    plan.overtaken,
                    _("{entry} ({what}) was overtaken by {later} of {date}; undo that first"),
                )
            )
        if not plan.undoings and plan.undone:
            raise EntryRefused(
                self._say(
                    plan.undone, _("{entry} ({what}) was undone already by {later} of {date}")
                )
            )
        if not plan.undoings:
            raise DataRefused(_("there is nothing to undo: what stood before says the same"))
        command = REDO if any(record.command == UNDO for record in chosen) else UNDO
        source = next((record for record in chosen if record.source_sha256), None)
        if source is None or not _is_whole(register, chosen, records, self.place):
            return _Plan(plan.undoings, command)
        return _Plan(plan.undoings, command, source.source, source.source_sha256)

    def _chosen(self, records: Sequence[Record]) -> Sequence[Record]:
        if self.source is not None:
            return _of_file(self.source, records)
        if self.entry is not None:
            name = self.entry.strip().lower()
            if called := [record for record in records if record.is_called(name)]:
                _refuse_several(self.entry, called)
                return called
            raise DataRefused(
                _("no entry is called {name!r}; see: cddctl history").format(name=self.entry)
            )
        of_month = [record for record in records if self.month in {None, record.entry.month}]
        return [record for record in of_month if record.batch == of_month[-1].batch]

    def _say(self, hindrances: Sequence[Hindrance], message: str) -> str:
        """Describe the first obstacle, and count the others."""
        (record, later), more = hindrances[0], len(hindrances) - 1
        said = message.format(
            entry=record.short_name,
            what=say_what(record.entry, self.context.schedule_of(record.entry)),
            later=later.short_name,
            date=_say_recorded(later.entry),
        )
        if not more:
            return said
        return ngettext("{said} (and {count} more)", "{said} (and {count} more)", more).format(
            said=said, count=more
        )


def _refuse_several(typed: str, records: Sequence[Record]) -> None:
    """Refuse a prefix that fits several batches."""
    if len(batches := sorted({record.batch for record in records})) > 1:
        raise DataRefused(
            _("{name!r} is the beginning of several entries; type more of one: {names}").format(
                name=typed, names=say_any_of(batches[:_MOST_NAMED])
            )
        )


def _records(register: Register, place: Place | None) -> list[Record]:
    """Every entry of a province, or of all provinces, each in the order recorded."""
    months: dict[str, list[Month]] = {}
    for province, month in register.rounds():
        if place is None or place.code == province:
            months.setdefault(province, []).append(month)
    return [
        record for province in months for record in register.history(province, months[province])
    ]


def _of_file(typed: str, records: Sequence[Record]) -> list[Record]:
    """The entries from a file that still count: by its content, else by its name."""
    given = [record for record in counting(records) if record.source_sha256 and not record.reverses]
    path = any_path(typed)
    is_file = os.path.isfile(path)  # noqa: PTH113 (of any name, without raising)
    content = sha256(read_bytes(path)).hexdigest() if is_file else None
    if found := [record for record in given if record.source_sha256 == content]:
        return found
    digits = typed.lower()
    for record in given:
        is_digits = len(digits) >= _SHORTEST_SHA256 and str(record.source_sha256).startswith(digits)
        if record.source == path.name or is_digits:
            found.append(record)
    if not found:
        raise DataRefused(
            _("nothing that stands was recorded from {file}; see: cddctl history").format(
                file=typed
            )
        )
    files = {str(record.source_sha256): record for record in found}
    if len(files) > 1:
        raise DataRefused(
            _(
                "several files called {file} were recorded from; "
                "give the beginning of the SHA-256 of one: {files}"
            ).format(
                file=typed,
                files=say_any_of(
                    f"{digest[:12]} ({_say_recorded(record.entry)})"
                    for digest, record in files.items()
                ),
            )
        )
    if content is not None:
        say(
            _("{file} was changed since it was recorded from; what it gave then is meant").format(
                file=typed
            )
        )
    return found


def _is_whole(
    register: Register, chosen: Iterable[Record], records: Sequence[Record], place: Place | None
) -> bool:
    """Whether, after this undo, nothing that came from the file counts any more.

    When undoing the undo of a file: whether all of it is undone.
    """
    if place is not None and any(province != place.code for province, _month in register.rounds()):
        records = _records(register, None)  # a file may have given entries of several provinces
    chosen = list(chosen)
    names = {record.name for record in chosen}
    if any(record.reverses for record in chosen):
        batches = {record.batch for record in chosen}
        return all(record.name in names for record in records if record.batch in batches)
    files = {record.source_sha256 for record in chosen}
    return len(files) == 1 and all(
        record.name in names
        for record in counting(records)
        if record.source_sha256 in files and not record.reverses
    )


def _append(context: Context, register: Register, plan: _Plan, by: str | None) -> None:
    """Record the entries to restore, one batch per schedule."""
    entries: dict[str, list[Entry]] = {}
    for undoing in plan.undoings:
        entries.setdefault(context.schedule_of(undoing.then).name, []).append(undoing.then)
    for schedule, batch in entries.items():
        register.append(
            batch,
            command=plan.command,
            schedule=schedule,
            now=clock.utc_now(),
            by=by,
            source=plan.source,
            source_sha256=plan.sha256,
        )


def _is_wanted() -> bool:
    """Ask the officer to confirm; without a terminal, refuse."""
    return is_wanted(
        _("Undo this? [y/n] "),
        _("nothing is undone: there is no terminal here to ask on; add --yes to do this"),
    )


def _say_recorded(entry: Entry) -> str:
    """The date that an entry was recorded."""
    return say_date((entry.recorded_at or clock.utc_now()).astimezone().date())
