"""`cddctl register restore`."""

from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli import clock
from cddctl.cli.ask import is_wanted
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.options import DryRunOption, YesOption
from cddctl.cli.output import say
from cddctl.cli.paths import file_path
from cddctl.errors import DataRefused
from cddctl.i18n import N_, _, ngettext
from cddctl.periods import thai_time
from cddctl.places import province_of
from cddctl.register.restoring import Holding, holding, prepared, put_in_place
from cddctl.register.sqlite import as_refusals
from cddctl.wording import say_date


@command(
    example=N_("Example: cddctl register restore register-backups/register-2018-09-06.sqlite3")
)
def restore(
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=file_path, help=N_("The backup."))],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Look at the backup, ask, and put a copy of it in the register's place."""
    path = Context.of(ctx).register_path.resolve()
    clock.refuse_impossible()
    with as_refusals(path):
        is_there, is_itself = path.exists(), path.exists() and file.exists() and path.samefile(file)
    if is_itself:
        raise DataRefused(_("{path} is the register itself; name a backup of it").format(path=file))
    with prepared(path, file) as draft:
        new = holding(draft)
        if is_there:
            _say_both(holding(path), new)
            if not (yes or dry_run) and not _is_wanted(path):
                say(_("Nothing is restored."))
                return
        if dry_run:
            say(_("would restore: {path}: {what}").format(path=path, what=_say_holding(new)))
            return
        aside = put_in_place(draft, path, thai_time(clock.utc_now()))
    say(_("restored: {path}: {what}").format(path=path, what=_say_holding(new)))
    if aside is not None:
        say(_("what stood there is kept: {path}").format(path=aside))


def _say_both(old: Holding | None, new: Holding | None) -> None:
    """Describe the register and the backup, and warn if they are different registers."""
    say(_("stands now: {what}").format(what=_say_holding(old)))
    say(_("the backup: {what}").format(what=_say_holding(new)))
    if old is None or new is None or old.uid == new.uid:
        return
    if old.home != new.home:
        say(_("warning: they are registers of different provinces"))
    else:
        say(_("warning: the backup is of another register, not of the one that stands now"))


def _say_holding(holding: Holding | None) -> str:
    """The contents: Lampang, 12 entries, the last of 6 September 2018 (2561) at 14:02."""
    if holding is None:
        return _("it cannot be read as a register")
    home = province_of(holding.home).name if holding.home else _("the nation")
    count = ngettext("{count} entry", "{count} entries", holding.entries).format(
        count=f"{holding.entries:,}"
    )
    if holding.last is None:
        return f"{home}, {count}"
    last = thai_time(holding.last)
    return _("{province}, {count}, last recorded on {date} at {time}").format(
        province=home, count=count, date=say_date(last.date()), time=f"{last:%H:%M}"
    )


def _is_wanted(path: Path) -> bool:
    """Ask the officer to confirm; without a terminal, refuse."""
    question = _("Put the backup in the place of {path}?").format(path=path)
    return is_wanted(
        question,
        _("nothing is restored: there is no terminal here to ask on; add --yes to do this"),
    )
