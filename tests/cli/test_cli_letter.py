"""`cddctl letter` and `memo`: which letters are written, where, and what is refused."""

import pytest
from docx2python import docx2python

SEPTEMBER = ("--month", "2018-09")
LETTER = "letter-follow-up-lampang-2561-09.docx"


@pytest.fixture
def letter(here, register):
    """Run a command on Lampang's register."""

    def letter(*words, **options):
        return here(*words, "--register", register, *SEPTEMBER, **options)

    return letter


@pytest.fixture
def some(record):
    """Mae Mo has entered a part."""
    record("leaders", "mae-mo", "total=120", "persons=118", *SEPTEMBER)


def text_of(path):
    with docx2python(path) as content:
        return content.text


LEFT_OUT = "not in the letter, as it is not on the form: Monthly OTOP sales\n"


@pytest.mark.usefixtures("some")
def test_the_kind_that_is_chosen_is_said(letter, work):
    result = letter("letter", check=0)
    assert result.out == f"{LETTER}\n"
    assert result.err == LEFT_OUT + "kind not said: this is a follow-up (follow-up)\n"
    text = text_of(work / LETTER)
    assert "จำนวน ๑๒ อำเภอ และบันทึกข้อมูลแล้วไม่ครบถ้วนสมบูรณ์ จำนวน ๑ อำเภอ" in text
    assert "วิธีเข้าสู่ระบบ" in text


def test_an_announcement_without_enclosures(letter, work):
    result = letter("letter", "--no-enclosures", "--as-of", "2018-08-20", check=0)
    assert result.out == "letter-open-lampang-2561-09.docx\n"
    text = text_of(work / "letter-open-lampang-2561-09.docx")
    assert "๒๐ สิงหาคม ๒๕๖๑" in text
    assert "สิ่งที่ส่งมาด้วย" not in text


@pytest.mark.parametrize(("day", "is_there"), [("2018-06-20", True), ("2018-06-19", False)])
def test_no_letter_refers_to_a_later_one(letter, work, day, is_there):
    letter("letter", "--no-enclosures", "--as-of", day, "-o", "a.docx", check=0)
    assert ("อ้างถึง" in text_of(work / "a.docx")) is is_there


@pytest.mark.usefixtures("some")
def test_a_letter_to_each_that_owes_something(letter, work):
    result = letter("letter", "--to", "owing", "--no-enclosures", check=0)
    paths = result.posix_out.splitlines()
    assert len(paths) == 13
    assert paths[1] == "letters-lampang-2561-09/letter-follow-up-lampang-5202-mae-mo-2561-09.docx"
    text = text_of(work / paths[1])
    assert "นายอำเภอแม่เมาะ" in text
    assert "๑.  ข้อมูลผู้นำ: บันทึกไม่ครบถ้วน (๑๑๘ จาก ๑๒๐)" in text


def test_a_letter_to_some_districts(letter, work):
    letter("letter", "--to", "แม่เมาะ", "--kind", "follow-up", "-o", "a.docx", check=0)
    assert "นายอำเภอแม่เมาะ" in text_of(work / "a.docx")
    two = ("--to", "mae-mo", "--to", "ngao", "--kind", "open", "-o", "two")
    assert letter("letter", *two, check=0).posix_out.splitlines() == [
        f"two/letter-open-lampang-{district}-2561-09.docx"
        for district in ("5202-mae-mo", "5205-ngao")
    ]


def test_to_stdout(letter):
    assert letter("letter", "--kind", "open", "-o", "-", check=0).raw.startswith(b"PK")


@pytest.mark.usefixtures("some")
def test_what_is_there_is_not_replaced(letter, work):
    (work / LETTER).write_text("mine")
    assert "add --force to replace it" in letter("letter", check=3).err
    assert (work / LETTER).read_text() == "mine"
    letter("letter", "--force", check=0)
    folder = work / "letters-lampang-2561-09"
    folder.mkdir()
    mine = folder / "letter-follow-up-lampang-5213-mueang-pan-2561-09.docx"
    mine.write_text("mine")
    assert "add --force to replace it" in letter("letter", "--to", "owing", check=3).err
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--kind", "thanks"], 3, "the round of September 2018 (2561) is not over: 13 offices"),
        (["--kind", "open", "--to", "owing"], 2, "--to owing belongs to a follow-up"),
        (["--to", "owing", "--to", "mae-mo"], 2, "--to all and --to owing stand alone"),
        (["--to", "nowhere"], 3, "no district of Lampang is called 'nowhere'"),
        (["--kind", "threat"], 2, "--kind is open, follow-up or thanks, not 'threat'"),
        (["-o", "a.doc"], 2, "'a.doc': the name of this file ends in .docx"),
        (["--to", "owing", "-o", "a.docx"], 2, "-o names the folder of the letters, not a.docx"),
        (["--up", "--to", "all"], 2, "--up is a letter of its own"),
        (["--up"], 3, "no report of September 2018 (2561) was marked as sent"),
        (["--province", "nan"], 5, "there is no letter.yaml for Nan; what its letters need is"),
        (["--setup"], 2, "--setup asks questions; use it in a terminal"),
    ],
)  # fmt: skip
def test_what_is_refused(letter, work, words, code, said):
    result = letter("letter", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err.splitlines()[-1]
    assert list(work.glob("**/*.docx")) == []


def test_a_district_that_owes_nothing_gets_no_follow_up(letter, record):
    for database, units in {
        "leaders": ("persons",), "volunteer-leader-assessment": ("persons",),
        "groups": ("networks", "groups", "places"), "savings-groups": ("savings_groups",),
        "poverty-alleviation": ("places",), "fund-institutions": ("places",),
        "fund-networks": ("networks",),
    }.items():  # fmt: skip
        counts = [f"{unit}=1" for unit in units]
        record(database, "ngao", f"total={len(units)}", *counts, *SEPTEMBER)
    result = letter("letter", "--to", "ngao", "--kind", "follow-up", check=3)
    assert "Ngao has nothing outstanding in September 2018 (2561); leave it out" in result.err
    assert len(letter("letter", "--to", "owing", "--no-enclosures", check=0).out.splitlines()) == 12


def test_a_month_without_a_letter(here, register):
    result = here("letter", "--register", register, "--month", "2561-01", "--kind", "open", check=0)
    assert result.out == "letter-open-lampang-2561-01.docx\n"  # OTOP's alone


@pytest.mark.usefixtures("some")
def test_what_covers_a_report_that_was_closed(letter, work):
    words = ("--incomplete", "--reason", "ระบบขัดข้อง")
    letter("close", *words, check=0)
    assert letter("memo", check=0).out == "memo-lampang-2561-09.docx\n"
    text = text_of(work / "memo-lampang-2561-09.docx")
    assert "ผู้ว่าราชการจังหวัดลำปาง" in text
    assert "บันทึกไม่ครบถ้วน ๗ ฐานข้อมูล เนื่องจากระบบขัดข้อง รายละเอียด" in text
    assert "รายงานแล้ว ๑/๑๓ อำเภอ" in text  # the form as it was sent
    assert letter("letter", "--up", check=0).out == "letter-up-lampang-2561-09.docx\n"
    assert "อธิบดีกรมการพัฒนาชุมชน" in text_of(work / "letter-up-lampang-2561-09.docx")
    result = letter("letter", check=0)
    assert result.out == "letter-thanks-lampang-2561-09.docx\n"
    assert "สิ่งที่ส่งมาด้วย" not in text_of(work / "letter-thanks-lampang-2561-09.docx")
    letter("reopen", "--reason", "แก้ไข", check=0)
    assert "the month was reopened" in letter("memo", "--force", check=0).err


def test_the_setup_asks_and_keeps(terminal, data, work, here):
    child = terminal(
        "letter", "--setup", "--province", "nan", "--lang", "th", env={"COLUMNS": "200"}
    )
    for question, typed in (
        ("เลขที่หนังสือ", "นน ๐๐๑๙/ว"),
        (r"\[ศาลากลางจังหวัดน่าน\]: ", ""),
        ("ที่อยู่", "ถนนสุริยพงษ์ | นน ๕๕๐๐๐"),
        ("ครุฑ", "none.png"),
        ("ครุฑ", "-"),
        ("ชื่อผู้ลงนาม", "-"),
        ("ตำแหน่งผู้ลงนาม", ""),
        ("เจ้าของเรื่อง", ""),
        ("โทรศัพท์", "รหัสผ่าน: ๑๒๓๔"),
        ("โทรศัพท์", "๕๔"),
        ("คำขึ้นต้น", "กลับ"),
        ("โทรศัพท์", "๕๔๐๐๐๐๐๐"),
        ("คำขึ้นต้น", ""),
        ("ช่องทาง", ""),
        ("อ้างถึง", "นน ๐๐๑๙/ว ๑"),
        ("ลงวันที่", "x"),
        ("หนังสือของ", "จังหวัดน่าน"),
        ("'x' ไม่ใช่วันที่.*อ้างถึง", "นน ๐๐๑๙/ว ๑"),
        ("ลงวันที่", "20 มิ.ย. 2561"),
        ("หนังสือของ", "จังหวัดน่าน"),
        ("{deadline}.*แจ้งกำหนดการ", ""),
        ("ติดตาม", "ตามที่ {x} นั้น | จึงเรียนมา"),
        ("{x}.*ติดตาม", "งวด{month} นั้น | จึงเรียนมา"),
        ("ขอบคุณ", "-"),
        (r"\[y = ใช่, n = ไม่ใช่\] ", "y"),
    ):
        child.expect(question)
        child.sendline(typed)
    child.expect("letter.yaml")
    child.close()
    path = data / "cddctl" / "schedules" / "nan" / "letter.yaml"
    text = path.read_text("utf-8")
    assert "number: นน ๐๐๑๙/ว\n" in text
    assert "- ถนนสุริยพงษ์\n  - นน ๕๕๐๐๐\n" in text
    assert "date: 20 มิ.ย. 2561" in text
    assert "phone: '๕๔๐๐๐๐๐๐'\n" in text  # or it would be read as a number
    assert "texts:\n  follow-up:\n  - งวด{month} นั้น\n  - จึงเรียนมา\n" in text
    here("schedule", "check", path, check=0)
    result = here("letter", "--province", "nan", *SEPTEMBER, "--kind", "open", check=0)
    assert "นน ๐๐๑๙/ว" in text_of(work / result.out.strip())


# --- The schedule as a file -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--docx"], "schedule-2561-lampang.docx"),
        (["--xlsx"], "schedule-2561-lampang.xlsx"),
        (["--docx", "a.docx"], "a.docx"),
        (["-o", "b.xlsx"], "b.xlsx"),
    ],
)
def test_the_schedule_as_a_file(here, work, words, name):
    shown = ("schedule", "show", "--province", "lampang", *words)
    assert here(*shown, check=0).out == f"{name}\n"
    assert (work / name).read_bytes().startswith(b"PK")
    assert "add --force to replace it" in here(*shown, check=3).err
    here(*shown, "--force", check=0)


def test_the_schedule_as_text_in_a_file(here, work):
    shown = here("schedule", "show", check=0).out
    here("schedule", "show", "-o", "a.txt", check=0)
    assert (work / "a.txt").read_text("utf-8") == shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--docx", "--xlsx"], "--xlsx and --docx do not go together"),
        (["--docx", "a.docx", "-o", "b.docx"], "--docx names a file and -o another"),
        (["--docx", "a.xlsx"], "'a.xlsx': the name of this file ends in .docx"),
    ],
)
def test_names_that_do_not_fit(here, words, said):
    assert said in here("schedule", "show", *words, check=2).error
