"""A province's own note for a round, which the form prints under its table."""

from cddctl.cli.context import Context
from cddctl.cli.files import is_dry
from cddctl.cli.output import say
from cddctl.cli.rounds import append_acts, open_round
from cddctl.cli.writing import refuse_closed, writing
from cddctl.errors import UsageRefused
from cddctl.i18n import _
from cddctl.ledger.acts import Act, Kind
from cddctl.notes import check_reason
from cddctl.places import Scope


def keep_note(
    context: Context, scope: Scope, month: str | None, typed: str, *, is_now: bool
) -> None:
    """Keep the province's own note for the round of a month, which must be said and open."""
    if scope.is_several or scope.districts or not is_now:
        raise UsageRefused(
            _("a note is kept for the round of one province; leave out what shows another")
        )
    province = scope.province
    note = check_reason(typed, _("the note is empty; write it in a few words"))
    with open_round(context, month, province.id, yes=is_dry()) as (register, round_):
        if is_dry():
            say(_("dry run: the note would be kept: {note}").format(note=note))
            return
        with writing(context, register):
            refuse_closed(register, province.code, round_.month)
            act = Act(Kind.NOTE, province.code, round_.month, reason=note)
            append_acts(register, "note", round_, [act], None)
    say(
        _("note kept: {month}, {province}; to take it back: cddctl undo").format(
            month=round_.month.say(), province=province.name
        )
    )
