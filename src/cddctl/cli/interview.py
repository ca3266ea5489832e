"""`cddctl record` without arguments: asks for month, database, and each office in turn.

Or, for one office, for each of its databases. A name goes there. Nothing is recorded before the
summary is confirmed, or saved: Ctrl-C at any moment keeps what was, and nothing else.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cddctl.cli.ask import Back, Save, ask_again, ask_or_leave, ask_until_read
from cddctl.cli.output import say, show
from cddctl.cli.questions import ask_which
from cddctl.cli.recording import Recording
from cddctl.cli.walk import AskedMonth, Walk
from cddctl.errors import CddctlError, EntryRefused
from cddctl.i18n import _
from cddctl.ledger.entries import check_received
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.schedule.calendar import Calendar
from cddctl.schedule.due import Period
from cddctl.status.histories import entries_before, months_before


def interview(
    recording: Recording, province: Place, month: Month | None, offices: Sequence[Place]
) -> None:
    """Ask question after question until the officer ends it; or for some offices, if given."""
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
                questions.ask_periods(asked or questions.ask_month(), offices)
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
    return ask_which(periods)


@dataclass(frozen=True, slots=True)
class _Interview:
    """The questions to a province's officer: the month, the period or office, then the counts."""

    recording: Recording
    province: Place
    calendar: Calendar

    def ask_month(self) -> Month:
        """Ask for a month that has periods; say before whether the usual one is closed."""
        context = self.recording.context
        with context.open_register() as register:
            usual = context.usual_month(register, [self.province])
        try:
            self._asked(usual).say_closed()
        except CddctlError as error:
            say(str(error))

        def read(typed: str) -> Month:
            month = Month.parse(typed) if typed else usual
            self._asked(month)
            return month

        prompt = _("Month [{month}]: ").format(month=usual.say())
        return ask_again(lambda: ask_until_read(prompt, read, ask_or_leave))

    def ask_periods(self, month: Month, offices: Sequence[Place]) -> None:
        """Ask for the periods or offices of a month one after another. Raises `Back`."""
        asked, recording = self._asked(month), self.recording
        asked.say_closed()
        recording.confirm([(self.province.code, month)])
        if recording.received is not None:
            check_received(recording.received, recording.context.today, month.fiscal_year)
        with recording.context.open_register() as register:
            earlier = register.history(self.province.code, months_before(asked.periods))
        year_before = entries_before(asked.periods, earlier)
        for office in offices:
            try:
                Walk(asked, year_before).run(office)
            except Back:
                break
        else:
            if offices:
                return
        prompt = _("Database or district, by number or name (Enter to end): ")
        while True:
            show(_("Periods of {month}").format(month=month.say()))
            asked.show_shares()
            target = ask_until_read(
                prompt, lambda typed: asked.named(typed) if typed else None, ask_or_leave
            )
            if target is None:
                return
            with suppress(Back):
                Walk(asked, year_before).run(target)

    def _asked(self, month: Month) -> AskedMonth:
        """The month that is asked for. Raises `EntryRefused` if it has no periods."""
        schedule, periods = self.calendar.of_month(month)
        if not periods:
            raise EntryRefused(_("no period falls in {month}").format(month=month.say()))
        return AskedMonth(self.recording, self.province, schedule, periods)
