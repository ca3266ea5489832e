"""What `cddctl record` does with the words that it is given."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cddctl.commands.desk import Desk
from cddctl.commands.gather import (
    Calendar,
    chosen_province,
    local_today,
    parsed_month,
    say_schedule,
)
from cddctl.commands.streams import is_interactive, say
from cddctl.errors import (
    EntryRefused,
    NoPeriodInMonth,
    OtherProvince,
    PeriodNeeded,
    ProvinceNeeded,
    SeveralPeriods,
    TerminalNeeded,
    UnknownName,
    UsageRefused,
)
from cddctl.i18n import N_, _, language
from cddctl.intake.counts import parse_count
from cddctl.ledger.drafts import Draft
from cddctl.ledger.entries import check_name, check_received
from cddctl.periods import Month, parse_date
from cddctl.places import Place, find_district, find_district_anywhere, office_of, province_of
from cddctl.schedule.due import Period
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.model import Database, Text
from cddctl.thai import folded
from cddctl.wording import say_any_of, say_list

FORM = N_("cddctl record DATABASE DISTRICT total=N persons=N --month M")


def record_words(
    words: Sequence[str],
    *,
    month: str | None,
    province: str | None,
    period: str | None,
    note: str | None,
    not_applicable: bool,
    received: str | None,
    by: str | None,
    dry_run: bool,
    as_of: str | None,
    register: Path | None,
    schedules: Path | None,
) -> None:
    """Gather what was given, check it, and record it."""
    today = local_today(as_of)
    asked = parsed_month(month)
    names = [word for word in words if "=" not in word]
    pairs = [word for word in words if "=" in word]
    if not names:
        if not is_interactive():
            raise TerminalNeeded(_(FORM))
        if pairs or period or note is not None or not_applicable:
            raise UsageRefused(
                _("the database is missing; the form is: {form}").format(form=_(FORM))
            )
    place = _province(province, register, names)
    desk = Desk(
        province=place,
        register=register,
        calendar=Calendar(ScheduleLibrary(schedules), place),
        today=today,
        received=None if received is None else parse_date(received),
        by=by,
        dry_run=dry_run,
    )
    if desk.received is not None:
        check_received(desk.received, today)
    check_name(by or "")
    if not names:
        from cddctl.commands.walk import walk

        walk(desk, asked)
        return
    if len(names) > 2:  # noqa: PLR2004 (a database and a district)
        raise UsageRefused(
            _("what is {words} for? The form is: {form}").format(
                words=say_list(names[2:]), form=_(FORM)
            )
        )
    chosen = _period(desk, names[0], asked, period)
    home = desk.province if province is None else None
    office = _office(desk, chosen.database, names[1:], home)
    units = desk.calendar.schedule(chosen.fiscal_year).units
    total, recorded = _counts(pairs, chosen.database, units)
    if not (pairs or not_applicable or note is not None):
        raise EntryRefused(
            _("nothing to record was given; the form is: {form}").format(form=_(FORM))
        )
    draft = Draft(chosen, office, total, recorded, not_applicable, note, desk.received)
    for settled in desk.record([draft]):
        say(desk.say_settled(settled))


def _province(typed: str | None, register: Path | None, names: Sequence[str]) -> Place:
    """The province named, else the register's, else that of a district which is one of its name."""
    try:
        return chosen_province(typed, register)
    except ProvinceNeeded:
        district = find_district_anywhere(names[1]) if len(names) > 1 else None
        if district is None:
            raise
        return province_of(district.code)


def _period(desk: Desk, typed: str, month: Month | None, number: str | None) -> Period:
    """The period of a database that is meant: never one that nobody chose."""
    when = month or Month.of(desk.today)
    schedule, periods = desk.calendar.of_month(when)
    database = schedule.find(typed)
    found = [period for period in periods if period.database.id == database.id]
    if not found:
        if month is not None:
            raise NoPeriodInMonth(
                database.short_name,
                (when.year, when.number),
                (_said(when.fiscal_year.month(rule.month)) for rule in database.rules()),
            )
        nearest = desk.calendar.nearest(database, when)
        if not is_interactive():
            raise PeriodNeeded(
                database.short_name,
                (when.year, when.number),
                (_said(period.month) for period in nearest),
            )
        from cddctl.commands.walk import choose_period

        return choose_period(nearest)
    say_schedule(schedule, when.fiscal_year)
    if number is not None:
        wanted = parse_count(number)
        found = [period for period in found if period.number == wanted]
        if not found:
            raise EntryRefused(
                _("{database} has no period {number} in {month}").format(
                    database=database.short_name, number=wanted, month=when.say()
                )
            )
    if len(found) > 1:
        raise SeveralPeriods(
            database.short_name, (when.year, when.number), (p.number for p in found)
        )
    return found[0]


def _said(month: Month) -> str:
    """A month as it is typed, and as it is said."""
    typed = month.buddhist if language() == "th" else str(month)
    return _("{month}, that is {said}").format(month=typed, said=month.say())


def _office(desk: Desk, database: Database, typed: Sequence[str], home: Place | None) -> Place:
    """The office that enters: the district that was named, or the provincial office.

    `home` is the register's own province where none was asked for: another's place is refused.
    """
    if database.entered_by == "province":
        if typed:
            raise EntryRefused(
                _("{database} is entered by the provincial office; leave {district} out").format(
                    database=database.short_name, district=typed[0]
                )
            )
        return desk.province
    if not typed:
        raise EntryRefused(
            _("{database} is entered by the districts; say which one, as in: {form}").format(
                database=database.short_name, form=_(FORM)
            )
        )
    try:
        return find_district(typed[0], desk.province)
    except UnknownName:
        elsewhere = find_district_anywhere(typed[0])
        if home is not None and elsewhere is not None:
            raise OtherProvince(
                f"{elsewhere.name} ({office_of(elsewhere.code[:2]).name})", home.name
            ) from None
        raise


def _counts(
    pairs: Sequence[str], database: Database, units: Mapping[str, Text]
) -> tuple[int | None, dict[str, int]]:
    """The total and the counts by unit of `key=value` words."""
    total: int | None = None
    recorded: dict[str, int] = {}
    seen: set[str] = set()
    for pair in pairs:
        typed, value = pair.split("=", 1)
        key = _unit(typed.strip(), database, units)
        if key in seen:
            raise EntryRefused(_("{key} is given twice; leave one out").format(key=key))
        seen.add(key)
        if key == "total":
            total = parse_count(value)
        else:
            recorded[key] = parse_count(value)
    return total, recorded


def _unit(typed: str, database: Database, units: Mapping[str, Text]) -> str:
    """The key that is meant: total, a unit by key or Thai name, or `recorded` for the only unit."""
    key = folded(typed)
    if key in {"total", "ทั้งหมด"}:
        return "total"
    if key in {"recorded", "บันทึก", "บันทึกแล้ว"}:
        if len(database.counts) == 1:
            return database.counts[0]
        raise EntryRefused(
            _("{database} counts several units; say which: {units}").format(
                database=database.short_name,
                units=say_any_of(f"{unit}=N" for unit in database.counts),
            )
        )
    called = [unit for unit in database.counts if key in {unit, folded(units[unit].th)}]
    if len(called) > 1:
        raise EntryRefused(
            _("{typed} may be {units}; write the one that is meant").format(
                typed=typed, units=say_any_of(called)
            )
        )
    return called[0] if called else typed
