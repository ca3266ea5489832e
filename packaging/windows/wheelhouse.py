"""Gathers cddctl and all that it needs on Windows into a zip that installs without the internet.

    python packaging/windows/wheelhouse.py [-o FOLDER]

Run it in a checkout, in its development environment, on any system. pip would ask which packages
*this* system needs, so the packages that need one another are followed here, asking for Windows.
"""

import argparse
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
ALREADY_THERE = {"pip"}  # in every new environment
BESIDE = ("install.cmd", "uninstall.cmd", "install.py", "readme-th.txt")

Fetch = Callable[[list[str], str], None]
Needs = Callable[[str], Iterable[Requirement]]


def windows(python: str) -> dict[str, str]:
    """What a Windows PC with this Python says of itself, for the conditions of a requirement."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
    }


def applies(requirement: Requirement, extras: Iterable[str], environment: dict[str, str]) -> bool:
    """Whether a requirement asks for something there, of a package wanted with these extras."""
    if canonicalize_name(requirement.name) in ALREADY_THERE:
        return False
    return requirement.marker is None or any(
        requirement.marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)
    )


def closure(
    first: Iterable[Requirement], environment: dict[str, str], needs_of: Callable[[set[str]], Needs]
) -> set[str]:
    """The names of all packages that the first ones need, and those that these need, to the end.

    `needs_of` is told the names of each round before their needs are asked for.
    """
    known: set[tuple[str, frozenset[str]]] = set()
    wanted = {key(item) for item in first if applies(item, (), environment)}
    while wanted:
        needs = needs_of({name for name, _ in wanted})
        known |= wanted
        wanted = {
            key(item)
            for name, extras in wanted
            for item in needs(name)
            if applies(item, extras, environment)
        } - known
    return {name for name, _ in known}


def key(requirement: Requirement) -> tuple[str, frozenset[str]]:
    """A requirement's package, with the extras that are wanted of it."""
    return canonicalize_name(requirement.name), frozenset(requirement.extras)


def pinned(text: str) -> dict[str, str]:
    """The tested versions, by package."""
    lines = (line.partition("#")[0].split(";")[0].strip() for line in text.splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name.strip()): version.strip() for name, version in pairs}


def exactly(names: Iterable[str], versions: dict[str, str]) -> list[str]:
    """Packages in their tested versions; one without a version stops the work."""
    if missing := sorted(name for name in names if name not in versions):
        raise SystemExit(f"constraints.txt names no version of {', '.join(missing)}")
    return [f"{name}=={versions[name]}" for name in sorted(names)]


def named(wheels: Path, name: str) -> Path:
    """The wheel of a package; for what it needs, any of several does."""
    return next(
        wheel for wheel in wheels.glob("*.whl") if parse_wheel_filename(wheel.name)[0] == name
    )


def for_all(wheels: Path) -> set[str]:
    """The packages there whose wheel does for every Python."""
    return {parse_wheel_filename(wheel.name)[0] for wheel in wheels.glob("*-none-any.whl")}


def requirements(wheel: Path) -> Iterator[Requirement]:
    """What a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        for line in message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", []):
            yield Requirement(line)


def pip(*arguments: str) -> None:
    """Run pip; its own words are shown."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True
    )


def for_windows(python: str) -> list[str]:
    """The options that make pip choose wheels of Windows for a Python, and nothing else."""
    abis = (f"cp{python.replace('.', '')}", "abi3", "none")
    return [
        *("--only-binary=:all:", "--platform", "win_amd64"),
        *("--python-version", python, "--implementation", "cp"),
        *(word for abi in abis for word in ("--abi", abi)),
    ]


def gather(wheels: Path, versions: dict[str, str]) -> None:
    """Put the wheel of this checkout, and all that it needs on Windows, into a folder."""
    pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    first = list(requirements(named(wheels, "cddctl")))
    for python in PYTHONS:

        def needs_of(names: set[str], python: str = python) -> Needs:
            if lacking := names - for_all(wheels):
                quietly = ("--quiet", "--no-deps", "--dest", str(wheels))
                pip("download", *quietly, *for_windows(python), *exactly(lacking, versions))
            return lambda name: requirements(named(wheels, name))

        closure(first, windows(python), needs_of)


def pack(wheels: Path, constraints: str, folder: Path) -> Path:
    """Write the zip: what installs, the tested versions, and the wheels."""
    version = parse_wheel_filename(named(wheels, "cddctl").name)[1]
    top = f"cddctl-{version}-windows"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{top}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in BESIDE:
            archive.writestr(f"{top}/{name}", as_windows_has_it(HERE / name))
        archive.writestr(f"{top}/constraints.txt", constraints)
        for wheel in sorted(wheels.glob("*.whl")):
            archive.write(wheel, f"{top}/wheels/{wheel.name}", zipfile.ZIP_STORED)
    return target


def as_windows_has_it(path: Path) -> bytes:
    """A text file with the line ends of Windows, and the mark by which Notepad knows UTF-8."""
    text = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return b"\xef\xbb\xbf" + text if path.suffix == ".txt" else text


def main() -> None:
    """Gather and pack."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    folder = parser.parse_args().output
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    with TemporaryDirectory() as wheels:
        gather(Path(wheels), pinned(constraints))
        print(pack(Path(wheels), constraints, folder))


if __name__ == "__main__":
    main()
