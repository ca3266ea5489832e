import csv
import io
import json
from datetime import date

import pytest
from rich.cells import cell_len

from cddctl.cli.output import as_text
from cddctl.i18n import use_language
from cddctl.ledger.acts import Act, Kind
from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.render.data.status import status_csv, status_json
from cddctl.render.tables.shown import Shown
from cddctl.render.tables.status import outstanding_lines, status_tables
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import build_status

SEPTEMBER = Month(2018, 9)
LAMPANG = find_province("lampang")


@pytest.fixture
def shown():
    """The standing of a province's September, as of a day of it."""

    def build(*entries, province=LAMPANG, today=8, acts=(), district=None, only=None):
        schedule = ScheduleLibrary().schedule(SEPTEMBER.fiscal_year, province)
        periods = periods_of_month(schedule, SEPTEMBER, Holidays())
        periods = [p for p in periods if only is None or p.database.id in only]
        status = build_status(province, districts(province), periods, entries, acts)
        return Shown(
            status=status.narrowed(district) if district else status,
            schedule=schedule,
            months=(SEPTEMBER,),
            today=date(2018, 9, today),
        )

    return build


@pytest.fixture
def received(entry):
    """An entry with the day of September that it was received."""

    def build(day, *args, **kwargs):
        return entry(*args, **kwargs)._replace(received=date(2018, 9, day))

    return build


def lines_of(shown, *, by="district", width=80):
    return as_text(
        *status_tables(shown, is_turned=by == "database", is_full=True, width=width)
    ).splitlines()


def row_of(lines, head):
    """The words of the first line that begins so."""
    return next(line for line in lines if line.startswith(head)).split()


def matrix(shown, by):
    """The marks by the row's number and the column's; every row has sums."""
    lines = lines_of(shown, by=by, width=None)
    start = next(n for n, line in enumerate(lines) if line.startswith("---"))
    end = next(n for n, line in enumerate(lines) if n > start and " = " in line)
    columns = lines[start - 1].split()[::-1]
    rows = [line.split() for line in lines[start + 1 : end] if line]
    return {
        (row[0], column): mark
        for row in rows
        for column, mark in zip(columns, row[::-1], strict=False)
        if column.isdigit()
    }


# --- Marks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "day", "total", "count", "mark"),
    [
        (6, None, None, None, "."),
        (7, None, None, None, ".!"),
        (6, 5, 3, 2, "67"),
        (7, 5, 3, 2, "67!"),
        (6, 5, 200, 1, "1"),  # half up
        (6, 5, 120, 0, "0"),
        (6, 5, 1000, 1, "1"),  # 0 would say that it is nothing
        (6, 5, 1000, 999, "99"),  # 100 would say that it is all
        (7, 6, 120, 120, "ok"),
        (7, 7, 120, 120, "ok*"),
        (7, 6, 0, 0, "ok"),
        (7, 6, 120, 121, "ok+"),
        (7, 7, 120, 121, "ok+*"),
    ],
)
def test_marks(shown, received, today, day, total, count, mark):
    entries = [received(day, "leaders", "5205", total, persons=count)] if day else []
    status = shown(*entries, today=today)
    assert row_of(lines_of(status), "05 Ngao")[3] == mark
    assert row_of(lines_of(status, by="database"), "3 ")[5] == mark


def test_not_applicable_is_a_mark_of_its_own(shown, entry):
    status = shown(entry("cd-standards", "5205", note="หลังการรับรอง"), today=30)
    assert row_of(lines_of(status), "05 Ngao") == ["05", "Ngao", "-", *[".!"] * 7, "|", ".!", "0/8"]


def test_blank_where_an_office_does_not_enter(shown):
    lines = lines_of(shown(province=find_province("phrae")))
    assert "blank = this office does not enter it" in "\n".join(lines)
    assert "blank = " not in "\n".join(lines_of(shown()))
    assert row_of(lines, "00 Phrae") == ["00", "Phrae", "(province)", ".", "|", "0/1"]


def test_what_is_not_on_the_form_stands_apart(shown):
    lines = lines_of(shown())
    assert lines[2] == "Databases: 8 + 1 = 9 (on the report form + not on it)"
    assert row_of(lines, "District")[1:-2] == ["2", "3", "4", "5", "6", "7", "8", "9", "|", "10"]


# --- It fits ---------------------------------------------------------------------------------


@pytest.fixture
def crowded(shown, received, codes):
    """Large counts, two-digit percentages overdue, an own date for all, and a late one each."""
    entries = []
    for code in codes:
        entries.append(received(7, "leaders", code, 75_000, persons=75_000))
        for database, unit in (
            ("cd-standards", "persons"),
            ("volunteer-leader-assessment", "persons"),
            ("groups", "groups"),
            ("savings-groups", "savings_groups"),
            ("poverty-alleviation", "places"),
            ("fund-institutions", "places"),
            ("fund-networks", "networks"),
        ):
            entries.append(received(5, database, code, 90_000, **{unit: 89_000}))
        entries.append(received(9, "otop-sales", code, 90_000, makers=90_001, note="รวมเดือนก่อน"))
    acts = [
        Act(Kind.EXTEND, "52", SEPTEMBER, code, "groups", until=date(2018, 9, 20), reason="x")
        for code in codes
    ]
    return shown(*entries, today=30, acts=acts)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("by", ["district", "database"])
def test_fits_80_columns_and_loses_nothing(crowded, by, language):
    use_language(language)
    lines = lines_of(crowded, by=by)
    assert max(map(cell_len, lines)) <= 80
    text = "\n".join(lines)
    for period in crowded.status.periods:
        assert all(word in text for word in period.database.say().split())
    for office in crowded.status.offices:
        assert all(word in text for word in office.name.split()), office
    assert "…" not in text


@pytest.mark.parametrize(
    "province", ["nakhon si thammarat", "phra nakhon si ayutthaya", "nakhon ratchasima", "phuket"]
)
@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("by", ["district", "database"])
def test_fits_other_provinces(shown, province, by, language):
    use_language(language)
    place = find_province(province)
    lines = lines_of(shown(province=place, today=30), by=by)
    assert max(map(cell_len, lines)) <= 80
    codes = {line.split()[0] for line in lines if line[:2].isdigit()}
    assert codes >= {district.code[2:] for district in districts(place)}


def test_more_districts_than_fit_stand_in_two_tables(shown):
    place = find_province("nakhon ratchasima")
    lines = lines_of(shown(province=place), by="database")
    headings = [line.split()[1:] for line in lines if line.startswith("No. 0")]
    headings += [line.split()[1:] for line in lines if line.startswith("No. 2")]
    numbers = [word for heading in headings for word in heading if word.isdigit()]
    assert numbers == [*(district.code[2:] for district in districts(place)), "00"]


# --- Sums ------------------------------------------------------------------------------------


def test_sums_of_rows_and_columns(shown, received):
    status = shown(
        received(5, "leaders", "5201", 1200, persons=1200),
        received(7, "leaders", "5205", 100, persons=90),
        received(5, "fund-networks", "5205", 10, networks=10),
    )
    lines = lines_of(status)
    assert row_of(lines, "05 Ngao")[-2:] == ["2/8", "100/110"]
    assert row_of(lines, "  3 ")[-5:] == ["2/13", "1,290/1,300", "6", "Sep", "2018"]
    turned = lines_of(status, by="database")
    assert row_of(turned, "3 ")[-2:] == ["2/13", "1,290/1,300"]
    assert row_of(turned, "05 Ngao")[-2:] == ["2/8", "100/110"]
    reported = next(line for line in lines if line.startswith("reported "))
    assert [words.strip() for words in reported.split("  ")[-3:]] == [
        "3/91 (3 %)",
        "0/13 (0 %)",
        "3/104 (3 %)",
    ]


def test_both_ways_have_the_same_marks(crowded):
    by_district, by_database = matrix(crowded, "district"), matrix(crowded, "database")
    assert len(by_district) == 13 * 9
    assert by_district == {(office, number): m for (number, office), m in by_database.items()}


def test_no_rate_where_nothing_is_expected(shown, entry):
    place = find_province("lampang")
    own = districts(place)[4]
    reasons = [entry(p.database.id, own.code, note="ยังไม่เปิดระบบ") for p in shown().status.periods]
    lines = lines_of(shown(*reasons, district=own))
    assert lines[-1] == "Reported -, complete -, on time -; overdue: 0"


def test_nothing_to_show(shown):
    assert lines_of(shown(only=()))[-1] == "No period falls in this month."
    phrae = find_province("phrae")
    own = shown(province=phrae, district=districts(phrae)[0], only=["cd-standards"])
    assert lines_of(own)[-1] == "There is nothing to enter."
    assert outstanding_lines(own) == []


def test_periods_of_one_kind_need_no_gap(shown):
    status = shown(only=["leaders", "groups"])
    assert lines_of(status)[2] == "Databases: 2"
    assert row_of(lines_of(status), "05 Ngao") == ["05", "Ngao", ".!", ".!", "0/2"]


# --- For programs ----------------------------------------------------------------------------


def test_csv_makes_no_formula_of_a_note(shown, received):
    found = status_csv(shown(received(5, "leaders", "5205", 9, persons=8, note="=1+1")))
    assert found.startswith("\ufeffprovince,province_name,office,")
    rows = list(csv.DictReader(io.StringIO(found.removeprefix("\ufeff"))))
    assert len(rows) == 13 * 9
    [row] = (row for row in rows if (row["office"], row["database"]) == ("5205", "leaders"))
    assert row["note"] == "'=1+1"
    assert {key: row[key] for key in ("state", "total", "persons", "groups", "received")} == {
        "state": "incomplete", "total": "9", "persons": "8", "groups": "", "received": "2018-09-05",
    }  # fmt: skip
    assert {key: row[key] for key in ("until", "extended", "late", "overdue", "days_left")} == {
        "until": "2018-09-06", "extended": "false", "late": "false", "overdue": "true",
        "days_left": "-2",
    }  # fmt: skip


def test_json_adds_up_by_office_and_by_period(crowded):
    found = json.loads(status_json(crowded, 0))
    for name in ("offices", "reported", "complete", "on_time", "late", "overdue", "recorded"):
        sums = {
            key: sum(part[name] for part in found[key])
            for key in ("by_office", "by_period", "by_month")
        }
        assert set(sums.values()) == {found["tally"][name]}, name
    assert found["tally"]["rates"]["complete"] == pytest.approx(26 / 117)
    assert len(found["standings"]) == 117


def test_json_and_csv_say_the_same(crowded):
    rows = list(csv.DictReader(io.StringIO(status_csv(crowded).removeprefix("\ufeff"))))
    standings = json.loads(status_json(crowded, 0))["standings"]
    keys = ("office", "database", "state", "until", "completed", "note")
    assert [[row[key] for key in keys] for row in rows] == [
        [one[key] or "" for key in keys] for one in standings
    ]


def test_outstanding_lines(shown, received):
    own = districts(LAMPANG)[4]
    status = shown(
        *(
            received(5, database, own.code, 1, **{unit: 1})
            for database, unit in (
                ("cd-standards", "persons"),
                ("volunteer-leader-assessment", "persons"),
                ("groups", "groups"),
                ("savings-groups", "savings_groups"),
                ("poverty-alleviation", "places"),
                ("fund-institutions", "places"),
                ("fund-networks", "networks"),
            )
        ),
        received(5, "leaders", own.code, 1200, persons=1100),
        district=own,
    )
    assert outstanding_lines(status) == [
        (
            "5205 Ngao: Leaders, period 1 of September 2018 (2561): incomplete 1,100/1,200, "
            "by 6 September 2018 (2561) (2 days late)"
        ),
        (
            "5205 Ngao: Monthly OTOP sales, period 12 of September 2018 (2561): "
            "nothing reported, by 10 September 2018 (2561) (in 2 days)"
        ),
    ]
