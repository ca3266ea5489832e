"""The changes of districts that a province's own schedules declare: founded, renamed, closed.

It holds whatever year's file declares it, so those of all years are checked together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cddctl.errors import ScheduleInvalid
from cddctl.i18n import _
from cddctl.places import CAPITAL_ALONE, Place, official_districts, provinces
from cddctl.schedule.checking import MISSING, explained
from cddctl.schedule.model import DistrictDeclared, name_key, read_day
from cddctl.schedule.names import get, items_of, names_of, pairs_of
from cddctl.schedule.yamlfile import Document, Where, problems_at
from cddctl.thai import folded

_PART = "districts"
_NAMES = {
    "th": r"(?!อำเภอ)[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e ]*",
    "en": r"[A-Za-z][A-Za-z' -]*",
}


def checked_districts(
    documents: Sequence[Document], province: Place
) -> tuple[DistrictDeclared, ...]:
    """The changes of districts that a province's schedules declare. Raises `ScheduleInvalid`."""
    document = _joined(documents)
    if not document.data[_PART]:
        return ()
    problems = list(district_conflicts(document, province))
    declared: tuple[DistrictDeclared, ...] = ()
    try:
        # Made here, as it takes milliseconds that most provinces need not spend.
        adapter = TypeAdapter(tuple[DistrictDeclared, ...])
        declared = adapter.validate_python(document.data[_PART])
    except ValidationError as error:
        problems += [((_PART, *where), why) for where, why in explained(error)]
    if problems:
        raise ScheduleInvalid(problems_at(document, problems))
    return declared


def _joined(documents: Sequence[Document]) -> Document:
    """The districts of several documents as one list, each with its own position."""
    lines: list[Any] = []
    marks = dict(documents[0].marks) if documents else {}
    for document in documents:
        before = len(lines)
        own = document.data.get(_PART)
        lines += own if isinstance(own, list) else [own] if own is not None else []
        marks |= {
            (_PART, before + where[1], *where[2:]): mark
            for where, mark in document.marks.items()
            if where[:1] == (_PART,) and len(where) > 1 and isinstance(where[1], int)
        }
    return Document({_PART: lines}, marks)


def district_conflicts(
    document: Document, province: Place | None, others: Sequence[Document] = ()
) -> Iterator[tuple[Where, str]]:
    """The contradictions in the declared changes of districts, on the plain data.

    `others` are the province's files of other years, which this one follows.
    """
    if province is None:
        if document.data.get(_PART) is not None:
            yield (_PART,), _("districts belong in a province's own schedule")
        return
    before = len(_joined(others).data[_PART])
    for (part, index, *where), why in _conflicts(_joined([*others, document]), province):
        if index >= before:
            yield (part, index - before, *where), why


def _conflicts(document: Document, province: Place) -> Iterator[tuple[Any, str]]:
    """The contradictions in the lines of one or more files, each beside those before it."""
    official = official_districts(province)
    owners = {spelling: district.code for district in official for spelling in district.spellings}
    owners |= dict.fromkeys(CAPITAL_ALONE, f"{province.code}01")
    known = {district.code for district in official}
    seen: dict[tuple[str, object], str] = {}
    for index, line in enumerate(document.data[_PART]):
        at: Where = (_PART, index)
        code, since = get(line, "code"), read_day(get(line, "from"))
        if not isinstance(code, str):
            continue
        if not code.startswith(province.code):
            message = _("the codes of {province}'s districts begin with {code}")
            yield (*at, "code"), message.format(province=province.name, code=province.code)
        here = document.mark(at).file
        if (file := seen.get((code, since))) == here:
            yield at, _("{name} stands here twice").format(name=code)
        elif file is not None:
            message = _(
                "{file} holds this change of {name} already; change it there, "
                "or take out one of the two"
            )
            yield at, message.format(file=file, name=code)
        seen[code, since] = here
        yield from _line_conflicts(at, line, is_known=code in known)
        yield from _name_conflicts(at, line, code, owners)
        known.add(code)


def place_conflicts(data: Mapping[str, Any], province: Place | None) -> Iterator[tuple[Where, str]]:
    """The names of databases that are a district's or a province's: each is typed alone.

    Without a province, the names of all are looked at.
    """
    of = provinces() if province is None else (province,)
    places = [place for each in of for place in (each, *official_districts(each))]
    taken = CAPITAL_ALONE.union(*(place.spellings for place in places))
    declared = (get(line, key) for line in items_of(data.get(_PART)) for key in _NAMES)
    taken |= {folded(name) for name in declared if isinstance(name, str)}
    for database, values in pairs_of(data.get("databases")):
        names = names_of(values) if isinstance(values, Mapping) else ()
        for where, name in (((), database), *names):
            if name_key(name) in taken:
                message = _("{name!r} is the name of a district or province; choose another")
                yield ("databases", database, *where), message.format(name=name)


def _name_conflicts(
    at: Where, line: object, code: str, owners: dict[str, str]
) -> Iterator[tuple[Where, str]]:
    """Names that are none, or another district's; `owners` has the code by folded name."""
    for key, pattern in _NAMES.items():
        name = get(line, key)
        if not isinstance(name, str) or not name.strip():
            continue
        if not re.fullmatch(pattern, name):
            yield (
                (*at, key),
                _("the name of a district is of letters and spaces alone, without อำเภอ"),
            )
        elif (owner := owners.setdefault(folded(name), code)) != code:
            message = _("{name!r} means {database} already; give each its own")
            yield (*at, key), message.format(name=name, database=owner)


def _line_conflicts(at: Where, line: object, *, is_known: bool) -> Iterator[tuple[Where, str]]:
    """The missing values in a line, and its contradictions."""
    is_named = get(line, "th") is not None or get(line, "en") is not None
    if not is_named and (get(line, "until") is None or not is_known):
        yield (
            at,
            _("give th, en and from, for a new district or name; or until, to close one"),
        )
    for key in ("th", "en", "from") if is_named else ():
        if get(line, key) is None:
            yield (*at, key), _(MISSING)
    since, until = read_day(get(line, "from")), read_day(get(line, "until"))
    if since is not None and until is not None and until < since:
        yield (*at, "until"), _("the last day is before the first")
