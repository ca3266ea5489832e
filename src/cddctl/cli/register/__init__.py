"""`cddctl register`: looks after the file that holds the entries."""

from cddctl.cli.command import Commands, group
from cddctl.i18n import N_

_HELPS = {
    "info": N_("Show where the register is, what it holds, and when it was last backed up."),
    "check": N_("Verify that the register holds what was recorded, all of it, and nothing else."),
    "backup": N_("Copy the register to a file or folder, and verify the copy."),
    "restore": N_("Put a backup in the register's place; what stood there is kept aside."),
    "export": N_("Write what the register holds as a CSV or JSON file, or as another register."),
    "merge": N_("Take in all that other registers hold; nothing is overwritten."),
}

register = group(
    Commands(__name__, _HELPS), name="register", example=N_("Example: cddctl register check")
)
