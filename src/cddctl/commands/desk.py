"""The desk that an officer records at: what stands, what is recorded, and how it is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cddctl.commands.gather import (
    Calendar,
    create_register,
    open_register,
    refuse_closed,
    utc_now,
    writing,
)
from cddctl.errors import EntryRefused
from cddctl.i18n import _
from cddctl.ledger.drafts import Draft, Settled, settle
from cddctl.ledger.entries import Entry
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.register.store import Register
from cddctl.render.words import say_before, say_content, say_period
from cddctl.schedule.due import Period, report_periods
from cddctl.schedule.model import Schedule


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an officer records: the province, its register, its schedules, today."""

    province: Place
    register: Path | None
    calendar: Calendar
    today: date
    received: date | None
    by: str | None
    dry_run: bool

    def standing(self, month: Month) -> list[Entry]:
        """What stands for a month, in all its periods."""
        book = open_register(self.register)
        if book is None:
            return []
        with book:
            return book.current(self.province.code, month)

    def standing_of(self, period: Period) -> dict[str, Entry]:
        """What stands for a period, by office."""
        found = self.standing(period.month)
        return {entry.office: entry for entry in found if entry.key == period.key}

    def record(
        self, drafts: Sequence[Draft], *, seen: Mapping[str, Entry] | None = None
    ) -> list[Settled]:
        """Record drafts of one month as one batch, or refuse them all.

        `seen` is what the officer was shown to stand, by office: where another has recorded
        something else meanwhile, all is refused. Nothing is recorded in a dry run, or where all of
        it stood already.
        """
        month = drafts[0].period.month
        if self.dry_run:
            if (book := open_register(self.register)) is not None:
                with book:
                    self._refuse_closed(book, drafts)
            return settle(drafts, self.standing(month), self.today)
        with self._register_to_write(drafts) as book, writing(book):
            # What stands is read within: nobody else can change it before this is recorded.
            self._refuse_closed(book, drafts)
            standing = book.current(self.province.code, month)
            settled = settle(drafts, standing, self.today)
            for one in settled:
                if seen is not None and one.before != seen.get(one.draft.office.code):
                    raise EntryRefused(
                        _("{office} was recorded by another meanwhile; look at it again").format(
                            office=one.draft.office.name
                        )
                    )
            if new := [one.entry for one in settled if one.is_new]:
                schedule, periods = self.calendar.of_month(month)
                book.declare(self.province, periods)
                book.append(
                    new, command="record", schedule=schedule.name, now=utc_now(), by=self.by
                )
        return settled

    def say_settled(self, settled: Settled) -> str:
        """What has become of a draft, in one line."""
        if not settled.is_new:
            lead = _("unchanged")
        elif self.dry_run:
            lead = _("would record")
        else:
            lead = _("recorded")
        line = _("{lead}: {office}, {period}: {content}").format(
            lead=lead,
            office=settled.draft.office.name,
            period=say_period(settled.draft.period),
            content=self.say_content(settled.entry),
        )
        return line + self.say_before(settled.before) if settled.is_new else line

    def say_before(self, before: Entry | None) -> str:
        """What stood before a change, to be put behind it."""
        return say_before(before, self._schedule(before)) if before else ""

    def say_content(self, entry: Entry | None) -> str:
        """What an entry reports: total 120, 118 persons; note."""
        return say_content(entry, self._schedule(entry)) if entry else _("nothing reported")

    def _refuse_closed(self, book: Register, drafts: Sequence[Draft]) -> None:
        """Refuse what would change a report that was sent; other databases are in none."""
        month = drafts[0].period.month
        sent = {p.key for p in report_periods(self.calendar.of_month(month)[1])}
        if any(draft.period.key in sent for draft in drafts):
            refuse_closed(book, self.province.code, month)

    def _schedule(self, entry: Entry) -> Schedule:
        return self.calendar.schedule(entry.month.fiscal_year)

    def _register_to_write(self, drafts: Sequence[Draft]) -> Register:
        book = open_register(self.register)
        if book is not None:
            return book
        settle(drafts, [], self.today)  # what is refused makes no register
        return create_register(self.province)
