"""The sum of provinces: of the nation, or of a region of it.

A province's own schedule decides who enters in it. Its report is summed row by row into those of
the national schedule, a row being known by database, month and number; what has no row there is
kept as left out, so that a sum is never partial in silence. The order of provinces does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cddctl.periods import Month
from cddctl.places import Place, provinces
from cddctl.report.form import Remark, Report, Row, partly_given, titles_of, unit_columns
from cddctl.schedule.due import Period, on_form, report_periods
from cddctl.schedule.model import Schedule

_LONGEST_NAMES = 60
"""Of more letters, the names of a region's provinces do not stand on a line; they are counted."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some of the provinces, or all: in order of code, each once."""

    provinces: tuple[Place, ...]

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Region":
        """The region of those provinces."""
        return cls(tuple(sorted(set(places), key=lambda place: place.code)))

    @property
    def is_nation(self) -> bool:
        """Whether it is all provinces."""
        return self.provinces == provinces()

    @property
    def id(self) -> str:
        """What a file of it is named: nation, lampang-phayao or 12-provinces."""
        if self.is_nation:
            return "nation"
        ids = "-".join(place.id for place in self.provinces)
        return ids if len(ids) <= _LONGEST_NAMES else f"{len(self.provinces)}-provinces"

    @property
    def place(self) -> Place:
        """The region as a place, which has no code."""
        count = len(self.provinces)
        if self.is_nation:
            return Place("", f"ทั่วประเทศ ({count} จังหวัด)", f"The nation ({count} provinces)")
        thai = ", ".join(place.name_th for place in self.provinces)
        if len(thai) > _LONGEST_NAMES:
            return Place("", f"{count} จังหวัด", f"{count} provinces")
        return Place("", thai, ", ".join(place.name_en for place in self.provinces))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow(Row):
    """One row of the form, summed over provinces.

    Of the offices' remarks it has the reasons for which it is not applicable yet.
    """

    districts: int
    """How many of the offices are districts; the others are provincial offices."""
    provinces: int
    """How many provinces have the period."""
    provinces_reported: int
    """In how many of them an office has given counts."""
    silent: tuple[Place, ...]
    """The provinces in which no office has reported anything."""
    notes: int
    """How many offices have a note beside their counts, which stands on their province's form."""


@dataclass(frozen=True, slots=True)
class RegionReport(Report):
    """The form of a region for a month; `province` is the region as a place."""

    region: Region
    reports: tuple[Report, ...]
    """Those of the provinces, which it is the sum of."""
    left_out: tuple[tuple[Place, Period], ...]
    """What provinces have reported of periods or units that the rows do not have."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The title lines, in Thai; the last one names the region."""
        named = [
            titles_of(self.schedule, place, None, self.month) for place in self.region.provinces
        ]
        line = " ".join(titles[-1] for titles in named)
        if self.region.is_nation or len(line) > _LONGEST_NAMES:
            line = self.region.place.name_th
        return (*named[0][:-1], line)

    @property
    def paper_name(self) -> str:
        """What a sheet of it is called, in Thai."""
        return "ทั่วประเทศ" if self.region.is_nation else f"รวม {len(self.reports)} จังหวัด"

    @property
    def notes(self) -> int:
        """How many notes of offices stand on the provinces' forms alone."""
        return sum(row.notes for row in self.rows if isinstance(row, RegionRow))

    def by_province(self, row: Row) -> list[tuple[Place, Row]]:
        """The provinces' own rows that a row is the sum of."""
        return [
            (report.province, own)
            for report in self.reports
            for own in report.rows
            if own.period.key == row.period.key
        ]


def province_periods(national: Iterable[Period], own: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of a province that a sum on the national form takes the rows of, or leaves out.

    The national month says whether the rows are those on the form or all; what has a row there is
    taken however the province has it. A province's own form may have none where the national one
    has some, or some where it has none.
    """
    rows = report_periods(national)
    if not on_form(rows):
        return tuple(own)
    keys = {period.key for period in rows}
    return tuple(period for period in own if period.database.on_form or period.key in keys)


def build_region_report(
    schedule: Schedule, month: Month, periods: Iterable[Period], reports: Iterable[Report]
) -> RegionReport:
    """The sum of the reports of provinces, with the rows of the national schedule's periods."""
    reports = tuple(sorted(reports, key=lambda report: report.province.code))
    region = Region.of(report.province for report in reports)
    shown = report_periods(periods)
    own = {(report.province.code, row.period.key): row for report in reports for row in report.rows}
    rows = tuple(
        _sum_of(
            number,
            period,
            schedule,
            [
                (report.province, row)
                for report in reports
                if (row := own.get((report.province.code, period.key)))
            ],
        )
        for number, period in enumerate(shown, 1)
    )
    counted = {period.key: set(period.database.counts) for period in shown}
    left_out = tuple(
        (report.province, row.period)
        for report in reports
        for row in report.rows
        if row.state != "none" and not _is_summed(row, counted)
    )
    return RegionReport(
        schedule, region.place, None, month, unit_columns(schedule, shown), rows,
        region, reports, left_out,
    )  # fmt: skip


def _is_summed(row: Row, counted: Mapping[tuple[str, Month, int], set[str]]) -> bool:
    given = {unit for unit, count in row.given.items() if count}
    return given <= counted[row.period.key] if row.period.key in counted else False


def _sum_of(
    number: int, period: Period, schedule: Schedule, found: Sequence[tuple[Place, Row]]
) -> RegionRow:
    rows = [row for _place, row in found]
    units = period.database.counts
    given = {unit: sum(row.given.get(unit, 0) for row in rows) for unit in units}
    reported = sum(row.reported for row in rows)
    not_applicable = tuple(office for row in rows for office in row.not_applicable)
    excused = {office.code for office in not_applicable}
    return RegionRow(
        number=number,
        period=period,
        total=_sum(row.total for row in rows),
        recorded={unit: _sum(row.recorded.get(unit) for row in rows) for unit in units},
        reported=reported,
        fewer=partly_given(given, schedule.units, reported),
        offices=sum(row.offices for row in rows),
        state=_state({row.state for row in rows}),
        missing=tuple(office for row in rows for office in row.missing),
        remarks=_reasons(rows, excused),
        given=given,
        not_applicable=not_applicable,
        districts=sum(row.offices for row in rows if row.period.database.entered_by == "district"),
        provinces=len(rows),
        provinces_reported=sum(row.reported > 0 for row in rows),
        silent=tuple(place for place, row in found if row.state == "none"),
        notes=sum(
            office.code not in excused
            for row in rows
            for remark in row.remarks
            for office in remark.offices
        ),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of what was reported; None where nothing was."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _state(states: set[str]) -> str:
    """The state of offices together, of those of each province's."""
    if states == {"none"}:
        return "none"
    if states & {"none", "partial"}:
        return "partial"
    return "complete" if "complete" in states else "not-applicable"


def _reasons(rows: Iterable[Row], offices: set[str]) -> tuple[Remark, ...]:
    """The reasons of these offices, those of the most offices first."""
    by_text: dict[str, list[Place]] = {}
    for row in rows:
        for remark in row.remarks:
            if own := [office for office in remark.offices if office.code in offices]:
                by_text.setdefault(remark.text, []).extend(own)
    found = [Remark(text, tuple(places)) for text, places in by_text.items()]
    return tuple(sorted(found, key=lambda remark: (-len(remark.offices), remark.text)))
