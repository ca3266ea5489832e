"""`cddctl setup`: a daily task of Windows that shows the work waiting."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import DryRunOption
from cddctl.cli.output import say, write_text
from cddctl.errors import DataRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.thai import arabic_digits
from cddctl.wording import one_line

_TASK = "cddctl"
_OEM = "oem"
"""The encoding in which commands of Windows print."""
_ON_WINDOWS = sys.platform == "win32"


@command(example=N_("Example: cddctl setup --at 08:30"))
def setup(
    ctx: typer.Context,
    *,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help=N_("When, each day; 08:30 if not said."))
    ] = "08:30",
    remove: Annotated[bool, typer.Option("--remove", help=N_("Take the task away again."))] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Let Windows run `today --check` each day, and show the list if anything waits."""
    words = ["/Delete", "/F", "/TN", _TASK] if remove else _creation(Context.of(ctx), _time(at))
    line = subprocess.list2cmdline(["schtasks", *words])
    if dry_run:
        write_text(f"{line}\n")
        return
    if not _ON_WINDOWS:
        raise UsageRefused(_("a daily task is made on Windows alone; --dry-run shows its command"))
    done = subprocess.run(["schtasks", *words], capture_output=True, check=False)  # noqa: S603, S607 (the system's own)
    if done.returncode:
        why = one_line(done.stderr.decode(_OEM, "replace").strip())
        raise DataRefused(_("Windows did not make the task: {why}").format(why=why))
    say(
        _("the daily task is gone")
        if remove
        else _("each day at {time} what is to be done is shown, if anything is").format(
            time=_time(at)
        )
    )


def _creation(context: Context, time: str) -> list[str]:
    """The command that makes the task, or changes it."""
    register = context.typed_register
    chosen = [] if register is None else ["--register", str(register)]
    task = subprocess.list2cmdline([*_program(), "today", "--check", "--wait", *chosen])
    return ["/Create", "/F", "/SC", "DAILY", "/ST", time, "/TN", _TASK, "/TR", task]


def _program() -> list[str]:
    """How this program is started."""
    started = Path(sys.argv[0])
    if started.stem == "cddctl":
        return [str(started.absolute())]
    return [sys.executable, "-m", "cddctl"]


def _time(typed: str) -> str:
    """A time of the day, as 08:30. Raises `UsageRefused`."""
    parts = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", arabic_digits(typed.strip()), re.ASCII)
    if parts is None:
        raise UsageRefused(_("{typed!r} is not a time; write it as 08:30").format(typed=typed))
    return f"{int(parts[1]):02}:{parts[2]}"
