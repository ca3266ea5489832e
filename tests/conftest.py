import importlib.util
from pathlib import Path

import pytest

from cddctl.i18n import use_language

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).with_name("golden")


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


@pytest.fixture(autouse=True)
def _english():
    use_language("en")


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
