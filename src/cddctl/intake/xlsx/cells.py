"""The cells of a sheet, read from its part in one pass.

Limits are checked while cells are read, and every refusal names its cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase

from cddctl.errors import FileRefused
from cddctl.i18n import _
from cddctl.intake.grid import Area, Grid, Unreadable, Value
from cddctl.intake.xlsx.archive import damaged
from cddctl.intake.xlsx.markup import MAIN, ON, Attributes, is_on, parse_part, whole
from cddctl.intake.xlsx.values import (
    BLANKS,
    TEXT_KINDS,
    Book,
    unescaped,
    value_of,
    without_result,
)

MAX_ROWS = 50_000
MAX_CELLS = 400_000
MAX_COLUMNS = 64
MAX_AREAS = 5_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of the format

_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


_COLUMNS = {
    letters: number
    for letters in map("".join, product(("", *ascii_uppercase), ascii_uppercase))
    if (number := _column_number(letters)) <= MAX_COLUMNS
}
"""The columns that are read, by their letters."""


class SheetRefused(FileRefused):
    """A sheet that cannot be read, in a workbook whose other sheets may be."""


@dataclass(slots=True)
class Room:
    """Counts the rows and cells read so far, over all sheets of a workbook."""

    _rows: int = 0
    _cells: int = 0

    def take_row(self, sheet: str) -> None:
        """Count a row. Raises `SheetRefused`."""
        self._rows += 1
        if self._rows > MAX_ROWS:
            raise SheetRefused(
                _(
                    "sheet {sheet!r} has rows beyond the {limit} that are read; "
                    "delete the empty rows below the table and save it again"
                ).format(sheet=sheet, limit=f"{MAX_ROWS:,}")
            )

    def take_cell(self, sheet: str) -> None:
        """Count a cell. Raises `SheetRefused`."""
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise SheetRefused(
                _(
                    "sheet {sheet!r} has cells beyond the {limit} that are read; "
                    "delete the rows and columns around the table and save it again"
                ).format(sheet=sheet, limit=f"{MAX_CELLS:,}")
            )


def read_sheet(part: bytes, part_name: str, sheet: str, book: Book, room: Room) -> Grid:
    """Read the sheet in a part. Raises `SheetRefused`, or `FileRefused` for the whole file."""
    cells = _Cells(sheet, book, room)
    root = parse_part(part, part_name, cells.opened, cells.closed)
    if root != f"{MAIN} worksheet":
        raise damaged(part_name)
    return Grid(
        sheet,
        cells.ordered_rows(),
        tuple(cells.merged),
        frozenset(cells.hidden),
        frozenset(cells.struck),
        has_pictures=cells.has_pictures,
    )


class Texts:
    """Joins the pieces of a text, plain or formatted, without its phonetic reading.

    A text that is struck through in part, or has raised letters, may not say what it seems to.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._is_phonetic = False
        self._fault_of_run = ""
        self._fault = ""

    @property
    def opened(self) -> dict[str, Callable[[Attributes], None]]:
        """The handlers of opening tags; to keep them would keep all that was read in memory."""
        return {
            f"{MAIN} rPh": self._open_phonetic,
            f"{MAIN} r": self._open_run,
            f"{MAIN} strike": self._strike_run,
            f"{MAIN} vertAlign": self._raise_run,
        }

    @property
    def closed(self) -> dict[str, Callable[[str], None]]:
        """The handlers of closing tags."""
        return {
            f"{MAIN} rPh": self._close_phonetic,
            f"{MAIN} t": self._close_text,
        }

    def taken(self) -> str | Unreadable:
        """The text as written in the file; then starts the next one."""
        text, fault = "".join(self._pieces), self._fault
        self._pieces.clear()
        self._fault_of_run = ""
        self._fault = ""
        return Unreadable(unescaped(text), fault) if fault else text

    def _open_run(self, _attributes: Attributes) -> None:
        self._fault_of_run = ""

    def _strike_run(self, attributes: Attributes) -> None:
        if is_on(attributes):
            self._fault_of_run = _("part of it is struck through; type anew what is meant")

    def _raise_run(self, attributes: Attributes) -> None:
        if attributes.get("val") in {"superscript", "subscript"}:
            self._fault_of_run = _("part of it is raised or lowered; type anew what is meant")

    def _open_phonetic(self, _attributes: Attributes) -> None:
        self._is_phonetic = True

    def _close_phonetic(self, _text: str) -> None:
        self._is_phonetic = False

    def _close_text(self, text: str) -> None:
        if not self._is_phonetic:
            self._pieces.append(text)
            if text.strip():
                self._fault = self._fault or self._fault_of_run


class _Cells:
    """Handles the elements of one sheet."""

    def __init__(self, sheet: str, book: Book, room: Room) -> None:
        self.merged: list[Area] = []
        self.hidden: set[int] = set()
        self.struck: set[tuple[int, int]] = set()
        self.has_pictures = False
        self._sheet, self._book, self._room = sheet, book, room
        self._grid = Grid(sheet, ())
        self._rows: dict[int, dict[int, Value]] = {}
        # The current row and cell, the cell as written in the file.
        self._row: dict[int, Value] | None = None
        self._number = 0
        self._ending = ""
        self._cell: Attributes | None = None
        self._column = 0
        self._text: str | Unreadable | None = None
        self._is_formula = False
        self._inline = Texts()

    @property
    def opened(self) -> Mapping[str, Callable[[Attributes], None]]:
        """The handlers of opening tags."""
        return {
            f"{MAIN} row": self._open_row,
            f"{MAIN} c": self._open_cell,
            f"{MAIN} f": self._open_formula,
            f"{MAIN} mergeCell": self._open_area,
            f"{MAIN} drawing": self._open_drawing,
            **self._inline.opened,
        }

    @property
    def closed(self) -> Mapping[str, Callable[[str], None]]:
        """The handlers of closing tags."""
        return {
            f"{MAIN} row": self._close_row,
            f"{MAIN} c": self._close_cell,
            f"{MAIN} v": self._close_value,
            f"{MAIN} is": self._close_inline,
            **self._inline.closed,
        }

    def ordered_rows(self) -> tuple[tuple[int, Sequence[Value]], ...]:
        """The rows with values, in order, each up to its last value."""
        ordered_rows = []
        for number, cells in sorted(self._rows.items()):
            width = max((c for c, value in cells.items() if value is not None), default=0)
            values: list[Value] = [None] * width
            for column, value in cells.items():
                if value is not None:
                    values[column - 1] = value
            if values:
                ordered_rows.append((number, values))
        return tuple(ordered_rows)

    def _open_row(self, attributes: Attributes) -> None:
        self._room.take_row(self._sheet)
        written = attributes.get("r", str(self._number + 1))
        number = whole(written)
        if number is None or not 1 <= number <= _LAST_ROW:
            raise SheetRefused(
                _(
                    "sheet {sheet!r} has a row {row!r}, which no workbook can have; "
                    "open it in Excel and save it again"
                ).format(sheet=self._sheet, row=written[:20])
            )
        if attributes.get("hidden", "0") in ON:
            self.hidden.add(number)
        self._number = number
        self._ending = str(number)
        self._column = 0
        self._row = self._rows.setdefault(number, {})

    def _close_row(self, _text: str) -> None:
        self._row = None

    def _open_cell(self, attributes: Attributes) -> None:
        if self._row is None or self._cell is not None:
            raise damaged(_("sheet {sheet!r}, a cell outside its row").format(sheet=self._sheet))
        self._room.take_cell(self._sheet)
        ref = attributes.get("r")
        if ref is None:  # it is beside the cell before
            self._column += 1
        else:
            letters = ref.rstrip("0123456789")
            column = _COLUMNS.get(letters)
            # The usual spelling is compared as text: a sheet has many cells.
            if column is None or ref[len(letters) :] != self._ending:
                column = self._unusual_column(ref)
            self._column = column
        self._cell = attributes
        self._text = None
        self._is_formula = False

    def _unusual_column(self, ref: str) -> int:
        match = _REF.fullmatch(ref)
        if match and int(match[2]) == self._number:
            column = _column_number(match[1].upper())
            if column <= _LAST_COLUMN:
                return column
        raise SheetRefused(
            _(
                "sheet {sheet!r} has a cell {cell!r} in row {row}, which no workbook can have; "
                "open it in Excel and save it again"
            ).format(sheet=self._sheet, cell=ref[:20], row=self._number)
        )

    def _open_formula(self, _attributes: Attributes) -> None:
        self._is_formula = True

    def _open_drawing(self, _attributes: Attributes) -> None:
        self.has_pictures = True

    def _close_value(self, text: str) -> None:
        self._text = text

    def _close_inline(self, _text: str) -> None:
        self._text = self._inline.taken()

    def _close_cell(self, _text: str) -> None:
        column, row, cell = self._column, self._row, self._cell
        value = None if cell is None else self._value(cell)
        self._cell = None
        if column > MAX_COLUMNS or self._number > MAX_ROWS:
            if value is None:
                return  # formatted to the end of the sheet, and empty
            raise SheetRefused(
                _("{where} lies far outside a form or table; delete what is there").format(
                    where=self._where()
                )
            )
        if row is None or column in row:
            raise SheetRefused(
                _("{where} is in the file twice; open it in Excel and save it again").format(
                    where=self._where()
                )
            )
        row[column] = value
        if value is not None and cell is not None and _style(cell) in self._book.styles.struck:
            self.struck.add((self._number, column))

    def _value(self, cell: Attributes) -> Value:
        text, kind = self._text, cell.get("t", "n")
        if isinstance(text, Unreadable):
            return text
        if text and kind not in TEXT_KINDS:
            text = text.strip(BLANKS)
        if not text:
            # An empty text can be the result of a formula; no value at all cannot.
            is_result = kind == "str" and text is not None
            return without_result() if self._is_formula and not is_result else None
        try:
            return value_of(kind, text, _style(cell), self._book, is_formula=self._is_formula)
        except ValueError:
            raise SheetRefused(
                _(
                    "{where} holds {text!r}, which is no value; type it anew and save it again"
                ).format(where=self._where(), text=text[:20])
            ) from None

    def _open_area(self, attributes: Attributes) -> None:
        first, _colon, last = attributes.get("ref", "").partition(":")
        corners = [match for ref in (first, last or first) if (match := _REF.fullmatch(ref))]
        if len(corners) != 2 or len(self.merged) == MAX_AREAS:  # noqa: PLR2004
            raise damaged(_("sheet {sheet!r}, merged cells").format(sheet=self._sheet))
        (left, top), (right, bottom) = (
            (_column_number(match[1].upper()), int(match[2])) for match in corners
        )
        self.merged.append(Area(top, left, bottom, right))

    def _where(self) -> str:
        return str(self._grid.position(self._number, self._column))


def _style(cell: Attributes) -> int:
    """The number of a cell's style."""
    return whole(cell.get("s", "0")) or 0
