import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cddctl.errors import FileRefused
from cddctl.intake.csvfile import read_csv
from cddctl.intake.grid import Unreadable

FORMULA = "a formula; write the text itself"
TABLE = "จังหวัด,อำเภอ,คน\nลำปาง,เขต,5\n"
ROWS = [(1, ["จังหวัด", "อำเภอ", "คน"]), (2, ["ลำปาง", "เขต", "5"])]


def rows_of(content):
    return [(line, list(values)) for line, values in read_csv(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp874"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.removesuffix("\n").encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("cp874"),
        '"จังหวัด","อำเภอ","คน"\n"ลำปาง","เขต","5"\n'.encode(),
    ],
    ids=[
        "UTF-8", "UTF-8 with a mark", "Thai Windows", "UTF-16", "UTF-16 the other way round",
        "lines of Windows", "lines of old Macs", "no end of line", "semicolons", "tabs", "quotes",
    ],
)  # fmt: skip
def test_the_same_table_however_it_was_saved(content):
    assert rows_of(content) == ROWS
    assert read_csv(content).sheet is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize(("delimiter", "mark"), [(",", ""), (";", '"'), ("\t", "")])
def test_a_line_that_names_the_delimiter_counts_as_a_line(encoding, delimiter, mark):
    text = f"{mark}sep={delimiter}{mark}\r\n" + TABLE.replace(",", delimiter)
    assert rows_of(text.encode(encoding)) == [(line + 1, values) for line, values in ROWS]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ก", [(1, ["ก"])]),
        ("ก\n1,2\n", [(1, ["ก"]), (2, ["1", "2"])]),
        ("\n\nก;1,5\n", [(3, ["ก", "1,5"])]),
        ('"a;b;c",1\n', [(1, ["a;b;c", "1"])]),
        ('"a\n;;;b",1\nc,2\n', [(1, ["a\n;;;b", "1"]), (3, ["c", "2"])]),
        ("a;1,200\n", [(1, ["a", "1,200"])]),
        ("a\tb,c\td\n", [(1, ["a", "b,c", "d"])]),
        ('"a ""b"" c",d\n', [(1, ['a "b" c', "d"])]),
        ('a "b" c,d\n', [(1, ['a "b" c', "d"])]),
        ("a\u2028b,c\x0bd\n", [(1, ["a\u2028b", "c\x0bd"])]),
    ],
)  # fmt: skip
def test_delimiters_quotes_and_lines(text, rows):
    assert rows_of(text.encode("utf-8-sig")) == rows


def test_empty_cells_and_lines():
    text = 'a,,b,,\n\n,,,\n"",x\n  ,\n0\n\n\n,,\n'
    assert rows_of(text.encode()) == [
        (1, ["a", "", "b", "", ""]), (4, ["", "x"]), (5, ["  ", ""]), (6, ["0"]),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [5, 64 * 1024])
def test_lines_are_counted_as_an_editor_counts_them(size):
    text = f'a,"1\r\n2\r\n3"\r\nb\r\n\r\n"{"c" * size}\n",d\ne,"\n'
    rows = read_csv(text.encode()).rows
    assert [line for line, _values in (next(iter(rows)) for _ in range(3))] == [1, 4, 6]
    with pytest.raises(FileRefused, match="the quotes opened on line 8 are never closed"):
        list(rows)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("'=1+1", "=1+1"),
        ("'+66 54", "+66 54"),
        ("'-5", "-5"),
        ("'@line", "@line"),
        ("'\tก", "\tก"),
        ('"\'\rก"', "\rก"),
        ("''=1", "'=1"),
        ("''", "''"),
        ("'ก", "'ก"),
        ("it's", "it's"),
        ("'", "'"),
        ("+5", "+5"),
        ("-5", "-5"),
        ("@a", "@a"),
        ("a=b", "a=b"),
        ("=1+1", Unreadable("=1+1", FORMULA)),
        ('"=HYPERLINK(""x"")"', Unreadable('=HYPERLINK("x")', FORMULA)),
        ("=", Unreadable("=", FORMULA)),
    ],
)
def test_what_excel_would_take_for_a_formula(cell, value):
    assert rows_of(f"ก,,{cell},\n".encode("utf-8-sig")) == [(1, ["ก", "", value, ""])]


@pytest.mark.parametrize("line", ["เขต,5", "แกก,5", "รก,5", "café,5".encode().decode("cp874")])
def test_thai_windows_text_that_is_utf8_by_chance(line):
    assert line.encode("cp874").decode("utf-8") != line
    assert rows_of(line.encode("cp874")) == [(1, line.split(","))]
    assert rows_of((TABLE + line).encode("cp874")) == [*ROWS, (3, line.split(","))]


def test_thai_windows_text_that_holds_thai_utf8_by_chance():
    text = TABLE + "เขต,1\nกเธก,2\n"
    assert "ม".encode() in text.encode("cp874")
    assert rows_of(text.encode("cp874")) == [*ROWS, (3, ["เขต", "1"]), (4, ["กเธก", "2"])]


@pytest.mark.parametrize("line", ["แม่เมาะ 5", "เขต 5\nแม่เมาะ 5", "5\nเขต 5\n\nแม่เมาะ 5"])
def test_a_line_in_another_encoding_is_told_whatever_stands_between(line):
    thai_windows = f"{line}\n".encode("cp874")
    for above in ("\n ลำปาง 1\n", "\nลำปาง 1 2 3\n\n"):
        content = above.encode() + thai_windows
        with pytest.raises(FileRefused) as refused:
            read_csv(content)
        told = f"line {content.count(10)} is in another character encoding than the lines before it"
        assert str(refused.value).startswith(told)


@pytest.mark.parametrize("above", ["", "\n", "ก\n\n", "ก,ข\nค\r\n"])
def test_the_line_of_a_character_that_no_text_has(above):
    told = f"line {above.count(chr(10)) + 1} holds a character that no text has"
    with pytest.raises(FileRefused, match=told):
        read_csv(f"{above}\0b\nc\0\n".encode())


def test_letters_that_are_not_thai_where_the_text_is_marked_as_utf8():
    assert rows_of("café,5\n".encode("utf-8-sig")) == [(1, ["café", "5"])]


def test_a_letter_that_ends_behind_the_part_that_shows_the_delimiter():
    assert rows_of(f"{'ก' * 30_000},5\n".encode()) == [(1, ["ก" * 30_000, "5"])]


def test_the_line_of_a_text_behind_its_quotes():
    with pytest.raises(FileRefused, match="line 3: there is text after closing quotes"):
        rows_of(b'sep=,\r\na,b\r\n"x"y,c\r\n')


def test_as_many_columns_as_are_allowed():
    assert rows_of(b",".join([b"a"] * 64)) == [(1, ["a"] * 64)]
    with pytest.raises(FileRefused, match="line 1 has 65 columns"):
        rows_of(b",".join([b"a"] * 65))


def test_the_table_of_a_whole_country():
    text = TABLE + "ลำปาง,เมืองลำปาง,5\n" * 299_998
    assert sum(1 for _ in read_csv(text.encode()).rows) == 300_000
    with pytest.raises(FileRefused, match="it has more than 300,000 lines"):
        sum(1 for _ in read_csv(text.encode() + b"a,b,5\n").rows)


def test_a_fault_is_found_across_the_pieces_it_is_looked_for_in():
    table = ("ก" * 30 + "\n").encode() * 40_000
    for cut in (1_048_575, 1_048_576, 1_048_577, 2_097_152):
        line = table[:cut].count(b"\n") + 1
        spoilt = b"\xef\xbb\xbf" + table[:cut] + b"\xff" + table[cut:]
        with pytest.raises(FileRefused, match=f"line {line} is in another"):
            read_csv(spoilt)
    with pytest.raises(FileRefused, match="line 1 is in another"):
        read_csv(b"\xef\xbb\xbf" + b"a" * 1_048_574 + "ก".encode()[:2])


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=8
) | st.sampled_from(["=1", "'=1", "''", '"', ",", ";", "\n", "\r\n", "เขต", "'-", "sep=;"])


def written(value):
    """As the program writes it: an apostrophe before what Excel would take for a formula."""
    return f"'{value}" if re.match(r"'*[=+\-@\t\r]", value) else value


@given(
    table=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t"),
)
@settings(max_examples=150)
def test_what_is_written_comes_back(table, delimiter):
    table = [["ที่", "ชื่อ", "จำนวน"], *table]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(
        [written(value) for value in row] for row in table
    )
    read = [values for _line, values in rows_of(buffer.getvalue().encode("utf-8-sig"))]
    assert read == [row for row in table if any(row)]
