"""The report: a month's entries arranged in the rows of the form.

A province's own schedule decides who enters, and in which months. Periods without a row on the
national form are left out of the sum of provinces and reported, so that no sum is silently partial.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cddctl.ledger.entries import Entry, PeriodAndOffice, is_shown_whole
from cddctl.periods import FiscalYear, Month
from cddctl.places import LONGEST_LIST, Place, Scope
from cddctl.report.rows import OfficeAnswer, Row
from cddctl.schedule.due import Period, PeriodKey, offices_of, on_form, report_periods
from cddctl.schedule.model import Label, Schedule, UnitColumn

NOT_ON_FORM = "ไม่อยู่ในแบบรายงาน"
"""The heading of rows that are not on the report form."""


class Report(NamedTuple):
    """The form of a scope for a month."""

    schedule: Schedule
    scope: Scope
    month: Month
    units: tuple[UnitColumn, ...]
    rows: tuple[Row, ...]
    of_provinces: tuple["Report", ...] = ()
    """The reports of several provinces that this one is the sum of."""
    note: str | None = None
    """The province's own note for the round."""
    year: FiscalYear | None = None
    """The fiscal year, where it is of all its months; `month` is the last of them then."""
    is_return: bool = False
    """Whether an office fills it in: the rows that are not on the form have a heading there."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The title lines, in Thai; the last one names the scope.

        In a month in which nothing on the form is due they say that this is not the form.
        """
        *titles, place = titles_of(self.schedule, self.scope, self.month)
        is_off_form = self.rows and not any(row.period.database.on_form for row in self.rows)
        return (*titles, *([NOT_ON_FORM] if is_off_form and not self.is_return else ()), place)

    @property
    def paper_name(self) -> str:
        """The name of its sheet, in Thai."""
        if self.scope.is_nation:
            return "ทั่วประเทศ"
        if self.scope.is_several:
            return f"รวม {len(self.scope.provinces)} จังหวัด"
        district = self.scope.district
        return district.name_th if district else f"จังหวัด{self.scope.province.name_th}"

    @property
    def notes(self) -> int:
        """The number of notes beside counts, over all rows."""
        return sum(row.notes for row in self.rows)

    def by_province(self, row: Row) -> list[tuple[Place, Row]]:
        """The provinces' own rows that add up to a row."""
        return [
            (report.scope.province, own)
            for report in self.of_provinces
            for own in report.rows
            if own.period.key == row.period.key
        ]


def titles_of(schedule: Schedule, scope: Scope, month: Month) -> tuple[str, ...]:
    """The title lines of a form, in Thai; the last one names the scope."""
    form = schedule.form
    values = {
        "year": month.fiscal_year.year,
        "province": scope.provinces[0].name_th,
        "district": scope.district.name_th if scope.district else "",
    }
    place = form.district_title if scope.district else form.province_title
    named = " ".join(
        _filled(place, values | {"province": province.name_th}) for province in scope.provinces
    )
    if scope.is_nation or (scope.is_several and len(named) > LONGEST_LIST):
        named = scope.name_th
    return (*(_filled(line, values) for line in form.titles), named)


def unit_columns(schedule: Schedule, periods: Sequence[Period]) -> tuple[UnitColumn, ...]:
    """The form's columns or, if these lack a unit that the periods count, one per unit counted."""
    columns = schedule.form.units
    have = {column.unit for column in columns}
    counted = dict.fromkeys(unit for period in periods for unit in period.database.counts)
    if have.issuperset(counted):
        return columns
    return tuple(
        UnitColumn(
            unit=unit,
            heading=Label(th=(schedule.units[unit].th,), en=(schedule.units[unit].en,)),
        )
        for unit in counted
    )


def return_columns(
    schedule: Schedule, periods: Iterable[Period]
) -> tuple[tuple[UnitColumn, ...], dict[str, int]]:
    """The columns of a district's return, and for each unit not on the form its column's number.

    Numbers are from 0. Rows that are not on the form have their own heading, below which such a
    unit uses a column that these rows leave free. If there are too few, every unit has its own
    column.
    """
    periods = tuple(periods)
    columns = unit_columns(schedule, report_periods(periods))
    have = [column.unit for column in columns]
    counted = dict.fromkeys(unit for period in periods for unit in period.database.counts)
    others = [unit for unit in counted if unit not in have]
    others_rows = [period for period in periods if set(others) & set(period.database.counts)]
    taken = {unit for period in others_rows for unit in period.database.counts}
    free = [number for number, unit in enumerate(have) if unit not in taken]
    if len(others) > len(free):
        return unit_columns(schedule, periods), {}
    return columns, dict(zip(others, free, strict=False))


def build_report(
    schedule: Schedule,
    province: Place,
    districts: Sequence[Place],
    month: Month,
    periods: Iterable[Period],
    entries: Iterable[Entry],
    *,
    district: Place | None = None,
    chosen: bool = False,
    note: str | None = None,
) -> Report:
    """Build the report of a province, or of one district of it.

    `districts` are all of the province's; `entries` the current ones, at most one per office and
    period. Entries of other periods and offices are ignored. If `chosen`, all the periods given get
    a row, whether on the form or not. `note` is the province's own, and on its report alone.
    """
    current = reported(entries)

    def entry_of(period: Period, office: Place) -> Entry | None:
        entry = current.get((period.key, office.code))
        return entry if entry and is_shown_whole(entry, period.database) else None

    def answers(period: Period) -> Iterable[OfficeAnswer]:
        for office in offices_of(period, province, districts):
            if district in {None, office}:
                yield OfficeAnswer(office, period, entry_of(period, office))

    shown = tuple(periods) if chosen else report_periods(periods)
    scope = Scope.of(province, districts=[district.named_in(month)] if district else [])
    report = _report(schedule, scope, month, shown, answers)
    return report if district else report._replace(note=note)


def build_return(
    schedule: Schedule,
    province: Place,
    districts: Sequence[Place],
    month: Month,
    periods: Iterable[Period],
    entries: Iterable[Entry],
    *,
    office: Place,
) -> Report:
    """Build the form that an office fills in: the rows of its report, then those not on it."""
    shown = sorted(periods, key=lambda period: not period.database.on_form)
    district, own = (None, ()) if office.is_province else (office, districts)
    report = build_report(
        schedule, province, own, month, shown, entries, district=district, chosen=True
    )
    return report._replace(units=return_columns(schedule, shown)[0])


def sum_of_reports(
    schedule: Schedule, month: Month, periods: Iterable[Period], reports: Iterable[Report]
) -> Report:
    """Add up the reports of provinces, in the rows of the national schedule's periods.

    A row is identified by database, month and number. The order of the provinces does not matter.
    """
    reports = tuple(sorted(reports, key=lambda report: report.scope.province.code))
    own: dict[PeriodKey, list[OfficeAnswer]] = {}
    for report in reports:
        for row in report.rows:
            own.setdefault(row.period.key, []).extend(row.answers)
    scope = Scope.of(*(report.scope.province for report in reports))
    shown = report_periods(periods)

    def answers(period: Period) -> Iterable[OfficeAnswer]:
        for answer in own.get(period.key, []):
            entry = answer.entry
            is_summed = entry is None or is_shown_whole(entry, period.database)
            yield answer if is_summed else replace(answer, entry=None)

    return _report(schedule, scope, month, shown, answers, of_provinces=reports)


def year_of_reports(year: FiscalYear, reports: Iterable[Report]) -> Report:
    """The reports of a fiscal year's months as one: a row for each period, database by database.

    A database that is on no form, which the report of a month without one shows, is left out.
    """
    reports = list(reports)
    last = reports[-1]
    rows = sorted(
        (row for report in reports for row in report.rows if row.period.database.on_form),
        key=lambda row: (row.period.database.number, row.period.month, row.period.number),
    )
    return last._replace(
        year=year,
        units=unit_columns(last.schedule, [row.period for row in rows]),
        rows=tuple(replace(row, number=number) for number, row in enumerate(rows, 1)),
        of_provinces=tuple(each for report in reports for each in report.of_provinces),
        note=None,
    )


def _report(
    schedule: Schedule,
    scope: Scope,
    month: Month,
    periods: Sequence[Period],
    answers_of: Callable[[Period], Iterable[OfficeAnswer]],
    of_provinces: tuple[Report, ...] = (),
) -> Report:
    rows = tuple(
        Row(
            scope,
            number if period.database.on_form else None,
            period,
            schedule.units,
            tuple(answers_of(period)),
        )
        for number, period in enumerate(periods, 1)
    )
    return Report(schedule, scope, month, unit_columns(schedule, periods), rows, of_provinces)


def reported(entries: Iterable[Entry]) -> dict[PeriodAndOffice, Entry]:
    """Entries by period and office."""
    return {entry.period_and_office: entry for entry in entries}


def entries_without_row(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    entries: Iterable[Entry],
) -> list[Entry]:
    """The entries of a month that no row shows: each is shown whole, or not at all.

    They were recorded under a schedule with other periods, offices or units than the current one.
    """
    places = {
        (period.key, office.code): period.database
        for period in periods
        for office in offices_of(period, province, districts)
    }

    def is_shown(entry: Entry) -> bool:
        database = places.get(entry.period_and_office)
        return database is not None and is_shown_whole(entry, database)

    return [entry for entry in entries if not is_shown(entry)]


def province_periods(national: Iterable[Period], own: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of a province whose rows a national sum includes, or reports as left out.

    If the national rows are those of the form, these are the province's periods on its own form and
    any others with a national row; if not, all of the province's.
    """
    rows = report_periods(national)
    if not on_form(rows):
        return tuple(own)
    keys = {period.key for period in rows}
    return tuple(period for period in own if period.database.on_form or period.key in keys)


def left_out(report: Report) -> list[tuple[Place, Period]]:
    """The provinces' reported periods that the sum leaves out, or some units of which it does."""
    counted = {row.period.key: set(row.period.database.counts) for row in report.rows}
    return [
        (own.scope.province, row.period)
        for own in report.of_provinces
        for row in own.rows
        if any(answer.entry for answer in row.answers) and not _is_summed(row, counted)
    ]


def _is_summed(row: Row, counted: Mapping[PeriodKey, set[str]]) -> bool:
    given = {unit for unit, count in row.given.items() if count}
    return row.period.key in counted and given <= counted[row.period.key]


def _filled(line: str, values: Mapping[str, object]) -> str:
    for key, value in values.items():
        line = line.replace("{" + key + "}", str(value))
    return line
