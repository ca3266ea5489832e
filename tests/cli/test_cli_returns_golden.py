"""What a run over the files of several districts says, whole, in both languages.

Look at each file that `pytest --update-golden` changes.
"""

import os

import pytest
from rich.cells import cell_len

UNITS = "persons,networks,groups,savings_groups,places"
HEADS = f"district,month,database,total,{UNITS},state,note,โทร"
FILES = {
    "5201.csv": [
        "5201,2561-09,leaders,100,99,,,,,,,054-1",
        "5201,2561-09,มชช.,,-,-,-,,-,,หลังการรับรอง,",
    ],
    "แม่เมาะ แก้ไขครั้งที่ ๒ ส่งวันที่ ๕ กันยายน.csv": [
        "แม่เมาะ,2561-09,leaders,๑๒๐,๙๐,,,,,,,",
        'แม่เมาะ,2561-09,groups,"1,250",,12,"1,200",,38,,,',
        "แม่เมาะ,2561-09,กข.คจ.,300,,,,,300,,,",
    ],
    "เกาะคา.csv": [
        "5203,2561-09,leaders,60,60,,,,,,,",
        "5203,2561-09,savings-groups,,,,,,,,,",
    ],
    "เกาะคา สำเนา.csv": ["5203,2561-09,leaders,60,59,,,,,,,"],
    "ngao.csv": [
        "5205,2561-09,leaders,12.5,12,,,,,,,",
        "5205,2561-09,อช.,10,11,,,,,,,",
        "5205,2561-09,fund-networks,5,3,5,,,,,,",
        "เมืองใหม่,2561-09,leaders,1,1,,,,,,,",
    ],
}
STAND = ("leaders 5202 total=120 persons=100", "กข.คจ. 5202 total=100 places=100")
WHOLE = (80, 120)


@pytest.fixture
def folder(work, record):
    """Returns of five districts, and a letter beside them."""
    place = work / "ส่งกลับ"
    place.mkdir()
    for name, lines in FILES.items():
        (place / name).write_text("\n".join([HEADS, *lines, ""]), encoding="utf-8-sig")
    (place / "หนังสือนำส่ง.pdf").write_bytes(b"%PDF-1.7")
    for words in STAND:
        record(*words.split(), "--month", "2018-09")
    return place


@pytest.mark.parametrize("width", WHOLE)
@pytest.mark.parametrize("language", ["en", "th"])
def test_screen(here, register, folder, golden, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    result = here(
        "--lang", language, "record", "--register", register, "--from", folder.name, check=3
    )
    golden(
        f"record-from.{language}.{width}.txt", f"{result.out}---\n{result.err}".replace(os.sep, "/")
    )
    table = result.out.split("\n\n", 1)[0].splitlines()
    assert [line for line in table if cell_len(line) > width] == []
    assert "…" not in result.out
