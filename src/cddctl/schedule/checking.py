"""Schedules and holidays as documents declare them, with every problem at its position."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from cddctl.errors import CddctlError, ScheduleInvalid
from cddctl.i18n import N_, _
from cddctl.libraries import choices_in
from cddctl.places import find_province
from cddctl.schedule.conflicts import conflicts
from cddctl.schedule.holidays import HolidayFile
from cddctl.schedule.model import Schedule, read_day
from cddctl.schedule.yamlfile import Document, Where, problems_at
from cddctl.wording import say_any_of

MISSING = N_("is missing")


def checked(document: Document, wrong: Iterable[tuple[Where, str]] = ()) -> Schedule:
    """The schedule that a document declares. Raises `ScheduleInvalid` with all its problems."""
    problems = [*wrong, *conflicts(document.data)]
    schedule = None
    try:
        schedule = Schedule.model_validate(_with_ids(document.data))
    except ValidationError as error:
        problems += explained(error)
    if problems or schedule is None:
        raise ScheduleInvalid(problems_at(document, problems))
    return schedule


def checked_holidays(
    document: Document, year: int | None, *, with_provinces: bool = True
) -> HolidayFile:
    """The days that a holiday file declares, all of its year. Raises `ScheduleInvalid`."""
    try:
        file = HolidayFile.model_validate(document.data)
    except ValidationError as error:
        raise ScheduleInvalid(problems_at(document, explained(error))) from None
    problems: list[tuple[Where, str]] = []
    if file.year != year:
        problems.append((("year",), _("a holiday file is named by its C.E. year, like 2018.yaml")))
    seen = set()
    for typed in document.data["holidays"]:
        day = read_day(typed)
        if day is not None and day.year != file.year:
            problems.append(
                (("holidays", typed), _("the day is not in {year}").format(year=file.year))
            )
        elif day in seen:
            problems.append((("holidays", typed), _("the day stands here twice")))
        seen.add(day)
    if with_provinces:
        problems += _province_problems(document)
    if problems:
        raise ScheduleInvalid(problems_at(document, problems))
    return file


def _province_problems(document: Document) -> Iterator[tuple[Where, str]]:
    """The names of provinces in a holiday file that are none."""
    for day, holiday in document.data["holidays"].items():
        for index, name in enumerate((holiday or {}).get("provinces") or ()):
            try:
                find_province(name)
            except CddctlError as error:
                yield ("holidays", day, "provinces", index), str(error)


def _with_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with each database's key as its id."""
    databases = data.get("databases")
    if not isinstance(databases, Mapping):
        return dict(data)
    named = {
        name: {**value, "id": name} if isinstance(value, Mapping) else value
        for name, value in databases.items()
    }
    return {**data, "databases": named}


def explained(error: ValidationError) -> list[tuple[Where, str]]:
    """Pydantic's errors, reworded to name the expected value."""
    complaints = error.errors(include_url=False)
    deeper = {e["loc"][:-1] for e in complaints}
    return [
        (
            tuple(key for key in e["loc"] if key != "[key]"),
            _said(e["type"], {"value": e["input"], **e.get("ctx", {})}),
        )
        for e in complaints
        if not (e["type"] == "too_short" and e["loc"] in deeper)
    ]


def _said(kind: str, values: Mapping[str, Any]) -> str:
    if kind == "tuple_type" and isinstance(values["value"], (str, int)):
        return _("expected a list; write it in brackets: [{value}]").format(**values)
    if kind == "literal_error":
        return _("expected {expected}").format(expected=say_any_of(choices_in(values["expected"])))
    return _(_EXPECTED.get(kind, _OTHER)).format(**values)


_OTHER = N_("is not what belongs here")
_EXPECTED = {
    "missing": MISSING,
    "extra_forbidden": N_("is no key that belongs here; check its spelling"),
    "value_error": "{error}",
    "string_type": N_("expected text; put a number in quotes"),
    "int_type": N_("expected a whole number"),
    "int_parsing": N_("expected a whole number"),
    "bool_type": N_("expected true or false"),
    "tuple_type": N_("expected a list; begin each line of it with a hyphen"),
    "too_short": N_("expected at least one"),
    "mapping_type": N_("expected lines of the form `key: value`"),
    "dict_type": N_("expected lines of the form `key: value`"),
    "model_type": N_("expected lines of the form `key: value`"),
    "greater_than_equal": N_("expected {ge} or more"),
    "less_than_equal": N_("expected {le} or less"),
    "string_pattern_mismatch": N_("expected a district's code of four digits, in quotes"),
}
"""Our messages by pydantic's error type; pydantic's values are filled in."""
