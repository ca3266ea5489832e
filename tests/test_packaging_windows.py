"""Installing on Windows: what can be held on any system. `cmd.exe` itself is tried by hand."""

import importlib.util
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "packaging" / "windows"
BATCH = sorted(FOLDER.glob("*.cmd"))


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


wheelhouse = load(FOLDER / "wheelhouse.py")


# The batch files.


@pytest.mark.parametrize("path", BATCH, ids=lambda path: path.name)
def test_a_batch_file_has_the_line_ends_of_windows(path):
    text = path.read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n") > 3
    assert text[:3] != b"\xef\xbb\xbf"


def test_git_gives_batch_files_these_line_ends_everywhere():
    assert "*.cmd text eol=crlf" in (ROOT / ".gitattributes").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BATCH, ids=lambda path: path.name)
def test_thai_stands_only_where_the_code_page_is_that_of_utf8(path):
    unicode = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(":") or line == "call :restore":
            unicode = False
        if line in {"call :unicode", "chcp 65001 >nul"}:
            unicode = True
        assert line.isascii() or unicode, line


@pytest.mark.parametrize("path", BATCH, ids=lambda path: path.name)
def test_every_place_that_a_batch_file_goes_to_is_there(path):
    text = path.read_text(encoding="utf-8")
    there = set(re.findall(r"^:(\w+)", text, re.MULTILINE)) | {"eof"}
    assert set(re.findall(r"\b(?:goto|call) :?(\w+)", text)) <= there


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_address_stands_in_what_installs(path):
    if path.is_file():
        assert not re.search(r"://|www\.|pypi", path.read_text(encoding="utf-8"), re.IGNORECASE)


# install.py


def wheel(folder, version, requirement=None, name="cddctl"):
    """A small stand-in for the program's wheel, or for another."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {requirement}"] * bool(requirement)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"def main(): print('{name} {version}')",
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name} = {name}:main\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)


@pytest.fixture
def pc(tmp_path, monkeypatch):
    """A PC with the zip unpacked in a folder of Thai letters and spaces, and a register."""
    unpacked = tmp_path / "ดาวน์โหลด ของฉัน" / "cddctl 1"
    (unpacked / "wheels").mkdir(parents=True)
    (unpacked / "constraints.txt").touch()
    shutil.copy(FOLDER / "install.py", unpacked)
    module = load(unpacked / "install.py")
    module.desktop = tmp_path / "OneDrive - สพจ" / "Desktop"
    module.documents = tmp_path / "OneDrive - สพจ" / "เอกสาร"
    module.desktop.mkdir(parents=True)
    monkeypatch.setattr(
        module, "known_folder", {"Desktop": module.desktop, "Documents": module.documents}.get
    )
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "สมชาย" / "Local"))
    monkeypatch.setenv("CDDCTL_LANG", "th")
    for name in ("CDDCTL_HOME", "CDDCTL_REGISTER"):
        monkeypatch.delenv(name, raising=False)
    module.data_folder().mkdir(parents=True)
    module.register = module.data_folder() / "register.sqlite3"
    module.register.write_bytes(b"what was recorded")
    module.app = module.data_folder() / "app"
    return module


@pytest.fixture
def quick(pc, monkeypatch):
    """The same, where filling an environment is quick."""

    def fill(environment):
        environment.mkdir()
        (environment / "program").touch()

    monkeypatch.setattr(pc, "fill", fill)
    return pc


def inside(pc):
    return {path.name for path in pc.app.iterdir()}


@pytest.mark.skipif(
    sys.platform == "win32"
    and not [*(Path(venv.__file__).parent / "scripts" / "nt").glob("*.exe")],
    reason="this Python has no launchers to make environments with",
)
def test_it_installs_and_survives_a_failure_for_real(pc, capfd):
    wheels = Path(pc.__file__).with_name("wheels")
    wheel(wheels, "1.0")
    assert pc.install() == 0, capfd.readouterr()
    assert inside(pc) == {"env-1", "open.cmd", "cddctl.cmd"}

    wheel(wheels, "2.0", "nothing-of-this-name")
    (wheels / "cddctl-1.0-py3-none-any.whl").unlink()
    capfd.readouterr()
    assert pc.install() == 1
    assert "โปรแกรมเดิมและทะเบียนไม่ถูกเปลี่ยนแปลง" in capfd.readouterr().err
    assert inside(pc) == {"env-1", "open.cmd", "cddctl.cmd"}
    assert pc.in_use(pc.app) == {"env-1"}
    assert (pc.app / "env-1" / "install.py").is_file()
    assert says(pc, "env-1") == "cddctl 1.0"
    assert pc.register.read_bytes() == b"what was recorded"


def says(pc, environment):
    command = [pc.program(pc.app / environment, "cddctl")]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("no room on the disk")])
@pytest.mark.parametrize("when", ["fill", "write"])
def test_whatever_stops_an_install_leaves_the_program_as_it_was(
    quick, monkeypatch, capsys, error, when
):
    assert quick.install() == 0
    before = inside(quick)

    def stop(*_):
        raise error

    monkeypatch.setattr(quick, when, stop)
    capsys.readouterr()
    assert quick.install() == 1
    assert "ใช้งานต่อได้ตามปกติ" in capsys.readouterr().err
    assert inside(quick) == before
    assert quick.in_use(quick.app) == {"env-1"}


def test_stopped_between_two_batch_files_each_names_what_is_there(quick, monkeypatch):
    assert quick.install() == 0
    write = quick.write

    def stop_at_the_second(path, text):
        if path.name == "open.cmd":
            raise OSError("no room on the disk")
        write(path, text)

    monkeypatch.setattr(quick, "write", stop_at_the_second)
    assert quick.install() == 1
    assert quick.in_use(quick.app) == {"env-1", "env-2"} <= inside(quick)


def test_without_the_internet_it_tells_of_the_zip(pc, monkeypatch, capsys):
    def fail_at_pip(*command):
        if "pip" in command:
            raise pc.Refused("", "")

    monkeypatch.setattr(pc, "run", fail_at_pip)
    monkeypatch.setattr(pc, "sources", lambda: ([], "a checkout"))
    assert pc.install() == 1
    assert "cddctl-…-windows.zip" in capsys.readouterr().err


def test_a_first_install_that_fails_promises_no_older_program(quick, monkeypatch, capsys):
    def stop(_):
        raise OSError("no room on the disk")

    monkeypatch.setattr(quick, "fill", stop)
    assert quick.install() == 1
    assert capsys.readouterr().err.splitlines()[-1] == "ติดตั้งไม่สำเร็จ โปรดลองอีกครั้ง"


def test_what_an_install_that_was_killed_left_behind_goes_with_the_next(quick):
    assert quick.install() == 0
    (quick.app / "env-2").mkdir()
    (quick.app / "gone-1-env-0").mkdir()
    assert quick.install() == 0
    assert inside(quick) == {"env-3", "open.cmd", "cddctl.cmd"}


@pytest.fixture
def running(quick):
    """A program that runs in the environment that is installed."""
    assert quick.install() == 0
    file = quick.app / "env-1" / "Scripts" / "cddctl.exe"
    file.parent.mkdir()
    shutil.copy(shutil.which("cmd" if sys.platform == "win32" else "cat"), file)
    with subprocess.Popen([file], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        yield file
        process.communicate(b"exit\r\n")


def test_an_environment_in_which_something_runs_is_left_whole(quick, running):
    assert quick.install() == 0
    assert running.is_file()
    assert quick.in_use(quick.app) == {"env-2"}


def test_an_upgrade_takes_the_place_of_what_was_there(quick):
    assert quick.install() == 0
    assert quick.install() == 0
    assert inside(quick) == {"env-2", "open.cmd", "cddctl.cmd"}
    assert quick.in_use(quick.app) == {"env-2"}
    assert quick.register.read_bytes() == b"what was recorded"


def test_the_desktop_gets_a_file_that_opens_the_program(quick):
    assert quick.install() == 0
    written = (quick.desktop / "cddctl.cmd").read_bytes()
    assert b'@"%LOCALAPPDATA%\\cddctl\\app\\open.cmd"\r\n' in written
    assert [path.name for path in quick.desktop.iterdir()] == ["cddctl.cmd"]


def test_another_file_of_that_name_on_the_desktop_is_kept(quick):
    (quick.desktop / "cddctl.cmd").write_bytes(b"mine")
    assert quick.install() == 0
    assert quick.uninstall() == 0
    assert [path.read_bytes() for path in quick.desktop.iterdir()] == [b"mine"]


def test_without_a_desktop_it_says_what_to_open(quick, capsys):
    quick.desktop.rmdir()
    assert quick.install() == 1
    assert f"โปรดเปิด {quick.app / 'open.cmd'} แทน" in capsys.readouterr().err
    assert quick.in_use(quick.app) == {"env-1"}


def test_uninstall_takes_the_program_and_never_the_register(quick, capsys):
    assert quick.install() == 0
    assert quick.uninstall() == 0
    assert str(quick.data_folder()) in capsys.readouterr().err
    assert [path.name for path in quick.data_folder().iterdir()] == ["register.sqlite3"]
    assert quick.register.read_bytes() == b"what was recorded"
    assert not [*quick.desktop.iterdir()]


def test_uninstall_where_nothing_is_installed_is_done(quick):
    assert quick.uninstall() == 0
    assert quick.register.is_file()


def test_uninstall_while_the_program_runs_says_to_close_it(quick, running, capsys):
    capsys.readouterr()
    assert quick.uninstall() == 1
    assert "โปรดปิดหน้าต่าง cddctl ทั้งหมด" in capsys.readouterr().err
    assert running.is_file()
    assert (quick.desktop / "cddctl.cmd").is_file()


@pytest.mark.parametrize(
    ("version", "size", "prefix", "suits"),
    [
        ((3, 10, 13), 2**63 - 1, r"C:\Python310", False),
        ((3, 11, 0), 2**63 - 1, r"C:\Python311", True),
        ((3, 13, 9), 2**63 - 1, r"C:\Python313", True),
        ((3, 14, 0), 2**63 - 1, r"C:\Python314", False),
        ((3, 13, 9), 2**31 - 1, r"C:\Python313-32", False),
        ((3, 13, 9), 2**63 - 1, r"C:\Program Files\WindowsApps\PythonSoftwareFoundation", False),
    ],
)
def test_a_python_suits_by_version_size_and_where_it_is_from(
    pc, monkeypatch, version, size, prefix, suits
):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "maxsize", size)
    monkeypatch.setattr(sys, "base_prefix", prefix)
    assert pc.main(["suits"]) == (0 if suits else 1)


def test_the_zip_installs_from_itself_alone(pc):
    options, what = pc.sources()
    assert {"--isolated", "--no-index"} <= set(options)
    assert what == "cddctl"


def test_a_checkout_installs_itself_with_the_tested_versions():
    options, what = load(FOLDER / "install.py").sources()
    assert options == ["--constraint", str(ROOT / "constraints.txt")]
    assert what == str(ROOT)


def test_a_folder_without_the_program_says_to_extract_the_zip(pc, capsys):
    Path(pc.__file__).with_name("wheels").rmdir()
    assert pc.install() == 1
    assert "โปรดแตกไฟล์ zip ทั้งหมด" in capsys.readouterr().err


def test_the_window_opens_in_documents_with_the_program_on_the_path(pc, monkeypatch):
    started = {}
    monkeypatch.setattr(
        pc.subprocess, "Popen", lambda command, **how: started.update(how, command=command)
    )
    monkeypatch.setattr(sys, "executable", str(pc.app / "env-1" / "Scripts" / "python.exe"))
    assert pc.main(["open"]) == 0
    assert started["cwd"] == pc.documents / "cddctl"
    assert started["cwd"].is_dir()
    assert started["env"]["PATH"].startswith(str(pc.app / "env-1" / "Scripts"))
    assert started["command"].endswith(f'"{pc.__file__}" begin')


@pytest.mark.parametrize(("language", "lines"), [("th", 1), ("en", 2)])
def test_it_begins_with_a_line_in_thai_and_elsewhere_in_english_too(
    pc, monkeypatch, capsys, language, lines
):
    monkeypatch.setenv("CDDCTL_LANG", language)
    assert pc.main(["begin"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("เริ่มใช้งาน: พิมพ์ cddctl due")
    assert len(said) == lines


# wheelhouse.py


def needs(**packages):
    """The needs of made-up packages."""
    return lambda _: lambda name: [Requirement(line) for line in packages[name]]


def test_what_windows_needs_is_found_on_any_system():
    first = [Requirement("program"), Requirement('only-linux; sys_platform == "linux"')]
    packages = {
        "program": ["colours; platform_system == 'Windows'", "zones; os_name == 'nt'", "pip"],
        "colours": ["back-port; python_version < '3.12'", "tests; extra == 'dev'"],
        "zones": ["program[more]"],
        "back-port": [],
        "extra-one": [],
    }
    packages["program"].append("extra-one; extra == 'more'")
    found = {
        python: wheelhouse.closure(first, wheelhouse.windows(python), needs(**packages))
        for python in ("3.11", "3.13")
    }
    assert found["3.13"] == {"program", "colours", "zones", "extra-one"}
    assert found["3.11"] == found["3.13"] | {"back-port"}


def test_the_tested_versions_are_read_and_what_has_none_is_named():
    versions = wheelhouse.pinned("# tested\nPyYAML==6.0.4\nsix == 1.17.0 ; os_name == 'nt'\n\n")
    assert versions == {"pyyaml": "6.0.4", "six": "1.17.0"}
    assert wheelhouse.exactly({"six", "pyyaml"}, versions) == ["pyyaml==6.0.4", "six==1.17.0"]
    with pytest.raises(SystemExit, match=r"no version of colorama, tzdata$"):
        wheelhouse.exactly({"tzdata", "six", "colorama"}, versions)


@pytest.fixture(scope="module")
def versions():
    return wheelhouse.pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("python", wheelhouse.PYTHONS)
def test_every_package_that_windows_needs_has_a_tested_version(versions, python):
    """As far as what is installed here says what it needs."""

    def installed(name):
        try:
            return [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            return []

    names = wheelhouse.closure(
        [Requirement("cddctl")], wheelhouse.windows(python), lambda _: installed
    )
    assert {"colorama", "tzdata", "pydantic-core", "typer"} <= names
    assert not {"pytest", "ruff", "mypy", "hatchling", "pip"} & names
    assert wheelhouse.exactly(names - {"cddctl"}, versions)


def test_the_zip_holds_what_installs_as_windows_has_it(tmp_path):
    (tmp_path / "wheels").mkdir()
    wheel(tmp_path / "wheels", "1.0")
    path = wheelhouse.pack(tmp_path / "wheels", "six==1.17.0\n", tmp_path / "dist")
    assert path == tmp_path / "dist" / "cddctl-1.0-windows.zip"
    with zipfile.ZipFile(path) as archive:
        texts = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert {name.partition("/")[0] for name in zipfile.ZipFile(path).namelist()} == {path.stem}
    assert texts.keys() == {
        *wheelhouse.BESIDE,
        "constraints.txt",
        "wheels/cddctl-1.0-py3-none-any.whl",
    }
    assert texts["install.cmd"].startswith(b"@echo off\r\n")
    assert texts["readme-th.txt"].decode("utf-8-sig").startswith("cddctl: ติดตั้งบน Windows\r\n")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory, versions):
    """The wheels for Windows, from the package index."""
    folder = tmp_path_factory.mktemp("wheels")
    [one] = wheelhouse.exactly(["colorama"], versions)
    try:
        wheelhouse.pip(
            *("download", "--quiet", "--no-deps", "--retries", "0", "--timeout", "5"),
            *("--no-cache-dir", "--dest", str(tmp_path_factory.mktemp("reach")), one),
        )
    except subprocess.CalledProcessError:
        pytest.skip("no package index is within reach")
    wheelhouse.gather(folder, versions)
    return folder


@pytest.mark.parametrize("python", wheelhouse.PYTHONS)
def test_the_gathered_wheels_are_all_that_an_install_asks_for(gathered, tmp_path, python):
    wheel(tmp_path, "99", name="pip")  # which is in every environment
    wheelhouse.pip(
        *("install", "--quiet", "--isolated", "--dry-run", "--no-index", "--ignore-installed"),
        *("--find-links", str(gathered), "--find-links", str(tmp_path)),
        *("--target", str(tmp_path / "target")),
        *wheelhouse.for_windows(python),
        *("cddctl", "colorama"),
    )


def test_the_gathered_wheels_hold_one_version_of_a_package_and_no_tools(gathered):
    there = {path.name.split("-")[0]: set() for path in gathered.iterdir()}
    for path in gathered.iterdir():
        name, version, *_ = path.name.split("-")
        there[name].add(version)
    assert all(len(found) == 1 for found in there.values()), there
    assert not {"pytest", "ruff", "mypy", "hatchling", "hypothesis", "pip"} & there.keys()
    assert {"cddctl", "colorama", "tzdata", "pydantic_core"} <= there.keys()
