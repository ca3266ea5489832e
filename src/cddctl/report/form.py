"""The report: a month's entries arranged in the rows of the form.

A row is a period. A province's row is the sum over the offices that enter the database, and a row
of several provinces the sum over theirs; a district's row is its own entry. Units of different
kinds are never added up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cddctl.ledger.entries import Entry, Share, State, entry_or_not_yet
from cddctl.periods import Month
from cddctl.places import LONGEST_LIST, Place, Scope, province_of
from cddctl.schedule.due import Period, offices_of, report_periods
from cddctl.schedule.model import Label, Schedule, Text, UnitColumn

BY_PROVINCE = "จังหวัดเป็นผู้บันทึก"
"""The remark on a district's form for a database that the provincial office enters."""

_WITH_COUNTS = frozenset({State.INCOMPLETE, State.COMPLETE})


@dataclass(frozen=True, slots=True)
class Remark:
    """A note, and the offices that gave it."""

    text: str
    offices: tuple[Place, ...]


@dataclass(frozen=True)
class OfficeAnswer:
    """An office's answer for a period that it enters."""

    office: Place
    period: Period
    """The period in the schedule of the office's province."""
    entry: Entry | None
    """None where nothing is reported."""

    @cached_property
    def counted(self) -> Entry | None:
        """The entry that it counts as, with what the schedule declares in place of none."""
        return entry_or_not_yet(self.entry, self.period, self.office)

    @cached_property
    def state(self) -> State:
        """The office's state."""
        return self.counted.state if self.counted is not None else State.NONE

    @property
    def has_counts(self) -> bool:
        """Whether the office gave counts, not a reason in their place."""
        return self.state in _WITH_COUNTS

    @property
    def total(self) -> int | None:
        """The total, if reported."""
        return self.entry.total if self.entry is not None else None

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """The recorded counts, in the units of the office's schedule."""
        if self.entry is None or not self.has_counts:
            return {}
        counted = self.period.database.counts
        return {unit: count for unit, count in self.entry.recorded.items() if unit in counted}

    @property
    def note(self) -> str | None:
        """The office's note, or the reason that the schedule declares."""
        return self.counted.note if self.counted is not None else None


@dataclass(frozen=True)
class Row:
    """One row of the form: a period, and the answer of each office that enters it."""

    scope: Scope
    number: int
    period: Period
    unit_names: Mapping[str, Text]
    answers: tuple[OfficeAnswer, ...]
    """One for each office in the scope that enters the period.

    There is none on a district's form where the provincial office enters the database.
    """

    @cached_property
    def total(self) -> int | None:
        """The sum of the totals; None where nothing was reported."""
        return _sum(answer.total for answer in self.answers if answer.has_counts)

    @cached_property
    def recorded(self) -> Mapping[str, int | None]:
        """The recorded sum for each unit that the database counts; None where not reported."""
        units = self.period.database.counts
        return {unit: _sum(a.recorded.get(unit) for a in self.answers) for unit in units}

    @cached_property
    def given(self) -> Mapping[str, int]:
        """For each unit, the number of offices that reported it."""
        units = self.period.database.counts
        return {unit: sum(unit in a.recorded for a in self.answers) for unit in units}

    @cached_property
    def share(self) -> Share:
        """The share of the offices that have reported."""
        return Share.of(answer.state for answer in self.answers)

    @property
    def fewer(self) -> tuple[tuple[Text, int], ...]:
        """The units that only some of these offices reported, and how many did: partial sums."""
        return tuple(
            (self.unit_names[unit], count)
            for unit, count in self.given.items()
            if self.is_part(unit)
        )

    def is_part(self, unit: str) -> bool:
        """Whether only some of the offices that gave counts reported this unit."""
        return 0 < self.given.get(unit, 0) < self.share.reported

    @property
    def is_partial(self) -> bool:
        """Whether its sums cover only some of the offices."""
        share = self.share
        return share.reported > 0 and (share.reported < share.expected or bool(self.fewer))

    @cached_property
    def state(self) -> str:
        """none, partial, complete or not-applicable, over all offices."""
        states = {answer.state for answer in self.answers}
        if states == {State.NONE}:
            return "none"
        if states & {State.NONE, State.INCOMPLETE}:
            return "partial"
        return "complete" if State.COMPLETE in states else "not-applicable"

    @property
    def missing(self) -> tuple[Place, ...]:
        """The offices that have not reported anything."""
        return self._offices_with(State.NONE)

    @property
    def not_applicable(self) -> tuple[Place, ...]:
        """The offices that gave a reason in place of counts."""
        return self._offices_with(State.NOT_APPLICABLE)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The notes in the order of the offices; equal notes are joined."""
        return _remarks(self.answers)

    @property
    def reasons(self) -> tuple[Remark, ...]:
        """The reasons in place of counts, most frequent first."""
        reasons = _remarks(a for a in self.answers if a.state is State.NOT_APPLICABLE)
        return tuple(sorted(reasons, key=lambda remark: (-len(remark.offices), remark.text)))

    @property
    def notes(self) -> int:
        """The number of offices with a note beside their counts."""
        return sum(answer.note is not None for answer in self.answers if answer.has_counts)

    @property
    def districts(self) -> int:
        """The number of districts with something to enter; provincial offices are not counted."""
        return sum(
            answer.office.code != answer.office.code[:2]
            for answer in self.answers
            if answer.state is not State.NOT_APPLICABLE
        )

    @property
    def provinces(self) -> int:
        """The number of provinces that have the period."""
        return len(self._by_province)

    @property
    def provinces_reported(self) -> int:
        """The number of provinces where an office has given counts."""
        return sum(share.reported > 0 for share in self._share_of_provinces)

    @property
    def provinces_expected(self) -> int:
        """The number of provinces where an office has something to enter."""
        return sum(share.expected > 0 for share in self._share_of_provinces)

    @property
    def silent_provinces(self) -> tuple[Place, ...]:
        """The provinces where no office has reported anything."""
        return tuple(
            province_of(code)
            for code, answers in self._by_province.items()
            if all(answer.state is State.NONE for answer in answers)
        )

    @cached_property
    def _by_province(self) -> Mapping[str, list[OfficeAnswer]]:
        answers: dict[str, list[OfficeAnswer]] = {}
        for answer in self.answers:
            answers.setdefault(answer.office.code[:2], []).append(answer)
        return answers

    @property
    def _share_of_provinces(self) -> list[Share]:
        return [
            Share.of(answer.state for answer in answers) for answers in self._by_province.values()
        ]

    def _offices_with(self, state: State) -> tuple[Place, ...]:
        return tuple(answer.office for answer in self.answers if answer.state is state)


@dataclass(frozen=True, slots=True)
class Report:
    """The form of a scope for a month."""

    schedule: Schedule
    scope: Scope
    month: Month
    units: tuple[UnitColumn, ...]
    rows: tuple[Row, ...]
    of_provinces: tuple["Report", ...] = ()
    """The reports of several provinces that this one is the sum of."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The title lines, in Thai; the last one names the scope."""
        return titles_of(self.schedule, self.scope, self.month)

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
    """Build the report of a province, or of one district of it.

    `districts` are all of the province's; `entries` the current ones, at most one per office and
    period. Entries of other periods and offices are ignored. If `chosen`, all the periods given get
    a row, whether on the form or not.
    """
    current = reported(entries)

    def answers(period: Period) -> Iterable[OfficeAnswer]:
        for office in offices_of(period, province, districts):
            if district in {None, office}:
                yield OfficeAnswer(office, period, current.get((period.key, office.code)))

    shown = tuple(periods) if chosen else report_periods(periods)
    scope = Scope.of(province, district=district)
    return _report(schedule, scope, month, shown, answers)


def sum_of_reports(
    schedule: Schedule, month: Month, periods: Iterable[Period], reports: Iterable[Report]
) -> Report:
    """Add up the reports of provinces, in the rows of the national schedule's periods.

    A row is identified by database, month and number. The order of the provinces does not matter.
    """
    reports = tuple(sorted(reports, key=lambda report: report.scope.province.code))
    own: dict[tuple[str, Month, int], list[OfficeAnswer]] = {}
    for report in reports:
        for row in report.rows:
            own.setdefault(row.period.key, []).extend(row.answers)
    scope = Scope.of(*(report.scope.province for report in reports))
    shown = report_periods(periods)
    return _report(
        schedule, scope, month, shown, lambda period: own.get(period.key, []), of_provinces=reports
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
        Row(scope, number, period, schedule.units, tuple(answers_of(period)))
        for number, period in enumerate(periods, 1)
    )
    return Report(schedule, scope, month, unit_columns(schedule, periods), rows, of_provinces)


def reported(entries: Iterable[Entry]) -> dict[tuple[object, str], Entry]:
    """Entries by period and office, without those that say that nothing is reported."""
    current = {(entry.key, entry.office): entry for entry in entries}
    return {key: entry for key, entry in current.items() if entry.state is not State.NONE}


def without_a_place(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    entries: Iterable[Entry],
) -> list[Entry]:
    """The entries of a month that no row shows, or not with all their counts.

    They were recorded under a schedule with other periods, offices or units than the current one.
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
    """The default month for a report.

    This month if it has a period on the form; else the latest month with entries; else the latest
    month within the past year with a period on the form; else this month.
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


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of the reported counts; None where there are none."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _remarks(answers: Iterable[OfficeAnswer]) -> tuple[Remark, ...]:
    by_text: dict[str, list[Place]] = {}
    for answer in answers:
        if answer.note:
            by_text.setdefault(answer.note, []).append(answer.office)
    return tuple(Remark(text, tuple(offices)) for text, offices in by_text.items())
