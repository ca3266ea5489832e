"""Names in a schedule that could not be told apart, typed, or known again when they come back.

A unit is typed as a count, `persons=118`, and is a column of every table; a database's name begins
a line of a reply; the form's headings are looked for in a form that comes back.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from cddctl.i18n import _
from cddctl.schedule.model import BREAK, name_key
from cddctl.thai import folded
from cddctl.wording import say_any_of

NOT_UNITS = (
    "province", "province_code", "province_name", "province_th", "province_en", "provinces",
    "provinces_reported", "district", "district_name", "office", "offices", "month",
    "number", "row", "database", "database_id", "database_th", "database_en", "name",
    "name_en", "name_th", "code", "id", "period", "period_number", "total", "recorded",
    "reported", "expected", "not_applicable", "state", "answer", "reasons", "note",
    "received", "what", "entry", "recorded_at", "recorded_by", "source", "source_sha256",
    "status", "before", "until", "extended", "completed", "late", "on_time", "overdue",
    "days_left", "on_form", "office_name", "none", "incomplete", "complete", "closed",
    "printed", "part", "after", "rule", "value", "now", "then", "last_year", "other",
    "จังหวัด", "อำเภอ", "ชื่ออำเภอ", "เดือน", "ประจำเดือน", "ที่", "ลำดับ", "ลำดับที่",
    "ฐานข้อมูล", "รหัสฐานข้อมูล", "ชื่อฐานข้อมูล", "งวด", "งวดที่", "ทั้งหมด", "จำนวน",
    "จำนวนทั้งหมด", "จำนวนข้อมูลทั้งหมด", "บันทึกแล้ว", "ที่บันทึกแล้ว",
    "จำนวนข้อมูลที่บันทึกแล้ว", "คำตอบ", "สถานะ", "หมายเหตุ", "วันที่รับ", "วันที่ได้รับ",
    "รหัส", "รหัสจังหวัด", "รหัสอำเภอ", "ชื่อจังหวัด",
)  # fmt: skip
"""Headings of tables and words of a reply: a unit of that name would be a second one."""

_SIGNS = ".,-()/&'\""
MAX_NAME = 100
"""The longest name of a database: a line of a reply begins with it."""

OWN_HEADINGS = ("คำตอบ", "รหัส")
"""Headings of the form to fill in that are the program's own."""

PLACEHOLDERS = {
    "titles": ("{year}",),
    "province_title": ("{year}", "{province}"),
    "district_title": ("{year}", "{province}", "{district}"),
}
"""The placeholders, by the line of the form's title; the last one names its place."""

Where = tuple[str | int, ...]
"""The keys and list indexes that lead to a value, as in `yamlfile`, which opens files."""


def name_conflicts(
    data: Mapping[str, Any], databases: Mapping[str, Any]
) -> Iterator[tuple[Where, str]]:
    """The problems with ids and names; `databases` are those that are mappings."""
    for part in ("bureaus", "units", "databases"):
        for name in keys_of(data.get(part)):
            if not _is_id(name):
                message = _("an id is of letters, digits, - and _, and begins with a letter")
                yield (part, name), message
    yield from _unit_conflicts(data.get("units"))
    yield from _database_conflicts(databases)
    yield from _heading_conflicts(data.get("form"))
    yield from _placeholder_conflicts(data.get("form"))


def _unit_conflicts(units: object) -> Iterator[tuple[Where, str]]:
    """Two units may have one name, as two of the letter have; the id of each means it alone."""
    taken = {folded(heading) for heading in NOT_UNITS}
    owners: dict[str, str] = {}
    for unit, _texts in pairs_of(units):
        if (owner := owners.setdefault(folded(unit), unit)) != unit:
            yield ("units", unit), _means(unit, owner)
    for unit, texts in pairs_of(units):
        if folded(unit) in taken:
            yield ("units", unit), _("{name} is the heading of another column").format(name=unit)
        for key in ("th", "en"):
            name = get(texts, key)
            if not isinstance(name, str) or not name.strip():
                continue
            if folded(name) in taken:
                message = _("{name} is the heading of another column").format(name=name)
                yield ("units", unit, key), message
            elif (owner := owners.get(folded(name), unit)) != unit:
                yield ("units", unit, key), _means(name, owner)
            elif not _is_unit(name):
                yield ("units", unit, key), _("the name of a unit is of letters and spaces alone")


def _is_unit(name: str) -> bool:
    return all(letter == " " or _is_letter(letter) for letter in name) and name[0] != " "


def _is_letter(letter: str) -> bool:
    """Whether it is a letter, or a vowel or tone mark of one."""
    return unicodedata.category(letter)[0] in "LM"


def _is_id(name: str) -> bool:
    return name[:1].isalpha() and all(
        letter in "-_" or letter.isdecimal() or _is_letter(letter) for letter in name
    )


def _database_conflicts(databases: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """Each id, number, name and abbreviation must mean one database, and be known in a reply."""
    owners: dict[str, str] = {}
    for name in databases:
        if (owner := owners.setdefault(name_key(name), name)) != name:
            yield ("databases", name), _means(name, owner)
    for name, database in databases.items():
        owners.setdefault(name_key(str(database.get("number"))), name)
    for name, database in databases.items():
        for where, text in names_of(database):
            key = name_key(text)
            if (owner := owners.setdefault(key, name)) != name:
                yield ("databases", name, *where), _means(text, owner)
            elif not _is_name(text, key):
                message = _(
                    "a name begins with a letter, and is of letters, digits, spaces and {signs}"
                )
                yield ("databases", name, *where), message.format(signs=" ".join(_SIGNS))
            elif is_sum(text):
                message = _("{name!r} means a line of sums in a table; begin the name otherwise")
                yield ("databases", name, *where), message.format(name=text)
            elif len(text) > MAX_NAME:
                message = _("is longer than {most} characters").format(most=MAX_NAME)
                yield ("databases", name, *where), message


@lru_cache(maxsize=8192)  # as for `folded`
def is_sum(text: str) -> bool:
    """Whether a cell of a table names the line of sums: รวม, รวมทั้งสิ้น, ยอดรวม, total."""
    name = folded(text)
    return name.startswith("รวม") or name in {"ยอดรวม", "ทั้งสิ้น", "total", "sum", "grandtotal"}


def _is_name(text: str, key: str) -> bool:
    """Whether a line of a reply can begin with a name, by its letters that count."""
    return key[:1].isalpha() and all(
        letter in _SIGNS or letter.isdecimal() or _is_letter(letter) or not folded(letter)
        for letter in text
    )


def _means(text: str, owner: str) -> str:
    return _("{name!r} means {database} already; give each its own").format(
        name=text, database=owner
    )


def names_of(database: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """The names of a database, and its abbreviations."""
    for key in ("long", "short", "brief", "en"):
        if isinstance(text := get(database.get("name"), key), str) and text.strip(f" {BREAK}"):
            yield ("name", key), text.replace(BREAK, "")
    for index, text in enumerate(items_of(database.get("also"))):
        if isinstance(text, str):
            yield ("also", index), text


def _heading_conflicts(form: object) -> Iterator[tuple[Where, str]]:
    """A form that comes back is read by its headings; two units may have the same."""
    seen = {folded(heading) for heading in OWN_HEADINGS}
    units: set[str] = set()
    for where, heading in _headings_of(form):
        text = get(heading, "th")
        if not isinstance(text, str) or not text.strip():
            continue
        key, is_unit = folded(text.replace(BREAK, "")), where[0] == "units"
        if not any(map(_is_letter, text)):
            yield ("form", *where, "th"), _("a heading needs letters")
        elif key in seen or (key in units and not is_unit):
            message = _("{name} is the heading of another column").format(name=text)
            yield ("form", *where, "th"), message
        (units if is_unit else seen).add(key)


def _headings_of(form: object) -> Iterator[tuple[Where, object]]:
    for key, heading in pairs_of(get(form, "headings")):
        yield ("headings", key), heading
    for index, column in enumerate(items_of(get(form, "units"))):
        yield ("units", index, "heading"), get(column, "heading")


def _placeholder_conflicts(form: object) -> Iterator[tuple[Where, str]]:
    for line, known in PLACEHOLDERS.items():
        text = get(form, line)
        titles: list[tuple[Where, object]] = [
            ((line, index), title) for index, title in enumerate(items_of(text))
        ]
        for where, title in titles or [((line,), text)]:
            if not isinstance(title, str):
                continue
            used = re.findall(r"\{[^{}]*\}|[{}]", title)
            for placeholder in used:
                if placeholder not in known:
                    message = _("{placeholder} is not known here; known is {known}")
                    message = message.format(placeholder=placeholder, known=say_any_of(known))
                    yield ("form", *where), message
            if line != "titles" and known[-1] not in used and title.strip():
                message = _("{placeholder} is missing; the line names the place")
                yield ("form", *where), message.format(placeholder=known[-1])


def get(value: object, key: str) -> object:
    """A value of a mapping; None of anything else."""
    return value.get(key) if isinstance(value, Mapping) else None


def items_of(value: object) -> list[Any]:
    """The items of a list; none of anything else."""
    return list(value) if isinstance(value, (list, tuple)) else []


def pairs_of(value: object) -> list[tuple[str, Any]]:
    """The keys and values of a mapping; none of anything else."""
    return list(value.items()) if isinstance(value, Mapping) else []


def keys_of(value: object) -> set[str]:
    """The keys of a mapping; none of anything else."""
    return {key for key, _value in pairs_of(value)}
