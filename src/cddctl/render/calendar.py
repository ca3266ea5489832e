"""The calendar file of a fiscal year (RFC 5545), with an all-day event for each date.

Its text is always Thai, like official documents. An event has the same UID in every file, and a
file of a later day has a greater SEQUENCE: importing it again updates the events.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

import icalendar

from cddctl.periods import FiscalYear
from cddctl.places import Place
from cddctl.render.labels import date_label, month_label, weekday_label
from cddctl.schedule.due import Period, regular_date
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import OfficeLevel, Schedule
from cddctl.wording import BUDDHIST_ERA, one_line

PRODUCT = "-//cddctl//calendar//TH"
RINGS_AT = timedelta(hours=8, minutes=30)
"""Office opening time: an alarm at midnight, when the day begins, would wake people."""

_FIRST_DAY = date(2000, 1, 1)
"""SEQUENCE counts the days from this date."""

_LEVELS: dict[OfficeLevel, str] = {"district": "อำเภอ", "province": "จังหวัด"}


def calendar_file(
    schedule: Schedule,
    province: Place | None,
    year: FiscalYear,
    periods: Iterable[Period],
    holidays: Holidays,
    *,
    alarms: Sequence[int],
    today: date,
) -> bytes:
    """Make the calendar of a year, for a province or the nation; `alarms` are days before."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _calendar_name(province, year))
    ordered = sorted(periods, key=lambda each: (regular_date(each), each.database.number))
    for day, group in groupby(ordered, key=regular_date):
        event = _event(schedule, province, day, list(group), holidays, today)
        for days in alarms:
            event.add_component(_alarm(str(event["summary"]), days))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _calendar_name(province: Place | None, year: FiscalYear) -> str:
    name = f"กำหนดบันทึกข้อมูล ศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน ปีงบประมาณ {year}"
    return f"{name} จังหวัด{province.name_th}" if province else name


def _event(
    schedule: Schedule,
    province: Place | None,
    day: date,
    periods: Sequence[Period],
    holidays: Holidays,
    today: date,
) -> icalendar.Event:
    """The event of a date, known again by the first of its periods should the date change."""
    place = province.id if province else "national"
    first = periods[0]
    event = icalendar.Event()
    event.add("uid", f"{first.fiscal_year}-{first.database.id}-{first.number}@{place}.cddctl")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", max(0, (today - _FIRST_DAY).days))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", one_line(_summary(periods)))
    lines = _description(schedule, day, periods, holidays)
    event.add("description", "\n".join(map(one_line, lines)))
    event.add("transp", "TRANSPARENT")
    return event


def _summary(periods: Sequence[Period]) -> str:
    months = dict.fromkeys(month_label(period.month, digits="arabic") for period in periods)
    by_province = any(map(_is_own, periods))
    if len(periods) == 1:
        [period] = periods
        lead = "ส่งจังหวัด" if by_province else "ครบกำหนดบันทึก"
        name = f"{period.database.short_name} งวดที่ {period.number}"
        return f"{lead}{' ' * by_province}{name} ({', '.join(months)})"
    lead = "ส่งจังหวัด" if by_province else "ครบกำหนดบันทึกข้อมูล"
    return f"{lead} งวดเดือน{', '.join(months)} {len(periods)} ฐานข้อมูล"


def _is_own(period: Period) -> bool:
    """Whether the province has set a date of its own."""
    return period.report_by is not None and period.report_by != period.due


def _description(
    schedule: Schedule, day: date, periods: Sequence[Period], holidays: Holidays
) -> list[str]:
    lead = "ส่งจังหวัดภายใน" if any(map(_is_own, periods)) else "ครบกำหนด"
    letter = schedule.source
    return [
        f"{lead}: {_day_and_reason(day, holidays)}",
        *(line for period in periods for line in ("", *_about(period, holidays))),
        "",
        f"ตามหนังสือ {letter.letter} ลงวันที่ {date_label(letter.date, digits='arabic')}",
    ]


def _about(period: Period, holidays: Holidays) -> list[str]:
    """One period of a date: its database, who enters it, and the department's date if another."""
    database = period.database
    month = month_label(period.month, digits="arabic")
    lines = [f"{database.name} งวดที่ {period.number}/{period.of} ({month})"]
    if period.content:
        lines.append(f"ข้อมูลที่บันทึก: {period.content.th}")
    if period.covers:
        lines.append(f"ข้อมูลของเดือน: {month_label(period.covers, digits='arabic')}")
    lines += [
        f"สำนัก/กอง: {period.bureau.th}",
        f"ผู้บันทึก: {_LEVELS[database.entered_by]} (บัญชีระดับ{_LEVELS[database.account]})",
    ]
    if _is_own(period):
        lines.append(f"กรมการพัฒนาชุมชนกำหนด: {_day_and_reason(period.due, holidays)}")
    if not database.on_form:
        lines.append("ไม่อยู่ในแบบรายงาน")
    return lines


def _day_and_reason(day: date, holidays: Holidays) -> str:
    """A date with its weekday; if it is not a working day, also why, and the next working day.

    Where the holidays are not known it says so, and names no day.
    """
    text = weekday_label(day, digits="arabic")
    if holiday := holidays.holiday(day):
        text += f" ตรงกับ{holiday.th}"
    is_day_off = not holidays.is_working_day(day)
    if unknown := holidays.unknown_years([day]):
        why = "ยังไม่ทราบวันทำการถัดไป เนื่องจาก" if is_day_off else ""
        year = unknown[0] + BUDDHIST_ERA
        return f"{text} ({why}ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. {year} ครบถ้วน)"
    following = holidays.next_working_day(day) if is_day_off else None
    if following is None:
        return text
    text += f" วันทำการถัดไปคือ{weekday_label(following, digits='arabic')}"
    if FiscalYear.of(following) != FiscalYear.of(day):
        text += f" อยู่ในปีงบประมาณ {FiscalYear.of(following)}"
    return text


def _alarm(summary: str, days: int) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", RINGS_AT - timedelta(days=days))
    return alarm
