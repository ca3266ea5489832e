"""The settings as JSON."""

from collections.abc import Mapping

from cddctl.render.data.columns import SETTING
from cddctl.render.data.written import as_json, values_of
from cddctl.settings import Key, Value


def settings_json(values: Mapping[Key, Value]) -> str:
    """Each setting by its key."""
    return as_json({key: values_of(SETTING, value) for key, value in values.items()})
