"""`report` and `status` of several provinces: the nation, and a region that is named."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, provinces
from cddctl.register.store import Register
from cddctl.schedule.due import offices_of, periods_of_year
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

GOLDEN = Path(__file__).parents[1] / "golden"
MONTH = ("--month", "2018-09")
REGION = ("--province", "phayao", "--province", "ลำปาง")

LATER = "หลังการรับรอง"
OF_LAMPANG = (
    ("cd-standards", "5204", LATER),
    ("cd-standards", "5208", LATER),
    ("cd-standards", "5205", 6, {"persons": 2, "groups": 3, "networks": 0, "places": 1}),
    *(("leaders", f"52{n:02}", n * 100, {"persons": n * 100 - n % 2}) for n in range(1, 14)),
    ("groups", "5204", 1250, {"networks": 12, "groups": 1200, "places": 38}, "ตรวจแล้ว"),
    ("groups", "5208", 27, {"networks": 2, "groups": 25}, "รอข้อมูลหมู่บ้าน"),
)
OF_PHAYAO = (
    ("cd-standards", "56", "รอผลการรับรองจากคณะกรรมการระดับจังหวัด"),
    *(("leaders", f"56{n:02}", 50, {"persons": 50}) for n in range(1, 10)),
    ("volunteer-leader-assessment", "5601", 0, {"persons": 0}),
    ("poverty-alleviation", "5602", 12, {"places": 10}),
    ("otop-sales", "5601", 8, {"makers": 8}),
)
OF_AYUTTHAYA = tuple(("leaders", f"14{n:02}", 900, {"persons": 900}) for n in range(1, 5))
"""Database and office; then the reason for which there is nothing yet, or total, counts, note."""

PERIODS = {"cd-standards": 2, "savings-groups": 4, "poverty-alleviation": 2, "otop-sales": 12}
STANDARDS = ("persons", "groups", "networks", "places")
UNITS = {
    "leaders": ("persons",),
    "volunteer-leader-assessment": ("persons",),
    "groups": ("groups", "networks", "places"),
    "savings-groups": ("savings_groups",),
    "poverty-alleviation": ("places",),
    "fund-institutions": ("places",),
    "fund-networks": ("networks",),
    "otop-sales": ("makers",),
}


def entry_of(database, office, total, recorded=None, note=None):
    reason = total if isinstance(total, str) else None
    return Entry(
        office[:2], office, database, 2561, PERIODS.get(database, 1), Month(2018, 9),
        total=None if reason else total, recorded=recorded or {}, not_applicable=bool(reason),
        note=reason or note, received=date(2018, 9, 5),
    )  # fmt: skip


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A register of three provinces with September under way, one of them closed; made once."""
    path = tmp_path_factory.mktemp("register") / "provinces.sqlite3"
    closed = Act(Kind.CLOSE, "56", Month(2018, 9), sent="{}")
    with Register.create(path, "52", datetime(2018, 9, 1, tzinfo=UTC)) as book:
        for given, acts in ((OF_LAMPANG, ()), (OF_PHAYAO, (closed,)), (OF_AYUTTHAYA, ())):
            with book.writing():
                book.append(
                    [*(entry_of(*words) for words in given), *acts], command="record",
                    schedule="2561", now=datetime(2018, 9, 11, 5, tzinfo=UTC),
                )  # fmt: skip
    return path


@pytest.fixture
def report(here, filled):
    def report(*args, check=0):
        return here("report", "--register", filled, *args, check=check)

    return report


@pytest.fixture
def status(here, filled):
    def status(*args, check=0):
        return here("status", "--register", filled, "--as-of", "2018-09-12", *args, check=check)

    return status


def lines_of(result):
    """The lines of a CSV, as dictionaries."""
    return list(csv.DictReader(io.StringIO(result.out.removeprefix("\ufeff"))))


def rows_of(result):
    return {row["database"]: row for row in json.loads(result.out)["rows"]}


def too_wide(screen):
    """The lines over 80 columns; notes are as long as they are."""
    table = re.split(r"^(?:Note|หมายเหตุ)$", screen, flags=re.MULTILINE)[0]
    return [line for line in table.splitlines() if cell_len(line) > 80]


def write_own(work, databases):
    """A schedule of Phayao's own, in the folder `own`, with these databases otherwise."""
    own = work / "own" / "phayao"
    own.mkdir(parents=True)
    (own / "2561.yaml").write_text(
        "fiscal_year: 2561\nprovince: phayao\n"
        "source: {letter: x, date: 2018-08-31, from: x, title: x}\n"
        f"databases: {{{databases}}}\n",
        encoding="utf-8",
    )


# --- The screens -----------------------------------------------------------------------------

SCREENS = {
    "nation-report": ("report", "--nation", *MONTH),
    "nation-region-report": ("report", *REGION, *MONTH),
    "nation-region-by-province": (
        "report", *REGION, "--province", "อยุธยา", "--rows", "province", *MONTH,
    ),
    "nation-status": ("status", "--nation", "--full", *MONTH),
    "nation-region-status": ("status", "--full", *REGION, "--province", "อยุธยา", *MONTH),
    "nation-region-status-turned": ("status", "--full", *REGION, "--rows", "database", *MONTH),
    "nation-region-year": ("status", *REGION, "--year", "2561"),
}  # fmt: skip
CASES = [(name, language) for name in SCREENS for language in ("en", "th")]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_screen(here, filled, golden, name, language):
    words = (*SCREENS[name], "--as-of", "2018-09-12", "--register", filled)
    screen = here("--lang", language, *words, check=0).out
    golden(f"{name}.{language}.80.txt", screen)
    assert too_wide(screen) == []
    assert [line for line in screen.splitlines() if line != line.rstrip()] == []


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """A register in which every office has given so much all year that the sums are long."""
    library, year = ScheduleLibrary(), FiscalYear(2561)
    path = tmp_path_factory.mktemp("full") / "full.sqlite3"
    now = datetime(2018, 9, 11, tzinfo=UTC)
    with Register.create(path, "30", now) as book, book.writing():
        for place in provinces():
            entries = []
            for period in periods_of_year(library.schedule(year, place), year, Holidays()):
                units = period.database.counts
                for number, office in enumerate(offices_of(period, place, districts(place))):
                    much = 99_999 if office == place else 19_999
                    # The last unit is what some leave out, so that its sum is marked as partial.
                    given = units[: 2 if number == 1 and len(units) > 2 else None]
                    counts = dict.fromkeys(given, much // len(units))
                    counts[units[0]] += much - len(units) * (much // len(units))
                    entries.append(
                        Entry(
                            place.code, office.code, period.database.id, 2561, period.number,
                            period.month, total=much, recorded=counts, received=date(2017, 10, 2),
                        )
                    )  # fmt: skip
            acts = [Act(Kind.CLOSE, place.code, Month(2018, 9), sent="{}")]
            book.append([*entries, *acts], command="record", schedule="2561", now=now)
    return path


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(
    ("words", "counts"),
    [
        (("report", "--nation", *MONTH), ("17,559,122",)),
        (
            ("report", "--nation", "--rows", "province", *MONTH),
            ("17,559,122", f"{6_666 * (878 - 76):,}*"),
        ),
        (("status", "--nation", "--full", *MONTH), ("17,559,122/", "76/76")),
        (("status", "--nation", "--full", "--rows", "database", *MONTH), ("17,559,122/",)),
        (("status", "--nation", "--year", "2561"), ("21,336/21,336",)),
    ],
)
def test_the_greatest_sums_fit_the_screen(here, full, language, words, counts):
    days = ("--as-of", "2018-09-12", "--register", full)
    screen = here("--lang", language, *words, *days, check=0).out
    assert too_wide(screen) == []
    for count in counts:
        assert count in screen


def test_no_golden_file_is_left_over():
    ours = {path.name for path in GOLDEN.glob("nation-*.txt")}
    assert ours == {f"{name}.{language}.80.txt" for name, language in CASES}


# --- The report ------------------------------------------------------------------------------


def test_the_nation_is_summed_over_all_provinces(report):
    rows = rows_of(report("--nation", *MONTH, "--format", "json"))
    assert list(rows) == [
        "cd-standards", "leaders", "volunteer-leader-assessment", "groups", "savings-groups",
        "poverty-alleviation", "fund-institutions", "fund-networks",
    ]  # fmt: skip
    leaders = rows["leaders"]
    assert leaders["total"] == sum(n * 100 for n in range(1, 14)) + 9 * 50 + 4 * 900
    assert (leaders["reported"], leaders["offices"]) == (13 + 9 + 4, 878)
    assert (leaders["provinces_reported"], leaders["provinces"]) == (3, 76)
    assert leaders["note"] == "รายงานแล้ว 26/878 อำเภอ จาก 3/76 จังหวัด; บันทึกไม่ครบถ้วน 7 อำเภอ"
    assert rows["cd-standards"]["offices"] == 75 + 13
    assert rows["cd-standards"]["reasons"] == [
        {"text": "หลังการรับรอง", "offices": 12},
        {"text": "รอผลการรับรองจากคณะกรรมการระดับจังหวัด", "offices": 1},
    ]


def test_nothing_zero_and_not_applicable_differ(report):
    rows = rows_of(report("--nation", *MONTH, "--format", "json"))
    assert (rows["savings-groups"]["total"], rows["savings-groups"]["state"]) == (None, "none")
    zero = rows["volunteer-leader-assessment"]
    assert (zero["total"], zero["recorded"]) == (0, {"persons": 0})
    later = rows_of(
        report(*REGION, *MONTH, "--format", "json", "--rows", "province")
    )["cd-standards"]["by_province"]  # fmt: skip
    assert [(one["province"], one["total"], one["state"]) for one in later] == [
        ("52", 6, "complete"), ("56", None, "not-applicable"),
    ]  # fmt: skip


@pytest.mark.parametrize("which", [("--nation",), REGION])
def test_the_lines_of_the_provinces_add_up_to_the_form(report, which):
    form = lines_of(report(*which, *MONTH, "--format", "csv"))
    by = lines_of(report(*which, *MONTH, "--format", "csv", "--rows", "province"))
    assert len(by) == len(form) * (76 if which == ("--nation",) else 2)
    assert (by[0]["province"], by[0]["province_name"]) in {
        ("11", "สมุทรปราการ"), ("52", "ลำปาง"),
    }  # fmt: skip
    for key in ("total", "persons", "networks", "groups", "places", "reported", "offices"):
        for row in form:
            own = [line[key] for line in by if line["database"] == row["database"]]
            counts = [int(count) for count in own if count]
            assert row[key] == (str(sum(counts)) if counts else "")


def test_the_sum_of_the_forms_is_no_table_to_record_from(here, report, filled, work):
    for by in ((), ("--rows", "province")):
        (work / "sum.csv").write_bytes(report(*REGION, *MONTH, "--format", "csv", *by).raw)
        here("record", "--from", "sum.csv", "--register", filled, "--dry-run", check=3)


def test_order_and_repetition_of_provinces_do_not_matter(report):
    once = report(*REGION, *MONTH)
    other = report(*REGION[2:], *REGION[:2], "--province", "56", *MONTH)
    assert once.out == other.out


def test_one_province_named_twice_is_that_province(report):
    twice = report("--province", "phayao", "--province", "พะเยา", *MONTH)
    assert twice == report("--province", "phayao", *MONTH)
    assert "จังหวัดพะเยา\n" in twice.out


def test_notes_of_offices_stay_on_their_own_forms_and_that_is_said(report):
    result = report("--nation", *MONTH)
    assert "ตรวจแล้ว" not in result.out
    assert result.error == (
        "2 notes of offices are not on this form; see them with --province NAME"
    )


def test_a_register_of_one_province(here, record):
    record("leaders", "5201", "total=10", "persons=9", *MONTH)
    work = here("report", "--nation", *MONTH, "--register", "lampang.sqlite3", check=0)
    assert "recorded by 1/878 districts of 1/76 provinces" in work.out


def test_without_a_register_the_form_is_blank(here):
    rows = rows_of(here("report", "--nation", *MONTH, "--format", "json", check=0))
    assert {(row["total"], row["state"]) for row in rows.values()} == {(None, "none")}


def test_a_month_off_the_form(report):
    assert list(rows_of(report("--nation", "--month", "2018-05", "--format", "json"))) == [
        "otop-sales"
    ]


def test_the_month_is_the_latest_of_any_province(here, register):
    for province, month in (("52", "2018-03"), ("56", "2018-04")):
        office = f"{province}01"
        database, unit = ("poverty-alleviation", "places") if month[-1] == "3" else (
            "otop-sales", "makers")  # fmt: skip
        here(
            "record", database, office, "total=1", f"{unit}=1", "--month", month,
            "--province", province, "--register", register, check=0,
        )  # fmt: skip
    days = ("--as-of", "2018-05-05", "--register", register)
    assert "month not said: this is April 2018 (2561)" in here("report", "--nation", *days).err
    of_lampang = here("report", "--province", "52", "--province", "57", *days)
    assert "month not said: this is March 2018 (2561)" in of_lampang.err


def test_what_has_no_row_in_the_national_form_is_told(here, work, filled):
    """Entries that were recorded under a schedule of one's own, then read without it."""
    write_own(work, "leaders: {periods: [{number: 1, month: 8}]}")
    words = ("report", *REGION, *MONTH, "--register", filled)
    with_own = here(*words, "--schedules", "own", check=0)
    assert "9 entries of September 2018 (2561) are not in this sum (Phayao)" in with_own.err
    assert "Phayao" not in here(*words, check=0).err


def test_a_period_of_a_provinces_own_is_left_out_of_the_sum_and_told(here, work, register):
    write_own(work, "leaders: {periods: [{number: 1, month: 8}, {number: 2, month: 9}]}")
    common = ("--register", register, "--schedules", "own", *MONTH)
    here("record", "leaders", "5601", "total=7", "persons=7", "--province", "56", *common, check=0)
    result = here("report", *REGION, *common, "--format", "json", check=0)
    assert "what Phayao reported for Leaders, period 2, is not in this sum" in result.error
    assert rows_of(result)["leaders"]["total"] is None


def test_a_form_of_a_provinces_own_hides_nothing_of_the_sum(here, work, register):
    """Phayao alone has a form in May; what is summed is what all provinces have: OTOP."""
    write_own(work, "leaders: {periods: [{number: 1, month: 5}]}")
    common = ("--register", register, "--schedules", "own", "--month", "2018-05")
    for code, count in (("5601", 7), ("5201", 2)):
        counts = (f"total={count}", f"makers={count}")
        here("record", "otop-sales", code, *counts, "--province", code[:2], *common, check=0)
    counts = ("total=3", "persons=3")
    here("record", "leaders", "5601", *counts, "--province", "56", *common, check=0)
    words = ("report", "--nation", *common, "--format", "json")
    result = here(*words, "--rows", "province", check=0)
    otop = rows_of(result)["otop-sales"]
    assert (otop["total"], otop["reported"]) == (9, 2)
    assert {one["province"]: one["total"] for one in otop["by_province"] if one["total"]} == {
        "52": 2, "56": 7,
    }  # fmt: skip
    assert result.error == (
        "what Phayao reported for Leaders, period 1, is not in this sum, or not all of it: the "
        "national form of this month has no such row or unit; see it with --province phayao"
    )


def test_what_is_not_on_the_national_form_is_no_ones_of_the_sum(here, work, register):
    """Phayao has no form in April, others have: its OTOP is left aside as theirs is."""
    write_own(work, "mothers-fund: {periods: [{number: 1, month: 5}]}")
    common = ("--register", register, "--schedules", "own", "--month", "2018-04")
    for code in ("5601", "5201"):
        counts = ("total=7", "makers=7")
        here("record", "otop-sales", code, *counts, "--province", code[:2], *common, check=0)
    result = here("report", "--nation", *common, "--format", "json", check=0)
    assert list(rows_of(result)) == ["mothers-fund"]
    assert result.err == ""


@pytest.fixture
def phuket(work):
    """A register of Phuket with groups complete, of which one district alone gave networks."""
    path = work / "phuket.sqlite3"
    given = (
        ("8301", 9, {"networks": 4, "groups": 5}), ("8302", 9, {"groups": 9}),
        ("8303", 9, {"groups": 9}, "ตรวจแล้ว"),
    )  # fmt: skip
    with Register.create(path, "83", datetime(2018, 9, 1, tzinfo=UTC)) as book, book.writing():
        book.append(
            [entry_of("groups", *words) for words in given], command="record", schedule="2561",
            now=datetime(2018, 9, 11, tzinfo=UTC),
        )  # fmt: skip
    return path


OF_SOUTH = ("--province", "83", "--province", "82", *MONTH, "--rows", "province")
PART_NOTE = "รายงานแล้ว 3/3 อำเภอ (เครือข่าย 1/3); ตรวจแล้ว (ถลาง)"


def test_a_unit_that_only_some_have_given_is_marked(here, phuket):
    screen = here("report", *OF_SOUTH, "--register", phuket, check=0).out
    assert re.search(r"^83 Phuket +27 +4\* +23 +3/3 complete$", screen, re.MULTILINE)
    assert re.search(r"^Together +27 +4\* +23 +3/11 incomplete$", screen, re.MULTILINE)
    assert screen.endswith(
        "\nn/N = reported, of those expected\n"
        "* = given by only some of the offices that have reported\n"
    )


NO_PARTS = ("--province", "14", "--province", "56")


def test_no_star_is_explained_where_none_is(report):
    assert report(*NO_PARTS, *MONTH, "--rows", "province").out.endswith(
        "\n\nn/N = reported, of those expected\n"
    )


def test_a_unit_that_only_some_have_given_is_noted_for_programs(here, phuket):
    words = ("report", *OF_SOUTH, "--register", phuket, "--format")
    result = here(*words, "csv", check=0)
    notes = {
        line["province"]: line["note"] for line in lines_of(result) if line["database"] == "groups"
    }
    assert notes == {"82": "", "83": PART_NOTE}
    found = rows_of(here(*words, "json", check=0))["groups"]["by_province"]
    assert {one["province"]: one["note"] for one in found} == {"82": None, "83": PART_NOTE}
    # The notes of offices are all there: nothing sends anyone to look for them elsewhere.
    assert result.err == ""


@pytest.mark.parametrize(("digits", "number"), [("thai", "[$-D00041E]#,##0"), ("arabic", "#,##0")])
def test_a_unit_that_only_some_have_given_is_marked_in_the_workbook(
    here, work, phuket, digits, number
):
    words = ("report", *OF_SOUTH, "--register", phuket, "--xlsx", "south.xlsx")
    here(*words, "--digits", digits, check=0)
    sheets = load_workbook(work / "south.xlsx").worksheets
    [groups] = [sheet for sheet in sheets if sheet.title.startswith("4 ")]
    *_provinces, phuket_line, together, legend = groups.iter_rows()
    starred = f'{number}"*"'
    for line in (phuket_line, together):
        assert [(cell.value, cell.number_format) for cell in line[2:6]] == [
            (27, number), (4, starred), (23, number), (None, number),
        ]  # fmt: skip
    assert legend[0].value == "* = ยอดจากหน่วยรายงานบางแห่งเท่านั้น (จากที่รายงานแล้ว)"
    [leaders] = [sheet for sheet in sheets if sheet.title.startswith("2 ")]
    assert leaders.cell(leaders.max_row, 1).value == "รวม"


def test_the_counts_in_a_note_are_in_the_digits_of_the_form(report):
    screen = report(*REGION, *MONTH, "--digits", "thai").out
    note = "not applicable yet at ๑๓ offices: หลังการรับรอง ๑๒, รอผลการรับรองจากคณะกรรมการ"
    assert note in " ".join(screen.split())


# --- The workbook ----------------------------------------------------------------------------


def test_the_workbook_has_the_form_and_a_sheet_a_database(report, work):
    result = report("--nation", *MONTH, "--rows", "province", "--xlsx")
    assert result.out == "report-nation-2561-09.xlsx\n"
    book = load_workbook(work / "report-nation-2561-09.xlsx")
    form, *sheets, attached = book.worksheets
    assert (form.title, form["A4"].value) == ("ทั่วประเทศ", "ทั่วประเทศ (๗๖ จังหวัด)")
    assert attached.title == "หมายเหตุแนบท้าย"
    assert [sheet.title for sheet in sheets][:2] == [
        "1 ข้อมูลผลการดำเนินงาน", "2 ข้อมูลผู้นำ",
    ]  # fmt: skip
    assert len(sheets) == 8
    leaders = sheets[1]
    lines = [[cell.value for cell in line] for line in leaders.iter_rows(min_row=8, max_row=84)]
    *provinces, total = lines
    assert len(provinces) == 76
    assert provinces[0][:2] == [1, "สมุทรปราการ"]
    assert total[0] == "รวม"
    for column in (2, 3, 4, 5):
        assert total[column] == sum(line[column] or 0 for line in provinces)
    assert total[2] == form.cell(8, 4).value


def test_the_workbook_of_a_region_without_by_is_the_form_alone(report, work):
    assert report(*REGION, *MONTH, "--xlsx").out == "report-lampang-phayao-2561-09.xlsx\n"
    book = load_workbook(work / "report-lampang-phayao-2561-09.xlsx")
    assert [sheet.title for sheet in book.worksheets] == ["รวม 2 จังหวัด", "หมายเหตุแนบท้าย"]
    assert book.worksheets[0]["A4"].value == "จังหวัดลำปาง จังหวัดพะเยา"


# --- The standing ----------------------------------------------------------------------------


def test_the_standing_of_the_nation(status):
    found = json.loads(status("--nation", *MONTH, "--format", "json").out)
    provinces = {one["province"]: one for one in found["by_province"]}
    assert len(provinces) == 76
    phayao = provinces["56"]
    assert (phayao["closed"], phayao["reported"], phayao["not_applicable"]) == (
        "2018-09-11", 9 + 1 + 1 + 1, 1,
    )  # fmt: skip
    assert provinces["23"]["closed"] is None
    for key in ("offices", "reported", "complete", "overdue", "total", "recorded"):
        assert found["tally"][key] == sum(one[key] for one in provinces.values())


def test_the_lines_of_the_standing(status):
    lines = lines_of(status(*REGION, *MONTH, "--format", "csv"))
    assert [(line["province"], line["database"], line["reported"], line["offices"])
            for line in lines][:2] == [("52", "cd-standards", "1", "13"),
                                       ("52", "leaders", "13", "13")]  # fmt: skip
    assert len(lines) == 2 * 9
    assert {line["closed"] for line in lines[9:]} == {"2018-09-11"}


def test_the_check_lists_provinces(status):
    result = status(*REGION, "--province", "14", *MONTH, "--check", check=1)
    late = "first date {} September 2018 (2561) ({} days late)"
    assert result.out.splitlines() == [
        f"14 Phra Nakhon Si Ayutthaya: outstanding 125/129, overdue 16; {late.format(10, 2)}",
        f"52 Lampang: outstanding 96/105, overdue 96; {late.format(6, 6)}",
        f"56 Phayao: outstanding 61/72, overdue 8; {late.format(10, 2)}",
    ]


def test_the_check_of_what_is_all_in_is_silent(here, register):
    """January has but one database, and its offices are all in."""
    month = ("--month", "2018-01")
    for code, numbers in (("83", range(1, 4)), ("75", range(1, 4))):
        for number in numbers:
            here(
                "record", "otop-sales", f"{code}{number:02}", "total=1", "makers=1", *month,
                "--province", code, "--register", register, check=0,
            )  # fmt: skip
    words = ("status", "--province", "83", "--province", "75", *month, "--register", register)
    assert here(*words, "--check", check=0).out == ""
    assert here(*words, check=0).out.count("Nothing is outstanding.") == 1


def test_an_extension_holds_in_its_province(here, register):
    extension = Act(
        Kind.EXTEND, "83", Month(2018, 9), "8301", until=date(2018, 10, 15), reason="น้ำท่วม"
    )
    with Register.open(register) as book, book.writing():
        now = datetime(2018, 9, 6, 5, tzinfo=UTC)
        book.append([extension], command="extend", schedule="2561", now=now)
    result = here(
        "status", "--province", "83", "--province", "75", *MONTH, "--register", register,
        "--as-of", "2018-10-02", "--format", "csv", check=0,
    )  # fmt: skip
    overdue = {
        line["province"]: line["overdue"]
        for line in lines_of(result)
        if line["database"] == "leaders"
    }
    assert overdue == {"83": "2", "75": "3"}


# --- What does not go together ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("report --nation --province 52", "--nation is all provinces"),
        ("report --nation --district 5201", "--nation is all provinces"),
        ("status --nation --province 52", "--nation is all provinces"),
        ("report --province 52 --province 56 --district 5201", "--district belongs to one"),
        ("status --province 52 --province 56 --district 5201", "--district belongs to one"),
        ("report --nation --sent", "a report is sent by one province"),
        ("report --nation --changes", "a report is sent by one province"),
        ("report --province 52 --province 56 --sent", "a report is sent by one province"),
        ("report --rows province --province 52", "--rows province belongs to several provinces"),
        ("report --rows province", "--rows province belongs to several provinces"),
        ("status --rows province --province 52", "--rows province belongs to several provinces"),
        ("status --nation --rows district", "--rows district takes one --province"),
        ("status --nation --check --format json", "--check writes lines to the screen"),
        ("report --nation --signatures", "--signatures belongs to the workbook"),
    ],
)
def test_refused(here, words, said):
    result = here(*words.split(), "--month", "2018-09", check=2)
    assert said in result.error
    assert result.out == ""


def test_a_province_that_is_none_is_refused_as_ever(here):
    here("report", "--province", "52", "--province", "nowhere", *MONTH, check=3)
