"""Texts that officers write: notes, reasons and their names, and the rules for a valid one."""

import unicodedata

from cddctl.errors import EntryRefused
from cddctl.i18n import _
from cddctl.wording import cut, has_controls

MAX_NOTE = 500
MAX_NAME = 100


def check_note(note: str) -> None:
    """Refuse, with `EntryRefused`, a note that would print differently from how it is stored."""
    if not _is_plain(note):
        raise EntryRefused(
            _(
                "the note has a control character in it, {note!r}; type it as one line of text"
            ).format(note=cut(note))
        )
    if len(note) > MAX_NOTE:
        raise EntryRefused(
            _("the note is {length} characters long; {limit} is the most").format(
                length=len(note), limit=MAX_NOTE
            )
        )


def is_reason(text: str | None) -> bool:
    """Whether a text gives a reason: digits, dashes and dots alone do not."""
    return text is not None and any(unicodedata.category(c).startswith("L") for c in text)


def check_reason(typed: str | None, why: str | None = None) -> str:
    """A reason as it is stored. Raises `EntryRefused`; `why` says why a missing one is needed.

    Every reason is checked here: for not applicable yet, recorded above the total, an extended
    date, a round closed incomplete or reopened.
    """
    if typed is None or not is_reason(typed):
        raise EntryRefused(why or _("the reason is empty; say why in a few words"))
    check_note(typed.strip())
    return typed.strip()


def check_name(name: str) -> str:
    """The name of the person who keys something in. Raises `EntryRefused` for an invalid one."""
    if not _is_plain(name) or len(name) > MAX_NAME:
        raise EntryRefused(
            _("{name!r} is no name; write it on one line, of {limit} characters at most").format(
                name=name[:MAX_NAME], limit=MAX_NAME
            )
        )
    return name


def _is_plain(text: str) -> bool:
    """Whether a text prints as one line, in the order stored, and alike on every PC."""
    return not has_controls(text) and not any(unicodedata.category(c) in {"Co", "Cn"} for c in text)
