"""`--copy`: a text or picture on the clipboard of Windows; elsewhere it is refused at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from cddctl.cli import clipboard
from cddctl.errors import DataRefused, UsageRefused

SEPTEMBER = ("--month", "2018-09", "--as-of", "2018-09-09")


@pytest.mark.skipif(sys.platform == "win32", reason="there is a clipboard on Windows")
@pytest.mark.parametrize(
    "words", [("remind", "--all"), ("status", "--line"), ("picture",)], ids=lambda words: words[0]
)
def test_elsewhere_it_is_refused_before_anything_is_written(here, work, register, words):
    result = here(*words, "--copy", *SEPTEMBER, "--register", register)
    assert (result.code, result.out) == (2, "")
    assert result.error == (
        "error: --copy needs the clipboard of Windows, which is not here; leave it out"
    )
    assert list(work.iterdir()) == [register]


@pytest.fixture
def copied(monkeypatch):
    """The texts that a clipboard took, which is in use at first."""
    texts = []
    free = iter([False, True])

    def put(text):
        if is_free := next(free):
            texts.append(text)
        return is_free

    monkeypatch.setattr(clipboard, "_put_text", put)
    monkeypatch.setattr(clipboard, "_PAUSE", 0)
    return texts


def test_a_text_is_shown_and_copied_with_the_ends_of_lines_of_windows(copied, capsys):
    clipboard.show_text("เรียน พช.ปัว\nขอบคุณ\x1b\n", None, copy=True)
    assert copied == ["เรียน พช.ปัว\r\nขอบคุณ\\u001b\r\n"]
    shown = capsys.readouterr()
    assert shown.out.replace("\r\n", "\n") == "เรียน พช.ปัว\nขอบคุณ\\u001b\n"
    assert shown.err == "on the clipboard: paste it with Ctrl+V\n"


def test_a_clipboard_that_stays_in_use_is_told(monkeypatch):
    monkeypatch.setattr(clipboard, "_put_text", lambda _text: False)
    monkeypatch.setattr(clipboard, "_PAUSE", 0)
    with pytest.raises(DataRefused, match="another program holds the clipboard"):
        clipboard.copy_text("ก")


def test_a_picture_is_copied_by_its_whole_path(monkeypatch, work, capsys):
    calls = []
    monkeypatch.chdir(work)
    monkeypatch.setattr(
        subprocess, "run", lambda command, **options: calls.append((command, options))
    )
    clipboard.copy_picture(Path("ภาพ '1'.png"))
    [(command, options)] = calls
    assert Path(command[0]).parts[-3:] == ("WindowsPowerShell", "v1.0", "powershell.exe")
    assert "-STA" in command
    assert "SetImage" in command[-1]
    assert options["stdin"] == subprocess.DEVNULL
    assert "ภาพ" not in command[-1]
    assert options["env"]["PICTURE_TO_COPY"] == str(work / "ภาพ '1'.png")
    assert capsys.readouterr().err == "on the clipboard: paste it with Ctrl+V\n"


def test_a_picture_that_powershell_does_not_take_is_told(monkeypatch):
    def fail(command, **_options):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(DataRefused, match=r"a\.png is made, but PowerShell"):
        clipboard.copy_picture(Path("a.png"))


def test_what_cannot_be_copied_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    clipboard.check_copy(True, is_possible=True, otherwise="")
    clipboard.check_copy(False, is_possible=False, otherwise="")
    with pytest.raises(UsageRefused, match="add --line"):
        clipboard.check_copy(True, is_possible=False, otherwise="add --line")


@pytest.mark.skipif(sys.platform != "win32", reason="there is no clipboard to read back here")
def test_thai_survives_on_windows(here, register):
    import ctypes

    user, kernel = ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32")
    user.GetClipboardData.restype = kernel.GlobalLock.restype = ctypes.c_void_p
    kernel.GlobalLock.argtypes = [ctypes.c_void_p]
    here("status", "--line", "--copy", *SEPTEMBER, "--register", register, check=0)
    assert user.OpenClipboard(None)
    text = ctypes.wstring_at(kernel.GlobalLock(user.GetClipboardData(13)))
    user.CloseClipboard()
    assert "งวดเดือนกันยายน 2561 จังหวัดลำปาง\r\n" in text
