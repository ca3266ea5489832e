"""`cddctl forms`: the forms that the districts fill in, and where they are written."""

import csv
import io
import os
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cddctl import holds
from cddctl.exchange.forms import Identity
from cddctl.places import districts, find_province, provinces

MONTH = ("--month", "2018-09")
FOLDER = "forms-lampang-2561-09"
NAMES = [
    "lampang-5201-mueang-lampang-2561-09.xlsx",
    "lampang-5202-mae-mo-2561-09.xlsx",
    "lampang-5203-ko-kha-2561-09.xlsx",
    "lampang-5204-soem-ngam-2561-09.xlsx",
    "lampang-5205-ngao-2561-09.xlsx",
    "lampang-5206-chae-hom-2561-09.xlsx",
    "lampang-5207-wang-nuea-2561-09.xlsx",
    "lampang-5208-thoen-2561-09.xlsx",
    "lampang-5209-mae-phrik-2561-09.xlsx",
    "lampang-5210-mae-tha-2561-09.xlsx",
    "lampang-5211-sop-prap-2561-09.xlsx",
    "lampang-5212-hang-chat-2561-09.xlsx",
    "lampang-5213-mueang-pan-2561-09.xlsx",
]
MAE_MO = NAMES[1]


@pytest.fixture
def forms(here, register):
    """Forms from Lampang's register."""

    def forms(*args, check=0):
        return here("forms", "--register", register, *args, check=check)

    return forms


@pytest.fixture
def sheet(work):
    """The sheet of a form."""
    return lambda *path: load_workbook(work.joinpath(*path)).active


def lines(result):
    return list(csv.DictReader(io.StringIO(result.raw.decode("utf-8-sig"))))


# --- The workbooks ---------------------------------------------------------------------------


def test_a_workbook_a_district(forms, work):
    result = forms(*MONTH)
    paths = [f"{FOLDER}{os.sep}{name}" for name in NAMES]
    assert result.out.splitlines() == paths
    assert result.error == f"13 files written, in {FOLDER}"
    assert sorted(path.name for path in (work / FOLDER).iterdir()) == NAMES
    found = [
        Identity.in_line(load_workbook(work / path).active["A20"].value).district for path in paths
    ]
    assert found == [f"52{number:02}" for number in range(1, 14)]


def test_no_register_is_needed(here, work):
    result = here("forms", "--province", "ลำปาง", *MONTH, check=0)
    assert len(result.out.splitlines()) == len(list((work / FOLDER).iterdir())) == 13


def test_some_districts(forms, work):
    result = forms(*MONTH, "--district", "เมืองปาน", "--district", "02", "--district", "mae-mo")
    assert [line.rpartition(os.sep)[2] for line in result.out.splitlines()] == [NAMES[12], MAE_MO]
    assert sorted(path.name for path in (work / FOLDER).iterdir()) == [MAE_MO, NAMES[12]]


def test_current_entries_are_filled_in(forms, record, sheet):
    record("leaders", "02", "total=1200", "persons=0", "--note", "=รอ", *MONTH)
    record("มชช.", "02", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    record("leaders", "03", "total=5", "persons=5", *MONTH)
    record("leaders", "02", "total=9", "persons=9", "--month", "2561-09", "--province", "52")
    forms(*MONTH)
    form = sheet(FOLDER, MAE_MO)
    assert [form[cell].value for cell in ("J10", "K10", "D11", "E11", "K11")] == [
        "ยังไม่ถึงเวลา", "หลังการรับรอง", 9, 9, "=รอ",
    ]  # fmt: skip
    assert form["D12"].value is None


@pytest.mark.parametrize(
    ("today", "recorded", "month", "said"),
    [
        ("2018-09-05", [], "2561-09", "September 2018 (2561)"),
        ("2018-04-02", [], "2561-04", "April 2018 (2561)"),
        ("2018-08-20", [], "2561-06", "June 2018 (2561)"),
        ("2018-08-20", ["--month", "2018-03"], "2561-03", "March 2018 (2561)"),
    ],
)
def test_the_month_that_is_meant_is_told(forms, record, work, today, recorded, month, said):
    if recorded:
        record("savings-groups", "02", "total=1", "savings_groups=1", *recorded)
    result = forms("--as-of", today, "--district", "02")
    assert result.err == f"month not said: this is {said}\n"
    assert (work / f"forms-lampang-{month}" / f"lampang-5202-mae-mo-{month}.xlsx").is_file()


def test_a_later_year_s_forms_tell_of_the_schedule(forms):
    result = forms("--month", "2562-09", "--district", "02")
    assert result.error == (
        "there is no schedule for fiscal year 2562; that of 2561 is still in force; "
        "to make it: cddctl schedule new --year 2562"
    )
    thai = forms("--month", "2562-09", "--district", "03", "--lang", "th")
    assert "2562" in thai.error


def test_entries_that_no_row_shows_are_told(forms, record, work):
    own = work / "own" / "lampang" / "2561.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "fiscal_year: 2561\nprovince: lampang\ndatabases:\n"
        "  leaders: {counts: [persons, groups]}\n",
        encoding="utf-8",
    )
    record("leaders", "02", "total=9", "groups=1", *MONTH, "--schedules", "own")
    assert forms(*MONTH, "--schedules", "own").error.startswith("13 files written")
    (work / "none").mkdir()
    assert forms(*MONTH, "-o", "again", "--schedules", "none").err.startswith(
        "1 entry of September 2018 (2561) is not in "
    )


def test_a_folder_of_another_name_is_made(forms, work):
    result = forms(*MONTH, "-o", "ไป/อำเภอ", "--district", "02")
    assert result.out == f"{os.path.join('ไป', 'อำเภอ', MAE_MO)}\n"  # noqa: PTH118
    assert (work / "ไป" / "อำเภอ" / MAE_MO).is_file()
    forms(*MONTH, "-o", "ไป", "--district", "03")
    assert (work / "ไป" / NAMES[2]).is_file()


def test_the_sides_of_one_name_have_files_of_their_own(here, work):
    """Ayutthaya has two districts called Bang Sai in English."""
    args = ("--province", "ayutthaya", *MONTH, "--district", "1404", "--district", "1413")
    here("forms", *args, check=0)
    (folder,) = work.iterdir()
    assert sorted(path.name.split("-2561")[0][-18:] for path in folder.iterdir()) == [
        "1404-bang-sai-1404", "1413-bang-sai-1413",
    ]  # fmt: skip
    rows = lines(here("forms", *args, "--csv", "-o", "-", check=0))
    assert {row["district"] for row in rows} == {"1404", "1413"}


# --- What is there already -------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_nothing_is_written_where_one_is_there_already(forms, work, everything, language):
    (work / FOLDER).mkdir()
    (work / FOLDER / NAMES[12]).write_bytes(b"old")
    before = everything()
    result = forms(*MONTH, "--lang", language, check=3)
    assert result.out == ""
    assert os.path.join(FOLDER, NAMES[12]) in result.error  # noqa: PTH118
    assert "--force" in result.error
    assert everything() == before


def test_force_replaces(forms, work):
    (work / FOLDER).mkdir()
    (work / FOLDER / NAMES[12]).write_bytes(b"old")
    (work / FOLDER / "ours.txt").write_bytes(b"kept")
    forms(*MONTH, "--force")
    assert load_workbook(work / FOLDER / NAMES[12]).active.title == "เมืองปาน"
    assert (work / FOLDER / "ours.txt").read_bytes() == b"kept"


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize(
    ("there", "said"),
    [
        (
            f"{FOLDER}/{MAE_MO}/x",
            f"{FOLDER}{os.sep}{MAE_MO} could not be written: it is not a file",
        ),
        (
            FOLDER,
            f"{FOLDER} could not be written: it is not a folder; what stood there is unchanged",
        ),
    ],
)
def test_something_else_in_its_place(forms, work, everything, there, said, force):
    (work / there).parent.mkdir(parents=True, exist_ok=True)
    (work / there).write_bytes(b"old")
    before = everything()
    result = forms(*MONTH, *force, check=3)
    assert result.out == ""
    assert result.error == f"error: {said}"
    assert everything() == before


def test_a_part_of_the_path_is_no_folder(forms, work, everything):
    (work / "a").write_bytes(b"old")
    before = everything()
    result = forms(*MONTH, "-o", "a/b", check=3)
    assert result.error.startswith(f"error: a{os.sep}b could not be written: ")
    assert everything() == before


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="no permission binds the administrator"
)
def test_a_folder_without_permission(forms, work):
    (work / "closed").mkdir()
    (work / "closed").chmod(0o500)
    try:
        result = forms(*MONTH, "-o", "closed/forms", check=3)
    finally:
        (work / "closed").chmod(0o700)
    assert "could not be written: no permission" in result.error


def held(monkeypatch, *names):
    """Have files open elsewhere, as Excel has them on Windows: they cannot be replaced."""
    replaced = Path.replace

    def replace(draft, path):
        if path.name in names:
            error = PermissionError(13, "what the system says")
            error.winerror = 5
            raise error
        return replaced(draft, path)

    monkeypatch.setattr(holds, "sleep", lambda _seconds: None)
    monkeypatch.setattr(Path, "replace", replace)


def test_a_form_that_is_open_elsewhere_does_not_keep_the_rest(forms, work, monkeypatch):
    forms(*MONTH, "-o", "forms", check=0)
    written = sorted(path.name for path in (work / "forms").iterdir())
    for name in written:
        with ZipFile(work / "forms" / name, "a") as archive:
            archive.comment = b"old"
    held(monkeypatch, written[1], written[4])
    result = forms(*MONTH, "-o", "forms", "--force", check=3)
    rest = [name for number, name in enumerate(written) if number not in {1, 4}]
    assert result.out.splitlines() == [str(Path("forms", name)) for name in rest]
    assert result.err.splitlines() == [
        "11 files written, in forms",
    ] + [
        f"error: {Path('forms', written[number])} could not be written: no permission, or it is "
        "open in Excel or Word; close it and try again; what stood there is unchanged"
        for number in (1, 4)
    ]
    now = {path.name: path.read_bytes() for path in (work / "forms").iterdir()}
    assert {name for name in now if now[name].endswith(b"old")} == {written[1], written[4]}
    assert sorted(now) == written  # no draft is left


def test_a_full_disk_ends_it_and_what_was_written_is_told(forms, work, monkeypatch):
    replaced, done = Path.replace, []

    def replace(draft, path):
        if len(done) == 2:
            raise OSError(28, "No space left on device")
        done.append(path.name)
        return replaced(draft, path)

    monkeypatch.setattr(Path, "replace", replace)
    result = forms(*MONTH, "-o", "forms", check=3)
    assert [Path(line).name for line in result.out.splitlines()] == done
    assert "could not be written: the disk is full" in result.err.splitlines()[-1]
    assert sorted(path.name for path in (work / "forms").iterdir()) == sorted(done)


def test_force_keeps_what_was_filled_in(forms, here, register, work, record):
    forms(*MONTH, "--district", "02", "-o", "forms", check=0)
    [path] = (work / "forms").iterdir()
    assert forms(*MONTH, "--district", "02", "-o", "forms", "--force", check=0).err == ""
    assert list((work / "forms").iterdir()) == [path]
    kept = []
    for count in (7, 8):
        book = load_workbook(path)
        book.active["D14"] = book.active["H14"] = count
        book.save(path)
        filled = path.read_bytes()
        result = forms(*MONTH, "--district", "02", "-o", "forms", "--force", check=0)
        [name] = {p.name for p in (work / "forms").iterdir()} - {path.name, *kept}
        assert result.error == f"{path.relative_to(work)} was filled in; it is kept as {name}"
        assert (work / "forms" / name).read_bytes() == filled
        assert load_workbook(path).active["D14"].value is None
        kept.append(name)
    here("record", "--register", register, "--from", work / "forms" / kept[0], check=0)
    # A form with counts in it that were printed is replaced.
    forms(*MONTH, "--district", "02", "-o", "forms", "--force", check=0)
    record("savings-groups", "02", "total=9", *MONTH)
    assert forms(*MONTH, "--district", "02", "-o", "forms", "--force", check=0).err == ""
    assert len(list((work / "forms").iterdir())) == 3


def test_force_keeps_a_table_that_was_filled_in_and_what_is_no_form(forms, work):
    forms(*MONTH, "--csv", "-o", "table.csv", check=0)
    assert forms(*MONTH, "--csv", "-o", "table.csv", "--force", check=0).err == ""
    text = (work / "table.csv").read_text("utf-8-sig")
    filled = text.replace("ข้อมูลผู้นำ,1,,,", "ข้อมูลผู้นำ,1,5,5,", 1)
    for content in (filled, "โทร. 054"):
        (work / "table.csv").write_text(content, "utf-8-sig")
        result = forms(*MONTH, "--csv", "-o", "table.csv", "--force", check=0)
        assert result.err.startswith("table.csv was filled in; it is kept as table-")
    kept = sorted(p.read_text("utf-8-sig") for p in work.glob("table-*.csv"))
    assert kept == sorted([filled, "โทร. 054"])


# --- The table -------------------------------------------------------------------------------

HEADINGS = (
    "province,province_name,district,district_name,month,row,number,database,name,period,total,"
    "persons,networks,groups,savings_groups,places,makers,reported,offices,state,note,printed"
)
STANDARDS = "ข้อมูลผลการดำเนินงานตามระบบ มชช."


def test_the_table_of_a_district(forms, record):
    record("มชช.", "02", "--not-applicable", "--note", "หลังการรับรอง", *MONTH)
    record("leaders", "02", "total=1200", "persons=0", "--note", "'=รอ", *MONTH)
    record("groups", "02", "total=9", "groups=8", "networks=1", *MONTH)
    result = forms(*MONTH, "--district", "02", "--csv", "-o", "-")
    assert result.err == ""
    assert result.raw.startswith(b"\xef\xbb\xbf")
    start = "52,ลำปาง,5202,แม่เมาะ,2561-09"
    lines = [line.rpartition(",") for line in result.raw.decode("utf-8-sig").splitlines()]
    assert [line for line, _comma, _printed in lines] == [
        HEADINGS.removesuffix(",printed"),
        f"{start},1,2,cd-standards,{STANDARDS},2,,,,,,,,,,not-applicable,หลังการรับรอง",
        f"{start},2,3,leaders,ข้อมูลผู้นำ,1,1200,0,,,,,,,,,''=รอ",
        f"{start},3,4,volunteer-leader-assessment,ข้อมูลผลการประเมินผู้นำ อช.,1,,,,,,,,,,,",
        f"{start},4,5,groups,ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน,1,9,,1,8,,,,,,,",
        f"{start},5,6,savings-groups,ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต,4,,,,,,,,,,,",
        f"{start},6,7,poverty-alleviation,ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.),2,,,,,,,,,,,",
        f"{start},7,8,fund-institutions,ข้อมูลสถาบันการจัดการเงินทุนชุมชน,1,,,,,,,,,,,",
        f"{start},8,9,fund-networks,ข้อมูลเครือข่ายกองทุนชุมชน,1,,,,,,,,,,,",
        f"{start},,10,otop-sales,ข้อมูลยอดจำหน่าย OTOP ประจำเดือน,12,,,,,,,,,,,",
    ]
    assert [printed for _line, _comma, printed in lines] == [
        "printed",
        "5202 cd-standards/2 พิมพ์ - ~bb800915",
        "5202 leaders/1 พิมพ์ 1200/0 ~599fde2c",
        "5202 volunteer-leader-assessment/1 พิมพ์ ว่าง",
        "5202 groups/1 พิมพ์ 9/1:8:",
        "5202 savings-groups/4 พิมพ์ ว่าง",
        "5202 poverty-alleviation/2 พิมพ์ ว่าง",
        "5202 fund-institutions/1 พิมพ์ ว่าง",
        "5202 fund-networks/1 พิมพ์ ว่าง",
        "5202 otop-sales/12 พิมพ์ ว่าง",
    ]


def test_the_table_of_a_province(forms, here, work, register):
    name = "forms-lampang-2561-09.csv"
    result = forms(*MONTH, "--csv")
    assert (result.out, result.err) == (f"{name}\n", "")
    raw = (work / name).read_bytes()
    assert lines(result) == []
    assert forms(*MONTH, "--csv", "-o", "-").raw == raw
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["district"] for row in rows[::9]] == [
        d.code for d in districts(find_province("52"))
    ]
    assert len(rows) == 13 * 9
    report = here("report", "--register", register, *MONTH, "--format", "csv").raw
    shown = report.splitlines()[0].replace(b",expected,not_applicable,", b",")
    assert shown == raw.splitlines()[0]


def test_a_file_named_csv_is_a_table(forms, work):
    assert forms(*MONTH, "-o", "a.csv").out == "a.csv\n"
    assert (work / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfprovince,")
    result = forms(*MONTH, "--csv", "-o", "a.csv", check=3)
    assert result.error.startswith("error: a.csv is there already")


def test_the_table_has_no_rows_of_the_province_s(here):
    rows = lines(here("forms", "--province", "phrae", *MONTH, "--csv", "-o", "-", check=0))
    assert {row["row"] for row in rows} == {*"2345678", ""}


@pytest.mark.parametrize("note", ["=1", "+1", "-1", "@x", "'=1", "''-1", "'@", "'x", "x", "''"])
def test_an_apostrophe_more_is_one_to_take_off(forms, record, note):
    """What was typed comes back, by taking one off before what would be a formula without any."""
    record("leaders", "02", "total=1", "persons=1", "--note", note, *MONTH)
    rows = lines(forms(*MONTH, "--district", "02", "--csv", "-o", "-"))
    written = rows[1]["note"]
    assert not written.startswith(("=", "+", "-", "@"))
    guarded = written.lstrip("'").startswith(("=", "+", "-", "@"))
    assert (written.removeprefix("'") if guarded else written) == note


# --- The nation ------------------------------------------------------------------------------


def test_the_nation(here, record, register, work, sheet):
    record("leaders", "02", "total=7", "persons=5", *MONTH)
    result = here("forms", "--nation", *MONTH, "--register", register, check=0)
    paths = result.out.splitlines()
    assert (len(paths), len(set(paths))) == (878, 878)
    assert result.error == "878 files written, in forms-2561-09"
    folder = work / "forms-2561-09"
    assert {path.name for path in folder.iterdir()} == {province.id for province in provinces()}
    assert {str(p.relative_to(work)) for p in folder.rglob("*.xlsx")} == set(paths)
    assert sheet(folder, "lampang", MAE_MO)["D11"].value == 7
    assert sheet(folder, "lampang", NAMES[2])["D11"].value is None
    chom_thong = sheet(folder, "chiang-mai", "chiang-mai-5002-chom-thong-2561-09.xlsx")
    assert chom_thong["A4"].value == "อำเภอจอมทอง จังหวัดเชียงใหม่"
    assert chom_thong["K10"].value == "จังหวัดเป็นผู้บันทึก"
    assert Identity.in_line(chom_thong["A20"].value).schedule == "2561"
    lampang = Identity.in_line(sheet(folder, "lampang", MAE_MO)["A20"].value)
    assert lampang.schedule == "2561/lampang"


def test_the_nation_s_table(here):
    result = here("forms", "--nation", *MONTH, "--csv", "-o", "-", check=0)
    rows = lines(result)
    assert len(rows) == (878 - 13) * 8 + 13 * 9
    assert len({(row["province"], row["district"]) for row in rows}) == 878
    assert result.raw.decode("utf-8-sig").splitlines()[0] == HEADINGS


def test_the_nation_where_one_province_alone_has_more_than_otop_to_enter(here):
    """In February the department's schedule leaves all else to the provincial offices."""
    result = here("forms", "--nation", "--month", "2018-02", "--csv", "-o", "-", check=0)
    others = {row["province"] for row in lines(result) if row["database"] != "otop-sales"}
    assert others == {"52"}
    assert len({row["province"] for row in lines(result)}) == 76


# --- Refusals --------------------------------------------------------------------------------

REFUSED = {
    "nation-and-province": (["--nation", "--province", "52"], 2, "--nation is every province; "),
    "nation-and-district": (["--nation", "--district", "02"], 2, "--nation is every province; "),
    "stdout": (["-o", "-"], 2, "-o names the folder of the workbooks, not -"),
    "a-workbook": (["-o", "a.xlsx"], 2, "-o names the folder of the workbooks, not a.xlsx"),
    "csv-into-a-workbook": (["--csv", "-o", "a.xlsx"], 3, "this is text, no workbook"),
    "a-word": (["lampang"], 2, "what is 'lampang' for?"),
    "month": (["--month", "13/2561"], 2, "'13/2561' is not a month"),
    "early": (["--month", "9/2560"], 3, "from 1 October 2017 (2560) on"),
    "province": (["--province", "lampan"], 3, "did you mean lampang (ลำปาง) or lamphun (ลำพูน)?"),
    "district": (["--district", "02", "--district", "mae-moo"], 3, "did you mean mae-mo (แม่เมาะ)"),
    "elsewhere": (["--district", "long"], 3, "no district of Lampang is called 'long'"),
}


def test_a_month_in_which_the_districts_enter_nothing(forms, work):
    own = work / "own" / "lampang" / "2561.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "fiscal_year: 2561\nprovince: lampang\ndatabases:\n  otop-sales: {reporting: [province]}\n",
        encoding="utf-8",
    )
    result = forms("--month", "2018-07", "--schedules", "own", check=3)
    assert result.error == "error: the districts enter nothing in July 2018 (2561)"


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(("args", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(forms, everything, args, code, said, language):
    before = everything()
    result = forms(*args, "--lang", language, check=code)
    assert result.out == ""
    if language == "en":
        assert result.err.splitlines()[-1].startswith("error: ")
        assert said in result.err
    else:
        assert result.err.splitlines()[-1].startswith("ผิดพลาด: ")
    assert everything() == before


def test_no_province(here, everything):
    before = everything()
    result = here("forms", *MONTH)
    assert (result.code, result.out) == (2, "")
    assert result.error.startswith("error: which province? add --province")
    assert everything() == before


# --- As a process of its own -----------------------------------------------------------------


def test_forms_in_their_own_process(run, forms, register, work):
    args = ("forms", "--register", register, *MONTH, "--csv", "-o", "-")
    theirs, ours = run(*args), forms(*args[3:])
    assert (theirs.code, theirs.raw, theirs.err) == (ours.code, ours.raw, ours.err)
    result = run("forms", "--register", register, *MONTH, "--district", "02")
    assert (result.code, result.out) == (0, f"{FOLDER}{os.sep}{MAE_MO}\n")
    assert load_workbook(work / FOLDER / MAE_MO).active.title == "แม่เมาะ"
