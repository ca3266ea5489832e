"""Tables by rich, for the floors that print one."""

from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table


def table(gap: int) -> Table:
    """A table with a line under its headings."""
    ruled = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
    return Table(box=ruled, padding=(0, gap - 1, 0, 0), pad_edge=False, show_edge=False)


def show(*parts: str | Table) -> None:
    """Print lines and tables, at the width that they need."""
    text = StringIO()
    console = Console(file=text, width=1000, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
    print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))
