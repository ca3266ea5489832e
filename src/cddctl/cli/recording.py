"""Record entries: read the current ones, check the new ones, append and describe them.

Arguments, answers and files are all recorded through here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from cddctl.cli import clock
from cddctl.cli.ask import confirm_months, is_far_ahead
from cddctl.cli.context import Context
from cddctl.cli.output import say
from cddctl.cli.writing import check_ready, recorded_meanwhile, say_closed, writing
from cddctl.errors import RoundClosed
from cddctl.i18n import _
from cddctl.ledger.drafts import Draft, PeriodOfProvince, Settled, settle
from cddctl.ledger.entries import Entry, PeriodAndOffice, check_received
from cddctl.ledger.settling import (
    Records,
    current_by_office,
    records_of,
    settle_sources,
)
from cddctl.ledger.sources import Outcome, Source, rounds_of
from cddctl.periods import Month, parse_date
from cddctl.places import Place, province_of
from cddctl.register.store import Register
from cddctl.render.doubts import say_doubt, say_doubts
from cddctl.render.words import say_before, say_change, say_content
from cddctl.schedule.due import Period, PeriodKey, report_periods
from cddctl.status.histories import Histories, months_compared

if TYPE_CHECKING:
    from cddctl.cli.context import AnyRegister
    from cddctl.exchange.forms import Round
    from cddctl.ledger.doubts import Doubt

_T = TypeVar("_T")


class _Batch(NamedTuple):
    """Entries recorded together, and the file that they come from."""

    settled: Sequence[Settled]
    source: Source | None = None

    @property
    def new(self) -> list[Entry]:
        """The entries to append."""
        return [settled.entry for settled in self.settled if settled.is_new]


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of entries by one command, with its options."""

    context: Context
    received: date | None
    """The day that the offices reported, if given."""
    by: str | None
    dry_run: bool
    yes: bool = False
    """Whether a month far ahead was confirmed beforehand."""
    confirmed: set[tuple[str, Month]] = field(default_factory=set)
    """The rounds that were asked about, by province and month."""

    @classmethod
    def checked(
        cls, context: Context, received: str | None, by: str | None, *, dry_run: bool, yes: bool
    ) -> Self:
        """Check the command's options. Raises `EntryRefused` for an invalid one."""
        day = None if received is None else parse_date(received)
        if day is not None:
            check_received(day, context.today)
        check_ready(context)
        return cls(context, day, by, dry_run, yes)

    def confirm(self, rounds: Iterable[tuple[str, Month]]) -> None:
        """Ask once more for months far ahead; not in a closed round, which was asked about then."""
        today = self.context.today
        far = {round_ for round_ in rounds if is_far_ahead(round_[1], today)} - self.confirmed
        if not far:
            return
        with self.context.open_register() as register:
            months = [month for code, month in far if say_closed(register, code, month) is None]
        confirm_months(months, today, yes=self.yes or self.dry_run)
        self.confirmed.update(far)

    def current(self, province: Place, month: Month) -> list[Entry]:
        """The current entries of a province's month."""
        with self.context.open_register() as register:
            return register.current(province.code, month)

    def refuse_closed(self, period: Period, province: Place) -> None:
        """Refuse, with `RoundClosed`, a period that is on a report that was sent."""
        with self.context.open_register() as register:
            closed = self._closed(register, [(province.code, period.month)])
        if (why := closed.get((province.code, period.key))) is not None:
            raise RoundClosed(why)

    def round_of(self, province: Place, month: Month) -> "Round":
        """The round of a province and month."""
        from cddctl.exchange.forms import Round

        return Round(month, *self.context.calendar(province).of_month(month))

    def record(
        self, drafts: Sequence[Draft], *, shown: Mapping[PeriodAndOffice, Entry] | None = None
    ) -> list[Settled]:
        """Record drafts of one province as one batch, or refuse them all.

        `shown` are the entries that the officer has seen: if any was changed meanwhile,
        the whole batch is refused. Nothing is recorded in a dry run, or if everything was recorded
        already.
        """
        province = province_of(drafts[0].office.code)
        rounds = sorted({(province.code, draft.period.month) for draft in drafts})
        self.confirm(rounds)

        def settled(register: "AnyRegister") -> list[Settled]:
            closed = self._closed(register, rounds)
            standing = [entry for round_ in rounds for entry in register.current(*round_)]
            changes = settle(drafts, standing, self.context.today, closed=closed)
            for change in changes:
                key = change.draft.period_and_office
                if shown is not None and change.before != shown.get(key):
                    raise recorded_meanwhile(change.draft.office.name)
            return self._doubted(register, changes)

        return self._record(settled, _batches_of_drafts, province)

    def record_sources(
        self, sources: Sequence[Source], province: Place | None, *, theirs: bool = False
    ) -> list[Outcome]:
        """Record the entries of files, one batch each, and return the outcome of each file.

        A missing register is created for `province`. With `theirs`, a returned form is right where
        both it and the register were changed.
        """

        def settled(register: "AnyRegister") -> list[Outcome]:
            rounds_by_file = {source.sha256: rounds_of([source]) for source in sources}
            given = sorted(set().union(*rounds_by_file.values()))
            closed = self._closed(register, given)
            current = [entry for round_ in given for entry in register.current(*round_)]
            taken = register.taken(rounds_by_file)
            records: Records = {}
            if any(source.has_forms for source in sources):
                rounds = (register.records(code, [month]) for code, month in given)
                records = records_of(chain.from_iterable(rounds))
            outcomes = settle_sources(
                sources,
                current_by_office(current),
                self.context.today,
                taken,
                records=records,
                closed=closed,
                theirs=theirs,
            )
            doubted = iter(self._doubted(register, (e for o in outcomes for e in o.settled)))
            return [
                outcome._replace(settled=tuple(islice(doubted, len(outcome.settled))))
                for outcome in outcomes
            ]

        return self._record(settled, _batches_of_files, province)

    def doubts(self, change: Settled) -> list[str]:
        """The doubts about a change that is not recorded yet, in words."""
        with self.context.open_register() as register:
            [doubted] = self._doubted(register, [change])
        units = self.context.schedule_of(change.entry).units
        return [say_doubt(doubt, units) for doubt in doubted.doubts]

    def _doubted(self, register: "AnyRegister", changes: Iterable[Settled]) -> list[Settled]:
        """The changes, each new one with its doubts."""
        changes = list(changes)
        periods: dict[str, dict[PeriodKey, Period]] = {}
        for draft in (change.draft for change in changes if change.is_new):
            periods.setdefault(draft.office.province_code, {})[draft.period.key] = draft.period
        histories = {}
        for code, own in periods.items():
            schedule_of = self.context.calendar(province_of(code)).schedule_for_names
            months = months_compared(own.values(), schedule_of)
            histories[code] = Histories.of(own.values(), register.history(code, months))
        doubted = []
        for change in changes:
            doubts: tuple[Doubt, ...] = ()
            if change.is_new:
                history, draft = histories[change.entry.province], change.draft
                _entry, doubts = history.doubts(draft.period, draft.office.code, change.entry)
            doubted.append(change._replace(doubts=doubts) if doubts else change)
        return doubted

    def _record(
        self,
        settle: Callable[["AnyRegister"], _T],
        batches: Callable[[_T], list[_Batch]],
        province: Place | None,
    ) -> _T:
        """Check the input against the register, and append the new entries.

        Refused or unchanged input does not create a register.
        """
        with self.context.open_register() as register:
            if not self.dry_run and isinstance(register, Register):
                return self._write(register, settle, batches)
            result = settle(register)
            if self.dry_run or not any(batch.new for batch in batches(result)):
                return result
        with self.context.open_register_to_write(province) as made:
            return self._write(made, settle, batches)

    def _write(
        self,
        register: Register,
        settle: Callable[["AnyRegister"], _T],
        batches: Callable[[_T], list[_Batch]],
    ) -> _T:
        with writing(self.context, register):
            # Read within the transaction: nobody else can change it before this is recorded.
            result = settle(register)
            self._append(register, batches(result))
        return result

    def _append(self, register: Register, batches: Sequence[_Batch]) -> None:
        new = {(entry.province, entry.month) for batch in batches for entry in batch.new}
        for code, month in sorted(new):
            province = province_of(code)
            register.declare(province, self.round_of(province, month).periods)
        first: dict[str, str] = {}
        """The first batch of each file or pasted text, and of the entries keyed in."""
        for batch in batches:
            source = batch.source
            of = source.name if source is not None else ""
            for schedule, entries in self._by_schedule(batch).items():
                uid = register.append(
                    entries,
                    command="record",
                    schedule=schedule,
                    now=clock.utc_now(),
                    by=self.by,
                    source=Path(source.name).name if source is not None else None,
                    source_sha256=source.sha256 if source is not None else None,
                    part_of=first.get(of),
                )
                first.setdefault(of, uid)

    def _by_schedule(self, batch: _Batch) -> dict[str, list[Entry]]:
        """The new entries of a batch, by the name of their schedule.

        A file with nothing new still makes a batch without entries: the register then knows the
        file, so that importing it again does not undo a later correction.
        """
        entries: dict[str, list[Entry]] = {}
        names: dict[tuple[str, Month], str] = {}
        for settled in batch.settled:
            entry = settled.entry
            round_ = entry.province, entry.month
            if round_ not in names:
                names[round_] = self.context.schedule_in_force(entry).name
            of_schedule = entries.setdefault(names[round_], [])
            if settled.is_new:
                of_schedule.append(entry)
        return entries

    def _closed(
        self, register: "AnyRegister", rounds: Iterable[tuple[str, Month]]
    ) -> dict[PeriodOfProvince, str]:
        """The message that the month is closed, by province and period.

        Periods that are on no report stay open: neither on the one that was sent, nor on today's.
        """
        closed: dict[PeriodOfProvince, str] = {}
        for code, month in rounds:
            if (why := say_closed(register, code, month)) is not None:
                from cddctl.report.sent import keys_closed

                periods = report_periods(self.round_of(province_of(code), month).periods)
                keys = keys_closed(register.acts(code, [month]))
                keys |= {period.key for period in periods}
                closed |= {(code, key): why for key in keys}
        return closed

    # --- Describing entries

    def say_settled(self, settled: Settled) -> str:
        """Describe the result of recording a draft, in one line."""
        if not settled.is_new:
            lead = _("unchanged")
        elif self.dry_run:
            lead = _("would record")
        else:
            lead = _("recorded")
        change = say_change(settled, self.context.schedule_of(settled.entry))
        return _("{lead}: {change}").format(lead=lead, change=change)

    def say_doubts(self, changes: Iterable[Settled]) -> None:
        """Warn of recorded counts that may be typing errors, and say how to settle the doubt."""
        lines = [
            line
            for change in changes
            for line in say_doubts(change, self.context.schedule_of(change.entry))
        ]
        for line in lines:
            say(_("warning: {why}").format(why=line))
        if lines:
            say(_("where a count is right, a note that says why settles it"))

    def say_before(self, before: Entry | None) -> str:
        """The entry that a change replaces, as text to append."""
        return say_before(before, self.context.schedule_of(before)) if before else ""

    def say_content(self, entry: Entry | None) -> str:
        """Describe the content of an entry: total 120, 118 persons; note."""
        if entry is None:
            return _("nothing reported")
        return say_content(entry, self.context.schedule_of(entry))


def _batches_of_drafts(settled: Sequence[Settled]) -> list[_Batch]:
    new = [change for change in settled if change.is_new]
    return [_Batch(new)] if new else []


def _batches_of_files(outcomes: Sequence[Outcome]) -> list[_Batch]:
    return [
        _Batch(outcome.settled, outcome.source)
        for outcome in outcomes
        if outcome.source.given and not outcome.problems and not outcome.taken
    ]
