"""The columns that the tables of several CSV and JSON share, and how a table of columns is made.

Each table is in a module beside this one, next to the function that writes it, and names each
column once. `docs/data.md` documents them; a test compares it with these tables.
"""

from typing import TYPE_CHECKING, Any

from cddctl.places import Place, Scope, find_province, office_of, province_of
from cddctl.render.data.written import RECORDED, Columns, part, values_of

if TYPE_CHECKING:
    from cddctl.ledger.entries import Entry, Share
    from cddctl.schedule.due import Period
    from cddctl.schedule.model import Schedule

PLACE: Columns[Place] = {
    "code": lambda place: place.code,
    "id": lambda place: place.id,
    "name_th": lambda place: place.name_th,
    "name_en": lambda place: place.name_en,
}

PROVINCE: Columns[Place] = {
    "province": lambda place: place.province_code,
    "province_name": lambda place: province_of(place.code).name_th,
}
OFFICE: Columns[Place] = {
    **PROVINCE,
    "office": lambda office: office.code,
    "office_name": lambda office: office.name_th,
}
DISTRICT: Columns[Place | None] = part(
    lambda place: None if place is None or place.is_province else place,
    {"district": lambda place: place.code, "district_name": lambda place: place.name_th},
)
"""A district in a CSV that `record --from` takes; blank for the provincial office."""

SHARE: "Columns[Share]" = {
    "reported": lambda share: share.reported,
    "expected": lambda share: share.expected,
    "not_applicable": lambda share: share.not_applicable,
    "offices": lambda share: share.offices,
}
"""n/N, the offices that reported of those expected; `offices` adds those not applicable."""

SCHEDULE: "Columns[Schedule]" = {
    "fiscal_year": lambda schedule: schedule.fiscal_year,
    **part(lambda own: find_province(own.province) if own.province else None, PROVINCE),
}
"""The province is that whose own schedule it is; empty for the department's."""

PERIOD: "Columns[Period]" = {
    "month": lambda period: period.month,
    "number": lambda period: period.database.number,
    "database": lambda period: period.database.id,
    "name": lambda period: period.database.short_name,
    "period": lambda period: period.number,
    "on_form": lambda period: period.database.on_form,
}

ENTRY: "Columns[Entry]" = {
    "state": lambda entry: entry.state,
    "total": lambda entry: entry.total,
    RECORDED: lambda entry: dict(entry.recorded),
    "note": lambda entry: entry.note,
    "received": lambda entry: entry.received,
}
"""The values of an entry, the same in every output."""

ENTRY_PERIOD: "Columns[Entry]" = {
    **part(lambda entry: office_of(entry.office), OFFICE),
    "month": lambda entry: entry.month,
    "database": lambda entry: entry.database,
    "period": lambda entry: entry.period,
}
"""The office and period that an entry is of."""


def scope_values(scope: Scope) -> dict[str, Any]:
    """The scope of a report or a status; `districts` where it is narrowed to several."""
    places = [values_of(PLACE, province) for province in scope.provinces]
    if scope.is_several:
        return {"region": "nation" if scope.is_nation else "provinces", "provinces": places}
    districts = [values_of(PLACE, district) for district in scope.districts]
    return {
        "province": places[0],
        "district": districts[0] if len(districts) == 1 else None,
        **({"districts": districts} if len(districts) > 1 else {}),
    }


def entry_or_none(entry: "Entry | None") -> dict[str, Any] | None:
    """The values of an entry; None where nothing is reported."""
    return values_of(ENTRY, entry) if entry else None
