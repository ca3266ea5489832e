"""A sheet with a table of columns: its titles, the table, a chart, and the page that it is on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cddctl.render.labels import Digits
from cddctl.render.paper.form import GAP, LINE_HEIGHT, height_of, pages_taken
from cddctl.render.paper.sheet import (
    BOX,
    LEFT,
    MIDDLE,
    NUMBER_FORMATS,
    RIGHT,
    TOP,
    font,
    merged,
    put,
    set_up_page,
    set_widths,
    style_of,
    write_footer,
    write_margin,
)
from cddctl.render.paper.widths import wrapped

FORMATS = {
    "thai": {"percent": "[$-D00041E]0.0%", "date": "[$-D07041E]d mmm yy"},
    "arabic": {"percent": "0.0%", "date": "[$-107041E]d mmm yy"},
}
CHART_ROWS, _CHART_ROW = 22, 20
"""The rows that a chart lies over, and their height."""
_UPRIGHT_WIDTH, _UPRIGHT_HEIGHT = 86.0, 720.0
"""A4 upright at full size, within the margins: its width in digits, its height in points."""

_RED = "8F1414"
"""As in the picture for LINE: only overdue numbers are red."""

Value = int | float | date | str | None


class Heads(NamedTuple):
    """The lines above a table, which the margins of the page repeat: subject, place, and date."""

    title: str
    place: str
    day: str


class Column(NamedTuple):
    """A column of a table: its heading, its width in digits, the kind and the source of values."""

    heading: str
    width: float
    kind: str
    value: Callable[[Any], Value]


@dataclass(frozen=True)
class TableSheet:
    """A sheet to write on, with the styles of its cells."""

    sheet: Worksheet
    heads: Heads
    digits: Digits
    styles: dict[str, StyleArray]

    @classmethod
    def of(cls, sheet: Worksheet, heads: Heads, digits: Digits) -> "TableSheet":
        """A sheet, with the styles of its workbook."""
        ordinal, count = NUMBER_FORMATS[digits]
        percent, day = FORMATS[digits]["percent"], FORMATS[digits]["date"]
        cells: dict[str, tuple[Alignment, str]] = {
            "ordinal": (MIDDLE, ordinal),
            "text": (LEFT, "General"),
            "centred": (MIDDLE, "General"),
            "count": (RIGHT, count),
            "overdue": (RIGHT, count),
            "percent": (RIGHT, percent),
            "date": (MIDDLE, day),
        }
        styles = {
            f"{kind}{' bold' * bold}": style_of(
                sheet,
                alignment,
                border=BOX,
                number_format=number_format,
                font=font(bold=bold, color=_RED if kind == "overdue" else None),
            )
            for kind, (alignment, number_format) in cells.items()
            for bold in (False, True)
        }
        free = Alignment(horizontal="left", vertical="top", wrap_text=True)
        styles["title"] = style_of(sheet, TOP, font=font(bold=True))
        styles["heading"] = style_of(sheet, MIDDLE, font=font(bold=True), border=BOX)
        styles["line"] = style_of(sheet, free)
        return cls(sheet, heads, digits, styles)

    def begin(self, columns: Sequence[Column], lines: Sequence[str]) -> int:
        """Write titles, lines of text and the heading of a table; return the heading's row."""
        sheet = self.sheet
        widths = [column.width for column in columns]
        set_widths(sheet, widths)
        for row, title in enumerate(self.heads, 1):
            merged(sheet, (row, 1, row, len(columns)), title, self.styles["title"])
            sheet.row_dimensions[row].height = LINE_HEIGHT
        row = 4
        for line in lines:
            merged(sheet, (row, 1, row, len(columns)), line, self.styles["line"])
            sheet.row_dimensions[row].height = height_of(len(wrapped(line, sum(widths))))
            row += 1
        sheet.row_dimensions[row - 1].height += GAP
        for number, column in enumerate(columns, 1):
            put(sheet, row, number, column.heading, self.styles["heading"])
        sheet.row_dimensions[row].height = 2 * LINE_HEIGHT
        sheet.freeze_panes = f"A{row + 1}"
        self._write_margins()
        return row

    def write_table(
        self, columns: Sequence[Column], rows: Sequence[Any], lines: Sequence[str]
    ) -> tuple[int, int]:
        """Write titles, lines of text and a table; return the rows of its heading and end."""
        heading = self.begin(columns, lines)
        for row, content in enumerate(rows, heading + 1):
            self.write(row, columns, content)
        return heading, heading + len(rows)

    def write(
        self,
        row: int,
        columns: Sequence[Column],
        content: Any,  # noqa: ANN401 (what its columns take)
        *,
        bold: bool = False,
    ) -> None:
        """Write a row of a table: each column's value of its content."""
        lines = 1
        for number, column in enumerate(columns, 1):
            style = self.styles[f"{column.kind}{' bold' * bold}"]
            value = column.value(content)
            put(self.sheet, row, number, value, style)
            if isinstance(value, str):
                lines = max(lines, len(wrapped(value, column.width)))
        self.sheet.row_dimensions[row].height = height_of(lines)

    def write_across(self, row: int, columns: Sequence[Column], text: str) -> None:
        """Write a text over a whole row of a table."""
        merged(self.sheet, (row, 1, row, len(columns)), text, self.styles["text bold"])
        self.sheet.row_dimensions[row].height = LINE_HEIGHT

    def set_up_page(
        self, *, repeated: int | None = None, upright: bool = False, one_page: bool = False
    ) -> None:
        """Set up the page: across or upright with a row that is repeated, or all on one upright."""
        set_up_page(self.sheet, repeated, lines=1, portrait=upright or one_page)
        self.sheet.page_setup.fitToHeight = int(one_page)
        self.sheet.page_margins.top = self.sheet.page_margins.bottom = 0.75

    def add_chart(
        self,
        chart: BarChart | LineChart,
        last: int,
        columns: Sequence[Column],
        *,
        on_next_page: bool,
        rows: int = CHART_ROWS,
    ) -> None:
        """Add a chart below the table, as wide as it."""
        below = last + 2
        for row in range(below + 1, below + rows + 1):
            self.sheet.row_dimensions[row].height = _CHART_ROW
        anchor: Any = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=0, row=below),
            to=AnchorMarker(col=len(columns), row=below + rows),
        )
        chart.anchor = anchor  # whose type takes it for the name of a cell
        if on_next_page:
            self.sheet.row_breaks.append(Break(id=below - 1))
        self.sheet.add_chart(chart)

    def has_room(self, rows: int, heading: int, last: int, columns: Sequence[Column]) -> bool:
        """Whether a chart of so many rows fits the upright page that a table ends on.

        Its heading is repeated on every page.
        """
        heights = [self.sheet.row_dimensions[row].height for row in range(1, last + 1)]
        scale = min(1, _UPRIGHT_WIDTH / sum(column.width for column in columns))
        room = _UPRIGHT_HEIGHT / scale - heights[heading - 1]
        _pages, used = pages_taken(heights[heading:], sum(heights[: heading - 1]), room)
        return bool(used + (rows + 2) * _CHART_ROW <= room)

    def cells(self, first: int, last: int, row: int, end: int) -> Reference:
        """The cells of columns `first` to `last` in the rows `row` to `end`."""
        return Reference(self.sheet, min_col=first, max_col=last, min_row=row, max_row=end)

    def _write_margins(self) -> None:
        """Write the header and footer of the page."""
        header: Any = self.sheet.oddHeader  # whose type takes it for missing
        write_margin(header.left, self.heads.title)
        write_margin(header.right, self.heads.day)
        write_footer(self.sheet, self.heads.place, self.sheet.title)
