"""Forms that come back: which cells were filled in, and which still are as they were printed.

A cell that comes back as it was printed counts as not filled in, whatever the register holds now. A
cell that was changed while the register changed too is a conflict.
"""

from collections.abc import Iterable

from cddctl.i18n import _
from cddctl.ledger.drafts import ANSWER, NOTE, TOTAL, Draft, Printed
from cddctl.ledger.entries import Entry


def changed_since(draft: Draft, printed: Printed) -> Draft | None:
    """The draft with the values alone that are not as printed; None where all are."""
    if draft.not_applicable:
        is_as_printed = printed.not_applicable and printed.note == Printed.of(draft).note
        return None if is_as_printed else draft
    names = [name for name in _names(draft) if Printed.of(draft).value(name) != printed.value(name)]
    return _only(draft, names)


def conflicts(
    whole: Draft, changed: Draft, printed: Printed, current: Entry | None
) -> list[tuple[str, str, str]]:
    """The values that form and register both changed since printing, differently.

    Each with its name, and as text in the register and in the form. `whole` is the row as it came
    back, `changed` only its changed values.
    """
    given, now = Printed.of(changed), Printed.of(current)
    if changed.not_applicable:
        is_other = not now.not_applicable and now[:3] != printed[:3]
        names = [ANSWER] if is_other else []
    elif now.not_applicable != printed.not_applicable and not changed.is_only_note:
        names = [ANSWER]
    else:
        names = [
            name
            for name in _names(changed)
            if now.value(name) not in {printed.value(name), given.value(name)}
        ]
    return [(name, value_text(current, name), value_text(whole, name)) for name in names]


def without_replaced(
    draft: Draft, entries: Iterable[Entry], current: Entry | None
) -> tuple[Draft | None, list[str]]:
    """A draft without values that an earlier entry had and the current one has not; their names.

    For a form that does not carry its printed values: such a value most likely was one of them.
    `entries` are all that were recorded.
    """
    earlier = [Printed.of(entry) for entry in entries]
    if not earlier:
        return draft, []
    given, now = Printed.of(draft), Printed.of(current)
    if draft.not_applicable:
        is_old = not now.not_applicable and any(
            old.not_applicable and old.note == given.note for old in earlier
        )
        return (None, [ANSWER]) if is_old else (draft, [])
    replaced = [
        name
        for name in _names(draft)
        if given.value(name) != now.value(name)
        and any(old.value(name) == given.value(name) for old in earlier)
    ]
    return _only(draft, [name for name in _names(draft) if name not in replaced]), replaced


def without_replaced_total(
    draft: Draft, entries: Iterable[Entry], current: Entry | None
) -> tuple[Draft | None, list[str]]:
    """A reply without its total where a reminder may have printed it; and the names left out.

    It prints the current total, or printed an earlier one: then that is left out. Everything else
    was typed. But counts that all are an earlier entry's, since replaced, most likely are that
    reply once more, as in a chat that was saved again.
    """
    total = current.total if current is not None else None
    if draft.total is None or total is None or draft.is_complete:
        return draft, []
    counts = Printed.of(draft)[:2]
    earlier = [Printed.of(entry)[:2] for entry in entries]
    if draft.recorded and counts in earlier and counts != Printed.of(current)[:2]:
        return None, [TOTAL, *draft.recorded]
    if draft.total != total and all(entry.total != draft.total for entry in entries):
        return draft, []
    return changed_since(draft, Printed(draft.total)), [TOTAL] if draft.total != total else []


def _names(draft: Draft) -> list[str]:
    """The names of the values that a draft gives."""
    names = [TOTAL] if draft.total is not None else []
    names += draft.recorded
    return [*names, NOTE] if draft.note is not None else names


def _only(draft: Draft, names: Iterable[str]) -> Draft | None:
    """The draft with these of its values; None where there are none."""
    names = set(names)
    if not names:
        return None
    return draft._replace(
        total=draft.total if TOTAL in names else None,
        recorded={unit: count for unit, count in draft.recorded.items() if unit in names},
        note=draft.note if NOTE in names else None,
    )


def value_text(source: Entry | Draft | None, name: str) -> str:
    """A value as text."""
    if source is None:
        return _("nothing")
    if name == NOTE:
        return source.note or _("nothing")
    if name == ANSWER and source.not_applicable:
        return _("not applicable yet")
    count = source.recorded.get(name) if name not in {TOTAL, ANSWER} else source.total
    return _("nothing") if count is None else f"{count:,}"
