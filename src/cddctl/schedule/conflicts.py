"""Contradictions within a schedule, such as a gap in the numbers or an undeclared bureau.

They are checked on the plain data, not on the models, so that every problem of a file is reported
at once however broken its other parts are.
"""

import calendar
from collections.abc import Iterator, Mapping
from typing import Any

from cddctl.i18n import _
from cddctl.periods import FISCAL_MONTHS, FiscalYear
from cddctl.schedule.model import is_least_and_most, month_name_or_number, read_day, read_month
from cddctl.schedule.names import Where, get, items_of, keys_of, name_conflicts, pairs_of
from cddctl.wording import say_any_of, say_date, say_list, say_month_name


def conflicts(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """Check a schedule's plain data: the path of each contradiction, and the expected value.

    Parts of a wrong shape are skipped: the models report those.
    """
    bureaus, units = keys_of(data.get("bureaus")), keys_of(data.get("units"))
    databases = {
        name: database
        for name, database in pairs_of(data.get("databases"))
        if isinstance(database, Mapping)
    }
    yield from name_conflicts(data, databases)
    yield from _number_conflicts(databases, len(keys_of(data.get("databases"))))
    for name, database in databases.items():
        at: Where = ("databases", name)
        if "id" in database:  # its name is its id
            yield (*at, "id"), _("is no key that belongs here; check its spelling")
        yield from _unknown_names((*at, "bureau"), database.get("bureau"), _("bureau"), bureaus)
        yield from _unknown_names((*at, "counts"), database.get("counts"), _("unit"), units)
        yield from _rule_conflicts(at, database)
        yield from _limit_conflicts(at, database)
        yield from _office_conflicts(at, database)
    year = data.get("fiscal_year")
    yield from _report_by_conflicts(data.get("report_by"), databases, year)
    yield from _not_yet_conflicts(data.get("not_yet"), databases, year)
    yield from _form_conflicts(data.get("form"), units, databases)


def _limit_conflicts(at: Where, database: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    counted = {"total", *map(str, items_of(database.get("counts")))}
    for value, limits in pairs_of(database.get("limits")):
        if value not in counted:
            yield (*at, "limits", value), _unknown(_("count"), value, counted)
        if not is_least_and_most(limits):
            yield (*at, "limits", value), _("expected the least and the most, as in [0, 400]")
        elif not 0 <= limits[0] <= limits[1]:
            yield (*at, "limits", value), _("the least is above the most, or below 0")


def _office_conflicts(at: Where, database: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    offices = items_of(database.get("reporting"))
    ticked = {*map(str, offices)}
    yield from _unknown_names((*at, "reporting"), offices, _("office"), ticked)
    if (enters := database.get("entered_by")) in {"district", "province"}:
        yield from _unknown_names((*at, "entered_by"), enters, _("office"), ticked)


def _report_by_conflicts(
    rules: object, databases: Mapping[str, Any], year: object
) -> Iterator[tuple[Where, str]]:
    seen: set[tuple[object, str]] = set()
    for index, rule in enumerate(items_of(rules)):
        at: Where = ("report_by", index)
        named = get(rule, "databases")
        yield from _unknown_names((*at, "databases"), named, _("database"), set(databases))
        yield from _other_year(at, rule, year)
        month = read_month(get(rule, "month"))
        if month is None:
            continue
        due = {name for name, database in databases.items() if month.number in _months(database)}
        if named is None:
            meant = {name for name in due if get(databases[name], "on_form") is True}
        else:
            meant = {name for name in items_of(named) if isinstance(name, str)} & set(databases)
            yield from _not_due((*at, "databases"), named, due & meant, databases, month.say())
        if not meant & due and not named:
            yield at, _("none of its databases has a period in {month}").format(month=month.say())
        elif meant and all((month, name) in seen for name in meant):
            yield at, _("{month} has a date to report by already").format(month=month.say())
        seen |= {(month, name) for name in meant}


def _other_year(at: Where, rule: object, year: object) -> Iterator[tuple[Where, str]]:
    """The month and date of a rule must be of the schedule's fiscal year."""
    if not isinstance(year, int):
        return
    message = _("{date} is in fiscal year {other}, and this is the schedule of {year}")
    month, day = read_month(get(rule, "month")), read_day(get(rule, "date"))
    if month is not None and (other := month.fiscal_year.year) != year:
        yield (*at, "month"), message.format(date=month.say(), other=other, year=year)
    if day is not None and (other := FiscalYear.of(day).year) != year:
        yield (*at, "date"), message.format(date=say_date(day), other=other, year=year)


def _not_due(
    at: Where, names: object, due: set[str], databases: Mapping[str, Any], month: str
) -> Iterator[tuple[Where, str]]:
    for index, name in enumerate(items_of(names)):
        if isinstance(name, str) and name in databases and name not in due:
            yield (
                (*at, index),
                _("{database} has no period in {month}").format(database=name, month=month),
            )


def _not_yet_conflicts(
    rules: object, databases: Mapping[str, Any], year: object
) -> Iterator[tuple[Where, str]]:
    seen: set[tuple[object, str]] = set()
    for index, rule in enumerate(items_of(rules)):
        at: Where = ("not_yet", index)
        named = items_of(get(rule, "databases"))
        yield from _unknown_names((*at, "databases"), named, _("database"), set(databases))
        yield from _other_year(at, rule, year)
        month = read_month(get(rule, "month"))
        if month is None:
            continue
        due = {name for name, database in databases.items() if month.number in _months(database)}
        yield from _not_due((*at, "databases"), named, due, databases, month.say())
        for number, name in enumerate(named):
            if isinstance(name, str) and (month, name) in seen:
                message = _("{database} has a reason for {month} already")
                yield (
                    (*at, "databases", number),
                    message.format(database=name, month=month.say()),
                )
        seen |= {(month, name) for name in named if isinstance(name, str)}


def _months(database: Mapping[str, Any]) -> set[object]:
    """The months in which a database has periods."""
    if database.get("every_month") is not None:
        return set(FISCAL_MONTHS)
    return {month_name_or_number(get(rule, "month")) for rule in items_of(database.get("periods"))}


def _form_conflicts(
    form: object, units: set[str], databases: Mapping[str, Any]
) -> Iterator[tuple[Where, str]]:
    columns = [get(column, "unit") for column in items_of(get(form, "units"))]
    for index, unit in enumerate(columns):
        at: Where = ("form", "units", index, "unit")
        if isinstance(unit, str) and unit in columns[:index]:
            yield at, _("{unit} has a column already").format(unit=unit)
        else:
            yield from _unknown_names(at, unit, _("unit"), units)
    printed = {unit for unit in columns if isinstance(unit, str) and unit in units}
    yield from _uncounted_on_form(databases, printed)


def _uncounted_on_form(
    databases: Mapping[str, Any], columns: set[str]
) -> Iterator[tuple[Where, str]]:
    for name, database in databases.items():
        if get(database, "on_form") is True:
            for index, unit in enumerate(items_of(get(database, "counts"))):
                if columns and isinstance(unit, str) and unit not in columns:
                    yield (
                        ("databases", name, "counts", index),
                        _("the database is on the form, which has no column for {unit}").format(
                            unit=unit
                        ),
                    )


def _number_conflicts(databases: Mapping[str, Any], count: int) -> Iterator[tuple[Where, str]]:
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


def _rule_conflicts(at: Where, database: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    periods = database.get("periods")
    if bool(periods) == (database.get("every_month") is not None):
        yield at, _("a database has either periods or every_month, and not both")
    rules = items_of(periods)
    days = [_day_of_year(rule) for rule in rules]
    for index, (rule, day) in enumerate(zip(rules, days, strict=True)):
        here = (*at, "periods", index)
        given = get(rule, "number")
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
    month, day = month_name_or_number(get(rule, "month")), get(rule, "day")
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
    at: Where, names: object, kind: str, known: set[str]
) -> Iterator[tuple[Where, str]]:
    """The problems with a name, or list of names, that must be declared elsewhere."""
    if isinstance(names, str) and names not in known:
        yield at, _unknown(kind, names, known)
    listed = items_of(names)
    for index, name in enumerate(listed):
        if isinstance(name, str) and name not in known:
            yield (*at, index), _unknown(kind, name, known)
        elif name in listed[:index]:
            yield (*at, index), _("{name} stands here twice").format(name=name)


def _unknown(kind: str, name: str, known: set[str]) -> str:
    return _("there is no {what} {name!r}; declared are {known}").format(
        what=kind, name=name, known=say_list(sorted(known)) or "-"
    )
