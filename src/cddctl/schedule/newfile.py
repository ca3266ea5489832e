"""The text of a new schedule's file, with the words of the letter as comments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cddctl.i18n import _
from cddctl.schedule.editing import in_a_line
from cddctl.schedule.newyear import Row
from cddctl.schedule.schema import SCHEMA_LINE
from cddctl.thai import MONTHS

_WIDTH = 90
"""The longest mapping that is written on one line."""

Keys = tuple[str, ...]
"""The keys that lead to a value."""


def as_file(
    data: Mapping[str, Any], last: int, rows: Iterable[Row] = (), chosen: Iterable[str] = ()
) -> str:
    """The text of a schedule's file; `last` is the year that it follows, `chosen` ids are new."""
    comments: dict[Keys, str] = {
        (): _("Source: the letter under source. What it does not say is as in {year}.").format(
            year=last
        )
    }
    words = {row.number: " ".join(row.rule.split()) for row in rows}
    for id_, database in data.get("databases", {}).items():
        part = "every_month" if database.get("every_month") else "periods"
        if part in database and database.get("number") in words:
            comments["databases", id_, part] = words[database["number"]]
    for id_ in chosen:
        comments["databases", id_] = _(
            "choice: new; account, on_form and, out of a table, counts are not in the letter"
        )
    return f"{SCHEMA_LINE}# {comments.pop(())}\n\n" + "".join(_lines(data, (), comments))


def _lines(data: Mapping[str, Any], at: Keys, comments: Mapping[Keys, str]) -> Iterator[str]:
    """The lines of a mapping, each part of the file's own level after a blank line."""
    indent = "  " * len(at)
    for key, value in data.items():
        here = (*at, key)
        if isinstance(value, (Mapping, list)) and (not at or at == ("databases",)):
            yield "\n"
        if here in comments:
            yield f"{indent}# {comments[here]}\n"
        line = f"{indent}{in_a_line({key: value})[1:-1]}\n"
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield f"{indent}{key}:\n"
            yield from (f"{indent}  - {in_a_line(_with_month_name(item))}\n" for item in value)
        elif isinstance(value, Mapping) and value and (not at or len(line) > _WIDTH):
            yield f"{indent}{key}:\n"
            yield from _lines(value, here, comments)
        else:
            yield line


def _with_month_name(item: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a list, its month as a name where it is a number."""
    month = item.get("month")
    return {**item, "month": MONTHS[month - 1]} if isinstance(month, int) else dict(item)
