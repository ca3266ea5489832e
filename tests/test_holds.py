"""Files that another program holds, and what Windows says of them.

Where it is no Windows, what it would raise is raised by the tests, with its number.
"""

import errno
import sys
from pathlib import Path

import pytest

from cddctl import holds
from cddctl.errors import system_reason
from cddctl.i18n import use_language

ON_WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses an open file")


def windows_error(number, kind=PermissionError, code=errno.EACCES):
    error = kind(code, "what the system says")
    error.winerror = number
    return error


@pytest.fixture
def waited(monkeypatch):
    """The pauses that are made, without making them."""
    pauses = []
    monkeypatch.setattr(holds, "sleep", pauses.append)
    return pauses


def failing(times, error):
    """Something that fails so often, and how often it was tried."""
    tries = []

    def do(*_args, **_options):
        tries.append(None)
        if len(tries) <= times:
            raise error
        return "done"

    return do, tries


@pytest.mark.parametrize("number", [32, 33, 1224])
def test_what_is_held_for_a_moment_is_tried_again(waited, number):
    do, tries = failing(3, windows_error(number))
    assert holds.patiently(do) == "done"
    assert (len(tries), waited) == (4, list(holds.PAUSES[:3]))


def test_it_is_tried_for_two_seconds_and_then_told(waited):
    do, tries = failing(99, windows_error(32))
    with pytest.raises(PermissionError) as raised:
        holds.patiently(do)
    assert holds.is_held(raised.value)
    assert sum(waited) == pytest.approx(2)
    assert len(tries) == len(waited) + 1


@pytest.mark.parametrize(
    "error", [windows_error(5), windows_error(112), PermissionError(13, ""), OSError(28, "full")]
)
def test_what_is_not_held_is_told_at_once(waited, error):
    do, tries = failing(9, error)
    with pytest.raises(OSError) as raised:  # noqa: PT011 (it is the same)
        holds.patiently(do)
    assert raised.value is error
    assert (len(tries), waited) == (1, [])


@pytest.fixture
def two(tmp_path):
    draft, path = tmp_path / "draft", tmp_path / "report.xlsx"
    draft.write_bytes(b"new")
    path.write_bytes(b"old")
    return draft, path


@pytest.mark.parametrize("number", [5, 32, 33])
def test_an_open_file_is_not_replaced(waited, two, monkeypatch, number):
    do, _tries = failing(99, windows_error(number))
    monkeypatch.setattr(Path, "replace", do)
    with pytest.raises(holds.HeldFile) as raised:
        holds.replace(*two)
    assert system_reason(raised.value) == "it is in use by another program"
    assert raised.value.filename == str(two[1])
    assert len(waited) == len(holds.PAUSES)


@pytest.mark.parametrize("number", [5, 32])
def test_a_file_that_is_open_for_a_moment_is_replaced(waited, two, monkeypatch, number):
    do, _tries = failing(2, windows_error(number))
    monkeypatch.setattr(Path, "replace", do)
    holds.replace(*two)
    assert len(waited) == 2


def test_where_nothing_is_to_be_replaced_there_is_no_permission(waited, two, monkeypatch):
    two[1].unlink()
    do, tries = failing(9, windows_error(5))
    monkeypatch.setattr(Path, "replace", do)
    with pytest.raises(PermissionError) as raised:
        holds.replace(*two)
    assert system_reason(raised.value) == "no permission"
    assert (len(tries), waited) == (1, [])


def test_what_cannot_be_discarded_stays(waited, two, monkeypatch):
    monkeypatch.setattr(Path, "unlink", failing(99, windows_error(32))[0])
    holds.discard(two[0])
    assert two[0].exists()
    assert len(waited) == len(holds.PAUSES)
    monkeypatch.undo()
    holds.discard(two[0])
    assert not two[0].exists()
    holds.discard(two[0])  # nor is it an error that it is gone


def test_a_file_is_opened_once_it_is_let_go(waited, two, monkeypatch):
    opened = Path.open
    do, _tries = failing(1, windows_error(32))

    def open_(path, *args, **options):
        do()
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", open_)
    with holds.open_file(two[0]) as file:
        assert file.read() == b"new"
    assert len(waited) == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "there is no such file or folder"),
        (3, "there is no such file or folder"),
        (5, "no permission"),
        (15, "there is no such drive"),
        (19, "the disk is read-only"),
        (21, "there is no disk in the drive, or it is not ready"),
        (32, "it is in use by another program"),
        (33, "it is in use by another program"),
        (39, "the disk is full"),
        (112, "the disk is full"),
        (53, "the other computer, its folder or the network cannot be reached"),
        (67, "the other computer, its folder or the network cannot be reached"),
        (123, 'Windows allows no such name: none of < > : " | ? * may stand in it'),
        (206, "its name is too long"),
        (267, "it is no folder"),
        (9999, "no permission"),
        (None, "no permission"),
    ],
)
def test_windows_gives_the_reason(number, said):
    """By its own number where it is a usual one, else by what Python makes of it."""
    assert system_reason(windows_error(number)) == said
    use_language("th")
    assert not system_reason(windows_error(number)).isascii()


@ON_WINDOWS
@pytest.mark.usefixtures("waited")
def test_a_file_that_is_open_elsewhere(two):
    draft, path = two
    with path.open("rb"):
        with pytest.raises(holds.HeldFile):
            holds.replace(draft, path)
        with pytest.raises(PermissionError) as raised:
            holds.unlink(path)
        assert holds.is_held(raised.value)
        assert holds.holder_of(path) is None  # who reads it lets others write
    assert path.read_bytes() == b"old"
    holds.replace(draft, path)
    assert path.read_bytes() == b"new"


@pytest.fixture
def alone():
    """Have a file open so that nobody else can."""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    handles = []

    def alone(path, share=0):
        handles.append(kernel.CreateFileW(str(path), 0x80000000, share, None, 3, 0, None))

    yield alone
    for handle in handles:
        kernel.CloseHandle(handle)


@ON_WINDOWS
def test_a_file_that_another_has_alone(waited, two, alone):
    alone(two[1])
    with pytest.raises(PermissionError) as raised:
        holds.open_file(two[1])
    assert system_reason(raised.value) == "it is in use by another program"
    assert holds.is_held(holds.holder_of(two[1]))
    assert len(waited) == len(holds.PAUSES)


@ON_WINDOWS
@pytest.mark.parametrize("mode", ["rb", "wb"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".", "it is a folder"),
        ("report.xlsx/a", "a part of its path is no folder"),
        ("d" * 300, "its name is too long"),
        ("a?b", 'Windows allows no such name: none of < > : " | ? * may stand in it'),
        ('a"b', 'Windows allows no such name: none of < > : " | ? * may stand in it'),
        ("nowhere/a", "there is no such file or folder"),
    ],
)
def test_why_it_cannot_be_opened(two, monkeypatch, name, mode, said):
    monkeypatch.chdir(two[0].parent)
    with pytest.raises(OSError) as raised:  # noqa: PT011 (its reason is what is tried)
        holds.open_file(Path(name), mode)
    assert system_reason(raised.value) == said
    assert sorted(path.name for path in Path().iterdir()) == ["draft", "report.xlsx"]
