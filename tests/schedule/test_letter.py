"""`letter.yaml`: what a province's letters need, checked like a schedule."""

from pathlib import Path

import pytest

from cddctl.errors import ScheduleInvalid
from cddctl.places import province_of
from cddctl.schedule.letter import LetterKind, checked_letter, names_an_account
from cddctl.schedule.library import ScheduleLibrary
from cddctl.schedule.yamlfile import read_yaml

LAMPANG = province_of("52")

# The problems below name its lines.
LETTER = """\
letterhead: {number: ลป ๐๐๑๙.๔/ว, office: ศาลากลางจังหวัดลำปาง, address: [ถนนวชิราวุธดำเนิน]}
signatory: {position: [ผู้ว่าราชการจังหวัดลำปาง]}
owner: {unit: [สำนักงานพัฒนาชุมชนจังหวัด], phone: ๐ ๕๔๒๖ ๕๐๕๕}
addressee: นายอำเภอทุกอำเภอ
reply_to: ระบบกลุ่มไลน์
references:
  - {letter: ว ๑, date: 2018-06-20, from: จังหวัด}
texts:
  thanks:
    - ขอบคุณ
    - จึงเรียนมา
"""


@pytest.fixture
def problems(tmp_path):
    def problems(text):
        path = tmp_path / "letter.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ScheduleInvalid) as refused:
            ScheduleLibrary().letter(path)
        return [str(problem).removeprefix(f"{path}:") for problem in refused.value.problems]

    return problems


def settings(tmp_path, text=LETTER):
    path = tmp_path / "letter.yaml"
    path.write_text(text, encoding="utf-8")
    return checked_letter(read_yaml(path, "letter.yaml"))


def test_that_of_lampang_is_as_its_letter_has_it():
    library = ScheduleLibrary()
    letter, garuda = library.letter(library.letter_file(LAMPANG))
    assert garuda is None
    assert letter.letterhead.number == "ลป ๐๐๑๙.๔/ว"
    assert letter.signatory.name == ""
    assert letter.owner.phone == "๐ ๕๔๒๖ ๕๐๕๕"
    assert [(r.letter, r.date.isoformat()) for r in letter.references] == [
        ("ลป ๐๐๑๙.๔/ว ๑๖๑๑๙", "2018-06-20")
    ]


def test_a_province_without_one_has_none():
    assert ScheduleLibrary().letter_file(province_of("55")) is None


def test_the_users_own_comes_first(tmp_path):
    own = tmp_path / "ลำปาง" / "letter.yaml"
    own.parent.mkdir()
    own.write_text(LETTER, encoding="utf-8")
    assert ScheduleLibrary(tmp_path).letter_file(LAMPANG) == own


def test_what_may_be_left_out_is(tmp_path):
    letter = settings(tmp_path)
    assert (letter.garuda, letter.signatory.name) == (None, "")
    assert letter.texts.of(LetterKind.THANKS) == ("ขอบคุณ", "จึงเรียนมา")
    assert letter.texts.of(LetterKind.OPEN) is None


ACCOUNT = "looks like an account or a password, which no letter tells; take it out"
KNOWN = "{month}, {year}, {count}, {none}, {part}, {deadline}, {reply_to}"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("number: ลป ๐๐๑๙.๔/ว, ", "", ["1:1: letterhead.number: is missing"]),
        ("phone: ๐ ๕๔๒๖ ๕๐๕๕", "phone: ''", [
            "3:51: owner.phone: is empty; write a text, or leave the line out"
        ]),
        ("addressee:", "addresee:", [
            "1:1: addressee: is missing",
            "4:11: addresee: is no key that belongs here; check its spelling",
        ]),
        ("2018-06-20", "2018-06-31", [
            ("7:25: references.0.date: '2018-06-31' is not a date; write it like 2018-09-06, "
            '6/9/2561 or "6 ก.ย. 2561"')
        ]),
        ("    - ขอบคุณ", "    - 'ขอบคุณ {นาม}'", [
            f"10:7: texts.thanks.0: there is no placeholder '{{นาม}}'; known are {KNOWN}"
        ]),
        ("    - ขอบคุณ", "    - 'ขอบคุณ {month!r}'", [
            f"10:7: texts.thanks.0: there is no placeholder '{{month}}'; known are {KNOWN}"
        ]),
        ("    - ขอบคุณ", "    - 'ขอบคุณ {month'", [
            "10:7: texts.thanks.0: a brace is not closed; a placeholder is like {month}"
        ]),
        ("    - ขอบคุณ", "    - ' '", [
            "10:7: texts.thanks.0: is empty; write a text, or leave the line out"
        ]),
        ("    - ขอบคุณ", "    - " + "ข" * 3001, [
            "10:7: texts.thanks.0: is longer than 3000 characters"
        ]),
        ("    - ขอบคุณ", "    - รหัสผ่าน abcd", [f"10:7: texts.thanks.0: {ACCOUNT}"]),
        ("ระบบกลุ่มไลน์", "'username: lampang'", [f"5:11: reply_to: {ACCOUNT}"]),
        ("  thanks:", "  farewell:", [
            "9:3: texts.farewell: is no key that belongs here; check its spelling"
        ]),
        ("addressee:", "garuda: none.png\naddressee:", [
            "4:9: garuda: the picture cannot be read: there is no such file or folder"
        ]),
        ("addressee:", "garuda: letter.yaml\naddressee:", [
            "4:9: garuda: is no picture that Word takes; save it as PNG or JPEG"
        ]),
    ],
)  # fmt: skip
def test_every_problem_is_told_at_its_line(problems, old, new, found):
    assert LETTER.count(old) == 1
    assert problems(LETTER.replace(old, new)) == found


def test_several_problems_are_told_together(problems):
    text = LETTER.replace("office: ศาลากลางจังหวัดลำปาง, ", "").replace("จังหวัด}", "จังหวัด, x: 1}")
    assert [line.split(":")[0] for line in problems(text)] == ["1", "7"]


@pytest.mark.parametrize(
    "text",
    [
        "รหัสผ่าน: ลำปาง",
        "รหัสผ่าน คือ ลำปาง",
        "รหัสผ่าน ๑๒๓๔๕๖",
        "ชื่อผู้ใช้งาน lampang",
        "Username=cdd",
        "password 1234",
        "ใช้ lp52admin เข้าระบบ",
        "ใช้cdd๕๒๐๑เข้าระบบ",
        "ใช้ P@ssw0rd1 ได้เลย",
    ],
)
def test_what_looks_like_an_account(text):
    assert names_an_account(text)


@pytest.mark.parametrize(
    "text",
    [
        "บัญชีผู้ใช้ระดับจังหวัด และรหัสผ่านของตน",
        "โปรดเก็บบัญชีและรหัสผ่านเป็นความลับ",
        "ระบบกลุ่มไลน์ team it Lamphang",
        "ทาง it52lampang@cdd.mail.go.th",
        "https://www.cdd.go.th/2018/09",
        "โทร. 054-265055 ต่อ 101",
        "ช่วง COVID-19 และ OTOP",
        "จำนวน {count} ฐานข้อมูล ภายในวันที่ {deadline}",
    ],
)
def test_what_does_not(text):
    assert not names_an_account(text)


def test_the_shipped_files_pass_the_check():
    library = ScheduleLibrary()
    letters = [path for path in library.files() if path.name == "letter.yaml"]
    assert [path.parent.name for path in letters] == ["lampang"]
    for path in letters:
        library.check(Path(path))
