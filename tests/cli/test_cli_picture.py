"""`cddctl picture`: the round, the league or the trend of a year as a picture for LINE."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEPTEMBER = ("--month", "2018-09")
LAMPANG = ("--province", "lampang")
ON_THE_9TH = ("--as-of", "2018-09-09")
PNG, PDF = b"\x89PNG\r\n\x1a\n", b"%PDF-"


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        ((), "status-lampang-2561-09.png", PNG),
        (("--what", "status"), "status-lampang-2561-09.png", PNG),
        (("--what", "league"), "league-lampang-2561.png", PNG),
        (("--what", "trend"), "trend-lampang-2561.png", PNG),
        (("-o", "ภาพ.png"), "ภาพ.png", PNG),
        (("-o", "a.PDF"), "a.PDF", PDF),
        (("--what", "trend", "-o", "a.pdf"), "a.pdf", PDF),
    ],
)
def test_the_file_and_its_path(here, work, args, name, begins):
    result = here("picture", *SEPTEMBER, *LAMPANG, *ON_THE_9TH, *args, check=0)
    assert (result.out, result.err) == (f"{name}\n", "")
    assert (work / name).read_bytes().startswith(begins)


def test_the_nation(here, work):
    result = here("picture", "--nation", *SEPTEMBER, *ON_THE_9TH, check=0)
    assert result.out == "status-nation-2561-09.png\n"
    result = here("picture", "--nation", *SEPTEMBER, *ON_THE_9TH, "--what", "league", check=0)
    assert (work / "league-nation-2561.png").is_file()


def test_to_stdout(here, work):
    result = here("picture", *SEPTEMBER, *LAMPANG, *ON_THE_9TH, "-o", "-", check=0)
    assert result.raw.startswith(PNG)
    assert list(work.iterdir()) == []


def test_a_file_that_is_there_is_kept(here, work):
    kept = work / "status-lampang-2561-09.png"
    kept.write_bytes(b"kept")
    command = ("picture", *SEPTEMBER, *LAMPANG, *ON_THE_9TH)
    result = here(*command)
    assert (result.code, result.out, kept.read_bytes()) == (3, "", b"kept")
    assert "is there already; add --force to replace it" in result.error
    here(*command, "--force", check=0)
    assert kept.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("-o", "a.jpg"), 2, "'a.jpg': the name of this file ends in .png or .pdf"),
        (("-o", "picture"), 2, "'picture': the name of this file ends in .png or .pdf"),
        (("--what", "rank"), 2, "'rank'"),
        (("--nation",), 2, "--nation is all provinces"),
        (("--month", "2017-01"), 3, "there is no schedule for fiscal year 2560"),
    ],
)
def test_what_is_refused(here, work, args, code, message):
    month = () if "--month" in args else SEPTEMBER
    result = here("picture", *month, *LAMPANG, *ON_THE_9TH, *args)
    assert (result.code, result.out) == (code, "")
    assert message in result.error
    assert list(work.iterdir()) == []


def test_the_month_is_said_where_none_was_typed(here):
    result = here("picture", *LAMPANG, *ON_THE_9TH, check=0)
    assert result.err == "month not said: this is September 2018 (2561)\n"


def test_what_the_register_holds_is_drawn(here, register, record):
    command = ("picture", *SEPTEMBER, *ON_THE_9TH, "--register", register, "-o", "-")
    before = here(*command, check=0).raw
    record("leaders", "mae-mo", "total=5", "persons=5", *SEPTEMBER, *ON_THE_9TH)
    assert here(*command, check=0).raw != before


def test_where_typst_is_missing_a_line_says_so(here, work, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    result = here("picture", *SEPTEMBER, *LAMPANG, *ON_THE_9TH)
    assert (result.code, result.out, result.err.count("\n")) == (3, "", 1)
    assert result.error.startswith("error: the picture cannot be drawn here: ")
    assert list(work.iterdir()) == []
    here("status", *SEPTEMBER, *LAMPANG, *ON_THE_9TH, check=0)


def test_a_month_without_a_period(here, work):
    text = (ROOT / "schedules" / "2561.yaml").read_text(encoding="utf-8")
    own = text.replace("every_month: {day: 10}", "periods: [{number: 1, month: กันยายน, day: 10}]")
    (work / "own").mkdir()
    (work / "own" / "2561.yaml").write_text(own, encoding="utf-8")
    result = here("picture", "--month", "2018-07", *LAMPANG, *ON_THE_9TH, "--schedules", "own")
    assert (result.code, result.error) == (3, "error: no period falls in July 2018 (2561)")
    assert [path.name for path in work.iterdir()] == ["own"]
