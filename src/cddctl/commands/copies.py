"""What `cddctl register backup` and `restore` do."""

from datetime import datetime
from pathlib import Path

from cddctl.commands.gather import default_register, utc_now
from cddctl.commands.paths import any_path, is_folder_meant
from cddctl.commands.streams import is_wanted, say, write_text
from cddctl.errors import DataRefused
from cddctl.i18n import _, ngettext
from cddctl.places import province_of
from cddctl.register.copies import copy_by_hand
from cddctl.register.restoring import Holding, holding, prepared, put_in_place
from cddctl.register.sqlite import said_plainly
from cddctl.register.store import Register
from cddctl.wording import say_date


def back_up(*, path: str | None, register: Path | None) -> None:
    """Copy the register, and say where."""
    target = None if path is None else any_path(path)
    Register.open(register or default_register()).close()
    made = copy_by_hand(
        register or default_register(),
        target,
        _local_now(),
        is_folder=path is not None and is_folder_meant(path),
    )
    say(_("the register was copied, and the copy verified:"))
    write_text(f"{made}\n", None)


def restore(*, file: Path, yes: bool, register: Path | None) -> None:
    """Look at the backup, ask, and put a copy of it in the register's place."""
    path = (register or default_register()).resolve()
    with said_plainly(path):
        is_there, is_itself = path.exists(), path.exists() and file.exists() and path.samefile(file)
    if is_itself:
        raise DataRefused(_("{path} is the register itself; name a backup of it").format(path=file))
    with prepared(path, file) as draft:
        new = holding(draft)
        if is_there:
            old = holding(path)
            say(_("stands now: {what}").format(what=_say_holding(old)))
            say(_("the backup: {what}").format(what=_say_holding(new)))
            if old is not None and new is not None and old.uid != new.uid:
                if old.home != new.home:
                    say(_("warning: they are registers of different provinces"))
                else:
                    say(
                        _(
                            "warning: the backup is of another register, "
                            "not of the one that stands now"
                        )
                    )
            if not yes and not _is_wanted(path):
                say(_("Nothing is restored."))
                return
        aside = put_in_place(draft, path, _local_now())
    say(_("restored: {path}: {what}").format(path=path, what=_say_holding(new)))
    if aside is not None:
        say(_("what stood there is kept: {path}").format(path=aside))


def _local_now() -> datetime:
    """This moment where the program runs."""
    return utc_now().astimezone()


def _say_holding(holding: Holding | None) -> str:
    """What a register holds: Lampang, 12 entries, the last of 6 September 2018 (2561) at 14:02."""
    if holding is None:
        return _("it cannot be read as a register")
    home = province_of(holding.home).name if holding.home else _("the nation")
    count = ngettext("{count} entry", "{count} entries", holding.entries).format(
        count=f"{holding.entries:,}"
    )
    if holding.last is None:
        return f"{home}, {count}"
    last = holding.last.astimezone()
    return _("{province}, {count}, last recorded on {date} at {time}").format(
        province=home, count=count, date=say_date(last.date()), time=f"{last:%H:%M}"
    )


def _is_wanted(path: Path) -> bool:
    """Whether it is wanted; without a terminal nobody can be asked."""
    question = _("Put the backup in the place of {path}? [y/n] ").format(path=path)
    return is_wanted(
        question,
        _("nothing is restored: there is no terminal here to ask on; add --yes to do this"),
    )
