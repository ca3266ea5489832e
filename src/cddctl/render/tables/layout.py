"""Shared by the tables of the terminal: their style, and how names are broken."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from cddctl.thai import broken

_WIDE = 80


_ANY_WIDTH = 1000


NAME_AT_80 = 24
"""The width of a database's name at 80 columns."""


_RULED = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
"""Columns separated by a space, a line under the headings: in ASCII, for every console."""


def plain_table(*, gap: int = 2) -> Table:
    """A table in the program's style: no frame, a line under the headings."""
    return Table(box=_RULED, padding=(0, gap - 1, 0, 0), pad_edge=False, show_edge=False)


def same_widths(tables: Sequence[Table], width: int | None) -> bool:
    """Make the columns of tables under each other as wide as the widest, if that fits the width.

    Returns whether it does.
    """
    before = [[column.min_width for column in table.columns] for table in tables]
    for columns in zip_longest(*(table.columns for table in tables)):
        present = [column for column in columns if column is not None]
        cells = (str(cell) for column in present for cell in (column.header, *column.cells))
        widest = max(cell_len(line) for cell in cells for line in cell.split("\n"))
        widest = max(widest, *(column.min_width or 0 for column in present))
        for column in present:
            column.min_width = widest
    if all(fits(table, width) for table in tables):
        return True
    for table, widths in zip(tables, before, strict=True):
        for column, least in zip(table.columns, widths, strict=True):
            column.min_width = least
    return False


def to_the_right(cells: Sequence[str]) -> list[str]:
    """The cells of a column, with the same width, their text at the right."""
    lines = [cell.split("\n") for cell in cells]
    width = max((cell_len(line) for each in lines for line in each), default=0)
    return ["\n".join(" " * (width - cell_len(line)) + line for line in each) for each in lines]


def fits(table: Table, width: int | None) -> bool:
    """Whether a table fits the width, if there is one."""
    return width is None or Console(width=_ANY_WIDTH).measure(table).maximum <= width


def broken_name(pieces: Sequence[str], width: int | None, at_80: int = NAME_AT_80) -> str:
    """Break a name between pieces, into as few lines as its column allows."""
    room = at_80 + max(0, (width or 2 * _WIDE) - _WIDE)
    lines: list[str] = []
    for piece in pieces:
        if lines and cell_len(lines[-1] + piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return "\n".join(line.strip() for line in lines)


def joined(pieces: Sequence[str]) -> str:
    """Put the pieces of a heading on separate lines."""
    return "\n".join(piece.strip() for piece in pieces)


def within(lines: Iterable[str], room: int | None) -> str:
    """The lines of a cell; if there is only so much room, broken after its first words."""
    parts = []
    for line in lines:
        rest = line
        while room is not None and cell_len(rest) > room and " " in rest:
            word, rest = rest.split(" ", 1)
            parts.append(word)
        parts.append(rest)
    return "\n".join(parts)


def hanging(first: str, text: str, width: int | None, *, further: str | None = None) -> list[str]:
    """A text in lines that fit the width, the first after `first`, others after as many spaces.

    Lines break at spaces; a word that is wider than a line breaks between Thai clusters.
    """
    further = " " * cell_len(first) if further is None else further
    if width is None:
        return [first + text]
    lines, room = [first], max(1, width - max(map(cell_len, (first, further))))
    is_new = True
    for word in text.split(" "):
        for number, part in enumerate(broken(word, room, cell_len)):
            joint = "" if is_new else " "
            if not is_new and (number or cell_len(f"{lines[-1]}{joint}{part}") > width):
                lines.append(further + part)
            else:
                lines[-1] += joint + part
            is_new = False
    return lines
