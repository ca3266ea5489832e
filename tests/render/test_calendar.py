"""The calendar file, read back by a small strict reader of RFC 5545 of our own."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cddctl.i18n import use_language
from cddctl.periods import FiscalYear
from cddctl.places import find_province
from cddctl.render.calendar import calendar_file
from cddctl.schedule.due import periods_of_year
from cddctl.schedule.library import ScheduleLibrary

TODAY = date(2018, 9, 5)
YEAR = FiscalYear(2561)
LIBRARY = ScheduleLibrary()
HOLIDAYS = LIBRARY.holidays({2017, 2018})
LAMPANG = find_province("lampang")

# --- The reader ------------------------------------------------------------------------------

_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[A-Z-]+)*):(?P<value>.*)")
_TEXTS = {"SUMMARY", "DESCRIPTION", "UID", "PRODID", "X-WR-CALNAME"}
_ESCAPED = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
_TEXT = re.compile(r"(?:[^\\,;\x00-\x08\x0a-\x1f\x7f]|\\[\\,;n])*")


@dataclass
class Component:
    kind: str
    properties: dict[str, str] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name):
        return self.properties[name]


def read(raw):
    """The one component of a file; whatever is not as the standard has it fails the test."""
    *lines, last = raw.split(b"\r\n")
    assert last == b""
    unfolded = []
    for line in lines:
        assert len(line) <= 75
        assert not set(line) & {0x0A, 0x0D}
        text = line.decode("utf-8")  # which fails if a character was cut in two
        if text.startswith(" "):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    top = Component("")
    inside = [top]
    for line in unfolded:
        name, parameters, value = _LINE.fullmatch(line).groups()
        if name == "BEGIN":
            component = Component(value)
            inside[-1].parts.append(component)
            inside.append(component)
        elif name == "END":
            assert inside.pop().kind == value
        else:
            assert name + parameters not in inside[-1].properties
            inside[-1].properties[name + parameters] = _value(name, value)
    assert inside == [top]
    [calendar] = top.parts
    return calendar


def _value(name, value):
    if name not in _TEXTS:
        return value
    assert _TEXT.fullmatch(value)
    return re.sub(r"\\.", lambda found: _ESCAPED[found[0]], value)


@pytest.mark.parametrize(
    "raw",
    [
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nUID:" + b"a" * 72 + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nUID:a;b\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nUID:a\\b\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nUID:\xe0\xb8\r\n \x81\r\nEND:VCALENDAR\r\n",
    ],
)
def test_the_reader_is_strict(raw):
    with pytest.raises((AssertionError, AttributeError, UnicodeDecodeError, ValueError)):
        read(raw)


# --- What it reads ---------------------------------------------------------------------------


def written(province=LAMPANG, *, today=TODAY, alarms=(), year=YEAR, letter=None, holidays=HOLIDAYS):
    schedule = LIBRARY.schedule(year, province)
    periods = periods_of_year(schedule, year, holidays)
    if letter is not None:
        source = schedule.source.model_copy(update={"letter": letter})
        schedule = schedule.model_copy(update={"source": source})
    return calendar_file(schedule, province, year, periods, holidays, alarms=alarms, today=today)


def events(province=LAMPANG, **how):
    """The events by the beginning of their UID."""
    found = read(written(province, **how)).parts
    assert {event.kind for event in found} == {"VEVENT"}
    by_uid = {event["UID"]: event for event in found}
    assert len(by_uid) == len(found)
    return {uid.partition("@")[0].removeprefix("2561-"): event for uid, event in by_uid.items()}


def day_of(event):
    """Its day; it ends on the next."""
    start, end = (date.fromisoformat(event[f"DT{end};VALUE=DATE"]) for end in ("START", "END"))
    assert end - start == timedelta(days=1)
    return start.isoformat()


NATIONAL_DAYS = {
    **{f"otop-sales-{n}": f"2017-{n + 9}-10" for n in (1, 2, 3)},
    **{f"otop-sales-{n}": f"2018-{n - 3:02}-10" for n in range(4, 13)},
    "volunteer-leader-day-1": "2018-02-28",
    "cd-standards-1": "2018-03-31",
    "savings-groups-1": "2017-12-20",
    "savings-groups-2": "2018-03-20",
    "savings-groups-3": "2018-06-20",
    "mothers-fund-1": "2018-04-30",
    "savings-groups-4": "2018-09-20",
    "cd-standards-2": "2018-09-30",
}
"""The days with an event, by the first database of each."""


def test_the_days_of_the_nation():
    assert {name: day_of(event) for name, event in events(None).items()} == NATIONAL_DAYS
    assert sum(event["DESCRIPTION"].count("สำนัก/กอง: ") for event in events(None).values()) == 27


def test_the_days_of_a_province_are_its_own():
    own = {n: day for n, day in NATIONAL_DAYS.items() if n != "savings-groups-4"}
    own["cd-standards-2"] = "2018-09-06"
    assert {name: day_of(event) for name, event in events().items()} == own


@pytest.mark.parametrize(
    ("province", "name", "summary"),
    [
        (LAMPANG, "cd-standards-2", "ส่งจังหวัด งวดเดือนกันยายน 2561 8 ฐานข้อมูล"),
        (None, "cd-standards-2", "ครบกำหนดบันทึกข้อมูล งวดเดือนกันยายน 2561 6 ฐานข้อมูล"),
        (
            LAMPANG,
            "otop-sales-12",
            "ครบกำหนดบันทึกข้อมูลยอดจำหน่าย OTOP ประจำเดือน งวดที่ 12 (กันยายน 2561)",
        ),
    ],
)
def test_what_an_event_is_called(province, name, summary):
    assert events(province)[name]["SUMMARY"] == summary


def test_one_database_with_the_province_s_own_date():
    schedule = LIBRARY.schedule(YEAR, None)
    [period] = [p for p in periods_of_year(schedule, YEAR, HOLIDAYS) if p.number == 12]
    own = period._replace(report_by=date(2018, 9, 7))
    raw = calendar_file(schedule, LAMPANG, YEAR, [own], HOLIDAYS, alarms=(), today=TODAY)
    [event] = read(raw).parts
    assert event["SUMMARY"] == "ส่งจังหวัด ข้อมูลยอดจำหน่าย OTOP ประจำเดือน งวดที่ 12 (กันยายน 2561)"
    assert day_of(event) == "2018-09-07"


@pytest.mark.parametrize(
    ("province", "uid", "name"),
    [
        (LAMPANG, "2561-cd-standards-2@lampang.cddctl", "ปีงบประมาณ 2561 จังหวัดลำปาง"),
        (None, "2561-savings-groups-4@national.cddctl", "ปีงบประมาณ 2561"),
    ],
)
def test_what_it_is_called(province, uid, name):
    calendar = read(written(province))
    assert calendar.properties == {
        "PRODID": "-//cddctl//calendar//TH",
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "X-WR-CALNAME": f"กำหนดบันทึกข้อมูล ศูนย์ข้อมูลกลาง กรมการพัฒนาชุมชน {name}",
    }
    assert uid in {event["UID"] for event in calendar.parts}


def test_an_event():
    event = events()["savings-groups-3"]
    assert event.parts == []
    assert event.properties == {
        "UID": "2561-savings-groups-3@lampang.cddctl",
        "DTSTAMP": "20180905T000000Z",
        "SEQUENCE": "6822",
        "DTSTART;VALUE=DATE": "20180620",
        "DTEND;VALUE=DATE": "20180621",
        "TRANSP": "TRANSPARENT",
        "SUMMARY": "ครบกำหนดบันทึกข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต งวดที่ 3 (มิถุนายน 2561)",
        "DESCRIPTION": (
            "ครบกำหนด: วันพุธที่ 20 มิถุนายน 2561\n\n"
            "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต งวดที่ 3/4 (มิถุนายน 2561)\n"
            "สำนัก/กอง: สำนักพัฒนาทุนและองค์กรการเงินชุมชน\n"
            "ผู้บันทึก: อำเภอ (บัญชีระดับจังหวัด)\n\n"
            "ตามหนังสือ ลป ๐๐๑๙.๔/ว ๒๒๖๖๗ ลงวันที่ 31 สิงหาคม 2561"
        ),
    }


SUNDAY = "วันอาทิตย์ที่ 30 กันยายน 2561 วันทำการถัดไปคือวันจันทร์ที่ 1 ตุลาคม 2561 อยู่ในปีงบประมาณ 2562"


@pytest.mark.parametrize(
    ("province", "name", "line"),
    [
        (None, "cd-standards-2", "ข้อมูลที่บันทึก: ผู้ผ่านการรับรอง"),
        (None, "cd-standards-2", "ผู้บันทึก: จังหวัด (บัญชีระดับจังหวัด)"),
        (None, "cd-standards-2", f"ครบกำหนด: {SUNDAY}"),
        (LAMPANG, "cd-standards-2", f"กรมการพัฒนาชุมชนกำหนด: {SUNDAY}"),
        (LAMPANG, "cd-standards-2", "ส่งจังหวัดภายใน: วันพฤหัสบดีที่ 6 กันยายน 2561"),
        (LAMPANG, "cd-standards-2", "กรมการพัฒนาชุมชนกำหนด: วันพฤหัสบดีที่ 20 กันยายน 2561"),
        (LAMPANG, "otop-sales-12", "ครบกำหนด: วันจันทร์ที่ 10 กันยายน 2561"),
        (LAMPANG, "otop-sales-12", "ผู้บันทึก: อำเภอ (บัญชีระดับอำเภอ)"),
        (LAMPANG, "otop-sales-12", "ไม่อยู่ในแบบรายงาน"),
        (
            None,
            "otop-sales-3",
            (
                "ครบกำหนด: วันอาทิตย์ที่ 10 ธันวาคม 2560 ตรงกับวันรัฐธรรมนูญ "
                "วันทำการถัดไปคือวันอังคารที่ 12 ธันวาคม 2560"
            ),
        ),
        (
            None,
            "cd-standards-1",
            "ครบกำหนด: วันเสาร์ที่ 31 มีนาคม 2561 วันทำการถัดไปคือวันจันทร์ที่ 2 เมษายน 2561",
        ),
        (None, "cd-standards-2", "ตามหนังสือ มท ๐๔๐๕.๔/ว ๐๖๒๖ ลงวันที่ 23 มีนาคม 2561"),
    ],
)
def test_what_an_event_says(province, name, line):
    assert line in events(province)[name]["DESCRIPTION"].split("\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "cd-standards-2",
            (
                "ครบกำหนด: วันเสาร์ที่ 30 กันยายน 2571 (ยังไม่ทราบวันทำการถัดไป เนื่องจาก"
                "ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. 2571 ครบถ้วน)"
            ),
        ),
        (
            "otop-sales-4",
            "ครบกำหนด: วันจันทร์ที่ 10 มกราคม 2571 (ยังไม่มีข้อมูลวันหยุดราชการ พ.ศ. 2571 ครบถ้วน)",
        ),
        (
            "otop-sales-3",
            ("ครบกำหนด: วันศุกร์ที่ 10 ธันวาคม 2570 ตรงกับวันรัฐธรรมนูญ วันทำการถัดไปคือวันจันทร์ที่ 13 ธันวาคม 2570"),
        ),
    ],
)
def test_where_the_holidays_are_not_known_an_event_says_so(name, line):
    holidays = LIBRARY.holidays({2027, 2028})
    found = events(None, year=FiscalYear(2571), holidays=holidays)
    assert line in found[f"2571-{name}"]["DESCRIPTION"].split("\n")


def test_only_what_the_form_leaves_out_says_so():
    said = Counter(
        name.rpartition("-")[0]
        for name, event in events().items()
        if "ไม่อยู่ในแบบรายงาน" in event["DESCRIPTION"]
    )
    assert said == {"otop-sales": 12}


@pytest.mark.parametrize(
    ("alarms", "triggers"),
    [
        ((), []),
        ((0,), ["PT8H30M"]),
        ((1,), ["-PT15H30M"]),
        ((7, 1), ["-P6DT15H30M", "-PT15H30M"]),
    ],
)
def test_alarms_ring_when_offices_open(alarms, triggers):
    for event in events(alarms=alarms).values():
        assert [alarm["TRIGGER"] for alarm in event.parts] == triggers
        for alarm in event.parts:
            assert (alarm.kind, alarm["ACTION"]) == ("VALARM", "DISPLAY")
            assert alarm["DESCRIPTION"] == event["SUMMARY"]


def test_a_later_file_updates_the_earlier_one():
    first, later = events(), events(today=date(2018, 10, 1))
    assert list(first) == list(later)
    for name, event in first.items():
        newer = later[name]
        assert int(newer["SEQUENCE"]) - int(event["SEQUENCE"]) == 26
        assert newer["DTSTAMP"] == "20181001T000000Z"
        same = {"SEQUENCE": event["SEQUENCE"], "DTSTAMP": event["DTSTAMP"]}
        assert newer.properties | same == event.properties


def test_a_day_before_all_counting():
    assert {event["SEQUENCE"] for event in events(today=date(1960, 1, 1)).values()} == {"0"}


def test_it_is_thai_and_the_same_in_either_language():
    english = written()
    use_language("th")
    assert written() == english


def test_years_share_no_uid():
    uids = [
        event["UID"]
        for year in (2561, 2562)
        for event in read(written(year=FiscalYear(year))).parts
    ]
    assert len(set(uids)) == len(uids) == 19 + 20


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]))
"""One line; icalendar takes \\N, which no letter has in it, for a line break."""


@example('\\n \\, ;"')
@given(TEXT.filter(lambda text: "\\N" not in text))
def test_whatever_a_schedule_says_comes_back(letter):
    said = events(letter=letter)["cd-standards-2"]["DESCRIPTION"].split("\n")[-1]
    assert said == f"ตามหนังสือ {letter} ลงวันที่ 31 สิงหาคม 2561"
