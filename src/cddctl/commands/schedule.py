"""What `cddctl schedule` does."""

from collections.abc import Sequence
from pathlib import Path

from cddctl.commands.gather import Calendar, home, local_today, parsed_year, say_schedule
from cddctl.commands.streams import say, show, table_width, write_text
from cddctl.errors import Problem, ScheduleInvalid
from cddctl.i18n import ngettext
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.tables.report import schedule_tables
from cddctl.schedule.library import ScheduleLibrary


def show_schedule(
    *,
    year: str | None,
    province: str | None,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather the schedule in force and print it."""
    asked = parsed_year(year) or FiscalYear.of(local_today(as_of))
    place = find_province(province) if province is not None else home(register)
    schedule = Calendar(ScheduleLibrary(schedules), place).schedule(asked)
    say_schedule(schedule, asked)
    show(*schedule_tables(schedule, width=table_width()))


def check_schedules(files: Sequence[Path], *, schedules: Path | None) -> int:
    """Check files, or all in use; every problem goes to stdout, one a line. The exit code."""
    library = ScheduleLibrary(schedules)
    paths = files or library.files()
    problems: list[Problem] = []
    for path in paths:
        try:
            library.check(path)
        except ScheduleInvalid as error:
            problems += error.problems
    if problems:
        write_text("".join(f"{problem}\n" for problem in problems), None)
        return ScheduleInvalid.exit_code
    checked = ngettext(
        "{count} file checked, no problem found",
        "{count} files checked, no problem found",
        len(paths),
    )
    say(checked.format(count=len(paths)))
    return 0
