"""How long `cddctl` takes from start to end, and how much memory, beside a floor for each command.

`python benchmarks/startup.py [-n 15]`, by the Python of an environment that the program is
installed in. A floor is the smallest program of the same libraries with the same output; each says
in its first lines what it does. Both are started as whole processes, in turn, in a temporary
folder. It measures and judges nothing: it exits with 0 whatever comes out.

Needs a POSIX system, for the time and memory that the system itself counts for a process.
"""

import argparse
import compileall
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
MONTH = ("--month", "2018-09")
RECORD = ("leaders", "mae-mo", "total=94", "persons=92", *MONTH)
MEMORY_TARGET = "1.10"
LAUNCHER = """import sys
sys.path.append({folder!r})
from {module} import {function}
if __name__ == '__main__':
    sys.exit({function}())
"""


@dataclass(frozen=True)
class Case:
    """A command and the floor that stands beside it."""

    name: str
    words: Sequence[str]
    floor: str
    """Module and function, with a colon between."""
    floor_words: Sequence[str]
    target: float
    register: bool = True
    memory: str = MEMORY_TARGET
    """The target of its memory: a ratio, or megabytes."""
    has_same_output: bool = True
    """Whether the floor has the same output; else it is only there to measure by."""


CASES = (
    Case("help", ("--help",), "floor_help:main", ("--help",), 1.15, register=False),
    Case("due", ("due", *MONTH), "floor_due:main", MONTH, 1.1, register=False),
    Case("record", ("record", *RECORD), "floor_record:main", RECORD, 1.1),
    Case("report", ("report", *MONTH), "floor_report:main", MONTH, 1.25),
    Case(
        "xlsx",
        ("report", *MONTH, "--xlsx"),
        "floor_report:main",
        (*MONTH, "--xlsx"),
        1.25,
    ),
    Case(
        "picture",
        ("picture", *MONTH, "-o", "picture.png"),
        "cddctl.__main__:main",
        ("due", *MONTH),
        3.5,
        memory="100 MB",
        has_same_output=False,
    ),
    Case("help-lean", ("--help",), "floor_help:lean", ("--help",), 1.1, register=False),
    Case("report-lean", ("report", *MONTH), "floor_report:lean", MONTH, 1.15),
    Case(
        "xlsx-lean",
        ("report", *MONTH, "--xlsx"),
        "floor_report:lean",
        (*MONTH, "--xlsx"),
        1.1,
    ),
)


class Run(NamedTuple):
    """One process: milliseconds by the clock and of processor time, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


class Failed(Exception):
    """A process that did not end well; what it said last."""


@dataclass
class Bench:
    """The temporary folder that everything happens in."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = self.folder / "home"
        self.work = self.folder / "work"
        for folder in (home, self.work):
            folder.mkdir()
        # Without a pycache of its own the floor would be compiled anew by every run.
        shutil.copytree(HERE / "floors", self.folder / "floors")
        compileall.compile_dir(self.folder / "floors", quiet=2)
        kept = ("PATH", "TMPDIR", "SYSTEMROOT")
        self.environment = {key: os.environ[key] for key in kept if key in os.environ} | {
            "HOME": str(home),
            "CDDCTL_HOME": str(home / "data"),
            "LANG": "C.UTF-8",
            "CDDCTL_FLOOR_SCHEDULES": str(HERE.parent / "schedules"),
        }
        self.program = Path(sys.executable).with_name("cddctl")
        self.almost_full = self.folder / "almost-full.sqlite3"
        self.full = self.folder / "full.sqlite3"
        self.register = self.folder / "register.sqlite3"

    def fill(self) -> None:
        """Make the register that records start from, and the one that reports read."""
        self._start([sys.executable, str(HERE / "fill_register.py")], self.almost_full)
        shutil.copy(self.almost_full, self.full)
        self._start([str(self.program), "record", *RECORD], self.full)

    def program_run(self, case: Case) -> Run:
        """Run the program."""
        return self._run([str(self.program), *case.words], case)

    def floor_run(self, case: Case) -> Run:
        """Run the floor, started by a script of the form that pip makes for the program."""
        module, function = case.floor.split(":")
        launcher = self.folder / f"{module}-{function}"
        if not launcher.exists():
            values = {"folder": str(self.folder / "floors"), "module": module}
            launcher.write_text(LAUNCHER.format(**values, function=function))
        return self._run([sys.executable, str(launcher), *case.floor_words], case)

    def output(self, case: Case) -> object:
        """What the last run has said and written, so that two can be compared."""
        said = self._said()
        files = [cells(path) for path in self.work.iterdir()]
        if "record" not in case.words:
            return said, files
        self._start([str(self.program), "report", *MONTH, "--format", "json"], self.register)
        return said, self._said()

    def bare_python(self) -> Run:
        """Run Python with nothing to do: what no program is faster than."""
        return self._start([sys.executable, "-c", "pass"], None)

    def _said(self) -> list[list[str]]:
        return [(self.folder / name).read_text().split() for name in ("stdout", "stderr")]

    def _run(self, command: Sequence[str], case: Case) -> Run:
        for path in self.work.iterdir():
            path.unlink()
        if not case.register:
            return self._start(command, None)
        source = self.almost_full if "record" in case.words else self.full
        with self.register.open("wb") as copy:
            copy.write(source.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())  # or the process that is timed has to wait for it
        return self._start(command, self.register)

    def _start(self, command: Sequence[str], register: Path | None) -> Run:
        environment = dict(self.environment)
        if register:
            environment["CDDCTL_REGISTER"] = str(register)
        with (
            (self.folder / "stdout").open("wb") as stdout,
            (self.folder / "stderr").open("wb") as stderr,
        ):
            before = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=self.work,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            lines = (self.folder / "stderr").read_text().splitlines()
            raise Failed(f"exit code {process.returncode}: {lines[-1] if lines else ''}")
        # In KiB, but on macOS in bytes. Not less than this harness takes, which is far below both.
        megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        return Run(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, megabytes)


def cells(workbook: Path) -> object:
    """What is in the sheets of a workbook: values, merged areas, widths and heights."""
    with ZipFile(workbook) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
        return [_sheet(ET.fromstring(archive.read(name))) for name in names]


def _sheet(sheet: ET.Element) -> object:
    found = []
    for element in sheet.iter():
        match element.tag.rpartition("}")[2]:
            case "c" if text := "".join(element.itertext()):  # openpyxl keeps text in its cell
                found.append((element.get("r", ""), text))
            case "mergeCell":
                found.append(("merged", element.get("ref", "")))
            case "row":
                found.append((f"row {element.get('r')}", str(float(element.get("ht", 0)))))
            case "col":
                found.append((f"column {element.get('min')}", element.get("width", "")))
    return sorted(found, key=str)


def measured(bench: Bench, case: Case, count: int) -> list[str]:
    """The row of the table for a case: warmed up once, then program and floor in turn."""
    outputs = []
    for run in (bench.program_run, bench.floor_run):
        run(case)
        outputs.append(bench.output(case) if case.has_same_output else None)
    pairs = [(bench.program_run(case), bench.floor_run(case)) for _ in range(count)]

    def median(what: Callable[[tuple[Run, Run]], float]) -> float:
        return statistics.median(map(what, pairs))

    walls = [ours.wall / floor.wall for ours, floor in pairs]
    return [
        case.name,
        f"{median(lambda pair: pair[0].wall):.0f}",
        f"{median(lambda pair: pair[1].wall):.0f}",
        f"{statistics.median(walls):.2f}",
        f"{min(walls):.2f}-{max(walls):.2f}",
        f"{case.target:.2f}",
        f"{median(lambda pair: pair[0].cpu / pair[1].cpu):.2f}",
        f"{median(lambda pair: pair[0].memory):.1f}",
        f"{median(lambda pair: pair[1].memory):.1f}",
        f"{median(lambda pair: pair[0].memory / pair[1].memory):.2f}",
        case.memory,
        "-" if not case.has_same_output else "yes" if outputs[0] == outputs[1] else "NO",
    ]


HEADINGS = (
    "command", "ms", "floor ms", "time ratio", "range", "target", "cpu ratio",
    "MB", "floor MB", "memory ratio", "target", "same output",
)  # fmt: skip


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, the first of them the headings."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = "|".join("-" * (width + 1) + ("-:"[at > 0]) for at, width in enumerate(widths))
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def main() -> None:
    """Measure every case, or those named, and print the table."""
    names = ", ".join(case.name for case in CASES)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-n", type=int, default=15, metavar="N", help="runs of each (15)")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="some of: " + names)
    options = parser.parse_args()
    if unknown := set(options.cases) - {case.name for case in CASES}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {names}")
    chosen = [case for case in CASES if not options.cases or case.name in options.cases]
    if not hasattr(os, "wait4"):
        print("this needs a POSIX system")
        return
    rows: list[Sequence[str]] = [HEADINGS]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            bench.fill()
            bare = statistics.median(bench.bare_python().wall for _ in range(options.n))
        except (Failed, OSError) as error:
            print(f"nothing could be measured: {error}")
            return
        for case in chosen:
            try:
                rows.append(measured(bench, case, options.n))
            except Failed as error:
                rows.append([case.name, *[""] * (len(HEADINGS) - 2), str(error)])
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.n} pairs; "
        f"Python alone takes {bare:.0f} ms"
    )
    print(table(rows))


if __name__ == "__main__":
    main()
