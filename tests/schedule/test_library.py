import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from cddctl.errors import NoScheduleYet, ScheduleInvalid, ScheduleRefused
from cddctl.periods import FiscalYear, Month
from cddctl.places import find_province, province_of
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.checking import checked, checked_holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.yamlfile import read_yaml

SHIPPED = Path(__file__).parents[2] / "schedules"
LAMPANG = province_of("52")

# Two databases, one on the form. The problems below name its lines.
SCHEDULE = """\
fiscal_year: 2562
source: {letter: ว ๑, date: 2018-10-01, from: กรม, title: กำหนดการ}
bureaus:
  planning: {th: กองแผนงาน, en: Planning}
units:
  persons: {th: คน, en: persons}
  places: {th: แห่ง, en: places}
databases:
  leaders:
    number: 1
    name: {long: ข้อมูล|ผู้นำ, short: ผู้นำ, en: Leaders}
    bureau: planning
    periods:
      - {number: 1, month: มีนาคม, day: 20}
      - {number: 2, month: กันยายน}
    reporting: [district]
    account: province
    counts: [persons]
    on_form: true
  sales:
    number: 2
    name: {long: ยอดจำหน่าย, short: ยอด, en: Sales}
    bureau: planning
    every_month: {day: 10}
    reporting: [province]
    account: district
    counts: [places]
    on_form: false
report_by:
  - {month: 2562-09, date: 2019-09-06, databases: [leaders]}
form:
  titles: [รายงาน, "ปี {year}"]
  province_title: จังหวัด{province}
  district_title: อำเภอ{district} จังหวัด{province}
  headings:
    number: {th: ที่, en: No.}
    database: {th: ฐานข้อมูล, en: Database}
    period: {th: งวด, en: Period}
    total: {th: ทั้งหมด, en: Total}
    recorded: {th: บันทึกแล้ว, en: Recorded}
    note: {th: หมายเหตุ, en: Note}
  units:
    - {unit: persons, heading: {th: คน, en: persons}}
"""


def edited(*changes, text=SCHEDULE):
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def of_year(year, text=SCHEDULE):
    """A schedule of 2562 as one of another year."""
    return text.replace("2562", f"{year}").replace("2019-", f"{year - 543}-")


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def schedule_of(tmp_path, text):
    return checked(read_yaml(write(tmp_path, "2562.yaml", text), "2562.yaml"))


def library(tmp_path, **files):
    """A library of the files alone: `_2562=text` is 2562.yaml, `lampang_2562=text` in a folder."""
    for name, text in files.items():
        folder, _, year = name.rpartition("_")
        write(tmp_path, f"{folder}/{year}.yaml" if folder else f"{year}.yaml", text)
    return ScheduleLibrary(shipped=tmp_path)


def lines(refused):
    return str(refused.value).splitlines()


def test_the_schedule_these_tests_break_is_whole(tmp_path):
    schedule = schedule_of(tmp_path, SCHEDULE)
    assert list(schedule.databases) == ["leaders", "sales"]
    assert schedule.databases["leaders"].id == "leaders"
    assert schedule.report_by[0].date == date(2019, 9, 6)


def test_limits_of_a_count(tmp_path):
    limits = "    counts: [persons]\n    limits: {total: [0, 400], persons: [10, 400]}\n"
    schedule = schedule_of(tmp_path, edited(("    counts: [persons]\n", limits)))
    kept = type(schedule).model_validate(schedule.kept())
    for each in (schedule, kept):
        database = each.databases["leaders"]
        assert database.limits == {"total": (0, 400), "persons": (10, 400)}
    assert schedule.kept()["databases"]["leaders"]["limits"]["persons"] == [10, 400]
    assert schedule.databases["sales"].limits == {}


MISSING = "is missing"
SPELLING = "is no key that belongs here; check its spelling"
WHOLE = "expected a whole number"
LINES = "expected lines of the form `key: value`"
TEXT = "expected text; put a number in quotes"
BLANK = "is empty; write a text, or leave the line out"
ID = "an id is of letters, digits, - and _, and begins with a letter"
EITHER = "a database has either periods or every_month, and not both"
ORDER = "periods stand in the order of the fiscal year, October first"
ONE_DATE = "two periods fall on one date; give each a date of its own"
NEVER = "or not every year; without a day it is the last"
OFFICES = "expected district or province"
NO_DATE = 'is not a date; write it like 2018-09-06, 6/9/2561 or "6 ก.ย. 2561"'
NO_MONTH = 'is not a month; write it like 2018-09, 2561-09, 9/2561 or "ก.ย. 2561"'
NO_MONTH_NUMBER = "expected a month: its Thai name, or a number from 1 to 12"
A_SUM = "means a line of sums in a table; begin the name otherwise"
NO_NAME = "a name begins with a letter, and is of letters, digits, spaces and . , - ( ) / & ' \""
NO_UNIT = "the name of a unit is of letters and spaces alone"
NO_PERIOD_OF_LEADERS = "report_by.0.databases.0: leaders has no period in September 2019 (2562)"
NO_PERIOD = "report_by.0: none of its databases has a period in September 2019 (2562)"


def not_yet(rest, month="2562-09"):
    """A declaration in front of the form, on line 32."""
    return "form:\n  titles", f"not_yet:\n  - {{month: {month}, {rest}}}\nform:\n  titles"


FIRST_PERIOD = "{number: 1, month: มีนาคม, day: 20}"
BROKEN = {
    "unknown bureau": (
        [("planning\n    periods", "plans\n    periods")],
        ["12:13: databases.leaders.bureau: there is no bureau 'plans'; declared are planning"],
    ),
    "no bureaus at all": (
        [("bureaus:\n  planning: {th: กองแผนงาน, en: Planning}\n", "bureaus: planning\n")],
        [
            f"3:10: bureaus: {LINES}",
            "11:13: databases.leaders.bureau: there is no bureau 'planning'; declared are -",
            "22:13: databases.sales.bureau: there is no bureau 'planning'; declared are -",
        ],
    ),
    "bureau that is no text": (
        [("planning\n    periods", "[planning]\n    periods")],
        ["12:5: databases.leaders.bureau: expected text; put a number in quotes"],
    ),
    "unknown unit": (
        [("counts: [places]", "counts: [shops]")],
        ["27:14: databases.sales.counts.0: there is no unit 'shops'; declared are persons, places"],
    ),
    "limits": (
        [
            (
                "account: province\n    counts: [persons]\n",
                (
                    "account: province\n    counts: [persons]\n    limits:\n"
                    "      totals: [0, 9]\n      persons: [9, 0]\n      total: [0, nine]\n"
                ),
            )
        ],
        [
            (
                "20:7: databases.leaders.limits.totals: there is no count 'totals'; "
                "declared are persons, total"
            ),
            "21:7: databases.leaders.limits.persons: the least is above the most, or below 0",
            (
                "22:7: databases.leaders.limits.total: "
                "expected the least and the most, as in [0, 400]"
            ),
        ],
    ),
    "limits that are none": (
        [("    counts: [persons]\n", "    counts: [persons]\n    limits: 400\n")],
        [f"19:13: databases.leaders.limits: {LINES}"],
    ),
    "unit twice": (
        [("counts: [persons]", "counts: [persons, persons]")],
        ["18:23: databases.leaders.counts.1: persons stands here twice"],
    ),
    "no unit": (
        [("counts: [persons]", "counts: []")],
        ["18:5: databases.leaders.counts: expected at least one"],
    ),
    "units that are no list": (
        [("counts: [persons]", "counts: persons")],
        [("18:13: databases.leaders.counts: expected a list; write it in brackets: [persons]")],
    ),
    "titles that are no list": (
        [('titles: [รายงาน, "ปี {year}"]', "titles: รายงาน")],
        ["32:11: form.titles: expected a list; write it in brackets: [รายงาน]"],
    ),
    "list that is missing": (
        [("reporting: [district]", "reporting:")],
        [
            (
                "16:15: databases.leaders.reporting: "
                "expected a list; begin each line of it with a hyphen"
            )
        ],
    ),
    "periods that are no list": (
        [
            (
                f"periods:\n      - {FIRST_PERIOD}\n      - {{number: 2, month: กันยายน}}",
                f"periods: {FIRST_PERIOD}",
            )
        ],
        [
            (
                "13:5: databases.leaders.periods: "
                "expected a list; begin each line of it with a hyphen"
            ),
            f"28:52: {NO_PERIOD_OF_LEADERS}",
        ],
    ),
    "names that are blank": (
        [
            ("long: ข้อมูล|ผู้นำ, short: ผู้นำ, en: Leaders", "long: ' | ', short: '', en: ' '"),
            ("planning: {th: กองแผนงาน, en: Planning}", "planning: {th: '', en: ' '}"),
            ("จังหวัด{province}\n  district", "''\n  district"),
        ],
        [
            f"4:18: bureaus.planning.th: {BLANK}",
            f"4:26: bureaus.planning.en: {BLANK}",
            f"11:18: databases.leaders.name.long: {BLANK}",
            f"11:32: databases.leaders.name.short: {BLANK}",
            f"11:40: databases.leaders.name.en: {BLANK}",
            f"33:19: form.province_title: {BLANK}",
        ],
    ),
    "name that says nothing": (
        [
            (
                "    bureau: planning\n    periods",
                "    also: [-, ข้อมูล]\n    bureau: planning\n    periods",
            )
        ],
        [
            f"12:12: databases.leaders.also.0: {NO_NAME}",
            f"12:15: databases.leaders.also.1: {NO_NAME}",
        ],
    ),
    "names that a table would take for its sums": (
        [("short: ผู้นำ, en: Leaders", "short: รวมผู้นำ, en: Total")],
        [
            f"11:39: databases.leaders.name.short: 'รวมผู้นำ' {A_SUM}",
            f"11:53: databases.leaders.name.en: 'Total' {A_SUM}",
        ],
    ),
    "names that a reply could not begin with": (
        [("short: ผู้นำ, en: Leaders", "short: 5 ผู้นำ, en: a=b")],
        [
            f"11:39: databases.leaders.name.short: {NO_NAME}",
            f"11:52: databases.leaders.name.en: {NO_NAME}",
        ],
    ),
    "units that a count could not follow": (
        [("persons: {th: คน, en: persons}", "persons: {th: คน 2, en: 'a,b'}")],
        [f"6:17: units.persons.th: {NO_UNIT}", f"6:27: units.persons.en: {NO_UNIT}"],
    ),
    "units that mean each other": (
        [
            (
                "places: {th: แห่ง, en: places}",
                "places: {th: Persons, en: a}\n  Places: {th: ก, en: b}",
            )
        ],
        [
            "7:16: units.places.th: 'Persons' means persons already; give each its own",
            "8:3: units.Places: 'Places' means places already; give each its own",
        ],
    ),
    "unit by the name of a heading": (
        [("persons: {th: คน, en: persons}", "persons: {th: ทั้ง หมด, en: Note}")],
        [
            "6:17: units.persons.th: ทั้ง หมด is the heading of another column",
            "6:31: units.persons.en: Note is the heading of another column",
        ],
    ),
    "headings of a form that could not be told apart": (
        [
            ("total: {th: ทั้งหมด, en: Total}", "total: {th: ที่, en: Total}"),
            ("note: {th: หมายเหตุ, en: Note}", "note: {th: คำ|ตอบ, en: Note}"),
            ("recorded: {th: บันทึกแล้ว,", "recorded: {th: '-',"),
            ("heading: {th: คน,", "heading: {th: งวด,"),
        ],
        [
            "39:17: form.headings.total.th: ที่ is the heading of another column",
            "40:20: form.headings.recorded.th: a heading needs letters",
            "41:16: form.headings.note.th: คำ|ตอบ is the heading of another column",
            "43:37: form.units.0.heading.th: งวด is the heading of another column",
        ],
    ),
    "name too long": (
        [("en: Leaders", f"en: {'L' * 101}"), ("en: Planning", f"en: {'P' * 301}")],
        [
            "4:33: bureaus.planning.en: is longer than 300 characters",
            "11:50: databases.leaders.name.en: is longer than 100 characters",
        ],
    ),
    "abbreviations that mean another database": (
        [
            (
                "    bureau: planning\n    periods",
                "    also: [sales, '2', ข้อมูลยอด, ผู้นำ, ผู้ นำ]\n    bureau: planning\n    periods",
            )
        ],
        [
            "12:12: databases.leaders.also.0: 'sales' means sales already; give each its own",
            "12:19: databases.leaders.also.1: '2' means sales already; give each its own",
            "23:37: databases.sales.name.short: 'ยอด' means leaders already; give each its own",
        ],
    ),
    "number as an abbreviation": (
        [("    bureau: planning\n    periods", "    also: [๒]\n    bureau: planning\n    periods")],
        [f"12:12: databases.leaders.also.0: {TEXT}"],
    ),
    "name of another database": (
        [("short: ยอด, en: Sales", "short: ผู้-นำ, en: 'Leaders '")],
        [
            "22:37: databases.sales.name.short: 'ผู้-นำ' means leaders already; give each its own",
            "22:49: databases.sales.name.en: 'Leaders ' means leaders already; give each its own",
        ],
    ),
    "id that is a number": (
        [("  sales:\n", "  '1':\n")],
        [f"20:3: databases.1: {ID}"],
    ),
    "ids that are read alike": (
        [("  sales:\n", "  LEADERS:\n")],
        ["20:3: databases.LEADERS: 'LEADERS' means leaders already; give each its own"],
    ),
    "ids that cannot be typed": (
        [
            ("  planning: {", "  '': {th: ก, en: a}\n  planning: {"),
            (
                "  persons: {th: คน",
                "  a b: {th: ก, en: a}\n  a=b: {th: ก, en: a}\n  persons: {th: คน",
            ),
            ("  sales:\n", "  -sales:\n"),
        ],
        [
            f"4:3: bureaus.: {ID}",
            f"7:3: units.a b: {ID}",
            f"8:3: units.a=b: {ID}",
            f"23:3: databases.-sales: {ID}",
        ],
    ),
    "unit that is a heading": (
        [("  persons: {th: คน", "  Total: {th: ก, en: a}\n  persons: {th: คน")],
        ["6:3: units.Total: Total is the heading of another column"],
    ),
    "unknown placeholders": (
        [
            ('"ปี {year}"', '"ปี {yearx} {district} {", "{year"'),
            ("จังหวัด{province}\n  district", "'{district} {} }'\n  district"),
        ],
        [
            "32:20: form.titles.1: { is not known here; known is {year}",
            "32:20: form.titles.1: {district} is not known here; known is {year}",
            "32:20: form.titles.1: {yearx} is not known here; known is {year}",
            "32:47: form.titles.2: { is not known here; known is {year}",
            (
                "33:19: form.province_title: {district} is not known here; "
                "known is {year} or {province}"
            ),
            "33:19: form.province_title: {province} is missing; the line names the place",
            "33:19: form.province_title: {} is not known here; known is {year} or {province}",
            "33:19: form.province_title: } is not known here; known is {year} or {province}",
        ],
    ),
    "unknown office": (
        [("[district]", "[village]")],
        [f"16:17: databases.leaders.reporting.0: {OFFICES}"],
    ),
    "no office": (
        [("[district]", "[]")],
        ["16:5: databases.leaders.reporting: expected at least one"],
    ),
    "account of no office": (
        [("account: province", "account: national")],
        [f"17:14: databases.leaders.account: {OFFICES}"],
    ),
    "database number twice": (
        [("number: 2\n", "number: 1\n")],
        ["21:13: databases.sales.number: the number 1 is taken or leaves a gap; free is 2"],
    ),
    "gap in the database numbers": (
        [("number: 2\n", "number: 3\n")],
        ["21:13: databases.sales.number: the number 3 is taken or leaves a gap; free is 2"],
    ),
    "database number 0": (
        [("    number: 1\n", "    number: 0\n")],
        [
            "10:13: databases.leaders.number: expected 1 or more",
            "10:13: databases.leaders.number: the number 0 is taken or leaves a gap; free is 1",
        ],
    ),
    "database number in words": (
        [("    number: 1\n", "    number: one\n")],
        [f"10:13: databases.leaders.number: {WHOLE}"],
    ),
    "database with an id of its own": (
        [("    number: 1\n", "    id: chiefs\n    number: 1\n")],
        [f"10:9: databases.leaders.id: {SPELLING}"],
    ),
    "database that is no mapping": (
        [("report_by:", "  x: 3\nreport_by:")],
        [f"29:6: databases.x: {LINES}"],
    ),
    "gap in the period numbers": (
        [("{number: 2, month", "{number: 3, month")],
        [
            (
                "15:18: databases.leaders.periods.1.number: "
                "periods are numbered from 1 without a gap: this is 2"
            )
        ],
    ),
    "period that is no mapping": (
        [(FIRST_PERIOD, "มีนาคม")],
        [f"14:9: databases.leaders.periods.0: {LINES}"],
    ),
    "month that is none": (
        [("กันยายน", "กันยา")],
        [
            f"15:28: databases.leaders.periods.1.month: {NO_MONTH_NUMBER}",
            f"30:52: {NO_PERIOD_OF_LEADERS}",
        ],
    ),
    "month 13": (
        [("กันยายน", "13")],
        [
            "15:28: databases.leaders.periods.1.month: expected 12 or less",
            f"30:52: {NO_PERIOD_OF_LEADERS}",
        ],
    ),
    "month 0": (
        [("กันยายน", "0")],
        [
            "15:28: databases.leaders.periods.1.month: expected 1 or more",
            f"30:52: {NO_PERIOD_OF_LEADERS}",
        ],
    ),
    "31 February": (
        [("มีนาคม, day: 20", "กุมภาพันธ์, day: 31")],
        [f"14:45: databases.leaders.periods.0.day: February never has a day 31, {NEVER}"],
    ),
    "29 February": (
        [("มีนาคม, day: 20", "กุมภาพันธ์, day: 29")],
        [f"14:45: databases.leaders.periods.0.day: February never has a day 29, {NEVER}"],
    ),
    "31 April": (
        [("มีนาคม, day: 20", "เมษายน, day: 31")],
        [f"14:41: databases.leaders.periods.0.day: April never has a day 31, {NEVER}"],
    ),
    "day 32": (
        [("day: 20", "day: 32")],
        [
            f"14:41: databases.leaders.periods.0.day: March never has a day 32, {NEVER}",
            "14:41: databases.leaders.periods.0.day: expected 31 or less",
        ],
    ),
    "day in quotes": (
        [("day: 20", "day: '20'")],
        [f"14:41: databases.leaders.periods.0.day: {WHOLE}"],
    ),
    "two periods on one date": (
        [("มีนาคม, day: 20", "กันยายน, day: 30")],
        [f"15:9: databases.leaders.periods.1: {ONE_DATE}"],
    ),
    "two periods on one last day": (
        [("มีนาคม, day: 20", "9")],
        [f"15:9: databases.leaders.periods.1: {ONE_DATE}"],
    ),
    "periods out of order": (
        [("กันยายน", "ธันวาคม")],
        [f"15:9: databases.leaders.periods.1: {ORDER}", f"30:52: {NO_PERIOD_OF_LEADERS}"],
    ),
    "periods out of order in a month": (
        [("month: กันยายน", "month: มีนาคม, day: 10")],
        [f"15:9: databases.leaders.periods.1: {ORDER}", f"30:52: {NO_PERIOD_OF_LEADERS}"],
    ),
    "both periods and every_month": (
        [
            (
                "every_month: {day: 10}",
                "every_month: {day: 10}\n    periods: [{number: 1, month: 1}]",
            )
        ],
        [f"20:3: databases.sales: {EITHER}"],
    ),
    "neither periods nor every_month": (
        [("    every_month: {day: 10}\n", "")],
        [f"20:3: databases.sales: {EITHER}"],
    ),
    "no period": (
        [("every_month: {day: 10}", "periods: []")],
        [f"20:3: databases.sales: {EITHER}"],
    ),
    "every month on the 29th": (
        [("{day: 10}", "{day: 29}")],
        ["24:24: databases.sales.every_month.day: expected 28 or less"],
    ),
    "unknown key": (
        [("every_month: {day: 10}", "every_month: {day: 10, dey: 1}")],
        [f"24:33: databases.sales.every_month.dey: {SPELLING}"],
    ),
    "misspelt key": (
        [("bureau: planning\n    periods", "bureaux: planning\n    periods")],
        [
            f"9:3: databases.leaders.bureau: {MISSING}",
            f"12:14: databases.leaders.bureaux: {SPELLING}",
        ],
    ),
    "missing key": (
        [("    account: province\n", "")],
        [f"9:3: databases.leaders.account: {MISSING}"],
    ),
    "missing year": ([("fiscal_year: 2562\n", "")], [f"1:1: fiscal_year: {MISSING}"]),
    "year in C.E.": (
        [("fiscal_year: 2562", "fiscal_year: 2019")],
        [
            "1:14: fiscal_year: expected 2500 or more",
            (
                "30:13: report_by.0.month: September 2019 (2562) is in fiscal year 2562, "
                "and this is the schedule of 2019"
            ),
            (
                "30:28: report_by.0.date: 6 September 2019 (2562) is in fiscal year 2562, "
                "and this is the schedule of 2019"
            ),
        ],
    ),
    "year in quotes": (
        [("fiscal_year: 2562", "fiscal_year: '2562'")],
        [f"1:14: fiscal_year: {WHOLE}"],
    ),
    "on the form, which has no column for its unit": (
        [("on_form: false", "on_form: true")],
        [
            (
                "27:14: databases.sales.counts.0: "
                "the database is on the form, which has no column for places"
            )
        ],
    ),
    "on_form is no": (
        [("on_form: false", "on_form: no")],
        ["28:14: databases.sales.on_form: expected true or false"],
    ),
    "column of an unknown unit": (
        [
            (
                "units:\n    - {unit: persons,",
                "units:\n    - {unit: persons, heading: {th: ก, en: a}}\n    - {unit: shops,",
            )
        ],
        ["44:14: form.units.1.unit: there is no unit 'shops'; declared are persons, places"],
    ),
    "column twice": (
        [
            (
                "units:\n    - {unit: persons,",
                "units:\n    - {unit: persons, heading: {th: ก, en: a}}\n    - {unit: persons,",
            )
        ],
        ["44:14: form.units.1.unit: persons has a column already"],
    ),
    "columns without unit": (
        [("    - {unit: persons, heading: {th: คน, en: persons}}", "    - {}\n    - {}")],
        [
            f"43:7: form.units.0.heading: {MISSING}",
            f"43:7: form.units.0.unit: {MISSING}",
            f"44:7: form.units.1.heading: {MISSING}",
            f"44:7: form.units.1.unit: {MISSING}",
        ],
    ),
    "report by for an unknown database": (
        [("databases: [leaders]", "databases: [leader]")],
        [
            (
                "30:52: report_by.0.databases.0: "
                "there is no database 'leader'; declared are leaders, sales"
            ),
        ],
    ),
    "report by in no month, on no date": (
        [("month: 2562-09, date: 2019-09-06", "month: 2562-99, date: 2019-02-29")],
        [
            f"30:13: report_by.0.month: '2562-99' {NO_MONTH}",
            f"30:28: report_by.0.date: '2019-02-29' {NO_DATE}",
        ],
    ),
    "report by on a number, in nothing": (
        [("month: 2562-09, date: 2019-09-06", "month: , date: 86400")],
        [
            f"30:13: report_by.0.month: '' {NO_MONTH}",
            f"30:21: report_by.0.date: '86400' {NO_DATE}",
        ],
    ),
    "report by in a month without period": (
        [("month: 2562-09", "month: 2562-08")],
        ["30:52: report_by.0.databases.0: leaders has no period in August 2019 (2562)"],
    ),
    "report by for one database that is due, and one that is not": (
        [("month: 2562-09", "month: 2562-08"), ("[leaders]}\nform", "[sales, leaders]}\nform")],
        ["30:59: report_by.0.databases.1: leaders has no period in August 2019 (2562)"],
    ),
    "report by in a month without period on the form": (
        [(", databases: [leaders]}", "}"), ("month: 2562-09", "month: ส.ค. 62")],
        ["30:5: report_by.0: none of its databases has a period in August 2019 (2562)"],
    ),
    "report by for nothing": (
        [("databases: [leaders]", "databases: []")],
        [f"30:5: {NO_PERIOD}"],
    ),
    "report by before the fiscal year": (
        [("2019-09-06", "2018-09-30")],
        [
            (
                "30:28: report_by.0.date: 30 September 2018 (2561) is in fiscal year 2561, "
                "and this is the schedule of 2562"
            )
        ],
    ),
    "report by after the fiscal year": (
        [("2019-09-06", "1/10/2562")],
        [
            (
                "30:28: report_by.0.date: 1 October 2019 (2562) is in fiscal year 2563, "
                "and this is the schedule of 2562"
            )
        ],
    ),
    "report by in a month of another fiscal year": (
        [("month: 2562-09", "month: 2561-09")],
        [
            (
                "30:13: report_by.0.month: September 2018 (2561) is in fiscal year 2561, "
                "and this is the schedule of 2562"
            )
        ],
    ),
    "report by twice the same": (
        [
            (
                "form:\n  titles",
                "  - {month: 9/2562, date: 2019-09-07, databases: [leaders]}\nform:\n  titles",
            )
        ],
        ["31:5: report_by.1: September 2019 (2562) has a date to report by already"],
    ),
    "report by for all, and then for one of them": (
        [
            (", databases: [leaders]}", "}"),
            (
                "form:\n  titles",
                "  - {month: 9/2562, date: 9/9/2562, databases: [leaders]}\nform:\n  titles",
            ),
        ],
        ["31:5: report_by.1: September 2019 (2562) has a date to report by already"],
    ),
    "not yet, without database and reason": (
        [("form:\n  titles", "not_yet:\n  - {month: 2562-09}\nform:\n  titles")],
        [f"32:5: not_yet.0.databases: {MISSING}", f"32:5: not_yet.0.reason: {MISSING}"],
    ),
    "not yet for nothing": (
        [not_yet("databases: [], reason: รอรับรอง")],
        ["32:22: not_yet.0.databases: expected at least one"],
    ),
    "not yet for an unknown database": (
        [not_yet("databases: [leader, 5], reason: รอรับรอง")],
        [
            (
                "32:34: not_yet.0.databases.0: "
                "there is no database 'leader'; declared are leaders, sales"
            ),
            "32:42: not_yet.0.databases.1: expected text; put a number in quotes",
        ],
    ),
    "not yet in no month": (
        [not_yet("databases: [leaders], reason: รอรับรอง", month="2562-99")],
        [f"32:13: not_yet.0.month: '2562-99' {NO_MONTH}"],
    ),
    "not yet for a database that is not due": (
        [not_yet("databases: [sales, leaders], reason: รอรับรอง", month="2562-08")],
        ["32:41: not_yet.0.databases.1: leaders has no period in August 2019 (2562)"],
    ),
    "not yet twice in one list": (
        [not_yet("databases: [leaders, leaders], reason: รอรับรอง")],
        ["32:43: not_yet.0.databases.1: leaders stands here twice"],
    ),
    "not yet twice": (
        [
            not_yet(
                "databases: [leaders], reason: รอรับรอง}\n"
                "  - {month: ก.ย. 62, databases: [sales, leaders], reason: รอผล"
            )
        ],
        [("33:41: not_yet.1.databases.1: leaders has a reason for September 2019 (2562) already")],
    ),
    "not yet without a word of reason": (
        [not_yet('databases: [leaders], reason: "-"')],
        ["32:52: not_yet.0.reason: the reason is empty; say why in a few words"],
    ),
    "not yet for too long a reason": (
        [not_yet(f"databases: [leaders], reason: {'ก' * 501}")],
        ["32:52: not_yet.0.reason: the note is 501 characters long; 500 is the most"],
    ),
    "not yet in another fiscal year": (
        [not_yet("databases: [leaders], reason: รอรับรอง", month="2561-09")],
        [
            (
                "32:13: not_yet.0.month: September 2018 (2561) is in fiscal year 2561, "
                "and this is the schedule of 2562"
            )
        ],
    ),
    "office twice": (
        [("[district]", "[district, province, district]")],
        ["16:37: databases.leaders.reporting.2: district stands here twice"],
    ),
    "entered by no office": (
        [("    account: province\n", "    account: province\n    entered_by: village\n")],
        [f"18:17: databases.leaders.entered_by: {OFFICES}"],
    ),
    "month in English": (
        [("กันยายน", "September")],
        [
            f"15:28: databases.leaders.periods.1.month: {NO_MONTH_NUMBER}",
            f"30:52: {NO_PERIOD_OF_LEADERS}",
        ],
    ),
    "unknown roll": (
        [("report_by:", "roll: back\nreport_by:")],
        ["29:7: roll: expected none or next-working-day"],
    ),
    "unknown covers": (
        [("{day: 10}", "{day: 10, covers: next-month}")],
        ["24:36: databases.sales.every_month.covers: expected previous-month"],
    ),
    "a name that is a number": (
        [("long: ข้อมูล|ผู้นำ, short: ผู้นำ, en: Leaders", "long: 5, short: [ก, ข], en: 5")],
        [
            f"11:18: databases.leaders.name.long: {TEXT}",
            f"11:21: databases.leaders.name.short: {TEXT}",
            f"11:40: databases.leaders.name.en: {TEXT}",
        ],
    ),
    "many problems": (
        [
            ("fiscal_year: 2562", "fiscal_year: 1e3"),
            ("date: 2018-10-01", "date: 2018-02-30"),
            ("planning\n    periods", "plans\n    periods"),
            ("{number: 1, month: มีนาคม, day: 20}", "{number: 2, month: กุมภาพันธ์, day: 31}"),
            ("กันยายน", "ธันวาคม"),
            ("[district]", "[village]"),
            ("    account: province\n", ""),
            ("number: 2\n", "number: 4\n"),
            ("    every_month: {day: 10}\n", ""),
            ("counts: [places]", "counts: [shops]"),
            ("databases: [leaders]", "databases: [leader]"),
            ("  province_title: จังหวัด{province}\n", "  title: x\n"),
        ],
        [
            f"1:14: fiscal_year: {WHOLE}",
            f"2:29: source.date: '2018-02-30' {NO_DATE}",
            f"9:3: databases.leaders.account: {MISSING}",
            "12:13: databases.leaders.bureau: there is no bureau 'plans'; declared are planning",
            (
                "14:18: databases.leaders.periods.0.number: "
                "periods are numbered from 1 without a gap: this is 1"
            ),
            f"14:45: databases.leaders.periods.0.day: February never has a day 31, {NEVER}",
            f"15:9: databases.leaders.periods.1: {ORDER}",
            f"16:17: databases.leaders.reporting.0: {OFFICES}",
            f"19:3: databases.sales: {EITHER}",
            "20:13: databases.sales.number: the number 4 is taken or leaves a gap; free is 2",
            (
                "25:14: databases.sales.counts.0: "
                "there is no unit 'shops'; declared are persons, places"
            ),
            (
                "28:52: report_by.0.databases.0: "
                "there is no database 'leader'; declared are leaders, sales"
            ),
            f"29:1: form.province_title: {MISSING}",
            f"31:10: form.title: {SPELLING}",
        ],
    ),
}


@pytest.mark.parametrize(("changes", "problems"), BROKEN.values(), ids=BROKEN.keys())
def test_broken(tmp_path, changes, problems):
    with pytest.raises(ScheduleInvalid) as refused:
        schedule_of(tmp_path, edited(*changes))
    assert lines(refused) == [f"2562.yaml:{problem}" for problem in problems]


@pytest.mark.parametrize(
    ("databases", "problem"),
    [
        ("databases: [leaders]\n", f"8:1: databases: {LINES}"),
        ("databases:\n", f"8:11: databases: {LINES}"),
        ("", f"1:1: databases: {MISSING}"),
    ],
)
def test_no_databases(tmp_path, databases, problem):
    start, end = SCHEDULE.index("databases:"), SCHEDULE.index("report_by:")
    text = SCHEDULE[:start] + databases + SCHEDULE[SCHEDULE.index("form:\n", end) :]
    with pytest.raises(ScheduleInvalid) as refused:
        schedule_of(tmp_path, text)
    assert lines(refused) == [f"2562.yaml:{problem}"]


@pytest.mark.parametrize(
    "changes",
    [
        [("กันยายน}", "9}")],
        [("มีนาคม, day: 20", "กุมภาพันธ์, day: 28")],
        [("มีนาคม, day: 20", "ตุลาคม, day: 31")],
        [
            ("month: กันยายน", "month: มีนาคม, day: 21"),
            ("month: 2562-09, date: 2019-09-06", "month: 2562-03, date: 2019-03-06"),
        ],
        [("counts: [places]", "counts: [places, persons]")],
        [("{day: 10}", "{}")],
        [("report_by:", "roll: next-working-day\nreport_by:")],
        [("reporting: [province]", "reporting: [province, district]")],
        [("account: district", "account: district\n    entered_by: province")],
        [("date: 2019-09-06", "date: 2018-10-01")],
        [("date: 2019-09-06", "date: 30/9/2562")],
        [(", databases: [leaders]}", "}")],
        [
            (
                "report_by:",
                "report_by:\n  - {month: 9/2562, date: 9/9/2562, databases: [sales]}",
            )
        ],
        [
            ("fiscal_year: 2562", "fiscal_year: ๒๕๖๒"),
            ("    number: 1\n", "    number: ๑\n"),
            (FIRST_PERIOD, "{number: ๑, month: ๓, day: ๒๐}"),
            ("{day: 10}", "{day: ๑๐}"),
            ("month: 2562-09, date: 2019-09-06", "month: ก.ย. ๒๕๖๒, date: ๖/๙/๒๕๖๒"),
        ],
        [("month: 2562-09, date: 2019-09-06", "month: 2562-03, date: 2019-03-06")],
        [("date: 2019-09-06, databases: [leaders]", "date: 2019-09-06, databases: [sales]")],
        [
            (
                "month: 2562-09, date: 2019-09-06, databases: [leaders]",
                "month: 2562-03, date: 2019-03-06, databases: [leaders, sales]",
            )
        ],
    ],
)
def test_whole(tmp_path, changes):
    schedule_of(tmp_path, edited(*changes))


# --- The shipped files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ScheduleLibrary().files(), ids=lambda path: path.relative_to(SHIPPED).as_posix()
)
def test_each_shipped_file_is_whole(path):
    ScheduleLibrary().check(path)


def test_the_shipped_files():
    names = [path.relative_to(SHIPPED).as_posix() for path in ScheduleLibrary().files()]
    assert names == [
        "2561.yaml",
        *(f"holidays/{year}.yaml" for year in range(2017, 2028)),
        "lampang/2561.yaml",
        "lampang/letter.yaml",
    ]


def test_the_letter_that_each_comes_from():
    shipped = ScheduleLibrary()
    national = shipped.schedule(FiscalYear(2561)).source
    lampang = shipped.schedule(FiscalYear(2561), LAMPANG).source
    assert (national.letter, national.date) == ("มท ๐๔๐๕.๔/ว ๐๖๒๖", date(2018, 3, 23))
    assert (lampang.letter, lampang.date) == ("ลป ๐๐๑๙.๔/ว ๒๒๖๖๗", date(2018, 8, 31))
    assert lampang.issuer == "จังหวัดลำปาง"


def test_lampangs_copy_differs_in_six_things_and_no_more():
    shipped = ScheduleLibrary()
    national = shipped.schedule(FiscalYear(2561))
    lampang = shipped.schedule(FiscalYear(2561), LAMPANG)
    assert {d.reporting for d in lampang.ordered()} == {("district", "province")}
    assert {d.entered_by for d in lampang.ordered()} == {"district"}
    assert [d.number for d in national.ordered() if d.note] == [6, 7, 8, 9]
    assert [d.number for d in lampang.ordered() if d.note] == []
    assert national.databases["mothers-fund"].name == "ข้อมูลผลตรวจสุขภาพกองทุนแม่ของแผ่นดิน"
    assert lampang.databases["mothers-fund"].name == "ข้อมูลผลการตรวจสอบสภาพกองทุนแม่ของแผ่นดิน"
    september = Month(2018, 9)
    by = {d.number: lampang.report_date(d, september) for d in lampang.ordered()}
    assert by.pop(10) is None
    assert set(by.values()) == {date(2018, 9, 6)}
    assert {lampang.report_date(d, Month(2018, 8)) for d in lampang.ordered()} == {None}
    assert {national.report_date(d, september) for d in national.ordered()} == {None}

    not_yet = {d.id: lampang.reason_not_yet(d, september) for d in lampang.ordered()}
    assert {id_: reason for id_, reason in not_yet.items() if reason} == {
        "cd-standards": "หลังการรับรอง"
    }
    assert {lampang.reason_not_yet(d, Month(2018, 3)) for d in lampang.ordered()} == {None}
    assert {national.reason_not_yet(d, september) for d in national.ordered()} == {None}

    def rest(schedule):
        kept = schedule.model_dump(exclude={"province", "source", "report_by", "not_yet"})
        for database in kept["databases"].values():
            del database["reporting"], database["note"], database["names"]
        return kept

    assert rest(lampang) == rest(national)
    assert {
        key
        for key, database in national.databases.items()
        if database.names != lampang.databases[key].names
    } == {"mothers-fund"}


def test_another_province_has_the_departments_schedule():
    shipped = ScheduleLibrary()
    phrae = shipped.schedule(FiscalYear(2561), find_province("phrae"))
    assert phrae == shipped.schedule(FiscalYear(2561))


def test_provinces_share_the_departments_schedule_and_no_other():
    library = ScheduleLibrary()
    year = FiscalYear(2561)
    assert library.schedule(year, province_of("50")) is library.schedule(year)
    assert library.schedule(year, LAMPANG) is library.schedule(year, LAMPANG)
    assert library.schedule(year, LAMPANG).name == "2561/lampang"
    assert library.schedule(year).name == library.schedule(FiscalYear(2565)).name == "2561"


@pytest.mark.parametrize("year", [2561, 2562, 2569])
@pytest.mark.parametrize("province", [None, LAMPANG])
def test_a_schedule_stays_in_force(year, province):
    schedule = ScheduleLibrary().schedule(FiscalYear(year), province)
    assert schedule.fiscal_year == 2561
    assert schedule.province == (province and "lampang")


@pytest.mark.parametrize("province", [None, LAMPANG])
def test_before_the_first_schedule(province):
    with pytest.raises(NoScheduleYet) as refused:
        ScheduleLibrary().schedule(FiscalYear(2560), province)
    assert str(refused.value) == (
        "there is no schedule for fiscal year 2560; "
        "the first is that of 2561, from 1 October 2017 (2560) on; "
        "to make it: cddctl schedule new --year 2560"
    )
    assert ScheduleLibrary().first_year() == FiscalYear(2561)


# --- Libraries -------------------------------------------------------------------------------

OVER = "province: lampang\nfiscal_year: {year}\ndatabases:\n  leaders: {{counts: [{unit}]}}\n"
COLUMNS = (
    "units:\n    - {unit: persons,",
    "units:\n    - {unit: places, heading: {th: ก, en: a}}\n    - {unit: persons,",
)
BOTH_COLUMNS = edited(COLUMNS)


@pytest.mark.parametrize(
    ("year", "of", "name", "counts"),
    [
        (2562, 2562, "Leaders", ("persons",)),
        (2563, 2563, "Leaders", ("places",)),
        (2564, 2563, "Leaders", ("places",)),
        (2565, 2565, "Chiefs", ("persons",)),
        (2566, 2566, "Chiefs", ("persons", "places")),
        (2599, 2566, "Chiefs", ("persons", "places")),
    ],
)
def test_the_newest_in_force_lies_over_the_newest_in_force(tmp_path, year, of, name, counts):
    found = library(
        tmp_path,
        _2562=BOTH_COLUMNS,
        _2565=edited(("Leaders", "Chiefs"), text=of_year(2565, BOTH_COLUMNS)),
        lampang_2561=OVER.format(year=2561, unit="places"),
        lampang_2563=OVER.format(year=2563, unit="places"),
        lampang_2566=OVER.format(year=2566, unit="persons, places"),
    ).schedule(FiscalYear(year), LAMPANG)
    assert found.fiscal_year == of
    assert found.databases["leaders"].names.en == name
    assert found.databases["leaders"].counts == counts
    assert found.databases["sales"].counts == ("places",)


def test_what_a_base_declares_for_its_own_year_does_not_go_over(tmp_path):
    not_yet = "not_yet:\n  - {month: 2562-09, databases: [leaders], reason: หลังการรับรอง}\nform:\n"
    found = library(
        tmp_path,
        _2562=edited(("form:\n  titles", f"{not_yet}  titles")),
        lampang_2562="fiscal_year: 2562\nprovince: lampang\n",
        phrae_2563="fiscal_year: 2563\nprovince: phrae\n",
    )
    for province, year, count in ((LAMPANG, 2562, 1), (find_province("phrae"), 2563, 0)):
        schedule = found.schedule(FiscalYear(year), province)
        assert (len(schedule.report_by), len(schedule.not_yet)) == (count, count)
    found.check(tmp_path / "phrae/2563.yaml")


def test_problems_of_a_provinces_own_name_its_file(tmp_path):
    found = library(
        tmp_path, _2562=SCHEDULE, lampang_2562=OVER.format(year=2562, unit="persons, shops")
    )
    over = tmp_path / "lampang/2562.yaml"
    with pytest.raises(ScheduleInvalid) as refused:
        found.schedule(FiscalYear(2562), LAMPANG)
    assert lines(refused) == [
        (
            f"{over}:4:31: databases.leaders.counts.1: "
            "the database is on the form, which has no column for shops"
        ),
        (
            f"{over}:4:31: databases.leaders.counts.1: "
            "there is no unit 'shops'; declared are persons, places"
        ),
    ]
    with pytest.raises(ScheduleInvalid) as again:
        found.check(over)
    assert lines(again) == lines(refused)
    found.check(tmp_path / "2562.yaml")


def test_the_users_own_folder_stands_in_place_of_the_shipped(tmp_path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write(shipped, "2562.yaml", SCHEDULE)
    write(shipped, "2563.yaml", of_year(2563))
    write(shipped, "holidays/2019.yaml", "year: 2019\nholidays: {}\n")
    write(own, "2562.yaml", edited(("en: Leaders", "en: Chiefs")))
    write(own, "lampang/2562.yaml", OVER.format(year=2562, unit="persons"))
    found = ScheduleLibrary(own=own, shipped=shipped)
    assert found.schedule(FiscalYear(2562)).databases["leaders"].names.en == "Chiefs"
    assert found.schedule(FiscalYear(2563)).databases["leaders"].names.en == "Leaders"
    assert found.schedule(FiscalYear(2562), LAMPANG).province == "lampang"
    assert found.files() == [
        own / "2562.yaml",
        shipped / "2563.yaml",
        shipped / "holidays/2019.yaml",
        own / "lampang/2562.yaml",
    ]


def test_what_is_misplaced_is_refused_when_read(tmp_path):
    base = write(tmp_path, "2562.yaml", of_year(2561))
    found = ScheduleLibrary(shipped=tmp_path)
    with pytest.raises(ScheduleInvalid) as refused:
        found.schedule(FiscalYear(2562))
    assert lines(refused) == [f"{base}:1:14: fiscal_year: the file's name says 2562"]

    write(tmp_path, "2562.yaml", SCHEDULE)
    over = write(tmp_path, "lampang/2563.yaml", "province: phrae\nfiscal_year: 2564\n")
    with pytest.raises(ScheduleInvalid) as refused:
        found.schedule(FiscalYear(2563), LAMPANG)
    assert lines(refused) == [
        f"{over}:1:11: province: the schedule of Phrae belongs in a folder named phrae",
        f"{over}:2:14: fiscal_year: the file's name says 2563",
    ]
    assert found.schedule(FiscalYear(2563)).fiscal_year == 2562


@pytest.mark.parametrize("folder", ["lampang", "Lampang", "LAMPANG", "ลำปาง", "จังหวัดลำปาง", "52"])
@pytest.mark.parametrize("province", ["lampang", "ลำปาง"])
def test_a_provinces_folder_may_bear_any_usual_spelling(tmp_path, folder, province):
    write(tmp_path, "2562.yaml", BOTH_COLUMNS)
    write(tmp_path, "holidays/2562.yaml", "year: 2562\nholidays: {}\n")
    text = OVER.format(year=2562, unit="places").replace("lampang", province)
    over = write(tmp_path, f"{folder}/2562.yaml", text)
    found = ScheduleLibrary(shipped=tmp_path)
    schedule = found.schedule(FiscalYear(2562), LAMPANG)
    assert schedule.databases["leaders"].counts == ("places",)
    assert (schedule.province, schedule.name) == ("lampang", "2562/lampang")
    assert found.schedule(FiscalYear(2562), find_province("phrae")).province is None
    found.check(over)


def test_of_two_folders_of_one_province_one_has_to_go(tmp_path):
    write(tmp_path, "2562.yaml", BOTH_COLUMNS)
    text = OVER.format(year=2562, unit="places")
    first = write(tmp_path, "lampang/2562.yaml", text)
    second = write(tmp_path, "ลำปาง/2562.yaml", text)
    with pytest.raises(ScheduleInvalid) as refused:
        ScheduleLibrary(shipped=tmp_path).schedule(FiscalYear(2562), LAMPANG)
    said = f"{second}:1:1: {first} is of the same year; one of them has to go"
    assert str(refused.value) == said


def test_of_two_files_of_one_year_in_a_folder_one_has_to_go(tmp_path):
    write(tmp_path, "2562.yaml", SCHEDULE)
    second = write(tmp_path, "2562.yml", SCHEDULE)
    told = [f"{second}:1:1: 2562.yaml is of the same year; one of them has to go"]
    found = ScheduleLibrary(shipped=tmp_path)
    for use in (found.first_year, lambda: found.schedule(FiscalYear(2562))):
        with pytest.raises(ScheduleInvalid) as refused:
            use()
        assert lines(refused) == told
    second.unlink()

    write(tmp_path, "lampang/2562.yaml", OVER.format(year=2562, unit="persons"))
    second = write(tmp_path, "lampang/2562.yml", OVER.format(year=2562, unit="persons"))
    with pytest.raises(ScheduleInvalid) as refused:
        found.schedule(FiscalYear(2562), LAMPANG)
    assert lines(refused) == [f"{second}:1:1: 2562.yaml is of the same year; one of them has to go"]
    assert found.schedule(FiscalYear(2562), find_province("phrae")).fiscal_year == 2562

    write(tmp_path, "holidays/2019.yaml", "year: 2019\nholidays: {}\n")
    second = write(tmp_path, "holidays/2019.yml", "year: 2019\nholidays: {}\n")
    with pytest.raises(ScheduleInvalid) as refused:
        found.holidays([2019])
    assert lines(refused) == [f"{second}:1:1: 2019.yaml is of the same year; one of them has to go"]


def test_the_same_year_in_the_users_own_folder_and_the_shipped_is_no_conflict(tmp_path):
    write(tmp_path / "shipped", "2562.yaml", SCHEDULE)
    write(tmp_path / "own", "2562.yml", edited(("en: Leaders", "en: Chiefs")))
    found = ScheduleLibrary(own=tmp_path / "own", shipped=tmp_path / "shipped")
    assert found.schedule(FiscalYear(2562)).databases["leaders"].names.en == "Chiefs"


def test_a_file_is_checked_over_the_base_in_the_folder_above_it(tmp_path, monkeypatch):
    own = tmp_path / "own"
    write(tmp_path / "shipped", "2561.yaml", of_year(2561))
    write(own, "2562.yaml", BOTH_COLUMNS)
    path = write(own, "lampang/2563.yaml", OVER.format(year=2563, unit="places"))
    found = ScheduleLibrary(shipped=tmp_path / "shipped")
    found.check(path)
    monkeypatch.chdir(path.parent)
    found.check(Path("2563.yaml"))
    (own / "2562.yaml").unlink()
    with pytest.raises(ScheduleInvalid) as refused:
        found.check(path)
    assert lines(refused) == [
        (
            f"{path}:4:22: databases.leaders.counts.0: "
            "the database is on the form, which has no column for places"
        )
    ]


def test_what_a_schedule_is_known_by():
    shipped = ScheduleLibrary()
    assert shipped.schedule(FiscalYear(2562)).name == "2561"
    assert shipped.schedule(FiscalYear(2562), LAMPANG).name == "2561/lampang"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(
        ScheduleRefused, match=r"holds no schedule; a schedule is a file like 2562\.yaml"
    ):
        ScheduleLibrary(own=tmp_path / "none")


def test_a_folder_without_schedule(tmp_path):
    write(tmp_path, "notes.yaml", "a: 1\n")
    with pytest.raises(ScheduleRefused, match="holds no schedule"):
        ScheduleLibrary(shipped=tmp_path).schedule(FiscalYear(2562))


def test_the_installed_package_brings_its_own_folder(tmp_path, monkeypatch):
    shutil.copytree(SHIPPED, tmp_path / "schedules")
    monkeypatch.setattr(
        "cddctl.schedule.library.__file__", str(tmp_path / "schedule" / "library.py")
    )
    assert ScheduleLibrary().folders == [tmp_path / "schedules"]


@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        ("2562.yaml", SCHEDULE, []),
        ("2562.yml", SCHEDULE, []),
        ("2563.yaml", SCHEDULE, ["1:14: fiscal_year: the file's name says 2563"]),
        (
            "lampang.yaml",
            SCHEDULE,
            ["1:1: a schedule's file is named by its fiscal year, like 2562.yaml"],
        ),
        ("lampang/2563.yaml", OVER.format(year=2563, unit="persons"), []),
        (
            "lampang/2563.yaml",
            OVER.format(year=2564, unit="persons"),
            ["2:14: fiscal_year: the file's name says 2563"],
        ),
        (
            "phrae/2563.yaml",
            OVER.format(year=2563, unit="persons"),
            ["1:11: province: the schedule of Lampang belongs in a folder named lampang"],
        ),
        (
            "lampang/2563.yaml",
            "province: lampan\nfiscal_year: 2563\n",
            [
                (
                    "1:11: province: no province is called 'lampan'; "
                    "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"
                )
            ],
        ),
        (
            "bangkok/2563.yaml",
            "province: bangkok\nfiscal_year: 2563\n",
            [
                (
                    "1:11: province: Bangkok (กรุงเทพมหานคร) has no community development office; "
                    "name one of the 76 other provinces"
                )
            ],
        ),
        (
            "lampang/2563.yaml",
            "province: 52\nfiscal_year: 2563\n",
            ["1:11: province: expected text; put a number in quotes"],
        ),
    ],
)
def test_check(tmp_path, name, text, problems):
    base = write(tmp_path, "2562.yaml", SCHEDULE)
    path = write(tmp_path, name, text)
    found = ScheduleLibrary(shipped=tmp_path)
    if not problems:
        found.check(path)
        return
    with pytest.raises(ScheduleInvalid) as refused:
        found.check(path)
    assert lines(refused) == [f"{path}:{problem}" for problem in problems]
    assert base.is_file()


@pytest.mark.parametrize(
    "text",
    [
        "province: lampang\nfiscal_year: 2561\n",
        "province: lampang\nfiscal_year: year\n",
        "province: lampang\n",
    ],
)
def test_a_provinces_own_without_a_base_is_checked_by_itself(tmp_path, text):
    path = write(tmp_path, "lampang/2561.yaml", text)
    write(tmp_path, "2562.yaml", SCHEDULE)
    with pytest.raises(ScheduleInvalid) as refused:
        ScheduleLibrary(shipped=tmp_path).check(path)
    assert f"{path}:1:1: databases: {MISSING}" in lines(refused)


# --- Holidays --------------------------------------------------------------------------------

SPECIAL = "{th: วันหยุดราชการพิเศษ, en: Special public holiday}"


def test_holidays_of_the_years_that_there_are_files_for(tmp_path):
    write(tmp_path, "holidays/2018.yaml", f"year: 2018\nholidays:\n  2018-04-12: {SPECIAL}\n")
    write(tmp_path, "holidays/2019.yaml", f"year: 2019\nholidays:\n  2019-04-12: {SPECIAL}\n")
    found = ScheduleLibrary(shipped=tmp_path).holidays([2018, 2018, 2020])
    assert found.years == {2018}
    assert list(found.days) == [date(2018, 4, 12)]
    assert found.holiday(date(2018, 4, 12)).th == "วันหยุดราชการพิเศษ"


NAMED = "a holiday file is named by its C.E. year, like 2018.yaml"


@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        ("2018.yaml", f"year: 2018\nholidays:\n  2018-04-12: {SPECIAL}\n", []),
        ("2018.yaml", f"year: 2018\nholidays:\n  12/4/2561: {SPECIAL}\n", []),
        ("2561.yaml", "year: 2018\nholidays: {}\n", [f"1:7: year: {NAMED}"]),
        ("days.yaml", "year: 2018\nholidays: {}\n", [f"1:7: year: {NAMED}"]),
        ("2018.yaml", "holidays: {}\n", [f"1:1: year: {MISSING}"]),
        ("2018.yaml", "year: 2018\nholidays: []\n", [f"2:1: holidays: {LINES}"]),
        (
            "2018.yaml",
            f"year: 2018\nholidays:\n  2018-02-29: {SPECIAL}\n  2019-01-01: {SPECIAL}\n",
            [f"3:3: holidays.2018-02-29: '2018-02-29' {NO_DATE}"],
        ),
        (
            "2018.yaml",
            f"year: 2018\nholidays:\n  2018-04-12: {SPECIAL}\n  2019-01-01: {SPECIAL}\n",
            ["4:3: holidays.2019-01-01: the day is not in 2018"],
        ),
        ("2018.yaml", "year: []\nholidays: {}\n", [f"1:1: year: {WHOLE}"]),
        ("2018.yaml", "year: C.E.\nholidays: {}\n", [f"1:7: year: {WHOLE}"]),
        (
            "2018.yaml",
            f"year: {'9' * 5000}\nholidays: {{}}\n",
            [f"1:7: year: {WHOLE}"],
        ),
        (
            "2018.yaml",
            "year: 2018\nholidays:\n  2018-04-12: {th: 5}\n",
            [
                f"3:3: holidays.2018-04-12.en: {MISSING}",
                "3:20: holidays.2018-04-12.th: expected text; put a number in quotes",
            ],
        ),
    ],
)
def test_check_holidays(tmp_path, name, text, problems):
    path = write(tmp_path, f"holidays/{name}", text)
    found = ScheduleLibrary(shipped=tmp_path)
    if not problems:
        found.check(path)
        return
    with pytest.raises(ScheduleInvalid) as refused:
        found.check(path)
    assert lines(refused) == [f"{path}:{problem}" for problem in problems]


def test_holidays_of_another_year_are_refused_when_read(tmp_path):
    path = write(tmp_path, "holidays/2019.yaml", "year: 2018\nholidays: {}\n")
    with pytest.raises(ScheduleInvalid, match=NAMED):
        ScheduleLibrary(shipped=tmp_path).holidays([2019])
    assert checked_holidays(read_yaml(path, "2019.yaml"), 2018).holidays == {}


FLOOD = "{th: วันหยุดน้ำท่วม, en: Flood}"


@pytest.fixture
def layered(tmp_path):
    """A library with holidays of the shipped folder, the user's own, and Lampang's in both."""
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    days = "year: 2018\nholidays:\n"
    write(
        shipped, "holidays/2018.yaml", f"{days}  2018-04-12: {SPECIAL}\n  2018-04-13: {SPECIAL}\n"
    )
    write(shipped, "lampang/holidays/2018.yaml", f"{days}  2018-05-01: {FLOOD}\n")
    write(own, "holidays/2018.yml", f"{days}  12/4/2561: null\n  2018-05-02: {FLOOD}\n")
    write(own, "ลำปาง/holidays/2018.yaml", f"{days}  2018-05-01: null\n  2018-05-03: {FLOOD}\n")
    write(own, "lampang/holidays/2019.yaml", f"year: 2019\nholidays:\n  2019-05-03: {FLOOD}\n")
    return ScheduleLibrary(own=own, shipped=shipped)


def test_holidays_are_added_to_the_shipped_ones(layered):
    national = layered.holidays([2018])
    assert sorted(national.days) == [date(2018, 4, 13), date(2018, 5, 2)]
    assert layered.holidays([2018], find_province("phrae")) == national
    lampang = layered.holidays([2018], LAMPANG)
    assert sorted(lampang.days) == [date(2018, 4, 13), date(2018, 5, 2), date(2018, 5, 3)]
    assert lampang.holiday(date(2018, 5, 3)).en == "Flood"


def test_a_year_is_not_known_by_a_provinces_own_holidays_alone(layered):
    assert layered.holidays([2018, 2019], LAMPANG).years == {2018}


def test_all_files_of_holidays_are_checked(layered):
    own, shipped = layered.folders
    assert layered.files() == [
        shipped / "holidays/2018.yaml",
        own / "holidays/2018.yml",
        shipped / "lampang/holidays/2018.yaml",
        own / "lampang/holidays/2019.yaml",
        own / "ลำปาง/holidays/2018.yaml",
    ]
    for path in layered.files():
        layered.check(path)


def test_the_periods_of_a_province_know_its_holidays(tmp_path):
    write(tmp_path, "2562.yaml", SCHEDULE)
    write(tmp_path, "holidays/2019.yaml", "year: 2019\nholidays: {}\n")
    days = f"year: 2019\nholidays:\n  2019-03-20: {FLOOD}\n  2019-03-21: {FLOOD}\n"
    write(tmp_path, "lampang/holidays/2019.yaml", days)
    calendars = Calendars(ScheduleLibrary(shipped=tmp_path))
    following = {}
    for province in (None, LAMPANG, find_province("phrae")):
        _schedule, periods = calendars.of(province).of_month(Month(2019, 3))
        [leaders] = [period for period in periods if period.database.id == "leaders"]
        following[province and province.id] = leaders.next_working_day
    assert following == {None: None, "lampang": date(2019, 3, 22), "phrae": None}


@pytest.mark.parametrize(
    ("holiday", "problems"),
    [
        ("{th: ก, en: a, provinces: [lampang, '50'], certain: false}", []),
        (
            "{th: ก, en: a, provinces: [lampan]}",
            ["3:42: holidays.2018-04-12.provinces.0: no province is called 'lampan'; {near}"],
        ),
        (
            "{th: ก, en: a, provinces: lampang}",
            [
                (
                    "3:41: holidays.2018-04-12.provinces: "
                    "expected a list; write it in brackets: [lampang]"
                )
            ],
        ),
        (
            "{th: ก, en: a, certain: maybe}",
            ["3:39: holidays.2018-04-12.certain: expected true or false"],
        ),
        ("{th: ' ', en: a}", [f"3:20: holidays.2018-04-12.th: {BLANK}"]),
        (
            "null\n  12/4/2561: {th: ก, en: a}",
            ["4:3: holidays.12/4/2561: the day stands here twice"],
        ),
    ],
)
def test_check_of_a_holiday(tmp_path, holiday, problems):
    path = write(
        tmp_path, "holidays/2018.yaml", f"year: 2018\nholidays:\n  2018-04-12: {holiday}\n"
    )
    found = ScheduleLibrary(shipped=tmp_path)
    if not problems:
        found.check(path)
        return
    near = "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"
    with pytest.raises(ScheduleInvalid) as refused:
        found.check(path)
    assert lines(refused) == [f"{path}:{problem.format(near=near)}" for problem in problems]


# --- Files that are not read -----------------------------------------------------------------


def test_files_named_for_a_year_that_are_not_read(tmp_path):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write(shipped, "2562.yaml.txt", SCHEDULE)
    for name in ("2562.yaml", "2563.yml", "lampang/2562.yaml", "holidays/2019.yaml", "notes.txt"):
        write(own, name, "")
    unread = [
        "2562 - Copy.yaml",
        *([] if sys.platform == "win32" else ["2562.YAML"]),  # there it is the file itself
        "2562.yaml.txt",
        "2562.yml.bak",
        "holidays/2019.yaml.txt",
        "lampang/2562 (1).yaml",
        "lampang/holidays/2019.txt",
        "lampang/letter.yaml.txt",
        "lampang/letter.yml",
    ]
    write(own, "lampang/letter.yaml", "")
    for name in unread:
        write(own, name, "")
    found = ScheduleLibrary(own=own, shipped=shipped)
    assert [path.relative_to(own).as_posix() for path in found.unread()] == unread


@pytest.mark.parametrize(
    ("texts", "of_letter"),
    [
        ({}, 2561),
        ({2562: ""}, 2561),
        ({2562: "", 2563: ""}, 2561),
        ({2562: "source: {letter: ลป ๑, date: 2019-08-30, from: ลำปาง, title: ใหม่}\n"}, 2562),
    ],
)
def test_the_year_of_the_letter(tmp_path, texts, of_letter):
    """Own lines of a year under the letter of an earlier one are no schedule of that year."""
    (tmp_path / "phrae").mkdir()
    for year, text in texts.items():
        own = f"fiscal_year: {year}\nprovince: phrae\nreport_by: []\n{text}"
        (tmp_path / "phrae" / f"{year}.yaml").write_text(own, encoding="utf-8")
    schedule = ScheduleLibrary(tmp_path).schedule(FiscalYear(2563), find_province("phrae"))
    assert schedule.year_of_letter == of_letter
    assert schedule.fiscal_year == max(texts, default=2561)
