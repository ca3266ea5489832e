"""Fills in forms the way districts do, or makes one big table of returns.

`python fill_returns.py forms FROM TO`: every form of a folder filled in and saved by openpyxl.
`python fill_returns.py table FILE`: a CSV file of 230,000 lines, by the program's own schedules.
Both are the same whenever they are made, but for the time of saving that openpyxl writes.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from openpyxl import load_workbook

LINES = 230_000
FIRST_YEAR = 2561
LAST_YEAR = 2580
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


def write_table(path: Path) -> None:
    """Write the table, with the headings that the program's own tables have."""
    from cddctl.render.data.columns import FORM_LINE  # noqa: PLC0415 (forms are filled without)
    from cddctl.render.data.written import headings_of  # noqa: PLC0415 (as above)
    from cddctl.schedule.library import ScheduleLibrary  # noqa: PLC0415 (as above)

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        library = ScheduleLibrary(None)
        heads = headings_of(FORM_LINE, _units(library))
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(islice(_lines(library), LINES))


def _units(library: object) -> Sequence[str]:
    from cddctl.periods import FiscalYear  # noqa: PLC0415 (as above)

    return tuple(library.schedule(FiscalYear(FIRST_YEAR), None).units)  # type: ignore[attr-defined]


def _lines(library: object) -> Iterator[dict[str, object]]:
    """A line an office and period, year after year: by a schedule that stays in force."""
    from cddctl.periods import FiscalYear  # noqa: PLC0415 (as above)
    from cddctl.places import districts, provinces  # noqa: PLC0415 (as above)
    from cddctl.schedule.calendar import Calendar  # noqa: PLC0415 (as above)

    random = Random(FIRST_YEAR)
    calendars = [Calendar(library, province) for province in provinces()]  # type: ignore[arg-type]
    for year in range(FIRST_YEAR, LAST_YEAR):
        for calendar in calendars:
            province = calendar.province
            names = [place.id for place in districts(province)]
            for period in calendar.of_year(FiscalYear(year))[1]:
                of_province = period.database.entered_by == "province"
                for place in (None,) if of_province else districts(province):
                    total, recorded = counts(random, len(period.database.counts))
                    yield {
                        "province": province.id,
                        "district": place
                        and (place.id if names.count(place.id) == 1 else place.code),
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
        case ["table", path]:
            write_table(Path(path))
        case _:
            sys.exit(__doc__)
