"""Files that come in: their values with positions, their problems, and their outcomes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, Self

from cddctl.i18n import _
from cddctl.ledger.drafts import Draft, Printed, Settled
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
    columns: Mapping[str, tuple[int, str]] = MappingProxyType({})
    """The columns, and their headings, of the values of a row."""

    def at(self, value: str) -> Self:
        """The position of a value in its row: of its total, note, or a unit."""
        if value not in self.columns:
            return self
        column, heading = self.columns[value]
        return self._replace(column=column, heading=heading)

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
    """A problem in a file: its place, the value, and the value expected."""

    where: str
    message: str
    at: tuple[str, int, int] = ("", 0, 0)
    """Sheet, row and column, to sort problems by."""
    heading: str = ""
    """The words of the column's heading, if known."""
    is_ours: bool = False
    """Whether nothing is wrong in the file: the province alone can change it."""

    @classmethod
    def of(cls, position: Position, message: str) -> Self:
        """A problem at a position."""
        return cls(
            str(position),
            message,
            (position.sheet or "", position.row, position.column or 0),
            position.heading,
        )

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Given(NamedTuple):
    """A draft, and its position in its file."""

    draft: Draft
    position: Position


class Source(NamedTuple):
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
    warnings: tuple[str, ...] = ()
    named_for: Place | None = None
    """The district that it is named for, where it holds the return of another."""
    file_sha256: str = ""
    """Of the whole file, which may hold several replies; blank if it could not be read."""

    @property
    def is_as_printed(self) -> bool:
        """Whether all its values are those that the program printed."""
        return not (self.problems or self.unread) and all(
            draft.printed == Printed.of(draft) for draft, _position in self.given
        )

    @property
    def has_forms(self) -> bool:
        """Whether it may have values that the program filled in before they were sent out."""
        return self.is_reply or any(
            draft.printed is not None or draft.may_be_stale for draft, _position in self.given
        )


class Outcome(NamedTuple):
    """The result for a file: settled drafts, or problems and nothing recorded."""

    source: Source
    settled: tuple[Settled, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    taken: datetime | None = None
    """When this very file was recorded before, if it was."""
    overtaken: int = 0
    """The number of entries from the earlier recording that have been corrected since."""
    as_printed: int = 0
    """The number of rows that came back as they were printed, and so say nothing."""
    has_conflicts: bool = False
    """Whether values were changed in it that the register has changed too."""

    @property
    def status(self) -> str:
        """refused, recorded, unchanged, or blank."""
        if self.problems:
            return "refused"
        if self.new:
            return "recorded"
        nothing_filled_in = len(self.source.given) == self.as_printed
        return "blank" if self.source.blank and nothing_filled_in else "unchanged"

    @property
    def to_mend(self) -> tuple[Problem, ...]:
        """The problems that who sent the file can mend."""
        return tuple(problem for problem in self.problems if not problem.is_ours)

    @property
    def new(self) -> list[Settled]:
        """The entries to record."""
        return [settled for settled in self.settled if settled.is_new]

    @property
    def added(self) -> int:
        """The number of entries that are the first for their office and period."""
        return sum(settled.before is None for settled in self.new)

    @property
    def updated(self) -> list[Settled]:
        """The entries that replace another."""
        return [settled for settled in self.new if settled.before is not None]

    @property
    def unchanged(self) -> int:
        """The number of drafts that change nothing."""
        return len(self.settled) - len(self.new)


def given_twice(draft: Draft, first: Position) -> str:
    """The message where an office and period appear twice."""
    return _("{office}, {database} is here twice, at {other} too; keep the right one").format(
        office=draft.office.name, database=draft.period.database.say(), other=first
    )


def cell_name(row: int, column: int) -> str:
    """A cell's name in a spreadsheet: C5."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def rounds_of(sources: Iterable[Source]) -> set[tuple[str, Month]]:
    """The rounds that files report for: province code and month."""
    return {
        (draft.office.province_code, draft.period.month)
        for source in sources
        for draft, _position in source.given
    }
