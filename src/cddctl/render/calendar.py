"""The calendar file of a fiscal year (RFC 5545), with an all-day event for each period.

Its text is always Thai, like official documents. An event has the same UID in every file, and a
file of a later day has a greater SEQUENCE: importing it again updates the events.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from cddctl.periods import FiscalYear
from cddctl.places import Place
from cddctl.render.paper.notes import date_label, month_label
from cddctl.schedule.due import Period, regular_date
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.model import OfficeLevel, Schedule
from cddctl.thai import WEEKDAYS
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
    for period in periods:
        event = _event(schedule, province, period, holidays, today)
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
    period: Period,
    holidays: Holidays,
    today: date,
) -> icalendar.Event:
    place = province.id if province else "national"
    day = regular_date(period)
    event = icalendar.Event()
    event.add("uid", f"{period.fiscal_year}-{period.database.id}-{period.number}@{place}.cddctl")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", max(0, (today - _FIRST_DAY).days))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    summary = f"ครบกำหนดบันทึก{period.database.short_name} งวดที่ {period.number}"
    event.add("summary", one_line(summary))
    event.add("description", "\n".join(map(one_line, _description(schedule, period, holidays))))
    event.add("transp", "TRANSPARENT")
    return event


def _description(schedule: Schedule, period: Period, holidays: Holidays) -> list[str]:
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
    if period.report_by and period.report_by != period.due:
        lines += [
            f"ส่งจังหวัดภายใน: {_said(period.report_by, holidays)}",
            f"กรมการพัฒนาชุมชนกำหนด: {_said(period.due, holidays)}",
        ]
    else:
        lines.append(f"ครบกำหนด: {_said(period.due, holidays)}")
    if not database.on_form:
        lines.append("ไม่อยู่ในแบบรายงาน")
    letter = schedule.source
    lines.append(f"ตามหนังสือ {letter.letter} ลงวันที่ {date_label(letter.date, digits='arabic')}")
    return lines


def _said(day: date, holidays: Holidays) -> str:
    """A date with its weekday; if it is not a working day, also why, and the next working day.

    Where the holidays are not known it says so, and names no day.
    """
    text = _weekday(day)
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
    text += f" วันทำการถัดไปคือ{_weekday(following)}"
    if FiscalYear.of(following) != FiscalYear.of(day):
        text += f" อยู่ในปีงบประมาณ {FiscalYear.of(following)}"
    return text


def _weekday(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}ที่ {date_label(day, digits='arabic')}"


def _alarm(summary: str, days: int) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", RINGS_AT - timedelta(days=days))
    return alarm
