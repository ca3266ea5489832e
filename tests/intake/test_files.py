import errno
import io
import os
import sys
from pathlib import Path

import pytest

from cddctl import holds
from cddctl.errors import FileRefused
from cddctl.intake import files
from cddctl.intake.files import kind_of, read_bytes, read_file, read_open
from cddctl.intake.grid import Grid, Workbook


@pytest.mark.parametrize("name", ["form.xlsx", "form.csv", "form", "form.xls", "แบบ.XLSX", "a.ods"])
def test_a_workbook_is_one_under_any_name(make, name):
    content = make.workbook(make.cell("<v>5</v>"))
    read = read_file(content, name)
    assert kind_of(content) == "workbook"
    assert isinstance(read, Workbook)
    assert list(read.sheets[0].rows) == [(1, [5])]


@pytest.mark.parametrize("name", ["table.csv", "table.txt", "table", "TABLE.TSV"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_a_table_is_one_under_any_name_but_that_of_a_workbook(name, encoding):
    content = "ที่,จำนวน\n1,5\n".encode(encoding)
    read = read_file(content, name)
    assert kind_of(content) == "csv"
    assert isinstance(read, Grid)
    assert list(read.rows) == [(1, ["ที่", "จำนวน"]), (2, ["1", "5"])]
    for other in ("form.xlsx", "form.XLS", "form.ods"):
        with pytest.raises(FileRefused, match="it is text, such as CSV, under the name of a work"):
            read_file(content, other)


def test_a_table_far_below_the_top_is_one():
    assert kind_of(b"\n" * 5000 + b"a,b\n") == "csv"


def test_a_file_on_the_disk(tmp_path):
    path = tmp_path / "ตาราง.csv"
    path.write_bytes(b"a,b\n")
    assert read_bytes(path) == b"a,b\n"


def refusal(path):
    with pytest.raises(FileRefused) as refused:
        read_bytes(path)
    return str(refused.value)


NO_FILE = "it is no file but a folder or device; name the file itself"


def test_no_file(tmp_path):
    assert refusal(tmp_path) == NO_FILE
    assert refusal(tmp_path / "a") == "it cannot be read: there is no such file or folder"
    (tmp_path / "b").write_bytes(b"b")
    assert refusal(tmp_path / "b" / "c") == "it cannot be read: a part of its path is no folder"
    assert refusal(tmp_path / ("d" * 300)) == "it cannot be read: its name is too long"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_or_device_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == NO_FILE
    assert refusal(Path("/dev/zero")) == NO_FILE


def test_a_file_that_nobody_may_read(tmp_path, monkeypatch):
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"PK\x03\x04")

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert refusal(path) == (
        "it cannot be read (no permission); close it in Excel if it is open there"
    )


@pytest.mark.parametrize(
    ("head", "size", "limit"),
    [(b"PK\x03\x04", 20 * 1024**2 + 1, 20), (b"a,b\n", 64 * 1024**2 + 1, 64), (b"", 2**40, 64)],
)
def test_a_file_too_large(tmp_path, head, size, limit):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)  # takes no room on the disk
    assert refusal(path) == (
        f"it is larger than {limit} MB, far more than a form or table; is it the right file?"
    )


def test_a_file_as_large_as_is_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_CSV", 300)
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" * 75)
    assert len(read_bytes(path)) == 300
    path.write_bytes(b"a,b\n" * 75 + b"a")
    assert "larger than" in refusal(path)


@pytest.mark.parametrize(
    ("head", "limit", "mb"), [(b"PK\x03\x04", "MAX_WORKBOOK", 3), (b"a,b\n", "MAX_CSV", 5)]
)
def test_what_is_piped_in(monkeypatch, head, limit, mb):
    monkeypatch.setattr(files, "MAX_CSV", 9 * 1024**2)
    monkeypatch.setattr(files, limit, mb * 1024**2)
    content = head + bytes(mb * 1024**2 - len(head))
    assert read_open(io.BytesIO(content)) == content
    with pytest.raises(FileRefused, match=f"larger than {mb} MB"):
        read_open(io.BytesIO(content + b"a"))


def test_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" * 100)
    monkeypatch.setattr(files, "MAX_CSV", 300)
    facts = path.stat()
    smaller = os.stat_result([*facts[:6], 200, *facts[7:]])
    with monkeypatch.context() as patch:  # the check after each test asks for a folder's facts too
        patch.setattr(type(path), "stat", lambda _path: smaller)
        assert "larger than" in refusal(path)


class Console(io.RawIOBase):
    """Reads as the console of Windows does: not much at once, a line each time, and after its end
    it would wait for more."""

    def __init__(self, *lines):
        self.lines = list(lines)
        self.asked = []
        self.ended = False

    def readable(self):
        return True

    def readinto(self, buffer):
        self.asked.append(len(buffer))
        if len(buffer) > 32 * 1024**2:
            raise ValueError("cannot read more than 32 MiB")
        assert not self.ended, "asked for more after the end"
        line = self.lines.pop(0) if self.lines else b""
        self.ended = not line
        self.lines[:0] = [line[len(buffer) :]] if line[len(buffer) :] else []
        buffer[: len(line)] = line[: len(buffer)]
        return min(len(line), len(buffer))


@pytest.mark.parametrize("opened", [lambda raw: raw, io.BufferedReader])
@pytest.mark.parametrize(
    "lines", [(), (b"a,b\r\n",), (b"a,b\r\n", b"1,2\r\n", b"3,4"), (b"x" * 70_000,)]
)
def test_what_is_typed_or_pasted_at_a_console(opened, lines):
    console = Console(*lines)
    assert read_open(opened(console)) == b"".join(lines)
    assert console.ended
    assert max(console.asked) <= 1024**2


@pytest.mark.parametrize("opened", [lambda raw: raw, io.BufferedReader])
def test_too_much_of_a_console(opened, monkeypatch):
    monkeypatch.setattr(files, "MAX_CSV", 1024**2)
    with pytest.raises(FileRefused, match="larger than 1 MB"):
        read_open(opened(Console(b"x" * 1024**2, b"yz")))


def test_a_stream_that_fails():
    class Broken(Console):
        def readinto(self, _buffer):
            raise OSError(errno.EIO, "what the system says")

    with pytest.raises(FileRefused, match="it cannot be read: the disk failed"):
        read_open(Broken())


@pytest.mark.parametrize(
    ("number", "why"), [(32, "it is in use by another program"), (5, "no permission")]
)
def test_a_file_that_another_program_has(tmp_path, monkeypatch, number, why):
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"PK\x03\x04")

    def refuse(*_args, **_options):
        error = PermissionError(13, "what the system says")
        error.winerror = number
        raise error

    monkeypatch.setattr(holds, "sleep", lambda _seconds: None)
    monkeypatch.setattr(type(path), "open", refuse)
    monkeypatch.setattr(holds, "refusal_of", lambda *_args: None)
    assert refusal(path) == f"it cannot be read ({why}); close it in Excel if it is open there"
