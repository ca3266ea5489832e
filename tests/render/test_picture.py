import struct
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from tests.render.pdf_of_picture import drawn_on

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province, office_of, provinces
from cddctl.render.picture import draw as drawing
from cddctl.render.picture.draw import PictureFailed, draw
from cddctl.render.picture.looks import COLOURS, Look, office_cell, province_cell
from cddctl.render.picture.pages import league_page, status_page, trend_page
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.due import offices_of, regular_date
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.league import league
from cddctl.status.round import build_status, sum_of_statuses
from cddctl.status.trend import trend

LAMPANG, KORAT = find_province("lampang"), find_province("korat")
MUEANG, MAE_MO, NGAO = "5201", "5202", "5205"
SEPTEMBER, YEAR = Month(2018, 9), FiscalYear(2561)
CALENDARS = Calendars(ScheduleLibrary())
CREATED = datetime(2018, 9, 10, 9, 30, 5, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_font(monkeypatch):
    """Draw in the font that comes with the program, whatever others this PC has."""
    monkeypatch.setattr(drawing, "_SIZES", {"Sarabun": 0.65})


def report(period, office, result, day=None):
    """An entry: complete, part, above or a reason; received on its date, or on another day."""
    province, database = office.code[:2], period.database
    values = {
        "complete": {"total": 9, "recorded": {database.counts[0]: 9}},
        "part": {"total": 9, "recorded": {database.counts[0]: 6}},
        "zero": {"total": 9, "recorded": {database.counts[0]: 0}},
        "above": {"total": 9, "recorded": {database.counts[0]: 10}, "note": "ย้ายเข้า"},
        "reason": {"not_applicable": True, "note": "หลังการรับรอง"},
    }[result]
    return Entry(
        province, office.code, database.id, 2561, period.number, period.month,
        received=day or regular_date(period), **values,
    )  # fmt: skip


def september(entries=(), acts=(), *, province=LAMPANG):
    """The September of a province; `entries` by database and code: result, or result and day."""
    _schedule, periods = CALENDARS.of(province).of_month(SEPTEMBER)
    by_id = {period.database.id: period for period in periods}
    return build_status(
        province,
        districts(province),
        periods,
        [
            report(by_id[database], office_of(code), *result)
            for (database, code), result in dict(entries).items()
        ],
        acts,
    )


def extension(until, office=MUEANG):
    return Act(Kind.EXTEND, "52", SEPTEMBER, office, until=date(2018, 9, until), reason="น้ำท่วม")


# --- The cells -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "until", "day", "word", "look", "note"),
    [
        (("complete",), None, 9, "ครบ", "complete", ""),
        (("complete", date(2018, 9, 7)), None, 9, "ช้า", "late", ""),
        (("complete", date(2018, 9, 7)), 8, 9, "ครบ", "complete", ""),  # its date was later
        (("above",), None, 9, "ครบ+", "complete", ""),
        (("above", date(2018, 9, 7)), None, 9, "ช้า+", "late", ""),
        (("part",), None, 6, "67 %", "part", ""),
        (("part",), None, 7, "67 %", "overdue", ""),
        (("part",), 15, 9, "67 %", "part", "ถึง 15 ก.ย."),
        (("part",), 8, 9, "67 %", "overdue", ""),  # the extension has passed too
        (("zero",), None, 6, "0 %", "part", ""),
        (None, None, 6, "ยัง", "nothing", ""),
        (None, None, 7, "ยัง", "overdue", ""),
        (None, 15, 15, "ยัง", "nothing", "ถึง 15 ก.ย."),
        (None, 15, 16, "ยัง", "overdue", ""),
        (("reason",), None, 9, "–", "not-applicable", ""),
    ],
)
def test_the_cell_of_an_office(result, until, day, word, look, note):
    entries = {("leaders", MUEANG): result} if result else {}
    acts = [extension(until)] if until else []
    status = september(entries, acts)
    [period] = (period for period in status.periods if period.database.id == "leaders")
    cell = office_cell(status.of(period, office_of(MUEANG)), date(2018, 9, day))
    assert cell == (word, look, note)


def test_only_what_is_overdue_is_red():
    def is_red(colour):
        red, green, blue = _channels(colour)
        return red > 2 * max(green, blue)

    assert [look for look, colour in COLOURS.items() if is_red(colour["fill"])] == [Look.OVERDUE]


@pytest.mark.parametrize(
    ("results", "day", "word", "look"),
    [
        (["complete", "complete"], 9, "ครบ", "complete"),
        (["complete", "late"], 9, "ช้า", "late"),
        (["complete", "part"], 6, "1/2", "part"),
        (["complete", "part"], 7, "1/2", "overdue"),
        (["complete", None], 6, "1/2", "part"),
        (["part", None], 6, "0/2", "part"),
        ([None, None], 6, "ยัง", "nothing"),
        ([None, None], 7, "ยัง", "overdue"),
        (["complete", "reason"], 9, "ครบ", "complete"),
        (["reason", "reason"], 9, "–", "not-applicable"),
    ],
)
def test_the_cell_of_a_province(results, day, word, look):
    entries = {
        ("leaders", code): ("complete", date(2018, 9, 7)) if result == "late" else (result,)
        for code, result in zip((MUEANG, MAE_MO), results, strict=True)
        if result
    }
    status = september(entries)
    [period] = (period for period in status.periods if period.database.id == "leaders")
    standings = [status.of(period, office_of(code)) for code in (MUEANG, MAE_MO)]
    assert province_cell(standings, date(2018, 9, day)) == (word, look, "")


def test_a_province_without_a_period_has_no_cell():
    _schedule, periods = CALENDARS.of(None).of_month(SEPTEMBER)
    lacking = build_status(KORAT, districts(KORAT), periods[1:], [])
    status = sum_of_statuses(periods, [september(), lacking])
    page = status_page(status, SEPTEMBER, date(2018, 9, 5))
    cells = {row["name"]: [cell is None for cell in row["cells"]] for row in page["rows"]}
    assert cells == {"ลำปาง": [False] * 9, "นครราชสีมา": [True, *[False] * 8]}


# --- The colours -----------------------------------------------------------------------------

# How the colours of light look without one of the three kinds of cones: Machado, Oliveira and
# Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009).
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "black and white": ((0.2126, 0.7152, 0.0722),) * 3,
}


def _channels(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _light(colour):
    return [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _channels(colour)
    ]


def _lightness(light):
    return sum(
        weight * min(max(part, 0), 1)
        for weight, part in zip((0.2126, 0.7152, 0.0722), light, strict=True)
    )


def _contrast(one, other):
    lighter, darker = sorted((_lightness(one), _lightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), list(combinations(Look, 2)))
def test_any_two_looks_differ_in_lightness(blindness, one, other):
    def seen(look):
        light = _light(COLOURS[look]["fill"])
        return [sum(a * b for a, b in zip(row, light, strict=True)) for row in BLINDNESS[blindness]]

    assert _contrast(seen(one), seen(other)) > 1.12


@pytest.mark.parametrize("look", Look)
def test_words_are_read_on_their_colour(look):
    colour = COLOURS[look]
    assert _contrast(_light(colour["fill"]), _light(colour["ink"])) > 4.5


# --- The pictures, by their words and colours ------------------------------------------------


@pytest.fixture(scope="module")
def of_lampang():
    """The year of Lampang, with every kind of cell in its September."""
    _schedule, periods = CALENDARS.of(LAMPANG).of_year(YEAR)
    entries = []
    for number, period in enumerate(periods):
        for office in offices_of(period, LAMPANG, districts(LAMPANG)):
            which = (number * 7 + int(office.code) * 3) % 11
            if period.month == SEPTEMBER and period.database.id == "cd-standards":
                entries.append(report(period, office, "reason"))
            elif which == 0:
                continue
            elif which == 1:
                day = regular_date(period)
                entries.append(report(period, office, "complete", day + timedelta(days=1)))
            else:
                entries.append(report(period, office, "part" if which == 2 else "complete"))
    entries = [entry for entry in entries if not (entry.month == SEPTEMBER and _has_time(entry))]
    return build_status(LAMPANG, districts(LAMPANG), periods, entries, [extension(15, NGAO)])


def _has_time(entry):
    """Ngao leaves two of September's out, for which its date is extended."""
    return entry.office == NGAO and entry.database in {"leaders", "groups"}


def page_of(what, status, day=date(2018, 9, 9)):
    if what == "status":
        return status_page(status.in_month(SEPTEMBER), SEPTEMBER, day)
    if what == "league":
        return league_page(league(status, day), status.scope, YEAR, day)
    return trend_page(trend(status, day), status.scope, YEAR, day)


def described(picture):
    """The lines of a picture, the words on a look's colour with its name."""
    looks = {
        colour["fill"]: f" [{look}]"
        for look, colour in COLOURS.items()
        if colour["fill"] != "#ffffff"
    }
    return "".join(
        " | ".join(f"{text}{looks.get(colour, '')}" for text, colour in row) + "\n"
        for row in picture.rows()
    )


@pytest.mark.parametrize("what", ["status", "league", "trend"])
def test_a_picture_by_its_words_and_colours(golden, of_lampang, what):
    picture = drawn_on(draw(what, page_of(what, of_lampang), "pdf", CREATED))
    golden(f"picture-{what}-lampang.txt", described(picture))


def test_a_bar_is_as_long_as_its_share(of_lampang):
    page = page_of("league", of_lampang)
    picture = drawn_on(draw("league", page, "pdf", CREATED))
    bars = [area.right - area.left for area in picture.areas if area.colour == "#3f76ad"]
    whole = max(area.right - area.left for area in picture.areas if area.colour == "#efefef")
    assert bars == pytest.approx([row["share"] * whole for row in page["rows"]], abs=0.1)


def nation():
    """All provinces: Lampang with a report, the others with none."""
    _schedule, periods = CALENDARS.of(None).of_month(SEPTEMBER)
    return sum_of_statuses(
        periods,
        [
            september(
                {("leaders", MUEANG): ("complete",)} if each == LAMPANG else {}, province=each
            )
            for each in provinces()
        ],
    )


@pytest.mark.parametrize(
    ("status", "rows", "columns"),
    [
        (september, 13, 9),
        (lambda: september(province=KORAT), 33, 9),  # with the provincial office
        (nation, 76, 9),
    ],
    ids=["13 districts", "32 districts", "76 provinces"],
)
def test_every_place_has_its_row(status, rows, columns):
    page = status_page(status(), SEPTEMBER, date(2018, 9, 9))
    picture = drawn_on(draw("status", page, "pdf", CREATED))
    assert (len(page["rows"]), len(page["columns"])) == (rows, columns)
    written = {words.text for words in picture.words}
    # Where a font raises a mark by its own table, a PDF spells the word in pieces.
    assert {row["name"] for row in page["rows"]} - written <= {"สีคิ้ว"}
    expected = Counter(cell["word"] for row in page["rows"] for cell in row["cells"] if cell)
    expected.update(item["word"] for item in page["legend"] if item["word"] in expected)
    expected.update(word for word in (*page["sums"], page["all"]) if word in expected)
    written = Counter(words.text for words in picture.words)
    assert {word: written[word] for word in expected} == expected
    assert all(0 <= words.x < picture.width for words in picture.words)


@pytest.mark.parametrize(
    ("month", "groups"),
    [
        (SEPTEMBER, [["อยู่ในแบบรายงาน 8"], ["ไม่อยู่ใน", "แบบ", "รายงาน 1"]]),
        (Month(2018, 3), [["อยู่ในแบบรายงาน 3"], ["ไม่อยู่ใน", "แบบ", "รายงาน 1"]]),
        (Month(2018, 7), [["ไม่อยู่ใน", "แบบ", "รายงาน 1"]]),
    ],
)
def test_what_is_not_on_the_form_stands_apart(month, groups):
    _schedule, periods = CALENDARS.of(LAMPANG).of_month(month)
    status = build_status(LAMPANG, districts(LAMPANG), periods, [])
    page = status_page(status, month, date(2018, 9, 9))
    assert [group["lines"] for group in page["groups"]] == groups
    assert draw("status", page, "png", CREATED)


@pytest.mark.parametrize(
    ("province", "dates"),
    [
        (LAMPANG, ["ภายในวันที่ 6 กันยายน 2561", "ภายในวันที่ 10 กันยายน 2561"]),
        (KORAT, ["ภายใน 20 ก.ย., 30 ก.ย. 2561", "ภายในวันที่ 10 กันยายน 2561"]),
    ],
)
def test_by_when(province, dates):
    page = status_page(september(province=province), SEPTEMBER, date(2018, 9, 9))
    assert [each["until"] for each in page["done"]] == dates


def test_a_closed_round_is_said():
    act = Act(
        Kind.CLOSE, "52", SEPTEMBER, sent="{}", recorded_at=datetime(2018, 10, 1, 5, tzinfo=UTC)
    )
    page = status_page(september(acts=[act]), SEPTEMBER, date(2018, 10, 2))
    assert page["remarks"] == ["ปิดรอบการรายงานแล้วเมื่อวันที่ 1 ตุลาคม 2561"]


def test_the_legend_tells_of_what_is_rare_where_it_is():
    entries = {("leaders", MUEANG): ("above",)}
    page = status_page(september(entries, [extension(15)]), SEPTEMBER, date(2018, 9, 9))
    assert [item["word"] for item in page["legend"]] == [
        "ครบ", "ช้า", "67 %", "ยัง", "67 % ยัง", "–", "ถึง …", "+",
    ]  # fmt: skip
    page = status_page(september(province=KORAT), SEPTEMBER, date(2018, 9, 9))
    assert [item["meaning"] for item in page["legend"]][6:] == ["ไม่ต้องบันทึก"]


def test_an_office_that_is_not_ranked_has_no_bar():
    status = september()
    page = league_page(league(status, date(2018, 9, 5)), status.scope, YEAR, date(2018, 9, 5))
    assert {(row["rank"], row["share"], row["percent"]) for row in page["rows"]} == {("", None, "")}
    words = {words.text for words in drawn_on(draw("league", page, "pdf", CREATED)).words}
    assert "น้อยกว่า 3 งวด" in words


# --- The file --------------------------------------------------------------------------------


def test_a_picture_is_1080_pixels_wide(of_lampang):
    content = draw("status", page_of("status", of_lampang), "png", CREATED)
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", content[16:20]) == (1080,)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_same_page_gives_the_same_bytes(of_lampang, form):
    page = page_of("trend", of_lampang)
    assert draw("trend", page, form, CREATED) == draw("trend", page, form, CREATED)


# --- The fonts, and what fails ---------------------------------------------------------------


class Fonts:
    def __init__(self, *families):
        self._families = families

    def families(self):
        return list(self._families)


@pytest.mark.parametrize(
    ("families", "used"),
    [
        (["Sarabun", "TH Sarabun New", "TH SarabunPSK"], "TH SarabunPSK"),
        (["Sarabun", "TH Sarabun New"], "TH Sarabun New"),
        (["Arial", "Sarabun"], "Sarabun"),
    ],
)
def test_the_font_of_official_paper_comes_first(monkeypatch, families, used):
    monkeypatch.undo()
    assert drawing._family(Fonts(*families)) == used


@pytest.mark.parametrize("module", ["typst", "fontpkg_sarabun"])
def test_a_library_that_does_not_load_is_told(monkeypatch, of_lampang, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PictureFailed, match="install cddctl again") as refused:
        draw("status", page_of("status", of_lampang), "png", CREATED)
    assert "\n" not in str(refused.value)


def test_a_font_that_is_missing_is_told(monkeypatch, of_lampang):
    monkeypatch.setattr(drawing, "_SIZES", {"No Such Font": 1.0})
    with pytest.raises(PictureFailed, match="the font Sarabun is missing"):
        draw("status", page_of("status", of_lampang), "png", CREATED)


def test_what_typst_refuses_is_told_in_a_line(monkeypatch, of_lampang):
    monkeypatch.setattr(drawing, "_template", lambda _name: b"#nothing-of-this-name\n")
    with pytest.raises(PictureFailed, match="unknown variable") as refused:
        draw("status", page_of("status", of_lampang), "png", CREATED)
    assert "\n" not in str(refused.value)
