"""The schedule as the letters' table: the text of its cells, for the screen and for paper."""

from typing import NamedTuple

from cddctl.i18n import _, in_language, ngettext
from cddctl.schedule.model import Database, PeriodRule, Schedule
from cddctl.thai import thai_digits
from cddctl.wording import say_month_name

TICK = "/"
"""Marks the offices that report, as Lampang's letter does it."""

Area = tuple[int, int, int, int]
"""Top, left, bottom and right of cells that are one, counted from 0."""

COLUMNS = 6
HEADINGS: tuple[tuple[Area, str], ...] = (
    ((0, 0, 1, 1), "ชื่อฐานข้อมูล"),
    ((0, 2, 1, 2), "กำหนดการ\nบันทึกข้อมูล"),
    ((0, 3, 0, 4), "หน่วยรายงาน"),
    ((1, 3, 1, 3), "อำเภอ"),
    ((1, 4, 1, 4), "จังหวัด"),
    ((0, 5, 1, 5), "หมายเหตุ"),
)
"""The headings of the table on paper, in two rows."""


class Line(NamedTuple):
    """The cells of a database's row on paper; pieces and lines where its text may or must break."""

    number: int
    name: tuple[str, ...]
    rule: tuple[str, ...]
    district: str
    province: str
    note: str


class Section(NamedTuple):
    """A bureau, and the rows of its databases."""

    title: str
    lines: tuple[Line, ...]


def schedule_sections(schedule: Schedule) -> list[Section]:
    """The table for paper: in Thai, with Thai digits, by bureau."""
    with in_language("th"):
        return [
            Section(f"ฐานข้อมูล{bureau.th}", tuple(map(_line, databases)))
            for key, bureau in schedule.bureaus.items()
            if (databases := [d for d in schedule.ordered() if d.bureau == key])
        ]


def ticks(database: Database) -> tuple[str, str]:
    """The marks of district and province."""
    reporting = database.reporting
    return (TICK if "district" in reporting else "", TICK if "province" in reporting else "")


def rule_lines(database: Database) -> list[str]:
    """When a database is recorded, in the letter's words and the language in use."""
    if every := database.every_month:
        if every.day is None:
            return _("the last day\nof every month").splitlines()
        return [_("day {day} of every month").format(day=every.day)]
    rules = database.periods
    count = ngettext("{n} period", "{n} periods", len(rules)).format(n=len(rules))
    if len(rules) > 1 and any(rule.day for rule in rules):
        numbered = _("{number}: {when}")
        lines = [count, *(numbered.format(number=r.number, when=_when(r)) for r in rules)]
    else:
        lines = _("{count}\n({months})").format(count=count, months=_months(rules)).splitlines()
    notes = [line for rule in rules for line in _note_lines(rule)]
    return [*lines, *([_("Note"), *notes] if notes else [])]


def _line(database: Database) -> Line:
    district, province = ticks(database)
    return Line(
        number=database.number,
        name=database.names.long,
        rule=tuple(map(thai_digits, rule_lines(database))),
        district=district,
        province=province,
        note="".join(database.note.th) if database.note else "",
    )


def _months(rules: tuple[PeriodRule, ...]) -> str:
    *most, last = map(_when, rules)
    return _("{most} and\n{last}").format(most=", ".join(most), last=last) if most else last


def _when(rule: PeriodRule) -> str:
    month = say_month_name(rule.month)
    return month if rule.day is None else f"{rule.day} {month}"


def _note_lines(rule: PeriodRule) -> list[str]:
    """The letter's note on a period, in its lines."""
    if rule.note is None:
        return []
    first, *more = rule.note.pieces
    head = _("- {month}:\n  {note}").format(month=_when(rule), note=first.strip())
    return [*head.splitlines(), *(f"  {piece.strip()}" for piece in more)]
