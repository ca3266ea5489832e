"""The questions of `cddctl schedule new`: the letter, each database, and the new ones."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from cddctl.cli.ask import Back, ask_in_turn, ask_or_back, ask_until_read
from cddctl.cli.output import show
from cddctl.errors import DataRefused
from cddctl.i18n import N_, _
from cddctl.intake.counts import unit_names
from cddctl.periods import parse_date
from cddctl.render.schedule import rule_lines
from cddctl.schedule.model import BREAK, Database, Schedule, name_key
from cddctl.schedule.newyear import Row, read_rule, with_new, with_rule, without
from cddctl.thai import folded
from cddctl.wording import say_any_of

Question = Callable[[dict[str, Any]], dict[str, Any]]
"""A question whose answer is added to a schedule's data."""

HOW_TO_ANSWER = N_(
    "Enter for the periods of last year; else the months and days as the letter words "
    "them: ๔ งวด ๒๐ ธันวาคม ๒๐ มีนาคม ๒๐ มิถุนายน ๒๐ กันยายน, or ทุกวันที่ ๑๐ ของเดือน; "
    "or dropped, where the letter has the database no more."
)

_DROPPED = frozenset({"ยกเลิก", "dropped"})
_LEVELS = {
    ("district",): ("อำเภอ", "district"),
    ("province",): ("จังหวัด", "province"),
    ("district", "province"): ("อำเภอและจังหวัด", "both"),
}


def letter_questions(missing: Collection[str], title: str) -> list[Question]:
    """The questions for missing values of the letter: its number, its date, the title."""
    asked = {
        "letter": (_("Number of the letter"), _as_typed),
        "date": (_("Its date"), _read_date),
        "title": (_("Title of the schedule"), _as_typed),
    }

    def ask_for(key: str, data: dict[str, Any]) -> dict[str, Any]:
        question, read = asked[key]
        source = data["source"]
        usual = {"letter": source["letter"], "date": "", "title": title}[key]
        shown = f"{question} [{usual}]: " if usual else f"{question}: "
        answer = ask_until_read(shown, lambda typed: read(typed or usual), ask_or_back)
        return {**data, "source": {**source, key: answer}}

    return [partial(ask_for, key) for key in asked if key in missing]


def database_questions(last: Schedule, fixed: Collection[str]) -> list[Question]:
    """The questions for the periods of each database, whether it is still there, and new ones.

    Enter keeps those of last year; the `fixed` ones cannot be dropped.
    """
    return [
        *(partial(_asked, each, is_fixed=each.id in fixed) for each in last.ordered()),
        partial(_with_new_ones, last),
    ]


def _asked(database: Database, data: dict[str, Any], *, is_fixed: bool) -> dict[str, Any]:
    """Ask for the periods of a database. Raises `Back`."""

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

    show(f"{database.number}. {database.say()}")
    usual = " ".join(" ".join(rule_lines(database)).split())
    return ask_until_read(f"   [{usual}]: ", read, ask_or_back)


def _with_new_ones(last: Schedule, data: dict[str, Any]) -> dict[str, Any]:
    """Ask for the databases that the letter has and last year's schedule has not.

    Raises `Back` at the first.
    """
    made = [data]
    while True:
        try:
            new = _ask_new(made[-1], last)
        except Back:
            made.pop()
            if not made:
                raise
            continue
        if new is None:
            return made[-1]
        made.append(new)


def _ask_new(data: dict[str, Any], last: Schedule) -> dict[str, Any] | None:
    """Ask for a new database; None for none. Raises `Back` at its name."""
    known = {
        name_key(database["name"][which].replace(BREAK, ""))
        for database in data["databases"].values()
        for which in ("short", "long")
    }

    def read_name(typed: str) -> str:
        if name_key(typed) in known:
            raise DataRefused(_("a database has this name already"))
        return typed

    units = say_any_of(dict.fromkeys(str(last.units[unit]) for unit in _units(last)))
    [*_others, bureau] = data["bureaus"].values()
    asked: dict[str, tuple[str, Callable[[str], Any]]] = {
        "name": (_("A new database? Its name as in the letter (Enter for none): "), read_name),
        "rule": (_("   Its months and days, as in the letter: "), _checked_rule),
        "units": (
            _("   What is counted ({units}): ").format(units=units),
            lambda typed: _read_units(typed, last),
        ),
        "reporting": (_("   Reported by (district, province or both): "), _read_levels),
        "bureau": (
            _("   Its bureau [{bureau}]: ").format(bureau=bureau["th"]),
            lambda typed: typed or bureau["th"],
        ),
    }

    def ask_for(key: str, answers: dict[str, Any]) -> dict[str, Any]:
        if answers.get("name") == "":
            return answers
        return {**answers, key: ask_until_read(*asked[key], ask_or_back)}

    nothing: dict[str, Any] = {}
    answers = ask_in_turn(nothing, [partial(ask_for, key) for key in asked])
    if not answers["name"]:
        return None
    row = Row(
        len(data["databases"]) + 1, answers["name"], answers["rule"], answers["reporting"], "",
        answers["bureau"],
    )  # fmt: skip
    return with_new(data, row, answers["units"])


def _as_typed(typed: str) -> str:
    return typed


def _read_date(typed: str) -> str:
    return parse_date(typed).isoformat()


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
