"""`cddctl record` alone: asks for month, database, and the offices one by one.

Nothing is recorded before the summary is confirmed, and each confirmed summary is one batch: Ctrl-C
at any moment leaves what was confirmed and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cddctl.commands.desk import Desk
from cddctl.commands.streams import YES, say, show
from cddctl.errors import CddctlError, EntryRefused
from cddctl.i18n import _
from cddctl.intake.counts import parse_count
from cddctl.ledger.drafts import Draft, Settled, settle
from cddctl.ledger.entries import Entry, State, check_note, check_received
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.render.words import say_period
from cddctl.report.form import month_to_report
from cddctl.schedule.due import Period, offices_of
from cddctl.schedule.model import Schedule

_BACK = {"b", "back", "<", "กลับ"}
_YES = YES | {"บันทึก"}
_NO = {"n", "no", "ไม่", "ไม่ใช่", "ไม่บันทึก"}
_NOTHING = "-"
_T = TypeVar("_T")


class _Back(Exception):
    """The officer wants the question before."""


def walk(desk: Desk, month: Month | None) -> None:
    """Ask for everything, until the officer ends it."""
    say(_("Enter keeps what stands, b goes back, Ctrl-C leaves without recording."))
    asked = month
    try:
        while True:
            try:
                _walk_month(desk, asked or _ask_month(desk))
            except _Back:
                asked = None
            else:
                return
    except KeyboardInterrupt:
        say("\n" + _("Stopped: what was not confirmed is not recorded."))
        raise


def choose_period(periods: Sequence[Period]) -> Period:
    """Ask which of some periods is meant, where this month has none."""
    say(_("There is no period this month. Which one is meant?"))
    return _one_of(periods)


def _one_of(periods: Sequence[Period]) -> Period:
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
    schedule, periods = desk.calendar.of_month(month)
    if not periods:
        raise EntryRefused(_("no period falls in {month}").format(month=month.say()))
    while True:
        show(_("Periods of {month}").format(month=month.say()))
        standing = desk.standing(month)
        for period in periods:
            answered = sum(e.key == period.key and e.state is not State.NONE for e in standing)
            offices = offices_of(period, desk.province, districts(desk.province))
            about = f"{period.database.number:>2}. {period.database.short_name}"
            show(f"  {about} ({answered}/{len(offices)})")
        chosen = _until_read(
            _("Database, by number or name (Enter to end): "),
            lambda typed: _named(schedule, periods, typed) if typed else None,
        )
        if chosen is None:
            return
        try:
            _walk_period(desk, chosen)
        except _Back:
            continue


def _walk_period(desk: Desk, period: Period) -> None:
    """Ask for each office of a period, show the summary, and record it if confirmed."""
    if desk.received is not None:
        check_received(desk.received, desk.today, period.fiscal_year)
    show(say_period(period))
    offices = offices_of(period, desk.province, districts(desk.province))
    standing = desk.standing_of(period)
    given: dict[str, Entry] = {}
    """What is to stand, for the offices that something was given for."""
    at = 0
    while True:
        _ask_offices(desk, period, offices, standing, given, at)
        drafts = [_draft(desk, period, o, given[o.code]) for o in offices if o.code in given]
        try:
            settled = [one for one in settle(drafts, standing.values(), desk.today) if one.is_new]
        except EntryRefused as error:  # not beside what another has recorded meanwhile
            say(str(error))
            at = 0
            continue
        if not settled:
            say(_("Nothing has changed; nothing is recorded."))
            return None
        try:
            return _confirm(desk, settled, standing)
        except _Back:
            at = len(offices) - 1
        except EntryRefused as error:  # another has recorded meanwhile
            say(str(error))
            standing = desk.standing_of(period)
            at = len(offices)


def _ask_offices(
    desk: Desk,
    period: Period,
    offices: Sequence[Place],
    standing: Mapping[str, Entry],
    given: dict[str, Entry],
    at: int,
) -> None:
    """Ask office by office from the one `at`; the answers go into `given`. Raises `_Back`."""
    while at < len(offices):
        office = offices[at]
        sheet = _Sheet(desk, period, office, given.get(office.code, standing.get(office.code)))
        try:
            entry = sheet.fill(f"[{at + 1}/{len(offices)}] {office.name}")
        except _Back:
            if at == 0 and (not given or _leaves()):
                raise
            at = max(0, at - 1)
            continue
        if entry is not None:
            given[office.code] = entry
        at += 1


def _draft(desk: Desk, period: Period, office: Place, entry: Entry) -> Draft:
    """A draft that says all that an entry does."""
    return Draft(
        period,
        office,
        entry.total,
        entry.recorded,
        entry.not_applicable,
        entry.note or "",
        desk.received,
    )


def _confirm(desk: Desk, settled: Sequence[Settled], standing: Mapping[str, Entry]) -> None:
    """Show what is to be recorded, and record it if the officer says so. Raises `_Back`."""
    show(_("To be recorded:"))
    for one in settled:
        content = desk.say_content(one.entry)
        show(f"  {one.draft.office.name}: {content}{desk.say_before(one.before)}")
    if not _sure(_("Record this? [y/n] ")):
        say(_("Nothing is recorded."))
        return
    for one in desk.record([one.draft for one in settled], seen=standing):
        say(desk.say_settled(one))


@dataclass(slots=True)
class _Sheet:
    """The questions for one office, answered one after the other."""

    desk: Desk
    period: Period
    office: Place
    before: Entry | None
    """What stands, or what was given when the officer was here before."""

    def fill(self, heading: str) -> Entry | None:
        """Ask total, counts and note; None keeps what stands. Raises `_Back` at the first."""
        show(f"{heading}: {self.desk.say_content(self.before)}")
        questions = ["total", *self.period.database.counts, "note"]
        answers: dict[str, str] = {}
        at = 0
        while at < len(questions):
            key = questions[at]
            try:
                typed = self._question(key, answers.get(key, ""))
            except _Back:
                if at == 0:
                    raise
                at -= 1
                continue
            answers[key] = typed or answers.get(key, "")
            if key == "total" and answers[key] == _NOTHING:
                return self._not_applicable()
            if key == "total" and not answers[key] and not self._counted:
                return None
            at += 1
            if at == len(questions) and not self._can_stand(self._draft(answers)):
                at = 0
        entry = self._draft(answers).entry(self.before, self.desk.today)
        return None if self.before is not None and self.before.says_the_same(entry) else entry

    def _can_stand(self, draft: Draft) -> bool:
        try:
            settle([draft], [] if self.before is None else [self.before], self.desk.today)
        except CddctlError as error:
            say(str(error))
            return False
        return True

    @property
    def _counted(self) -> bool:
        return self.before is not None and self.before.total is not None

    def _draft(self, answers: Mapping[str, str]) -> Draft:
        counts = {
            key: parse_count(value) for key, value in answers.items() if value and key != "note"
        }
        total = counts.pop("total", None)
        note = "" if answers["note"] == _NOTHING else answers["note"] or None
        return Draft(self.period, self.office, total, counts, note=note)

    def _not_applicable(self) -> Entry | None:
        def read(typed: str) -> str:
            if not typed:
                raise EntryRefused(_("say why, as in หลังการรับรอง; or b to go back"))
            check_note(typed)
            return typed

        try:
            reason = _until_read(_("  reason: "), read)
        except _Back:
            return self.fill(self.office.name)
        draft = Draft(self.period, self.office, not_applicable=True, note=reason)
        return draft.entry(self.before, self.desk.today)

    def _question(self, key: str, given: str) -> str:
        """Ask for one value until it can be read; empty where what is shown is kept."""
        shown = given or self._stands(key)
        prompt = f"  {self._label(key)} [{shown}]: " if shown else f"  {self._label(key)}: "

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


def _named(schedule: Schedule, periods: Sequence[Period], typed: str) -> Period:
    """The period of the database of that number or name."""
    database = schedule.find(typed)
    found = [period for period in periods if period.database.id == database.id]
    if not found:
        raise EntryRefused(
            _("{database} has no period in {month}").format(
                database=database.short_name, month=periods[0].month.say()
            )
        )
    return found[0] if len(found) == 1 else _one_of(found)


def _sure(prompt: str) -> bool:
    """Yes or no, and nothing else. Raises `_Back`."""
    while True:
        typed = _ask(prompt).casefold()
        if typed in _YES | _NO:
            return typed in _YES
        say(_("y for yes, n for no"))


def _leaves() -> bool:
    """Whether the officer wants to lose what was given: b, once more, does not."""
    try:
        return _sure(_("Leave without recording? [y/n] "))
    except _Back:
        return False


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
