"""What is kept of a report that was sent, and what differs from it since.

The rows are kept as they were sent, and the entries beside them, so that the report of the province
and of each district can be built again whatever is recorded, or merged in, later.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from cddctl.ledger.acts import Act
from cddctl.ledger.entries import Entry, State
from cddctl.places import Place
from cddctl.schedule.due import Period, offices_of, report_periods

_ENTRY_FIELDS = (
    "office", "database", "period", "total", "recorded", "not_applicable", "note", "received",
)  # fmt: skip


class Sent(NamedTuple):
    """A report as it was sent."""

    schedule: str
    """The name of the schedule that was in use."""
    report: Mapping[str, Any]
    """The province's report, as its JSON has it."""
    entries: tuple[Entry, ...]
    """The entries that it was built from."""

    @property
    def text(self) -> str:
        """What the register keeps: JSON, the same for the same report."""
        entries = [_entry_values(entry) for entry in self.entries]
        kept = {"schedule": self.schedule, "report": self.report, "entries": entries}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, closing: Act) -> Self:
        """What was kept when a round was closed."""
        kept = json.loads(closing.sent or "")
        entries = (_entry(values, closing) for values in kept["entries"])
        return cls(kept["schedule"], kept["report"], tuple(entries))


class Change(NamedTuple):
    """What an office reports otherwise than it was sent; None is nothing reported."""

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
    """Those entries that a report of the periods shows, row by row and office by office."""
    reported = _reported(entries)
    places = _places(periods, province, districts)
    found = (reported.get((period.key, office.code)) for period, office in places)
    return tuple(entry for entry in found if entry is not None)


def changes_since(
    periods: Iterable[Period],
    province: Place,
    districts: Sequence[Place],
    before: Iterable[Entry],
    now: Iterable[Entry],
) -> list[Change]:
    """What differs in what is reported, row by row and office by office."""
    sent, standing = _reported(before), _reported(now)
    found = []
    for period, office in _places(periods, province, districts):
        place = period.key, office.code
        old, new = sent.get(place), standing.get(place)
        is_same = old.says_the_same(new) if old is not None and new is not None else old is new
        if not is_same:
            found.append(Change(period, office, old, new))
    return found


def _places(
    periods: Iterable[Period], province: Place, districts: Sequence[Place]
) -> list[tuple[Period, Place]]:
    """The periods that a report has rows for, each with every office that enters it."""
    return [
        (period, office)
        for period in report_periods(periods)
        for office in offices_of(period, province, districts)
    ]


def _reported(entries: Iterable[Entry]) -> dict[tuple[object, str], Entry]:
    """Entries by period and office; one that says that nothing is reported is none."""
    standing = {(entry.key, entry.office): entry for entry in entries}
    return {place: e for place, e in standing.items() if e.state is not State.NONE}


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
