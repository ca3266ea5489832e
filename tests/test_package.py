import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel and the sdist, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    [sdist] = folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.mark.parametrize(
    "name",
    [
        "cddctl/schedules/2561.yaml",
        "cddctl/schedules/lampang/2561.yaml",
        "cddctl/schedules/holidays/2018.yaml",
        "cddctl/locale/th/LC_MESSAGES/cddctl.mo",
        "cddctl/py.typed",
        "cddctl/render/picture/common.typ",
        "cddctl/render/picture/status.typ",
        "cddctl/render/picture/league.typ",
        "cddctl/render/picture/trend.typ",
    ],
)
def test_the_wheel_holds_what_the_program_reads(built, name):
    assert name in zipfile.ZipFile(built[0]).namelist()


def test_the_wheel_holds_nothing_else(built):
    folders = {name.split("/")[0] for name in zipfile.ZipFile(built[0]).namelist()}
    assert {folder.split("-")[0] for folder in folders} == {"cddctl"}


@pytest.mark.parametrize(
    "name", ["schedules/2561.yaml", "src/cddctl/locale/th/LC_MESSAGES/cddctl.po", "README.md"]
)
def test_the_sdist_holds_the_sources(built, name):
    with tarfile.open(built[1]) as archive:
        assert name in {path.split("/", 1)[1] for path in archive.getnames() if "/" in path}


def test_the_wheel_runs_on_its_own_files(built, tmp_path):
    zipfile.ZipFile(built[0]).extractall(tmp_path)
    # What runs here are copies: they are no part of what coverage is measured of.
    environ = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    environ["PYTHONUTF8"] = "1"  # else what Windows redirects is in the code page of the PC
    program = "import cddctl.__main__ as m; print(m.__file__); m.main()"
    command = "due --month 2018-09 --province lampang --lang th"
    run = subprocess.run(
        [sys.executable, "-c", program, *command.split()],
        env=environ | {"PYTHONPATH": str(tmp_path), "CDDCTL_AS_OF": "2018-09-03"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert run.stdout.startswith(str(tmp_path))
    assert "งวดที่ครบกำหนดในเดือนกันยายน 2561: 8 + 1 = 9" in run.stdout
