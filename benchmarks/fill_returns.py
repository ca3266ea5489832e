"""Fills in forms the way districts do, or makes one big table of returns.

`python fill_returns.py forms FROM TO`: every form of a folder filled in and saved by openpyxl.
`python fill_returns.py table FILE FOLDER`: a CSV file of a fiscal year, 23,706 lines, and in the
folder its schedule: the department's, with every database entered by the districts.
Both are the same whenever they are made, but for the time of saving that openpyxl writes.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from openpyxl import load_workbook

YEAR = 2561
HIGHEST = 5000


def counts(random: Random, units: int) -> tuple[int, list[int]]:
    """A total, and for each unit a count; their sum is not above it."""
    total = random.randint(0, HIGHEST)
    return total, [random.randint(0, total // units) for _ in range(units)]


def fill_forms(source: Path, target: Path) -> None:
    """Fill in every count that a form has open."""
    for path in sorted(source.rglob("*.xlsx")):
        book = load_workbook(path)
        random = Random(path.name)
        for row in book.worksheets[0].iter_rows():
            fields = [
                cell
                for cell in row
                if not cell.protection.locked and cell.number_format.endswith("#,##0")
            ]
            if fields:
                total, recorded = counts(random, len(fields) - 1)
                for cell, count in zip(fields, (total, *recorded), strict=True):
                    cell.value = count
        filled = target / path.relative_to(source)
        filled.parent.mkdir(parents=True, exist_ok=True)
        book.save(filled)


def write_table(path: Path, folder: Path) -> None:
    """Write the table, with the headings that the program's own tables have."""
    from cddctl.render.data.report import FORM_LINE  # noqa: PLC0415 (as above)
    from cddctl.render.data.written import headings_of  # noqa: PLC0415 (as above)
    from cddctl.schedule.library import ScheduleLibrary  # noqa: PLC0415 (as above)
    from fill_nation import write_schedule  # noqa: PLC0415 (forms are filled without)

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        library = ScheduleLibrary(write_schedule(folder))
        heads = headings_of(FORM_LINE, _units(library))
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(_lines(library))


def _units(library: object) -> Sequence[str]:
    from cddctl.periods import FiscalYear  # noqa: PLC0415 (as above)

    return tuple(library.schedule(FiscalYear(YEAR), None).units)  # type: ignore[attr-defined]


def _lines(library: object) -> Iterator[dict[str, object]]:
    """A line an office and period of the year."""
    from cddctl.periods import FiscalYear  # noqa: PLC0415 (as above)
    from cddctl.places import districts, provinces  # noqa: PLC0415 (as above)
    from cddctl.schedule.calendar import Calendar  # noqa: PLC0415 (as above)

    random = Random(YEAR)
    calendars = [Calendar(library, province) for province in provinces()]  # type: ignore[arg-type]
    for calendar in calendars:
        province = calendar.province
        names = [place.id for place in districts(province)]
        for period in calendar.of_year(FiscalYear(YEAR))[1]:
            for place in districts(province):
                total, recorded = counts(random, len(period.database.counts))
                yield {
                    "province": province.id,
                    "district": place.id if names.count(place.id) == 1 else place.code,
                    "month": str(period.month),
                    "database": period.database.id,
                    "period": period.number,
                    "total": total,
                    **dict(zip(period.database.counts, recorded, strict=True)),
                }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["forms", source, target]:
            fill_forms(Path(source), Path(target))
        case ["table", path, folder]:
            write_table(Path(path), Path(folder))
        case _:
            sys.exit(__doc__)
