"""Change the text of a schedule's file at single places, so that its comments stay.

The places are found by YAML's own marks, and what is not changed is kept letter by letter.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import yaml

from cddctl.periods import Month
from cddctl.places import DistrictChange
from cddctl.schedule.model import OF_ONE_YEAR, read_day, read_month
from cddctl.schedule.names import get, items_of
from cddctl.schedule.yamlfile import Where, parse_yaml, scalar

_DECLARED_ONCE = OF_ONE_YEAR | {"districts"}
"""The parts written by hand, which are kept where the file of a year is made anew."""


def with_report_by(text: str, month: Month, day: date) -> str:
    """The text with the date to report a month's round by, in place of the one it had."""
    for index, rule in enumerate(_items(text, "report_by")):
        is_plain = get(rule, "databases") is None and get(rule, "date") is not None
        if is_plain and read_month(get(rule, "month")) == month:
            return _with_value(text, ("report_by", index, "date"), day.isoformat())
    return with_item(text, "report_by", {"month": month.buddhist, "date": day.isoformat()})


def with_not_yet(text: str, month: Month, database: str, reason: str) -> str:
    """The text with the reason why a database has nothing to enter in a month yet."""
    for index, rule in enumerate(_items(text, "not_yet")):
        is_its_own = items_of(get(rule, "databases")) == [database]
        if is_its_own and read_month(get(rule, "month")) == month:
            return _with_value(text, ("not_yet", index, "reason"), reason)
    values = {"month": month.buddhist, "databases": [database], "reason": reason}
    return with_item(text, "not_yet", values)


def with_district(text: str, change: DistrictChange) -> str:
    """The text with a district founded, renamed or closed.

    It takes the place of the change of that day, or of the last one if that is to the same name.
    """
    values = {
        "code": change.code,
        "th": change.name_th,
        "en": change.name_en,
        "from": change.since and change.since.isoformat(),
        "until": change.until and change.until.isoformat(),
    }
    values = {key: value for key, value in values.items() if value is not None}
    changes = [
        (index, line)
        for index, line in enumerate(_items(text, "districts"))
        if get(line, "code") == change.code
        and (get(line, "th") is None) == (change.name_th is None)
    ]
    same = [index for index, line in changes if read_day(get(line, "from")) == change.since]
    same += [index for index, line in changes[-1:] if get(line, "th") == change.name_th]
    if same:
        return _with_value(text, ("districts", same[0]), values)
    return with_item(text, "districts", values)


def in_a_line(values: Mapping[str, Any]) -> str:
    """Values as one line of a list: {month: 2561-09, date: 2018-09-06}."""
    return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in values.items()) + "}"


def _flow(value: Any) -> str:  # noqa: ANN401 (plain data)
    if isinstance(value, Mapping):
        return in_a_line(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_flow, value))}]"
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def with_item(text: str, part: str, values: Mapping[str, Any]) -> str:
    """The text with one more item in a list on its top level; the list is made if need be."""
    end = "\r\n" if "\r\n" in text else "\n"
    item = f"- {in_a_line(values)}"
    node = _node(text, (part,))
    if node is None:
        return f"{text.rstrip()}{end}{end}{part}:{end}  {item}{end}"
    start, stop = node.start_mark.index, node.end_mark.index
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return f"{text[:start].rstrip()}{end}  {item}{text[stop:]}"
    if node.flow_style:
        inside = text[: stop - 1].rstrip().removesuffix(",")
        return f"{inside}, {in_a_line(values)}{text[stop - 1 :]}"
    line_end = _line_end(text, _last_leaf(node).end_mark.index)
    indent = " " * node.start_mark.column
    return f"{text[:line_end]}{end}{indent}{item}{text[line_end:]}"


def _with_value(text: str, where: Where, value: str | int | Mapping[str, Any]) -> str:
    node = _node(text, where)
    assert node is not None  # noqa: S101 (it was read from there)
    return text[: node.start_mark.index] + _flow(value) + text[_last_leaf(node).end_mark.index :]


def with_parts_of(text: str, other: str) -> str:
    """The text with the parts that another of the same year declares by hand and it lacks."""
    for part in sorted(_DECLARED_ONCE):
        if (span := _span(other, part)) is not None and _node(text, (part,)) is None:
            text = f"{text.rstrip()}\n\n{other[span[0] : span[1]]}\n"
    return text


def _span(text: str, part: str) -> tuple[int, int] | None:
    """Where a part on the top level begins and ends, with the comment right above it."""
    node = _node(text, (part,))
    begin = re.search(rf"(?m)^(#.*\n)*{re.escape(part)}\s*:", text)
    if node is None or begin is None:
        return None
    return begin.start(), _line_end(text, _last_leaf(node).end_mark.index)


def _items(text: str, part: str) -> list[Any]:
    return items_of(parse_yaml(text).data.get(part))


def _node(text: str, where: Where) -> Any:  # noqa: ANN401 (a node of any kind)
    """The node at a place of the text; None if there is none."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in where:
        pick: Callable[[Any, Any], Any] = _item_of if isinstance(key, int) else _value_of
        node = pick(node, key)
        if node is None:
            return None
    return node


def _item_of(node: Any, index: int) -> Any:  # noqa: ANN401 (as above)
    return node.value[index]


def _value_of(node: Any, key: str) -> Any:  # noqa: ANN401 (as above)
    return next((value for name, value in node.value if name.value == key), None)


def _last_leaf(node: Any) -> Any:  # noqa: ANN401 (as above)
    """The last value within a node: the node itself may end only where the next begins."""
    while not isinstance(node, yaml.ScalarNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _line_end(text: str, index: int) -> int:
    match = re.compile(r"\r?\n|\Z").search(text, index)
    assert match is not None  # noqa: S101 (a text has an end)
    return match.start()
