"""`cddctl schedule`: prints schedules, compares, checks and changes them."""

from cddctl.cli.command import Commands, group
from cddctl.i18n import N_

_HELPS = {
    "show": N_("Print a schedule as the letter encloses it, by bureau."),
    "new": N_("Make the schedule of a year, from a letter's table or asked for."),
    "diff": N_("Show in what two schedules differ: of two years, provinces or files."),
    "report-by": N_("Set the date by which the districts report a month, in your own schedule."),
    "not-yet": N_("Say that a database has nothing to enter in a month yet, and why."),
    "district": N_("Say that a district is founded, renamed or closed, and from which day."),
    "check": N_("Check schedule files: every problem, with file, line and column."),
    "schema": N_("Write the JSON Schema of schedules, for editors that complete and mark keys."),
}

schedule = group(
    Commands(__name__, _HELPS),
    name="schedule",
    example=N_("Example: cddctl schedule show --year 2561"),
)
