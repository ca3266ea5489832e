"""What `cddctl register export` does."""

from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path

from cddctl.commands.gather import default_register
from cddctl.commands.streams import write_pieces
from cddctl.errors import NoScheduleYet, OutputRefused, UsageRefused
from cddctl.i18n import _
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, find_province, province_of
from cddctl.register.copies import copy_to
from cddctl.register.exporting import all_told
from cddctl.register.store import Register
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule

_NAMED = {
    ".csv": "csv", ".json": "json", ".sqlite3": "sqlite", ".sqlite": "sqlite", ".db": "sqlite"
}  # fmt: skip


def export_register(
    *,
    format: str | None,  # noqa: A002 (the option's name)
    output: Path | None,
    force: bool,
    province: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Write what the register holds, all of it or a province's."""
    from cddctl.render.data.exported import register_json

    path = register or default_register()
    place = find_province(province) if province is not None else None
    is_file = output is not None and str(output) != "-"
    wanted = format or (_NAMED.get(output.suffix.lower(), "csv") if output is not None else "csv")
    if wanted == "sqlite" and not is_file:
        raise UsageRefused(_("another register needs a name; add -o FILE"))
    if wanted == "sqlite" and place is not None:
        raise UsageRefused(_("a copy of a register is of all of it; leave out --province"))
    Register.open(path).close()  # it is a register, and of this version
    if output is not None and output.exists() and output.samefile(path):
        raise OutputRefused(output, _("it is the register itself"))
    if output is not None and wanted == "sqlite":
        copy_to(path, output)
    elif wanted == "json":
        with closing(all_told(path, place.code if place else None)) as told:
            write_pieces(register_json(told), output, force=force)
    else:
        with closing(_csv(path, place, ScheduleLibrary(schedules))) as pieces:
            write_pieces(pieces, output, force=force)


def _csv(path: Path, place: Place | None, library: ScheduleLibrary) -> Generator[str, None, None]:
    """The entries that stand, all of one moment."""
    from cddctl.render.data.exported import entries_csv

    with Register.open(path) as book, book.reading():
        months = [one for one in book.rounds() if place is None or one[0] == place.code]
        schedules = _schedules(months, library)
        known = [unit for schedule in schedules.values() if schedule for unit in schedule.units]
        units = list(dict.fromkeys([*known, *book.units()]))
        rounds = (
            (schedules[code, month.fiscal_year], book.current(code, month))
            for code, month in months
        )
        yield from entries_csv(rounds, units)


def _schedules(
    months: Iterable[tuple[str, Month]], library: ScheduleLibrary
) -> dict[tuple[str, FiscalYear], Schedule | None]:
    """The schedules of provinces' fiscal years; None before the first."""
    found: dict[tuple[str, FiscalYear], Schedule | None] = {}
    for code, month in months:
        key = code, month.fiscal_year
        if key not in found:
            try:
                found[key] = library.schedule(month.fiscal_year, province_of(code))
            except NoScheduleYet:
                found[key] = None
    return found
