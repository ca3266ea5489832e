"""A province's own schedule of a year: its text, and how it is changed and written."""

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

from cddctl.cli.context import Context
from cddctl.cli.files import make_folder, write_file
from cddctl.cli.output import say, write_text
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.schema import SCHEMA_FILE, SCHEMA_LINE, schedule_schema
from cddctl.schedule.yamlfile import read_text


def month_meant(month: Month | None) -> Month:
    """The month of `--month`, which a command that writes never guesses."""
    if month is None:
        raise UsageRefused(_("which month? add --month, as in --month 2018-09"))
    return month


def calendars_to_write(context: Context) -> Calendars:
    """The schedules in use; a folder that is named and not there yet is made when it is written."""
    context.refuse_missing_schedules()
    return context.calendars if context.own_schedules.is_dir() else Calendars(ScheduleLibrary())


def change_own(
    context: Context,
    province: Place,
    year: FiscalYear,
    change: Callable[[str], str],
    *,
    dry_run: bool,
) -> None:
    """Change the text of a province's own schedule, and show the difference.

    A file of the user's own is changed in place. Without one it is made: from the shipped one of
    the year, or with the change alone, which is laid over the own one of an earlier year.
    """
    library = calendars_to_write(context).library
    _base, own = library.in_force(year, province)
    before = f"{SCHEMA_LINE}fiscal_year: {year}\nprovince: {province.id}\n"
    path = old = context.own_schedules / province.id / f"{year}.yaml"
    if own is not None and own.stem == str(year):
        old, before = own, read_text(own, f"{own}")
        if not before.startswith(SCHEMA_LINE):
            before = SCHEMA_LINE + before
        if own.is_relative_to(context.own_schedules):
            path = own
    after = change(before)
    library.check(path, after)
    show_difference(before, after, old, path)
    write_schedule(context, path, after, dry_run=dry_run)


def show_difference(before: str, after: str, old: Path, new: Path) -> None:
    """Print the lines that differ between two texts."""
    lines = unified_diff(
        before.splitlines(), after.splitlines(), f"{old}", f"{new}", n=2, lineterm=""
    )
    write_text("".join(f"{line}\n" for line in lines))


def write_schedule(context: Context, path: Path, text: str, *, dry_run: bool) -> None:
    """Write a checked schedule, and say where; in a dry run only say where it would be."""
    if dry_run:
        say(_("would be written: {path}").format(path=path))
        return
    make_folder(path.parent)
    write_file(path, text.encode(), force=True)
    write_file(path.with_name(SCHEMA_FILE), schedule_schema().encode(), force=True)
    say(_("written, and in use from now on: {path}").format(path=path))
    home = context.register_path.parent
    if context.typed_register is None:
        make_folder(home)  # what is remembered lies beside the register, even before there is one
    if home.is_dir():
        context.remember_schedules()
