import os
import sys

import pytest
import yaml

from cddctl.errors import ScheduleInvalid
from cddctl.schedule import yamlfile
from cddctl.schedule.yamlfile import Document, Mark, as_yaml, problems_at, read_yaml


@pytest.fixture
def read(tmp_path):
    """Reads a text as the file s.yaml."""

    def read(content):
        path = tmp_path / "s.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_yaml(path, "s.yaml")

    return read


ANCHOR = "anchors (&name) are not taken; write the value out where it is used"
ALIAS = "aliases (*name) are not taken; write the value out"
LINES = "expected lines of the form `key: value`"
KEY = "a key is text, not a list or mapping"
DEEP = "lists within lists too deep; is this a schedule?"
UTF8 = "the file is not UTF-8; save it as UTF-8"
SECOND = "a file holds one schedule; `---` starts another"
OPEN_QUOTE = "the quote that opens here is not closed on its line; close it"
NOT_YAML = "this is not YAML; check indentation, colons and quotes here"
REFUSED = {
    "key twice": (
        "a: 1\nb: 2\na: 3\n",
        ["s.yaml:3:1: a stands here a second time; the first is on line 1"],
    ),
    "key twice, once in quotes": (
        "a: 1\n'a': 2\n",
        ["s.yaml:2:1: a stands here a second time; the first is on line 1"],
    ),
    "key twice within": (
        "a:\n  ข: 1\n  c: {d: 1, d: 2}\n  ข: 2\n",
        [
            "s.yaml:3:13: d stands here a second time; the first is on line 3",
            "s.yaml:4:3: ข stands here a second time; the first is on line 2",
        ],
    ),
    "anchor": ("a: &x 1\n", [f"s.yaml:1:4: {ANCHOR}"]),
    "anchor of a key": ("&x a: 1\n", [f"s.yaml:1:1: {ANCHOR}"]),
    "anchor of a list": ("a: &x\n  - 1\n", [f"s.yaml:1:4: {ANCHOR}"]),
    "alias": ("a: 1\nb: *x\n", [f"s.yaml:2:4: {ALIAS}"]),
    "anchor and alias": (
        "a: &x 1\nb: [2, *x]\n",
        [f"s.yaml:1:4: {ANCHOR}", f"s.yaml:2:8: {ALIAS}"],
    ),
    "alias in place of a key": ("a: 1\n*x : 1\n", [f"s.yaml:2:1: {ALIAS}"]),
    "alias in place of all": ("*x\n", [f"s.yaml:1:1: {ALIAS}"]),
    "tag": ("a: !foo 1\n", ["s.yaml:1:4: tags (!name) are not taken; leave !foo out"]),
    "tag of a mapping": (
        "a: !foo {b: 1}\n",
        ["s.yaml:1:4: tags (!name) are not taken; leave !foo out"],
    ),
    "tag of YAML's own": (
        "a: !!str 1\n",
        ["s.yaml:1:4: tags (!name) are not taken; leave tag:yaml.org,2002:str out"],
    ),
    "tag of Python": (
        "a: !!python/object/apply:os.system [ls]\n",
        [
            (
                "s.yaml:1:4: tags (!name) are not taken; "
                "leave tag:yaml.org,2002:python/object/apply:os.system out"
            )
        ],
    ),
    "30,000 lists": ("a: " + "[" * 30_000, [f"s.yaml:1:19: {DEEP}"]),
    "30,000 mappings": ("{a: " * 30_000, [f"s.yaml:1:65: {DEEP}"]),
    "30,000 mappings as keys": ("{" * 30_000, [f"s.yaml:1:2: {KEY}"]),
    "a problem before too deep a list": (
        "a: &x 1\nb: " + "[" * 16,
        [f"s.yaml:1:4: {ANCHOR}", f"s.yaml:2:19: {DEEP}"],
    ),
    "many lists that are not within each other": (
        "a: " + "[]" * 20,
        [f"s.yaml:1:6: {NOT_YAML}"],
    ),
    "more than 256 KiB": (
        "a: 1\n#" + "x" * 256 * 1024,
        ["s.yaml:1:1: the file is larger than 262144 bytes; is it a schedule?"],
    ),
    "not UTF-8": (b"a: 1\nb: \xff\n", [f"s.yaml:2:4: {UTF8}"]),
    "cp874": ("a: 1\nชื่อ: ก\n".encode("cp874"), [f"s.yaml:2:1: {UTF8}"]),
    "UTF-8 cut short": ("ก: 1\nข: ".encode() + b"\xe0\xb8", [f"s.yaml:2:4: {UTF8}"]),
    "UTF-16": ("a: 1".encode("utf-16"), [f"s.yaml:1:1: {UTF8}"]),
    "not UTF-8, after a mark of UTF-8": (b"\xef\xbb\xbfa: \xff\n", [f"s.yaml:1:4: {UTF8}"]),
    "lone surrogate": (b"a: \xed\xa0\x80", [f"s.yaml:1:4: {UTF8}"]),
    "second document": ("a: 1\n---\nb: 2\n", [f"s.yaml:2:1: {SECOND}"]),
    "a problem before a second document": (
        "a: !x 1\n---\nb: 2\n",
        ["s.yaml:1:4: tags (!name) are not taken; leave !x out", f"s.yaml:2:1: {SECOND}"],
    ),
    "a list": ("- 1\n", [f"s.yaml:1:1: {LINES}"]),
    "a text": ("schedule\n", [f"s.yaml:1:1: {LINES}"]),
    "a number": ("5", [f"s.yaml:1:1: {LINES}"]),
    "empty": ("", [f"s.yaml:1:1: {LINES}"]),
    "a comment alone": ("# 2561\n", [f"s.yaml:1:1: {LINES}"]),
    "an empty document": ("---\n", [f"s.yaml:1:1: {LINES}"]),
    "tab": (
        "a:\n\tb: 1\n",
        [f"s.yaml:2:1: {NOT_YAML}"],
    ),
    "list not closed": (
        "a: 1\nb: [1\n",
        [f"s.yaml:3:1: {NOT_YAML}"],
    ),
    "two colons": (
        "a: b: c\n",
        [f"s.yaml:1:5: {NOT_YAML}"],
    ),
    "quote not closed": ("a: 'x\n", [f"s.yaml:1:4: {OPEN_QUOTE}"]),
    "double quote not closed": ('a: 1\nb: "x\nc: 1\n', [f"s.yaml:2:4: {OPEN_QUOTE}"]),
    "quote that the next one closes": (
        'a: "x\nb: 1\nc: 1\nd: {e: "No."}\n',
        [f"s.yaml:1:4: {OPEN_QUOTE}"],
    ),
    "quote in a list that the next one closes": (
        "a: ['x, y]\nb: 'z'\nc: 1\n",
        [f"s.yaml:1:5: {OPEN_QUOTE}"],
    ),
    "quote over two lines": ("a: 'x\n  y'\nb: 1\n", [f"s.yaml:1:4: {OPEN_QUOTE}"]),
    "quote closed, and an unknown escape": ('a: "C:\\windows"\n', [f"s.yaml:1:7: {NOT_YAML}"]),
    "several lines": (
        "a: |\n  x\n  y\n",
        ["s.yaml:1:4: the text has several lines; write it on one"],
    ),
    "several lines, escaped": (
        'a: "x\\ny"\n',
        ["s.yaml:1:4: the text has several lines; write it on one"],
    ),
    "list as key": ("a: 1\n[b, c]: 1\n", [f"s.yaml:2:1: {KEY}"]),
    "list as key, the long way": ("? [a]\n: 1\n", [f"s.yaml:1:3: {KEY}"]),
    "mapping as key": ("a:\n  {b: 1}: 2\n", [f"s.yaml:2:3: {KEY}"]),
}


@pytest.mark.parametrize(("content", "problems"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(read, content, problems):
    with pytest.raises(ScheduleInvalid) as refused:
        read(content)
    assert str(refused.value).splitlines() == problems


OPEN_ONES = [name for name, (_, problems) in REFUSED.items() if OPEN_QUOTE in problems[0]]
DEEP_ONES = [name for name, (_, problems) in REFUSED.items() if DEEP in problems[-1]]


@pytest.mark.parametrize("name", [*DEEP_ONES, "30,000 mappings as keys", *OPEN_ONES])
def test_refused_alike_by_the_parser_in_python(read, monkeypatch, name):
    """PyYAML's quick parser has a limit of depth in some versions, and none in others."""
    monkeypatch.setattr(yamlfile, "_LOADER", yaml.SafeLoader)
    content, problems = REFUSED[name]
    with pytest.raises(ScheduleInvalid) as refused:
        read(content)
    assert str(refused.value).splitlines() == problems


@pytest.mark.parametrize("control", ["\0", "\x07", "\x1b"])
def test_control_characters(read, control):
    with pytest.raises(ScheduleInvalid) as refused:
        read(f"a: 1\nข: x{control}y\n")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("s.yaml", 2, 5)
    assert problem.message == "a control character stands here; take it out"


ESCAPED = {
    "NUL": r"\0",
    "tab": r"\t",
    "carriage return": r"\r",
    "escape": r"\e",
    "delete": r"\x7f",
    "next line": r"\N",
    "line separator": r"\L",
    "paragraph separator": r"\P",
    "right-to-left override": r"\u202e",
    "isolate": r"\u2066",
    "mark of direction": r"\u200f",
}


@pytest.mark.parametrize("escape", ESCAPED.values(), ids=ESCAPED)
def test_control_characters_that_are_written_as_escapes(read, escape):
    with pytest.raises(ScheduleInvalid) as refused:
        read(f'a: 1\nb: [x, "y{escape}z"]\n"k{escape}": 1\n')
    assert str(refused.value).splitlines() == [
        "s.yaml:2:8: a control character stands here; take it out",
        "s.yaml:3:1: a control character stands here; take it out",
    ]


def test_a_mark_of_direction_that_is_no_escape(read):
    with pytest.raises(ScheduleInvalid, match=r"s\.yaml:1:4: a control character stands here"):
        read("a: x\u202ey\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "2562.yaml")
    with pytest.raises(ScheduleInvalid) as refused:
        read_yaml(tmp_path / "2562.yaml", "2562.yaml")
    assert str(refused.value) == "2562.yaml:1:1: it is a pipe or device; name a file"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.yaml", "none.yaml:1:1: the file cannot be read: there is no such file or folder"),
        ("", "none.yaml:1:1: the file cannot be read: it is a folder"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, name, message):
    with pytest.raises(ScheduleInvalid) as refused:
        read_yaml(tmp_path / name, "none.yaml")
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("+5", "+5"),
        ("-0", "-0"),
        ("๐๕", "๐๕"),
        ("๑๒ก", "๑๒ก"),
        ("1234567890", "1234567890"),
        ("2018-09-06", "2018-09-06"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("''", ""),
        ("|\n  5", "5"),
        ("|\n  5\n", "5"),
        (">\n  a\n  b\n", "a b"),
        (">\n  a\n  b", "a b"),
        ("0", 0),
        ("-5", -5),
        ("๕", 5),
        ("๒๕๖๑", 2561),
        ("'๕'", "๕"),
        ("123456789", 123456789),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("[a, 1, [~]]", ["a", 1, [None]]),
        ("{b: {c: []}}", {"b": {"c": []}}),
    ],
)
def test_values(read, written, value):
    found = read(f"a: {written}").data["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ("5: x\nnull: y\ntrue: z\n", {"5": "x", "null": "y", "true": "z"}),
        ("<<: {a: 1}\n", {"<<": {"a": 1}}),
        ("? a\n", {"a": None}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("a: 1\r\nb: [1,\r\n  2]\r\n", {"a": 1, "b": [1, 2]}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("%YAML 1.2\n---\na: 1\n", {"a": 1}),
        ("a:\n- {b: 1}\n- c\n", {"a": [{"b": 1}, "c"]}),
    ],
)
def test_data(read, content, data):
    assert read(content).data == data


def test_fifteen_lists_in_a_mapping_are_the_deepest(read):
    value = read("a: " + "[" * 15 + "]" * 15).data["a"]
    for _ in range(14):
        (value,) = value
    assert value == []


def test_a_file_of_256_kib_is_taken(read):
    content = "a: 1\n#"
    assert read(content + "x" * (256 * 1024 - len(content))).data == {"a": 1}


def test_every_value_has_its_place(read):
    document = read("a: 1\nข:\n  - x\n  - {c: [5]}\nd: {}\n")
    assert {where: (m.line, m.column) for where, m in document.marks.items()} == {
        (): (1, 1),
        ("a",): (1, 4),
        ("ข",): (2, 1),
        ("ข", 0): (3, 5),
        ("ข", 1): (4, 5),
        ("ข", 1, "c"): (4, 6),
        ("ข", 1, "c", 0): (4, 10),
        ("d",): (5, 1),
    }
    assert document.mark(("ข", 1, "missing", 3)) == Mark("s.yaml", 4, 5)
    assert document.mark(("missing",)) == Mark("s.yaml", 1, 1)


def test_laid_under_joins_mappings_and_replaces_all_else():
    def mark(file, line):
        return Mark(file, line, 1)

    base = Document(
        {"a": {"x": 1, "y": [1, 2]}, "b": 1, "c": {"z": 1}},
        {
            (): mark("base", 1),
            ("a",): mark("base", 2),
            ("a", "x"): mark("base", 3),
            ("a", "y"): mark("base", 4),
            ("b",): mark("base", 5),
            ("c",): mark("base", 6),
            ("c", "z"): mark("base", 7),
        },
    )
    over = Document(
        {"a": {"y": [3], "w": {"v": 0}}, "b": {"u": 2}, "c": None},
        {
            (): mark("over", 1),
            ("a",): mark("over", 2),
            ("a", "y"): mark("over", 3),
            ("a", "y", 0): mark("over", 3),
            ("a", "w"): mark("over", 4),
            ("a", "w", "v"): mark("over", 5),
            ("b",): mark("over", 6),
            ("b", "u"): mark("over", 7),
            ("c",): mark("over", 8),
        },
    )
    joined = base.laid_under(over)
    assert joined.data == {"a": {"x": 1, "y": [3], "w": {"v": 0}}, "b": {"u": 2}, "c": None}
    files = {where: joined.mark(where).file for where in joined.marks}
    assert files[("a", "x")] == files[("a",)] == files[()] == "base"
    for place in (("a", "y"), ("a", "y", 0), ("a", "w", "v"), ("b",), ("b", "u"), ("c",)):
        assert files[place] == "over"
    assert base.data == {"a": {"x": 1, "y": [1, 2]}, "b": 1, "c": {"z": 1}}


def test_problems_stand_in_the_order_of_the_file_and_each_once(read):
    document = read("a: 1\nb: [2, 3]\n")
    found = [(("b", 1), "late"), ((), "whole"), (("a",), "early"), (("a",), "early")]
    assert [str(problem) for problem in problems_at(document, found)] == [
        "s.yaml:1:1: whole",
        "s.yaml:1:4: a: early",
        "s.yaml:2:8: b.1: late",
    ]


def test_the_slower_reader_of_pyyaml_reads_the_same(read, monkeypatch):
    content = "a: 1\nb: [x, {c: 'd'}]\n"
    fast = read(content)
    monkeypatch.setattr(yamlfile, "_LOADER", yaml.SafeLoader)
    assert read(content) == fast
    for content, told in (
        ("a:\n\tb: 1\n", f"s.yaml:2:1: {NOT_YAML}"),
        ("a: x\x07\n", "s.yaml:1:5: a control character stands here; take it out"),
    ):
        with pytest.raises(ScheduleInvalid) as refused:
            read(content)
        assert str(refused.value) == told


def test_what_is_written_is_read_back(tmp_path):
    data = {
        "texts": [
            "๐๕๔",
            "๕๔๒๖",
            "0",
            "-1",
            "no",
            "null",
            "",
            "12:30",
            "010",
            "1_000",
            "ลป ๐๐๑๙.๔/ว",
        ],
        "quotes": {"a": "it's", "b": '"', "c": "key: value", "d": "# x", "e": "{month} - [x]"},
        "others": [1, True, None, {}, []],
        "twice": [["a"]] * 2,
    }
    path = tmp_path / "a.yaml"
    path.write_text(as_yaml(data), encoding="utf-8")
    assert read_yaml(path, "a.yaml").data == data
