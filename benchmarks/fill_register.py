"""Fills a register the way an officer does: a round's eight databases for thirteen districts.

`python fill_register.py`, with CDDCTL_REGISTER naming the file to be made. The commands are those
of the command line, run one after the other in this process, which saves starting it 104 times. One
entry of the 104 is left out, for the benchmark to record.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator

from cddctl.__main__ import main

UNITS = {
    "cd-standards": ("persons", "networks", "groups", "places"),
    "leaders": ("persons",),
    "volunteer-leader-assessment": ("persons",),
    "groups": ("networks", "groups", "places"),
    "savings-groups": ("savings_groups",),
    "poverty-alleviation": ("places",),
    "fund-institutions": ("places",),
    "fund-networks": ("networks",),
}
DISTRICTS = 13
MONTH = "2018-09"
LEFT_OUT = ("leaders", 2)


def commands() -> Iterator[list[str]]:
    """The commands in order: most complete, one zero, one above its total, one not applicable."""
    yield ["init", "--province", "lampang", "--register", os.environ["CDDCTL_REGISTER"]]
    for row, (database, units) in enumerate(UNITS.items(), 1):
        for district in range(1, DISTRICTS + 1):
            if (database, district) == LEFT_OUT:
                continue
            total = 40 * row + 7 * district
            counts = [f"{unit}={(total - district % 3) // len(units)}" for unit in units]
            values = [f"total={total}", *counts]
            if (row, district) == (2, 3):
                values = ["total=0", "persons=0"]
            elif (row, district) == (3, 5):
                values = ["total=60", "persons=64", "--note", "รวมผู้นำที่ย้ายเข้า"]
            elif (row, district) == (1, 7):
                values = ["--not-applicable", "--note", "หลังการรับรอง"]
            yield ["record", database, f"{district:02}", *values, "--month", MONTH]


def run(words: list[str]) -> None:
    """Run one command; what it says is shown only where it is refused."""
    sys.argv = ["cddctl", *words]
    said = io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as done:
            code = done.code
    if code:
        sys.exit(f"{' '.join(words)}: {said.getvalue()}")


if __name__ == "__main__":
    for command in commands():
        run(command)
