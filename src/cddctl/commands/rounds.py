"""What `cddctl extend`, `cddctl close` and `cddctl reopen` do.

Each looks at the round and writes within one transaction, so that what it decided by still stands.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cddctl.commands.gather import (
    Calendar,
    default_register,
    home_of,
    local_today,
    open_register,
    refuse_closed,
    say_lost,
    say_schedule,
    utc_now,
    writing,
)
from cddctl.commands.streams import YES, is_interactive, say
from cddctl.errors import (
    DataRefused,
    EntryRefused,
    NoPeriodInMonth,
    ProvinceNeeded,
    RegisterMissing,
    UnknownName,
    UsageRefused,
)
from cddctl.i18n import N_, _
from cddctl.ledger.acts import Act, Kind, closing
from cddctl.ledger.entries import Entry, State, check_name, check_note
from cddctl.periods import Month, parse_date
from cddctl.places import Place, districts, find_district, find_province
from cddctl.register.store import Register
from cddctl.render.data.report import report_json
from cddctl.render.words import say_period
from cddctl.report.form import build_report
from cddctl.report.sent import Sent, entries_sent
from cddctl.schedule.due import Period, offices_of, regular_date, report_periods
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Database, Schedule
from cddctl.status.round import Standing, build_status
from cddctl.wording import say_date, say_list

EXTEND_FORM = N_("cddctl extend DISTRICT [DATABASE] --month M --until DATE --reason T")


def extend_date(
    *,
    district: str | None,
    database: str | None,
    month: str | None,
    until: str | None,
    reason: str | None,
    province: str | None,
    by: str | None,
    dry_run: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Give an office a later date, for a database or for all that it enters."""
    if district is None or until is None or reason is None:
        raise UsageRefused(
            _("something is missing; the form is: {form}").format(form=_(EXTEND_FORM))
        )
    day, reason = parse_date(until), _checked_reason(reason)
    check_name(by or "")
    local_today(as_of)  # refuses what is no date
    with _opened(register) as book:
        round_ = _round(book, month, province, schedules)
        office = _office(district, round_.province)
        wanted = round_.schedule.find(database) if database is not None else None
        _check_far(day, round_.month)
        with nullcontext() if dry_run else writing(book):
            refuse_closed(book, round_.province.code, round_.month)
            standings = _of_office(book, round_, office, wanted)
            later = _moved_on(standings, office, day)
            # Where all are moved on it is for the office; else for each that is, by its name.
            ids: Iterable[str | None] = dict.fromkeys(one.period.database.id for one in later)
            if wanted is None and all(regular_date(one.period) < day for one in standings):
                ids = [None]
            acts = [
                Act(
                    Kind.EXTEND, round_.province.code, round_.month, office.code, id_, day, reason
                )
                for id_ in ids
            ]  # fmt: skip
            if not dry_run:
                _append(book, "extend", round_, acts, by)
    for one in later:
        say(
            _("{lead}: {office}, {period}: until {date} (before: {before})").format(
                lead=_("would extend") if dry_run else _("extended"),
                office=office.name,
                period=say_period(one.period),
                date=say_date(day),
                before=say_date(one.until),
            )
        )


def close_round(
    *,
    month: str | None,
    province: str | None,
    by: str | None,
    incomplete: bool,
    reason: str | None,
    dry_run: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Keep the report as it is sent; from then on nothing is recorded for its round."""
    if incomplete and reason is None:
        raise UsageRefused(_("--incomplete needs to say why; add --reason"))
    reason = _checked_reason(reason) if reason is not None else None
    check_name(by or "")
    local_today(as_of)  # refuses what is no date
    with _opened(register) as book:
        round_ = _round(book, month, province, schedules)
        place = round_.province
        refuse_closed(book, place.code, round_.month)
        shown = book.current(place.code, round_.month)
        missing = build_status(
            place, districts(place), report_periods(round_.periods), shown
        ).outstanding()
        if missing and not incomplete:
            _tell_missing(missing, round_)
            if not dry_run and not _is_yes(_("Close it all the same? [y/n] ")):
                say(_("not closed"))
                return
            if not dry_run and reason is None:
                reason = _checked_reason(_answer(_("Why is it sent incomplete? ")))
        elif missing:
            _say_missing(missing, round_)
        act = Act(
            Kind.CLOSE, place.code, round_.month,
            reason=reason if missing else None, sent=_sent(round_, shown).text,
        )  # fmt: skip
        if not dry_run:
            with writing(book):
                refuse_closed(book, place.code, round_.month)
                if book.current(place.code, round_.month) != shown:
                    raise EntryRefused(
                        _("something was recorded by another meanwhile; look at the report again")
                    )
                _append(book, "close", round_, [act], by)
    say(
        _("{lead}: {month}, {province}; what is sent has the SHA-256 {sha256}").format(
            lead=_("would close") if dry_run else _("closed"),
            month=round_.month.say(),
            province=place.name,
            sha256=act.sha256,
        )
        + (_(", by {name}").format(name=by) if by else "")
    )


def reopen_round(
    *,
    month: str | None,
    province: str | None,
    by: str | None,
    reason: str | None,
    dry_run: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Let a closed round be recorded for again; what was sent stays."""
    if reason is None:
        raise UsageRefused(_("why is it reopened? Add --reason"))
    reason = _checked_reason(reason)
    check_name(by or "")
    local_today(as_of)  # refuses what is no date
    with _opened(register) as book:
        round_ = _round(book, month, province, schedules)
        code = round_.province.code
        with nullcontext() if dry_run else writing(book):
            if closing(book.acts(code, [round_.month])) is None:
                raise DataRefused(
                    _("{month} is not closed, so there is nothing to reopen").format(
                        month=round_.month.say()
                    )
                )
            if not dry_run:
                act = Act(Kind.REOPEN, code, round_.month, reason=reason)
                _append(book, "reopen", round_, [act], by)
    say(
        _("{lead}: {month}, {province}; what was sent stays: cddctl report --sent").format(
            lead=_("would reopen") if dry_run else _("reopened"),
            month=round_.month.say(),
            province=round_.province.name,
        )
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """A province's round of a month."""

    province: Place
    month: Month
    schedule: Schedule
    periods: tuple[Period, ...]


def _opened(register: Path | None) -> Register:
    """The register, which has to be there."""
    book = open_register(register)
    if book is None:
        raise RegisterMissing(default_register())
    return book


def _round(
    book: Register, asked: str | None, province: str | None, schedules: Path | None
) -> _Round:
    """The round that is meant, one with periods: what writes never guesses it."""
    if asked is None:
        raise UsageRefused(_("which month? add --month, as in --month 2018-09"))
    month = Month.parse(asked)
    place = find_province(province) if province is not None else home_of(book)
    if place is None:
        raise ProvinceNeeded
    calendar = Calendar(ScheduleLibrary(schedules), place)
    schedule, periods = calendar.of_month(month)
    if not periods:
        raise DataRefused(_("no period falls in {month}").format(month=month.say()))
    say_schedule(schedule, month.fiscal_year)
    return _Round(place, month, schedule, periods)


def _append(
    book: Register, command: str, round_: _Round, acts: Sequence[Act], by: str | None
) -> None:
    schedule = round_.schedule.name
    book.declare(round_.province, round_.periods)
    book.append([], command=command, schedule=schedule, now=utc_now(), by=by, acts=acts)


def _checked_reason(typed: str) -> str:
    """A reason as it is kept. Raises `EntryRefused`."""
    reason = typed.strip()
    if not reason:
        raise EntryRefused(_("the reason is empty; say why in a few words"))
    check_note(reason)
    return reason


# --- extend ----------------------------------------------------------------------------------


def _office(typed: str, province: Place) -> Place:
    """The district of that name, or the provincial office where the province is named."""
    try:
        return find_district(typed, province)
    except UnknownName as unknown:
        try:
            named = find_province(typed)
        except DataRefused:
            raise unknown from None
        if named != province:
            raise
        return province


def _check_far(day: date, month: Month) -> None:
    """Refuse a date that can only be a slip of the finger."""
    year = month.fiscal_year
    if day >= year.end.replace(year=year.end.year + 1):
        raise EntryRefused(
            _("{date} is more than a year after fiscal year {year}; check it").format(
                date=say_date(day), year=year
            )
        )


def _of_office(
    book: Register, round_: _Round, office: Place, wanted: Database | None
) -> list[Standing]:
    """The periods of the round that an office enters, with the dates that hold."""
    place, month = round_.province, round_.month
    if wanted and all(period.database.id != wanted.id for period in round_.periods):
        raise NoPeriodInMonth(
            wanted.short_name,
            (month.year, month.number),
            (month.fiscal_year.month(rule.month).say() for rule in wanted.rules()),
        )
    acts = book.acts(place.code, [month])
    status = build_status(place, districts(place), round_.periods, (), acts)
    found = [
        one
        for one in status.of_office(office)
        if wanted is None or one.period.database.id == wanted.id
    ]
    if not found:
        raise EntryRefused(
            _("{office} does not enter {database}; its date cannot be extended").format(
                office=office.name, database=wanted.short_name
            )
            if wanted
            else _("{office} enters nothing in {month}").format(
                office=office.name, month=month.say()
            )
        )
    return found


def _moved_on(standings: Sequence[Standing], office: Place, day: date) -> list[Standing]:
    """Those that get another date, later than the one that holds for all.

    An extension that was mistyped is put right by another.
    """
    fixed = {one.period.database.id for one in standings if regular_date(one.period) >= day}
    later = [
        one for one in standings if one.until != day and one.period.database.id not in fixed
    ]  # fmt: skip
    if not later:
        raise EntryRefused(
            _("{office} has until {date} already; give a later date").format(
                office=office.name, date=say_date(max(one.until for one in standings))
            )
        )
    return later


# --- close -----------------------------------------------------------------------------------


def _sent(round_: _Round, entries: Sequence[Entry]) -> Sent:
    """The report as it is now."""
    place, month, periods = round_.province, round_.month, round_.periods
    say_lost(place, month, periods, entries)
    report = build_report(round_.schedule, place, districts(place), month, periods, entries)
    kept = entries_sent(periods, place, districts(place), entries)
    return Sent(round_.schedule.name, json.loads(report_json(report)), kept)


def _tell_missing(missing: Sequence[Standing], round_: _Round) -> None:
    """Say what is outstanding to whom can be asked; refuse where nobody can."""
    if not is_interactive():
        offices: dict[str, int] = {}
        for one in missing:
            offices[one.office.name] = offices.get(one.office.name, 0) + 1
        raise EntryRefused(
            _(
                "{month} is not complete; databases still outstanding: {offices}; "
                "to send it so, add --incomplete --reason T"
            ).format(
                month=round_.month.say(),
                offices=say_list(f"{office} {count}" for office, count in offices.items()),
            )
        )
    _say_missing(missing, round_)


def _say_missing(missing: Sequence[Standing], round_: _Round) -> None:
    say(_("Still outstanding in {month}:").format(month=round_.month.say()))
    for period in report_periods(round_.periods):
        of_period = [one for one in missing if one.period == period]
        entering = offices_of(period, round_.province, districts(round_.province))
        if of_period:
            say(f"  {say_period(period)}: {_states(of_period, len(entering))}")


def _is_yes(question: str) -> bool:
    return _answer(question).strip().casefold() in YES


def _answer(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise KeyboardInterrupt from None


def _states(standings: Sequence[Standing], offices: int) -> str:
    """Who has reported nothing, and who not everything, of so many offices."""
    none = [one.office.name for one in standings if one.state is State.NONE]
    part = [one.office.name for one in standings if one.state is State.INCOMPLETE]
    if len(none) == offices > 1:
        return _("nothing reported by all {count} offices").format(count=offices)
    parts = []
    if none:
        parts.append(_("nothing reported by {offices}").format(offices=say_list(none)))
    if part:
        parts.append(_("incomplete from {offices}").format(offices=say_list(part)))
    return "; ".join(parts)
