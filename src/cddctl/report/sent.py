"""A report as it was sent, and the changes since.

Kept are its rows, the entries that they sum, and the schedule with all names, units and headings:
the report of the province and of each district can be rebuilt as it was, in every format, whatever
is recorded later and whatever the schedule says then.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from cddctl.ledger.acts import Act, closing, last_closing, reopening
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import Place, Scope, districts_with
from cddctl.report.form import Report, build_report, reported
from cddctl.schedule.due import (
    Period,
    PeriodKey,
    offices_of,
    periods_of_month,
    report_periods,
)
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule

_ENTRY_FIELDS = (
    "office", "database", "period", "total", "recorded", "not_applicable", "note", "received",
)  # fmt: skip


class SentContent(NamedTuple):
    """The content that closing a round stores: schedule, report and entries."""

    schedule: Schedule
    """The schedule at that time."""
    report: Mapping[str, Any]
    """The province's report, in the form of its JSON."""
    entries: tuple[Entry, ...]
    """The entries that it was built from."""

    @property
    def text(self) -> str:
        """The JSON that the register stores, the same for the same report."""
        entries = [_entry_values(entry) for entry in self.entries]
        kept = {"schedule": self.schedule.kept(), "report": self.report, "entries": entries}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, closing: Act) -> Self:
        """Read the report from the act that closed a round."""
        kept = json.loads(closing.sent or "")
        entries = (_entry(values, closing) for values in kept["entries"])
        return cls(Schedule.model_validate(kept["schedule"]), kept["report"], tuple(entries))


class SentReport(NamedTuple):
    """The latest report sent for a month, with the act that closed it."""

    province: Place
    closing: Act
    reopened: Act | None
    """The act that reopened the round since."""
    content: SentContent

    @classmethod
    def of(cls, province: Place, acts: Sequence[Act]) -> "SentReport | None":
        """The latest report sent for a month, according to the acts on its round."""
        closing = last_closing(acts)
        if closing is None:
            return None
        return cls(province, closing, reopening(acts), SentContent.of(closing))

    @property
    def month(self) -> Month:
        """The month of the report."""
        return self.closing.month

    @property
    def schedule(self) -> Schedule:
        """The schedule that it was sent under."""
        return self.content.schedule

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of its month. A report does not say which of their dates are holidays."""
        return periods_of_month(self.schedule, self.month, Holidays())

    @property
    def districts(self) -> tuple[Place, ...]:
        """The districts of the province, as its schedule knew them."""
        return districts_with(self.province, self.schedule.district_changes)

    def reports(self, wanted: Iterable[Scope]) -> list[Report]:
        """Rebuild the reports of the province or of districts as they were sent."""
        return [
            build_report(
                self.schedule,
                self.province,
                self.districts,
                self.month,
                self.periods,
                self.content.entries,
                district=scope.district,
                note=self.content.report.get("note"),
            )
            for scope in wanted
        ]

    def changes(self, now: Iterable[Entry], of: Collection[Place]) -> list["Change"]:
        """The changes since then, of some offices; of all if none is named."""
        changes = changes_since(
            self.periods, self.province, self.districts, self.content.entries, now
        )
        return [change for change in changes if not of or change.office in of]


def keys_sent(closed: Act) -> frozenset[PeriodKey]:
    """The periods on the report that was sent when a round was closed."""
    rows = json.loads(closed.sent or "{}").get("report", {}).get("rows", ())
    return frozenset((row["database"], closed.month, row["period"]) for row in rows)


def keys_closed(acts: Iterable[Act]) -> frozenset[PeriodKey]:
    """The periods on the reports of those rounds of a province that are closed, as sent."""
    acts = list(acts)
    months = {act.month for act in acts}
    closings = (closing(act for act in acts if act.month == month) for month in months)
    return frozenset(key for closed in closings if closed for key in keys_sent(closed))


class Change(NamedTuple):
    """An office's entries as sent and now; None is nothing reported."""

    period: Period
    office: Place
    before: Entry | None
    now: Entry | None


def entries_sent(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    entries: Iterable[Entry],
) -> tuple[Entry, ...]:
    """The entries that a report of the periods shows, row by row and office by office."""
    current = reported(entries)
    places = _periods_and_offices(periods, province, districts)
    entries_of = (current.get((period.key, office.code)) for period, office in places)
    return tuple(entry for entry in entries_of if entry is not None)


def changes_since(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    before: Iterable[Entry],
    now: Iterable[Entry],
) -> list[Change]:
    """The changes in the reported values, row by row and office by office."""
    sent, current = reported(before), reported(now)
    changes = []
    for period, office in _periods_and_offices(periods, province, districts):
        place = period.key, office.code
        old, new = sent.get(place), current.get(place)
        is_same = old.says_the_same(new) if old is not None and new is not None else old is new
        if not is_same:
            changes.append(Change(period, office, old, new))
    return changes


def _periods_and_offices(
    periods: Iterable[Period], province: Place, districts: Sequence[Place]
) -> list[tuple[Period, Place]]:
    """The periods with a row in a report, each with every office that enters it."""
    return [
        (period, office)
        for period in report_periods(periods)
        for office in offices_of(period, province, districts)
    ]


def _entry_values(entry: Entry) -> dict[str, Any]:
    values = {field: getattr(entry, field) for field in _ENTRY_FIELDS}
    return values | {
        "recorded": dict(sorted(entry.recorded.items())),
        "received": entry.received.isoformat() if entry.received else None,
    }


def _entry(values: Mapping[str, Any], closing: Act) -> Entry:
    received = values["received"]
    return Entry(
        **{field: values[field] for field in _ENTRY_FIELDS}
        | {"received": date.fromisoformat(received) if received else None},
        province=closing.province,
        fiscal_year=closing.month.fiscal_year.year,
        month=closing.month,
    )
