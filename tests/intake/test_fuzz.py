"""Whatever the bytes are, a reader gives grids or refuses the file: nothing else ever happens."""

from datetime import date
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cddctl.errors import FileRefused
from cddctl.exchange.forms import Round, Wanted
from cddctl.intake.files import read_file
from cddctl.intake.grid import Grid
from cddctl.intake.returned import read_returns
from cddctl.ledger.settling import settle_sources
from cddctl.periods import Month
from cddctl.places import districts, find_province
from cddctl.schedule.due import periods_of_month
from cddctl.schedule.holidays import Holidays
from cddctl.schedule.library import ScheduleLibrary

QUICKLY = settings(max_examples=40)
NAMES = ("form.xlsx", "table.csv")
CSV = 'จังหวัด,อำเภอ,คน,หมายเหตุ\nลำปาง,เมืองลำปาง,5,"ก\nข"\nลำปาง,งาว,\'-5,=1\n'
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>ก</t></is></c></row>'
    '<row r="2" ht="27"><c r="A2" s="1"><v>43349</v></c><c r="B2"><f>A2</f><v>1.5e3</v></c></row>'
)


def read_whole(content, name):
    """Read a file and go through all that it holds; None if it was read, else why it was not."""
    try:
        read = read_file(content, name)
        grids = [read] if isinstance(read, Grid) else read.sheets
        rows = [row for grid in grids for row in grid.rows]
    except FileRefused as error:
        refusal = str(error)
    else:
        refusal = next((grid.refused for grid in grids if grid.refused), None)
        assert all(number >= 1 and values[-1] is not None for number, values in rows)
    assert refusal is None or (refusal and refusal.isprintable())
    return refusal


@pytest.fixture(scope="session")
def samples(make):
    """A workbook and tables, all of which are read."""
    workbook = make.workbook(
        ROWS, strings=["ที่"], after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    samples = [(workbook, NAMES[0])]
    samples += [(CSV.encode(encoding), NAMES[1]) for encoding in ("utf-8", "cp874", "utf-16")]
    assert not any(read_whole(content, name) for content, name in samples)
    return samples


@given(content=st.binary(max_size=400), name=st.sampled_from(NAMES))
@example(b"PK\x05\x06" + bytes(18), "form.xlsx")
@example(b'\xef\xbb\xbf"', "table.csv")
@QUICKLY
def test_any_bytes(content, name):
    read_whole(content, name)


@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@QUICKLY
def test_any_text(text, encoding):
    read_whole(text.encode(encoding, "surrogatepass"), "table.csv")


@given(data=st.data())
@QUICKLY
def test_a_good_file_that_was_altered(samples, data):
    content, name = data.draw(st.sampled_from(samples))
    content = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        match data.draw(st.sampled_from(["flip", "cut", "splice", "insert", "repeat"])):
            case "flip" if at < len(content):
                content[at] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del content[at : at + data.draw(st.integers(1, 200))]
            case "splice":
                other, _name = data.draw(st.sampled_from(samples))
                content[at:] = other[data.draw(st.integers(0, len(other))) :]
            case "insert":
                content[at:at] = data.draw(st.binary(max_size=20))
            case "repeat":
                content[at:at] = content[at : at + data.draw(st.integers(1, 200))]
    read_whole(bytes(content), name)


@given(data=st.data())
@QUICKLY
def test_a_good_workbook_with_an_altered_part(make, data):
    parts = make.parts_of(ROWS, strings=["ที่"])
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name].encode())
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(part))] * 2)))
        match data.draw(st.sampled_from(["flip", "cut", "text", "repeat"])):
            case "flip" if start < len(part):
                part[start] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del part[start:end]
            case "text":
                part[start:start] = data.draw(st.text(max_size=10)).encode("utf-8", "surrogatepass")
            case "repeat":
                part[start:start] = part[start:end]
    read_whole(make.workbook(parts=parts | {name: bytes(part)}), "form.xlsx")


TAGS = st.sampled_from(["row", "c", "v", "f", "is", "t", "r", "rPh", "mergeCell", "x", "sheetData"])
WRITTEN = st.one_of(
    st.sampled_from(["0", "1", "-1", "A1", "B2", "XFD1048576", "A1:B2", "1e999", "NaN", "08:30",
                     "s", "n", "str", "b", "e", "d", "inlineStr", "9" * 20, "2018-09-06"]),
    st.integers().map(str),
    st.floats().map(str),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8).map(
        lambda text: text.replace("&", "").replace("<", "").replace('"', "")
    ),
)  # fmt: skip
ATTRIBUTES = st.dictionaries(st.sampled_from(["r", "s", "t", "ref"]), WRITTEN, max_size=3).map(
    lambda given: "".join(f' {name}="{text}"' for name, text in given.items())
)
ELEMENTS = st.recursive(
    WRITTEN,
    lambda inner: st.builds(
        lambda tag, attributes, held: f"<{tag}{attributes}>{''.join(held)}</{tag}>",
        TAGS, ATTRIBUTES, st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)  # fmt: skip
CELLS = st.builds(
    lambda attributes, held: f"<c{attributes}>{''.join(held)}</c>",
    ATTRIBUTES,
    st.lists(
        st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from("vft"), WRITTEN)
        | ELEMENTS,
        max_size=3,
    ),
)


@given(
    rows=st.lists(st.lists(CELLS, max_size=4).map("".join).map("<row>{}</row>".format) | ELEMENTS)
)
@QUICKLY
def test_a_sheet_of_any_elements(make, rows):
    content = make.workbook("".join(rows), strings=["ที่"])
    read_whole(content, "form.xlsx")


# --- What is taken says what was meant -------------------------------------------------------

LAMPANG, SEPTEMBER = find_province("lampang"), Month(2018, 9)
LIBRARY = ScheduleLibrary()


@cache
def round_of(province, month):
    schedule = LIBRARY.schedule(month.fiscal_year, province)
    return Round(month, schedule, periods_of_month(schedule, month, Holidays()))


def taken(text, name):
    """What is recorded of a file: total and persons of the leaders, by district."""
    wanted = Wanted(LAMPANG, SEPTEMBER, round_of, date(2018, 9, 12))
    sources = read_returns(name, "sha", text.encode(), wanted)
    outcomes = settle_sources(sources, {}, date(2018, 9, 12), {})
    assert all(outcome.problems or outcome.settled or outcome.unread for outcome in outcomes)
    return {
        change.entry.office: (change.entry.total, change.entry.recorded.get("persons"))
        for outcome in outcomes
        for change in outcome.settled
    }


COUNTS = st.integers(0, 2_000_000)
WAYS = {
    "whole": str,
    "decimals": "{}.0".format,
    "its unit": "{} คน".format,
    "invisible": "\u200b{}\ufeff".format,
    "quoted": '"{:,}"'.format,
    "unquoted": "{:,}".format,
    "two numbers": lambda count: f"{count} {count + 5}",
    "another unit": "{} กลุ่ม".format,
}
UNCLEAR = {"two numbers", "another unit"}


@given(
    total=COUNTS, persons=COUNTS, ways=st.tuples(*[st.sampled_from(sorted(WAYS))] * 2),
    note=st.sampled_from(["", "รอเอกสาร", "-", "1"]), end=st.sampled_from(["", ","]),
    has_note=st.booleans(),
)  # fmt: skip
@settings(max_examples=400)
def test_a_line_of_a_table_gives_its_counts_or_is_refused(
    total, persons, ways, note, end, has_note
):
    persons = min(total, persons)
    cells = [WAYS[way](count) for way, count in zip(ways, (total, persons), strict=True)]
    heads = "district,database,total,persons" + ",note" * has_note
    line = ",".join(["5202", "leaders", *cells, *([note] if has_note else [])]) + end
    recorded = taken(f"{heads}\n{line}\n", "a.csv")
    assert recorded in ({}, {"5202": (total, persons)})
    if UNCLEAR & {*ways}:
        assert recorded == {}


REPLIES = st.lists(
    st.tuples(
        st.sampled_from(districts(LAMPANG)),
        st.integers(0, 9999),
        st.sampled_from(["ผู้นำ ทั้งหมด={0} คน={0}", "3 ผู้นำ {0}/{0}", "ผู้นำ {0} {0}"]),
    ),
    min_size=1, max_size=4, unique_by=lambda reply: reply[0].code,
)  # fmt: skip
HEADS = st.sampled_from(["ตอบกลับ อ.{} 09/61", "อ.{} 09/61", "สพอ.{} ก.ย. 61", "{} กันยายน 2561"])
CHATTER = st.lists(
    st.sampled_from(
        ["รับทราบค่ะ", "ส่งแล้วนะคะ 3 ไฟล์", "[สติกเกอร์]", "ประชุม 13/9 ห้อง 2", "อ.งาว ยังไม่ส่ง", "", "OK"]
    )
    | st.text(
        st.characters(exclude_characters='=\t"', exclude_categories=["Nd", "Cs"]), max_size=12
    ),
    max_size=3,
)


@given(replies=REPLIES, head=HEADS, chatter=CHATTER, way=st.sampled_from(["", "saved", "split"]))
@settings(max_examples=200)
def test_replies_in_a_chat_give_their_counts_whatever_else_is_said(replies, head, chatter, way):
    lines = []
    for office, count, form in replies:
        reply = [head.format(office.name_th), form.format(count)]
        others = [f"10:35\tสมชาย\t{' '.join(said.split())}" for said in chatter]
        if way == "saved":
            lines += [f'10:32\tพช.\t"{reply[0]}', f'{reply[1]}"', *others]
        elif way == "split":
            sender = f"พช.{office.name_th}"
            lines += [f"10:32\t{sender}\t{reply[0]}", *others, f"10:36\t{sender}\t{reply[1]}"]
        else:
            lines += reply
            lines += [f"10:35 สมชาย {' '.join(said.split())}" for said in chatter]
    recorded = taken("\n".join(lines), "a.txt")
    assert recorded == {office.code: (count, count) for office, count, _form in replies}
