"""Messages on a terminal: lines that fit, and nothing that is copied is torn."""

import pytest
from rich.cells import cell_len

from cddctl.cli.ask import ask
from cddctl.cli.output import say
from cddctl.cli.wrapping import indented, wrapped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("error: one two three", ["error: one two", "three"]),
        ("error: add --reason T to it", ["error: add", "--reason T to it"]),
        ("see /tmp/my folder/a.xlsx: row 1", ["see", "/tmp/my folder/a.xlsx:", "row 1"]),
        (r"see C:\\my folder\\a.csv, and go on", ["see", r"C:\\my folder\\a.csv,", "and go on"]),
        (
            "make it: cddctl schedule new --year 2562",
            ["make it:", "cddctl schedule new --year 2562"],
        ),
        (
            "see cddctl doubts --month 2561-09, then",
            ["see", "cddctl doubts --month 2561-09,", "then"],
        ),
        ("what is 'mae mo hot' for?", ["what is", "'mae mo hot'", "for?"]),
        (
            "/a/very/long/path/that/fits/no/line.csv x",
            ["/a/very/long/path/that/fits/no/line.csv", "x"],
        ),
    ],
)
def test_lines(text, lines):
    assert wrapped(text, 16) == lines


def test_a_question_is_wrapped_too(monkeypatch):
    shown = []
    monkeypatch.setattr("builtins.input", lambda prompt: shown.append(prompt) or "y")
    monkeypatch.setattr("cddctl.cli.output.width_of", lambda _stream: 17)
    assert ask("one two three four five: ") == "y"
    assert shown == ["one two three\nfour five: "]


def test_thai_is_broken_between_clusters():
    text = "ผิดพลาด: โปรดระบุเหตุผลที่เปิดรอบเดิมอีกครั้งด้วยข้อความสั้นๆเพื่อเก็บไว้เป็นหลักฐาน --reason"
    lines = wrapped(text, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cell_len, lines)) <= 20
    assert not any(line[0] in "ะาำิีึืุูั็่้๊๋์ๆ" for line in lines)


def test_each_line_of_a_message_keeps_its_indent():
    text = "outstanding:\n  leaders: nothing from Mae Mo\n  groups\n"
    assert indented(text, 16) == [
        "outstanding:",
        "  leaders:",
        "  nothing from",
        "  Mae Mo",
        "  groups",
        "",
    ]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (20, "the schedule of\n2561 is used, add\n--year 2562\n"),
        (80, "the schedule of 2561 is used, add --year 2562\n"),
        (None, "the schedule of 2561 is used, add --year 2562\n"),
    ],
)
def test_a_warning_is_wrapped_as_a_refusal_is(monkeypatch, capsys, width, shown):
    monkeypatch.setattr("cddctl.cli.output.width_of", lambda _stream: width)
    say("the schedule of 2561 is used, add --year 2562")
    assert capsys.readouterr().err == shown
