import ctypes
import importlib.util
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import platformdirs
import pytest
from hypothesis import is_hypothesis_test, settings

from cddctl.i18n import use_language

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).with_name("golden")

settings.register_profile("any time", settings(), deadline=None)
settings.load_profile("any time")


SLOW = {
    "cli/test_cli_clock.py": "many commands after one another",
    "cli/test_cli_conduct.py": "many processes",
    "cli/test_cli_doors.py": "each rule at every door",
    "cli/test_cli_faults.py": "commands for which nothing can be written from some step on",
    "cli/test_cli_forms.py": "many workbooks",
    "cli/test_cli_held.py": "commands that wait for others",
    "cli/test_cli_interview.py": "interviews on a terminal",
    "cli/test_cli_kills.py": "commands that are killed",
    "cli/test_cli_letter.py": "many documents",
    "cli/test_cli_merge.py": "many commands after one another",
    "cli/test_cli_nation.py": "76 provinces",
    "cli/test_cli_record.py": "many commands after one another",
    "cli/test_cli_register.py": "many commands after one another",
    "cli/test_cli_register_check.py": "damage everywhere",
    "cli/test_cli_report.py": "many workbooks",
    "cli/test_cli_returns.py": "many workbooks",
    "cli/test_cli_round.py": "LibreOffice",
    "cli/test_cli_rounds.py": "many commands after one another",
    "cli/test_cli_share.py": "every output of a round",
    "cli/test_cli_september.py": "many commands after one another",
    "cli/test_cli_status.py": "many commands after one another",
    "cli/test_cli_undo.py": "many commands after one another",
    "cli/test_cli_walk.py": "many commands after one another",
    "cli/test_cli_widths.py": "many commands after one another",
    "intake/test_fuzz.py": "whatever bytes may be read",
    "intake/test_hostile.py": "files made to do harm",
    "intake/test_workbook.py": "LibreOffice",
    "register/test_at_once.py": "many processes at once",
    "register/test_check.py": "damage everywhere",
    "register/test_copies.py": "many processes at once",
    "register/test_damage.py": "damage everywhere",
    "register/test_datasette.py": "a server",
    "register/test_merge.py": "registers merged in every order",
    "register/test_migrations.py": "commands that are killed",
    "register/test_model.py": "the register against a model of it",
    "render/test_letter.py": "LibreOffice",
    "render/test_libreoffice.py": "LibreOffice",
    "render/test_summary.py": "LibreOffice",
    "test_package.py": "a wheel is built",
    "test_packaging_windows.py": "environments are made, and wheels gathered",
}
"""What is not in the quick part of the tests, `pytest -m "not slow"`, and what takes its time.

Nor are laws that are tried with many examples, and runs of the program in processes of their own.
"""


UNTRACED = {
    "cli/test_cli_any_schedule.py", "cli/test_cli_clock.py", "cli/test_cli_conduct.py",
    "cli/test_cli_faults.py", "cli/test_cli_forms.py", "cli/test_cli_report.py",
    "cli/test_cli_returns.py", "cli/test_cli_round.py", "cli/test_cli_rounds.py",
    "cli/test_cli_september.py", "cli/test_cli_share.py", "cli/test_cli_status.py",
    "intake/test_fuzz.py", "intake/test_hostile.py", "register/test_model.py",
    "render/test_libreoffice.py", "render/test_summary.py", "report/test_region.py",
}  # fmt: skip
"""What is left out of the coverage: others cover the same lines, and to trace these takes long."""


def pytest_collection_modifyitems(items):
    for item in items:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        is_law = is_hypothesis_test(getattr(item, "obj", None))
        if name in SLOW or is_law or "run" in item.fixturenames:
            item.add_marker(pytest.mark.slow)
        if name in UNTRACED and item.config.pluginmanager.hasplugin("_cov"):
            item.add_marker(pytest.mark.no_cover)


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="Write the golden files instead of comparing."
    )


def pytest_sessionstart(session):
    """Compile the message catalogs, once: not again in each worker of a parallel run."""
    if hasattr(session.config, "workerinput"):
        return
    spec = importlib.util.spec_from_file_location("build_catalogs", ROOT / "build_catalogs.py")
    build_catalogs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_catalogs)
    build_catalogs.compile_catalogs(ROOT)


def _stamps(folder):
    """Every file under a folder, with its size and when it was written."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def _left_alone(folder):
    before = _stamps(folder)
    yield
    assert _stamps(folder) == before, f"the tests have written in {folder}"


@pytest.fixture(scope="session")
def left_alone():
    """What fails where something has been written in a folder."""
    return _left_alone


@pytest.fixture(scope="session", autouse=True)
def nobodys_folder(tmp_path_factory):
    """Keep the tests, and every program that they run, out of the user's own data folder.

    The folder that the program is given instead is not there, and no test makes it: one that needs
    a register in the data folder names a folder of its own.
    """
    nobodys = tmp_path_factory.mktemp("nobody") / "cddctl"
    os.environ["CDDCTL_HOME"] = str(nobodys)
    with _left_alone(platformdirs.user_data_path("cddctl", appauthor=False)):
        yield nobodys


@pytest.fixture(autouse=True)
def _nothing_of_the_user(nobodys_folder):
    """Fail a test that writes in the data folder without naming a folder of its own."""
    yield
    assert not nobodys_folder.exists()


if sys.platform == "win32":

    @pytest.fixture(autouse=True)
    def _utf8(monkeypatch):
        """What the program writes in this process is UTF-8, whatever the PC's code page."""
        monkeypatch.setattr("cddctl.cli.output.encoding_of", lambda _stream: "utf-8")


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """What the program says in this process is English, on a Thai PC too."""
    monkeypatch.setenv("CDDCTL_LANG", "en")
    use_language("en")


@pytest.fixture
def zone():
    """Put this process in a time zone, named as both POSIX and Windows do: `UTC0`, `ICT-7`."""
    with pytest.MonkeyPatch.context() as patch:

        def zone(name):
            patch.setenv("TZ", name)
            _set_zone()

        yield zone
    _set_zone()


def _set_zone():
    """Take over the zone that the environment says."""
    if sys.platform == "win32":
        ctypes.CDLL("ucrtbase")._tzset()
    else:
        time.tzset()


@pytest.fixture
def golden(request):
    """Compare a text with its golden file, or write that with `--update-golden`."""

    def check(name, text):
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return check
