"""The report: a month's entries against its schedule, row by row as the form has them.

A row is a period. A province's row is the sum over the offices that enter the database; a
district's is its own. Units of different kinds are never added up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cddctl.ledger.entries import Entry, State
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.schedule.due import Period, offices_of, report_periods
from cddctl.schedule.model import Label, Schedule, Text, UnitColumn

BY_PROVINCE = "จังหวัดเป็นผู้บันทึก"
"""What a district's form says of a database that the provincial office enters."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note, and the offices that it comes from."""

    text: str
    offices: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form."""

    number: int
    period: Period
    total: int | None
    recorded: Mapping[str, int | None]
    """By unit that the database counts; None where it was not reported."""
    reported: int
    """How many offices have given counts."""
    fewer: tuple[tuple[Text, int], ...]
    """Units that only some of those have given, and how many have: their sums are partial too."""
    offices: int
    """How many enter the period; 0 on a district's form where the provincial office does."""
    state: str
    """none, partial, complete or not-applicable."""
    missing: tuple[Place, ...]
    """The offices that have reported nothing."""
    remarks: tuple[Remark, ...]
    given: Mapping[str, int] = field(default_factory=dict)
    """How many of those that have given counts have given each unit."""
    not_applicable: tuple[Place, ...] = ()
    """The offices that have given a reason in place of counts."""

    @property
    def is_partial(self) -> bool:
        """Whether its sums are those of some offices alone."""
        return self.reported > 0 and (self.reported < self.offices or bool(self.fewer))


@dataclass(frozen=True, slots=True)
class Report:
    """The form of a province, or of one of its districts, for a month."""

    schedule: Schedule
    province: Place
    district: Place | None
    month: Month
    units: tuple[UnitColumn, ...]
    rows: tuple[Row, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The title lines, in Thai."""
        return titles_of(self.schedule, self.province, self.district, self.month)

    @property
    def paper_name(self) -> str:
        """What a sheet of it is called, in Thai."""
        return self.district.name_th if self.district else f"จังหวัด{self.province.name_th}"


def titles_of(
    schedule: Schedule, province: Place, district: Place | None, month: Month
) -> tuple[str, ...]:
    """The title lines of a form, in Thai; the last one names the place."""
    form = schedule.form
    place = form.district_title if district else form.province_title
    values = {
        "year": month.fiscal_year.year,
        "province": province.name_th,
        "district": district.name_th if district else "",
    }
    return tuple(_filled(line, values) for line in (*form.titles, place))


def unit_columns(schedule: Schedule, periods: Sequence[Period]) -> tuple[UnitColumn, ...]:
    """The form's columns; off the form, those that the databases shown count."""
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
) -> Report:
    """The report of a province, or of one district of it.

    `districts` are all of the province's; `entries` the current ones, at most one an office and
    period. Entries of other periods and offices are left aside. `chosen` says that the periods are
    those to have rows, on the form or not.
    """
    standing = {(entry.key, entry.office): entry for entry in entries}
    shown = tuple(periods) if chosen else report_periods(periods)
    rows = []
    for number, period in enumerate(shown, 1):
        offices = offices_of(period, province, districts)
        if district is not None:
            offices = (district,) if district in offices else ()
        found = [(o, e) for o in offices if (e := standing.get((period.key, o.code)))]
        rows.append(_row(number, period, schedule.units, offices, found))
    return Report(schedule, province, district, month, unit_columns(schedule, shown), tuple(rows))


def partly_given(
    given: Mapping[str, int], names: Mapping[str, Text], reported: int
) -> tuple[tuple[Text, int], ...]:
    """The units that only some of those that have given counts have given, and how many have."""
    return tuple((names[unit], count) for unit, count in given.items() if 0 < count < reported)


def without_a_place(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    entries: Iterable[Entry],
) -> list[Entry]:
    """The entries of a month that no row of its periods shows, or not with all their counts.

    They were recorded under a schedule with other periods, offices or units than the one in use.
    """
    counted = {
        (period.key, office.code): set(period.database.counts)
        for period in periods
        for office in offices_of(period, province, districts)
    }

    def is_shown(entry: Entry) -> bool:
        place = entry.key, entry.office
        return place in counted and counted[place].issuperset(entry.recorded)

    return [entry for entry in entries if entry.state is not State.NONE and not is_shown(entry)]


def month_to_report(
    this_month: Month, has_form: Callable[[Month], bool], latest_with_entries: Month | None
) -> Month:
    """Which month is meant when none is said.

    This month if it has a period on the form; else the latest month with entries; else the latest
    past month with a period on the form, if there is one within a year.
    """
    if has_form(this_month):
        return this_month
    if latest_with_entries is not None:
        return latest_with_entries
    month = this_month
    for _number in range(12):
        month = month.previous()
        if has_form(month):
            return month
    return this_month


def _filled(line: str, values: Mapping[str, object]) -> str:
    for key, value in values.items():
        line = line.replace("{" + key + "}", str(value))
    return line


def _row(
    number: int,
    period: Period,
    names: Mapping[str, Text],
    offices: Sequence[Place],
    found: Sequence[tuple[Place, Entry]],
) -> Row:
    answered = [(o, e) for o, e in found if e.state is not State.NONE]
    entries = [e for _, e in answered if e.state is not State.NOT_APPLICABLE]
    totals = [e.total for e in entries if e.total is not None]
    units = period.database.counts
    given = {unit: sum(unit in entry.recorded for entry in entries) for unit in units}
    silent = {office.code for office in offices} - {office.code for office, _ in answered}
    return Row(
        number=number,
        period=period,
        total=sum(totals) if totals else None,
        recorded={unit: _sum(entries, unit) for unit in units},
        reported=len(entries),
        fewer=partly_given(given, names, len(entries)),
        offices=len(offices),
        state=_state([e.state for _, e in answered], len(offices)),
        missing=tuple(office for office in offices if office.code in silent),
        remarks=_remarks(answered),
        given=given,
        not_applicable=tuple(o for o, e in answered if e.state is State.NOT_APPLICABLE),
    )


def _sum(entries: Iterable[Entry], unit: str) -> int | None:
    counts = [entry.recorded[unit] for entry in entries if unit in entry.recorded]
    return sum(counts) if counts else None


def _state(states: Sequence[State], offices: int) -> str:
    if not offices:
        return "not-applicable"
    if not states:
        return "none"
    if len(states) < offices or State.INCOMPLETE in states:
        return "partial"
    return "complete" if State.COMPLETE in states else "not-applicable"


def _remarks(found: Iterable[tuple[Place, Entry]]) -> tuple[Remark, ...]:
    """The notes in the order of the offices, equal ones together."""
    by_text: dict[str, list[Place]] = {}
    for office, entry in found:
        if entry.note:
            by_text.setdefault(entry.note, []).append(office)
    return tuple(Remark(text, tuple(offices)) for text, offices in by_text.items())
