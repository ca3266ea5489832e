"""What is found while a file is read: drafts, what is wrong, and what was not read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.answers import Cells, Wrong, look_at, read_answer
from cddctl.intake.grid import Grid, Value, shown
from cddctl.ledger.settling import MOST_FLAWS, Flaw, Given, Spot
from cddctl.places import Place
from cddctl.schedule.due import Period

_MUCH_TEXT = 60
_NOWHERE = Place("", "", "")


@dataclass(slots=True)
class Reading:
    """Gathers all of a file, so that every problem of it is told at once."""

    given: list[Given] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    """Where something could be reported, and nothing is."""
    offices: dict[str, Place] = field(default_factory=dict)
    """Who it is from, by code."""
    seen: dict[tuple[int, str], Spot] = field(default_factory=dict)
    """Where something is given, by period and office; periods are those of one reading."""

    def take(
        self,
        grid: Grid,
        row: int,
        values: Sequence[Value],
        cells: Cells,
        period: Period,
        office: Place | None,
        headings: Mapping[int, str] = MappingProxyType({}),
    ) -> bool:
        """Take what a row gives for an office, if it is known; False where the row is blank."""
        wrong: Wrong = []
        draft = read_answer(values, cells, period, office or _NOWHERE, wrong)
        for column, why in wrong:
            self.wrong(grid.spot(row, column + 1, headings.get(column, "")), why)
        if office is not None:
            self.offices[office.code] = office
        if draft is not None and office is not None:
            column = cells.total if cells.note is None or not draft.is_only_note else cells.note
            spot = grid.spot(row, column + 1, headings.get(column, ""))
            self.given.append(Given(draft, spot))
            if (first := self.seen.setdefault((id(period), office.code), spot)) is not spot:
                what = _("{office}, {database} is here twice, at {other} too; keep the right one")
                name = period.database.short_name
                what = what.format(office=office.name, database=name, other=first)
                self.wrong(spot, what)
        return draft is not None or bool(wrong)

    def look(
        self,
        grid: Grid,
        row: int,
        values: Sequence[Value],
        at: Mapping[str, int],
        headings: Mapping[int, str],
    ) -> None:
        """Find what is wrong in the cells of a line of which nobody knows what it is for."""
        wrong: Wrong = []
        look_at(values, at["total"], at["state"], at["note"], at["received"], wrong)
        for column, why in wrong:
            self.wrong(grid.spot(row, column + 1, headings.get(column, "")), why)

    def wrong(self, spot: Spot, message: str) -> None:
        """Something at a place that has to be mended."""
        self.flaws.append(Flaw.of(spot, message))
        if len(self.flaws) >= MOST_FLAWS:
            raise FileRefused(_("there may be more further on; mend these first"))

    def left(self, spot: Spot, values: Iterable[Value]) -> None:
        """Something at a place that was not read, if it says anything."""
        said = " ".join(text for value in values if (text := shown(value).strip()))
        if said:
            said = said if len(said) <= _MUCH_TEXT else said[:_MUCH_TEXT] + "…"
            self.unread.append(_("{where}: {text!r}").format(where=spot, text=said))


def cells_of(
    period: Period,
    total: int,
    units: Sequence[tuple[str, int]],
    *,
    answer: int | None,
    note: int | None,
    received: int | None = None,
) -> Cells:
    """Where a period's cells stand, among the columns of all units."""
    counted = tuple((unit, column) for unit, column in units if unit in period.database.counts)
    return Cells(
        total=total,
        counted=counted,
        uncounted=tuple(
            {column for _unit, column in units} - {column for _unit, column in counted}
        ),
        answer=answer,
        note=note,
        received=received,
    )


def padded(values: Sequence[Value], width: int) -> Sequence[Value]:
    """A row that reaches as far as the headings do; it ends with its last value."""
    return values if len(values) >= width else (*values, *[None] * (width - len(values)))
