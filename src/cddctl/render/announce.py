"""Short texts for LINE: the announcement of a round, and its status on a day. Always Thai."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from cddctl.exchange import replies
from cddctl.ledger.entries import State
from cddctl.places import Place
from cddctl.render.labels import date_label, month_label
from cddctl.render.remind import by_day, split_message
from cddctl.render.remind_all import named_districts
from cddctl.schedule.due import Period, regular_date
from cddctl.schedule.holidays import Holidays
from cddctl.status.round import Status, Tally
from cddctl.thai import WEEKDAYS
from cddctl.wording import percent

_STATES = {
    State.COMPLETE: "ครบถ้วนทุกฐานข้อมูล",
    State.INCOMPLETE: "บันทึกไม่ครบถ้วน",
    State.NONE: "ยังไม่ได้บันทึก",
}
_LEVELS = {"district": "อำเภอ", "province": "จังหวัด"}


def opening(
    province: Place,
    periods: Sequence[Period],
    holidays: Holidays,
    today: date,
    *,
    reply_to: str | None = None,
) -> list[str]:
    """Announce a round: the databases to enter by each date, by whom and by which account."""
    lead = replies.OPENING.format(
        month=month_label(periods[0].month, digits="arabic"),
        place=province.name_th,
        count=len(periods),
    )
    ordered = sorted(periods, key=lambda period: (regular_date(period), period.database.number))
    dates = [
        "\n".join([by_day(day, holidays, today), *map(_to_enter, group)])
        for day, group in groupby(ordered, key=regular_date)
    ]
    closing = replies.closing(replies.OPENING_CLOSING, reply_to)
    return split_message([f"{replies.DEAR_ALL}\n{lead}", *dates, closing])


def day_summary(status: Status, today: date) -> str:
    """The status of a province's round in at most ten lines."""
    [month] = {period.month for period in status.periods}
    day = f"{WEEKDAYS[today.weekday()]}ที่ {date_label(today, digits='arabic')}"
    scope = status.scope
    place = f"อำเภอ{scope.name_th}" if scope.districts else f"จังหวัด{scope.province.name_th}"
    tally = Tally.of(status.all(), today)
    lines = [
        f"ผลการบันทึกข้อมูลศูนย์ข้อมูลกลาง งวดเดือน{month_label(month, digits='arabic')} {place}",
        f"ณ {day}",
        f"รายงานแล้ว {_part(tally.share.reported, tally.share.expected)}",
        f"ครบถ้วน {_part(tally.complete, tally.share.expected)}",
        *([f"เกินกำหนด {tally.overdue:,} รายการ"] if tally.overdue else []),
        *_offices(status, today),
    ]
    if following := status.next_date(today):
        by = f"{WEEKDAYS[following.weekday()]}ที่ {date_label(following, digits='arabic')}"
        lines.append(f"กำหนดถัดไป {by}")
    return "\n".join(lines)


def _to_enter(period: Period) -> str:
    database = period.database
    which = f" {replies.PERIOD}ที่ {period.number}" if period.of > 1 else ""
    name = f"{database.short_name}{which}"
    if period.not_yet is not None:
        return replies.NOT_YET_TO_ENTER.format(
            number=database.number, database=name, reason=period.not_yet
        )
    return replies.TO_ENTER.format(
        number=database.number,
        database=name,
        kind=_LEVELS[database.entered_by],
        account=_LEVELS[database.account],
    )


def _part(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,} รายการ" + (f" ({percent(part, whole)} %)" if whole else "")


def _offices(status: Status, today: date) -> list[str]:
    """A line of offices for each: complete in all, incomplete, and nothing reported of anything."""
    lists: dict[State, list[Place]] = {state: [] for state in _STATES}
    for office in status.offices:
        state = Tally.of(status.of_office(office), today).state
        if state in lists:
            lists[state].append(office)
    districts = [] if status.scope.districts else [p for p in status.offices if not p.is_province]
    return [
        f"{_STATES[state]}: {named_districts(offices, districts)}"
        for state, offices in lists.items()
        if offices
    ]
