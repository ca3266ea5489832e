"""The console of Windows, with stand-ins for what the system answers; and its code pages."""

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cddctl.cli import console, output
from cddctl.cli.console import is_pipe
from cddctl.cli.output import table_width

CODES = 0x0004


class Stream(io.StringIO):
    """A stream that claims to be a terminal, as NUL and the console both do on Windows."""

    def isatty(self):
        return True

    def fileno(self):
        return 1


@pytest.fixture
def windows(monkeypatch):
    """Answer as Windows would: the console's mode (None: no console), and its code page."""

    def answer(*, mode=None, takes_codes=True, obeys_codes=True, code_page="cp874", utf8_mode=0):
        modes = [] if mode is None else [mode]

        def set_mode(_number, wanted):
            if takes_codes:
                modes.append(wanted)
            return takes_codes

        flags = SimpleNamespace(utf8_mode=utf8_mode)
        monkeypatch.setattr(console, "sys", SimpleNamespace(platform="win32", flags=flags))
        monkeypatch.setattr(console, "_mode_of", lambda _number: modes[-1] if modes else None)
        monkeypatch.setattr(console, "_set_mode", set_mode)
        monkeypatch.setattr(console, "_obeys_codes", lambda _number: obeys_codes)
        monkeypatch.setattr(console, "_code_page", lambda: code_page)
        monkeypatch.setattr(console.os, "get_terminal_size", _size_of(modes))
        console._enable_codes.cache_clear()
        return modes

    yield answer
    console._enable_codes.cache_clear()


def _size_of(modes):
    def size(_number):
        if not modes:
            raise OSError(6, "The handle is invalid")
        return SimpleNamespace(columns=120)

    return size


@pytest.mark.parametrize(
    ("answers", "is_console", "takes_colour", "width"),
    [
        ({"mode": None}, False, False, None),  # NUL
        ({"mode": 0x3}, True, True, 120),  # the Command Prompt as it opens
        ({"mode": 0x3 | CODES}, True, True, 120),  # Windows Terminal
        ({"mode": 0x3, "takes_codes": False}, True, False, 120),  # before Windows 10
        ({"mode": 0x3, "obeys_codes": False}, True, False, 120),  # says yes and does not
        ({"mode": 0x3 | CODES, "obeys_codes": False}, True, False, 120),
    ],
    ids=["NUL", "prompt", "terminal", "old", "says yes", "says it does"],
)
def test_what_a_stream_is_on_windows(windows, answers, is_console, takes_colour, width):
    windows(**answers)
    assert console.is_console(Stream()) is is_console
    assert console.takes_colour(Stream()) is takes_colour
    assert console.width_of(Stream()) == width


def test_codes_are_switched_on(windows):
    modes = windows(mode=0x3)
    console.takes_colour(Stream())
    assert modes == [0x3, 0x3 | CODES]


@pytest.mark.parametrize(
    ("answers", "encoding"),
    [
        ({"mode": 0x3}, "utf-8"),
        ({}, "cp874"),
        ({"code_page": "cp437"}, "cp437"),
        ({"utf8_mode": 1}, "utf-8"),
    ],
    ids=str,
)
def test_the_encoding_that_is_expected(windows, answers, encoding):
    windows(**answers)
    assert console.encoding_of(Stream()) == encoding


@pytest.mark.parametrize(
    ("text", "encoding", "raw"),
    [
        ("ครบ", "cp874", b"\xa4\xc3\xba"),
        ("ครบ", "cp1252", b"\xef\xbb\xbf" + "ครบ".encode()),
        ("ครบ ✓", "cp874", b"\xef\xbb\xbf" + "ครบ ✓".encode()),
        ("Mae Mo", "cp1252", b"Mae Mo"),
        ("ครบ", "utf-8", "ครบ".encode()),
        ("\udc80", "utf-8", b"\\udc80"),
    ],
)
def test_a_whole_text_in_a_code_page(text, encoding, raw):
    assert console.encode_text(text, encoding) == raw


def test_a_line_that_a_code_page_lacks():
    assert "อ. café".encode("cp1252", "cddctl-utf8") == "อ".encode() + b". caf\xe9"


TABLES = [
    ("due",),
    ("status", "--province", "lampang", "--month", "9/61"),
    ("report", "--province", "lampang", "--month", "9/61"),
    ("schedule", "show"),
    ("history", "--help"),
]


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("args", TABLES, ids=" ".join)
def test_a_table_on_a_thai_pc_is_in_its_code_page(here, monkeypatch, args, lang):
    """It has no letter that the code page lacks, so that `type` and `findstr` read it."""
    plain = here(*args, "--lang", lang, check=0).raw.decode("utf-8")
    monkeypatch.setattr("cddctl.cli.output.encoding_of", lambda _stream: "cp874")
    assert here(*args, "--lang", lang, check=0).raw.decode("cp874") == plain


def test_thai_on_an_english_pc_is_marked_as_utf8(here, monkeypatch):
    plain = here("due", "--lang", "th", check=0).raw
    monkeypatch.setattr("cddctl.cli.output.encoding_of", lambda _stream: "cp1252")
    assert here("due", "--lang", "th", check=0).raw == b"\xef\xbb\xbf" + plain


def test_a_refusal_on_a_thai_pc(here, monkeypatch, capfdbinary):
    from cddctl.cli import app

    here("due", check=0)
    monkeypatch.setattr("cddctl.cli.output.encoding_of", lambda _stream: "cp874")
    with pytest.raises(SystemExit):
        app(["due", "--province", "lampan", "--lang", "th"])
    assert "หมายถึง ลำปาง หรือ ลำพูน หรือไม่" in capfdbinary.readouterr().err.decode("cp874")


@pytest.mark.parametrize("code_page", ["cp874", "cp1252"])
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_programs_read_is_utf8_in_any_code_page(here, monkeypatch, kind, code_page):
    plain = here("due", "--format", kind, check=0).raw
    monkeypatch.setattr("cddctl.cli.output.encoding_of", lambda _stream: code_page)
    raw = here("due", "--format", kind, check=0).raw
    assert raw == plain
    if kind == "json":
        assert json.loads(raw.decode("utf-8"))
    else:
        assert raw.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("is_piped", "expected"), [(True, 132), (False, None)])
def test_a_table_before_more_has_the_width_of_the_terminal(monkeypatch, is_piped, expected):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("cddctl.cli.output.is_pipe", lambda _stream: is_piped)
    monkeypatch.setattr(
        "cddctl.cli.output.width_of", lambda stream: 132 if stream is sys.stderr else None
    )
    assert table_width() == expected


def test_a_pipe_and_a_file():
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe:
        assert is_pipe(pipe)
    with Path(os.devnull).open() as file:
        assert not is_pipe(file)
    assert not is_pipe(io.StringIO())


@pytest.fixture
def slow(monkeypatch, capsys):
    """On a terminal, where everything takes long."""
    monkeypatch.setattr(output, "takes_colour", lambda _stream: True)
    monkeypatch.setattr(output, "LONG", 0)
    return lambda: capsys.readouterr().err


def test_long_work_shows_how_far_it_is(slow):
    with output.progress("Reading", 3) as advance:
        for _number in range(3):
            advance()
    assert "Reading" in (shown := slow())
    assert "3/3" in shown


def test_quick_work_shows_nothing(slow, monkeypatch):
    monkeypatch.setattr(output, "LONG", 60)
    with output.progress("Reading", 2) as advance, output.working("Drawing"):
        advance()
        advance()
    assert slow() == ""


def test_what_is_said_meanwhile_takes_the_label_s_place(slow):
    with output.working("Drawing"):
        while not output._Label.is_shown:
            pass
        output.say("a warning")
    assert slow() == "Drawing ...\r\x1b[2Ka warning\n"
