"""Districts that a province's own schedule founds, renames and closes."""

from datetime import date

import pytest

from cddctl.errors import EntryRefused, ScheduleInvalid, UnknownName
from cddctl.periods import FiscalYear, Month
from cddctl.places import (
    DistrictChange,
    districts,
    find_district,
    find_district_anywhere,
    office_of,
    province_of,
    use_declared,
)
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.due import offices_of
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.yamlfile import read_yaml

LAMPANG = province_of("52")
NAN = province_of("55")
OWN = "fiscal_year: 2561\nprovince: lampang\ndistricts:\n"
FOUNDED = '  - {code: "5214", th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}\n'
RENAMED = '  - {code: "5202", th: แม่เมาะใหม่, en: New Mae Mo, from: 2018-07-15}\n'
SAME = r"2562.yaml:4:.*2561.yaml holds this change of 5214 already; change it there, or take out"
CLOSED = '  - {code: "5213", until: 2018-08-31}\n'


def library(folder, **files):
    """A library with the shipped schedules under those of Lampang."""
    for year, text in files.items():
        path = folder / "lampang" / f"{year.removeprefix('of_')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return ScheduleLibrary(folder)


@pytest.fixture
def declared(tmp_path):
    """The three changes in use, as a command uses them."""
    own = library(tmp_path, of_2561=OWN + FOUNDED + RENAMED + CLOSED)
    with use_declared(lambda p: tuple(each.change for each in own.districts(p))):
        yield own


@pytest.mark.parametrize(
    ("month", "count", "has"),
    [
        ("2018-05", 13, ["แม่เมาะ", "เมืองปาน"]),
        ("2018-06", 14, ["แม่เมาะ", "เมืองปาน", "แม่ใหม่"]),
        ("2018-07", 14, ["แม่เมาะใหม่", "เมืองปาน", "แม่ใหม่"]),
        ("2018-08", 14, ["แม่เมาะใหม่", "เมืองปาน", "แม่ใหม่"]),
        ("2018-09", 13, ["แม่เมาะใหม่", "แม่ใหม่"]),
    ],
)
def test_the_offices_of_a_round_are_those_of_its_month(declared, month, count, has):
    month = Month.parse(month)
    _schedule, periods = Calendars(declared).of(LAMPANG).of_year(FiscalYear(2561))
    [period] = [p for p in periods if p.database.id == "otop-sales" and p.month == month]
    offices = offices_of(period, LAMPANG, districts(LAMPANG))
    names = [office.name_th for office in offices]
    assert (len(offices), [name for name in names if name in has]) == (count, has)
    assert offices == districts(LAMPANG, month)


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("แม่ใหม่", "5214"),
        ("อ.แม่ใหม่", "5214"),
        ("mae-mai", "5214"),
        ("5214", "5214"),
        ("14", "5214"),
        ("แม่เมาะ", "5202"),  # as it was called before
        ("new mae mo", "5202"),
        ("เมืองปาน", "5213"),  # closed, and named in reports of before
    ],
)
def test_a_district_is_found_by_every_name_it_ever_had(typed, code):
    assert find_district(typed, LAMPANG).code == code
    assert office_of(code).code == code


@pytest.mark.usefixtures("declared")
def test_a_declared_district_is_found_anywhere():
    assert find_district_anywhere("แม่ใหม่").code == "5214"


@pytest.mark.usefixtures("declared")
def test_nothing_is_declared_for_another_province():
    assert len(districts(NAN)) == 15


def test_what_is_declared_ends_with_the_command():
    with use_declared(lambda _p: (DistrictChange("5214", "ใหม่", "Mai", date(2018, 6, 1)),)):
        assert len(districts(LAMPANG)) == 14
    assert len(districts(LAMPANG)) == 13


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    ("code", "month", "why"),
    [
        ("5214", "2018-05", "Mae Mai was founded on 1 June 2018 (2561); it enters nothing for May"),
        ("5213", "2018-09", "Mueang Pan was closed after 31 August 2018 (2561); it enters nothing"),
    ],
)
def test_an_office_that_is_not_there_enters_nothing(code, month, why):
    office = find_district(code, LAMPANG)
    with pytest.raises(EntryRefused, match=why.replace("(", r"\(").replace(")", r"\)")):
        office.check_exists_in(Month.parse(month))
    office.check_exists_in(Month.parse("2018-06"))


def test_an_unknown_name_is_told_how_it_is_declared():
    with pytest.raises(UnknownName, match="cddctl schedule district CODE NAME"):
        find_district("แม่ใหม่", LAMPANG)


def test_a_district_stays_in_later_years(tmp_path):
    """The schedule of the next year need not repeat what the last one declared."""
    own = library(
        tmp_path,
        of_2561=OWN + FOUNDED,
        of_2562="fiscal_year: 2562\nprovince: lampang\n" + f"districts:\n{CLOSED}",
    )
    for year in (2561, 2562):
        schedule = own.schedule(FiscalYear(year), LAMPANG)
        assert [each.code for each in schedule.districts] == ["5214", "5213"]
    assert own.schedule(FiscalYear(2562), NAN).districts == ()


def test_a_district_is_closed_in_a_later_years_file_than_founded_it(tmp_path):
    closed = FOUNDED.partition("th")[0] + "until: 2019-06-30}\n"
    own = library(
        tmp_path,
        of_2561=OWN + FOUNDED,
        of_2562=f"fiscal_year: 2562\nprovince: lampang\ndistricts:\n{closed}",
    )
    own.check(tmp_path / "lampang" / "2561.yaml")
    own.check(tmp_path / "lampang" / "2562.yaml")
    [_founded, last] = own.schedule(FiscalYear(2562), LAMPANG).districts
    assert last.until == date(2019, 6, 30)


def test_a_file_is_checked_beside_those_of_other_years(tmp_path):
    own = library(tmp_path, of_2561=OWN + FOUNDED, of_2562=OWN.replace("2561", "2562") + FOUNDED)
    with pytest.raises(ScheduleInvalid, match=SAME):
        own.check(tmp_path / "lampang" / "2562.yaml")


def test_a_line_twice_in_one_file(tmp_path):
    own = library(tmp_path, of_2561=OWN + FOUNDED + FOUNDED)
    with pytest.raises(ScheduleInvalid, match=r"2561.yaml:5:.*5214 stands here twice"):
        own.check(tmp_path / "lampang" / "2561.yaml")


def test_what_a_sent_report_keeps_of_its_schedule_has_the_districts(declared):
    schedule = declared.schedule(FiscalYear(2561), LAMPANG)
    kept = type(schedule).model_validate(schedule.kept())
    assert kept.district_changes == schedule.district_changes
    assert len(kept.district_changes) == 3


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{code: "5214", th: แม่เมาะ, en: Mae Mai, from: 2018-06-01}', "means 5202 already"),
        ('{code: "5214", th: แม่ใหม่, en: Mae Mo, from: 2018-06-01}', "means 5202 already"),
        ('{code: "5214", th: เมือง, en: Mae Mai, from: 2018-06-01}', "means 5201 already"),
        ('{code: "5514", th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}', "begin with 52"),
        ('{code: "5214", th: แม่ใหม่, en: Mae Mai}', "districts.0.from: is missing"),
        ('{code: "5214", th: แม่ใหม่, from: 2018-06-01}', "districts.0.en: is missing"),
        ('{code: "5214", until: 2018-06-01}', "give th, en and from, for a new district"),
        ('{code: "5202", from: 2018-06-01}', "give th, en and from, for a new district"),
        ('{code: "5202", until: soon}', "is not a date"),
        ("{code: 5214, th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}", "put a number in quotes"),
        ('{code: "521", th: แม่ใหม่, en: Mae Mai, from: 2018-06-01}', "code of four digits"),
        ('{code: "5214", th: Mai, en: Mae Mai, from: 2018-06-01}', "of letters and spaces alone"),
        ('{code: "5214", th: อำเภอแม่ใหม่, en: Mae Mai, from: 2018-06-01}', "without อำเภอ"),
        ('{code: "5214", th: แม่ใหม่, en: Mae 2, from: 2018-06-01}', "of letters and spaces"),
        ('{code: "5214", th: " ", en: Mae Mai, from: 2018-06-01}', "is empty"),
        (
            '{code: "5214", th: แม่ใหม่, en: Mae Mai, from: 2018-06-01, until: 2018-05-01}',
            "the last day is before the first",
        ),
        ("5214", "expected lines of the form"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(tmp_path, line, problem):
    own = library(tmp_path, of_2561=f"{OWN}  - {line}\n")
    for check in (
        lambda: own.check(tmp_path / "lampang" / "2561.yaml"),
        lambda: own.districts(LAMPANG),
        lambda: own.schedule(FiscalYear(2561), LAMPANG),
    ):
        with pytest.raises(ScheduleInvalid) as refused:
            check()
        [told] = str(refused.value).splitlines()
        assert "2561.yaml:4:" in told
        assert problem in told


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("แม่เมาะ", True), ("อ.แม่เมาะ", True), ("Mae Mo", True), ("เมือง", True), ("ลำปาง", True),
        ("lampang", True), ("แม่ใหม่", True), ("โคราช", False), ("แม่เมาะใหม่", False),
    ],
)  # fmt: skip
def test_a_database_is_not_called_as_a_place_of_the_province(tmp_path, name, is_taken):
    also = f"databases:\n  leaders:\n    also: [{name}]\n"
    text = OWN.replace("districts:\n", f"{also}districts:\n{FOUNDED}")
    own = library(tmp_path, of_2561=text)
    for check in (
        lambda: own.check(tmp_path / "lampang" / "2561.yaml"),
        lambda: own.schedule(FiscalYear(2561), LAMPANG),
    ):
        if is_taken:
            with pytest.raises(ScheduleInvalid, match="is the name of a district or province"):
                check()
        else:
            check()


def test_a_database_of_the_department_is_not_called_as_any_place(tmp_path):
    shipped = ScheduleLibrary().folders[0] / "2561.yaml"
    path = tmp_path / "2561.yaml"
    text = shipped.read_text("utf-8").replace("  leaders:\n", "  leaders:\n    also: [โคราช]\n")
    path.write_text(text, encoding="utf-8")
    own = ScheduleLibrary(tmp_path)
    for check in (
        lambda: own.check(path),
        lambda: own.schedule(FiscalYear(2561), None),
        lambda: own.schedule(FiscalYear(2561), NAN),
    ):
        with pytest.raises(ScheduleInvalid, match="is the name of a district or province"):
            check()


def test_a_line_that_stands_in_two_files_is_told(tmp_path):
    own = library(tmp_path, of_2561=OWN + FOUNDED, of_2562=OWN.replace("2561", "2562") + FOUNDED)
    with pytest.raises(ScheduleInvalid, match=SAME):
        own.districts(LAMPANG)


def test_districts_are_a_matter_of_the_province(tmp_path):
    shipped = ScheduleLibrary().folders[0] / "2561.yaml"
    path = tmp_path / "2561.yaml"
    path.write_text(f"{shipped.read_text('utf-8')}districts:\n{FOUNDED}", encoding="utf-8")
    with pytest.raises(ScheduleInvalid, match="districts belong in a province's own schedule"):
        ScheduleLibrary(tmp_path).check(path)
    assert read_yaml(path, "x").data["districts"]
