"""`cddctl register check`: examines a register, and reports damage and the way to mend it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import typer

from cddctl.cli import clock
from cddctl.cli.command import command
from cddctl.cli.context import Context
from cddctl.cli.lost import say_lacking
from cddctl.cli.output import say, say_error, working, write_text
from cddctl.cli.register.misfits import MOST, Misfits
from cddctl.errors import (
    CddctlError,
    NotARegister,
    RegisterDamaged,
    RegisterMissing,
)
from cddctl.i18n import N_, _, ngettext
from cddctl.periods import thai_time
from cddctl.register.copies import folder_of, lacking, latest_first, missing
from cddctl.register.examine import Examined, damage, examine, unreadable
from cddctl.register.migrations import check_version
from cddctl.register.sqlite import as_refusals, check_is_register, connect
from cddctl.register.verify import is_of_register
from cddctl.wording import say_date, say_list


@command(example=N_("Example: cddctl register check"))
def check(ctx: typer.Context) -> None:
    """Examine the register; report damage, and what to do about it.

    Damage is a failure. An entry that does not fit its schedule is not: it was recorded so,
    and the schedule may be another by now.
    """
    context = Context.of(ctx)
    path = context.register_path
    misfits = Misfits(context)
    with as_refusals(path), working(_("Checking")):
        seen = _examined(path, misfits)
    for remark in seen.remarks:
        say(_("note: {remark}").format(remark=remark))
    if seen.damage:
        _tell_damage(path, seen, misfits)
        raise typer.Exit(RegisterDamaged.exit_code)
    _tell_misfits(misfits)
    counts = (
        ngettext("{count} batch", "{count} batches", seen.batches).format(
            count=f"{seen.batches:,}"
        ),
        ngettext("{count} entry", "{count} entries", seen.entries).format(
            count=f"{seen.entries:,}"
        ),
        ngettext("{count} act", "{count} acts", seen.acts).format(count=f"{seen.acts:,}"),
    )
    whole = _("the register {path} is whole: {what}, all as recorded")
    say(whole.format(path=path, what=say_list(counts)))
    if (missing := lacking(path, exactly=True)) is not None:
        say_lacking(path, missing)
        raise typer.Exit(1)


def _examined(path: Path, misfits: Misfits) -> Examined:
    """The findings in a register and, if it is undamaged, the entries that fit no schedule."""
    try:
        check_is_register(path)
    except RegisterMissing:
        raise missing(path) from None
    except NotARegister:
        if not folder_of(path).exists():
            raise
        seen = Examined()
        seen.add_damage(_("it does not begin as a register does"))
        return seen
    try:
        with closing(connect(path, mode=_mode(path))) as connection:
            try:
                check_version(path, connection)
            except NotARegister:
                if not is_of_register(connection):  # else its header was altered
                    raise
            seen = examine(connection, now=clock.utc_now(), beside=misfits.check)
    except sqlite3.Error as error:
        seen = unreadable(error)
    return seen


def _mode(path: Path) -> str:
    """Read-only, unless a killed process left half a write, which has to be rolled back first."""
    return "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"


def _tell_misfits(misfits: Misfits) -> None:
    if misfits.without:
        remark = _(
            "the fiscal years {years} are before the first schedule; what is recorded for them was "
            "not compared with one"
        ).format(years=say_list(sorted(misfits.without)))
        say(_("note: {remark}").format(remark=remark))
    if misfits.lines:
        _write(misfits.lines, misfits.count)
        say(
            _(
                "note: what is listed is as it was recorded, but does not fit the schedule in use; "
                "is --schedules missing? if not, record it anew"
            )
        )


def _tell_damage(path: Path, seen: Examined, misfits: Misfits) -> None:
    """Report the damage, the counts that it touches, and how to mend it."""
    _write([finding.message for finding in seen.damage], len(seen.damage) + seen.more)
    touched = dict.fromkeys(about for finding in seen.damage for about in finding.touched)
    counts = dict.fromkeys(misfits.say_about(about) for about in touched)
    if counts:
        say(_("these counts are touched; ask those who reported them:"))
        for line in list(counts)[:MOST]:
            say(f"  {line}")
        if len(counts) > MOST:
            say(_("  and {count} more").format(count=f"{len(counts) - MOST:,}"))
    say_error(
        ngettext(
            "the register {path} is damaged: {count} finding",
            "the register {path} is damaged: {count} findings",
            len(seen.damage) + seen.more,
        ).format(path=path, count=f"{len(seen.damage) + seen.more:,}")
    )
    if (good := _latest_good(path)) is None:
        say(
            _(
                "keep the file, record nothing in it, and use a backup that you have elsewhere: "
                "cddctl register restore FILE; there is no good one beside it"
            )
        )
        return
    backup, last = good
    command = f'cddctl register restore "{backup}" --register "{path}"'
    if last is None:
        say(_("the latest good backup holds no entry yet: {command}").format(command=command))
    else:
        day = say_date(thai_time(last).date())
        holds = _("the latest good backup holds what was recorded until {date}: {command}")
        say(holds.format(date=day, command=command))
    say(_("the damaged file is kept aside then; record anew what came after"))


def _write(lines: Iterable[str], count: int) -> None:
    """Write the first lines on stdout, and how many there are beyond them."""
    shown = list(lines)[:MOST]
    if count > len(shown):
        shown.append(_("and {count} more").format(count=f"{count - len(shown):,}"))
    write_text("".join(f"{line}\n" for line in shown), None)


def _latest_good(path: Path) -> tuple[Path, datetime | None] | None:
    """The latest undamaged backup beside a register, and when it was last recorded in."""
    for backup in latest_first(path):
        with suppress(CddctlError, sqlite3.Error, OSError):
            check_is_register(backup)
            with closing(connect(backup, mode="ro")) as connection:
                check_version(backup, connection)
                if not damage(connection):
                    [(last,)] = connection.execute("SELECT max(recorded_at) FROM batches")
                    return backup, None if last is None else datetime.fromisoformat(last)
    return None
