"""The summary of a month or a fiscal year for the head of an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.due import Period
from cddctl.schedule.model import Database
from cddctl.status.league import Placing, league
from cddctl.status.round import Standing, Status, Tally
from cddctl.status.trend import RoundSums, trend


@dataclass(frozen=True, slots=True)
class DatabaseSums:
    """The sums of a database over its periods in the month or year."""

    database: Database
    periods: tuple[Period, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class OwingProvince:
    """The outstanding entries of a province."""

    province: Place
    tally: Tally
    outstanding: int
    offices: int
    """The number of offices that it belongs to."""
    earliest: date
    """The earliest date of it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the summary shows; the league and the trend are those of the whole year."""

    status: Status
    """The status of the month, or of the year."""
    span: Month | FiscalYear
    today: date
    placings: tuple[Placing, ...]
    rounds: tuple[RoundSums, ...]

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year of the league and the trend."""
        return self.span.fiscal_year if isinstance(self.span, Month) else self.span

    def databases(self, *, on_form: bool) -> list[DatabaseSums]:
        """The sums of each database that is on the form, or is not, in the schedule's order."""
        periods: dict[str, list[Period]] = {}
        for period in self.status.periods:
            if period.database.on_form is on_form:
                periods.setdefault(period.database.id, []).append(period)
        sums = [
            DatabaseSums(own[0].database, tuple(own), self._tally(own)) for own in periods.values()
        ]
        return sorted(sums, key=lambda each: each.database.number)

    def total(self, *, on_form: bool | None = None) -> Tally:
        """The sums of databases on the form, of those not on it, or of all."""
        periods = self.status.periods
        return self._tally([p for p in periods if on_form in {None, p.database.on_form}])

    def outstanding(self) -> list[Standing]:
        """The outstanding entries, the earliest date first."""
        return sorted(
            self.status.outstanding(),
            key=lambda standing: (standing.until, standing.office.code, standing.period.key),
        )

    def owing_provinces(self) -> list[OwingProvince]:
        """The provinces where something is not complete, the earliest date first."""
        owing = []
        for status in self.status.of_provinces:
            if outstanding := status.outstanding():
                offices = {standing.office for standing in outstanding}
                owing.append(
                    OwingProvince(
                        status.scope.province,
                        Tally.of(outstanding, self.today),
                        len(outstanding),
                        len(offices),
                        min(standing.until for standing in outstanding),
                    )
                )
        return sorted(owing, key=lambda each: (each.earliest, each.province.code))

    def _tally(self, periods: Sequence[Period]) -> Tally:
        standings = [s for period in periods for s in self.status.of_period(period)]
        return Tally.of(standings, self.today)


def summary_of(of_year: Status, span: Month | FiscalYear, today: date) -> Summary:
    """The summary of a month or of the whole year, from the year's status."""
    status = of_year.in_month(span) if isinstance(span, Month) else of_year
    return Summary(status, span, today, league(of_year, today), trend(of_year, today))
