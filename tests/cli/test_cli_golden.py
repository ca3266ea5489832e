"""The tables as they stand on the screen, whole, in both languages and at two widths.

Look at each file that `pytest --update-golden` changes.
"""

from pathlib import Path

import pytest
from rich.cells import cell_len

from cddctl.i18n import in_language
from cddctl.periods import FiscalYear, Month
from cddctl.places import find_province
from cddctl.schedule.due import on_form, periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

GOLDEN = Path(__file__).parents[1] / "golden"

APRIL = ("--as-of", "2018-04-10")
SEPTEMBER = ("--as-of", "2018-09-12")

SCREENS = {
    "due-2018-09": ("due", "--month", "2018-09", *SEPTEMBER),
    "due-2018-09-lampang": ("due", "--month", "2018-09", "--province", "lampang", *SEPTEMBER),
    "due-2561": ("due", "--year", "2561", *APRIL),
    "due-2018-05": ("due", "--month", "2018-05", *APRIL),
    "report-2018-09-lampang": ("report", "--month", "2018-09", "--register", "REGISTER"),
    "report-2018-09-lampang-blank": ("report", "--month", "2018-09", "--province", "lampang"),
    "report-2018-09-mae-mo": (
        "report", "--month", "2018-09", "--district", "mae-mo", "--register", "REGISTER",
    ),
    "schedule-2561": ("schedule", "show", "--year", "2561"),
    "schedule-2561-lampang": ("schedule", "show", "--year", "2561", "--province", "lampang"),
}  # fmt: skip

ENTRIES = (
    "cd-standards mae-mo --not-applicable --note หลังการรับรอง",
    "cd-standards thoen --not-applicable --note หลังการรับรอง",
    *(
        f"leaders 52{number:02} total={number * 100} persons={number * 100 - number}"
        for number in range(1, 14)
    ),
    "volunteer-leader-assessment 5201 total=0 persons=0",
    "groups mae-mo total=1,250 networks=12 groups=1,200 places=38",
    "groups thoen total=30 networks=2 groups=25 --note รอข้อมูลหมู่บ้าน",
    "savings-groups mae-mo total=45 savings_groups=45",
    "poverty-alleviation ngao total=12 places=13 --note รวมหมู่บ้านตั้งใหม่",
    "fund-networks mae-mo total=99,999 networks=99,999",
)

CASES = [
    (name, language, width) for name in SCREENS for language in ("en", "th") for width in (80, 120)
]


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Lampang's register with a round of September under way, made once."""
    from contextlib import redirect_stderr
    from io import StringIO

    from cddctl.cli import app

    path = tmp_path_factory.mktemp("register") / "lampang.sqlite3"
    common = ("--lang", "en", "--register", str(path))
    for words in ("init --province lampang", *(f"record {words}" for words in ENTRIES)):
        month = () if words.startswith("init") else ("--month", "2018-09", *SEPTEMBER)
        with redirect_stderr(StringIO()) as said, pytest.raises(SystemExit) as ended:
            app([*words.split(), *month, *common])
        assert ended.value.code == 0, said.getvalue()
    return path


@pytest.fixture
def screen(here, monkeypatch, filled):
    def screen(name, language, width):
        monkeypatch.setenv("COLUMNS", str(width))
        words = [str(filled) if word == "REGISTER" else word for word in SCREENS[name]]
        result = here("--lang", language, *words, check=0)
        assert result.err == ""
        return result.out

    return screen


def file_name(name, language, width):
    return f"{name}.{language}.{width}.txt"


@pytest.mark.parametrize(("name", "language", "width"), CASES)
def test_screen(screen, golden, name, language, width):
    golden(file_name(name, language, width), screen(name, language, width))


@pytest.mark.parametrize(("name", "language", "width"), CASES)
def test_screen_is_whole(screen, name, language, width):
    lines = screen(name, language, width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert [line for line in lines if "…" in line or line != line.rstrip()] == []
    for piece in pieces_of(name, language):
        assert any(piece in line for line in lines), piece


def pieces_of(name, language="th"):
    """The pieces, between which alone lines may break, of the names that a screen shows."""
    kind = name.partition("-")[0]
    province = find_province("lampang") if "lampang" in name or "mae-mo" in name else None
    schedule = ScheduleLibrary().schedule(FiscalYear(2561), province)
    if "2018-" in name:
        month = Month(2018, 5 if "2018-05" in name else 9)
        periods = periods_of_month(schedule, month, Holidays())
        shown = [p.database for p in (on_form(periods) if kind == "report" else periods)]
    else:
        shown = schedule.ordered()
    with in_language(language):
        names = [database.pieces(is_long=kind == "schedule") for database in shown]
    return [piece.strip() for pieces in names for piece in pieces]


def test_pieces_are_those_of_the_databases_shown():
    assert len(pieces_of("report-2018-09-lampang")) == 15
    assert len(pieces_of("due-2018-09")) == 17
    assert len(pieces_of("due-2018-05")) == 2
    assert len(pieces_of("schedule-2561")) == 23


def test_no_golden_file_is_left_over():
    written = {path.name for path in GOLDEN.glob("*.txt")}
    assert written >= {file_name(*case) for case in CASES}
    ours = {n for n in written if n.startswith(("due", "report", "schedule"))}
    assert ours == {file_name(*case) for case in CASES}
