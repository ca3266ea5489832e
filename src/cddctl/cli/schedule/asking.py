"""The questions of `cddctl schedule new`: the letter, each database, and the new ones."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from cddctl.cli.ask import ask
from cddctl.cli.output import say, show
from cddctl.errors import CddctlError, DataRefused
from cddctl.i18n import _
from cddctl.intake.counts import unit_names
from cddctl.periods import parse_date
from cddctl.render.schedule import rule_lines
from cddctl.schedule.model import BREAK, Database, Schedule, name_key
from cddctl.schedule.newyear import Row, read_rule, with_new, with_rule, without
from cddctl.thai import folded
from cddctl.wording import say_any_of

_T = TypeVar("_T")
_DROPPED = frozenset({"ยกเลิก", "dropped"})
_LEVELS = {
    ("district",): ("อำเภอ", "district"),
    ("province",): ("จังหวัด", "province"),
    ("district", "province"): ("อำเภอและจังหวัด", "both"),
}


def ask_line(question: str, default: str) -> str:
    """Ask for a text until there is one; a date until it is one."""
    while True:
        typed = ask(f"{question} [{default}]: " if default else f"{question}: ") or default
        try:
            if not default:
                parse_date(typed)
        except CddctlError as error:
            say(str(error))
        else:
            return typed


def ask_databases(data: dict[str, Any], last: Schedule, fixed: Collection[str]) -> dict[str, Any]:
    """Ask for the periods of each database, whether it is still there, and for the new ones.

    Enter keeps those of last year; the `fixed` ones cannot be dropped.
    """
    say(
        _(
            "Enter for the periods of last year; else the months and days as the letter words "
            "them: ๔ งวด ๒๐ ธันวาคม ๒๐ มีนาคม ๒๐ มิถุนายน ๒๐ กันยายน, or ทุกวันที่ ๑๐ ของเดือน; "
            "or dropped, where the letter has the database no more."
        )
    )
    for database in last.ordered():
        show(f"{database.number}. {database.say()}")
        data = _asked(data, database, is_fixed=database.id in fixed)
    while (row := _ask_new(data, last)) is not None:
        data = with_new(data, *row)
    return data


def _asked(data: dict[str, Any], database: Database, *, is_fixed: bool) -> dict[str, Any]:
    """The data with the answer for one database."""

    def read(typed: str) -> dict[str, Any]:
        if not typed:
            return data
        if typed.casefold() not in _DROPPED:
            changed = with_rule(data["databases"][database.id], typed, notes=False)
            return {**data, "databases": {**data["databases"], database.id: changed}}
        if is_fixed:
            raise DataRefused(
                _("the department's schedule has it; a province's own cannot leave it out")
            )
        return without(data, database.id)

    return _ask_until(f"   [{' '.join(rule_lines(database))}]: ", read)


def _ask_new(data: dict[str, Any], last: Schedule) -> tuple[Row, list[str]] | None:
    """Ask for a database that the letter has and last year's schedule has not, and its units."""
    known = {
        name_key(database["name"][which].replace(BREAK, ""))
        for database in data["databases"].values()
        for which in ("short", "long")
    }

    def read_name(typed: str) -> str:
        if name_key(typed) in known:
            raise DataRefused(_("a database has this name already"))
        return typed

    name = _ask_until(_("A new database? Its name as in the letter (Enter for none): "), read_name)
    if not name:
        return None
    rule = _ask_until(_("   Its months and days, as in the letter: "), _checked_rule)
    units = _ask_until(
        _("   What is counted ({units}): ").format(
            units=say_any_of(dict.fromkeys(str(last.units[unit]) for unit in _units(last)))
        ),
        lambda typed: _read_units(typed, last),
    )
    reporting = _ask_until(_("   Reported by (district, province or both): "), _read_levels)
    [*_others, bureau] = data["bureaus"].values()
    usual = bureau["th"]
    bureau_name = ask(_("   Its bureau [{bureau}]: ").format(bureau=usual)) or usual
    number = len(data["databases"]) + 1
    return Row(number, name, rule, reporting, "", bureau_name), units


def _ask_until(question: str, read: Callable[[str], _T]) -> _T:
    """Ask until the answer is one that is read."""
    while True:
        try:
            return read(ask(question))
        except DataRefused as refused:
            say(str(refused))


def _checked_rule(typed: str) -> str:
    read_rule(typed)
    return typed


def _units(schedule: Schedule) -> list[str]:
    return [column.unit for column in schedule.form.units]


def _fitting(word: str, schedule: Schedule) -> list[str]:
    """The units of the form with that key or name: two are called กลุ่ม."""
    return [unit for unit in _units(schedule) if folded(word) in unit_names(unit, schedule)]


def _read_units(typed: str, schedule: Schedule) -> list[str]:
    """The units that are named, by key or name, in the order of the form."""
    chosen = set()
    words = typed.split(",") if "," in typed or _fitting(typed, schedule) else typed.split()
    for word in (each.strip() for each in words or [""]):
        fitting = _fitting(word, schedule)
        if not fitting:
            names = dict.fromkeys(str(schedule.units[unit]) for unit in _units(schedule))
            raise DataRefused(
                _("{word!r} is no unit of the form; write {units}").format(
                    word=word, units=say_any_of(names)
                )
            )
        if len(fitting) > 1:
            message = _("{typed} may be {units}; write the one that is meant")
            raise DataRefused(message.format(typed=word, units=say_any_of(fitting)))
        chosen.add(fitting[0])
    return [unit for unit in _units(schedule) if unit in chosen]


def _read_levels(typed: str) -> tuple[str, ...]:
    for levels, words in _LEVELS.items():
        if typed.casefold() in words:
            return levels
    raise DataRefused(_("write district, province or both"))
