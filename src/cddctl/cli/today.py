"""`cddctl today`: the work of today, and the commands to type next."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.ask import ask
from cddctl.cli.command import command
from cddctl.cli.common import REGISTER
from cddctl.cli.context import Context
from cddctl.cli.options import NationOption, ProvincesOption, TableOrJsonOption
from cddctl.cli.output import is_interactive, write_data, write_text
from cddctl.cli.paths import any_path
from cddctl.cli.scope import chosen_scope
from cddctl.cli.statuses import doubts_in, open_status
from cddctl.i18n import N_, _
from cddctl.periods import FiscalYear
from cddctl.places import Place, Scope
from cddctl.settings import Settings
from cddctl.status.histories import entries_doubted
from cddctl.status.open import open_rounds
from cddctl.status.today import (
    Inbox,
    Today,
    due_soon_of,
    overdue_of,
    ready_rounds,
    year_to_prepare,
)

_COMMANDS = 3


@command(example=N_("Example: cddctl today"))
def today(
    ctx: typer.Context,
    *,
    province: ProvincesOption = None,
    nation: NationOption = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=N_("Say nothing if nothing waits; exit 1 if anything is overdue.")
        ),
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help=N_("Wait for Enter once the list is shown."))
    ] = False,
    format: TableOrJsonOption = "table",  # noqa: A002 (the option's name)
) -> None:
    """Show the work: overdue, due soon, to be recorded, closed, backed up and prepared."""
    context = Context.of(ctx)
    work = _today(context, _scope(context, province or (), nation=nation))
    if format == "json":
        from cddctl.render.data.status import today_json

        write_data(today_json(work), None)
    elif not (check and work.is_quiet):
        from cddctl.render.tables.today import today_lines

        write_text("".join(f"{line}\n" for line in today_lines(work)))
        if wait and is_interactive():
            ask(_("Enter to go on. "))
    if check and work.overdue:
        raise typer.Exit(1)


def _scope(context: Context, typed: Sequence[str], *, nation: bool) -> Scope:
    """The provinces that are typed, else the register's own: all of them in that of the nation."""
    if not typed and context.has_register and context.home() is None:
        nation = True
    return chosen_scope(context, typed, nation=nation, district=None, by_province=False)


def _today(context: Context, scope: Scope) -> Today:
    with context.open_register() as register, register.reading():
        status = open_status(context, register, scope)
        doubts = doubts_in(context, register, status)
    province = None if scope.is_several else scope.province
    rounds = open_rounds(status)
    year = year_to_prepare(context.today)
    calendar = context.calendar(province)
    days = {year.start, year.end - timedelta(days=1)}
    work = Today(
        day=context.today,
        scope=scope,
        overdue=overdue_of(rounds, context.today),
        due_soon=due_soon_of(rounds, context.today),
        ready=() if scope.is_several else ready_rounds(status),
        inbox=_inbox(context.settings),
        doubts=entries_doubted(doubts),
        backup=_backed_up(context.settings),
        without_schedule=year if _has_none(context, province, year) else None,
        without_holidays=tuple(calendar.holidays(days).unknown_years(days)),
    )
    return replace(work, commands=tuple(_commands(context, work)))


def _has_none(context: Context, province: Place | None, year: FiscalYear) -> bool:
    return context.calendar(province).schedule(year).year_of_letter != year.year


def _inbox(settings: Settings) -> Inbox | None:
    if (typed := settings.get("inbox")) is None:
        return None
    from cddctl.cli.returns import waiting_in

    folder = Path(typed)
    waiting, _unread = waiting_in(folder)
    return Inbox(folder, tuple(waiting))


def _backed_up(settings: Settings) -> date | None:
    """The day of the last backup that was made elsewhere."""
    try:
        return date.fromisoformat(settings.get("backed_up") or "")
    except ValueError:
        return None


def _commands(context: Context, work: Today) -> list[str]:
    """The commands to type next, the most urgent first."""
    which = _of_scope(context, work.scope)
    waits = work.inbox is not None and work.inbox.files
    wanted = ["inbox"] if waits else []
    folder = context.settings.get("backup")
    backup = [f"register backup {quoted(folder)}"] if folder and not work.is_backed_up else []
    if work.scope.is_several:
        wanted += [*backup, *([f"status --check{which}"] if work.overdue else [])]
        wanted += [f"status{which}", f"report{which}", "register info"]
    else:
        wanted += [f"remind --overdue{which}"] if work.overdue else []
        wanted += [f"doubts{which}"] if work.doubts else []
        wanted += [f"close --month {month.buddhist}{which}" for month in work.ready[:1]]
        wanted += [*backup, *([f"remind --within 7{which}"] if work.due_soon else [])]
        if work.without_schedule is not None:
            wanted.append(f"schedule new --year {work.without_schedule}")
        wanted += [f"status{which}", f"record{which}", f"due{which}"]
    return [f"cddctl {words}{_of_register(context)}" for words in wanted[:_COMMANDS]]


def _of_scope(context: Context, scope: Scope) -> str:
    """The options that name the provinces, where they are not the register's own."""
    if scope.is_nation:
        return " --nation"
    if not scope.is_several and context.home() == scope.province:
        return ""
    return "".join(f" --province {place.id}" for place in scope.provinces)


def _of_register(context: Context) -> str:
    """The option that names the register, where it is not found without."""
    typed, named = context.typed_register, os.environ.get(REGISTER.variable)
    if typed is None or (named and any_path(named) == typed):
        return ""
    return f" --register {quoted(str(typed))}"


def quoted(path: str) -> str:
    """A path as it is typed after a command."""
    if os.name != "nt":
        return shlex.quote(path)
    return f'"{path}"' if any(sign in path for sign in " &()^;,=%!") else path
