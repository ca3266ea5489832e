"""The entry point: `python -m cddctl` and the installed `cddctl`."""

import atexit
import gc
import os
import sys

OBJECTS_BETWEEN_SWEEPS = 100_000
"""New objects before Python looks for unused ones; at its own 700, a start is a tenth slower."""


def main() -> None:
    """Run the command line; Ctrl-C is handled from the start, imports included."""
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    # Python sweeps twice more at its end, when the system takes all memory back anyway.
    atexit.register(gc.freeze)
    # pydantic looks for plugins in the files of every package; the program uses none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from cddctl.cli import app  # noqa: PLC0415 (it takes long enough to be interrupted)
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()
