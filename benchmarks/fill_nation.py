"""Fills the registers of all provinces: ten fiscal years, every district, every period.

`python fill_nation.py FOLDER [YEARS]` makes `FOLDER/schedules`, the department's schedule with
every database entered by the districts, as Lampang's copy has it, and `FOLDER/52.sqlite3` and so
on, one register a province. A district's month is a batch, as when its form comes back; one entry
in ten is corrected a little later. They are the same whenever they are made, but for their uids.
"""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear
from cddctl.places import Place, districts, province_of, provinces
from cddctl.register.store import Register
from cddctl.schedule.due import Period, periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

FIRST_YEAR = 2561
YEARS = 10
HIGHEST = 500
START = datetime(2018, 1, 1, tzinfo=UTC)
MONTHS = 2017 * 12 + 10
"""All is recorded in quick succession, so that none of it lies ahead of the clock."""
CORRECTED = 0.1


def write_schedule(folder: Path) -> Path:
    """The department's schedule, every database entered by the districts."""
    shipped = Path(__file__).resolve().parents[1] / "schedules" / f"{FIRST_YEAR}.yaml"
    schedules = folder / "schedules"
    schedules.mkdir()
    text = shipped.read_text(encoding="utf-8")
    text = re.sub(r"reporting: \[.*?\]", "reporting: [district, province]", text)
    (schedules / shipped.name).write_text(text, encoding="utf-8")
    return schedules


@cache
def periods(schedules: Path, year: int) -> list[Period]:
    """All periods of a fiscal year, month by month."""
    fiscal_year = FiscalYear(year)
    schedule = ScheduleLibrary(schedules).schedule(fiscal_year, None)
    return [
        period
        for month in fiscal_year.months()
        for period in periods_of_month(schedule, month, Holidays())
    ]


def entry(random: Random, province: Place, district: Place, period: Period) -> Entry:
    """What a district reports: mostly all of it."""
    total = random.randint(0, HIGHEST)
    units = period.database.counts
    whole = total // len(units)
    recorded = {unit: max(0, whole - random.choice((0, 0, 0, 3))) for unit in units}
    return Entry(
        province.code, district.code, period.database.id, period.fiscal_year.year, period.number,
        period.month, total, recorded, received=period.due,
    )  # fmt: skip


def batches(province: Place, schedules: Path, years: int) -> Iterator[tuple[datetime, list[Entry]]]:
    """What is recorded at once, in order."""
    random = Random(province.code)
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        found = periods(schedules, year)
        for month in FiscalYear(year).months():
            of_month = [period for period in found if period.month == month]
            moment = START + timedelta(hours=12 * (month.year * 12 + month.number - MONTHS))
            given = []
            for district in districts(province):
                entries = [entry(random, province, district, period) for period in of_month]
                given += entries
                yield moment, entries
            for one in given:
                if random.random() < CORRECTED:
                    recorded = {unit: count + 1 for unit, count in one.recorded.items()}
                    total = (one.total or 0) + len(recorded)
                    again = one._replace(total=total, recorded=recorded)
                    yield moment + timedelta(hours=1), [again]


def fill(path: Path, schedules: Path, code: str, years: int) -> int:
    """Make one province's register, and say how many entries it holds."""
    province = province_of(code)
    entries = 0
    with (
        Register.create(path, code, START) as book,
        book.writing(),
    ):
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            book.declare(province, periods(schedules, year))
        for moment, batch in batches(province, schedules, years):
            book.append(batch, command="record", schedule=str(FIRST_YEAR), now=moment)
            entries += len(batch)
    return entries


def main() -> None:
    """Fill them all."""
    folder, years = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else YEARS  # noqa: PLR2004
    schedules = write_schedule(folder)
    codes = [place.code for place in provinces()]
    with ProcessPoolExecutor() as pool:
        filled = [
            pool.submit(fill, folder / f"{code}.sqlite3", schedules, code, years) for code in codes
        ]
        print(sum(one.result() for one in filled))


if __name__ == "__main__":
    main()
