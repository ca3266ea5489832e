"""`cddctl record` without arguments: asks for month, database, and each office in turn.

Or, for one office, for each of its databases. A name goes there. Nothing is recorded before the
summary is confirmed, or saved: Ctrl-C at any moment keeps what was, and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cddctl.cli.ask import Back, Save, ask_or_leave, is_yes
from cddctl.cli.output import say, show
from cddctl.cli.questions import Answers, Questions, Stop, ask_again, ask_until_read, settled_of
from cddctl.cli.recording import Recording
from cddctl.cli.scope import find_office
from cddctl.errors import CddctlError, EntryRefused, UnknownName
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.ledger.drafts import Settled, settle_one
from cddctl.ledger.entries import Entry, Share, check_received
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.render.tables.shown import say_share
from cddctl.render.words import say_period
from cddctl.report.rows import OfficeAnswer
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule
from cddctl.status.earlier import PeriodAndOffice, entries_before, months_before

_CODE = 4
"""The length of a district's code."""


def interview(
    recording: Recording, province: Place, month: Month | None, office: Place | None
) -> None:
    """Ask question after question until the officer ends it; first for one office, if given."""
    say(
        _(
            "Enter keeps what stands, b goes back, s saves what is whole and leaves, the name of a "
            "district or database goes there, Ctrl-C leaves without recording."
        )
    )
    questions = _Interview(recording, province, recording.context.calendar(province))
    asked = month
    try:
        while True:
            try:
                questions.ask_periods(asked or questions.ask_month(), office)
            except Back:
                asked = None
            else:
                return
    except Save:
        return
    except KeyboardInterrupt:
        say("\n" + _("Stopped: what was not confirmed is not recorded."))
        raise


def choose_period(periods: Sequence[Period]) -> Period:
    """Ask which of several periods to record, when this month has none."""
    say(_("There is no period this month. Which one is meant?"))
    return _ask_which(periods)


@dataclass(frozen=True, slots=True)
class _Interview:
    """The questions to a province's officer: which month, which period or office, then each."""

    recording: Recording
    province: Place
    calendar: Calendar

    def ask_month(self) -> Month:
        """Ask for a month that has periods; say before whether the usual one is closed."""
        context = self.recording.context
        with context.open_register() as register:
            usual = context.usual_month(register, [self.province])
        try:
            self._say_closed(self._periods(usual)[1])
        except CddctlError as error:
            say(str(error))

        def read(typed: str) -> Month:
            month = Month.parse(typed) if typed else usual
            self._periods(month)
            return month

        return ask_again(_("Month [{month}]: ").format(month=usual.say()), read)

    def ask_periods(self, month: Month, office: Place | None) -> None:
        """Ask for the periods or offices of a month one after another. Raises `Back`."""
        schedule, periods = self._periods(month)
        self._say_closed(periods)
        recording = self.recording
        recording.confirm([month])
        if recording.received is not None:
            check_received(recording.received, recording.context.today, month.fiscal_year)
        with self.recording.context.open_register() as register:
            earlier = register.history(self.province.code, months_before(periods))
        year_before = entries_before(periods, earlier)

        def walk(target: Period | Place) -> None:
            _Walk(self, schedule, periods, year_before).run(target)

        if office is not None:
            try:
                return walk(office)
            except Back:
                pass
        while True:
            self._show_periods(month, periods)
            prompt = _("Database or district, by number or name (Enter to end): ")
            chosen = ask_until_read(
                prompt, lambda typed: self.named(schedule, periods, typed) if typed else None
            )
            if chosen is None:
                return None
            try:
                walk(chosen)
            except Back:
                continue

    def named(self, schedule: Schedule, periods: Sequence[Period], typed: str) -> Period | Place:
        """The database of that number or name, or the office. Raises `CddctlError`."""
        try:
            return self.open(_period_named(schedule, periods, typed))
        except UnknownName as unknown:
            if not _may_be_a_place(typed):
                raise
            try:
                return find_office(typed, self.province)
            except UnknownName:
                raise unknown from None

    def stops(self, target: Period | Place, periods: Sequence[Period]) -> list[Stop]:
        """The offices that enter a period, or the open periods that an office enters."""
        if isinstance(target, Period):
            return [Stop(target, office) for office in self._offices(target)]
        stops = [
            Stop(period, target)
            for period in periods
            if target in self._offices(period) and self._is_open(period)
        ]
        if not stops:
            raise EntryRefused(
                _("{office} enters nothing in {month}").format(
                    office=target.name, month=periods[0].month.say()
                )
            )
        return stops

    def current(self, month: Month) -> dict[PeriodAndOffice, Entry]:
        """The current entries of a month, by period and office."""
        entries = self.recording.current(self.province, month)
        return {(entry.key, entry.office): entry for entry in entries}

    def open(self, period: Period) -> Period:
        """A period, unless its round was closed. Raises `EntryRefused`."""
        self.recording.refuse_closed(period, self.province)
        return period

    def _show_periods(self, month: Month, periods: Sequence[Period]) -> None:
        show(_("Periods of {month}").format(month=month.say()))
        current = self.current(month)
        for period in periods:
            share = Share.of(
                OfficeAnswer(office, period, current.get((period.key, office.code))).state
                for office in self._offices(period)
            )
            database = period.database
            show(f"  {database.number:>2}. {database.say()} ({say_share(share)})")

    def _periods(self, month: Month) -> tuple[Schedule, tuple[Period, ...]]:
        """The schedule and the periods of a month. Raises `EntryRefused` if it has none."""
        schedule, periods = self.calendar.of_month(month)
        if not periods:
            raise EntryRefused(_("no period falls in {month}").format(month=month.say()))
        return schedule, periods

    def _say_closed(self, periods: Sequence[Period]) -> None:
        """Say that a round is closed before anything is asked; what is on no report stays open."""
        closed = []
        for period in periods:
            try:
                self.open(period)
            except EntryRefused as refused:
                closed.append(refused)
        if len(closed) == len(periods):
            raise closed[0]
        if closed:
            say(str(closed[0]))

    def _is_open(self, period: Period) -> bool:
        try:
            self.open(period)
        except EntryRefused:
            return False
        return True

    def _offices(self, period: Period) -> Sequence[Place]:
        return offices_of(period, self.province, districts(self.province))


class _Jump(Exception):
    """The officer goes to a database or an office."""

    def __init__(self, target: Period | Place) -> None:
        super().__init__()
        self.target = target


@dataclass(slots=True)
class _Walk:
    """A walk through the offices of a period, or the periods of an office, until it is recorded."""

    interview: _Interview
    schedule: Schedule
    periods: Sequence[Period]
    year_before: Mapping[PeriodAndOffice, Entry]
    stops: list[Stop] = field(default_factory=list)
    is_of_office: bool = False
    at: int = 0
    typed: dict[PeriodAndOffice, tuple[Stop, Answers]] = field(default_factory=dict)
    """Every stop that was asked, also those left by a jump, with its answers."""
    current: dict[PeriodAndOffice, Entry] = field(default_factory=dict)

    def run(self, target: Period | Place) -> None:
        """Ask at each stop, and record what was confirmed. Raises `Back`, and `Save` once saved."""
        self.current = self.interview.current(self.periods[0].month)
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
                self.current = self.interview.current(self.periods[0].month)
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
            content = self.interview.recording.say_content(questions.shown)
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
            self.schedule,
            self.interview.recording.context.today,
            self._jump_to,
            self.interview.recording.doubts,
        )

    def _jump_to(self, typed: str) -> None:
        """Go to the database or office that is typed, by raising; a number is none."""
        if not _has_letters(typed):
            return
        try:
            target = self.interview.named(self.schedule, self.periods, typed)
            self.interview.stops(target, self.periods)
        except UnknownName:
            return
        raise _Jump(target)

    def _go_to(self, target: Period | Place) -> None:
        """Go to a stop of this walk, else begin the walk of a period or office there."""
        for at, stop in enumerate(self.stops):
            here = stop.period if self.is_of_office else stop.office
            if here == target:
                self.at = at
                return
        self.stops, self.at = self.interview.stops(target, self.periods), 0
        self.is_of_office = isinstance(target, Place)
        show(say_period(target) if isinstance(target, Period) else target.name)

    def _record(self, *, is_saved: bool) -> bool:
        """Record what is whole, once it is confirmed or saved; whether there is no more to ask.

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
        recording = self.interview.recording
        drafts = [change.draft for change in changes]
        for change in recording.record(drafts, shown=self.current):
            say(recording.say_settled(change))
        return True

    def _settled(self, stop: Stop, answers: Answers) -> Settled | None:
        """What was typed at a stop, checked; None for nothing. Raises `CddctlError`."""
        recording = self.interview.recording
        settled = settled_of(
            stop, answers, self.current.get(stop.key), self.schedule, recording.context.today
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
        recording = self.interview.recording
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
    return fitting[0] if len(fitting) == 1 else _ask_which(fitting)


def _ask_which(periods: Sequence[Period]) -> Period:
    """Ask which of several periods to record, by its number in the list."""
    for number, period in enumerate(periods, 1):
        say(f"  {number}. {say_period(period)}")

    def read(typed: str) -> Period:
        number = parse_count(typed)
        if not 1 <= number <= len(periods):
            raise EntryRefused(_("a number from 1 to {last} is needed").format(last=len(periods)))
        return periods[number - 1]

    return ask_again(_("Number: "), read)


def _leaves() -> bool:
    """Ask whether to discard the answers; b, once more, keeps them."""
    try:
        return is_yes(_("Leave without recording?"), ask_or_leave)
    except Back:
        return False
