"""The versions of libraries: every range has an end, and what is installed is what was tested."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OWN = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["dev"],
]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
TESTED = {canonicalize_name(name): number for name, number in (x.split("==") for x in LINES)}
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


@pytest.mark.parametrize("line", OWN)
def test_every_range_has_an_end(line):
    assert "<" in {one.operator for one in Requirement(line).specifier}


@pytest.mark.parametrize("line", OWN)
def test_every_range_holds_the_version_that_was_tested(line):
    wanted = Requirement(line)
    assert wanted.specifier.contains(TESTED[canonicalize_name(wanted.name)])


def test_constraints_are_names_and_versions_alone():
    assert [line for line in LINES if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert len(TESTED) == len(LINES)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_whatever_is_installed_is_a_tested_version(python, system):
    """Those that a library asks for in turn too, as far as they are installed here.

    Every environment brings its own pip.
    """
    place = default_environment() | SYSTEMS[system]
    place |= {"python_version": python, "python_full_version": f"{python}.0"}
    to_see = [(one, "") for one in map(Requirement, OWN) if applies(one, place, "")]
    seen = set()
    while to_see:
        wanted, extra = to_see.pop()
        name = canonicalize_name(wanted.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            further = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:  # of the other system
            continue
        for one in further:
            if applies(one, place, extra):
                to_see += [(one, extra) for extra in ("", *one.extras)]
    assert {name for name, _extra in seen} - {"pip"} - set(TESTED) == set()


def applies(wanted, place, extra):
    return wanted.marker is None or wanted.marker.evaluate(place | {"extra": extra})
