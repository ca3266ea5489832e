"""The floors of `cddctl record --from FOLDER`: every cell of the forms there read, and summed.

`lean` reads by openpyxl as it reads fastest, `plain` as it does unasked, `frames` by pandas. Each
prints the sum of the counts, so that it can be seen that the same cells were read.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FIRST_COUNT = 3


def paths() -> list[Path]:
    """The forms of the folder that is named."""
    return sorted(Path(sys.argv[1]).rglob("*.xlsx"))


def cells(*, read_only: bool) -> Iterator[Iterable[Any]]:
    """The rows of the forms."""
    from openpyxl import load_workbook  # noqa: PLC0415 (pandas brings its own time)

    for path in paths():
        book = load_workbook(path, read_only=read_only, data_only=True)
        for sheet in book.worksheets:
            yield from sheet.iter_rows(values_only=True)
        book.close()


def frame_cells() -> Iterator[Iterable[Any]]:
    """The rows of the forms, by pandas."""
    import pandas as pd  # noqa: PLC0415 (as above)

    for path in paths():
        frame = pd.read_excel(path, header=None, dtype=object)
        yield from frame.itertuples(index=False, name=None)


def say_sum(rows: Iterable[Iterable[Any]]) -> None:
    """Print the sum of the numbers that stand where counts do."""
    print(
        sum(
            value
            for row in rows
            for at, value in enumerate(row)
            if at >= FIRST_COUNT and type(value) is int
        )
    )


def lean() -> None:
    """Read by openpyxl, only to read."""
    say_sum(cells(read_only=True))


def plain() -> None:
    """Read by openpyxl, as it does unasked."""
    say_sum(cells(read_only=False))


def frames() -> None:
    """Read by pandas."""
    say_sum(frame_cells())


if __name__ == "__main__":  # by a Python that has pandas
    frames()
