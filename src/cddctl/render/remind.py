"""Reminders for LINE: outstanding databases by date in plain text, with lines to fill in."""

import codecs
from collections.abc import Iterable, Sequence
from datetime import date

from cddctl.exchange import replies
from cddctl.exchange.replies import reply_head, reply_line, several_of
from cddctl.ledger.entries import State
from cddctl.periods import FiscalYear
from cddctl.places import Place
from cddctl.render.labels import date_label, month_label
from cddctl.schedule.due import Period
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import Schedule
from cddctl.status.round import Standing, by_date
from cddctl.thai import WEEKDAYS
from cddctl.wording import BUDDHIST_ERA, without_controls

LIMIT = 5000
"""The most that a LINE message holds, in UTF-16 units."""

_PART = len(replies.PART.format(part=9999, parts=9999)) + 1


def reminder(
    schedule: Schedule,
    periods: Sequence[Period],
    standings: Sequence[Standing],
    holidays: Holidays,
    today: date,
    *,
    reply_to: str | None = None,
) -> list[str]:
    """Write one office's messages about its outstanding databases; `periods` are the month's."""
    office = standings[0].office
    is_home = office.is_province
    dear = replies.DEAR_PROVINCE if is_home else replies.DEAR_DISTRICT
    month = standings[0].period.month
    lead = replies.LEAD.format(
        month=month_label(month, digits="arabic"),
        place=f"{'จังหวัด' if is_home else 'อำเภอ'}{office.name_th}",
        count=len(standings),
    )
    blocks = [
        f"{dear.format(name=office.name_th)}\n{lead}",
        *(
            "\n".join([by_day(until, holidays, today), *map(_missing, group)])
            for until, group in by_date(standings)
        ),
        f"{replies.closing(replies.CLOSING, reply_to)}\n{replies.HOW}\n{replies.THANKS}",
        to_fill_in(schedule, periods, standings, office),
    ]
    return split_message(blocks)


def split_message(blocks: Sequence[str], limit: int = LIMIT) -> list[str]:
    """Split blocks into messages of at most `limit` UTF-16 units, numbered if there are several.

    Messages break between blocks; inside a block only if it is too long for one message, between
    its lines; inside a line only if that is too long too, between any two letters.
    """
    whole = "\n\n".join(blocks)
    if units_of(whole) <= limit:
        return [whole]
    parts: list[str] = []
    for gap, piece in _pieces(blocks, limit - _PART):
        if parts and units_of(joined := parts[-1] + gap + piece) <= limit - _PART:
            parts[-1] = joined
        else:
            parts.append(piece)
    return [
        f"{replies.PART.format(part=number, parts=len(parts))}\n{part}"
        for number, part in enumerate(parts, 1)
    ]


def joined(parts: Sequence[str]) -> str:
    """Messages in one text, with a line between them."""
    return f"\n{replies.RULE}\n".join(parts) + "\n"


def text_file(parts: Sequence[str]) -> bytes:
    """The content of a text file with messages, as Notepad reads it."""
    return codecs.BOM_UTF8 + without_controls(joined(parts)).replace("\n", "\r\n").encode()


def units_of(text: str) -> int:
    """The length as LINE counts it: in UTF-16 units, two for an emoji."""
    return len(text.encode("utf-16-le")) // 2


def _pieces(blocks: Iterable[str], room: int) -> Iterable[tuple[str, str]]:
    """Pieces that fit into one message each, with the separator from the piece before."""
    for block in blocks:
        if units_of(block) <= room:
            yield "\n\n", block
            continue
        gap = "\n\n"
        for line in block.split("\n"):
            for piece in _cut(line, room):
                yield gap, piece
                gap = ""
            gap = "\n"


def _cut(line: str, room: int) -> Iterable[str]:
    if units_of(line) <= room:
        yield line
        return
    piece = ""
    for letter in line:
        if units_of(piece) + units_of(letter) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def by_day(until: date, holidays: Holidays, today: date) -> str:
    """The line with a date: by which day, how long ago that was, or that it is no working day."""
    remarks = _working_day(until, holidays)
    if until < today:
        remarks = replies.OVERDUE.format(days=f"{(today - until).days:,}")
    return replies.BY.format(day=_day(until), remarks=remarks)


def _working_day(day: date, holidays: Holidays) -> str:
    """Why a day is not a working day, and which is the next; or that its holidays are not known."""
    unknown = [year + BUDDHIST_ERA for year in holidays.unknown_years([day])]
    if holidays.is_working_day(day):
        return replies.HOLIDAYS_UNKNOWN.format(year=unknown[0]) if unknown else ""
    holiday = holidays.holiday(day)
    why = holiday.th if holiday else replies.HOLIDAY
    following = holidays.next_working_day(day)
    if following is None:
        return replies.NO_WORKING_DAY_KNOWN.format(holiday=why, year=unknown[0])
    is_later = FiscalYear.of(following) != FiscalYear.of(day)
    return replies.NO_WORKING_DAY.format(
        holiday=why, day=_day(following), remark=replies.NEXT_YEAR if is_later else ""
    )


def _day(day: date) -> str:
    return replies.DAY.format(
        weekday=WEEKDAYS[day.weekday()], date=date_label(day, digits="arabic")
    )


def _missing(standing: Standing) -> str:
    database, entry = standing.period.database, standing.entry
    which = f" งวดที่ {standing.period.number}" if standing.period.of > 1 else ""
    name = f"{database.short_name}{which}"
    if entry is None:
        return replies.NOT_REPORTED.format(number=database.number, database=name)
    return replies.INCOMPLETE.format(
        number=database.number,
        database=name,
        recorded=f"{entry.recorded_sum:,}",
        total=f"{entry.total or 0:,}",
    )


def to_fill_in(
    schedule: Schedule,
    periods: Sequence[Period],
    standings: Sequence[Standing],
    office: Place | None,
) -> str:
    """The lines of the reply, one per database; for one office with the totals that are known."""
    owed = {standing.period.key: standing for standing in standings}
    several = several_of(periods)
    lines = [
        reply_line(
            period,
            schedule,
            numbered=period.database.id in several,
            total=_known_total(owed[period.key]) if office else None,
        )
        for period in periods
        if period.key in owed
    ]
    return "\n".join([reply_head(office, standings[0].period.month), *lines])


def _known_total(standing: Standing) -> int | None:
    return standing.entry.total if standing.entry and standing.state is State.INCOMPLETE else None
