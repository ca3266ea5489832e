"""`cddctl init`: creates a register with its home province."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context, home_of, parsed_month
from cddctl.cli.options import DryRunOption
from cddctl.cli.output import say
from cddctl.cli.writing import writing
from cddctl.errors import RegisterExists, RegisterRefused, UsageRefused
from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.history import is_act
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.restoring import create_anew
from cddctl.register.store import Register


@command(example=N_("Example: cddctl init --province lampang"))
def init(
    ctx: typer.Context,
    *,
    province: Annotated[
        str | None,
        typer.Option("--province", metavar="P", help=N_("The province, by name or code.")),
    ] = None,
    nation: Annotated[
        bool,
        typer.Option(
            "--nation", help=N_("A register of no province of its own, to merge others into.")
        ),
    ] = False,
    month: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="M",
            help=N_("The month when use begins: nothing before it is expected. Else this month."),
        ),
    ] = None,
    dry_run: DryRunOption = False,
) -> None:
    """Create a register if there is none, print its path, and keep the month when use begins."""
    context = Context.of(ctx)
    path = context.register_path
    clock.refuse_impossible()
    if nation and province is not None:
        raise UsageRefused(_("--nation and --province do not go together; leave one out"))
    if nation and month is not None:
        raise UsageRefused(
            _("--from is of one province; in a register of the nation each has its own")
        )
    begin = parsed_month(month)
    place = None if nation else context.province(province)
    if begin is not None:
        context.calendar(place).schedule(begin.fiscal_year)  # it has to have one
    if dry_run:
        _say_would(path, place, begin)
        return
    _create(path, place)
    context.remember_schedules()
    if place is not None and begin is not None:
        _keep_begin(context, place, begin)


def _create(path: Path, place: Place | None) -> None:
    """Create a register, or say that it is there. Raises `RegisterRefused` for another's."""
    code = place.code if place else None
    try:
        Register.create(path, code, clock.utc_now()).close()
    except RegisterExists:
        with Register.open(path) as register:
            home, is_unused = home_of(register), _is_unused(register)
        if home == place:
            say(_("the register is ready: {path}, {whose}").format(path=path, whose=_whose(home)))
        elif not is_unused:
            raise _another(path, home) from None
        else:
            create_anew(path, code, clock.utc_now())
            _say_created(path, place)
    else:
        _say_created(path, place)


def _say_would(path: Path, place: Place | None, begin: Month | None) -> None:
    """Say which register a dry run would make."""
    if path.exists():
        with Register.open(path) as register:
            home, is_unused = home_of(register), _is_unused(register)
        if home != place and not is_unused:
            raise _another(path, home)
    else:
        say(_("would create the register {path}: {whose}").format(path=path, whose=_whose(place)))
    if begin is not None:
        say(_("use would begin in {month}").format(month=begin.say()))


def _another(path: Path, home: Place | None) -> RegisterRefused:
    return RegisterRefused(
        _(
            "{path} is the register of {whose}, and stays as it is; "
            "for another one name another file: --register PATH"
        ).format(path=path, whose=_whose(home))
    )


def _say_created(path: Path, place: Place | None) -> None:
    if place is None:
        say(_("created the register of the nation: {path}").format(path=path))
    else:
        say(_("created the register of {province}: {path}").format(province=place.name, path=path))


def _keep_begin(context: Context, place: Place, begin: Month) -> None:
    """Keep the month when use begins where it is another than before, and say it."""
    with context.open_existing_register() as register:
        if begin != register.began(place.code):
            with writing(context, register):
                register.append(
                    [Act(Kind.BEGIN, place.code, begin)],
                    command="init",
                    schedule=context.calendar(place).schedule(begin.fiscal_year).name,
                    now=clock.utc_now(),
                )
    say(_("use begins in {month}: nothing before it is expected").format(month=begin.say()))


def _is_unused(register: Register) -> bool:
    """Whether nothing was recorded in a register but when its use began."""
    if register.last_recorded() is None:
        return True
    records = (r for code, month in register.rounds() for r in register.records(code, [month]))
    return all(is_act(record) and record.content.kind is Kind.BEGIN for record in records)


def _whose(home: Place | None) -> str:
    return home.name if home is not None else _("the nation")
