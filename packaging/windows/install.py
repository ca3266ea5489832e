r"""Installs cddctl for the person at this PC, takes it away again, and opens it from the Desktop.

`install.cmd` finds a Python and runs this file with it; `uninstall.cmd` does the same with
`uninstall`. Nothing of cddctl is there yet, so only Python's own library is used, and the texts
stand here in both languages.

The program is in `%LOCALAPPDATA%\cddctl\app`, and the register beside that folder, which is never
touched. Each install makes an environment of its own (`env-1`, `env-2`, ...). `open.cmd` and
`cddctl.cmd` name the one in use, and are written last: whatever stops an install before that leaves
the program as it was.
"""

import ctypes
import io
import locale
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

HERE = Path(__file__).resolve().parent
VERSIONS = ((3, 11), (3, 12), (3, 13))
NEW_WINDOW = getattr(subprocess, "CREATE_NEW_CONSOLE", 0)  # Windows alone knows it
MARK = "Written by install.cmd of cddctl"

# The Desktop and Documents by the identifiers that Windows has for them: their place and their
# name differ (OneDrive, another language).
KNOWN_FOLDERS = {
    "Desktop": UUID("B4BFCC3A-DB2C-424C-B029-7FE99A87C641"),
    "Documents": UUID("FDD39AD0-238F-46AF-ADB4-6C85480369C7"),
}

# All are ASCII: Thai letters in a batch file, or handed to one, hang on the code page.
OPEN = """\
@rem {mark}: opens a Command Prompt with cddctl ready.
@"%~dp0{environment}\\Scripts\\python.exe" -I "%~dp0{environment}\\install.py" open
"""
RUN = """\
@rem {mark}: cddctl for scheduled tasks and other programs.
@"%~dp0{environment}\\Scripts\\cddctl.exe" %*
"""
DESKTOP = """\
@rem {mark}: uninstall.cmd takes it away.
@"%LOCALAPPDATA%\\cddctl\\app\\open.cmd"
"""


class Refused(Exception):
    """What stops an install, in Thai and in English."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai
        self.english = english


def say(thai: str, english: str) -> None:
    """Tell the person at the screen: in Thai, and in English too where the PC is not Thai."""
    chosen = os.environ.get("CDDCTL_LANG") or locale.getlocale()[0] or ""
    print(thai, file=sys.stderr, flush=True)
    if not chosen.lower().startswith("th"):
        print(english, file=sys.stderr, flush=True)


def suits() -> bool:
    """Whether this Python can run cddctl.

    One from the Microsoft Store cannot: Windows keeps what it writes in a folder that goes away
    with it, and the register would be there.
    """
    return (
        sys.version_info[:2] in VERSIONS
        and sys.maxsize > 2**32
        and "WindowsApps" not in sys.base_prefix
    )


def data_folder() -> Path:
    """The folder of the program and of the register."""
    return Path(os.environ["LOCALAPPDATA"]) / "cddctl"


def known_folder(name: str) -> Path:
    """The person's Desktop or Documents, wherever Windows has it."""
    return asked_of_windows(name) or Path.home() / name


def asked_of_windows(name: str) -> Path | None:
    """What Windows says of a known folder; None where it says nothing."""
    if sys.platform != "win32":
        return None
    path = ctypes.c_wchar_p()
    identifier = KNOWN_FOLDERS[name].bytes_le
    failed = ctypes.windll.shell32.SHGetKnownFolderPath(identifier, 0, None, ctypes.byref(path))
    answer = path.value
    ctypes.windll.ole32.CoTaskMemFree(path)
    return Path(answer) if not failed and answer else None


def sources() -> tuple[list[str], str]:
    """What pip installs from: the wheels of an unpacked zip, else the checkout around this file."""
    if (HERE / "wheels").is_dir():
        offline = ["--isolated", "--no-index", "--find-links", str(HERE / "wheels")]
        return [*offline, *constraints(HERE)], "cddctl"
    project = HERE.parents[1]
    if (project / "pyproject.toml").is_file():
        return constraints(project), str(project)
    raise Refused(
        f"ไม่พบไฟล์ของโปรแกรมใน {HERE} โปรดแตกไฟล์ zip ทั้งหมด (Extract All) แล้วเปิด install.cmd ใหม่",
        f"The program's files are not in {HERE}. Extract the whole zip, then open install.cmd.",
    )


def constraints(folder: Path) -> list[str]:
    """The options that hold pip to the tested versions."""
    return ["--constraint", str(folder / "constraints.txt")]


def program(environment: Path, name: str) -> str:
    """A program of an environment."""
    scripts = sysconfig.get_path("scripts", "venv", {"base": str(environment)})
    return str(Path(scripts, name + sysconfig.get_config_var("EXE")))


def run(*command: str) -> None:
    """Run a program to its end; its own words are shown."""
    if code := subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise Refused(
            f"คำสั่ง {Path(command[0]).name} ไม่สำเร็จ (รหัส {code})",
            f"{Path(command[0]).name} failed (code {code}).",
        )


def fill(environment: Path) -> None:
    """Make an environment with cddctl in it, and see that it runs."""
    options, what = sources()
    run(sys.executable, "-I", "-m", "venv", str(environment))
    pip = (program(environment, "python"), "-I", "-m", "pip", "--disable-pip-version-check")
    try:
        run(*pip, "install", "--quiet", "--no-input", *options, what)
    except Refused as error:
        if "--no-index" in options:
            raise
        raise Refused(
            "ดาวน์โหลดส่วนประกอบไม่สำเร็จ โปรดตรวจสอบอินเทอร์เน็ต"
            " หรือใช้ชุดติดตั้ง cddctl-…-windows.zip ซึ่งไม่ต้องใช้อินเทอร์เน็ต",
            "What it needs could not be fetched. Is the internet within reach?"
            " cddctl-…-windows.zip does without.",
        ) from error
    run(program(environment, "cddctl"), "--version")
    shutil.copy(__file__, environment / "install.py")


def environments(app: Path) -> dict[int, Path]:
    """The environments that are there, by number."""
    there = {folder: re.fullmatch(r"env-(\d+)", folder.name) for folder in app.glob("env-*")}
    return {int(match[1]): folder for folder, match in there.items() if match}


def in_use(app: Path) -> set[str]:
    """The environments that the batch files name."""
    texts = [file.read_text(encoding="ascii", errors="replace") for file in app.glob("*.cmd")]
    return set(re.findall(r"env-\d+", "".join(texts)))


def write(path: Path, text: str) -> None:
    """Write a batch file at one stroke: what stood there is whole until then."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(text.format(mark=MARK).replace("\n", "\r\n").encode("ascii"))
    beside.replace(path)


def is_running(folder: Path) -> bool:
    """Whether a program below a folder is running: then the system lets nobody write into it."""
    for file in (*folder.glob("Scripts/*.exe"), *folder.glob("*/Scripts/*.exe")):
        try:
            file.open("r+b").close()
        except OSError:
            return True
    return False


def remove(folder: Path) -> bool:
    """Take a folder away whole, or leave it whole where a program in it is running."""
    if is_running(folder):
        return False
    gone = folder.with_name(f"gone-{os.getpid()}-{folder.name}")
    try:
        folder.rename(gone)
    except OSError:
        return not folder.exists()
    shutil.rmtree(gone, ignore_errors=True)
    return True


def is_ours(path: Path) -> bool:
    """Whether a file of the Desktop was written by an install."""
    return path.is_file() and MARK.encode() in path.read_bytes()


def put_on_the_desktop() -> None:
    """Write `cddctl.cmd` on the Desktop; another file of that name is kept under a new name."""
    path = known_folder("Desktop") / "cddctl.cmd"
    if path.exists() and not is_ours(path):
        path.replace(path.with_name("cddctl-old.cmd"))
    write(path, DESKTOP)


def install() -> int:
    """Install cddctl, or put a newer one in its place."""
    app = data_folder() / "app"
    before = environments(app)
    environment = app / f"env-{max(before, default=0) + 1}"
    say(
        "กำลังติดตั้ง cddctl ใช้เวลาประมาณ 1 ถึง 3 นาที โปรดรอจนเสร็จ",
        "Installing cddctl: one to three minutes. Please wait for the end.",
    )
    try:
        app.mkdir(parents=True, exist_ok=True)
        fill(environment)
        for name, text in {"cddctl.cmd": RUN, "open.cmd": OPEN}.items():
            write(app / name, text.replace("{environment}", environment.name))
    except (OSError, Refused, KeyboardInterrupt) as error:
        if environment.name not in in_use(app):
            remove(environment)
        return not_installed(error, still_there=(app / "open.cmd").is_file())
    for folder in before.values():
        remove(folder)
    for folder in (*app.glob("gone-*"), *app.parent.glob("gone-*")):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        put_on_the_desktop()
    except OSError as error:
        say(
            f"ติดตั้งแล้ว แต่สร้าง cddctl.cmd บนเดสก์ท็อปไม่ได้: {error} โปรดเปิด {app / 'open.cmd'} แทน",
            f"Installed, but cddctl.cmd could not be put on the Desktop: {error}."
            f" Open {app / 'open.cmd'} in its place.",
        )
        return 1
    say(
        "ติดตั้ง cddctl เรียบร้อยแล้ว โปรดเปิด cddctl บนเดสก์ท็อป (หากมีหน้าต่าง cddctl เดิมเปิดอยู่ โปรดปิดก่อน)",
        "cddctl is installed. Open cddctl on the Desktop (and close windows of it that were open).",
    )
    return 0


def not_installed(error: BaseException, *, still_there: bool) -> int:
    """Say why nothing was installed, and whether an older program is there still."""
    if isinstance(error, Refused):
        say(error.thai, error.english)
    elif isinstance(error, OSError):
        say(str(error), str(error))
    if still_there:
        say(
            "ติดตั้งไม่สำเร็จ โปรแกรมเดิมและทะเบียนไม่ถูกเปลี่ยนแปลง ใช้งานต่อได้ตามปกติ",
            "Not installed. The program that was there, and the register, are unchanged.",
        )
    else:
        say("ติดตั้งไม่สำเร็จ โปรดลองอีกครั้ง", "Not installed. Please try again.")
    return 1


def uninstall() -> int:
    """Take the program and the file on the Desktop away, and say where the register is."""
    desktop = known_folder("Desktop") / "cddctl.cmd"
    app = data_folder() / "app"
    try:
        whole = remove(app)
        if whole and is_ours(desktop):
            desktop.unlink()
    except OSError as error:
        say(str(error), str(error))
        whole = False
    if not whole:
        say(
            "ถอนโปรแกรมไม่สำเร็จ โปรดปิดหน้าต่าง cddctl ทั้งหมด แล้วเปิด uninstall.cmd อีกครั้ง",
            "Not taken away. Close all windows of cddctl, then open uninstall.cmd again.",
        )
        return 1
    kept = os.environ.get("CDDCTL_REGISTER") or os.environ.get("CDDCTL_HOME") or data_folder()
    say(
        f"ถอนโปรแกรม cddctl แล้ว ทะเบียนและไฟล์สำรองไม่ถูกลบ อยู่ที่ {kept}",
        f"cddctl is taken away. The register and its backups are kept, in {kept}",
    )
    return 0


def open_window() -> int:
    """Open a Command Prompt in the folder for cddctl's files, with the program ready."""
    folder = known_folder("Documents") / "cddctl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path.home()
    scripts = Path(sys.executable).parent
    subprocess.Popen(
        f'cmd.exe /k title cddctl & python.exe -I "{HERE / "install.py"}" begin',
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join([str(scripts), os.environ.get("PATH", "")])},
        creationflags=NEW_WINDOW,
    )
    return 0


def begin() -> int:
    """Tell the person at a window that has opened how to begin."""
    say(
        "เริ่มใช้งาน: พิมพ์ cddctl due แล้วกด Enter เพื่อดูงวดที่ครบกำหนด หรือพิมพ์ cddctl --help เพื่อดูวิธีใช้",
        "To begin: type cddctl due and press Enter for what is due, or cddctl --help for more.",
    )
    return 0


WORK: dict[str, Callable[[], int]] = {
    "install": install,
    "uninstall": uninstall,
    "open": open_window,
    "begin": begin,
    "suits": lambda: int(not suits()),
}


def main(arguments: list[str]) -> int:
    """Do what is asked for; without a word, install."""
    # Where what is said goes to a file or a pipe, its code page may lack a letter.
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")
    try:
        return WORK[arguments[0] if arguments else "install"]()
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
