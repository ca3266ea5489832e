"""The results of importing files: a table and its details, or JSON."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from cddctl.i18n import N_, _, ngettext
from cddctl.ledger.drafts import Settled
from cddctl.ledger.entries import Entry
from cddctl.ledger.settling import Outcome
from cddctl.render.data.columns import ENTRY
from cddctl.render.data.written import as_json, values_of
from cddctl.render.tables.report import plain_table
from cddctl.render.words import say_change, say_period
from cddctl.schedule.model import Schedule
from cddctl.wording import say_date

ScheduleOf = Callable[[Entry], Schedule]

_BEFORE = 41
"""The width of the columns before the office, in cells."""
_NARROWEST = 20

_STATUS = {
    "recorded": N_("recorded"),
    "unchanged": N_("unchanged"),
    "refused": N_("refused"),
}


def import_table(
    outcomes: Sequence[Outcome], schedule_of: ScheduleOf, *, dry_run: bool, width: int | None = None
) -> list[RenderableType]:
    """One row per file; then every entry that replaces another, old and new."""
    table = plain_table(gap=1)
    for heading in (_("Added"), _("Updated"), _("Unchanged"), _("Blank")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(_("Result"), no_wrap=True)
    table.add_column(_("Office"), no_wrap=True)
    offices = [_offices(outcome) for outcome in outcomes]
    # A name longer than the remaining width continues on further lines, never cut.
    left = (
        None
        if width is None
        else max(_NARROWEST, width - _BEFORE - max(map(cell_len, offices), default=0))
    )
    table.add_column(_("File"), max_width=left, overflow="fold")
    for outcome, office in zip(outcomes, offices, strict=True):
        status = _STATUS[outcome.status]
        if dry_run and outcome.status == "recorded":
            status = N_("to record")
        blank = len(outcome.source.blank)
        counts = (outcome.added, len(outcome.updated), outcome.unchanged, blank)
        shown = [""] * len(counts) if outcome.flaws else [f"{count:,}" for count in counts]
        table.add_row(*shown, _(status), office, Text(outcome.source.name))
    parts: list[RenderableType] = [table, "", _sums(outcomes, dry_run=dry_run)]
    changes = [
        say_change(change, schedule_of(change.entry))
        for outcome in outcomes
        for change in outcome.updated
    ]
    return [*parts, "", _("Updated:"), *changes] if changes else parts


def import_warnings(outcome: Outcome, schedule_of: ScheduleOf) -> list[str]:
    """Warnings about entries of a file that were recorded, but should be checked."""
    lines = [
        _("{office}, {period}: {what}").format(
            office=one.draft.office.name, period=say_period(one.draft.period), what=what
        )
        for one in outcome.new
        for what in _suspect(one, schedule_of)
    ]
    if outcome.taken is not None and outcome.overtaken:
        lines.append(
            ngettext(
                "this file was recorded on {date}; {count} entry has been corrected since, "
                "and the correction stands",
                "this file was recorded on {date}; {count} entries have been corrected since, "
                "and the corrections stand",
                outcome.overtaken,
            ).format(date=say_date(outcome.taken.astimezone().date()), count=outcome.overtaken)
        )
    return lines


def import_json(
    outcomes: Sequence[Outcome], left: Sequence[str], schedule_of: ScheduleOf, *, dry_run: bool
) -> str:
    """Every file with its entries, warnings and flaws, and the parts that were not read.

    `left` are the files of folders that were not read at all.
    """
    return as_json(
        {
            "dry_run": dry_run,
            "not_read": list(left),
            "files": [
                {
                    "file": outcome.source.name,
                    "sha256": outcome.source.sha256,
                    "status": outcome.status,
                    "added": outcome.added,
                    "updated": len(outcome.updated),
                    "unchanged": outcome.unchanged,
                    "offices": [office.code for office in outcome.source.offices],
                    "entries": [_entry_values(one) for one in outcome.settled],
                    "warnings": import_warnings(outcome, schedule_of),
                    "problems": [
                        {"where": flaw.where or None, "message": flaw.message}
                        for flaw in outcome.flaws
                    ],
                    "blank": list(outcome.source.blank),
                    "not_read": list(outcome.unread),
                }
                for outcome in outcomes
            ],
        }
    )


def _sums(outcomes: Sequence[Outcome], *, dry_run: bool) -> str:
    """The totals over all files, in one line."""
    said = _("{files}: {added} added, {updated} updated, {unchanged} unchanged").format(
        files=_files(len(outcomes)),
        added=f"{sum(outcome.added for outcome in outcomes):,}",
        updated=f"{sum(len(outcome.updated) for outcome in outcomes):,}",
        unchanged=f"{sum(outcome.unchanged for outcome in outcomes):,}",
    )
    if refused := sum(bool(outcome.flaws) for outcome in outcomes):
        said = _("{sums}; {files} refused").format(sums=said, files=_files(refused))
    return _("{sums} (dry run: nothing was recorded)").format(sums=said) if dry_run else said


def _files(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=f"{count:,}")


def _offices(outcome: Outcome) -> str:
    """The office that a file is from, or the number of offices."""
    offices = outcome.source.offices
    if len(offices) > 1:
        return ngettext("{count} office", "{count} offices", len(offices)).format(
            count=len(offices)
        )
    return "".join(office.name for office in offices)


def _suspect(one: Settled, schedule_of: ScheduleOf) -> Iterable[str]:
    """Describe an entry that may be a typing error."""
    if one.before is None:
        return
    units = schedule_of(one.entry).units
    for unit in one.lowered:
        now = one.entry.recorded.get(unit)
        yield _("{unit} recorded go down from {before} to {now}").format(
            unit=units.get(unit, unit),
            before=f"{one.before.recorded[unit]:,}",
            now=_("none") if now is None else f"{now:,}",
        )
    if one.changes_much:
        yield _("the total goes from {before} to {now}, a change of more than 30 %").format(
            before=f"{one.before.total:,}", now=f"{one.entry.total:,}"
        )


def _entry_values(one: Settled) -> dict[str, Any]:
    """An entry, and the one that it replaces."""
    entry = one.entry
    status = "unchanged"
    if one.is_new:
        status = "added" if one.before is None else "updated"
    return {
        "office": entry.office,
        "database": entry.database,
        "period": entry.period,
        "month": str(entry.month),
        "status": status,
        **values_of(ENTRY, entry),
        "before": values_of(ENTRY, one.before) if one.is_new and one.before else None,
    }
