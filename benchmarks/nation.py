"""What a register of the nation costs, beside one of a province, to see whether the cost grows.

`python benchmarks/nation.py [-n 5]`, by the Python of an environment that the program is installed
in. 76 registers of ten years (all 878 districts, all 27 periods, one entry in ten corrected) are
filled and merged into one; `record`, `report`, `status` and `check` are run on it, beside the same
on a register of one province and year. All are whole processes, in turn, in a temporary folder. It
measures and judges nothing: it exits with 0 whatever comes out.

Needs a POSIX system, for the time and memory that the system itself counts for a process.
"""

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from startup import HERE, LAUNCHER, Bench, Failed, Run, table

MONTH = ("--month", "2561-09")
AS_OF = "2018-09-30"
RECORD = ("leaders", "mae-mo", "total=9999", "--province", "lampang", *MONTH)
REPORT = ("report", "--province", "lampang", *MONTH)
PROVINCE = "52"


@dataclass
class Pair:
    """A run on the nation's register, and what it stands beside."""

    name: str
    run: Callable[[], Run]
    beside: str
    other: Callable[[], Run]
    target: str
    figure: Callable[[Sequence[tuple[Run, Run]]], tuple[str, bool]]
    """What the runs come to, in words, and whether the target is met."""


class Nation(Bench):
    """The temporary folder, with the registers of all provinces in it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.provinces = self.folder / "provinces"
        self.little = self.folder / "little"
        self.nation = self.folder / "nation.sqlite3"
        self.empty = self.folder / "empty.sqlite3"
        self.entries = 0
        self.recorded = 0

    def prepare(self) -> None:
        """Fill the registers: ten years of all provinces, and one year to stand beside them."""
        for folder, years in ((self.provinces, 10), (self.little, 1)):
            folder.mkdir()
            script = str(HERE / "fill_nation.py")
            self._start([sys.executable, script, str(folder), str(years)], None)
        self.environment["CDDCTL_SCHEDULES"] = str(self.provinces / "schedules")
        self.environment["CDDCTL_AS_OF"] = AS_OF
        self.program_start("init", "--nation", "--register", self.empty)
        self.merge()
        shutil.copy(self.register, self.nation)
        with closing(sqlite3.connect(self.nation)) as book:
            ((self.entries,),) = book.execute("SELECT count(*) FROM entries").fetchall()
        # The day's copy is not part of what a record costs, but once a day.
        for register in (self.nation, self.one):
            self.record(register)

    @property
    def one(self) -> Path:
        """The register of one province and one year."""
        return self.little / f"{PROVINCE}.sqlite3"

    @property
    def others(self) -> list[Path]:
        """The registers of all provinces."""
        return sorted(self.provinces.glob("*.sqlite3"))

    def pairs(self) -> Iterator[Pair]:
        """All that is measured."""
        yield Pair("merge", self.merge, "INSERT ... SELECT", self.inserts, "3.00", self.rate)
        for name, start in (("report lampang", self.report), ("record", self.record)):
            yield Pair(
                name,
                lambda start=start: start(self.nation),  # type: ignore[misc]
                "one province, one year",
                lambda start=start: start(self.one),  # type: ignore[misc]
                "1.15",
                ratio(1.15),
            )
        for name, words in (
            ("report nation", ("report", "--nation", *MONTH)),
            ("status nation", ("status", "--nation", *MONTH)),
            ("check", ("register", "check")),
        ):
            yield Pair(
                name,
                lambda words=words: self.program_start(*words, "--register", self.nation),  # type: ignore[misc]
                "report lampang, one year",
                lambda: self.report(self.one),
                "+1.5 s, 150 MB" if name == "report nation" else "",
                above,
            )

    def report(self, register: Path) -> Run:
        """Run the program: the report of a province."""
        return self.program_start(*REPORT, "--register", register)

    def record(self, register: Path) -> Run:
        """Run the program: it records another count than before."""
        self.recorded += 1
        words = (*RECORD, f"persons={self.recorded}", "--register", register)
        return self.program_start("record", *words)

    def merge(self) -> Run:
        """Run the program: all registers are merged into an empty one."""
        self.anew()
        return self.program_start("register", "merge", *self.others, "--register", self.register)

    def inserts(self) -> Run:
        """Run the floor on the same."""
        self.anew()
        launcher = self.folder / "floor_merge-main"
        if not launcher.exists():
            values = {"folder": str(self.folder / "floors"), "module": "floor_merge"}
            launcher.write_text(LAUNCHER.format(**values, function="main"))
        words = [sys.executable, str(launcher), *map(str, self.others)]
        return self._start(words, self.register)

    def anew(self) -> None:
        """Take away what the run before has left."""
        for path in self.folder.glob("register*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copy(self.empty, self.register)

    def program_start(self, *words: object) -> Run:
        """Run the program."""
        return self._start([str(self.program), *map(str, words)], None)

    def rate(self, pairs: Sequence[tuple[Run, Run]]) -> tuple[str, bool]:
        """How many times the floor, and how many entries a second."""
        said, is_met = ratio(3)(pairs)
        seconds = statistics.median(ours.wall for ours, _ in pairs) / 1000
        return f"{said}; {self.entries / seconds:,.0f} entries/s", is_met


def ratio(target: float) -> Callable[[Sequence[tuple[Run, Run]]], tuple[str, bool]]:
    """How many times what it stands beside, by the clock and by processor time."""

    def figure(pairs: Sequence[tuple[Run, Run]]) -> tuple[str, bool]:
        walls = [ours.wall / other.wall for ours, other in pairs]
        cpus = [ours.cpu / other.cpu for ours, other in pairs]
        wall = statistics.median(walls)
        span = f"{min(walls):.2f}-{max(walls):.2f}"
        return f"{wall:.2f} ({span}), cpu {statistics.median(cpus):.2f}", wall <= target

    return figure


def above(pairs: Sequence[tuple[Run, Run]]) -> tuple[str, bool]:
    """How much longer it takes, in seconds."""
    more = statistics.median(ours.wall - other.wall for ours, other in pairs) / 1000
    memory = statistics.median(ours.memory for ours, _ in pairs)
    return f"+{more:.2f} s", more <= 1.5 and memory <= 150  # noqa: PLR2004 (the target)


HEADINGS = ("part", "beside", "ms", "other ms", "comes to", "target", "met", "MB", "other MB")


def measured(pair: Pair, count: int) -> list[str]:
    """The row of the table for a pair: warmed up once, then in turn."""
    pair.run()
    pair.other()
    runs = [(pair.run(), pair.other()) for _ in range(count)]
    said, is_met = pair.figure(runs)
    medians = [
        statistics.median(getattr(run[at], what) for run in runs)
        for what in ("wall", "memory")
        for at in (0, 1)
    ]
    return [
        pair.name,
        pair.beside,
        *(f"{figure:.0f}" for figure in medians[:2]),
        said,
        pair.target,
        ("yes" if is_met else "NO") if pair.target else "",
        *(f"{figure:.0f}" for figure in medians[2:]),
    ]


def main() -> None:
    """Measure everything, or what is named, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-n", type=int, default=5, metavar="N", help="runs of each (5)")
    parser.add_argument("parts", nargs="*", metavar="PART", help="some of the table's parts")
    options = parser.parse_args()
    if not hasattr(os, "wait4"):
        print("this needs a POSIX system")
        return
    rows: list[Sequence[str]] = [HEADINGS]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        nation = Nation(Path(folder))
        try:
            nation.prepare()
        except (Failed, OSError) as error:
            print(f"nothing could be measured: {error}")
            return
        size = nation.nation.stat().st_size
        for pair in nation.pairs():
            if not options.parts or pair.name in options.parts:
                try:
                    rows.append(measured(pair, options.n))
                except (Failed, OSError) as error:
                    lines.append(f"{pair.name}: {error}")
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.n} pairs; load "
        f"{os.getloadavg()[0]:.1f} at the end; {nation.entries:,} entries in {size / 1e6:.0f} MB, "
        f"{size / nation.entries:.0f} bytes an entry"
    )
    print(table(rows))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
