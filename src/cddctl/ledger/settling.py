"""Check files that come in against the register: each is accepted whole, or refused whole.

Nothing is read or written here: drafts with their positions go in; entries to record and messages
to show come out.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from cddctl.errors import EntryRefused, RoundClosed
from cddctl.i18n import _
from cddctl.ledger.drafts import Closed, Draft, Printed, Settled, settle_one
from cddctl.ledger.entries import Entry, PeriodAndOffice, entry_or_not_yet
from cddctl.ledger.history import AnyRecord, Record, is_entry
from cddctl.ledger.sources import MOST_PROBLEMS, Given, Outcome, Position, Problem, Source
from cddctl.ledger.stale import (
    changed_since,
    conflicts,
    value_text,
    without_replaced,
    without_replaced_total,
)

_RETURNS = {".xlsx", ".xlsm", ".csv"}
"""The extensions of forms and tables that come back."""

CurrentEntries = MutableMapping[PeriodAndOffice, Entry]
"""The current entries, by period and office."""

Records = Mapping[PeriodAndOffice, Sequence[Record[Entry]]]
"""All records of entries, by period and office, in the order recorded."""


def records_of(records: Iterable[AnyRecord]) -> Records:
    """The records of entries by office and period, in their order; undone ones too."""
    by_office: dict[PeriodAndOffice, list[Record[Entry]]] = {}
    for record in records:
        if is_entry(record):
            entry = record.content
            by_office.setdefault(entry.period_and_office, []).append(record)
    return by_office


def current_by_office(entries: Iterable[Entry]) -> CurrentEntries:
    """Entries by office and period."""
    return {entry.period_and_office: entry for entry in entries}


def with_disagreements(
    sources: Sequence[Source],
    records: Records = MappingProxyType({}),
    current: Mapping[PeriodAndOffice, Entry] = MappingProxyType({}),
) -> list[Source]:
    """The files, with a problem added to those that disagree about an office and period.

    A value that came back as it was printed disagrees with none.
    """
    if len(sources) == 1:
        return [*sources]
    given_before: dict[PeriodAndOffice, list[tuple[int, Given]]] = {}
    problems: dict[int, list[Problem]] = {}
    for number, source in enumerate(sources):
        for whole in source.given:
            key = whole.draft.period_and_office
            before, recorded = current.get(key), records.get(key, ())
            draft, _remarks = _filled_in(whole, source, before, recorded, theirs=False)
            if draft is None:
                continue
            given = Given(draft, whole.position)
            others = given_before.setdefault(key, [])
            for other, theirs in others:
                if other != number and theirs.draft.contradicts(given.draft):
                    problems.setdefault(other, []).append(_disagreement(theirs, given, source))
                    problems.setdefault(number, []).append(
                        _disagreement(given, theirs, sources[other])
                    )
            others.append((number, given))
    return [
        source._replace(problems=(*source.problems, *problems.get(number, ())))
        for number, source in enumerate(sources)
    ]


def settle_sources(
    sources: Sequence[Source],
    current: CurrentEntries,
    today: date,
    taken: Mapping[str, datetime],
    *,
    records: Records = MappingProxyType({}),
    theirs: bool = False,
    closed: Closed = MappingProxyType({}),
) -> list[Outcome]:
    """Check each file; `taken` has the times when files were recorded before, by SHA-256.

    A file may depend on another, so refused files are tried again after the others. `records` are
    those in the register, and with `theirs` a form is right where it and the register differ.
    """
    fresh = iter(
        with_disagreements([s for s in sources if s.sha256 not in taken], records, current)
    )
    checked = [source if source.sha256 in taken else next(fresh) for source in sources]
    settle = partial(settle_source, records=records, theirs=theirs, closed=closed)
    outcomes: dict[int, Outcome] = {}
    # A note alone may belong to counts in a later file.
    waiting = sorted(range(len(checked)), key=lambda n: _has_lone_note(checked[n], current))
    while waiting:
        for number in waiting:
            source = checked[number]
            outcomes[number] = settle(source, current, today, taken.get(source.sha256))
        refused = [number for number in waiting if outcomes[number].problems]
        if len(refused) == len(waiting):
            break
        waiting = refused
    return [outcomes[number] for number in range(len(checked))]


def settle_source(
    source: Source,
    current: CurrentEntries,
    today: date,
    taken: datetime | None = None,
    *,
    records: Records = MappingProxyType({}),
    theirs: bool = False,
    closed: Closed = MappingProxyType({}),
) -> Outcome:
    """Check a file against the current entries, and update these if it is accepted.

    A file that was `taken` before changes nothing: later corrections are kept.
    """
    filled = _rows_filled_in(
        source, current, records, theirs=theirs or taken is not None, closed=closed
    )
    problems, unread = list(source.problems), [*source.unread, *filled.remarks]
    settled, refused = [], list(filled.conflicts)
    for draft, position, row_note in filled.rows:
        before = current.get(draft.period_and_office)
        if before is None and draft.is_only_note:
            message = _("{where}: the note {note!r}, as nothing is reported beside it")
            unread.append(message.format(where=position, note=draft.note))
            continue
        if taken is not None and draft.is_only_note:
            continue
        try:
            change = settle_one(draft, before, today, row_note=row_note, closed=closed)
            settled.append(change)
        except EntryRefused as error:
            refused.append(_problem(error, position))
            if len(refused) >= MOST_PROBLEMS:
                refused.append(_more(position))
                break
    if taken is None:
        problems = sorted(dict.fromkeys([*problems, *refused]), key=lambda problem: problem.at)
    if problems:
        return Outcome(
            source,
            problems=tuple(problems),
            unread=tuple(unread),
            has_conflicts=bool(filled.conflicts),
        )
    if taken is not None:
        still_current = tuple(
            Settled(each.draft, each.before, each.before)
            for each in settled
            if each.before and each.says_the_same
        )
        overtaken = len(settled) + len(refused) - len(still_current)
        return Outcome(
            source, still_current, (), tuple(unread), taken, overtaken, filled.as_printed
        )
    current.update((each.draft.period_and_office, each.entry) for each in settled)
    return Outcome(source, tuple(settled), unread=tuple(unread), as_printed=filled.as_printed)


class _FilledIn(NamedTuple):
    """The values filled in on a form, without those that came back as printed."""

    rows: list[tuple[Draft, Position, str | None]]
    """Drafts, their positions, and the note beside each, printed or not."""
    as_printed: int
    remarks: list[str]
    conflicts: list[Problem]


def _rows_filled_in(
    source: Source, current: CurrentEntries, records: Records, *, theirs: bool, closed: Closed
) -> _FilledIn:
    """The drafts of a source without the values that came back as printed.

    In a `closed` round a conflict is refused as a change to a closed round.
    """
    filled = _FilledIn([], 0, [], [])
    for given in source.given:
        whole, position = given
        key = whole.period_and_office
        before, recorded = current.get(key), records.get(key, ())
        draft, remarks = _filled_in(given, source, before, recorded, theirs=theirs)
        filled.remarks.extend(remarks)
        if draft is None:
            filled = filled._replace(as_printed=filled.as_printed + 1)
            continue
        is_closed = whole.period_of_province in closed
        conflicting = [] if theirs or is_closed else _conflicts(whole, draft, position, before)
        if conflicting and recorded and not _is_of_return(before, recorded, source, records):
            filled.conflicts.extend(conflicting)
            continue
        if theirs and (before is None or before.not_applicable):
            draft = whole  # there is nothing that the printed values could be kept from
        filled.rows.append((draft, position, whole.note))
    return filled


def _filled_in(
    given: Given,
    source: Source,
    before: Entry | None,
    recorded: Sequence[Record[Entry]],
    *,
    theirs: bool,
) -> tuple[Draft | None, list[str]]:
    """A draft without the values that came back as printed, and remarks on old values left out.

    `before` is the current entry, and `recorded` are all records of its office and period.
    """
    draft, position = given
    if draft.printed is not None:
        declared = entry_or_not_yet(None, draft.period, draft.office)
        # If the register never had an entry here, printed values are new to it, except a reason
        # that the schedule declares.
        is_known = bool(recorded) or draft.printed == Printed.of(declared)
        return (changed_since(draft, draft.printed) if is_known else draft), []
    if theirs or not (draft.may_be_stale or source.is_reply):
        return draft, []
    leave_out = without_replaced_total if source.is_reply else without_replaced
    rest, replaced = leave_out(draft, [record.content for record in recorded], before)
    remarks = [
        _("{where}: {value}, as an earlier entry had it that was replaced since").format(
            where=position.at(name), value=value_text(draft, name)
        )
        for name in replaced
    ]
    if replaced and rest is not None and not source.is_reply:
        rest = changed_since(rest, Printed.of(before))
    return rest, remarks


def _conflicts(
    whole: Draft, changed: Draft, position: Position, current: Entry | None
) -> list[Problem]:
    """The problems of values that were changed in a form and in the register too."""
    if whole.printed is None:
        return []
    counted = entry_or_not_yet(current, whole.period, whole.office)
    message = _(
        "changed since this was made, here and in the register: here it is {theirs}, in the "
        "register {ours}; find out which is right"
    )
    return [
        Problem.of(position.at(name), message.format(theirs=theirs, ours=ours))
        for name, ours, theirs in conflicts(whole, changed, whole.printed, counted)
    ]


def _is_of_return(
    current: Entry | None,
    recorded: Sequence[Record[Entry]],
    source: Source,
    records: Records,
) -> bool:
    """Whether the current entry came in an earlier return of the same kind, or in this very run.

    A later return replaces an earlier one of the same office, or of several together; another
    district's file does not.
    """
    of_current = [record for record in recorded if record.content == current]
    if not of_current:
        return current is not None
    earlier = of_current[-1]
    kinds = {PurePath(name).suffix.lower() for name in (source.name, earlier.source or "")}
    if len(kinds) != 1 or not kinds < _RETURNS or source.named_for is not None:
        return False
    offices = {draft.office.code for draft, _position in source.given}
    before = {
        record.content.office
        for of_office in records.values()
        for record in of_office
        if record.step == earlier.step
    }
    is_named_so = PurePath(source.name).name == earlier.source
    return is_named_so or len(offices) == 1 or (len(before) > 1 and before <= offices)


def _problem(error: EntryRefused, position: Position) -> Problem:
    """A refused draft as a problem of its file; a closed round is a problem of the whole file."""
    if isinstance(error, RoundClosed):
        return Problem("", str(error), is_ours=True)
    return Problem.of(position, error.message_in(position.columns))


def _has_lone_note(source: Source, current: CurrentEntries) -> bool:
    return any(
        draft.is_only_note and draft.period_and_office not in current
        for draft, _position in source.given
    )


def _more(position: Position) -> Problem:
    return Problem.of(position, _("there may be more further on; mend these first"))


def _disagreement(given: Given, theirs: Given, other: Source) -> Problem:
    draft = given.draft
    return Problem.of(
        given.position,
        _(
            "{office}, {database}: {other} says otherwise at {there}; keep the one that is right"
        ).format(
            office=draft.office.name,
            database=draft.period.database.say(),
            other=other.name,
            there=theirs.position,
        ),
    )
