"""The entries of a fiscal year before for the same period, by its number."""

from collections.abc import Iterable

from cddctl.ledger.entries import Entry, PeriodAndOffice
from cddctl.periods import FiscalYear, Month
from cddctl.schedule.due import Period


def months_before(periods: Iterable[Period]) -> tuple[Month, ...]:
    """The months of the fiscal year before that of each period."""
    years = sorted({period.fiscal_year.year - 1 for period in periods})
    return tuple(month for year in years for month in FiscalYear(year).months())


def entries_before(
    periods: Iterable[Period], entries: Iterable[Entry]
) -> dict[PeriodAndOffice, Entry]:
    """For each period and office, the latest entry of the period with its number a year before.

    `entries` are those of `months_before`, in the order recorded. The period's month may have been
    another then; where the number was given to two months, the same month counts.
    """
    by_number: dict[tuple[str, int, int], list[Entry]] = {}
    for entry in entries:
        key = entry.database, entry.fiscal_year, entry.period
        by_number.setdefault(key, []).append(entry)
    before: dict[PeriodAndOffice, Entry] = {}
    for period in periods:
        key = period.database.id, period.fiscal_year.year - 1, period.number
        of_number = by_number.get(key, ())
        for entry in sorted(of_number, key=lambda e: e.month.number == period.month.number):
            before[period.key, entry.office] = entry
    return before
