"""How the provinces of a region, or of the nation, stand beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cddctl.ledger.acts import Act, closing
from cddctl.places import Place
from cddctl.report.region import Region
from cddctl.schedule.due import Period
from cddctl.status.round import PeriodKey, Standing, Status, Tally


@dataclass(frozen=True, slots=True)
class ProvinceStanding:
    """How a province stands, and what was done to its rounds."""

    status: Status
    acts: tuple[Act, ...]

    @property
    def province(self) -> Place:
        """The province."""
        return self.status.province

    @property
    def closed(self) -> date | None:
        """The day on which the round was closed, if it is."""
        act = closing(self.acts)
        moment = act.recorded_at if act is not None else None
        return moment.astimezone().date() if moment is not None else None


@dataclass(frozen=True, slots=True)
class RegionStatus:
    """How the provinces of a region stand, and all their offices together."""

    region: Region
    whole: Status
    """`province` is the region as a place."""
    provinces: tuple[ProvinceStanding, ...]
    _tallies: dict[tuple[str, PeriodKey | None, date], Tally] = field(
        default_factory=dict, compare=False
    )

    def tally(self, one: ProvinceStanding, period: Period | None, today: date) -> Tally:
        """The sums of a province, for a period or for all; each is made once."""
        place = one.province.code, period.key if period else None, today
        if place not in self._tallies:
            found = one.status.of_period(period) if period else one.status.all()
            self._tallies[place] = Tally.of(found, today)
        return self._tallies[place]


def build_region_status(
    periods: Sequence[Period], standings: Iterable[ProvinceStanding]
) -> RegionStatus:
    """The standings of provinces together; periods that only a province has stand last."""
    found = tuple(sorted(standings, key=lambda one: one.province.code))
    region = Region.of(one.province for one in found)
    all_periods = {period.key: period for period in periods}
    together: dict[tuple[PeriodKey, str], Standing] = {}
    for one in found:
        all_periods = {period.key: period for period in one.status.periods} | all_periods
        together |= one.status.standings
    entered = {key for key, _office in together}
    first = [period.key for period in periods]
    keys = [*first, *sorted(all_periods.keys() - set(first))]
    whole = Status(
        region.place,
        tuple(all_periods[key] for key in keys if key in entered),
        tuple(office for one in found for office in one.status.offices),
        together,
    )
    return RegionStatus(region, whole, found)
