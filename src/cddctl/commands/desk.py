"""The desk that an officer records at: what stands, what is recorded, and how it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cddctl.commands.gather import Calendar, default_register, open_register, utc_now
from cddctl.commands.streams import say
from cddctl.drafts import Draft, Settled, settle
from cddctl.due import Period
from cddctl.entries import Entry
from cddctl.errors import RegisterExists
from cddctl.i18n import _
from cddctl.periods import FiscalYear
from cddctl.places import Place
from cddctl.register import Register
from cddctl.wording import say_list


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an officer records: the province, its register, its schedules, today."""

    province: Place
    register: Path | None
    calendar: Calendar
    today: date
    received: date
    by: str | None
    dry_run: bool

    def standing(self, period: Period) -> dict[str, Entry]:
        """What stands for a period, by office."""
        book = open_register(self.register)
        if book is None:
            return {}
        with book:
            return _standing(book, self.province, period)

    def record(self, drafts: Sequence[Draft]) -> list[Settled]:
        """Record drafts of one period as one batch, or refuse them all.

        Nothing is recorded in a dry run, or where all of it stood already.
        """
        period = drafts[0].period
        settled = settle(drafts, self.standing(period), self.today)
        if self.dry_run:
            return settled
        with self._register_to_write() as book, book.writing():
            settled = settle(drafts, _standing(book, self.province, period), self.today)
            if new := [one.entry for one in settled if one.is_new]:
                book.append(new, command="record", now=utc_now(), by=self.by)
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
        if before is None:
            return ""
        return _(" (before: {content})").format(content=self.say_content(before))

    def say_content(self, entry: Entry | None) -> str:
        """What an entry reports: total 120, 118 persons; note."""
        if entry is None or (entry.total is None and not entry.not_applicable):
            return _("nothing reported")
        if entry.not_applicable:
            content = _("not applicable yet")
        else:
            units = self.calendar.schedule(FiscalYear(entry.fiscal_year)).units
            counts = [
                _("{count} {unit}").format(count=f"{count:,}", unit=units[unit])
                for unit, count in entry.recorded.items()
            ]
            content = say_list([_("total {count}").format(count=f"{entry.total:,}"), *counts])
        return f"{content}; {entry.note}" if entry.note else content

    def _register_to_write(self) -> Register:
        book = open_register(self.register)
        if book is not None:
            return book
        path = default_register()
        try:
            book = Register.create(path, self.province.code, utc_now())
        except RegisterExists:  # another process was first
            return Register.open(path)
        say(
            _("created the register of {province}: {path}").format(
                province=self.province.name, path=path
            )
        )
        return book


def say_period(period: Period) -> str:
    """A period by database, number and month."""
    return _("{database}, period {number} of {month}").format(
        database=period.database.short_name, number=period.number, month=period.month.say()
    )


def _standing(book: Register, province: Place, period: Period) -> dict[str, Entry]:
    database, fiscal_year, number = period.key
    found = book.current(province.code, fiscal_year, [(database, number)])
    return {entry.office: entry for entry in found}
