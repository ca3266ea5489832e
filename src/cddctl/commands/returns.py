"""What `cddctl record --from` does: files that the districts sent go into the register.

All files are read before anything is recorded, since two of them may disagree. What is taken is
recorded in one transaction, so that a run that is stopped has recorded nothing.
"""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from glob import glob
from hashlib import sha256
from pathlib import Path

from cddctl.commands.gather import (
    Calendar,
    chosen_province,
    create_register,
    home,
    local_today,
    open_register,
    parsed_month,
    refuse_closed,
    utc_now,
    writing,
)
from cddctl.commands.paths import any_path
from cddctl.commands.streams import (
    YES,
    is_interactive,
    progress,
    say,
    say_error,
    show,
    table_width,
    write_data,
)
from cddctl.errors import (
    DataRefused,
    FileRefused,
    ProvinceNeeded,
    RoundClosed,
    UsageRefused,
)
from cddctl.exchange.forms import Round, Wanted
from cddctl.i18n import _, printable
from cddctl.intake.files import read_bytes, read_open
from cddctl.intake.reply import is_reply
from cddctl.intake.returned import read_returns
from cddctl.ledger.entries import Entry, check_name, check_received
from cddctl.ledger.settling import (
    Flaw,
    Given,
    Outcome,
    PeriodKey,
    Source,
    rounds_of,
    settle_sources,
    standing_of,
    without_closed,
)
from cddctl.periods import Month, parse_date
from cddctl.places import Place, province_of
from cddctl.register.store import Register
from cddctl.render.words import say_given, say_period
from cddctl.schedule.due import report_periods
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Schedule

STDIN = "-"

_READ = {".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods", ".csv"}
"""What is read of a folder, by its name."""
_NO_FILES = ("~$", "._")
"""How the files begin that Excel puts beside one that is open, and a Mac beside every one."""


def record_files(
    paths: Sequence[str],
    *,
    month: str | None,
    province: str | None,
    nation: bool,
    received: str | None,
    by: str | None,
    dry_run: bool,
    partial: bool,
    format: str,  # noqa: A002 (the option's name)
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> int:
    """Read the files, settle each against what stands, record them, and tell.

    The exit code: that of refused data if a file was refused.
    """
    if nation and province is not None:
        raise UsageRefused(_("--nation is every province; leave out --province"))
    today = local_today(as_of)
    on = None if received is None else parse_date(received)
    if on is not None:
        check_received(on, today)
    check_name(by or "")
    place = None if nation else chosen_province(province, register)
    if nation and home(register) is None:
        raise ProvinceNeeded
    # What is read is kept till all is recorded: looking through it for garbage takes a fifth of
    # the time of a large table.
    gc.set_threshold(50_000, 50, 100)
    rounds = _Rounds(ScheduleLibrary(schedules))
    files, left = _files(paths)
    wanted = Wanted(place, parsed_month(month), rounds.round_of)
    sources = [_dated(source, on) for source in _read(files, wanted, partial=partial)]
    _say_understood(sources, today, rounds)
    if (
        not dry_run
        and is_interactive()
        and any(source.is_reply and source.given for source in sources)
        and not _is_meant()
    ):
        say(_("Nothing is recorded."))
        return 0
    if dry_run:
        outcomes = _settle(sources, register, today, rounds)
    else:
        outcomes = _record(sources, register, place, today, rounds, by)
    _tell(outcomes, left, rounds, format, dry_run=dry_run)
    return DataRefused.exit_code if any(outcome.flaws for outcome in outcomes) else 0


@dataclass(frozen=True, slots=True)
class _Rounds:
    """The rounds of all provinces; those under one schedule share theirs."""

    library: ScheduleLibrary
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _rounds: dict[tuple[int, Month], Round] = field(default_factory=dict)
    _schedules: dict[tuple[str, int], Schedule] = field(default_factory=dict)

    def round_of(self, province: Place, month: Month) -> Round:
        """What is reported in a month in a province."""
        calendar = self._calendar(province)
        key = id(calendar.schedule(month.fiscal_year)), month
        if key not in self._rounds:
            self._rounds[key] = Round(month, *calendar.of_month(month))
        return self._rounds[key]

    def schedule_of(self, entry: Entry) -> Schedule:
        """The schedule that an entry is recorded under."""
        key = entry.province, entry.fiscal_year
        if key not in self._schedules:
            calendar = self._calendar(province_of(entry.province))
            self._schedules[key] = calendar.schedule(entry.month.fiscal_year)
        return self._schedules[key]

    def _calendar(self, province: Place) -> Calendar:
        if province.code not in self._calendars:
            self._calendars[province.code] = Calendar(self.library, province)
        return self._calendars[province.code]


def _files(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files that are meant, those of folders in order of name; and what is left of folders."""
    files: dict[str, str] = {}
    left: list[str] = []
    for typed in paths:
        for name in [STDIN] if typed == STDIN else _named(f"{any_path(typed)}", left):
            files.setdefault(name if name == STDIN else os.path.realpath(name), name)
    return list(files.values()), left


def _named(typed: str, left: list[str]) -> list[str]:
    """The files that a path names: itself, those in a folder, or those that fit a pattern."""
    if os.path.isdir(typed):  # noqa: PTH112 (of any name, without raising)
        return _inside(typed, left) or [typed]
    if os.path.exists(typed) or not _is_pattern(typed):  # noqa: PTH110 (as above)
        return [typed]
    # The Command Prompt leaves patterns to the program; [ is a letter as any other there.
    fitting = sorted(glob(typed.replace("[", "[[]")))  # noqa: PTH207
    left += [name for name in fitting if _is_no_file(name)]
    return [file for name in fitting if not _is_no_file(name) for file in _named(name, left)] or [
        typed
    ]


def _is_pattern(typed: str) -> bool:
    return "*" in typed or "?" in typed


def _is_no_file(name: str) -> bool:
    """Whether Excel or a Mac has put a file beside one that somebody wrote."""
    return os.path.basename(name).startswith(_NO_FILES)  # noqa: PTH119


def _inside(folder: str, left: list[str]) -> list[str]:
    """The files in a folder that are read; whatever else is there is added to `left`."""
    found: list[str] = []
    for place, folders, files in os.walk(folder, onerror=lambda e: left.append(str(e.filename))):
        folders.sort()
        left.extend(str(Path(place, n)) for n in folders if Path(place, n).is_symlink())
        for path in (Path(place, name) for name in sorted(files)):
            is_read = path.suffix.lower() in _READ or _is_reply(path)
            is_read = is_read and not _is_no_file(path.name)
            (found if is_read and path.is_file() else left).append(str(path))
    return found


def _is_reply(path: Path) -> bool:
    """Whether a text file is a reply; other texts that lie in a folder are left alone."""
    if path.suffix.lower() != ".txt" or not path.is_file():
        return False
    try:
        return is_reply(read_bytes(path))
    except FileRefused:
        return True  # it may be one: what is wrong with it is told


def _read(files: Sequence[str], wanted: Wanted, *, partial: bool) -> Iterator[Source]:
    """Read every file; one that cannot be read is refused, and the others go on."""
    with progress(_("Reading"), len(files)) as advance:
        for name in files:
            try:
                content = _content(name)
            except FileRefused as error:
                yield Source(printable(name), "", flaws=(Flaw("", str(error)),))
            else:
                digest = sha256(content).hexdigest()
                yield from read_returns(printable(name), digest, content, wanted, partial=partial)
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
    """A file whose drafts were received on a day, unless they say another."""
    if received is None:
        return source
    return replace(
        source,
        given=[
            Given(draft._replace(received=draft.received or received), spot)
            for draft, spot in source.given
        ],
    )


def _is_meant() -> bool:
    """Whether what was understood of a reply is what was meant."""
    try:
        return input(_("Record this? [y/n] ")).strip().casefold() in YES
    except EOFError:
        return False


def _say_understood(sources: Sequence[Source], today: date, rounds: _Rounds) -> None:
    """Show what was understood of the replies, before any of it is recorded."""
    for source in sources:
        for draft, _spot in source.given if source.is_reply else ():
            entry = draft.entry(None, today)
            say(
                _("understood: {office}, {period}: {content}").format(
                    office=draft.office.name,
                    period=say_period(draft.period),
                    content=say_given(entry, rounds.schedule_of(entry)),
                )
            )


def _settle(
    sources: Sequence[Source], register: Path | None, today: date, rounds: _Rounds
) -> list[Outcome]:
    """What would become of the files."""
    book = open_register(register)
    if book is None:
        return _outcomes(sources, None, today, rounds)
    with book:
        return _outcomes(sources, book, today, rounds)


def _record(
    sources: Sequence[Source],
    register: Path | None,
    province: Place | None,
    today: date,
    rounds: _Rounds,
    by: str | None,
) -> list[Outcome]:
    """Record what the files give; where nothing is taken, no register is made."""
    book = open_register(register)
    if book is None:
        outcomes = _outcomes(sources, None, today, rounds)
        if province is None or not any(outcome.new for outcome in outcomes):
            return outcomes
        book = create_register(province)
    with book, writing(book):
        # What stands is read within: nobody else can change it before this is recorded.
        outcomes = _outcomes(sources, book, today, rounds)
        taken = [one for one in outcomes if one.source.given and not one.flaws and not one.taken]
        new = {(one.entry.province, one.entry.month) for outcome in taken for one in outcome.new}
        for province_code, month in sorted(new):
            place = province_of(province_code)
            book.declare(place, rounds.round_of(place, month).periods)
        for outcome in taken:
            for schedule, entries in _by_schedule(outcome, rounds).items():
                book.append(
                    entries,
                    command="record",
                    schedule=schedule,
                    now=utc_now(),
                    by=by,
                    source=Path(outcome.source.name).name,
                    source_sha256=outcome.source.sha256,
                )
    return outcomes


def _by_schedule(outcome: Outcome, rounds: _Rounds) -> dict[str, list[Entry]]:
    """What of a file there is to record, by schedule.

    Where all of it stood already, its batch has no entries: it is known to have been taken, so that
    it undoes no correction when it is given again.
    """
    entries: dict[str, list[Entry]] = {}
    for one in outcome.settled:
        under = entries.setdefault(rounds.schedule_of(one.entry).name, [])
        if one.is_new:
            under.append(one.entry)
    return entries


def _outcomes(
    sources: Sequence[Source], book: Register | None, today: date, rounds: _Rounds
) -> list[Outcome]:
    """Settle the files against what stands."""
    if book is None:
        return settle_sources(sources, {}, today, {})
    given = sorted(rounds_of(sources))
    closed: dict[tuple[str, PeriodKey], str] = {}
    for province, month in given:
        try:
            refuse_closed(book, province, month)
        except RoundClosed as error:
            periods = report_periods(rounds.round_of(province_of(province), month).periods)
            closed |= {(province, period.key): str(error) for period in periods}
    if closed:
        sources = [without_closed(source, closed) for source in sources]
    entries = [entry for province, month in given for entry in book.current(province, month)]
    taken = book.taken({source.sha256: rounds_of([source]) for source in sources})
    return settle_sources(sources, standing_of(entries), today, taken)


def _tell(
    outcomes: Sequence[Outcome],
    left: Sequence[str],
    rounds: _Rounds,
    format: str,  # noqa: A002 (the option's name)
    *,
    dry_run: bool,
) -> None:
    """Say what became of the files; the flaws last, where they are seen."""
    from cddctl.render.tables.imported import import_json, import_table, import_warnings

    if format == "json":
        write_data(import_json(outcomes, left, rounds.schedule_of, dry_run=dry_run), None)
    else:
        show(*import_table(outcomes, rounds.schedule_of, dry_run=dry_run, width=table_width()))
    for name in left:
        say(_("not read: {file}").format(file=name))
    for outcome in outcomes:
        name = outcome.source.name
        for text in outcome.unread:
            say(_("not read: {file}: {text}").format(file=name, text=text))
        for text in import_warnings(outcome, rounds.schedule_of):
            say(_("warning: {file}: {text}").format(file=name, text=text))
    for outcome in outcomes:
        for flaw in outcome.flaws:
            say_error(f"{outcome.source.name}: {flaw}")
