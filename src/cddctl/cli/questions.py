"""The questions about one office and period: total, each unit, and a note."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cddctl.cli.ask import Back, ask_again, ask_or_leave, ask_until_read
from cddctl.cli.output import say
from cddctl.errors import CddctlError, DataRefused, EntryRefused
from cddctl.i18n import _
from cddctl.intake.counts import parse_count, words_after
from cddctl.ledger.drafts import Draft, Settled, settle_one
from cddctl.ledger.entries import Entry, PeriodAndOffice, State, entry_or_not_yet
from cddctl.notes import check_note, check_reason, is_reason
from cddctl.places import Place
from cddctl.render.words import say_period
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.wording import say_any_of, say_list

_NOTHING = "-"

Answers = dict[str, str]
"""The answers, by question: total, a unit, note, or the reason why there is none yet.

Enter alone is an empty one.
"""


class Stop(NamedTuple):
    """An office and a period to ask for."""

    period: Period
    office: Place

    @property
    def key(self) -> PeriodAndOffice:
        """The period's key, and the office's code."""
        return self.period.key, self.office.code


def draft_of(stop: Stop, answers: Answers, schedule: Schedule) -> Draft | None:
    """The draft that answers make; None where nothing was typed. Raises `DataRefused`."""
    period, office = stop
    if answers.get("total") == _NOTHING:
        return Draft(period, office, not_applicable=True, note=answers.get("reason"))
    counts = {
        key: parse_count(answers[key], words_after(key, period.database, schedule))
        for key in ("total", *period.database.counts)
        if answers.get(key)
    }
    total, note = counts.pop("total", None), answers.get("note", "")
    draft = Draft(period, office, total, counts, note="" if note == _NOTHING else note or None)
    return None if draft == Draft(period, office) else draft


def settled_of(
    stop: Stop, answers: Answers, current: Entry | None, schedule: Schedule, today: date
) -> Settled | None:
    """The change that answers make, checked; None where nothing was typed. Raises `CddctlError`.

    Missing values are named in the words of the questions.
    """
    draft = draft_of(stop, answers, schedule)
    if draft is None:
        return None
    entry = draft.entry(current, today)
    if not entry.not_applicable and entry.total is None:
        raise EntryRefused(_("the total is missing: how many there are"))
    if not entry.not_applicable and not entry.recorded:
        units = say_any_of(str(schedule.units[unit]) for unit in stop.period.database.counts)
        raise EntryRefused(
            _("how many are recorded is missing ({units}); write 0 if there are none").format(
                units=units
            )
        )
    if unanswered := _unanswered(stop, answers, entry):
        units = say_list(str(schedule.units[unit]) for unit in unanswered)
        raise EntryRefused(_("half answered: {units} not asked for yet").format(units=units))
    return settle_one(draft, current, today)


def _unanswered(stop: Stop, answers: Answers, entry: Entry) -> list[str]:
    """The units without a count whose question was not answered, not even by Enter."""
    if entry.not_applicable:
        return []
    counts = stop.period.database.counts
    return [unit for unit in counts if unit not in answers and unit not in entry.recorded]


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions about an office and period, with the answers so far, which are kept."""

    stop: Stop
    answers: Answers
    current: Entry | None
    year_before: Entry | None
    schedule: Schedule
    today: date
    go_to: Callable[[str], None]
    """Goes to the office or database named, by raising; returns where nothing has that name."""
    doubts: Callable[[Settled], list[str]]
    """The doubts about a change, in words."""

    @property
    def shown(self) -> Entry | None:
        """The entry as it would be recorded: the current one with the answers so far."""
        draft = draft_of(self.stop, self.answers, self.schedule)
        entry = draft.entry(self.current, self.today) if draft else self.current
        return entry_or_not_yet(entry, *self.stop)

    def ask(self) -> None:
        """Ask in turn; Enter at the first passes a complete entry. Raises `Back` at the first."""
        keys = ["total", *self.stop.period.database.counts, "note"]
        at = 0
        while at < len(keys):
            try:
                if self._ask_for(keys[at]):
                    return
            except Back:
                if at == 0:
                    raise
                at -= 1
                continue
            at += 1
            if at < len(keys):
                continue
            try:
                self._ask_of_doubts()
            except Back:  # to mend a count, which is not the note just before
                at = 0
            except CddctlError as error:  # it cannot be recorded so
                say(str(error))
                at = self._first_missing(keys)

    def _ask_for(self, key: str) -> bool:
        """Ask one question; whether the others need not be asked."""
        if key == "note" and self._is_above():
            self._ask_why()
            return False
        typed = self._ask_value(key)
        if key == "total" and not typed and self._stands:
            return True
        if typed:
            self.answers[key] = typed
        self.answers.setdefault(key, "")  # it was answered, by Enter
        if key == "total" and typed == _NOTHING:
            self._ask_reason()
            return True
        return False

    @property
    def _stands(self) -> bool:
        """Whether Enter passes the office: it has no counts yet, or its entry is complete."""
        if any(self.answers.values()):
            return self.answers.get("total") == _NOTHING
        counted = entry_or_not_yet(self.current, *self.stop)
        return counted is None or counted.total is None or counted.state is State.COMPLETE

    def _ask_of_doubts(self) -> None:
        """Ask for a note where the counts may be wrong and none explains them.

        Raises `Back`, and `CddctlError` where the answers cannot be recorded.
        """
        settled = settled_of(self.stop, self.answers, self.current, self.schedule, self.today)
        doubts = self.doubts(settled) if settled is not None else []
        for line in doubts:
            say(_("is it right? {why}").format(why=line))
        if doubts:
            prompt = _("  a note that says why, Enter if it is right, b to mend it: ")
            if note := ask_until_read(prompt, self._read_note, ask_or_leave):
                self.answers["note"] = note

    def _first_missing(self, keys: list[str]) -> int:
        """The first question without a value; else the note, which can explain the others."""
        has_value = [bool(self.answers.get(key) or _value(key, self.current)) for key in keys]
        if not has_value[0]:
            return 0
        return len(keys) - 1 if any(has_value[1:-1]) else 1

    def _is_above(self) -> bool:
        """Whether more would be recorded than there are, without a note that explains it."""
        draft = draft_of(self.stop, self.answers, self.schedule)
        entry = draft.entry(self.current, self.today) if draft else self.current
        if entry is None or entry.total is None or entry.recorded_sum <= entry.total:
            return False
        is_same = self.current is not None and self.current.counts == entry.counts
        if is_same and is_reason(entry.note):
            return False
        say(
            _("recorded {recorded} is above the total {total}: say why, or b to mend it").format(
                recorded=f"{entry.recorded_sum:,}", total=f"{entry.total:,}"
            )
        )
        return True

    def _ask_why(self) -> None:
        """Ask why more are recorded than the total. Raises `Back`."""
        given = self.answers.get("note", "")
        prompt = _("  why: ") if not given else _("  why [{reason}]: ").format(reason=given)
        self.answers["note"] = ask_until_read(
            prompt, lambda typed: check_reason(typed or given), ask_or_leave
        )

    def _ask_reason(self) -> None:
        """Ask why there is nothing to report yet; going back leaves the question."""
        why = _("say why, as in หลังการรับรอง; or b to go back")
        try:
            reason = ask_until_read(
                _("  reason: "), lambda typed: check_reason(typed, why), ask_or_leave
            )
        except Back:
            del self.answers["total"]
            self.ask()
        else:
            self.answers["reason"] = reason

    def _ask_value(self, key: str) -> str:
        """Ask for one value until it is valid; empty to keep the value shown."""
        shown = self.answers.get(key) or _value(key, self.current)
        before = _value(key, self.year_before) if key != "note" else ""
        prompt = f"  {self._label(key)}"
        prompt += f" [{shown}]" if shown else ""
        prompt += _(" (last year {count})").format(count=before) if before else ""

        def read(typed: str) -> str:
            if key == "note":
                return self._read_note(typed)
            if typed and not (key == "total" and typed == _NOTHING):
                self._check_count(key, typed)
            return typed

        return ask_until_read(f"{prompt}: ", read, ask_or_leave)

    def _read_note(self, typed: str) -> str:
        """A note that may be recorded; the name of an office or database goes there."""
        self.go_to(typed)
        check_note(typed)
        return typed

    def _check_count(self, key: str, typed: str) -> None:
        try:
            parse_count(typed, words_after(key, self.stop.period.database, self.schedule))
        except DataRefused:
            self.go_to(typed)
            raise

    def _label(self, key: str) -> str:
        if key == "total":
            return _("total (- if not applicable yet; b back, s save)")
        if key == "note":
            return _("note (- for none)")
        return str(self.schedule.units[key])


def _value(key: str, entry: Entry | None) -> str:
    """A value of an entry, as text; empty where there is none."""
    if entry is None:
        return ""
    if key == "note":
        return entry.note or ""
    value = entry.total if key == "total" else entry.recorded.get(key)
    return "" if value is None else f"{value:,}"


def ask_which(periods: Sequence[Period]) -> Period:
    """Ask which of several periods to record, by its number in the list."""
    for number, period in enumerate(periods, 1):
        say(f"  {number}. {say_period(period)}")

    def read(typed: str) -> Period:
        number = parse_count(typed)
        if not 1 <= number <= len(periods):
            raise EntryRefused(_("a number from 1 to {last} is needed").format(last=len(periods)))
        return periods[number - 1]

    return ask_again(lambda: ask_until_read(_("Number: "), read, ask_or_leave))
