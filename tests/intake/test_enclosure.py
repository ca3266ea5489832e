"""A letter's table makes a year's schedule: the two letters give back those that are shipped."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cddctl.errors import DataRefused, FileRefused
from cddctl.intake.enclosure import read_enclosure
from cddctl.periods import FiscalYear
from cddctl.places import province_of
from cddctl.render.letter.document import saved
from cddctl.render.letter.enclosures import schedule_document
from cddctl.render.paper.schedule import schedule_workbook
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.newfile import as_file
from cddctl.schedule.newyear import (
    Row,
    last_year,
    overlay,
    read_rule,
    with_enclosure,
    with_rows,
    with_rule,
)

LETTERS = Path(__file__).with_name("letters")
LAMPANG = province_of("52")
YEAR = FiscalYear(2561)
NATIONAL = ScheduleLibrary().schedule(YEAR)
OWN = ScheduleLibrary().schedule(YEAR, LAMPANG)
NOW = datetime(2018, 10, 1, tzinfo=UTC)


def scrambled():
    """Last year's schedule, as if all that the department's letter says had been otherwise."""
    data = last_year(NATIONAL, YEAR)
    data["source"] |= {"letter": "ว ๑", "date": "2017-01-01", "title": "เดิม"}
    for database in data["databases"].values():
        database.pop("every_month", None)
        database |= {"periods": [{"number": 1, "month": 5}], "reporting": ["province", "district"]}
        database |= {"note": {"th": "เดิม", "en": "old"}, "number": database["number"] + 20}
    standards = data["databases"]["cd-standards"]
    standards["periods"] = NATIONAL.kept()["databases"]["cd-standards"]["periods"]
    for period in standards["periods"]:
        del period["note"]
    return data


def read(letter, data, province=None):
    enclosure = read_enclosure((LETTERS / letter).read_bytes())
    data = with_enclosure(data, enclosure, province)
    data["source"] |= {"letter": enclosure.letter, "title": enclosure.title}
    day, month, year = enclosure.day.split()
    assert month in {"มีนาคม", "สิงหาคม"}
    number = {"มีนาคม": 3, "สิงหาคม": 8}[month]
    data["source"]["date"] = f"{int(year) - 543}-{number:02}-{int(day):02}"
    return data, enclosure


def schedule_of(tmp_path, text, name="2561.yaml"):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return ScheduleLibrary().schedule_in(path)


def without_breaks(schedule):
    """A schedule's values without where texts may break; of notes, the Thai that letters have."""

    def plain(value):
        if isinstance(value, dict):
            labels = {"note"} & value.keys()
            both = {k: v for k, v in value.items() if k not in labels}
            notes = {k: plain(value[k]["th"]) for k in labels if value[k]}
            return {k: plain(v) for k, v in both.items()} | notes
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.replace("|", "").replace(" ", "") if isinstance(value, str) else value

    return plain(schedule.kept() | {"form": None})


def test_the_departments_letter_gives_back_its_schedule(tmp_path):
    data, enclosure = read("department.txt", scrambled())
    schedule = schedule_of(tmp_path, as_file(data, 2560, enclosure.rows))
    assert without_breaks(schedule) == without_breaks(NATIONAL)
    assert schedule.form == NATIONAL.form


def test_lampangs_letter_gives_back_its_own(tmp_path):
    base = last_year(NATIONAL, YEAR)
    data, enclosure = read("lampang.txt", base, LAMPANG)
    text = as_file(overlay(data, base, LAMPANG), 2561, enclosure.rows)
    (tmp_path / "2561.yaml").write_bytes((ScheduleLibrary().folders[0] / "2561.yaml").read_bytes())
    schedule = schedule_of(tmp_path, text, "lampang/2561.yaml")
    assert without_breaks(schedule) == without_breaks(OWN)
    assert (schedule.report_by, schedule.not_yet) == (OWN.report_by, OWN.not_yet)
    assert "counts" not in text  # only what differs


@pytest.mark.parametrize(
    "content",
    [
        lambda: schedule_workbook(NATIONAL, NOW),
        lambda: saved(schedule_document(NATIONAL), NOW),
    ],
    ids=["xlsx", "docx"],
)
def test_what_schedule_show_writes_is_read_back(content):
    enclosure = read_enclosure(content())
    assert (enclosure.letter, enclosure.day, enclosure.title) == (None, None, NATIONAL.source.title)
    before = last_year(NATIONAL, YEAR)
    assert with_enclosure(before, enclosure, None) == before


@pytest.mark.parametrize(
    ("words", "periods"),
    [
        ("๑ งวด (กุมภาพันธ์)", [(2, None)]),
        ("กันยายน", [(9, None)]),
        ("๒ งวด (มีนาคม และ กันยายน)", [(3, None), (9, None)]),
        ("๒ งวด งวดที่ ๑ : ๒๐ มีนาคม งวดที่ ๒ : ๒๐ กันยายน", [(3, 20), (9, 20)]),
        ("๔ งวด ๒๐ ธันวาคม ๒๐ มีนาคม ๒๐ มิถุนายน ๒๐ กันยายน", [(12, 20), (3, 20), (6, 20), (9, 20)]),
        ("20 ก.ย. และ 20 ธ.ค.", [(12, 20), (9, 20)]),
        ("ภายในวันที่ 15 มีนาคม", [(3, 15)]),
        ("2 periods: 20 March, 20 September", [(3, 20), (9, 20)]),
    ],
)
def test_the_words_of_a_letter_are_periods(words, periods):
    rules, notes = read_rule(words)
    read = [(rule["month"], rule.get("day")) for rule in rules["periods"]]
    assert (read, notes) == (periods, {})


@pytest.mark.parametrize(
    ("words", "every"),
    [
        ("ทุกวันที่ ๑๐ ของเดือน", {"day": 10}),
        ("ทุกวันที่ 5 ของทุกเดือน", {"day": 5}),
        ("ทุกวันสิ้นเดือน", {}),
        ("day 10 of every month", {"day": 10}),
    ],
)
def test_or_every_month(words, every):
    assert read_rule(words)[0] == {"every_month": every}


@pytest.mark.parametrize(
    "words", ["", "๒ งวด (กันยายน)", "ภายในไตรมาส ๒", "20", "มีนาคม หรือ เมษายน", "งวดที่ ๑"]
)
def test_words_that_are_no_periods_are_refused(words):
    with pytest.raises(DataRefused, match="is not read as periods"):
        read_rule(words)


def test_dates_alone_keep_the_words_beside_the_month():
    database = last_year(NATIONAL, YEAR)["databases"]["cd-standards"]
    assert with_rule(database, "31 มีนาคม, กันยายน", notes=False)["periods"] == [
        database["periods"][0] | {"day": 31},
        database["periods"][1],
    ]
    assert "note" not in with_rule(database, "มีนาคม กันยายน")["periods"][0]


def test_a_new_database_is_added_with_what_can_be_chosen(tmp_path):
    data = last_year(NATIONAL, YEAR)
    enclosure = read_enclosure(schedule_workbook(NATIONAL, NOW))
    row = Row(12, "ข้อมูลตลาดประชารัฐ", "๑ งวด (มิถุนายน)", ("district",), "", "กองใหม่ทั้งหมด")
    new = with_rows(data, (*enclosure.rows, row))
    schedule = schedule_of(tmp_path, as_file(new, 2561, (), ["database-12"]))
    database = schedule.databases["database-12"]
    assert (database.number, database.name, database.counts) == (12, row.name, ("places",))
    assert str(schedule.bureaus[database.bureau]) == "กองใหม่ทั้งหมด"


def test_a_database_that_the_table_leaves_out_goes():
    data = last_year(NATIONAL, YEAR)
    rows = read_enclosure(schedule_workbook(NATIONAL, NOW)).rows[:-1]
    assert list(with_rows(data, rows)["databases"]) == list(data["databases"])[:-1]
    with pytest.raises(DataRefused, match="which the table leaves out"):
        overlay(with_rows(data, rows), data, LAMPANG)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        ("สวัสดี".encode(), "it has no table of databases"),
        (b"PK\x03\x04word/document.xml", "it is a damaged Word document"),
        (b"%PDF-1.4", "it is a PDF"),
    ],
)
def test_what_is_no_table_is_refused(content, why):
    with pytest.raises(FileRefused, match=why):
        read_enclosure(content)


def test_a_row_that_is_not_understood_is_named():
    row = Row(1, "ข้อมูลผู้นำ", "เมื่อพร้อม", ("district",), "", "")
    with pytest.raises(DataRefused, match=r"1\. ข้อมูลผู้นำ: 'เมื่อพร้อม' is not read as periods"):
        with_rows(last_year(NATIONAL, YEAR), [row])
