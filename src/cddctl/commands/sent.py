"""The report that was sent, as `cddctl report --sent` and `--changes` have it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cddctl.commands.gather import Calendar, default_register
from cddctl.commands.streams import say
from cddctl.errors import DataRefused, RegisterMissing
from cddctl.i18n import _
from cddctl.ledger.acts import Act, last_closing, reopening
from cddctl.periods import Month
from cddctl.places import Place, districts
from cddctl.register.store import Register
from cddctl.render.data.report import report_json
from cddctl.render.tables.changes import say_moment, say_sending
from cddctl.report.form import Report, build_report
from cddctl.report.sent import Change, Sent, changes_since
from cddctl.schedule.due import Period
from cddctl.schedule.model import Schedule
from cddctl.wording import say_list


@dataclass(frozen=True, slots=True)
class Sending:
    """A report that was sent, and the schedule in use now."""

    province: Place
    month: Month
    schedule: Schedule
    periods: tuple[Period, ...]
    closing: Act
    reopened: Act | None
    """What opened the round again since."""
    sent: Sent

    def reports(self, wanted: Iterable[Place | None]) -> list[Report]:
        """The report of the province (None) and of each district that is wanted."""
        return [
            build_report(
                self.schedule,
                self.province,
                districts(self.province),
                self.month,
                self.periods,
                self.sent.entries,
                district=district,
            )
            for district in wanted
        ]

    def changes(self, book: Register, office: Place | None) -> list[Change]:
        """What differs now, for all or for one office."""
        now = book.current(self.province.code, self.month)
        found = changes_since(
            self.periods, self.province, districts(self.province), self.sent.entries, now
        )
        return [change for change in found if office in {None, change.office}]


def sending_of(place: Place, month: Month, calendar: Calendar, book: Register | None) -> Sending:
    """The latest report of a month that was sent. Refuses where there is none."""
    if book is None:
        raise RegisterMissing(default_register())
    acts = book.acts(place.code, [month])
    closing = last_closing(acts)
    if closing is None:
        raise DataRefused(
            _(
                "no report of {month} was marked as sent; when it is sent, say so: cddctl close"
            ).format(month=month.say())
        )
    schedule, periods = calendar.of_month(month)
    return Sending(place, month, schedule, periods, closing, reopening(acts), Sent.of(closing))


def tell_sending(sending: Sending) -> None:
    """Say when the report was sent and by whom, and what has become of its round and schedule."""
    say(say_sending(sending.closing, sending.month))
    if sending.reopened is not None:
        say(
            _("the month was reopened on {date}: {reason}").format(
                date=say_moment(sending.reopened), reason=sending.reopened.reason
            )
        )
    [rebuilt] = sending.reports([None])
    kept = {row["number"]: row for row in sending.sent.report["rows"]}
    found = {row["number"]: row for row in json.loads(report_json(rebuilt))["rows"]}
    numbers = sorted(kept.keys() | found.keys())
    if differing := [number for number in numbers if kept.get(number) != found.get(number)]:
        say(
            _(
                "the schedule in use ({schedule}) is not what it was ({sent}); "
                "not as they were sent: row {rows}; --format json has them as they were"
            ).format(
                schedule=sending.schedule.name,
                sent=sending.sent.schedule,
                rows=say_list(differing),
            )
        )
