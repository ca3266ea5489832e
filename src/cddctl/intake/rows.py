"""Rows of a return: the drafts in them, and every problem, with their positions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from cddctl.errors import EntryRefused, FileRefused
from cddctl.exchange.forms import code_in, code_of, printed_in
from cddctl.i18n import _
from cddctl.intake.answers import Cells, Wrong, problems_in, read_answer
from cddctl.intake.grid import Grid, Value, shown
from cddctl.ledger.drafts import Draft, Printed
from cddctl.ledger.entries import check_received, entry_or_not_yet
from cddctl.ledger.sources import MOST_PROBLEMS, Given, Position, Problem, given_twice
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database
from cddctl.thai import folded
from cddctl.wording import cut

ValueColumns = Mapping[str, tuple[int, str]]
NO_VALUES: ValueColumns = MappingProxyType({})
_NOWHERE = Place("", "", "")


class Row(NamedTuple):
    """A row of a sheet, or a line of a CSV file; columns count from 0."""

    grid: Grid
    number: int
    values: Sequence[Value]
    headings: Mapping[int, str] = MappingProxyType({})

    def position(self, column: int | None = None, values: ValueColumns = NO_VALUES) -> Position:
        """The position of a cell in it, or of the row itself; `values` are its values' columns."""
        if column is None:
            return self.grid.position(self.number)
        heading = self.headings.get(column, "")
        return Position(self.grid.sheet, self.number, column + 1, heading, values)


@dataclass(slots=True)
class Reading:
    """Gathers the drafts and problems of a file, so that all are reported at once."""

    given: list[Given] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    """Positions where something could be reported and nothing is."""
    warnings: list[str] = field(default_factory=list)
    offices: dict[str, Place] = field(default_factory=dict)
    """The offices that the file is from, by code."""
    seen: dict[tuple[int, str], Position] = field(default_factory=dict)
    """Positions of the drafts, by period and office; periods are those of one reading."""
    today: date = date.max
    """The last day on which something can have been received."""

    def take(self, row: Row, cells: Cells, period: Period, office: Place | None) -> bool:
        """Read a row's draft for an office, if that is known; False where the row is blank.

        A row that is hidden or struck through is named and not read: its sender does not show it.
        """
        if self._leave_out(row, cells):
            return True
        draft, wrong = self._draft_in(row, cells, period, office)
        self._report(row, wrong)
        if office is not None:
            self.offices[office.code] = office
        if draft is not None and office is not None:
            column = cells.note if draft.is_only_note else cells.total
            position = row.position(column, cells.places)
            self.given.append(Given(draft, position))
            if (first := self.seen.setdefault((id(period), office.code), position)) is not position:
                self.wrong(position, given_twice(draft, first))
        return draft is not None or bool(wrong)

    def _draft_in(
        self, row: Row, cells: Cells, period: Period, office: Place | None
    ) -> tuple[Draft | None, Wrong]:
        """A row's draft, with the values it was printed with; None where it is blank or wrong."""
        text = "" if cells.printed is None else shown(row.values[cells.printed]).strip()
        printed = _printed_in(text, period, office) if cells.may_be_stale else None
        if printed is not None and printed.not_applicable and _has_counts(row, cells):
            cells = cells.without_not_yet(row.values)
        draft, wrong = read_answer(row.values, cells, period, office or _NOWHERE, printed)
        if draft is None and not wrong and office is not None:
            self._warn_of_cleared(row, period, office, printed)
        if draft is None or (printed is not None and _is_as_declared(draft, printed)):
            return None, wrong
        if draft.received is not None and cells.received is not None:
            try:
                check_received(draft.received, self.today, period.fiscal_year)
            except EntryRefused as refused:
                return None, [(cells.received, str(refused))]
        if cells.printed is not None and (why := _made_for_other(text, period, office)):
            return None, [(cells.printed, why)]
        return draft, wrong

    def _warn_of_cleared(
        self, row: Row, period: Period, office: Place, printed: Printed | None
    ) -> None:
        """Warn of a blank row that was printed with values, but for a reason that is declared."""
        declared = Printed.of(entry_or_not_yet(None, period, office))
        if printed in (None, declared, Printed()):
            return
        message = _(
            "{where}: {office}, {database}: all that was printed here was cleared; what is "
            "recorded stays, and 0 would say that there is none"
        )
        self.warnings.append(
            message.format(where=row.position(), office=office.name, database=period.database.say())
        )

    def _leave_out(self, row: Row, cells: Cells) -> bool:
        """Name a row that is hidden or struck through, and refuse one that is so in part."""
        grid = row.grid
        if not (grid.hidden or grid.struck):
            return False
        columns = [
            column
            for column in (*cells.read, *cells.uncounted)
            if shown(row.values[column]).strip()
        ]
        struck = [column for column in columns if (row.number, column + 1) in grid.struck]
        text = " ".join(shown(row.values[column]).strip() for column in columns)
        if columns and row.number in grid.hidden:
            message = _("{where} is hidden: {text!r}")
        elif columns and columns == struck:
            message = _("{where} is struck through: {text!r}")
        else:
            message = _("it is struck through; clear it, or type anew what is meant")
            self._report(row, [(column, message) for column in struck])
            return bool(struck)
        self.unread.append(message.format(where=row.position(), text=cut(text)))
        return True

    def refuse_filled(self, row: Row, columns: Iterable[int], database: Database) -> None:
        """Refuse the values of a row for a database that another office enters."""
        message = _("{database} is entered by the provincial office; clear this cell")
        if database.entered_by == "district":
            message = _("{database} is entered by the districts; clear this cell")
        for column in columns:
            if shown(row.values[column]).strip():
                self.wrong(row.position(column), message.format(database=database.say()))

    def look(self, row: Row, cells: Cells) -> None:
        """Report the problems in a row whose period is unknown."""
        self._report(row, problems_in(row.values, cells))

    def wrong(self, position: Position, message: str) -> None:
        """Add a problem that has to be mended."""
        self.problems.append(Problem.of(position, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise FileRefused(_("there may be more further on; mend these first"))

    def left(self, position: Position, values: Iterable[Value]) -> None:
        """Note values that were not read, unless they are blank."""
        text = " ".join(text for value in values if (text := shown(value).strip()))
        if text:
            message = _("{where}: {text!r}")
            self.unread.append(message.format(where=position, text=cut(text)))

    def _report(self, row: Row, wrong: Wrong) -> None:
        for column, why in wrong:
            self.wrong(row.position(column), why)


def _printed_in(text: str, period: Period, office: Place | None) -> Printed | None:
    """The values a row was printed with, if it has them for this office and period."""
    if not text or office is None:
        return None
    return printed_in(text.removeprefix(office.code), period)


def _made_for_other(text: str, period: Period, office: Place | None) -> str:
    """The problem of a row that was printed for another office or database, as a shifted one."""
    if not text or office is None:
        return ""
    code, own = code_in(text), code_of(period)
    if text == code or folded(code) in {folded(own), folded(f"{office.code} {own}")}:
        return ""
    message = _("the row was made for {code!r}; put the office and the database right")
    return message.format(code=code)


def _is_as_declared(draft: Draft, printed: Printed) -> bool:
    """Whether a row only repeats the reason that its schedule declares, and so is blank."""
    declared = entry_or_not_yet(None, draft.period, draft.office)
    return declared is not None and printed == Printed.of(draft) == Printed.of(declared)


def _has_counts(row: Row, cells: Cells) -> bool:
    return any(shown(row.values[column]).strip() for column in cells.counts)


def padded(values: Sequence[Value], width: int) -> Sequence[Value]:
    """A row filled up to the width of the headings; it may end earlier, with its last value."""
    return values if len(values) >= width else (*values, *[None] * (width - len(values)))
