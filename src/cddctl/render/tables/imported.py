"""The results of importing files: a table, and every entry that was replaced."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from cddctl.i18n import N_, _, ngettext
from cddctl.ledger.sources import Outcome
from cddctl.render.tables.layout import plain_table
from cddctl.render.words import ScheduleOf, say_change
from cddctl.wording import say_list

_BEFORE = 41
"""The width of the columns before the office, in cells."""
_NARROWEST = 20

_STATUS = {
    "recorded": N_("recorded"),
    "unchanged": N_("unchanged"),
    "blank": N_("blank"),
    "refused": N_("refused"),
}


def import_table(
    outcomes: Sequence[Outcome], schedule_of: ScheduleOf, *, dry_run: bool, width: int | None = None
) -> list[RenderableType]:
    """One row per file; then every entry that replaces another, old and new."""
    table = plain_table(gap=1)
    headings = [_("Added"), _("Updated"), _("Unchanged"), _("Blank")]
    before = _BEFORE
    if has_printed := any(outcome.as_printed for outcome in outcomes):
        headings.append(_("As printed"))
        before += cell_len(headings[-1]) + 1
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(_("Result"), no_wrap=True)
    table.add_column(_("Office"), no_wrap=True)
    offices = [_offices(outcome) for outcome in outcomes]
    # A name longer than the remaining width continues on further lines, never cut.
    remaining = (
        None
        if width is None
        else max(_NARROWEST, width - before - max(map(cell_len, offices), default=0))
    )
    table.add_column(_("File"), max_width=remaining, overflow="fold")
    for outcome, office in zip(outcomes, offices, strict=True):
        status = _STATUS[outcome.status]
        if dry_run and outcome.status == "recorded":
            status = N_("to record")
        blank = len(outcome.source.blank)
        counts = [outcome.added, len(outcome.updated), outcome.unchanged, blank]
        counts += [outcome.as_printed] if has_printed else []
        cells = [""] * len(counts) if outcome.problems else [f"{count:,}" for count in counts]
        table.add_row(*cells, _(status), office, Text(outcome.source.name))
    parts: list[RenderableType] = [table, "", _sums(outcomes, dry_run=dry_run)]
    changes = [
        say_change(change, schedule_of(change.entry))
        for outcome in outcomes
        for change in outcome.updated
    ]
    return [*parts, "", _("Updated:"), *changes] if changes else parts


def _sums(outcomes: Sequence[Outcome], *, dry_run: bool) -> str:
    """The totals over all files, in one line."""
    sums = _("{files}: {added} added, {updated} updated, {unchanged} unchanged").format(
        files=_files(outcomes),
        added=f"{sum(outcome.added for outcome in outcomes):,}",
        updated=f"{sum(len(outcome.updated) for outcome in outcomes):,}",
        unchanged=f"{sum(outcome.unchanged for outcome in outcomes):,}",
    )
    if as_printed := sum(outcome.as_printed for outcome in outcomes):
        sums = _("{sums}, {count} as printed").format(sums=sums, count=f"{as_printed:,}")
    if refused := [outcome for outcome in outcomes if outcome.problems]:
        sums = _("{sums}; {files} refused").format(sums=sums, files=_files(refused))
    return _("{sums} (dry run: nothing was recorded)").format(sums=sums) if dry_run else sums


def _files(outcomes: Sequence[Outcome]) -> str:
    """How many files there are, and how many replies: a pasted text may hold several."""
    replies = sum(outcome.source.is_reply for outcome in outcomes)
    files = len(outcomes) - replies
    parts = []
    if files or not replies:
        parts.append(ngettext("{count} file", "{count} files", files).format(count=f"{files:,}"))
    if replies:
        text = ngettext("{count} reply", "{count} replies", replies)
        parts.append(text.format(count=f"{replies:,}"))
    return say_list(parts)


def _offices(outcome: Outcome) -> str:
    """The office that a file is from, or the number of offices."""
    offices = outcome.source.offices
    if len(offices) > 1:
        return ngettext("{count} office", "{count} offices", len(offices)).format(
            count=len(offices)
        )
    return "".join(office.name for office in offices)
