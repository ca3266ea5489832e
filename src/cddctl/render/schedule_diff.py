"""The differences between two schedules, in the words of the letters' table."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cddctl.i18n import N_, _
from cddctl.render.schedule import rule_lines
from cddctl.schedule.model import Database, Schedule
from cddctl.wording import say_date, say_list

_REST = ("bureaus", "units", "districts", "form")
"""The parts of a schedule that are compared value by value, under the names in the file."""

LABELS = {
    "letter": N_("letter"),
    "title": N_("title"),
    "roll": N_("due dates on days off"),
    "name": N_("name"),
    "form_name": N_("name on the form"),
    "number": N_("number"),
    "bureau": N_("bureau"),
    "periods": N_("periods"),
    "reporting": N_("reported by"),
    "entered_by": N_("entered by"),
    "account": N_("account"),
    "counts": N_("counts"),
    "limits": N_("limits"),
    "on_form": N_("on the form"),
    "covers": N_("covers the month before"),
    "note": N_("note"),
    "report_by": N_("date to report by"),
    "not_yet": N_("not applicable yet"),
}
"""The names of the parts compared."""


class Difference(NamedTuple):
    """A value that two schedules have differently; None where one does not have it."""

    database: str | None
    """Its name, where it is of one database."""
    part: str
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        """The name of the part that differs, in the language in use."""
        part, _colon, rest = self.part.partition(": ")
        return f"{_(LABELS[part])} {rest}".strip() if part in LABELS else self.part


def differences(before: Schedule, after: Schedule) -> list[Difference]:
    """All that differs between two schedules: of the whole first, then database by database."""
    old, new = _facts(before), _facts(after)
    names = {d.id: d.say() for schedule in (before, after) for d in schedule.ordered()}
    order = ["", *names]
    keys = sorted(dict.fromkeys((*old, *new)), key=lambda key: order.index(key[0]))
    return [
        Difference(names.get(id_), part, old.get((id_, part)), new.get((id_, part)))
        for id_, part in keys
        if old.get((id_, part)) != new.get((id_, part))
    ]


def _facts(schedule: Schedule) -> dict[tuple[str, str], str]:
    """All values of a schedule, by id of a database and part; parts not set are left out."""
    facts = {("", part): value for part, value in _of_the_whole(schedule)}
    for database in schedule.ordered():
        for part, value in _of_database(database, schedule):
            facts[database.id, part] = value
    return {key: value for key, value in facts.items() if value}


def _of_the_whole(schedule: Schedule) -> Iterator[tuple[str, str]]:
    source = schedule.source
    yield "letter", f"{source.letter}, {say_date(source.date)}, {source.issuer}"
    yield "title", source.title
    yield "roll", schedule.roll
    names = {database.id: database.say() for database in schedule.databases.values()}
    for rule in schedule.report_by:
        of = [names[id_] for id_ in rule.databases or ()]
        yield f"report_by: {rule.month.say()} {say_list(of)}".strip(), say_date(rule.date)
    for declared in schedule.not_yet:
        for id_ in declared.databases:
            yield f"not_yet: {declared.month.say()} {names[id_]}", declared.reason
    kept = schedule.kept()
    for part in _REST:
        yield from _values(part, kept.get(part, {}))


def _of_database(database: Database, schedule: Schedule) -> Iterator[tuple[str, str]]:
    yield "name", database.name
    yield "form_name", database.short_name
    yield "number", str(database.number)
    yield "bureau", str(schedule.bureaus[database.bureau])
    yield "periods", " ".join(rule_lines(database))
    yield "reporting", say_list(map(_level, database.reporting))
    yield "entered_by", _level(database.entered_by)
    yield "account", _level(database.account)
    yield "counts", say_list(str(schedule.units[unit]) for unit in database.counts)
    names = {"total": _("total"), **schedule.units}
    limits = (f"{names[value]} {low:,}-{high:,}" for value, (low, high) in database.limits.items())
    yield "limits", say_list(limits)
    yield "on_form", _("yes") if database.on_form else _("no")
    yield "covers", _("yes") if any(rule.covers for rule in database.rules()) else ""
    yield "note", str(database.note or "")


def _level(level: str) -> str:
    return _("district") if level == "district" else _("province")


def _values(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (plain data)
    """The single values within plain data, each by its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _values(f"{name}.{key}", item)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _values(f"{name}.{number}", item)
    else:
        yield name, str(value)


def difference_lines(differences: list[Difference]) -> list[str]:
    """The differences for the screen: a line each for before and after, under its database."""
    lines: list[str] = []
    database: str | None = None
    nothing = _("(nothing)")
    for difference in differences:
        if difference.database != database:
            database = difference.database
            lines.append(f"{database}")
        lines.append(f"  {difference.label}")
        lines.append(f"    - {difference.before or nothing}")
        lines.append(f"    + {difference.after or nothing}")
    return lines
