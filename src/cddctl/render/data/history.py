"""The history of a province's entries and rounds as JSON and CSV."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cddctl.ledger.history import Change, Event, Reversed
from cddctl.places import Place
from cddctl.render.data.columns import PLACE
from cddctl.render.data.entry_columns import ENTRY, HISTORY_ACT, HISTORY_ENTRY, HISTORY_LINE
from cddctl.render.data.written import RECORDED, Columns, as_csv, as_json, values_of


def history_json(province: Place, events: Iterable[Event]) -> str:
    """Every entry and act; `what` tells them apart, and `before` is the entry that was replaced."""
    return as_json(
        {"province": values_of(PLACE, province), "history": [_values(event) for event in events]}
    )


def history_csv(_province: Place, events: Sequence[Event]) -> str:
    """Every entry and act, one per line, with a column for each unit."""
    lines = [_values(event) for event in events]
    units = sorted({unit for line in lines for unit in line.get(RECORDED, {})})
    columns: Columns[dict[str, Any]] = {name: _value(name) for name in HISTORY_LINE}
    return as_csv(columns, lines, units)


def _value(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda line: line.get(name)


def _values(event: Event) -> dict[str, Any]:
    if isinstance(event, Change):
        before = event.before
        return {
            **values_of(HISTORY_ENTRY, event),
            "before": values_of(ENTRY, before) if before else None,
        }
    return values_of(HISTORY_ACT, event.record if isinstance(event, Reversed) else event)
