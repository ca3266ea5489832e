"""`cddctl schedule`: prints a schedule, and checks schedule files."""

from cddctl.cli.command import Commands, group
from cddctl.i18n import N_

_HELPS = {
    "show": N_("Print a schedule as the letter encloses it, by bureau."),
    "check": N_("Check schedule files: every problem, with file, line and column."),
}

schedule = group(
    Commands(__name__, _HELPS),
    name="schedule",
    example=N_("Example: cddctl schedule show --year 2561"),
)
