"""A walk through the offices of a period, or the periods of an office; a name leads elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cddctl.cli.ask import Back, Save, ask_or_leave, is_yes
from cddctl.cli.output import say, show
from cddctl.cli.questions import Answers, Questions, Stop, ask_which, settled_of
from cddctl.cli.recording import Recording
from cddctl.cli.scope import find_office
from cddctl.errors import CddctlError, EntryRefused, UnknownName
from cddctl.i18n import _
from cddctl.ledger.drafts import Settled, settle_one
from cddctl.ledger.entries import Entry, PeriodAndOffice, Share
from cddctl.places import Place, districts
from cddctl.render.tables.shown import say_share
from cddctl.render.words import say_period
from cddctl.report.rows import OfficeAnswer
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule

_CODE = 4
"""The length of a district's code."""


@dataclass(frozen=True, slots=True)
class AskedMonth:
    """The month that is asked for: its periods, by name, and the offices that enter them."""

    recording: Recording
    province: Place
    schedule: Schedule
    periods: tuple[Period, ...]

    def named(self, typed: str) -> Period | Place:
        """The database of that number or name, or the office. Raises `CddctlError`."""
        try:
            return self.open(_period_named(self.schedule, self.periods, typed))
        except UnknownName as unknown:
            if not _may_be_a_place(typed):
                raise
            try:
                return find_office(typed, self.province)
            except UnknownName:
                raise unknown from None

    def stops(self, target: Period | Place) -> list[Stop]:
        """The offices that enter a period, or the open periods that an office enters."""
        if isinstance(target, Period):
            return [Stop(target, office) for office in self.offices(target)]
        stops = [
            Stop(period, office)
            for period in self.periods
            for office in self.offices(period)
            if office.code == target.code and self._is_open(period)
        ]
        if not stops:
            raise EntryRefused(
                _("{office} enters nothing in {month}").format(
                    office=target.name, month=self.periods[0].month.say()
                )
            )
        return stops

    def current(self) -> dict[PeriodAndOffice, Entry]:
        """The current entries of a month, by period and office."""
        entries = self.recording.current(self.province, self.periods[0].month)
        return {entry.period_and_office: entry for entry in entries}

    def open(self, period: Period) -> Period:
        """A period, unless its round was closed. Raises `EntryRefused`."""
        self.recording.refuse_closed(period, self.province)
        return period

    def offices(self, period: Period) -> Sequence[Place]:
        """The offices that enter a period."""
        return offices_of(period, self.province, districts(self.province, period.month))

    def _is_open(self, period: Period) -> bool:
        try:
            self.open(period)
        except EntryRefused:
            return False
        return True

    def say_closed(self) -> None:
        """Say that a round is closed before anything is asked; periods on no report stay open.

        Raises `EntryRefused` where nothing is open.
        """
        closed = []
        for period in self.periods:
            try:
                self.open(period)
            except EntryRefused as refused:
                closed.append(refused)
        if len(closed) == len(self.periods):
            raise closed[0]
        if closed:
            say(str(closed[0]))

    def show_shares(self) -> None:
        """Show each period, with how many of its offices have reported."""
        current = self.current()
        for period in self.periods:
            share = Share.of(
                OfficeAnswer(office, period, current.get((period.key, office.code))).state
                for office in self.offices(period)
            )
            database = period.database
            show(f"  {database.number:>2}. {database.say()} ({say_share(share)})")


class _Jump(Exception):
    """The officer goes to a database or an office."""

    def __init__(self, target: Period | Place) -> None:
        super().__init__()
        self.target = target


@dataclass(slots=True)
class Walk:
    """A walk through the offices of a period, or the periods of an office, until it is recorded."""

    month: AskedMonth
    year_before: Mapping[PeriodAndOffice, Entry]
    stops: list[Stop] = field(default_factory=list)
    is_of_office: bool = False
    at: int = 0
    typed: dict[PeriodAndOffice, tuple[Stop, Answers]] = field(default_factory=dict)
    """Every stop that was asked, also those left by a jump, with its answers."""
    current: dict[PeriodAndOffice, Entry] = field(default_factory=dict)

    def run(self, target: Period | Place) -> None:
        """Ask at each stop, and record if confirmed. Raises `Back`, and `Save` once saved."""
        self.current = self.month.current()
        self._go_to(target)
        while True:
            is_saved = False
            try:
                self._ask_stops()
            except Save:
                is_saved = True
            try:
                is_done = self._record(is_saved=is_saved)
            except Back:
                self.at = len(self.stops) - 1
            except EntryRefused as error:  # recorded by another officer meanwhile
                say(str(error))
                self.current = self.month.current()
                self.at = len(self.stops)
            except CddctlError as error:  # the register is in use: what was typed is kept
                say(str(error))
                self.at = len(self.stops)
            else:
                if is_saved:
                    raise Save
                if is_done:
                    return

    def _ask_stops(self) -> None:
        """Ask at each stop in turn. Raises `Back`, and `Save`."""
        while self.at < len(self.stops):
            stop = self.stops[self.at]
            questions = self._questions(stop)
            name = stop.period.database.say() if self.is_of_office else stop.office.name
            content = self.month.recording.say_content(questions.shown)
            show(f"[{self.at + 1}/{len(self.stops)}] {name}: {content}")
            try:
                questions.ask()
            except Back:
                is_typed = any(any(answers.values()) for _stop, answers in self.typed.values())
                if self.at == 0 and (not is_typed or _leaves()):
                    raise
                self.at = max(0, self.at - 1)
            except _Jump as jump:
                self._go_to(jump.target)
            else:
                self.at += 1

    def _questions(self, stop: Stop) -> Questions:
        _stop, answers = self.typed.setdefault(stop.key, (stop, {}))
        return Questions(
            stop,
            answers,
            self.current.get(stop.key),
            self.year_before.get(stop.key),
            self.month.schedule,
            self.month.recording.context.today,
            self._jump_to,
            self.month.recording.doubts,
        )

    def _jump_to(self, typed: str) -> None:
        """Go to the database or office that is typed, by raising; a number is none."""
        if not _has_letters(typed):
            return
        try:
            target = self.month.named(typed)
            self.month.stops(target)
        except UnknownName:
            return
        raise _Jump(target)

    def _go_to(self, target: Period | Place) -> None:
        """Go to a stop of this walk, else begin the walk of a period or office there."""
        for at, stop in enumerate(self.stops):
            if _is_at(stop, target):
                self.at = at
                return
        self.stops, self.at = self.month.stops(target), 0
        self.is_of_office = isinstance(target, Place)
        show(say_period(target) if isinstance(target, Period) else target.name)

    def _record(self, *, is_saved: bool) -> bool:
        """Record the complete answers once confirmed or saved; whether there is no more to ask.

        Raises `Back`.
        """
        changes = []
        for stop, answers in self.typed.values():
            try:
                change = self._settled(stop, answers)
            except CddctlError as error:
                if is_saved:
                    where = f"{stop.office.name}, {stop.period.database.say()}"
                    say(_("left out: {where}: {why}").format(where=where, why=error))
                    continue
                say(str(error))
                self._return_to(stop)
                return False
            if change is not None and change.is_new and not change.says_the_same:
                changes.append(change)
        if not changes:
            say(_("Nothing has changed; nothing is recorded."))
            return True
        if not is_saved and not self._is_confirmed(changes):
            say(_("Nothing is recorded."))
            return True
        recording = self.month.recording
        drafts = [change.draft for change in changes]
        for change in recording.record(drafts, shown=self.current):
            say(recording.say_settled(change))
        return True

    def _settled(self, stop: Stop, answers: Answers) -> Settled | None:
        """The change typed at a stop, checked; None for nothing. Raises `CddctlError`."""
        recording = self.month.recording
        settled = settled_of(
            stop, answers, self.current.get(stop.key), self.month.schedule, recording.context.today
        )
        if settled is None or recording.received is None:
            return settled
        draft = settled.draft._replace(received=recording.received)
        return settle_one(draft, settled.before, recording.context.today)

    def _return_to(self, stop: Stop) -> None:
        """Go to a stop whose answers cannot be recorded."""
        keys = [each.key for each in self.stops]
        if stop.key not in keys:
            self.stops, keys = [stop], [stop.key]
        self.at = keys.index(stop.key)

    def _is_confirmed(self, changes: Sequence[Settled]) -> bool:
        """Show the summary, and ask. Raises `Back`."""
        recording = self.month.recording
        show(_("To be recorded:"))
        is_of_several = len({change.draft.period.key for change in changes}) > 1
        for change in changes:
            name = change.draft.office.name
            if is_of_several:
                name += f", {change.draft.period.database.say()}"
            content = recording.say_content(change.entry) + recording.say_before(change.before)
            show(f"  {name}: {content}")
        try:
            return is_yes(_("Record this?"), ask_or_leave)
        except Save:
            return True


def _is_at(stop: Stop, target: Period | Place) -> bool:
    if isinstance(target, Period):
        return stop.period.key == target.key
    return stop.office.code == target.code


def _has_letters(typed: str) -> bool:
    return any(letter.isalpha() for letter in typed)


def _may_be_a_place(typed: str) -> bool:
    """Whether it may be a place's name or whole code: two digits are a database's number."""
    return _has_letters(typed) or len(typed) == _CODE


def _period_named(schedule: Schedule, periods: Sequence[Period], typed: str) -> Period:
    """Find the period of the database with that number or name."""
    database = schedule.find(typed)
    fitting = [period for period in periods if period.database.id == database.id]
    if not fitting:
        raise EntryRefused(
            _("{database} has no period in {month}").format(
                database=database.say(), month=periods[0].month.say()
            )
        )
    return fitting[0] if len(fitting) == 1 else ask_which(fitting)


def _leaves() -> bool:
    """Ask whether to discard the answers; b, once more, keeps them."""
    try:
        return is_yes(_("Leave without recording?"), ask_or_leave)
    except Back:
        return False
