"""`cddctl inbox`: record the files of a folder, and move each to where it belongs.

A blank form goes to what was refused: its office has still to report.

A file is moved once what it gives is in the register. Where that is cut short, the register knows
the file by its content, and the next run moves it.
"""

import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from cddctl.cli.command import command
from cddctl.cli.context import Context, parsed_month
from cddctl.cli.files import free_path, make_folder, move_beside_others, write_file
from cddctl.cli.mending import in_thai, text_to_mend
from cddctl.cli.options import (
    ByOption,
    DryRunOption,
    MonthOption,
    ProvinceOption,
    TableOrJsonOption,
    YesOption,
)
from cddctl.cli.output import say, write_text
from cddctl.cli.paths import any_path
from cddctl.cli.recording import Recording
from cddctl.cli.returns import (
    REFUSED,
    TAKEN,
    Again,
    name_in,
    record_files,
    waiting_in,
)
from cddctl.errors import (
    DataRefused,
    FileRefused,
    OutputRefused,
    ProvinceNeeded,
    UsageRefused,
)
from cddctl.holds import open_file
from cddctl.i18n import N_, _, ngettext, printable
from cddctl.intake.files import read_bytes
from cddctl.ledger.sources import Outcome, Source
from cddctl.periods import Month
from cddctl.places import find_province

_LATELY = 5.0
"""A file changed within this many seconds may still be being written."""


@command(example=N_("Example: cddctl inbox D:\\returns"))
def inbox(
    ctx: typer.Context,
    *,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help=N_("The folder; it is remembered, so say it once.")),
    ] = None,
    month: MonthOption = None,
    province: ProvinceOption = None,
    received: Annotated[
        str | None,
        typer.Option(
            "--received", metavar="DATE", help=N_("The day the office reported; today if not said.")
        ),
    ] = None,
    theirs: Annotated[
        bool,
        typer.Option("--theirs", help=N_("A form is right where the register was changed too.")),
    ] = False,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    format: TableOrJsonOption = "table",  # noqa: A002 (the option's name)
) -> None:
    """Record the files in the inbox; move them to the taken, or to the refused with the reasons."""
    context = Context.of(ctx)
    place = find_province(province) if province is not None else context.home()
    if place is None and not context.has_register:
        raise ProvinceNeeded
    recording = Recording.checked(context, received, by, dry_run=dry_run, yes=yes)
    path = _folder(context, folder, dry_run=dry_run)
    files, early = _settled_files(path)
    for file in early:
        say(_("still being written or open, so left for the next time: {file}").format(file=file))
    if not files:
        if not early:
            say(_("nothing waits in {path}").format(path=path))
        return

    def after(outcomes: Sequence[Outcome], again: Again) -> None:
        if not dry_run:
            _move(context, path, files, outcomes, again)

    code = record_files(
        recording,
        list(files.values()),
        place,
        parsed_month(month),
        partial=False,
        theirs=theirs,
        as_json=format == "json",
        after=after,
        folder=path,
    )
    raise typer.Exit(code)


def _folder(context: Context, typed: str | None, *, dry_run: bool) -> Path:
    """The folder that was typed, which is remembered from then on, else the remembered one."""
    remembered = context.settings.get("inbox")
    if typed is None and remembered is None:
        raise UsageRefused(_("which folder do the files come to? Say it once: cddctl inbox DIR"))
    folder = any_path(typed) if typed is not None else Path(remembered or "")
    if not folder.is_dir():
        raise DataRefused(_("there is no folder {path}").format(path=folder))
    if typed is not None and not dry_run and remembered != str(folder):
        context.settings.set("inbox", str(folder))
        say(_("remembered: files come to {path}").format(path=folder))
    return folder


def _settled_files(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The files to record, by the name that is shown; and those that have to wait.

    Says which others lie there, as a photo of a form does.
    """
    files, early = {}, []
    waiting, unread = waiting_in(folder)
    for file in unread:
        say(_("not read: {file}").format(file=printable(name_in(folder, file))))
    for file in waiting:
        if _is_being_written(Path(file)):
            early.append(printable(name_in(folder, file)))
        else:
            files[printable(name_in(folder, file))] = file
    return files, early


def _is_being_written(path: Path) -> bool:
    """Whether a file was changed just now, or is open in Excel or another program."""
    try:
        before = path.stat()
        with open_file(path, "r+b"):
            pass
    except FileNotFoundError:
        return True
    except PermissionError:
        return not _is_read_only(path)
    except OSError:
        return False  # reading it says why
    is_open = path.with_name(f"~${path.name}").exists()
    return is_open or 0 <= time.time() - before.st_mtime < _LATELY


def _is_read_only(path: Path) -> bool:
    return not path.stat().st_mode & 0o200


def _move(
    context: Context,
    folder: Path,
    files: Mapping[str, str],
    outcomes: Sequence[Outcome],
    again: Again,
) -> None:
    """Move each file to the taken, or to the refused with a text of the reasons."""
    of_file: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        of_file.setdefault(outcome.source.name, []).append(outcome)
    thai: dict[str, list[Outcome]] = {}
    for outcome in in_thai(outcomes, again):
        thai.setdefault(outcome.source.name, []).append(outcome)
    moved: list[Path] = []
    for name, own in of_file.items():
        path = Path(files[name])
        try:
            if not _is_as_read(path, own[0].source):
                say(_("changed meanwhile, so left for the next time: {file}").format(file=name))
                continue
            if any(map(_is_sent_back, own)):
                moved += _refuse(context, path, folder / REFUSED, thai.get(name, own))
            else:
                month = _month_of(own) or Month.of(context.today)
                moved.append(move_beside_others(path, folder / TAKEN / month.buddhist))
                _say_before(name, own)
        except (OSError, OutputRefused) as error:
            message = _("{file} could not be moved, and is left for the next time: {why}")
            say(message.format(file=name, why=error))
    if moved:
        say(
            ngettext(
                "{count} file was moved or written:",
                "{count} files were moved or written:",
                len(moved),
            ).format(count=len(moved))
        )
        write_text("".join(f"{path}\n" for path in moved))


def _is_as_read(path: Path, source: Source) -> bool:
    """Whether a file is unchanged since it was read: a newer one has to be read first."""
    try:
        return source.file_sha256 in {"", sha256(read_bytes(path)).hexdigest()}
    except FileRefused:
        return False


def _say_before(name: str, outcomes: Sequence[Outcome]) -> None:
    if any(outcome.taken for outcome in outcomes):
        say(_("recorded before, and moved now: {file}").format(file=name))


def _refuse(
    context: Context, path: Path, folder: Path, outcomes: Sequence[Outcome]
) -> tuple[Path, Path]:
    """Write the reasons, then move the file: the two bear the same name."""
    make_folder(folder)
    target = free_path(folder, path.name, also=".txt")
    text = target.with_name(f"{target.name}.txt")
    refused = [outcome for outcome in outcomes if _is_sent_back(outcome)]
    write_file(text, text_to_mend(context, refused), force=False)
    return move_beside_others(path, folder, target.name), text


def _is_sent_back(outcome: Outcome) -> bool:
    return bool(outcome.problems) or outcome.status == "blank"


def _month_of(outcomes: Sequence[Outcome]) -> Month | None:
    """The latest month that a file reports for."""
    months = [
        draft.period.month for outcome in outcomes for draft, _position in outcome.source.given
    ]
    return max(months, default=None)
