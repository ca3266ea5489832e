"""The columns of entries and acts, and of the outcomes of files and registers."""

from typing import TYPE_CHECKING, NamedTuple

from cddctl.ledger.history import short_name
from cddctl.places import office_of, province_of
from cddctl.render.data.columns import DISTRICT, OFFICE, PLACE, PROVINCE
from cddctl.render.data.written import RECORDED, Columns, only, part, values_of

if TYPE_CHECKING:
    from cddctl.ledger.acts import Act
    from cddctl.ledger.drafts import Settled
    from cddctl.ledger.entries import Entry
    from cddctl.ledger.history import Change, Divergence, Record
    from cddctl.ledger.sources import Outcome, Problem
    from cddctl.register.merge import Merged
    from cddctl.register.summary import Moment
    from cddctl.report.sent import Change as ChangeSinceSent
    from cddctl.schedule.model import Database
    from cddctl.status.changes import DateMoved, RoundChange

ENTRY: "Columns[Entry]" = {
    "state": lambda entry: entry.state,
    "total": lambda entry: entry.total,
    RECORDED: lambda entry: dict(entry.recorded),
    "note": lambda entry: entry.note,
    "received": lambda entry: entry.received,
}
"""The values of an entry, the same in every output."""

ENTRY_PERIOD: "Columns[Entry]" = {
    **part(lambda entry: office_of(entry.office), OFFICE),
    "month": lambda entry: entry.month,
    "database": lambda entry: entry.database,
    "period": lambda entry: entry.period,
}
"""The office and period that an entry is of."""

HISTORY_ENTRY: "Columns[Change]" = {
    "what": lambda change: change.record.command,
    "entry": lambda change: change.record.short_name,
    "recorded_at": lambda change: change.record.content.recorded_at,
    "recorded_by": lambda change: change.record.content.recorded_by,
    "source": lambda change: change.record.source,
    "source_sha256": lambda change: change.record.source_sha256,
    **part(lambda change: change.record.content, {**ENTRY_PERIOD, **ENTRY}),
}

HISTORY_ACT: "Columns[Record[Act]]" = {
    "what": lambda act: act.content.kind,
    "entry": lambda act: act.short_name,
    "recorded_at": lambda act: act.content.recorded_at,
    "recorded_by": lambda act: act.content.recorded_by,
    **part(lambda act: province_of(act.content.province), PROVINCE),
    "office": lambda act: act.content.office,
    "office_name": lambda act: act.content.office and office_of(act.content.office).name_th,
    "month": lambda act: act.content.month,
    "database": lambda act: act.content.database,
    "until": lambda act: act.content.until,
    "reason": lambda act: act.content.reason,
    "sent_sha256": lambda act: act.content.sha256,
    "target": lambda act: act.content.target and short_name(act.content.target),
}

HISTORY_LINE = (
    "entry", "recorded_at", "recorded_by", "what", *ENTRY_PERIOD, *ENTRY, "source",
    "source_sha256", "until", "reason", "target",
)  # fmt: skip
"""The columns of an entry or an act: a line leaves those of the other kind empty."""


class Exported(NamedTuple):
    """An entry, and its database from the schedule of its year, if there is one."""

    entry: "Entry"
    database: "Database | None"


EXPORTED: Columns[Exported] = {
    **part(lambda line: province_of(line.entry.office), PROVINCE),
    **part(lambda line: office_of(line.entry.office), DISTRICT),
    "month": lambda line: line.entry.month,
    "number": lambda line: line.database.number if line.database else None,
    "database": lambda line: line.entry.database,
    "name": lambda line: line.database.short_name if line.database else None,
    "period": lambda line: line.entry.period,
    **part(lambda line: line.entry, ENTRY),
}
"""The headings that `record --from` accepts."""


# --- record --from -----------------------------------------------------------------------------

IMPORTED_ENTRY: "Columns[Settled]" = {
    **part(lambda change: change.entry, ENTRY_PERIOD),
    "status": lambda change: change.status,
    **part(lambda change: change.entry, ENTRY),
    "before": lambda change: (
        values_of(ENTRY, change.before) if change.is_new and change.before else None
    ),
}

PROBLEM: "Columns[Problem]" = {
    "where": lambda problem: problem.where or None,
    "message": lambda problem: problem.message,
}


class Imported(NamedTuple):
    """The outcome of a file, and the warnings about it."""

    outcome: "Outcome"
    warnings: list[str]


_OUTCOME: "Columns[Outcome]" = {
    "file": lambda outcome: outcome.source.name,
    "sha256": lambda outcome: outcome.source.sha256,
    "status": lambda outcome: outcome.status,
    "added": lambda outcome: outcome.added,
    "updated": lambda outcome: len(outcome.updated),
    "unchanged": lambda outcome: outcome.unchanged,
    "as_printed": lambda outcome: outcome.as_printed,
    "offices": lambda outcome: [values_of(OFFICE, office) for office in outcome.source.offices],
    "entries": lambda outcome: [values_of(IMPORTED_ENTRY, change) for change in outcome.settled],
    "problems": lambda outcome: [values_of(PROBLEM, problem) for problem in outcome.problems],
    "blank": lambda outcome: list(outcome.source.blank),
    "not_read": lambda outcome: list(outcome.unread),
}

IMPORTED: Columns[Imported] = {
    **part(
        lambda file: file.outcome,
        only(
            _OUTCOME,
            "file", "sha256", "status", "added", "updated", "unchanged", "as_printed", "offices",
            "entries",
        ),
    ),
    "warnings": lambda file: file.warnings,
    **part(lambda file: file.outcome, only(_OUTCOME, "problems", "blank", "not_read")),
}  # fmt: skip


# --- report --changes --------------------------------------------------------------------------


def _or_none(entry: "Entry | None") -> dict[str, object] | None:
    return values_of(ENTRY, entry) if entry else None


SINCE_SENT: "Columns[ChangeSinceSent]" = {
    **part(lambda change: change.office, OFFICE),
    "database": lambda change: change.period.database.id,
    "period": lambda change: change.period.number,
    "sent": lambda change: _or_none(change.before),
    "now": lambda change: _or_none(change.now),
}


# --- merge -------------------------------------------------------------------------------------

RECORD: "Columns[Record[Entry]]" = {
    "entry": lambda record: record.short_name,
    **part(lambda record: record.content, ENTRY),
    "recorded_at": lambda record: record.content.recorded_at,
    "recorded_by": lambda record: record.content.recorded_by,
}

DIFFERING: "Columns[Divergence]" = {
    **part(lambda divergence: divergence.ours.content, ENTRY_PERIOD),
    "stands": lambda divergence: divergence.current.short_name,
    "ours": lambda divergence: values_of(RECORD, divergence.ours),
    "theirs": lambda divergence: values_of(RECORD, divergence.theirs),
}

DATE_MOVED: "Columns[DateMoved]" = {
    **part(lambda moved: moved.office, OFFICE),
    "database": lambda moved: moved.period.database.id,
    "period": lambda moved: moved.period.number,
    "before": lambda moved: moved.before,
    "until": lambda moved: moved.until,
}

ROUND_CHANGE: "Columns[RoundChange]" = {
    **part(lambda change: change.province, PROVINCE),
    "month": lambda change: change.month,
    "opened": lambda change: change.is_opened,
    "closed": lambda change: change.is_closed,
    "note": lambda change: change.note,
    "note_before": lambda change: change.note_before,
    "dates": lambda change: [values_of(DATE_MOVED, moved) for moved in change.dates],
}

MERGED: "Columns[Merged]" = {
    "register": lambda merged: f"{merged.path}",
    "home_province": lambda merged: merged.home and values_of(PLACE, merged.home),
    "entries": lambda merged: merged.taken.entries,
    "acts": lambda merged: merged.taken.acts,
    "batches": lambda merged: merged.taken.batches,
    "known": lambda merged: merged.taken.known,
    "differing": lambda merged: [
        values_of(DIFFERING, each) for round_ in merged.rounds for each in round_.diverged
    ],
    "rounds": lambda merged: [values_of(ROUND_CHANGE, change) for change in merged.changes],
}


# --- register info -----------------------------------------------------------------------------

MOMENT: "Columns[Moment]" = {"at": lambda moment: moment.at, "by": lambda moment: moment.by}
