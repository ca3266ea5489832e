"""`cddctl record` alone: asks for month, database, and the offices one by one.

Nothing is recorded before the summary is confirmed, and each confirmed summary is one batch: Ctrl-C
at any moment leaves what was confirmed and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cddctl.commands.desk import Desk, say_period
from cddctl.commands.streams import say, show
from cddctl.drafts import Draft, settle
from cddctl.due import Period
from cddctl.entries import Entry, State, check_note
from cddctl.errors import CddctlError, EntryRefused
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.report import month_to_report, offices_of

_BACK = {"b", "back", "<", "กลับ"}
_YES = {"y", "yes", "ใช่"}
_NOTHING = "-"
_T = TypeVar("_T")


class _Back(Exception):
    """The officer wants the question before."""


def walk(desk: Desk, month: Month | None) -> None:
    """Ask for everything, until the officer ends it."""
    say(_("Enter keeps what stands, b goes back, Ctrl-C leaves without recording."))
    asked = month
    while True:
        chosen = asked or _ask_month(desk)
        try:
            _walk_month(desk, chosen)
        except _Back:
            asked = None
            continue
        return


def choose_period(periods: Sequence[Period]) -> Period:
    """Ask which of some periods is meant."""
    say(_("There is no period this month. Which one is meant?"))
    for number, period in enumerate(periods, 1):
        say(f"  {number}. {say_period(period)}")
    while True:
        try:
            return _numbered(_ask(_("Number: ")), periods)
        except _Back:
            continue
        except CddctlError as error:
            say(str(error))


def _ask_month(desk: Desk) -> Month:
    usual = month_to_report(Month.of(desk.today), desk.calendar.has_form, None)

    def read(typed: str) -> Month:
        month = Month.parse(typed) if typed else usual
        if not desk.calendar.of_month(month)[1]:
            raise EntryRefused(_("no period falls in {month}").format(month=month.say()))
        return month

    while True:
        try:
            return _until_read(_("Month [{month}]: ").format(month=usual.say()), read)
        except _Back:
            continue


def _walk_month(desk: Desk, month: Month) -> None:
    _schedule, periods = desk.calendar.of_month(month)
    if not periods:
        raise EntryRefused(_("no period falls in {month}").format(month=month.say()))
    while True:
        show(_("Periods of {month}").format(month=month.say()))
        for number, period in enumerate(periods, 1):
            answered = sum(e.state is not State.NONE for e in desk.standing(period).values())
            offices = offices_of(period, desk.province, districts(desk.province))
            show(f"  {number}. {period.database.short_name} ({answered}/{len(offices)})")
        chosen = _until_read(
            _("Number of the database (Enter to end): "),
            lambda typed: _numbered(typed, periods) if typed else None,
        )
        if chosen is None:
            return
        try:
            _walk_period(desk, chosen)
        except _Back:
            continue


def _walk_period(desk: Desk, period: Period) -> None:
    """Ask for each office of a period, show the summary, and record it if confirmed."""
    show(say_period(period))
    offices = offices_of(period, desk.province, districts(desk.province))
    standing = desk.standing(period)
    drafts: dict[str, Draft] = {}
    at = 0
    while True:
        while at < len(offices):
            office = offices[at]
            heading = f"[{at + 1}/{len(offices)}] {office.name}"
            earlier, before = drafts.get(office.code), standing.get(office.code)
            stands = before if earlier is None else earlier.entry(before)
            try:
                draft = _Sheet(desk, period, office, stands).fill(heading)
            except _Back:
                if at == 0:
                    raise
                at -= 1
                continue
            if draft is not None:
                drafts[office.code] = draft if earlier is None else _over(earlier, draft)
            at += 1
        changes = _changes(drafts, standing)
        if not changes:
            say(_("Nothing has changed; nothing is recorded."))
            return
        try:
            _confirm(desk, changes, standing)
        except _Back:
            at = len(offices) - 1
            continue
        return


def _over(earlier: Draft, later: Draft) -> Draft:
    """A draft given anew after going back: what it does not say stays as it was given before."""
    if earlier.not_applicable or later.not_applicable:
        return later
    return replace(
        later,
        total=earlier.total if later.total is None else later.total,
        recorded={**earlier.recorded, **later.recorded},
        note=earlier.note if later.note is None else later.note,
    )


def _changes(drafts: Mapping[str, Draft], standing: Mapping[str, Entry]) -> list[Draft]:
    """The drafts that say something else than stands."""
    return [
        draft
        for code, draft in drafts.items()
        if (before := standing.get(code)) is None or not before.says_the_same(draft.entry(before))
    ]


def _confirm(desk: Desk, changes: Sequence[Draft], standing: Mapping[str, Entry]) -> None:
    show(_("To be recorded:"))
    for draft in changes:
        before = standing.get(draft.office.code)
        content = desk.say_content(draft.entry(before))
        show(f"  {draft.office.name}: {content}{desk.say_before(before)}")
    if _ask(_("Record this? [y/N] ")).casefold() not in _YES:
        say(_("Nothing is recorded."))
        return
    for settled in desk.record(changes):
        say(desk.say_settled(settled))


@dataclass(slots=True)
class _Sheet:
    """The questions for one office, answered one after the other."""

    desk: Desk
    period: Period
    office: Place
    before: Entry | None

    def fill(self, heading: str) -> Draft | None:
        """Ask total, counts and note; None keeps what stands. Raises `_Back` at the first."""
        show(f"{heading}: {self.desk.say_content(self.before)}")
        units = self.period.database.counts
        questions = ["total", *units, "note"]
        answers: dict[str, str] = {}
        at = 0
        while at < len(questions):
            key = questions[at]
            try:
                answers[key] = self._question(key)
            except _Back:
                if at == 0:
                    raise
                at -= 1
                continue
            if key == "total" and answers[key] == _NOTHING:
                return self._not_applicable()
            if key == "total" and not answers[key] and not self._counted:
                return None
            if key == "note":
                draft = self._draft(answers)
                try:
                    settle([draft], self._standing, self.desk.today)
                except CddctlError as error:
                    say(str(error))
                    at = 0
                    continue
                return draft
            at += 1
        raise AssertionError(questions)  # pragma: no cover (the last question always returns)

    @property
    def _standing(self) -> dict[str, Entry]:
        return {} if self.before is None else {self.office.code: self.before}

    @property
    def _counted(self) -> bool:
        return self.before is not None and self.before.total is not None

    def _draft(self, answers: Mapping[str, str]) -> Draft:
        counts = {
            key: parse_count(value) for key, value in answers.items() if value and key != "note"
        }
        total = counts.pop("total", None)
        received = self.desk.received
        note = "" if answers["note"] == _NOTHING else answers["note"] or None
        return Draft(self.period, self.office, received, total, counts, note=note)

    def _not_applicable(self) -> Draft | None:
        def read(typed: str) -> str:
            if not typed:
                raise EntryRefused(_("say why, as in หลังการรับรอง; or b to go back"))
            check_note(typed)
            return typed

        try:
            reason = _until_read(_("  reason: "), read)
        except _Back:
            return self.fill(self.office.name)
        received = self.desk.received
        return Draft(self.period, self.office, received, not_applicable=True, note=reason)

    def _question(self, key: str) -> str:
        """Ask for one value until it can be read; empty where what stands is kept."""
        stands = self._stands(key)
        prompt = f"  {self._label(key)} [{stands}]: " if stands else f"  {self._label(key)}: "

        def read(typed: str) -> str:
            if key == "note":
                if typed:
                    check_note(typed)
            elif typed and not (key == "total" and typed == _NOTHING):
                parse_count(typed)
            return typed

        return _until_read(prompt, read)

    def _label(self, key: str) -> str:
        if key == "total":
            return _("total (- if not applicable yet)")
        if key == "note":
            return _("note (- for none)")
        return str(self.desk.calendar.schedule(self.period.fiscal_year).units[key])

    def _stands(self, key: str) -> str:
        if self.before is None:
            return ""
        if key == "note":
            return self.before.note or ""
        value = self.before.total if key == "total" else self.before.recorded.get(key)
        return "" if value is None else f"{value:,}"


def _numbered(typed: str, things: Sequence[_T]) -> _T:
    number = parse_count(typed)
    if not 1 <= number <= len(things):
        raise EntryRefused(_("a number from 1 to {last} is needed").format(last=len(things)))
    return things[number - 1]


def _until_read(prompt: str, read: Callable[[str], _T]) -> _T:
    """Ask until the answer can be read. Raises `_Back`."""
    while True:
        try:
            return read(_ask(prompt))
        except CddctlError as error:
            say(str(error))


def _ask(prompt: str) -> str:
    """One line from the officer. Raises `_Back`; the end of input is as good as Ctrl-C."""
    try:
        typed = input(prompt).strip()
    except EOFError:
        raise KeyboardInterrupt from None
    if typed.casefold() in _BACK:
        raise _Back
    return typed
