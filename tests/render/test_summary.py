import io
import re
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.render.libreoffice import SOFFICE, convert, squeezed

from cddctl.ledger.acts import Act, Kind
from cddctl.ledger.entries import Entry, Share
from cddctl.periods import FiscalYear, Month
from cddctl.places import districts, find_province
from cddctl.render.paper.sentences import sentences
from cddctl.render.paper.summary import SHEETS, _rate, summary_workbook
from cddctl.schedule.calendar import Calendars
from cddctl.schedule.due import offices_of, regular_date
from cddctl.schedule.library import ScheduleLibrary
from cddctl.status.round import Tally, build_status, sum_of_statuses
from cddctl.status.summary import summary_of

LAMPANG, KORAT = find_province("lampang"), find_province("korat")
SEPTEMBER, JULY, YEAR = Month(2018, 9), Month(2018, 7), FiscalYear(2561)
CALENDARS = Calendars(ScheduleLibrary())
CREATED = datetime(2018, 9, 10, 9, 30, tzinfo=UTC)
ON_THE_9TH = date(2018, 9, 9)
MUEANG, MAE_MO = "5201", "5202"


def entry(period, office, count=10, day=None):
    """An entry of 10 in all, on its date if no other day is said; else not applicable."""
    unit = period.database.counts[0]
    return Entry(
        office.code[:2], office.code, period.database.id, 2561, period.number, period.month,
        total=None if count is None else 10,
        recorded={} if count is None else {unit: count},
        not_applicable=count is None,
        note="หลังการรับรอง" if count is None else None,
        received=day or regular_date(period),
    )  # fmt: skip


def made(*changes, span=SEPTEMBER, today=ON_THE_9TH, acts=(), province=LAMPANG):
    """The summary of a year in which all is complete on time but for what is changed.

    A change is a database of September, the code of an office, and either None for nothing
    reported or the count and day of its entry.
    """
    _schedule, periods = CALENDARS.of(province).of_year(YEAR)
    changed = {(database, code): given for database, code, given in changes}
    entries = []
    for period in periods:
        for office in offices_of(period, province, districts(province)):
            given = (10, None)
            if period.month == SEPTEMBER:
                given = changed.get((period.database.id, office.code), given)
                if period.database.id == "cd-standards":
                    given = (None, None)
            if given is not None:
                entries.append(entry(period, office, *given))
    status = build_status(province, districts(province), periods, entries, acts)
    return summary_of(status, span, today)


NOTHING, PART, LATE = None, (6, None), (10, date(2018, 9, 8))
MIXED = (
    ("leaders", MUEANG, NOTHING),
    ("leaders", MAE_MO, PART),
    ("groups", MUEANG, LATE),
    ("otop-sales", MUEANG, NOTHING),
)


def made_of_two():
    """The summary of two provinces, one of which owes something in September."""
    statuses = [made(*MIXED, span=YEAR).status, made(province=KORAT, span=YEAR).status]
    _schedule, periods = CALENDARS.of(None).of_year(YEAR)
    return summary_of(sum_of_statuses(periods, statuses), SEPTEMBER, ON_THE_9TH)


def workbook(summary, digits="thai"):
    content = summary_workbook(summary, digits=digits, created=CREATED)
    return load_workbook(io.BytesIO(content))


def rows_of(sheet):
    """The values of a sheet's rows, without the empty ends."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


def day(number):
    """A day of September as openpyxl reads it."""
    return datetime(2018, 9, number)  # noqa: DTZ001 (a cell has no zone)


def table_of(sheet):
    """The rows below the heading of the table, which is where the panes are frozen."""
    return rows_of(sheet)[int(sheet.freeze_panes[1:]) - 1 :]


# --- The sums --------------------------------------------------------------------------------


def test_the_sums_of_a_month():
    table = table_of(workbook(made(*MIXED))["สรุป"])
    assert table == [
        [1, "ข้อมูลผลการดำเนินงานตามระบบ มชช.", "๒ (ก.ย.)", 0, 0, 0, 0, None, 0, 0, 0],
        [2, "ข้อมูลผู้นำ", "๑ (ก.ย.)", 13, 12, 11, 11, 11 / 13, 2, 116, 120],
        [3, "ข้อมูลผลการประเมินผู้นำ อช.", "๑ (ก.ย.)", 13, 13, 13, 13, 1, 0, 130, 130],
        [4, "ข้อมูลกลุ่มองค์กร เครือข่ายและชุมชน", "๑ (ก.ย.)", 13, 13, 13, 12, 12 / 13, 0, 130, 130],
        [5, "ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต", "๔ (ก.ย.)", 13, 13, 13, 13, 1, 0, 130, 130],
        [6, "ข้อมูลโครงการแก้ไขปัญหาความยากจน (กข.คจ.)", "๒ (ก.ย.)", 13, 13, 13, 13, 1, 0, 130, 130],
        [7, "ข้อมูลสถาบันการจัดการเงินทุนชุมชน", "๑ (ก.ย.)", 13, 13, 13, 13, 1, 0, 130, 130],
        [8, "ข้อมูลเครือข่ายกองทุนชุมชน", "๑ (ก.ย.)", 13, 13, 13, 13, 1, 0, 130, 130],
        [None, "รวมที่อยู่ในแบบรายงาน", None, 91, 90, 89, 88, 88 / 91, 2, 896, 900],
        ["ไม่อยู่ในแบบรายงาน", *[None] * 10],
        [1, "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน", "๑๒ (ก.ย.)", 13, 12, 12, 12, 12 / 13, 0, 120, 120],
        [None, "รวมทั้งหมด", None, 104, 102, 101, 100, 100 / 104, 2, 1016, 1020],
    ]  # fmt: skip


def test_the_sums_of_a_year_are_those_of_all_periods():
    table = table_of(workbook(made(*MIXED, span=YEAR), "arabic")["สรุป"])
    periods = {row[1]: (row[2], row[3]) for row in table if isinstance(row[0], int)}
    assert len(periods) == 11
    assert periods["ข้อมูลกลุ่มออมทรัพย์เพื่อการผลิต"] == ("4 งวด", 4 * 13)
    assert periods["ข้อมูลยอดจำหน่าย OTOP ประจำเดือน"] == ("12 งวด", 12 * 13)
    assert table[-1][1:5] == ["รวมทั้งหมด", None, 27 * 13 - 13, 27 * 13 - 13 - 2]


def test_a_month_with_nothing_on_the_form():
    book = workbook(made(span=JULY))
    assert table_of(book["สรุป"]) == [
        [1, "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน", "๑๐ (ก.ค.)", 13, 13, 13, 13, 1, 0, 130, 130]
    ]


# --- The sentences ---------------------------------------------------------------------------


SENTENCES = {
    "overdue": """
        งวดเดือนกันยายน 2561 จังหวัดลำปางมีฐานข้อมูลที่ต้องรายงาน จำนวน 9 ฐานข้อมูล
        (อยู่ในแบบรายงาน 8 ฐานข้อมูล ไม่อยู่ในแบบรายงาน 1 ฐานข้อมูล)
        รายงานแล้ว 102 รายการ จาก 104 รายการ คิดเป็นร้อยละ 98.08
        ในจำนวนนี้ ครบถ้วน 101 รายการ เป็นรายการที่ครบถ้วนทันกำหนด 100 รายการ
        คิดเป็นร้อยละ 96.15 และครบถ้วนหลังกำหนด 1 รายการ
        ข้อมูล ณ วันที่ 9 กันยายน 2561 มีรายการเกินกำหนด 2 รายการ จาก 2 หน่วยรายงาน
        จึงเห็นควรเร่งรัดหน่วยรายงานดังกล่าวให้ดำเนินการให้ครบถ้วนโดยเร็ว
    """,
    "not overdue yet": """
        งวดเดือนกันยายน 2561 จังหวัดลำปางมีฐานข้อมูลที่ต้องรายงาน จำนวน 9 ฐานข้อมูล
        (อยู่ในแบบรายงาน 8 ฐานข้อมูล ไม่อยู่ในแบบรายงาน 1 ฐานข้อมูล)
        รายงานแล้ว 103 รายการ จาก 104 รายการ คิดเป็นร้อยละ 99.04
        ในจำนวนนี้ ครบถ้วน 102 รายการ เป็นรายการที่ครบถ้วนทันกำหนด 102 รายการ
        คิดเป็นร้อยละ 98.08 และครบถ้วนหลังกำหนด 0 รายการ
        ข้อมูล ณ วันที่ 6 กันยายน 2561 ไม่มีรายการเกินกำหนด
        คงเหลือรายการที่ยังไม่ครบถ้วน 2 รายการ ซึ่งยังไม่พ้นกำหนด
    """,
    "all complete": """
        ปีงบประมาณ พ.ศ. 2561 จังหวัดลำปางมีฐานข้อมูลที่ต้องรายงาน จำนวน 11 ฐานข้อมูล
        (อยู่ในแบบรายงาน 10 ฐานข้อมูล ไม่อยู่ในแบบรายงาน 1 ฐานข้อมูล)
        รายงานแล้ว 338 รายการ จาก 338 รายการ คิดเป็นร้อยละ 100.00
        ในจำนวนนี้ ครบถ้วน 338 รายการ เป็นรายการที่ครบถ้วนทันกำหนด 338 รายการ
        คิดเป็นร้อยละ 100.00 และครบถ้วนหลังกำหนด 0 รายการ
        ข้อมูล ณ วันที่ 1 ตุลาคม 2561 หน่วยรายงานได้รายงานครบถ้วนทุกรายการแล้ว
    """,
}


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("overdue", made(*MIXED)),
        (
            "not overdue yet",
            made(
                ("otop-sales", MUEANG, NOTHING), ("leaders", MAE_MO, PART), today=date(2018, 9, 6)
            ),
        ),
        ("all complete", made(span=YEAR, today=date(2018, 10, 1))),
    ],
    ids=SENTENCES,
)
def test_three_sentences(name, summary):
    said = sentences(summary, digits="arabic")
    assert " ".join(said) == " ".join(SENTENCES[name].split())
    written = [row[0] for row in rows_of(workbook(summary, "arabic")["สรุป"])[3:6]]
    assert tuple(written) == said


def test_a_share_of_nothing_has_no_percent():
    _schedule, periods = CALENDARS.of(LAMPANG).of_year(YEAR)
    own = [p for p in periods if p.month == SEPTEMBER and p.database.id == "cd-standards"]
    status = build_status(LAMPANG, districts(LAMPANG), own, [])
    said = sentences(summary_of(status, SEPTEMBER, ON_THE_9TH), digits="arabic")
    assert said[0].endswith("รายงานแล้ว 0 รายการ จาก 0 รายการ")


# --- The other sheets ------------------------------------------------------------------------


def test_the_league_is_that_of_the_status():
    summary = made(*MIXED, acts=[])
    table = table_of(workbook(summary)["อันดับ"])
    assert [row[:2] for row in table][:2] == [[1, "อำเภอเกาะคา"], [1, "อำเภอเสริมงาม"]]
    assert table[-1] == [13, "อำเภอเมืองลำปาง", 25, 24, 24, 23, 23 / 25, 1]
    assert [row[0] for row in table] == [placing.rank for placing in summary.placings]


def test_an_office_that_is_not_ranked_is_listed_below():
    table = table_of(workbook(made(province=KORAT))["อันดับ"])
    assert table[-1] == [None, "สพจ.นครราชสีมา", 2, 2, 2, 2, 1, 0]
    assert table[-2][0] == 1


def test_the_trend_is_that_of_the_status():
    table = table_of(workbook(made(*MIXED))["แนวโน้ม"])
    assert len(table) == 12
    assert table[0] == ["ต.ค. ๖๐", 0, 1, 13, 13, 13, 13, 0, 1, 1, 1]
    assert table[-1] == [
        "ก.ย. ๖๑", 8, 1, 104, 102, 101, 100, 2, 102 / 104, 101 / 104, 100 / 104,
    ]  # fmt: skip


def test_a_round_that_has_not_begun_has_no_rates():
    _schedule, periods = CALENDARS.of(LAMPANG).of_year(YEAR)
    status = build_status(LAMPANG, districts(LAMPANG), periods, [])
    table = table_of(workbook(summary_of(status, YEAR, date(2017, 10, 11)))["แนวโน้ม"])
    assert [row[-3:] for row in table[:2]] == [[0, 0, 0], [None, None, None]]


@pytest.mark.parametrize(
    ("complete", "shown"),
    [(0, 0), (1, 0.001), (1000, 1000 / 2001), (1999, 0.999), (2000, 0.999), (2001, 1)],
)
def test_only_the_whole_is_shown_as_100_percent(complete, shown):
    assert _rate(Tally(Share(2001, 2001), complete=complete), complete) == shown


def test_what_is_owed_comes_by_its_date():
    act = Act(Kind.EXTEND, "52", SEPTEMBER, MAE_MO, until=date(2018, 9, 20), reason="น้ำท่วม")
    book = workbook(made(*MIXED, acts=[act]))
    assert table_of(book["ค้าง"]) == [
        [
            1, "อำเภอเมืองลำปาง", "ข้อมูลผู้นำ", "๑ (ก.ย.)", "ยังไม่ได้บันทึก", None, None,
            day(6), 3, None,
        ],
        [
            2, "อำเภอเมืองลำปาง", "ข้อมูลยอดจำหน่าย OTOP ประจำเดือน", "๑๒ (ก.ย.)", "ยังไม่ได้บันทึก",
            None, None, day(10), None, None,
        ],
        [
            3, "อำเภอแม่เมาะ", "ข้อมูลผู้นำ", "๑ (ก.ย.)", "บันทึกไม่ครบถ้วน", 6, 10,
            day(20), None, "ขยายเวลา",
        ],
    ]  # fmt: skip


def test_nothing_owed_is_said():
    sheet = workbook(made())["ค้าง"]
    assert (rows_of(sheet)[3][0], table_of(sheet)) == ("ไม่มีรายการค้าง", [])


# --- Several provinces ------------------------------------------------------------------------


def test_the_rows_of_several_provinces_are_provinces():
    summary = made_of_two()
    book = workbook(summary)
    assert book["สรุป"]["A2"].value == "จังหวัดนครราชสีมา, ลำปาง งวดเดือนกันยายน ๒๕๖๑"
    assert " จังหวัดนครราชสีมา, ลำปางมีฐานข้อมูลที่ต้องรายงาน " in book["สรุป"]["A4"].value
    leaders = table_of(book["สรุป"])[1]
    assert leaders[1:7] == ["ข้อมูลผู้นำ", "๑ (ก.ย.)", 13 + 32, 12 + 32, 11 + 32, 11 + 32]
    ranks = table_of(book["อันดับ"])
    assert [row[:2] for row in ranks] == [[1, "นครราชสีมา"], [2, "ลำปาง"]]
    assert [ranks[1][2], ranks[1][-1]] == [summary.placings[1].tally.share.expected, 2]
    assert table_of(book["แนวโน้ม"])[-1][3] == table_of(book["สรุป"])[-1][3]
    assert table_of(book["ค้าง"]) == [[1, "ลำปาง", 3, 2, 1, 2, 2, day(6)]]


@pytest.mark.slow
@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed; it opens it here"
)
def test_another_program_prints_each_sheet_one_page_wide_with_its_chart(tmp_path):
    path = tmp_path / "summary.xlsx"
    path.write_bytes(summary_workbook(made_of_two(), digits="thai", created=CREATED))
    [printed] = convert([path], "pdf", tmp_path)
    pages = [squeezed(page.extract_text()) for page in PdfReader(printed).pages]
    assert len(pages) == 5  # the first sheet's chart has one of its own
    for number, title in ((1, "จำแนกตามฐานข้อมูล"), (2, "ทันกำหนด ปี"), (3, "แนวโน้มการรายงาน ปี")):
        assert squeezed(title) in pages[number]
    assert squeezed("จังหวัดที่มีรายการยังไม่ครบถ้วน") in pages[4]


# --- The paper -------------------------------------------------------------------------------


def test_each_sheet_is_one_page_wide_with_header_and_footer():
    book = workbook(made(*MIXED))
    assert book.sheetnames == list(SHEETS)
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.oddHeader.right.text == "ข้อมูล ณ วันที่ ๙ กันยายน ๒๕๖๑"
        assert sheet.oddFooter.left.text == "จังหวัดลำปาง งวดเดือนกันยายน ๒๕๖๑"
        assert sheet.oddFooter.right.text == "หน้า &P/&N"


@pytest.mark.parametrize(
    ("digits", "count", "percent", "day"),
    [
        ("thai", "[$-D00041E]#,##0", "[$-D00041E]0.0%", "[$-D07041E]d mmm yy"),
        ("arabic", "#,##0", "0.0%", "[$-107041E]d mmm yy"),
    ],
)
def test_digits_are_a_number_format(digits, count, percent, day):
    book = workbook(made(*MIXED), digits)
    of_leaders = book["สรุป"][int(book["สรุป"].freeze_panes[1:]) + 1]
    assert (of_leaders[3].number_format, of_leaders[7].number_format) == (count, percent)
    owed = book["ค้าง"][int(book["ค้าง"].freeze_panes[1:])]
    assert owed[7].number_format == day


def charts_of(content):
    with ZipFile(io.BytesIO(content)) as archive:
        names = sorted(n for n in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n))
        return [archive.read(name).decode() for name in names]


def test_the_charts():
    charts = charts_of(summary_workbook(made(*MIXED), digits="thai", created=CREATED))
    titles = [re.search(r"<a:t>(.*?)</a:t>", chart)[1] for chart in charts]
    assert titles == [
        "จำนวนรายการที่รายงาน จำแนกตามฐานข้อมูล",
        "ร้อยละของรายการที่ครบถ้วนทันกำหนด ปีงบประมาณ พ.ศ. ๒๕๖๑",
        "แนวโน้มการรายงาน ปีงบประมาณ พ.ศ. ๒๕๖๑",
    ]
    for chart in charts:
        axes = re.findall(r"<(?:c:)?(catAx|valAx)>(.*?)</", chart)
        assert len(axes) == 2
        assert re.findall(r'<(?:c:)?delete val="(\d)" ?/>', chart) == ["0", "0"]
        assert 'typeface="TH SarabunPSK"' in chart
    assert re.findall(r'<(?:c:)?smooth val="(\d)" ?/>', charts[2]) == ["0", "0", "0"]
    assert re.findall(r'<(?:c:)?max val="(.*?)" ?/>', charts[1]) == ["1.1"]  # room behind 100 %
    references = [re.findall(r"<(?:c:)?f>(.*?)</", chart) for chart in charts]
    assert references[0][-3:] == ["'สรุป'!G7", "'สรุป'!$B$8:$B$15", "'สรุป'!$G$8:$G$15"]
    assert references[1] == ["'อันดับ'!G6", "'อันดับ'!$B$7:$B$19", "'อันดับ'!$G$7:$G$19"]
    assert references[2][:3] == ["'แนวโน้ม'!I5", "'แนวโน้ม'!$A$6:$A$17", "'แนวโน้ม'!$I$6:$I$17"]


def test_without_a_ranked_office_there_is_no_chart_of_ranks():
    _schedule, periods = CALENDARS.of(LAMPANG).of_year(YEAR)
    status = build_status(LAMPANG, districts(LAMPANG), periods, [])
    summary = summary_of(status, YEAR, date(2017, 10, 1))
    assert len(charts_of(summary_workbook(summary, digits="thai", created=CREATED))) == 2


@pytest.mark.parametrize(
    ("name", "breaks", "pages"),
    [
        ("lampang", 0, 1),
        ("เชียงใหม่", 1, 0),  # its 25 districts leave no room for the chart
        ("นครราชสีมา", 0, 0),  # the last of its 32 districts are on the second page with it
    ],
)
def test_a_chart_is_whole_on_a_page(name, breaks, pages):
    sheet = workbook(made(province=find_province(name)))["อันดับ"]
    assert (len(sheet.row_breaks.brk), sheet.page_setup.fitToHeight) == (breaks, pages)
    assert sheet.page_setup.orientation == "portrait"


def test_the_same_summary_gives_the_same_bytes():
    summary = made(*MIXED)
    first = summary_workbook(summary, digits="thai", created=CREATED)
    assert first == summary_workbook(summary, digits="thai", created=CREATED)


def test_no_name_becomes_a_formula():
    for sheet in workbook(made(*MIXED)):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
