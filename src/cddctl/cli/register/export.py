"""`cddctl register export`."""

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Annotated, Literal

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.files import is_dry
from cddctl.cli.options import ForceOption, OutputOption
from cddctl.cli.output import say, write_pieces
from cddctl.errors import CopyRefused, NoScheduleYet, OutputRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear, Month
from cddctl.places import Place, find_province, province_of
from cddctl.register.copies import copy_to
from cddctl.register.exporting import all_items
from cddctl.register.store import Register
from cddctl.schedule.model import Schedule

_NAMED = {
    ".csv": "csv", ".json": "json", ".sqlite3": "sqlite", ".sqlite": "sqlite", ".db": "sqlite"
}  # fmt: skip


@command(example=N_("Example: cddctl register export --format csv -o entries.csv"))
def export(
    ctx: typer.Context,
    *,
    format: Annotated[  # noqa: A002 (the option's name)
        Literal["csv", "json", "sqlite"] | None,
        typer.Option(
            "--format",
            metavar="csv|json|sqlite",
            help=N_("How to write it; else as the file's name ends, csv if nothing is said."),
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    province: Annotated[
        str | None,
        typer.Option(
            "--province", metavar="P", help=N_("Only that of a province, by name or code.")
        ),
    ] = None,
) -> None:
    """Write the history of the register, or of a province in it."""
    from cddctl.render.data.entries import register_json

    context = Context.of(ctx)
    path = context.register_path
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
        if is_dry() and output.exists():
            raise CopyRefused(output, _("there is a file of that name; choose another"))
        if is_dry():
            say(_("dry run: would write {path}").format(path=output))
        else:
            copy_to(path, output)
    elif wanted == "json":
        with closing(all_items(path, place.code if place else None)) as history:
            write_pieces(register_json(history), output, force=force)
    else:
        with closing(_csv(context, place)) as pieces:
            write_pieces(pieces, output, force=force)


def _csv(context: Context, place: Place | None) -> Generator[str, None, None]:
    """The current entries, all read at one moment."""
    from cddctl.render.data.entries import entries_csv

    with Register.open(context.register_path) as register, register.reading():
        months = [
            round_ for round_ in register.rounds() if place is None or round_[0] == place.code
        ]
        schedules = _schedules(context, months)
        known = [unit for schedule in schedules.values() if schedule for unit in schedule.units]
        units = list(dict.fromkeys([*known, *register.units()]))
        rounds = (
            (schedules[code, month.fiscal_year], register.current(code, month))
            for code, month in months
        )
        yield from entries_csv(rounds, units)


def _schedules(
    context: Context, months: Iterable[tuple[str, Month]]
) -> dict[tuple[str, FiscalYear], Schedule | None]:
    """The schedules of provinces' fiscal years; None before the first."""
    schedules: dict[tuple[str, FiscalYear], Schedule | None] = {}
    for code, month in months:
        key = code, month.fiscal_year
        if key not in schedules:
            try:
                schedules[key] = context.calendar(province_of(code)).schedule(month.fiscal_year)
            except NoScheduleYet:
                schedules[key] = None
    return schedules
