"""Undo records, and bring them back: show the changes, ask, and record it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from cddctl.cli import clock
from cddctl.cli.ask import is_wanted
from cddctl.cli.context import Context
from cddctl.cli.output import say, show, table_width
from cddctl.cli.writing import check_ready, recorded_meanwhile, refuse_closed, writing
from cddctl.errors import DataRefused, EntryRefused
from cddctl.i18n import _, ngettext
from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.ledger.history import AnyRecord, Record, acts_of
from cddctl.ledger.undoing import Plan, Reversal, Steps
from cddctl.periods import Month, thai_time
from cddctl.register.store import Register
from cddctl.render.tables.history import plan_lines, say_record
from cddctl.report.sent import keys_sent
from cddctl.schedule.due import PeriodKey
from cddctl.wording import say_date, say_list


@dataclass(frozen=True, slots=True)
class Options:
    """How an undo or redo is done."""

    by: str | None
    dry_run: bool
    yes: bool


def reverse(context: Context, choose: Callable[[Steps], Reversal], options: Options) -> None:
    """Do the undo or redo that `choose` finds, if it is possible and confirmed."""
    check_ready(context)
    with context.open_register() as register:
        if not isinstance(register, Register):
            raise DataRefused(_("there is no register yet, so there is nothing to undo"))
        plan = _planned(context, register, choose)
        show(*plan_lines(plan, context.schedule_of, width=table_width()))
        if options.dry_run:
            say(_say_count(plan, _("would be undone"), _("would be brought back"), context))
            return
        if not options.yes and not _is_wanted(plan):
            say(_("Nothing is undone.") if _is_undo(plan) else _("Nothing is brought back."))
            return
        with writing(context, register):
            # Read again within the transaction: nobody else can change it before this is recorded.
            if _planned(context, register, choose) != plan:
                raise recorded_meanwhile(plan.records[0].short_name)
            register.append(
                plan.acts,
                command=plan.reversal.kind,
                schedule=context.schedule_in_force(plan.records[0].content).name,
                now=clock.utc_now(),
                by=options.by,
            )
    say(_say_count(plan, _("undone"), _("brought back"), context))


def _planned(context: Context, register: Register, choose: Callable[[Steps], Reversal]) -> Plan:
    """Plan the undo or redo. Raises `DataRefused` if it is not possible."""
    steps = Steps(_records(register))
    is_on_report = _on_report(context, steps.records)
    plan = steps.plan(choose(steps), is_on_report)
    rounds = {
        (record.content.province, record.content.month)
        for record in plan.records
        if _needs_open_round(record, is_on_report)
    }
    for province, month in sorted(rounds):
        refuse_closed(register, province, month)
    if plan.hindrances:
        (record, later), more = plan.hindrances[0], len(plan.hindrances) - 1
        raise EntryRefused(
            say_hindrance(
                context,
                _("{entry} ({what}) was overtaken by {later} of {date}; undo that first"),
                record,
                later,
                more,
            )
        )
    return plan


def say_hindrance(
    context: Context, message: str, record: AnyRecord, later: AnyRecord, more: int = 0
) -> str:
    """Describe the record that prevents an undo, and count the others."""
    text = message.format(
        entry=record.short_name,
        what=say_record(record, context.schedule_of),
        later=later.short_name,
        date=say_recorded(later),
    )
    if not more:
        return text
    return ngettext("{said} (and {count} more)", "{said} (and {count} more)", more).format(
        said=text, count=more
    )


def say_recorded(record: AnyRecord) -> str:
    """The date that something was recorded."""
    return say_date(thai_time(record.content.recorded_at or clock.utc_now()).date())


def _on_report(context: Context, records: Iterable[AnyRecord]) -> Callable[[Entry], bool]:
    """Whether the report of its month shows an entry: today's, or one that was sent."""
    closings = [record.content for record in acts_of(records) if record.content.kind is Kind.CLOSE]

    @cache
    def sent(province: str, month: Month) -> frozenset[PeriodKey]:
        of_round = (act for act in closings if (act.province, act.month) == (province, month))
        return frozenset().union(*map(keys_sent, of_round))

    def is_on_report(entry: Entry) -> bool:
        return context.is_on_report(entry) or entry.key in sent(entry.province, entry.month)

    return is_on_report


def _needs_open_round(record: AnyRecord, is_on_report: Callable[[Entry], bool]) -> bool:
    """Whether a record can only be undone while its round is open."""
    content = record.content
    if isinstance(content, Entry):
        return is_on_report(content)
    return content.kind in {Kind.EXTEND, Kind.NOTE}


def _records(register: Register) -> list[AnyRecord]:
    """All entries and acts of all provinces, in the order recorded."""
    rounds = groupby(register.rounds(), key=itemgetter(0))
    records = [
        record
        for province, months in rounds
        for record in register.records(province, [month for _province, month in months])
    ]
    return sorted(records, key=Record.order)


def _is_undo(plan: Plan) -> bool:
    return plan.reversal.kind is Kind.UNDO


def _is_wanted(plan: Plan) -> bool:
    """Ask the officer to confirm; without a terminal, refuse."""
    if _is_undo(plan):
        return is_wanted(
            _("Undo this?"),
            _("nothing is undone: there is no terminal here to ask on; add --yes to do this"),
        )
    return is_wanted(
        _("Bring this back?"),
        _("nothing is brought back: there is no terminal here to ask on; add --yes to do this"),
    )


def _say_count(plan: Plan, undone: str, redone: str, context: Context) -> str:
    """Say how many entries, or which acts, were undone or brought back."""
    acts = [record for record in plan.records if isinstance(record.content, Act)]
    entries = len(plan.records) - len(acts)
    parts = [say_record(act, context.schedule_of) for act in acts]
    if entries:
        parts.append(ngettext("{count} entry", "{count} entries", entries).format(count=entries))
    return _("{lead}: {what}").format(
        lead=undone if _is_undo(plan) else redone, what=say_list(parts)
    )
