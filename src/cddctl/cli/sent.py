"""The report that was sent when a round was closed, and the messages beside it."""

from typing import TYPE_CHECKING

from cddctl.cli.output import say
from cddctl.errors import DataRefused, RegisterMissing
from cddctl.i18n import _, ngettext
from cddctl.ledger.acts import Kind
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.report.sent import SentReport

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister


def find_sent_report(
    register: "AnyRegister", province: Place, month: Month, number: int | None = None
) -> SentReport:
    """The latest report sent for a month, or an earlier one by number: 1 is the first.

    Raises an error if there is none.
    """
    if not register.is_there:
        raise RegisterMissing(register.path)
    acts = register.acts(province.code, [month])
    closings = [at for at, act in enumerate(acts) if act.kind is Kind.CLOSE]
    if number is not None and closings:
        if not 1 <= number <= len(closings):
            raise DataRefused(
                ngettext(
                    "the report of {month} was sent {count} time; there is no report {number}",
                    "the report of {month} was sent {count} times; there is no report {number}",
                    len(closings),
                ).format(month=month.say(), count=len(closings), number=number)
            )
        acts = acts[: closings[number]] if number < len(closings) else acts
    sent_report = SentReport.of(province, acts)
    if sent_report is None:
        raise DataRefused(
            _(
                "no report of {month} was marked as sent; when it is sent, say so: cddctl close"
            ).format(month=month.say())
        )
    return sent_report


def say_sent_report(sent_report: SentReport) -> None:
    """Say when and by whom the report was sent, and whether its round was reopened since."""
    from cddctl.render.tables.changes import say_sending as line_of
    from cddctl.render.words import say_moment

    say(line_of(sent_report.closing, sent_report.month))
    if sent_report.reopened is not None:
        say(
            _("the month was reopened on {date}: {reason}").format(
                date=say_moment(sent_report.reopened.recorded_at),
                reason=sent_report.reopened.reason,
            )
        )
