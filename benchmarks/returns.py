"""How long the returns of the whole nation take `cddctl`, in and out, beside floors.

`python benchmarks/returns.py [-n 3]`, by the Python of an environment that the program is installed
in; `--pandas PYTHON` names one that has pandas and openpyxl, where this one has not. Forms are sent
out and recorded from, a table of a year is recorded, beside the programs in `floors`. All are whole
processes, in turn, in a temporary folder, but for the inserts that a floor times itself. It
measures and judges nothing: it exits with 0 whatever comes out.

Needs a POSIX system, for the time and memory that the system itself counts for a process.
"""

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from startup import HERE, LAUNCHER, Bench, Failed, Run, table

MONTH = "2018-09"
AS_OF = "2018-12-31"
"""After every month of the table."""
ONE_OF = 10
"""One form of so many is imported beside all of them, to see whether memory grows."""
MEMORY = "memory"
EXAMPLE = ("report", "--province", "lampang", "--month", MONTH, "--format", "json")
COMPARED = (
    "entries.batch, line, province, office, database, fiscal_year, period, month, not_applicable, "
    "total, recorded, note, received, schedule"
)
NOT_CELLS = ("docProps/core.xml", "xl/styles.xml")
PARTS_OF_STYLE = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


class Beside(NamedTuple):
    """What stands beside the program: a floor, or the program itself with less to do."""

    name: str
    target: float | None
    run: Callable[[], Run]


@dataclass
class Part:
    """A run of the program, and what is run in turn with it."""

    name: str
    run: Callable[[], Run]
    beside: Sequence[Beside]
    compare: Callable[[], object]
    """What the last run came to, so that two can be compared."""


class Nation(Bench):
    """The temporary folder, with the returns of the nation in it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.environment["CDDCTL_AS_OF"] = AS_OF
        self.pandas: str | None = None
        self.empty = self.folder / "empty.sqlite3"
        self.entered = self.folder / "entered.sqlite3"
        self.few = self.folder / "few"
        self.returns = self.folder / "returns"
        self.big = self.folder / "big.csv"
        self.big_register = self.folder / "big.sqlite3"

    def prepare(self, names: Sequence[str]) -> None:
        """Make what the parts need that are to be measured."""
        self.program_start("init", "--province", "lampang", "--register", self.empty)
        if set(names) & {"returns", "forms-entered"}:
            self.forms_of(self.empty)
            self.own("fill_returns.py", "forms", self.work / "forms", self.returns)
            for path in sorted(self.returns.rglob("*.xlsx"))[::ONE_OF]:
                copy = self.few / path.relative_to(self.returns)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
            self.imported(self.returns)
            shutil.copy(self.register, self.entered)
        if "table" in names:
            self.own("fill_returns.py", "table", self.big, self.folder)
            schedules = self.folder / "schedules"
            shutil.copytree(HERE.parent / "schedules" / "lampang", schedules / "lampang")
            for reader in ("CDDCTL_SCHEDULES", "CDDCTL_FLOOR_SCHEDULES"):
                self.environment[reader] = str(schedules)
            self.imported(self.big)
            shutil.copy(self.register, self.big_register)

    def parts(self) -> Iterator[Part]:
        """All that can be measured."""
        beside = [
            Beside("lean", 0.75, lambda: self.floor("floor_returns:lean", self.returns)),
            Beside("plain", None, lambda: self.floor("floor_returns:plain", self.returns)),
        ]
        if self.pandas:
            beside.append(Beside("pandas", 1, self.frames))
        beside.append(Beside(MEMORY, None, lambda: self.imported(self.few)))
        yield Part("returns", lambda: self.imported(self.returns), beside, self.sum_of_counts)
        yield Part(
            "table",
            lambda: self.imported(self.big),
            [
                Beside("program", 3, lambda: self.floor("floor_table:program", self.big)),
                Beside("raw", None, self.inserts),
            ],
            self.difference,
        )
        for name, register in (("forms", self.empty), ("forms-entered", self.entered)):
            yield Part(
                name,
                lambda register=register: self.forms_of(register),  # type: ignore[misc]
                [
                    Beside(floor, 1.25, lambda name=name, kind=kind: self.built(name, kind))  # type: ignore[misc]
                    for floor, kind in (("plain", "main"), ("lean", "lean"))
                ],
                self.workbooks,
            )

    def own(self, script: str, *words: object) -> None:
        """Run a script of this folder, untimed."""
        self._start([sys.executable, str(HERE / script), *map(str, words)], None)

    def program_start(self, *words: object) -> Run:
        """Run the program."""
        return self._start([str(self.program), *map(str, words)], None)

    def imported(self, path: Path) -> Run:
        """Run the program: it records from a file or folder, into a register without entries."""
        self.anew()
        words = ("--nation", "--from", path, "--register", self.register)
        return self.program_start("record", *words)

    def forms_of(self, register: Path) -> Run:
        """Run the program: it writes the nation's forms."""
        self.anew()
        words = ("--nation", "--month", MONTH, "-o", self.work / "forms", "--register", register)
        return self.program_start("forms", *words)

    def floor(self, floor: str, *words: object) -> Run:
        """Run a floor, with nothing there of the run before."""
        self.anew()
        return self.floor_start(floor, *words)

    def floor_start(self, floor: str, *words: object) -> Run:
        """Run a floor, started by a script of the form that pip makes for the program."""
        module, function = floor.split(":")
        launcher = self.folder / f"{module}-{function}"
        if not launcher.exists():
            values = {"folder": str(self.folder / "floors"), "module": module}
            launcher.write_text(LAUNCHER.format(**values, function=function))
        return self._start([sys.executable, str(launcher), *map(str, words)], self.register)

    def frames(self) -> Run:
        """Run the floor that reads by pandas, by the Python that has it."""
        self.anew()
        script = str(self.folder / "floors" / "floor_returns.py")
        return self._start([str(self.pandas), script, str(self.returns)], None)

    def inserts(self) -> Run:
        """Run the floor that inserts what is ready; the time is what it took of its own."""
        run = self.floor("floor_table:raw", self.big_register)
        wall, cpu = map(float, (self.folder / "stdout").read_text().split())
        return run._replace(wall=wall * 1000, cpu=cpu * 1000)

    def built(self, name: str, kind: str) -> Run:
        """Run the floor that builds the forms."""
        described = self.folder / f"{name}.json"
        if not described.exists():
            self.forms_of(self.empty if name == "forms" else self.entered)
            self.floor_start("floor_forms:describe", self.work / "forms", described)
        return self.floor(f"floor_forms:{kind}", described, self.work / "forms")

    def anew(self) -> None:
        """Leave nothing of the run before: no forms, and a register without entries."""
        shutil.rmtree(self.work / "forms", ignore_errors=True)
        with self.register.open("wb") as copy:
            copy.write(self.empty.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())  # or the process that is timed has to wait for it

    def sum_of_counts(self) -> object:
        """All counts in the register, or what a floor has said that they come to."""
        with closing(sqlite3.connect(self.register)) as register:
            rows = register.execute("SELECT total, recorded FROM entries").fetchall()
        if not rows:
            return int((self.folder / "stdout").read_text())
        return sum(total + sum(json.loads(recorded).values()) for total, recorded in rows)

    def difference(self) -> object:
        """How many entries are not in both registers, and what the program reads in this one."""
        with closing(sqlite3.connect(self.register)) as register:
            register.execute("ATTACH ? AS other", (str(self.big_register),))
            found = [
                register.execute(
                    f"SELECT count(*) FROM (SELECT {COMPARED} {_joined(left)} "
                    f"EXCEPT SELECT {COMPARED} {_joined(right)})"
                ).fetchone()
                for left, right in (("main", "other"), ("other", "main"))
            ]
        self.program_start(*EXAMPLE, "--register", self.register)
        return found, self._said()

    def workbooks(self) -> object:
        """A digest of what is in each of the forms, by a process whose memory is not counted."""
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(digests, self.work / "forms").result()


def _joined(database: str) -> str:
    return f"FROM {database}.entries JOIN {database}.batches ON batches.id = entries.batch"


def digests(folder: Path) -> list[tuple[str, bytes]]:
    """A digest of what is in each of a folder's workbooks."""
    styles: dict[bytes, list[object]] = {}
    return [
        (str(path.relative_to(folder)), sha256(repr(content(path, styles)).encode()).digest())
        for path in sorted(folder.rglob("*.xlsx"))
    ]


def content(path: Path, known: dict[bytes, list[object]]) -> object:
    """All that is in a workbook, in place of the number of a style the style itself.

    Left aside are the times that it says of itself, spaces, and the order of merged areas.
    """
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    written = parts["xl/styles.xml"]
    if written not in known:
        known[written] = styles_of(ET.fromstring(written))
    told = re.sub(rb"<dcterms:.*?</dcterms:\w+>", b"", parts["docProps/core.xml"])
    found: list[object] = [told]
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            found.append(_sheet(ET.fromstring(part), known[written]))
        elif name not in NOT_CELLS:
            found.append((name, part))
    return found


def _sheet(sheet: ET.Element, styles: Sequence[object]) -> object:
    found = []
    for element in sheet.iter():
        attributes: dict[str, object] = dict(element.attrib)
        if element.tag.endswith("}c"):
            attributes["s"] = styles[int(element.get("s", "0"))]
        found.append((element.tag, sorted(attributes.items()), (element.text or "").split()))
    merged = [each for each in found if each[0].endswith("}mergeCell")]
    rest = [each for each in found if not each[0].endswith("}mergeCell")]
    return rest, sorted(merged, key=repr)


def styles_of(sheet: ET.Element) -> list[object]:
    """What the styles of a workbook come to, in order of number."""
    lists = {child.tag.rpartition("}")[2]: child for child in sheet}
    formats = {each.get("numFmtId"): each.get("formatCode") for each in lists.get("numFmts", ())}

    def plain(element: ET.Element) -> object:
        return [(e.tag, sorted(e.attrib.items()), e.text) for e in element.iter()]

    return [
        [
            *[plain(lists[many][int(style.get(one, "0"))]) for one, many in PARTS_OF_STYLE.items()],
            formats.get(style.get("numFmtId"), style.get("numFmtId")),
            style.get("quotePrefix", "0"),
            *[plain(child) for child in style],
        ]
        for style in lists["cellXfs"]
    ]


HEADINGS = (
    "part", "beside", "s", "floor s", "time ratio", "range", "target", "met", "cpu ratio", "MB",
    "floor MB", "same output",
)  # fmt: skip


def measured(part: Part, count: int) -> tuple[list[list[str]], str]:
    """The rows of the table for a part, warmed up once, then in turn; and a line on memory."""
    part.run()
    output = part.compare()
    same = {}
    for beside in part.beside:
        beside.run()
        same[beside.name] = beside.name == MEMORY or part.compare() == output
    rounds: list[tuple[Run, Mapping[str, Run]]] = [
        (part.run(), {beside.name: beside.run() for beside in part.beside}) for _ in range(count)
    ]
    rows, line = [], ""
    for beside in part.beside:
        pairs = [(ours, theirs[beside.name]) for ours, theirs in rounds]
        if beside.name == MEMORY:
            line = memory_line(pairs)
        else:
            rows.append(row(part.name, beside, pairs, same=same[beside.name]))
    return rows, line


def row(name: str, beside: Beside, pairs: Sequence[tuple[Run, Run]], *, same: bool) -> list[str]:
    """A row of the table."""

    def median(what: Callable[[Run, Run], float]) -> float:
        return statistics.median(what(ours, floor) for ours, floor in pairs)

    walls = [ours.wall / floor.wall for ours, floor in pairs]
    ratio, target = statistics.median(walls), beside.target
    return [
        name,
        beside.name,
        f"{median(lambda ours, _: ours.wall) / 1000:.2f}",
        f"{median(lambda _, floor: floor.wall) / 1000:.2f}",
        f"{ratio:.2f}",
        f"{min(walls):.2f}-{max(walls):.2f}",
        f"{target:.2f}" if target else "",
        ("yes" if ratio <= target else "NO") if target else "",
        f"{median(lambda ours, floor: ours.cpu / floor.cpu):.2f}",
        f"{median(lambda ours, _: ours.memory):.1f}",
        f"{median(lambda _, floor: floor.memory):.1f}",
        "yes" if same else "NO",
    ]


def memory_line(pairs: Sequence[tuple[Run, Run]]) -> str:
    """How the memory of all returns stands to that of some."""
    ratios = [many.memory / few.memory for many, few in pairs]
    many, few = (statistics.median(pair[at].memory for pair in pairs) for at in (0, 1))
    return (
        f"memory: {many:.1f} MB for all returns, {few:.1f} MB for one of {ONE_OF}; ratio "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
    )


def has_pandas(python: str) -> bool:
    """Whether a Python can read workbooks by pandas."""
    try:
        asked = subprocess.run(
            [python, "-c", "import pandas, openpyxl"], capture_output=True, check=False
        )
    except OSError:
        return False
    return asked.returncode == 0


def main() -> None:
    """Measure every part, or those named, and print the table."""
    names = ("returns", "table", "forms", "forms-entered")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-n", type=int, default=3, metavar="N", help="runs of each (3)")
    parser.add_argument(
        "--pandas", default=sys.executable, metavar="PYTHON", help="one with pandas and openpyxl"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="some of: " + ", ".join(names))
    options = parser.parse_args()
    if unknown := set(options.parts) - set(names):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    chosen = options.parts or names
    if not hasattr(os, "wait4"):
        print("this needs a POSIX system")
        return
    rows: list[Sequence[str]] = [HEADINGS]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        nation = Nation(Path(folder))
        if has_pandas(options.pandas):
            nation.pandas = options.pandas
        else:
            lines.append("pandas was not measured: name a Python that has it by --pandas")
        try:
            nation.prepare(chosen)
        except (Failed, OSError) as error:
            print(f"nothing could be measured: {error}")
            return
        for part in nation.parts():
            if part.name not in chosen:
                continue
            try:
                found, line = measured(part, options.n)
            except (Failed, OSError, ValueError, sqlite3.Error) as error:
                lines.append(f"{part.name}: {error}")
            else:
                rows += found
                lines += [line] if line else []
    load = os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.n} pairs; "
        f"load {load:.1f} at the end"
    )
    print(table(rows))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
