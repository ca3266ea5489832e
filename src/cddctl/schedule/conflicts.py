"""Contradictions within a schedule, such as a gap in the numbers or an undeclared bureau.

They are checked on the plain data, not on the models, so that every problem of a file is reported
at once however broken its other parts are.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from cddctl.i18n import _
from cddctl.periods import FISCAL_MONTHS, FiscalYear
from cddctl.schedule.model import BREAK, month_name_or_number, name_key, read_day, read_month
from cddctl.thai import folded
from cddctl.wording import say_any_of, say_date, say_list, say_month_name

NOT_UNITS = (
    "province", "province_code", "district", "district_code", "office", "office_code", "month",
    "number", "row", "database", "name", "period", "due", "holiday", "total", "recorded",
    "reported", "expected", "not_applicable", "offices", "state", "answer", "note", "received",
)  # fmt: skip
"""Headings of tables: a unit of the same name would be a second column of it."""

PLACEHOLDERS = {
    "titles": ("year",),
    "province_title": ("year", "province"),
    "district_title": ("year", "province", "district"),
}
"""What is filled in, by the line of the form's title."""

Path = tuple[str | int, ...]
"""The path to a value in a schedule: ("databases", "leaders", "periods", 0)."""


def conflicts(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Check a schedule's plain data: the path of each contradiction, and what was expected.

    Parts of a wrong shape are skipped: the models report those.
    """
    bureaus, units = _keys(data.get("bureaus")), _keys(data.get("units"))
    databases = {
        name: database
        for name, database in _items(data.get("databases"))
        if isinstance(database, Mapping)
    }
    for part in ("bureaus", "units", "databases"):
        yield from _id_conflicts(part, data.get(part))
    yield from _number_conflicts(databases, len(_keys(data.get("databases"))))
    yield from _name_conflicts(databases)
    for name, database in databases.items():
        at: Path = ("databases", name)
        if "id" in database:  # its name is its id
            yield (*at, "id"), _("is no key that belongs here; check its spelling")
        yield from _unknown_names((*at, "bureau"), database.get("bureau"), _("bureau"), bureaus)
        yield from _unknown_names((*at, "counts"), database.get("counts"), _("unit"), units)
        yield from _rule_conflicts(at, database)
        yield from _office_conflicts(at, database)
    year = data.get("fiscal_year")
    yield from _report_by_conflicts(data.get("report_by"), databases, year)
    yield from _not_yet_conflicts(data.get("not_yet"), databases, year)
    yield from _form_conflicts(data.get("form"), units, databases)
    yield from _placeholder_conflicts(data.get("form"))


def _office_conflicts(at: Path, database: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    offices = _list(database.get("reporting"))
    ticked = {*map(str, offices)}
    yield from _unknown_names((*at, "reporting"), offices, _("office"), ticked)
    if (enters := database.get("entered_by")) in {"district", "province"}:
        yield from _unknown_names((*at, "entered_by"), enters, _("office"), ticked)


def _report_by_conflicts(
    rules: object, databases: Mapping[str, Any], year: object
) -> Iterator[tuple[Path, str]]:
    seen: set[tuple[object, str]] = set()
    for index, rule in enumerate(_list(rules)):
        at: Path = ("report_by", index)
        named = _get(rule, "databases")
        yield from _unknown_names((*at, "databases"), named, _("database"), set(databases))
        yield from _other_year(at, rule, year)
        month = read_month(_get(rule, "month"))
        if month is None:
            continue
        due = {name for name, database in databases.items() if month.number in _months(database)}
        if named is None:
            meant = {name for name in due if _get(databases[name], "on_form") is True}
        else:
            meant = {name for name in _list(named) if isinstance(name, str)} & set(databases)
            yield from _not_due((*at, "databases"), named, due & meant, databases, month.say())
        if not meant & due and not named:
            yield at, _("none of its databases has a period in {month}").format(month=month.say())
        elif meant and all((month, name) in seen for name in meant):
            yield at, _("{month} has a date to report by already").format(month=month.say())
        seen |= {(month, name) for name in meant}


def _other_year(at: Path, rule: object, year: object) -> Iterator[tuple[Path, str]]:
    """The month and date of a rule must be of the schedule's fiscal year."""
    if not isinstance(year, int):
        return
    said = _("{date} is in fiscal year {other}, and this is the schedule of {year}")
    month, day = read_month(_get(rule, "month")), read_day(_get(rule, "date"))
    if month is not None and (other := month.fiscal_year.year) != year:
        yield (*at, "month"), said.format(date=month.say(), other=other, year=year)
    if day is not None and (other := FiscalYear.of(day).year) != year:
        yield (*at, "date"), said.format(date=say_date(day), other=other, year=year)


def _not_due(
    at: Path, names: object, due: set[str], databases: Mapping[str, Any], month: str
) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(_list(names)):
        if isinstance(name, str) and name in databases and name not in due:
            yield (
                (*at, index),
                _("{database} has no period in {month}").format(database=name, month=month),
            )


def _not_yet_conflicts(
    rules: object, databases: Mapping[str, Any], year: object
) -> Iterator[tuple[Path, str]]:
    seen: set[tuple[object, str]] = set()
    for index, rule in enumerate(_list(rules)):
        at: Path = ("not_yet", index)
        named = _list(_get(rule, "databases"))
        yield from _unknown_names((*at, "databases"), named, _("database"), set(databases))
        yield from _other_year(at, rule, year)
        month = read_month(_get(rule, "month"))
        if month is None:
            continue
        due = {name for name, database in databases.items() if month.number in _months(database)}
        yield from _not_due((*at, "databases"), named, due, databases, month.say())
        for place, name in enumerate(named):
            if isinstance(name, str) and (month, name) in seen:
                message = _("{database} has a reason for {month} already")
                yield (
                    (*at, "databases", place),
                    message.format(database=name, month=month.say()),
                )
        seen |= {(month, name) for name in named if isinstance(name, str)}


def _months(database: Mapping[str, Any]) -> set[object]:
    """The months in which a database has periods."""
    if database.get("every_month") is not None:
        return set(FISCAL_MONTHS)
    return {month_name_or_number(_get(rule, "month")) for rule in _list(database.get("periods"))}


def _form_conflicts(
    form: object, units: set[str], databases: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    columns = [_get(column, "unit") for column in _list(_get(form, "units"))]
    for index, unit in enumerate(columns):
        at: Path = ("form", "units", index, "unit")
        if isinstance(unit, str) and unit in columns[:index]:
            yield at, _("{unit} has a column already").format(unit=unit)
        else:
            yield from _unknown_names(at, unit, _("unit"), units)
    printed = {unit for unit in columns if isinstance(unit, str) and unit in units}
    yield from _uncounted_on_form(databases, printed)


def _uncounted_on_form(
    databases: Mapping[str, Any], columns: set[str]
) -> Iterator[tuple[Path, str]]:
    for name, database in databases.items():
        if _get(database, "on_form") is True:
            for index, unit in enumerate(_list(_get(database, "counts"))):
                if columns and isinstance(unit, str) and unit not in columns:
                    yield (
                        ("databases", name, "counts", index),
                        _("the database is on the form, which has no column for {unit}").format(
                            unit=unit
                        ),
                    )


def _placeholder_conflicts(form: object) -> Iterator[tuple[Path, str]]:
    for line, known in PLACEHOLDERS.items():
        text = _get(form, line)
        texts = (
            {(line, n): t for n, t in enumerate(text)}
            if isinstance(text, list)
            else {(line,): text}
        )
        for where, title in texts.items():
            for found in re.findall(r"\{[^{}]*\}|[{}]", title if isinstance(title, str) else ""):
                if found not in {f"{{{name}}}" for name in known}:
                    yield (
                        ("form", *where),
                        _("{placeholder} is not known here; known is {known}").format(
                            placeholder=found, known=say_any_of(f"{{{name}}}" for name in known)
                        ),
                    )


def _id_conflicts(part: str, declared: object) -> Iterator[tuple[Path, str]]:
    """Ids are typed, and stand in files: in a count, `persons=118`, and in the name of a column."""
    for name in _keys(declared):
        if not name or not _is_id(name):
            yield (part, name), _("an id is of letters, digits, - and _, and begins with a letter")
        elif part == "units" and folded(name) in {folded(heading) for heading in NOT_UNITS}:
            yield (part, name), _("{name} is the heading of another column").format(name=name)


def _is_id(name: str) -> bool:
    return name[0].isalpha() and all(
        letter in "-_" or unicodedata.category(letter)[0] in "LMN" for letter in name
    )


def _name_conflicts(databases: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each id, number, name and abbreviation must mean one database."""
    owners: dict[str, str] = {}
    for name in databases:
        if (owner := owners.setdefault(name_key(name), name)) != name:
            yield ("databases", name), _means(name, owner)
    for name, database in databases.items():
        owners.setdefault(name_key(str(database.get("number"))), name)
    for name, database in databases.items():
        for where, text in _names_of(database):
            key = name_key(text)
            if not key:
                yield ("databases", name, *where), _("this is no name: write letters")
            elif (owner := owners.setdefault(key, name)) != name:
                yield ("databases", name, *where), _means(text, owner)


def _means(text: str, owner: str) -> str:
    return _("{name!r} means {database} already; give each its own").format(
        name=text, database=owner
    )


def _names_of(database: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The names of a database, and its abbreviations."""
    for key in ("long", "short", "brief", "en"):
        if isinstance(text := _get(database.get("name"), key), str):
            yield ("name", key), text.replace(BREAK, "")
    for index, text in enumerate(_list(database.get("also"))):
        if isinstance(text, str):
            yield ("also", index), text


def _number_conflicts(databases: Mapping[str, Any], count: int) -> Iterator[tuple[Path, str]]:
    numbers = {
        name: database["number"]
        for name, database in databases.items()
        if isinstance(database.get("number"), int)
    }
    expected = range(1, count + 1)
    free = sorted(set(expected) - set(numbers.values()))
    seen: set[int] = set()
    for name, number in numbers.items():
        if number in seen or number not in expected:
            yield (
                ("databases", name, "number"),
                _("the number {number} is taken or leaves a gap; free is {free}").format(
                    number=number, free=say_any_of(free)
                ),
            )
        seen.add(number)


def _rule_conflicts(at: Path, database: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    periods = database.get("periods")
    if bool(periods) == (database.get("every_month") is not None):
        yield at, _("a database has either periods or every_month, and not both")
    rules = _list(periods)
    days = [_day_of_year(rule) for rule in rules]
    for index, (rule, day) in enumerate(zip(rules, days, strict=True)):
        here = (*at, "periods", index)
        given = _get(rule, "number")
        if given != index + 1 and isinstance(given, int):
            yield (
                (*here, "number"),
                _("periods are numbered from 1 without a gap: this is {number}").format(
                    number=index + 1
                ),
            )
        if day is None:
            continue
        month, number = day
        if number > _shortest(month):
            yield (
                (*here, "day"),
                _(
                    "{month} never has a day {day}, or not every year; without a day it is the last"
                ).format(day=number, month=say_month_name(month)),
            )
        if day in days[:index]:
            yield here, _("two periods fall on one date; give each a date of its own")
        elif any(d and _fiscal_order(d) > _fiscal_order(day) for d in days[:index]):
            yield here, _("periods stand in the order of the fiscal year, October first")


def _day_of_year(rule: object) -> tuple[int, int] | None:
    """Month and day; without a day, the month's last day in a common year."""
    month, day = month_name_or_number(_get(rule, "month")), _get(rule, "day")
    if not isinstance(month, int) or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    if day is None:
        return month, _shortest(month)
    return (month, day) if isinstance(day, int) else None


def _shortest(month: int) -> int:
    """The days of a month in a common year."""
    return calendar.monthrange(2001, month)[1]


def _fiscal_order(day: tuple[int, int]) -> tuple[int, int]:
    return FISCAL_MONTHS.index(day[0]), day[1]


def _unknown_names(
    at: Path, names: object, what: str, known: set[str]
) -> Iterator[tuple[Path, str]]:
    """The problems with a name, or list of names, that must be declared elsewhere."""
    if isinstance(names, str) and names not in known:
        yield at, _unknown(what, names, known)
    listed = _list(names)
    for index, name in enumerate(listed):
        if isinstance(name, str) and name not in known:
            yield (*at, index), _unknown(what, name, known)
        elif name in listed[:index]:
            yield (*at, index), _("{name} stands here twice").format(name=name)


def _unknown(what: str, name: str, known: set[str]) -> str:
    return _("there is no {what} {name!r}; declared are {known}").format(
        what=what, name=name, known=say_list(sorted(known)) or "-"
    )


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _items(value: object) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _keys(value: object) -> set[str]:
    return {key for key, _value in _items(value)}
