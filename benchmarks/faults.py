"""Kills `cddctl` while it writes, and looks at what is left.

`python benchmarks/faults.py [-n 50] [--by time|step] [--in FOLDER] [COMMAND...]`, by the Python of
an environment that the program is installed in. As it stands it kills some 900 times, half a second
each: ten minutes on two free cores. `-n 500` takes more than an hour; Ctrl-C prints what was seen
until then. With `--in /dev/shm` no slow disk is waited for: what a killed process gave to the
system is kept by any file system. Each kill is SIGKILL, to a command on a fresh copy of a register
of a province:

- by time: the program as it is started by anyone, after a delay. Half of the delays are spread
  evenly over its usual time, half over the part of it that begins with the first file it makes.
- by step: before each thing that it does to a file, and in the middle of each write of SQLite
  (faulty.py), -n of them evenly spread where there are more.

Then the register must open and `register check` find nothing wrong; what it holds must be all of
the command or nothing; what the command had said must be there; whatever bears the name of a backup
must be one; and the same command, given again, must come to what it comes to undisturbed. A table
says how often it did not, and the exit code is 1 then. Needs Linux.
"""

import argparse
import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Self

from faulty import Ended, Faulty, why_not

HERE = Path(__file__).resolve().parent
LATER = (str(HERE / "later.py"),)
MONTH = ("--month", "2018-09")
REGISTER = "register.sqlite3"
BACKUPS = "register-backups"
UNITS = {
    "leaders": ("persons",),
    "groups": ("networks", "groups", "places"),
    "savings-groups": ("savings_groups",),
    "fund-institutions": ("places",),
}
DISTRICTS = range(1, 14)
TIMED = 7
VOLATILE = {
    "id",
    "uid",
    "part_of",
    "target",
    "origin",
    "recorded_at",
    "previous",
    "digest",
    "batch",
}
"""What differs whenever the same is recorded again."""

Content = tuple[Any, ...]


class Command(NamedTuple):
    """What is killed."""

    words: tuple[str, ...]
    said: str
    """A pattern of what it says once it is done."""
    again: frozenset[int] = frozenset({0})
    """How it may end when it was done before."""
    later: bool = False
    """Whether a program of a later version does it (later.py)."""
    between: tuple[str, ...] | None = None
    """What may be done of it and no more, as a command."""


COMMANDS = {
    "record": Command(("record", "leaders", "02", "total=94", "persons=92", *MONTH), "recorded: "),
    "record --from": Command(("record", "--from", "returns"), r"recorded"),
    "close": Command(
        ("close", *MONTH, "--incomplete", "--reason", "รอเอกสาร"), "closed: ", frozenset({3})
    ),
    "upgrade": Command(("register", "info"), r"\d", later=True),
    "undo": Command(("undo", "{entry}", "--yes"), "undone: ", frozenset({3})),
    "merge": Command(
        ("register", "merge", "mae-mo.sqlite3", "ngao.sqlite3"),
        "taken in: ",
        between=("register", "merge", "mae-mo.sqlite3"),
    ),
    "backup": Command(("register", "backup"), r"(?m)^register-backups/register-\S+\.sqlite3$"),
    "restore": Command(("register", "restore", "earlier.sqlite3", "--yes"), "restored: "),
}
NAMED = ("record", "record --from", "close", "upgrade")
"""Those that the figures are asked of."""


class Verdict(NamedTuple):
    """What a kill left."""

    fell: str
    """Before the command made a file, during, or after all was done."""
    hot: bool
    """Whether SQLite had half a write to take back."""
    drafts: int
    """Hidden files that nobody will name."""
    wrong: list[str]
    """What may not be: partial, lost, not opening, backup, again; each with what was seen."""


class Bench:
    """A temporary folder, with all that the commands need, and a copy of it to kill them in."""

    def __init__(self, within: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=within, prefix="cddctl-faults-")
        root = Path(self._folder.name)
        self.fresh, self.work = root / "fresh", root / "work"
        for name in ("home", "temporary"):
            (root / name).mkdir()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CDDCTL_", "COV", "LC_"))}
        self.environment = kept | {
            "HOME": str(root / "home"),
            "CDDCTL_HOME": str(root / "home"),
            "TMPDIR": str(root / "temporary"),
            "LANG": "C.UTF-8",
            "COLUMNS": "80",
            "CDDCTL_AS_OF": "2018-09-05",
            "CDDCTL_REGISTER": REGISTER,
        }
        self.faulty = Faulty(self.work, self.environment)
        self._is_later = False

    def __enter__(self) -> Self:
        self._fill()
        return self

    def __exit__(self, *exc: object) -> None:
        self.faulty.__exit__(*exc)
        self._folder.cleanup()

    def renew(self, command: Command) -> None:
        """Lay a fresh copy of everything out."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.fresh, self.work)
        self._is_later = command.later

    def words(self, command: Command) -> list[str]:
        """What is typed."""
        return [word.format(entry=self._entry) for word in command.words]

    def run(self, *words: object, **fault: object) -> Ended:
        """Run a command that has to succeed, or one with a fault."""
        ended = self.faulty.run(*words, later=self._is_later, **fault)  # type: ignore[arg-type]
        if not fault and ended.code != 0:
            sys.exit(f"{words}: {ended}")
        return ended

    def _fill(self) -> None:
        self.work.mkdir()
        init = ("init", "--province", "lampang")
        for name, district in (("mae-mo.sqlite3", "02"), ("ngao.sqlite3", "05")):
            self.run(*init, "--register", name)
            for total in (3, 4):
                words = ("fund-networks", district, f"total={total}", f"networks={total}")
                self.run("record", "--register", name, *words, *MONTH)
        self.run(*init)
        self._write_returns(self.work / "before", "leaders", 3)
        self.run("record", "--from", "before")
        shutil.copy(self.work / REGISTER, self.work / "earlier.sqlite3")
        self._write_returns(self.work / "before", "savings-groups", 3)
        self.run("record", "--from", "before")
        for database, district in (("leaders", "07"), ("savings-groups", "09")):
            [unit] = UNITS[database]
            self.run("record", database, district, "total=500", f"{unit}=400", *MONTH)
        shutil.rmtree(self.work / "before")
        shutil.rmtree(self.work / BACKUPS)  # so that the day's is made
        for number, database in enumerate(("groups", "fund-institutions", "leaders"), 1):
            self._write_returns(self.work / "returns", database, number)
        with closing(sqlite3.connect(self.work / REGISTER)) as connection:
            rows = connection.execute("SELECT uid FROM batches ORDER BY id").fetchall()
        self._entry = f"{rows[-1][0][:8]}/1"
        shutil.copytree(self.work, self.fresh)

    def _write_returns(self, folder: Path, database: str, number: int) -> None:
        folder.mkdir(exist_ok=True)
        with (folder / f"{database}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            heads = ("province", "district", "month", "database", "total")
            writer.writerow((*heads, *UNITS[database]))
            for district in DISTRICTS:
                counts = [10 * number + district for _unit in UNITS[database]]
                about = ("lampang", f"52{district:02}", "2018-09", database)
                writer.writerow((*about, sum(counts), *counts))


class States(NamedTuple):
    """What a register may hold: before, maybe in between, and after."""

    before: Content
    between: Content | None
    after: Content

    @classmethod
    def of(cls, bench: Bench, command: Command) -> Self:
        """Find them, undisturbed."""
        bench.renew(command)
        before = content(bench.work / REGISTER)
        between = None
        if command.between is not None:
            bench.run(*command.between)
            between = content(bench.work / REGISTER)
            bench.renew(command)
        bench.run(*bench.words(command))
        return cls(before, between, content(bench.work / REGISTER))


def content(path: Path) -> Content:
    """What a register holds, but for what differs whenever the same is recorded again."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        batches = {}
        for row in _rows(connection, "SELECT * FROM batches ORDER BY id"):
            batches[row["id"]] = (_steady(row), [])
        for table in ("entries", "acts"):
            for row in _rows(connection, f"SELECT * FROM {table} ORDER BY batch, line"):
                batches[row["batch"]][1].append(_steady(row))
    return (version, *((batch, tuple(lines)) for batch, lines in batches.values()))


def _rows(connection: sqlite3.Connection, sql: str) -> Iterator[dict[str, Any]]:
    found = connection.execute(sql)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def _steady(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple((name, value) for name, value in row.items() if name not in VOLATILE)


def judge(bench: Bench, command: Command, states: States, said: str) -> Verdict:
    """Look at what is left after a kill, and give the command again."""
    register = bench.work / REGISTER
    hot = Path(f"{register}-journal").exists()
    drafts = sum(1 for path in signs(bench.work) if path.name.startswith("."))
    wrong = []
    checked = bench.run("register", "check", fault="none")
    if checked.code != 0:
        wrong.append(f"not opening: {checked.err}")
    now = content(register)
    if now not in states:
        wrong.append(f"partial: {now}")
    copies = list((bench.work / BACKUPS).glob("[!.]*.sqlite3"))
    is_done = bool(copies) if "backup" in command.words else now == states.after
    if re.search(command.said, said) and not is_done:
        wrong.append(f"lost: {said}")
    for copy in copies:
        checked = bench.run("register", "check", "--register", copy, fault="none")
        if checked.code != 0 or content(copy) not in states:
            wrong.append(f"backup: {copy.name}: {checked.err}")
    again = bench.run(*bench.words(command), fault="none")
    allowed = command.again if is_done else {0}
    if again.code not in allowed or content(register) != states.after:
        wrong.append(f"again: {again}")
    fell = "after" if is_done else "during" if hot or drafts else "before"
    return Verdict(fell, hot, drafts, wrong)


def signs(folder: Path) -> list[Path]:
    """The files that show that the program has begun to write."""
    found = []
    for place in (folder, folder / BACKUPS):
        try:
            names = os.listdir(place)  # noqa: PTH208 (quick, since it is asked all the time)
        except OSError:
            continue
        found += [place / one for one in names if one.startswith(".") or one.endswith("-journal")]
    return found


def steps_to_kill(steps: Sequence[str], most: int | None) -> list[int]:
    """The numbers of steps, evenly spread where there are more; the last of each kind always."""
    if most is None or len(steps) <= most:
        return list(range(1, len(steps) + 1))
    last = {kind_of(step): number for number, step in enumerate(steps, 1)}
    spread = (1 + len(steps) * number // most for number in range(most))
    return sorted({*last.values(), *spread})


def kind_of(step: str) -> str:
    """A step without the part of a draft's name that differs each time."""
    return re.sub(r"\.[0-9a-f]{8}\b|\d{4}-\d\d-\d\d(-\d{4})?", "", step)


def by_step(bench: Bench, command: Command, steps: Iterable[int]) -> Iterator[Verdict]:
    """Kill a command at each of these steps."""
    states = States.of(bench, command)
    for step in steps:
        bench.renew(command)
        ended = bench.run(*bench.words(command), fault="kill", step=step)
        if ended.code != -9:  # noqa: PLR2004 (it was done before it came to the step)
            sys.exit(f"step {step} was not reached: {ended}")
        yield judge(bench, command, states, ended.out + ended.err)


def steps_of(bench: Bench, command: Command) -> list[str]:
    """The steps that a command takes, undisturbed."""
    bench.renew(command)
    return bench.run(*bench.words(command)).steps


def by_time(bench: Bench, command: Command, kills: int) -> Iterator[Verdict]:
    """Kill a command after delays."""
    states = States.of(bench, command)
    timed = sorted(_timed(bench, command) for _ in range(TIMED))
    usual, writing = (sorted(column)[TIMED // 2] for column in zip(*timed, strict=True))
    for number in range(kills):
        bench.renew(command)
        process = _started(bench, command)
        if number % 2:
            _wait_for_signs(bench, process)
            time.sleep(writing * number / kills)
        else:
            time.sleep(usual * number / kills)
        process.kill()
        out, err = process.communicate()
        yield judge(bench, command, states, (out + err).decode("utf-8", "replace"))


def _timed(bench: Bench, command: Command) -> tuple[float, float]:
    """How long a command takes, and how long from the first file it makes."""
    bench.renew(command)
    begun = time.perf_counter()
    process = _started(bench, command)
    _wait_for_signs(bench, process)
    seen = time.perf_counter()
    process.communicate()
    ended = time.perf_counter()
    return ended - begun, ended - seen


def _started(bench: Bench, command: Command) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *(LATER if command.later else ("-m", "cddctl")), *bench.words(command)],
        env=bench.environment | {"PYTHONUNBUFFERED": "1"},
        cwd=bench.work,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _wait_for_signs(bench: Bench, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None and not signs(bench.work):
        pass


KINDS = ("partial", "lost", "not opening", "backup", "again")


def measured(name: str, verdicts: Iterable[Verdict]) -> bool:
    """Print a line of the table, of as many as there were until Ctrl-C; whether all was right."""
    seen: list[Verdict] = []
    try:
        for verdict in verdicts:
            seen.append(verdict)
            for one in verdict.wrong:
                print(f"{name}: {one[:2000]}", file=sys.stderr)
    finally:
        fell = Counter(verdict.fell for verdict in seen)
        wrong = Counter(one.partition(":")[0] for verdict in seen for one in verdict.wrong)
        counts = (len(seen), *(fell[one] for one in ("before", "during", "after")))
        left = (sum(one.hot for one in seen), sum(one.drafts > 0 for one in seen))
        cells = (name, *counts, *left, *(wrong[kind] for kind in KINDS))
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return not wrong


def main() -> int:
    """Kill, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(COMMANDS))
    parser.add_argument("-n", type=int, default=50, help="kills of each command (50)")
    parser.add_argument("--by", choices=("time", "step"))
    parser.add_argument("--in", dest="within", type=Path, help="the folder to work in")
    asked = parser.parse_args()
    if unknown := set(asked.commands) - set(COMMANDS):
        parser.error(f"no such command: {', '.join(unknown)}")
    if (why := why_not()) is not None:
        sys.exit(why)
    heads = ("command", "kills", "before", "during", "after", "journal left", "draft left", *KINDS)
    print(f"| {' | '.join(heads)} |\n|---|{'---:|' * (len(heads) - 1)}", flush=True)
    is_right = True
    with Bench(asked.within) as bench:
        for name in asked.commands or COMMANDS:
            command = COMMANDS[name]
            ways: dict[str, Callable[[], Iterator[Verdict]]] = {
                "time": lambda: by_time(bench, command, asked.n),  # noqa: B023
                "step": lambda: by_step(
                    bench,
                    command,  # noqa: B023
                    steps_to_kill(steps_of(bench, command), asked.n),  # noqa: B023
                ),
            }
            for way in (asked.by,) if asked.by else ways:
                is_right = measured(f"{name}, by {way}", ways[way]()) and is_right
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
