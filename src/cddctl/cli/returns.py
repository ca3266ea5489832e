"""`cddctl record --from`: imports the files that districts sent into the register.

All files are read before anything is recorded, since two of them may disagree. All is recorded in
one transaction, so that an interrupted run records nothing.
"""

import dataclasses
import os
import sys
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from datetime import date
from functools import partial as partial_of
from glob import glob
from hashlib import sha256
from pathlib import Path

from cddctl.cli.ask import is_yes
from cddctl.cli.output import (
    is_interactive,
    progress,
    say,
    say_error,
    show,
    table_width,
    write_data,
)
from cddctl.cli.paths import any_path, as_typed
from cddctl.cli.recording import Recording
from cddctl.errors import DataRefused, EntryRefused, FileRefused, ProvinceNeeded
from cddctl.exchange.forms import Wanted
from cddctl.i18n import _, printable
from cddctl.intake.files import read_bytes, read_open
from cddctl.intake.reply import is_reply
from cddctl.intake.returned import read_returns
from cddctl.ledger.drafts import Draft
from cddctl.ledger.sources import Given, Outcome, Problem, Source, rounds_of
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.render.data.entries import import_json
from cddctl.render.doubts import say_doubts_of, say_warnings
from cddctl.render.tables.imported import import_table
from cddctl.render.words import say_given, say_period

STDIN = "-"

Again = Callable[[], Sequence[Outcome]]
"""Checks the files once more, in the language in use then, and records nothing."""
After = Callable[[Sequence[Outcome], Again], None]

_READ = {".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods", ".csv"}
"""The extensions of the files that are read from a folder."""
_MOST_DOUBTS = 20
_NO_FILES = ("~$", "._", ".DS_Store", "Thumbs.db", "desktop.ini")
"""How files begin that Excel puts beside an open file, and Windows or a Mac into any folder."""


def record_files(
    recording: Recording,
    paths: Sequence[str],
    province: Place | None,
    month: Month | None,
    *,
    partial: bool,
    theirs: bool,
    as_json: bool,
    after: After | None = None,
    folder: Path | None = None,
) -> int:
    """Read the files, check them against the register, record them, and print the results.

    They may be of any month, and of any province if none is given. `after` is called with the
    results at the end, and with a function that checks the files again; files are named by their
    place in `folder`, if it is given. Returns the exit code: that of refused data if a file was
    refused.
    """
    if province is None:
        with recording.context.open_register() as register:
            if not register.is_there:  # no province is known to create a register for
                raise ProvinceNeeded
    wanted = Wanted(province, month, recording.round_of, recording.context.today)
    files, left = _files(paths)
    read = partial_of(_read, files, wanted, {}, partial=partial, folder=folder)
    sources = [_dated(source, recording.received) for source in read()]
    _say_understood(sources, recording)
    recording.confirm(rounds_of(sources))
    is_asked = not recording.dry_run and any(source.is_reply and source.given for source in sources)
    checking = dataclasses.replace(recording, dry_run=True)
    if is_asked and is_interactive():
        checked = checking.record_sources(sources, province, theirs=theirs)
        if any(outcome.new for outcome in checked) and not is_yes(_("Record this?")):
            say(_("Nothing is recorded."))
            return 0
    outcomes = recording.record_sources(sources, province, theirs=theirs)
    _tell(outcomes, left, recording, as_json=as_json)
    if after is not None:

        def again() -> list[Outcome]:
            return checking.record_sources([*read()], province, theirs=theirs)

        after(outcomes, again)
    return DataRefused.exit_code if any(outcome.problems for outcome in outcomes) else 0


def _files(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files to read, those of folders in order of name; and the other files of the folders."""
    files: dict[str, str] = {}
    left: list[str] = []
    for typed in paths:
        for name in [STDIN] if typed == STDIN else _named(as_typed(any_path(typed)), left):
            files.setdefault(name if name == STDIN else os.path.realpath(name), name)
    return list(files.values()), left


def _named(typed: str, left: list[str]) -> list[str]:
    """The files that a path names: itself, those in a folder, or those matching a pattern."""
    if os.path.isdir(typed):  # noqa: PTH112 (of any name, without raising)
        return _inside(typed, left) or [typed]
    if os.path.exists(typed) or not _is_pattern(typed):  # noqa: PTH110 (as above)
        return [typed]
    # The Command Prompt does not expand patterns itself; [ is an ordinary letter there.
    fitting = sorted(glob(typed.replace("[", "[[]")))  # noqa: PTH207
    left += [name for name in fitting if _is_no_file(name)]
    names = [name for name in fitting if not _is_no_file(name)]
    return [file for name in names for file in _named(name, left)] or [typed]


def _is_pattern(typed: str) -> bool:
    return "*" in typed or "?" in typed


def _is_no_file(name: str) -> bool:
    """Whether a file was put there by Excel or a Mac beside a real one."""
    return os.path.basename(name).startswith(_NO_FILES)  # noqa: PTH119


def _inside(folder: str, left: list[str]) -> list[str]:
    """The files to read in a folder; other files there are added to `left`."""
    read: list[str] = []
    for place, folders, files in os.walk(folder, onerror=lambda e: left.append(str(e.filename))):
        folders.sort()
        left.extend(str(Path(place, n)) for n in folders if Path(place, n).is_symlink())
        for path in (Path(place, name) for name in sorted(files)):
            is_read = path.suffix.lower() in _READ or _is_reply(path)
            is_read = is_read and not _is_no_file(path.name)
            (read if is_read and path.is_file() else left).append(str(path))
    return read


TAKEN, REFUSED = "รับแล้ว", "ไม่รับ"
"""The folders of an inbox that files are moved to once they were read."""


def waiting_in(inbox: Path) -> tuple[list[str], list[str]]:
    """The files that wait in an inbox, and those that are not read; none that was moved already."""
    left: list[str] = []
    read = _inside(str(inbox), left)
    done = tuple(f"{inbox / name}{os.sep}" for name in (TAKEN, REFUSED))
    left = [file for file in left if not file.startswith(done) and not _is_no_file(file)]
    return [file for file in read if not file.startswith(done)], left


def name_in(folder: Path, file: str) -> str:
    """A file's place in a folder."""
    return os.path.relpath(file, folder)


def _is_reply(path: Path) -> bool:
    """Whether a text file is a reply; other texts in a folder are left alone."""
    if path.suffix.lower() != ".txt" or not path.is_file():
        return False
    try:
        return is_reply(read_bytes(path))
    except FileRefused:
        return True  # it may be a reply: reading it reports the problem


def _read(
    files: Sequence[str],
    wanted: Wanted,
    pasted: MutableMapping[str, bytes],
    *,
    partial: bool,
    folder: Path | None,
) -> Iterator[Source]:
    """Read every file; an unreadable one is refused, and the others go on.

    A `pasted` text can be read only once, and is kept.
    """
    with progress(_("Reading"), len(files)) as advance:
        for name in files:
            shown = name if folder is None else name_in(folder, name)
            try:
                content = pasted[name] if name in pasted else _content(name)
            except FileRefused as error:
                yield Source(printable(shown), "", problems=(Problem("", str(error)),))
            else:
                if name == STDIN:
                    pasted[name] = content
                digest = sha256(content).hexdigest()
                for source in read_returns(
                    printable(shown), digest, content, wanted, partial=partial
                ):
                    yield source._replace(file_sha256=digest)
            advance()


def _content(name: str) -> bytes:
    if name != STDIN:
        if os.path.isdir(name):  # noqa: PTH112 (of any name, without raising)
            raise FileRefused(_("the folder holds no workbook or CSV file"))
        if _is_pattern(name) and not os.path.exists(name):  # noqa: PTH110 (as above)
            raise FileRefused(_("no file fits this pattern; look at the folder and the name"))
        return read_bytes(Path(name))
    if sys.stdin is None:
        raise FileRefused(_("nothing is piped in; name the file or folder"))
    return read_open(sys.stdin.buffer)


def _dated(source: Source, received: date | None) -> Source:
    """A file whose drafts, unless they have a date, were received on the given day."""
    if received is None:
        return source
    return source._replace(
        given=[
            Given(draft._replace(received=draft.received or received), position)
            for draft, position in source.given
        ],
    )


def _say_understood(sources: Sequence[Source], recording: Recording) -> None:
    """Show the parsed replies before any of them is recorded."""
    for source in sources:
        for draft, _position in source.given if source.is_reply else ():
            say(
                _("understood: {office}, {period}: {content}").format(
                    office=draft.office.name,
                    period=say_period(draft.period),
                    content=_say_draft(draft, recording),
                )
            )


def _say_draft(draft: Draft, recording: Recording) -> str:
    """Describe the values of a reply: total 120, 118 persons; note."""
    try:
        entry = draft.counted(None).entry(None, recording.context.today)
    except EntryRefused:  # how many follows from what is recorded already
        return "; ".join(text for text in (_("everything is recorded"), draft.note) if text)
    return say_given(entry, recording.context.schedule_of(entry))


def _tell_doubts(outcomes: Sequence[Outcome], recording: Recording) -> None:
    """Warn of counts that may be wrong; where they are many and recorded, of the first of them."""
    lines = [
        _("warning: {file}: {text}").format(file=outcome.source.name, text=text)
        for outcome in outcomes
        for text in say_doubts_of(outcome, recording.context.schedule_of)
    ]
    shown = lines if recording.dry_run or len(lines) <= _MOST_DOUBTS else lines[:_MOST_DOUBTS]
    for line in shown:
        say(line)
    if len(shown) < len(lines):
        more = len(lines) - len(shown)
        say(_("and {count} more warnings: cddctl doubts").format(count=f"{more:,}"))
    if lines:
        say(_("where a count is right, a note that says why settles it"))


def _tell(
    outcomes: Sequence[Outcome], left: Sequence[str], recording: Recording, *, as_json: bool
) -> None:
    """Print the results for the files; problems come last, where they are seen."""
    schedule_of, dry_run = recording.context.schedule_of, recording.dry_run
    if as_json:
        write_data(import_json(outcomes, left, schedule_of, dry_run=dry_run), None)
    else:
        show(*import_table(outcomes, schedule_of, dry_run=dry_run, width=table_width()))
    for name in left:
        say(_("not read: {file}").format(file=name))
    for outcome in outcomes:
        name = outcome.source.name
        for text in outcome.unread:
            say(_("not read: {file}: {text}").format(file=name, text=text))
        for text in say_warnings(outcome):
            say(_("warning: {file}: {text}").format(file=name, text=text))
    _tell_doubts(outcomes, recording)
    for outcome in outcomes:
        for problem in outcome.problems:
            say_error(f"{outcome.source.name}: {problem}")
    if any(outcome.has_conflicts for outcome in outcomes):
        say(_("where the form is right, record it again with --theirs"))
