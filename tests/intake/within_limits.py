"""Reads the files that are named on its input, each in a child that can take little of anything.

For each it prints a line of JSON: the refusal (null if the file was read), the seconds and the
megabytes that it took. A child that goes beyond the limits is killed, and that is printed.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from cddctl.errors import FileRefused
from cddctl.intake.files import read_bytes, read_file
from cddctl.intake.grid import Grid

MEGABYTE = 1024 * 1024
SECONDS = 5


def main():
    limit = int(sys.argv[1]) * MEGABYTE
    for line in sys.stdin:
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.write(writer, json.dumps(read(Path(line.rstrip("\n")), limit)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            told = pipe.read()
        _pid, status = os.waitpid(child, 0)
        killed = {"refused": None, "killed": status}
        sys.stdout.write(json.dumps(json.loads(told) if told else killed) + "\n")
        sys.stdout.flush()


def read(path, limit):
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + limit, size + limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    refused = None
    try:
        held = read_file(read_bytes(path), path.name)
        for grid in [held] if isinstance(held, Grid) else held.sheets:
            refused = refused or grid.refused or None
            for _row in grid.rows:
                pass
    except FileRefused as error:
        refused = str(error)
    return {
        "refused": refused,
        "seconds": round(time.perf_counter() - started, 3),
        "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
    }


if __name__ == "__main__":
    main()
