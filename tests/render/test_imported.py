import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from cddctl.i18n import use_language
from cddctl.ledger.doubts import Doubt, Rule
from cddctl.ledger.drafts import Draft
from cddctl.ledger.entries import Entry
from cddctl.ledger.settling import current_by_office, settle_source
from cddctl.ledger.sources import Given, Position, Problem, Source
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province, office_of
from cddctl.render.data.entries import import_json
from cddctl.render.doubts import say_doubts_of, say_warnings
from cddctl.render.tables.imported import import_table
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

SEPTEMBER = Month(2018, 9)
TODAY, BEFORE = date(2018, 9, 5), date(2018, 9, 1)
TAKEN = datetime(2018, 9, 3, 11, 0, tzinfo=UTC)
NATIONAL = ScheduleLibrary().schedule(FiscalYear(2561))
PERIODS = {p.database.id: p for p in periods_of_month(NATIONAL, SEPTEMBER, Holidays())}


def schedule_of(_entry):
    return NATIONAL


def entry(office="5202", database="leaders", total=120, note=None, **recorded):
    return Entry(
        "52", office, database, 2561, PERIODS[database].number, SEPTEMBER, total=total,
        recorded=recorded, note=note, received=BEFORE, not_applicable=total is None,
    )  # fmt: skip


def draft(office="5202", database="leaders", total=None, note=None, **recorded):
    return Draft(PERIODS[database], office_of(office), total, recorded, note=note)


def not_yet(office="5202", database="leaders", note="หลังการรับรอง"):
    return Draft(PERIODS[database], office_of(office), not_applicable=True, note=note)


def outcome(*drafts, name="a.xlsx", standing=(), taken=None, problems=(), unread=(), blank=()):
    given = [Given(one, Position(None, line)) for line, one in enumerate(drafts, 2)]
    offices = tuple(dict.fromkeys(one.office for one in drafts))
    source = Source(
        name, f"sha of {name}", given, tuple(problems), tuple(unread), tuple(blank), offices
    )
    return settle_source(source, current_by_office(standing), TODAY, taken)


STANDING = [entry(persons=97), entry(database="groups", total=10, groups=5, note="รอ")]
NEW = outcome(draft("5203", total=60, persons=60), name="ko-kha.xlsx",
              blank=["ข้อมูลผลการประเมินผู้นำ อช.", "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต"])  # fmt: skip
CHANGED = outcome(
    draft(persons=98), draft(database="groups", total=12, networks=1), draft("5203", note="รอ"),
    name="mae-mo.xlsx", standing=STANDING, unread=["sheet 'x'"],
)  # fmt: skip
SAME = outcome(draft(persons=97), name="[red]again[/].csv", standing=STANDING, taken=TAKEN)
REFUSED = outcome(
    draft(total=5, persons=6), draft("5203", total=1, persons=1), draft("5204", total=1),
    name="all.csv",
    problems=[Problem("", "it is cut short"), Problem("line 9", "'x' is not a count")],
)  # fmt: skip
ALL = [NEW, CHANGED, SAME, REFUSED]


def shown(outcomes, *, dry_run=False, width=1000, table_width=None):
    file = io.StringIO()
    console = Console(file=file, width=width, no_color=True, highlight=False, markup=False)
    console.print(
        *import_table(outcomes, schedule_of, dry_run=dry_run, width=table_width), sep="\n"
    )
    return [line.rstrip() for line in file.getvalue().splitlines()]


# --- The table -------------------------------------------------------------------------------


def test_a_row_a_file_then_what_was_put_in_the_place_of_another():
    heads, _line, *rows = shown(ALL)
    assert heads.split() == [
        "Added", "Updated", "Unchanged", "Blank", "Result", "Office", "File",
    ]  # fmt: skip
    assert rows == [
        "    1       0         0     2 recorded  Ko Kha    ko-kha.xlsx",
        "    0       2         0     0 recorded  2 offices mae-mo.xlsx",
        "    0       0         1     0 unchanged Mae Mo    [red]again[/].csv",
        "                              refused   3 offices all.csv",
        "",
        "4 files: 1 added, 2 updated, 1 unchanged; 1 file refused",
        "",
        "Updated:",
        (
            "Mae Mo, Leaders, period 1 of September 2018 (2561): total 120, 98 persons "
            "(before: total 120, 97 persons)"
        ),
        (
            "Mae Mo, Groups, networks and communities, period 1 of September 2018 (2561): "
            "total 12, 1 networks, 5 groups (not reported: places); รอ "
            "(before: total 10, 5 groups (not reported: networks, places); รอ)"
        ),
    ]


def test_a_table_without_updates():
    assert shown([NEW])[-1] == "1 file: 1 added, 0 updated, 0 unchanged"
    assert shown([])[-1] == "0 files: 0 added, 0 updated, 0 unchanged"


def test_a_dry_run():
    lines = shown(ALL, dry_run=True)
    assert [line[30:39].strip() for line in lines[2:6]] == [
        "to record",
        "to record",
        "unchanged",
        "refused",
    ]
    assert lines[7] == (
        "4 files: 1 added, 2 updated, 1 unchanged; 1 file refused (dry run: nothing was recorded)"
    )


def test_large_numbers():
    codes = [district.code for p in ("50", "52") for district in districts(find_province(p))]
    drafts = [draft(code, total=1, persons=1) for code in codes] * 40
    lines = shown([outcome(*drafts, name="all.csv")])
    assert lines[2].split() == ["1,520", "0", "0", "0", "recorded", "38", "offices", "all.csv"]
    assert lines[-1].startswith("1 file: 1,520 added")


def test_a_file_that_says_nothing_of_any_office():
    lines = shown([outcome(name="cover.xlsx", problems=[Problem("", "it is empty")])])
    assert lines[2].split() == ["refused", "cover.xlsx"]


def test_the_table_fits_a_terminal_and_a_long_name_is_whole():
    name = "แบบรายงาน" * 6 + ".xlsx"
    long = outcome(draft(total=1, persons=1), name=name)
    lines = shown([NEW, long], width=80, table_width=80)
    assert max(map(cell_len, lines)) <= 80
    assert lines[2] == "    1       0         0     2 recorded Ko Kha ko-kha.xlsx"
    assert "".join(line[46:] for line in lines[3:6]).replace(" ", "") == name


@pytest.mark.parametrize("dry_run", [False, True])
def test_in_thai(dry_run):
    use_language("th")
    rows = shown(ALL, dry_run=dry_run)
    names = ["ko-kha.xlsx", "mae-mo.xlsx", "[red]again[/].csv", "all.csv"]
    assert [row.split()[-1] for row in rows[2:6]] == names
    assert "แม่เมาะ" in rows[4]
    words = " ".join(rows[:2] + rows[6:]) + " ".join(row.rpartition("  ")[0] for row in rows[2:6])
    assert not re.search("[a-zA-Z]", words)


# --- Warnings --------------------------------------------------------------------------------

OF_LEADERS = "Mae Mo, Leaders, period 1 of September 2018 (2561): "


@pytest.mark.parametrize(
    ("doubt", "text"),
    [
        (Doubt(Rule.TENFOLD, "total", 1200, 120), "total 1,200 is ten times 120 (before) or more"),
        (Doubt(Rule.TENTH, "total", 12, 120), "total 12 is a tenth of 120 (before) or less"),
        (Doubt(Rule.DOUBLED, "persons", 240, 120, is_last_year=True),
         "persons 240 is double 120 (last year) or more"),
        (Doubt(Rule.HALVED, "persons", 60, 120), "persons 60 is half of 120 (before) or less"),
        (Doubt(Rule.CHANGED, "total", 131, 100),
         "total 131 differs from 100 (before) by more than 30 %"),
        (Doubt(Rule.FALLS, "persons", None, 4000), "persons falls from 4,000 to none"),
        (Doubt(Rule.SWAPPED, "persons", 1, 2, other="houses"),
         "persons and houses stand in each other's place (before)"),
        (Doubt(Rule.BLANK, "persons", 0, 120), "persons is blank or 0, and was 120 last year"),
        (Doubt(Rule.SAME), "all figures are those of last year"),
        (Doubt(Rule.BELOW, "total", 1, 2), "total 1 is below 2 of the last period"),
        (Doubt(Rule.UNUSUAL, "total", 1, 2), "total 1 is far from the usual 2"),
        (Doubt(Rule.LIMITS, "total", 500, 400),
         "total 500 is beyond the limit 400 of the schedule"),
    ],
)  # fmt: skip
def test_what_is_better_looked_at(doubt, text):
    [change] = (found := outcome(draft(total=9, persons=1))).settled
    doubted = found._replace(settled=(change._replace(doubts=(doubt,)),))
    assert say_doubts_of(doubted, schedule_of) == [OF_LEADERS + text]


def test_nothing_is_warned_of_in_a_file_that_is_refused():
    found = outcome(draft(persons=1), draft(total=1), standing=[entry(persons=97)],
                    problems=[Problem("", "x")])  # fmt: skip
    assert (say_warnings(found), say_doubts_of(found, schedule_of)) == ([], [])


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ([entry(persons=97), entry("5203", persons=97)], []),
        ([entry(persons=98), entry("5203", persons=97)],
         [("this file was recorded on 3 September 2018 (2561); 1 entry has been corrected since, "
          "and the correction stands")]),
        ([entry(persons=98), entry("5203", persons=98)],
         [("this file was recorded on 3 September 2018 (2561); 2 entries have been corrected "
          "since, and the corrections stand")]),
    ],
)  # fmt: skip
def test_a_file_that_was_recorded_from_before(standing, told):
    drafts = [draft(code, total=120, persons=97) for code in ("5202", "5203")]
    found = outcome(*drafts, standing=standing, taken=TAKEN)
    assert say_warnings(found) == told


# --- JSON ------------------------------------------------------------------------------------


def as_json(outcomes, left=(), *, dry_run=False):
    return json.loads(import_json(outcomes, left, schedule_of, dry_run=dry_run))


def test_json():
    found = as_json(ALL, ["ปก.pdf"], dry_run=True)
    assert list(found) == ["dry_run", "not_read", "files"]
    assert (found["dry_run"], found["not_read"]) == (True, ["ปก.pdf"])
    told = ("file", "sha256", "status", "added", "updated", "unchanged", "not_read")
    assert [[file[key] for key in told] for file in found["files"]] == [
        ["ko-kha.xlsx", "sha of ko-kha.xlsx", "recorded", 1, 0, 0, []],
        ["mae-mo.xlsx", "sha of mae-mo.xlsx", "recorded", 0, 2, 0,
         ["sheet 'x'", "line 4: the note 'รอ', as nothing is reported beside it"]],
        ["[red]again[/].csv", "sha of [red]again[/].csv", "unchanged", 0, 0, 1, []],
        ["all.csv", "sha of all.csv", "refused", 0, 0, 0, []],
    ]  # fmt: skip
    assert {tuple(file) for file in found["files"]} == {
        (
            *told[:-1],
            "as_printed",
            "offices",
            "entries",
            "warnings",
            "problems",
            "blank",
            "not_read",
        )
    }
    assert [[office["office"] for office in file["offices"]] for file in found["files"]] == [
        ["5203"],
        ["5202", "5203"],
        ["5202"],
        ["5202", "5203", "5204"],
    ]
    assert [len(file["blank"]) for file in found["files"]] == [2, 0, 0, 0]
    assert as_json([]) == {"dry_run": False, "not_read": [], "files": []}


def test_entries_in_json():
    new, changed, same, refused = (file["entries"] for file in as_json(ALL)["files"])
    where = {
        "province": "52", "province_name": "ลำปาง", "office": "5202", "office_name": "แม่เมาะ",
        "database": "leaders", "period": 1, "month": "2018-09",
    }  # fmt: skip
    said = {"total": 120, "state": "incomplete", "note": None}
    before = said | {"recorded": {"persons": 97}, "received": "2018-09-01"}
    assert new == [
        where | said | {
            "office": "5203", "office_name": "เกาะคา", "total": 60, "recorded": {"persons": 60},
            "state": "complete", "status": "added", "received": "2018-09-05", "before": None,
        }
    ]  # fmt: skip
    assert changed[0] == where | said | {
        "recorded": {"persons": 98}, "status": "updated", "received": "2018-09-05",
        "before": before,
    }  # fmt: skip
    assert [one["database"] for one in changed] == ["leaders", "groups"]
    assert same == [where | before | {"status": "unchanged", "before": None}]
    assert refused == []


def test_what_is_not_applicable_in_json():
    (file,) = as_json([outcome(not_yet(), standing=[entry(persons=97)._replace(received=None)])])[
        "files"
    ]
    (one,) = file["entries"]
    assert (one["total"], one["recorded"], one["state"]) == (None, {}, "not-applicable")
    assert one["note"] == "หลังการรับรอง"
    assert one["before"]["received"] is None
    assert file["warnings"] == []  # its reason is the note that settles it


def test_problems_in_json():
    *_others, refused = as_json(ALL)["files"]
    assert refused["problems"] == [
        {"where": None, "message": "it is cut short"},
        {"where": "line 9", "message": "'x' is not a count"},
        {
            "where": "line 2",
            "message": "recorded 6 is above the total 5; mend the numbers, or say why in a note",
        },
        {
            "where": "line 4",
            "message": "how many are recorded is missing: persons=N (0 if none)",
        },
    ]


def test_warnings_in_json():
    again = outcome(draft(persons=96), standing=[entry(persons=97)])
    doubt = Doubt(Rule.FALLS, "persons", 96, 97)
    again = again._replace(settled=(again.settled[0]._replace(doubts=(doubt,)),))
    assert [file["warnings"] for file in as_json([again, SAME])["files"]] == [
        [OF_LEADERS + "persons falls from 97 to 96"],
        [],
    ]
