"""`cddctl record` without arguments: asks for month, database, and each office in turn.

Nothing is recorded before the summary is confirmed, and each confirmed summary is one batch: Ctrl-C
at any moment keeps the confirmed batches and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cddctl.cli.ask import ask, is_yes
from cddctl.cli.output import say, show
from cddctl.cli.recording import Recording
from cddctl.errors import CddctlError, EntryRefused
from cddctl.i18n import _
from cddctl.intake.counts import parse_count, words_after
from cddctl.ledger.drafts import Draft, Settled, settle, settle_one
from cddctl.ledger.entries import Entry, Share, check_received, entry_or_not_yet
from cddctl.notes import check_note, check_reason, is_reason
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.render.tables.shown import say_share
from cddctl.render.words import say_period
from cddctl.report.rows import OfficeAnswer
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule

_BACK = {"b", "back", "<", "กลับ"}
_NOTHING = "-"
_T = TypeVar("_T")


class _Back(Exception):
    """Raised to go back to the previous question."""


def interview(recording: Recording, province: Place, month: Month | None) -> None:
    """Ask question after question until the officer ends it."""
    say(_("Enter keeps what stands, b goes back, Ctrl-C leaves without recording."))
    questions = _Interview(recording, province, recording.context.calendar(province))
    asked = month
    try:
        while True:
            try:
                questions.ask_periods(asked or questions.ask_month())
            except _Back:
                asked = None
            else:
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
    """The questions to a province's officer: which month, which period, then each office."""

    recording: Recording
    province: Place
    calendar: Calendar

    def ask_month(self) -> Month:
        """Ask for a month that has periods."""
        context = self.recording.context
        with context.open_register() as register:
            usual = context.usual_month(register, [self.province])

        def read(typed: str) -> Month:
            month = Month.parse(typed) if typed else usual
            self._periods(month)
            return month

        return _ask_again(_("Month [{month}]: ").format(month=usual.say()), read)

    def ask_periods(self, month: Month) -> None:
        """Ask for the periods of a month one after another. Raises `_Back`."""
        schedule, periods = self._periods(month)
        self._say_closed(periods)
        self.recording.confirm([month])
        while True:
            show(_("Periods of {month}").format(month=month.say()))
            entries = self.recording.current(self.province, month)
            current = {(entry.key, entry.office): entry for entry in entries}
            for period in periods:
                share = Share.of(
                    OfficeAnswer(office, period, current.get((period.key, office.code))).state
                    for office in self._offices(period)
                )
                database = period.database
                show(f"  {database.number:>2}. {database.short_name} ({say_share(share)})")
            chosen = _ask_until_read(
                _("Database, by number or name (Enter to end): "),
                lambda typed: self._open(_named(schedule, periods, typed)) if typed else None,
            )
            if chosen is None:
                return
            try:
                self._ask_period(chosen)
            except _Back:
                continue

    def _ask_period(self, period: Period) -> None:
        """Ask for each office of a period, show the summary, and record it if confirmed."""
        today, received = self.recording.context.today, self.recording.received
        if received is not None:
            check_received(received, today, period.fiscal_year)
        show(say_period(period))
        current = self._current(period)
        given: dict[str, Draft] = {}
        at, offices = 0, self._offices(period)
        while True:
            self._ask_offices(period, current, given, at)
            drafts = [given[o.code]._replace(received=received) for o in offices if o.code in given]
            try:
                settled = settle(drafts, current.values(), today)
            except EntryRefused as error:  # never overwrite what another officer recorded meanwhile
                say(str(error))
                at = 0
                continue
            changes = [change for change in settled if change.is_new]
            if not changes:
                say(_("Nothing has changed; nothing is recorded."))
                return None
            try:
                return self._confirm(changes, current)
            except _Back:
                at = len(offices) - 1
            except EntryRefused as error:  # recorded by another officer meanwhile
                say(str(error))
                current = self._current(period)
                at = len(offices)
            except CddctlError as error:  # the register is in use: what was typed is kept
                say(str(error))
                at = len(offices)

    def _ask_offices(
        self, period: Period, current: Mapping[str, Entry], given: dict[str, Draft], at: int
    ) -> None:
        """Ask each office in turn from `at`, and put the answers into `given`. Raises `_Back`."""
        offices = self._offices(period)
        while at < len(offices):
            office = offices[at]
            before, draft = current.get(office.code), given.get(office.code)
            shown = draft.entry(before, self.recording.context.today) if draft else before
            shown = entry_or_not_yet(shown, period, office)
            try:
                answer = _Office(self, period, office, shown).ask(f"[{at + 1}/{len(offices)}] ")
            except _Back:
                if at == 0 and (not given or _leaves()):
                    raise
                at = max(0, at - 1)
                continue
            if answer is not None:
                given[office.code] = _merged(draft, answer)
            at += 1

    def _confirm(self, changes: Sequence[Settled], current: Mapping[str, Entry]) -> None:
        """Show the summary, and record it if the officer confirms. Raises `_Back`."""
        recording = self.recording
        show(_("To be recorded:"))
        for change in changes:
            content = recording.say_content(change.entry) + recording.say_before(change.before)
            show(f"  {change.draft.office.name}: {content}")
        if not is_yes(_("Record this? [y/n] "), _ask):
            say(_("Nothing is recorded."))
            return
        for change in recording.record([change.draft for change in changes], shown=current):
            say(recording.say_settled(change))

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
                self._open(period)
            except EntryRefused as refused:
                closed.append(refused)
        if len(closed) == len(periods):
            raise closed[0]
        if closed:
            say(str(closed[0]))

    def _open(self, period: Period) -> Period:
        """A period, unless its round was closed. Raises `EntryRefused`."""
        self.recording.refuse_closed(period, self.province)
        return period

    def _offices(self, period: Period) -> Sequence[Place]:
        return offices_of(period, self.province, districts(self.province))

    def _current(self, period: Period) -> dict[str, Entry]:
        """The current entries of a period, by office."""
        entries = self.recording.current(self.province, period.month)
        return {entry.office: entry for entry in entries if entry.key == period.key}


@dataclass(frozen=True, slots=True)
class _Office:
    """The questions about one office, asked in turn."""

    interview: _Interview
    period: Period
    office: Place
    shown: Entry | None
    """The entry as it would be recorded: the current one with the answers so far."""

    def ask(self, lead: str = "") -> Draft | None:
        """Ask total, counts and note; None keeps what is shown. Raises `_Back` at the first."""
        show(f"{lead}{self.office.name}: {self.interview.recording.say_content(self.shown)}")
        questions = ["total", *self.period.database.counts, "note"]
        answers: dict[str, str] = {}
        at = 0
        while at < len(questions):
            key = questions[at]
            try:
                given = answers.get(key, "")
                is_above = key == "note" and self._is_above(answers)
                typed = self._ask_why(given) if is_above else self._ask_value(key, given)
                answers[key] = typed or given
            except _Back:
                if at == 0:
                    raise
                at -= 1
                continue
            if key == "total" and answers[key] == _NOTHING:
                return self._ask_reason()
            if key == "total" and not answers[key] and not self._has_counts:
                return None
            at += 1
            if at == len(questions) and not self._can_stand(answers):
                at = 0
            elif at == len(questions):
                try:
                    answers["note"] = self._ask_of_doubts(answers) or answers["note"]
                except _Back:
                    at -= 1
        draft = self._draft(answers)
        settled = settle_one(draft, self.shown, self.interview.recording.context.today)
        return None if settled.says_the_same else draft

    def _can_stand(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers can be recorded; if not, say why."""
        try:
            settle_one(self._draft(answers), self.shown, self.interview.recording.context.today)
        except CddctlError as error:
            say(str(error))
            return False
        return True

    def _ask_of_doubts(self, answers: Mapping[str, str]) -> str:
        """Ask for a note where the counts may be wrong and none explains them. Raises `_Back`."""
        recording = self.interview.recording
        settled = settle_one(self._draft(answers), self.shown, recording.context.today)
        doubts = recording.doubts(settled)
        for line in doubts:
            say(_("is it right? {why}").format(why=line))
        prompt = _("  a note that says why, Enter if it is right, b to mend it: ")
        return _ask_until_read(prompt, _checked_note) if doubts else ""

    @property
    def _has_counts(self) -> bool:
        return self.shown is not None and self.shown.total is not None

    def _draft(self, answers: Mapping[str, str]) -> Draft:
        counts = {
            key: self._count(key, value)
            for key, value in answers.items()
            if value and key != "note"
        }
        total = counts.pop("total", None)
        typed = answers.get("note", "")
        note = "" if typed == _NOTHING else typed or None
        return Draft(self.period, self.office, total, counts, note=note)

    def _count(self, key: str, typed: str) -> int:
        """Read a count, perhaps with its unit. Raises `DataRefused`."""
        schedule = self.interview.calendar.schedule(self.period.fiscal_year)
        return parse_count(typed, words_after(key, self.period.database, schedule))

    def _is_above(self, answers: Mapping[str, str]) -> bool:
        """Whether more would be recorded than there are, without a note that explains it."""
        entry = self._draft(answers).entry(self.shown, self.interview.recording.context.today)
        if entry.total is None or entry.recorded_sum <= entry.total:
            return False
        stays = self.shown is not None and self.shown.counts == entry.counts
        if stays and is_reason(entry.note):
            return False
        say(
            _("recorded {recorded} is above the total {total}: say why, or b to mend it").format(
                recorded=f"{entry.recorded_sum:,}", total=f"{entry.total:,}"
            )
        )
        return True

    def _ask_why(self, given: str) -> str:
        """Ask why more is recorded than there are. Raises `_Back`."""
        prompt = _("  why: ") if not given else _("  why [{reason}]: ").format(reason=given)
        return _ask_until_read(prompt, lambda typed: check_reason(typed or given))

    def _ask_reason(self) -> Draft | None:
        """Ask for the reason of "not applicable yet"."""
        why = _("say why, as in หลังการรับรอง; or b to go back")
        try:
            reason = _ask_until_read(_("  reason: "), lambda typed: check_reason(typed, why))
        except _Back:
            return self.ask()
        return Draft(self.period, self.office, not_applicable=True, note=reason)

    def _ask_value(self, key: str, given: str) -> str:
        """Ask for one value until it is valid; empty to keep the value shown."""
        shown = given or self._shown_value(key)
        prompt = f"  {self._label(key)} [{shown}]: " if shown else f"  {self._label(key)}: "

        def read(typed: str) -> str:
            if key == "note":
                check_note(typed)
            elif typed and not (key == "total" and typed == _NOTHING):
                self._count(key, typed)
            return typed

        return _ask_until_read(prompt, read)

    def _label(self, key: str) -> str:
        if key == "total":
            return _("total (- if not applicable yet)")
        if key == "note":
            return _("note (- for none)")
        return str(self.interview.calendar.schedule(self.period.fiscal_year).units[key])

    def _shown_value(self, key: str) -> str:
        if self.shown is None:
            return ""
        if key == "note":
            return self.shown.note or ""
        value = self.shown.total if key == "total" else self.shown.recorded.get(key)
        return "" if value is None else f"{value:,}"


def _checked_note(typed: str) -> str:
    check_note(typed)
    return typed


def _merged(draft: Draft | None, later: Draft) -> Draft:
    """Combine earlier answers for an office with later ones, which win."""
    if draft is None or draft.not_applicable or later.not_applicable:
        return later
    return draft._replace(
        total=draft.total if later.total is None else later.total,
        recorded={**draft.recorded, **later.recorded},
        note=draft.note if later.note is None else later.note,
    )


def _named(schedule: Schedule, periods: Sequence[Period], typed: str) -> Period:
    """Find the period of the database with that number or name."""
    database = schedule.find(typed)
    fitting = [period for period in periods if period.database.id == database.id]
    if not fitting:
        raise EntryRefused(
            _("{database} has no period in {month}").format(
                database=database.short_name, month=periods[0].month.say()
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

    return _ask_again(_("Number: "), read)


def _leaves() -> bool:
    """Ask whether to discard the answers; b, once more, keeps them."""
    try:
        return is_yes(_("Leave without recording? [y/n] "), _ask)
    except _Back:
        return False


def _ask_again(prompt: str, read: Callable[[str], _T]) -> _T:
    """Ask until the answer is valid, where there is no previous question to go back to."""
    while True:
        try:
            return _ask_until_read(prompt, read)
        except _Back:
            continue


def _ask_until_read(prompt: str, read: Callable[[str], _T]) -> _T:
    """Ask until the answer is valid. Raises `_Back`."""
    while True:
        try:
            return read(_ask(prompt))
        except CddctlError as error:
            say(str(error))


def _ask(prompt: str) -> str:
    """Read one line from the officer. Raises `_Back`."""
    typed = ask(prompt)
    if typed.casefold() in _BACK:
        raise _Back
    return typed
