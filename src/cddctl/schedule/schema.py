"""The JSON Schema of schedule files, for editors: it completes keys, and marks those not known.

A province's own file has only what differs, so nothing in it is required: what is missing in the
whole is for `schedule check` to say.
"""

import json
from typing import Any

from cddctl.schedule.model import Schedule

SCHEMA_FILE = "schedule.schema.json"
"""The name of the schema beside a schedule."""

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
"""The first line of a schedule that is written."""

_LEFT_OUT = frozenset({"required", "default", "title"})


def schedule_schema() -> str:
    """The schema as the text of a file."""
    schema = _plain(Schedule.model_json_schema())
    del schema["$defs"]["Database"]["properties"]["id"]  # its name is its id
    return json.dumps({"title": "cddctl schedule", **schema}, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any, *, are_names: bool = False) -> Any:  # noqa: ANN401 (any JSON)
    """A schema without parts that editors demand or insert; `are_names` of a file's own keys."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _plain(item, are_names=key in {"properties", "$defs"} and not are_names)
        for key, item in value.items()
        if are_names or key not in _LEFT_OUT
    }
