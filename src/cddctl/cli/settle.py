"""`cddctl doubts --settle`: asks for a note to each doubtful entry, one after another."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby

from cddctl.cli.ask import Save, ask_again, ask_in_turn, ask_or_leave, ask_until_read, is_yes
from cddctl.cli.output import is_interactive, say, show
from cddctl.cli.recording import Recording
from cddctl.errors import RegisterLocked, UsageRefused
from cddctl.i18n import _, ngettext
from cddctl.ledger.drafts import Draft
from cddctl.notes import check_reason
from cddctl.places import Place
from cddctl.render.doubts import doubt_lines
from cddctl.status.histories import Doubted

_SAME = "="


def settle(recording: Recording, province: Place, found: Iterable[Doubted]) -> None:
    """Ask for a note to each entry, and record those that are given."""
    if not is_interactive():
        message = _("there is no terminal here to ask on; give it all at once: {form}")
        form = _("cddctl record DISTRICT DATABASE --month M --note T")
        raise UsageRefused(message.format(form=form))
    asked = [list(of_entry) for _key, of_entry in groupby(found, key=lambda each: each.entry)]
    for period in {each[0].period.key: each[0].period for each in asked}.values():
        recording.refuse_closed(period, province)
    say(
        _(
            "A note says why a count is right. Enter leaves it open, = takes the note before, "
            "b goes back, s saves and leaves; mend a count that is wrong by: cddctl record"
        )
    )
    notes: dict[int, str] = {}

    def ask_about(number: int, before: str) -> str:
        """Ask for the note to an entry; returns the note that = takes next."""
        doubts = asked[number]
        show(f"[{number + 1}/{len(asked)}]", *doubt_lines(doubts, recording.context.schedule_of))
        show(f"    {recording.say_content(doubts[0].entry)}")

        def read(typed: str) -> str:
            note = before if typed == _SAME else typed
            return check_reason(note) if note else ""

        notes[number] = ask_until_read(_("  note: "), read, ask_or_leave)
        return notes[number] or before

    questions = [partial(ask_about, number) for number in range(len(asked))]
    with suppress(Save):
        ask_again(lambda: ask_in_turn("", questions))
    _record(recording, [(asked[number][0], note) for number, note in notes.items() if note])


def _record(recording: Recording, notes: Sequence[tuple[Doubted, str]]) -> None:
    """Record all notes, or none."""
    if not notes:
        say(_("Nothing has changed; nothing is recorded."))
        return
    drafts = [Draft(each.period, each.office, note=note) for each, note in notes]
    shown = {each.entry.period_and_office: each.entry for each, _note in notes}
    while True:
        try:
            recording.record(drafts, shown=shown)
        except RegisterLocked as locked:
            say(str(locked))
            if not is_yes(_("Try again?")):
                raise
        else:
            break
    message = ngettext("would record {count} note", "would record {count} notes", len(notes))
    if not recording.dry_run:
        message = ngettext("recorded {count} note", "recorded {count} notes", len(notes))
    say(message.format(count=len(notes)))
