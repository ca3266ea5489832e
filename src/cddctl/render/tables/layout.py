"""What the tables of the terminal have in common: their style, and how names are broken."""

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

_WIDE = 80


_ANY_WIDTH = 1000


NAME_AT_80 = 24
"""The width of a database's name at 80 columns."""


_RULED = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
"""Columns separated by a space, a line under the headings: in ASCII, for every console."""


def plain_table(*, gap: int = 2) -> Table:
    """A table in the program's style: no frame, a line under the headings."""
    return Table(box=_RULED, padding=(0, gap - 1, 0, 0), pad_edge=False, show_edge=False)


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
