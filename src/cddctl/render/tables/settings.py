"""The settings as a table."""

from collections.abc import Mapping

from rich.table import Table

from cddctl.i18n import N_, _
from cddctl.render.tables.layout import plain_table
from cddctl.settings import Key, Origin, Value

_MEANINGS: Mapping[Key, str] = {
    "schedules": N_("your own schedules"),
    "inbox": N_("the folder that files come to"),
    "language": N_("language (th, en)"),
    "digits": N_("digits (thai, arabic)"),
    "by": N_("who keys in"),
    "reply_to": N_("where districts report to"),
}
_ORIGINS = {
    Origin.OPTION: N_("option"),
    Origin.ENVIRONMENT: N_("environment variable"),
    Origin.SETTING: N_("setting"),
    Origin.DEFAULT: N_("default"),
}


def settings_table(values: Mapping[Key, Value]) -> Table:
    """Each setting with its value, and where that comes from."""
    table = plain_table()
    for heading in (_("Setting"), _("Meaning"), _("From"), _("Value")):
        table.add_column(heading)
    for key, value in values.items():
        table.add_row(key, _(_MEANINGS[key]), _(_ORIGINS[value.origin]), value.text or "-")
    return table
