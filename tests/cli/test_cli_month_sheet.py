"""`cddctl forms --sheet`: districts by databases in one workbook, out and back."""

import pytest
from openpyxl import load_workbook

from cddctl.periods import Month
from cddctl.register.store import Register

SEPTEMBER = ("--month", "2019-09", "--as-of", "2019-09-05")
NAME = "forms-lampang-2562-09.xlsx"


@pytest.fixture
def of(here, register):
    return lambda *words, **options: here(*words, "--register", register, **options)


@pytest.fixture
def standing(register):
    """The leaders that stand, by office."""

    def standing(database="leaders"):
        with Register.open(register) as book:
            return {
                entry.office: (entry.total, dict(entry.recorded), entry.note)
                for entry in book.current("52", Month(2019, 9))
                if entry.database == database
            }

    return standing


class Sheet:
    """The sheet that was written, of which cells are known by district, or "ปีก่อน", and code."""

    def __init__(self, path):
        self.path, self.book = path, load_workbook(path)
        self.cells = self.book.worksheets[0]
        self.columns = {cell.value: cell.column for cell in self.cells[5]}
        self.rows = {}
        for row in range(6, self.cells.max_row + 1):
            code = str(self.cells.cell(row, 1).value)
            self.rows[code[:11] if code.startswith("ปีก่อน") else code] = row

    def cell(self, row, code):
        return self.cells.cell(self.rows[row], self.columns[code])

    def fill(self, row, **values):
        for key, value in values.items():
            self.cell(row, f"leaders/1 {key}").value = value
        return self

    def save(self, name="back.xlsx"):
        self.book.save(self.path.with_name(name))
        return name


@pytest.fixture
def sheet(of, work):
    """Make the sheet after these counts of leaders were recorded: "mae-mo total=1 persons=1"."""

    def sheet(*counts, last_year=()):
        for words in last_year:
            of("record", "leaders", *words.split(), "--month", "2018-09", check=0)
        for words in counts:
            of("record", "leaders", *words.split(), *SEPTEMBER, check=0)
        made = of("forms", "--sheet", *SEPTEMBER, "--force", check=0)
        assert made.out == f"{NAME}\n"
        return Sheet(work / NAME)

    return sheet


@pytest.fixture
def take(of):
    return lambda *words, check=0: of("record", "--from", *words, *SEPTEMBER, check=check)


def test_current_entries_and_last_year(sheet):
    made = sheet("mae-mo total=130 persons=128", last_year=["mae-mo total=120 persons=118"])
    assert [code for code in made.rows if code[:2] == "52"] == [str(5201 + n) for n in range(13)]
    row, before = "5202", "ปีก่อน 5202"[:11]
    assert [made.cell(row, f"leaders/1 {key}").value for key in ("total", "persons")] == [130, 128]
    assert [made.cell(before, f"leaders/1 {key}").value for key in ("total", "persons")] == [
        120,
        118,
    ]
    assert made.cell(before, "leaders/1 total").font.color.rgb == "FF808080"
    assert made.cell(row, "leaders/1 total").protection.locked is False
    assert made.cell(before, "leaders/1 total").protection.locked is True
    assert [code for code in made.rows if code.startswith("ปีก่อน")] == [before]


def test_no_database_is_printed_on_two_pages(sheet):
    cells = sheet().cells
    ends = [area.max_col for area in cells.merged_cells.ranges if area.min_row == area.max_row == 3]
    breaks = [each.id for each in cells.col_breaks.brk]
    assert len(breaks) == 2
    assert set(breaks) <= set(ends)
    assert not cells.sheet_properties.pageSetUpPr.fitToPage
    assert (cells.oddFooter.left.text, cells.oddFooter.center.text) == (
        "จังหวัดลำปาง", "งวดเดือนกันยายน 2562",
    )  # fmt: skip


def test_it_comes_back_as_it_went_out_and_says_nothing(sheet, take, standing):
    name = sheet("mae-mo total=130 persons=128", last_year=["ngao total=9 persons=9"]).save()
    result = take(name)
    assert "0 added, 0 updated, 0 unchanged, 1 as printed" in result.out
    assert result.err == ""
    assert standing() == {"5202": (130, {"persons": 128}, None)}


@pytest.mark.parametrize(
    ("filled", "stands"),
    [
        ({"total": 7, "persons": 6}, (7, {"persons": 6}, None)),
        ({"total": "๑,๒๐๐ คน", "persons": "0"}, (1200, {"persons": 0}, None)),
        ({"total": 5, "persons": 6, "note": "ย้ายเข้า"}, (5, {"persons": 6}, "ย้ายเข้า")),
        ({"total": "-", "note": "หลังการรับรอง"}, (None, {}, "หลังการรับรอง")),
    ],
)
def test_what_is_filled_in_is_recorded(sheet, take, standing, filled, stands):
    take(sheet().fill("5205", **filled).save())
    assert standing() == {"5205": stands}


@pytest.mark.parametrize(
    ("row", "filled", "message"),
    [
        ("5205", {"total": "120 125"}, "'120 125'"),
        ("5205", {"total": 5, "persons": 6}, "recorded 6 is above the total 5"),
        ("5205", {"total": "-"}, "the reason is missing: why it is not time yet"),
        ("5205", {"persons": 6}, "the total is missing"),
    ],
)
def test_the_rules_are_those_of_any_form(sheet, take, standing, row, filled, message):
    result = take(sheet().fill(row, **filled).fill("5202", total=1, persons=1).save(), check=3)
    assert message in result.err
    assert "sheet 'ทุกอำเภอ', cell " in result.err
    assert standing() == {}


def test_what_was_changed_here_and_there_is_a_conflict(sheet, take, of, standing):
    made = sheet("mae-mo total=130 persons=128")
    of("record", "leaders", "mae-mo", "persons=129", *SEPTEMBER, check=0)
    result = take(made.fill("5202", persons=130).save(), check=3)
    assert "here it is 130, in the register 129" in result.err
    take("back.xlsx", "--theirs")
    assert standing()["5202"] == (130, {"persons": 130}, None)


def test_rows_that_were_sorted_are_known_by_their_codes(sheet, take, standing):
    made = sheet().fill("5202", total=5, persons=5)
    cells, (one, other) = made.cells, (made.rows["5202"], made.rows["5209"])
    for column in range(1, cells.max_column + 1):
        a, b = cells.cell(one, column), cells.cell(other, column)
        a.value, b.value = b.value, a.value
    take(made.save())
    assert standing() == {"5202": (5, {"persons": 5}, None)}


def test_a_name_that_is_not_the_codes_is_refused(sheet, take):
    made = sheet().fill("5202", total=5, persons=5)
    made.cells.cell(made.rows["5202"], 2).value = "งาว"
    assert "the row is that of Mae Mo, but its name is 'งาว'" in take(made.save(), check=3).err


def test_a_figure_of_last_year_that_was_changed_is_named(sheet, take):
    made = sheet(last_year=["mae-mo total=120 persons=118"])
    made.cell("ปีก่อน 5202"[:11], "leaders/1 total").value = 125
    assert "125" in take(made.save()).err


def test_what_is_declared_may_be_cleared_and_what_is_recorded_is_told(of, work):
    """The letter's five "-" of September 2561."""
    september = ("--month", "2018-09", "--as-of", "2018-09-05")
    of("record", "leaders", "mae-mo", "total=9", "persons=9", *september, check=0)
    of("forms", "--sheet", *september, "-o", "out.xlsx", check=0)
    made = Sheet(work / "out.xlsx")
    assert made.cell("5202", "cd-standards/2 total").value == "-"
    for code in (
        "cd-standards/2 total",
        "cd-standards/2 note",
        "leaders/1 total",
        "leaders/1 persons",
    ):
        made.cell("5202", code).value = None
    told = of("record", "--from", made.save(), *september, check=0).err
    assert told.count("all that was printed here was cleared") == 1
    assert "Mae Mo, Leaders: all that was printed here was cleared" in told


def test_columns_that_are_gone_are_named_and_the_others_read(sheet, take, standing):
    made = sheet().fill("5202", total=5, persons=5)
    made.cell("5202", "groups/1 total").value = 9
    made.cells.delete_cols(made.columns["groups/1 networks"])
    result = take(made.save())
    assert "the columns are gone: Groups, networks and communities" in result.err
    assert standing() == {"5202": (5, {"persons": 5}, None)}


def test_without_its_codes_it_is_refused(sheet, take):
    made = sheet().fill("5202", total=5, persons=5)
    made.cells.delete_rows(5)
    assert "the hidden row of codes is missing" in take(made.save(), check=3).err


def test_what_was_filled_in_is_kept_when_it_is_made_again(sheet, of):
    sheet().fill("5202", total=5, persons=5).save(NAME)
    result = of("forms", "--sheet", *SEPTEMBER, "--force", check=0)
    assert "was filled in; it is kept as forms-lampang-2562-09-2019-09-05.xlsx" in result.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--csv",), "--sheet is one workbook of a province"),
        (("--nation",), "--sheet is one workbook of a province"),
        (("-o", "a.csv"), "--sheet is one workbook of a province"),
        (("-o", "a.pdf"), "the name of this file ends in .xlsx"),
    ],
)
def test_what_does_not_go_with_it(of, words, message):
    assert message in of("forms", "--sheet", *SEPTEMBER, *words, check=2).err


@pytest.fixture
def phayao(of, work):
    """The sheet of Phayao, where the provincial office enters cd-standards."""
    made = of("forms", "--sheet", "--province", "phayao", *SEPTEMBER, check=0)
    return Sheet(work / made.out.strip())


def test_the_provincial_office_has_a_row_for_what_it_enters(phayao, of, register):
    code = "cd-standards/2"
    row = phayao.rows["56"]
    assert phayao.cells.cell(row, 2).value == "จังหวัดพะเยา"
    assert phayao.columns[f"{code} total"] < phayao.columns["leaders/1 total"]
    assert phayao.cell("56", f"{code} total").protection.locked is False
    assert phayao.cell("5601", f"{code} total").protection.locked is True
    for key, value in {"total": 9, "persons": 4, "groups": 3, "networks": 0, "places": 1}.items():
        phayao.cell("56", f"{code} {key}").value = value
    phayao.fill("5601", total=5, persons=5)
    of("record", "--from", phayao.save(), *SEPTEMBER, "--province", "phayao", check=0)
    with Register.open(register) as book:
        stands = {(e.office, e.database): e.total for e in book.current("56", Month(2019, 9))}
    assert stands == {("56", "cd-standards"): 9, ("5601", "leaders"): 5}


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ("5601", "cd-standards/2 total", "is entered by the provincial office; clear this cell"),
        ("56", "leaders/1 persons", "is entered by the districts; clear this cell"),
    ],
)
def test_a_count_where_another_office_enters_is_refused(phayao, of, row, code, message):
    phayao.cell(row, code).value = 7
    refused = of("record", "--from", phayao.save(), *SEPTEMBER, "--province", "phayao", check=3)
    assert message in refused.err


def test_the_sheet_of_one_district_says_nothing_of_the_province(of, work):
    place = ("--province", "phayao", *SEPTEMBER)
    made = of("forms", "--sheet", "--district", "5601", *place, check=0)
    sheet = Sheet(work / made.out.strip())
    assert [code for code in sheet.rows if code.startswith("56")] == ["5601"]
    name = sheet.fill("5601", total=5, persons=5).save()
    assert of("record", "--from", name, *place, check=0).err == ""
