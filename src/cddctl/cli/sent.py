"""The report that was sent when a round was closed, and what is said beside it."""

from typing import TYPE_CHECKING

from cddctl.cli.output import say
from cddctl.errors import DataRefused, RegisterMissing
from cddctl.i18n import _
from cddctl.periods import Month
from cddctl.places import Place
from cddctl.report.sent import Sending

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister


def sent_report(register: "AnyRegister", province: Place, month: Month) -> Sending:
    """The latest report sent for a month. Raises an error if there is none."""
    if not register.is_there:
        raise RegisterMissing(register.path)
    sending = Sending.of(province, register.acts(province.code, [month]))
    if sending is None:
        raise DataRefused(
            _(
                "no report of {month} was marked as sent; when it is sent, say so: cddctl close"
            ).format(month=month.say())
        )
    return sending


def say_sending(sending: Sending) -> None:
    """Say when and by whom the report was sent, and whether its round was reopened since."""
    from cddctl.render.tables.changes import say_moment
    from cddctl.render.tables.changes import say_sending as line_of

    say(line_of(sending.closing, sending.month))
    if sending.reopened is not None:
        say(
            _("the month was reopened on {date}: {reason}").format(
                date=say_moment(sending.reopened), reason=sending.reopened.reason
            )
        )
