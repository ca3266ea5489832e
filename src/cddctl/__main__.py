"""The entry point: `python -m cddctl` and the installed `cddctl`."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C is handled from the start, imports included."""
    try:
        from cddctl.cli import app  # noqa: PLC0415 (it takes long enough to be interrupted)
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()
