"""Check files that come in against the register: each is accepted whole, or refused whole.

Nothing is read or written here: drafts with their positions go in; entries to record and messages
to show come out.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple, Self

from cddctl.errors import EntryRefused
from cddctl.i18n import _
from cddctl.ledger.drafts import Draft, Settled, settle_one
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import Place


class Position(NamedTuple):
    """A place in a file: a cell of a sheet, or a line of a table without sheets.

    Rows, lines and columns count from 1.
    """

    sheet: str | None
    row: int
    column: int | None = None
    heading: str = ""

    def __str__(self) -> str:
        if self.sheet is None and self.column is None:
            return _("line {line}").format(line=self.row)
        if self.sheet is None:
            return _("line {line}, column {column}").format(
                line=self.row, column=self.heading or self.column
            )
        if self.column is None:
            return _("sheet {sheet!r}, row {row}").format(sheet=self.sheet, row=self.row)
        return _("sheet {sheet!r}, cell {cell}").format(
            sheet=self.sheet, cell=cell_name(self.row, self.column)
        )


MOST_PROBLEMS = 1_000
"""Nobody corrects more at once; a file with more problems is not read to the end."""


class Problem(NamedTuple):
    """A problem in a file: where, which value, and what is expected."""

    where: str
    message: str
    at: tuple[str, int, int] = ("", 0, 0)
    """Sheet, row and column, to sort problems by."""

    @classmethod
    def of(cls, position: Position, message: str) -> Self:
        """A problem at a position."""
        return cls(
            str(position), message, (position.sheet or "", position.row, position.column or 0)
        )

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Given(NamedTuple):
    """A draft, and its position in its file."""

    draft: Draft
    position: Position


@dataclass(frozen=True, slots=True)
class Source:
    """A file after reading: its drafts, its problems, and the parts that were not read."""

    name: str
    sha256: str
    given: Sequence[Given] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    """Positions where something could be reported and nothing is."""
    offices: tuple[Place, ...] = ()
    is_reply: bool = False
    """Whether it is an office's typed answer to a reminder."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for a file: settled drafts, or problems and nothing recorded."""

    source: Source
    settled: tuple[Settled, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    taken: datetime | None = None
    """When this very file was recorded before, if it was."""
    overtaken: int = 0
    """The number of entries from the earlier recording that have been corrected since."""

    @property
    def status(self) -> str:
        """refused, recorded or unchanged."""
        if self.problems:
            return "refused"
        return "recorded" if self.new else "unchanged"

    @property
    def new(self) -> list[Settled]:
        """The entries to record."""
        return [one for one in self.settled if one.is_new]

    @property
    def added(self) -> int:
        """The number of entries that are the first for their office and period."""
        return sum(one.before is None for one in self.new)

    @property
    def updated(self) -> list[Settled]:
        """The entries that replace another."""
        return [one for one in self.new if one.before is not None]

    @property
    def unchanged(self) -> int:
        """The number of drafts that change nothing."""
        return len(self.settled) - len(self.new)


PeriodKey = tuple[str, Month, int]
OfficeAndPeriod = tuple[str, str, Month, int]
Standing = MutableMapping[OfficeAndPeriod, Entry]
"""The current entries, by office and period."""


def standing_of(entries: Iterable[Entry]) -> Standing:
    """Entries by office and period."""
    return {(entry.office, *entry.key): entry for entry in entries}


def rounds_of(sources: Iterable[Source]) -> set[tuple[str, Month]]:
    """The rounds that files report for: province code and month."""
    return {
        (draft.office.code[:2], draft.period.month)
        for source in sources
        for draft, _position in source.given
    }


def without_disagreement(sources: Sequence[Source]) -> list[Source]:
    """The files, with a problem added to those that disagree about an office and period."""
    if len(sources) == 1:
        return [*sources]
    found: dict[OfficeAndPeriod, list[tuple[int, Given]]] = {}
    problems: dict[int, list[Problem]] = {}
    for number, source in enumerate(sources):
        for given in source.given:
            others = found.setdefault(_key(given.draft), [])
            for other, theirs in others:
                if other != number and theirs.draft.contradicts(given.draft):
                    problems.setdefault(other, []).append(_disagreement(theirs, given, source))
                    problems.setdefault(number, []).append(
                        _disagreement(given, theirs, sources[other])
                    )
            others.append((number, given))
    return [
        replace(source, problems=(*source.problems, *problems.get(number, ())))
        for number, source in enumerate(sources)
    ]


def without_closed(source: Source, closed: Mapping[tuple[str, PeriodKey], str]) -> Source:
    """A file, with a problem for each closed period in it; `closed` has the reasons."""
    found = (
        closed.get((draft.office.code[:2], draft.period.key)) for draft, _position in source.given
    )
    problems = [Problem("", why) for why in dict.fromkeys(found) if why is not None]
    return replace(source, problems=(*source.problems, *problems)) if problems else source


def settle_sources(
    sources: Sequence[Source], standing: Standing, today: date, taken: Mapping[str, datetime]
) -> list[Outcome]:
    """Check each file; `taken` has the times when files were recorded before, by SHA-256.

    A file may depend on another, so refused files are tried again after the others.
    """
    fresh = iter(without_disagreement([s for s in sources if s.sha256 not in taken]))
    checked = [source if source.sha256 in taken else next(fresh) for source in sources]
    outcomes: dict[int, Outcome] = {}
    # A note alone may belong to counts in a later file.
    waiting = sorted(range(len(checked)), key=lambda n: _has_lone_note(checked[n], standing))
    while waiting:
        for number in waiting:
            source = checked[number]
            outcomes[number] = settle_source(source, standing, today, taken.get(source.sha256))
        refused = [number for number in waiting if outcomes[number].problems]
        if len(refused) == len(waiting):
            break
        waiting = refused
    return [outcomes[number] for number in range(len(checked))]


def settle_source(
    source: Source, standing: Standing, today: date, taken: datetime | None = None
) -> Outcome:
    """Check a file against the current entries, and update these if it is accepted.

    A file that was `taken` before changes nothing: later corrections are kept.
    """
    problems, unread = list(source.problems), list(source.unread)
    settled, refused = [], []
    for draft, position in source.given:
        before = standing.get(_key(draft))
        if before is None and draft.is_only_note:
            what = _("{where}: the note {note!r}, as nothing is reported beside it")
            unread.append(what.format(where=position, note=draft.note))
            continue
        if taken is not None and draft.is_only_note:
            continue
        try:
            settled.append(settle_one(draft, before, today))
        except EntryRefused as error:
            refused.append(Problem.of(position, str(error)))
            if len(refused) >= MOST_PROBLEMS:
                refused.append(_more(position))
                break
    if taken is None:
        problems = sorted([*problems, *refused], key=lambda problem: problem.at)
    if problems:
        return Outcome(source, problems=tuple(problems), unread=tuple(unread))
    if taken is not None:
        stand = tuple(one for one in settled if one.says_the_same)
        stand = tuple(Settled(draft, before, before) for draft, before, _entry in stand if before)
        overtaken = len(settled) + len(refused) - len(stand)
        return Outcome(source, stand, (), tuple(unread), taken, overtaken)
    standing.update((_key(one.draft), one.entry) for one in settled)
    return Outcome(source, tuple(settled), unread=tuple(unread))


def _has_lone_note(source: Source, standing: Standing) -> bool:
    return any(
        draft.is_only_note and _key(draft) not in standing for draft, _position in source.given
    )


def _more(position: Position) -> Problem:
    return Problem.of(position, _("there may be more further on; mend these first"))


def cell_name(row: int, column: int) -> str:
    """A cell's name in a spreadsheet: C5."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _key(draft: Draft) -> OfficeAndPeriod:
    return (draft.office.code, *draft.period.key)


def _disagreement(given: Given, theirs: Given, other: Source) -> Problem:
    draft = given.draft
    return Problem.of(
        given.position,
        _(
            "{office}, {database}: {other} says otherwise at {there}; keep the one that is right"
        ).format(
            office=draft.office.name,
            database=draft.period.database.short_name,
            other=other.name,
            there=theirs.position,
        ),
    )
