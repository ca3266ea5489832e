"""What `cddctl undo` does: what was recorded is taken back by recording what stood before."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cddctl.commands.gather import (
    chosen_province,
    open_register,
    parsed_month,
    refuse_closed,
    utc_now,
    writing,
)
from cddctl.commands.history import Schedules
from cddctl.commands.paths import any_path
from cddctl.commands.streams import is_wanted, say, show, table_width
from cddctl.errors import DataRefused, EntryRefused, UsageRefused
from cddctl.i18n import _, ngettext
from cddctl.intake.files import read_bytes
from cddctl.ledger.entries import Entry, check_name
from cddctl.ledger.history import REDO, UNDO, Hindrance, Record, Undoing, counting, plan_undo
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.store import Register
from cddctl.schedule.library import ScheduleLibrary
from cddctl.wording import say_any_of, say_date

_SHORTEST_SHA256 = 8
"""How many of its digits tell a file from others."""


_MOST_NAMED = 5
"""No more batches are listed where several are called by a name."""


def undo_entries(
    *,
    entry: str | None,
    last: bool,
    source: str | None,
    month: str | None,
    province: str | None,
    by: str | None,
    dry_run: bool,
    yes: bool,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Find what is meant, show what is done, and do it if it is wanted."""
    from cddctl.render.tables.history import undo_lines

    if sum((last, entry is not None, source is not None)) > 1:
        raise UsageRefused(_("--last, an entry and --import do not go together; leave one out"))
    check_name(by or "")
    asked = parsed_month(month)
    # An entry or a file may be of any province; what was recorded last is of one.
    is_last = entry is None and source is None
    place = chosen_province(province, register) if province is not None or is_last else None
    wanted = _Wanted(entry, source, asked, place, Schedules(ScheduleLibrary(schedules)))
    book = open_register(register)
    if book is None:
        raise DataRefused(_("there is no register yet, so there is nothing to undo"))
    with book:
        seen = wanted.found(book)
        show(*undo_lines(seen.undoings, wanted.words.of, width=table_width()))
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
        with writing(book):
            # Read again within: nobody else can change it before this is recorded.
            found = wanted.found(book)
            if found != seen:
                raise EntryRefused(
                    _("something else was recorded meanwhile; nothing is undone, look at it again")
                )
            _append(book, found, wanted.words, by)
    say(ngettext("undone: {count} entry", "undone: {count} entries", count).format(count=count))


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be done, and the file that may be recorded from again after it."""

    undoings: tuple[Undoing, ...]
    command: str
    source: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked to be undone."""

    entry: str | None
    source: str | None
    month: Month | None
    place: Place | None
    words: Schedules

    def found(self, book: Register) -> _Found:
        """What it takes to undo it. Raises `DataRefused` where it cannot be."""
        records = _records(book, self.place)
        chosen = [one for one in self._chosen(records) if self.month in {None, one.entry.month}]
        if not chosen:
            raise DataRefused(_("there is nothing to undo; see: cddctl history"))
        entries = [one.entry for one in chosen if self.words.is_sent(one.entry)]
        for province, month in sorted({(entry.province, entry.month) for entry in entries}):
            refuse_closed(book, province, month)
        plan = plan_undo(records, {one.name for one in chosen})
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
        command = REDO if any(one.command == UNDO for one in chosen) else UNDO
        source = next((one for one in chosen if one.source_sha256), None)
        if source is None or not _is_whole(book, chosen, records, self.place):
            return _Found(plan.undoings, command)
        return _Found(plan.undoings, command, source.source, source.source_sha256)

    def _chosen(self, records: Sequence[Record]) -> Sequence[Record]:
        if self.source is not None:
            return _of_file(self.source, records)
        if self.entry is not None:
            name = self.entry.strip().lower()
            if found := [one for one in records if one.is_called(name)]:
                _refuse_several(self.entry, found)
                return found
            raise DataRefused(
                _("no entry is called {name!r}; see: cddctl history").format(name=self.entry)
            )
        of_month = [one for one in records if self.month in {None, one.entry.month}]
        return [one for one in of_month if one.batch == of_month[-1].batch]

    def _say(self, hindrances: Sequence[Hindrance], message: str) -> str:
        """The first of what is in the way, and how many more there are."""
        from cddctl.render.tables.history import say_what

        (record, later), more = hindrances[0], len(hindrances) - 1
        said = message.format(
            entry=record.short_name,
            what=say_what(record.entry, self.words.of(record.entry)),
            later=later.short_name,
            date=_say_recorded(later.entry),
        )
        if not more:
            return said
        return ngettext("{said} (and {count} more)", "{said} (and {count} more)", more).format(
            said=said, count=more
        )


def _refuse_several(typed: str, records: Sequence[Record]) -> None:
    """Refuse a name that several batches begin with."""
    if len(batches := sorted({record.batch for record in records})) > 1:
        raise DataRefused(
            _("{name!r} is the beginning of several entries; type more of one: {names}").format(
                name=typed, names=say_any_of(batches[:_MOST_NAMED])
            )
        )


def _records(book: Register, place: Place | None) -> list[Record]:
    """Every entry of a province, or of all, those of each in the order recorded."""
    months: dict[str, list[Month]] = {}
    for province, month in book.rounds():
        if place is None or place.code == province:
            months.setdefault(province, []).append(month)
    return [one for province in months for one in book.history(province, months[province])]


def _of_file(typed: str, records: Sequence[Record]) -> list[Record]:
    """What still counts of what was recorded from a file: by its content, else by its name."""
    given = [one for one in counting(records) if one.source_sha256 and not one.reverses]
    path = any_path(typed)
    content = sha256(read_bytes(path)).hexdigest() if os.path.isfile(path) else None  # noqa: PTH113 (without raising)
    if found := [one for one in given if one.source_sha256 == content]:
        return found
    digits = typed.lower()
    for one in given:
        is_digits = len(digits) >= _SHORTEST_SHA256 and str(one.source_sha256).startswith(digits)
        if one.source == path.name or is_digits:
            found.append(one)
    if not found:
        raise DataRefused(
            _("nothing that stands was recorded from {file}; see: cddctl history").format(
                file=typed
            )
        )
    files = {str(one.source_sha256): one for one in found}
    if len(files) > 1:
        raise DataRefused(
            _(
                "several files called {file} were recorded from; "
                "give the beginning of the SHA-256 of one: {files}"
            ).format(
                file=typed,
                files=say_any_of(
                    f"{digest[:12]} ({_say_recorded(one.entry)})" for digest, one in files.items()
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
    book: Register, chosen: Iterable[Record], records: Sequence[Record], place: Place | None
) -> bool:
    """Whether nothing that a file gave counts any more once this is undone.

    Of an undo of a file that is undone itself: whether all of it is.
    """
    if place is not None and any(province != place.code for province, _month in book.rounds()):
        records = _records(book, None)  # a file may have given entries of several provinces
    chosen = list(chosen)
    names = {one.name for one in chosen}
    if any(one.reverses for one in chosen):
        batches = {one.batch for one in chosen}
        return all(one.name in names for one in records if one.batch in batches)
    files = {one.source_sha256 for one in chosen}
    return len(files) == 1 and all(
        one.name in names
        for one in counting(records)
        if one.source_sha256 in files and not one.reverses
    )


def _append(book: Register, found: _Found, words: Schedules, by: str | None) -> None:
    """Record what is to stand, a batch for each schedule that it is under."""
    entries: dict[str, list[Entry]] = {}
    for undoing in found.undoings:
        entries.setdefault(words.of(undoing.then).name, []).append(undoing.then)
    for schedule, batch in entries.items():
        book.append(
            batch,
            command=found.command,
            schedule=schedule,
            now=utc_now(),
            by=by,
            source=found.source,
            source_sha256=found.sha256,
        )


def _is_wanted() -> bool:
    """Whether the officer wants it done; without a terminal nobody can be asked."""
    return is_wanted(
        _("Undo this? [y/n] "),
        _("nothing is undone: there is no terminal here to ask on; add --yes to do this"),
    )


def _say_recorded(entry: Entry) -> str:
    """The day that an entry was recorded."""
    return say_date((entry.recorded_at or utc_now()).astimezone().date())
